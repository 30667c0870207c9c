//! Every figure once more, by other code: loops over the records of made-up offices, without rows, for every month of a
//! year. The year has both changes of the clock in it, and cases lie around them.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use proptest::prelude::*;
use proptest::sample::select;

use crate::domain::calendar::month::CalendarMonth;
use crate::domain::case::record::{
    Case, Cost, Facts, Followed, Importance, Issue, IssueFinding, Payment, Recommendation, Referral,
    ReferralDecision, Remedy,
};
use crate::domain::case::round::{Closing, Extension, Pause, Response, Round, RouteTaken, Timescale, Told};
use crate::domain::figures::performance::{Performance, Share, performance};
use crate::domain::figures::period::{Period, Scope};
use crate::domain::office::lists::{ChannelId, ServiceId, ThemeId};
use crate::domain::office::record::{House, Office};
use crate::domain::reference::CaseRef;
use crate::domain::rounds::Rounds;
use crate::domain::row::row;
use crate::domain::vocabulary::{
    Compliance, Decision, Nature, Outcome, PauseReason, PaymentClass, PaymentHead, ReferredBy, RemedyKind,
    Route, Tier, WentWrong,
};

/// Numbers by what they count; those that are nothing are left out.
type Numbers = BTreeMap<String, u64>;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a real date")
}

/// A day of the year and a little around it.
fn any_day() -> impl Strategy<Value = NaiveDate> {
    let clocks = select(vec![day("2026-03-28"), day("2026-03-29"), day("2026-10-25"), day("2026-10-26")]);
    prop_oneof![9 => (0_u64..430).prop_map(|it| day("2025-12-01") + Days::new(it)), 1 => clocks]
}

fn later(than: NaiveDate, by: u64) -> NaiveDate {
    than + Days::new(by)
}

fn any_issues(received: NaiveDate) -> impl Strategy<Value = Vec<Issue>> {
    let wrong = prop::option::of(select(WentWrong::ALL));
    let added = prop::option::of(0_u64..60);
    let issue =
        (prop::option::weighted(0.8, 1_u32..4), wrong, added).prop_map(move |(theme, wrong, added)| Issue {
            number: 1,
            theme: theme.map(ThemeId),
            what: String::new(),
            added: added.map(|days| later(received, days)),
            finding: wrong.map(|went_wrong| IssueFinding {
                on: received,
                finding: None,
                went_wrong,
                reason: String::new(),
                by: String::new(),
            }),
        });
    prop::collection::vec(issue, 0..4)
}

fn any_payments(received: NaiveDate) -> impl Strategy<Value = Vec<Payment>> {
    let paid = prop::option::weighted(0.8, 0_u64..120);
    let parts =
        (1_u64..100_000, select(PaymentClass::ALL), select(PaymentHead::ALL), any::<[bool; 3]>(), paid);
    let payment =
        parts.prop_map(move |(pence, class, head, [maladministration, cover, ambit], paid)| Payment {
            number: 1,
            pence,
            class,
            head,
            maladministration,
            authorised_by: "K Patel".into(),
            severity: None,
            reason: String::new(),
            estimate_cover: cover.then_some(true),
            within_ambit: Some(ambit),
            by: None,
            paid: paid.map(|it| later(received, it)),
            payment_ref: String::new(),
            added: None,
        });
    prop::collection::vec(payment, 0..4)
}

fn any_remedies(received: NaiveDate) -> impl Strategy<Value = Vec<Remedy>> {
    let remedy =
        (select(&RemedyKind::ALL[..3]), prop::option::of(0_u64..120)).prop_map(move |(kind, done)| Remedy {
            number: 1,
            kind,
            issue: None,
            what: String::new(),
            who: String::new(),
            by: None,
            answer: None,
            done: done.map(|it| later(received, it)),
            evidence: String::new(),
            added: None,
        });
    prop::collection::vec(remedy, 0..4)
}

