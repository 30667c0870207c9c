//! Every screen as it looks, and what keys do on it.
//!
//! The pictures are in `snapshots`, one file each. After a change that is meant, look at what
//! `INSTA_UPDATE=always cargo test --test it screens` makes of them.

use std::fmt::Write as _;

use insta::{assert_snapshot, with_settings};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use redress::api::message::Request;
use redress::domain::case::command::{Command, Find, Note, Receive, Step};
use redress::domain::case::record::{Fact, Facts, Issue};
use redress::domain::office::lists::{ListKind, ServiceId};
use redress::domain::party::record::{Party, PartyFact};
use redress::domain::plan::command::{PlanCommand, PlanStep, ReviewAction};
use redress::domain::records::step::AnyStep;
use redress::domain::reference::CaseRef;
use redress::domain::vocabulary::{Finding, ReviewResult, WentWrong};
use redress::forms::about::About;
use redress::forms::office_part::OfficePart;
use redress::forms::setting::Setting;
use redress::forms::tables::forms;
use redress::tui::forms::filling::Filling;
use redress::tui::forms::view;
use redress::tui::screen::Effect;
use unicode_width::UnicodeWidthStr;

use crate::driver::{LOGIN, Office, Player, lines, today};

const LOG: &str = "nAmara Okafor<tab>amara@example.org<tab><tab><tab>fees<tab>Charged twice<c-x><enter>";
const ACKNOWLEDGE: &str = "a<c-x><enter>";
const SHARE_TIMESCALE: &str = "d<c-x><enter>";
const CHOOSE_ROUTE: &str = "rearly<c-x><enter>";
const FIND: &str = "fupheld<tab>yes<tab>The card was charged twice.<c-x><enter>";
const RISK: &str =
    "e<c-x>22Threatened one of our colleagues with a knife<tab>whoever visits<tab>+3m<c-x><enter>";
const SEND: &str = "syes<c-x><enter>";
const CLOSE: &str = "c<c-x><enter>";

/// A case that is late, one that is new, and one whose every text is meant to harm.
const LATE: &str = "/26-0202<enter>";
const NEW: &str = "/26-0276<enter>";

const USUAL: (u16, u16) = (80, 24);

