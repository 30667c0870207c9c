//! What a document is made of, whatever it is written as: sections of paragraphs and tables. Knows no format.
//!
//! The first cell of a row says what the row is about; renderers make it the row's heading.

use serde_json::{Map, Value};

use crate::domain::case::letter::Language;
use crate::domain::figures::cell::Cell;

/// A document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What it is called.
    pub title: String,
    /// What it is about: the organisation, the period, the service.
    pub about: Vec<String>,
    /// Figures that are set large at its head, where a format can; the tables say the same.
    pub headlines: Vec<Headline>,
    /// What it says.
    pub sections: Vec<Section>,
    /// What it is said in.
    pub language: Language,
    /// What it says under names that never change, for programs.
    pub named: Map<String, Value>,
}

/// A figure at the head of a document. It has no number of its own: it says where in the tables that stands, so that what they
/// withhold is withheld here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// What it is called.
    pub words: String,
    /// The name of its line.
    pub key: &'static str,
    /// The name of the column.
    pub column: &'static str,
}

impl Headline {
    /// The figure of a line in a column, called this.
    pub fn of(words: &str, key: &'static str, column: &'static str) -> Self {
        Self { words: words.to_owned(), key, column }
    }
}

/// A part of a document under one heading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    pub heading: String,
    /// Sentences, before the tables.
    pub paragraphs: Vec<String>,
    pub tables: Vec<Table>,
    /// The paragraphs that are not in the language of the document.
    pub as_written: Vec<usize>,
    /// Whether small numbers of people are withheld from it whoever the document is for: one of few colleagues could be told
    /// apart even inside the office.
    pub guards_people: bool,
    /// Whether it stands behind what is read through, for whoever looks something up.
    pub is_annex: bool,
}

/// A table. Every row has as many cells as there are columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Headings of its columns.
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
    /// What each row tells, by the name of its figure and of the line; none for rows that tell no figure.
    pub keys: Vec<String>,
    /// The names of its columns, where it tells figures.
    pub names: Vec<&'static str>,
    /// Whether its numbers count people who share something, so that a small one could tell one of them apart.
    pub people: People,
    /// The columns whose numbers count no people, whatever the others do.
    pub open: Vec<usize>,
    /// What of it is also drawn, where a format can.
    pub chart: Option<Chart>,
    /// The columns in which words stand as people wrote them, in whatever language the rest of the document is.
    pub as_written: Vec<usize>,
    /// Whether its rows are read one after another, each as a story whose parts are the columns.
    pub is_stories: bool,
    /// Names of the figures in it, whose meaning the document says at its end.
    pub figures: Vec<&'static str>,
    /// What it is called, what it counts and who asks for it, where it tells no figures. The document says that at its end
    /// too.
    pub meaning: Option<[Cell; 3]>,
}

/// What is drawn of a table: columns of its own rows and nothing else, so that what they withhold is in no picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    pub columns: Vec<usize>,
    /// What they count: all charts of that in a document have one scale.
    pub counts: &'static str,
    pub shape: Shape,
    /// The columns of the least and the most that lie within chance.
    pub band: Option<[usize; 2]>,
}

/// How a table is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A bar for each row, the columns beside one another.
    Bars,
    /// A bar for each month, the columns below one another.
    Months,
}

/// Which numbers of a table count people, as parts of one whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum People {
    /// None does.
    #[default]
    None,
    /// Those of a column.
    InColumns,
    /// Those of a row.
    InRows,
}

impl Table {
    /// A table without rows.
    pub fn new(caption: impl Into<String>, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|it| (*it).to_owned()).collect();
        Self { caption: caption.into(), columns, ..Self::default() }
    }

    /// The table with one more row.
    #[must_use]
    pub fn row<const N: usize>(mut self, cells: [Cell; N]) -> Self {
        self.rows.push(cells.into());
        self
    }

    /// Whether nothing of it is in the language of the document.
    pub fn is_as_written(&self) -> bool {
        self.as_written.len() == self.columns.len()
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

    /// The cell that tells a line in a column, by their names.
    pub fn told(&self, key: &str, column: &str) -> Option<&Cell> {
        self.tables().find_map(|table| {
            let row = table.keys.iter().position(|it| it == key)?;
            let column = table.names.iter().position(|it| *it == column)?;
            table.rows.get(row)?.get(column)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_without_rows_is_left_out() {
        let section = Section::new("Received").table(Table::new("By service", &["Service", "Received"]));
        assert!(section.tables.is_empty());
    }
}
