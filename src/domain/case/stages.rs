//! Two linked stages, where the office has them: whoever is not content with the first answer has a second one, by somebody else,
//! with its own acknowledgement and its own time (complaint handling codes of the Housing Ombudsman and of the Local Government and
//! Social Care Ombudsman; model procedures of Scotland and Northern Ireland). Early resolution is stage 1, a closer look stage 2.

use crate::domain::case::command::Step;
use crate::domain::case::record::Case;
use crate::domain::case::round::SecondStage;
use crate::domain::office::record::Office;
use crate::domain::office::settings::TWO_STAGES;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::vocabulary::{Nature, Route};

/// What holds for the second stage, if opening the case again begins it: its first answer was that of stage 1. Whoever was ever
/// responsible until then, found something, wrote a draft or answered has no part in it.
pub fn begun_by_reopening(office: &Office, case: &Case) -> Option<SecondStage> {
    let round = &case.rounds.now;
    let is_answered = round.route() != Some(Route::CloserLook) && round.response.is_some();
    let begins = office.timescales.stages == TWO_STAGES && is_answered && case.second_stage().is_none();
    begins.then(|| {
        let dealt = case.rounds.iter().flat_map(|it| &it.dealt_by).chain(&case.owner);
        let mut not_by: Vec<String> = Vec::new();
        for login in dealt {
            if !not_by.contains(login) {
                not_by.push(login.clone());
            }
        }
        SecondStage { not_by, acknowledge_within: office.timescales.acknowledge }
    })
}

/// Why opening a case again begins no second stage, in an office that has two; none where it does, or where the office has one.
pub fn why_none_begins(office: &Office, case: &Case) -> Option<String> {
    if office.timescales.stages != TWO_STAGES || begun_by_reopening(office, case).is_some() {
        return None;
    }
    if case.second_stage().is_some() || case.route() == Some(Route::CloserLook) {
        return Some("It is at stage 2 already and stays there: there is no stage after it.".to_owned());
    }
    Some(
        "No stage 2 begins: it is not recorded that stage 1 was answered. The case is opened again as it was, and stays with \
         whoever was responsible. If stage 1 was answered, first record when, with “Correct days or the end”."
            .to_owned(),
    )
}

/// Refuses that a case goes to a closer look once it was answered: in an office of two stages that is stage 2, and begins when the case
/// is opened again, with somebody else.
pub fn goes_on(office: &Office, case: &Case, to: Route) -> Verdict<()> {
    if to == Route::CloserLook && begun_by_reopening(office, case).is_some() {
        let why = "Stage 1 of this case is answered.";
        let instead = "Close it, and open it again if the person is not content: that begins stage 2, with somebody else.";
        return Err(Refusal::of_field("route", why, instead));
    }
    Ok(())
}

/// That a closer look, taken at once, leaves out the first stage of an office of two.
pub fn skips_the_first(office: &Office, case: &Case, to: Route) -> Option<String> {
    let is_first =
        office.timescales.stages == TWO_STAGES && case.second_stage().is_none() && !case.was_reopened();
    (is_first && to == Route::CloserLook).then(|| {
        "A closer look is stage 2 here, and stage 1 will not be answered: letters say stage 2, and there is no stage after it. Is this \
         the first answer? Then choose early resolution."
            .to_owned()
    })
}

/// At which stage a letter says that a case is: a complaint whose route is not chosen yet begins at the first.
pub fn in_letters(office: &Office, case: &Case) -> Option<u32> {
    let begins = office.timescales.stages == TWO_STAGES
        && case.nature == Nature::Complaint
        && case.route().is_none()
        && !case.was_reopened();
    number(office, case).or(begins.then_some(1))
}

/// At which stage a case is, in an office that has two; none before its route is chosen.
pub fn number(office: &Office, case: &Case) -> Option<u32> {
    let has_two = office.timescales.stages == TWO_STAGES || case.second_stage().is_some();
    let route = case.route().filter(|_| has_two && case.nature == Nature::Complaint)?;
    Some(match route {
        Route::EarlyResolution => 1,
        Route::CloserLook => TWO_STAGES,
    })
}

/// Whoever dealt with stage 1 neither looks at stage 2 nor answers it, nor says how it ended.
pub fn by_somebody_else(case: &Case, step: Step, login: &str) -> Verdict<()> {
    let is_of_the_answer = matches!(
        step,
        Step::Find
            | Step::Draft
            | Step::Check
            | Step::Respond
            | Step::Close
            | Step::CloseWithoutFinding
            | Step::LinkDuplicate
    );
    if is_of_the_answer && is_of_the_first(case, login) {
        let why = "You dealt with stage 1 of this case, so somebody else must deal with stage 2.";
        return Err(Refusal::of_step(why, "Make somebody else responsible."));
    }
    Ok(())
}

/// Refuses to make whoever dealt with stage 1 responsible for stage 2.
pub fn may_have_it(office: &Office, case: &Case, field: &str, login: &str) -> Verdict<()> {
    if is_of_the_first(case, login) {
        let why = format!("{} dealt with stage 1 of this case.", office.person_name(login));
        return Err(Refusal::of_field(field, why, "Choose somebody else for stage 2."));
    }
    Ok(())
}

fn is_of_the_first(case: &Case, login: &str) -> bool {
    case.second_stage().is_some_and(|it| it.not_by.iter().any(|it| it == login))
}

/// Who dealt with stage 1, in a sentence; none where the case is at no second stage, or nobody is known.
pub fn who_not(office: &Office, case: &Case) -> Option<String> {
    case.second_stage().and_then(|it| not_by(office, it))
}

/// Who dealt with stage 1, in a sentence.
pub fn not_by(office: &Office, stage: &SecondStage) -> Option<String> {
    let names: Vec<&str> = stage.not_by.iter().map(|it| office.person_name(it)).collect();
    let names = match &names[..] {
        [] => return None,
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    };
    Some(format!("{names} dealt with stage 1: somebody else deals with stage 2."))
}
