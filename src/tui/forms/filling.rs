//! A form being filled in with keys: a text area for each field, where the cursor is, and whether the check page shows. Keys
//! in, outcome out; draws nothing.

use std::sync::Arc;

use crate::domain::records::any::AnyCommand;
use crate::domain::refusal::Refusal;
use crate::forms::field::Kind;
use crate::forms::form::Form;
use crate::forms::setting::Setting;
use crate::forms::table::FormTable;
use crate::tui::forms::keys::{FormAct, resolve};
use crate::tui::forms::typed::Typed;
use crate::tui::terminal::chord::{Chord, Key};

/// What a key led to.
#[derive(Clone, Debug, PartialEq)]
pub enum Pressed {
    /// Nothing that anybody else must know.
    Nothing,
    /// What is typed has changed: it wants to be kept.
    Changed,
    /// It is complete and nothing is wrong with it: do this.
    Submit(AnyCommand),
    /// Choose words of the office to put where the cursor is.
    Wording,
    Leave,
}

/// A form being filled in.
pub struct Filling {
    /// The form with its answers: always what the entries show.
    pub form: Form,
    /// What is typed, field by field.
    pub entries: Vec<Typed>,
    /// The field with the cursor.
    pub at: usize,
    /// Whether the check page shows.
    pub is_checking: bool,
    /// The first line of the check page that shows, where it is longer than the screen.
    pub top: usize,
    /// What a number typed on the check page begins with.
    pub number: String,
}

impl Filling {
    /// A form as it opens: with defaults, or with what was typed before. One without fields is only checked.
    pub fn new(table: &Arc<FormTable>, setting: &Setting, before: &[(String, String)]) -> Self {
        let form = Form::new(table, setting, before);
        let entry =
            |place: usize| Typed::new(form.text(place), matches!(table.fields[place].kind, Kind::Text));
        let entries = (0..table.fields.len()).map(entry).collect();
        let at = if before.is_empty() { first_open(&form) } else { 0 };
        let mut filling = Self { form, entries, at, is_checking: false, top: 0, number: String::new() };
        if table.opens_on_check || table.fields.is_empty() {
            filling.check(setting);
        }
        filling
    }

    /// Puts another text into a field.
    pub fn write(&mut self, place: usize, text: &str) {
        self.entries[place].set(text);
        self.form.set(place, text);
    }

    /// Takes a key.
    pub fn press(&mut self, chord: Chord, setting: &Setting) -> Pressed {
        if self.is_checking {
            self.press_checking(chord, setting)
        } else {
            self.press_filling(chord, setting)
        }
    }

    /// Takes pasted text into the field with the cursor; it never acts.
    pub fn paste(&mut self, text: &str) -> Pressed {
        if self.is_checking { Pressed::Nothing } else { self.changed(|entry| entry.paste(text)) }
    }

    /// How many characters of a pasted text the field with the cursor would not take; none where nothing is cut off.
    pub fn would_lose(&self, text: &str) -> usize {
        if self.is_checking { 0 } else { self.entries[self.at].would_lose(text) }
    }

    /// Shows what the desk refused, at its field. Nothing typed is lost.
    pub fn refuse(&mut self, refusal: &Refusal) {
        self.form.refuse(refusal);
        self.is_checking = true;
    }

    /// How the field with the cursor is answered.
    fn kind(&self) -> &Kind {
        &self.form.table.fields[self.at].kind
    }

    fn press_filling(&mut self, chord: Chord, setting: &Setting) -> Pressed {
        let is_choice = self.kind().choices().is_some();
        match resolve(chord) {
            Some(FormAct::Leave) => Pressed::Leave,
            Some(FormAct::Wording) if self.entries[self.at].has_lines() => Pressed::Wording,
            Some(FormAct::Wording) => Pressed::Nothing,
            Some(FormAct::Check) => {
                self.take_choice(setting, false);
                self.check(setting);
                Pressed::Changed
            }
            Some(FormAct::Next) => self.go(1, setting, false),
            Some(FormAct::Previous) => self.go(-1, setting, false),
            Some(FormAct::Enter) if !self.entries[self.at].has_lines() => self.go(1, setting, true),
            Some(act @ (FormAct::Down | FormAct::Up)) => {
                let is_down = act == FormAct::Down;
                if is_choice && self.highlight(is_down, setting) || self.entries[self.at].go_line(is_down) {
                    return Pressed::Nothing;
                }
                self.go(if is_down { 1 } else { -1 }, setting, false)
            }
            Some(act) => self.changed(|entry| entry.act(act)),
            None if is_choice && self.takes_number(chord, setting) => Pressed::Changed,
            None => {
                // A choice that is complete is replaced by the first letter of another.
                if chord.text().is_some() && self.is_one_of_the_choices(setting) {
                    self.write(self.at, "");
                }
                self.changed(|entry| entry.press(chord))
            }
        }
    }

    fn changed(&mut self, change: impl FnOnce(&mut Typed) -> bool) -> Pressed {
        let entry = &mut self.entries[self.at];
        if !change(entry) {
            return Pressed::Nothing;
        }
        entry.highlighted = 0;
        self.form.set(self.at, entry.text());
        Pressed::Changed
    }

    /// Whether a choice of one is made.
    fn is_one_of_the_choices(&self, setting: &Setting) -> bool {
        let Kind::Choice(all) = self.kind() else { return false };
        all.all(setting).iter().any(|it| it == self.form.text(self.at))
    }

