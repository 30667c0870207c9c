//! Registers on the command line, from end to end: feedback and meetings are entered, listed, put right and taken over from
//! a spreadsheet; what they owe stands in the diary; what they hold of a person is found, and goes with their case.

use std::fs;

use redress::domain::register::kinds::kind_called;
use serde_json::{Value, json};

use crate::cli::{Office, Said};

const HELP: &str = include_str!("../../src/help/registers.md");

#[track_caller]
fn done(said: &Said) {
    assert_eq!(said.code, 0, "{said:?}");
}

fn references(rows: &Value) -> Vec<&str> {
    rows.as_array().expect("a list").iter().filter_map(|it| it["ref"].as_str()).collect()
}

/// What the diary says by a day and of this kind: on which record, by when and how it stands.
fn owed(office: &Office, today: &str, to: &str, what: &str) -> Vec<String> {
    let lines = office.on(today, &["diary", "--to", to, "--json"]).json();
    let lines = lines.as_array().expect("a list").iter().filter(|it| it["what"] == what);
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    lines
        .map(|it| {
            format!(
                "{} {} {} {}",
                text(&it["ref"]),
                text(&it["due"]),
                text(&it["standing"]),
                text(&it["subject"])
            )
        })
        .collect()
}

#[test]
fn feedback_is_entered_put_right_undone_listed_and_told() {
    let office = Office::with_cases();
    let enter = ["enter", "feedback", "26-0001", "--group", "person", "--on", "23/11", "--own-words", "-"];
    let answers = ["--answers", "P1 | agree", "--answers", "P2 | disagree"];
    let entered =
        office.with_input("2026-11-24", &[&enter[..], &answers].concat(), "They were kind\nto me\n");
    assert_eq!((entered.code, entered.out.as_str()), (0, "Saved as F26-001.\n"), "{entered:?}");
    let missing = office.run(&["enter", "feedback"]);
    missing.is_trouble(
        1,
        &["From: this needs an answer (--group). Choose one: person who complained, supporter"],
    );
    let json = office.run(&["enter", "feedback", "--json"]);
    assert_eq!((json.code, &json.json()["problems"][0]["field"]), (1, &json!("group")), "{json:?}");
    let other = office.run(&["fill-in", "feedback", "M26-001", "--decision", "x"]);
    other.is_trouble(1, &["M26-001 is an entry of meetings: one of feedback looks like F26-001."]);

    done(&office.run(&["fill-in", "feedback", "F26-001", "--on", "2026-11-20", "--reason", "A slip"]));
    let listed = office.run(&["list", "feedback", "group:person", "on:2026-11-20", "--json"]).json();
    assert_eq!(references(&listed), ["F26-001"]);
    assert_eq!((&listed[0]["case"], &listed[0]["service"]), (&json!("26-0001"), &json!("Licences")));
    assert_eq!(listed[0]["answers"][1], json!({ "statement": "P2", "rating": "disagree" }));
    assert_eq!(
        (&listed[0]["version"], &listed[0]["owed"][0]["due"]),
        (&json!(2), &json!("2026-12-07")),
        "{listed}"
    );
    let fields = kind_called("feedback").expect("it is a register").fields;
    for key in listed[0].as_object().expect("an entry").keys() {
        let is_told = fields.iter().any(|it| it.name == key) || HELP.contains(&format!("`{key}`"));
        assert!(is_told, "help does not say what “{key}” of an entry is");
    }
    done(&office.run(&["undo", "F26-001"]));
    let history = office.run(&["history", "F26-001"]).out;
    assert!(
        history.contains("Given on: Fri 20 Nov 2026. Before: Mon 23 Nov 2026. Reason: A slip."),
        "{history}"
    );
    assert!(history.contains("Undone: ") && !history.contains("Change 2"), "{history}");

    let none = office.run(&["list", "feedback", "is:late"]);
    assert_eq!((none.code, none.out.as_str()), (1, "0 entries in feedback\n"));
    let late = office.on("2026-12-10", &["list", "feedback", "is:late"]);
    assert!(
        late.code == 0 && late.out.contains("23 Nov 2026") && late.out.contains("! Overdue 2d Feedback"),
        "{late:?}"
    );
    let read_out = office.on("2026-12-10", &["list", "feedback", "--plain"]).out;
    assert!(
        read_out.contains("From: person who complained.") && read_out.contains("overdue by 2 working days."),
        "{read_out}"
    );
    office.run(&["list", "feedback", "is:sleepy"]).is_trouble(2, &["open, closed, owing, late"]);
}

