//! Figures that words around a year's figures may tell: what each says, by what a sentence names it, and whether a passage gives it
//! away.

use std::sync::Arc;

use crate::domain::calendar::typed::MONTHS;
use crate::domain::figures::cell::Cell;
use crate::domain::figures::figure::{Basis, Line, Small, Told as FigureTold};
use crate::domain::figures::groups::{MONTH, WRONG};
use crate::domain::figures::performance::Performance;
use crate::domain::figures::shapes::{Column, IN_TIME};
use crate::domain::figures::table::figures as every_figure;
use crate::domain::office::record::Office;
use crate::domain::year::numbers::{BesideIt, Number, Sentence, numbered, plain};
use crate::domain::year::record::Behind;

/// Of which figures a sentence has to speak to tell one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// Of the year.
    Year,
    /// Of the year before.
    YearBefore,
    /// Of how much more or less it is.
    Change,
}

/// A figure that words around a year's figures may tell, as it says now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tellable {
    /// What it is called, and what it says.
    pub is: Behind,
    /// The lines and columns that tell it in documents, or that it is worked out from; empty where none does.
    pub places: Vec<String>,
    /// Whether it is of so few people that it is withheld.
    pub is_small: bool,
    of: Of,
    /// Whether it may be a time: “4.5 working days”.
    may_be_time: bool,
    /// The beginnings of the words by which a sentence names it: one of them, or each.
    named_by: Vec<String>,
    needs_each: bool,
    /// Working days that the office allows: told as those within which something is done, they are no figure.
    allowed: Arc<[u32]>,
    /// Names of the office with a number in them, which tells nothing.
    pub names: Arc<[String]>,
    /// Counts that are printed, of which it is a part: what is said of the others tells it.
    pub wholes: Vec<u64>,
    /// Others of its kind: a sum of them and it tells it, and so does what sets one against the other.
    beside: Vec<Sibling>,
}

/// Another of its kind, such as the number of another service.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sibling {
    named_by: Vec<String>,
    count: u64,
    is_printed: bool,
}

/// Parts whose lines are called by what they count, and not by a group.
const NO_GROUPS: [&str; 5] = ["Figure", "Measure", "Route", "What", WRONG.heading];
/// Words that name no figure.
const COMMON: [&str; 8] = ["complaints", "complaint", "from", "period", "since", "that", "with", "without"];
/// The beginnings of words by which a sentence sets a year beside the one before.
const COMPARING: [&str; 16] = [
    "before", "previous", "last", "earlier", "than", "compared", "from", "more", "fewer", "less", "rose",
    "fell", "increas", "decreas", "change", "against",
];

/// Every figure that words around a year's figures may tell: those of the one table, the same of the year before where the
/// office had begun by then, and how they changed; and the office's own timescales.
pub fn figures(office: &Office, sum: &Performance, before: Option<&Performance>) -> Vec<Tellable> {
    let basis = Basis { sum, office, compares: false, compared: 0 };
    let days = sum.timescales;
    let of_rules = |figure: &str, said: u64, named_by: &str| Tellable {
        is: Behind { figure: figure.to_owned(), said: said.to_string() },
        may_be_time: true,
        ..Tellable::of(named_by)
    };
    let otherwise = of_rules("answered in another way", otherwise(sum), "another other");
    let mut all = vec![
        of_rules("working days to acknowledge", days.acknowledge.into(), "acknowledge"),
        of_rules("working days of early resolution", days.early_resolution.into(), "early"),
        of_rules("working days of a closer look", days.closer_look.into(), "closer"),
        of_rules("working days to share a timescale", days.share_within.into(), "timescale date"),
        Tellable { may_be_time: false, ..otherwise },
    ];
    let before = before.map(|sum| Basis { sum, ..basis });
    for told in every_figure().flat_map(FigureTold::whole) {
        let lines = told.lines(&basis);
        all.extend(lines.iter().flat_map(|it| cells(&told, it, office, Of::Year)));
        let Some(before) = &before else { continue };
        let then = told.lines(before);
        all.extend(then.iter().flat_map(|it| cells(&told, it, office, Of::YearBefore)));
        if told.part.is_beside {
            all.extend(changed(&told, &lines, &then, office));
        }
    }
    let names: Arc<[String]> = numbered(office).into();
    let rules = sum.timescales_until.iter().map(|it| &it.1).chain([&days]);
    let allowed = rules.flat_map(|it| [it.acknowledge, it.early_resolution, it.closer_look, it.share_within]);
    let allowed: Arc<[u32]> = allowed.collect();
    for it in &mut all {
        (it.names, it.allowed) = (names.clone(), allowed.clone());
    }
    all
}