/// Name, size, and the keys that lead there.
pub(crate) const PICTURES: &[(&str, (u16, u16), &[&str])] = &[
    ("inbox", USUAL, &[]),
    ("inbox_120x40", (120, 40), &["jjj"]),
    ("inbox_60x16", (60, 16), &["G"]),
    ("inbox_200x50", (200, 50), &["j"]),
    ("inbox_in_one_column", (120, 40), &["jjjZ"]),
    ("too_small", (59, 16), &[]),
    ("find_nothing_typed", USUAL, &["/"]),
    ("find", USUAL, &["/zoë is:late"]),
    ("find_nothing_found", USUAL, &["/nowhere"]),
    ("find_not_understood", USUAL, &["/is:purple "]),
    ("find_half_typed", USUAL, &["/is:late is:pur"]),
    ("help", USUAL, &["?"]),
    ("help_on_a_case", USUAL, &[LATE, "?"]),
    ("help_found", USUAL, &["?bank holidays"]),
    ("help_nothing_found", USUAL, &["?xyzzy"]),
    ("help_topic", USUAL, &["?/nine elements<down><enter>"]),
    ("help_60x16", (60, 16), &["?<end>"]),
    ("case", USUAL, &[LATE]),
    ("case_end", USUAL, &[LATE, "G"]),
    ("case_120x40", (120, 40), &[LATE]),
    ("case_60x16", (60, 16), &[LATE]),
    ("case_reopened", USUAL, &["/26-0138<enter>"]),
    ("why", USUAL, &[LATE, "<tab>jj?"]),
    ("receive", USUAL, &["n"]),
    ("receive_choosing", USUAL, &["n<tab><tab><tab><tab>"]),
    ("receive_60x16", (60, 16), &["n<tab><tab><tab><tab>"]),
    ("receive_check_with_problems", USUAL, &["nAmara Okafor<c-x>"]),
    ("receive_problem_at_its_field", USUAL, &["nAmara Okafor<c-x>1<enter>"]),
    ("receive_listing", USUAL, &["n<tab><tab><tab><tab><down>"]),
    ("receive_last_page", USUAL, &["n<s-tab>"]),
    ("receive_seldom_asked", USUAL, &["n<pgdn><pgdn>"]),
    ("receive_explained", USUAL, &["n<pgdn><pgup><tab><tab><tab><tab><tab><tab><tab><f1>"]),
    ("acknowledge", USUAL, &[NEW, "a"]),
    ("acknowledge_check", USUAL, &[NEW, "a<c-x>"]),
    ("acknowledge_problem", USUAL, &[NEW, "a<tab>30/11<c-x>"]),
    ("share_timescale", USUAL, &[NEW, "d"]),
    ("route", USUAL, &[NEW, "r"]),
    ("route_problem", USUAL, &[NEW, "r<c-x>"]),
    ("issue", USUAL, &[NEW, "i"]),
    ("issue_theme", USUAL, &[NEW, "iRude on the phone<tab>a"]),
    ("finding", USUAL, &[LATE, "f"]),
    ("finding_recorded", USUAL, &[LOG, CHOOSE_ROUTE, FIND, "f"]),
    ("finding_recorded_of_its_heading", USUAL, &[LOG, CHOOSE_ROUTE, FIND, "<tab><tab><enter><c-x>"]),
    ("receive_of_somebody_with_a_risk", USUAL, &[LOG, RISK, "qnAmara Okafor<tab>amara@example.org<tab>"]),
    ("receive_check_with_a_risk", USUAL, &[LOG, RISK, "qnAmara Okafor<tab>amara@example.org<tab><c-x>"]),
    ("receive_wrong_choice", USUAL, &["n<pgdn><tab>xyzzy"]),
    ("receive_wrong_choice_left", USUAL, &["n<pgdn><tab>xyzzy<pgdn>"]),
    ("note_with_a_risk", USUAL, &[LOG, RISK, "t"]),
    ("inbox_with_a_risk", USUAL, &[LOG, RISK, "q/is:risk"]),
    ("letter_form", USUAL, &[LOG, CHOOSE_ROUTE, FIND, "L6"]),
    ("letter_form_turned", USUAL, &[LOG, CHOOSE_ROUTE, FIND, "L6<pgdn>"]),
    ("letter_check", USUAL, &[LOG, CHOOSE_ROUTE, FIND, "L6<c-x>"]),
    ("letter_check_end", USUAL, &[LOG, CHOOSE_ROUTE, FIND, "L6<c-x><pgdn><pgdn>"]),
    ("finding_problem", USUAL, &[LATE, "f<c-x>"]),
    ("respond", USUAL, &[LATE, "s"]),
    ("respond_problem", USUAL, &[LATE, "s<c-x>"]),
    ("close", USUAL, &[LOG, ACKNOWLEDGE, SHARE_TIMESCALE, CHOOSE_ROUTE, FIND, SEND, "c"]),
    ("close_refused", USUAL, &[LATE, "c"]),
    ("closed", USUAL, &[LOG, ACKNOWLEDGE, SHARE_TIMESCALE, CHOOSE_ROUTE, FIND, SEND, CLOSE]),
    ("note", USUAL, &[LATE, "t"]),
    ("note_problem", USUAL, &[LATE, "t<c-x>"]),
    ("assign", USUAL, &[LATE, "o"]),
    ("leave", USUAL, &["q"]),
    ("reviews", USUAL, &["3"]),
    ("reviews_120x40", (120, 40), &["3jj"]),
    ("reviews_60x16", (60, 16), &["3"]),
    ("reviews_mine", USUAL, &["3w"]),
    ("reviews_form", USUAL, &["3<enter>"]),
    ("leading", USUAL, &["5"]),
    ("leading_60x16", (60, 16), &["5"]),
    ("start", USUAL, &["7"]),
    ("start_60x16", (60, 16), &["7"]),
    ("all_owed", USUAL, &["3e"]),
    ("registers", USUAL, &["6"]),
    ("registers_60x16", (60, 16), &["6"]),
    ("register", USUAL, &["6<enter>"]),
    ("register_120x40", (120, 40), &["6j<enter>"]),
    ("entry", USUAL, &["6<enter>jj<enter>"]),
    ("entry_120x40", (120, 40), &["6j<enter>jj<enter>"]),
    ("entry_steps", USUAL, &["6<enter><enter>."]),
    ("entry_form", USUAL, &["6<enter>jj<enter>e"]),
    ("people", USUAL, &[":works here<enter>"]),
    ("kept", USUAL, &[":how long<enter>"]),
    ("reports", USUAL, &["4"]),
    ("reports_120x40", (120, 40), &["4G"]),
    ("reports_60x16", (60, 16), &["4"]),
    ("reports_menu", USUAL, &["4v"]),
    ("reports_services", USUAL, &["4>"]),
    ("reports_themes", USUAL, &["4>>"]),
    ("reports_redress", USUAL, &["4>>>>"]),
    ("reports_actions_behind", USUAL, &["4>>>>>jj<enter>"]),
    ("reports_timeliness", USUAL, &["4p>>>"]),
    ("reports_actions", USUAL, &["4>>>>>"]),
    ("reports_learning", USUAL, &["4p>>>>>>"]),
    ("reports_referrals", USUAL, &["4p>>>>>>>"]),
    ("reports_cost", USUAL, &["4p>>>>>>>>"]),
    ("reports_lateness", USUAL, &["4v3>>>>>>>>>"]),
    ("reports_services_120x40", (120, 40), &["4p>"]),
    ("reports_themes_120x40", (120, 40), &["4p>>"]),
    ("reports_timeliness_120x40", (120, 40), &["4p>>>"]),
    ("reports_redress_120x40", (120, 40), &["4p>>>>"]),
    ("reports_actions_120x40", (120, 40), &["4p>>>>>"]),
    ("reports_learning_120x40", (120, 40), &["4p>>>>>>"]),
    ("reports_referrals_120x40", (120, 40), &["4p>>>>>>>"]),
    ("reports_cost_120x40", (120, 40), &["4p>>>>>>>>"]),
    ("reports_lateness_120x40", (120, 40), &["4v3>>>>>>>>>"]),
    ("document_menu", USUAL, &["4pd"]),
    ("document", USUAL, &["4pdb"]),
    ("document_120x40", (120, 40), &["4pda"]),
    ("document_60x16", (60, 16), &["4pdb"]),
    ("document_formats", USUAL, &["4pdbs"]),
    ("document_saved", USUAL, &["4pdbsh"]),
    ("document_freezing_asks", USUAL, &["4pdbf<enter>"]),
    ("document_frozen", USUAL, &["4pdbf<enter><enter>"]),
    ("document_frozen_before", USUAL, &["4pdbf<enter><enter>f<enter><enter>"]),
    ("document_changed_since", USUAL, &["4pdbf<enter><enter>q", "db"]),
    ("reports_definition", USUAL, &["4j?"]),
    ("reports_any_days", USUAL, &["4v52026-10<enter>"]),
    ("cost", USUAL, &[LATE, ":cost<enter>"]),
    ("reports_of_a_year", USUAL, &["4v3"]),
    ("reports_cases", USUAL, &["4j<enter>"]),
    ("views", USUAL, &["v"]),
    ("views_order", USUAL, &["vo"]),
    ("views_columns", USUAL, &["vc"]),
    ("views_without_a_column", USUAL, &["vc2"]),
    ("keep_list", USUAL, &["/is:late<tab>vs"]),
    ("found_list", USUAL, &["/is:late owner:smith<tab>"]),
    ("marked", USUAL, &["xxx"]),
    ("marked_assign", USUAL, &["xxxozoe<enter>"]),
    ("marked_results", USUAL, &["xxxozoe<enter><enter>"]),
    ("more_steps", USUAL, &[LATE, "."]),
    ("commands", USUAL, &[":"]),
    ("commands_found", USUAL, &[":consent"]),
    ("commands_nothing_fits", USUAL, &[":xyzzy"]),
    ("no_drafts", USUAL, &[":drafts<enter>"]),
    ("amend", USUAL, &[LATE, "e"]),
    ("update", USUAL, &[LATE, "w"]),
    ("remedy", USUAL, &[LATE, "m"]),
    ("pause", USUAL, &[LATE, "z"]),
    ("extend", USUAL, &[LATE, "d"]),
    ("consent", USUAL, &[LATE, ".x"]),
    ("payment", USUAL, &[LATE, ":payment<enter>"]),
    (
        "payment_outside_its_band",
        USUAL,
        &[LATE, ":payment<enter>2<tab>50<tab>4<tab><tab>K Patel<tab>+5wd<c-x>"],
    ),
    ("duplicate", USUAL, &[LATE, ":duplicate<enter>"]),
    ("refer", USUAL, &[LATE, ":ombudsman<enter>"]),
    ("restrict", USUAL, &[LATE, ":restrict<enter>"]),
    ("important", USUAL, &[LATE, "!"]),
    ("without_a_finding", USUAL, &[LATE, ":without<enter>"]),
    ("plans", USUAL, &["2"]),
    ("plans_120x40", (120, 40), &["2"]),
    ("plans_60x16", (60, 16), &["2"]),
    ("plans_mine", USUAL, &["2w"]),
    ("plans_found", USUAL, &["2/is:unreviewed<tab>"]),
    ("plan", USUAL, &["2<enter>"]),
    ("plan_120x40", (120, 40), &["2G<enter>"]),
    ("plan_60x16", (60, 16), &["2<enter>"]),
    ("plan_impact", (80, 44), &[":P26-001<enter><tab><tab><tab>"]),
    ("plan_came_back", (80, 44), &[":P26-002<enter><tab><tab><tab>"]),
    ("plan_draft", USUAL, &[":P26-004<enter><tab><tab>"]),
    ("plan_not_agreed", USUAL, &[":P26-004<enter>a"]),
    ("plan_steps", USUAL, &["2<enter>."]),
    ("make_plan", USUAL, &[LATE, "p"]),
    ("add_action", USUAL, &["2<enter>n"]),
    ("amend_action", USUAL, &["2<enter>e"]),
    ("complete_action", USUAL, &["2jjjd"]),
    ("review_refused", USUAL, &["2r"]),
    ("review_progress", USUAL, &["2jjjr"]),
    ("involve", USUAL, &["2<enter>i"]),
    ("marked_actions", USUAL, &["2xx"]),
    ("marked_actions_results", USUAL, &["2jjxxm+10wd<tab>The rota is late<c-x><enter>"]),
    ("year_menu", USUAL, &["4o"]),
    ("year_ombudsman", USUAL, &["4o1"]),
    ("year_ombudsman_problem", USUAL, &["4o1<c-x>"]),
    ("year_words", USUAL, &["4c1"]),
    ("year_words_saved", USUAL, &["4c1<c-x><enter>"]),
    ("flaws", USUAL, &["4x"]),
    ("flaws_60x16", (60, 16), &["4x"]),
    ("flaws_opened", USUAL, &[":check the data<enter><enter>"]),
    ("sample_check_refused", USUAL, &[LATE, ":sample<enter>"]),
    ("undo_asked", USUAL, &[LATE, "tRang.<c-x><enter>u"]),
    ("undone", USUAL, &[LATE, "tRang.<c-x><enter>uu"]),
];

