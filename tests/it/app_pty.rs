//! The program itself in a terminal: it starts, and whatever ends it, no word that was typed is lost.

use std::fs;
use std::time::Duration;

use rustix::process::Signal;

use crate::driver::Office;
use crate::program::{TODAY, argv, on};
use crate::pty::{Program, Pty, until};

/// What is typed; the words that must come back.
const TYPED: &str = "nAmara Okafor<tab>amara@example.org<tab><tab><tab>fees<tab>Charged twice for one boat";
const WORDS: &[&str] =
    &["Amara Okafor", "amara@example.org", "Fees and refunds", "Charged twice for one boat"];

fn start(office: &Office) -> Pty {
    start_with(office, &[])
}

fn start_with(office: &Office, arguments: &[&str]) -> Pty {
    program(office, arguments).start()
}

fn program(office: &Office, arguments: &[&str]) -> Program {
    let mut redress = on(TODAY);
    redress.arg("--data").arg(office.data()).args(arguments);
    Program::new(argv(&redress), office.data().parent().expect("it is in a folder"))
}

fn typed(office: &Office) -> Pty {
    let mut pty = start(office);
    pty.wait_for("Open cases");
    pty.resize(120, 40);
    pty.wait_until("a wide screen", |screen| {
        screen.contents().lines().next().is_some_and(|it| it.chars().count() > 100)
    });
    pty.keys(TYPED);
    pty.wait_for("Charged twice for one boat");
    pty
}

/// What the drafts on disk hold.
fn on_disk(office: &Office) -> String {
    let Ok(files) = fs::read_dir(office.data().join("drafts")) else { return String::new() };
    let drafts = files.filter_map(|it| Some(it.ok()?.path()));
    let drafts = drafts.filter(|path| path.extension().is_some_and(|it| it == "draft"));
    drafts.filter_map(|it| fs::read_to_string(it).ok()).collect()
}

#[track_caller]
fn comes_back(office: &Office) {
    let mut pty = start(office);
    pty.wait_for("1 form that you did not finish. Nothing you typed is lost.");
    pty.keys("<enter>");
    for word in WORDS {
        pty.wait_for(word);
    }
    pty.keys("<esc>qq");
    assert_eq!(pty.wait_exit().status, 0);
}

#[test]
fn after_a_kill_the_next_start_brings_every_word_back() {
    let office = Office::demo_for_whoever_runs_this();
    let pty = typed(&office);
    until("the draft to be on disk", || on_disk(&office).contains("Charged twice for one boat"));
    pty.signal(Signal::KILL);
    pty.wait_exit();
    comes_back(&office);
}

#[test]
fn after_a_hang_up_the_next_start_brings_every_word_back() {
    let office = Office::demo_for_whoever_runs_this();
    let mut pty = typed(&office);
    pty.hang_up();
    assert_eq!(pty.wait_exit().status, 129);
    comes_back(&office);
}

#[test]
fn a_burst_longer_than_one_read_is_taken_whole_before_another_key_is_pressed() {
    let office = Office::demo_for_whoever_runs_this();
    let mut pty = typed(&office);
    // One read takes 1,024 bytes.
    for letters in [1_100, 2_300] {
        let last = format!("end{letters}");
        pty.send(format!("{} {last}", "z".repeat(letters)).as_bytes());
        until("the draft to hold the burst", || on_disk(&office).contains(&last));
    }
    pty.signal(Signal::KILL);
    pty.wait_exit();
    let kept = on_disk(&office).matches('z').count();
    assert!(kept >= 1_100 + 2_300, "{kept} letters are kept");
}

#[test]
fn it_gives_the_terminal_back_as_it_was() {
    let office = Office::demo_for_whoever_runs_this();
    let mut pty = start(&office);
    pty.wait_for("Open cases");
    pty.keys("qq");
    let ended = pty.wait_exit();
    assert_eq!((ended.status, ended.cooked, ended.left_on.len()), (0, true, 0), "{ended:?}");
    assert!(!ended.text.contains("Open cases"), "{}", ended.text);
}