/// How a figure that documents set beside the year before has changed, line by line.
fn changed(told: &FigureTold, now: &[Line], then: &[Line], office: &Office) -> Vec<Tellable> {
    let number = |it: &Line| if let Some(Cell::Number(it)) = it.cells.first() { *it } else { 0 };
    let gone = then.iter().filter(|then| now.iter().all(|it| it.name != then.name));
    let both = now.iter().map(|it| (it, number(it))).chain(gone.map(|it| (it, 0)));
    let change = |(line, this): (&Line, u64)| {
        let was = then.iter().find(|it| it.name == line.name).map_or(0, number);
        let first = cells(told, line, office, Of::Change).into_iter().next()?;
        let below = u64::from(office.withhold_below);
        let is_few = |it: u64| told.figure.small == Small::Withheld && (1..below).contains(&it);
        let figure = format!("{}, change", first.is.figure);
        let is = Behind { figure, said: Cell::change(this, was).words() };
        Some(Tellable { is, is_small: is_few(this) || is_few(was), ..first })
    };
    both.filter_map(change).collect()
}

/// What a line of a figure tells, number by number.
fn cells(told: &FigureTold, line: &Line, office: &Office, of: Of) -> Vec<Tellable> {
    let title = told.title();
    let (mut called, mut group) = (title.to_lowercase(), String::new());
    let texts = line.cells.iter().filter_map(|it| if let Cell::Text(text) = it { Some(text) } else { None });
    for more in std::iter::once(&line.label).chain(texts).filter(|it| *it != title) {
        called = format!("{called}, {more}");
        group = format!("{group} {more}");
    }
    let is_alone = line.name.is_empty() || NO_GROUPS.contains(&told.part.by);
    let named = Tellable::of(&if is_alone { format!("{title} {}", line.label) } else { group });
    let month = Some(told.part.by).filter(|it| *it == MONTH.heading).and_then(|_| month_in(&line.label));
    let named_by = month.map_or(named.named_by.clone(), |it| vec![it]);
    let below = u64::from(office.withhold_below);
    let is_few = |it: &Cell| {
        told.figure.small == Small::Withheld && matches!(it, Cell::Number(it) if (1..below).contains(it))
    };
    let of_few = line.cells.get(told.part.shape.cases).is_some_and(is_few);
    let columns = told.columns();
    let numbers = columns.iter().zip(&line.cells).filter(|it| !it.0.heading.is_empty() && it.1.is_number());
    let cell = |(column, cell): (&Column, &Cell)| {
        let figure = if columns.len() == 1 {
            called.clone()
        } else {
            format!("{called}, {}", column.heading.to_lowercase())
        };
        let figure = if of == Of::YearBefore { format!("{figure}, the year before") } else { figure };
        let key = told.key(line);
        let (own, before) = (format!("{key}.{}", column.name), format!("{key}.{BEFORE}"));
        Tellable {
            is: Behind { figure, said: cell.words() },
            places: match of {
                Of::Year => vec![own],
                Of::YearBefore => vec![format!("{THEN}{own}"), before],
                Of::Change => vec![format!("{THEN}{own}"), own, before],
            },
            is_small: is_few(cell) || of_few && matches!(cell, Cell::Percent(_)),
            of,
            may_be_time: matches!(cell, Cell::Decimal(_) | Cell::Hours(_)),
            named_by: named_by.clone(),
            needs_each: !is_alone,
            ..named.clone()
        }
    };
    let late = not_in_time(told, line, of, &named);
    numbers.map(cell).chain(late).collect()
}

