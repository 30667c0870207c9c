//! What registers count, as sections of documents, and under names for programs.

use serde_json::{Map, Value, json};

use crate::domain::figures::cell::Cell;
use crate::domain::figures::impact::{PartOf, more_than_chance};
use crate::domain::figures::performance::Share;
use crate::domain::party::naming::SOMEBODY;
use crate::domain::register::counts::{Counted, CountedRow, Number};
use crate::domain::register::entry::Entry;
use crate::domain::register::kind::Kind;
use crate::domain::text::sentence_case;
use crate::report::document::{Chart, People, Section, Shape, Table};
use crate::report::told::{WORTH_DRAWING, value};

/// A register with what it counts in a period, and in the one before it where there is one.
pub struct Register {
    /// The register.
    pub kind: &'static Kind,
    pub tables: Vec<Counted>,
    /// Whether numbers of people are told.
    pub tells_of_people: bool,
}

/// Entries of a register, as far as whoever makes a document may read them, as they stand.
pub struct Entries {
    pub kind: &'static Kind,
    /// Those that were not entered by mistake.
    pub all: Vec<Entry>,
}

/// What is said where a row would be called by somebody's name.
const NAMES: &str = "Names of people whom the office knows are left out of what rows are called. One that everybody may read goes \
                     under “Names meant” of the year.";
/// What is said where numbers of people are not told.
pub const OF_PEOPLE: &str = "Numbers of people are told of the whole office, for a quarter or a financial year that is over: of a part, \
                         or of other days, they would tell of one.";

impl Register {
    /// The register with these of its tables alone.
    #[must_use]
    pub fn only(&self, names: &[&str]) -> Self {
        self.of_tables(|it| names.contains(&it))
    }

    /// The register without these of its tables.
    #[must_use]
    pub fn but(&self, names: &[&str]) -> Self {
        self.of_tables(|it| !names.contains(&it))
    }

    fn of_tables(&self, is_told: impl Fn(&str) -> bool) -> Self {
        let tables = self.tables.iter().filter(|it| is_told(&it.name)).cloned().collect();
        Self { tables, ..*self }
    }

    /// The tables that say something: their numbers are not all nought.
    pub fn telling(&self) -> Vec<&Counted> {
        let says = |it: &Counted| it.rows.iter().any(|row| row.now.iter().chain(&row.before).any(says));
        self.tables.iter().filter(|it| says(it)).collect()
    }

    /// Why something that it counts is not told, if it counts people of whom nothing is told of these days.
    pub fn withheld(&self) -> Option<&'static str> {
        let counts_people = self.telling().iter().any(|it| it.is_of_people);
        (!self.tells_of_people && counts_people).then_some(OF_PEOPLE)
    }

    /// The section that shows them, of these periods: one, or two with the latest first. None where nothing is told.
    pub fn section(&self, periods: &[&str]) -> Option<Section> {
        let ends = "Each period is counted as it stood at its end, or on the day of this document where that is earlier.";
        let section = Section { guards_people: true, ..Section::new(sentence_case(self.kind.many)) };
        let section = section.say(format!("{} {ends}", self.kind.about));
        let mut telling = self.telling();
        let withheld = self.withheld();
        telling.retain(|it| withheld.is_none() || !it.is_of_people);
        let section = withheld.into_iter().fold(section, Section::say);
        let section = telling.into_iter().fold(section, |section, it| {
            let has_names = it.rows.iter().any(|row| row.label == SOMEBODY) || it.title.ends_with(SOMEBODY);
            let section = if has_names && !section.paragraphs.iter().any(|it| it == NAMES) {
                section.say(NAMES)
            } else {
                section
            };
            let (title, words) = (it.title.as_str(), it.words.as_str());
            let meaning = Some([title.into(), words.into(), self.kind.source.into()]);
            // What it means is said once.
            let meanings = std::iter::once(meaning).chain(std::iter::repeat(None));
            let tables = tables(it, periods).into_iter().zip(meanings);
            tables.fold(section, |section, (it, meaning)| {
                let chart = chart(&it, self.kind.many);
                section.table(Table { chart, meaning, ..it })
            })
        });
        Some(section).filter(|it| !it.tables.is_empty())
    }
}