#[test]
fn feedback_comes_in_from_a_spreadsheet_once_and_what_cannot_is_there_to_be_mended() {
    let office = Office::with_cases();
    let file = office.data().join("../responses.csv");
    let file = file.to_str().expect("UTF-8");
    let rows = "Survey of November,,,,\nReference,FROM,given-on,Case,Answers,Colour\n\
                r1,person who complained,20/11/2026,OLD/77,\"P1 | agree\nP2 | disagree\",blue\n\
                ,supporter,2026-11-19,,P4 | agree,\n,robot,2026-11-19,,C1 | agree,\n,person,2026-11-19,26-0099,P1 | agree,\n";
    fs::write(file, rows).expect("a file");
    let dry = office.run(&["import", "feedback", file, "--dry-run", "--json"]).json();
    assert_eq!((&dry["imported"], &dry["rejected"]), (&json!(2), &json!(2)), "{dry}");
    let reasons: Vec<&String> = dry["by_reason"].as_object().expect("reasons").keys().collect();
    assert!(reasons.iter().any(|it| it.starts_with("FROM: “robot” is not")), "{reasons:?}");
    assert_eq!(dry["columns_left_out"], json!(["Colour"]), "{dry}");
    assert_eq!(office.run(&["list", "feedback"]).code, 1);
    let came = office.run(&["import", "feedback", file, "--json"]);
    assert_eq!((came.code, &came.json()["imported"]), (1, &json!(2)), "{came:?}");
    let again = office.run(&["import", "feedback", file, "--json"]).json();
    assert_eq!((&again["imported"], &again["already_there"]), (&json!(0), &json!(2)), "{again}");

    let rejects = came.json()["rejects_file"].as_str().expect("a file").to_owned();
    let mended = fs::read_to_string(&rejects).expect("it was written");
    assert!(mended.contains("no such case") || mended.contains("There is no such case"), "{mended}");
    fs::write(&rejects, mended.replace(",robot,2", ",member,2").replace("26-0099,", ",")).expect("a file");
    let rest = office.run(&["import", "feedback", &rejects, "--json"]).json();
    assert_eq!((&rest["imported"], &rest["rejected"]), (&json!(2), &json!(0)), "{rest}");
    let listed = office.run(&["list", "feedback", "--json", "--limit", "9"]).json();
    assert_eq!(references(&listed), ["F26-004", "F26-003", "F26-002", "F26-001"]);
    let first = &listed[3];
    assert_eq!((&first["case"], &first["source_ref"]), (&json!("26-0003"), &json!("r1")), "{first}");
    assert_eq!(first["answers"].as_array().map(Vec::len), Some(2));
}

#[test]
fn an_invitation_is_owed_once_the_office_wants_it_until_somebody_was_invited() {
    let office = Office::with_cases();
    let respond = json!({ "on": "26-0001", "do": { "respond": { "on": "2026-11-23", "means": "email" } } });
    let sent = office.steps(&[respond]);
    assert_eq!(sent.code, 0, "{sent:?}");
    let invited = |office: &Office| owed(office, "2026-11-24", "2026-12-31", "invite_feedback");
    assert_eq!(invited(&office), Vec::<String>::new());
    let none = office.run(&["set", "feedback-from"]);
    assert_eq!(none.out, "none\n", "{none:?}");
    // What is set holds from the day on which it is set.
    done(&office.on("2026-11-20", &["set", "feedback-from", "2026-11-01"]));
    let told = office.on("2026-11-20", &["set", "feedback-invite-after", "5", "--json"]).json();
    assert_eq!(told["feedback_invite_after"]["value"], 5, "{told}");
    office.run(&["set", "feedback-invite-after", "soon"]).is_trouble(1, &["whole number"]);
    // St Andrew's Day, 30 November, is a holiday of Scotland.
    let all = ["26-0003 2026-11-27 due soon ", "26-0001 2026-12-01 on track Late licence"];
    assert_eq!(invited(&office), all);
    // What a colleague says of the case settles nothing, nor what was entered by mistake.
    done(&office.run(&[
        "enter",
        "feedback",
        "26-0001",
        "--group",
        "colleague complained about",
        "--on",
        "today",
        "--own-words",
        "I was told late.",
    ]));
    done(&office.run(&[
        "enter",
        "feedback",
        "26-0001",
        "--group",
        "person",
        "--on",
        "today",
        "--own-words",
        "Kind.",
    ]));
    assert_eq!(invited(&office), all[..1]);
    done(&office.run(&["close-entry", "F26-002", "--mistaken", "yes", "--reason", "Another case"]));
    assert_eq!(invited(&office), all);
    done(&office.run(&["enter", "feedback", "26-0001", "--group", "person", "--invited-on", "today"]));
    assert_eq!(invited(&office), all[..1]);
    // A setting moves what is owed already, in the working copy too.
    let read =
        |office: &Office| owed(office, "2026-11-24", "2026-12-31", "read_the_feedback_and_decide_on_it");
    let before = read(&office);
    done(&office.on("2026-11-20", &["set", "feedback-read-within", "2"]));
    assert_ne!(read(&office), before);
    done(&office.run(&["verify", "--view"]));
    office.run(&["set", "feedback-read-within", "99999999999"]).is_trouble(1, &["up to 1000"]);
    let reminder = owed(&office, "2026-11-24", "2026-12-31", "remind_them,_once,_that_feedback_is_welcome");
    assert_eq!(reminder.len(), 1, "{reminder:?}");
}

