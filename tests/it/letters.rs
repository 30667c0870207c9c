//! Letters from end to end: made from a case, refused where the case lacks something, recorded as they went, printed again, and gone
//! with their case.

use std::fs;

use redress::tui::screen::Manner;
use serde_json::json;

use crate::cli::{Office, Said, redress};
use crate::driver;
use crate::program::{TODAY, on};

#[track_caller]
fn done(said: &Said) {
    assert_eq!(said.code, 0, "{said:?}");
}

fn found(office: &Office) {
    let steps = [
        json!({ "on": "26-0001", "do": { "add_issue": { "what": "The licence came late" } } }),
        json!({ "on": "26-0001", "do": { "offer_remedy": { "kind": "apology", "what": "A letter from the director", "who": "J Smith", "by": "2026-12-01" } } }),
        json!({ "on": "26-0001", "do": { "find": { "issue": 1, "on": "2026-11-20", "finding": "upheld", "went_wrong": "yes", "reason": "We lost the form." } } }),
    ];
    done(&office.steps(&steps));
}

#[test]
fn a_final_response_has_each_issue_with_its_finding_and_why_each_remedy_and_where_to_go_next() {
    let office = Office::with_cases();
    let missing = office.run(&["letter", "26-0001", "final", "response"]);
    missing.is_trouble(1, &["The letter needs what is complained about", "is not recorded"]);
    found(&office);
    let letter = office.run(&["letter", "26-0001", "final-response"]);
    for words in [
        "Dear Amara Okafor\n",
        "received on 2 November 2026",
        "1. The licence came late\n",
        "What we found: upheld\nWhy: We lost the form.\n",
        "- apology: A letter from the director (by 1 December 2026)\n",
        "Parliamentary and Health Service Ombudsman",
        "\nCoastal Permits\n",
    ] {
        assert!(letter.out.contains(words), "{words}\n{}", letter.out);
    }
    assert!(!letter.out.contains("\n\n\n\n") && !letter.out.contains("{{"), "{}", letter.out);
}

#[test]
fn what_went_is_recorded_to_the_letter_printed_again_and_gone_once_it_is_erased() {
    let office = Office::with_cases();
    let text = office.on("2026-11-10", &["letter", "26-0001", "update"]).out;
    let send = [
        "send-letter",
        "26-0001",
        "--kind",
        "update",
        "--to",
        "Amara Okafor",
        "--means",
        "letter",
        "--text",
        "-",
    ];
    done(&office.with_input("2026-11-24", &send, &text));
    let shown = office.run(&["show", "26-0001"]).out;
    assert!(shown.contains("1. Update to Amara Okafor on Tue 24 Nov 2026 by letter."), "{shown}");
    assert_eq!(office.run(&["letter", "26-0001", "1"]).out, text);
    office.run(&["letter", "26-0001", "2"]).is_trouble(1, &["no letter 2 went on 26-0001"]);
    office
        .with_input("2026-11-24", &send, "Dear {{ person }}")
        .is_trouble(1, &["is not filled in", "--text"]);
}

#[test]
fn no_letter_speaks_of_a_date_for_the_answer_that_has_passed_and_nobody_is_addressed_with_what_was_noted() {
    let office = Office::with_cases();
    let passed = office.on("2027-12-31", &["letter", "26-0001", "update"]);
    passed.is_trouble(1, &["has passed", "Agree a later date first"]);
    let named = json!({ "on": "26-0001", "do": { "amend": [{ "complainant": { "name": "Amara Okafor (carer)" } }] } });
    done(&office.steps(&[named]));
    let letter = office.on("2026-11-10", &["letter", "26-0001", "update"]);
    assert!(letter.out.contains("Dear Amara Okafor\n"), "{letter:?}");
}

#[test]
fn an_office_keeps_its_own_words_for_a_kind_and_for_one_service_and_a_slip_in_them_is_named() {
    let office = Office::with_cases();
    let keep = |name: &str, text: &str| {
        office.steps(&[json!({ "on": "office", "do": { "keep_wording": { "name": name, "text": text } } })])
    };
    done(&keep("update", "Dear {{ person }}, more soon."));
    done(&keep("Update: Licences", "Dear {{ person }}, about your licence."));
    assert_eq!(office.run(&["letter", "26-0001", "update"]).out, "Dear Amara Okafor, about your licence.\n");
    let wording = office.run(&["letter", "26-0002", "update", "--wording"]).out;
    assert_eq!(wording, "Dear {{ person }}, more soon.\n");
    let slip = keep("update", "Dear {{ persn }}");
    assert!(slip.code == 1 && slip.out.contains("“persn” is nothing that a letter knows"), "{slip:?}");
    done(&keep("Our address", "The Hall, 2 Square Lane"));
    let unused = keep("Our words", "Dear {{ person }}");
    assert!(unused.code == 1 && unused.out.contains("No letter is called “Our words”"), "{unused:?}");
}

