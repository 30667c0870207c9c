//! Letters: what is needed of one before it is recorded that it went.

use crate::domain::case::command::Step;
use crate::domain::case::decide::guards::{done_in_round, done_on};
use crate::domain::case::event::Event;
use crate::domain::case::record::{Case, Letter, PartName};
use crate::domain::case::round::Told;
use crate::domain::case::stages::by_somebody_else;
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;
use crate::domain::vocabulary::LetterKind;

/// Records a letter that went. An acknowledgement acknowledges the case too, if nothing has yet.
pub fn send(terms: &Terms, case: &Case, it: Letter) -> Verdict<Vec<Event>> {
    sound_letter(terms, case, &it)?;
    if it.kind == LetterKind::FinalResponse && case.is_open() {
        by_somebody_else(case, Step::Respond, terms.actor)?;
    }
    let number = case.next_number(|it| if let PartName::Letter(it) = it { Some(it) } else { None });
    let is_owed = case.is_open() && case.rounds.now.acknowledgement.is_none();
    let acknowledges = it.kind == LetterKind::Acknowledgement && is_owed;
    let told = Told { on: it.on, means: it.means, note: String::new() };
    let mut events = vec![Event::LetterSent(Letter { number, ..it })];
    if acknowledges {
        done_in_round(terms, case, "on", "The date it went", told.on)?;
        events.push(Event::Acknowledged(told));
    }
    Ok(events)
}

/// Whether a letter may be recorded so. Nothing goes with a hole in it.
pub fn sound_letter(terms: &Terms, case: &Case, it: &Letter) -> Verdict<()> {
    done_on(terms, case, "on", "The date it went", it.on)?;
    required("to", &it.to, "Say to whom it went.")?;
    required("text", &it.text, "Enter what the letter says.")?;
    let hole = it.text.lines().find(|it| it.contains("{{") || it.contains("{%"));
    if let Some(line) = hole {
        let why = format!("The letter has a place that is not filled in: “{}”.", line.trim());
        return Err(Refusal::of_field("text", why, "Write there what belongs there."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::Facts;
    use crate::domain::office::record::{House, Office};
    use crate::domain::reference::CaseRef;
    use chrono::NaiveDate;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    fn sent(case: &Case, kind: LetterKind) -> Result<Vec<Event>, String> {
        let house = House::new(Office::default());
        let (office, calendar) = (&house.office, &house.calendar);
        let terms = Terms { office, calendar, today: on("2026-11-24"), actor: "jsmith" };
        let (to, text) = ("Amara Okafor".to_owned(), "Dear Amara".to_owned());
        let letter = Letter { number: 0, kind, on: on("2026-11-04"), means: None, to, text };
        send(&terms, case, letter).map_err(|it| it.why)
    }

    #[test]
    fn a_letter_that_acknowledges_is_the_acknowledgement_of_a_case_that_has_none() {
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-11-02")));
        assert_eq!(sent(&case, LetterKind::Update).expect("sound").len(), 1);
        let events = sent(&case, LetterKind::Acknowledgement).expect("sound");
        let told = Told { on: on("2026-11-04"), means: None, note: String::new() };
        assert_eq!(events[1..], [Event::Acknowledged(told)]);
        events.into_iter().for_each(|it| case.apply(&it));
        assert_eq!(sent(&case, LetterKind::Acknowledgement).expect("sound").len(), 1, "once is enough");
    }
}
