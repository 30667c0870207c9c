//! A restricted case in an office with people of every kind: what each of them sees of it, and what is written down.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate};

use crate::api::message::{
    ActionRequest, Ask, EntryRequest, Fault, Hello, ListRequest, Moment, MonthsRequest, PaperPart, Reply,
    ReportPart, Request,
};
use crate::api::service::Service;
use crate::clock::Clock;
use crate::desk::session::{Desk, How};
use crate::desk::sight::Sight;
use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::command::{
    Assign, AttachPaper, CloseWithoutFinding, Command, Find, LetIn, LinkDuplicate, Note, Reason, Receive,
};
use crate::domain::case::paper::Paper;
use crate::domain::case::record::{Facts, Issue, Restriction};
use crate::domain::case::round::Timescale;
use crate::domain::diary::DiaryRequest;
use crate::domain::figures::period::{Period, Scope};
use crate::domain::filter::{Condition, Filter};
use crate::domain::listing::Order;
use crate::domain::office::command::{OfficeCommand, SetUp};
use crate::domain::office::lists::{ListKind, ServiceId};
use crate::domain::party::known::KnownAs;
use crate::domain::party::record::Party;
use crate::domain::people::{ChangeRoles, Join, Leave, StandIn};
use crate::domain::plan::command::{Involve, MakePlan, PlanCommand, WriteForPublic};
use crate::domain::plan::record::{ActionFacts, Failing, InvolvementFact, Plan, PlanFact, PlanFacts};
use crate::domain::plan_filter::ActionFilter;
use crate::domain::records::any::{AnyCommand, AnyRecord, Which};
use crate::domain::reference::{CaseRef, LinkedCase, RecordRef, TheOffice};
use crate::domain::refusal::Refusal;
use crate::domain::register::command::{Enter, EntryCommand, FillIn};
use crate::domain::register::filter::EntryFilter;
use crate::domain::register::value::{Value, Values};
use crate::domain::vocabulary::{Finding, Outcome, Role, WentWrong};
use crate::domain::year::command::YearCommand;
use crate::domain::year::counted::{sha256, written};
use crate::domain::year::record::Publication;

fn on(text: &str) -> NaiveDate {
    text.parse().expect("a real date")
}

fn today() -> NaiveDate {
    on("2026-03-31")
}

/// Words that stand in the restricted case and nowhere else.
const SECRETS: [&str; 4] = ["26-0001", "Zebra", "Quigley", "Xylophone"];
/// Words that stand in the plan that comes of it and nowhere else: the owner of its action reads them.
const PLANNED: [&str; 2] = ["Wombat", "Yodel"];
const RESTRICTED: &str = "26-0001";
const OPEN: &str = "26-0002";
const NEVER_LOGGED: &str = "26-0009";

/// Who works there, besides whoever set it up ("boss").
const PEOPLE: &[(&str, Role)] = &[
    ("named", Role::Handler),
    ("other", Role::Handler),
    ("manager", Role::Manager),
    ("owner", Role::ActionOwner),
    ("senior", Role::SeniorAccountable),
    ("parent", Role::ParentOversight),
    ("records", Role::RecordsOfficer),
    ("auditor", Role::Auditor),
    ("admin", Role::Administrator),
    ("excluded", Role::Manager),
    ("deputy", Role::Handler),
];

struct Place {
    _dir: tempfile::TempDir,
    desk: Desk,
}

fn case_of(text: &str) -> CaseRef {
    text.parse().expect("a reference")
}

fn ask(reference: Option<&str>, command: impl Into<AnyCommand>) -> Request {
    let on = reference.map(case_of);
    Request::Do(vec![Ask { on: on.map(Into::into), ..Ask::first(command) }])
}

fn ask_plan(on: Option<&str>, command: PlanCommand) -> Request {
    let on = on.map(|it| it.parse().expect("a reference"));
    Request::Do(vec![Ask { on, ..Ask::first(command) }])
}

fn complaint(subject: &str, complainant: &str, what: &str) -> Command {
    let mut facts = Facts::received_on(on("2026-03-02"));
    facts.subject = subject.into();
    facts.complainant = Party::named(complainant);
    facts.service = Some(ServiceId(1));
    let issue = Issue { number: 1, theme: None, what: what.into(), ..Issue::default() };
    Command::Receive(Box::new(Receive {
        facts,
        issues: vec![issue],
        owner: "named".into(),
        settled: String::new(),
    }))
}

fn restrict(to: &[&str], not_for: &[&str]) -> Command {
    let owned = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
    Command::Restrict(Restriction { to: owned(to), not_for: owned(not_for), reason: "A colleague".into() })
}

fn because() -> Reason {
    Reason { reason: "It tells of nobody".into() }
}

fn plan_about(cases: &[&str]) -> PlanCommand {
    let failings = cases.iter().map(|it| Failing {
        case: Some(case_of(it)),
        what: "A Wombat was lost".into(),
        ..Failing::default()
    });
    PlanCommand::MakePlan(Box::new(MakePlan {
        facts: PlanFacts {
            title: "Answer in time".into(),
            service: Some(ServiceId(1)),
            ..PlanFacts::default()
        },
        owner: "boss".into(),
        failings: failings.collect(),
    }))
}

