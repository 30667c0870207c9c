//! Imports of files that public bodies really published; what they add up to was worked out apart from this program.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use chrono::NaiveDate;
use redress::api::message::Ask;
use redress::api::message::{ActionRequest, ListRequest, Reply, Request};
use redress::api::service::{Service, take};
use redress::clock::Clock;
use redress::desk::session::{Desk, How, Session};
use redress::domain::diary::DiaryRequest;
use redress::domain::figures::period::{Period, Scope};
use redress::domain::filter::Filter;
use redress::domain::listing::Order;
use redress::domain::office::command::{OfficeCommand, SetUp};
use redress::domain::office::lists::ListKind;
use redress::domain::plan::row::ActionRow;
use redress::domain::plan_filter::ActionFilter;
use redress::domain::reference::TheOffice;
use redress::domain::register::counts::Number;
use redress::domain::register::kinds::kind_called;
use redress::domain::row::Row;
use redress::domain::vocabulary::Outcome;
use redress::exchange::import::entries;
use redress::exchange::import::fields::Target;
use redress::exchange::import::run::{Options, run};
use redress::exchange::import::summary::Summary;

struct Imported {
    summary: Summary,
    rows: Vec<Row>,
}

/// An office of its own, on a day.
pub(crate) struct Place {
    dir: tempfile::TempDir,
    pub(crate) session: Session,
    today: NaiveDate,
    _desk: Desk,
}

pub(crate) fn office_on(day: &str) -> Place {
    let dir = tempfile::tempdir().unwrap();
    let today: NaiveDate = day.parse().unwrap();
    let how = How {
        data: dir.path().join("data"),
        clock: Clock::Pinned(today),
        login: "jsmith".into(),
        afresh: false,
    };
    let desk = Desk::open(&how, &mut |_, _| {}).map_err(|it| it.to_string()).unwrap();
    let mut session = desk.session("jsmith");
    let command = OfficeCommand::SetUp(SetUp {
        organisation: "City".into(),
        login: "jsmith".into(),
        user: "J Smith".into(),
        ..SetUp::default()
    });
    session.call(Request::Do(vec![Ask::on(TheOffice, command)])).unwrap();
    Place { dir, session, today, _desk: desk }
}

impl Place {
    /// Takes a file in; nothing where the data is not at hand.
    pub(crate) fn take(&mut self, target: Target, name: &str, map: &str) -> Option<Summary> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
        if !file.exists() {
            println!("skipped: there is no {}", file.display());
            return None;
        }
        fs::write(self.dir.path().join("map.toml"), map).unwrap();
        let rejects: PathBuf = self.dir.path().join("rejects.csv");
        let options = Options {
            target,
            file,
            map: self.dir.path().join("map.toml"),
            dry_run: false,
            strict: false,
            reject_alike: false,
            rejects: Some(rejects),
        };
        let summary = run(&mut self.session, &options, &mut |_, _, _| {}, &AtomicBool::new(false));
        let summary = summary.map_err(|it| it.to_string()).unwrap();
        let ended = summary.imported + summary.already_there + summary.skipped + summary.rejected;
        assert_eq!(summary.rows, ended + summary.repeated_headers);
        Some(summary)
    }

    /// How many actions a filter shows.
    fn actions(&mut self, filter: &str, also: impl Fn(&ActionRow) -> bool) -> usize {
        let filter = ActionFilter::parse(filter).unwrap();
        let page = ActionRequest { filter, today: self.today, after: None, limit: usize::MAX };
        let Reply::Actions { rows, .. } = self.session.call(Request::Actions(page)).unwrap() else {
            panic!("a list")
        };
        rows.iter().filter(|it| also(it)).count()
    }
}

/// Imports cases into an office of its own; nothing where the data is not at hand.
fn import(name: &str, map: &str) -> Option<Imported> {
    let mut place = office_on("2026-11-24");
    let summary = place.take(Target::Cases, name, map)?;
    let page = ListRequest {
        filter: Filter::default(),
        order: Order::Reference,
        today: place.today,
        after: None,
        limit: usize::MAX,
    };
    let session = &mut place.session;
    let Reply::List { rows, .. } = session.call(Request::List(page)).unwrap() else { panic!("a list") };
    assert_eq!(rows.len() as u64, summary.records);
    Some(Imported { summary, rows })
}

