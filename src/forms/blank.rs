//! A form before it is filled in: which one, what it is about, and what stands in it beforehand.

use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::command::Step;
use crate::domain::diary::Obligation;
use crate::domain::office::command::OfficeStep;
use crate::domain::office::settings::SavedList;
use crate::domain::records::step::AnyStep;
use crate::domain::year::command::YearStep;
use crate::drafts::Saved;
use crate::forms::about::About;
use crate::forms::tables::{form_named, form_of, form_of_any};

/// A form to be filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Blank {
    /// The form's name.
    pub form: String,
    /// What it is about.
    pub about: About,
    /// What stands in it, by the names of its fields; anything else is as it usually is.
    pub given: Vec<(String, String)>,
    /// The field at which it begins; empty for the first one that is open.
    pub at: &'static str,
    /// Whether its record was changed just now, and is read again whoever holds it.
    pub reads_again: bool,
}

impl Blank {
    /// The form of this name.
    pub fn named(form: impl Into<String>, about: About) -> Self {
        Self { form: form.into(), about, given: Vec::new(), at: "", reads_again: false }
    }

    /// The form of a step. A step without a form of its own gets a note.
    pub fn of_step(step: AnyStep, about: About) -> Self {
        let table = form_of_any(step).or_else(|| form_of(Step::Note));
        Self::named(table.map_or_else(String::new, |it| it.id.to_string()), about)
    }

    /// The form of a step about a financial year.
    pub fn of_year(step: YearStep, year: FinancialYear) -> Self {
        Self::named(step.name(), About::record(year))
    }

    /// The form that keeps a list.
    pub fn keep_list(list: SavedList) -> Self {
        Self::named(OfficeStep::SaveList.name(), About::List(Box::new(list)))
    }

    /// The form that settles a line of the diary.
    pub fn settling(it: &Obligation) -> Self {
        let given = it.kind.given(&it.subject).into_iter();
        let about = About::Record(it.on, it.part);
        let given = given.map(|(name, text)| (name.to_owned(), text)).collect();
        Self { given, at: it.kind.begins_at(), ..Self::of_step(AnyStep::settling(it.kind), about) }
    }

    /// A form with what was typed before.
    pub fn of_draft(saved: &Saved) -> Self {
        let about = About::from_mark(saved.on.as_deref());
        Self { form: saved.form.clone(), about, given: saved.fields.clone(), at: "", reads_again: false }
    }
}

/// A draft in a line: the form's title, the record that it is on, if there is one yet, and what it is about, if that is known.
pub fn in_a_line(saved: &Saved) -> String {
    let title = form_named(&saved.form).map_or_else(String::new, |it| it.title.to_string());
    let on = saved.on.as_ref().map(|it| format!(", {it}")).unwrap_or_default();
    let about = if saved.about.is_empty() { String::new() } else { format!(": {}", saved.about) };
    format!("{title}{on}{about}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_of_what_is_new_is_told_by_its_form_and_any_other_by_its_record_too() {
        let told = |form: &str, on: Option<&str>, about: &str| {
            in_a_line(&Saved {
                form: form.into(),
                about: about.into(),
                on: on.map(Into::into),
                version: None,
                fields: Vec::new(),
                cursor_field: 0,
                saved_at: chrono::DateTime::UNIX_EPOCH,
            })
        };
        assert_eq!(told("receive", None, "Amara Okafor"), "New complaint: Amara Okafor");
        assert_eq!(told("enter_feedback", None, ""), "Enter: feedback");
        assert_eq!(told("entry_note", Some("F26-003"), "Rang"), "Note, F26-003: Rang");
    }
}
