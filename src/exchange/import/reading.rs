//! A row read by the map: what it becomes, or why it cannot be that.
//!
//! Nothing is guessed: a word that is neither translated nor ours is noted and left out.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::domain::calendar::Calendar;
use crate::domain::calendar::dates::long;
use crate::domain::case::command::Import;
use crate::domain::case::record::{Facts, Issue, IssueFinding, rolled_up};
use crate::domain::case::round::Closing;
use crate::domain::commit::Source;
use crate::domain::office::lists::{ChannelId, ListKind, ServiceId, ThemeId};
use crate::domain::office::record::NOT_RECORDED;
use crate::domain::party::record::Party;
use crate::domain::plan::command::ImportAction;
use crate::domain::reference::CaseRef;
use crate::domain::text::looks;
use crate::domain::vocabulary::{Finding, Means, Outcome, Route, WentWrong};
use crate::exchange::import::dates::{self, BadDate, Plus};
use crate::exchange::import::fields::{Field, Target};
use crate::exchange::import::header::Header;
use crate::exchange::import::map::{ActionState, ClosedWithoutDate, Fixed, Map, Status};
use crate::exchange::import::noticed::{Noticed, not_utf_8, read_cell};
use crate::exchange::import::rejects::{Reject, shown};
use crate::exchange::import::row_sum::{Said, row_sum};
use crate::exchange::import::table::{Flaw, Row};
use crate::exchange::import::there::CasesThere;
use crate::exchange::import::written::Words;

/// Characters that the name of a service, theme or channel may have.
const NAME_LIMIT: usize = 200;

/// Rows that can come in as one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What they become, but for its place in the office's lists.
    pub taken: Taken,
    /// Names of the entries of lists that it belongs to.
    pub names: Vec<(ListKind, String)>,
    /// The theme of each of its issues.
    pub themes: Vec<Option<String>>,
    /// Fields that it does not have.
    pub without: BTreeSet<Field>,
    /// What was noticed in the cells.
    pub noticed: Noticed,
    /// Whether there is an outcome, but no closing that it could belong to.
    pub has_idle_outcome: bool,
    /// Whether nothing but what was found says whether something went wrong.
    pub is_wrong_by_outcome: bool,
    /// Whether a date of it lies in a year whose bank holidays are not known.
    pub is_outside_calendar: bool,
}

/// Whether an outcome says that something was found which the findings, or whether something went wrong, deny.
pub fn is_denied(import: &Import) -> bool {
    let Some(outcome) = import.closing.as_ref().and_then(|it| it.outcome) else { return false };
    let went_wrong =
        import.issues.iter().filter_map(|it| it.finding.as_ref()).any(|it| it.went_wrong == WentWrong::Yes);
    let is_upheld = matches!(outcome, Outcome::Upheld | Outcome::UpheldInPart);
    let is_looked_into = import.issues.iter().any(|it| it.finding.is_some());
    rolled_up(&import.issues).is_some_and(|it| it != outcome)
        || is_looked_into && is_upheld != went_wrong && outcome.is_finding() && outcome != Outcome::Resolved
}

/// What rows become.
#[derive(Clone, Debug, PartialEq)]
pub enum Taken {
    Case(Box<Import>),
    /// An action, in a plan of its own.
    Action(Box<ImportAction>),
}

impl Taken {
    /// Where it came from.
    pub const fn source(&self) -> &Source {
        match self {
            Self::Case(it) => &it.source,
            Self::Action(it) => &it.source,
        }
    }

    /// The same, to be told from another by.
    pub const fn source_mut(&mut self) -> &mut Source {
        match self {
            Self::Case(it) => &mut it.source,
            Self::Action(it) => &mut it.source,
        }
    }
}

impl Reading {
    /// What it becomes, in its place in the office's lists.
    pub fn placed(&self, number: impl Fn(ListKind, &str) -> Option<u32>) -> Taken {
        let one = |list: ListKind| {
            self.names.iter().find(|it| it.0 == list).and_then(|(list, name)| number(*list, name))
        };
        let mut taken = self.taken.clone();
        match &mut taken {
            Taken::Case(it) => {
                it.facts.service = one(ListKind::Services).map(ServiceId);
                it.facts.channel = one(ListKind::Channels).map(ChannelId);
                for (issue, theme) in it.issues.iter_mut().zip(&self.themes) {
                    let number = theme.as_ref().and_then(|it| number(ListKind::Themes, it));
                    issue.theme = number.map(ThemeId);
                }
            }
            Taken::Action(it) => {
                it.service = one(ListKind::Services).map(ServiceId);
                it.theme = one(ListKind::Themes).map(ThemeId);
            }
        }
        taken
    }
}

