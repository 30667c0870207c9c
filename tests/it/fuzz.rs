//! Whatever is read from outside is read or refused, and never breaks anything: a table of readers, each fed what is kept
//! in `tests/corpus`, mutations of that, words of its own language in any order, and plain noise.
//!
//! More: `REDRESS_FUZZ=100000`. What breaks a reader belongs into its file in the corpus.

use std::fmt::Debug;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::NaiveDate;
use chrono_tz::Tz;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use redress::api::message::Request;
use redress::api::wire::{Down, Greeting, LONGEST_UP, Up, receive, send};
use redress::cli::dates::day;
use redress::cli::safe::until;
use redress::desk::upkeep::verify_journal;
use redress::domain::calendar::Calendar;
use redress::domain::calendar::bank_holidays::BankHolidays;
use redress::domain::calendar::period::{FinancialYear, Quarter};
use redress::domain::calendar::typed::{Sense, read as read_day};
use redress::domain::filter::Filter;
use redress::domain::office::record::Office;
use redress::domain::plan_filter::ActionFilter;
use redress::domain::records::any::Change;
use redress::domain::reference::{ActionRef, CaseRef, PlanRef};
use redress::domain::template;
use redress::drafts::Saved;
use redress::exchange::import::dates::{Plus, is_format, read as read_cell};
use redress::exchange::import::fields::Target;
use redress::exchange::import::map::{ACTIONS_MAP_HELP, MAP_HELP, Map};
use redress::exchange::import::table::{CELL_LIMIT, Rows};
use redress::exchange::import::workbook;
use redress::journal::seal::Seal;
use redress::journal::written::Draft;
use redress::journal::{Journal, SEGMENT_BYTES};

use crate::driver::{private, today};

/// Inputs to a reader in an ordinary run.
const CASES: u32 = 300;

/// A reader of something from outside.
struct Reader {
    /// Its name, and that of its file in the corpus.
    name: &'static str,
    /// Words of its language.
    words: &'static [&'static str],
    /// Reads; panics if that does not end as it should.
    read: fn(&[u8]),
    /// One input in so many is tried, where each costs files.
    costs: u32,
}

const READERS: &[Reader] = &[
    Reader {
        name: "journal",
        words: &["\n", "\"did\":", "null", "{\"seq\":", "\"prev\":\"", "}", "0", "a"],
        read: journal,
        costs: 3,
    },
    Reader { name: "change", words: CHANGES, read: change, costs: 1 },
    Reader {
        name: "wire",
        words: &[
            "\u{0}",
            "\u{1}",
            "\u{fb}",
            "\u{fc}",
            "\u{fd}",
            "\u{ff}\u{ff}\u{ff}",
            "redress 0.1.0 wire 1",
            "\n",
        ],
        read: wire,
        costs: 1,
    },
    Reader { name: "map", words: MAPS, read: map, costs: 1 },
    Reader {
        name: "csv",
        words: &["\"", ",", "\n", "\r", "\r\n", "\"\"", ";", "a", "\u{0}", "\u{e9}"],
        read: csv,
        costs: 1,
    },
    Reader { name: "dates", words: DATES, read: dates, costs: 1 },
    Reader { name: "filter", words: FILTERS, read: filter, costs: 1 },
    Reader {
        name: "periods",
        words: &["2026", "-", "27", " ", "Q", "1", "4", "q", "9999", "00", "+", "\u{0661}"],
        read: periods,
        costs: 1,
    },
    Reader {
        name: "until",
        words: &["2026-11-24", "T", "14:02:00", "Z", "+01:00", "3262", " ", "24/11/2026", "-"],
        read: until_words,
        costs: 1,
    },
    Reader { name: "seal", words: SEALS, read: seal, costs: 1 },
    Reader {
        name: "references",
        words: &["26", "-", "0001", "P", "p", "/", "3", "2026", " ", "99999999999"],
        read: references,
        costs: 1,
    },
    Reader {
        name: "files",
        words: &["{", "}", "[", "]", "\"", "scotland", "events", "date", "form", ":", ","],
        read: files,
        costs: 1,
    },
    Reader { name: "sheets", words: SHEETS, read: sheets, costs: 10 },
    Reader { name: "templates", words: TEMPLATES, read: templates, costs: 1 },
];

