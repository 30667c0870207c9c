//! A letter: read through, changed, and recorded as it went.

use crate::domain::case::command::{Command, Step};
use crate::domain::case::letter::{addressee, filled};
use crate::domain::case::record::Letter;
use crate::domain::vocabulary::{LetterKind, Means};
use crate::forms::field::{Kind, field, one_of};
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, form};
use crate::forms::tables::parts::{day_done, means};

/// The kind of letter that the form was opened for.
fn this_kind(setting: &Setting) -> Option<LetterKind> {
    let place = setting.about.part().checked_sub(1)?;
    LetterKind::ALL.get(usize::try_from(place).ok()?).copied()
}

/// A letter goes.
pub fn send_letter() -> FormTable {
    let of_kind = |it: &Setting| this_kind(it).map(|it| it.word().to_owned()).unwrap_or_default();
    let to = |it: &Setting| {
        let kind = this_kind(it).unwrap_or(LetterKind::Update);
        it.case().map(|case| addressee(case, kind).name.clone()).unwrap_or_default()
    };
    let text = |it: &Setting| {
        let (Some(kind), Some(case)) = (this_kind(it), it.case()) else { return String::new() };
        filled(it.office(), case, it.today, it.actor, kind).unwrap_or_default()
    };
    form(
        Step::SendLetter,
        "record that it went",
        vec![
            field("text", "Letter", "as it goes", Kind::Text).preset(text),
            field("kind", "Kind", "", one_of(LetterKind::ALL, LetterKind::word)).preset(of_kind),
            field("to", "To", "", Kind::Line).preset(to),
            day_done("on", "Date it went"),
            means(),
        ],
        |it| {
            let (kind, on) = (it.choice("kind", LetterKind::from_word), it.day("on"));
            let means = it.choice("means", Means::from_word);
            let (to, text) = (it.text("to"), it.text("text"));
            Some(Command::SendLetter(Box::new(Letter { number: 0, kind: kind?, on: on?, means, to, text })))
        },
    )
}
