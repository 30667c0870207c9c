//! Several people at once: what others do shows by itself, and takes nothing away from what is being done here.

use std::time::Duration;

use chrono::TimeDelta;
use redress::api::message::{Ask, Request};
use redress::api::notice::Notice;
use redress::api::service::Service;
use redress::clock::Clock;
use redress::domain::case::command::{Assign, Command, Note};
use redress::domain::case::record::{Fact, Restriction};
use redress::domain::party::record::PartyFact;
use redress::domain::reference::CaseRef;
use redress::tui::screen::Effect;

use crate::driver::{LOGIN, Office, Player};

/// The case that stands on top of the made-up office's inbox.
const FIRST: &str = "26-0219";

fn first() -> CaseRef {
    FIRST.parse().expect("a reference")
}

fn note(text: &str) -> Command {
    Command::Note(Note { text: text.to_owned(), about: None })
}

/// The line that the cursor is on.
fn chosen(player: &Player) -> String {
    let screen = player.screen();
    let line = screen.lines().find(|it| it.starts_with('>'));
    line.unwrap_or_else(|| panic!("no line is chosen: {screen}")).to_owned()
}

#[test]
fn a_list_shows_what_others_changed_and_the_cursor_stays_on_its_case() {
    let mut player = Player::at(120, 40);
    // In one column the owner stands in the list.
    player.keys("Zjjj");
    let before = chosen(&player);
    let owner = "zpatel".to_owned();
    player.step(Some(first()), Command::Assign(Assign { to: owner }));
    player.told(Notice::Changed { here_by: None });
    assert_eq!(chosen(&player), before);
    let line = player.screen().lines().find(|it| it.contains(FIRST)).unwrap().to_owned();
    assert!(line.contains("Zoë"), "{line}");
}

#[test]
fn a_case_that_somebody_else_changes_says_by_whom_and_shows_it() {
    let mut player = Player::at(80, 120);
    player.keys("<enter>");
    player.step(Some(first()), note("Rang the person back."));
    player.told(Notice::Changed { here_by: Some("zpatel".to_owned()) });
    assert_eq!(player.message(), "Zoë Patel changed 26-0219 just now. This is how it stands.");
    assert!(player.screen().contains("Rang the person back."));
}

#[test]
fn a_case_that_is_restricted_meanwhile_leaves_the_screen_of_whom_it_is_kept_from() {
    let mut player = Player::at(80, 24);
    player.keys("<enter>");
    let not_for = vec![LOGIN.to_owned()];
    let restriction = Restriction { to: Vec::new(), not_for, reason: "A colleague".to_owned() };
    player.step(Some(first()), Command::Restrict(restriction));
    player.told(Notice::Changed { here_by: Some("zpatel".to_owned()) });
    let screen = player.screen();
    assert!(screen.contains("Open cases") && !screen.contains("Licence sent to my"), "{screen}");
}

#[test]
fn a_form_loses_nothing_when_somebody_else_changes_the_case() {
    let mut player = Player::at(80, 24);
    let before = player.case(FIRST).notes;
    player.keys("<enter>tMy own words");
    player.step(Some(first()), note("Theirs."));
    player.told(Notice::Changed { here_by: Some("zpatel".to_owned()) });
    assert_eq!(player.message(), "Zoë Patel changed 26-0219 just now. What you typed is kept.");
    player.keys(" and more<c-x><enter>");
    assert_eq!(player.message(), "Note: saved on 26-0219. u undoes it.");
    assert_eq!(player.case(FIRST).notes, before + 2, "both notes are there");
}

#[test]
fn whoever_has_the_same_case_open_is_named_until_they_leave() {
    let mut player = Player::at(80, 24);
    player.keys("<enter>");
    assert!(player.jobs.contains(&Effect::LookAt(Some(first().into()))));
    player.told(Notice::AlsoHere(vec!["zpatel".to_owned(), "gjones".to_owned()]));
    let head = player.screen().lines().nth(2).unwrap().to_owned();
    assert!(head.contains("Also here: Zoë Patel, Gwilym"), "{head}");
    player.told(Notice::AlsoHere(Vec::new()));
    assert!(!player.screen().contains("Also here"));
    player.keys("<esc>");
    assert_eq!(player.jobs.last(), Some(&Effect::LookAt(None)));
}

