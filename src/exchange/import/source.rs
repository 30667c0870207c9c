//! The file on disk: recognised, hashed in one pass, then read from its first row in another.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::domain::hex::hex;
use crate::exchange::import::error::ImportError;
use crate::exchange::import::table::Rows;
use crate::exchange::import::text::Encoding;
use crate::exchange::import::workbook::{self, is_called_workbook, is_workbook};
use crate::exchange::import::written::{ISO, Manner};

/// Bytes at the beginning of a file among which its header is looked for.
const HEAD: usize = 1 << 20;
/// Bytes of a file at most. The largest collection of complaints that anybody publishes has half of that.
const FILE_LIMIT: u64 = 16 << 30;
/// Bytes that are read at once.
const BLOCK: usize = 1 << 16;
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// A file of rows, recognised and hashed, of which the header is still to be found.
pub struct Opened {
    /// Its name, without the folder.
    pub name: String,
    /// SHA-256 of all of it, or of the sheet that is read of a workbook, in hexadecimal.
    pub sha256: String,
    /// How many bytes it has.
    pub size: u64,
    /// Its beginning, without the byte order mark.
    pub head: Vec<u8>,
    is_marked: bool,
    content: Content,
}

/// Where the rows are.
enum Content {
    File(File),
    /// The sheet of a workbook.
    Sheet(Vec<u8>),
}

impl Opened {
    /// Opens a file, if it can be one of rows; of a workbook the sheet of this name.
    pub fn of(path: &Path, sheet: Option<&str>) -> Result<Self, ImportError> {
        let trouble = |why| ImportError::File { path: path.to_owned(), why };
        let wrong = |why: String| ImportError::Source { path: path.to_owned(), why };
        // A pipe that nobody writes to would be waited for.
        let about = fs::metadata(path).map_err(trouble)?;
        if !about.is_file() {
            return Err(wrong("this is not a file that can be read twice. Save it to disk first.".into()));
        }
        if FILE_LIMIT < about.len() {
            let limit = FILE_LIMIT >> 30;
            return Err(wrong(format!(
                "this file is larger than {limit} GB, and that is the most. Split it."
            )));
        }
        let mut file = File::open(path).map_err(trouble)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut head = Vec::new();
        file.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(trouble)?;
        if is_workbook(&head) {
            let sheet = workbook::read(&file, head.starts_with(b"PK"), sheet).map_err(wrong)?;
            let whole = [sheet.name.as_bytes(), b"\n", &sheet.csv].concat();
            let (sha256, _) = hash(&mut whole.as_slice()).map_err(trouble)?;
            let (size, head) = (sheet.csv.len() as u64, sheet.csv[..sheet.csv.len().min(HEAD)].to_vec());
            return Ok(Self {
                name,
                sha256,
                size,
                head,
                is_marked: false,
                content: Content::Sheet(sheet.csv),
            });
        }
        if is_called_workbook(&name) {
            return Err(wrong(
                "this is called a workbook, but it is none: it is damaged, or something else under that name. Get it again from \
                 where it is; or, if it is text, give it a name that ends in .csv."
                    .to_owned(),
            ));
        }
        file.rewind().map_err(trouble)?;
        let (sha256, size) = hash(&mut file).map_err(trouble)?;
        if let Some(why) = not_csv(&head) {
            return Err(wrong(why.to_owned()));
        }
        let is_marked = head.starts_with(UTF8_MARK);
        if is_marked {
            head.drain(..UTF8_MARK.len());
        }
        Ok(Self { name, sha256, size, head, is_marked, content: Content::File(file) })
    }

    /// What is known of how it is written, whatever a map says.
    pub fn settle(&self, manner: &mut Manner) {
        let is_sheet = matches!(self.content, Content::Sheet(_));
        if is_sheet || self.is_marked {
            manner.encoding = Encoding::Utf8;
        }
        if is_sheet {
            manner.delimiter = Some(b',');
        }
        // Days of a sheet are written so, in the rejects of one too.
        if (is_sheet || self.is_marked) && !manner.dates.iter().any(|it| it == ISO) {
            manner.dates.push(ISO.to_owned());
        }
    }

