//! Returns of related bodies: how bodies that the office oversees deal with complaints, by the same figures, side by side.

use crate::domain::office::lists::ListKind;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::field::{Choice, Is, When, may, must};
use crate::domain::register::kind::{
    Count, Cycle, Due, Every, Figure, Kind, Lead, Of, Once, Owes, Setting, Wait,
};
use crate::domain::register::read::{in_order, in_period};
use crate::domain::register::value::{Value, Values};
use crate::domain::rights::Deed;
use crate::domain::terms::Terms;

const RELATIONS: &[Choice] = &[
    ("part", "part of the organisation"),
    ("agency", "agency"),
    ("arms_length", "arm’s-length body"),
    ("provider", "provider"),
];

const CHECK: Due = Due::After("received_on", Wait::Set("return_check_within"));
const IN_TIME: Of = Of::Share {
    came: "received_on",
    by: Some("due"),
    heads: &["in time", "not in time", "in time, of those due"],
};
const SIDE_BY_SIDE: Of = Of::Sum {
    by: "organisation",
    of: &[
        Figure::Sum("received"),
        Figure::Sum("closed"),
        Figure::Share("within timescale", "in_time", "timescale_shared"),
        Figure::Sum("went_wrong"),
        Figure::Sum("referred"),
    ],
};
const ROUTES: Of = Of::Sum {
    by: "organisation",
    of: &[
        Figure::Sum("early"),
        Figure::Average("days each, early resolution", "early_days", "early"),
        Figure::Sum("closer"),
        Figure::Average("days each, closer look", "closer_days", "closer"),
    ],
};
const PLANS: Of =
    Of::Sum { by: "organisation", of: &[Figure::Last("plans_late"), Figure::Last("plans_unreviewed")] };

/// The register.
pub const BODY_RETURNS: Kind = Kind {
    id: "bodies",
    letter: 'B',
    one: "return",
    many: "related bodies",
    about: "How bodies that the office oversees deal with complaints: a return of each, by the same figures.",
    source: "Guide, Using the data: roles and responsibility",
    read: Deed::ReadReturns,
    write: Deed::LeadLearning,
    fields: &[
        must("organisation", "Body", "", Is::Item(ListKind::Organisations)).column(17),
        must("relation", "Relation", "", Is::Word(RELATIONS)),
        must("period", "Period", "", Is::Period).column(10),
        must("due", "Due", "", Is::Day(When::Any)).column(11),
        may("received_on", "Came on", "", Is::Day(When::Past)).column(11),
        may("up_to", "Figures up to", "their last day", Is::Day(When::Past)),
        may("received", "Received", "complaints", Is::Number),
        may("closed", "Closed", "complaints", Is::Number),
        may("timescale_shared", "Told a timescale", "of those closed", Is::Number),
        may("in_time", "In time", "of those told a timescale", Is::Number),
        may("early", "Early resolution", "closed by it", Is::Number),
        may("early_days", "Their days", "working days in all, early resolution", Is::Number),
        may("closer", "Closer look", "closed by it", Is::Number),
        may("closer_days", "Days of a look", "working days in all, closer look", Is::Number),
        may("went_wrong", "Went wrong", "complaints where something did", Is::Number),
        may("referred", "Referred", "to the Ombudsman", Is::Number),
        may("plans_late", "Plans late", "actions", Is::Number),
        may("plans_unreviewed", "Not reviewed", "completed actions that nobody reviewed", Is::Number),
        may("remarks", "Remarks", "", Is::Text),
        may("checked_by", "Checked by", "", Is::Person),
        may("checked_on", "Checked on", "", Is::Day(When::Past)),
        may("next", "Next one", "when the next return is due", Is::Day(When::Any)),
    ],
    settings: &[Setting::number("return_check_within", "Check returns", "working days after they came", 10)],
    owes: &[
        Owes::new("get the return of a body", "Return", Due::On("due"), &["received_on"]),
        Owes::new("check the return of a body", "Check", CHECK, &["checked_on"]).by("checked_by").review(),
    ],
    asks: &[],
    cycles: &[Cycle {
        what: "ask a body for its next return",
        short: "Ask",
        sort: &["organisation"],
        held: "received_on",
        planned: "due",
        owner: None,
        every: Every::Named("next"),
        is_review: false,
    }],
    leads: &[Lead {
        words: "See how related bodies do",
        list: "",
        done: "checked_on",
        owed: &["get the return of a body", "check the return of a body", "ask a body for its next return"],
    }],
    counts: &[
        Count::new("bodies", "Related bodies side by side", "up_to", SIDE_BY_SIDE)
            .words(
                "What returns say of each body whose time lies in the period. Where there is one of the whole year, those of its \
                 quarters are not added to it.",
            )
            .reported()
            .of_people(),
        Count::new("bodies-routes", "Routes of related bodies", "up_to", ROUTES)
            .words(
                "How many each body closed by either route, and how many working days that took on average.",
            )
            .reported()
            .of_people(),
        Count::new("bodies-plans", "Action plans of related bodies", "up_to", PLANS)
            .words("Actions that were late, and completed ones that nobody had reviewed, as the last return of each body says.")
            .reported(),
        Count::new("returns-in-time", "Returns of related bodies", "due", IN_TIME)
            .words("Of the returns that were due in the period, how many had come by then."),
    ],
    once: Once::Each(&["organisation", "period"]),
    check,
    needs: &[],
    closes: |_| Ok(()),
    is_theirs: |_| true,
    made_up: &[
        r#"{"organisation":"Lighthouse Trust","relation":"arm’s-length body","period":"{quarter}","due":"-53wd","received_on":"-55wd",
            "up_to":"{quarter_end}","received":64,"closed":58,"timescale_shared":50,"in_time":41,"early":36,"early_days":198,"closer":22,
            "closer_days":770,"went_wrong":19,"referred":7,"plans_late":2,"plans_unreviewed":1,"checked_by":"{me}","checked_on":"-52wd",
            "next":"+10wd"}"#,
    ],
};

