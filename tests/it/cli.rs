//! The command line from outside: what it prints, how it ends, and what it says when something is wrong.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use chrono::{DateTime, Utc};
use redress::clock::Clock;
use redress::desk::session::{Desk, How};
use redress::domain::register::kinds::KINDS;
use redress::domain::vocabulary::Role;
use redress::exchange::demo::LEADS;
use redress::exchange::demo::people::STAFF;
use redress::help::topics::TOPICS;
use redress::journal::written::Draft;
use redress::journal::{Journal, SEGMENT_BYTES};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::driver::{private, today};
use crate::program::{TODAY, on, without_a_day};

/// A store in a directory of its own, and the program on it.
pub(crate) struct Office(TempDir);

/// What the program said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|it| panic!("{it}: {self:?}"))
    }

    /// One message for a person, and nothing of the program's insides.
    #[track_caller]
    pub(crate) fn is_trouble(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, code, "{self:?}");
        let messages: Vec<&str> = self.err.lines().filter(|it| it.starts_with("redress: ")).collect();
        assert_eq!(messages.len(), 1, "{self:?}");
        for it in words {
            assert!(messages[0].contains(it), "{it}: {self:?}");
        }
        for it in ["panicked", "Err(", "Error {", "RUST_BACKTRACE"] {
            assert!(!self.err.contains(it), "{self:?}");
        }
    }
}

fn said(output: &Output) -> Said {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    Said {
        code: output.status.code().expect("it ended by itself"),
        out: text(&output.stdout),
        err: text(&output.stderr),
    }
}

pub(crate) fn redress(mut program: Command, arguments: &[&str], input: &str) -> Said {
    let mut child = program
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it was built");
    // A program that ends without reading is no trouble of ours.
    drop(child.stdin.take().expect("piped").write_all(input.as_bytes()));
    said(&child.wait_with_output().expect("it ends"))
}