#[test]
fn a_quarterly_review_is_owed_until_it_is_held_and_then_what_was_decided_there_is() {
    let office = Office::with_cases();
    let (today, review) = ("2027-02-01", "review_what_complaints_show");
    let to = "2027-06-30";
    assert_eq!(owed(&office, today, to, review), ["office 2027-02-11 on track 2026-27 Q3"]);
    let decisions = "Train everybody | John Smith | 2027-01-29\nPublish | John Smith | 2027-03-01\n";
    let meeting =
        ["enter", "meetings", "--kind", "quarterly review", "--held", "2027-01-20", "--decisions", "-"];
    let without = office.with_input(today, &meeting, decisions);
    without.is_trouble(1, &["Say which quarter was reviewed", "(--period)"]);
    let held = office.with_input(today, &[&meeting[..], &["--period", "2026-27 Q3"]].concat(), decisions);
    assert_eq!(held.out, "Saved as M27-001.\n", "{held:?}");
    assert_eq!(owed(&office, today, to, review), ["office 2027-05-12 on track 2026-27 Q4"]);
    assert_eq!(
        owed(&office, today, to, "carry_out_a_decision"),
        ["M27-001 2027-01-29 late Train everybody", "M27-001 2027-03-01 on track Publish"]
    );
    let late = office.on(today, &["list", "meetings", "is:late", "owner:me", "--json"]).json();
    assert_eq!((references(&late), late[0]["owed"].as_array().map(Vec::len)), (vec!["M27-001"], Some(2)));
    let carried_out = decisions.replace("01-29", "01-29 | Done | 2027-01-28");
    let filled =
        office.with_input(today, &["fill-in", "meetings", "M27-001", "--decisions", "-"], &carried_out);
    done(&filled);
    assert_eq!(office.on(today, &["list", "meetings", "is:late"]).code, 1);
}

