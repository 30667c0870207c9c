//! What an office publishes, from outside: documents that are frozen, the Ombudsman's table, returns, workbooks, and the
//! check of the data behind them.

use std::fs;

use redress::api::message::Ask;
use redress::api::message::Request;
use redress::api::service::Service;
use redress::domain::office::command::OfficeCommand;
use redress::domain::office::lists::ListKind;
use redress::domain::reference::TheOffice;
use serde_json::{Value, json};

use crate::cli::Office;
use crate::driver::LOGIN;
use crate::program::{TODAY, on};

/// The quarter after the one that the cases of the office were received in.
const LATER: &str = "2027-01-11";

fn frozen() -> Office {
    let office = Office::with_cases();
    let said = office.on(LATER, &["report", "freeze", "board", "--quarter", "2026-27Q3", "--yes"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains("3 cases") && said.out.contains("SHA-256"), "{said:?}");
    office
}

fn board(office: &Office) -> String {
    office.on("2027-02-01", &["report", "board", "--quarter", "2026-27Q3"]).out
}

#[test]
fn a_frozen_document_is_read_again_as_it_was_whatever_happened_since_and_has_its_sum() {
    let office = frozen();
    let was = office.on("2027-02-01", &["report", "frozen", "board"]);
    let of_another = office.on("2027-02-01", &["report", "frozen", "board", "--quarter", "2020-21Q1"]);
    assert!(of_another.code != 0 && of_another.err.contains("of these days"), "{of_another:?}");
    assert_eq!(office.on("2027-02-01", &["report", "frozen", "board", "--format", "csv"]).code, 2);
    assert!(was.out.contains("Received") && !was.out.contains("This was published"), "{was:?}");
    let listed = office.on("2027-02-01", &["report", "list", "--json"]).json();
    let mut sums = listed.as_array().expect("a list").iter().filter_map(|it| it["text_sha256"].as_str());
    let sum = sums.next_back().expect("one is frozen").to_owned();
    assert_eq!(redress::domain::year::counted::sha256(&was.out), sum);
    let last = listed.as_array().and_then(|it| it.last()).expect("one is frozen");
    assert!(last["text_sha256_now"] == sum.as_str() && last["erased"] == false, "{last}");
    office
        .steps(&[json!({ "on": "26-0001", "do": { "respond": { "on": "2026-11-24", "means": "email" } } })]);
    assert_eq!(office.on("2027-02-01", &["report", "frozen", &sum[..8]]).out, was.out);
    office
        .on("2027-02-01", &["report", "frozen", "annual"])
        .is_trouble(1, &["nothing was frozen that is called “annual”"]);
}

#[test]
fn a_frozen_document_says_that_nothing_differs_until_something_does() {
    let office = frozen();
    let text = board(&office);
    assert!(text.contains("This was published on Mon 11 Jan 2027"), "{text}");
    assert!(text.contains("no figure differs."), "{text}");
    // Days pass and a note is written: no figure of that day is otherwise.
    office.steps(&[json!({ "on": "26-0001", "do": { "note": { "text": "Rang her." } } })]);
    let text = board(&office);
    assert!(text.contains("no figure differs. 1 case changed in a way"), "{text}");
}

#[test]
fn what_is_put_right_later_is_said_figure_by_figure_and_case_by_case() {
    let office = frozen();
    office.steps(&[json!({ "on": "26-0001", "do": { "amend": [{ "received": "2026-09-30" }] } })]);
    let received = json!({ "do": { "receive": { "facts": { "received": "2026-11-20", "complainant": "B Okoro", "subject": "Lost", "service": 1 } } } });
    assert_eq!(office.steps(&[received]).code, 0);
    let json = office.on("2027-02-01", &["report", "board", "--quarter", "2026-27Q3", "--json"]).json();
    let section = &json["sections"][0];
    assert_eq!(section["heading"], "Changed since publication");
    let rows = |place: usize| section["tables"][place]["rows"].as_array().expect("rows").clone();
    let cases: Vec<Value> = rows(1);
    assert!(
        cases.contains(&json!(["26-0001", "received: Mon 2 Nov 2026, now Wed 30 Sep 2026; to be acknowledged by: Thu 5 Nov 2026, now Mon 5 Oct 2026"])),
        "{cases:?}"
    );
    assert!(cases.contains(&json!(["26-0004", "counted now, and not then"])), "{cases:?}");
    assert!(!json.to_string().contains("Okoro"), "nobody is named");
    let figures = rows(0);
    assert!(
        figures.iter().any(|figure| figure[0].as_str().is_some_and(|it| it.contains("Carried forward"))),
        "{figures:?}"
    );
}

#[test]
fn a_document_beside_a_period_that_was_published_with_other_figures_says_so() {
    let office = frozen();
    let next = || office.on("2027-04-01", &["report", "board", "--quarter", "2026-27Q4"]).out;
    assert!(!next().contains("Changed since publication"), "{}", next());
    let received = json!({ "do": { "receive": { "facts": { "received": "2026-11-20", "complainant": "B Okoro", "subject": "Lost", "service": 1 } } } });
    assert_eq!(office.steps(&[received]).code, 0);
    let text = next();
    assert!(text.contains("Changed since publication: 2026-27 Q3"), "{text}");
    let words = |it: &str| it.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.lines().any(|it| words(it) == "Received and closed: 3 4"), "{text}");
    let freeze = ["report", "freeze", "board", "--quarter", "2026-27Q4"];
    office.on("2027-04-01", &freeze).is_trouble(1, &["The period before was published with other figures"]);
}

