//! Own keys: what somebody wrote into their `keys.toml`, in the place of keys of the table, and for commands of their own.
//!
//! Invariant: whatever is accepted gives no key two meanings on one screen, leaves nothing without a key, and takes no key that
//! terminals garble.

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthChar;

use crate::domain::nearness::near;
use crate::domain::text::{is_invisible, one_line};
use crate::tui::keymap::{Act, Binding, KEYMAP, Keys, SCREENS, Scope, bind_own};
use crate::tui::own_commands::OwnCommand;
use crate::tui::terminal::chord::{Chord, Key};

/// How many names are told that are nearly one which there is none of.
const NEAREST: usize = 3;

/// What a file of own keys says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The name of what a key does, each with its keys.
    pub keys: Vec<(String, Vec<String>)>,
    /// Commands of one's own.
    pub commands: Vec<OwnCommand>,
}

/// What an act is called in the file: the word of its step on the command line, or what it does. None for what has no key of
/// its own to be changed.
pub fn name(act: Act) -> Option<String> {
    Some(match act {
        // Leaving works from anywhere, whatever anybody wrote.
        Act::Leave | Act::Register(_) | Act::Own(_) | Act::Just(_) => return None,
        Act::Take(step) => step.row().verb(),
        Act::Tab(place) => format!("tab-{}", place + 1),
        other => {
            let mut name = String::new();
            for letter in format!("{other:?}").chars() {
                if letter.is_uppercase() && !name.is_empty() {
                    name.push('-');
                }
                name.extend(letter.to_lowercase());
            }
            name
        }
    })
}

/// Whether a row can have other keys: what is typed while one finds stays as it is.
fn is_own(row: &Binding) -> bool {
    row.scope != Scope::Finding && name(row.act).is_some()
}

/// The table with these keys in it, each with the name of what it does, and a row for each command.
///
/// # Errors
/// Everything that is wrong, each in a sentence: a name or a key that there is not, a key that means something else already,
/// one that terminals garble.
pub fn with_own(written: Written) -> Result<Keys, Vec<String>> {
    let mut rows: Vec<Binding> = KEYMAP.to_vec();
    let mut wrong = Vec::new();
    for (called, keys) in &written.keys {
        match chords(called, keys) {
            Ok(chords) => {
                let chords: &'static [Chord] = Box::leak(chords.into_boxed_slice());
                let theirs = rows.iter_mut().filter(|it| is_own(it) && name(it.act).as_ref() == Some(called));
                theirs.for_each(|it| it.keys = chords);
            }
            Err(why) => wrong.push(why),
        }
    }
    for (place, it) in written.commands.iter().enumerate() {
        match read(&it.name, &it.keys, true) {
            Ok(chords) => {
                let chords: &'static [Chord] = Box::leak(chords.into_boxed_slice());
                rows.push(bind_own(chords, place, Box::leak(told(it).into_boxed_str())));
            }
            Err(why) => wrong.push(why),
        }
    }
    let commands: &'static [OwnCommand] = Box::leak(written.commands.into_boxed_slice());
    let called = |act: Act| match act {
        Act::Own(place) => commands[place].name.clone(),
        act => name(act).unwrap_or_else(|| "leave".to_owned()),
    };
    let taken: BTreeSet<String> = SCREENS.iter().flat_map(|it| taken_twice(&rows, it, &called)).collect();
    wrong.extend(taken);
    if wrong.is_empty() { Ok(Keys::of(Box::leak(rows.into_boxed_slice()), commands)) } else { Err(wrong) }
}

/// What help says of a command: its own sentence, or what it starts. Bars and backquotes are of the list that it stands in.
fn told(it: &OwnCommand) -> String {
    let words = if it.help.is_empty() {
        format!("Start {} with the references.", it.run[0])
    } else {
        it.help.clone()
    };
    one_line(&words.replace(['|', '`'], " "))
}