fn any_referrals(received: NaiveDate) -> impl Strategy<Value = Vec<Referral>> {
    let followed = prop::option::of((0_u64..200, select(&Compliance::ALL[1..])));
    let recommendation =
        (prop::option::of(0_u64..200), followed).prop_map(move |(target, followed)| Recommendation {
            number: 1,
            what: String::new(),
            accepted: None,
            target: target.map(|it| later(received, it)),
            followed: followed.map(|(on, compliance)| Followed {
                on: later(received, on),
                compliance,
                evidence: String::new(),
            }),
        });
    let decision = prop::option::of((0_u64..150, select(Decision::ALL)));
    let parts = (select(Tier::ALL), 0_u64..100, decision, prop::collection::vec(recommendation, 0..3));
    let referral = parts.prop_map(move |(tier, on, decision, recommendations)| Referral {
        number: 1,
        body: "PHSO".into(),
        tier,
        referred_by: ReferredBy::Direct,
        on: later(received, on),
        their_ref: String::new(),
        papers_due: None,
        papers_sent: None,
        decision: decision.map(|(after, decision)| ReferralDecision {
            on: later(received, on + after),
            decision,
            note: String::new(),
        }),
        recommendations,
    });
    prop::collection::vec(referral, 0..3)
}

fn any_costs(received: NaiveDate) -> impl Strategy<Value = Vec<Cost>> {
    let cost = (0_u64..120, 0_u32..600, 0_u64..5_000).prop_map(move |(on, minutes, pence)| Cost {
        number: 0,
        on: later(received, on),
        minutes,
        pence,
        what: String::new(),
    });
    prop::collection::vec(cost, 0..3)
}

/// How a round goes on, in days from one step to the next.
#[derive(Clone, Debug)]
struct Course {
    acknowledged: Option<u64>,
    told: Option<u64>,
    /// Days from the beginning until the person was told that.
    told_after: u64,
    extended: Option<u64>,
    pause: Option<(u64, Option<u64>)>,
    route: Option<Route>,
    lasts: u64,
    is_answered: bool,
    outcome: Option<Outcome>,
    late_reason: &'static str,
    went_wrong: Option<WentWrong>,
    /// Days from its closing until the case is opened again, if there is another round.
    rests: u64,
    /// Whether it was taken over, and nobody recorded when it was closed.
    is_undated: bool,
}

fn any_course() -> impl Strategy<Value = Course> {
    let told_after = prop_oneof![Just(0), 0_u64..30];
    let told = (prop::option::of(5_u64..60), told_after);
    let answers = (prop::option::of(0_u64..10), told, prop::option::of(1_u64..60));
    let pause = prop::option::weighted(0.3, (0_u64..20, prop::option::of(1_u64..20)));
    let route = prop::option::weighted(0.8, select(Route::ALL));
    let ending = (prop::option::weighted(0.9, select(Outcome::ALL)), select(vec!["", "Leave", "Volume"]));
    let wrong = prop::option::of(select(WentWrong::ALL));
    (answers, pause, route, ending, wrong, 0_u64..90, 0_u64..40, any::<[bool; 3]>()).prop_map(
        |(
            answers,
            pause,
            route,
            (outcome, late_reason),
            went_wrong,
            lasts,
            rests,
            [is_answered, undated, is_rare],
        )| {
            let (acknowledged, (told, told_after), extended) = answers;
            Course {
                acknowledged,
                told,
                told_after,
                extended,
                pause,
                route,
                lasts,
                is_answered,
                outcome,
                late_reason,
                went_wrong,
                rests,
                is_undated: undated && is_rare,
            }
        },
    )
}

impl Course {
    fn round(self, begun: NaiveDate, is_closed: bool) -> Round {
        let closed = later(begun, self.lasts);
        let told = |it| Told { on: later(begun, it), means: None, note: String::new() };
        let extension = |(more, first)| Extension {
            to: later(begun, first + more),
            reason: String::new(),
            told_on: later(begun, first),
        };
        let pause = |(from, until): (u64, Option<u64>)| Pause {
            from: later(begun, from),
            category: PauseReason::Other,
            reason: String::new(),
            until: until.map(|it| later(begun, from + it)),
        };
        let route = |route| RouteTaken::of(route, begun, 10);
        let told_on = later(begun, self.told_after);
        let answer_by = |it| Timescale { answer_by: later(begun, it), on: Some(told_on), means: None };
        let late_reason = self.late_reason.to_owned();
        Round {
            acknowledgement: self.acknowledged.map(told),
            timescale: self.told.map(answer_by),
            extensions: self.extended.zip(self.told).map(extension).into_iter().collect(),
            pauses: self.pause.map(pause).into_iter().collect(),
            routes: self.route.map(route).into_iter().collect(),
            response: self.is_answered.then(|| Response {
                on: later(begun, self.lasts / 2),
                means: None,
                signposted: true,
                signed_off_by: String::new(),
                note: String::new(),
                by: String::new(),
            }),
            closing: is_closed.then(|| Closing {
                late_reason,
                day_not_known: self.is_undated,
                ..Closing::of(closed, self.outcome)
            }),
            went_wrong: self.went_wrong.filter(|_| is_closed),
            ..Round::begun(begun, String::new())
        }
    }
}

