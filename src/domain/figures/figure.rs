//! What a figure is: one row that says what it is called, what it counts, and how it is read from the sums of a period.
//!
//! Whoever shows figures (documents, screens, JSON, returns, help) reads the row. Nothing tells a figure a second time.

use crate::domain::figures::cell::Cell;
use crate::domain::figures::performance::Performance;
use crate::domain::figures::shapes::{self, Column, Shape};
use crate::domain::office::record::Office;

/// What figures are read from.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    /// The sums of a period.
    pub sum: &'a Performance,
    /// The office, for names, the hourly rate and thresholds.
    pub office: &'a Office,
    /// Whether there are periods before this one to compare it with.
    pub compares: bool,
    /// How many periods before this one the office was in use for.
    pub compared: usize,
}

/// Whether a figure counts what happened or what stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// What happened in the period.
    Flow,
    /// What stood on the day.
    Stock,
}

/// Whether small numbers of people are withheld from what is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Small {
    /// They are shown.
    Shown,
    /// They are withheld, with as many others as it takes.
    Withheld,
}

/// What the order of lines says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Nothing: programs find each by its name.
    None,
    /// Which come first: programs read a list.
    Rank,
    /// How it went over time: it is also drawn as a chart.
    Time,
}

/// A figure.
pub struct Figure {
    /// Its number, by which it can be referred to.
    pub number: u32,
    /// The name that never changes: programs find it under this, and it is that of the field that holds it where one does.
    pub name: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it is, in words.
    pub definition: &'static str,
    /// What counts, and what does not.
    pub rule: &'static str,
    /// Who asks for it, or where the rule comes from.
    pub source: &'static str,
    /// Whether it counts what happened or what stood.
    pub nature: Nature,
    /// Whether small numbers of people are withheld.
    pub small: Small,
    /// What it says: one table, or several that belong together; none for a way of reading others.
    pub parts: &'static [FigurePart],
}

/// A table of a figure: one line, or a line for each of a group.
#[derive(Clone, Copy)]
pub struct FigurePart {
    /// Its name within the figure; empty where its lines stand under the figure's own.
    pub name: &'static str,
    /// What it is called; empty for the figure's title.
    pub title: &'static str,
    /// What its lines are about.
    pub by: &'static str,
    /// Its columns.
    pub shape: &'static Shape,
    /// Reads its lines.
    pub read: fn(&Basis) -> Vec<Line>,
    /// The filter that lists what it counts, with `{days}` for those of the period; empty where none does.
    pub finds: &'static str,
    /// Whether that lists actions instead of cases.
    pub is_of_actions: bool,
    /// Those of whom a share does not hold: what they are called, and the filter that lists them. They want looking at.
    pub rest: Option<(&'static str, &'static str)>,
    /// Whether it is set beside the period before wherever there is room.
    pub is_beside: bool,
    /// What the order of its lines says.
    pub order: Order,
    /// What is said where it has no lines; empty for nothing.
    pub none: &'static str,
    /// What is said where there is nothing before to compare with; empty for nothing.
    pub alone: &'static str,
}

/// A line of a figure: what it is about, and what is said of it in as many cells as there are columns.
pub struct Line {
    /// Its name in its part, for programs; empty for a line that stands alone.
    pub name: String,
    /// What it is about, for people; empty for the title.
    pub label: String,
    /// What its own condition adds to the filter of its part.
    pub finds: String,
    /// What is said.
    pub cells: Vec<Cell>,
    /// The whole of which its first number is a part; 0 for none.
    pub of: u64,
    /// Whether any at all want looking at.
    pub is_bad: bool,
    /// Whether it is left out for people where nothing is counted.
    pub may_go: bool,
}

/// A row that counts what happened.
pub const FLOW: Figure = Figure {
    number: 0,
    name: "",
    title: "",
    definition: "",
    rule: "",
    source: "",
    nature: Nature::Flow,
    small: Small::Withheld,
    parts: &[],
};
/// A row that counts what stood.
pub const STOCK: Figure = Figure { nature: Nature::Stock, ..FLOW };

/// One number.
pub const NUMBER: FigurePart = FigurePart {
    name: "",
    title: "",
    by: "Figure",
    shape: &shapes::NUMBER,
    read: |_| Vec::new(),
    finds: "",
    is_of_actions: false,
    rest: None,
    is_beside: false,
    order: Order::None,
    none: "",
    alone: "",
};

impl Nature {
    /// What it means, in a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Flow => "Counts what happened in the period.",
            Self::Stock => "Counts what stood on the day.",
        }
    }
}

