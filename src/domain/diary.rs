//! What is owed, by when, by whom; and how a date stands today.
//!
//! Every "late" in the program comes from here. A screen never works one out.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::Calendar;
use crate::domain::calendar::dates::{short, with_year};
use crate::domain::case::clock::{Clock, ClockState};
use crate::domain::case::record::Case;
use crate::domain::case::round::Round;
use crate::domain::compact::small_already;
use crate::domain::office::lists::ServiceId;
use crate::domain::office::record::House;
use crate::domain::office::settings::Timescales;
use crate::domain::plan::owed::{self, PlanOwed};
use crate::domain::plan::record::Plan;
use crate::domain::reference::RecordRef;
use crate::domain::register::entry::Entry;
use crate::domain::register::kind::{Kind, Moment, Only};
use crate::domain::register::kinds::KINDS;
use crate::domain::register::owed::{Duty, Owing, Register};
use crate::domain::register::tell::title;
use crate::domain::retention::keep;
use crate::domain::schedule::Schedule;
use crate::domain::text::one_line;
use crate::domain::vocabulary::{Consent, Nature};

small_already!(Owed);

/// What kind of thing is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owed {
    /// Tell the person that we have their complaint.
    Acknowledge,
    /// Tell the person by when they will have an answer.
    ShareTimescale,
    /// Answer within the timescale that the person was told.
    Reply,
    /// Update the person by the date that they were told.
    Update,
    /// An answer about consent is hoped for.
    Consent,
    /// A senior colleague's letter after six months.
    SeniorLetter,
    /// Acknowledge the data-protection complaint.
    DataProtection,
    /// A pause has gone on for long.
    PauseReview,
    /// Do what was offered to put things right.
    Remedy,
    /// Pay what was decided.
    Payment,
    /// Send the papers to the next tier.
    Papers,
    /// Comply with a recommendation.
    Recommendation,
    /// What makes the person vulnerable is to be looked at again.
    Vulnerability,
    /// What was brought forward comes up.
    Reminder,
    /// The answer to what was asked of another team is due.
    Asked,
    /// Something on an action plan.
    Plan(PlanOwed),
    /// Look whether a case is still needed, or to be anonymised.
    Retention,
    /// Something that a register asks for.
    Entry(Duty),
    /// A risk to the person, or from them, is to be looked at again.
    Risk,
}

impl Owed {
    /// In which part of the diary it stands.
    pub fn part(self) -> Part {
        match self {
            Self::Plan(PlanOwed::CompletedReview) => Part::Unreviewed,
            Self::Plan(it) if it.is_review() => Part::Reviews,
            Self::Entry(it) if it.is_review() => Part::Reviews,
            Self::Entry(_) => Part::Registers,
            Self::Plan(PlanOwed::ActionDue) => Part::Rest,
            Self::Plan(_) => Part::Plans,
            _ => Part::Rest,
        }
    }

    /// Whether it is to look at what was done, or to decide on what was found.
    pub fn is_review(self) -> bool {
        matches!(self.part(), Part::Unreviewed | Part::Reviews)
    }

