//! What records are called: `26-0142` a case, `P26-007` a plan and `P26-007/3` its third action, `F26-003` an entry of a
//! register, `2025-26` a financial year, `office` the office. Short enough to say on the phone, and nothing personal in it.
//!
//! References are read and written here and nowhere else, so that no record has two names.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

use crate::domain::calendar::period::FinancialYear;

/// What the office's own record is called.
const OFFICE: &str = "office";
/// What plans begin with. No register has this letter.
const PLAN: char = 'P';

/// The reference of a case. Ordered by year, then number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseRef {
    /// Calendar year in which the complaint was received.
    pub year: u16,
    /// Number within that year, from 1.
    pub number: u32,
}

/// The reference of a plan. Ordered by year, then number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlanRef {
    /// Calendar year in which the plan was made.
    pub year: u16,
    /// Number within that year, from 1.
    pub number: u32,
}

/// The reference of an action: its plan, and its number there. Ordered by plan, then number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionRef {
    pub plan: PlanRef,
    /// Number within the plan, from 1.
    pub action: u32,
}

/// The reference of an entry of a register. Ordered by register, then year, then number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryRef {
    /// The letter of its register.
    pub register: char,
    /// Calendar year in which it was entered.
    pub year: u16,
    /// Number within that register and year, from 1.
    pub number: u32,
}

/// The office's own record. There is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TheOffice;

/// The case that a record is linked with, as it is shown to somebody. Nothing that is asked for or written down says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkedCase {
    Case(CaseRef),
    /// One that they may not see.
    Restricted,
}

/// Anything that can be asked for, shown, undone, linked, restricted or erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordRef {
    /// The office: its people, lists and rules.
    Office,
    /// What is kept of a financial year.
    Year(FinancialYear),
    Case(CaseRef),
    /// An action plan.
    Plan(PlanRef),
    /// An entry of a register.
    Entry(EntryRef),
}

/// What was typed is not the reference that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadReference {
    /// What was typed.
    text: String,
    /// What it is instead; none where it is no reference at all.
    is: Option<&'static str>,
    /// What would do, as words that follow "A reference looks like …".
    wanted: &'static str,
}

const LIKE_A_CASE: &str = "a case looks like 26-0142";
const LIKE_A_PLAN: &str = "a plan looks like P26-007";
const LIKE_AN_ACTION: &str = "the third action of a plan looks like P26-007/3";
const LIKE_AN_ENTRY: &str = "an entry of a register looks like F26-003";
const LIKE_ANY: &str = "a case looks like 26-0142, a plan like P26-007, an entry of a register like F26-003, a year \
                        like 2025-26, and the office is called office";

impl fmt::Display for BadReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, is, wanted } = self;
        match is {
            Some(is) => write!(f, "“{text}” is {is}: {wanted}."),
            None => write!(f, "“{text}” is not a reference: {wanted}."),
        }
    }
}

/// Anything that has a reference, down to one part of a record.
enum Named {
    Whole(RecordRef),
    Action(ActionRef),
}

impl Named {
    const fn words(&self) -> &'static str {
        match self {
            Self::Whole(RecordRef::Office) => "the office",
            Self::Whole(RecordRef::Year(_)) => "a financial year",
            Self::Whole(RecordRef::Case(_)) => "a case",
            Self::Whole(RecordRef::Plan(_)) => "a plan",
            Self::Whole(RecordRef::Entry(_)) => "an entry of a register",
            Self::Action(_) => "an action of a plan",
        }
    }
}

/// The parser of every reference.
fn named(text: &str) -> Option<Named> {
    let text = text.trim();
    if text.eq_ignore_ascii_case(OFFICE) {
        return Some(Named::Whole(RecordRef::Office));
    }
    // "2025-26" is a year; the case of that name would have been written with four figures.
    if let Some(year) = FinancialYear::written(text) {
        return Some(Named::Whole(RecordRef::Year(year)));
    }
    let Some(letter) = text.chars().next().filter(char::is_ascii_alphabetic) else {
        let (year, number) = numbers(text)?;
        return Some(Named::Whole(RecordRef::Case(CaseRef { year, number })));
    };
    let (whole, part) = text[1..].split_once('/').map_or((&text[1..], None), |it| (it.0, Some(it.1)));
    let (year, number) = numbers(whole)?;
    match (letter.to_ascii_uppercase(), part) {
        (PLAN, None) => Some(Named::Whole(RecordRef::Plan(PlanRef { year, number }))),
        (PLAN, Some(part)) => {
            let action = counting(part)?;
            Some(Named::Action(ActionRef { plan: PlanRef { year, number }, action }))
        }
        (register, None) => Some(Named::Whole(RecordRef::Entry(EntryRef { register, year, number }))),
        (_, Some(_)) => None,
    }
}