#[test]
fn a_final_response_that_is_recorded_leads_to_the_step_and_the_step_to_its_letter() {
    let found = "/26-0202<enter>fupheld<tab>yes<tab>The helpline read from last year's dates.<c-x><enter>";
    let mut player = driver::Office::demo().sit_down_so(Manner::default(), (80, 24));
    player.keys(found).keys("L6").keys("<c-x><enter>");
    let screen = player.screen();
    assert!(screen.contains("Final response") && screen.contains("Says what next?"), "{screen}");
    assert!(player.message().contains("The letter is recorded."), "{}", player.message());
    player.keys("yes<c-x><enter>");
    assert!(player.message().contains("Final response: saved on 26-0202."), "{}", player.message());
    assert!(!player.message().contains("L records its letter"), "{}", player.message());
    let mut player = driver::Office::demo().sit_down_so(Manner::default(), (80, 24));
    player.keys(found).keys("syes<c-x><enter>");
    assert!(player.message().contains("L records its letter."), "{}", player.message());
}

fn with_settings(office: &Office, settings: &str, arguments: &[&str]) -> Said {
    let config = office.place("config.toml");
    fs::write(&config, settings).unwrap();
    let data = office.place("data");
    let mut program = on(TODAY);
    program.env("REDRESS_CONFIG", &config).args(["--data", &data]);
    redress(program, arguments, "")
}

#[test]
fn a_letter_is_saved_for_a_word_processor_or_a_browser_and_no_file_is_written_over_unless_somebody_says_so() {
    let office = Office::with_cases();
    for (name, begins) in [
        ("letter.docx", "PK"),
        ("letter.odt", "PK"),
        ("letter.html", "<!DOCTYPE html>"),
        ("letter.md", "Dear "),
    ] {
        let file = office.place(name);
        let letter = ["letter", "26-0002", "update", "-o", &file];
        done(&office.run(&letter));
        assert!(fs::read(&file).unwrap().starts_with(begins.as_bytes()), "{name}");
        office.run(&letter).is_trouble(1, &["is there already", "--replace"]);
        done(&office.run(&[&letter[..], &["--replace"]].concat()));
    }
}

#[test]
fn a_letter_by_post_has_the_letterhead_and_the_address_and_one_without_an_address_says_so() {
    let office = Office::with_cases();
    let head = json!({ "name": "Letterhead", "text": "The Hall\nOur reference: {{ reference }}" });
    let prefers = json!([{ "complainant": { "prefers": "letter" } }]);
    done(&office.steps(&[
        json!({ "on": "office", "do": { "keep_wording": head } }),
        json!({ "on": "26-0002", "do": { "amend": prefers } }),
    ]));
    let lacks = office.run(&["letter", "26-0002", "update"]);
    assert!(
        lacks.err.contains("no postal address at its head") && lacks.err.contains("redress edit 26-0002"),
        "{lacks:?}"
    );
    let address = json!([{ "complainant": { "address": "4 Mill Lane, York" } }]);
    done(&office.steps(&[json!({ "on": "26-0002", "do": { "amend": address } })]));
    let letter = office.run(&["letter", "26-0002", "update"]);
    assert!(letter.err.is_empty(), "{letter:?}");
    assert!(letter.out.starts_with("The Hall\nOur reference: 26-0002\n\n"), "{letter:?}");
    assert!(letter.out.contains("\n4 Mill Lane\nYork\n\nDear "), "{letter:?}");
    let other = office.on("2026-11-10", &["letter", "26-0001", "update"]).out;
    assert!(other.starts_with("Dear "), "{other}");
    assert!(
        office.on("2026-11-10", &["letter", "26-0001", "update", "--post"]).out.starts_with("The Hall\n")
    );
}