fn same(name: &str, picture: &str) {
    with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        assert_snapshot!(name, picture);
    });
}

#[test]
fn every_screen_looks_as_it_did() {
    for (name, (columns, rows), keys) in PICTURES {
        let mut player = Player::at(*columns, *rows);
        player.keys(&keys.concat());
        same(name, &player.picture());
    }
}

#[test]
fn the_first_start_asks_a_few_questions_and_then_shows_the_way() {
    let mut player = Office::empty().sit_down(USUAL);
    same("set_up", &player.picture());
    same("set_up_problem", &player.keys("<c-x>").picture());
    player.keys("<esc>");
    player.keys("Coastal Permits<tab><tab>Licences<enter>Payments<tab><c-w>J Smith<c-x><enter>");
    same("set_up_done", &player.picture());
    assert!(player.message().contains("Press n"));
}

#[test]
fn a_case_is_worked_from_new_to_closed_by_keys_alone_and_appears_in_the_report() {
    let mut player = Player::at(80, 24);
    let before = player.report();
    for (keys, words) in [
        (LOG, "Saved as 26-0283. Next: acknowledge it (a)."),
        (ACKNOWLEDGE, "Acknowledge: saved on 26-0283. u undoes it."),
        (SHARE_TIMESCALE, "Share a timescale: saved on 26-0283. u undoes it."),
        (CHOOSE_ROUTE, "Choose the route: saved on 26-0283. u undoes it."),
        (FIND, "Record a finding: saved on 26-0283. u undoes it."),
        (SEND, "Final response: saved on 26-0283. u undoes it. L records its letter."),
        (CLOSE, "Close: saved on 26-0283. u undoes it."),
    ] {
        player.keys(keys);
        assert_eq!(player.message(), words, "after {keys}:\n{}", player.screen());
    }
    let after = player.report();
    assert_eq!((after.closed, after.received), (before.closed + 1, before.received + 1));
    assert!(after.reconciles());
}

