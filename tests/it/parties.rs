//! The people of cases from outside: however they are spelt they are found, told what is held about them, and erased.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use redress::domain::party::record::Party;
use serde_json::{Value, json};

use crate::cli::{Office, Said};

/// An office in which somebody complained under each of these names.
fn office(names: &[&str]) -> Office {
    let office = Office::with_cases();
    for name in names {
        let logged =
            office.run(&["new", "--complainant", name, "--service", "Licences", "--subject", "matter"]);
        assert_eq!(logged.code, 0, "{logged:?}");
    }
    office
}

fn texts(rows: &Value, key: &str) -> Vec<String> {
    let rows = rows.as_array().expect("a list").iter();
    rows.map(|it| it[key].as_str().unwrap_or_default().to_owned()).collect()
}

fn case(office: &Office, reference: &str) -> Value {
    office.run(&["show", reference, "--json"]).json()
}

fn close(office: &Office, reference: &str) {
    let closed =
        office.run(&["close-without-finding", reference, "--outcome", "withdrawn", "--reason", "Asked"]);
    assert_eq!(closed.code, 0, "{closed:?}");
}

/// Whether some text stands anywhere in the journal, whatever its capitals.
fn journal_holds(office: &Office, text: &str) -> bool {
    let segments = fs::read_dir(office.data().join("journal")).expect("a folder");
    segments
        .map(|it| fs::read_to_string(it.expect("a file").path()).unwrap_or_default())
        .any(|it| it.to_lowercase().contains(&text.to_lowercase()))
}

#[test]
fn somebody_is_found_however_their_name_was_typed_and_by_how_they_are_reached() {
    let office = office(&["Sean O'Brien", "Mary OBrien", "Jürgen Müller", "Franz Strauß"]);
    let contact = "franz@example.org, +44 (0)7700 900123, 12 High Street, Leeds LS1 4AB";
    let edited = office.run(&["edit", "26-0007", "--contact", contact]);
    assert_eq!(edited.code, 0, "{edited:?}");
    for (query, expect) in [
        ("obrien", &["Sean O'Brien", "Mary OBrien"][..]),
        ("o'brien", &["Sean O'Brien", "Mary OBrien"]),
        ("OBRIEN", &["Sean O'Brien", "Mary OBrien"]),
        ("O’Brien Sean", &["Sean O'Brien"]),
        ("mueller", &["Jürgen Müller"]),
        ("muller", &["Jürgen Müller"]),
        ("strauss", &["Franz Strauß"]),
        ("07700 900123", &["Franz Strauß"]),
        ("franz@example.org", &["Franz Strauß"]),
        ("LS14AB", &["Franz Strauß"]),
        ("ls1 4ab", &["Franz Strauß"]),
    ] {
        let rows = office.run(&["list", query, "--json", "--order", "ref"]).json();
        assert_eq!(texts(&rows, "complainant"), expect, "{query}");
    }
}

/// What is to be looked at, as a file, with the same answer to each.
fn answered(office: &Office, reference: &str, answer: &str) -> String {
    let file = office.data().join("../unsure.csv");
    let path = file.to_str().expect("UTF-8").to_owned();
    let written = office.run(&["erase", reference, "--before-date", "--dry-run", "--unsure", &path]);
    assert!(
        written.code == 0 && written.out.contains("Write yes or no into its first column"),
        "{written:?}"
    );
    let lines = fs::read_to_string(&file).expect("it was written");
    let said = lines
        .lines()
        .map(|it| if it.starts_with(',') { format!("{answer}{it}\n") } else { format!("{it}\n") });
    fs::write(&file, said.collect::<String>()).expect("room");
    path
}