/// A case of up to three rounds, the last of which may go on.
fn any_rounds(received: NaiveDate) -> impl Strategy<Value = Case> {
    let courses = (any_course(), prop::collection::vec(any_course(), 0..3));
    (courses, any::<[bool; 2]>()).prop_map(move |((first, again), [is_closed, important])| {
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(received));
        case.acknowledge_within = 3;
        if important {
            let (from, until) = (later(received, first.lasts), later(received, 2 * first.lasts));
            let once = Importance { from, until: Some(until), reason: "It may happen again".to_owned() };
            case.importance = vec![once.clone(), Importance { from: later(until, 9), until: None, ..once }];
        }
        let mut begun = later(received, first.lasts + first.rests);
        case.rounds.now = first.round(received, is_closed || !again.is_empty());
        let last = again.len();
        for (place, course) in (1..).zip(again) {
            let after = later(begun, course.lasts + course.rests);
            case.rounds.begin(course.round(begun, is_closed || place < last));
            begun = after;
        }
        case
    })
}

fn any_case() -> impl Strategy<Value = Case> {
    any_day().prop_flat_map(|received| {
        let lists = (any_issues(received), any_payments(received), any_remedies(received));
        let more = (any_referrals(received), any_costs(received));
        let about = (prop::option::of(1_u32..4), prop::option::of(1_u32..3), prop::bool::weighted(0.1));
        (any_rounds(received), lists, more, about).prop_map(
            |(mut case, (issues, payments, remedies), (referrals, costs), (service, channel, is_talk))| {
                (case.issues, case.payments, case.remedies) = (issues, payments, remedies);
                (case.referrals, case.costs) = (referrals, costs);
                case.facts.service = service.map(ServiceId);
                case.facts.channel = channel.map(ChannelId);
                case.nature = if is_talk { Nature::Conversation } else { Nature::Complaint };
                case
            },
        )
    })
}

/// How a case stood on a day, told by walking through its rounds.
#[derive(Default)]
struct Then<'a> {
    /// The round that was open.
    open: Option<&'a Round>,
}

fn then(case: &Case, on: NaiveDate) -> Then<'_> {
    let mut it = Then::default();
    for round in case.rounds.iter() {
        if round.begun <= on {
            it.open = Some(round);
        }
        if round.closing.as_ref().is_some_and(|it| it.on <= on) {
            it.open = None;
        }
    }
    it
}

/// Since when an issue was there: something found on it, or a closing of the round in which it was entered, says that it was.
fn there_since(case: &Case, it: &Issue) -> NaiveDate {
    // A complaint is about something from the beginning.
    let Some(added) = it.added.filter(|_| it.number != 1) else { return case.facts.received };
    let mut since = added;
    let mut round = None;
    for it in case.rounds.iter() {
        if it.begun <= added {
            round = Some(it);
        }
    }
    for day in [round.and_then(|it| it.closing.as_ref()).map(|it| it.on), it.finding.as_ref().map(|it| it.on)]
    {
        since = since.min(day.unwrap_or(since));
    }
    since.max(case.facts.received)
}

struct Tally(Numbers);

impl Tally {
    fn add(&mut self, what: impl Into<String>, by: u64) {
        if by > 0 {
            *self.0.entry(what.into()).or_default() += by;
        }
    }

    fn most(&mut self, what: impl Into<String>, it: u64) {
        let most = self.0.entry(what.into()).or_default();
        *most = (*most).max(it);
    }

