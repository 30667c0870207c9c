//! Nothing that was acknowledged is lost, whenever the program is killed.
//!
//! The writer is this test binary once more, asked for the one test [`write`], which does nothing unless [`STORE`] is set.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use chrono::NaiveDate;
use redress::api::message::{Ask, Reply, Request};
use redress::api::service::Service;
use redress::api::service::take;
use redress::clock::Clock;
use redress::desk::session::{Desk, How, Session};
use redress::desk::upkeep::verify_journal;
use redress::domain::case::command::{self, Note, Receive};
use redress::domain::case::record::Facts;
use redress::domain::office::command::{OfficeCommand, SetUp};
use redress::domain::office::lists::ServiceId;
use redress::domain::records::any::AnyRecord;
use redress::domain::reference::CaseRef;
use redress::domain::reference::TheOffice;

/// The data directory that the writer writes to.
const STORE: &str = "REDRESS_CRASH_STORE";

/// Set to build the view again at opening, so that the kill falls into it.
const AFRESH: &str = "REDRESS_CRASH_AFRESH";

/// Kills in one run.
const ROUNDS: u64 = 100;

/// The case that gets every note.
const CASE: CaseRef = CaseRef { year: 2026, number: 1 };

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).expect("a real date")
}

fn open(store: &Path, afresh: bool) -> Desk {
    let how = How { data: store.to_owned(), clock: Clock::Pinned(today()), login: "asmith".into(), afresh };
    Desk::open(&how, &mut |_, _| {}).unwrap_or_else(|it| panic!("the store does not open: {it}"))
}

fn step(session: &mut Session, on: Option<CaseRef>, command: command::Command) -> u64 {
    let ask = Ask { on: on.map(Into::into), ..Ask::first(command) };
    match session.call(Request::Do(vec![ask])) {
        Ok(Reply::Done(mut done)) => done.remove(0).expect("is taken").version,
        other => panic!("{other:?}"),
    }
}

fn set_up(store: &Path) {
    let desk = open(store, false);
    let mut session = desk.session("asmith");
    let command = OfficeCommand::SetUp(SetUp {
        organisation: "Coastal Permits Agency".into(),
        services: vec!["Licence renewals".into()],
        ..SetUp::default()
    });
    take(&mut session, Ask::on(TheOffice, command)).expect("set up");
    let mut facts = Facts::received_on(today());
    "Siân Okafor".clone_into(&mut facts.complainant.name);
    "Late reply".clone_into(&mut facts.subject);
    facts.service = Some(ServiceId(1));
    let receive = Receive { facts, issues: Vec::new(), owner: String::new(), settled: String::new() };
    assert_eq!(step(&mut session, None, command::Command::Receive(Box::new(receive))), 1);
}

/// The writer: note after note, and the version of the case printed after each was acknowledged.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test is asked through its environment")]
fn write() {
    let Some(store) = std::env::var_os(STORE) else { return };
    // The test harness has begun a line of its own.
    say("\nopening");
    let desk = open(Path::new(&store), std::env::var_os(AFRESH).is_some());
    let mut session = desk.session("asmith");
    say("open");
    loop {
        let text = "Rang about the delay; I said that we would write by Friday. ".repeat(8);
        let version = step(&mut session, Some(CASE), command::Command::Note(Note { text, about: None }));
        say(&format!("saved {version}"));
    }
}

fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{words}").and_then(|()| out.flush()).expect("the parent listens");
}

fn writer(store: &Path, afresh: bool) -> Child {
    let mut writer = Command::new(std::env::current_exe().expect("a test runs from a file"));
    writer.args(["crash::write", "--exact", "--nocapture", "--test-threads=1"]);
    writer.env(STORE, store).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    if afresh {
        writer.env(AFRESH, "1");
    }
    writer.spawn().expect("this binary runs")
}

