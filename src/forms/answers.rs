//! The answers of a form as they are read. What cannot be read is noted as a problem, and reading goes on: every problem is
//! told at once.

use std::fmt::Display;

use chrono::NaiveDate;

use crate::domain::calendar::typed;
use crate::domain::money::{BadAmount, EXAMPLES, pence};
use crate::domain::nearness::near;
use crate::domain::text::one_line;
use crate::forms::field::{Field, Kind};
use crate::forms::setting::Setting;

/// The most choices that a problem names.
const NAMED: usize = 20;
/// The most that it names where some are nearly what was typed.
const NEAREST: usize = 2;

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field; empty when it is the form as a whole.
    pub field: String,
    /// What is wrong and what to do, as a sentence.
    pub words: String,
}

/// The answers of a form.
pub struct Answers<'a> {
    /// What the form may look at.
    pub setting: Setting<'a>,
    fields: &'a [Field],
    texts: &'a [String],
    /// What is wrong so far.
    pub problems: Vec<Problem>,
}

impl<'a> Answers<'a> {
    /// The answers of a form. What must be answered and is not is noted at once.
    pub fn new(setting: Setting<'a>, fields: &'a [Field], texts: &'a [String]) -> Self {
        let mut answers = Self { setting, fields, texts, problems: Vec::new() };
        for (field, text) in fields.iter().zip(texts) {
            if !field.is_optional && text.trim().is_empty() {
                answers.wrong(
                    &field.name,
                    match field.kind {
                        Kind::Day(_) => typed::EXAMPLE,
                        _ => "this needs an answer.",
                    },
                );
            }
        }
        answers
    }

    /// An answer as it was typed, without space around it.
    pub fn text(&self, name: &str) -> String {
        self.field(name).map(|it| it.1.trim().to_owned()).unwrap_or_default()
    }

    fn field(&self, name: &str) -> Option<(&'a Field, &'a str)> {
        let place = self.fields.iter().position(|it| it.name == name)?;
        Some((&self.fields[place], self.texts.get(place)?))
    }

    /// Notes that an answer will not do; the words follow the field's label.
    pub fn wrong(&mut self, name: &str, words: impl Display) {
        let label = self.field(name).map_or(name, |it| &it.0.label);
        self.problems.push(Problem { field: name.to_owned(), words: format!("{label}: {words}") });
    }

    /// An answer, read; none where nothing is answered, or where it cannot be read.
    pub fn read<T, Why: Display>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, Why>,
    ) -> Option<T> {
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        read(&text).map_err(|why| self.wrong(name, why)).ok()
    }

    /// A day.
    pub fn day(&mut self, name: &str) -> Option<NaiveDate> {
        let Setting { today, house, .. } = self.setting;
        let Kind::Day(sense) = self.field(name)?.0.kind else { return None };
        self.read(name, |text| typed::read(text, sense, today, &house.calendar))
    }

    /// What a field is chosen from.
    fn list(&self, name: &str) -> impl Fn() -> Vec<String> + use<'a> {
        let (choices, setting) = (self.field(name).and_then(|it| it.0.kind.choices()), self.setting);
        move || choices.map(|it| it.all(&setting)).unwrap_or_default()
    }

    /// What is read of the answers where those that are empty are taken from these texts, by the names of the fields, and
    /// “none” stands for an empty one.
    pub fn filled<T>(
        &mut self,
        held: &[(&str, String)],
        read: impl FnOnce(&mut Answers) -> Option<T>,
    ) -> Option<T> {
        let text = |(field, text): (&Field, &String)| match text.trim() {
            "" => held.iter().find(|it| it.0 == field.name).map(|it| it.1.clone()).unwrap_or_default(),
            it if it.eq_ignore_ascii_case("none") => String::new(),
            _ => text.clone(),
        };
        let texts: Vec<String> = self.fields.iter().zip(self.texts).map(text).collect();
        let mut filled = Answers::new(self.setting, self.fields, &texts);
        let made = read(&mut filled);
        self.problems.extend(filled.problems);
        made
    }

    /// A choice, turned into what it means. A wrong one is answered with what there is to choose from.
    pub fn choice<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let list = self.list(name);
        self.read(name, |text| read(text).ok_or_else(|| not_on_the_list(text, &list())))
    }

    /// The choices taken, each turned into what it means.
    pub fn several<T>(&mut self, name: &str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let list = self.list(name);
        let mut taken = Vec::new();
        for word in self.text(name).split(',').map(str::trim).filter(|it| !it.is_empty()) {
            match read(word) {
                Some(it) => taken.push(it),
                None => self.wrong(name, not_on_the_list(word, &list())),
            }
        }
        taken
    }

    /// The lines of an answer that are not empty.
    pub fn lines(&self, name: &str) -> Vec<String> {
        self.text(name).lines().map(one_line).filter(|it| !it.is_empty()).collect()
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

    /// The number that a choice such as `remedy 2: apology` begins with.
    pub fn number(&mut self, name: &str) -> Option<u32> {
        self.choice(name, |word| {
            let digits: String =
                word.chars().skip_while(|it| !it.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        })
    }

    /// A whole number up to a most.
    pub fn whole(&mut self, name: &str, most: u32) -> Option<u32> {
        let wrong = || format!("enter a whole number from 0 to {most}.");
        self.read(name, |text| text.parse().ok().filter(|it| *it <= most).ok_or_else(wrong))
    }

    /// An amount of pounds, as pence.
    pub fn pence(&mut self, name: &str) -> Option<u64> {
        let wrong = |it: BadAmount| format!("{it} Enter an amount, for example {EXAMPLES}.");
        self.read(name, |text| pence(text).map_err(wrong))
    }

    /// Hours as minutes; 0 where nothing is entered.
    pub fn minutes(&mut self, name: &str) -> u32 {
        let wrong = "enter hours, for example 2, 1.5 or 1:30.";
        self.read(name, |text| minutes(text).ok_or(wrong)).unwrap_or(0)
    }
}

/// Says that a word is on no list, and what is on it: the nearest to it, or all.
fn not_on_the_list(word: &str, all: &[String]) -> String {
    if all.is_empty() {
        return format!("“{}” is not on the list: it is empty.", one_line(word));
    }
    let nearest: Vec<String> =
        near(word, all, NEAREST).into_iter().map(|it| format!("“{}”", one_line(it))).collect();
    if !nearest.is_empty() {
        return format!("“{}” is not on the list. Did you mean {}?", one_line(word), nearest.join(" or "));
    }
    let named: Vec<String> = all.iter().take(NAMED).map(|it| one_line(it)).collect();
    let more = all.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("“{}” is not on the list. Choose one of these: {}{more}.", one_line(word), named.join(", "))
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
