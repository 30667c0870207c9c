//! The server's door from outside: garbage, floods, silent and slow people, and what each is told.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::time::Instant;

use super::*;
use crate::api::client::Remote;
use crate::api::message::{Fault, Reply, Request};
use crate::api::notice::Notice;
use crate::api::server::door::{Caller, WayIn};
use crate::api::service::Service;
use crate::api::wire::{Down, Greeting, LONGEST_DOWN, LONGEST_UP, Up, Welcome, receive, send};
use crate::domain::reference::{CaseRef, RecordRef};

/// Lets everybody in under the name that they give, and answers every question with how often it was asked.
struct Open;

/// How often they asked, and how many forms they said are unfinished.
#[derive(Default)]
struct Counting(u64, u32);

const CASE: RecordRef = RecordRef::Case(CaseRef { year: 2026, number: 142 });
const PANICS: RecordRef = RecordRef::Case(CaseRef { year: 2026, number: 1 });
const UNFINISHED: RecordRef = RecordRef::Case(CaseRef { year: 2026, number: 3 });
const IS_SLOW: RecordRef = RecordRef::Case(CaseRef { year: 2026, number: 2 });

impl Service for Counting {
    fn call(&mut self, request: Request) -> Result<Reply, Fault> {
        self.0 += 1;
        match request {
            Request::History(on) if on == PANICS => panic!("as asked"),
            Request::History(on) if on == IS_SLOW => thread::sleep(Duration::from_millis(300)),
            Request::History(on) if on == UNFINISHED => return Err(Fault::NotSaved(self.1.to_string())),
            Request::History(on) => return Err(Fault::NotSaved(format!("{on} {}", self.0))),
            _ => {}
        }
        Ok(Reply::Plans(Vec::new()))
    }

    fn has_unfinished(&mut self, forms: u32) {
        self.1 = forms;
    }
}

impl Door for Open {
    fn open(&self, caller: Caller) -> Result<WayIn, String> {
        match caller.for_person {
            Some("nobody") => Err("We do not know you.".to_owned()),
            person => {
                Ok(WayIn { login: person.unwrap_or("me").to_owned(), service: Box::<Counting>::default() })
            }
        }
    }
}

struct Place {
    dir: tempfile::TempDir,
    news: Sender<News>,
    server: Server,
}

fn place(limits: Limits) -> Place {
    let dir = tempfile::tempdir().unwrap();
    let listener = UnixListener::bind(dir.path().join("sock")).unwrap();
    let (news, heard) = channel();
    let server = Server::start(listener, Arc::new(Open), heard, limits).unwrap();
    Place { dir, news, server }
}

impl Place {
    fn socket(&self) -> PathBuf {
        self.dir.path().join("sock")
    }

    fn person(&self, name: &str) -> Remote {
        Remote::connect(&self.socket(), Some(name), None).unwrap()
    }

