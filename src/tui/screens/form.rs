//! A form on screen: reads the case it is about, keeps what is typed, and sends what was asked for.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::api::carrying::at_home;
use crate::api::message::{Ask, Done, Fault, Reply, Request};
use crate::domain::calendar::dates::long;
use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::command::Step;
use crate::domain::moving::Move;
use crate::domain::office::command::OfficeStep;
use crate::domain::office::settings::Wording;
use crate::domain::party::known::KnownAs;
use crate::domain::party::likeness::Likeness;
use crate::domain::records::any::{AnyCommand, AnyRecord};
use crate::domain::records::step::AnyStep;
use crate::domain::reference::{ActionRef, CaseRef, RecordRef};
use crate::domain::register::command::EntryStep;
use crate::domain::row::Row;
use crate::domain::text::one_line;
use crate::domain::theirs::{how_many, one_of_theirs, their_risk, their_risk_kept, with_a_risk};
use crate::domain::vocabulary::LetterKind;
use crate::drafts::{DraftKey, Saved};
use crate::forms::about::{About, so_many};
use crate::forms::blank::Blank;
use crate::forms::form::number_of;
use crate::forms::frozen::Frozen;
use crate::forms::setting::Setting;
use crate::forms::table::FormTable;
use crate::forms::tables::intake::person;
use crate::forms::tables::office::SET_UP;
use crate::forms::tables::{form_named, form_of, parts_of};
use crate::forms::year::{Awaited, YearSheet};
use crate::tui::chrome::put;
use crate::tui::forms::filling::{Filling, Pressed};
use crate::tui::forms::view;
use crate::tui::keymap::Scope;
use crate::tui::screen::{Answered, Choice, Cx, Effect, Input, Manner, MenuItem, Place, Screen, Undo};
use crate::tui::terminal::chord::Chord;
use crate::tui::theme;

/// Keys of the parts of a record to choose from, in their order.
const PART_KEYS: &str = "123456789abcdefghijklmnoprstuvwxyz";

/// A form on screen.
pub struct FormScreen {
    table: Arc<FormTable>,
    about: About,
    /// Whether it is known which dates the change would move.
    has_weighed: bool,
    /// All that the form may look at of the financial year that it is about, until it is here.
    awaited: Option<Awaited>,
    /// What the form may look at of that year.
    sheet: Option<Box<YearSheet>>,
    /// Answers that somebody else changed too, each with what they saved: the first is asked about.
    conflicts: Vec<(usize, String)>,
    /// The record that it is about, or comes of, once it is here.
    record: Option<AnyRecord>,
    /// None until the record is here.
    filling: Option<Filling>,
    /// What stands in it to begin with.
    before: Vec<(String, String)>,
    /// What stands in it before anybody typed, where that is proposed and no draft.
    proposed: Option<Vec<(String, String)>>,
    /// The field at which it begins; empty for the first one that is open.
    at: &'static str,
    /// Keys that came before the case did: they are text of this form, and never commands of another screen.
    early: Vec<Chord>,
    /// When the draft was last on disk.
    saved: String,
    /// Whether an answer is awaited.
    is_sending: bool,
    /// Whom the desk was asked about last, while somebody new is entered.
    sought: KnownAs,
    /// Whether the answer to that is awaited.
    is_seeking: bool,
    /// The cases here of the person who is entered, in words; empty while there are none.
    theirs: String,
    /// The other case of the person on which a risk stands, while it is read.
    risky: Option<(Likeness, CaseRef)>,
    /// What is to be minded of it, in words.
    minded: String,
    /// Documents that were frozen, where one is asked for; none while the answer to that is awaited.
    frozen: Option<Vec<Frozen>>,
}

impl FormScreen {
    /// A form to be filled in, over a screen that holds a record. A form that there is no longer, in a draft of another
    /// version, is a note.
    pub fn over(held: Option<AnyRecord>, blank: Blank) -> Self {
        let Blank { form, about, given, at, reads_again } = blank;
        let table = form_named(&form).or_else(|| form_of(Step::Note).cloned()).expect("notes have a form");
        let awaited = match about.one() {
            Some(RecordRef::Year(it)) => Some(Awaited::new(it)),
            _ => None,
        };
        let saved = if form == SET_UP { "Screen reader? redress --plain" } else { "" };
        Self {
            table,
            has_weighed: false,
            awaited,
            sheet: None,
            conflicts: Vec::new(),
            record: held.filter(|it| Some(it.reference()) == about.one() && !reads_again),
            about,
            filling: None,
            before: given,
            proposed: None,
            at,
            early: Vec::new(),
            saved: saved.to_owned(),
            is_sending: false,
            sought: KnownAs::default(),
            is_seeking: false,
            theirs: String::new(),
            risky: None,
            minded: String::new(),
            frozen: Some(Vec::new()),
        }
    }

