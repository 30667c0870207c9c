//! How fast the desk is on this disk: importing, starting, committing, reporting. Prints one line a figure, and asserts
//! nothing: figures belong to the machine.
//!
//! `cargo bench --bench desk -- [import|start|commits|report|plans] [N]`; without a word all of them, without a number the usual
//! sizes. Stores are built once under `target/bench-stores/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use redress::api::message::{ActionRequest, Ask, ListRequest, Reply, Request};
use redress::api::service::Service;
use redress::api::service::take;
use redress::clock::Clock;
use redress::desk::session::{Desk, How, Session};
use redress::domain::case::command::{Command, Import, Note};
use redress::domain::case::record::{Facts, Issue};
use redress::domain::case::round::Closing;
use redress::domain::commit::Source;
use redress::domain::diary::DiaryRequest;
use redress::domain::figures::period::Period;
use redress::domain::filter::{Condition, Filter};
use redress::domain::listing::Order;
use redress::domain::office::command::{OfficeCommand, SetUp};
use redress::domain::office::lists::ServiceId;
use redress::domain::plan::command::{ImportAction, PlanCommand};
use redress::domain::plan_filter::ActionFilter;
use redress::domain::reference::CaseRef;
use redress::domain::reference::TheOffice;
use redress::domain::row::Row;
use redress::domain::vocabulary::{Outcome, Route, WentWrong};
use redress::view::store::View;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Rows that an import asks for at once.
const ROWS_AT_ONCE: u32 = 500;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    let number = arguments.iter().find_map(|it| it.parse().ok());
    match arguments.first().map(String::as_str) {
        Some("import") => import(number.unwrap_or(60_000)),
        Some("start") => start(number.unwrap_or(60_000)),
        Some("commits") => {
            commits(1, number.unwrap_or(4_000));
            commits(16, number.unwrap_or(4_000));
        }
        Some("report") => report(number.unwrap_or(100_000)),
        Some("plans") => plans(number.unwrap_or(100_000)),
        _ => all(),
    }
}

/// Every figure in a process of its own, so that none starts in the memory of another. The stores
/// are built before that.
fn all() {
    let this = std::env::current_exe().expect("a bench runs from a file");
    filled(6_000);
    filled(60_000);
    filled(100_000);
    for words in [
        ["import", "60000"],
        ["start", "6000"],
        ["start", "60000"],
        ["commits", "4000"],
        ["report", "100000"],
        ["plans", "1000"],
        ["plans", "100000"],
    ] {
        let status = std::process::Command::new(&this).args(words).status().expect("this binary runs");
        assert!(status.success(), "{words:?}: {status}");
    }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).expect("a real date")
}

/// Beside the build, not in /tmp: that may be memory.
fn stores() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench-stores")
}

fn open(store: &Path) -> Desk {
    let clock = Clock::Pinned(today());
    let how = How { data: store.to_owned(), clock, login: "asmith".into(), afresh: false };
    Desk::open(&how, &mut |_, _| {}).unwrap_or_else(|it| panic!("the store does not open: {it}"))
}

fn set_up(session: &mut Session) {
    let command = OfficeCommand::SetUp(SetUp {
        organisation: "Coastal Permits Agency".into(),
        login: "asmith".into(),
        user: "A Smith".into(),
        services: ["Licence renewals", "New permits", "Fees and refunds"].map(str::to_owned).to_vec(),
        ..SetUp::default()
    });
    take(session, Ask::on(TheOffice, command)).expect("set up");
}

/// A case as a spreadsheet has it: one in twenty open, the others closed within two months.
fn row(number: u32) -> Ask {
    let received = today() - Days::new(u64::from(1 + number % 2000));
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
        },
        issues: vec![Issue { what, ..Issue::default() }],
        owner: Some("asmith".into()),
        acknowledged: Some(received),
        route: Some(if number.is_multiple_of(2) { Route::EarlyResolution } else { Route::CloserLook }),
        timescale: Some(received + Days::new(28)),
        told: Some(received),
        closing: (!number.is_multiple_of(20)).then_some(closing),
    };
    Ask::first(Command::Import(Box::new(import)))
}

