//! The shared office: the same screens over a socket, and nothing lost or done twice however often it is killed.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use redress::api::client::Remote;
use redress::api::message::{Ask, Fault, ListRequest, Reply, Request};
use redress::api::notice::Notice;
use redress::api::service::Service;
use redress::api::waiting::{Waiting, given_up};
use redress::desk::upkeep::verify_journal;
use redress::domain::case::command::{self, Note};
use redress::domain::case::record::{Case, Fact};
use redress::domain::filter::Filter;
use redress::domain::listing::Order;
use redress::domain::records::any::AnyRecord;
use redress::domain::reference::CaseRef;
use redress::exchange::demo::dice::Dice;
use redress::tui::terminal::chord::{Chord, chords};
use rustix::process::{Signal, WaitId, WaitIdOptions};

use crate::driver::{Office, Player, today};
use crate::program::{TODAY, on};

/// What handlers do all day.
const DAY: &str = "<down><down><enter><down><esc>/fees<enter><enter>tRang back<c-x><enter><esc><esc><esc>\
                   nSiân<tab><tab><tab><tab>fees<tab>Late reply<c-x><enter><esc>2<down><enter><esc>3<down><down><esc>4<esc>\
                   1<enter>a<enter><esc>.<esc>v<esc>?<esc>:ack<esc>jjjxx<esc>";

/// Rounds of killing the server in an ordinary run; `REDRESS_KILLS` asks for more.
const KILLS: u64 = 12;

/// A real `redress serve`.
pub(crate) struct Served {
    data: PathBuf,
    socket: PathBuf,
    child: Child,
}

impl Served {
    pub(crate) fn start(data: &Path, socket: &Path) -> Self {
        Self::start_with(data, socket, &[])
    }

    pub(crate) fn start_with(data: &Path, socket: &Path, more: &[&Path]) -> Self {
        let child = on(TODAY)
            .args(["serve", "--data"])
            .arg(data)
            .arg("--socket")
            .arg(socket)
            .args(more)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut served = Self { data: data.to_owned(), socket: socket.to_owned(), child };
        served.wait();
        served
    }

    /// Waits until it answers; fails if it has ended instead.
    fn wait(&mut self) {
        while let Err(why) = Remote::connect(&self.socket, None, None) {
            assert!(self.child.try_wait().unwrap().is_none(), "the service ended: {why}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, and waits until it has.
    fn end(mut self) -> i32 {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, Signal::TERM).unwrap();
        self.child.wait().unwrap().code().unwrap_or(-1)
    }

    /// Lets it hang: not one of its threads runs when this returns.
    fn stop(&self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, Signal::STOP).unwrap();
        rustix::process::waitid(WaitId::Pid(pid), WaitIdOptions::STOPPED).unwrap();
    }

    fn go_on(&self) {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), Signal::CONT).unwrap();
    }

    /// Memory that it takes, in kilobytes.
    fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    pub(crate) fn client(&self) -> Remote {
        Remote::connect(&self.socket, None, None).unwrap()
    }
}

fn redress(arguments: &[&str], at: &[(&str, &Path)]) -> (i32, String, String) {
    redress_on(TODAY, arguments, at)
}

