//! The other cases of a person, in words.

use chrono::NaiveDate;

use crate::domain::calendar::dates::with_year;
use crate::domain::party::likeness::Likeness;
use crate::domain::row::Row;
use crate::domain::text::count;

/// How many there are: “3, of which 1 is open; 1 may be theirs”; and first on which a risk stands, so that whoever writes, rings or meets
/// them knows.
pub fn how_many(others: &[(Likeness, Row)], today: NaiveDate) -> String {
    let risk = others.iter().find(|it| it.1.has_risk);
    let risk = risk.map_or_else(String::new, |it| format!("! Risk: see {}. ", it.1.reference));
    format!("{risk}{}", numbers(others, today))
}

fn numbers(others: &[(Likeness, Row)], today: NaiveDate) -> String {
    let number = |fits: &dyn Fn(&(Likeness, Row)) -> bool| others.iter().filter(|it| fits(it)).count();
    let sure = number(&|it| it.0 == Likeness::Same);
    let open = number(&|it| it.0 == Likeness::Same && it.1.open_on(today));
    let perhaps = others.len() - sure;
    let open = if open == 0 { String::new() } else { format!(", {open} open") };
    match (sure, perhaps) {
        (0, _) => format!("{} that may be theirs", count(perhaps as u64, "case")),
        (_, 0) => format!("{}{open}", count(sure as u64, "case")),
        _ => format!("{}{open}; {perhaps} more may be theirs", count(sure as u64, "case")),
    }
}

/// One of them, in a line.
pub fn one_of_theirs(likeness: Likeness, row: &Row, today: NaiveDate) -> String {
    let doubt = if likeness == Likeness::Same {
        String::new()
    } else {
        format!(", may be theirs ({})", row.complainant.name())
    };
    let risk = if row.has_risk { "! risk, " } else { "" };
    format!(
        "{}  {risk}{}, received {}: {}{doubt}",
        row.reference,
        row.stage_on(today).word(),
        with_year(row.received),
        row.subject
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Case, Facts};
    use crate::domain::office::record::{House, Office};
    use crate::domain::reference::CaseRef;
    use crate::domain::row::row;

    #[test]
    fn a_risk_on_another_case_of_theirs_is_said_before_anything_else() {
        let day = "2026-11-24".parse().expect("a real date");
        let House { calendar, office } = House::new(Office::default());
        let told = |risk: &str| {
            let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(day));
            case.facts.complainant.risk = risk.to_owned();
            how_many(&[(Likeness::Same, row(&calendar, &office.timescales, &case))], day)
        };
        assert_eq!(told("Threatened a colleague"), "! Risk: see 26-0001. 1 case, 1 open");
        assert_eq!(told(""), "1 case, 1 open");
    }
}
