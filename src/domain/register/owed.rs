//! What is owed because of a register: on an entry, on another record until there is an entry, and by the office again and
//! again. All of it follows from the table and from what the office has set.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::Calendar;
use crate::domain::calendar::period::Quarter;
use crate::domain::office::lists::{ListKind, ServiceId};
use crate::domain::office::record::{House, Office};
use crate::domain::reference::EntryRef;
use crate::domain::register::command::EntryStep;
use crate::domain::register::entry::Entry;
use crate::domain::register::field::{Is, Need, field};
use crate::domain::register::kind::{
    Asks, Cycle, Due, Every, Kind, Moment, Only, SENIOR_PERSON, Settings, Wait,
};
use crate::domain::register::kinds::kind_of;
use crate::domain::register::tell::words;
use crate::domain::register::value::{EntryPart, Value, Values};
use crate::domain::text::plain_letters;

/// What stands between the words of several fields that say together of which sort an entry is.
const BETWEEN: &str = " | ";

/// A register in an office: its table, and what it is read under.
#[derive(Clone, Copy)]
pub struct Register<'a> {
    /// The table.
    pub kind: &'a Kind,
    /// The office, for the names of its lists and people.
    pub office: &'a Office,
    pub calendar: &'a Calendar,
    /// What it has set about registers.
    pub settings: &'a Settings,
    /// The first quarter for which anything is owed again and again.
    pub first: Quarter,
}

/// Something that is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owing {
    /// What is to be done, as a person would say it.
    pub what: &'static str,
    /// One word for a list, in at most 10 columns.
    pub short: &'static str,
    /// By when.
    pub due: NaiveDate,
    /// The number of the row that owes it; 0 for the entry itself.
    pub part: u32,
    /// Sign-in name of who does it; none for nobody in particular.
    pub owner: Option<String>,
    /// What it is about: the words of the row, the quarter or the sort; empty for the entry itself.
    pub about: String,
}

/// A quarter for which an entry is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    pub quarter: Quarter,
    /// By when.
    pub due: NaiveDate,
    /// Whether there is an entry, which owes the rest.
    pub is_entered: bool,
    /// When it was held.
    pub held: Option<NaiveDate>,
}

/// Something that a register's table says is owed, as the diary holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Duty {
    /// The letter of the register.
    pub register: char,
    /// Its place among all that the register says is owed.
    place: usize,
}

impl Duty {
    /// What a register calls by these words.
    pub fn new(kind: &Kind, what: &str) -> Self {
        let place = kind.duties().iter().position(|it| it.0 == what).unwrap_or_default();
        Self { register: kind.letter, place }
    }

    /// The words, as a person would say it, and one word for a list.
    pub fn words(self) -> (&'static str, &'static str) {
        let (what, short, _) = self.row();
        (what, short)
    }

    /// Whether it is to look at something, or to decide on it.
    pub fn is_review(self) -> bool {
        self.row().2
    }

    fn row(self) -> (&'static str, &'static str, bool) {
        let duties = kind_of(self.register).map(Kind::duties).unwrap_or_default();
        duties.get(self.place).copied().unwrap_or_default()
    }

    /// The step that settles it: what an entry owes is filled in, anything else is entered.
    pub fn step(self) -> EntryStep {
        let owes = kind_of(self.register).map_or(0, |it| it.owes.len());
        if self.place < owes { EntryStep::FillIn } else { EntryStep::Enter }
    }

