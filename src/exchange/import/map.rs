//! The map of an import: which of their columns is which of our fields, and what their words mean. Read from TOML and
//! checked whole before the first row, so a row never fails for a mistake in the map.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use chrono_tz::Tz;
use toml::Spanned;

use crate::domain::text::tidy;
use crate::domain::vocabulary::{Finding, Means, Outcome, Route, WentWrong};
use crate::exchange::import::dates::{self, Plus};
use crate::exchange::import::fields::{Field, Target};
use crate::exchange::import::written::{Manner, Words, Written, WrittenColumn};

/// The map, documented: for `redress import cases --help` and `redress help import`.
pub const MAP_HELP: &str = r##"A map says which column of the file is which field here. It is a TOML file:

[source]
# The line that holds every column named below; or its number.
header = "auto"
# Cells that say nothing; cells of spaces are always missing.
missing = ["", "None", "N/A", "NA", "-", "#N/A"]
# A time may follow. A cell that two formats read differently is rejected.
dates = ["%Y-%m-%d", "%d/%m/%Y"]
# Or "windows-1252".
encoding = "utf-8"
# Left out, it is found: a comma, semicolon, tab or |.
delimiter = ","
# Of a workbook (XLSX, XLS, ODS); left out, the only sheet.
# sheet = "Complaints"
# Rows with the same in this column are one case, and each is an issue of it:
# with its own issue, theme, finding (none: outcome) and went_wrong.
# Left out, each row is a case.
# one_case = "Complaint ID"
# What a case is whose status says closed, but which has no date closed:
# "reject", "open", or "received": counted as closed on the day of receipt,
# and in no average.
closed_without_date = "reject"

[columns]                          # our field = their column
source_ref = "Complaint ID"        # a case comes in under it once
received = "Date received"         # the only field that every row needs
complainant = "Name"
contact = "Contact details"        # email, telephone, address: told apart
email = "Email"                    # or each in a column of its own
phone = "Telephone"
address = "Address"
prefers = "Preferred contact"      # email, letter, telephone, face to face,
                                   # online account, another way
other_names = "Previous name"
adjustments = "Adjustments"
vulnerability = "Vulnerability flag"
vulnerability_review = "Flag to be looked at"
risk = "Warning marker"
risk_known_to = "Marker known to"
risk_review = "Marker to be looked at"
representative = "Acting for"      # email and telephone are told apart
representative_contact = "Advocate contact"
colleagues = "Staff named"         # semicolons between several
service = "Product"
channel = "Submitted via"
issue = "Issue"                    # its words; its theme too, if none is given
theme = "Category"
subject = "Title"                  # one line
summary = "Consumer complaint narrative"
wants = "Desired outcome"
owner = "Handler"
acknowledged = "Acknowledged on"
# Or "target_dt". d are days, w weeks, wd working days.
timescale = { column = "Date received", plus = "40wd" }
told = "Told on"                   # when they were told that timescale
closed = "closed_dt"
route = "Stage"
outcome = "Company response to consumer"
finding = "Finding"                # on the issue: upheld, upheld in part, not
                                   # upheld, no finding reached, resolved
went_wrong = "Fault found"
status = "case_status"             # open or closed

# Their word = ours. Also for finding, status, route, went_wrong, prefers,
# channel, service and theme.
[values.outcome]
# May be left out if it is under [columns].
column = "Company response to consumer"
# If the cell is missing, or its word is not known.
default = "no finding reached"
"Closed with monetary relief" = "upheld"

[values.status]
"Closed" = "closed"

# Field = value, where the cell is missing or has no column.
[defaults]
route = "closer look"

Words that are neither translated nor ours are never guessed: outcome, status, route, went_wrong and prefers are then
“not recorded”, and the summary lists the words. So are findings. Services, channels and themes are taken as they stand and added to the
office's lists; --strict rejects rows with new ones instead. Outcomes: upheld, upheld in part, not upheld, no finding
reached, resolved, withdrawn, out of scope, out of time, transferred, duplicate, other reason. Routes: early
resolution, closer look. Went wrong: yes, no, not determined; where nothing says it, the finding or else the outcome does
(upheld and upheld in part: yes; not upheld: no), and the summary says on how many cases.

