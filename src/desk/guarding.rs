//! What a step on one record asks of others: that they are there for whoever asks, that nobody is given what is kept from
//! them, and that a repeat repeats what is looked into.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::api::message::Fault;
use crate::desk::sight::no_such_record;
use crate::domain::authority::{Asker, kept_with_nothing};
use crate::domain::calendar::dates::long;
use crate::domain::case::decide::restricting::{loses_its_lifters, stuck_from};
use crate::domain::case::event::Event;
use crate::domain::case::record::{Case, Restriction};
use crate::domain::commit::Did;
use crate::domain::office::event::OfficeEvent;
use crate::domain::office::record::Office;
use crate::domain::people::Person;
use crate::domain::plan::event::PlanEvent;
use crate::domain::plan::record::{Action, Plan};
use crate::domain::records::any::{Change, Kind, each_kind, each_reference};
use crate::domain::records::guard::{Guard, Kept, kept, kept_because_of};
use crate::domain::records::record::Record;
use crate::domain::reference::{CaseRef, EntryRef, LinkedCase, PlanRef, RecordRef};
use crate::domain::refusal::Refusal;
use crate::domain::register::entry::Entry;
use crate::domain::register::event::EntryEvent;
use crate::domain::register::kinds::kind_of;
use crate::domain::rights::{Deed, Reach};
use crate::domain::terms::Terms;
use crate::domain::vocabulary::Role;
use crate::view::fold::Fold;

/// A record that exists for whoever asks; one that is hidden from them answers as one that was never there.
pub(in crate::desk) fn visible<R: Kind>(fold: &mut Fold, asker: &Asker, at: R::Ref) -> Result<R, Fault> {
    let there = fold.get::<R>(at)?.cloned().or_else(|| R::blank(at));
    let missing = || Fault::Missing(at.into());
    let record = there.ok_or_else(missing)?;
    match kept(asker, &record.guard(), &mut |on| fold.guard(on))? {
        Kept::Not => Ok(record),
        Kept::ForOthers | Kept::Excluded => Err(missing()),
    }
}

/// A restricted record on which a step is taken by its reference alone. For whoever neither sees it nor may take the step it
/// was never there.
pub(in crate::desk) fn restricted<R: Kind>(
    fold: &mut Fold,
    (office, asker, today): (&Office, &Asker, NaiveDate),
    at: R::Ref,
    command: &R::Command,
) -> Result<R, Fault> {
    let record = fold.get::<R>(at)?.filter(|it| it.guard().restriction.is_some());
    let may = |it: &&R| {
        let deed = R::deed(Some(*it), command, asker.login());
        asker.may(office, today, deed, &it.bond(asker, Some(command))).is_ok()
    };
    match record.filter(may).cloned() {
        Some(record) => Ok(record),
        None => visible(fold, asker, at),
    }
}

/// Refuses a link to a record that does not exist for whoever asks.
pub(in crate::desk) fn links_are_there<R: Kind>(
    fold: &mut Fold,
    asker: &Asker,
    at: R::Ref,
    events: &[R::Event],
) -> Result<(), Fault> {
    // An entry about an anonymised case would say again what was erased.
    let is_entry = matches!(at.into(), RecordRef::Entry(_));
    events.iter().flat_map(|it| R::links(at, it)).try_for_each(|(field, on)| {
        if let (true, RecordRef::Case(at)) = (is_entry, on)
            && fold.get::<Case>(at)?.is_some_and(|it| it.erased.is_some())
        {
            let why = format!("{} was anonymised: nothing more can be linked with it.", on.in_words());
            return Err(Refusal::of_field(field, why, "Leave the case out.").into());
        }
        match each_reference!(on, at => visible::<R>(fold, asker, at).map(drop)) {
            Err(Fault::Missing(_)) => Err(no_such_record(field, on).into()),
            other => other,
        }
    })
}

