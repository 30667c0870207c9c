//! What is counted of the entries of a register, for a period and as of a day, beside the period before.
//!
//! A flow counts facts whose own day lies in the period and not after the day; what waits is counted as it stood on the day.
//! So what happens later never changes what was. Entries that were made by mistake count nowhere.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::period::quarter_or_year;
use crate::domain::days::Days;
use crate::domain::office::lists::ListKind;
use crate::domain::office::record::NOT_RECORDED;
use crate::domain::register::entry::Entry;
use crate::domain::register::field::{Is, When};
use crate::domain::register::kind::{Count, Cycle, Figure, Of, Small};
use crate::domain::register::owed::{Register, Turn, settled};
use crate::domain::register::tell::words;
use crate::domain::register::value::{EntryPart, Value};

/// A table of what was counted, for any document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Its name, for JSON.
    pub name: String,
    pub title: String,
    /// What is counted, in a sentence.
    pub words: String,
    /// What its rows are about; empty where one is about everything.
    pub by: String,
    /// The headings of the numbers; those of the period before are the same.
    pub headings: Vec<String>,
    /// The rows, in the order of the table.
    pub rows: Vec<CountedRow>,
    /// Whether it counts people, so that small numbers are withheld.
    pub is_of_people: bool,
    /// Whether the numbers of a column are parts of one whole; else those of a row are.
    pub adds_up_in_columns: bool,
    /// What its rows, and what it is told apart by, are called by.
    pub called: Called,
}

/// By what rows are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Called {
    /// Words of a list.
    Listed,
    /// Themes of the office’s list.
    Themes,
    /// What somebody typed.
    Typed,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedRow {
    /// What it is about.
    pub label: String,
    /// The numbers of the period.
    pub now: Vec<Number>,
    /// The numbers of the period before; nothing where there is none.
    pub before: Vec<Number>,
}

/// A number of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Number {
    /// How many.
    Many(u64),
    /// A part of a whole.
    Share {
        /// The part.
        of: u64,
        whole: u64,
    },
    /// So much for each.
    Average {
        /// All of it.
        total: u64,
        of: u64,
    },
    /// A part of one whole beside a part of another, where so many parts are compared.
    Against {
        /// The parts.
        parts: [u64; 2],
        wholes: [u64; 2],
        among: u64,
    },
    /// It is not told.
    Withheld,
    /// Nobody reported it.
    NotReported,
    /// Nothing of the kind was asked for yet.
    NotAsked,
}

impl Counted {
    /// The table without its numbers and without whom they are about, if it counts people.
    #[must_use]
    pub fn without_people(self) -> Self {
        if !self.is_of_people {
            return self;
        }
        let hidden = |all: &[Number]| vec![Number::Withheld; all.len()];
        let row = |it: &CountedRow| CountedRow {
            label: "All".to_owned(),
            now: hidden(&it.now),
            before: hidden(&it.before),
        };
        let title = self.title.split(": ").next().unwrap_or_default().to_owned();
        Self { title, rows: self.rows.first().map(row).into_iter().collect(), ..self }
    }
}

/// What a table looks at: facts of these days, as of a day.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// The period.
    pub days: Days,
    /// The day as of which things stand: nothing that happened after it counts.
    pub as_of: NaiveDate,
}

impl Look {
    fn holds(&self, day: NaiveDate) -> bool {
        self.days.holds(day) && day <= self.as_of
    }

    /// The period before, as of its end.
    fn before(&self, days: Days) -> Self {
        Self { days, as_of: days.to.map_or(self.as_of, |to| to.min(self.as_of)) }
    }
}

