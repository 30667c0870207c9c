//! Keeping a case from being anonymised, and what is done when a person says that something is wrong.

use crate::domain::case::command::{Command, Correction, Release, Step};
use crate::domain::case::record::{Fact, Facts, Hold, Statement};
use crate::domain::diary::AnyStep;
use crate::domain::vocabulary::HoldKind;
use crate::forms::field::{Asked, FormTable, Kind, Setting};
use crate::forms::tables::parts::{day_done, field, preset, words};

/// It must be kept.
pub const HOLD: FormTable = FormTable {
    id: "hold",
    step: Some(AnyStep::Case(Step::Hold)),
    title: "Hold",
    done: "keep it from being anonymised",
    opens_on_check: false,
    fields: &[
        field(
            "category",
            "Needed for",
            "type to choose",
            Kind::Choice(|_| words(HoldKind::ALL, HoldKind::word)),
        ),
        field("reason", "Why", "which claim, inquiry or request", Kind::Line),
        day_done("on", "Since"),
    ],
    build: |it| {
        let on = it.day("on");
        let category = it.must_choose("category", HoldKind::from_word).unwrap_or(HoldKind::Other);
        Asked::Steps(vec![Command::Hold(Hold { category, on, reason: it.text("reason") })])
    },
};

fn holds(setting: &Setting) -> Vec<String> {
    let holds = setting.case.map(|it| it.holds.as_slice()).unwrap_or_default();
    holds.iter().map(|it| it.category.word().to_owned()).collect()
}

/// It need not be kept any more.
pub const RELEASE: FormTable = FormTable {
    id: "release",
    step: Some(AnyStep::Case(Step::Release)),
    title: "Release a hold",
    done: "release it",
    opens_on_check: false,
    fields: &[
        preset(field("category", "Held for", "type to choose", Kind::Choice(holds)), |it| {
            holds(it).into_iter().next().unwrap_or_default()
        }),
        field("reason", "Why", "how it ended", Kind::Line),
    ],
    build: |it| {
        let category = it.must_choose("category", HoldKind::from_word).unwrap_or(HoldKind::Other);
        Asked::Steps(vec![Command::Release(Release { category, reason: it.text("reason") })])
    },
};

/// A fact that a person may say is wrong, by its word.
type Named = (&'static str, fn(String) -> Fact, fn(&Facts) -> &str);

/// Those that are in words; days, services and channels are put right with “Correct the facts”.
const FACTS: &[Named] = &[
    ("name", Fact::Complainant, |it| &it.complainant),
    ("contact", Fact::Contact, |it| &it.contact),
    ("who speaks for them", Fact::Representative, |it| &it.representative),
    ("what it is about", Fact::Subject, |it| &it.subject),
    ("what happened", Fact::Story, |it| &it.story),
    ("what they want", Fact::Wants, |it| &it.wants),
    ("adjustments", Fact::Adjustments, |it| &it.adjustments),
];

/// Something is put right because the person asked for it.
pub const CORRECT: FormTable = FormTable {
    id: "correct",
    step: Some(AnyStep::Case(Step::Correct)),
    title: "Correct at the person’s request",
    done: "save; old and new stay in the history",
    opens_on_check: false,
    fields: &[
        field(
            "fact",
            "What is wrong",
            "type to choose",
            Kind::Choice(|_| FACTS.iter().map(|it| it.0.to_owned()).collect()),
        ),
        field("to", "As it should be", "Enter starts a new line", Kind::Text),
        field("reason", "What shows it", "", Kind::Line),
    ],
    build: |it| {
        let (to, reason) = (it.text("to"), it.text("reason"));
        let named =
            it.must_choose("fact", |word| FACTS.iter().find(|it| it.0.eq_ignore_ascii_case(word.trim())));
        if let (Some((word, _, now)), Some(case)) = (named, it.setting.case)
            && now(&case.facts) == to
        {
            it.wrong("to", format!("As it should be: that is what stands there already for “{word}”."));
        }
        let facts = named.map(|(_, fact, _)| fact(to)).into_iter().collect();
        Asked::Steps(vec![Command::Correct(Correction { facts, reason })])
    },
};

/// Something stays as it is, with the person's statement beside it.
pub const REFUSE_CORRECTION: FormTable = FormTable {
    id: "refuse_correction",
    step: Some(AnyStep::Case(Step::RefuseCorrection)),
    title: "Refuse a correction",
    done: "save",
    opens_on_check: false,
    fields: &[
        field("asked", "What they asked", "what they say is wrong", Kind::Text),
        field("reason", "Why not", "and that they can go to the ICO", Kind::Text),
        field("statement", "Their statement", "or that they added none", Kind::Text),
        day_done("on", "Date told"),
    ],
    build: |it| {
        let on = it.day("on");
        let (asked, reason, statement) = (it.text("asked"), it.text("reason"), it.text("statement"));
        Asked::Steps(vec![Command::RefuseCorrection(Statement { on, asked, reason, statement })])
    },
};
