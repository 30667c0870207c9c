//! Conditions on the rounds of a case: how one ended, on which route, and whether its dates were kept. All of them must hold of
//! one and the same round: `closed:2026-07 late:yes` is a round that was closed then and answered late.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::days::{DAYS_INSTEAD, Days};
use crate::domain::figures::groups::LateReason;
use crate::domain::office::record::Office;
use crate::domain::row::Row;
use crate::domain::row_round::{RoundPart, Timeliness};
use crate::domain::text::named;
use crate::domain::vocabulary::{Outcome, Route, WentWrong};

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RoundCondition {
    /// It was closed in these days.
    Closed(Days),
    /// It ended like this.
    Outcome(Outcome),
    /// It ended, and how was not recorded.
    NoOutcome,
    /// Whether something went wrong.
    Wrong(WentWrong),
    /// Something went wrong, whatever was found when it was opened again.
    EverWrong,
    /// Whether something went wrong was not recorded.
    WrongNotRecorded,
    /// It was on this route at the end, or is.
    Route(Route),
    /// It came to a closer look after an early resolution was tried.
    Escalated,
    /// No route was taken.
    NoRoute,
    /// How the answer compares with the timescale first shared.
    First(Timeliness),
    /// How the answer compares with the timescale agreed last.
    Last(Timeliness),
    /// Answered later than first shared, and the reason given for that holds these words.
    Because(String),
    /// How the acknowledgement compares with its date.
    Acknowledged(Timeliness),
    /// It was closed, and the person had no answer.
    Unanswered,
    /// It was answered and closed, and nobody recorded when.
    Undated,
}

/// The fields of the grammar, with an example each; help is printed from here.
pub const ROUND_FIELDS: &[(&str, &str)] = &[
    (
        "route:",
        "route:early, route:closer, or route:escalated: a closer look after an early resolution was tried",
    ),
    ("closed:", "closed:2026-07.., as for received:"),
    ("outcome:", "outcome:upheld, outcome:withdrawn"),
    ("wrong:", "wrong:yes, wrong:no: did something go wrong"),
    ("late:", "late:yes or late:no: was the answer later than the timescale first shared"),
    (
        "because:",
        "because:staff: the reason given for a late answer, because:other (not on the office’s list), or because:none",
    ),
    (
        "timescale:",
        "timescale:kept, timescale:missed, timescale:none or timescale:late (told late), by the one first shared",
    ),
    ("agreed:", "agreed:kept, agreed:missed or agreed:none, by the timescale agreed last"),
    (
        "answer:",
        "answer:none: closed without an answer, such as withdrawn; answer:undated: nobody recorded when",
    ),
    ("acknowledged:", "acknowledged:kept, acknowledged:missed or acknowledged:none"),
];

impl RoundCondition {
    /// Reads the value of a field; none if the field is not of a round, and then a refusal if the value may not be that.
    pub fn read(field: &str, value: &str) -> Option<Result<Self, String>> {
        let wanted = value.to_lowercase();
        let choose = |found: Option<Self>, instead: &str| found.ok_or_else(|| instead.to_owned());
        Some(match field {
            "route" if wanted == "none" => Ok(Self::NoRoute),
            "route" if wanted == "escalated" => Ok(Self::Escalated),
            "route" => choose(
                Route::ALL.iter().find(|it| it.word().starts_with(&wanted)).map(|it| Self::Route(*it)),
                "Write route:early, route:closer or route:escalated.",
            ),
            "closed" => choose(Days::read(value).map(Self::Closed), DAYS_INSTEAD),
            "outcome" if wanted == "none" => Ok(Self::NoOutcome),
            "outcome" => {
                let exact = Outcome::ALL.iter().find(|it| it.word() == wanted);
                let known: Vec<&str> = Outcome::ALL.iter().map(|it| it.word()).collect();
                choose(
                    exact
                        .or_else(|| Outcome::ALL.iter().find(|it| it.word().starts_with(&wanted)))
                        .map(|it| Self::Outcome(*it)),
                    &format!("Outcomes are: {}.", known.join(", ")),
                )
            }
            "wrong" if wanted == "none" => Ok(Self::WrongNotRecorded),
            "wrong" => choose(
                WentWrong::ALL.iter().find(|it| it.word().starts_with(&wanted)).map(|it| Self::Wrong(*it)),
                "Write wrong:yes, wrong:no or wrong:\"not determined\".",
            ),
            "late" => match wanted.as_str() {
                "yes" => Ok(Self::First(Timeliness::Late)),
                "no" => Ok(Self::First(Timeliness::InTime)),
                _ => Err("Write late:yes or late:no.".to_owned()),
            },
            "because" => Ok(Self::Because(wanted)),
            "answer" if wanted == "none" => Ok(Self::Unanswered),
            "answer" if wanted == "undated" => Ok(Self::Undated),
            "answer" => Err("Write answer:none or answer:undated.".to_owned()),
            "timescale" if wanted == "late" => Ok(Self::First(Timeliness::ToldLate)),
            "timescale" | "agreed" | "acknowledged" => choose(
                Timeliness::read(&wanted).map(match field {
                    "timescale" => Self::First,
                    "agreed" => Self::Last,
                    _ => Self::Acknowledged,
                }),
                "Write kept, missed or none after the colon.",
            ),
            _ => return None,
        })
    }