fn check(_: &Terms, values: &Values) -> Verdict<()> {
    in_order(BODY_RETURNS.fields, values, &["up_to", "received_on", "checked_on"])?;
    in_period(values, "period", "up_to")?;
    in_order(BODY_RETURNS.fields, values, &["received_on", "next"])?;
    let number = |name: &str| values.get(name).and_then(Value::whole);
    let field = |name: &str| {
        crate::domain::register::field::field(BODY_RETURNS.fields, name).map_or("", |it| it.label)
    };
    let parts = [
        ("timescale_shared", "closed"),
        ("in_time", "timescale_shared"),
        ("early", "closed"),
        ("closer", "closed"),
        ("went_wrong", "closed"),
    ];
    for (part, whole) in parts {
        if number(part).zip(number(whole)).is_some_and(|(part, whole)| whole < part) {
            let why = format!("{} is more than {}.", field(part), field(whole).to_lowercase());
            return Err(Refusal::of_field(part, why, "Check the return."));
        }
    }
    if let Some((part, whole)) = parts.into_iter().find(|it| number(it.0).is_some() && number(it.1).is_none())
    {
        let why = format!("{} is given, and {} is not.", field(part), field(whole).to_lowercase());
        return Err(Refusal::of_field(whole, why, "Check the return."));
    }
    let by_route = number("early").unwrap_or(0) + number("closer").unwrap_or(0);
    if number("closed").is_some_and(|closed| closed < by_route) {
        let why = format!("Early resolution and closer look are {by_route} together, more than were closed.");
        return Err(Refusal::of_field("closer", why, "Check the return."));
    }
    if values.get("received_on").is_some() && values.get("up_to").is_none() {
        return Err(Refusal::of_field("up_to", "Say up to which day its figures are.", ""));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::Desk;

    const CAME: &str = r#"{"organisation":1,"relation":"agency","period":"2026-27 Q3","due":"2026-11-10","received_on":"2026-11-09",
        "up_to":"2026-11-01","received":20,"closed":10,"timescale_shared":8,"in_time":6,"early":4,"early_days":20,"next":"2027-02-10"}"#;

    #[test]
    fn a_return_is_had_checked_and_asked_for_again() {
        let desk = Desk::new();
        let due = r#"{"organisation":1,"relation":"agency","period":"2026-27 Q2","due":"2026-11-10"}"#;
        assert_eq!(desk.owes(&BODY_RETURNS, due), ["2026-11-10 Return"]);
        assert_eq!(desk.owes(&BODY_RETURNS, CAME), ["2026-11-23 Check"]);
        assert_eq!(desk.next(&BODY_RETURNS, &[CAME]), ["2027-02-10 Ask Agency"]);
    }

    #[test]
    fn bodies_stand_side_by_side_with_shares_and_averages() {
        let quarter = ("2026-10..2026-12", "2026-11-30");
        let counts = |name| Desk::new().counts_in(&BODY_RETURNS, &[CAME], name, quarter);
        assert_eq!(counts("bodies"), ["Agency: 20 10 6/8 not reported not reported"]);
        assert_eq!(counts("bodies-routes"), ["Agency: 4 20/4 not reported 0/0"]);
        assert_eq!(counts("returns-in-time"), ["All: 1 0 1/1"]);
    }

    #[test]
    fn a_year_is_not_added_to_its_quarters_and_what_stood_is_of_the_last_day() {
        let quarter = |at: u32, up_to: &str, received: u64, late: u64| {
            format!(
                r#"{{"organisation":1,"relation":"agency","period":"2025-26 Q{at}","due":"2026-05-01","received_on":"2026-05-01",
                    "up_to":"{up_to}","received":{received},"plans_late":{late}}}"#
            )
        };
        let (first, second) = (quarter(1, "2025-06-30", 12, 2), quarter(2, "2025-09-30", 8, 3));
        let year = quarter(1, "2026-03-31", 40, 1).replace("2025-26 Q1", "2025-26");
        let quarters = [&*first, &*second];
        let year_of = ("2025-04..2026-03", "2026-11-30");
        let counts = |all: &[&str], name| Desk::new().counts_in(&BODY_RETURNS, all, name, year_of);
        assert_eq!(counts(&quarters, "bodies"), ["Agency: 20 not reported 0/0 not reported not reported"]);
        assert_eq!(counts(&quarters, "bodies-plans"), ["Agency: 3 not reported"]);
        let all = [&*first, &*second, &*year];
        assert_eq!(counts(&all, "bodies"), ["Agency: 40 not reported 0/0 not reported not reported"]);
        assert_eq!(counts(&all, "bodies-plans"), ["Agency: 1 not reported"]);
        let last_quarter = ("2026-01..2026-03", "2026-11-30");
        let found = Desk::new().counts_in(&BODY_RETURNS, &all, "bodies", last_quarter);
        assert!(found.is_empty(), "a year tells of more than its last quarter: {found:?}");
    }

    #[test]
    fn the_figures_of_a_return_hang_together_and_whoever_oversees_reads_them() {
        let desk = Desk::new();
        desk.refuses(
            &BODY_RETURNS,
            &CAME.replace("\"in_time\":6", "\"in_time\":9"),
            "In time is more than told a timescale",
        );
        desk.refuses(
            &BODY_RETURNS,
            &CAME.replace("\"early\":4", "\"early\":4,\"closer\":7"),
            "are 11 together",
        );
        desk.refuses(&BODY_RETURNS, &CAME.replace("\"closed\":10,", ""), "is given, and closed is not");
        desk.refuses(&BODY_RETURNS, &CAME.replace("27 Q3", "27 Q1"), "is not in 2026-27 Q1");
        desk.refuses(&BODY_RETURNS, &CAME.replace("\"up_to\":\"2026-11-01\",", ""), "up to which day");
        assert_eq!(BODY_RETURNS.read, Deed::ReadReturns);
    }
}
