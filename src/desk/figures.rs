//! What is counted for whoever asks: reports part by part, months, registers, the cases behind a publication, and flaws in
//! the data.
//!
//! A case or an entry that is hidden from somebody counts in figures, but not by what it is about, and is on no list behind
//! them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use crate::api::message::{Ask, Fault, MonthsRequest, Reply, ReportPart};
use crate::desk::naming::{About, EVERYBODY, named_in};
use crate::desk::session::Session;
use crate::desk::sight::Sight;
use crate::domain::calendar::period::FinancialYear;
use crate::domain::days::Days;
use crate::domain::figures::impact::{Course, Direction, first_month, sides};
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::{Look, Period, Scope};
use crate::domain::figures::registers::tables;
use crate::domain::office::lists::{ServiceId, ThemeId};
use crate::domain::party::naming::{SOMEBODY, is_said_among};
use crate::domain::plan::record::Plan;
use crate::domain::plan::row::{ActionRow, rows};
use crate::domain::quality::finding::{of_case, of_plan};
use crate::domain::quality::tally::{Tally, Wanted};
use crate::domain::records::any::AnyCommand;
use crate::domain::reference::PlanRef;
use crate::domain::register::counts::{Called, Counted};
use crate::domain::register::kinds::KINDS;
use crate::domain::register::owed::Register;
use crate::domain::row::Row;
use crate::domain::vocabulary::{Nature, WentWrong};
use crate::domain::year::command::YearCommand;
use crate::domain::year::counted::{counts, read, sha256, written};
use crate::domain::year::record::{Publication, YearRecord};

impl Session {
    /// Counts complaints by month of receipt, whatever became of them.
    pub(in crate::desk) fn months(&self, sight: &Sight, it: MonthsRequest) -> Result<Reply, Fault> {
        let month = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
        let (first, last) = (month(it.from), month(it.to).max(month(it.from)));
        let mut received = vec![0_u32; usize::try_from(last - first + 1).unwrap_or(0)];
        let mut wrong = received.clone();
        let count = |row: &Row| {
            let fits = row.nature == Nature::Complaint
                && sight.has(row.reference)
                && it.theme.is_none_or(|theme| row.theme == Some(theme))
                && it.service.is_none_or(|service| row.service == Some(service));
            let place = usize::try_from(month(row.received) - first).ok().filter(|_| fits);
            if let Some(place) = place.filter(|it| *it < received.len()) {
                received[place] += 1;
                wrong[place] += u32::from(row.rounds.now.went_wrong == Some(WentWrong::Yes));
            }
        };
        self.view().bare_rows(None, usize::MAX, count)?;
        Ok(Reply::Months { request: it, received, wrong })
    }

    pub(in crate::desk) fn report(
        &self,
        sight: &Sight,
        period: &Period,
        service: Option<ServiceId>,
    ) -> Result<Reply, Fault> {
        let mut part = ReportPart::of(*period, service.map_or(Scope::All, Scope::Service));
        while !part.is_whole {
            part = self.report_part(sight, part, usize::MAX)?;
        }
        Ok(Reply::Report { period: *period, service, sum: Box::new(part.sum) })
    }

    /// Counts on with a report, over at least so many cases if there are as many. What is kept from whoever asks counts, but
    /// not by what it is about: beside a list of theirs that would tell of it.
    pub(in crate::desk) fn report_part(
        &self,
        sight: &Sight,
        mut part: ReportPart,
        at_least: usize,
    ) -> Result<ReportPart, Fault> {
        let (house, view) = (self.house(), self.view());
        if part.done == 0 {
            part.of = view.cases()?;
            part.sum = Performance::begun(&house.office, &part.period);
        }
        let learnt = view.learnt()?;
        let (look, scope, sum) = (Look::at(part.period), part.scope, &mut part.sum);
        let mut seen = 0;
        let count = |row: &Row| {
            seen += 1;
            sum.see(row);
            let apart = (!sight.has(row.reference)).then(|| row.apart());
            let row = apart.as_ref().unwrap_or(row);
            sum.apart += u64::from(apart.is_some() && counts(row, &look.period));
            if scope.holds(&house.office, row.service) {
                sum.add(row, &look);
                if let Some(since) = learnt.get(&row.reference) {
                    sum.add_learnt(row, *since, &look.period);
                }
            }
        };
        part.mark = view.bare_rows(part.mark.as_ref(), at_least, count)?;
        part.done += seen;
        if part.mark.is_none() {
            let fewer = self.became_fewer(sight, look.period.as_of)?;
            for mut row in self.actions_on(look.period.as_of)? {
                row.service = row.service.filter(|_| sight.has(row.reference.plan));
                if scope.holds(&house.office, row.service) {
                    row.show_counted(&fewer, look.period.as_of);
                    part.sum.add_action(&row, &look.period);
                }
            }
            part.is_whole = true;
        }
        Ok(part)
    }

