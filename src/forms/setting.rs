//! What a form may look at and cannot change: the office, the day, and the record it is about.

use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::case::record::Case;
use crate::domain::office::lists::{Item, ListKind};
use crate::domain::office::record::{House, Office};
use crate::domain::plan::record::Plan;
use crate::domain::records::any::{AnyRecord, Kind};
use crate::domain::reference::RecordRef;
use crate::domain::register::entry::Entry;
use crate::domain::terms::Terms;
use crate::forms::about::About;
use crate::forms::frozen::Frozen;
use crate::forms::office_part::OfficePart;
use crate::forms::year::YearSheet;

/// What a form may look at and cannot change.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The office and its calendar.
    pub house: &'a House,
    /// The day at the office.
    pub today: NaiveDate,
    /// Sign-in name of whoever fills it in.
    pub actor: &'a str,
    /// The record it is about, or that a new one comes of; none for a new one that comes of nothing.
    pub on: Option<&'a AnyRecord>,
    /// What it is about.
    pub about: &'a About,
    /// The financial year that it is about.
    pub year: Option<&'a YearSheet>,
    /// The documents that were frozen, where it asks for one.
    pub frozen: &'a [Frozen],
    /// What is to be minded of other cases of its person, in words; empty for nothing.
    pub theirs: &'a str,
}

impl<'a> Setting<'a> {
    /// The office on a day, for somebody; on no record yet.
    pub const fn new(house: &'a House, today: NaiveDate, actor: &'a str) -> Self {
        Self { house, today, actor, on: None, about: &About::Nothing, year: None, frozen: &[], theirs: "" }
    }

    /// The office.
    pub const fn office(&self) -> &'a Office {
        &self.house.office
    }

    /// The record that it is about, with the version that was seen; none for a new one.
    pub fn record(&self) -> Option<(RecordRef, u64)> {
        let year = self.year.map(|it| (it.record.year.into(), it.record.version));
        self.on.map(|it| (it.reference(), it.version())).or(year)
    }

    /// The case it is about.
    pub fn case(&self) -> Option<&'a Case> {
        self.on.and_then(Kind::of)
    }

    /// The plan it is about.
    pub fn plan(&self) -> Option<&'a Plan> {
        self.on.and_then(Kind::of)
    }

    /// The entry of a register that it is about.
    pub fn entry(&self) -> Option<&'a Entry> {
        self.on.and_then(Kind::of)
    }

    /// The entry of one of the office's lists that it is about.
    pub fn item(&self) -> Option<&'a Item> {
        let Some(OfficePart::Choice(list, id)) = self.about.office_part() else { return None };
        self.house.office.list(list).item(id)
    }

    /// What one of the office's lists offers on the day.
    pub fn offered(&self, list: ListKind) -> Vec<String> {
        self.house.office.list(list).current(self.today).map(|it| it.name.clone()).collect()
    }

    /// Its calendar.
    pub const fn calendar(&self) -> &'a Calendar {
        &self.house.calendar
    }

    /// What decisions are made under.
    pub const fn terms(&self) -> Terms<'a> {
        Terms {
            office: &self.house.office,
            calendar: &self.house.calendar,
            today: self.today,
            actor: self.actor,
        }
    }
}
