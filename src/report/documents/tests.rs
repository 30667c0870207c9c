//! Documents of an office made for it.

use chrono::NaiveDate;

use super::*;
use crate::domain::case::letter::Language;
use crate::domain::figures::cell::Cell;
use crate::domain::figures::cost::CostSum;
use crate::domain::figures::performance::{Performance, Share};
use crate::domain::figures::period::Period;
use crate::domain::figures::table::figures;
use crate::domain::office::lists::{Item, ServiceId};
use crate::domain::office::record::Office;
use crate::domain::party::known::KnownAs;
use crate::domain::party::mention::Sought;
use crate::domain::people::Person;
use crate::domain::plan::record::{
    Action, ActionFacts, CompletedReview, Completion, Plan, PlanFacts, PlanFailing, PublicApproval,
    PublicWording, PublicWords,
};
use crate::domain::reference::{CaseRef, LinkedCase, PlanRef};
use crate::domain::register::kinds::KINDS;
use crate::domain::text::sentence_case;
use crate::domain::vocabulary::{
    Decision, Outcome, PaymentClass, PaymentHead, RemedyKind, ReviewResult, WentWrong,
};
use crate::domain::year::context::{Marks, proposal};
use crate::report::document::{Section, Shape, Table};
use crate::report::documents::material::{About, Counted};
use crate::report::documents::ombudsman::paragraphs;
use crate::report::documents::registers::{Entries, Register};
use crate::report::render::{self, Format};
use crate::report::said::said;
use crate::report::told::DEFINITIONS;
use crate::report::translated::translated;

/// A document as text.
fn render(document: &Document, format: Format) -> String {
    String::from_utf8(render::render(document, format)).unwrap()
}

fn office() -> Office {
    let from = "2026-01-01".parse().unwrap();
    let mut office =
        Office { organisation: "Claims Agency".to_owned(), withhold_below: 0, ..Office::default() };
    let item = |id, name: &str, under| Item { id, name: name.to_owned(), under, from, until: None };
    office.organisations.items = vec![item(1, "Claims Agency", None), item(2, "Appeals Body", None)];
    office.services.items = vec![item(1, "Claims", None), item(2, "=Appeals", Some(2))];
    office.people = vec![Person {
        team: None,
        login: "jsmith".to_owned(),
        name: "J Smith".to_owned(),
        roles: Vec::new(),
        from,
        until: None,
    }];
    office
}

fn counted(name: &str, received: u64) -> Counted {
    let mut sum = Performance { received, closed: received, ..Performance::default() };
    sum.received_by_service.insert(Some(ServiceId(1)), received - 1);
    sum.received_by_service.insert(Some(ServiceId(2)), 1);
    sum.outcomes.insert(None, received);
    sum.within_first_timescale = Share { numerator: 1, denominator: 4 };
    sum.late = 5;
    sum.early_resolution.resolved = 2;
    sum.early_resolution.gross = vec![8, 10];
    Counted { name: name.to_owned(), sum, at_end: Performance { overdue: 3, ..Performance::default() } }
}

/// What documents are made from, with a year beside the one before it.
fn material(about: About) -> Material {
    Material {
        about,
        this: counted("Financial year 2026-27", 9),
        before: Some(counted("Financial year 2025-26", 7)),
        today: on("2026-09-30"),
        plans: Vec::new(),
        with_unreviewed: false,
        impacts: std::collections::BTreeMap::new(),
        came_back: Vec::new(),
        came_back_before: Vec::new(),
        year: None,
        marks: Marks::default(),
        named: Vec::new(),
        named_kept: Vec::new(),
        registers: Vec::new(),
        entries: Vec::new(),
        people: Sought::default(),
    }
}

fn made(name: &str) -> Document {
    made_of(name, Vec::new(), Vec::new())
}

/// A document of these plans, without the names of these people. Made as it is shown to those it is for.
fn made_of(name: &str, plans: Vec<Plan>, names: Vec<String>) -> Document {
    made_with(name, plans, names, false)
}