const SHEETS: &[&str] = &[
    "<table:table table:name=\"A\">",
    "</table:table>",
    "<table:table-row>",
    "<table:table-row table:number-rows-repeated=\"1000000\">",
    "</table:table-row>",
    "<table:table-cell office:value-type=\"float\" office:value=\"1\"/>",
    "<table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/>",
    "<table:table-cell office:value-type=\"string\"><text:p>a</text:p></table:table-cell>",
    "<table:covered-table-cell/>",
    "<office:spreadsheet>",
    "</office:spreadsheet>",
    "<!--",
    ">",
    "\"",
    "&#49;",
];
const TEMPLATES: &[&str] = &[
    "{{ person }}",
    "{{ issues[0].what }}",
    "{% for it in issues %}",
    "{% endfor %}",
    "{% if answer_by %}",
    "{% endif %}",
    "{% raw %}",
    "{{",
    "%}",
    "range(9)",
    " | upper",
    "{#",
    "'",
    "\n",
];

const CHANGES: &[&str] = &[
    "[",
    "]",
    "{",
    "}",
    "{\"noted\":",
    "\"on\":\"2026-11-24\"",
    "\"text\":\"a\"",
    ",",
    "null",
    "1e999",
    "\"received\"",
    "\\ud800",
];
const MAPS: &[&str] = &[
    "[columns]\n",
    "[source]\n",
    "[values.status]\n",
    "[defaults]\n",
    "received = \"Date\"\n",
    "timescale = { column = \"Date\", plus = \"40wd\" }\n",
    "header = 3\n",
    "dates = [\"%Y\"]\n",
    "delimiter = \"|\"\n",
    "\"\"\"",
    "= ",
    "[[",
    "]]",
    "{",
    "}",
    "99999999999999999999wd",
    "\n",
];
const DATES: &[&str] = &[
    "today",
    "fri",
    "+",
    "-",
    "10",
    "99999999999",
    "wd",
    "w",
    "m",
    "d",
    "/",
    "31",
    "feb",
    " ",
    "2026",
    "24 Nov",
    "29/2",
    "\u{0661}",
    "%",
    "eom",
    "0000",
    "262143",
];
const FILTERS: &[&str] = &[
    "is:",
    "late",
    "service:",
    "\"",
    "owner:",
    "me",
    "due:<",
    "5wd",
    ":",
    "received:",
    "2026-07",
    "..",
    " ",
    ">",
    "99999999999999",
    "2026-27",
    "Q1",
    "-",
];
const SEALS: &[&str] = &[
    "redress seal ",
    "2026-11-24 14:02",
    " entry ",
    "3262",
    " sha256:",
    "0",
    "a",
    "1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b",
    "\n",
    "99999999999999999999",
];

/// Text is where a reader takes text; other bytes are refused before it.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A refusal has words for a person.
#[track_caller]
fn refused_in_words<T: Debug, E: ToString>(result: Result<T, E>) {
    has_words(result);
}

/// What was read, if it was not refused.
#[track_caller]
fn has_words<T: Debug, E: ToString>(result: Result<T, E>) -> Option<T> {
    result.map_err(|it| assert!(!it.to_string().trim().is_empty())).ok()
}

/// A journal in which this stands somewhere is damaged, or holds every line as it was and something behind them that was never
/// confirmed.
fn journal(bytes: &[u8]) {
    let dir = tempfile::tempdir().unwrap();
    let segment = dir.path().join("journal/000001.jsonl");
    let (mut sound, _) = Journal::open(segment.parent().unwrap(), SEGMENT_BYTES).unwrap();
    let draft = |ver| Draft {
        at: "2026-11-24T14:02:00Z".parse().unwrap(),
        by: "jsmith".to_owned(),
        role: "handler".to_owned(),
        on: "26-0001".to_owned(),
        ver,
        cmd: String::new(),
        step: String::new(),
        did: r#"[{"noted":{"on":"2026-11-24","text":"Rang"}}]"#.to_owned(),
    };
    sound.append(&[draft(1), draft(2), draft(3)]).unwrap();
    drop(sound);
    private(dir.path());
    let before = fs::read(&segment).unwrap();
    let at = bytes.iter().map(|it| usize::from(*it)).sum::<usize>() % (before.len() + 1);
    let mut after = before[..at].to_vec();
    after.extend(bytes);
    after.extend(&before[before.len().min(at + bytes.len())..]);
    fs::write(&segment, &after).unwrap();
    let opened = verify_journal(dir.path(), &mut |_, _| {});
    assert!(opened.is_err() || after.starts_with(&before), "{:?} at {at} is not seen", text(bytes));
    drop(
        Journal::open(segment.parent().unwrap(), SEGMENT_BYTES)
            .map_err(|it| assert!(!it.to_string().is_empty())),
    );
}

