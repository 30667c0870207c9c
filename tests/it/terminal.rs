//! What `tui::terminal` promises, seen from outside: keys arrive whole, idling is free, and however it ends,
//! the terminal is as it was and nothing that was typed is lost.

use std::path::Path;
use std::time::Duration;

use rustix::process::Signal;
use tempfile::TempDir;

use crate::demo::{SLOW_DISK, USUAL_PACE, drafts, program};
use crate::pty::{Ended, Pty, until};

/// The promise is 200 ms; a machine that builds other things at the same time gets more.
const AT_ONCE: Duration = Duration::from_secs(2);

fn dir() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Starts the demo and types a word, which is not on disk yet.
fn typed(dir: &Path) -> Pty {
    type_into(program(dir, &[]).start())
}

fn type_into(mut pty: Pty) -> Pty {
    pty.wait_for("Size: 80x24");
    pty.keys("Okafor");
    pty.wait_for("Text: [Okafor]");
    pty
}

#[track_caller]
fn assert_ended(ended: &Ended, status: u32) {
    assert_eq!(ended.status, status, "{ended:?}");
    assert_eq!(ended.left_on, [] as [&str; 0], "{ended:?}");
    assert!(ended.cooked, "the shell's settings are back: {ended:?}");
    assert!(ended.took < AT_ONCE, "{ended:?}");
}

#[test]
fn starts_resizes_and_quits_without_a_trace() {
    let dir = dir();
    let mut pty = typed(dir.path());
    assert!(!pty.is_cooked());
    pty.resize(120, 40);
    pty.wait_for("Size: 120x40");
    pty.keys("<c-x>");
    let ended = pty.wait_exit();
    assert_ended(&ended, 0);
    assert!(!ended.text.contains("Okafor"), "the screen before is back: {}", ended.text);
}

#[test]
fn asks_the_terminal_nothing() {
    let dir = dir();
    let pty = program(dir.path(), &[]).start();
    pty.wait_for("Size: 80x24");
    pty.wait_quiet(Duration::from_millis(100));
    let raw = String::from_utf8(pty.raw()).expect("UTF-8");
    for question in
        ["\x1b[6n", "\x1b[5n", "\x1b[c", "\x1b[0c", "\x1b[>", "\x1b[?u", "\x1b]", "\x1bP", "$p", "\x1b[18t"]
    {
        assert!(!raw.contains(question), "{question:?} in {raw:?}");
    }
    for switch in ["?1000", "?1002", "?1003", "?1006", "?2026"] {
        assert!(!raw.contains(switch), "{switch:?} in {raw:?}");
    }
}

#[test]
fn idles_without_a_byte_a_tick_or_a_wake_up() {
    let dir = dir();
    let pty = typed(dir.path());
    pty.wait_quiet(Duration::from_millis(300));
    let cost = || (pty.raw().len(), pty.cpu_ticks(), pty.wake_ups());
    let before = cost();
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(cost(), before, "bytes, clock ticks, wake-ups");
}

#[test]
fn signals_end_it_with_the_draft_saved() {
    for (signal, status) in [(Signal::HUP, 129), (Signal::INT, 130), (Signal::TERM, 143)] {
        let dir = dir();
        let pty = typed(dir.path());
        pty.signal(signal);
        assert_ended(&pty.wait_exit(), status);
        assert_eq!(drafts(dir.path()), ["Okafor"]);
    }
}

#[test]
fn a_signal_does_not_wait_for_a_main_thread_that_is_stuck() {
    let dir = dir();
    let mut pty = typed(dir.path());
    pty.keys("<c-k>");
    pty.signal(Signal::TERM);
    assert_ended(&pty.wait_exit(), 143);
    assert_eq!(drafts(dir.path()), ["Okafor"]);
}