/// The beginnings of the words by which a sentence speaks of those that were not in time.
const LATE: [&str; 8] = ["late", "missed", "overdu", "delay", "waited", "slow", "beyond", "promis"];

/// How many were not in time, which goes with how many were.
fn not_in_time(told: &FigureTold, line: &Line, of: Of, named: &Tellable) -> Option<Tellable> {
    let [Cell::Number(in_time), Cell::Number(all), ..] = line.cells[..] else { return None };
    let is_timeliness = told.part.shape.columns[0].heading == IN_TIME.columns[0].heading && of == Of::Year;
    is_timeliness.then(|| Tellable {
        is: Behind {
            figure: format!("{}, not in time", told.title().to_lowercase()),
            said: all.saturating_sub(in_time).to_string(),
        },
        places: vec![format!("{}.numerator", told.key(line))],
        named_by: LATE.map(str::to_owned).to_vec(),
        needs_each: false,
        ..named.clone()
    })
}

/// The column of the year before in documents.
const BEFORE: &str = "before";
/// What stands before the places of the year before in its own documents.
pub const THEN: &str = "then ";

/// How the words of a name begin, whichever form they stand in: “Received” as “we receive”.
fn beginnings(name: &str) -> Vec<String> {
    let words = name.split(|it: char| !it.is_alphanumeric()).map(str::to_lowercase);
    let words = words.filter(|it| 3 < it.chars().count() && !COMMON.contains(&it.as_str()));
    // Of timescales a sentence says “in time”.
    words.map(|it| if it == "timescale" { "time".to_owned() } else { it.chars().take(5).collect() }).collect()
}

/// Whether a sentence has words that begin so: one of them, or each.
fn names(sentence: &str, named_by: &[String], needs_each: bool) -> bool {
    let words: Vec<String> = sentence
        .split(|it: char| !it.is_alphanumeric())
        .flat_map(|it| [Some(it.to_lowercase()), month(it)])
        .flatten()
        .collect();
    let mut named = named_by.iter().map(|begins| words.iter().any(|it| it.starts_with(begins)));
    if needs_each { !named_by.is_empty() && named.all(|it| it) } else { named.any(|it| it) }
}

/// The month that a word is, in one form for all: “Aug” and “August”. “May” is one with a capital alone.
fn month(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    // One is enough to name a line, for a financial year has each once.
    let month = MONTHS.iter().find(|it| it.starts_with(&lower)).filter(|_| 3 <= lower.len())?;
    (word != "may").then(|| format!("month {month}"))
}

fn month_in(label: &str) -> Option<String> {
    label.split(' ').find_map(month)
}

impl Tellable {
    /// One that says nothing yet, by what a sentence names it.
    fn of(named_by: &str) -> Self {
        Self {
            is: Behind { figure: String::new(), said: String::new() },
            places: Vec::new(),
            is_small: false,
            of: Of::Year,
            may_be_time: false,
            named_by: beginnings(named_by),
            needs_each: false,
            allowed: Arc::default(),
            names: Arc::default(),
            wholes: Vec::new(),
            beside: Vec::new(),
        }
    }

    /// Whether a sentence tells it with what it says, or said.
    pub fn is_told(&self, sentence: &str, said: &str) -> bool {
        let said = plain(said);
        let is_it = |it: &Number| it.plain == said && (self.may_be_time || !it.is_time);
        self.is_named(sentence)
            && self.is_of(sentence)
            && Sentence::read(sentence, &self.names).numbers.iter().any(is_it)
    }

