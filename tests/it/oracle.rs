//! `redress report --json` over files that public bodies really published, beside figures that were worked out apart from
//! this program. Skipped where the files are not at hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::{Days, NaiveDate};
use redress::api::message::{Reply, Request};
use redress::api::service::Service;
use redress::domain::case::record::{Case, Facts, Issue, Referral};
use redress::domain::case::round::{Closing, RouteTaken};
use redress::domain::figures::figure::Basis;
use redress::domain::figures::performance::{Performance, Share, performance};
use redress::domain::figures::period::{Period, Scope};
use redress::domain::office::lists::{ServiceId, ThemeId};
use redress::domain::office::record::{House, Office};
use redress::domain::reference::CaseRef;
use redress::domain::row::row;
use redress::domain::vocabulary::{Outcome, ReferredBy, Route, Tier};
use redress::exchange::import::fields::Target;
use redress::exchange::import::summary::Summary;
use redress::report::told::json;
use serde_json::{Map, Value};

use crate::real_data::{POLICE, Place, office_on};

const TODAY: &str = "2026-11-24";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What was worked out apart; nothing where it is not at hand.
fn oracle(name: &str) -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    let text = fs::read_to_string(path).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

/// An office with a file taken in; nothing where it is not at hand.
fn taken(file: &str, map: &str) -> Option<(Place, Summary)> {
    let mut place = office_on(TODAY);
    let summary = place.take(Target::Cases, file, map)?;
    Some((place, summary))
}

/// The figures under their names, as `redress report --json` has them.
fn told(sum: &Performance, office: &Office) -> Value {
    Value::Object(json(&Basis { sum, office, compares: true, compared: 4 }))
}

/// As `redress report --json` with `--from`, `--to` and `--service`, on a day.
fn report_on(place: &mut Place, from: Option<&str>, to: &str, as_of: &str, service: Option<&str>) -> Value {
    let Ok(Reply::Hello(hello)) = place.session.call(Request::Hello) else { panic!("a welcome") };
    let office = &hello.office;
    let only = service.map(|it| ServiceId(office.services.find(it).unwrap_or_else(|| panic!("{it}")).id));
    let period = Period { from: from.map(day), to: day(to), as_of: day(as_of) };
    let Ok(Reply::Report { sum, .. }) = place.session.call(Request::Report { period, service: only }) else {
        panic!("a report")
    };
    let report = told(&sum, office);
    assert_eq!(report["reconciles"], true, "{from:?} to {to} as of {as_of}");
    report
}

fn report(place: &mut Place) -> Value {
    report_on(place, None, TODAY, TODAY, None)
}

/// Numbers by name, whatever the order.
fn numbers(it: &Value) -> BTreeMap<String, u64> {
    let all = it.as_object().unwrap();
    all.iter().map(|(name, number)| (name.clone(), number.as_u64().unwrap())).collect()
}

/// Of each row of an array, a number by a name.
fn column(rows: &Value, name: &str, number: &str) -> BTreeMap<String, u64> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|it| (it[name].as_str().unwrap().to_owned(), it[number].as_u64().unwrap())).collect()
}

/// Whether the most frequent ones are among all.
#[track_caller]
fn check_top(all: &BTreeMap<String, u64>, top: &Value) {
    for (name, number) in numbers(top).into_iter().filter(|it| !it.0.is_empty()) {
        assert_eq!(all.get(&name), Some(&number), "{name}");
    }
}

