//! The rules, a line each: given what happened to a case, is this step allowed, and if not, what is said?

use super::*;
use crate::domain::authority::{Asker, offers};
use crate::domain::case::record::Restriction;
use crate::domain::case::stages::{by_somebody_else, in_letters, number, skips_the_first, why_none_begins};
use crate::domain::office::command::{OfficeCommand, SetUp};
use crate::domain::office::decide::decide as decide_office;
use crate::domain::office::record::Office;
use crate::domain::party::record::PartyFact;
use crate::domain::people::{Holding, StandIn};
use crate::domain::reference::CaseRef;
use crate::domain::refusal::Refusal;
use crate::domain::vocabulary::{Outcome, Role, Route};

const TODAY: &str = "2026-03-31";

fn office() -> Office {
    let mut office = Office::default();
    let people = [("jsmith", "J Smith"), ("kpatel", "K Patel")];
    for (login, user) in people {
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
    office
}

fn command(text: &str) -> Command {
    serde_json::from_str(text).unwrap_or_else(|it| panic!("{text}: {it}"))
}

/// Takes the steps in order (the first begins the case), as J Smith; a step that begins with `kpatel ` is K Patel's.
fn play(steps: &[&str]) -> Result<Case, Refusal> {
    play_in(&office(), steps)
}

fn play_in(office: &Office, steps: &[&str]) -> Result<Case, Refusal> {
    let calendar = office.calendar();
    let mut case: Option<Case> = None;
    for step in steps {
        let (actor, text) = step.strip_prefix("kpatel ").map_or(("jsmith", *step), |rest| ("kpatel", rest));
        let terms = Terms { office, calendar: &calendar, today: TODAY.parse().unwrap(), actor };
        match &mut case {
            None => {
                let events = begin(&terms, command(text))?;
                let mut begun = Case::begin(CaseRef { year: 2026, number: 1 }, &events[0]).unwrap();
                events.iter().for_each(|it| begun.apply(it));
                case = Some(begun);
            }
            Some(case) => {
                let events = decide(&terms, case, command(text))?;
                events.iter().for_each(|it| case.apply(it));
            }
        }
    }
    Ok(case.expect("at least one step"))
}

#[track_caller]
fn allowed(steps: &[&str]) -> Case {
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

const NEW: &str = r#"{"receive":{"facts":{"received":"2026-03-02","complainant":"Amara Okafor","subject":"Late reply","service":1}}}"#;
const ACKNOWLEDGED: &str = r#"{"acknowledge":{"on":"2026-03-03","means":"email"}}"#;
const TOLD: &str = r#"{"share_timescale":{"answer_by":"2026-03-30","on":"2026-03-03"}}"#;
const EARLY: &str = r#"{"choose_route":{"route":"early resolution","on":"2026-03-03"}}"#;
const CLOSER: &str =
    r#"{"choose_route":{"route":"closer look","on":"2026-03-04","reason":"Needs evidence"}}"#;
const ISSUE: &str = r#"{"add_issue":{"what":"No reply for 41 days"}}"#;
const UPHELD: &str = r#"{"find":{"issue":1,"on":"2026-03-20","finding":"upheld","went_wrong":"yes","reason":"Lost in a shared mailbox"}}"#;
const RESPONSE: &str = r#"{"respond":{"on":"2026-03-24","means":"letter","signposted":true}}"#;
const CLOSED: &str = r#"{"close":{"on":"2026-03-25"}}"#;

#[test]
fn a_complaint_goes_from_receipt_to_closing_and_its_outcome_follows_from_its_issues() {
    let case = allowed(&[NEW, ACKNOWLEDGED, TOLD, EARLY, CLOSER, ISSUE, UPHELD, RESPONSE, CLOSED]);
    assert_eq!(
        case.closing().and_then(|it| it.outcome).map(crate::domain::vocabulary::Outcome::word),
        Some("upheld")
    );
    assert_eq!(case.owner.as_deref(), Some("jsmith"));
    assert_eq!(case.rounds.now.routes.len(), 2);
}

#[test]
fn receiving_asks_for_what_the_annual_report_needs() {
    refused(
        &[r#"{"receive":{"facts":{"received":"2026-03-02","complainant":"A","subject":"","service":1}}}"#],
        "subject",
        "one line",
    );
    refused(
        &[r#"{"receive":{"facts":{"received":"2026-03-02","subject":"x","service":1}}}"#],
        "complainant",
        "who complains",
    );
    refused(
        &[r#"{"receive":{"facts":{"received":"2026-03-02","complainant":"A","subject":"x"}}}"#],
        "service",
        "Choose the service",
    );
    refused(
        &[r#"{"receive":{"facts":{"received":"2026-03-02","complainant":"A","subject":"x","service":9}}}"#],
        "service",
        "no service number 9",
    );
    refused(
        &[r#"{"receive":{"facts":{"received":"2026-04-01","complainant":"A","subject":"x","service":1}}}"#],
        "received",
        "today or in the past",
    );
    refused(
        &[r#"{"receive":{"facts":{"received":"0226-03-02","complainant":"A","subject":"x","service":1}}}"#],
        "received",
        "check the year",
    );
    refused(
        &[
            r#"{"receive":{"facts":{"received":"2026-03-02","complainant":"A","subject":"x","service":1},"owner":"zz"}}"#,
        ],
        "owner",
        "People here: J Smith, K Patel",
    );
}

#[test]
fn a_complaint_about_something_long_ago_needs_a_reason_but_is_not_barred() {
    let late = |reason: &str| {
        format!(
            r#"{{"receive":{{"facts":{{"received":"2026-03-02","complainant":"A","subject":"x","service":1,"happened":"2025-03-01","late_reason":"{reason}"}}}}}}"#
        )
    };
    refused(&[&late("")], "late_reason", "more than 12 months");
    allowed(&[&late("Was in hospital")]);
}

#[test]
fn an_everyday_conversation_is_kept_but_is_no_complaint_until_it_is_made_one() {
    let conversation = r#"{"receive":{"facts":{"received":"2026-03-02","subject":"Opening hours"},"settled":"Told them the hours"}}"#;
    let case = allowed(&[conversation]);
    assert_eq!(case.nature, Nature::Conversation);
    refused(&[conversation, ACKNOWLEDGED], "", "Make it a complaint first");
    let case =
        allowed(&[conversation, r#"{"make_complaint":{"on":"2026-03-05","reason":"They came back"}}"#]);
    assert_eq!((case.nature, case.facts.received.to_string().as_str()), (Nature::Complaint, "2026-03-05"));
    refused(&[NEW, r#"{"make_complaint":{"on":"2026-03-05"}}"#], "", "complaint already");
    let before = r#"{"make_complaint":{"on":"2026-03-01"}}"#;
    refused(&[conversation, before], "on", "on or after Mon 2 Mar 2026, the day of the conversation");
}

#[test]
fn a_case_is_acknowledged_once_and_not_before_it_came() {
    refused(&[NEW, ACKNOWLEDGED, ACKNOWLEDGED], "", "acknowledged on Tue 3 Mar 2026");
    refused(&[NEW, r#"{"acknowledge":{"on":"2026-03-01"}}"#], "on", "on or after Mon 2 Mar 2026");
    refused(&[NEW, r#"{"acknowledge":{"on":"2026-04-01"}}"#], "on", "today or in the past");
}

#[test]
fn the_first_timescale_cannot_be_overwritten_only_extended() {
    refused(&[NEW, TOLD, TOLD], "", "first timescale is kept");
    refused(&[NEW, &TOLD.replace("2026-03-30", "2206-03-30")], "answer_by", "check the year 2206");
    refused(
        &[NEW, r#"{"extend":{"to":"2026-05-01","reason":"x","told_on":"2026-03-30"}}"#],
        "",
        "Share a timescale first",
    );
    refused(
        &[NEW, TOLD, r#"{"extend":{"to":"2026-03-30","reason":"x","told_on":"2026-03-30"}}"#],
        "to",
        "must be later than Mon 30 Mar",
    );
    refused(
        &[NEW, TOLD, r#"{"extend":{"to":"2026-05-01","reason":" ","told_on":"2026-03-30"}}"#],
        "reason",
        "why it takes longer",
    );
    refused(
        &[NEW, TOLD, r#"{"extend":{"to":"2026-05-01","reason":"x","told_on":"2026-04-30"}}"#],
        "told_on",
        "today or in the past",
    );
    let case = allowed(&[NEW, TOLD, r#"{"extend":{"to":"2026-05-01","reason":"x","told_on":"2026-03-30"}}"#]);
    assert_eq!(case.rounds.now.timescale.map(|it| it.answer_by.to_string()).as_deref(), Some("2026-03-30"));
}

#[test]
fn a_case_moves_from_early_resolution_to_closer_look_once_with_a_reason_and_never_back() {
    refused(
        &[NEW, EARLY, r#"{"choose_route":{"route":"closer look","on":"2026-03-04"}}"#],
        "reason",
        "why it moves",
    );
    refused(&[NEW, EARLY, EARLY], "route", "can move to closer look");
    refused(&[NEW, CLOSER, EARLY], "", "does not go back");
    refused(
        &[NEW, EARLY, r#"{"choose_route":{"route":"closer look","on":"2026-03-02","reason":"x"}}"#],
        "on",
        "cannot have moved before",
    );
}

#[test]
fn findings_need_an_issue_a_reason_and_agree_with_something_went_wrong() {
    refused(&[NEW, UPHELD], "", "Add what is complained about first");
    refused(
        &[
            NEW,
            CLOSER,
            ISSUE,
            r#"{"find":{"issue":2,"on":"2026-03-20","finding":"upheld","went_wrong":"yes","reason":"x"}}"#,
        ],
        "issue",
        "There is: 1.",
    );
    refused(
        &[
            NEW,
            CLOSER,
            ISSUE,
            r#"{"find":{"issue":1,"on":"2026-03-20","finding":"upheld","went_wrong":"no","reason":"x"}}"#,
        ],
        "went_wrong",
        "something went wrong",
    );
    refused(
        &[
            NEW,
            CLOSER,
            ISSUE,
            r#"{"find":{"issue":1,"on":"2026-03-20","finding":"not upheld","went_wrong":"no"}}"#,
        ],
        "reason",
        "Say why",
    );
    refused(
        &[NEW, CLOSER, ISSUE, r#"{"find":{"issue":1,"on":"2026-03-20","went_wrong":"no"}}"#],
        "finding",
        "Only an early resolution",
    );
    allowed(&[NEW, EARLY, ISSUE, r#"{"find":{"issue":1,"on":"2026-03-20","went_wrong":"yes"}}"#]);
}

#[test]
fn the_clock_pauses_and_resumes_in_order() {
    let pause = r#"{"pause":{"from":"2026-03-10","category":"to get information","reason":"Waiting for the landlord"}}"#;
    refused(&[NEW, r#"{"resume":{"on":"2026-03-12"}}"#], "", "not paused");
    refused(&[NEW, pause, pause], "", "Resume it first");
    refused(&[NEW, pause, r#"{"resume":{"on":"2026-03-09"}}"#], "on", "cannot end before");
    refused(&[NEW, pause, r#"{"resume":{"on":"2026-03-12"}}"#, pause], "from", "cannot begin before");
    refused(
        &[NEW, r#"{"pause":{"from":"2026-03-10","category":"something else"}}"#],
        "reason",
        "what the case waits for",
    );
    allowed(&[NEW, pause, r#"{"note":{"text":"Paused is not frozen."}}"#, ACKNOWLEDGED]);
}

#[test]
fn closing_names_everything_that_is_missing() {
    refused(&[NEW, CLOSED], "", "choose the route; add what was complained about; record the final response");
    refused(&[NEW, EARLY, ISSUE, RESPONSE, CLOSED], "", "record a finding on issue 1");
}

#[test]
fn closing_asks_why_the_outcome_differs_and_why_it_was_late() {
    let upto = [NEW, TOLD, CLOSER, ISSUE, UPHELD];
    let with = |more: &[&'static str]| [upto.as_slice(), more].concat();
    refused(
        &with(&[RESPONSE, r#"{"close":{"on":"2026-03-25","outcome":"not upheld"}}"#]),
        "reason",
        "add up to “upheld”",
    );
    refused(
        &with(&[RESPONSE, r#"{"close":{"on":"2026-03-25","outcome":"withdrawn"}}"#]),
        "outcome",
        "close without a finding",
    );
    let withdrawn =
        UPHELD.replace(r#""upheld""#, r#""withdrawn""#).replace(r#""yes""#, r#""not determined""#);
    for outcome in ["", r#","outcome":"withdrawn""#] {
        let close = format!(r#"{{"close":{{"on":"2026-03-25"{outcome}}}}}"#);
        let case = allowed(&[NEW, EARLY, TOLD, ISSUE, &withdrawn, RESPONSE, &close]);
        assert_eq!(case.closing().and_then(|it| it.outcome), Some(Outcome::Withdrawn));
    }
    refused(&with(&[RESPONSE, r#"{"close":{"on":"2026-03-23"}}"#]), "on", "cannot close before");
    let late = r#"{"respond":{"on":"2026-03-31","signposted":true}}"#;
    refused(&with(&[late, r#"{"close":{"on":"2026-03-31"}}"#]), "late_reason", "why it was late");
    allowed(&with(&[late, r#"{"close":{"on":"2026-03-31","late_reason":"Volume of work"}}"#]));
    // A longer timescale keeps what the person was first told in the figures, so the reason is asked for all the same.
    let longer = r#"{"extend":{"to":"2026-04-30","told_on":"2026-03-20","reason":"A witness is away"}}"#;
    refused(&with(&[longer, late, r#"{"close":{"on":"2026-03-31"}}"#]), "late_reason", "first told");
    allowed(&with(&[longer, RESPONSE, r#"{"close":{"on":"2026-03-25"}}"#]));
}

#[test]
fn a_case_ends_without_a_finding_only_with_a_reason() {
    refused(
        &[NEW, r#"{"close_without_finding":{"on":"2026-03-05","outcome":"withdrawn"}}"#],
        "reason",
        "without a finding",
    );
    refused(
        &[NEW, r#"{"close_without_finding":{"on":"2026-03-05","outcome":"upheld","reason":"x"}}"#],
        "outcome",
        "is a finding",
    );
    refused(
        &[NEW, r#"{"close_without_finding":{"on":"2026-03-05","outcome":"duplicate","reason":"x"}}"#],
        "outcome",
        "which case it repeats",
    );
    refused(&[NEW, r#"{"link_duplicate":{"of":"26-0001","on":"2026-03-05"}}"#], "of", "cannot repeat itself");
    let case = allowed(&[NEW, r#"{"link_duplicate":{"of":"26-0002","on":"2026-03-05"}}"#]);
    assert!(!case.is_open() && case.duplicate_of.is_some());
}

#[test]
fn a_closed_case_takes_notes_and_reopening_but_no_work() {
    let closed = r#"{"close_without_finding":{"on":"2026-03-05","outcome":"withdrawn","reason":"x"}}"#;
    refused(&[NEW, closed, ACKNOWLEDGED], "", "Reopen it first");
    refused(&[NEW, closed, r#"{"reopen":{"on":"2026-03-04","reason":"x"}}"#], "on", "cannot reopen before");
    refused(&[NEW, r#"{"reopen":{"on":"2026-03-04","reason":"x"}}"#], "", "open");
    allowed(&[
        NEW,
        closed,
        r#"{"note":{"text":"They phoned."}}"#,
        r#"{"reopen":{"on":"2026-03-06","reason":"New facts"}}"#,
        r#"{"acknowledge":{"on":"2026-03-06","means":"email"}}"#,
    ]);
}

#[test]
fn a_reopened_case_has_a_timescale_an_answer_and_a_closing_of_its_own() {
    let reopened = r#"{"reopen":{"on":"2026-03-26","reason":"New facts"}}"#;
    let told = r#"{"share_timescale":{"answer_by":"2026-04-20","on":"2026-03-27"}}"#;
    let answer = r#"{"respond":{"on":"2026-03-30","signposted":true}}"#;
    let upto = [NEW, ACKNOWLEDGED, TOLD, EARLY, CLOSER, ISSUE, UPHELD, RESPONSE, CLOSED, reopened];
    let with = |more: &[&'static str]| [upto.as_slice(), more].concat();
    refused(
        &with(&[r#"{"extend":{"to":"2026-05-01","reason":"x","told_on":"2026-03-27"}}"#]),
        "",
        "Share a timescale first",
    );
    refused(&with(&[TOLD]), "on", "on or after Thu 26 Mar 2026, when the case was opened again");
    refused(&with(&[RESPONSE]), "on", "when the case was opened again");
    refused(&with(&[r#"{"close":{"on":"2026-03-27"}}"#]), "", "record the final response");
    refused(&with(&[EARLY]), "", "does not go back");
    let case = allowed(&with(&[told, answer, r#"{"close":{"on":"2026-03-31"}}"#]));
    let (first, again) = (case.rounds.first(), &case.rounds.now);
    assert_eq!((first.routes.len(), again.routes.len()), (2, 1), "it stays on its route, counted afresh");
    let answered = [first, again].map(|round| round.answered().map(|it| it.to_string()));
    assert_eq!(answered, [Some("2026-03-24".to_owned()), Some("2026-03-30".to_owned())]);
    assert_eq!(again.why, "New facts");
    assert_eq!([first, again].map(|it| it.went_wrong), [Some(crate::domain::vocabulary::WentWrong::Yes); 2]);
}

#[test]
fn nobody_is_answered_without_consent_and_a_closer_look_says_where_to_go_next() {
    let consent =
        |status: &str| format!(r#"{{"set_consent":{{"status":"{status}","on":"2026-03-03","note":"x"}}}}"#);
    refused(&[NEW, &consent("requested"), RESPONSE], "", "no details may go out");
    allowed(&[NEW, &consent("given in writing"), RESPONSE]);
    let for_another = &NEW.replacen("\"facts\":{", "\"facts\":{\"representative\":\"K Osei\",", 1);
    assert_ne!(for_another, NEW);
    refused(&[for_another, RESPONSE], "", "not recorded that they may have the answer");
    allowed(&[for_another, &consent("not needed"), RESPONSE]);
    let bare = r#"{"set_consent":{"status":"not needed","on":"2026-03-03"}}"#;
    refused(&[for_another, bare], "note", "why no consent is needed");
    refused(
        &[NEW, CLOSER, r#"{"respond":{"on":"2026-03-24","signposted":false}}"#],
        "signposted",
        "where the person can go next",
    );
    refused(&[NEW, RESPONSE, RESPONSE], "", "has gone");
    // What was not written down in time still can be: a check of the data asks for it on a closed case too.
    let late = consent("given in writing");
    allowed(&[NEW, ACKNOWLEDGED, TOLD, EARLY, CLOSER, ISSUE, UPHELD, RESPONSE, CLOSED, &late]);
}

#[test]
fn no_timescale_is_shared_once_the_final_response_has_gone() {
    let extend = r#"{"extend":{"to":"2026-05-01","told_on":"2026-03-25","reason":"x"}}"#;
    refused(&[NEW, RESPONSE, TOLD], "", "The final response has gone");
    refused(&[NEW, TOLD, RESPONSE, extend], "", "The final response has gone");
}

#[test]
fn a_draft_is_checked_by_somebody_else() {
    let draft = r#"{"draft":{"on":"2026-03-20"}}"#;
    refused(&[NEW, r#"{"check":{"on":"2026-03-20","passed":true}}"#], "", "no draft to check");
    refused(&[NEW, draft, r#"{"check":{"on":"2026-03-20","passed":true}}"#], "", "somebody else must check");
    refused(
        &[NEW, draft, r#"kpatel {"check":{"on":"2026-03-20","passed":false}}"#],
        "note",
        "what must change",
    );
    let failed = r#"kpatel {"check":{"on":"2026-03-20","passed":false,"note":"Say sorry"}}"#;
    refused(&[NEW, draft, failed, RESPONSE], "", "did not pass");
    allowed(&[NEW, draft, failed, draft, r#"kpatel {"check":{"on":"2026-03-21","passed":true}}"#, RESPONSE]);
}

#[test]
fn a_remedy_names_who_does_it_and_by_when_and_is_done_once() {
    let remedy =
        r#"{"offer_remedy":{"kind":"apology","what":"Letter of apology","who":"J Smith","by":"2026-04-10"}}"#;
    refused(
        &[NEW, r#"{"offer_remedy":{"kind":"apology","what":"x","by":"2026-04-10"}}"#],
        "who",
        "responsible",
    );
    refused(&[NEW, r#"{"offer_remedy":{"kind":"apology","what":"x","who":"kp"}}"#], "by", "date by which");
    refused(&[NEW, r#"{"complete_remedy":{"remedy":1,"on":"2026-03-20"}}"#], "", "Nothing was offered");
    let done = r#"{"complete_remedy":{"remedy":1,"on":"2026-03-20","evidence":"Copy on file"}}"#;
    refused(&[NEW, remedy, done, done], "remedy", "done already");
    assert_eq!(allowed(&[NEW, remedy, done]).remedies[0].who, "jsmith");
}

#[test]
fn a_payment_outside_its_band_needs_a_reason() {
    let pay = |pence: u32, reason: &str| {
        format!(
            r#"{{"decide_payment":{{"pence":{pence},"class":"ex gratia","head":"distress","authorised_by":"K Patel","severity":3,"reason":"{reason}","by":"2026-04-10"}}}}"#
        )
    };
    refused(&[NEW, &pay(100_000, "")], "reason", "£1,000 lies outside the band of level 3 (£500 to £950)");
    allowed(&[NEW, &pay(100_000, "Two people were affected")]);
    allowed(&[NEW, &pay(50_000, "")]);
    refused(&[NEW, &pay(0, "")], "amount", "Enter the amount");
    refused(&[NEW, r#"{"pay":{"payment":1,"on":"2026-03-20"}}"#], "", "who authorised");
}

#[test]
fn the_next_tier_is_followed_step_by_step() {
    let refer =
        r#"{"refer":{"body":"PHSO","tier":"Ombudsman enquiry","referred_by":"MP","on":"2026-03-20"}}"#;
    let decision = r#"{"record_decision":{"referral":1,"what":{"on":"2026-03-25","decision":"upheld"}}}"#;
    let recommend =
        r#"{"add_recommendation":{"referral":1,"what":{"what":"Apologise","target":"2026-05-01"}}}"#;
    refused(&[NEW, decision], "", "Record the referral first");
    refused(&[NEW, refer, decision, decision], "referral", "decided already");
    refused(
        &[
            NEW,
            refer,
            r#"{"follow_recommendation":{"referral":1,"recommendation":1,"followed":{"on":"2026-03-30","compliance":"complied with","evidence":"x"}}}"#,
        ],
        "recommendation",
        "no recommendation 1",
    );
    refused(
        &[
            NEW,
            refer,
            recommend,
            r#"{"follow_recommendation":{"referral":1,"recommendation":1,"followed":{"on":"2026-03-30","compliance":"open","evidence":"x"}}}"#,
        ],
        "compliance",
        "how it stands already",
    );
    let case = allowed(&[
        NEW,
        refer,
        decision,
        recommend,
        r#"{"follow_recommendation":{"referral":1,"recommendation":1,"followed":{"on":"2026-03-30","compliance":"complied with","evidence":"Letter"}}}"#,
    ]);
    assert!(case.referrals[0].recommendations[0].followed.is_some());
}

const PAYMENT: &str = r#"{"decide_payment":{"pence":645000,"class":"ex gratia","head":"distress","authorised_by":"K Patel","by":"2026-04-10"}}"#;
const PUT_RIGHT: &str = r#"{"amend_payment":{"part":{"number":1,"pence":6450,"class":"ex gratia","head":"distress","authorised_by":"K Patel","by":"2026-04-10"},"why":"Point forgotten"}}"#;
const CANCELLED: &str = r#"{"cancel_part":{"part":{"payment":1},"reason":"Recorded twice"}}"#;

#[test]
fn what_was_recorded_one_by_one_is_put_right_with_a_reason_by_the_rules_it_was_recorded_under() {
    let case = allowed(&[NEW, PAYMENT, PUT_RIGHT]);
    assert_eq!((case.payments.len(), case.payments[0].pence), (1, 6_450));
    let without_why = PUT_RIGHT.replace("Point forgotten", " ");
    refused(&[NEW, PAYMENT, &without_why], "why", "Say why");
    refused(&[NEW, PAYMENT, PUT_RIGHT, PUT_RIGHT], "payment", "what payment 1 says already");
    refused(
        &[NEW, PAYMENT, &PUT_RIGHT.replace(r#""pence":6450"#, r#""pence":0"#)],
        "amount",
        "Enter the amount",
    );
    refused(
        &[NEW, PAYMENT, &PUT_RIGHT.replace(r#""number":1"#, r#""number":2"#)],
        "payment",
        "There is no payment 2 on this case. There is: payment 1.",
    );
    let cost = r#"{"record_cost":{"on":"2026-03-20","minutes":90,"what":"Interview"}}"#;
    let more = r#"{"amend_cost":{"part":{"number":1,"on":"2026-03-20","minutes":120,"what":"Interview"},"why":"Forgot the way"}}"#;
    assert_eq!(allowed(&[NEW, cost, more]).costs[0].minutes, 120);
    let future = more.replace("2026-03-20", "2026-04-20");
    refused(&[NEW, cost, &future], "on", "must be today or in the past");
}

#[test]
fn what_was_cancelled_counts_nowhere_owes_nothing_and_gives_its_number_to_nothing_else() {
    let case = allowed(&[NEW, PAYMENT, CANCELLED, PAYMENT]);
    assert_eq!(case.payments.iter().map(|it| it.number).collect::<Vec<_>>(), [2]);
    assert_eq!(
        case.cancelled[0].words(),
        "payment 1 (£6,450 for distress), cancelled on Tue 31 Mar 2026: Recorded twice"
    );
    let remedy = r#"{"offer_remedy":{"kind":"apology","what":"A letter","who":"jsmith","by":"2026-04-02"}}"#;
    let none = r#"{"cancel_part":{"part":{"remedy":1},"reason":"It was not offered"}}"#;
    let refer =
        r#"{"refer":{"body":"PHSO","tier":"Ombudsman enquiry","referred_by":"MP","on":"2026-03-20"}}"#;
    let recommend =
        r#"{"add_recommendation":{"referral":1,"what":{"what":"Apologise","target":"2026-05-01"}}}"#;
    let not = r#"{"cancel_part":{"part":{"recommendation":{"referral":1,"number":1}},"reason":"Withdrawn"}}"#;
    let case = allowed(&[NEW, refer, recommend, not, PAYMENT, CANCELLED, remedy, none]);
    let (office, row) = (office(), |it: &Case| {
        let row = crate::domain::row::row(&office().calendar(), &office().timescales, it);
        (row.payments.len(), row.remedies.len(), row.referrals[0].recommendations.len())
    });
    assert_eq!(row(&case), (0, 0, 0));
    let owed = crate::domain::diary::obligations(&office.calendar(), &office.timescales, &case);
    assert!(owed.iter().all(|it| it.part == 0), "{owed:?}");
    refused(
        &[NEW, PAYMENT, CANCELLED, CANCELLED],
        "",
        "no remedy, payment, recommendation, cost, paper, follow-up or letter",
    );
    refused(&[NEW, PAYMENT, PAYMENT, CANCELLED, CANCELLED], "part", "Payment 1 was cancelled on");
    refused(&[NEW, PAYMENT, &CANCELLED.replace("Recorded twice", "")], "reason", "Say why");
}

#[test]
fn six_months_end_with_a_senior_letter() {
    refused(
        &[NEW, r#"{"send_senior_letter":{"on":"2026-03-20","by":"","expected":"2026-06-01"}}"#],
        "by",
        "which senior colleague",
    );
    let case = allowed(&[
        NEW,
        r#"{"send_senior_letter":{"on":"2026-03-20","by":"Director","expected":"2026-06-01"}}"#,
    ]);
    assert_eq!(case.rounds.now.next_update.map(|it| it.to_string()).as_deref(), Some("2026-06-01"));
}

#[test]
fn marks_and_restrictions_need_reasons_and_known_people() {
    refused(&[NEW, r#"{"mark_important":{"reason":""}}"#], "reason", "important");
    refused(&[NEW, r#"{"restrict":{"to":[],"reason":"x"}}"#], "to", "at least one person");
    refused(&[NEW, r#"{"restrict":{"to":["nobody"],"reason":"x"}}"#], "to", "Nobody here");
    refused(&[NEW, r#"{"lift_restriction":{"reason":"x"}}"#], "", "not restricted");
    refused(&[NEW, r#""unmark_important""#], "", "not marked");
    let case = allowed(&[NEW, ONLY_FOR_TWO]);
    assert_eq!(case.restriction.map(|it| it.to), Some(vec!["kpatel".to_owned(), "jsmith".to_owned()]));
}

const ONLY_FOR_TWO: &str =
    r#"{"restrict":{"to":["K Patel","J Smith"],"reason":"A colleague is complained about"}}"#;
const NOT_FOR_HER: &str = r#"{"restrict":{"not_for":["K Patel"],"reason":"She is complained about"}}"#;

#[test]
fn a_restricted_case_is_given_to_nobody_who_may_not_see_it_and_keeps_whoever_is_responsible() {
    let to_her = r#"{"assign":{"to":"K Patel"}}"#;
    let only_for_him = r#"{"restrict":{"to":["J Smith"],"reason":"x"}}"#;
    refused(&[NEW, to_her, only_for_him], "to", "K Patel is responsible");
    refused(&[NEW, to_her, NOT_FOR_HER], "not_for", "somebody else first");
    refused(&[NEW, NOT_FOR_HER, to_her], "to", "K Patel is kept from this case");
    refused(&[NEW, only_for_him, to_her], "to", "not among those who may see");
    allowed(&[NEW, ONLY_FOR_TWO, to_her]);
    let reminder =
        r#"{"bring_forward":{"what":"Ring","on":"DAY","due":"DAY","who":"K Patel"}}"#.replace("DAY", TODAY);
    let remedy = r#"{"offer_remedy":{"kind":"apology","what":"A letter","who":"K Patel","by":"DAY"}}"#
        .replace("DAY", TODAY);
    for part in [reminder.as_str(), &remedy] {
        refused(&[NEW, NOT_FOR_HER, part], "who", "K Patel is kept from this case");
        refused(&[NEW, part, NOT_FOR_HER], "not_for", "1 of this case is for K Patel");
        allowed(&[NEW, ONLY_FOR_TWO, part]);
    }
}

#[test]
fn a_restriction_leaves_somebody_who_can_lift_it() {
    let mut office = office();
    let from = "2026-01-05".parse().unwrap();
    office.people[0].roles = vec![Holding { role: Role::Administrator, from, until: None }];
    office.people[1].roles = vec![Holding { role: Role::Manager, from, until: None }];
    let calendar = office.calendar();
    let terms =
        Terms { office: &office, calendar: &calendar, today: TODAY.parse().unwrap(), actor: "kpatel" };
    let restricted = |to: &[&str], not_for: &[&str]| {
        let names = |it: &[&str]| it.iter().map(|it| (*it).to_owned()).collect();
        let it =
            Restriction { to: names(to), not_for: names(not_for), reason: "She is close to them".into() };
        restricting::restriction(&terms, it).map(drop).map_err(|it| it.to_string())
    };
    for (to, not_for) in [(&["jsmith"][..], &[][..]), (&[], &["kpatel"])] {
        let why = restricted(to, not_for).unwrap_err();
        assert!(why.contains("could lift the restriction again") && why.contains("K Patel"), "{why}");
    }
    assert_eq!(restricted(&["jsmith", "kpatel"], &[]), Ok(()));
    assert_eq!(restricted(&[], &["jsmith"]), Ok(()));
}

#[test]
fn only_what_stands_on_a_list_of_the_office_is_chosen_and_what_is_retired_is_chosen_by_nothing_new() {
    refused(&[NEW, r#"{"add_issue":{"what":"q","theme":999}}"#], "theme", "no theme number 999");
    let with_theme = NEW.replacen("}}}", r#"},"issues":[{"theme":7,"what":"q"}]}}"#, 1);
    refused(&[&with_theme], "theme", "no theme number 7");
    let import = r#"{"import":{"facts":{"received":"2011-07-01","service":9},"source":{"reference":"1"}}}"#;
    refused(&[import], "service", "no service number 9");
    let mut office = office();
    office.services.items[0].until = "2026-03-30".parse().ok();
    let calendar = office.calendar();
    let terms =
        Terms { office: &office, calendar: &calendar, today: TODAY.parse().unwrap(), actor: "jsmith" };
    let why = begin(&terms, command(NEW)).unwrap_err().to_string();
    assert!(why.contains("“Claims” could be chosen until"), "{why}");
    // What a case has already, it keeps.
    let case = allowed(&[NEW]);
    assert!(decide(&terms, &case, command(r#"{"amend":[{"subject":"No reply"}]}"#)).is_ok());
}

#[test]
fn facts_are_put_right_one_by_one_and_must_still_make_sense() {
    refused(&[NEW, r#"{"amend":[{"subject":"Late reply"}]}"#], "", "Nothing has changed");
    refused(&[NEW, r#"{"amend":[{"received":"2026-05-01"}]}"#], "received", "today or in the past");
    let case = allowed(&[
        NEW,
        r#"{"amend":[{"subject":"No reply"},{"complainant":{"email":"amara@example.org"}}]}"#,
    ]);
    assert_eq!(case.facts.subject, "No reply");
    assert_eq!(case.facts.complainant.email, "amara@example.org");
    assert!(!case.facts.complainant.name.is_empty(), "what was not put right stays");
}

#[test]
fn whoever_speaks_for_somebody_has_a_name_and_a_day_to_look_again_has_something_to_look_at() {
    refused(
        &[NEW, r#"{"amend":[{"representative":{"email":"t@example.org"}}]}"#],
        "representative",
        "who speaks",
    );
    let again = r#"{"amend":[{"complainant":{"vulnerability_review":"2026-04-01"}}]}"#;
    refused(&[NEW, again], "vulnerability", "Say what makes them vulnerable");
}

#[test]
fn a_risk_has_words_and_a_day_on_which_it_is_looked_at_again() {
    let amend = |facts: &str| format!(r#"{{"amend":[{facts}]}}"#);
    let risk = r#"{"complainant":{"risk":"Threatened a colleague"}}"#;
    let review = r#"{"complainant":{"risk_review":"2026-06-01"}}"#;
    let told = r#"{"complainant":{"risk_known_to":"Whoever visits"}}"#;
    refused(&[NEW, &amend(risk)], "risk_review", "nobody is marked for ever");
    refused(&[NEW, &amend(review)], "risk", "Say what the risk is");
    refused(&[NEW, &amend(told)], "risk", "Say what the risk is");
    let case = allowed(&[NEW, &amend(&[risk, review, told].join(","))]);
    let said = "Risk: Threatened a colleague (may be told: Whoever visits) (look again by Mon 1 Jun 2026)";
    assert_eq!(case.facts.complainant.to_mind(), said);
}

#[test]
fn where_there_are_two_stages_opening_again_begins_the_second_which_is_somebody_elses_and_has_its_own_time() {
    let mut office = office();
    office.timescales.stages = 2;
    office.timescales.acknowledge = 5;
    let reopened = r#"{"reopen":{"on":"2026-03-26","reason":"Not content"}}"#;
    let upto = [NEW, ACKNOWLEDGED, TOLD, EARLY, ISSUE, UPHELD, RESPONSE, CLOSED, reopened];
    let with = |more: &[&'static str]| play_in(&office, &[upto.as_slice(), more].concat());
    let case = with(&[]).expect("it is opened again");
    assert_eq!((case.route(), case.owner.as_deref()), (Some(Route::CloserLook), None));
    assert_eq!(number(&office, &case), Some(2));
    let calendar = office.calendar();
    let due = |name: &str| {
        let clocks = case.clocks(&calendar, TODAY.parse().unwrap());
        clocks.into_iter().find(|it| it.name == name).map(|it| it.due.to_string())
    };
    assert_eq!(
        due("Acknowledge by").as_deref(),
        Some("2026-04-02"),
        "5 working days from the day it was opened again"
    );
    assert_eq!(
        due("Our target").as_deref(),
        Some("2026-04-27"),
        "20 working days, without Good Friday and Easter Monday"
    );
    let draft = r#"{"draft":{"on":"2026-03-30"}}"#;
    let again = r#"{"respond":{"on":"2026-03-30","signposted":true}}"#;
    let found = r#"{"find":{"issue":1,"on":"2026-03-30","finding":"not upheld","went_wrong":"no","reason":"It was sent"}}"#;
    let ended =
        r#"{"close_without_finding":{"on":"2026-03-30","outcome":"withdrawn","reason":"They said so"}}"#;
    for step in [draft, again, found, ended] {
        let refusal = with(&[step]).expect_err("theirs was the first stage");
        assert!(refusal.to_string().contains("somebody else must deal with stage 2"), "{refusal}");
    }
    let theirs = with(&[r#"{"assign":{"to":"jsmith"}}"#]).expect_err("theirs was the first stage");
    assert_eq!(
        (theirs.field.as_str(), theirs.why.as_str()),
        ("to", "J Smith dealt with stage 1 of this case.")
    );
    let kpatel = [
        "kpatel {\"assign\":{\"to\":\"kpatel\"}}",
        "kpatel {\"respond\":{\"on\":\"2026-03-30\",\"signposted\":true}}",
    ];
    assert_eq!(
        with(&kpatel)
            .expect("somebody else answers")
            .rounds
            .now
            .answered()
            .map(|it| it.to_string())
            .as_deref(),
        Some("2026-03-30")
    );
    // Opened again once more, it stays at stage 2, and who dealt with the first stays out of it.
    let once_more = [
        kpatel[0],
        kpatel[1],
        "kpatel {\"close\":{\"on\":\"2026-03-31\"}}",
        r#"{"reopen":{"on":"2026-03-31","reason":"New facts"}}"#,
    ];
    let case = with(&once_more).expect("it is opened again");
    assert_eq!((case.owner.as_deref(), case.rounds.now.second_stage()), (Some("kpatel"), None));
    assert!(case.second_stage().is_some_and(|it| it.not_by == ["jsmith"]));
}

#[test]
fn where_there_is_one_stage_or_nobody_answered_the_first_a_case_that_is_opened_again_stays_whose_it_was() {
    let mut two = office();
    two.timescales.stages = 2;
    let withdrawn = r#"{"close_without_finding":{"on":"2026-03-25","outcome":"withdrawn","reason":"x"}}"#;
    let reopened = r#"{"reopen":{"on":"2026-03-26","reason":"New facts"}}"#;
    let answered = [NEW, EARLY, ISSUE, UPHELD, RESPONSE, CLOSED, reopened];
    for (office, steps) in [(&office(), &answered[..]), (&two, &[NEW, EARLY, withdrawn, reopened])] {
        let case = play_in(office, steps).expect("it is opened again");
        assert_eq!((case.route(), case.owner.as_deref()), (Some(Route::EarlyResolution), Some("jsmith")));
        assert!(case.second_stage().is_none());
    }
}

#[test]
fn whoever_dealt_with_stage_1_at_any_time_has_no_part_in_stage_2() {
    let mut office = office();
    office.timescales.stages = 2;
    let reopened = r#"{"reopen":{"on":"2026-03-26","reason":"Not content"}}"#;
    let handed_over = [r#"{"assign":{"to":"kpatel"}}"#, r#"{"assign":{"to":"jsmith"}}"#];
    let found = format!("kpatel {UPHELD}");
    let drafted = r#"kpatel {"draft":{"on":"2026-03-20"}}"#;
    for theirs in [&handed_over[..], &[found.as_str()], &[drafted]] {
        let steps = [&[NEW, EARLY, ISSUE], theirs, &[UPHELD, RESPONSE, CLOSED, reopened]].concat();
        let case = play_in(&office, &steps).expect("it is opened again");
        assert_eq!(case.second_stage().map(|it| it.not_by.join(" ")).as_deref(), Some("jsmith kpatel"));
        for step in [Step::Find, Step::Draft, Step::Check, Step::Respond, Step::Close] {
            assert!(by_somebody_else(&case, step, "kpatel").is_err(), "{step:?}");
        }
        let stand_in = StandIn {
            by: "kpatel".to_owned(),
            whom: "manager".to_owned(),
            from: case.facts.received,
            until: TODAY.parse().unwrap(),
        };
        let office = Office { stand_ins: vec![stand_in], ..office.clone() };
        let asker = Asker::of(&office, "kpatel", TODAY.parse().unwrap()).expect("they work here");
        assert_eq!(asker.stands_in_for().collect::<Vec<_>>(), ["manager"]);
        assert!(offers(&office, &asker, TODAY.parse().unwrap(), &case, Step::Respond).is_err());
    }
}

#[test]
fn an_answered_first_stage_goes_on_by_opening_again_and_a_closer_look_at_once_skips_it() {
    let mut two = office();
    two.timescales.stages = 2;
    let closer = r#"{"choose_route":{"route":"closer look","on":"2026-03-24","reason":"Not content"}}"#;
    let steps = [NEW, EARLY, ISSUE, UPHELD, RESPONSE, closer];
    assert!(play_in(&two, &steps).is_err_and(|it| it.why.contains("Stage 1 of this case is answered")));
    assert!(play_in(&office(), &steps).is_ok());
    let new = play_in(&two, &[NEW]).expect("it is logged");
    assert!(skips_the_first(&two, &new, Route::CloserLook).is_some());
    assert_eq!(skips_the_first(&two, &new, Route::EarlyResolution), None);
    assert_eq!(skips_the_first(&office(), &new, Route::CloserLook), None);
}

#[test]
fn where_opening_again_begins_no_second_stage_it_is_said_why() {
    let mut two = office();
    two.timescales.stages = 2;
    let withdrawn = r#"{"close_without_finding":{"on":"2026-03-25","outcome":"withdrawn","reason":"x"}}"#;
    let unanswered = play_in(&two, &[NEW, withdrawn]).expect("it is closed");
    assert!(why_none_begins(&two, &unanswered).is_some_and(|it| it.contains("stage 1 was answered")));
    let answered = play_in(&two, &[NEW, EARLY, ISSUE, UPHELD, RESPONSE, CLOSED]).expect("it is closed");
    assert_eq!((why_none_begins(&two, &answered), why_none_begins(&office(), &answered)), (None, None));
    let at_the_second = play_in(&two, &[NEW, CLOSER, ISSUE, UPHELD, RESPONSE, CLOSED]).expect("it is closed");
    assert!(why_none_begins(&two, &at_the_second).is_some_and(|it| it.contains("at stage 2 already")));
}

#[test]
fn letters_of_an_office_with_two_stages_say_the_stage_from_the_first_day_on() {
    let mut two = office();
    two.timescales.stages = 2;
    let new = play_in(&two, &[NEW]).expect("it is logged");
    let early = play_in(&two, &[NEW, EARLY]).expect("it is on its route");
    let told = |office: &Office, case: &Case| in_letters(office, case);
    assert_eq!([told(&two, &new), told(&two, &early), told(&office(), &new)], [Some(1), Some(1), None]);
}

#[test]
fn a_longer_timescale_that_was_agreed_long_ago_can_still_be_written_down() {
    const SHORT: &str = r#"{"share_timescale":{"answer_by":"2026-03-10","on":"2026-03-03"}}"#;
    let longer = |to: &str, told: &str| {
        format!(r#"{{"extend":{{"to":"{to}","told_on":"{told}","reason":"The file was lost"}}}}"#)
    };
    let case = allowed(&[NEW, ACKNOWLEDGED, SHORT, &longer("2026-03-20", "2026-03-09")]);
    assert_eq!(case.rounds.now.answer_by().map(|it| it.to_string()).as_deref(), Some("2026-03-20"));
    let late = longer("2026-03-20", "2026-03-25");
    refused(&[NEW, ACKNOWLEDGED, SHORT, &late], "to", "on or after Wed 25 Mar 2026, when it was said");
}

/// A closed case whose round is put right with these facts in the place of its own.
fn amended(facts: &str) -> String {
    let own = r#""number":1,"acknowledged":"2026-03-03","route":"early resolution","route_days":10,"told":"2026-03-03","answer_by":"2026-03-30","answered":"2026-03-24","closed":"2026-03-25","outcome":"upheld""#;
    let own: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&format!("{{{own}}}")).expect("an object");
    let changed: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&format!("{{{facts}}}")).expect("an object");
    let part: serde_json::Map<_, _> = own.into_iter().chain(changed).collect();
    serde_json::json!({ "amend_round": { "part": part, "why": "Typed wrong" } }).to_string()
}

#[test]
fn the_days_and_the_end_of_a_closed_case_are_put_right_and_count_so() {
    const WHOLE: [&str; 8] = [NEW, ACKNOWLEDGED, TOLD, EARLY, ISSUE, UPHELD, RESPONSE, CLOSED];
    let with = |facts: &str| [&WHOLE[..], &[amended(facts).leak()]].concat();
    let case = allowed(&with(r#""acknowledged":"2026-03-04","closed":"2026-03-24","route":"closer look""#));
    let round = &case.rounds.now;
    assert_eq!(round.acknowledgement.as_ref().map(|it| it.on.to_string()).as_deref(), Some("2026-03-04"));
    assert_eq!((round.route(), round.routes[0].days), (Some(Route::CloserLook), 20));
    assert_eq!(round.closing.as_ref().map(|it| it.on.to_string()).as_deref(), Some("2026-03-24"));
    let case = allowed(&with(r#""outcome":"not upheld""#));
    assert_eq!(case.rounds.now.closing.as_ref().and_then(|it| it.outcome), Some(Outcome::NotUpheld));
    // What was found on the 20th was told on the 18th, so it was found by then.
    let case = allowed(&with(r#""answered":"2026-03-18""#));
    assert_eq!(case.issues[0].finding.as_ref().map(|it| it.on.to_string()).as_deref(), Some("2026-03-18"));
    for (facts, field, why) in [
        (r#""acknowledged":"2026-03-01""#, "acknowledged", "when the case was received or opened again"),
        (r#""answered":"2026-04-01""#, "answered", "today or in the past"),
        (r#""answered":"2026-03-26""#, "closed", "when the final response went"),
        (r#""told":"2026-03-25""#, "answered", "when the timescale was told"),
        (r#""answer_by":"2026-03-20""#, "late_reason", "Say why it was late"),
        (r#""answered":null"#, "answered", "cannot be left out"),
        (r#""told":null"#, "told", "cannot be left out"),
        (r#""outcome":"withdrawn""#, "outcome", "another way to end"),
        (r#""number":1"#, "round", "That is what round 1 says already"),
    ] {
        refused(&with(facts), field, why);
    }
    // On an open case what is recorded is put right, and what is not has its own step.
    let open = |facts: &str| {
        let own = r#""number":1,"acknowledged":"2026-03-03","route":"early resolution","route_days":10,"told":"2026-03-03""#;
        format!(r#"{{"amend_round":{{"part":{{{own},{facts}}},"why":"Typed wrong"}}}}"#)
    };
    let case = allowed(&[NEW, ACKNOWLEDGED, TOLD, EARLY, &open(r#""answer_by":"2026-03-18""#)]);
    assert_eq!(case.rounds.now.answer_by().map(|it| it.to_string()).as_deref(), Some("2026-03-18"));
    let answered = open(r#""answer_by":"2026-03-30","answered":"2026-03-20""#);
    refused(&[NEW, ACKNOWLEDGED, TOLD, EARLY, &answered], "answered", "not recorded yet");
}

#[test]
fn colleagues_complained_about_are_known_by_their_sign_in_name_where_they_work_here() {
    let case = allowed(&[NEW, r#"{"amend":[{"colleagues":["K PATEL","the man at the desk"]}]}"#]);
    assert_eq!(case.facts.colleagues, ["kpatel", "the man at the desk"]);
    refused(
        &[NEW, r#"{"amend":[{"colleagues":["kpatel"]}]}"#, r#"{"amend":[{"colleagues":["k. patel"]}]}"#],
        "",
        "Nothing has changed",
    );
}

#[test]
fn an_update_says_when_the_person_will_next_hear() {
    refused(
        &[NEW, r#"{"update_person":{"on":"2026-03-20","next":"2026-03-21"}}"#],
        "next",
        "today or in the future",
    );
    let case = allowed(&[NEW, r#"{"update_person":{"on":"2026-03-20","next":"2026-04-03"}}"#]);
    assert_eq!((case.updates, case.rounds.now.next_update.is_some()), (1, true));
}

#[test]
fn responsibility_goes_to_people_who_are_here() {
    refused(&[NEW, r#"{"assign":{"to":"J Smith"}}"#], "to", "responsible for it already");
    assert_eq!(allowed(&[NEW, r#"{"assign":{"to":"patel"}}"#]).owner.as_deref(), Some("kpatel"));
    assert_eq!(allowed(&[NEW, r#"{"assign":{}}"#]).owner, None);
}

#[test]
fn an_import_needs_only_a_day_and_refuses_what_contradicts_itself() {
    let import = |more: &str| {
        format!(r#"{{"import":{{"facts":{{"received":"2011-07-01"}},"source":{{"reference":"1"}}{more}}}}}"#)
    };
    let case = allowed(&[&import("")]);
    assert!(case.is_open() && case.owner.is_none());
    // Who complained, and what about, may stay unknown; what is known is not forgotten.
    let known = r#"{"amend":[{"subject":"Late reply"}]}"#;
    allowed(&[&import(""), known]);
    refused(&[&import(""), known, r#"{"amend":[{"subject":""}]}"#], "subject", "in a line");
    refused(&[NEW, r#"{"amend":[{"complainant":{"name":""}}]}"#], "complainant", "who complained");
    refused(&[&import(r#","closing":{"on":"2011-06-30"}"#)], "closed", "before it was received");
    refused(&[&import(r#","timescale":"2011-06-30""#)], "timescale", "before it was received");
    refused(&[&import(r#","closing":{"on":"2031-06-30"}"#)], "closed", "today or in the past");
    allowed(&[&import(r#","timescale":"2011-07-01","closing":{"on":"2011-07-01"},"route":"closer look""#)]);
}

#[test]
fn reasons_to_keep_a_case_stand_side_by_side_and_end_one_by_one() {
    let litigation = r#"{"hold":{"category":"litigation","on":"2026-03-10","reason":"A claim"}}"#;
    let inquiry = r#"{"hold":{"category":"public inquiry","on":"2026-03-11","reason":"It may ask"}}"#;
    let release = r#"{"release":{"category":"litigation","reason":"Settled"}}"#;
    let case = allowed(&[NEW, litigation, inquiry, release]);
    assert_eq!(case.holds.iter().map(|it| it.category.word()).collect::<Vec<_>>(), ["public inquiry"]);
    refused(&[NEW, litigation, litigation], "category", "held already");
    refused(&[NEW, release], "", "Nothing holds");
    refused(&[NEW, inquiry, release], "category", "does not hold");
    refused(&[NEW, &litigation.replace("A claim", "")], "reason", "needed for");
}

#[test]
fn a_correction_keeps_what_stood_there_and_needs_what_shows_it() {
    let correct =
        r#"{"correct":{"facts":[{"complainant":{"name":"Amara Okafor-Bell"}}],"reason":"Her passport"}}"#;
    let case = allowed(&[NEW]);
    let (office, today) = (office(), TODAY.parse().unwrap());
    let calendar = office.calendar();
    let terms = Terms { office: &office, calendar: &calendar, today, actor: "jsmith" };
    let events = decide(&terms, &case, command(correct)).unwrap();
    let before = vec![crate::domain::case::record::Fact::Complainant(PartyFact::Name(
        case.facts.complainant.name.clone(),
    ))];
    assert!(matches!(&events[..], [Event::Corrected { before: was, .. }] if *was == before), "{events:?}");
    assert_eq!(allowed(&[NEW, correct]).facts.complainant.name, "Amara Okafor-Bell");
    refused(&[NEW, correct, correct], "", "Nothing has changed");
    refused(&[NEW, &correct.replace("Her passport", "")], "reason", "shows that it was wrong");
}

#[test]
fn a_refused_correction_records_why_and_the_persons_statement() {
    let refuse = r#"{"refuse_correction":{"on":"2026-03-12","asked":"She rang twice","reason":"The log says once",
        "statement":"She holds that she rang twice"}}"#;
    let case = allowed(&[NEW, refuse]);
    assert_eq!(case.statements[0].statement, "She holds that she rang twice");
    refused(&[NEW, &refuse.replace("The log says once", "")], "reason", "ICO");
    refused(&[NEW, &refuse.replace("She holds that she rang twice", "")], "statement", "statement");
    refused(&[NEW, &refuse.replace("She rang twice", "")], "asked", "asked");
}

#[test]
fn a_case_that_is_there_cannot_begin_again_and_one_that_is_not_can_only_begin() {
    refused(&[NEW, NEW], "", "there already");
    let refusal = play(&[ACKNOWLEDGED]).expect_err("no case yet");
    assert!(refusal.to_string().contains("Log the complaint first"));
}
