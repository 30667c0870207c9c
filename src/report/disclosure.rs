//! Which counts of people may be printed, so that nobody can work out a small one: neither from its total, nor from the other
//! tables of the document.
//!
//! A reader is taken to know every number that is printed, every sum that holds among the numbers whether or not it is printed,
//! and this rule. What follows from one sum after another is followed to its end.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A count of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub value: u64,
    /// What becomes of it.
    pub place: Place,
}

/// Where a count stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a table, unless it has to be withheld.
    Table,
    /// In no table, but readers are taken to know it: a total.
    Known,
    /// In a table, and withheld whatever else is: another document withholds it.
    Gone,
    /// In no table: what is left of a whole.
    Nowhere,
}

/// A sum that holds: the whole, and its parts, by their places among the counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub whole: usize,
    pub parts: Vec<usize>,
}

impl Sum {
    fn all(&self) -> impl Iterator<Item = usize> {
        self.parts.iter().copied().chain([self.whole])
    }
}

/// Which of the counts are withheld. None is where the threshold is 0 or 1.
pub fn withheld(counts: &[Count], sums: &[Sum], below: u64) -> Vec<bool> {
    let mut look = Look { counts, sums, small: 1..below, hidden: vec![false; counts.len()] };
    for (at, count) in counts.iter().enumerate() {
        let is_gone = count.place == Place::Gone && 1 < below;
        look.hidden[at] = is_gone || look.may_go(at) && look.is_small(at);
    }
    // Until nothing is told, or all that could be withheld is.
    let mut told = look.told();
    while let Some(at) = told.iter().find_map(|it| look.next_to_hide(*it)) {
        look.hidden[at] = true;
        told = look.told();
    }
    look.show_what_may_be(told);
    look.hidden
}

struct Look<'a> {
    counts: &'a [Count],
    sums: &'a [Sum],
    small: Range<u64>,
    hidden: Vec<bool>,
}

