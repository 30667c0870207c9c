//! The cost of dealing with a complaint: colleagues' hours, and money paid to others (annual report guidance 27.4).

use crate::domain::case::decide::guards::done_on;
use crate::domain::case::event::Event;
use crate::domain::case::record::{Case, Cost, PartName};
use crate::domain::money::pounds;
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;

/// The longest work that one entry may be of, in minutes: 1,000 hours. More is a slip of the keyboard.
const MOST_MINUTES: u32 = 60_000;
/// The most money that one entry may be of, in pence: 10 million pounds. More is a slip of the keyboard, too.
const MOST_PENCE: u64 = 1_000_000_000;

/// Whether an amount may be one entry.
pub fn sound_amount(pence: u64) -> Verdict<()> {
    if pence <= MOST_PENCE {
        return Ok(());
    }
    let why = format!("{} is more than one entry can hold.", pounds(pence));
    Err(Refusal::of_field("amount", why, "Check the amount. Enter 10,000,000 pounds or less at a time."))
}

/// Records work or money. One of the two must be there, and what it was for.
pub fn record_cost(terms: &Terms, case: &Case, it: Cost) -> Verdict<Vec<Event>> {
    sound_cost(terms, case, &it)?;
    let number = case.next_number(|it| if let PartName::Cost(it) = it { Some(it) } else { None });
    Ok(vec![Event::CostRecorded(Cost { number, ..it })])
}

/// Whether a cost may be recorded so.
pub fn sound_cost(terms: &Terms, case: &Case, it: &Cost) -> Verdict<()> {
    done_on(terms, case, "on", "The date", it.on)?;
    if it.minutes == 0 && it.pence == 0 {
        return Err(Refusal::of_field("hours", "Enter the hours worked, or the amount paid to others.", ""));
    }
    if MOST_MINUTES < it.minutes {
        let why = format!("{} hours are more than one entry can hold.", it.minutes / 60);
        return Err(Refusal::of_field("hours", why, "Record 1,000 hours or fewer at a time."));
    }
    sound_amount(it.pence)?;
    required("what", &it.what, "Say what it was for.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::Facts;
    use crate::domain::office::record::{House, Office};
    use crate::domain::reference::CaseRef;

    #[test]
    fn a_cost_needs_hours_or_money_and_what_it_was_for() {
        let house = House::new(Office::default());
        let on = |text: &str| text.parse().expect("a real date");
        let (office, calendar) = (&house.office, &house.calendar);
        let terms = Terms { office, calendar, today: on("2026-11-24"), actor: "jsmith" };
        let case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-11-02")));
        for (day, minutes, pence, what, field) in [
            ("2026-11-03", 90, 0, "Interview", None),
            ("2026-11-03", 0, 1200, "Translation", None),
            ("2026-11-03", 0, 0, "Interview", Some("hours")),
            ("2026-11-03", 60_001, 0, "Interview", Some("hours")),
            ("2026-11-03", 0, 1_000_000_001, "Translation", Some("amount")),
            ("2026-11-03", 90, 0, " ", Some("what")),
            ("2026-11-01", 90, 0, "Interview", Some("on")),
            ("2026-11-25", 90, 0, "Interview", Some("on")),
        ] {
            let cost = Cost { number: 0, on: on(day), minutes, pence, what: what.into() };
            let refused = record_cost(&terms, &case, cost).err().map(|it| it.field);
            assert_eq!(refused.as_deref(), field, "{day} {minutes} {pence} {what}");
        }
    }
}