impl Office {
    pub(crate) fn empty() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// With two services and three cases: one late, one in time, one closed on 20 November.
    pub(crate) fn with_cases() -> Self {
        let office = Self::empty();
        let set_up = office.on(
            "2026-11-02",
            &[
                "setup",
                "--organisation",
                "Coastal Permits",
                "--nation",
                "scotland",
                "--user",
                "John Smith",
                "--service",
                "Licences",
                "--service",
                "Payments",
            ],
        );
        assert_eq!(set_up.code, 0, "{set_up:?}");
        let steps = [
            json!({ "do": { "receive": { "facts": { "received": "2026-11-02", "complainant": "Amara Okafor", "subject": "Late licence", "service": 1 } } } }),
            json!({ "on": "26-0001", "do": { "acknowledge": { "on": "2026-11-04", "means": "email" } } }),
            json!({ "on": "26-0001", "do": { "share_timescale": { "on": "2026-11-04", "answer_by": "2026-11-18" } } }),
            json!({ "do": { "receive": { "facts": { "received": "2026-11-23", "complainant": "Si\u{e2}n \u{1b}[31mRed", "subject": "Rude letter", "service": 2 } } } }),
            json!({ "do": { "import": { "facts": { "received": "2026-11-05" }, "source": { "reference": "OLD/77" }, "timescale": "2026-11-19", "closing": { "on": "2026-11-20", "outcome": "upheld" } } } }),
        ];
        let done = office.steps(&steps);
        assert_eq!(done.code, 0, "{done:?}");
        office
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    pub(crate) fn on(&self, today: &str, arguments: &[&str]) -> Said {
        self.with_input(today, arguments, "")
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        self.on(TODAY, arguments)
    }

    pub(crate) fn with_input(&self, today: &str, arguments: &[&str], input: &str) -> Said {
        let data = self.data();
        let options = ["--data", data.to_str().expect("UTF-8")];
        redress(on(today), &[&options, arguments].concat(), input)
    }

    pub(crate) fn steps(&self, steps: &[Value]) -> Said {
        let lines = steps.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
        self.with_input("2026-11-24", &["do"], &lines)
    }

    fn refs(&self, today: &str, filter: &[&str]) -> Vec<String> {
        let rows = self.on(today, &[&["list", "--json", "--order", "ref"], filter].concat()).json();
        rows.as_array()
            .expect("a list")
            .iter()
            .map(|it| it["ref"].as_str().expect("text").to_owned())
            .collect()
    }

    fn segment(&self) -> PathBuf {
        self.data().join("journal/000001.jsonl")
    }
}

#[test]
fn a_list_in_json_has_the_documented_keys() {
    let rows = Office::with_cases().run(&["list", "is:open", "okafor", "--json"]).json();
    let row = &rows[0];
    for (key, value) in [
        ("ref", json!("26-0001")),
        ("source_ref", Value::Null),
        ("service", json!("Licences")),
        ("status", json!("open")),
        ("route", Value::Null),
        ("received", json!("2026-11-02")),
        ("timescale_first", json!("2026-11-18")),
        ("timescale", json!("2026-11-18")),
        ("closed", Value::Null),
        ("standing", json!("late")),
        ("late_working_days", json!(4)),
    ] {
        assert_eq!(row.get(key), Some(&value), "{key} of {row}");
    }
    assert!(row["owner"].is_string());
}

#[test]
fn a_case_that_was_opened_again_shows_both_rounds_and_owes_a_new_timescale() {
    let office = Office::with_cases();
    let reopened =
        json!({ "on": "26-0003", "do": { "reopen": { "on": "2026-11-23", "reason": "New evidence" } } });
    assert_eq!(office.steps(&[reopened]).code, 0);
    let shown = office.run(&["show", "26-0003"]).out;
    assert!(
        shown.contains("Round 1            Received on Thu 5 Nov 2026. Answer by Thu 19 Nov 2026"),
        "{shown}"
    );
    assert!(
        shown.contains("Round 2            Opened again on Mon 23 Nov 2026. Reason: New evidence."),
        "{shown}"
    );
    let case = office.run(&["show", "--json", "26-0003"]).json();
    assert_eq!(case["rounds"][0]["closing"]["outcome"], "upheld");
    assert_eq!(
        (&case["rounds"][1]["begun"], &case["rounds"][1]["why"]),
        (&json!("2026-11-23"), &json!("New evidence"))
    );
    let row = &office.run(&["list", "is:open", "77", "--json"]).json()[0];
    for (key, value) in [
        ("reopened", json!("2026-11-23")),
        ("timescale", Value::Null),
        ("next", json!("share_timescale")),
        ("next_due", json!("2026-12-08")),
        ("outcome", Value::Null),
    ] {
        assert_eq!(row.get(key), Some(&value), "{key} of {row}");
    }
    assert_eq!(office.refs("2026-11-24", &["closed:2026-11-20", "outcome:upheld"]), ["26-0003"]);
    assert_eq!(office.refs("2026-11-24", &["is:closed"]), [] as [&str; 0]);
}

#[test]
fn a_list_is_as_of_the_day_whatever_was_recorded_later() {
    let office = Office::with_cases();
    assert_eq!(office.refs("2026-11-24", &["is:open"]), ["26-0001", "26-0002"]);
    assert_eq!(office.refs("2026-11-20", &["is:open"]), ["26-0001"]);
    assert_eq!(office.refs("2026-11-19", &["is:open"]), ["26-0001", "26-0003"]);
    assert_eq!(office.refs("2026-11-24", &["is:closed"]), ["26-0003"]);
    assert_eq!(office.refs("2026-11-18", &["is:overdue"]), [] as [&str; 0]);
    assert_eq!(office.refs("2026-11-19", &["is:overdue"]), ["26-0001"]);
}

#[test]
fn a_report_is_as_of_the_day_and_reconciles() {
    let office = Office::with_cases();
    for (day, received, open, overdue, closed) in [
        ("2026-11-04", 1, 1, 0, 0),
        ("2026-11-19", 2, 2, 1, 0),
        ("2026-11-20", 2, 1, 1, 1),
        ("2026-11-24", 3, 2, 1, 1),
    ] {
        let report = office.on(day, &["report", "--json"]).json();
        let found =
            ["received", "open", "overdue", "closed"].map(|it| report[it].as_u64().expect("a number"));
        assert_eq!(found, [received, open, overdue, closed], "{day}");
        assert_eq!(report["reconciles"], true, "{day}");
    }
    let report = office.run(&["report", "--json"]).json();
    assert_eq!(report["received_by_service"], json!({ "Licences": 1, "Payments": 1, "not recorded": 1 }));
    assert_eq!(report["within_first_timescale"], json!({ "numerator": 0, "denominator": 1, "percent": 0.0 }));
    assert_eq!(report["outcomes"], json!({ "upheld": 1 }));
    for key in ["early_resolution", "closer_look", "something_went_wrong"] {
        assert!(report[key].is_object(), "{key}");
    }
    let one = office.run(&["report", "--json", "--service", "licences", "--from", "1 Nov 2026"]).json();
    assert_eq!((&one["received"], &one["service"]), (&json!(1), &json!("Licences")));
}

#[test]
fn the_annual_document_of_the_demo_office_names_nobody_but_whoever_answers_for_learning() {
    let office = crate::driver::Office::demo_for_whoever_runs_this();
    let data = office.data();
    let store = ["--data", data.to_str().expect("UTF-8")];
    let mut learnt = 0;
    for year in ["2025-26", "2026-27"] {
        for format in ["text", "md", "html", "json", "large"] {
            let said = redress(
                on(TODAY),
                &[&store[..], &["report", "annual", "--year", year, "--format", format]].concat(),
                "",
            );
            assert_eq!(said.code, 0, "{said:?}");
            assert!(said.out.contains("The figures add up"), "{said:?}");
            learnt += usize::from(said.out.contains("Action plans reviewed as effective"));
            let me: (&str, &str, &[Role]) = ("jsmith", "J Smith", &[]);
            for (login, name, _) in STAFF.iter().chain(&[me]).filter(|it| it.0 != LEADS) {
                assert!(!said.out.contains(login) && !said.out.contains(name), "{name}: {}", said.out);
            }
        }
    }
    assert!(learnt > 0, "a plan of the demo office worked");
}

#[test]
fn of_several_actions_of_a_plan_none_is_taken_that_nobody_named() {
    let office = crate::driver::Office::demo_for_whoever_runs_this();
    let data = office.data();
    let run = |arguments: &[&str]| {
        redress(on(TODAY), &[&["--data", data.to_str().expect("UTF-8")], arguments].concat(), "")
    };
    let due = ["--due", "2026-12-30"];
    run(&[&["amend-action", "P26-001"][..], &due].concat())
        .is_trouble(1, &["such as P26-001/1", "action 2: "]);
    run(&["reassign-action", "P26-001", "--to", "Zoë Patel"]).is_trouble(1, &["Choose one: action 1: "]);
    let named = run(&["reassign-action", "P26-001/2", "--to", "Zoë Patel"]);
    assert_eq!(named.code, 0, "{named:?}");
}

#[test]
fn what_registers_count_is_called_by_no_name_that_somebody_typed() {
    let office = crate::driver::Office::demo_for_whoever_runs_this();
    let data = office.data();
    let run = |arguments: &[&str]| {
        let said = redress(on(TODAY), &[&["--data", data.to_str().expect("UTF-8")], arguments].concat(), "");
        assert_eq!(said.code, 0, "{said:?}");
        said.out
    };
    run(&[
        "enter",
        "engagement",
        "--group",
        "Mr Niall Idris and family",
        "--on",
        "2026-08-20",
        "--way",
        "visit",
    ]);
    run(&["enter", "trainings", "--what", "With Zoë Patel", "--colleague", "zpatel", "--on", "2026-08-21"]);
    for asked in
        [&["report", "board", "--quarter", "2026-27Q2"][..], &["report", "--quarter", "2026-27Q2", "--json"]]
    {
        let said = run(asked);
        assert!(said.contains("a named person"), "{said}");
        assert!(!said.contains("Idris") && !said.contains("Patel"), "{said}");
    }
}

#[test]
fn what_somebody_who_leaves_is_responsible_for_is_said() {
    let office = crate::driver::Office::demo_for_whoever_runs_this();
    let data = office.data();
    let run = |arguments: &[&str]| {
        redress(on(TODAY), &[&["--data", data.to_str().expect("UTF-8")], arguments].concat(), "")
    };
    let said = run(&["people", "leave", "aobriain"]).out;
    for what in ["open cases then need an owner: ", "plans then need an owner: P26-00"] {
        assert!(said.contains(what), "{said}");
    }
    let nothing = run(&["people", "leave", "dmacleod", "--json"]).json();
    assert!(nothing["actions"].is_array() && nothing["plans"].as_array().is_some_and(Vec::is_empty));
    assert!(run(&["people", "leave", "mhussain"]).out.contains("then needs an owner: P26-003/5"));
}

#[test]
fn documents_are_made_in_every_format_and_written_to_files_of_ones_own() {
    let office = Office::with_cases();
    let names = office.run(&["report", "list", "--json"]).json();
    let names: Vec<&str> = names
        .as_array()
        .expect("a list")
        .iter()
        .filter(|it| it["kind"] == "document")
        .filter_map(|it| it["name"].as_str())
        .collect();
    let all = ["performance", "board", "agenda", "annual", "themes", "plans", "learning", "listening"];
    assert_eq!(names, [&all[..], &["oversight", "standards", "feedback"]].concat());
    for name in names {
        for format in ["text", "md", "html", "csv", "json", "large"] {
            let said = office.run(&["report", name, "--format", format]);
            assert_eq!((said.code, said.out.is_empty()), (0, false), "{name} {format}: {said:?}");
        }
        let text = office.run(&["report", name]).out;
        assert!(text.lines().all(|it| it.chars().count() <= 80), "{text}");
        let has_figures = !["learning", "agenda"].contains(&name);
        assert_eq!(text.contains("How these figures are counted"), has_figures, "{text}");
    }
    let html = office.data().with_file_name("board.html");
    let html = html.to_str().expect("UTF-8");
    let said = office.run(&["report", "board", "--quarter", "2026-27Q3", "-o", html]);
    assert_eq!((said.code, said.out.trim_end()), (0, html), "{said:?}");
    assert!(fs::read_to_string(html).expect("it is there").starts_with("<!DOCTYPE html>"));
    assert_eq!(fs::metadata(html).expect("it is there").permissions().mode() & 0o777, 0o600);
    let tables = office.data().with_file_name("tables");
    let tables = tables.to_str().expect("UTF-8");
    let said = office.run(&["report", "performance", "--format", "csv", "-o", tables]);
    assert_eq!(said.out.lines().count(), fs::read_dir(tables).expect("it is there").count(), "{said:?}");
    let json = office.run(&["report", "board", "--quarter", "2026-27Q3", "--json"]).json();
    let rows = &json["sections"][2]["tables"][0]["rows"];
    assert_eq!(rows[0], json!(["Received", 3]), "nothing to compare with: {json}");
    let json =
        office.run(&["report", "board", "--from", "2026-11-10", "--to", "2026-11-24", "--json"]).json();
    assert_eq!(json["sections"][2]["tables"][0]["columns"].as_array().map(Vec::len), Some(4), "{json}");
    office.run(&["report", "annual", "--quarter", "2026-27Q3"]).is_trouble(2, &["--year", "2026-27"]);
    office.run(&["report", "board", "--format", "csv", "-o", "x.csv"]).is_trouble(2, &["directory"]);
    office.run(&["report", "board", "-o", tables]).is_trouble(2, &["is a directory"]);
    office.run(&["report", "boards"]).is_trouble(2, &["boards"]);
}

#[test]
fn a_list_is_a_file_for_a_spreadsheet_without_what_is_restricted() {
    let office = Office::with_cases();
    assert_eq!(office.run(&["restrict", "26-0002", "--reason", "A colleague"]).code, 0);
    let said = office.run(&["list", "received:2026-11", "--order", "ref", "--format", "csv"]);
    assert!(said.code == 0 && said.err.contains("1 row left out, because it is restricted."), "{said:?}");
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(lines[0].starts_with("\u{feff}Ref,Reference elsewhere,Status,"), "{said:?}");
    assert!(
        lines.len() == 3 && lines[1].starts_with("26-0001,,open,") && lines[2].contains("OLD/77,closed"),
        "{said:?}"
    );
    let file = office.0.path().join("cases.xlsx");
    let name = file.to_str().expect("UTF-8");
    let said = office.run(&["list", "received:2026-11", "-o", name, "--limit", "2"]);
    assert!(said.code == 0 && said.out.contains("There are more"), "{said:?}");
    // What comes out goes in.
    let seen = office.run(&["import", "--look", name, "--sheet", "Cases"]);
    assert!(
        seen.code == 0
            && seen.out.contains("received = \"Received\"")
            && seen.out.contains("days, year-month-day"),
        "{seen:?}"
    );
    for list in [
        &["list", "actions"][..],
        &["list", "plans"],
        &["list", "feedback"],
        &["diary"],
        &["retention"],
        &["check"],
    ] {
        let said = office.run(&[list, &["--format", "csv"]].concat());
        assert!(said.code < 2 && said.out.starts_with('\u{feff}'), "{said:?}");
    }
    office.run(&["list", "--format", "xlsx"]).is_trouble(2, &["a workbook is a file"]);
    office.run(&["list", "-o", "cases"]).is_trouble(2, &["-o list.csv"]);
    office.run(&["report", "annual", "-o", "a.docx"]).is_trouble(2, &["cannot be made as .docx", "html"]);
    office.run(&["list", "--json", "--format", "csv"]).is_trouble(2, &["Leave --json or --format out"]);
}

#[test]
fn a_limit_never_cuts_a_list_without_a_word() {
    let office = Office::with_cases();
    for list in [&["list", "received:2026-11"][..], &["diary"]] {
        for form in [&[][..], &["--json"], &["--format", "csv"]] {
            let said = office.run(&[list, form, &["--limit", "1"]].concat());
            assert!(
                format!("{}{}", said.out, said.err).contains("There are more"),
                "{list:?} {form:?}: {said:?}"
            );
        }
    }
}

#[test]
fn help_lists_its_topics_prints_one_in_lines_that_fit_and_says_what_a_command_takes() {
    let office = Office::with_cases();
    let help = |asked: &[&str]| office.run(&[&["help"][..], asked].concat());
    let listed = help(&[]).out;
    for topic in TOPICS {
        assert!(listed.contains(&format!("\n  {:<12}", topic.name)), "{}: {listed}", topic.name);
        let text = help(&[topic.name]).out;
        assert!(text.starts_with(topic.about()), "{text}");
        assert!(text.lines().all(|it| it.chars().count() < 80), "{text}");
    }
    assert_eq!(help(&["list"]).out, office.run(&["list", "--help"]).out);
    assert!(help(&["people", "add"]).out.contains("--role"));
    assert_eq!(help(&["forms", "--json"]).json()["topic"], "forms");
    help(&["nothing"]).is_trouble(1, &["there is no topic and no command “nothing”", "redress help"]);
}

#[test]
fn maps_of_the_help_can_be_pasted_and_run() {
    let office = Office::with_cases();
    let day = "2026-11-02";
    for (what, row, asked, behind) in [
        ("cases", day, ["import", "cases", "--help"], ""),
        ("actions", day, ["import", "actions", "--help"], ""),
        ("feedback", "1", ["import", "feedback", "--help"], ""),
        ("trainings", day, ["import", "trainings", "--help"], ""),
        ("cases", day, ["--plain", "help", "import"], "Everything a map can say"),
        ("actions", day, ["--plain", "help", "import"], "Actions of plans"),
    ] {
        let help = office.run(&asked).out;
        let (_, help) = help.split_once(behind).unwrap_or_else(|| panic!("{asked:?}: {help}"));
        let is_map = |it: &&str| {
            it.starts_with(['[', '#', '"'])
                || it.contains(" = ")
                || it.trim().starts_with('#')
                || it.is_empty()
        };
        let begins = |it: &str| it == "[source]" || it.starts_with("[columns]  ");
        let map: Vec<&str> =
            help.lines().map(str::trim_start).skip_while(|it| !begins(it)).take_while(is_map).collect();
        assert!(map.len() > 5 && map.iter().all(|it| it.chars().count() < 80), "{what}: {help}");
        let map = map.join("\n");
        let table: toml::Table = map.parse().unwrap_or_else(|it| panic!("{what}: {it}\n{map}"));
        let columns = table["columns"].as_table().expect("columns").values();
        let mut names: Vec<String> =
            columns.map(|it| it.get("column").unwrap_or(it).as_str().expect("a name").to_owned()).collect();
        let more = table.get("values").and_then(|it| it.as_table()).into_iter().flat_map(|it| it.values());
        names.extend(more.filter_map(|it| Some(it.get("column")?.as_str()?.to_owned())));
        // A register finds its other fields by their names.
        let kind = KINDS.iter().find(|it| it.id == what);
        let fields = kind.into_iter().flat_map(|it| it.fields).filter(|it| !map.contains(it.name));
        names.extend(fields.map(|it| it.name.to_owned()));
        names.sort();
        names.dedup();
        let cell =
            |it: &String| if it.contains("ate") || it.contains("on") || it.contains("dt") { row } else { "" };
        let cells: Vec<&str> = names.iter().map(cell).collect();
        let input = format!("{map}\n---\n{}\n{}\n", names.join(","), cells.join(","));
        let said = office.with_input(TODAY, &["import", what, "-", "--map", "-", "--dry-run"], &input);
        // A row may be refused for what it says; the map is read, and fits the file.
        assert!(
            said.code < 2 && format!("{}{}", said.out, said.err).contains("1 rows read"),
            "{what}: {said:?}\n{input}"
        );
    }
}

#[test]
fn a_list_for_people_fits_the_line() {
    let said = Office::with_cases().run(&["list"]);
    insta::assert_snapshot!(said.out, @r"
    Ref      Due           Complainant    Stage         About
    26-0001  ! Overdue 4d  Amara Okafor   acknowledged  Late licence
    26-0002  ~ Due in 2d   Siân ?[31mRed  new           Rude letter
    2 cases
    ");
}

#[test]
fn a_word_that_finds_no_case_is_answered_with_the_nearest_that_does() {
    let said = Office::with_cases().run(&["list", "okafro"]);
    assert_eq!((said.code, said.out.as_str()), (1, "0 cases\nNothing for “okafro”. Did you mean okafor?\n"));
}

#[test]
fn a_step_on_several_cases_is_tried_first_then_taken_on_those_that_a_filter_finds_and_undone() {
    let office = Office::with_cases();
    let tried = office.run(&["acknowledge", "26-0001", "26-0002", "--dry-run"]);
    assert_eq!(tried.code, 1, "{tried:?}");
    for words in
        ["26-0001  stays as it is: This case was acknowledged", "26-0002  changes", "1 of 2 would change"]
    {
        assert!(tried.out.contains(words), "{words}: {tried:?}");
    }
    let late = office.run(&["bring-forward", "--where", "is:open", "--due", "+5wd", "--what", "Look again"]);
    assert!(late.code == 0 && late.out.ends_with("Saved on 2 of 2.\n"), "{late:?}");
    let undone = office.run(&["undo", "26-0001", "26-0002"]);
    assert_eq!(undone.out.matches("The last change is undone").count(), 2, "{undone:?}");
    assert!(!office.run(&["diary", "--json"]).out.contains("Look again"));
    // Which cases has to be said.
    assert_ne!(office.run(&["note", "--where", " ", "--text", "Hello"]).code, 0);
}

#[test]
fn steps_of_a_kind_of_case_are_kept_by_the_office_put_on_the_case_owed_and_ticked_with_who_did() {
    let office = Office::with_cases();
    let text = "Ring the person | 20\nThank them";
    let list =
        json!({ "on": "office", "do": { "keep_wording": { "name": "Steps: licences", "text": text } } });
    let kept = office.steps(&[list]);
    assert_eq!(kept.code, 0, "{kept:?}");
    let put = office.run(&["steps", "26-0001"]);
    assert_eq!(put.code, 0, "{put:?}");
    assert!(office.run(&["diary", "--json"]).out.contains("Ring the person"));
    assert!(office.run(&["print", "26-0001"]).out.contains("Thank them, to be done"));
    let ticked = office.run(&["tick", "26-0001", "--follow-up", "2", "--answer", "By email"]);
    assert_eq!(ticked.code, 0, "{ticked:?}");
    let told = office.run(&["print", "26-0001"]).out;
    assert!(told.contains("Thank them, done on Tue 24 Nov 2026: By email. By John Smith."), "{told}");
    // What is there already is not proposed again.
    assert_eq!(office.run(&["steps", "26-0001"]).code, 1);
}

#[test]
fn plain_is_labelled_lines_and_what_runs_where_there_is_no_terminal() {
    let office = Office::with_cases();
    insta::assert_snapshot!(office.run(&["list", "okafor", "--plain"]).out, @r"
    Case 1 of 1. Reference 26-0001. Overdue by 4 working days. Amara Okafor.
    About: Late licence. Stage: acknowledged. Owner: John Smith.
    Next: reply by Wed 18 Nov 2026.

    1 case
    ");
    let inbox = office.run(&[]);
    assert_eq!(inbox.code, 0);
    assert!(inbox.out.contains("2 cases open. 1 late."), "{inbox:?}");
    assert!(inbox.out.contains("Case 1 of 2. Reference 26-0001. Overdue by 4 working days."), "{inbox:?}");
}

#[test]
fn nothing_that_was_typed_can_command_the_terminal() {
    let office = Office::with_cases();
    for arguments in [
        &["list"] as &[&str],
        &["list", "--plain"],
        &["show", "26-0002"],
        &["history", "26-0002"],
        &["diary"],
        &[],
    ] {
        let said = office.run(arguments);
        assert!(
            !said.out.contains('\u{1b}')
                && said.out.contains("26-0002") | said.out.contains("Red") | said.out.contains("Received"),
            "{said:?}"
        );
    }
    assert!(!office.run(&["list", "--json"]).out.contains('\u{1b}'));
}

#[test]
fn a_case_is_found_by_the_reference_it_had_elsewhere() {
    let office = Office::with_cases();
    assert_eq!(office.run(&["show", "OLD/77", "--json"]).json()["ref"], "26-0003");
    assert!(office.run(&["show", "26-0001", "--why"]).out.contains("working days counted"));
    let clocks = office.run(&["show", "26-0001", "--json"]).json()["clocks"].clone();
    assert_eq!(clocks[1]["standing"], "overdue by 4 working days", "{clocks}");
}

#[test]
fn history_says_in_words_what_happened() {
    let said = Office::with_cases().run(&["history", "26-0001"]);
    assert!(
        said.out.contains("John Smith  Acknowledged: Acknowledged on Wed 4 Nov 2026 by email."),
        "{said:?}"
    );
}

#[test]
fn an_entry_of_a_register_is_entered_shown_and_taken_back_like_any_record() {
    let office = Office::with_cases();
    let (today, entry) =
        ("2026-11-24", r#"{"group":"person","on":"2026-11-23","own_words":"They were kind"}"#);
    let enter = format!(r#"{{"do":{{"enter":{{"register":"feedback","values":{entry}}}}}}}"#);
    assert_eq!(office.with_input(today, &["do"], &enter).json()["ref"], "F26-001");
    let fill_in = r#"{"on":"F26-001","do":{"fill_in":{"values":{"own_words":"They were kind and quick"}}}}"#;
    assert_eq!(office.with_input(today, &["do"], fill_in).json()["ok"], true);
    let said = office.run(&["show", "F26-001"]);
    assert!(said.out.contains("In their words     They were kind and quick"), "{said:?}");
    assert!(said.out.contains("Owed               read the feedback and decide on it, by"), "{said:?}");
    office.run(&["undo", "F26-001"]);
    assert_eq!(office.run(&["show", "F26-001", "--json"]).json()["own_words"], "They were kind");
}

#[test]
fn the_diary_says_what_is_late_and_what_comes() {
    let office = Office::with_cases();
    let said = office.run(&["diary"]);
    assert!(said.out.starts_with("Late: 1\n") && said.out.contains("reply: Late licence"), "{said:?}");
    assert_eq!(office.run(&["diary", "--json"]).json()[0]["what"], "reply");
}

#[test]
fn steps_are_answered_in_their_order_each_by_itself() {
    let office = Office::with_cases();
    let lines = concat!(
        r#"{"on":"26-0002","version":1,"id":"x1","do":{"acknowledge":{"on":"2026-11-24","means":"email"}}}"#,
        "\n\n",
        r#"{"on":"26-0002","version":1,"id":"x1","do":{"acknowledge":{"on":"2026-11-24","means":"email"}}}"#,
        "\n",
        r#"{"on":"26-0002","version":1,"do":{"assign":{"to":"John Smith"}}}"#,
        "\n",
        r#"{"on":"26-0002","do":{"acknowledge":{"on":"2027-01-01"}}}"#,
        "\nnonsense\n",
        r#"{"on":"26-0099","do":{"note":{"text":"hello"}}}"#,
        "\n",
        r#"{"on":"office","do":{"add":{"list":"themes","names":["Delay"]}}}"#,
        "\n",
    );
    for batch in ["1", "100"] {
        let said = office.with_input("2026-11-24", &["do", "--batch", batch], lines);
        assert_eq!(said.code, 1, "{said:?}");
        let replies: Vec<Value> =
            said.out.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect();
        let kinds: Vec<&str> = replies.iter().map(|it| it["kind"].as_str().unwrap_or("ok")).collect();
        assert_eq!(kinds, ["ok", "ok", "stale", "refused", "unreadable", "missing", "ok"], "{said:?}");
        assert_eq!(replies[1]["repeated"], true);
        assert_eq!(replies[4]["line"], 6);
        assert!(!replies[3]["why"].as_str().expect("words").is_empty());
    }
}

#[test]
fn every_step_is_a_command_that_says_what_it_did_or_which_option_is_missing() {
    let office = Office::with_cases();
    let case = office.refs("2026-11-24", &["is:new"])[0].clone();
    let said = office.on("2026-11-24", &["ack", &case, "--means", "letter"]);
    assert_eq!(said.out.trim(), format!("Acknowledge: saved on {case}."));
    office.on("2026-11-24", &["ack", &case]).is_trouble(1, &["was acknowledged on"]);
    office
        .on("2026-11-24", &["payment", &case, "--amount", "50"])
        .is_trouble(1, &["(--head)", "(--authorised-by)"]);
    let noted = office.with_input("2026-11-24", &["note", &case, "--text", "-"], "Rang.\nNo answer.\n");
    assert_eq!(noted.out.trim(), format!("Note: saved on {case}."));
    let history = office.run(&["history", &case]).out;
    let mut told = history.lines().skip_while(|it| !it.ends_with("Rang.")).map(str::trim);
    assert_eq!((told.next().is_some(), told.next()), (true, Some("No answer.")), "{history}");
    let undone = office.run(&["undo", &case]);
    assert_eq!(undone.out.trim(), format!("The last change is undone: case {case}.\nNote: Rang. No answer."));
    let again = office.run(&["undo", &case, "--again"]);
    assert_eq!(
        again.out.trim(),
        format!("What was undone last is done again: case {case}.\nNote: Rang. No answer.")
    );
    office.run(&["undo", &case, "--again"]).is_trouble(1, &["There is no undone change to do again."]);
}

#[test]
fn settings_are_shown_changed_and_refused_in_words() {
    let office = Office::empty();
    let config = office.data().with_file_name("config.toml");
    let run = |arguments: &[&str]| {
        let output = on(TODAY).args(arguments).env("REDRESS_CONFIG", &config).output().unwrap();
        said(&output)
    };
    assert!(run(&["config", "due_soon", "5"]).out.contains("due_soon is 5 now"));
    assert_eq!(run(&["config", "due_soon"]).out.trim(), "5");
    run(&["config", "colour", "purple"]).is_trouble(1, &["colour may be auto, dark, light or off"]);
    std::fs::write(&config, "color = \"off\"").unwrap();
    run(&["config"]).is_trouble(2, &["config.toml", "“color” is no setting", "colour"]);
}

#[test]
fn doctor_says_what_is_wrong_and_how_to_mend_it() {
    let office = Office::with_cases();
    assert!(office.run(&["doctor"]).out.contains("Bank holidays"));
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(office.data(), open).unwrap();
    let said = office.run(&["doctor"]);
    assert!(said.out.contains("chmod -R go="), "{}", said.out);
}

#[test]
fn setup_again_adds_only_what_is_new() {
    let office = Office::with_cases();
    let again = office.run(&["setup", "--service", "Licences", "--service", "Appeals"]);
    assert_eq!((again.code, again.out.as_str()), (0, "Added the service Appeals.\n"));
    let nothing = office.run(&["setup", "--service", "Appeals"]);
    assert_eq!(nothing.code, 0);
    assert!(nothing.out.starts_with("There is nothing new"), "{nothing:?}");
}

#[test]
fn a_colleague_is_not_called_otherwise_by_adding_somebody_who_signs_in_like_them() {
    let office = Office::with_cases();
    let add = |name: &str, more: &[&str]| {
        office.run(&[&["setup", "--login", "nobody", "--user", name], more].concat())
    };
    assert_eq!(add("Nora Body", &[]).code, 0);
    add("Olga Nil", &[]).is_trouble(1, &["nobody is Nora Body here", "--login LOGIN", "--rename"]);
    let people = || office.run(&["people"]).out;
    assert!(people().contains("Nora Body") && !people().contains("Olga Nil"), "{}", people());
    assert_eq!(add("Nora Webb", &["--rename"]).code, 0);
    assert!(people().contains("Nora Webb") && !people().contains("Nora Body"), "{}", people());
}

#[test]
fn setup_reads_a_file() {
    let office = Office::empty();
    let file = office.0.path().join("office.toml");
    fs::write(&file, "[office]\norganisation = \"Harbour Board\"\nnation = \"northern-ireland\"\nthemes = [\"Delay\"]\nclosures = [\"24 Dec 2026\"]\n").unwrap();
    let said = office.run(&["setup", "--file", file.to_str().unwrap()]);
    for words in ["Harbour Board", "Northern Ireland", "theme Delay", "1 closure day set"] {
        assert!(said.out.contains(words), "{words}: {said:?}");
    }
    let registers = "[office.registers]\nreview-within-weeks = 8\nfeedback-from = \"2026-11-01\"\n";
    fs::write(&file, registers).unwrap();
    let set = || office.run(&["setup", "--file", file.to_str().unwrap()]);
    assert_eq!(set().code, 0);
    let now = office.run(&["set", "--json"]).json();
    assert_eq!(now["review_within_weeks"]["value"], 8, "{now}");
    assert!(set().out.starts_with("There is nothing new"), "the same again changes nothing");
    fs::write(&file, "[office.registers]\nboard-days = 1\n").unwrap();
    set().is_trouble(1, &["There is no setting “board_days”"]);
    fs::write(&file, "[office]\ncolour = \"red\"\n").unwrap();
    office.run(&["setup", "--file", file.to_str().unwrap()]).is_trouble(2, &["office.toml", "colour"]);
}

#[test]
fn what_is_not_there_is_one_and_what_is_asked_wrongly_is_two() {
    let office = Office::with_cases();
    assert_eq!(office.run(&["list", "zebra"]).code, 1);
    assert_eq!(office.run(&["list", "zebra", "--json"]).out, "[]\n");
    office.run(&["show", "26-0099"]).is_trouble(1, &["26-0099"]);
    office.run(&["show", "whatever"]).is_trouble(1, &["26-0142"]);
    office.run(&["report", "--service", "Zoo"]).is_trouble(1, &["Licences, Payments"]);
    office.run(&["list", "is:odd"]).is_trouble(2, &["is:odd", "open"]);
    office.run(&["report", "--from", "soon"]).is_trouble(2, &["--from", "2026-11-24"]);
    office.on("tomorrow", &["list"]).is_trouble(2, &["--today"]);
    assert_eq!(redress(on(TODAY), &["frobnicate"], "").code, 2);
    assert_eq!(redress(without_a_day("it prints only its help"), &["--help"], "").code, 0);
}

#[test]
fn a_place_without_a_store_says_how_to_make_one() {
    let office = Office::empty();
    for command in ["list", "report", "verify", "rebuild", "diary"] {
        office.run(&[command]).is_trouble(2, &["no store in", "redress setup"]);
    }
    assert!(!office.data().exists(), "asking makes nothing");
}

#[test]
fn a_store_that_is_open_elsewhere_says_by_whom() {
    let office = Office::with_cases();
    let how =
        How { data: office.data(), clock: Clock::Pinned(today()), login: "kpatel".to_owned(), afresh: false };
    let desk = Desk::open(&how, &mut |_, _| {}).expect("nobody else has it");
    office.run(&["list"]).is_trouble(2, &["kpatel", "--data"]);
    drop(desk);
    assert_eq!(office.run(&["list"]).code, 0);
}

#[test]
fn a_data_directory_that_cannot_be_used_says_so() {
    let office = Office::empty();
    let file = office.0.path().join("file");
    fs::write(&file, "").unwrap();
    for command in [&["list"] as &[&str], &["setup", "--organisation", "X"], &["verify"], &["do"]] {
        let data = file.join("data");
        redress(on(TODAY), &[&["--data", data.to_str().unwrap()], command].concat(), "")
            .is_trouble(2, &["cannot be used", "--data"]);
    }
}

#[test]
fn a_sound_journal_is_said_to_be_sound() {
    let office = Office::with_cases();
    let said = office.run(&["verify"]);
    assert!(said.code == 0 && said.out.starts_with("The journal is sound: 6 changes in 1 file."), "{said:?}");
    let json = office.run(&["verify", "--json"]).json();
    assert_eq!(
        (&json["sound"], &json["changes"], json["head"].as_str().map(str::len)),
        (&json!(true), &json!(6), Some(64))
    );
}

#[test]
fn a_journal_damaged_in_the_middle_is_named_and_never_mended_by_guessing() {
    let office = Office::with_cases();
    let text = fs::read_to_string(office.segment()).unwrap();
    let damaged = text.replacen("Late licence", "Lost licence", 1);
    assert_ne!(text, damaged);
    fs::write(office.segment(), &damaged).unwrap();
    let said = office.run(&["verify"]);
    said.is_trouble(2, &["damaged in 1 place"]);
    assert!(
        said.out.contains("journal segment 000001, line 2 (change 2)") && said.out.contains("backup"),
        "{said:?}"
    );
    assert_eq!(office.run(&["verify", "--json"]).json()["sound"], false);
    fs::remove_dir_all(office.data().join("view")).unwrap();
    office.run(&["list"]).is_trouble(2, &["line 2", "backup"]);
    assert_eq!(fs::read_to_string(office.segment()).unwrap(), damaged);
}

#[test]
fn a_store_of_a_newer_version_says_so() {
    let office = Office::with_cases();
    let (mut journal, _) = Journal::open(&office.data().join("journal"), SEGMENT_BYTES).unwrap();
    let text = |it: &str| it.to_owned();
    journal
        .append(&[Draft {
            at: DateTime::<Utc>::UNIX_EPOCH,
            by: text("kpatel"),
            role: text("handler"),
            on: text("26-0001"),
            ver: 4,
            cmd: String::new(),
            step: String::new(),
            did: text(r#"[{"teleported":{"to":"Mars"}}]"#),
        }])
        .unwrap();
    drop(journal);
    office.run(&["list"]).is_trouble(2, &["newer version of redress"]);
}

#[test]
fn a_working_copy_that_is_gone_is_built_again() {
    let office = Office::with_cases();
    let before = office.run(&["list", "--json"]).out;
    fs::remove_dir_all(office.data().join("view")).unwrap();
    assert_eq!(office.run(&["list", "--json"]).out, before);
    assert_eq!(office.run(&["rebuild"]).code, 0);
    assert_eq!(office.run(&["list", "--json"]).out, before);
}

#[test]
fn the_demo_leaves_nothing_behind_and_spoils_no_store() {
    let office = Office::with_cases();
    office.run(&["demo"]).is_trouble(2, &["holds a store already"]);
    let temporary = office.0.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let output = on(TODAY).arg("demo").env("TMPDIR", &temporary).output().unwrap();
    assert_eq!(said(&output).code, 0, "{output:?}");
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0);
}

#[test]
fn a_reader_who_has_had_enough_is_no_trouble() {
    let office = Office::with_cases();
    let mut child = on(TODAY)
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &[] as &[u8]));
    assert!(office.run(&["man"]).out.contains("redress"));
}

impl Office {
    /// With its journal in two files, as it would be after many changes.
    fn with_two_files() -> Self {
        let office = Self::with_cases();
        let text = fs::read_to_string(office.segment()).unwrap();
        let at = text.match_indices('\n').nth(2).unwrap().0 + 1;
        fs::write(office.segment(), &text[..at]).unwrap();
        fs::write(office.segment().with_file_name("000002.jsonl"), &text[at..]).unwrap();
        fs::remove_dir_all(office.data().join("view")).unwrap();
        fs::remove_file(office.data().join("journal/confirmed")).unwrap();
        private(&office.data());
        assert_eq!(office.run(&["list"]).code, 0);
        office
    }

    pub(crate) fn place(&self, name: &str) -> String {
        self.0.path().join(name).to_str().expect("UTF-8").to_owned()
    }

    /// What can be asked of another store, to see whether it is the same.
    fn answers(&self, data: &str) -> Vec<String> {
        let ask = |arguments: &[&str]| {
            let said = redress(on(TODAY), &[&["--data", data], arguments].concat(), "");
            assert_eq!(said.code, 0, "{said:?}");
            said.out
        };
        let mut answers = vec![ask(&["list", "--json"])];
        answers.extend(self.refs("2026-11-24", &[]).iter().map(|it| ask(&["history", it])));
        answers
    }

    fn note(&self) {
        let noted = self.steps(&[json!({ "on": "26-0001", "do": { "note": { "text": "Called back" } } })]);
        assert_eq!(noted.code, 0, "{noted:?}");
    }
}

#[test]
fn what_was_put_aside_and_a_damaged_note_of_copies_are_named_until_somebody_sees_to_them() {
    let office = Office::with_cases();
    let aside = office.place("000001.jsonl.aside");
    fs::copy(office.segment(), &aside).unwrap();
    fs::write(office.data().join("copies.json"), "{").unwrap();
    private(&office.data());
    let damaged = "copies.json.damaged-1";
    let backed_up = office.run(&["backup", &office.place("copy")]);
    assert!(backed_up.code == 0 && backed_up.out.contains(damaged), "{backed_up:?}");
    let erase = ["erase", "26-0003", "--before-date", "--reason", "asked", "--yes"];
    for said in [office.run(&erase), office.run(&["doctor"])] {
        let remove = format!("rm -r {}", fs::canonicalize(&aside).unwrap().display());
        assert!(said.out.contains(&remove) && said.out.contains(damaged), "{said:?}");
        assert!(!said.out.contains("No copy is known here"), "{said:?}");
    }
    fs::remove_file(office.data().join(damaged)).unwrap();
    fs::remove_file(&aside).unwrap();
    let said = office.run(&["doctor"]).out;
    assert!(!said.contains(damaged) && !said.contains("put aside"), "{said}");
}

#[test]
fn a_second_backup_copies_only_the_last_file_and_a_restored_store_answers_as_the_first() {
    let office = Office::with_two_files();
    let (copy, new) = (office.place("copy"), office.place("new"));
    let first = office.run(&["backup", &copy, "--json"]).json();
    assert_eq!((&first["copied"], &first["last"]), (&json!(["000001.jsonl", "000002.jsonl"]), &json!(6)));
    office.note();
    let second = office.run(&["backup", &copy]);
    assert_eq!(second.code, 0, "{second:?}");
    assert!(
        second.out.starts_with("Copied 000002.jsonl: ")
            && second.out.contains("1 file was there already.")
            && second.out.contains("ends with change 7"),
        "{second:?}"
    );
    assert!(
        office.run(&["backup", &copy]).out.starts_with("Nothing was to copy: 2 files were there already.")
    );
    let said = redress(on(TODAY), &["restore", &copy, "--data", &new], "");
    assert!(said.code == 0 && said.out.contains(&format!("redress --data {new}")), "{said:?}");
    assert_eq!(office.answers(&new), office.answers(office.data().to_str().unwrap()));
}

#[test]
fn a_store_is_backed_up_while_somebody_works_in_it() {
    let office = Office::with_cases();
    let how =
        How { data: office.data(), clock: Clock::Pinned(today()), login: "kpatel".to_owned(), afresh: false };
    let _desk = Desk::open(&how, &mut |_, _| {}).expect("nobody else has it");
    let copy = office.place("copy");
    assert_eq!(office.run(&["backup", &copy]).code, 0);
    assert_eq!(office.run(&["seal"]).code, 0);
    redress(on(TODAY), &["restore", &copy, "--data", office.data().to_str().unwrap()], "")
        .is_trouble(1, &["holds a store"]);
}

#[test]
fn a_store_is_restored_as_it_stood_after_an_entry_or_on_a_day() {
    let office = Office::with_cases();
    let (before, copy) = (office.answers(office.data().to_str().unwrap()), office.place("copy"));
    office.note();
    office.run(&["backup", &copy]);
    let restored = |name: &str, until: &str| {
        let new = office.place(name);
        let said = redress(on(TODAY), &["restore", &copy, "--data", &new, "--until", until], "");
        assert_eq!(said.code, 0, "{said:?}");
        office.answers(&new)
    };
    assert_eq!(restored("sixth", "6"), before);
    assert_eq!(restored("all", "7"), office.answers(office.data().to_str().unwrap()));
    assert_eq!(restored("later", "2149-12-31"), office.answers(office.data().to_str().unwrap()));
    let refused = |until: &str| {
        redress(on(TODAY), &["restore", &copy, "--data", &office.place("none"), "--until", until], "")
    };
    refused("8").is_trouble(1, &["ends with change 7", "--until"]);
    refused("2001-01-01T00:00:00Z").is_trouble(1, &["begins only later"]);
    refused("last week").is_trouble(2, &["--until", "last week", "2026-11-24"]);
    assert!(!office.0.path().join("none").exists(), "what is refused makes nothing");
}

#[test]
fn a_backup_goes_nowhere_where_it_would_be_lost_or_spoil_something() {
    let office = Office::with_cases();
    let inside = office.data().join("copies/today");
    office
        .run(&["backup", inside.to_str().unwrap()])
        .is_trouble(1, &["would be lost with what is there", "elsewhere"]);
    assert!(!inside.exists());
    let letters = office.place("letters");
    fs::create_dir(&letters).unwrap();
    fs::write(format!("{letters}/letter.txt"), "Dear").unwrap();
    office.run(&["backup", &letters]).is_trouble(1, &["holds something else", "new"]);
    let (other, copy) = (Office::empty(), office.place("copy"));
    let set_up =
        ["setup", "--organisation", "Harbour Board", "--nation", "scotland", "--user", "Mair Hughes"];
    let said = other.run(&[&set_up as &[&str], &["--service", "Berths"]].concat());
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(other.run(&["backup", &copy]).code, 0);
    office.run(&["backup", &copy]).is_trouble(1, &["another store", "change 1", "new directory"]);
    redress(on(TODAY), &["restore", &copy, "--data", &letters], "")
        .is_trouble(1, &["is not empty", "--data"]);
}

#[test]
fn nothing_that_is_written_for_people_lands_in_a_store_or_a_copy() {
    let office = Office::with_cases();
    let copy = office.place("copy");
    assert_eq!(office.run(&["backup", &copy]).code, 0);
    let (segment, before) = (office.segment(), fs::read(office.segment()).unwrap());
    let (segment, new) = (segment.to_str().unwrap(), office.place("data/new.csv"));
    let manifest = office.place("copy/manifest.json");
    for asked in [
        &["report", "board", "--format", "json", "--replace", "-o", segment][..],
        &["report", "board", "--format", "json", "--replace", "-o", &manifest],
        &["list", "-o", &new],
        &["print", "26-0001", "--replace", "-o", segment],
        &["subject-access", "Okafor", "--unsure", segment],
        &["subject-access", "Okafor", "-o", &office.place("data/journal")],
        &["erase", "26-0003", "--before-date", "--dry-run", "--unsure", segment],
        &["man", "--all", &office.place("data")],
    ] {
        let said = office.run(asked);
        said.is_trouble(1, &["lies in a store of redress", "Name a file elsewhere"]);
    }
    assert_eq!(fs::read(office.segment()).unwrap(), before);
    assert_eq!(office.run(&["verify", "--copy", &copy]).code, 0);
}

#[test]
fn a_flipped_byte_in_a_copy_is_found_and_the_copy_is_not_restored() {
    let office = Office::with_cases();
    let copy = office.place("copy");
    office.run(&["backup", &copy]);
    let sound = office.run(&["verify", "--copy", &copy]);
    assert!(sound.code == 0 && sound.out.contains("is sound: 6 changes in 1 file."), "{sound:?}");
    let file = format!("{copy}/000001.jsonl");
    let whole = fs::read(&file).unwrap();
    for at in [0, whole.len() / 2, whole.len() - 2] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&file, bytes).unwrap();
        office
            .run(&["verify", "--copy", &copy])
            .is_trouble(2, &["000001.jsonl", "SHA-256", "Do not restore"]);
        assert_eq!(office.run(&["verify", "--copy", &copy, "--json"]).json()["sound"], false);
        redress(on(TODAY), &["restore", &copy, "--data", &office.place("new")], "")
            .is_trouble(2, &["SHA-256"]);
    }
    assert!(!office.0.path().join("new").exists());
    assert_eq!(office.run(&["backup", &copy]).code, 0);
    assert_eq!(fs::read(&file).unwrap(), whole, "a backup puts the copy right");
}

#[test]
fn a_seal_holds_after_more_changes_and_fails_after_a_line_is_changed() {
    let office = Office::with_cases();
    let seal = office.run(&["seal"]);
    assert!(seal.code == 0 && seal.out.lines().count() == 1, "{seal:?}");
    assert!(seal.out.starts_with("redress seal ") && seal.out.contains(" change 6 sha256:"), "{seal:?}");
    let seal = seal.out.trim();
    office.note();
    let (whole, words) = (office.run(&["verify", "--against", seal]), seal.split(' ').collect::<Vec<_>>());
    assert!(
        whole.code == 0 && whole.out.contains("The seal of change 6 ") && whole.out.contains("cannot prove")
    );
    let in_words = office.run(&[&["verify", "--against"], words.as_slice()].concat());
    assert_eq!(in_words.out, whole.out, "with and without quotation marks");
    assert_eq!(office.run(&["verify", "--json", "--against", seal]).json()["seal"]["holds"], true);
    office.run(&["verify", "--against", "change 6"]).is_trouble(2, &["--against", "not a seal"]);

    let text = fs::read_to_string(office.segment()).unwrap();
    fs::write(office.segment(), text.replacen("Late licence", "Lost licence", 1)).unwrap();
    office.run(&["verify", "--against", seal]).is_trouble(2, &["damaged in 1 place"]);
    office.run(&["seal"]).is_trouble(2, &["damaged in 1 place"]);
}

#[test]
fn a_seal_finds_a_journal_that_was_written_anew_or_cut_short() {
    let office = Office::with_cases();
    let seal = office.run(&["seal"]).out;
    // The same office, so that every line fits the next: but not the journal that was sealed.
    let anew = office.0.path().join("anew");
    let (mut journal, _) = Journal::open(&anew, SEGMENT_BYTES).unwrap();
    let lines: Vec<_> = redress::journal::lines::lines(
        &office.data().join("journal"),
        redress::journal::chain::Position::START,
    )
    .map(|it| it.unwrap().change)
    .collect();
    for it in lines {
        let did = it.did.unwrap().replace("Late licence", "Lost licence");
        let draft = Draft {
            at: it.at,
            by: it.by,
            role: it.role,
            on: it.on,
            ver: it.ver,
            cmd: it.cmd,
            step: it.step,
            did,
        };
        journal.append(&[draft]).unwrap();
    }
    drop(journal);
    let true_lines = fs::read_to_string(office.segment()).unwrap();
    fs::copy(anew.join("000001.jsonl"), office.segment()).unwrap();
    office.run(&["verify"]).is_trouble(2, &["is damaged"]);
    // Whoever writes the journal anew can do that with the mark of what was confirmed, too.
    fs::copy(anew.join("confirmed"), office.data().join("journal/confirmed")).unwrap();
    office.run(&["verify"]).is_trouble(2, &["is damaged"]);
    // And take away the working copy, which knows better.
    fs::remove_dir_all(office.data().join("view")).unwrap();
    assert_eq!(office.run(&["verify"]).code, 0, "by itself it looks sound");
    office
        .run(&["verify", "--against", seal.trim()])
        .is_trouble(2, &["does not hold", "another hash", "backup"]);
    let cut: String = true_lines.split_inclusive('\n').take(5).collect();
    fs::write(office.segment(), cut).unwrap();
    office.run(&["verify"]).is_trouble(2, &["is damaged"]);
    fs::remove_file(office.data().join("journal/confirmed")).unwrap();
    assert_eq!(office.run(&["verify"]).code, 0, "by itself it looks sound");
    office.run(&["verify", "--against", seal.trim()]).is_trouble(2, &["does not hold", "ends with change 5"]);
}
