//! What `?` shows: the keys of the screen below, the topics of help and the signs; typing finds among all that help says. Enter
//! does what the line says, or opens the topic there.

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::text::{cut, one_line, plain_letters, width};
use crate::domain::wrapping::wrap;
use crate::help::signs::SIGNS;
use crate::help::topics::{TOPICS, Topic, found, has_all};
use crate::tui::chrome::{put, put_line};
use crate::tui::forms::deleting::delete;
use crate::tui::keymap::{Act, Keys, LIST, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Place, Screen};
use crate::tui::terminal::chord::{Chord, Key};
use crate::tui::theme;

/// Columns of a key, of a sign, and of the name of a topic.
const NAME: usize = 18;
/// Lines below the list, for all that the line under the cursor says.
const WHOLE: u16 = 3;

/// What Enter does on a line.
#[derive(Clone, Debug)]
enum Leads {
    Nowhere,
    /// The name of a part, above it.
    Head,
    /// To what a key does.
    Act(Act),
    /// To a topic, at one of its pieces.
    Topic(&'static Topic, usize),
}

/// A line of help.
#[derive(Clone, Debug)]
struct Told {
    name: String,
    words: String,
    /// Why its key cannot act now; none if it can.
    shut: Option<String>,
    leads: Leads,
}

impl Told {
    fn fits(&self, typed: &str) -> bool {
        has_all(&plain_letters(&format!("{} {}", self.name, self.words)), typed)
    }
}

/// Help on screen.
#[derive(Debug)]
pub struct Help {
    /// The keys of the screen below.
    keys: Vec<Told>,
    /// What is looked for, and whether anything is.
    typed: String,
    is_finding: bool,
    /// What shows.
    shown: Vec<Told>,
    cursor: Cursor,
    height: Cell<u16>,
}

impl Help {
    /// Help for a screen with these scopes; `shut` says why a key cannot act there now.
    pub fn new(keys: Keys, scopes: &'static [Scope], shut: &dyn Fn(Act) -> Option<String>) -> Self {
        let keys = keys.bindings(scopes).map(|it| Told {
            name: it.keys.iter().map(|key| key.human()).collect::<Vec<_>>().join(" "),
            words: it.help(),
            shut: shut(it.act),
            leads: Leads::Act(it.act),
        });
        Self {
            keys: keys.collect(),
            typed: String::new(),
            is_finding: false,
            shown: Vec::new(),
            cursor: Cursor { at: 0 },
            height: Cell::new(20),
        }
        .narrowed()
    }

    /// The same, with these words looked for.
    #[must_use]
    pub fn finding(mut self, words: String) -> Self {
        (self.typed, self.is_finding) = (words, true);
        self.narrowed()
    }

    /// What shows is what fits.
    fn narrowed(mut self) -> Self {
        self.narrow();
        self
    }

    fn narrow(&mut self) {
        self.cursor.at = 0;
        let signs = SIGNS.iter().map(|(sign, words)| Told {
            name: (*sign).to_owned(),
            words: (*words).to_owned(),
            shut: None,
            leads: Leads::Nowhere,
        });
        let of_topic = |topic: &'static Topic, block, words: &str| Told {
            name: topic.name.to_owned(),
            words: words.to_owned(),
            shut: None,
            leads: Leads::Topic(topic, block),
        };
        let head = |name: &str| {
            std::iter::once(Told {
                name: name.to_owned(),
                words: String::new(),
                shut: None,
                leads: Leads::Head,
            })
        };
        let own = self.keys.iter().cloned();
        self.shown = if self.typed.trim().is_empty() {
            let topics = TOPICS.iter().map(|it| of_topic(it, 0, it.about()));
            own.chain(head("Topics")).chain(topics).chain(head("Signs")).chain(signs).collect()
        } else {
            let sentences = found(&self.typed).map(|it| of_topic(it.topic, it.block, &it.words));
            own.chain(signs).filter(|it| it.fits(&self.typed)).chain(sentences).collect()
        };
    }

