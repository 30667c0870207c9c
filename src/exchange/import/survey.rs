//! What the whole file says of itself before a row of it is taken in: in which order its dates are written, and in which
//! letters. Where that is not what the map says, nothing comes in: half of it would be wrong, and look right.

use chrono_tz::Tz;

use crate::exchange::import::dates::{exchanged, in_words, read_as};
use crate::exchange::import::rejects::shown;
use crate::exchange::import::table::Row;
use crate::exchange::import::text::Encoding;
use crate::exchange::import::written::Manner;

/// Cells that are named with their lines.
const SHOWN: usize = 3;

/// A look over all rows of a file.
pub struct Survey<'a> {
    manner: &'a Manner,
    zone: Tz,
    /// Formats of the map, each with day and month exchanged, where the map does not have that format too.
    pairs: Vec<(&'a str, String)>,
    columns: Vec<Column<'a>>,
    /// Cells that are not ASCII, but UTF-8, and cells that are not.
    utf_8: Told,
    others: u64,
}

/// A column of dates.
struct Column<'a> {
    name: String,
    place: usize,
    /// Dates that only the map's format reads.
    ours: Told,
    /// Dates that only the same with day and month exchanged reads.
    theirs: Told,
    /// Dates that both read, as different days, and the format that was taken.
    either: Option<&'a str>,
}

/// Cells that tell something, and the first of them.
#[derive(Default)]
struct Told {
    count: u64,
    first: Vec<String>,
}

impl Told {
    fn take(&mut self, line: u64, cell: &str) {
        self.count += 1;
        if self.first.len() < SHOWN {
            self.first.push(format!("“{}” on line {line}", shown(cell)));
        }
    }

    fn words(&self) -> String {
        let more = if SHOWN as u64 >= self.count { "" } else { " and more" };
        format!("{}{more}", self.first.join(", "))
    }
}

impl<'a> Survey<'a> {
    /// Begins, with the columns that hold dates: their places and names.
    pub fn new(manner: &'a Manner, zone: Tz, dates: Vec<(usize, String)>) -> Self {
        let pair = |it: &'a String| Some((it.as_str(), exchanged(it)?));
        let pairs = manner.dates.iter().filter_map(pair).filter(|it| !manner.dates.contains(&it.1)).collect();
        let (ours, theirs) = (Told::default, Told::default);
        let column = |(place, name)| Column { name, place, ours: ours(), theirs: theirs(), either: None };
        let columns = dates.into_iter().map(column).collect();
        Self { manner, zone, pairs, columns, utf_8: Told::default(), others: 0 }
    }

    /// Looks at a row.
    pub fn take(&mut self, row: &Row) {
        if row.flaw.is_some() {
            return;
        }
        if self.manner.encoding == Encoding::Windows1252 {
            for cell in row.cells.iter().filter(|it| !it.is_ascii()) {
                match std::str::from_utf8(cell) {
                    Ok(text) => self.utf_8.take(row.line, text),
                    Err(_) => self.others += 1,
                }
            }
        }
        for column in &mut self.columns {
            let cell = self.manner.encoding.decode_anyhow(row.cells.get(column.place).unwrap_or_default());
            let cell = cell.trim();
            let day = |format: &str| read_as(format, self.zone, cell);
            let reads = |format: &str| day(format).is_some();
            let mut pairs = self.pairs.iter().map(|it| (it.0, day(it.0), day(&it.1)));
            match pairs.find(|it| it.1.is_some() || it.2.is_some()) {
                Some((_, Some(_), None)) => column.ours.take(row.line, cell),
                Some((format, one, other)) if one.is_some() && one != other => column.either = Some(format),
                Some((_, None, Some(_))) if !self.manner.dates.iter().any(|it| reads(it)) => {
                    column.theirs.take(row.line, cell);
                }
                _ => {}
            }
        }
    }

    /// The columns of which every date reads either way round, each with whether the day was taken first; none where the map
    /// says how dates are written.
    pub fn either_way(&self) -> Vec<(String, bool)> {
        let is_open = |it: &&Column<'a>| it.ours.count == 0 && it.theirs.count == 0;
        let open = self.columns.iter().filter(is_open).filter(|_| !self.manner.says_dates);
        let is_day_first = |format: &str| in_words(format).find("day") < in_words(format).find("month");
        open.filter_map(|it| Some((it.name.clone(), is_day_first(it.either?)))).collect()
    }