#[test]
fn a_lost_office_is_said_typing_goes_on_and_its_return_is_said_too() {
    let mut player = Player::at(80, 24);
    player.keys("<enter>tHalf a sen");
    player.told(Notice::Lost);
    player.keys("tence");
    let screen = player.screen();
    assert!(
        screen.contains("The shared office cannot be reached.") && screen.contains("Half a sentence"),
        "{screen}"
    );
    player.told(Notice::Back);
    let screen = player.screen();
    assert!(screen.contains("The shared office is back.") && screen.contains("Half a sentence"));
}

#[test]
fn an_office_that_takes_long_is_said_to_and_its_answer_ends_that() {
    let mut player = Player::at(80, 24);
    player.keys("<enter>tHalf");
    player.told(Notice::Slow);
    let screen = player.keys(" a sentence").screen();
    assert!(screen.contains("There is no answer yet.") && screen.contains("Half a sentence"), "{screen}");
    player.told(Notice::Back);
    let screen = player.screen();
    assert!(!screen.contains("There is no answer yet.") && screen.contains("Half a sentence"), "{screen}");
}

#[test]
fn a_question_that_takes_long_says_for_how_long_and_esc_stops_it() {
    let mut player = Player::at(80, 24);
    let late = player.unanswered("/lic");
    player.told(Notice::Slow);
    assert!(player.screen().contains("The list is not here yet. What you type is kept. Esc stops it."));
    player.runs(Duration::from_secs(3));
    assert!(player.screen().contains("The list is not here after 3 seconds."), "{}", player.screen());
    assert!(player.unanswered("<esc>").contains(&Effect::GiveUp));
    let stopped = player.screen();
    assert!(
        stopped.contains("You stopped it before it was here. R asks again, where you are not typing."),
        "{stopped}"
    );
    assert!(stopped.contains("Find: lic") && !stopped.contains("26-0219"), "{stopped}");
    // What comes late changes nothing, and the next question has its answer.
    player.answered(late);
    assert_eq!(player.screen(), stopped);
    assert!(player.keys("e").screen().contains("found"), "{}", player.screen());
    assert!(player.keys("<esc>").screen().contains("26-0219"), "{}", player.screen());
}

#[test]
fn a_change_that_takes_long_cannot_be_stopped() {
    let mut player = Player::at(80, 24);
    player.keys("<enter>tRang<c-x>");
    let change = player.unanswered("<enter>");
    player.told(Notice::Slow);
    assert!(player.screen().contains("The answer to your change is not here yet."), "{}", player.screen());
    assert!(!player.unanswered("<esc>").contains(&Effect::GiveUp));
    assert!(player.message().contains("cannot be stopped"), "{}", player.message());
    player.answered(change);
    assert!(player.case(FIRST).notes > 0);
}

#[test]
fn whoever_waits_for_a_change_is_told_what_is_in_its_way_and_that_it_went_through() {
    let mut player = Player::at(80, 24);
    player.keys("<enter>tRang<c-x>");
    let change = player.unanswered("<enter>");
    let why = "Changes cannot be saved: the database that orders the journal cannot be asked.";
    player.told(Notice::CannotSave(why.to_owned()));
    player.told(Notice::Slow);
    player.runs(Duration::from_secs(12));
    let screen = player.screen().split_whitespace().collect::<Vec<_>>().join(" ");
    let told = format!("{why} Yours waits, and is not saved after 12 seconds. It goes on by itself.");
    assert!(screen.contains(&told), "{screen}");
    player.answered(change);
    let saved = player.message();
    player.told(Notice::SavesAgain);
    assert_eq!(player.message(), saved);
    // Nobody waited for anything, so that is what there is to say.
    player.told(Notice::CannotSave(why.to_owned()));
    player.told(Notice::SavesAgain);
    assert_eq!(player.message(), "Changes can be saved again.");
}

