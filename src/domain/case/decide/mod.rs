//! The rules: what may be done to a case, and by when. The only place that says no.
//!
//! Pure: the day, the person and the office's rules come in as arguments, events or a refusal go out.

pub mod guards;
pub mod intake;
pub mod dealing;
pub mod restricting;
pub mod cost;
pub mod papers;
pub mod letters;
pub mod rounds;
pub mod follow_up;
pub mod next_tier;
pub mod putting_right;
pub mod ending;
pub mod keeping;

use crate::domain::calendar::dates::{long, when};
use crate::domain::case::command::{Command, OnReferral, Step};
use crate::domain::case::event::Event;
use crate::domain::case::record::{Case, Part};
use crate::domain::case::round::Round;
use crate::domain::case::stages::by_somebody_else;
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;
use crate::domain::vocabulary::{Nature, Route};

/// Decides the first step of a case that does not exist yet.
pub fn begin(terms: &Terms, command: Command) -> Verdict<Vec<Event>> {
    match command {
        Command::Receive(it) => intake::receive(terms, *it),
        Command::Import(it) => intake::import(terms, *it),
        _ => Err(Refusal::of_step("There is no such case yet.", "Log the complaint first.")),
    }
}

/// Decides a step on a case: the events it causes, or why not.
pub fn decide(terms: &Terms, case: &Case, command: Command) -> Verdict<Vec<Event>> {
    may(case, command.step())?;
    by_somebody_else(case, command.step(), terms.actor)?;
    match command {
        Command::Receive(_) | Command::Import(_) => Err(Refusal::of_step(
            format!("Case {} is there already.", case.reference),
            "Leave the reference out to log a new one.",
        )),
        Command::MakeComplaint(it) => intake::make_complaint(terms, case, it),
        Command::Amend(facts) => intake::amend(terms, case, facts),
        Command::Assign(it) => dealing::assign(terms, case, &it),
        Command::Acknowledge(it) => dealing::acknowledge(terms, case, it),
        Command::ShareTimescale(it) => dealing::share_timescale(terms, case, it),
        Command::ChooseRoute(it) => dealing::choose_route(terms, case, it),
        Command::AddIssue(it) => dealing::add_issue(terms, case, it),
        Command::AmendIssue(it) => dealing::amend_issue(terms, case, it),
        Command::Find(it) => dealing::find(terms, case, it),
        Command::UpdatePerson(it) => dealing::update_person(terms, case, it),
        Command::SetConsent(it) => dealing::set_consent(terms, case, it),
        Command::Extend(it) => dealing::extend(terms, case, it),
        Command::Pause(it) => dealing::pause(terms, case, it),
        Command::Resume(it) => dealing::resume(terms, case, &it),
        Command::SendSeniorLetter(it) => dealing::send_senior_letter(terms, case, it),
        Command::OfferRemedy(it) => putting_right::offer_remedy(terms, case, it),
        Command::AnswerRemedy(it) => putting_right::answer_remedy(case, &it),
        Command::CompleteRemedy(it) => putting_right::complete_remedy(terms, case, it),
        Command::DecidePayment(it) => putting_right::decide_payment(terms, case, it),
        Command::Pay(it) => putting_right::pay(terms, case, it),
        Command::Draft(it) => ending::draft(terms, case, it),
        Command::Check(it) => ending::check(terms, case, it),
        Command::Respond(it) => ending::respond(terms, case, it),
        Command::Close(it) => ending::close(terms, case, it),
        Command::CloseWithoutFinding(it) => ending::close_without_finding(terms, case, it),
        Command::LinkDuplicate(it) => ending::link_duplicate(terms, case, &it),
        Command::Reopen(it) => ending::reopen(terms, case, it),
        Command::Refer(it) => next_tier::refer(terms, case, it),
        Command::SendPapers(it) => next_tier::send_papers(terms, case, &it),
        Command::RecordDecision(it) => next_tier::record_decision(terms, case, it),
        Command::AddRecommendation(it) => next_tier::add_recommendation(case, it),
        Command::FollowRecommendation(it) => next_tier::follow_recommendation(terms, case, it),
        Command::MarkImportant(it) => {
            required("reason", &it.reason, "Say why the case is important beyond itself.")?;
            Ok(vec![Event::MarkedImportant { on: terms.today, reason: it.reason }])
        }
        Command::UnmarkImportant => Ok(vec![Event::NoLongerImportant { on: terms.today }]),
        Command::Restrict(it) => restricting::restrict(terms, case, it),
        Command::LetIn(it) => {
            Ok(vec![Event::Restricted(restricting::let_in(terms, case.restriction.as_ref(), it)?)])
        }
        Command::LiftRestriction(it) => {
            required("reason", &it.reason, "Say why the restriction is lifted.")?;
            Ok(vec![Event::RestrictionLifted { reason: it.reason }])
        }
        Command::RecordCost(it) => cost::record_cost(terms, case, it),
        Command::SendLetter(it) => letters::send(terms, case, *it),
        Command::AttachPaper(it) => papers::attach(terms, case, *it),
        Command::AmendPaper(it) => putting_right::put_right(terms, case, Part::Paper(it.part), it.why),
        Command::AmendLetter(it) => putting_right::put_right(terms, case, Part::Letter(it.part), it.why),
        Command::BringForward(it) => follow_up::bring_forward(terms, case, it),
        Command::AskTeam(it) => follow_up::ask_team(terms, case, it),
        Command::SetSteps(all) => follow_up::set_steps(terms, case, all),
        Command::FollowUpDone(it) => follow_up::done(terms, case, it),
        Command::AmendFollowUp(it) => putting_right::put_right(terms, case, Part::FollowUp(it.part), it.why),
        Command::AmendRemedy(it) => putting_right::put_right(terms, case, Part::Remedy(it.part), it.why),
        Command::AmendPayment(it) => putting_right::put_right(terms, case, Part::Payment(it.part), it.why),
        Command::AmendRecommendation(it) => {
            let OnReferral { referral, what: recommendation } = it.part;
            let part = Part::Recommendation { referral, recommendation };
            putting_right::put_right(terms, case, part, it.why)
        }
        Command::AmendCost(it) => putting_right::put_right(terms, case, Part::Cost(it.part), it.why),
        Command::AmendRound(it) => {
            // How the second stage ended is not for whoever dealt with the first.
            let is_now = it.part.number == u32::try_from(case.rounds.iter().count()).unwrap_or(u32::MAX);
            if is_now && case.closing().is_some_and(|closing| closing.outcome != it.part.outcome) {
                by_somebody_else(case, Step::Close, terms.actor)?;
            }
            putting_right::put_right(terms, case, Part::Round(it.part), it.why)
        }
        Command::CancelPart(it) => putting_right::cancel(terms, case, it),
        Command::SampleCheck(it) => ending::sample_check(terms, case, it),
        Command::Note(it) => {
            required("text", &it.text, "Write something in the note.")?;
            Ok(vec![Event::Noted { text: it.text, about: it.about }])
        }
        Command::Hold(it) => keeping::hold(terms, case, it),
        Command::Release(it) => keeping::release(case, it),
        Command::Correct(it) => keeping::correct(terms, case, it),
        Command::RefuseCorrection(it) => keeping::refuse_correction(terms, it),
        Command::GiveCopy(it) => keeping::give_copy(terms, &it),
    }
}