impl Imported {
    fn in_month(&self, month: &str) -> usize {
        self.rows.iter().filter(|it| it.received.format("%Y-%m").to_string() == month).count()
    }
}

#[test]
fn closings_before_receipt_are_rejected_each() {
    let map = r#"
        [source]
        dates = ["%m/%d/%Y"]
        [columns]
        source_ref = "Unique Key"
        received = "Created Date"
        closed = "Closed Date"
        timescale = "Due Date"
        issue = "Complaint Type"
        service = "Agency"
    "#;
    let Some(city) = import("nyc311-2016-sample-3101.csv", map) else { return };
    assert_eq!((city.summary.rows, city.summary.imported, city.summary.open), (3101, 3075, 264));
    assert_eq!(city.summary.by_reason["Closed Date: It was closed before it was received"], 26);
}

/// Complaints about police officers, each with a row for every allegation.
pub(crate) const POLICE: &str = r#"
    [source]
    one_case = "complaint_id"
    [columns]
    source_ref = "complaint_id"
    received = "date_received"
    theme = "general_cap_classification"
    summary = "summary"
"#;

#[test]
fn allegations_under_one_reference_are_the_issues_of_one_case() {
    let Some(police) = import("philadelphia-police-complaints-9618.csv", POLICE) else { return };
    let it = &police.summary;
    assert_eq!((it.imported, it.records, it.rejected), (9618, 3637, 0), "{it}");
    assert_eq!(police.rows.iter().map(|it| it.issues.len()).sum::<usize>(), 9618);
    // Without it, no row is taken for one that is there already.
    let map = POLICE.replace("one_case", "# one_case");
    let it = import("philadelphia-police-complaints-9618.csv", &map).expect("it was there before").summary;
    assert_eq!((it.imported, it.already_there, it.rejected), (3637, 0, 9618 - 3637), "{it}");
    assert_eq!((police.in_month("2016-01"), police.in_month("2020-06")), (40, 92));
}

#[test]
fn findings_of_an_ombudsman_are_the_issues_of_their_cases_and_do_not_come_in_without_a_date() {
    let map = r#"
        [source]
        one_case = "case_id"
        [columns]
        source_ref = "case_id"
        received = "decision_date_iso"
        closed = "decision_date_iso"
        service = "landlord"
        theme = "category"
        issue = "complaint"
        [values.outcome]
        column = "finding"
        "Severe Maladministration" = "upheld"
        "Maladministration" = "upheld"
        "Service Failure" = "upheld in part"
        "No Maladministration" = "not upheld"
        "Outside Jurisdiction" = "out of scope"
    "#;
    let Some(homes) = import("housing-ombudsman-findings-2020-2023-12774.csv", map) else { return };
    let it = &homes.summary;
    assert_eq!((it.rows, it.imported, it.records, it.rejected), (12_774, 12_665, 6427, 109), "{it}");
    assert_eq!(it.untranslated["outcome"]["Reasonable Redress"], 2786);
    // By case, as its findings add up.
    let with = |outcome| homes.rows.iter().filter(|it| it.rounds.now.outcome == outcome).count();
    let ended = [Outcome::Upheld, Outcome::UpheldInPart, Outcome::NotUpheld, Outcome::OutOfScope];
    assert_eq!(ended.map(|it| with(Some(it))), [1585, 2814, 1263, 17]);
    assert_eq!(with(None), 748);
    assert_eq!(homes.rows.iter().map(|it| it.issues.len()).sum::<usize>(), 12_665);
}