    /// Whether it is a follow-up: nothing that the office owes anybody, so it makes no case late.
    pub const fn is_follow_up(self) -> bool {
        matches!(self, Self::Reminder | Self::Asked)
    }

    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Acknowledge,
        Self::ShareTimescale,
        Self::Reply,
        Self::Update,
        Self::Consent,
        Self::SeniorLetter,
        Self::DataProtection,
        Self::PauseReview,
        Self::Remedy,
        Self::Payment,
        Self::Papers,
        Self::Recommendation,
        Self::Vulnerability,
        Self::Risk,
        Self::Reminder,
        Self::Asked,
        Self::Plan(PlanOwed::ActionStart),
        Self::Plan(PlanOwed::ActionDue),
        Self::Plan(PlanOwed::ProgressReview),
        Self::Plan(PlanOwed::CompletedReview),
        Self::Plan(PlanOwed::Audit),
        Self::Plan(PlanOwed::ImpactReading),
        Self::Plan(PlanOwed::InvolvementUpdate),
        Self::Plan(PlanOwed::Agree),
        Self::Plan(PlanOwed::TellPlan),
        Self::Plan(PlanOwed::TellChange),
        Self::Plan(PlanOwed::CameBack),
        Self::Retention,
    ];

    /// What is to be done, as a person would say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Acknowledge => "acknowledge it",
            Self::ShareTimescale => "share a timescale",
            Self::Reply => "reply",
            Self::Update => "update the person",
            Self::Consent => "ask about consent again",
            Self::SeniorLetter => "senior letter after six months",
            Self::DataProtection => "acknowledge the data-protection complaint",
            Self::PauseReview => "look at the pause again",
            Self::Remedy => "put right what was offered",
            Self::Payment => "pay",
            Self::Papers => "send the papers",
            Self::Recommendation => "comply with a recommendation",
            Self::Vulnerability => "look at the vulnerability again",
            Self::Risk => "look at the risk again",
            Self::Reminder => "look at what was brought forward",
            Self::Asked => "chase the answer",
            Self::Retention => "erase it, or hold it",
            Self::Plan(it) => it.words(),
            Self::Entry(it) => it.words().0,
        }
    }

    /// Its name in JSON.
    pub fn name(self) -> String {
        let text = |it: serde_json::Value| it.as_str().map(str::to_owned);
        let value = match self {
            Self::Plan(it) => serde_json::to_value(it),
            Self::Entry(it) => return it.words().0.replace(' ', "_"),
            other => serde_json::to_value(other),
        };
        value.ok().and_then(text).unwrap_or_default()
    }

    /// One word for a list column.
    pub fn short(self) -> &'static str {
        match self {
            Self::Acknowledge => "Acknowledge",
            Self::ShareTimescale => "Timescale",
            Self::Reply => "Reply",
            Self::Update => "Update",
            Self::Consent => "Consent",
            Self::SeniorLetter => "Letter",
            Self::DataProtection => "Data prot.",
            Self::PauseReview => "Pause",
            Self::Remedy => "Remedy",
            Self::Payment => "Payment",
            Self::Papers => "Papers",
            Self::Recommendation => "Recommend.",
            Self::Vulnerability => "Vulnerable",
            Self::Risk => "Risk",
            Self::Reminder => "Reminder",
            Self::Asked => "Chase",
            Self::Retention => "Retention",
            Self::Plan(it) => it.short(),
            Self::Entry(it) => it.words().1,
        }
    }

    /// The field at which the form that settles it begins; empty for the first one.
    pub fn begins_at(self) -> &'static str {
        match self {
            Self::Entry(it) => it.begins_at(),
            Self::Plan(PlanOwed::TellPlan | PlanOwed::TellChange) => "told",
            _ => "",
        }
    }

    /// What is known of the answers that settle it, by the names of the fields. `subject` is what the line is about.
    pub fn given(self, subject: &str) -> Vec<(&'static str, String)> {
        match self {
            Self::Entry(it) => it.given(subject),
            Self::Plan(PlanOwed::TellPlan | PlanOwed::TellChange) => {
                subject.split_once(": ").map(|it| ("case", it.0.to_owned())).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }
}

/// One line of the diary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    /// By when.
    pub due: NaiveDate,
    /// What.
    pub kind: Owed,
    /// On which record.
    pub on: RecordRef,
    /// Which part of it: the number of the remedy, payment, recommendation or action; 0 for the record itself.
    pub part: u32,
    /// Who does it.
    pub owner: Option<String>,
    /// For which service.
    pub service: Option<ServiceId>,
    /// What the case is about.
    pub subject: String,
    /// Whether it is on a restricted case, of which it is written down who looked.
    pub is_restricted: bool,
}

/// A part of the diary: which list it stands in, beside the list of everything that is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Completed actions that nobody has reviewed: the top of Reviews due.
    Unreviewed,
    /// Other reviews: Reviews due.
    Reviews,
    /// What registers ask for beside: their lists.
    Registers,
    /// What is owed on cases, and that actions are completed: the inbox and the action plans.
    Rest,
    /// What plans ask for beside: to agree them, to begin, to tell the person.
    Plans,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 5] = [Self::Unreviewed, Self::Reviews, Self::Registers, Self::Rest, Self::Plans];
}

