//! The end of a case: draft, quality check, final response, closing and what may follow it.

use crate::domain::case::command::{
    Check, Close, CloseWithoutFinding, Command, DraftReady, LinkDuplicate, Step,
};
use crate::domain::case::record::Case;
use crate::domain::case::round::{Reopening, Response};
use crate::domain::office::lists::ListKind;
use crate::domain::reference::CaseRef;
use crate::domain::vocabulary::{Means, Outcome};
use crate::forms::field::{Kind, field, one_of, optional, yes_no};
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, form};
use crate::forms::tables::parts::{day_done, entry, late_reason, means};

/// A draft is ready.
pub fn draft() -> FormTable {
    let note = optional("note", "Draft", "where it is, or what it says", Kind::Text);
    form(Step::Draft, "save", vec![note, day_done("on", "Ready on")], |it| {
        Some(Command::Draft(DraftReady { on: it.day("on")?, note: it.text("note") }))
    })
}

/// A second person looks at it.
pub fn check() -> FormTable {
    form(
        Step::Check,
        "save",
        vec![
            field("passed", "May it go?", "", yes_no()),
            optional("note", "Note", "what must change, if it may not", Kind::Text),
            day_done("on", "Checked on"),
        ],
        |it| {
            let (on, passed) = (it.day("on"), it.yes_no("passed"));
            Some(Command::Check(Check { on: on?, passed: passed?, note: it.text("note") }))
        },
    )
}

/// The final response went.
pub fn respond() -> FormTable {
    form(
        Step::Respond,
        "save",
        vec![
            day_done("on", "Date sent"),
            means(),
            field("signposted", "Says what next?", "where the person can go next", yes_no()),
            optional("signed_off_by", "Signed off by", "", Kind::Line),
            optional("note", "In brief", "", Kind::Text),
        ],
        |it| {
            let (on, means) = (it.day("on"), it.choice("means", Means::from_word));
            let signposted = it.yes_no("signposted");
            let (signed_off_by, note) = (it.text("signed_off_by"), it.text("note"));
            let (on, signposted, by) = (on?, signposted?, String::new());
            Some(Command::Respond(Response { on, means, signposted, signed_off_by, note, by }))
        },
    )
}

/// The outcomes of which this holds.
fn outcomes(fits: impl Fn(Outcome) -> bool) -> Kind {
    let all: Vec<Outcome> = Outcome::ALL.iter().copied().filter(|it| fits(*it)).collect();
    one_of(&all, Outcome::word)
}

/// What issues can add up to.
const fn can_be_found(it: Outcome) -> bool {
    it.is_finding() || matches!(it, Outcome::Withdrawn)
}

/// How a case can end without a finding, but as a repeat of another.
const fn has_no_finding(it: Outcome) -> bool {
    !it.is_finding() && !matches!(it, Outcome::Duplicate)
}

fn usual_outcome(setting: &Setting) -> String {
    setting.case().and_then(Case::rolled_up).unwrap_or(Outcome::Resolved).word().to_owned()
}

/// Where a longer timescale was agreed and the first one missed, the reason that was given then, if the office lists it.
fn usual_late_reason(setting: &Setting) -> String {
    let is_late = |it: &&Case| {
        let first = it.promise(&setting.house.calendar, &it.rounds.now).map(|it| it.first);
        first.zip(it.rounds.now.answered()).is_some_and(|(first, answered)| first < answered)
    };
    let late = setting.case().filter(is_late);
    let given = late.and_then(|it| it.rounds.now.extensions.last()).map(|it| it.reason.as_str());
    let listed = given.and_then(|it| setting.office().late_reasons.find(it));
    listed.map(|it| it.name.clone()).unwrap_or_default()
}

/// Closing with what was found.
pub fn close() -> FormTable {
    form(
        Step::Close,
        "close the case",
        vec![
            day_done("on", "Date closed"),
            optional("outcome", "Outcome", "what the issues add up to", outcomes(can_be_found))
                .preset(usual_outcome),
            optional("reason", "Why different", "if it is not what they add up to", Kind::Line),
            optional("late_reason", "Why late", "if it was", entry(ListKind::LateReasons))
                .preset(usual_late_reason),
        ],
        |it| {
            let (on, outcome) = (it.day("on"), it.choice("outcome", Outcome::from_word));
            let (reason, late_reason) = (it.text("reason"), late_reason(it));
            Some(Command::Close(Close { on: on?, outcome, reason, late_reason }))
        },
    )
}

/// Closing without one.
pub fn close_without_finding() -> FormTable {
    form(
        Step::CloseWithoutFinding,
        "close the case",
        vec![
            field("outcome", "How it ended", "", outcomes(has_no_finding)),
            field("reason", "Why", "", Kind::Line),
            day_done("on", "Date closed"),
        ],
        |it| {
            let (on, outcome) = (it.day("on"), it.choice("outcome", Outcome::from_word));
            let reason = it.text("reason");
            Some(Command::CloseWithoutFinding(CloseWithoutFinding { on: on?, outcome: outcome?, reason }))
        },
    )
}

/// It repeats another.
pub fn link_duplicate() -> FormTable {
    let of = field("of", "Repeats", "the other case, such as 26-0142", Kind::Line);
    form(Step::LinkDuplicate, "close the case", vec![of, day_done("on", "Date")], |it| {
        let (on, of) = (it.day("on"), it.read("of", str::parse::<CaseRef>));
        Some(Command::LinkDuplicate(LinkDuplicate { of: of?, on: on? }))
    })
}

/// Open again.
pub fn reopen() -> FormTable {
    let why = field("reason", "Why", "", Kind::Line);
    form(Step::Reopen, "open the case again", vec![why, day_done("on", "Date")], |it| {
        Some(Command::Reopen(Reopening { on: it.day("on")?, reason: it.text("reason") }))
    })
}