#[test]
fn what_a_register_writes_for_a_spreadsheet_comes_into_another_office_whole_by_the_map_that_is_proposed() {
    let with_theme = || {
        let office = Office::with_cases();
        let add = json!({ "on": "office", "do": { "add": { "list": "themes", "names": ["Delay"] } } });
        assert_eq!(office.steps(&[add]).code, 0);
        office
    };
    let here = with_theme();
    for (register, row) in [
        (
            "trainings",
            "What,Colleague,On,Valid until\n\"=1+1, and letters\",John Smith,2026-11-20,2026-11-30",
        ),
        ("engagement", "Group,Met on,Views\nForum,2026-11-20,\"Too slow | Delay\nWrong \\| late | Delay\""),
        ("demographics", "Question,Up to,Answers\nAge,2026-11-20,\"Young | 7 | 90\nOld | 9 | 12\""),
        (
            "feedback",
            "From,Given on,Answers,In their words\nsupporter,2026-11-20,\"P1 | agree\nP2 | disagree\",\"Slow.\n\n-rude\"",
        ),
        ("insight", "Source,On,How many,Theme\nsocial media,2026-11-20,9,Delay"),
    ] {
        let file = |name: &str| here.place(&format!("{register}-{name}"));
        fs::write(file("in.csv"), format!("{row}\n")).expect("a file");
        done(&here.run(&["import", register, &file("in.csv")]));
        let entries = |office: &Office| {
            let mut all = office.run(&["list", register, "--json"]).json();
            for it in all.as_array_mut().expect("a list") {
                let it = it.as_object_mut().expect("an entry");
                ["ref", "source_ref", "version"].iter().for_each(|name| drop(it.remove(*name)));
            }
            all
        };
        for ending in ["csv", "xlsx"] {
            let there = with_theme();
            let list = file(&format!("out.{ending}"));
            done(&here.run(&["list", register, "-o", &list]));
            let look = here.run(&["import", "--look", &list]).out;
            assert!(look.contains(&format!("those of the register “{register}”")), "{look}");
            fs::write(file("map.toml"), &look).expect("a file");
            let came = there.run(&["import", register, &list, "--map", &file("map.toml")]);
            assert_eq!(came.code, 0, "{came:?}\n{look}");
            assert_eq!(entries(&there), entries(&here), "{register} as {ending}\n{came:?}");
        }
    }
}

#[test]
fn an_entry_of_every_register_comes_in_from_a_spreadsheet_is_counted_and_undone() {
    let office = Office::with_cases();
    let add = json!({ "on": "office", "do": { "add": { "list": "themes", "names": ["Delay"] } } });
    assert_eq!(office.steps(&[add]).code, 0);
    for (register, row) in [
        ("trainings", "What,Colleague,On,Valid until\nLetters,John Smith,2026-11-20,2026-11-30"),
        ("insight", "Source,On,How many,Theme\nsocial media,2026-11-20,9,Delay"),
        ("concerns", "Source,Up to,How many,Theme\nwhistleblowing,2026-11-20,9,Delay"),
        ("engagement", "Group,Met on,Views\nForum,2026-11-20,Too slow | Delay"),
        ("stakeholders", "Kind,Name,Listed on,Agreed on\npress,Coast News,2026-11-20,2026-11-20"),
        ("formats", "Asked by,Document,Format,Asked on,Due\nA Reader,Report,DAISY,2026-11-20,2026-12-01"),
        ("publications", "What,Written by,Due\nLearning,John Smith,2026-12-01"),
        (
            "assessments",
            "Tool,Organisation,Assessed on,Lines\nother,Coastal Permits,2026-11-20,\" | 2.1 | not met |  | No rules\"",
        ),
        ("acknowledgements", "Who,Version,Read on\nJohn Smith,2,2026-11-20"),
        ("demographics", "Question,Up to,Answers\nAge,2026-11-20,Young | 7 | 90"),
        (
            "bodies",
            "Body,Relation,Period,Due,Came on,Figures up to,Received\nCoastal Permits,agency,2026-27 Q3,2026-11-20,2026-11-20,2026-11-20,7",
        ),
        ("watched", "Theme,Alert on\nDelay,2026-11-20"),
    ] {
        let file = office.data().join(format!("../{register}.csv"));
        fs::write(&file, format!("{row}\n")).expect("a file");
        let came = office.run(&["import", register, file.to_str().expect("UTF-8"), "--json"]).json();
        assert_eq!((&came["imported"], &came["rejected"]), (&json!(1), &json!(0)), "{register}: {came}");
        let listed = office.run(&["list", register, "--json"]).json();
        let reference = references(&listed)[0].to_owned();
        assert_eq!((reference.len(), &listed[0]["entered"]), (7, &json!("2026-11-24")), "{listed}");
        let close = ["close-entry", &reference, "--mistaken", "yes", "--on", "today", "--reason", "A trial"];
        done(&office.run(&close));
        done(&office.run(&["undo", &reference]));
        assert_eq!(office.run(&["list", register, "is:open", "--json"]).json()[0]["closed"], Value::Null);
    }
    let all = office.on("2027-01-05", &["report", "--quarter", "2026-27Q3", "--json"]).json();
    for register in all["registers"].as_object().expect("registers") {
        let tables = register.1.as_array().expect("tables");
        let is_said =
            |it: &Value| [":1", ":9", "withheld"].iter().any(|said| it["rows"].to_string().contains(said));
        let is_empty = ["feedback", "meetings"].contains(&register.0.as_str());
        assert!(
            is_empty || tables.iter().any(is_said) || register.1.to_string().contains(":7"),
            "{register:?}"
        );
    }
    // What runs out is owed by whoever was trained, and a new training settles it.
    let renewal = |today| owed(&office, today, "2027-06-30", "renew_the_training");
    assert_eq!(renewal("2026-11-24"), ["office 2026-11-30 due soon Letters | John Smith"]);
    let again = ["enter", "trainings", "--what", "Letters", "--colleague", "John Smith", "--on", "today"];
    done(&office.run(&again));
    assert_eq!(renewal("2026-11-24"), Vec::<String>::new());
}

