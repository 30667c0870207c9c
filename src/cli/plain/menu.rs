//! What can be done on a record, in plain lines: one menu for a case, a plan and an entry of a register. A step is taken by its
//! name or its number, which stays whatever else can be done; what is open is read out when somebody asks.

use crate::cli::ending::Trouble;
use crate::cli::one_shot::any;
use crate::cli::plain::Desk;
use crate::domain::case::command::Step;
use crate::domain::plan::command::PlanStep;
use crate::domain::records::step::AnyStep;
use crate::domain::reference::{ActionRef, CaseRef, EntryRef, RecordRef};
use crate::domain::register::command::EntryStep;
use crate::domain::text::plain_letters;
use crate::forms::tables::form_of_any;

/// What was chosen on a record.
pub enum Chosen {
    /// A step of it.
    Step(AnyStep),
    /// One of the letters of its menu.
    Letter(char),
    /// Back to where one was before.
    Back,
}

/// What can be chosen on a record.
pub struct Menu {
    on: RecordRef,
    /// The part of it that steps are about; 0 for none.
    part: u32,
    /// Its steps, whether they are open or not, in the order of their numbers.
    steps: Vec<AnyStep>,
    /// What its letters do, as it is asked.
    letters: &'static [(char, &'static str)],
}

impl Menu {
    /// That of a case.
    pub fn of_case(case: CaseRef) -> Self {
        let steps = Step::ALL.iter().filter(|it| **it != Step::Receive).map(|it| AnyStep::Case(*it));
        let letters = &[
            ('s', "show the case"),
            ('p', "make a plan"),
            ('e', "enter in a register"),
            ('u', "undo"),
            ('r', "do again"),
        ];
        Self::of(case.into(), 0, steps, letters)
    }

    /// That of a plan, for one of its actions.
    pub fn of_plan(at: ActionRef) -> Self {
        let steps = PlanStep::ALL.iter().filter(|it| **it != PlanStep::MakePlan).map(|it| AnyStep::Plan(*it));
        Self::of(at.plan.into(), at.action, steps, &[('s', "show the plan")])
    }

    /// That of an entry of a register.
    pub fn of_entry(entry: EntryRef) -> Self {
        let steps = EntryStep::ALL.iter().filter(|it| **it != EntryStep::Enter);
        let steps = steps.map(|it| AnyStep::of_entry(entry.register, *it));
        Self::of(entry.into(), 0, steps, &[('s', "show it again"), ('h', "what happened")])
    }

    fn of(
        on: RecordRef,
        part: u32,
        steps: impl Iterator<Item = AnyStep>,
        letters: &'static [(char, &'static str)],
    ) -> Self {
        Self { on, part, steps: steps.filter(|it| form_of_any(*it).is_some()).collect(), letters }
    }

    fn question(&self) -> String {
        let letters: Vec<String> = self.letters.iter().map(|(key, does)| format!("{key} {does}")).collect();
        format!("Choose a number or a name, w what can be done, {}, or b to go back:", letters.join(", "))
    }

    /// The step that is meant by its number or its name.
    fn step(&self, text: &str) -> Option<AnyStep> {
        let number = text.parse::<usize>().ok().and_then(|it| it.checked_sub(1));
        let is_called_so = |it: &&AnyStep| plain_letters(text) == plain_letters(it.row().title);
        number.map_or_else(|| self.steps.iter().find(is_called_so), |it| self.steps.get(it)).copied()
    }
}

impl Desk<'_, '_> {
    /// Asks until something is chosen.
    pub(in crate::cli::plain) fn choose_on(&mut self, menu: &Menu) -> Result<Chosen, Trouble> {
        loop {
            let answer = self.line(&menu.question())?;
            let letter = answer.as_deref().and_then(|it| it.chars().next().filter(|_| it.len() == 1));
            match answer.as_deref() {
                None | Some("b" | "q") => return Ok(Chosen::Back),
                // Whoever presses Enter once too often stays with the record that they think of.
                Some("") => writeln!(self.context.out, "This is {}. b goes back.", menu.on.in_words())?,
                Some("w") => self.tell_steps(menu)?,
                Some(text) => match letter.filter(|it| menu.letters.iter().any(|(key, _)| key == it)) {
                    Some(letter) => return Ok(Chosen::Letter(letter)),
                    None => match menu.step(text) {
                        Some(step) => return Ok(Chosen::Step(step)),
                        None => writeln!(self.context.out, "There is no such step. w says what there is.")?,
                    },
                },
            }
        }
    }

    /// Reads out the steps that are open, each with its number.
    fn tell_steps(&mut self, menu: &Menu) -> Result<(), Trouble> {
        let record = any(&mut self.store, menu.on)?;
        let open =
            (1..).zip(&menu.steps).filter(|it| self.store.offers_on(&record, menu.part, *it.1).is_ok());
        let open: Vec<String> = open.map(|(number, it)| format!("{number}. {}", it.row().title)).collect();
        writeln!(self.context.out, "\nWhat to do:")?;
        for it in open {
            writeln!(self.context.out, "{it}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_meant_by_its_number_or_its_name_and_one_that_is_not_there_by_neither() {
        let menu = Menu::of_case("26-0142".parse().expect("a case"));
        let note = AnyStep::Case(Step::Note);
        let number = 1 + menu.steps.iter().position(|it| *it == note).expect("every case takes one");
        assert_eq!(menu.step(&number.to_string()), Some(note));
        assert_eq!([menu.step("note"), menu.step("NOTE")], [Some(note); 2]);
        assert_eq!([menu.step("0"), menu.step("999"), menu.step("noting")], [None; 3]);
    }

    #[test]
    fn no_letter_of_a_menu_is_one_that_every_menu_has() {
        let (case, plan) = ("26-0142".parse(), "P26-007/1".parse());
        for menu in [Menu::of_case(case.expect("a case")), Menu::of_plan(plan.expect("an action"))] {
            assert!(menu.letters.iter().all(|it| !"bqw".contains(it.0)), "{}", menu.question());
        }
    }
}
