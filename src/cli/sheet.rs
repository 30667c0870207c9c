//! A list as a file for a spreadsheet, as CSV or a workbook: what shows, in its order, with days as days and numbers as numbers.
//! What is restricted stays out of a file that anybody may pass on, and is counted.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use serde_json::Value;

use crate::api::message::{EntryRequest, ListRequest, Reply, Request};
use crate::aside::say;
use crate::cli::context::{Context, Store, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::in_place::{OUTPUT, refuse_if_there, replace_arg};
use crate::cli::or_stream::{file, given, or_stream};
use crate::cli::paper::say_more;
use crate::domain::figures::cell::Cell;
use crate::domain::filter::Filter;
use crate::domain::listing::Order;
use crate::domain::register::filter::EntryFilter;
use crate::domain::register::kinds::KINDS;
use crate::domain::rights::Deed;
use crate::domain::text::{count, one_line, sentence_case};
use crate::report::document::{Document, Section, Table};
use crate::report::render::{Format, render};
use crate::report::saving::save;

/// What a list can be written as.
const FORMATS: [(Format, &str); 2] = [(Format::Csv, "csv"), (Format::Xlsx, "xlsx")];

/// The options of every list.
pub fn args(command: Command) -> Command {
    command
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .value_parser(PossibleValuesParser::new(FORMATS.map(|it| it.1)))
                .help("For a spreadsheet: csv or xlsx, whole unless --limit says otherwise; without what is restricted"),
        )
        .arg(or_stream(
            Arg::new(OUTPUT)
                .long(OUTPUT)
                .short('o')
                .value_name("FILE")
                .help("Write it to this file, whose ending says the format; - for standard output"),
        ))
        .arg(replace_arg())
}

/// A file that is asked for: as what, and where; none for standard output.
pub type Asked = (Format, Option<PathBuf>);

/// A file being filled.
pub struct Sheet {
    asked: Asked,
    restricted: BTreeSet<String>,
    table: Table,
    keys: Vec<String>,
    left_out: u64,
}

/// Whether a file is asked for, and as what.
pub fn wanted(context: &Context, matches: &ArgMatches) -> Result<Option<Asked>, Trouble> {
    let to = file(matches, OUTPUT);
    let ending = to.and_then(Path::extension).and_then(OsStr::to_str);
    let of = |word: &str| FORMATS.iter().find(|it| it.1 == word).map(|it| it.0);
    let asked = matches.get_one::<String>("format").and_then(|it| of(it));
    let Some(format) = asked.or_else(|| ending.and_then(of)) else {
        return match given(matches, OUTPUT) {
            None => Ok(None),
            Some(_) => Err(Trouble::Broken(
                "name the file with the ending of what it is to be, such as -o list.csv or -o list.xlsx"
                    .to_owned(),
            )),
        };
    };
    if context.json {
        return Err(Trouble::Broken(
            "a list is JSON or a file for a spreadsheet. Leave --json or --format out".to_owned(),
        ));
    }
    if let Some(to) = to {
        refuse_if_there(to, matches)?;
    }
    if to.is_some() && ending.and_then(of) != Some(format) {
        let word = FORMATS.iter().find(|it| it.0 == format).map_or("", |it| it.1);
        return Err(Trouble::Broken(format!("name the file with its ending, such as -o list.{word}")));
    }
    if format == Format::Xlsx && !matches.contains_id(OUTPUT) {
        return Err(Trouble::Broken(
            "a workbook is a file. Name it with -o, such as -o list.xlsx, or write it to standard output with -o -".to_owned(),
        ));
    }
    Ok(Some((format, to.map(Path::to_owned))))
}

impl Sheet {
    /// Begins a file with columns: each by its name in JSON, which is its heading too, unless it has one of its own.
    pub fn begin<'a>(
        store: &mut Store,
        asked: Asked,
        caption: &str,
        columns: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Trouble> {
        store.may(Deed::Export)?;
        let (mut keys, mut table) = (Vec::new(), Table::new(caption, &[]));
        for (key, heading) in columns {
            keys.push(key.to_owned());
            let heading =
                if heading.is_empty() { sentence_case(&key.replace('_', " ")) } else { heading.to_owned() };
            table.columns.push(heading);
        }
        Ok(Self { asked, restricted: restricted(store)?, table, keys, left_out: 0 })
    }

    /// Adds a row, unless it is of something restricted.
    pub fn push(&mut self, row: &Value) {
        self.push_with(row, |_| None);
    }

    /// The same, with some of its cells as they say, by the names of their columns.
    pub fn push_with(&mut self, row: &Value, own: impl Fn(&str) -> Option<Cell>) {
        let is_restricted = |key: &str| match &row[key] {
            Value::Array(all) => all.iter().filter_map(Value::as_str).any(|it| self.restricted.contains(it)),
            it => it.as_bool() == Some(true) || it.as_str().is_some_and(|it| self.restricted.contains(it)),
        };
        if ["restricted", "ref", "plan", "case", "cases", "on"].into_iter().any(is_restricted) {
            self.left_out += 1;
            return;
        }
        let cells = self.keys.iter().map(|it| own(it).unwrap_or_else(|| cell(&row[it])));
        self.table.rows.push(cells.collect());
    }