#[test]
fn nothing_is_erased_before_somebody_said_of_each_unsure_place_whether_it_means_them() {
    let office = office(&["Zoë Rose O’Brien"]);
    let failing =
        "O’Brien (as typed). Mrs O'Brien was not told. Zoe rang. ZOË wrote. Mrs OBrien. The rose was late.";
    let made =
        office.run(&["make-plan", "26-0004", "--title", "Letters", "--failings", failing, "--impact", "x"]);
    assert_eq!(made.code, 0, "{made:?}");
    close(&office, "26-0004");
    let erase = ["erase", "26-0004", "--before-date", "--reason", "asked", "--yes"];
    let refused = office.run(&erase);
    refused.is_trouble(1, &["nothing was erased", "--dry-run --unsure FILE"]);
    assert!(refused.out.contains("P26-001, in words, “rose”: "), "{refused:?}");
    assert!(journal_holds(&office, "zoë"), "it went");
    let path = answered(&office, "26-0004", "no");
    let erased = office.run(&[&erase[..], &["--unsure", &path]].concat());
    assert!(erased.code == 0 && erased.out.contains("delete it"), "{erased:?}");
    let plan = office.run(&["plan", "P26-001"]).out;
    let rest = "[erased] (as typed). [erased] was not told. [erased] rang. [erased] wrote. [erased]. The rose was late.";
    assert!(plan.contains(rest), "{plan}");
    for text in ["o’brien", "o'brien", "obrien", "zoe", "zoë"] {
        assert!(!journal_holds(&office, text), "{text}");
    }
}

#[test]
fn a_file_of_answers_is_read_as_a_spreadsheet_saves_it_and_refused_by_its_line() {
    let office = office(&["Zoë Rose O’Brien"]);
    office.run(&["note", "26-0001", "--text", "Told at the café, and Mrs O'Brien"]);
    close(&office, "26-0004");
    let path = answered(&office, "26-0004", "yes");
    let erase = ["erase", "26-0004", "--before-date", "--reason", "asked", "--yes", "--unsure", &path];
    let lines = fs::read_to_string(&path).expect("it was written");
    fs::write(&path, lines.replace("yes,", "perhaps,")).expect("room");
    office.run(&erase).is_trouble(1, &["line 2 says “perhaps”", "yes or no"]);
    // Windows-1252, with semicolons, and capitals.
    let saved = lines
        .trim_start_matches('\u{feff}')
        .replace(", and", "\u{1}")
        .replace(',', ";")
        .replace('\u{1}', ", and");
    let saved = saved.replace('"', "").replace("yes;", "Yes;");
    let bytes: Vec<u8> =
        saved.chars().map(|it| u8::try_from(u32::from(it)).expect("in Windows-1252")).collect();
    fs::write(&path, bytes).expect("room");
    let erased = office.run(&erase);
    assert_eq!(erased.code, 0, "{erased:?}");
    assert!(
        !journal_holds(&office, "o'brien") && journal_holds(&office, "at the café, and [erased]"),
        "{erased:?}"
    );
}

#[test]
fn finishing_says_that_nothing_had_been_begun() {
    let office = office(&["Tom Webb"]);
    let finished = office.run(&["erase", "--finish"]);
    assert!(finished.code == 1 && finished.out.contains("No erasure had been begun"), "{finished:?}");
    assert!(!finished.err.contains("Erasing"), "{finished:?}");
}

#[test]
fn words_that_somebody_decided_on_leave_the_plan_too() {
    let office = office(&["Zoë Rose O’Brien", "Sean Rose O'Brien"]);
    office.run(&[
        "make-plan",
        "26-0004",
        "--title",
        "Letters",
        "--failings",
        "The rose was late.",
        "--impact",
        "x",
    ]);
    close(&office, "26-0004");
    let erase = ["erase", "26-0004", "--before-date", "--reason", "asked", "--yes", "--also", "the rose"];
    let erased = office.run(&erase);
    assert_eq!(erased.code, 0, "{erased:?}");
    assert!(office.run(&["plan", "P26-001"]).out.contains("[erased] was late."), "{erased:?}");
}

