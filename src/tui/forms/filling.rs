//! A form being filled in with keys: a text area for each field, where the cursor is, and whether the check page shows. Keys
//! in, outcome out; draws nothing.

use std::cell::Cell;
use std::sync::Arc;

use crate::domain::records::any::AnyCommand;
use crate::domain::refusal::Refusal;
use crate::forms::field::{Kind, Part, part_at};
use crate::forms::form::{Form, Narrowed};
use crate::forms::setting::Setting;
use crate::forms::table::FormTable;
use crate::tui::forms::keys::{FormAct, resolve};
use crate::tui::forms::layout::pages;
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
    /// Say what is asked where the cursor is, and which keys there are.
    Explain,
    /// Ask whether what was typed is to be thrown away.
    ThrowAway,
    /// Nothing that is asked here puts the problem right: go where it can be.
    Elsewhere,
    Leave,
}

/// A text of more lines is not seen whole.
const LONG: usize = 8;

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
    /// What would come of it on each of several records, as far as the desk was asked: whether it changes, and that in words.
    pub outlook: Vec<(bool, String)>,
    /// What a number typed on the check page begins with.
    pub number: String,
    /// The rows that fields or the check page have, as last drawn.
    pub rows: Cell<usize>,
    /// The columns that answers have, as last drawn.
    pub columns: Cell<usize>,
    /// The first line that the check page can show at the top, as last drawn.
    pub last_top: Cell<usize>,
    /// What stood in each field beforehand.
    proposed: Vec<String>,
    /// Whether nothing was pressed in the field with the cursor since it came there.
    is_fresh: bool,
}

impl Filling {
    /// A form as it opens: with defaults, or with what was typed before. One without fields is only checked.
    pub fn new(table: &Arc<FormTable>, setting: &Setting, before: &[(String, String)]) -> Self {
        let form = Form::new(table, setting, before);
        let entry =
            |place: usize| Typed::new(form.text(place), matches!(table.fields[place].kind, Kind::Text));
        let mut entries: Vec<Typed> = (0..table.fields.len()).map(entry).collect();
        // A long text that stands there beforehand is to be read from its beginning.
        if before.is_empty() {
            entries.iter_mut().filter(|it| LONG < it.lines().0.len()).for_each(Typed::to_the_top);
        }
        let at = if before.is_empty() { first_open(&form) } else { 0 };
        let mut filling = Self {
            form,
            entries,
            at,
            is_checking: false,
            top: 0,
            outlook: Vec::new(),
            number: String::new(),
            rows: Cell::new(16),
            columns: Cell::new(60),
            last_top: Cell::new(0),
            proposed: table.fields.iter().map(|it| it.default(setting)).collect(),
            is_fresh: true,
        };
        if table.opens_on_check || table.fields.is_empty() {
            filling.check(setting);
        }
        filling
    }

    /// Of several records, how many would change; none until the desk was asked.
    pub fn changing(&self) -> Option<usize> {
        Some(self.outlook.iter().filter(|it| it.0).count()).filter(|_| !self.outlook.is_empty())
    }

    /// Goes to the field of this name, if there is one.
    pub fn begin_at(&mut self, name: &str) {
        self.at = self.form.table.place(name).unwrap_or(self.at);
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
        if self.is_checking {
            return Pressed::Nothing;
        }
        if self.gives_way() {
            self.clear();
        }
        self.changed(|entry| entry.paste(text))
    }

    /// Whether what stands in the field with the cursor stood there beforehand and gives way to the first letter typed.
    pub fn gives_way(&self) -> bool {
        let text = self.form.text(self.at);
        let is_line = matches!(self.kind(), Kind::Line | Kind::Day(_) | Kind::Money);
        self.is_fresh && is_line && !text.is_empty() && text == self.proposed[self.at]
    }

    /// The choices to show of the field with the cursor: none until letters are typed or somebody goes into the list.
    pub fn listed(&self, setting: &Setting) -> Option<Narrowed> {
        let left = self.form.narrowed(self.at, setting)?;
        let is_begun = !left.typed.is_empty() && !left.is_complete;
        Some(left).filter(|_| is_begun || self.entries[self.at].highlighted.is_some())
    }

    /// The part of the line that the cursor is in, by its place, and what stands in it; none where lines have no parts.
    pub fn part(&self) -> Option<(usize, &Part, String)> {
        let (lines, (row, at)) = self.entries[self.at].lines();
        let parts = &self.form.table.fields[self.at].parts;
        let line = lines.get(row).filter(|_| !self.is_checking)?;
        let (place, run) = part_at(line, at);
        Some((place, parts.get(place)?, line.chars().skip(run.start).take(run.len()).collect()))
    }

