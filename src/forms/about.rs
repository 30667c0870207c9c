//! What a form is about, and how drafts remember it.

use crate::domain::office::settings::SavedList;
use crate::domain::reference::{ActionRef, RecordRef};
use crate::forms::office_part::OfficePart;

/// What a form is about.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum About {
    /// Nothing that is there yet, or the office as a whole.
    #[default]
    Nothing,
    /// A record and the number of one of its parts, 0 for none; or the record that a new one comes of.
    Record(RecordRef, u32),
    /// Several records at once.
    Records(Vec<RecordRef>),
    /// Several actions at once.
    Actions(Vec<ActionRef>),
    /// A part of the office.
    Office(OfficePart),
    /// A list that is to be kept.
    List(Box<SavedList>),
}

impl About {
    /// A record as a whole.
    pub fn record(on: impl Into<RecordRef>) -> Self {
        Self::Record(on.into(), 0)
    }

    /// The one record.
    pub const fn one(&self) -> Option<RecordRef> {
        if let Self::Record(on, _) = self { Some(*on) } else { None }
    }

    /// The number of the part of the record; 0 for none.
    pub const fn part(&self) -> u32 {
        if let Self::Record(_, part) = self { *part } else { 0 }
    }

    /// The list that is to be kept.
    pub fn list(&self) -> Option<&SavedList> {
        if let Self::List(it) = self { Some(it) } else { None }
    }

    /// The part of the office.
    pub const fn office_part(&self) -> Option<OfficePart> {
        if let Self::Office(it) = self { Some(*it) } else { None }
    }

    /// The actions, where there are several.
    pub fn actions(&self) -> &[ActionRef] {
        if let Self::Actions(all) = self { all } else { &[] }
    }

    /// The names of the records, where there are several, and what they are.
    pub fn several(&self) -> Option<(Vec<String>, &'static str)> {
        match self {
            Self::Records(all) => {
                let is_of_cases = all.iter().all(|it| matches!(it, RecordRef::Case(_)));
                let what = if is_of_cases { "cases" } else { "entries" };
                Some((all.iter().map(ToString::to_string).collect(), what))
            }
            Self::Actions(all) => Some((all.iter().map(ToString::to_string).collect(), "actions")),
            _ => None,
        }
    }

    /// How drafts remember it; nothing where there is nothing to remember.
    pub fn mark(&self) -> Option<String> {
        match self {
            Self::Nothing | Self::List(_) => None,
            Self::Record(on, 0) => Some(on.to_string()),
            Self::Record(on, part) => Some(format!("{on}/{part}")),
            Self::Records(_) | Self::Actions(_) => self.several().map(|it| it.0.join(" ")),
            Self::Office(it) => Some(it.mark()),
        }
    }

    /// What a draft remembers.
    pub fn from_mark(mark: Option<&str>) -> Self {
        let names: Vec<&str> = mark.iter().flat_map(|it| it.split(' ')).collect();
        let office = |it: &str| OfficePart::from_mark(it).map(Self::Office);
        let one = |it: &str| {
            let (on, part) = it.split_once('/').unwrap_or((it, "0"));
            Some(Self::Record(on.parse().ok()?, part.parse().ok()?))
        };
        let records = || names.iter().map(|it| it.parse().ok()).collect::<Option<_>>().map(Self::Records);
        let actions = || names.iter().map(|it| it.parse().ok()).collect::<Option<_>>().map(Self::Actions);
        let found = match names[..] {
            [] => None,
            [name] => one(name).or_else(|| office(name)),
            _ => records().or_else(actions),
        };
        found.unwrap_or_default()
    }
}

/// So many of what a form is about: “1 case”, “3 cases”.
pub fn so_many(number: usize, what: &str) -> String {
    let one = match what {
        "entries" => "entry",
        other => other.trim_end_matches('s'),
    };
    if number == 1 { format!("1 {one}") } else { format!("{number} {what}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::lists::ListKind;
    use crate::domain::reference::CaseRef;

    #[test]
    fn one_of_several_is_named_as_one() {
        assert_eq!([so_many(1, "cases"), so_many(2, "cases")], ["1 case", "2 cases"]);
        assert_eq!([so_many(1, "entries"), so_many(1, "actions")], ["1 entry", "1 action"]);
    }

    #[test]
    fn whatever_a_form_is_about_reads_back_from_the_mark_that_its_draft_has() {
        let case: CaseRef = "26-0142".parse().unwrap();
        let action: ActionRef = "P26-007/3".parse().unwrap();
        for about in [
            About::Nothing,
            About::record(case),
            About::record(action.plan),
            About::Records(vec![case.into(), "26-0143".parse().unwrap()]),
            About::Record(case.into(), 2),
            About::Record(action.plan.into(), 3),
            About::Actions(vec![action, "P26-007/4".parse().unwrap()]),
            About::Office(OfficePart::Choice(ListKind::Themes, 3)),
        ] {
            assert_eq!(About::from_mark(about.mark().as_deref()), about);
        }
    }
}