/// Where references stand in a text, in bytes, and of what they are: with whatever hyphen and figures they are typed.
pub fn spoken_of(text: &str) -> Vec<(Range<usize>, RecordRef)> {
    let is_hyphen = |it: char| it == '-' || ('\u{2010}'..='\u{2015}').contains(&it) || "−﹣－".contains(it);
    let is_part = |it: char| it.is_alphanumeric() || is_hyphen(it);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(is_part).map(|it| at + it) {
        at = text[start..].find(|it| !is_part(it)).map_or(text.len(), |it| start + it);
        if !text[start..at].contains(char::is_numeric) {
            continue;
        }
        let plain: String = text[start..at].nfkc().map(|it| if is_hyphen(it) { '-' } else { it }).collect();
        if let Some(Named::Whole(on)) = named(&plain) {
            found.push((start..at, on));
        }
    }
    found
}

/// Where a text has two figures of a year and those of a number with another sign between them, or none, in bytes: “25/0014”,
/// “25 0014”, “250014”. What only could be read as a reference may be a year or an amount.
pub fn spoken_of_otherwise(text: &str) -> Vec<(Range<usize>, CaseRef)> {
    let mut found = Vec::new();
    let is_figure = |it: char| it.is_ascii_digit();
    let mut from = 0;
    while let Some(at) = text[from..].find(is_figure).map(|it| it + from) {
        let length = |text: &str| text.find(|it| !is_figure(it)).unwrap_or(text.len());
        let first = length(&text[at..]);
        from = at + first;
        let rest = &text[from..];
        let sign = rest.chars().next().filter(|it| matches!(it, '/' | '.' | ' '));
        let second = sign.map_or(0, |it| length(&rest[it.len_utf8()..]));
        let (year, number, end) = match (first, second) {
            (6, _) => (&text[at..at + 2], &text[at + 2..from], from),
            (2, 4) => (&text[at..from], &rest[1..5], from + 5),
            _ => continue,
        };
        found.extend(format!("{year}-{number}").parse().ok().map(|it| (at..end, it)));
    }
    found
}

/// A year of two or four figures, and a number.
fn numbers(text: &str) -> Option<(u16, u32)> {
    let (year, number) = text.split_once('-')?;
    let figures = |it: &str| it.bytes().all(|it| it.is_ascii_digit()).then(|| it.parse::<u16>().ok())?;
    let year = match year.len() {
        2 => 2000 + figures(year)?,
        4 => figures(year)?,
        _ => return None,
    };
    Some((year, counting(number)?))
}

/// A number from 1, in figures only.
fn counting(text: &str) -> Option<u32> {
    let is_figures = text.bytes().all(|it| it.is_ascii_digit());
    text.parse().ok().filter(|it| is_figures && *it > 0)
}

/// A year as it stands in a reference: its last two figures where nobody can mistake it.
fn short_year(year: u16) -> String {
    if (2000..2100).contains(&year) { format!("{:02}", year % 100) } else { format!("{year:04}") }
}

/// Reading and printing of one kind of reference: as text wherever a person may see it, in parts in the working copy.
macro_rules! reference {
    ($type:ident, $wanted:expr, $pick:pat => $picked:expr, $parts:ty, $apart:expr, $together:expr) => {
        impl FromStr for $type {
            type Err = BadReference;

            fn from_str(text: &str) -> Result<Self, BadReference> {
                match named(text) {
                    Some($pick) => Ok($picked),
                    other => Err(BadReference {
                        text: text.to_owned(),
                        is: other.map(|it| it.words()),
                        wanted: $wanted,
                    }),
                }
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    let apart: fn(&Self) -> $parts = $apart;
                    apart(self).serialize(serializer)
                }
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
                } else {
                    let together: fn($parts) -> Self = $together;
                    <$parts>::deserialize(deserializer).map(together)
                }
            }
        }
    };
}

reference!(CaseRef, LIKE_A_CASE, Named::Whole(RecordRef::Case(it)) => it, (u16, u32),
    |it| (it.year, it.number), |(year, number)| Self { year, number });