impl Line {
    /// A line under a name, and called so.
    pub fn new(name: impl Into<String>, label: impl Into<String>, cells: Vec<Cell>) -> Self {
        let (name, label) = (name.into(), label.into());
        Self { name, label, finds: String::new(), cells, of: 0, is_bad: false, may_go: false }
    }

    /// The only line of a figure.
    pub fn only(cells: Vec<Cell>) -> Self {
        Self::new("", "", cells)
    }

    /// One whole number, which is the whole of itself.
    pub fn number(number: u64) -> Self {
        Self::only(vec![number.into()]).out_of(number)
    }

    /// The line, as a part of a whole.
    #[must_use]
    pub fn out_of(self, of: u64) -> Self {
        Self { of, ..self }
    }

    /// The line, with what lists it.
    #[must_use]
    pub fn found_by(self, finds: &str) -> Self {
        Self { finds: finds.to_owned(), ..self }
    }

    /// The line, as one that wants looking at.
    #[must_use]
    pub fn bad(self) -> Self {
        Self { is_bad: true, ..self }
    }

    /// Whether it says nothing that people would miss.
    pub fn is_nothing(&self) -> bool {
        self.may_go && self.cells.iter().all(|it| matches!(it, Cell::Number(0) | Cell::Money(0)))
    }
}

impl Figure {
    /// What it is, what counts and what kind of count it is, in sentences.
    pub fn meaning(&self) -> [&'static str; 3] {
        [self.definition, self.rule, self.nature.words()]
    }
}

/// What is shown of a figure: a part of it, and maybe one column alone.
#[derive(Clone, Copy)]
pub struct Told {
    pub figure: &'static Figure,
    pub part: &'static FigurePart,
    column: Option<usize>,
}

impl Told {
    /// All parts of a figure.
    pub fn whole(figure: &'static Figure) -> Vec<Self> {
        figure.parts.iter().map(|part| Self { figure, part, column: None }).collect()
    }

    /// A part of a figure by its name, or a column of its only one.
    pub fn part(figure: &'static Figure, name: &str) -> Option<Self> {
        let of = |part, column| Self { figure, part, column };
        let part = figure.parts.iter().find(|it| it.name == name).map(|it| of(it, None));
        part.or_else(|| {
            let part = figure.parts.first()?;
            Some(of(part, Some(part.shape.columns.iter().position(|it| it.name == name)?)))
        })
    }

    /// What it is called.
    pub const fn title(&self) -> &'static str {
        if self.part.title.is_empty() { self.figure.title } else { self.part.title }
    }

    /// Its columns.
    pub fn columns(&self) -> &'static [Column] {
        let all = self.part.shape.columns;
        self.column.map_or(all, |it| &all[it..=it])
    }

    /// The columns that people read in a table, each with its place.
    pub fn shown(&self, basis: &Basis) -> impl Iterator<Item = (usize, &'static Column)> {
        let compares = basis.compares;
        self.columns().iter().enumerate().filter(move |it| it.1.is_shown(compares))
    }

    /// What is said beside its lines, or in their place; empty for nothing.
    pub fn remark(&self, basis: &Basis, is_empty: bool) -> &'static str {
        match self.part.alone {
            alone if !basis.compares && !alone.is_empty() => alone,
            _ if is_empty => self.part.none,
            _ => "",
        }
    }

    /// The column whose cell is the number; none where every column is one of its own.
    pub fn main(&self) -> Option<usize> {
        if self.column.is_some() { Some(0) } else { self.part.shape.main }
    }

    /// The column that says how many cases or actions there are.
    pub fn cases(&self) -> usize {
        if self.column.is_some() { 0 } else { self.part.shape.cases }
    }

    /// Whether columns that are no part of the few words stand below the line.
    pub const fn is_spread(&self) -> bool {
        self.column.is_none() && self.part.shape.is_spread
    }

    /// What a line of it tells, by names that never change: the figure, its part, and the line where it has several.
    pub fn key(&self, line: &Line) -> String {
        let part = if self.part.name.is_empty() { String::new() } else { format!("/{}", self.part.name) };
        let line = if line.name.is_empty() { String::new() } else { format!("/{}", line.name) };
        format!("{}{part}{line}", self.figure.name)
    }

    /// Its lines, each with what it is called.
    pub fn lines(&self, basis: &Basis) -> Vec<Line> {
        let mut lines = (self.part.read)(basis);
        for line in &mut lines {
            if line.label.is_empty() {
                self.title().clone_into(&mut line.label);
            }
            if let Some(at) = self.column {
                line.cells = vec![line.cells.swap_remove(at)];
            }
        }
        lines
    }
}
