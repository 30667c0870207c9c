//! The working copy rots: bytes flip, files are cut short, go missing or come from another time. Whatever happens to it, the
//! store opens, never gives a wrong answer, and says what to do where it can give none.
//!
//! More seeds: `REDRESS_ROT=2000`; one again: `REDRESS_ROT=seed:17`.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::thread;
use std::time::Duration;

use redress::api::message::{Ask, Fault, ListRequest, Reply, Request};
use redress::api::service::Service;
use redress::api::service::take;
use redress::clock::Clock;
use redress::desk::session::{Desk, How};
use redress::domain::case::command::{Command, Note, Receive};
use redress::domain::case::record::Facts;
use redress::domain::diary::DiaryRequest;
use redress::domain::filter::Filter;
use redress::domain::listing::Order;
use redress::domain::office::command::{OfficeCommand, SetUp};
use redress::domain::office::lists::ServiceId;
use redress::domain::plan::command::{MakePlan, PlanCommand};
use redress::domain::plan::record::PlanFacts;
use redress::domain::reference::CaseRef;
use redress::domain::reference::TheOffice;
use redress::exchange::demo::dice::Dice;

use crate::driver::{LOGIN, private, today};

/// How many seeds are tried when nobody says otherwise.
const SEEDS: u64 = 150;
const CASES: u32 = 40;

fn open(data: &Path, afresh: bool) -> Desk {
    let how = How { data: data.to_owned(), clock: Clock::Pinned(today()), login: LOGIN.to_owned(), afresh };
    Desk::open(&how, &mut |_, _| {}).map_err(|it| it.to_string()).expect("it opens")
}

fn step(desk: &Desk, on: Option<u32>, command: Command) -> Result<Reply, Fault> {
    let on = on.map(|number| CaseRef { year: 2026, number });
    desk.session(LOGIN).call(Request::Do(vec![Ask { on: on.map(Into::into), ..Ask::first(command) }]))
}

fn note(text: &str) -> Command {
    Command::Note(Note { text: text.to_owned(), about: None })
}

/// The files of a small store that was opened and closed a few times, as an office's is.
static STORE: LazyLock<BTreeMap<PathBuf, Vec<u8>>> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    for round in 0..4 {
        let desk = open(&data, false);
        if round == 0 {
            let set_up = SetUp {
                organisation: "Coastal Permits".to_owned(),
                login: LOGIN.to_owned(),
                user: "J Smith".to_owned(),
                services: vec!["Licences".to_owned()],
                ..SetUp::default()
            };
            let command = OfficeCommand::SetUp(set_up);
            take(&mut desk.session(LOGIN), Ask::on(TheOffice, command)).unwrap();
        }
        for number in 0..CASES / 4 {
            let mut facts = Facts::received_on("2026-11-02".parse().unwrap());
            facts.complainant.name = format!("Amara Okafor {round}/{number}");
            "Late licence".clone_into(&mut facts.subject);
            facts.service = Some(ServiceId(1));
            let receive = Receive { facts, issues: vec![], owner: String::new(), settled: String::new() };
            step(&desk, None, Command::Receive(Box::new(receive))).unwrap();
        }
        for number in 1..=CASES / 4 * (round + 1) {
            step(&desk, Some(number), note(&format!("Rang. {}", "Nobody there. ".repeat(40)))).unwrap();
        }
        let ask = redress::api::message::Ask::first(PlanCommand::MakePlan(Box::new(MakePlan {
            facts: PlanFacts { title: format!("Answer in time {round}"), ..PlanFacts::default() },
            ..MakePlan::default()
        })));
        drop(desk.session(LOGIN).call(Request::Do(vec![ask])));
    }
    read(&data)
});

fn read(data: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![data.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(data).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    files
}

fn put(data: &Path) {
    for (name, bytes) in STORE.iter() {
        let path = data.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    private(data);
}

/// Everything that can be asked of the store, in words; the first fault if there is one.
fn answers(desk: &Desk) -> Result<Vec<String>, Fault> {
    let mut session = desk.session(LOGIN);
    let mut requests = vec![
        Request::Counts { today: today() },
        Request::Plans,
        Request::CameBack { until: today() },
        Request::Diary(DiaryRequest {
            from: None,
            to: None,
            owner: None,
            is_reviews: false,
            after: None,
            limit: usize::MAX,
        }),
        Request::History("office".parse().unwrap()),
    ];
    for (filter, order) in [("", Order::Reference), ("is:open", Order::Due), ("okafor", Order::Reference)] {
        requests.push(Request::List(ListRequest {
            filter: Filter::parse(filter).unwrap(),
            order,
            today: today(),
            after: None,
            limit: 1000,
        }));
    }
    for number in 1..=CASES {
        let reference = CaseRef { year: 2026, number };
        requests.push(Request::Record(reference.into()));
        requests.push(Request::History(reference.into()));
    }
    let say = |answer: Result<Reply, Fault>| match answer {
        Err(Fault::Missing(what)) => Ok(format!("no {what}")),
        answer => answer.map(|it| format!("{it:?}")),
    };
    requests.into_iter().map(|it| say(session.call(it))).collect()
}

static EXPECTED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    put(&data);
    answers(&open(&data, true)).unwrap()
});

