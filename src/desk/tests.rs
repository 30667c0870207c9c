//! The desk on a real store in a temporary directory.

use std::path::Path;

use chrono::NaiveDate;
use proptest::prelude::*;

use crate::api::message::{ActionRequest, Ask, Done, Fault, ListRequest, Reply, ReportPart, Request};
use crate::api::service::Service;
use crate::api::service::{read, take};
use crate::clock::Clock;
use crate::desk::session::{Desk, How};
use crate::desk::sight::Sight;
use crate::domain::calendar::NonWorkingReceipt;
use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::command::{
    Assign, ChooseRoute, Close, Command, Find, Import, LinkDuplicate, Note, On, Reason, Receive,
};
use crate::domain::case::record::{Facts, Issue, Restriction};
use crate::domain::case::round::{Closing, Extension, Pause, Reopening, Response, Timescale, Told};
use crate::domain::commit::Source;
use crate::domain::figures::period::{Period, Scope};
use crate::domain::filter::Filter;
use crate::domain::listing::{Counts, Order};
use crate::domain::office::command::{OfficeCommand, SetUp};
use crate::domain::office::lists::{ListKind, ServiceId};
use crate::domain::office::record::Office;
use crate::domain::office::settings::Timescales;
use crate::domain::party::record::Party;
use crate::domain::people::{ChangeRoles, Join};
use crate::domain::plan::command::{ApproveForPublic, MakePlan, PlanCommand, WriteForPublic};
use crate::domain::plan::record::{Failing, PlanFacts};
use crate::domain::plan_filter::ActionFilter;
use crate::domain::records::any::{AnyCommand, AnyRecord, Which};
use crate::domain::reference::{CaseRef, RecordRef, TheOffice};
use crate::domain::register::command::{CloseEntry, EntryCommand};
use crate::domain::register::value::Values;
use crate::domain::row::Row;
use crate::domain::vocabulary::{Finding, Means, Outcome, PauseReason, Role, Route, WentWrong};
use crate::domain::year::command::YearCommand;
use crate::domain::year::record::{Context, YearRecord};

fn on(text: &str) -> NaiveDate {
    text.parse().expect("a real date")
}

fn how(data: &Path) -> How {
    How {
        data: data.to_owned(),
        clock: Clock::Pinned(on("2026-03-31")),
        login: "jsmith".into(),
        afresh: false,
    }
}

fn open(data: &Path) -> Desk {
    Desk::open(&how(data), &mut |_, _| {}).map_err(|it| it.to_string()).expect("opens")
}

fn desk() -> (tempfile::TempDir, Desk) {
    let dir = tempfile::tempdir().unwrap();
    let desk = open(&dir.path().join("data"));
    let set_up = SetUp {
        organisation: "Claims Agency".into(),
        login: "jsmith".into(),
        user: "J Smith".into(),
        services: vec!["Claims".into(), "Appeals".into()],
        ..SetUp::default()
    };
    desk.session("jsmith")
        .call(Request::Do(vec![Ask::on(TheOffice, OfficeCommand::SetUp(set_up))]))
        .expect("set up");
    (dir, desk)
}

fn kpatel_joins(desk: &Desk) {
    let roles = vec![Role::Manager];
    let join = OfficeCommand::Join(Join { login: "kpatel".into(), name: "K Patel".into(), roles });
    take(&mut desk.session("jsmith"), Ask::on(TheOffice, join)).expect("joins");
}

fn complaint(subject: &str, received: &str) -> Command {
    let mut facts = Facts::received_on(on(received));
    facts.subject = subject.into();
    facts.complainant = Party::named("Siân Okafor");
    facts.service = Some(ServiceId(1));
    Command::Receive(Box::new(Receive {
        facts,
        issues: vec![],
        owner: String::new(),
        settled: String::new(),
    }))
}

fn ask(reference: Option<&str>, command: impl Into<AnyCommand>) -> Ask {
    Ask { on: reference.map(|it| it.parse().unwrap()), ..Ask::first(command) }
}

fn call(desk: &Desk, ask: Ask) -> Result<Done, Fault> {
    match desk.session("jsmith").call(Request::Do(vec![ask])).expect("answers") {
        Reply::Done(mut results) => results.remove(0),
        other => panic!("{other:?}"),
    }
}

fn list(desk: &Desk, filter: &str, today: &str, order: Order) -> Vec<String> {
    rows(desk, filter, today, order).iter().map(|it| it.reference.to_string()).collect()
}

fn rows(desk: &Desk, filter: &str, today: &str, order: Order) -> Vec<Row> {
    let filter = Filter::parse(filter).unwrap();
    let request = ListRequest { filter, order, today: on(today), after: None, limit: 1000 };
    match desk.session("jsmith").call(Request::List(request)).expect("answers") {
        Reply::List { rows, .. } => rows,
        other => panic!("{other:?}"),
    }
}

fn counts(desk: &Desk, today: &str) -> Counts {
    match desk.session("jsmith").call(Request::Counts { today: on(today) }).expect("answers") {
        Reply::Counts(counts) => counts,
        other => panic!("{other:?}"),
    }
}

/// The rows that figures are folded from, page after page.
fn bare_rows(desk: &Desk) -> Vec<Row> {
    let (mut rows, mut mark) = (Vec::new(), None);
    loop {
        mark = desk.session("jsmith").view().bare_rows(mark.as_ref(), 1, |it| rows.push(it.clone())).unwrap();
        if mark.is_none() {
            return rows;
        }
    }
}

#[test]
fn the_packed_rows_are_those_of_the_cases_over_many_pages_whatever_changes_and_after_a_rebuild() {
    let (dir, desk) = desk();
    let asks =
        |from: usize| (from..from + 60).map(|it| ask(None, complaint(&format!("Reply {it}"), "2026-03-02")));
    for year in [0, 60] {
        desk.session("jsmith").call(Request::Do(asks(year).collect())).expect("answers");
    }
    call(&desk, ask(None, complaint("Of the year before", "2025-12-30"))).unwrap();
    call(&desk, ask(Some("26-0041"), Command::MarkImportant(Reason { reason: "Again".into() }))).unwrap();
    call(&desk, ask(Some("26-0007"), Command::Note(Note { text: "Rang".into(), about: None }))).unwrap();
    let check = |desk: &Desk| {
        let rows = bare_rows(desk);
        let bare: Vec<Row> =
            self::rows(desk, "", "2026-03-31", Order::Reference).iter().map(Row::bare).collect();
        assert_eq!((rows.len(), desk.session("jsmith").view().cases()), (121, Ok(121)));
        assert!(rows == bare, "a page differs");
    };
    check(&desk);
    drop(desk);
    let how = How { afresh: true, ..how(&dir.path().join("data")) };
    check(&Desk::open(&how, &mut |_, _| {}).map_err(|it| it.to_string()).expect("opens"));
}

#[test]
fn a_report_counted_in_parts_is_the_report_counted_at_once() {
    let (_dir, desk) = desk();
    let asks = (0..130).map(|it| ask(None, complaint(&format!("Reply {it}"), "2026-03-02")));
    desk.session("jsmith").call(Request::Do(asks.collect())).expect("answers");
    let session = desk.session("jsmith");
    let sight =
        Sight::of(session.view(), session.house(), "jsmith", on("2026-03-31")).expect("nobody governs");
    let period = Period { from: Some(on("2026-03-01")), to: on("2026-03-31"), as_of: on("2026-03-31") };
    let whole = session.report_part(&sight, ReportPart::of(period, Scope::All), usize::MAX).expect("counts");
    let (mut part, mut parts) = (ReportPart::of(period, Scope::All), 0);
    while !part.is_whole {
        part = session.report_part(&sight, part, 1).expect("counts");
        parts += 1;
    }
    assert_eq!((part.sum.received, part.done, part.of), (130, 130, 130));
    assert_eq!((&part.sum, parts > 3), (&whole.sum, true));
}