#[test]
fn an_erasure_names_other_cases_of_the_person_and_asks_of_those_that_may_be() {
    let office = office(&["Sean O'Brien", "O’Brien, Sean", "Sean Patrick O'Brien", "Mary O'Brien"]);
    close(&office, "26-0004");
    let erase = ["erase", "26-0004", "--before-date", "--reason", "asked", "--yes"];
    let refused = office.run(&erase).out;
    assert!(
        refused.contains("26-0006, complainant, “Sean Patrick O'Brien”") && !refused.contains("26-0007"),
        "{refused}"
    );
    for (answer, stay) in [("no", "26-0005."), ("yes", "26-0005, 26-0006.")] {
        let path = answered(&office, "26-0004", answer);
        let shown = office.run(&["erase", "26-0004", "--before-date", "--dry-run", "--unsure", &path]).out;
        assert!(shown.contains(&format!("what other records say of these people: {stay}")), "{shown}");
        fs::remove_file(path).expect("it is there");
    }
}

#[test]
fn nothing_is_said_to_be_unheld_that_was_only_spelt_otherwise() {
    let office = office(&["Sean Patrick O'Brien", "O'Brien, Sean", "Mary O’Brien"]);
    let held = office.run(&["subject-access", "Sean O’Brien"]).out;
    assert!(held.contains("Case 26-0004 (may be theirs: look)"), "{held}");
    assert!(held.contains("Case 26-0005 (their own)"), "{held}");
    assert!(!held.contains("26-0006"), "{held}");
    let nobody = office.run(&["subject-access", "Tom Webb"]);
    assert!(nobody.code == 1 && nobody.out.starts_with("Nothing is held about Tom Webb"), "{nobody:?}");
}

#[test]
fn nothing_goes_to_a_person_before_somebody_said_what_is_theirs_and_what_is_not_is_left_out() {
    let office = office(&["Sean Patrick O'Brien", "O'Brien, Sean"]);
    office.run(&["note", "26-0001", "--text", "Told O'BRIEN, and Sean O’Brien’s son"]);
    let folder = office.data().join("..");
    let [answer, file] =
        ["answer", "unsure.csv"].map(|it| folder.join(it).to_str().expect("UTF-8").to_owned());
    let ask = ["subject-access", "Sean O’Brien", "--unsure", &file];
    let shown = office.run(&ask);
    assert!(shown.out.contains("with 1 place to look at"), "{shown:?}");
    let give = [&ask[..2], &["--accept-proposals", "-o", &answer]].concat();
    office.run(&give).is_trouble(1, &["nothing was written", "1 place", "--unsure FILE"]);
    let lines = fs::read_to_string(&file).expect("it was written");
    assert!(lines.contains(",26-0004,all of it,Sean Patrick O'Brien,"), "{lines}");
    fs::write(&file, lines.replace("\n,", "\nno,")).expect("room");
    let given = office.run(&[&give[..], &["--unsure", &file]].concat());
    assert!(given.out.contains("Noted on 2 cases.") && given.out.contains("delete it"), "{given:?}");
    let document = fs::read_to_string(format!("{answer}/subject-access.md")).expect("it was written");
    assert!(document.contains("O'Brien, Sean") && !document.contains("Patrick O'Brien"), "{document}");
}

#[test]
fn a_part_of_a_name_in_somebody_elses_record_is_never_passed_over() {
    let office = office(&["James Okafor", "Tom Reed"]);
    office.run(&["note", "26-0005", "--text", "Told Okafor; james okafor too. Lives at SW1A1AA."]);
    for (asked, words) in [("Amara Okafor-Smith", "Told Okafor"), ("Tom Webb; sw1a 1aa", "Lives at SW1A1AA")]
    {
        let (name, also) = asked.split_once("; ").unwrap_or((asked, "Nobody At All"));
        let held = office.run(&["subject-access", name, "--also", also]).out;
        assert!(held.contains("Case 26-0005 (may name them: look)") && held.contains(words), "{held}");
        assert!(!held.contains("26-0004"), "{held}");
    }
}