fn redress_on(day: &str, arguments: &[&str], at: &[(&str, &Path)]) -> (i32, String, String) {
    let mut command = on(day);
    command.args(arguments);
    for (option, path) in at {
        command.arg(option).arg(path);
    }
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn compare(mut near: Player, mut far: Player, keys: impl IntoIterator<Item = Chord>) {
    for (at, chord) in keys.into_iter().enumerate() {
        near.press(chord);
        far.press(chord);
        assert_eq!(near.screen(), far.screen(), "after key {at}, {chord:?}");
    }
    assert_eq!(near.rows(), far.rows());
}

#[test]
fn every_screen_is_the_same_over_the_socket() {
    let (near, far) =
        (Office::demo_for_whoever_runs_this().sit_down((80, 24)), Office::demo().sit_down_far_away((80, 24)));
    compare(near, far, chords(DAY).unwrap());
}

#[test]
fn keys_at_random_do_the_same_over_the_socket() {
    let (near, far) = (Office::demo().sit_down((120, 40)), Office::demo().sit_down_far_away((120, 40)));
    let mut dice = Dice::new(2026);
    let letters: Vec<char> = "nadrifscto/jkgGbhlR? 1234u.v".chars().collect();
    let keys = (0..600).map(|_| match dice.below(5) {
        0 => chords(dice.pick(&["<enter>", "<esc>", "<down>", "<tab>", "<c-x>", "<pgdn>"])).unwrap()[0],
        _ => Chord::char(dice.pick(&letters)),
    });
    compare(near, far, keys);
}

/// One case that several people write to at once.
pub(crate) const CASE: CaseRef = CaseRef { year: 2026, number: 100 };

fn case(client: &mut Remote) -> Case {
    match client.call(Request::Record(CASE.into())) {
        Ok(Reply::Record(AnyRecord::Case(case))) => *case,
        other => panic!("{other:?}"),
    }
}

/// Adds one to the number that the case's subject is, if nobody else did meanwhile.
fn add_one(client: &mut Remote) -> bool {
    let seen = case(client);
    let number: u64 = seen.facts.subject.parse().unwrap_or(0);
    let command = command::Command::Amend(vec![Fact::Subject((number + 1).to_string())]);
    let ask = Ask::on(CASE, command).having_seen(seen.version);
    match client.call(Request::Do(vec![ask])) {
        Ok(Reply::Done(done)) => match &done[0] {
            Ok(_) => true,
            Err(Fault::Stale(_)) => false,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

pub(crate) fn note(client: &mut Remote, text: String) {
    let ask = Ask::on(CASE, command::Command::Note(Note { text, about: None }));
    match client.call(Request::Do(vec![ask])) {
        Ok(Reply::Done(done)) => assert!(done[0].is_ok(), "{done:?}"),
        other => panic!("{other:?}"),
    }
}

/// The words of every note on it, oldest first.
pub(crate) fn notes_of(client: &mut Remote) -> Vec<String> {
    let moments = match client.call(Request::History(CASE.into())) {
        Ok(Reply::History { moments, .. }) => moments,
        other => panic!("{other:?}"),
    };
    let happenings = moments.into_iter().flat_map(|it| it.happenings);
    happenings.filter(|it| it.kind == "Note").map(|it| it.words).collect()
}

#[expect(clippy::disallowed_methods, reason = "a test is asked through its environment")]
/// How many rounds are asked for, or how many there usually are.
pub(crate) fn kills(usual: u64) -> u64 {
    std::env::var("REDRESS_KILLS").ok().and_then(|it| it.parse().ok()).unwrap_or(usual)
}

#[test]
fn no_update_is_lost_and_none_is_made_twice_however_often_the_server_is_killed() {
    let office = Office::demo_for_whoever_runs_this();
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("sock");
    let mut served = Served::start(&office.data(), &socket);
    let ends = Arc::new(AtomicBool::new(false));
    let people: Vec<_> = (0..4)
        .map(|person| {
            let mut client = served.client();
            // Whoever listens waits for as long as it takes.
            let notices = client.notices();
            let ends = ends.clone();
            thread::spawn(move || {
                let (mut added, mut notes) = (0_u64, 0_u64);
                while !ends.load(Ordering::Relaxed) {
                    added += u64::from(add_one(&mut client));
                    note(&mut client, format!("person {person} note {notes}"));
                    notes += 1;
                }
                drop(notices);
                (person, added, notes)
            })
        })
        .collect();
    let mut dice = Dice::new(9);
    for _ in 0..kills(KILLS) {
        thread::sleep(Duration::from_millis(u64::from(40 + dice.below(120))));
        served.kill();
        served = Served::start(&office.data(), &socket);
    }
    ends.store(true, Ordering::Relaxed);
    let counts: Vec<(u64, u64, u64)> = people.into_iter().map(|it| it.join().unwrap()).collect();
    let (case, written) = (case(&mut served.client()), notes_of(&mut served.client()));
    let added: u64 = counts.iter().map(|it| it.1).sum();
    assert_eq!(case.facts.subject, added.to_string(), "{counts:?}");
    assert!(added > 0);
    for (person, _, notes) in counts {
        let mine: Vec<&String> =
            written.iter().filter(|it| it.starts_with(&format!("person {person} "))).collect();
        let wanted: Vec<String> = (0..notes).map(|it| format!("person {person} note {it}")).collect();
        assert_eq!(mine, wanted.iter().collect::<Vec<_>>(), "in their order, each once");
    }
    let data = served.data.clone();
    assert_eq!(served.end(), 0);
    verify_journal(&data, &mut |_, _| {}).unwrap();
}

#[test]
fn the_command_line_says_the_same_over_the_socket() {
    let office = Office::demo_for_whoever_runs_this();
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("sock");
    let asks = [
        &["list"][..],
        &["show", "26-0219"],
        &["history", "26-0219"],
        &["diary"],
        &["report", "--json"],
        &["list", "plans"],
        &["show", "26-9999"],
    ];
    // Today, and as of another day.
    let days = [TODAY, "2026-10-01"];
    let all = || days.iter().flat_map(|day| asks.iter().map(move |ask| (*day, *ask)));
    // How far a count is, is said where it takes long: on a busy machine, and by whichever is slow.
    let told = |day: &str, ask: &[&str], at: (&str, &Path)| {
        let (code, said, beside) = redress_on(day, ask, &[at]);
        (code, said, beside.lines().filter(|it| !it.starts_with("Counting")).collect::<Vec<_>>().join("\n"))
    };
    let near: Vec<_> = all().map(|(day, ask)| told(day, ask, ("--data", &office.data()))).collect();
    let served = Served::start(&office.data(), &socket);
    for ((day, ask), near) in all().zip(near) {
        assert_eq!(told(day, ask, ("--socket", &socket)), near, "{day} {ask:?}");
    }
    let note = ["note", "26-0219", "--text", "Rang"];
    let (code, _, words) = redress_on("2026-10-01", &note, &[("--socket", &socket)]);
    assert!(code == 1 && words.contains("Leave --today out"), "{words}");
    assert_eq!(redress(&note, &[("--socket", &socket)]).0, 0);
    served.kill();
}

#[test]
fn a_server_that_hangs_is_told_of_within_five_seconds_and_gone_on_with() {
    let office = Office::demo_for_whoever_runs_this();
    let dir = tempfile::tempdir().unwrap();
    let served = Served::start(&office.data(), &dir.path().join("sock"));
    let mut client = served.client();
    let notices = client.notices().unwrap();
    let next = || notices.recv_timeout(Duration::from_secs(5)).expect("it is told");
    served.stop();
    let asked = thread::spawn(move || client.call(Request::Status));
    assert_eq!(next(), Notice::Slow);
    // Whoever starts a command is told too, and waits.
    let mut command = on(TODAY);
    command.arg("status").arg("--socket").arg(&served.socket).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut command = command.spawn().unwrap();
    let mut said = [0; 40];
    command.stderr.as_mut().unwrap().read_exact(&mut said).unwrap();
    assert_eq!(&said, b"redress: The shared office has not answe");
    served.go_on();
    assert_eq!(next(), Notice::Back);
    assert!(asked.join().unwrap().is_ok());
    assert!(command.wait().unwrap().success());
    served.kill();
}

#[test]
fn a_question_that_is_given_up_is_left_at_once_and_the_next_one_is_answered() {
    let office = Office::demo_for_whoever_runs_this();
    let dir = tempfile::tempdir().unwrap();
    let served = Served::start(&office.data(), &dir.path().join("sock"));
    let mut client = served.client();
    let notices = client.notices().unwrap();
    served.stop();
    let waiting = Waiting::default();
    let gives_up = waiting.clone();
    let asked = thread::spawn(move || (client.call_for(&waiting, Request::Status), client));
    gives_up.give_up();
    let (answer, mut client) = asked.join().unwrap();
    assert_eq!(answer.unwrap_err(), given_up());
    served.go_on();
    assert!(client.call(Request::Status).is_ok());
    // The way to the office was left, and not lost.
    assert_eq!(notices.try_recv().ok(), None);
    served.kill();
}

#[test]
fn only_the_owner_and_the_group_may_reach_the_socket() {
    let office = Office::demo_for_whoever_runs_this();
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("sock");
    let served = Served::start(&office.data(), &socket);
    let there = fs::symlink_metadata(&socket).unwrap();
    assert!(there.file_type().is_socket());
    assert_eq!(there.permissions().mode() & 0o777, 0o660);
    assert_eq!(served.end(), 0);
    assert!(!socket.exists(), "it is tidied away");
}

#[test]
fn a_second_server_and_a_wrong_place_are_refused_in_words() {
    let office = Office::demo_for_whoever_runs_this();
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("sock");
    let served = Served::start(&office.data(), &socket);
    let other = Office::demo_for_whoever_runs_this();
    let (code, _, words) =
        redress(&["serve"], &[("--data", &office.data()), ("--socket", &dir.path().join("two"))]);
    assert!(code == 2 && words.contains("is open already, by"), "{words}");
    let (code, _, words) = redress(&["serve"], &[("--data", &other.data()), ("--socket", &socket)]);
    assert!(code == 2 && words.contains("is served already"), "{words}");
    let file = dir.path().join("file");
    fs::write(&file, "mine").unwrap();
    let (code, _, words) = redress(&["serve"], &[("--data", &other.data()), ("--socket", &file)]);
    assert!(code == 2 && words.contains("is no socket"), "{words}");
    let link = dir.path().join("link");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let (code, _, words) = redress(&["serve"], &[("--data", &other.data()), ("--socket", &link)]);
    assert!(code == 2 && words.contains("is no socket"), "{words}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    let long = dir.path().join("a".repeat(200));
    let (code, _, words) = redress(&["serve"], &[("--data", &other.data()), ("--socket", &long)]);
    assert!(code == 2 && words.contains("--socket"), "{words}");
    served.kill();
}

#[test]
fn a_socket_that_nobody_serves_any_more_is_taken_over() {
    let office = Office::demo_for_whoever_runs_this();
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("sock");
    Served::start(&office.data(), &socket).kill();
    assert!(socket.exists());
    Served::start(&office.data(), &socket).kill();
}

#[test]
fn an_account_that_is_not_shared_cannot_speak_for_somebody_else() {
    let office = Office::demo_for_whoever_runs_this();
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("sock");
    let served = Served::start(&office.data(), &socket);
    let (code, _, words) = redress(&["list", "--as", "zpatel"], &[("--socket", &socket)]);
    assert!(code == 1 && words.contains("may not speak for others"), "{words}");
    served.kill();
}

#[test]
fn a_note_of_a_million_characters_arrives_whole_and_a_longer_one_is_refused_in_words() {
    let office = Office::demo_for_whoever_runs_this();
    let dir = tempfile::tempdir().unwrap();
    let served = Served::start(&office.data(), &dir.path().join("sock"));
    let mut client = served.client();
    let long = "é".repeat(1_000_000);
    note(&mut client, long.clone());
    assert!(notes_of(&mut client).last() == Some(&long));
    let notes = case(&mut client).notes;
    let command = command::Command::Note(Note { text: "x".repeat(9 << 20), about: None });
    let ask = Ask::on(CASE, command);
    let refused = client.call(Request::Do(vec![ask]));
    assert!(
        matches!(&refused, Err(Fault::NotSaved(why)) if why.contains("too long")),
        "{:?}",
        refused.is_ok()
    );
    assert_eq!(case(&mut client).notes, notes, "the connection goes on");
    served.kill();
}

/// Requests of the soak in an ordinary run; `REDRESS_SOAK` asks for more, and for what it took at each step.
const SOAK: u64 = 1800;

#[test]
fn the_memory_of_a_server_levels_off() {
    let office = Office::demo_for_whoever_runs_this();
    let dir = tempfile::tempdir().unwrap();
    let served = Served::start(&office.data(), &dir.path().join("sock"));
    #[expect(clippy::disallowed_methods, reason = "a test asks how long it is to be")]
    let asked = std::env::var("REDRESS_SOAK").ok().and_then(|it| it.parse().ok());
    let steps = 12;
    let each = asked.unwrap_or(SOAK) / steps;
    let mut taken = Vec::new();
    for step in 0..steps {
        // Each step on connections of its own: coming and going costs nothing that stays.
        let mut client = served.client();
        for number in 0..each {
            let list = ListRequest {
                filter: Filter::default(),
                order: Order::Due,
                today: today(),
                after: None,
                limit: 40,
            };
            let request = match number % 6 {
                0 => Request::Counts { today: today() },
                1 => Request::Record(CASE.into()),
                2 => Request::History(CASE.into()),
                3 => Request::Plans,
                4 if number % 60 == 4 => Request::Since {
                    login: "zpatel".to_owned(),
                    after: chrono::DateTime::UNIX_EPOCH,
                    today: today(),
                },
                _ => Request::List(list),
            };
            client.call(request).unwrap();
        }
        taken.push(served.memory());
        if asked.is_some() {
            eprintln!("{} requests: {} kB", (step + 1) * each, served.memory());
        }
    }
    // What it has taken by a third of the way is about all that it takes.
    let (then, now) = (taken[3], taken[11]);
    assert!(now < then + then / 10 + 4096, "it grows: {taken:?} kB");
    served.kill();
}