#[test]
fn a_complaint_that_was_logged_is_listed_found_counted_and_still_there_after_opening_again() {
    let (dir, desk) = desk();
    let done = call(&desk, ask(None, complaint("Late reply", "2026-03-02"))).unwrap();
    assert_eq!((done.on.to_string().as_str(), done.version), ("26-0001", 1));
    let check = |desk: &Desk| {
        assert_eq!(list(desk, "is:open", "2026-03-31", Order::Due), ["26-0001"]);
        assert_eq!(list(desk, "sian late", "2026-03-31", Order::Reference), ["26-0001"]);
        assert_eq!(list(desk, "26-0001", "2026-03-31", Order::Reference), ["26-0001"]);
        assert_eq!(list(desk, "sian refund", "2026-03-31", Order::Reference), [""; 0]);
        assert_eq!(
            counts(desk, "2026-03-31"),
            Counts { open: 1, late: 1, owed_late: 2, ..Counts::default() }
        );
    };
    check(&desk);
    drop(desk);
    check(&open(&dir.path().join("data")));
}

#[test]
fn a_repeated_command_does_nothing_twice() {
    let (_dir, desk) = desk();
    let mut first = ask(None, complaint("Late reply", "2026-03-02"));
    first.id = "one".into();
    let done = call(&desk, first.clone()).unwrap();
    let again = call(&desk, first).unwrap();
    assert_eq!((again.on, again.version, again.repeated), (done.on, 1, true));
    assert_eq!(list(&desk, "", "2026-03-31", Order::Reference).len(), 1);
}

#[test]
fn a_case_repeats_no_repeat_and_is_repeated_by_none_so_that_cases_never_close_on_each_other() {
    let (_dir, desk) = desk();
    let [a, b, c] = ["One", "Two", "Three"].map(|it| {
        CaseRef::try_from(call(&desk, ask(None, complaint(it, "2026-03-02"))).unwrap().on).unwrap()
    });
    let repeats = |case: CaseRef, of: CaseRef| {
        let command = Command::LinkDuplicate(LinkDuplicate { of, on: on("2026-03-03") });
        call(&desk, ask(Some(&case.to_string()), command)).map(drop).map_err(|it| it.to_string())
    };
    repeats(a, b).unwrap();
    for (case, of, words) in [
        (b, a, "was closed as a repeat itself"),
        (c, a, "was closed as a repeat itself"),
        (b, c, "Other cases were closed as repeats of case"),
    ] {
        assert!(repeats(case, of).unwrap_err().contains(words), "{case} {of}");
    }
    repeats(c, b).unwrap();
    // What was undone is not done again once the other way round stands, and an opening not undone.
    let go =
        |case: CaseRef, command: AnyCommand| call(&desk, ask(Some(&case.to_string()), command)).map(drop);
    let undo = |case| go(case, AnyCommand::TakeBack(Which::default()));
    undo(a).unwrap();
    undo(c).unwrap();
    repeats(b, a).unwrap();
    let again = go(a, AnyCommand::PutBack(Which::default())).unwrap_err().to_string();
    assert!(again.contains("was closed as a repeat itself"), "{again}");
    let reopen = Command::Reopen(Reopening { on: on("2026-03-04"), reason: "Not the same".into() });
    call(&desk, ask(Some(&b.to_string()), reopen)).unwrap();
    repeats(a, b).unwrap();
    let back = undo(b).unwrap_err().to_string();
    assert!(back.contains("was closed as a repeat itself"), "{back}");
}

#[test]
fn a_repeated_change_of_the_office_does_nothing_twice() {
    let (_dir, desk) = desk();
    let add = |names: &[&str]| {
        let names = names.iter().map(|it| (*it).to_owned()).collect();
        let command = OfficeCommand::Add { list: crate::domain::office::lists::ListKind::Themes, names };
        let ask = Ask { id: "one".into(), ..Ask::on(TheOffice, command) };
        let done = take(&mut desk.session("jsmith"), ask).unwrap();
        let office: Office = read(&mut desk.session("jsmith"), TheOffice).unwrap();
        (done.repeated, office.themes.items.len())
    };
    assert_eq!((add(&["Delay"]), add(&["Delay", "Rudeness"])), ((false, 1), (true, 1)));
}

#[test]
fn a_journal_damaged_in_the_middle_stops_the_opening_and_leaves_the_view_alone() {
    let (dir, desk) = desk();
    call(&desk, ask(None, complaint("Late reply", "2026-03-02"))).unwrap();
    drop(desk);
    let data = dir.path().join("data");
    let segment = data.join("journal/000001.jsonl");
    let mut bytes = std::fs::read(&segment).unwrap();
    bytes[200] ^= 1;
    std::fs::write(&segment, bytes).unwrap();
    for afresh in [false, true] {
        let refused =
            Desk::open(&How { afresh, ..how(&data) }, &mut |_, _| {}).err().expect("refused").to_string();
        assert!(refused.contains("segment"), "{refused}");
    }
    assert!(
        std::fs::read_dir(&data).unwrap().all(|it| !it
            .unwrap()
            .file_name()
            .to_string_lossy()
            .contains("damaged"))
    );
}

#[test]
fn a_stale_change_comes_back_with_the_case_as_it_stands_but_a_note_never_goes_stale() {
    let (_dir, desk) = desk();
    call(&desk, ask(None, complaint("Late reply", "2026-03-02"))).unwrap();
    let note = Command::Note(Note { text: "Phoned.".into(), about: None });
    call(&desk, ask(Some("26-0001"), note.clone())).unwrap();
    let mut stale = ask(Some("26-0001"), Command::Acknowledge(told("2026-03-03")));
    stale.version = Some(1);
    let Err(Fault::Stale(case)) = call(&desk, stale) else { panic!("taken") };
    assert_eq!(case.version(), 2);
    let mut late_note = ask(Some("26-0001"), note);
    late_note.version = Some(1);
    assert_eq!(call(&desk, late_note).unwrap().version, 3);
}

#[test]
fn the_second_of_two_commands_in_one_group_sees_the_first() {
    let (_dir, desk) = desk();
    call(&desk, ask(None, complaint("Late reply", "2026-03-02"))).unwrap();
    let twice = Command::Acknowledge(told("2026-03-03"));
    let asks = vec![ask(Some("26-0001"), twice.clone()), ask(Some("26-0001"), twice)];
    let Reply::Done(results) = desk.session("jsmith").call(Request::Do(asks)).unwrap() else { panic!() };
    assert!(
        results[0].is_ok()
            && matches!(&results[1], Err(Fault::Refused(it)) if it.why.contains("acknowledged on"))
    );
}

#[test]
fn what_is_not_there_is_missing() {
    let (_dir, desk) = desk();
    let note = Command::Note(Note { text: "x".into(), about: None });
    assert_eq!(call(&desk, ask(Some("26-0099"), note)), Err(Fault::Missing("26-0099".parse().unwrap())));
    call(&desk, ask(None, complaint("Late reply", "2026-03-02"))).unwrap();
    let link = Command::LinkDuplicate(LinkDuplicate { of: "26-0099".parse().unwrap(), on: on("2026-03-03") });
    assert!(matches!(call(&desk, ask(Some("26-0001"), link)), Err(Fault::Refused(it)) if it.field == "of"));
}

#[test]
fn history_tells_who_did_what_in_words() {
    let (_dir, desk) = desk();
    call(&desk, ask(None, complaint("Late reply", "2026-03-02"))).unwrap();
    call(&desk, ask(Some("26-0001"), Command::Acknowledge(told("2026-03-03")))).unwrap();
    let Reply::History { moments, .. } =
        desk.session("jsmith").call(Request::History("26-0001".parse().unwrap())).unwrap()
    else {
        panic!()
    };
    let words: Vec<&str> = moments.iter().flat_map(|it| &it.happenings).map(|it| it.words.as_str()).collect();
    assert_eq!(
        words,
        [
            "Complaint received on Mon 2 Mar 2026, about Claims.",
            "J Smith is responsible.",
            "Acknowledged on Tue 3 Mar 2026 by email."
        ]
    );
}

#[test]
fn a_change_of_the_calendar_moves_what_open_cases_owe() {
    let (_dir, desk) = desk();
    call(&desk, ask(None, complaint("Late reply", "2026-03-02"))).unwrap();
    let before = rows(&desk, "is:open", "2026-03-31", Order::Due)[0].next;
    let closed = OfficeCommand::SetClosures(vec![on("2026-03-03"), on("2026-03-04")]);
    desk.session("jsmith").call(Request::Do(vec![Ask::on(TheOffice, closed)])).unwrap();
    let after = rows(&desk, "is:open", "2026-03-31", Order::Due)[0].next;
    assert_eq!(before.map(|it| it.0), Some(on("2026-03-05")));
    assert_eq!(after.map(|it| it.0), Some(on("2026-03-09")));
}

