//! What rows say, as a sum: a row without a reference is known again by it, in another file, whatever the order of its columns, however
//! its days and capitals are written, and whatever stands in columns that nothing takes.

use sha2::{Digest, Sha256};

use crate::domain::hex::hex;
use crate::domain::text::looks;

/// What a row says: each field that says something, and its words. A day is written as a day.
pub type Said = Vec<(String, String)>;

/// The SHA-256 of what the rows of one record say, in hexadecimal. Of a row that becomes several records each part is another.
pub fn row_sum(rows: Vec<Said>, part: usize) -> String {
    let mut sum = Sha256::new();
    for row in rows {
        let mut says: Vec<[String; 2]> =
            row.into_iter().map(|(field, words)| [field, looks(&words)]).collect();
        says.retain(|it| !it[1].is_empty());
        says.sort();
        for words in says.iter().flatten() {
            // No two rows say the same by where their words are parted.
            sum.update((words.len() as u64).to_le_bytes());
            sum.update(words.as_bytes());
        }
        sum.update(u64::MAX.to_le_bytes());
        sum.update((part as u64).to_le_bytes());
    }
    hex(sum.finalize())
}

/// The sum of a row that says the same as others of its file in all that is taken, and is another all the same: the second of them is
/// number 1.
pub fn row_sum_again(sum: &str, number: usize) -> String {
    row_sum(vec![vec![(number.to_string(), sum.to_owned())]], 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(said: &[(&str, &str)], part: usize) -> String {
        row_sum(vec![said.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect()], part)
    }

    #[test]
    fn a_row_says_the_same_in_another_order_with_other_capitals_and_spaces_and_else_does_not() {
        let one = sum(&[("name", "Ann Lee"), ("received", "2026-11-02")], 0);
        assert_eq!(one.len(), 64);
        for said in [
            &[("received", "2026-11-02"), ("name", "ANN  Lee ")][..],
            &[("name", "Ann Lee"), ("more", " "), ("received", "2026-11-02")],
        ] {
            assert_eq!(sum(said, 0), one, "{said:?}");
        }
        for said in [
            [("name", "Anna Lee"), ("received", "2026-11-02")],
            [("email", "Ann Lee"), ("received", "2026-11-02")],
            [("name", "Ann Lee2026-11-0"), ("received", "2")],
        ] {
            assert_ne!(sum(&said, 0), one, "{said:?}");
        }
        assert_ne!(
            sum(&[("name", "Ann Lee"), ("received", "2026-11-02")], 1),
            one,
            "another record of the row"
        );
    }
}
