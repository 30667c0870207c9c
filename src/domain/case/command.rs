//! What can be asked for on a case: the step, with its details.
//!
//! In JSON a command is its step's name and the details, `{"acknowledge":{"on":"2026-11-24","means":"email"}}`;
//! `redress do` reads them one a line.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case::paper::Paper;
use crate::domain::case::record::{
    ConsentRecord, Cost, Fact, Facts, FollowUp, Followed, Hold, Issue, Letter, PartName, Payment,
    Recommendation, Referral, ReferralDecision, Remedy, Restriction, SampleCheck, Statement,
};
use crate::domain::case::round::{
    Closing, Extension, Pause, Reopening, Response, RoundFacts, SeniorLetter, Timescale, Told,
};
use crate::domain::commit::Source;
use crate::domain::reference::CaseRef;
use crate::domain::step::commands;
use crate::domain::vocabulary::{Answer, DataOf, Finding, HoldKind, Means, Outcome, Route, WentWrong};

commands! {
    /// A step, with its details.
    Command,
    /// A kind of step: what keys offer and rules open or shut.
    Step;

    Receive(Box<Receive>) = ("receive", Receive, "New complaint", "Log a complaint, or an everyday conversation that was settled at once.").word("new").only_adds();
    Import(Box<Import>) = ("import", ImportRecords, "Import", "Take over a case from another system, as it stood there.").only_adds();
    MakeComplaint(MakeComplaint) = ("make_complaint", WorkOnCase, "Make it a complaint", "Turn an everyday conversation into a complaint.");
    Amend(Vec<Fact>) = ("amend", WorkOnCase, "Correct the facts", "Correct what is known of the case and its people: how they are reached, what they need, a risk.").word("edit").corrects();
    Assign(Assign) = ("assign", Assign, "Assign", "Say who is responsible for the case.").or("owner").on_many();
    Acknowledge(Told) = ("acknowledge", WorkOnCase, "Acknowledge", "Record that the person was told we have their complaint.").or("ack").on_many();
    ShareTimescale(Timescale) = ("share_timescale", WorkOnCase, "Share a timescale", "Record by when the person was told they will have an answer.").word("timescale").on_many();
    ChooseRoute(ChooseRoute) = ("choose_route", WorkOnCase, "Choose the route", "Choose early resolution or closer look, or move to closer look.").word("route").on_many();
    AddIssue(Issue) = ("add_issue", WorkOnCase, "Add an issue", "Add something that is complained about, with its theme.").word("issue").only_adds().on_many();
    AmendIssue(Issue) = ("amend_issue", WorkOnCase, "Correct an issue", "Correct the theme or the words of an issue.");
    Find(Find) = ("find", WorkOnCase, "Record a finding", "Record what was found on an issue and whether something went wrong.").word("finding");
    UpdatePerson(UpdatePerson) = ("update_person", WorkOnCase, "Update the person", "Record that the person was updated, and when they will next hear.").word("update").only_adds().on_many();
    SetConsent(ConsentRecord) = ("set_consent", WorkOnCase, "Consent", "Record where the consent of the person affected stands.").word("consent");
    Extend(Extension) = ("extend", Extend, "Agree a longer timescale", "Agree a longer timescale with the person. The first one is kept.").on_many();
    Pause(Pause) = ("pause", WorkOnCase, "Pause", "Stop the office's own clock. The timescale that the person was told does not move.");
    Resume(On) = ("resume", WorkOnCase, "Resume", "Let the office's own clock run again.").opens_on_check();
    SendSeniorLetter(SeniorLetter) = ("send_senior_letter", SendSeniorLetter, "Senior letter", "Record the senior colleague's letter owed after six months.");
    OfferRemedy(Remedy) = ("offer_remedy", WorkOnCase, "Put things right", "Record what is done to put things right, by whom and by when.").word("remedy").only_adds();
    AnswerRemedy(AnswerRemedy) = ("answer_remedy", WorkOnCase, "Answer to a remedy", "Record the person's answer to an offer.");
    CompleteRemedy(CompleteRemedy) = ("complete_remedy", WorkOnCase, "Remedy done", "Record that a remedy was done, and what shows it.").word("remedy-done");
    DecidePayment(Payment) = ("decide_payment", WorkOnCase, "Payment", "Record a payment, its class, what it is for and who authorised it.").word("payment").only_adds();
    Pay(Pay) = ("pay", WorkOnCase, "Paid", "Record that a payment was made.").word("paid");
    Draft(DraftReady) = ("draft", WorkOnCase, "Draft ready", "Record that a draft of the response is ready to be checked.");
    Check(Check) = ("check", CheckDraft, "Quality check", "Record a second person's check of the draft.").word("quality-check");
    Respond(Response) = ("respond", WorkOnCase, "Final response", "Record that the final response was sent.").word("send").or("respond");
    Close(Close) = ("close", WorkOnCase, "Close", "Close the case with the outcome that its issues add up to, or another with a reason.");
    CloseWithoutFinding(CloseWithoutFinding) = ("close_without_finding", Withdraw, "Close without a finding", "Close a case that was withdrawn, is out of scope or went elsewhere.").on_many();
    LinkDuplicate(LinkDuplicate) = ("link_duplicate", WorkOnCase, "Close as a duplicate", "Close the case as a repeat of another.").word("duplicate").on_many();
    Reopen(Reopening) = ("reopen", WorkOnCase, "Open again", "Open a closed case again: another round, with its own timescale and answer.");
    Refer(Referral) = ("refer", WorkOnCase, "Refer to the Ombudsman", "Record that the case went to the next tier or the Ombudsman.");
    SendPapers(OnReferral<NaiveDate>) = ("send_papers", WorkOnCase, "Papers sent", "Record when the papers went to the next tier.").opens_on_check();
    RecordDecision(OnReferral<ReferralDecision>) = ("record_decision", WorkOnCase, "Ombudsman decision", "Record what the next tier decided.");
    AddRecommendation(OnReferral<Recommendation>) = ("add_recommendation", WorkOnCase, "Recommendation", "Record what the next tier recommends, by when.");
    FollowRecommendation(FollowRecommendation) = ("follow_recommendation", WorkOnCase, "Recommendation followed", "Record that a recommendation was complied with, or not, and what shows it.");
    MarkImportant(Reason) = ("mark_important", WorkOnCase, "Mark as important", "Mark the case as important beyond itself, with the reason.").word("important").on_many();
    UnmarkImportant = ("unmark_important", WorkOnCase, "Not important any more", "Say that the case is not important beyond itself any more.").opens_on_check();
    Restrict(Restriction) = ("restrict", Restrict, "Restrict", "Let only named people see the case.");
    LiftRestriction(Reason) = ("lift_restriction", LiftRestriction, "Lift the restriction", "Let everybody who may see cases see this one again.");
    LetIn(LetIn) = ("let_in", LetIn, "Let a manager in", "Name a complaints manager on a restricted case, by its reference alone, so that somebody can lift the restriction.").only_adds();
    Note(Note) = ("note", AddNote, "Note", "Write a note on the case.").only_adds().on_many();
    RecordCost(Cost) = ("record_cost", AddNote, "Cost of the case", "Record the hours that colleagues worked on the case, or money paid to others for it.").only_adds().on_many();
    SendLetter(Box<Letter>) = ("send_letter", WorkOnCase, "Letter", "Write a letter from the case. What went, when, how, to whom and its exact text stay on it. An acknowledgement acknowledges the case too.").only_adds();
    AttachPaper(Box<AttachPaper>) = ("attach_paper", AddNote, "Attach a paper", "Put a paper on the case: a file of at most 100 MB, or a reference to where it is kept.").word("attach").only_adds();
    BringForward(FollowUp) = ("bring_forward", AddNote, "Bring forward", "Have the case come up again on a day, with the reason: for you, or for whoever is responsible.").or("remind").only_adds().on_many();
    AskTeam(FollowUp) = ("ask_team", WorkOnCase, "Ask another team", "Record what is asked of another team or body, and by when the answer is due.").or("ask").only_adds().on_many();
    FollowUpDone(FollowUpDone) = ("follow_up_done", WorkOnCase, "Answer came, or seen to", "Record the answer to what was asked, what was done about what came up, or that a step is done.").word("followed-up").or("tick");
    AmendFollowUp(PutRight<FollowUp>) = ("amend_follow_up", WorkOnCase, "Correct a follow-up", "Correct what was asked or brought forward, such as its day, with the reason. What it was stays in the history.").corrects();
    AmendRemedy(PutRight<Remedy>) = ("amend_remedy", WorkOnCase, "Correct a remedy", "Correct what was recorded of a remedy, with the reason. What it was stays in the history.").corrects();
    AmendPayment(PutRight<Payment>) = ("amend_payment", WorkOnCase, "Correct a payment", "Correct what was recorded of a payment, with the reason. What it was stays in the history.").corrects();
    AmendRecommendation(PutRight<OnReferral<Recommendation>>) = ("amend_recommendation", WorkOnCase, "Correct a recommendation", "Correct what was recorded of a recommendation, with the reason. What it was stays in the history.").corrects();
    AmendCost(PutRight<Cost>) = ("amend_cost", WorkOnCase, "Correct a cost", "Correct the hours or the money recorded for the case, with the reason. What they were stays in the history.").corrects();
    AmendLetter(PutRight<Letter>) = ("amend_letter", WorkOnCase, "Correct a letter", "Correct what was recorded of a letter that went, such as its date, with the reason. What it was stays in the history.").corrects();
    AmendPaper(PutRight<Paper>) = ("amend_paper", WorkOnCase, "Correct a paper", "Correct the title, kind or date of a paper, or whose data it holds, with the reason.").corrects();
    CancelPart(CancelPart) = ("cancel_part", WorkOnCase, "Cancel", "Cancel a remedy, payment, recommendation, cost, paper, follow-up or letter, with the reason. It stays on the case and counts nowhere.").word("cancel");
    SampleCheck(SampleCheck) = ("sample_check", Audit, "Sample check", "Record what a second person found on a closed case that was drawn as a sample.").only_adds();
    Hold(Hold) = ("hold", Hold, "Hold", "Keep the case from being anonymised for now, with the reason.").only_adds().on_many();
    Release(Release) = ("release", KeepRecords, "Release a hold", "Let the case be anonymised again when its time comes.");
    Correct(Correction) = ("correct", Correct, "Correct at their request", "Correct a fact because the person asked for it; old and new stay in the history.");
    RefuseCorrection(Statement) = ("refuse_correction", Correct, "Refuse a correction", "Record why a fact stays as it is, and the statement that the person adds.").only_adds();
    GiveCopy(CopyGiven) = ("give_copy", KeepRecords, "Copy given", "Record that somebody had a copy of what is held about them.").only_adds();
    AmendRound(PutRight<RoundFacts>) = ("amend_round", WorkOnCase, "Correct days or the end", "Correct when the case was acknowledged, told a timescale, answered or closed, its route or how it ended, with the reason. What it was stays in the history.").word("correct-days").corrects();
    SetSteps(Vec<NewStep>) = ("set_steps", WorkOnCase, "Steps of its kind", "Put the steps on the case that the office has for its service and themes, or others. Each is ticked when it is done.").word("steps").only_adds();
}

