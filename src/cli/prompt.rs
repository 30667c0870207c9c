//! A form as questions, one at a time, with no redrawing: for screen readers, and for whoever likes it plain.
//!
//! What is answered is kept as a draft after every question, as on the screens.

use std::io::{BufRead, Write};
use std::sync::Arc;

use chrono::Utc;

use crate::api::message::{Ask, Done, Fault};
use crate::api::service::{Service, take};
use crate::cli::ending::Trouble;
use crate::domain::records::any::AnyCommand;
use crate::domain::reference::RecordRef;
use crate::domain::text::one_line;
use crate::drafts::{DraftKey, DraftStore, Saved};
use crate::forms::field::{Field, Kind};
use crate::forms::form::Form;
use crate::forms::setting::Setting;
use crate::forms::table::FormTable;

/// The longest list of choices that is read out.
pub const READ_OUT: usize = 20;

/// A person at a keyboard, asked in plain lines.
pub struct Prompt<'a> {
    /// What they type.
    pub input: &'a mut dyn BufRead,
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
    /// Left; what was typed is kept.
    Left,
}

impl Prompt<'_> {
    /// Asks, and reads a line; none where nobody answers any more.
    pub fn line(&mut self, question: &str) -> Result<Option<String>, Trouble> {
        write!(self.out, "{question} ")?;
        self.out.flush()?;
        let mut line = String::new();
        let read = self.input.read_line(&mut line)?;
        Ok((read > 0).then(|| line.trim().to_owned()))
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

    /// Asks a form through. Answers that are there already are not asked for again.
    pub fn form(
        &mut self,
        table: &Arc<FormTable>,
        setting: &Setting,
        given: &[(String, String)],
    ) -> Result<Ended, Trouble> {
        let mut form = Form::new(table, setting, given);
        writeln!(self.out, "{}. An empty answer takes what stands in brackets; “back” leaves.", table.title)?;
        for (place, field) in table.fields.iter().enumerate() {
            let is_given = given.iter().any(|it| it.0 == field.name);
            if !is_given && !self.answer(&mut form, place, field, setting)? {
                return Ok(Ended::Left);
            }
            self.keep(&form, setting)?;
        }
        loop {
            if let Some(asked) = form.check(setting) {
                self.read_out(&form)?;
                match self.line(&format!("1 {}, 2 change an answer, 3 leave:", table.done))?.as_deref() {
                    Some("1" | "y" | "yes" | "") => return Ok(Ended::Do(asked)),
                    Some("2") => {
                        let last = table.fields.len();
                        let Some(number) = self.number("Which answer?", last)? else { continue };
                        if !self.answer(&mut form, number - 1, &table.fields[number - 1], setting)? {
                            return Ok(Ended::Left);
                        }
                    }
                    _ => return Ok(Ended::Left),
                }
            } else {
                let problem = form.problems[0].clone();
                writeln!(self.out, "There is a problem. {}", one_line(&problem.words))?;
                let Some(place) = table.place(&problem.field) else { return Ok(Ended::Left) };
                if !self.answer(&mut form, place, &table.fields[place], setting)? {
                    return Ok(Ended::Left);
                }
            }
            self.keep(&form, setting)?;
        }
    }

    /// Asks for one answer. Says whether to go on.
    fn answer(
        &mut self,
        form: &mut Form,
        place: usize,
        field: &Field,
        setting: &Setting,
    ) -> Result<bool, Trouble> {
        let choices = field.kind.choices().map(|it| it.all(setting)).unwrap_or_default();
        let is_read_out = !choices.is_empty() && choices.len() <= READ_OUT;
        if is_read_out {
            for (number, it) in (1..).zip(&choices) {
                writeln!(self.out, "  {number}. {}", one_line(it))?;
            }
        }
        let hint =
            if field.hint.is_empty() { field.kind.examples().unwrap_or_default() } else { &field.hint };
        let hint = if hint.is_empty() || is_read_out { String::new() } else { format!(" ({hint})") };
        let now = one_line(form.text(place));
        let default = match (now.as_str(), field.is_optional) {
            ("", true) => " [nothing]".to_owned(),
            ("", false) => String::new(),
            (now, _) => format!(" [{now}]"),
        };
        if matches!(field.kind, Kind::Text) {
            return self.text(
                form,
                place,
                &format!("{}{hint}, an empty line ends it{default}:", field.label),
            );
        }
        loop {
            let Some(text) = self.line(&format!("{}{hint}{default}:", field.label))? else {
                return Ok(false);
            };
            match text.as_str() {
                "back" => return Ok(false),
                "" => return Ok(true),
                "-" if field.is_optional => form.set(place, ""),
                text => {
                    let number = text.parse::<usize>().ok().filter(|_| is_read_out);
                    match number.and_then(|it| choices.get(it.wrapping_sub(1))) {
                        Some(choice) => form.set(place, choice.clone()),
                        None => form.answer(place, text, setting),
                    }
                }
            }
            if choices.is_empty() || form.is_settled(place, setting) {
                return Ok(true);
            }
            let count = choices.len();
            writeln!(
                self.out,
                "“{}” is not one of the {count}. Type its number or its words.",
                one_line(&text)
            )?;
        }
    }

    /// Asks for a text. One of several lines that is there is read out, and one line of it may be put right by its number.
    fn text(&mut self, form: &mut Form, place: usize, question: &str) -> Result<bool, Trouble> {
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
        let mut ask = question.to_owned();
        loop {
            match self.line(&ask)? {
                None => return Ok(false),
                Some(line) if line == "back" && lines.is_empty() => return Ok(false),
                Some(line) if line == "-" && lines.is_empty() && form.table.fields[place].is_optional => {
                    form.set(place, "");
                    return Ok(true);
                }
                Some(line) if line.is_empty() => break,
                Some(line) if lines.is_empty() && there.len() > 1 && put_right(&mut there, &line) => {
                    form.set(place, there.join("\n"));
                }
                Some(line) => lines.push(line),
            }
            ">".clone_into(&mut ask);
        }
        if !lines.is_empty() {
            form.set(place, lines.join("\n"));
        }
        Ok(true)
    }

    fn read_out(&mut self, form: &Form) -> Result<(), Trouble> {
        for (place, field) in form.table.fields.iter().enumerate() {
            let (number, text) = (place + 1, one_line(form.text(place)));
            let text = if text.is_empty() { "not provided" } else { &text };
            writeln!(self.out, "{number}. {}: {text}", field.label)?;
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

    /// Carries out what a form asked for, says how it went, and forgets the draft if it went well.
    pub fn carry_out(
        &mut self,
        service: &mut dyn Service,
        table: &FormTable,
        setting: &Setting,
        asked: AnyCommand,
    ) -> Result<bool, Trouble> {
        let on = setting.record();
        let (words, is_done) = match carry_out(service, on, asked) {
            Ok(done) => (saved(table, done), true),
            Err(fault) => (format!("Not saved. {fault} What you typed is kept as a draft."), false),
        };
        writeln!(self.out, "{}", one_line(&words))?;
        if let Some(drafts) = self.drafts.filter(|_| is_done) {
            let key = DraftKey { form: table.id.to_string(), on: setting.about.mark() };
            drafts.remove(&key).map_err(|it| Trouble::Broken(it.to_string()))?;
        }
        Ok(is_done)
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
