//! The registers: one a file, and this table. Nothing else names one.

pub mod feedback;
pub mod meetings;
pub mod training;
pub mod insight;
pub mod concerns;
pub mod engagement;
pub mod stakeholders;
pub mod formats;
pub mod publications;
pub mod assessments;
pub mod acknowledgements;
pub mod demographics;
pub mod bodies;
pub mod themes;

use crate::domain::register::kind::Kind;
use crate::domain::register::kinds::acknowledgements::ACKNOWLEDGEMENTS;
use crate::domain::register::kinds::assessments::ASSESSMENTS;
use crate::domain::register::kinds::bodies::BODY_RETURNS;
use crate::domain::register::kinds::concerns::CONCERNS;
use crate::domain::register::kinds::demographics::DEMOGRAPHICS;
use crate::domain::register::kinds::engagement::ENGAGEMENT;
use crate::domain::register::kinds::feedback::FEEDBACK;
use crate::domain::register::kinds::formats::FORMATS_ASKED;
use crate::domain::register::kinds::insight::INSIGHT;
use crate::domain::register::kinds::meetings::MEETINGS;
use crate::domain::register::kinds::publications::PUBLICATIONS;
use crate::domain::register::kinds::stakeholders::STAKEHOLDERS;
use crate::domain::register::kinds::themes::WATCHED;
use crate::domain::register::kinds::training::TRAINING;

/// Every register.
pub const KINDS: &[Kind] = &[
    FEEDBACK,
    MEETINGS,
    TRAINING,
    INSIGHT,
    CONCERNS,
    ENGAGEMENT,
    STAKEHOLDERS,
    FORMATS_ASKED,
    PUBLICATIONS,
    ASSESSMENTS,
    ACKNOWLEDGEMENTS,
    DEMOGRAPHICS,
    BODY_RETURNS,
    WATCHED,
];

/// The register whose references begin with this letter.
pub fn kind_of(letter: char) -> Option<&'static Kind> {
    KINDS.iter().find(|it| it.letter == letter)
}

/// The register that counts a table of this name.
pub fn kind_that_counts(table: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|it| it.counts.iter().any(|it| it.name == table))
}

/// The register of this name.
pub fn kind_called(id: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|it| it.id == id)
}

/// The register in which somebody owns the theme of a service, what an alert says of its fields, and the field that is asked next.
pub fn watching(
    theme: &str,
    service: &str,
    alert: &str,
) -> (&'static Kind, Vec<(String, String)>, &'static str) {
    let said = [("theme", theme), ("service", service), ("alerted_on", "today"), ("alert", alert)];
    let said = said.into_iter().filter(|it| !it.1.is_empty());
    (&WATCHED, said.map(|(name, text)| (name.to_owned(), text.to_owned())).collect(), "owner")
}

