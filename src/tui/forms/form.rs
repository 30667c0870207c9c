//! A form being filled in: what is typed, where the cursor is, what is wrong. Keys in, outcome out; draws nothing.

use crate::domain::case::decide::{begin, decide};
use crate::domain::case::event::Event;
use crate::domain::case::record::Case;
use crate::domain::office::decide::decide as decide_office;
use crate::domain::plan::decide::{begin as begin_plan, decide as decide_plan};
use crate::domain::plan::record::Plan;
use crate::domain::refusal::Refusal;
use crate::domain::year::decide::decide as decide_year;
use crate::forms::field::{Answers, Asked, FormTable, Kind, Problem, Setting};
use crate::tui::forms::entry::{Entry, fitting};
use crate::tui::forms::keys::{FormAct, resolve};
use crate::tui::terminal::chord::{Chord, Key};

/// What a key led to.
#[derive(Clone, Debug, PartialEq)]
pub enum Pressed {
    /// Nothing that anybody else must know.
    Nothing,
    /// What is typed has changed: it wants to be kept.
    Changed,
    /// It is complete and nothing is wrong with it: do this.
    Submit(Asked),
    /// Choose words of the office to put where the cursor is.
    Wording,
    /// Leave it.
    Leave,
}

/// A form being filled in.
pub struct Form {
    /// Its table.
    pub table: &'static FormTable,
    /// What is typed, field by field.
    pub entries: Vec<Entry>,
    /// The field with the cursor.
    pub at: usize,
    /// Whether the check page shows.
    pub is_checking: bool,
    /// What is wrong, as last checked.
    pub problems: Vec<Problem>,
    /// The first line of the check page that shows, where it is longer than the screen.
    pub top: usize,
    /// What a number typed on the check page begins with.
    pub number: String,
}

impl Form {
    /// A form as it opens: with defaults, or with what was typed before. One without fields is only checked.
    pub fn new(table: &'static FormTable, setting: &Setting, before: &[(String, String)]) -> Self {
        let text = |field: &crate::forms::field::Field| {
            let kept = before.iter().find(|it| it.0 == field.name).map(|it| it.1.clone());
            kept.unwrap_or_else(|| (field.default)(setting))
        };
        let entries: Vec<Entry> =
            table.fields.iter().map(|it| Entry::new(&text(it), matches!(it.kind, Kind::Text))).collect();
        let at = if before.is_empty() { first_open(table, &entries) } else { 0 };
        let mut form = Self {
            table,
            entries,
            at,
            is_checking: false,
            problems: Vec::new(),
            top: 0,
            number: String::new(),
        };
        if table.opens_on_check || table.fields.is_empty() {
            form.check(setting);
        }
        form
    }

    /// What is typed, by the names of the fields.
    pub fn typed(&self) -> Vec<(String, String)> {
        let names = self.table.fields.iter().map(|it| it.name.to_owned());
        names.zip(self.entries.iter().map(Entry::text)).collect()
    }

    /// Whether anything stands in it that was not there by itself.
    pub fn is_touched(&self, setting: &Setting) -> bool {
        self.table
            .fields
            .iter()
            .zip(&self.entries)
            .any(|(field, entry)| entry.text() != (field.default)(setting))
    }

    /// The problem of a field.
    pub fn problem(&self, place: usize) -> Option<&str> {
        let name = self.table.fields[place].name;
        self.problems.iter().find(|it| it.field == name).map(|it| it.words.as_str())
    }

    /// The choices of a field, narrowed by what is typed in it; none for other kinds. A complete choice does not narrow.
    pub fn choices(&self, place: usize, setting: &Setting) -> Option<(Vec<String>, usize)> {
        let field = &self.table.fields[place];
        let mut all = field.kind.choices(setting)?;
        let mut typed = self.entries[place].text();
        if matches!(field.kind, Kind::Several(_)) {
            let (taken, last) = cut_last(&typed);
            all.retain(|it| !taken.contains(it));
            typed = last;
        }
        let is_complete = all.iter().any(|it| it.eq_ignore_ascii_case(typed.trim()));
        let narrowed = if is_complete { all.clone() } else { fitting(&all, &typed) };
        Some((narrowed, all.len()))
    }

    /// Takes a key.
    pub fn press(&mut self, chord: Chord, setting: &Setting) -> Pressed {
        if self.is_checking {
            self.press_checking(chord, setting)
        } else {
            self.press_filling(chord, setting)
        }
    }

    /// Checks the answers: what they ask for, or none with what is wrong in `problems`.
    pub fn checked(&mut self, setting: &Setting) -> Option<Asked> {
        self.check(setting)
    }