#[test]
fn boston_by_department_month_source_and_reason_and_in_time_by_department() {
    let map = r#"
        [columns]
        source_ref = "case_enquiry_id"
        received = "open_dt"
        timescale = "target_dt"
        closed = "closed_dt"
        service = "department"
        theme = "reason"
        issue = "type"
        channel = "source"
        status = "case_status"
    "#;
    let Some(apart) = oracle("oracle/boston311-2011h2.json") else { return };
    let Some((mut place, summary)) = taken("boston311-2011h2-58251.csv", map) else { return };
    assert_eq!((summary.imported, summary.rejected), (58_251, 0), "{summary}");
    assert_eq!((summary.open, summary.without["timescale"]), (3681, 10_981));
    // The bundled bank holidays begin in 2012.
    assert_eq!(summary.before_calendar, 58_251);
    let all = report(&mut place);
    assert_eq!(all["received"], apart["rows"]);
    assert_eq!(numbers(&all["received_by_service"]), numbers(&apart["by_department"]));
    assert_eq!(numbers(&all["received_by_month"]), numbers(&apart["by_open_month"]));
    assert_eq!(numbers(&all["received_by_channel"]), numbers(&apart["by_source"]));
    check_top(&column(&all["themes"], "theme", "issues"), &apart["by_reason_top15"]);
    assert_eq!((&all["open"], &all["closed"]), (&apart["by_status"]["Open"], &apart["by_status"]["Closed"]));
    assert_eq!(all["closed_without_timescale"], 10_749);
    let kept = &apart["by_date_only"]["as_of"]["closed_with_promise"];
    let share = &all["within_first_timescale"];
    assert_eq!(share["denominator"], kept["all"]);
    assert_eq!(share["numerator"], kept["closed_on_or_before_promised_date"]);
    // Of how many is known by department; how many in time by the day, not by the second, was counted from the file.
    for (department, in_time) in [
        ("PWDx", 24_173),
        ("BTDT", 3434),
        ("ISD", 3328),
        ("INFO", 556),
        ("PARK", 3690),
        ("PROP", 1089),
        ("BWSC", 13),
        ("DISB", 1),
        ("BPS_", 0),
    ] {
        let one = report_on(&mut place, None, TODAY, TODAY, Some(department));
        let share = &one["within_first_timescale"];
        assert_eq!(share["numerator"], in_time, "{department}");
        assert_eq!(share["denominator"], apart["on_time_by_department"][department]["n"], "{department}");
    }
    for (on, then) in apart["by_date_only"]["as_of"].as_object().unwrap() {
        if on != "closed_with_promise" {
            let one = report_on(&mut place, None, on, on, None);
            assert_eq!(one["received"], then["received_to_date"], "{on}");
            assert_eq!((&one["open"], &one["overdue"]), (&then["open"], &then["overdue"]), "{on}");
            assert_eq!(one["due_today"], then["due_that_day"], "{on}");
        }
    }
}

#[test]
fn a_regulators_quarter_by_product_and_month_in_time_by_product_and_by_response() {
    let map = r#"
        [source]
        dates = ["%m/%d/%Y"]
        [columns]
        source_ref = "Complaint ID"
        received = "Date received"
        closed = "Date sent to company"
        service = "Product"
        issue = "Issue"
        [values.went_wrong]
        column = "Timely response?"
        "Yes" = "no"
        "No" = "yes"
        [values.outcome]
        column = "Company response"
        "Closed with monetary relief" = "upheld"
        "Closed with non-monetary relief" = "upheld in part"
        "Closed with explanation" = "not upheld"
        "Closed" = "no finding reached"
        "Untimely response" = "other reason"
    "#;
    let Some(apart) = oracle("oracle/cfpb-2015q1-28156.json") else { return };
    // Its first column has no name.
    let Some((mut place, summary)) = taken("cfpb-2015q1-28156.csv", map) else { return };
    assert_eq!((summary.imported, summary.without["issue"]), (28_156, 2), "{summary}");
    let all = report(&mut place);
    assert_eq!((&all["received"], &all["closed"]), (&apart["rows"], &apart["rows"]));
    assert_eq!(numbers(&all["received_by_service"]), numbers(&apart["by_product"]));
    assert_eq!(numbers(&all["received_by_month"]), numbers(&apart["by_received_month"]));
    check_top(&column(&all["themes"], "theme", "issues"), &apart["top_issues"]);
    let wrong = &all["something_went_wrong"];
    assert_eq!((&wrong["no"], &wrong["yes"]), (&apart["timely"]["yes"], &apart["timely"]["no"]));
    for (product, timely) in apart["timely_by_product"].as_object().unwrap() {
        let share = &all["something_went_wrong_by_service"][product];
        assert_eq!(
            (&share["numerator"], &share["denominator"]),
            (&timely["no"], &timely["rows"]),
            "{product}"
        );
    }
    let (responses, outcomes) = (&apart["by_company_response"], &all["outcomes"]);
    for (theirs, ours) in [
        ("Closed with monetary relief", "upheld"),
        ("Closed with non-monetary relief", "upheld in part"),
        ("Closed with explanation", "not upheld"),
        ("Closed", "no finding reached"),
        ("Untimely response", "other reason"),
        ("In progress", "not recorded"),
    ] {
        assert_eq!(outcomes[ours], responses[theirs], "{theirs}");
    }
    let january = report_on(&mut place, Some("2015-01-01"), "2015-01-31", TODAY, None);
    assert_eq!(january["received"], apart["by_received_month"]["2015-01"]);
}

