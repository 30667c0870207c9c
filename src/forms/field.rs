//! What a form is made of: fields, what a form may look at, and what is wrong with an answer.

use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::calendar::typed::{self, Sense};
use crate::domain::case::command::Command;
use crate::domain::case::decide::putting_right::pence;
use crate::domain::case::record::Case;
use crate::domain::diary::AnyStep;
use crate::domain::office::command::OfficeCommand;
use crate::domain::office::lists::Item;
use crate::domain::office::record::{House, Office};
use crate::domain::office::settings::SavedView;
use crate::domain::plan::command::PlanCommand;
use crate::domain::plan::record::Plan;
use crate::domain::records::any::AnyCommand;
use crate::domain::reference::{ActionRef, CaseRef, RecordRef};
use crate::domain::terms::Terms;
use crate::domain::year::command::YearCommand;
use crate::forms::office_part::OfficePart;
use crate::forms::year::YearSheet;

/// What a form may look at and cannot change.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The office and its calendar.
    pub house: &'a House,
    /// The day at the office.
    pub today: NaiveDate,
    /// Sign-in name of whoever fills it in.
    pub actor: &'a str,
    /// The case it is about; none for a new one.
    pub case: Option<&'a Case>,
    /// The plan it is about; none for a new one.
    pub plan: Option<&'a Plan>,
    /// The part it was opened for: the number of an issue, a remedy, a payment or an action; 0 for none.
    pub part: u32,
    /// The cases it is on, where it is on several at once: each is checked by itself when it is saved.
    pub many: &'a [CaseRef],
    /// The actions it is on, where it is on several at once.
    pub actions: &'a [ActionRef],
    /// The list that it is about to keep.
    pub list: Option<&'a SavedView>,
    /// The financial year that it is about.
    pub year: Option<&'a YearSheet>,
    /// The part of the office that it is about.
    pub entry: Option<OfficePart>,
}

impl<'a> Setting<'a> {
    /// The office.
    pub const fn office(&self) -> &'a Office {
        &self.house.office
    }

    /// The record that it is about, with the version that was seen; none for a new one.
    pub fn record(&self) -> Option<(RecordRef, u64)> {
        let case = self.case.map(|it| (it.reference.into(), it.version));
        let plan = self.plan.map(|it| (it.reference.into(), it.version));
        let year = self.year.map(|it| (it.record.year.into(), it.record.version));
        plan.or(case).or(year)
    }

    /// The entry of one of the office's lists that it is about.
    pub fn item(&self) -> Option<&'a Item> {
        let Some(OfficePart::Entry(list, id)) = self.entry else { return None };
        self.house.office.list(list).item(id)
    }

    /// Its calendar.
    pub const fn calendar(&self) -> &'a Calendar {
        &self.house.calendar
    }

    /// What decisions are made under.
    pub const fn terms(&self) -> Terms<'a> {
        Terms {
            office: &self.house.office,
            calendar: &self.house.calendar,
            today: self.today,
            actor: self.actor,
        }
    }
}

/// How a field is answered.
#[derive(Clone, Copy)]
pub enum Kind {
    /// One line.
    Line,
    /// Any number of lines.
    Text,
    /// A day.
    Day(Sense),
    /// One of a list.
    Choice(fn(&Setting) -> Vec<String>),
    /// Any number of a list, with commas between them.
    Several(fn(&Setting) -> Vec<String>),
    /// An amount of money.
    Money,
}

impl Kind {
    /// What can be chosen; none where one types freely.
    pub fn choices(self, setting: &Setting) -> Option<Vec<String>> {
        match self {
            Self::Choice(all) | Self::Several(all) => Some(all(setting)),
            Self::Line | Self::Text | Self::Day(_) | Self::Money => None,
        }
    }
}

/// Yes or no.
pub const YES_NO: Kind = Kind::Choice(|_| vec!["yes".to_owned(), "no".to_owned()]);
/// Yes, no, or nobody knows yet.
pub const YES_NO_NOT_KNOWN: Kind =
    Kind::Choice(|_| vec!["yes".to_owned(), "no".to_owned(), "not known".to_owned()]);

/// One field.
#[derive(Clone, Copy)]
pub struct Field {
    /// Its name: the same as in the command, so that a refusal finds it.
    pub name: &'static str,
    /// What it is called, in at most 16 columns.
    pub label: &'static str,
    /// A few words beside it.
    pub hint: &'static str,
    /// How it is answered.
    pub kind: Kind,
    /// Whether it may be left empty.
    pub is_optional: bool,
    /// What stands in it at first.
    pub default: fn(&Setting) -> String,
}

/// What a filled-in form asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// Steps on a case, in order.
    Steps(Vec<Command>),
    /// Steps on a plan, in order.
    Plan(Vec<PlanCommand>),
    /// A change of the office.
    Office(OfficeCommand),
    /// A change of what is kept of the year that the form is about.
    Year(YearCommand),
}

impl Asked {
    /// The steps, in order.
    pub fn steps(self) -> Vec<AnyCommand> {
        match self {
            Self::Steps(steps) => steps.into_iter().map(AnyCommand::Case).collect(),
            Self::Plan(steps) => steps.into_iter().map(AnyCommand::Plan).collect(),
            Self::Office(command) => vec![command.into()],
            Self::Year(command) => vec![command.into()],
        }
    }
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field; empty when it is the form as a whole.
    pub field: String,
    /// What is wrong and what to do, as a sentence.
    pub words: String,
}