#[test]
fn a_view_of_another_version_or_full_of_rubbish_is_built_again_and_the_user_is_told() {
    let (dir, desk) = desk();
    call(&desk, ask(None, complaint("Late reply", "2026-03-02"))).unwrap();
    drop(desk);
    let view = dir.path().join("data/view");
    for file in std::fs::read_dir(&view).unwrap().map(Result::unwrap).filter(|it| it.path().is_file()) {
        let length = usize::try_from(file.metadata().unwrap().len()).unwrap();
        std::fs::write(file.path(), vec![0xa5; length]).unwrap();
    }
    let desk = open(&dir.path().join("data"));
    assert_eq!(list(&desk, "is:open", "2026-03-31", Order::Due), ["26-0001"]);
    let Reply::Hello(hello) = desk.session("jsmith").call(Request::Hello).unwrap() else { panic!() };
    assert!(hello.notices.iter().any(|it| it.contains("built again")), "{:?}", hello.notices);
}

fn told(date: &str) -> Told {
    Told { on: on(date), means: Some(Means::Email), note: String::new() }
}

fn import(
    source_ref: &str,
    received: NaiveDate,
    timescale: Option<NaiveDate>,
    closed: Option<NaiveDate>,
) -> Command {
    let mut facts = Facts::received_on(received);
    facts.service = Some(ServiceId(2));
    let source = Source {
        reference: source_ref.into(),
        file: "f.csv".into(),
        sha256: "00".into(),
        line: 2,
        erased_as: String::new(),
        row_sha256: String::new(),
    };
    let closing = closed.map(|on| Closing::of(on, None));
    Command::Import(Box::new(Import {
        facts,
        source,
        issues: vec![],
        owner: None,
        acknowledged: None,
        route: Some(Route::CloserLook),
        timescale,
        told: None,
        closing,
    }))
}

/// Steps that make sense often enough: most are taken, some are refused, and both are fine.
fn step() -> impl Strategy<Value = AnyCommand> {
    let day = (0_i64..60).prop_map(|it| on("2026-02-10") + chrono::Duration::days(it));
    let text = || String::from("x");
    let case = prop_oneof![
        day.clone().prop_map(|on| Command::Acknowledge(Told { on, means: None, note: String::new() })),
        (day.clone(), day.clone()).prop_map(|(on, answer_by)| Command::ShareTimescale(Timescale {
            answer_by,
            on: Some(on),
            means: None
        })),
        day.clone().prop_map(move |on| Command::ChooseRoute(ChooseRoute {
            route: Route::CloserLook,
            on,
            reason: text()
        })),
        (day.clone(), day.clone()).prop_map(move |(to, told_on)| Command::Extend(Extension {
            to,
            reason: text(),
            told_on
        })),
        day.clone().prop_map(move |from| Command::Pause(Pause {
            from,
            category: PauseReason::Other,
            reason: text(),
            until: None
        })),
        day.clone().prop_map(|on| Command::Resume(On { on })),
        Just(Command::AddIssue(Issue { number: 0, theme: None, what: "x".into(), ..Issue::default() })),
        day.clone().prop_map(move |on| Command::Find(Find {
            issue: 1,
            on,
            finding: Some(Finding::Upheld),
            went_wrong: WentWrong::Yes,
            reason: text()
        })),
        day.clone().prop_map(|on| Command::Respond(Response {
            on,
            means: None,
            signposted: true,
            signed_off_by: String::new(),
            note: String::new(),
            by: String::new()
        })),
        day.clone().prop_map(move |on| Command::Close(Close {
            on,
            outcome: None,
            reason: text(),
            late_reason: text()
        })),
        day.clone().prop_map(move |on| Command::CloseWithoutFinding(
            crate::domain::case::command::CloseWithoutFinding {
                on,
                outcome: Outcome::Withdrawn,
                reason: text()
            }
        )),
        day.prop_map(move |on| Command::Reopen(Reopening { on, reason: text() })),
        Just(Command::Assign(Assign { to: String::new() })),
        Just(Command::MarkImportant(Reason { reason: "x".into() })),
        Just(Command::Note(Note { text: "x".repeat(5000), about: None })),
    ];
    let back = [AnyCommand::TakeBack(Which::default()), AnyCommand::PutBack(Which::default())];
    prop_oneof![10 => case.prop_map(AnyCommand::Case), 2 => proptest::sample::select(back.to_vec())]
}

/// Everything that the view answers, for comparing two views.
fn answers(desk: &Desk) -> Vec<String> {
    let mut all = Vec::new();
    for today in ["2026-02-20", "2026-03-15", "2026-03-31", "2026-06-01"] {
        all.push(format!("{:?}", counts(desk, today)));
        for filter in ["", "is:open", "is:late", "is:closed", "x", "service:appeals"] {
            for order in [Order::Due, Order::Reference] {
                all.push(format!("{today} {filter} {:?}", rows(desk, filter, today, order)));
            }
        }
    }
    for reference in list(desk, "", "2026-06-01", Order::Reference) {
        all.push(format!("{:?}", desk.session("jsmith").call(Request::Record(reference.parse().unwrap()))));
        all.push(format!("{:?}", desk.session("jsmith").call(Request::History(reference.parse().unwrap()))));
    }
    all.push(format!("{:?}", desk.session("jsmith").call(Request::Years)));
    all.push(format!("{:?}", desk.session("jsmith").call(Request::Flaws(Box::default()))));
    let diary = crate::domain::diary::DiaryRequest { limit: 10_000, ..Default::default() };
    all.push(format!("{:?}", desk.session("jsmith").call(Request::Diary(diary))));
    all
}

#[test]
fn the_last_change_is_undone_by_whoever_made_it_and_by_nobody_else() {
    let (_dir, desk) = desk();
    call(&desk, ask(None, complaint("Late reply", "2026-03-02"))).unwrap();
    let late = "is:late";
    let was_late = list(&desk, late, "2026-03-31", Order::Due);
    let timescale = Timescale { answer_by: on("2026-12-01"), on: Some(on("2026-03-03")), means: None };
    call(&desk, ask(Some("26-0001"), Command::ShareTimescale(timescale))).unwrap();
    let told = Told { on: on("2026-03-03"), means: None, note: String::new() };
    call(&desk, ask(Some("26-0001"), Command::Acknowledge(told))).unwrap();
    assert!(list(&desk, late, "2026-03-31", Order::Due).is_empty());
    let undo = ask(Some("26-0001"), AnyCommand::TakeBack(Which::default()));
    kpatel_joins(&desk);
    let of_another = desk.session("kpatel").call(Request::Do(vec![undo.clone()]));
    let Ok(Reply::Done(results)) = of_another else { panic!("no answer") };
    assert!(results[0].as_ref().expect_err("refused").to_string().contains("made the last change"));
    let again = ask(Some("26-0001"), AnyCommand::PutBack(Which::default()));
    // Each one's own change, step by step, to the beginning; and forth again.
    for (step, is_late) in [(&undo, true), (&undo, true), (&again, true), (&again, false), (&undo, true)] {
        call(&desk, step.clone()).unwrap();
        assert_eq!(!list(&desk, late, "2026-03-31", Order::Due).is_empty(), is_late);
    }
    assert_eq!(list(&desk, late, "2026-03-31", Order::Due), was_late);
    call(&desk, undo.clone()).unwrap();
    assert!(call(&desk, undo).expect_err("to the beginning").to_string().contains("no change to undo"));
}

#[test]
fn an_id_belongs_to_who_used_it_on_what_for_which_step() {
    let (_dir, desk) = desk();
    kpatel_joins(&desk);
    call(&desk, ask(None, complaint("Late reply", "2026-03-02"))).unwrap();
    call(&desk, ask(None, complaint("Lost letter", "2026-03-02"))).unwrap();
    let note = |on: &str| Ask {
        id: "one".into(),
        ..ask(Some(on), Command::Note(Note { text: "Rang".into(), about: None }))
    };
    assert!(!call(&desk, note("26-0001")).unwrap().repeated);
    assert!(call(&desk, note("26-0001")).unwrap().repeated);
    let other = Command::MarkImportant(Reason { reason: "x".into() });
    let other = Ask { id: "one".into(), ..ask(Some("26-0001"), other) };
    for (who, ask) in [("jsmith", note("26-0002")), ("kpatel", note("26-0001")), ("jsmith", other)] {
        let answer = take(&mut desk.session(who), ask);
        assert!(matches!(&answer, Err(Fault::Refused(it)) if it.field == "id"), "{answer:?}");
    }
}