fn made_with(name: &str, plans: Vec<Plan>, names: Vec<String>, with_unreviewed: bool) -> Document {
    let people = Sought::of(&[KnownAs { names, ..KnownAs::default() }]);
    let office = office();
    let period = Period {
        from: Some("2026-04-01".parse().unwrap()),
        to: "2027-03-31".parse().unwrap(),
        as_of: "2027-04-30".parse().unwrap(),
    };
    let caveats = vec!["Bank holidays after 2026 are not known.".to_owned()];
    let about = About { office: &office, period, service: None, caveats };
    let material = Material { plans, with_unreviewed, people, ..material(about) };
    DOCUMENTS.iter().find(|it| it.name == name).expect("it is in the table").document(&material)
}

#[test]
fn every_document_adds_up_has_the_caveats_and_ends_with_what_its_figures_mean() {
    // Those made of plans alone count no complaints.
    for row in DOCUMENTS.iter().filter(|it| !["plans", "learning"].contains(&it.name)) {
        let document = made(row.name);
        let text = render(&document, Format::Json);
        assert!(text.contains("The figures add up:"), "{text}");
        assert!(text.contains("Bank holidays after 2026 are not known."), "{text}");
        // The paper of a meeting is short: it says where its figures are explained.
        if row.name == "agenda" {
            assert!(text.contains("What each figure means"), "{text}");
            continue;
        }
        let last = document.sections.last().expect("it has sections");
        assert!(last.heading.ends_with("How these figures are counted"), "{}", last.heading);
        let few = ["listening", "oversight", "standards", "feedback"].contains(&row.name);
        let (fewest, meanings) = (if few { 0 } else { 6 }, last.tables[0].rows.len());
        assert!(fewest < meanings && meanings <= figures().count());
    }
}

#[test]
fn every_table_of_every_document_has_a_cell_for_each_column() {
    for row in DOCUMENTS {
        for table in made(row.name).tables() {
            assert!(table.rows.iter().all(|it| it.len() == table.columns.len()), "{}: {table:?}", row.name);
        }
    }
}

#[test]
fn the_board_sees_the_period_before_beside_this_one() {
    let text = render(&made("board"), Format::Markdown);
    assert!(text.contains("| Received | 9 | 7 | +2 |"), "{text}");
    assert!(text.contains("| Overdue | 3 | 3 | 0 |"), "{text}");
    assert!(text.contains("| Reply late | 5 |"), "{text}");
    assert!(text.contains("Received: 9, 2 more than before."), "{text}");
}

#[test]
fn the_board_reads_short_lists_and_looks_the_rest_up_in_an_annex_of_lettered_parts() {
    let office = office();
    let day = on("2026-09-30");
    let period = Period { from: Some(on("2026-07-01")), to: day, as_of: day };
    let about = About { office: &office, period, service: None, caveats: Vec::new() };
    let mut material = material(about);
    material.this.sum.received_by_service = (1..=20).map(|it| (Some(ServiceId(it)), u64::from(it))).collect();
    let board = DOCUMENTS.iter().find(|it| it.name == "board").expect("it is in the table");
    let document = board.document(&material);
    let (annex, read): (Vec<&Section>, Vec<&Section>) = document.sections.iter().partition(|it| it.is_annex);
    let in_order: Vec<&Section> = read.iter().chain(&annex).copied().collect();
    assert_eq!(in_order, document.sections.iter().collect::<Vec<_>>(), "the annex stands behind");
    for (letter, it) in ('A'..).zip(&annex) {
        assert!(it.heading.starts_with(&format!("Annex {letter}: ")), "{}", it.heading);
    }
    let rows = |sections: &[&Section], caption: &str| {
        let tables = sections.iter().flat_map(|it| &it.tables).filter(|it| it.caption.starts_with(caption));
        tables.map(|it| it.rows.iter().map(|row| row[1].words()).collect()).collect::<Vec<Vec<_>>>()
    };
    let most: Vec<String> = (13..=20).rev().map(|it| it.to_string()).collect();
    assert_eq!(rows(&read, "Received by service, the 8 with most; 12 more"), [most]);
    assert_eq!(rows(&annex, "Received by service").iter().map(Vec::len).collect::<Vec<_>>(), [20]);
    // Those of the last year stand in a picture, a month each.
    let mut tables = read.iter().flat_map(|it| &it.tables);
    let is_year = |it: &Table| it.chart.as_ref().is_some_and(|it| it.shape == Shape::Months);
    assert!(tables.all(|it| it.rows.len() <= 8 || is_year(it)), "only the months of a year are more");
}

