//! A sheet of a workbook (XLSX, XLS, ODS) as a CSV file, so that it is read as every other file is: a row a line, days written
//! 2026-11-24, numbers bare. What would unpack to more than can be held is refused before it is unpacked.

use std::fmt::Write;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};

use calamine::{Data, DataRef, ExcelDateTime, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsx};
use zip::ZipArchive;

use crate::domain::text::one_line;
use crate::exchange::import::measure::{self, MOST_CELLS};
use crate::panics;

/// Bytes of a workbook unpacked, and of a sheet as CSV, at most.
const MOST_BYTES: u64 = 512 << 20;
/// Columns and rows of a sheet at most: no spreadsheet makes more.
const MOST_COLUMNS: u32 = 1 << 14;
const MOST_ROWS: u32 = 1 << 20;
/// Parts of a packed workbook at most.
const MOST_PARTS: usize = 10_000;
/// What stands for a line break inside a cell, so that every row is one line.
pub const LINE_BREAK: char = '\u{2028}';

/// A sheet that was read.
#[derive(Debug)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows, as CSV with commas.
    pub csv: Vec<u8>,
}

/// Whether the beginning of a file is that of a workbook.
pub fn is_workbook(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0")
}

/// Whether the name of a file says that it is a workbook.
pub fn is_called_workbook(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|it| it.1.to_ascii_lowercase()).unwrap_or_default();
    ["xlsx", "xlsm", "xlsb", "xls", "ods"].contains(&ending.as_str())
}

/// Reads the sheet of a name; without one, the only sheet that there is. The error says what to do.
pub fn read(file: &File, is_packed: bool, name: Option<&str>) -> Result<Sheet, String> {
    let parts = if is_packed { parts(file, MOST_BYTES)? } else { Vec::new() };
    let has = |name: &str| parts.iter().any(|it| it == name);
    let read = || match () {
        () if !is_packed => read_xls(file, name),
        () if has("xl/workbook.xml") => read_xlsx(file, name),
        () if has("content.xml") => read_ods(file, name),
        () => Err(
            "this is packed, but no workbook (XLSX, XLS or ODS) that can be read. Save it as XLSX or CSV."
                .to_owned(),
        ),
    };
    if is_packed {
        if has("content.xml") {
            let mut zip = ZipArchive::new(rewound(file)?).map_err(|it| unreadable(&it))?;
            let content = zip.by_name("content.xml").map_err(|it| unreadable(&it))?;
            not_too_many(measure::ods(BufReader::new(content)))?;
        }
    } else {
        let bytes = whole(file)?;
        if has_password(&bytes) {
            return Err(LOCKED.to_owned());
        }
        not_too_many(measure::xls(&bytes))?;
    }
    // What is broken on purpose may break what reads it.
    panics::caught(read).unwrap_or_else(|_| Err(unreadable(&"")))
}

/// What to do with a workbook that nobody can read without its password.
const LOCKED: &str = "this workbook cannot be read: it has a password. Take it off and save it again.";
/// What a workbook that is locked with a password has inside, in the letters of such files.
const LOCKED_PART: &str = "EncryptedPackage";

/// Whether a file of the old kind is nothing but the wrapping of a workbook that is locked.
fn has_password(bytes: &[u8]) -> bool {
    let part: Vec<u8> = LOCKED_PART.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(part.len()).any(|it| it == part)
}

/// All of a file of the old kind.
fn whole(file: &File) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    rewound(file)?.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|it| unreadable(&it))?;
    if MOST_BYTES < bytes.len() as u64 {
        return Err("this workbook is too large. Save the sheet as CSV, and import that.".to_owned());
    }
    Ok(bytes)
}

/// Whether a workbook has no more cells than can be held, before they are.
fn not_too_many(cells: Option<u64>) -> Result<(), String> {
    match cells {
        None => Err(unreadable(&"")),
        Some(cells) if MOST_CELLS < cells => Err(format!(
            "this workbook has more than {} million cells, with the empty ones between others. Delete what lies far from the \
             rows, or save the sheet as CSV and import that.",
            MOST_CELLS >> 20
        )),
        Some(_) => Ok(()),
    }
}