#[test]
fn whoever_a_case_is_kept_from_sees_that_a_document_was_published_and_publishes_it_with_that_case() {
    let office = frozen();
    let done = |arguments: &[&str]| assert_eq!(office.run(arguments).code, 0, "{arguments:?}");
    done(&["people", "add", "kpatel", "--name", "Kim Patel", "--role", "complaints manager"]);
    done(&["restrict", "26-0003", "--to", "Kim Patel", "--reason", "About a colleague"]);
    let text = board(&office);
    assert!(text.contains("This was published on Mon 11 Jan 2027"), "{text}");
    assert!(text.contains("What differs since cannot be told here"), "{text}");
    let again =
        ["report", "freeze", "board", "--quarter", "2026-27Q3", "--yes", "--reason", "A case was restricted"];
    let said = office.on(LATER, &again);
    assert!(said.out.contains("2 cases"), "those that are theirs to see: {said:?}");
    let journal = fs::read_to_string(office.data().join("journal/000001.jsonl")).expect("a journal");
    assert!(journal.lines().last().is_some_and(|it| it.contains("26-0003 ")), "{journal}");
}

#[test]
fn a_document_is_frozen_again_only_with_a_reason_and_both_are_listed() {
    let office = frozen();
    let again = ["report", "freeze", "board", "--quarter", "2026-27Q3", "--yes"];
    office.on(LATER, &again).is_trouble(1, &["published on Mon 11 Jan 2027, word for word"]);
    office.steps(&[json!({ "on": "26-0001", "do": { "amend": [{ "service": 2 }] } })]);
    office.on(LATER, &again).is_trouble(1, &["published on Mon 11 Jan 2027 already", "Say why"]);
    let reason = [&again[..], &["--reason", "A case was counted twice"]].concat();
    assert_eq!(office.on(LATER, &reason).code, 0);
    let list = office.on(LATER, &["report", "list", "--json"]).json();
    let published: Vec<&Value> =
        list.as_array().expect("a list").iter().filter(|it| it["kind"] == "published").collect();
    assert_eq!(published.len(), 2);
    assert_eq!(
        (&published[1]["reason"], &published[1]["cases"]),
        (&json!("A case was counted twice"), &json!(3))
    );
    assert_eq!(published[0]["sha256"].as_str().map(str::len), Some(64));
    office
        .run(&["report", "freeze", "board", "--quarter", "2026-27Q3", "--yes"])
        .is_trouble(1, &["is not over"]);
    office.run(&["report", "freeze", "boards"]).is_trouble(2, &["performance, board"]);
    office.run(&["report", "board", "annual"]).is_trouble(2, &["takes no “annual”"]);
}

