//! An erasure is killed after each of its steps, and what is left opens, verifies, and is finished; what that says is true.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command as Program, Stdio};

use super::*;
use crate::api::message::{Ask, Reply, Request};
use crate::api::service::Service;
use crate::api::service::take;
use crate::clock::Clock;
use crate::desk::session::Desk;
use crate::desk::store_dir::{erasing_in, journal_in};
use crate::desk::sweep::Left;
use crate::desk::upkeep::{UpkeepError, back_up, verify_journal};
use crate::domain::case::command::Command;
use crate::domain::office::command::{OfficeCommand, SetUp};
use crate::domain::plan::command::PlanCommand;
use crate::domain::reference::{PlanRef, TheOffice};
use crate::journal::chain::Place;

const NAME: &str = "Zebedeequux Fintwhistle";
const DRAFT: &str = r#"{"on":"26-0002","fields":[["text","zebedeequux fintwhistle, said he"]]}"#;
const CASE: CaseRef = CaseRef { year: 2026, number: 1 };

fn how(data: &Path) -> How {
    let day = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a real day");
    How { data: data.to_owned(), clock: Clock::Pinned(day), login: "jsmith".into(), afresh: false }
}

/// A closed case of a few changes; a plan, another's case and a draft that name its person; and a torn line.
fn make(data: &Path) {
    ones_own(data);
    let desk = Desk::open(&how(data), &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
    let mut session = desk.session("jsmith");
    let set_up =
        SetUp { organisation: "Claims Agency".into(), services: vec!["Claims".into()], ..SetUp::default() };
    take(&mut session, Ask::on(TheOffice, OfficeCommand::SetUp(set_up))).unwrap();
    for (on, line) in [
        (
            None,
            r#"{"receive":{"facts":{"received":"2026-11-02","complainant":"NAME","service":1,"subject":"NAME"}}}"#,
        ),
        (Some(CASE), r#"{"note":{"text":"NAME rang"}}"#),
        (
            Some(CASE),
            r#"{"close_without_finding":{"on":"2026-11-20","outcome":"withdrawn","reason":"NAME says so"}}"#,
        ),
    ] {
        let command: Command = serde_json::from_str(&line.replace("NAME", NAME)).unwrap();
        let ask = Ask { on: on.map(Into::into), ..Ask::first(command) };
        let Ok(Reply::Done(results)) = session.call(Request::Do(vec![ask])) else { panic!("no answer") };
        assert!(results[0].is_ok(), "{results:?}");
    }
    for (on, line) in [
        (None, r#"{"make_plan":{"facts":{"title":"Rota"},"failings":[{"case":"26-0001","what":"Late"}]}}"#),
        (Some(PlanRef { year: 2026, number: 1 }), r#"{"plan_note":{"text":"NAME is glad"}}"#),
    ] {
        let command: PlanCommand = serde_json::from_str(&line.replace("NAME", NAME)).unwrap();
        let ask = Ask { on: on.map(Into::into), ..Ask::first(command) };
        let Ok(Reply::Done(results)) = session.call(Request::Do(vec![ask])) else { panic!("no answer") };
        assert!(results[0].is_ok(), "{results:?}");
    }
    for (on, line) in [
        (
            None,
            r#"{"receive":{"facts":{"received":"2026-11-02","complainant":"Tom Webb","service":1,"subject":"Late"}}}"#,
        ),
        (Some(CaseRef { number: 2, ..CASE }), r#"{"note":{"text":"NAME rang for him"}}"#),
    ] {
        let command: Command = serde_json::from_str(&line.replace("NAME", NAME)).unwrap();
        take(&mut session, Ask { on: on.map(Into::into), ..Ask::first(command) }).unwrap();
    }
    ones_own(&data.join("drafts"));
    for (file, text) in [("journal/torn-1.txt", NAME), ("drafts/jsmith.note.26-0002.1.draft", DRAFT)] {
        fs::write(data.join(file), text).unwrap();
        fs::set_permissions(data.join(file), fs::Permissions::from_mode(0o600)).unwrap();
    }
}

/// Makes a folder that nobody else may look into.
fn ones_own(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
}

fn copy(from: &Path, to: &Path) {
    ones_own(to);
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let beside = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &beside) } else { assert!(fs::copy(&path, &beside).is_ok()) }
    }
}

fn holds(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().any(|file| {
        let path = file.unwrap().path();
        if path.is_dir() {
            return holds(&path);
        }
        let bytes = fs::read(&path).unwrap().to_ascii_lowercase();
        bytes.windows(NAME.len()).any(|it| it.eq_ignore_ascii_case(NAME.as_bytes()))
    })
}

fn eraser(data: &Path) -> Eraser {
    Eraser::open(&how(data), Across::default(), &mut |_, _| ()).map_err(|it| it.to_string()).unwrap()
}

fn erase(data: &Path, after: &mut dyn FnMut(Step)) {
    let eraser = eraser(data);
    let mut one: Vec<Retention> = eraser.survey().map_err(|it| it.to_string()).unwrap();
    one.retain(|it| it.reference == CASE);
    let proposal =
        eraser.propose(&one, &[], "Asked for", &Answers::default()).map_err(|it| it.to_string()).unwrap();
    assert_eq!((proposal.changes(), proposal.touched.len(), proposal.drafts.len()), (5, 2, 1));
    eraser.carry_out(&proposal, &mut |_, _| (), after).map_err(|it| it.to_string()).unwrap();
}

fn finish(data: &Path, after: &mut dyn FnMut(Step)) -> Left {
    eraser(data).finish(&mut |_, _| (), after).map_err(|it| it.to_string()).unwrap().left
}

/// The store in which a process of its own works, and after how many steps it is killed.
const WORK: &str = "REDRESS_ERASE";

/// Erases, or finishes, and is killed after so many steps.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test is asked through its environment")]
fn work() {
    let Ok(asked) = std::env::var(WORK) else { return };
    let mut asked = asked.splitn(3, ' ');
    let (what, steps, data) = (asked.next().unwrap(), asked.next().unwrap(), asked.next().unwrap());
    let mut left: usize = steps.parse().unwrap();
    let mut after = |_| {
        left -= 1;
        if left == 0 {
            Program::new("kill").args(["-9", &std::process::id().to_string()]).status().unwrap();
        }
    };
    if what == "erase" {
        erase(Path::new(data), &mut after);
    } else {
        finish(Path::new(data), &mut after);
    }
}

fn killed(what: &str, steps: usize, data: &Path) {
    let mut program = Program::new(std::env::current_exe().unwrap());
    program.args(["desk::erase::tests::work", "--exact", "--test-threads=1"]);
    program
        .env(WORK, format!("{what} {steps} {}", data.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    assert_eq!(program.status().unwrap().code(), None, "{what} came to its end before step {steps}");
}

/// Whether the store opens, verifies, and says that an erasure is to be finished.
fn says_unfinished(data: &Path) -> bool {
    assert!(verify_journal(data, &mut |_, _| ()).is_ok(), "{} does not verify", data.display());
    let says = |afresh| {
        let desk =
            Desk::open(&How { afresh, ..how(data) }, &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
        let Ok(Reply::Hello(hello)) = desk.session("jsmith").call(Request::Hello) else {
            panic!("no welcome")
        };
        hello.notices.iter().any(|it| it.contains("erase --finish"))
    };
    let says = [says(false), says(true)];
    assert_eq!(says[0], says[1]);
    says[0]
}

/// The places of changes that are declared erased and are not yet, newest first.
fn places(data: &Path) -> Vec<Place> {
    let unfinished = verify_journal(data, &mut |_, _| ()).unwrap().unfinished;
    let all = lines(&journal_in(data), Position::START).map(|it| it.unwrap());
    let mut places: Vec<Place> =
        all.filter(|it| unfinished.contains(&it.change.seq)).map(|it| it.place).collect();
    places.reverse();
    places
}

/// The first byte of a change's text is written, and the power fails.
fn begin_to_erase(data: &Path, place: Place) {
    let path = journal_in(data).join(format!("{:06}.jsonl", place.segment));
    let file = OpenOptions::new().write(true).read(true).open(path).unwrap();
    let mut line = vec![0; place.length as usize];
    file.read_exact_at(&mut line, place.offset).unwrap();
    let did = line.windows(6).position(|it| it == b"\"did\":").unwrap() + 6;
    file.write_all_at(b"n", place.offset + did as u64).unwrap();
}

#[test]
fn killed_after_any_step_an_erasure_is_finished_or_had_not_begun_and_what_is_said_is_true() {
    use Step::{Begun, BuiltAgain, Declared, MovedAside, Over, Removed, TakenOut};
    let place = tempfile::tempdir().unwrap();
    let begun = place.path().join("begun");
    make(&begun);
    assert_eq!(finish(&begun, &mut |_| ()), Left::Nothing);
    assert!(holds(&begun) && !says_unfinished(&begun));
    let again = |called: &str| {
        let data = place.path().join(called);
        copy(&begun, &data);
        data
    };
    let mut steps = Vec::new();
    erase(&again("steps"), &mut |it| steps.push(it));
    let mut shown = steps.clone();
    shown.dedup();
    assert_eq!(shown, [Begun, Declared, TakenOut, MovedAside, BuiltAgain, Removed, Over]);
    for (number, step) in steps.iter().enumerate() {
        let data = again(&format!("killed-{number}"));
        killed("erase", number + 1, &data);
        assert_eq!(says_unfinished(&data), *step != Over, "{number} {step:?}");
        match step {
            Begun => {
                assert_eq!(finish(&data, &mut |_| ()), Left::Undeclared);
                let left = verify_journal(&data, &mut |_, _| ()).unwrap();
                assert!(holds(&data) && left.erased == 0 && left.unfinished.is_empty());
            }
            Over => assert_eq!(finish(&data, &mut |_| ()), Left::Nothing),
            _ => {
                // The next line is half overwritten; what finishes it is killed too.
                places(&data).first().into_iter().for_each(|it| begin_to_erase(&data, *it));
                killed("finish", 1, &data);
                assert!(says_unfinished(&data), "{number} {step:?}");
                assert_eq!(finish(&data, &mut |_| ()), Left::Whole, "{number} {step:?}");
            }
        }
        assert!(!erasing_in(&data).exists() && !says_unfinished(&data), "{number} {step:?}");
        if *step != Begun {
            assert!(!holds(&data), "{number} {step:?} leaves the name");
            let sound = verify_journal(&data, &mut |_, _| ()).unwrap();
            assert!(sound.erased == 5 && sound.unfinished.is_empty(), "{number} {step:?}");
        }
    }
}

#[test]
fn a_backup_beside_an_erasure_is_refused_and_one_that_began_before_it_ends_without_what_was_erased() {
    let place = tempfile::tempdir().unwrap();
    let (data, to) = (place.path().join("data"), place.path().join("copy"));
    let now = || "2026-11-24T14:02:00Z".parse().unwrap();
    make(&data);
    // Between any two of its steps.
    let slow = place.path().join("slow");
    copy(&data, &slow);
    let mut tried = 0;
    erase(&slow, &mut |step| {
        let backed_up = back_up(&slow, &to, now(), &mut |_, _| ());
        let is_over = matches!(step, Step::Over);
        assert!(is_over == backed_up.is_ok(), "{step:?}: {:?}", backed_up.err().map(|it| it.to_string()));
        tried += 1;
    });
    assert!(8 < tried && !holds(&to), "{tried} steps");
    // The journal is being read for a copy when somebody erases all of it.
    let other = place.path().join("other");
    let mut begun = false;
    let backed_up = back_up(&data, &other, now(), &mut |_, _| {
        if !begun {
            begun = true;
            erase(&data, &mut |_| ());
        }
    });
    assert!(begun && backed_up.is_ok(), "{:?}", backed_up.err().map(|it| it.to_string()));
    assert!(!holds(&other));
    // And when one is begun and does not end.
    let again = place.path().join("again");
    make(&again);
    let mut begun = false;
    let backed_up = back_up(&again, &place.path().join("third"), now(), &mut |_, _| {
        if !begun {
            begun = true;
            mark(&again, &Begun { after: 1, declares: 1, drafts: Vec::new(), is_of_another_host: false })
                .unwrap();
        }
    });
    assert!(matches!(backed_up, Err(UpkeepError::Erasing)));
}

#[test]
fn what_was_declared_in_part_is_erased_and_said_to_be_a_part() {
    let place = tempfile::tempdir().unwrap();
    make(place.path());
    let mut eraser = eraser(place.path());
    let mut one = eraser.survey().map_err(|it| it.to_string()).unwrap();
    one.retain(|it| it.reference == CASE);
    let all = eraser
        .propose(&one, &[], "Asked for", &Answers::default())
        .map_err(|it| it.to_string())
        .unwrap()
        .written;
    let begun = Begun {
        after: eraser.opened.journal.position().seq,
        declares: all.len() as u64,
        drafts: Vec::new(),
        is_of_another_host: false,
    };
    mark(place.path(), &begun).map_err(|it| it.to_string()).unwrap();
    eraser.opened.journal.append(&all[..1]).unwrap();
    // The case itself comes last: until then somebody knows whom to look for.
    assert!(all[..all.len() - 1].iter().all(|it| it.on != CASE.to_string()));
    drop(eraser);
    assert_eq!(finish(place.path(), &mut |_| ()), Left::Part);
    assert!(holds(place.path()) && !erasing_in(place.path()).exists());
}

#[test]
fn of_a_marker_that_cannot_be_read_it_is_said_that_nobody_knows_and_what_was_declared_goes_again() {
    let place = tempfile::tempdir().unwrap();
    make(place.path());
    erase(place.path(), &mut |_| ());
    fs::write(erasing_in(place.path()), "An eras").unwrap();
    fs::set_permissions(erasing_in(place.path()), fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(finish(place.path(), &mut |_| ()), Left::Unreadable);
}

#[test]
fn while_an_erasure_that_was_begun_is_not_finished_no_other_begins() {
    let place = tempfile::tempdir().unwrap();
    make(place.path());
    mark(place.path(), &Begun { after: 1, declares: 1, drafts: Vec::new(), is_of_another_host: false })
        .unwrap();
    assert!(matches!(eraser(place.path()).survey(), Err(EraseError::Unfinished)));
}

#[test]
fn a_view_is_not_built_from_a_journal_out_of_which_a_change_was_taken_that_nobody_erased() {
    let place = tempfile::tempdir().unwrap();
    make(place.path());
    let file = journal_in(place.path()).join("000001.jsonl");
    let mut lines: Vec<String> = fs::read_to_string(&file).unwrap().lines().map(str::to_owned).collect();
    let length = lines[2].len();
    let (header, _) = lines[2].split_once("\"did\":").unwrap();
    lines[2] = format!("{:<1$}}}", format!("{header}\"did\":null"), length - 1);
    fs::write(&file, lines.join("\n") + "\n").unwrap();
    fs::remove_file(journal_in(place.path()).join("confirmed")).unwrap();
    fs::remove_dir_all(place.path().join("view")).unwrap();
    let opened = Desk::open(&how(place.path()), &mut |_, _| ()).err().map(|it| it.to_string()).unwrap();
    assert!(opened.contains("no later change says that it was erased"), "{opened}");
}
