//! The mirror from outside: a copy of the journal that follows it, and never stops the office.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use redress::api::message::{Ask, MirrorStatus, Reply, Request};
use redress::api::service::Service;
use redress::desk::session::Desk;
use redress::desk::upkeep::{put_back, verify_copy, verify_journal};
use redress::domain::case::command::{Command, Note};
use redress::exchange::demo::dice::Dice;

use crate::cli::redress;
use crate::driver::{LOGIN, Office, rows};
use crate::program::{TODAY, on};
use crate::shared::{self, Served, kills};

fn note_of(text: &str) -> Command {
    Command::Note(Note { text: text.to_owned(), about: None })
}

fn note(desk: &Desk) {
    let on = rows(desk)[0].reference;
    let command = note_of("Rang");
    let ask = redress::api::message::Ask::on(on, command);
    let Ok(Reply::Done(done)) = desk.session(LOGIN).call(Request::Do(vec![ask])) else { panic!("no answer") };
    done[0].as_ref().expect("it is noted");
}

fn status(desk: &Desk) -> MirrorStatus {
    let Ok(Reply::Status(status)) = desk.session(LOGIN).call(Request::Status) else { panic!("no answer") };
    status.mirror.expect("there is a mirror")
}

/// Waits until the mirror is as it should be; a test that fails waits long.
fn wait(desk: &Desk, is_so: impl Fn(&MirrorStatus) -> bool) -> MirrorStatus {
    let begun = Instant::now();
    loop {
        let now = status(desk);
        if is_so(&now) {
            return now;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{now:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn entries(copy: &Path) -> u64 {
    verify_copy(copy, None, &mut |_, _| {})
        .map_err(|it| it.to_string())
        .expect("a sound copy")
        .verified
        .changes
}

#[test]
fn a_mirror_has_every_change_and_a_store_is_restored_from_it() {
    let (office, place) = (Office::demo(), tempfile::tempdir().unwrap());
    let copy = place.path().join("mirror");
    let mut desk = office.open(false);
    desk.mirror_to(&copy).unwrap();
    for _ in 0..5 {
        note(&desk);
    }
    wait(&desk, |it| it.changes == 0 && it.trouble.is_none());
    note(&desk);
    let expected = rows(&desk);
    drop(desk);
    assert_eq!(
        entries(&copy),
        fs::read_to_string(office.data().join("journal/000001.jsonl")).unwrap().lines().count() as u64
    );
    let restored = Office::empty();
    let now = "2026-11-24T14:02:07Z".parse().unwrap();
    put_back(&copy, &restored.data(), None, LOGIN, now, &mut |_, _| {}).map_err(|it| it.to_string()).unwrap();
    assert_eq!(rows(&restored.open(false)), expected);
}

#[test]
fn a_mirror_that_cannot_be_written_stops_nothing_is_told_and_catches_up() {
    let (office, place) = (Office::demo(), tempfile::tempdir().unwrap());
    let other_disk = place.path().join("other_disk");
    let mut desk = office.open(false);
    desk.mirror_to(&other_disk.join("mirror")).unwrap();
    note(&desk);
    let trouble = wait(&desk, |it| it.trouble.is_some());
    assert!(0 < trouble.changes);
    let Ok(Reply::Hello(hello)) = desk.session(LOGIN).call(Request::Hello) else { panic!("no welcome") };
    assert!(
        hello.notices.iter().any(|it| it.contains("mirror") && it.contains("Work goes on")),
        "{:?}",
        hello.notices
    );
    fs::create_dir(&other_disk).unwrap();
    note(&desk);
    let now = wait(&desk, |it| it.trouble.is_none());
    assert_eq!(now.changes, 0);
    let Ok(Reply::Hello(hello)) = desk.session(LOGIN).call(Request::Hello) else { panic!("no welcome") };
    assert!(hello.notices.iter().all(|it| !it.contains("mirror")), "{:?}", hello.notices);
}

/// Rounds of it in an ordinary run; `REDRESS_KILLS` asks for more.
const ROUNDS: u64 = 6;

#[test]
fn a_killed_office_is_put_back_from_its_mirror() {
    let office = Office::demo_for_whoever_runs_this();
    let place = tempfile::tempdir().unwrap();
    let (socket, copy) = (place.path().join("sock"), place.path().join("mirror"));
    let (mut dice, mut written, mut most_missing) = (Dice::new(11), 0, 0);
    let rounds = std::iter::repeat_n((), usize::try_from(kills(ROUNDS)).unwrap());
    for (round, ()) in rounds.enumerate() {
        let served = Served::start_with(&office.data(), &socket, &[Path::new("--mirror"), &copy]);
        let mut client = served.client();
        // Until the mirror has begun there is nothing to put back.
        while verify_copy(&copy, None, &mut |_, _| {}).is_err() {
            std::thread::sleep(Duration::from_millis(5));
        }
        for _ in 0..=dice.below(40) {
            shared::note(&mut client, format!("note {written}"));
            written += 1;
        }
        // Somebody in the middle of something, too.
        let busy = std::thread::spawn(move || {
            let ask = Ask::on(shared::CASE, note_of("unanswered"));
            drop(client.call(Request::Do(vec![ask])));
        });
        std::thread::sleep(Duration::from_millis(u64::from(dice.below(12))));
        served.kill();
        let held = entries(&copy);
        let confirmed = verify_journal(&office.data(), &mut |_, _| {}).expect("a sound journal").changes;
        assert!(held <= confirmed, "round {round}: the mirror is never ahead");
        let restored = Office::empty();
        let now = "2026-11-24T14:02:07Z".parse().unwrap();
        put_back(&copy, &restored.data(), None, LOGIN, now, &mut |_, _| {})
            .map_err(|it| it.to_string())
            .unwrap();
        let missing = confirmed - held;
        most_missing = most_missing.max(missing);
        let back = fs::read_to_string(restored.data().join("journal/000001.jsonl")).unwrap();
        let whole = fs::read_to_string(office.data().join("journal/000001.jsonl")).unwrap();
        assert!(whole.starts_with(&back), "round {round}: it is the beginning of the journal");
        assert!(!rows(&restored.open(false)).is_empty());
        drop(busy.join());
    }
    println!(
        "{written} notes confirmed, at most {most_missing} changes missing from the mirror after a kill"
    );
    // What a kill kept from the mirror is in it as soon as there is an office again.
    let served = Served::start_with(&office.data(), &socket, &[Path::new("--mirror"), &copy]);
    let confirmed = verify_journal(&office.data(), &mut |_, _| {}).expect("a sound journal").changes;
    let begun = Instant::now();
    while entries(&copy) < confirmed {
        assert!(begun.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(50));
    }
    served.kill();
}

#[test]
fn a_mirror_in_the_store_itself_is_refused_in_words() {
    let office = Office::demo();
    let mut desk = office.open(false);
    desk.mirror_to(&office.data().join("mirror")).unwrap();
    assert!(
        wait(&desk, |it| it.trouble.is_some()).trouble.unwrap().contains("would be lost with what is there")
    );
}

#[test]
fn what_only_the_mirror_knows_is_missed_and_named_with_the_command_that_brings_it_back() {
    let (office, place) = (Office::demo_for_whoever_runs_this(), tempfile::tempdir().unwrap());
    let copy = place.path().canonicalize().unwrap().join("my mirror");
    let mut desk = office.open(false);
    desk.mirror_to(&copy).unwrap();
    (0..3).for_each(|_| note(&desk));
    wait(&desk, |it| it.changes == 0 && it.trouble.is_none());
    let expected = rows(&desk);
    drop(desk);
    // The end of the journal goes, with everything beside it that knew of it.
    let journal = office.data().join("journal/000001.jsonl");
    let text = fs::read_to_string(&journal).unwrap();
    let known = text.lines().count();
    let left: String = text.split_inclusive('\n').take(known - 2).collect();
    fs::write(&journal, &left).unwrap();
    fs::remove_file(office.data().join("journal/confirmed")).unwrap();
    fs::remove_dir_all(office.data().join("view")).unwrap();
    let run = |data: &Path, arguments: &[&str]| {
        let mut program = on(TODAY);
        program.arg("--data").arg(data);
        redress(program, arguments, "")
    };
    let missing = format!("changes {} to {known} are missing, as is known from the mirror in ", known - 1);
    let way = format!("type “redress restore '{}' --data NEW-DIRECTORY”", copy.display());
    let socket = place.path().join("sock").display().to_string();
    for (arguments, code) in [
        (&["verify"][..], 2),
        (&["list"], 2),
        (&["status"], 2),
        (&["doctor"], 1),
        (&["serve", "--socket", &socket], 2),
        (&["accept-loss"], 1),
    ] {
        let said = run(&office.data(), arguments);
        let words = format!("{}{}", said.out, said.err);
        assert!(
            said.code == code && words.contains(&missing) && words.contains(&way),
            "{arguments:?}: {said:?}"
        );
        assert_eq!(fs::read_to_string(&journal).unwrap(), left, "{arguments:?}");
    }
    let restored = Office::empty();
    let said = run(&restored.data(), &["restore", &copy.display().to_string()]);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(rows(&restored.open(false)), expected);
}