    fn take(&self) -> Vec<Effect> {
        match self.shown.get(self.cursor.at).map(|it| &it.leads) {
            Some(Leads::Act(Act::Help | Act::Back)) => vec![Effect::Pop],
            Some(Leads::Act(act)) => vec![Effect::PopAndDo(*act)],
            Some(Leads::Topic(topic, block)) => vec![Effect::Open(Place::Topic(topic.name, *block))],
            Some(Leads::Nowhere | Leads::Head) | None => Vec::new(),
        }
    }

    /// A key that writes.
    fn write(&mut self, letter: char) -> Vec<Effect> {
        match (self.is_finding, letter) {
            (false, 'q' | '?') => return vec![Effect::Pop],
            (false, ' ') => drop(self.go(Act::PageDown)),
            (false, '/') => self.is_finding = true,
            _ => {
                self.is_finding = true;
                self.typed.push(letter);
                self.narrow();
            }
        }
        Vec::new()
    }

    /// A key that deletes, as in forms. Says whether it is one.
    fn deletes(&mut self, chord: Chord) -> bool {
        let was_typed = !self.typed.is_empty();
        let is_one = delete(&mut self.typed, chord);
        if is_one {
            self.is_finding = was_typed;
            self.narrow();
        }
        is_one
    }

    /// To the part after this one, or back to the first.
    fn next_part(&mut self) -> Vec<Effect> {
        let is_head = |it: &Told| matches!(it.leads, Leads::Head);
        let next = self.shown.iter().skip(self.cursor.at).position(is_head);
        self.cursor.at = next.map_or(0, |it| self.cursor.at + it + 1);
        Vec::new()
    }

    fn go(&mut self, act: Act) -> Vec<Effect> {
        self.cursor.go(act, self.shown.len(), usize::from(self.height.get()));
        Vec::new()
    }
}