fn change(bytes: &[u8]) {
    let text = text(bytes);
    for on in ["office", "26-0001", "P26-001", text.as_str()] {
        if let Some(change) = has_words(Change::from_json(on, &text)) {
            assert_eq!(Change::from_json(on, &change.to_json()).ok(), Some(change));
        }
    }
}

fn wire(bytes: &[u8]) {
    let framed = [&u32::try_from(bytes.len()).unwrap().to_le_bytes()[..], bytes].concat();
    for input in [bytes, &framed] {
        if let Some(up) = has_words(receive::<Up>(&mut &*input, LONGEST_UP)) {
            let mut again = Vec::new();
            send(&mut again, &up, LONGEST_UP).unwrap();
            assert_eq!(receive::<Up>(&mut &*again, LONGEST_UP).unwrap(), up);
        }
        refused_in_words(receive::<Down>(&mut &*input, 64 << 20));
        refused_in_words(Greeting::receive(&mut &*input));
    }
}

fn map(bytes: &[u8]) {
    let text = text(bytes);
    for (target, example) in [(Target::Cases, MAP_HELP), (Target::Actions, ACTIONS_MAP_HELP)] {
        refused_in_words(Map::from_toml(target, &text));
        let example =
            &example[example.find('[').unwrap()..example.find("\n\nWords").unwrap_or(example.len())];
        refused_in_words(Map::from_toml(target, &format!("{example}\n{text}")));
    }
}

fn csv(bytes: &[u8]) {
    for delimiter in *b",;\t|" {
        let mut rows = Rows::new(bytes, delimiter, 1);
        let (mut line, mut cells) = (0, 0);
        while let Some(row) = rows.next_row().unwrap() {
            assert!(line < row.line, "rows go on");
            line = row.line;
            cells += row.cells.iter().map(|it| it.len().min(CELL_LIMIT)).sum::<usize>();
        }
        assert_eq!(rows.bytes(), bytes.len() as u64, "all of it is read");
        assert!(cells <= bytes.len());
    }
}

fn calendar() -> Calendar {
    Office::default().calendar()
}

fn dates(bytes: &[u8]) {
    let (text, calendar) = (text(bytes), calendar());
    for today in [today(), NaiveDate::MAX, NaiveDate::MIN] {
        for sense in [Sense::Past, Sense::Future] {
            refused_in_words(read_day(&text, sense, today, &calendar));
        }
    }
    refused_in_words(day(&text));
    if let Some(plus) = Plus::from_words(&text) {
        plus.after(today(), &calendar);
    }
    if is_format(&text) {
        drop(read_cell(std::slice::from_ref(&text), Tz::Europe__London, "2026-11-24 10:00+01"));
    }
    drop(read_cell(&["%Y-%m-%d".to_owned(), "%d/%m/%Y".to_owned()], Tz::Europe__London, &text));
}

fn filter(bytes: &[u8]) {
    let text = text(bytes);
    refused_in_words(Filter::parse(&text));
    refused_in_words(ActionFilter::parse(&text));
}

fn periods(bytes: &[u8]) {
    let text = text(bytes);
    if let Some(year) = has_words(text.parse::<FinancialYear>()) {
        assert!(year.first() < year.last() && year.to_string().parse() == Ok(year));
    }
    if let Some(quarter) = has_words(text.parse::<Quarter>()) {
        assert!(quarter.first() < quarter.last() && quarter.to_string().parse() == Ok(quarter));
    }
}

fn until_words(bytes: &[u8]) {
    refused_in_words(until(&text(bytes)));
}

fn seal(bytes: &[u8]) {
    if let Some(seal) = has_words(Seal::read(&text(bytes))) {
        assert_eq!(Seal::read(&seal.to_string()), Ok(seal));
    }
}

fn references(bytes: &[u8]) {
    let text = text(bytes);
    if let Some(it) = has_words(text.parse::<CaseRef>()) {
        assert_eq!(it.to_string().parse(), Ok(it));
    }
    if let Some(it) = has_words(text.parse::<PlanRef>()) {
        assert_eq!(it.to_string().parse(), Ok(it));
    }
    if let Some(it) = has_words(text.parse::<ActionRef>()) {
        assert_eq!(it.to_string().parse(), Ok(it));
    }
}

/// Bank holidays and drafts.
fn files(bytes: &[u8]) {
    refused_in_words(BankHolidays::from_gov_uk_json(&text(bytes)));
    refused_in_words(serde_json::from_slice::<Saved>(bytes));
}

