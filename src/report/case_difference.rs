//! How a case counts otherwise than it did: what figures are made of, set beside itself. Names nobody.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::{Look, Period};
use crate::domain::money::pounds;
use crate::domain::office::record::{NOT_RECORDED, Office};
use crate::domain::row::Row;
use crate::domain::row_round::RoundPart;

/// What is compared: a fact of a case, in words.
type Fact = fn(&Office, &Row) -> String;

/// Every fact that figures are made of.
const FACTS: &[(&str, Fact)] = &[
    ("received", |_, it| long(it.received)),
    ("kind", |_, it| it.nature.to_string()),
    ("service", |office, it| office.service_name(it.service)),
    ("themes of issues", |office, it| {
        let themes: Vec<String> = it.issues.iter().map(|it| office.theme_name(it.theme)).collect();
        or_none(Some(themes.join(", ")).filter(|it| !it.is_empty()))
    }),
    ("paid", |_, it| pounds(it.payments.iter().filter(|it| it.paid.is_some()).map(|it| it.pence).sum())),
    ("route", |_, it| each(it, |round| or_none(round.route.map(|it| it.to_string())))),
    ("acknowledged", |_, it| each(it, |it| day(it.acknowledged))),
    ("to be acknowledged by", |_, it| each(it, |it| long(it.acknowledge_by))),
    ("timescale", |_, it| {
        each(it, |round| {
            let told: Vec<String> = round.timescales.iter().map(|it| long(it.1)).collect();
            or_none(Some(told.join(", ")).filter(|it| !it.is_empty()))
        })
    }),
    ("opened again", |_, it| {
        let begun: Vec<String> = it.rounds.iter().skip(1).map(|it| long(it.begun)).collect();
        or_none(Some(begun.join(", ")).filter(|it| !it.is_empty()))
    }),
    ("answered", |_, it| each(it, |it| day(it.responded))),
    ("closed", |_, it| each(it, |it| day(it.closed))),
    ("outcome", |_, it| each(it, |round| or_none(round.outcome.map(|it| it.to_string())))),
    ("something went wrong", |_, it| each(it, |round| or_none(round.went_wrong.map(|it| it.to_string())))),
    ("days paused", |_, it| each(it, |it| it.days_paused.to_string())),
    ("referred", |_, it| yes_no(!it.referrals.is_empty())),
    ("important", |_, it| yes_no(it.is_important())),
];

/// A fact of every round, the first one first.
fn each(row: &Row, fact: impl Fn(&RoundPart) -> String) -> String {
    row.rounds.iter().map(fact).collect::<Vec<_>>().join(", then ")
}

fn or_none(it: Option<String>) -> String {
    it.unwrap_or_else(|| NOT_RECORDED.to_owned())
}

fn day(it: Option<NaiveDate>) -> String {
    or_none(it.map(long))
}

fn yes_no(it: bool) -> String {
    if it { "yes" } else { "no" }.to_owned()
}

/// What is otherwise on a case, in words; none where no figure of the period differs.
pub fn in_words(office: &Office, period: &Period, then: &Row, now: &Row) -> Option<String> {
    if alone(then, period) == alone(now, period) {
        return None;
    }
    let differing: Vec<String> = FACTS
        .iter()
        .map(|(name, fact)| (name, fact(office, then), fact(office, now)))
        .filter(|(_, then, now)| then != now)
        .map(|(name, then, now)| format!("{name}: {then}, now {now}"))
        .collect();
    // Figures can differ through something that has no words of its own here; that is still a difference.
    Some(if differing.is_empty() { "counts otherwise".to_owned() } else { differing.join("; ") })
}

/// What one case adds to the figures, without those that are known on the day itself only.
fn alone(row: &Row, period: &Period) -> Performance {
    let mut sum = Performance::default();
    sum.add(row, &Look::alone(*period));
    Performance { late: 0, due_today: 0, no_timescale: 0, ..sum }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Case, Facts};
    use crate::domain::case::round::Closing;
    use crate::domain::reference::CaseRef;
    use crate::domain::row::row;
    use crate::domain::vocabulary::Outcome;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn closed(outcome: Outcome, complainant: &str) -> Row {
        let office = Office::default();
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-03-02")));
        case.facts.complainant = crate::domain::party::record::Party::named(complainant);
        case.rounds.now.closing = Some(Closing::of(on("2026-03-16"), Some(outcome)));
        row(&office.calendar(), &office.timescales, &case)
    }

    #[test]
    fn what_counts_otherwise_is_said_and_what_does_not_is_silent() {
        let office = Office::default();
        let quarter = Period { from: Some(on("2026-01-01")), to: on("2026-03-31"), as_of: on("2026-04-20") };
        let (then, now) = (closed(Outcome::Upheld, "Amara Okafor"), closed(Outcome::NotUpheld, "A Okafor"));
        assert_eq!(
            in_words(&office, &quarter, &then, &now).as_deref(),
            Some("outcome: upheld, now not upheld")
        );
        let renamed = closed(Outcome::Upheld, "A Okafor");
        assert_eq!(in_words(&office, &quarter, &then, &renamed), None);
        // In another quarter neither counts.
        let later = Period { from: Some(on("2026-04-01")), to: on("2026-06-30"), as_of: on("2026-07-20") };
        assert_eq!(in_words(&office, &later, &then, &now), None);
    }
}
