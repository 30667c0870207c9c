//! How many cells a workbook would have in memory once it is read, measured before it is: a few bytes can say that a cell is
//! repeated a million times, or that it lies where nothing else does. None where it makes no sense.

use std::io::BufRead;

/// Cells of a workbook at most, empty ones between others too.
pub const MOST_CELLS: u64 = 8 << 20;

/// The cells of an `OpenDocument` workbook, by its `content.xml`: with their repetitions, all sheets together.
pub fn ods(mut content: impl BufRead) -> Option<u64> {
    let mut all = Area::default();
    let (mut row, mut tag, mut skipped) = (Row::default(), Vec::new(), Vec::new());
    loop {
        skipped.clear();
        if content.read_until(b'<', &mut skipped).ok()? == 0 {
            return Some(all.total());
        }
        read_tag(&mut content, &mut tag)?;
        let is = |name: &[u8]| {
            tag.strip_prefix(name)
                .is_some_and(|it| it.first().is_none_or(|it| !it.is_ascii_alphanumeric() && *it != b'-'))
        };
        let repeated = |name: &[u8]| repeated(&tag, name);
        if is(b"table:table-row") {
            row = Row { repeats: repeated(b"table:number-rows-repeated")?, ..Row::default() };
        } else if is(b"table:table-cell") || is(b"table:covered-table-cell") {
            let is_empty = !contains(&tag, b"office:") && !contains(&tag, b"formula") && tag.ends_with(b"/");
            row.put(repeated(b"table:number-columns-repeated")?, is_empty);
        } else if is(b"/table:table-row") {
            all.put(&std::mem::take(&mut row));
        } else if is(b"/table:table") {
            all.end();
        }
    }
}

/// A row: how often it stands there, how many cells it has up to the last that says something, and how many behind that.
#[derive(Default)]
struct Row {
    repeats: u64,
    filled: u64,
    behind: u64,
}

impl Row {
    fn put(&mut self, cells: u64, is_empty: bool) {
        self.behind = self.behind.saturating_add(cells);
        if !is_empty {
            self.filled = self.filled.saturating_add(std::mem::take(&mut self.behind));
        }
    }
}

/// A sheet being measured, and what all before it had.
#[derive(Default)]
struct Area {
    before: u64,
    width: u64,
    rows: u64,
    empty_rows: u64,
    /// Cells as they are written, without the repetitions of rows.
    written: u64,
}

impl Area {
    fn put(&mut self, row: &Row) {
        self.empty_rows = self.empty_rows.saturating_add(row.repeats);
        self.written = self.written.saturating_add(row.filled);
        if 0 < row.filled {
            self.width = self.width.max(row.filled);
            self.rows = self.rows.saturating_add(std::mem::take(&mut self.empty_rows));
        }
    }

    fn end(&mut self) {
        *self = Self { before: self.total(), ..Self::default() };
    }

    fn total(&self) -> u64 {
        self.before.saturating_add(self.written).saturating_add(self.width.saturating_mul(self.rows))
    }
}

/// Reads what stands between `<` and `>`; a `>` in quotation marks ends nothing.
fn read_tag(content: &mut impl BufRead, tag: &mut Vec<u8>) -> Option<()> {
    tag.clear();
    loop {
        if content.read_until(b'>', tag).ok()? == 0 {
            return None;
        }
        let mut quote = None;
        for byte in tag.iter() {
            match quote {
                None if b"'\"".contains(byte) => quote = Some(*byte),
                Some(it) if it == *byte => quote = None,
                _ => {}
            }
        }
        if quote.is_none() && tag.pop_if(|it| *it == b'>').is_some() {
            return Some(());
        }
    }
}

