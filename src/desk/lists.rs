//! Every list, whatever is asked of it and however it is read, held against a look at every case. The limits at which a list
//! is worked out in another way are small in tests, so that these few cases are on both sides of each.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::sample::select;

use crate::api::message::{Ask, Done, ListRequest, Reply, Request};
use crate::api::service::Service;
use crate::api::service::take;
use crate::clock::Clock;
use crate::desk::session::{Desk, How, Session};
use crate::desk::sight::Sight;
use crate::domain::case::command::{Command, Import, Note};
use crate::domain::case::record::{Fact, Facts};
use crate::domain::case::round::Closing;
use crate::domain::commit::Source;
use crate::domain::filter::{Asked, Filter};
use crate::domain::listing::Order;
use crate::domain::office::command::{OfficeCommand, SetUp};
use crate::domain::office::lists::ServiceId;
use crate::domain::party::finding::{Typed, of_name, of_text};
use crate::domain::party::known::KnownAs;
use crate::domain::party::likeness::Likeness;
use crate::domain::party::record::{Party, PartyFact};
use crate::domain::reference::{CaseRef, TheOffice};
use crate::domain::row::Row;
use crate::domain::theirs::{how_many, one_of_theirs};
use crate::domain::vocabulary::Outcome;

/// Letters from which a word is looked for in texts.
const OF_A_TEXT: usize = 3;

const NAMES: &[&str] = &["Siân Okafor", "Sean O’Brien", "Jürgen Müller", "Ann Lee", "Pat Smith-Jones"];
const WORDS: &[&str] = &["letter", "late", "lost", "refund", "café", "renewal", "01632", "fee"];
const TYPED: &[&str] = &[
    "", "l", "la", "le", "lat", "lette", "obrien", "o", "mueller", "sian", "26", "26-00", "0", "cafe", "016",
    "x",
];
const CONDITIONS: &[&str] = &[
    "",
    "is:open",
    "is:closed",
    "is:late",
    "service:claims",
    "service:none",
    "owner:me",
    "due:<5wd",
    "is:new",
];
const TODAYS: &[&str] = &["2026-02-10", "2026-03-31"];

#[derive(Clone, Debug)]
struct Made {
    name: &'static str,
    subject: &'static str,
    story: &'static str,
    note: &'static str,
    service: Option<u32>,
    is_mine: bool,
    received: u64,
    timescale: Option<u64>,
    closed: Option<u64>,
}

fn made() -> impl Strategy<Value = Made> {
    let texts = (select(NAMES), select(WORDS), select(WORDS), select(WORDS));
    let days = (0_u64..50, proptest::option::of(0_u64..50), proptest::option::of(0_u64..25));
    (texts, proptest::option::of(1_u32..3), any::<bool>(), days).prop_map(
        |(texts, service, is_mine, days)| {
            let (name, subject, story, note) = texts;
            let (received, timescale, closed) = days;
            Made { name, subject, story, note, service, is_mine, received, timescale, closed }
        },
    )
}

fn on(text: &str) -> NaiveDate {
    text.parse().expect("a real date")
}

fn asks(number: usize, it: &Made) -> Ask {
    let received = on("2026-01-05") + Days::new(it.received);
    let mut facts = Facts::received_on(received);
    (facts.subject, facts.story) = (it.subject.into(), it.story.into());
    facts.complainant = Party::named(it.name);
    facts.service = it.service.map(ServiceId);
    let closing = it.closed.map(|days| Closing::of(received + Days::new(days), Some(Outcome::Upheld)));
    let source = Source { reference: format!("S{number}"), ..Source::default() };
    Ask::first(Command::Import(Box::new(Import {
        facts,
        source,
        issues: Vec::new(),
        owner: it.is_mine.then(|| "jsmith".into()),
        acknowledged: None,
        route: None,
        timescale: it.timescale.map(|days| received + Days::new(days)),
        told: it.timescale.map(|_| received),
        closing,
    })))
}

/// A case with the words by which it is named, and those of its texts.
type Worded = (Row, Vec<String>, Vec<String>);