/// Under which head a day stands in a diary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// It has passed.
    Late,
    Today,
    /// It comes before the week ends, on Sunday.
    ThisWeek,
    /// It comes after that.
    Later,
}

impl When {
    /// Every head, in order.
    pub const ALL: [Self; 4] = [Self::Late, Self::Today, Self::ThisWeek, Self::Later];

    /// The head of a day.
    pub fn of(today: NaiveDate, due: NaiveDate) -> Self {
        let left = u64::from(6 - today.weekday().num_days_from_monday());
        let sunday = today.checked_add_days(Days::new(left)).unwrap_or(today);
        match due {
            due if due < today => Self::Late,
            due if due == today => Self::Today,
            due if due <= sunday => Self::ThisWeek,
            _ => Self::Later,
        }
    }

    /// Its words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Late => "Late",
            Self::Today => "Today",
            Self::ThisWeek => "This week",
            Self::Later => "Later",
        }
    }
}

/// A page of the diary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiaryRequest {
    /// First day; none from the beginning.
    pub from: Option<NaiveDate>,
    /// Last day; none to the end.
    pub to: Option<NaiveDate>,
    /// Sign-in name of whoever has to do it; none for everybody.
    pub owner: Option<String>,
    /// Whether only reviews are wanted, those of completed actions first; else everything, by day.
    pub is_reviews: bool,
    /// The last line of the page before; none for the first page.
    pub after: Option<Box<Obligation>>,
    /// How many lines at most.
    pub limit: usize,
}

/// How a date stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The date has passed, by so many working days (0: only days off lie between).
    Late(i64),
    /// The date is today.
    DueToday,
    /// The date comes in so many working days, few enough to say so.
    DueSoon(i64),
    /// There is time.
    OnTrack,
    /// Nothing is owed.
    Done,
}

/// How a date stands today; none stands as done.
pub fn standing(calendar: &Calendar, due_soon: u32, today: NaiveDate, due: Option<NaiveDate>) -> Standing {
    let Some(due) = due else { return Standing::Done };
    if due < today {
        return Standing::Late(calendar.between(due, today));
    }
    if due == today {
        return Standing::DueToday;
    }
    let left = calendar.between(today, due);
    if left <= i64::from(due_soon) { Standing::DueSoon(left) } else { Standing::OnTrack }
}

/// How a date that a case runs by stands today, and that in words. What is settled, stands still or is nobody's to keep has
/// only words.
pub fn clock_standing(
    calendar: &Calendar,
    due_soon: u32,
    today: NaiveDate,
    clock: &Clock,
) -> (Standing, String) {
    if let Some(settled) = clock.settled() {
        return (Standing::Done, settled);
    }
    match clock.state {
        ClockState::Stopped => (Standing::Done, "stopped while the case is paused".to_owned()),
        ClockState::NotOwed => (Standing::Done, "not owed".to_owned()),
        ClockState::NotKnown => (Standing::Done, "not known: it was taken over from elsewhere".to_owned()),
        ClockState::Measures => (Standing::Done, "the figures go by it; another is owed".to_owned()),
        ClockState::Runs => {
            let stands = standing(calendar, due_soon, today, Some(clock.due));
            (stands, stands.in_words())
        }
    }
}