/// The table of what was counted. Where each column is a whole of its own and there are several, no period stands in the column
/// of another: each has a table.
fn tables(counted: &Counted, periods: &[&str]) -> Vec<Table> {
    if !counted.adds_up_in_columns || counted.headings.len() == 1 || periods.len() == 1 {
        return vec![table(counted, periods)];
    }
    let of_period = |(at, period): (usize, &&str)| {
        let numbers = |it: &CountedRow| if at == 0 { it.now.clone() } else { it.before.clone() };
        let row =
            |it: &CountedRow| CountedRow { label: it.label.clone(), now: numbers(it), before: Vec::new() };
        let rows = counted.rows.iter().map(row).collect();
        table(&Counted { title: format!("{}, {period}", counted.title), rows, ..counted.clone() }, &[period])
    };
    periods.iter().enumerate().map(of_period).collect()
}

/// Whether a number is not nought.
const fn says(it: &Number) -> bool {
    !matches!(
        it,
        Number::Many(0)
            | Number::NotReported
            | Number::NotAsked
            | Number::Share { whole: 0, .. }
            | Number::Average { of: 0, .. }
            | Number::Against { parts: [0, 0], .. }
    )
}

/// Numbers beside those of the period before; where a row has several, it stands once for each period.
fn table(counted: &Counted, periods: &[&str]) -> Table {
    let is_compared = 1 < periods.len();
    let mut headings: Vec<String> = counted.headings.iter().map(|it| sentence_case(it)).collect();
    let is_beside = is_compared && headings.len() == 1;
    if is_beside {
        headings = periods.iter().chain(&["Change"]).map(|it| (*it).to_owned()).collect();
    } else if is_compared {
        headings.insert(0, "Period".to_owned());
    }
    let (is_of_all, by) = (counted.by.is_empty(), counted.by.as_str());
    let mut table = Table::new(&counted.title, &[if is_of_all { "Figure" } else { by }]);
    table.columns.extend(headings);
    table.people = match (counted.is_of_people, counted.adds_up_in_columns) {
        (false, _) => People::None,
        (true, true) => People::InColumns,
        (true, false) => People::InRows,
    };
    for row in &counted.rows {
        let about = || Cell::from(if is_of_all { &counted.title } else { &row.label }.as_str());
        let changes = row.now.iter().zip(&row.before).map(|(now, before)| change(now, before));
        if is_beside {
            let numbers = row.now.iter().chain(&row.before).map(cell);
            table.rows.push(std::iter::once(about()).chain(numbers).chain(changes).collect());
            continue;
        }
        // A nought of people may be what hides another number. Of others, who says nothing of a period has no line for it.
        let is_whole = is_of_all || counted.is_of_people || !is_compared;
        let is_told = |it: &&Vec<Number>| is_whole || it.iter().any(says);
        for (period, numbers) in periods.iter().zip([&row.now, &row.before]).filter(|it| is_told(&it.1)) {
            let period = is_compared.then(|| Cell::from(*period));
            table.rows.push(std::iter::once(about()).chain(period).chain(numbers.iter().map(cell)).collect());
        }
    }
    table
}

/// What is drawn of a table whose rows are counted, beside the period before where that stands in the next column.
fn chart(table: &Table, counts: &'static str) -> Option<Chart> {
    let is_counted = |column: usize| {
        let cells = || table.rows.iter().filter_map(|row| row.get(column));
        WORTH_DRAWING <= cells().count() && cells().all(|it| matches!(it, Cell::Number(_) | Cell::Withheld))
    };
    let columns: Vec<usize> = [1, 2].into_iter().take_while(|it| is_counted(*it)).collect();
    // Parts of one row are no rows of one kind.
    let is_drawn = table.people != People::InRows && !columns.is_empty();
    is_drawn.then_some(Chart { columns, counts, shape: Shape::Bars, band: None })
}

/// How much more a number is than that before.
fn change(now: &Number, before: &Number) -> Cell {
    match (now, before) {
        (
            Number::Many(now) | Number::Share { of: now, .. },
            Number::Many(before) | Number::Share { of: before, .. },
        ) => Cell::change(*now, *before),
        _ => Cell::Withheld,
    }
}

