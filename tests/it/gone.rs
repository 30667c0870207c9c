//! Nobody who was erased is in any byte: every spelling of a person stands in every text of every record, and somebody with a
//! similar name stays as they were.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use chrono::{NaiveDate, NaiveTime};
use redress::api::message::{Ask, Fault, Reply, Request};
use redress::api::service::{Service, read, take};
use redress::clock::Clock;
use redress::desk::erase::{Across, Eraser, Proposal};
use redress::desk::session::{Desk, How};
use redress::desk::upkeep::verify_journal;
use redress::domain::case::command::Command;
use redress::domain::case::record::Case;
use redress::domain::office::command::{OfficeCommand, SetUp};
use redress::domain::party::unsure::{Answers, Said};
use redress::domain::people::Join;
use redress::domain::plan::record::Plan;
use redress::domain::records::any::Change;
use redress::domain::reference::{CaseRef, PlanRef, TheOffice};
use redress::domain::register::command::EntryCommand;
use redress::domain::retention::Retention;
use redress::domain::vocabulary::Role;
use redress::exchange::import::fields::Target;
use redress::exchange::import::run::{Options, run};
use redress::journal::written::Draft;
use redress::journal::{Journal, SEGMENT_BYTES};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::files::copy;

/// The person, as their case knows them.
const PERSON: &str = r#"{"name":"Zoë Rose O’Brien-Müller","other_names":["Quillfeather, Zoë"],"email":"Zoe.Rose@Example.org",
    "phones":["07700 900456"],"address":"12 Larkspur Gate, London SW1A 1AA"}"#;

/// What surely means them, wherever it stands.
const SURE: &[&str] = &[
    "Zoë Rose O’Brien-Müller",
    "zoe rose o'brien-muller",
    "ZOE ROSE OBRIEN MUELLER",
    "Mrs Zoë Rose O`Brien Müller",
    "O'Brien-Müller, Zoe Rose",
    "O BRIEN MULLER, Dr Zoë Rose",
    "Zoë Rose O’Brien–Mueller",
    "Zoe Quillfeather",
    "Quillfeather, Ms Zoë",
    "zoe.rose@example.org",
    "ZOE.ROSE@EXAMPLE.ORG",
    "07700900456",
    "07700 900 456",
    "+44 7700 900456",
    "+44 (0)7700 900456",
    "0044 7700 900456",
    "https://form.example/?from=Zoe.Rose%40Example.org",
    "tel:%2B447700%20900456",
];

/// What may mean them: a person is asked.
const UNSURE: &[&str] = &[
    "Zoe O'Brien-Müller",
    "Zoë Muller",
    "Zoe OBrien",
    "Z. R. O'Brien-Müller",
    "Mrs O’Brien-Müller",
    "Müller, Zoë",
    "Zoe",
    "Quillfeather",
    "quillfeather",
    "Quillfeather1970",
    "QuillfeatherCase",
    "zquillfeather",
    "𝐐𝐮𝐢𝐥𝐥𝐟𝐞𝐚𝐭𝐡𝐞𝐫",
    "sw1a1aa",
    "SW1A 1AA",
    "12 Larkspur Gate",
];

/// People who are somebody else: their cases stay as they are.
const OTHERS: &[&str] = &["James O’Brien-Müller", "Zoë Quillfeatherstone"];

/// Fields that hold who works here, or what no words stand in.
const NO_WORDS: &[&str] = &["by", "to", "owner", "login", "for", "not_for", "cases", "sha256", "team"];

const THEIRS: CaseRef = CaseRef { year: 2026, number: 1 };
const OTHER: CaseRef = CaseRef { year: 2026, number: 4 };
const PLAN: PlanRef = PlanRef { year: 2026, number: 1 };

struct Store(TempDir);

impl Store {
    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    fn how(&self) -> How {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a real day");
        How { data: self.data(), clock: Clock::Pinned(today), login: "records".into(), afresh: false }
    }

    fn open(&self) -> Desk {
        Desk::open(&self.how(), &mut |_, _| ()).map_err(|it| it.to_string()).expect("it opens")
    }

    fn eraser(&self) -> Eraser {
        Eraser::open(&self.how(), Across::default(), &mut |_, _| ())
            .map_err(|it| it.to_string())
            .expect("it opens")
    }

