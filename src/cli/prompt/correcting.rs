//! What is recorded, put right answer by answer: whoever corrects one fact is asked for that one, and for what a correction
//! needs besides.

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::cli::ending::Trouble;
use crate::cli::prompt::{Ended, Prompt, Went, answered, heading};
use crate::domain::nearness::near;
use crate::domain::records::any::AnyCommand;
use crate::domain::text::{one_line, plain_letters};
use crate::forms::about::About;
use crate::forms::form::{Form, number_of};
use crate::forms::setting::Setting;
use crate::forms::table::FormTable;
use crate::forms::tables::{issues_found, parts_of};

/// How many answers are named that nearly have the name which was typed.
const NEAREST: usize = 3;

/// Where a correction goes on.
enum Next {
    /// With the answer at this place.
    Answer(usize),
    /// With what changes, to be saved.
    Check,
    Away,
}

impl Prompt<'_> {
    /// Asks which part of the record is put right, where it has several; what the form is about then, or none where it is left.
    /// Where something was found before, a new finding begins with that, unless answers to it are given already.
    pub fn part(
        &mut self,
        table: &FormTable,
        setting: &Setting,
        given: &[(String, String)],
    ) -> Result<Option<About>, Trouble> {
        let (mut all, about) = (parts_of(table, setting), setting.about.clone());
        if all.is_empty() && given.is_empty() {
            all = issues_found(table, setting);
        }
        let Some(on) = about.one().filter(|_| !all.is_empty()) else { return Ok(Some(about)) };
        if let [only] = &all[..] {
            return Ok(number_of(only).map(|it| About::Record(on, it)));
        }
        for (number, it) in (1..).zip(&all) {
            writeln!(self.out, "{number}. {}", one_line(it))?;
        }
        let chosen = self.number(&format!("{}. Which one? b to go back:", table.title), all.len())?;
        Ok(chosen.and_then(|it| number_of(&all[it - 1])).map(|it| About::Record(on, it)))
    }

    /// Puts right what is recorded: which answers, what they are, and what else is needed. What was given is put right already.
    pub(in crate::cli::prompt) fn correction(
        &mut self,
        table: &Arc<FormTable>,
        setting: &Setting,
        given: &[(String, String)],
    ) -> Result<Ended, Trouble> {
        let mut form = Form::given(table, setting, given);
        writeln!(self.out, "{}.", one_line(&heading(table, setting)))?;
        let mut next = if given.is_empty() { self.which(&form, setting)? } else { Next::Check };
        loop {
            next = match next {
                Next::Away => return Ok(Self::leave(&form, setting)),
                Next::Answer(place) => {
                    let went = self.answer(&mut form, place, setting)?;
                    self.keep(&form, setting)?;
                    if went == Went::Away { Next::Away } else { self.which(&form, setting)? }
                }
                Next::Check => match self.checked(&mut form, setting)? {
                    ControlFlow::Break(asked) => return Ok(Ended::Do(asked)),
                    ControlFlow::Continue(next) => next,
                },
            };
        }
    }

    /// Asks for what is needed, reads out what changes and asks whether it is to be done: it is, or where to go on.
    fn checked(
        &mut self,
        form: &mut Form,
        setting: &Setting,
    ) -> Result<ControlFlow<AnyCommand, Next>, Trouble> {
        if let Some(next) = self.needed(form, setting)? {
            return Ok(ControlFlow::Continue(next));
        }
        if let Some(asked) = form.check(setting) {
            self.read_changes(form, setting)?;
            return Ok(match self.one_of_three(&Self::to_be_done(form))? {
                1 => ControlFlow::Break(asked),
                2 => ControlFlow::Continue(self.which(form, setting)?),
                _ => ControlFlow::Continue(Next::Away),
            });
        }
        let problem = form.problems[0].clone();
        writeln!(self.out, "There is a problem. {}", one_line(&problem.words))?;
        let next = match form.table.place(&problem.field) {
            Some(place) => Next::Answer(place),
            None => self.which(form, setting)?,
        };
        Ok(ControlFlow::Continue(next))
    }

    /// Asks for what must be answered and is not; where that leads elsewhere, where to.
    fn needed(&mut self, form: &mut Form, setting: &Setting) -> Result<Option<Next>, Trouble> {
        for place in 0..form.table.fields.len() {
            let is_missing = !form.table.fields[place].is_optional && form.text(place).trim().is_empty();
            if !is_missing {
                continue;
            }
            let went = self.answer(form, place, setting)?;
            self.keep(form, setting)?;
            match went {
                Went::On => {}
                Went::Back => return self.which(form, setting).map(Some),
                Went::Away => return Ok(Some(Next::Away)),
            }
        }
        Ok(None)
    }

    /// Asks which answer is put right, by its number or its name.
    fn which(&mut self, form: &Form, setting: &Setting) -> Result<Next, Trouble> {
        let last = form.table.fields.len();
        let question = if form.changes(setting).is_empty() {
            format!("Which answer? 1 to {last} or a name, w reads them out, q leaves:")
        } else {
            "Anything else? A number or a name, w reads them out, q leaves, Enter goes on:".to_owned()
        };
        loop {
            match self.line(&question)?.as_deref() {
                None | Some("q" | "b") => return Ok(Next::Away),
                Some("w" | "?") => self.read_out(form)?,
                Some("") if form.changes(setting).is_empty() => {
                    writeln!(self.out, "Nothing is changed yet. w reads out what there is, q leaves.")?;
                }
                Some("") => return Ok(Next::Check),
                Some(text) => match called(form, text) {
                    Ok(place) => return Ok(Next::Answer(place)),
                    Err(why) => writeln!(self.out, "{why}")?,
                },
            }
        }
    }

    /// Reads out what changes, and nothing that stays.
    fn read_changes(&mut self, form: &Form, setting: &Setting) -> Result<(), Trouble> {
        for (place, before) in form.changes(setting) {
            let (before, now) = (one_line(&before), one_line(form.text(place)));
            let label = &form.table.fields[place].label;
            if before.is_empty() {
                writeln!(self.out, "{label}: {now}")?;
            } else {
                writeln!(self.out, "{label}: {before} becomes {}", answered(&now))?;
            }
        }
        for doubt in &form.doubts {
            writeln!(self.out, "Before you save: {}", one_line(doubt))?;
        }
        Ok(())
    }
}

