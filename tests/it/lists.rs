//! What one list can do, all can; and the registers, entered, filled in and closed on screen.

use redress::report::render::Format;
use redress::tui::screen::{Effect, Saving};

use crate::driver::Player;

/// The keys that lead to each list, a word that finds something in it, and the key that its first rows are ordered by.
const LISTS: &[(&str, &str)] = &[
    ("", "closed"),
    ("2", "letter"),
    ("3", "audit"),
    ("3e", "remedy"),
    ("4x", "Hussain"),
    ("6<enter>", "supporter"),
    ("6j<enter>", "board"),
    (":works here<enter>", "okafor"),
    (":how long<enter>", "26-0219"),
];

fn at(keys: &str) -> Player {
    // Narrow enough for nothing to stand beside them.
    let mut player = Player::at(109, 40);
    player.keys(keys);
    player
}

/// The rows of a list as they show.
fn rows(player: &Player) -> Vec<String> {
    let is_row = |it: &&str| it.chars().nth(2).is_some_and(|it| !it.is_whitespace());
    let screen = player.screen();
    let lines: Vec<&str> = screen.lines().collect();
    lines[3..lines.len() - 2].iter().copied().filter(is_row).map(|it| it[2..].trim_end().to_owned()).collect()
}

fn saved(player: &Player) -> Option<&Saving> {
    player.jobs.iter().rev().find_map(|it| if let Effect::Save(it) = it { Some(&**it) } else { None })
}

#[test]
fn every_list_is_found_in_as_one_types_and_stands_whole_again_after_it() {
    for (keys, word) in LISTS {
        let mut player = at(keys);
        let before = rows(&player);
        player.keys("/").keys(word);
        let found = player.screen();
        let heading = found.lines().nth(1).unwrap_or_default();
        assert!(heading.starts_with(&format!(" Find: {word}   ")), "{keys}: {heading}");
        assert!(!heading.ends_with("   0 found"), "{keys}: {found}");
        player.keys("<esc>g");
        assert_eq!(rows(&player), before, "{keys}");
    }
}

#[test]
fn every_list_is_ordered_by_a_column_of_its_own() {
    for (keys, _) in LISTS {
        let mut player = at(keys);
        player.keys("vo2");
        let (heading, shown) = (player.screen().lines().nth(1).unwrap_or_default().to_owned(), rows(&player));
        assert!(heading.contains("   by "), "{keys}: {heading}");
        let firsts: Vec<String> =
            shown.iter().map(|it| it.split("  ").next().unwrap_or_default().to_lowercase()).collect();
        assert!(firsts.is_sorted(), "{keys}: {firsts:?}");
    }
}

#[test]
fn every_list_leaves_out_a_column_and_becomes_a_file_of_what_is_marked_or_of_everything() {
    for (keys, _) in LISTS {
        let mut player = at(keys);
        player.keys("ve").keys("c");
        let all = saved(&player).unwrap_or_else(|| panic!("{keys}: {}", player.screen())).clone();
        assert_eq!(all.format, Format::Csv, "{keys}");
        let table = &all.document.sections[0].tables[0];
        assert!(!table.rows.is_empty() && table.columns.len() > 1, "{keys}: {table:?}");
        player.keys("xve").keys("c");
        let one = saved(&player).expect("another file");
        assert_eq!(one.document.sections[0].tables[0].rows.len(), 1, "{keys}");
        let last = player.keys("vc1").screen();
        assert!(!last.contains(&table.columns[1]), "{keys}: {last}");
    }
}

#[test]
fn every_row_up_to_here_or_of_the_whole_list_is_marked_with_one_key() {
    for (keys, _) in LISTS.iter().filter(|it| it.0 != "4x") {
        let mut player = at(keys);
        let all = rows(&player).len();
        player.keys("X");
        assert!(player.screen().lines().nth(1).is_some_and(|it| it.contains(" marked: ")), "{keys}");
        player.keys("X");
        assert!(!player.screen().contains(" marked: "), "{keys}");
        if all > 2 {
            player.keys("gxj-");
            assert!(player.screen().contains(" 3 marked: "), "{keys}: {}", player.screen());
            player.keys("<esc>");
            assert!(!player.screen().contains(" marked: "), "{keys}");
        }
    }
}