    fn key(&self) -> DraftKey {
        DraftKey { form: self.table.id.to_string(), on: self.about.mark() }
    }

    /// The financial year that it is about.
    fn year(&self) -> Option<FinancialYear> {
        self.awaited.as_ref().map(|it| it.year)
    }

    fn setting<'a>(&'a self, cx: &'a Cx) -> Setting<'a> {
        Setting {
            on: self.record.as_ref(),
            about: &self.about,
            year: self.sheet.as_deref(),
            frozen: self.frozen.as_deref().unwrap_or_default(),
            theirs: &self.minded,
            ..Setting::new(&cx.house, cx.today, &cx.login)
        }
    }

    fn begin(&mut self, cx: &Cx) {
        if let Some(kept) = cx.kept(&self.key()).filter(|_| self.before.is_empty()) {
            self.before.clone_from(&kept.fields);
            // The list that is to be kept is the one that shows, whatever one was named before.
            if self.about.list().is_some() {
                self.before.retain(|it| it.0 != "filter");
            }
            "Your draft is back".clone_into(&mut self.saved);
        }
        let mut filling = Filling::new(&self.table, &self.setting(cx), &self.before);
        filling.begin_at(self.at);
        self.proposed = cx.kept(&self.key()).is_none().then(|| filling.form.typed());
        self.filling = Some(filling);
    }

    /// Begins as soon as the record is here, with the keys that came before it.
    fn begin_once(&mut self, cx: &Cx) -> Vec<Effect> {
        if self.filling.is_some() {
            return Vec::new();
        }
        // What cannot be done now says so at once; but words that were typed for it before are shown.
        let shut = match (&self.record, self.table.step) {
            (Some(record), Some(step)) => cx.offers_on(record, self.about.part(), step).err(),
            _ => None,
        };
        if let Some(why) = shut.filter(|_| self.before.is_empty() && cx.kept(&self.key()).is_none()) {
            return vec![Effect::Pop, Effect::Warn(why)];
        }
        let parts = parts_of(&self.table, &self.setting(cx));
        if !parts.is_empty() && self.before.is_empty() && cx.kept(&self.key()).is_none() {
            return self.which_part(&parts);
        }
        self.begin(cx);
        let mut filling = self.filling.take();
        let opens_on_check = filling.as_mut().filter(|it| it.is_checking);
        let asked = opens_on_check.and_then(|it| it.form.check(&self.setting(cx)));
        self.filling = filling;
        let mut effects: Vec<Effect> = asked.map(|it| self.try_out(it, cx.today)).into_iter().collect();
        effects.extend(self.others());
        if self.table.asks_for_a_frozen_document() {
            self.frozen = None;
            effects.push(Effect::Call(Request::Years));
        }
        let early = std::mem::take(&mut self.early);
        effects.extend(early.into_iter().flat_map(|chord| self.update(Input::Key(chord), cx)));
        effects
    }

    /// Asks which of several parts is put right: none of them is taken unnamed.
    fn which_part(&self, parts: &[String]) -> Vec<Effect> {
        let (Some(on), Some(step)) = (self.about.one(), self.table.step) else { return vec![Effect::Pop] };
        let item = |(key, words): (char, &String)| {
            let effect = Effect::Open(Place::step(step, on, number_of(words)?));
            Some(MenuItem { key, words: one_line(words), effect: Effect::PopAnd(Box::new(effect)) })
        };
        let keys = PART_KEYS.chars().chain(std::iter::repeat(' '));
        let items = keys.zip(parts).filter_map(item).collect();
        let title = format!("{}: which one?", self.table.title);
        vec![Effect::PopAnd(Box::new(Effect::Open(Place::Menu { title, items })))]
    }

    /// Begins at once where all that it is about is here, and asks for what is not.
    fn shown(&mut self, cx: &Cx) -> Vec<Effect> {
        match (&self.awaited, self.about.one()) {
            (Some(awaited), _) => awaited.requests(cx.today).map(Effect::Call).into(),
            (None, Some(on)) if self.record.is_none() => vec![Effect::Call(Request::Record(on))],
            _ => self.begin_once(cx),
        }
    }

    fn is_touched(&self, cx: &Cx) -> bool {
        let is_proposed = |it: &Filling| self.proposed.as_ref() == Some(&it.form.typed());
        self.filling.as_ref().is_some_and(|it| it.form.is_touched(&self.setting(cx)) && !is_proposed(it))
    }