/// A desk with these cases, and the words of each as somebody would look for them: in what names it, and in its texts.
fn filled(dir: &tempfile::TempDir, cases: &[Made]) -> (Desk, Vec<Worded>) {
    let clock = Clock::Pinned(on("2026-03-31"));
    let how = How { data: dir.path().join("data"), clock, login: "jsmith".into(), afresh: false };
    let desk = Desk::open(&how, &mut |_, _| {}).map_err(|it| it.to_string()).expect("opens");
    let mut session = desk.session("jsmith");
    let set_up = OfficeCommand::SetUp(SetUp {
        organisation: "Claims Agency".into(),
        login: "jsmith".into(),
        user: "J Smith".into(),
        services: vec!["Claims".into(), "Appeals".into()],
        ..SetUp::default()
    });
    take(&mut session, Ask::on(TheOffice, set_up)).expect("set up");
    let imports = (1..).zip(cases).map(|(number, it)| asks(number, it)).collect();
    let Ok(Reply::Done(done)) = session.call(Request::Do(imports)) else { panic!("not answered") };
    let done: Vec<Done> = done.into_iter().map(|it| it.expect("is taken")).collect();
    let mut words = Vec::new();
    for (done, case) in done.iter().zip(cases) {
        let note = Command::Note(Note { text: case.note.into(), about: None });
        take(&mut session, Ask { on: Some(done.on), ..Ask::first(note) }).expect("is noted");
        let at = done.on.try_into().expect("a case");
        let row = session.view().row(at).unwrap().expect("is there");
        let named = [&row.reference.to_string(), &row.reference.number.to_string(), &row.source_ref];
        let mut found: Vec<String> = named.into_iter().flat_map(|it| of_text(it)).collect();
        found.extend(of_name(case.name).into_iter().chain(of_text(case.subject)));
        words.push((row, found, [case.story, case.note].iter().flat_map(|it| of_text(it)).collect()));
    }
    words.sort_by_key(|it| it.0.reference);
    (desk, words)
}

