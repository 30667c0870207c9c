//! Whatever the program does when it is killed: what it said was done is done, once, and to do it again ends where it would
//! have ended. `REDRESS_KILLS` asks for more rounds than an ordinary run has.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use redress::exchange::demo::dice::Dice;
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::cli::{Office as Small, Said, redress};
use crate::driver::{Office, private};
use crate::files::copy;
use crate::program::{TODAY, argv, on};
use crate::pty::Program;
use crate::shared::{CASE, kills};

/// Rounds of each test in an ordinary run.
const ROUNDS: u64 = 3;
const ROUNDS_OF_EACH: u64 = 2;

fn store(data: &Path, arguments: &[&str]) -> Command {
    let mut command = on(TODAY);
    command.arg("--data").arg(data).args(arguments);
    command
}

fn run(data: &Path, arguments: &[&str]) -> Said {
    redress(store(data, arguments), &[], "")
}

#[track_caller]
fn sound(data: &Path, round: u64) {
    let said = run(data, &["verify", "--view"]);
    assert_eq!(said.code, 0, "round {round}: {said:?}");
}

/// How often a text stands in the journal.
fn times(data: &Path, text: &str) -> usize {
    let files = fs::read_dir(data.join("journal")).unwrap().map(|it| it.unwrap().path());
    let segments = files.filter(|it| it.extension().is_some_and(|it| it == "jsonl"));
    segments.map(|it| fs::read_to_string(it).unwrap().matches(text).count()).sum()
}

fn some(dice: &mut Dice, most: u64) -> Duration {
    Duration::from_micros(u64::from(dice.below(u32::try_from(most * 1000).unwrap())))
}

/// Steps of each round of `redress do`.
const STEPS: usize = 24;

#[test]
fn steps_given_again_after_a_kill_are_each_done_once_and_those_that_were_answered_are_there() {
    let office = Office::demo_for_whoever_runs_this();
    let data = office.data();
    let (mut dice, mut answered) = (Dice::new(85), 0);
    let rounds = kills(ROUNDS);
    for round in 0..rounds {
        let text = |step: usize| format!("Call {round}-{step}.");
        let of = |step| json!({ "on": CASE.to_string(), "id": text(step), "do": { "note": { "text": text(step) } } });
        let steps = (0..STEPS).map(|it| of(it).to_string()).collect::<Vec<_>>().join("\n") + "\n";
        let batch = dice.pick(&["1", "1", "5", "12"]);
        let mut child = store(&data, &["do", "--batch", batch])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (mut input, given) = (child.stdin.take().unwrap(), steps.clone());
        // It ends in the middle of this.
        let writer = thread::spawn(move || drop(input.write_all(given.as_bytes())));
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        // Now and then the kill falls into the opening.
        if round % 8 != 7 {
            output.read_line(&mut said).unwrap();
        }
        thread::sleep(some(&mut dice, if said.is_empty() { 300 } else { 400 }));
        child.kill().unwrap();
        child.wait().unwrap();
        writer.join().unwrap();
        while output.read_line(&mut said).unwrap() != 0 {}
        // A line that the kill cut off answers nothing.
        let done = said.split_inclusive('\n').filter(|it| it.ends_with('\n')).count();
        assert!(said.lines().take(done).all(|it| it.contains("\"ok\":true")), "{said}");
        answered += done;
        for step in 0..STEPS {
            let found = times(&data, &format!("\"text\":\"{}\"", text(step)));
            assert!(
                if step < done { found == 1 } else { found <= 1 },
                "round {round}, {step}: {found} times"
            );
        }
        let again = redress(store(&data, &["do"]), &[], &steps);
        assert_eq!(again.code, 0, "round {round}: {again:?}");
        let repeated = |it: &str| serde_json::from_str::<Value>(it).unwrap()["repeated"] == true;
        assert!(again.out.lines().take(done).all(repeated), "round {round}: {}", again.out);
        for step in 0..STEPS {
            assert_eq!(times(&data, &format!("\"text\":\"{}\"", text(step))), 1, "round {round}, {step}");
        }
        sound(&data, round);
    }
    println!("do: {rounds} rounds, {answered} of {} steps answered before a kill", rounds * STEPS as u64);
}