    /// The field at which filling it in begins: the rows that owe it, or what is said before the day that settles it.
    pub fn begins_at(self) -> &'static str {
        let Some(kind) = kind_of(self.register) else { return "" };
        let Some(owes) = kind.owes.get(self.place) else { return "" };
        let day = kind.fields.iter().position(|it| owes.until.first() == Some(&it.name)).unwrap_or_default();
        let before = day.checked_sub(1).map(|it| &kind.fields[it]);
        let said = before.filter(|it| matches!(it.is, Is::Text) && it.need == Need::May);
        owes.each.unwrap_or_else(|| said.map_or(kind.fields[day].name, |it| it.name))
    }

    /// What is known of the entry that settles it, by the names of the fields: for which quarter it is, or of which sort.
    pub fn given(self, about: &str) -> Vec<(&'static str, String)> {
        let kind = kind_of(self.register);
        let asks = kind.and_then(|it| it.asks.get(self.place.checked_sub(it.owes.len())?));
        if let (Some(kind), Some(Asks { of: (name, all), .. })) = (kind, asks) {
            let choices = field(kind.fields, name).and_then(|it| it.is.choices()).unwrap_or_default();
            let words = choices.into_iter().find(|it| it.0 == all[0]).map_or(all[0], |it| it.1);
            return vec![(name, words.to_owned())];
        }
        let cycle = kind.and_then(|it| it.cycles.get(self.place.checked_sub(it.owes.len() + it.asks.len())?));
        let (Some(kind), Some(cycle)) = (kind, cycle) else { return Vec::new() };
        let choices = |name| field(kind.fields, name).and_then(|it| it.is.choices()).unwrap_or_default();
        match cycle.every {
            Every::Quarter { of, period, .. } => {
                let sort = cycle.sort[0];
                let words = choices(sort).into_iter().find(|it| it.0 == of).map_or(of, |it| it.1);
                vec![(sort, words.to_owned()), (period, about.to_owned())]
            }
            // What is left stands before what it is of.
            Every::Round { .. } => {
                cycle.sort.iter().copied().zip(about.split(BETWEEN).skip(1).map(str::to_owned)).collect()
            }
            Every::Named(_) | Every::Set { .. } => {
                let told = about.splitn(cycle.sort.len(), BETWEEN).map(str::to_owned);
                cycle.sort.iter().copied().zip(told).collect()
            }
        }
    }
}

impl Owing {
    const fn new(what: &'static str, short: &'static str, due: NaiveDate) -> Self {
        Self { what, short, due, part: 0, owner: None, about: String::new() }
    }
}

impl<'a> Register<'a> {
    /// The register with this letter, in an office; none where there is no such register.
    pub fn of(house: &'a House, letter: char) -> Option<Self> {
        kind_of(letter).map(|kind| Self::in_office(kind, &house.office, &house.calendar))
    }

    /// A register with this table, in an office.
    pub fn in_office(kind: &'a Kind, office: &'a Office, calendar: &'a Calendar) -> Self {
        let first = Quarter::of(office.begun.unwrap_or(NaiveDate::MAX));
        Self { kind, office, calendar, settings: &office.registers, first }
    }
}

