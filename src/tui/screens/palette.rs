//! Every command, found by its words; or a case, by its reference.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::case::command::Step;
use crate::domain::plan::command::PlanStep;
use crate::domain::records::step::AnyStep;
use crate::domain::reference::RecordRef;
use crate::domain::register::kinds::KINDS;
use crate::domain::step::StepRow;
use crate::domain::text::{cut, one_line, width};
use crate::domain::wrapping::wrap;
use crate::domain::year::command::YearStep;
use crate::forms::tables::form_of_any;
use crate::tui::chrome::{TABS, put, put_line};
use crate::tui::forms::deleting::delete;
use crate::tui::keymap::{Act, Binding, KEYMAP, Keys, Scope};
use crate::tui::screen::{Cx, Effect, Input, Place, Screen};
use crate::tui::terminal::chord::{Chord, Key};
use crate::tui::theme;

/// The columns of the longest sentence, so that its key stands where the eye finds it on a screen of any width.
const LONGEST: usize = 100;
/// Lines below the list, for all that the command under the cursor does.
const WHOLE: u16 = 2;

/// A command that can be found.
#[derive(Clone, Debug)]
struct Offered {
    words: String,
    key: String,
    act: Act,
    /// Why it cannot be done now; none if it can.
    shut: Option<String>,
}

/// The list of commands on screen.
#[derive(Debug)]
pub struct Palette {
    scopes: &'static [Scope],
    entries: Vec<Offered>,
    typed: String,
    at: usize,
}

impl Palette {
    /// The commands of a screen with these scopes; `shut` says why one cannot be done there now.
    pub fn new(keys: Keys, scopes: &'static [Scope], shut: &dyn Fn(Act) -> Option<String>) -> Self {
        let mut entries = entries(keys, scopes);
        entries.iter_mut().for_each(|it| it.shut = shut(it.act));
        Self { scopes, entries, typed: String::new(), at: 0 }
    }