A row without a reference is known again by what it says in the columns that the map takes, in whatever order they
stand, however its days are written, and whatever its capitals and spaces. Of two rows of one file that are the same cell
by cell the second is rejected: it may be the same case twice. One in which a cell was changed comes in as a new case, as two
complaints of one person may be alike; the summary names the case here that it looks like (same person by name, email or
number, same day received, no other service), so that you can look. --reject-alike rejects such rows instead: use it
where a spreadsheet is imported again and again. Best is a column of references.

Rows that cannot come in are written to FILE.rejects.csv with their line, column, value and reason, and all their
cells. Mend them there and import that file with the same map. A dry run writes nothing beside the file.
"##;

/// The map of actions, documented beside the one of cases.
pub const ACTIONS_MAP_HELP: &str = r#"A map of actions is written as one of cases (redress import cases --help), with these fields:

[columns]                          # our field = their column
source_ref = "Action no."          # the reference there
action = "What will be done"       # the only field that every row needs
owner = "Lead"                     # as written there; nobody is looked up
start = "Begins"
# On every date time may be added: d are days, w weeks, wd working days.
due = { column = "Reported on", plus = "56d" }
completed = "Done on"
reviewed = "Checked on"            # it was found to work
case = "Complaint"                 # its reference here, or where it came from
service = "Department"
theme = "Category"
standard = "Standard"

# Their word = completed, under way or skip.
[values.state]
column = "yet_to_receive"
default = "under way"              # if the word is not listed
"0.0" = "completed"
"" = "skip"                        # a missing cell; the row is passed over

Each row becomes a plan of one action, agreed elsewhere, so that SMART is not asked. An action that is completed without
a date counts as completed on its due date, if that is past, or else today. Where no state is mapped, or its word is not
listed and there is no default, an action with a date completed is completed. Whoever completed or reviewed it there is not recorded.

A reference comes in once from different files, so that a newer export adds only what is new. Rows of one file are each
an action, even under one reference; the same file again adds nothing. A row without a reference is known again by what
it says.
"#;

/// Characters that may part cells, likeliest first.
pub const DELIMITERS: &[u8] = b",;\t|";

/// A map, checked.
#[derive(Clone, Debug)]
pub struct Map {
    /// What rows become.
    pub target: Target,
    /// How the file is written.
    pub manner: Manner,
    /// What to do with a case that is closed on no day.
    pub closed_without_date: ClosedWithoutDate,
    /// The column by which rows are one case.
    pub one_case: Option<String>,
    /// Where each field comes from.
    pub columns: BTreeMap<Field, Column>,
    /// Translations.
    pub words: BTreeMap<Field, Words>,
    /// Fixed values.
    pub defaults: BTreeMap<Field, Fixed>,
}

/// Where a field comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name of the column.
    pub name: String,
    /// For a day: time to add.
    pub plus: Option<Plus>,
    /// The line of the map that names it.
    pub line: u64,
}

/// A fixed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fixed {
    Day(NaiveDate),
    /// Anything else.
    Words(String),
}

/// What to do with a case whose status is closed, but which has no date closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClosedWithoutDate {
    /// Reject the row.
    #[default]
    Reject,
    /// Take it as open.
    Open,
    /// Take the date received.
    Received,
}

impl ClosedWithoutDate {
    fn from_word(word: &str) -> Result<Self, String> {
        match word {
            "reject" => Ok(Self::Reject),
            "open" => Ok(Self::Open),
            "received" => Ok(Self::Received),
            _ => Err(format!("“{word}” is not known here. Write \"reject\", \"open\" or \"received\".")),
        }
    }
}

/// Whether a case is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Open,
    Closed,
}

impl Status {
    /// The status that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "open" => Some(Self::Open),
            "closed" => Some(Self::Closed),
            _ => None,
        }
    }
}

/// How an action stands, or that it is not to be taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionState {
    /// It is done.
    Completed,
    /// It is still to be done.
    UnderWay,
    /// It is passed over.
    Skip,
}

impl ActionState {
    /// The state that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "completed" => Some(Self::Completed),
            "under way" => Some(Self::UnderWay),
            "skip" => Some(Self::Skip),
            _ => None,
        }
    }
}