#[test]
fn a_file_of_questions_takes_the_place_of_no_other_file_and_only_its_owner_reads_it() {
    let office = office(&["James Okafor"]);
    let file = office.data().join("../thesis.csv");
    let path = file.to_str().expect("UTF-8");
    fs::write(&file, "my thesis").expect("room");
    for asked in [
        &["subject-access", "26-0004", "--unsure", path][..],
        &["subject-access", "Okafor", "--unsure", path],
    ] {
        office.run(asked).is_trouble(1, &["is there already", "Name another"]);
        assert_eq!(fs::read_to_string(&file).expect("it is there"), "my thesis");
    }
    fs::write(&file, "").expect("room");
    assert_eq!(office.run(&["subject-access", "Okafor", "--unsure", path]).code, 0);
    let mode = || fs::metadata(&file).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600);
    // As a spreadsheet saves it.
    let lines = fs::read_to_string(&file).expect("it is there").replace(',', ";");
    fs::write(&file, lines.trim_start_matches('\u{feff}')).expect("room");
    assert_eq!(office.run(&["subject-access", "Okafor", "--unsure", path]).code, 0);
}

#[test]
fn somebody_who_is_asked_about_by_name_is_found_by_all_that_their_case_knows_of_them() {
    let office = office(&["James Okafor"]);
    let new =
        ["new", "--complainant", "Rhiannon Quill", "--contact", "07700 900456", "--service", "Licences"];
    let logged = office.run(&[&new[..], &["--subject", "matter"]].concat());
    assert_eq!(logged.code, 0, "{logged:?}");
    office.run(&["note", "26-0004", "--text", "Somebody rang from +44 (0)7700 900 456"]);
    let (by_name, by_case) =
        (["Rhiannon Quill", "26-0005"]).map(|it| office.run(&["subject-access", it]).out).into();
    assert!(by_name.contains("Somebody rang from"), "{by_name}");
    assert_eq!(by_name, by_case);
}

#[test]
fn of_namesakes_and_of_people_who_share_a_telephone_it_is_asked_whose_each_case_is() {
    let office = office(&["James Okafor"]);
    for (name, contact) in [
        ("Amos Quill", "amos@example.org"),
        ("Amos Quill", "other@example.org"),
        ("Anna Reed", "07700 900456"),
        ("Tom Reed", "07700 900456"),
    ] {
        let new =
            ["new", "--complainant", name, "--contact", contact, "--service", "Licences", "--subject", "x"];
        assert_eq!(office.run(&new).code, 0, "{name}");
    }
    for (asked, expect) in [
        ("Amos Quill", [("26-0005", "may_be_theirs"), ("26-0006", "may_be_theirs")]),
        ("26-0005", [("26-0005", "theirs"), ("26-0006", "may_be_theirs")]),
        ("07700 900456", [("26-0007", "may_be_theirs"), ("26-0008", "may_be_theirs")]),
        ("26-0008", [("26-0007", "may_be_theirs"), ("26-0008", "theirs")]),
    ] {
        let held = office.run(&["subject-access", asked, "--json"]).json();
        let held = held.as_array().expect("records").iter();
        let held: Vec<(&str, &str)> =
            held.map(|it| (it["on"].as_str().expect("on"), it["whose"].as_str().expect("whose"))).collect();
        assert_eq!(held, expect, "{asked}");
    }
}

/// What is known of somebody, every part in words that stand nowhere else.
fn whole() -> Value {
    json!({
        "name": "Zerubbabel Quince",
        "other_names": ["Zib Medlar"],
        "email": "zquince@example.org",
        "phones": ["01632 960777"],
        "address": "7 Zedoary Way, Porthwen",
        "prefers": "online account",
        "adjustments": "Zoned lighting",
        "vulnerability": "Zealously watched by a neighbour",
        "vulnerability_review": "2027-03-09",
        "risk": "Zapped the Zanzibar counter",
        "risk_known_to": "Zonal visitors alone",
        "risk_review": "2027-03-09",
    })
}

/// How a part is told on paper: its text, and a day in full.
fn told(part: &Value) -> String {
    let text = part.as_array().map_or(part, |it| &it[0]).as_str().expect("text");
    if text == "2027-03-09" { "Tue 9 Mar 2027".to_owned() } else { text.to_owned() }
}