/// Refuses a second entry of what a register has one of each. One that is hidden from whoever asks is none, and one that was
/// entered by mistake.
pub(in crate::desk) fn is_the_only_one(
    fold: &mut Fold,
    terms: &Terms,
    at: EntryRef,
    did: &Did<EntryEvent>,
) -> Result<(), Fault> {
    let Some(kind) = kind_of(at.register).filter(|it| !it.once.fields().is_empty()) else { return Ok(()) };
    let says_which = |it: &EntryEvent| {
        matches!(it, EntryEvent::Entered(_) | EntryEvent::PutRight(_) | EntryEvent::Reopened(_))
    };
    if !did.events().iter().any(says_which) {
        return Ok(());
    }
    let asker = Asker::of(terms.office, terms.actor, terms.today)?;
    let entry = fold.would_be::<Entry>(at, did, terms.actor)?;
    if !kind.once.is_asked_of(&entry.values) || kind.once.is_open_only() && entry.closing().is_some() {
        return Ok(());
    }
    for other in fold.entries(at.register)? {
        let is_same = || {
            kind.once.fields().iter().all(|it| match (other.values.get(it), entry.values.get(it)) {
                (Some(one), Some(other)) => one.is_like(other),
                (one, other) => one.is_none() && other.is_none(),
            })
        };
        let is_over = other.is_mistaken() || kind.once.is_open_only() && other.closing().is_some();
        if other.reference == at || is_over || !is_same() {
            continue;
        }
        if visible::<Entry>(fold, &asker, other.reference).is_ok() {
            let why = format!("There is one of these already: {}.", other.reference);
            let instead = if kind.once.is_open_only() {
                "Fill that one in, or close it first."
            } else {
                "Fill that one in, or close it as entered by mistake."
            };
            return Err(Refusal::of_field(kind.once.fields()[0], why, instead).into());
        }
    }
    Ok(())
}

/// Refuses a repeat of a case that is a repeat itself, or of one that others repeat: none would be looked into, or nobody
/// could say which.
pub(in crate::desk) fn repeats_no_repeat(fold: &mut Fold, case: CaseRef, of: CaseRef) -> Result<(), Fault> {
    let other = fold.get::<Case>(of)?;
    let (why, instead) = if other.is_some_and(|it| it.duplicate_of.is_some()) {
        (format!("Case {of} was closed as a repeat itself."), "Enter the case that it repeats.")
    } else if fold.is_repeated(case)? {
        let instead = "Open those again and close them as repeats of the other case, or keep this one open.";
        (format!("Other cases were closed as repeats of case {case}."), instead)
    } else {
        return Ok(());
    };
    Err(Refusal::of_field("of", why, instead).into())
}

/// Refuses that a case says of itself what it repeats where that is kept from somebody who reads it: they would learn that there
/// is one, and of whom.
pub(in crate::desk) fn is_kept_as_what_it_repeats(
    fold: &mut Fold,
    office: &Office,
    case: &Case,
) -> Result<(), Fault> {
    let Some(LinkedCase::Case(of)) = case.duplicate_of else { return Ok(()) };
    let other = fold.get::<Case>(of)?;
    let Some(kept) = other.and_then(|it| it.restriction.as_ref()) else { return Ok(()) };
    let reads = |it: &Option<Restriction>, login: &str| it.as_ref().is_none_or(|it| it.lets_see(login));
    let learns = |it: &&Person| reads(&case.restriction, &it.login) && !kept.lets_see(&it.login);
    if !office.people.iter().any(|it| learns(&it)) {
        return Ok(());
    }
    let why = format!("Case {of} is restricted, and people who read this one would learn of it.");
    let instead = "Restrict this case to the same people first, and keep it from the same.";
    Err(Refusal::of_field("of", why, instead).into())
}

/// Refuses a change that would leave somebody with what is kept from them, or let out what nobody keeps. Undoing is a change
/// like any other.
pub(in crate::desk) fn leaves_everybody_what_they_may_see(
    fold: &mut Fold,
    terms: &Terms,
    change: &Change,
) -> Result<(), Fault> {
    each_kind!(change, Change(at, did) => undoing_leaves_who_can_lift::<R>(fold, terms, *at, did)?);
    match change {
        Change::Plan(at, did) => {
            if did.events().iter().any(|it| matches!(it, PlanEvent::LetOut { of, .. } if !of.is_empty())) {
                is_kept_in(fold, (*at).into())?;
            }
            plan_is_for_its_people(fold, terms, *at, did)
        }
        Change::Entry(at, did)
            if did
                .events()
                .iter()
                .any(|it| matches!(it, EntryEvent::LetOut { of, .. } if !of.is_empty())) =>
        {
            is_kept_in(fold, (*at).into())
        }
        Change::Case(at, did) if may_restrict(did) => {
            let case: Case = fold.would_be(*at, did, terms.actor)?;
            nobody_excluded_is_responsible(fold, terms, &case)
        }
        Change::Office(at, did) => {
            let after: Office = fold.would_be(*at, did, terms.actor)?;
            gives_nobody_themselves_a_role(terms, did)?;
            leaves_nothing_restricted_behind(fold, terms, did)?;
            leaves_who_can_lift(fold, terms, &after, did)
        }
        Change::Year(..) | Change::Case(..) | Change::Entry(..) => Ok(()),
    }
}

fn may_restrict(did: &Did<Event>) -> bool {
    match did {
        Did::Events(events) => events.iter().any(|it| matches!(it, Event::Restricted(_))),
        _ => true,
    }
}