#[test]
fn a_step_on_several_cases_says_first_what_would_come_of_each_and_is_undone_as_one() {
    let mut player = at("xxxa<c-x>");
    let screen = player.screen();
    let (stays, changes) = (screen.matches("! stays as it is: ").count(), screen.matches(" changes").count());
    assert!(stays > 0 && stays + changes == 3, "{screen}");
    assert!(player.message().contains("of 3 cases cannot be changed"), "{screen}");
    let screen = player.keys("<esc><esc>e").keys("fees<tab><c-x>").screen();
    assert_eq!(screen.matches(" changes").count() + screen.matches("! stays").count(), 3, "{screen}");
    player.keys("<esc><esc>t").keys("Hello<c-x>");
    assert_eq!(player.message(), "It can be done on all 3 cases.");
    let saved = player.keys("<enter>").screen();
    assert!(saved.contains("saved on 3 of 3"), "{saved}");
    player.keys("quu");
    assert!(player.message().starts_with("Undone: "), "{}", player.message());
}

#[test]
fn marks_that_what_is_found_hides_are_said_and_the_check_page_counts_what_changes_alone() {
    let screen = at("xxx/26-0219<tab>").screen();
    let heading = screen.lines().nth(1).unwrap_or_default();
    assert!(heading.starts_with(" 3 marked, ") && heading.contains(" not shown: "), "{screen}");
    let screen = at("xxxa<c-x>").screen();
    let changes = screen.matches(" changes").count();
    assert!(screen.contains(&format!("{changes} of 3 cases")), "{screen}");
}

#[test]
fn which_action_of_several_is_put_right_is_asked_and_none_is_taken_unnamed() {
    let mut player = at("2<enter>g:");
    player.keys("correct the action");
    let asked = player.keys("<enter>").screen();
    assert!(asked.contains("which one?") && asked.contains("action 2:"), "{asked}");
    let form = player.keys("2").screen();
    assert!(form.contains("Correct the action"), "{form}");
}

#[test]
fn one_fact_of_many_is_reached_by_its_number_and_what_to_mind_stands_above_whatever_is_told_to_the_person() {
    let mut player = at("/26-0219<tab>e");
    player.keys("<c-x>13").keys("Lives alone<tab>+3m<c-x><enter>");
    assert!(player.message().contains("saved on 26-0219"), "{}", player.screen());
    let asked = player.keys("w").screen();
    let above = asked.lines().nth(2).unwrap_or_default();
    assert!(above.contains(" Mind: Vulnerable: Lives alone (look again by Wed 24 Feb 2027)"), "{asked}");
    player.keys("<esc>t");
    assert!(
        player.screen().contains(" Mind: "),
        "whoever writes a note may be about to ring: {}",
        player.screen()
    );
}

#[test]
fn whatever_can_be_done_on_several_is_in_their_menu_and_nothing_else() {
    let player = at("xx.");
    let screen = player.screen();
    for title in ["On 2 cases", "Bring forward", "Add an issue"] {
        assert!(screen.contains(title), "{title}: {screen}");
    }
    assert!(!screen.contains("Record what was found on an issue"), "{screen}");
    let player = at("2xx.");
    let screen = player.screen();
    assert!(screen.contains("On 2 actions") && screen.contains("Reassign"), "{screen}");
    assert!(!screen.contains("Agree to the plan"), "{screen}");
}

#[test]
fn a_list_of_any_kind_is_kept_under_a_name_and_comes_back() {
    let mut player = at("6<enter>");
    player.keys("/supporter<tab>vs").keys("Supporters<c-x><enter>");
    assert_eq!(player.message(), "The list is kept. Press v to see it again.");
    player.keys("<esc>");
    assert!(rows(&player).len() > 1, "{}", player.screen());
    player.keys("v1");
    assert_eq!(rows(&player).len(), 1, "{}", player.screen());
    // Elsewhere it is no list.
    assert!(!player.keys("1v").screen().contains("Supporters"));
}

#[test]
fn what_cannot_be_done_now_says_so_where_its_form_would_open() {
    let mut player = at("/26-0219<tab>a");
    assert!(player.message().starts_with("This case was acknowledged on "), "{}", player.screen());
    player.keys("<esc>2/P26-001/1<tab>d");
    assert!(
        !player.message().is_empty() && player.screen().contains(" Found: P26-001/1"),
        "{}",
        player.screen()
    );
}

