//! Keeping a case from being anonymised, and what is done when a person says that something is wrong.

use crate::domain::case::command::{Command, Correction, Release, Step};
use crate::domain::case::record::{Fact, Hold, Statement};
use crate::domain::party::record::{Party, PartyFact};
use crate::domain::vocabulary::{HoldKind, Means};
use crate::forms::field::{Kind, field, one_of};
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, form};
use crate::forms::tables::parts::{day_done, part};

/// It must be kept.
pub fn hold() -> FormTable {
    form(
        Step::Hold,
        "keep it from being anonymised",
        vec![
            field("category", "Needed for", "", one_of(HoldKind::ALL, HoldKind::word)),
            field("reason", "Why", "which claim, inquiry or request", Kind::Line),
            day_done("on", "Since"),
        ],
        |it| {
            let (on, category) = (it.day("on"), it.choice("category", HoldKind::from_word));
            Some(Command::Hold(Hold { category: category?, on: on?, reason: it.text("reason") }))
        },
    )
}

fn holds(setting: &Setting) -> Vec<String> {
    let holds = setting.case().map(|it| it.holds.as_slice()).unwrap_or_default();
    holds.iter().map(|it| it.category.word().to_owned()).collect()
}

/// It need not be kept any more.
pub fn release() -> FormTable {
    form(
        Step::Release,
        "release it",
        vec![
            field("category", "Held for", "", part(holds))
                .preset(|it| holds(it).into_iter().next().unwrap_or_default()),
            field("reason", "Why", "how it ended", Kind::Line),
        ],
        |it| {
            let category = it.choice("category", HoldKind::from_word)?;
            Some(Command::Release(Release { category, reason: it.text("reason") }))
        },
    )
}

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
pub fn correct() -> FormTable {
    form(
        Step::Correct,
        "save; old and new stay in the history",
        vec![
            field("fact", "What is wrong", "", part(facts)),
            field("to", "As it should be", "", Kind::Text),
            field("reason", "What shows it", "", Kind::Line),
        ],
        |answers| {
            let (to, reason) = (answers.text("to"), answers.text("reason"));
            let known = facts(&answers.setting);
            let word = answers.choice("fact", |word| {
                known.iter().find(|it| it.eq_ignore_ascii_case(word.trim())).cloned()
            })?;
            let Some(fact) = fact(&word, &to) else {
                let ways = Means::ALL.iter().map(|it| it.word()).collect::<Vec<_>>().join(", ");
                let why = "is a way to be reached, or a day such as 2026-12-01";
                answers.wrong("to", format!("“{word}” {why}. Ways are: {ways}."));
                return None;
            };
            if answers.setting.case().is_some_and(|it| it.facts.same_fact(&fact) == fact) {
                answers.wrong("to", format!("that is what stands there already for “{word}”."));
            }
            Some(Command::Correct(Correction { facts: vec![fact], reason }))
        },
    )
}

/// Something stays as it is, with the person's statement beside it.
pub fn refuse_correction() -> FormTable {
    form(
        Step::RefuseCorrection,
        "save",
        vec![
            field("asked", "What they asked", "what they say is wrong", Kind::Text),
            field("reason", "Why not", "and that they can go to the ICO", Kind::Text),
            field("statement", "Their statement", "or that they added none", Kind::Text),
            day_done("on", "Date told"),
        ],
        |it| {
            let (asked, reason, statement) = (it.text("asked"), it.text("reason"), it.text("statement"));
            let on = it.day("on")?;
            Some(Command::RefuseCorrection(Statement { on, asked, reason, statement }))
        },
    )
}
