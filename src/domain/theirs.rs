//! The other cases of a person, in words.

use chrono::NaiveDate;

use crate::domain::calendar::dates::with_year;
use crate::domain::party::likeness::Likeness;
use crate::domain::row::Row;
use crate::domain::text::count;

/// How many there are: “3, of which 1 is open; 1 may be theirs”.
pub fn how_many(others: &[(Likeness, Row)], today: NaiveDate) -> String {
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
    format!(
        "{}  {}, received {}: {}{doubt}",
        row.reference,
        row.stage_on(today).word(),
        with_year(row.received),
        row.subject
    )
}
