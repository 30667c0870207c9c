//! The figures of a period as text for people and as JSON for programs. Both say when something is not known.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value, json};

use crate::domain::calendar::dates::long;
use crate::domain::figures::performance::{Performance, Share, ShareView, Times, mean, median};
use crate::domain::figures::period::Period;
use crate::domain::office::record::Office;
use crate::domain::text::one_line;
use crate::domain::vocabulary::{Outcome, WentWrong};
use crate::report::breakdown;

/// What stands where nothing was recorded.
const NOT_RECORDED: &str = "not recorded";

/// What a report is about.
#[derive(Clone, Debug)]
pub struct About<'a> {
    /// The office, for the names of its services.
    pub office: &'a Office,
    /// The period, and the day as of which cases stand.
    pub period: Period,
    /// Name of the one service looked at; none for all.
    pub service: Option<String>,
    /// What to say about the figures' limits: sentences.
    pub caveats: Vec<String>,
}

/// Sentences on days that lie outside the years whose bank holidays are known.
pub fn caveats(office: &Office, sum: &Performance, period: &Period) -> Vec<String> {
    let calendar = office.calendar();
    let first = sum.received_by_month.keys().next().and_then(|it| format!("{it}-01").parse().ok());
    let days: [Option<NaiveDate>; 3] = [period.from, first, Some(period.to)];
    let mut found: Vec<String> = Vec::new();
    for unknown in days.into_iter().flatten().filter(|it| !calendar.knows(*it)) {
        let years = calendar.coverage();
        let side = if unknown.year() < *years.start() {
            format!("before {}", years.start())
        } else {
            format!("after {}", years.end())
        };
        let words =
            format!("Bank holidays {side} are not known: working days there leave out weekends only.");
        if !found.contains(&words) {
            found.push(words);
        }
    }
    found
}

/// The figures as JSON. Keys are stable; what is not applicable is null.
pub fn json(sum: &Performance, about: &About) -> Value {
    let by_service: Map<String, Value> = sum
        .received_by_service
        .iter()
        .map(|(service, number)| (about.office.service_name(*service), json!(number)))
        .collect();
    let outcomes: Map<String, Value> = sum
        .outcomes
        .iter()
        .map(|(outcome, number)| (outcome.map_or(NOT_RECORDED, Outcome::word).to_owned(), json!(number)))
        .collect();
    let mut value = json!({
        "organisation": about.office.organisation,
        "from": about.period.from,
        "to": about.period.to,
        "as_of": about.period.as_of,
        "service": about.service,
        "received": sum.received,
        "received_by_service": by_service,
        "received_by_month": sum.received_by_month,
        "open": sum.open,
        "overdue": sum.overdue,
        "late": sum.late,
        "due_today": sum.due_today,
        "no_timescale_shared": sum.no_timescale,
        "closed": sum.closed,
        "early_resolution": times(&sum.early_resolution),
        "closer_look": times(&sum.closer_look),
        "no_route_recorded": { "closed": sum.no_route },
        "within_first_timescale": ShareView::from(sum.within_first_timescale),
        "within_last_timescale": ShareView::from(sum.within_last_timescale),
        "closed_without_timescale": sum.closed_without_timescale,
        "acknowledged_in_time": ShareView::from(sum.acknowledged_in_time),
        "outcomes": outcomes,
        "something_went_wrong": went_wrong(sum),
        "referred": sum.referred,
        "important": sum.important,
        "brought_forward": sum.brought_forward,
        "carried_forward": sum.carried_forward,
        "reopened": sum.reopened,
        "closings": sum.closings,
        "reconciles": sum.reconciles(),
        "caveats": about.caveats,
    });
    if let Value::Object(keys) = &mut value {
        keys.extend(breakdown::json(sum, about.office));
    }
    value
}

