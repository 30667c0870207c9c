//! Keeping a case from being anonymised, and what is done when a person says that something is wrong.

use crate::domain::case::command::{Command, Correction, Release, Step};
use crate::domain::case::record::{Fact, Facts, Hold, Statement};
use crate::domain::vocabulary::HoldKind;
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
    let holds = setting.case.map(|it| it.holds.as_slice()).unwrap_or_default();
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
pub fn correct() -> FormTable {
    form(
        Step::Correct,
        "save; old and new stay in the history",
        vec![
            field("fact", "What is wrong", "", one_of(FACTS, |it| it.0)),
            field("to", "As it should be", "", Kind::Text),
            field("reason", "What shows it", "", Kind::Line),
        ],
        |it| {
            let (to, reason) = (it.text("to"), it.text("reason"));
            let (word, fact, now) =
                it.choice("fact", |word| FACTS.iter().find(|it| it.0.eq_ignore_ascii_case(word)))?;
            if it.setting.case.is_some_and(|it| now(&it.facts) == to) {
                it.wrong("to", format!("that is what stands there already for “{word}”."));
            }
            Some(Command::Correct(Correction { facts: vec![fact(to)], reason }))
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
