//! What is written: changes beside raw appends to the same disk, imports, rebuilding, checking, copies.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use redress::api::message::{Ask, Reply, Request};
use redress::api::service::Service;
use redress::clock::Clock;
use redress::desk::session::{Desk, How, Session};
use redress::desk::upkeep::{back_up, verify_journal};
use redress::domain::case::command::{Command, Note};
use redress::domain::listing::Order;
use redress::domain::reference::CaseRef;

use crate::Measured;
use crate::beside::{begun, each_page, insert};
use crate::office::{LOGIN, fill, filled, ms, open, remove, stores, today};

/// Changes that are measured.
const CHANGES: u32 = 1_000;
/// How long whoever makes one change after the other rests in between: what is left to do of the last one is done by then.
const REST: Duration = Duration::from_millis(2);
/// People who change at once.
const WRITERS: u32 = 16;

/// An office for this alone.
fn own(name: &str, rows: u32) -> PathBuf {
    let store = stores().join(name);
    remove(&store);
    fill(&store, rows);
    store
}

fn text() -> String {
    "Mrs Okafor rang about the delay; I said that we would write by Friday. ".repeat(17)
}

fn note(session: &mut Session, number: u32) -> Duration {
    // Cases of the year in which one in five was received: the first numbers of that year are all there.
    let on = CaseRef { year: 2026, number: 1 + number % 10 };
    let ask = Ask::on(on, Command::Note(Note { text: text(), about: None }));
    let began = Instant::now();
    let reply = session.call(Request::Do(vec![ask]));
    let took = began.elapsed();
    assert!(matches!(reply, Ok(Reply::Done(done)) if done[0].is_ok()), "the note is taken");
    took
}

/// Half of so many appends of so many bytes, each synchronised, are within this, after a rest; in milliseconds.
fn appends(bytes: usize, times: u32, rest: Duration) -> f64 {
    let path = stores().join("appended");
    let mut file = File::create(&path).expect("a file");
    let line = vec![b'x'; bytes];
    let mut all: Vec<Duration> = (0..times)
        .map(|_| {
            sleep(rest);
            let began = Instant::now();
            file.write_all(&line).and_then(|()| file.sync_data()).expect("written");
            began.elapsed()
        })
        .collect();
    drop(std::fs::remove_file(path));
    all.sort_unstable();
    ms(all[all.len() / 2])
}

pub(crate) fn one_change(size: u32) -> Measured {
    let store = own("change", size);
    let desk = open(&store);
    let mut session = desk.session(LOGIN);
    let one = |it| {
        sleep(REST);
        note(&mut session, it)
    };
    let mut times: Vec<Duration> = (0..CHANGES).map(one).collect();
    times.sort_unstable();
    drop((session, desk));
    remove(&store);
    // A line holds the text and what else is kept of a change.
    Measured::beside(ms(times[times.len() / 2]), appends(text().len() + 300, CHANGES, REST))
}

pub(crate) fn sixteen(size: u32) -> Measured {
    let store = own("sixteen", size);
    let desk = open(&store);
    let began = Instant::now();
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let mut session = desk.session(LOGIN);
            scope.spawn(move || {
                for it in 0..CHANGES / 4 {
                    let _took = note(&mut session, writer + it);
                }
            });
        }
    });
    let ours = f64::from(WRITERS * (CHANGES / 4)) / began.elapsed().as_secs_f64();
    drop(desk);
    remove(&store);
    let group = appends((text().len() + 300) * WRITERS as usize, CHANGES / 4, Duration::ZERO);
    Measured::beside(ours, f64::from(WRITERS) * 1000.0 / group)
}

pub(crate) fn import(rows: u32) -> Measured {
    let store = stores().join("import");
    remove(&store);
    let began = Instant::now();
    fill(&store, rows);
    let ours = f64::from(rows) / began.elapsed().as_secs_f64();
    let mut all = Vec::new();
    let desk = open(&store);
    each_page(&mut desk.session(LOGIN), Order::Reference, |it| all.extend_from_slice(it));
    drop(desk);
    remove(&store);
    let path = stores().join("import.sqlite");
    drop(std::fs::remove_file(&path));
    let mut table = begun(&path);
    let began = Instant::now();
    insert(&mut table, &all);
    let theirs = f64::from(rows) / began.elapsed().as_secs_f64();
    drop(table);
    drop(std::fs::remove_file(path));
    Measured::beside(ours, theirs)
}

pub(crate) fn rebuild(size: u32) -> Measured {
    let store = filled(size);
    let how = How { data: store, clock: Clock::Pinned(today()), login: LOGIN.into(), afresh: true };
    let began = Instant::now();
    let desk = Desk::open(&how, &mut |_, _| {}).unwrap_or_else(|it| panic!("it is not built: {it}"));
    let took = began.elapsed().as_secs_f64();
    drop(desk);
    Measured::alone(took)
}

pub(crate) fn check(size: u32) -> Measured {
    let store = filled(size);
    let began = Instant::now();
    assert!(verify_journal(&store, &mut |_, _| {}).is_ok(), "the journal is sound");
    Measured::alone(began.elapsed().as_secs_f64())
}

pub(crate) fn backup(size: u32) -> Measured {
    let (store, to) = (filled(size), stores().join(format!("{size}-copy")));
    let now = "2026-11-24T09:31:07Z".parse().expect("a moment");
    let copy = || {
        let began = Instant::now();
        assert!(back_up(&store, &to, now, &mut |_, _| {}).is_ok(), "the copy is made");
        ms(began.elapsed())
    };
    copy();
    let took = copy().min(copy());
    remove(&to);
    Measured::alone(took)
}