#[test]
fn an_entry_is_entered_filled_in_put_right_undone_and_closed_on_screen() {
    let mut player = at("6<enter>n");
    player.keys("1<tab><tab><tab><tab>-2wd<tab>26-0219<tab>help<tab>P1 | agree<enter>P7 | disagree");
    player.keys("<tab>They were kind.<c-x><enter>");
    assert_eq!(player.message(), "Saved as F26-007.", "{}", player.screen());
    let screen = player.screen();
    for words in [
        "Feedback F26-007",
        "1. It was easy to find out how to complain, agree",
        "They were kind.",
        "read the feedback and decide on it",
    ] {
        assert!(screen.contains(words), "{words}: {screen}");
    }
    // On the line of the case, Enter opens it.
    let line = screen.lines().position(|it| it.contains("26-0219")).expect("it is linked") - 3;
    player.keys(&"j".repeat(line)).keys("<enter>");
    assert!(player.screen().contains("Case 26-0219"), "{}", player.screen());
    player.keys("<esc>e<s-tab><s-tab><s-tab>today<s-tab>Thanked<c-x><enter>");
    assert_eq!(
        player.message(),
        "Fill in or put right: feedback: saved on F26-007. u undoes it.",
        "{}",
        player.screen()
    );
    assert!(player.screen().contains("Thanked") && !player.screen().contains("To do"), "{}", player.screen());
    player.keys("uu");
    assert!(
        player.message().starts_with("Undone: ") && player.screen().contains("To do"),
        "{}",
        player.screen()
    );
    player.keys("cSaid by mistake<tab>yes<c-x><enter>");
    assert!(player.screen().contains("entered by mistake: Said by mistake"), "{}", player.screen());
    assert!(!player.screen().contains("To do"));
    let steps = player.keys(".").screen();
    assert!(steps.contains("Reopen the entry") && !steps.contains("Close the entry"), "{steps}");
}

#[test]
fn several_entries_are_closed_at_once_and_opened_again_at_once() {
    let mut player = at("6gjjj<enter>xxcOld<c-x><enter>");
    assert!(player.screen().contains("saved on 2 of 2"), "{}", player.screen());
    player.keys("<esc>");
    assert_eq!(player.screen().matches("- Closed").count(), 2, "{}", player.screen());
    player.keys("uu");
    assert_eq!(player.screen().matches("- Closed").count(), 0, "{}", player.screen());
}

#[test]
fn a_review_that_the_office_owes_opens_the_form_of_its_quarter_and_a_late_decision_is_owed_by_its_owner() {
    let mut player = at("3/what complaints<enter>");
    let screen = player.screen();
    assert!(screen.contains("Enter: meeting") && screen.contains("quarterly review"), "{screen}");
    player.keys("<esc>");
    player.keys("<esc>/decision<enter>");
    let screen = player.screen();
    assert!(
        screen.contains("Fill in or put right: meeting") && screen.contains("Files within two days"),
        "{screen}"
    );
}

#[test]
fn an_alert_on_a_theme_gets_an_owner_and_a_decision_by_keys() {
    let mut player = Player::at(80, 24);
    player.keys("4>> ");
    // Somebody watches this one already.
    let is_there = |it: &Player| it.screen().lines().any(|it| it.contains(">Wrong information: Customer"));
    let down = (0..20).find(|_| player.keys("j").screen().contains("rising") && is_there(&player));
    assert!(down.is_some(), "{}", player.screen());
    let screen = player.keys("w").screen();
    assert!(screen.contains("It is watched already: H26-002"), "{screen}");
    let mut player = Player::at(80, 24);
    player.keys("4>> jwJ Smith<tab><c-x><enter>");
    assert_eq!(player.message(), "Saved as H26-003.", "{}", player.screen());
    assert!(player.screen().contains("decide on the alert of a theme"), "{}", player.screen());
    player.keys("<esc>3/H26-003<tab><enter>Train the helpline<tab>today<c-x><enter>");
    assert!(player.message().contains("saved on H26-003"), "{}", player.screen());
    assert!(!player.keys("3/H26-003").screen().contains("Alert"), "{}", player.screen());
}

#[test]
fn what_leading_asks_opens_the_entries_that_show_it() {
    let mut player = Player::at(80, 24);
    let screen = player.keys("5").screen();
    let line = screen.lines().position(|it| it.contains("Take complaints to the board")).expect("a line") - 3;
    player.keys("g").keys(&"j".repeat(line)).keys("<enter>");
    let screen = player.screen();
    assert!(
        screen.contains(" Take complaints to the board   1 found") && screen.contains("M26-002"),
        "{screen}"
    );
}

#[test]
fn esc_goes_from_leading_back_to_where_one_was() {
    let mut player = Player::at(80, 24);
    let plan = player.keys("2<enter>").screen();
    assert_eq!(player.keys("5<esc>").screen(), plan);
    // A line of it opens over it, and is left to it.
    let leading = player.keys("5").screen();
    assert_eq!(player.keys("<enter><esc>").screen(), leading);
    assert_eq!(player.keys("<esc>").screen(), plan);
    // Of figures, which are reports too, it goes back to figures.
    assert!(player.keys("45<esc>").screen().contains(" Performance   2026"), "{}", player.screen());
}
