//! What stops figures from being right: what is missing from a record, or cannot be (guide, audit and quality checks).
//!
//! A case that has just arrived lacks much and nothing is wrong with it: what is missing counts once the case is closed
//! or its acknowledgement is overdue.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::Calendar;
use crate::domain::calendar::dates::long;
use crate::domain::case::record::Case;
use crate::domain::case::round::Round;
use crate::domain::plan::record::Plan;
use crate::domain::reference::RecordRef;
use crate::domain::row_round::{RoundPart, Timeliness};
use crate::domain::vocabulary::{Nature, Outcome};

/// Declares what can be wrong, each with its name for programs, its words and what to do about it.
macro_rules! flaws {
    ($( $(#[$doc:meta])* $flaw:ident = $name:literal, $title:literal, $instead:literal; )+) => {
        /// What stops figures from being right.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Flaw { $( $(#[$doc])* $flaw, )+ }

        impl Flaw {
            /// Every one, in the order in which they are listed.
            pub const ALL: &'static [Self] = &[ $( Self::$flaw, )+ ];

            /// Its name for programs.
            pub const fn name(self) -> &'static str { match self { $( Self::$flaw => $name, )+ } }

            /// What is wrong, in a few words.
            pub const fn title(self) -> &'static str { match self { $( Self::$flaw => $title, )+ } }

            /// What to do about it, as a sentence.
            pub const fn instead(self) -> &'static str { match self { $( Self::$flaw => $instead, )+ } }
        }
    };
}

flaws! {
    /// It counts as "not recorded" among the outcomes.
    NoOutcome = "no_outcome", "Closed without an outcome", "Reopen the case and close it with its outcome.";
    /// It is in no share of what was answered in time.
    NoTimescale = "no_timescale", "No timescale shared", "Agree a date with the person while the case is open. Once it is answered, it stays in that figure.";
    /// It is never a timescale that was kept.
    ToldLate = "told_late", "A timescale shared late, or with the answer", "Tell the next person at the start; on this case it stays.";
    /// What they were told may not be theirs to know.
    NoConsent = "no_consent", "Answered to a representative without consent", "Record the consent, or why none is needed.";
    /// The guide's own count does not know it.
    NotDecided = "not_decided", "Closed without saying whether something went wrong", "Record a finding on each issue.";
    /// It is missing from every theme.
    NoTheme = "no_theme", "An issue without a theme", "Add the issue, or correct it and choose its theme.";
    /// It is missing from every service.
    NoService = "no_service", "No service", "Correct the facts and choose the service.";
    /// It has no part in the times of either route.
    NoRoute = "no_route", "No route", "Choose early resolution or closer look.";
    /// The accounts need to know who authorised it.
    NoAuthority = "no_authority", "A payment that nobody authorised", "Find out who authorised it and record it in a note.";
    /// Working days are counted from these dates.
    ImpossibleDate = "impossible_date", "Dates that cannot be", "Correct the date, or take back the step that has it.";
    /// "Done" is a claim until something shows it.
    NoEvidence = "no_evidence", "Completed without evidence", "Write down what shows it.";
}

/// Something wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// What.
    pub flaw: Flaw,
    /// On which record.
    pub on: RecordRef,
    /// Which part of it: the number of an issue, a payment, a remedy or an action; 0 for the record itself.
    pub part: u32,
    /// Sign-in name of whoever is responsible for it.
    pub owner: Option<String>,
    /// Which part or which dates, where the flaw alone does not say; may be empty.
    pub detail: String,
}

/// What is wrong with a case as of a day. An everyday conversation is in no figure, so nothing can be.
pub fn of_case(calendar: &Calendar, today: NaiveDate, case: &Case) -> Vec<Finding> {
    if case.nature == Nature::Conversation {
        return Vec::new();
    }
    let finding = |flaw, part, detail: String| Finding {
        flaw,
        on: RecordRef::Case(case.reference),
        part,
        owner: case.owner.clone(),
        detail,
    };
    let mut found = Vec::new();
    let mut whole = |flaw, is_wrong: bool| {
        if is_wrong {
            found.push(finding(flaw, 0, String::new()));
        }
    };
    let ended = case.closing().and_then(|it| it.outcome);
    // “Not determined” is an answer too, if somebody gave it.
    let is_undecided = case.issues.is_empty() || case.issues.iter().any(|it| it.finding.is_none());
    let any = |is_wrong: fn(&Round) -> bool| {
        case.rounds.iter().any(|it| is_due(calendar, today, case, it) && is_looked_into(it) && is_wrong(it))
    };
    let is_due = is_due(calendar, today, case, &case.rounds.now) || case.was_reopened();
    let is_looked_into = is_looked_into(&case.rounds.now);
    whole(
        Flaw::NoOutcome,
        case.rounds.iter().any(|it| matches!(&it.closing, Some(it) if it.outcome.is_none())),
    );
    let was_answered_untold = |it: &Round| it.response.is_some() && it.timescale.is_none();
    whole(Flaw::NoTimescale, any(|it| it.timescale.is_none()) || case.rounds.iter().any(was_answered_untold));
    let told = |it: &Round| RoundPart::of(calendar, case, it).kept_on(today);
    whole(
        Flaw::ToldLate,
        case.rounds.iter().any(|it| told(it) == Some((Timeliness::ToldLate, Timeliness::ToldLate))),
    );
    let is_answered = case.rounds.iter().any(|it| it.response.is_some());
    whole(Flaw::NoConsent, is_answered && case.consent.is_none() && !case.facts.representative.is_nobody());
    whole(Flaw::NotDecided, ended.is_some_and(Outcome::is_finding) && is_undecided);
    whole(Flaw::NoTheme, is_due && is_looked_into && case.issues.is_empty());
    whole(Flaw::NoService, is_due && case.facts.service.is_none());
    whole(Flaw::NoRoute, any(|it| it.routes.is_empty()));
    for it in case.issues.iter().filter(|it| is_due && it.theme.is_none()) {
        found.push(finding(Flaw::NoTheme, it.number, format!("Issue {}", it.number)));
    }
    for it in case.payments.iter().filter(|it| it.authorised_by.trim().is_empty()) {
        found.push(finding(Flaw::NoAuthority, it.number, format!("Payment {}", it.number)));
    }
    for it in case.remedies.iter().filter(|it| it.done.is_some() && it.evidence.trim().is_empty()) {
        found.push(finding(Flaw::NoEvidence, it.number, format!("Remedy {}", it.number)));
    }
    found.extend(impossible(today, case).into_iter().map(|it| finding(Flaw::ImpossibleDate, 0, it)));
    found
}

/// Whether enough has happened in a round, or should have, for what it lacks to count.
fn is_due(calendar: &Calendar, today: NaiveDate, case: &Case, round: &Round) -> bool {
    round.closing.is_some() || case.acknowledge_by(calendar, round) < today
}

/// A repeat is looked into under the case that it repeats, and what was never a matter for the office has no finding.
fn is_looked_into(round: &Round) -> bool {
    round.closing.as_ref().and_then(|it| it.outcome).is_none_or(Outcome::is_finding)
}

/// Dates of a case that cannot be, each in words.
fn impossible(today: NaiveDate, case: &Case) -> Vec<String> {
    let received = case.facts.received;
    let mut wrong = Vec::new();
    if today < received {
        wrong.push(format!("Received on {}, which is still to come", long(received)));
    }
    if let Some(happened) = case.facts.happened.filter(|it| received < *it) {
        wrong.push(format!("Happened on {}, after it was received on {}", long(happened), long(received)));
    }
    let mut check = |what: &str, on: Option<NaiveDate>, begun: NaiveDate, how: &str| {
        let Some(on) = on else { return };
        if on < begun {
            wrong.push(format!("{what} on {}, before it was {how} on {}", long(on), long(begun)));
        } else if today < on {
            wrong.push(format!("{what} on {}, which is still to come", long(on)));
        }
    };
    for (place, round) in case.rounds.iter().enumerate() {
        let how = if place == 0 { "received" } else { "opened again" };
        check("Acknowledged", round.acknowledgement.as_ref().map(|it| it.on), round.begun, how);
        check("Told a timescale", round.timescale.as_ref().map(|it| it.on), round.begun, how);
        check("Answered", round.response.as_ref().map(|it| it.on), round.begun, how);
        check("Closed", round.closing.as_ref().map(|it| it.on), round.begun, how);
    }
    case.payments.iter().for_each(|it| check("Paid", it.paid, received, "received"));
    wrong
}

/// What is wrong with a plan: actions that are said to be done, and nothing shows it.
pub fn of_plan(plan: &Plan) -> Vec<Finding> {
    let unproven = plan.actions.iter().filter(|it| {
        it.not_adopted.is_none() && it.completion().is_some_and(|done| done.evidence.trim().is_empty())
    });
    let finding = |it: &crate::domain::plan::record::Action| Finding {
        flaw: Flaw::NoEvidence,
        on: RecordRef::Plan(plan.reference),
        part: it.number,
        owner: Some(it.facts.owner.clone()).filter(|it| !it.is_empty()),
        detail: format!("Action {}", it.number),
    };
    unproven.map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Facts, Issue, IssueFinding, Payment};
    use crate::domain::case::round::{Closing, Response, RouteTaken, Timescale, Told};
    use crate::domain::office::lists::{ServiceId, ThemeId};
    use crate::domain::office::record::Office;
    use crate::domain::party::record::Party;
    use crate::domain::plan::record::{Action, ActionFacts, Completion, PlanFacts};
    use crate::domain::reference::{CaseRef, PlanRef};
    use crate::domain::vocabulary::{PaymentClass, PaymentHead, Route, WentWrong};

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    /// A closed case of which everything is known.
    fn whole() -> Case {
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-03-02")));
        case.facts.service = Some(ServiceId(1));
        case.owner = Some("jsmith".into());
        case.rounds.now.acknowledgement =
            Some(Told { on: on("2026-03-03"), means: None, note: String::new() });
        case.rounds.now.timescale =
            Some(Timescale { answer_by: on("2026-03-20"), on: on("2026-03-03"), means: None });
        case.rounds.now.routes.push(RouteTaken {
            route: Route::EarlyResolution,
            on: on("2026-03-03"),
            reason: String::new(),
            days: 10,
        });
        case.issues.push(Issue {
            number: 1,
            theme: Some(ThemeId(1)),
            what: "Late".into(),
            added: None,
            finding: Some(IssueFinding {
                on: on("2026-03-10"),
                finding: None,
                went_wrong: WentWrong::Yes,
                reason: String::new(),
            }),
        });
        case.rounds.now.closing = Some(Closing::of(on("2026-03-16"), Some(Outcome::Upheld)));
        case
    }

    fn closing(case: &mut Case) -> &mut Closing {
        case.rounds.now.closing.as_mut().expect("closed")
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Case), expect: &[(Flaw, u32)]) {
        let mut case = whole();
        change(&mut case);
        let found = of_case(&Office::default().calendar(), on("2026-11-24"), &case);
        assert_eq!(found.iter().map(|it| (it.flaw, it.part)).collect::<Vec<_>>(), expect, "{found:?}");
        assert!(found.iter().all(|it| it.owner == case.owner));
    }

    fn payment(authorised_by: &str) -> Payment {
        Payment {
            number: 3,
            pence: 5_000,
            class: PaymentClass::ExGratia,
            head: PaymentHead::Distress,
            maladministration: true,
            authorised_by: authorised_by.into(),
            severity: None,
            reason: String::new(),
            estimate_cover: None,
            within_ambit: None,
            by: None,
            paid: None,
            payment_ref: String::new(),
        }
    }

    #[test]
    fn each_thing_that_spoils_a_figure_is_found_and_nothing_else() {
        check(|_| {}, &[]);
        check(|it| closing(it).outcome = None, &[(Flaw::NoOutcome, 0)]);
        check(|it| it.rounds.now.timescale = None, &[(Flaw::NoTimescale, 0)]);
        // Received on 2 March: ten working days end on the 16th, and the answer went on the 16th.
        check(
            |it| it.rounds.now.timescale.as_mut().expect("told").on = on("2026-03-17"),
            &[(Flaw::ToldLate, 0)],
        );
        let answered = |it: &mut Case| {
            it.facts.representative = Party::named("K Osei");
            it.rounds.now.response = Some(Response {
                on: on("2026-03-16"),
                means: None,
                signposted: true,
                signed_off_by: String::new(),
                note: String::new(),
            });
        };
        check(answered, &[(Flaw::NoConsent, 0)]);
        check(|it| it.issues[0].finding = None, &[(Flaw::NotDecided, 0)]);
        check(|it| it.issues[0].theme = None, &[(Flaw::NoTheme, 1)]);
        check(|it| it.issues.clear(), &[(Flaw::NotDecided, 0), (Flaw::NoTheme, 0)]);
        check(|it| it.facts.service = None, &[(Flaw::NoService, 0)]);
        check(|it| it.rounds.now.routes.clear(), &[(Flaw::NoRoute, 0)]);
        check(|it| it.payments.push(payment(" ")), &[(Flaw::NoAuthority, 3)]);
        check(|it| it.payments.push(payment("kpatel")), &[]);
    }

    #[test]
    fn dates_before_receipt_after_today_or_out_of_order_cannot_be() {
        let wrong = [(Flaw::ImpossibleDate, 0)];
        check(|it| closing(it).on = on("2026-03-01"), &[(Flaw::ToldLate, 0), wrong[0]]);
        check(|it| closing(it).on = on("2026-11-25"), &wrong);
        check(|it| it.facts.happened = Some(on("2026-03-03")), &wrong);
        check(|it| it.rounds.now.acknowledgement.as_mut().expect("there").on = on("2026-02-27"), &wrong);
        check(|it| it.facts.happened = Some(on("2026-03-02")), &[]);
    }

    #[test]
    fn what_an_earlier_round_lacks_or_has_out_of_order_is_found_too() {
        let again = |case: &mut Case| {
            let next = Round { closing: case.rounds.now.closing.clone(), ..case.rounds.now.clone() };
            case.rounds.begin(Round { begun: on("2026-03-16"), ..next });
        };
        let wrong = [(Flaw::ImpossibleDate, 0)];
        check(again, &[(Flaw::ImpossibleDate, 0), (Flaw::ImpossibleDate, 0)]);
        let sound = |case: &mut Case| {
            again(case);
            case.rounds.now.acknowledgement = None;
            case.rounds.now.timescale.as_mut().expect("told").on = on("2026-03-16");
        };
        check(sound, &[]);
        check(|it| (sound(it), it.rounds.first_mut().timescale = None).1, &[(Flaw::NoTimescale, 0)]);
        check(|it| (sound(it), closing(it).on = on("2026-03-15")).1, &wrong);
    }

    #[test]
    fn a_case_that_ended_without_a_finding_needs_neither_a_date_nor_a_route() {
        check(
            |it| {
                closing(it).outcome = Some(Outcome::Withdrawn);
                it.rounds.now.timescale = None;
                it.rounds.now.routes.clear();
                it.issues.clear();
            },
            &[],
        );
    }

    #[test]
    fn an_open_case_lacks_nothing_until_its_acknowledgement_is_overdue() {
        let calendar = Office::default().calendar();
        let mut case = Case::new(CaseRef { year: 2026, number: 2 }, Facts::received_on(on("2026-11-23")));
        case.acknowledge_within = 3;
        assert_eq!(of_case(&calendar, on("2026-11-26"), &case), []);
        let later: Vec<Flaw> = of_case(&calendar, on("2026-11-27"), &case).iter().map(|it| it.flaw).collect();
        assert_eq!(later, [Flaw::NoTimescale, Flaw::NoTheme, Flaw::NoService, Flaw::NoRoute]);
    }

    #[test]
    fn a_completed_action_needs_something_that_shows_it() {
        let reference = PlanRef { year: 2026, number: 7 };
        let mut plan = Plan::new(reference, PlanFacts::default(), "jsmith".into(), on("2026-01-05"));
        let facts = ActionFacts { owner: "kpatel".into(), ..ActionFacts::default() };
        let mut action = Action::new(2, facts);
        action.completions.push(Completion {
            on: on("2026-03-02"),
            by: "kpatel".into(),
            evidence: String::new(),
            reviews: Vec::new(),
            audits: Vec::new(),
            reopened: None,
        });
        plan.actions.push(action);
        let found = of_plan(&plan);
        assert_eq!((found[0].flaw, found[0].part), (Flaw::NoEvidence, 2));
        assert_eq!(found[0].owner.as_deref(), Some("kpatel"));
        plan.actions[0].completions[0].evidence = "The new rota".into();
        assert_eq!(of_plan(&plan), []);
    }
}
