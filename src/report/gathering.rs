//! What documents and returns are made from, asked of the desk: the figures of a period and the one before, plans, and what
//! is kept of the year.
//!
//! Over very many cases this takes a while: whoever asks hears how far it is, and may give it up.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use crate::api::message::{EntryRequest, Fault, MonthsRequest, Reply, ReportPart, Request};
use crate::api::service::Service;
use crate::domain::calendar::period::{FinancialYear, PeriodKind, Stretch};
use crate::domain::case::record::Case;
use crate::domain::days::Days;
use crate::domain::figures::impact::first_month;
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::{Period, Scope};
use crate::domain::figures::registers::tells_of_people;
use crate::domain::office::record::Office;
use crate::domain::party::known::KnownAs;
use crate::domain::party::mention::Sought;
use crate::domain::plan::record::Plan;
use crate::domain::plan::row::CameBack;
use crate::domain::records::any::Kind;
use crate::domain::reference::{CaseRef, PlanRef};
use crate::domain::register::filter::EntryFilter;
use crate::domain::register::kinds::{kind_of, kind_that_counts};
use crate::domain::year::context::Marks;
use crate::domain::year::record::YearRecord;
use crate::domain::year::tellable::figures;
use crate::report::documents::material::{About, Counted, Material, caveats};
use crate::report::documents::registers::{Entries, Register};
use crate::report::impact::{Impact, of_plan};

/// The registers whose entries documents read one by one, each by a table that it counts.
const READ_ONE_BY_ONE: &[&str] =
    &["decisions-open", "assessments-in-date", "returns-in-time", "feedback-given"];
/// How often the cases are looked through for the figures of a period: as of two days.
const COUNTS: u64 = 2;

/// What is to be reported on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The kind of its period; none for days of one's own choice.
    pub kind: Option<PeriodKind>,
    /// Its days.
    pub stretch: Stretch,
    /// Whose cases.
    pub scope: Scope,
    /// The day as of which cases stand.
    pub as_of: NaiveDate,
    /// The day on which it is made.
    pub today: NaiveDate,
    /// Whether what nobody has reviewed yet is told as well.
    pub with_unreviewed: bool,
}

/// Whoever answers, with the office as it stands, and whoever hears how far it is.
pub struct Source<'a> {
    /// Answers.
    pub service: &'a mut dyn Service,
    pub office: &'a Office,
    /// Hears how much of how much is counted. Says whether to go on.
    pub step: &'a mut dyn FnMut(u64, u64) -> bool,
}

/// How often all cases are looked through, and how often they have been.
#[derive(Clone, Copy, Debug)]
struct Looks {
    done: u64,
    of: u64,
    /// How many cases there are.
    cases: u64,
}

impl Looks {
    const fn of(of: u64) -> Self {
        Self { done: 0, of, cases: 0 }
    }

    /// How many cases were looked at, of how many, where so many have been in the look that is under way.
    fn reached(&self, cases: u64) -> (u64, u64) {
        let of = self.cases * self.of;
        ((self.cases * self.done + cases).min(of), of)
    }
}

/// Why nothing was made.
#[derive(Debug)]
pub enum NotMade {
    /// It was given up.
    GivenUp,
    /// It is not kept until somebody says that it is to be even so: why, sentence by sentence.
    Asks(Vec<String>),
    /// The desk does not answer, or refuses.
    Fault(Fault),
}

impl fmt::Display for NotMade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GivenUp => f.write_str("It was given up. Nothing was made."),
            Self::Asks(why) => write!(f, "It is not kept as published yet. {}", why.join(" ")),
            Self::Fault(fault) => fault.fmt(f),
        }
    }
}

impl From<Fault> for NotMade {
    fn from(it: Fault) -> Self {
        Self::Fault(it)
    }
}

impl Subject {
    /// A period as it stood on its last day, or stands today while it goes on: what happened after it is no part of it.
    pub fn of(kind: Option<PeriodKind>, stretch: Stretch, scope: Scope, today: NaiveDate) -> Self {
        Self { kind, scope, as_of: stretch.to.min(today), today, stretch, with_unreviewed: false }
    }

