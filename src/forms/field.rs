//! A field of a form: what it is called, how it is answered, and what stands in it at first.

use std::borrow::Cow;
use std::sync::Arc;

use crate::domain::calendar::typed::Sense;
use crate::forms::setting::Setting;

/// A name or words of a form: a table's own, or made while the program runs.
pub type Words = Cow<'static, str>;

/// What depends on what the form may look at.
type OfSetting<T> = Arc<dyn Fn(&Setting) -> T + Send + Sync>;

/// What can be chosen.
#[derive(Clone)]
pub enum Choices {
    /// These, in every office.
    Fixed(Vec<String>),
    /// What the office or the record has.
    Varying {
        /// All of them.
        all: OfSetting<Vec<String>>,
        /// Which they are, for somebody who has no screen: the words follow "one of".
        seen: Words,
    },
}

impl Choices {
    /// The words of a closed list.
    pub fn fixed<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Self {
        Self::Fixed(all.iter().map(|it| word(*it).to_owned()).collect())
    }

    /// What the office or the record has; `seen` says which they are to somebody who has no screen, after "one of".
    pub fn varying(
        all: impl Fn(&Setting) -> Vec<String> + Send + Sync + 'static,
        seen: impl Into<Words>,
    ) -> Self {
        Self::Varying { all: Arc::new(all), seen: seen.into() }
    }

    /// All of them, in order.
    pub fn all(&self, setting: &Setting) -> Vec<String> {
        match self {
            Self::Fixed(all) => all.clone(),
            Self::Varying { all, .. } => all(setting),
        }
    }
}

/// How a field is answered.
#[derive(Clone)]
pub enum Kind {
    Line,
    /// Any number of lines.
    Text,
    Day(Sense),
    /// One of a list.
    Choice(Choices),
    /// Any number of a list, with commas between them.
    Several(Choices),
    /// An amount of money.
    Money,
}

impl Kind {
    /// What it is chosen from; none where one types freely.
    pub const fn choices(&self) -> Option<&Choices> {
        match self {
            Self::Choice(all) | Self::Several(all) => Some(all),
            Self::Line | Self::Text | Self::Day(_) | Self::Money => None,
        }
    }

    /// What an answer can look like, where it must be written in a certain way.
    pub const fn examples(&self) -> Option<&'static str> {
        match self {
            Self::Day(sense) => Some(sense.examples()),
            Self::Money => Some("pounds, for example 250 or 64.50"),
            Self::Line | Self::Text | Self::Choice(_) | Self::Several(_) => None,
        }
    }
}

/// A day on which something was done.
pub const DAY_DONE: Kind = Kind::Day(Sense::Past);
/// A day to come.
pub const DAY_TO_COME: Kind = Kind::Day(Sense::Future);

/// One of the words of a closed list.
pub fn one_of<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Kind {
    Kind::Choice(Choices::fixed(all, word))
}

/// Yes or no.
pub fn yes_no() -> Kind {
    one_of(&["yes", "no"], |it| it)
}

/// Yes, no, or nobody knows yet.
pub fn yes_no_not_known() -> Kind {
    one_of(&["yes", "no", "not known"], |it| it)
}

/// A part of each line of a text, where its lines have parts with `|` between them.
#[derive(Clone)]
pub struct Part {
    /// What it is called.
    pub label: Words,
    /// What it is chosen from: words, or a code with what it stands for after two spaces. None where one types freely.
    pub choices: Option<Choices>,
}

/// What stands between a code and what it stands for.
const STANDS_FOR: &str = "  ";

impl Part {
    /// What may be chosen in it: what is typed for it, and what that stands for.
    pub fn offers(&self, setting: &Setting) -> Vec<(String, String)> {
        let all = self.choices.as_ref().map(|it| it.all(setting)).unwrap_or_default();
        let both = |it: String| match it.split_once(STANDS_FOR) {
            Some((code, words)) => (code.to_owned(), words.to_owned()),
            None => (it, String::new()),
        };
        all.into_iter().map(both).collect()
    }