/// Details of logging something new.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receive {
    /// What is known.
    pub facts: Facts,
    /// What is complained about, one by one; may be added later.
    #[serde(default)]
    pub issues: Vec<Issue>,
    /// Who is responsible: a sign-in name or a name; empty for whoever logs it.
    #[serde(default)]
    pub owner: String,
    /// For an everyday conversation: how it was settled. Empty for a complaint.
    #[serde(default)]
    pub settled: String,
}

/// Details of taking over a case from another system. Only the day of receipt is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Import {
    /// What is known.
    pub facts: Facts,
    /// Where it came from.
    pub source: Source,
    /// What is complained about.
    #[serde(default)]
    pub issues: Vec<Issue>,
    /// Who was responsible, as written there.
    #[serde(default)]
    pub owner: Option<String>,
    /// When it was acknowledged.
    #[serde(default)]
    pub acknowledged: Option<NaiveDate>,
    /// How it was dealt with.
    #[serde(default)]
    pub route: Option<Route>,
    /// The day by which the person was told they would have an answer.
    #[serde(default)]
    pub timescale: Option<NaiveDate>,
    /// The day on which they were told that.
    #[serde(default)]
    pub told: Option<NaiveDate>,
    /// How it ended.
    #[serde(default)]
    pub closing: Option<Closing>,
}

