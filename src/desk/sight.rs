//! What one person may see: their rights, and every answer without what is not theirs to see.
//!
//! A case that is hidden from somebody does not exist for them: it is on no list, and its reference answers as one that
//! nobody ever gave. Figures count it all the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::api::message::Fault;
use crate::domain::authority::{Asker, Bond};
use crate::domain::case::record::{Case, Facts, IssueFinding};
use crate::domain::diary::{Obligation, Owed};
use crate::domain::office::record::House;
use crate::domain::plan::record::Plan;
use crate::domain::plan::row::ActionRow;
use crate::domain::records::any::{AnyRecord, Change};
use crate::domain::records::guard::{Kept, kept};
use crate::domain::records::record::Record;
use crate::domain::reference::{CaseRef, LinkedCase, RecordRef, spoken_of};
use crate::domain::refusal::Refusal;
use crate::domain::register::entry::Entry;
use crate::domain::register::field::{Field, Is};
use crate::domain::register::kinds::kind_of;
use crate::domain::register::value::{Value, Values};
use crate::domain::rights::{Deed, Reach};
use crate::domain::row::Row;
use crate::domain::text::sentence_case;
use crate::domain::vocabulary::Role;
use crate::domain::year::record::YearRecord;
use crate::view::store::{View, ViewError};

/// One person's view of the office, as of a day.
pub(in crate::desk) struct Sight {
    pub(in crate::desk) house: Arc<House>,
    pub(in crate::desk) asker: Asker,
    pub(in crate::desk) today: NaiveDate,
    /// Cases that do not exist for them.
    pub(in crate::desk) hidden: BTreeSet<CaseRef>,
    /// All records that do not exist for them, those cases among them.
    unseen: BTreeSet<RecordRef>,
}

impl Sight {
    /// What somebody may see; a refusal for somebody whom the office does not know.
    pub(in crate::desk) fn of(
        view: &View,
        house: Arc<House>,
        login: &str,
        today: NaiveDate,
    ) -> Result<Self, Fault> {
        let asker = Asker::of(&house.office, login, today)?;
        Self::by(view, house, asker, today)
    }

    fn by(view: &View, house: Arc<House>, asker: Asker, today: NaiveDate) -> Result<Self, Fault> {
        let unseen = unseen(view, &asker).map_err(|it| Fault::Broken(it.to_string()))?;
        let hidden = unseen.iter().filter_map(|it| CaseRef::try_from(*it).ok()).collect();
        Ok(Self { house, asker, today, hidden, unseen })
    }

    /// Whether they see what is for named people only, named or not.
    pub(in crate::desk) fn sees_what_is_for_others(&self) -> bool {
        self.asker.roles().iter().any(|it| Deed::ReadCase.reach(*it) == Reach::All)
    }

    /// Whether there is anything that does not exist for them.
    pub(in crate::desk) fn is_partial(&self) -> bool {
        !self.unseen.is_empty()
    }

    /// The records that do not exist for them.
    pub(in crate::desk) const fn unseen(&self) -> &BTreeSet<RecordRef> {
        &self.unseen
    }

    /// What the account sees that keeps the store and is nobody in the office.
    pub(in crate::desk) fn of_keeper(
        view: &View,
        house: Arc<House>,
        login: &str,
        today: NaiveDate,
    ) -> Result<Self, Fault> {
        Self::by(view, house, Asker::keeper(login), today)
    }

    /// The same as of another day. What they may see is what they may see today.
    pub(in crate::desk) fn on_day(self, today: NaiveDate) -> Self {
        Self { today, ..self }
    }

    /// The role that allows something that concerns no single record, or why none does.
    pub(in crate::desk) fn may(&self, deed: Deed) -> Result<Role, Fault> {
        Ok(self.asker.may_at_large(&self.house.office, self.today, deed)?)
    }

    /// The same on a record.
    pub(in crate::desk) fn may_on(&self, deed: Deed, bond: &Bond) -> Result<Role, Fault> {
        Ok(self.asker.may(&self.house.office, self.today, deed, bond)?)
    }