impl Register<'_> {
    /// The service that an entry is about.
    pub fn service(&self, entry: &Entry) -> Option<ServiceId> {
        let field = self.kind.fields.iter().find(|it| matches!(it.is, Is::Item(ListKind::Services)))?;
        let Some(Value::Number(it)) = entry.values.get(field.name) else { return None };
        u32::try_from(it.0 / 1000).ok().map(ServiceId)
    }

    /// Everything that an entry owes, soonest first. A closed one owes nothing.
    pub fn owed(&self, entry: &Entry) -> Vec<Owing> {
        let mut owed = Vec::new();
        for owes in self.kind.owes.iter().filter(|_| entry.closing().is_none()) {
            let first = owes.each.and_then(|it| field(self.kind.fields, it)?.is.rows()?.first());
            let parts = entry.values.parts(owes.each).into_iter();
            for part in parts.filter(|it| owes.given.is_none_or(|name| it.get(name).is_some())) {
                let begun = part.day(owes.due.field());
                let is_wanted =
                    owes.since.is_none_or(|name| self.day_set(name).is_some_and(|it| Some(it) <= begun));
                let due =
                    self.due(owes.due, &part).filter(|_| is_wanted && settled(&part, owes.until).is_none());
                owed.extend(due.map(|due| Owing {
                    part: part.number,
                    owner: owes.owner.map(|it| part.text(it).to_owned()).filter(|it| !it.is_empty()),
                    about: first.and_then(|it| self.words_of(it.name, &part)).unwrap_or_default(),
                    ..Owing::new(owes.what, owes.short, due)
                }));
            }
        }
        let whole = entry.values.parts(None);
        for cycle in self.kind.cycles.iter().filter(|it| it.next().is_some()) {
            owed.extend(entry.again.zip(whole.first()).map(|(due, whole)| Owing {
                owner: cycle.owner.map(|it| whole.text(it).to_owned()).filter(|it| !it.is_empty()),
                ..Owing::new(cycle.what, cycle.short, due)
            }));
        }
        owed.sort_by_key(|it| (it.due, it.part, it.what));
        self.led_by_the_senior_person(&mut owed);
        owed
    }

    /// What leading asks and nobody else is named for is the senior person's to do.
    fn led_by_the_senior_person(&self, owed: &mut [Owing]) {
        let named = self.settings.get(SENIOR_PERSON).and_then(|it| it.last()).map(|it| it.1.as_str());
        let Some(senior) = named.filter(|it| !it.is_empty()) else { return };
        let asks = |it: &Owing| self.kind.leads.iter().any(|lead| lead.owed.contains(&it.what));
        for it in owed.iter_mut().filter(|it| it.owner.is_none() && asks(it)) {
            it.owner = Some(senior.to_owned());
        }
    }

    /// When entries are to be made again that are the last of their sort: each owes it until there is a later one.
    pub fn again(&self, entries: &[&Entry]) -> BTreeMap<EntryRef, NaiveDate> {
        let counting: Vec<&Entry> = entries.iter().copied().filter(|it| !it.is_mistaken()).collect();
        let parts: Vec<EntryPart> = counting.iter().flat_map(|it| it.values.parts(None)).collect();
        let named = self.kind.cycles.iter().filter_map(|it| Some((it, it.next()?)));
        let due = |(cycle, next): (&Cycle, &str)| {
            let last = self.last_of_each_sort(cycle, &parts).into_iter();
            let of = |part: EntryPart| {
                let entry = counting.iter().find(|it| part.is_of(&it.values))?;
                Some((entry.reference, part.day(next)?))
            };
            last.filter_map(of).collect::<Vec<_>>()
        };
        named.flat_map(due).collect()
    }

    /// What is owed on another record after a moment of its life, where that is asked of it: nothing once an entry that settles
    /// it is linked with the record. `settled` are the places of what is.
    pub fn asked(
        &self,
        moment: Moment,
        on: NaiveDate,
        is_asked: impl Fn(Only) -> bool,
        settled: impl Fn(usize) -> bool,
    ) -> Vec<Owing> {
        let is_wanted = |it: &Asks| {
            it.moment == moment
                && is_asked(it.only)
                && self.day_set(it.since).is_some_and(|since| since <= on)
        };
        let open = self.kind.asks.iter().enumerate().filter(|(place, it)| !settled(*place) && is_wanted(it));
        open.map(|(_, it)| Owing::new(it.what, it.short, self.working_days_after(on, it.after))).collect()
    }

    /// By when somebody is owed what the entry says, once it is done on a day.
    pub fn after(&self, on: NaiveDate, wait: Wait) -> NaiveDate {
        self.working_days_after(on, wait)
    }

    /// What the office owes next, of all that it owes again and again.
    pub fn next(&self, entries: &[&Entry]) -> Vec<Owing> {
        let mut owed = Vec::new();
        for cycle in self.kind.cycles {
            let owing = |due, about| Owing { about, ..Owing::new(cycle.what, cycle.short, due) };
            // Words of a restricted entry are not told by what is owed again: only its place on a closed list is.
            let is_told = cycle
                .sort
                .iter()
                .all(|it| field(self.kind.fields, it).is_some_and(|it| matches!(it.is, Is::Word(_))));
            // What is to be done again stays so where the last one is closed.
            let counting = entries.iter().filter(|it| !it.is_mistaken());
            let counting = counting.filter(|it| is_told || it.restriction.is_none());
            let parts: Vec<EntryPart> = counting.flat_map(|it| it.values.parts(None)).collect();
            match cycle.every {
                Every::Quarter { .. } => {
                    let next = self.turns(cycle, entries, NaiveDate::MAX).find(|it| !it.is_entered);
                    owed.extend(next.map(|it| owing(it.due, it.quarter.to_string())));
                }
                Every::Named(next) => {
                    for it in self.last_of_each_sort(cycle, &parts) {
                        let owner = cycle.owner.map(|name| it.text(name).to_owned());
                        let owner = owner.filter(|it| !it.is_empty());
                        let about = self.sort_of(cycle, &it);
                        owed.extend(it.day(next).map(|due| Owing { owner, ..owing(due, about) }));
                    }
                }
                Every::Round { lacks, within } => {
                    let counting: Vec<&Entry> =
                        entries.iter().copied().filter(|it| !it.is_mistaken()).collect();
                    let counting = counting.into_iter().filter(|it| is_told || it.restriction.is_none());
                    owed.extend(self.rounds(cycle, counting).into_iter().filter_map(|round| {
                        // What the last of them was closed with was to be all.
                        let last = round.last().filter(|it| it.closing().is_none())?;
                        let said: Vec<&Values> = round.iter().map(|it| &it.values).collect();
                        let [first, last] = [round.first()?, last].map(|it| it.values.parts(None));
                        let due = self.working_days_after(first.first()?.day(cycle.held)?, within);
                        let last = last.first()?;
                        let owner =
                            cycle.owner.map(|name| last.text(name).to_owned()).filter(|it| !it.is_empty());
                        let about = [lacks(&said)?, self.sort_of(cycle, last)].join(BETWEEN);
                        Some(Owing { owner, ..owing(due, about) })
                    }));
                }
                Every::Set { settings, again } => owed.extend(self.set_anew(cycle, settings, again, &parts)),
            }
        }
        self.led_by_the_senior_person(&mut owed);
        owed
    }

    /// What is owed for what the office has set.
    fn set_anew(&self, cycle: &Cycle, settings: &[&str], again: Wait, parts: &[EntryPart]) -> Option<Owing> {
        let set: Vec<&(NaiveDate, String)> =
            settings.iter().map(|it| self.settings.get(*it)?.last()).collect::<Option<_>>()?;
        let says = |part: &&EntryPart| {
            let mut both = cycle.sort.iter().zip(&set);
            both.all(|(name, it)| plain_letters(part.text(name)) == plain_letters(&it.1))
        };
        let last = parts.iter().filter(says).filter_map(|it| it.day(cycle.held)).max();
        let due = match last {
            Some(held) => weeks_after(held, self.length(again, held)),
            None => set.iter().map(|it| it.0).max()?,
        };
        let by = cycle.owner.and_then(|owner| cycle.sort.iter().position(|it| *it == owner));
        let told = |(name, it): (&&str, &&(NaiveDate, String))| {
            Some(words(self.office, self.kind.named(name).next()?, &Value::Text(it.1.clone())))
        };
        let about = cycle.sort.iter().zip(&set).filter_map(told).collect::<Vec<_>>().join(BETWEEN);
        let owner = by.map(|at| set[at].1.clone());
        let is_set = set.iter().all(|it| !it.1.is_empty());
        is_set.then_some(Owing { owner, about, ..Owing::new(cycle.what, cycle.short, due) })
    }

    /// Every quarter for which an entry is owed, from the first on, as it stood on a day.
    pub fn turns(&self, cycle: &Cycle, entries: &[&Entry], as_of: NaiveDate) -> impl Iterator<Item = Turn> {
        let counting: Vec<&Values> =
            entries.iter().filter(|it| !it.is_mistaken()).map(|it| &it.values).collect();
        let period = if let Every::Quarter { period, .. } = cycle.every { period } else { "" };
        let reviewed = || counting.iter().filter_map(|it| it.text(period).parse::<Quarter>().ok());
        // What was done for a quarter before the first counts; owed is what follows the last of these.
        let begin = reviewed().min().map_or(self.first, |it| it.min(self.first));
        let owed_from = reviewed().filter(|it| *it < self.first).max().map_or(self.first, Quarter::next);
        let quarters = std::iter::successors(Some(begin), |it| Some(it.next()));
        let turns = quarters.take_while(move |it| *it <= Quarter::of(as_of)).map_while(move |quarter| {
            let Every::Quarter { of, period, after } = cycle.every else { return None };
            let is_theirs =
                |it: &&&Values| it.text(cycle.sort[0]) == of && it.text(period) == quarter.to_string();
            let mut theirs = counting.iter().filter(is_theirs).peekable();
            Some(Turn {
                quarter,
                due: weeks_after(quarter.last(), self.length(after, quarter.last())),
                is_entered: theirs.peek().is_some(),
                held: theirs.filter_map(|it| it.day(cycle.held)).filter(|it| *it <= as_of).min(),
            })
        });
        turns.filter(move |it| it.is_entered || owed_from <= it.quarter)
    }

    /// By when something is owed; none while the day that it goes by is not given.
    pub fn due(&self, due: Due, part: &EntryPart) -> Option<NaiveDate> {
        match due {
            Due::On(field) => part.day(field),
            Due::After(field, wait) => Some(self.working_days_after(part.day(field)?, wait)),
        }
    }

    /// The words of a field of a part.
    pub fn words_of(&self, name: &str, part: &EntryPart) -> Option<String> {
        Some(words(self.office, self.kind.named(name).next()?, part.get(name)?))
    }

    /// The last entry of each sort that is not owed by the quarter, where it was held and is no plan for a later one.
    pub fn last_of_each_sort<'e>(&self, cycle: &Cycle, parts: &[EntryPart<'e>]) -> Vec<EntryPart<'e>> {
        let when = |it: &EntryPart| it.day(cycle.held).or(it.day(cycle.planned));
        let is_by_quarter = |it: &EntryPart| {
            let is_it =
                |every: Every| matches!(every, Every::Quarter { of, .. } if of == it.text(cycle.sort[0]));
            self.kind.cycles.iter().any(|it| is_it(it.every))
        };
        let mut last: BTreeMap<String, EntryPart> = BTreeMap::new();
        for it in parts.iter().filter(|it| !is_by_quarter(it)) {
            let there = last.entry(plain_letters(&self.sort_of(cycle, it))).or_insert(*it);
            if when(there) <= when(it) {
                *there = *it;
            }
        }
        last.into_values().filter(|it| it.day(cycle.held).is_some()).collect()
    }

    /// The last round of each sort: its entries within a year of the first of them, by their days.
    fn rounds<'e>(&self, cycle: &Cycle, entries: impl Iterator<Item = &'e Entry>) -> Vec<Vec<&'e Entry>> {
        let mut sorts: BTreeMap<String, Vec<(NaiveDate, &Entry)>> = BTreeMap::new();
        for entry in entries {
            let parts = entry.values.parts(None);
            let Some((whole, on)) = parts.first().and_then(|it| Some((it, it.day(cycle.held)?))) else {
                continue;
            };
            sorts.entry(plain_letters(&self.sort_of(cycle, whole))).or_default().push((on, entry));
        }
        let last = |mut all: Vec<(NaiveDate, &'e Entry)>| {
            all.sort_by_key(|it| (it.0, it.1.reference));
            let mut round: Vec<(NaiveDate, &Entry)> = Vec::new();
            for it in all {
                let over = round.first().and_then(|first| first.0.checked_add_months(Months::new(12)));
                if over.is_some_and(|over| over <= it.0) {
                    round.clear();
                }
                round.push(it);
            }
            round.into_iter().map(|it| it.1).collect()
        };
        sorts.into_values().map(last).collect()
    }

    /// Of which sort an entry is, in words.
    fn sort_of(&self, cycle: &Cycle, part: &EntryPart) -> String {
        let told = cycle.sort.iter().map(|it| self.words_of(it, part).unwrap_or_default());
        told.collect::<Vec<_>>().join(BETWEEN).trim_end_matches([' ', '|']).to_owned()
    }

    fn working_days_after(&self, on: NaiveDate, wait: Wait) -> NaiveDate {
        self.calendar.add(on, i32::try_from(self.length(wait, on)).unwrap_or(i32::MAX))
    }

    /// How long a wait that begins on a day is: as it was set then.
    fn length(&self, wait: Wait, from: NaiveDate) -> u32 {
        match wait {
            Wait::Is(it) => it,
            Wait::Set(name) => {
                let first =
                    self.kind.settings.iter().find(|it| it.field.name == name).and_then(|it| it.first);
                let set = self.settings.get(name).into_iter().flatten().rfind(|it| it.0 <= from);
                set.and_then(|it| it.1.parse().ok()).or(first).unwrap_or(0)
            }
        }
    }

    fn day_set(&self, name: &str) -> Option<NaiveDate> {
        self.settings.get(name)?.last()?.1.parse().ok()
    }
}