    /// What may stand in the part of the line that the cursor is in; none where it is typed freely.
    fn part_to_choose(&self, cx: &Cx) -> Option<Effect> {
        let (_, part, _) = self.filling.as_ref()?.part()?;
        let offers = part.offers(&self.setting(cx)).into_iter().enumerate();
        let choice = |(place, (code, words)): (usize, (String, String))| {
            let words = if words.is_empty() { code } else { format!("{code}  {words}") };
            (words, Choice::Part(place))
        };
        let items = MenuItem::choices("1234567890abcdefghijklmnoprstuvwxyz", offers.map(choice));
        let title = part.label.to_string();
        (!items.is_empty()).then_some(Effect::Open(Place::Menu { title, items }))
    }

    /// Puts what was chosen into the part of the line that the cursor is in.
    fn choose_part(&mut self, place: usize, cx: &Cx) -> Vec<Effect> {
        let offered = self.filling.as_ref().and_then(Filling::part).map(|it| it.1.offers(&self.setting(cx)));
        let chosen = offered.and_then(|it| it.into_iter().nth(place));
        let (Some(filling), Some((text, _))) = (&mut self.filling, chosen) else { return Vec::new() };
        let pressed = filling.put_part(&text);
        self.pressed(pressed, cx)
    }

    /// What is asked in the field with the cursor, and the keys.
    fn explain(&self, cx: &Cx) -> Option<Effect> {
        let filling = self.filling.as_ref().filter(|it| !it.entries.is_empty())?;
        let title = format!("Help: {}, {}", self.table.title, self.table.fields[filling.at].label);
        let lines = view::explanation(filling, &self.setting(cx));
        Some(Effect::Open(Place::Results { title, lines, can_undo: false }))
    }

    fn keep(&self, cx: &Cx) -> Vec<Effect> {
        let Some(filling) = &self.filling else { return Vec::new() };
        if !self.is_touched(cx) {
            // What was kept before says something that does not stand here any more.
            return cx.kept(&self.key()).map(|_| Effect::Forget(self.key())).into_iter().collect();
        }
        let typed = filling.form.typed();
        let about = ["complainant", "subject", "text", "what", "reason", "note"]
            .iter()
            .find_map(|name| typed.iter().find(|it| it.0 == *name && !it.1.trim().is_empty()))
            .map(|it| one_line(&it.1))
            .unwrap_or_default();
        let saved = Saved {
            form: self.table.id.to_string(),
            about,
            on: self.about.mark(),
            version: self.version(),
            fields: typed,
            cursor_field: filling.at,
            // The shell, which has the clock, puts the time in.
            saved_at: DateTime::<Utc>::UNIX_EPOCH,
        };
        vec![Effect::Keep(Box::new(saved))]
    }

    /// Asks for the other cases of the person to whom the form speaks: what is to be minded of them may stand there.
    fn others(&mut self) -> Option<Effect> {
        let Some(AnyRecord::Case(case)) = self.record.as_ref().filter(|_| self.table.speaks_of_the_person())
        else {
            return None;
        };
        self.is_seeking = true;
        let person = case.facts.complainant.known_as();
        Some(Effect::Call(Request::CasesOf { person, but: Some(case.reference) }))
    }

    /// Reads the case of theirs on which a risk stands, if there is one; what is restricted is read by whoever opens it.
    fn read_risk(&mut self, others: &[(Likeness, Row)]) -> Option<Effect> {
        let (likeness, row) = with_a_risk(others)?;
        if row.restricted {
            self.minded = their_risk_kept(row);
            return None;
        }
        (self.is_seeking, self.risky) = (true, Some((*likeness, row.reference)));
        Some(Effect::Call(Request::Record(row.reference.into())))
    }

    /// Asks for the other cases of the person whom a new complaint names, once the cursor has left what says who it is.
    fn seek(&mut self) -> Option<Effect> {
        if self.table.step != Some(AnyStep::Case(Step::Receive)) {
            return None;
        }
        let person = person(&self.filling.as_ref()?.form);
        if person == self.sought {
            return None;
        }
        self.sought.clone_from(&person);
        self.theirs.clear();
        self.minded.clear();
        self.is_seeking = true;
        Some(Effect::Call(Request::CasesOf { person, but: None }))
    }

