//! Reports: their list on the left, one of them on the right. The registers and what leading asks come first, then the figures
//! of a period. Enter opens what is behind a line, `?` says what it is.
//!
//! A report over very many cases is counted in parts, and says how far it is and how long it takes yet; Esc stops it.

use std::cell::{Cell, RefCell};

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::api::message::{EntryRequest, RegisterCount, Reply, ReportPart, Request};
use crate::api::waiting::given_up;
use crate::domain::calendar::dates::with_year;
use crate::domain::calendar::period::{PeriodKind, Stretch};
use crate::domain::days::Days;
use crate::domain::figures::figure::Basis;
use crate::domain::figures::figure::Nature;
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::{Period, Scope as Whose};
use crate::domain::figures::registers::tells_of_people;
use crate::domain::figures::table::figure;
use crate::domain::in_hand::Hand;
use crate::domain::office::lists::ServiceId;
use crate::domain::plan::record::Plan;
use crate::domain::records::step::AnyStep;
use crate::domain::register::command::EntryStep;
use crate::domain::register::counts::Counted;
use crate::domain::register::entry::Entry;
use crate::domain::register::field::field;
use crate::domain::register::filter::EntryFilter;
use crate::domain::register::kind::Kind;
use crate::domain::register::kinds::{kind_of, watching};
use crate::domain::register::leading::Led;
use crate::domain::register::tell::typed;
use crate::domain::rights::Deed;
use crate::forms::about::About as Of;
use crate::forms::blank::Blank;
use crate::report::commission::Commission;
use crate::report::documents::DOCUMENTS;
use crate::report::documents::registers::Register;
use crate::report::gathering::Subject;
use crate::report::returns::RETURNS;
use crate::report::topics::{Pictured, TOPICS, Topic};
use crate::tui::chrome::{put, whole_clauses};
use crate::tui::keymap::{Act, REPORTS, Scope};
use crate::tui::pace::Pace;
use crate::tui::pages::Cursor;
use crate::tui::screen::{Choice, Cx, Effect, Input, MenuItem, Place, Screen};
use crate::tui::screens::report_effects::{self, PlanCourse};
use crate::tui::screens::report_leading;
use crate::tui::screens::report_lines::{About, Behind, Drawn, ReportLine, draw, laid_out};
use crate::tui::screens::report_pages::lines;
use crate::tui::screens::report_pictures::{self, Picture, pictures};
use crate::tui::screens::report_returns;
use crate::tui::terminal::chord::{Chord, Key};
use crate::tui::theme;

/// Columns of the list of reports; it shows from this width on.
const LIST: u16 = 14;
const WITH_LIST: u16 = 76;
/// From this width on pictures stand beside the numbers, in so many columns.
const WITH_PICTURES: u16 = 110;
const PICTURES: u16 = 36;

/// The keys of the documents, in the order of their table.
const DOCUMENT_KEYS: &str = "fbgatpliosk";

/// The pages that follow those of figures.
const REGISTERS: usize = TOPICS.len();
const LEADING: usize = REGISTERS + 1;
/// Work in hand by person.
const IN_HAND: usize = LEADING + 1;
/// A return, its lines filled from the figures of the period.
const RETURN: usize = IN_HAND + 1;
const PAGES: usize = RETURN + 1;

/// The figures whose lines are each about a theme of a service.
const OF_THEMES: &[&str] = &["theme_alerts", "themes_by_service"];

/// What a page is called in the list.
fn name_of(page: usize) -> &'static str {
    match page {
        REGISTERS => "Registers",
        LEADING => "Leading",
        IN_HAND => "In hand",
        RETURN => "Returns",
        topic => TOPICS[topic].name,
    }
}

/// Reports on screen.
#[derive(Debug, Default)]
pub struct Reports {
    /// Which page shows.
    shown: usize,
    /// The registers, and what leading asks; none until they are here.
    registers: Option<Vec<RegisterCount>>,
    led: Option<(Vec<Led>, u64)>,
    /// What each person has in hand; none until it is here.
    hands: Option<Vec<Hand>>,
    /// Which return shows on its page, and what registers counted for it; none until that is here.
    of_return: usize,
    counted: Option<Vec<(char, Vec<Counted>)>>,
    kind: PeriodKind,
    /// The period that shows; none until the screen knows what day it is.
    stretch: Option<Stretch>,
    /// Whether it is days of somebody's own choice.
    is_any_days: bool,
    /// Such days, while they are typed.
    typed: Option<String>,
    whose: Whose,
    now: Option<Box<Performance>>,
    before: Option<Box<Performance>>,
    /// How far the counting of cases is; none while nothing is counted.
    counting: Option<Pace>,
    /// Where it was given up.
    given_up: Option<(u64, u64)>,
    /// The lines of the one that shows.
    lines: Vec<ReportLine>,
    /// Its pictures.
    pictures: Vec<Picture>,
    /// Plans that are done; none until they are asked for.
    courses: Option<Vec<PlanCourse>>,
    /// The form for a theme that somebody is to own, while it is asked whether anybody does.
    watching: Option<(char, Blank)>,
    /// Those of a page that is so wide; none until they are drawn.
    laid: RefCell<Option<(u16, Vec<ReportLine>)>>,
    cursor: Cursor,
    size: Cell<(u16, u16)>,
}