/// Does something to one file of the view, and says what.
fn damage(data: &Path, dice: &mut Dice) -> String {
    let mut names: Vec<PathBuf> = read(data).into_keys().filter(|it| it.starts_with("view")).collect();
    names.sort();
    let name = names[usize::try_from(dice.below(u32::try_from(names.len()).unwrap())).unwrap()].clone();
    let path = data.join(&name);
    let mut bytes = fs::read(&path).unwrap();
    let length = u32::try_from(bytes.len()).unwrap();
    let at = |dice: &mut Dice| usize::try_from(dice.below(length.max(1))).unwrap();
    let how = match dice.below(7) {
        _ if length == 0 => {
            fs::remove_file(&path).unwrap();
            return format!("{} is gone", name.display());
        }
        0 => {
            fs::remove_file(&path).unwrap();
            return format!("{} is gone", name.display());
        }
        1 => {
            bytes.truncate(at(dice));
            "cut short"
        }
        2 => {
            let start = at(dice);
            let end = bytes.len().min(start + 512 * (1 + at(dice) % 64));
            bytes[start..end].fill(0);
            "blank in part"
        }
        3 => {
            let (start, from) = (at(dice) / 512 * 512, at(dice) / 512 * 512);
            for place in 0..(512 * 16).min(bytes.len() - start.max(from)) {
                bytes[start + place] = bytes[from + place];
            }
            "overwritten with another part of itself"
        }
        4 => {
            for _ in 0..64 {
                let place = at(dice);
                bytes[place] ^= 0xff;
            }
            "wrong in 64 bytes"
        }
        _ => {
            let place = at(dice);
            bytes[place] ^= 1 << dice.below(8);
            "wrong in one bit"
        }
    };
    fs::write(&path, bytes).unwrap();
    format!("{} is {how}", name.display())
}

fn seeds() -> Vec<u64> {
    #[expect(clippy::disallowed_methods, reason = "a test asks how much it is to do")]
    let asked = std::env::var("REDRESS_ROT").unwrap_or_default();
    match asked.strip_prefix("seed:") {
        Some(seed) => vec![seed.parse().unwrap()],
        None => (0..asked.parse().unwrap_or(SEEDS)).collect(),
    }
}

#[test]
fn whatever_happens_to_the_working_copy_the_store_opens_and_no_answer_is_wrong() {
    let expected = &*EXPECTED;
    let mut outcomes: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in seeds() {
        let mut dice = Dice::new(seed);
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        put(&data);
        let done: Vec<String> = (0..=dice.below(3)).map(|_| damage(&data, &mut dice)).collect();
        let desk = open(&data, false);
        let told = match answers(&desk) {
            Ok(given) => {
                assert!(given == *expected, "seed {seed}: a wrong answer after {done:?}");
                "answered at once"
            }
            Err(fault) => {
                let words = fault.to_string();
                assert!(words.contains("Close redress and start it again"), "seed {seed}, {done:?}: {words}");
                "asked to be opened again"
            }
        };
        *outcomes.entry(told).or_default() += 1;
        drop(desk);
        let again = answers(&open(&data, false));
        assert!(again.as_ref() == Ok(expected), "seed {seed}: wrong when opened again after {done:?}");
    }
    println!("{outcomes:?}");
}

#[test]
fn a_working_copy_that_rots_while_it_is_in_use_loses_no_change_and_is_built_again() {
    for seed in seeds().into_iter().take(40) {
        let mut dice = Dice::new(seed ^ 0x5eed);
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        put(&data);
        let desk = open(&data, false);
        // In place, as a disk goes bad under an open file.
        for (name, bytes) in read(&data).into_iter().filter(|it| it.0.starts_with("view")) {
            let blank: Vec<u8> = bytes.iter().map(|it| if dice.below(3) == 0 { !it } else { *it }).collect();
            fs::write(data.join(name), blank).unwrap();
        }
        let mut noted = Vec::new();
        for number in 1..=CASES {
            match step(&desk, Some(number), note("While it rotted")) {
                Ok(Reply::Done(done)) if done[0].is_ok() => noted.push(number),
                Ok(Reply::Done(_)) | Err(Fault::Broken(_)) => {}
                other => panic!("seed {seed}: {other:?}"),
            }
        }
        drop(answers(&desk));
        drop(desk);
        let grown = answers(&open(&data, false)).unwrap();
        assert_eq!(grown, answers(&open(&data, true)).unwrap(), "seed {seed}");
        let said = grown.iter().filter(|it| it.contains("While it rotted")).count();
        assert!(noted.len() <= said, "seed {seed}: what was confirmed is there");
    }
}