#[test]
fn the_annual_document_counts_by_service_and_organisation() {
    let text = render(&made("annual"), Format::Markdown);
    assert!(text.contains("| Claims | 8 | 88.9% | 6 | +2 |"), "{text}");
    assert!(text.contains("| Appeals Body | 1 | 11.1% | 1 | 0 |"), "{text}");
    assert!(text.contains("No action plan was reviewed as effective in the year."), "{text}");
}

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A plan that learns from two cases, with an action completed and one open and late.
fn plan() -> Plan {
    let reference = PlanRef { year: 2026, number: 7 };
    let facts = PlanFacts { learning: "J Smith had no cover".into(), ..PlanFacts::default() };
    let mut plan = Plan::new(reference, facts, "jsmith".into(), on("2026-04-05"));
    let case = |number| Some(LinkedCase::Case(CaseRef { year: 2026, number }));
    let failing = |number, what: &str| PlanFailing {
        number,
        case: case(number),
        issue: None,
        what: what.into(),
        impact: "Weeks of waiting".into(),
        added: None,
    };
    plan.failings = vec![failing(1, "Mrs Amara Okafor got no answer."), failing(2, "Nobody rang Ben")];
    let action = |number, what: &str, due: &str| {
        let facts = ActionFacts { what: what.into(), due: Some(on(due)), ..ActionFacts::default() };
        let mut action = Action::new(number, facts);
        action.agreed = Some(on("2026-04-10"));
        action
    };
    plan.actions =
        vec![action(1, "Two people share the queue", "2026-06-01"), action(2, "A new rota", "2027-01-01")];
    plan.actions[0].completions.push(Completion {
        on: on("2026-05-20"),
        by: "jsmith".into(),
        evidence: "Rota".into(),
        reviews: Vec::new(),
        audits: Vec::new(),
        reopened: None,
    });
    plan
}

/// The plan with its first action reviewed as effective, and words for the public that may be approved.
fn reviewed(is_approved: bool) -> Plan {
    let mut plan = plan();
    plan.actions[0].completions[0].reviews.push(CompletedReview {
        on: on("2026-06-10"),
        by: "kpatel".into(),
        looked_at: "20 cases".into(),
        result: ReviewResult::Effective,
        note: "Amara is content".into(),
        again_on: None,
    });
    plan.public.push(PublicWording {
        words: PublicWords {
            failing: "People got no answer.".into(),
            learning: "There was no cover.".into(),
            change: "The queue has two owners.".into(),
        },
        on: on("2026-07-01"),
        by: "jsmith".into(),
        names_nobody: vec!["cover".into()],
        approved: is_approved.then(|| PublicApproval {
            on: on("2026-07-02"),
            by: "kpatel".into(),
            names_nobody: Vec::new(),
        }),
        taken_back: None,
    });
    plan
}

/// The documents that everybody reads.
fn public(plans: &[Plan]) -> Vec<String> {
    let document = |name| render(&made_of(name, plans.to_vec(), Vec::new()), Format::Markdown);
    vec![document("learning"), document("annual")]
}

#[test]
fn everybody_reads_what_was_written_for_them_and_approved_and_nothing_else_of_a_plan() {
    for text in public(&[reviewed(true)]) {
        for words in ["People got no answer.", "There was no cover.", "The queue has two owners."] {
            assert!(text.contains(words), "{words}: {text}");
        }
        let own = ["Okafor", "Ben", "J Smith", "had no cover", "share the queue", "content", "20 cases"];
        assert!(!own.iter().any(|it| text.contains(it)) && !text.contains("left out:"), "{text}");
    }
}

