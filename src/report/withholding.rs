//! Small counts of people are withheld from what is published, with as many others as it takes that nobody can find them
//! by subtraction: within a table, and from one table to another.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde_json::{Value, json};

use crate::domain::figures::cell::Cell;
use crate::domain::vocabulary::Outcome;
use crate::report::disclosure::{Count, Place, Sum, withheld};
use crate::report::document::{Document, People, Section, Table};

/// Sums that hold among figures of one number, however they are told: a whole, and its parts.
const SUMS: &[(&str, &[&str])] = &[
    (
        "closed",
        &[
            "within_last_timescale.denominator",
            "closed_without_timescale",
            "timescale_shared_late",
            "closed_without_answer",
            "answered_undated",
        ],
    ),
    ("within_last_timescale.denominator", &["within_first_timescale.denominator"]),
    ("closed", &["acknowledged_in_time.denominator"]),
    ("closed", &["early_resolution.closed", "closer_look.closed", "no_route_recorded.closed"]),
    (
        "closed",
        &[
            "early_resolution.resolved",
            "closer_look.resolved",
            "closed_without_answer",
            "no_route_recorded.closed",
        ],
    ),
    (
        "redress/all.cases",
        &["redress/special_payments.cases", "redress/by_class/not a special payment.cases"],
    ),
    ("redress/all.cases", &["redress/maladministration.cases"]),
    ("redress/special_payments.cases", &["redress/maladministration.cases"]),
    (
        "redress/all.payments",
        &["redress/special_payments.payments", "redress/by_class/not a special payment.payments"],
    ),
    ("redress/all.payments", &["redress/maladministration.payments"]),
    ("redress/special_payments.payments", &["redress/maladministration.payments"]),
];
/// Parts of a whole that has a figure, or a line of one, of its own: in this column every line of the one adds up to the other.
const LISTS: &[(&str, &str, &str)] = &[
    ("closed", "outcomes", NUMBER),
    ("closed", "something_went_wrong", NUMBER),
    ("closed", "something_went_wrong_by_service", "denominator"),
    ("something_went_wrong/yes", "something_went_wrong_by_service", "numerator"),
    ("redress/all.cases", "redress/by_class", "cases"),
    ("redress/all.payments", "redress/by_class", "payments"),
    ("redress/all.cases", "redress/by_head", "cases"),
    ("redress/all.payments", "redress/by_head", "payments"),
    ("received", "months", "received"),
    ("closed", "months", "closed"),
    ("received", "received_by_service", NUMBER),
    ("received", "received_by_service", BEFORE),
    ("received", "received_by_organisation", NUMBER),
    ("received", "received_by_organisation", BEFORE),
];
/// Outcomes of a kind, and what else adds up with them to a whole.
struct Ending {
    whole: &'static str,
    is_one: fn(Outcome) -> bool,
    others: &'static [&'static str],
}

/// What outcomes add up to, wherever they do: nearly always, so that a reader may count on it.
const ENDINGS: &[Ending] = &[
    Ending { whole: "closed_without_answer", is_one: is_unanswered, others: &[] },
    Ending { whole: "something_went_wrong/not recorded", is_one: is_unanswered, others: &[] },
    Ending {
        whole: "closed",
        is_one: is_unanswered,
        others: &["early_resolution.resolved", "closer_look.resolved"],
    },
    Ending {
        whole: "closed",
        is_one: is_unanswered,
        others: &["early_resolution.resolved", "closer_look.resolved", "no_route_recorded.closed"],
    },
    Ending {
        whole: "something_went_wrong/yes",
        is_one: |it| matches!(it, Outcome::Upheld | Outcome::UpheldInPart),
        others: &[],
    },
    Ending { whole: "something_went_wrong/no", is_one: |it| it == Outcome::NotUpheld, others: &[] },
    Ending {
        whole: "something_went_wrong/not determined",
        is_one: |it| it == Outcome::NoFinding,
        others: &[],
    },
];
/// Figures whose lines are no parts of one whole: a case may be in several.
const NO_PARTS: &[&str] = &["cost/"];
/// What is told of so few that it goes with their number: lines of a figure, by the counts of those whom they tell of.
const TOLD_OF: &[(&str, &[&str])] = &[
    ("cost/minutes", &["cost/worked.amount"]),
    ("cost/work_pence", &["cost/worked.amount"]),
    ("cost/external_pence", &["cost/paid.amount"]),
    ("cost/redress_pence", &["redress/all.cases"]),
    ("cost/total_pence", &["cost/worked.amount", "cost/paid.amount", "redress/all.cases"]),
];
/// What is said whatever else is withheld, unless it is small itself: an office without it says nothing (guide, Capturing the
/// right data). So what adds up with both of them has no place in what is published: how many are open from year to year, or opened
/// again, stays in the office.
const SAID: &[&str] = &["received", "closed"];
/// Columns of which one is a part of the other.
const SHARES: &[(&str, &str)] = &[("numerator", "denominator"), ("resolved", "closed")];
/// The column of a figure of one number.
pub const NUMBER: &str = "number";
/// The same for the period before.
pub const BEFORE: &str = "before";