    /// Its days, as of its day.
    pub const fn period(&self) -> Period {
        Period { from: self.stretch.from, to: self.stretch.to, as_of: self.as_of }
    }

    /// The financial year that it ends in.
    pub fn year(&self) -> FinancialYear {
        FinancialYear::of(self.stretch.to)
    }
}

impl<'a> Source<'a> {
    /// Asks, and takes the answer apart.
    pub fn ask<T>(&mut self, request: Request, pick: impl FnOnce(Reply) -> Option<T>) -> Result<T, NotMade> {
        let other = || Fault::Broken("The desk gave another answer than was asked for.".to_owned());
        Ok(pick(self.service.call(request)?).ok_or_else(other)?)
    }

    /// Asks for all that a document is made from.
    pub fn gather(&mut self, subject: &Subject) -> Result<Material<'a>, NotMade> {
        let mut plans: Vec<Plan> = self.ask(Request::Plans, |it| match it {
            Reply::Plans(plans) => Some(plans),
            _ => None,
        })?;
        plans.retain(|it| subject.scope.holds(self.office, it.facts.service));
        let plans: Vec<Plan> = plans.into_iter().filter_map(|it| it.as_of(subject.as_of)).collect();
        let earlier = subject.stretch.before(subject.kind);
        let until_before = subject.stretch.from.and_then(|it| it.pred_opt());
        let periods = 1 + u64::from(earlier.is_some());
        let has_impact = plans.iter().filter(|it| has_impact(it)).count() as u64;
        let of_all = if subject.scope == Scope::All { 0 } else { 2 };
        let mut looks =
            Looks::of(periods * COUNTS + of_all + has_impact + 1 + u64::from(until_before.is_some()));
        let this = self.counted(subject, &subject.stretch, &mut looks)?;
        let before = earlier.as_ref().map(|it| self.counted(subject, it, &mut looks)).transpose()?;
        let had_begun = earlier.as_ref().is_some_and(|it| this.sum.had_begun_by(it.to));
        let before = before.filter(|_| had_begun);
        let earlier = earlier.filter(|_| before.is_some()).map(|it| Days { from: it.from, to: Some(it.to) });
        let (office, period) = (self.office, subject.period());
        let caveats = caveats(office, &this.sum, &period);
        let year = self.year(subject.year())?;
        let marks = self.marks(subject, &this.sum, before.as_ref().map(|it| &it.sum), &year, &mut looks)?;
        let (named, named_kept) = self.named_in(year.year)?;
        Ok(Material {
            about: About { office, period, service: subject.scope.words(office), caveats },
            this,
            before,
            today: subject.today,
            impacts: self.impacts(&plans, subject.as_of, &mut looks)?,
            came_back: self.came_back(&plans, subject.as_of, &mut looks)?,
            came_back_before: match until_before {
                Some(until) => self.came_back(&plans, until, &mut looks)?,
                None => Vec::new(),
            },
            year: Some(year),
            marks,
            named,
            named_kept,
            registers: self.registers(subject, earlier)?,
            entries: self.entries(subject)?,
            people: self.people(&plans)?,
            plans,
            with_unreviewed: subject.with_unreviewed,
        })
    }

    /// What is to be said of the words around the figures of the year beside those that its report tells.
    fn marks(
        &mut self,
        subject: &Subject,
        sum: &Performance,
        before: Option<&Performance>,
        year: &YearRecord,
        looks: &mut Looks,
    ) -> Result<Marks, NotMade> {
        let days = (Some(year.year.first()), year.year.last());
        let is_year = (subject.stretch.from, subject.stretch.to) == days;
        let Some(words) = year.context.as_ref().filter(|_| is_year) else { return Ok(Marks::default()) };
        // Whoever sees other tables than those the words were written from cannot tell.
        if 0 < sum.apart {
            return Ok(Marks::default());
        }
        // The words are about all cases, whichever the report is about.
        if subject.scope == Scope::All {
            return Ok(Marks::of(words, &figures(self.office, sum, before)));
        }
        let sum = self.part(subject.period(), Scope::All, looks)?;
        let before = before.is_some().then(|| Period::before_year(year.year, subject.as_of));
        let before = before.map(|it| self.part(it, Scope::All, looks)).transpose()?;
        Ok(Marks::of(words, &figures(self.office, &sum, before.as_ref())))
    }

    /// What registers count, beside these days before.
    fn registers(&mut self, subject: &Subject, before: Option<Days>) -> Result<Vec<Register>, NotMade> {
        let (period, scope) = (subject.period(), subject.scope);
        let counted = self.ask(Request::RegisterCounts { period, before, scope }, |it| match it {
            Reply::RegisterCounts(all) => Some(all),
            _ => None,
        })?;
        let tells_of_people = tells_of_people(&period, scope);
        let register = |(letter, tables)| Some(Register { kind: kind_of(letter)?, tables, tells_of_people });
        Ok(counted.into_iter().filter_map(register).collect())
    }

    /// The entries that documents read one by one: of the whole office, where whoever asks may read them.
    fn entries(&mut self, subject: &Subject) -> Result<Vec<Entries>, NotMade> {
        let mut all = Vec::new();
        for table in READ_ONE_BY_ONE.iter().filter(|_| subject.scope == Scope::All) {
            let Some(kind) = kind_that_counts(table) else { continue };
            let (filter, today) = (EntryFilter::default(), subject.today);
            let request =
                EntryRequest { register: kind.letter, filter, today, after: None, limit: usize::MAX };
            let found = self.ask(Request::Entries(request), |it| match it {
                Reply::Entries(entries) => Some(entries),
                _ => None,
            });
            let mut found = seen(found)?.unwrap_or_default();
            found.retain(|it| !it.is_mistaken());
            all.push(Entries { kind, all: found });
        }
        Ok(all)
    }

    /// What is kept of a financial year.
    pub fn year(&mut self, year: FinancialYear) -> Result<YearRecord, NotMade> {
        self.ask(Request::Record(year.into()), |it| match it {
            Reply::Record(record) => YearRecord::of(&record).cloned(),
            _ => None,
        })
    }

    /// The words of what is written of a year that name somebody, and are not said to be meant: of those of whom whoever asks may
    /// hear, and of those whose cases are kept from them.
    pub fn named_in(&mut self, year: FinancialYear) -> Result<(Vec<String>, Vec<String>), NotMade> {
        self.ask(Request::NamedIn(year), |it| match it {
            Reply::NamedIn { told, kept } => Some((told, kept)),
            _ => None,
        })
    }

    /// A case as it stands; none if whoever asks may not see it.
    pub fn case(&mut self, reference: CaseRef) -> Result<Option<Case>, NotMade> {
        let found = self.ask(Request::Record(reference.into()), |it| match it {
            Reply::Record(record) => Case::of(&record).cloned(),
            _ => None,
        });
        seen(found)
    }

    /// The figures of a period.
    pub fn figures(&mut self, period: Period, scope: Scope) -> Result<Performance, NotMade> {
        self.part(period, scope, &mut Looks::of(1))
    }

    /// The figures of a period as of a day, and of what was overdue at its end as of that day.
    fn counted(
        &mut self,
        subject: &Subject,
        stretch: &Stretch,
        looks: &mut Looks,
    ) -> Result<Counted, NotMade> {
        let period = Period { from: stretch.from, to: stretch.to, as_of: subject.as_of };
        let sum = self.part(period, subject.scope, looks)?;
        let at_end = if stretch.to < subject.as_of {
            self.part(Period { as_of: stretch.to, ..period }, subject.scope, looks)?
        } else {
            self.looked(looks)?;
            sum.clone()
        };
        Ok(Counted { name: stretch.name.clone(), sum, at_end })
    }

    /// The figures of a period, as the next look at all cases.
    fn part(&mut self, period: Period, scope: Scope, looks: &mut Looks) -> Result<Performance, NotMade> {
        let mut part = ReportPart::of(period, scope);
        loop {
            part = self.ask(Request::ReportPart(Box::new(part)), |it| match it {
                Reply::ReportPart(part) => Some(*part),
                _ => None,
            })?;
            looks.cases = part.of;
            if part.is_whole {
                self.looked(looks)?;
                return Ok(part.sum);
            }
            self.reached(looks.reached(part.done))?;
        }
    }

    /// All cases have been looked through once more.
    fn looked(&mut self, looks: &mut Looks) -> Result<(), NotMade> {
        looks.done += 1;
        self.reached(looks.reached(0))
    }

    /// Says how far it is.
    fn reached(&mut self, (done, of): (u64, u64)) -> Result<(), NotMade> {
        if (self.step)(done, of) { Ok(()) } else { Err(NotMade::GivenUp) }
    }

    /// What complaints came to after each plan that says which complaints it is about.
    fn impacts(
        &mut self,
        plans: &[Plan],
        as_of: NaiveDate,
        looks: &mut Looks,
    ) -> Result<BTreeMap<PlanRef, Impact>, NotMade> {
        let mut impacts = BTreeMap::new();
        let Some(first) = first_month(as_of) else { return Ok(impacts) };
        for plan in plans.iter().filter(|it| has_impact(it)) {
            let (theme, service) = (plan.facts.theme, plan.facts.service);
            let request = MonthsRequest { theme, service, from: first, to: as_of };
            let months = self.ask(Request::Months(request), |it| match it {
                Reply::Months { received, .. } => Some(received),
                _ => None,
            })?;
            impacts.insert(plan.reference, of_plan(plan, first, &months));
            self.looked(looks)?;
        }
        Ok(impacts)
    }

    /// What went wrong again after an action of these plans was found to be effective.
    fn came_back(
        &mut self,
        plans: &[Plan],
        until: NaiveDate,
        looks: &mut Looks,
    ) -> Result<Vec<CameBack>, NotMade> {
        let found = self.ask(Request::CameBack { until }, |it| match it {
            Reply::CameBack(back) => Some(back),
            _ => None,
        });
        self.looked(looks)?;
        let is_theirs = |it: &CameBack| plans.iter().any(|plan| plan.reference == it.reference.plan);
        Ok(seen(found)?
            .unwrap_or_default()
            .into_iter()
            .filter(|it| it.since <= until && is_theirs(it))
            .collect())
    }

    /// The people whose cases the plans learn from, so that no document names them.
    pub fn people(&mut self, plans: &[Plan]) -> Result<Sought, NotMade> {
        let mut people = Vec::new();
        for reference in plans.iter().flat_map(Plan::cases) {
            // A case that this person may not see keeps its name to itself.
            let Some(Case { facts, .. }) = self.case(reference)? else { continue };
            people.extend([facts.complainant.known_as(), facts.representative.known_as()]);
            // Who is complained about may work here no more, or elsewhere.
            people.extend(
                facts.colleagues.into_iter().map(|it| KnownAs { names: vec![it], reach: Vec::new() }),
            );
        }
        Ok(Sought::of(&people))
    }
}

/// Whether complaints can be counted on both sides of a plan: it says which they are, and something of it is done.
fn has_impact(plan: &Plan) -> bool {
    let is_about_some = plan.facts.service.is_some() && plan.facts.theme.is_some();
    is_about_some && plan.actions.iter().any(|it| it.completion().is_some())
}

/// What was found; none where there is nothing to see for whoever asks.
pub fn seen<T>(found: Result<T, NotMade>) -> Result<Option<T>, NotMade> {
    match found {
        Ok(it) => Ok(Some(it)),
        Err(NotMade::Fault(Fault::Refused(_) | Fault::Missing(_))) => Ok(None),
        Err(other) => Err(other),
    }
}
