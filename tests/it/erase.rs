//! What was erased is nowhere: a name is put into every field of every form, erased, and looked for in every byte.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use redress::api::message::{Ask, Moment, Reply, Request};
use redress::api::service::Service;
use redress::api::service::{read, take};
use redress::clock::Clock;
use redress::desk::copies::{CopyStands, copies, stands};
use redress::desk::erase::{Across, Eraser};
use redress::desk::session::{Desk, How, Session};
use redress::desk::sweep::Swept;
use redress::desk::upkeep::{Until, back_up, put_back, verify_copy, verify_journal};
use redress::domain::calendar::typed::Sense;
use redress::domain::case::command::Command;
use redress::domain::case::record::Case;
use redress::domain::diary::{DiaryRequest, Owed};
use redress::domain::figures::performance::Performance;
use redress::domain::figures::period::Period;
use redress::domain::office::command::{OfficeCommand, SetUp};
use redress::domain::office::lists::ListKind;
use redress::domain::office::record::House;
use redress::domain::party::unsure::Answers;
use redress::domain::people::ChangeRoles;
use redress::domain::plan::command::{MakePlan, PlanCommand};
use redress::domain::plan::record::{Failing, Plan};
use redress::domain::records::any::{AnyCommand, AnyRecord, Which};
use redress::domain::records::step::AnyStep;
use redress::domain::reference::TheOffice;
use redress::domain::reference::{CaseRef, EntryRef, PlanRef, RecordRef};
use redress::domain::register::command::EntryCommand;
use redress::domain::register::entry::Entry;
use redress::domain::schedule::{FIRST, Schedule};
use redress::domain::vocabulary::RetentionState;
use redress::domain::vocabulary::Role;
use redress::drafts::{DraftStore, Saved};
use redress::forms::field::Kind;
use redress::forms::form::Form;
use redress::forms::setting::Setting;
use redress::forms::table::FormTable;
use redress::forms::tables::{form_named, forms};

/// A name that no other text holds.
const NAME: &str = "Zebedeequux Fintwhistle";

/// How often all forms are gone through: some only open once others were filled in.
const ROUNDS: usize = 4;

/// How many issues are found on in a round at most.
const ISSUES: usize = 6;

/// In which round a case ends in which way, and something on it is cancelled; the plan goes on.
const ENDINGS: &[(&str, usize)] = &[
    ("close", 1),
    ("close_without_finding", 2),
    ("link_duplicate", 3),
    ("adopt_not", 0),
    ("close_plan", 0),
    ("cancel_part", 2),
];

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).expect("a real day")
}

fn now() -> DateTime<Utc> {
    today().and_hms_opt(14, 2, 0).expect("a real time").and_utc()
}

struct Store {
    place: tempfile::TempDir,
}

/// A store with two cases, the second of which was filled in by every form, and a plan that learns from it.
impl Store {
    fn new() -> Self {
        let store = Self { place: tempfile::tempdir().expect("a folder") };
        let desk = store.open();
        let mut session = desk.session("jsmith");
        for (login, user) in [("jsmith", "J Smith"), ("kpatel", "K Patel")] {
            let set_up = SetUp {
                organisation: "Claims Agency".into(),
                login: login.into(),
                user: user.into(),
                services: vec!["Claims".into(), user.into()],
                ..SetUp::default()
            };
            change(&mut session, OfficeCommand::SetUp(set_up));
        }
        let roles = ChangeRoles { login: "kpatel".into(), roles: vec![Role::Manager], from: today() };
        change(&mut session, OfficeCommand::ChangeRoles(roles));
        change(&mut session, OfficeCommand::Add { list: ListKind::Themes, names: vec!["Delay".into()] });
        store
    }

    fn data(&self) -> PathBuf {
        self.place.path().join("data")
    }

    fn how(&self) -> How {
        How { data: self.data(), clock: Clock::Pinned(today()), login: "jsmith".into(), afresh: false }
    }

    fn open(&self) -> Desk {
        Desk::open(&self.how(), &mut |_, _| ()).map_err(|it| it.to_string()).expect("it opens")
    }

