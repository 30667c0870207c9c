//! `year-2025-26`: what the journal calls the record of a financial year. No case and no plan is called so.

use crate::domain::calendar::period::FinancialYear;

/// What every such name begins with.
const BEGINS: &str = "year-";

/// The name of a year's record.
pub fn name(year: FinancialYear) -> String {
    format!("{BEGINS}{year}")
}

/// The year whose record has this name; none for the name of another kind of record.
pub fn year_of(name: &str) -> Option<FinancialYear> {
    let year = name.strip_prefix(BEGINS)?.parse().ok()?;
    // Only the one way of writing it, so that no record has two names.
    (self::name(year) == name).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_its_year_and_no_other_name_does() {
        let year = "2025-26".parse().expect("a year");
        assert_eq!(name(year), "year-2025-26");
        assert_eq!(year_of("year-2025-26"), Some(year));
        for other in ["2025-26", "year-2025-2026", "year-2025-27", "year-", "26-0142", "P26-007", "office"] {
            assert_eq!(year_of(other), None, "{other}");
        }
    }
}
