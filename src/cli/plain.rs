//! The desk in plain lines: numbered choices, nothing redrawn, every daily task. For screen readers, and for terminals
//! that can show nothing else.

use std::io::BufRead;

use chrono::{DateTime, Utc};

use crate::api::message::{ActionRequest, Ask, EntryRequest, ListRequest, Reply, Request};
use crate::api::service;
use crate::cli::case::{find, show_case};
use crate::cli::context::{Context, Store, ask};
use crate::cli::digest;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::entry::{facts, in_words, page, register as register_of};
use crate::cli::one_shot::{any, case as read_case, say_gone_back};
use crate::cli::plans;
use crate::cli::prompt::{Ended, Prompt};
use crate::cli::timeline::{moments, timeline};
use crate::domain::calendar::period::PeriodKind;
use crate::domain::case::command::Step;
use crate::domain::diary::{DiaryRequest, Obligation, standing};
use crate::domain::figures::period::Scope;
use crate::domain::filter::Filter;
use crate::domain::listing::{Counts, Order};
use crate::domain::office::record::House;
use crate::domain::plan::command::PlanStep;
use crate::domain::plan::row::ActionRow;
use crate::domain::plan_filter::ActionFilter;
use crate::domain::records::any::{AnyCommand, Which};
use crate::domain::records::step::AnyStep;
use crate::domain::reference::{ActionRef, CaseRef, EntryRef, RecordRef};
use crate::domain::register::command::EntryStep;
use crate::domain::register::entry::Entry;
use crate::domain::register::field::{Is, To};
use crate::domain::register::filter::EntryFilter;
use crate::domain::register::kind::Kind;
use crate::domain::register::kinds::KINDS;
use crate::domain::row::Row;
use crate::domain::text::{count, one_line, plain_letters, sentence_case};
use crate::drafts::DraftStore;
use crate::forms::about::About as FormAbout;
use crate::forms::blank::{Blank, in_a_line};
use crate::forms::setting::Setting;
use crate::forms::tables::office::SET_UP;
use crate::forms::tables::{form_named, form_of, form_of_any};
use crate::last_here::LastHere;
use crate::report::documents::DOCUMENTS;
use crate::report::gathering::{Source, Subject};
use crate::report::plan::{Form, document};
use crate::report::render::{Format, render};
use crate::report::told::DEFINITIONS;

/// How many lines are read out at a time.
const PAGE: usize = 10;

/// What the first question offers, with what it does.
const MENU: &[(&str, Wanted)] = &[
    ("My open cases", Wanted::Cases("is:open owner:me")),
    ("Late cases", Wanted::Cases("is:late")),
    ("All open cases", Wanted::Cases("is:open")),
    ("Log a new complaint", Wanted::New),
    ("Find a case", Wanted::Find),
    ("What is owed", Wanted::Owed),
    ("Action plans", Wanted::Plans),
    ("Report on this quarter", Wanted::Report),
    ("Drafts that are not finished", Wanted::Drafts),
    ("Registers", Wanted::Registers),
];

#[derive(Clone, Copy)]
enum Wanted {
    Cases(&'static str),
    New,
    Find,
    Owed,
    Plans,
    Report,
    Drafts,
    Registers,
}

/// The registers that somebody may read.
fn registers(store: &Store) -> Vec<&'static Kind> {
    KINDS.iter().filter(|it| store.may(it.read).is_ok()).collect()
}

/// What the first question offers to somebody.
fn menu(store: &Store) -> Vec<(&'static str, Wanted)> {
    let has_registers = !registers(store).is_empty();
    MENU.iter().copied().filter(|it| has_registers || !matches!(it.1, Wanted::Registers)).collect()
}

/// A desk that is talked to in lines.
struct Desk<'a, 'b> {
    context: &'a mut Context<'b>,
    store: Store,
    house: House,
    drafts: Option<DraftStore>,
    input: &'a mut dyn BufRead,
}