    /// Says at once that a file which is to be attached is not there; none where it is, or where none is named.
    fn missing_file(&self, manner: Manner) -> Option<Effect> {
        if !manner.way_in.reads_files() || self.table.step != Some(AnyStep::Case(Step::AttachPaper)) {
            return None;
        }
        let filling = self.filling.as_ref()?;
        let path = self.table.place("path").map(|place| filling.form.text(place).trim())?;
        let is_missing = !path.is_empty() && !at_home(path).is_file();
        is_missing.then(|| {
            Effect::Warn(format!("There is no file “{}”. Check its name, or empty it.", one_line(path)))
        })
    }

    /// Says that the person is known here, before anything is saved.
    fn sought_out(&mut self, others: &[(Likeness, Row)], cx: &Cx) -> Vec<Effect> {
        self.is_seeking = false;
        let Some((likeness, last)) = others.first() else { return Vec::new() };
        self.theirs = format!("Known here: {}", how_many(others, cx.today));
        let last = one_of_theirs(*likeness, last, cx.today);
        let said = Effect::Say(format!("{}. The last: {last}", self.theirs));
        [said].into_iter().chain(self.read_risk(others)).collect()
    }

    fn pressed(&mut self, pressed: Pressed, cx: &Cx) -> Vec<Effect> {
        match pressed {
            Pressed::Nothing => Vec::new(),
            Pressed::Changed => self.keep(cx),
            Pressed::Wording => vec![self.part_to_choose(cx).unwrap_or_else(|| wordings(cx))],
            Pressed::Explain => self.explain(cx).into_iter().collect(),
            Pressed::ThrowAway if !self.is_touched(cx) => vec![Effect::Pop],
            Pressed::ThrowAway => {
                let words = "throw it away and leave the form".to_owned();
                let item = MenuItem { key: 't', words, effect: Effect::PopAndChoose(Choice::ThrowAway) };
                let title = "What you typed here cannot be brought back. Esc keeps it".to_owned();
                vec![Effect::Open(Place::Menu { title, items: vec![item] })]
            }
            Pressed::Leave => {
                let mut effects = self.keep(cx);
                let is_kept = self.is_touched(cx);
                effects.push(Effect::Pop);
                if is_kept {
                    effects.push(Effect::Say(
                        "Your draft is kept. Open the form again to go on with it.".to_owned(),
                    ));
                }
                effects
            }
            Pressed::Elsewhere => {
                let problem = self.filling.as_ref().and_then(|it| it.form.problems.first());
                let words = problem.map(|it| it.words.clone()).unwrap_or_default();
                let mut effects = self.keep(cx);
                effects.extend([Effect::Pop, Effect::Warn(words)]);
                effects
            }
            // What moves dates is weighed first: the answer says which.
            Pressed::Submit(AnyCommand::Office(command)) if command.moves_dates() && !self.has_weighed => {
                let mut effects = self.keep(cx);
                self.is_sending = true;
                effects.push(Effect::Call(Request::WhatMoves(command)));
                effects
            }
            Pressed::Submit(asked) => {
                let mut effects = self.keep(cx);
                self.is_sending = true;
                effects.push(Effect::Call(Request::Do(self.asks(asked, cx.today))));
                effects
            }
        }
    }

    /// Shows which dates would move; the change is made if it is asked for again.
    fn weighed(&mut self, moves: &[Move]) -> Vec<Effect> {
        self.is_sending = false;
        self.has_weighed = true;
        if moves.is_empty() {
            return vec![Effect::Say("No date of an open case moves. Enter makes the change.".to_owned())];
        }
        let line = |it: &Move| format!("{}  {}: {} becomes {}", it.on, it.what, long(it.from), long(it.to));
        let dates = if moves.len() == 1 {
            "1 date of an open case moves".to_owned()
        } else {
            format!("{} dates of open cases move", moves.len())
        };
        vec![Effect::Open(Place::Results {
            title: format!("{dates}. Timescales stay. q goes back; Enter there makes the change"),
            lines: moves.iter().map(line).collect(),
            can_undo: false,
        })]
    }

    /// The version of the record that was seen.
    fn version(&self) -> Option<u64> {
        let record = self.record.as_ref().map(AnyRecord::version);
        record.or(self.sheet.as_ref().map(|it| it.record.version))
    }