    /// Whether they may do something to whatever is not theirs.
    fn may_widely(&self, deed: Deed) -> bool {
        let is_wide = |it: &Role| matches!(deed.reach(*it), Reach::Any | Reach::All);
        !self.house.office.is_governed() || self.asker.roles().iter().any(is_wide)
    }

    /// Whether a record exists for them.
    pub(in crate::desk) fn has(&self, on: impl Into<RecordRef>) -> bool {
        !self.unseen.contains(&on.into())
    }

    /// A record as they see it, if they may. `plans` are those that learn from it, if it is a case.
    pub(in crate::desk) fn record(
        &self,
        record: AnyRecord,
        plans: impl FnOnce() -> Vec<Plan>,
    ) -> Result<AnyRecord, Fault> {
        Ok(match record {
            AnyRecord::Office(it) => {
                self.may(Deed::ReadOffice)?;
                AnyRecord::Office(Box::new(it.without_key()))
            }
            AnyRecord::Year(it) => {
                self.may(Deed::ReadFigures)?;
                self.year(*it).into()
            }
            AnyRecord::Case(it) => self.case(*it, plans)?.into(),
            AnyRecord::Plan(it) => self.plan(*it)?.into(),
            AnyRecord::Entry(it) => self.entry(*it)?.into(),
        })
    }

    /// Whether they may read the register with this letter.
    pub(in crate::desk) fn may_read(&self, register: char) -> bool {
        kind_of(register).is_some_and(|it| self.may(it.read).is_ok())
    }

    /// An entry of a register as they see it, if they may read it.
    pub(in crate::desk) fn entry(&self, mut entry: Entry) -> Result<Entry, Fault> {
        let missing = || Fault::Missing(entry.reference.into());
        if !self.has(entry.reference) {
            return Err(missing());
        }
        let kind = kind_of(entry.reference.register).ok_or_else(missing)?;
        self.may_on(kind.read, &entry.bond(&self.asker, None))?;
        self.cover_values(kind.fields, &mut entry.values);
        entry.let_out.retain(|it| self.has(*it));
        Ok(entry)
    }

    /// Takes the words out of an entry that does not exist for them: it counts, but not by what it is about.
    pub(in crate::desk) fn count_apart(&self, entry: &mut Entry) {
        let kind = kind_of(entry.reference.register).filter(|_| !self.has(entry.reference));
        kind.into_iter().for_each(|it| take_words(it.fields, &mut entry.values));
    }

    /// Takes out of what an entry holds the cases that are hidden from them.
    fn cover_values(&self, fields: &'static [Field], values: &mut Values) {
        for field in fields {
            match field.is {
                Is::Link(_) => {
                    let to = values.text(field.name).parse();
                    if to.is_ok_and(|on: RecordRef| !self.has(on)) {
                        values.remove(field.name);
                    }
                }
                Is::Many(parts) => {
                    let mut rows = values.rows(field.name).to_vec();
                    rows.iter_mut().for_each(|it| self.cover_values(parts, it));
                    if !rows.is_empty() {
                        values.set(field.name, Value::Rows(rows));
                    }
                }
                _ => {}
            }
        }
    }

    /// A plan as they see it, if they may read it.
    pub(in crate::desk) fn plan(&self, mut plan: Plan) -> Result<Plan, Fault> {
        if !self.has(plan.reference) {
            return Err(Fault::Missing(plan.reference.into()));
        }
        self.may_on(Deed::ReadPlans, &self.asker.to_plan(&plan, 0))?;
        self.cover(&mut plan);
        Ok(plan)
    }

    /// A plan as documents count it: of one that does not exist for them only what is counted and what is public.
    pub(in crate::desk) fn counted_plan(&self, plan: Plan) -> Option<Plan> {
        if self.has(plan.reference) {
            return self.plan(plan).ok();
        }
        self.may(Deed::ReadFigures).is_ok().then(|| plan.outline())
    }

    /// Takes out of a plan what is not for them.
    fn cover(&self, plan: &mut Plan) {
        let failings = plan.failings.iter_mut().filter_map(|it| it.case.as_mut());
        let links = failings.chain(plan.involvements.iter_mut().filter_map(|it| it.case.as_mut()));
        links.for_each(|it| self.cover_case(it));
        plan.let_out.retain(|it| self.has(*it));
        if !self.may_widely(Deed::SeeNames) {
            take_names(plan);
        }
    }

