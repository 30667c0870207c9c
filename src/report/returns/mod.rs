//! Returns that other bodies ask for, each a table over the figures of a period: what they ask, how it is filled, and what
//! cannot be filled, said plainly. A return goes to a regulator and not to the public, so nothing is withheld from it.

pub mod line;
pub mod nhs;
pub mod spso;
pub mod codes;
pub mod disp;

use std::fmt::Write;

use crate::domain::figures::cell::Cell;
use crate::domain::figures::table::value as figure;
use crate::report::document::{Document, Section, Table};
use crate::report::documents::material::Material;
use crate::report::documents::parts::{document as finished, reconciliation};
use crate::report::returns::line::{Line, Value};

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
];

impl Return {
    /// The return as a document of one table.
    pub fn document(&self, material: &Material) -> Document {
        let columns = ["Line", "Section", "What is asked", "Value", "How it is filled"];
        let sum = &material.this.sum;
        let table = self.lines.iter().fold(Table::new(self.about, &columns), |table, it| {
            let (value, how) = match it.value {
                Value::Figure(path) => (figure(path, &material.basis()), it.rule.to_owned()),
                Value::Counted(count) => (count(sum), it.rule.to_owned()),
                Value::NotHeld => {
                    (Cell::NotApplicable, format!("Cannot be filled from redress. {}", it.rule))
                }
            };
            table.row([it.number.into(), it.section.into(), it.asked.into(), value, how.into()])
        });
        let empty = self.lines.iter().filter(|it| it.value.is_not_held()).count();
        let section = Section::new("The return")
            .say(format!("Asked for by: {}.", self.asked_by))
            .say(format!(
                "{empty} of {} lines cannot be filled from redress. Each says why.",
                self.lines.len()
            ))
            .say(reconciliation(sum))
            .table(table);
        let section = material.about.caveats.iter().fold(section, Section::say);
        finished(material, self.about, vec![section])
    }
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