#[test]
fn every_part_of_what_is_known_of_a_person_is_shown_told_and_erased() {
    let office = Office::with_cases();
    let Value::Object(parts) = whole() else { panic!("an object") };
    let Ok(Value::Object(all)) = serde_json::to_value(Party::default()) else { panic!("an object") };
    assert_eq!(parts.keys().collect::<Vec<_>>(), all.keys().collect::<Vec<_>>(), "a part is missing here");
    for whose in ["complainant", "representative"] {
        let facts = parts.iter().map(|(field, part)| json!({ whose: { field: part } })).collect::<Vec<_>>();
        let done = office.steps(&[json!({ "on": "26-0001", "do": { "amend": facts } })]);
        assert_eq!(done.code, 0, "{done:?}");
        assert_eq!(case(&office, "26-0001")["facts"][whose], whole());
        let said = |arguments: &[&str]| -> Said { office.run(arguments) };
        let (shown, history) = (said(&["show", "26-0001"]).out, said(&["history", "26-0001"]).out);
        let held = said(&["subject-access", "Zerubbabel Quince"]).out;
        for (field, part) in &parts {
            let words = told(part);
            assert!(shown.contains(&words), "{field} is not shown: {shown}");
            assert!(history.contains(&words), "{field} is not in the history: {history}");
            let text = part.as_array().map_or(part, |it| &it[0]).as_str().expect("text");
            assert!(held.contains(text), "{field} is not told: {held}");
        }
    }
    let row = &office.run(&["list", "medlar", "--json"]).json()[0];
    assert_eq!(
        (&row["other_names"], &row["representative"]),
        (&json!(["Zib Medlar"]), &json!("Zerubbabel Quince"))
    );
    assert_eq!(row["contact"], json!(["zquince@example.org", "01632 960777", "7 Zedoary Way, Porthwen"]));
    close(&office, "26-0001");
    let erased = office.run(&["erase", "26-0001", "--before-date", "--reason", "asked", "--yes"]);
    assert_eq!(erased.code, 0, "{erased:?}");
    for part in parts.values().map(|part| part.as_array().map_or(part, |it| &it[0]).as_str().expect("text")) {
        assert!(!journal_holds(&office, part), "{part}");
    }
    let left = &case(&office, "26-0001")["facts"]["complainant"];
    assert_eq!((&left["name"], &left["vulnerability_review"]), (&json!("[erased]"), &Value::Null));
}

#[test]
fn a_part_that_nobody_has_is_refused_by_its_name() {
    let amend = json!({ "on": "26-0001", "do": { "amend": [{ "complainant": { "shoe_size": 42 } }] } });
    let new = json!({ "do": { "receive": { "facts": { "received": "2026-11-02", "complainant": { "name": "A", "shoe_size": 42 } } } } });
    for step in [amend, new] {
        let refused = Office::with_cases().steps(&[step]);
        assert!(refused.code == 1 && refused.out.contains("shoe_size"), "{refused:?}");
    }
}

#[test]
fn how_somebody_is_reached_goes_where_it_belongs_from_one_line_or_each_by_itself() {
    let office = Office::with_cases();
    let new = ["new", "--complainant", "Tom Webb", "--service", "Licences", "--subject", "Late"];
    let line = "t@example.org; 01632 960118, 4 Mill Lane, York";
    office.run(&[&new[..], &["--contact", line]].concat());
    office.run(
        &[&new[..], &["--contact", line, "--email", "tw@example.org", "--representative", "Amara Okafor"]]
            .concat(),
    );
    let facts = |reference: &str| case(&office, reference)["facts"].clone();
    let reached = |it: &Value| (it["email"].clone(), it["phones"].clone(), it["address"].clone());
    assert_eq!(
        reached(&facts("26-0004")["complainant"]),
        (json!("t@example.org"), json!(["01632 960118"]), json!("4 Mill Lane, York"))
    );
    assert_eq!(facts("26-0005")["complainant"]["email"], "tw@example.org");
    assert_eq!(facts("26-0005")["representative"]["name"], "Amara Okafor");
    let refused = office.run(&[&new[..], &["--email", "nowhere"]].concat());
    refused.is_trouble(1, &["Email: enter it like name@example.org (--email)."]);
}