#[test]
fn the_standards_are_owed_to_be_read_once_the_office_says_by_whom_and_documents_name_them() {
    let office = Office::with_cases();
    let reading = || owed(&office, "2026-11-24", "2027-12-31", "read_the_Standards_and_say_so");
    assert_eq!(reading(), Vec::<String>::new());
    done(&office.run(&["set", "senior-person", "John Smith"]));
    done(&office.run(&["set", "standards-version", "2"]));
    assert_eq!(reading(), ["office 2026-11-24 due today John Smith | 2"]);
    done(&office.run(&[
        "enter",
        "acknowledgements",
        "--person",
        "John Smith",
        "--version",
        "2",
        "--on",
        "today",
    ]));
    assert_eq!(reading(), ["office 2027-11-23 on track John Smith | 2"]);
    let board = office.run(&["report", "board", "--quarter", "2026-27Q3"]).out;
    assert!(board.contains("Answers for learning from complaints: John Smith"), "{board}");
}

#[test]
fn what_an_entry_holds_of_a_person_is_found_by_its_labels_and_goes_with_their_case() {
    let office = Office::with_cases();
    let entry = |values: Value| json!({ "do": { "enter": { "register": "feedback", "values": values } } });
    let steps = [
        entry(
            json!({ "group": "person", "on": "2026-11-23", "case": "26-0001", "own_words": "The lift was broken",
            "decision": "Mend the lift", "decided_on": "2026-11-24" }),
        ),
        json!({ "on": "F26-001", "do": { "entry_note": { "text": "Rang twice" } } }),
        entry(json!({ "group": "deliverer", "on": "2026-11-23", "own_words": "Amara Okafor was right",
            "decision": "Ask them all", "decided_on": "2026-11-24" })),
        entry(json!({ "group": "person", "on": "2026-11-23", "own_words": "Nothing of hers" })),
        entry(
            json!({ "group": "colleague", "on": "2026-11-23", "case": "26-0001", "own_words": "I was shouted at" }),
        ),
    ];
    let entered = office.steps(&steps);
    assert_eq!(entered.code, 0, "{entered:?}");
    let held = office.run(&["subject-access", "Amara Okafor"]).out;
    let of = |heading: &str| {
        let rest = held.split_once(heading).unwrap_or_else(|| panic!("{heading}: {held}")).1;
        rest.lines().skip(1).take_while(|it| it.starts_with(' ')).collect::<Vec<_>>().join("\n")
    };
    let (theirs, named) = (of("Feedback F26-001 (their own)"), of("Feedback F26-002 (names them)"));
    assert!(theirs.contains("In their words (change ") && theirs.contains("The lift was broken"), "{held}");
    assert!(theirs.contains("note (change ") && !theirs.contains("Mend the lift"), "{held}");
    assert!(named.contains("Amara Okafor was right") && !named.contains("Ask them all"), "{held}");
    assert!(!held.contains("F26-003") && !held.contains("own_words"), "{held}");
    assert!(!theirs.contains("Proposed") && !named.contains("Proposed"), "{held}");
    // What a colleague says of the same case is not for the person unseen.
    let colleagues = of("Feedback F26-004 (may be theirs: look)");
    assert!(
        colleagues.contains("I was shouted at") && colleagues.contains("It may be about somebody else"),
        "{held}"
    );

    let close = ["close-without-finding", "26-0001", "--outcome", "withdrawn", "--reason", "Asked"];
    done(&office.run(&close));
    let erased = office.run(&["erase", "26-0001", "--before-date", "--reason", "asked", "--yes"]);
    assert!(erased.code == 0, "{erased:?}");
    let left = office.run(&["list", "feedback", "--json"]).json();
    let words: Vec<&Value> = left.as_array().expect("a list").iter().map(|it| &it["own_words"]).collect();
    assert_eq!(words, ["[erased]", "Nothing of hers", "[erased] was right", "[erased]"]);

    // Nothing is said again of a case that was anonymised.
    office
        .run(&["enter", "feedback", "26-0001", "--group", "person", "--on", "today", "--own-words", "Kind."])
        .is_trouble(1, &["was anonymised"]);
    done(&office.run(&["people", "add", "kpatel", "--name", "Kim Patel", "--role", "complaints manager"]));
    done(&office.run(&[
        "enter",
        "feedback",
        "--group",
        "person",
        "--on",
        "today",
        "--own-words",
        "Siân Red waits",
    ]));
    done(&office.run(&["restrict-entry", "F26-005", "--to", "Kim Patel", "--reason", "About a colleague"]));
    office.run(&["show", "F26-005"]).is_trouble(1, &["There is no entry F26-005"]);
    // A case that is kept from whoever erases is not shown by it either.
    done(&office.run(&["restrict", "26-0003", "--to", "Kim Patel", "--reason", "About a colleague"]));
    office
        .run(&["erase", "26-0003", "--before-date", "--dry-run"])
        .is_trouble(1, &["there is no case 26-0003"]);
    let kept = office.run(&["subject-access", "Siân Red"]);
    kept.is_trouble(1, &["is kept from you, so you cannot answer them. Ask Kim Patel, who may see it"]);
}