    fn asks(&self, step: AnyCommand, today: NaiveDate) -> Vec<Ask> {
        match &self.about {
            About::Records(all) => {
                return all.iter().map(|on| Ask::on(*on, step.clone())).collect();
            }
            About::Actions(all) => {
                let on_action = |on: &ActionRef| match step.clone() {
                    AnyCommand::Plan(it) => Ask::on(on.plan, it.on_action(on.action)),
                    other => Ask::on(on.plan, other),
                };
                return all.iter().map(on_action).collect();
            }
            _ => {}
        }
        let on = match step {
            AnyCommand::Office(_) => Some(RecordRef::Office),
            AnyCommand::Year(_) => Some(self.year().unwrap_or_else(|| FinancialYear::of(today)).into()),
            // A plan that is made from a case is a new one, and so is an entry.
            _ => self.about.one().filter(|on| step.fits(*on)),
        };
        let version = self.version().filter(|_| on.is_some());
        vec![Ask { on, version, ..Ask::first(step) }]
    }

    /// Asks whether it would be done, before anybody asks for it: some of what may stand in the way only the desk knows.
    fn try_out(&self, asked: AnyCommand, today: NaiveDate) -> Effect {
        Effect::Call(Request::Try(self.asks(asked, today)))
    }

    /// Says on the check page what the desk would refuse. Of several records, those that can be changed still are.
    fn tried(&mut self, results: &[Option<Fault>], cx: &Cx) -> Vec<Effect> {
        if self.is_sending || !self.filling.as_ref().is_some_and(|it| it.is_checking) {
            return Vec::new();
        }
        // What somebody else changed meanwhile is joined when it is saved: whoever is about to press Enter is not asked then.
        let refused = || results.iter().flatten().filter(|it| matches!(it, Fault::Refused(_)));
        let Some((names, what)) = self.about.several() else {
            return refused().next().map(|it| self.failed(it, cx)).unwrap_or_default();
        };
        let line = |(on, result): (&String, &Option<Fault>)| match result {
            None => (true, format!("{on}  changes")),
            Some(why) => (false, format!("{on}  ! stays as it is: {why}")),
        };
        // What is refused stands first: it is what somebody may still put right.
        let mut all: Vec<(&String, &Option<Fault>)> = names.iter().zip(results).collect();
        all.sort_by_key(|it| it.1.is_none());
        if let Some(filling) = &mut self.filling {
            filling.outlook = all.into_iter().map(line).collect();
        }
        match refused().count() {
            0 if names.len() == 1 => vec![Effect::Say(format!("It can be done on {}.", names[0]))],
            0 => vec![Effect::Say(format!("It can be done on all {} {what}.", names.len()))],
            count => {
                let of = so_many(names.len(), what);
                vec![Effect::Warn(format!("{count} of {of} cannot be changed: the first below."))]
            }
        }
    }

    fn answered(&mut self, results: &[Result<Done, Fault>], cx: &Cx) -> Vec<Effect> {
        self.is_sending = false;
        if let Some((names, what)) = self.about.several() {
            return self.answered_on_many(&names, what, results);
        }
        if let Some(fault) = results.iter().find_map(|it| it.as_ref().err()) {
            return self.failed(fault, cx);
        }
        let mut effects = vec![Effect::Forget(self.key()), Effect::Pop];
        let done: Vec<Done> = results.iter().flatten().copied().collect();
        let Some(first) = done.first() else { return effects };
        let title = &self.table.title;
        if done.iter().all(|it| it.can_be_undone) {
            let on = done.iter().map(|it| (it.on, Some(it.version))).collect();
            effects.push(Effect::Remember(Undo { on, words: format!("{title} on {}", first.on) }));
        }
        if let Some(next) = self.goes_on_to(first.on, cx) {
            effects.push(Effect::Open(Place::Form(next)));
            effects.push(Effect::Say(
                "The letter is recorded. Record that it was the final response; Esc if not.".to_owned(),
            ));
            return effects;
        }
        let words = match first.on {
            RecordRef::Office => self.said_of_the_office(),
            on if self.lacks_its_letter() => {
                format!("{title}: saved on {on}. u undoes it. L records its letter.")
            }
            RecordRef::Year(year) => format!("Saved for {year}. The annual report has it."),
            on if first.can_be_undone => format!("{title}: saved on {on}. u undoes it."),
            on if !first.is_first() => format!("{title}: saved on {on}."),
            on => {
                effects.extend(Place::of(on, 0).map(Effect::Open));
                let next = match on {
                    RecordRef::Case(_) => " Next: acknowledge it (a).",
                    RecordRef::Plan(_) => " Next: add what will be done (n).",
                    _ => "",
                };
                format!("Saved as {on}.{next}")
            }
        };
        effects.push(Effect::Say(words));
        effects
    }

    /// What was typed into a field of this name.
    fn said(&self, name: &str) -> Option<String> {
        let place = self.table.place(name)?;
        self.filling.as_ref().map(|it| it.form.text(place).to_owned())
    }