#[test]
fn an_import_tells_a_column_of_contacts_apart_and_takes_each_part_from_its_own() {
    let office = Office::with_cases();
    let path = |name: &str| office.data().join("..").join(name).to_str().expect("UTF-8").to_owned();
    let rows = "Ref,Day,Name,Contact,Acting for,Prefers,Review\n\
        A1,2026-11-02,Tom Webb,\"t@example.org; 01632 960118\",\"Amara Okafor, a@example.org\",Letter,2027-01-05\n";
    fs::write(path("in.csv"), rows).expect("room");
    let map = "[columns]\nsource_ref = \"Ref\"\nreceived = \"Day\"\ncomplainant = \"Name\"\ncontact = \"Contact\"\n\
        representative = \"Acting for\"\nprefers = \"Prefers\"\nvulnerability_review = \"Review\"\n";
    fs::write(path("map.toml"), map).expect("room");
    let imported = office.run(&["import", "cases", &path("in.csv"), "--map", &path("map.toml")]);
    assert_eq!(imported.code, 0, "{imported:?}");
    let facts = case(&office, "A1")["facts"].clone();
    assert_eq!(facts["complainant"]["email"], "t@example.org");
    assert_eq!(facts["complainant"]["phones"], json!(["01632 960118"]));
    assert_eq!(
        (&facts["complainant"]["prefers"], &facts["complainant"]["vulnerability_review"]),
        (&json!("letter"), &json!("2027-01-05"))
    );
    assert_eq!(
        (&facts["representative"]["name"], &facts["representative"]["email"]),
        (&json!("Amara Okafor"), &json!("a@example.org"))
    );
}

#[test]
fn a_colleague_who_is_complained_about_and_can_see_the_case_is_pointed_out_until_it_is_restricted() {
    let office = office(&["Tom Webb"]);
    office.run(&["people", "add", "bob", "--name", "Bób Other", "--role", "handler"]);
    office.run(&["edit", "26-0004", "--colleagues", "bob other"]);
    let shown = || office.run(&["show", "26-0004"]).out;
    assert!(shown().contains("Bób Other. Who works here can see this case: restrict it"), "{}", shown());
    let restricted = office.run(&["restrict", "26-0004", "--reason", "About him"]);
    assert_eq!(restricted.code, 0, "{restricted:?}");
    assert!(!shown().contains("can see this case"), "{}", shown());
    assert_eq!(case(&office, "26-0004")["restriction"]["not_for"], json!(["bob"]));
}

#[test]
fn a_risk_is_owed_another_look_while_the_case_is_open_and_stands_on_the_case() {
    let office = office(&["Tom Webb"]);
    let risk = ["edit", "26-0004", "--risk", "Threatened a colleague", "--risk-known-to", "Visitors"];
    office.run(&risk).is_trouble(1, &["looked at again", "--risk-review"]);
    let done = office.run(&[&risk[..], &["--risk-review", "2026-12-01"]].concat());
    assert_eq!(done.code, 0, "{done:?}");
    let shown = office.run(&["show", "26-0004"]).out;
    assert!(shown.contains("Threatened a colleague (may be told: Visitors) (look again by"), "{shown}");
    let owed = || office.run(&["diary", "--json"]).json().to_string();
    assert!(owed().contains("\"risk\""), "{}", owed());
    close(&office, "26-0004");
    assert!(!owed().contains("\"risk\""), "{}", owed());
}

#[test]
fn a_vulnerability_is_owed_another_look_while_the_case_is_open() {
    let office = office(&["Tom Webb"]);
    office.run(&[
        "edit",
        "26-0004",
        "--vulnerability",
        "Lives alone",
        "--vulnerability-review",
        "2026-12-01",
    ]);
    let owed = || office.run(&["diary", "--json"]).json().to_string();
    assert!(owed().contains("\"vulnerability\""), "{}", owed());
    close(&office, "26-0004");
    assert!(!owed().contains("\"vulnerability\""), "{}", owed());
}