fn weeks_after(on: NaiveDate, weeks: u32) -> NaiveDate {
    on.checked_add_days(Days::new(u64::from(weeks) * 7)).unwrap_or(NaiveDate::MAX)
}

/// The places of what a register asks of the records that an entry is linked with and that the entry settles: it counts, and is
/// of one of those who are asked.
pub fn settles(entry: &Entry) -> impl Iterator<Item = usize> {
    let asks = kind_of(entry.reference.register).map_or(&[][..], |it| it.asks).iter().enumerate();
    let asks = asks.filter(|_| !entry.is_mistaken());
    asks.filter(|(_, it)| it.of.1.contains(&entry.values.text(it.of.0))).map(|it| it.0)
}

/// The first of these days that is given.
pub fn settled(part: &EntryPart, until: &[&str]) -> Option<NaiveDate> {
    until.iter().filter_map(|it| part.day(it)).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::{Desk, FIXTURE};
    use crate::domain::register::kind::Owes;

    fn told(all: Vec<Owing>) -> Vec<String> {
        let one = |it: Owing| {
            format!("{} {} {} {} {}", it.due, it.short, it.part, it.owner.unwrap_or_default(), it.about)
        };
        all.into_iter().map(|it| one(it).trim_end().to_owned()).collect()
    }

    #[track_caller]
    fn owes(desk: &Desk, json: &str, expect: &[&str]) {
        assert_eq!(told(desk.register(&FIXTURE).owed(&desk.entry(&FIXTURE, json))), expect, "{json}");
    }

    #[test]
    fn an_entry_owes_so_many_working_days_after_a_day_until_any_of_several_days_is_given() {
        let desk = Desk::new();
        owes(&desk, r#"{"line":"a"}"#, &[]);
        owes(&desk, r#"{"line":"a","past":"2026-11-20"}"#, &["2026-11-27 End 0"]);
        owes(&desk, r#"{"line":"a","past":"2026-11-20","ended":"2026-11-21"}"#, &[]);
        owes(&desk.set("fixture_wait", "1"), r#"{"line":"a","past":"2026-11-20"}"#, &["2026-11-23 End 0"]);
    }

    #[test]
    fn each_row_owes_by_its_own_day_and_its_own_owner_until_it_is_done() {
        let rows = r#"{"line":"a","parts":[
            {"part_line":"late","part_day":"2026-11-02","part_person":"js"},{"part_line":"no day"},
            {"part_line":"done","part_day":"2026-11-01","part_done":"2026-11-02"},{"part_line":"nobody's","part_day":"2026-11-01"}]}"#;
        owes(&Desk::new(), rows, &["2026-11-01 Part 4  nobody's", "2026-11-02 Part 1 js late"]);
    }

    #[test]
    fn what_the_office_owes_again_says_of_which_sort_and_for_which_quarter_the_entry_is() {
        let of = |what: &str| Duty::new(&crate::domain::register::kinds::meetings::MEETINGS, what);
        let review = of("review what complaints show");
        assert_eq!(
            review.given("2026-27 Q1"),
            [("kind", "quarterly review".to_owned()), ("period", "2026-27 Q1".to_owned())]
        );
        assert_eq!(
            (of("carry out a decision").begins_at(), of("hold the meeting").begins_at(), review.begins_at()),
            ("decisions", "held", "")
        );
        assert_eq!(of("hold the next meeting").given("board"), [("kind", "board".to_owned())]);
        assert_eq!(of("carry out a decision").given("Train"), []);
    }

    #[test]
    fn a_closed_entry_owes_nothing() {
        let desk = Desk::new();
        let mut entry = desk.entry(&FIXTURE, r#"{"line":"a","past":"2026-11-20"}"#);
        let closed = r#"{"closed":{"on":"2026-11-24","reason":"x"}}"#;
        entry.apply(&serde_json::from_str(closed).expect("an event"));
        assert_eq!(desk.register(&FIXTURE).owed(&entry), []);
    }

    #[test]
    fn what_a_setting_switches_on_is_owed_from_its_day_only() {
        let owes =
            [Owes::new("end it", "End", Due::After("past", Wait::Is(1)), &["ended"]).since("fixture_from")];
        let kind = Kind { owes: Box::leak(Box::new(owes)), ..FIXTURE };
        for (from, expect) in [("", 0), ("2026-11-21", 0), ("2026-11-20", 1)] {
            let desk = Desk::new().set("fixture_from", from);
            let entry = desk.entry(&kind, r#"{"line":"a","past":"2026-11-20"}"#);
            assert_eq!(desk.register(&kind).owed(&entry).len(), expect, "{from}");
        }
    }
}