impl Place {
    /// An office with a case of two complaints that is restricted to "named" and whoever set it up, an open case, and a
    /// plan that learns from both, with an action for "owner".
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let how = How {
            data: dir.path().join("data"),
            clock: Clock::Pinned(today()),
            login: "boss".into(),
            afresh: false,
        };
        let desk = Desk::open(&how, &mut |_, _| {}).map_err(|it| it.to_string()).expect("opens");
        let place = Self { _dir: dir, desk };
        let set_up = OfficeCommand::SetUp(SetUp {
            organisation: "Claims Agency".into(),
            login: "boss".into(),
            user: "B Boss".into(),
            services: vec!["Claims".into()],
            ..SetUp::default()
        });
        place.change(set_up);
        for (login, role) in PEOPLE {
            let name = format!("{login} Jones");
            place.change(OfficeCommand::Join(Join { login: (*login).into(), name, roles: vec![*role] }));
        }
        for (subject, complainant, what) in [("Zebra", "Quigley", "Xylophone"), ("Late", "Smith", "Delay")] {
            place.done("boss", ask(None, complaint(subject, complainant, what)));
        }
        for reference in [RESTRICTED, OPEN] {
            let timescale =
                Timescale { answer_by: on("2026-03-20"), on: Some(on("2026-03-03")), means: None };
            place.done("boss", ask(Some(reference), Command::ShareTimescale(timescale)));
            let went_wrong = WentWrong::Yes;
            let found = Find {
                issue: 1,
                on: on("2026-03-10"),
                finding: Some(Finding::Upheld),
                went_wrong,
                reason: "x".into(),
            };
            place.done("boss", ask(Some(reference), Command::Find(found)));
        }
        // Whoever may have it is told where it is.
        let paper =
            Paper { title: "Photograph".into(), elsewhere: "the Zebra cabinet".into(), ..Paper::default() };
        let attach = AttachPaper { paper, ..AttachPaper::default() };
        place.done("boss", ask(Some(RESTRICTED), Command::AttachPaper(Box::new(attach))));
        place.plan_done("boss", ask_plan(None, plan_about(&[RESTRICTED, OPEN])));
        let action = ActionFacts {
            what: "Yodel less".into(),
            failing: Some(1),
            owner: "owner".into(),
            due: Some(on("2026-04-30")),
            ..ActionFacts::default()
        };
        place.plan_done("boss", ask_plan(Some("P26-001"), PlanCommand::AddAction(Box::new(action))));
        let repeats = Command::LinkDuplicate(LinkDuplicate { of: case_of(RESTRICTED), on: today() });
        place.done("boss", ask(None, complaint("Again", "Smith", "Delay")));
        place.done("boss", ask(Some("26-0003"), repeats));
        place.done("boss", ask(Some(RESTRICTED), restrict(&["named", "boss"], &["excluded"])));
        let (by, whom) = ("deputy".to_owned(), "named".to_owned());
        place.change(OfficeCommand::StandIn(StandIn { by, whom, from: today(), until: today() }));
        place
    }

    fn call(&self, login: &str, request: Request) -> Result<Reply, Fault> {
        self.desk.session(login).call(request)
    }

    fn change(&self, command: OfficeCommand) {
        self.call("boss", Request::Do(vec![Ask::on(TheOffice, command)])).expect("may");
    }

    fn step(&self, login: &str, request: Request) -> Result<u64, Fault> {
        match self.call(login, request)? {
            Reply::Done(mut results) => results.remove(0).map(|it| it.version),
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn done(&self, login: &str, request: Request) -> u64 {
        self.step(login, request).expect("done")
    }

    #[track_caller]
    fn plan_done(&self, login: &str, request: Request) -> u64 {
        self.step(login, request).expect("done")
    }

    fn listed(&self, login: &str, filter: &str) -> Vec<String> {
        match self.call(login, Request::List(list_request(filter))).expect("may") {
            Reply::List { rows, .. } => rows.iter().map(|it| it.reference.to_string()).collect(),
            other => panic!("{other:?}"),
        }
    }

    fn moments(&self, login: &str, of: &str) -> Vec<Moment> {
        match self.call(login, Request::History(of.parse().expect("a reference"))).expect("may") {
            Reply::History { moments, .. } => moments,
            other => panic!("{other:?}"),
        }
    }

    /// Who is written down to have looked at the restricted case, and how.
    fn looks(&self) -> Vec<(String, String)> {
        let moments = self.moments("auditor", RESTRICTED).into_iter();
        let all = moments.flat_map(|it| {
            let by = it.by.clone();
            it.happenings.into_iter().map(move |happening| (by.clone(), happening.kind))
        });
        all.filter(|it| it.1 == "Read" || it.1 == "Exported").collect()
    }

    fn hello(&self, login: &str) -> Hello {
        match self.call(login, Request::Hello).expect("known") {
            Reply::Hello(hello) => *hello,
            other => panic!("{other:?}"),
        }
    }
}

/// A word with two of its letters turned round.
fn misspelt(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    letters.swap(1, 2);
    letters.into_iter().collect()
}

fn list_request(filter: &str) -> ListRequest {
    let filter = Filter::parse(filter).unwrap();
    ListRequest { filter, order: Order::Reference, today: today(), after: None, limit: 100 }
}

/// Who asks, each in another sight of the restricted case: named on it, its owner being one of them; its owner who stands in
/// for nobody; not named; excluded; standing in for who is named; with an action of the plan that comes of it; allowed to
/// name others on it by reference; allowed to read all; and nobody whom the office knows.
const SIGHTS: [&str; 9] =
    ["boss", "named", "other", "excluded", "deputy", "owner", "admin", "auditor", "stranger"];

/// Every kind of request, with who is told of the restricted case by it, a letter for each of [`SIGHTS`]: `s` sees it, `p` sees
/// no more than the plan that was given to them, and `-` nothing. A new kind does not compile until it has its row, and
/// `every_kind_of_request_is_asked` fails until it is asked below.
fn row(request: &Request) -> (&'static str, &'static str) {
    match request {
        Request::Hello => ("hello", "---------"),
        Request::List(_) => ("list", "ss-----s-"),
        Request::Counts { .. } => ("counts", "---------"),
        Request::Record(_) => ("record", "ss---p-s-"),
        Request::History(_) => ("history", "ss---p-s-"),
        Request::Diary(_) => ("diary", "ss-----s-"),
        Request::Report { .. } => ("report", "---------"),
        Request::Do(_) => ("do", "---------"),
        Request::Try(_) => ("try", "---------"),
        Request::Near(_) => ("near", "ss-----s-"),
        Request::Plans => ("plans", "pp---p-p-"),
        Request::NamedIn(_) => ("named in", "---------"),
        Request::PlansOf(_) => ("plans of", "---------"),
        Request::Actions(_) => ("actions", "pp---p-p-"),
        Request::Registers => ("registers", "---------"),
        Request::Leading => ("leading", "---------"),
        Request::InHand { .. } => ("in hand", "---------"),
        Request::Entries(_) => ("entries", "---------"),
        Request::CameBack { .. } => ("came back", "---------"),
        Request::Months(_) => ("months", "---------"),
        Request::Export(_) => ("export", "ss-----s-"),
        Request::Since { .. } => ("since", "ss-----s-"),
        Request::Status => ("status", "---------"),
        Request::Compare => ("compare", "---------"),
        Request::WhatMoves(_) => ("what moves", "---------"),
        Request::Years => ("years", "---------"),
        Request::Counted { .. } => ("counted", "ss-----s-"),
        Request::RecordAt(..) => ("record at", "ss-----s-"),
        Request::RegisterCounts { .. } => ("register counts", "---------"),
        Request::Flaws(_) => ("flaws", "---------"),
        Request::ReportPart(_) => ("report part", "---------"),
        Request::Retention => ("retention", "s--------"),
        Request::HeldAbout(_) => ("held about", "s--------"),
        Request::CasesOf { .. } => ("cases of", "ss-----s-"),
        Request::TakePaper(_) => ("take paper", "---------"),
        Request::PaperPart { .. } => ("paper part", "ss-----s-"),
    }
}

const KINDS: usize = 36;

/// What an answer tells of the restricted case, as a letter of [`row`].
fn told(request: &Request, answer: &str) -> char {
    let reference = case_of(RESTRICTED);
    // What the question itself says comes back with some answers, and is no news.
    let question = format!("{request:?}").replace(&format!("{reference:?}"), RESTRICTED).to_lowercase();
    let lower = answer.to_lowercase();
    let tells = |it: &&str| !question.contains(&it.to_lowercase()) && lower.contains(&it.to_lowercase());
    let counted = format!("({reference:?}, ");
    let rows = format!("reference: {reference:?}, version");
    let is_listed = answer.contains(&rows) || answer.contains(&counted);
    if SECRETS.iter().any(tells) || is_listed && !question.contains(RESTRICTED) {
        's'
    } else if PLANNED.iter().any(tells) {
        'p'
    } else {
        '-'
    }
}

/// One or more of every kind, about this case where one is named.
fn requests(case: &str) -> Vec<Request> {
    let diary = |owner: Option<&str>| {
        Request::Diary(DiaryRequest {
            owner: owner.map(str::to_owned),
            limit: 100,
            ..DiaryRequest::default()
        })
    };
    let actions = |filter: &str| {
        let filter = ActionFilter::parse(filter).unwrap();
        Request::Actions(ActionRequest { filter, today: today(), after: None, limit: 100 })
    };
    let entries = |register: char| {
        let filter = EntryFilter::default();
        Request::Entries(EntryRequest { register, filter, today: today(), after: None, limit: 100 })
    };
    let period = Period { from: Some(on("2026-03-01")), to: today(), as_of: today() };
    let (from, to) = (on("2026-03-01"), today());
    let year = FinancialYear::of(today());
    let duplicate = Command::LinkDuplicate(LinkDuplicate { of: case_of(case), on: today() });
    let add = OfficeCommand::Add { list: ListKind::Themes, names: vec!["Delay".into()] };
    vec![
        Request::Hello,
        Request::Registers,
        Request::Leading,
        Request::InHand { today: today() },
        entries('F'),
        entries('M'),
        Request::List(list_request("")),
        Request::List(list_request("is:open")),
        Request::List(list_request("owner:named")),
        Request::List(list_request("is:late")),
        Request::List(list_request(&SECRETS[1].to_lowercase())),
        Request::List(list_request(case)),
        Request::Near(Filter::parse(&misspelt(&SECRETS[1].to_lowercase())).unwrap()),
        Request::Export(list_request("")),
        Request::Since { login: "owner".into(), after: DateTime::UNIX_EPOCH, today: today() },
        Request::Since { login: "named".into(), after: DateTime::UNIX_EPOCH, today: today() },
        Request::Status,
        Request::Compare,
        Request::WhatMoves(OfficeCommand::SetClosures(vec![today()])),
        Request::Counts { today: today() },
        Request::Record(case_of(case).into()),
        Request::History(case_of(case).into()),
        Request::History("P26-001".parse().unwrap()),
        Request::History("26-0003".parse().unwrap()),
        Request::History("office".parse().unwrap()),
        Request::Record(case_of("26-0003").into()),
        diary(None),
        diary(Some("named")),
        Request::Report { period, service: None },
        Request::ReportPart(Box::new(ReportPart::of(period, Scope::All))),
        Request::Counted { period, scope: Scope::All },
        Request::RegisterCounts { period, before: None, scope: Scope::All },
        Request::RecordAt(case_of(case).into(), 1),
        Request::RecordAt(case_of("26-0003").into(), 2),
        Request::Flaws(Box::default()),
        Request::Record(year.into()),
        Request::Years,
        Request::Do(vec![Ask::on(year, YearCommand::WriteContext(Box::default()))]),
        ask(Some(case), Command::Note(Note { text: "Hello".into(), about: None })),
        ask(Some(case), AnyCommand::TakeBack(Which::default())),
        ask(Some(case), Command::LiftRestriction(Reason { reason: "x".into() })),
        ask(Some(OPEN), duplicate),
        Request::Record("P26-001".parse().unwrap()),
        Request::Plans,
        Request::PlansOf(case_of(case)),
        Request::NamedIn(year),
        actions(""),
        actions(case),
        Request::CameBack { until: to },
        Request::Months(MonthsRequest { theme: None, service: None, from, to }),
        ask_plan(None, plan_about(&[case])),
        ask_plan(
            Some("P26-001"),
            PlanCommand::AddFailing(Failing { case: Some(case_of(case)), ..Failing::default() }),
        ),
        Request::Do(vec![Ask::on(TheOffice, add)]),
        Request::Try(vec![Ask::on(case_of(case), Command::Note(Note { text: "Hello".into(), about: None }))]),
        Request::Retention,
        Request::HeldAbout(KnownAs::typed([SECRETS[1]])),
        Request::CasesOf { person: KnownAs::typed([SECRETS[2]]), but: None },
        Request::TakePaper(PaperPart { name: "letter".into(), offset: 0, bytes: b"Dear".to_vec() }),
        Request::PaperPart { case: case_of(case), number: 1, offset: 0 },
    ]
}

#[test]
fn figures_count_a_restricted_case_and_the_lists_behind_them_leave_it_out() {
    let place = Place::new();
    let period = Period { from: Some(on("2026-03-01")), to: today(), as_of: today() };
    for (login, listed) in [("named", 3), ("other", 2)] {
        let part = Request::ReportPart(Box::new(ReportPart::of(period, Scope::All)));
        let Ok(Reply::ReportPart(part)) = place.call(login, part) else { panic!("figures") };
        let Ok(Reply::Counted(cases)) = place.call(login, Request::Counted { period, scope: Scope::All })
        else {
            panic!("a list")
        };
        assert_eq!((part.sum.received, cases.len()), (3, listed), "{login}");
        let Ok(Reply::List { rows, .. }) = place.call(login, Request::List(list_request("received:2026-03")))
        else {
            panic!("a list")
        };
        assert_eq!(rows.len(), listed, "{login}");
    }
}

#[test]
fn what_is_undone_after_somebody_looked_is_told_in_its_own_words() {
    let place = Place::new();
    place.done("boss", ask(Some(RESTRICTED), Command::Note(Note { text: "Rang twice".into(), about: None })));
    place.call("auditor", Request::Record(case_of(RESTRICTED).into())).expect("may");
    place.done("boss", ask(Some(RESTRICTED), AnyCommand::TakeBack(Which::default())));
    let moments = place.moments("boss", RESTRICTED);
    let undone = moments.iter().flat_map(|it| &it.happenings).find(|it| it.kind == "Undone");
    assert!(undone.is_some_and(|it| it.words.contains("Rang twice")), "{undone:?}");
}

#[test]
fn what_each_person_has_in_hand_is_as_many_cases_as_their_list_has_for_whoever_asks() {
    let place = Place::new();
    for login in ["named", "other", "boss"] {
        let Ok(Reply::InHand(hands)) = place.call(login, Request::InHand { today: today() }) else {
            panic!("numbers")
        };
        assert!(!hands.is_empty());
        for hand in hands {
            let owner = hand.owner.as_deref().unwrap_or("none");
            let count =
                |filter: &str| place.listed(login, &format!("is:open owner:{owner} {filter}")).len() as u64;
            assert_eq!((hand.open, hand.late), (count(""), count("is:late")), "{login}: {owner}");
        }
    }
}

#[test]
fn a_publication_keeps_every_case_that_counts_whoever_freezes_it_and_shows_each_to_those_who_may_see_it() {
    let place = Place::new();
    let period = Period { from: Some(on("2026-01-01")), to: today(), as_of: today() };
    let Ok(Reply::Counted(cases)) = place.call("manager", Request::Counted { period, scope: Scope::All })
    else {
        panic!("a list")
    };
    let cases = written(&cases);
    let text = format!("Received: 3\nThe longest: {RESTRICTED}\n");
    let publication = Publication {
        document: "board".into(),
        service: None,
        organisation: None,
        period: "2025-26 Q4".into(),
        from: period.from,
        to: period.to,
        as_of: period.as_of,
        on: today(),
        by: String::new(),
        reason: String::new(),
        figures: vec![
            ("Received".into(), "3".into()),
            ("Learning: words".into(), format!("From {RESTRICTED}.")),
        ],
        definitions: Vec::new(),
        sha256: sha256(&cases),
        cases,
        text_sha256: sha256(&text),
        text,
    };
    let year = FinancialYear::of(today());
    let freeze = Ask::on(year, YearCommand::Freeze(Box::new(publication)));
    place.done("manager", Request::Do(vec![freeze]));
    let kept = |login: &str| match place.call(login, Request::Record(year.into())) {
        Ok(Reply::Record(AnyRecord::Year(it))) => it.publications[0].clone(),
        other => panic!("{other:?}"),
    };
    let (named, manager) = (kept("named"), kept("manager"));
    assert_eq!((named.cases.lines().count(), sha256(&named.cases)), (3, named.sha256.clone()));
    assert!(named.cases.contains(RESTRICTED) && !manager.cases.contains(RESTRICTED), "{manager:?}");
    assert!(named.text.contains(RESTRICTED) && manager.text.is_empty(), "{manager:?}");
    assert_eq!((named.figures.len(), manager.figures.len()), (2, 1));
    assert_eq!((manager.cases.lines().count(), manager.sha256), (2, named.sha256));
}

#[test]
fn the_numbers_above_a_list_are_those_of_its_lines() {
    let place = Place::new();
    let counted = |login: &str| {
        let Ok(Reply::Counts(it)) = place.call(login, Request::Counts { today: today() }) else {
            panic!("counts")
        };
        let Ok(Reply::List { rows, .. }) = place.call(login, Request::List(list_request("is:open"))) else {
            panic!("a list")
        };
        let all = DiaryRequest { to: Some(today()), limit: usize::MAX, ..DiaryRequest::default() };
        let Ok(Reply::Diary(lines)) = place.call(login, Request::Diary(all)) else { panic!("a diary") };
        let late = lines.iter().filter(|it| it.due < today()).count();
        assert_eq!((it.open, it.owed_late), (rows.len() as u64, late as u64), "{login}");
        let reviews = DiaryRequest { is_reviews: true, limit: usize::MAX, ..DiaryRequest::default() };
        let Ok(Reply::Diary(lines)) = place.call(login, Request::Diary(reviews)) else { panic!("a diary") };
        let late = lines.iter().filter(|it| it.due < today()).count();
        assert_eq!(it.reviews_late, late as u64, "{login}");
        it.open
    };
    assert!(counted("other") < counted("named"));
}

#[test]
fn whoever_only_handles_cases_sees_of_registers_what_is_theirs_among_the_reviews() {
    let place = Place::new();
    let enter = |values: &str| {
        let json = format!(r#"{{"register":"meetings","values":{values}}}"#);
        let enter = EntryCommand::Enter(serde_json::from_str(&json).expect("an entry"));
        place.done("manager", Request::Do(vec![Ask::first(enter)]));
    };
    enter(r#"{"kind":"board","due":"2026-03-02"}"#);
    enter(r#"{"kind":"plans","held":"2026-02-02","decisions":"Train | other | 2026-03-03"}"#);
    let seen = |login: &str| {
        let Ok(Reply::Counts(it)) = place.call(login, Request::Counts { today: today() }) else {
            panic!("counts")
        };
        let lines = |is_reviews| {
            let asked =
                DiaryRequest { is_reviews, to: Some(today()), limit: usize::MAX, ..DiaryRequest::default() };
            let Ok(Reply::Diary(lines)) = place.call(login, Request::Diary(asked)) else { panic!("a diary") };
            lines.iter().filter(|it| matches!(it.on, RecordRef::Entry(_))).count()
        };
        (it.registers_late, lines(true), lines(false))
    };
    assert_eq!(seen("manager"), (2, 2, 2));
    assert_eq!((seen("other"), seen("named")), ((1, 1, 2), (0, 0, 2)));
}

#[test]
fn every_kind_of_request_is_asked() {
    let asked: BTreeSet<&str> = requests(RESTRICTED).iter().map(|it| row(it).0).collect();
    assert_eq!(asked.len(), KINDS);
}

#[test]
fn every_kind_of_request_tells_of_a_restricted_case_only_whom_its_row_names() {
    let mut wrong = Vec::new();
    for (place_of, login) in SIGHTS.iter().enumerate() {
        let place = Place::new();
        let mut most: BTreeMap<&str, (char, char)> = BTreeMap::new();
        for request in requests(RESTRICTED) {
            let (kind, row) = row(&request);
            let expected = row.as_bytes()[place_of] as char;
            let answer = format!("{:?}", place.call(login, request.clone()));
            let found = told(&request, &answer);
            let it = most.entry(kind).or_insert(('-', expected));
            // The letters go from the most to the least: s, p, -.
            it.0 = it.0.max(found);
        }
        wrong.extend(most.iter().filter(|it| it.1.0 != it.1.1).map(|it| format!("{login}, {it:?}")));
    }
    assert!(wrong.is_empty(), "found, expected:\n{}", wrong.join("\n"));
}

#[test]
fn a_restricted_case_is_in_no_answer_to_whoever_is_not_named_in_any_role() {
    let place = Place::new();
    for (login, role) in PEOPLE.iter().filter(|it| !["named", "auditor"].contains(&it.0)) {
        for request in requests(RESTRICTED) {
            let answer = format!("{:?}", place.call(login, request.clone()));
            let most = if *login == "owner" { 'p' } else { '-' };
            assert!(told(&request, &answer) <= most, "{login}, {role}: {request:?}\n{answer}");
        }
    }
}

#[test]
fn a_restricted_reference_is_answered_exactly_as_one_that_was_never_logged() {
    let place = Place::new();
    let plain = |reference: &str, answer: &Result<Reply, Fault>| {
        let debug = format!("{:?}", case_of(reference));
        let words = reference.to_lowercase();
        format!("{answer:?}").replace(&debug, "IT").replace(reference, "IT").replace(&words, "IT")
    };
    for login in ["other", "manager", "senior", "records", "owner"] {
        for (hidden, missing) in requests(RESTRICTED).into_iter().zip(requests(NEVER_LOGGED)) {
            if hidden == missing {
                continue;
            }
            let question = format!("{login}: {hidden:?}");
            let (hidden, missing) = (place.call(login, hidden), place.call(login, missing));
            let (hidden, missing) = (plain(RESTRICTED, &hidden), plain(NEVER_LOGGED, &missing));
            // A filter's words come back cut up into letters and numbers.
            let (hidden, missing) = (hidden.replace("0001", "N"), missing.replace("0009", "N"));
            assert_eq!(hidden, missing, "{question}");
        }
    }
}

#[test]
fn what_is_said_back_of_references_that_somebody_typed_tells_none_that_is_restricted() {
    let place = Place::new();
    place.plan_done("boss", ask_plan(Some("P26-001"), PlanCommand::LetPlanOut(because())));
    let said = |typed: &str| {
        let [failing, learning] = ["Letters were late.", "To write sooner."].map(str::to_owned);
        let change = format!("As in {typed} we did.");
        let words = WriteForPublic { failing, learning, change, names_nobody: Vec::new() };
        let public = ask_plan(Some("P26-001"), PlanCommand::WriteForPublic(Box::new(words)));
        let Err(Fault::Refused(refused)) = place.step("other", public) else { panic!("it names a record") };
        assert!(refused.why.contains(&format!("“{typed}”")), "{refused}");
        refused.to_string().replace(typed, "IT")
    };
    assert_eq!(said(RESTRICTED), said(NEVER_LOGGED));
    // What they did not type is covered as ever.
    let mut sight = Refusal::of_step(format!("It repeats {RESTRICTED}, “{RESTRICTED} late”."), "");
    let session = place.desk.session("other");
    let of_other = Sight::of(session.view(), session.house(), "other", today()).expect("somebody");
    if let Fault::Refused(it) = of_other.fault(sight.clone().into(), &[format!("as in {RESTRICTED}")]) {
        sight = it;
    }
    assert_eq!(sight.why, "It repeats a restricted case, “a restricted case late”.");
}

#[test]
fn a_restricted_case_is_counted_in_figures_all_the_same_and_in_no_breakdown_by_what_it_is_about() {
    let place = Place::new();
    let of = |login: &str, service| {
        let period = Period { from: Some(on("2026-03-01")), to: today(), as_of: today() };
        match place.call(login, Request::Report { period, service }) {
            Ok(Reply::Report { sum, .. }) => sum,
            other => panic!("{other:?}"),
        }
    };
    let total = |login: &str| of(login, None);
    let (other, named) = (total("other"), total("named"));
    assert_eq!((other.received, other.open, other.closed), (named.received, named.open, named.closed));
    assert_eq!((other.apart, named.apart), (1, 0));
    // By what they are about the one says no more than their own list does.
    let claims = Some(ServiceId(1));
    assert_eq!((named.received_by_service[&claims], other.received_by_service[&claims]), (3, 2));
    assert_eq!((other.received_by_service[&None], other.received_by_channel[&None]), (1, 3));
    assert_eq!(of("other", claims).received, 2);
    assert_eq!(place.listed("other", ""), [OPEN, "26-0003"]);
    assert_eq!(place.listed("named", ""), [RESTRICTED, OPEN, "26-0003"]);
}

#[test]
fn a_link_to_a_restricted_case_is_shown_without_its_number_and_kept_whoever_changes_the_plan() {
    let place = Place::new();
    let cases = |login: &str| match place.call(login, Request::Record("P26-001".parse().unwrap())) {
        Ok(Reply::Record(AnyRecord::Plan(plan))) => plan.linked_cases(),
        other => panic!("{other:?}"),
    };
    place.plan_done("boss", ask_plan(Some("P26-001"), PlanCommand::LetPlanOut(because())));
    assert_eq!(cases("other"), [LinkedCase::Restricted, LinkedCase::Case(case_of(OPEN))]);
    let note = PlanCommand::PlanNote(Note { text: "Going well".into(), about: None });
    place.plan_done("other", ask_plan(Some("P26-001"), note));
    let facts = vec![InvolvementFact::InformedHowOften("Monthly".into())];
    let part = PlanCommand::Involve(Involve { case: Some(case_of(RESTRICTED)), facts });
    place.plan_done("boss", ask_plan(Some("P26-001"), part));
    assert_eq!(cases("named"), [RESTRICTED, OPEN].map(|it| LinkedCase::Case(case_of(it))));
    let told = format!("{:?}", place.moments("other", "P26-001"));
    assert!(told.contains("(a restricted case)") && told.contains("A restricted case: How often"), "{told}");
    // However it is typed, and also what comes of it.
    let digits = RESTRICTED.chars().map(|it| match it.to_digit(10) {
        Some(it) => char::from_u32('０' as u32 + it).unwrap(),
        None => '\u{2011}',
    });
    let (wide, short) = (digits.collect::<String>(), RESTRICTED.replace("-000", "-"));
    let text = format!("See {wide}, case {short} and {OPEN}.");
    let note = PlanCommand::PlanNote(Note { text, about: None });
    place.plan_done("boss", ask_plan(Some("P26-001"), note));
    let told = format!("{:?}", place.moments("other", "P26-001"));
    let expected = format!("See a restricted case, a restricted case and {OPEN}.");
    assert!(told.contains(&expected), "{told}");
}

#[test]
fn a_plan_and_an_entry_that_come_of_a_restricted_case_are_kept_with_it_until_somebody_lets_them_out() {
    let place = Place::new();
    let values =
        [("group", "supporter"), ("case", RESTRICTED), ("on", "2026-03-30"), ("own_words", "Wombat")];
    let values: Values = values.iter().map(|it| (it.0.to_owned(), Value::Text(it.1.into()))).collect();
    let entered =
        Request::Do(vec![Ask::first(EntryCommand::Enter(Enter { register: "feedback".into(), values }))]);
    place.done("boss", entered);
    let sees = |login: &str| {
        ["P26-001", "F26-001"].map(|it| place.call(login, Request::Record(it.parse().unwrap())).is_ok())
    };
    assert_eq!((sees("named"), sees("other"), sees("manager")), ([true; 2], [false; 2], [false; 2]));
    // It is restricted in the same way, and not a plan that somebody hides: what it is kept with is said.
    let Ok(Reply::Record(AnyRecord::Plan(plan))) =
        place.call("named", Request::Record("P26-001".parse().unwrap()))
    else {
        panic!("a plan")
    };
    assert_eq!(plan.kept_with, [case_of(RESTRICTED)]);
    // Lists say so too, so that no file that is made of them holds it.
    let (filter, register) = (EntryFilter::default(), 'F');
    let list = EntryRequest { register, filter, today: today(), after: None, limit: 9 };
    let Ok(Reply::Entries(entries)) = place.call("named", Request::Entries(list)) else { panic!("no list") };
    assert_eq!(entries[0].kept_with, [case_of(RESTRICTED).into()]);
    let Ok(Reply::Plans(plans)) = place.call("named", Request::Plans) else { panic!("no plans") };
    assert_eq!(plans[0].kept_with, [case_of(RESTRICTED)]);
    // Who does not see it cannot let it out.
    let let_out = || ask_plan(Some("P26-001"), PlanCommand::LetPlanOut(because()));
    assert!(matches!(place.step("manager", let_out()), Err(Fault::Missing(_))));
    place.plan_done("boss", let_out());
    let entry = Some("F26-001".parse().unwrap());
    let let_out = EntryCommand::LetEntryOut(because());
    place.done("boss", Request::Do(vec![Ask { on: entry, ..Ask::first(let_out) }]));
    assert_eq!((sees("named"), sees("other"), sees("manager")), ([true; 2], [true; 2], [true; 2]));
    for reference in ["P26-001", "F26-001"] {
        let shown = format!("{:?}", place.call("other", Request::Record(reference.parse().unwrap())));
        let let_out = shown.split("let_out: [").nth(1).and_then(|it| it.split(']').next()).expect("a list");
        assert!(!let_out.contains("number: 1 }"), "nor is it told of which case: {let_out}");
    }
    place.plan_done("boss", ask_plan(Some("P26-001"), PlanCommand::KeepPlanIn(because())));
    assert_eq!(sees("other"), [false, true]);
}

#[test]
fn a_reference_of_what_is_kept_from_whoever_types_it_is_refused_as_one_of_nothing_however_and_wherever_it_stands()
 {
    let place = Place::new();
    let enter = |login: &str, register: &str, values: &[(&str, &str)]| {
        let text = |it: &(&str, &str)| (it.0.to_owned(), Value::Text(it.1.into()));
        let values = values.iter().map(text).collect();
        place.step(
            login,
            Request::Do(vec![Ask::first(EntryCommand::Enter(Enter { register: register.into(), values }))]),
        )
    };
    let agreed =
        [("sort", "press"), ("name", "News"), ("listed_on", "2026-03-02"), ("agreed_on", "2026-03-02")];
    enter("boss", "stakeholders", &agreed).expect("is entered");
    let alone = EntryCommand::RestrictEntry(Restriction {
        to: vec!["boss".into()],
        not_for: Vec::new(),
        reason: "x".into(),
    });
    let stakeholder = Some("S26-001".parse().unwrap());
    place.done("boss", Request::Do(vec![Ask { on: stakeholder, ..Ask::first(alone) }]));
    let publication = |login: &str, more: &[(&str, &str)]| {
        let told = [("what", "Learning"), ("written_by", login), ("due", "2026-04-20")];
        enter(login, "publications", &[&told, more].concat())
    };
    for (field, typed) in
        [("sent_to", "S26-001 | 2026-12-12 | "), ("sent_to", " s26-001|2026-12-12"), ("plan", " p26-001 ")]
    {
        let why = publication("senior", &[(field, typed)]).expect_err("is kept from them").to_string();
        let never = typed.replace("26-001", "26-099");
        let of_nothing = publication("senior", &[(field, &never)]).expect_err("was never made").to_string();
        assert_eq!(why.replace("26-001", "26-099"), of_nothing, "{typed}");
    }
    // Nor does somebody else’s publishing hide it from whoever wrote it.
    publication("senior", &[("approved_by", "boss"), ("place", "Website"), ("scope", "local")])
        .expect("is entered");
    let at: RecordRef = "U26-001".parse().unwrap();
    let days = ["approved_on", "published_on"].map(|it| (it.to_owned(), Value::Text("2026-03-31".into())));
    let fill_in = FillIn { values: days.into_iter().collect(), ..FillIn::default() };
    let publish = Ask { on: Some(at), ..Ask::first(EntryCommand::FillIn(fill_in)) };
    place.done("boss", Request::Do(vec![publish]));
    assert!(place.call("senior", Request::Record(at)).is_ok());
}

#[test]
fn a_register_is_not_there_for_whoever_may_not_read_it_and_oversight_reads_returns_alone() {
    let place = Place::new();
    let enter = |register: &str, values: &[(&str, &str)]| {
        let values = values.iter().map(|it| (it.0.to_owned(), Value::Text(it.1.into()))).collect();
        let command = EntryCommand::Enter(Enter { register: register.into(), values });
        place.done("boss", Request::Do(vec![Ask::first(command)]));
    };
    enter(
        "demographics",
        &[("question", "Zygote"), ("on", "2026-03-02"), ("answers", "Yes | 3"), ("next", "2026-03-03")],
    );
    let body = [("organisation", "Claims Agency"), ("relation", "agency"), ("period", "2025-26 Q4")];
    enter("bodies", &[&body[..], &[("due", "2026-03-02"), ("remarks", "Zeppelin")]].concat());
    let of_entry = |register: char| {
        let on: RecordRef = format!("{register}26-001").parse().expect("a reference");
        let (filter, today) = (EntryFilter::default(), today());
        let list = EntryRequest { register, filter, today, after: None, limit: 9 };
        [Request::Record(on), Request::History(on), Request::Entries(list)]
    };
    let reads = |login: &str, register| {
        let told = of_entry(register).map(|it| place.call(login, it).is_ok());
        (told[0], told[2])
    };
    for (login, expect) in [
        ("boss", [true, true]),
        ("manager", [true, true]),
        ("senior", [true, true]),
        ("auditor", [true, true]),
        ("parent", [false, true]),
        ("other", [false, false]),
        ("owner", [false, false]),
        ("records", [false, false]),
        ("admin", [false, false]),
    ] {
        for (register, expect) in ['D', 'B'].into_iter().zip(expect) {
            assert_eq!(reads(login, register), (expect, expect), "{login} {register}");
        }
    }
    for request in requests(OPEN).into_iter().chain(of_entry('D')).chain(of_entry('B')) {
        let told = format!("{:?}", place.call("other", request.clone()));
        assert!(!told.contains("Zygote") && !told.contains("Zeppelin"), "{request:?}: {told}");
    }
    assert!(place.call("parent", Request::Record(OPEN.parse().unwrap())).is_err());
}

#[test]
fn what_a_restricted_entry_says_is_told_neither_by_what_is_owed_again_nor_by_what_is_counted() {
    let place = Place::new();
    let values = [("group", "Zygote"), ("on", "2026-03-02"), ("views", "Zeppelin"), ("next", "2026-03-30")];
    let values = values.iter().map(|it| (it.0.to_owned(), Value::Text(it.1.into()))).collect();
    let command = EntryCommand::Enter(Enter { register: "engagement".into(), values });
    place.done("boss", Request::Do(vec![Ask::first(command)]));
    let told = || {
        let all = requests(OPEN).into_iter().map(|it| format!("{:?}", place.call("other", it)));
        all.filter(|it| it.contains("Zygote") || it.contains("Zeppelin")).count()
    };
    assert!(0 < told(), "before it is restricted it is told");
    let to = Restriction { to: vec!["named".into(), "boss".into()], not_for: Vec::new(), reason: "x".into() };
    let on = Some("E26-001".parse().unwrap());
    place.done("boss", Request::Do(vec![Ask { on, ..Ask::first(EntryCommand::RestrictEntry(to)) }]));
    assert_eq!(told(), 0);
}

#[test]
fn an_id_that_was_used_before_tells_nothing_of_a_case_that_is_kept_from_whoever_used_it() {
    let place = Place::new();
    let receive = Ask { id: "once".into(), ..Ask::first(complaint("Mine", "Brown", "Delay")) };
    let again = || place.step("other", Request::Do(vec![receive.clone()]));
    assert_eq!(again(), Ok(1));
    place.done("boss", ask(Some("26-0004"), restrict(&["named", "boss"], &["other"])));
    assert_eq!(again(), Err(Fault::Missing(case_of("26-0004").into())));
}

#[test]
fn what_nobody_keeps_in_is_not_let_out_before_somebody_thinks_of_it() {
    let place = Place::new();
    place.plan_done("boss", ask_plan(None, plan_about(&[OPEN])));
    let let_out = place.step("boss", ask_plan(Some("P26-002"), PlanCommand::LetPlanOut(because())));
    assert!(let_out.expect_err("open").to_string().contains("Nothing that it comes of is restricted"));
}

#[test]
fn nobody_is_given_a_plan_or_an_action_that_comes_of_what_is_kept_from_them() {
    let place = Place::new();
    let give = |plan: &str, to: &str| {
        let command = PlanCommand::AmendPlan(vec![PlanFact::Owner(to.into())]);
        place.step("boss", ask_plan(Some(plan), command)).map_err(|it| it.to_string())
    };
    let refusal = give("P26-001", "other").expect_err("may not see the case");
    assert!(refusal.contains("other Jones may not see") && refusal.contains("let-plan-out"), "{refusal}");
    assert!(give("P26-001", "named").is_ok());
    // Nor does a plan come to tell of what is kept from those who work on it.
    place.plan_done("boss", ask_plan(None, plan_about(&[OPEN])));
    assert!(give("P26-002", "other").is_ok());
    let failing = Failing { case: Some(case_of(RESTRICTED)), what: "x".into(), ..Failing::default() };
    let add = || ask_plan(Some("P26-002"), PlanCommand::AddFailing(failing.clone()));
    assert!(
        place.step("boss", add()).expect_err("other reads it").to_string().contains("other Jones may not")
    );
    // Who is excluded stays so, whatever is let out.
    place.done("boss", ask(Some(RESTRICTED), restrict(&["named", "boss"], &["manager"])));
    place.plan_done("boss", ask_plan(Some("P26-001"), PlanCommand::LetPlanOut(because())));
    assert!(give("P26-001", "other").is_ok());
    assert!(give("P26-001", "manager").expect_err("excluded").contains("Choose somebody else."));
    assert!(matches!(
        place.call("manager", Request::Record("P26-001".parse().unwrap())),
        Err(Fault::Missing(_))
    ));
}

#[test]
fn who_was_given_an_action_before_goes_on_seeing_its_plan_and_cannot_be_excluded_unawares() {
    let place = Place::new();
    let plan = || Request::Record("P26-001".parse().unwrap());
    assert!(place.call("owner", plan()).is_ok() && place.call("other", plan()).is_err());
    let exclude = ask(Some(RESTRICTED), restrict(&["named", "boss"], &["owner"]));
    let refusal = place.step("boss", exclude).expect_err("has an action").to_string();
    assert!(refusal.contains("owner Jones is responsible for plan P26-001"), "{refusal}");
}

#[test]
fn of_a_plan_that_is_kept_from_somebody_documents_count_what_everybody_counts_and_tell_nothing() {
    let place = Place::new();
    let plans = |login: &str| match place.call(login, Request::Plans) {
        Ok(Reply::Plans(plans)) => plans,
        other => panic!("{other:?}"),
    };
    let (whole, outline) = (plans("named"), plans("other"));
    assert_eq!((whole.len(), outline.len()), (1, 1));
    let counted = |it: &Plan| (it.stage(), it.facts.service, it.actions[0].facts.due, it.actions[0].stage());
    assert_eq!(counted(&whole[0]), counted(&outline[0]));
    let told = format!("{outline:?}");
    assert!(outline[0].is_outline && SECRETS.iter().chain(&PLANNED).all(|it| !told.contains(it)), "{told}");
}

#[test]
fn a_conflict_of_interest_hides_a_case_from_one_person_and_from_nobody_else() {
    let place = Place::new();
    place.done("boss", ask(Some(OPEN), restrict(&[], &["manager"])));
    assert_eq!(place.listed("manager", ""), ["26-0003"]);
    assert_eq!(place.listed("other", ""), [OPEN, "26-0003"]);
    let missing = place.call("manager", Request::Record(case_of(OPEN).into()));
    assert_eq!(missing, Err(Fault::Missing(case_of(OPEN).into())));
}

#[test]
fn opening_and_exporting_a_restricted_case_is_written_down_once_for_each_person_and_day() {
    let place = Place::new();
    assert_eq!(place.looks(), [("auditor".into(), "Read".into())]);
    for _ in 0..2 {
        place.call("named", Request::Record(case_of(RESTRICTED).into())).expect("may");
        place.call("named", Request::History(case_of(RESTRICTED).into())).expect("may");
        place.call("named", Request::Export(list_request(""))).expect("may");
    }
    place.call("named", Request::Record(case_of(OPEN).into())).expect("may");
    let expect = [("auditor", "Read"), ("named", "Read"), ("named", "Exported")];
    assert_eq!(place.looks(), expect.map(|(by, how)| (by.to_owned(), how.to_owned())));
}

#[test]
fn whoever_may_not_read_the_trail_does_not_learn_who_has_looked() {
    let place = Place::new();
    place.call("auditor", Request::Record(case_of(RESTRICTED).into())).expect("may");
    let moments = place.moments("named", RESTRICTED);
    assert!(moments.iter().all(|it| it.by == "boss"), "{moments:?}");
    assert!(!place.looks().is_empty());
}

#[test]
fn who_is_named_on_a_restricted_case_is_told_who_looked_at_it_and_nobody_else_is() {
    let place = Place::new();
    for login in ["named", "auditor"] {
        place.call(login, Request::Record(case_of(RESTRICTED).into())).expect("may");
    }
    let told = |login: &str| match place
        .call(login, Request::Since { login: login.into(), after: DateTime::UNIX_EPOCH, today: today() })
    {
        Ok(Reply::Since(it)) => it.looked.into_iter().map(|it| (it.by, it.what)).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(told("named"), [("auditor".to_owned(), "Read".to_owned())]);
    assert_eq!(told("boss").len(), 2);
    assert!(told("other").is_empty() && told("auditor").is_empty());
}

#[test]
fn what_an_auditor_sees_of_a_restricted_case_on_a_list_or_a_plan_is_written_down_as_a_look_at_it_is() {
    for request in [
        Request::List(list_request("is:open")),
        Request::Record(RecordRef::Plan("P26-001".parse().expect("a reference"))),
        Request::Plans,
        Request::Diary(DiaryRequest { limit: 100, ..DiaryRequest::default() }),
        Request::Actions(ActionRequest {
            filter: ActionFilter::default(),
            today: today(),
            after: None,
            limit: 100,
        }),
    ] {
        let place = Place::new();
        for login in ["named", "other", "auditor", "auditor"] {
            drop(place.call(login, request.clone()));
        }
        let since = Request::Since { login: "named".into(), after: DateTime::UNIX_EPOCH, today: today() };
        let Ok(Reply::Since(told)) = place.call("named", since) else { panic!("what happened") };
        let told: Vec<_> = told.looked.iter().map(|it| (it.by.as_str(), it.what.as_str())).collect();
        assert_eq!(told, [("auditor", "Read")], "{request:?}");
    }
}

#[test]
fn a_records_officer_finds_people_and_no_words_in_what_is_kept_from_them() {
    let place = Place::new();
    let text = "The Wren Foxglove of the royal hospital bed, about a budget".into();
    let note = Note { text, about: None };
    place.done("named", ask(Some(RESTRICTED), Command::Note(note)));
    let held = |words: &str| match place.call("records", Request::HeldAbout(KnownAs::typed([words]))) {
        Ok(Reply::HeldAbout(it)) => Some((it.records.len(), it.is_partly_hidden)),
        Ok(other) => panic!("{other:?}"),
        Err(_) => None,
    };
    for words in ["budget", "Budget", "hospital bed", "Hospital Bed", "Foxglove"] {
        assert_eq!(held(words), Some((0, true)), "{words}");
    }
    for name in ["Wren Foxglove", SECRETS[2]] {
        assert_eq!(held(name), None, "{name} is somebody");
    }
    // Nor is it said that nothing is held where it was only written otherwise.
    let others = "Told O. Zephyrine, Miss Trelawney and Wang Xiu; then Marsh of the Ward";
    place.done("named", ask(Some(RESTRICTED), Command::Note(Note { text: others.into(), about: None })));
    for name in ["Olive Zephyrine", "Dora Trelawney", "Xiu Wang"] {
        assert_eq!(held(name), None, "{name} may be somebody");
    }
    for words in ["Marsh", "Marsh Ward", "Anna Marsh", "ward"] {
        assert_eq!(held(words), Some((0, true)), "{words}");
    }
}

#[test]
fn a_records_officer_is_told_how_many_restricted_cases_reach_the_end_of_their_time_and_whom_to_ask() {
    let place = Place::new();
    let kept = |login: &str| match place.call(login, Request::Retention) {
        Ok(Reply::Retention(kept)) => kept,
        other => panic!("{other:?}"),
    };
    // All are linked, and one of them is open.
    assert_eq!(kept("records").told_of_hidden(NaiveDate::MAX), None);
    let close = |on: &str| {
        let reason = "Asked".into();
        let close = CloseWithoutFinding { on: today(), outcome: Outcome::Withdrawn, reason };
        place.step("boss", ask(Some(on), Command::CloseWithoutFinding(close)))
    };
    close(RESTRICTED).expect("is closed");
    close(OPEN).expect("is closed");
    let hidden = kept("records").hidden;
    assert_eq!(hidden.len(), 1, "of the three");
    let told = kept("records").told_of_hidden(hidden[0]).expect("reaches it");
    assert!(
        told.starts_with("1 restricted case that is kept from you reaches the end of its time by ")
            && told.ends_with("Ask B Boss, who may see it, to name you on it.")
            && !told.contains(RESTRICTED),
        "{told}"
    );
    assert_eq!(kept("records").told_of_hidden(hidden[0].pred_opt().expect("a day")), None);
}

#[test]
fn looks_at_a_restricted_entry_are_written_down_and_told_as_those_at_a_case_are() {
    let place = Place::new();
    let text = |it: (&str, &str)| (it.0.to_owned(), Value::Text(it.1.into()));
    let values = [("sort", "press"), ("name", "Gazette"), ("listed_on", "2026-03-02")].map(text);
    let enter = Enter { register: "stakeholders".into(), values: values.into_iter().collect() };
    place.done("boss", Request::Do(vec![Ask::first(EntryCommand::Enter(enter))]));
    let on: RecordRef = "S26-001".parse().expect("a reference");
    let alone =
        Restriction { to: vec!["manager".into(), "boss".into()], not_for: vec![], reason: "x".into() };
    let step = Ask { on: Some(on), ..Ask::first(EntryCommand::RestrictEntry(alone)) };
    let version = place.done("boss", Request::Do(vec![step]));
    let list =
        EntryRequest { register: 'S', filter: EntryFilter::default(), today: today(), after: None, limit: 9 };
    for request in [Request::Entries(list.clone()), Request::Entries(list), Request::Record(on)] {
        place.call("auditor", request).expect("may");
    }
    let since = Request::Since { login: "manager".into(), after: DateTime::UNIX_EPOCH, today: today() };
    let Ok(Reply::Since(told)) = place.call("manager", since) else { panic!("what happened") };
    let told: Vec<_> = told.looked.iter().map(|it| (it.by.as_str(), it.what.as_str(), &*it.about)).collect();
    assert_eq!(told, [("auditor", "Read", "press, Gazette")]);
    let looks = place.moments("auditor", "S26-001").into_iter().filter(|it| it.by == "auditor").count();
    assert_eq!(looks, 1, "once a day");
    match place.call("manager", Request::Record(on)) {
        Ok(Reply::Record(AnyRecord::Entry(it))) => assert_eq!(it.version, version, "nothing is other"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn whoever_is_named_on_a_restricted_case_is_told_that_its_restriction_was_changed() {
    let place = Place::new();
    let changed = |login: &str| match place
        .call(login, Request::Since { login: login.into(), after: DateTime::UNIX_EPOCH, today: today() })
    {
        Ok(Reply::Since(it)) => it.changed.into_iter().filter(|it| it.by == "admin").count(),
        other => panic!("{other:?}"),
    };
    let it = LetIn { who: "manager".into(), reason: "She may leave".into() };
    place.done("admin", ask(Some(RESTRICTED), Command::LetIn(it)));
    assert_eq!(["named", "boss", "manager", "other"].map(changed), [1, 1, 1, 0]);
}

#[test]
fn whoever_looks_after_the_office_gives_nobody_but_others_a_role() {
    let place = Place::new();
    let roles = |login: &str, roles: &[Role]| {
        let it = ChangeRoles { login: login.into(), roles: roles.to_vec(), from: today() };
        Request::Do(vec![Ask::on(TheOffice, OfficeCommand::ChangeRoles(it))])
    };
    let both = [Role::Administrator, Role::Auditor];
    let refusal = place.step("admin", roles("admin", &both)).expect_err("herself").to_string();
    assert!(refusal.contains("Nobody gives themselves a role"), "{refusal}");
    place.done("admin", roles("other", &both));
    place.done("other", roles("other", &[Role::Administrator]));
    // Nor by another way: the roles of whom one stands in for are one’s own, and a trusted account speaks for anybody.
    let stand_in = |by: &str, whom: &str| {
        let (by, whom) = (by.to_owned(), whom.to_owned());
        let it = StandIn { by, whom, from: today(), until: today() };
        Request::Do(vec![Ask::on(TheOffice, OfficeCommand::StandIn(it))])
    };
    let trust = Request::Do(vec![Ask::on(TheOffice, OfficeCommand::TrustAccount { login: "admin".into() })]);
    for another_way in [stand_in("admin", "manager"), stand_in("admin", "records"), trust] {
        let refusal = place.step("admin", another_way).expect_err("herself").to_string();
        assert!(refusal.contains("Nobody gives themselves a role"), "{refusal}");
    }
    place.done("boss", stand_in("owner", "admin"));
    let refusal = place.step("owner", roles("admin", &[Role::Administrator, Role::Manager]));
    assert!(refusal.expect_err("her deputy").to_string().contains("Nobody gives themselves a role"));
    place.done("boss", stand_in("boss", "named"));
    place.done("admin", stand_in("other", "manager"));
}

#[test]
fn nobody_leaves_before_what_is_restricted_and_theirs_is_somebody_elses() {
    let place = Place::new();
    let leave = |login: &str, until| {
        let leave = Leave { login: login.into(), until };
        place.step("admin", Request::Do(vec![Ask::on(TheOffice, OfficeCommand::Leave(leave))]))
    };
    for (login, theirs) in [("named", RESTRICTED), ("owner", "P26-001")] {
        for until in [today(), on("2026-06-30")] {
            let refusal = leave(login, until).expect_err(login).to_string();
            let named = format!("{login} Jones is responsible for what is restricted: {theirs}.");
            assert!(refusal.contains(&named), "{refusal}");
        }
    }
    place.done("boss", ask(Some(RESTRICTED), Command::Assign(Assign { to: "boss".into() })));
    place.plan_done("boss", ask_plan(Some("P26-001"), PlanCommand::LetPlanOut(because())));
    assert!(leave("named", today()).is_ok() && leave("owner", today()).is_ok());
}

#[test]
fn a_filter_that_nobody_can_have_typed_is_refused() {
    let place = Place::new();
    let list = |size: usize| {
        let mut filter = Filter::parse("x").expect("a word");
        for _ in 0..size {
            filter = Filter::of(Condition::Not(Filter {
                conditions: [filter.conditions, vec![Condition::Open]].concat(),
            }));
        }
        let request = ListRequest { filter, order: Order::Due, today: today(), after: None, limit: 10 };
        place.call("other", Request::List(request))
    };
    assert!(list(150).is_ok());
    assert!(list(250).expect_err("too long").to_string().contains("at most 200"));
}

#[test]
fn the_last_one_who_can_lift_a_restriction_does_not_leave_before_another_is_let_in_by_reference_alone() {
    let place = Place::new();
    place.change(OfficeCommand::Join(Join {
        login: "anna".into(),
        name: "Anna".into(),
        roles: vec![Role::Manager],
    }));
    place.done("boss", ask(Some(OPEN), restrict(&["anna", "named"], &["other"])));
    let leave = || Ask::on(TheOffice, OfficeCommand::Leave(Leave { login: "anna".into(), until: today() }));
    let refusal = place.step("admin", Request::Do(vec![leave()])).expect_err("the last one").to_string();
    assert!(refusal.contains("Nobody else who may see 26-0002 could lift"), "{refusal}");
    let roles = ChangeRoles { login: "anna".into(), roles: vec![Role::Handler], from: today() };
    let change = Ask::on(TheOffice, OfficeCommand::ChangeRoles(roles));
    assert!(place.step("admin", Request::Do(vec![change])).is_err(), "nor does she become something else");
    let let_in = |on: &str, who: &str| {
        let it = LetIn { who: who.into(), reason: "She leaves".into() };
        ask(Some(on), Command::LetIn(it))
    };
    // Only a manager who is not excluded, only on what is restricted, and only by whoever may.
    for (who, why) in
        [("senior", "cannot lift"), ("other", "is kept from it"), ("anna", "may see it already")]
    {
        let refusal = place.step("admin", let_in(OPEN, who)).expect_err(who).to_string();
        assert!(refusal.contains(why), "{refusal}");
    }
    for (login, on) in [("other", OPEN), ("senior", OPEN), ("admin", NEVER_LOGGED), ("admin", "26-0003")] {
        let answer = place.step(login, let_in(on, "manager"));
        assert!(matches!(answer, Err(Fault::Missing(_) | Fault::Refused(_))), "{login} {on}: {answer:?}");
    }
    let herself = place.step("admin", let_in(OPEN, "admin")).expect_err("herself").to_string();
    assert!(herself.contains("cannot let yourself in"), "{herself}");
    let hidden = place.step("other", let_in(OPEN, "manager"));
    assert_eq!(hidden, Err(Fault::Missing(case_of(OPEN).into())));
    place.done("admin", let_in(OPEN, "manager"));
    assert!(place.call("admin", Request::Record(case_of(OPEN).into())).is_err(), "she reads nothing of it");
    assert!(place.call("manager", Request::Record(case_of(OPEN).into())).is_ok());
    place.done("admin", Request::Do(vec![leave()]));
}

#[test]
fn neither_undoing_nor_doing_both_at_once_leaves_a_restriction_that_nobody_can_lift() {
    let place = Place::new();
    let (login, name) = ("anna".to_owned(), "Anna".to_owned());
    place.change(OfficeCommand::Join(Join { login, name, roles: vec![Role::Manager] }));
    let handler = |from| {
        let roles = vec![Role::Handler];
        Ask::on(TheOffice, OfficeCommand::ChangeRoles(ChangeRoles { login: "anna".into(), roles, from }))
    };
    // What stands earlier in one message counts for what comes later.
    let both = vec![Ask::on(case_of(OPEN), restrict(&["anna", "named"], &[])), handler(today())];
    let Ok(Reply::Done(results)) = place.call("boss", Request::Do(both)) else { panic!("no answer") };
    assert!(results[0].is_ok() && results[1].is_err(), "{results:?}");
    place.done("anna", ask(Some(OPEN), restrict(&["anna", "named", "manager"], &[])));
    place.done("admin", Request::Do(vec![handler(today())]));
    let undo = place.step("anna", ask(Some(OPEN), AnyCommand::TakeBack(Which::default())));
    let why = undo.expect_err("who sees it is settled by steps").to_string();
    assert!(why.contains("There is no change to undo"), "{why}");
}

#[test]
fn a_look_makes_no_edit_stale_and_is_not_the_last_change() {
    let place = Place::new();
    let version = match place.call("boss", Request::Record(case_of(RESTRICTED).into())) {
        Ok(Reply::Record(AnyRecord::Case(case))) => case.version,
        other => panic!("{other:?}"),
    };
    place.call("named", Request::Record(case_of(RESTRICTED).into())).expect("may");
    let on = Some(case_of(RESTRICTED));
    let important = Command::MarkImportant(Reason { reason: "x".into() });
    let seen = Ask { on: on.map(Into::into), version: Some(version), ..Ask::first(important) };
    assert_eq!(place.done("boss", Request::Do(vec![seen])), version + 1);
    place.call("auditor", Request::Record(case_of(RESTRICTED).into())).expect("may");
    place.done("boss", ask(Some(RESTRICTED), AnyCommand::TakeBack(Which::default())));
    let undo = place.step("named", ask(Some(RESTRICTED), AnyCommand::TakeBack(Which::default())));
    assert!(matches!(undo, Err(Fault::Refused(_))), "{undo:?}");
}

#[test]
fn a_step_that_no_role_allows_is_refused_by_the_desk_itself() {
    let place = Place::new();
    let assign = Command::Assign(Assign { to: "other".into() });
    let refusal = place.step("other", ask(Some(OPEN), assign)).expect_err("another's").to_string();
    assert!(refusal.contains("named Jones is responsible here"), "{refusal}");
    let join = OfficeCommand::Join(Join { login: "x".into(), name: "X".into(), roles: vec![Role::Auditor] });
    let refusal = place.step("manager", Request::Do(vec![Ask::on(TheOffice, join)]));
    let refusal = refusal.expect_err("not an administrator").to_string();
    assert_eq!(
        refusal,
        "Only an administrator can add people or change their roles. Ask B Boss or admin Jones."
    );
}

#[test]
fn the_journal_keeps_the_role_that_allowed_each_step() {
    let place = Place::new();
    place.done("boss", ask(Some(OPEN), Command::Note(Note { text: "x".into(), about: None })));
    place.done("boss", ask(Some(OPEN), restrict(&[], &["senior"])));
    let moments = place.moments("boss", OPEN).into_iter().filter(|it| it.happenings[0].kind != "Read");
    let roles: Vec<String> = moments.map(|it| it.role).collect();
    assert_eq!(roles[roles.len() - 2..], ["handler", "complaints manager"]);
}

#[test]
fn the_owner_of_an_action_sees_what_the_case_is_about_and_nothing_of_the_person() {
    let place = Place::new();
    let seen = |reference: &str| place.call("owner", Request::Record(case_of(reference).into()));
    let Ok(Reply::Record(AnyRecord::Case(case))) = seen(OPEN) else { panic!("no outline") };
    assert_eq!((case.facts.service, case.issues[0].what.as_str()), (Some(ServiceId(1)), "Delay"));
    assert_eq!((case.facts.complainant.name.as_str(), case.facts.subject.as_str()), ("", ""));
    assert!(case.owner.is_none() && case.rounds.now.timescale.is_none());
    assert!(matches!(seen("26-0003"), Err(Fault::Refused(_))));
    assert!(matches!(place.call("owner", Request::History(case_of(OPEN).into())), Err(Fault::Refused(_))));
    assert!(matches!(place.call("owner", Request::List(list_request(""))), Err(Fault::Refused(_))));
}

#[test]
fn the_parent_body_reads_plans_without_names() {
    let place = Place::new();
    place.plan_done("boss", ask_plan(Some("P26-001"), PlanCommand::LetPlanOut(because())));
    let Ok(Reply::Plans(plans)) = place.call("parent", Request::Plans) else { panic!("no plans") };
    assert_eq!((plans[0].owner.as_str(), plans[0].actions[0].facts.owner.as_str()), ("", ""));
    assert_eq!(plans[0].facts.title, "Answer in time");
    assert!(place.call("parent", Request::Record(case_of(OPEN).into())).is_err());
}

#[test]
fn a_deputy_is_shown_what_is_owed_by_both_as_their_own() {
    let place = Place::new();
    assert_eq!(place.listed("other", "owner:me"), [""; 0]);
    let (by, whom, from, until) = ("other".to_owned(), "named".to_owned(), today(), today());
    place.change(OfficeCommand::StandIn(StandIn { by, whom, from, until }));
    // Not the restricted one: only who is named sees that, whoever is away.
    assert_eq!(place.listed("other", "owner:me"), [OPEN, "26-0003"]);
    let hello = place.hello("other");
    assert_eq!((hello.name.as_str(), hello.stands_in_for), ("other Jones", vec!["named".to_owned()]));
    place.done("other", ask(Some(OPEN), Command::MarkImportant(Reason { reason: "x".into() })));
}

#[test]
fn somebody_whom_the_office_does_not_know_is_told_what_to_do_whatever_they_ask() {
    let place = Place::new();
    for request in requests(OPEN) {
        let fault = place.call("stranger", request).expect_err("unknown").to_string();
        assert!(fault.contains("redress people add stranger"), "{fault}");
    }
}
