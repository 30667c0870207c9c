//! A form as a table: what it is for, its fields in order, and what it makes of the answers. Most are written down in
//! `tables`; one may as well be made while the program runs.

use crate::domain::case::command::{Reason, Step};
use crate::domain::office::command::OfficeStep;
use crate::domain::plan::command::PlanStep;
use crate::domain::records::any::AnyCommand;
use crate::domain::records::step::AnyStep;
use crate::domain::register::command::EntryStep;
use crate::domain::register::field::Is;
use crate::domain::register::kind::Kind as Register;
use crate::domain::register::kinds::kind_of;
use crate::domain::step::{Opens, StepRow};
use crate::domain::year::command::YearStep;
use crate::forms::answers::Answers;
use crate::forms::field::{Field, Kind, Words, field};

/// What a form is for.
pub struct Purpose {
    id: Words,
    title: Words,
    opens_on_check: bool,
    corrects: bool,
    step: Option<AnyStep>,
}

impl Purpose {
    /// Something that is no step of its own, under a name and a title of its own.
    pub fn own(id: impl Into<Words>, title: impl Into<Words>) -> Self {
        Self { id: id.into(), title: title.into(), opens_on_check: false, corrects: false, step: None }
    }

    /// A step that has a form of its own in each register.
    pub fn of_register(register: &Register, step: EntryStep) -> Self {
        let row = step.row();
        let id = format!("{}_{}", row.name, register.id);
        let title = format!("{}: {}", row.title, register.one);
        Self { step: Some(AnyStep::of_entry(register.letter, step)), ..Self::own(id, title) }
    }

    fn of_row(row: &StepRow, step: Option<AnyStep>) -> Self {
        let opens_on_check = row.opens == Opens::Checking;
        let corrects = row.opens == Opens::Recorded;
        Self { opens_on_check, corrects, step, ..Self::own(row.name, row.title) }
    }
}

impl From<Step> for Purpose {
    fn from(it: Step) -> Self {
        Self::of_row(it.row(), Some(AnyStep::Case(it)))
    }
}

impl From<PlanStep> for Purpose {
    fn from(it: PlanStep) -> Self {
        Self::of_row(it.row(), Some(AnyStep::Plan(it)))
    }
}

impl From<EntryStep> for Purpose {
    fn from(it: EntryStep) -> Self {
        Self::of_row(it.row(), Some(AnyStep::Entry(None, it)))
    }
}

impl From<OfficeStep> for Purpose {
    fn from(it: OfficeStep) -> Self {
        Self::of_row(it.row(), None)
    }
}

impl From<YearStep> for Purpose {
    fn from(it: YearStep) -> Self {
        Self::of_row(it.row(), None)
    }
}

/// Makes a command of the answers.
type Build = Box<dyn Fn(&mut Answers) -> Option<AnyCommand> + Send + Sync>;

/// A form.
pub struct FormTable {
    /// Its name, for drafts.
    pub id: Words,
    pub title: Words,
    /// The step on a case, a plan or an entry that it is for; none for what is about the office or a year.
    pub step: Option<AnyStep>,
    /// Whether it opens on the check page: only where nothing but the day is asked.
    pub opens_on_check: bool,
    /// Whether it holds what is recorded, for one to choose what is put right.
    pub corrects: bool,
    /// What Enter does on the check page.
    pub done: Words,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    build: Build,
}

/// A form that is for something, with what Enter does on the check page, its fields in order, and what is made of the
/// answers: nothing, where one that is needed cannot be read.
pub fn form<Made: Into<AnyCommand>>(
    purpose: impl Into<Purpose>,
    done: impl Into<Words>,
    fields: Vec<Field>,
    build: impl Fn(&mut Answers) -> Option<Made> + Send + Sync + 'static,
) -> FormTable {
    let Purpose { id, title, opens_on_check, corrects, step } = purpose.into();
    let build = Box::new(move |answers: &mut Answers| build(answers).map(Into::into));
    FormTable { id, title, step, opens_on_check, corrects, done: done.into(), fields, build }
}

/// A step for which nothing is asked but why.
pub fn with_reason<Made: Into<AnyCommand>>(
    purpose: impl Into<Purpose>,
    done: impl Into<Words>,
    make: impl Fn(Reason) -> Made + Send + Sync + 'static,
) -> FormTable {
    let why = vec![field("reason", "Why", "", Kind::Line)];
    form(purpose, done, why, move |it| Some(make(Reason { reason: it.text("reason") })))
}

impl FormTable {
    /// The place of a field among the others.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|it| it.name == name)
    }

    /// Whether it speaks to the person of a case, or of them: what is to be minded of them stands above it.
    pub fn speaks_of_the_person(&self) -> bool {
        self.place("means").is_some() || self.step == Some(AnyStep::Case(Step::Note))
    }

    /// Whether it asks for a document that was frozen.
    pub fn asks_for_a_frozen_document(&self) -> bool {
        let Some(AnyStep::Entry(Some(letter), _)) = self.step else { return false };
        let fields = kind_of(letter).map(|it| it.fields).unwrap_or_default();
        fields.iter().any(|it| matches!(it.is, Is::Document) && self.place(it.name).is_some())
    }

    /// What the answers ask for; nothing, where one that is needed cannot be read.
    pub fn build(&self, answers: &mut Answers) -> Option<AnyCommand> {
        (self.build)(answers)
    }
}