/// Why rows cannot come in: which of them is at fault, and what is wrong with it.
pub type AtFault = (usize, Reject);

/// What rows are read by.
#[derive(Clone, Copy)]
pub struct Guide<'a> {
    pub map: &'a Map,
    pub header: &'a Header,
    /// The office's calendar, for spans in working days.
    pub calendar: &'a Calendar,
    /// The office's time zone.
    pub zone: Tz,
    /// The day at the office.
    pub today: NaiveDate,
    /// The cases that an action may have come of.
    pub cases: &'a CasesThere,
    /// The names that the office had before, as they look.
    pub known: &'a HashSet<(ListKind, String)>,
    /// Name and SHA-256 of the file.
    pub file: (&'a str, &'a str),
}

impl Guide<'_> {
    /// Reads the rows of one record; none if they are to be passed over.
    pub fn read(&self, rows: &[Row]) -> Result<Option<Reading>, AtFault> {
        for (place, row) in rows.iter().enumerate() {
            let shape = check_shape(row, self.header.cells.len(), self.header.added);
            shape.map_err(|it| (place, it))?;
        }
        let whole = self.whole(rows)?;
        match self.map.target {
            Target::Cases => self.case(&whole, rows).map(Some),
            Target::Actions => self.action(&whole).map_err(|it| (0, it)),
        }
    }

    /// What rows say together of what is the same in all of them, in the place of the first. One that leaves it out says
    /// nothing against it.
    fn whole<'a>(&self, rows: &'a [Row]) -> Result<Cow<'a, Row>, AtFault> {
        let (first, rest) = rows.split_first().expect("a record has a row");
        let mut whole = Cow::Borrowed(first);
        // Of what another row than the first says, the line of that row.
        let mut said_on: HashMap<usize, u64> = HashMap::new();
        for (number, row) in (1..).zip(rest) {
            for (field, place) in self.header.places.iter().filter(|it| !self.repeats(*it.0)) {
                let (there, here) = (self.value(&whole, *field), self.value(row, *field));
                let is_missing = |it: &str| self.map.manner.is_missing(it);
                if is_missing(&here) || there.trim() == here.trim() {
                    continue;
                }
                if is_missing(&there) {
                    let cells = whole.cells.iter().zip(&row.cells).enumerate();
                    let cells = cells.map(|(at, (old, new))| if at == *place { new } else { old }).collect();
                    whole = Cow::Owned(Row { cells, ..whole.into_owned() });
                    said_on.insert(*place, row.line);
                    continue;
                }
                let reason = format!(
                    "It is another case’s, by what stands here: line {} has “{there}”. Make both the same, or give the rows \
                     another “{}”.",
                    said_on.get(place).unwrap_or(&first.line),
                    self.map.one_case.as_deref().unwrap_or_default(),
                );
                return Err((
                    number,
                    Reject {
                        column: self.column(*field),
                        value: here,
                        ..Reject::of_row("differs from another row of its case", reason)
                    },
                ));
            }
        }
        Ok(whole)
    }

    /// Whether each row of a case has something of its own in a field: one of several issues.
    fn repeats(&self, field: Field) -> bool {
        match field {
            Field::Issue | Field::Theme | Field::Finding | Field::WentWrong => true,
            // Where nothing else says what was found, the outcome does, issue by issue.
            Field::Outcome => !self.map.fills(Field::Finding),
            _ => false,
        }
    }

    fn cells<'a>(&'a self, row: &'a Row) -> Cells<'a> {
        Cells { guide: self, row, without: BTreeSet::new(), noticed: Noticed::default(), faults: Vec::new() }
    }

    /// The reference that a row has there, whether or not it can come in.
    pub fn reference(&self, row: &Row) -> String {
        self.cells(row).line(Field::SourceRef).unwrap_or_default()
    }

    /// What a row says in the columns that the map takes.
    fn said(&self, row: &Row) -> Said {
        let mut cells = self.cells(row);
        let mut said = Said::new();
        for field in self.header.places.keys() {
            let Ok(Some(cell)) = cells.cell(*field) else { continue };
            let day = if field.is_date() { cells.read_day(*field, &cell).ok() } else { None };
            said.push((field.name().to_owned(), day.map_or(cell, |it| it.to_string())));
        }
        said
    }

    /// Where the rows of one record came from.
    fn source(&self, rows: &[Row], reference: String) -> Source {
        let (file, sha256) = self.file;
        let row_sha256 = if reference.is_empty() {
            row_sum(rows.iter().map(|it| self.said(it)).collect(), 0)
        } else {
            String::new()
        };
        Source {
            reference,
            file: file.to_owned(),
            sha256: sha256.to_owned(),
            line: rows.first().map_or(0, |it| it.line),
            erased_as: String::new(),
            row_sha256,
        }
    }

    fn action(&self, row: &Row) -> Result<Option<Reading>, Reject> {
        let mut cells = self.cells(row);
        let (state, is_listed) = cells.state()?;
        if state == ActionState::Skip {
            return Ok(None);
        }
        let source_ref = cells.noted(|it| it.line(Field::SourceRef));
        let what = cells.noted(|it| it.text(Field::Action));
        if what.is_none() {
            cells.lacks(Field::Action, "no action", "There is nothing that says what is done. Fill it in.");
        }
        let mut names = Vec::new();
        let service = cells.noted(|it| it.name(Field::Service, ListKind::Services));
        let theme = cells.noted(|it| it.name(Field::Theme, ListKind::Themes));
        names.extend(service.map(|it| (ListKind::Services, it)));
        names.extend(theme.map(|it| (ListKind::Themes, it)));
        let mut day = |field: Field| cells.noted(|it| it.day(field));
        let (start, due) = (day(Field::Start), day(Field::Due));
        let (completed, reviewed) = (day(Field::Completed), day(Field::Reviewed));
        let completed = match (state, completed) {
            (ActionState::Completed, None) => {
                let due = due.filter(|it| *it <= self.today).unwrap_or(self.today);
                Some(reviewed.map_or(due, |it| it.min(due)))
            }
            (ActionState::UnderWay, Some(on)) if is_listed => {
                let why = format!(
                    "It is under way, but there is a date completed ({}). Put one of them right.",
                    long(on)
                );
                let fault = cells.reject(Field::Completed, "under way, but with a date completed", why);
                cells.faults.push(fault);
                None
            }
            (_, completed) => completed,
        };
        let case = cells.noted(Cells::case);
        let owner = cells.noted(|it| it.line(Field::Owner));
        let standard = cells.noted(|it| it.text(Field::Standard)).unwrap_or_default();
        if let Some(reject) = Reject::of_all(std::mem::take(&mut cells.faults)) {
            return Err(reject);
        }
        let import = ImportAction {
            source: self.source(std::slice::from_ref(row), source_ref),
            what: what.unwrap_or_default(),
            service: None,
            theme: None,
            case,
            owner,
            standard,
            start,
            due,
            completed,
            reviewed,
            result: None,
        };
        let counts_working_days =
            self.map.columns.values().any(|it| matches!(it.plus, Some(Plus::WorkingDays(_))));
        let days = [start, due, completed, reviewed];
        Ok(Some(Reading {
            taken: Taken::Action(Box::new(import)),
            names,
            themes: vec![],
            without: cells.without,
            noticed: cells.noticed,
            has_idle_outcome: false,
            is_wrong_by_outcome: false,
            is_outside_calendar: counts_working_days
                && days.into_iter().flatten().any(|it| !self.calendar.knows(it)),
        }))
    }

    fn case(&self, whole: &Row, rows: &[Row]) -> Result<Reading, AtFault> {
        let mut cells = self.cells(whole);
        let mut names = Vec::new();
        let mut import = self.case_but_for_issues(&mut cells, rows, &mut names);
        let closed_on = import.closing.as_ref().map(|it| it.on);
        let (mut themes, mut outcomes, mut has_outcome) = (Vec::new(), Vec::new(), false);
        let (mut is_wrong_by_outcome, mut faults) = (false, Vec::new());
        faults.extend(cells.faults.drain(..).map(|it| (0, it)));
        for (place, row) in rows.iter().enumerate() {
            // A case of one row is read from that row alone, and what is noticed of it is noticed once.
            let row = if rows.len() == 1 { whole } else { row };
            let mut own = self.cells(row);
            let found = own.found();
            let (theme, what) = own.noted(Cells::issue);
            faults.extend(own.faults.drain(..).map(|it| (place, it)));
            let finding = closed_on.and_then(|on| found.finding(on));
            is_wrong_by_outcome |= finding.is_some() && found.went_wrong.is_none();
            let issues = issues(what, theme.is_some(), finding, &import.facts.subject);
            names.extend(theme.iter().map(|it| (ListKind::Themes, it.clone())));
            themes.extend(issues.iter().map(|_| theme.clone()));
            import.issues.extend(issues);
            has_outcome |= found != Found::default();
            outcomes.push(found.outcome);
            cells.take_over(own);
        }
        if let Some(at) = faults.first().map(|it| it.0) {
            let of_row = faults.into_iter().filter(|it| it.0 == at).map(|it| it.1).collect();
            return Err((at, Reject::of_all(of_row).expect("there is one")));
        }
        has_outcome |= import.closing.as_ref().is_some_and(|it| it.outcome.is_some());
        (1..).zip(&mut import.issues).for_each(|(number, it)| it.number = number);
        if let Some(closing) = import.closing.take() {
            let outcome = match outcomes.as_slice() {
                _ if closing.outcome.is_some() => closing.outcome,
                [Some(one)] => Some(*one),
                all => added_up(&import.issues, all).map_err(|place| {
                    let why = "No row of the case says what was found, and they end it in different ways. Make them the same.";
                    let cells = self.cells(&rows[place]);
                    (place, cells.reject(Field::Outcome, "differs from another row of its case", why))
                })?,
            };
            if outcome.is_some() {
                // A finding says how the case ended, too.
                cells.without.remove(&Field::Outcome);
            }
            import.closing = Some(Closing { outcome, ..closing });
        } else {
            // Only a case that is closed can have had an outcome to lose.
            cells.without.retain(|it| !matches!(it, Field::Outcome | Field::Finding | Field::WentWrong));
        }
        let days =
            [Some(import.facts.received), import.acknowledged, import.timescale, import.told, closed_on];
        Ok(Reading {
            names,
            themes,
            without: cells.without,
            noticed: cells.noticed,
            has_idle_outcome: import.closing.is_none() && has_outcome,
            is_wrong_by_outcome,
            is_outside_calendar: days.into_iter().flatten().any(|it| !self.calendar.knows(it)),
            taken: Taken::Case(Box::new(import)),
        })
    }

    /// A case but for its issues; what is wrong with it is noted in the cells.
    fn case_but_for_issues(
        &self,
        cells: &mut Cells,
        rows: &[Row],
        names: &mut Vec<(ListKind, String)>,
    ) -> Import {
        let source_ref = cells.noted(|it| it.line(Field::SourceRef));
        let received = cells.noted(|it| it.day(Field::Received));
        if received.is_none() {
            cells.lacks(Field::Received, "no date received", "There is no date received. Fill it in.");
        }
        // What lacks one does not come in.
        let received = received.unwrap_or(self.today);
        let service = cells.noted(|it| it.name(Field::Service, ListKind::Services));
        let channel = cells.noted(|it| it.name(Field::Channel, ListKind::Channels));
        names.extend(service.map(|it| (ListKind::Services, it)));
        names.extend(channel.map(|it| (ListKind::Channels, it)));
        let facts = Facts {
            complainant: cells.complainant(),
            representative: cells.noted(Cells::representative),
            colleagues: cells.noted(|it| it.several(Field::Colleagues)),
            subject: cells.noted(|it| it.line(Field::Subject)),
            story: cells.noted(|it| it.text(Field::Summary)).unwrap_or_default(),
            wants: cells.noted(|it| it.text(Field::Wants)).unwrap_or_default(),
            ..Facts::received_on(received)
        };
        let (closing_day, day_not_known) = cells.noted(|it| it.closing_day(received));
        let outcome = if self.repeats(Field::Outcome) {
            None
        } else {
            cells.noted(|it| it.choice(Field::Outcome, Outcome::from_word))
        };
        Import {
            source: self.source(rows, source_ref),
            issues: vec![],
            owner: Some(cells.noted(|it| it.line(Field::Owner))).filter(|it| !it.is_empty()),
            acknowledged: cells.noted(|it| it.day(Field::Acknowledged)),
            route: cells.noted(|it| it.choice(Field::Route, Route::from_word)),
            timescale: cells.noted(|it| it.day(Field::Timescale)),
            told: cells.noted(|it| it.day(Field::Told)),
            closing: closing_day.map(|on| Closing { day_not_known, ..Closing::of(on, outcome) }),
            facts,
        }
    }

    /// Whether a name was in a list of the office before, or is what the map makes of another.
    fn is_known(&self, field: Field, list: ListKind, name: &str) -> bool {
        let name = looks(name);
        let mut meant = self.map.words.get(&field).into_iter().flat_map(Words::all);
        meant.any(|it| looks(it) == name) || self.known.contains(&(list, name))
    }

    /// The column that fills a field, by its name in the file, or else the name of the field.
    pub fn column(&self, field: Field) -> String {
        self.map.columns.get(&field).map_or_else(|| field.name().to_owned(), |it| it.name.clone())
    }

    /// What stands in the cell of a field, for a message.
    pub fn value(&self, row: &Row, field: Field) -> String {
        let cell = self.header.places.get(&field).and_then(|it| row.cells.get(*it)).unwrap_or_default();
        shown(&self.map.manner.encoding.decode_anyhow(cell))
    }
}

