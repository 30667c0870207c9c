//! A form as questions, one at a time, with no redrawing: for screen readers, and for whoever likes it plain.
//!
//! What is answered is kept as a draft after every question, as on the screens.

use std::io::{IsTerminal, Write, stdin};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use chrono::Utc;
use rustix::io::ioctl_fionread;

use crate::api::message::{Ask, Done, Fault};
use crate::api::service::{Service, take};
use crate::cli::ending::Trouble;
use crate::cli::keyboard::Keyboard;
use crate::domain::case::record::Case;
use crate::domain::party::record::Party;
use crate::domain::records::any::AnyCommand;
use crate::domain::reference::RecordRef;
use crate::domain::text::{one_line, without_sequences};
use crate::drafts::{DraftKey, DraftStore, Saved};
use crate::forms::explained::rule_of;
use crate::forms::field::{Field, Kind};
use crate::forms::form::Form;
use crate::forms::setting::Setting;
use crate::forms::table::FormTable;

/// The longest list of choices that is read out.
pub const READ_OUT: usize = 20;
/// Bytes of a line that a terminal hands over. What is typed beyond them is lost.
const LONGEST_LINE: usize = 4095;
/// How many letters of it are told to whoever typed more.
const TOLD: usize = 40;
/// How long after an empty line the rest of what was pasted may come, over a slow link.
const A_MOMENT: Duration = Duration::from_millis(200);
/// Bytes of an answer that somebody may have typed ahead, as 1 and Enter. More that wait were pasted.
const TYPED_AHEAD: u64 = 2;

/// A person at a keyboard, asked in plain lines.
pub struct Prompt<'a> {
    /// What they type.
    pub input: &'a mut dyn Keyboard,
    /// What they read.
    pub out: &'a mut dyn Write,
    /// Where answers are kept until they are saved.
    pub drafts: Option<&'a DraftStore>,
    /// The time, for drafts.
    pub now: chrono::DateTime<Utc>,
}

/// How a form ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    /// Answered whole: do this.
    Do(AnyCommand),
    /// Left; what was typed, if anything was, is kept.
    Left {
        /// Whether there is something.
        is_kept: bool,
    },
}

/// What somebody is told who left a form.
pub const fn left(is_kept: bool) -> &'static str {
    if is_kept { "Left. What you typed is kept as a draft." } else { "Left." }
}

/// Where an answer leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Went {
    /// To the next question.
    On,
    /// To the question before.
    Back,
    /// Out of the form.
    Away,
}

/// Whether more of what was pasted waits to be read: then an empty line is one of it, and ends nothing.
fn is_pasting() -> bool {
    stdin().is_terminal() && {
        thread::sleep(A_MOMENT);
        ioctl_fionread(stdin()).is_ok_and(|it| TYPED_AHEAD < it)
    }
}

/// What a form is, and whose case or which record it is for.
fn heading(table: &FormTable, setting: &Setting) -> String {
    match (setting.case(), setting.record()) {
        (Some(case), _) => {
            format!("{}. {}, {}", table.title, case.reference, case.facts.complainant.name)
        }
        (None, Some((on, _))) if !matches!(on, RecordRef::Office) => format!("{}. {on}", table.title),
        _ => table.title.to_string(),
    }
}

/// What whoever is about to write to the people of a case, or to ring them, is to mind.
fn to_mind(case: &Case) -> impl Iterator<Item = String> {
    let people = [&case.facts.complainant, &case.facts.representative];
    people.into_iter().filter(|it| **it != Party::default()).map(Party::in_a_line)
}

/// An answer as it is read out.
fn answered(text: &str) -> &str {
    if text.is_empty() { "not provided" } else { text }
}

