//! Returns that other bodies ask for, each a table over the figures of a period: what they ask, how it is filled, and what
//! cannot be filled, said plainly. A return goes to a regulator and not to the public, so nothing is withheld from it.

pub mod line;
pub mod nhs;
pub mod spso;
pub mod codes;
pub mod disp;
pub mod wales;
pub mod northern_ireland;
pub mod data_protection;

use std::fmt::Write;

use crate::domain::figures::cell::Cell;
use crate::domain::figures::figure::Basis;
use crate::domain::figures::table::{find, value as figure};
use crate::domain::register::kind::Kind;
use crate::domain::register::kinds::KINDS;
use crate::report::document::{Document, Section, Table};
use crate::report::documents::material::Material;
use crate::report::documents::parts::{document as finished, reconciliation};
use crate::report::documents::registers::Register;
use crate::report::returns::line::{Line, Value, nothing_of_register, of_register};

/// A return.
pub struct Return {
    /// What is typed.
    pub name: &'static str,
    /// One line on what it is.
    pub about: &'static str,
    /// Who asks for it, and for which periods.
    pub asked_by: &'static str,
    /// Its lines, in their order.
    pub lines: &'static [Line],
}

/// Every return.
pub const RETURNS: &[Return] = &[
    Return {
        name: "ko41a",
        about: "Sections of the NHS collection KO41a on written complaints",
        asked_by: "NHS England, for a financial year",
        lines: nhs::LINES,
    },
    Return {
        name: "spso",
        about: "Indicators of the Scottish Public Services Ombudsman",
        asked_by: "SPSO, for a quarter and for a financial year",
        lines: spso::LINES,
    },
    Return {
        name: "housing",
        about: "Counts of the Housing Ombudsman's Complaint Handling Code",
        asked_by: "Housing Ombudsman, for a financial year",
        lines: codes::HOUSING,
    },
    Return {
        name: "lgsco",
        about: "Counts of the Complaint Handling Code for local authorities",
        asked_by: "Local Government and Social Care Ombudsman, for a financial year",
        lines: codes::LOCAL,
    },
    Return {
        name: "disp",
        about: "Counts of a complaints return under the FCA's DISP rules",
        asked_by: "Financial Conduct Authority, twice a year",
        lines: disp::LINES,
    },
    Return {
        name: "wales",
        about: "Complaints data of the Public Services Ombudsman for Wales",
        asked_by: "PSOW, for a quarter",
        lines: wales::LINES,
    },
    Return {
        name: "nipso",
        about: "Indicators of the Northern Ireland Public Services Ombudsman",
        asked_by: "NIPSO, and the office's own non-executives, for a quarter and for a financial year",
        lines: northern_ireland::LINES,
    },
    Return {
        name: "ico",
        about: "Complaints about personal data, as the Information Commissioner may ask for them",
        asked_by: "Information Commissioner, when they ask",
        lines: data_protection::LINES,
    },
    Return {
        name: "regulation-18",
        about: "Annual report of an NHS body on complaints (regulation 18)",
        asked_by: "NHS bodies' commissioners and everybody, for a financial year",
        lines: nhs::ANNUAL,
    },
];

/// A line as it is filled: what is asked group by group has one for each group.
pub struct ToldLine {
    pub number: String,
    pub asked: String,
    pub value: Cell,
    /// The line of the table.
    pub line: &'static Line,
    /// What finds the cases of the group alone; empty where it is asked as a whole.
    pub group: String,
}

impl ToldLine {
    /// The cases that it is counted from, or among, as a filter in which `{days}` stands for the period; none where it is not
    /// counted from cases.
    pub fn finds(&self) -> Option<String> {
        let of_figure = |path: &str| find(path)[0].part.finds;
        let finds = match self.line.value {
            Value::Figure(path) | Value::Each(path) => of_figure(path),
            Value::Counted(_) => self.line.finds,
            Value::Register(..) | Value::NotHeld => "",
        };
        let both: Vec<&str> = [finds, &self.group].into_iter().filter(|it| !it.is_empty()).collect();
        (!both.is_empty()).then(|| both.join(" "))
    }