    /// The commands that fit what is typed, best first: by their words, or by what they are called on the command line.
    fn fitting(&self) -> Vec<&Offered> {
        if self.typed.trim().is_empty() {
            return self.entries.iter().collect();
        }
        let pattern = Pattern::parse(self.typed.trim(), CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let typed = self.typed.trim().to_lowercase();
        let mut scored: Vec<(u32, &Offered)> = self
            .entries
            .iter()
            .filter_map(|it| {
                let mut letters = Vec::new();
                let text = nucleo_matcher::Utf32Str::new(&it.words, &mut letters);
                let score = pattern.score(text, &mut matcher);
                score.or_else(|| (called(it.act) == typed).then_some(0)).map(|score| (score, it))
            })
            .collect();
        // What is called so comes first, then what has the word, then a sentence that has the letters; and what can be done now
        // before what cannot.
        scored.sort_by_key(|(score, it)| {
            let words = it.words.to_lowercase();
            (
                !words.starts_with(&typed),
                called(it.act) != typed || it.shut.is_some(),
                !words.contains(&typed),
                it.shut.is_some(),
                std::cmp::Reverse(*score),
            )
        });
        scored.into_iter().map(|it| it.1).collect()
    }

    fn take(&self) -> Vec<Effect> {
        let typed = self.typed.trim().parse::<RecordRef>().ok();
        if let Some(place) = typed.and_then(|it| Place::of(it, 0)) {
            return vec![Effect::PopAnd(Box::new(Effect::Open(place)))];
        }
        match self.fitting().get(self.at) {
            None => self.look_in_help(),
            Some(Offered { shut: Some(why), .. }) => vec![Effect::Say(why.clone())],
            Some(it) => vec![Effect::PopAndDo(it.act)],
        }
    }

    /// What no command is called, help may say something of.
    fn look_in_help(&self) -> Vec<Effect> {
        let words = self.typed.trim().to_owned();
        vec![Effect::PopAnd(Box::new(Effect::Open(Place::FoundInHelp(self.scopes, words))))]
    }
}

/// What a step is called on the command line; empty for what is no step.
fn called(act: Act) -> String {
    act.row().map(StepRow::verb).unwrap_or_default()
}

/// What a key does: a step with its title before its sentence.
fn words(of: &Binding) -> String {
    of.act.row().map_or_else(|| of.help(), |it| format!("{}: {}", it.title, it.help))
}

/// What is found by its words is taken itself: of a plan, whose key away from an action edits the plan, an action all the same.
fn itself(act: Act) -> Act {
    let amend = AnyStep::Plan(PlanStep::AmendAction);
    if act == Act::Take(amend) { Act::Just(amend) } else { act }
}

/// Every command that a screen with these scopes takes, with the key that is quicker.
fn entries(keys: Keys, scopes: &'static [Scope]) -> Vec<Offered> {
    let moves = |it: Act| {
        matches!(
            it,
            Act::Down
                | Act::Up
                | Act::PageDown
                | Act::PageUp
                | Act::HalfDown
                | Act::HalfUp
                | Act::Palette
                | Act::Undo
                | Act::Tab(_)
                | Act::Start
                | Act::Leading
                | Act::Registers
        )
    };
    let mut all: Vec<Offered> = keys
        .bindings(scopes)
        .filter(|it| !moves(it.act))
        .map(|it| Offered { words: words(it), key: it.keys[0].human(), act: itself(it.act), shut: None })
        .collect();
    let of_case = Step::ALL.iter().map(|it| AnyStep::Case(*it)).filter(|_| scopes.contains(&Scope::Case));
    let of_plan = PlanStep::ALL.iter().map(|it| AnyStep::Plan(*it)).filter(|_| scopes.contains(&Scope::Plan));
    for step in of_case.chain(of_plan).filter(|it| form_of_any(*it).is_some()) {
        let (act, row) = (Act::Take(step), step.row());
        if step != AnyStep::Plan(PlanStep::MakePlan) && keys.bindings(scopes).all(|it| it.act != act) {
            let words = format!("{}: {}", row.title, row.help);
            all.push(Offered { words, key: String::new(), act, shut: None });
        }
    }
    for (place, tab) in TABS.iter().enumerate() {
        let words = format!("Go to {}.", tab.name);
        all.push(Offered { words, key: (place + 1).to_string(), act: Act::Tab(place), shut: None });
    }
    if scopes.contains(&Scope::Rows) {
        for (words, act) in [
            ("Keep this list, to see it again.", Act::KeepList),
            ("Save this list as a file.", Act::SaveList),
        ] {
            all.push(Offered { words: words.to_owned(), key: String::new(), act, shut: None });
        }
    }
    for (words, key, act) in [
        ("Start page: what is late, what waits for you, what others did.", "7", Act::Start),
        ("Leading: what it asks of the senior person, done, due or late.", "5", Act::Leading),
        ("Registers: how much on each is late.", "6", Act::Registers),
        ("Everything that is owed, by anybody.", "", Act::AllOwed),
        ("People: everybody who works here.", "", Act::People),
        ("How long cases are kept.", "", Act::Kept),
    ] {
        if !key.is_empty() || keys.bindings(scopes).all(|it| it.act != act) {
            all.push(Offered { words: words.to_owned(), key: key.to_owned(), act, shut: None });
        }
    }
    for it in KINDS {
        let words = format!("Register: {}.", it.many);
        all.push(Offered { words, key: String::new(), act: Act::Register(it.letter), shut: None });
    }
    let of_years = [YearStep::RecordOmbudsman, YearStep::WriteContext].map(|it| Act::Take(AnyStep::Year(it)));
    for act in
        of_years.into_iter().chain([Act::Flaws]).filter(|it| keys.bindings(scopes).all(|row| row.act != *it))
    {
        let elsewhere = KEYMAP.iter().find(|it| it.act == act);
        all.extend(elsewhere.map(|it| Offered { words: words(it), key: String::new(), act, shut: None }));
    }
    let words = "Drafts: forms that you did not finish.".to_owned();
    all.push(Offered { words, key: String::new(), act: Act::Drafts, shut: None });
    all
}

impl Screen for Palette {
    fn scopes(&self) -> &'static [Scope] {
        &[]
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn update(&mut self, input: Input<'_>, _: &Cx) -> Vec<Effect> {
        let typed = match input {
            Input::Paste(text) => {
                self.typed.push_str(&one_line(text));
                true
            }
            Input::Key(Chord { key: Key::Esc, .. } | Chord { key: Key::Char('c'), ctrl: true }) => {
                return vec![Effect::Pop];
            }
            Input::Key(Chord { key: Key::Enter, .. }) => return self.take(),
            Input::Key(Chord { key: Key::Down | Key::Tab, .. }) => {
                self.at = (self.at + 1).min(self.fitting().len().saturating_sub(1));
                false
            }
            Input::Key(Chord { key: Key::Up | Key::BackTab, .. }) => {
                self.at = self.at.saturating_sub(1);
                false
            }
            Input::Key(chord) if delete(&mut self.typed, chord) => true,
            Input::Key(chord) => match chord.text() {
                Some(letter) if !letter.is_control() => {
                    self.typed.push(letter);
                    true
                }
                _ => false,
            },
            _ => false,
        };
        if typed {
            self.at = 0;
        }
        Vec::new()
    }

