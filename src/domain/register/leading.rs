//! What leading asks of the senior person, register by register: when it was done last, when it is due next, and whether it
//! is late.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::authority::Asker;
use crate::domain::register::entry::Entry;
use crate::domain::register::filter::EntryFilter;
use crate::domain::register::kind::{Kind, Lead};
use crate::domain::register::kinds::kind_of;
use crate::domain::register::owed::Register;

/// How something that leading asks stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Led {
    /// The letter of the register that shows it.
    pub register: char,
    /// Its place in the table of the register.
    place: usize,
    /// When it was done last.
    pub done: Option<NaiveDate>,
    /// When it is due next, or was.
    pub due: Option<NaiveDate>,
    /// How much of it is late.
    pub late: u64,
}

impl Led {
    /// Its row in the table.
    pub fn row(&self) -> Option<(&'static Kind, &'static Lead)> {
        let kind = kind_of(self.register)?;
        Some((kind, kind.leads.get(self.place)?))
    }
}

impl Register<'_> {
    /// How everything stands that leading asks and this register shows.
    pub fn led(&self, asker: &Asker, today: NaiveDate, entries: &[&Entry]) -> Vec<Led> {
        let counting: Vec<&Entry> = entries.iter().copied().filter(|it| !it.is_mistaken()).collect();
        let one = |(place, lead): (usize, &Lead)| {
            let filter = EntryFilter::parse(self.kind, lead.list).unwrap_or_default();
            let shows = |it: &&Entry| filter.holds(self, asker, today, it);
            let these: Vec<&Entry> = counting.iter().copied().filter(shows).collect();
            let owed = these.iter().flat_map(|it| self.owed(it)).chain(self.next(&these));
            let due: Vec<NaiveDate> =
                owed.filter(|it| lead.owed.contains(&it.what)).map(|it| it.due).collect();
            let rows = self.kind.fields.iter().filter(|it| it.is.rows().is_some()).map(|it| Some(it.name));
            let done = these.iter().flat_map(|entry| {
                let places = std::iter::once(None).chain(rows.clone());
                places.flat_map(|it| entry.values.parts(it)).filter_map(|it| it.day(lead.done)).collect::<Vec<_>>()
            });
            Led {
                register: self.kind.letter,
                place,
                done: done.filter(|it| *it <= today).max(),
                due: due.iter().min().copied(),
                late: due.iter().filter(|it| **it < today).count() as u64,
            }
        };
        self.kind.leads.iter().enumerate().map(one).collect()
    }
}