/// The registers as a Markdown table, for help.
pub fn register_list() -> String {
    let head =
        "| Register | Begins with | What it is for | Read by whoever can |\n|---|---|---|---|\n".to_owned();
    KINDS.iter().fold(head, |list, it| {
        format!("{list}| `{}` | `{}` | {} | {} |\n", it.id, it.letter, it.about, it.read.words())
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::register::field::{Choice, Field, Is, To, field};
    use crate::domain::register::fixture::FIXTURE;
    use crate::domain::register::kind::{Due, Every, Needs, Of, Wait};

    /// Every register, and the one that has a field of every kind.
    fn all() -> impl Iterator<Item = &'static Kind> {
        const MORE: &[Kind] = &[FIXTURE];
        KINDS.iter().chain(MORE)
    }

    #[track_caller]
    fn each_once<T: Ord + std::fmt::Debug>(names: impl Iterator<Item = T>) {
        let mut there = BTreeSet::new();
        for name in names {
            assert!(!there.contains(&name), "{name:?} is there twice");
            there.insert(name);
        }
    }

    #[test]
    fn no_two_registers_share_a_letter_or_a_name_and_none_has_the_letter_of_plans() {
        each_once(all().map(|it| it.letter).chain(['P']));
        each_once(all().map(|it| it.id));
        each_once(KINDS.iter().flat_map(|it| it.counts).map(|it| it.name));
        each_once(KINDS.iter().flat_map(|it| it.settings).map(|it| it.field.name));
        assert!(
            all()
                .all(|it| it.letter.is_ascii_uppercase() && it.about.ends_with('.') && !it.source.is_empty())
        );
        assert!(KINDS.iter().all(|it| kind_of(it.letter).is_some_and(|of| of.id == it.id)));
        assert!(KINDS.iter().all(|it| kind_called(it.id).is_some_and(|of| of.letter == it.letter)));
    }

    #[test]
    fn fields_are_named_once_labelled_in_their_width_and_rows_are_flat() {
        for kind in all() {
            let parts = |it: &'static Field| it.is.rows().into_iter().flatten();
            let many = kind.fields.iter().filter(|it| matches!(it.is, Is::Many(_)));
            for part in many.flat_map(parts) {
                assert!(!matches!(part.is, Is::Text | Is::Many(_) | Is::Document), "{}", part.name);
                assert!(field(kind.fields, part.name).is_none(), "{} is of the entry too", part.name);
            }
            each_once(kind.fields.iter().map(|it| it.name));
            for it in kind.fields.iter().chain(kind.fields.iter().flat_map(parts)) {
                assert!(it.label.chars().count() <= 16 && !it.label.is_empty(), "{}", it.name);
                let is_name = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
                assert!(it.name.chars().all(is_name), "{}", it.name);
                let choices = it.is.choices().unwrap_or_default();
                let both = |it: &Choice| if it.0 == it.1 { vec![it.0] } else { vec![it.0, it.1] };
                each_once(choices.iter().flat_map(both));
            }
            // A list has 80 columns, of which the reference takes the first, and a space stands before each column.
            let widths = kind.columns().map(|it| 1 + it.column.unwrap_or_default());
            assert!("X26-001".len() + widths.sum::<usize>() <= 80, "{}", kind.id);
        }
    }

    #[test]
    fn whatever_a_table_names_is_there_and_what_ends_or_places_something_is_a_day() {
        for kind in all() {
            let is = |name: &str| {
                kind.named(name).next().unwrap_or_else(|| panic!("{}: no field {name}", kind.id)).is
            };
            let is_day =
                |name: &str| assert!(matches!(is(name), Is::Day(_)), "{}: {name} is no day", kind.id);
            let is_set = |wait: Wait| {
                let Wait::Set(name) = wait else { return };
                assert!(kind.settings.iter().any(|it| it.field.name == name && it.first.is_some()), "{name}");
            };
            let is_due = |due: Due| {
                is_day(due.field());
                if let Due::After(_, wait) = due {
                    is_set(wait);
                }
            };
            for it in kind.owes {
                assert!(it.short.chars().count() <= 10);
                is_due(it.due);
                it.until.iter().for_each(|it| is_day(it));
                assert!(it.owner.is_none_or(|it| matches!(is(it), Is::Person)));
                assert!(it.given.is_none_or(|it| kind.named(it).next().is_some()));
                assert!(it.each.is_none_or(|it| matches!(is(it), Is::Many(_))));
                assert!(it.since.is_none_or(|it| matches!(is_setting(kind, it), Is::Day(_))));
            }
            for it in kind.asks {
                assert!(it.short.chars().count() <= 10 && matches!(is(it.link), Is::Link(To::Case)));
                assert!(matches!(is_setting(kind, it.since), Is::Day(_)));
                let choices = is(it.of.0).choices().expect("a closed list");
                assert!(it.of.1.iter().all(|it| choices.iter().any(|one| one.0 == *it)), "{}", it.what);
                is_set(it.after);
            }
            for it in kind.needs {
                match *it {
                    Needs::Begun { link, days } => {
                        days.iter().for_each(|it| is_day(it));
                        assert!(matches!(is(link), Is::Link(To::Case)));
                    }
                    Needs::Written { paper, plan, on, by } => {
                        is_day(on);
                        assert!(matches!(
                            (is(paper), is(plan), is(by)),
                            (Is::Document, Is::Link(To::Plan), Is::Person)
                        ));
                    }
                    Needs::Held { each, link, done, .. } => {
                        is_day(done);
                        assert!(matches!((is(each), is(link)), (Is::Many(_), Is::Link(To::Entry(_)))));
                    }
                    Needs::CarriedOut { link, done } => {
                        is_day(done);
                        assert!(matches!(is(link), Is::Link(To::Plan)));
                    }
                    Needs::Owed { once, each, link, by, within, of, .. } => {
                        is_day(once);
                        is_day(by);
                        is_set(within);
                        assert!(matches!(is(each), Is::Many(_)));
                        assert!(matches!(is(link), Is::Link(To::Entry(it)) if it == of));
                    }
                }
            }
            for it in kind.cycles {
                assert!(it.short.chars().count() <= 10);
                is_day(it.held);
                is_day(it.planned);
                assert!(it.sort.iter().all(|it| is(it).rows().is_none()));
                assert!(it.owner.is_none_or(|it| matches!(is(it), Is::Person)));
                match it.every {
                    Every::Quarter { of, period, after } => {
                        assert!(is(it.sort[0]).choices().is_some_and(|all| all.iter().any(|it| it.0 == of)));
                        assert!(matches!(is(period), Is::Period));
                        is_set(after);
                    }
                    Every::Named(next) => is_day(next),
                    Every::Round { within, .. } => is_set(within),
                    Every::Set { settings, again } => {
                        assert_eq!(settings.len(), it.sort.len());
                        assert!(settings.iter().all(|it| !matches!(is_setting(kind, it), Is::Many(_))));
                        is_set(again);
                    }
                }
            }
            for it in kind.counts {
                is_day(it.on);
                assert!(it.each.is_none_or(|it| matches!(is(it), Is::Many(_))));
                assert!(it.given.is_none_or(|it| kind.named(it).next().is_some()));
                assert!(it.per.iter().all(|it| is(it).rows().is_none()));
                match it.of {
                    Of::All | Of::Quarters => {}
                    Of::By(by) | Of::InDate(by) => assert!(is(by).rows().is_none()),
                    Of::Sum { by, of } => {
                        let numbers = of.iter().flat_map(|it| it.fields());
                        assert!(
                            is(by).rows().is_none()
                                && numbers.into_iter().all(|it| matches!(is(it), Is::Number))
                        );
                    }
                    Of::Rating { by, rating, heads } => {
                        assert!(is(by).rows().is_none() && matches!(is(rating), Is::Rating(_)));
                        assert_eq!(heads.len(), is(rating).leanings().len() + 1, "{}", it.name);
                    }
                    Of::Share { came, by, .. } => [Some(came), by].into_iter().flatten().for_each(is_day),
                    Of::Waiting { until, due } => {
                        until.iter().for_each(|it| is_day(it));
                        due.into_iter().for_each(is_due);
                    }
                }
            }
        }
    }

    #[track_caller]
    fn is_setting(kind: &Kind, name: &str) -> Is {
        kind.settings.iter().find(|it| it.field.name == name).expect(name).field.is
    }

    #[test]
    fn help_lists_the_registers_of_the_table() {
        crate::help::in_step::keep("registers", "registers", &register_list());
    }

    #[test]
    fn every_count_of_a_register_is_told_in_a_sentence() {
        assert!(KINDS.iter().flat_map(|it| it.counts).all(|it| it.words.ends_with('.')));
    }
}