/// A form.
pub struct FormTable {
    /// Its name, for drafts.
    pub id: &'static str,
    /// The step it is for; none for what is about the office.
    pub step: Option<AnyStep>,
    /// Its title.
    pub title: &'static str,
    /// What Enter does on the check page.
    pub done: &'static str,
    /// Whether it opens on the check page, because usually every answer is known.
    pub opens_on_check: bool,
    /// Its fields, in order.
    pub fields: &'static [Field],
    /// Makes commands of the answers.
    pub build: fn(&mut Answers) -> Asked,
}

/// The answers of a form as they are read; what cannot be read is noted as a problem, and reading goes on.
pub struct Answers<'a> {
    /// What the form may look at.
    pub setting: Setting<'a>,
    fields: &'static [Field],
    texts: &'a [String],
    /// What is wrong so far.
    pub problems: Vec<Problem>,
}

impl<'a> Answers<'a> {
    /// The answers of a form.
    pub const fn new(setting: Setting<'a>, fields: &'static [Field], texts: &'a [String]) -> Self {
        Self { setting, fields, texts, problems: Vec::new() }
    }

    /// An answer as it was typed, without space around it.
    pub fn text(&self, name: &str) -> String {
        let place = self.fields.iter().position(|it| it.name == name);
        place.and_then(|it| self.texts.get(it)).map(|it| it.trim().to_owned()).unwrap_or_default()
    }

    fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|it| it.name == name)
    }

    /// Notes that an answer will not do.
    pub fn wrong(&mut self, name: &str, words: impl Into<String>) {
        self.problems.push(Problem { field: name.to_owned(), words: words.into() });
    }

    /// A day that must be given.
    pub fn day(&mut self, name: &str) -> NaiveDate {
        self.maybe_day(name).unwrap_or_else(|| {
            if self.text(name).is_empty() {
                let label = self.field(name).map_or(name, |it| it.label);
                self.wrong(name, format!("{label}: enter a date, for example 24 Nov, today or +10wd."));
            }
            self.setting.today
        })
    }

    /// A day that may be left out.
    pub fn maybe_day(&mut self, name: &str) -> Option<NaiveDate> {
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        let field = self.field(name)?;
        let Kind::Day(sense) = field.kind else { return None };
        match typed::read(&text, sense, self.setting.today, self.setting.calendar()) {
            Ok(day) => Some(day),
            Err(why) => {
                self.wrong(name, format!("{}: {why}", field.label));
                None
            }
        }
    }

    /// A choice, turned into what it means; the words of a wrong one say how many there are.
    pub fn choice<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        let value = read(&text);
        if value.is_none() {
            let label = self.field(name).map_or(name, |it| it.label);
            self.wrong(name, format!("{label}: choose one from the list. “{text}” is not on it."));
        }
        value
    }

    /// The choices taken, one by one.
    pub fn several(&self, name: &str) -> Vec<String> {
        let text = self.text(name);
        text.split(',').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
    }

    /// Yes or no; none where nothing is known.
    pub fn yes_no(&mut self, name: &str) -> Option<bool> {
        let answer = self.choice(name, |word| match word.to_lowercase().as_str() {
            "yes" | "y" => Some(Some(true)),
            "no" | "n" => Some(Some(false)),
            "not known" => Some(None),
            _ => None,
        });
        answer.flatten()
    }

    /// The number that a choice such as `remedy 2: apology` begins with; 0 where none is chosen.
    pub fn number(&mut self, name: &str) -> u32 {
        let number = self.choice(name, |word| {
            let digits: String =
                word.chars().skip_while(|it| !it.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        });
        number.unwrap_or(0)
    }

    /// An amount in pence; 0 where nothing is entered.
    pub fn pence(&mut self, name: &str) -> u64 {
        let text = self.text(name);
        if text.is_empty() {
            return 0;
        }
        pence(&text).unwrap_or_else(|| {
            let label = self.field(name).map_or(name, |it| it.label);
            self.wrong(name, format!("{label}: enter an amount, for example 250 or 1,250.50."));
            0
        })
    }

    /// Hours as minutes; 0 where nothing is entered.
    pub fn minutes(&mut self, name: &str) -> u32 {
        let text = self.text(name);
        if text.is_empty() {
            return 0;
        }
        minutes(&text).unwrap_or_else(|| {
            let label = self.field(name).map_or(name, |it| it.label);
            self.wrong(name, format!("{label}: enter hours, for example 2, 1.5 or 1:30."));
            0
        })
    }

    /// A choice that must be made, turned into what it means; noted as a problem where it is not.
    pub fn must_choose<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = self.choice(name, read);
        if value.is_none() && self.text(name).is_empty() {
            let label = self.field(name).map_or(name, |it| it.label);
            self.wrong(name, format!("{label}: choose one from the list."));
        }
        value
    }
}

/// Reads hours: whole, with a decimal point, or with minutes after a colon.
fn minutes(text: &str) -> Option<u32> {
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    if let Some((hours, rest)) = text.split_once(':') {
        let rest: u32 = rest.parse().ok().filter(|it| digits(rest) && *it < 60)?;
        return hours.parse::<u32>().ok()?.checked_mul(60)?.checked_add(rest);
    }
    let (hours, part) = text.split_once('.').unwrap_or((text, "0"));
    let hundredths: u32 = format!("{part:0<2}").parse().ok().filter(|_| digits(part) && part.len() <= 2)?;
    hours.parse::<u32>().ok()?.checked_mul(60)?.checked_add((hundredths * 60).div_ceil(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_read_as_people_write_them() {
        for (text, expect) in [("2", 120), ("1.5", 90), ("1:30", 90), ("0.25", 15), ("0:05", 5), ("0.1", 6)] {
            assert_eq!(minutes(text), Some(expect), "{text}");
        }
        for text in ["-1", "1:60", "1:", ":", ".", "1.", "two", "1.125", "99999999999"] {
            assert_eq!(minutes(text), None, "{text}");
        }
    }
}