fn times(times: &Times) -> Value {
    json!({
        "closed": times.closed,
        "average_working_days": rounded(mean(&times.gross)),
        "median_working_days": median(&times.gross),
        "average_working_days_without_pauses": rounded(mean(&times.net)),
        "median_working_days_without_pauses": median(&times.net),
        "counted": times.gross.len(),
    })
}

fn rounded(it: Option<f64>) -> Option<f64> {
    it.map(|it| (it * 100.0).round() / 100.0)
}

/// Every answer, those that nobody gave too.
fn went_wrong(sum: &Performance) -> Value {
    let number = |it| sum.went_wrong.get(&it).copied().unwrap_or(0);
    let mut answers: Map<String, Value> =
        WentWrong::ALL.iter().map(|it| (it.word().to_owned(), json!(number(Some(*it))))).collect();
    answers.insert(NOT_RECORDED.to_owned(), json!(number(None)));
    Value::Object(answers)
}

/// The figures as text, each beside what it means.
pub fn text(sum: &Performance, about: &About) -> String {
    let mut page = Page(String::new());
    let period = &about.period;
    let name = if about.office.organisation.is_empty() { "Complaints" } else { &about.office.organisation };
    page.line(&one_line(name));
    let from = period.from.map_or("from the beginning".to_owned(), |it| format!("from {}", long(it)));
    page.line(&format!("Complaints {from} to {}, as of {}", long(period.to), long(period.as_of)));
    page.line(&format!("Service: {}", about.service.as_deref().map_or("all".to_owned(), one_line)));
    about.caveats.iter().for_each(|it| page.line(&format!("Note: {it}")));

    page.head("Received, by the day of receipt");
    page.number("Received", sum.received, "");
    for (service, number) in &sum.received_by_service {
        page.number(&format!("  {}", one_line(&about.office.service_name(*service))), *number, "");
    }
    page.number("Referred", sum.referred, "of those, to the next tier or the Ombudsman");
    page.number("Important", sum.important, "of those, important beyond themselves");

    page.head("Open, as of the day");
    page.number("Open", sum.open, "received by then and not closed by then");
    page.number("Overdue", sum.overdue, "past the timescale that the person had, not answered");
    page.number("Late", sum.late, "anything owed on it is late, not only the answer");
    page.number("Due today", sum.due_today, "");
    page.number("No timescale shared", sum.no_timescale, "the person was told none yet");

    page.head("Closed, by the day of closing");
    page.number("Closed", sum.closed, "");
    page.times("Early resolution", &sum.early_resolution);
    page.times("Closer look", &sum.closer_look);
    page.number("Route not recorded", sum.no_route, "");
    page.share("Within first timescale", sum.within_first_timescale, "answered within the one first shared");
    page.share("Within last timescale", sum.within_last_timescale, "answered within the one agreed last");
    page.number("No timescale shared", sum.closed_without_timescale, "closed; in neither share above");
    page.share("Acknowledged in time", sum.acknowledged_in_time, "where an acknowledgement is recorded");

    page.head("Outcomes of those closed");
    for (outcome, number) in &sum.outcomes {
        page.number(outcome.map_or(NOT_RECORDED, Outcome::word), *number, "");
    }
    page.head("Something went wrong, of those closed");
    for answer in WentWrong::ALL.iter().map(|it| Some(*it)).chain([None]) {
        let number = sum.went_wrong.get(&answer).copied().unwrap_or(0);
        page.number(answer.map_or(NOT_RECORDED, WentWrong::word), number, "");
    }

    for part in breakdown::parts(sum, about.office) {
        page.head(part.heading);
        if part.lines.is_empty() {
            page.line("  none");
        }
        for (label, number, meaning) in &part.lines {
            page.words(&one_line(label), number, meaning);
        }
    }
    page.head("In and out");
    let sums = format!(
        "{} brought forward + {} received + {} reopened",
        sum.brought_forward, sum.received, sum.reopened
    );
    let ends = format!("{} closings + {} carried forward", sum.closings, sum.carried_forward);
    if sum.reconciles() {
        page.line(&format!("{sums} = {ends}"));
    } else {
        page.line(&format!("These figures do not reconcile: {sums} is not {ends}."));
        page.line("Do not publish them. Run “redress rebuild”, then report again.");
    }
    page.0
}

