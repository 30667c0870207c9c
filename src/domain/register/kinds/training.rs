//! Training and support of those who deal with complaints: what they were trained in, until when that holds, and what help
//! they were offered.

use crate::domain::office::lists::ListKind;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::field::{Is, When, may, must};
use crate::domain::register::kind::{Count, Cycle, Kind, Lead, Of, Once};
use crate::domain::register::read::in_order;
use crate::domain::register::value::Values;
use crate::domain::rights::Deed;
use crate::domain::terms::Terms;

/// The register.
pub const TRAINING: Kind = Kind {
    id: "trainings",
    letter: 'T',
    one: "training course",
    many: "training",
    about: "What those who deal with complaints are trained in, until when, and what support they are offered.",
    source: "Guide, Using the data: roles and responsibility",
    read: Deed::ReadInsight,
    write: Deed::LeadLearning,
    fields: &[
        must("what", "What", "", Is::Line).column(22),
        may("colleague", "Colleague", "or a team", Is::Person).column(17),
        may("team", "Team", "", Is::Item(ListKind::Teams)),
        must("on", "On", "when it was given", Is::Day(When::Past)),
        may("valid_until", "Valid until", "when it is to be renewed", Is::Day(When::Any)).column(11),
        may("support", "Support", "what help was offered", Is::Text),
    ],
    settings: &[],
    owes: &[],
    asks: &[],
    cycles: &[Cycle::named(
        "renew the training",
        "Renewal",
        &["what", "colleague", "team"],
        "on",
        "valid_until",
    )
    .by("colleague")],
    leads: &[Lead {
        words: "Train and support colleagues",
        list: "",
        done: "on",
        owed: &["renew the training"],
    }],
    counts: &[
        Count::new("training-given", "Training and support given", "on", Of::By("what"))
            .words("Training and support given in the period.")
            .of_people(),
        Count::new("training-in-date", "Training in date", "on", Of::InDate("what"))
            .words("Of those trained up to the day, how many had been trained so lately that it still held.")
            .of_people(),
    ],
    once: Once::Many,
    check,
    needs: &[],
    closes: |_| Ok(()),
    is_theirs: |_| true,
    made_up: &[
        r#"{"what":"Hard conversations","colleague":"{me}","on":"-120wd","valid_until":"+9wd","support":"A talk after each abusive call"}"#,
        r#"{"what":"Hard conversations","colleague":"zpatel","on":"-60wd","valid_until":"+190wd"}"#,
        r#"{"what":"Investigating fairly","colleague":"aobriain","on":"-30wd","valid_until":"+220wd"}"#,
    ],
};

fn check(_: &Terms, values: &Values) -> Verdict<()> {
    if values.get("colleague").is_some() == values.get("team").is_some() {
        return Err(Refusal::of_field(
            "colleague",
            "Say who was trained.",
            "Name a colleague, or else a team.",
        ));
    }
    in_order(TRAINING.fields, values, &["on", "valid_until"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::Desk;

    const FIRST: &str = r#"{"what":"Law","colleague":"js","on":"2026-03-02","valid_until":"2026-11-20"}"#;
    const AGAIN: &str = r#"{"what":"law","colleague":"js","on":"2026-11-18","valid_until":"2027-11-20"}"#;
    const OTHER: &str = r#"{"what":"Law","colleague":"kp","on":"2026-03-02"}"#;

    #[test]
    fn training_is_owed_again_by_whom_it_was_given_to_until_they_are_trained_again() {
        let desk = Desk::new();
        assert_eq!(desk.next(&TRAINING, &[FIRST, OTHER]), ["2026-11-20 Renewal js Law | Jo Smith"]);
        assert_eq!(desk.next(&TRAINING, &[FIRST, AGAIN]), ["2027-11-20 Renewal js law | Jo Smith"]);
    }

    #[test]
    fn who_is_in_date_goes_by_the_last_training_of_each_up_to_the_day() {
        let in_date =
            |as_of| Desk::new().counts(&TRAINING, &[FIRST, AGAIN, OTHER], "training-in-date", as_of);
        assert_eq!(in_date("2026-11-17"), ["Law: 2 0 2/2"]);
        assert_eq!(in_date("2026-11-21"), ["law: 2 0 2/2"]);
        let late = Desk::new().counts(&TRAINING, &[FIRST, OTHER], "training-in-date", "2026-11-21");
        assert_eq!(late, ["Law: 1 1 1/2"]);
    }

    #[test]
    fn the_last_training_of_each_owes_its_renewal_in_the_register_itself() {
        let desk = Desk::new();
        let numbered = |number: u32, json: &str| {
            let mut entry = desk.entry(&TRAINING, json);
            entry.reference.number = number;
            entry
        };
        let mut entries = [numbered(1, FIRST), numbered(2, AGAIN), numbered(3, OTHER)];
        let register = desk.register(&TRAINING);
        let again = register.again(&entries.iter().collect::<Vec<_>>());
        entries.iter_mut().for_each(|it| it.again = again.get(&it.reference).copied());
        let owed = entries.iter().flat_map(|it| register.owed(it)).map(|it| (it.due.to_string(), it.owner));
        assert_eq!(owed.collect::<Vec<_>>(), [("2027-11-20".to_owned(), Some("js".to_owned()))]);
    }

    #[test]
    fn somebody_was_trained_before_it_runs_out() {
        let desk = Desk::new();
        desk.refuses(&TRAINING, r#"{"what":"Law","on":"2026-03-02"}"#, "Say who was trained");
        let backwards = r#"{"what":"Law","colleague":"kp","on":"2026-03-02","valid_until":"2026-03-01"}"#;
        desk.refuses(&TRAINING, backwards, "Valid until cannot lie before on");
    }
}
