//! A closed case that was drawn as a sample, looked at by a second person.

use crate::domain::case::command::{Command, Step};
use crate::domain::case::record::SampleCheck;
use crate::domain::diary::AnyStep;
use crate::domain::vocabulary::{Expectation, Met};
use crate::forms::field::{Asked, Field, FormTable, Kind, YES_NO};
use crate::forms::tables::parts::{day_done, field, optional, words};

/// A field for each expectation, by its name.
const EXPECTED: &[(&str, Expectation)] = &[
    ("in_time", Expectation::InTime),
    ("issues", Expectation::Issues),
    ("updates", Expectation::Updates),
    ("complete", Expectation::Complete),
    ("balanced", Expectation::Balanced),
    ("remedy", Expectation::Remedy),
    ("next_step", Expectation::NextStep),
];

const fn expected(name: &'static str, label: &'static str, about: Expectation) -> Field {
    field(name, label, about.word(), Kind::Choice(|_| words(Met::ALL, Met::word)))
}

/// A second person's look at a closed case.
pub const SAMPLE_CHECK: FormTable = FormTable {
    id: "sample_check",
    step: Some(AnyStep::Case(Step::SampleCheck)),
    title: "Sample check",
    done: "save",
    opens_on_check: false,
    fields: &[
        expected("in_time", "In time", Expectation::InTime),
        expected("issues", "Issues", Expectation::Issues),
        expected("updates", "Kept informed", Expectation::Updates),
        expected("complete", "Complete", Expectation::Complete),
        expected("balanced", "Clear and fair", Expectation::Balanced),
        expected("remedy", "Remedy", Expectation::Remedy),
        expected("next_step", "Where next", Expectation::NextStep),
        field("agreed", "Do you agree?", "would you have decided so too", YES_NO),
        optional("note", "Note", "what you would have done otherwise", Kind::Text),
        optional("seed", "Seed", "that the sample was drawn with", Kind::Line),
        day_done("on", "Checked on"),
    ],
    build: |it| {
        let on = it.day("on");
        let agreed = it.yes_no("agreed").unwrap_or(false);
        let mut expectations = Vec::new();
        for (name, about) in EXPECTED {
            expectations.extend(it.choice(name, Met::from_word).map(|met| (*about, met)));
        }
        let seed = it.text("seed");
        let drawn = seed.parse().ok();
        if drawn.is_none() && !seed.is_empty() {
            it.wrong("seed", "Seed: enter the number that “redress check --sample” printed.");
        }
        let note = it.text("note");
        let by = String::new();
        Asked::Steps(vec![Command::SampleCheck(SampleCheck {
            on,
            agreed,
            expectations,
            note,
            seed: drawn,
            by,
        })])
    },
};
