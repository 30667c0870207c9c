//! Which dates of open cases move when the office counts its days another way. The timescale that a person was told never does.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::Calendar;
use crate::domain::case::record::Case;
use crate::domain::reference::LinkedCase;

/// A date that moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The case.
    pub on: LinkedCase,
    /// What the date is for.
    pub what: String,
    /// The date as it stands.
    pub from: NaiveDate,
    /// The date as it would be.
    pub to: NaiveDate,
}

/// The dates of a case that stand otherwise under another calendar.
pub fn moves(before: &Calendar, after: &Calendar, today: NaiveDate, case: &Case) -> Vec<Move> {
    let (old, new) = (case.clocks(before, today), case.clocks(after, today));
    let pairs = old.iter().filter_map(|it| Some((it, new.iter().find(|other| other.name == it.name)?)));
    pairs
        .filter(|(old, new)| old.due != new.due)
        .map(|(old, new)| Move {
            on: LinkedCase::Case(case.reference),
            what: old.name.to_owned(),
            from: old.due,
            to: new.due,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::event::Event;
    use crate::domain::case::record::Facts;
    use crate::domain::case::round::Timescale;
    use crate::domain::office::event::OfficeEvent;
    use crate::domain::office::record::Office;
    use crate::domain::reference::CaseRef;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    #[test]
    fn a_closure_day_moves_the_offices_own_dates_and_never_the_timescale() {
        let office = Office::default();
        let mut closed = office.clone();
        closed.apply(&OfficeEvent::ClosuresSet { days: vec![on("2026-11-25")], from: on("2026-11-24") });
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-11-24")));
        case.acknowledge_within = 3;
        case.apply(&Event::TimescaleShared(Timescale {
            on: Some(on("2026-11-24")),
            answer_by: on("2026-12-08"),
            means: None,
        }));
        let found = moves(&office.calendar(), &closed.calendar(), on("2026-11-24"), &case);
        let words: Vec<(&str, NaiveDate, NaiveDate)> =
            found.iter().map(|it| (it.what.as_str(), it.from, it.to)).collect();
        assert_eq!(words, [("Acknowledge by", on("2026-11-27"), on("2026-11-30"))]);
        assert!(moves(&office.calendar(), &office.calendar(), on("2026-11-24"), &case).is_empty());
    }
}