/// The keys of what is called so, or why they cannot be.
fn chords(called: &str, keys: &[String]) -> Result<Vec<Chord>, String> {
    let rows: Vec<&Binding> = KEYMAP.iter().filter(|it| is_own(it)).collect();
    let Some(row) = rows.iter().find(|it| name(it.act).as_deref() == Some(called)) else {
        let names: BTreeSet<String> = rows.iter().filter_map(|it| name(it.act)).collect();
        let names: Vec<String> = names.into_iter().collect();
        let nearest = near(called, &names, NEAREST);
        let instead = if nearest.is_empty() {
            "“redress help keys” lists what there is.".to_owned()
        } else {
            format!("Did you mean: {}?", nearest.join(", "))
        };
        return Err(format!("Nothing that has a key is called “{}”. {instead}", one_line(called)));
    };
    read(called, keys, row.act.row().is_some())
}

/// The keys as they are written for what is called so, or why they cannot be; `changes` says whether it changes anything.
fn read(called: &str, keys: &[String], changes: bool) -> Result<Vec<Chord>, String> {
    if keys.is_empty() {
        return Err(format!("“{called}” would have no key. Give it one."));
    }
    let read = |it: &String| it.parse::<Chord>().map_err(|why| format!("{called}: {why}."));
    let chords: Vec<Chord> = keys.iter().map(read).collect::<Result<_, _>>()?;
    let garbled = |it: &&Chord| {
        let is_end =
            matches!(it.key, Key::Char(letter) if letter.is_ascii_uppercase() || "[~".contains(letter));
        changes && (it.ctrl || is_end)
    };
    let unseen = |it: &&Chord| {
        let is_unseen = |letter: char| {
            letter.width() != Some(1) || is_invisible(letter) || letter.is_whitespace() && letter != ' '
        };
        matches!(it.key, Key::Char(letter) if is_unseen(letter))
    };
    if chords.iter().any(|it| unseen(&it)) {
        return Err(format!("{called}: nobody can see that key. Choose a letter, a digit or a sign."));
    }
    match chords.iter().find(garbled) {
        Some(it) => Err(format!(
            "{called}: {} changes nothing, for terminals send it by themselves. Choose a small letter, a digit or a sign.",
            it.human()
        )),
        None => Ok(chords),
    }
}

/// Keys that would mean two things on one screen, each in a sentence.
fn taken_twice(rows: &[Binding], scopes: &[Scope], called: &dyn Fn(Act) -> String) -> Vec<String> {
    let mut seen: Vec<(Chord, Act)> = Vec::new();
    let mut wrong = Vec::new();
    for row in rows.iter().filter(|it| scopes.contains(&it.scope)) {
        for key in row.keys {
            match seen.iter().find(|it| it.0 == *key) {
                Some((_, other)) => {
                    let [one, two] = [*other, row.act].map(called);
                    wrong.push(format!(
                        "{} would be “{one}” and “{two}” on one screen. Give one of them another key.",
                        key.human()
                    ));
                }
                None => seen.push((*key, row.act)),
            }
        }
    }
    wrong
}