    fn hints(&self) -> Option<String> {
        let is_reference = self.typed.trim().parse::<RecordRef>().is_ok();
        Some(if self.fitting().is_empty() && !is_reference {
            " Enter looks in help  Backspace deletes a letter  Esc back".to_owned()
        } else {
            " Enter does it  Up Down move  Esc back   The key on the right is the quick way".to_owned()
        })
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, _: &Cx) {
        put(frame, area, 1, &format!(" Command: {}", self.typed), theme::BOLD);
        let fitting = self.fitting();
        let list = Rect { y: area.y + 3, height: area.height.saturating_sub(4 + WHOLE), ..area };
        let height = usize::from(list.height).max(1);
        let top = self.at / height * height;
        for (row, (place, it)) in (0..list.height).zip(fitting.iter().enumerate().skip(top)) {
            let room = usize::from(list.width).saturating_sub(13).min(LONGEST);
            let words = cut(&it.words, room);
            let gap = " ".repeat((room + 1).saturating_sub(width(&words)));
            let (mark, style) = match (place == self.at, &it.shut) {
                (true, _) => ("> ", theme::SELECTED),
                (false, Some(_)) => ("- ", theme::SHUT),
                (false, None) => ("  ", theme::PLAIN),
            };
            let spans =
                vec![Span::raw(mark), Span::styled(words, style), Span::raw(format!("{gap}{}", it.key))];
            put_line(frame, list, row, Line::from(spans));
        }
        // The list cuts long sentences; the one under the cursor stands below it whole.
        let typed = self.typed.trim();
        let (whole, count) = match fitting.get(self.at) {
            _ if typed.parse::<RecordRef>().is_ok() => (String::new(), "Enter opens it.".to_owned()),
            None => (
                format!(
                    "No command here fits “{typed}”. Press Enter to look for it in help, or use other words."
                ),
                String::new(),
            ),
            Some(it) => {
                let why = it.shut.as_ref().map(|why| format!(" Not now: {why}")).unwrap_or_default();
                let of = format!("{} of {} commands.", fitting.len(), self.entries.len());
                (format!("{}{why}", it.words), format!("{of} A reference such as 26-0142 opens it."))
            }
        };
        let whole = wrap(&whole, usize::from(area.width).saturating_sub(3));
        let bottom = area.height.saturating_sub(1);
        let first = if fitting.is_empty() { 3 } else { bottom.saturating_sub(WHOLE) };
        for (row, words) in (first..bottom).zip(whole) {
            put(frame, area, row, &format!("  {words}"), theme::PLAIN);
        }
        put(frame, area, bottom, &format!(" {count}"), theme::PLAIN);
        let x = u16::try_from(10 + width(&self.typed)).unwrap_or(u16::MAX).min(area.width.saturating_sub(1));
        frame.set_cursor_position((area.x + x, area.y + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::{CASE, PLAN};

    #[test]
    fn every_step_that_has_a_form_can_be_found_by_its_words() {
        let (case, plan) = (entries(Keys::USUAL, CASE), entries(Keys::USUAL, PLAN));
        for step in
            Step::ALL.iter().filter(|it| form_of_any(AnyStep::Case(**it)).is_some() && **it != Step::Receive)
        {
            assert!(case.iter().any(|it| it.act == Act::Take(AnyStep::Case(*step))), "{step:?}");
        }
        for step in PlanStep::ALL.iter().filter(|it| form_of_any(AnyStep::Plan(**it)).is_some()) {
            let all = if *step == PlanStep::MakePlan { &case } else { &plan };
            let wanted = itself(Act::Take(AnyStep::Plan(*step)));
            assert!(all.iter().any(|it| it.act == wanted), "{step:?}");
        }
    }

    #[test]
    fn a_few_letters_find_a_command_a_reference_opens_its_record_and_what_fits_nothing_is_looked_for_in_help()
    {
        let mut palette = Palette::new(Keys::USUAL, CASE, &|_| None);
        "ackn".clone_into(&mut palette.typed);
        assert_eq!(palette.take(), [Effect::PopAndDo(Act::Take(AnyStep::Case(Step::Acknowledge)))]);
        "acknowledge nobody ever".clone_into(&mut palette.typed);
        let words = palette.typed.clone();
        assert_eq!(palette.take(), [Effect::PopAnd(Box::new(Effect::Open(Place::FoundInHelp(CASE, words))))]);
        "wording".clone_into(&mut palette.typed);
        assert_eq!(palette.take(), [Effect::PopAndDo(Act::Office)]);
        "reopen".clone_into(&mut palette.typed);
        assert_eq!(palette.take(), [Effect::PopAndDo(Act::Take(AnyStep::Case(Step::Reopen)))]);
        "P26-007".clone_into(&mut palette.typed);
        assert!(
            matches!(palette.take()[..], [Effect::PopAnd(ref it)] if matches!(**it, Effect::Open(Place::Plan(..))))
        );
    }

    #[test]
    fn what_cannot_be_done_now_comes_after_what_can_and_says_why() {
        let ready = Act::Take(AnyStep::Case(Step::Draft));
        let mut palette = Palette::new(Keys::USUAL, CASE, &|act| {
            (act == ready).then(|| "There is no draft answer.".to_owned())
        });
        "draft".clone_into(&mut palette.typed);
        assert_eq!(palette.take(), [Effect::PopAndDo(Act::Drafts)]);
        "draft ready".clone_into(&mut palette.typed);
        assert_eq!(palette.take(), [Effect::Say("There is no draft answer.".to_owned())]);
    }
}
