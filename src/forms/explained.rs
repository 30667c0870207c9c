//! The rule behind a field, for somebody who asks in the form. By the name of the field, which means the same in every form.

/// Names of fields, each with its rule.
const RULES: &[(&str, &str)] = &[
    (
        "received",
        "The day on which the complaint reached anybody in the organisation, not the day on which it is logged. What is \
         owed to the person is counted from it.",
    ),
    ("on", "The day on which it was done, not the day on which it is entered. It cannot lie in the future."),
    ("told_on", "The day on which the person was told, not the day on which it is entered."),
    (
        "answer_by",
        "The date that the person was told. Whether the answer was in time is judged by it, so a longer timescale later \
         leaves it in the history.",
    ),
    (
        "service",
        "Reports are broken down by it, and its organisation follows from it. Administrators keep the list.",
    ),
    (
        "theme",
        "What the complaint is about, for learning: reports count issues by it. Administrators keep the list.",
    ),
    ("subject", "It stands in every list, so name the matter and not the person."),
    (
        "story",
        "What happened as the person tells it. It is left out of reports, and erased when the case is anonymised.",
    ),
    (
        "settled",
        "Only for an everyday conversation that was put right at once: it is counted, and is no complaint. Leave it empty \
         for a complaint.",
    ),
    ("late_reason", "Why it was taken although it is more than a year old, or why the answer was late."),
    ("happened", "Needed where it is long ago: what is more than a year old is taken only for a reason."),
    (
        "colleagues",
        "Whoever is complained of should not deal with it: the step Restrict keeps the case from them.",
    ),
    ("representative", "Whoever speaks for them needs their consent: record it with the step Consent."),
    (
        "adjustments",
        "What the person needs to be able to deal with us. It is shown wherever somebody is about to write or ring.",
    ),
    (
        "vulnerability",
        "Only what whoever rings or writes must mind. It is sensitive: say no more than is needed, and when to look again.",
    ),
    (
        "vulnerability_review",
        "The day by which somebody asks whether it still holds. The diary says when it has come.",
    ),
    (
        "risk",
        "A risk to the person, or from them to others: what happened and when, never what somebody is like. It stands above \
         forms that write to them or ring them.",
    ),
    ("risk_known_to", "Who may be told: no more people than need it to be safe."),
    (
        "risk_review",
        "The day by which somebody asks whether the risk is still there, and takes it out if it is not.",
    ),
    ("finding", "What was found on this one issue. The outcome of the case is what its issues add up to."),
    ("went_wrong", "Whether something went wrong, whatever the finding is called: plans learn from it."),
    ("outcome", "What the issues add up to. Another outcome needs a reason."),
    (
        "signposted",
        "The final response must say where the person can go next: without it, it cannot be recorded.",
    ),
    ("means", "How they were told. It stands in the history."),
    ("next", "The day by which it is done again. The diary asks for it then."),
    ("authorised_by", "Nobody is paid without somebody who may authorise it: write the name."),
    ("severity", "The level of injustice from 1 to 6. It gives the band that the amount should lie in."),
    ("amount", "An amount outside the band of its severity needs a reason."),
    ("evidence", "What somebody else can look at to see that it was done."),
    ("owner", "The one person who is answerable for it. Their list shows it."),
    (
        "measure",
        "By what it will be seen that the action worked: a count of complaints, or something that you measure.",
    ),
];

/// The rule behind a field; empty where there is none to tell.
pub fn rule_of(field: &str) -> &'static str {
    RULES.iter().find(|it| it.0 == field).map_or("", |it| it.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::tables::forms;

    #[test]
    fn every_rule_is_that_of_a_field_and_is_told_once_in_whole_sentences() {
        for (place, (name, rule)) in RULES.iter().enumerate() {
            assert!(forms().iter().any(|form| form.place(name).is_some()), "{name}");
            assert!(RULES[place + 1..].iter().all(|it| it.0 != *name) && rule.ends_with('.'), "{name}");
        }
    }
}