reference!(PlanRef, LIKE_A_PLAN, Named::Whole(RecordRef::Plan(it)) => it, (u16, u32),
    |it| (it.year, it.number), |(year, number)| Self { year, number });
reference!(ActionRef, LIKE_AN_ACTION, Named::Action(it) => it, (PlanRef, u32),
    |it| (it.plan, it.action), |(plan, action)| Self { plan, action });
reference!(EntryRef, LIKE_AN_ENTRY, Named::Whole(RecordRef::Entry(it)) => it, (char, u16, u32),
    |it| (it.register, it.year, it.number), |(register, year, number)| Self { register, year, number });
reference!(RecordRef, LIKE_ANY, Named::Whole(it) => it, Parts, |it| match it {
    RecordRef::Office => Parts::Office,
    RecordRef::Year(it) => Parts::Year(*it),
    RecordRef::Case(it) => Parts::Case(*it),
    RecordRef::Plan(it) => Parts::Plan(*it),
    RecordRef::Entry(it) => Parts::Entry(*it),
}, |it| match it {
    Parts::Office => Self::Office,
    Parts::Year(it) => Self::Year(it),
    Parts::Case(it) => Self::Case(it),
    Parts::Plan(it) => Self::Plan(it),
    Parts::Entry(it) => Self::Entry(it),
});

/// A record's reference in the working copy.
#[derive(Serialize, Deserialize)]
enum Parts {
    Office,
    Year(FinancialYear),
    Case(CaseRef),
    Plan(PlanRef),
    Entry(EntryRef),
}

impl CaseRef {
    /// "case 26-0142".
    pub fn in_words(self) -> String {
        format!("case {self}")
    }
}

impl fmt::Display for CaseRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-{:04}", short_year(self.year), self.number))
    }
}

impl LinkedCase {
    /// The case, if it may be seen.
    pub const fn case(self) -> Option<CaseRef> {
        match self {
            Self::Case(it) => Some(it),
            Self::Restricted => None,
        }
    }
}

impl fmt::Display for LinkedCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Case(it) => it.fmt(f),
            Self::Restricted => f.pad("a restricted case"),
        }
    }
}

impl Serialize for LinkedCase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.case().serialize(serializer)
        }
    }
}

/// Text names a case or is refused: only the socket brings one that may not be seen.
impl<'de> Deserialize<'de> for LinkedCase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            CaseRef::deserialize(deserializer).map(Self::Case)
        } else {
            Option::deserialize(deserializer).map(|it| it.map_or(Self::Restricted, Self::Case))
        }
    }
}

impl fmt::Display for PlanRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{PLAN}{}-{:03}", short_year(self.year), self.number))
    }
}

impl fmt::Display for ActionRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}/{}", self.plan, self.action))
    }
}

impl fmt::Display for EntryRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}{}-{:03}", self.register, short_year(self.year), self.number))
    }
}

impl fmt::Display for RecordRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Office => f.pad(OFFICE),
            Self::Year(it) => f.pad(&it.to_string()),
            Self::Case(it) => it.fmt(f),
            Self::Plan(it) => it.fmt(f),
            Self::Entry(it) => it.fmt(f),
        }
    }
}

/// A kind of reference is a record's reference, and a record's reference may be of that kind.
macro_rules! kind_of_reference {
    ($type:ty, $here:pat => $it:expr, $it_is:expr) => {
        impl From<$type> for RecordRef {
            fn from(it: $type) -> Self {
                let whole: fn($type) -> Self = $it_is;
                whole(it)
            }
        }

        impl TryFrom<RecordRef> for $type {
            type Error = RecordRef;

            fn try_from(it: RecordRef) -> Result<Self, RecordRef> {
                match it {
                    $here => Ok($it),
                    other => Err(other),
                }
            }
        }
    };
}

kind_of_reference!(TheOffice, RecordRef::Office => TheOffice, |_| Self::Office);
kind_of_reference!(FinancialYear, RecordRef::Year(it) => it, Self::Year);
kind_of_reference!(CaseRef, RecordRef::Case(it) => it, Self::Case);
kind_of_reference!(PlanRef, RecordRef::Plan(it) => it, Self::Plan);
kind_of_reference!(EntryRef, RecordRef::Entry(it) => it, Self::Entry);

