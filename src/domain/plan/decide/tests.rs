//! The rules, a line each: given what happened to a plan, is this step allowed, and if not, what is said?

use proptest::prelude::*;

use super::*;
use crate::domain::case::round::Reopening;
use crate::domain::commit::Did;
use crate::domain::office::command::{OfficeCommand, SetUp};
use crate::domain::office::decide::decide as decide_office;
use crate::domain::party::naming::Naming;
use crate::domain::plan::history::happening;
use crate::domain::plan::owed::{PlanOwed, obligations};
use crate::domain::plan::record::{PublicApproval, PublicWords};
use crate::domain::plan::row::{ActionRow, rows};
use crate::domain::records::any::Change;
use crate::domain::reference::PlanRef;
use crate::domain::vocabulary::{ActionStage, PlanStage, Satisfied};

const TODAY: &str = "2026-03-31";

fn office() -> Office {
    let mut office = Office::default();
    for (login, user) in [("jsmith", "J Smith"), ("kpatel", "K Patel"), ("gone", "G One")] {
        let set_up = SetUp {
            organisation: "Claims Agency".into(),
            login: login.into(),
            user: user.into(),
            services: vec!["Claims".into()],
            ..SetUp::default()
        };
        let events = decide_office(&office, TODAY.parse().unwrap(), OfficeCommand::SetUp(set_up)).unwrap();
        events.iter().for_each(|it| office.apply(it));
        office.version += 1;
    }
    for person in office.people.iter_mut().filter(|it| it.login == "gone") {
        person.until = Some("2026-01-30".parse().unwrap());
    }
    office
}

fn command(text: &str) -> PlanCommand {
    serde_json::from_str(text).unwrap_or_else(|it| panic!("{text}: {it}"))
}

fn take(terms: &Terms, plan: &mut Option<Plan>, command: PlanCommand) -> Verdict<()> {
    match plan {
        None => {
            let events = begin(terms, command)?;
            let mut begun = Plan::begin(PlanRef { year: 2026, number: 7 }, &events[0]).unwrap();
            events.iter().for_each(|it| begun.apply(it));
            *plan = Some(begun);
        }
        Some(plan) => {
            let events = decide(terms, plan, command)?;
            events.iter().for_each(|it| plan.apply(it));
        }
    }
    Ok(())
}

/// Takes the steps in order (the first begins the plan), as J Smith; a step that begins with `kpatel ` is K Patel's.
fn play(steps: &[&str]) -> Verdict<Plan> {
    let office = office();
    let calendar = office.calendar();
    let mut plan = None;
    for step in steps {
        let other = step.split_once(' ').filter(|it| ["kpatel", "third"].contains(&it.0));
        let (actor, text) = other.unwrap_or(("jsmith", *step));
        let terms = Terms { office: &office, calendar: &calendar, today: TODAY.parse().unwrap(), actor };
        take(&terms, &mut plan, command(text))?;
    }
    Ok(plan.expect("at least one step"))
}

#[track_caller]
fn allowed(steps: &[&str]) -> Plan {
    play(steps).unwrap_or_else(|it| panic!("refused: {it}"))
}

/// The last step is refused, at this field, with these words somewhere in what is said.
#[track_caller]
fn refused(steps: &[&str], field: &str, words: &str) {
    if steps.len() > 1 {
        allowed(&steps[..steps.len() - 1]);
    }
    let refusal = play(steps).expect_err("allowed");
    assert_eq!(refusal.field, field, "{refusal}");
    assert!(refusal.to_string().contains(words), "{refusal}");
}

/// What comes after these steps, with one more.
fn and<'a>(steps: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    steps.iter().chain(more).copied().collect()
}

const NEW: &str = r#"{"make_plan":{"facts":{"title":"Post is opened daily"},"owner":"K Patel","failings":[{"case":"26-0142","issue":1,"what":"Letters lay unread","impact":"Waited 41 days"}]}}"#;
const ACTION: &str = r#"{"add_action":{"what":"Two people open the mailbox daily","failing":1,"owner":"jsmith","start":"2026-03-02","due":"2026-04-30","measure":{"measured":{"name":"Days to open","target":"1"}},"audit_every_months":6,"audit":"A sample of 20","standard":"does not apply: no standard is set for post","involvement":"Does not apply: they do not wish to be","progress_review":"does not apply: it takes two weeks","completed_review":"does not apply: as everywhere","resources":"An hour a day"}}"#;
const ACCEPTED: &str = r#"{"accept_action":{"action":1,"on":"2026-03-02"}}"#;
const AGREED: &str = r#"{"agree_plan":{"on":"2026-03-02"}}"#;
const STARTED: &str = r#"{"start_action":{"action":1,"on":"2026-03-03"}}"#;
const DONE: &str = r#"{"complete_action":{"action":1,"on":"2026-03-10","evidence":"The new rota"}}"#;
const EFFECTIVE: &str = r#"kpatel {"review_action":{"action":1,"on":"2026-03-20","looked_at":"20 letters","result":"effective"}}"#;
const PASSED: &str = r#"kpatel {"audit_action":{"action":1,"on":"2026-03-25","passed":true}}"#;
const FAILED: &str =
    r#"kpatel {"audit_action":{"action":1,"on":"2026-03-25","passed":false,"note":"Opened weekly"}}"#;
const CLOSED: &str = r#"{"close_plan":{"on":"2026-03-26"}}"#;

const BEGUN: &[&str] = &[NEW, ACTION, ACCEPTED, AGREED];
const COMPLETED: &[&str] = &[NEW, ACTION, ACCEPTED, AGREED, STARTED, DONE];
const REVIEWED: &[&str] = &[NEW, ACTION, ACCEPTED, AGREED, STARTED, DONE, EFFECTIVE];

fn stages(plan: &Plan) -> (PlanStage, ActionStage) {
    (plan.stage(), plan.actions[0].stage())
}

/// What is to be done on it, as text: "2026-04-07 Review kpatel".
fn owed(plan: &Plan) -> Vec<String> {
    owed_of(plan, |it| !matches!(it, PlanOwed::TellPlan | PlanOwed::TellChange))
}

