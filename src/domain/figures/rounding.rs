//! Numbers to one place: one rule for each that stands alone, and shares of a whole that add up to it, where what was cut off goes
//! to whoever lost most by it (largest remainder).

/// What is said wherever shares are shown that were rounded so.
pub const ROUNDED: &str = "Percentages of a whole are rounded so that they add up to 100. Of equal numbers, one may show 0.1 more than another.";

/// A number to one place, as people round: 81.25 is 81.3.
pub fn one_place(number: f64) -> String {
    format!("{:.1}", (number * 10.0).round() / 10.0)
}

/// The whole, in tenths of a per cent.
const WHOLE: u128 = 1000;

/// The share of each part in tenths of a per cent, adding up to exactly 1000; nothing of nothing.
pub fn tenths(parts: &[u64]) -> Vec<u32> {
    let sum: u128 = parts.iter().map(|it| u128::from(*it)).sum();
    if sum == 0 {
        return vec![0; parts.len()];
    }
    let exact = |it: &u64| u128::from(*it) * WHOLE;
    let mut shares: Vec<u128> = parts.iter().map(|it| exact(it) / sum).collect();
    let mut losers: Vec<usize> = (0..parts.len()).collect();
    // A stable order: of two that lost as much, the first of the table gains.
    losers.sort_by_key(|place| std::cmp::Reverse(exact(&parts[*place]) % sum));
    let missing = WHOLE - shares.iter().sum::<u128>();
    for place in losers.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        shares[place] += 1;
    }
    shares.into_iter().map(|it| u32::try_from(it).expect("no share is above the whole")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn thirds_add_up_to_a_hundred_per_cent() {
        assert_eq!(tenths(&[1, 1, 1]), [334, 333, 333]);
        assert_eq!(tenths(&[0, 0]), [0, 0]);
        assert_eq!(tenths(&[1, 7]), [125, 875]);
    }

    #[test]
    fn a_share_that_stands_alone_is_the_same_as_in_a_table_that_adds_up() {
        assert_eq!([81.25, 8.25, 0.04, 99.95].map(one_place), ["81.3", "8.3", "0.0", "100.0"]);
        assert_eq!(tenths(&[13, 3]), [813, 187]);
    }

    proptest! {
        #[test]
        fn shares_add_up_and_none_is_a_tenth_away_from_the_exact_one(parts in prop::collection::vec(0_u64..100_000, 1..20)) {
            let sum: u64 = parts.iter().sum();
            let shares = tenths(&parts);
            prop_assert_eq!(shares.iter().sum::<u32>(), if sum == 0 { 0 } else { 1000 });
            for (part, share) in parts.iter().zip(shares).filter(|_| sum > 0) {
                prop_assert!((u64::from(share) * sum).abs_diff(part * 1000) < sum);
            }
        }
    }
}
