//! What an import did, added up: every row of the file is in exactly one of the totals.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::domain::office::lists::ListKind;
use crate::domain::text::{count, safe};
use crate::exchange::import::fields::{Field, Target};
use crate::exchange::import::noticed::Noticed;
use crate::exchange::import::reading::{Reading, Taken, is_denied};
use crate::exchange::import::rejects::Reject;

/// Words that are listed for a field before the rest is only counted.
const WORDS_LISTED: usize = 10;
/// Rejected rows that a dry run tells.
const REJECTS_TOLD: usize = 5;
/// Different words that are kept; a column of free text would have no end of them.
const WORDS_KEPT: usize = 1000;

const STATE: &str = Field::State.name();

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// What rows became.
    #[serde(skip)]
    pub target: Target,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Whether it was stopped before the end of the file.
    pub stopped: bool,
    /// Rows read; blank lines are none.
    pub rows: u64,
    /// Rows that came in.
    pub imported: u64,
    /// What they became: fewer, where several rows are one case.
    pub records: u64,
    /// Rows that had come in before.
    pub already_there: u64,
    /// Of these, those without a reference: they are told by what they say.
    pub told_by_row: u64,
    /// Of these, cases that say something else here: when they were received or closed, or how they ended.
    pub otherwise: u64,
    /// The first of them.
    pub first_otherwise: Vec<String>,
    /// Of those that came in without a reference, cases that look like one that is here.
    pub alike: u64,
    /// The first of them: the case that is here, and the line.
    pub first_alike: Vec<String>,
    /// Rows that the map says to pass over.
    pub skipped: u64,
    /// Rows that could not come in.
    pub rejected: u64,
    /// Rows that repeat the header.
    pub repeated_headers: u64,
    /// Blank lines; they are not rows.
    pub blank_lines: u64,
    /// New entries of the office's lists.
    pub created: Vec<(ListKind, String)>,
    /// Words that nobody translated, by field, with how many rows have each.
    pub untranslated: BTreeMap<String, BTreeMap<String, u64>>,
    /// Of those fields whose map has a default for them, what it is.
    #[serde(skip)]
    pub taken_as: BTreeMap<String, String>,
    /// Names that look the same as an entry of a list and were taken as it: by list and entry, with how many each.
    pub spellings: BTreeMap<String, BTreeMap<String, BTreeMap<String, u64>>>,
    /// Cases with an outcome that is none of what was found.
    pub outcome_denied: u64,
    /// Dates whose time, with its zone, falls on another day at the office.
    pub dates_moved: u64,
    /// Words whose letters a program before this one broke, with how many cells have each.
    pub broken_words: BTreeMap<String, u64>,
    /// Of what came in, how much lacks a field.
    pub without: BTreeMap<String, u64>,
    /// Rejected rows by reason.
    pub by_reason: BTreeMap<String, u64>,
    /// The first of them, in words.
    pub first_rejects: Vec<String>,
    /// Where rejected rows are.
    pub rejects_file: Option<PathBuf>,
    /// Why the rejected rows are in no file, where they could not be written down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejects_not_written: Option<String>,
    /// Of the rows that came in, those still open: cases not closed, actions not completed.
    pub open: u64,
    /// Of those, how many were never acknowledged.
    pub open_without_acknowledgement: u64,
    /// Of the rows that came in, those with a date in a year whose bank holidays are not known.
    pub before_calendar: u64,
    /// Of the rows that came in, those with an outcome but no date closed: the outcome was left out.
    pub outcome_without_closing: u64,
    /// Of the cases that came in, those of which no column says whether something went wrong: the finding or the outcome did.
    pub went_wrong_by_outcome: u64,
    /// Columns of which every date reads with the day or the month first, and the map does not say which.
    pub dates_either_way: Vec<(String, bool)>,
    /// Control characters that were left out of cells.
    pub controls_removed: u64,
    /// Columns of a register's file that are none of its fields, and were left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns_left_out: Vec<String>,
}

impl Summary {
    /// Counts what there is to say of a case or an action that came in.
    pub fn take_in(&mut self, reading: &Reading) {
        let (is_open, is_unacknowledged) = match &reading.taken {
            Taken::Case(it) => (it.closing.is_none(), it.closing.is_none() && it.acknowledged.is_none()),
            Taken::Action(it) => (it.completed.is_none(), false),
        };
        if let Taken::Case(it) = &reading.taken {
            self.outcome_denied += u64::from(is_denied(it));
        }
        self.open += u64::from(is_open);
        self.open_without_acknowledgement += u64::from(is_unacknowledged);
        self.before_calendar += u64::from(reading.is_outside_calendar);
        self.outcome_without_closing += u64::from(reading.has_idle_outcome);
        self.went_wrong_by_outcome += u64::from(reading.is_wrong_by_outcome);
        self.notice(&reading.noticed);
        for field in &reading.without {
            *self.without.entry(field.name().to_owned()).or_default() += 1;
        }
    }