    /// A number takes a choice of a short list, while nothing else is typed.
    fn takes_number(&mut self, chord: Chord, setting: &Setting) -> bool {
        let Some(digit) = chord.text().and_then(|it| it.to_digit(10)) else { return false };
        let Kind::Choice(all) = self.kind() else { return false };
        let all = all.all(setting);
        let place = if digit == 0 { 9 } else { digit as usize - 1 };
        let is_free = self.form.text(self.at).is_empty() || self.is_one_of_the_choices(setting);
        let Some(choice) = all.get(place).filter(|_| is_free && all.len() <= 10) else { return false };
        self.write(self.at, choice);
        true
    }

    fn highlight(&mut self, is_down: bool, setting: &Setting) -> bool {
        let Some(left) = self.form.narrowed(self.at, setting) else { return false };
        let entry = &mut self.entries[self.at];
        let last = left.choices.len().saturating_sub(1);
        let is_at_end = if is_down { entry.highlighted >= last } else { entry.highlighted == 0 };
        if left.choices.is_empty() || is_at_end {
            return false;
        }
        entry.highlighted = if is_down { entry.highlighted + 1 } else { entry.highlighted - 1 };
        true
    }

    /// Takes the highlighted choice, or, when leaving by Tab, the only one that is left.
    fn take_choice(&mut self, setting: &Setting, is_enter: bool) {
        let highlighted = self.entries[self.at].highlighted;
        let left = self.form.narrowed(self.at, setting);
        let is_begun = is_enter && left.as_ref().is_some_and(|it| !it.typed.is_empty() && !it.is_complete);
        match left.as_ref().and_then(|it| it.choices.get(highlighted)) {
            Some(choice) if highlighted > 0 || is_begun => self.form.take(self.at, choice),
            _ => self.form.settle(self.at, setting),
        }
        if self.form.text(self.at) != self.entries[self.at].text() {
            self.entries[self.at].set(self.form.text(self.at));
        }
    }

    fn go(&mut self, by: isize, setting: &Setting, is_enter: bool) -> Pressed {
        let before = self.form.text(self.at).to_owned();
        self.take_choice(setting, is_enter);
        let has_changed = before != self.form.text(self.at);
        let last = self.form.table.fields.len() - 1;
        if by > 0 && self.at == last {
            // Past the last field there is only the check page.
            if is_enter {
                self.check(setting);
            } else {
                self.at = 0;
            }
        } else if by < 0 && self.at == 0 {
            self.at = last;
        } else {
            self.at = self.at.saturating_add_signed(by);
        }
        if has_changed { Pressed::Changed } else { Pressed::Nothing }
    }

    fn press_checking(&mut self, chord: Chord, setting: &Setting) -> Pressed {
        match resolve(chord) {
            Some(FormAct::Leave) if self.form.table.fields.is_empty() => Pressed::Leave,
            Some(FormAct::Leave) => {
                self.is_checking = false;
                self.number.clear();
                Pressed::Nothing
            }
            Some(FormAct::Down) => {
                self.top = (self.top + 1).min(self.lines_to_jump_to());
                Pressed::Nothing
            }
            Some(FormAct::Up) => {
                self.top = self.top.saturating_sub(1);
                Pressed::Nothing
            }
            Some(FormAct::Enter | FormAct::Check) if !self.number.is_empty() => {
                self.jump();
                Pressed::Nothing
            }
            Some(FormAct::Enter | FormAct::Check) => match self.check(setting) {
                Some(asked) => Pressed::Submit(asked),
                None => Pressed::Nothing,
            },
            _ => {
                if let Chord { key: Key::Char(digit @ '0'..='9'), ctrl: false } = chord {
                    self.number.push(digit);
                    let number: usize = self.number.parse().unwrap_or(usize::MAX);
                    // Wait for a second digit only where one could follow.
                    if number * 10 > self.lines_to_jump_to() {
                        self.jump();
                    }
                }
                Pressed::Nothing
            }
        }
    }

    fn lines_to_jump_to(&self) -> usize {
        self.form.problems.len() + self.form.table.fields.len()
    }

    /// Goes to the answer that a number of the check page means.
    fn jump(&mut self) {
        if self.form.table.fields.is_empty() {
            return;
        }
        let number: usize = std::mem::take(&mut self.number).parse().unwrap_or(0);
        let Some(place) = number.checked_sub(1).filter(|it| *it < self.lines_to_jump_to()) else { return };
        let field = match self.form.problems.get(place) {
            Some(problem) => {
                self.form.table.fields.iter().position(|it| it.name == problem.field).unwrap_or(0)
            }
            None => place - self.form.problems.len(),
        };
        self.at = field;
        self.is_checking = false;
    }

    /// Shows the check page. Gives what is asked for if nothing is wrong.
    fn check(&mut self, setting: &Setting) -> Option<AnyCommand> {
        self.is_checking = true;
        self.top = 0;
        self.form.check(setting)
    }
}

/// Where one begins to write: days and choices that stand there already are passed over.
fn first_open(form: &Form) -> usize {
    let is_settled = |place: usize| {
        matches!(form.table.fields[place].kind, Kind::Choice(_) | Kind::Day(_))
            && !form.text(place).is_empty()
    };
    (0..form.table.fields.len()).find(|it| !is_settled(*it)).unwrap_or(0)
}