    /// The form of the step that a letter is: once the letter of a final response went, that it did is still to be recorded.
    fn goes_on_to(&self, on: RecordRef, cx: &Cx) -> Option<Blank> {
        let is_letter = self.table.step == Some(AnyStep::Case(Step::SendLetter));
        let kind = self.said("kind").filter(|_| is_letter)?;
        let Some(AnyRecord::Case(case)) = &self.record else { return None };
        let is_final = LetterKind::from_word(&kind) == Some(LetterKind::FinalResponse);
        if !is_final || case.rounds.now.response.is_some() || cx.offers(case, Step::Respond).is_err() {
            return None;
        }
        let mut blank = Blank::of_step(AnyStep::Case(Step::Respond), About::record(on));
        let is_begun = cx.kept.iter().any(|it| it.form == blank.form && it.on == blank.about.mark());
        let given = ["on", "means"].into_iter().filter(|_| !is_begun);
        blank.given = given.filter_map(|it| Some((it.to_owned(), self.said(it)?))).collect();
        (blank.at, blank.reads_again) = ("signposted", true);
        Some(blank)
    }

    /// Whether a final response was recorded of which no letter is on the case.
    fn lacks_its_letter(&self) -> bool {
        let Some(AnyRecord::Case(case)) = &self.record else { return false };
        self.table.step == Some(AnyStep::Case(Step::Respond))
            && case.letters.iter().all(|it| it.kind != LetterKind::FinalResponse)
    }

    /// What is said once a change of the office is saved.
    fn said_of_the_office(&self) -> String {
        let id = &*self.table.id;
        if id == SET_UP {
            "Press n to log your first complaint, ? for the keys.".to_owned()
        } else if id == OfficeStep::SaveList.name() {
            "The list is kept. Press v to see it again.".to_owned()
        } else if id == OfficeStep::KeepWording.name() {
            "The wording is kept. Ctrl-T puts it into any longer answer.".to_owned()
        } else {
            format!("{}: saved.", self.table.title.split(':').next().unwrap_or_default())
        }
    }

    /// Says how each case or action went. Those that were changed can be undone at once.
    fn answered_on_many(&self, names: &[String], what: &str, results: &[Result<Done, Fault>]) -> Vec<Effect> {
        let title = &self.table.title;
        let line = |(on, result): (&String, &Result<Done, Fault>)| match result {
            Ok(_) => format!("{on}  saved"),
            Err(why) => format!("{on}  ! not changed: {why}"),
        };
        let lines = names.iter().zip(results).map(line).collect();
        let saved = || results.iter().flatten();
        let on: Vec<(RecordRef, Option<u64>)> =
            saved().filter(|it| it.can_be_undone).map(|it| (it.on, Some(it.version))).collect();
        let (done, can_undo) = (saved().count(), !on.is_empty());
        let mut effects = vec![Effect::Forget(self.key())];
        if can_undo {
            effects.push(Effect::Remember(Undo { on, words: format!("{title} on {}", so_many(done, what)) }));
        }
        let title = format!("{title}: saved on {done} of {}", results.len());
        effects.push(Effect::PopAnd(Box::new(Effect::Open(Place::Results { title, lines, can_undo }))));
        effects
    }

    /// Joins what somebody else saved meanwhile with what was typed: an answer that only one of the two changed is
    /// taken as it is, one that both changed is asked about.
    fn join(&mut self, record: &AnyRecord, cx: &Cx) -> Vec<Effect> {
        let who =
            Some(cx.house.office.person_name(&record.trail().by).to_owned()).filter(|it| !it.is_empty());
        let Some(mut filling) = self.filling.take() else { return Vec::new() };
        let fields = &self.table.fields;
        let setting = self.setting(cx);
        let before = |place: usize| fields[place].default(&setting);
        let now = |place: usize| fields[place].default(&Setting { on: Some(record), ..setting });
        // Only these forms show how the record is; in the others, what stands there is a proposal.
        let is_filled_in = matches!(self.table.step, Some(AnyStep::Entry(_, EntryStep::FillIn)));
        let is_edit = self.table.corrects || is_filled_in;
        let mut joined = Vec::new();
        let mut conflicts = Vec::new();
        for place in (0..fields.len()).filter(|_| is_edit) {
            let (before, theirs) = (before(place), now(place));
            let mine = filling.form.text(place);
            if theirs == before || theirs == mine {
                continue;
            }
            if mine == before {
                joined.push((place, theirs));
            } else {
                conflicts.push((place, theirs));
            }
        }
        let labels: Vec<&str> = joined.iter().map(|it| &*fields[it.0].label).collect();
        let taken = if labels.is_empty() {
            String::new()
        } else {
            format!(" Taken over from them: {}.", labels.join(", "))
        };
        for (place, theirs) in &joined {
            filling.write(*place, theirs);
        }
        self.filling = Some(filling);
        self.conflicts = conflicts;
        self.record = Some(record.clone());
        let what = record.reference().kind();
        let what = what.trim_start_matches("an ").trim_start_matches("a ");
        let by = who.as_ref().map(|it| format!(": {it}")).unwrap_or_default();
        let words = format!(
            "Somebody else changed this {what} meanwhile{by}. Nothing of yours is lost.{taken} Check it, then save again."
        );
        let who = who.unwrap_or_else(|| "somebody else".to_owned());
        let mut effects = self.keep(cx);
        effects.push(Effect::Warn(words));
        effects.extend(self.ask_about_conflict(&who));
        effects
    }

