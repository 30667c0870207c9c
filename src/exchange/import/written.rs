//! A map as it is written, in TOML, each part with the line on which it stands. What is the same in every map is read here:
//! how the file is written, and what their words mean.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use crate::domain::text::tidy;
use crate::exchange::import::dates;
use crate::exchange::import::text::Encoding;

/// What cells say that say nothing, where a map does not say it.
const MISSING: &[&str] = &["", "None", "N/A", "NA", "-", "#N/A"];
/// The way of writing a day that is read in no other way.
pub const ISO: &str = "%Y-%m-%d";
/// How dates are written, where a map does not say it.
const DATES: &[&str] = &[ISO, "%d/%m/%Y"];

/// The parts of a map by name.
pub type Parts<T> = BTreeMap<Spanned<String>, T>;

/// The file as written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Written {
    #[serde(skip)]
    text: String,
    source: WrittenSource,
    /// Where each field comes from.
    pub columns: Parts<Spanned<WrittenColumn>>,
    /// Translations.
    pub values: Parts<Parts<Spanned<String>>>,
    /// Fixed values.
    pub defaults: Parts<Spanned<toml::Value>>,
    /// A field with a column for each of its words, from one to another: a row comes in once for each that is filled.
    pub ticks: Parts<WrittenTicks>,
}

/// The first and the last of columns that stand side by side, each called by a word.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenTicks {
    pub from: String,
    pub to: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenSource {
    header: Option<Spanned<toml::Value>>,
    missing: Option<Vec<String>>,
    dates: Option<Spanned<Vec<String>>>,
    encoding: Option<Spanned<String>>,
    delimiter: Option<Spanned<String>>,
    closed_without_date: Option<Spanned<String>>,
    one_case: Option<Spanned<String>>,
    sheet: Option<String>,
}

/// Where a field comes from.
#[derive(Deserialize)]
#[serde(untagged, expecting = "write the name of a column, or { column = \"…\", plus = \"56d\" }")]
pub enum WrittenColumn {
    Name(String),
    Table(WrittenTable),
}

/// The same with more to say of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenTable {
    /// Its name.
    pub column: String,
    /// Time to add.
    pub plus: Option<String>,
}

/// How a file is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manner {
    /// Line of the header; none to look for it.
    pub header: Option<u64>,
    /// What cells say that say nothing.
    pub missing: BTreeSet<String>,
    /// How dates are written.
    pub dates: Vec<String>,
    /// Whether the map says so.
    pub says_dates: bool,
    /// How letters are written.
    pub encoding: Encoding,
    /// What parts cells; none to find out.
    pub delimiter: Option<u8>,
    /// The sheet of a workbook; none for the only one.
    pub sheet: Option<String>,
}

impl Default for Manner {
    fn default() -> Self {
        let list = |it: &[&str]| it.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        Self {
            header: None,
            missing: list(MISSING).into_iter().collect(),
            dates: list(DATES),
            says_dates: false,
            encoding: Encoding::Utf8,
            delimiter: None,
            sheet: None,
        }
    }
}

impl Manner {
    /// Whether a cell says nothing.
    pub fn is_missing(&self, text: &str) -> bool {
        let text = text.trim();
        text.is_empty() || self.missing.contains(text)
    }
}

/// What their words mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    meanings: BTreeMap<String, String>,
    /// What a missing or unknown word means.
    pub default: Option<String>,
}

impl Words {
    /// What a word means, if the map says so; capitals and spaces around it do not matter.
    pub fn meaning(&self, word: &str) -> Option<&str> {
        self.meanings.get(&folded(word)).map(String::as_str)
    }

    /// All that words of theirs mean.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.meanings.values().chain(&self.default).map(String::as_str)
    }
}

fn folded(word: &str) -> String {
    word.trim().to_lowercase()
}

impl Written {
    /// Reads a map; the error says what is wrong, and where.
    pub fn from_toml(text: &str) -> Result<Self, String> {
        let written: Self = toml::from_str(text).map_err(|it| it.to_string())?;
        Ok(Self { text: text.to_owned(), ..written })
    }

    /// The line on which something stands.
    pub fn line(&self, span: &Range<usize>) -> u64 {
        let before = self.text.bytes().take(span.start);
        before.map(|it| u64::from(it == b'\n')).sum::<u64>() + 1
    }

