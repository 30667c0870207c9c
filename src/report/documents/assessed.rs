//! How assessments stand together: expectation by expectation and clause by clause the last of them counts, whichever entry it
//! stands in.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::figures::groups::ORGANISATION;
use crate::domain::office::record::Office;
use crate::domain::register::expectations::not_assessed;
use crate::domain::register::field::field;
use crate::domain::register::kinds::kind_that_counts;
use crate::domain::register::tell::words;
use crate::domain::register::value::{Value, Values};
use crate::report::documents::material::Material;

/// A table that the register of assessments counts: it is known by it.
pub const ASSESSED: &str = "assessments-in-date";

/// By which tool, of which organisation and as seen by whom.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Of {
    tool: String,
    /// Whose work.
    pub organisation: Option<u32>,
    perspective: String,
}

/// What was said last of an expectation or a clause.
pub struct Line<'a> {
    /// When.
    pub on: NaiveDate,
    /// The line that says it.
    pub line: &'a Values,
}

impl Of {
    fn new(it: &Values) -> Self {
        let text = |name: &str| it.text(name).to_owned();
        let organisation = it.get("organisation").and_then(Value::item);
        Self { tool: text("tool"), organisation, perspective: text("perspective") }
    }

    /// Whether it is by the Standards.
    pub fn is_of_the_standards(&self) -> bool {
        self.tool == "standards"
    }

    /// As seen by whom, in words; empty where nobody said.
    pub fn view(&self, office: &Office) -> String {
        let fields = kind_that_counts(ASSESSED).map(|it| it.fields);
        let field = fields.and_then(|it| field(it, "perspective")).filter(|_| !self.perspective.is_empty());
        field.map_or_else(String::new, |it| words(office, it, &Value::Text(self.perspective.clone())))
    }
}

/// The last line on each expectation and clause, of the assessments between two days.
pub fn last_lines<'a>(
    material: &'a Material,
    from: Option<NaiveDate>,
    to: NaiveDate,
) -> BTreeMap<Of, BTreeMap<String, Line<'a>>> {
    let mut last: BTreeMap<Of, BTreeMap<String, Line>> = BTreeMap::new();
    for entry in material.entries(ASSESSED, "on", to) {
        let Some(on) = entry.values.day("on").filter(|on| from.is_none_or(|from| from <= *on)) else {
            continue;
        };
        let theirs = last.entry(Of::new(&entry.values)).or_default();
        for line in entry.values.rows("lines") {
            let about = [line.text("expectation"), line.text("clause")].concat();
            // The latest entry comes first.
            theirs.entry(about).or_insert(Line { on, line });
        }
    }
    last
}

/// What the assessments of the period against the Standards did not assess, a sentence for each view of each organisation.
pub fn left_out(material: &Material) -> Vec<String> {
    let (office, period) = (material.about.office, material.about.period);
    let told = |(of, lines): (Of, BTreeMap<String, Line>)| {
        let rows = lines.values().map(|it| it.line.clone()).collect();
        let all: Values = [("lines".to_owned(), Value::Rows(rows))].into_iter().collect();
        let left = not_assessed(&[&all]).filter(|_| of.is_of_the_standards())?;
        let view = Some(of.view(office)).filter(|it| !it.is_empty());
        let view = view.map_or_else(String::new, |it| format!(", as seen by {it}"));
        Some(format!("{}{view}: {left}.", ORGANISATION.label(office, &of.organisation)))
    };
    last_lines(material, period.from, period.to.min(period.as_of)).into_iter().filter_map(told).collect()
}
