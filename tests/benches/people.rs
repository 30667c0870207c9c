//! A shared office: a desk's start, memory, and many people over the socket who think between questions. It ends with trouble if a change
//! that was confirmed is not there, or two people see different things.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use redress::api::client::Remote;
use redress::api::message::{Ask, Fault, ListRequest, Reply, Request};
use redress::api::service::{Service, take};
use redress::domain::case::command::{Command, Note};
use redress::domain::diary::DiaryRequest;
use redress::domain::filter::{Condition, Filter};
use redress::domain::listing::Order;
use redress::domain::office::command::OfficeCommand;
use redress::domain::people::Join;
use redress::domain::records::any::AnyRecord;
use redress::domain::reference::{CaseRef, TheOffice};
use redress::domain::vocabulary::Role;

use crate::Measured;
use crate::office::{LOGIN, best, fill, filled, ms, open, remove, resident, stores, today};

#[expect(dead_code, reason = "tests need more of it")]
#[path = "../it/program.rs"]
mod program;

/// How long somebody thinks between two questions.
const THINKS: Duration = Duration::from_millis(100);
/// How long they work.
const SECONDS: u64 = 30;
/// Cases of the office that many people work in.
const CASES: u32 = 10_000;
/// Desks that are opened to see what each costs.
const DESKS: u32 = 200;

struct Served {
    socket: PathBuf,
    child: Child,
}

impl Served {
    fn start(store: &std::path::Path) -> Self {
        let socket = stores().join(format!("sock-{}", std::process::id()));
        let mut command = program::on(program::TODAY);
        command.arg("serve").arg("--data").arg(store).arg("--socket").arg(&socket);
        let child =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program is built");
        let served = Self { socket, child };
        while Remote::connect(&served.socket, Some(LOGIN), None).is_err() {
            thread::sleep(Duration::from_millis(20));
        }
        served
    }

    fn connect(&self, person: &str) -> Remote {
        Remote::connect(&self.socket, Some(person), None).expect("it is served")
    }

    fn memory(&self) -> f64 {
        resident(&self.child.id().to_string())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        drop(std::fs::remove_file(&self.socket));
    }
}

/// What a desk asks before it shows its first screen.
fn first_screen(client: &mut Remote) -> usize {
    client.call(Request::Hello).expect("a welcome");
    let filter = Filter { conditions: vec![Condition::Open] };
    let page = ListRequest { filter, order: Order::Due, today: today(), after: None, limit: 40 };
    let Ok(Reply::List { rows, .. }) = client.call(Request::List(page)) else { panic!("no page") };
    client.call(Request::Counts { today: today() }).expect("counts");
    rows.len()
}

pub(crate) fn start(size: u32) -> Measured {
    let served = Served::start(&filled(size));
    Measured::alone(best(20, || first_screen(&mut served.connect(LOGIN))))
}

pub(crate) fn memory(size: u32) -> Measured {
    let served = Served::start(&filled(size));
    first_screen(&mut served.connect(LOGIN));
    Measured::alone(served.memory())
}

pub(crate) fn each_desk(size: u32) -> Measured {
    let people = office_of(size, DESKS);
    let served = Served::start(&people);
    first_screen(&mut served.connect(LOGIN));
    let before = served.memory();
    let mut desks: Vec<Remote> = (0..DESKS).map(|it| served.connect(&person(it))).collect();
    desks.iter_mut().for_each(|it| assert!(0 < first_screen(it), "a page"));
    Measured::alone((served.memory() - before) / f64::from(DESKS))
}

pub(crate) fn read(people: u32) -> Measured {
    Measured::alone(work(people).0)
}

pub(crate) fn change(people: u32) -> Measured {
    Measured::alone(work(people).1)
}

fn person(number: u32) -> String {
    format!("person{number}")
}

/// An office in which so many people work.
fn office_of(cases: u32, people: u32) -> PathBuf {
    let store = stores().join(format!("people-{people}"));
    remove(&store);
    fill(&store, cases);
    let desk = open(&store);
    let mut session = desk.session(LOGIN);
    for it in 0..people {
        let join = Join { login: person(it), name: format!("Person {it}"), roles: vec![Role::Handler] };
        take(&mut session, Ask::on(TheOffice, OfficeCommand::Join(join))).expect("they join");
    }
    store
}

