//! Rows that could not come in, written so that they can be mended and imported again with the same map: what is
//! wrong stands first, then the cells as they were. It is UTF-8, whatever the file was, so that any program can save it.

use std::borrow::Cow;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use csv::ByteRecord;

use crate::domain::refusal::Refusal;
use crate::domain::text::{CSV_MARK, safe_lines, spreadsheet_safe};
use crate::exchange::import::error::ImportError;
use crate::exchange::import::text::Encoding;

/// Characters of a value that a message shows.
const SHOWN: usize = 200;
/// The columns that stand before those of the file.
pub const OWN_COLUMNS: [&str; 4] = ["line", "column", "value", "reason"];
/// How many free names are tried for a rejects file.
const NAMES_TRIED: u32 = 1000;

/// Why a row could not come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The column at fault, by its name in the file; empty when the row as a whole is.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong: a sentence.
    pub reason: String,
    /// The same without particulars, for counting.
    pub kind: String,
    /// What else is wrong with the row.
    pub also: Box<[Self]>,
}

impl Reject {
    /// A row that is wrong as a whole.
    pub fn of_row(kind: &str, reason: impl Into<String>) -> Self {
        let (column, value, also) = (String::new(), String::new(), Box::default());
        Self { column, value, reason: reason.into(), kind: kind.to_owned(), also }
    }

    /// All that is wrong with a row as one; none if nothing is.
    pub fn of_all(all: Vec<Self>) -> Option<Self> {
        let mut all = all.into_iter();
        let first = all.next()?;
        Some(Self { also: all.collect(), ..first })
    }

    /// Each thing that is wrong.
    pub fn each(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.also.iter())
    }

    /// The columns at fault, what stands in them, and what is wrong: of several, each with its column.
    fn told(&self) -> [String; 3] {
        let joined = |part: fn(&Self) -> &String| {
            self.each().map(part).filter(|it| !it.is_empty()).cloned().collect::<Vec<_>>().join("; ")
        };
        let reason = if self.also.is_empty() {
            self.reason.clone()
        } else {
            let one = |it: &Self| {
                if it.column.is_empty() {
                    it.reason.clone()
                } else {
                    format!("“{}”: {}", it.column, it.reason)
                }
            };
            self.each().map(one).collect::<Vec<_>>().join(" ")
        };
        [joined(|it| &it.column), joined(|it| &it.value), reason]
    }

    /// It in a line for whoever is told of the first few.
    pub fn in_words(&self, line: u64) -> String {
        let [column, value, reason] = self.told();
        let place = if column.is_empty() { String::new() } else { format!(", {column}") };
        let value = if value.is_empty() { String::new() } else { format!(" “{value}”") };
        format!("line {line}{place}{value}: {reason}")
    }

    /// A row that the rules do not let in.
    pub fn of_refusal(refusal: &Refusal) -> Self {
        Self::of_row(&without_brackets(&refusal.why), refusal.to_string())
    }
}

/// A value as a message shows it: never more than a line or two of it.
pub fn shown(value: &str) -> String {
    value.chars().take(SHOWN).collect()
}

/// A sentence without what stands in brackets, so that sentences that differ only in dates are counted as one.
fn without_brackets(sentence: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for it in sentence.chars() {
        match it {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(it),
            _ => {}
        }
    }
    let words = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    words.trim_end_matches('.').trim_end().to_owned()
}

/// The file of rejects; it comes into being with the first of them.
pub struct Rejects {
    path: PathBuf,
    is_given: bool,
    encoding: Encoding,
    delimiter: u8,
    header: ByteRecord,
    writer: Option<csv::Writer<BufWriter<File>>>,
}

/// Where rejects go and how they are written.
pub struct Layout<'a> {
    /// How the file writes letters.
    pub encoding: Encoding,
    /// What parts its cells.
    pub delimiter: u8,
    /// Its header, without the columns of an earlier rejects file.
    pub header: &'a ByteRecord,
}

impl Rejects {
    /// Says where rejects go: to a file that was named, or else beside the file of cases. A named file that is there
    /// already is an error now, before anything has come in.
    pub fn new(input: &Path, given: Option<&Path>, layout: &Layout) -> Result<Self, ImportError> {
        let rejects = Self {
            path: given.map_or_else(|| input.with_extension("rejects.csv"), Path::to_owned),
            is_given: given.is_some(),
            encoding: layout.encoding,
            delimiter: layout.delimiter,
            header: layout.header.clone(),
            writer: None,
        };
        // A link counts too, wherever it leads.
        match given.map(Path::symlink_metadata) {
            Some(Ok(_)) => Err(rejects.trouble(io::ErrorKind::AlreadyExists.into())),
            _ => Ok(rejects),
        }
    }