fn fill(store: &Path, rows: u32) {
    let desk = open(store);
    let mut session = desk.session("asmith");
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

/// A store of so many cases, built when it is not there.
fn filled(rows: u32) -> PathBuf {
    let store = stores().join(rows.to_string());
    if !store.exists() {
        let half_built = stores().join(format!("{rows}-half-built"));
        remove(&half_built);
        fs::create_dir_all(stores()).expect("a directory for the stores");
        fill(&half_built, rows);
        fs::rename(&half_built, &store).expect("the store takes its place");
    }
    store
}

fn remove(store: &Path) {
    if store.exists() {
        fs::remove_dir_all(store).expect("an old store goes");
    }
}

fn import(rows: u32) {
    let store = stores().join("import");
    remove(&store);
    fs::create_dir_all(stores()).expect("a directory for the stores");
    let start = Instant::now();
    fill(&store, rows);
    let second = start.elapsed().as_secs_f64();
    println!(
        "import {rows}: {:.0} rows/s, {second:.1} s, memory at the end {} MB",
        f64::from(rows) / second,
        resident()
    );
    remove(&store);
}

/// What the tabs of plans and reviews ask for first, over so many actions: most are under way, some wait for their review.
fn plans(actions: u32) {
    let store = stores().join("plans");
    remove(&store);
    fs::create_dir_all(stores()).expect("a directory for the stores");
    let desk = open(&store);
    let mut session = desk.session("asmith");
    set_up(&mut session);
    let mut next = 0;
    let began = Instant::now();
    while next < actions {
        let end = actions.min(next + ROWS_AT_ONCE);
        let Ok(Reply::Done(done)) = session.call(Request::Do((next..end).map(action).collect())) else {
            panic!("the import was not answered")
        };
        assert!(
            done.iter().all(Result::is_ok),
            "every action is taken: {:?}",
            done.iter().find(|it| it.is_err())
        );
        next = end;
    }
    let built = began.elapsed().as_secs_f64();
    let page = |session: &mut Session| {
        let filter = ActionFilter::default();
        let request = ActionRequest { filter, today: today(), after: None, limit: 200 };
        let Ok(Reply::Actions { rows, .. }) = session.call(Request::Actions(request)) else {
            panic!("no page")
        };
        rows.len()
    };
    let diary = |session: &mut Session| {
        let request = DiaryRequest { limit: 200, ..DiaryRequest::default() };
        let Ok(Reply::Diary(lines)) = session.call(Request::Diary(request)) else { panic!("no page") };
        lines.len()
    };
    let counts = |session: &mut Session| session.call(Request::Counts { today: today() }).map_or(0, |_| 1);
    println!(
        "plans {actions}: {:.0} actions/s, first page of actions {:.2} ms, of the diary {:.2} ms, counts {:.2} ms",
        f64::from(actions) / built,
        best(&mut session, page),
        best(&mut session, diary),
        best(&mut session, counts),
    );
    drop((session, desk));
    remove(&store);
}

/// The best of twenty, in milliseconds.
fn best(session: &mut Session, mut work: impl FnMut(&mut Session) -> usize) -> f64 {
    let once = |_| {
        let began = Instant::now();
        assert!(work(session) > 0, "there is something to show");
        began.elapsed().as_secs_f64() * 1000.0
    };
    (0..20).map(once).fold(f64::MAX, f64::min)
}

/// An action as a spreadsheet has it: one in five is completed, half of those are reviewed.
fn action(number: u32) -> Ask {
    let due = today() - Days::new(u64::from(number % 700)) + Days::new(300);
    let completed = number.is_multiple_of(5).then(|| due.min(today()));
    let take = ImportAction {
        what: format!("A second person reads letter {number} before it goes"),
        owner: "asmith".into(),
        due: Some(due),
        completed,
        reviewed: completed.filter(|_| number.is_multiple_of(10)),
        service: Some(ServiceId(1 + number % 3)),
        source: Source {
            reference: format!("A-{number}"),
            file: "actions.csv".into(),
            sha256: String::new(),
            line: u64::from(number) + 1,
            erased_as: String::new(),
        },
        theme: None,
        case: None,
        standard: String::new(),
        start: None,
        result: None,
    };
    Ask::first(PlanCommand::ImportAction(Box::new(take)))
}

fn start(cases: u32) {
    let store = filled(cases);
    let before = resident();
    let began = Instant::now();
    let view = View::open(&store.join("view")).unwrap_or_else(|it| panic!("the view does not open: {it}"));
    let sled = began.elapsed();
    drop(view);
    let began = Instant::now();
    let desk = open(&store);
    let opened = began.elapsed();
    let mut session = desk.session("asmith");
    let began = Instant::now();
    session.call(Request::Counts { today: today() }).expect("counts");
    let counted = began.elapsed();
    let filter = Filter { conditions: vec![Condition::Open] };
    let request = ListRequest { filter, order: Order::Due, today: today(), after: None, limit: 50 };
    let began = Instant::now();
    let Ok(Reply::List { rows, .. }) = session.call(Request::List(request)) else { panic!("no page") };
    let page = began.elapsed();
    assert_eq!(rows.len(), 50);
    println!(
        "start {cases}: open {:.1} ms (sled alone {:.1} ms), counts {:.2} ms, first page {:.2} ms, memory {} MB (before {before} MB)",
        ms(opened),
        ms(sled),
        ms(counted),
        ms(page),
        resident()
    );
}

fn commits(writers: u32, commits: u32) {
    let store = stores().join("commits");
    remove(&store);
    fill(&store, 100);
    let desk = open(&store);
    let each = commits / writers;
    let start = Instant::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..writers)
            .map(|writer| {
                let mut session = desk.session("asmith");
                scope.spawn(move || (0..each).map(|_| note(&mut session, writer + 1)).collect::<Vec<_>>())
            })
            .collect();
        threads.into_iter().flat_map(|it| it.join().expect("a writer ends well")).collect()
    });
    let second = start.elapsed().as_secs_f64();
    times.sort_unstable();
    println!(
        "commits, {writers} at once: {:.0} durable/s, p50 {:.2} ms, p99 {:.2} ms",
        f64::from(each * writers) / second,
        ms(times[times.len() / 2]),
        ms(times[times.len() * 99 / 100])
    );
    drop(desk);
    remove(&store);
}