/// The answer that is meant by a number, or by a name or the only one that begins with what is typed.
fn called(form: &Form, typed: &str) -> Result<usize, String> {
    let fields = &form.table.fields;
    if let Ok(number) = typed.parse::<usize>() {
        let last = fields.len();
        let wrong = || format!("Type a number from 1 to {last}, or a name.");
        return number.checked_sub(1).filter(|it| *it < last).ok_or_else(wrong);
    }
    let wanted = plain_letters(typed);
    let names: Vec<String> = fields.iter().map(|it| plain_letters(&it.label)).collect();
    if let Some(place) = names.iter().position(|it| *it == wanted) {
        return Ok(place);
    }
    let begun: Vec<usize> = (0..names.len()).filter(|it| names[*it].starts_with(&wanted)).collect();
    if let [only] = begun[..] {
        return Ok(only);
    }
    let labels: Vec<String> = fields.iter().map(|it| it.label.to_string()).collect();
    let nearest: Vec<String> = if begun.is_empty() {
        near(typed, &labels, NEAREST).into_iter().map(str::to_owned).collect()
    } else {
        begun.into_iter().map(|it| labels[it].clone()).collect()
    };
    let words = if nearest.is_empty() {
        "w reads out what there is.".to_owned()
    } else {
        format!("Did you mean: {}?", nearest.join(", "))
    };
    Err(format!("No answer is called “{}”. {words}", one_line(typed)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::command::Step;
    use crate::domain::case::record::{Case, Facts, Payment};
    use crate::domain::office::lists::{Item, ServiceId};
    use crate::domain::office::record::{House, Office};
    use crate::domain::records::any::Kind as _;
    use crate::domain::reference::CaseRef;
    use crate::forms::tables::form_of;

    /// What is said, and how it ends, where these lines are typed on a form that corrects a case with two payments.
    #[track_caller]
    fn talk(step: Step, given: &[(&str, &str)], lines: &str) -> (String, Option<Ended>) {
        let on = |text: &str| text.parse().expect("a real date");
        let mut office = Office::default();
        let item =
            |name: &str| Item { id: 1, name: name.into(), under: None, from: on("2020-01-01"), until: None };
        office.services.items.push(item("Licences"));
        let house = House::new(office);
        let mut facts = Facts::received_on(on("2026-03-02"));
        facts.service = Some(ServiceId(1));
        "Late reply".clone_into(&mut facts.subject);
        "Amara Okafor".clone_into(&mut facts.complainant.name);
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, facts);
        let payment = r#"{"pence":25000,"class":"ex gratia","head":"distress","authorised_by":"K Patel","by":"2026-12-08"}"#;
        let payment: Payment = serde_json::from_str(payment).expect("it is one");
        case.payments = [1, 2].map(|number| Payment { number, ..payment.clone() }).into();
        let (about, record) = (About::record(case.reference), case.any());
        let table = form_of(step).expect("it has a form");
        let given: Vec<_> = given.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
        let (mut input, mut out) = (lines.as_bytes(), Vec::new());
        let mut prompt =
            Prompt { input: &mut input, out: &mut out, drafts: None, now: chrono::DateTime::UNIX_EPOCH };
        let setting = Setting::new(&house, on("2026-11-24"), "jsmith");
        let setting = Setting { on: Some(&record), about: &about, ..setting };
        let about = prompt.part(table, &setting, &given).expect("it is written");
        let ended = about.map(|about| {
            let setting = Setting { about: &about, ..setting };
            prompt.form(table, &setting, &given).expect("it is written")
        });
        (String::from_utf8(out).expect("it is text"), ended)
    }

    #[test]
    fn one_fact_is_put_right_in_four_answers_and_nothing_else_is_asked() {
        let (said, ended) = talk(Step::Amend, &[], "about\nLate answer\n\n1\n");
        let asked = |it: &str| said.matches(it).count();
        assert!(said.contains("About: Late reply becomes Late answer"), "{said}");
        assert_eq!((asked("? "), asked("Email")), (2, 0), "{said}");
        let Some(Ended::Do(AnyCommand::Case(command))) = ended else { panic!("{said}") };
        let command = serde_json::to_string(&command).expect("it is JSON");
        assert_eq!(command, r#"{"amend":[{"subject":"Late answer"}]}"#);
    }

    #[test]
    fn which_of_several_is_asked_first_then_the_answer_then_why() {
        let (said, ended) = talk(Step::AmendPayment, &[], "2\namount\n205\n\nTyped wrong\n1\n");
        assert!(said.starts_with("1. payment 1: "), "{said}");
        assert!(said.contains("Amount: £250 becomes 205"), "{said}");
        let Some(Ended::Do(AnyCommand::Case(command))) = ended else { panic!("{said}") };
        let command = serde_json::to_string(&command).expect("it is JSON");
        assert!(command.contains(r#""number":2"#) && command.contains("20500"), "{command}");
    }

    #[test]
    fn what_was_given_is_put_right_and_only_what_is_missing_is_asked() {
        let (said, ended) = talk(Step::AmendPayment, &[("amount", "205")], "1\nTyped wrong\n1\n");
        assert!(!said.contains("Which answer?") && said.contains("Why: Typed wrong"), "{said}");
        assert!(matches!(ended, Some(Ended::Do(_))), "{said}");
    }

    #[test]
    fn a_name_that_is_none_is_answered_with_the_nearest_and_nothing_is_saved_by_enter() {
        let (said, ended) = talk(Step::Amend, &[], "\nemial\nx\nq\n");
        assert!(said.contains("Nothing is changed yet."), "{said}");
        assert!(said.contains("No answer is called “emial”. Did you mean: Email"), "{said}");
        assert_eq!(ended, Some(Ended::Left { is_kept: false }), "{said}");
    }
}
