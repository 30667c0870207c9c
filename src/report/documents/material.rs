//! What a document is made from.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::domain::figures::figure::Basis;
use crate::domain::figures::groups::{ORGANISATION, SERVICE, organisation};
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::{Period, TO_COMPARE};
use crate::domain::office::record::Office;
use crate::domain::party::mention::Sought;
use crate::domain::party::naming::SOMEBODY;
use crate::domain::plan::record::Plan;
use crate::domain::plan::row::CameBack;
use crate::domain::reference::PlanRef;
use crate::domain::register::entry::Entry;
use crate::domain::year::context::Marks;
use crate::domain::year::record::YearRecord;
use crate::report::document::Section;
use crate::report::documents::names::without_names;
use crate::report::documents::registers::{Entries, Register};
use crate::report::impact::Impact;
use crate::report::withholding::Nest;

/// What a document is about.
#[derive(Clone, Debug)]
pub struct About<'a> {
    /// The office, for the names of its services.
    pub office: &'a Office,
    /// The period, and the day as of which cases stand.
    pub period: Period,
    /// Name of the one service looked at; none for all.
    pub service: Option<String>,
    /// What to say about the figures' limits: sentences.
    pub caveats: Vec<String>,
}

/// The figures of one period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counted {
    /// What the period is called.
    pub name: String,
    /// As things stand on the day of the report.
    pub sum: Performance,
    /// As things stood at the end of the period, for what was overdue then.
    pub at_end: Performance,
}

impl Counted {
    /// The name without its explanation, for a column: "2026-27 Q3".
    pub fn short(&self) -> &str {
        self.name.split(',').next().unwrap_or(&self.name)
    }
}

/// What a document is made from.
pub struct Material<'a> {
    /// The office, the period and the limits of the figures.
    pub about: About<'a>,
    /// The period.
    pub this: Counted,
    /// The period of the same length before it; none where it has no first day.
    pub before: Option<Counted>,
    /// The day on which it is made.
    pub today: NaiveDate,
    /// Every action plan of the services looked at, as it stood on the day.
    pub plans: Vec<Plan>,
    /// Whether what nobody has reviewed yet is told as well.
    pub with_unreviewed: bool,
    /// What complaints came to after a plan was completed, in words, where that can be counted.
    pub impacts: BTreeMap<PlanRef, Impact>,
    /// What went wrong again up to the day, after an action of a plan was found to be effective.
    pub came_back: Vec<CameBack>,
    /// The same as it stood before the period began.
    pub came_back_before: Vec<CameBack>,
    /// What is kept of the financial year that the period ends in.
    pub year: Option<YearRecord>,
    /// What is to be said of the words around the figures of that year beside these.
    pub marks: Marks,
    /// The words of what is written of that year that name somebody, and are not said to be meant.
    pub named: Vec<String>,
    /// Those of people whose cases are kept from whoever asks: left out as well, and told to nobody.
    pub named_kept: Vec<String>,
    /// What each register counts, where it counts for those whose cases are looked at.
    pub registers: Vec<Register>,
    /// The entries of registers that documents read one by one.
    pub entries: Vec<Entries>,
    /// Names of people who complained and of those who spoke for them, on the cases that plans learn from.
    pub people: Sought,
}