impl RecordRef {
    /// "a case", "an entry of a register".
    pub const fn kind(self) -> &'static str {
        Named::Whole(self).words()
    }

    /// "case 26-0142", "what is kept of 2025-26", "the office".
    pub fn in_words(self) -> String {
        match self {
            Self::Office => "the office".to_owned(),
            Self::Year(it) => format!("what is kept of {it}"),
            Self::Case(it) => it.in_words(),
            Self::Plan(it) => format!("plan {it}"),
            Self::Entry(it) => format!("entry {it}"),
        }
    }
}

/// Records that are numbered one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Series {
    /// Cases received in a year.
    Cases(u16),
    /// Plans made in a year.
    Plans(u16),
    /// Entries made in a register in a year.
    Entries(char, u16),
}

impl Series {
    /// The record with this number.
    pub const fn at(self, number: u32) -> RecordRef {
        match self {
            Self::Cases(year) => RecordRef::Case(CaseRef { year, number }),
            Self::Plans(year) => RecordRef::Plan(PlanRef { year, number }),
            Self::Entries(register, year) => RecordRef::Entry(EntryRef { register, year, number }),
        }
    }

    /// The series that a record is numbered in, and its number there; none for what is not numbered.
    pub const fn of(on: RecordRef) -> Option<(Self, u32)> {
        match on {
            RecordRef::Case(it) => Some((Self::Cases(it.year), it.number)),
            RecordRef::Plan(it) => Some((Self::Plans(it.year), it.number)),
            RecordRef::Entry(it) => Some((Self::Entries(it.register, it.year), it.number)),
            RecordRef::Office | RecordRef::Year(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_as_it_is_written() {
        for text in [
            "26-0142",
            "11-58251",
            "1999-0001",
            "P26-007",
            "P11-1234",
            "P1999-001",
            "F26-003",
            "2025-26",
            "office",
        ] {
            assert_eq!(text.parse::<RecordRef>().expect(text).to_string(), text);
        }
        assert_eq!("26-142".parse::<CaseRef>().expect("short form").to_string(), "26-0142");
        assert_eq!(" p26-7/12 ".parse::<ActionRef>().expect("short form").to_string(), "P26-007/12");
        assert_eq!(" f26-3".parse::<EntryRef>().expect("short form").to_string(), "F26-003");
    }

    #[test]
    fn what_is_not_a_reference_is_refused() {
        for text in [
            "",
            "26",
            "26-",
            "-1",
            "26-0",
            "26-+4",
            "26-99999999999",
            "260-1",
            "P",
            "P26",
            "P26-",
            "P26-0",
            "PP26-4",
            "P26-007/",
            "P26-007/0",
            "P26-007/+1",
            "P26-007/3/1",
            "/3",
            "26-007/3",
            "F26-003/1",
            "year-2025-26",
            "é26-1",
        ] {
            assert!(text.parse::<RecordRef>().is_err() && text.parse::<ActionRef>().is_err(), "{text}");
        }
    }

    #[test]
    fn another_kind_of_reference_is_told_what_it_is() {
        let told = |it: Option<BadReference>| it.expect("refused").to_string();
        assert_eq!(
            told("P26-007".parse::<CaseRef>().err()),
            "“P26-007” is a plan: a case looks like 26-0142."
        );
        assert_eq!(
            told("26-0142".parse::<PlanRef>().err()),
            "“26-0142” is a case: a plan looks like P26-007."
        );
        assert_eq!(
            told("P26-007/3".parse::<PlanRef>().err()),
            "“P26-007/3” is an action of a plan: a plan looks like P26-007."
        );
        assert!(
            told("26".parse::<RecordRef>().err()).starts_with("“26” is not a reference: a case looks like")
        );
    }

    #[test]
    fn a_case_that_may_not_be_seen_is_shown_as_such_and_never_read_from_text() {
        let shown = serde_json::to_string(&LinkedCase::Restricted).expect("plain data");
        assert_eq!(shown, "\"a restricted case\"");
        let refused = [
            serde_json::from_str::<LinkedCase>(&shown).expect_err("no case").to_string(),
            serde_json::from_str::<CaseRef>(&shown).expect_err("no case").to_string(),
        ];
        assert!(
            refused.iter().all(|it| it.starts_with("“a restricted case” is not a reference")),
            "{refused:?}"
        );
    }

    #[test]
    fn actions_come_in_the_order_of_their_plans_and_numbers() {
        let of = |text: &str| text.parse::<ActionRef>().expect(text);
        assert!(of("P25-010/9") < of("P26-002/1") && of("P26-002/9") < of("P26-002/10"));
    }
}