    /// Counts what was noticed in cells.
    pub fn notice(&mut self, noticed: &Noticed) {
        self.controls_removed += noticed.controls;
        self.dates_moved += noticed.moved;
        for (field, word) in &noticed.untranslated {
            count_word(self.untranslated.entry(field.clone()).or_default(), word);
        }
        noticed.broken.iter().for_each(|it| count_word(&mut self.broken_words, it));
    }

    /// Counts a name that was taken as the entry that it looks like.
    pub fn count_spelling(&mut self, list: ListKind, entry: &str, name: &str) {
        let entries = self.spellings.entry(list.one().to_owned()).or_default();
        count_word(entries.entry(entry.to_owned()).or_default(), name);
    }

    /// Counts what was there already and says something else: a case, or an action by its line.
    pub fn count_otherwise(&mut self, which: String) {
        self.otherwise += 1;
        if self.first_otherwise.len() < WORDS_LISTED {
            self.first_otherwise.push(which);
        }
    }

    /// Counts a case that came in and looks like one that is here.
    pub fn count_alike(&mut self, there: &str, line: u64) {
        self.alike += 1;
        if self.first_alike.len() < WORDS_LISTED {
            self.first_alike.push(format!("{there} (line {line})"));
        }
    }

    /// Counts a row that could not come in.
    pub fn turn_away(&mut self, line: u64, reject: &Reject) {
        self.rejected += 1;
        if self.first_rejects.len() < REJECTS_TOLD {
            self.first_rejects.push(safe(&reject.in_words(line)).into_owned());
        }
        for it in reject.each() {
            let kind = match it.column.as_str() {
                "" => it.kind.clone(),
                column => format!("{}: {}", safe(column), it.kind),
            };
            *self.by_reason.entry(kind).or_default() += 1;
        }
    }
}

/// Counts a word, of which there may be no end.
fn count_word(words: &mut BTreeMap<String, u64>, word: &str) {
    let word = if words.contains_key(word) || words.len() < WORDS_KEPT { word } else { "(others)" };
    *words.entry(word.to_owned()).or_default() += 1;
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.dry_run {
            writeln!(f, "This was a dry run: nothing was imported. This is what would happen.")?;
        }
        if self.stopped {
            writeln!(f, "Stopped before the end of the file. Run the same import again to go on.")?;
        }
        writeln!(f, "{:>9} rows read", self.rows)?;
        for (count, what, is_said) in [
            (self.imported, "imported", true),
            (self.already_there, "already there", true),
            (self.skipped, "skipped", self.target == Target::Actions),
            (self.rejected, "rejected", true),
            (self.repeated_headers, "repeated headers", true),
        ] {
            if is_said {
                writeln!(f, "{count:>9} {what}")?;
            }
            if what == "already there" && 0 < self.told_by_row {
                writeln!(
                    f,
                    "          {:>9} of them without a reference, told by what they say",
                    self.told_by_row
                )?;
            }
            if what == "already there" && 0 < self.otherwise {
                let listed = self.first_otherwise.join(", ");
                let more = self.otherwise - self.first_otherwise.len() as u64;
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                let how = match self.target {
                    Target::Cases => format!(
                        "of them say otherwise than the case here: when it was received or closed, or how it ended.\n\
                         Nothing was changed in {listed}{more}: look at each, and correct what is wrong."
                    ),
                    Target::Actions => format!(
                        "of them are to do something else than the action with that reference here, and did not come in: \
                         {listed}{more}. Give each a reference of its own, and import the file again."
                    ),
                };
                writeln!(f, "          {:>9} {how}", self.otherwise)?;
            }
            if what == "imported" && self.records < self.imported {
                writeln!(f, "          {:>9} {}", self.records, self.target.many())?;
            }
        }
        if 0 < self.alike {
            let listed = self.first_alike.join(", ");
            let more = self.alike - self.first_alike.len() as u64;
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let (look, them) =
                if self.alike == 1 { ("looks like a case", "it") } else { ("look like cases", "each") };
            writeln!(
                f,
                "{} of those imported {look} that {} here: {listed}{more}. The same person, the same day, no other service: look at \
                 {them}, and close what repeats with “redress duplicate”. --reject-alike leaves such rows out.",
                self.alike,
                if self.alike == 1 { "is" } else { "are" }
            )?;
        }
        for (reason, count) in &self.by_reason {
            writeln!(f, "          {count:>9} rejected: {reason}")?;
        }
        if self.dry_run && self.rejects_file.is_none() && self.rejected > 0 {
            let more = self.rejected - self.first_rejects.len() as u64;
            let more = if more > 0 { format!("; and {more} more") } else { String::new() };
            writeln!(
                f,
                "Rejected: {}{more}. The import itself writes them to a file to be mended; --rejects FILE does so now.",
                self.first_rejects.iter().map(|it| it.trim_end_matches('.')).collect::<Vec<_>>().join("; ")
            )?;
        }
        if let Some(path) = &self.rejects_file {
            writeln!(
                f,
                "Rejected rows are in {}. Mend them there and import that file in the same way.",
                safe(&path.display().to_string())
            )?;
        }
        if let Some(why) = &self.rejects_not_written {
            writeln!(
                f,
                "Rejected rows are in no file: {} Run the same import again with --rejects FILE: what came in is passed over.",
                safe(&format!("{}.", why.trim_end_matches('.')))
            )?;
        }
        self.write_created(f)?;
        if !self.columns_left_out.is_empty() {
            let names: Vec<_> = self.columns_left_out.iter().map(|it| format!("“{}”", safe(it))).collect();
            writeln!(f, "Left out, because no field is called so: {}.", names.join(", "))?;
        }
        for (field, words) in &self.untranslated {
            self.write_untranslated(f, field, words)?;
        }
        for (list, entries) in &self.spellings {
            for (entry, spellings) in entries {
                let same = safe(entry);
                // Two that are shown alike differ in what cannot be seen.
                let shown = |it: &str| {
                    if safe(it) == same {
                        "the same in other characters".to_owned()
                    } else {
                        format!("“{}”", safe(it))
                    }
                };
                let also = most_first(spellings, &shown);
                writeln!(f, "Taken as the {list} “{same}”, which they look like: {also}.")?;
            }
        }
        if !self.broken_words.is_empty() {
            let words = most_first(&self.broken_words, &|it| format!("“{}”", safe(it)));
            writeln!(
                f,
                "Letters that look broken by a program before, taken as they stand: {words}. Save the file again where it is \
                 from, as CSV in UTF-8."
            )?;
        }
        for (column, is_day_first) in &self.dates_either_way {
            let first = if *is_day_first { "day" } else { "month" };
            writeln!(
                f,
                "{}: every date reads with the day or the month first; the {first} was taken first. Write dates under [source] in \
                 the map to decide.",
                safe(column)
            )?;
        }
        if self.went_wrong_by_outcome > 0 {
            writeln!(
                f,
                "Something went wrong was taken from the finding or the outcome on {}. Name a column for went_wrong to say it \
                 yourself.",
                count(self.went_wrong_by_outcome, "case")
            )?;
        }
        for (field, count) in &self.without {
            writeln!(f, "Not recorded: {field} on {count} of {} {}.", self.records, self.target.many())?;
        }
        for (number, one, what) in [
            (
                self.open_without_acknowledgement,
                "open case",
                "without an acknowledgement on record, so none is listed as owed.",
            ),
            (
                self.before_calendar,
                "row",
                "with a date in a year whose bank holidays are not known. Working days in it count weekends only.",
            ),
            (
                self.outcome_without_closing,
                "case",
                "with an outcome but no date closed: in as open, without the outcome.",
            ),
            (
                self.outcome_denied,
                "case",
                "with an outcome that its findings do not add up to: in as the row says. Look whether the outcome is right.",
            ),
            (
                self.dates_moved,
                "date",
                "with a time and a zone on another day by the clocks here. That day was taken.",
            ),
            (self.controls_removed, "control character", "left out of cells."),
            (self.blank_lines, "blank line", "passed over."),
        ] {
            if number > 0 {
                writeln!(f, "{} {what}", count(number, one))?;
            }
        }
        Ok(())
    }
}

