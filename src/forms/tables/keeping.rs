//! Keeping a case from being anonymised, and what is done when a person says that something is wrong.

use crate::domain::case::command::{Command, Correction, Release, Step};
use crate::domain::case::record::{Fact, Hold, Statement};
use crate::domain::diary::AnyStep;
use crate::domain::party::record::{Party, PartyFact};
use crate::domain::vocabulary::{HoldKind, Means};
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

type OfText = fn(String) -> Fact;

/// What a person may say is wrong of the complaint; its day, service and channel are put right with “Correct the facts”.
const TEXTS: &[(&str, OfText)] =
    &[("what it is about", Fact::Subject), ("what happened", Fact::Story), ("what they want", Fact::Wants)];

/// Whoever speaks for them, and what goes before what is known of them.
const SPEAKER: &str = "who speaks for them";

fn of_speaker(field: &str, called: &str) -> String {
    if field == "name" { SPEAKER.to_owned() } else { format!("{SPEAKER}: {called}") }
}

/// Everything that a person may say is wrong: what is known of them, of the complaint, and of whoever speaks for them.
fn facts(_: &Setting) -> Vec<String> {
    let own = Party::PARTS.iter().map(|it| it.1.to_owned());
    let texts = TEXTS.iter().map(|it| it.0.to_owned());
    own.chain(texts).chain(Party::PARTS.iter().map(|it| of_speaker(it.0, it.1))).collect()
}

/// The fact that such words mean, as it should be; none where `to` is no such thing.
fn fact(word: &str, to: &str) -> Option<Fact> {
    let is = |it: &str| it.eq_ignore_ascii_case(word.trim());
    if let Some((_, fact)) = TEXTS.iter().find(|it| is(it.0)) {
        return Some(fact(to.to_owned()));
    }
    let own = Party::PARTS.iter().find(|it| is(it.1));
    let of_theirs = Party::PARTS.iter().find(|it| is(&of_speaker(it.0, it.1)));
    own.and_then(|it| PartyFact::from_words(it.0, to))
        .map(Fact::Complainant)
        .or_else(|| PartyFact::from_words(of_theirs?.0, to).map(Fact::Representative))
}

/// Something is put right because the person asked for it.
pub const CORRECT: FormTable = FormTable {
    id: "correct",
    step: Some(AnyStep::Case(Step::Correct)),
    title: "Correct at the person’s request",
    done: "save; old and new stay in the history",
    opens_on_check: false,
    fields: &[
        field("fact", "What is wrong", "type to choose", Kind::Choice(facts)),
        field("to", "As it should be", "Enter starts a new line", Kind::Text),
        field("reason", "What shows it", "", Kind::Line),
    ],
    build: |it| {
        let (to, reason) = (it.text("to"), it.text("reason"));
        let known = facts(&it.setting);
        let word = it.must_choose("fact", |word| {
            known.iter().find(|it| it.eq_ignore_ascii_case(word.trim())).cloned()
        });
        let fact = word.as_ref().and_then(|it| fact(it, &to));
        match (&word, &fact, it.setting.case) {
            (Some(word), None, _) => {
                let ways = words(Means::ALL, Means::word).join(", ");
                let why = "is a way to be reached, or a day such as 2026-12-01";
                it.wrong("to", format!("As it should be: “{word}” {why}. Ways are: {ways}."));
            }
            (Some(word), Some(fact), Some(case)) if case.facts.same_fact(fact) == *fact => {
                it.wrong("to", format!("As it should be: that is what stands there already for “{word}”."));
            }
            _ => {}
        }
        let facts = fact.into_iter().collect();
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
