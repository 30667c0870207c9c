//! All that the office hears, on one page: complaints by theme, beside what every other source says of the same theme (guide,
//! Capturing the right data).

use std::collections::BTreeMap;

use crate::domain::figures::cell::Cell;
use crate::domain::figures::groups::THEME;
use crate::domain::register::counts::{Called, Counted, Number};
use crate::domain::register::kind::Kind;
use crate::domain::text::sentence_case;
use crate::report::document::{Document, People, Section, Table};
use crate::report::documents::material::Material;
use crate::report::documents::parts::{document as finished, limits};
use crate::report::documents::registers::{OF_PEOPLE, Register};

/// Makes it.
pub fn document(material: &Material) -> Document {
    finished(material, "What people tell us", vec![heard(material), limits(material)])
}

fn heard(material: &Material) -> Section {
    let section = Section { guards_people: true, ..Section::new("By theme, from every source") }.say(
        "Each column is a source of its own: issues of complaints received, what other sources say, and what was heard where \
         people were met. Themes that most sources speak of stand first.",
    );
    let sources: Vec<(&Kind, &Counted)> = material.registers.iter().flat_map(by_theme).collect();
    let is_hidden = material.registers.iter().any(|it| !it.tells_of_people);
    let section = if is_hidden { section.say(OF_PEOPLE) } else { section };
    let mut columns = vec![THEME.heading, "Complaints"].into_iter().map(str::to_owned).collect::<Vec<_>>();
    columns.extend(sources.iter().map(|(kind, it)| source(kind, it)));
    let mut rows: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    let mut add = |theme: String, column: usize, number: u64| {
        rows.entry(theme).or_insert_with(|| vec![0; 1 + sources.len()])[column] += number;
    };
    for (theme, count) in material.this.sum.themes.by_theme() {
        add(THEME.label(material.about.office, &theme), 0, count.issues);
    }
    for (column, (_, counted)) in (1..).zip(&sources) {
        for row in &counted.rows {
            if let [Number::Many(number)] = row.now[..] {
                add(row.label.clone(), column, number);
            }
        }
    }
    let mut rows: Vec<(String, Vec<u64>)> =
        rows.into_iter().filter(|it| it.1.iter().any(|it| 0 < *it)).collect();
    rows.sort_by_key(|(_, numbers)| std::cmp::Reverse(numbers.iter().filter(|it| 0 < **it).count()));
    let cells = |(theme, numbers): (String, Vec<u64>)| {
        std::iter::once(Cell::from(theme)).chain(numbers.into_iter().map(Cell::from)).collect()
    };
    let rows: Vec<Vec<Cell>> = rows.into_iter().map(cells).collect();
    if rows.is_empty() {
        return section.say("Nothing was heard in the period.");
    }
    let table = Table::new("What is heard, by theme and source", &[]);
    // As everywhere: what a source says of people is withheld where it is small, and other numbers are told.
    let open = (2..).zip(&sources).filter(|it| !it.1.1.is_of_people).map(|it| it.0).collect();
    section.table(Table { columns, rows, people: People::InColumns, open, ..table })
}

/// The tables of a register that count by theme, where their numbers are told.
fn by_theme(register: &Register) -> impl Iterator<Item = (&'static Kind, &Counted)> {
    let kind = register.kind;
    let is_told = |it: &&Counted| {
        // What is kept from whoever makes the page has no column: a nought would say that nothing was heard.
        let is_kept = it.rows.iter().any(|row| row.now.contains(&Number::Withheld));
        it.called == Called::Themes
            && !is_kept
            && (register.tells_of_people || !it.is_of_people)
            && it.headings.len() == 1
    };
    register.telling().into_iter().filter(is_told).map(move |it| (kind, it))
}

/// What a column is called: the part that the table is about, or else the register.
fn source(kind: &Kind, counted: &Counted) -> String {
    let part = counted.title.split_once(": ").map_or(kind.many, |it| it.1);
    sentence_case(part)
}