/// What the tables of a document cannot say of themselves: the services of each organisation, by their names.
pub type Nest = BTreeMap<String, BTreeSet<String>>;

/// What another published document says of the same counts, by their names: whether it withholds them.
pub type Elsewhere = BTreeMap<String, bool>;

/// The document as it may be published, beside what another has told. Nothing is withheld where the threshold is 0.
#[must_use]
pub fn published(mut document: Document, nest: &Nest, elsewhere: &Elsewhere, below: u32) -> Document {
    withhold(&mut document.sections.iter_mut().collect::<Vec<_>>(), nest, elsewhere, below);
    document
}

/// The document without tables that say nothing, because every number in them is withheld: each is named in a sentence instead.
#[must_use]
pub fn readable(mut document: Document) -> Document {
    for section in &mut document.sections {
        let (silent, telling): (Vec<Table>, Vec<Table>) =
            std::mem::take(&mut section.tables).into_iter().partition(says_nothing);
        section.tables = telling;
        let mut names: Vec<String> = silent.into_iter().map(|it| format!("“{}”", it.caption)).collect();
        names.dedup();
        if !names.is_empty() {
            let words = format!("Left out, because every number there is withheld: {}.", names.join(", "));
            section.paragraphs.push(words);
        }
    }
    document
}

fn says_nothing(table: &Table) -> bool {
    let cells =
        || table.rows.iter().flat_map(|it| it.iter().skip(1)).filter(|it| !matches!(it, Cell::Text(_)));
    table.people != People::None && cells().next().is_some() && cells().all(|it| *it == Cell::Withheld)
}

/// The document as it may be shown inside the office: small numbers of people are withheld only where a section guards them.
#[must_use]
pub fn guarded(mut document: Document, below: u32) -> Document {
    for section in document.sections.iter_mut().filter(|it| it.guards_people) {
        withhold(&mut [section], &Nest::new(), &Elsewhere::new(), below);
    }
    withhold_named(&mut document);
    document
}

/// A table of a register of which people are not told every number tells programs none.
fn withhold_named(document: &mut Document) {
    let guarded = document.sections.iter().filter(|it| it.guards_people).flat_map(|it| &it.tables);
    let lost = guarded.filter(|it| it.rows.iter().flatten().any(|it| *it == Cell::Withheld));
    let lost: Vec<&str> = lost.map(|it| it.caption.as_str()).collect();
    let is_of = |title: &str| {
        let is_it = |rest: &str| rest.is_empty() || rest.starts_with(", ");
        lost.iter().any(|it| it.strip_prefix(title).is_some_and(is_it))
    };
    let registers = document.named.get_mut("registers").and_then(Value::as_object_mut);
    let tables =
        registers.into_iter().flat_map(|it| it.values_mut()).filter_map(Value::as_array_mut).flatten();
    for table in tables.filter(|it| it["title"].as_str().is_some_and(is_of)) {
        let rows = table["rows"].as_array_mut().into_iter().flatten();
        let sides = rows
            .filter_map(Value::as_object_mut)
            .flat_map(|it| it.values_mut())
            .filter_map(Value::as_object_mut);
        sides.flat_map(|it| it.values_mut()).for_each(|it| *it = json!(Cell::Withheld.words()));
    }
}

fn words(below: u32) -> String {
    let most = below - 1;
    format!(
        "Numbers of people from 1 to {most} are withheld, and others from which they could be worked out, here or elsewhere in the document."
    )
}