#[test]
fn a_plan_without_approved_words_is_left_out_and_it_is_said_how_many_are() {
    for text in public(&[reviewed(false)]) {
        assert!(
            text.contains(
                "1 plan is left out: what it says to the public is not approved, or names somebody."
            ),
            "{text}"
        );
        assert!(!text.contains("P26-007") && !text.contains("No action"), "{text}");
    }
    let mut gone = reviewed(true);
    gone.public[0].words.change = "Told [erased]".into();
    for text in public(&[reviewed(true), reviewed(false), gone]) {
        assert!(
            text.contains(
                "2 plans are left out: what they say to the public is not approved, or names somebody."
            ),
            "{text}"
        );
        assert!(text.contains("People got no answer.") && !text.contains("[erased]"), "{text}");
    }
}

#[test]
fn a_plan_whose_words_tell_what_is_withheld_is_left_out_and_whoever_freezes_it_is_asked() {
    let telling = |change: &str| {
        let mut plan = reviewed(true);
        plan.public[0].words.change = change.into();
        let office = Office { withhold_below: 5, ..office() };
        let period = Period::of_year("2026-27".parse().unwrap(), on("2026-09-30"));
        let about = About { office: &office, period, service: None, caveats: Vec::new() };
        let mut material = Material { plans: vec![plan], before: None, ..material(about) };
        material.this.sum = Performance { received: 52, closed: 52, referred: 3, ..Performance::default() };
        let row = DOCUMENTS.iter().find(|it| it.name == "learning").expect("it is there");
        (row.stories_left_out(&material), render(&row.document(&material), Format::Markdown))
    };
    for change in ["Since three were referred, two people read them.", "Of five, all but two were referred."]
    {
        let (asked, text) = telling(change);
        assert_eq!(asked.len(), 1, "{change}: {asked:?}");
        assert!(
            asked[0].starts_with("1 plan is left out: the words tell a number that is withheld. ")
                && asked[0].contains("(P26-007) tells that received, and referred is 3, which is withheld."),
            "{asked:?}"
        );
        assert!(text.contains("1 plan is left out") && !text.contains(change), "{text}");
    }
    let (asked, text) = telling("Two people read each one that was referred.");
    assert!(asked.is_empty() && text.contains("Two people read"), "{asked:?} {text}");
}

#[test]
fn what_nobody_has_reviewed_is_told_as_learnt_only_where_that_is_asked_for() {
    let mut plan = reviewed(true);
    plan.actions[0].completions[0].reviews.clear();
    let text = &public(&[plan.clone()])[0];
    assert!(!text.contains("People got no answer."), "{text}");
    assert!(
        text.contains("1 plan is left out: nobody has looked yet whether what was done works."),
        "{text}"
    );
    let document = made_with("learning", vec![plan], Vec::new(), true);
    let text = render(&document, Format::Markdown);
    assert!(
        text.contains("People got no answer.") && text.contains("Nobody has looked yet whether it works."),
        "{text}"
    );
}

#[test]
fn all_that_a_document_in_welsh_says_itself_has_welsh_whatever_came_of_its_plans() {
    let mut not_reviewed = reviewed(true);
    not_reviewed.actions[0].completions[0].reviews.clear();
    let many = [reviewed(true), reviewed(false), reviewed(false), not_reviewed];
    let of_plans: [&[Plan]; 4] = [&[], &many[..1], &many[..2], &many];
    for row in DOCUMENTS.iter().filter(|it| it.is_in_welsh) {
        for (plans, with_unreviewed) in of_plans.iter().flat_map(|it| [(it, false), (it, true)]) {
            let document = made_with(row.name, plans.to_vec(), Vec::new(), with_unreviewed);
            let welsh = translated(document.clone(), Language::Welsh).expect("all of it");
            assert_ne!(welsh.sections[0].heading, document.sections[0].heading);
        }
    }
    let verdicts = ["fewer than before", "more than before", "no change that is sure", "too early to say"];
    let verdicts =
        verdicts.into_iter().chain(["nothing before it to compare with", "no complaints on either side"]);
    for words in ReviewResult::ALL.iter().map(|it| it.word()).chain(verdicts) {
        assert!(said(words, Language::Welsh).is_some(), "{words}");
    }
}