    fn erase(&self, reference: CaseRef) -> Swept {
        let eraser = Eraser::open(&self.how(), Across::default(), &mut |_, _| ())
            .map_err(|it| it.to_string())
            .expect("it opens");
        let all = eraser.survey().map_err(|it| it.to_string()).expect("it can be read");
        let one: Vec<_> = all.into_iter().filter(|it| it.reference == reference).collect();
        assert_eq!(one[0].obstacle(), None);
        let proposal = eraser
            .propose(&one, &[], "Asked for", &Answers::default())
            .map_err(|it| it.to_string())
            .expect("it can be told again");
        eraser
            .carry_out(&proposal, &mut |_, _| (), &mut |_| ())
            .map_err(|it| it.to_string())
            .expect("it can be erased")
    }

    fn report(&self) -> Performance {
        let desk = self.open();
        let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).expect("a real day");
        let period = Period { from: Some(day(2020)), to: day(2030), as_of: today() };
        match desk.session("jsmith").call(Request::Report { period, service: None }) {
            Ok(Reply::Report { sum, .. }) => *sum,
            other => panic!("no figures: {other:?}"),
        }
    }
}

fn change(session: &mut Session, command: OfficeCommand) {
    take(session, Ask::on(TheOffice, command)).expect("a good office");
}

fn case(session: &mut Session, reference: CaseRef) -> Case {
    match session.call(Request::Record(reference.into())) {
        Ok(Reply::Record(AnyRecord::Case(it))) => *it,
        other => panic!("no case: {other:?}"),
    }
}

fn plan(session: &mut Session, reference: PlanRef) -> Plan {
    match session.call(Request::Record(reference.into())) {
        Ok(Reply::Record(AnyRecord::Plan(it))) => *it,
        other => panic!("no plan: {other:?}"),
    }
}

/// Fills every field of a form in; a text holds the name, anything else what comes first.
fn fill(
    table: &Arc<FormTable>,
    setting: &Setting,
    other: CaseRef,
    round: usize,
) -> Result<AnyCommand, String> {
    let mut form = Form::new(table, setting, &[]);
    for (place, field) in table.fields.iter().enumerate() {
        let usual = field.default(setting);
        let text = match (&field.kind, &*field.name) {
            (_, "of") => other.to_string(),
            // What papers say is looked for in `papers`.
            (_, "path") => String::new(),
            (_, "went_wrong" | "passed" | "signposted") => "yes".to_owned(),
            (_, "status") => "given in writing".to_owned(),
            (Kind::Line, "hours" | "seed") => "2".to_owned(),
            (_, "fact") => "what happened".to_owned(),
            (Kind::Choice(_), "outcome") if table.id == "close" => "upheld".to_owned(),
            (Kind::Day(Sense::Past) | Kind::Several(_), _)
            | (
                Kind::Line,
                "case" | "review_within_days" | "audit_every_months" | "baseline" | "target" | "value",
            ) => usual,
            (Kind::Line, "email") => format!("Zebedeequux.Fintwhistle{round}@example.org"),
            (Kind::Line, "phone") => format!("01632 96000{round}"),
            // Whoever works here stays, so a plan's people are of the office.
            (Kind::Line, "owner" | "to") => "J Smith".to_owned(),
            (Kind::Line, _) => format!("{NAME} ({round})"),
            (Kind::Text, _) => format!("{NAME} said so in {}.\n{NAME}, {round} times.", table.id),
            // What is agreed later is longer than what was shared first.
            (Kind::Day(Sense::Future), "to") => format!("+{}wd", 40 + round),
            (Kind::Day(Sense::Future), _) => format!("+{}wd", 30 + round),
            (Kind::Money, _) => "100".to_owned(),
            (Kind::Choice(all), _) if usual.is_empty() => {
                let all = all.all(setting);
                all.get(round % all.len().max(1)).cloned().unwrap_or_default()
            }
            (Kind::Choice(_), _) => usual,
        };
        form.answer(place, &text, setting);
    }
    form.check(setting).ok_or_else(|| form.problems.iter().map(|it| it.words.clone()).collect())
}