    fn payments(&mut self, what: &str, paid: &[&Payment]) {
        if paid.is_empty() {
            return;
        }
        self.add(format!("{what} cases"), 1);
        for it in paid {
            self.add(format!("{what} payments"), 1);
            self.add(format!("{what} pence"), it.pence);
            self.most(format!("{what} largest"), it.pence);
        }
    }
}

/// Every figure, told from the records alone.
fn told(house: &House, cases: &[Case], period: &Period) -> Numbers {
    let mut sum = Tally(Numbers::new());
    for case in cases.iter().filter(|it| it.nature == Nature::Complaint && it.facts.received <= period.as_of)
    {
        let inside =
            |it: NaiveDate| period.from.is_none_or(|from| from <= it) && it <= period.to.min(period.as_of);
        told_of_receipt(&mut sum, case, period, &inside);
        told_of_rounds(house, &mut sum, case, period, &inside);
        told_of_redress(&mut sum, case, period, &inside);
        told_of_referrals(&mut sum, case, period, &inside);
        let costs: Vec<&Cost> = case.costs.iter().filter(|it| inside(it.on)).collect();
        sum.add("cost cases", u64::from(!costs.is_empty()));
        sum.add("cost minutes", costs.iter().map(|it| u64::from(it.minutes)).sum());
        sum.add("cost pence", costs.iter().map(|it| it.pence).sum());
    }
    sum.0
}

fn told_of_receipt(sum: &mut Tally, case: &Case, period: &Period, inside: &dyn Fn(NaiveDate) -> bool) {
    let (received, service) = (case.facts.received, case.facts.service);
    if inside(received) {
        sum.add("received", 1);
        sum.add(format!("received of {service:?}"), 1);
        sum.add(format!("received by {:?}", case.facts.channel), 1);
        sum.add(format!("received in {}", &received.to_string()[..7]), 1);
        let known = |since: NaiveDate| since <= period.as_of;
        let marked = case.importance.iter().any(|it| known(it.from) && !it.until.is_some_and(known));
        sum.add("important", u64::from(marked));
        sum.add("referred", u64::from(case.referrals.iter().any(|it| known(it.on))));
        let there = case.issues.iter().filter(|it| known(there_since(case, it)));
        let mut themes: Vec<_> = there.map(|it| it.theme).collect();
        themes.iter().for_each(|it| sum.add(format!("issues {it:?} {service:?}"), 1));
        themes.sort_unstable();
        themes.dedup();
        themes.iter().for_each(|it| sum.add(format!("theme cases {it:?} {service:?}"), 1));
        if themes.is_empty() {
            sum.add(format!("theme cases None {service:?}"), 1);
        }
    }
    // Months of a year: the four before are the four months before.
    for back in 1..=4 {
        let from = period.from.expect("a month") - Months::new(back);
        let to = from + Months::new(1);
        if from <= received && received < to {
            for it in case.issues.iter().filter(|it| there_since(case, it) <= period.as_of) {
                sum.add(format!("issues {back} before {:?} {service:?}", it.theme), 1);
            }
        }
    }
    let before = period.from.expect("a month") - Days::new(1);
    sum.add("brought forward", u64::from(then(case, before).open.is_some()));
    sum.add("carried forward", u64::from(then(case, period.to.min(period.as_of)).open.is_some()));
    for (number, round) in (1..).zip(case.rounds.iter()) {
        sum.add("reopened", u64::from(number > 1 && inside(round.begun)));
    }
}

fn told_of_rounds(
    house: &House,
    sum: &mut Tally,
    case: &Case,
    period: &Period,
    inside: &dyn Fn(NaiveDate) -> bool,
) {
    if let Some(round) = then(case, period.as_of).open {
        sum.add("open", 1);
        let is_answered = round.response.as_ref().is_some_and(|it| it.on <= period.as_of);
        let own = round.timescale.as_ref().filter(|it| it.on <= Some(period.as_of)).map(|first| {
            let longer = round.extensions.iter().filter(|it| it.told_on <= period.as_of);
            longer.map(|it| it.to).next_back().unwrap_or(first.answer_by)
        });
        match own.or(promised_before(house, case, round).last().map(|it| it.last)) {
            None => sum.add("open without a timescale", 1),
            Some(told) => {
                sum.add("overdue", u64::from(!is_answered && told < period.as_of));
                sum.add("due today", u64::from(told == period.as_of));
            }
        }
    }
    for round in case.rounds.iter() {
        if let Some(closing) = round.closing.as_ref().filter(|it| inside(it.on)) {
            told_of_closing(house, sum, case, round, closing);
        }
    }
}