#[test]
fn a_renewal_is_a_line_of_its_register_until_somebody_is_trained_again() {
    let office = Office::with_cases();
    let train = |until: &'static str| {
        let who = ["enter", "trainings", "--what", "Letters", "--colleague", "John Smith", "--on", "today"];
        done(&office.run(&[&who[..], &["--valid-until", until]].concat()));
    };
    let owing = |today, state| office.on(today, &["list", "trainings", state, "--json"]).json();
    train("2026-11-30");
    assert_eq!(references(&owing("2026-11-24", "is:owing")), ["T26-001"]);
    assert_eq!(references(&owing("2026-12-01", "is:late")), ["T26-001"]);
    train("2027-11-30");
    assert_eq!(references(&owing("2026-12-01", "is:owing")), ["T26-002"], "the first one is renewed");
    assert_eq!(references(&owing("2026-12-01", "is:late")), [""; 0]);
}

#[test]
fn nothing_is_sent_to_whoever_has_not_agreed_to_it_and_no_document_is_named_that_was_never_frozen() {
    let office = Office::with_cases();
    let listed =
        ["enter", "stakeholders", "--sort", "press", "--name", "Coast News", "--listed-on", "2026-11-02"];
    done(&office.run(&listed));
    done(&office.run(&["people", "add", "kpatel", "--name", "Kim Patel", "--role", "handler"]));
    let begun =
        ["enter", "publications", "--what", "Learning", "--written-by", "Kim Patel", "--due", "today"];
    let publish = [&begun[..], &["--approved-by", "John Smith", "--approved-on", "2026-11-16"]].concat();
    let send = |on: &str| {
        let to = format!("S26-001 | 2026-11-20 | {on}");
        office.run(&[&publish[..], &["--sent-to", &to]].concat())
    };
    done(&office.run(&[&publish[..], &["--sent-to", "S26-001 | 2026-11-20"]].concat()));
    send("2026-11-20").is_trouble(1, &["S26-001 has not agreed to be sent anything"]);
    done(&office.run(&["fill-in", "stakeholders", "S26-001", "--agreed-on", "2026-11-20"]));
    send("2026-11-19").is_trouble(1, &["S26-001 has not agreed to be sent anything"]);
    done(&send("2026-11-20"));
    // What they said later does not reach back, and ends it only from then on.
    done(&office.run(&["fill-in", "stakeholders", "S26-001", "--ended-on", "2026-11-23"]));
    send("2026-11-23").is_trouble(1, &["S26-001 has not agreed to be sent anything"]);
    done(&send("2026-11-20"));
    let paper = format!("Board pack | 2026-27 Q2 | {}", "ab".repeat(32));
    office
        .run(&[&publish[..], &["--paper", &paper]].concat())
        .is_trouble(1, &["no document of this name that was frozen here"]);
}