impl Register<'_> {
    /// Every table. Whose entries they are is for whoever asks: a table about one service is given only its.
    pub fn tables(&self, entries: &[&Entry], look: Look, before: Option<Days>) -> Vec<Counted> {
        let counting: Vec<&Entry> = entries.iter().copied().filter(|it| !it.is_mistaken()).collect();
        let looks: Vec<Look> = [Some(look), before.map(|it| look.before(it))].into_iter().flatten().collect();
        self.kind.counts.iter().flat_map(|count| self.tables_of(count, &counting, &looks)).collect()
    }

    fn tables_of(&self, count: &Count, entries: &[&Entry], looks: &[Look]) -> Vec<Counted> {
        let found: Vec<Vec<EntryPart>> = looks
            .iter()
            .map(|it| {
                let found = found(count, entries, it);
                match count.of {
                    Of::InDate(_) => self.last_of_all(&found),
                    Of::Sum { .. } => self.once_only(count, found, it),
                    _ => found,
                }
            })
            .collect();
        let (by, is_whole_list) = match count.of {
            Of::By(by) => (Some(by), true),
            Of::Rating { by, .. } | Of::Sum { by, .. } | Of::InDate(by) => (Some(by), false),
            _ => (None, false),
        };
        let table = |split: Group| {
            let theirs: Vec<Vec<EntryPart>> = found.iter().map(|it| split.of(it)).collect();
            let row = |group: Group| {
                let both = looks.iter().zip(&theirs);
                let mut both = both.map(|(look, parts)| self.numbers(count, &group.of(parts), entries, look));
                let (now, before) = (both.next().unwrap_or_default(), both.next().unwrap_or_default());
                CountedRow { label: group.label, now, before }
            };
            let mut rows: Vec<CountedRow> =
                self.groups(by, &theirs, is_whole_list).into_iter().map(row).collect();
            compare(&mut rows);
            let of = if split.picks.is_empty() { String::new() } else { format!(": {}", split.label) };
            Counted {
                name: count.name.to_owned(),
                title: format!("{}{of}", count.title),
                words: count.words.to_owned(),
                by: by.and_then(|it| self.kind.named(it).next()).map_or("", |it| it.label).to_owned(),
                headings: self.headings(count.of),
                rows,
                is_of_people: count.small == Small::Withhold,
                called: self.called(by, count.per),
                adds_up_in_columns: matches!(count.of, Of::All | Of::By(_) | Of::Sum { .. }),
            }
        };
        self.splits(count.per, &found).into_iter().map(table).collect()
    }

    /// What a table is told apart by: the values that there are of one field, within those of the field before it.
    fn splits(&self, per: &[&'static str], found: &[Vec<EntryPart>]) -> Vec<Group> {
        let whole = vec![Group { label: String::new(), picks: Vec::new() }];
        per.iter().fold(whole, |all, per| {
            let within = |outer: Group| {
                let theirs: Vec<Vec<EntryPart>> = found.iter().map(|it| outer.of(it)).collect();
                let inner = self.groups(Some(*per), &theirs, false).into_iter();
                inner.map(move |it| outer.within(it)).collect::<Vec<_>>()
            };
            all.into_iter().flat_map(within).collect()
        })
    }

    fn called(&self, by: Option<&'static str>, per: &[&'static str]) -> Called {
        let is = |name: Option<&'static str>, what: fn(&Is) -> bool| {
            name.is_some_and(|it| self.kind.named(it).any(|it| what(&it.is)))
        };
        let is_typed: fn(&Is) -> bool = |it| matches!(it, Is::Line | Is::Text);
        if is(by, |it| matches!(it, Is::Item(ListKind::Themes))) {
            Called::Themes
        } else if is(by, is_typed) || per.iter().any(|it| is(Some(*it), is_typed)) {
            Called::Typed
        } else {
            Called::Listed
        }
    }

    /// The values of a field, in the order of its list: those that there are, or the whole list. Everything where no field
    /// is named.
    fn groups(&self, by: Option<&'static str>, found: &[Vec<EntryPart>], is_whole_list: bool) -> Vec<Group> {
        let Some((by, field)) = by.and_then(|by| Some((by, self.kind.named(by).next()?))) else {
            return vec![Group { label: "All".to_owned(), picks: Vec::new() }];
        };
        let choices = field.is.choices().into_iter().flatten();
        let listed: Vec<Option<Value>> = choices.map(|it| Some(Value::Text(it.0.to_owned()))).collect();
        let mut values: Vec<Option<Value>> = listed.iter().filter(|_| is_whole_list).cloned().collect();
        for value in found.iter().flatten().map(|it| it.get(by).cloned()) {
            if !values.iter().any(|it| is_like(it.as_ref(), value.as_ref())) {
                values.push(value);
            }
        }
        let group = |value: Option<Value>| {
            let label = value.as_ref().map_or(NOT_RECORDED.to_owned(), |it| words(self.office, field, it));
            Group { label, picks: vec![(by, value)] }
        };
        let place = |group: &Group| {
            let value = group.picks.first().and_then(|it| it.1.clone());
            (value.is_none(), listed.iter().position(|it| *it == value), group.label.clone())
        };
        let mut groups: Vec<Group> = values.into_iter().map(group).collect();
        groups.sort_by_cached_key(place);
        groups
    }

    /// The field that says of which quarter or year an entry tells, if there is one.
    fn period(&self) -> Option<&'static str> {
        self.kind.fields.iter().find(|it| matches!(it.is, Is::Period)).map(|it| it.name)
    }

    /// The fields by which entries are of one sort, whenever they are of.
    fn sort(&self, count: &Count) -> impl Iterator<Item = &'static str> + use<> {
        let (on, period) = (count.on, self.period());
        self.kind.once.fields().iter().copied().filter(move |it| *it != on && Some(*it) != period)
    }

    /// What may be added up: nothing of a quarter beside the same of its year, and nothing of a longer time than is looked at.
    fn once_only<'e>(&self, count: &Count, parts: Vec<EntryPart<'e>>, look: &Look) -> Vec<EntryPart<'e>> {
        let Some(period) = self.period() else { return parts };
        let days = |it: &EntryPart| quarter_or_year(it.text(period)).ok().map(|it| (it.1, it.2));
        let begins_within =
            |it: &EntryPart| look.days.from.is_none_or(|from| days(it).is_none_or(|it| from <= it.0));
        let within: Vec<EntryPart> = parts.into_iter().filter(begins_within).collect();
        let is_of = |one: &EntryPart, whole: &EntryPart| {
            let are = days(one).zip(days(whole));
            are.is_some_and(|(one, whole)| one != whole && whole.0 <= one.0 && one.1 <= whole.1)
                && self.sort(count).all(|name| is_like(one.get(name), whole.get(name)))
        };
        within.iter().filter(|one| !within.iter().any(|it| is_of(one, it))).copied().collect()
    }

    /// The last entry of each sort of what is owed again.
    fn last_of_all<'e>(&self, parts: &[EntryPart<'e>]) -> Vec<EntryPart<'e>> {
        let named = self.kind.cycles.iter().filter(|it| it.next().is_some());
        named.flat_map(|it| self.last_of_each_sort(it, parts)).collect()
    }

    /// The numbers of a row.
    fn numbers(&self, count: &Count, parts: &[EntryPart], entries: &[&Entry], look: &Look) -> Vec<Number> {
        let of = count.of;
        if let Of::Sum { of, .. } = of {
            if count.is_reported && parts.is_empty() {
                return vec![Number::NotReported; of.len()];
            }
            let whole = |part: &EntryPart, name: &str| part.get(name)?.whole();
            let sum = |name: &str| parts.iter().filter_map(|it| whole(it, name)).sum();
            // What is known of one number and not of the other is in no share and no average.
            let both = |one: &str, other: &str| {
                let both = parts.iter().filter_map(|it| Some((whole(it, one)?, whole(it, other)?)));
                both.fold((0, 0), |all, it| (all.0 + it.0, all.1 + it.1))
            };
            // The last of each: adding up would count the same people again.
            let last = |name: &str| -> u64 {
                let mut last: Vec<(EntryPart, u64)> = Vec::new();
                for (part, number) in parts.iter().filter_map(|part| Some((*part, whole(part, name)?))) {
                    let is_same = |it: &&mut (EntryPart, u64)| {
                        self.sort(count).all(|name| is_like(it.0.get(name), part.get(name)))
                    };
                    match last.iter_mut().find(is_same) {
                        Some(it) if it.0.day(count.on) <= part.day(count.on) => *it = (part, number),
                        Some(_) => {}
                        None => last.push((part, number)),
                    }
                }
                last.iter().map(|it| it.1).sum()
            };
            let is_unsaid = |it: &Figure| {
                let (Figure::Sum(name) | Figure::Last(name)) = it else { return false };
                count.is_reported && parts.iter().all(|part| part.get(name).is_none())
            };
            let number = |it: &Figure| match it {
                it if is_unsaid(it) => Number::NotReported,
                Figure::Sum(it) => Number::Many(sum(it)),
                Figure::Last(it) => Number::Many(last(it)),
                Figure::Against(_, one, other) => {
                    Number::Against { parts: [sum(one), last(other)], wholes: [0, 0], among: 0 }
                }
                Figure::Share(_, part, whole) => {
                    let (of, whole) = both(part, whole);
                    Number::Share { of, whole }
                }
                Figure::Average(_, total, of) => {
                    let (total, of) = both(total, of);
                    Number::Average { total, of }
                }
            };
            return of.iter().map(number).collect();
        }
        let by_then = |day: Option<NaiveDate>| day.filter(|it| *it <= look.as_of);
        // Under which heading a part is counted, by its place; under none that says nothing.
        let place = |part: &EntryPart| match of {
            Of::All | Of::By(_) => Some(0),
            Of::Rating { rating, .. } => {
                let scale = self.kind.named(rating).next()?.is;
                let lean = scale.leans(part.text(rating))?;
                scale.leanings().iter().position(|it| *it == lean)
            }
            Of::Share { came, by, .. } => {
                let came = by_then(part.day(came)).filter(|on| by.is_none_or(|by| Some(*on) <= part.day(by)));
                Some(usize::from(came.is_none()))
            }
            Of::Waiting { until, due } => {
                let due = due.and_then(|due| self.due(due, part));
                // A day that is meant says what will be done, once it is given.
                let is_meant = |name: &&&str| {
                    let field = self.kind.named(name).next();
                    field.is_some_and(|it| matches!(it.is, Is::Day(When::Any)))
                };
                let is_said = until.iter().filter(is_meant).any(|it| part.day(it).is_some());
                (!is_said && by_then(settled(part, until)).is_none())
                    .then(|| usize::from(due.is_some_and(|due| due < look.as_of)))
            }
            Of::InDate(_) => {
                let next = self.kind.cycles.iter().find_map(Cycle::next)?;
                Some(usize::from(part.day(next).is_some_and(|it| it < look.as_of)))
            }
            Of::Quarters | Of::Sum { .. } => None,
        };
        let of_turn = |it: &Turn| it.held.map_or(2, |held| usize::from(it.due < held));
        let turns = self.kind.cycles.iter().filter(|_| matches!(of, Of::Quarters));
        let turns = turns.flat_map(|it| self.turns(it, entries, look.as_of)).filter(|it| look.holds(it.due));
        let turns: Vec<Turn> = turns.collect();
        if matches!(of, Of::Quarters) && turns.is_empty() {
            return vec![Number::NotAsked; self.headings(of).len()];
        }
        let places: Vec<usize> = parts.iter().filter_map(place).chain(turns.iter().map(of_turn)).collect();
        let has_share = matches!(of, Of::Rating { .. } | Of::Share { .. } | Of::InDate(_));
        let many = |place| places.iter().filter(|it| **it == place).count() as u64;
        let share = has_share.then(|| Number::Share { of: many(0), whole: places.len() as u64 });
        (0..self.headings(of).len() - usize::from(has_share))
            .map(|it| Number::Many(many(it)))
            .chain(share)
            .collect()
    }

    /// The headings of the numbers of a row.
    fn headings(&self, of: Of) -> Vec<String> {
        let label = |name: &str| self.kind.named(name).next().map_or("", |it| it.label).to_lowercase();
        let heads: &[&str] = match of {
            Of::All | Of::By(_) => &["number"],
            Of::Rating { heads, .. } => heads,
            Of::Share { heads, .. } => heads,
            Of::Waiting { .. } => &["open, in time", "open, late"],
            Of::InDate(_) => &["in date", "out of date", "in date, of all"],
            Of::Quarters => &["in time", "late", "not held"],
            Of::Sum { of, .. } => {
                let head = |it: &Figure| match it {
                    Figure::Sum(it) | Figure::Last(it) => label(it),
                    Figure::Share(it, ..) | Figure::Average(it, ..) | Figure::Against(it, ..) => {
                        (*it).to_owned()
                    }
                };
                return of.iter().map(head).collect();
            }
        };
        heads.iter().map(|it| (*it).to_owned()).collect()
    }
}