impl Reports {
    /// The period before the one that shows.
    fn stretch_before(&self) -> Option<Stretch> {
        self.stretch.as_ref()?.before(Some(self.kind).filter(|_| !self.is_any_days))
    }

    /// The days of a stretch, as of the day that the page shows.
    fn period(&self, stretch: &Stretch, cx: &Cx) -> Period {
        Period { from: stretch.from, to: stretch.to, as_of: self.as_of(cx) }
    }

    /// The day that the page shows, as its documents do: the last of a period that is over.
    fn as_of(&self, cx: &Cx) -> NaiveDate {
        self.stretch.as_ref().map_or(cx.today, |it| it.to.min(cx.today))
    }

    /// Lays out the lines for the page as it was last drawn, where that is not done yet.
    fn laid<T>(&self, look: impl FnOnce(&[ReportLine]) -> T) -> T {
        let columns = self.size.get().0;
        let mut laid = self.laid.borrow_mut();
        let still = laid.take().filter(|it| it.0 == columns);
        look(&laid.insert(still.unwrap_or_else(|| (columns, laid_out(&self.lines, columns)))).1)
    }

    /// The line that the cursor is on; of one whose label takes several, the first, which has its number.
    fn here(&self) -> Option<ReportLine> {
        self.laid(|lines| {
            let here = lines.get(self.cursor.at)?;
            let above = lines[..self.cursor.at].iter().rev();
            let of_it = above.take_while(|it| !here.whole.is_empty() && it.whole == here.whole);
            of_it.last().or(Some(here)).cloned()
        })
    }

    fn part(&self, stretch: &Stretch, cx: &Cx) -> Effect {
        let part = ReportPart::of(self.period(stretch, cx), self.whose);
        Effect::Call(Request::ReportPart(Box::new(part)))
    }

    fn read(&mut self, cx: &Cx) -> Vec<Effect> {
        let kind = self.kind;
        let stretch = self.stretch.get_or_insert_with(|| kind.around(cx.today)).clone();
        match self.shown {
            REGISTERS => return vec![Effect::Call(Request::Registers)],
            LEADING => return vec![Effect::Call(Request::Leading)],
            IN_HAND => return vec![Effect::Call(Request::InHand { today: cx.today })],
            _ => {}
        }
        (self.counting, self.given_up, self.courses) = (Some(Pace::begun(cx.running)), None, None);
        let (plans, counts) = (self.ask_for_plans(cx), self.ask_for_counts(cx));
        std::iter::once(self.part(&stretch, cx)).chain(plans).chain(counts).collect()
    }

    /// Asks for what registers counted, where a return shows.
    fn ask_for_counts(&self, cx: &Cx) -> Option<Effect> {
        let stretch = self.stretch.as_ref().filter(|_| self.shown == RETURN)?;
        let (period, scope) = (self.period(stretch, cx), self.whose);
        Some(Effect::Call(Request::RegisterCounts { period, before: None, scope }))
    }

    /// Whether what shows is made of figures of a period.
    fn is_of_figures(&self) -> bool {
        self.topic().is_some() || self.shown == RETURN
    }