#[test]
fn the_annual_report_in_welsh_has_welsh_for_every_figure_and_the_definitions_alone_in_english() {
    let english = made_of("annual", vec![reviewed(true)], Vec::new());
    let welsh = translated(english.clone(), Language::Welsh).expect("its headings are in the table");
    let in_english: Vec<&str> = welsh
        .tables()
        .filter(|it| it.is_as_written() && !it.is_stories)
        .map(|it| it.caption.as_str())
        .collect();
    assert_eq!(in_english, [DEFINITIONS]);
    let paragraphs =
        |it: &Section| it.as_written.iter().map(|at| it.paragraphs[*at].clone()).collect::<Vec<_>>();
    let in_english: Vec<String> = welsh.sections.iter().flat_map(paragraphs).collect();
    assert_eq!(in_english, ["Bank holidays after 2026 are not known."], "this test made that up");
    let page = render(&welsh, Format::Html);
    assert!(
        page.contains(
            "<div class=\"wide\" lang=\"en-GB\" role=\"region\" aria-label=\"Definitions of figures\""
        ),
        "{page}"
    );
    let column = |it: &Document, caption: &str| -> Vec<String> {
        let table = it.tables().find(|it| it.caption == caption).expect(caption);
        table.rows.iter().map(|it| it[0].words()).collect()
    };
    let services = column(&english, "Received by service");
    assert_eq!(column(&welsh, "Derbyniwyd, fesul gwasanaeth"), services, "what services are called stays");
}

#[test]
fn every_word_that_a_figure_of_the_annual_report_may_stand_under_has_welsh() {
    let words = Outcome::ALL.iter().map(|it| it.word()).chain(WentWrong::ALL.iter().map(|it| it.word()));
    let words = words.chain(RemedyKind::ALL.iter().map(|it| it.word()));
    let words = words.chain(PaymentClass::ALL.iter().map(|it| it.word()));
    let words = words.chain(PaymentHead::ALL.iter().map(|it| it.word()));
    for it in words.chain(Decision::ALL.iter().map(|it| it.word())) {
        assert!(said(it, Language::Welsh).is_some(), "{it}");
    }
    for it in KINDS.iter().map(|it| sentence_case(it.many)) {
        assert!(said(&it, Language::Welsh).is_some(), "{it}");
    }
}

#[test]
fn the_words_that_are_proposed_for_a_year_have_welsh() {
    let office = office();
    let mut sum = counted("Financial year 2026-27", 9).sum;
    sum.cost = CostSum { cases: 2, worked: 2, minutes: 90, external: 100, ..CostSum::default() };
    sum.settings.hourly_rate = 3_000;
    sum.closed_without_answer = 2;
    for it in paragraphs(&proposal(&office, "2026-27".parse().unwrap(), &sum, &[]), &sum.cost) {
        assert!(said(&it, Language::Welsh).is_some(), "{it}");
    }
}