/// Kills the writer some time after it has said a word; the last version that it acknowledged, 0 for none.
fn kill_after(mut writer: Child, word: &str, wait: Duration) -> u64 {
    let mut out = BufReader::new(writer.stdout.take().expect("is piped"));
    let mut line = String::new();
    while !line.ends_with(&format!("{word}\n")) {
        line.clear();
        assert!(0 < out.read_line(&mut line).expect("is text"), "the writer ended before it was {word}");
    }
    thread::sleep(wait);
    let alive = writer.try_wait().expect("is our child").is_none();
    writer.kill().expect("is our child");
    writer.wait().expect("is our child");
    assert!(alive, "the writer ended by itself");
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("is text");
    // A line that the kill cut off may hold a cut number, so only whole lines count.
    let whole = rest.split_inclusive('\n').filter_map(|it| it.strip_suffix('\n'));
    whole.filter_map(|it| it.strip_prefix("saved ")?.parse().ok()).max().unwrap_or(0)
}

/// Opens what the kill left; the version that the case has.
fn check(store: &Path, acknowledged: u64, round: &str) -> u64 {
    let desk = open(store, false);
    let mut session = desk.session("asmith");
    let Ok(Reply::Record(AnyRecord::Case(case))) = session.call(Request::Record(CASE.into())) else {
        panic!("{round}: the case is lost")
    };
    assert!(
        acknowledged <= case.version,
        "{round}: {acknowledged} was acknowledged, {} is there",
        case.version
    );
    assert_eq!(u64::from(case.notes) + 1, case.version, "{round}");
    let Ok(Reply::History { moments, .. }) = session.call(Request::History(CASE.into())) else {
        panic!("{round}: the history is lost")
    };
    let versions = moments.iter().map(|it| it.version);
    assert!(versions.eq(1..=case.version), "{round}: the history has gaps");
    drop(session);
    drop(desk);
    let verified = verify_journal(store, &mut |_, _| {});
    assert!(verified.is_ok(), "{round}: {verified:?}");
    case.version
}

/// Milliseconds from one number to another, different in every round of every run.
fn some(seed: &mut u64, least: u64, most: u64) -> Duration {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    Duration::from_millis(least + (*seed >> 33) % (most - least + 1))
}

fn seed() -> u64 {
    // The real clock, as every run is to kill at other moments.
    u64::from(Clock::System.now().timestamp_subsec_nanos()) | 1
}

#[test]
fn nothing_acknowledged_is_lost_however_often_the_writer_is_killed() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = dir.path().join("data");
    set_up(&store);
    let (mut seed, mut last, mut acknowledged) = (seed(), 1, 0);
    let began = seed;
    for round in 1..=ROUNDS {
        // Now and then the kill falls into opening.
        let word = if round % 10 == 0 { "opening" } else { "open" };
        let saved = kill_after(writer(&store, false), word, some(&mut seed, 5, 60));
        let now = check(&store, saved.max(last), &format!("round {round} of seed {began}"));
        (last, acknowledged) = (now, acknowledged + u64::from(saved > 0));
    }
    assert!(ROUNDS / 2 < acknowledged, "only {acknowledged} kills fell into writing: the test proves little");
}

#[test]
fn a_kill_while_the_view_is_built_again_loses_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = dir.path().join("data");
    set_up(&store);
    {
        let desk = open(&store, false);
        let mut session = desk.session("asmith");
        let text = "A long day on the telephone.".to_owned();
        let note = Ask::on(CASE, command::Command::Note(Note { text, about: None }));
        let reply = session.call(Request::Do(vec![note; 1000]));
        assert!(matches!(reply, Ok(Reply::Done(done)) if done.iter().all(Result::is_ok)));
    }
    let (mut seed, mut last) = (seed(), 1001);
    let began = seed;
    for round in 1..=10 {
        let saved = kill_after(writer(&store, true), "opening", some(&mut seed, 1, 60));
        last = check(&store, saved.max(last), &format!("round {round} of seed {began}"));
    }
}