    /// A connection on which anything can be sent.
    fn raw(&self) -> UnixStream {
        let mut stream = UnixStream::connect(self.socket()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        Greeting::ours(None, None).send(&mut stream).unwrap();
        assert_eq!(Welcome::receive(&mut stream).unwrap(), Welcome::Yes);
        stream
    }

    #[track_caller]
    fn still_answers(&self) {
        assert!(self.person("other").call(Request::Plans).is_ok());
    }
}

/// How a connection ended, in the office's words.
fn last_words(stream: &mut UnixStream) -> String {
    loop {
        match receive(stream, LONGEST_DOWN) {
            Ok(Down::End(why)) => return why,
            Ok(_) => {}
            Err(error) => return error.to_string(),
        }
    }
}

/// Waits until this is told, whatever is told before.
#[track_caller]
fn heard(notices: &Receiver<Notice>, wanted: &Notice) {
    while notices.recv_timeout(Duration::from_secs(10)).expect("it is told in the end") != *wanted {}
}

#[test]
fn questions_are_answered_in_turn() {
    let place = place(Limits::default());
    let mut person = place.person("jsmith");
    for turn in 1..4 {
        let answer = person.call(Request::History(RecordRef::Office));
        assert_eq!(answer, Err(Fault::NotSaved(format!("office {turn}"))));
    }
}

#[test]
fn whoever_is_turned_away_hears_why() {
    let place = place(Limits::default());
    let Err(Fault::Refused(why)) = Remote::connect(&place.socket(), Some("nobody"), None) else { panic!() };
    assert_eq!(why.to_string(), "We do not know you.");
}

#[test]
fn garbage_ends_only_the_connection_that_sent_it() {
    let place = place(Limits::default());
    let mut silly = UnixStream::connect(place.socket()).unwrap();
    silly.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    assert_eq!(silly.read(&mut [0; 10]).unwrap_or(0), 0);
    for bytes in [&b"\x04\0\0\0\xff\xff\xff\xff"[..], b"\xff\xff\xff\x7f", b"\0\0\0\0"] {
        let mut stream = place.raw();
        stream.write_all(bytes).unwrap();
        assert!(last_words(&mut stream).contains("not understood"), "{bytes:?}");
    }
    place.still_answers();
}

#[test]
fn a_frame_that_never_ends_is_not_waited_for_long() {
    let place = place(Limits { slow: Duration::from_millis(200), ..Limits::default() });
    let mut stream = place.raw();
    stream.write_all(&[100, 0, 0, 0, 1]).unwrap();
    assert!(last_words(&mut stream).contains("too long"));
    place.still_answers();
}

#[test]
fn whoever_does_not_read_is_dropped_and_holds_nobody_up() {
    let place = place(Limits { slow: Duration::from_millis(200), burst: 1_000_000, ..Limits::default() });
    let mut stream = place.raw();
    stream.set_write_timeout(Some(Duration::from_secs(5))).unwrap();
    let ask = Up::Ask(
        1,
        Box::new(Request::Since {
            login: "y".repeat(100_000),
            after: chrono::DateTime::UNIX_EPOCH,
            today: chrono::NaiveDate::MIN,
        }),
    );
    let sent = (0..10_000).take_while(|_| send(&mut stream, &ask, LONGEST_UP).is_ok()).count();
    assert!(sent < 10_000);
    place.still_answers();
}

#[test]
fn a_flood_is_slowed_and_then_ended() {
    let place = place(Limits { steady: 1000, burst: 10, patience: 20, ..Limits::default() });
    let mut stream = place.raw();
    for number in 0..100 {
        if send(&mut stream, &Up::Ask(number, Box::new(Request::Plans)), LONGEST_UP).is_err() {
            break;
        }
    }
    assert!(last_words(&mut stream).contains("more slowly"));
    place.still_answers();
}

#[test]
fn a_full_office_says_so() {
    let place = place(Limits { people: 2, ..Limits::default() });
    let (_one, _two) = (place.raw(), place.raw());
    let Err(fault) = Remote::connect(&place.socket(), None, None) else { panic!("there was room") };
    assert!(fault.to_string().contains("full"), "{fault}");
}

#[test]
fn a_panic_ends_one_connection_and_no_other() {
    let place = place(Limits::default());
    let mut other = place.person("other");
    let mut stream = place.raw();
    send(&mut stream, &Up::Ask(1, Box::new(Request::History(PANICS))), LONGEST_UP).unwrap();
    last_words(&mut stream);
    assert!(other.call(Request::Plans).is_ok());
    assert_eq!(place.server.people(), 1, "the seat is free again");
}

#[test]
fn everybody_else_is_told_of_a_change_and_who_made_it_here_and_whether_any_can_be_saved() {
    let place = place(Limits::default());
    let (mut one, mut two) = (place.person("jsmith"), place.person("kpatel"));
    let (first, second) = (one.notices().unwrap(), two.notices().unwrap());
    for person in [&mut one, &mut two] {
        person.look_at(Some(CASE));
        // An answer comes after what was said before.
        person.call(Request::Plans).unwrap();
    }
    heard(&second, &Notice::AlsoHere(vec!["jsmith".to_owned()]));
    heard(&first, &Notice::AlsoHere(vec!["kpatel".to_owned()]));
    place.news.send(News::Changed { on: CASE, by: "kpatel".to_owned() }).unwrap();
    // One's own change is no news.
    heard(&second, &Notice::Changed { here_by: None });
    heard(&first, &Notice::Changed { here_by: Some("kpatel".to_owned()) });
    drop(two);
    heard(&first, &Notice::AlsoHere(Vec::new()));
    place.news.send(News::CannotSave("Changes cannot be saved.".to_owned())).unwrap();
    heard(&first, &Notice::CannotSave("Changes cannot be saved.".to_owned()));
    place.news.send(News::SavesAgain).unwrap();
    heard(&first, &Notice::SavesAgain);
}

#[test]
fn whoever_has_the_record_on_screen_on_another_host_is_also_here_until_they_go() {
    let place = place(Limits::default());
    let mut one = place.person("jsmith");
    let notices = one.notices().unwrap();
    one.look_at(Some(CASE));
    one.call(Request::Plans).unwrap();
    heard(&notices, &Notice::AlsoHere(Vec::new()));
    let at = |login: &str| (login.to_owned(), CASE);
    place.news.send(News::Elsewhere(vec![at("kpatel"), at("jsmith")])).unwrap();
    heard(&notices, &Notice::AlsoHere(vec!["kpatel".to_owned()]));
    place.news.send(News::Elsewhere(Vec::new())).unwrap();
    heard(&notices, &Notice::AlsoHere(Vec::new()));
}

#[test]
fn the_office_closes_when_those_who_asked_are_answered() {
    let place = place(Limits::default());
    let (mut busy, mut idle) = (place.raw(), place.raw());
    send(&mut busy, &Up::Ask(1, Box::new(Request::History(IS_SLOW))), LONGEST_UP).unwrap();
    thread::sleep(Duration::from_millis(100));
    let begun = Instant::now();
    drop(place.server);
    assert!(begun.elapsed() < CLOSING, "nobody had to be waited for to the end");
    assert!(matches!(receive(&mut busy, LONGEST_DOWN), Ok(Down::Answer(1, _))));
    assert!(last_words(&mut idle).contains("closing"));
}

#[test]
fn a_client_goes_on_when_the_office_is_back() {
    let mut place = place(Limits::default());
    let mut person = place.person("jsmith");
    let notices = person.notices().unwrap();
    person.look_at(Some(CASE));
    person.has_unfinished(3);
    person.call(Request::Plans).unwrap();
    drop(place.server);
    std::fs::remove_file(place.dir.path().join("sock")).unwrap();
    let waits = thread::spawn(move || {
        let answer = person.call(Request::Plans);
        (person, answer)
    });
    heard(&notices, &Notice::Lost);
    let listener = UnixListener::bind(place.dir.path().join("sock")).unwrap();
    let (news, hears) = channel();
    place.server = Server::start(listener, Arc::new(Open), hears, Limits::default()).unwrap();
    let (mut person, answer) = waits.join().unwrap();
    assert!(answer.is_ok());
    heard(&notices, &Notice::Back);
    news.send(News::Changed { on: CASE, by: "kpatel".to_owned() }).unwrap();
    // It looks where it looked before.
    heard(&notices, &Notice::Changed { here_by: Some("kpatel".to_owned()) });
    // And it has said again what is unfinished.
    let said = person.call(Request::History(UNFINISHED)).unwrap_err();
    assert_eq!(said, Fault::NotSaved("3".to_owned()));
}

#[test]
fn a_question_that_only_another_version_knows_is_refused_alone_and_the_connection_goes_on() {
    let place = place(Limits::default());
    let mut stream = place.raw();
    // A question, something that is looked at and something else, of kinds that are made up.
    send(&mut stream, &(0_u32, 7_u64, 9999_u32, "more"), LONGEST_UP).unwrap();
    send(&mut stream, &(1_u32, 1_u32, 99_u32), LONGEST_UP).unwrap();
    send(&mut stream, &(900_u32, "more"), LONGEST_UP).unwrap();
    send(&mut stream, &Up::Ask(8, Box::new(Request::Plans)), LONGEST_UP).unwrap();
    let Down::Answer(7, refused) = receive(&mut stream, LONGEST_DOWN).unwrap() else { panic!("an answer") };
    let Err(Fault::Unreachable(words)) = *refused else { panic!("{refused:?}") };
    assert!(words.contains("nothing was done") && words.contains("sign out and in again"), "{words}");
    let answer = receive(&mut stream, LONGEST_DOWN).unwrap();
    assert!(matches!(&answer, Down::Answer(8, it) if it.is_ok()), "{answer:?}");
}

#[test]
fn an_answer_or_a_notice_that_only_another_version_knows_ends_no_connection() {
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("sock");
    let listener = UnixListener::bind(&socket).unwrap();
    let office = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        Greeting::receive(&mut stream).unwrap();
        Welcome::Yes.send(&mut stream).unwrap();
        // A notice of a kind that is made up, and something that is no notice either.
        send(&mut stream, &(1_u32, 99_u32, "more"), LONGEST_DOWN).unwrap();
        send(&mut stream, &(900_u32, "more"), LONGEST_DOWN).unwrap();
        for _ in 0..2 {
            let Ok(Up::Ask(number, _)) = receive(&mut stream, LONGEST_UP) else { panic!("a question") };
            send(&mut stream, &(0_u32, number, 0_u32, 9999_u32), LONGEST_DOWN).unwrap();
        }
        let Ok(Up::Ask(number, _)) = receive(&mut stream, LONGEST_UP) else { panic!("a question") };
        let answer = Down::Answer(number, Box::new(Ok(Reply::Plans(Vec::new()))));
        send(&mut stream, &answer, LONGEST_DOWN).unwrap();
    });
    let mut person = Remote::connect(&socket, None, None).unwrap();
    let notices = person.notices().unwrap();
    // Whatever it was, something may look otherwise now.
    for _ in 0..2 {
        assert_eq!(notices.recv().unwrap(), Notice::Changed { here_by: None });
    }
    let Err(Fault::Unreachable(words)) = person.call(Request::Plans) else { panic!("it is not understood") };
    assert!(words.contains("sign out and in again") && !words.contains("whether"), "{words}");
    let Err(Fault::Unreachable(words)) = person.call(Request::Do(Vec::new())) else {
        panic!("it is not understood")
    };
    assert!(words.contains("It is not known whether the change was saved"), "{words}");
    assert_eq!(person.call(Request::Plans), Ok(Reply::Plans(Vec::new())), "over the same connection");
    office.join().unwrap();
}