/// Whoever is erased.
const NAME: &str = "Zebedeequux";

/// A store, and beside it what is imported into it, a backup, and where more is put.
struct Place(tempfile::TempDir);

impl Place {
    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.at(name).display().to_string()
    }

    fn again(&self) -> Place {
        let other = Place(tempfile::tempdir().unwrap());
        for name in ["data", "backup", "in.csv", "map.toml"] {
            copy(&self.at(name), &other.at(name));
            private(&other.at(name));
        }
        other
    }
}

fn office() -> Place {
    let place = Place(tempfile::tempdir().unwrap());
    let small = Small::with_cases();
    let erased = small.run(&["new", "--complainant", NAME, "--service", "Licences", "--subject", "matter"]);
    assert_eq!(erased.code, 0, "{erased:?}");
    for number in 0..30 {
        let noted = small.run(&["note", "26-0004", "--text", &format!("{NAME} rang, call {number}")]);
        assert_eq!(noted.code, 0, "{noted:?}");
    }
    let closed = ["close-without-finding", "26-0004", "--outcome", "withdrawn", "--reason", "Asked"];
    assert_eq!(small.run(&closed).code, 0);
    copy(&small.data(), &place.at("data"));
    private(&place.at("data"));
    assert_eq!(run(&place.at("data"), &["backup", &place.text("backup")]).code, 0);
    let rows =
        (0..400).map(|it| format!("A{it},2026-11-02,Tom Webb {it},Late\n")).collect::<Vec<_>>().concat();
    fs::write(place.at("in.csv"), format!("Ref,Day,Name,About\n{rows}")).unwrap();
    let map =
        "[columns]\nsource_ref = \"Ref\"\nreceived = \"Day\"\ncomplainant = \"Name\"\nsubject = \"About\"\n";
    fs::write(place.at("map.toml"), map).unwrap();
    place
}

/// Every case, as a list tells of it.
fn list(data: &Path) -> Value {
    let rows = |filter| run(data, &["list", filter, "--json", "--order", "ref"]).json();
    json!([rows("is:open"), rows("is:closed")])
}

/// What is done when the kill comes: its arguments, and how it is gone on with and looked at afterwards.
struct Work {
    name: &'static str,
    arguments: fn(&Place) -> Vec<String>,
    /// In which directory it works.
    on: &'static str,
    /// Goes on with it, so that all is as it would have been.
    again: fn(&Place, u64),
}

fn words(arguments: &[&str]) -> Vec<String> {
    arguments.iter().map(|&it| it.to_owned()).collect()
}

fn done_again(place: &Place, work: &Work, round: u64) {
    let arguments = (work.arguments)(place);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let said = run(&place.at(work.on), &arguments);
    assert_eq!(said.code, 0, "{} round {round}: {said:?}", work.name);
}

const ERASE: &[&str] = &["erase", "26-0004", "--before-date", "--reason", "asked", "--yes"];

const WORKS: &[Work] = &[
    Work {
        name: "import",
        arguments: |place| {
            let (rows, map) = (place.text("in.csv"), place.text("map.toml"));
            words(&["import", "cases", &rows, "--map", &map])
        },
        on: "data",
        again: |place, round| done_again(place, &WORKS[0], round),
    },
    Work {
        name: "rebuild",
        arguments: |_| words(&["rebuild"]),
        on: "data",
        // The next opening builds what was not built.
        again: |_, _| {},
    },
    Work {
        name: "backup",
        arguments: |place| words(&["backup", &place.text("new")]),
        on: "data",
        again: |place, round| {
            done_again(place, &WORKS[2], round);
            let copy = run(&place.at("data"), &["verify", "--copy", &place.text("new")]);
            assert_eq!(copy.code, 0, "backup round {round}: {copy:?}");
        },
    },
    Work {
        name: "restore",
        arguments: |place| words(&["restore", &place.text("backup")]),
        on: "restored",
        again: |place, round| {
            let restored = place.at("restored");
            let there = run(&restored, &["list", "is:open", "--json"]);
            // What is half there is not taken for a store, or is whole.
            if there.code == 0 {
                assert_eq!(list(&restored), list(&place.at("data")), "restore round {round}");
            } else {
                drop(fs::remove_dir_all(&restored));
                done_again(place, &WORKS[3], round);
            }
        },
    },
    Work {
        name: "erase",
        arguments: |_| words(ERASE),
        on: "data",
        again: |place, round| {
            let data = place.at("data");
            let finished = run(&data, &["erase", "--finish"]);
            assert!(matches!(finished.code, 0 | 1), "erase round {round}: {finished:?}");
            if times(&data, NAME) != 0 {
                done_again(place, &WORKS[4], round);
            }
            assert_eq!(holding(&data), Vec::<PathBuf>::new(), "erase round {round}: {finished:?}");
        },
    },
];