fn owed_of(plan: &Plan, of: impl Fn(PlanOwed) -> bool) -> Vec<String> {
    let owner = |it: Option<String>| it.unwrap_or_else(|| "anybody else".into());
    obligations(plan)
        .into_iter()
        .filter(|it| of(it.kind))
        .map(|it| format!("{} {} {}", it.due, it.kind.short(), owner(it.owner)))
        .collect()
}

#[test]
fn a_plan_goes_from_draft_to_closing_and_its_stage_follows_from_its_actions() {
    assert_eq!(stages(&allowed(&[NEW, ACTION])), (PlanStage::Draft, ActionStage::Proposed));
    assert_eq!(stages(&allowed(BEGUN)), (PlanStage::Agreed, ActionStage::Agreed));
    assert_eq!(stages(&allowed(&and(BEGUN, &[STARTED]))), (PlanStage::UnderWay, ActionStage::UnderWay));
    assert_eq!(stages(&allowed(COMPLETED)), (PlanStage::Completed, ActionStage::Completed));
    assert_eq!(stages(&allowed(REVIEWED)), (PlanStage::Reviewed, ActionStage::Reviewed));
    assert_eq!(stages(&allowed(&and(REVIEWED, &[PASSED]))), (PlanStage::Reviewed, ActionStage::Sustained));
    assert_eq!(
        stages(&allowed(&and(REVIEWED, &[PASSED, CLOSED]))),
        (PlanStage::Closed, ActionStage::Sustained)
    );
    assert_eq!(allowed(REVIEWED).cases(), ["26-0142".parse().unwrap()]);
}

