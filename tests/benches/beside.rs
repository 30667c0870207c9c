//! `SQLite` beside the office: the same rows, keys, checks and words in one file, kept beside the store.

use std::path::Path;
use std::time::Instant;

use chrono::NaiveDate;
use redress::api::message::{ListRequest, Reply, Request};
use redress::api::service::Service;
use redress::desk::session::Session;
use redress::domain::filter::Filter;
use redress::domain::listing::Order;
use redress::domain::row::Row;
use redress::domain::vocabulary::{Outcome, Route, WentWrong};
use rusqlite::{Connection, params};

use crate::office::{stores, today};

const TABLES: &str = "
create table cases (id integer primary key, source text unique not null, service integer not null, channel, theme,
    received text not null check (received > '1900'), acknowledge_by, acknowledged, timescale, due, closed, outcome, wrong, route,
    days, paused, important, referred, late_reason, subject text not null, name text not null);
create index by_received on cases (received);
create index by_closed on cases (closed);
create index by_due on cases (due) where closed is null;
create table journal (id integer primary key, said text not null);
create virtual table words using fts5 (said, content = '');
";
const INSERT: &str =
    "insert into cases values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// The rows of the office, page by page.
pub(crate) fn each_page(session: &mut Session, order: Order, mut take: impl FnMut(&[Row])) {
    let mut after = None;
    loop {
        let request = ListRequest { filter: Filter::default(), order, today: today(), after, limit: 1000 };
        let Ok(Reply::List { rows, .. }) = session.call(Request::List(request)) else { panic!("no page") };
        take(&rows);
        match rows.into_iter().next_back() {
            Some(last) => after = Some(Box::new(last)),
            None => return,
        }
    }
}

/// A new file with its tables.
pub(crate) fn begun(path: &Path) -> Connection {
    let table = Connection::open(path).expect("a file of SQLite");
    table.execute_batch("pragma journal_mode = wal; pragma synchronous = full;").expect("settings");
    table.execute_batch(TABLES).expect("good tables");
    table
}

/// Takes rows in, as one transaction.
pub(crate) fn insert(table: &mut Connection, rows: &[Row]) {
    let all = table.transaction().expect("a transaction");
    {
        let mut insert = all.prepare_cached(INSERT).expect("a good statement");
        let mut journal = all.prepare_cached("insert into journal values (null, ?)").expect("a statement");
        let mut words =
            all.prepare_cached("insert into words (rowid, said) values (?, ?)").expect("a statement");
        for it in rows {
            let day = |it: Option<NaiveDate>| it.map(|it| it.to_string());
            let round = &it.rounds.now;
            let name = it.complainant.names.first().cloned().unwrap_or_default();
            insert
                .execute(params![
                    it.source_ref,
                    it.service.map(|it| it.0),
                    it.channel.map(|it| it.0),
                    it.theme.map(|it| it.0),
                    it.received.to_string(),
                    round.acknowledge_by.to_string(),
                    day(round.acknowledged),
                    day(round.promise_on(NaiveDate::MAX).map(|it| it.first)),
                    day(it.next.map(|it| it.0)),
                    day(round.closed),
                    round.outcome.map(Outcome::word),
                    round.went_wrong.map(WentWrong::word),
                    round.route.map(Route::word),
                    round.days_taken,
                    round.days_paused,
                    it.is_important(),
                    !it.referrals.is_empty(),
                    round.late_reason,
                    it.subject,
                    name,
                ])
                .expect("a row");
            let story =
                "I sent my renewal in good time, with the fee, and the website said four weeks. ".repeat(6);
            let said = format!("{name} {} {story}", it.subject);
            words.execute(params![all.last_insert_rowid(), said]).expect("its words");
            journal.execute([said]).expect("its line");
        }
    }
    all.commit().expect("committed");
}

/// The same cases as an office of this size, made where they are not there.
pub(crate) fn same(size: u32, session: &mut Session) -> Connection {
    let path = stores().join(format!("{size}.sqlite"));
    if !path.exists() {
        let half = stores().join(format!("{size}-half.sqlite"));
        drop(std::fs::remove_file(&half));
        let mut table = begun(&half);
        each_page(session, Order::Reference, |rows| insert(&mut table, rows));
        table.execute_batch("pragma wal_checkpoint(truncate)").expect("written");
        drop(table);
        std::fs::rename(&half, &path).expect("it takes its place");
    }
    Connection::open(path).expect("a file of SQLite")
}

/// Runs a query to its end; how long the best of several took, in milliseconds.
pub(crate) fn best(table: &Connection, times: u32, query: &str, parameters: &[&str]) -> f64 {
    let mut query = table.prepare(query).expect("a good query");
    let mut once = |_| {
        let began = Instant::now();
        let mut found = query.query(rusqlite::params_from_iter(parameters)).expect("it runs");
        while let Some(row) = found.next().expect("it goes on") {
            std::hint::black_box(row.get_ref(0).expect("a column"));
        }
        began.elapsed().as_secs_f64() * 1000.0
    };
    (0..times).map(&mut once).fold(f64::MAX, f64::min)
}

/// The aggregates of the report that these rows have anything for; ?1 and ?2 are the ends of the period.
pub(crate) const REPORT: &[&str] = &[
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