impl Summary {
    fn write_created(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for list in [ListKind::Services, ListKind::Themes, ListKind::Channels] {
            let names: Vec<_> = self.created.iter().filter(|it| it.0 == list).map(|it| safe(&it.1)).collect();
            if !names.is_empty() {
                let listed = names[..names.len().min(WORDS_LISTED)].join("; ");
                let more = names.len().saturating_sub(WORDS_LISTED);
                let more = if more > 0 { format!("; and {more} more") } else { String::new() };
                writeln!(f, "New entries in the list of {}s ({}): {listed}{more}.", list.one(), names.len())?;
            }
        }
        Ok(())
    }

    fn write_untranslated(
        &self,
        f: &mut fmt::Formatter<'_>,
        field: &str,
        words: &BTreeMap<String, u64>,
    ) -> fmt::Result {
        let default = match field {
            STATE => "as under way, or as completed where a date says so",
            _ => "as not recorded",
        };
        let taken = self.taken_as.get(field).map_or(default.to_owned(), |it| format!("as “{}”", safe(it)));
        let words = most_first(words, &|it| format!("“{}”", safe(it)));
        writeln!(
            f,
            "Words of {field} that the map does not translate, taken {taken}: {words}. Add them under [values.{field}]."
        )
    }
}

/// Words with how often each is there, the most frequent first.
fn most_first(words: &BTreeMap<String, u64>, shown: &dyn Fn(&str) -> String) -> String {
    let mut most: Vec<_> = words.iter().collect();
    most.sort_by_key(|it| std::cmp::Reverse(it.1));
    let listed = most.iter().take(WORDS_LISTED).map(|(word, count)| format!("{} ({count})", shown(word)));
    let listed: Vec<_> = listed.collect();
    let more = most.len().saturating_sub(WORDS_LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    listed.join(", ") + &more
}