/// What can have another key, with the keys that it has, as a Markdown table for help.
pub fn name_list() -> String {
    let mut seen = BTreeSet::new();
    let row = |row: &Binding| {
        let name = name(row.act).filter(|it| seen.insert(it.clone()))?;
        let keys: Vec<String> = row.keys.iter().map(|it| format!("`{}`", it.human())).collect();
        Some(format!("| `{name}` | {} | {} |\n", keys.join(" "), row.help()))
    };
    let rows = KEYMAP.iter().filter(|it| is_own(it)).filter_map(row);
    rows.fold("| Called | Usual keys | What it does |\n|---|---|---|\n".to_owned(), |all, it| all + &it)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::command::Step;
    use crate::domain::records::step::AnyStep;
    use crate::tui::keymap::{CASE, INBOX, key_list};

    #[track_caller]
    fn own(name: &str, keys: &[&str]) -> Result<Keys, Vec<String>> {
        with_own(Written {
            keys: vec![(name.to_owned(), keys.iter().map(|it| (*it).to_owned()).collect())],
            ..Written::default()
        })
    }

    #[track_caller]
    fn command(key: &str) -> Result<Keys, Vec<String>> {
        let it = OwnCommand {
            name: "label".to_owned(),
            run: vec!["print-label".to_owned()],
            help: "Print a | label.".to_owned(),
            keys: vec![key.to_owned()],
        };
        with_own(Written { commands: vec![it], ..Written::default() })
    }

    #[test]
    fn a_command_of_ones_own_has_a_key_wherever_there_are_references_and_stands_in_help() {
        let keys = command("<f6>").expect("it is free");
        let chord = "<f6>".parse().expect("a key");
        assert_eq!([INBOX, CASE].map(|it| keys.resolve(it, chord)), [Some(Act::Own(0)); 2]);
        assert_eq!(keys.resolve(&[Scope::Finding], chord), None);
        assert!(key_list(keys).contains("| `F6` | Print a label. |"));
        for (key, expect) in [
            ("t", "t would be “note” and “label” on one screen."),
            ("K", "K changes nothing"),
            ("<c-k>", "Ctrl-K changes nothing"),
        ] {
            let wrong = command(key).expect_err(key).join(" ");
            assert!(wrong.contains(expect), "{wrong}");
        }
    }

    #[test]
    fn an_own_key_does_what_it_is_called_and_the_usual_one_does_nothing_then() {
        let keys = own("acknowledge", &["<f5>", "="]).expect("they are free");
        let acknowledge = Act::Take(AnyStep::Case(Step::Acknowledge));
        for (key, expect) in [("<f5>", Some(acknowledge)), ("=", Some(acknowledge)), ("a", None)] {
            assert_eq!(keys.resolve(CASE, key.parse().expect("a key")), expect, "{key}");
        }
        assert_eq!(Keys::USUAL.resolve(CASE, Chord::char('a')), Some(acknowledge));
        let keys = own("find", &["+"]).expect("it is free");
        let [finds, typed] = [INBOX, &[Scope::Finding]].map(|it| keys.resolve(it, Chord::char('+')));
        assert_eq!((finds, typed), (Some(Act::Find), None));
    }

    #[test]
    fn a_key_that_is_taken_or_garbled_and_a_name_that_is_none_are_refused_in_words_all_at_once() {
        for (name, key, expect) in [
            ("acknowledge", "t", "t would be “acknowledge” and “note” on one screen."),
            ("acknowlege", "=", "Did you mean: acknowledge"),
            ("acknowledge", "tt", "is not a key"),
            ("acknowledge", "A", "A changes nothing"),
            ("acknowledge", "\u{202e}", "nobody can see that key"),
            ("acknowledge", "\u{301}", "nobody can see that key"),
            ("leave", "=", "Nothing that has a key is called “leave”"),
        ] {
            let wrong = own(name, &[key]).expect_err(name).join(" ");
            assert!(wrong.contains(expect), "{wrong}");
        }
        assert!(own("find", &[]).expect_err("none").join(" ").contains("would have no key"));
        let both = [("acknowledge", "t"), ("xyzzy", "=")].map(|it| (it.0.to_owned(), vec![it.1.to_owned()]));
        let keys = |it: &[(String, Vec<String>)]| Written { keys: it.to_vec(), ..Written::default() };
        assert_eq!(with_own(keys(&both)).expect_err("both").len(), 2);
        let exchanged =
            [("acknowledge", "t"), ("note", "a")].map(|it| (it.0.to_owned(), vec![it.1.to_owned()]));
        assert!(with_own(keys(&exchanged)).is_ok());
    }

    #[test]
    fn help_lists_the_names_of_what_has_a_key() {
        crate::help::in_step::keep("settings", "names of keys", &name_list());
    }
}