    /// Writes the file; `more` says that there is more than the limit let through.
    pub fn end(self, context: &mut Context, more: &str) -> Outcome {
        let is_empty = self.table.rows.is_empty();
        let rows = self.table.rows.len() as u64;
        let title = self.table.caption.clone();
        let sections =
            vec![Section { heading: title.clone(), tables: vec![self.table], ..Section::default() }];
        let document = Document { title, sections, ..Document::default() };
        let (format, to) = self.asked;
        match &to {
            None => context.out.write_all(&render(&document, format))?,
            Some(path) => {
                for it in &context.while_waiting("Writing the file", || save(&document, format, path))? {
                    writeln!(
                        context.out,
                        "{}: {}{more}",
                        one_line(&it.display().to_string()),
                        count(rows, "row")
                    )?;
                }
            }
        }
        if to.is_none() {
            say_more(rows, "row", more);
        }
        if self.left_out > 0 {
            say(format!("{} left out, because it is restricted.", count(self.left_out, "row")));
        }
        Ok(if is_empty { Ending::Nothing } else { Ending::Done })
    }
}

/// The references of all that is restricted and that this person sees.
fn restricted(store: &mut Store) -> Result<BTreeSet<String>, Trouble> {
    let today = store.today();
    let (filter, order) = (Filter::default(), Order::Reference);
    let all = ListRequest { filter, order, today, after: None, limit: usize::MAX };
    let cases = seen(ask(&mut store.session, Request::List(all), |it| match it {
        Reply::List { rows, .. } => Some(rows),
        _ => None,
    }))?;
    let plans = seen(ask(&mut store.session, Request::Plans, |it| match it {
        Reply::Plans(plans) => Some(plans),
        _ => None,
    }))?;
    let cases = cases.iter().filter(|it| it.restricted).map(|it| it.reference.to_string());
    let plans = plans.iter().filter(|it| !it.kept_with.is_empty()).map(|it| it.reference.to_string());
    let mut found: BTreeSet<String> = cases.chain(plans).collect();
    for kind in KINDS {
        let filter = EntryFilter::default();
        let request = EntryRequest { register: kind.letter, filter, today, after: None, limit: usize::MAX };
        let entries = seen(ask(&mut store.session, Request::Entries(request), |it| match it {
            Reply::Entries(entries) => Some(entries),
            _ => None,
        }))?;
        let kept = entries.iter().filter(|it| it.restriction.is_some() || !it.kept_with.is_empty());
        found.extend(kept.map(|it| it.reference.to_string()));
    }
    Ok(found)
}

/// What somebody may not read is on no list of theirs.
fn seen<T: Default>(found: Result<T, Trouble>) -> Result<T, Trouble> {
    match found {
        Err(Trouble::Refused(_)) => Ok(T::default()),
        it => it,
    }
}

/// A value as a cell: what is a day in JSON is a day, and what is a number is one.
fn cell(value: &Value) -> Cell {
    match value {
        Value::String(text) => {
            let is_iso = text.len() == 10 && text.as_bytes()[4] == b'-';
            let day = if is_iso { text.parse::<NaiveDate>().ok() } else { None };
            day.map_or_else(|| Cell::Text(text.clone()), Cell::Date)
        }
        Value::Number(number) => match (number.as_u64(), number.as_f64()) {
            (Some(it), _) => Cell::Number(it),
            (None, Some(it)) => Cell::Decimal(it),
            _ => Cell::Text(number.to_string()),
        },
        Value::Bool(it) => Cell::Text(if *it { "yes" } else { "no" }.to_owned()),
        Value::Null => Cell::Text(String::new()),
        Value::Array(all) => {
            Cell::Text(all.iter().map(words).filter(|it| !it.is_empty()).collect::<Vec<_>>().join("; "))
        }
        Value::Object(_) => Cell::Text(words(value)),
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::String(it) => it.clone(),
        Value::Null => String::new(),
        Value::Object(all) => {
            all.values().map(words).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" | ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn days_are_days_numbers_are_numbers_and_what_stays_text_does() {
        for (value, expect) in [
            (json!("2026-07-01"), Cell::Date("2026-07-01".parse().unwrap())),
            (json!("2026-07-01 late"), Cell::from("2026-07-01 late")),
            (json!("00124"), Cell::from("00124")),
            (json!(12), Cell::Number(12)),
            (json!(null), Cell::from("")),
            (json!(true), Cell::from("yes")),
            (json!(["a", {"what": "b", "due": "c"}]), Cell::from("a; c | b")),
        ] {
            assert_eq!(cell(&value), expect, "{value}");
        }
    }
}
