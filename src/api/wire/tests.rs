//! Frames on the wire: what is sent is received, and whatever is received has an end.

use proptest::prelude::*;

use super::*;
use crate::api::message::Ask;
use crate::domain::moving::Move;
use crate::domain::plan::command::PlanCommand;
use crate::domain::reference::LinkedCase;

fn round<T: Serialize + DeserializeOwned>(value: &T) -> T {
    let mut bytes = Vec::new();
    send(&mut bytes, value, LONGEST_DOWN).unwrap();
    receive(&mut bytes.as_slice(), LONGEST_DOWN).unwrap()
}

#[test]
fn a_value_arrives_as_it_was_sent() {
    let up = Up::Ask(7, Box::new(Request::History("26-0142".parse().unwrap())));
    assert_eq!(round(&up), up);
    let down = Down::Answer(7, Box::new(Err(Fault::Missing("26-0142".parse().unwrap()))));
    assert_eq!(round(&down), down);
    let step = r#"{"write_for_public":{"failing":"a","names_nobody":["b"]}}"#;
    let command: PlanCommand = serde_json::from_str(step).unwrap();
    let up = Up::Ask(8, Box::new(Request::Do(vec![Ask::first(command)])));
    assert_eq!(round(&up), up);
    let day = "2026-11-24".parse().unwrap();
    let links = [LinkedCase::Case("26-0142".parse().unwrap()), LinkedCase::Restricted];
    let moves = links.map(|on| Move { on, what: "Acknowledge by".into(), from: day, to: day });
    let down = Down::Answer(8, Box::new(Ok(Reply::Moves(moves.into()))));
    assert_eq!(round(&down), down);
}

#[test]
fn a_frame_cut_anywhere_is_a_lost_connection() {
    let mut bytes = Vec::new();
    send(&mut bytes, &Up::LookAt(Some("26-0142".parse().unwrap())), LONGEST_UP).unwrap();
    for cut in 0..bytes.len() {
        let got = receive::<Up>(&mut &bytes[..cut], LONGEST_UP);
        assert!(matches!(got, Err(WireError::Lost(_))), "{cut}: {got:?}");
    }
}

#[test]
fn a_frame_that_says_it_is_too_long_is_refused_before_it_is_read() {
    let mut bytes = u32::try_from(LONGEST_UP + 1).unwrap().to_le_bytes().as_slice().to_vec();
    bytes.extend([0; 64]);
    let mut rest = bytes.as_slice();
    assert!(matches!(receive::<Up>(&mut rest, LONGEST_UP), Err(WireError::TooLong(_))));
    assert_eq!(rest.len(), 64, "nothing of it was read");
}

#[test]
fn a_value_too_long_to_send_is_not_sent() {
    let mut bytes = Vec::new();
    let story = Up::Ask(
        1,
        Box::new(Request::Since {
            login: "a".repeat(LONGEST_UP),
            after: chrono::DateTime::UNIX_EPOCH,
            today: chrono::NaiveDate::MIN,
        }),
    );
    assert!(matches!(send(&mut bytes, &story, LONGEST_UP), Err(WireError::TooLong(_))));
    assert!(bytes.is_empty());
}

#[test]
fn greetings_are_read_as_they_were_written() {
    let days = [None, Some("2026-03-03".parse().unwrap())];
    let people = [None, Some("jsmith"), Some("two words")];
    for (person, day) in people.iter().flat_map(|it| days.map(|day| (*it, day))) {
        let greeting = Greeting::ours(person, day);
        let mut bytes = Vec::new();
        greeting.send(&mut bytes).unwrap();
        assert_eq!(Greeting::receive(&mut bytes.as_slice()).unwrap(), greeting);
    }
    for other in ["GET / HTTP/1.1", "redress", "redress 1 wire x", "redress 1 wire 1 on Monday", ""] {
        assert!(Greeting::of(other).is_none(), "{other}");
    }
}

#[test]
fn versions_talk_unless_they_mean_something_else_by_their_values_and_then_they_say_so() {
    let other = Greeting { version: "9.9.9".to_owned(), ..Greeting::ours(None, None) };
    assert_eq!(other.differs(), None, "they mean the same by their values");
    let other = Greeting { wire: WIRE + 1, ..Greeting::ours(None, None) };
    assert!(other.differs().unwrap().contains("install the same version"));
    let other = Greeting::of("redress 9.9.9 wire 1 quietly for jsmith").unwrap();
    assert!(other.differs().unwrap().contains("9.9.9 (wire 1), which asks for “quietly”"));
    assert_eq!(Greeting::ours(Some("jsmith"), None).differs(), None);
}

#[test]
fn a_reason_for_being_turned_away_is_one_line() {
    let mut bytes = Vec::new();
    Welcome::No("not\nyou".to_owned()).send(&mut bytes).unwrap();
    assert_eq!(Welcome::receive(&mut bytes.as_slice()).unwrap(), Welcome::No("not you".to_owned()));
}

#[test]
fn what_a_later_version_asks_for_or_answers_is_known_by_its_number() {
    let mut bytes = Vec::new();
    // A question of a kind that is not known here.
    send(&mut bytes, &(0_u32, 7_u64, 9999_u32, "more"), LONGEST_UP).unwrap();
    assert_eq!(receive_numbered::<Up>(&mut bytes.as_slice(), LONGEST_UP).unwrap(), Err(7));
    assert_eq!(receive_numbered::<Down>(&mut bytes.as_slice(), LONGEST_DOWN).unwrap(), Err(7));
    let up = Up::Ask(7, Box::new(Request::Status));
    bytes.clear();
    send(&mut bytes, &up, LONGEST_UP).unwrap();
    assert_eq!(receive_numbered(&mut bytes.as_slice(), LONGEST_UP).unwrap(), Ok(up));
}

proptest! {
    #[test]
    fn whatever_bytes_arrive_nothing_breaks(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        drop(receive::<Up>(&mut bytes.as_slice(), LONGEST_UP));
        drop(Greeting::receive(&mut bytes.as_slice()));
        // A frame of the right length with nonsense in it.
        let length = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        drop(receive::<Up>(&mut [&length, bytes.as_slice()].concat().as_slice(), LONGEST_UP));
    }
}