    /// Puts what was chosen for a part of a line there, and goes on to the next part.
    pub fn put_part(&mut self, text: &str) -> Pressed {
        let parts = self.form.table.fields[self.at].parts.len();
        let (lines, (row, at)) = self.entries[self.at].lines();
        let Some(line) = lines.get(row) else { return Pressed::Nothing };
        let (place, run) = part_at(line, at);
        let text = text.replace('\\', "\\\\").replace('|', "\\|");
        // Where no part follows yet, the next one is begun.
        let is_last = line.chars().skip(run.end).all(char::is_whitespace);
        let run = if is_last { run.start..line.chars().count() } else { run };
        let before = if line.chars().take(run.start).last() == Some('|') { " " } else { "" };
        let after = if is_last && place + 1 < parts { " | " } else { "" };
        self.changed(|entry| {
            entry.put_in_line(&run, &format!("{before}{text}{after}"));
            true
        })
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
            Some(FormAct::Explain) => Pressed::Explain,
            Some(FormAct::ThrowAway) => Pressed::ThrowAway,
            Some(FormAct::Wording) if self.entries[self.at].has_lines() => Pressed::Wording,
            Some(FormAct::Wording) => Pressed::Nothing,
            Some(FormAct::Check) => {
                self.take_choice(setting, false);
                self.check(setting);
                Pressed::Changed
            }
            Some(FormAct::Next) => self.go(1, setting, false),
            Some(FormAct::Previous) => self.go(-1, setting, false),
            Some(act @ (FormAct::PageDown | FormAct::PageUp)) => self.turn(act == FormAct::PageDown, setting),
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
                // A choice that is complete, and what stood there beforehand, are replaced by the first letter of another.
                if chord.text().is_some() && (self.gives_way() || self.is_one_of_the_choices(setting)) {
                    self.clear();
                }
                self.changed(|entry| entry.press(chord))
            }
        }
    }

    fn clear(&mut self) {
        self.entries[self.at].clear();
        self.form.set(self.at, "");
    }

    fn changed(&mut self, change: impl FnOnce(&mut Typed) -> bool) -> Pressed {
        self.is_fresh = false;
        let entry = &mut self.entries[self.at];
        if !change(entry) {
            return Pressed::Nothing;
        }
        entry.highlighted = None;
        self.form.set(self.at, entry.text());
        Pressed::Changed
    }

    /// Whether a choice of one is made.
    fn is_one_of_the_choices(&self, setting: &Setting) -> bool {
        let Kind::Choice(all) = self.kind() else { return false };
        all.all(setting).iter().any(|it| it == self.form.text(self.at))
    }

    /// A number takes a choice of a short list, while nothing else is typed, or what is fits none.
    fn takes_number(&mut self, chord: Chord, setting: &Setting) -> bool {
        let Some(digit) = chord.text().and_then(|it| it.to_digit(10)) else { return false };
        let Kind::Choice(all) = self.kind() else { return false };
        let all = all.all(setting);
        let place = if digit == 0 { 9 } else { digit as usize - 1 };
        let is_lost = self.form.narrowed(self.at, setting).is_some_and(|it| it.is_guess);
        let is_free = self.form.text(self.at).is_empty() || self.is_one_of_the_choices(setting) || is_lost;
        let Some(choice) = all.get(place).filter(|_| is_free && all.len() <= 10) else { return false };
        self.write(self.at, choice);
        true
    }

    fn highlight(&mut self, is_down: bool, setting: &Setting) -> bool {
        let Some(left) = self.form.narrowed(self.at, setting) else { return false };
        let is_begun = !left.typed.is_empty() && !left.is_complete;
        let taken = || left.choices.iter().position(|it| it.eq_ignore_ascii_case(&left.typed));
        let next = match (self.entries[self.at].highlighted, is_down) {
            (Some(it), true) => Some(it + 1),
            (Some(it), false) => it.checked_sub(1),
            (None, true) if is_begun => Some(1),
            (None, true) => Some(taken().map_or(0, |it| it + 1)),
            (None, false) => return false,
        };
        if next.is_some_and(|it| it >= left.choices.len()) {
            return false;
        }
        self.entries[self.at].highlighted = next;
        true
    }

    /// Takes the highlighted choice, or, when leaving by Tab, the only one that is left.
    fn take_choice(&mut self, setting: &Setting, is_enter: bool) {
        let left = self.form.narrowed(self.at, setting);
        let is_begun = is_enter && left.as_ref().is_some_and(|it| !it.typed.is_empty() && !it.is_complete);
        let place = self.entries[self.at].highlighted.or(is_begun.then_some(0));
        match place.and_then(|it| left.as_ref()?.choices.get(it)) {
            Some(choice) => self.form.take(self.at, choice),
            None => self.form.settle(self.at, setting),
        }
        if self.form.text(self.at) != self.entries[self.at].text() {
            self.entries[self.at].set(self.form.text(self.at));
        }
        self.entries[self.at].highlighted = None;
    }

    fn go(&mut self, by: isize, setting: &Setting, is_enter: bool) -> Pressed {
        let has_changed = self.leave(setting, is_enter);
        let all = 0..self.entries.len();
        let is_open = |it: &usize| !self.is_passed_over(*it);
        let next =
            if by > 0 { all.clone().skip(self.at + 1).find(is_open) } else { (0..self.at).rfind(is_open) };
        match next {
            Some(place) => self.arrive(place),
            // Past the last field there is only the check page.
            None if by > 0 && is_enter => {
                self.check(setting);
            }
            None => {
                let round = if by > 0 { all.clone().find(is_open) } else { all.clone().rfind(is_open) };
                self.arrive(round.unwrap_or(self.at));
            }
        }
        if has_changed { Pressed::Changed } else { Pressed::Nothing }
    }

    /// Makes of what is typed what it stands for, and says what is wrong with it. Says whether it is another text now.
    fn leave(&mut self, setting: &Setting, is_enter: bool) -> bool {
        let before = self.form.text(self.at).to_owned();
        self.take_choice(setting, is_enter);
        self.form.leave(self.at, setting);
        before != self.form.text(self.at)
    }

    /// Whether a field is passed over: seldom answered and empty, unless the cursor is among those that are.
    fn is_passed_over(&self, place: usize) -> bool {
        let fields = &self.form.table.fields;
        fields[place].is_seldom && !fields[self.at].is_seldom && self.form.text(place).trim().is_empty()
    }

    /// Puts the cursor into a field.
    pub fn arrive(&mut self, place: usize) {
        (self.at, self.is_fresh, self.is_checking) = (place, true, false);
        self.number.clear();
    }

    /// Through a text that is longer than its box, and then to the first field of the page after this one, or before it. Where
    /// there is no other page, into the text that goes on.
    fn turn(&mut self, is_down: bool, setting: &Setting) -> Pressed {
        let pages = pages(&self.form.table, self.rows.get());
        let here = pages.iter().position(|it| it.fields.contains(&self.at)).unwrap_or(0);
        let rows = pages.get(here).map_or(1, |it| it.box_rows);
        if self.entries[self.at].go_page(is_down, self.columns.get(), rows) {
            return Pressed::Nothing;
        }
        let next = if is_down { here + 1 } else { here.wrapping_sub(1) };
        let Some(page) = pages.get(next) else { return self.go_into_text(is_down, rows, setting) };
        let has_changed = self.leave(setting, false);
        self.arrive(page.fields.start);
        if has_changed { Pressed::Changed } else { Pressed::Nothing }
    }

    /// Into the first text after the cursor, or before it, that is longer than its box.
    fn go_into_text(&mut self, is_down: bool, rows: usize, setting: &Setting) -> Pressed {
        let columns = self.columns.get();
        let others = if is_down { self.at + 1..self.entries.len() } else { 0..self.at };
        let mut others = others.filter(|it| !self.is_passed_over(*it));
        let Some(place) = others.find(|it| self.entries[*it].is_longer(columns, rows)) else {
            return Pressed::Nothing;
        };
        let has_changed = self.leave(setting, false);
        self.arrive(place);
        self.entries[place].go_page(is_down, columns, rows);
        if has_changed { Pressed::Changed } else { Pressed::Nothing }
    }

    fn press_checking(&mut self, chord: Chord, setting: &Setting) -> Pressed {
        let act = resolve(chord);
        let number = std::mem::take(&mut self.number);
        match act {
            Some(FormAct::Leave) if !number.is_empty() => {}
            Some(FormAct::Leave) if self.form.table.opens_on_check || self.form.table.fields.is_empty() => {
                return Pressed::Leave;
            }
            Some(FormAct::Leave) => self.arrive(self.at),
            Some(FormAct::ThrowAway) => return Pressed::ThrowAway,
            Some(FormAct::Down) => self.top = (self.top + 1).min(self.last_top.get()),
            Some(FormAct::Up) => self.top = self.top.saturating_sub(1),
            Some(FormAct::PageDown) => self.top = (self.top + self.rows.get()).min(self.last_top.get()),
            Some(FormAct::PageUp) => self.top = self.top.saturating_sub(self.rows.get()),
            Some(FormAct::Enter | FormAct::Check) if !number.is_empty() => self.jump(&number),
            Some(FormAct::Enter) if self.first_problem().is_some() => {
                self.arrive(self.first_problem().unwrap_or(self.at));
            }
            Some(FormAct::Enter) if !self.form.problems.is_empty() => return Pressed::Elsewhere,
            Some(FormAct::Enter | FormAct::Check) => {
                return self.check(setting).map_or(Pressed::Nothing, Pressed::Submit);
            }
            _ => {
                if let Chord { key: Key::Char(digit @ '0'..='9'), ctrl: false } = chord {
                    let typed = format!("{number}{digit}");
                    // Another digit could follow: the line of keys says what was typed so far.
                    if typed.parse().is_ok_and(|it: usize| it > 0 && it * 10 <= self.entries.len()) {
                        self.number = typed;
                    } else {
                        self.jump(&typed);
                    }
                }
            }
        }
        Pressed::Nothing
    }

    /// The field of the first problem that has one.
    pub fn first_problem(&self) -> Option<usize> {
        self.form.problems.iter().find_map(|it| self.form.table.place(&it.field))
    }

    /// Goes to the answer that a number of the check page means.
    fn jump(&mut self, number: &str) {
        let place = number.parse().ok().and_then(|it: usize| it.checked_sub(1));
        if let Some(place) = place.filter(|it| *it < self.entries.len()) {
            self.arrive(place);
        }
    }

    /// Shows the check page. Gives what is asked for if nothing is wrong.
    fn check(&mut self, setting: &Setting) -> Option<AnyCommand> {
        self.is_checking = true;
        self.top = 0;
        self.outlook.clear();
        self.form.check(setting)
    }
}

