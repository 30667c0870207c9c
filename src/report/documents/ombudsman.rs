//! What the annual report says of the Ombudsman: section 27 of the guidance on annual reports and accounts.
//!
//! Invariant: nothing here is counted from cases. The office's own count of referrals stands elsewhere in the document.

use crate::domain::calendar::dates::long;
use crate::domain::figures::cell::Cell;
use crate::domain::figures::cost::CostSum;
use crate::domain::year::record::{Context, OmbudsmanTable, YearRecord};
use crate::report::document::{Section, Table};

/// The table, with its source, the year that it covers, and whether it adds up (27.2, 27.3).
pub fn section(record: Option<&YearRecord>) -> Section {
    let section = Section::new("Complaints to the Parliamentary Ombudsman");
    let Some(it) = record.and_then(|it| it.ombudsman.as_ref()) else {
        return section.say(
            "What the Ombudsman published has not been entered. Enter it from the Ombudsman's latest annual report before you \
             publish, with “redress year YEAR ombudsman”.",
        );
    };
    let published = it.published.map(|on| format!(", published on {}", long(on))).unwrap_or_default();
    let covers = format!(
        "These figures are the Ombudsman's. They cover the Ombudsman's financial year {}; our other figures are for {}.",
        it.covers,
        record.map(|it| it.year.to_string()).unwrap_or_default()
    );
    let section = section.say(covers).table(table(it));
    let section = it.sums().into_iter().fold(section, Section::say);
    section.say(format!("Source: {}{published}.", it.citation.trim_end_matches('.')))
}

fn table(it: &OmbudsmanTable) -> Table {
    let number = |it: Option<u64>| it.map_or(Cell::NotApplicable, Cell::Number);
    let whole = |words: &str, count| [words.into(), number(count), Cell::NotApplicable];
    let part = |words: &str, count| {
        [words.into(), number(count), it.share(count).map_or(Cell::NotApplicable, Cell::share)]
    };
    let columns = ["Measure", "Number", "Per cent of those reported on"];
    Table::new(format!("The Ombudsman's figures for {}", it.covers), &columns)
        .row(whole("Complaints accepted for investigation", it.accepted))
        .row(whole("Investigations reported on", it.reported_on))
        .row(part("Upheld in full", it.upheld))
        .row(part("Upheld in part", it.upheld_in_part))
        .row(part("Not upheld", it.not_upheld))
        .row(whole("Recommendations complied with", it.complied))
        .row(whole("Recommendations not complied with", it.not_complied))
}

/// The heading over the words around the figures.
pub const WORDS: &str = "Our approach to complaints";

/// The paragraphs that set the figures in context (27.4), with a mark where there is something to say of them.
pub fn context(record: Option<&YearRecord>, mark: Option<&str>, cost: &CostSum) -> Section {
    let section = Section::new(WORDS);
    let Some(it) = record.and_then(|it| it.context.as_ref()) else { return section };
    let section = mark.into_iter().fold(section, Section::say);
    paragraphs(it, cost).into_iter().fold(section, Section::say)
}

/// The paragraphs of the words around the figures. What dealing with complaints cost is said not to be stated where neither they nor
/// the figures state it.
pub fn paragraphs(it: &Context, spent: &CostSum) -> Vec<String> {
    let Context { approach, overall, cost, contact, supplementary, named: _, figures: _ } = it;
    let said = [approach, overall, cost, contact, supplementary];
    let paragraphs = said.iter().flat_map(|it| it.lines()).map(str::trim).filter(|it| !it.is_empty());
    let no_cost = (cost.trim().is_empty() && spent.cases == 0)
        .then_some("The cost of dealing with complaints is not stated.");
    paragraphs.chain(no_cost).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> YearRecord {
        let mut record = YearRecord::new("2025-26".parse().unwrap());
        record.ombudsman = Some(OmbudsmanTable {
            covers: "2024-25".parse().unwrap(),
            citation: "Annual report 2024-25, table 3.".to_owned(),
            published: None,
            accepted: Some(0),
            reported_on: Some(4),
            upheld: Some(1),
            upheld_in_part: Some(0),
            not_upheld: Some(2),
            gap: "One was discontinued".to_owned(),
            complied: None,
            not_complied: Some(0),
            named: String::new(),
        });
        record
    }

    #[test]
    fn nought_and_not_applicable_stand_apart_and_shares_are_of_those_reported_on() {
        let section = section(Some(&record()));
        let rows: Vec<Vec<String>> =
            section.tables[0].rows.iter().map(|row| row[1..].iter().map(Cell::words).collect()).collect();
        assert_eq!(rows[0], ["0", "not applicable"]);
        assert_eq!(rows[1], ["4", "not applicable"]);
        assert_eq!(rows[2], ["1", "25.0%"]);
        assert_eq!(rows[3], ["0", "0.0%"]);
        assert_eq!(rows[5], ["not applicable", "not applicable"]);
        let words = section.paragraphs.join("\n");
        for it in
            ["financial year 2024-25; our other figures are for 2025-26", "One was discontinued.", "table 3."]
        {
            assert!(words.contains(it), "{words}");
        }
    }

    #[test]
    fn of_no_reports_no_share_is_said() {
        let mut record = record();
        let table = record.ombudsman.as_mut().unwrap();
        (table.reported_on, table.upheld, table.upheld_in_part, table.not_upheld) =
            (Some(0), Some(0), Some(0), Some(0));
        let section = section(Some(&record));
        assert!(section.tables[0].rows[1..].iter().all(|row| row[2] == Cell::NotApplicable));
    }

    #[test]
    fn what_is_not_entered_says_how_to_enter_it() {
        assert!(section(None).paragraphs[0].contains("redress year YEAR ombudsman"));
        assert!(
            context(None, None, &CostSum::default()).paragraphs.is_empty(),
            "they are proposed from the figures"
        );
        let empty = YearRecord { context: Some(Context::default()), ..record() };
        assert_eq!(
            context(Some(&empty), None, &CostSum::default()).paragraphs,
            ["The cost of dealing with complaints is not stated."]
        );
        let spent = CostSum { cases: 1, ..CostSum::default() };
        assert!(context(Some(&empty), None, &spent).paragraphs.is_empty(), "the table states it");
    }
}
