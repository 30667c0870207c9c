//! Hostile texts in every field that people can type into, on every screen, in every document and every word of the
//! command line. The texts are in `tests/corpus/texts.json`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::LazyLock;

use redress::domain::records::any::Change;
use redress::domain::reference::CaseRef;
use redress::domain::text::CSV_MARK;
use redress::exchange::demo::people::STAFF;
use redress::journal::written::Draft;
use redress::journal::{Journal, SEGMENT_BYTES};
use redress::report::documents::DOCUMENTS;
use serde_json::{Value, json};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::driver::{LOGIN, Office, Player, lines, private};
use crate::program::{TODAY, on};
use crate::screens::PICTURES;

/// The hostile texts, by what is hostile in them.
pub(crate) fn texts() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/texts.json");
    let all: BTreeMap<String, String> = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    all.into_values().collect()
}

/// A line of a journal before it is in one: record, who, role, and what was done.
type Line = (String, String, String, Value);

/// Puts a hostile text around every text of a line that may be any text, and says in how many.
fn spoil(line: &mut Line, texts: &[String], next: &mut usize) -> usize {
    let mut pointers = Vec::new();
    leaves(&line.3, String::new(), &mut pointers);
    let mut spoilt = 0;
    for pointer in pointers {
        let Some(Value::String(before)) = line.3.pointer(&pointer).cloned() else { continue };
        // Half of the time people stay who they are, or nothing would be anybody's.
        let is_login =
            before == LOGIN || before == whoever_runs_this() || STAFF.iter().any(|it| it.0 == before);
        if is_login && (line.0 == "office" || next.is_multiple_of(2)) {
            *next += 1;
            continue;
        }
        let hostile = &texts[*next % texts.len()];
        *next += 1;
        *line.3.pointer_mut(&pointer).unwrap() = json!(format!("{hostile}{before}{hostile}"));
        let reads_back = Change::from_json(&line.0, &line.3.to_string()).is_ok();
        if reads_back {
            spoilt += 1;
        } else {
            // A date, or a word of a closed list.
            *line.3.pointer_mut(&pointer).unwrap() = json!(before);
        }
    }
    spoilt
}

fn leaves(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at),
        Value::Array(all) => {
            all.iter().enumerate().for_each(|(it, value)| leaves(value, format!("{at}/{it}"), found));
        }
        Value::Object(all) => all.iter().for_each(|(it, value)| leaves(value, format!("{at}/{it}"), found)),
        _ => {}
    }
}

fn whoever_runs_this() -> String {
    uzers::get_current_username().unwrap().to_string_lossy().into_owned()
}

/// The lines of the made-up office.
///
/// Its last is that whoever runs this works there.
fn of_the_demo() -> Vec<Line> {
    let office = Office::demo_for_whoever_runs_this();
    let text = fs::read_to_string(office.data().join("journal/000001.jsonl")).unwrap();
    let read = |line: &str| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        let word = |it: &str| line[it].as_str().unwrap().to_owned();
        (word("on"), word("by"), word("as"), line["did"].take())
    };
    text.lines().map(read).collect()
}

/// A line of every event there is.
fn of_every_event() -> Vec<Line> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/events-0.2.0.jsonl");
    let read = |line: &str| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        (line["on"].as_str().unwrap().to_owned(), LOGIN.to_owned(), "handler".to_owned(), line["did"].take())
    };
    let mut lines: Vec<Line> = Vec::new();
    for line in fs::read_to_string(path).unwrap().lines().map(read) {
        // The fixture has each event once; a case begins with its receipt, a plan with its making.
        let begins = |it: &Line| ["received", "made"].iter().any(|name| it.3[0].get(name).is_some());
        let needs_beginning = line.0.starts_with('P') || line.0.parse::<CaseRef>().is_ok();
        if needs_beginning && !lines.iter().any(|it| it.0 == line.0) && !begins(&line) {
            let is_alike = |it: &&Line| it.0.starts_with('P') == line.0.starts_with('P') && begins(it);
            let beginning = lines.iter().find(is_alike).expect("the fixture begins with one of each");
            lines.push((line.0.clone(), beginning.1.clone(), beginning.2.clone(), beginning.3.clone()));
        }
        lines.push(line);
    }
    lines.extend(of_the_demo().pop());
    lines
}

