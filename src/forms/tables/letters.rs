//! A letter: read through, changed, and recorded as it went.

use crate::domain::case::command::{Command, PutRight, Step};
use crate::domain::case::letter::{addressee, filled};
use crate::domain::case::record::{Letter, Part};
use crate::domain::vocabulary::{LetterKind, Means};
use crate::forms::answers::Answers;
use crate::forms::field::{Field, Kind, field, one_of};
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, form};
use crate::forms::tables::correcting::{choices, correcting};
use crate::forms::tables::parts::{day_done, means, usual_means};

/// The kind of letter that the form was opened for.
fn this_kind(setting: &Setting) -> Option<LetterKind> {
    let place = setting.about.part().checked_sub(1)?;
    LetterKind::ALL.get(usize::try_from(place).ok()?).copied()
}

/// What is asked of a letter.
fn of_letter() -> Vec<Field> {
    vec![
        field("kind", "Kind", "", one_of(LetterKind::ALL, LetterKind::word)),
        field("to", "To", "", Kind::Line),
        day_done("on", "Date it went"),
        means(),
        field("text", "Letter", "as it goes", Kind::Text),
    ]
}

/// A letter as it is answered.
fn letter_of(it: &mut Answers) -> Option<Letter> {
    let (kind, on) = (it.choice("kind", LetterKind::from_word), it.day("on"));
    let means = it.choice("means", Means::from_word);
    let (to, text) = (it.text("to"), it.text("text"));
    Some(Letter { number: 0, kind: kind?, on: on?, means, to, text })
}

/// What was recorded of a letter put right.
pub fn amend_letter() -> FormTable {
    correcting(
        Step::AmendLetter,
        "letter",
        |it| choices(it, "letter"),
        (of_letter(), letter_of),
        |it, before, why| {
            let Part::Letter(before) = before else { return None };
            let part = Letter { number: before.number, ..it };
            Some(Command::AmendLetter(PutRight { part, why }))
        },
    )
}

/// How a letter goes: as the person is written to, and never by telephone.
fn usual_means_of_a_letter(setting: &Setting) -> Means {
    let usual = usual_means(setting);
    if usual == Means::Email { usual } else { Means::Letter }
}

/// A letter goes.
pub fn send_letter() -> FormTable {
    let of_kind = |it: &Setting| this_kind(it).map(|it| it.word().to_owned()).unwrap_or_default();
    let to = |it: &Setting| {
        let kind = this_kind(it).unwrap_or(LetterKind::Update);
        it.case().map(|case| addressee(case, kind).name).unwrap_or_default()
    };
    let text = |it: &Setting| {
        let (Some(kind), Some(case)) = (this_kind(it), it.case()) else { return String::new() };
        filled(it.office(), case, it.today, it.actor, (kind, &[])).map(|it| it.text).unwrap_or_default()
    };
    let fields = of_letter().into_iter().map(|it| match &*it.name {
        "kind" => it.preset(of_kind),
        "to" => it.preset(to),
        "text" => it.preset(text),
        "means" => it.preset(|it| usual_means_of_a_letter(it).word().to_owned()),
        _ => it,
    });
    form(Step::SendLetter, "record that it went", fields.collect(), |it| {
        letter_of(it).map(|it| Command::SendLetter(Box::new(it)))
    })
}