/// Where one begins to write: days and choices that stand there already are passed over.
fn first_open(form: &Form) -> usize {
    let is_settled = |place: usize| {
        matches!(form.table.fields[place].kind, Kind::Choice(_) | Kind::Day(_))
            && !form.text(place).is_empty()
    };
    let is_seldom = |place: usize| form.table.fields[place].is_seldom;
    (0..form.table.fields.len()).find(|it| !is_settled(*it) && !is_seldom(*it)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::command::Step;
    use crate::domain::office::record::{House, Office};
    use crate::domain::records::step::AnyStep;
    use crate::domain::register::command::EntryStep;
    use crate::forms::tables::form_of_any;

    #[test]
    fn what_is_chosen_for_a_part_of_a_line_takes_its_place_and_begins_the_next_part() {
        let house = House::new(Office::default());
        let setting = Setting::new(&house, "2026-11-24".parse().expect("a real date"), "jsmith");
        let table = form_of_any(AnyStep::of_entry('F', EntryStep::Enter)).expect("feedback has a form");
        let mut filling = Filling::new(table, &setting, &[]);
        filling.begin_at("answers");
        assert_eq!(
            filling.part().map(|it| (it.0, it.1.label.to_string())),
            Some((0, "Statement".to_owned()))
        );
        filling.put_part("P1");
        filling.put_part("agree");
        assert_eq!(filling.form.text(filling.at), "P1 | agree");
        filling.press(Chord::ctrl('a'), &setting);
        filling.put_part("P2");
        assert_eq!(filling.form.text(filling.at), "P2 | agree");
        filling.begin_at("own_words");
        assert_eq!(filling.part().map(|it| it.0), None);
    }

    #[test]
    fn a_number_takes_a_choice_where_what_stands_there_is_none_and_goes_on_a_beginning_of_one() {
        let house = House::new(Office::default());
        let setting = Setting::new(&house, "2026-11-24".parse().expect("a real date"), "jsmith");
        let table = form_of_any(AnyStep::Case(Step::ChooseRoute)).expect("there is a form");
        let mut filling = Filling::new(table, &setting, &[]);
        filling.begin_at("route");
        for (typed, taken) in [("elsewhere", "closer look"), ("ear", "ear2")] {
            filling.clear();
            for letter in typed.chars().chain(['2']) {
                filling.press(Chord::char(letter), &setting);
            }
            assert_eq!(filling.form.text(filling.at), taken);
        }
    }
}
