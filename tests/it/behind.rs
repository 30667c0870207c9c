//! What is behind a figure on the Reports tab: the list that opens has as many lines as the figure says.

use chrono::NaiveDate;
use redress::api::message::{ActionRequest, Ask, ListRequest, Reply, ReportPart, Request};
use redress::api::service::Service;
use redress::clock::Clock;
use redress::desk::session::{Desk, How, Session};
use redress::domain::calendar::period::PeriodKind;
use redress::domain::case::command::Command;
use redress::domain::case::record::Cost;
use redress::domain::figures::performance::Performance;
use redress::domain::figures::period::{Period, Scope};
use redress::domain::filter::Filter;
use redress::domain::listing::Order;
use redress::domain::office::lists::ServiceId;
use redress::domain::office::record::Office;
use redress::domain::plan_filter::ActionFilter;
use redress::exchange::demo::{check_drafts, fill};
use redress::report::topics::TOPICS;
use redress::tui::screens::report_lines::{About, Behind};
use redress::tui::screens::report_pages::lines;

fn today() -> NaiveDate {
    "2026-11-24".parse().unwrap()
}

/// The made-up office.
struct Demo {
    session: Session,
    _desk: Desk,
    _dir: tempfile::TempDir,
}

impl Demo {
    fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Clock::Pinned(today());
        let how = How { data: dir.path().join("data"), clock, login: "dhollis".into(), afresh: false };
        let desk = Desk::open(&how, &mut |_, _| {}).map_err(|it| it.to_string()).unwrap();
        let mut session = desk.session("dhollis");
        fill(&mut session, today()).unwrap();
        check_drafts(&mut desk.session("zpatel"), today()).unwrap();
        Self { session, _desk: desk, _dir: dir }
    }

    fn office(&mut self) -> Office {
        match self.session.call(Request::Hello) {
            Ok(Reply::Hello(it)) => it.office,
            other => panic!("{other:?}"),
        }
    }

    /// The figures, counted in parts as the screen has them counted.
    fn figures(&mut self, period: Period, scope: Scope) -> Performance {
        let mut part = Box::new(ReportPart::of(period, scope));
        while !part.is_whole {
            part = match self.session.call(Request::ReportPart(part)) {
                Ok(Reply::ReportPart(it)) => it,
                other => panic!("{other:?}"),
            };
        }
        assert_eq!(part.done, part.of);
        part.sum
    }

    fn length(&mut self, behind: &Behind) -> usize {
        match behind {
            Behind::Cases(filter) => {
                let filter = Filter::parse(filter).unwrap();
                let order = Order::Reference;
                let page = ListRequest { filter, order, today: today(), after: None, limit: usize::MAX };
                match self.session.call(Request::List(page)) {
                    Ok(Reply::List { rows, .. }) => rows.len(),
                    other => panic!("{other:?}"),
                }
            }
            Behind::Actions(filter) => {
                let filter = ActionFilter::parse(filter).unwrap();
                let page = ActionRequest { filter, today: today(), after: None, limit: usize::MAX };
                match self.session.call(Request::Actions(page)) {
                    Ok(Reply::Actions { rows, .. }) => rows.len(),
                    other => panic!("{other:?}"),
                }
            }
            Behind::Register(_) | Behind::Entries(..) | Behind::Reviews | Behind::Office => {
                panic!("no figure is of these")
            }
        }
    }
}

#[test]
fn the_list_behind_every_figure_is_as_long_as_the_figure_says() {
    let mut demo = Demo::open();
    for (number, minutes, pence) in [(161, 90, 0), (162, 0, 4500), (182, 45, 120)] {
        let on = Some(format!("26-{number:04}").parse().unwrap());
        let cost = Cost { number: 0, on: today(), minutes, pence, what: "Interview".into() };
        let ask = Ask { on, ..Ask::first(Command::RecordCost(cost)) };
        let Ok(Reply::Done(done)) = demo.session.call(Request::Do(vec![ask])) else { panic!("an answer") };
        assert!(done[0].is_ok(), "{:?}", done[0]);
    }
    let office = demo.office();
    let scopes = [Scope::All, Scope::Service(ServiceId(1)), Scope::Organisation(1)];
    let before = PeriodKind::Quarter.around(today()).before(Some(PeriodKind::Quarter)).unwrap();
    let stretches = [PeriodKind::Quarter, PeriodKind::Year, PeriodKind::All].map(|it| it.around(today()));
    let mut seen = 0;
    for stretch in stretches.into_iter().chain([before]) {
        for scope in scopes {
            let period = Period { from: stretch.from, to: stretch.to, as_of: today() };
            let sum = demo.figures(period, scope);
            let about = About { office: &office, period, scope, before: Some(&sum) };
            for topic in TOPICS {
                for line in lines(topic, &sum, &about) {
                    if let Some((number, behind)) = line.behind {
                        let length = demo.length(&behind) as u64;
                        assert_eq!(length, number, "{}: {} {scope:?} {behind:?}", topic.name, line.label);
                        seen += usize::from(number > 0);
                    }
                }
            }
        }
    }
    assert!(seen > 200, "only {seen} figures had anything behind them");
}