fn setting<'a>(house: &'a House, actor: &'a str, on: Option<&'a AnyRecord>) -> Setting<'a> {
    Setting { on, ..Setting::new(house, today(), actor) }
}

/// Fills in every form that is on a case, as often as it opens. Gives the case, and the forms that were saved.
fn fill_every_form(store: &Store) -> (CaseRef, PlanRef, BTreeSet<&'static str>) {
    let desk = store.open();
    let (mut session, mut colleague) = (desk.session("jsmith"), desk.session("kpatel"));
    let Ok(Reply::Hello(hello)) = session.call(Request::Hello) else { panic!("no welcome") };
    let house = House::new(hello.office);
    let other = CaseRef { year: 2026, number: 1 };
    let reference = CaseRef { year: 2026, number: 2 };
    let received = r#"{"receive":{"facts":{"received":"2026-11-02","complainant":"Somebody","service":1,"subject":"Other"}}}"#;
    let ask = |on: Option<CaseRef>, command: Command| Ask { on: on.map(Into::into), ..Ask::first(command) };
    session.call(Request::Do(vec![ask(None, serde_json::from_str(received).unwrap())])).expect("received");
    let receive = form_named("receive").expect("there is one");
    let Ok(AnyCommand::Case(step)) = fill(&receive, &setting(&house, "jsmith", None), other, 0) else {
        panic!("the form is filled in")
    };
    let mut saved = BTreeSet::from(["receive"]);
    let received = session.call(Request::Do(vec![ask(None, step)]));
    let Ok(Reply::Done(results)) = received else { panic!("no answer") };
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    let learn = PlanCommand::MakePlan(Box::new(MakePlan {
        failings: vec![Failing {
            case: Some(reference),
            what: format!("{NAME} waited"),
            ..Failing::default()
        }],
        facts: redress::domain::plan::record::PlanFacts {
            title: format!("What {NAME} taught us"),
            ..Default::default()
        },
        ..MakePlan::default()
    }));
    let learns = PlanRef { year: 2026, number: 1 };
    let on_plan =
        |on: Option<PlanRef>, command: PlanCommand| Ask { on: on.map(Into::into), ..Ask::first(command) };
    session.call(Request::Do(vec![on_plan(None, learn)])).expect("made");
    let mut why = BTreeMap::new();
    for round in 1..=ROUNDS {
        let findings = forms().iter().filter(|it| it.id == "find").cycle().take(ISSUES);
        for table in forms().iter().take(11).chain(findings).chain(forms().iter().skip(11)) {
            // Only a closed case is drawn as a sample: at the end.
            if table.id == "sample_check" {
                continue;
            }
            // A case ends in one way at a time.
            if ENDINGS.iter().any(|it| it.0 == table.id && it.1 != round) {
                continue;
            }
            let actor = if matches!(&*table.id, "check" | "review_action") { "kpatel" } else { "jsmith" };
            let by = if actor == "kpatel" { &mut colleague } else { &mut session };
            let (now, plan_now) = (case(by, reference).into(), plan(by, learns).into());
            match table.step {
                Some(AnyStep::Case(_)) if table.id != "receive" => {
                    let asked = fill(table, &setting(&house, actor, Some(&now)), other, round);
                    let Ok(AnyCommand::Case(step)) = asked else {
                        why.insert(&*table.id, format!("{asked:?}"));
                        continue;
                    };
                    let asks = vec![ask(Some(reference), step)];
                    let Ok(Reply::Done(results)) = by.call(Request::Do(asks)) else { panic!("no answer") };
                    if results.iter().all(Result::is_ok) {
                        saved.insert(&*table.id);
                    }
                    why.insert(&*table.id, format!("{results:?}"));
                }
                Some(AnyStep::Plan(_)) if table.id != "make_plan" => {
                    let asked = fill(table, &setting(&house, actor, Some(&plan_now)), other, round);
                    let Ok(AnyCommand::Plan(step)) = asked else { continue };
                    let asks = vec![on_plan(Some(learns), step)];
                    let Ok(Reply::Done(results)) = by.call(Request::Do(asks)) else { panic!("no answer") };
                    if results.iter().all(Result::is_ok) {
                        saved.insert(&*table.id);
                    }
                }
                _ => {}
            }
        }
    }
    why.retain(|it, _| !saved.contains(it));
    assert!(why.is_empty(), "never saved: {why:#?}");
    // It ends closed and unheld, whatever came last.
    for line in [
        r#"{"release":{"category":"litigation","reason":"Over"}}"#,
        r#"{"close":{"on":"2026-11-24","outcome":"upheld","reason":"x","late_reason":"Our mistake"}}"#,
    ] {
        let step = serde_json::from_str(line).unwrap();
        session.call(Request::Do(vec![ask(Some(reference), step)])).expect("an answer");
    }
    let sample = form_named("sample_check").expect("there is one");
    let now = case(&mut colleague, reference).into();
    let Ok(AnyCommand::Case(step)) = fill(&sample, &setting(&house, "kpatel", Some(&now)), other, 1) else {
        panic!("the form is filled in")
    };
    let asks = vec![ask(Some(reference), step)];
    let Ok(Reply::Done(results)) = colleague.call(Request::Do(asks)) else { panic!("no answer") };
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    saved.insert("sample_check");
    (reference, learns, saved)
}

