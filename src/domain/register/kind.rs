//! What a register is: a table of what an entry holds and owes, and of what is counted. What is done with it is below.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::refusal::Verdict;
use crate::domain::register::field::{Field, Is, When, field, may};
use crate::domain::register::value::Values;
use crate::domain::rights::Deed;
use crate::domain::terms::Terms;

/// A register.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Its name, on the command line and in JSON.
    pub id: &'static str,
    /// What references of its entries begin with.
    pub letter: char,
    /// What one entry is called.
    pub one: &'static str,
    /// What several are called.
    pub many: &'static str,
    /// What it is for: a sentence for help.
    pub about: &'static str,
    /// Which part of the guide asks for it.
    pub source: &'static str,
    /// The right to read it.
    pub read: Deed,
    /// The right to write in it.
    pub write: Deed,
    /// What an entry holds, in the order in which it is asked for.
    pub fields: &'static [Field],
    /// What the office sets for itself about it.
    pub settings: &'static [Setting],
    /// What an entry owes.
    pub owes: &'static [Owes],
    /// What is owed on another record until an entry is linked with it.
    pub asks: &'static [Asks],
    /// What the office owes again and again.
    pub cycles: &'static [Cycle],
    /// What leading asks of the senior person, as far as entries show whether it is done.
    pub leads: &'static [Lead],
    /// What is counted.
    pub counts: &'static [Count],
    /// Of what there is one entry at most.
    pub once: Once,
    /// What no field can see by itself: whether the whole makes sense.
    pub check: fn(&Terms, &Values) -> Verdict<()>,
    /// What other records must say before something is done, and whom it is owed to then.
    pub needs: &'static [Needs],
    /// Why an entry is not closed yet, although nothing is wrong with it; one that was entered by mistake always is.
    pub closes: fn(&Values) -> Verdict<()>,
    /// Whether what an entry holds about a person is about the person of the case that it is linked with. If it is not, it may
    /// be about somebody else who was involved, and nobody is given it unseen.
    pub is_theirs: fn(&Values) -> bool,
    /// What the made-up office holds of it, as JSON of what is typed: `{me}` is whoever made it, `{quarter}` the quarter
    /// before the last one, `{quarter_end}` its last day, `{year}` the year in references.
    pub made_up: &'static [&'static str],
}

/// Of what a register holds one entry at most: of what the same fields say.
#[derive(Clone, Copy, Debug)]
pub enum Once {
    /// Of nothing: there may be many.
    Many,
    /// Of each.
    Each(&'static [&'static str]),
    /// Of each, until it is closed.
    EachOpen(&'static [&'static str]),
    /// Of each of one sort: that of entries which say this word in this field.
    EachOfSort((&'static str, &'static str), &'static [&'static str]),
}

impl Once {
    /// The fields that say together which one an entry is.
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Many => &[],
            Self::Each(fields) | Self::EachOpen(fields) | Self::EachOfSort(_, fields) => fields,
        }
    }

    /// Whether it is asked of an entry that says this.
    pub fn is_asked_of(self, values: &Values) -> bool {
        match self {
            Self::EachOfSort((field, word), _) => values.text(field) == word,
            _ => true,
        }
    }

    /// Whether there may be one more of what is closed.
    pub const fn is_open_only(self) -> bool {
        matches!(self, Self::EachOpen(_))
    }
}

/// Something that the office sets for itself: a number, a day from which something holds, words or a person.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// What it is.
    pub field: Field,
    /// What holds until it is set; none for nothing.
    pub first: Option<u32>,
    /// Whether documents say what it is.
    pub is_printed: bool,
}

impl Setting {
    /// Something of any kind; not set at first.
    pub const fn of(name: &'static str, label: &'static str, hint: &'static str, is: Is) -> Self {
        Self { field: may(name, label, hint, is), first: None, is_printed: false }
    }

    /// A day from which something holds; not set at first.
    pub const fn day(name: &'static str, label: &'static str, hint: &'static str) -> Self {
        Self::of(name, label, hint, Is::Day(When::Any))
    }