    fn cover_link(&self, case: &mut Case) {
        case.duplicate_of.iter_mut().for_each(|it| self.cover_case(it));
        // The reason of a closing as a repeat names the other case.
        let closings = case.rounds.iter_mut().filter_map(|it| it.closing.as_mut());
        closings.for_each(|it| self.cover_text(&mut it.reason));
    }

    /// A row of a list does not say which case it repeats where that one is hidden from them.
    pub(in crate::desk) fn cover_row(&self, row: &mut Row) {
        row.keep.duplicate_of = row.keep.duplicate_of.filter(|it| self.has(*it));
    }

    /// Takes the name out of a link with a case that is hidden from them.
    pub(in crate::desk) fn cover_case(&self, it: &mut LinkedCase) {
        if it.case().is_some_and(|it| !self.has(it)) {
            *it = LinkedCase::Restricted;
        }
    }

    /// A case as they see it: all of it, or what it is about for the owner of an action that came of it. `plans` are
    /// those that learn from it.
    pub(in crate::desk) fn case(
        &self,
        mut case: Case,
        plans: impl FnOnce() -> Vec<Plan>,
    ) -> Result<Case, Fault> {
        let bond = self.asker.to_case(&case);
        let missing = || Fault::Missing(case.reference.into());
        if !self.has(case.reference) {
            return Err(missing());
        }
        match self.may_on(Deed::ReadCase, &bond) {
            Ok(_) => {
                self.cover_link(&mut case);
                Ok(case)
            }
            Err(refused) => {
                let reads = |plan: &Plan| {
                    let bond = self.asker.to_plan(plan, 0);
                    self.may_on(Deed::ReadOutline, &bond).is_ok()
                };
                if plans().iter().any(reads) { Ok(outline(&case)) } else { Err(refused) }
            }
        }
    }

    /// A line of the diary as they see it; none if it is not for them.
    pub(in crate::desk) fn line(&self, mut line: Obligation) -> Option<Obligation> {
        if !self.has(line.on) {
            return None;
        }
        let is_theirs = || line.owner.as_deref().is_some_and(|it| self.asker.logins().any(|me| me == it));
        let is_shown = match line.on {
            // That a case is kept long enough is for whoever decides about that.
            RecordRef::Case(_) if line.kind == Owed::Retention => self.may(Deed::KeepRecords).is_ok(),
            RecordRef::Case(_) => self.may_widely(Deed::ReadCase),
            RecordRef::Plan(_) => {
                self.may_widely(Deed::ReadPlans) || self.may(Deed::ReadPlans).is_ok() && is_theirs()
            }
            RecordRef::Entry(on) => self.may_read(on.register),
            RecordRef::Office => matches!(line.kind, Owed::Entry(it) if self.may_read(it.register)),
            RecordRef::Year(_) => false,
        };
        if !self.may_widely(Deed::SeeNames) {
            line.owner = None;
        }
        is_shown.then_some(line)
    }

    /// Whether a line stands among the reviews, and late on a tab: of what registers ask of others, whoever only handles cases sees
    /// nothing there. In the list of all that is owed it stands for them too.
    pub(in crate::desk) fn is_before_them(&self, line: &Obligation) -> bool {
        let is_of_a_register = matches!(line.kind, Owed::Entry(_)) && !matches!(line.on, RecordRef::Case(_));
        let is_theirs = || line.owner.as_deref().is_some_and(|it| self.asker.logins().any(|me| me == it));
        !is_of_a_register || !self.only_handles_cases() || is_theirs()
    }

    /// Whether they record what people say, and nothing that leaders decide.
    pub(in crate::desk) fn only_handles_cases(&self) -> bool {
        self.may(Deed::RecordInsight).is_ok() && self.may(Deed::LeadLearning).is_err()
    }

    /// An action as they see it; none if it is not for them.
    pub(in crate::desk) fn action(&self, mut row: ActionRow) -> Option<ActionRow> {
        if !self.has(row.reference.plan) {
            return None;
        }
        let is_theirs = self.asker.logins().any(|it| it == row.owner);
        row.first_case.iter_mut().for_each(|it| self.cover_case(it));
        if !self.may_widely(Deed::SeeNames) {
            row.owner.clear();
        }
        (self.may_widely(Deed::ReadPlans) || is_theirs).then_some(row)
    }