/// Talks until the person leaves or nobody answers.
pub fn run(context: &mut Context, store: Store, input: &mut dyn BufRead) -> Outcome {
    let drafts = DraftStore::open(&context.data.join("drafts"), &store.hello.login).ok();
    let house = House::new(store.hello.office.clone());
    let last_here = LastHere::of(&context.data.join("last-here"), &store.hello.login);
    let before = last_here.read();
    // It only says where to begin the next time.
    drop(last_here.write(context.clock.now()));
    let mut desk = Desk { context, store, house, drafts, input };
    if let Some(after) = before {
        desk.since(after)?;
    }
    desk.first_start()?;
    loop {
        let menu = desk.greet()?;
        let last = menu.len();
        let answer = desk.line(&format!("Choose 1 to {last}, or q to leave:"))?;
        let Some(answer) = answer.filter(|it| !matches!(it.as_str(), "q" | "b")) else {
            return Ok(Ending::Done);
        };
        // Nothing typed reads it out again: nobody leaves by Enter alone.
        let chosen = answer.parse::<usize>().ok().and_then(|it| menu.get(it.checked_sub(1)?));
        let Some((_, wanted)) = chosen else {
            writeln!(desk.context.out, "Type a number from 1 to {last}, or q to leave.")?;
            continue;
        };
        match desk.take(*wanted) {
            // What is refused or not found is said, and the desk goes on.
            Err(Trouble::Refused(words)) => writeln!(desk.context.out, "{}", one_line(&words))?,
            other => other?,
        }
    }
}