#[test]
fn whoever_comes_back_sees_first_what_others_did_to_what_is_theirs() {
    let mut player = Player::at(80, 24);
    player.step(Some(first()), Command::Assign(Assign { to: LOGIN.to_owned() }));
    player.step(Some(first()), note("Over to you."));
    // The real clock, as the journal keeps when something was really written down.
    player.comes_back(Clock::System.now() - TimeDelta::minutes(1));
    let screen = player.screen();
    assert!(screen.contains("Since you were here"), "{screen}");
    assert!(
        screen.contains("26-0219    new to you     Zoë Patel        Owner, Note: Licence sent"),
        "{screen}"
    );
    // The keys that help on every list do so here too.
    let list = screen;
    assert!(player.keys("?").screen().contains("Go to the registers"), "{}", player.screen());
    assert_eq!(player.keys("<esc>").screen(), list);
    assert!(player.keys(":undid").screen().contains("Do again what you undid last"), "{}", player.screen());
    assert_eq!(player.keys("<esc>R").screen(), list);
    assert!(player.keys("2").screen().contains("[2 Plans"), "{}", player.screen());
    assert!(player.keys("1").screen().contains("Open cases"));
    // The real clock, as above.
    player.comes_back(Clock::System.now() - TimeDelta::minutes(1));
    assert!(player.keys("<enter>").screen().contains(" Case 26-0219"));
    assert!(player.keys("<esc><esc>").screen().contains("Open cases"));
}

#[test]
fn two_people_on_one_case_each_see_their_own_words_beside_the_others() {
    let mut player = Player::at(80, 24);
    player.keys("<enter>e<tab><tab><tab><c-w><c-w><c-w><c-w>1 A Street");
    let fact = Fact::Complainant(PartyFact::Address("2 B Road".to_owned()));
    let ask = Ask::on(first(), Command::Amend(vec![fact]));
    player.colleague("zpatel").call(Request::Do(vec![ask])).expect("it is done");
    player.told(Notice::Changed { here_by: Some("zpatel".to_owned()) });
    let screen = player.keys("<c-x><enter>").screen();
    assert!(screen.contains("2 B Road") && screen.contains("1 A Street"), "{screen}");
    assert!(player.case(FIRST).facts.complainant.address == "2 B Road", "nothing is decided yet");
}

/// Moves the cursor down to a line with these words.
fn go(player: &mut Player, to: &str) {
    for _ in 0..80 {
        if chosen(player).contains(to) {
            return;
        }
        player.keys("j");
    }
    panic!("{to} is not there: {}", player.screen());
}

#[test]
fn the_office_is_changed_inside_the_program_and_a_closure_day_first_says_which_dates_move() {
    let mut player = Player::at(120, 60);
    player.keys("0");
    assert!(player.screen().contains("> Organisation"), "{}", player.screen());
    go(&mut player, "Closed");
    player.keys("<enter>").paste("25 Nov 2026\n26 Nov 2026");
    player.keys("<c-x><enter>");
    let screen = player.screen();
    assert!(screen.contains("dates of open cases move. Timescales stay."), "{screen}");
    assert!(screen.contains("Acknowledge by: ") && screen.contains(" becomes "), "{screen}");
    assert!(player.house().office.closures.is_empty(), "nothing is changed yet");
    player.keys("q<enter>");
    assert_eq!(player.message(), "Days on which the office is closed: saved.");
    assert_eq!(player.house().office.closures.len(), 2);
    go(&mut player, "Delay");
    player.keys("n").paste("Accessibility");
    player.keys("<c-x><enter>");
    go(&mut player, "Accessibility");
    player.keys("<enter><c-w>Access for all<c-x><enter>");
    go(&mut player, "Access for all");
    player.keys("x<enter>");
    assert!(
        chosen(&player).contains("Access for all   to be retired after Tue 24 Nov 2026"),
        "{}",
        player.screen()
    );
}