#[test]
fn words_that_their_figures_left_behind_are_marked_and_asked_about_before_they_are_published() {
    let office = Office::with_cases();
    let day = "2027-05-04";
    let year = |more: &[&str]| office.on(day, &[&["year", "2026-27"], more].concat());
    let freeze = |more: &[&str]| {
        office.on(day, &[&["report", "freeze", "annual", "--year", "2026-27"], more].concat())
    };
    let annual = || office.on(day, &["report", "annual", "--year", "2026-27"]).out;
    freeze(&[]).is_trouble(
        1,
        &[
            "the Ombudsman published has not been entered",
            "have not been written",
            "can still be put right",
            "--yes",
        ],
    );
    // Small numbers are proposed in no words; whoever writes one is told, and it is not published.
    let words = "We received 3 complaints in 2026-27.";
    assert_eq!(year(&["context", "--contact", "desk@example.org", "--overall", words]).code, 0);
    assert!(annual().contains("Words are left out here, because they tell a number that is withheld."));
    assert!(!annual().contains("We received 3 complaints"));
    assert!(year(&[]).out.contains("received is 3, which is withheld"));
    freeze(&[]).is_trouble(1, &["“We received 3 complaints in 2026-27.” is left out: received is 3"]);
    assert!(!annual().contains("have changed since they were written"));
    let late = json!({ "do": { "receive": { "facts": { "received": "2026-11-20", "complainant": "B Okoro", "subject": "Lost", "service": 1 } } } });
    assert_eq!(office.steps(&[late]).code, 0);
    let mark = "The figures behind these words have changed since they were written: received";
    let text = annual().split_whitespace().collect::<Vec<_>>().join(" ");
    // Everybody reads which figures they are; what they were and are may be withheld.
    assert!(text.contains(mark) && !text.contains("was 3, now 4"), "{text}");
    let kept = year(&[]).out;
    assert!(kept.contains(mark) && kept.contains("was 3, now 4"), "{kept}");
    freeze(&[]).is_trouble(1, &[mark]);
    // Written again as they are, they stay marked; with what is true now, they do not.
    assert_eq!(year(&["context", "--contact", "desk@example.net"]).code, 0);
    freeze(&[]).is_trouble(1, &[mark]);
    assert_eq!(year(&["context", "--overall", "We received 4 complaints."]).code, 0);
    assert!(!annual().contains("have changed since they were written"));
    // A part of a year that is over never stands for the year.
    freeze(&["--as-of", "2026-12-31", "--yes"])
        .is_trouble(1, &["published of whole days of a period", "Leave out “--as-of”"]);
    assert!(freeze(&["--yes"]).out.contains("is kept as published"));
}

#[test]
fn the_ombudsmans_table_is_entered_by_hand_and_stands_in_the_annual_report() {
    let office = Office::with_cases();
    let enter = |reported: &str, more: &[&str]| {
        let options = [
            "year",
            "2025-26",
            "ombudsman",
            "--covers",
            "2024-25",
            "--citation",
            "Report, table 3",
            "--accepted",
            "0",
            "--reported-on",
            reported,
            "--upheld",
            "1",
            "--upheld-in-part",
            "0",
            "--not-upheld",
            "2",
            "--complied",
            "n/a",
            "--not-complied",
            "0",
        ];
        office.run(&[&options[..], more].concat())
    };
    enter("4", &[]).is_trouble(1, &["only 3 have an outcome", "--gap"]);
    enter("2", &[]).is_trouble(1, &["more than the 2 reported on"]);
    enter("four", &[]).is_trouble(1, &["Reported on: enter a whole number, 0, or n/a (--reported-on)."]);
    let said = enter("4", &["--gap", "One was discontinued"]);
    assert!(said.out.contains("= 4 reported on. One was discontinued."), "{said:?}");
    let said =
        office.run(&["year", "2025-26", "context", "--cost", "£12,000", "--contact", "desk@example.org"]);
    assert_eq!(said.code, 0, "{said:?}");
    let json = office.run(&["report", "annual", "--year", "2025-26", "--json"]).json();
    let table = &json["sections"][0]["tables"][0]["rows"];
    assert_eq!(table[0], json!(["Complaints accepted for investigation", 0, "not applicable"]));
    assert_eq!(table[2], json!(["Upheld in full", 1, 25.0]));
    assert_eq!(table[5], json!(["Recommendations complied with", "not applicable", "not applicable"]));
    let words = json["sections"][1]["paragraphs"].to_string();
    for it in
        ["We acknowledge a complaint within 3 working days", "We received 0 complaints in 2025-26", "£12,000"]
    {
        assert!(words.contains(it), "{words}");
    }
    let history = office.run(&["history", "2025-26"]);
    assert!(
        history.out.contains("Ombudsman's figures for 2024-25: accepted 0, reported on 4."),
        "{history:?}"
    );
    office.run(&["year", "2025"]).is_trouble(2, &["not a financial year"]);
}