    /// A number, with what it is at first.
    pub const fn number(name: &'static str, label: &'static str, hint: &'static str, first: u32) -> Self {
        Self { first: Some(first), ..Self::of(name, label, hint, Is::Number) }
    }

    /// The same, said on documents by its hint.
    #[must_use]
    pub const fn printed(self) -> Self {
        Self { is_printed: true, ..self }
    }
}

/// The setting that names the senior person who answers for learning: what leading asks and nobody else does is theirs.
pub const SENIOR_PERSON: &str = "senior_person";

/// What the office has set, by the names of the settings: values as they are written, each with the day from
/// which it holds, so that a change does not reach back.
pub type Settings = BTreeMap<String, Vec<(NaiveDate, String)>>;

/// Something that an entry owes.
#[derive(Clone, Copy, Debug)]
pub struct Owes {
    /// What is to be done, as a person would say it.
    pub what: &'static str,
    /// One word for a list, in at most 10 columns.
    pub short: &'static str,
    /// The field whose rows each owe it; none for the entry as a whole.
    pub each: Option<&'static str>,
    /// By when.
    pub due: Due,
    /// The setting that is the first day for which it is owed, and without which it is not; none for always.
    pub since: Option<&'static str>,
    /// The days of which any, once given, settles it.
    pub until: &'static [&'static str],
    /// The field that says who does it; none for nobody in particular.
    pub owner: Option<&'static str>,
    /// The field without which it is not owed; none where it always is.
    pub given: Option<&'static str>,
    /// Whether it is to look at something, or to decide on it: it stands in Reviews due.
    pub is_review: bool,
}

impl Owes {
    /// Something that an entry as a whole owes, until one of these days is given.
    pub const fn new(
        what: &'static str,
        short: &'static str,
        due: Due,
        until: &'static [&'static str],
    ) -> Self {
        Self { what, short, each: None, due, since: None, until, owner: None, given: None, is_review: false }
    }

    /// The same, owed by each row of a field, and by whom.
    #[must_use]
    pub const fn by_each(self, each: &'static str, owner: &'static str) -> Self {
        Self { each: Some(each), ..self }.by(owner)
    }

    /// The same, owed by whom a field names.
    #[must_use]
    pub const fn by(self, owner: &'static str) -> Self {
        Self { owner: Some(owner), ..self }
    }

    /// The same, owed only where a field is given.
    #[must_use]
    pub const fn given(self, field: &'static str) -> Self {
        Self { given: Some(field), ..self }
    }

    /// The same, which looks at something or decides on it.
    #[must_use]
    pub const fn review(self) -> Self {
        Self { is_review: true, ..self }
    }

    /// The same, owed only from the day that a setting names.
    #[must_use]
    pub const fn since(self, setting: &'static str) -> Self {
        Self { since: Some(setting), ..self }
    }
}