impl Screen for Help {
    fn scopes(&self) -> &'static [Scope] {
        LIST
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn update(&mut self, input: Input<'_>, _: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(Act::Back) if self.is_finding => {
                (self.typed, self.is_finding) = (String::new(), false);
                self.narrow();
                Vec::new()
            }
            Input::Act(Act::Back | Act::Help) => vec![Effect::Pop],
            Input::Act(Act::Open) => self.take(),
            // In what is typed, the key that goes up by half a page empties the line, as in forms.
            Input::Act(Act::HalfUp) if self.is_finding => {
                self.typed.clear();
                self.narrow();
                Vec::new()
            }
            Input::Act(act) => self.go(act),
            Input::Key(Chord { key: Key::Tab, .. }) => self.next_part(),
            Input::Key(chord) if self.deletes(chord) => Vec::new(),
            Input::Key(chord) => match chord.text() {
                Some(letter) if !letter.is_control() => self.write(letter),
                _ => Vec::new(),
            },
            Input::Paste(text) => {
                self.typed.push_str(&one_line(text));
                self.is_finding = true;
                self.narrow();
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn hints(&self) -> Option<String> {
        Some(if self.is_finding {
            " Enter opens it  Up Down move  Esc shows all of help again".to_owned()
        } else {
            " Type to find  Tab topics, signs  Enter does it  q back".to_owned()
        })
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, _: &Cx) {
        put(frame, area, 1, " Help: keys of the screen you came from, topics, signs", theme::BOLD);
        let line = match (self.is_finding, self.shown.len()) {
            (false, _) => " Signs: ! late   ~ due soon   ? not reviewed   > here".to_owned(),
            (true, 0) => format!(" Find: {}   nothing: try another word, or fewer", self.typed),
            (true, _) => format!(" Find: {}", self.typed),
        };
        put(frame, area, 2, &line, theme::PLAIN);
        let list = Rect { y: area.y + 4, height: area.height.saturating_sub(4 + WHOLE), ..area };
        self.height.set(list.height);
        // The table cuts long sentences; the one under the cursor stands below it whole.
        if let Some(here) = self.shown.get(self.cursor.at) {
            let words = match &here.shut {
                Some(why) => format!("{} Not now: {why}", here.words),
                None => here.words.clone(),
            };
            let words = wrap(&words, usize::from(area.width).saturating_sub(3));
            for (row, words) in (area.height - WHOLE..area.height).zip(words) {
                put(frame, area, row, &format!("  {words}"), theme::PLAIN);
            }
        }
        let top = self.cursor.top(usize::from(list.height));
        for (row, (place, it)) in (0..list.height).zip(self.shown.iter().enumerate().skip(top)) {
            let (mark, style) = match (place == self.cursor.at, &it.shut, &it.leads) {
                (true, ..) => ("> ", theme::SELECTED),
                (false, Some(_), _) => ("- ", theme::SHUT),
                (false, None, Leads::Head) => ("  ", theme::HEADING),
                (false, None, _) => ("  ", theme::PLAIN),
            };
            let name = cut(&it.name, NAME);
            let gap = " ".repeat(NAME + 1 - width(&name));
            let words = cut(&it.words, usize::from(list.width).saturating_sub(NAME + 4));
            let look = if mark == "- " { theme::SHUT } else { theme::PLAIN };
            let spans =
                vec![Span::raw(mark), Span::styled(name, style), Span::styled(format!("{gap}{words}"), look)];
            put_line(frame, list, row, Line::from(spans));
        }
        if self.is_finding {
            let x = u16::try_from(7 + width(&self.typed)).unwrap_or(u16::MAX);
            frame.set_cursor_position((area.x + x.min(area.width.saturating_sub(1)), area.y + 2));
        } else {
            let row = u16::try_from(self.cursor.at - top).unwrap_or(0);
            frame.set_cursor_position((list.x + 2, list.y + row.min(list.height)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixture::cx;
    use crate::tui::keymap::INBOX;

    fn typed(help: &mut Help, letters: &str) -> Vec<Effect> {
        letters.chars().flat_map(|it| help.update(Input::Key(Chord::char(it)), &cx())).collect()
    }

    fn names(help: &Help) -> Vec<&str> {
        help.shown.iter().map(|it| it.name.as_str()).collect()
    }

    #[test]
    fn without_a_word_help_shows_the_keys_then_every_topic_then_every_sign() {
        let help = Help::new(Keys::USUAL, INBOX, &|_| None);
        let mut expected: Vec<&str> = help.keys.iter().map(|it| it.name.as_str()).collect();
        expected.push("Topics");
        expected.extend(TOPICS.iter().map(|it| it.name));
        expected.push("Signs");
        expected.extend(SIGNS.iter().map(|it| it.0));
        assert_eq!(names(&help), expected);
    }

    #[test]
    fn tab_goes_to_the_topics_then_to_the_signs_and_back_to_the_keys() {
        let mut help = Help::new(Keys::USUAL, INBOX, &|_| None);
        for name in [TOPICS[0].name, SIGNS[0].0, "Enter Right l"] {
            help.update(Input::Key(Chord::plain(Key::Tab)), &cx());
            assert_eq!(names(&help)[help.cursor.at], name);
        }
    }

    #[test]
    fn words_find_keys_and_sentences_of_topics_and_enter_opens_the_topic_there() {
        let mut help = Help::new(Keys::USUAL, INBOX, &|_| None);
        typed(&mut help, "/holidays bank");
        assert!(!help.shown.is_empty() && help.shown.iter().all(|it| it.fits("bank holidays")), "{help:?}");
        let Leads::Topic(topic, block) = help.shown[0].leads.clone() else { panic!("{help:?}") };
        let opens = help.update(Input::Act(Act::Open), &cx());
        assert_eq!(opens, [Effect::Open(Place::Topic(topic.name, block))]);
        help.update(Input::Act(Act::Back), &cx());
        assert_eq!(names(&help)[0], "Enter Right l", "Esc shows all of it again");
        assert_eq!(typed(&mut help, "q"), [Effect::Pop]);
    }
}