impl Standing {
    /// The one word that stands in JSON and in filters.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Late(_) => "late",
            Self::DueToday => "due today",
            Self::DueSoon(_) => "due soon",
            Self::OnTrack => "on track",
            Self::Done => "done",
        }
    }

    /// The sign that goes before the words.
    pub const fn sign(self) -> char {
        match self {
            Self::Late(_) => '!',
            Self::DueToday | Self::DueSoon(_) => '~',
            Self::OnTrack | Self::Done => ' ',
        }
    }

    /// Working days late; 0 when not.
    pub const fn late_by(self) -> i64 {
        match self {
            Self::Late(days) => days,
            _ => 0,
        }
    }

    /// A few words for a list: "Overdue 3d", "Due today", "Due 4 Dec"; of another year "4 Jan 2027".
    pub fn badge(self, due: Option<NaiveDate>, today: NaiveDate) -> String {
        match (self, due) {
            (Self::Late(0), _) => "Overdue".to_owned(),
            // As wide as a badge has room for.
            (Self::Late(days @ 1000..), _) => format!("Late {days}d"),
            (Self::Late(days), _) => format!("Overdue {days}d"),
            (Self::DueToday, _) => "Due today".to_owned(),
            (Self::DueSoon(days), _) => format!("Due in {days}d"),
            (Self::OnTrack, Some(due)) if due.year() == today.year() => format!("Due {}", short(due)),
            (Self::OnTrack, Some(due)) => with_year(due),
            (Self::OnTrack | Self::Done, _) => String::new(),
        }
    }

    /// A sentence's worth: "overdue by 3 working days".
    pub fn in_words(self) -> String {
        match self {
            Self::Late(0) => "overdue since the last working day".to_owned(),
            Self::Late(1) => "overdue by 1 working day".to_owned(),
            Self::Late(days) => format!("overdue by {days} working days"),
            Self::DueToday => "due today".to_owned(),
            Self::DueSoon(1) => "due in 1 working day".to_owned(),
            Self::DueSoon(days) => format!("due in {days} working days"),
            Self::OnTrack => "on track".to_owned(),
            Self::Done => "nothing is owed".to_owned(),
        }
    }
}

/// Everything a case owes, soonest first.
///
/// A case taken over from another system does not owe an acknowledgement or a timescale: nobody recorded whether the
/// person had them. One that was opened again owes a new timescale, and no second acknowledgement, unless stage 2 begins with it;
/// until it has that, what was promised before and nobody answered is owed.
pub fn obligations(calendar: &Calendar, timescales: &Timescales, case: &Case) -> Vec<Obligation> {
    let mut owed = Vec::new();
    let mut owe = |due: NaiveDate, kind: Owed, part: u32, who: Option<&str>| {
        owed.push(Obligation {
            due,
            kind,
            on: RecordRef::Case(case.reference),
            part,
            owner: who.filter(|it| !it.is_empty()).map(str::to_owned).or_else(|| case.owner.clone()),
            service: case.facts.service,
            subject: case.facts.subject.clone(),
            is_restricted: case.restriction.is_some(),
        });
    };
    if case.nature == Nature::Conversation {
        return owed;
    }
    if case.is_open() && case.rounds.now.response.is_none() {
        while_unanswered(calendar, timescales, case, &mut owe);
    }
    for it in case.remedies.iter().filter(|it| it.done.is_none()) {
        if let Some(by) = it.by {
            owe(by, Owed::Remedy, it.number, Some(&it.who));
        }
    }
    for it in case.payments.iter().filter(|it| it.paid.is_none()) {
        if let Some(by) = it.by {
            owe(by, Owed::Payment, it.number, None);
        }
    }
    for referral in &case.referrals {
        if let (Some(due), None) = (referral.papers_due, referral.papers_sent) {
            owe(due, Owed::Papers, referral.number, None);
        }
        for it in
            referral.recommendations.iter().filter(|it| it.followed.is_none() && it.accepted != Some(false))
        {
            if let Some(target) = it.target {
                owe(target, Owed::Recommendation, it.number, None);
            }
        }
    }
    let people = [&case.facts.complainant, &case.facts.representative].into_iter();
    for it in people.filter(|_| case.is_open()) {
        let reviews = [(it.vulnerability_review, Owed::Vulnerability), (it.risk_review, Owed::Risk)];
        reviews.into_iter().for_each(|(by, kind)| by.into_iter().for_each(|by| owe(by, kind, 0, None)));
    }
    owed.extend(follow_ups(case));
    owed.sort_by_key(|it| (it.due, it.kind, it.part));
    owed
}

