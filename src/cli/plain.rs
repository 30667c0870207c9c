//! The desk in plain lines: numbered choices, nothing redrawn, every daily task. For screen readers, and for terminals
//! that can show nothing else.

use chrono::{DateTime, Utc};

use crate::api::message::{ActionRequest, Ask, Done, EntryRequest, ListRequest, Reply, Request};
use crate::api::service;
use crate::cli::case::{find, show_case};
use crate::cli::context::{Context, Store, ask};
use crate::cli::digest;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::entry::{facts, in_words, page, register as register_of};
use crate::cli::help::in_lines;
use crate::cli::keyboard::Keyboard;
use crate::cli::known::{known_while_logging, risk_of};
use crate::cli::list::STANDS_A_RISK;
use crate::cli::one_shot::{any, case as read_case, say_gone_back};
use crate::cli::plain::menu::{Chosen, Menu};
use crate::cli::plans;
use crate::cli::prompt::{Ended, Prompt, left};
use crate::cli::timeline::{moments, timeline};
use crate::domain::calendar::period::PeriodKind;
use crate::domain::case::command::Step;
use crate::domain::case::decide::ending::missing_before_closing;
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
use crate::domain::text::{count, one_line, sentence_case};
use crate::domain::vocabulary::LetterKind;
use crate::drafts::{DraftStore, DraftTrouble, Found};
use crate::forms::about::About as FormAbout;
use crate::forms::blank::{Blank, in_a_line};
use crate::forms::setting::Setting;
use crate::forms::tables::form_named;
use crate::forms::tables::office::SET_UP;
use crate::help::topics::topic_called;
use crate::last_here::LastHere;
use crate::report::documents::DOCUMENTS;
use crate::report::gathering::{Source, Subject};
use crate::report::plan::{About, Form, document};
use crate::report::render::{Format, render};
use crate::report::told::DEFINITIONS;

/// What can be done on a record.
pub mod menu;

/// How many lines are read out at a time.
const PAGE: usize = 10;