/// What to do with a workbook that makes no sense to whatever reads it.
fn unreadable(why: &dyn std::fmt::Display) -> String {
    if why.to_string().to_lowercase().contains("password") {
        return LOCKED.to_owned();
    }
    "this workbook cannot be read: it is damaged or not whole. Get it again from where it is; or open it in a spreadsheet and \
     save it again."
        .to_owned()
}

/// The names of the parts of a packed workbook, once it is sure what they unpack to.
fn parts(file: &File, most: u64) -> Result<Vec<String>, String> {
    let mut zip = ZipArchive::new(rewound(file)?).map_err(|it| unreadable(&it))?;
    let too_large = || {
        let most = most >> 20;
        format!(
            "this workbook unpacks to more than {most} MB, and that is the most. Save the sheet as CSV, and import that."
        )
    };
    if MOST_PARTS < zip.len() {
        return Err(too_large());
    }
    let (mut names, mut left) = (Vec::new(), most);
    for at in 0..zip.len() {
        let part = zip.by_index(at).map_err(|it| unreadable(&it))?;
        names.push(part.name().map_err(|it| unreadable(&it))?.into_owned());
        // What it says of its size need not be so.
        let size = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|it| unreadable(&it))?;
        left = left.checked_sub(size).ok_or_else(too_large)?;
    }
    Ok(names)
}

fn rewound(file: &File) -> Result<BufReader<&File>, String> {
    let mut file = file;
    file.rewind().map_err(|it| unreadable(&it))?;
    Ok(BufReader::new(file))
}

fn read_xlsx(file: &File, name: Option<&str>) -> Result<Sheet, String> {
    let mut book: Xlsx<_> = Xlsx::new(rewound(file)?).map_err(|it| unreadable(&it))?;
    let name = chosen(&book, name)?;
    let mut csv = Csv::default();
    let mut cells = book.worksheet_cells_reader(&name).map_err(|it| unreadable(&it))?;
    while let Some(cell) = cells.next_cell().map_err(|it| unreadable(&it))? {
        let data = match cell.get_value() {
            DataRef::SharedString(text) => Data::String((*text).to_owned()),
            other => Data::from(other.clone()),
        };
        csv.put(cell.get_position(), &data)?;
    }
    Ok(Sheet { name, csv: csv.end()? })
}

fn read_xls(file: &File, name: Option<&str>) -> Result<Sheet, String> {
    let mut book: Xls<_> = Xls::new(rewound(file)?).map_err(|it| unreadable(&it))?;
    let name = chosen(&book, name)?;
    let range = book.worksheet_range(&name).map_err(|it| unreadable(&it))?;
    Ok(Sheet { name, csv: of_range(&range)? })
}

fn read_ods(file: &File, name: Option<&str>) -> Result<Sheet, String> {
    let mut book: Ods<_> = Ods::new(rewound(file)?).map_err(|it| unreadable(&it))?;
    let name = chosen(&book, name)?;
    let range = book.worksheet_range(&name).map_err(|it| unreadable(&it))?;
    Ok(Sheet { name, csv: of_range(&range)? })
}

/// The sheet that is meant.
fn chosen<R: Read + Seek>(book: &impl Reader<R>, name: Option<&str>) -> Result<String, String> {
    let sheets = book.sheets_metadata().iter().filter(|it| it.typ == SheetType::WorkSheet);
    let sheets: Vec<_> = sheets.collect();
    let named = |it: &str| it.trim().to_lowercase();
    if let Some(name) = name
        && let Some(sheet) = sheets.iter().find(|it| named(&it.name) == named(name))
    {
        return Ok(sheet.name.clone());
    }
    let shown: Vec<_> = sheets.iter().filter(|it| it.visible == SheetVisible::Visible).collect();
    let all = || shown.iter().map(|it| format!("“{}”", one_line(&it.name))).collect::<Vec<_>>().join(", ");
    match (name, shown.as_slice()) {
        (None, [only]) => Ok(only.name.clone()),
        (_, []) => Err("this workbook has no sheet of rows.".to_owned()),
        (None, _) => Err(format!(
            "this workbook has several sheets: {}. Say which: --sheet NAME with --look, and sheet = \"…\" under [source] in the map.",
            all()
        )),
        (Some(name), _) => Err(format!(
            "this workbook has no sheet “{}”, but {}. Put sheet under [source] in the map right.",
            one_line(name),
            all()
        )),
    }
}