#[test]
fn a_refused_key_says_why_and_changes_nothing() {
    let mut player = Player::at(80, 24);
    player.keys(LATE);
    for (key, words) in [
        ("a", "This case was acknowledged on "),
        ("r", "This case is on closer look already."),
        ("c", "You cannot close this case yet. Still to do:"),
    ] {
        let jobs = player.jobs.len();
        player.keys(key);
        assert!(player.message().starts_with(words), "{key}: {}", player.message());
        assert!(player.screen().contains(" Case 26-0202"), "{key}");
        assert_eq!(player.jobs.len(), jobs, "{key} asks for nothing");
    }
}

#[test]
fn leaving_a_form_keeps_the_draft_and_opening_it_again_brings_it_back() {
    let mut player = Player::at(80, 24);
    player.keys("nAmara Okafor<tab>0770<esc>");
    assert_eq!(player.message(), "Your draft is kept. Open the form again to go on with it.");
    assert!(player.jobs.iter().any(|it| matches!(it, Effect::Keep(saved) if saved.about == "Amara Okafor")));
    player.keys("jjn");
    let screen = player.screen();
    assert!(screen.contains("Amara Okafor") && screen.contains("0770"), "{screen}");
    player.keys("<esc>").keys(LATE).keys("tRang back.<esc>");
    assert!(!player.keys("a<esc><esc>").screen().contains("Rang back."), "a draft is of one form");
    assert!(player.keys(LATE).keys("t").screen().contains("Rang back."));
}

#[test]
fn what_was_typed_is_thrown_away_from_its_form_and_only_when_asked_twice() {
    let mut player = Player::at(80, 24);
    player.keys(LATE).keys("tRang back.<c-g><esc><esc>t");
    assert!(player.screen().contains("Rang back."), "{}", player.screen());
    player.keys("<c-g>t");
    assert_eq!(player.message(), "Thrown away: nothing of it is kept.");
    assert!(!player.keys("t").screen().contains("Rang back."));
}

#[test]
fn a_draft_is_of_the_part_that_it_was_begun_on() {
    let mut player = Player::at(80, 24);
    player.keys("2jjmfri<tab>Mine alone<esc>jm");
    assert!(!player.screen().contains("Mine alone"), "{}", player.screen());
    let screen = player.keys("<esc>km").screen();
    assert!(screen.contains("Mine alone"), "{screen}");
}

#[test]
fn moving_through_a_form_changes_two_rows_and_the_lines_that_say_what_is_asked() {
    for keys in ["n", "2<enter>n", "/26-0202<enter>e"] {
        let mut player = Player::at(80, 24);
        let mut before = player.keys(keys).screen();
        for _ in 0..6 {
            let after = player.keys("<tab>").screen();
            let changed: Vec<usize> = before
                .lines()
                .zip(after.lines())
                .enumerate()
                .filter(|(_, (before, after))| before != after)
                .map(|it| it.0)
                .collect();
            let is_page = before.lines().zip(after.lines()).any(|(a, b)| a.contains("Page ") && a != b);
            assert!(is_page || changed.len() <= 4, "{keys}: rows {changed:?}\n{after}");
            before = after;
        }
    }
}

#[test]
fn moving_by_a_line_changes_two_rows_and_nothing_else() {
    for ((columns, rows), keys) in
        [(USUAL, ""), (USUAL, LATE), (USUAL, "2<enter>g"), (USUAL, "3"), (USUAL, "v"), ((120, 40), LATE)]
    {
        let mut player = Player::at(columns, rows);
        let mut before = player.keys(keys).buffer();
        for _ in 0..6 {
            let after = player.keys("<down>").buffer();
            let differs = |y: &u16| (0..columns).any(|x| before[(x, *y)] != after[(x, *y)]);
            let changed: Vec<u16> = (0..rows).filter(differs).collect();
            assert!(changed.len() <= 2, "{keys} at {columns}x{rows}: rows {changed:?}");
            before = after;
        }
    }
}

