//! Frames on the wire: what is sent is received, and whatever is received has an end.

use proptest::prelude::*;

use super::*;
use crate::api::message::{Ask, Done, Hello, ListRequest, Moment, Status};
use crate::domain::case::command::Command;
use crate::domain::case::record::Case;
use crate::domain::moving::Move;
use crate::domain::office::command::OfficeCommand;
use crate::domain::office::record::Office;
use crate::domain::plan::command::PlanCommand;
use crate::domain::plan::record::Plan;
use crate::domain::records::any::{AnyCommand, AnyRecord};
use crate::domain::reference::LinkedCase;
use crate::domain::register::command::EntryCommand;
use crate::domain::row::Row;
use crate::domain::year::command::YearCommand;

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
    assert_eq!(of_any::<Up>(&bytes), Received::Numbered(7));
    assert_eq!(of_any::<Down>(&bytes), Received::Numbered(7));
    let up = Up::Ask(7, Box::new(Request::Status));
    bytes.clear();
    send(&mut bytes, &up, LONGEST_UP).unwrap();
    assert_eq!(of_any(&bytes), Received::Value(up));
    // What is neither a question nor an answer is passed over; what no version sends is not.
    bytes.clear();
    send(&mut bytes, &(900_u32, "more"), LONGEST_UP).unwrap();
    assert_eq!(of_any::<Up>(&bytes), Received::Unknown(900));
    assert_eq!(of_any::<Down>(&bytes), Received::Unknown(900));
    bytes.clear();
    send(&mut bytes, &(LOOK_AT, Some(99_u32)), LONGEST_UP).unwrap();
    assert_eq!(of_any::<Up>(&bytes), Received::Unknown(LOOK_AT));
    for nothing in [&b"\0\0\0\0"[..], b"\x01\0\0\0\xff"] {
        let got = receive_of_any_version::<Up>(&mut &*nothing, LONGEST_UP);
        assert!(matches!(got, Err(WireError::Garbage(_))), "{nothing:?}");
    }
}

fn of_any<T: DeserializeOwned>(mut bytes: &[u8]) -> Received<T> {
    receive_of_any_version(&mut bytes, LONGEST_DOWN).unwrap()
}

/// The names of the kinds of an enum, or of the fields of a struct, in their order.
fn order<T: DeserializeOwned>() -> String {
    struct Order(&'static [&'static str]);
    impl fmt::Display for Order {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(&self.0.join(" "))
        }
    }
    impl fmt::Debug for Order {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            fmt::Display::fmt(self, f)
        }
    }
    impl std::error::Error for Order {}
    impl serde::de::Error for Order {
        fn custom<D: fmt::Display>(_: D) -> Self {
            Self(&[])
        }
    }
    struct Asks;
    impl<'de> serde::Deserializer<'de> for Asks {
        type Error = Order;
        fn deserialize_any<V: serde::de::Visitor<'de>>(self, _: V) -> Result<V::Value, Order> {
            Err(Order(&["another", "shape"]))
        }
        fn deserialize_enum<V: serde::de::Visitor<'de>>(
            self,
            _: &'static str,
            kinds: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, Order> {
            Err(Order(kinds))
        }
        fn deserialize_struct<V: serde::de::Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, Order> {
            Err(Order(fields))
        }
        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map identifier ignored_any
        }
    }
    match T::deserialize(Asks) {
        Err(order) => order.to_string(),
        Ok(_) => "nothing".to_owned(),
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test asks whether it is to write instead of to check")]
fn whatever_moves_the_number_of_a_kind_or_the_place_of_a_field_raises_the_number_of_the_wire() {
    // A kind that is added at the end moves none before it.
    let kinds = [
        ("up", order::<Up>()),
        ("down", order::<Down>()),
        ("notice", order::<Notice>()),
        ("request", order::<Request>()),
        ("reply", order::<Reply>()),
        ("fault", order::<Fault>()),
        ("record", order::<AnyRecord>()),
        ("step", order::<AnyCommand>()),
        ("case step", order::<Command>()),
        ("plan step", order::<PlanCommand>()),
        ("office step", order::<OfficeCommand>()),
        ("year step", order::<YearCommand>()),
        ("entry step", order::<EntryCommand>()),
    ];
    let fields = [
        ("ask", order::<Ask>()),
        ("done", order::<Done>()),
        ("hello", order::<Hello>()),
        ("status", order::<Status>()),
        ("moment", order::<Moment>()),
        ("list request", order::<ListRequest>()),
        ("row", order::<Row>()),
        ("case", order::<Case>()),
        ("plan", order::<Plan>()),
        ("office", order::<Office>()),
    ];
    let now: Vec<String> =
        kinds.iter().chain(&fields).map(|(name, order)| format!("{name}: {order}")).collect();
    let now = format!("wire {WIRE}\n{}\n", now.join("\n"));
    if std::env::var_os("UPDATE_WIRE").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/api/wire/order.txt");
        std::fs::write(file, &now).unwrap();
        return;
    }
    let again = "raise WIRE if anything moved, then run this test with UPDATE_WIRE=1";
    let pinned = include_str!("order.txt");
    assert_eq!(pinned.lines().count(), now.lines().count(), "{again}");
    for (place, (before, now)) in pinned.lines().zip(now.lines()).enumerate() {
        let is_more = (1..=kinds.len()).contains(&place) && now.starts_with(&format!("{before} "));
        assert!(before == now || is_more, "{again}:\n{before}\n{now}");
    }
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