impl Prompt<'_> {
    /// Asks, and reads a line; none where nobody answers any more.
    pub fn line(&mut self, question: &str) -> Result<Option<String>, Trouble> {
        write!(self.out, "{question} ")?;
        self.out.flush()?;
        let Some(line) = self.input.line(question)? else { return Ok(None) };
        let typed = without_sequences(&line);
        if typed != line {
            let taken = one_line(&typed);
            writeln!(self.out, "Arrows and keys like them do nothing here, and are left out: “{taken}”.")?;
        }
        let line = &*typed;
        if LONGEST_LINE <= line.len() && stdin().is_terminal() && !self.input.takes_long_lines() {
            let from = line.chars().count().saturating_sub(TOLD);
            let end: String = line.chars().skip(from).collect();
            writeln!(
                self.out,
                "Your terminal took no more than {LONGEST_LINE} bytes of that line. What is kept ends with “{}”. Go on from \
                 there on the next line, or press b or 2 later and answer again.",
                one_line(&end)
            )?;
        }
        Ok(Some(line.trim().to_owned()))
    }

    /// Asks for a number of a list that was read out; none to go back.
    pub fn number(&mut self, question: &str, last: usize) -> Result<Option<usize>, Trouble> {
        loop {
            match self.line(question)?.as_deref() {
                None | Some("q" | "b" | "") => return Ok(None),
                Some(text) => match text.parse() {
                    Ok(number) if (1..=last).contains(&number) => return Ok(Some(number)),
                    _ => writeln!(self.out, "Type a number from 1 to {last}, or b to go back.")?,
                },
            }
        }
    }

    /// Asks a form through. Answers that are there already are not asked for again, and of what is recorded only what is to be
    /// put right.
    pub fn form(
        &mut self,
        table: &Arc<FormTable>,
        setting: &Setting,
        given: &[(String, String)],
    ) -> Result<Ended, Trouble> {
        self.form_told(table, setting, given, &mut |_| Vec::new())
    }

    /// The same; after each answer it is said what `known` says of the form, and before it is saved all of that again.
    pub fn form_told(
        &mut self,
        table: &Arc<FormTable>,
        setting: &Setting,
        given: &[(String, String)],
        known: &mut dyn FnMut(&Form) -> Vec<String>,
    ) -> Result<Ended, Trouble> {
        if table.corrects {
            return self.correction(table, setting, given);
        }
        let mut form = Form::new(table, setting, given);
        writeln!(
            self.out,
            "{}. b goes back one question, q leaves and keeps what you typed, ? says more.",
            one_line(&heading(table, setting))
        )?;
        let case = setting.case().filter(|_| table.speaks_of_the_person());
        let theirs = Some(setting.theirs.to_owned()).filter(|it| !it.is_empty());
        for it in case.into_iter().flat_map(to_mind).chain(theirs) {
            writeln!(self.out, "{}.", one_line(it.trim_end_matches('.')))?;
        }
        let mut said = Vec::new();
        let is_given = |it: &Field| given.iter().any(|one| one.0 == it.name);
        let asked: Vec<usize> = (0..table.fields.len()).filter(|it| !is_given(&table.fields[*it])).collect();
        for (place, it) in (0..).zip(&table.fields).filter(|it| is_given(it.1)) {
            let text = one_line(form.text(place));
            if !text.is_empty() {
                writeln!(self.out, "Answered already. {}: {text}", it.label)?;
            }
        }
        let mut at = 0;
        while let Some(place) = asked.get(at) {
            match self.answer(&mut form, *place, setting)? {
                Went::On => {
                    at += 1;
                    self.say_what_is_known(&mut said, known(&form))?;
                }
                Went::Away => return Ok(Self::leave(&form, setting)),
                Went::Back => match at.checked_sub(1) {
                    None => writeln!(self.out, "This is the first question. q leaves.")?,
                    Some(before) => {
                        at = before;
                        let field = &table.fields[asked[at]];
                        let text = one_line(form.text(asked[at]));
                        writeln!(self.out, "Back to {}. Your answer was: {}.", field.label, answered(&text))?;
                    }
                },
            }
            self.keep(&form, setting)?;
        }
        loop {
            let place = if let Some(asked) = form.check(setting) {
                self.read_out(&form)?;
                for it in &said {
                    writeln!(self.out, "{}", one_line(it))?;
                }
                for doubt in &form.doubts {
                    writeln!(self.out, "Before you save: {}", one_line(doubt))?;
                }
                match self.one_of_three(&Self::to_be_done(&form))? {
                    1 => return Ok(Ended::Do(asked)),
                    2 => match self.number("Which answer?", table.fields.len())? {
                        Some(number) => number - 1,
                        None => continue,
                    },
                    _ => return Ok(Self::leave(&form, setting)),
                }
            } else {
                let problem = form.problems[0].clone();
                writeln!(self.out, "There is a problem. {}", one_line(&problem.words))?;
                let Some(place) = table.place(&problem.field) else { return Ok(Self::leave(&form, setting)) };
                place
            };
            if self.answer(&mut form, place, setting)? == Went::Away {
                return Ok(Self::leave(&form, setting));
            }
            self.keep(&form, setting)?;
        }
    }

    /// Says what is known now and was not before.
    fn say_what_is_known(&mut self, said: &mut Vec<String>, known: Vec<String>) -> Result<(), Trouble> {
        for it in known.iter().filter(|it| !said.contains(it)) {
            writeln!(self.out, "{}", one_line(it))?;
        }
        *said = known;
        Ok(())
    }

    /// What is asked once nothing is wrong.
    fn to_be_done(form: &Form) -> String {
        let all_the_same = if form.doubts.is_empty() { "" } else { " all the same" };
        format!("1 {}{all_the_same}, 2 change an answer, 3 leave:", form.table.done)
    }

    fn leave(form: &Form, setting: &Setting) -> Ended {
        Ended::Left { is_kept: form.is_touched(setting) }
    }

    /// Asks until it is 1, 2 or 3: nothing is saved, and nobody leaves, by another key.
    fn one_of_three(&mut self, question: &str) -> Result<u8, Trouble> {
        loop {
            match self.line(question)?.as_deref() {
                Some("1") => return Ok(1),
                Some("2") => return Ok(2),
                None | Some("3" | "q") => return Ok(3),
                Some("?") => writeln!(
                    self.out,
                    "1 does it, 2 asks which answer you put right, 3 leaves and keeps what you typed as a draft."
                )?,
                Some(_) => writeln!(self.out, "Type 1, 2 or 3.")?,
            }
        }
    }

    /// Asks for one answer, until it will do.
    fn answer(&mut self, form: &mut Form, place: usize, setting: &Setting) -> Result<Went, Trouble> {
        loop {
            let before = form.text(place).to_owned();
            let went = if matches!(form.table.fields[place].kind, Kind::Text) {
                self.text(form, place, setting)?
            } else {
                self.one_line_answer(form, place, setting)?
            };
            if went != Went::On {
                return Ok(went);
            }
            let field = &form.table.fields[place];
            if form.text(place).trim().is_empty() && !field.is_optional {
                writeln!(self.out, "{}: this needs an answer.", field.label)?;
                continue;
            }
            form.leave(place, setting);
            let Some(problem) = form.problem(place).map(one_line) else { return Ok(Went::On) };
            writeln!(self.out, "{problem}")?;
            form.set(place, before);
        }
    }

    /// What is asked of a field, and what Enter does.
    fn question(form: &Form, place: usize, how: &str) -> String {
        let field = &form.table.fields[place];
        // A text of several lines has been read out.
        let now = if form.text(place).lines().nth(1).is_some() {
            "it as it is".to_owned()
        } else {
            one_line(form.text(place))
        };
        let enter = match (now.as_str(), field.is_optional) {
            ("", true) if field.stays_when_empty => "Enter leaves it as it is".to_owned(),
            ("", true) => "Enter leaves it empty".to_owned(),
            ("", false) => String::new(),
            (now, true) if !field.stays_when_empty => format!("Enter keeps {now}, - empties it"),
            (now, _) => format!("Enter keeps {now}"),
        };
        let asked = format!("{}{how}", field.label);
        match (enter.is_empty(), asked.ends_with('?')) {
            (true, true) => asked,
            (true, false) => format!("{asked}:"),
            (false, true) => format!("{asked} {enter}:"),
            (false, false) => format!("{asked}. {enter}:"),
        }
    }

    /// Says more of a field.
    fn explain(&mut self, field: &Field, setting: &Setting) -> Result<(), Trouble> {
        let examples = field.kind.examples().unwrap_or_default();
        let told: Vec<&str> =
            [&*field.hint, examples, rule_of(&field.name)].into_iter().filter(|it| !it.is_empty()).collect();
        let told = if told.is_empty() { "No more is known of it".to_owned() } else { told.join(". ") };
        writeln!(self.out, "{}: {}.", field.label, told.trim_end_matches('.'))?;
        for it in field.parts.iter().filter_map(|it| it.in_words(setting)) {
            writeln!(self.out, "{}", one_line(&it))?;
        }
        Ok(())
    }

    fn one_line_answer(&mut self, form: &mut Form, place: usize, setting: &Setting) -> Result<Went, Trouble> {
        let field = form.table.fields[place].clone();
        let choices = field.kind.choices().map(|it| it.all(setting)).unwrap_or_default();
        let is_read_out = !choices.is_empty() && choices.len() <= READ_OUT;
        let read_out = |out: &mut dyn Write| {
            let mut all = (1..).zip(&choices).filter(|_| is_read_out);
            all.try_for_each(|(number, it)| writeln!(out, "  {number}. {}", one_line(it)))
        };
        read_out(self.out)?;
        let hint =
            if field.hint.is_empty() { field.kind.examples().unwrap_or_default() } else { &field.hint };
        let hint = if hint.is_empty() || is_read_out { String::new() } else { format!(" ({hint})") };
        loop {
            let Some(text) = self.line(&Self::question(form, place, &hint))? else { return Ok(Went::Away) };
            match text.as_str() {
                "q" => return Ok(Went::Away),
                "b" => return Ok(Went::Back),
                "" => return Ok(Went::On),
                "?" => {
                    self.explain(&field, setting)?;
                    read_out(self.out)?;
                    continue;
                }
                "-" if field.is_optional && !field.stays_when_empty => form.set(place, ""),
                text => {
                    let before = form.text(place).to_owned();
                    let number = text.parse::<usize>().ok().filter(|_| is_read_out);
                    match number.and_then(|it| choices.get(it.wrapping_sub(1))) {
                        Some(choice) => form.set(place, choice.clone()),
                        None => form.answer(place, text, setting),
                    }
                    if !form.is_settled(place, setting) {
                        self.say_which(form, place, choices.len(), setting)?;
                        form.set(place, before);
                        continue;
                    }
                }
            }
            return Ok(Went::On);
        }
    }

    /// Says that an answer is none of the choices: which fit it, or are near it.
    fn say_which(
        &mut self,
        form: &Form,
        place: usize,
        count: usize,
        setting: &Setting,
    ) -> Result<(), Trouble> {
        let text = one_line(form.text(place));
        let left = form.narrowed(place, setting).filter(|it| !it.choices.is_empty());
        let named = left
            .as_ref()
            .map(|it| it.choices.iter().take(READ_OUT).map(|it| one_line(it)).collect::<Vec<_>>().join(", "));
        let more = match (left.is_some_and(|it| it.is_guess), named) {
            (true, Some(named)) => format!("Did you mean: {named}?"),
            (false, Some(named)) => format!("These have it: {named}. Type more of one."),
            (_, None) => "Type its number or its words.".to_owned(),
        };
        writeln!(self.out, "“{text}” is not one of the {count}. {more}")?;
        Ok(())
    }

    /// Asks for a text. One of several lines that is there is read out, and one line of it may be put right by its number.
    fn text(&mut self, form: &mut Form, place: usize, setting: &Setting) -> Result<Went, Trouble> {
        let field = form.table.fields[place].clone();
        let mut lines: Vec<String> = Vec::new();
        let mut there: Vec<String> = form.text(place).lines().map(str::to_owned).collect();
        if there.len() > 1 {
            for (number, line) in (1..).zip(&there) {
                writeln!(self.out, "  {number}. {}", one_line(line))?;
            }
            writeln!(
                self.out,
                "“2: words” puts line 2 right, “+ words” adds a line; other words take their place."
            )?;
        }
        let hint = if field.hint.is_empty() { String::new() } else { format!(" ({})", field.hint) };
        let question = Self::question(form, place, &format!("{hint}, an empty line ends it"));
        let mut ask = question.clone();
        loop {
            match self.line(&ask)? {
                None => return Ok(Went::Away),
                Some(line) if line == "q" && lines.is_empty() => return Ok(Went::Away),
                Some(line) if line == "b" && lines.is_empty() => return Ok(Went::Back),
                Some(line) if line == "?" => {
                    self.explain(&field, setting)?;
                    if lines.is_empty() {
                        ask.clone_from(&question);
                    }
                    continue;
                }
                Some(line) if line == "-" && lines.is_empty() && field.is_optional => {
                    form.set(place, "");
                    return Ok(Went::On);
                }
                Some(line) if line.is_empty() && (lines.is_empty() || !is_pasting()) => break,
                // A full stop alone leaves a line empty, for whoever types.
                Some(line) if line == "." && !lines.is_empty() => lines.push(String::new()),
                Some(line) if lines.is_empty() && there.len() > 1 && put_right(&mut there, &line) => {
                    form.set(place, there.join("\n"));
                }
                Some(line) => lines.push(line),
            }
            ">".clone_into(&mut ask);
        }
        if !lines.is_empty() {
            form.set(place, lines.join("\n").trim_end().to_owned());
        }
        Ok(Went::On)
    }

    fn read_out(&mut self, form: &Form) -> Result<(), Trouble> {
        for (place, field) in form.table.fields.iter().enumerate() {
            let (number, text) = (place + 1, one_line(form.text(place)));
            writeln!(self.out, "{number}. {}: {}", field.label, answered(&text))?;
        }
        Ok(())
    }

    fn keep(&mut self, form: &Form, setting: &Setting) -> Result<(), Trouble> {
        let Some(drafts) = self.drafts.filter(|_| form.is_touched(setting)) else { return Ok(()) };
        let fields = form.typed();
        let about = fields.iter().map(|it| one_line(&it.1)).find(|it| !it.is_empty()).unwrap_or_default();
        let saved = Saved {
            form: form.table.id.to_string(),
            about,
            on: setting.about.mark(),
            version: setting.record().map(|it| it.1),
            fields,
            cursor_field: 0,
            saved_at: self.now,
        };
        drafts.save(&saved).map_err(|it| Trouble::Broken(it.to_string()))
    }

    /// Carries out what a form asked for, says how it went, and forgets the draft if it went well. What was done, if it was.
    pub fn carry_out(
        &mut self,
        service: &mut dyn Service,
        table: &FormTable,
        setting: &Setting,
        asked: AnyCommand,
    ) -> Result<Option<Done>, Trouble> {
        let on = setting.record();
        let (words, done) = match carry_out(service, on, asked) {
            Ok(done) => (saved(table, done), Some(done)),
            Err(fault) => (format!("Not saved. {fault} What you typed is kept as a draft."), None),
        };
        writeln!(self.out, "{}", one_line(&words))?;
        if let Some(drafts) = self.drafts.filter(|_| done.is_some()) {
            let key = DraftKey { form: table.id.to_string(), on: setting.about.mark() };
            drafts.remove(&key).map_err(|it| Trouble::Broken(it.to_string()))?;
        }
        Ok(done)
    }
}