/// The counts of some tables, and what is known of them.
#[derive(Default)]
struct Counts {
    all: Vec<Count>,
    sums: Vec<Sum>,
    /// Where a count stands, by what it counts: a count that is told twice is one.
    named: BTreeMap<String, usize>,
    /// Each cell: table, row and column, with its count.
    cells: BTreeMap<(usize, usize, usize), usize>,
}

impl Counts {
    fn add(&mut self, value: u64, place: Place) -> usize {
        self.all.push(Count { value, place });
        self.all.len() - 1
    }

    /// The places of what has these names; those that no table tells are left out.
    fn find<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Vec<usize> {
        names.into_iter().filter_map(|it| self.named.get(&full(it)).copied()).collect()
    }

    /// Says of what another document tells that readers know it, and of what it withholds that it goes here too.
    fn stand_as(&mut self, elsewhere: &Elsewhere) {
        for (name, is_withheld) in elsewhere {
            if let Some(at) = self.named.get(name) {
                self.all[*at].place = if *is_withheld { Place::Gone } else { Place::Known };
            }
        }
    }

    /// Says that these stay, unless they are small.
    fn keep_said(&mut self, small: &Range<u64>) {
        for column in [NUMBER, BEFORE] {
            for name in SAID {
                if let Some(at) = self.named.get(&format!("{name}.{column}"))
                    && !small.contains(&self.all[*at].value)
                    && self.all[*at].place == Place::Table
                {
                    self.all[*at].place = Place::Known;
                }
            }
        }
    }

    /// Says that parts make up a whole. Where they do not, as where a table leaves some out, nothing is said; what is over
    /// stands for itself.
    fn add_up(&mut self, whole: usize, mut parts: Vec<usize>) {
        let sum: u64 = parts.iter().map(|it| self.all[*it].value).sum();
        let Some(rest) = self.all[whole].value.checked_sub(sum) else { return };
        if parts.is_empty() {
            return;
        }
        if 0 < rest {
            parts.push(self.add(rest, Place::Nowhere));
        }
        self.sums.push(Sum { whole, parts });
    }