impl Look<'_> {
    fn is_small(&self, at: usize) -> bool {
        self.small.contains(&self.counts[at].value)
    }

    fn may_go(&self, at: usize) -> bool {
        self.counts[at].place == Place::Table && !self.hidden[at]
    }

    /// Shows again what was withheld on the way and is needed no more, the largest first: it says most. Which sums
    /// tell something as it is, is known.
    fn show_what_may_be(&mut self, mut told: BTreeSet<usize>) {
        let may_show =
            |at: &usize| self.hidden[*at] && self.counts[*at].place == Place::Table && !self.is_small(*at);
        let mut found: Vec<usize> = (0..self.counts.len()).filter(may_show).collect();
        found.sort_by_key(|it| Reverse(self.counts[*it].value));
        for at in found {
            self.hidden[at] = false;
            let now = self.told();
            if now.is_subset(&told) {
                told = now;
            } else {
                self.hidden[at] = true;
            }
        }
    }

    /// The sums that tell what is not to be told.
    fn told(&self) -> BTreeSet<usize> {
        let known = self.known();
        (0..self.sums.len()).filter(|it| self.tells(&self.sums[*it], &known)).collect()
    }

    /// What readers know: what is printed, and what the sums together leave no choice about.
    fn known(&self) -> Vec<bool> {
        let is_printed = |at: usize| self.counts[at].place != Place::Nowhere && !self.hidden[at];
        let mut known: Vec<bool> = (0..self.counts.len()).map(is_printed).collect();
        loop {
            let found = self.found_beside(&known);
            if found.is_empty() {
                return known;
            }
            found.into_iter().for_each(|it| known[it] = true);
        }
    }

    /// What follows from what is known already. A sum of two of which one stands in no other sum says nothing until the other
    /// is known, so it is left aside: that is most shares. What then hangs together is solved together.
    fn found_beside(&self, known: &[bool]) -> Vec<usize> {
        let open = |sum: &Sum| sum.all().filter(|it| !known[*it]).collect::<Vec<usize>>();
        let mut sums: Vec<(&Sum, Vec<usize>)> = self.sums.iter().map(|it| (it, open(it))).collect();
        let alone: Vec<usize> = sums.iter().filter(|it| it.1.len() == 1).map(|it| it.1[0]).collect();
        if !alone.is_empty() {
            return alone;
        }
        loop {
            let mut times: BTreeMap<usize, u32> = BTreeMap::new();
            sums.iter().flat_map(|it| &it.1).for_each(|at| *times.entry(*at).or_default() += 1);
            let before = sums.len();
            sums.retain(|it| match it.1[..] {
                [] => false,
                [one, other] => 1 < times[&one] && 1 < times[&other],
                _ => true,
            });
            if sums.len() == before {
                break;
            }
        }
        let places: BTreeSet<usize> = sums.iter().flat_map(|it| it.1.iter().copied()).collect();
        let times = |sum: &Sum, at: &usize| {
            let once = i64::from(sum.parts.contains(at)) - i64::from(sum.whole == *at);
            once.rem_euclid(PRIME)
        };
        let mut rows: Vec<Vec<i64>> =
            sums.iter().map(|(sum, _)| places.iter().map(|at| times(sum, at)).collect()).collect();
        reduce(&mut rows, places.len());
        let only = |row: &Vec<i64>| {
            let mut found = places.iter().zip(row).filter(|it| *it.1 != 0);
            found.next().filter(|_| found.next().is_none()).map(|it| *it.0)
        };
        rows.iter().filter_map(only).collect()
    }

    /// Whether a sum tells a small number that is not printed, or that of several together.
    fn tells(&self, sum: &Sum, known: &[bool]) -> bool {
        let others: Vec<usize> = sum.all().filter(|it| !known[*it]).collect();
        let is_told = |at: usize| known[at] && self.is_small(at) && (self.hidden[at] || self.is_nowhere(at));
        let tells_one = sum.all().any(is_told);
        let together: u64 = others.iter().map(|it| self.counts[*it].value).sum();
        let number = others.len() as u64;
        let is_whole_known = known[sum.whole] && !others.is_empty();
        // Each of those withheld is 1 or more, and where all of them are small a reader may guess that they are.
        let is_forced = others.iter().all(|it| self.hidden[*it] && self.is_small(*it))
            && (together == number || together == number * self.small.end.saturating_sub(1));
        let tells_several = is_whole_known && (self.small.contains(&together) || is_forced);
        // Of a small total that everybody knows nothing more can be withheld than all of it, from everywhere.
        let is_gone = self.counts[sum.whole].place == Place::Known
            && sum.parts.iter().all(|it| !known[*it] && !self.may_go(*it));
        (tells_one || tells_several) && !is_gone
    }

    fn is_nowhere(&self, at: usize) -> bool {
        self.counts[at].place == Place::Nowhere
    }

    /// What is withheld next where a sum tells too much: of its own counts, or else of those of the sums around it, wider and
    /// wider. What is printed anyway leads from one sum to none: through it nothing of the one follows from the other.
    fn next_to_hide(&self, told: usize) -> Option<usize> {
        let is_open = |at: &usize| self.hidden[*at] || self.is_nowhere(*at);
        let mut around: BTreeSet<usize> = self.sums[told].all().filter(is_open).collect();
        let mut near = vec![told];
        loop {
            let found = near.iter().find_map(|it| self.least(&self.sums[*it]));
            if found.is_some() {
                return found;
            }
            near = (0..self.sums.len())
                .filter(|it| self.sums[*it].all().any(|at| around.contains(&at)))
                .collect();
            let before = around.len();
            around.extend(near.iter().flat_map(|it| self.sums[*it].all()).filter(is_open));
            if around.len() == before {
                return near.iter().find_map(|it| self.least(&self.sums[*it]));
            }
        }
    }

    /// Of a sum the smallest part that says something, then the whole, then what is nought.
    fn least(&self, sum: &Sum) -> Option<usize> {
        let parts = sum.parts.iter().copied().filter(|it| self.may_go(*it) && 0 < self.counts[*it].value);
        let part = parts.min_by_key(|it| self.counts[*it].value);
        let whole = Some(sum.whole).filter(|it| self.may_go(*it));
        part.or(whole).or_else(|| sum.all().find(|it| self.may_go(*it)))
    }
}

/// Sums are solved in the remainders of this: exact, and as good as whole numbers where each count is taken once.
const PRIME: i64 = 1_000_003;

