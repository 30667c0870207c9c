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
                places
                    .flat_map(|it| entry.values.parts(it))
                    .filter_map(|it| it.day(lead.done))
                    .collect::<Vec<_>>()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::{Desk, on};
    use crate::domain::register::kind::Cycle;
    use crate::domain::register::kinds::KINDS;
    use crate::domain::register::kinds::meetings::MEETINGS;

    fn led(entries: &[&str]) -> Vec<(&'static str, String)> {
        let desk = Desk::new();
        let entries: Vec<Entry> = entries.iter().map(|it| desk.entry(&MEETINGS, it)).collect();
        let register = desk.register(&MEETINGS);
        let all = register.led(&Asker::default(), on("2026-11-24"), &entries.iter().collect::<Vec<_>>());
        let day = |it: Option<NaiveDate>| it.map(|it| it.to_string()).unwrap_or_default();
        let told = |it: &Led| {
            let words = it.row().expect("a row").1.words;
            (words, format!("{} {} {}", day(it.done), day(it.due), it.late))
        };
        all.iter().map(told).filter(|it| it.1 != "  0").collect()
    }

    #[test]
    fn what_leading_asks_was_done_is_due_and_is_late_as_entries_show() {
        let quarter = ("Review the quarter", " 2026-08-11 1".to_owned());
        assert_eq!(led(&[]), std::slice::from_ref(&quarter));
        let board = r#"{"kind":"board","held":"2026-10-01","next":"2026-11-20","decisions":
            "Publish it | kp | 2026-12-01\nAsk them | js | 2026-10-20 | Asked | 2026-10-12"}"#;
        let decided = ("Carry out what was decided", "2026-10-12 2026-12-01 0".to_owned());
        let held = ("Take complaints to the board", "2026-10-01 2026-11-20 1".to_owned());
        assert_eq!(led(&[board]), [quarter, held, decided]);
    }

    #[test]
    fn every_row_of_the_tables_is_about_what_its_register_has() {
        for kind in KINDS {
            let duties = kind.duties();
            for lead in kind.leads {
                assert!(EntryFilter::parse(kind, lead.list).is_ok(), "{}", lead.list);
                assert!(kind.named(lead.done).next().is_some() && lead.words.len() <= 30, "{}", lead.words);
                assert!(
                    lead.owed.iter().all(|it| duties.iter().any(|duty| duty.0 == *it)),
                    "{:?}",
                    lead.owed
                );
            }
            assert!(kind.cycles.iter().filter(|it| Cycle::next(it).is_some()).count() <= 1, "{}", kind.id);
        }
    }
}
