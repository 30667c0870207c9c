//! How a shared office holds up: many people over the socket, nine readings to one change, against one person alone.
//! Prints one line a figure; it ends with trouble if anything confirmed is missing or two people see different things.
//!
//! `cargo bench --bench shared -- [CASES] [PEOPLE] [SECONDS]`; 100,000 cases, 200 people and 60 seconds where nothing is
//! said. `cargo bench --bench shared -- idle` connects 500 people who do nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use redress::api::client::Remote;
use redress::api::message::{Ask, ListRequest, Reply, Request};
use redress::api::service::Service;
use redress::api::service::take;
use redress::clock::Clock;
use redress::desk::session::{Desk, How};
use redress::domain::case::command::{Command, Import, Note};
use redress::domain::case::record::Facts;
use redress::domain::commit::Source;
use redress::domain::diary::DiaryRequest;
use redress::domain::filter::{Condition, Filter};
use redress::domain::listing::Order;
use redress::domain::office::command::{OfficeCommand, SetUp};
use redress::domain::records::any::AnyRecord;
use redress::domain::reference::CaseRef;
use redress::domain::reference::TheOffice;

#[expect(dead_code, reason = "tests need more of it")]
#[path = "../it/program.rs"]
mod program;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    if arguments.first().is_some_and(|it| it == "idle") {
        idle();
        return;
    }
    let number =
        |place: usize, usual: u32| arguments.get(place).and_then(|it| it.parse().ok()).unwrap_or(usual);
    let (cases, people, seconds) = (number(0, 100_000), number(1, 200), number(2, 60));
    let served = Served::start(cases);
    let alone = load(&served, cases, 1, seconds.div_ceil(4));
    let all = load(&served, cases, people, seconds);
    println!("{people} people answered {:.1} times as many questions as one", all / alone);
    served.end();
}

fn today() -> NaiveDate {
    program::TODAY.parse().expect("a real date")
}

fn login() -> String {
    let id = uzers::get_current_uid();
    uzers::get_user_by_uid(id)
        .map_or_else(|| format!("user-{id}"), |it| it.name().to_string_lossy().into_owned())
}

/// Makes a store with so many open cases, in a directory that is thrown away.
fn fill(store: &Path, cases: u32) {
    let how = How { data: store.to_owned(), clock: Clock::Pinned(today()), login: login(), afresh: false };
    let desk = Desk::open(&how, &mut |_, _| {}).unwrap_or_else(|it| panic!("the store does not open: {it}"));
    let mut session = desk.session(&login());
    let set_up =
        SetUp { organisation: "Office".into(), login: login(), user: "A Smith".into(), ..SetUp::default() };
    let command = OfficeCommand::SetUp(set_up);
    take(&mut session, Ask::on(TheOffice, command)).expect("set up");
    let numbers: Vec<u32> = (1..=cases).collect();
    for group in numbers.chunks(500) {
        let asks = group.iter().map(|number| {
            let mut facts = Facts::received_on(today() - Days::new(u64::from(number % 300)));
            facts.complainant.name = format!("Person {}", number % 7919);
            facts.subject = format!("Renewal {number} was late");
            let reference = format!("OLD-{number}");
            let source = Source {
                reference,
                file: "cases.csv".into(),
                sha256: String::new(),
                line: 1,
                erased_as: String::new(),
            };
            let import = Import {
                facts,
                source,
                issues: Vec::new(),
                owner: Some(login()),
                acknowledged: None,
                route: None,
                timescale: None,
                told: None,
                closing: None,
            };
            Ask::first(Command::Import(Box::new(import)))
        });
        let Ok(Reply::Done(done)) = session.call(Request::Do(asks.collect())) else { panic!("not answered") };
        assert!(done.iter().all(Result::is_ok), "every row is taken");
    }
}

struct Served {
    place: PathBuf,
    child: Child,
}

