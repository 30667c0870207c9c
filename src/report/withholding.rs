//! Small counts of people are withheld from what is published, with as many others as it takes that nobody can find them
//! by subtraction.
//!
//! Invariant: whoever knows the total of a column, every number shown and this rule still has two values or more for each
//! number withheld.

use crate::domain::figures::cell::Cell;
use crate::report::document::{Document, People, Section, Table};

/// Which of the counts of a column may be shown. A reader is taken to know their total. 0 is always safe, for it is about
/// nobody, unless everything has to go.
pub fn shown(counts: &[u64], below: u64) -> Vec<bool> {
    let mut shown: Vec<bool> = counts.iter().map(|it| *it == 0 || below <= *it).collect();
    while shown.contains(&false) && !is_safe(counts, &shown, below) {
        let rest = (0..counts.len()).filter(|at| shown[*at] && 0 < counts[*at]);
        match rest.min_by_key(|at| counts[*at]) {
            Some(next) => shown[next] = false,
            None => return vec![false; counts.len()],
        }
    }
    shown
}

/// Whether those withheld could each have been another number. Each is 1 or more, and a reader may guess that all of them
/// are below the threshold: their sum must then not be the smallest or the largest that is possible.
fn is_safe(counts: &[u64], shown: &[bool], below: u64) -> bool {
    let withheld = counts.iter().zip(shown).filter(|it| !it.1).map(|it| *it.0);
    let (number, sum) = withheld.fold((0, 0), |(number, sum), it| (number + 1, sum + it));
    1 < number && number < sum && sum != number * (below - 1)
}

/// The document as it may be published. Nothing is withheld where the threshold is 0.
///
/// The first table of people in a section keeps what may be shown. Others there count the same people in another way and
/// could be taken from the first, so they are shown only where nothing has to be withheld from any.
#[must_use]
pub fn published(mut document: Document, below: u32) -> Document {
    document.sections.iter_mut().for_each(|it| withhold(it, u64::from(below)));
    document
}

/// The document as it may be shown inside the office: small numbers of people are withheld only where a section guards them.
#[must_use]
pub fn guarded(mut document: Document, below: u32) -> Document {
    let guarded = document.sections.iter_mut().filter(|it| it.guards_people);
    guarded.for_each(|it| withhold(it, u64::from(below)));
    document
}

fn withhold(section: &mut Section, below: u64) {
    let mut is_whole = true;
    let mut is_first = true;
    let mut left_out = Vec::new();
    let tables = std::mem::take(&mut section.tables);
    for mut table in tables {
        if table.people != People::None {
            let lost = withhold_from(&mut table, below);
            let is_kept = is_first || (is_whole && !lost);
            is_whole &= !lost;
            is_first = false;
            if !is_kept {
                left_out.push(table.caption);
                continue;
            }
        }
        section.tables.push(table);
    }
    if !is_whole {
        let most = below - 1;
        section.paragraphs.push(format!(
            "Numbers of people from 1 to {most} are withheld, and others from which they could be worked out."
        ));
    }
    for caption in left_out {
        section
            .paragraphs
            .push(format!("“{caption}” is left out: small numbers could be worked out from it."));
    }
}