/// What was asked or brought forward, and is not seen to: under its own words, for whoever it comes up for. A step is owed where it
/// has a day, while the case is open.
fn follow_ups(case: &Case) -> impl Iterator<Item = Obligation> {
    let open = case.follow_ups.iter().filter(|it| it.done.is_none() && case.erased.is_none());
    let open = open.filter(|it| !it.is_step || case.is_open());
    open.filter_map(|it| Some((it, it.due?))).map(|(it, due)| {
        let (kind, subject) = if it.of.is_empty() {
            (Owed::Reminder, it.what.clone())
        } else {
            (Owed::Asked, format!("{}: {}", it.of, it.what))
        };
        Obligation {
            due,
            kind,
            on: RecordRef::Case(case.reference),
            part: it.number,
            owner: it.who.clone().or_else(|| case.owner.clone()),
            service: case.facts.service,
            subject: one_line(&subject),
            is_restricted: case.restriction.is_some(),
        }
    })
}

/// Everything that an entry of a register owes, soonest first.
pub fn entry_obligations(house: &House, entry: &Entry) -> Vec<Obligation> {
    let Some(register) = Register::of(house, entry.reference.register) else { return Vec::new() };
    let title = title(&house.office, register.kind, &entry.values);
    let service = register.service(entry);
    let line = |it: Owing| Obligation {
        service,
        subject: if it.about.is_empty() { title.clone() } else { it.about.clone() },
        ..asked_for(register.kind, entry.reference.into(), it)
    };
    register.owed(entry).into_iter().map(line).collect()
}

/// What registers ask of a case, but for what entries settle already: each is the letter of a register, and the place of what it
/// asks.
pub fn asked_of(house: &House, case: &Case, settled: &BTreeSet<(char, usize)>) -> Vec<Obligation> {
    let answered = case.rounds.iter().rev().find_map(Round::answered);
    let Some(answered) = answered.filter(|_| case.erased.is_none()) else { return Vec::new() };
    let line = |kind: &Kind, it: Owing| Obligation {
        owner: it.owner.clone().or_else(|| case.owner.clone()),
        service: case.facts.service,
        subject: case.facts.subject.clone(),
        is_restricted: case.restriction.is_some(),
        ..asked_for(kind, case.reference.into(), it)
    };
    let registers = KINDS.iter().filter_map(|it| Register::of(house, it.letter));
    registers
        .flat_map(|it| {
            let is_asked = |only| match only {
                Only::All => true,
                Only::Represented => !case.facts.representative.is_nobody(),
                Only::OfColleagues => !case.facts.colleagues.is_empty(),
            };
            let is_settled = |place| settled.contains(&(it.kind.letter, place));
            let asked = it.asked(Moment::FinalResponse, answered, is_asked, is_settled);
            asked.into_iter().map(move |owing| line(it.kind, owing))
        })
        .collect()
}

/// What the office owes again and again, given all entries of the registers that say so.
pub fn office_obligations(house: &House, entries: &[Entry]) -> Vec<Obligation> {
    let registers = KINDS.iter().filter_map(|it| Register::of(house, it.letter));
    registers
        .flat_map(|register| {
            let theirs: Vec<&Entry> =
                entries.iter().filter(|it| it.reference.register == register.kind.letter).collect();
            let line = move |it: Owing| Obligation {
                subject: it.about.clone(),
                ..asked_for(register.kind, RecordRef::Office, it)
            };
            register.next(&theirs).into_iter().map(line).collect::<Vec<_>>()
        })
        .collect()
}

fn asked_for(kind: &Kind, on: RecordRef, it: Owing) -> Obligation {
    let Owing { due, part, owner, about: subject, .. } = it;
    let kind = Owed::Entry(Duty::new(kind, it.what));
    Obligation { due, kind, on, part, owner, service: None, subject, is_restricted: false }
}