/// Whether a row has the cells of its header. Both may begin with cells that an earlier run added.
pub fn check_shape(row: &Row, header: usize, added: usize) -> Result<(), Reject> {
    match row.flaw {
        Some(Flaw::Torn { last_line }) => {
            return Err(Reject::of_row("quotation mark never closed", torn(row.line, last_line)));
        }
        Some(Flaw::TooLong) => {
            return Err(Reject::of_row(
                "too long",
                "A cell of the row has more than 1 MB, or the row more than 8 MB. Only its beginning is here. \
                 Shorten it in the file.",
            ));
        }
        None => {}
    }
    if row.cells.len() == header {
        return Ok(());
    }
    let (has, needs) = (row.cells.len().saturating_sub(added), header - added);
    let reason = format!(
        "The row has {has} cells where the header has {needs}. Look for a missing quotation mark or a stray \
         delimiter.",
    );
    Err(Reject::of_row("another number of cells than the header", reason))
}

/// What to do about a row that the file ends in. One that takes in other lines hides whole rows: they cannot be mended
/// here, as they are not rows yet.
fn torn(line: u64, last_line: u64) -> String {
    let begins = format!("A quotation mark in the row that begins on line {line} is never closed, so ");
    if line == last_line {
        return begins + "the file ends inside it. Close it, or take it out.";
    }
    format!(
        "{begins}lines {} to {last_line} were taken as part of it and nothing in them came in. Close it in the file that \
         was imported, and import that again.",
        line + 1
    )
}