/// The files in which the name still stands, as it was typed or as it is looked up.
fn holding(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of ours") {
            let path = entry.expect("a folder of ours").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).expect("a file of ours").to_ascii_lowercase();
            let holds = |word: &str| bytes.windows(word.len()).any(|it| it == word.as_bytes());
            if NAME.to_lowercase().split(' ').any(holds) {
                found.push(path);
            }
        }
    }
    found
}

fn litter(store: &Store, reference: CaseRef) {
    let drafts = DraftStore::open(&store.data().join("drafts"), "jsmith").expect("a folder");
    let of_an_issue = format!("{reference}/2");
    for on in [reference.to_string(), of_an_issue, format!("26-0001 {reference}"), "P26-001".to_owned()] {
        let saved = Saved {
            form: "note".into(),
            about: NAME.into(),
            on: Some(on),
            version: None,
            fields: vec![("text".into(), NAME.into())],
            cursor_field: 0,
            saved_at: now(),
        };
        drafts.save(&saved).expect("room");
    }
    fs::write(store.data().join("drafts/jsmith.note.x.y.unfinished"), NAME).expect("room");
    fs::write(store.data().join("journal/torn-1.txt"), NAME).expect("room");
    fs::create_dir(store.data().join("view.damaged-1")).expect("room");
    fs::write(store.data().join("view.damaged-1/db"), NAME).expect("room");
    // As the program writes them.
    crate::driver::private(&store.data());
}