/// By when something is owed.
#[derive(Clone, Copy, Debug)]
pub enum Due {
    /// On the day of a field.
    On(&'static str),
    /// So many working days after the day of a field.
    After(&'static str, Wait),
}

impl Due {
    /// The field whose day it goes by.
    pub const fn field(self) -> &'static str {
        match self {
            Self::On(it) | Self::After(it, _) => it,
        }
    }
}

/// How long: in working days, or for a cycle in weeks.
#[derive(Clone, Copy, Debug)]
pub enum Wait {
    /// So long.
    Is(u32),
    /// As long as a setting says.
    Set(&'static str),
}

/// Something that is owed on another record until an entry is linked with it: once, and only if the office wants it.
#[derive(Clone, Copy, Debug)]
pub struct Asks {
    /// What is to be done, as a person would say it.
    pub what: &'static str,
    /// One word for a list, in at most 10 columns.
    pub short: &'static str,
    /// What it is owed after.
    pub moment: Moment,
    /// How many working days after it.
    pub after: Wait,
    /// The setting that is the first day of such a moment for which it is owed; none is owed before it is set.
    pub since: &'static str,
    /// The field that names the record, once there is an entry.
    pub link: &'static str,
    /// The field that says of whom an entry is, and those of whom one settles it; the first is whom it is asked of.
    pub of: (&'static str, &'static [&'static str]),
    /// Of which records it is asked.
    pub only: Only,
}

/// Of which records something is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// Of every one.
    All,
    /// Of those on which somebody speaks for the person.
    Represented,
    /// Of those that are about colleagues by name.
    OfColleagues,
}

/// Something in the life of another record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The final response on a case went.
    FinalResponse,
}

/// Something that the office owes again and again.
#[derive(Clone, Copy, Debug)]
pub struct Cycle {
    /// What is to be done, as a person would say it.
    pub what: &'static str,
    /// One word for a list, in at most 10 columns.
    pub short: &'static str,
    /// The fields that say together of which sort an entry is.
    pub sort: &'static [&'static str],
    /// The field that says when it was done.
    pub held: &'static str,
    /// The field that says when it is to be, of an entry that was made beforehand.
    pub planned: &'static str,
    /// The field of the last entry that says who does it; none for nobody in particular.
    pub owner: Option<&'static str>,
    /// How often.
    pub every: Every,
    /// Whether it is to look at something: it stands in Reviews due.
    pub is_review: bool,
}

/// How often something is owed.
#[derive(Clone, Copy, Debug)]
pub enum Every {
    /// For every quarter.
    Quarter {
        /// The sort of entry.
        of: &'static str,
        /// The field that says for which quarter.
        period: &'static str,
        /// How many weeks after the quarter.
        after: Wait,
    },
    /// For each other sort, on the day that its last entry names in this field.
    Named(&'static str),
    /// Once for what the office has set, from the day on which it set it, and again so many weeks after the last entry that
    /// says the same. The fields of the sort say it, in the order of these settings; nothing is owed while one is not set.
    Set {
        /// The settings.
        settings: &'static [&'static str],
        /// How many weeks after.
        again: Wait,
    },
    /// Until the entries of a round say all that is asked: those of one sort, within a year of the first of them.
    Round {
        /// What they lack together, in words; none where they lack nothing.
        lacks: fn(&[&Values]) -> Option<String>,
        /// How many working days after the first.
        within: Wait,
    },
}

impl Cycle {
    /// What is done again for each sort of entry, on the day that a field of the last one names.
    pub const fn named(
        what: &'static str,
        word: &'static str,
        sort: &'static [&'static str],
        held: &'static str,
        next: &'static str,
    ) -> Self {
        let every = Every::Named(next);
        Self { what, short: word, sort, held, planned: held, owner: None, every, is_review: false }
    }

    /// The same, owed until the entries of a round lack nothing.
    #[must_use]
    pub const fn round(self, lacks: fn(&[&Values]) -> Option<String>, within: Wait) -> Self {
        Self { every: Every::Round { lacks, within }, ..self }
    }

    /// The same, which looks at something.
    #[must_use]
    pub const fn review(self) -> Self {
        Self { is_review: true, ..self }
    }

    /// The field that names the day for the next one, where one does.
    pub const fn next(&self) -> Option<&'static str> {
        if let Every::Named(next) = self.every { Some(next) } else { None }
    }

    /// The same, done by whom a field of the last one names.
    #[must_use]
    pub const fn by(self, owner: &'static str) -> Self {
        Self { owner: Some(owner), ..self }
    }
}

/// Something that leading asks of the senior person.
#[derive(Clone, Copy, Debug)]
pub struct Lead {
    /// What is asked, in at most 30 columns.
    pub words: &'static str,
    /// Which entries show it, as a filter is typed; empty for all.
    pub list: &'static str,
    /// The day of an entry, or of a row of it, on which it was done.
    pub done: &'static str,
    /// What is owed because of it, in the words of what the register says is owed.
    pub owed: &'static [&'static str],
}

