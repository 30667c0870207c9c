//! What rows say, as a sum: a row without a reference is known again by it, in another file and whatever the order of its columns.

use csv::ByteRecord;
use sha2::{Digest, Sha256};

use crate::domain::text::tidy;
use crate::exchange::import::table::Row;
use crate::exchange::import::written::Manner;

/// The columns of a file, and how it is written.
#[derive(Clone, Copy)]
pub struct Columns<'a> {
    pub manner: &'a Manner,
    /// Their names.
    pub header: &'a ByteRecord,
    /// Cells at the beginning of each row that an earlier run added: they say nothing of it.
    pub added: usize,
}

/// The SHA-256 of what rows of one record say, in hexadecimal: of each column that says something its name and its words.
pub fn row_sum(columns: Columns, rows: &[Row]) -> String {
    let encoding = columns.manner.encoding;
    let mut sum = Sha256::new();
    for row in rows {
        let cells = columns.header.iter().zip(&row.cells).skip(columns.added);
        let cells = cells.map(|(name, cell)| (encoding.decode_anyhow(name), encoding.decode_anyhow(cell)));
        let says = cells.filter(|it| !columns.manner.is_missing(&it.1));
        let mut says: Vec<[String; 2]> =
            says.map(|(name, cell)| [tidy(&name), cell.trim().to_owned()]).collect();
        says.sort();
        for words in says.iter().flatten() {
            // No two rows say the same by where their words are parted.
            sum.update((words.len() as u64).to_le_bytes());
            sum.update(words.as_bytes());
        }
        // Of a row that becomes several records each is another.
        sum.update(u64::MAX.to_le_bytes());
        sum.update((row.part as u64).to_le_bytes());
    }
    sum.finalize().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(header: &[&str], cells: &[&str], added: usize, part: usize) -> String {
        let (manner, header) = (Manner::default(), ByteRecord::from(header));
        let row = Row { line: 2, cells: ByteRecord::from(cells), flaw: None, part };
        row_sum(Columns { manner: &manner, header: &header, added }, &[row])
    }

    #[test]
    fn a_row_says_the_same_in_another_order_and_with_columns_that_say_nothing_and_else_does_not() {
        let one = sum(&["Name", "Day"], &["Ann", "2026-11-02"], 0, 0);
        assert_eq!(one.len(), 64);
        for (header, cells, added) in [
            (&["Day", " Name "][..], &["2026-11-02", "Ann "][..], 0),
            (&["Name", "More", "Day"], &["Ann", "N/A", "2026-11-02"], 0),
            (&["Line", "Name", "Day"], &["7", "Ann", "2026-11-02"], 1),
        ] {
            assert_eq!(sum(header, cells, added, 0), one, "{header:?}");
        }
        for (header, cells) in [
            (["Name", "Day"], ["Anna", "2026-11-02"]),
            (["Day", "Name"], ["Ann", "2026-11-02"]),
            (["Name", "Day"], ["Ann2026-11-0", "2"]),
        ] {
            assert_ne!(sum(&header, &cells, 0, 0), one, "{cells:?}");
        }
        assert_ne!(sum(&["Name", "Day"], &["Ann", "2026-11-02"], 0, 1), one, "another record of the row");
    }
}