/// Brings equations into the form in which each that is left begins with a count that is in no other.
fn reduce(rows: &mut [Vec<i64>], columns: usize) {
    let mut done = 0;
    for column in 0..columns {
        let Some(pivot) = (done..rows.len()).find(|it| rows[*it][column] != 0) else { continue };
        rows.swap(done, pivot);
        let inverse = power(rows[done][column], PRIME - 2);
        rows[done].iter_mut().for_each(|it| *it = *it * inverse % PRIME);
        let first = rows[done].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|it| it.0 != done && it.1[column] != 0) {
            let times = row[column];
            row.iter_mut().zip(&first).for_each(|(it, by)| *it = (*it - times * by).rem_euclid(PRIME));
        }
        done += 1;
    }
}

fn power(base: i64, times: i64) -> i64 {
    let half = if times < 2 { 1 } else { power(base * base % PRIME, times / 2) };
    if times % 2 == 1 { half * base % PRIME } else { half }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Parts of a total that everybody knows.
    fn parts(values: &[u64]) -> (Vec<Count>, Vec<Sum>) {
        let mut counts: Vec<Count> =
            values.iter().map(|it| Count { value: *it, place: Place::Table }).collect();
        counts.push(Count { value: values.iter().sum(), place: Place::Known });
        let sum = Sum { whole: values.len(), parts: (0..values.len()).collect() };
        (counts, vec![sum])
    }

    #[track_caller]
    fn check(values: &[u64], expect: &str) {
        let (counts, sums) = parts(values);
        let withheld = withheld(&counts, &sums, 5);
        let words: Vec<String> = values
            .iter()
            .zip(withheld)
            .map(|(value, is_withheld)| if is_withheld { "-".to_owned() } else { value.to_string() })
            .collect();
        assert_eq!(words.join(" "), expect, "{values:?}");
    }

    #[test]
    fn a_small_number_goes_and_takes_the_next_one_with_it() {
        check(&[12, 30, 7], "12 30 7");
        check(&[12, 3, 30], "- - 30");
        check(&[12, 3, 2, 30], "12 - - 30");
        check(&[0, 12, 30], "0 12 30");
        check(&[1, 2, 8, 30], "- - - 30");
        check(&[4, 4, 30, 9], "- - 30 -");
        check(&[3, 0, 0], "- - -");
        check(&[1, 1], "- -");
    }

    #[test]
    fn a_threshold_of_nought_or_one_withholds_nothing() {
        let (counts, sums) = parts(&[1, 2, 3]);
        for below in [0, 1] {
            assert_eq!(withheld(&counts, &sums, below), [false; 4], "{below}");
        }
    }

    #[test]
    fn what_is_small_beside_its_whole_is_told_by_neither() {
        let share = |part: u64, whole: u64| {
            let counts = [
                Count { value: part, place: Place::Table },
                Count { value: whole, place: Place::Table },
                Count { value: whole - part, place: Place::Nowhere },
            ];
            withheld(&counts, &[Sum { whole: 1, parts: vec![0, 2] }], 5)
        };
        assert_eq!(share(18, 20), [true, false, false], "two of them were not");
        assert_eq!(share(15, 20), [false, false, false]);
        assert_eq!(share(20, 20), [false, false, false]);
        assert_eq!(share(0, 20), [false, false, false]);
    }

    #[test]
    fn what_one_table_withholds_another_does_not_tell() {
        // 20 closed: 17 answered and 3 not; 17 of 17 told a timescale, by another table.
        let counts = [20, 3, 17].map(|value| Count { value, place: Place::Table });
        let hidden = withheld(&counts, &[Sum { whole: 0, parts: vec![1, 2] }], 5);
        assert_eq!(hidden, [false, true, true]);
    }

    #[test]
    fn what_was_withheld_on_the_way_is_shown_where_nothing_follows_from_it() {
        // 12 closed, 7 upheld and 5 not; of the 7, 6 in one service and 1 in the other.
        let counts =
            [(12, Place::Known), (7, Place::Table), (5, Place::Table), (6, Place::Table), (1, Place::Table)];
        let counts = counts.map(|(value, place)| Count { value, place });
        let sum = |whole, parts: &[usize]| Sum { whole, parts: parts.to_vec() };
        let hidden = withheld(&counts, &[sum(0, &[1, 2]), sum(1, &[3, 4])], 5);
        assert_eq!(hidden, [false, false, false, true, true]);
    }

    #[test]
    fn what_is_printed_anyway_leads_to_no_other_sum() {
        // 16 closed: 15 upheld and 1 not, which is told once more; and 16 answered in time.
        let place = |(value, place)| Count { value, place };
        let counts = [
            (16, Place::Known),
            (15, Place::Table),
            (1, Place::Table),
            (15, Place::Table),
            (16, Place::Table),
        ]
        .map(place);
        let sum = |whole, parts: &[usize]| Sum { whole, parts: parts.to_vec() };
        let hidden = withheld(&counts, &[sum(0, &[4]), sum(0, &[1, 2]), sum(3, &[1])], 5);
        assert_eq!(hidden, [false, true, true, true, false]);
    }

    /// The counts that whoever solves all sums together can work out: those that no change of the others lets be otherwise.
    fn worked_out(counts: &[Count], sums: &[Sum], hidden: &[bool]) -> Vec<usize> {
        let open: Vec<usize> =
            (0..counts.len()).filter(|it| hidden[*it] || counts[*it].place == Place::Nowhere).collect();
        let mut rows: Vec<Vec<f64>> = sums
            .iter()
            .map(|sum| {
                let times = |at: &usize| {
                    f64::from(u8::from(sum.parts.contains(at))) - f64::from(u8::from(sum.whole == *at))
                };
                open.iter().map(times).collect()
            })
            .collect();
        let mut done = 0;
        for column in 0..open.len() {
            let Some(pivot) = (done..rows.len()).find(|it| 1e-9 < rows[*it][column].abs()) else { continue };
            rows.swap(done, pivot);
            let by = rows[done][column];
            rows[done].iter_mut().for_each(|it| *it /= by);
            for at in (0..rows.len()).filter(|it| *it != done) {
                let times = rows[at][column];
                let first = rows[done].clone();
                rows[at].iter_mut().zip(&first).for_each(|(it, by)| *it -= times * by);
            }
            done += 1;
        }
        let alone = rows.iter().filter(|row| row.iter().filter(|it| 1e-9 < it.abs()).count() == 1);
        alone.map(|row| open[row.iter().position(|it| 1e-9 < it.abs()).expect("one")]).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        /// People by service and by how their complaint ended, with every total, and a share of each service.
        #[test]
        fn whoever_solves_every_sum_together_works_out_no_small_number(
            cells in prop::collection::vec(prop::collection::vec(0_u64..14, 3), 1..5),
            below in 2_u64..7,
        ) {
            let table = |value| Count { value, place: Place::Table };
            let (mut counts, mut sums) = (Vec::new(), Vec::new());
            let mut rows = Vec::new();
            for row in &cells {
                let first = counts.len();
                counts.extend(row.iter().copied().map(table));
                counts.push(table(row.iter().sum()));
                sums.push(Sum { whole: first + 3, parts: (first..first + 3).collect() });
                counts.push(Count { value: row[0] + row[1], place: Place::Nowhere });
                sums.push(Sum { whole: first + 3, parts: vec![first + 2, first + 4] });
                rows.push(first);
            }
            for column in 0..4 {
                counts.push(table(rows.iter().map(|it| counts[it + column].value).sum()));
                sums.push(Sum { whole: counts.len() - 1, parts: rows.iter().map(|it| it + column).collect() });
            }
            let hidden = withheld(&counts, &sums, below);
            for (at, it) in counts.iter().enumerate() {
                prop_assert!(it.place != Place::Table || hidden[at] || !(1..below).contains(&it.value));
            }
            // Where all of it is withheld there is nothing to work out.
            let is_all_gone = (0..counts.len()).all(|at| hidden[at] || counts[at].place != Place::Table);
            for at in worked_out(&counts, &sums, &hidden) {
                prop_assert!(is_all_gone || !(1..below).contains(&counts[at].value), "{:?} {:?}", cells, hidden);
            }
        }
    }
}