#[test]
fn a_regulators_sample_over_five_years_by_product_and_month() {
    let map = r#"
        [columns]
        source_ref = "Complaint ID"
        received = "Date received"
        service = "Product"
        issue = "Issue"
        summary = "Consumer complaint narrative"
        channel = "Submitted via"
    "#;
    let Some(apart) = oracle("oracle/cfpb-sample-6623.json") else { return };
    let Some((mut place, summary)) = taken("cfpb-sample-6623-iso.csv", map) else { return };
    // Narratives over many lines come in whole.
    assert_eq!((summary.rows, summary.imported, summary.without["summary"]), (6623, 6623, 5091), "{summary}");
    let all = report(&mut place);
    assert_eq!(numbers(&all["received_by_service"]), numbers(&apart["by_product"]));
    assert_eq!(numbers(&all["received_by_month"]), numbers(&apart["by_received_month"]));
    check_top(&column(&all["themes"], "theme", "issues"), &apart["top_issues"]);
    for (year, number) in numbers(&apart["by_received_year"]) {
        let (from, to) = (format!("{year}-01-01"), format!("{year}-12-31"));
        assert_eq!(report_on(&mut place, Some(&from), &to, TODAY, None)["received"], number, "{year}");
    }
}

/// Findings by what they are about: each finding a case of its own, so that every one counts.
fn findings(service: &str) -> Option<Place> {
    taken("housing-ombudsman-findings-2020-2023-12774.csv", &findings_map(service)).map(|it| it.0)
}

fn findings_map(service: &str) -> String {
    format!(
        r#"
        [columns]
        source_ref = "id"
        received = "decision_date_iso"
        closed = "decision_date_iso"
        service = "{service}"
        issue = "complaint"
        theme = "category"
        [defaults]
        received = "2019-12-31"
        closed = "2019-12-31"
        [values.outcome]
        column = "finding"
        "Severe Maladministration" = "upheld"
        "Maladministration" = "upheld"
        "Service Failure" = "upheld in part"
        "No Maladministration" = "not upheld"
        "Reasonable Redress" = "resolved"
        "Outside Jurisdiction" = "out of scope"
    "#
    )
}

#[test]
fn an_ombudsmans_cases_have_every_finding_as_an_issue_of_its_theme() {
    let Some(apart) = oracle("oracle/housing-ombudsman-2020-2023.json") else { return };
    let by_case = findings_map("landlord").replace("source_ref = \"id\"", "source_ref = \"case_id\"");
    let map = format!("[source]\none_case = \"case_id\"\n{by_case}");
    let Some((mut place, _)) = taken("housing-ombudsman-findings-2020-2023-12774.csv", &map) else { return };
    let all = report(&mut place);
    assert_eq!(all["received"], apart["distinct_cases"]);
    assert_eq!(column(&all["themes"], "theme", "issues"), numbers(&apart["by_category"]));
}

/// Determinations in jurisdiction, and those that found a fault, from the outcomes of a report.
fn faults(report: &Value) -> (u64, u64) {
    let of = |outcome: &str| report["outcomes"][outcome].as_u64().unwrap_or(0);
    let fault = of("upheld") + of("upheld in part");
    (fault + of("not upheld") + of("resolved"), fault)
}