    /// Why something was not done, as they may hear of it; `typed` are the texts that they gave.
    pub(in crate::desk) fn fault(&self, mut fault: Fault, typed: &[String]) -> Fault {
        match &mut fault {
            Fault::Refused(refusal) => self.cover_words(refusal, typed),
            Fault::Stale(AnyRecord::Office(office)) => **office = office.without_key(),
            Fault::Stale(AnyRecord::Case(case)) => self.cover_link(case),
            Fault::Stale(AnyRecord::Plan(plan)) => self.cover(plan),
            Fault::Stale(AnyRecord::Entry(entry)) => {
                if let Some(kind) = kind_of(entry.reference.register) {
                    self.cover_values(kind.fields, &mut entry.values);
                }
            }
            Fault::AlreadyThere(on) => {
                *on = on.filter(|it| self.has(*it));
            }
            _ => {}
        }
        fault
    }

    /// A refusal names no case that is hidden from whoever reads it, unless to say that what they asked for is not there.
    fn cover_words(&self, refusal: &mut Refusal, typed: &[String]) {
        // Whoever lets a manager in does so by the reference: that is told them, and nothing else.
        if self.asker.roles().iter().any(|it| Deed::LetIn.reach(*it) == Reach::All) {
            return;
        }
        let hidden = self.hidden.iter().map(|it| RecordRef::from(*it)).chain(self.unseen.iter().copied());
        if hidden.into_iter().any(|it| no_such_record(&refusal.field, it) == *refusal) {
            return;
        }
        self.cover_but(&mut refusal.why, typed);
        self.cover_but(&mut refusal.instead, typed);
    }

    /// The same, but for what is said back to them in quotation marks as they typed it: what became of it there would tell them
    /// which of the references that they try is of something.
    fn cover_but(&self, text: &mut String, typed: &[String]) {
        let mut covered = String::new();
        let mut take = |words: &str, is_theirs: bool| {
            let mut words = words.to_owned();
            if !is_theirs {
                self.cover_text(&mut words);
            }
            covered.push_str(&words);
        };
        let mut rest = text.as_str();
        while let Some((start, end)) = rest.find('“').and_then(|at| Some((at, at + rest[at..].find('”')?)))
        {
            let quoted = &rest[start + '“'.len_utf8()..end];
            take(&rest[..start], false);
            take(&rest[start..end], typed.iter().any(|it| it.contains(quoted)));
            rest = &rest[end..];
        }
        take(rest, false);
        *text = covered;
    }

    /// Words, without the reference of any record that does not exist for them, however it is typed.
    pub(in crate::desk) fn cover_text(&self, text: &mut String) {
        cover(text, &self.unseen);
    }

    /// What is kept of a year, without the cases that are hidden from them on the lists behind what was published, and without
    /// the text of what names them.
    pub(in crate::desk) fn year(&self, mut year: YearRecord) -> YearRecord {
        for it in &mut year.publications {
            let is_theirs = |line: &&str| {
                let reference = line.split(' ').next().and_then(|it| it.parse().ok());
                reference.is_none_or(|it: CaseRef| !self.hidden.contains(&it))
            };
            let lines: Vec<&str> = it.cases.lines().filter(is_theirs).collect();
            if lines.len() < it.cases.lines().count() {
                it.cases = lines.iter().flat_map(|it| [*it, "\n"]).collect();
            }
            // Without the words that name what is kept from them it would not be what was frozen.
            let is_told = |text: &str| spoken_of(text).iter().any(|one| self.unseen.contains(&one.1));
            if is_told(&it.text) {
                it.text.clear();
            }
            for figures in [&mut it.figures, &mut it.definitions] {
                figures.retain(|(figure, said)| !is_told(figure) && !is_told(said));
            }
        }
        year
    }