    /// An office with the person's case, closed, and one of each of the others.
    fn new() -> Self {
        let store = Self(tempfile::tempdir().expect("a folder"));
        let desk = store.open();
        let mut session = desk.session("records");
        let set_up = SetUp {
            organisation: "Agency".into(),
            login: "records".into(),
            user: "Ann Keeper".into(),
            services: vec!["Claims".into()],
            ..SetUp::default()
        };
        take(&mut session, Ask::on(TheOffice, OfficeCommand::SetUp(set_up))).expect("a good office");
        let mut case = |on: Option<CaseRef>, line: Value| {
            let command: Command = serde_json::from_value(line).expect("a step");
            take(&mut session, Ask { on: on.map(Into::into), ..Ask::first(command) }).expect("a good step");
        };
        let person: Value = serde_json::from_str(PERSON).expect("a person");
        let of_others = OTHERS.iter().map(|it| json!({ "name": it }));
        for complainant in [person].into_iter().chain(of_others).chain([json!({ "name": "Tom Webb" })]) {
            case(
                None,
                json!({ "receive": { "facts": {
                    "received": "2026-11-02", "complainant": complainant, "service": 1, "subject": "Late" } } }),
            );
        }
        for (on, name) in [2, 3].into_iter().zip(OTHERS) {
            let note = format!("{name} rang. {} wrote.", name.split(' ').next_back().expect("a surname"));
            case(Some(CaseRef { number: on, ..THEIRS }), json!({ "note": { "text": note } }));
        }
        let closing = json!({ "close_without_finding": { "on": "2026-11-20", "outcome": "withdrawn", "reason": "Asked" } });
        case(Some(THEIRS), closing);
        store
    }

    /// Writes an event of every kind into the journal as it is, with these words in every text of it.
    fn write_everywhere(&self, words: &dyn Fn(usize) -> String) -> usize {
        let (mut journal, _) = Journal::open(&self.data().join("journal"), SEGMENT_BYTES).expect("it opens");
        let mut versions = BTreeMap::from([(OTHER.to_string(), 1_u64), ("office".to_owned(), 1)]);
        let (mut texts, mut drafts) = (0, Vec::new());
        let of_an_entry = r#"{"on":"F26-001","did":[{"put_right":{"values":{"own_words":"x"},"before":{"own_words":"y"},"reason":"z"}}]}"#;
        for line in include_str!("../fixtures/events-0.2.0.jsonl").lines().chain([of_an_entry]) {
            let line: Value = serde_json::from_str(line).expect("JSON");
            let on = match line["on"].as_str().expect("a record") {
                "office" => "office".to_owned(),
                it if it.starts_with('P') => PLAN.to_string(),
                it if it.starts_with("26-") => OTHER.to_string(),
                it => it.to_owned(),
            };
            // What makes this person's record another's, or turns it round as a whole, is not what is looked at here.
            let passed_over =
                ["received", "linked_as_duplicate", "register_set", "joined", "left", "roles_changed"];
            let did = match &line["did"] {
                Value::Array(events) => events.clone(),
                _ => continue,
            };
            let did = did.into_iter().filter(|it| !passed_over.iter().any(|name| it.get(name).is_some()));
            let mut did = Value::Array(did.collect());
            fill(&on, &mut did, words, &mut texts);
            let version = versions.entry(on.clone()).or_default();
            *version += 1;
            let at = self.how().clock.today(chrono_tz::Europe::London).and_time(NaiveTime::MIN).and_utc();
            let draft = Draft {
                at,
                by: "records".into(),
                role: "administrator".into(),
                on,
                ver: *version,
                cmd: String::new(),
                step: String::new(),
                did: did.to_string(),
            };
            drafts.push(draft);
        }
        journal.append(&drafts).expect("room");
        texts
    }

    fn propose(&self, answers: &Answers) -> Proposal {
        let eraser = self.eraser();
        eraser
            .propose(&theirs(&eraser), &[], "Asked for", answers)
            .map_err(|it| it.to_string())
            .expect("it can be told again")
    }

    fn erase(&self, answers: &Answers) {
        let proposal = self.propose(answers);
        let erased = self.eraser().carry_out(&proposal, &mut |_, _| (), &mut |_| ());
        erased.map_err(|it| it.to_string()).expect("it can be erased");
        let sound = verify_journal(&self.data(), &mut |_, _| ()).expect("it verifies");
        assert!(0 < sound.erased && sound.unfinished.is_empty());
    }

