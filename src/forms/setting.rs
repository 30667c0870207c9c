//! What a form may look at and cannot change: the office, the day, and the record it is about.

use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::case::record::Case;
use crate::domain::office::lists::{Item, ListKind};
use crate::domain::office::record::{House, Office};
use crate::domain::office::settings::SavedView;
use crate::domain::plan::record::Plan;
use crate::domain::reference::{ActionRef, CaseRef, RecordRef};
use crate::domain::terms::Terms;
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
    /// The case it is about; none for a new one.
    pub case: Option<&'a Case>,
    /// The plan it is about; none for a new one.
    pub plan: Option<&'a Plan>,
    /// The part it was opened for: the number of an issue, a remedy, a payment or an action; 0 for none.
    pub part: u32,
    /// The cases it is on, where it is on several at once: each is checked by itself when it is saved.
    pub many: &'a [CaseRef],
    /// The actions it is on, where it is on several at once.
    pub actions: &'a [ActionRef],
    /// The list that it is about to keep.
    pub list: Option<&'a SavedView>,
    /// The financial year that it is about.
    pub year: Option<&'a YearSheet>,
    /// The part of the office that it is about.
    pub entry: Option<OfficePart>,
}

impl<'a> Setting<'a> {
    /// The office on a day, for somebody; on no record yet.
    pub const fn new(house: &'a House, today: NaiveDate, actor: &'a str) -> Self {
        Self {
            house,
            today,
            actor,
            case: None,
            plan: None,
            part: 0,
            many: &[],
            actions: &[],
            list: None,
            year: None,
            entry: None,
        }
    }

    /// The office.
    pub const fn office(&self) -> &'a Office {
        &self.house.office
    }

    /// The record that it is about, with the version that was seen; none for a new one.
    pub fn record(&self) -> Option<(RecordRef, u64)> {
        let case = self.case.map(|it| (it.reference.into(), it.version));
        let plan = self.plan.map(|it| (it.reference.into(), it.version));
        let year = self.year.map(|it| (it.record.year.into(), it.record.version));
        plan.or(case).or(year)
    }

    /// The entry of one of the office's lists that it is about.
    pub fn item(&self) -> Option<&'a Item> {
        let Some(OfficePart::Entry(list, id)) = self.entry else { return None };
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