#[test]
fn an_ombudsmans_findings_by_category_and_month() {
    let Some(apart) = oracle("oracle/housing-ombudsman-2020-2023.json") else { return };
    let Some(mut place) = findings("category") else { return };
    let all = report(&mut place);
    assert_eq!(all["received"], apart["rows_findings"]);
    assert_eq!(numbers(&all["received_by_service"]), numbers(&apart["by_category"]));
    assert_eq!(column(&all["themes"], "theme", "issues"), numbers(&apart["by_category"]));
    let mut months = numbers(&apart["by_decision_month"]);
    // Those without a date were given one that no other has.
    let blank = months.remove("(blank)").unwrap();
    months.insert("2019-12".to_owned(), blank);
    assert_eq!(numbers(&all["received_by_month"]), months);
    let found = &apart["by_finding"];
    let number = |name: &str| found[name].as_u64().unwrap();
    assert_eq!(all["outcomes"]["upheld"], number("Severe Maladministration") + number("Maladministration"));
    assert_eq!(all["outcomes"]["upheld in part"], number("Service Failure"));
    assert_eq!(all["outcomes"]["not upheld"], number("No Maladministration"));
    assert_eq!(all["outcomes"]["resolved"], number("Reasonable Redress"));
    assert_eq!(all["outcomes"]["out of scope"], number("Outside Jurisdiction"));
    let rate =
        |it: &Value| (it["determinations_in_jurisdiction"].as_u64().unwrap(), it["fault"].as_u64().unwrap());
    assert_eq!(faults(&all), rate(&apart["fault_rate_all"]));
    for (category, expect) in apart["fault_rate_by_category"].as_object().unwrap() {
        let one = report_on(&mut place, None, TODAY, TODAY, Some(category));
        assert_eq!(faults(&one), rate(expect), "{category}");
    }
}

#[test]
fn an_ombudsmans_findings_by_landlord() {
    let Some(apart) = oracle("oracle/housing-ombudsman-2020-2023.json") else { return };
    let Some(mut place) = findings("landlord") else { return };
    let rate =
        |it: &Value| (it["determinations_in_jurisdiction"].as_u64().unwrap(), it["fault"].as_u64().unwrap());
    for (landlord, expect) in apart["fault_rate_by_top10_landlords"].as_object().unwrap() {
        let one = report_on(&mut place, None, TODAY, TODAY, Some(landlord));
        assert_eq!(faults(&one), rate(expect), "{landlord}");
    }
}

#[test]
fn complaints_about_police_officers_by_month_year_and_classification() {
    let Some(apart) = oracle("oracle/philadelphia.json") else { return };
    let Some((mut place, _)) = taken("philadelphia-police-complaints-9618.csv", POLICE) else { return };
    let all = report(&mut place);
    assert_eq!(all["received"], apart["distinct_complaints"]);
    assert_eq!(numbers(&all["received_by_month"]), numbers(&apart["by_month_distinct"]));
    assert_eq!(column(&all["themes"], "theme", "cases"), numbers(&apart["by_classification_distinct"]));
    for (year, number) in numbers(&apart["by_year_distinct_complaints"]) {
        let (from, to) = (format!("{year}-01-01"), format!("{year}-12-31"));
        assert_eq!(report_on(&mut place, Some(&from), &to, TODAY, None)["received"], number, "{year}");
    }
}

#[test]
fn a_citys_rodents_in_time() {
    let map = r#"
        [source]
        dates = ["%m/%d/%Y"]
        [columns]
        source_ref = "Unique Key"
        received = "Created Date"
        closed = "Closed Date"
        timescale = "Due Date"
        theme = "Complaint Type"
        service = "Agency"
    "#;
    let Some(apart) = oracle("oracle/nyc311-2016.json") else { return };
    let Some((mut place, _)) = taken("nyc311-2016-sample-3101.csv", map) else { return };
    let all = report(&mut place);
    let before = apart["closed_before_created"].as_u64().unwrap();
    let number = |name: &str| apart[name].as_u64().unwrap();
    // What was closed before it was created is not taken in; all of it was in time.
    assert_eq!(all["received"], number("rows") - before);
    assert_eq!(all["open"], number("blank_closed"));
    assert_eq!(all["within_first_timescale"]["denominator"], number("closed_with_due") - before);
    assert_eq!(all["within_first_timescale"]["numerator"], number("closed_on_or_before_due") - before);
}