#[test]
fn a_return_is_csv_and_says_what_it_cannot_fill() {
    let office = Office::with_cases();
    let said = office.run(&["report", "return", "ko41a", "--quarter", "2026-27Q3"]);
    assert_eq!(said.out.lines().next(), Some("\u{feff}Line,Section,What is asked,Value,How it is filled"));
    assert!(said.out.contains("2.2,Overall numbers,New,3,"), "{said:?}");
    assert!(said.out.contains("Age of patient,none recorded,"), "{said:?}");
    let file = office.data().with_file_name("disp.csv");
    let name = file.to_str().expect("UTF-8");
    assert_eq!(office.run(&["report", "return", "disp", "-o", name]).out.trim_end(), name);
    assert!(fs::read_to_string(&file).expect("it is there").starts_with("\u{feff}Line,Section"));
    office.run(&["report", "return", "p45"]).is_trouble(2, &["ko41a, spso"]);
}

#[test]
fn a_workbook_is_a_file_and_holds_no_formula() {
    let office = Office::with_cases();
    office.steps(&[
        json!({ "on": "office", "do": { "add": { "list": "themes", "names": ["=cmd|' /C calc'!A1"] } } }),
    ]);
    office.steps(&[json!({ "on": "26-0001", "do": { "add_issue": { "theme": 1, "what": "Late" } } })]);
    let file = office.data().with_file_name("themes.xlsx");
    let name = file.to_str().expect("UTF-8");
    let said = office.run(&["report", "themes", "--quarter", "2026-27Q3", "-o", name]);
    assert_eq!(said.code, 0, "{said:?}");
    let mut zip = zip::ZipArchive::new(fs::File::open(&file).expect("it is there")).expect("a workbook");
    let mut text = String::new();
    for at in 0..zip.len() {
        std::io::Read::read_to_string(&mut zip.by_index(at).expect("a part"), &mut text).expect("text");
    }
    assert!(text.contains("=cmd|' /C calc'!A1</t>") && !text.contains("<f>"), "{text}");
    let csv = office.run(&["report", "themes", "--quarter", "2026-27Q3", "--format", "csv"]).out;
    assert!(csv.lines().all(|it| !it.starts_with('=')), "{csv}");
    office.run(&["report", "themes", "--format", "xlsx"]).is_trouble(2, &["-o board.xlsx"]);
}