fn of_range(range: &Range<Data>) -> Result<Vec<u8>, String> {
    let (row, column) = range.start().unwrap_or_default();
    let mut csv = Csv::default();
    for (at_row, at_column, data) in range.used_cells() {
        let place = |start: u32, at: usize| start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        csv.put((place(row, at_row), place(column, at_column)), data)?;
    }
    csv.end()
}

/// Rows being written. All get as many cells as the widest so far, as rows of a sheet have no end of their own.
#[derive(Default)]
struct Csv {
    rows: Vec<(u32, Vec<String>)>,
    width: usize,
    bytes: u64,
    /// Bytes of the words alone, without the room of empty cells between them.
    said: u64,
}

impl Csv {
    /// Puts a cell in its place; they come row by row.
    fn put(&mut self, (row, column): (u32, u32), data: &Data) -> Result<(), String> {
        let text = words(data);
        if text.is_empty() {
            return Ok(());
        }
        if MOST_COLUMNS <= column || MOST_ROWS <= row {
            return Err(too_far());
        }
        if self.rows.last().is_none_or(|it| it.0 < row) {
            self.rows.push((row, Vec::new()));
        }
        let broken = || unreadable(&"its cells are out of order");
        let cells = &mut self.rows.last_mut().filter(|it| it.0 == row).ok_or_else(broken)?.1;
        let column = usize::try_from(column).map_err(|_| broken())?;
        self.said += text.len() as u64;
        self.bytes +=
            text.len() as u64 + size_of::<String>() as u64 * column.saturating_sub(cells.len()) as u64;
        if MOST_BYTES < self.bytes {
            return Err(self.too_long());
        }
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
        self.width = self.width.max(column + 1);
        Ok(())
    }

    /// What is wrong with a sheet that would take too much room: what it says, or how far apart that lies.
    fn too_long(&self) -> String {
        if self.said < MOST_BYTES / 2 {
            return too_far();
        }
        format!(
            "the sheet is longer than {} MB, and that is the most. Save it as CSV, and import that.",
            MOST_BYTES >> 20
        )
    }

    fn end(self) -> Result<Vec<u8>, String> {
        let rows = self.rows.last().map_or(0, |it| u64::from(it.0) + 1);
        if MOST_BYTES < self.bytes + rows + self.rows.len() as u64 * self.width as u64 {
            return Err(self.too_long());
        }
        let mut csv = Vec::new();
        let mut line = 0;
        for (row, mut cells) in self.rows {
            while line < row {
                csv.push(b'\n');
                line += 1;
            }
            cells.resize(self.width, String::new());
            let mut writer = csv::Writer::from_writer(&mut csv);
            writer.write_record(&cells).and_then(|()| Ok(writer.flush()?)).map_err(|it| unreadable(&it))?;
            line += 1;
        }
        Ok(csv)
    }
}

/// What to do with a sheet of which a cell lies where nothing else is.
fn too_far() -> String {
    "a cell of the sheet lies far from the rows, with nothing but empty ones between. Delete what stands apart, or save the \
     sheet as CSV and import that."
        .to_owned()
}

/// What stands in a cell, on one line.
fn words(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        Data::String(it) | Data::DateTimeIso(it) | Data::DurationIso(it) => {
            it.replace("\r\n", "\n").replace(['\r', '\n'], &LINE_BREAK.to_string())
        }
        Data::Int(it) => it.to_string(),
        Data::Float(it) => it.to_string(),
        Data::Bool(it) => if *it { "TRUE" } else { "FALSE" }.to_owned(),
        Data::Error(it) => it.to_string(),
        Data::DateTime(it) => moment(it),
    }
}