/// Details of turning a conversation into a complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeComplaint {
    /// The day that counts as its receipt.
    pub on: NaiveDate,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// Who becomes responsible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assign {
    /// A sign-in name or a name; empty for nobody.
    #[serde(default)]
    pub to: String,
}

/// Which route, since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChooseRoute {
    pub route: Route,
    /// Since when.
    pub on: NaiveDate,
    /// Why; needed for the move to closer look.
    #[serde(default)]
    pub reason: String,
}

/// A finding on an issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Find {
    /// The issue's number.
    pub issue: u32,
    /// When.
    pub on: NaiveDate,
    /// The finding; none when only "something went wrong" is decided, as early resolution often does.
    #[serde(default)]
    pub finding: Option<Finding>,
    /// Whether something went wrong.
    pub went_wrong: WentWrong,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// The person was updated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdatePerson {
    /// When.
    pub on: NaiveDate,
    /// How.
    #[serde(default)]
    pub means: Option<Means>,
    /// What was said.
    #[serde(default)]
    pub note: String,
    /// When they will next hear.
    #[serde(default)]
    pub next: Option<NaiveDate>,
}

/// A day, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct On {
    /// The day.
    pub on: NaiveDate,
}

/// The person's answer to an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerRemedy {
    /// The remedy's number.
    pub remedy: u32,
    /// Their answer.
    pub answer: Answer,
}