/// The files that hold the name.
fn holding(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path));
        } else {
            let bytes = fs::read(&path).unwrap().to_ascii_lowercase();
            let name = NAME.to_ascii_lowercase();
            found.extend(bytes.windows(name.len()).any(|it| it == name.as_bytes()).then_some(path));
        }
    }
    found
}

#[test]
fn what_was_killed_half_way_is_done_again_and_all_is_as_if_it_had_not_been() {
    let begun = office();
    let rounds = kills(ROUNDS_OF_EACH);
    let mut dice = Dice::new(110);
    for work in WORKS {
        let whole = begun.again();
        let start = Instant::now();
        done_again(&whole, work, 0);
        let took = u64::try_from(start.elapsed().as_millis()).unwrap();
        let expected = list(&whole.at(work.on));
        let mut ended = 0;
        for round in 1..=rounds {
            let place = begun.again();
            let mut child = store(&place.at(work.on), &[])
                .args((work.arguments)(&place))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            thread::sleep(some(&mut dice, took + took / 10));
            ended += u64::from(child.try_wait().unwrap().is_some());
            child.kill().unwrap();
            child.wait().unwrap();
            (work.again)(&place, round);
            sound(&place.at(work.on), round);
            assert_eq!(list(&place.at(work.on)), expected, "{} round {round}", work.name);
        }
        println!("{}: {rounds} rounds, {ended} of them after its end", work.name);
    }
}

#[test]
fn whatever_is_typed_when_the_app_is_killed_what_it_said_is_saved_is_saved_once() {
    let office = Office::demo_for_whoever_runs_this();
    let data = office.data();
    let mut dice = Dice::new(30);
    let (rounds, mut saved) = (kills(ROUNDS), 0);
    for round in 0..rounds {
        // What was left in forms is offered first, and looked at elsewhere.
        drop(fs::remove_dir_all(data.join("drafts")));
        let redress = store(&data, &[]);
        let mut pty = Program::new(argv(&redress), data.parent().unwrap()).start();
        pty.wait_for("Open cases");
        pty.keys("<enter>");
        pty.wait_for("Case 26-");
        let text = |number: u32| format!("Call {round}-{number} about it.");
        let whole = dice.below(4);
        for number in 0..whole {
            pty.keys("t");
            pty.wait_for("Note: case");
            pty.send(text(number).as_bytes());
            pty.wait_for(&text(number));
            pty.keys("<c-x>");
            pty.wait_for("Check before saving");
            pty.keys("<enter>");
            pty.wait_for("saved on");
        }
        // The kill falls anywhere into one more.
        let last = text(whole);
        let keys = [&b"t"[..], last.as_bytes(), b"\x18", b"\r"];
        let ended_at = dice.below(5) as usize;
        for part in &keys[..ended_at.min(keys.len())] {
            pty.send(part);
            thread::sleep(some(&mut dice, 60));
        }
        pty.signal(Signal::KILL);
        pty.wait_exit();
        for number in 0..whole {
            assert_eq!(times(&data, &format!("\"text\":\"{}\"", text(number))), 1, "round {round}, {number}");
        }
        assert!(times(&data, &format!("\"text\":\"{}\"", text(whole))) <= 1, "round {round}");
        saved += whole;
        sound(&data, round);
    }
    println!("app: {rounds} rounds, {saved} notes said to be saved");
}