/// Changes one record behind the journal's back, as a fault in the program would.
fn falsify(data: &Path) {
    let view = redress::view::store::View::open(&data.join("view")).unwrap();
    let unread = |_| panic!("nothing is taken back");
    let mut fold = view.fold(view.house().unwrap(), &unread);
    let change = redress::domain::records::any::Change::from_json(
        "26-0001",
        r#"[{"noted":{"on":"2026-11-24","text":"Never happened"}}]"#,
    );
    let maker = redress::view::fold::Maker { command: "", step: "", by: "nobody" };
    fold.take(&std::sync::Arc::new(change.unwrap()), maker).unwrap();
    fold.commit().unwrap();
    view.flush();
}

#[test]
fn a_record_that_is_not_as_the_journal_has_it_is_found_told_and_put_right() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    put(&data);
    falsify(&data);
    let run = || match open(&data, false).session(LOGIN).call(Request::Compare) {
        Ok(Reply::Compared(compared)) => compared.differences,
        other => panic!("{other:?}"),
    };
    let found = run();
    assert!(found.iter().any(|it| it.0 == "records"), "{found:?}");
    assert_eq!(run(), [], "it was built again when it was opened");
    assert!(!data.join("view.checking").exists() && !data.join("view.suspect").exists());
}

#[test]
fn a_sample_of_records_is_compared_with_the_journal_after_each_opening() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    put(&data);
    let suspect = data.join("view.suspect");
    drop(open(&data, false));
    assert!(!suspect.exists());
    falsify(&data);
    // The sample is another each time the journal grows, and there are few enough for it to come round.
    let is_found = (0..20).any(|_| {
        let desk = open(&data, false);
        step(&desk, Some(2), note("Rang")).unwrap();
        // The sample is looked at beside the work, and not to its end if the store is closed meanwhile.
        for _ in 0..25 {
            if suspect.exists() {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
        drop(desk);
        suspect.exists()
    });
    assert!(is_found);
    assert_eq!(
        fs::metadata(&suspect).unwrap().permissions().mode() & 0o077,
        0,
        "the note is for its owner alone"
    );
    let desk = open(&data, false);
    assert!(answers(&desk).unwrap().iter().all(|it| !it.contains("Never happened")));
    assert!(!suspect.exists());
}

#[test]
fn nothing_is_suspected_while_changes_follow_one_another() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    put(&data);
    for _ in 0..5 {
        let desk = open(&data, false);
        thread::scope(|people| {
            for person in 0..4 {
                let desk = &desk;
                people.spawn(move || {
                    for round in 0..60 {
                        step(desk, Some(1 + (person + round) % CASES), note("Rang")).unwrap();
                    }
                });
            }
        });
        drop(desk);
        assert!(!data.join("view.suspect").exists(), "{:?}", fs::read_to_string(data.join("view.suspect")));
    }
    match open(&data, false).session(LOGIN).call(Request::Compare) {
        Ok(Reply::Compared(compared)) => assert_eq!(compared.differences, []),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_last_line_that_was_changed_by_hand_while_the_office_is_open_stops_the_next_change() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    put(&data);
    let desk = open(&data, false);
    step(&desk, Some(1), note("Rang at nine")).unwrap();
    let mut files = fs::read_dir(data.join("journal")).unwrap().map(|it| it.unwrap().path());
    let holds = |file: &PathBuf| fs::read_to_string(file).unwrap().contains("Rang at nine");
    let segment = files.find(holds).expect("it is in the journal");
    let changed = fs::read_to_string(&segment).unwrap().replace("Rang at nine", "Rang at five");
    fs::write(&segment, &changed).unwrap();
    let answer = format!("{:?}", step(&desk, Some(2), note("Rang at ten")));
    assert!(answer.contains("NotSaved") && answer.contains("its last line is another"), "{answer}");
    drop(desk);
    assert_eq!(fs::read_to_string(&segment).unwrap(), changed);
}