/// What the first question offers, with what it does.
const MENU: &[(&str, Wanted)] = &[
    ("My open cases", Wanted::Cases("is:in-hand owner:me")),
    ("Late cases", Wanted::Cases("is:late")),
    ("All open cases", Wanted::Cases("is:in-hand")),
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

/// What is chosen of a list that was read out.
enum Listed {
    /// One of them, counted from 0.
    One(usize),
    /// To hear the next ones.
    Next,
    Back,
}

/// A desk that is talked to in lines.
struct Desk<'a, 'b> {
    context: &'a mut Context<'b>,
    store: Store,
    house: House,
    drafts: Option<DraftStore>,
    input: &'a mut dyn Keyboard,
}

/// Talks until the person leaves or nobody answers.
pub fn run(context: &mut Context, store: Store, input: &mut dyn Keyboard) -> Outcome {
    // A terminal that can show nothing else is spoken to as plainly as whoever asks for it.
    context.plain = true;
    let drafts = DraftStore::open(&context.data.join("drafts"), &store.hello.login).ok();
    let house = House::new(store.hello.office.clone());
    let last_here = LastHere::of(&context.data.join("last-here"), &store.hello.login);
    let before = last_here.read();
    // It only says where to begin the next time.
    drop(last_here.write(context.clock.now()));
    let mut desk = Desk { context, store, house, drafts, input };
    for it in &desk.store.hello.notices {
        writeln!(desk.context.out, "{}", one_line(it))?;
    }
    if let Some(after) = before {
        desk.since(after)?;
    }
    desk.first_start()?;
    let mut greets = true;
    loop {
        if std::mem::take(&mut greets) {
            if let Some(drafts) = &desk.drafts {
                desk.store.session.has_unfinished(drafts.unfinished());
            }
            desk.greet()?;
        }
        let menu = menu(&desk.store);
        let last = menu.len();
        let answer = desk.line(&format!("Choose 1 to {last}, w what there is, ? help, or q to leave:"))?;
        let wanted = match answer.as_deref() {
            None | Some("q") => return Ok(Ending::Done),
            // Nothing typed reads it out again: nobody leaves by Enter alone.
            Some("w" | "") => {
                greets = true;
                continue;
            }
            Some("b") => {
                writeln!(desk.context.out, "This is the start. q leaves redress.")?;
                continue;
            }
            Some("?") => {
                desk.help()?;
                continue;
            }
            Some(text) => text.parse::<usize>().ok().and_then(|it| menu.get(it.checked_sub(1)?)),
        };
        let Some((_, wanted)) = wanted else {
            writeln!(desk.context.out, "Type a number from 1 to {last}, w to hear them, or q to leave.")?;
            continue;
        };
        greets = true;
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

    /// Asks which of so many that were read out is meant, or whether the next ones are to be read out.
    fn choose(&mut self, what: &str, shown: usize, has_more: bool) -> Result<Listed, Trouble> {
        let next = if has_more { ", n for the next ones" } else { "" };
        loop {
            match self.line(&format!("{what}{next}, b back:"))?.as_deref() {
                None | Some("b" | "q" | "") => return Ok(Listed::Back),
                Some("n") if has_more => return Ok(Listed::Next),
                Some(text) => match text.parse().ok().filter(|it| (1..=shown).contains(it)) {
                    Some(number) => return Ok(Listed::One(number - 1)),
                    None => {
                        writeln!(
                            self.context.out,
                            "Type a number from 1 to {shown}{next}, or b to go back."
                        )?;
                    }
                },
            }
        }
    }

    /// Reads out how this works.
    fn help(&mut self) -> Result<(), Trouble> {
        let columns = self.context.columns.saturating_sub(1);
        let text = topic_called("plain").map_or_else(String::new, |it| in_lines(it.text, columns));
        Ok(self.context.out.write_all(text.as_bytes())?)
    }

    /// The few questions of the first start.
    fn first_start(&mut self) -> Result<(), Trouble> {
        self.look_again()?;
        if !self.store.hello.office.is_set_up() {
            self.form(Blank::named(SET_UP, FormAbout::Nothing))?;
        }
        Ok(())
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
    fn greet(&mut self) -> Result<(), Trouble> {
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
            "{} open{}, {} late, {} due today. Of all that is owed, late: {}.",
            count(counts.open, "case"),
            counts.closed_too(),
            counts.late,
            counts.today,
            counts.owed_late
        )?;
        for (number, (words, _)) in (1..).zip(menu(&self.store)) {
            writeln!(out, "{number}. {words}")?;
        }
        Ok(())
    }

    fn take(&mut self, wanted: Wanted) -> Result<(), Trouble> {
        self.look_again()?;
        match wanted {
            Wanted::Cases(filter) => self.cases(filter),
            Wanted::New => self.new_complaint(),
            Wanted::Find => self.find(),
            Wanted::Owed => self.owed(),
            Wanted::Plans => self.plans(),
            Wanted::Report => self.report(),
            Wanted::Drafts => self.drafts(),
            Wanted::Registers => self.registers(),
        }
    }

    /// Logs a complaint, and goes on with it.
    fn new_complaint(&mut self) -> Result<(), Trouble> {
        let blank = Blank::of_step(AnyStep::Case(Step::Receive), FormAbout::Nothing);
        match self.form(blank)?.map(|it| it.on) {
            Some(RecordRef::Case(it)) => self.case(it),
            _ => Ok(()),
        }
    }

    /// A record by its reference, or cases by words.
    fn find(&mut self) -> Result<(), Trouble> {
        let Some(words) = self.line("A reference, a name or words:")?.filter(|it| !it.is_empty()) else {
            return Ok(());
        };
        match words.parse() {
            Ok(RecordRef::Plan(plan)) => self.plan(ActionRef { plan, action: 0 }),
            Ok(RecordRef::Entry(entry)) => self.entry(entry),
            _ => match find(&mut self.store, &words) {
                Ok(reference) => self.case(reference),
                Err(_) => self.cases(&words),
            },
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
                limit: PAGE + 1,
            };
            let mut rows = ask(&mut self.store.session, Request::List(request), |it| match it {
                Reply::List { rows, .. } => Some(rows),
                _ => None,
            })?;
            if rows.is_empty() {
                writeln!(self.context.out, "There are no such cases.")?;
                return self.say_near(parsed);
            }
            let has_more = PAGE < rows.len();
            rows.truncate(PAGE);
            for (number, row) in (1..).zip(&rows) {
                let words = self.in_words(row);
                writeln!(self.context.out, "{number}. {}", one_line(&words))?;
            }
            match self.choose("A number opens a case", rows.len(), has_more)? {
                Listed::Next => after = rows.into_iter().next_back().map(Box::new),
                Listed::One(place) => self.case(rows[place].reference)?,
                Listed::Back => return Ok(()),
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
        let risk = if row.has_risk { format!(" {STANDS_A_RISK}") } else { String::new() };
        let (name, about) = (row.complainant.name(), &row.subject);
        format!("Case {}. {state}{next}. {name}.{risk} About: {about}.", row.reference)
    }

    fn case(&mut self, reference: CaseRef) -> Result<(), Trouble> {
        show_case(self.context, &mut self.store, reference)?;
        let menu = Menu::of_case(reference);
        loop {
            match self.choose_on(&menu)? {
                Chosen::Back => return Ok(()),
                Chosen::Letter('p') => {
                    let about = FormAbout::record(reference);
                    let made = self.form(Blank::of_step(AnyStep::Plan(PlanStep::MakePlan), about))?;
                    if let Some(RecordRef::Plan(plan)) = made.map(|it| it.on) {
                        self.plan(ActionRef { plan, action: 0 })?;
                    }
                }
                Chosen::Letter('e') => self.enter_about(reference)?,
                Chosen::Letter('u') => self.undo(reference)?,
                Chosen::Letter('r') => {
                    self.go(reference, AnyCommand::PutBack, "What was undone is done again")?;
                }
                Chosen::Letter(_) => show_case(self.context, &mut self.store, reference)?,
                Chosen::Step(AnyStep::Case(Step::SendLetter)) => self.letter(reference)?,
                Chosen::Step(step) => self.step(reference, step)?,
            }
        }
    }

    /// Takes a step on a case; what is still to do before it can be closed is said before anything is asked.
    fn step(&mut self, reference: CaseRef, step: AnyStep) -> Result<(), Trouble> {
        let missing = match step {
            AnyStep::Case(Step::Close) => missing_before_closing(&read_case(&mut self.store, reference)?),
            _ => Vec::new(),
        };
        if !missing.is_empty() {
            let missing = missing.join("; ");
            writeln!(self.context.out, "You cannot close this case yet. Still to do: {missing}.")?;
            return Ok(());
        }
        self.form(Blank::of_step(step, FormAbout::record(reference)))?;
        Ok(())
    }

    /// A letter from a case: which one, then its words as the office has them.
    fn letter(&mut self, reference: CaseRef) -> Result<(), Trouble> {
        for (number, it) in (1..).zip(LetterKind::ALL) {
            writeln!(self.context.out, "{number}. {}", sentence_case(it.word()))?;
        }
        let Some(number) = self.number("Which letter? b to go back:", LetterKind::ALL.len())? else {
            return Ok(());
        };
        let about = FormAbout::Record(reference.into(), u32::try_from(number).unwrap_or_default());
        self.form(Blank::of_step(AnyStep::Case(Step::SendLetter), about))?;
        Ok(())
    }

    /// Says what one's own last change of a case was, and takes it back if that is meant.
    fn undo(&mut self, reference: CaseRef) -> Result<(), Trouble> {
        let case = read_case(&mut self.store, reference)?;
        let last = case.trail.to_take_back().filter(|_| case.trail.by == self.store.hello.login);
        if let Some(version) = last {
            let moments = moments(&mut self.store, reference.into())?;
            for it in moments.iter().filter(|it| it.version == version).flat_map(|it| &it.happenings) {
                writeln!(self.context.out, "Your last change: {}", one_line(&it.words))?;
            }
            if self.line("u again undoes it, anything else leaves it:")?.as_deref() != Some("u") {
                return Ok(());
            }
        }
        self.go(reference, AnyCommand::TakeBack, "The last change is undone")
    }

    /// Goes back or forth through one's own changes of a case.
    fn go(&mut self, on: CaseRef, which_way: fn(Which) -> AnyCommand, words: &str) -> Result<(), Trouble> {
        match service::take(&mut self.store.session, Ask::on(on, which_way(Which::default()))) {
            Ok(done) => say_gone_back(self.context, &mut self.store, words, &done),
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
        self.form(Blank::of_step(step, FormAbout::record(case)))?;
        Ok(())
    }

    /// Drafts that were left, of this sitting too.
    fn left(&self) -> Result<Vec<Found>, Trouble> {
        let broken = |it: DraftTrouble| Trouble::Broken(it.to_string());
        let Some(drafts) = &self.drafts else { return Ok(Vec::new()) };
        drafts.let_go_of_all().map_err(broken)?;
        Ok(drafts.list().map_err(broken)?.found)
    }

    /// Goes on with a draft. What was done, if it was.
    fn go_on_with(&mut self, found: &Found) -> Result<Option<Done>, Trouble> {
        let Some(drafts) = &self.drafts else { return Ok(None) };
        match drafts.load(found) {
            Ok((saved, _)) => {
                let mut blank = Blank::of_draft(&saved);
                blank.given.retain(|it| !it.1.trim().is_empty());
                self.fill_in(blank)
            }
            Err(trouble) => {
                writeln!(self.context.out, "It cannot be gone on with: {trouble}.")?;
                Ok(None)
            }
        }
    }

    /// A form, or what was left of it before. What was done, if it was.
    fn form(&mut self, blank: Blank) -> Result<Option<Done>, Trouble> {
        let on = blank.about.mark();
        let mut found = self.left()?;
        // A correction that was begun on one of several parts is found before the part is asked for.
        let of_a_part = on.as_ref().filter(|it| !it.contains('/')).map(|it| format!("{it}/"));
        let is_on = |it: &Option<String>| {
            let part = it.as_deref().zip(of_a_part.as_deref());
            *it == on || part.is_some_and(|(it, start)| it.starts_with(start))
        };
        found.retain(|it| it.saved.form == blank.form && is_on(&it.saved.on));
        let Some(found) = found.into_iter().max_by_key(|it| it.saved.saved_at) else {
            return self.fill_in(blank);
        };
        writeln!(self.context.out, "You began this before. {}", one_line(&in_a_line(&found.saved)))?;
        match self.number("1 goes on with it, 2 begins again and keeps it too, b back:", 2)? {
            Some(1) => self.go_on_with(&found),
            Some(_) => self.fill_in(blank),
            None => Ok(None),
        }
    }

    fn fill_in(&mut self, blank: Blank) -> Result<Option<Done>, Trouble> {
        let Blank { form, about, given, .. } = blank;
        let Some(table) = form_named(&form) else { return Ok(None) };
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
                return Ok(None);
            }
        }
        let login = self.store.hello.login.clone();
        let frozen = self.store.frozen_for(&table)?;
        let setting = Setting::new(&self.house, self.store.today(), &login);
        let setting = Setting { on: record.as_ref(), about: &about, frozen: &frozen, ..setting };
        let mut prompt = Prompt {
            input: &mut *self.input,
            out: &mut *self.context.out,
            drafts: self.drafts.as_ref(),
            now: self.context.clock.now(),
        };
        let Some(about) = prompt.part(&table, &setting, &given)? else { return Ok(None) };
        let setting = Setting { about: &about, ..setting };
        let case = setting.case().filter(|_| table.speaks_of_the_person());
        let theirs = case.map(|it| risk_of(&mut self.store.session, it)).unwrap_or_default();
        let setting = Setting { theirs: &theirs, ..setting };
        let mut known = known_while_logging(&mut self.store.session, &table, setting.today);
        let ended = prompt.form_told(&table, &setting, &given, &mut known)?;
        drop(known);
        match ended {
            Ended::Do(asked) => prompt.carry_out(&mut self.store.session, &table, &setting, asked),
            Ended::Left { is_kept } => {
                writeln!(self.context.out, "{}", left(is_kept))?;
                Ok(None)
            }
        }
    }

    fn owed(&mut self) -> Result<(), Trouble> {
        let mut after: Option<Box<Obligation>> = None;
        loop {
            let request = DiaryRequest { after: after.clone(), limit: PAGE + 1, ..DiaryRequest::default() };
            let mut lines = ask(&mut self.store.session, Request::Diary(request), |it| match it {
                Reply::Diary(lines) => Some(lines),
                _ => None,
            })?;
            if lines.is_empty() {
                writeln!(self.context.out, "Nothing is owed.")?;
                return Ok(());
            }
            let has_more = PAGE < lines.len();
            lines.truncate(PAGE);
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
            match self.choose("A number does it", lines.len(), has_more)? {
                Listed::Next => after = lines.into_iter().next_back().map(Box::new),
                Listed::One(place) => drop(self.form(Blank::settling(&lines[place]))?),
                Listed::Back => return Ok(()),
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
                limit: PAGE + 1,
            };
            let mut rows = ask(&mut self.store.session, Request::Actions(request), |it| match it {
                Reply::Actions { rows, .. } => Some(rows),
                _ => None,
            })?;
            if rows.is_empty() {
                writeln!(
                    self.context.out,
                    "No plan has an action. On a case, p makes a plan; 5 finds one by its reference."
                )?;
                return Ok(());
            }
            let has_more = PAGE < rows.len();
            rows.truncate(PAGE);
            for (number, it) in (1..).zip(&rows) {
                writeln!(self.context.out, "{number}. {}", plans::in_words(&self.store, it))?;
            }
            match self.choose("A number opens its plan", rows.len(), has_more)? {
                Listed::Next => after = rows.into_iter().next_back().map(Box::new),
                Listed::One(place) => self.plan(rows[place].reference)?,
                Listed::Back => return Ok(()),
            }
        }
    }

    /// A plan and its steps, on it or on one of its actions; 0 for none of them.
    fn plan(&mut self, at: ActionRef) -> Result<(), Trouble> {
        let menu = Menu::of_plan(at);
        self.tell_plan(at)?;
        loop {
            match self.choose_on(&menu)? {
                Chosen::Back => return Ok(()),
                Chosen::Letter(_) => self.tell_plan(at)?,
                Chosen::Step(step) => {
                    let about = FormAbout::Record(at.plan.into(), at.action);
                    self.form(Blank::of_step(step, about))?;
                }
            }
        }
    }

    /// Reads a plan out.
    fn tell_plan(&mut self, at: ActionRef) -> Result<(), Trouble> {
        let plan = plans::read(&mut self.store, at.plan)?;
        let about = About { office: &self.house.office, form: Form::Text, without: None };
        Ok(self.context.out.write_all(document(&plan, &about).as_bytes())?)
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
                let more = if after.is_none() { "" } else { "more " };
                writeln!(self.context.out, "There are no {more}{}.", kind.many)?;
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
                    None if matches!(text, "b" | "q" | "") => return Ok(()),
                    None => writeln!(self.context.out, "There is no such number.")?,
                },
                None => return Ok(()),
            }
        }
    }

    /// An entry: what it holds and owes, and its steps.
    fn entry(&mut self, reference: EntryRef) -> Result<(), Trouble> {
        let menu = Menu::of_entry(reference);
        let mut tells = true;
        loop {
            if std::mem::take(&mut tells) {
                let entry: Entry = service::read(&mut self.store.session, reference)?;
                facts(self.context, &self.store, &entry)?;
            }
            match self.choose_on(&menu)? {
                Chosen::Back => return Ok(()),
                Chosen::Letter('h') => {
                    let moments = moments(&mut self.store, reference.into())?;
                    timeline(self.context, &self.store, &moments)?;
                }
                Chosen::Letter(_) => tells = true,
                Chosen::Step(step) => {
                    self.form(Blank::of_step(step, FormAbout::record(reference)))?;
                    tells = true;
                }
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
        let found = self.left()?;
        if found.is_empty() {
            writeln!(self.context.out, "No form is unfinished.")?;
            return Ok(());
        }
        for (number, it) in (1..).zip(&found) {
            writeln!(self.context.out, "{number}. {}", one_line(&in_a_line(&it.saved)))?;
        }
        match self.number("Which one to go on with? b to go back:", found.len())? {
            Some(number) => self.go_on_with(&found[number - 1]).map(drop),
            None => Ok(()),
        }
    }
}