    /// Takes in the cells of a table.
    fn take(&mut self, at: usize, table: &Table) {
        for (row, cells) in table.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let Cell::Number(value) = cell else { continue };
                if table.open.contains(&column) {
                    continue;
                }
                let name = table.keys.get(row).zip(table.names.get(column));
                let name = name.filter(|it| !it.0.is_empty()).map(|(row, column)| format!("{row}.{column}"));
                let told = name
                    .as_ref()
                    .and_then(|it| self.named.get(it))
                    .filter(|it| self.all[**it].value == *value);
                let count = told.copied().unwrap_or_else(|| self.add(*value, Place::Table));
                name.map(|it| self.named.entry(it).or_insert(count));
                self.cells.insert((at, row, column), count);
            }
        }
    }

    /// Says of a table what adds up in it: its columns, or its rows, to a total that readers are taken to know, unless that has a
    /// line of its own; shares, to their whole.
    fn add_up_in(&mut self, at: usize, table: &Table) {
        let (rows, columns) = (table.rows.len(), table.columns.len());
        let wholes: Vec<Vec<(usize, usize)>> = match table.people {
            People::InRows => (0..rows).map(|row| (0..columns).map(|it| (row, it)).collect()).collect(),
            _ => (0..columns).map(|column| (0..rows).map(|it| (it, column)).collect()).collect(),
        };
        for whole in wholes {
            let is_list = |row: usize, column: usize| {
                let key = table.keys.get(row).map_or("", String::as_str);
                let is_told = |column: &&str| {
                    LISTS.iter().any(|it| {
                        it.2 == *column && is_line_of(key, it.1) && self.named.contains_key(&full(it.0))
                    })
                };
                let is_part = NO_PARTS.iter().all(|it| !key.starts_with(it));
                is_part
                    && (key.is_empty() || key.contains('/'))
                    && !table.names.get(column).is_some_and(is_told)
            };
            let found = whole.into_iter().filter(|it| is_list(it.0, it.1));
            let parts: Vec<usize> =
                found.filter_map(|(row, it)| self.cells.get(&(at, row, it)).copied()).collect();
            if !parts.is_empty() {
                let total = parts.iter().map(|it| self.all[*it].value).sum();
                let whole = self.add(total, Place::Known);
                self.add_up(whole, parts);
            }
        }
        for (part, whole) in SHARES {
            let column = |name: &str| table.names.iter().position(|it| *it == name);
            let Some((part, whole)) = column(part).zip(column(whole)) else { continue };
            for row in 0..rows {
                let count = |column| self.cells.get(&(at, row, column)).copied();
                if let Some((part, whole)) = count(part).zip(count(whole)) {
                    self.add_up(whole, vec![part]);
                }
            }
        }
    }

    /// Says what adds up from table to table.
    fn add_up_between(&mut self, nest: &Nest) {
        for (whole, parts) in SUMS {
            if let [whole] = self.find([*whole])[..] {
                let parts = self.find(parts.iter().copied());
                self.add_up(whole, parts);
            }
        }
        for (whole, list, column) in LISTS {
            // Both periods stand in one table; other columns are parts of the number of the whole.
            let whole = if *column == BEFORE { format!("{whole}.{BEFORE}") } else { full(whole) };
            let parts = self.listed(list, column, |_| true);
            if let Some(whole) = self.named.get(&whole).copied() {
                self.add_up(whole, parts);
            }
        }
        for Ending { whole, is_one, others } in ENDINGS {
            let mut parts = self.listed("outcomes", NUMBER, |it| Outcome::from_word(it).is_some_and(is_one));
            parts.extend(self.find(others.iter().copied()));
            let sum: u64 = parts.iter().map(|it| self.all[*it].value).sum();
            if let [whole] = self.find([*whole])[..]
                && self.all[whole].value == sum
            {
                self.add_up(whole, parts);
            }
        }
        for (organisation, services) in nest {
            for column in [NUMBER, BEFORE] {
                let parts = self.listed("received_by_service", column, |it| services.contains(it));
                let whole = format!("received_by_organisation/{organisation}.{column}");
                if let Some(whole) = self.named.get(&whole).copied() {
                    self.add_up(whole, parts);
                }
            }
        }
    }

    /// Whether a line of a figure tells of so few that their number is withheld.
    fn is_told_of_few(&self, key: &str, hidden: &[bool]) -> bool {
        let of = TOLD_OF.iter().filter(|it| it.0 == key).flat_map(|it| it.1);
        self.find(of.copied()).into_iter().any(|it| hidden[it])
    }

    /// The lines of a figure in a column, those whose name fits.
    fn listed(&self, figure: &str, column: &str, fits: impl Fn(&str) -> bool) -> Vec<usize> {
        let of = |name: &String| {
            let line =
                name.strip_prefix(figure)?.strip_prefix('/')?.strip_suffix(column)?.strip_suffix('.')?;
            Some(fits(line))
        };
        self.named.iter().filter(|it| of(it.0) == Some(true)).map(|it| *it.1).collect()
    }
}

/// Whether a line is one of a list.
fn is_line_of(key: &str, list: &str) -> bool {
    key.strip_prefix(list).is_some_and(|it| it.starts_with('/'))
}

fn is_unanswered(it: Outcome) -> bool {
    !it.is_finding()
}

/// The names of the counts of which one is a part: with what is printed of these, what is said of the others tells it.
pub fn wholes_of(name: &str) -> Vec<String> {
    let Some((line, column)) = name.rsplit_once('.') else { return Vec::new() };
    let sums = SUMS.iter().filter(|it| it.1.iter().any(|part| full(part) == name)).map(|it| full(it.0));
    let lists = LISTS.iter().filter(|it| it.2 == column && is_line_of(line, it.1));
    let lists = lists.map(|it| if column == BEFORE { format!("{}.{BEFORE}", it.0) } else { full(it.0) });
    let outcome = line.strip_prefix("outcomes/").filter(|_| column == NUMBER).and_then(Outcome::from_word);
    let is_ending =
        |it: &&Ending| outcome.is_some_and(it.is_one) || it.others.iter().any(|other| full(other) == name);
    let endings = ENDINGS.iter().filter(is_ending).map(|it| full(it.whole));
    let shares = SHARES.iter().filter(|it| it.0 == column).map(|it| format!("{line}.{}", it.1));
    sums.chain(lists).chain(endings).chain(shares).collect()
}

