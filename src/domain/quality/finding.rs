//! What is wrong with one record: what is missing from it, or cannot be, and what mends that as the record stands.
//!
//! A case that has just arrived lacks much and nothing is wrong with it: what is missing counts once the case is closed
//! or its acknowledgement is overdue, and a timescale once it can no longer be shared at the start.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::Calendar;
use crate::domain::calendar::dates::long;
use crate::domain::case::record::Case;
use crate::domain::case::round::{Closing, Round};
use crate::domain::plan::record::Plan;
use crate::domain::quality::flaw::{Flaw, Mend};
use crate::domain::reference::RecordRef;
use crate::domain::row_parts::PaymentPart;
use crate::domain::row_round::{RoundPart, Timeliness};
use crate::domain::vocabulary::{Nature, Outcome};

/// How a first round begins.
const RECEIVED: &str = "received";

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
    /// What mends it now.
    pub mend: Mend,
}

impl Finding {
    /// Its place among those of its flaw.
    pub fn place(&self) -> (RecordRef, u32, &str) {
        (self.on, self.part, &self.detail)
    }
}

/// What is wrong with a case as of a day. An everyday conversation is in no figure, so nothing can be.
pub fn of_case(calendar: &Calendar, today: NaiveDate, case: &Case) -> Vec<Finding> {
    if case.nature == Nature::Conversation {
        return Vec::new();
    }
    let finding = |flaw, part, detail: String, ways: &[Mend]| Finding {
        flaw,
        on: RecordRef::Case(case.reference),
        part,
        owner: case.owner.clone(),
        detail,
        mend: Mend::first_open(case, ways),
    };
    let mut found = Vec::new();
    let mut whole = |flaw, is_wrong: bool, ways: &[Mend]| {
        if is_wrong {
            found.push(finding(flaw, 0, String::new(), ways));
        }
    };
    let ended = case.closing().and_then(|it| it.outcome);
    // “Not determined” is an answer too, if somebody gave it.
    let is_undecided = case.issues.is_empty() || case.issues.iter().any(|it| it.finding.is_none());
    // A step mends the round that is under way, and no earlier one.
    let any = |is_wrong: fn(&Round) -> bool| {
        case.rounds.iter().any(|it| is_due(calendar, today, case, it) && is_looked_into(it) && is_wrong(it))
    };
    let is_due = is_due(calendar, today, case, &case.rounds.now) || case.was_reopened();
    let is_now_looked_into = is_looked_into(&case.rounds.now);
    let has_no_outcome = |it: &Round| matches!(&it.closing, Some(it) if it.outcome.is_none());
    whole(Flaw::NoOutcome, case.rounds.iter().any(has_no_outcome), &[Mend::Round]);
    let a_month_ago = today.checked_sub_months(Months::new(1)).unwrap_or(NaiveDate::MIN);
    let answered = case.rounds.now.response.as_ref().filter(|_| case.is_open()).map(|it| it.on);
    whole(Flaw::NotClosed, answered.is_some_and(|it| it <= a_month_ago), &[Mend::Close]);
    // One that was told in an earlier round may still stand.
    let is_untold = |it: &Round| case.promise(calendar, it).is_none();
    let is_undated = |it: &Round| it.closing.as_ref().is_some_and(|it| it.day_not_known);
    let lacks_timescale = |it: &Round| {
        let is_over = it.closing.is_some() || case.share_by(calendar, it) < today;
        is_untold(it) && !is_undated(it) && (it.response.is_some() || is_over && is_looked_into(it))
    };
    let share = is_untold(&case.rounds.now).then_some(Mend::Share);
    whole(Flaw::NoTimescale, case.rounds.iter().any(lacks_timescale), share.as_slice());
    let told = |it: &Round| RoundPart::of(calendar, case, it).kept_on(today);
    let is_told_late = |it: &Round| told(it) == Some((Timeliness::ToldLate, Timeliness::ToldLate));
    whole(Flaw::ToldLate, case.rounds.iter().any(is_told_late), &[]);
    let is_answered = case.rounds.iter().any(|it| it.response.is_some());
    let lacks_consent = is_answered && case.consent.is_none() && !case.facts.representative.is_nobody();
    whole(Flaw::NoConsent, lacks_consent, &[Mend::Consent]);
    whole(Flaw::NoClosingDay, case.rounds.iter().any(is_undated), &[Mend::Round]);
    whole(Flaw::NotDecided, ended.is_some_and(Outcome::is_finding) && is_undecided, &[Mend::Again]);
    let has_no_issue = is_due && is_now_looked_into && case.issues.is_empty();
    whole(Flaw::NoTheme, has_no_issue, &[Mend::Issue, Mend::Again]);
    whole(Flaw::NoService, is_due && case.facts.service.is_none(), &[Mend::Service]);
    let has_no_route = |it: &Round| it.routes.is_empty();
    let is_now = has_no_route(&case.rounds.now);
    let route: &[Mend] = if is_now { &[Mend::Route, Mend::Round] } else { &[Mend::Round] };
    whole(Flaw::NoRoute, any(has_no_route), route);
    for it in case.issues.iter().filter(|it| is_due && it.theme.is_none()) {
        found.push(finding(Flaw::NoTheme, it.number, format!("Issue {}", it.number), &[Mend::Theme]));
    }
    for it in &case.payments {
        let part = PaymentPart::from(it);
        for (flaw, is_wrong) in [
            (Flaw::NoAuthority, it.authorised_by.trim().is_empty()),
            (Flaw::NoCover, part.is_special() && !part.cover_confirmed),
            (Flaw::NoAmbit, part.is_special() && !part.ambit_confirmed),
        ] {
            if is_wrong {
                found.push(finding(flaw, it.number, format!("Payment {}", it.number), &[Mend::Payment]));
            }
        }
    }
    for it in case.remedies.iter().filter(|it| it.done.is_some() && it.evidence.trim().is_empty()) {
        found.push(finding(Flaw::NoEvidence, it.number, format!("Remedy {}", it.number), &[Mend::Remedy]));
    }
    let impossible = impossible(today, case).into_iter();
    found.extend(impossible.map(|(words, ways)| finding(Flaw::ImpossibleDate, 0, words, ways)));
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

/// Dates of a case that cannot be, each in words and with what mends it.
fn impossible(today: NaiveDate, case: &Case) -> Vec<(String, &'static [Mend])> {
    const FACTS: &[Mend] = &[Mend::Dates];
    const ROUND: &[Mend] = &[Mend::Round];
    let received = case.facts.received;
    let mut wrong: Vec<(String, &[Mend])> = Vec::new();
    if today < received {
        wrong.push((format!("Received on {}, which is still to come", long(received)), FACTS));
    }
    if let Some(happened) = case.facts.happened.filter(|it| received < *it) {
        let (happened, received) = (long(happened), long(received));
        wrong.push((format!("Happened on {happened}, after it was received on {received}"), FACTS));
    }
    let mut check = |what: &str, on: Option<NaiveDate>, begun: NaiveDate, how: &str| {
        let Some(on) = on else { return };
        if on < begun {
            wrong.push((format!("{what} on {}, before it was {how} on {}", long(on), long(begun)), ROUND));
        } else if today < on {
            wrong.push((format!("{what} on {}, which is still to come", long(on)), ROUND));
        }
    };
    for (place, round) in case.rounds.iter().enumerate() {
        let how = if place == 0 { RECEIVED } else { "opened again" };
        check("Acknowledged", round.acknowledgement.as_ref().map(|it| it.on), round.begun, how);
        check("Told a timescale", round.timescale.as_ref().and_then(|it| it.on), round.begun, how);
        check("Answered", round.response.as_ref().map(|it| it.on), round.begun, how);
        check("Closed", round.closing.as_ref().map(|it| it.on), round.begun, how);
    }
    let paid = case.payments.iter().filter_map(|it| it.paid);
    for on in paid.filter(|it| *it < received || today < *it) {
        let when = if on < received { "before it was received" } else { "which is still to come" };
        wrong.push((format!("Paid on {}, {when}", long(on)), &[Mend::Payment]));
    }
    for round in case.rounds.iter() {
        let told = round.timescale.as_ref().and_then(|it| it.on.map(|on| (on, it.answer_by)));
        if let Some((on, by)) = told.filter(|it| it.1 < it.0) {
            let (on, by) = (long(on), long(by));
            wrong.push((format!("Told on {on} that an answer comes by {by}, which was over"), ROUND));
        }
        let is_day = |it: &&Closing| !it.day_not_known && round.begun <= it.on;
        let Some(closed) = round.closing.as_ref().filter(is_day).map(|it| it.on) else {
            continue;
        };
        let acknowledged = round.acknowledgement.as_ref().map(|it| ("Acknowledged", it.on));
        let after = acknowledged.into_iter().chain(told.map(|it| ("Told a timescale", it.0)));
        for (what, on) in after.filter(|it| closed < it.1) {
            wrong.push((format!("{what} on {}, after it was closed on {}", long(on), long(closed)), ROUND));
        }
    }
    if let Some(answered) = case.rounds.now.response.as_ref().map(|it| it.on) {
        let found = case.issues.iter().filter_map(|it| Some((it.number, it.finding.as_ref()?.on)));
        for (number, on) in found.filter(|it| answered < it.1) {
            let (on, answered) = (long(on), long(answered));
            wrong.push((
                format!("Issue {number} has a finding of {on}, after the answer of {answered}"),
                &[Mend::Finding],
            ));
        }
    }
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
        mend: Mend::Nothing,
    };
    unproven.map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::decide::may;
    use crate::domain::case::record::{Facts, Issue, IssueFinding, Payment};
    use crate::domain::case::round::{Response, RouteTaken, Timescale, Told};
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
            Some(Timescale { answer_by: on("2026-03-20"), on: Some(on("2026-03-03")), means: None });
        case.rounds.now.routes.push(RouteTaken::of(Route::EarlyResolution, on("2026-03-03"), 10));
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
                by: String::new(),
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

    /// It was answered on a day and nobody closed it.
    fn answered_and_open(it: &mut Case, day: &str) {
        it.rounds.now.closing = None;
        it.rounds.now.response = Some(Response {
            on: on(day),
            means: None,
            signposted: true,
            signed_off_by: String::new(),
            note: String::new(),
            by: String::new(),
        });
    }

    /// It was answered to somebody who speaks for the person.
    fn answered_for_another(it: &mut Case) {
        it.facts.representative = Party::named("K Osei");
        it.rounds.now.response = Some(Response {
            on: on("2026-03-16"),
            means: None,
            signposted: true,
            signed_off_by: String::new(),
            note: String::new(),
            by: String::new(),
        });
    }

    fn payment(authorised_by: &str, estimate_cover: Option<bool>, within_ambit: Option<bool>) -> Payment {
        Payment {
            number: 3,
            pence: 5_000,
            class: PaymentClass::ExGratia,
            head: PaymentHead::Distress,
            maladministration: true,
            authorised_by: authorised_by.into(),
            severity: None,
            reason: String::new(),
            estimate_cover,
            within_ambit,
            by: None,
            paid: None,
            payment_ref: String::new(),
            added: None,
        }
    }

    #[test]
    fn each_thing_that_spoils_a_figure_is_found_and_nothing_else() {
        check(|_| {}, &[]);
        check(|it| closing(it).outcome = None, &[(Flaw::NoOutcome, 0)]);
        check(|it| it.rounds.now.timescale = None, &[(Flaw::NoTimescale, 0)]);
        // Received on 2 March: ten working days end on the 16th, and the answer went on the 16th.
        check(
            |it| it.rounds.now.timescale.as_mut().expect("told").on = Some(on("2026-03-17")),
            &[(Flaw::ToldLate, 0), (Flaw::ImpossibleDate, 0)],
        );
        check(answered_for_another, &[(Flaw::NoConsent, 0)]);
        check(|it| answered_and_open(it, "2026-10-24"), &[(Flaw::NotClosed, 0)]);
        check(|it| answered_and_open(it, "2026-10-25"), &[]);
        check(|it| it.issues[0].finding = None, &[(Flaw::NotDecided, 0)]);
        check(|it| it.issues[0].theme = None, &[(Flaw::NoTheme, 1)]);
        check(|it| it.issues.clear(), &[(Flaw::NotDecided, 0), (Flaw::NoTheme, 0)]);
        check(|it| it.facts.service = None, &[(Flaw::NoService, 0)]);
        check(|it| it.rounds.now.routes.clear(), &[(Flaw::NoRoute, 0)]);
        let (yes, no) = (Some(true), Some(false));
        check(|it| it.payments.push(payment(" ", yes, yes)), &[(Flaw::NoAuthority, 3)]);
        check(|it| it.payments.push(payment("kpatel", None, yes)), &[(Flaw::NoCover, 3)]);
        check(|it| it.payments.push(payment("kpatel", yes, no)), &[(Flaw::NoAmbit, 3)]);
        check(|it| it.payments.push(payment("kpatel", yes, yes)), &[]);
        let not_special = Payment { class: PaymentClass::NotSpecial, ..payment("kpatel", None, None) };
        check(|it| it.payments.push(not_special), &[]);
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
            case.rounds.now.timescale.as_mut().expect("told").on = Some(on("2026-03-16"));
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
        assert_eq!(later, [Flaw::NoTheme, Flaw::NoService, Flaw::NoRoute]);
        // A timescale may be shared until the tenth working day.
        let on_time = of_case(&calendar, on("2026-12-07"), &case);
        let late = of_case(&calendar, on("2026-12-08"), &case);
        let lacks = |it: &[Finding]| it.iter().any(|it| it.flaw == Flaw::NoTimescale);
        assert_eq!((lacks(&on_time), lacks(&late)), (false, true));
    }

    #[test]
    fn what_is_to_be_done_is_possible_on_the_record_as_it_stands() {
        let calendar = Office::default().calendar();
        let mends = |change: &dyn Fn(&mut Case)| {
            let mut case = whole();
            change(&mut case);
            let found = of_case(&calendar, on("2026-11-24"), &case);
            found.iter().map(|it| it.mend).collect::<Vec<_>>()
        };
        // Closed: a date can no longer be agreed; a route is corrected; a finding needs it to be opened again.
        assert_eq!(mends(&|it| it.rounds.now.timescale = None), [Mend::Nothing]);
        assert_eq!(mends(&|it| it.rounds.now.routes.clear()), [Mend::Round]);
        assert_eq!(mends(&|it| it.issues[0].finding = None), [Mend::Again]);
        assert_eq!(mends(&|it| it.issues[0].theme = None), [Mend::Theme]);
        assert_eq!(mends(&|it| it.facts.service = None), [Mend::Service]);
        let open = |it: &mut Case| {
            it.rounds.now.closing = None;
            it.rounds.now.acknowledgement = None;
            it.rounds.now.timescale = None;
            it.rounds.now.routes.clear();
        };
        assert_eq!(mends(&open), [Mend::Share, Mend::Route]);
        assert_eq!(mends(&answered_for_another), [Mend::Consent]);
        assert_eq!(
            mends(&|it| (answered_for_another(it), open(it)).1),
            [Mend::Close, Mend::Nothing, Mend::Consent, Mend::Route]
        );
        // An earlier round stays as it is.
        let again = |case: &mut Case| {
            case.rounds.now.timescale = None;
            let next = Round { closing: None, timescale: None, ..case.rounds.now.clone() };
            case.rounds.begin(Round { begun: on("2026-03-16"), acknowledgement: None, ..next });
        };
        assert_eq!(mends(&again), [Mend::Share]);
        let again_told = |case: &mut Case| {
            again(case);
            case.rounds.now.timescale = whole().rounds.now.timescale;
            case.rounds.now.timescale.as_mut().expect("told").on = Some(on("2026-03-16"));
        };
        assert_eq!(mends(&again_told), [Mend::Nothing]);
        let changes: [&dyn Fn(&mut Case); 3] = [&again, &again_told, &open];
        for change in changes {
            let mut case = whole();
            change(&mut case);
            for it in of_case(&calendar, on("2026-11-24"), &case) {
                assert!(it.mend.step().is_none_or(|step| may(&case, step).is_ok()), "{it:?}");
            }
        }
        assert_eq!(mends(&|it| it.facts.happened = Some(on("2026-03-03"))), [Mend::Dates]);
        assert_eq!(mends(&|it| closing(it).on = on("2026-11-25")), [Mend::Round]);
        let words = Mend::Nothing.words(Flaw::NoTimescale);
        assert!(words.starts_with("Cannot be mended now: "), "{words}");
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