/// Puts a line right by its number, as “2: words”, or adds one, as “+ words”. Says whether it was meant so.
fn put_right(lines: &mut Vec<String>, typed: &str) -> bool {
    if let Some(words) = typed.strip_prefix("+ ") {
        lines.push(words.trim().to_owned());
        return true;
    }
    let Some((number, words)) = typed.split_once(':') else { return false };
    let place = number.trim().parse::<usize>().ok().and_then(|it| it.checked_sub(1));
    let Some(line) = place.and_then(|it| lines.get_mut(it)) else { return false };
    words.trim().clone_into(line);
    true
}

/// Asks the desk for what a form asked for, on the record that was seen; what was done.
pub fn carry_out(
    service: &mut dyn Service,
    seen: Option<(RecordRef, u64)>,
    asked: AnyCommand,
) -> Result<Done, Fault> {
    let seen = seen.filter(|it| asked.fits(it.0));
    let on = match asked {
        AnyCommand::Office(_) => Some(RecordRef::Office),
        _ => seen.map(|it| it.0),
    };
    take(service, Ask { on, version: seen.map(|it| it.1), ..Ask::first(asked) })
}

/// What was done, in a sentence.
pub fn saved(table: &FormTable, done: Done) -> String {
    match done.on {
        RecordRef::Office => "Saved.".to_owned(),
        RecordRef::Entry(on) if done.is_first() => format!("Saved as {on}."),
        on => format!("{}: saved on {on}.", table.title.split(':').next().unwrap_or_default()),
    }
}

/// What is recorded, put right answer by answer.
mod correcting;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_text_is_put_right_by_its_number_and_one_is_added() {
        let mut lines = vec!["Train | kp".to_owned(), "Publish | js".to_owned()];
        for (typed, is_meant, expect) in [
            ("2: Publish | js | done", true, "Train | kp\nPublish | js | done"),
            ("+ Write", true, "Train | kp\nPublish | js | done\nWrite"),
            ("4: Not there", false, "Train | kp\nPublish | js | done\nWrite"),
            ("At 10: tea", false, "Train | kp\nPublish | js | done\nWrite"),
        ] {
            assert_eq!(
                (put_right(&mut lines, typed), lines.join("\n").as_str()),
                (is_meant, expect),
                "{typed}"
            );
        }
    }
}