struct Page(String);

impl Page {
    fn line(&mut self, words: &str) {
        self.0.push_str(words.trim_end());
        self.0.push('\n');
    }

    fn head(&mut self, words: &str) {
        self.line("");
        self.line(words);
    }

    fn number(&mut self, label: &str, number: u64, meaning: &str) {
        self.words(label, &number.to_string(), meaning);
    }

    fn words(&mut self, label: &str, number: &str, meaning: &str) {
        self.line(&format!("  {label:<26} {number:>8}  {meaning}"));
    }

    fn share(&mut self, label: &str, share: Share, meaning: &str) {
        let mut words = String::new();
        let written = match share.percent() {
            None => write!(words, "  {label:<26} not applicable  {meaning}"),
            Some(percent) => write!(
                words,
                "  {label:<26} {percent:>7.1}%  {meaning} ({} of {})",
                share.numerator, share.denominator
            ),
        };
        written.expect("a text takes whatever is written to it");
        self.line(&words);
    }

    fn times(&mut self, label: &str, times: &Times) {
        self.number(label, times.closed, "");
        let (Some(mean_of), Some(median_of), Some(net)) =
            (mean(&times.gross), median(&times.gross), mean(&times.net))
        else {
            self.line("    average working days     not applicable");
            return;
        };
        self.line(&format!(
            "    average working days     {mean_of:>8.1}  median {median_of:.1}; without pauses {net:.1}"
        ));
        let left_out = times.closed.saturating_sub(times.gross.len() as u64);
        if left_out > 0 {
            self.line(&format!("    left out of the average  {left_out:>8}  ended without a finding"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(office: &Office) -> About<'_> {
        let day = |text: &str| text.parse().unwrap();
        let period = Period { from: None, to: day("2026-11-24"), as_of: day("2026-11-24") };
        About { office, period, service: None, caveats: Vec::new() }
    }

    #[test]
    fn a_share_of_nothing_is_null_in_json_and_not_applicable_in_text() {
        let office = Office::default();
        let sum = Performance::default();
        let json = json(&sum, &about(&office));
        assert_eq!(
            json["within_first_timescale"],
            json!({ "numerator": 0, "denominator": 0, "percent": null })
        );
        assert_eq!(json["early_resolution"]["average_working_days"], Value::Null);
        assert!(text(&sum, &about(&office)).contains("Within first timescale     not applicable"));
    }

    #[test]
    fn figures_that_do_not_reconcile_say_so() {
        let office = Office::default();
        let sum = Performance { received: 1, ..Performance::default() };
        assert!(text(&sum, &about(&office)).contains("do not reconcile"));
        assert_eq!(json(&sum, &about(&office))["reconciles"], false);
    }

    #[test]
    fn what_was_not_recorded_is_counted_under_that_name() {
        let office = Office::default();
        let mut sum = Performance { received: 2, brought_forward: 0, ..Performance::default() };
        sum.received_by_service.insert(None, 2);
        sum.outcomes.insert(None, 3);
        let json = json(&sum, &about(&office));
        assert_eq!(json["received_by_service"][NOT_RECORDED], 2);
        assert_eq!(json["outcomes"][NOT_RECORDED], 3);
    }

    #[test]
    fn days_before_the_bank_holidays_are_known_carry_a_caveat() {
        let office = Office::default();
        let mut sum = Performance::default();
        sum.received_by_month.insert("2011-01".to_owned(), 1);
        let day: NaiveDate = "2026-11-24".parse().unwrap();
        let found = caveats(&office, &sum, &Period { from: None, to: day, as_of: day });
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("Bank holidays before "), "{found:?}");
    }
}