/// Reports of coroners, each with answers that are due within 56 days. Late is a report that still waits for one. More
/// answers than were asked for (a number below zero) leave nothing to wait for, so that it is completed too.
#[test]
fn answers_that_coroners_wait_for_are_late_as_the_regulation_says() {
    let map = r#"
        [columns]
        source_ref = "ref"
        action = "category"
        owner = "this_report_is_being_sent_to"
        due = { column = "date_time", plus = "56d" }
        theme = "coroner_area"
        [values.state]
        column = "yet_to_receive"
        "0.0" = "completed"
        "-1.0" = "completed"
        "-2.0" = "completed"
        "-3.0" = "completed"
        "-5.0" = "completed"
        "" = "skip"
        [defaults]
        action = "Answer the coroner’s report"
    "#;
    let file = "pfd-response-tracker-4001.csv";
    let mut place = office_on("2022-07-14");
    let Some(it) = place.take(Target::Actions, file, map) else { return };
    assert_eq!((it.rows, it.imported, it.skipped, it.rejected), (4001, 2333, 1668, 0), "{it}");
    // 94 of them without a reference, 2 without a date; 4 references are on two rows each, and each row counts.
    assert_eq!((it.without["source_ref"], it.without["due"], it.already_there), (94, 2, 0), "{it}");
    assert_eq!(place.actions("", |_| true), 2333);
    assert_eq!(place.actions("is:late", |it| it.completed.is_none()), 1118);
    assert_eq!(place.actions("is:unreviewed", |_| true), 1121 + 91);
    let again = place.take(Target::Actions, file, map).expect("it was there before");
    assert_eq!((again.imported, again.already_there, again.skipped), (0, 2333, 1668), "{again}");
    // Were only the word “0.0” known, answers in excess would count as still to come.
    let mut place = office_on("2022-07-14");
    let excess = |line: &str| line.trim_start().starts_with("\"-");
    let zeros = map.lines().filter(|it| !excess(it)).collect::<Vec<_>>().join("\n");
    place.take(Target::Actions, file, &zeros).expect("it was there before");
    assert_eq!(place.actions("is:unreviewed", |_| true), 1121);
    assert_eq!(place.actions("is:late", |it| it.completed.is_none()), 1209);
}

/// Comments of people who use a trust, each with the themes that it is about ticked in columns side by side.
#[test]
fn comments_with_a_column_for_each_theme_count_by_theme_as_they_were_ticked() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let file = data.join("data/nhs-patient-comments-themed-nhft-2812.csv");
    if !file.exists() {
        println!("skipped: there is no {}", file.display());
        return;
    }
    let oracle = fs::read_to_string(data.join("oracle/nhs-comments-nhft.json")).unwrap();
    let oracle: serde_json::Value = serde_json::from_str(&oracle).unwrap();
    let expected = oracle["rows_per_theme"].as_object().unwrap();
    let mut place = office_on("2026-11-24");
    let names = expected.keys().cloned().collect();
    let add = OfficeCommand::Add { list: ListKind::Themes, names };
    take(&mut place.session, Ask::on(TheOffice, add)).unwrap();
    let map = place.dir.path().join("map.toml");
    fs::write(
        &map,
        r#"
        [columns]
        reference = "Comment ID"
        on = "Date"
        text = "FFT answer"
        came_from = "Service type 1"
        [source]
        dates = ["%d/%m/%Y"]
        [defaults]
        source = "other"
        number = 1
        [ticks]
        theme = { from = "Not assigned", to = "Positive experience & gratitude" }
        "#,
    )
    .unwrap();
    let kind = kind_called("insight").unwrap();
    let rejects = Some(place.dir.path().join("rejects.csv"));
    let options = entries::Options { kind, file, map: Some(map), dry_run: false, rejects };
    let run = |place: &mut Place| {
        entries::run(&mut place.session, &options, &mut |_, _, _| {}, &AtomicBool::new(false))
            .map_err(|it| it.to_string())
            .unwrap()
    };
    let summary = run(&mut place);
    let ticks: u64 = expected.values().map(|it| it.as_u64().unwrap()).sum();
    assert_eq!(summary.rejected, 0, "{summary}");
    assert!(ticks <= summary.imported, "those without a tick come in too: {summary}");
    assert_eq!(run(&mut place).imported, 0, "the same again adds nothing");
    let (from, to) = ("2021-06-01".parse().unwrap(), "2022-05-31".parse().unwrap());
    let period = Period { from: Some(from), to, as_of: place.today };
    let counts = Request::RegisterCounts { period, before: None, scope: Scope::All };
    let Reply::RegisterCounts(all) = place.session.call(counts).unwrap() else { panic!("counts") };
    let tables = &all.iter().find(|it| it.0 == kind.letter).unwrap().1;
    let by_theme = tables.iter().find(|it| it.name == "insight-by-theme").unwrap();
    for (theme, number) in expected.iter().filter(|it| *it.1 != 0) {
        let row = by_theme.rows.iter().find(|it| it.label == *theme).unwrap_or_else(|| panic!("{theme}"));
        assert_eq!(row.now, [Number::Many(number.as_u64().unwrap())], "{theme}");
    }
}

