//! What a power cut leaves: `write DIR` writes until it is cut, `verify DIR` says what is there afterwards.
//!
//! The writer prints a rising number after each change that was acknowledged. The verifier prints the highest number
//! that is there with all before it, and fails if anything is missing in between or the journal is damaged.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use chrono::NaiveDate;
use redress::api::message::{Ask, Reply, Request};
use redress::api::service::Service;
use redress::api::service::take;
use redress::clock::Clock;
use redress::desk::session::{Desk, How, Session};
use redress::desk::upkeep::verify_journal;
use redress::domain::case::command::{Command, Note, Receive};
use redress::domain::case::record::Facts;
use redress::domain::office::command::{OfficeCommand, SetUp};
use redress::domain::office::lists::ServiceId;
use redress::domain::records::any::AnyRecord;
use redress::domain::reference::CaseRef;
use redress::domain::reference::TheOffice;

/// The case that gets every note.
const CASE: CaseRef = CaseRef { year: 2026, number: 1 };

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", dir] => write(&Path::new(dir).join("data")),
        ["verify", dir] => verify(&Path::new(dir).join("data")),
        _ => Err("say “write DIR” or “verify DIR”".to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).expect("a real date")
}

fn open(data: &Path) -> Result<Desk, String> {
    let how =
        How { data: data.to_owned(), clock: Clock::Pinned(today()), login: "asmith".into(), afresh: false };
    Desk::open(&how, &mut |_, _| {}).map_err(|it| it.to_string())
}

/// The version that the case has after a step.
fn step(session: &mut Session, on: Option<CaseRef>, command: Command) -> Result<u64, String> {
    let ask = Ask { on: on.map(Into::into), ..Ask::first(command) };
    match session.call(Request::Do(vec![ask])) {
        Ok(Reply::Done(mut done)) => done.remove(0).map(|it| it.version).map_err(|it| it.to_string()),
        other => Err(format!("{other:?}")),
    }
}

/// The version of the case; 0 if it is not there.
fn version(session: &mut Session) -> u64 {
    match session.call(Request::Record(CASE.into())) {
        Ok(Reply::Record(AnyRecord::Case(case))) => case.version,
        _ => 0,
    }
}

fn set_up(session: &mut Session) -> Result<u64, String> {
    let answers = SetUp {
        organisation: "Coastal Permits Agency".into(),
        services: vec!["Licence renewals".into()],
        ..SetUp::default()
    };
    // A cut may have fallen between this and the case: then it is there already, which is as good.
    drop(take(session, Ask::on(TheOffice, OfficeCommand::SetUp(answers))));
    let mut facts = Facts::received_on(today());
    "Siân Okafor".clone_into(&mut facts.complainant.name);
    "Late reply".clone_into(&mut facts.subject);
    facts.service = Some(ServiceId(1));
    let receive = Receive { facts, issues: Vec::new(), owner: String::new(), settled: String::new() };
    step(session, None, Command::Receive(Box::new(receive)))
}

fn write(data: &Path) -> Result<(), String> {
    let desk = open(data)?;
    let mut session = desk.session("asmith");
    if version(&mut session) == 0 {
        set_up(&mut session)?;
    }
    loop {
        let text = "Rang about the delay; I said that we would write by Friday. ".repeat(8);
        let version = step(&mut session, Some(CASE), Command::Note(Note { text, about: None }))?;
        println!("{version}");
        std::io::stdout().flush().map_err(|it| it.to_string())?;
    }
}

fn verify(data: &Path) -> Result<(), String> {
    let desk = open(data)?;
    let mut session = desk.session("asmith");
    let last = version(&mut session);
    if 0 < last {
        let Ok(Reply::History { moments, .. }) = session.call(Request::History(CASE.into())) else {
            return Err("the history cannot be read".to_owned());
        };
        if !moments.iter().map(|it| it.version).eq(1..=last) {
            return Err(format!("the history of {last} changes has gaps"));
        }
    }
    drop((session, desk));
    verify_journal(data, &mut |_, _| {}).map_err(|it| format!("the journal is damaged: {it:?}"))?;
    println!("{last}");
    Ok(())
}
