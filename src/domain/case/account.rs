//! The rounds of a case that was opened again, in sentences: for the case screen and the printed case.

use crate::domain::calendar::Calendar;
use crate::domain::calendar::dates::{long, when};
use crate::domain::case::history::{because, sentence, told};
use crate::domain::case::record::Case;
use crate::domain::case::round::Round;

/// What happened in each round, with its label; nothing for a case that was never opened again.
pub fn rounds(calendar: &Calendar, case: &Case) -> Vec<(String, String)> {
    if case.was_reopened() { every_round(calendar, case) } else { Vec::new() }
}

/// The same, for whoever reads nothing else of the case.
pub fn every_round(calendar: &Calendar, case: &Case) -> Vec<(String, String)> {
    let account = |(number, round)| (format!("Round {number}"), account(calendar, case, round));
    (1_u32..).zip(case.rounds.iter()).map(account).collect()
}

fn account(calendar: &Calendar, case: &Case, round: &Round) -> String {
    let begun = if std::ptr::eq(round, case.rounds.first()) { "Received" } else { "Opened again" };
    let mut parts = vec![format!("{begun} on {}.{}", long(round.begun), because(&round.why))];
    parts.extend(round.acknowledgement.as_ref().map(|it| format!("Acknowledged {}.", told(it))));
    let before = case.still_stands(calendar, round);
    if let Some(it) = before {
        let late = if it.at_start { "" } else { ", too late to count as the start" };
        parts.push(format!("Answer by {}, as first shared{late}: nobody had answered.", long(it.first)));
    }
    match (&round.timescale, before) {
        (Some(it), _) => parts.push(format!("Answer by {}, shared {}.", long(it.answer_by), when(it.on))),
        (None, None) => parts.push("No timescale shared.".to_owned()),
        (None, Some(it)) if it.first == it.last => parts.push("No new timescale shared.".to_owned()),
        (None, Some(it)) => {
            parts.push(format!("No new timescale shared: {} is owed, as last shared.", long(it.last)));
        }
    }
    parts.extend(
        round.extensions.iter().map(|it| format!("Extended on {} to {}.", long(it.told_on), long(it.to))),
    );
    parts.extend(round.route().map(|it| format!("Route: {}.", it.word())));
    if let Some(it) = &round.response {
        let days = match round.days_taken(calendar) {
            Some(0) => "the same day".to_owned(),
            Some(1) => "after 1 working day".to_owned(),
            days => format!("after {} working days", days.unwrap_or_default()),
        };
        let verdict = match case.promise(calendar, round).map(|told| (it.on <= told.first, told.at_start)) {
            None => "",
            Some((true, true)) => ", in time",
            Some((true, false)) => ", by the day shared, which was shared late",
            Some((false, _)) => ", later than first shared",
        };
        parts.push(format!("Answered on {}, {days}{verdict}.", long(it.on)));
    }
    if let Some(it) = &round.closing {
        let outcome = it.outcome.map_or_else(|| "outcome not recorded".to_owned(), |it| it.to_string());
        parts.push(format!("Closed {}: {outcome}.", when(Some(it.on).filter(|_| !it.day_not_known))));
        parts.extend(round.went_wrong.map(|it| format!("Something went wrong: {it}.")));
        if !it.late_reason.is_empty() {
            parts.push(format!("Late because: {}", sentence(&it.late_reason)));
        }
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::case::record::Facts;
    use crate::domain::case::round::{Closing, Response, Timescale};
    use crate::domain::office::record::Office;
    use crate::domain::reference::CaseRef;
    use crate::domain::vocabulary::{Outcome, WentWrong};

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    #[test]
    fn every_round_is_told_with_its_own_timescale_and_answer() {
        let calendar = Office::default().calendar();
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-04-01")));
        assert!(rounds(&calendar, &case).is_empty());
        let round = &mut case.rounds.now;
        round.timescale =
            Some(Timescale { answer_by: on("2026-04-30"), on: Some(on("2026-04-02")), means: None });
        round.response = Some(Response {
            on: on("2026-04-20"),
            means: None,
            signposted: true,
            signed_off_by: String::new(),
            note: String::new(),
            by: String::new(),
        });
        round.closing = Some(Closing::of(on("2026-04-20"), Some(Outcome::Upheld)));
        round.went_wrong = Some(WentWrong::Yes);
        case.rounds.begin(Round::begun(on("2026-09-01"), "new evidence".to_owned()));
        let expect = [
            (
                "Round 1",
                "Received on Wed 1 Apr 2026. Answer by Thu 30 Apr 2026, shared on Thu 2 Apr 2026. \
                 Answered on Mon 20 Apr 2026, after 11 working days, in time. Closed on Mon 20 Apr 2026: upheld. \
                 Something went wrong: yes.",
            ),
            ("Round 2", "Opened again on Tue 1 Sep 2026. Reason: new evidence. No timescale shared."),
        ];
        assert_eq!(
            rounds(&calendar, &case),
            expect.map(|(label, words)| (label.to_owned(), words.to_owned()))
        );
    }
}