#[test]
fn on_a_wide_screen_the_record_under_the_cursor_stands_beside_its_list_unless_one_column_is_wanted() {
    for (keys, names) in [
        ("", ["Case 26-0219", "Case 26-0173"]),
        ("2", ["P26-003/2", "P26-003/4"]),
        ("6<enter>", ["Feedback F26-006", "Feedback F26-005"]),
    ] {
        let mut player = Player::at(120, 40);
        let is_there = |player: &Player, name: &str| {
            player.screen().lines().any(|it| it.split_once('|').is_some_and(|it| it.1.contains(name)))
        };
        player.keys(keys);
        for name in names {
            assert!(is_there(&player, name), "{keys}: {name}\n{}", player.screen());
            player.keys("j");
        }
        player.keys("Z");
        assert!(!player.screen().contains('|'), "{keys}: {}", player.screen());
        assert!(is_there(player.keys("Zkk"), names[0]), "{keys}");
    }
}

#[test]
fn what_is_being_typed_is_called_wrong_only_once_its_word_is_finished_or_enter_is_pressed() {
    let wrong = "“is:l” is not a filter.";
    let mut player = Player::at(80, 24);
    let screen = player.keys("/is:late is:l").screen();
    assert!(screen.contains("26-0202") && !screen.contains(wrong), "{screen}");
    assert!(player.keys(" ").screen().contains(wrong));
    assert!(!player.keys("<bs>").screen().contains(wrong));
    assert!(player.keys("<enter>").screen().contains(wrong));
    assert!(!player.keys("ate").screen().contains(wrong));
}

#[test]
fn the_line_of_keys_names_every_key_whole() {
    for (columns, rows) in [(60, 16), (80, 24), (120, 40)] {
        for keys in ["", LATE, "2<enter>", "3", "4", "5", "n", "nA<c-x>", "v", "?", ":", "/", "0"] {
            let mut player = Player::at(columns, rows);
            let screen = player.keys(keys).screen();
            let last = screen.lines().last().unwrap_or_default();
            assert!(!last.contains(".."), "{keys} at {columns}x{rows}: {last}");
            assert!(!last.contains("? help") || last.ends_with("  q back"), "{keys}: {last}");
        }
    }
}

#[test]
fn what_stands_in_a_field_beforehand_gives_way_to_typing_and_an_arrow_key_edits_it() {
    let mut player = Player::at(80, 24);
    let screen = player.keys("n<tab><tab><tab><tab><tab><tab><tab>23/11").screen();
    assert!(screen.contains(">Date received    23/11\n"), "{screen}");
    let screen = player.keys("<c-u>tue").screen();
    assert!(screen.contains("Tue 24 Nov 2026, today."), "{screen}");
    let screen = player.keys("<tab><s-tab><left><bs>5").screen();
    assert!(screen.contains(">Date received    Tue 24 Nov 2056"), "{screen}");
}

#[test]
fn a_number_on_the_check_page_goes_to_its_line_however_many_there_are_and_enter_to_the_first_problem() {
    let mut player = Player::at(80, 24);
    let screen = player.keys("nA<c-x>1").screen();
    assert!(screen.contains(" Go to answer 1_"), "{screen}");
    assert!(player.keys("0").screen().contains(">What they want"));
    assert!(player.keys("<c-x><enter>").screen().contains(">Service"));
}

#[test]
fn the_line_of_keys_stays_while_the_cursor_moves_through_a_list() {
    for keys in ["", "2", "3", "3e", "6<enter>"] {
        let mut player = Player::at(80, 24);
        let first = player.keys(keys).screen().lines().last().map(str::to_owned);
        for _ in 0..8 {
            assert_eq!(player.keys("j").screen().lines().last().map(str::to_owned), first, "{keys}");
        }
    }
}

#[test]
fn a_saved_form_leaves_no_draft() {
    let mut player = Player::at(80, 24);
    player.keys(LOG);
    let forgotten =
        player.jobs.iter().filter(|it| matches!(it, Effect::Forget(key) if key.form == "receive"));
    assert_eq!(forgotten.count(), 1);
    assert!(!player.keys("<esc>n").screen().contains("Amara"));
    let mut player = player.leave().sit_down(USUAL);
    assert!(player.picture().contains("Open cases"), "nothing is offered");
}

#[test]
fn what_a_session_left_behind_is_offered_to_the_next_and_comes_back_or_goes() {
    let mut player = Player::at(80, 24);
    player.keys("nAmara Okafor<tab>0770<esc>").keys(LATE).keys("tRang back.");
    let mut player = player.leave().sit_down(USUAL);
    same("offer", &player.picture());
    player.keys("<enter>");
    assert!(player.screen().contains(" Note: case 26-0202"), "{}", player.screen());
    assert!(player.screen().contains("Rang back."));
    let mut player = player.leave().sit_down(USUAL);
    player.keys("<esc>");
    assert!(player.screen().contains("Open cases"));
    let mut player = player.leave().sit_down(USUAL);
    assert_eq!(player.keys("x").message(), "Press x again to throw this draft away for good.");
    player.keys("jxxxx");
    assert!(player.screen().contains("Open cases"));
    assert!(player.leave().sit_down(USUAL).screen().contains("Open cases"), "thrown away for good");
}