/// A step of its kind of case, to be ticked when it is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewStep {
    /// What is done.
    pub what: String,
    /// The day on which it comes up; none for a step that only stands on the case.
    #[serde(default)]
    pub due: Option<NaiveDate>,
}

/// The answer to what was asked came, or what came up was seen to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpDone {
    /// The number of the follow-up.
    pub follow_up: u32,
    /// When.
    pub on: NaiveDate,
    /// The answer, or what was done.
    #[serde(default)]
    pub answer: String,
}

/// A remedy was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompleteRemedy {
    /// The remedy's number.
    pub remedy: u32,
    /// When.
    pub on: NaiveDate,
    /// What shows it.
    #[serde(default)]
    pub evidence: String,
}

/// A payment was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pay {
    /// The payment's number.
    pub payment: u32,
    /// When.
    pub on: NaiveDate,
    /// Its reference.
    #[serde(default)]
    pub payment_ref: String,
}

/// A draft is ready.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftReady {
    /// When.
    pub on: NaiveDate,
    /// Where it is, or what it says.
    #[serde(default)]
    pub note: String,
}

/// A check of the draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// When.
    pub on: NaiveDate,
    /// Whether it may go.
    pub passed: bool,
    /// Why not, or anything to add.
    #[serde(default)]
    pub note: String,
}

/// Closing with an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Close {
    /// When.
    pub on: NaiveDate,
    /// The outcome; none takes what the issues add up to.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// Why it differs from what the issues add up to.
    #[serde(default)]
    pub reason: String,
    /// Why the answer was late, if it was.
    #[serde(default)]
    pub late_reason: String,
}

/// Closing without a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseWithoutFinding {
    /// When.
    pub on: NaiveDate,
    /// How it ended.
    pub outcome: Outcome,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// The case that this one repeats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkDuplicate {
    /// The other case.
    pub of: CaseRef,
    /// When.
    pub on: NaiveDate,
}

/// Details that belong to one referral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnReferral<T> {
    /// The referral's number.
    pub referral: u32,
    /// The details.
    pub what: T,
}

/// A recommendation was followed, or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowRecommendation {
    /// The referral's number.
    pub referral: u32,
    /// The recommendation's number.
    pub recommendation: u32,
    /// How.
    pub followed: Followed,
}

/// What was recorded before, put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutRight<T> {
    /// As it is to be.
    pub part: T,
    /// Why.
    #[serde(default)]
    pub why: String,
}

/// Something recorded before is cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelPart {
    /// What.
    pub part: PartName,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// Somebody is named on what is restricted, by whoever need not see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetIn {
    /// A complaints manager: a sign-in name or a name.
    pub who: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// A reason, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub reason: String,
}

/// A paper that is put on a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachPaper {
    pub paper: Paper,
    /// A file of whoever attaches it, “-” for standard input: their program carries its contents to the office and takes the
    /// path out.
    #[serde(default)]
    pub path: String,
    /// What the contents were carried under.
    #[serde(default)]
    pub carried_as: String,
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The words.
    pub text: String,
    /// Whose data it holds; may be left open.
    #[serde(default)]
    pub about: Option<DataOf>,
}

/// A reason to keep a case falls away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Which.
    pub category: HoldKind,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// Facts that the person asked to have put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// As they are to be.
    pub facts: Vec<Fact>,
    /// What shows that they were wrong.
    #[serde(default)]
    pub reason: String,
}

/// Somebody had a copy of what is held about them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyGiven {
    /// When.
    pub on: NaiveDate,
    /// How many texts were in it.
    #[serde(default)]
    pub included: u32,
    /// How many were left out, whole or in part.
    #[serde(default)]
    pub withheld: u32,
}

impl Step {
    /// What the key of a step means on a case: where the step has been taken, the one that follows it.
    #[must_use]
    pub const fn on_a_case(self, has_timescale: bool, is_paused: bool, is_important: bool) -> Self {
        match self {
            Self::ShareTimescale if has_timescale => Self::Extend,
            Self::Pause if is_paused => Self::Resume,
            Self::MarkImportant if is_important => Self::UnmarkImportant,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_reads_as_its_steps_name_and_its_details() {
        let text = r#"{"acknowledge":{"on":"2026-11-24","means":"email"}}"#;
        let command: Command = serde_json::from_str(text).expect("the documented form");
        assert_eq!(command.step().name(), "acknowledge");
        let bare: Command = serde_json::from_str("\"unmark_important\"").expect("a step without details");
        assert_eq!(bare.step(), Step::UnmarkImportant);
    }
}