/// A journal of such lines, one in so many of them spoilt, and in how many places.
fn spoilt(mut all: Vec<Line>, one_in: usize) -> (Vec<Draft>, usize) {
    let (texts, mut next, mut places) = (texts(), 0, 0);
    let mut versions: BTreeMap<String, u64> = BTreeMap::new();
    let mut drafts = Vec::new();
    for (turn, line) in all.iter_mut().enumerate() {
        if turn.is_multiple_of(one_in) {
            places += spoil(line, &texts, &mut next);
        }
        let (on, by, role, did) = line;
        let ver = versions.entry(on.clone()).or_default();
        *ver += 1;
        drafts.push(Draft {
            at: "2026-11-24T14:02:00Z".parse().unwrap(),
            by: by.clone(),
            role: role.clone(),
            on: on.clone(),
            ver: *ver,
            cmd: String::new(),
            step: String::new(),
            did: did.to_string().replace('\u{7f}', "\\u007f"),
        });
    }
    (drafts, places)
}

fn store(drafts: &[Draft]) -> Office {
    let office = Office::empty();
    fs::create_dir(office.data()).unwrap();
    let (mut journal, _) = Journal::open(&office.data().join("journal"), SEGMENT_BYTES).unwrap();
    for group in drafts.chunks(500) {
        journal.append(group).unwrap();
    }
    drop(journal);
    private(&office.data());
    office
}

/// The made-up office with much in it spoilt: all of it takes minutes to count, and every event of it occurs many times.
static DEMO: LazyLock<(Vec<Draft>, usize)> = LazyLock::new(|| spoilt(of_the_demo(), 5));