    /// The topic that shows; none where what shows is no figures.
    fn topic(&self) -> Option<&'static Topic> {
        TOPICS.get(self.shown)
    }

    /// Goes to a page. Figures that are here stay as they are.
    fn go_to(&mut self, page: usize, cx: &Cx) -> Vec<Effect> {
        self.shown = page;
        self.cursor = Cursor::default();
        self.tell(cx);
        if self.is_of_figures() && (self.now.is_some() || self.counting.is_some()) {
            return self.ask_for_plans(cx).into_iter().chain(self.ask_for_counts(cx)).collect();
        }
        self.read(cx)
    }

    /// Asks for plans, where the report that shows is about them.
    fn ask_for_plans(&self, cx: &Cx) -> Option<Effect> {
        let is_wanted = self.is_on_plans() && self.courses.is_none();
        (is_wanted && cx.may_at_large(Deed::ReadPlans).is_ok()).then_some(Effect::Call(Request::Plans))
    }

    fn is_on_plans(&self) -> bool {
        self.topic().is_some_and(|it| it.pictures.contains(&Pictured::Plans))
    }

    /// Takes in plans, and asks what complaints came to after each.
    fn hear_plans(&mut self, plans: &[Plan], cx: &Cx) -> Vec<Effect> {
        let as_of = self.as_of(cx);
        let plans: Vec<Plan> = plans.iter().filter_map(|it| it.clone().as_of(as_of)).collect();
        let courses = PlanCourse::of(&plans, self.whose, &cx.house.office, as_of);
        let asks = courses.iter().map(|it| it.ask(as_of)).collect();
        self.courses = Some(courses);
        asks
    }

    /// Takes in how far a report is: one that is whole, or one that must be asked for again.
    fn hear(&mut self, part: &ReportPart, cx: &Cx) -> Vec<Effect> {
        let is_of = |it: &Option<Stretch>| it.as_ref().is_some_and(|it| self.period(it, cx) == part.period);
        let before = self.stretch_before();
        let (is_now, is_before) = (is_of(&self.stretch), is_of(&before));
        let Some(counting) = self.counting.as_mut().filter(|_| part.scope == self.whose) else {
            return Vec::new();
        };
        if !(is_now || is_before) {
            return Vec::new();
        }
        counting.reach((part.done, part.of), cx.running);
        if !part.is_whole {
            return vec![Effect::Call(Request::ReportPart(Box::new(part.clone())))];
        }
        let sum = Some(Box::new(part.sum.clone()));
        if is_now {
            self.now = sum;
            match before {
                // The figures show while the ones beside them are counted.
                Some(before) => {
                    self.tell(cx);
                    return vec![self.part(&before, cx)];
                }
                None => self.before = None,
            }
        } else {
            self.before = sum;
        }
        self.counting = None;
        self.tell(cx);
        Vec::new()
    }

    fn show(&mut self, stretch: Option<Stretch>, cx: &Cx) -> Vec<Effect> {
        self.stretch = stretch;
        (self.now, self.before, self.counted) = (None, None, None);
        self.lines.clear();
        self.laid.replace(None);
        self.cursor = Cursor::default();
        self.read(cx)
    }

    fn turn(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        let Some(stretch) = &self.stretch else { return Vec::new() };
        let next = match act {
            Act::PeriodBefore => self.stretch_before(),
            _ if self.is_any_days => stretch.from.and_then(|from| as_many_days_after(from, stretch.to)),
            _ => stretch.to.succ_opt().map(|day| self.kind.around(day)),
        };
        match next.filter(|it| it.from.is_some_and(|from| from <= cx.today)) {
            Some(next) => self.show(Some(next), cx),
            None => vec![Effect::Say("There is no period to go to.".to_owned())],
        }
    }

    /// Makes the lines of what shows. A median over very many cases is not worked out at every key.
    fn tell(&mut self, cx: &Cx) {
        self.lines.clear();
        self.laid.replace(None);
        self.pictures.clear();
        match self.shown {
            REGISTERS => {
                self.lines = report_leading::registers(self.registers.as_deref().unwrap_or_default());
            }
            LEADING => {
                self.lines =
                    self.led.as_ref().map(|it| report_leading::leading(&it.0, it.1, cx)).unwrap_or_default();
            }
            IN_HAND => self.lines = report_leading::in_hand(self.hands.as_deref().unwrap_or_default(), cx),
            _ => {}
        }
        let (Some(stretch), Some(now)) = (&self.stretch, &self.now) else { return };
        let office = &cx.house.office;
        let (period, scope) = (self.period(stretch, cx), self.whose);
        let had_begun = self.stretch_before().is_some_and(|it| now.had_begun_by(it.to));
        let before = self.before.as_deref().filter(|_| had_begun);
        let about = About { office, period, scope, before };
        if self.shown == RETURN {
            let basis = Basis { sum: now, office, compares: false, compared: 0 };
            let tells_of_people = tells_of_people(&period, scope);
            let register = |(letter, tables): &(char, Vec<Counted>)| {
                Some(Register { kind: kind_of(*letter)?, tables: tables.clone(), tells_of_people })
            };
            let registers: Vec<Register> = self.counted.iter().flatten().filter_map(register).collect();
            self.lines = report_returns::lines(&RETURNS[self.of_return], &basis, &registers, &about);
        }
        let Some(topic) = self.topic() else { return };
        self.lines = lines(topic, now, &about);
        self.pictures = pictures(topic, now, &period, office);
        if let Some(courses) = self.courses.as_ref().filter(|_| self.is_on_plans()) {
            self.lines = [report_effects::lines(courses, office), std::mem::take(&mut self.lines)].concat();
            self.pictures.extend(courses.iter().filter_map(PlanCourse::picture));
        }
    }

    fn open(&self, cx: &Cx) -> Effect {
        let line = self.here();
        let line = line.as_ref();
        let is_past = self.as_of(cx) < cx.today;
        // A list is of today: what stood on another day is not in it.
        let stood =
            |it: &ReportLine| is_past && figure(it.figure).is_some_and(|it| it.nature == Nature::Stock);
        let today = if line.is_some_and(stood) { ", as it stands today" } else { "" };
        let title = line.map(|it| format!("{}{today}", it.called())).unwrap_or_default();
        match line.and_then(|it| it.behind.clone()) {
            Some((counted, Behind::Cases(filter))) => {
                // What is kept from whoever looks is in the figure and not in the list.
                let is_whole = self.now.as_ref().is_none_or(|it| it.apart == 0) && !is_past;
                Effect::Open(Place::Cases { title, filter, counted: if is_whole { counted } else { 0 } })
            }
            Some((_, Behind::Actions(filter))) => Effect::Open(Place::Actions { title, filter }),
            Some((_, Behind::Register(letter))) => Effect::Open(Place::Register(letter)),
            Some((_, Behind::Entries(register, filter))) => {
                Effect::Open(Place::Entries { register, title, filter })
            }
            Some((_, Behind::Office)) => Effect::Open(Place::Office),
            Some((_, Behind::Reviews)) => Effect::Open(Place::Reviews),
            None if line.is_some_and(|it| it.number.chars().any(|it| ('1'..='9').contains(&it))) => {
                Effect::Say("What stands behind this figure cannot be opened from here.".to_owned())
            }
            None => Effect::Say("No cases stand behind this line.".to_owned()),
        }
    }

    /// The form that lets somebody own the theme of a service that the cursor is on.
    fn watch(&self, cx: &Cx) -> Option<(&'static Kind, Blank)> {
        let line = self.here().filter(|it| OF_THEMES.contains(&it.figure))?;
        let (theme, service) = line.called().split_once(": ")?;
        let service = cx.house.office.services.find(service).map_or("", |it| &it.name);
        let alert = format!("{} issues, {}", line.number.trim(), line.words.trim());
        let (kind, given, at) = watching(theme, service, alert.trim_end_matches([' ', ',']));
        let enter = AnyStep::of_entry(kind.letter, EntryStep::Enter);
        Some((kind, Blank { given, at, ..Blank::of_step(enter, Of::Nothing) }))
    }

    /// Opens the theme that is watched already, or else the form for it.
    fn hear_watched(&mut self, entries: &[Entry], cx: &Cx) -> Vec<Effect> {
        let Some((letter, blank)) = self.watching.take() else { return Vec::new() };
        let Some(kind) = kind_of(letter) else { return Vec::new() };
        let said = |name: &str| blank.given.iter().find(|it| it.0 == name).map_or("", |it| it.1.as_str());
        let is_said = |entry: &Entry, name: &&str| {
            let held = field(kind.fields, name).zip(entry.values.get(name));
            let held = held.map(|(field, value)| typed(&cx.house.office, field, value));
            held.unwrap_or_default() == said(name)
        };
        let is_open = |it: &&Entry| it.closing().is_none() && !it.is_mistaken();
        let mut open = entries.iter().filter(is_open);
        match open.find(|entry| kind.once.fields().iter().all(|name| is_said(entry, name))) {
            Some(there) => vec![
                Effect::Open(Place::Entry(there.reference)),
                Effect::Say(format!("It is watched already: {}.", there.reference)),
            ],
            None => vec![Effect::Open(Place::Form(blank))],
        }
    }

    /// What the line is that the cursor is on; of a heading, what stands below it. What is no line has the keys.
    fn explain(&self) -> Effect {
        let line = self.here().filter(|it| !it.label.is_empty());
        let paragraphs = line.as_ref().map(|it| self.meaning(it)).unwrap_or_default();
        match line {
            Some(line) if !paragraphs.is_empty() => {
                Effect::Open(Place::Definition { title: line.called().to_owned(), paragraphs })
            }
            _ => Effect::Open(Place::Help(self.scopes())),
        }
    }

    fn meaning(&self, line: &ReportLine) -> Vec<String> {
        let of_kind = |letter: char, says: &str| {
            let kind = kind_of(letter)?;
            Some(vec![kind.about.to_owned(), says.to_owned(), format!("Source: {}.", kind.source)])
        };
        let of_kind = match line.behind {
            Some((_, Behind::Register(letter))) => of_kind(letter, report_leading::OF_REGISTER),
            Some((_, Behind::Entries(letter, _))) => of_kind(letter, report_leading::OF_LEADING),
            _ => None,
        };
        if let Some(paragraphs) = of_kind {
            return paragraphs;
        }
        if !line.says.is_empty() {
            let asked = (self.shown == RETURN)
                .then(|| format!("Asked for by: {}.", RETURNS[self.of_return].asked_by));
            return std::iter::once(line.says.clone()).chain(asked).collect();
        }
        if let Some(it) = figure(line.figure) {
            let [definition, rule, nature] = it.meaning();
            let source = format!("Source: {}.", it.source);
            return vec![format!("{}. {definition}", it.number), rule.to_owned(), nature.to_owned(), source];
        }
        self.laid(|lines| {
            let below = lines.iter().skip(self.cursor.at + 1).take_while(|it| !it.is_heading);
            let mut names: Vec<&str> = below.map(|it| it.figure).collect();
            names.dedup();
            let told = names.into_iter().filter_map(figure);
            told.map(|it| format!("{}. {}. {}", it.number, it.title, it.meaning()[0])).collect()
        })
    }

    fn menu(cx: &Cx) -> Effect {
        let kinds = PeriodKind::ALL.iter().map(|(kind, words)| ((*words).to_owned(), Choice::Periods(*kind)));
        let any = [("any days, to be typed".to_owned(), Choice::AnyDays)];
        let all = [("All services".to_owned(), Choice::Service(None))];
        let office = &cx.house.office;
        let services =
            office.services.items.iter().map(|it| (it.name.clone(), Choice::Service(Some(ServiceId(it.id)))));
        // One organisation alone is everything.
        let organisations =
            office.organisations.items.iter().filter(|_| office.organisations.items.len() > 1);
        let organisations = organisations.map(|it| (it.name.clone(), Choice::Organisation(it.id)));
        let choices = kinds.chain(any).chain(all).chain(services).chain(organisations);
        let items = MenuItem::choices("12345abcdefghijklmnoprstuvwxyz", choices);
        Effect::Open(Place::Menu { title: "Report on".to_owned(), items })
    }

    /// The documents that can be made of what shows.
    fn documents(&self, cx: &Cx) -> Effect {
        let Some(stretch) = self.stretch.clone() else {
            return Effect::Say(self.waiting().trim().to_owned());
        };
        let kind = Some(self.kind).filter(|_| !self.is_any_days);
        let subject = Subject::of(kind, stretch, self.whose, cx.today);
        let items = DOCUMENTS.iter().zip(DOCUMENT_KEYS.chars()).map(|(row, key)| MenuItem {
            key,
            words: format!("{:<14} {}", row.name, row.about),
            effect: Effect::Open(Place::Document(Box::new(Commission::of(row, &subject)))),
        });
        let returns = RETURNS
            .iter()
            .enumerate()
            .map(|(place, it)| (format!("{:<14} {}", it.name, it.about), Choice::Return(place)));
        let items = items.chain(MenuItem::choices("123456789", returns)).collect();
        Effect::Open(Place::Menu { title: "Make a document, or look at a return".to_owned(), items })
    }

    fn chose(&mut self, choice: &Choice, cx: &Cx) -> Vec<Effect> {
        let mut stretch = self.stretch.clone();
        match choice {
            Choice::Periods(kind) => {
                (self.kind, self.is_any_days) = (*kind, false);
                stretch = None;
            }
            Choice::Service(service) => self.whose = service.map_or(Whose::All, Whose::Service),
            Choice::Organisation(it) => self.whose = Whose::Organisation(*it),
            Choice::Return(place) => {
                self.of_return = (*place).min(RETURNS.len() - 1);
                return self.go_to(RETURN, cx);
            }
            Choice::AnyDays => {
                self.typed = Some(String::new());
                return Vec::new();
            }
            _ => return Vec::new(),
        }
        self.show(stretch, cx)
    }

    fn type_days(&mut self, chord: Chord, cx: &Cx) -> Vec<Effect> {
        let Some(typed) = &mut self.typed else { return Vec::new() };
        match (chord.key, chord.text()) {
            (Key::Backspace, _) => drop(typed.pop()),
            (_, Some(letter)) if !letter.is_control() => typed.push(letter),
            _ => {}
        }
        if chord.key != Key::Enter {
            return Vec::new();
        }
        let found = Days::read(typed).and_then(|it| Some((it.from?, it.to.unwrap_or(cx.today))));
        let Some((from, to)) = found.filter(|it| it.0 <= it.1) else {
            return vec![Effect::Warn("Enter days as 2026-07-01..2026-09-30, 2026-07 or 2026.".to_owned())];
        };
        (self.typed, self.is_any_days) = (None, true);
        self.show(Some(Stretch::of_days(from, to)), cx)
    }

    fn act(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        match act {
            Act::Back if self.typed.take().is_some() => Vec::new(),
            Act::Back if self.counting.is_some() && self.now.is_none() && self.is_of_figures() => {
                self.given_up = self.counting.take().map(|it| it.reached());
                Vec::new()
            }
            Act::Back if !self.is_of_figures() => vec![Effect::Return],
            Act::Back => vec![Effect::Tab(0)],
            Act::Open if self.typed.is_some() => self.type_days(Chord::plain(Key::Enter), cx),
            Act::Reload => self.read(cx),
            Act::Help => vec![self.explain()],
            Act::Lists => vec![Self::menu(cx)],
            Act::Document => vec![self.documents(cx)],
            Act::PeriodBefore | Act::PeriodAfter => self.turn(act, cx),
            Act::ReportAfter | Act::ReportBefore => {
                let step = if act == Act::ReportAfter { 1 } else { PAGES - 1 };
                self.go_to((self.shown + step) % PAGES, cx)
            }
            Act::Watch => {
                self.watching = self.watch(cx).map(|(kind, blank)| (kind.letter, blank));
                let ask = |(register, _): &(char, Blank)| {
                    let (filter, today) = (EntryFilter::default(), cx.today);
                    EntryRequest { register: *register, filter, today, after: None, limit: usize::MAX }
                };
                self.watching.as_ref().map(|it| Effect::Call(Request::Entries(ask(it)))).into_iter().collect()
            }
            // Whoever asks for reports means figures.
            Act::Tab(_) if self.topic().is_none() => self.go_to(0, cx),
            Act::Registers => self.go_to(REGISTERS, cx),
            Act::Leading => self.go_to(LEADING, cx),
            Act::Open => vec![self.open(cx)],
            act => {
                let lines = self.laid(<[ReportLine]>::len);
                self.cursor.go(act, lines, usize::from(self.size.get().1));
                Vec::new()
            }
        }
    }

    fn heading(&self, cx: &Cx) -> String {
        if let Some(typed) = &self.typed {
            return format!(" Days: {typed}   for example 2026-07-01..2026-09-30");
        }
        match self.shown {
            REGISTERS => return format!(" Registers   {} late. Enter opens one", cx.counts.registers_late),
            LEADING => return " Leading: what it asks of the senior person   due and last done".to_owned(),
            IN_HAND => return " Work in hand, by person   open cases today. Enter lists them".to_owned(),
            _ => {}
        }
        let office = &cx.house.office;
        let whose = match self.whose {
            Whose::All => "All services".to_owned(),
            Whose::Service(it) => office.service_name(Some(it)),
            Whose::Organisation(it) => office.organisations.name(it),
        };
        let name = self.stretch.as_ref().map_or("", |it| it.name.as_str());
        let called = if self.shown == RETURN { RETURNS[self.of_return].name } else { name_of(self.shown) };
        let as_of = self.as_of(cx);
        let as_of = if as_of < cx.today { format!("   as of {}", with_year(as_of)) } else { String::new() };
        // What is said last gives way where there is no room.
        match self.whose {
            Whose::All => format!(" {called}   {name}{as_of}   {whose}"),
            _ => format!(" {called}   {name}   {whose}{as_of}"),
        }
    }

    /// What stands where there are no figures yet.
    fn waiting(&self) -> String {
        match (self.given_up, self.counting) {
            _ if !self.is_of_figures() => String::new(),
            (Some((_, 0)), _) => " You stopped it. R counts again.".to_owned(),
            (Some((done, of)), _) => format!(" You stopped it after {done} of {of} cases. R counts again."),
            (None, Some(it)) if 0 < it.reached().1 => {
                format!(" Counting {} cases: {}. Esc stops it.", it.reached().1, it.words())
            }
            _ => " Counting".to_owned(),
        }
    }
}