/// A case of a published table.
fn case(number: u32, received: NaiveDate) -> Case {
    Case::new(CaseRef { year: 2020, number }, Facts::received_on(received))
}

/// The figures of such cases over some days.
fn figures(cases: &[Case], from: &str, to: &str) -> Value {
    let house = House::new(Office::default());
    let rows: Vec<_> = cases.iter().map(|it| row(&house.calendar, &house.office.timescales, it)).collect();
    let period = Period { from: Some(day(from)), to: day(to), as_of: day(TODAY) };
    let sum = performance(rows.iter(), &period, &house.office, Scope::All);
    told(&sum, &house.office)
}

fn percent(numerator: u64, denominator: u64) -> Option<f64> {
    Share { numerator, denominator }.percent().map(|it| (it * 10.0).round() / 10.0)
}

/// The table of one body.
fn published<'a>(tables: &'a Value, id: &str) -> &'a Value {
    &tables.as_array().unwrap().iter().find(|it| it["id"] == id).unwrap()["data"]
}

fn times(it: &Value) -> u64 {
    it.as_u64().unwrap()
}

#[test]
fn a_councils_second_stage_by_directorate_and_quarter() {
    let Some(tables) = oracle("data/uk-published-reference-tables.json") else { return };
    let data = published(&tables, "bucks-2022-23-stage2");
    let starts = ["2022-04-01", "2022-07-01", "2022-10-01", "2023-01-01"];
    let ends = ["2022-06-30", "2022-09-30", "2022-12-31", "2023-03-31"];
    let mut cases = Vec::new();
    let table: &Map<String, Value> = data["stage2_by_directorate_by_quarter"].as_object().unwrap();
    for (service, quarters) in (1..).zip(table.values()) {
        for (start, number) in starts.iter().zip(quarters.as_array().unwrap()) {
            for at in 0..times(number) {
                let mut it = case(1, day(start) + Days::new(at));
                it.facts.service = Some(ServiceId(service));
                cases.push(it);
            }
        }
    }
    let year = figures(&cases, starts[0], ends[3]);
    assert_eq!(year["received"], data["total"]);
    for (service, quarters) in (1..).zip(table.values()) {
        let sum: u64 = quarters.as_array().unwrap().iter().map(times).sum();
        assert_eq!(year["received_by_service"][&format!("number {service}")], sum);
    }
    assert_eq!(figures(&cases, starts[1], ends[1])["received"], data["Q2_total_as_text"]);
    assert_eq!(figures(&cases, starts[3], ends[3])["received"], data["Q4_total_as_text"]);
    assert_eq!(percent(293, times(&data["stage1_total"])), data["escalation_rate_pct"].as_f64());
}

#[test]
fn a_councils_categories_of_two_years() {
    let Some(tables) = oracle("data/uk-published-reference-tables.json") else { return };
    let data = published(&tables, "east-dunbartonshire-2022-23");
    let years = [("2022-04-01", "2023-03-31"), ("2021-04-01", "2022-03-31")];
    let table = data["by_category"].as_object().unwrap();
    let mut cases = Vec::new();
    for (theme, columns) in (1..).zip(table.values()) {
        for ((from, _), number) in years.iter().zip(columns.as_array().unwrap()) {
            for _ in 0..times(number) {
                let mut it = case(1, day(from));
                it.issues = vec![Issue { number: 1, theme: Some(ThemeId(theme)), ..Issue::default() }];
                cases.push(it);
            }
        }
    }
    for (place, (from, to)) in years.iter().enumerate() {
        let report = figures(&cases, from, to);
        assert_eq!(report["received"], data["total"][place]);
        let themes = column(&report["themes"], "theme", "issues");
        for (theme, columns) in (1..).zip(table.values()) {
            assert_eq!(themes[&format!("number {theme}")], times(&columns[place]));
        }
    }
}