    /// Writes a row down, with its cells as they stand in the file.
    pub fn write<'a>(
        &mut self,
        line: u64,
        reject: &Reject,
        cells: impl Iterator<Item = &'a [u8]>,
    ) -> Result<(), ImportError> {
        let [column, value, reason] = reject.told();
        let own = [line.to_string(), column, value, reason];
        let mut record = ByteRecord::new();
        for it in &own {
            record.push_field(spreadsheet_safe(&safe_lines(it)).as_bytes());
        }
        cells.for_each(|it| record.push_field(self.encoding.raw(it).as_bytes()));
        if self.writer.is_none() {
            self.writer = Some(self.create().map_err(|why| self.trouble(why))?);
        }
        let writer = self.writer.as_mut().expect("made above if it was not there");
        let written = writer.write_byte_record(&record);
        written.map_err(|it| self.trouble(it.into()))
    }

    /// Makes what was written safe, and says where it is; nothing when there were no rejects.
    pub fn finish(mut self) -> Result<Option<PathBuf>, ImportError> {
        let Some(writer) = self.writer.take() else { return Ok(None) };
        let buffer = writer.into_inner().map_err(|it| self.trouble(io::Error::other(it.to_string())))?;
        let file = buffer.into_inner().map_err(|it| self.trouble(it.into_error()))?;
        file.sync_all().map_err(|it| self.trouble(it))?;
        Ok(Some(self.path))
    }

    /// Creates the file, never over another: an older one may be half mended.
    fn create(&mut self) -> io::Result<csv::Writer<BufWriter<File>>> {
        let first = self.path.clone();
        let mut number = 2;
        let file = loop {
            match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.path) {
                Err(error)
                    if error.kind() == io::ErrorKind::AlreadyExists
                        && !self.is_given
                        && number <= NAMES_TRIED =>
                {
                    self.path = first.with_extension(format!("{number}.csv"));
                    number += 1;
                }
                other => break other?,
            }
        };
        let mut buffer = BufWriter::new(file);
        // Without the mark, Excel takes UTF-8 for something else and would break what it saves.
        buffer.write_all(CSV_MARK.as_bytes())?;
        let mut writer =
            csv::WriterBuilder::new().flexible(true).delimiter(self.delimiter).from_writer(buffer);
        let own = OWN_COLUMNS.iter().map(|it| Cow::Borrowed(*it));
        let names = own.chain(self.header.iter().map(|it| self.encoding.raw(it)));
        writer.write_record(names.map(Cow::into_owned))?;
        Ok(writer)
    }

    fn trouble(&self, why: io::Error) -> ImportError {
        let why = if why.kind() == io::ErrorKind::AlreadyExists {
            io::Error::other("there is a file of this name. Move it away, or name another with --rejects")
        } else {
            why
        };
        ImportError::File { path: self.path.clone(), why }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    fn write(input: &Path, given: Option<&Path>) -> Result<PathBuf, String> {
        let header = ByteRecord::from(vec!["Ref", "Date"]);
        let layout = Layout { encoding: Encoding::Utf8, delimiter: b';', header: &header };
        let mut rejects = Rejects::new(input, given, &layout).map_err(|it| it.to_string())?;
        let reject = Reject { value: "=1+1\u{1b}".into(), ..Reject::of_row("kind", "Wrong; mend it.") };
        let cells: [&[u8]; 2] = [b"caf\xe9", b"a;b"];
        rejects.write(7, &reject, cells.into_iter()).map_err(|it| it.to_string())?;
        Ok(rejects.finish().map_err(|it| it.to_string())?.expect("there was one"))
    }

    #[test]
    fn what_is_wrong_stands_before_the_cells_as_they_were() {
        let dir = tempfile::tempdir().unwrap();
        let path = write(&dir.path().join("cases.csv"), None).unwrap();
        assert_eq!(path, dir.path().join("cases.rejects.csv"));
        let expected: &[u8] =
            b"\xef\xbb\xbfline;column;value;reason;Ref;Date\n7;;'=1+1?;\"Wrong; mend it.\";caf\xc3\xa9;\"a;b\"\n";
        assert_eq!(fs::read(&path).unwrap(), expected);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn all_that_is_wrong_with_a_row_is_told_each_with_its_column() {
        let one = |column: &str, value: &str, reason: &str| Reject {
            column: column.into(),
            value: value.into(),
            ..Reject::of_row("kind", reason)
        };
        let both = Reject::of_all(vec![one("A", "x", "No date."), one("B", "", "Too long.")]).unwrap();
        assert_eq!(both.in_words(4), "line 4, A; B “x”: “A”: No date. “B”: Too long.");
        assert_eq!(one("A", "x", "No date.").in_words(4), "line 4, A “x”: No date.");
    }

    #[test]
    fn an_older_file_of_rejects_is_never_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let input = dir.path().join("cases.csv");
        let first = write(&input, None).unwrap();
        assert_ne!(write(&input, None).unwrap(), first);
        let refused = write(&input, Some(&first)).unwrap_err();
        assert!(refused.contains("Move it away"), "{refused}");
    }

    #[test]
    fn no_rejects_make_no_file() {
        let header = ByteRecord::new();
        let layout = Layout { encoding: Encoding::Utf8, delimiter: b',', header: &header };
        let dir = tempfile::tempdir().unwrap();
        let rejects = Rejects::new(&dir.path().join("cases.csv"), None, &layout).unwrap();
        assert_eq!(rejects.finish().unwrap(), None);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
