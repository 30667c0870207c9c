//! Feedback on how complaints are dealt with: from people who complained and those who support them, from colleagues
//! involved, and from those who deliver the service.

use crate::domain::office::lists::ListKind;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::field::{Choice, Field, Is, To, When, may, must};
use crate::domain::register::kind::{
    Asks, Count, Due, Kind, Lead, Moment, Needs, Of, Once, Only, Owes, Setting, Wait,
};
use crate::domain::register::read::{in_order, together};
use crate::domain::register::statements::{FIVE_POINTS, STATEMENT_CHOICES};
use crate::domain::register::value::Values;
use crate::domain::rights::Deed;
use crate::domain::terms::Terms;

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

/// That the person is asked; and what is the same of the others.
const INVITE: Asks = Asks {
    what: "",
    short: "",
    moment: Moment::FinalResponse,
    after: Wait::Set("feedback_invite_after"),
    since: "feedback_from",
    link: "case",
    of: ("group", &["person"]),
    only: Only::All,
};

const REMIND: Due = Due::After("invited_on", Wait::Set("feedback_remind_after"));
const READ: Due = Due::After("on", Wait::Set("feedback_read_within"));
const GIVEN: Of =
    Of::Share { came: "on", by: None, heads: &["given", "not given", "given, of those invited"] };
const AGREE: &[&str; 4] = &["agree", "neither", "disagree", "agree, of all"];
const AGREEMENT: Of = Of::Rating { by: "statement", rating: "rating", heads: AGREE };
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
        must("group", "From", "who gives it", Is::Word(GROUPS)).column(22),
        may("invited_on", "Invited on", "", Is::Day(When::Past)),
        may("reminded_on", "Reminded on", "once is enough", Is::Day(When::Past)),
        may("way", "How", "how it came", Is::Item(ListKind::Channels)),
        may("on", "Given on", "", Is::Day(When::Past)).column(11),
        may("case", "Case", "left out, it is anonymous", Is::Link(To::Case)).column(8),
        may("service", "Service", "", Is::Item(ListKind::Services)).column(12),
        may("answers", "Answers", "", Is::Many(ANSWER)),
        may("own_words", "In their words", "", Is::Text).personal(),
        may("decision", "Decision", "what follows from it", Is::Text),
        may("decided_on", "Decided on", "", Is::Day(When::Past)).column(11),
    ],
    settings: &[
        Setting::day("feedback_from", "Invite from", "people answered from this day on; empty for nobody"),
        Setting::day(
            "feedback_colleagues_from",
            "Colleagues from",
            "invite colleagues concerned too, on cases answered from this day on; empty for none",
        ),
        Setting::day(
            "feedback_team_from",
            "Team from",
            "invite who dealt with it too, on cases answered from this day on; empty for none",
        ),
        Setting::number("feedback_invite_after", "Invite after", "working days after the final response", 10),
        Setting::number("feedback_remind_after", "Remind after", "working days after the invitation", 10),
        Setting::number("feedback_read_within", "Read within", "working days after it was given", 10),
    ],
    owes: &[
        Owes::new("remind them, once, that feedback is welcome", "Reminder", REMIND, &["reminded_on", "on"])
            .since("feedback_from"),
        Owes::new("read the feedback and decide on it", "Feedback", READ, &["decided_on"]).review(),
    ],
    asks: &[
        Asks { what: "invite feedback", short: "Invitation", ..INVITE },
        Asks {
            what: "invite feedback of whoever spoke for them",
            short: "Supporter",
            of: ("group", &["supporter"]),
            only: Only::Represented,
            ..INVITE
        },
        Asks {
            what: "invite feedback of colleagues concerned (C1 to C8)",
            short: "Colleagues",
            since: "feedback_colleagues_from",
            of: ("group", &["colleague", "member", "involved"]),
            only: Only::OfColleagues,
            ..INVITE
        },
        Asks {
            what: "invite feedback of who dealt with it (D1 to D8)",
            short: "Team",
            since: "feedback_team_from",
            of: ("group", &["deliverer"]),
            ..INVITE
        },
    ],
    cycles: &[],
    leads: &[Lead {
        words: "Decide on feedback",
        list: "on:any",
        done: "decided_on",
        owed: &["read the feedback and decide on it"],
    }],
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
            .per(&["group"])
            .of_people(),
        Count::new("feedback-to-decide", "Feedback that waits for a decision", "on", TO_DECIDE)
            .asks("Feedback that nobody has decided on", "What follows from it?")
            .words("Feedback given up to the day, on which nothing was decided by then.")
            .of_people(),
    ],
    once: Once::Many,
    check,
    needs: &[Needs::Begun { link: "case", days: &["invited_on", "on"] }],
    closes,
    is_theirs: |values| matches!(values.text("group"), "person" | "supporter"),
    made_up: &[
        r#"{"group":"person","invited_on":"-41wd","on":"-33wd","answers":"P1 | agree\nP7 | disagree strongly\nP10 | agree",
            "own_words":"I had to ring four times to hear when I would get an answer.",
            "decision":"The date is said in the first letter, and again in each update.","decided_on":"-28wd"}"#,
        r#"{"group":"person","invited_on":"-30wd","on":"-21wd","answers":"P1 | agree strongly\nP7 | agree\nP11 | agree",
            "own_words":"They said sorry and meant it.","decision":"Shared with the team.","decided_on":"-15wd"}"#,
        r#"{"group":"supporter","invited_on":"-26wd","on":"-18wd","answers":"P4 | disagree\nP5 | neither agree nor disagree",
            "own_words":"My father needs large print. We asked three times."}"#,
        r#"{"group":"person","invited_on":"-12wd","reminded_on":"-2wd"}"#,
        r#"{"group":"colleague","on":"-9wd","answers":"C1 | disagree\nC5 | agree\nC7 | agree"}"#,
        r#"{"group":"deliverer","on":"-6wd","answers":"D2 | disagree strongly\nD5 | disagree\nD7 | agree",
            "own_words":"We wait a week for files from the inspectors."}"#,
    ],
};