impl Material<'_> {
    /// How many periods before this one the office was in use for.
    fn compared(&self) -> usize {
        self.about.period.compared(self.this.sum.first_received)
    }

    /// Whether there are enough periods before this one to compare it with.
    pub fn compares(&self) -> bool {
        self.before.is_some() && TO_COMPARE <= self.compared()
    }

    /// The services of each organisation, by their names.
    pub fn nest(&self) -> Nest {
        let mut nest = Nest::new();
        let office = self.about.office;
        let counted =
            std::iter::once(&self.this).chain(&self.before).flat_map(|it| it.sum.received_by_service.keys());
        for service in counted {
            let whole = ORGANISATION.label(office, &organisation(office, *service));
            nest.entry(whole).or_default().insert(SERVICE.label(office, service));
        }
        nest
    }

    /// A section for each register that counted anything but tables of these names.
    pub fn registered(&self, but: &[&str]) -> impl Iterator<Item = Section> {
        let periods = self.periods();
        self.registers.iter().filter_map(move |it| it.but(but).section(&periods))
    }

    /// What a register counted of these names, as a section of this heading; none where it counted nothing, or nothing that is told.
    pub fn tables(&self, heading: &str, names: &[&str]) -> Option<Section> {
        let section = self.counting(names.first()?)?.only(names).section(&self.periods());
        section.map(|it| Section { heading: heading.to_owned(), ..it })
    }

    /// Why something is not told that the register counted which counts a table of this name.
    pub fn withheld(&self, table: &str) -> Option<&'static str> {
        self.counting(table)?.withheld()
    }

    /// All that the register counted that counts a table of this name.
    pub fn whole(&self, heading: &str, table: &str) -> Option<Section> {
        let section = self.counting(table)?.section(&self.periods());
        section.map(|it| Section { heading: heading.to_owned(), ..it })
    }

    fn counting(&self, table: &str) -> Option<&Register> {
        self.registers.iter().find(|it| it.kind.counts.iter().any(|it| it.name == table))
    }

    /// The entries of the register that counts a table of this name, the latest by this field first, of those whose day had come
    /// by a day.
    pub fn entries(&self, table: &str, on: &str, day: NaiveDate) -> Vec<&Entry> {
        let is_it = |it: &&Entries| it.kind.counts.iter().any(|it| it.name == table);
        let theirs = self.entries.iter().filter(is_it).flat_map(|it| &it.all);
        let mut found: Vec<(NaiveDate, &Entry)> =
            theirs.filter_map(|it| Some((it.values.day(on)?, it))).filter(|it| it.0 <= day).collect();
        found.sort_by_key(|it| std::cmp::Reverse((it.0, it.1.reference)));
        found.into_iter().map(|it| it.1).collect()
    }

    /// The period and the one before it where there is one, by their short names.
    pub fn periods(&self) -> Vec<&str> {
        std::iter::once(&self.this).chain(&self.before).map(Counted::short).collect()
    }

    /// Whether cases that count are kept from whoever makes the document: others see other tables.
    pub fn is_partial(&self) -> bool {
        self.this.sum.apart + self.before.as_ref().map_or(0, |it| it.sum.apart) > 0
    }

    /// What figures of the period are read from.
    pub fn basis(&self) -> Basis<'_> {
        Basis {
            sum: &self.this.sum,
            office: self.about.office,
            compares: self.compares(),
            compared: self.compared(),
        }
    }

    /// Words that people typed, without the names of those who work here and of those who complained.
    pub fn without_names(&self, words: &str) -> String {
        let words = without_names(self.about.office, &self.people, words);
        // Whoever else is known is left out for everybody alike, whoever may see their case.
        let named = self.named.iter().chain(&self.named_kept).filter(|it| !it.trim().is_empty());
        named.fold(words, |words, it| words.replace(it.as_str(), SOMEBODY))
    }
}

/// Sentences on what limits the figures: cases that are kept from whoever looks at them, and days without known bank holidays.
pub fn caveats(office: &Office, sum: &Performance, period: &Period) -> Vec<String> {
    apart(sum).into_iter().chain(unknown_holidays(office, sum, period)).collect()
}

/// Sentences on days that lie outside the years whose bank holidays are known.
pub fn unknown_holidays(office: &Office, sum: &Performance, period: &Period) -> Vec<String> {
    let calendar = office.calendar();
    let first = sum.received_by_month.keys().next().map(|it| it.first_day());
    let days: [Option<NaiveDate>; 3] = [period.from, first, Some(period.to)];
    let mut found: Vec<String> = Vec::new();
    for unknown in days.into_iter().flatten().filter(|it| !calendar.knows(*it)) {
        let years = calendar.coverage();
        let side = if unknown.year() < *years.start() {
            format!("before {}", years.start())
        } else {
            format!("after {}", years.end())
        };
        let words =
            format!("Bank holidays {side} are not known: working days there leave out weekends only.");
        if !found.contains(&words) {
            found.push(words);
        }
    }
    found
}

/// That cases are kept from whoever looks at the figures, and where those stand; none where none is.
pub fn apart(sum: &Performance) -> Option<String> {
    let cases = match sum.apart {
        0 => return None,
        1 => "1 restricted case is kept from you. It counts".to_owned(),
        many => format!("{many} restricted cases are kept from you. They count"),
    };
    Some(format!(
        "{cases} in figures of the whole office, by service, channel and theme as not recorded, and in none of a service or an \
         organisation alone."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_before_the_bank_holidays_are_known_carry_a_caveat() {
        let office = Office::default();
        let mut sum = Performance::default();
        sum.received_by_month.insert("2011-01".parse().unwrap(), 1);
        let day: NaiveDate = "2026-11-24".parse().unwrap();
        let found = caveats(&office, &sum, &Period { from: None, to: day, as_of: day });
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("Bank holidays before "), "{found:?}");
        // What else limits the figures says nothing of the holidays.
        let kept = Performance { apart: 1, ..sum };
        assert_eq!(caveats(&office, &kept, &Period { from: None, to: day, as_of: day }).len(), 2);
        let known = Period { from: Some(day), to: day, as_of: day };
        assert_eq!(
            unknown_holidays(&office, &Performance { apart: 1, ..Performance::default() }, &known).len(),
            0
        );
    }
}
