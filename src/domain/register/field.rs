//! What an entry holds, field by field: the rows of a register's table, and of the parts of an entry.

use crate::domain::office::lists::ListKind;

/// A field of an entry, or of a row.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name, in the journal and on the command line: chosen once and kept for ever.
    pub name: &'static str,
    /// What it is called, in at most 16 columns.
    pub label: &'static str,
    /// A few words beside it.
    pub hint: &'static str,
    /// What it holds.
    pub is: Is,
    /// Whether it must be given.
    pub need: Need,
    /// Whether what stands in it is about a person.
    pub holds: Holds,
    /// How wide its column in lists is; none where it has no column.
    pub column: Option<usize>,
    /// The field that names who alone may say it; none where anybody may who may write.
    pub said_by: Option<&'static str>,
}

/// Whether a field must be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Must,
    /// It may be left out.
    May,
}

/// Whether erasure and subject access look at a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Only for names that stand in its words.
    Nothing,
    /// All of it: it is about a person.
    Person,
}

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Is {
    /// Any number of lines.
    Text,
    Line,
    Day(When),
    /// A whole number, from nought.
    Number,
    /// An amount of money.
    Money,
    /// A percentage, from 0 to 100.
    Percent,
    /// A word of a closed list.
    Word(&'static [Choice]),
    /// An entry of one of the office's lists.
    Item(ListKind),
    /// Somebody who works here.
    Person,
    /// Another record.
    Link(To),
    /// A quarter of a financial year, or the year.
    Period,
    /// A point on a scale.
    Rating(&'static [Point]),
    /// Rows of fields. Those of a row hold no rows, no text of several lines and no document.
    Many(&'static [Field]),
    /// A document that was frozen.
    Document,
}

/// A word of a closed list: its name in the journal, and the words for it.
pub type Choice = (&'static str, &'static str);

/// When a day may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Today or before.
    Past,
    /// Today or later, when it is entered.
    ToCome,
    /// Either.
    Any,
}

/// Which records a link may lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    Case,
    /// Action plans.
    Plan,
    /// Entries of the register with this letter.
    Entry(char),
}

/// A point on a scale.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    /// Its name in the journal, and the words for it.
    pub choice: Choice,
    /// Which way it leans; none where it is no answer, and so counts nowhere.
    pub leans: Option<Lean>,
}

/// Which way a point leans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lean {
    /// Towards yes.
    Agree,
    /// Nearly yes: counted apart, where a scale has it.
    Mostly,
    /// Neither way.
    Neither,
    /// Towards no.
    Disagree,
}

/// What a document that was frozen is known by.
pub const DOCUMENT: &[Field] = &[
    must("name", "Document", "", Is::Line),
    must("period", "Period", "", Is::Line),
    must("sha256", "SHA-256", "as the frozen document shows it", Is::Line),
];

/// What was decided, with who does it by when.
pub const DECISION: &[Field] = &[
    must("what", "What", "", Is::Line),
    must("owner", "Owner", "", Is::Person),
    must("by", "By", "", Is::Day(When::Any)),
    may("outcome", "Outcome", "", Is::Line),
    may("done", "Done on", "", Is::Day(When::Past)),
];

/// A field that must be given.
pub const fn must(name: &'static str, label: &'static str, hint: &'static str, is: Is) -> Field {
    Field { name, label, hint, is, need: Need::Must, holds: Holds::Nothing, column: None, said_by: None }
}

/// A field that may be left out.
pub const fn may(name: &'static str, label: &'static str, hint: &'static str, is: Is) -> Field {
    Field { need: Need::May, ..must(name, label, hint, is) }
}

impl Field {
    /// The same field with a column of this width in lists.
    #[must_use]
    pub const fn column(self, width: usize) -> Self {
        Self { column: Some(width), ..self }
    }

    /// The same field, which only the person of another field may say.
    #[must_use]
    pub const fn said_by(self, person: &'static str) -> Self {
        Self { said_by: Some(person), ..self }
    }

    /// The same field, where all of it is about a person.
    #[must_use]
    pub const fn personal(self) -> Self {
        Self { holds: Holds::Person, ..self }
    }
}

impl Is {
    /// The fields of its rows; none where it holds no rows.
    pub const fn rows(self) -> Option<&'static [Field]> {
        match self {
            Self::Many(fields) => Some(fields),
            Self::Document => Some(DOCUMENT),
            _ => None,
        }
    }

    /// Which way a point on its scale leans.
    pub fn leans(self, name: &str) -> Option<Lean> {
        let Self::Rating(points) = self else { return None };
        points.iter().find(|it| it.choice.0 == name)?.leans
    }

    /// The ways in which points of its scale lean: each is counted under a heading of its own.
    pub fn leanings(self) -> Vec<Lean> {
        let Self::Rating(points) = self else { return Vec::new() };
        let mut all: Vec<Lean> = points.iter().filter_map(|it| it.leans).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// What may be chosen, where it is a closed list.
    pub fn choices(self) -> Option<Vec<Choice>> {
        match self {
            Self::Word(all) => Some(all.to_vec()),
            Self::Rating(all) => Some(all.iter().map(|it| it.choice).collect()),
            _ => None,
        }
    }
}

/// The field of this name.
pub fn field(fields: &'static [Field], name: &str) -> Option<&'static Field> {
    fields.iter().find(|it| it.name == name)
}