    /// The letter of the register that fills it.
    pub fn register(&self) -> Option<char> {
        let Value::Register(name, ending) = self.line.value else { return None };
        let counts = |it: &&Kind| {
            it.counts
                .iter()
                .any(|count| count.name == name || (name.is_empty() && ending.starts_with(count.title)))
        };
        KINDS.iter().find(counts).map(|it| it.letter)
    }
}

impl Return {
    /// Its lines, filled from the figures of a period and from what registers counted in it.
    pub fn told(&self, basis: &Basis, registers: &[Register]) -> Vec<ToldLine> {
        let fill = |line: &'static Line| {
            let one = |value: Cell| {
                let (number, asked) = (line.number.to_owned(), line.asked.to_owned());
                vec![ToldLine { number, asked, value, line, group: String::new() }]
            };
            let many = |lines: Vec<(String, Cell, String)>, nothing: Cell| match &lines[..] {
                [] => one(nothing),
                [(label, only, _)] if label == "All" => one(only.clone()),
                _ => (1..)
                    .zip(lines)
                    .map(|(at, (label, value, group))| ToldLine {
                        number: format!("{}.{at}", line.number),
                        asked: format!("{}: {label}", line.asked),
                        value,
                        line,
                        group,
                    })
                    .collect(),
            };
            match line.value {
                Value::Figure(path) => one(figure(path, basis)),
                Value::Counted(count) => one(count(basis.sum)),
                Value::Register(name, ending) => {
                    let rows = of_register(registers, name, ending).into_iter();
                    let rows = rows.map(|(label, value)| (label, value, String::new())).collect();
                    many(rows, nothing_of_register(registers, name, ending))
                }
                Value::Each(path) => many(groups(path, basis), Cell::Number(0)),
                Value::NotHeld => one(Cell::NotApplicable),
            }
        };
        self.lines.iter().flat_map(fill).collect()
    }

    /// The return as a document of one table.
    pub fn document(&self, material: &Material) -> Document {
        let columns = ["Line", "Section", "What is asked", "Value", "How it is filled"];
        let sum = &material.this.sum;
        let empty = Table::new(self.about, &columns);
        let table = self.told(&material.basis(), &material.registers).into_iter().fold(empty, |table, it| {
            let nobody = if it.line.value.is_not_held() { "Held by nobody. " } else { "" };
            let how = format!("{nobody}{}", it.line.rule);
            table.row([it.number.into(), it.line.section.into(), it.asked.into(), it.value, how.into()])
        });
        let empty = self.lines.iter().filter(|it| it.value.is_not_held()).count();
        let section = Section::new("The return")
            .say(format!("Asked for by: {}.", self.asked_by))
            .say(format!("{empty} of {} lines are held by nobody. Each says why.", self.lines.len()))
            .say(reconciliation(sum))
            .table(table);
        let section = material.about.caveats.iter().fold(section, Section::say);
        finished(material, self.about, vec![section])
    }
}

/// The lines of a figure that say something, each with its main number and what finds its cases.
fn groups(path: &str, basis: &Basis) -> Vec<(String, Cell, String)> {
    let told = find(path)[0];
    let main = told.main().unwrap_or(0);
    let lines = told.lines(basis).into_iter().filter(|it| !it.is_nothing());
    lines.map(|mut it| (it.label, it.cells.swap_remove(main), it.finds)).collect()
}

/// The returns as a Markdown table, for help.
pub fn return_list() -> String {
    RETURNS.iter().fold(
        "| Return | What it is | Lines filled |\n|---|---|---|\n".to_owned(),
        |mut list, it| {
            let filled = it.lines.iter().filter(|it| !it.value.is_not_held()).count();
            writeln!(
                list,
                "| `redress report return {}` | {} | {filled} of {} |",
                it.name,
                it.about,
                it.lines.len()
            )
            .expect("a text takes whatever is written to it");
            list
        },
    )
}

#[cfg(test)]
mod tests;
