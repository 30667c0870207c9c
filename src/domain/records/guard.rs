//! Whom a record is kept from: by its own restriction, and with the records that its words come of.
//!
//! A plan that learns from a restricted case tells of it, and so does an entry of a register that is linked with one: they are
//! kept from the same people until somebody who may see the case lets the words out.

use crate::domain::authority::Asker;
use crate::domain::case::record::Restriction;
use crate::domain::reference::RecordRef;

/// What decides whom a record is kept from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guard {
    /// Its own restriction.
    pub restriction: Option<Restriction>,
    /// The records that its words come of.
    pub comes_of: Vec<Origin>,
    /// Sign-in names of those to whom it was given: they see it whatever it comes of, unless they are excluded.
    pub given_to: Vec<String>,
}

/// A record that another's words come of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    pub on: RecordRef,
    /// Whether the words that come of it were let out.
    pub is_let_out: bool,
}

/// How far a record is kept from somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// They may see it, as far as their role goes.
    Not,
    /// It is for others alone.
    ForOthers,
    /// They have a conflict of interest: no letting out reaches them.
    Excluded,
}

/// How far a record is kept from somebody. `read` gives the guard of another record.
pub fn kept<E>(
    asker: &Asker,
    guard: &Guard,
    read: &mut dyn FnMut(RecordRef) -> Result<Guard, E>,
) -> Result<Kept, E> {
    kept_with(asker, guard, read, &mut Vec::new())
}

fn kept_with<E>(
    asker: &Asker,
    guard: &Guard,
    read: &mut dyn FnMut(RecordRef) -> Result<Guard, E>,
    seen: &mut Vec<RecordRef>,
) -> Result<Kept, E> {
    let mut most = match &guard.restriction {
        Some(it) if asker.is_denied(it) => Kept::Excluded,
        Some(it) if asker.is_shut_out(it) => Kept::ForOthers,
        _ => Kept::Not,
    };
    let is_given = guard.given_to.iter().any(|it| it == asker.login());
    for origin in &guard.comes_of {
        // Entries may be linked in a ring.
        if seen.contains(&origin.on) {
            continue;
        }
        seen.push(origin.on);
        let of = kept_with(asker, &read(origin.on)?, read, seen)?;
        if of == Kept::Excluded || !(origin.is_let_out || is_given) {
            most = most.max(of);
        }
    }
    Ok(most)
}

/// The records that a record comes of whose restriction keeps it from others, too.
pub fn kept_because_of<E>(
    guard: &Guard,
    read: &mut dyn FnMut(RecordRef) -> Result<Guard, E>,
) -> Result<Vec<RecordRef>, E> {
    let mut found = Vec::new();
    for origin in guard.comes_of.iter().filter(|it| !it.is_let_out) {
        if is_restricted(&read(origin.on)?, read, &mut vec![origin.on])? {
            found.push(origin.on);
        }
    }
    Ok(found)
}

fn is_restricted<E>(
    guard: &Guard,
    read: &mut dyn FnMut(RecordRef) -> Result<Guard, E>,
    seen: &mut Vec<RecordRef>,
) -> Result<bool, E> {
    if guard.restriction.is_some() {
        return Ok(true);
    }
    for origin in guard.comes_of.iter().filter(|it| !it.is_let_out) {
        if seen.contains(&origin.on) {
            continue;
        }
        seen.push(origin.on);
        if is_restricted(&read(origin.on)?, read, seen)? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::office::record::Office;

    const CASE: &str = "26-0001";
    const PLAN: &str = "P26-001";
    const ENTRY: &str = "F26-001";

    fn reference(text: &str) -> RecordRef {
        text.parse().expect("a reference")
    }

    fn asker(login: &str) -> Asker {
        Asker::of(&Office::default(), login, NaiveDate::MIN).expect("nobody governs")
    }

    fn guard(comes_of: &[(&str, bool)]) -> Guard {
        let origin = |it: &(&str, bool)| Origin { on: reference(it.0), is_let_out: it.1 };
        Guard { comes_of: comes_of.iter().map(origin).collect(), ..Guard::default() }
    }

    /// Of a case for "ann" that "bob" is excluded from, and a plan that learns from it.
    fn read(on: RecordRef) -> Result<Guard, ()> {
        let restriction =
            Restriction { to: vec!["ann".into()], not_for: vec!["bob".into()], reason: String::new() };
        Ok(match on.to_string().as_str() {
            CASE => Guard { restriction: Some(restriction), ..Guard::default() },
            PLAN => guard(&[(CASE, false)]),
            ENTRY => guard(&[(PLAN, false), (ENTRY, false)]),
            "26-0002" => Guard::default(),
            _ => return Err(()),
        })
    }

    fn of(login: &str, it: &Guard) -> Kept {
        kept(&asker(login), it, &mut read).expect("can be read")
    }

    #[test]
    fn what_comes_of_a_restricted_record_is_kept_from_the_same_people_however_far_away() {
        for it in [guard(&[(CASE, false)]), guard(&[(PLAN, false)]), guard(&[(ENTRY, false)])] {
            let each = ["ann", "bob", "cat"].map(|login| of(login, &it));
            assert_eq!(each, [Kept::Not, Kept::Excluded, Kept::ForOthers], "{it:?}");
        }
        assert_eq!(of("cat", &guard(&[("26-0002", false)])), Kept::Not);
    }

    #[test]
    fn words_that_were_let_out_reach_all_but_who_is_excluded_and_so_does_what_was_given_to_somebody() {
        let let_out = guard(&[(CASE, true)]);
        let given = Guard { given_to: vec!["bob".into(), "cat".into()], ..guard(&[(CASE, false)]) };
        for it in [let_out, given] {
            assert_eq!(["bob", "cat"].map(|login| of(login, &it)), [Kept::Excluded, Kept::Not], "{it:?}");
        }
    }

    #[test]
    fn it_is_said_because_of_what_a_record_is_kept() {
        let because = |it: &Guard| kept_because_of(it, &mut read).expect("can be read");
        assert_eq!(because(&guard(&[(CASE, false), ("26-0002", false)])), [reference(CASE)]);
        assert_eq!(because(&guard(&[(ENTRY, false)])), [reference(ENTRY)]);
        assert!(because(&guard(&[(CASE, true)])).is_empty());
    }
}