/// A day, with its time if it has one; a time alone is no day.
fn moment(it: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = it.to_ymd_hms_milli();
    let (is_day, has_time) = (it.is_datetime() && 1.0 <= it.as_f64(), (hour, minute, second) != (0, 0, 0));
    let mut words = String::new();
    if it.is_duration() {
        return it.as_f64().to_string();
    }
    if is_day {
        write!(words, "{year:04}-{month:02}-{day:02}").expect("a string takes any text");
    }
    if has_time || !is_day {
        let gap = if is_day { " " } else { "" };
        write!(words, "{gap}{hour:02}:{minute:02}:{second:02}").expect("a string takes any text");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn file(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    fn packed(parts: &[(&str, &[u8])]) -> File {
        let mut zip = zip::ZipWriter::new(tempfile::tempfile().unwrap());
        for (name, bytes) in parts {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap()
    }

    #[test]
    fn days_numbers_and_line_breaks_are_written_as_any_file_has_them() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let day = rust_xlsxwriter::Format::new().set_num_format("d mmm yyyy");
        sheet.write_string(1, 0, "Ref").unwrap();
        sheet.write_string(1, 1, "Date").unwrap();
        sheet.write_string(1, 3, "What").unwrap();
        sheet.write_number(3, 0, 124).unwrap();
        sheet.write_number_with_format(3, 1, 45_352.0, &day).unwrap();
        sheet.write_string(3, 3, "a\n\"b\", c").unwrap();
        sheet.write_number_with_format(4, 1, 45_352.75, &day).unwrap();
        let sheet = read(&file(&book.save_to_buffer().unwrap()), true, None).unwrap();
        let expected =
            "\nRef,Date,,What\n\n124,2024-03-01,,\"a\u{2028}\"\"b\"\", c\"\n,2024-03-01 18:00:00,,\n";
        assert_eq!(
            (sheet.name.as_str(), String::from_utf8(sheet.csv).unwrap().as_str()),
            ("Sheet1", expected)
        );
        let old = ExcelDateTime::new(0.0 + 43_890.0, calamine::ExcelDateTimeType::DateTime, true);
        assert_eq!(moment(&old), "2024-03-01", "a calendar that begins in 1904");
        assert_eq!(words(&Data::Error(calamine::CellErrorType::NA)), "#N/A");
    }

    #[test]
    fn a_cell_that_lies_where_no_sheet_goes_is_told_of_and_not_called_long() {
        let mut csv = Csv::default();
        csv.put((0, 0), &Data::String("Ref".to_owned())).unwrap();
        for place in [(3, 475_254), (1 << 20, 0)] {
            let said = csv.put(place, &Data::Bool(true)).unwrap_err();
            assert!(said.contains("lies far from the rows"), "{said}");
        }
        for row in 1..(1 << 16) {
            csv.put((row, 0), &Data::Int(1)).unwrap();
        }
        csv.put((1 << 16, MOST_COLUMNS - 1), &Data::Int(1)).unwrap();
        assert!(csv.end().unwrap_err().contains("lies far from the rows"));
    }

    #[test]
    fn a_sheet_among_several_is_chosen_by_name_and_not_guessed() {
        let mut book = rust_xlsxwriter::Workbook::new();
        for (name, is_hidden) in [("Cases", false), ("Lists", false), ("Old", true)] {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            sheet.write_string(0, 0, name).unwrap();
            sheet.set_hidden(is_hidden);
        }
        let file = file(&book.save_to_buffer().unwrap());
        assert_eq!(read(&file, true, Some("lists")).unwrap().csv, b"Lists\n");
        assert_eq!(read(&file, true, Some("Old")).unwrap().csv, b"Old\n");
        for (name, expected) in
            [(None, "several sheets: “Cases”, “Lists”."), (Some("x"), "no sheet “x”, but “Cases”")]
        {
            let said = read(&file, true, name).unwrap_err();
            assert!(said.contains(expected), "{said}");
        }
    }

    /// A row of a hundred cells, a million times, in a few letters.
    const REPEATED: &[u8] = b"<office:document-content><office:body><office:spreadsheet><table:table table:name=\"A\">\
        <table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"100\" \
        office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table></office:spreadsheet></office:body>\
        </office:document-content>";

    #[test]
    fn formulas_are_what_they_came_to_and_merged_cells_say_their_words_once() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let plain = rust_xlsxwriter::Format::new();
        sheet.merge_range(0, 0, 0, 1, "Ref", &plain).unwrap();
        sheet.write_string(0, 2, "Sum").unwrap();
        sheet.write_formula(1, 2, rust_xlsxwriter::Formula::new("=1+2").set_result("3")).unwrap();
        sheet
            .write_formula(2, 2, rust_xlsxwriter::Formula::new("=HYPERLINK(\"http://x\")").set_result("page"))
            .unwrap();
        sheet.write_string(2, 0, "=1+1").unwrap();
        let read = read(&file(&book.save_to_buffer().unwrap()), true, None).unwrap();
        assert_eq!(String::from_utf8(read.csv).unwrap(), "Ref,,Sum\n,,3\n=1+1,,page\n");
    }

    #[test]
    fn a_workbook_that_is_cut_anywhere_or_says_that_it_is_larger_than_it_is_is_refused_in_words_or_read() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write_string(0, 0, "Ref").unwrap();
        let whole = book.save_to_buffer().unwrap();
        for cut in (4..whole.len()).step_by(97) {
            let said = read(&file(&whole[..cut]), true, None).unwrap_err();
            assert!(said.contains("cannot be read") || said.contains("no workbook"), "{cut}: {said}");
        }
        let sheet = |size: &str| {
            format!(
                "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"{size}\"/>\
                 <sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Ref</t></is></c></row></sheetData></worksheet>"
            )
        };
        for size in ["A1:XFD1048576", "B9:A1", "ZZZZZZZ99999999999", ""] {
            let mut zip = zip::ZipArchive::new(std::io::Cursor::new(whole.clone())).unwrap();
            let mut parts = Vec::new();
            for at in 0..zip.len() {
                let mut part = zip.by_index(at).unwrap();
                let mut bytes = Vec::new();
                part.read_to_end(&mut bytes).unwrap();
                parts.push((part.name().unwrap().into_owned(), bytes));
            }
            let is_sheet = |it: &&mut (String, Vec<u8>)| it.0 == "xl/worksheets/sheet1.xml";
            parts.iter_mut().find(is_sheet).unwrap().1 = sheet(size).into_bytes();
            let parts: Vec<(&str, &[u8])> = parts.iter().map(|it| (&*it.0, &*it.1)).collect();
            match read(&packed(&parts), true, None) {
                Ok(it) => assert_eq!(it.csv, b"Ref\n", "{size}"),
                Err(said) => assert!(said.contains("cannot be read"), "{size}: {said}"),
            }
        }
    }

    #[test]
    fn what_unpacks_without_end_is_refused_in_words_and_so_is_what_is_broken() {
        let noughts = vec![0; 1 << 20];
        let bomb = packed(&[("xl/workbook.xml", b"<workbook/>"), ("a", &noughts), ("b", &noughts)]);
        assert!(bomb.metadata().unwrap().len() < 1 << 14);
        assert!(
            parts(&bomb, 2 << 20).unwrap_err().contains("unpacks to more than 2 MB, and that is the most")
        );
        assert_eq!(parts(&bomb, 3 << 20).unwrap().len(), 3);
        for (file, is_packed, expected) in [
            (packed(&[("readme.txt", b"x")]), true, "no workbook"),
            (packed(&[("xl/workbook.xml", b"<x")]), true, "cannot be read"),
            (packed(&[("content.xml", b"<x")]), true, "cannot be read"),
            (packed(&[("content.xml", REPEATED)]), true, "more than 8 million cells"),
            (file(b"PK\x03\x04junk"), true, "cannot be read"),
            (file(b"\xd0\xcf\x11\xe0junk"), false, "it is damaged or not whole"),
            (
                file(b"\xd0\xcf\x11\xe0E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
                false,
                "it has a password. Take it off",
            ),
        ] {
            let said = read(&file, is_packed, None).unwrap_err();
            assert!(said.contains(expected), "{said}");
        }
    }
}