#[test]
fn people_deputies_shared_accounts_and_retention_are_kept_inside_the_program() {
    let mut player = Player::at(120, 60);
    player.keys("0");
    go(&mut player, "People");
    player.keys("nqgreen<tab>").paste("Quinn Green");
    player.keys("<c-x><enter>");
    go(&mut player, "Quinn Green (qgreen)");
    player.keys("<enter>").paste(", auditor");
    player.keys("<c-x><enter>");
    assert!(chosen(&player).contains("handler, auditor"), "{}", player.screen());
    go(&mut player, "Teams");
    player.keys("nPermits<c-x><enter>").keys("g");
    go(&mut player, "J Smith (jsmith)");
    player.keys("oPermits<c-x><enter>");
    assert!(chosen(&player).contains("Permits: handler"), "{}", player.screen());
    player.keys("q/").paste("team:mine is:open");
    let of_team = player.screen();
    player.keys("<esc>/").paste("owner:me is:open");
    let count =
        |screen: &str| screen.split(" found").next().and_then(|it| it.split("   ").last()).map(str::to_owned);
    assert!(of_team.contains(" found") && count(&of_team) == count(&player.screen()), "{of_team}");
    player.keys("<esc>0");
    go(&mut player, "Who stands in for whom");
    player.keys("n").paste("Quinn Green (qgreen)");
    player.keys("<tab>").paste("J Smith (jsmith)");
    player.keys("<tab><tab>").paste("1 Dec 2026");
    player.keys("<c-x><enter>");
    go(&mut player, "J Smith for Quinn Green, Tue 24 Nov 2026 to Tue 1 Dec 2026");
    player.keys("x<enter>");
    assert!(player.house().office.stand_ins.is_empty(), "{}", player.screen());
    go(&mut player, "Shared accounts");
    player.keys("nduty<c-x><enter>");
    go(&mut player, "duty");
    assert_eq!(player.house().office.trusted, ["duty"]);
    player.keys("x<enter>");
    assert!(player.house().office.trusted.is_empty());
    go(&mut player, "complaint, 6 years after closing");
    player.keys("<enter><c-w>7<c-x><enter>");
    go(&mut player, "complaint, 7 years after closing");
    player.keys("gg");
    go(&mut player, "Quinn Green (qgreen)");
    player.keys("x<enter>");
    assert!(chosen(&player).contains(", leaves after Tue 24 Nov 2026"), "{}", player.screen());
}

#[test]
fn what_a_role_does_not_allow_is_said_at_the_key_and_no_form_opens() {
    let mut player = Office::demo().sit_down_as("mhussain", (120, 60));
    player.keys("0");
    go(&mut player, "People");
    player.keys("n");
    assert!(player.message().contains("Only an administrator can add people"), "{}", player.screen());
}

#[test]
fn words_that_the_office_keeps_are_put_into_a_note_and_changed_there() {
    let mut player = Player::at(120, 60);
    player.keys("<enter>t<c-t>");
    assert!(player.message().contains("keeps no wording yet"), "{}", player.screen());
    player.keys("<esc>q0");
    go(&mut player, "Wording for letters and notes");
    player.keys("nSorry<tab>").paste("We are sorry for the delay.\nYours sincerely");
    player.keys("<c-x><enter>");
    go(&mut player, "Sorry: We are sorry for the delay. Yours sincerely");
    player.keys("q<enter>t<c-t>");
    assert!(player.screen().contains("1  Sorry: We are sorry"), "{}", player.screen());
    player.keys("1!<c-x><enter>");
    assert!(player.message().contains("Note: saved"), "{}", player.screen());
    player.keys("G");
    assert!(player.screen().contains("Yours sincerely!"), "{}", player.screen());
    player.keys("q0");
    go(&mut player, "Sorry: We are sorry");
    player.keys("x<enter>");
    assert!(player.house().office.wording.is_empty(), "{}", player.screen());
}