fn told_of_closing(house: &House, sum: &mut Tally, case: &Case, round: &Round, closing: &Closing) {
    sum.add("closed", 1);
    sum.add(format!("outcome {:?}", closing.outcome), 1);
    sum.add(format!("wrong {:?}", round.went_wrong), 1);
    sum.add(format!("closed of {:?}", case.facts.service), 1);
    if round.went_wrong == Some(WentWrong::Yes) {
        sum.add(format!("wrong of {:?}", case.facts.service), 1);
    }
    let route = round.routes.last().map(|it| it.route);
    sum.add(format!("route {route:?}"), 1);
    let answered = round.response.as_ref().map_or(closing.on, |it| it.on);
    let is_left_out = closing.outcome.is_some_and(|it| {
        use Outcome::{NoFinding, NotUpheld, Resolved, Upheld, UpheldInPart};
        !matches!(it, Upheld | UpheldInPart | NotUpheld | NoFinding | Resolved)
    });
    let is_undated = closing.day_not_known && round.response.is_none() && !is_left_out;
    if let (Some(route), false) = (route, is_left_out) {
        sum.add(format!("resolved {route:?}"), 1);
    }
    if let (Some(route), false) = (route, is_left_out || is_undated) {
        let (gross, paused) = days_of(house, round, answered);
        sum.add(format!("counted {route:?}"), 1);
        sum.add(format!("gross {route:?}"), gross);
        sum.add(format!("net {route:?}"), gross.saturating_sub(paused));
    }
    let after = |days: u32| working_days_after(house, round.begun, days);
    let is_answered = round.response.is_some() || !is_left_out;
    let is_first = std::ptr::eq(round, case.rounds.first());
    match &round.acknowledgement {
        // An answer that went by then says that the complaint is here.
        told if (is_first || told.is_some()) && is_answered && !is_undated && answered <= after(3) => {
            sum.add("acknowledged", 1);
            sum.add("acknowledged in time", 1);
        }
        Some(told) => {
            sum.add("acknowledged", 1);
            sum.add("acknowledged in time", u64::from(told.on <= after(3)));
        }
        None => sum.add("acknowledged", u64::from(is_first && after(3) < closing.on)),
    }
    if !is_answered {
        return sum.add("no answer", 1);
    }
    if is_undated {
        return sum.add("answered on a day not known", 1);
    }
    let mut promises = promised_before(house, case, round);
    if round.timescale.as_ref().is_some_and(|it| it.on == Some(round.begun) || it.on < Some(answered)) {
        promises.extend(promised_in(house, round));
    }
    let (Some(first), Some(last)) = (promises.first().filter(|it| it.in_time), promises.last()) else {
        let what =
            if round.timescale.is_none() && promises.is_empty() { "no timescale" } else { "told late" };
        return sum.add(what, 1);
    };
    sum.add("told a timescale", 1);
    sum.add("within the last timescale", u64::from(answered <= last.last));
    if answered <= first.first {
        sum.add("within the first timescale", 1);
    } else {
        sum.add(format!("late because {}", closing.late_reason), 1);
    }
}

fn working_days_after(house: &House, begun: NaiveDate, days: u32) -> NaiveDate {
    let (mut due, mut left) = (begun, days);
    while left > 0 {
        due = later(due, 1);
        left -= u32::from(house.calendar.is_working_day(due));
    }
    due
}

/// What the person was told in a round, and whether in the time that there is for it.
struct Said {
    first: NaiveDate,
    last: NaiveDate,
    in_time: bool,
}

fn promised_in(house: &House, round: &Round) -> Option<Said> {
    let first = round.timescale.as_ref()?;
    let last = round.extensions.last().map_or(first.answer_by, |it| it.to);
    let in_time = first.on <= Some(working_days_after(house, round.begun, 10));
    Some(Said { first: first.answer_by, last, in_time })
}