    /// Every action as it stood on a day, whatever was moved, done or found since.
    fn actions_on(&self, day: NaiveDate) -> Result<Vec<ActionRow>, Fault> {
        let plans = self.view().plans()?.into_iter();
        Ok(plans.flat_map(|it| rows(&it.back_to(day))).collect())
    }

    /// The plans after which complaints with their theme about their service became fewer, as of a day, and the counts leave no
    /// doubt: of those with an action whose measure that is.
    pub(in crate::desk) fn became_fewer(
        &self,
        sight: &Sight,
        day: NaiveDate,
    ) -> Result<BTreeSet<PlanRef>, Fault> {
        let all = self.view().plans()?.into_iter().map(|it| it.back_to(day));
        let course = |plan: Plan| {
            let course = Course::of(&plan).filter(|it| it.baseline.is_some())?;
            Some((plan.reference, (plan.facts.service?, plan.facts.theme?, course)))
        };
        let plans: BTreeMap<PlanRef, (ServiceId, ThemeId, Course)> = all.filter_map(course).collect();
        let Some(first) = first_month(day).filter(|_| !plans.is_empty()) else { return Ok(BTreeSet::new()) };
        let place = |on: NaiveDate| {
            (on.year() - first.year()) * 12 + on.month().cast_signed() - first.month().cast_signed()
        };
        let months = usize::try_from(place(day)).unwrap_or(0) + 1;
        let mut counts: BTreeMap<(ServiceId, ThemeId), Vec<u32>> =
            plans.values().map(|it| ((it.0, it.1), vec![0; months])).collect();
        let count = |row: &Row| {
            let is_one = sight.has(row.reference) && row.received_by(day) && first <= row.received;
            let about = row.service.zip(row.theme).filter(|_| is_one);
            if let Some(all) = about.and_then(|it| counts.get_mut(&it)) {
                all[usize::try_from(place(row.received)).unwrap_or(0)] += 1;
            }
        };
        self.view().bare_rows(None, usize::MAX, count)?;
        let is_fewer = |(plan, (service, theme, course)): (&PlanRef, &(ServiceId, ThemeId, Course))| {
            let found = sides(first, &counts[&(*service, *theme)], *course);
            (found.change() == Direction::Fewer).then_some(*plan)
        };
        Ok(plans.iter().filter_map(is_fewer).collect())
    }

    /// A case that is hidden from whoever asks counts in the figures, and is not on the list behind them.
    pub(in crate::desk) fn counted(
        &self,
        sight: &Sight,
        period: &Period,
        scope: Scope,
    ) -> Result<Reply, Fault> {
        let mut cases = Vec::new();
        for row in self.view().rows() {
            let row = row?;
            let is_theirs = !sight.hidden.contains(&row.reference);
            if is_theirs && scope.holds(&sight.house.office, row.service) && counts(&row, period) {
                cases.push((row.reference, row.version));
            }
        }
        Ok(Reply::Counted(cases))
    }