/// The day up to which a case's own schedule keeps it, for the records officer. Linked cases may keep it longer: that is
/// for [`crate::domain::retention::survey`] to say.
pub fn retention_review(schedules: &[Schedule], case: &Case) -> Option<Obligation> {
    let keep = keep(case);
    let due = keep.own_date(schedules).filter(|_| keep.holds.is_empty() && keep.erased.is_none())?;
    Some(Obligation {
        due,
        kind: Owed::Retention,
        on: RecordRef::Case(case.reference),
        part: 0,
        owner: None,
        service: case.facts.service,
        subject: case.facts.subject.clone(),
        is_restricted: case.restriction.is_some(),
    })
}

/// Everything a plan owes, soonest first.
pub fn plan_obligations(plan: &Plan) -> Vec<Obligation> {
    owed::obligations(plan)
        .into_iter()
        .map(|owed| Obligation {
            due: owed.due,
            kind: Owed::Plan(owed.kind),
            on: RecordRef::Plan(plan.reference),
            part: owed.action,
            owner: owed.owner.filter(|it| !it.is_empty()),
            service: plan.facts.service,
            subject: match (plan.action(owed.action), owed.case) {
                (Some(action), _) => action.facts.what.clone(),
                (None, Some(case)) => format!("{case}: {}", plan.facts.title),
                (None, None) => plan.facts.title.clone(),
            },
            is_restricted: false,
        })
        .collect()
}