    /// Answers a field with a text: where one chooses from a list and only one fits it, with that one.
    pub fn settle(&mut self, place: usize, text: &str, setting: &Setting) {
        self.entries[place].set(text);
        let (at, was) = (place, self.at);
        self.at = at;
        self.take_choice(setting, false);
        self.at = was;
    }

    /// Whether what stands in a field of choices is on its list, or nothing is.
    pub fn is_settled(&self, place: usize, setting: &Setting) -> bool {
        let kind = self.table.fields[place].kind;
        let text = self.entries[place].text();
        let Some(all) = kind.choices(setting) else { return true };
        let is_one =
            |it: &str| it.trim().is_empty() || all.iter().any(|one| one.eq_ignore_ascii_case(it.trim()));
        match kind {
            Kind::Several(_) => text.split(',').all(is_one),
            _ => is_one(&text),
        }
    }

    /// Takes pasted text into the field with the cursor; it never acts.
    pub fn paste(&mut self, text: &str) -> Pressed {
        if self.is_checking {
            return Pressed::Nothing;
        }
        self.problems.clear();
        if self.entries[self.at].paste(text) { Pressed::Changed } else { Pressed::Nothing }
    }

    /// Shows what the desk refused, at its field. Nothing typed is lost.
    pub fn refuse(&mut self, refusal: &Refusal) {
        self.problems = vec![Problem { field: refusal.field.clone(), words: refusal.to_string() }];
        self.is_checking = true;
    }

    fn press_filling(&mut self, chord: Chord, setting: &Setting) -> Pressed {
        let is_choice = matches!(self.table.fields[self.at].kind, Kind::Choice(_) | Kind::Several(_));
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
                if is_choice && chord.text().is_some() && self.is_complete(setting) {
                    self.entries[self.at].set("");
                }
                self.changed(|entry| entry.press(chord))
            }
        }
    }

    fn changed(&mut self, change: impl FnOnce(&mut Entry) -> bool) -> Pressed {
        let entry = &mut self.entries[self.at];
        if change(entry) {
            entry.highlighted = 0;
            self.problems.clear();
            Pressed::Changed
        } else {
            Pressed::Nothing
        }
    }

    /// Whether a choice of one is made.
    fn is_complete(&self, setting: &Setting) -> bool {
        let Kind::Choice(all) = self.table.fields[self.at].kind else { return false };
        all(setting).contains(&self.entries[self.at].text())
    }

    /// A number takes a choice of a short list, while nothing else is typed.
    fn takes_number(&mut self, chord: Chord, setting: &Setting) -> bool {
        let Some(digit) = chord.text().and_then(|it| it.to_digit(10)) else { return false };
        let Kind::Choice(all) = self.table.fields[self.at].kind else { return false };
        let all = all(setting);
        let typed = self.entries[self.at].text();
        let place = if digit == 0 { 9 } else { digit as usize - 1 };
        let is_free = typed.is_empty() || all.contains(&typed);
        let Some(choice) = all.get(place).filter(|_| is_free && all.len() <= 10) else { return false };
        self.entries[self.at].set(&choice.clone());
        self.problems.clear();
        true
    }

    fn highlight(&mut self, is_down: bool, setting: &Setting) -> bool {
        let Some((narrowed, _)) = self.choices(self.at, setting) else { return false };
        let entry = &mut self.entries[self.at];
        let last = narrowed.len().saturating_sub(1);
        let is_at_end = if is_down { entry.highlighted >= last } else { entry.highlighted == 0 };
        if narrowed.is_empty() || is_at_end {
            return false;
        }
        entry.highlighted = if is_down { entry.highlighted + 1 } else { entry.highlighted - 1 };
        true
    }

    /// Takes the highlighted choice, or, when leaving by Tab, the only one that is left.
    fn take_choice(&mut self, setting: &Setting, is_enter: bool) {
        let Some((narrowed, all)) = self.choices(self.at, setting) else { return };
        let is_several = matches!(self.table.fields[self.at].kind, Kind::Several(_));
        let entry = &mut self.entries[self.at];
        let (taken, last) = cut_last(&entry.text());
        let typed = if is_several { last } else { entry.text() };
        let has_moved = entry.highlighted > 0;
        let wants = has_moved
            || (is_enter && !typed.is_empty())
            || (narrowed.len() == 1 && all > 1 && !typed.is_empty());
        let is_complete = narrowed.iter().any(|it| it.eq_ignore_ascii_case(typed.trim())) && !has_moved;
        if let Some(choice) = narrowed.get(entry.highlighted).filter(|_| wants && !is_complete) {
            let mut words = if is_several { taken } else { Vec::new() };
            words.push(choice.clone());
            entry.set(&words.join(", "));
        }
    }

    fn go(&mut self, by: isize, setting: &Setting, is_enter: bool) -> Pressed {
        let before = self.entries[self.at].text();
        self.take_choice(setting, is_enter);
        let has_changed = before != self.entries[self.at].text();
        let last = self.table.fields.len() - 1;
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
            Some(FormAct::Leave) if self.table.fields.is_empty() => Pressed::Leave,
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
        self.problems.len() + self.table.fields.len()
    }

    /// Goes to the answer that a number of the check page means.
    fn jump(&mut self) {
        if self.table.fields.is_empty() {
            return;
        }
        let number: usize = std::mem::take(&mut self.number).parse().unwrap_or(0);
        let Some(place) = number.checked_sub(1).filter(|it| *it < self.lines_to_jump_to()) else { return };
        let field = match self.problems.get(place) {
            Some(problem) => self.table.fields.iter().position(|it| it.name == problem.field).unwrap_or(0),
            None => place - self.problems.len(),
        };
        self.at = field;
        self.is_checking = false;
    }

    /// Shows the check page. Gives what is asked for if nothing is wrong.
    fn check(&mut self, setting: &Setting) -> Option<Asked> {
        let texts: Vec<String> = self.entries.iter().map(Entry::text).collect();
        let mut answers = Answers::new(*setting, self.table.fields, &texts);
        for (field, text) in self.table.fields.iter().zip(&texts) {
            if !field.is_optional && text.trim().is_empty() && !matches!(field.kind, Kind::Day(_)) {
                answers.wrong(field.name, format!("{}: this needs an answer.", field.label));
            }
        }
        let asked = (self.table.build)(&mut answers);
        let mut problems = answers.problems;
        // The form's own words come first; the rules are asked once it can be read at all.
        if problems.is_empty() {
            problems.extend(refused(&asked, setting));
        }
        let mut seen: Vec<String> = Vec::new();
        problems.retain(|it| {
            let is_new = !seen.contains(&it.field);
            seen.push(it.field.clone());
            is_new
        });
        self.problems = problems;
        self.is_checking = true;
        self.top = 0;
        self.problems.is_empty().then_some(asked)
    }
}

