//! Lists, and what is counted of them, as far as they are for whoever asks.

use std::cell::RefCell;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::api::message::{ActionRequest, Fault, ListRequest, Reply};
use crate::desk::session::{Session, is_bounded};
use crate::desk::sight::Sight;
use crate::domain::calendar::dates::add_months;
use crate::domain::diary::{DiaryRequest, Obligation};
use crate::domain::filter::{Condition, Filter};
use crate::domain::in_hand::in_hand;
use crate::domain::listing::{Counts, Order};
use crate::domain::office::record::House;
use crate::domain::plan::row::ActionRow;
use crate::domain::plan_filter::ActionCondition;
use crate::domain::retention::REVIEW_MONTHS;
use crate::domain::rights::Deed;
use crate::domain::row::Row;
use crate::view::query::Listing;

impl Session {
    pub(in crate::desk) fn list(&self, sight: &Sight, it: &ListRequest) -> Result<Reply, Fault> {
        let mut rows = self.rows_of(sight, it)?;
        self.look_at_list(sight, &mut rows, |it| it.restricted.then(|| it.reference.into()))?;
        Ok(Reply::List { filter: it.filter.clone(), rows })
    }

    /// A list that leaves the program: restricted cases on it are written down first.
    pub(in crate::desk) fn export(&self, sight: &Sight, it: &ListRequest) -> Result<Reply, Fault> {
        sight.may(Deed::Export)?;
        let reply = self.list(sight, it)?;
        if let Reply::List { rows, .. } = &reply {
            let restricted = rows.iter().filter(|it| it.restricted);
            self.look(sight, restricted.map(|it| it.reference.into()).collect(), true)?;
        }
        Ok(reply)
    }

    /// A page of cases.
    pub(in crate::desk) fn rows_of(&self, sight: &Sight, it: &ListRequest) -> Result<Vec<Row>, Fault> {
        sight.may(Deed::ReadCase)?;
        is_bounded(&it.filter)?;
        let listing = Listing {
            house: &sight.house,
            asker: &sight.asker,
            hidden: &sight.hidden,
            today: it.today,
            filter: &it.filter,
            order: it.order,
            after: it.after.as_deref(),
            limit: it.limit,
        };
        let mut rows = self.view().list(&listing)?;
        rows.iter_mut().for_each(|it| sight.cover_row(it));
        Ok(rows)
    }

    /// What is hidden from whoever asks is on no list of theirs, and so in no number above one.
    pub(in crate::desk) fn counts(&self, sight: &Sight, today: NaiveDate) -> Result<Reply, Fault> {
        let (house, view) = (&sight.house, self.view());
        let due_soon = i32::try_from(house.office.timescales.due_soon).unwrap_or(i32::MAX);
        let soon_until = house.calendar.add(today, due_soon);
        let counts = view.counts(today, soon_until)?;
        let is_calm = sight.only_handles_cases() && 0 < counts.registers_late;
        if !sight.is_partial() && !is_calm {
            return Ok(Reply::Counts(counts));
        }
        let hidden = RefCell::new(Counts::default());
        for at in &sight.hidden {
            if let Some(row) = view.row(*at)?.filter(|it| it.in_hand_on(today)) {
                let (is_open, next) = (row.open_on(today), row.next_on(today).map(|it| it.0));
                hidden.borrow_mut().add((today, soon_until), is_open, next, 1);
            }
        }
        let lines = DiaryRequest { to: Some(today), limit: usize::MAX, ..DiaryRequest::default() };
        let count = |line: Obligation| {
            let (due, part, on, is_before) =
                (line.due, line.kind.part(), line.on, sight.is_before_them(&line));
            let is_hidden = sight.line(line).is_none();
            if is_hidden {
                hidden.borrow_mut().owe(today, due, 1);
            }
            if due < today && (is_hidden || !is_before) {
                hidden.borrow_mut().owe_in(part, Some(on));
            }
            None
        };
        view.diary(&lines, NaiveDate::MIN, count)?;
        Ok(Reply::Counts(counts.without(&hidden.borrow())))
    }

    /// What each person has in hand, of what whoever asks sees.
    pub(in crate::desk) fn in_hand(&self, sight: &Sight, today: NaiveDate) -> Result<Reply, Fault> {
        sight.may(Deed::ReadFigures)?;
        sight.may(Deed::SeeNames)?;
        let House { office, calendar } = &*sight.house;
        let due_soon = i32::try_from(office.timescales.due_soon).unwrap_or(i32::MAX);
        let filter = Filter::of(Condition::Open);
        let all = ListRequest { filter, order: Order::Reference, today, after: None, limit: usize::MAX };
        let rows = self.rows_of(sight, &all)?;
        Ok(Reply::InHand(in_hand(&rows, today, calendar.add(today, due_soon))))
    }

    pub(in crate::desk) fn diary(&self, sight: &Sight, it: &DiaryRequest) -> Result<Reply, Fault> {
        let is_wanted = |line: &Obligation| match &it.owner {
            None => true,
            // Whoever asks for what is theirs is also asked to do it for those they stand in for.
            Some(owner) if owner == self.login() => {
                line.owner.as_deref().is_some_and(|it| sight.asker.logins().any(|me| me == it))
            }
            owner => line.owner == *owner,
        };
        let is_before = |line: &Obligation| !it.is_reviews || sight.is_before_them(line);
        let shown = |line: Obligation| sight.line(line).filter(|it| is_before(it) && is_wanted(it));
        let kept_until = add_months(sight.today, REVIEW_MONTHS);
        let mut lines = self.view().diary(it, kept_until, shown)?;
        self.look_at_list(sight, &mut lines, |it| Some(it.on))?;
        Ok(Reply::Diary(lines))
    }

    pub(in crate::desk) fn actions(&self, sight: &Sight, it: ActionRequest) -> Result<Reply, Fault> {
        sight.may(Deed::ReadPlans)?;
        let asks = it.filter.conditions.contains(&ActionCondition::ImpactShown);
        let fewer = if asks { self.became_fewer(sight, it.today)? } else { BTreeSet::new() };
        let shown = |mut row: ActionRow| {
            row.show_counted(&fewer, it.today);
            let fits = |row: &ActionRow| it.filter.holds(&sight.house.office, &sight.asker, it.today, row);
            sight.action(row).filter(fits)
        };
        let mut rows = self.view().actions(it.after.as_deref(), it.limit, shown)?;
        self.look_at_list(sight, &mut rows, |it| Some(it.reference.plan.into()))?;
        Ok(Reply::Actions { filter: it.filter, rows })
    }
}
