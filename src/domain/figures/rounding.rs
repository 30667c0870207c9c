//! Numbers to one place, by one rule wherever they stand.

/// What is said wherever shares of a whole are shown.
pub const ROUNDED: &str =
    "Percentages are rounded to one place, so those of a whole may add up to a little less or more than 100.";

/// A number to one place, as people round: 81.25 is 81.3.
pub fn one_place(number: f64) -> String {
    format!("{:.1}", (number * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_rounded_as_people_round() {
        assert_eq!([81.25, 8.25, 0.04, 99.95].map(one_place), ["81.3", "8.3", "0.0", "100.0"]);
    }
}