#[test]
fn what_people_wrote_for_the_public_stays_in_their_words_in_welsh() {
    let welsh =
        translated(made_of("learning", vec![reviewed(true)], Vec::new()), Language::Welsh).expect("all");
    let page = render(&welsh, Format::Html);
    for words in
        ["<html lang=\"cy-GB\">", "<dd lang=\"en-GB\">People got no answer.</dd>", "Edrychwyd arno ar "]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[test]
fn actions_stand_under_what_is_to_be_done_about_them() {
    let document = made_of("plans", vec![plan()], Vec::new());
    let rows = |heading: &str| -> Vec<String> {
        let section = document.sections.iter().find(|it| it.heading == heading).expect("it is there");
        section
            .tables
            .iter()
            .flat_map(|it| &it.rows)
            .map(|row| row[0].words() + ": " + &row[4].words())
            .collect()
    };
    assert_eq!(rows("Open"), ["P26-007/2: open, late"]);
    assert_eq!(rows("Completed, not reviewed"), ["P26-007/1: completed, not reviewed, late"]);
    assert!(document.sections[0].paragraphs[0].starts_with(
        "2 actions were agreed. Open: 1. Completed and not reviewed: 1. Reviewed: 0, of these shown to last: 0."
    ));
}

#[test]
fn names_are_left_out_of_words_and_parts_of_other_words_stay() {
    let words = names::without_names(
        &office(),
        &Sought::default(),
        "J Smith told jsmith; AJ Smithson did not. J Smith",
    );
    assert_eq!(words, "a named person told a named person; AJ Smithson did not. a named person");
}

#[test]
fn help_lists_the_documents_of_the_table() {
    crate::help::in_step::keep("documents", "documents", &document_list());
}

/// Entries of meetings, each held on a day with its decisions.
fn meetings(all: &[(&str, &str)]) -> Vec<Entries> {
    let kind = crate::domain::register::kinds::kind_that_counts("decisions-open").expect("a register");
    let desk = crate::domain::register::fixture::Desk::new();
    let entry = |(on, decisions): &(&str, &str)| {
        desk.entry(
            kind,
            &format!(r#"{{"kind":"board","held":"{on}","next":"2027-03-01","decisions":[{decisions}]}}"#),
        )
    };
    vec![Entries { kind, all: all.iter().map(entry).collect() }]
}

#[test]
fn the_paper_of_a_meeting_begins_with_what_was_decided_last_time_and_what_became_of_it() {
    let office = office();
    let period = Period { from: Some(on("2026-07-01")), to: on("2026-09-30"), as_of: on("2026-09-30") };
    let about = About { office: &office, period, service: None, caveats: Vec::new() };
    let decision = |what: &str, by: &str, done: &str| {
        format!(
            r#"{{"what":"{what}","owner":"js","by":"{by}","outcome":"{done}"{}}}"#,
            if done.is_empty() { String::new() } else { r#","done":"2026-09-20""#.to_owned() }
        )
    };
    let material = Material {
        entries: meetings(&[
            (
                "2026-06-10",
                &[decision("Old", "2026-07-01", ""), decision("Finished", "2026-07-01", "Yes")].join(","),
            ),
            (
                "2026-09-10",
                &[decision("New", "2026-12-01", ""), decision("Done", "2026-09-30", "On the site")].join(","),
            ),
        ]),
        ..material(about)
    };
    let document = DOCUMENTS.iter().find(|it| it.name == "agenda").expect("it is there").document(&material);
    let first = &document.sections[0];
    let told: Vec<[String; 2]> =
        first.tables[0].rows.iter().map(|row| [row[0].words(), row[4].words()]).collect();
    let told: Vec<[&str; 2]> = told.iter().map(|it| [it[0].as_str(), it[1].as_str()]).collect();
    assert_eq!(told, [["New", "open"], ["Done", "done on Sun 20 Sep 2026: On the site"], ["Old", "late"]]);
    let asks = document.sections.iter().find(|it| it.heading == "What to decide").expect("it asks");
    assert!(asks.paragraphs[0].starts_with("Decisions past their date: 1."), "{:?}", asks.paragraphs);
}

/// An assessment by the Standards with two gaps, of which one has an action that is late, and a return of the same body.
fn overseen() -> [Entries; 2] {
    let desk = crate::domain::register::fixture::Desk::new();
    let of = |table: &str, json: &str| {
        let kind = crate::domain::register::kinds::kind_that_counts(table).expect("a register");
        Entries { kind, all: vec![desk.entry(kind, json)] }
    };
    [
        of(
            "assessments-in-date",
            r#"{"tool":"standards","organisation":1,"on":"2026-11-02","perspective":"team","next":"2026-11-20","lines":
            "L1 |  | fully met\nL2 |  | not met |  | No rules | Write them | js | 2026-11-12\nL3 |  | partly met |  | No course"}"#,
        ),
        of(
            "returns-in-time",
            r#"{"organisation":1,"relation":"agency","period":"2026-27 Q3","due":"2026-11-10","received_on":"2026-11-09",
            "up_to":"2026-11-01","received":20,"closed":10}"#,
        ),
    ]
}

/// A document of November 2026 of what is overseen, with its rows in words.
fn of_november(name: &str) -> Vec<Vec<String>> {
    let words = |row: &Vec<Cell>| row.iter().map(Cell::words).collect();
    let document = november(name, Vec::from(overseen()));
    document.tables().take(3).flat_map(|it| it.rows.iter().map(words)).collect()
}

/// A document of November 2026, made on its 24th of these entries.
fn november(name: &str, entries: Vec<Entries>) -> Document {
    let office = office();
    let period = Period { from: Some(on("2026-11-01")), to: on("2026-11-30"), as_of: on("2026-11-30") };
    let about = About { office: &office, period, service: None, caveats: Vec::new() };
    let desk = crate::domain::register::fixture::Desk::new();
    let look = crate::domain::register::counts::Look {
        days: crate::domain::days::Days::read("2026-11").expect("days"),
        as_of: period.as_of,
    };
    let register = |it: &Entries| {
        let tables = desk.register(it.kind).tables(&it.all.iter().collect::<Vec<_>>(), look, None);
        Register { kind: it.kind, tables, tells_of_people: true }
    };
    let registers = entries.iter().map(register).collect();
    let today = on("2026-11-24");
    let this = counted("November, the whole", 2);
    let material = Material { entries, registers, this, before: None, today, ..material(about) };
    DOCUMENTS.iter().find(|it| it.name == name).expect("it is there").document(&material)
}

#[test]
fn the_standards_are_shown_by_theme_and_view_with_every_gap_and_what_is_done() {
    let rows = of_november("standards");
    assert_eq!(rows[0], ["Promoting a learning culture", "33.3%", "0.0%"]);
    assert_eq!(rows[1], ["Welcoming complaints", "not applicable", "not applicable"]);
    let gaps: Vec<_> = rows[7..9].iter().map(|it| (it[0].as_str(), it[5].as_str())).collect();
    assert_eq!(gaps, [("L2", "late"), ("L3", "nothing is planned")]);
}

#[test]
fn the_standards_and_the_annual_report_say_what_the_assessments_of_the_period_did_not_assess() {
    let all = crate::domain::register::expectations::EXPECTATIONS.len();
    let says = format!("as seen by complaints team: {} of {all} expectations not assessed: L4, ", all - 3);
    for name in ["standards", "annual"] {
        let document = november(name, Vec::from(overseen()));
        let mut paragraphs = document.sections.iter().flat_map(|it| &it.paragraphs);
        assert!(paragraphs.any(|it| it.contains(&says)), "{name}: {:?}", document.sections);
    }
}

#[test]
fn each_expectation_is_shown_by_its_last_assessment_in_the_period_whichever_entry_it_stands_in() {
    let [mut assessed, _] = overseen();
    let rest = r#"{"tool":"standards","organisation":1,"on":"2026-11-20","perspective":"team","lines":"L2 |  | mostly met\nL4 |  | fully met"}"#;
    let mut rest = crate::domain::register::fixture::Desk::new().entry(assessed.kind, rest);
    rest.reference.number = 2;
    assessed.all.push(rest);
    let document = november("standards", vec![assessed]);
    let section =
        |heading: &str| document.sections.iter().find(|it| it.heading == heading).expect("it is told");
    let last = section("How each expectation was assessed last");
    let rows: Vec<String> = last.tables[0]
        .rows
        .iter()
        .map(|it| format!("{} {} {}", &it[0].words()[..2], it[3].words(), it[4].words()))
        .collect();
    assert_eq!(
        rows,
        [
            "L1 fully met Mon 2 Nov 2026",
            "L2 mostly met Fri 20 Nov 2026",
            "L3 partly met Mon 2 Nov 2026",
            "L4 fully met Fri 20 Nov 2026"
        ]
    );
    assert!(last.paragraphs[0].contains("28 of 32 expectations not assessed: L5, "), "{:?}", last.paragraphs);
    let gaps = &section("Gaps, and what is done about them").tables[0].rows;
    assert_eq!(gaps.iter().map(|it| it[0].words()).collect::<Vec<_>>(), ["L3"], "that of L2 is met");
}

#[test]
fn feedback_of_days_of_which_no_numbers_of_people_are_told_is_not_called_none() {
    let desk = crate::domain::register::fixture::Desk::new();
    let kind = crate::domain::register::kinds::kind_that_counts("feedback-given").expect("a register");
    let given = desk.entry(kind, r#"{"group":"person","on":"2026-11-20","own_words":"Slow"}"#);
    let look = crate::domain::register::counts::Look {
        days: crate::domain::days::Days::read("2026-11").expect("days"),
        as_of: on("2026-11-30"),
    };
    let tables = desk.register(kind).tables(&[&given], look, None);
    let office = office();
    let period = Period { from: Some(on("2026-11-01")), to: on("2026-11-30"), as_of: on("2026-11-30") };
    let about = About { office: &office, period, service: None, caveats: Vec::new() };
    let registers = vec![Register { kind, tables, tells_of_people: false }];
    let material = Material { registers, ..material(about) };
    for name in ["feedback", "agenda", "board"] {
        let document = DOCUMENTS.iter().find(|it| it.name == name).expect("it is there").document(&material);
        let mut said = document.sections.iter().filter(|it| !it.is_annex).flat_map(|it| &it.paragraphs);
        assert!(said.any(|it| it.starts_with("Numbers of people are told of the whole office")), "{name}");
    }
}

#[test]
fn what_goes_on_is_not_set_beside_a_whole_period_in_the_first_line_of_the_board() {
    let office = office();
    let first = |to: &str| {
        let period = Period { from: Some(on("2026-07-01")), to: on(to), as_of: on("2026-08-15") };
        let about = About { office: &office, period, service: None, caveats: Vec::new() };
        let board = DOCUMENTS.iter().find(|it| it.name == "board").expect("it is there");
        board.document(&material(about)).sections[0].paragraphs[0].clone()
    };
    assert!(first("2026-09-30").contains(" up to Sat 15 Aug 2026. "), "{}", first("2026-09-30"));
    assert!(!first("2026-08-15").contains(" up to "), "{}", first("2026-08-15"));
}

#[test]
fn the_agenda_tells_what_was_decided_last_time_and_nothing_of_its_own_meeting() {
    let desk = crate::domain::register::fixture::Desk::new();
    let kind = crate::domain::register::kinds::kind_that_counts("decisions-open").expect("a register");
    let board = |held: &str, what: &str, paper: &str| {
        desk.entry(
            kind,
            &format!(
                r#"{{"kind":"board","held":"{held}","next":"2027-02-01","decisions":"{what} | kp | 2026-12-01"{paper}}}"#
            ),
        )
    };
    let of_its_own =
        format!(r#","paper":{{"name":"agenda","period":"November","sha256":"{}"}}"#, "a".repeat(64));
    let all = vec![
        board("2026-09-01", "Long ago", ""),
        board("2026-11-02", "Last time", ""),
        board("2026-11-20", "Decided with this paper", &of_its_own),
        board("2026-11-24", "Decided today", ""),
    ];
    let document = november("agenda", vec![Entries { kind, all }]);
    let rows = &document.tables().next().expect("decisions").rows;
    let told: Vec<String> = rows.iter().map(|it| it[0].words()).collect();
    assert_eq!(told, ["Last time", "Long ago"]);
}

#[test]
fn bodies_stand_side_by_side_with_their_last_return_and_assessment() {
    let told =
        ["Claims Agency", "2026-27 Q3", "came on Mon 9 Nov 2026", "Mon 2 Nov 2026", "Fri 20 Nov 2026", "2"];
    assert_eq!(of_november("oversight")[0], told);
}