#[test]
fn a_check_says_what_spoils_figures_by_owner_and_is_one_while_anything_does() {
    let office = Office::with_cases();
    let found = office.run(&["check", "--json"]);
    assert_eq!(found.code, 1, "{found:?}");
    let pairs = |of: &Value| {
        let groups = of.as_array().expect("a list").clone();
        let of_group = |group: Value| {
            let found = group["found"].as_array().expect("a list").clone();
            found.into_iter().map(move |it| {
                (
                    group["flaw"].as_str().expect("text").to_owned(),
                    it["on"].as_str().expect("text").to_owned(),
                )
            })
        };
        groups.into_iter().flat_map(of_group).collect::<Vec<_>>()
    };
    let all = pairs(&found.json());
    // The imported case was closed without a service, a route or an issue; the late one has no issue and no route.
    for it in [
        ("no_service", "26-0003"),
        ("no_route", "26-0001"),
        ("no_theme", "26-0001"),
        ("not_decided", "26-0003"),
    ] {
        assert!(all.contains(&(it.0.to_owned(), it.1.to_owned())), "{it:?}: {all:?}");
    }
    // The complaint of yesterday lacks everything, and nothing is wrong with it.
    assert!(all.iter().all(|it| it.1 != "26-0002"), "{all:?}");
    let mine = office.run(&["check", "--owner", "john smith", "--json"]).json();
    assert!(pairs(&mine).iter().all(|it| it.1 == "26-0001") && !pairs(&mine).is_empty(), "{mine}");
    let nobodys = office.run(&["check", "--owner", "nobody", "--json"]).json();
    assert!(pairs(&nobodys).contains(&("no_service".to_owned(), "26-0003".to_owned())), "{nobodys}");
    office.run(&["check", "--owner", "nobody such"]).is_trouble(1, &["no one person"]);
    let plain = office.run(&["check"]).out;
    assert!(plain.starts_with("What is wrong"), "counted first: {plain}");
    assert!(plain.contains("No service (1). Correct the facts and choose the service. redress edit REF"));
    let of_one = office.run(&["check", "--flaw", "no_route", "--json"]).json();
    assert!(pairs(&of_one).iter().all(|it| it.0 == "no_route") && !pairs(&of_one).is_empty(), "{of_one}");
    // The closed case is not asked for a route any more, it is corrected; and the open one is.
    let step = |on: &str| {
        let of_group = |it: &&Value| it["found"].as_array().expect("a list").iter().any(|it| it["on"] == on);
        of_one.as_array().expect("a list").iter().find(of_group).map(|it| it["step"].clone())
    };
    assert_eq!(
        (step("26-0001"), step("26-0003")),
        (Some("route".into()), Some("correct-days".into())),
        "{of_one}"
    );
}

#[test]
fn a_sample_is_drawn_again_by_its_seed_and_what_was_found_is_recorded() {
    let office = crate::driver::Office::demo_for_whoever_runs_this();
    let data = office.data();
    let run = |arguments: &[&str]| {
        let store = ["--data", data.to_str().expect("UTF-8")];
        crate::cli::redress(on(TODAY), &[&store, arguments].concat(), "")
    };
    let first = run(&["check", "--sample", "5", "--json"]).json();
    let seed = first[0]["seed"].to_string();
    let again = run(&["check", "--sample", "5", "--seed", &seed, "--json"]).json();
    assert_eq!((first.as_array().map(Vec::len), &first), (Some(5), &again));
    // Whoever disagrees says why.
    let on = first[0]["ref"].as_str().expect("text");
    let met = ["in-time", "issues", "updates", "complete", "balanced", "remedy", "next-step"];
    let met: Vec<String> = met.iter().flat_map(|it| [format!("--{it}"), "met".to_owned()]).collect();
    let mut options = vec!["sample-check", on, "--agreed", "no", "--seed", &seed];
    options.extend(met.iter().map(String::as_str));
    run(&options).is_trouble(1, &["what you would have done otherwise"]);
    options.extend(["--note", "An apology was due"]);
    let said = run(&options);
    assert_eq!(said.code, 0, "{said:?}");
    let history = run(&["history", on]).out;
    assert!(history.contains("would have decided otherwise. An apology was due."), "{history}");
}

#[test]
fn a_report_of_an_organisation_is_of_its_services_and_of_no_others() {
    let office = crate::driver::Office::demo_for_whoever_runs_this();
    let data = office.data();
    let change = |command| {
        let desk = office.open(false);
        let request = Request::Do(vec![Ask::on(TheOffice, command)]);
        desk.session(LOGIN).call(request).expect("an administrator may");
    };
    change(OfficeCommand::Add { list: ListKind::Organisations, names: vec!["Harbour Board".into()] });
    change(OfficeCommand::PutUnder { service: 1, organisation: 3 });
    change(OfficeCommand::PutUnder { service: 3, organisation: 3 });
    let run = |arguments: &[&str]| {
        let store = ["--data", data.to_str().expect("UTF-8")];
        crate::cli::redress(on(TODAY), &[&store[..], &["report"], arguments].concat(), "")
    };
    let received = |arguments: &[&str]| run(&[arguments, &["--json"]].concat()).json()["received"].as_u64();
    let (first, third) =
        (received(&["--service", "Licence renewals"]), received(&["--service", "Mooring inspections"]));
    let both = received(&["--organisation", "harbour"]);
    assert!(
        first > Some(0) && both == first.zip(third).map(|it| it.0 + it.1),
        "{first:?} {third:?} {both:?}"
    );
    let board = run(&["board", "--organisation", "harbour"]).out;
    assert!(board.contains("Service: all of Harbour Board"), "{board}");
    let frozen = run(&["freeze", "board", "--organisation", "harbour", "--yes"]);
    assert!(frozen.out.contains("is kept as published"), "{frozen:?}");
    // What was published of one organisation was not published of the whole office.
    assert!(run(&["board", "--organisation", "harbour"]).out.contains("Changed since publication"));
    assert!(!run(&["board"]).out.contains("Changed since publication"));
    run(&["--organisation", "Nobody"])
        .is_trouble(1, &["there is no one organisation “Nobody”", "Harbour Board"]);
    run(&["--organisation", "x", "--service", "y"]).is_trouble(2, &["cannot be used with"]);
}