/// The issue of a case, if there is anything to say of it.
fn issues(what: String, has_theme: bool, finding: Option<IssueFinding>, subject: &str) -> Vec<Issue> {
    if what.is_empty() && !has_theme && finding.is_none() {
        return Vec::new();
    }
    // A finding needs an issue to stand on, and an issue needs a theme or words.
    let what = match what.is_empty() && !has_theme {
        true if subject.is_empty() => NOT_RECORDED.to_owned(),
        true => subject.to_owned(),
        false => what,
    };
    vec![Issue { number: 1, theme: None, what, finding, ..Issue::default() }]
}

/// How a case ended by its issues; where none has a finding, as all rows say, or else the row that differs.
fn added_up(issues: &[Issue], outcomes: &[Option<Outcome>]) -> Result<Option<Outcome>, usize> {
    if let Some(outcome) = rolled_up(issues) {
        return Ok(Some(outcome));
    }
    let mut said = outcomes.iter().enumerate().filter_map(|(place, it)| Some((place, (*it)?)));
    let Some((_, first)) = said.next() else { return Ok(None) };
    match said.find(|it| it.1 != first) {
        Some((place, _)) => Err(place),
        None => Ok(Some(first).filter(|_| outcomes.iter().all(Option::is_some))),
    }
}

/// What a row says of what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Found {
    /// How the case ended, where each row says it for its issue.
    outcome: Option<Outcome>,
    finding: Option<Finding>,
    went_wrong: Option<WentWrong>,
}

