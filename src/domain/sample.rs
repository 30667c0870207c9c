//! A random sample that can be drawn again: every case gets a number from the seed and its reference, and those with the
//! smallest numbers are drawn. A case that is closed later changes nothing about how the others compare.

use crate::domain::reference::CaseRef;

/// Draws so many of the cases, in the order drawn. The same seed draws the same cases of the same list.
pub fn draw(cases: &[CaseRef], seed: u64, how_many: usize) -> Vec<CaseRef> {
    let mut drawn: Vec<(u64, CaseRef)> = cases.iter().map(|it| (number(seed, *it), *it)).collect();
    drawn.sort_unstable();
    drawn.into_iter().map(|it| it.1).take(how_many).collect()
}

/// The number of a case: its reference and the seed, mixed until every bit depends on every other (the finaliser of
/// Steele, Lea and Flood's generator for splitting, 2014, twice).
fn number(seed: u64, case: CaseRef) -> u64 {
    mixed(mixed(seed) ^ (u64::from(case.year) << 32 | u64::from(case.number)))
}

const fn mixed(it: u64) -> u64 {
    let it = it.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    it ^ (it >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cases(last: u32) -> Vec<CaseRef> {
        (1..=last).map(|number| CaseRef { year: 2026, number }).collect()
    }

    #[test]
    fn the_same_seed_draws_the_same_cases_and_another_seed_others() {
        let all = cases(200);
        let mut turned = all.clone();
        turned.reverse();
        assert_eq!(draw(&all, 7, 10), draw(&turned, 7, 10));
        assert_ne!(draw(&all, 7, 10), draw(&all, 8, 10));
        assert_eq!(draw(&all, 7, 10).len(), 10);
        assert_eq!(draw(&cases(3), 7, 10).len(), 3);
    }

    #[test]
    fn a_case_that_comes_later_does_not_change_the_order_of_the_others() {
        let drawn = draw(&cases(300), 7, 300);
        let before: Vec<CaseRef> = drawn.into_iter().filter(|it| it.number <= 200).collect();
        assert_eq!(before, draw(&cases(200), 7, 200));
    }

    #[test]
    fn every_case_is_drawn_about_as_often_as_every_other() {
        let all = cases(20);
        let mut often = [0_u32; 20];
        for seed in 0..2_000 {
            draw(&all, seed, 5).iter().for_each(|it| often[it.number as usize - 1] += 1);
        }
        // A quarter of 2,000 draws each; the seeds are fixed, so this never fails by chance.
        assert!(often.iter().all(|it| (430..=570).contains(it)), "{often:?}");
    }
}