/// The sheet of a workbook, of which the input is the part that holds its rows.
fn sheets(bytes: &[u8]) {
    let mut zip = zip::ZipWriter::new(tempfile::tempfile().unwrap());
    zip.start_file("mimetype", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    zip.start_file("content.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(bytes).unwrap();
    refused_in_words(workbook::read(&zip.finish().unwrap(), true, None));
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    refused_in_words(workbook::read(&file, false, None));
}

/// The words of a letter.
fn templates(bytes: &[u8]) {
    let text = text(bytes);
    refused_in_words(template::check(&text));
    let issue = serde_json::json!({ "what": "Late" });
    refused_in_words(template::fill(&text, &serde_json::json!({ "person": "Ann", "issues": [issue] })));
}

/// The nasty inputs that are kept for a reader. A letter up to U+00FF stands for one byte, where bytes are read.
fn corpus(reader: &Reader) -> Vec<Vec<u8>> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(format!("{}.json", reader.name));
    let all: Vec<String> = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    all.iter().map(|it| bytes(reader, it)).collect()
}

fn bytes(reader: &Reader, text: &str) -> Vec<u8> {
    let takes_bytes = matches!(reader.name, "wire" | "csv" | "journal");
    let narrow: Option<Vec<u8>> = text.chars().map(|it| u8::try_from(it).ok()).collect();
    narrow.filter(|_| takes_bytes).unwrap_or_else(|| text.as_bytes().to_vec())
}

/// Inputs for a reader.
fn inputs(reader: &'static Reader) -> BoxedStrategy<Vec<u8>> {
    let kept = corpus(reader);
    let words = prop::collection::vec(prop::sample::select(reader.words), 0..24)
        .prop_map(|it| bytes(reader, &it.concat()));
    let noise = prop::collection::vec(any::<u8>(), 0..200);
    let letters = any::<String>().prop_map(String::into_bytes);
    let kept = || prop::sample::select(kept.clone());
    let mutated =
        (kept(), any::<Index>(), any::<Vec<u8>>(), 0_usize..8).prop_map(|(mut it, at, put, gone)| {
            let at = at.index(it.len() + 1);
            let end = it.len().min(at + gone);
            it.splice(at..end, put.into_iter().take(8));
            it
        });
    let joined = (kept(), words.clone()).prop_map(|(one, other)| [one, other].concat());
    prop_oneof![4 => words, 1 => noise, 1 => letters, 3 => mutated, 2 => joined].boxed()
}

fn cases() -> u32 {
    #[expect(clippy::disallowed_methods, reason = "a test asks how much it is to do")]
    let asked = std::env::var("REDRESS_FUZZ").ok();
    asked.and_then(|it| it.parse().ok()).unwrap_or(CASES)
}

#[test]
fn what_is_kept_in_the_corpus_is_read_or_refused() {
    for reader in READERS {
        let kept = corpus(reader);
        assert!(!kept.is_empty(), "{}", reader.name);
        kept.iter().for_each(|it| (reader.read)(it));
    }
}

#[test]
fn whatever_comes_from_outside_is_read_or_refused_and_breaks_nothing() {
    for reader in READERS {
        let (count, total) = (AtomicU64::new(0), AtomicU64::new(0));
        let config = Config { cases: cases() / reader.costs, failure_persistence: None, ..Config::default() };
        let run = TestRunner::new(config).run(&inputs(reader), |input| {
            count.fetch_add(1, Ordering::Relaxed);
            total.fetch_add(input.len() as u64, Ordering::Relaxed);
            (reader.read)(&input);
            Ok(())
        });
        assert!(run.is_ok(), "{}: {}", reader.name, run.unwrap_err());
        println!("{}: {} inputs, {} bytes", reader.name, count.into_inner(), total.into_inner());
    }
}

#[test]
fn a_frame_that_promises_much_takes_no_more_than_it_brings() {
    let ask = Up::Ask(1, Box::new(Request::Hello));
    let mut frame = Vec::new();
    send(&mut frame, &ask, LONGEST_UP).unwrap();
    for cut in 0..frame.len() {
        assert!(receive::<Up>(&mut &frame[..cut], LONGEST_UP).is_err());
    }
    // A text that says it has 2^60 letters.
    let body = [&[1, 1, 0xfd][..], &(1_u64 << 60).to_le_bytes()].concat();
    let promise = [&u32::try_from(body.len()).unwrap().to_le_bytes()[..], &body].concat();
    assert!(receive::<Up>(&mut &*promise, LONGEST_UP).is_err());
}