#[test]
fn it_writes_not_a_byte_while_nobody_types() {
    for keys in ["", "n", "<enter>"] {
        let office = Office::demo_for_whoever_runs_this();
        let mut pty = start(&office);
        pty.wait_for("Open cases");
        pty.keys(keys);
        pty.wait_quiet(Duration::from_millis(300));
        let before = pty.raw().len();
        std::thread::sleep(Duration::from_secs(2));
        assert_eq!(pty.raw().len(), before, "after “{keys}”");
    }
}

/// The program in plain mode.
fn plain(office: &Office) -> Pty {
    start_with(office, &["--plain"])
}

#[test]
fn plain_mode_works_a_case_in_numbered_lines_and_draws_nothing() {
    let office = Office::demo_for_whoever_runs_this();
    let mut pty = plain(&office);
    for (keys, answer) in [
        ("5<enter>", "A reference, a name or words:"),
        ("276<enter>", "Choose a number or a name"),
        ("acknowledge<enter>", "Date told"),
        ("<enter>", "How"),
        ("<enter>", "What was said"),
        ("Rang her.<enter>", ">"),
        ("<enter>", "1 save, 2 change an answer, 3 leave:"),
        ("1<enter>", "Acknowledge: saved on 26-0276."),
        ("u<enter>", "u again undoes it"),
        ("u<enter>", "The last change is undone"),
        ("r<enter>", "What was undone is done again"),
        ("<enter>", "This is case 26-0276."),
        ("b<enter>", "or q to leave:"),
        ("b<enter>", "This is the start."),
        ("?<enter>", "unfinished."),
        ("100<enter>", "Type a number from 1 to"),
        ("q<enter>", ""),
    ] {
        pty.keys(keys);
        if !answer.is_empty() {
            pty.wait_for(answer);
        }
    }
    assert!(!pty.raw().contains(&0x1b), "no escape sequence");
    assert_eq!(pty.wait_exit().status, 0);
}

/// The same in a terminal that cannot move its cursor.
fn plain_in_a_dumb_terminal(office: &Office) -> Pty {
    program(office, &["--plain"]).env("TERM", "dumb").start()
}

#[test]
fn an_answer_in_plain_mode_is_put_right_with_the_keys_of_a_shell() {
    let office = Office::demo_for_whoever_runs_this();
    let mut pty = plain(&office);
    pty.wait_for("or q to leave:");
    pty.send(b"55\x7f\r");
    pty.wait_for("A reference, a name or words:");
    until("keys are heard one by one", || !pty.is_cooked());
    pty.send(b"no such\x01\x0b276 or so\x17\x17");
    pty.wait_for("words: 276");
    pty.send(b"\x1b[D\x1b[D\x1b[D\x0b76\r");
    pty.wait_for("Choose a number or a name");
    // Ctrl-C ends it as ever, and the terminal is the shell's again.
    pty.send(b"abc\x03");
    assert!(pty.wait_exit().cooked);
}

#[test]
fn what_arrow_keys_send_where_the_cursor_cannot_move_is_left_out_of_the_answer_and_said() {
    let office = Office::demo_for_whoever_runs_this();
    let mut pty = plain_in_a_dumb_terminal(&office);
    pty.wait_for("or q to leave:");
    pty.send(b"5\x1b[D\r");
    pty.wait_for("Arrows and keys like them do nothing here, and are left out: “5”.");
    pty.wait_for("A reference, a name or words:");
    pty.keys("q<enter>");
    pty.wait_for("b back:");
    pty.keys("b<enter>q<enter>");
    assert_eq!(pty.wait_exit().status, 0);
}

/// What a terminal sends for F6.
const F6: &[u8] = b"\x1b[17~";

/// An office, and a terminal whose person has a key of their own that starts a command.
fn with_own_command(run: &str) -> (Office, Pty) {
    let office = Office::demo_for_whoever_runs_this();
    let folder = office.data().parent().expect("it is in a folder").to_owned();
    fs::write(folder.join("keys.toml"), format!("[commands.label]\nkeys = \"<f6>\"\nrun = {run}\n"))
        .expect("room");
    let config = folder.join("config.toml");
    let mut redress = on(TODAY);
    redress.arg("--data").arg(office.data());
    let pty =
        Program::new(argv(&redress), &folder).env("REDRESS_CONFIG", config.to_str().expect("UTF-8")).start();
    (office, pty)
}

