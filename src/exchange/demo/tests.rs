//! The made-up office holds what it should, whatever day it is.

use std::path::Path;

use super::*;
use crate::api::message::MonthsRequest;
use crate::clock::Clock;
use crate::desk::session::{Desk, How};
use crate::domain::figures::impact::first_month;
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::Period;
use crate::domain::office::lists::{ServiceId, ThemeId};
use crate::domain::row::Row;
use crate::domain::vocabulary::{Nature, WentWrong};
use crate::exchange::demo::plans::plans;
use crate::report::impact::of_plan;

/// A Tuesday, a Saturday, a bank holiday, the first day of a year, a leap day.
const DAYS: &[&str] = &["2026-11-24", "2026-11-28", "2026-12-25", "2027-01-01", "2028-02-29"];

fn on(text: &str) -> NaiveDate {
    text.parse().expect("a real date")
}

fn open(data: &Path, today: NaiveDate) -> Desk {
    let how =
        How { data: data.to_owned(), clock: Clock::Pinned(today), login: "dhollis".into(), afresh: false };
    Desk::open(&how, &mut |_, _| {}).map_err(|it| it.to_string()).expect("opens")
}

struct Filled {
    desk: Desk,
    today: NaiveDate,
    _dir: tempfile::TempDir,
}

fn filled(day: &str) -> Filled {
    let dir = tempfile::tempdir().unwrap();
    let today = on(day);
    let desk = open(&dir.path().join("data"), today);
    let mut session = desk.session("dhollis");
    fill(&mut session, today).map_err(|it| format!("{day}: {it}")).expect("nothing is refused");
    check_drafts(&mut desk.session("zpatel"), today).map_err(|it| it.to_string()).expect("a colleague may");
    Filled { desk, today, _dir: dir }
}

impl Filled {
    fn rows(&self) -> Vec<Row> {
        let filter = Filter::default();
        let request =
            ListRequest { filter, order: Order::Reference, today: self.today, after: None, limit: 10_000 };
        match self.desk.session("dhollis").call(Request::List(request)) {
            Ok(Reply::List { rows, .. }) => rows,
            other => panic!("{other:?}"),
        }
    }