#[test]
fn a_name_in_every_field_of_every_form_is_nowhere_once_it_is_erased_and_figures_stay() {
    let store = Store::new();
    let (reference, learns, saved) = fill_every_form(&store);
    let of_cases = forms().iter().filter(|it| matches!(it.step, Some(AnyStep::Case(_)))).map(|it| &*it.id);
    let not_saved: Vec<&str> = of_cases.filter(|it| !saved.contains(it)).collect();
    assert!(not_saved.is_empty(), "{not_saved:?} were never saved");
    assert!(
        saved.contains("involve") && saved.contains("plan_note") && saved.contains("add_action"),
        "{saved:?}"
    );
    litter(&store, reference);
    let before = store.report();
    assert!(holding(&store.data()).len() > 5);
    let (case_before, plan_before) = {
        let desk = store.open();
        (case(&mut desk.session("jsmith"), reference), plan(&mut desk.session("jsmith"), learns))
    };

    let swept = store.erase(reference);
    assert_eq!(holding(&store.data()), Vec::<PathBuf>::new());
    assert_eq!((swept.drafts, swept.files), (5, 2));
    assert!(
        verify_journal(&store.data(), &mut |_, _| ())
            .is_ok_and(|it| it.erased == swept.changes && it.unfinished.is_empty())
    );
    assert_eq!(store.report(), before);

    let desk = store.open();
    let mut session = desk.session("jsmith");
    let (after, plan_after) = (case(&mut session, reference), plan(&mut session, learns));
    let amounts = |it: &Case| it.payments.iter().map(|it| (it.pence, it.class, it.paid)).collect::<Vec<_>>();
    assert_eq!(amounts(&after), amounts(&case_before));
    let left = (after.payments.len(), after.remedies.len(), after.referrals.len(), after.cancelled.len());
    assert!(left.0 > 0 && left.1 > 0 && left.2 > 0 && left.3 > 0, "{left:?}");
    assert_eq!(after.closing().map(|it| it.late_reason.as_str()), Some("Our mistake"));
    assert_eq!((after.version, after.owner.as_deref()), (case_before.version + 1, Some("jsmith")));
    assert!(after.trail.made.is_empty(), "nothing of before can be taken back");
    assert_eq!((plan_after.cases(), plan_after.stage()), (plan_before.cases(), plan_before.stage()));
    assert_eq!(plan_after.actions.len(), plan_before.actions.len());
    assert_eq!(plan_after.failings[0].what, "[erased] waited");
    for (on, word) in [
        (RecordRef::Case(reference), "Erased under “"),
        (RecordRef::Plan(learns), "What concerned 26-0002 was taken out. Erased under"),
    ] {
        let Ok(Reply::History { moments, .. }) = session.call(Request::History(on)) else {
            panic!("no history")
        };
        assert!(moments.iter().all(|it| !it.happenings.is_empty()));
        assert!(moments.iter().any(|it| it.happenings[0].words.starts_with(word)), "{moments:?}");
    }
    let note: Command = serde_json::from_str(r#"{"note":{"text":"More"}}"#).unwrap();
    let asked = Ask::on(reference, note);
    let Ok(Reply::Done(results)) = session.call(Request::Do(vec![asked])) else { panic!("no answer") };
    assert!(results[0].as_ref().is_err_and(|it| it.to_string().contains("anonymised")));
}

#[test]
fn a_copy_is_named_until_it_is_brought_up_to_date_and_then_gives_nothing_back() {
    let store = Store::new();
    let (reference, _, _) = fill_every_form(&store);
    let copy = store.place.path().join("copy");
    let back_up =
        || back_up(&store.data(), &copy, now(), &mut |_, _| ()).map_err(|it| it.to_string()).expect("a copy");
    assert!(back_up().is_noted);
    let swept = store.erase(reference);
    let noted = copies(&store.data());
    assert_eq!(
        noted.iter().map(|it| stands(&it.path, swept.declared)).collect::<Vec<_>>(),
        [CopyStands::Behind]
    );
    assert!(!holding(&copy).is_empty());
    back_up();
    assert_eq!(stands(&noted[0].path, swept.declared), CopyStands::UpToDate);
    assert_eq!(holding(&copy), Vec::<PathBuf>::new());
    assert!(verify_copy(&copy, None, &mut |_, _| ()).is_ok());

    for (number, until) in
        [None, Some(3), Some(4), Some(7), Some(20), Some(swept.declared - 1)].into_iter().enumerate()
    {
        let data = store.place.path().join(format!("restored-{number}"));
        let restored = put_back(&copy, &data, until.map(Until::Change), "jsmith", now(), &mut |_, _| ());
        restored.map_err(|it| it.to_string()).expect("it can be restored");
        assert!(verify_journal(&data, &mut |_, _| ()).is_ok_and(|it| it.unfinished.is_empty()), "{until:?}");
        let how = How { data: data.clone(), ..store.how() };
        let desk = Desk::open(&how, &mut |_, _| ()).map_err(|it| it.to_string()).expect("it opens");
        if until.is_none_or(|it| it > 5) {
            assert!(case(&mut desk.session("jsmith"), reference).erased.is_some(), "{until:?}");
        }
        drop(desk);
        assert_eq!(holding(&data), Vec::<PathBuf>::new(), "{until:?}");
    }
}

#[test]
fn a_second_erasure_takes_another_person_out_of_the_same_plan() {
    let store = Store::new();
    let (reference, learns, _) = fill_every_form(&store);
    store.erase(reference);
    {
        let desk = store.open();
        let mut session = desk.session("jsmith");
        let lines = [
            (
                None,
                r#"{"receive":{"facts":{"received":"2026-11-03","complainant":"Zebedeequux Quibbley","service":1,"subject":"x"}}}"#,
            ),
            (Some(3), r#"{"close_without_finding":{"on":"2026-11-20","outcome":"withdrawn","reason":"x"}}"#),
        ];
        for (number, line) in lines {
            let on = number.map(|number| CaseRef { year: 2026, number });
            let command: Command = serde_json::from_str(line).unwrap();
            let asked = Ask { on: on.map(Into::into), ..Ask::first(command) };
            let Ok(Reply::Done(results)) = session.call(Request::Do(vec![asked])) else {
                panic!("no answer")
            };
            assert!(results[0].is_ok(), "{results:?}");
        }
        for line in [
            r#"{"add_failing":{"case":"26-0003","what":"Zebedeequux waited"}}"#,
            r#"{"plan_note":{"text":"Zebedeequux Quibbley rang"}}"#,
        ] {
            let command: PlanCommand = serde_json::from_str(line).unwrap();
            let asked = Ask::on(learns, command);
            let Ok(Reply::Done(results)) = desk.session("kpatel").call(Request::Do(vec![asked])) else {
                panic!("no answer")
            };
            assert!(results[0].is_ok(), "{results:?}");
        }
    }
    let history = |store: &Store| match store.open().session("jsmith").call(Request::History(learns.into())) {
        Ok(Reply::History { moments, .. }) => moments,
        other => panic!("{other:?}"),
    };
    let before = plan(&mut store.open().session("jsmith"), learns);
    let told_before = history(&store);
    store.erase(CaseRef { year: 2026, number: 3 });
    // Whatever is left stands where it happened, once, by whoever did it.
    let told = history(&store);
    let (last, earlier) = told.split_last().expect("it was erased");
    assert_eq!((last.by.as_str(), last.happenings.len()), ("jsmith", 1));
    let kinds = |moments: &[Moment]| -> Vec<(String, String)> {
        let all =
            moments.iter().flat_map(|it| it.happenings.iter().map(|one| (it.by.clone(), one.kind.clone())));
        all.collect()
    };
    assert_eq!(kinds(earlier), kinds(&told_before));
    let rang = told.iter().find(|it| it.happenings.iter().any(|it| it.words == "[erased] rang"));
    assert_eq!(rang.expect("the note").by, "kpatel");
    assert_eq!(holding(&store.data()), Vec::<PathBuf>::new());
    assert!(verify_journal(&store.data(), &mut |_, _| ()).is_ok());
    let after = plan(&mut store.open().session("jsmith"), learns);
    assert_eq!((after.actions.len(), after.failings.len()), (before.actions.len(), before.failings.len()));
    assert_eq!(after.cases(), before.cases());
}

#[test]
fn an_entry_linked_with_the_case_keeps_what_is_counted_and_loses_what_they_said() {
    let store = Store::new();
    let (reference, of_nobody) = (CaseRef { year: 2026, number: 1 }, "Letters are long");
    let [theirs, other]: [EntryRef; 2] = ["F26-001", "F26-002"].map(|it| it.parse().unwrap());
    {
        let desk = store.open();
        let mut session = desk.session("jsmith");
        let mut ask = |it: Ask| {
            take(&mut session, it).expect("a good step");
        };
        let of_case = |line: &str| serde_json::from_str::<Command>(line).unwrap();
        let of_entry =
            |line: &str| serde_json::from_str::<EntryCommand>(&line.replace("NAME", NAME)).unwrap();
        ask(Ask::first(of_case(
            r#"{"receive":{"facts":{"received":"2026-11-02","complainant":{"name":"Zebedeequux Fintwhistle"},"service":1,"subject":"x"}}}"#,
        )));
        ask(Ask::on(
            reference,
            of_case(r#"{"close_without_finding":{"on":"2026-11-20","outcome":"withdrawn","reason":"x"}}"#),
        ));
        ask(Ask::first(of_entry(
            r#"{"enter":{"register":"feedback","values":{"group":"person","on":"2026-11-23","case":"26-0001","own_words":"NAME waited"}}}"#,
        )));
        ask(Ask::on(theirs, of_entry(r#"{"entry_note":{"text":"Rang twice from Leeds"}}"#)));
        ask(Ask::first(of_entry(
            r#"{"enter":{"register":"feedback","values":{"group":"person","on":"2026-11-23","own_words":"Letters are long"}}}"#,
        )));
    }
    let swept = store.erase(reference);
    assert_eq!(swept.changes, 4);
    assert_eq!(holding(&store.data()), Vec::<PathBuf>::new());
    assert!(verify_journal(&store.data(), &mut |_, _| ()).is_ok_and(|it| it.erased == 4));
    let desk = store.open();
    let mut session = desk.session("jsmith");
    let [after, other] = [theirs, other].map(|it| read::<Entry>(&mut session, it).unwrap());
    let held = ["group", "on", "case", "own_words"].map(|it| after.values.text(it));
    assert_eq!(held, ["person", "2026-11-23", "26-0001", "[erased]"]);
    assert_eq!((other.values.text("own_words"), other.version), (of_nobody, 1));
    let Ok(Reply::History { moments, .. }) = session.call(Request::History(theirs.into())) else {
        panic!("no history")
    };
    let told = format!("{moments:?}");
    assert!(told.contains("What concerned 26-0001 was taken out") && !told.contains("Leeds"), "{told}");
}

#[test]
fn what_an_erasure_took_out_stays_told_after_the_next_one() {
    let store = Store::new();
    let people = ["Zebedeequux Fintwhistle", "Quillonda Marshbanks", "Osgard Pellinthorpe"];
    let cases = [1, 2, 3].map(|number| CaseRef { year: 2026, number });
    let other = CaseRef { year: 2026, number: 4 };
    {
        let desk = store.open();
        let mut session = desk.session("jsmith");
        let mut ask = |on: Option<CaseRef>, line: &str| {
            let command: Command = serde_json::from_str(line).unwrap();
            take(&mut session, Ask { on: on.map(Into::into), ..Ask::first(command) }).expect("a good step");
        };
        let received = r#"{"receive":{"facts":{"received":"2026-11-02","complainant":{"name":"NAME"},"service":1,"subject":"x"}}}"#;
        for (name, case) in people.iter().zip(cases) {
            ask(None, &received.replace("NAME", name));
            ask(
                Some(case),
                r#"{"close_without_finding":{"on":"2026-11-20","outcome":"withdrawn","reason":"x"}}"#,
            );
        }
        ask(None, &received.replace("NAME", "Ann Lee"));
        for name in people {
            ask(Some(other), &format!(r#"{{"note":{{"text":"{name} rang"}}}}"#));
        }
    }
    for case in cases {
        assert!(0 < store.erase(case).changes);
    }
    let desk = store.open();
    let Ok(Reply::History { moments, .. }) = desk.session("jsmith").call(Request::History(other.into()))
    else {
        panic!("no history")
    };
    let told: Vec<&str> = moments.iter().flat_map(|it| &it.happenings).map(|it| it.words.as_str()).collect();
    for case in cases {
        let said = format!("What concerned {case} was taken out.");
        assert!(told.iter().any(|it| it.starts_with(&said)), "{case}: {told:#?}");
    }
    // It goes itself, and what went before stays declared.
    let close = r#"{"close_without_finding":{"on":"2026-11-20","outcome":"withdrawn","reason":"x"}}"#;
    let close = Ask::on(other, serde_json::from_str::<Command>(close).unwrap());
    take(&mut desk.session("jsmith"), close).expect("is closed");
    drop(desk);
    store.erase(other);
    assert!(verify_journal(&store.data(), &mut |_, _| ()).is_ok(), "the journal is sound");
}

#[test]
fn what_was_taken_back_before_it_was_erased_is_still_said_to_have_been_undone() {
    let store = Store::new();
    let [theirs, other] = [1, 2].map(|number| CaseRef { year: 2026, number });
    {
        let desk = store.open();
        let mut session = desk.session("jsmith");
        let mut ask = |on: Option<CaseRef>, line: &str| {
            let command: Command = serde_json::from_str(line).unwrap();
            let it = Ask { on: on.map(Into::into), ..Ask::first(command) };
            take(&mut session, it).expect("a good step");
        };
        for name in [NAME, "Amara Okafor"] {
            let facts = format!(
                r#"{{"received":"2026-11-02","complainant":{{"name":"{name}"}},"service":1,"subject":"x"}}"#
            );
            ask(None, &format!(r#"{{"receive":{{"facts":{facts}}}}}"#));
        }
        ask(
            Some(theirs),
            r#"{"close_without_finding":{"on":"2026-11-20","outcome":"withdrawn","reason":"x"}}"#,
        );
        ask(Some(other), &format!(r#"{{"note":{{"text":"{NAME} rang"}}}}"#));
        take(&mut session, Ask::on(other, AnyCommand::TakeBack(Which { version: None }))).expect("undone");
    }
    store.erase(theirs);
    let desk = store.open();
    let Ok(Reply::History { moments, .. }) = desk.session("jsmith").call(Request::History(other.into()))
    else {
        panic!("no history")
    };
    let undone = moments.iter().flat_map(|it| &it.happenings).find(|it| it.kind == "Undone");
    assert_eq!(undone.expect("it was").words, "An earlier change was taken back.");
}

#[test]
fn a_store_that_is_open_elsewhere_is_left_alone() {
    let store = Store::new();
    let _held = store.open();
    let refused =
        Eraser::open(&store.how(), Across::default(), &mut |_, _| ()).err().expect("it is open").to_string();
    assert!(refused.contains("nothing was erased") && refused.contains("jsmith"), "{refused}");
}

fn whole_diary() -> DiaryRequest {
    DiaryRequest { limit: 1000, ..DiaryRequest::default() }
}

#[test]
fn other_schedules_count_for_every_case_at_once() {
    let store = Store::new();
    let (reference, _, _) = fill_every_form(&store);
    let desk = store.open();
    let mut session = desk.session("jsmith");
    let states = |session: &mut Session| match session.call(Request::Retention) {
        Ok(Reply::Retention(kept)) => {
            kept.cases.into_iter().find(|it| it.reference == reference).expect("it is there")
        }
        other => panic!("no answer: {other:?}"),
    };
    let in_the_diary = |session: &mut Session| match session.call(Request::Diary(whole_diary())) {
        Ok(Reply::Diary(lines)) => {
            assert!(lines.is_sorted_by_key(|it| it.due));
            lines
                .into_iter()
                .filter(|it| it.kind == Owed::Retention)
                .map(|it| it.on.to_string())
                .collect::<Vec<_>>()
        }
        other => panic!("no answer: {other:?}"),
    };
    assert_eq!(states(&mut session).state, RetentionState::Retain);
    assert_eq!(in_the_diary(&mut session), Vec::<String>::new());
    let short = |it: &Schedule| Schedule { years: 0, months: 1, ..*it };
    change(&mut session, OfficeCommand::SetRetention(FIRST.iter().map(short).collect()));
    assert_eq!(states(&mut session).state, RetentionState::Review);
    assert_eq!(in_the_diary(&mut session), ["26-0002"]);
    change(&mut session, OfficeCommand::SetRetention(Vec::new()));
    assert_eq!(in_the_diary(&mut session), Vec::<String>::new());
    let none = states(&mut session);
    assert!(none.state == RetentionState::NotSet && none.why.contains("no schedule"), "{none:?}");
}