/// Refuses to give oneself a role, or what comes to the same: whoever looks after the office and reads no case would read what they
/// like. Whoever stands in for somebody has their roles, and a trusted account speaks for everybody.
fn gives_nobody_themselves_a_role(terms: &Terms, did: &Did<OfficeEvent>) -> Result<(), Fault> {
    let (office, me, today) = (terms.office, terms.actor, terms.today);
    let held = |login: &str| office.person(login).map(|it| it.roles_on(today)).unwrap_or_default();
    let is_deputy_of =
        |login: &str| office.stand_ins.iter().any(|it| it.by == me && it.whom == login && today <= it.until);
    // To see what is kept from others goes to no deputy.
    let goes_to_deputies = |it: &Role| *it != Role::Auditor;
    let is_more = |it: &OfficeEvent| match it {
        OfficeEvent::RolesChanged { login, roles, .. } if login == me => {
            roles.iter().any(|it| !held(me).contains(it))
        }
        OfficeEvent::RolesChanged { login, roles, .. } if is_deputy_of(login) => {
            let roles: Vec<Role> = roles.iter().copied().filter(goes_to_deputies).collect();
            reach_further(&roles, &[held(me), held(login)].concat())
        }
        OfficeEvent::StoodIn(it) if it.by == me => {
            let whom = office.person(&it.whom);
            let to_come = whom.iter().flat_map(|it| &it.roles);
            let to_come = to_come.filter(|it| it.until.is_none_or(|until| today <= until));
            let has_left = whom.is_some_and(|it| it.until.is_some_and(|until| until < today));
            let roles: Vec<Role> = to_come.map(|it| it.role).filter(goes_to_deputies).collect();
            !has_left && reach_further(&roles, &held(me))
        }
        OfficeEvent::AccountTrusted { login, .. } => login == me,
        _ => false,
    };
    if !office.is_governed() || !did.events().iter().any(is_more) {
        return Ok(());
    }
    let instead = "Ask another administrator, or make somebody one who can.";
    Err(Refusal::of_step("Nobody gives themselves a role.", instead).into())
}

/// Whether roles allow anything that others do not.
fn reach_further(roles: &[Role], than: &[Role]) -> bool {
    let most = |deed: &Deed, of: &[Role]| of.iter().map(|it| deed.reach(*it)).max().unwrap_or(Reach::No);
    Deed::ALL.iter().any(|deed| most(deed, than) < most(deed, roles))
}

/// Refuses to let somebody go who is responsible for what is restricted, or for what was learnt from it: whoever looks after the
/// office is shown none of it, and it would be nobody's without anybody hearing of it.
fn leaves_nothing_restricted_behind(
    fold: &mut Fold,
    terms: &Terms,
    did: &Did<OfficeEvent>,
) -> Result<(), Fault> {
    let leaving = did.events().iter().filter_map(|it| match it {
        OfficeEvent::Left { login, .. } => Some(login.as_str()),
        _ => None,
    });
    for login in leaving {
        let mut theirs: Vec<String> = Vec::new();
        for (on, _) in fold.restrictions()? {
            let Ok(at) = CaseRef::try_from(on) else { continue };
            let case = fold.get::<Case>(at)?;
            let is_theirs = case.is_some_and(|it| it.is_open() && it.owner.as_deref() == Some(login));
            theirs.extend(is_theirs.then(|| at.to_string()));
            for plan in fold.plans_about(at)? {
                let is_to_do = |it: &Action| it.completion().is_none() && it.not_adopted.is_none();
                let has_action = plan.actions.iter().any(|it| it.facts.owner == login && is_to_do(it));
                let is_theirs = plan.is_open() && (plan.owner == login || has_action);
                theirs.extend((is_theirs && !plan.let_out.contains(&at)).then(|| plan.reference.to_string()));
            }
        }
        theirs.sort();
        theirs.dedup();
        if !theirs.is_empty() {
            let name = terms.office.person_name(login);
            let why = format!("{name} is responsible for what is restricted: {}.", theirs.join(", "));
            let instead = "Have somebody who may see it give it to somebody else first.";
            return Err(Refusal::of_step(why, instead).into());
        }
    }
    Ok(())
}