    fn bytes(&self) -> Vec<(PathBuf, String)> {
        fn files(folder: &Path) -> Vec<PathBuf> {
            let entries =
                fs::read_dir(folder).expect("a folder of ours").map(|it| it.expect("a file").path());
            entries.flat_map(|it| if it.is_dir() { files(&it) } else { vec![it] }).collect()
        }
        let read = |it: PathBuf| {
            let text = String::from_utf8_lossy(&fs::read(&it).expect("a file of ours")).to_lowercase();
            (it, text)
        };
        files(&self.data()).into_iter().map(read).collect()
    }

    /// The files in which these words still stand, with what stands before them.
    fn holding(&self, words: &str) -> Vec<(PathBuf, String)> {
        let words = words.to_lowercase();
        let before =
            |text: &str| Some(text[..text.find(&words)?].chars().rev().take(200).collect::<Vec<_>>());
        let told = |it: (PathBuf, String)| Some((it.0, before(&it.1)?.into_iter().rev().collect()));
        self.bytes().into_iter().filter_map(told).collect()
    }

    /// The lines of the journal that are on these records.
    fn lines(&self, on: &[CaseRef]) -> Vec<String> {
        let journal = fs::read_to_string(self.data().join("journal/000001.jsonl")).expect("the journal");
        let is_on = |it: &&str| on.iter().any(|on| it.contains(&format!("\"on\":\"{on}\"")));
        journal.lines().filter(is_on).map(str::to_owned).collect()
    }

    fn draft(&self, name: &str, text: &str) -> PathBuf {
        let drafts = self.data().join("drafts");
        fs::create_dir_all(&drafts).expect("room");
        let file = drafts.join(format!("records.note.{name}.1.draft"));
        fs::write(&file, json!({ "on": "26-0004", "fields": [["text", text]] }).to_string()).expect("room");
        crate::driver::private(&self.data());
        file
    }
}

fn theirs(eraser: &Eraser) -> Vec<Retention> {
    standing(eraser, THEIRS)
}

fn standing(eraser: &Eraser, case: CaseRef) -> Vec<Retention> {
    let all = eraser.survey().map_err(|it| it.to_string()).expect("it can be read");
    all.into_iter().filter(|it| it.reference == case).collect()
}

/// Puts words into every text that still reads with them, but for who a record is about and who works here.
fn fill(on: &str, did: &mut Value, words: &dyn Fn(usize) -> String, texts: &mut usize) {
    let mut places = Vec::new();
    find("", "", did, &mut places);
    for place in places {
        let mut filled = did.clone();
        *filled.pointer_mut(&place).expect("it was found there") = Value::String(words(*texts));
        let is_read = Change::from_json(on, &filled.to_string()).is_ok();
        if is_read {
            *did = filled;
            *texts += 1;
        }
    }
}

fn find(place: &str, key: &str, value: &Value, places: &mut Vec<String>) {
    match value {
        Value::Object(parts) => {
            // Of what an entry holds, only words that somebody typed; who a case is about is somebody else.
            let is_looked_at = |it: &str| match key {
                "values" | "before" if place.contains("put_right") => it == "own_words",
                "values" => false,
                _ => !["complainant", "representative"].contains(&it),
            };
            for (key, it) in parts.iter().filter(|it| is_looked_at(it.0)) {
                find(&format!("{place}/{key}"), key, it, places);
            }
        }
        Value::Array(items) => {
            (0..)
                .zip(items)
                .for_each(|(number, it): (usize, _)| find(&format!("{place}/{number}"), key, it, places));
        }
        Value::String(_) if !NO_WORDS.contains(&key) => places.push(place.to_owned()),
        _ => {}
    }
}

fn answer(proposal: &Proposal, is_theirs: bool) -> Answers {
    let mut answers = Answers::default();
    for it in &proposal.unsure {
        answers.take(Said { cells: it.cells(), is_theirs, line: None }).unwrap();
    }
    answers
}