/// The name of a count: of its figure, and of its column where that has several.
fn full(name: &str) -> String {
    if name.contains('.') { name.to_owned() } else { format!("{name}.{NUMBER}") }
}

/// Withholds cells of sections that stand in one document. A section that lost any says so.
fn withhold(sections: &mut [&mut Section], nest: &Nest, elsewhere: &Elsewhere, below: u32) {
    let mut counts = Counts::default();
    let tables: Vec<&Table> =
        sections.iter().flat_map(|it| &it.tables).filter(|it| it.people != People::None).collect();
    tables.iter().enumerate().for_each(|(at, it)| counts.take(at, it));
    counts.stand_as(elsewhere);
    counts.keep_said(&(1..u64::from(below)));
    counts.add_up_between(nest);
    tables.iter().enumerate().for_each(|(at, it)| counts.add_up_in(at, it));
    let hidden = withheld(&counts.all, &counts.sums, u64::from(below));
    let mut at = 0;
    for section in sections {
        let mut groups: Vec<String> = Vec::new();
        let mut has_lost = false;
        for table in section.tables.iter_mut().filter(|it| it.people != People::None) {
            // A table about some of those whom a table before it counts tells of them again.
            let is_of_few = groups.iter().any(|it| table.caption.ends_with(&format!(": {it}")));
            let is_hidden = |row: usize, column| {
                counts.cells.get(&(at, row, column)).is_some_and(|it| is_of_few || hidden[*it])
                    || table.keys.get(row).is_some_and(|it| counts.is_told_of_few(it, &hidden))
            };
            // A part says how much its whole is at least, so it goes with it.
            let wholes: Vec<usize> = (0..table.columns.len()).map(|it| whole_of(table, it)).collect();
            let lost: Vec<Vec<bool>> = (0..table.rows.len())
                .map(|row| {
                    wholes
                        .iter()
                        .enumerate()
                        .map(|(at, of)| is_hidden(row, at) || is_hidden(row, *of))
                        .collect()
                })
                .collect();
            groups.extend(cover(table, &lost));
            has_lost |= lost.concat().contains(&true);
            at += 1;
        }
        if has_lost {
            section.paragraphs.push(words(below));
        }
    }
}

/// The column that a column is a part of, or itself.
fn whole_of(table: &Table, column: usize) -> usize {
    let place = |name: &str| table.names.iter().position(|it| *it == name);
    let whole = SHARES.iter().find(|it| table.names.get(column) == Some(&it.0)).and_then(|it| place(it.1));
    whole.unwrap_or(column)
}