#[test]
fn a_departments_quarters_by_tier_and_its_referrals() {
    let Some(tables) = oracle("data/uk-published-reference-tables.json") else { return };
    let data = published(&tables, "dwp-2020-21-cumulative");
    let (mut cases, mut before, mut referred) = (Vec::new(), 0, 0);
    let firsts = ["2020-04-01", "2020-07-01", "2020-10-01", "2021-01-01"];
    let lasts: Vec<&str> =
        data["cumulative_to"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    for (place, first) in firsts.iter().enumerate() {
        for _ in before..times(&data["total"][place]) {
            cases.push(case(1, day(first)));
        }
        before = times(&data["total"][place]);
        // Referrals to the examiner lie on cases of the same quarter.
        for at in cases.len() - 1300..cases.len() {
            if referred < times(&data["ICE_received"][place]) {
                referred += 1;
                let it = Referral {
                    number: 1,
                    body: "ICE".into(),
                    tier: Tier::SecondTier,
                    referred_by: ReferredBy::Direct,
                    on: day(first),
                    their_ref: String::new(),
                    papers_due: None,
                    papers_sent: None,
                    decision: None,
                    recommendations: Vec::new(),
                };
                cases[at].referrals.push(it);
            }
        }
    }
    for ((first, last), expect) in firsts.iter().zip(&lasts).zip([5648, 5121, 4927, 4471]) {
        assert_eq!(figures(&cases, first, last)["received"], expect);
    }
    for (place, last) in lasts.iter().enumerate() {
        let report = figures(&cases, firsts[0], last);
        assert_eq!(report["received"], data["total"][place]);
        assert_eq!(report["ombudsman"]["second_tier"], data["ICE_received"][place]);
        let parts = times(&data["complaint_resolution"][place]) + times(&data["complaint_review"][place]);
        assert_eq!(report["received"], parts);
    }
    assert_eq!(percent(times(&data["ICE_accepted"][3]), times(&data["ICE_received"][3])), Some(22.6));
    assert_eq!(percent(640, 1812), Some(35.3));
}

#[test]
fn a_councils_stages_and_outcomes_with_their_percentages() {
    let Some(tables) = oracle("data/uk-published-reference-tables.json") else { return };
    let data = published(&tables, "fife-spso-2014-15");
    let closed = |route: Route, outcome: Outcome, number: u64| {
        (0..number).map(move |_| {
            let mut it = case(1, day("2014-04-01"));
            it.rounds.now.routes.push(RouteTaken::of(route, day("2014-04-01"), 5));
            it.rounds.now.closing = Some(Closing::of(day("2014-04-03"), Some(outcome)));
            it
        })
    };
    let number = |name: &str| times(&data[name]);
    let (upheld, part, not) =
        (number("stage1_upheld"), number("stage1_partially_upheld"), number("stage1_not_upheld"));
    let early = Route::EarlyResolution;
    let mut cases: Vec<Case> = closed(early, Outcome::Upheld, upheld)
        .chain(closed(early, Outcome::UpheldInPart, part))
        .chain(closed(early, Outcome::NotUpheld, not))
        .collect();
    let stage_one = figures(&cases, "2014-04-01", "2015-03-31");
    assert_eq!(stage_one["closed"], data["closed_stage1"]);
    let outcomes = ["upheld", "upheld in part", "not upheld"].map(|it| times(&stage_one["outcomes"][it]));
    assert_eq!(outcomes, [upheld, part, not]);
    let all = outcomes.iter().sum();
    assert_eq!(percent(outcomes[0], all), data["stage1_upheld_pct"].as_f64());
    assert_eq!(percent(outcomes[2], all), data["stage1_not_upheld_pct"].as_f64());
    cases.extend(closed(Route::CloserLook, Outcome::NotUpheld, number("closed_stage2")));
    let both = figures(&cases, "2014-04-01", "2015-03-31");
    assert_eq!(both["closed"], data["closed"]);
    let (one, two) = (times(&both["early_resolution"]["closed"]), times(&both["closer_look"]["closed"]));
    assert_eq!((one, two), (number("closed_stage1"), number("closed_stage2")));
    assert_eq!(percent(one, one + two), data["stage1_pct"].as_f64());
    assert_eq!(percent(two, one + two), data["stage2_pct"].as_f64());
    assert_eq!(percent(number("closed_after_escalation"), one + two), data["escalated_pct"].as_f64());
}