fn cell(it: &Number) -> Cell {
    match *it {
        Number::Against { wholes, .. } if wholes.contains(&0) => Cell::NotApplicable,
        Number::Against { parts, wholes, among } => {
            let [one, other] = [0, 1].map(|it| PartOf { part: parts[it], whole: wholes[it] });
            more_than_chance(one, other, among).map_or_else(|| "may be chance".into(), Cell::Decimal)
        }
        Number::Many(it) => it.into(),
        Number::Withheld => Cell::Withheld,
        Number::NotReported => "not reported".into(),
        Number::NotAsked => Cell::NotApplicable,
        Number::Share { of, whole } => Cell::share(Share { numerator: of, denominator: whole }),
        Number::Average { total, of } => {
            Cell::decimal(Share { numerator: total, denominator: of }.percent().map(|it| it / 100.0))
        }
    }
}

/// Every table of every register under the register's name, whatever it says.
pub fn named(registers: &[Register]) -> Value {
    let table = |it: &Counted| {
        let numbers = |all: &[Number]| -> Map<String, Value> {
            it.headings.iter().cloned().zip(all.iter().map(|it| value(&cell(it)))).collect()
        };
        let row = |(label, now, before): (&str, &[Number], &[Number])| json!({ "about": Cell::from(label).words(), "now": numbers(now), "before": numbers(before) });
        let rows = it.rows.iter().map(|it| row((&it.label, &it.now, &it.before)));
        json!({ "name": it.name, "title": Cell::from(it.title.as_str()).words(), "rows": rows.collect::<Vec<_>>() })
    };
    let told = |register: &Register, it: &Counted| {
        if register.tells_of_people { table(it) } else { table(&it.clone().without_people()) }
    };
    let tables = |it: &Register| it.tables.iter().map(|counted| told(it, counted)).collect::<Value>();
    registers.iter().map(|it| (it.kind.id.to_owned(), tables(it))).collect::<Map<_, _>>().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::counts::Called;
    use crate::domain::register::fixture::FIXTURE;
    use crate::report::document::Document;
    use crate::report::withholding::{Elsewhere, Nest, guarded, published};

    fn counted(headings: &[&str], by: &str, rows: &[(&str, &[u64], &[u64])], is_of_people: bool) -> Counted {
        let numbers = |all: &[u64]| match all {
            [one] => vec![Number::Many(*one)],
            all => {
                let share = Number::Share { of: all[0], whole: all.iter().sum() };
                all.iter().map(|it| Number::Many(*it)).chain([share]).collect()
            }
        };
        let row = |it: &(&str, &[u64], &[u64])| {
            let before = if it.2.is_empty() { Vec::new() } else { numbers(it.2) };
            CountedRow { label: it.0.to_owned(), now: numbers(it.1), before }
        };
        Counted {
            name: "a-count".to_owned(),
            title: "Counted".to_owned(),
            words: "What is counted.".to_owned(),
            by: by.to_owned(),
            headings: headings.iter().map(|it| (*it).to_owned()).collect(),
            rows: rows.iter().map(row).collect(),
            is_of_people,
            adds_up_in_columns: headings.len() == 1,
            called: Called::Listed,
        }
    }

    fn register(tables: Vec<Counted>) -> Register {
        Register { kind: &FIXTURE, tables, tells_of_people: true }
    }

    /// The tables of a register, each with its headings above its rows, in words.
    fn told(tables: Vec<Counted>, periods: &[&str], below: u32) -> Vec<Vec<String>> {
        let sections = register(tables).section(periods).into_iter().collect();
        let made = Document { sections, ..Document::default() };
        let document = published(made.clone(), &Nest::new(), &Elsewhere::new(), below);
        assert_eq!(guarded(made, below), document, "inside the office too");
        let line = |cells: &[Cell]| cells.iter().map(Cell::words).collect::<Vec<_>>().join(" | ");
        let table = |it: &Table| {
            std::iter::once(it.columns.join(" | ")).chain(it.rows.iter().map(|it| line(it))).collect()
        };
        document.tables().map(table).collect()
    }

    #[test]
    fn a_number_stands_beside_the_period_before_and_several_once_for_each_period() {
        let by_word = counted(&["number"], "Word", &[("red", &[3], &[5]), ("blue", &[2], &[2])], false);
        let share = counted(&["came", "did not", "share"], "", &[("All", &[3, 1], &[0, 0])], false);
        let both = vec![by_word, share];
        assert_eq!(
            told(both, &["Q2", "Q1"], 0),
            [
                vec!["Word | Q2 | Q1 | Change", "red | 3 | 5 | -2", "blue | 2 | 2 | 0"],
                vec![
                    "Figure | Period | Came | Did not | Share",
                    "Counted | Q2 | 3 | 1 | 75.0%",
                    "Counted | Q1 | 0 | 0 | not applicable"
                ],
            ]
        );
        let alone = counted(&["number"], "Word", &[("red", &[3], &[])], false);
        assert_eq!(told(vec![alone], &["to today"], 0), [["Word | Number", "red | 3"]]);
    }

    #[test]
    fn a_register_that_counted_nothing_has_no_section_and_is_named_for_programs() {
        let nothing = || counted(&["came", "did not", "share"], "", &[("All", &[0, 0], &[0, 0])], true);
        assert!(register(vec![nothing()]).section(&["Q2", "Q1"]).is_none());
        assert_eq!(
            named(&[register(vec![nothing()])]),
            json!({ "fixtures": [{ "name": "a-count", "title": "Counted", "rows": [{
                "about": "All",
                "now": { "came": 0, "did not": 0, "share": null },
                "before": { "came": 0, "did not": 0, "share": null },
            }]}]})
        );
    }

    #[test]
    fn a_difference_between_those_who_complain_and_the_others_is_said_where_it_is_more_than_chance() {
        let number = |parts| Number::Against { parts, wholes: [168, 5_700], among: 4 };
        assert_eq!(cell(&number([22, 1_890])).words(), "0.4");
        assert_eq!(cell(&number([31, 1_240])).words(), "may be chance");
        let nobody = Number::Against { parts: [0, 5], wholes: [0, 5], among: 1 };
        assert_eq!(cell(&nobody), Cell::NotApplicable);
    }

    #[test]
    fn numbers_of_people_are_not_told_of_days_or_parts_that_would_tell_of_one() {
        let of_people = counted(&["number"], "Colleague", &[("K Patel", &[30], &[7])], true);
        let other = counted(&["number"], "Word", &[("red", &[3], &[5])], false);
        let register = Register { tells_of_people: false, ..register(vec![of_people, other]) };
        let section = register.section(&["Q2", "Q1"]).expect("it tells");
        let cells = |at: usize| section.tables[at].rows[0].iter().map(Cell::words).collect::<Vec<_>>();
        assert_eq!((section.tables.len(), cells(0).join(" ").as_str()), (1, "red 3 5 -2"));
        assert!(section.paragraphs[1].starts_with("Numbers of people are told of the whole office"));
    }

    #[test]
    fn small_numbers_of_people_are_withheld_by_the_whole_that_they_are_parts_of() {
        let by_word = |is| {
            counted(
                &["number"],
                "Word",
                &[("red", &[30], &[7]), ("blue", &[2], &[9]), ("grey", &[9], &[8])],
                is,
            )
        };
        assert_eq!(
            told(vec![by_word(true)], &["Q2", "Q1"], 5),
            [[
                "Word | Q2 | Q1 | Change",
                "red | 30 | 7 | +23",
                "blue | withheld | 9 | withheld",
                "grey | withheld | 8 | withheld"
            ]]
        );
        assert_eq!(
            told(vec![by_word(false)], &["Q2", "Q1"], 5),
            told(vec![by_word(false)], &["Q2", "Q1"], 0)
        );
        let rating =
            counted(&["agree", "disagree", "agree, of all"], "Word", &[("red", &[30, 2], &[9, 8])], true);
        assert_eq!(
            told(vec![rating], &["Q2", "Q1"], 5),
            [[
                "Word | Period | Agree | Disagree | Agree, of all",
                "red | Q2 | withheld | withheld | withheld",
                "red | Q1 | 9 | 8 | 52.9%"
            ]]
        );
        // Their total is known anyway, and tells none of them.
        let again = counted(&["number"], "", &[("All", &[41], &[24])], true);
        let [by_word, all] =
            told(vec![by_word(true), again], &["Q2", "Q1"], 5).try_into().expect("two tables");
        assert!(
            by_word.iter().any(|it| it.contains("withheld")) && all[1].contains("41"),
            "{by_word:?} {all:?}"
        );
    }
}