#[test]
fn a_person_in_every_spelling_in_every_text_of_every_record_is_in_no_byte_once_erased_and_others_stay() {
    let store = Store::new();
    let all: Vec<String> = SURE.iter().chain(UNSURE).map(|it| format!("Told {it} about it.")).collect();
    // Every text has some of them, and every one of them stands in texts of every kind.
    let some = |number: usize| all.iter().skip(number % 5).step_by(5).cloned().collect::<Vec<_>>().join(" ");
    let texts = store.write_everywhere(&some);
    assert!(100 < texts, "{texts}");
    for (number, spelling) in SURE.iter().enumerate() {
        store.draft(&format!("sure-{number}"), spelling);
    }
    let of_another = store.draft("other", "James O’Brien-Müller rang");
    let untouched = [CaseRef { number: 2, ..THEIRS }, CaseRef { number: 3, ..THEIRS }];
    let before = store.lines(&untouched);
    let proposal = store.propose(&Answers::default());
    let asked: BTreeSet<&str> = proposal.unsure.iter().map(|it| it.words.as_str()).collect();
    for spelling in UNSURE {
        assert!(asked.iter().any(|it| spelling.contains(it)), "{spelling} is not asked about: {asked:?}");
    }
    for spelling in SURE {
        assert!(!asked.contains(spelling), "{spelling} is asked about");
    }
    let refused = store.eraser().carry_out(&proposal, &mut |_, _| (), &mut |_| ());
    assert!(refused.is_err_and(|it| it.to_string().contains("nobody has said")), "nobody looked");
    assert!(!store.holding(SURE[0]).is_empty());

    store.erase(&answer(&proposal, true));
    for spelling in SURE.iter().chain(UNSURE) {
        for words in [format!("told {spelling} about"), format!("\"{spelling}\"")] {
            assert_eq!(store.holding(&words), [], "{words}");
        }
    }
    for words in ["zoe rose", "zoë rose", "o`brien", "zoe.", "900456", "900 456", "larkspur", "sw1a"] {
        assert_eq!(store.holding(words), [], "{words}");
    }
    assert_eq!(store.lines(&untouched), before);
    assert!(of_another.exists());
    assert_eq!(fs::read_dir(store.data().join("drafts")).expect("a folder").count(), 1);
    let desk = store.open();
    let other: Case = read(&mut desk.session("records"), OTHER).expect("it is there");
    assert!(other.erased.is_none() && other.facts.complainant.name == "Amara Okafor", "{other:?}");
}

#[test]
fn a_working_copy_of_before_an_erasure_is_not_taken_up_again() {
    let store = Store::new();
    let command: Command =
        serde_json::from_value(json!({ "note": { "text": "Zoe Rose OBrien Mueller rang" } }))
            .expect("a note");
    take(&mut store.open().session("records"), Ask::on(OTHER, command)).expect("a good note");
    let [view, kept] = [store.data().join("view"), store.0.path().join("kept")];
    copy(&view, &kept);
    store.erase(&answer(&store.propose(&Answers::default()), true));
    fs::remove_dir_all(&view).expect("it is there");
    fs::rename(&kept, &view).expect("room");
    let desk = store.open();
    let mut session = desk.session("records");
    let Ok(Reply::Hello(hello)) = session.call(Request::Hello) else { panic!("everybody is answered") };
    assert!(hello.notices.iter().any(|it| it.contains("older than an erasure")), "{:?}", hello.notices);
    let compared = session.call(Request::Compare);
    assert!(matches!(&compared, Ok(Reply::Compared(it)) if it.differences.is_empty()), "{compared:?}");
}

#[test]
fn what_somebody_says_is_another_stays_and_the_sure_ones_go() {
    let store = Store::new();
    let note = |text: &str| {
        let command: Command = serde_json::from_value(json!({ "note": { "text": text } })).expect("a note");
        take(&mut store.open().session("records"), Ask::on(OTHER, command)).expect("a good note");
    };
    note("Zoe Rose OBrien Mueller rang");
    note("Ms Quillfeather rang");
    store.erase(&answer(&store.propose(&Answers::default()), false));
    assert_eq!(store.holding("obrien mueller rang"), []);
    assert!(!store.holding("Ms Quillfeather rang").is_empty());
    let version = read::<Case>(&mut store.open().session("records"), OTHER).expect("it is there").version;
    assert_eq!(version, 4, "a change for the record that was told again");
}