    fn report(&self, from: Option<NaiveDate>) -> Performance {
        let period = Period { from, to: self.today, as_of: self.today };
        match self.desk.session("dhollis").call(Request::Report { period, service: None }) {
            Ok(Reply::Report { sum, .. }) => *sum,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn the_office_holds_what_it_should_whatever_day_it_is() {
    for day in DAYS {
        let office = filled(day);
        let (rows, today) = (office.rows(), office.today);
        let count = |is: &dyn Fn(&Row) -> bool| rows.iter().filter(|it| is(it)).count();
        let complaints = count(&|it| it.nature == Nature::Complaint);
        assert!((360..=500).contains(&complaints), "{day}: {complaints} complaints");
        assert_eq!(complaints + 24, rows.len(), "{day}");
        assert_eq!(count(&|it| it.open_on(today)), 62, "{day}");
        assert_eq!(count(&|it| it.overdue_on(today)), 9, "{day}");
        let due_today = count(&|it| {
            it.open_on(today) && it.rounds.now.responded.is_none() && it.timescale_on(today) == Some(today)
        });
        assert_eq!(due_today, 3, "{day}");
        let late = |row: &Row| row.next.is_some_and(|it| it.0 < today);
        assert!(count(&|row| row.open_on(today) && late(row)) <= 14, "{day}");
        assert_eq!(count(&|row| !row.open_on(today) && late(row)), 6, "{day}");
        assert_eq!(count(&|it| it.is_important()), 2, "{day}");
        assert_eq!(count(&|it| it.restricted), 1, "{day}");
        assert_eq!(count(&|it| !it.referrals.is_empty()), 3, "{day}");
        assert!(5 <= count(&|it| it.rounds.now.outcome == Some(Outcome::Duplicate)), "{day}");
        for stage in Stage::ALL {
            assert!(0 < count(&|it| it.stage == *stage), "{day}: none is “{stage}”");
        }
        for outcome in [
            Outcome::Upheld,
            Outcome::UpheldInPart,
            Outcome::NotUpheld,
            Outcome::NoFinding,
            Outcome::Resolved,
            Outcome::Withdrawn,
            Outcome::OutOfScope,
        ] {
            assert!(0 < count(&|it| it.rounds.now.outcome == Some(outcome)), "{day}: none is “{outcome}”");
        }
        assert!(60 < count(&|it| it.rounds.now.went_wrong == Some(WentWrong::Yes)), "{day}");
        assert!(6 <= count(&|it| it.owner.as_deref() == Some("dhollis") && it.open_on(today)), "{day}");
        let first = rows.iter().map(|it| it.received).min().expect("there are cases");
        assert!((500..560).contains(&(today - first).num_days()), "{day}: since {first}");
    }
}

#[test]
fn slow_renewals_end_with_the_plan_and_wrong_advice_comes_back() {
    let office = filled("2026-11-24");
    let rows = office.rows();
    let count = |matter: &Matter, days: std::ops::Range<i64>| {
        let service = SERVICES.iter().position(|it| *it == matter.service).expect("is offered");
        let theme = THEMES.iter().position(|it| *it == matter.theme).expect("is offered");
        let number = |at: usize| u32::try_from(at + 1).expect("few");
        let is_it = |it: &&Row| {
            it.service == Some(ServiceId(number(service))) && it.theme == Some(ThemeId(number(theme)))
        };
        let within = |it: &&Row| days.contains(&(office.today - it.received).num_days());
        rows.iter().filter(is_it).filter(within).count()
    };
    assert!(3 * count(&SLOW_RENEWALS, 0..180) < count(&SLOW_RENEWALS, 210..390));
    assert_eq!(count(&WRONG_ADVICE, 190..210), 0);
    assert!(2 * count(&WRONG_ADVICE, 420..540) < count(&WRONG_ADVICE, 0..120));
}

#[test]
fn one_plan_had_an_effect_one_had_none_and_one_is_worse_than_before() {
    for day in DAYS {
        let office = filled(day);
        let mut session = office.desk.session("dhollis");
        plans(&mut session, &mut office.desk.session(COLLEAGUE), office.today).expect("plans are written");
        let Ok(Reply::Plans(plans)) = session.call(Request::Plans) else { panic!("the plans") };
        let first = first_month(office.today).expect("a month");
        let mut verdict = |at: usize| {
            let plan = &plans[at];
            let (theme, service) = (plan.facts.theme, plan.facts.service);
            let months = MonthsRequest { theme, service, from: first, to: office.today };
            let Ok(Reply::Months { received, .. }) = session.call(Request::Months(months)) else {
                panic!("months")
            };
            of_plan(plan, first, &received).verdict
        };
        assert!(verdict(0).contains("fewer than before"), "{day}: {}", verdict(0));
        assert!(verdict(1).contains("more than before"), "{day}: {}", verdict(1));
        assert!(verdict(4).contains("no change that is sure"), "{day}: {}", verdict(4));
    }
}

#[test]
fn some_offers_to_put_right_and_to_pay_are_overdue() {
    let office = filled("2026-11-24");
    let request =
        crate::domain::diary::DiaryRequest { to: office.today.pred_opt(), limit: 1000, ..Default::default() };
    let Ok(Reply::Diary(owed)) = office.desk.session("dhollis").call(Request::Diary(request)) else {
        panic!("the diary")
    };
    let count = |kind| owed.iter().filter(|it| it.kind == kind).count();
    assert_eq!(count(crate::domain::diary::Owed::Remedy), 4);
    assert_eq!(count(crate::domain::diary::Owed::Payment), 2);
}

#[test]
fn the_same_day_gives_the_same_office() {
    assert_eq!(filled("2026-11-24").rows(), filled("2026-11-24").rows());
}

#[test]
fn the_report_reconciles() {
    let office = filled("2026-11-24");
    assert!(office.report(None).reconciles());
    let report = office.report(Some(on("2026-04-01")));
    assert!(report.reconciles());
    let outcomes: u64 = report.outcomes.values().sum();
    assert_eq!(outcomes, report.closed);
    let on_time = report.within_first_timescale.percent().expect("some were answered");
    assert!((75.0..98.0).contains(&on_time), "{on_time}");
}

#[test]
fn an_office_that_has_cases_is_left_alone() {
    let office = filled("2026-11-24");
    let before = office.rows();
    let again = fill(&mut office.desk.session("dhollis"), office.today);
    assert!(again.is_err_and(|it| it.to_string().contains("has cases already")));
    assert_eq!(before, office.rows());
}
