//! What a case comes back to: what was asked of another team or body, what was brought forward to a day, and the steps of its
//! kind.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::case::command::{FollowUpDone, NewStep};
use crate::domain::case::decide::guards::{
    done_on, in_the_past, known_person, may_be_theirs, numbered, real_year, to_come,
};
use crate::domain::case::event::Event;
use crate::domain::case::record::{Case, FollowUp, PartName};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;

/// Has the case come up again on a day.
pub fn bring_forward(terms: &Terms, case: &Case, it: FollowUp) -> Verdict<Vec<Event>> {
    to_come(terms, "due", "The day on which it comes up", day(it.due)?)?;
    set(terms, case, FollowUp { of: String::new(), on: terms.today, ..it })
}

/// Records what was asked of another team or body.
pub fn ask_team(terms: &Terms, case: &Case, it: FollowUp) -> Verdict<Vec<Event>> {
    required("of", &it.of, "Enter who is asked: a team, or another body.")?;
    done_on(terms, case, "on", "The day on which it was asked", it.on)?;
    set(terms, case, it)
}

fn set(terms: &Terms, case: &Case, it: FollowUp) -> Verdict<Vec<Event>> {
    let it = sound_follow_up(terms, case, FollowUp { is_step: false, ..it })?;
    Ok(vec![Event::FollowUpSet(FollowUp { number: next(case), ..new(it) })])
}

/// Puts steps of its kind on the case.
pub fn set_steps(terms: &Terms, case: &Case, all: Vec<NewStep>) -> Verdict<Vec<Event>> {
    if all.is_empty() {
        return Err(Refusal::of_field("steps", "Enter at least one step.", ""));
    }
    let step = |(number, it): (u32, NewStep)| {
        required("steps", &it.what, "Say what is done in each step.")?;
        if let Some(due) = it.due {
            to_come(terms, "steps", "The day on which a step comes up", due)?;
        }
        let it =
            FollowUp { what: it.what, on: terms.today, due: it.due, is_step: true, ..FollowUp::default() };
        Ok(Event::FollowUpSet(FollowUp { number, ..it }))
    };
    (next(case)..).zip(all).map(step).collect()
}

fn next(case: &Case) -> u32 {
    case.next_number(|it| if let PartName::FollowUp(it) = it { Some(it) } else { None })
}

/// A follow-up that nobody has seen to yet.
fn new(it: FollowUp) -> FollowUp {
    FollowUp { done: None, done_by: String::new(), answer: String::new(), ..it }
}

/// The day that whatever is no step must have.
fn day(due: Option<NaiveDate>) -> Verdict<NaiveDate> {
    due.ok_or_else(|| Refusal::of_field("due", "Enter the day.", ""))
}

/// A follow-up as it may be recorded.
pub fn sound_follow_up(terms: &Terms, case: &Case, it: FollowUp) -> Verdict<FollowUp> {
    required("what", &it.what, "Say what is asked, or why the case comes up again.")?;
    in_the_past(terms, "on", "The day on which it was asked", it.on)?;
    let due = if it.is_step { it.due } else { Some(day(it.due)?) };
    if let Some(due) = due {
        real_year("due", "The day", due)?;
    }
    if due.is_some_and(|due| due < it.on) {
        let why = format!("It cannot be due before {}, when it was asked.", long(it.on));
        return Err(Refusal::of_field("due", why, ""));
    }
    let who = it.who.as_deref().map(str::trim).filter(|it| !it.is_empty());
    let who = who.map(|who| known_person(terms, "who", who)).transpose()?;
    who.iter().try_for_each(|it| may_be_theirs(terms, case, "who", it))?;
    Ok(FollowUp { who, ..it })
}