#[test]
fn words_for_the_public_with_the_name_are_taken_back_also_on_a_plan_that_does_not_learn_from_them() {
    let store = Store::new();
    let (mut journal, _) = Journal::open(&store.data().join("journal"), SEGMENT_BYTES).expect("it opens");
    let events = json!([
        { "made": { "on": "2026-11-02", "owner": "records", "facts": { "title": "Letters" },
            "failings": [{ "number": 1, "what": "Late" }] } },
        { "public_written": { "on": "2026-11-03", "by": "other", "words": {
            "failing": "People waited", "learning": "What Zoe Rose O'Brien-Muller told us", "change": "We ring" } } },
        { "public_approved": { "on": "2026-11-04", "by": "records" } },
    ]);
    let at = NaiveDate::from_ymd_opt(2026, 11, 4).expect("a real day").and_time(NaiveTime::MIN).and_utc();
    let (by, role, on) = ("records".to_owned(), "administrator".to_owned(), PLAN.to_string());
    let draft =
        Draft { at, by, role, on, ver: 1, cmd: String::new(), step: String::new(), did: events.to_string() };
    journal.append(&[draft]).expect("room");
    drop(journal);
    let plan = || read::<Plan>(&mut store.open().session("records"), PLAN).expect("it is there");
    assert!(plan().published().is_some());
    store.erase(&Answers::default());
    assert_eq!((plan().published(), plan().public.len()), (None, 1));
    let Ok(_) = store.open().session("records").call(Request::Hello) else { panic!("no welcome") };
}

#[test]
fn what_other_records_say_of_somebody_stays_as_long_as_another_case_of_theirs() {
    let store = Store::new();
    let desk = store.open();
    let mut session = desk.session("records");
    let mut ask = |on: Option<CaseRef>, line: Value| {
        let command: Command = serde_json::from_value(line).expect("a step");
        take(&mut session, Ask { on: on.map(Into::into), ..Ask::first(command) }).expect("a good step");
    };
    let again = json!({ "received": "2026-11-03", "complainant": { "name": "O'BRIEN MÜLLER, Zoe Rose" }, "service": 1, "subject": "x" });
    ask(None, json!({ "receive": { "facts": again } }));
    ask(Some(OTHER), json!({ "note": { "text": "Zoë Rose O’Brien-Müller rang for him" } }));
    drop(desk);
    let proposal = store.propose(&Answers::default());
    assert_eq!(proposal.elsewhere.iter().map(ToString::to_string).collect::<Vec<_>>(), ["26-0005"]);
    assert!(proposal.touched.is_empty() && proposal.unsure.is_empty(), "{proposal:?}");
}

#[test]
fn a_reason_that_names_them_is_refused_for_it_stays() {
    let store = Store::new();
    let eraser = store.eraser();
    let refused = eraser.propose(&theirs(&eraser), &[], "Mrs O'Brien-Muller asked", &Answers::default());
    assert!(refused.is_err_and(|it| it.to_string().contains("without naming anybody")), "the reason stays");
}

#[test]
fn what_was_kept_from_whoever_erased_is_taken_out_once_they_may_see_it_though_the_case_is_anonymised() {
    let store = Store::new();
    let step = |login: &str, on: CaseRef, line: Value| {
        let command: Command = serde_json::from_value(line).expect("a step");
        take(&mut store.open().session(login), Ask::on(on, command)).expect("a good step");
    };
    step("records", OTHER, json!({ "note": { "text": "Quillfeather himself rang" } }));
    let join = Join { login: "kpatel".into(), name: "Kim Patel".into(), roles: vec![Role::Manager] };
    take(&mut store.open().session("records"), Ask::on(TheOffice, OfficeCommand::Join(join))).expect("joins");
    step("records", OTHER, json!({ "assign": { "to": "kpatel" } }));
    step("records", OTHER, json!({ "restrict": { "to": ["kpatel"], "reason": "About a colleague" } }));
    assert!(store.propose(&Answers::default()).is_partly_hidden);
    store.erase(&Answers::default());
    let also = ["Quillfeather".to_owned()];
    let propose = |answers: &Answers| {
        let eraser = store.eraser();
        let proposal = eraser.propose(&theirs(&eraser), &also, "Asked for", answers);
        proposal.map_err(|it| it.to_string()).expect("it can be looked through")
    };
    let unseen = propose(&Answers::default());
    assert!(unseen.changes() == 0 && unseen.unsure.is_empty(), "no word is looked for in what is hidden");
    step("kpatel", OTHER, json!({ "restrict": { "to": ["kpatel", "records"], "reason": "To look" } }));
    let proposal = propose(&answer(&propose(&Answers::default()), true));
    assert_eq!((proposal.cases.len(), proposal.touched.len()), (0, 1), "{proposal:?}");
    let erased = store.eraser().carry_out(&proposal, &mut |_, _| (), &mut |_| ());
    erased.map_err(|it| it.to_string()).expect("it can be erased");
    assert_eq!(store.holding("quillfeather himself"), []);
    assert!(verify_journal(&store.data(), &mut |_, _| ()).is_ok_and(|it| it.unfinished.is_empty()));
}

