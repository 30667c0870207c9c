//! What a document is made of, whatever it is written as: sections of paragraphs and tables. Knows no format.
//!
//! The first cell of a row says what the row is about; renderers make it the row's heading.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::case::decide::putting_right::pounds;
use crate::domain::figures::performance::Share;
use crate::domain::text::one_line;

/// What stands where there is nothing to count, in every format.
pub const NOT_APPLICABLE: &str = "not applicable";

/// What stands for a number that could tell one person apart, in every format.
pub const WITHHELD: &str = "withheld";

/// A document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What it is called.
    pub title: String,
    /// What it is about: the organisation, the period, the service.
    pub about: Vec<String>,
    /// What it says.
    pub sections: Vec<Section>,
}

/// A part of a document under one heading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// Sentences, before the tables.
    pub paragraphs: Vec<String>,
    /// Tables.
    pub tables: Vec<Table>,
}

/// A table. Every row has as many cells as there are columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Headings of its columns.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
    /// Whether its cells count people who share something, so that a small number could tell one of them apart.
    pub counts_people: bool,
    /// The column that is also drawn as a chart, where a format can.
    pub charted: Option<usize>,
}

/// What stands in a row of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A whole number.
    Number(u64),
    /// How much more or less than before.
    Change(i64),
    /// A number to one place, such as an average of days.
    Decimal(f64),
    /// A percentage.
    Percent(f64),
    /// An amount, in pence.
    Money(u64),
    /// A day.
    Date(NaiveDate),
    /// There is nothing to count.
    NotApplicable,
    /// A number that could tell one person apart.
    Withheld,
}

impl Cell {
    /// A share in percent; of nothing it is not applicable.
    pub fn share(it: Share) -> Self {
        it.percent().map_or(Self::NotApplicable, Self::Percent)
    }

    /// A number to one place; none is not applicable.
    pub fn decimal(it: Option<f64>) -> Self {
        it.map_or(Self::NotApplicable, Self::Decimal)
    }

    /// How much more this is than what was before.
    pub fn change(this: u64, before: u64) -> Self {
        let signed = |it: u64| i64::try_from(it).unwrap_or(i64::MAX);
        Self::Change(signed(this) - signed(before))
    }

    /// The cell as people read it, on one harmless line.
    pub fn words(&self) -> String {
        match self {
            Self::Text(words) => one_line(words),
            Self::Number(number) => number.to_string(),
            Self::Change(0) => "0".to_owned(),
            Self::Change(number) => format!("{number:+}"),
            Self::Decimal(number) => format!("{number:.1}"),
            Self::Percent(percent) => format!("{percent:.1}%"),
            Self::Money(pence) => pounds(*pence),
            Self::Date(day) => long(*day),
            Self::NotApplicable => NOT_APPLICABLE.to_owned(),
            Self::Withheld => WITHHELD.to_owned(),
        }
    }

    /// Whether it stands to the right, under other numbers.
    pub const fn is_number(&self) -> bool {
        !matches!(self, Self::Text(_) | Self::Date(_))
    }
}

impl From<&str> for Cell {
    fn from(it: &str) -> Self {
        Self::Text(it.to_owned())
    }
}

impl From<String> for Cell {
    fn from(it: String) -> Self {
        Self::Text(it)
    }
}

impl From<u64> for Cell {
    fn from(it: u64) -> Self {
        Self::Number(it)
    }
}

impl From<NaiveDate> for Cell {
    fn from(it: NaiveDate) -> Self {
        Self::Date(it)
    }
}

impl Table {
    /// A table without rows.
    pub fn new(caption: impl Into<String>, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|it| (*it).to_owned()).collect();
        Self { caption: caption.into(), columns, rows: Vec::new(), counts_people: false, charted: None }
    }

    /// The table as one whose cells count people who share something.
    #[must_use]
    pub fn of_people(mut self) -> Self {
        self.counts_people = true;
        self
    }

    /// The table, with a column that is also drawn as a chart.
    #[must_use]
    pub fn charted(mut self, column: usize) -> Self {
        self.charted = Some(column);
        self
    }

    /// The table with one more row.
    #[must_use]
    pub fn row<const N: usize>(mut self, cells: [Cell; N]) -> Self {
        self.rows.push(cells.into());
        self
    }
}

impl Section {
    /// A section of which only the heading is known.
    pub fn new(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), ..Self::default() }
    }

    /// The section with one more paragraph.
    #[must_use]
    pub fn say(mut self, words: impl Into<String>) -> Self {
        self.paragraphs.push(words.into());
        self
    }

    /// The section with one more table; one without rows is left out.
    #[must_use]
    pub fn table(mut self, table: Table) -> Self {
        if !table.rows.is_empty() {
            self.tables.push(table);
        }
        self
    }
}

impl Document {
    /// Every table, in the order in which it is read.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.sections.iter().flat_map(|it| &it.tables)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_says_what_it_holds_and_a_share_of_nothing_is_not_applicable() {
        let day: NaiveDate = "2026-11-24".parse().unwrap();
        for (cell, words) in [
            (Cell::from("two\nlines"), "two lines"),
            (Cell::from(1200), "1200"),
            (Cell::change(3, 5), "-2"),
            (Cell::change(5, 3), "+2"),
            (Cell::change(5, 5), "0"),
            (Cell::decimal(Some(8.25)), "8.2"),
            (Cell::decimal(None), NOT_APPLICABLE),
            (Cell::share(Share { numerator: 1, denominator: 3 }), "33.3%"),
            (Cell::share(Share::default()), NOT_APPLICABLE),
            (Cell::Money(1_234_550), "£12,345.50"),
            (Cell::Withheld, WITHHELD),
            (Cell::from(day), "Tue 24 Nov 2026"),
        ] {
            assert_eq!(cell.words(), words);
        }
    }

    #[test]
    fn a_table_without_rows_is_left_out() {
        let section = Section::new("Received").table(Table::new("By service", &["Service", "Received"]));
        assert!(section.tables.is_empty());
    }
}