#[test]
fn whoever_is_known_is_left_out_of_what_was_said_in_registers_too() {
    let office = Office::with_cases();
    let values = json!({ "group": "person", "on": "2026-11-20", "own_words": "Amara Okafor waited as long as I did." });
    let said = office.steps(&[json!({ "do": { "enter": { "register": "feedback", "values": values } } })]);
    assert_eq!(said.code, 0, "{said:?}");
    let feedback = office.run(&["report", "feedback", "--quarter", "2026-27Q3"]).out;
    assert!(feedback.contains("waited as") && !feedback.contains("Okafor"), "{feedback}");
}

#[test]
fn what_registers_count_is_in_documents_and_small_numbers_of_people_are_withheld_from_all_of_them() {
    let office = Office::with_cases();
    let given = |group: &str, day: &str, answers: &str| {
        let values =
            json!({ "group": group, "on": day, "answers": answers, "own_words": "Letters are long" });
        json!({ "do": { "enter": { "register": "feedback", "values": values } } })
    };
    let meeting = json!({ "kind": "board", "held": "2026-11-12", "next": "2027-02-12", "decisions": "More time | John Smith | 15/11/26" });
    let earlier =
        json!({ "received": "2026-09-20", "complainant": "B Okoro", "subject": "Lost", "service": 1 });
    let said = office.steps(&[
        json!({ "do": { "receive": { "facts": earlier } } }),
        given("person", "2026-11-02", "P1 | agree\nP2 | disagree"),
        given("person", "2026-11-03", "P1 | agree"),
        given("supporter", "2026-09-30", ""),
        json!({ "do": { "enter": { "register": "meetings", "values": meeting } } }),
    ]);
    assert_eq!(said.code, 0, "{said:?}");
    let board =
        |format| office.on(LATER, &["report", "board", "--quarter", "2026-27Q3", "--format", format]).out;
    for format in ["text", "md", "html", "json", "large"] {
        let text = board(format);
        for words in ["Feedback by who gave it", "Meetings held", "Decisions still to be carried out"] {
            assert!(text.contains(words), "{format}: {words}: {text}");
        }
        assert!(!text.contains("Letters are long"), "{text}");
    }
    let tables = |document: &Value| -> Vec<Value> {
        let sections = document["sections"].as_array().expect("sections");
        sections.iter().flat_map(|it| it["tables"].as_array().expect("tables").clone()).collect()
    };
    let rows = |document: &Value, caption: &str| {
        tables(document).into_iter().find(|it| it["caption"] == caption).map(|it| it["rows"].clone())
    };
    let it: Value = serde_json::from_str(&board("json")).expect("JSON");
    let by_group = rows(&it, "Feedback by who gave it").expect("counted");
    assert_eq!(by_group[0][1], "withheld", "inside the office too: {by_group}");
    let decisions = rows(&it, "Decisions still to be carried out").expect("counted");
    assert_eq!(decisions[0], json!(["Decisions still to be carried out", "2026-27 Q3", 0, 1]));
    let all = office.on(LATER, &["report", "--json"]).json();
    assert_eq!(all["registers"]["feedback"][1]["rows"][0]["now"], json!({ "number": "withheld" }), "{all}");
    let annual = office.on("2027-05-01", &["report", "annual", "--year", "2026-27", "--json"]).json();
    for caption in ["Feedback by who gave it", "Agreement with the statements: person who complained"] {
        assert_eq!(rows(&annual, caption), None, "a table that says nothing");
        assert!(annual.to_string().contains(&format!("“{caption}”")), "is named: {annual}");
    }
    assert_eq!(rows(&annual, "Meetings held").expect("counted")[1], json!(["board", 1]));
    let freeze = ["report", "freeze", "annual", "--year", "2026-27"];
    let asked = office.on("2027-05-01", &freeze);
    let silent = "Nothing is recorded for the year of: training, other insight, staff concerns,";
    assert!(format!("{}{}", asked.out, asked.err).contains(silent), "{asked:?}");
    // What is of the whole office is in no document about a part of it.
    let claims = ["report", "board", "--quarter", "2026-27Q3", "--service", "Claims"];
    let claims = office.on(LATER, &claims).out;
    assert!(!claims.contains("Meetings held") && !claims.contains("Feedback by"), "{claims}");
}