/// Refuses to let the last one go who can lift a restriction: nobody could, and nobody could be named on it.
fn leaves_who_can_lift(
    fold: &Fold,
    terms: &Terms,
    after: &Office,
    did: &Did<OfficeEvent>,
) -> Result<(), Fault> {
    let changes_people =
        |it: &OfficeEvent| matches!(it, OfficeEvent::Left { .. } | OfficeEvent::RolesChanged { .. });
    if matches!(did, Did::Events(events) if !events.iter().any(changes_people)) {
        return Ok(());
    }
    let all = fold.restrictions()?;
    let offices = [terms.office, after];
    let stuck: Vec<(NaiveDate, String)> = all
        .iter()
        .filter_map(|(on, it)| Some((loses_its_lifters(offices, terms.today, it)?, on.to_string())))
        .collect();
    let Some(first) = stuck.iter().map(|it| it.0).min() else { return Ok(()) };
    let on: Vec<&str> = stuck.iter().map(|it| it.1.as_str()).collect();
    let from = if terms.today < first { format!(" from {}", long(first)) } else { String::new() };
    let why = format!("Nobody else who may see {} could lift its restriction{from}.", on.join(", "));
    let instead =
        "Name another complaints manager on each first: redress people let-in LOGIN REF --reason WHY";
    Err(Refusal::of_step(why, instead).into())
}

/// Refuses to undo what leaves a restriction that nobody who may see it can lift: those who could may have left since.
fn undoing_leaves_who_can_lift<R: Kind>(
    fold: &mut Fold,
    terms: &Terms,
    at: R::Ref,
    did: &Did<R::Event>,
) -> Result<(), Fault> {
    if matches!(did, Did::Events(_)) {
        return Ok(());
    }
    let is_stuck = |it: &Option<Restriction>| {
        it.as_ref().is_some_and(|it| stuck_from(terms.office, terms.today, it).is_some())
    };
    let before = fold.guard(at.into())?.restriction;
    let after = fold.would_be::<R>(at, did, terms.actor)?.guard().restriction;
    if is_stuck(&before) || !is_stuck(&after) {
        return Ok(());
    }
    let why = "Nobody who may see it then could lift its restriction.";
    Err(Refusal::of_step(why, "Restrict it anew, to people of whom one can.").into())
}

/// Refuses to let out what nothing keeps in: it would be let out of a restriction that nobody has thought of yet.
fn is_kept_in(fold: &mut Fold, on: RecordRef) -> Result<(), Fault> {
    let guard = fold.guard(on)?;
    if kept_because_of(&guard, &mut |on| fold.guard(on))?.is_empty() {
        return Err(kept_with_nothing().into());
    }
    Ok(())
}

/// Refuses to give a plan or an action to somebody who may not see what the plan comes of, and to have it come of what is kept
/// from its people. A team is nobody who signs in.
fn plan_is_for_its_people(
    fold: &mut Fold,
    terms: &Terms,
    at: PlanRef,
    did: &Did<PlanEvent>,
) -> Result<(), Fault> {
    let before = fold.get::<Plan>(at)?.cloned();
    let after: Plan = fold.would_be(at, did, terms.actor)?;
    let comes_of = |it: &Plan| it.comes_of();
    let had: BTreeSet<&str> = match &before {
        Some(it) if comes_of(it).is_superset(&comes_of(&after)) => it.people(),
        _ => BTreeSet::new(),
    };
    let guard = Guard { given_to: Vec::new(), ..after.guard() };
    for login in after.people().difference(&had) {
        match kept_from(fold, terms, &guard, login)? {
            Kept::Not => {}
            how => {
                let name = terms.office.person_name(login);
                let why = format!(
                    "{name} may not see all that this plan comes of, so nothing of it can be theirs."
                );
                let instead = if how == Kept::ForOthers {
                    "Choose somebody who may, or let the plan out first (let-plan-out)."
                } else {
                    "Choose somebody else."
                };
                return Err(Refusal::of_field("owner", why, instead).into());
            }
        }
    }
    Ok(())
}

/// Refuses to exclude somebody from a case who is responsible for what was learnt from it: they would be left with what they
/// cannot see.
fn nobody_excluded_is_responsible(fold: &mut Fold, terms: &Terms, case: &Case) -> Result<(), Fault> {
    let Some(restriction) = &case.restriction else { return Ok(()) };
    for plan in fold.plans_about(case.reference)? {
        if let Some(login) =
            plan.people().into_iter().find(|it| restriction.not_for.iter().any(|no| no == it))
        {
            let name = terms.office.person_name(login);
            let why = format!(
                "{name} is responsible for plan {} or an action of it, which comes of this case.",
                plan.reference
            );
            return Err(Refusal::of_field("not_for", why, "Give that to somebody else first.").into());
        }
    }
    Ok(())
}

/// How far what is guarded is kept from somebody who works here.
fn kept_from(fold: &mut Fold, terms: &Terms, guard: &Guard, login: &str) -> Result<Kept, Fault> {
    let Some(asker) = terms.office.person(login).and(Asker::of(terms.office, login, terms.today).ok()) else {
        return Ok(Kept::Not);
    };
    kept(&asker, guard, &mut |on| fold.guard(on)).map_err(Fault::from)
}