/// How often a tag says that it stands there, once if it says nothing. A number that is written in no plain way is none.
fn repeated(tag: &[u8], name: &[u8]) -> Option<u64> {
    let Some(at) = tag.windows(name.len()).position(|it| it == name) else { return Some(1) };
    let rest = tag[at + name.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'"))?;
    let digits = rest.iter().take_while(|it| it.is_ascii_digit()).count();
    let ends = rest.get(digits).is_some_and(|it| b"'\"".contains(it));
    std::str::from_utf8(&rest[..digits]).ok().filter(|_| ends)?.parse().ok()
}

fn contains(tag: &[u8], words: &[u8]) -> bool {
    tag.windows(words.len()).any(|it| it == words)
}

/// Ids of sectors from here on are none.
const RESERVED: u32 = 0xffff_fffa;
/// Streams that are shorter lie among others in one.
const SHORT: usize = 4096;
const SHORT_SECTOR: usize = 64;

/// The cells of a workbook of the old kind (XLS): of each sheet all between the first and the last that says something.
pub fn xls(bytes: &[u8]) -> Option<u64> {
    let book = Compound::of(bytes)?.book()?;
    let mut total: u64 = 0;
    for (kind, data) in Records(&book).take_while(|it| it.0 != 0x000a) {
        if kind != 0x0085 {
            continue;
        }
        let at = usize::try_from(number(data, 0)?).ok()?;
        total = total.saturating_add(sheet(book.get(at..)?)?);
        if MOST_CELLS < total {
            break;
        }
    }
    Some(total)
}

/// The cells of a sheet that begins here.
fn sheet(stream: &[u8]) -> Option<u64> {
    let (mut depth, mut claimed) = (0_u32, 0_u64);
    let mut bounds: Option<[u64; 4]> = None;
    for (kind, data) in Records(stream) {
        match kind {
            0x0809 => depth += 1,
            0x000a if depth <= 1 => break,
            0x000a => depth -= 1,
            // What lies in a chart is no cell of the sheet.
            _ if 1 < depth => {}
            0x0200 if 14 <= data.len() => {
                let rows = u64::from(number(data, 4)?.saturating_sub(number(data, 0)?));
                claimed = rows.saturating_mul(u64::from(short(data, 10)?));
            }
            0x0006 | 0x00bd | 0x00d6 | 0x00fd | 0x0203..=0x0205 | 0x027e => {
                let (row, column) = (u64::from(short(data, 0)?), u64::from(short(data, 2)?));
                let last =
                    if kind == 0x00bd { u64::from(short(data, data.len().checked_sub(2)?)?) } else { column };
                let [top, bottom, left, right] = bounds.unwrap_or([row, row, column, column]);
                bounds = Some([top.min(row), bottom.max(row), left.min(column), right.max(last)]);
            }
            _ => {}
        }
    }
    let area =
        bounds.map_or(0, |[top, bottom, left, right]| (bottom - top + 1) * (right.saturating_sub(left) + 1));
    // Many say that they are as large as a sheet may be; what is beyond that was never written by a spreadsheet.
    Some(if 65_536 * 256 < claimed { u64::MAX } else { area })
}

/// The records of a stream: kind and contents. One that is not whole ends them.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (short(self.0, 0)?, usize::from(short(self.0, 2)?));
        let data = self.0.get(4..4 + length)?;
        self.0 = &self.0[4 + length..];
        Some((kind, data))
    }
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).filter_map(|it| number(it, 0))
}

/// A file of streams in sectors (MS-CFB).
struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// Which sector follows each.
    next: Vec<u32>,
}

