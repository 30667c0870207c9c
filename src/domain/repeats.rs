//! Which cases may be of one person: for a warning before the same complaint is logged a second time.

use std::cmp::Reverse;

use crate::domain::party::known::KnownAs;
use crate::domain::party::likeness::Likeness;
use crate::domain::row::Row;

/// The cases of somebody who is this person, or may be: the surest first, and of these the newest.
pub fn of_one_person<'a>(person: &KnownAs, rows: &'a [Row]) -> Vec<(&'a Row, Likeness)> {
    let alike = rows.iter().map(|it| (it, it.complainant.compare(person)));
    let mut found: Vec<(&Row, Likeness)> = alike.filter(|it| it.1 != Likeness::Not).collect();
    found.sort_by_key(|(row, likeness)| Reverse((*likeness, row.received, row.reference)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Case, Facts};
    use crate::domain::office::record::Office;
    use crate::domain::party::record::Party;
    use crate::domain::reference::CaseRef;
    use crate::domain::row::row;

    #[test]
    fn cases_of_one_person_come_first_then_those_that_may_be_and_no_others() {
        let office = Office::default();
        let people = [
            ("Sean Patrick O'Brien", "2026-03-02", ""),
            ("OBRIEN, Sean", "2026-01-05", ""),
            ("Séan O’Brien", "2026-02-02", ""),
            ("Mary O'Brien", "2026-03-02", "07700 900123"),
            ("Tom Webb", "2026-03-02", ""),
        ];
        let rows: Vec<Row> = (1..)
            .zip(people)
            .map(|(number, (name, received, phone))| {
                let mut facts = Facts::received_on(received.parse().expect("a real date"));
                facts.complainant = Party::named(name);
                facts.complainant.take_contact(phone);
                let case = Case::new(CaseRef { year: 2026, number }, facts);
                row(&office.calendar(), &office.timescales, &case)
            })
            .collect();
        let found = |typed: &[&str]| -> Vec<(u32, Likeness)> {
            let person = KnownAs::typed(typed.iter().copied());
            of_one_person(&person, &rows).into_iter().map(|it| (it.0.reference.number, it.1)).collect()
        };
        assert_eq!(
            found(&["Sean O'Brien"]),
            [(3, Likeness::Same), (2, Likeness::Same), (1, Likeness::MayBe)]
        );
        assert_eq!(found(&["+44 7700 900123"]), [(4, Likeness::Same)]);
        assert_eq!(found(&["Anna Webb"]), []);
    }
}
