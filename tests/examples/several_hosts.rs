//! What several hosts cost, in one run: changes through redress against a bare client of the database that sends the same lines with
//! the same statements; how long a change takes to another host's screen; and how long a host takes to join a large office against
//! building the working copy of one. Give the address of an empty database.
//!
//! `cargo run --release --features shared-journal --example several_hosts -- "host=/run/postgresql user=owner dbname=office"`

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use redress::api::message::{Ask, Request};
use redress::api::server::News;
use redress::api::service::{Service, take};
use redress::clock::Clock;
use redress::desk::hosts::{join, print_sql, share};
use redress::desk::membership::{Membership, PATIENCE_SECONDS};
use redress::desk::session::{Desk, How};
use redress::domain::case::command::{Command, Note};
use redress::domain::office::command::{OfficeCommand, SetUp};
use redress::domain::reference::{CaseRef, TheOffice};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::runtime::Builder;
use tokio_postgres::NoTls;

const ONE: usize = 2000;
const SIXTEEN: usize = 16_000;
const LARGE: usize = 100_000;
const AT_ONCE: usize = 1000;
const FIRST: CaseRef = CaseRef { year: 2026, number: 1 };

fn how(data: &Path) -> How {
    let day = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a real day");
    How { data: data.to_owned(), clock: Clock::Pinned(day), login: "records".into(), afresh: false }
}

fn open(data: &Path) -> Desk {
    Desk::open(&how(data), &mut |_, _| ()).unwrap_or_else(|it| panic!("{it}"))
}

fn note(desk: &Desk, on: CaseRef) {
    // As long as a note is that people write.
    let text = "Rang back and said that the answer is on its way. ".repeat(12);
    let note = Command::Note(Note { text, about: None });
    take(&mut desk.session("records"), Ask::on(on, note)).unwrap_or_else(|it| panic!("{it}"));
}

fn office(data: &Path) {
    let desk = open(data);
    let mut session = desk.session("records");
    let set_up = SetUp {
        organisation: "Agency".into(),
        login: "records".into(),
        user: "Ann Keeper".into(),
        services: vec!["Claims".into()],
        ..SetUp::default()
    };
    take(&mut session, Ask::on(TheOffice, OfficeCommand::SetUp(set_up))).unwrap_or_else(|it| panic!("{it}"));
    for _ in 0..16 {
        take(&mut session, Ask::first(case())).unwrap_or_else(|it| panic!("{it}"));
    }
}

fn case() -> Command {
    let case = json!({ "receive": { "facts": {
        "received": "2026-11-02", "complainant": { "name": "Tom Webb" }, "service": 1, "subject": "Late" } } });
    serde_json::from_value(case).expect("a command")
}

/// How long it takes to join an office of so many cases, and to build the working copy of one anew.
fn joining(one: &Path, two: &Path, member: impl Fn(&str) -> Membership) {
    office(one);
    let desk = open(one);
    let mut session = desk.session("records");
    for _ in 0..LARGE / AT_ONCE {
        let asks = (0..AT_ONCE).map(|_| Ask::first(case())).collect();
        session.call(Request::Do(asks)).unwrap_or_else(|it| panic!("{it}"));
    }
    drop((session, desk));
    let begun = Instant::now();
    share(&how(one), member("alpha"), &mut |_, _| ()).unwrap_or_else(|it| panic!("{it}"));
    let shared = begun.elapsed();
    let begun = Instant::now();
    join(&how(two), member("beta"), &mut |_, _| ()).unwrap_or_else(|it| panic!("{it}"));
    let joined = begun.elapsed();
    let begun = Instant::now();
    drop(Desk::open(&How { afresh: true, ..how(one) }, &mut |_, _| ()).unwrap_or_else(|it| panic!("{it}")));
    let built = begun.elapsed();
    println!(
        "{LARGE} cases: shared in {shared:?}, joined in {joined:?}, built anew in {built:?}, ratio of joining {:.2}",
        joined.as_secs_f64() / built.as_secs_f64()
    );
}

/// Lines of a journal after so many.
fn lines(data: &Path, after: usize) -> Vec<Vec<u8>> {
    let bytes = fs::read(data.join("journal/000001.jsonl")).expect("one file");
    bytes.split_inclusive(|it| *it == b'\n').skip(after).map(<[u8]>::to_vec).collect()
}

fn hash(line: &[u8]) -> Vec<u8> {
    let at = line.windows(6).position(|it| it == b"\"did\":").expect("a line");
    Sha256::digest(&line[..at]).to_vec()
}

