//! Feedback on how complaints are dealt with: from people who complained and those who support them, from colleagues
//! involved, and from those who deliver the service.

use crate::domain::authority::Deed;
use crate::domain::case::decide::terms::Terms;
use crate::domain::office::lists::ListKind;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::kind::{
    Asks, Choice, Count, Due, Field, Is, Kind, Moment, Of, Owes, Setting, To, Wait, When, may, must,
};
use crate::domain::register::read::{in_order, together};
use crate::domain::register::statements::{FIVE_POINTS, STATEMENT_CHOICES};
use crate::domain::register::value::Values;

const GROUPS: &[Choice] = &[
    ("person", "person who complained"),
    ("supporter", "supporter or representative"),
    ("colleague", "colleague complained about"),
    ("member", "member complained about"),
    ("involved", "other colleague involved"),
    ("deliverer", "those who deliver the service"),
];

const ANSWER: &[Field] = &[
    must("statement", "Statement", "its code or its words", Is::Word(&STATEMENT_CHOICES)),
    must("rating", "Rating", "", Is::Rating(FIVE_POINTS)),
];

const REMIND: Due = Due::After("invited_on", Wait::Set("feedback_remind_after"));
const READ: Due = Due::After("on", Wait::Set("feedback_read_within"));
const GIVEN: Of =
    Of::Share { came: "on", by: None, heads: &["given", "not given", "given, of those invited"] };
const AGREEMENT: Of = Of::Rating { by: "statement", rating: "rating" };
const TO_DECIDE: Of = Of::Waiting { until: &["decided_on"], due: Some(READ) };

/// The register.
pub const FEEDBACK: Kind = Kind {
    id: "feedback",
    letter: 'F',
    one: "feedback",
    many: "feedback",
    about: "What people say of how complaints are dealt with: invited, given, and what was decided on it.",
    source: "Guide, Capturing the right data",
    read: Deed::ReadInsight,
    write: Deed::RecordInsight,
    fields: &[
        must("group", "From", "who gives it", Is::Word(GROUPS)).column(29),
        may("invited_on", "Invited on", "", Is::Day(When::Past)).column(11),
        may("reminded_on", "Reminded on", "once is enough", Is::Day(When::Past)),
        may("way", "How", "how it came", Is::Item(ListKind::Channels)),
        may("on", "Given on", "", Is::Day(When::Past)).column(11),
        may("case", "Case", "left out, it is anonymous", Is::Link(To::Case)).column(8),
        may("service", "Service", "", Is::Item(ListKind::Services)).column(16),
        may("answers", "Answers", "", Is::Many(ANSWER)),
        may("own_words", "In their words", "", Is::Text).personal(),
        may("decision", "Decision", "what follows from it", Is::Text),
        may("decided_on", "Decided on", "", Is::Day(When::Past)).column(11),
    ],
    settings: &[
        Setting::day("feedback_from", "Invite from", "people answered from this day on; empty for nobody"),
        Setting::number("feedback_invite_after", "Invite after", "working days after the final response", 10),
        Setting::number("feedback_remind_after", "Remind after", "working days after the invitation", 10),
        Setting::number("feedback_read_within", "Read within", "working days after it was given", 10),
    ],
    owes: &[
        Owes::new("remind them, once, that feedback is welcome", "Reminder", REMIND, &["reminded_on", "on"])
            .since("feedback_from"),
        Owes::new("read the feedback and decide on it", "Feedback", READ, &["decided_on"]),
    ],
    asks: &[Asks {
        what: "invite feedback",
        short: "Invitation",
        moment: Moment::FinalResponse,
        after: Wait::Set("feedback_invite_after"),
        since: "feedback_from",
        link: "case",
    }],
    cycles: &[],
    counts: &[
        Count::new("feedback-given", "Feedback invited and given", "invited_on", GIVEN)
            .words("Of the people invited in the period, how many have given feedback.")
            .of_people(),
        Count::new("feedback-by-group", "Feedback by who gave it", "on", Of::By("group"))
            .words("Feedback given in the period, invited or not.")
            .of_people(),
        Count::new("feedback-statements", "Agreement with the statements", "on", AGREEMENT)
            .words("Answers in feedback given in the period; “not applicable” is left out.")
            .each("answers")
            .per("group")
            .of_people(),
        Count::new("feedback-to-decide", "Feedback that waits for a decision", "on", TO_DECIDE)
            .words("Feedback given up to the day, on which nothing was decided by then."),
    ],
    check,
};

fn check(_: &Terms, values: &Values) -> Verdict<()> {
    if values.day("invited_on").or(values.day("on")).is_none() {
        return Err(Refusal::of_field("on", "Say when it was given, or when they were invited.", ""));
    }
    in_order(FEEDBACK.fields, values, &["invited_on", "on", "decided_on"])?;
    in_order(FEEDBACK.fields, values, &["invited_on", "reminded_on"])?;
    together(FEEDBACK.fields, values, "decision", "decided_on")?;
    let asked = match values.text("group") {
        "person" | "supporter" => 'P',
        "deliverer" => 'D',
        _ => 'C',
    };
    let codes: Vec<&str> = values.rows("answers").iter().map(|it| it.text("statement")).collect();
    if let Some(code) = codes.iter().find(|it| !it.starts_with(asked)) {
        let why = format!("Statement {code} is not one that this group is asked about.");
        return Err(Refusal::of_field("answers", why, "Check who the feedback is from."));
    }
    if let Some((_, code)) = codes.iter().enumerate().find(|(at, code)| codes[..*at].contains(code)) {
        return Err(Refusal::of_field(
            "answers",
            format!("Statement {code} is answered twice."),
            "Answer it once.",
        ));
    }
    Ok(())
}