/// Feedback that was given is closed once somebody said what follows from it.
fn closes(values: &Values) -> Verdict<()> {
    if values.get("on").is_some() && values.get("decision").is_none() {
        let why = "Nobody said yet what follows from this feedback.";
        return Err(Refusal::of_step(why, "Fill in the decision first; that nothing follows is one."));
    }
    Ok(())
}

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
    if values.get("on").is_some() && ["answers", "own_words"].iter().all(|it| values.get(it).is_none()) {
        let why = "Feedback that was given says something.";
        return Err(Refusal::of_field(
            "answers",
            why,
            "Enter the answers, or what was said in their own words.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::days::Days;
    use crate::domain::register::counts::{Look, Number};
    use crate::domain::register::fixture::{Desk, on};
    use crate::domain::register::kind::Small;
    use crate::domain::register::owed::{Duty, settles};

    #[test]
    fn what_makes_no_sense_is_refused() {
        let refused = |json: &str, why: &str| Desk::new().refuses(&FEEDBACK, json, why);
        refused(r#"{"on":"2026-11-20"}"#, "From: This must be given. Choose one: person who complained,");
        refused(r#"{"group":"person"}"#, "when it was given, or when they were invited");
        refused(
            r#"{"group":"person","on":"2026-11-20","invited_on":"2026-11-21"}"#,
            "Given on cannot lie before invited on (Sat 21 Nov 2026)",
        );
        refused(r#"{"group":"person","on":"2026-11-20","decision":"Train"}"#, "Decided on: give it too");
        refused(
            r#"{"group":"member","on":"2026-11-20","answers":"P1 | agree"}"#,
            "P1 is not one that this group is asked",
        );
        refused(
            r#"{"group":"person","on":"2026-11-20","answers":"P1|agree\nP1|disagree"}"#,
            "P1 is answered twice",
        );
        refused(r#"{"group":"person","on":"2026-11-20"}"#, "Feedback that was given says something");
    }

    #[test]
    fn a_person_is_invited_once_so_many_days_after_the_answer_if_the_office_wants_it() {
        let off = Desk::new();
        let answered = on("2026-11-02");
        let all = |_: Only| true;
        assert_eq!(off.register(&FEEDBACK).asked(Moment::FinalResponse, answered, all, |_| false), []);
        let desk = Desk::new().set("feedback_from", "2026-11-02").set("feedback_invite_after", "5");
        let asked =
            |on, is_linked| desk.register(&FEEDBACK).asked(Moment::FinalResponse, on, all, |_| is_linked);
        assert_eq!(asked(answered, false)[0].due, on("2026-11-09"));
        assert_eq!((asked(answered, true).len(), asked(on("2026-11-01"), false).len()), (0, 0));
    }

    #[test]
    fn whoever_spoke_for_them_colleagues_and_the_team_are_invited_each_until_one_of_them_was() {
        let desk = Desk::new().set("feedback_from", "2026-11-01").set("feedback_team_from", "2026-11-01");
        let asked = |only: Only, settled: &[usize]| {
            let is_asked = |it| it == Only::All || it == only;
            let owed =
                desk.register(&FEEDBACK)
                    .asked(Moment::FinalResponse, on("2026-11-02"), is_asked, |it| settled.contains(&it));
            owed.into_iter().map(|it| it.short).collect::<Vec<_>>()
        };
        assert_eq!(asked(Only::All, &[]), ["Invitation", "Team"]);
        assert_eq!(asked(Only::Represented, &[]), ["Invitation", "Supporter", "Team"]);
        let of = |group: &str| {
            let json = format!(r#"{{"group":"{group}","invited_on":"2026-11-09"}}"#);
            settles(&desk.entry(&FEEDBACK, &json)).collect::<Vec<_>>()
        };
        assert_eq!((of("person"), of("supporter")), (vec![0], vec![1]));
        assert_eq!((of("member"), of("deliverer")), (vec![2], vec![3]));
        assert_eq!(asked(Only::Represented, &of("supporter")), ["Invitation", "Team"]);
        let team = Duty::new(&FEEDBACK, "invite feedback of who dealt with it (D1 to D8)");
        assert_eq!(team.given(""), [("group", "those who deliver the service".to_owned())]);
    }

    #[test]
    fn who_was_invited_is_reminded_once_and_what_they_say_is_read_and_decided_on() {
        let desk = Desk::new().set("feedback_from", "2026-11-01");
        let owed = |json: &str| {
            let owed = desk.register(&FEEDBACK).owed(&desk.entry(&FEEDBACK, json));
            owed.iter().map(|it| format!("{} {}", it.due, it.short)).collect::<Vec<_>>()
        };
        assert_eq!(owed(r#"{"group":"person","invited_on":"2026-11-02"}"#), ["2026-11-16 Reminder"]);
        assert_eq!(
            owed(r#"{"group":"person","invited_on":"2026-11-02","reminded_on":"2026-11-16"}"#),
            [""; 0]
        );
        assert_eq!(
            owed(r#"{"group":"person","invited_on":"2026-11-02","on":"2026-11-03","own_words":"Slow"}"#),
            ["2026-11-17 Feedback"]
        );
        assert_eq!(
            owed(
                r#"{"group":"deliverer","on":"2026-11-03","own_words":"Busy","decision":"More time","decided_on":"2026-11-05"}"#
            ),
            [""; 0]
        );
    }

    /// Of few colleagues, one that waits is somebody’s too: beside another period or service it would tell whose.
    #[test]
    fn whatever_is_counted_of_feedback_is_of_people() {
        assert!(FEEDBACK.counts.iter().all(|it| matches!(it.small, Small::Withhold)));
    }

    #[test]
    fn agreement_is_counted_by_statement_and_group_beside_the_quarter_before() {
        let desk = Desk::new();
        let all = [
            r#"{"group":"person","invited_on":"2026-10-01","on":"2026-10-05","answers":"P1|agree strongly\nP2|disagree"}"#,
            r#"{"group":"person","on":"2026-10-06","answers":"P1|neither agree nor disagree\nP2|not applicable"}"#,
            r#"{"group":"deliverer","on":"2026-09-30","answers":"D1|agree"}"#,
            r#"{"group":"person","invited_on":"2026-10-02"}"#,
        ]
        .map(|it| desk.entry(&FEEDBACK, it));
        let days = |text: &str| Days::read(text).expect("days");
        let look = Look { days: days("2026-10..2026-12"), as_of: on("2026-11-24") };
        let tables = desk.register(&FEEDBACK).tables(
            &all.iter().collect::<Vec<_>>(),
            look,
            Some(days("2026-07..2026-09")),
        );
        let titles: Vec<&str> = tables.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "Feedback invited and given",
                "Feedback by who gave it",
                "Agreement with the statements: person who complained",
                "Agreement with the statements: those who deliver the service",
                "Feedback that waits for a decision"
            ]
        );
        assert_eq!(
            tables[0].rows[0].now,
            [Number::Many(1), Number::Many(1), Number::Share { of: 1, whole: 2 }]
        );
        let people = &tables[2];
        assert!(people.is_of_people && people.rows[0].label == "It was easy to find out how to complain");
        assert_eq!(
            people.rows[0].now,
            [Number::Many(1), Number::Many(1), Number::Many(0), Number::Share { of: 1, whole: 2 }]
        );
        assert_eq!(
            people.rows[1].now,
            [Number::Many(0), Number::Many(0), Number::Many(1), Number::Share { of: 0, whole: 1 }]
        );
        assert_eq!(
            (&tables[3].rows[0].now[0], &tables[3].rows[0].before[0]),
            (&Number::Many(0), &Number::Many(1))
        );
    }
}