/// Records the answer, or what was done, once.
pub fn done(terms: &Terms, case: &Case, it: FollowUpDone) -> Verdict<Vec<Event>> {
    let FollowUpDone { follow_up, on, answer } = it;
    let before = numbered("follow_up", "follow-up", &case.follow_ups, follow_up, |it| it.number)?;
    if let Some(on) = before.done {
        let why = format!("Follow-up {follow_up} was seen to on {}.", long(on));
        return Err(Refusal::of_field("follow_up", why, "Ask again, or bring it forward."));
    }
    in_the_past(terms, "on", "The date", on)?;
    if on < before.on {
        return Err(Refusal::of_field("on", format!("It was asked on {}.", long(before.on)), ""));
    }
    Ok(vec![Event::FollowUpDone { follow_up, on, answer, by: terms.actor.to_owned() }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::Facts;
    use crate::domain::diary::{Owed, obligations};
    use crate::domain::office::record::{House, Office};
    use crate::domain::reference::CaseRef;
    use chrono::NaiveDate;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    fn asked(of: &str, what: &str, asked: &str, due: &str) -> FollowUp {
        let (of, what, on, due) = (of.into(), what.into(), on(asked), Some(on(due)));
        FollowUp { what, of, on, due, ..FollowUp::default() }
    }

    #[test]
    fn steps_of_its_kind_stand_on_a_case_and_are_owed_only_where_they_have_a_day_and_until_somebody_ticks_them()
     {
        let house = House::new(Office::default());
        let (office, calendar) = (&house.office, &house.calendar);
        let terms = Terms { office, calendar, today: on("2026-11-24"), actor: "jsmith" };
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-11-02")));
        let step = |what: &str, due: Option<&str>| NewStep { what: what.into(), due: due.map(on) };
        assert_eq!(set_steps(&terms, &case, Vec::new()).expect_err("there is none").field, "steps");
        let past = vec![step("Ring her", Some("2026-11-23"))];
        assert_eq!(set_steps(&terms, &case, past).expect_err("it is past").field, "steps");
        let all = vec![step("Ring her", Some("2026-11-26")), step("Thank her", None)];
        set_steps(&terms, &case, all).expect("sound").iter().for_each(|it| case.apply(it));
        let owed = |case: &Case| {
            let all = obligations(calendar, &office.timescales, case).into_iter();
            let all = all.filter(|it| it.kind.is_follow_up());
            all.map(|it| (it.part, it.due, it.subject)).collect::<Vec<_>>()
        };
        assert_eq!(owed(&case), [(1, on("2026-11-26"), "Ring her".to_owned())]);
        for follow_up in [1, 2] {
            let answer = FollowUpDone { follow_up, on: on("2026-11-24"), answer: String::new() };
            done(&terms, &case, answer).expect("it is there").iter().for_each(|it| case.apply(it));
        }
        assert!(owed(&case).is_empty());
        assert!(case.follow_ups.iter().all(|it| it.done == Some(on("2026-11-24")) && it.done_by == "jsmith"));
    }

    #[test]
    fn what_is_asked_needs_a_team_what_it_is_and_a_day_and_is_owed_until_its_answer_came() {
        let house = House::new(Office::default());
        let (office, calendar) = (&house.office, &house.calendar);
        let terms = Terms { office, calendar, today: on("2026-11-24"), actor: "jsmith" };
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-11-02")));
        for (it, field) in [
            (asked("", "The file", "2026-11-20", "2026-12-01"), "of"),
            (asked("Payments", "", "2026-11-20", "2026-12-01"), "what"),
            (asked("Payments", "The file", "2026-11-25", "2026-12-01"), "on"),
            (asked("Payments", "The file", "2026-11-20", "2026-11-19"), "due"),
        ] {
            assert_eq!(ask_team(&terms, &case, it).expect_err("it is not sound").field, field);
        }
        let late = asked("", "Ring her", "2026-11-24", "2026-11-23");
        assert_eq!(bring_forward(&terms, &case, late).expect_err("it is past").field, "due");
        let events = ask_team(&terms, &case, asked("Payments", "The file", "2026-11-20", "2026-12-01"));
        let more = bring_forward(&terms, &case, asked("", "Ring her", "2026-11-24", "2026-11-30"));
        for event in events.expect("it is sound").into_iter().chain(more.expect("it is too")) {
            case.apply(&event);
        }
        (case.follow_ups[1].number, case.follow_ups[1].who) = (2, Some("kpatel".to_owned()));
        let owed = |case: &Case| {
            let all = obligations(calendar, &office.timescales, case).into_iter();
            let all = all.filter(|it| it.kind.is_follow_up());
            all.map(|it| (it.kind, it.due, it.owner, it.subject)).collect::<Vec<_>>()
        };
        let answer_due = (Owed::Asked, on("2026-12-01"), None, "Payments: The file".to_owned());
        let remind = (Owed::Reminder, on("2026-11-30"), Some("kpatel".into()), "Ring her".to_owned());
        assert_eq!(owed(&case), [remind.clone(), answer_due]);
        let answer = FollowUpDone { follow_up: 1, on: on("2026-11-24"), answer: "Attached".into() };
        for event in done(&terms, &case, answer.clone()).expect("it is there") {
            case.apply(&event);
        }
        assert_eq!(owed(&case), [remind]);
        assert_eq!(done(&terms, &case, answer).expect_err("it came").field, "follow_up");
    }
}