#[test]
fn a_letter_is_large_and_in_welsh_for_whoever_asked_for_it_so() {
    let office = Office::with_cases();
    let welsh = json!({ "name": "update in Welsh", "text": "Annwyl {{ person }}\n\n{{ received }}" });
    let asked = json!([{ "complainant": { "adjustments": "Large print. Letters in Welsh." } }]);
    done(&office.steps(&[
        json!({ "on": "26-0002", "do": { "amend": asked } }),
        json!({ "on": "office", "do": { "keep_wording": welsh } }),
    ]));
    let page = office.run(&["letter", "26-0002", "update", "--format", "html"]).out;
    assert!(page.contains("lang=\"cy-GB\"") && page.contains("font-size:18pt"), "{page}");
    assert!(page.contains(" Tachwedd 2026"), "{page}");
    let english = office.run(&["letter", "26-0002", "acknowledgement"]);
    assert!(english.err.contains("no wording “acknowledgement in Welsh”"), "{english:?}");
    assert!(english.err.contains("they asked for Welsh"), "{english:?}");
    let english = office.run(&["letter", "26-0002", "acknowledgement", "--language", "Welsh"]);
    assert!(english.err.contains("you asked for Welsh"), "{english:?}");
    let english = office.run(&["letter", "26-0002", "update", "--language", "English"]);
    assert!(english.out.starts_with("Dear ") && english.err.is_empty(), "{english:?}");
}

#[test]
fn a_letter_goes_to_the_printer_and_to_the_mail_program_of_the_office_and_to_nothing_else() {
    let office = Office::with_cases();
    let contact = json!([{ "complainant": { "email": "amara@example.org" } }]);
    done(&office.steps(&[json!({ "on": "26-0002", "do": { "amend": contact } })]));
    let (printed, mailed) = (office.place("printed"), office.place("mailed"));
    let settings = format!("print_command = \"cat > {printed}\"\nmail_command = \"cat > {mailed}\"\n");
    let letter = ["letter", "26-0002", "update"];
    let said = with_settings(&office, &settings, &[&letter[..], &["--print"]].concat());
    assert!(said.code == 0 && said.out.contains("Nothing is recorded yet"), "{said:?}");
    assert!(fs::read_to_string(&printed).unwrap().starts_with("Dear "));
    done(&with_settings(&office, &settings, &[&letter[..], &["--mail"]].concat()));
    let message = fs::read_to_string(&mailed).unwrap();
    assert!(message.starts_with("To: amara@example.org\nSubject: Your complaint 26-0002\n"), "{message}");
    let none = with_settings(&office, "", &[&letter[..], &["--mail"]].concat());
    none.is_trouble(1, &["no command is set", "mail_command"]);
    let fails = with_settings(&office, "print_command = \"exit 3\"", &[&letter[..], &["--print"]].concat());
    fails.is_trouble(2, &["ended with 3", "print_command"]);
}

#[test]
fn an_acknowledgement_that_went_acknowledges_and_what_was_recorded_of_a_letter_is_put_right() {
    let office = Office::with_cases();
    let new = json!({ "do": { "receive": { "facts": {
        "received": "2026-11-23", "complainant": "Tom Hale", "service": 1, "subject": "Late reply"
    } } } });
    done(&office.steps(&[new]));
    let send = ["send-letter", "26-0004", "--kind", "acknowledgement", "--to", "Tom Hale", "--text", "-"];
    done(&office.with_input(TODAY, &send, "Dear Tom Hale"));
    office.run(&["acknowledge", "26-0004"]).is_trouble(1, &["was acknowledged on Tue 24 Nov 2026"]);
    done(&office.run(&[
        "amend-letter",
        "26-0004",
        "--letter",
        "1",
        "--to",
        "Tom Hale’s sister",
        "--why",
        "Hers",
    ]));
    assert!(office.run(&["show", "26-0004"]).out.contains("Acknowledgement to Tom Hale’s sister"));
    let cancel = ["cancel", "26-0004", "--part", "letter 1", "--reason", "It never went"];
    done(&office.run(&cancel));
    assert!(office.run(&["show", "26-0004"]).out.contains("It never went"));
}

#[test]
fn a_case_is_printed_whole_and_without_the_names_of_others() {
    let office = Office::with_cases();
    let note = json!({ "note": { "text": "Mrs Webb of the contact centre rang.", "about": "the person who complains" } });
    done(&office.steps(&[json!({ "on": "26-0001", "do": note })]));
    let send = ["send-letter", "26-0001", "--kind", "update", "--to", "Amara Okafor", "--text", "-"];
    done(&office.with_input(TODAY, &send, "Dear Amara Okafor\n\nWe are still looking into it."));
    let page = office.run(&["print", "26-0001"]).out;
    for words in
        ["Case 26-0001", "Amara Okafor", "Mrs Webb", "We are still looking into it.", "What happened"]
    {
        assert!(page.contains(words), "{words}\n{page}");
    }
    let redacted = office.run(&["print", "26-0001", "--redacted"]).out;
    assert!(!redacted.contains("Webb") && redacted.contains("[name withheld]"), "{redacted}");
}
