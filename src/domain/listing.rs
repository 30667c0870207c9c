//! The order of a list, and how many cases stand how.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::diary::Part;
use crate::domain::reference::RecordRef;

/// In which order a list comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// What is owed soonest first.
    #[default]
    Due,
    Reference,
    /// What arrived last first.
    Received,
    /// By service, then what is owed soonest.
    Service,
    /// By who is responsible, then what is owed soonest.
    Owner,
}

impl Order {
    /// Every order, with its name for people.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::Due, "due date"),
        (Self::Reference, "reference"),
        (Self::Received, "date received, newest first"),
        (Self::Service, "service"),
        (Self::Owner, "owner"),
    ];

    /// Its name for people.
    pub fn words(self) -> &'static str {
        Self::ALL.iter().find(|it| it.0 == self).map_or("", |it| it.1)
    }
}

/// How many cases there are in hand, and how they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// All open cases.
    pub open: u64,
    /// Closed cases on which something that was promised is not done.
    pub closed_owing: u64,
    /// Something owed is late.
    pub late: u64,
    /// Something is due today, nothing is late.
    pub today: u64,
    /// Something is due soon, nothing is late or due today.
    pub soon: u64,
    /// Lines of the diary that are late.
    pub owed_late: u64,
    /// Lines of the diary that are due on the day.
    pub owed_today: u64,
    /// Those of the late ones that are reviews.
    pub reviews_late: u64,
    /// Those of the late ones that registers ask for, reviews among them.
    pub registers_late: u64,
    /// Actions of plans that are past their date and not completed.
    pub actions_late: u64,
    /// Late lines that plans ask for beside: to agree them, to begin, to tell the person.
    pub plans_late: u64,
    /// Actions that are said to be done and that nobody has reviewed.
    pub actions_unreviewed: u64,
    /// Those of the late lines that are reviews of such actions.
    pub unreviewed_late: u64,
}

impl Counts {
    /// Counts in lines of the diary that are due on the same day.
    pub fn owe(&mut self, today: NaiveDate, due: NaiveDate, lines: u64) {
        if due < today {
            self.owed_late += lines;
        } else if due == today {
            self.owed_today += lines;
        }
    }

    /// Counts in a late line of a part of the diary, on a record.
    pub fn owe_in(&mut self, part: Part, on: Option<RecordRef>) {
        let is_review = matches!(part, Part::Unreviewed | Part::Reviews);
        let is_asked = match part {
            Part::Registers => true,
            Part::Reviews => !matches!(on, Some(RecordRef::Plan(_))),
            Part::Unreviewed | Part::Rest | Part::Plans => false,
        };
        self.reviews_late += u64::from(is_review);
        self.plans_late += u64::from(part == Part::Plans);
        self.unreviewed_late += u64::from(part == Part::Unreviewed);
        self.registers_late += u64::from(is_asked);
    }

    /// The cases and the lines of the diary that are left without these.
    #[must_use]
    pub const fn without(&self, these: &Self) -> Self {
        Self {
            open: self.open.saturating_sub(these.open),
            closed_owing: self.closed_owing.saturating_sub(these.closed_owing),
            late: self.late.saturating_sub(these.late),
            today: self.today.saturating_sub(these.today),
            soon: self.soon.saturating_sub(these.soon),
            owed_late: self.owed_late.saturating_sub(these.owed_late),
            owed_today: self.owed_today.saturating_sub(these.owed_today),
            reviews_late: self.reviews_late.saturating_sub(these.reviews_late),
            registers_late: self.registers_late.saturating_sub(these.registers_late),
            plans_late: self.plans_late.saturating_sub(these.plans_late),
            unreviewed_late: self.unreviewed_late.saturating_sub(these.unreviewed_late),
            ..*self
        }
    }

    /// How many closed cases still owe something, to be said after how many are open; empty for none.
    pub fn closed_too(&self) -> String {
        match self.closed_owing {
            0 => String::new(),
            closed => format!(", {closed} closed and owing"),
        }
    }

    /// Counts cases in whose next date is the same: open ones, or closed ones.
    pub fn add(
        &mut self,
        (today, soon_until): (NaiveDate, NaiveDate),
        is_open: bool,
        next: Option<NaiveDate>,
        cases: u64,
    ) {
        let those = if is_open { &mut self.open } else { &mut self.closed_owing };
        *those += cases;
        match next {
            Some(next) if next < today => self.late += cases,
            Some(next) if next == today => self.today += cases,
            Some(next) if next <= soon_until => self.soon += cases,
            _ => {}
        }
    }
}