/// Covers the cells of a table that are lost, and what is worked out from them. Gives what the rows are about that lost any.
fn cover(table: &mut Table, lost: &[Vec<bool>]) -> Vec<String> {
    for (cells, lost) in table.rows.iter_mut().zip(lost) {
        for (column, cell) in cells.iter_mut().enumerate() {
            let is_lost = match cell {
                // What is worked out from a number gives it away, together with any other of its row.
                Cell::Change(_)
                | Cell::Percent(_)
                | Cell::Decimal(_)
                | Cell::Money(_)
                | Cell::Hours(_)
                | Cell::Series(_)
                // Where there is nothing to work out, the number is nought.
                | Cell::NotApplicable => lost[..=column].contains(&true),
                Cell::Number(_) => lost[column],
                Cell::Text(_)
                | Cell::Date(_)
                | Cell::Holds(_)
                | Cell::NotKnown(_)
                | Cell::Withheld => false,
            };
            if is_lost {
                *cell = Cell::Withheld;
            }
        }
    }
    let about = table.rows.iter().zip(lost).filter(|it| it.1.contains(&true));
    about.filter_map(|(cells, _)| cells.first()).map(Cell::words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::cell::WITHHELD;

    fn document(tables: Vec<Table>) -> Document {
        let section = Section { tables, ..Section::new("Received") };
        Document { title: "A report".to_owned(), sections: vec![section], ..Document::default() }
    }

    #[test]
    fn a_column_that_counts_no_people_is_told_beside_one_that_does() {
        let empty = Table::new("Heard, by theme", &["Theme", "Complaints", "Views"]);
        let table = Table { people: People::InColumns, open: vec![2], ..empty }
            .row(["Delay".into(), 30.into(), 1.into()])
            .row(["Fees".into(), 2.into(), 3.into()])
            .row(["Tone".into(), 9.into(), 0.into()]);
        let document = published(document(vec![table]), &Nest::new(), &Elsewhere::new(), 5);
        let told =
            |column: usize| document.sections[0].tables[0].rows.iter().map(move |it| it[column].words());
        assert_eq!(told(1).filter(|it| it == WITHHELD).count(), 2);
        assert_eq!(told(2).collect::<Vec<_>>(), ["1", "3", "0"]);
    }

    fn by_service(rows: &[(&str, u64, u64)]) -> Table {
        let columns = ["Service", "Received", "Per cent", "Before", "Change"];
        let empty = Table { people: People::InColumns, ..Table::new("By service", &columns) };
        rows.iter().fold(empty, |table, (name, now, before)| {
            table.row([
                (*name).into(),
                (*now).into(),
                Cell::Percent(10.0),
                (*before).into(),
                Cell::change(*now, *before),
            ])
        })
    }

    #[test]
    fn a_table_whose_every_number_is_withheld_is_left_out_and_named() {
        let made = |numbers: [u64; 2]| {
            let table = by_service(&[("A", numbers[0], 0), ("B", numbers[1], 0)]);
            readable(published(document(vec![table]), &Nest::new(), &Elsewhere::new(), 5)).sections.remove(0)
        };
        let section = made([2, 9]);
        assert_eq!(section.tables.len(), 1, "nought is told of the year before");
        let table =
            Table { columns: vec!["Service".into(), "Received".into()], ..by_service(&[("A", 2, 0)]) };
        let rows = table.rows.iter().map(|it| it[..2].to_vec()).collect();
        let all = published(document(vec![Table { rows, ..table }]), &Nest::new(), &Elsewhere::new(), 5);
        let section = readable(all).sections.remove(0);
        assert_eq!((section.tables.len(), section.paragraphs.len()), (0, 2));
        assert_eq!(section.paragraphs[1], "Left out, because every number there is withheld: “By service”.");
    }

    #[test]
    fn a_share_and_a_difference_go_with_their_number() {
        let it = published(
            document(vec![by_service(&[("A", 9, 20), ("B", 2, 30), ("C", 40, 50)])]),
            &Nest::new(),
            &Elsewhere::new(),
            5,
        );
        let words: Vec<Vec<String>> =
            it.sections[0].tables[0].rows.iter().map(|row| row.iter().map(Cell::words).collect()).collect();
        assert_eq!(words[0], ["A", "withheld", "withheld", "20", "withheld"]);
        assert_eq!(words[1], ["B", "withheld", "withheld", "30", "withheld"]);
        assert_eq!(words[2], ["C", "40", "10.0%", "50", "-10"]);
        assert!(it.sections[0].paragraphs[0].contains("from 1 to 4 are withheld"));
    }

    #[test]
    fn what_one_table_withholds_is_told_by_no_other() {
        let row = |table: Table, key: &str, number: u64| {
            let mut table = table.row([key.into(), number.into()]);
            table.keys.push(key.to_owned());
            Table { people: People::InColumns, names: vec!["", NUMBER], ..table }
        };
        let organisations = Table::new("By organisation", &["Name", "Number"]);
        let services = [("Claims", 30), ("Appeals", 3), ("Grants", 40), ("Loans", 6)];
        let services_table =
            services.iter().fold(Table::new("By service", &["Name", "Number"]), |it, (name, number)| {
                row(it, &format!("received_by_service/{name}"), *number)
            });
        let organisations = row(
            row(organisations, "received_by_organisation/North", 33),
            "received_by_organisation/South",
            46,
        );
        let nest = Nest::from([
            ("North".to_owned(), BTreeSet::from(["Claims".to_owned(), "Appeals".to_owned()])),
            ("South".to_owned(), BTreeSet::from(["Grants".to_owned(), "Loans".to_owned()])),
        ]);
        let it = published(document(vec![services_table, organisations]), &nest, &Elsewhere::new(), 5);
        let words = |table: usize| -> Vec<String> {
            it.sections[0].tables[table].rows.iter().map(|row| row[1].words()).collect()
        };
        // Loans and Appeals would be 9 together, but 33 less 30 are the 3 of Appeals.
        assert_eq!(words(0), ["withheld", "withheld", "40", "6"]);
        assert_eq!(words(1), ["33", "46"]);
    }

    /// A table of a figure whose lines have these names, each with its cell.
    fn lines(caption: &str, column: &'static str, rows: &[(&str, &str, Cell)]) -> Table {
        let empty = Table {
            people: People::InColumns,
            names: vec!["", column],
            ..Table::new(caption, &["What", "How many"])
        };
        rows.iter().fold(empty, |mut table, (key, label, cell)| {
            table.keys.extend(Some((*key).to_owned()).filter(|it| !it.is_empty()));
            table.row([(*label).into(), cell.clone()])
        })
    }

    fn words(section: &Section) -> Vec<Vec<String>> {
        let of_table = |it: &Table| it.rows.iter().map(|row| row[1].words()).collect();
        section.tables.iter().map(of_table).collect()
    }

    #[test]
    fn what_few_people_cost_is_withheld_with_their_number() {
        let cost = |worked: u64, paid: u64| {
            let rows = [
                ("cost/worked", "Cases with hours", worked.into()),
                ("cost/minutes", "Hours", Cell::Hours(90)),
                ("cost/hourly_rate", "What an hour costs", Cell::Money(3_000)),
                ("cost/paid", "Cases with money paid", paid.into()),
                ("cost/external_pence", "Paid to others", Cell::Money(1_200)),
                ("cost/total_pence", "In all", Cell::Money(4_500)),
            ];
            words(
                &published(
                    document(vec![lines("Cost", "amount", &rows)]),
                    &Nest::new(),
                    &Elsewhere::new(),
                    5,
                )
                .sections[0],
            )
            .concat()
        };
        assert_eq!(cost(3, 9), ["withheld", "withheld", "£30", "9", "£12", "withheld"]);
        assert_eq!(cost(9, 1), ["9", "1:30", "£30", "withheld", "withheld", "withheld"]);
        assert_eq!(cost(9, 0), ["9", "1:30", "£30", "0", "£12", "£45"]);
    }

    #[test]
    fn a_table_about_a_group_whose_number_is_withheld_is_withheld_as_a_whole() {
        let row = |label: &'static str, number: u64| ("", label, Cell::Number(number));
        let tables = vec![
            lines(
                "Answers by group",
                "",
                &[row("People who complained", 40), row("Colleagues", 3), row("Managers", 9)],
            ),
            lines("Could speak up: People who complained", "", &[row("agree", 30), row("disagree", 10)]),
            lines("Could speak up: Managers", "", &[row("agree", 9)]),
        ];
        let it = published(document(tables), &Nest::new(), &Elsewhere::new(), 5);
        let [groups, people, managers] = &words(&it.sections[0])[..] else { panic!("three tables") };
        assert_eq!(
            (&groups[1..], &people[..]),
            (&["withheld".to_owned(), "withheld".to_owned()][..], &["30".to_owned(), "10".to_owned()][..])
        );
        assert_eq!(managers[..], ["withheld"]);
    }

    #[test]
    fn what_was_received_and_closed_is_said_whatever_else_is_withheld_unless_it_is_small() {
        let closed = |parts: [u64; 2]| {
            let all = lines("Closed", NUMBER, &[("closed", "Closed", (parts[0] + parts[1]).into())]);
            let rows = [
                ("outcomes/upheld", "upheld", parts[0].into()),
                ("outcomes/withdrawn", "withdrawn", parts[1].into()),
            ];
            words(
                &published(
                    document(vec![all, lines("Outcomes", NUMBER, &rows)]),
                    &Nest::new(),
                    &Elsewhere::new(),
                    5,
                )
                .sections[0],
            )
            .concat()
        };
        assert_eq!(closed([20, 2]), ["22", "withheld", "withheld"]);
        assert_eq!(closed([2, 1]), ["withheld", "withheld", "withheld"]);
    }

    #[test]
    fn tables_that_count_no_people_stay_as_they_are() {
        let mut table = by_service(&[("A", 1, 2)]);
        table.people = People::None;
        let it = document(vec![table]);
        assert_eq!(published(it.clone(), &Nest::new(), &Elsewhere::new(), 5), it);
    }
}