#[test]
fn a_paste_never_runs_commands() {
    let commands = "n\u{18}\r\nq\rq\u{3}\u{1b}[Aa\rc\r";
    for keys in ["", "/", LATE, "?", "n", "n<c-x>"] {
        let mut player = Player::at(80, 24);
        let before = player.rows();
        let top = player.keys(keys).screen().lines().nth(1).map(str::to_owned);
        player.paste(commands);
        let after = player.screen().lines().nth(1).map(str::to_owned);
        assert!(!player.has_left, "{keys}");
        assert_eq!(player.rows(), before, "{keys}");
        if keys.is_empty() || keys == LATE || keys == "?" {
            assert_eq!(top, after, "{keys}");
        }
        let writes = |it: &Effect| matches!(it, Effect::Ask(_, Request::Do(_)));
        assert!(!player.jobs.iter().any(writes), "{keys}");
    }
}

#[test]
fn a_stale_case_keeps_what_was_typed_and_saves_on_the_second_try() {
    let mut player = Player::at(80, 24);
    player.keys(LATE).keys("fupheld<tab>yes<tab>The invoice was wrong.");
    let late: CaseRef = "26-0202".parse().expect("a reference");
    player.step(Some(late), Command::Note(Note { text: "Seen by me too.".to_owned(), about: None }));
    player.keys("<c-x><enter>");
    let message = player.message();
    assert!(message.starts_with("Somebody else changed this case meanwhile: "), "{message}");
    assert!(player.screen().contains("The invoice was wrong."));
    player.keys("<enter>");
    assert_eq!(player.message(), "Record a finding: saved on 26-0202. u undoes it.");
    let screen = player.keys("<tab><tab>").screen();
    assert!(screen.contains("Upheld, Tue 24 Nov 2026. Something went wrong: yes."), "{screen}");
}

#[test]
fn answers_that_two_people_changed_are_joined_and_only_a_clash_is_asked_about() {
    let mut player = Player::at(80, 24);
    // Mine: another address, and another subject.
    player.keys(LATE).keys("e<tab><tab><tab>1 A Street<tab><tab><c-w>sold twice");
    let late: CaseRef = "26-0202".parse().expect("a reference");
    let theirs = vec![Fact::Subject("Invoice for a boat".to_owned()), Fact::Wants("An apology".to_owned())];
    player.step(Some(late), Command::Amend(theirs));
    player.keys("<c-x><enter>");
    same("clash", &player.picture());
    player.keys("1");
    let screen = player.screen();
    assert!(screen.contains("An apology"), "what only they changed is taken over:\n{screen}");
    assert!(screen.contains("1 A Street") && screen.contains("sold twice"), "mine is kept:\n{screen}");
    player.keys("<enter>");
    let screen = player.screen();
    assert!(
        screen.contains("sold twice") && screen.contains("An apology") && screen.contains("1 A Street"),
        "{screen}"
    );
}

#[test]
fn a_step_on_several_cases_says_how_each_went_and_is_undone_on_all_of_them_at_once() {
    let mut player = Player::at(80, 24);
    let before = player.rows();
    player.keys("jjxxxozoe<enter><enter>");
    assert!(player.screen().contains("saved on 2 of 3"), "{}", player.screen());
    assert_ne!(player.rows(), before);
    player.keys("<esc>uu");
    assert_eq!(player.message(), "Undone: Assign on 2 cases. U does it again.");
    let owners =
        |rows: Vec<_>| rows.into_iter().map(|it: redress::domain::row::Row| it.owner).collect::<Vec<_>>();
    assert_eq!(owners(player.rows()), owners(before));
}

#[test]
fn a_list_that_was_kept_is_there_again_for_its_owner_and_a_shared_one_for_everybody() {
    let mut player = Player::at(80, 24);
    player.keys("/is:late owner:zoe<tab>vsLate and Zoe's<c-x><enter>");
    assert!(player.message().starts_with("The list is kept."), "{}", player.screen());
    assert!(player.keys("<esc>v").screen().contains("Late and Zoe's"));
    player.keys("9");
    assert!(player.screen().contains(" Found: is:late owner:zoe   3 found"), "{}", player.screen());
}

#[test]
fn a_figure_opens_the_cases_behind_it_and_they_are_as_many_as_it_says() {
    let mut player = Player::at(80, 50);
    player.keys("4");
    let lines: Vec<String> = player.screen().lines().skip(3).map(str::to_owned).collect();
    let mut checked = 0;
    for (place, line) in lines.iter().enumerate().take(44) {
        let number: Option<usize> = line.get(45..55).and_then(|it| it.trim_matches([' ', '!']).parse().ok());
        let Some(number) = number else { continue };
        player.keys("g").keys(&"j".repeat(place)).keys("<enter>");
        let head = player.screen().lines().nth(1).unwrap_or_default().to_owned();
        if let Some((_, found)) = head.split_once("   ").filter(|it| it.1.contains(" found")) {
            assert!(found.starts_with(&format!("{number} found")), "{line}\n{head}");
            checked += 1;
            player.keys("<esc>");
        }
    }
    assert!(checked > 15, "{checked} figures were looked at");
}