    /// Its rows behind a header of so many bytes, with how many bytes lie before them.
    pub fn rows(
        &self,
        path: &Path,
        header: u64,
        delimiter: u8,
        line: u64,
    ) -> Result<(Rows<Box<dyn BufRead + '_>>, u64), ImportError> {
        let start = header + if self.is_marked { UTF8_MARK.len() as u64 } else { 0 };
        let rows: Box<dyn BufRead> = match &self.content {
            Content::Sheet(csv) => {
                let mut rows = Cursor::new(csv.as_slice());
                rows.set_position(start);
                Box::new(rows)
            }
            Content::File(file) => {
                let mut file = file;
                let sought = file.seek(SeekFrom::Start(start));
                sought.map_err(|why| ImportError::File { path: path.to_owned(), why })?;
                Box::new(BufReader::with_capacity(BLOCK, file))
            }
        };
        Ok((Rows::new(rows, delimiter, line), start))
    }
}

/// Says what a file is that is not CSV, and what to do.
fn not_csv(head: &[u8]) -> Option<&'static str> {
    // Without its mark, UTF-16 is known by its zeros: every other byte of plain letters is one.
    let start = &head[..head.len().min(1024)];
    let zeros: usize = start.iter().map(|it| usize::from(*it == 0)).sum();
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || start.len() < 3 * zeros {
        return Some(
            "this is UTF-16 text. Open it in a spreadsheet and save it as “CSV UTF-8”, then import that.",
        );
    }
    None
}

fn hash(file: &mut impl Read) -> io::Result<(String, u64)> {
    let mut hasher = Sha256::new();
    let mut block = vec![0; BLOCK];
    let mut size = 0;
    loop {
        let read = match file.read(&mut block) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if read == 0 {
            break;
        }
        hasher.update(&block[..read]);
        size += read as u64;
    }
    Ok((hex(hasher.finalize()), size))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(bytes: &[u8]) -> Result<(Opened, tempfile::TempDir), String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cases.csv");
        std::fs::write(&path, bytes).unwrap();
        Opened::of(&path, None).map(|it| (it, dir)).map_err(|it| it.to_string())
    }

    #[test]
    fn a_byte_order_mark_is_passed_over_and_the_hash_is_of_the_whole_file() {
        let (file, dir) = open(b"\xef\xbb\xbfDate\r\n2015-03-19\r\n").unwrap();
        assert!(file.is_marked && file.sha256.starts_with(&hash_of(b"\xef\xbb\xbfDate\r\n2015-03-19\r\n")));
        let (mut rows, start) = file.rows(dir.path(), 6, b',', 2).unwrap();
        let row = rows.next_row().unwrap().unwrap();
        assert_eq!((start, row.line, &row.cells[0]), (9, 2, &b"2015-03-19"[..]));
        assert!(rows.next_row().unwrap().is_none());
    }

    fn hash_of(bytes: &[u8]) -> String {
        hex(Sha256::digest(bytes))
    }

    #[test]
    fn a_file_beyond_all_measure_is_refused_before_it_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cases.csv");
        // All hole: it takes no room on the disk, as a small archive unpacks to a large file.
        File::create(&path).unwrap().set_len(FILE_LIMIT + 1).unwrap();
        assert!(Opened::of(&path, None).err().unwrap().to_string().contains("larger than 16 GB"));
    }

    #[test]
    fn what_is_called_a_workbook_and_is_none_is_not_taken_for_a_file_of_text() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["r.ods", "h.xls", "x.XLSX"] {
            let path = dir.path().join(name);
            std::fs::write(&path, b"hello | there\nx | y\n").unwrap();
            let said = Opened::of(&path, None).err().unwrap().to_string();
            assert!(said.contains("called a workbook, but it is none"), "{said}");
        }
    }

    #[test]
    fn a_pipe_is_refused_and_not_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("pipe.csv");
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0)
            .unwrap();
        let said = Opened::of(&path, None).err().unwrap().to_string();
        assert!(said.contains("not a file that can be read twice"), "{said}");
    }

    #[test]
    fn what_is_not_csv_is_named_with_how_to_save_it() {
        for (bytes, expected) in [
            (&b"PK\x03\x04junk"[..], "this workbook cannot be read"),
            (b"\xff\xfeD\0", "this is UTF-16 text"),
            (b"D\0a\0t\0e\0\n\0", "this is UTF-16 text"),
        ] {
            let said = open(bytes).err().unwrap();
            assert!(said.contains(expected), "{said}");
        }
    }
}