#[test]
fn every_kind_of_record_is_undone_and_what_others_rely_on_at_once_is_not() {
    let (_dir, desk) = desk();
    let mut session = desk.session("jsmith");
    let back = |on: RecordRef| Ask::on(on, AnyCommand::TakeBack(Which::default()));
    let make =
        MakePlan { facts: PlanFacts { title: "Rota".into(), ..PlanFacts::default() }, ..MakePlan::default() };
    let plan = take(&mut session, Ask::first(PlanCommand::MakePlan(Box::new(make)))).unwrap().on;
    let note = Note { text: "Rang".into(), about: None };
    take(&mut session, Ask::on(plan, PlanCommand::PlanNote(note))).unwrap();
    assert_eq!(take(&mut session, back(plan)).unwrap().version, 3);
    let year: FinancialYear = "2025-26".parse().unwrap();
    for overall in ["One.", "Two."] {
        write_words(&desk, "", None, overall).unwrap();
    }
    take(&mut session, back(year.into())).unwrap();
    let record: YearRecord = read(&mut session, year).unwrap();
    assert_eq!(record.context.unwrap().overall, "One.");
    let before: Office = read(&mut session, TheOffice).unwrap();
    let command = OfficeCommand::SetWithholding { below: 12 };
    take(&mut session, Ask::on(TheOffice, command)).unwrap();
    take(&mut session, back(RecordRef::Office)).unwrap();
    let after: Office = read(&mut session, TheOffice).unwrap();
    assert_eq!((after.withhold_below, after.version), (before.withhold_below, before.version + 2));
    let add = OfficeCommand::Add {
        list: crate::domain::office::lists::ListKind::Themes,
        names: vec!["Delay".into()],
    };
    take(&mut session, Ask::on(TheOffice, add)).unwrap();
    assert!(take(&mut session, back(RecordRef::Office)).is_err(), "a case may have the theme by now");
    kpatel_joins(&desk);
    let roles = ChangeRoles { login: "kpatel".into(), roles: vec![Role::Auditor], from: on("2026-12-31") };
    take(&mut session, Ask::on(TheOffice, OfficeCommand::ChangeRoles(roles))).unwrap();
    assert!(take(&mut session, back(RecordRef::Office)).is_err(), "roles are given and taken by steps");
}