/// Withholds cells of a table. Says whether any had to be.
fn withhold_from(table: &mut Table, below: u64) -> bool {
    let columns = table.columns.len();
    let mut lost = vec![vec![false; columns]; table.rows.len()];
    let wholes: Vec<Vec<(usize, usize)>> = match table.people {
        People::InRows => {
            (0..table.rows.len()).map(|row| (0..columns).map(|it| (row, it)).collect()).collect()
        }
        _ => (0..columns).map(|column| (0..table.rows.len()).map(|it| (it, column)).collect()).collect(),
    };
    for whole in wholes {
        let number = |(row, column): (usize, usize)| match table.rows[row][column] {
            Cell::Number(it) => Some(((row, column), it)),
            _ => None,
        };
        let (places, counts): (Vec<_>, Vec<_>) = whole.into_iter().filter_map(number).unzip();
        for ((row, column), is_shown) in places.into_iter().zip(shown(&counts, below)) {
            lost[row][column] = !is_shown;
        }
    }
    for (row, lost) in table.rows.iter_mut().zip(&lost) {
        for column in 0..columns {
            let before = &lost[..column];
            let is_lost = match row[column] {
                Cell::Number(_) => lost[column],
                // A difference gives a number away together with any other of its row.
                Cell::Change(_) => before.contains(&true),
                Cell::Percent(_) | Cell::Decimal(_) | Cell::Money(_) | Cell::Hours(_) | Cell::Series(_) => {
                    before.contains(&true)
                }
                Cell::Text(_)
                | Cell::Date(_)
                | Cell::Holds(_)
                | Cell::NotApplicable
                | Cell::NotKnown(_)
                | Cell::Withheld => false,
            };
            if is_lost {
                row[column] = Cell::Withheld;
            }
        }
    }
    lost.iter().flatten().any(|it| *it)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(counts: &[u64], expect: &[bool]) {
        assert_eq!(shown(counts, 5), expect, "{counts:?}");
    }

    #[test]
    fn a_small_number_goes_and_takes_another_with_it() {
        check(&[12, 30, 7], &[true, true, true]);
        check(&[12, 3, 30], &[false, false, true]);
        check(&[12, 3, 2, 30], &[true, false, false, true]);
        check(&[0, 12, 30], &[true, true, true]);
    }

    #[test]
    fn two_small_numbers_that_give_each_other_away_take_a_third_with_them() {
        check(&[1, 1, 30, 9], &[false, false, true, false]);
        check(&[4, 4, 30, 9], &[false, false, true, false]);
    }

    #[test]
    fn where_nothing_is_left_to_hide_behind_everything_goes() {
        check(&[3, 0, 0], &[false, false, false]);
        check(&[1, 1], &[false, false]);
    }

    #[test]
    fn a_threshold_of_nought_or_one_withholds_nothing() {
        assert_eq!(shown(&[1, 2, 3], 0), [true; 3]);
        assert_eq!(shown(&[1, 2, 3], 1), [true; 3]);
    }

    /// How many numbers a withheld cell can be, for whoever knows the total and that each is from 1 to the most.
    fn candidates(counts: &[u64], shown: &[bool], at: usize, most: u64) -> usize {
        let hidden: Vec<usize> = (0..counts.len()).filter(|it| !shown[*it]).collect();
        let sum: u64 = hidden.iter().map(|it| counts[*it]).sum();
        let others = hidden.iter().filter(|it| **it != at).count() as u64;
        (1..=most.min(sum)).filter(|it| others <= sum - it && sum - it <= others * most).count()
    }

    proptest! {
        #[test]
        fn nobody_can_work_out_what_is_withheld(
            counts in proptest::collection::vec(0_u64..14, 1..8),
            below in 2_u64..8,
        ) {
            let shown = shown(&counts, below);
            for (at, count) in counts.iter().enumerate() {
                prop_assert!(!shown[at] || *count == 0 || below <= *count, "{counts:?} {shown:?}");
            }
            let all_gone = shown.iter().all(|it| !it);
            for at in (0..counts.len()).filter(|at| !shown[*at] && !all_gone) {
                let sum: u64 = counts.iter().sum();
                prop_assert!(1 < candidates(&counts, &shown, at, sum), "{counts:?} {shown:?}");
                // Whoever guesses that everything withheld is small learns no number either: either several fit, or the
                // guess is wrong and none does.
                prop_assert_ne!(candidates(&counts, &shown, at, below - 1), 1, "{:?} {:?}", counts, shown);
            }
        }
    }

    fn document(tables: Vec<Table>) -> Document {
        let section = Section { tables, ..Section::new("Received") };
        Document { title: "A report".to_owned(), sections: vec![section], ..Document::default() }
    }

    fn by_service(rows: &[(&str, u64, u64)]) -> Table {
        let columns = ["Service", "Received", "Per cent", "Before", "Change"];
        let empty = Table { people: People::InColumns, ..Table::new("By service", &columns) };
        rows.iter().fold(empty, |table, (name, now, before)| {
            table.row([
                (*name).into(),
                (*now).into(),
                Cell::Percent(10.0),
                (*before).into(),
                Cell::change(*now, *before),
            ])
        })
    }

    #[test]
    fn a_share_and_a_difference_go_with_their_number() {
        let it = published(document(vec![by_service(&[("A", 9, 20), ("B", 2, 30), ("C", 40, 50)])]), 5);
        let words: Vec<Vec<String>> =
            it.sections[0].tables[0].rows.iter().map(|row| row.iter().map(Cell::words).collect()).collect();
        assert_eq!(words[0], ["A", "withheld", "withheld", "20", "withheld"]);
        assert_eq!(words[1], ["B", "withheld", "withheld", "30", "withheld"]);
        assert_eq!(words[2], ["C", "40", "10.0%", "50", "-10"]);
        assert!(it.sections[0].paragraphs[0].contains("from 1 to 4 are withheld"));
    }

    #[test]
    fn a_second_count_of_the_same_people_is_left_out_where_it_would_tell() {
        let other = |rows| Table { caption: "By organisation".to_owned(), ..by_service(rows) };
        let small = document(vec![by_service(&[("A", 9, 20), ("B", 2, 30)]), other(&[("O", 11, 50)])]);
        let captions = |it: &Document| it.tables().map(|it| it.caption.clone()).collect::<Vec<_>>();
        assert_eq!(captions(&published(small.clone(), 5)), ["By service"]);
        assert_eq!(published(small.clone(), 0), small);
        let large = document(vec![by_service(&[("A", 9, 20), ("B", 6, 30)]), other(&[("O", 15, 50)])]);
        assert_eq!(captions(&published(large, 5)), ["By service", "By organisation"]);
        let other_is_small = document(vec![by_service(&[("A", 9, 20)]), other(&[("O", 6, 8), ("P", 3, 12)])]);
        assert_eq!(captions(&published(other_is_small, 5)), ["By service"]);
    }

    #[test]
    fn tables_that_count_no_people_stay_as_they_are() {
        let mut table = by_service(&[("A", 1, 2)]);
        table.people = People::None;
        let it = document(vec![table]);
        assert_eq!(published(it.clone(), 5), it);
    }
}