/// What the person was told before a round, and nobody answered.
fn promised_before(house: &House, case: &Case, round: &Round) -> Vec<Said> {
    let mut promises = Vec::new();
    for before in case.rounds.iter().take_while(|it| !std::ptr::eq(*it, round)) {
        let ended = before.closing.as_ref().expect("it was opened again");
        promises.extend(promised_in(house, before));
        let is_silent = ended.outcome.is_some_and(|it| !it.is_finding()) && before.response.is_none();
        let is_withdrawn = ended.outcome == Some(Outcome::Withdrawn);
        if !is_silent || is_withdrawn && promises.first().is_some_and(|it| ended.on <= it.first) {
            promises.clear();
        }
    }
    promises
}

/// Working days from the day after a round began to its answer, one by one, and how many of them the clock stood still.
fn days_of(house: &House, round: &Round, answered: NaiveDate) -> (u64, u64) {
    let (mut gross, mut paused) = (0, 0);
    let mut at = round.begun;
    while at < answered {
        at = later(at, 1);
        gross += u64::from(house.calendar.is_working_day(at));
    }
    // The day of receipt was not counted, so nothing of it was lost.
    let mut at = later(round.begun, 1);
    while at < answered {
        let stands = |it: &Pause| it.from <= at && it.until.is_none_or(|until| at < until);
        paused += u64::from(house.calendar.is_working_day(at) && round.pauses.iter().any(stands));
        at = later(at, 1);
    }
    (gross, paused)
}

fn told_of_redress(sum: &mut Tally, case: &Case, period: &Period, inside: &dyn Fn(NaiveDate) -> bool) {
    let paid: Vec<&Payment> = case.payments.iter().filter(|it| it.paid.is_some_and(inside)).collect();
    sum.payments("all", &paid);
    for class in PaymentClass::ALL {
        let of: Vec<&Payment> = paid.iter().copied().filter(|it| it.class == *class).collect();
        sum.payments(class.word(), &of);
    }
    for head in PaymentHead::ALL {
        let of: Vec<&Payment> = paid.iter().copied().filter(|it| it.head == *head).collect();
        sum.payments(&format!("for {head}"), &of);
    }
    let of: Vec<&Payment> = paid.iter().copied().filter(|it| it.maladministration).collect();
    sum.payments("maladministration", &of);
    let special: Vec<&Payment> =
        paid.iter().copied().filter(|it| it.class != PaymentClass::NotSpecial).collect();
    sum.payments("special", &special);
    sum.add("cover", special.iter().filter(|it| it.estimate_cover == Some(true)).count() as u64);
    sum.add("ambit", special.iter().filter(|it| it.within_ambit == Some(true)).count() as u64);
    let not_paid: Vec<&Payment> =
        case.payments.iter().filter(|payment| payment.paid.is_none_or(|it| period.as_of < it)).collect();
    sum.payments("not paid", &not_paid);
    for kind in RemedyKind::ALL {
        let of: Vec<&Remedy> = case.remedies.iter().filter(|it| it.kind == *kind).collect();
        let done = of.iter().filter(|it| it.done.is_some_and(inside)).count() as u64;
        sum.add(format!("remedy {kind}"), done);
        sum.add(format!("remedy cases {kind}"), done.min(1));
        let by_now = of.iter().filter(|remedy| remedy.done.is_some_and(|it| it <= period.as_of)).count();
        sum.add(format!("remedy waits {kind}"), (of.len() - by_now) as u64);
    }
}

fn told_of_referrals(sum: &mut Tally, case: &Case, period: &Period, inside: &dyn Fn(NaiveDate) -> bool) {
    let (second, ours): (Vec<&Referral>, Vec<&Referral>) =
        case.referrals.iter().partition(|it| it.tier == Tier::SecondTier);
    sum.add("ombudsman", ours.iter().filter(|it| inside(it.on)).count().min(1) as u64);
    sum.add("second tier", second.iter().filter(|it| inside(it.on)).count().min(1) as u64);
    for it in ours.iter().filter(|it| it.on <= period.as_of) {
        if let Some(decision) = it.decision.as_ref().filter(|it| inside(it.on)) {
            sum.add(format!("decided {}", decision.decision), 1);
        }
        for it in &it.recommendations {
            if let Some(it) = it.followed.as_ref().filter(|it| it.on <= period.as_of) {
                sum.add(format!("recommendation {}", it.compliance), u64::from(inside(it.on)));
            } else {
                sum.add("recommendation open", 1);
                sum.add("recommendation late", u64::from(it.target.is_some_and(|it| it < period.as_of)));
            }
        }
    }
}