/// Where one begins to write: days and choices that stand there already are passed over.
fn first_open(table: &FormTable, entries: &[Entry]) -> usize {
    let is_settled = |place: &usize| {
        matches!(table.fields[*place].kind, Kind::Choice(_) | Kind::Day(_))
            && !entries[*place].text().is_empty()
    };
    (0..entries.len()).find(|it| !is_settled(it)).unwrap_or(0)
}

/// A list with commas: what is taken, and what is being typed after it.
fn cut_last(text: &str) -> (Vec<String>, String) {
    let mut parts: Vec<String> = text.split(',').map(|it| it.trim().to_owned()).collect();
    let last = parts.pop().unwrap_or_default();
    parts.retain(|it| !it.is_empty());
    (parts, last)
}

/// What the rules say against it, before anybody is asked.
fn refused(asked: &Asked, setting: &Setting) -> Option<Problem> {
    let terms = setting.terms();
    let verdict: Result<(), Refusal> = match asked {
        Asked::Office(command) => decide_office(terms.office, terms.today, command.clone()).map(drop),
        Asked::Year(command) => {
            let record = setting.year.map(|it| &it.record);
            record.map_or(Ok(()), |it| decide_year(&terms, it, command.clone()).map(drop))
        }
        Asked::Plan(_) if !setting.actions.is_empty() => Ok(()),
        Asked::Plan(steps) => {
            let mut plan: Option<Plan> = setting.plan.cloned();
            steps.iter().try_for_each(|step| {
                let events = match &plan {
                    Some(plan) => decide_plan(&terms, plan, step.clone())?,
                    None => begin_plan(&terms, step.clone())?,
                };
                if let Some(plan) = &mut plan {
                    events.iter().for_each(|it| plan.apply(it));
                }
                Ok(())
            })
        }
        Asked::Steps(_) if !setting.many.is_empty() => Ok(()),
        Asked::Steps(steps) => {
            let mut case: Option<Case> = setting.case.cloned();
            steps.iter().try_for_each(|step| {
                let events: Vec<Event> = match &case {
                    Some(case) => decide(&terms, case, step.clone())?,
                    None => begin(&terms, step.clone())?,
                };
                if let Some(case) = &mut case {
                    events.iter().for_each(|it| case.apply(it));
                }
                Ok(())
            })
        }
    };
    verdict.err().map(|it| Problem { words: it.to_string(), field: it.field })
}