#[test]
fn on_every_line_of_leading_registers_work_in_hand_and_figures_help_says_what_is_counted() {
    for pages in ["5", "6", "5>", "4"] {
        let mut player = Player::at(80, 50);
        player.keys(pages);
        let column = if player.screen().contains("In hand") { 14 } else { 0 };
        let line = |it: &str| it.chars().skip(column + 1).collect::<String>();
        let lines: Vec<String> = player.screen().lines().skip(3).map(line).collect();
        let labelled = lines.iter().enumerate().take(40).filter(|it| it.1.starts_with(char::is_alphabetic));
        let mut asked = 0;
        for (place, line) in labelled {
            player.keys("g").keys(&"j".repeat(place)).keys("?");
            assert!(player.screen().contains("What this figure is"), "{pages} {line}\n{}", player.screen());
            player.keys("q");
            asked += 1;
        }
        assert!(7 < asked, "{asked} on {pages}");
    }
}

#[test]
fn a_plan_is_made_mended_agreed_done_reviewed_by_another_and_opens_again_until_it_works() {
    let mut player = Player::at(80, 24);
    // From a case, with what is known filled in.
    player.keys(LATE).keys("p<c-x><enter>");
    assert_eq!(player.message(), "Saved as P26-006. Next: add what will be done (n).");
    player.keys("nTwo people check every invoice<c-x><enter>");
    assert_eq!(player.message(), "Add an action: saved on P26-006. u undoes it.");
    // It is not SMART yet, and says what is missing.
    player.keys("a");
    let screen = player.screen();
    assert!(screen.contains("Not every action is SMART yet: action 1 is not yet"), "{screen}");
    player.keys(
        "<esc><tab><tab>je<tab><tab>They paid twice<tab><tab><tab>+20wd<tab>1<tab>An hour a day<c-x><enter>",
    );
    assert_eq!(player.message(), "Correct the action: saved on P26-006. u undoes it.", "{}", player.screen());
    // It is SMART now, and still lacks what the guide asks for.
    player.keys(":accepted<enter><enter>").keys("a");
    let screen = player.screen();
    assert!(screen.contains("lacks what the guide asks for: the standard to meet"), "{screen}");
    player.keys("<esc>").keys("e").keys(&"<tab>".repeat(8));
    player.keys(
        "does not apply: none is set<tab><tab>Told by letter<tab>does not apply: it is short<tab><tab>",
    );
    player.keys("Ten invoices a week<tab><tab>does not apply: it is done once<c-x><enter>");
    assert_eq!(player.message(), "Correct the action: saved on P26-006. u undoes it.", "{}", player.screen());
    player.keys("a<enter>");
    assert_eq!(player.message(), "Agree to the plan: saved on P26-006. u undoes it.", "{}", player.screen());
    player.keys("s<enter>").keys("dThe new checklist<c-x><enter>");
    assert_eq!(player.message(), "Action done: saved on P26-006. u undoes it.", "{}", player.screen());
    assert!(player.screen().contains("? Not reviewed"), "{}", player.screen());
    // Whoever did it cannot be the one who reviews it.
    player.keys("r");
    let message = player.message();
    assert!(message.ends_with("this action is done. Ask Siân Okafor or Zoë Patel."), "{message}");
    player.keys("2");
    assert!(player.screen().contains("3 done but not reviewed"), "{}", player.screen());
    let plan = "P26-006".parse().expect("a reference");
    let review = |result| {
        PlanCommand::ReviewAction(ReviewAction {
            action: 1,
            on: today(),
            looked_at: "Ten invoices".to_owned(),
            result,
            note: "Two were wrong.".to_owned(),
            again_on: None,
        })
    };
    player.plan_step(plan, review(ReviewResult::NotEffective));
    player.keys("R");
    assert!(player.screen().contains("2 done but not reviewed"), "{}", player.screen());
    player.keys("/P26-006<enter><space>");
    assert!(player.screen().contains("Open again"), "{}", player.screen());
    player.keys("dThe checklist, signed by two<c-x><enter>");
    assert_eq!(player.message(), "Action done: saved on P26-006. u undoes it.", "{}", player.screen());
    player.plan_step(plan, review(ReviewResult::Effective));
    player.keys("<esc><esc>2");
    assert!(player.screen().contains("= Worked"), "{}", player.screen());
}

#[test]
fn a_date_of_several_actions_is_moved_at_once_each_answered_by_itself_and_undone_at_once() {
    let mut player = Player::at(80, 24);
    let due = |player: &Player| {
        let plan = player.plan("P26-003");
        plan.actions.iter().map(|it| it.facts.due).collect::<Vec<_>>()
    };
    let before = due(&player);
    // Three of the plan: one waits for its review and cannot be moved.
    player.keys("2jxxxm+30wd<tab>The rota is late<c-x><enter>");
    let screen = player.screen();
    assert!(screen.contains("saved on 2 of 3") && screen.contains("! not changed"), "{screen}");
    assert_ne!(due(&player), before);
    player.keys("<esc>uu");
    assert_eq!(player.message(), "Undone: Change the date on 2 actions. U does it again.");
    assert_eq!(due(&player), before);
}