#[test]
fn a_command_of_ones_own_is_given_the_references_that_are_marked_and_the_screens_come_back() {
    let (_office, mut pty) = with_own_command(
        r#"["sh", "-c", "echo printed $#; echo \"$@\"; read answer; echo $answer", "label"]"#,
    );
    pty.wait_for("Open cases");
    pty.keys("xx");
    pty.send(F6);
    pty.wait_for("label runs. Ctrl-C ends it.");
    pty.send(b"yes\r");
    pty.wait_for("label: done.");
    pty.wait_for("printed 2");
    pty.wait_for("yes");
    pty.keys("q");
    pty.wait_for("2 marked");
    pty.keys("<esc>qq");
    let ended = pty.wait_exit();
    assert_eq!((ended.status, ended.cooked, ended.left_on.len()), (0, true, 0), "{ended:?}");
}

#[test]
fn help_lists_the_keys_as_whoever_asks_has_them() {
    let folder = tempfile::tempdir().expect("room");
    let keys =
        "acknowledge = \"=\"\n[commands.label]\nkeys = \"<f6>\"\nrun = \"lp\"\nhelp = \"Print labels.\"\n";
    fs::write(folder.path().join("keys.toml"), keys).expect("room");
    let mut redress = on(TODAY);
    redress.args(["help", "keys"]).env("REDRESS_CONFIG", folder.path().join("config.toml"));
    let said = String::from_utf8(redress.output().expect("it runs").stdout).expect("UTF-8");
    let line = |key: &str, words: &str| {
        said.lines().any(|it| it.trim_start().starts_with(key) && it.contains(words))
    };
    assert!(line("=", "Record that the person was told") && line("F6", "Print labels."), "{said}");
    assert!(!line("a ", "Record that the person was told"), "{said}");
}

