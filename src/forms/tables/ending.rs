//! The end of a case: draft, quality check, final response, closing and what may follow it.

use crate::domain::case::command::{
    Check, Close, CloseWithoutFinding, Command, DraftReady, LinkDuplicate, Step,
};
use crate::domain::case::record::Case;
use crate::domain::case::round::{Reopening, Response};
use crate::domain::diary::AnyStep;
use crate::domain::reference::CaseRef;
use crate::domain::vocabulary::{Means, Outcome};
use crate::forms::field::{Asked, FormTable, Kind, Setting, YES_NO};
use crate::forms::tables::parts::{MEANS, day_done, field, names, optional, preset};

/// A draft is ready.
pub const DRAFT: FormTable = FormTable {
    id: "draft",
    step: Some(AnyStep::Case(Step::Draft)),
    title: "Draft ready",
    done: "save",
    opens_on_check: false,
    fields: &[
        optional("note", "Draft", "where it is, or what it says", Kind::Text),
        day_done("on", "Ready on"),
    ],
    build: |it| {
        let on = it.day("on");
        Asked::Steps(vec![Command::Draft(DraftReady { on, note: it.text("note") })])
    },
};

/// A second person looks at it.
pub const CHECK: FormTable = FormTable {
    id: "check",
    step: Some(AnyStep::Case(Step::Check)),
    title: "Quality check",
    done: "save",
    opens_on_check: false,
    fields: &[
        field("passed", "May it go?", "", YES_NO),
        optional("note", "Note", "what must change, if it may not", Kind::Text),
        day_done("on", "Checked on"),
    ],
    build: |it| {
        let on = it.day("on");
        let passed = it.yes_no("passed").unwrap_or(false);
        Asked::Steps(vec![Command::Check(Check { on, passed, note: it.text("note") })])
    },
};

/// The final response went.
pub const RESPOND: FormTable = FormTable {
    id: "respond",
    step: Some(AnyStep::Case(Step::Respond)),
    title: "Final response",
    done: "save",
    opens_on_check: false,
    fields: &[
        day_done("on", "Date sent"),
        MEANS,
        field("signposted", "Says what next?", "where the person can go next", YES_NO),
        optional("signed_off_by", "Signed off by", "", Kind::Line),
        optional("note", "In brief", "", Kind::Text),
    ],
    build: |it| {
        let on = it.day("on");
        let means = it.choice("means", Means::from_word);
        let signposted = it.yes_no("signposted");
        if signposted.is_none() && it.text("signposted").is_empty() {
            it.wrong("signposted", "Says what next?: answer yes or no.");
        }
        Asked::Steps(vec![Command::Respond(Response {
            on,
            means,
            signposted: signposted.unwrap_or(false),
            signed_off_by: it.text("signed_off_by"),
            note: it.text("note"),
        })])
    },
};

fn outcomes(is_finding: bool) -> Vec<String> {
    let fits = |it: &&Outcome| it.is_finding() == is_finding && **it != Outcome::Duplicate;
    Outcome::ALL.iter().filter(fits).map(|it| it.word().to_owned()).collect()
}

/// Closing with what was found.
pub const CLOSE: FormTable = FormTable {
    id: "close",
    step: Some(AnyStep::Case(Step::Close)),
    title: "Close",
    done: "close the case",
    opens_on_check: true,
    fields: &[
        day_done("on", "Date closed"),
        preset(
            optional("outcome", "Outcome", "what the issues add up to", Kind::Choice(|_| outcomes(true))),
            |it| it.case.and_then(Case::rolled_up).unwrap_or(Outcome::Resolved).word().to_owned(),
        ),
        optional("reason", "Why different", "if it is not what they add up to", Kind::Line),
        optional("late_reason", "Why late", "if it was", Kind::Choice(late_reasons)),
    ],
    build: |it| {
        let on = it.day("on");
        let outcome = it.choice("outcome", Outcome::from_word);
        let (reason, late_reason) = (it.text("reason"), it.text("late_reason"));
        Asked::Steps(vec![Command::Close(Close { on, outcome, reason, late_reason })])
    },
};

fn late_reasons(setting: &Setting) -> Vec<String> {
    names(&setting.office().late_reasons, setting)
}

/// Closing without one.
pub const CLOSE_WITHOUT_FINDING: FormTable = FormTable {
    id: "close_without_finding",
    step: Some(AnyStep::Case(Step::CloseWithoutFinding)),
    title: "Close without a finding",
    done: "close the case",
    opens_on_check: false,
    fields: &[
        field("outcome", "How it ended", "type to choose", Kind::Choice(|_| outcomes(false))),
        field("reason", "Why", "", Kind::Line),
        day_done("on", "Date closed"),
    ],
    build: |it| {
        let on = it.day("on");
        let outcome = it.must_choose("outcome", Outcome::from_word).unwrap_or(Outcome::OtherReason);
        let reason = it.text("reason");
        Asked::Steps(vec![Command::CloseWithoutFinding(CloseWithoutFinding { on, outcome, reason })])
    },
};

/// It repeats another.
pub const LINK_DUPLICATE: FormTable = FormTable {
    id: "link_duplicate",
    step: Some(AnyStep::Case(Step::LinkDuplicate)),
    title: "Close as a duplicate",
    done: "close the case",
    opens_on_check: false,
    fields: &[field("of", "Repeats", "the other case, such as 26-0142", Kind::Line), day_done("on", "Date")],
    build: |it| {
        let on = it.day("on");
        let of = it.choice("of", |word| word.parse::<CaseRef>().ok());
        let steps = of.map(|of| Command::LinkDuplicate(LinkDuplicate { of, on }));
        Asked::Steps(steps.into_iter().collect())
    },
};

/// Open again.
pub const REOPEN: FormTable = FormTable {
    id: "reopen",
    step: Some(AnyStep::Case(Step::Reopen)),
    title: "Open again",
    done: "open the case again",
    opens_on_check: false,
    fields: &[field("reason", "Why", "", Kind::Line), day_done("on", "Date")],
    build: |it| {
        let on = it.day("on");
        Asked::Steps(vec![Command::Reopen(Reopening { on, reason: it.text("reason") })])
    },
};