/// The same names for what the folds found.
fn folded(it: &Performance) -> Numbers {
    let mut sum = Tally(Numbers::new());
    for (what, number) in [
        ("received", it.received),
        ("important", it.important),
        ("referred", it.referred),
        ("brought forward", it.brought_forward),
        ("carried forward", it.carried_forward),
        ("reopened", it.reopened),
        ("open", it.open),
        ("closed", it.closed),
        ("no timescale", it.closed_without_timescale),
        ("told late", it.told_late),
        ("no answer", it.closed_without_answer),
        ("answered on a day not known", it.answered_undated),
        ("overdue", it.overdue),
        ("due today", it.due_today),
        ("open without a timescale", it.no_timescale),
        ("told a timescale", it.within_first_timescale.denominator),
        ("within the first timescale", it.within_first_timescale.numerator),
        ("within the last timescale", it.within_last_timescale.numerator),
        ("acknowledged", it.acknowledged_in_time.denominator),
        ("acknowledged in time", it.acknowledged_in_time.numerator),
        ("ombudsman", it.referrals.to_the_ombudsman),
        ("second tier", it.referrals.to_a_second_tier),
        ("recommendation complied with", it.referrals.complied_with),
        ("recommendation not complied with", it.referrals.not_complied_with),
        ("recommendation open", it.referrals.open),
        ("recommendation late", it.referrals.late),
        ("cost cases", it.cost.cases),
        ("cost minutes", it.cost.minutes),
        ("cost pence", it.cost.external),
        ("cover", it.redress.cover_confirmed),
        ("ambit", it.redress.ambit_confirmed),
        ("route None", it.no_route),
    ] {
        sum.add(what, number);
    }
    it.received_by_service.iter().for_each(|(at, n)| sum.add(format!("received of {at:?}"), *n));
    it.received_by_channel.iter().for_each(|(at, n)| sum.add(format!("received by {at:?}"), *n));
    it.received_by_month.iter().for_each(|(at, n)| sum.add(format!("received in {at}"), *n));
    it.outcomes.iter().for_each(|(at, n)| sum.add(format!("outcome {at:?}"), *n));
    it.went_wrong.iter().for_each(|(at, n)| sum.add(format!("wrong {at:?}"), *n));
    it.late_reasons.iter().for_each(|(at, n)| sum.add(format!("late because {at}"), *n));
    it.referrals.decisions.iter().for_each(|(at, n)| sum.add(format!("decided {at}"), *n));
    for (service, Share { numerator, denominator }) in &it.went_wrong_by_service {
        sum.add(format!("wrong of {service:?}"), *numerator);
        sum.add(format!("closed of {service:?}"), *denominator);
    }
    for (route, times) in
        [(Route::EarlyResolution, &it.early_resolution), (Route::CloserLook, &it.closer_look)]
    {
        sum.add(format!("route {:?}", Some(route)), times.closed);
        sum.add(format!("resolved {route:?}"), times.resolved);
        sum.add(format!("counted {route:?}"), times.gross.len() as u64);
        sum.add(format!("gross {route:?}"), times.gross.iter().sum::<i64>().unsigned_abs());
        sum.add(format!("net {route:?}"), times.net.iter().sum::<i64>().unsigned_abs());
    }
    for ((theme, service), it) in &it.themes.0 {
        sum.add(format!("issues {theme:?} {service:?}"), it.issues);
        sum.add(format!("theme cases {theme:?} {service:?}"), it.cases);
        for (back, number) in (1..).zip(it.before) {
            sum.add(format!("issues {back} before {theme:?} {service:?}"), number);
        }
    }
    for (kind, it) in &it.remedies {
        sum.add(format!("remedy {kind}"), it.done);
        sum.add(format!("remedy cases {kind}"), it.cases);
        sum.add(format!("remedy waits {kind}"), it.waiting);
    }
    let redress = &it.redress;
    let classes = redress.by_class.iter().map(|(class, it)| (class.word().to_owned(), it));
    let heads = redress.by_head.iter().map(|(head, it)| (format!("for {head}"), it));
    let others = [
        ("all", &redress.all),
        ("maladministration", &redress.maladministration),
        ("special", &redress.special),
        ("not paid", &redress.not_paid),
    ];
    for (what, it) in classes.chain(heads).chain(others.map(|(what, it)| (what.to_owned(), it))) {
        sum.add(format!("{what} cases"), it.cases);
        sum.add(format!("{what} payments"), it.payments);
        sum.add(format!("{what} pence"), it.pence);
        sum.add(format!("{what} largest"), it.largest);
    }
    sum.0
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// As of the end of each month, and as of a year later, when much has happened since.
    #[test]
    fn every_figure_agrees_with_a_look_at_every_record(cases in prop::collection::vec(any_case(), 1..30)) {
        let house = House::new(Office::default());
        let rows: Vec<_> = cases
            .iter()
            .map(|it| row(&house.calendar, &house.office.timescales, it).bare())
            .collect();
        for month in 0..12 {
            let from = day("2026-01-01") + Months::new(month);
            let to = from + Months::new(1) - Days::new(1);
            for as_of in [to, to + Months::new(12)] {
                let period = Period { from: Some(from), to, as_of };
                let sum = performance(rows.iter(), &period, &house.office, Scope::All);
                prop_assert_eq!(folded(&sum), told(&house, &cases, &period), "{} as of {}", from, as_of);
                prop_assert!(sum.reconciles(), "{} as of {}", from, as_of);
                prop_assert_eq!(sum.ages.0.iter().sum::<u64>(), sum.open);
                // The last of its months is the period itself.
                let month = sum.course.0.get(&CalendarMonth::of(from)).copied().unwrap_or_default();
                prop_assert_eq!((month.received, month.closed), (sum.received, sum.closed));
                let Share { numerator, denominator } = sum.within_first_timescale;
                prop_assert_eq!((month.in_time, month.answered), (numerator, denominator));
            }
        }
    }

    /// As of the day before a case is opened again, nobody can tell that it will be.
    #[test]
    fn a_further_round_changes_no_figure_as_of_a_day_before_it(case in any_case()) {
        let house = House::new(Office::default());
        if let [.., first, _] = &case.rounds.iter().collect::<Vec<_>>()[..] {
            let mut before = case.clone();
            before.rounds = Rounds::of((*first).clone());
            before.facts.received = first.begun;
            // What is entered in the further round was not there before it.
            let begun = case.rounds.now.begun;
            before.issues.retain(|it| it.added.is_none_or(|on| on < begun));
            let mut after = before.clone();
            after.rounds.begin(case.rounds.now.clone());
            let day = case.rounds.now.begun - Days::new(1);
            let period = Period { from: Some(day - Months::new(6)), to: day, as_of: day };
            let sums = [before, after].map(|it| {
                let rows = [row(&house.calendar, &house.office.timescales, &it)];
                performance(rows.iter(), &period, &house.office, Scope::All)
            });
            prop_assert_eq!(&sums[0], &sums[1]);
        }
    }

    /// What is counted of each service apart adds up to what is counted of all.
    #[test]
    fn the_figures_of_services_add_up_to_those_of_all(cases in prop::collection::vec(any_case(), 1..30)) {
        let house = House::new(Office::default());
        let rows: Vec<_> =
            cases.iter().map(|it| row(&house.calendar, &house.office.timescales, it)).collect();
        let period = Period { from: Some(day("2026-02-01")), to: day("2026-12-31"), as_of: day("2027-01-31") };
        let of = |scope| performance(rows.iter(), &period, &house.office, scope);
        let all = of(Scope::All);
        let none = rows.iter().filter(|it| it.service.is_none());
        let none = performance(none, &period, &house.office, Scope::All);
        let parts: Vec<_> = (1..4).map(|it| of(Scope::Service(ServiceId(it)))).chain([none]).collect();
        for figure in [
            (|it| it.received) as fn(&Performance) -> u64,
            |it| it.closed,
            |it| it.redress.all.pence,
            |it| it.cost.minutes,
            |it| it.referrals.to_the_ombudsman,
        ] {
            prop_assert_eq!(parts.iter().map(figure).sum::<u64>(), figure(&all));
        }
    }
}