impl Found {
    /// What was found on the issue, as far as it is said; an upheld complaint counts as something gone wrong.
    fn finding(self, on: NaiveDate) -> Option<IssueFinding> {
        let of_outcome =
            || self.outcome.filter(|it| it.is_finding()).and_then(|it| Finding::from_word(it.word()));
        let finding = self.finding.or_else(of_outcome);
        let follows = finding.map(|it| match it {
            Finding::Upheld | Finding::UpheldInPart => WentWrong::Yes,
            Finding::NotUpheld => WentWrong::No,
            _ => WentWrong::NotDetermined,
        });
        let went_wrong = self.went_wrong.or(follows)?;
        Some(IssueFinding { on, finding, went_wrong, reason: String::new(), by: String::new() })
    }
}

/// The cells of one row, and what was noticed in them.
struct Cells<'a> {
    guide: &'a Guide<'a>,
    row: &'a Row,
    without: BTreeSet<Field>,
    noticed: Noticed,
    /// What is wrong with it.
    faults: Vec<Reject>,
}

impl Cells<'_> {
    /// What cells say; what is wrong with them is noted, and they say nothing then.
    fn noted<T: Default>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Reject>) -> T {
        read(self).map_err(|fault| self.faults.push(fault)).unwrap_or_default()
    }

    /// Notes that a field is missing, unless it is noted what is wrong with it.
    fn lacks(&mut self, field: Field, kind: &str, why: &str) {
        let column = self.guide.column(field);
        if !self.faults.iter().any(|it| it.column == column) {
            self.faults.push(Reject { column, ..Reject::of_row(kind, why) });
        }
    }

    /// Takes over what was noticed of another row of the case.
    fn take_over(&mut self, own: Self) {
        self.without.extend(own.without);
        self.noticed.add(own.noticed);
    }

    /// What stands in the cell of a field; nothing if it is missing.
    fn cell(&mut self, field: Field) -> Result<Option<String>, Reject> {
        let Some(place) = self.guide.header.places.get(&field) else { return Ok(None) };
        let bytes = self.row.cells.get(*place).unwrap_or_default();
        let manner = &self.guide.map.manner;
        let text = read_cell(manner.encoding, bytes, &mut self.noticed)
            .map_err(|place| self.reject(field, "not UTF-8", not_utf_8(bytes, place)))?;
        Ok((!manner.is_missing(&text)).then_some(text))
    }

    fn untranslated(&mut self, field: Field, word: &str) {
        self.noticed.untranslated.push((field.name().to_owned(), shown(&flat(word))));
    }

    /// What the row says of what was found on its issue.
    fn found(&mut self) -> Found {
        let outcome = if self.guide.repeats(Field::Outcome) {
            self.noted(|it| it.choice(Field::Outcome, Outcome::from_word))
        } else {
            None
        };
        Found {
            outcome,
            finding: self.noted(|it| it.choice(Field::Finding, Finding::from_word)),
            went_wrong: self.noted(|it| it.choice(Field::WentWrong, WentWrong::from_word)),
        }
    }

    fn fixed(&self, field: Field) -> Option<&Fixed> {
        self.guide.map.defaults.get(&field)
    }

    fn fixed_words(&self, field: Field) -> Option<String> {
        let of_values = self.guide.map.words.get(&field).and_then(|it| it.default.clone());
        of_values.or_else(|| match self.fixed(field) {
            Some(Fixed::Words(words)) => Some(words.clone()),
            _ => None,
        })
    }

    fn note_if_missing(&mut self, field: Field, is_missing: bool) {
        let always = match self.guide.map.target {
            Target::Cases => matches!(field, Field::Service | Field::Outcome),
            Target::Actions => field == Field::Due,
        };
        let is_counted = self.guide.map.fills(field) || always;
        if is_missing && is_counted {
            self.without.insert(field);
        }
    }

    fn text(&mut self, field: Field) -> Result<Option<String>, Reject> {
        let text = self.cell(field)?.or_else(|| self.fixed_words(field));
        self.note_if_missing(field, text.is_none());
        Ok(text)
    }

    /// A text of one line; empty if it is missing.
    fn line(&mut self, field: Field) -> Result<String, Reject> {
        Ok(self.text(field)?.map(|it| flat(&it)).unwrap_or_default())
    }

    /// Several texts, with semicolons between them.
    fn several(&mut self, field: Field) -> Result<Vec<String>, Reject> {
        let line = self.line(field)?;
        Ok(line.split(';').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect())
    }

    fn complainant(&mut self) -> Party {
        let mut party = Party {
            name: self.noted(|it| it.line(Field::Complainant)),
            other_names: self.noted(|it| it.several(Field::OtherNames)),
            email: self.noted(|it| it.line(Field::Email)),
            phones: self.noted(|it| it.several(Field::Phone)),
            address: self.noted(|it| it.line(Field::Address)),
            prefers: self.noted(|it| it.choice(Field::Prefers, Means::from_word)),
            adjustments: self.noted(|it| it.text(Field::Adjustments)).unwrap_or_default(),
            vulnerability: self.noted(|it| it.text(Field::Vulnerability)).unwrap_or_default(),
            vulnerability_review: self.noted(|it| it.day(Field::VulnerabilityReview)),
            risk: self.noted(|it| it.text(Field::Risk)).unwrap_or_default(),
            risk_known_to: self.noted(|it| it.line(Field::RiskKnownTo)),
            risk_review: self.noted(|it| it.day(Field::RiskReview)),
        };
        party.take_contact(&self.noted(|it| it.text(Field::Contact)).unwrap_or_default());
        party
    }

    fn representative(&mut self) -> Result<Party, Reject> {
        let whole = Party::reached_by(&self.text(Field::Representative)?.unwrap_or_default());
        let mut party = Party { email: whole.email, phones: whole.phones, ..Party::named(whole.address) };
        party.take_contact(&self.text(Field::RepresentativeContact)?.unwrap_or_default());
        Ok(party)
    }

    fn day(&mut self, field: Field) -> Result<Option<NaiveDate>, Reject> {
        let day = match self.cell(field)? {
            Some(cell) => Some(self.read_day(field, &cell)?),
            None => match self.fixed(field) {
                Some(Fixed::Day(day)) => Some(*day),
                _ => None,
            },
        };
        // Whoever is not done has no such date to lack.
        let is_ending = matches!(field, Field::Closed | Field::Completed | Field::Reviewed);
        self.note_if_missing(field, day.is_none() && !is_ending);
        Ok(day)
    }

    fn read_day(&mut self, field: Field, cell: &str) -> Result<NaiveDate, Reject> {
        let map = self.guide.map;
        let formats = &map.manner.dates;
        let day = dates::read(formats, self.guide.zone, cell).map_err(|bad| match bad {
            BadDate::Ambiguous(one, other) => {
                self.reject(field, "two readings of a date", two_readings(one, other))
            }
            BadDate::Unreadable => self.reject(
                field,
                "not a date",
                format!("It is not a date written as {}.", formats.join(" or ")),
            ),
        })?;
        self.noticed.moved += u64::from(day.is_moved);
        let plus = map.columns.get(&field).and_then(|it| it.plus);
        Ok(plus.map_or(day.on, |it| it.after(day.on, self.guide.calendar)))
    }

    /// A word of a closed list, translated; an unknown word is noted.
    fn choice<T>(&mut self, field: Field, ours: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Reject> {
        let choice = match self.cell(field)? {
            None => self.fixed_words(field).and_then(|it| ours(&it)),
            Some(word) => {
                let words = self.guide.map.words.get(&field);
                match (words.and_then(|it| it.meaning(&word)), ours(&word)) {
                    // An empty translation says that the word is known and means nothing here.
                    (Some(meaning), _) => ours(meaning),
                    (None, Some(choice)) => Some(choice),
                    (None, None) => {
                        let default = words.and_then(|it| it.default.as_deref()).and_then(ours);
                        self.untranslated(field, &word);
                        default
                    }
                }
            }
        };
        self.note_if_missing(field, choice.is_none() && field != Field::Status);
        Ok(choice)
    }

    /// How an action stands, and whether a word says so that is listed or ours; a missing cell is a word too.
    fn state(&mut self) -> Result<(ActionState, bool), Reject> {
        let word = self.cell(Field::State)?;
        let said = self.guide.value(self.row, Field::State);
        let words = self.guide.map.words.get(&Field::State);
        let meaning =
            words.and_then(|it| it.meaning(&said).or_else(|| it.meaning("").filter(|_| word.is_none())));
        let listed = meaning.or(word.as_deref()).and_then(ActionState::from_word);
        if let Some(word) = word.filter(|_| listed.is_none()) {
            self.untranslated(Field::State, &word);
        }
        let default = words.and_then(|it| it.default.as_deref()).and_then(ActionState::from_word);
        Ok((listed.or(default).unwrap_or(ActionState::UnderWay), listed.is_some()))
    }

    /// The case that an action came of.
    fn case(&mut self) -> Result<Option<CaseRef>, Reject> {
        let Some(words) = self.text(Field::Case)? else { return Ok(None) };
        let case = self.guide.cases.find(&flat(&words)).ok_or_else(|| {
            let why = "There is no such case, neither here nor under this reference where cases were imported from. \
                       Put it right, or leave it empty.";
            self.reject(Field::Case, "no such case", why)
        })?;
        Ok(Some(case))
    }

    /// The name of an entry of a list: translated, or as it stands.
    fn name(&mut self, field: Field, list: ListKind) -> Result<Option<String>, Reject> {
        let words = self.guide.map.words.get(&field);
        let name = match self.cell(field)?.map(|it| flat(&it)) {
            None => self.fixed_words(field),
            Some(word) => match words.and_then(|it| Some((it.meaning(&word), it.default.as_deref()?))) {
                Some((None, default)) if !self.guide.is_known(field, list, &word) => {
                    self.untranslated(field, &word);
                    Some(default.to_owned())
                }
                _ => Some(words.and_then(|it| it.meaning(&word)).map_or(word.clone(), flat)),
            },
        };
        let name = name.filter(|it| !it.is_empty());
        if name.as_ref().is_some_and(|it| NAME_LIMIT < it.chars().count()) {
            return Err(self.reject(
                field,
                "too long for a name",
                format!("It is too long for the name of a {}: {NAME_LIMIT} characters at most.", list.one()),
            ));
        }
        self.note_if_missing(field, name.is_none());
        Ok(name)
    }

    /// The theme and the words of the issue. Words too long for a theme's name are words only.
    fn issue(&mut self) -> Result<(Option<String>, String), Reject> {
        let words = self.text(Field::Issue)?;
        let theme = self.name(Field::Theme, ListKind::Themes)?;
        if theme.is_some() || self.guide.map.fills(Field::Theme) {
            return Ok((theme, words.unwrap_or_default()));
        }
        let theme =
            words.as_deref().map(flat).filter(|it| !it.is_empty() && it.chars().count() <= NAME_LIMIT);
        if theme.is_none() && words.is_some() {
            self.without.insert(Field::Theme);
        }
        Ok((theme, words.unwrap_or_default()))
    }

    /// The day on which the case was closed, where date and status agree, and whether that of receipt stands for it.
    fn closing_day(&mut self, received: NaiveDate) -> Result<(Option<NaiveDate>, bool), Reject> {
        let status = self.choice(Field::Status, Status::from_word)?;
        match (status, self.day(Field::Closed)?) {
            (Some(Status::Open), Some(closed)) if self.is_said(Field::Status) => Err(self.reject(
                Field::Closed,
                "open, but with a date closed",
                format!(
                    "The status is open (“{}”), but there is a date closed ({}). Put one of them right.",
                    self.guide.value(self.row, Field::Status),
                    long(closed)
                ),
            )),
            (Some(Status::Closed), None) => match self.guide.map.closed_without_date {
                ClosedWithoutDate::Open => Ok((None, false)),
                ClosedWithoutDate::Received => Ok((Some(received), true)),
                ClosedWithoutDate::Reject => Err(self.reject(
                    Field::Status,
                    "closed, but without a date closed",
                    "It is closed, but without a date closed. Fill it in, or write closed_without_date in the map.",
                )),
            },
            (_, closed) => Ok((closed, false)),
        }
    }

    /// Whether the row itself says something in a field; a default is only what is taken where it does not.
    fn is_said(&self, field: Field) -> bool {
        !self.guide.map.manner.is_missing(&self.guide.value(self.row, field))
    }

    fn reject(&self, field: Field, kind: &str, reason: impl Into<String>) -> Reject {
        Reject {
            column: self.guide.column(field),
            value: self.guide.value(self.row, field),
            ..Reject::of_row(kind, reason)
        }
    }
}

/// What to do about a date that two formats read differently.
pub fn two_readings(one: NaiveDate, other: NaiveDate) -> String {
    let (first, second) = (long(one), long(other));
    format!("It could be {first} or {second}. Write the date like {one}, or leave one format in the map.")
}

/// A text on one line; letters stay as they were written.
pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