impl Desk<'_, '_> {
    fn prompt(&mut self) -> Prompt<'_> {
        Prompt {
            input: &mut *self.input,
            out: &mut *self.context.out,
            drafts: self.drafts.as_ref(),
            now: self.context.clock.now(),
        }
    }

    fn number(&mut self, question: &str, last: usize) -> Result<Option<usize>, Trouble> {
        self.prompt().number(question, last)
    }

    fn line(&mut self, question: &str) -> Result<Option<String>, Trouble> {
        self.prompt().line(question)
    }

    /// The few questions of the first start.
    fn first_start(&mut self) -> Result<(), Trouble> {
        if self.store.hello.office.is_set_up() {
            return Ok(());
        }
        self.form(Blank::named(SET_UP, FormAbout::Nothing))
    }

    /// How the office stands now, and what day it is: somebody may talk past midnight.
    fn look_again(&mut self) -> Result<(), Trouble> {
        self.store.hello = ask(&mut self.store.session, Request::Hello, |it| match it {
            Reply::Hello(it) => Some(*it),
            _ => None,
        })?;
        self.house = House::new(self.store.hello.office.clone());
        Ok(())
    }

    /// Says who is here and how things stand, and what there is to choose from.
    fn greet(&mut self) -> Result<Vec<(&'static str, Wanted)>, Trouble> {
        self.look_again()?;
        let today = self.store.today();
        let counts: Counts = ask(&mut self.store.session, Request::Counts { today }, |it| match it {
            Reply::Counts(it) => Some(it),
            _ => None,
        })?;
        let out = &mut *self.context.out;
        writeln!(out, "\n{}", self.store.signed_in())?;
        writeln!(
            out,
            "{} open, {} late, {} due today. {} owed are late.",
            count(counts.open, "case"),
            counts.late,
            counts.today,
            count(counts.owed_late, "thing")
        )?;
        let menu = menu(&self.store);
        for (number, (words, _)) in (1..).zip(&menu) {
            writeln!(out, "{number}. {words}")?;
        }
        Ok(menu)
    }

    fn take(&mut self, wanted: Wanted) -> Result<(), Trouble> {
        self.look_again()?;
        match wanted {
            Wanted::Cases(filter) => self.cases(filter),
            Wanted::New => self.form(Blank::of_step(AnyStep::Case(Step::Receive), FormAbout::Nothing)),
            Wanted::Find => match self.line("A reference, a name or words:")? {
                Some(words) if !words.is_empty() => match find(&mut self.store, &words) {
                    Ok(reference) => self.case(reference),
                    Err(_) => self.cases(&words),
                },
                _ => Ok(()),
            },
            Wanted::Owed => self.owed(),
            Wanted::Plans => self.plans(),
            Wanted::Report => self.report(),
            Wanted::Drafts => self.drafts(),
            Wanted::Registers => self.registers(),
        }
    }

    fn cases(&mut self, filter: &str) -> Result<(), Trouble> {
        let parsed = Filter::parse(filter).map_err(|it| Trouble::Refused(it.to_string()))?;
        let mut after: Option<Box<Row>> = None;
        loop {
            let request = ListRequest {
                filter: parsed.clone(),
                order: Order::Due,
                today: self.store.today(),
                after: after.clone(),
                limit: PAGE,
            };
            let rows = ask(&mut self.store.session, Request::List(request), |it| match it {
                Reply::List { rows, .. } => Some(rows),
                _ => None,
            })?;
            if rows.is_empty() {
                writeln!(self.context.out, "No more cases.")?;
                if after.is_none() {
                    self.say_near(parsed)?;
                }
                return Ok(());
            }
            for (number, row) in (1..).zip(&rows) {
                let words = self.in_words(row);
                writeln!(self.context.out, "{number}. {}", one_line(&words))?;
            }
            let question = format!("1 to {} opens a case, n for the next ones, b back:", rows.len());
            match self.line(&question)?.as_deref() {
                Some("n") => after = rows.into_iter().next_back().map(Box::new),
                Some(text) => match text.parse::<usize>().ok().and_then(|it| rows.get(it.wrapping_sub(1))) {
                    Some(row) => self.case(row.reference)?,
                    None => return Ok(()),
                },
                None => return Ok(()),
            }
        }
    }

    /// Says which words are near those of a filter that find nothing.
    fn say_near(&mut self, filter: Filter) -> Result<(), Trouble> {
        let near = ask(&mut self.store.session, Request::Near(filter), |it| match it {
            Reply::Near(near) => Some(near),
            _ => None,
        })?;
        for it in near {
            writeln!(self.context.out, "{}", one_line(&it.to_string()))?;
        }
        Ok(())
    }

    /// A case in a sentence: "Case 26-0142. Overdue by 3 working days: reply. Amara Okafor. About: late reply."
    fn in_words(&self, row: &Row) -> String {
        let today = self.store.today();
        let stands = row.standing_on(&self.house.calendar, self.house.office.timescales.due_soon, today);
        let next = row.next_on(today).map(|it| format!(": {}", it.1.words())).unwrap_or_default();
        let state = if row.open_on(today) { stands.in_words() } else { "closed".to_owned() };
        format!("Case {}. {state}{next}. {}. About: {}.", row.reference, row.complainant.name(), row.subject)
    }

    fn case(&mut self, reference: CaseRef) -> Result<(), Trouble> {
        show_case(self.context, &mut self.store, reference)?;
        let mut tells_steps = true;
        loop {
            if std::mem::take(&mut tells_steps) {
                let case = read_case(&mut self.store, reference)?;
                writeln!(self.context.out, "\nWhat to do:")?;
                for (number, step) in steps().filter(|it| self.store.offers(&case, it.1)) {
                    writeln!(self.context.out, "{number}. {}", step.title())?;
                }
            }
            match self
                .line(
                    "Choose a number or a name, w what can be done, s show the case, p make a plan, e enter in a register, \
                     u undo, or b to go back:",
                )?
                .as_deref()
            {
                None | Some("b" | "q" | "") => return Ok(()),
                Some("w") => tells_steps = true,
                Some("p") => self
                    .form(Blank::of_step(AnyStep::Plan(PlanStep::MakePlan), FormAbout::record(reference)))?,
                Some("e") => self.enter_about(reference)?,
                Some("s") => show_case(self.context, &mut self.store, reference)?,
                Some("u") => self.undo(reference)?,
                Some(text) => match steps().find(|it| is_meant(text, it.0, it.1.title())) {
                    Some((_, step)) => {
                        self.form(Blank::of_step(AnyStep::Case(step), FormAbout::record(reference)))?;
                    }
                    None => writeln!(self.context.out, "There is no such step. w says what there is.")?,
                },
            }
        }
    }

    /// Takes one's own last change of a case back.
    fn undo(&mut self, reference: CaseRef) -> Result<(), Trouble> {
        let asked = Ask::on(reference, AnyCommand::TakeBack(Which::default()));
        match service::take(&mut self.store.session, asked) {
            Ok(done) => say_gone_back(self.context, &mut self.store, "The last change is undone", &done),
            Err(fault) => Ok(writeln!(self.context.out, "{}", one_line(&fault.to_string()))?),
        }
    }

    /// Enters something about a case in a register whose entries may be linked with one.
    fn enter_about(&mut self, case: CaseRef) -> Result<(), Trouble> {
        let takes_cases = |it: &&Kind| it.fields.iter().any(|it| matches!(it.is, Is::Link(To::Case)));
        let kinds: Vec<&Kind> =
            KINDS.iter().filter(takes_cases).filter(|it| self.store.may(it.write).is_ok()).collect();
        for (number, it) in (1..).zip(&kinds) {
            writeln!(self.context.out, "{number}. {}", sentence_case(it.one))?;
        }
        if kinds.is_empty() {
            writeln!(self.context.out, "You may enter nothing in a register.")?;
            return Ok(());
        }
        let Some(number) = self.number("In which? b to go back:", kinds.len())? else { return Ok(()) };
        let step = AnyStep::of_entry(kinds[number - 1].letter, EntryStep::Enter);
        self.form(Blank::of_step(step, FormAbout::record(case)))
    }

    fn form(&mut self, blank: Blank) -> Result<(), Trouble> {
        let Blank { form, about, given, .. } = blank;
        let Some(table) = form_named(&form) else { return Ok(()) };
        let there = about.one().filter(|it| !matches!(it, RecordRef::Office | RecordRef::Year(_)));
        let record = there.map(|on| any(&mut self.store, on)).transpose()?;
        // What cannot be done is said before anything is asked.
        if let Some(step) = table.step {
            let allowed = match &record {
                Some(record) => self.store.offers_on(record, about.part(), step),
                None => self.store.may(step.row().deed),
            };
            if let Err(refusal) = allowed {
                writeln!(self.context.out, "{}", one_line(&refusal.to_string()))?;
                return Ok(());
            }
        }
        let login = self.store.hello.login.clone();
        let setting = Setting::new(&self.house, self.store.today(), &login);
        let setting = Setting { on: record.as_ref(), about: &about, ..setting };
        let mut prompt = Prompt {
            input: &mut *self.input,
            out: &mut *self.context.out,
            drafts: self.drafts.as_ref(),
            now: self.context.clock.now(),
        };
        match prompt.form(&table, &setting, &given)? {
            Ended::Do(asked) => {
                prompt.carry_out(&mut self.store.session, &table, &setting, asked)?;
            }
            Ended::Left => writeln!(self.context.out, "Left. What you typed is kept as a draft.")?,
        }
        Ok(())
    }

    fn owed(&mut self) -> Result<(), Trouble> {
        let mut after: Option<Box<Obligation>> = None;
        loop {
            let request = DiaryRequest { after: after.clone(), limit: PAGE, ..DiaryRequest::default() };
            let lines = ask(&mut self.store.session, Request::Diary(request), |it| match it {
                Reply::Diary(lines) => Some(lines),
                _ => None,
            })?;
            if lines.is_empty() {
                writeln!(self.context.out, "Nothing more is owed.")?;
                return Ok(());
            }
            let soon = self.house.office.timescales.due_soon;
            for (number, it) in (1..).zip(&lines) {
                let stands = standing(&self.house.calendar, soon, self.store.today(), Some(it.due));
                let who = it.owner.as_deref().map_or("nobody", |it| self.house.office.person_name(it));
                let words = format!(
                    "{}: {}, {}. {who}. About: {}.",
                    it.on,
                    it.kind.words(),
                    stands.in_words(),
                    it.subject
                );
                writeln!(self.context.out, "{number}. {}", one_line(&words))?;
            }
            match self.line("A number does it, n for the next ones, b back:")?.as_deref() {
                Some("n") => after = lines.into_iter().next_back().map(Box::new),
                Some(text) => match text.parse::<usize>().ok().and_then(|it| lines.get(it.wrapping_sub(1))) {
                    Some(it) => self.form(Blank::settling(it))?,
                    None => return Ok(()),
                },
                None => return Ok(()),
            }
        }
    }

    /// Actions, what waits for its review first; a number opens the plan.
    fn plans(&mut self) -> Result<(), Trouble> {
        let mut after: Option<Box<ActionRow>> = None;
        loop {
            let request = ActionRequest {
                filter: ActionFilter::default(),
                today: self.store.today(),
                after: after.clone(),
                limit: PAGE,
            };
            let rows = ask(&mut self.store.session, Request::Actions(request), |it| match it {
                Reply::Actions { rows, .. } => Some(rows),
                _ => None,
            })?;
            if rows.is_empty() {
                writeln!(self.context.out, "No more actions. On a case, “New plan” makes one.")?;
                return Ok(());
            }
            for (number, it) in (1..).zip(&rows) {
                writeln!(self.context.out, "{number}. {}", plans::in_words(&self.store, it))?;
            }
            match self.line("A number opens its plan, n for the next ones, b back:")?.as_deref() {
                Some("n") => after = rows.into_iter().next_back().map(Box::new),
                Some(text) => match text.parse::<usize>().ok().and_then(|it| rows.get(it.wrapping_sub(1))) {
                    Some(it) => self.plan(it.reference)?,
                    None => return Ok(()),
                },
                None => return Ok(()),
            }
        }
    }

    fn plan(&mut self, at: ActionRef) -> Result<(), Trouble> {
        loop {
            let plan = plans::read(&mut self.store, at.plan)?;
            let about =
                crate::report::plan::About { office: &self.house.office, form: Form::Text, without: None };
            self.context.out.write_all(document(&plan, &about).as_bytes())?;
            let open: Vec<PlanStep> = PlanStep::ALL
                .iter()
                .copied()
                .filter(|it| *it != PlanStep::MakePlan && form_of_any(AnyStep::Plan(*it)).is_some())
                .filter(|it| self.store.offers_on_plan(&plan, *it))
                .collect();
            writeln!(self.context.out, "\nWhat to do:")?;
            for (number, step) in (1..).zip(&open) {
                writeln!(self.context.out, "{number}. {}", step.title())?;
            }
            let Some(number) = self.number("Choose a number, or b to go back:", open.len())? else {
                return Ok(());
            };
            let about = FormAbout::Record(at.plan.into(), at.action);
            self.form(Blank::of_step(AnyStep::Plan(open[number - 1]), about))?;
        }
    }

    /// The registers; a number opens one.
    fn registers(&mut self) -> Result<(), Trouble> {
        let all = registers(&self.store);
        for (number, kind) in (1..).zip(&all) {
            writeln!(self.context.out, "{number}. {}: {}", sentence_case(kind.many), kind.about)?;
        }
        match self.number("Choose a register, or b to go back:", all.len())? {
            Some(number) => self.entries(all[number - 1]),
            None => Ok(()),
        }
    }

    /// Entries of a register, the last one first; a number opens one.
    fn entries(&mut self, kind: &'static Kind) -> Result<(), Trouble> {
        let can_enter = self.store.may(kind.write).is_ok();
        let enter = if can_enter { "e enters a new one, " } else { "" };
        let mut after = None;
        loop {
            let (register, today) = (kind.letter, self.store.today());
            let request =
                EntryRequest { register, filter: EntryFilter::default(), today, after, limit: PAGE };
            let entries = page(&mut self.store, request)?;
            for (number, it) in (1..).zip(&entries) {
                let words = in_words(&self.store, &register_of(&self.house, it.reference)?, it);
                writeln!(self.context.out, "{number}. {words}")?;
            }
            let question = if entries.is_empty() {
                writeln!(self.context.out, "No more {}.", kind.many)?;
                format!("{enter}b back:")
            } else {
                format!("1 to {} opens one, {enter}n for the next ones, b back:", entries.len())
            };
            match self.line(&question)?.as_deref() {
                Some("n") if !entries.is_empty() => after = entries.last().map(|it| it.reference),
                Some("e") if can_enter => {
                    let step = AnyStep::of_entry(kind.letter, EntryStep::Enter);
                    self.form(Blank::of_step(step, FormAbout::Nothing))?;
                }
                Some(text) => match text.parse::<usize>().ok().and_then(|it| entries.get(it.wrapping_sub(1)))
                {
                    Some(it) => self.entry(it.reference)?,
                    None => return Ok(()),
                },
                None => return Ok(()),
            }
        }
    }

    /// An entry: what it holds and owes, and its open steps.
    fn entry(&mut self, reference: EntryRef) -> Result<(), Trouble> {
        let mut tells = true;
        loop {
            let entry: Entry = service::read(&mut self.store.session, reference)?;
            let letter = reference.register;
            let open: Vec<EntryStep> = EntryStep::ALL
                .iter()
                .copied()
                .filter(|it| *it != EntryStep::Enter && form_of_any(AnyStep::of_entry(letter, *it)).is_some())
                .filter(|it| self.store.offers_on_entry(&entry, *it))
                .collect();
            if std::mem::take(&mut tells) {
                facts(self.context, &self.store, &entry)?;
                writeln!(self.context.out, "\nWhat to do:")?;
                for (number, step) in (1..).zip(&open) {
                    writeln!(self.context.out, "{number}. {}", step.title())?;
                }
            }
            match self.line("Choose a number, s show it again, h what happened, or b to go back:")?.as_deref()
            {
                None | Some("b" | "q" | "") => return Ok(()),
                Some("s" | "w") => tells = true,
                Some("h") => {
                    let moments = moments(&mut self.store, reference.into())?;
                    timeline(self.context, &self.store, &moments)?;
                }
                Some(text) => match text.parse::<usize>().ok().and_then(|it| open.get(it.wrapping_sub(1))) {
                    Some(step) => {
                        let step = AnyStep::of_entry(letter, *step);
                        self.form(Blank::of_step(step, FormAbout::record(reference)))?;
                        tells = true;
                    }
                    None => writeln!(self.context.out, "There is no such number. s says what there is.")?,
                },
            }
        }
    }

    /// The figures of the quarter so far, a label and its value on a line.
    fn report(&mut self) -> Result<(), Trouble> {
        let (kind, today) = (PeriodKind::Quarter, self.store.today());
        let subject = Subject::of(Some(kind), kind.around(today), Scope::All, today);
        let (service, office) = (&mut *self.store.session, &self.house.office);
        let mut source = Source { service, office, step: &mut |_, _| true };
        let mut document = source.make(&DOCUMENTS[0], &subject)?;
        // Whoever has it read out hears the figures, and is told where to find what they mean.
        document.sections.retain(|it| it.tables.iter().all(|table| table.caption != DEFINITIONS));
        self.context.out.write_all(&render(&document, Format::Large))?;
        writeln!(self.context.out, "What each figure counts is said by: redress report --format large")?;
        Ok(())
    }

    /// Says what others did since they were last here, if they did anything.
    fn since(&mut self, after: DateTime<Utc>) -> Result<(), Trouble> {
        let (login, today) = (self.store.hello.login.clone(), self.store.today());
        let since = ask(&mut self.store.session, Request::Since { login, after, today }, |it| match it {
            Reply::Since(since) => Some(since),
            _ => None,
        })?;
        if since.has_news() {
            digest::print(self.context.out, &self.house.office, &since)?;
        }
        Ok(())
    }

    fn drafts(&mut self) -> Result<(), Trouble> {
        let broken = |it: crate::drafts::DraftTrouble| Trouble::Broken(it.to_string());
        let Some(drafts) = &self.drafts else { return Ok(()) };
        drafts.let_go_of_all().map_err(broken)?;
        let found = drafts.list().map_err(broken)?.found;
        if found.is_empty() {
            writeln!(self.context.out, "No form is unfinished.")?;
            return Ok(());
        }
        for (number, it) in (1..).zip(&found) {
            writeln!(self.context.out, "{number}. {}", one_line(&in_a_line(&it.saved)))?;
        }
        let Some(number) = self.number("Which one to go on with? b to go back:", found.len())? else {
            return Ok(());
        };
        let Some(drafts) = &self.drafts else { return Ok(()) };
        let saved = match drafts.load(&found[number - 1]) {
            Ok((saved, _)) => saved,
            Err(trouble) => {
                writeln!(self.context.out, "It cannot be gone on with: {trouble}.")?;
                return Ok(());
            }
        };
        let mut blank = Blank::of_draft(&saved);
        blank.given.retain(|it| !it.1.trim().is_empty());
        self.form(blank)
    }
}
/// The steps on a case, each with its number: it stays, whatever else can be done.
fn steps() -> impl Iterator<Item = (usize, Step)> {
    let all = Step::ALL.iter().copied().filter(|it| form_of(*it).is_some() && *it != Step::Receive);
    (1..).zip(all)
}

/// Whether what is typed is the number of a step, or its name.
fn is_meant(text: &str, number: usize, title: &str) -> bool {
    text.parse() == Ok(number) || plain_letters(text) == plain_letters(title)
}
