//! Letters from end to end: made from a case, refused where the case lacks something, recorded as they went, printed again, and gone
//! with their case.

use serde_json::json;

use crate::cli::{Office, Said};

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
    done(&keep("Our address", "{{ anything }} goes where it is no letter"));
}