#[test]
fn what_was_erased_does_not_come_back_with_the_next_export_of_the_other_system() {
    let office = Office::with_cases();
    let erased = office.run(&["erase", "26-0003", "--before-date", "--reason", "asked", "--yes"]);
    assert_eq!(erased.code, 0, "{erased:?}");
    let again = |reference: &str| {
        let import = json!({ "facts": { "received": "2026-11-05" }, "source": { "reference": reference } });
        office.steps(&[json!({ "do": { "import": import } })])
    };
    let refused = again("OLD/77");
    assert!(refused.code == 1 && refused.out.contains("was erased here"), "{refused:?}");
    assert_eq!(again("OLD/78").code, 0);
}

#[test]
fn a_letter_is_still_made_of_wording_from_which_somebody_goes_who_is_called_as_a_word_of_its_language() {
    let office = office(&["Amara Wants", "Tom If"]);
    let wording = "Dear {{ person }}\n{# for Amara Wants and Tom If #}{% if subject != \"Tom If\" %}About: {{ subject }}{% endif %}\n\
                   Amara Wants. Tom If. {% if wants %}You want {{ wants }}.{% endif %}";
    let keep = json!({ "keep_wording": { "name": "acknowledgement", "text": wording } });
    let kept = office.steps(&[json!({ "on": "office", "do": keep })]);
    assert_eq!(kept.code, 0, "{kept:?}");
    for reference in ["26-0004", "26-0005"] {
        close(&office, reference);
        let path = answered(&office, reference, "yes");
        let lines = fs::read_to_string(&path).expect("it was written");
        assert!(
            !lines.contains(",wants,") && !lines.contains(",if,"),
            "the language is asked about: {lines}"
        );
        let erase = ["erase", reference, "--before-date", "--reason", "asked", "--yes", "--unsure", &path];
        let erased = office.run(&erase);
        let told = "The office’s wording “acknowledgement” reads otherwise now";
        assert!(erased.code == 0 && erased.out.contains(told), "{erased:?}");
    }
    assert!(!journal_holds(&office, "Amara Wants") && !journal_holds(&office, "Tom If"));
    let letter = office.run(&["letter", "26-0001", "acknowledgement"]);
    assert!(letter.code == 0 && letter.out.contains("[erased]. [erased]."), "{letter:?}");
    assert!(letter.out.starts_with("Dear ") && letter.out.contains("About: "), "{letter:?}");
}

#[test]
fn a_name_that_wording_gives_something_goes_and_a_letter_is_still_made_of_it() {
    let office = office(&["Ada Obi", "Tom Webb"]);
    let wording =
        "{% for obi in issues %}{{ obi.what }} of Webb{% set webb = obi.number %}{{ webb }}{% endfor %}";
    let keep = json!({ "keep_wording": { "name": "acknowledgement", "text": wording } });
    assert_eq!(office.steps(&[json!({ "on": "office", "do": keep })]).code, 0);
    office.steps(&[json!({ "on": "26-0001", "do": { "add_issue": { "what": "Late" } } })]);
    for reference in ["26-0004", "26-0005"] {
        close(&office, reference);
        let path = answered(&office, reference, "yes");
        let erase = ["erase", reference, "--before-date", "--reason", "asked", "--yes", "--unsure", &path];
        let erased = office.run(&erase);
        assert!(erased.code == 0 && erased.out.contains("reads otherwise now"), "{erased:?}");
    }
    assert!(!journal_holds(&office, "webb") && !journal_holds(&office, "for obi"));
    let letter = office.run(&["letter", "26-0001", "acknowledgement"]);
    assert!(letter.code == 0 && letter.out.contains("Late of [erased]1"), "{letter:?}");
}