#[test]
fn initials_are_asked_about_in_every_record_where_they_are_three_or_the_record_speaks_of_the_case() {
    let store = Store::new();
    let enter = |text: &str| {
        let values = json!({ "group": "person", "on": "2026-11-23", "own_words": text });
        let enter = serde_json::from_value(json!({ "enter": { "register": "feedback", "values": values } }));
        let enter: EntryCommand = enter.expect("a step");
        take(&mut store.open().session("records"), Ask::first(enter)).expect("a good entry");
    };
    enter("ZROM rang, said ZM");
    enter("As in 26-0001, ZM rang");
    let asked = store.propose(&Answers::default()).unsure;
    let asked: Vec<(&str, &str)> = asked.iter().map(|it| (it.on.as_str(), it.words.as_str())).collect();
    assert_eq!(asked, [("F26-001", "ZROM"), ("F26-002", "ZM")]);
}

#[test]
fn what_hinders_an_erasure_and_what_stays_of_it_names_no_record_that_is_kept_from_whoever_erases() {
    let store = Store::new();
    let third = CaseRef { number: 3, ..THEIRS };
    let step = |login: &str, on: CaseRef, line: Value| {
        let command: Command = serde_json::from_value(line).expect("a step");
        take(&mut store.open().session(login), Ask::on(on, command)).expect("a good step");
    };
    let join = Join { login: "kpatel".into(), name: "Kim Patel".into(), roles: vec![Role::Manager] };
    take(&mut store.open().session("records"), Ask::on(TheOffice, OfficeCommand::Join(join))).expect("joins");
    step("records", third, json!({ "link_duplicate": { "on": "2026-11-20", "of": "26-0004" } }));
    step("records", OTHER, json!({ "assign": { "to": "kpatel" } }));
    step("records", OTHER, json!({ "restrict": { "to": ["kpatel"], "reason": "About a colleague" } }));
    let eraser = store.eraser();
    let all = eraser.survey().map_err(|it| it.to_string()).expect("it can be read");
    let found: Vec<Retention> = all.into_iter().filter(|it| it.reference == third).collect();
    assert!(found[0].why.starts_with("a restricted case, which it is linked with, is open"), "{found:?}");
    let proposal = eraser.propose(&found, &[], "Asked for", &Answers::default());
    let proposal = proposal.map_err(|it| it.to_string()).expect("it can be looked through");
    let case = &proposal.cases[0];
    let said: Vec<&String> =
        case.stays.iter().map(|it| &it.words).chain(case.texts.iter().map(|it| &it.1)).collect();
    assert!(said.iter().any(|it| it.contains("a restricted case")), "{said:?}");
    assert!(said.iter().all(|it| !it.contains("26-0004")), "{said:?}");
}