fn note(session: &mut Session, number: u32) -> Duration {
    let text = "Mrs Okafor rang about the delay; I said that we would write by Friday. ".repeat(17);
    let command = Command::Note(Note { text, about: None });
    let on = Some(CaseRef { year: 2026, number });
    let ask = Ask { on: on.map(Into::into), ..Ask::first(command) };
    let start = Instant::now();
    let reply = session.call(Request::Do(vec![ask]));
    let took = start.elapsed();
    assert!(matches!(reply, Ok(Reply::Done(done)) if done[0].is_ok()));
    took
}

/// A year's full report over so many cases, beside the same aggregates in `SQLite` over the same rows.
fn report(cases: u32) {
    let desk = open(&filled(cases));
    let mut session = desk.session("asmith");
    let period = Period { from: Some(today() - Days::new(365)), to: today(), as_of: today() };
    let each = |took: Duration| took.as_secs_f64() * 1e9 / f64::from(cases);
    let mut best = Duration::MAX;
    for round in ["first", "second", "third", "fourth"] {
        let start = Instant::now();
        session.call(Request::Report { period, service: None }).expect("a report");
        let took = start.elapsed();
        best = best.min(took);
        println!("report {cases}, {round}: {:.1} ms, {:.0} ns a row", ms(took), each(took));
    }
    let filter = Filter::default();
    let page =
        ListRequest { filter, order: Order::Reference, today: today(), after: None, limit: usize::MAX };
    let Ok(Reply::List { rows, .. }) = session.call(Request::List(page)) else { panic!("no list") };
    let table = sqlite(&rows);
    let mut theirs = Duration::MAX;
    for _ in 0..3 {
        let start = Instant::now();
        for query in QUERIES {
            let mut query = table.prepare(query).expect("a good query");
            let from = period.from.map(|it| it.to_string());
            let parameters = [from.unwrap_or_default(), period.to.to_string()];
            let mut found = query.query(parameters).expect("it runs");
            while found.next().expect("it goes on").is_some() {}
        }
        theirs = theirs.min(start.elapsed());
    }
    println!(
        "report {cases}: {:.1} ms; SQLite, {} queries over the same rows in memory: {:.1} ms, {:.0} ns a row; ratio {:.2}",
        ms(best),
        QUERIES.len(),
        ms(theirs),
        each(theirs),
        best.as_secs_f64() / theirs.as_secs_f64()
    );
}