#[test]
fn plans_that_are_left_out_of_what_was_learnt_are_counted_and_asked_about_before_it_is_kept() {
    let office = crate::driver::Office::demo_for_whoever_runs_this();
    let data = office.data();
    let report = |arguments: &[&str]| {
        let store = ["--data", data.to_str().expect("UTF-8"), "report"];
        crate::cli::redress(crate::program::on(crate::program::TODAY), &[&store, arguments].concat(), "")
    };
    let left = "1 plan is left out: nobody has looked yet whether what was done works.";
    let learnt = report(&["learning", "--year", "2026-27"]).out;
    let told = |said: &str| said.split_whitespace().collect::<Vec<_>>().join(" ");
    let learnt = told(&learnt);
    assert!(learnt.contains(left) && learnt.contains("P26-001") && !learnt.contains("P26-003"), "{learnt}");
    let so_far = "2026-27 is not over until Wed 31 Mar 2027";
    report(&["freeze", "learning", "--year", "2026-27"]).is_trouble(1, &[left, so_far, "--yes"]);
    let all = told(&report(&["learning", "--year", "2026-27", "--with-unreviewed"]).out);
    assert!(all.contains("not approved") && !all.contains("nobody has looked yet"), "{all}");
    report(&["board", "--with-unreviewed"]).is_trouble(2, &["takes no --with-unreviewed"]);
}

#[test]
fn whoever_is_named_in_what_is_published_is_left_out_whoever_typed_it_and_whenever_they_became_known() {
    let office = Office::with_cases();
    let day = "2027-05-04";
    let year = |more: &[&str]| office.on(day, &[&["year", "2026-27", "context"], more].concat());
    let annual = || {
        office
            .on(day, &["report", "annual", "--year", "2026-27"])
            .out
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let came = |name: &str, email: &str| {
        let person = json!({ "name": name, "email": email, "phones": ["01632 960457"], "address": "14 Quay Street, Whitby" });
        let facts =
            json!({ "received": "2026-11-20", "complainant": person, "subject": "Lost", "service": 1 });
        let done = office.steps(&[json!({ "do": { "receive": { "facts": facts } } })]);
        assert_eq!(done.code, 0, "{done:?}");
    };
    came("Ottilie Brandt", "tiger99@mailbox.example");
    for words in [
        "Write to tiger99 at mailbox dot example.",
        "Write to tiger99 (at) mailbox.example.",
        "Ring ０１６３２ ９６０４５７ or 01632_960_457.",
        "Ring 960457.",
        "Somebody at 14 Quay Street told us.",
        "Ms Brnadt told us.",
        "See 26/0003, 26 0003.",
    ] {
        assert_eq!(year(&["--supplementary", words]).code, 1, "{words}");
    }
    let told = year(&["--supplementary", "Hildegard Oyelaran helped us. We are glad."]);
    assert_eq!(told.code, 0, "{told:?}");
    assert!(annual().contains("Hildegard Oyelaran helped us."), "nobody knows them yet");
    came("Hildegard Oyelaran", "");
    let text = annual();
    assert!(!text.contains("Oyelaran") && text.contains("We are glad."), "{text}");
    assert!(text.contains("Words are left out here, because they name somebody"), "{text}");
    assert_eq!(year(&["--named", "Hildegard Oyelaran"]).code, 0);
    assert!(annual().contains("Hildegard Oyelaran helped us."), "they are meant");
}