#[test]
fn a_plan_begins_with_a_title_and_an_owner_who_is_here() {
    refused(&[r#"{"make_plan":{"facts":{"title":" "}}}"#], "title", "in one line");
    refused(
        &[r#"{"make_plan":{"facts":{"title":"x"},"owner":"gone"}}"#],
        "owner",
        "G One left on Fri 30 Jan",
    );
    refused(&[r#"{"make_plan":{"facts":{"title":"x","service":9}}}"#], "service", "no service number 9");
    refused(
        &[r#"{"make_plan":{"facts":{"title":"x"},"failings":[{"what":""}]}}"#],
        "what",
        "what went wrong",
    );
    refused(&[AGREED], "", "Make the plan first");
    refused(&[NEW, NEW], "", "P26-007 is there already");
    refused(&[NEW, r#"{"amend_plan":[]}"#], "", "Nothing was changed");
    refused(&[NEW, AGREED], "", "Add an action first");
}

#[test]
fn an_action_belongs_to_a_person_who_is_here_or_to_a_team() {
    refused(&[NEW, r#"{"add_action":{"what":"x","owner":"G One"}}"#], "owner", "left on");
    refused(&[NEW, r#"{"add_action":{"what":"x","failing":2}}"#], "failing", "There is: 1.");
    refused(&[NEW, r#"{"add_action":{"what":" "}}"#], "what", "what exactly");
    let plan = allowed(&[NEW, r#"{"add_action":{"what":"x","owner":"Mailroom team"}}"#]);
    assert_eq!(plan.actions[0].facts.owner, "Mailroom team");
    let plan = allowed(&[NEW, r#"{"add_action":{"what":"x","owner":"K Patel"}}"#]);
    assert_eq!(plan.actions[0].facts.owner, "kpatel");
}

#[test]
fn a_plan_is_not_agreed_while_an_action_is_not_smart_and_all_of_them_are_named() {
    let vague = r#"{"add_action":{"what":"Retrain staff"}}"#;
    refused(
        &[NEW, ACTION, vague, AGREED],
        "",
        "action 1 is not yet achievable; action 2 is not yet specific, measurable, achievable, realistic or time-bound",
    );
    refused(&[NEW, ACTION, AGREED], "", "For action 1: Ask its owner");
    let bare = &ACTION.replace(r#""involvement":"Does not apply: they do not wish to be","#, "");
    refused(&[NEW, bare, ACCEPTED, AGREED], "", "Action 1 lacks what the guide asks for: the person's part.");
    let unexplained = &ACTION.replace("oes not apply: they do not wish to be", "oes not apply");
    refused(&[NEW, unexplained, ACCEPTED, AGREED], "", "or “does not apply: ” and why");
    let untold = &NEW.replace(r#","impact":"Waited 41 days""#, "");
    refused(&[untold, ACTION, ACCEPTED, AGREED], "", "the failing that it answers, with the impact");
    let told = r#"{"amend_action":{"action":1,"facts":[{"impact":"Waited 41 days"}]}}"#;
    allowed(&[untold, ACTION, told, ACCEPTED, AGREED]);
    let turned_down = r#"{"adopt_not":{"action":2,"reason":"Too vague"}}"#;
    allowed(&[NEW, ACTION, vague, ACCEPTED, turned_down, AGREED]);
    let second = r#"{"add_failing":{"what":"Nobody rang back"}}"#;
    refused(&[NEW, ACTION, ACCEPTED, second, AGREED], "", "Failing 2 has no action");
    refused(&and(BEGUN, &[AGREED]), "", "was agreed on Mon 2 Mar 2026");
}

#[test]
fn nothing_is_carried_out_before_it_is_agreed() {
    refused(&[NEW, STARTED], "", "no actions yet");
    for step in [STARTED, DONE, r#"{"block_action":{"action":1,"on":"2026-03-03","why":"x"}}"#] {
        refused(&[NEW, ACTION, step], "", "Agree to the plan first");
    }
    refused(&and(BEGUN, &[r#"{"start_action":{"action":4,"on":"2026-03-03"}}"#]), "action", "There is: 1.");
}

#[test]
fn what_was_agreed_stays_smart_and_its_owner_and_date_change_in_the_open() {
    let amend = |fact: &str| format!(r#"{{"amend_action":{{"action":1,"facts":[{fact}]}}}}"#);
    refused(&and(BEGUN, &[&amend(r#"{"resources":""}"#)]), "", "would not be realistic");
    refused(&and(BEGUN, &[&amend(r#"{"owner":"kpatel"}"#)]), "owner", "Reassign it");
    refused(&and(BEGUN, &[&amend(r#"{"due":"2026-06-01"}"#)]), "due", "with the reason");
    refused(&and(BEGUN, &[&amend(r#"{"standard":""}"#)]), "", "with this change it lacks");
    refused(&and(BEGUN, &[&amend(r#"{"standard":"ISO 10002"}"#)]), "", "lacks what the guide asks for");
    allowed(&and(BEGUN, &[&amend(r#"{"standard":"ISO 10002"},{"standard_check":"A sample a month"}"#)]));
    let owner = amend(r#"{"owner":"kpatel"}"#);
    assert_eq!(allowed(&[NEW, ACTION, ACCEPTED, &owner]).actions[0].accepted_by_owner, None);
    let change = r#"{"change_due":{"action":1,"due":"2026-06-01","reason":"Rota is late"}}"#;
    let plan = allowed(&and(BEGUN, &[change]));
    assert_eq!(plan.actions[0].due_changes[0].from, "2026-04-30".parse().ok());
    refused(&and(BEGUN, &[r#"{"change_due":{"action":1,"due":"2026-06-01"}}"#]), "reason", "why the date");
    let to_kpatel = r#"{"reassign_action":{"action":1,"to":"K Patel"}}"#;
    let plan = allowed(&and(BEGUN, &[to_kpatel]));
    assert_eq!((plan.actions[0].facts.owner.as_str(), plan.actions[0].accepted_by_owner), ("kpatel", None));
    refused(&and(BEGUN, &[r#"{"reassign_action":{"action":1,"to":"gone"}}"#]), "to", "Choose somebody else");
    refused(&and(COMPLETED, &[to_kpatel]), "", "waiting for its review");
}

#[test]
fn a_blocked_action_goes_on_only_when_it_is_unblocked() {
    let blocked = r#"{"block_action":{"action":1,"on":"2026-03-05","why":"No second person"}}"#;
    let unblocked = r#"{"unblock_action":{"action":1,"on":"2026-03-09"}}"#;
    refused(&and(BEGUN, &[blocked, DONE]), "", "blocked since Thu 5 Mar 2026: No second person");
    refused(&and(BEGUN, &[unblocked]), "", "not blocked");
    let early = r#"{"unblock_action":{"action":1,"on":"2026-03-04"}}"#;
    refused(&and(BEGUN, &[blocked, early]), "on", "when it was blocked");
    assert_eq!(stages(&allowed(&and(BEGUN, &[blocked]))).1, ActionStage::Blocked);
    allowed(&and(BEGUN, &[blocked, unblocked, DONE]));
}

#[test]
fn two_people_who_complete_the_same_action_are_told_of_each_other() {
    let again = format!("kpatel {DONE}");
    refused(&and(COMPLETED, &[&again]), "", "Action 1 was completed on Tue 10 Mar 2026 by J Smith.");
    refused(
        &and(BEGUN, &[r#"{"complete_action":{"action":1,"on":"2026-03-10"}}"#]),
        "evidence",
        "what shows",
    );
    let early = r#"{"complete_action":{"action":1,"on":"2026-03-02","evidence":"x"}}"#;
    refused(&and(BEGUN, &[STARTED, early]), "on", "when it was begun");
}

#[test]
fn a_completed_action_is_reviewed_by_neither_its_owner_nor_whoever_completed_it() {
    let own = EFFECTIVE.trim_start_matches("kpatel ");
    refused(&and(COMPLETED, &[own]), "", "You recorded on Tue 10 Mar 2026 that this action is done");
    let done_for_them = format!("kpatel {DONE}");
    refused(&and(BEGUN, &[&done_for_them, own]), "", "You are responsible for this action");
    refused(&and(BEGUN, &[&done_for_them, EFFECTIVE]), "", "Ask somebody else");
    refused(&and(BEGUN, &[EFFECTIVE]), "", "is not completed");
    refused(&and(REVIEWED, &[EFFECTIVE]), "", "reviewed on Fri 20 Mar 2026 by K Patel: effective");
}

#[test]
fn an_improvement_is_audited_by_nobody_who_did_it_or_was_responsible_for_it() {
    let own = PASSED.trim_start_matches("kpatel ");
    refused(&and(REVIEWED, &[own]), "", "Ask somebody else to audit it");
    let done_for_them = format!("kpatel {DONE}");
    let reviewed =
        r#"third {"review_action":{"action":1,"on":"2026-03-20","looked_at":"x","result":"effective"}}"#;
    let steps = [NEW, ACTION, ACCEPTED, AGREED, STARTED, &done_for_them, reviewed];
    refused(&and(&steps, &[own]), "", "You are responsible for this action");
    refused(&and(&steps, &[PASSED]), "", "You recorded on Tue 10 Mar 2026");
    let handed_on = r#"{"reassign_action":{"action":1,"to":"Mailroom"}}"#;
    refused(&and(&steps, &[handed_on, own]), "", "You were responsible for this action when it was done");
}

#[test]
fn a_review_says_what_was_looked_at_and_what_follows() {
    let review =
        |rest: &str| format!(r#"kpatel {{"review_action":{{"action":1,"on":"2026-03-20",{rest}}}}}"#);
    refused(&and(COMPLETED, &[&review(r#""result":"effective""#)]), "looked_at", "what evidence");
    let early = r#""looked_at":"x","result":"too early to say""#;
    refused(&and(COMPLETED, &[&review(early)]), "again_on", "looked at again");
    let plan = allowed(&and(COMPLETED, &[&review(&format!(r#"{early},"again_on":"2026-06-01""#))]));
    assert!(plan.actions[0].is_unreviewed());
    assert_eq!(owed(&plan), ["2026-06-01 Review kpatel"]);
    let not = r#""looked_at":"x","result":"not effective""#;
    refused(&and(COMPLETED, &[&review(not)]), "note", "what does not work");
    let plan = allowed(&and(COMPLETED, &[&review(&format!(r#"{not},"note":"Still unread""#))]));
    assert_eq!(stages(&plan), (PlanStage::UnderWay, ActionStage::Reopened));
    assert_eq!(plan.actions[0].completions[0].reviews.len(), 1);
}

#[test]
fn an_improvement_is_audited_again_and_again_and_opens_again_when_it_does_not_last() {
    refused(&and(COMPLETED, &[PASSED]), "", "Review it first");
    assert_eq!(owed(&allowed(REVIEWED)), ["2026-09-20 Audit kpatel"]);
    assert_eq!(owed(&allowed(&and(REVIEWED, &[PASSED]))), ["2026-09-25 Audit kpatel"]);
    let plan = allowed(&and(REVIEWED, &[PASSED, CLOSED, FAILED]));
    assert_eq!(stages(&plan), (PlanStage::UnderWay, ActionStage::Reopened));
    assert_eq!(owed(&plan), ["2026-04-30 Complete jsmith"]);
    assert!(plan.is_open());
    let again = r#"{"complete_action":{"action":1,"on":"2026-03-26","evidence":"Daily again"}}"#;
    assert!(allowed(&and(REVIEWED, &[FAILED, again])).actions[0].is_unreviewed());
}

#[test]
fn an_action_owes_its_start_its_completion_then_a_review_by_somebody_else() {
    assert_eq!(owed(&allowed(&[NEW, ACTION, ACCEPTED])), ["2026-03-02 Agree kpatel"]);
    assert_eq!(owed(&allowed(&[NEW])), [] as [&str; 0]);
    assert_eq!(owed(&allowed(BEGUN)), ["2026-03-02 Start jsmith", "2026-04-30 Complete jsmith"]);
    assert_eq!(owed(&allowed(COMPLETED)), ["2026-04-07 Review kpatel"]);
    let by_owner_of_plan = format!("kpatel {DONE}");
    assert_eq!(owed(&allowed(&and(BEGUN, &[&by_owner_of_plan]))), ["2026-04-07 Review anybody else"]);
    let progress =
        r#"{"review_progress":{"action":1,"on":"2026-03-09","progress":"on track","next":"2026-04-09"}}"#;
    assert!(owed(&allowed(&and(BEGUN, &[progress]))).contains(&"2026-04-09 Progress kpatel".into()));
    let behind = r#"{"review_progress":{"action":1,"on":"2026-03-09","progress":"off track"}}"#;
    refused(&and(BEGUN, &[behind]), "note", "stands in its way");
}

#[test]
fn the_person_whose_case_it_learns_from_is_told_of_the_plan_and_of_what_it_changed_or_it_is_said_why_not() {
    let telling = |steps: &[&str]| {
        owed_of(&allowed(steps), |it| matches!(it, PlanOwed::TellPlan | PlanOwed::TellChange))
    };
    let told = |on: &str| format!(r#"{{"involve":{{"facts":[{{"told":{{"on":"{on}","note":"Wrote"}}}}]}}}}"#);
    let (before, after) = (told("2026-03-09"), told("2026-03-23"));
    assert_eq!(telling(&[NEW, ACTION]), [""; 0], "a draft promises nothing");
    // The case was taken up on the day of the test.
    assert_eq!(telling(BEGUN), ["2026-04-14 Tell plan kpatel"]);
    assert_eq!(telling(&and(BEGUN, &[&before])), [""; 0]);
    assert_eq!(telling(&and(COMPLETED, &[&before])), [""; 0], "nobody has found out whether it works");
    let changed = ["2026-04-14 Tell change kpatel"];
    assert_eq!(telling(REVIEWED), ["2026-04-14 Tell plan kpatel", changed[0]], "neither was told");
    assert_eq!(telling(&and(REVIEWED, &[PASSED, CLOSED])).len(), 2, "both outlive the plan");
    refused(
        &and(BEGUN, &[&told("2026-03-01")]),
        "on",
        "must be on or after Mon 2 Mar 2026, when the plan was agreed",
    );
    assert_eq!(telling(&[NEW, ACTION, ACCEPTED, &told("2026-03-01"), AGREED]).len(), 1, "it was a draft");
    assert_eq!(telling(&and(REVIEWED, &[&before, PASSED, CLOSED])), changed, "it outlives the plan");
    assert_eq!(telling(&and(REVIEWED, &[&after])), [""; 0]);
    let not = r#"{"involve":{"facts":[{"not_told":"Does not want to hear more"}]}}"#;
    assert_eq!(telling(&and(REVIEWED, &[not])), [""; 0]);
    let after_all = r#"{"involve":{"facts":[{"not_told":""}]}}"#;
    assert_eq!(telling(&and(REVIEWED, &[not, after_all])).len(), 2);
    let of_no_case = NEW.replace(r#""case":"26-0142","issue":1,"#, "");
    assert_eq!(telling(&[&of_no_case, ACTION, ACCEPTED, AGREED]), [""; 0]);
}

#[test]
fn a_measure_that_is_as_it_was_before_is_looked_at_by_a_second_person() {
    let action = ACTION.replace(r#""target":"1""#, r#""baseline":"9","target":"1""#);
    let read = |on: &str, value: &str| {
        format!(r#"{{"record_reading":{{"action":1,"on":"2026-03-{on}","value":"{value}"}}}}"#)
    };
    let (good, back, well) = (read("22", "1"), read("28", "9"), read("30", "2"));
    let back_again = |more: &[&str]| {
        let steps = and(&[NEW, &action, ACCEPTED, AGREED, STARTED, DONE, EFFECTIVE], more);
        owed_of(&allowed(&steps), |it| it == PlanOwed::CameBack)
    };
    assert_eq!(back_again(&[&good]), [""; 0]);
    assert_eq!(back_again(&[&good, &back]), ["2026-04-11 Came back kpatel"]);
    assert_eq!(back_again(&[&back]), ["2026-04-11 Came back kpatel"], "a review found that it works");
    assert_eq!(back_again(&[&good, &back, &well]), [""; 0], "it is better again");
    let looked = r#"kpatel {"audit_action":{"action":1,"on":"2026-03-31","passed":true,"note":"A strike"}}"#;
    assert_eq!(back_again(&[&good, &back, looked]), [""; 0]);
}

#[test]
fn the_impact_is_read_again_on_its_date_even_after_closing() {
    let reading = r#"{"record_reading":{"action":1,"on":"2026-03-30","value":"1.5","next":"2026-06-30"}}"#;
    let plan = allowed(&and(REVIEWED, &[PASSED, CLOSED, reading]));
    assert_eq!(owed(&plan), ["2026-06-30 Impact jsmith", "2026-09-25 Audit kpatel"]);
    let bare = r#"{"record_reading":{"action":1,"on":"2026-03-30"}}"#;
    refused(&and(BEGUN, &[bare]), "value", "Days to open");
}

#[test]
fn a_plan_is_closed_only_when_every_action_is_reviewed_and_nothing_is_owed() {
    refused(&[NEW, ACTION, CLOSED], "", "This plan is a draft");
    refused(&and(COMPLETED, &[CLOSED]), "", "action 1 is not reviewed");
    refused(&and(BEGUN, &[CLOSED]), "", "action 1 is agreed");
    let more = r#"{"add_action":{"what":"x"}}"#;
    refused(&and(REVIEWED, &[more, CLOSED]), "", "action 2 is proposed");
    let promised = r#"{"involve":{"facts":[{"next_update":"2026-04-10"}]}}"#;
    refused(&and(REVIEWED, &[promised, CLOSED]), "", "tell the person how the plan goes (case 26-0142)");
    let told = r#"{"involve":{"facts":[{"told":{"on":"2026-03-23","means":"letter"}}]}}"#;
    allowed(&and(REVIEWED, &[promised, told, PASSED, CLOSED]));
    refused(&and(REVIEWED, &[PASSED, CLOSED, ACTION]), "", "Reopen it first");
    allowed(&and(REVIEWED, &[PASSED, CLOSED, r#"{"reopen_plan":{"reason":"It came back"}}"#, ACTION]));
}

#[test]
fn a_plan_is_not_closed_before_its_first_audit_and_reading_nor_while_another_is_due() {
    refused(&and(REVIEWED, &[CLOSED]), "", "by Sun 20 Sep 2026: audit the improvement");
    let read = |on: &str, next: &str| {
        format!(r#"{{"record_reading":{{"action":1,"on":"2026-03-{on}","value":"1","next":"{next}"}}}}"#)
    };
    let (before, since, due) = (read("09", "2026-06-30"), read("23", "2026-06-30"), read("23", "2026-03-31"));
    let steps = [NEW, ACTION, ACCEPTED, AGREED, STARTED, &before, DONE, EFFECTIVE, PASSED];
    refused(&and(&steps, &[CLOSED]), "", "by Tue 30 Jun 2026: read the impact");
    refused(&and(&steps, &[&due, CLOSED]), "", "by Tue 31 Mar 2026: read the impact");
    allowed(&and(&steps, &[&since, CLOSED]));
}

#[test]
fn what_is_not_adopted_owes_nothing_and_what_was_done_cannot_be_turned_down() {
    let plan = r#"{"adopt_not":{"reason":"Done elsewhere"}}"#;
    let action = r#"{"adopt_not":{"action":1,"reason":"Done elsewhere"}}"#;
    assert_eq!(owed(&allowed(&and(BEGUN, &[plan]))), [] as [&str; 0]);
    assert_eq!(owed(&allowed(&and(BEGUN, &[action]))), [] as [&str; 0]);
    refused(&and(COMPLETED, &[action]), "", "Review it");
    refused(&and(COMPLETED, &[plan]), "", "Action 1 of this plan was completed");
    refused(&[NEW, r#"{"adopt_not":{}}"#], "reason", "why");
    refused(&and(BEGUN, &[plan, STARTED]), "", "was not adopted, Tue 31 Mar 2026");
}

#[test]
fn the_person_is_offered_a_part_answers_and_may_take_consent_back() {
    let involve = |facts: &str| format!(r#"{{"involve":{{"facts":[{facts}]}}}}"#);
    let answer = r#"{"answered":{"part":"share their story","answer":"accepted","on":"2026-03-10"}}"#;
    let offer = r#"{"offered":{"part":"share their story","on":"2026-03-09"}}"#;
    let story = r#"{"story_shared":{"scope":"Training, without the name","on":"2026-03-10"}}"#;
    let back = r#"{"story_withdrawn":{"on":"2026-03-20"}}"#;
    let content = r#"{"satisfied":{"on":"2026-03-24","satisfied":"yes","words":"Good"}}"#;
    refused(&[NEW, &involve(answer)], "part", "Record the offer first");
    refused(&[NEW, &involve(back)], "", "do not let their story");
    let plan = allowed(&[NEW, &involve(&[offer, answer, story, back, content].join(","))]);
    let part = plan.involvement("26-0142".parse().ok()).expect("it was recorded");
    assert_eq!((part.story(), part.stories.len(), part.satisfaction()), (None, 1, Satisfied::Yes));
    let other = r#"{"add_failing":{"case":"26-0150","what":"Nobody rang back"}}"#;
    refused(&[NEW, other, &involve(content)], "case", "26-0142, 26-0150");
    refused(
        &[NEW, r#"{"involve":{"case":"26-0009","facts":[]}}"#],
        "case",
        "does not learn from case 26-0009",
    );
}

#[test]
fn a_plan_and_its_rows_read_back_from_text_and_from_bytes() {
    let involved = r#"{"involve":{"facts":[{"offered":{"part":"other","what":"Tea","on":"2026-03-09"}}]}}"#;
    let plan = allowed(&and(REVIEWED, &[PASSED, involved]));
    let config = bincode::config::standard();
    let bytes = bincode::serde::encode_to_vec(&plan, config).unwrap();
    assert_eq!(bincode::serde::decode_from_slice::<Plan, _>(&bytes, config).unwrap().0, plan);
    let rows = rows(&plan);
    let bytes = bincode::serde::encode_to_vec(&rows, config).unwrap();
    assert_eq!(bincode::serde::decode_from_slice::<Vec<ActionRow>, _>(&bytes, config).unwrap().0, rows);
    let text = serde_json::to_string(&plan).unwrap();
    assert!(text.contains(r#""reference":"P26-007""#) && text.contains(r#""target":"1""#), "{text}");
    assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
}

#[test]
fn every_event_is_said_in_a_sentence() {
    let office = office();
    let calendar = office.calendar();
    let mut plan: Option<Plan> = None;
    let mut said = Vec::new();
    for step in and(REVIEWED, &[PASSED, CLOSED]) {
        let (actor, text) = step.strip_prefix("kpatel ").map_or(("jsmith", step), |rest| ("kpatel", rest));
        let terms = Terms { office: &office, calendar: &calendar, today: TODAY.parse().unwrap(), actor };
        let events = match &plan {
            None => begin(&terms, command(text)),
            Some(plan) => decide(&terms, plan, command(text)),
        };
        said.extend(
            events.unwrap().iter().map(|it| crate::domain::plan::history::happening(&office, it).words),
        );
        take(&terms, &mut plan, command(text)).unwrap();
    }
    assert!(said.iter().all(|it| it.ends_with('.')), "{said:?}");
    assert!(said[0].contains("Failing 1 (case 26-0142, issue 1): Letters lay unread."), "{said:?}");
    assert_eq!(
        said[6],
        "Action 1 was reviewed on Fri 20 Mar 2026 by K Patel: effective. Looked at: 20 letters."
    );
}

/// Steps that carry out, prove and end, with details that mostly hold.
const ANY: &[&str] = &[
    ACTION,
    ACCEPTED,
    AGREED,
    STARTED,
    DONE,
    EFFECTIVE,
    PASSED,
    FAILED,
    CLOSED,
    r#"{"accept_action":{"action":2,"on":"2026-03-02"}}"#,
    r#"{"complete_action":{"action":1,"on":"2026-03-31","evidence":"The new rota"}}"#,
    r#"kpatel {"complete_action":{"action":2,"on":"2026-03-20","evidence":"The new rota"}}"#,
    r#"kpatel {"review_action":{"action":1,"on":"2026-03-31","looked_at":"x","result":"not effective","note":"x"}}"#,
    r#"kpatel {"review_action":{"action":1,"on":"2026-03-31","looked_at":"x","result":"too early to say","again_on":"2026-05-01"}}"#,
    r#"{"block_action":{"action":1,"on":"2026-03-05","why":"x"}}"#,
    r#"{"unblock_action":{"action":1,"on":"2026-03-06"}}"#,
    r#"{"adopt_not":{"action":1,"reason":"x"}}"#,
    r#"{"adopt_not":{"action":2,"reason":"x"}}"#,
    r#"{"adopt_not":{"reason":"x"}}"#,
    r#"{"reassign_action":{"action":1,"to":"Mailroom"}}"#,
    r#"{"reopen_plan":{"reason":"x"}}"#,
    r#"{"amend_action":{"action":1,"facts":[{"review_within_days":7},{"review_by":"2026-03-01"}]}}"#,
    r#"kpatel {"audit_action":{"action":1,"on":"2026-03-31","passed":false,"note":"x"}}"#,
];

proptest! {
    #[test]
    fn a_completed_action_is_owed_a_review_until_a_second_person_has_found_out(
        steps in proptest::collection::vec(0..ANY.len(), 0..40),
        ready in any::<bool>(),
    ) {
        let office = office();
        let calendar = office.calendar();
        let mut plan = Some(if ready { allowed(BEGUN) } else { allowed(&[NEW]) });
        for step in steps {
            let (actor, text) = ANY[step].strip_prefix("kpatel ").map_or(("jsmith", ANY[step]), |it| ("kpatel", it));
            // A refused step changes nothing.
            let terms = Terms { office: &office, calendar: &calendar, today: TODAY.parse().unwrap(), actor };
            let _ = take(&terms, &mut plan, command(text));
            let now = plan.as_ref().unwrap();
            let owed = obligations(now);
            for action in &now.actions {
                let completed = action.completions.last().filter(|it| it.reopened.is_none());
                let found_out = completed.is_some_and(|completion| completion.reviews.iter().any(|it| it.result.is_conclusive()));
                let wanted = completed.is_some() && !found_out;
                let reviews = owed.iter().filter(|it| {
                    it.kind == PlanOwed::CompletedReview && it.action == action.number
                });
                prop_assert_eq!(reviews.count(), usize::from(wanted));
                prop_assert_eq!(action.is_unreviewed(), wanted);
            }
            let text = serde_json::to_string(now).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Plan>(&text).unwrap(), now);
        }
    }
}

/// An action taken over, with these details besides its words and its source.
fn taken_over(more: &str) -> String {
    format!(
        r#"{{"import_action":{{"what":"Open the post daily","owner":"Mailroom, site B",
        "source":{{"reference":"ACT/7","file":"actions.csv","sha256":"ab","line":3}}{more}}}}}"#
    )
}

#[test]
fn an_action_taken_over_is_agreed_elsewhere_and_stands_as_its_dates_say() {
    for (more, agreed, plan_stage, stage) in [
        ("", TODAY, PlanStage::Agreed, ActionStage::Agreed),
        (r#","due":"2026-05-01""#, TODAY, PlanStage::Agreed, ActionStage::Agreed),
        (r#","due":"2026-03-01""#, "2026-03-01", PlanStage::Agreed, ActionStage::Agreed),
        (
            r#","start":"2026-02-01","due":"2026-03-01""#,
            "2026-02-01",
            PlanStage::UnderWay,
            ActionStage::UnderWay,
        ),
        (r#","start":"2026-04-02""#, TODAY, PlanStage::Agreed, ActionStage::Agreed),
        (
            r#","due":"2026-03-01","completed":"2026-02-20""#,
            "2026-02-20",
            PlanStage::Completed,
            ActionStage::Completed,
        ),
        (
            r#","completed":"2026-02-20","reviewed":"2026-03-20""#,
            "2026-02-20",
            PlanStage::Reviewed,
            ActionStage::Reviewed,
        ),
        (
            r#","completed":"2026-02-20","reviewed":"2026-03-20","result":"not effective""#,
            "2026-02-20",
            PlanStage::UnderWay,
            ActionStage::Reopened,
        ),
    ] {
        let plan = allowed(&[&taken_over(more)]);
        assert_eq!(plan.agreed.map(|it| it.to_string()).as_deref(), Some(agreed), "{more}");
        assert_eq!(stages(&plan), (plan_stage, stage), "{more}");
    }
}

#[test]
fn an_action_taken_over_keeps_where_it_came_from_and_its_words_are_the_title() {
    let plan = allowed(&[&taken_over(r#","case":"26-0142","completed":"2026-02-20""#)]);
    assert_eq!(plan.source.as_ref().map(|it| (it.reference.as_str(), it.line)), Some(("ACT/7", 3)));
    assert_eq!(
        (plan.facts.title.as_str(), plan.actions[0].facts.owner.as_str()),
        ("Open the post daily", "Mailroom, site B")
    );
    assert_eq!(plan.cases(), ["26-0142".parse().unwrap()]);
    assert_eq!(
        plan.actions[0].completion().map(|it| it.evidence.as_str()),
        Some("As recorded in actions.csv, line 3")
    );
    let long = taken_over("").replace("Open the post daily", &"Open\\nthe post daily ".repeat(9));
    let title = allowed(&[&long]).facts.title;
    assert!(title.starts_with("Open the post") && title.chars().count() <= 80, "{title}");
}

#[test]
fn an_action_taken_over_may_be_reviewed_by_whoever_took_it_over() {
    let review =
        r#"{"review_action":{"action":1,"on":"2026-03-20","looked_at":"20 letters","result":"effective"}}"#;
    let plan = allowed(&[&taken_over(r#","completed":"2026-02-20""#), review]);
    assert_eq!(plan.actions[0].stage(), ActionStage::Reviewed);
}

#[test]
fn an_action_that_contradicts_itself_is_not_taken_over() {
    for (more, field, words) in [
        (r#","start":"2026-03-02","due":"2026-03-01""#, "due", "It was due (Sun 1 Mar 2026) before it began"),
        (r#","start":"2026-03-02","completed":"2026-03-01""#, "completed", "before it began"),
        (
            r#","completed":"2026-03-02","reviewed":"2026-03-01""#,
            "reviewed",
            "It was reviewed (Sun 1 Mar 2026) before it was completed",
        ),
        (r#","reviewed":"2026-03-01""#, "reviewed", "It was reviewed, but not completed."),
        (r#","completed":"2026-04-01""#, "completed", "must be today or in the past"),
        (r#","due":"0026-04-01""#, "due", "check the year 26"),
    ] {
        refused(&[&taken_over(more)], field, words);
    }
    refused(&[&taken_over("").replace("Open the post daily", " ")], "action", "Say what exactly is done");
    refused(&[NEW, &taken_over("")], "", "Plan P26-007 is there already");
}

#[test]
fn the_history_says_where_an_action_came_from() {
    let office = office();
    let calendar = office.calendar();
    let terms =
        Terms { office: &office, calendar: &calendar, today: TODAY.parse().unwrap(), actor: "jsmith" };
    let more = r#","completed":"2026-02-20","reviewed":"2026-03-20""#;
    let events = begin(&terms, command(&taken_over(more))).unwrap();
    let words: Vec<String> = events.iter().map(|it| happening(&office, it).words).collect();
    assert!(words[0].ends_with("Imported from actions.csv, line 3, there ACT/7."), "{}", words[0]);
    assert!(words[3].starts_with("Action 1 was done on Fri 20 Feb 2026. As recorded"), "{}", words[3]);
    assert!(words[4].starts_with("Action 1 was reviewed on Fri 20 Mar 2026: effective."), "{}", words[4]);
}

#[test]
fn an_action_taken_over_reads_back_from_the_journal_as_it_was_written() {
    let office = office();
    let calendar = office.calendar();
    let terms =
        Terms { office: &office, calendar: &calendar, today: TODAY.parse().unwrap(), actor: "jsmith" };
    let more =
        r#","case":"26-0142","completed":"2026-02-20","reviewed":"2026-03-20","result":"not effective""#;
    let events = begin(&terms, command(&taken_over(more))).unwrap();
    let change = Change::Plan(PlanRef { year: 2026, number: 7 }, Did::Events(events));
    assert_eq!(Change::from_json("P26-007", &change.to_json()).as_ref(), Ok(&change));
    let fixture = include_str!("../../../../tests/fixtures/events-0.2.0.jsonl");
    let line = fixture.lines().find(|it| it.contains("\"on\":\"P26-003\"")).expect("a line with a source");
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    let did = line["did"].to_string();
    let read = Change::from_json("P26-003", &did).expect("it is read").to_json();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&read).unwrap(), line["did"]);
}

const WRITTEN: &str = r#"{"write_for_public":{"failing":"Letters lay unread.","learning":"Nobody had to open them.","change":"Two people open them each morning."}}"#;
const WRITTEN_ANEW: &str = r#"{"write_for_public":{"failing":"Letters lay unread for weeks.","learning":"Nobody had to open them.","change":"Two people open them each morning."}}"#;
const APPROVED: &str = r#"kpatel {"approve_for_public":{"is_anonymous":true}}"#;
const TAKEN_BACK: &str = r#"{"take_back_from_public":{"reason":"Somebody can be told from it"}}"#;

/// What is published of a plan after these steps: what people told us.
fn published(steps: &[&str]) -> Option<String> {
    allowed(&and(REVIEWED, steps)).published().map(|it| it.failing.clone())
}

#[test]
fn what_is_written_for_the_public_is_published_once_a_second_person_approves_it() {
    assert_eq!(published(&[]), None);
    assert_eq!(published(&[WRITTEN]), None);
    assert_eq!(published(&[WRITTEN, APPROVED]).as_deref(), Some("Letters lay unread."));
    let mine = r#"{"approve_for_public":{"is_anonymous":true}}"#;
    refused(
        &and(REVIEWED, &[WRITTEN, mine]),
        "",
        "You wrote this for the public on Tue 31 Mar 2026. It needs a second person.",
    );
    refused(&and(REVIEWED, &[mine]), "", "Nothing of this plan is written for the public yet");
    refused(&and(REVIEWED, &[WRITTEN, APPROVED, APPROVED]), "", "was approved on Tue 31 Mar 2026");
    let can_be_told = r#"kpatel {"approve_for_public":{"is_anonymous":false}}"#;
    refused(&and(REVIEWED, &[WRITTEN, can_be_told]), "is_anonymous", "Write it anew without that.");
}

#[test]
fn words_written_anew_are_published_only_once_they_are_approved_and_the_ones_before_no_more() {
    assert_eq!(published(&[WRITTEN, APPROVED, WRITTEN_ANEW]), None);
    let anew = [WRITTEN, APPROVED, WRITTEN_ANEW, APPROVED];
    assert_eq!(published(&anew).as_deref(), Some("Letters lay unread for weeks."));
    let whoever_wrote_first = r#"{"approve_for_public":{"is_anonymous":true}}"#;
    let by_another = format!("kpatel {WRITTEN_ANEW}");
    assert!(published(&[WRITTEN, APPROVED, &by_another, whoever_wrote_first]).is_some());
    refused(&and(REVIEWED, &[WRITTEN, WRITTEN]), "", "what is written for the public already");
}

#[test]
fn what_is_taken_back_or_told_of_a_person_who_no_longer_wants_it_is_published_no_more() {
    assert_eq!(published(&[WRITTEN, APPROVED, TAKEN_BACK]), None);
    let shared = r#"{"involve":{"facts":[{"story_shared":{"scope":"Newsletter","on":"2026-03-20"}}]}}"#;
    let over = r#"{"involve":{"facts":[{"story_withdrawn":{"on":"2026-03-30"}}]}}"#;
    assert!(published(&[WRITTEN, APPROVED, shared]).is_some());
    assert_eq!(published(&[WRITTEN, APPROVED, shared, over]), None);
    refused(
        &and(REVIEWED, &[WRITTEN, TAKEN_BACK, APPROVED]),
        "",
        "was taken back on Tue 31 Mar 2026. Write it anew.",
    );
    refused(&and(REVIEWED, &[WRITTEN, TAKEN_BACK, TAKEN_BACK]), "", "was taken back on Tue 31 Mar 2026");
    refused(&and(REVIEWED, &[WRITTEN, r#"{"take_back_from_public":{"reason":" "}}"#]), "reason", "why");
    assert!(published(&[WRITTEN, APPROVED, TAKEN_BACK, WRITTEN, APPROVED]).is_some());
    let after_closing = and(REVIEWED, &[PASSED, CLOSED, WRITTEN, APPROVED]);
    assert!(allowed(&after_closing).published().is_some());
}

#[test]
fn everything_that_everybody_reads_is_written_and_short() {
    for field in ["failing", "learning", "change"] {
        let mut words = serde_json::json!({ "failing": "a", "learning": "b", "change": "c" });
        words[field] = " ".into();
        refused(
            &and(REVIEWED, &[&serde_json::json!({ "write_for_public": words }).to_string()]),
            field,
            "Say what",
        );
        words[field] = "x".repeat(2001).into();
        refused(
            &and(REVIEWED, &[&serde_json::json!({ "write_for_public": words }).to_string()]),
            field,
            "2000 at most",
        );
    }
}

#[test]
fn names_are_refused_with_the_words_and_what_may_be_one_is_asked_about() {
    let naming = Naming {
        named: vec![("change".into(), "Mrs Okafor".into())],
        doubtful: vec!["Rose".into()],
        ..Naming::default()
    };
    let refusal = publishing::names_nobody(&naming, &["Mrs Okafor".into()]).unwrap_err();
    assert_eq!(refusal.field, "change");
    assert!(
        refusal.to_string().contains("the office knows: “Mrs Okafor”. Say who they are without it"),
        "{refusal}"
    );
    let naming = Naming { named: Vec::new(), ..naming };
    let refusal = publishing::names_nobody(&naming, &["Ros".into()]).unwrap_err();
    assert_eq!(refusal.field, "names_nobody");
    assert!(refusal.to_string().contains("may be meant: “Rose”"), "{refusal}");
    assert_eq!(publishing::names_nobody(&naming, &["rose".into()]), Ok(()));
}

#[test]
fn a_wording_is_part_of_documents_of_every_day_once_approved_and_of_none_once_written_anew_or_taken_back() {
    let day = |text: &str| text.parse().unwrap();
    let mut plan = allowed(&and(REVIEWED, &[WRITTEN, APPROVED]));
    plan.created = day("2026-03-02");
    let is_published = |plan: &Plan| plan.clone().as_of(day("2026-03-24")).unwrap().published().is_some();
    assert!(is_published(&plan));
    let (on, words) = (day("2026-03-28"), PublicWords::default());
    plan.apply(&PlanEvent::PublicWritten { on, by: "jsmith".into(), words, names_nobody: Vec::new() });
    assert!(!is_published(&plan));
    let approval = PublicApproval { on, by: "kpatel".into(), names_nobody: Vec::new() };
    plan.apply(&PlanEvent::PublicApproved(approval));
    assert!(is_published(&plan));
    plan.apply(&PlanEvent::PublicTakenBack(Reopening { on, reason: "It names somebody".into() }));
    assert!(!is_published(&plan));
}