impl Served {
    fn start(cases: u32) -> Self {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench-shared");
        drop(fs::remove_dir_all(&place));
        fs::create_dir_all(&place).expect("room beside the build");
        let begun = Instant::now();
        fill(&place.join("data"), cases);
        println!("{cases} cases made in {:.1} s", begun.elapsed().as_secs_f64());
        let child = program::on(program::TODAY)
            .args(["serve", "--data"])
            .arg(place.join("data"))
            .arg("--socket")
            .arg(place.join("sock"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program is built");
        let served = Self { place, child };
        while Remote::connect(&served.place.join("sock"), None, None).is_err() {
            thread::sleep(Duration::from_millis(20));
        }
        println!("memory before anybody came: {}", served.memory());
        served
    }

    fn connect(&self) -> Remote {
        Remote::connect(&self.place.join("sock"), None, None).expect("it is served")
    }

    fn of_process(&self, file: &str, line: &str) -> String {
        let text = fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).unwrap_or_default();
        text.lines().find_map(|it| it.strip_prefix(line)).unwrap_or("unknown").trim().to_owned()
    }

    fn memory(&self) -> String {
        self.of_process("status", "VmRSS:")
    }

    fn end(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
        drop(fs::remove_dir_all(&self.place));
    }
}

/// What one person did: how long each question took, each change, and how many notes on which cases were confirmed.
struct Day {
    reads: Vec<Duration>,
    changes: Vec<Duration>,
    notes: Vec<CaseRef>,
}

fn work(mut client: Remote, person: u32, cases: u32, ends: &AtomicBool) -> Day {
    let mut day = Day { reads: Vec::new(), changes: Vec::new(), notes: Vec::new() };
    let mut turn = person.wrapping_mul(7919);
    while !ends.load(Ordering::Relaxed) {
        turn = turn.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let on = CaseRef { year: 2026, number: 1 + (turn >> 8) % (cases / 2) };
        let (request, is_change) = match (turn >> 4) % 10 {
            0 => {
                let command = Command::Note(Note {
                    text: format!("Person {person} rang about the delay"),
                    about: None,
                });
                (Request::Do(vec![Ask::on(on, command)]), true)
            }
            1..=3 => (Request::Record(on.into()), false),
            4 | 5 => (Request::Counts { today: today() }, false),
            6 => {
                let to = Some(today());
                (Request::Diary(DiaryRequest { to, limit: 40, ..DiaryRequest::default() }), false)
            }
            7 => (Request::History(on.into()), false),
            _ => {
                let filter = Filter { conditions: vec![Condition::Open] };
                let (order, today, after, limit) = (Order::Due, today(), None, 40);
                (Request::List(ListRequest { filter, order, today, after, limit }), false)
            }
        };
        let begun = Instant::now();
        match client.call(request) {
            Ok(Reply::Done(done)) if done[0].is_ok() => day.notes.push(on),
            // Numbers are given year by year, so not every one is there.
            Ok(Reply::Done(_)) | Err(redress::api::message::Fault::Missing(_)) => continue,
            Ok(_) => {}
            Err(fault) => panic!("{fault}"),
        }
        let took = begun.elapsed();
        if is_change { day.changes.push(took) } else { day.reads.push(took) }
    }
    day
}

/// Lets so many people work for so long; gives the questions answered a second.
#[expect(clippy::cast_precision_loss, reason = "rates to a few digits")]
fn load(served: &Served, cases: u32, people: u32, seconds: u32) -> f64 {
    let before = notes(&mut served.connect(), cases);
    let ends = Arc::new(AtomicBool::new(false));
    let workers: Vec<_> = (0..people)
        .map(|person| {
            let (client, ends) = (served.connect(), ends.clone());
            thread::spawn(move || work(client, person, cases, &ends))
        })
        .collect();
    let begun = Instant::now();
    thread::sleep(Duration::from_secs(u64::from(seconds)));
    let memory = served.memory();
    ends.store(true, Ordering::Relaxed);
    let days: Vec<Day> = workers.into_iter().map(|it| it.join().expect("nobody fails")).collect();
    let took = begun.elapsed().as_secs_f64();
    let (mut reads, mut changes): (Vec<Duration>, Vec<Duration>) = (Vec::new(), Vec::new());
    let mut confirmed = 0;
    for mut day in days {
        reads.append(&mut day.reads);
        changes.append(&mut day.changes);
        confirmed += day.notes.len() as u64;
    }
    let rate = (reads.len() + changes.len()) as f64 / took;
    println!(
        "{people} people, {seconds} s: {rate:.0} questions a second, {:.0} of them changes on disk",
        changes.len() as f64 / took
    );
    println!("  reading: {}; changing: {}", spread(&mut reads), spread(&mut changes));
    println!("  memory of the server {memory}, files open {}", open_files(served));
    let (mut one, mut two) = (served.connect(), served.connect());
    let (after, again) = (notes(&mut one, cases), notes(&mut two, cases));
    assert_eq!(after, again, "two people see different things");
    assert_eq!(after - before, confirmed, "what was confirmed is not there");
    println!("  {confirmed} notes were confirmed, and all of them are there");
    rate
}

/// How many notes there are on the cases that are written to.
fn notes(client: &mut Remote, cases: u32) -> u64 {
    let mut notes = 0;
    for number in 1..=cases / 2 {
        if let Ok(Reply::Record(AnyRecord::Case(case))) =
            client.call(Request::Record(CaseRef { year: 2026, number }.into()))
        {
            notes += u64::from(case.notes);
        }
    }
    notes
}

fn spread(of: &mut [Duration]) -> String {
    of.sort_unstable();
    let at = |part: usize| of.get(of.len() * part / 1000).copied().unwrap_or_default().as_secs_f64() * 1e3;
    format!("p50 {:.2} ms, p99 {:.2} ms, p99.9 {:.2} ms", at(500), at(990), at(999))
}

fn open_files(served: &Served) -> usize {
    fs::read_dir(format!("/proc/{}/fd", served.child.id())).map_or(0, Iterator::count)
}

/// Connects 500 people who do nothing, and looks what that costs.
fn idle() {
    let served = Served::start(1_000);
    let before = (served.memory(), served.of_process("status", "voluntary_ctxt_switches:"), cpu(&served));
    let clients: Vec<Remote> = (0..500).map(|_| served.connect()).collect();
    thread::sleep(Duration::from_secs(2));
    let connected = (served.memory(), cpu(&served));
    thread::sleep(Duration::from_secs(10));
    println!("memory {} -> {} with {} people", before.0, connected.0, clients.len());
    println!(
        "processor time in 10 s of nothing: {} ticks (hundredths of a second)",
        cpu(&served) - connected.1
    );
    served.end();
}

/// Processor time used so far, in ticks.
fn cpu(served: &Served) -> u64 {
    let text = fs::read_to_string(format!("/proc/{}/stat", served.child.id())).unwrap_or_default();
    let parts: Vec<&str> = text.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let number = |place: usize| parts.get(place).and_then(|it| it.parse::<u64>().ok()).unwrap_or(0);
    number(11) + number(12)
}