/// Says whether a step is open on a case at all, whatever its details. Keys grey out by it.
pub fn may(case: &Case, step: Step) -> Verdict<()> {
    let no = |why: String, instead: &str| Err(Refusal::of_step(why, instead));
    if let Some(erased) = &case.erased {
        let why = format!("This case was anonymised on {}: nothing can be added to it.", long(erased.on));
        return no(why, "Log a new complaint if the person writes again.");
    }
    if always_open(step) {
        return Ok(());
    }
    if step == Step::Release {
        return if case.holds.is_empty() { no("Nothing holds this case.".into(), "") } else { Ok(()) };
    }
    if case.nature == Nature::Conversation {
        return match step {
            Step::MakeComplaint => Ok(()),
            _ => {
                no("This is an everyday conversation, not a complaint.".into(), "Make it a complaint first.")
            }
        };
    }
    if let Some(closing) = case.closing().filter(|_| !open_when_closed(step)) {
        return no(format!("This case was closed on {}.", long(closing.on)), "Reopen it first.");
    }
    let round = &case.rounds.now;
    match step {
        Step::MakeComplaint => no("This is a complaint already.".into(), ""),
        Step::Acknowledge => match &round.acknowledgement {
            Some(told) => no(format!("This case was acknowledged on {}.", long(told.on)), ""),
            None => Ok(()),
        },
        Step::ShareTimescale | Step::Extend if round.response.is_some() => no(
            "The final response has gone: what is told now is no timescale for it.".into(),
            "Close the case.",
        ),
        Step::ShareTimescale => match &round.timescale {
            Some(it) => no(
                format!("The person was told {} to expect an answer by {}.", when(it.on), long(it.answer_by)),
                "That first timescale is kept. To agree a longer one, extend it.",
            ),
            None => Ok(()),
        },
        Step::Extend if round.timescale.is_none() => {
            no("The person has no timescale yet that could be extended.".into(), "Share a timescale first.")
        }
        Step::ChooseRoute if round.route() == Some(Route::CloserLook) => {
            no("This case is on closer look already.".into(), "A case does not go back to early resolution.")
        }
        Step::AmendIssue | Step::Find if case.issues.is_empty() => {
            no("This case has no issues yet.".into(), "Add what is complained about first.")
        }
        Step::Pause if round.response.is_some() => {
            no("The final response has gone: there is nothing left to wait for.".into(), "Close the case.")
        }
        Step::Pause => match round.pause() {
            Some(it) => no(format!("This case has been paused since {}.", long(it.from)), "Resume it first."),
            None => Ok(()),
        },
        Step::Resume if round.pause().is_none() => no("This case is not paused.".into(), ""),
        Step::Check if round.draft.is_none() => {
            no("There is no draft to check.".into(), "Record that a draft is ready first.")
        }
        Step::Respond | Step::Draft | Step::UpdatePerson if round.response.is_some() && case.is_open() => {
            no("The final response has gone.".into(), "Close the case.")
        }
        Step::Reopen if case.is_open() => no("This case is open.".into(), ""),
        Step::SampleCheck if case.is_open() => {
            no("This case is open.".into(), "Only closed cases are drawn as a sample.")
        }
        Step::AnswerRemedy | Step::CompleteRemedy if case.remedies.is_empty() => no(
            "Nothing was offered on this case yet.".into(),
            "Record what is done to put things right first.",
        ),
        Step::Pay if case.payments.is_empty() => no(
            "No payment was decided on this case.".into(),
            "Record the payment and who authorised it first.",
        ),
        Step::AmendRemedy if case.remedies.is_empty() => no("This case has no remedy.".into(), ""),
        Step::AmendPayment if case.payments.is_empty() => no("This case has no payment.".into(), ""),
        Step::AmendPaper if case.papers.is_empty() => {
            no("No paper is on this case.".into(), "Attach it first.")
        }
        Step::AmendLetter if case.letters.is_empty() => {
            no("No letter went on this case.".into(), "Write one first.")
        }
        Step::FollowUpDone | Step::AmendFollowUp if case.follow_ups.is_empty() => no(
            "Nothing was asked or brought forward on this case, and it has no steps.".into(),
            "Ask another team, or bring it forward.",
        ),
        Step::AmendRound if case.rounds.iter().all(nothing_recorded) => no(
            "Nothing is recorded yet that could be corrected so.".into(),
            "The day of receipt is corrected with the facts.",
        ),
        Step::AmendCost if case.costs.is_empty() => no("No cost was recorded on this case.".into(), ""),
        Step::AmendRecommendation if case.referrals.iter().all(|it| it.recommendations.is_empty()) => {
            no("Nothing was recommended on this case.".into(), "")
        }
        Step::CancelPart if case.parts().is_empty() => no(
            "This case has no remedy, payment, recommendation, cost, paper, follow-up or letter.".into(),
            "",
        ),
        Step::SendPapers | Step::RecordDecision | Step::AddRecommendation | Step::FollowRecommendation
            if case.referrals.is_empty() =>
        {
            no("This case was not referred to a next tier.".into(), "Record the referral first.")
        }
        Step::UnmarkImportant if case.important().is_none() => {
            no("This case is not marked as important.".into(), "")
        }
        Step::LiftRestriction if case.restriction.is_none() => no("This case is not restricted.".into(), ""),
        _ => Ok(()),
    }
}

