//! The offices that are looked at: of real shape, the same each time, filled once and kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use redress::api::message::{Ask, Reply, Request};
use redress::api::service::{Service, take};
use redress::clock::Clock;
use redress::desk::session::{Desk, How, Session};
use redress::domain::case::command::{Command, Import};
use redress::domain::case::record::{Facts, Issue};
use redress::domain::case::round::Closing;
use redress::domain::commit::Source;
use redress::domain::office::command::{OfficeCommand, SetUp};
use redress::domain::office::lists::ServiceId;
use redress::domain::reference::TheOffice;
use redress::domain::vocabulary::{Outcome, Route};

/// Rows that an import asks for at once.
const ROWS_AT_ONCE: u32 = 500;
/// Whoever works there.
pub(crate) const LOGIN: &str = "asmith";

pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).expect("a real date")
}

/// Beside the build, not in /tmp: that may be memory.
pub(crate) fn stores() -> PathBuf {
    let stores = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench-stores");
    fs::create_dir_all(&stores).expect("a directory for the stores");
    stores
}

pub(crate) fn open(store: &Path) -> Desk {
    let clock = Clock::Pinned(today());
    let how = How { data: store.to_owned(), clock, login: LOGIN.into(), afresh: false };
    Desk::open(&how, &mut |_, _| {}).unwrap_or_else(|it| panic!("the store does not open: {it}"))
}

/// A case as a spreadsheet has it: over five years, one in twenty open, the others closed within two months.
pub(crate) fn row(number: u32) -> Ask {
    let received = today() - Days::new(u64::from(1 + number % 1826));
    let mut facts = Facts::received_on(received);
    facts.complainant.name = format!("Person {}", number % 7919);
    facts.subject = format!("Renewal {number} was late and nobody rang back");
    facts.story = "I sent my renewal in good time, with the fee, and the website said four weeks. ".repeat(6);
    facts.service = Some(ServiceId(1 + number % 3));
    let on = (received + Days::new(u64::from(number % 60))).min(today());
    let outcome = if number.is_multiple_of(3) { Outcome::Upheld } else { Outcome::NotUpheld };
    let closing = Closing::of(on, Some(outcome));
    let what = "No reply for 41 days".to_owned();
    let import = Import {
        facts,
        source: Source {
            reference: format!("OLD-{number}"),
            file: "cases.csv".into(),
            sha256: String::new(),
            line: u64::from(number) + 1,
            erased_as: String::new(),
            row_sha256: String::new(),
        },
        issues: vec![Issue { what, ..Issue::default() }],
        owner: Some(LOGIN.into()),
        acknowledged: Some(received),
        route: Some(if number.is_multiple_of(2) { Route::EarlyResolution } else { Route::CloserLook }),
        timescale: Some(received + Days::new(28)),
        told: Some(received),
        closing: (!number.is_multiple_of(20)).then_some(closing),
    };
    Ask::first(Command::Import(Box::new(import)))
}

fn set_up(session: &mut Session) {
    let command = OfficeCommand::SetUp(SetUp {
        organisation: "Coastal Permits Agency".into(),
        login: LOGIN.into(),
        user: "A Smith".into(),
        services: ["Licence renewals", "New permits", "Fees and refunds"].map(str::to_owned).to_vec(),
        ..SetUp::default()
    });
    take(session, Ask::on(TheOffice, command)).expect("set up");
    // Whoever measures speaks for everybody over the socket.
    let account = uzers::get_current_username().expect("whoever runs this has a name");
    let command = OfficeCommand::TrustAccount { login: account.to_string_lossy().into_owned() };
    take(session, Ask::on(TheOffice, command)).expect("trusted");
}

/// Makes an office of so many cases.
pub(crate) fn fill(store: &Path, rows: u32) {
    let desk = open(store);
    let mut session = desk.session(LOGIN);
    set_up(&mut session);
    let mut next = 0;
    while next < rows {
        let end = rows.min(next + ROWS_AT_ONCE);
        let Ok(Reply::Done(done)) = session.call(Request::Do((next..end).map(row).collect())) else {
            panic!("the import was not answered")
        };
        assert!(done.iter().all(Result::is_ok), "every row is taken");
        next = end;
    }
}

/// An office of so many cases, filled where it is not there.
pub(crate) fn filled(rows: u32) -> PathBuf {
    let store = stores().join(rows.to_string());
    if !store.exists() {
        let half_built = stores().join(format!("{rows}-half-built"));
        remove(&half_built);
        fill(&half_built, rows);
        fs::rename(&half_built, &store).expect("the store takes its place");
    }
    store
}

pub(crate) fn remove(store: &Path) {
    if store.exists() {
        fs::remove_dir_all(store).expect("an old store goes");
    }
}

/// The best of several, in milliseconds.
pub(crate) fn best(times: u32, mut work: impl FnMut() -> usize) -> f64 {
    let once = |_| {
        let began = Instant::now();
        assert!(work() > 0, "there is something to show");
        ms(began.elapsed())
    };
    (0..times).map(once).fold(f64::MAX, f64::min)
}

pub(crate) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Memory of a process, in megabytes; 0 where the system does not say.
pub(crate) fn resident(process: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:"));
    line.and_then(|it| it.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}