fn is_like(one: Option<&Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.is_like(other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// Says of parts that are set against others which wholes they are of: all rows of the table.
fn compare(rows: &mut [CountedRow]) {
    let sides: [fn(&mut CountedRow) -> &mut Vec<Number>; 2] = [|it| &mut it.now, |it| &mut it.before];
    for side in sides {
        let mut sums = [0_u64; 2];
        let mut given = 0;
        for it in rows.iter_mut().flat_map(side) {
            if let Number::Against { parts, .. } = it {
                sums = [sums[0] + parts[0], sums[1] + parts[1]];
                given += 1;
            }
        }
        for it in rows.iter_mut().flat_map(side) {
            if let Number::Against { wholes, among, .. } = it {
                (*wholes, *among) = (sums, given);
            }
        }
    }
}

/// What is counted together: everything that has a value in a field, or everything.
struct Group {
    label: String,
    picks: Vec<(&'static str, Option<Value>)>,
}

impl Group {
    /// What both pick.
    fn within(&self, inner: Self) -> Self {
        let label =
            if self.label.is_empty() { inner.label } else { format!("{}, {}", self.label, inner.label) };
        Self { label, picks: [self.picks.clone(), inner.picks].concat() }
    }

    fn of<'a>(&self, parts: &[EntryPart<'a>]) -> Vec<EntryPart<'a>> {
        let picks =
            |it: &&EntryPart| self.picks.iter().all(|(by, value)| is_like(it.get(by), value.as_ref()));
        parts.iter().filter(picks).copied().collect()
    }
}

/// What a count looks at: what happened in the period, or what stood on the day.
fn found<'a>(count: &Count, entries: &[&'a Entry], look: &Look) -> Vec<EntryPart<'a>> {
    let stands = matches!(count.of, Of::Waiting { .. } | Of::InDate(_));
    let entries = entries.iter().filter(|it| !stands || it.is_open_on(look.as_of));
    let counts = |day: NaiveDate| if stands { day <= look.as_of } else { look.holds(day) };
    let parts = entries.flat_map(|it| it.values.parts(count.each));
    let parts = parts.filter(|it| count.given.is_none_or(|name| it.get(name).is_some()));
    parts.filter(|it| it.day(count.on).is_some_and(counts)).collect()
}

#[cfg(test)]
mod tests;