/// The list, page after page.
fn listed(
    session: &mut Session,
    filter: &Filter,
    order: Order,
    today: NaiveDate,
    limit: usize,
) -> Vec<String> {
    let mut all: Vec<Row> = Vec::new();
    loop {
        let after = all.last().cloned().map(Box::new);
        let request = ListRequest { filter: filter.clone(), order, today, after, limit };
        let Ok(Reply::List { rows, .. }) = session.call(Request::List(request)) else { panic!("no page") };
        assert!(rows.len() <= limit);
        if rows.is_empty() {
            return all.iter().map(|it| it.reference.to_string()).collect();
        }
        all.extend(rows);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_list_read_in_pages_is_what_a_look_at_every_case_gives(
        cases in proptest::collection::vec(made(), 0..24),
        asked in proptest::collection::vec((select(TYPED), select(TYPED), select(CONDITIONS), 0_usize..5, 1_usize..6), 40),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let (desk, words) = filled(&dir, &cases);
        let mut session = desk.session("jsmith");
        for (one, other, condition, order, limit) in asked {
            let filter = Filter::parse(&format!("{one} {other} {condition}")).unwrap();
            let order = Order::ALL[order].0;
            for today in TODAYS.iter().map(|it| on(it)) {
                let sight = Sight::of(session.view(), session.house(), "jsmith", today).expect("nobody governs");
                let (house, asker) = (&sight.house, &sight.asker);
                let has = |typed: &Typed, at: CaseRef| {
                    let (_, named, texts) = words.iter().find(|it| it.0.reference == at).expect("is there");
                    let in_texts = || typed.beginnings().any(|(begins, is_whole)| {
                        let is_it = |it: &String| if is_whole { it == begins } else {
                            OF_A_TEXT <= begins.chars().count() && it.starts_with(begins)
                        };
                        texts.iter().any(is_it)
                    });
                    named.iter().any(|it| typed.finds(it)) || in_texts()
                };
                let asked = Asked { house, asker, today, finds: &has, learnt_since: &|_| None };
                let fits = |it: &&Worded| filter.holds(&asked, &it.0);
                let mut expected: Vec<&Row> = words.iter().filter(fits).map(|it| &it.0).collect();
                let due = |it: &Row| it.next_on(today).map_or(NaiveDate::MAX, |it| it.0);
                expected.sort_by_key(|it| match order {
                    Order::Due => (String::new(), due(it), it.reference),
                    Order::Reference => (String::new(), NaiveDate::MIN, it.reference),
                    Order::Received => {
                        let ago = (NaiveDate::MAX - it.received).num_days();
                        (format!("{ago:020}"), NaiveDate::MIN, it.reference)
                    }
                    Order::Service => (house.office.service_name(it.service).to_lowercase(), due(it), it.reference),
                    Order::Owner => {
                        let name = it.owner.as_deref().map(|it| house.office.person_name(it).to_lowercase());
                        (name.unwrap_or_default(), due(it), it.reference)
                    }
                });
                let expected: Vec<String> = expected.iter().map(|it| it.reference.to_string()).collect();
                let found = listed(&mut session, &filter, order, today, limit);
                prop_assert_eq!(found, expected, "{} {} {} by {:?} on {}", one, other, condition, order, today);
            }
        }
    }
}

#[test]
fn what_was_ever_written_on_a_case_finds_it_and_a_name_that_was_put_right_no_longer_does() {
    let dir = tempfile::tempdir().unwrap();
    let made = Made {
        name: "Ann Lee",
        subject: "fee",
        story: "The renewal was lost twice",
        note: "Rang from 01632 960 001",
        service: None,
        is_mine: false,
        received: 0,
        timescale: None,
        closed: None,
    };
    let (desk, _) = filled(&dir, &[made]);
    let mut session = desk.session("jsmith");
    let mut finds = |text: &str| {
        let filter = Filter::parse(text).unwrap();
        !listed(&mut session, &filter, Order::Due, on("2026-03-31"), 9).is_empty()
    };
    for text in ["twice", "twi renew", "01632960001", "01632 960", "rang lee"] {
        assert!(finds(text), "{text}");
    }
    for text in ["tw", "email", "jsmith"] {
        assert!(!finds(text), "{text}");
    }
    let amend = Command::Amend(vec![Fact::Complainant(PartyFact::Name("Ann Leigh".into()))]);
    let mut session = desk.session("jsmith");
    take(&mut session, Ask { on: Some("26-0001".parse().unwrap()), ..Ask::first(amend) })
        .expect("is put right");
    let mut finds = |text: &str| {
        let filter = Filter::parse(text).unwrap();
        !listed(&mut session, &filter, Order::Reference, on("2026-03-31"), 9).is_empty()
    };
    assert_eq!((finds("leigh"), finds("lee")), (true, false));
}

#[test]
fn the_other_cases_of_a_person_are_found_however_they_are_spelt_and_reached_the_last_one_first() {
    let dir = tempfile::tempdir().unwrap();
    let of = |name, received| Made {
        name,
        subject: "fee",
        story: "late",
        note: "lost",
        service: None,
        is_mine: false,
        received,
        timescale: None,
        closed: None,
    };
    let (desk, _) =
        filled(&dir, &[of("Sean OBrien", 0), of("S O’Brien", 9), of("Sean O’Brien", 4), of("Ann Lee", 5)]);
    let person = KnownAs::typed(["Sean O'Brien"]);
    let request = Request::CasesOf { person, but: Some("26-0001".parse().unwrap()) };
    let Ok(Reply::CasesOf(_, cases)) = desk.session("jsmith").call(request) else { panic!("not answered") };
    let found: Vec<(Likeness, &str)> = cases.iter().map(|it| (it.0, it.1.complainant.name())).collect();
    assert_eq!(found, [(Likeness::MayBe, "S O’Brien"), (Likeness::Same, "Sean O’Brien")]);
    assert_eq!(how_many(&cases, on("2026-03-31")), "1 case, 1 open; 1 more may be theirs");
    assert_eq!(
        one_of_theirs(cases[0].0, &cases[0].1, on("2026-03-31")),
        "26-0002  new, received 14 Jan 2026: fee, may be theirs (S O’Brien)"
    );
}