    /// The same in a sentence; none where one types freely.
    pub fn in_words(&self, setting: &Setting) -> Option<String> {
        let one = |(code, words): (String, String)| {
            if words.is_empty() { code } else { format!("{code} ({words})") }
        };
        let all: Vec<String> = self.offers(setting).into_iter().map(one).collect();
        (!all.is_empty()).then(|| format!("{}: one of {}.", self.label, all.join(", ")))
    }
}

/// Where a part of a line lies: which one it is, and its first character and the one after its last, without space around it.
pub fn part_at(line: &str, at: usize) -> (usize, std::ops::Range<usize>) {
    let letters: Vec<char> = line.chars().collect();
    let is_between = |it: &usize| letters[*it] == '|' && (*it == 0 || letters[*it - 1] != '\\');
    let between: Vec<usize> = (0..letters.len()).filter(is_between).collect();
    let place = between.iter().filter(|it| **it < at).count();
    let start = place.checked_sub(1).map_or(0, |it| between[it] + 1);
    let end = between.get(place).copied().unwrap_or(letters.len());
    let first = (start..end).find(|it| !letters[*it].is_whitespace());
    let last = (start..end).rfind(|it| !letters[*it].is_whitespace());
    (place, first.unwrap_or(end)..last.map_or(end, |it| it + 1))
}

/// One field.
#[derive(Clone)]
pub struct Field {
    /// Its name: the same as in the command, so that a refusal finds it.
    pub name: Words,
    /// What it is called, in at most 16 columns.
    pub label: Words,
    /// A few words on what it means; how it is written follows from its kind.
    pub hint: Words,
    /// How it is answered.
    pub kind: Kind,
    /// Whether it may be left empty.
    pub is_optional: bool,
    /// What it and those after it are about together; empty where no group begins.
    pub heading: Words,
    /// Whether it is seldom answered: screens pass over it unless somebody goes there.
    pub is_seldom: bool,
    /// The parts of each of its lines; empty where they have none.
    pub parts: Vec<Part>,
    /// Whether an empty answer leaves what is recorded as it is.
    pub stays_when_empty: bool,
    default: OfSetting<String>,
}

/// A field that must be answered.
pub fn field(name: impl Into<Words>, label: impl Into<Words>, hint: impl Into<Words>, kind: Kind) -> Field {
    Field {
        name: name.into(),
        label: label.into(),
        hint: hint.into(),
        kind,
        is_optional: false,
        heading: Words::default(),
        is_seldom: false,
        parts: Vec::new(),
        stays_when_empty: false,
        default: Arc::new(|_| String::new()),
    }
}

/// A field that may stay empty.
pub fn optional(
    name: impl Into<Words>,
    label: impl Into<Words>,
    hint: impl Into<Words>,
    kind: Kind,
) -> Field {
    Field { is_optional: true, ..field(name, label, hint, kind) }
}

impl Field {
    /// The field with an answer in it.
    #[must_use]
    pub fn preset(self, default: impl Fn(&Setting) -> String + Send + Sync + 'static) -> Self {
        Self { default: Arc::new(default), ..self }
    }

    /// The field as the first of a group.
    #[must_use]
    pub fn under(self, heading: impl Into<Words>) -> Self {
        Self { heading: heading.into(), ..self }
    }

    /// The field as one whose lines have parts.
    #[must_use]
    pub fn in_parts(self, parts: Vec<Part>) -> Self {
        Self { parts, ..self }
    }

    /// The field as one that is seldom answered.
    #[must_use]
    pub fn seldom(self) -> Self {
        Self { is_seldom: true, ..self }
    }

    /// What stands in it at first.
    pub fn default(&self, setting: &Setting) -> String {
        (self.default)(setting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_of_a_line_is_the_one_that_the_cursor_is_in() {
        for (line, at, expect) in [
            ("", 0, (0, 0..0)),
            ("P1", 2, (0, 0..2)),
            ("P1 | agree", 2, (0, 0..2)),
            ("P1 | agree", 4, (1, 5..10)),
            ("P1 | ", 5, (1, 5..5)),
            ("a\\|b | c", 3, (0, 0..4)),
            ("a |  | c", 4, (1, 5..5)),
        ] {
            assert_eq!(part_at(line, at), expect, "{line} {at}");
        }
    }
}