/// What inquiries recommended, each report a meeting whose decisions a colleague owes; what was accepted with the answer to it.
#[test]
fn what_inquiries_recommend_is_owed_as_decisions_by_their_owner_until_it_was_answered() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/inquiry-recommendations-responses-246.csv");
    if !data.exists() {
        println!("skipped: there is no {}", data.display());
        return;
    }
    let mut place = office_on("2026-11-24");
    let mut meetings: Vec<(String, Vec<String>)> = Vec::new();
    for row in csv::Reader::from_path(&data).unwrap().deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        let part = |name: &str| {
            let words = row[name].split_whitespace().collect::<Vec<_>>().join(" ");
            words.replace('\\', "\\\\").replace('|', "\\|")
        };
        let answered = match row["classification"].as_str() {
            "rejected" => continue,
            "accepted" => format!(" | {} | 2024-03-01", part("matched_response_text")),
            _ => String::new(),
        };
        let line = format!("{} | jsmith | 2026-12-01{answered}", part("recommendation_text"));
        match meetings.iter_mut().find(|it| it.0 == row["document_pair"]) {
            Some(it) => it.1.push(line),
            None => meetings.push((row["document_pair"].clone(), vec![line])),
        }
    }
    let file = place.dir.path().join("decisions.csv");
    let mut writer = csv::Writer::from_path(&file).unwrap();
    writer.write_record(["reference", "kind", "held", "decisions"]).unwrap();
    for (report, lines) in &meetings {
        writer.write_record([report, "board", "2024-02-01", &lines.join("\n")]).unwrap();
    }
    writer.flush().unwrap();
    let kind = kind_called("meetings").unwrap();
    let options = entries::Options { kind, file, map: None, dry_run: false, rejects: None };
    let summary = entries::run(&mut place.session, &options, &mut |_, _, _| {}, &AtomicBool::new(false));
    let summary = summary.map_err(|it| it.to_string()).unwrap();
    assert_eq!((summary.imported, summary.rejected), (8, 0), "{summary}");
    let owed = DiaryRequest { owner: Some("jsmith".into()), limit: usize::MAX, ..DiaryRequest::default() };
    let Reply::Diary(owed) = place.session.call(Request::Diary(owed)).unwrap() else { panic!("a diary") };
    let decisions = owed.iter().filter(|it| it.kind.words() == "carry out a decision");
    assert_eq!(decisions.count(), 141, "245 but for 104 that were accepted and answered");
}

/// Recommendations of inquiries and committees, each with whether the government took it up: what it turned down is no action.
#[test]
fn what_inquiries_recommend_and_a_government_takes_up_are_actions_with_an_owner() {
    let map = r#"
        [columns]
        source_ref = "id"
        action = "recommendation_text"
        theme = "document_pair"
        [values.state]
        column = "classification"
        default = "under way"
        "rejected" = "skip"
        [defaults]
        owner = "Permanent secretary"
    "#;
    let file = "inquiry-recommendations-responses-246.csv";
    let mut place = office_on("2026-11-24");
    let Some(it) = place.take(Target::Actions, file, map) else { return };
    assert_eq!((it.rows, it.imported, it.skipped, it.rejected), (246, 245, 1, 0), "{it}");
    assert_eq!(place.actions("", |it| it.owner == "Permanent secretary"), 245);
    assert_eq!(place.actions("", |it| it.what.contains("recombinant")), 1);
}
