//! What lies beside the journal of several hosts: papers are on all of them, and what one erases is gone from all.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use redress::api::carrying::Carrying;
use redress::api::message::{Ask, Reply, Request};
use redress::api::server::News;
use redress::api::server::door::Door;
use redress::api::service::{Service, take};
use redress::desk::erase::{Across, Eraser};
use redress::desk::hosts::{Differs, hold_against_database, join, look, print_sql, share};
use redress::desk::membership::Membership;
use redress::desk::session::Desk;
use redress::desk::upkeep::{back_up, verify_journal, verify_papers_of_copy};
use redress::domain::case::command::Command;
use redress::domain::party::unsure::Answers;
use redress::domain::reference::RecordRef;
use serde_json::json;

use crate::hosts::{FIRST, Host, LOGIN, note, notes, wait_until};
use crate::postgres::Database;

/// What the person is called who complains.
const NAME: &str = "Tom Webb";
const CONTENTS: &[u8] = b"%PDF-1.7 what Tom Webb wrote";

/// Hosts of one office, each with a login of its own that may do what a host does; and one that may erase.
fn hosts(database: &Database) -> [Host; 3] {
    database.sql("owner", &print_sql("redress").map_err(|it| it.to_string()).unwrap());
    database.sql(
        "owner",
        "create role alpha login; create role beta login; create role gamma login; create role eraser login; \
         grant redress_host to alpha, beta, gamma, eraser; grant redress_eraser to eraser",
    );
    let hosts = [Host::with_office("Agency"), Host::new(), Host::new()];
    for (host, name) in hosts.iter().zip(["alpha", "beta", "gamma"]) {
        let member = Membership { url: database.url(name), ..database.host(name) };
        let came = if name == "alpha" { share } else { join };
        came(&host.how(), member, &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
    }
    hosts
}

fn attach(desk: &Desk, file: &Path) {
    let mut session = Carrying { service: Box::new(desk.session(LOGIN)), reads_files: true };
    let step = json!({ "attach_paper": { "path": file, "paper": { "title": "Letter" } } });
    let step: Command = serde_json::from_value(step).unwrap();
    take(&mut session, Ask::on(FIRST, step)).unwrap();
}

fn contents(desk: &Desk) -> Result<Vec<u8>, String> {
    let asked = Request::PaperPart { case: FIRST, number: 1, offset: 0 };
    match desk.session(LOGIN).call(asked).map_err(|it| it.to_string())? {
        Reply::PaperPart(it) => Ok(it),
        other => panic!("{other:?}"),
    }
}

fn papers(host: &Host) -> usize {
    fs::read_dir(host.data().join("papers")).map_or(0, Iterator::count)
}

fn holds_the_name(host: &Host) -> bool {
    host.journal().iter().any(|it| it.1.contains(NAME))
}

#[test]
fn a_paper_that_is_attached_on_one_host_is_read_and_backed_up_on_any() {
    let Some(database) = Database::start() else { return };
    let hosts = hosts(&database);
    let place = tempfile::tempdir().unwrap();
    let letter = place.path().join("letter.pdf");
    // More than is carried at once.
    let long = [CONTENTS, &vec![b'x'; 3 << 20]].concat();
    fs::write(&letter, &long).unwrap();
    let [one, two] = [hosts[0].open(), hosts[1].open()];
    attach(&one, &letter);
    wait_until("the other host has it", || papers(&hosts[1]) == 1);
    assert_eq!(contents(&two).unwrap(), long[..1 << 20]);
    // One that has not come yet, or was lost, is asked for as it is read.
    fs::remove_dir_all(hosts[1].data().join("papers")).unwrap();
    assert_eq!(contents(&two).unwrap(), long[..1 << 20]);
    // A host that was away brings it as it opens.
    let three = hosts[2].open();
    wait_until("the third host has it", || papers(&hosts[2]) == 1);
    drop(three);
    let copy = place.path().join("copy");
    // The real clock, as the hosts run by it.
    let now = redress::clock::Clock::System.now();
    back_up(&hosts[2].data(), &copy, now, &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
    assert_eq!(
        verify_papers_of_copy(&copy, &mut |_, _| ()).map_err(|it| it.to_string()).unwrap(),
        (1, Vec::new())
    );
    assert_eq!(database.sql("owner", "select count(*) from redress.paper"), "1");
    // Without the database it is not said to be attached.
    database.down();
    let mut session = Carrying { service: Box::new(one.session(LOGIN)), reads_files: true };
    let other = place.path().join("other.pdf");
    fs::write(&other, b"%PDF-1.7 another").unwrap();
    let step = json!({ "attach_paper": { "path": other, "paper": { "title": "Letter" } } });
    let step: Command = serde_json::from_value(step).unwrap();
    let refused = take(&mut session, Ask::on(FIRST, step)).unwrap_err().to_string();
    assert!(refused.starts_with("Not saved"), "{refused}");
}

#[test]
fn what_one_host_erases_is_gone_from_all_of_them_and_from_the_database_and_each_says_so() {
    let Some(database) = Database::start() else { return };
    let hosts = hosts(&database);
    let place = tempfile::tempdir().unwrap();
    let letter = place.path().join("letter.pdf");
    fs::write(&letter, CONTENTS).unwrap();
    let two = hosts[1].open();
    attach(&two, &letter);
    note(&mut two.session(LOGIN), "Tom Webb rang.", "").unwrap();
    let closing =
        json!({ "close_without_finding": { "on": "2026-11-20", "outcome": "withdrawn", "reason": "Asked" } });
    let closing: Command = serde_json::from_value(closing).unwrap();
    take(&mut two.session(LOGIN), Ask::on(FIRST, closing)).unwrap();
    let drafts = hosts[1].data().join("drafts");
    fs::create_dir_all(&drafts).unwrap();
    fs::write(
        drafts.join("one.json"),
        json!({ "on": "26-0001", "fields": [["note", "Tom Webb"]] }).to_string(),
    )
    .unwrap();
    fs::set_permissions(&drafts, fs::Permissions::from_mode(0o700)).unwrap();
    fs::set_permissions(drafts.join("one.json"), fs::Permissions::from_mode(0o600)).unwrap();

    let refused = Eraser::open(&hosts[0].how(), Across::default(), &mut |_, _| ()).err().unwrap().to_string();
    assert!(
        refused.contains("may not erase in their database") && refused.contains("--database"),
        "{refused}"
    );
    let url = database.url("eraser");
    let across = Across { database: Some(&url), is_at_once: true };
    let eraser = Eraser::open(&hosts[0].how(), across, &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
    let all = eraser.survey().map_err(|it| it.to_string()).unwrap();
    let proposal =
        eraser.propose(&all, &[], "Asked for", &Answers::default()).map_err(|it| it.to_string()).unwrap();
    let swept =
        eraser.carry_out(&proposal, &mut |_, _| (), &mut |_| ()).map_err(|it| it.to_string()).unwrap();
    let left = || {
        let left = Eraser::left_elsewhere(&hosts[0].how(), across, swept.declared)
            .map_err(|it| it.to_string())
            .unwrap();
        left.hosts.into_iter().map(|it| it.name).collect::<Vec<_>>()
    };
    assert!(!holds_the_name(&hosts[0]));
    let in_database = "select count(*) from redress.line where position('Tom Webb'::bytea in body) > 0";
    assert_eq!(database.sql("owner", in_database), "0");
    assert_eq!(database.sql("owner", "select count(*) from redress.paper"), "0");
    assert_eq!(left(), ["beta", "gamma"]);

    wait_until("it is gone from the journal of a host at work", || !holds_the_name(&hosts[1]));
    note(&mut two.session(LOGIN), "Work goes on.", "").unwrap_err();
    let told = match two.session(LOGIN).call(Request::Status).unwrap() {
        Reply::Status(it) => it.notices.join(" "),
        other => panic!("{other:?}"),
    };
    assert!(told.contains("Another host erased records"), "{told}");
    drop(two);
    let two = hosts[1].open();
    assert_eq!((papers(&hosts[1]), drafts.join("one.json").exists()), (0, false));
    wait_until("it has said so", || left() == ["gamma"]);
    // One that was away all the time.
    let three = hosts[2].open();
    wait_until("the last has said so", || left().is_empty());
    assert_eq!(notes(&three), notes(&two));
    drop((two, three));
    for host in &hosts {
        assert_eq!(host.journal(), hosts[0].journal());
        assert!(verify_journal(&host.data(), &mut |_, _| ()).unwrap().unfinished.is_empty());
        let held = hold_against_database(&host.data(), &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
        assert_eq!((held.differ, held.behind), (Vec::new(), 0));
    }
}

#[test]
fn nothing_is_erased_on_top_of_what_another_host_wrote_meanwhile() {
    let Some(database) = Database::start() else { return };
    let hosts = hosts(&database);
    let two = hosts[1].open();
    let closing =
        json!({ "close_without_finding": { "on": "2026-11-20", "outcome": "withdrawn", "reason": "Asked" } });
    let closing: Command = serde_json::from_value(closing).unwrap();
    take(&mut two.session(LOGIN), Ask::on(FIRST, closing)).unwrap();
    let url = database.url("eraser");
    let across = Across { database: Some(&url), is_at_once: false };
    let eraser = Eraser::open(&hosts[0].how(), across, &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
    let all = eraser.survey().map_err(|it| it.to_string()).unwrap();
    let proposal =
        eraser.propose(&all, &[], "Asked for", &Answers::default()).map_err(|it| it.to_string()).unwrap();
    crate::hosts::receive(&mut two.session(LOGIN), "Late again", "").unwrap();
    let refused = eraser.carry_out(&proposal, &mut |_, _| (), &mut |_| ()).unwrap_err().to_string();
    assert!(refused.contains("another host changed something meanwhile"), "{refused}");
    drop(two);
    drop(hosts[0].open());
    assert_eq!(hosts[0].journal(), hosts[1].journal());
    assert!(holds_the_name(&hosts[0]));
}

#[test]
fn a_line_that_differs_from_the_database_is_named_and_hosts_and_clocks_are_told() {
    let Some(database) = Database::start() else { return };
    let hosts = hosts(&database);
    note(&mut hosts[0].open().session(LOGIN), "Rang back.", "").unwrap();
    let held = |host: &Host| {
        hold_against_database(&host.data(), &mut |_, _| ()).map_err(|it| it.to_string()).unwrap()
    };
    assert_eq!((held(&hosts[0]).lines, held(&hosts[0]).behind), (3, 0));
    assert_eq!((held(&hosts[1]).lines, held(&hosts[1]).behind), (2, 1));
    database.sql(
        "owner",
        "update redress.line set body = overlay(body placing 'X'::bytea from 400) where seq = 2",
    );
    assert_eq!(held(&hosts[0]).differ, [(2, Differs::Another)]);
    // The real clock, as it is held against that of the database.
    let clock = redress::clock::Clock::System;
    let seen = look(&hosts[1].data(), clock).map_err(|it| it.to_string()).unwrap().unwrap();
    let there = seen.there.unwrap();
    assert_eq!((&*seen.host, there.is_owner), ("beta", false));
    assert!(there.ahead.abs() < 60_000, "one machine has one clock");
    let names: Vec<&str> = there.hosts.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["alpha", "beta", "gamma"]);
}

#[test]
fn who_has_a_record_on_screen_on_one_host_is_told_on_the_others_until_they_go() {
    let Some(database) = Database::start() else { return };
    let hosts = hosts(&database);
    let [one, two] = [hosts[0].open(), hosts[1].open()];
    let news = two.changes();
    let hears = |expect: &[(String, RecordRef)]| {
        wait_until("it is told", || news.try_iter().any(|it| it == News::Elsewhere(expect.to_vec())));
    };
    let looking = vec![("jsmith".to_owned(), RecordRef::from(FIRST))];
    one.are_looking(&|| looking.clone());
    hears(&looking);
    one.are_looking(&Vec::new);
    hears(&[]);
    // A login that is no host reads none of it, and says nothing for one.
    database.sql("owner", "create role stranger login");
    for sql in ["select * from redress.here", "select redress.say_here('alpha', '', '[]')"] {
        assert!(database.try_sql("stranger", sql).is_err(), "{sql}");
    }
    assert_eq!(database.sql("beta", "select redress.say_here('alpha', '', '[]')"), "unknown");
}
