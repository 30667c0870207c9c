//! Power cuts: an erasure is cut off after each of its steps, and what is left opens, verifies, and can be finished.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::*;
use crate::api::message::{Ask, Reply, Request};
use crate::api::service::Service;
use crate::api::service::take;
use crate::clock::Clock;
use crate::desk::session::Desk;
use crate::desk::store_dir::{erasing_in, journal_in};
use crate::desk::sweep::{blot_out, declared, remove_leftovers};
use crate::desk::upkeep::verify_journal;
use crate::domain::case::command::Command;
use crate::domain::office::command::{OfficeCommand, SetUp};
use crate::domain::plan::command::PlanCommand;
use crate::domain::reference::TheOffice;
use crate::journal::chain::Place;
use crate::view::store::move_aside;

const NAME: &str = "Zebedeequux";
const CASE: CaseRef = CaseRef { year: 2026, number: 1 };

fn how(data: &Path) -> How {
    let day = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a real day");
    How { data: data.to_owned(), clock: Clock::Pinned(day), login: "jsmith".into(), afresh: false }
}

/// A closed case of a few changes, and a plan that names its person.
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

fn declare(data: &Path) {
    let mut eraser = Eraser::open(&how(data), &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
    let one: Vec<Retention> = eraser.survey().map_err(|it| it.to_string()).unwrap();
    let proposal = eraser.propose(&one, &[], "Asked for").map_err(|it| it.to_string()).unwrap();
    assert_eq!((proposal.changes(), proposal.linked.len()), (4, 1));
    eraser.declare(&proposal).map_err(|it| it.to_string()).unwrap();
}

fn places(data: &Path) -> Vec<Place> {
    declared(&journal_in(data), &mut |_, _| ()).map_err(|it| it.to_string()).unwrap().0
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
fn cut_off_after_any_step_the_store_opens_verifies_and_is_erased_when_run_again() {
    type Step<'a> = Box<dyn Fn(&Path) + 'a>;
    let place = tempfile::tempdir().unwrap();
    let begun = place.path().join("begun");
    make(&begun);
    let declared_there = place.path().join("declared");
    copy(&begun, &declared_there);
    declare(&declared_there);
    let number = places(&declared_there).len();
    assert_eq!(number, 4);
    let erase = |data: &Path, count: usize| {
        blot_out(&journal_in(data), &places(data)[..count]).map_err(|it| it.to_string()).unwrap();
    };
    let mut cuts: Vec<Step> = vec![Box::new(|_| ())];
    for count in 0..number {
        cuts.push(Box::new(move |data| {
            let half = places(data)[count];
            erase(data, count);
            begin_to_erase(data, half);
        }));
        cuts.push(Box::new(move |data| erase(data, count + 1)));
    }
    cuts.push(Box::new(|data| {
        erase(data, number);
        move_aside(&data.join("view")).unwrap();
    }));
    cuts.push(Box::new(|data| {
        erase(data, number);
        copy(&data.join("view"), &data.join("view.damaged-1"));
        fs::remove_dir_all(data.join("view")).unwrap();
        drop(Desk::open(&how(data), &mut |_, _| ()).map_err(|it| it.to_string()).unwrap());
    }));
    cuts.push(Box::new(|data| {
        erase(data, number);
        let (_, mut swept, on) =
            declared(&journal_in(data), &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
        remove_leftovers(data, &journal_in(data), &on, &mut swept).map_err(|it| it.to_string()).unwrap();
    }));
    for (which, cut) in cuts.iter().enumerate() {
        let data = place.path().join(format!("cut-{which}"));
        copy(&declared_there, &data);
        cut(&data);
        assert!(verify_journal(&data, &mut |_, _| ()).is_ok(), "cut {which} does not verify");
        for afresh in [false, true] {
            let how = How { afresh, ..how(&data) };
            let desk = Desk::open(&how, &mut |_, _| ()).map_err(|it| it.to_string());
            let desk = desk.unwrap_or_else(|it| panic!("cut {which}: {it}"));
            let Ok(Reply::Hello(hello)) = desk.session("jsmith").call(Request::Hello) else {
                panic!("no welcome")
            };
            assert!(
                hello.notices.iter().any(|it| it.contains("erase --finish")),
                "cut {which}: {:?}",
                hello.notices
            );
        }
        let eraser = Eraser::open(&how(&data), &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
        eraser.finish(&mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
        assert!(!holds(&data), "cut {which} leaves the name");
        assert!(!erasing_in(&data).exists(), "cut {which} leaves the marker");
        let sound = verify_journal(&data, &mut |_, _| ());
        assert!(sound.is_ok_and(|it| it.erased == number as u64 && it.unfinished.is_empty()), "cut {which}");
    }
}

#[test]
fn cut_off_before_anything_is_declared_nothing_is_lost() {
    let place = tempfile::tempdir().unwrap();
    make(place.path());
    mark(place.path()).map_err(|it| it.to_string()).unwrap();
    let eraser = Eraser::open(&how(place.path()), &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
    eraser.finish(&mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
    assert!(holds(place.path()) && !erasing_in(place.path()).exists());
}