/// What Unicode says acts, cannot be seen, or turns text around, and a few that it does not. Written here again, as what is
/// tested must not say what is right. Arabic number signs are formally of this kind, and are drawn.
fn is_harmful(it: char) -> bool {
    it.is_control()
        || matches!(it, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
}

/// What is wrong with a text that is shown, if anything.
fn wrong(text: &str) -> Option<String> {
    let mut marks = 0;
    for (at, letter) in text.char_indices() {
        if is_harmful(letter) && letter != '\n' {
            let around: String =
                text.char_indices().filter(|it| at < it.0 + 60 && it.0 < at + 40).map(|it| it.1).collect();
            return Some(format!("{letter:?} in {around:?}"));
        }
        marks = if letter.width() == Some(0) { marks + 1 } else { 0 };
        if 4 < marks {
            return Some(format!("{marks} marks on a letter at byte {at}"));
        }
    }
    None
}

#[test]
fn no_screen_shows_anything_hostile_whatever_stands_in_every_field() {
    let (drafts, places) = &*DEMO;
    assert!(500 < *places, "only {places} texts were spoilt");
    let office = store(drafts);
    drop(office.open(false));
    let mut files = Vec::new();
    crate::driver::gather(&office.data(), &office.data(), &mut files);
    let sit_down = |size| {
        let office = Office::empty();
        for (path, bytes) in &files {
            let path = office.data().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        private(&office.data());
        office.sit_down(size)
    };
    let mut players: BTreeMap<(u16, u16), Player> = BTreeMap::new();
    for (name, size, keys) in PICTURES {
        let mut player = players.remove(size).unwrap_or_else(|| sit_down(*size));
        for keys in *keys {
            player.keys(keys);
        }
        let mut look = |keys: &str| {
            player.keys(keys);
            let buffer = player.buffer();
            for cell in buffer.content() {
                assert_eq!(wrong(cell.symbol()), None, "{name} {keys}");
            }
            for line in lines(&buffer) {
                assert!(line.width() <= usize::from(size.0), "{name} {keys}: {line}");
            }
        };
        ["", "G"].into_iter().for_each(&mut look);
        for _ in 0..6 {
            player.keys("<esc>");
            if player.screen().contains(" Open cases ") && !player.has_left {
                // The next picture of this size begins where this one began.
                players.insert(*size, player);
                break;
            }
        }
    }
}

/// What the program says on a store: its exit code, and all that it prints.
fn said(data: &Path, arguments: &[&str], input: &str) -> (i32, String) {
    let mut child = on(TODAY)
        .arg("--data")
        .arg(data)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let text = |it: Vec<u8>| String::from_utf8(it).expect("UTF-8");
    (output.status.code().unwrap(), text(output.stdout) + &text(output.stderr))
}

#[test]
fn no_word_of_the_command_line_is_hostile_whatever_stands_in_every_field() {
    // What an office of a year holds is in its documents as text; every kind of text there is, in every format.
    let of_every_event = spoilt(of_every_event(), 1);
    let offices =
        [(&*DEMO, &["text"][..]), (&of_every_event, &["text", "md", "html", "csv", "json", "large"])];
    for ((drafts, _), formats) in offices {
        let office = store(drafts);
        let data = office.data();
        let mut asks: Vec<Vec<&str>> = [
            "",
            "list",
            "list --plain",
            "list actions",
            "list actions --plain",
            "list plans",
            "list plans --plain",
            "show 26-0001",
            "show 26-0001 --why",
            "show 26-0001 --plain",
            "show P26-001",
            "plan P26-001",
            "diary",
            "diary --plain",
            "digest --since 2000-01-01",
            "report",
            "report --plain",
            "history 26-0001",
            "history P26-001",
            "history office",
            "verify",
            "verify --view",
            "seal",
            "status",
            "doctor",
            "show 26-0219",
            "history 26-0219",
        ]
        .iter()
        .map(|it| it.split_whitespace().collect())
        .collect();
        for it in DOCUMENTS {
            for format in formats {
                asks.push(vec!["report", it.name, "--format", format]);
            }
        }
        for form in ["text", "md"] {
            asks.push(vec!["plan", "P26-001", "--format", form]);
        }
        for ask in &asks {
            let (code, mut text) = said(&data, ask, "");
            // Nobody put there what the paper of the fixture holds.
            let is_told = ["unexpected argument", "1 paper is not what was put there"];
            let is_told = is_told.iter().any(|it| text.contains(it));
            assert!([0, 1].contains(&code) || is_told, "{ask:?}: {code} {text}");
            if ask.contains(&"csv") {
                // Its mark, and nothing else that cannot be seen.
                text = text.replacen(CSV_MARK, "", 1);
            }
            assert_eq!(wrong(&text), None, "{ask:?}");
            if ask.first() == Some(&"list") && !ask.contains(&"--plain") {
                let widest = text.lines().map(UnicodeWidthStr::width).max();
                assert!(widest <= Some(80), "{ask:?}: {widest:?}");
            }
        }
        for ask in [
            &["list", "--json"][..],
            &["list", "actions", "--json"],
            &["show", "26-0001", "--json"],
            &["history", "26-0001", "--json"],
            &["history", "office", "--json"],
            &["diary", "--json"],
            &["report", "--json"],
            &["digest", "--json"],
            &["status", "--json"],
            &["show", "P26-001", "--json"],
            &["list", "plans", "--json"],
        ] {
            let (code, text) = said(&data, ask, "");
            assert!(code < 2, "{ask:?}: {text}");
            let bad = text.chars().find(|it| is_harmful(*it) && *it != '\n');
            assert_eq!(bad, None, "{ask:?}");
        }
    }
}

#[test]
fn what_is_said_of_hostile_words_that_were_typed_is_not_hostile() {
    let office = Office::demo_for_whoever_runs_this();
    let data = office.data();
    let many = texts();
    // A program cannot be given a zero byte.
    for (turn, text) in many.iter().map(|it| it.replace('\0', "")).enumerate() {
        let text = text.as_str();
        let asks = [
            &["show", text][..],
            &["list", text],
            &["report", text],
            &["report", "--from", text],
            &["digest", "--for", text],
            &["verify", "--against", text],
            &["verify", "--copy", text],
            &["restore", text, "--until", text],
            &["note", "26-0219", "--text", text],
            &["assign", "26-0219", "--to", text],
            &["config", text, text],
            &[text],
        ];
        // Each text in some of the places, and each place with many of the texts: every start of the program takes time.
        for ask in asks.iter().skip(turn % 4).step_by(4) {
            let (_, words) = said(&data, ask, "");
            assert_eq!(wrong(&words), None, "{ask:?}");
        }
        let step = json!({ "id": text, "on": text, "do": { "note": { "text": text } } });
        let (_, words) = said(&data, &["do"], &format!("{step}\n{text}\n"));
        let bad = words.chars().find(|it| is_harmful(*it) && *it != '\n');
        assert_eq!(bad, None, "{text:?}");
    }
}

/// A file of cases in a folder, with a map for it.
fn import(data: &Path, folder: &Path, csv: &[u8], map: &str) -> (i32, String, Option<PathBuf>) {
    fs::write(folder.join("cases.csv"), csv).unwrap();
    fs::write(folder.join("map.toml"), map).unwrap();
    let at = |it: &str| folder.join(it).to_str().unwrap().to_owned();
    let (csv, map) = (at("cases.csv"), at("map.toml"));
    let (code, text) = said(data, &["import", "cases", &csv, "--map", &map], "");
    let rejects = folder.join("cases.rejects.csv");
    let rejects = rejects.exists().then_some(rejects);
    (code, text, rejects)
}

const MAP: &str =
    "[columns]\nreceived = \"Date\"\nsubject = \"About\"\ntheme = \"Theme\"\nstatus = \"Status\"\n";

#[test]
fn an_import_of_hostile_cells_shows_nothing_hostile_and_brings_in_no_control_character() {
    let (office, dir) = (Office::demo_for_whoever_runs_this(), tempfile::tempdir().unwrap());
    let mut csv = "Date,About,Theme,Status\n".to_owned();
    for text in texts() {
        let cell = text.replace('"', "\"\"");
        writeln!(csv, "2026-11-02,\"{cell}\",\"{cell}\",\"{cell}\"\n\"{cell}\",a,b,open").unwrap();
    }
    let (code, words, rejects) = import(&office.data(), dir.path(), csv.as_bytes(), MAP);
    assert_eq!((code, wrong(&words)), (1, None), "{words}");
    let own: Vec<String> = csv::Reader::from_path(rejects.unwrap())
        .unwrap()
        .records()
        .flat_map(|it| it.unwrap().iter().take(4).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let wrong = own.iter().find_map(|it| wrong(&it.replace('\t', " ")));
    assert_eq!(wrong, None, "what redress adds to the rejects");
    let journal = fs::read_to_string(office.data().join("journal/000001.jsonl")).unwrap();
    let before = of_the_demo().len();
    let imported: Vec<&str> = journal.lines().skip(before).collect();
    assert!(texts().len() / 2 < imported.len(), "{}", imported.len());
    for line in imported {
        assert!(!line.contains("\\u00") && !line.contains(char::is_control), "{line}");
    }
}

#[test]
fn a_file_that_would_swamp_the_office_is_refused_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let rows = |row: &dyn Fn(usize) -> String, count: usize| {
        let mut csv = "Date,About,Theme,Status\n".to_owned();
        (0..count).for_each(|it| csv.push_str(&row(it)));
        csv.into_bytes()
    };
    let nested = format!(
        "[columns]\nreceived = \"Date\"\n[defaults]\nsubject = {}{}\n",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let tables = format!("[columns]\nreceived = \"Date\"\n[{}x]\ny = 1\n", "a.".repeat(20_000));
    let long = "# a comment\n".repeat(200_000);
    let names = rows(&|it| format!("2026-11-02,a,Theme {it},open\n"), 2600);
    let unclosed = format!("Date,About,Theme,Status\n2026-11-02,\"{}", "a\n".repeat(3_000_000)).into_bytes();
    let quotes = "\"x\n".repeat(400_000).into_bytes();
    let commas = [b"Date,About,Theme,Status\n".to_vec(), vec![b','; 40 << 20]].concat();
    let few = rows(&|_| "2026-11-02,a,b,open\n".to_owned(), 200);
    let zeros = [&few[..], &vec![0; 1 << 20]].concat();
    for (what, csv, map, words) in [
        ("a map of brackets", &few, nested.as_str(), "map.toml"),
        ("a map of tables", &few, &tables, "map.toml"),
        ("a map of 2 MB", &few, &long, "longer than 1 MB"),
        ("a map of nothing", &few, "", "received"),
        ("too many names", &names, MAP, "would add more than 2000 themes"),
        ("a quotation mark that is never closed", &unclosed, MAP, "1 rejected"),
        ("quotation marks alone", &quotes, MAP, "No line holds any"),
        ("commas alone", &commas, MAP, "1 rejected"),
        ("zeros", &zeros, MAP, "rejected"),
    ] {
        let office = Office::demo_for_whoever_runs_this();
        drop(fs::remove_file(dir.path().join("cases.rejects.csv")));
        let (code, text, _) = import(&office.data(), dir.path(), csv, map);
        assert!(
            [1, 2].contains(&code) && text.contains(words),
            "{what}: {code} {}",
            &text[..text.len().min(2000)]
        );
        assert_eq!(wrong(&text), None, "{what}");
    }
}