    /// What somebody publishes, with the cases that are hidden from them and count in it: a publication keeps what was counted,
    /// whoever makes it, and shows each case to those alone who may see it.
    pub(in crate::desk) fn whole(&self, sight: &Sight, ask: Ask) -> Result<Ask, Fault> {
        let AnyCommand::Year(YearCommand::Freeze(it)) = &ask.command else { return Ok(ask) };
        let Some(mut cases) = read(&it.cases).filter(|_| sha256(&it.cases) == it.sha256) else {
            return Ok(ask);
        };
        let period = Period { from: it.from, to: it.to, as_of: it.as_of };
        for on in &sight.hidden {
            let Some(row) = self.view().row(*on)? else { continue };
            if it.scope().holds(&sight.house.office, row.apart().service) && counts(&row, &period) {
                cases.push((row.reference, row.version));
            }
        }
        cases.sort_unstable();
        let cases = written(&cases);
        let whole = Publication { sha256: sha256(&cases), cases, ..(**it).clone() };
        Ok(Ask { command: YearCommand::Freeze(Box::new(whole)).into(), ..ask })
    }

    /// An entry that is hidden from whoever asks counts, as a case does.
    pub(in crate::desk) fn register_counts(
        &self,
        sight: &Sight,
        period: &Period,
        before: Option<Days>,
        scope: Scope,
    ) -> Result<Reply, Fault> {
        let house = self.house();
        // Whom the words of the year mean to name is named in what rows are called, too.
        let year = self.view().record::<YearRecord>(FinancialYear::of(period.to))?;
        let meant = year.map(|it| it.meant()).unwrap_or_default();
        let mut all = Vec::new();
        for register in KINDS.iter().filter_map(|it| Register::of(&house, it.letter)) {
            let letter = register.kind.letter;
            let mut entries = self.view().entries(letter)?;
            entries.iter_mut().for_each(|it| sight.count_apart(it));
            let tables = tables(&register, &entries, period, before, scope);
            // What somebody may not read is not told to them in figures either, whatever the period.
            let is_told = sight.may_read(letter);
            let tables = tables.map(|all| {
                let told = all.into_iter().map(|it| if is_told { it } else { it.without_people() });
                let mut told: Vec<Counted> = told.collect();
                told.dedup_by(|it, before| !is_told && it.is_of_people && it.name == before.name);
                told
            });
            let Some(mut tables) = tables else { continue };
            for it in tables.iter_mut().filter(|it| it.called == Called::Typed) {
                self.leave_names_out(sight, &meant, it)?;
            }
            all.push((letter, tables));
        }
        Ok(Reply::RegisterCounts(all))
    }

    /// Leaves out of what rows are called whom the office knows: a group, a training or an answer is what somebody typed.
    fn leave_names_out(&self, sight: &Sight, meant: &str, counted: &mut Counted) -> Result<(), Fault> {
        let (title, part) = counted.title.split_once(": ").unwrap_or((&counted.title, ""));
        let (title, part) = (title.to_owned(), part.to_owned());
        let labels = counted.rows.iter().map(|it| it.label.as_str());
        let texts: Vec<(&str, &str)> = labels.chain([part.as_str()]).map(|it| ("", it)).collect();
        let office = &sight.house.office;
        let named = named_in(self.view(), office, &About::default(), &texts, (meant, EVERYBODY))?;
        let is_named = |words: &str| named.iter().any(|it| is_said_among(words, it));
        if is_named(&part) {
            counted.title = format!("{title}: {SOMEBODY}");
        }
        for row in &mut counted.rows {
            if is_named(&row.label) {
                SOMEBODY.clone_into(&mut row.label);
            }
        }
        Ok(())
    }

    /// A case that is hidden from whoever asks is left out: its own people see what is wrong with it.
    pub(in crate::desk) fn flaws(&self, sight: &Sight, wanted: &Wanted) -> Result<Reply, Fault> {
        let mut tally = Tally::default();
        for case in self.view().every_case() {
            let case = case?;
            if !sight.hidden.contains(&case.reference) {
                tally.add(wanted, of_case(&sight.house.calendar, sight.today, &case));
            }
        }
        for plan in self.view().plans()? {
            tally.add(wanted, sight.plan(plan).iter().flat_map(of_plan).collect());
        }
        Ok(Reply::Flaws(tally))
    }
}