/// As many days right after these.
fn as_many_days_after(from: NaiveDate, to: NaiveDate) -> Option<Stretch> {
    let first = to.succ_opt()?;
    Some(Stretch::of_days(first, first.checked_add_signed(to - from)?))
}

impl Screen for Reports {
    fn scopes(&self) -> &'static [Scope] {
        if self.typed.is_some() { &[Scope::Finding] } else { REPORTS }
    }

    fn takes_text(&self) -> bool {
        self.typed.is_some()
    }

    fn may(&self, act: Act, cx: &Cx) -> Result<(), String> {
        match act {
            Act::Watch => match self.watch(cx) {
                Some((kind, _)) => cx.may_at_large(kind.write),
                None => Err("Go to the theme of a service first, on the page of themes.".to_owned()),
            },
            Act::PeriodBefore | Act::PeriodAfter if !self.is_of_figures() => {
                Err("Figures have periods. Press > to see them.".to_owned())
            }
            _ => Ok(()),
        }
    }

    fn names(&self, act: Act, cx: &Cx) -> bool {
        match act {
            Act::Watch => self.lines.iter().any(|it| OF_THEMES.contains(&it.figure)),
            act => self.may(act, cx).is_ok(),
        }
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Shown | Input::Changed => self.read(cx),
            Input::Act(act) => self.act(act, cx),
            Input::Key(chord) => self.type_days(chord, cx),
            Input::Chose(choice) => self.chose(choice, cx),
            Input::Replied(Reply::ReportPart(part)) => self.hear(part, cx),
            Input::Replied(Reply::Registers(counts)) => {
                self.registers = Some(counts.clone());
                self.tell(cx);
                Vec::new()
            }
            Input::Replied(Reply::Leading { led, unlearnt }) => {
                self.led = Some((led.clone(), *unlearnt));
                self.tell(cx);
                Vec::new()
            }
            Input::Replied(Reply::InHand(hands)) => {
                self.hands = Some(hands.clone());
                self.tell(cx);
                Vec::new()
            }
            Input::Replied(Reply::RegisterCounts(counted)) => {
                self.counted = Some(counted.clone());
                self.tell(cx);
                Vec::new()
            }
            Input::Replied(Reply::Entries(entries)) => self.hear_watched(entries, cx),
            Input::Replied(Reply::Plans(plans)) => self.hear_plans(plans, cx),
            Input::Replied(Reply::Months { request, received, .. }) => {
                self.courses.iter_mut().flatten().for_each(|it| it.hear(request, received));
                self.tell(cx);
                Vec::new()
            }
            Input::Failed(fault) => {
                if *fault == given_up() {
                    let counting = self.counting.take().filter(|_| self.now.is_none());
                    self.given_up = counting.map(|it| it.reached());
                }
                vec![Effect::Warn(fault.to_string())]
            }
            _ => Vec::new(),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        put(frame, area, 1, &whole_clauses(&self.heading(cx), usize::from(area.width)), theme::BOLD);
        let below = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
        let aside = if area.width < WITH_LIST { 0 } else { LIST };
        for (row, place) in (0..below.height).zip(0..PAGES).take(usize::from(aside)) {
            let style = if place == self.shown { theme::SELECTED } else { theme::PLAIN };
            let late = cx.counts.registers_late;
            let late = if place == REGISTERS && 0 < late { format!(" !{late}") } else { String::new() };
            let called = format!("{}{late}", name_of(place));
            put(frame, Rect { x: below.x + 1, width: aside - 2, ..below }, row, &called, style);
        }
        let mut page = Rect { x: below.x + aside, width: below.width - aside, ..below };
        if WITH_PICTURES <= area.width && !self.pictures.is_empty() {
            page.width -= PICTURES + 2;
            // The last column stays free: some consoles scroll when it is written.
            let beside = Rect { x: page.right() + 1, width: PICTURES, ..below };
            report_pictures::draw(frame, beside, &self.pictures, cx.manner.glyphs);
        }
        self.size.set((page.width, page.height));
        if self.lines.is_empty() {
            put(frame, page, 0, &self.waiting(), theme::PLAIN);
        }
        let drawn = Drawn::of(&self.lines, page.width, cx.manner.glyphs);
        let top = self.cursor.top(usize::from(page.height));
        self.laid(|lines| {
            for (row, (place, line)) in (0..page.height).zip(lines.iter().enumerate().skip(top)) {
                draw(frame, page, row, line, drawn, place == self.cursor.at);
            }
        });
        let row = u16::try_from(self.cursor.at.saturating_sub(top)).unwrap_or(0);
        frame.set_cursor_position((page.x, page.y + row.min(page.height)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::authority::Asker;
    use crate::domain::register::value::Values;
    use crate::tui::chrome::REPORTS_TAB;
    use crate::tui::fixture::cx;

    /// The part that a screen asks for.
    fn asked(effects: &[Effect]) -> Option<ReportPart> {
        effects.iter().find_map(|it| match it {
            Effect::Call(Request::ReportPart(part)) => Some((**part).clone()),
            _ => None,
        })
    }

    fn hear(screen: &mut Reports, part: &ReportPart) -> Vec<Effect> {
        screen.update(Input::Replied(&Reply::ReportPart(Box::new(part.clone()))), &cx())
    }

    #[test]
    fn every_document_has_a_key_of_its_own() {
        let keys: std::collections::BTreeSet<char> = DOCUMENT_KEYS.chars().collect();
        assert_eq!((keys.len(), DOCUMENT_KEYS.len()), (DOCUMENTS.len(), DOCUMENTS.len()));
    }

    #[test]
    fn a_long_report_is_asked_for_part_by_part_and_says_how_far_it_is() {
        let mut screen = Reports::default();
        let first = asked(&screen.update(Input::Shown, &cx())).expect("asks");
        let half = ReportPart { done: 20_000, of: 40_000, mark: Some(vec![1]), ..first };
        let next = asked(&hear(&mut screen, &half)).expect("asks for the rest");
        assert_eq!((next.done, &next.mark), (20_000, &half.mark));
        assert!(screen.waiting().contains("Counting 40000 cases: 50%"), "{}", screen.waiting());
        let whole = ReportPart { done: 40_000, is_whole: true, ..next };
        let before = asked(&hear(&mut screen, &whole)).expect("asks for the period before");
        assert!(!screen.lines.is_empty() && before.period != whole.period);
    }

    #[test]
    fn the_report_on_learning_asks_for_plans_and_no_other_does() {
        let asks = |effects: &[Effect]| effects.contains(&Effect::Call(Request::Plans));
        let mut cx = cx();
        cx.asker = Asker::of(&cx.house.office, &cx.login, cx.today).expect("an office without roles");
        let mut screen = Reports::default();
        assert!(!asks(&screen.update(Input::Shown, &cx)));
        for topic in TOPICS.iter().skip(1) {
            let effects = screen.update(Input::Act(Act::ReportAfter), &cx);
            assert_eq!(asks(&effects), topic.name == "Learning", "{}", topic.name);
        }
        screen.update(Input::Replied(&Reply::Plans(Vec::new())), &cx);
        let again: Vec<Effect> =
            (0..PAGES).flat_map(|_| screen.update(Input::Act(Act::ReportAfter), &cx)).collect();
        assert!(!asks(&again), "they are here");
    }

    #[test]
    fn a_theme_that_is_watched_already_opens_and_one_that_is_not_gets_its_form() {
        let cx = cx();
        let (kind, given, at) = watching("Delay", "", "");
        let enter = AnyStep::of_entry(kind.letter, EntryStep::Enter);
        let blank = Blank { given, at, ..Blank::of_step(enter, Of::Nothing) };
        let heard = |entries: &[Entry]| {
            let mut screen = Reports { watching: Some((kind.letter, blank.clone())), ..Reports::default() };
            screen.update(Input::Replied(&Reply::Entries(entries.to_vec())), &cx)
        };
        assert_eq!(heard(&[]), [Effect::Open(Place::Form(blank.clone()))]);
        let number = cx.house.office.themes.items.first().map_or(0, |it| it.id);
        let called = cx.house.office.themes.name(number);
        let about = |theme: &str| {
            let given = vec![("theme".to_owned(), theme.to_owned())];
            Blank { given, ..blank.clone() }
        };
        let reference = "H26-002".parse().expect("a reference");
        let values: Values = serde_json::from_str(&format!(r#"{{"theme":{number}}}"#)).expect("values");
        let there = Entry::new(reference, cx.today, values);
        let mut screen = Reports { watching: Some((kind.letter, about(&called))), ..Reports::default() };
        let effects = screen.update(Input::Replied(&Reply::Entries(vec![there])), &cx);
        assert_eq!(effects.first(), Some(&Effect::Open(Place::Entry(reference))));
    }

    #[test]
    fn esc_gives_a_long_report_up_and_what_still_arrives_is_passed_over() {
        let mut screen = Reports::default();
        let first = asked(&screen.update(Input::Shown, &cx())).expect("asks");
        let half = ReportPart { done: 20_000, of: 40_000, ..first };
        hear(&mut screen, &half);
        assert_eq!(screen.update(Input::Act(Act::Back), &cx()), []);
        assert_eq!(hear(&mut screen, &half), []);
        assert!(screen.waiting().contains("You stopped it after 20000"), "{}", screen.waiting());
        assert!(asked(&screen.update(Input::Act(Act::Reload), &cx())).is_some());
    }

    #[test]
    fn days_of_ones_own_choice_are_typed_and_set_beside_as_many_days_before() {
        let mut screen = Reports::default();
        screen.update(Input::Chose(&Choice::AnyDays), &cx());
        for letter in "2026-03-02..2026-03-08".chars() {
            screen.update(Input::Key(Chord::char(letter)), &cx());
        }
        let part = asked(&screen.update(Input::Key(Chord::plain(Key::Enter)), &cx())).expect("asks");
        assert_eq!(part.period.from.map(|it| it.to_string()).as_deref(), Some("2026-03-02"));
        let before = asked(&hear(&mut screen, &ReportPart { is_whole: true, ..part })).expect("asks");
        assert_eq!(before.period.from.map(|it| it.to_string()).as_deref(), Some("2026-02-23"));
        assert_eq!(before.period.to.to_string(), "2026-03-01");
    }

    #[test]
    fn a_line_whose_label_takes_several_is_the_same_line_on_each_of_them() {
        let label = "Poor communication: Customer helpline".to_owned();
        // Words beside it leave the label less than it needs.
        let words = "more than a third of all of them".to_owned();
        let lines = vec![ReportLine { label, number: "8".to_owned(), words, ..ReportLine::default() }];
        let mut screen = Reports { lines, ..Reports::default() };
        screen.size.set((66, 20));
        for at in 0..2 {
            screen.cursor.at = at;
            assert_eq!(screen.here().map(|it| it.number), Some("8".to_owned()), "{at}");
        }
        screen.cursor.at = 2;
        assert_eq!(screen.here(), None);
    }

    #[test]
    fn enter_on_the_heading_of_work_in_hand_lists_every_open_case() {
        let mut screen = Reports { shown: IN_HAND, ..Reports::default() };
        let hand = Hand { owner: Some("jsmith".to_owned()), open: 3, ..Hand::default() };
        screen.update(Input::Replied(&Reply::InHand(vec![hand])), &cx());
        let effects = screen.update(Input::Act(Act::Open), &cx());
        let Some(Effect::Open(Place::Cases { title, filter, .. })) = effects.first() else {
            panic!("{effects:?}")
        };
        assert_eq!((title.as_str(), filter.as_str()), ("3 cases open", "is:open"));
    }

    #[test]
    fn whoever_asks_for_reports_gets_figures_whatever_page_was_shown_before() {
        let mut screen = Reports::default();
        screen.update(Input::Act(Act::Registers), &cx());
        assert!(screen.topic().is_none());
        screen.update(Input::Act(Act::Tab(REPORTS_TAB)), &cx());
        assert!(screen.topic().is_some());
    }

    #[test]
    fn every_line_with_a_number_has_a_definition() {
        let mut screen = Reports::default();
        let first = asked(&screen.update(Input::Shown, &cx())).expect("asks");
        hear(&mut screen, &ReportPart { is_whole: true, ..first });
        for (shown, report) in TOPICS.iter().enumerate() {
            screen.shown = shown;
            screen.tell(&cx());
            for line in screen.lines.iter().filter(|it| !it.number.is_empty()) {
                assert!(figure(line.figure).is_some(), "{}: {}", report.name, line.label);
            }
        }
    }
}