#[test]
fn initials_are_asked_about_where_somebody_is_spoken_of_and_nowhere_else() {
    let office = office(&["Ada Obi"]);
    let made = office.run(&[
        "make-plan",
        "26-0004",
        "--title",
        "Letters",
        "--failings",
        "A.O. was not told",
        "--impact",
        "x",
    ]);
    assert_eq!(made.code, 0, "{made:?}");
    office.run(&["note", "26-0001", "--text", "A.O. rang"]);
    // Cases of others, that speak of her or of her case.
    office.run(&["note", "26-0002", "--text", "Spoke to Ada Obi. A. O. will write"]);
    office.run(&["note", "26-0003", "--text", "As in 26-0004, A.O. waits"]);
    close(&office, "26-0004");
    let path = answered(&office, "26-0004", "yes");
    let lines = fs::read_to_string(&path).expect("it was written");
    assert!(lines.contains("yes,P26-001,in words,A.O,") && !lines.contains("26-0001"), "{lines}");
    assert!(lines.contains("yes,26-0002,") && lines.contains("yes,26-0003,"), "{lines}");
    let erase = ["erase", "26-0004", "--before-date", "--reason", "asked", "--yes", "--unsure", &path];
    let erased = office.run(&erase);
    assert_eq!(erased.code, 0, "{erased:?}");
    assert!(office.run(&["plan", "P26-001"]).out.contains("[erased]. was not told"));
    assert!(office.run(&["show", "26-0001"]).out.contains("A.O. rang"), "who that is nobody can say");
    let said = |reference: &str| office.run(&["show", reference]).out;
    assert!(said("26-0002").contains("Spoke to [erased]. [erased]. will write"), "{}", said("26-0002"));
    assert!(said("26-0003").contains("26-0004, [erased]. waits"), "{}", said("26-0003"));
}

#[test]
fn what_is_held_about_somebody_is_given_on_standard_output_with_its_questions_and_its_log() {
    let office = office(&["Sean Patrick O'Brien", "O'Brien, Sean"]);
    let ask = |more: &[&str], input: &str| {
        let all = [&["subject-access", "Sean O’Brien"], more].concat();
        office.with_input("2026-11-24", &all, input)
    };
    let questions = ask(&["--unsure", "-"], "");
    assert!(questions.code == 0 && questions.err.contains("1 place to look at"), "{questions:?}");
    assert!(questions.out.starts_with("\u{feff}theirs,record,") && questions.out.contains(",26-0004,"));
    let give = ["-o", "-", "--accept-proposals"];
    ask(&give, "").is_trouble(1, &["nothing was written", "1 place"]);
    let answers = questions.out.replace("\n,", "\nno,");
    let given = ask(&[&give[..], &["--unsure", "-"]].concat(), &answers);
    assert!(
        given.code == 0 && given.out.starts_with("# What ") && given.out.contains("O'Brien, Sean"),
        "{given:?}"
    );
    assert!(!given.out.contains("Patrick O'Brien") && given.err.contains("Noted on 1 case"), "{given:?}");
    let versions = |reference: &str| case(&office, reference)["version"].clone();
    let before = versions("26-0005");
    let log = ask(&[&give[..], &["--unsure", "-", "--log"]].concat(), &answers);
    assert!(log.code == 0 && log.out.starts_with("\u{feff}record,change,"), "{log:?}");
    assert_eq!(versions("26-0005"), before, "nobody was given anything");
    ask(&["-o", "answer", "--log"], "").is_trouble(2, &["--log out"]);
    ask(&["-o", "-", "--json"], "").is_trouble(2, &["--json"]);
}

#[test]
fn a_row_without_a_reference_whose_case_was_erased_is_known_again_and_does_not_come_back() {
    let office = Office::with_cases();
    fs::write(
        office.place("map.toml"),
        "[columns]\nreceived = \"Day\"\ncomplainant = \"Name\"\nclosed = \"End\"\n",
    )
    .expect("room");
    let import = |rows: &str| {
        fs::write(office.place("in.csv"), rows).expect("room");
        office
            .run(&["import", "cases", &office.place("in.csv"), "--map", &office.place("map.toml"), "--json"])
            .json()
    };
    assert_eq!(import("Day,Name,End\n2026-11-02,Tom Webb,2026-11-10\n")["imported"], 1);
    let erased = office.run(&["erase", "26-0004", "--before-date", "--reason", "asked", "--yes"]);
    assert_eq!(erased.code, 0, "{erased:?}");
    let again = import("Name,End,Day\nAnn Lee,,2026-11-03\nTom Webb,2026-11-10,2026-11-02\n");
    assert_eq!((&again["imported"], &again["rejected"]), (&json!(1), &json!(1)), "{again}");
    assert!(again["first_rejects"][0].as_str().expect("text").contains("was erased here"), "{again}");
}