/// What the office counts days by: also what is closed by then is counted so.
fn rule_that_moves() -> impl Strategy<Value = OfficeCommand> {
    let day = (0_u64..80).prop_map(|it| on("2026-02-10") + chrono::Days::new(it));
    prop_oneof![
        proptest::collection::btree_set(day, 1..9)
            .prop_map(|it| OfficeCommand::SetClosures(it.into_iter().collect())),
        Just(OfficeCommand::SetReceiptRule(NonWorkingReceipt::NextWorkingDayIsDay0)),
        (1_u32..9).prop_map(|acknowledge| {
            OfficeCommand::SetTimescales(Timescales { acknowledge, ..Timescales::default() })
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_view_built_again_from_the_journal_answers_as_the_one_that_grew_with_it(
        steps in proptest::collection::vec((0_usize..6, step()), 0..40),
        calendar in rule_that_moves(),
    ) {
        let (dir, desk) = desk();
        for number in 0..3 {
            call(&desk, ask(None, complaint("x", &format!("2026-03-{:02}", 2 + number)))).unwrap();
            let timescale = Some(on("2026-03-20"));
            let closed = (number == 1).then(|| on("2026-03-25"));
            call(&desk, ask(None, import(&format!("S{number}"), on("2026-02-12"), timescale, closed))).unwrap();
        }
        for (case, step) in steps {
            // A refusal is as good an outcome as a change.
            drop(call(&desk, ask(Some(&format!("26-{:04}", case + 1)), step)));
        }
        take(&mut desk.session("jsmith"), Ask::on(TheOffice, calendar)).unwrap();
        let grown = answers(&desk);
        drop(desk);
        let rebuilt = Desk::open(&How { afresh: true, ..how(&dir.path().join("data")) }, &mut |_, _| {});
        let rebuilt = rebuilt.map_err(|it| it.to_string()).expect("opens");
        prop_assert_eq!(grown, answers(&rebuilt));
    }

    #[test]
    fn the_index_of_open_cases_and_a_look_at_every_row_agree(
        dates in proptest::collection::vec((0_i64..40, 0_i64..40, proptest::option::of(0_i64..40)), 1..30),
    ) {
        let (_dir, desk) = desk();
        let start = on("2026-01-05");
        for (number, (received, timescale, closed)) in dates.into_iter().enumerate() {
            let received = start + chrono::Duration::days(received);
            let timescale = received + chrono::Duration::days(timescale);
            let closed = closed.map(|it| received + chrono::Duration::days(it));
            call(&desk, ask(None, import(&format!("S{number}"), received, Some(timescale), closed))).unwrap();
        }
        for today in ["2026-01-20", "2026-02-10", "2026-03-31", "2026-05-01"] {
            let every: Vec<Row> = rows(&desk, "", today, Order::Reference);
            let mut expect: Vec<&Row> = every.iter().filter(|it| it.open_on(on(today))).collect();
            expect.sort_by_key(|row| (row.next_on(on(today)).map_or(NaiveDate::MAX, |it| it.0), row.reference));
            let expect: Vec<String> = expect.iter().map(|it| it.reference.to_string()).collect();
            prop_assert_eq!(list(&desk, "is:open", today, Order::Due), expect.clone());
            prop_assert_eq!(counts(&desk, today).open, expect.len() as u64);
        }
    }
}

fn write_words(desk: &Desk, id: &str, version: Option<u64>, overall: &str) -> Result<Done, Fault> {
    let context = Context { overall: overall.into(), ..Context::default() };
    let command = YearCommand::WriteContext(Box::new(context));
    let year: FinancialYear = "2025-26".parse().unwrap();
    let ask = Ask { id: id.into(), version, ..Ask::on(year, command) };
    take(&mut desk.session("jsmith"), ask)
}

#[test]
fn what_is_kept_of_a_year_survives_the_view_and_is_changed_once_and_never_over_what_was_not_seen() {
    let (dir, desk) = desk();
    let done = write_words(&desk, "a", Some(0), "We received 142.").unwrap();
    assert_eq!((done.version, done.repeated), (1, false));
    let again = write_words(&desk, "a", Some(0), "We received 142.").unwrap();
    assert_eq!((again.version, again.repeated), (1, true));
    let stale = write_words(&desk, "b", Some(0), "Other");
    assert!(matches!(&stale, Err(Fault::Stale(AnyRecord::Year(it))) if it.trail.by == "jsmith"), "{stale:?}");
    let year: FinancialYear = "2025-26".parse().unwrap();
    let record: YearRecord = read(&mut desk.session("jsmith"), year).unwrap();
    drop(desk);
    let afresh = Desk::open(&How { afresh: true, ..how(&dir.path().join("data")) }, &mut |_, _| {}).unwrap();
    assert_eq!(read::<YearRecord>(&mut afresh.session("jsmith"), year).unwrap(), record);
    let Ok(Reply::History { moments, .. }) = afresh.session("jsmith").call(Request::History(year.into()))
    else {
        panic!()
    };
    assert_eq!(moments.len(), 1);
}

#[test]
fn a_case_is_told_as_it_was_at_every_version() {
    let (_dir, desk) = desk();
    let mut seen = Vec::new();
    let reference = call(&desk, ask(None, complaint("Late reply", "2026-03-02"))).unwrap().on;
    for text in ["one", "two", "three"] {
        let Reply::Record(AnyRecord::Case(case)) =
            desk.session("jsmith").call(Request::Record(reference)).unwrap()
        else {
            panic!()
        };
        seen.push(case);
        call(&desk, ask(Some("26-0001"), Command::Note(Note { text: text.into(), about: None }))).unwrap();
    }
    for case in seen {
        let then = desk.session("jsmith").call(Request::RecordAt(reference, case.version));
        assert_eq!(then, Ok(Reply::RecordAt(AnyRecord::Case(case))));
    }
    assert!(matches!(desk.session("jsmith").call(Request::RecordAt(reference, 9)), Err(Fault::Missing(_))));
}

/// What others did to what is somebody's, since the beginning of time.
fn since(desk: &Desk, login: &str) -> crate::domain::since::Since {
    let request = Request::Since {
        login: login.to_owned(),
        after: chrono::DateTime::UNIX_EPOCH,
        today: on("2026-03-31"),
    };
    match desk.session(login).call(request).expect("answers") {
        Reply::Since(since) => *since,
        other => panic!("{other:?}"),
    }
}

#[test]
fn whoever_comes_back_is_told_what_others_did_to_what_is_theirs_and_to_nothing_else() {
    let (_dir, desk) = desk();
    kpatel_joins(&desk);
    let by = |login: &str, ask: Ask| {
        desk.session(login).call(Request::Do(vec![ask])).expect("answers");
    };
    call(&desk, ask(None, complaint("Late reply", "2026-03-02"))).unwrap();
    call(&desk, ask(None, complaint("Lost letter", "2026-03-02"))).unwrap();
    assert!(!since(&desk, "jsmith").has_news(), "one's own doings are no news");
    by("kpatel", ask(Some("26-0001"), Command::Note(Note { text: "Rang".into(), about: None })));
    let told = since(&desk, "jsmith");
    let line = &told.changed[0];
    assert_eq!(
        (line.on.to_string(), line.about.as_str(), line.by.as_str()),
        ("26-0001".into(), "Late reply", "kpatel")
    );
    assert_eq!((told.new.len(), told.changed.len(), told.late), (0, 1, 2));
    assert!(!since(&desk, "kpatel").has_news(), "it is not theirs");
}

#[test]
fn a_note_that_addresses_somebody_is_told_to_them_where_they_may_see_it_until_it_is_taken_back() {
    let (_dir, desk) = desk();
    kpatel_joins(&desk);
    call(&desk, ask(None, complaint("Late reply", "2026-03-02"))).unwrap();
    let note = Note { text: "Please ring her, @kpatel.".into(), about: None };
    call(&desk, ask(Some("26-0001"), Command::Note(note.clone()))).unwrap();
    let told = since(&desk, "kpatel");
    let notes: Vec<(&str, &str)> = told.addressed.iter().map(|it| (&*it.about, &*it.what)).collect();
    assert_eq!(notes, [("Late reply", "Please ring her, @kpatel.")]);
    assert!(told.changed.is_empty() && told.has_news(), "the case is not theirs");
    assert!(since(&desk, "jsmith").addressed.is_empty());
    let only =
        Restriction { to: vec!["jsmith".into()], not_for: vec!["kpatel".into()], reason: "Family".into() };
    call(&desk, ask(Some("26-0001"), Command::Restrict(only))).unwrap();
    assert!(since(&desk, "kpatel").addressed.is_empty(), "they may not see the case any more");
    call(&desk, ask(Some("26-0001"), Command::LiftRestriction(Reason { reason: "Moved".into() }))).unwrap();
    assert_eq!(since(&desk, "kpatel").addressed.len(), 1);
    call(&desk, ask(Some("26-0001"), Command::Note(note))).unwrap();
    assert_eq!(since(&desk, "kpatel").addressed.len(), 2);
    call(&desk, ask(Some("26-0001"), AnyCommand::TakeBack(Which::default()))).unwrap();
    assert_eq!(since(&desk, "kpatel").addressed.len(), 1, "the second note was taken back");
}

#[test]
fn what_would_be_refused_is_told_before_it_is_asked_for_and_nothing_is_changed() {
    let (_dir, desk) = desk();
    call(&desk, ask(None, complaint("Late reply", "2026-03-02"))).unwrap();
    let before = counts(&desk, "2026-03-31");
    let repeats =
        |of: &str| Command::LinkDuplicate(LinkDuplicate { of: of.parse().unwrap(), on: on("2026-03-31") });
    let asks =
        vec![ask(Some("26-0001"), repeats("26-0009")), ask(None, complaint("Lost letter", "2026-03-02"))];
    let Ok(Reply::Tried(results)) = desk.session("jsmith").call(Request::Try(asks)) else { panic!("tried") };
    assert!(matches!(&results[0], Some(Fault::Refused(it)) if it.field == "of"), "{results:?}");
    assert_eq!(results[1], None);
    assert_eq!(counts(&desk, "2026-03-31"), before);
    assert_eq!(list(&desk, "letter", "2026-03-31", Order::Reference), [""; 0]);
}

#[test]
fn a_short_word_finds_beside_a_longer_one_and_a_slip_of_the_pen_offers_the_word_that_is_near() {
    let (_dir, desk) = desk();
    call(&desk, ask(None, complaint("Half a mile to the stop", "2026-03-02"))).unwrap();
    let found = |filter: &str| list(&desk, filter, "2026-03-31", Order::Reference);
    assert_eq!(found("half a mile"), ["26-0001"]);
    assert_eq!(found("half an mile"), [""; 0]);
    let near = |filter: &str| match desk.session("jsmith").call(Request::Near(Filter::parse(filter).unwrap()))
    {
        Ok(Reply::Near(near)) => near.iter().map(ToString::to_string).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(near("okafro"), ["Nothing for “okafro”. Did you mean okafor?"]);
    assert_eq!(near("okafor mlie is:open"), ["Nothing for “mlie”. Did you mean mile?"]);
    assert!(near("okafor").is_empty() && near("zebra").is_empty());
    let only =
        Restriction { to: vec!["kpatel".into()], not_for: vec!["jsmith".into()], reason: "Family".into() };
    kpatel_joins(&desk);
    call(&desk, ask(Some("26-0001"), Command::Assign(Assign { to: "kpatel".into() }))).unwrap();
    take(&mut desk.session("kpatel"), ask(Some("26-0001"), Command::Restrict(only))).unwrap();
    assert!(near("okafro").is_empty(), "no word of a case that they may not see is offered");
}

#[test]
fn whoever_was_away_for_longer_than_can_be_looked_through_is_told_so() {
    let (_dir, desk) = desk();
    kpatel_joins(&desk);
    call(&desk, ask(None, complaint("Late reply", "2026-03-02"))).unwrap();
    let ring = || ask(Some("26-0001"), Command::Note(Note { text: "Rang".into(), about: None }));
    let by_kpatel = |ask: Ask| desk.session("kpatel").call(Request::Do(vec![ask])).expect("answers");
    by_kpatel(ring());
    assert_eq!(since(&desk, "jsmith").caveat(), None);
    (0..40).for_each(|_| drop(by_kpatel(ring())));
    let told = since(&desk, "jsmith");
    assert!(told.caveat().is_some() && told.after > chrono::DateTime::UNIX_EPOCH);
    assert_eq!(told.changed.len(), 1);
}

/// An office with a plan on the case of Siân Okafor, and with people who have nothing to do with it.
fn office_to_publish() -> (tempfile::TempDir, Desk, String) {
    let (dir, desk) = desk();
    kpatel_joins(&desk);
    call(&desk, ask(None, complaint("Late", "2026-03-02"))).expect("logged");
    let facts = PlanFacts { title: "Post".into(), ..PlanFacts::default() };
    let failing =
        Failing { case: Some("26-0001".parse().unwrap()), what: "Late".into(), ..Failing::default() };
    let plan = MakePlan { facts, owner: String::new(), failings: vec![failing] };
    let plan = call(&desk, ask(None, PlanCommand::MakePlan(Box::new(plan)))).expect("made").on.to_string();
    log(
        &desk,
        "Mary Long; mary@example.org; 07700 900123; 1 A Street, LS1 4AB",
        "Robert Mac Giolla",
        "OLD/77",
    );
    log(&desk, "Jürgen Müller", "Prince", "");
    (dir, desk, plan)
}

/// Logs a complaint of somebody, for whom somebody speaks, that the Ombudsman calls something.
fn log(desk: &Desk, person: &str, speaker: &str, their_ref: &str) {
    let mut parts = person.split("; ");
    let mut facts = Facts::received_on(on("2026-03-02"));
    facts.complainant = Party::named(parts.next().unwrap());
    parts.for_each(|it| facts.complainant.take_contact(it));
    facts.representative = Party::named(speaker);
    facts.colleagues = vec!["Wilhelmina Brown".into()];
    (facts.service, facts.subject) = (Some(ServiceId(1)), "Late".into());
    let receive = Receive { facts, issues: vec![], owner: String::new(), settled: String::new() };
    let case = call(desk, ask(None, Command::Receive(Box::new(receive)))).expect("logged").on.to_string();
    if !their_ref.is_empty() {
        let refer = serde_json::json!({ "refer": {
            "body": "PHSO", "tier": "Ombudsman enquiry", "referred_by": "the person", "on": "2026-03-05", "their_ref": their_ref
        }});
        let refer: Command = serde_json::from_value(refer).unwrap();
        call(desk, ask(Some(&case), refer)).expect("referred");
    }
}

/// Writes a change for the public: what is said where it is refused.
fn write_change(
    desk: &Desk,
    plan: &str,
    change: &str,
    names_nobody: &[&str],
) -> Result<(), (String, String)> {
    let command = PlanCommand::WriteForPublic(Box::new(WriteForPublic {
        failing: "It was slow".into(),
        learning: "Nobody looked".into(),
        change: change.into(),
        names_nobody: names_nobody.iter().map(|it| (*it).to_owned()).collect(),
    }));
    match call(desk, ask(Some(plan), command)) {
        Ok(_) => Ok(()),
        Err(Fault::Refused(it)) => Err((it.field, it.why)),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn what_is_written_for_the_public_names_nobody_whom_the_office_knows_in_any_spelling() {
    let (_dir, desk, plan) = office_to_publish();
    for (change, words) in [
        ("We wrote to SIAN OKAFOR.", "“SIAN OKAFOR”"),
        ("We rang Long, Mary at once.", "“Long, Mary”"),
        ("Robert MacGiolla helped", "“Robert MacGiolla”"),
        ("We told Juergen Mueller, and Mrs Long", "“Juergen Mueller”, “Mrs Long”"),
        ("Prince asked us to.", "“Prince”"),
        ("Wilhelmina Brown reads each letter", "“Wilhelmina Brown”"),
        ("K Patel opens the post", "“K Patel”"),
        ("Write to mary@EXAMPLE.org or +44 7700 900123", "“mary@EXAMPLE.org”, “+44 7700 900123”"),
        ("As in 26-0002 and p26-001", "“26-0002”, “p26-001”"),
        ("As in 26-0999, which nobody logged", "“26-0999”"),
        ("As in 26\u{2011}0002 and 26_0002", "“26\u{2011}0002”, “26_0002”"),
        ("The Ombudsman's OLD-77 told us", "“OLD-77”"),
    ] {
        let (field, why) = write_change(&desk, &plan, change, &[]).expect_err(change);
        assert_eq!((field.as_str(), why.contains(words)), ("change", true), "{change}: {why}");
    }
    for (change, words) in [
        ("It takes less long.", "“long”"),
        ("Families in LS1 4AB hear sooner", "“LS1 4AB”"),
        ("Okafor was right", "“Okafor”"),
        ("The prince of letters; in 25-1, 26-2", "“26-2”, “prince”"),
    ] {
        let (field, why) = write_change(&desk, &plan, change, &[]).expect_err(change);
        assert_eq!((field.as_str(), why.contains(words)), ("names_nobody", true), "{change}: {why}");
    }
    assert_eq!(write_change(&desk, &plan, "It takes less long.", &["LONG"]), Ok(()));
    assert_eq!(write_change(&desk, &plan, "Two people open the post in 2025-26.", &[]), Ok(()));
}

#[test]
fn what_looks_like_a_name_is_asked_about_and_stands_where_it_is_said_to_name_nobody() {
    let (_dir, desk, plan) = office_to_publish();
    for (change, words, name) in [
        ("We wrote to Okofor.", "Okofor", "the name Okafor in 26-0"),
        ("0kafor was heard", "0kafor", "the name Okafor in 26-0"),
        ("We heard Oka-fur", "Oka-fur", "the name Okafor in 26-0"),
        ("We heard O K A F O R", "O K A F O R", "the name Okafor in 26-0"),
        ("wilhelmnia reads each letter", "wilhelmnia", "the name Wilhelmina in 26-0"),
    ] {
        let (field, why) = write_change(&desk, &plan, change, &[]).expect_err(change);
        assert_eq!(field, "names_nobody", "{change}: {why}");
        assert!(why.contains(&format!("“{words}” looks like {name}")), "{change}: {why}");
        // Somebody who works here is called K.
        assert_eq!(write_change(&desk, &plan, change, &[words, "K"]), Ok(()), "{change}");
    }
    let wording = "Ordinary words of letters, long or short, look like nobody’s name.";
    assert_eq!(write_change(&desk, &plan, wording, &["long"]), Ok(()));
}

#[test]
fn whoever_approves_is_asked_about_people_whom_the_office_has_come_to_know_since() {
    let (_dir, desk, plan) = office_to_publish();
    write_change(&desk, &plan, "Florian Becker's way of reading letters is ours now", &[])
        .expect("nobody of that name");
    log(&desk, "Florian Becker", "", "");
    let approve = |names_nobody: &[&str]| {
        let names_nobody = names_nobody.iter().map(|it| (*it).to_owned()).collect();
        let command = PlanCommand::ApproveForPublic(ApproveForPublic { is_anonymous: true, names_nobody });
        take(&mut desk.session("kpatel"), ask(Some(&plan), command)).map_err(|it| it.to_string())
    };
    assert!(approve(&[]).expect_err("known now").contains("“Florian Becker"));
    write_change(&desk, &plan, "Becker is the name of a way to read letters", &["Becker"])
        .expect("said to be none");
    assert!(approve(&[]).expect_err("asked again").contains("may be meant: “Becker”"));
    approve(&["becker"]).expect("said to be none");
}

#[test]
fn what_was_approved_and_names_somebody_who_is_known_by_now_is_in_no_document() {
    let (_dir, desk, plan) = office_to_publish();
    write_change(&desk, &plan, "Florian Becker's way of reading letters is ours", &[]).expect("nobody known");
    let command =
        PlanCommand::ApproveForPublic(ApproveForPublic { is_anonymous: true, names_nobody: vec![] });
    take(&mut desk.session("kpatel"), ask(Some(&plan), command)).expect("nobody known");
    let is_published = || {
        let Ok(Reply::Plans(plans)) = desk.session("jsmith").call(Request::Plans) else { panic!("no plans") };
        plans.iter().any(|it| it.published().is_some())
    };
    assert!(is_published());
    log(&desk, "Florian Becker", "", "");
    assert!(!is_published());
}

#[test]
fn whoever_writes_for_the_public_learns_of_nobody_whose_case_is_kept_from_them() {
    let (_dir, desk, plan) = office_to_publish();
    log(&desk, "Florian Becker", "", "");
    let of_becker = list(&desk, "becker", "2026-03-31", Order::Reference)[0].clone();
    for command in
        [r#"{"assign":{"to":"kpatel"}}"#, r#"{"restrict":{"to":["kpatel"],"reason":"He works here"}}"#]
    {
        let command: Command = serde_json::from_str(command).unwrap();
        call(&desk, ask(Some(&of_becker), command)).unwrap();
    }
    write_change(&desk, &plan, "Florian Becker was heard", &[]).expect("as of anybody unknown");
}

#[test]
fn words_of_a_year_that_name_somebody_are_asked_about_and_stand_where_that_is_meant() {
    let (_dir, desk, _) = office_to_publish();
    let year: FinancialYear = "2025-26".parse().unwrap();
    let write = |overall: &str, named: &str| {
        let (contact, named) = ("Write to Mary Long.".into(), named.into());
        let words = Context { overall: overall.into(), contact, named, ..Context::default() };
        let command = YearCommand::WriteContext(Box::new(words));
        match take(&mut desk.session("jsmith"), Ask::on(year, command)) {
            Ok(_) => Ok(()),
            Err(Fault::Refused(it)) => Err(format!("{}: {it}", it.field)),
            Err(other) => panic!("{other}"),
        }
    };
    for (text, words) in [
        ("We thank SIAN OKAFOR.", "“SIAN OKAFOR”"),
        ("Wilhelmina Brown reads each letter", "“Wilhelmina Brown”"),
        ("Write to mary@EXAMPLE.org, as in 26-0002", "“26-0002”, “mary@EXAMPLE.org”"),
    ] {
        let why = write(text, "").expect_err(text);
        assert!(why.starts_with("named: ") && why.contains(words), "{text}: {why}");
    }
    assert_eq!(write("It takes less long, and Prince is a title.", "Prince"), Ok(()));
    assert_eq!(write("It takes less long.", ""), Ok(()), "an ordinary word of a name is any word");
    for (text, words) in
        [("Okafor was right.", "“Okafor”"), ("0kafor and Okofor", "“Okofor” looks like the name")]
    {
        let why = write(text, "").expect_err(text);
        assert!(why.starts_with("named: ") && why.contains(words), "{text}: {why}");
    }
    assert_eq!(write("0kafor and Okofor", "0kafor; Okofor"), Ok(()));
    assert_eq!(write("We thank SIAN OKAFOR.", "Sian Okafor"), Ok(()));
    // Who is known only since, and whom nobody meant, is said when a document is made.
    let named = |desk: &Desk| match desk.session("jsmith").call(Request::NamedIn(year)) {
        Ok(Reply::NamedIn { told, .. }) => told,
        other => panic!("{other:?}"),
    };
    assert_eq!(write("Florian Becker's way of reading letters is ours.", ""), Ok(()));
    assert_eq!(named(&desk), [""; 0]);
    log(&desk, "Florian Becker", "", "");
    assert_eq!(named(&desk), ["Florian Becker"]);
}

/// Five complaints a month from April to September; what was done is completed in October, and after it come as many as are said,
/// month by month.
fn office_after(after: &[usize]) -> (tempfile::TempDir, Desk) {
    let dir = tempfile::tempdir().unwrap();
    let on_day = |day: &str, by: &str, steps: &[&str]| {
        let how = How { clock: Clock::Pinned(on(day)), ..how(&dir.path().join("data")) };
        let desk = Desk::open(&how, &mut |_, _| {}).unwrap();
        for step in steps {
            let (about, step) = step.split_once(' ').expect("on what");
            let command: serde_json::Value = serde_json::from_str(step).unwrap();
            let ask = match about {
                "O" => Ask::on(TheOffice, serde_json::from_value::<OfficeCommand>(command).unwrap()),
                "-" => Ask::first(serde_json::from_value::<Command>(command).unwrap()),
                "P" => Ask::first(serde_json::from_value::<PlanCommand>(command).unwrap()),
                plan => {
                    let plan: RecordRef = plan.parse().unwrap();
                    Ask::on(plan, serde_json::from_value::<PlanCommand>(command).unwrap())
                }
            };
            take(&mut desk.session(by), ask).unwrap_or_else(|it| panic!("{step}: {it}"));
        }
    };
    on_day(
        "2025-01-02",
        "jsmith",
        &[
            r#"O {"set_up":{"organisation":"Claims Agency","login":"jsmith","user":"J Smith","services":["Claims"]}}"#,
            r#"O {"add":{"list":"themes","names":["Delay"]}}"#,
            r#"O {"join":{"login":"kpatel","name":"K Patel","roles":["complaints manager"]}}"#,
        ],
    );
    let receive = |day: &str| {
        format!(
            r#"- {{"receive":{{"facts":{{"received":"{day}","complainant":"A","subject":"Slow","service":1}},"issues":[{{"theme":1,"what":"Slow"}}]}}}}"#
        )
    };
    // What came in the half year before the plan may have led to it, so the office has the year before that too.
    let months = ["2024-08", "2024-09", "2024-10", "2024-11", "2024-12", "2025-01", "2025-02", "2025-03"];
    let received: Vec<String> = months
        .iter()
        .flat_map(|month| (1..=5).map(move |day| format!("{month}-{day:02}")))
        .map(|it| receive(&it))
        .collect();
    on_day("2025-09-30", "jsmith", &received.iter().map(String::as_str).collect::<Vec<_>>());
    on_day(
        "2025-10-01",
        "jsmith",
        &[
            r#"P {"make_plan":{"facts":{"title":"Slow","service":1,"theme":1,"learning":"Look daily","done_looks_like":"Answered"},"failings":[{"case":"25-0001","issue":1,"what":"Nobody looked","impact":"Waited"}]}}"#,
            r#"P25-001 {"add_action":{"what":"Two people open the queue daily instead of one weekly","failing":1,"impact":"Waited","kind":"to prevent","owner":"jsmith","resources":"Two hours a day","start":"2025-10-01","due":"2025-10-20","standard":"does not apply: none","involvement":"does not apply: none","progress_review":"monthly","progress_review_on":"2025-10-10","completed_review":"sample","review_within_days":10,"audit":"does not apply: small","impact_reading_on":"2026-02-01","measure":{"counted":{"baseline_months":6}}}}"#,
            r#"P25-001 {"accept_action":{"action":1,"on":"2025-10-01"}}"#,
            r#"P25-001 {"agree_plan":{"on":"2025-10-01"}}"#,
        ],
    );
    on_day(
        "2025-10-15",
        "jsmith",
        &[r#"P25-001 {"complete_action":{"action":1,"on":"2025-10-15","evidence":"The rota"}}"#],
    );
    on_day(
        "2025-10-20",
        "kpatel",
        &[
            r#"P25-001 {"review_action":{"action":1,"on":"2025-10-20","looked_at":"20","result":"effective","note":"Good"}}"#,
        ],
    );
    let days = ["2025-11-03", "2025-12-03", "2026-01-05", "2026-02-03"];
    for (day, many) in days.iter().zip(after) {
        on_day(day, "jsmith", &vec![receive(day).as_str(); *many]);
    }
    let desk = open(&dir.path().join("data"));
    (dir, desk)
}

/// How many actions showed their effect, in a report and in the list.
fn counted_after(after: &[usize]) -> (u64, usize) {
    let (_dir, desk) = office_after(after);
    let day = on("2026-03-31");
    let period = Period { from: Some(on("2025-04-01")), to: day, as_of: day };
    let Ok(Reply::Report { sum, .. }) =
        desk.session("jsmith").call(Request::Report { period, service: None })
    else {
        panic!()
    };
    let filter = ActionFilter::parse("is:impact-shown").unwrap();
    let listed = desk.session("jsmith").call(Request::Actions(ActionRequest {
        filter,
        today: day,
        after: None,
        limit: 9,
    }));
    let Ok(Reply::Actions { rows, .. }) = listed else { panic!() };
    (sum.actions.values().map(|it| it.impact_shown).sum(), rows.len())
}

#[test]
fn an_action_whose_complaints_are_counted_shows_its_effect_where_they_became_fewer_beyond_doubt() {
    assert_eq!(counted_after(&[1, 0, 0, 1]), (1, 1));
    assert_eq!(counted_after(&[4, 3, 4, 3]), (0, 0), "no change that is sure");
    assert_eq!(counted_after(&[9, 9, 9, 9]), (0, 0), "more than before");
}

#[test]
fn what_goes_wrong_again_after_it_was_found_to_work_came_back_and_complaints_alone_did_not() {
    let (_dir, desk) = office_after(&[1, 1]);
    let mut session = desk.session("jsmith");
    let mut back = |until: &str| match session.call(Request::CameBack { until: on(until) }) {
        Ok(Reply::CameBack(back)) => back
            .iter()
            .map(|it| format!("{} {} {}", it.reference, it.since, it.complaints))
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(back("2026-03-31"), [""; 0]);
    let steps = [
        r#"{"choose_route":{"on":"2026-03-02","route":"closer look","reason":"As it is"}}"#,
        r#"{"find":{"issue":1,"on":"2026-03-02","finding":"upheld","went_wrong":"yes","reason":"Nobody looked"}}"#,
        r#"{"respond":{"on":"2026-03-03","signposted":true}}"#,
        r#"{"close":{"on":"2026-03-04"}}"#,
    ];
    let mut other = desk.session("jsmith");
    for day in ["2025-03-05", "2025-11-03"] {
        let filter = Filter::parse(&format!("received:{day}")).expect("a filter");
        let all =
            ListRequest { filter, order: Order::Reference, today: on("2026-03-31"), after: None, limit: 1 };
        let Ok(Reply::List { rows, .. }) = other.call(Request::List(all)) else { panic!("a list") };
        for step in steps {
            let command: Command = serde_json::from_str(step).expect("a step");
            take(&mut other, Ask::on(rows[0].reference, command)).unwrap_or_else(|it| panic!("{it}"));
        }
    }
    assert_eq!(back("2026-03-31"), ["P25-001/1 2025-10-20 1"], "what came in before the plan is not told");
    assert_eq!(back("2026-03-03"), [""; 0], "what is found may change until the case is closed");
    assert_eq!(back("2025-10-31"), [""; 0]);
}

#[test]
fn a_small_word_that_many_people_are_called_by_is_any_word() {
    let (_dir, desk, plan) = office_to_publish();
    let (_, why) = write_change(&desk, &plan, "It takes less long. Long", &[]).expect_err("asked");
    assert!(why.contains("“long”"), "{why}");
    for name in ["Ann", "Bob", "Cat", "Dan", "Eve", "Fay", "Gus", "Hal", "Ivo", "Joy", "Kit", "Leo"] {
        log(&desk, &format!("{name} Long"), "", "");
    }
    assert_eq!(write_change(&desk, &plan, "It takes less long.", &[]), Ok(()));
    assert!(write_change(&desk, &plan, "We told Long", &[]).expect_err("asked").1.contains("“Long”"));
    assert!(write_change(&desk, &plan, "We told ivo long", &[]).expect_err("named").1.contains("“ivo long”"));
}

#[test]
fn there_is_one_return_of_a_body_for_a_period_but_for_those_entered_by_mistake() {
    let (_dir, desk) = desk();
    let mut session = desk.session("jsmith");
    let organisations = OfficeCommand::Add {
        list: crate::domain::office::lists::ListKind::Organisations,
        names: vec!["Trust".into()],
    };
    take(&mut session, Ask::on(TheOffice, organisations)).expect("is added");
    let due = r#"{"register":"bodies","values":{"organisation":"Trust","relation":"agency","period":"2025-26 Q4","due":"2026-04-20"}}"#;
    let enter = || EntryCommand::Enter(serde_json::from_str(due).expect("an entry"));
    let first = take(&mut session, Ask::first(enter())).expect("is entered");
    let why = take(&mut session, Ask::first(enter())).expect_err("is there already").to_string();
    assert!(why.contains(&format!("There is one of these already: {}.", first.on)), "{why}");
    let close = CloseEntry { on: on("2026-03-31"), reason: "Twice".into(), mistaken: true };
    take(&mut session, Ask { on: Some(first.on), ..Ask::first(EntryCommand::CloseEntry(close)) })
        .expect("is closed");
    take(&mut session, Ask::first(enter())).expect("is entered again");
}

/// Enters something in a register.
fn enter(desk: &Desk, register: &str, values: &str) -> Result<RecordRef, String> {
    let json = format!(r#"{{"register":"{register}","values":{values}}}"#);
    let enter = EntryCommand::Enter(serde_json::from_str(&json).expect("an entry"));
    take(&mut desk.session("jsmith"), Ask::first(enter)).map(|it| it.on).map_err(|it| it.to_string())
}

#[test]
fn whoever_agreed_to_be_sent_what_is_published_is_owed_it_once_it_is_and_nobody_twice() {
    let (_dir, desk) = desk();
    kpatel_joins(&desk);
    let agreed = r#"{"sort":"press","name":"Coast News","listed_on":"2026-03-02","agreed_on":"2026-03-03"}"#;
    enter(&desk, "stakeholders", agreed).expect("is entered");
    enter(&desk, "stakeholders", &agreed.replace(r#","agreed_on":"2026-03-03""#, "")).expect("is entered");
    enter(&desk, "stakeholders", agreed).expect("is entered");
    let ready = r#"{"what":"Learning","written_by":"kpatel","approved_by":"jsmith","approved_on":"2026-03-30","due":"2026-03-31",
        "place":"Website","scope":"local","sent_to":"S26-003 | 2026-04-01"}"#;
    let at = enter(&desk, "publications", ready).expect("is entered");
    let sent_to = || match desk.session("jsmith").call(Request::Record(at)) {
        Ok(Reply::Record(AnyRecord::Entry(it))) => {
            let row = |it: &Values| format!("{} {}", it.text("stakeholder"), it.text("send_by"));
            it.values.rows("sent_to").iter().map(row).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(sent_to(), ["S26-003 2026-04-01"]);
    let publish: EntryCommand =
        serde_json::from_str(r#"{"fill_in":{"values":{"published_on":"2026-03-31"}}}"#).expect("a step");
    take(&mut desk.session("jsmith"), Ask { on: Some(at), ..Ask::first(publish) }).expect("is published");
    // Good Friday and Easter Monday lie between.
    assert_eq!(sent_to(), ["S26-003 2026-04-01", "S26-001 2026-04-16"]);
}

#[test]
fn feedback_on_a_case_is_neither_asked_nor_given_before_the_case_was_received() {
    let (_dir, desk) = desk();
    call(&desk, ask(None, complaint("Late", "2026-03-02"))).expect("logged");
    let given = |day: &str, on: &str| {
        let json = format!(r#"{{"group":"person","case":"26-0001","{day}":"{on}","own_words":"Slow"}}"#);
        enter(&desk, "feedback", &json.replace(r#""invited_on""#, r#""on":"2026-03-09","invited_on""#))
    };
    for day in ["on", "invited_on"] {
        let why = given(day, "2026-03-01").expect_err("nobody had complained");
        assert!(why.contains("cannot lie before case 26-0001 was received (Mon 2 Mar 2026)"), "{why}");
        given(day, "2026-03-02").expect("is entered");
    }
}

#[test]
fn what_a_plan_says_to_the_public_is_approved_after_it_was_written_and_not_by_whoever_wrote_it() {
    let (_dir, desk, plan) = office_to_publish();
    write_change(&desk, &plan, "Two people open the post.", &[]).expect("is written");
    let learning = |approved_by: &str, on: &str| {
        let json = format!(
            r#"{{"what":"Learning","plan":"{plan}","written_by":"{}","approved_by":"{approved_by}","approved_on":"{on}","due":"2026-04-20"}}"#,
            if approved_by == "jsmith" { "kpatel" } else { "jsmith" }
        );
        let enter = EntryCommand::Enter(
            serde_json::from_str(&format!(r#"{{"register":"publications","values":{json}}}"#))
                .expect("an entry"),
        );
        take(&mut desk.session(approved_by), Ask::first(enter)).map_err(|it| it.to_string())
    };
    let why = learning("jsmith", "2026-03-31").expect_err("they wrote it");
    assert!(why.contains(&format!("J Smith wrote what {plan} says to the public.")), "{why}");
    let why = learning("kpatel", "2026-03-30").expect_err("it was not there");
    assert!(why.contains("It was written only on Tue 31 Mar 2026"), "{why}");
    learning("kpatel", "2026-03-31").expect("is entered");
}

#[test]
fn a_fault_is_put_right_only_once_the_plan_that_does_it_is_carried_out() {
    let (_dir, desk, plan) = office_to_publish();
    let add = OfficeCommand::Add { list: ListKind::Themes, names: vec!["Delay".into()] };
    take(&mut desk.session("jsmith"), Ask::on(TheOffice, add)).expect("is added");
    let fault = |plan: &str| {
        format!(
            r#"{{"theme":"Delay","alerted_on":"2026-03-02","status":"done","decision":"A rota","decided_on":"2026-03-03",
            "shown_by":"own_review","evidence":"None since","corrected_on":"2026-03-30"{plan}}}"#
        )
    };
    let why = enter(&desk, "watched", &fault(&format!(r#","plan":"{plan}""#))).expect_err("a draft");
    assert!(why.contains(&format!("{plan}, which is to put it right, is draft.")), "{why}");
    enter(&desk, "watched", &fault("")).expect("without a plan its evidence is enough");
}

#[test]
fn a_quarter_is_reviewed_once_and_other_meetings_are_held_as_often_as_wanted() {
    let (_dir, desk) = desk();
    let mut session = desk.session("jsmith");
    let mut enter = |values: &str| {
        let json = format!(r#"{{"register":"meetings","values":{values}}}"#);
        let enter = EntryCommand::Enter(serde_json::from_str(&json).expect("an entry"));
        take(&mut session, Ask::first(enter)).map_err(|it| it.to_string())
    };
    let review = r#"{"kind":"review","period":"2025-26 Q3","held":"2026-01-20"}"#;
    let first = enter(review).expect("is entered");
    let why = enter(&review.replace("01-20", "02-20")).expect_err("was reviewed");
    assert!(why.contains(&format!("There is one of these already: {}.", first.on)), "{why}");
    enter(&review.replace("Q3", "Q2")).expect("another quarter");
    for _ in 0..2 {
        enter(r#"{"kind":"board","held":"2026-01-20","next":"2026-04-20"}"#).expect("a board may meet twice");
    }
}