    /// What happened, as they may hear of it: who looked is only for those who may read that.
    pub(in crate::desk) fn change(&self, mut change: Change) -> Change {
        if !self.may_widely(Deed::ReadTrail) {
            match &mut change {
                Change::Case(_, did) => did.retain(|it| !Case::is_a_look(it)),
                Change::Entry(_, did) => did.retain(|it| !Entry::is_a_look(it)),
                Change::Office(..) | Change::Year(..) | Change::Plan(..) => {}
            }
        }
        change
    }
}

/// The records that do not exist for somebody: what is restricted, and what comes of it.
pub(in crate::desk) fn unseen(view: &View, asker: &Asker) -> Result<BTreeSet<RecordRef>, ViewError> {
    let restricted = view.restrictions()?.into_iter();
    let mut unseen: BTreeSet<RecordRef> =
        restricted.filter(|it| asker.is_shut_out(&it.1)).map(|it| it.0).collect();
    let mut next: Vec<RecordRef> = unseen.iter().copied().collect();
    while let Some(on) = next.pop() {
        for it in view.that_come_of(on)? {
            if !unseen.contains(&it) && kept(asker, &view.guard(it)?, &mut |on| view.guard(on))? != Kept::Not
            {
                unseen.insert(it);
                next.push(it);
            }
        }
    }
    Ok(unseen)
}

/// The refusal of a link to a record that does not exist for whoever asks.
pub(in crate::desk) fn no_such_record(field: &str, on: RecordRef) -> Refusal {
    Refusal::of_field(field, format!("There is no {}.", on.in_words()), "Check the reference.")
}

/// What the owner of an action needs of the case that it came of: its reference, what it is about and its issues.
/// Nothing of the person.
fn outline(case: &Case) -> Case {
    let mut outline = Case::new(case.reference, Facts::received_on(case.facts.received));
    outline.version = case.version;
    outline.nature = case.nature;
    outline.facts.service = case.facts.service;
    outline.issues.clone_from(&case.issues);
    for finding in outline.issues.iter_mut().filter_map(|it| it.finding.as_mut()) {
        *finding = IssueFinding { reason: String::new(), ..finding.clone() };
    }
    outline
}

fn take_words(fields: &'static [Field], values: &mut Values) {
    for field in fields {
        match field.is {
            Is::Line | Is::Text | Is::Person | Is::Link(_) => drop(values.remove(field.name)),
            Is::Many(parts) if values.get(field.name).is_some() => {
                let mut rows = values.rows(field.name).to_vec();
                rows.iter_mut().for_each(|it| take_words(parts, it));
                values.set(field.name, Value::Rows(rows));
            }
            _ => {}
        }
    }
}

fn take_names(plan: &mut Plan) {
    plan.owner.clear();
    plan.trail.by.clear();
    for wording in &mut plan.public {
        wording.by.clear();
        wording.approved.iter_mut().for_each(|it| it.by.clear());
    }
    for action in &mut plan.actions {
        action.facts.owner.clear();
        action.progress_reviews.iter_mut().for_each(|it| it.by.clear());
        for completion in &mut action.completions {
            completion.by.clear();
            completion.reviews.iter_mut().for_each(|it| it.by.clear());
            completion.audits.iter_mut().for_each(|it| it.by.clear());
        }
    }
}

/// Words, without the reference of any of these records, however it is typed.
pub(in crate::desk) fn cover(text: &mut String, unseen: &BTreeSet<RecordRef>) {
    if unseen.is_empty() {
        return;
    }
    for (place, on) in spoken_of(text).into_iter().rev().filter(|it| unseen.contains(&it.1)) {
        let instead = match on {
            RecordRef::Plan(_) => "a restricted plan".to_owned(),
            RecordRef::Entry(_) => "a restricted entry".to_owned(),
            _ => LinkedCase::Restricted.to_string(),
        };
        // “Case 26-0142” is one thing.
        let name = on.to_string();
        let words = on.in_words();
        let kind = words.strip_suffix(&name).unwrap_or_default();
        let before = &text[..place.start];
        let (start, instead) = if before.ends_with(kind) {
            (place.start - kind.len(), instead)
        } else if before.ends_with(&sentence_case(kind)) {
            (place.start - kind.len(), sentence_case(&instead))
        } else {
            (place.start, instead)
        };
        text.replace_range(start..place.end, &instead);
    }
}

#[cfg(test)]
mod tests;