#[test]
fn a_signal_does_not_wait_for_a_terminal_that_is_stuck() {
    let dir = dir();
    let mut pty = typed(dir.path());
    pty.stop_reading();
    pty.keys("<c-f>");
    pty.wait_stuck();
    pty.signal(Signal::TERM);
    let ended = pty.wait_exit();
    assert_eq!(ended.status, 143);
    assert!(ended.took < AT_ONCE && ended.cooked, "{ended:?}");
    assert_eq!(drafts(dir.path()), ["Okafor"]);
}

#[test]
fn a_hang_up_ends_it_with_the_draft_saved() {
    let dir = dir();
    let mut pty = typed(dir.path());
    pty.hang_up();
    assert_ended(&Ended { left_on: Vec::new(), ..pty.wait_exit() }, 129);
    assert_eq!(drafts(dir.path()), ["Okafor"]);
}

#[test]
fn a_hang_up_ends_it_even_where_it_was_told_to_ignore_that() {
    let dir = dir();
    let ignoring = ["sh", "-c", "trap '' HUP; exec \"$0\" \"$@\""];
    let mut pty = type_into(program(dir.path(), &ignoring).start());
    pty.hang_up();
    assert_ended(&Ended { left_on: Vec::new(), ..pty.wait_exit() }, 129);
    assert_eq!(drafts(dir.path()), ["Okafor"]);
}

#[test]
fn a_hang_up_ends_it_even_where_no_signal_says_so() {
    let dir = dir();
    let mut pty = type_into(program(dir.path(), &[]).apart().start());
    pty.hang_up();
    assert_ended(&Ended { left_on: Vec::new(), ..pty.wait_exit() }, 129);
    assert_eq!(drafts(dir.path()), ["Okafor"]);
}

#[test]
fn a_hang_up_in_the_middle_of_drawing_is_a_hang_up() {
    let dir = dir();
    // The main thread has all the time to fail at drawing; it must not be what ends the program.
    let mut pty = type_into(program(dir.path(), &[]).env(SLOW_DISK, "1").start());
    pty.keys("<c-f>");
    pty.hang_up();
    assert_ended(&Ended { left_on: Vec::new(), ..pty.wait_exit() }, 129);
    assert_eq!(drafts(dir.path()), ["Okafor"]);
}

#[test]
fn a_signal_in_the_middle_of_drawing_leaves_nothing_on_the_shells_screen() {
    let dir = dir();
    let mut pty = typed(dir.path());
    pty.keys("<c-f>");
    pty.signal(Signal::TERM);
    let ended = pty.wait_exit();
    assert_ended(&ended, 143);
    assert!(!ended.text.contains("Okafor"), "{}", ended.text);
}

#[test]
fn a_panic_gives_the_terminal_back_and_keeps_the_draft() {
    for (key, words) in [("<c-p>", "asked to panic"), ("<c-t>", "asked to panic elsewhere")] {
        let dir = dir();
        let mut pty = typed(dir.path());
        pty.keys(key);
        let ended = pty.wait_exit();
        assert_ended(&ended, 101);
        assert!(ended.text.contains("redress has stopped because of a fault"), "{}", ended.text);
        assert!(ended.text.contains(words), "{}", ended.text);
        assert_eq!(drafts(dir.path()), ["Okafor"]);
    }
}

#[test]
fn what_was_typed_two_seconds_ago_survives_even_a_kill() {
    let dir = dir();
    let pty = type_into(program(dir.path(), &[]).env(USUAL_PACE, "1").start());
    pty.wait_for("Saved: [1]");
    pty.signal(Signal::KILL);
    pty.wait_exit();
    assert_eq!(drafts(dir.path()), ["Okafor"]);
}

#[test]
fn two_sessions_on_one_form_both_keep_their_draft() {
    let dir = dir();
    let sessions = [typed(dir.path()), typed(dir.path())];
    for pty in sessions {
        pty.signal(Signal::TERM);
        pty.wait_exit();
    }
    assert_eq!(drafts(dir.path()), ["Okafor", "Okafor"]);
}