    /// What is wrong, with the line on which it stands.
    pub fn wrong(&self, span: &Range<usize>, why: impl AsRef<str>) -> String {
        format!("Line {} of the map: {}", self.line(span), why.as_ref())
    }

    /// How the file is written.
    pub fn manner(&self) -> Result<Manner, String> {
        let (source, usual) = (&self.source, Manner::default());
        let missing = source.missing.as_ref().map(|it| it.iter().map(|it| it.trim().to_owned()).collect());
        Ok(Manner {
            header: self.read(source.header.as_ref(), header)?.flatten(),
            missing: missing.unwrap_or(usual.missing),
            dates: self.read(source.dates.as_ref(), |it| formats(it))?.unwrap_or(usual.dates),
            says_dates: source.dates.is_some(),
            encoding: self.read(source.encoding.as_ref(), encoding)?.unwrap_or(usual.encoding),
            delimiter: self.read(source.delimiter.as_ref(), delimiter)?,
            sheet: source.sheet.clone(),
        })
    }

    /// Refuses columns of words, where a map knows none.
    pub fn no_ticks(&self) -> Result<(), String> {
        let wrong = |it: &Spanned<String>| {
            self.wrong(&it.span(), "“ticks” are for entries of registers. Leave them out.")
        };
        self.ticks.keys().next().map_or(Ok(()), |it| Err(wrong(it)))
    }

    /// What to do with a case that is closed on no day, if the map says it.
    pub fn closed_without_date<T>(
        &self,
        read: impl Fn(&String) -> Result<T, String>,
    ) -> Result<Option<T>, String> {
        self.read(self.source.closed_without_date.as_ref(), read)
    }

    /// The column by which rows are one case, if the map says it.
    pub fn one_case(&self, is_of_cases: bool) -> Result<Option<String>, String> {
        self.read(self.source.one_case.as_ref(), |it| match it.trim() {
            _ if !is_of_cases => Err("“one_case” is for maps of cases. Leave it out.".to_owned()),
            "" => Err("Write the name of the column by which rows are one case.".to_owned()),
            name => Ok(tidy(name)),
        })
    }

    fn read<S, T>(
        &self,
        said: Option<&Spanned<S>>,
        read: impl Fn(&S) -> Result<T, String>,
    ) -> Result<Option<T>, String> {
        let checked = |it: &Spanned<S>| read(it.get_ref()).map_err(|why| self.wrong(&it.span(), why));
        said.map(checked).transpose()
    }

    /// What their words mean in a field, and the column that holds them, if it is named there.
    pub fn words(
        &self,
        said: &Parts<Spanned<String>>,
        is_known: impl Fn(&str) -> Result<(), String>,
    ) -> Result<(Words, Option<Spanned<String>>), String> {
        let (mut words, mut column) = (Words::default(), None);
        for (word, meaning) in said {
            if word.get_ref() == "column" {
                column = Some(meaning.clone());
                continue;
            }
            is_known(meaning.get_ref()).map_err(|why| self.wrong(&meaning.span(), why))?;
            match word.get_ref().as_str() {
                "default" => words.default = Some(meaning.get_ref().clone()),
                word => drop(words.meanings.insert(folded(word), meaning.get_ref().clone())),
            }
        }
        Ok((words, column))
    }
}

fn header(value: &toml::Value) -> Result<Option<u64>, String> {
    match value {
        toml::Value::String(it) if it == "auto" => Ok(None),
        toml::Value::Integer(line) if *line > 0 => Ok(u64::try_from(*line).ok()),
        other => Err(format!("header = {other} is not a line. Write \"auto\" or a line number from 1.")),
    }
}

fn formats(formats: &[String]) -> Result<Vec<String>, String> {
    if formats.is_empty() {
        return Err("Write at least one format under dates, such as \"%d/%m/%Y\".".into());
    }
    match formats.iter().find(|it| !dates::is_format(it)) {
        Some(bad) => Err(format!(
            "“{bad}” is not a format for a whole day. Write it like \"%Y-%m-%d\" or \"%d/%m/%Y\"."
        )),
        None => Ok(formats.to_vec()),
    }
}

fn encoding(name: &String) -> Result<Encoding, String> {
    Encoding::from_name(name).ok_or_else(|| {
        format!("“{name}” is not an encoding that can be read. Write \"utf-8\" or \"windows-1252\".")
    })
}

fn delimiter(text: &String) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        _ => Err(format!("“{text}” cannot part cells. Write one character, such as \";\" or \"\\t\".")),
    }
}