impl Map {
    /// Reads and checks a map; the error says what is wrong, on which line, and what to write.
    pub fn from_toml(target: Target, text: &str) -> Result<Self, String> {
        let written = Written::from_toml(text)?;
        written.no_ticks()?;
        let is_ours = |it: Field| it.is_of(target);
        let closed_without_date = written.closed_without_date(|it| ClosedWithoutDate::from_word(it))?;
        let mut map = Self {
            target,
            manner: written.manner()?,
            closed_without_date: closed_without_date.unwrap_or_default(),
            one_case: written.one_case(target == Target::Cases)?,
            columns: BTreeMap::new(),
            words: BTreeMap::new(),
            defaults: BTreeMap::new(),
        };
        let named = |section: &str, name: &Spanned<String>, is_allowed: &dyn Fn(Field) -> bool| {
            field(section, name.get_ref(), is_allowed).map_err(|why| written.wrong(&name.span(), why))
        };
        for (name, column) in &written.columns {
            let field = named("[columns]", name, &is_ours)?;
            let wrong = |why: String| written.wrong(&column.span(), why);
            let column = column_of(column.get_ref(), field, written.line(&name.span())).map_err(wrong)?;
            map.columns.insert(field, column);
        }
        for (name, said) in &written.values {
            let field = named("[values]", name, &|it| is_ours(it) && it.has_words())?;
            let (words, column) = written.words(said, |it| known_word(field, it))?;
            if let Some(column) = column {
                let taken = map.take_column(field, column.get_ref(), written.line(&column.span()));
                taken.map_err(|why| written.wrong(&column.span(), why))?;
            }
            map.words.insert(field, words);
        }
        for (name, value) in &written.defaults {
            let field = named("[defaults]", name, &|it| is_ours(it) && it != Field::SourceRef)?;
            let fixed = map.fixed(field, value.get_ref());
            map.defaults.insert(field, fixed.map_err(|why| written.wrong(&value.span(), why))?);
        }
        if target == Target::Actions && !map.fills(Field::Action) {
            return Err(
                "Say under [columns] which column holds the words of the action: action = \"…\".".into()
            );
        }
        if target == Target::Cases && !map.fills(Field::Received) {
            return Err("Say under [columns] which column holds the date received: received = \"…\".".into());
        }
        Ok(map)
    }

    /// Whether anything in the map fills a field.
    pub fn fills(&self, field: Field) -> bool {
        self.columns.contains_key(&field)
            || self.defaults.contains_key(&field)
            || self.words.get(&field).is_some_and(|it| it.default.is_some())
    }

    /// The columns that the file must have.
    pub fn needed(&self) -> BTreeSet<&str> {
        self.columns.values().map(|it| it.name.as_str()).chain(self.one_case.as_deref()).collect()
    }

    /// The line of the map that names a column of theirs.
    pub fn line_of(&self, name: &str) -> Option<u64> {
        self.columns.values().find(|it| it.name == name).map(|it| it.line)
    }

    /// Takes the column of a field that is named beside its words.
    fn take_column(&mut self, field: Field, name: &str, line: u64) -> Result<(), String> {
        let name = tidy(name);
        match self.columns.get(&field) {
            Some(there) if there.name != name => Err(format!(
                "{0} comes from “{1}” under [columns], but from “{name}” under [values.{0}]. Leave one out.",
                field.name(),
                there.name
            )),
            Some(_) => Ok(()),
            None => {
                self.columns.insert(field, Column { name, plus: None, line });
                Ok(())
            }
        }
    }

    fn fixed(&self, field: Field, value: &toml::Value) -> Result<Fixed, String> {
        let words = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if field.is_date() {
            let read = || dates::read(&self.manner.dates, Tz::UTC, &words).ok().map(|it| it.on);
            let day = words.parse().ok().or_else(read);
            return day.map(Fixed::Day).ok_or_else(|| {
                format!(
                    "“{words}” under [defaults] is not a date for {}. Write it like 2026-11-24.",
                    field.name()
                )
            });
        }
        known_word(field, &words)?;
        Ok(Fixed::Words(words))
    }
}