#[test]
fn every_form_fits_every_size_with_the_cursor_in_it() {
    let player = Player::at(80, 24);
    let (case, plan) = (player.case("26-0202").into(), player.plan("P26-003").into());
    let about = About::Office(OfficePart::Choice(ListKind::Services, 1));
    let house = player.house();
    for (columns, rows) in [(120, 40), (80, 24), (60, 16)] {
        let mut all = String::new();
        for table in forms() {
            // Each is on what it is for.
            let on = match table.step {
                None | Some(AnyStep::Case(Step::Receive) | AnyStep::Entry(..) | AnyStep::Year(_)) => None,
                Some(AnyStep::Case(_) | AnyStep::Plan(PlanStep::MakePlan)) => Some(&case),
                Some(AnyStep::Plan(_)) => Some(&plan),
            };
            let setting = Setting { on, about: &about, ..Setting::new(&house, today(), LOGIN) };
            let filling = Filling::new(table, &setting, &[]);
            let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a terminal in memory");
            terminal.draw(|frame| view::draw(&filling, frame, frame.area(), &setting, "")).expect("drawn");
            let cursor = terminal.get_cursor_position().expect("it has one");
            assert!(cursor.x < columns && cursor.y < rows, "{}: {cursor:?}", table.id);
            let text = lines(terminal.backend().buffer()).join("\n");
            writeln!(all, "== {}\n{}", table.id, text.trim_end())
                .expect("a text takes whatever is written to it");
        }
        same(&format!("forms_{columns}x{rows}"), &all);
    }
}

/// Escape sequences, C1 codes, a bell, a title, bidirectional overrides, zero-width letters, and too much of it.
fn hostile() -> String {
    let worst = "\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m\u{202e}desrever\u{2066}\u{200b}\r\n\t\u{0}\u{7f}\u{85}👩‍👩‍👧 ｗｉｄｅ é";
    worst.repeat(12)
}

/// The made-up office with a case in which everything that can be typed is hostile.
fn harmed(size: (u16, u16)) -> (Player, CaseRef) {
    let player = Office::demo().sit_down(size);
    let text = hostile();
    let mut facts = Facts { service: Some(ServiceId(1)), ..Facts::received_on(today()) };
    for party in [&mut facts.complainant, &mut facts.representative] {
        for (field, _) in Party::PARTS {
            party.put_right(
                PartyFact::from_words(field, &text).or(PartyFact::from_words(field, "")).expect("a part"),
            );
        }
        // A risk has a day on which it is looked at again.
        party.risk_review = Some(today());
    }
    facts.colleagues = vec![text.clone()];
    for field in [&mut facts.subject, &mut facts.story, &mut facts.wants, &mut facts.late_reason] {
        field.clone_from(&text);
    }
    let issues = vec![Issue { number: 0, theme: None, what: text.clone(), ..Issue::default() }];
    let receive = Receive { facts, issues, owner: LOGIN.to_owned(), settled: String::new() };
    let on = player.step(None, Command::Receive(Box::new(receive)));
    player.step(Some(on), Command::Note(Note { text: text.clone(), about: None }));
    let find = Find {
        issue: 1,
        on: today(),
        finding: Some(Finding::Upheld),
        went_wrong: WentWrong::Yes,
        reason: text,
    };
    player.step(Some(on), Command::Find(find));
    (player, on)
}

const WIDTHS: &[(u16, u16)] = &[(60, 16), (80, 24), (81, 25), (120, 40), (200, 50)];

/// Keys to every kind of screen, from the inbox, about a case.
fn everywhere(on: CaseRef) -> Vec<String> {
    let case = format!("/{on}<enter>");
    let ends = [
        "",
        "G",
        "<tab>j?",
        "?",
        "a",
        "a<esc>",
        "d",
        "r",
        "i",
        "f",
        "f<tab><tab><tab>",
        "f<c-x>",
        "s",
        "c",
        "t",
        "o",
    ];
    let mut all: Vec<String> = ends.iter().map(|it| format!("{case}{it}")).collect();
    all.extend(["", "G", "/", "/is:late", "?", "n", "n<s-tab>", "n<c-x>", "q"].map(str::to_owned));
    all.push(format!("/{on}"));
    all
}

#[test]
fn hostile_texts_reach_no_cell_and_the_last_column_of_the_last_row_stays_free() {
    let is_harmful = |it: char| {
        it.is_control()
            || matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}')
    };
    for size in WIDTHS {
        let (mut player, on) = harmed(*size);
        for keys in everywhere(on) {
            player.keys(&keys);
            let buffer = player.buffer();
            for cell in buffer.content() {
                assert!(!cell.symbol().contains(is_harmful), "{size:?} {keys}: {:?}", cell.symbol());
            }
            let corner = &buffer[(size.0 - 1, size.1 - 1)];
            assert_eq!(corner.symbol(), " ", "{size:?} {keys}:\n{}", player.screen());
            for line in lines(&buffer) {
                assert!(line.width() <= usize::from(size.0), "{size:?} {keys}: {line}");
            }
            player.paste(&hostile());
            assert!(!player.buffer().content().iter().any(|it| it.symbol().contains(is_harmful)), "{keys}");
            back_to_the_inbox(&mut player);
        }
    }
}

fn back_to_the_inbox(player: &mut Player) {
    for _ in 0..6 {
        if player.screen().contains(" Open cases ") {
            return;
        }
        player.keys("<esc>");
    }
    panic!("there is no way back from\n{}", player.screen());
}