/// Lets so many people work, nine readings to a change; gives within how many milliseconds 99 of 100 were answered.
fn work(people: u32) -> (f64, f64) {
    let store = office_of(CASES, people);
    let served = Served::start(&store);
    let ends = AtomicBool::new(false);
    let days: Vec<Day> = thread::scope(|scope| {
        let all: Vec<_> = (0..people)
            .map(|it| {
                let (client, ends) = (served.connect(&person(it)), &ends);
                scope.spawn(move || Day::of(client, it, ends))
            })
            .collect();
        thread::sleep(Duration::from_secs(SECONDS));
        ends.store(true, Ordering::Relaxed);
        all.into_iter().map(|it| it.join().expect("nobody fails")).collect()
    });
    are_all_there(&served, &days);
    drop(served);
    remove(&store);
    let all = |part: fn(&Day) -> &Vec<Duration>| {
        let mut all: Vec<Duration> = days.iter().flat_map(part).copied().collect();
        all.sort_unstable();
        ms(all[all.len() * 99 / 100])
    };
    (all(|it| &it.reads), all(|it| &it.changes))
}

/// Every note that was confirmed is on its case, and two people see the same.
fn are_all_there(served: &Served, days: &[Day]) {
    let mut confirmed: BTreeMap<CaseRef, u32> = BTreeMap::new();
    days.iter().flat_map(|it| &it.notes).for_each(|it| *confirmed.entry(*it).or_default() += 1);
    let (mut one, mut other) = (served.connect(&person(0)), served.connect(&person(1)));
    for (case, notes) in &confirmed {
        let seen = [&mut one, &mut other].map(|client| match client.call(Request::Record((*case).into())) {
            Ok(Reply::Record(AnyRecord::Case(it))) => it.notes,
            other => panic!("{case}: {other:?}"),
        });
        assert_eq!(seen, [*notes; 2], "{case}: what was confirmed is there, for everybody");
    }
    assert!(!confirmed.is_empty(), "somebody changed something");
}

/// What one person did: how long each question took, each change, and the cases on which notes were confirmed.
struct Day {
    reads: Vec<Duration>,
    changes: Vec<Duration>,
    notes: Vec<CaseRef>,
}

impl Day {
    fn of(mut client: Remote, person: u32, ends: &AtomicBool) -> Self {
        let mut day = Self { reads: Vec::new(), changes: Vec::new(), notes: Vec::new() };
        let mut turn = person.wrapping_mul(7919);
        while !ends.load(Ordering::Relaxed) {
            thread::sleep(THINKS);
            turn = turn.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let on = CaseRef { year: 2026, number: 1 + (turn >> 8) % (CASES / 10) };
            let (request, is_change) = asked(turn, person, on);
            let began = Instant::now();
            let answer = client.call(request);
            let took = began.elapsed();
            match answer {
                Ok(Reply::Done(done)) if done[0].is_ok() => day.notes.push(on),
                Ok(Reply::Done(done)) => panic!("{:?}", done[0]),
                Ok(_) | Err(Fault::Missing(_)) => {}
                Err(fault) => panic!("{fault}"),
            }
            if is_change { day.changes.push(took) } else { day.reads.push(took) }
        }
        day
    }
}

/// One question of ten changes something.
fn asked(turn: u32, person: u32, on: CaseRef) -> (Request, bool) {
    let request = match (turn >> 4) % 10 {
        0 => {
            let text = format!("Person {person} rang about the delay");
            return (Request::Do(vec![Ask::on(on, Command::Note(Note { text, about: None }))]), true);
        }
        1..=3 => Request::Record(on.into()),
        4 | 5 => Request::Counts { today: today() },
        6 => Request::Diary(DiaryRequest { to: Some(today()), limit: 40, ..DiaryRequest::default() }),
        7 => Request::History(on.into()),
        _ => {
            let filter = Filter { conditions: vec![Condition::Open] };
            let (order, today, after, limit) = (Order::Due, today(), None, 40);
            Request::List(ListRequest { filter, order, today, after, limit })
        }
    };
    (request, false)
}
