//! The other cases of a person, in words.

use chrono::NaiveDate;

use crate::domain::calendar::dates::with_year;
use crate::domain::case::record::Case;
use crate::domain::party::likeness::Likeness;
use crate::domain::party::record::Party;
use crate::domain::row::Row;
use crate::domain::text::count;

/// How many there are: “3, of which 1 is open; 1 may be theirs”; and first on which a risk stands, so that whoever writes, rings or meets
/// them knows.
pub fn how_many(others: &[(Likeness, Row)], today: NaiveDate) -> String {
    let risk = with_a_risk(others).map_or_else(String::new, |it| format!("! Risk: see {}. ", it.1.reference));
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

/// The first of them on which a risk stands.
pub fn with_a_risk(others: &[(Likeness, Row)]) -> Option<&(Likeness, Row)> {
    others.iter().find(|it| it.1.has_risk)
}

/// The risk that stands on another case, in words, and whether that case is surely of the same person.
pub fn their_risk(likeness: Likeness, case: &Case) -> String {
    let perhaps = if likeness == Likeness::Same { "" } else { ", which may be theirs" };
    let people = [&case.facts.complainant, &case.facts.representative];
    let risks = people.into_iter().flat_map(Party::lines).filter(|it| it.0 == "Risk").map(|it| it.1);
    format!("Risk on {}{perhaps}: {}", case.reference, risks.collect::<Vec<_>>().join("; "))
}

/// The same of a case that is restricted: what it is stands there.
pub fn their_risk_kept(row: &Row) -> String {
    format!("A risk stands on {}, which is restricted: open it to read what it is", row.reference)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::Facts;
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

    #[test]
    fn what_the_risk_on_another_case_is_stands_in_words_beside_whose_it_is() {
        let day = "2026-11-24".parse().expect("a real date");
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(day));
        case.facts.complainant.risk = "Threatened a colleague".to_owned();
        case.facts.complainant.risk_known_to = "whoever visits".to_owned();
        let risk = "Threatened a colleague (may be told: whoever visits)";
        assert_eq!(their_risk(Likeness::Same, &case), format!("Risk on 26-0001: {risk}"));
        let perhaps = format!("Risk on 26-0001, which may be theirs: {risk}");
        assert_eq!(their_risk(Likeness::MayBe, &case), perhaps);
    }
}
