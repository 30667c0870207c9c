//! A closed case that was drawn as a sample, looked at by a second person.

use crate::domain::case::command::{Command, Step};
use crate::domain::case::record::SampleCheck;
use crate::domain::vocabulary::{Expectation, Met};
use crate::forms::field::{Kind, field, one_of, optional, yes_no};
use crate::forms::table::{FormTable, form};
use crate::forms::tables::parts::day_done;

/// A field for each expectation: its name and what it is called.
const EXPECTED: &[(&str, &str, Expectation)] = &[
    ("in_time", "In time", Expectation::InTime),
    ("issues", "Issues", Expectation::Issues),
    ("updates", "Kept informed", Expectation::Updates),
    ("complete", "Complete", Expectation::Complete),
    ("balanced", "Clear and fair", Expectation::Balanced),
    ("remedy", "Remedy", Expectation::Remedy),
    ("next_step", "Where next", Expectation::NextStep),
];

/// A second person's look at a closed case.
pub fn sample_check() -> FormTable {
    let expected = EXPECTED
        .iter()
        .map(|(name, label, about)| field(*name, *label, about.word(), one_of(Met::ALL, Met::word)));
    let rest = [
        field("agreed", "Do you agree?", "would you have decided so too", yes_no()),
        optional("note", "Note", "what you would have done otherwise", Kind::Text),
        optional("seed", "Seed", "that the sample was drawn with", Kind::Line),
        day_done("on", "Checked on"),
    ];
    form(Step::SampleCheck, "save", expected.chain(rest).collect(), |it| {
        let (on, agreed, note) = (it.day("on"), it.yes_no("agreed"), it.text("note"));
        let mut expectations = Vec::new();
        for (name, _, about) in EXPECTED {
            expectations.extend(it.choice(name, Met::from_word).map(|met| (*about, met)));
        }
        let wrong = "enter the number that “redress check --sample” printed.";
        let seed = it.read("seed", |text| text.parse().map_err(|_| wrong));
        let by = String::new();
        Some(Command::SampleCheck(SampleCheck { on: on?, agreed: agreed?, expectations, note, seed, by }))
    })
}