/// What another record must say before something is done, or whom it is owed to then.
#[derive(Clone, Copy, Debug)]
pub enum Needs {
    /// The entry that a row links with must hold a day by the time that something is done.
    Held {
        /// The field whose rows link with it.
        each: &'static str,
        /// The field of a row that says with which.
        link: &'static str,
        /// The day of a row on which it was done.
        done: &'static str,
        /// The field that the other entry must hold by then.
        holds: &'static str,
        /// The field that ends it, from its day on.
        ends: &'static str,
        /// What is said of one that does not, after its reference.
        why: &'static str,
    },
    /// The record that the entry links with must be there by these days: a case once it was received.
    Begun {
        /// The field that says which.
        link: &'static str,
        /// The days.
        days: &'static [&'static str],
    },
    /// The words that the entry publishes were there when they were approved, and were not written by who approved them: those
    /// of a frozen document, and those of a plan for the public.
    Written {
        /// The field with the document.
        paper: &'static str,
        /// The field that says which plan.
        plan: &'static str,
        /// The day of the approval.
        on: &'static str,
        /// Whose it is.
        by: &'static str,
    },
    /// The plan that the entry links with must be carried out by the time that a day is given.
    CarriedOut {
        /// The field that says which plan.
        link: &'static str,
        /// The day.
        done: &'static str,
    },
    /// Once a day is given, everybody of another register who wants it is owed it: a row for each.
    Owed {
        /// The day.
        once: &'static str,
        /// The field with the rows.
        each: &'static str,
        /// The field of a row that says to whom.
        link: &'static str,
        /// The field of a row that says by when.
        by: &'static str,
        /// How many working days after the day.
        within: Wait,
        /// The letter of the other register.
        of: char,
        /// Whether an entry of it is to have what this one says.
        wants: fn(&Values, &Values) -> bool,
    },
}

/// Something that is counted.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    /// Its name, for the command line and JSON.
    pub name: &'static str,
    /// The title of its table.
    pub title: &'static str,
    /// What it is, in a sentence.
    pub words: &'static str,
    /// The field whose rows are counted; none where entries are.
    pub each: Option<&'static str>,
    /// The field without which one does not count; none where every one does.
    pub given: Option<&'static str>,
    /// The day that places one in a period; for what stands on a day, the day since when it counts.
    pub on: &'static str,
    /// What is counted of them.
    pub of: Of,
    /// The fields by which it is told apart, in a table for each of their values.
    pub per: &'static [&'static str],
    /// What becomes of small numbers in what is published.
    pub small: Small,
    /// Whether others report it: of whoever reported nothing there is no number, and no nought.
    pub is_reported: bool,
    /// What waits, in words, and what the board is asked about it; none where it has nothing to decide.
    pub asked: Option<(&'static str, &'static str)>,
}

impl Count {
    /// A count of entries, shown whatever it is.
    pub const fn new(name: &'static str, title: &'static str, on: &'static str, of: Of) -> Self {
        Self {
            name,
            title,
            words: "",
            each: None,
            given: None,
            on,
            of,
            per: &[],
            small: Small::Show,
            is_reported: false,
            asked: None,
        }
    }

    /// The same, told in a sentence.
    #[must_use]
    pub const fn words(self, words: &'static str) -> Self {
        Self { words, ..self }
    }

    /// The same of the rows of a field.
    #[must_use]
    pub const fn each(self, each: &'static str) -> Self {
        Self { each: Some(each), ..self }
    }

    /// The same of those that have a field.
    #[must_use]
    pub const fn given(self, field: &'static str) -> Self {
        Self { given: Some(field), ..self }
    }