/// The column of a field, as it is written.
fn column_of(written: &WrittenColumn, field: Field, line: u64) -> Result<Column, String> {
    let (name, plus) = match written {
        WrittenColumn::Name(name) => (name, None),
        WrittenColumn::Table(it) => (&it.column, it.plus.as_ref()),
    };
    let name = tidy(name);
    if name.is_empty() {
        return Err(format!("Write the name of the column that holds {}.", field.name()));
    }
    let Some(plus) = plus else { return Ok(Column { name, plus: None, line }) };
    if !field.is_date() {
        return Err(format!("“plus” is for dates only, and {} is not a date.", field.name()));
    }
    let span = Plus::from_words(plus).ok_or_else(|| {
        format!("“{plus}” is not a span of time. Write days as 56d, weeks as 8w, working days as 40wd.")
    })?;
    Ok(Column { name, plus: Some(span), line })
}

fn field(section: &str, name: &str, is_allowed: &dyn Fn(Field) -> bool) -> Result<Field, String> {
    Field::from_name(name).filter(|it| is_allowed(*it)).ok_or_else(|| {
        format!(
            "“{name}” is not a field that {section} can have. The fields are: {}.",
            Field::names(is_allowed)
        )
    })
}

fn known_word(field: Field, word: &str) -> Result<(), String> {
    let words = |all: Vec<&str>| all.join(", ");
    let (is_known, known) = match field {
        Field::Outcome => {
            (Outcome::from_word(word).is_some(), words(Outcome::ALL.iter().map(|it| it.word()).collect()))
        }
        Field::Finding => {
            (Finding::from_word(word).is_some(), words(Finding::ALL.iter().map(|it| it.word()).collect()))
        }
        Field::Route => {
            (Route::from_word(word).is_some(), words(Route::ALL.iter().map(|it| it.word()).collect()))
        }
        Field::WentWrong => {
            (WentWrong::from_word(word).is_some(), words(WentWrong::ALL.iter().map(|it| it.word()).collect()))
        }
        Field::State => {
            return ActionState::from_word(word).map(|_| ()).ok_or_else(|| {
                format!("“{word}” is not a word for state. The words are: completed, under way, skip.")
            });
        }
        Field::Prefers => {
            (Means::from_word(word).is_some(), words(Means::ALL.iter().map(|it| it.word()).collect()))
        }
        Field::Status => (Status::from_word(word).is_some(), "open, closed".to_owned()),
        _ => return Ok(()),
    };
    // An empty word is how a map says that a word of theirs is known and means nothing here.
    if is_known || word.trim().is_empty() {
        return Ok(());
    }
    Err(format!("“{word}” is not a word for {}. The words are: {known}.", field.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Map::from_toml(Target::Cases, text).expect_err("refused")
    }

    fn documented() -> &'static str {
        &MAP_HELP[MAP_HELP.find("[source]").unwrap()..MAP_HELP.find("Words that are").unwrap()]
    }

    fn documented_actions() -> &'static str {
        let help = ACTIONS_MAP_HELP;
        help[help.find("[columns]").unwrap()..help.find("Each row").unwrap()].trim()
    }

    #[test]
    fn the_documented_map_of_actions_is_a_map() {
        let map = Map::from_toml(Target::Actions, documented_actions()).expect("a map");
        assert_eq!(map.columns[&Field::Due].plus, Some(Plus::Days(56)));
        let state = &map.words[&Field::State];
        assert_eq!((state.meaning("0.0"), state.meaning(" ")), (Some("completed"), Some("skip")));
        assert_eq!(state.default.as_deref(), Some("under way"));
        let ours = Field::ALL.iter().filter(|it| it.is_of(Target::Actions));
        assert!(ours.clone().all(|it| map.columns.contains_key(it)), "every field is documented");
    }

    #[test]
    fn help_shows_the_documented_maps() {
        let shown = |map: &str| format!("```toml\n{}\n```", map.trim());
        crate::help::in_step::keep("import", "map", &shown(documented()));
        crate::help::in_step::keep("import", "map of actions", &shown(documented_actions()));
    }

    #[test]
    fn a_mistake_in_a_map_of_actions_is_named_with_what_to_write() {
        let columns = "[columns]\naction = \"a\"\n";
        for (text, expected) in [
            ("", "which column holds the words of the action"),
            ("[columns]\nreceived = \"d\"", "“received” is not a field"),
            (&format!("{columns}due = {{ column = \"d\", plus = \"2m\" }}"), "not a span of time"),
            (&format!("{columns}[values.state]\ncolumn = \"s\"\n\"x\" = \"\""), "completed, under way, skip"),
            (
                &format!("{columns}[values.state]\ncolumn = \"s\"\ndefault = \"late\""),
                "Line 5 of the map: “late” is not a word",
            ),
        ] {
            let said = Map::from_toml(Target::Actions, text).expect_err("refused");
            assert!(said.contains(expected), "{text}\n{said}");
        }
    }

    #[test]
    fn the_documented_map_is_a_map() {
        let map = Map::from_toml(Target::Cases, documented()).expect("a map");
        assert_eq!(map.columns[&Field::Timescale].plus, Some(Plus::WorkingDays(40)));
        assert_eq!(map.columns[&Field::Outcome].name, "Company response to consumer");
        assert_eq!(map.words[&Field::Outcome].meaning("closed with monetary relief "), Some("upheld"));
        let mut ours = Field::ALL.iter().filter(|it| it.is_of(Target::Cases));
        assert!(ours.all(|it| map.columns.contains_key(it)), "every field is documented");
    }

    #[test]
    fn a_mistake_in_a_map_is_named_with_what_to_write() {
        let columns = "[columns]\nreceived = \"d\"\n";
        for (text, expected) in [
            ("", "which column holds the date received"),
            ("# x\n[columns]\nrecieved = \"d\"", "Line 3 of the map: “recieved” is not a field"),
            ("[columns]\nrecieved = \"d\"", "source_ref, received, complainant"),
            ("[columns]\nreceived = 3", "the name of a column"),
            ("[columns]\nreceived = \"\"", "Write the name of the column that holds received"),
            ("[columns]\nreceived = { column = \"d\", plus = \"2m\" }", "not a span of time"),
            ("[columns]\nreceived = { column = \"d\", minus = \"2d\" }", "the name of a column"),
            (&format!("{columns}subject = {{ column = \"s\", plus = \"2d\" }}"), "not a date"),
            (&format!("{columns}[values.outcome]\n\"x\" = \"uphelt\""), "“uphelt” is not a word for outcome"),
            (&format!("{columns}[values.subject]\n\"x\" = \"y\""), "“subject” is not a field that [values]"),
            (&format!("{columns}route = \"a\"\n[values.route]\ncolumn = \"b\""), "Leave one out"),
            (&format!("{columns}[defaults]\nclosed = \"soon\""), "not a date for closed"),
            (&format!("{columns}[defaults]\nroute = \"fast\""), "early resolution, closer look"),
            (&format!("{columns}[source]\nheader = 0"), "a line number from 1"),
            (&format!("{columns}[source]\nheder = 1"), "unknown field `heder`"),
            (&format!("{columns}[source]\ndates = [\"dd/mm/yyyy\"]"), "not a format for a whole day"),
            (&format!("{columns}[source]\nencoding = \"latin-9\""), "Write \"utf-8\" or \"windows-1252\""),
            (&format!("{columns}[source]\ndelimiter = \"||\""), "Write one character"),
            (
                &format!("{columns}[source]\nclosed_without_date = \"now\""),
                "Line 4 of the map: “now” is not known here. Write \"reject\", \"open\" or \"received\"",
            ),
        ] {
            let said = refused(text);
            assert!(said.contains(expected), "{text}\n{said}");
        }
    }

    #[test]
    fn dates_among_the_defaults_are_read_in_toml_and_as_written_elsewhere() {
        for value in ["2011-12-31", "\"2011-12-31\"", "\"31/12/2011\""] {
            let map = Map::from_toml(
                Target::Cases,
                &format!("[columns]\nreceived = \"d\"\n[defaults]\nclosed = {value}"),
            )
            .unwrap();
            assert_eq!(map.defaults[&Field::Closed], Fixed::Day("2011-12-31".parse().unwrap()), "{value}");
        }
    }
}