#[test]
fn a_command_of_ones_own_that_fails_is_told_with_its_exit_code_and_ctrl_c_ends_it_alone() {
    let (_office, mut pty) = with_own_command(r#"["sh", "-c", "exit 3"]"#);
    pty.wait_for("Open cases");
    pty.send(F6);
    pty.wait_for("label: sh ended with exit code 3.");
    pty.keys("qq");
    pty.wait_exit();
    let (office, mut pty) = with_own_command(r#"["sh", "-c", "touch begun; exec sleep 60"]"#);
    pty.wait_for("Open cases");
    pty.send(F6);
    until("the command to run", || office.data().with_file_name("begun").exists());
    pty.send(b"\x03");
    pty.wait_for("label: sh was ended by signal 2.");
    pty.keys("qq");
    assert_eq!(pty.wait_exit().status, 0);
}

#[test]
fn a_form_that_is_left_in_plain_mode_is_kept_and_gone_on_with() {
    let office = Office::demo_for_whoever_runs_this();
    let mut pty = plain(&office);
    pty.wait_for("or q to leave:");
    pty.keys("4<enter>");
    pty.wait_for("Complainant:");
    pty.keys("Amara Okafor<enter>");
    pty.wait_for("Email");
    pty.keys("q<enter>");
    pty.wait_for("Left. What you typed is kept as a draft.");
    // Another one of the same form takes nothing of it away.
    pty.keys("4<enter>");
    pty.wait_for("You began this before. New complaint: Amara Okafor");
    pty.keys("2<enter>");
    pty.wait_for("Complainant:");
    pty.keys("Bo Ek<enter>");
    pty.wait_for("Email");
    pty.keys("q<enter>");
    pty.wait_for("Left. What you typed is kept as a draft.");
    pty.keys("9<enter>");
    pty.wait_for("New complaint: Bo Ek");
    pty.keys("b<enter>");
    pty.keys("q<enter>");
    pty.wait_exit();
    let mut pty = plain(&office);
    pty.wait_for("or q to leave:");
    pty.keys("9<enter>");
    pty.wait_for("New complaint: Amara Okafor");
    pty.keys("1<enter>");
    pty.wait_for("Email");
    pty.keys("q<enter>");
    pty.wait_for("Left.");
    pty.keys("q<enter>");
    assert_eq!(pty.wait_exit().status, 0);
}

#[test]
fn paragraphs_that_are_pasted_in_plain_mode_stay_in_one_answer_and_a_line_that_the_terminal_cuts_is_told() {
    for is_cut in [false, true] {
        pasted_in_plain_mode(is_cut);
    }
}

/// Pastes paragraphs, and a line that is longer than some terminals take.
fn pasted_in_plain_mode(is_cut: bool) {
    let office = Office::demo_for_whoever_runs_this();
    let mut pty = if is_cut { plain_in_a_dumb_terminal(&office) } else { plain(&office) };
    pty.resize(80, 200);
    pty.wait_for("or q to leave:");
    pty.keys("5<enter>");
    pty.wait_for("words:");
    pty.keys("276<enter>");
    pty.wait_for("Choose a number or a name");
    pty.keys("note<enter>");
    pty.wait_for("an empty line ends it:");
    pty.send(b"Dear Sir,\r\rYou took it.\r\rYours\r");
    pty.wait_for("Yours\n>");
    pty.send(&[&[b'x'; 5000][..], b"\r"].concat());
    if is_cut {
        pty.wait_for("Your terminal took no more than 4095 bytes of that line.");
    } else {
        pty.wait_for("xxx\n>");
    }
    pty.keys("<enter>");
    pty.wait_for("Whose data");
    pty.keys("<enter>");
    pty.wait_for("1. Note: Dear Sir, You took it. Yours");
    pty.keys("x<enter>");
    pty.wait_for("Type 1, 2 or 3.");
    pty.keys("1<enter>");
    pty.wait_for("saved on 26-0276");
    pty.keys("q<enter>q<enter>");
    assert_eq!(pty.wait_exit().status, 0);
}

#[test]
fn registers_are_read_out_in_plain_mode_and_what_is_owed_there_is_done() {
    let office = Office::demo_for_whoever_runs_this();
    let mut pty = plain(&office);
    pty.resize(200, 200);
    for (keys, answer) in [
        ("10<enter>", "Choose a register"),
        ("2<enter>", "e enters a new one"),
        ("e<enter>", "Kind:"),
        ("2<enter>", "Period"),
        ("<enter>", "Due"),
        ("<enter>", "Held on"),
        ("20/11<enter>", "Organisation"),
        ("<enter>", "Attended by"),
        ("<enter>", "Paper"),
        ("<enter>", "Themes, matters"),
        ("<enter>", "Barriers"),
        ("<enter>", "Decisions (a line each"),
        ("Train all | Zoë Patel | 2026-01-05<enter>", ">"),
        ("Publish | Zoë Patel | 2026-12-05<enter>", ">"),
        ("<enter>", "Minute"),
        ("<enter>", "Next one"),
        ("20/2/2027<enter>", "1 save, 2 change an answer, 3 leave:"),
        ("1<enter>", "opens one, e enters a new one"),
        ("1<enter>", "carry out a decision (Train all), Zoë Patel, by Mon 5 Jan 2026, overdue"),
        ("h<enter>", "Entered on Tue 24 Nov 2026."),
        ("b<enter>", "opens one, e enters a new one"),
        ("b<enter>", "or q to leave:"),
        // The decision that is late the longest is the first thing owed.
        ("6<enter>", "carry out a decision, overdue"),
        ("1<enter>", "Fill in or put right"),
    ] {
        pty.keys(keys);
        pty.wait_for(answer);
    }
    for _ in 0..9 {
        pty.keys("<enter>");
    }
    pty.wait_for("“2: words” puts line 2 right");
    for (keys, answer) in [
        ("1: Train all | Zoë Patel | 2026-01-05 | Done | 2026-11-21<enter>", ">"),
        ("<enter>", "Minute"),
        ("<enter>", "Next one"),
        ("<enter>", "Why"),
        ("<enter>", "1 save, 2 change an answer, 3 leave:"),
        ("1<enter>", "Fill in or put right: saved on M26-"),
        ("b<enter>", "or q to leave:"),
    ] {
        pty.keys(keys);
        pty.wait_for(answer);
    }
    pty.keys("q<enter>");
    assert_eq!(pty.wait_exit().status, 0);
}