    /// The same in a table for each value of these fields.
    #[must_use]
    pub const fn per(self, per: &'static [&'static str]) -> Self {
        Self { per, ..self }
    }

    /// The same, of which the board is asked something as long as any of it waits.
    #[must_use]
    pub const fn asks(self, waits: &'static str, ask: &'static str) -> Self {
        Self { asked: Some((waits, ask)), ..self }
    }

    /// The same, as others report it.
    #[must_use]
    pub const fn reported(self) -> Self {
        Self { is_reported: true, ..self }
    }

    /// The same of people, whose small numbers are withheld.
    #[must_use]
    pub const fn of_people(self) -> Self {
        Self { small: Small::Withhold, ..self }
    }
}

/// What is counted. Nearly all are flows, facts whose day lies in the period; what waits and what is in date stand on a day.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// How many there are.
    All,
    /// How many there are of each value of a field.
    By(&'static str),
    /// How many lean each way that their scale has, for each value of a field: agree, do neither and disagree, say.
    Rating {
        /// The field that says with what.
        by: &'static str,
        /// The field that says how much.
        rating: &'static str,
        /// The headings: how many lean each way, from yes to no, and the share of the first.
        heads: &'static [&'static str],
    },
    /// What numbers come to together, for each value of a field.
    Sum {
        /// That field.
        by: &'static str,
        /// The numbers.
        of: &'static [Figure],
    },
    /// How many of them came to something: the day of a field is given.
    Share {
        /// That field.
        came: &'static str,
        /// The field that says by when, where it had to be in time.
        by: Option<&'static str>,
        /// The headings: how many came to it, how many did not, and the share.
        heads: &'static [&'static str; 3],
    },
    /// How many wait for something on the day, and how many of them too long.
    Waiting {
        /// The days of which any, once given, ends it.
        until: &'static [&'static str],
        /// By when.
        due: Option<Due>,
    },
    /// Of the last entries of each sort of what is owed again, how many are in date on the day and how many are not, for each
    /// value of a field.
    InDate(&'static str),
    /// How many of the quarters whose entry was due in the period had it, and had it in time.
    Quarters,
}

/// A number that entries come to together.
#[derive(Clone, Copy, Debug)]
pub enum Figure {
    /// The sum of a field.
    Sum(&'static str),
    /// A field of the last entry, by the day that it is counted by: adding up would count the same people again.
    Last(&'static str),
    /// What the sum of one field is of the sum of another, in per cent, under this heading.
    Share(&'static str, &'static str, &'static str),
    /// The sum of one field for each of the sum of another, under this heading.
    Average(&'static str, &'static str, &'static str),
    /// How often an answer is given among those of one field, summed, beside those of the last entry of another, under this
    /// heading.
    Against(&'static str, &'static str, &'static str),
}

impl Figure {
    /// The fields that it adds up.
    pub fn fields(self) -> Vec<&'static str> {
        match self {
            Self::Sum(it) | Self::Last(it) => vec![it],
            Self::Share(_, one, of) | Self::Average(_, one, of) | Self::Against(_, one, of) => vec![one, of],
        }
    }
}

/// What becomes of small numbers in what is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Small {
    /// They count people, and could tell one of them apart: they are withheld.
    Withhold,
    /// They are shown.
    Show,
}

impl Kind {
    /// All that it says is owed: on an entry, on another record, by the office. In words, in one word for a list, and whether
    /// it is to look at something.
    pub fn duties(&self) -> Vec<(&'static str, &'static str, bool)> {
        let owes = self.owes.iter().map(|it| (it.what, it.short, it.is_review));
        let asks = self.asks.iter().map(|it| (it.what, it.short, false));
        let cycles = self.cycles.iter().map(|it| (it.what, it.short, it.is_review));
        owes.chain(asks).chain(cycles).collect()
    }

    /// The fields that have a column in lists.
    pub fn columns(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().filter(|it| it.column.is_some())
    }

    /// The fields that have this name: of an entry, or of rows.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &'static Field> {
        let rows = self.fields.iter().filter_map(|it| it.is.rows());
        let all: Vec<&'static [Field]> = std::iter::once(self.fields).chain(rows).collect();
        all.into_iter().filter_map(move |it| field(it, name))
    }
}