    fn ask_about_conflict(&self, who: &str) -> Option<Effect> {
        let (place, theirs) = self.conflicts.first()?;
        let form = &self.filling.as_ref()?.form;
        let label = &self.table.fields[*place].label;
        let item = |key: char, words: String, whose: Answered| MenuItem {
            key,
            words,
            effect: Effect::PopAndChoose(Choice::Keep(whose)),
        };
        let mine = one_line(form.text(*place));
        let items = vec![
            item('1', format!("keep mine: {mine}"), Answered::Mine),
            item('2', format!("keep theirs: {}", one_line(theirs)), Answered::Theirs),
            item('3', "write a new answer".to_owned(), Answered::New),
        ];
        let title = format!("{label}: {who} changed it too");
        Some(Effect::Open(Place::Menu { title, items }))
    }

    fn settle(&mut self, whose: Answered, cx: &Cx) -> Vec<Effect> {
        if self.conflicts.is_empty() {
            return Vec::new();
        }
        let (place, theirs) = self.conflicts.remove(0);
        if let Some(filling) = &mut self.filling {
            match whose {
                Answered::Mine => {}
                Answered::Theirs => filling.write(place, &theirs),
                Answered::New => {
                    filling.arrive(place);
                }
            }
        }
        let who = self.record.as_ref().map(|it| cx.house.office.person_name(&it.trail().by).to_owned());
        let mut effects = self.keep(cx);
        effects.extend(self.ask_about_conflict(&who.unwrap_or_default()));
        effects
    }

    fn failed(&mut self, fault: &Fault, cx: &Cx) -> Vec<Effect> {
        self.is_sending = false;
        match fault {
            Fault::Refused(refusal) => {
                if let Some(filling) = &mut self.filling {
                    filling.refuse(refusal);
                }
                Vec::new()
            }
            Fault::Stale(record) => self.join(record, cx),
            other => {
                let mut effects = self.keep(cx);
                effects.push(Effect::Warn(format!("{other} What you typed is kept.")));
                effects
            }
        }
    }
}

/// The office's wording to choose from.
fn wordings(cx: &Cx) -> Effect {
    if cx.house.office.wording.iter().all(Wording::is_steps) {
        let words = "The office keeps no wording yet. Press 0 outside a form to add some.";
        return Effect::Say(words.to_owned());
    }
    let words = cx.house.office.wording.iter().enumerate().filter(|it| !it.1.is_steps());
    let all = words.map(|(place, it)| {
        (format!("{}: {}", one_line(&it.name), one_line(&it.text)), Choice::Wording(place))
    });
    let items = MenuItem::choices("123456789abcdefghijklmnoprstuvwxyz", all);
    Effect::Open(Place::Menu { title: "Wording to put in".to_owned(), items })
}