#[test]
fn ctrl_z_lends_the_terminal_to_the_shell_and_takes_it_back() {
    let dir = dir();
    let shell = ["sh", "-c", "set -m; \"$0\" \"$@\"; echo in the shell; read line; fg"];
    let mut pty = type_into(program(dir.path(), &shell).start());
    pty.keys("<c-z>");
    pty.wait_until("the shell's screen", |screen| {
        screen.contents().contains("in the shell") && !screen.alternate_screen() && !screen.bracketed_paste()
    });
    assert!(!pty.text().contains("Okafor"));
    pty.keys("<enter>");
    pty.wait_for("Text: [Okafor]");
    pty.keys("!<c-x>");
    assert_ended(&pty.wait_exit(), 0);
}

#[test]
fn ctrl_z_where_nobody_could_wake_it_up_does_not_stop_it() {
    let dir = dir();
    let mut pty = typed(dir.path());
    pty.keys("<c-z>!");
    pty.wait_for("Text: [Okafor!]");
}

#[test]
fn a_stopped_job_can_be_ended_by_its_shell() {
    // Stopped by its own Ctrl-Z, and from outside with the terminal still in its hands.
    for stop in ["<c-z>", "<c-o>"] {
        let dir = dir();
        let shell = ["sh", "-c", "set -m; \"$0\" \"$@\"; kill -TERM %1; kill -CONT %1; read line"];
        let mut pty = type_into(program(dir.path(), &shell).env(SLOW_DISK, "1").start());
        pty.keys(stop);
        // A draft is offered once its session is gone for good.
        until("the session to end with its draft saved", || drafts(dir.path()) == ["Okafor"]);
    }
}

#[test]
fn a_signal_that_comes_while_it_is_stopped_leaves_the_terminal_clean() {
    let dir = dir();
    let pty = typed(dir.path());
    for signal in [Signal::STOP, Signal::TERM, Signal::CONT] {
        pty.signal(signal);
    }
    assert_ended(&pty.wait_exit(), 143);
    assert_eq!(drafts(dir.path()), ["Okafor"]);
}

#[test]
fn it_draws_afresh_after_it_was_stopped_from_outside() {
    let dir = dir();
    let pty = typed(dir.path());
    pty.signal(Signal::STOP);
    pty.signal(Signal::CONT);
    pty.wait_for("Resumed: [1]");
    let raw = String::from_utf8(pty.raw()).expect("UTF-8");
    assert_eq!(raw.matches("\x1b[?1049h").count(), 2);
    assert_eq!(raw.matches("[Okafor]").count(), 1, "all of it: {raw:?}");
}

#[test]
fn an_arrow_in_pieces_and_esc_are_told_apart() {
    let dir = dir();
    let mut pty = program(dir.path(), &[]).start();
    pty.wait_for("Size: 80x24");
    for piece in ["\x1b", "[", "A"] {
        pty.send(piece.as_bytes());
        std::thread::sleep(Duration::from_millis(20));
    }
    pty.wait_for("Last: [<up>]");
    pty.keys("<esc>");
    pty.wait_for("Last: [<esc>]");
    pty.send(b"\x1bOH\x08");
    pty.wait_for("Last: [<bs>]");
    assert!(pty.text().contains("Text: []"));
}

#[test]
fn a_paste_never_acts_as_keys_bracketed_or_not() {
    let dir = dir();
    let mut pty = program(dir.path(), &[]).start();
    pty.wait_for("Size: 80x24");
    pty.send(b"dd\rx");
    pty.wait_for("Pasted: [dd\\nx]");
    pty.send(b"\x1b[200~e\x18\r\x1b[201~");
    pty.wait_for("Pasted: [e\\u{18}\\r]");
    assert!(pty.text().contains("Text: []"));
}

#[test]
fn a_badge_without_colour_is_bold_and_reversed() {
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "vt100")] {
        let dir = dir();
        let pty = program(dir.path(), &[]).env(name, value).start();
        pty.wait_for("! Overdue");
        let badge = pty.cell(7, 2);
        assert!(badge.bold() && badge.inverse(), "{name}={value}");
        assert_eq!(badge.bgcolor(), vt100::Color::Default);
        assert!(pty.raw().is_ascii());
    }
}