fn nothing_recorded(round: &Round) -> bool {
    round.acknowledgement.is_none()
        && round.timescale.is_none()
        && round.routes.is_empty()
        && round.response.is_none()
        && round.closing.is_none()
}

/// Steps that any record takes at any time.
pub const fn always_open(step: Step) -> bool {
    matches!(
        step,
        Step::Note
            | Step::AttachPaper
            | Step::Amend
            | Step::Assign
            | Step::Restrict
            | Step::LetIn
            | Step::MarkImportant
            | Step::Hold
            | Step::Correct
            | Step::RefuseCorrection
            | Step::GiveCopy
    )
}

/// Steps that a closed case still takes: what follows an answer, and looking back.
const fn open_when_closed(step: Step) -> bool {
    matches!(
        step,
        Step::Reopen
            | Step::Receive
            | Step::Import
            | Step::AnswerRemedy
            | Step::CompleteRemedy
            | Step::OfferRemedy
            | Step::DecidePayment
            | Step::RecordCost
            | Step::BringForward
            | Step::AskTeam
            | Step::FollowUpDone
            | Step::AmendFollowUp
            | Step::AmendRemedy
            | Step::AmendPayment
            | Step::AmendRecommendation
            | Step::AmendCost
            | Step::AmendPaper
            | Step::AmendLetter
            | Step::AmendRound
            | Step::SendLetter
            | Step::CancelPart
            | Step::Pay
            | Step::Refer
            | Step::SendPapers
            | Step::RecordDecision
            | Step::AddRecommendation
            | Step::FollowRecommendation
            | Step::UnmarkImportant
            | Step::LiftRestriction
            | Step::AmendIssue
            | Step::SetConsent
            | Step::SampleCheck
    )
}

#[cfg(test)]
mod tests;