impl<'a> Compound<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let sector = match short(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut it = Self { bytes, sector, next: Vec::new() };
        let mut ids: Vec<u32> = numbers(bytes.get(76..512)?).collect();
        let (mut more, mut left) = (number(bytes, 68)?, bytes.len() / sector + 1);
        while more < RESERVED {
            left = left.checked_sub(1)?;
            ids.extend(numbers(it.at(more)?));
            more = ids.pop()?;
        }
        for id in ids.into_iter().filter(|it| *it < RESERVED) {
            let sector = it.at(id)?;
            it.next.extend(numbers(sector));
        }
        Some(it)
    }

    fn at(&self, id: u32) -> Option<&'a [u8]> {
        let from = usize::try_from(id).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        let rest = self.bytes.get(from..)?;
        Some(&rest[..rest.len().min(self.sector)])
    }

    /// The sectors from this one on, one after the other.
    fn chain(&self, mut id: u32) -> Option<Vec<u8>> {
        let mut all = Vec::new();
        while id < RESERVED {
            if self.bytes.len() < all.len() {
                return None;
            }
            all.extend(self.at(id)?);
            id = *self.next.get(usize::try_from(id).ok()?)?;
        }
        Some(all)
    }

    /// The stream of the workbook.
    fn book(&self) -> Option<Vec<u8>> {
        let entries = self.chain(number(self.bytes, 48)?)?;
        let named = |name: &str| {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            entries.chunks_exact(128).find(|it| {
                let length = short(it, 64).map_or(0, usize::from).saturating_sub(2).min(64);
                it[..length].eq_ignore_ascii_case(&name)
            })
        };
        let entry = named("Workbook").or_else(|| named("Book"))?;
        let (start, length) = (number(entry, 116)?, usize::try_from(number(entry, 120)?).ok()?);
        let mut stream =
            if length < SHORT { self.short_stream(&entries, start)? } else { self.chain(start)? };
        stream.truncate(length);
        Some(stream)
    }

    fn short_stream(&self, entries: &[u8], mut id: u32) -> Option<Vec<u8>> {
        let all = self.chain(number(entries, 116)?)?;
        let next: Vec<u32> = numbers(&self.chain(number(self.bytes, 60)?)?).collect();
        let mut stream = Vec::new();
        while id < RESERVED {
            if all.len() < stream.len() {
                return None;
            }
            let at = usize::try_from(id).ok()?;
            stream.extend(all.get(at * SHORT_SECTOR..(at + 1) * SHORT_SECTOR)?);
            id = *next.get(at)?;
        }
        Some(stream)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &str) -> String {
        format!("<office:spreadsheet><table:table table:name=\"a\">{rows}</table:table></office:spreadsheet>")
    }

    #[test]
    fn repeated_cells_and_rows_count_as_often_as_they_would_be_there_and_empty_ones_at_the_end_do_not() {
        let filled = "<table:table-cell office:value-type=\"float\" office:value=\"1\"/>";
        let empty = "<table:table-cell table:number-columns-repeated=\"16384\"/>";
        let row = |repeats: &str, cells: &str| {
            format!("<table:table-row table:number-rows-repeated=\"{repeats}\">{cells}</table:table-row>")
        };
        for (rows, expected) in [
            (row("2", &format!("{filled}{empty}")) + &row("1048574", empty), Some(3)),
            (
                row("1000000", &filled.replace("/>", " table:number-columns-repeated='100'/>")),
                Some(100_000_100),
            ),
            (row("1", filled) + &row("1000000", empty) + &row("1", filled), Some(1_000_004)),
            (row("1", &filled.replace("value-type", "x=\">\" value-type")), Some(2)),
            (row("&#49;00", filled), None),
            (row("99999999999999999999", filled), None),
        ] {
            assert_eq!(ods(table(&rows).as_bytes()), expected, "{rows}");
        }
        assert_eq!(ods(b"<table:table-row".as_slice()), None, "a tag that never ends");
    }

    /// A workbook of the old kind with these records on its one sheet.
    fn old(records: &[(u16, &[u8])]) -> Vec<u8> {
        let record = |(kind, data): (u16, &[u8])| {
            let length = u16::try_from(data.len()).expect("short");
            [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
        };
        let begins = record((0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        let at = u32::try_from(begins.len() + 4 + 9 + 4).expect("short");
        let named = [&at.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat();
        let ends = record((0x000a, &[]));
        let sheet: Vec<u8> = records.iter().flat_map(|it| record(*it)).collect();
        let mut book = [&begins[..], &record((0x0085, &named)), &ends, &begins, &sheet, &ends].concat();
        book.resize(book.len().max(SHORT).next_multiple_of(512), 0);
        let sectors = u32::try_from(book.len() / 512).expect("few");
        let mut head = vec![0; 512];
        head[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
        head[24..32].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0]);
        head[32] = 6;
        head[44] = 1;
        head[48] = 1;
        head[57] = 0x10;
        head[60..64].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
        head[68..72].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
        head[76..].fill(0xff);
        head[76..80].fill(0);
        let mut next: Vec<u32> = vec![0xffff_fffd, 0xffff_fffe];
        next.extend((0..sectors).map(|it| if it + 1 == sectors { 0xffff_fffe } else { it + 3 }));
        next.resize(128, 0xffff_ffff);
        let mut entries = vec![0; 512];
        for (place, (name, kind, start, length)) in
            [("Root Entry", 5, 0xffff_fffe, 0), ("Workbook", 2, 2, book.len())].into_iter().enumerate()
        {
            let entry = &mut entries[place * 128..(place + 1) * 128];
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            entry[..name.len()].copy_from_slice(&name);
            entry[64] = u8::try_from(name.len() + 2).expect("short");
            entry[66] = kind;
            entry[116..120].copy_from_slice(&u32::to_le_bytes(start));
            entry[120..124].copy_from_slice(&u32::try_from(length).expect("short").to_le_bytes());
        }
        let next: Vec<u8> = next.into_iter().flat_map(u32::to_le_bytes).collect();
        [head, next, entries, book].concat()
    }

    fn cell(row: u16, column: u16) -> Vec<u8> {
        [&row.to_le_bytes()[..], &column.to_le_bytes(), &[0, 0], &1_f64.to_le_bytes()].concat()
    }

    #[test]
    fn cells_of_an_old_workbook_that_lie_far_apart_count_with_all_between_them_and_so_does_a_size_that_cannot_be()
     {
        let (first, last) = (cell(0, 0), cell(u16::MAX, u16::MAX));
        assert_eq!(xls(&old(&[(0x0203, &first), (0x0203, &cell(2, 1))])), Some(6));
        assert_eq!(xls(&old(&[(0x0203, &first), (0x0203, &last)])), Some(1 << 32));
        let claims = [0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0xff, 0, 0, 0];
        assert_eq!(xls(&old(&[(0x0200, &claims), (0x0203, &first)])), Some(u64::MAX));
        let sound = old(&[(0x0203, &first)]);
        for cut in [0, 8, 100, 512, 600, 1100] {
            assert_eq!(xls(&sound[..cut]), None, "{cut}");
        }
    }
}
