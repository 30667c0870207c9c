//! What others did, since a person was last here, to what is theirs: read from the end of the journal.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::api::message::{Fault, ListRequest, Reply};
use crate::desk::session::Session;
use crate::desk::sight::Sight;
use crate::domain::diary::{DiaryRequest, Obligation};
use crate::domain::filter::{Condition, Filter};
use crate::domain::listing::Order;
use crate::domain::records::any::Change;
use crate::domain::reference::RecordRef;
use crate::domain::register::kinds::kind_of;
use crate::domain::register::tell::title;
use crate::domain::rights::Deed;
use crate::domain::since::{Commit, News, Since, looks, news, notes_to};

/// How many commits are looked at, the latest. Whoever was away for longer is told from when on.
const COMMITS: usize = if cfg!(test) { 40 } else { 20_000 };

impl Session {
    /// What happened to what is this person's.
    pub(in crate::desk) fn since(
        &self,
        sight: &Sight,
        login: &str,
        after: DateTime<Utc>,
        today: NaiveDate,
    ) -> Result<Reply, Fault> {
        let recent = self.journal().recent(after, COMMITS).map_err(|it| Fault::Broken(it.to_string()))?;
        let has_earlier = recent.len() == COMMITS;
        let after = recent.first().filter(|_| has_earlier).map_or(after, |it| it.at);
        let (mut commits, mut seen) = (Vec::new(), Vec::new());
        // What was taken back since is told to nobody.
        let mut taken_back = BTreeSet::new();
        for written in recent {
            let Some(did) = &written.did else { continue };
            let change = Change::from_json(&written.on, did).map_err(|it| Fault::Broken(it.to_string()))?;
            if sight.has(change.on()) {
                let which = if change.is_a_look() { &mut seen } else { &mut commits };
                if let Some(version) = change.about_version() {
                    let which = (written.on.clone(), version);
                    if !taken_back.remove(&which) {
                        taken_back.insert(which);
                    }
                }
                which.push((written.ver, Commit { by: written.by, at: written.at, change }));
            }
        }
        let stands = |it: &&(u64, Commit)| !taken_back.contains(&(it.1.change.on().to_string(), it.0));
        let standing: Vec<Commit> = commits.iter().filter(stands).map(|it| it.1.clone()).collect();
        let notes = notes_to(&sight.house.office, login, &standing).into_iter();
        let theirs = Sight::of(self.view(), sight.house.clone(), login, sight.today).ok();
        let addressed = theirs
            .map(|it| notes.filter_map(|news| self.if_both_see(sight, &it, news)).collect())
            .unwrap_or_default();
        let commits: Vec<Commit> = commits.into_iter().map(|it| it.1).collect();
        let seen: Vec<Commit> = seen.into_iter().map(|it| it.1).collect();
        let found = news(&sight.house.office, login, &commits);
        let restricting: BTreeSet<(RecordRef, &str)> =
            commits.iter().filter(|it| it.change.restricts()).map(|it| (it.change.on(), &*it.by)).collect();
        // Who may see what is restricted is the business of everybody who is named on it.
        let theirs = found.into_iter().filter_map(|it| {
            let is_restricting = restricting.contains(&(it.on, &*it.by));
            let named = || self.if_named(sight, login, it.clone()).filter(|_| is_restricting);
            self.if_theirs(sight, login, it.clone()).or_else(named)
        });
        let theirs: Vec<News> = theirs.collect();
        let (new, changed) = theirs.into_iter().partition(|it| it.is_new);
        let looked = looks(&sight.house.office, login, &seen);
        let looked = looked.into_iter().filter_map(|it| self.if_named(sight, login, it)).collect();
        let count = |conditions| self.count(sight, login, conditions, today);
        let (late, due_today) = (count(Condition::Late)?, count(Condition::DueToday)?);
        let reviews = self.reviews(sight, login, today)?;
        let login = login.to_owned();
        Ok(Reply::Since(Box::new(Since {
            login,
            after,
            has_earlier,
            new,
            changed,
            addressed,
            looked,
            late,
            due_today,
            reviews,
        })))
    }

    /// A note, with what the record is about, if whoever asks and whom it addresses may see it.
    fn if_both_see(&self, sight: &Sight, theirs: &Sight, mut news: News) -> Option<News> {
        theirs.has(news.on).then_some(())?;
        self.about(theirs, theirs.asker.login(), &news)?;
        news.about = self.about(sight, "", &news)?.0;
        sight.cover_text(&mut news.what);
        theirs.cover_text(&mut news.what);
        Some(news)
    }

    /// The same, with what the record is about, if it is theirs and whoever asks may see it.
    fn if_theirs(&self, sight: &Sight, login: &str, mut news: News) -> Option<News> {
        let (about, is_theirs) = self.about(sight, login, &news)?;
        news.about = about;
        is_theirs.then_some(news)
    }

    /// What the record is about, and whether it is somebody's; none for what whoever asks may not see.
    fn about(&self, sight: &Sight, login: &str, news: &News) -> Option<(String, bool)> {
        let told = match news.on {
            RecordRef::Case(on) => {
                let case = sight.case(self.view().record(on).ok()??, Vec::new).ok()?;
                (case.facts.subject, case.owner.as_deref() == Some(login))
            }
            RecordRef::Plan(on) => {
                let plan = sight.plan(self.view().record(on).ok()??).ok()?;
                let has_action = plan.actions.iter().any(|it| it.facts.owner == login);
                (plan.facts.title, plan.owner == login || has_action)
            }
            RecordRef::Entry(on) => {
                let entry = sight.entry(self.view().record(on).ok()??).ok()?;
                let kind = kind_of(on.register)?;
                (title(&sight.house.office, kind, &entry.values), entry.trail.by == login)
            }
            RecordRef::Office | RecordRef::Year(_) => return None,
        };
        Some(told)
    }

    /// Who looked, with what the record is about, if this person is named on it; where nobody is, if it is theirs.
    fn if_named(&self, sight: &Sight, login: &str, mut news: News) -> Option<News> {
        let restriction = self.view().guard(news.on).ok()?.restriction?;
        let (about, is_theirs) = self.about(sight, login, &news)?;
        let is_named = restriction.to.iter().any(|it| it == login);
        news.about = about;
        (is_named || restriction.to.is_empty() && is_theirs).then_some(news)
    }

    /// Somebody who may read no case has none to count.
    fn count(
        &self,
        sight: &Sight,
        login: &str,
        condition: Condition,
        today: NaiveDate,
    ) -> Result<u64, Fault> {
        if sight.may(Deed::ReadCase).is_err() {
            return Ok(0);
        }
        let conditions = vec![Condition::Open, Condition::Owner(login.to_owned()), condition];
        let request = ListRequest {
            filter: Filter { conditions },
            order: Order::Due,
            today,
            after: None,
            limit: usize::MAX,
        };
        let rows = self.rows_of(sight, &request)?;
        Ok(rows.iter().filter(|it| it.owner.as_deref() == Some(login)).count() as u64)
    }

    fn reviews(&self, sight: &Sight, login: &str, today: NaiveDate) -> Result<u64, Fault> {
        let request =
            DiaryRequest { to: Some(today), is_reviews: true, limit: usize::MAX, ..DiaryRequest::default() };
        let is_theirs = |line: &Obligation| line.owner.as_deref() == Some(login);
        let owed = self.view().diary(&request, today, |it| sight.line(it).filter(is_theirs))?;
        Ok(owed.len() as u64)
    }
}
