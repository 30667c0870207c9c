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
use crate::report::document::{Document, Section, Table};
use crate::report::documents::material::Material;
use crate::report::documents::parts::{document as finished, reconciliation};
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

impl Return {
    /// The return as a document of one table.
    pub fn document(&self, material: &Material) -> Document {
        let columns = ["Line", "Section", "What is asked", "Value", "How it is filled"];
        let sum = &material.this.sum;
        let table = self.lines.iter().fold(Table::new(self.about, &columns), |table, it| {
            let row = |table: Table, number: &str, asked: &str, value: Cell| {
                let nobody = if it.value.is_not_held() { "Held by nobody. " } else { "" };
                let how = format!("{nobody}{}", it.rule);
                table.row([number.into(), it.section.into(), asked.into(), value, how.into()])
            };
            let (value, lines) = match it.value {
                Value::Figure(path) => (figure(path, &material.basis()), Vec::new()),
                Value::Counted(count) => (count(sum), Vec::new()),
                Value::Register(name, ending) => {
                    (nothing_of_register(material, name, ending), of_register(material, name, ending))
                }
                Value::Each(path) => (Cell::Number(0), groups(path, &material.basis())),
                Value::NotHeld => (Cell::NotApplicable, Vec::new()),
            };
            if let [(label, only)] = &lines[..]
                && label == "All"
            {
                return row(table, it.number, it.asked, only.clone());
            }
            if !lines.is_empty() {
                return (1..).zip(lines).fold(table, |table, (at, (label, value))| {
                    row(table, &format!("{}.{at}", it.number), &format!("{}: {label}", it.asked), value)
                });
            }
            row(table, it.number, it.asked, value)
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

/// The lines of a figure that say something, each with its main number.
fn groups(path: &str, basis: &Basis) -> Vec<(String, Cell)> {
    let told = find(path)[0];
    let main = told.main().unwrap_or(0);
    let lines = told.lines(basis).into_iter().filter(|it| !it.is_nothing());
    lines.map(|mut it| (it.label, it.cells.swap_remove(main))).collect()
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