impl Screen for FormScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[]
    }

    fn record(&self) -> Option<RecordRef> {
        self.about.one().filter(|it| !matches!(it, RecordRef::Year(_)))
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Shown => self.shown(cx),
            Input::Key(_) | Input::Paste(_) if self.is_sending => Vec::new(),
            Input::Key(chord) => {
                let Some(mut filling) = self.filling.take() else {
                    self.early.push(chord);
                    return Vec::new();
                };
                let (before, was_checking) = (filling.at, filling.is_checking);
                let setting = self.setting(cx);
                let pressed = filling.press(chord, &setting);
                let has_moved = filling.at != before || filling.is_checking;
                let begins_to_check = filling.is_checking && !was_checking;
                let asked = begins_to_check.then(|| filling.form.check(&setting)).flatten();
                let wrong = filling.form.problem(before).filter(|_| filling.at != before);
                let wrong = wrong.map(|it| Effect::Warn(it.to_owned()));
                self.filling = Some(filling);
                let mut effects = self.pressed(pressed, cx);
                if has_moved && !self.is_sending {
                    effects.extend(self.seek().or_else(|| self.missing_file(cx.manner)));
                    effects.extend(wrong);
                    effects.extend(asked.map(|it| self.try_out(it, cx.today)));
                }
                effects
            }
            Input::Paste(text) if self.filling.is_none() => {
                self.early.extend(text.chars().map(|it| Chord::char(if it.is_control() { ' ' } else { it })));
                Vec::new()
            }
            Input::Paste(text) => {
                let lost = self.filling.as_ref().map_or(0, |it| it.would_lose(text));
                let pressed = self.filling.as_mut().map_or(Pressed::Nothing, |it| it.paste(text));
                let mut effects = self.pressed(pressed, cx);
                if lost > 0 {
                    effects.push(Effect::Warn(format!(
                        "The last {lost} characters of what you pasted did not fit and are not here. Put the rest into a note."
                    )));
                }
                effects
            }
            Input::Replied(Reply::Record(record)) if self.record() == Some(record.reference()) => {
                self.record = Some(record.clone());
                self.begin_once(cx)
            }
            Input::Replied(Reply::Record(AnyRecord::Case(case)))
                if self.risky.is_some_and(|it| it.1 == case.reference) =>
            {
                let likeness = self.risky.take().map_or(Likeness::Same, |it| it.0);
                (self.is_seeking, self.minded) = (false, their_risk(likeness, case));
                Vec::new()
            }
            Input::Replied(reply @ (Reply::Record(_) | Reply::Report { .. })) if self.filling.is_none() => {
                let sheet = self.awaited.as_mut().and_then(|it| it.hear(reply, &cx.house.office, cx.today));
                match sheet {
                    Some(sheet) => {
                        self.saved = format!("For {}", sheet.record.year);
                        self.sheet = Some(Box::new(sheet));
                        self.begin_once(cx)
                    }
                    None => Vec::new(),
                }
            }
            Input::Replied(Reply::Tried(results)) => self.tried(results, cx),
            Input::Replied(Reply::Done(results)) if self.is_sending => self.answered(results, cx),
            Input::Chose(Choice::Wording(place)) => {
                let Some(wording) = cx.house.office.wording.get(*place) else { return Vec::new() };
                self.update(Input::Paste(&wording.text), cx)
            }
            Input::Chose(Choice::Part(place)) => self.choose_part(*place, cx),
            Input::Replied(Reply::Years(years)) if self.frozen.is_none() => {
                self.frozen = Some(Frozen::of(&cx.house.office, years));
                Vec::new()
            }
            // Who may not see what was frozen types what it is known by.
            Input::Failed(_) if self.frozen.is_none() => {
                self.frozen = Some(Vec::new());
                Vec::new()
            }
            Input::Chose(Choice::Keep(whose)) => self.settle(*whose, cx),
            Input::Chose(Choice::ThrowAway) => vec![
                Effect::Forget(self.key()),
                Effect::Pop,
                Effect::Say("Thrown away: nothing of it is kept.".to_owned()),
            ],
            Input::Replied(Reply::Moves(moves)) if self.is_sending => self.weighed(moves),
            Input::Replied(Reply::CasesOf(None, others)) if self.is_seeking => self.sought_out(others, cx),
            Input::Replied(Reply::CasesOf(Some(_), others)) if self.is_seeking => {
                self.is_seeking = false;
                self.read_risk(others).into_iter().collect()
            }
            // Who may not see cases is told of none.
            Input::Failed(_) if self.is_seeking && !self.is_sending => {
                self.is_seeking = false;
                Vec::new()
            }
            Input::Failed(fault) if self.filling.is_none() => {
                vec![Effect::Pop, Effect::Warn(fault.to_string())]
            }
            Input::Failed(fault) => self.failed(fault, cx),
            Input::DraftSaved(key, at) if *key == self.key() => {
                self.saved = format!("Draft saved {at}");
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn hints(&self) -> Option<String> {
        Some(self.filling.as_ref().map_or_else(String::new, view::hints))
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let Some(filling) = &self.filling else { return };
        let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let beside = if self.theirs.is_empty() { &self.saved } else { &self.theirs };
        view::draw(filling, frame, below, &self.setting(cx), beside);
        if self.is_sending {
            put(frame, area, area.height.saturating_sub(1), " Saving", theme::BOLD);
        }
    }
}