#[test]
fn what_was_imported_and_erased_is_known_again_and_leaves_no_sum_by_which_it_could_be_tried_out() {
    let store = Store::new();
    let [file, map] = ["cases.csv", "map.toml"].map(|it| store.0.path().join(it));
    fs::write(
        &map,
        "[columns]\nreceived = \"Date\"\ncomplainant = \"Name\"\nservice = \"Unit\"\nsubject = \"About\"\n",
    )
    .expect("room");
    let import = |rows: [&str; 3]| {
        fs::write(&file, rows.join("\n")).expect("room");
        let (target, rejects) = (Target::Cases, None);
        let whole = Options {
            target,
            file: file.clone(),
            map: map.clone(),
            dry_run: false,
            strict: false,
            reject_alike: false,
            rejects,
        };
        let desk = store.open();
        let [tried, done] = [true, false].map(|dry_run| {
            let options = Options { dry_run, ..whole.clone() };
            let summary =
                run(&mut desk.session("records"), &options, &mut |_, _, _| (), &AtomicBool::new(false));
            let it = summary.map_err(|it| it.to_string()).expect("it is read");
            [it.imported, it.already_there, it.rejected]
        });
        assert_eq!(tried, done, "a dry run says what an import does");
        done
    };
    let rows = [
        "Date,Name,Unit,About",
        "2026-10-01,Zelda Fintwhistle,Claims,Late",
        "2026-10-02,Ann Control,Claims,As Zelda Fintwhistle",
    ];
    assert_eq!(import(rows), [2, 0, 0]);
    let case = CaseRef { number: 5, ..THEIRS };
    let closing =
        json!({ "close_without_finding": { "on": "2026-11-20", "outcome": "withdrawn", "reason": "Asked" } });
    let closing: Command = serde_json::from_value(closing).expect("a step");
    take(&mut store.open().session("records"), Ask::on(case, closing)).expect("a good step");
    let of_source = |line: &String| {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let source = line["did"][0]["received"]["source"].clone();
        ["sha256", "row_sha256"].map(|it| source[it].as_str().expect("a sum").to_owned())
    };
    let both = [case, CaseRef { number: 6, ..THEIRS }];
    let sums: Vec<String> =
        store.lines(&both).iter().filter(|it| it.contains("row_sha256")).flat_map(of_source).collect();
    assert_eq!(sums.len(), 4);
    // The file’s own sum names no step: whoever has the file could be sure of it.
    assert_eq!(store.holding(&format!("import:{}", &sums[0][..16])), []);
    let eraser = store.eraser();
    let proposal = eraser.propose(&standing(&eraser, case), &[], "Asked for", &Answers::default());
    let proposal = proposal.map_err(|it| it.to_string()).expect("it can be told again");
    eraser.carry_out(&proposal, &mut |_, _| (), &mut |_| ()).map_err(|it| it.to_string()).expect("it goes");
    for sum in &sums {
        assert_eq!(store.holding(&sum[..16]), [], "{sum}");
    }
    let again = [
        "Unit,Name,About,Date",
        "Claims,Zelda Fintwhistle,Late,2026-10-01",
        "Claims,Ann Control,As Zelda Fintwhistle,2026-10-02",
    ];
    assert_eq!(import(again), [0, 1, 1]);
    assert_eq!(import(rows), [0, 1, 1]);
}

#[test]
fn a_name_within_a_reference_that_another_case_has_elsewhere_is_asked_about() {
    let store = Store::new();
    let within = ["QUILLFEATHER/77", "Quillfeather", "quillfeather_z", "zoequillfeather2"];
    let import = |line: usize, reference: &str| -> Command {
        let facts = json!({ "complainant": { "name": "Tom Webb" }, "service": 1, "received": "2026-11-02" });
        let source = json!({ "file": "x.csv", "line": line, "sha256": "", "reference": reference });
        serde_json::from_value(json!({ "import": { "facts": facts, "source": source } })).expect("a step")
    };
    for (line, reference) in within.iter().chain(&["QF-77", "26/1018"]).enumerate() {
        take(&mut store.open().session("records"), Ask::first(import(line, reference))).expect("a good step");
    }
    let proposal = store.propose(&Answers::default());
    let asked = proposal.unsure.iter().filter(|it| it.what == "reference elsewhere");
    assert_eq!(asked.map(|it| it.words.as_str()).collect::<BTreeSet<_>>(), BTreeSet::from(within));
    store.erase(&answer(&proposal, true));
    let left = |it: &(PathBuf, String)| it.1.replace("quillfeatherstone", "").contains("quillfeather");
    assert!(!store.bytes().iter().any(left));
    for (line, reference) in within.iter().enumerate() {
        let again = take(&mut store.open().session("records"), Ask::first(import(line + 70, reference)));
        assert!(matches!(again, Err(Fault::AlreadyThere(_))), "{reference}: {again:?}");
    }
    assert!(!store.holding("QF-77").is_empty());
}