    /// Whether a passage tells what it says, rounded too: “about 6%” for 6.1. That of the year before may be told in any passage
    /// that names it.
    ///
    /// A count is given away, too, by what lets a reader work it out: a phrase that binds two numbers (“ten of the 13”, “one more than
    /// the two”), and a number, or the sum of those that are listed, that leaves just so many of a whole which is printed. Two numbers
    /// that stand in one sentence and are neither bound nor a part of such a whole tell nothing.
    ///
    /// What remains, for whoever reads before it is published: words of another language, a month in figures (“08/2025”), sums of
    /// several figures (“in May and June together”).
    pub fn is_given_away(&self, sentence: &str) -> bool {
        let said = plain(&self.is.said);
        let is_allowed = |it: &Number| {
            it.is_within && it.is_time && self.allowed.iter().any(|days| days.to_string() == it.plain)
        };
        let is_about = |it: &Number| {
            let told = it.plain.parse().ok().filter(|_| it.is_percent);
            self.percent().zip(told).is_some_and(|(is, told): (f64, f64)| (is - told).abs() < 1.0)
        };
        // What share of others a number is tells it as well.
        let is_share = |it: &Number| it.is_percent && self.is_count();
        let is_it = |it: &Number| {
            (it.plain == said && (self.may_be_time || !it.is_time) || is_about(it) || is_share(it))
                && !is_allowed(it)
        };
        let is_of = self.of != Of::Change || self.is_of(sentence);
        if !is_of || !self.is_named(sentence) {
            return false;
        }
        let read = Sentence::read(sentence, &self.names);
        let named = self.beside.iter().filter(|it| names(sentence, &it.named_by, true));
        let beside = |it: &Sibling| BesideIt {
            count: it.count,
            is_printed: it.is_printed,
            is_named_apart: it.named_by != self.named_by,
        };
        let beside: Vec<BesideIt> = named.map(beside).collect();
        let is_worked_out = || self.count().is_some_and(|it| read.gives_away(it, &self.wholes, &beside));
        read.numbers.iter().any(is_it) || is_worked_out()
    }

    fn is_count(&self) -> bool {
        !self.is.said.is_empty() && self.is.said.chars().all(|it| it.is_ascii_digit() || it == ',')
    }

    /// How many it is, if it is a count.
    pub fn count(&self) -> Option<u64> {
        plain(&self.is.said).parse().ok().filter(|_| self.is_count())
    }

    /// What it says in per cent, which may be told rounded.
    fn percent(&self) -> Option<f64> {
        self.is.said.strip_suffix('%')?.parse().ok()
    }

    /// Whether a number in a sentence that names it is what it says.
    pub fn bears_out(&self, sentence: &str, number: &Number) -> bool {
        let time = self.is.said.parse::<f64>().ok().filter(|_| number.is_time);
        let rounded = self.percent().filter(|_| number.is_percent).or(time).map(|it| format!("{it:.0}"));
        (plain(&self.is.said) == number.plain || rounded.as_ref() == Some(&number.plain))
            && self.is_of(sentence)
    }

    /// Whether a sentence names it.
    pub fn is_named(&self, sentence: &str) -> bool {
        names(sentence, &self.named_by, self.needs_each)
    }

    /// Takes note of another of its kind, if this is one: of a list, another line in the same column.
    pub fn stand_beside(&mut self, other: &Self, is_printed: bool) {
        let is_of_its_kind = |place: &String, there: &String| {
            let list = |it: &str| {
                let (line, column) = it.rsplit_once('.')?;
                Some((line.rsplit_once('/')?.0.to_owned(), column.to_owned()))
            };
            list(place).is_some_and(|it| list(there) == Some(it))
        };
        let is_one = self.places.iter().any(|place| other.places.iter().any(|it| is_of_its_kind(place, it)));
        if let Some(count) = other.count().filter(|_| is_one && other.is != self.is) {
            self.beside.push(Sibling { named_by: other.named_by.clone(), count, is_printed });
        }
    }