fn while_unanswered(
    calendar: &Calendar,
    timescales: &Timescales,
    case: &Case,
    owe: &mut impl FnMut(NaiveDate, Owed, u32, Option<&str>),
) {
    let round = &case.rounds.now;
    // Whether what was taken over had been acknowledged, nobody recorded.
    if case.owes_acknowledgement(round) && round.acknowledgement.is_none() {
        owe(case.acknowledge_by(calendar, round), Owed::Acknowledge, 0, None);
    }
    if round.timescale.is_none() {
        owe(case.share_by(calendar, round), Owed::ShareTimescale, 0, None);
    }
    if case.facts.data_protection && case.acknowledged().is_none() {
        owe(case.data_protection_by(calendar), Owed::DataProtection, 0, None);
    }
    if let Some(promise) = case.promise(calendar, round) {
        owe(promise.last, Owed::Reply, 0, None);
    }
    if let Some(next) = round.next_update {
        owe(next, Owed::Update, 0, None);
    }
    if let Some(consent) = case.consent.as_ref().filter(|it| it.status == Consent::Requested)
        && let Some(by) = consent.answer_by
    {
        owe(by, Owed::Consent, 0, None);
    }
    if round.senior_letter.is_none() {
        owe(round.six_months(), Owed::SeniorLetter, 0, None);
    }
    if let Some(pause) = round.pause() {
        let review = pause.from.checked_add_days(Days::new(u64::from(timescales.pause_review)));
        owe(review.unwrap_or(NaiveDate::MAX), Owed::PauseReview, 0, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{
        ConsentRecord, Facts, Payment, Recommendation, Referral, Remedy, Restriction,
    };
    use crate::domain::case::round::{
        Closing, Extension, Pause, Response, Round, SeniorLetter, Timescale, Told,
    };
    use crate::domain::commit::Source;
    use crate::domain::office::record::Office;
    use crate::domain::reference::CaseRef;
    use crate::domain::vocabulary::{PauseReason, PaymentClass, PaymentHead, ReferredBy, RemedyKind, Tier};

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    fn new() -> Case {
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-03-02")));
        case.acknowledge_within = 3;
        case
    }

    fn told(date: &str) -> Told {
        Told { on: on(date), means: None, note: String::new() }
    }

    fn timescale(date: &str) -> Timescale {
        Timescale { answer_by: on(date), on: Some(on("2026-03-03")), means: None }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Case), expect: &[(Owed, &str)]) {
        let office = Office::default();
        let mut case = new();
        change(&mut case);
        let owed = obligations(&office.calendar(), &office.timescales, &case);
        let owed: Vec<(Owed, String)> = owed.into_iter().map(|it| (it.kind, it.due.to_string())).collect();
        let expect: Vec<(Owed, String)> =
            expect.iter().map(|(kind, due)| (*kind, (*due).to_owned())).collect();
        assert_eq!(owed, expect);
    }

    #[test]
    fn whatever_a_restricted_case_owes_says_that_it_is_restricted() {
        let office = Office::default();
        let mut case = new();
        let of = |case: &Case| {
            let all = obligations(&office.calendar(), &office.timescales, case);
            assert!(!all.is_empty());
            all.iter().all(|it| it.is_restricted)
        };
        assert!(!of(&case));
        case.restriction = Some(Restriction::default());
        assert!(of(&case));
    }

    const LETTER: (Owed, &str) = (Owed::SeniorLetter, "2026-09-02");

    #[test]
    fn a_day_stands_under_the_head_that_a_person_would_look_under() {
        let of = |due: &str| When::of(on("2026-11-24"), on(due)).words();
        assert_eq!(of("2026-11-23"), "Late");
        assert_eq!(of("2026-11-24"), "Today");
        assert_eq!(of("2026-11-29"), "This week");
        assert_eq!(of("2026-11-30"), "Later");
    }

    #[test]
    fn a_new_case_owes_an_acknowledgement_and_a_timescale() {
        check(|_| {}, &[(Owed::Acknowledge, "2026-03-05"), (Owed::ShareTimescale, "2026-03-16"), LETTER]);
    }

    #[test]
    fn an_acknowledged_case_owes_a_reply_by_the_date_the_person_has() {
        let acknowledged = |case: &mut Case| {
            case.rounds.now.acknowledgement = Some(told("2026-03-03"));
            case.rounds.now.timescale = Some(timescale("2026-04-01"));
        };
        check(acknowledged, &[(Owed::Reply, "2026-04-01"), LETTER]);
        let extended = |case: &mut Case| {
            acknowledged(case);
            case.rounds.now.extensions.push(Extension {
                to: on("2026-05-01"),
                reason: "x".into(),
                told_on: on("2026-03-30"),
            });
        };
        check(extended, &[(Owed::Reply, "2026-05-01"), LETTER]);
    }

    #[test]
    fn an_imported_case_owes_a_timescale_and_the_letter_and_no_acknowledgement_that_nobody_recorded() {
        let source = Source {
            reference: "1".into(),
            file: "f.csv".into(),
            sha256: String::new(),
            line: 2,
            erased_as: String::new(),
            row_sha256: String::new(),
        };
        check(|case| case.source = Some(source.clone()), &[(Owed::ShareTimescale, "2026-03-16"), LETTER]);
        let told = |case: &mut Case| {
            case.source = Some(source.clone());
            case.rounds.now.timescale = Some(timescale("2026-04-01"));
        };
        check(told, &[(Owed::Reply, "2026-04-01"), LETTER]);
    }

    #[test]
    fn an_answered_case_owes_the_person_nothing_but_what_was_offered() {
        let answered = |case: &mut Case| {
            case.rounds.now.response = Some(Response {
                on: on("2026-03-20"),
                means: None,
                signposted: true,
                signed_off_by: String::new(),
                note: String::new(),
                by: String::new(),
            });
            case.remedies.push(Remedy {
                number: 1,
                kind: RemedyKind::Apology,
                issue: None,
                what: String::new(),
                who: "kp".into(),
                by: Some(on("2026-04-10")),
                answer: None,
                done: None,
                evidence: String::new(),
                added: None,
            });
        };
        check(answered, &[(Owed::Remedy, "2026-04-10")]);
        let closed = |case: &mut Case| {
            answered(case);
            case.rounds.now.closing = Some(Closing::of(on("2026-03-21"), None));
            case.remedies[0].done = Some(on("2026-04-01"));
        };
        check(closed, &[]);
    }

    #[test]
    fn a_reopened_case_owes_a_new_timescale_and_no_second_acknowledgement() {
        let reopened = |case: &mut Case| {
            case.rounds.now.timescale = Some(timescale("2026-04-01"));
            case.rounds.now.closing = Some(Closing::of(on("2026-03-21"), None));
            case.rounds.begin(Round::begun(on("2026-09-01"), "New evidence".into()));
        };
        check(reopened, &[(Owed::ShareTimescale, "2026-09-15"), (Owed::SeniorLetter, "2027-03-01")]);
        let taken_over = |case: &mut Case| {
            reopened(case);
            case.source = Some(Source {
                reference: "1".into(),
                file: "f.csv".into(),
                sha256: String::new(),
                line: 2,
                erased_as: String::new(),
                row_sha256: String::new(),
            });
            case.rounds.now.timescale = Some(timescale("2026-09-20"));
        };
        check(taken_over, &[(Owed::Reply, "2026-09-20"), (Owed::SeniorLetter, "2027-03-01")]);
        let data_protection = |case: &mut Case| {
            reopened(case);
            case.facts.data_protection = true;
        };
        check(
            data_protection,
            &[
                (Owed::DataProtection, "2026-04-01"),
                (Owed::ShareTimescale, "2026-09-15"),
                (Owed::SeniorLetter, "2027-03-01"),
            ],
        );
    }

    #[test]
    fn updates_consent_pauses_payments_and_referrals_are_owed_too() {
        let busy = |case: &mut Case| {
            case.rounds.now.acknowledgement = Some(told("2026-03-03"));
            case.rounds.now.timescale = Some(timescale("2026-04-01"));
            case.rounds.now.next_update = Some(on("2026-03-16"));
            case.consent = Some(ConsentRecord {
                status: Consent::Requested,
                on: on("2026-03-03"),
                answer_by: Some(on("2026-03-17")),
                note: String::new(),
            });
            case.rounds.now.senior_letter =
                Some(SeniorLetter { on: on("2026-03-03"), by: String::new(), expected: on("2026-12-01") });
            let reason = String::new();
            case.rounds.now.pauses.push(Pause {
                from: on("2026-03-10"),
                category: PauseReason::Other,
                reason,
                until: None,
            });
            case.payments.push(Payment {
                number: 1,
                pence: 5000,
                class: PaymentClass::ExGratia,
                head: PaymentHead::Distress,
                maladministration: true,
                authorised_by: "kp".into(),
                severity: None,
                reason: String::new(),
                estimate_cover: None,
                within_ambit: None,
                by: Some(on("2026-04-02")),
                paid: None,
                payment_ref: String::new(),
                added: None,
            });
            case.referrals.push(Referral {
                number: 1,
                body: "PHSO".into(),
                tier: Tier::Primary,
                referred_by: ReferredBy::Mp,
                on: on("2026-03-05"),
                their_ref: String::new(),
                papers_due: Some(on("2026-03-26")),
                papers_sent: None,
                decision: None,
                recommendations: vec![Recommendation {
                    number: 1,
                    what: "Apologise".into(),
                    accepted: Some(true),
                    target: Some(on("2026-06-01")),
                    followed: None,
                }],
            });
        };
        check(
            busy,
            &[
                (Owed::Update, "2026-03-16"),
                (Owed::Consent, "2026-03-17"),
                (Owed::Papers, "2026-03-26"),
                (Owed::Reply, "2026-04-01"),
                (Owed::Payment, "2026-04-02"),
                (Owed::Recommendation, "2026-06-01"),
                (Owed::PauseReview, "2026-06-08"),
            ],
        );
    }

    #[test]
    fn a_date_stands_late_today_soon_or_on_track() {
        let calendar = Office::default().calendar();
        for (today, expect) in [
            ("2026-04-02", Standing::OnTrack),
            ("2026-04-07", Standing::DueSoon(3)),
            ("2026-04-09", Standing::DueSoon(1)),
            ("2026-04-10", Standing::DueToday),
            ("2026-04-11", Standing::Late(0)),
            ("2026-04-13", Standing::Late(1)),
            ("2026-04-17", Standing::Late(5)),
        ] {
            assert_eq!(standing(&calendar, 3, on(today), Some(on("2026-04-10"))), expect, "{today}");
        }
        assert_eq!(standing(&calendar, 3, on("2026-04-10"), None), Standing::Done);
    }
}