    /// Why nothing of the file may come in, if so.
    pub fn verdict(&self) -> Result<(), String> {
        if self.utf_8.count > 0 && self.others == 0 {
            return Err(format!(
                "The map says windows-1252, but the file is UTF-8: {}. Write encoding = \"utf-8\" under [source] in the map. \
                 Nothing was imported.",
                self.utf_8.words()
            ));
        }
        let Some(column) = self.columns.iter().find(|it| it.theirs.count > 0) else { return Ok(()) };
        let Column { name, ours, theirs, .. } = column;
        let (format, exchanged) = self.pairs.first().map(|it| (it.0, it.1.as_str())).unwrap_or_default();
        let quoted = |formats: &[&str]| {
            let formats: Vec<String> = formats.iter().map(|it| format!("{it:?}")).collect();
            format!("dates = [{}]", formats.join(", "))
        };
        let count =
            |it: &Told| if it.count == 1 { "1 date".to_owned() } else { format!("{} dates", it.count) };
        let others = self.manner.dates.iter().map(String::as_str).filter(|it| *it != format);
        let others: Vec<&str> = others.collect();
        if ours.count == 0 {
            let wanted = quoted(&[others, vec![exchanged]].concat());
            return Err(format!(
                "In “{name}” {} can only be {}: say so under [source] {wanted}. It is {}. If that is a mistake in the file, \
                 put it right there. Nothing was imported.",
                count(theirs),
                in_words(exchanged),
                theirs.words()
            ));
        }
        let wanted = quoted(&[others, vec![format, exchanged]].concat());
        Err(format!(
            "In “{name}” {} can only be {} ({}), and {} only {} ({}). Put right in the file what is wrong; or, if it really has \
             both, say so under [source] {wanted}, and a date that may be either is rejected, to be mended. Nothing was imported.",
            count(ours),
            in_words(format),
            ours.words(),
            count(theirs),
            in_words(exchanged),
            theirs.words()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use csv::ByteRecord;

    fn verdict(dates: &[&str], encoding: Encoding, cells: &[&[u8]]) -> Result<(), String> {
        let dates = dates.iter().map(|it| (*it).to_owned()).collect();
        let manner = Manner { dates, encoding, ..Manner::default() };
        let mut survey = Survey::new(&manner, Tz::Europe__London, vec![(0, "Received".to_owned())]);
        for (line, cell) in (2..).zip(cells) {
            survey.take(&Row { line, cells: ByteRecord::from(vec![*cell]), flaw: None, part: 0 });
        }
        survey.verdict()
    }

    #[test]
    fn dates_that_decide_against_the_map_stop_everything_and_are_named() {
        let usual = ["%Y-%m-%d", "%d/%m/%Y"];
        let both = ["%d/%m/%Y", "%m/%d/%Y"];
        for (formats, cells, expected) in [
            (&usual[..], &["01/02/2024", "2024-02-13", "x"][..], ""),
            (&usual, &["01/02/2024", "13/02/2024"], ""),
            (
                &usual,
                &["01/02/2024", "04/15/2024", "05/16/2024 10:00"],
                "2 dates can only be month/day/year: say so under [source] dates = [\"%Y-%m-%d\", \"%m/%d/%Y\"]. It is \
                 “04/15/2024” on line 3, “05/16/2024 10:00” on line 4",
            ),
            (
                &usual,
                &["15/04/2024", "04/15/2024"],
                "1 date can only be day/month/year (“15/04/2024” on line 2), and 1 date only",
            ),
            (&both, &["15/04/2024", "04/15/2024", "01/02/2024"], ""),
            (&["%m/%d/%y"], &["15/04/24"], "can only be day/month/year"),
        ] {
            let cells: Vec<&[u8]> = cells.iter().map(|it| it.as_bytes()).collect();
            let said = verdict(formats, Encoding::Utf8, &cells).err().unwrap_or_default();
            assert!(said.contains(expected) && said.is_empty() == expected.is_empty(), "{said}");
        }
    }

    #[test]
    fn a_column_of_dates_that_read_both_ways_is_told_unless_the_map_says_how_they_are_written() {
        let open = |says_dates: bool, cells: &[&str]| {
            let manner = Manner { says_dates, ..Manner::default() };
            let mut survey = Survey::new(&manner, Tz::Europe__London, vec![(0, "Received".to_owned())]);
            for (line, cell) in (2..).zip(cells) {
                survey.take(&Row { line, cells: ByteRecord::from(vec![*cell]), flaw: None, part: 0 });
            }
            survey.either_way()
        };
        assert_eq!(open(false, &["01/02/2024", "03/04/2024"]), [("Received".to_owned(), true)]);
        assert_eq!(open(true, &["01/02/2024"]), []);
        assert_eq!(open(false, &["01/02/2024", "13/02/2024"]), []);
        assert_eq!(open(false, &["01/01/2024", "2024-02-01", ""]), []);
    }

    #[test]
    fn a_file_in_utf_8_is_not_read_as_windows_writes() {
        let said = verdict(&["%Y-%m-%d"], Encoding::Windows1252, &["Café".as_bytes()]).unwrap_err();
        assert!(said.contains("the file is UTF-8: “Café” on line 2"), "{said}");
        assert_eq!(verdict(&["%Y-%m-%d"], Encoding::Windows1252, &[b"Caf\xe9", "é".as_bytes()]), Ok(()));
        assert_eq!(verdict(&["%Y-%m-%d"], Encoding::Utf8, &["Café".as_bytes()]), Ok(()));
    }
}