/// Sends the lines of a journal, so many at once, over one connection. Gives lines a second, of those after the first few.
fn bare(url: &str, schema: &str, all: &[Vec<u8>], before: usize, at_once: usize) -> f64 {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a database");
        tokio::spawn(async { drop(connection.await) });
        client.batch_execute(&print_sql(schema).unwrap_or_else(|it| panic!("{it}"))).await.expect("a schema");
        client.batch_execute(&format!("select {schema}.enrol('bare', 'x')")).await.expect("a host");
        let epoch: i64 = client
            .query_one(&format!("select {schema}.begin_epoch('bare', 'x')"), &[])
            .await
            .expect("an epoch")
            .get(0);
        let statement =
            client.prepare(&format!("select {schema}.append($1, $2, $3, $4, $5, $6)")).await.expect("SQL");
        let (mut seq, mut head) = (0_i64, vec![0; 32]);
        let mut begun = Instant::now();
        let mut groups: Vec<&[Vec<u8>]> = all[..before].chunks(before).collect();
        groups.extend(all[before..].chunks(at_once));
        for group in groups {
            if seq == i64::try_from(before).expect("few") {
                begun = Instant::now();
            }
            let sent: Vec<&[u8]> = group.iter().map(Vec::as_slice).collect();
            let row = client
                .query_one(&statement, &[&"bare", &epoch, &seq, &head, &1_i32, &sent])
                .await
                .expect("an answer");
            assert_eq!(row.get::<_, String>(0), "done");
            seq += i64::try_from(group.len()).expect("few");
            head = hash(group.last().expect("it is not empty"));
        }
        #[expect(clippy::cast_precision_loss, reason = "a ratio")]
        let rate = (all.len() - before) as f64 / begun.elapsed().as_secs_f64();
        rate
    })
}

#[expect(clippy::cast_precision_loss, reason = "a ratio")]
fn rate(count: usize, since: Instant) -> f64 {
    count as f64 / since.elapsed().as_secs_f64()
}

fn main() {
    let url = std::env::args().nth(1).expect("the address of a database");
    let place = tempfile::tempdir().expect("a folder");
    let data = |name: &str| place.path().join(name);
    let member = |schema: &str, host: &str| Membership {
        url: url.clone(),
        schema: schema.into(),
        host: host.into(),
        token: String::new(),
        single: true,
        patience: PATIENCE_SECONDS,
    };
    for round in 1..=3 {
        for (writers, count) in [(1_usize, ONE), (16, SIXTEEN)] {
            let schema = format!("ratio_{round}_{writers}");
            let data = data(&schema);
            office(&data);
            share(&how(&data), member(&schema, "alpha"), &mut |_, _| ()).unwrap_or_else(|it| panic!("{it}"));
            let desk = open(&data);
            let begun = Instant::now();
            thread::scope(|all| {
                for writer in 0..writers {
                    let desk = &desk;
                    let on = CaseRef { number: u32::try_from(writer + 1).expect("few"), ..FIRST };
                    all.spawn(move || (0..count / writers).for_each(|_| note(desk, on)));
                }
            });
            let ours = rate(count, begun);
            drop(desk);
            let all = lines(&data, 0);
            let theirs = bare(&url, &format!("bare_{round}_{writers}"), &all, all.len() - count, writers);
            println!(
                "round {round}, {writers} writers: redress {ours:.0}/s, bare {theirs:.0}/s, ratio {:.2}",
                ours / theirs
            );
        }
    }
    let (one, two) = (data("one"), data("two"));
    office(&one);
    share(&how(&one), member("screens", "alpha"), &mut |_, _| ()).unwrap_or_else(|it| panic!("{it}"));
    join(&how(&two), member("screens", "beta"), &mut |_, _| ()).unwrap_or_else(|it| panic!("{it}"));
    let (one, two) = (open(&one), open(&two));
    let news = two.changes();
    let mut took: Vec<Duration> = (0..500)
        .map(|_| {
            note(&one, FIRST);
            let begun = Instant::now();
            while !matches!(news.recv(), Ok(News::Changed { .. })) {}
            let took = begun.elapsed();
            thread::sleep(Duration::from_millis(5));
            took
        })
        .collect();
    took.sort();
    joining(&data("large"), &data("joined"), |host| member("large", host));
    println!(
        "from being saved on one host to being told on another: p50 {:?}, p99 {:?}",
        took[250], took[495]
    );
}