    /// Whether a sentence speaks of the year that it is of: of the one before, it sets one beside the other or names a year.
    fn is_of(&self, sentence: &str) -> bool {
        let lower = sentence.to_lowercase();
        let mut words = lower.split(|it: char| !it.is_alphanumeric());
        let is_year = |it: &str| it.len() == 4 && it.starts_with("20");
        self.of == Of::Year
            || words.any(|word| is_year(word) || COMPARING.iter().any(|it| word.starts_with(it)))
    }
}

/// How many of those closed were answered in no route, or in one that is not recorded.
pub fn otherwise(sum: &Performance) -> u64 {
    let in_times = sum.early_resolution.resolved + sum.closer_look.resolved;
    sum.closed.saturating_sub(sum.closed_without_answer + in_times)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::lists::{Item, ServiceId};
    use crate::domain::year::passages::passages;
    use chrono::NaiveDate;

    /// The months, services and shares of an office that received 3 in August and 6.1 % of all about Payments.
    fn withheld_in(text: &str) -> bool {
        let mut office = Office::default();
        let service = |id, name: &str| Item {
            id,
            name: name.to_owned(),
            under: None,
            from: NaiveDate::MIN,
            until: None,
        };
        office.services.items = vec![service(1, "Licences"), service(2, "Payments")];
        let mut sum = Performance { received: 49, closed: 40, ..Performance::default() };
        sum.received_by_month =
            ["2025-08", "2025-05"].map(|it| it.parse().expect("a month")).into_iter().zip([3, 46]).collect();
        sum.received_by_service = [(Some(ServiceId(1)), 46), (Some(ServiceId(2)), 3)].into();
        let mut before = sum.clone();
        before.received_by_service = [(Some(ServiceId(1)), 20), (Some(ServiceId(2)), 4)].into();
        let all = figures(&office, &sum, Some(&before));
        let mut small = all.iter().filter(|it| it.is_small).cloned().map(|it| {
            let mut it = Tellable { wholes: vec![49], ..it };
            all.iter().for_each(|other| it.stand_beside(other, !other.is_small));
            it
        });
        small.any(|it| passages(text).any(|one| it.is_given_away(one)))
    }

    #[test]
    fn what_is_withheld_is_found_however_it_is_written() {
        for told in [
            "Received in Aug: 3.",
            "In august three came.",
            "03 were about payments.",
            "３ were about payments.",
            "About 6% were about payments.",
            "Some six per cent were about payments.",
            "Payments had 4 in the year before.",
            "Payments had 4.",
            "We had 1 fewer about payments than in 2024-25.",
            "A quarter of them were about payments.",
            "A trio were about payments.",
            // Of what it is a share is not known here, so that no share of a number that is withheld may be told.
            "About 60% were about payments.",
            "Two in May and one in June were about payments.",
            "One more than two were about payments.",
            "All but 46 were about payments.",
            "46 were of another kind than payments.",
            "One in sixteen was about payments.",
            "A sixteenth of all were about payments.",
            "Licences and payments drew 49 between them.",
            "For each one about payments there were fifteen about licences.",
            "The second complaint about payments followed, and one more.",
            "The third complaint about payments was the last.",
            "Fewer than four were about payments.",
            "Tair cwyn oedd am payments.",
            "Licences had forty-three more than payments.",
            "Licences outnumbered payments by forty-three.",
            "Payments: one every month of the three.",
            "Few were about payments. There were three.",
            "Few were about payments! They came by post.\nThree, to be exact.",
            "Three people wrote. They asked about payments.",
        ] {
            assert!(withheld_in(told), "{told}");
        }
        for other in [
            "We may open 3 offices.",
            "In the second quarter many were about payments.",
            "46 were about licences.",
            "We answer within 3 working days about payments.",
            "We had 26 more about licences than before.",
            "We received 30 about payments.",
            "Few were about payments. We opened 3 offices.",
        ] {
            assert!(!withheld_in(other), "{other}");
        }
    }
}