    fn of(&self, office: &Office, round: &RoundPart, today: NaiveDate) -> bool {
        let kept = round.kept_on(today);
        let closed = round.closed_on(today);
        match self {
            Self::Closed(days) => closed.is_some_and(|it| days.holds(it)),
            Self::Outcome(wanted) => closed.is_some() && round.outcome == Some(*wanted),
            Self::NoOutcome => closed.is_some() && round.outcome.is_none(),
            Self::Wrong(wanted) => round.went_wrong == Some(*wanted),
            Self::EverWrong => round.went_wrong == Some(WentWrong::Yes),
            Self::WrongNotRecorded => round.went_wrong.is_none(),
            Self::Route(wanted) => round.route == Some(*wanted),
            Self::Escalated => round.is_escalated,
            Self::NoRoute => round.route.is_none(),
            Self::First(wanted) => kept.is_some_and(|it| it.0 == *wanted),
            Self::Last(wanted) => kept.is_some_and(|it| it.1 == *wanted),
            Self::Because(wanted) => {
                let reason = &round.late_reason;
                let is_late = kept.is_some_and(|it| it.0 == Timeliness::Late);
                is_late
                    && match wanted.as_str() {
                        "none" => LateReason::of(office, reason) == LateReason::None,
                        "other" | "=other" => LateReason::of(office, reason) == LateReason::Other,
                        _ => named(reason, wanted),
                    }
            }
            Self::Acknowledged(wanted) => round.acknowledged_on(today) == Some(*wanted),
            Self::Unanswered => round.ended_unanswered(today),
            Self::Undated => closed.is_some() && round.is_undated,
        }
    }
}

impl Timeliness {
    fn read(text: &str) -> Option<Self> {
        match text {
            "kept" => Some(Self::InTime),
            "missed" => Some(Self::Late),
            "none" => Some(Self::None),
            _ => None,
        }
    }
}

/// Whether all conditions on rounds hold of one round of a case: of any, where days of closing are asked for or whether anything
/// ever went wrong, or else of the one that holds on the day.
pub fn hold(office: &Office, conditions: &[&RoundCondition], row: &Row, today: NaiveDate) -> bool {
    let fits = |round: &RoundPart| conditions.iter().all(|it| it.of(office, round, today));
    if conditions.iter().any(|it| matches!(it, RoundCondition::Closed(_) | RoundCondition::EverWrong)) {
        row.rounds.iter().any(fits)
    } else {
        fits(row.round_on(today))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Case, Facts};
    use crate::domain::case::round::{Closing, Round, Timescale};
    use crate::domain::filter::Filter;
    use crate::domain::office::record::{House, Office};
    use crate::domain::reference::CaseRef;
    use crate::domain::row::row;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    /// Upheld in time in March; opened again in April, withdrawn late in May, opened again in June.
    fn reopened_twice() -> Case {
        let told = |answer_by: &str, round: &mut Round| {
            round.timescale =
                Some(Timescale { answer_by: on(answer_by), on: Some(round.begun), means: None });
        };
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-03-02")));
        told("2026-03-20", &mut case.rounds.now);
        case.rounds.now.closing = Some(Closing::of(on("2026-03-16"), Some(Outcome::Upheld)));
        case.rounds.begin(Round::begun(on("2026-04-01"), "New evidence".to_owned()));
        told("2026-04-20", &mut case.rounds.now);
        case.rounds.now.closing = Some(Closing::of(on("2026-05-04"), Some(Outcome::Withdrawn)));
        case.rounds.begin(Round::begun(on("2026-06-01"), "They wrote again".to_owned()));
        case
    }

    #[test]
    fn all_conditions_on_rounds_must_hold_of_one_round() {
        let house = House::new(Office::default());
        let row = row(&house.calendar, &house.office.timescales, &reopened_twice());
        for (filter, expect) in [
            ("closed:2026-03", true),
            ("closed:2026-05 late:yes", false),
            ("closed:2026-05 answer:none", true),
            ("closed:2026-03 answer:none", false),
            ("closed:2026-03 late:yes", false),
            ("closed:2026 outcome:upheld late:no", true),
            ("closed:2026 outcome:upheld late:yes", false),
            ("closed:2026-06", false),
            // Without days of closing, the round that goes on is meant.
            ("outcome:upheld", false),
            ("timescale:none", false),
            ("is:overdue", true),
            ("acknowledged:none", false),
            ("is:open", true),
        ] {
            let holds = Filter::parse(filter).expect(filter).fits(&house, on("2026-06-30"), &row);
            assert_eq!(holds, expect, "{filter}");
        }
        // Where something went wrong once, a plan may learn from it, whatever came of opening it again.
        let mut wrong = reopened_twice();
        wrong.rounds.first_mut().went_wrong = Some(WentWrong::Yes);
        let wrong = crate::domain::row::row(&house.calendar, &house.office.timescales, &wrong);
        let learnt = Filter::parse("is:learnt").expect("a filter");
        assert!(
            learnt.fits(&house, on("2026-06-30"), &wrong) && !learnt.fits(&house, on("2026-06-30"), &row)
        );
        let withdrawn = Filter::parse("outcome:withdrawn").expect("a filter");
        assert!(withdrawn.fits(&house, on("2026-05-10"), &row), "as it stood then");
    }
}
