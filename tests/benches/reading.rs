//! What is read: opening, lists, finding, the report.

use std::time::Instant;

use chrono::Days;
use redress::api::message::{ListRequest, Reply, Request};
use redress::api::service::Service;
use redress::desk::session::{Desk, Session};
use redress::domain::figures::period::Period;
use redress::domain::filter::Filter;
use redress::domain::listing::Order;
use redress::domain::row::Row;

use crate::Measured;
use crate::beside::{self, each_page, same};
use crate::office::{LOGIN, best, filled, ms, resident, today};

/// Rows of a page on a screen.
const PAGE: usize = 40;
/// How often the quick ones are measured.
const TIMES: u32 = 30;

fn opened(size: u32) -> (Desk, Session) {
    let desk = crate::office::open(&filled(size));
    let session = desk.session(LOGIN);
    (desk, session)
}

fn page(session: &mut Session, filter: &str, order: Order, after: Option<&Row>) -> Vec<Row> {
    let filter = Filter::parse(filter).expect("a good filter");
    let after = after.cloned().map(Box::new);
    let request = ListRequest { filter, order, today: today(), after, limit: PAGE };
    let Ok(Reply::List { rows, .. }) = session.call(Request::List(request)) else { panic!("no page") };
    rows
}

pub(crate) fn open(size: u32) -> Measured {
    filled(size);
    let began = Instant::now();
    let opened = opened(size);
    let took = ms(began.elapsed());
    drop(opened);
    Measured::alone(took)
}

pub(crate) fn counts(size: u32) -> Measured {
    let (_desk, mut session) = opened(size);
    let ours = best(TIMES, || session.call(Request::Counts { today: today() }).map_or(0, |_| 1));
    let today = today().to_string();
    let query = "select count(*), sum(due < ?1), sum(due = ?1) from cases where closed is null";
    Measured::beside(ours, beside::best(&same(size, &mut session), TIMES, query, &[&today]))
}

pub(crate) fn first_page(size: u32) -> Measured {
    let (_desk, mut session) = opened(size);
    let ours = best(TIMES, || page(&mut session, "is:open", Order::Due, None).len());
    let query = "select * from cases where closed is null order by due limit 40";
    Measured::beside(ours, beside::best(&same(size, &mut session), TIMES, query, &[]))
}

pub(crate) fn middle_page(size: u32) -> Measured {
    let (_desk, mut session) = opened(size);
    let (mut rows, mut after) = (0, None);
    each_page(&mut session, Order::Received, |it| {
        rows += it.len();
        if after.is_none() && size as usize / 2 <= rows {
            after = it.last().cloned();
        }
    });
    let after = after.expect("a row in the middle");
    let ours = best(TIMES, || page(&mut session, "", Order::Received, Some(&after)).len());
    let query = "select * from cases where received <= ?1 order by received desc limit 40";
    Measured::beside(
        ours,
        beside::best(&same(size, &mut session), TIMES, query, &[&after.received.to_string()]),
    )
}

pub(crate) fn find(size: u32) -> Measured {
    let (_desk, mut session) = opened(size);
    let ours = best(TIMES, || page(&mut session, "person 2020 is:open", Order::Due, None).len());
    let query = "select * from cases where closed is null and id in (select rowid from words where words match 'person 2020') \
                 order by due limit 40";
    Measured::beside(ours, beside::best(&same(size, &mut session), TIMES, query, &[]))
}

pub(crate) fn find_letters(size: u32) -> Measured {
    let (_desk, mut session) = opened(size);
    Measured::alone(best(TIMES, || page(&mut session, "re", Order::Due, None).len()))
}

pub(crate) fn report(size: u32) -> Measured {
    let (_desk, mut session) = opened(size);
    let period = Period { from: Some(today() - Days::new(365)), to: today(), as_of: today() };
    let request = || Request::Report { period, service: None };
    let ours = best(4, || session.call(request()).map_or(0, |_| 1));
    let (from, to) = (period.from.map(|it| it.to_string()).unwrap_or_default(), period.to.to_string());
    let table = same(size, &mut session);
    let theirs = beside::REPORT.iter().map(|it| beside::best(&table, 3, it, &[&from, &to])).sum();
    Measured::beside(ours, theirs)
}

pub(crate) fn whole_list(size: u32) -> Measured {
    let (_desk, mut session) = opened(size);
    let began = Instant::now();
    let mut rows = 0;
    each_page(&mut session, Order::Due, |it| rows += it.len());
    let ours = began.elapsed().as_secs_f64();
    assert_eq!(rows, size as usize, "every row once");
    let theirs = beside::best(&same(size, &mut session), 1, "select * from cases order by due", &[]) / 1000.0;
    Measured::beside(ours, theirs)
}

pub(crate) fn memory(size: u32) -> Measured {
    filled(size);
    let before = resident("self");
    let (_desk, mut session) = opened(size);
    assert_eq!(page(&mut session, "is:open", Order::Due, None).len(), PAGE);
    session.call(Request::Counts { today: today() }).expect("counts");
    Measured::alone(resident("self") - before)
}