/// The aggregates of the report that these rows have anything for; ?1 and ?2 are the ends of the period.
const QUERIES: &[&str] = &[
    "select service, count(*) from cases where received between ?1 and ?2 group by service",
    "select channel, count(*) from cases where received between ?1 and ?2 group by channel",
    "select substr(received, 1, 7), count(*) from cases where received between ?1 and ?2 group by 1",
    "select sum(important), sum(referred) from cases where received between ?1 and ?2",
    "select theme, service, count(*) from cases where received between ?1 and ?2 group by theme, service",
    "select theme, service, count(*) from cases where received < ?1 and ?2 is not null and received >= date(?1, '-1460 days') \
     group by theme, service",
    "select count(*), sum(timescale < ?2), sum(timescale = ?2), sum(timescale is null) from cases \
     where (closed is null or closed > ?2) and ?1 is not null",
    "select outcome, count(*) from cases where closed between ?1 and ?2 group by outcome",
    "select wrong, count(*) from cases where closed between ?1 and ?2 group by wrong",
    "select service, count(*), sum(wrong = 'yes') from cases where closed between ?1 and ?2 group by service",
    "select route, count(*), avg(days), avg(days - paused) from cases where closed between ?1 and ?2 group by route",
    "select route, days from cases where closed between ?1 and ?2 order by route, days",
    "select route, days - paused from cases where closed between ?1 and ?2 order by route, days - paused",
    "select count(timescale), sum(closed <= timescale), sum(acknowledged <= acknowledge_by) from cases \
     where closed between ?1 and ?2",
    "select late_reason, count(*) from cases where closed between ?1 and ?2 and timescale < closed group by late_reason",
    "select count(*) from cases where received < ?1 and (closed is null or closed >= ?1) and ?2 is not null",
    "select count(*) from cases where received <= ?2 and (closed is null or closed > ?2) and ?1 is not null",
];

/// The rows in a table of `SQLite`.
fn sqlite(rows: &[Row]) -> rusqlite::Connection {
    let mut table = rusqlite::Connection::open_in_memory().expect("memory");
    table
        .execute_batch(
            "create table cases (id integer primary key, service, channel, theme, received, acknowledge_by, acknowledged, \
             timescale, closed, outcome, wrong, route, days, paused, important, referred, late_reason)",
        )
        .expect("a good table");
    let all = table.transaction().expect("a transaction");
    {
        let insert = "insert into cases values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let mut insert = all.prepare(insert).expect("a good statement");
        for it in rows {
            let day = |it: Option<NaiveDate>| it.map(|it| it.to_string());
            insert
                .execute(rusqlite::params![
                    it.service.map(|it| it.0),
                    it.channel.map(|it| it.0),
                    it.theme.map(|it| it.0),
                    it.received.to_string(),
                    it.rounds.now.acknowledge_by.to_string(),
                    day(it.rounds.now.acknowledged),
                    day(it.rounds.now.promise_on(NaiveDate::MAX).map(|it| it.first)),
                    day(it.rounds.now.closed),
                    it.rounds.now.outcome.map(Outcome::word),
                    it.rounds.now.went_wrong.map(WentWrong::word),
                    it.rounds.now.route.map(Route::word),
                    it.rounds.now.days_taken,
                    it.rounds.now.days_paused,
                    it.is_important(),
                    !it.referrals.is_empty(),
                    it.rounds.now.late_reason,
                ])
                .expect("a row");
        }
    }
    all.commit().expect("committed");
    table
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Memory of this process, in megabytes; 0 where the system does not say.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:"));
    line.and_then(|it| it.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
