//! How the office is doing over a period, as of a day (guide, Capturing the right data).
//!
//! Received counts by the day of receipt; outcomes, times and timeliness by the day on which a round of the case was closed, each
//! by the dates of that round. Cases that ended without an answer are left out of average times, by rule.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::month::CalendarMonth;
use crate::domain::figures::actions::ActionCounts;
use crate::domain::figures::cost::CostSum;
use crate::domain::figures::course::{Ages, Course};
use crate::domain::figures::data_protection::DataProtection;
use crate::domain::figures::period::{Look, Period, Scope};
use crate::domain::figures::redress::{Redress, RemedyCount, add_remedies};
use crate::domain::figures::referrals::Referrals;
use crate::domain::figures::themes::Themes;
use crate::domain::office::lists::{ChannelId, ServiceId};
use crate::domain::office::record::Office;
use crate::domain::office::settings::{FigureSettings, Timescales};
use crate::domain::plan::row::ActionRow;
use crate::domain::row::Row;
use crate::domain::row_round::{RoundPart, Timeliness};
use crate::domain::vocabulary::{Nature, Outcome, RemedyKind, Route, WentWrong};

/// A share of a whole. Nothing under it says so instead of 0 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// How many.
    pub numerator: u64,
    /// Of how many.
    pub denominator: u64,
}

impl Share {
    /// In percent; none with nothing under it.
    #[expect(clippy::cast_precision_loss, reason = "no office has 2^52 cases")]
    pub fn percent(self) -> Option<f64> {
        (self.denominator > 0).then(|| self.numerator as f64 * 100.0 / self.denominator as f64)
    }

    /// What is left of it without a part of it.
    #[must_use]
    pub const fn without(self, part: Self) -> Self {
        Self {
            numerator: self.numerator.saturating_sub(part.numerator),
            denominator: self.denominator.saturating_sub(part.denominator),
        }
    }

    fn count(&mut self, it: bool) {
        self.denominator += 1;
        self.numerator += u64::from(it);
    }
}

/// How many, and how long they took.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// Cases closed on the route.
    pub closed: u64,
    /// Of these, those that were answered.
    pub resolved: u64,
    /// Of these, those on which an early resolution was tried first.
    pub escalated: u64,
    /// Of those, answered within the timescale that the person was told first, and within the last.
    pub escalated_in_first: Share,
    pub escalated_in_last: Share,
    /// How they ended; none for "not recorded".
    pub outcomes: BTreeMap<Option<Outcome>, u64>,
    /// Working days each of them took, pauses included; left out are those that were answered nobody knows when.
    pub gross: Vec<i64>,
    /// The same without the days on which the office's clock stood still.
    pub net: Vec<i64>,
    /// The same in days of the calendar, pauses included.
    pub calendar: Vec<i64>,
}

/// The mean, none of nothing.
#[expect(clippy::cast_precision_loss, reason = "no case takes 2^52 days")]
pub fn mean(days: &[i64]) -> Option<f64> {
    (!days.is_empty()).then(|| days.iter().sum::<i64>() as f64 / days.len() as f64)
}

/// The median, none of nothing.
#[expect(clippy::cast_precision_loss, reason = "no case takes 2^52 days")]
pub fn median(days: &[i64]) -> Option<f64> {
    let mut sorted = days.to_vec();
    sorted.sort_unstable();
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(sorted[middle] as f64),
        _ => Some((sorted[middle - 1] + sorted[middle]) as f64 / 2.0),
    }
}

/// The figures of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Performance {
    /// Complaints received in the period.
    pub received: u64,
    /// The same by service; none for "not recorded".
    pub received_by_service: BTreeMap<Option<ServiceId>, u64>,
    /// The same by month of receipt.
    pub received_by_month: BTreeMap<CalendarMonth, u64>,
    /// Open as of the day, whenever received.
    pub open: u64,
    /// Of the open ones, those past the timescale that the person had, unanswered.
    pub overdue: u64,
    /// Of the open ones, those whose acknowledgement or answer is late.
    pub late: u64,
    /// Of the open ones, those due on the day itself.
    pub due_today: u64,
    /// Of the open ones, those whose person was told no timescale yet.
    #[serde(rename = "no_timescale_shared")]
    pub no_timescale: u64,
    /// Closed in the period, a case that was opened again and closed again as often as that.
    pub closed: u64,
    /// Early resolution (guide).
    pub early_resolution: Times,
    /// Closer look (guide).
    pub closer_look: Times,
    /// Closed in the period with no route recorded.
    #[serde(rename = "no_route_recorded")]
    pub no_route: u64,
    /// Of those closed in the period that had a timescale: answered within the one first shared (guide's own measure).
    pub within_first_timescale: Share,
    /// The same against the timescale that the person had in the end.
    pub within_last_timescale: Share,
    /// Closed in the period with no timescale ever shared: in neither part of the share.
    pub closed_without_timescale: u64,
    /// Closed in the period, told a timescale too late for it to count as the start: in neither part of the share.
    #[serde(rename = "timescale_shared_late")]
    pub told_late: u64,
    /// Closed in the period without an answer, such as withdrawn: in no share of answers.
    pub closed_without_answer: u64,
    /// Closed in the period with an answer, and nobody recorded when: in no share and no average.
    pub answered_undated: u64,
    /// Of those closed in the period that had to be acknowledged: acknowledged in time.
    pub acknowledged_in_time: Share,
    /// Outcomes of those closed in the period; none for "not recorded".
    pub outcomes: BTreeMap<Option<Outcome>, u64>,
    /// Whether something went wrong, of those closed in the period; none for "not recorded".
    #[serde(rename = "something_went_wrong")]
    pub went_wrong: BTreeMap<Option<WentWrong>, u64>,
    /// Referred to the next tier, of those received in the period.
    pub referred: u64,
    /// Important beyond themselves, of those received in the period.
    pub important: u64,
    /// Open on the day before the period, so that received + brought forward = closed + carried forward.
    pub brought_forward: u64,
    /// Open at the end of the period.
    pub carried_forward: u64,
    /// Opened again within the period after an earlier closing; part of the reconciliation.
    pub reopened: u64,
    /// Received by the way they arrived; none for "not recorded".
    pub received_by_channel: BTreeMap<Option<ChannelId>, u64>,
    /// Something went wrong, of those closed in the period, by service; none for "not recorded".
    #[serde(rename = "something_went_wrong_by_service")]
    pub went_wrong_by_service: BTreeMap<Option<ServiceId>, Share>,
    /// Something went wrong, of those closed in the period: an action plan learns from it.
    #[serde(rename = "learnt_from")]
    pub learnt: Share,
    /// Why the answer was late, of those closed in the period that had theirs later than first shared.
    pub late_reasons: BTreeMap<String, u64>,
    /// Of the cases that count, those that are kept from whoever asks: what they are about stands as not recorded.
    pub apart: u64,
    /// How figures were worked out on the day.
    pub settings: FigureSettings,
    /// How long things might take by the office's rules of the day.
    pub timescales: Timescales,
    /// The day on which the office received its first complaint of all, whatever is looked at.
    pub first_received: Option<NaiveDate>,
    /// Issues of those received in the period, by theme and service, beside the four periods before.
    pub themes: Themes,
    /// What was done to put things right.
    pub remedies: BTreeMap<RemedyKind, RemedyCount>,
    /// Money paid.
    pub redress: Redress,
    /// What went to the Ombudsman.
    #[serde(rename = "ombudsman")]
    pub referrals: Referrals,
    /// Those about personal data.
    pub data_protection: DataProtection,
    /// What it cost to deal with complaints.
    pub cost: CostSum,
    /// How it went month by month, up to the end of the period.
    pub course: Course,
    /// For how long those have been here that are open as of the day.
    pub ages: Ages,
    /// Actions as of the day, by the service that changes; none for "not recorded".
    pub actions: BTreeMap<Option<ServiceId>, ActionCounts>,
    /// Rules that were changed in the period, each with the day from which it no longer held.
    pub timescales_until: Vec<(NaiveDate, Timescales)>,
}

/// Folds rows into the figures of a period, looking at some services or all.
pub fn performance<'a>(
    rows: impl Iterator<Item = &'a Row>,
    period: &Period,
    office: &Office,
    scope: Scope,
) -> Performance {
    let mut sum = Performance::begun(office, period);
    let look = Look::at(*period);
    for row in rows {
        sum.see(row);
        if scope.holds(office, row.service) {
            sum.add(row, &look);
        }
    }
    sum
}

impl Performance {
    /// No figure yet, by the office's rules of a period.
    pub fn begun(office: &Office, period: &Period) -> Self {
        let day = period.as_of;
        let in_period = |it: &&(NaiveDate, Timescales)| {
            period.from.is_some_and(|from| from < it.0) && it.0 <= day.min(period.to)
        };
        Self {
            settings: office.figures_on(day),
            timescales: office.timescales_on(day),
            timescales_until: office.timescales_until.iter().filter(in_period).copied().collect(),
            ..Self::default()
        }
    }

    /// Takes note of a case, whether it counts or not.
    pub fn see(&mut self, row: &Row) {
        if row.nature == Nature::Complaint {
            self.first_received = Some(self.first_received.map_or(row.received, |it| it.min(row.received)));
        }
    }

    /// Whether the office had begun by a day: before its first case there is nothing to compare with.
    pub fn had_begun_by(&self, day: NaiveDate) -> bool {
        self.first_received.is_some_and(|first| first <= day)
    }

    /// Counts one case in.
    pub fn add(&mut self, row: &Row, look: &Look) {
        let period = &look.period;
        if !row.received_by(period.as_of) {
            return;
        }
        if period.holds(row.received) {
            self.received += 1;
            *self.received_by_service.entry(row.service).or_default() += 1;
            *self.received_by_channel.entry(row.channel).or_default() += 1;
            *self.received_by_month.entry(CalendarMonth::of(row.received)).or_default() += 1;
            self.referred += u64::from(row.referred_by(period.as_of));
            self.important += u64::from(row.important_on(period.as_of));
        }
        self.add_course(row, look);
        self.themes.add(row, look);
        self.redress.add(row, period);
        add_remedies(&mut self.remedies, row, period);
        self.referrals.add(row, period);
        self.data_protection.add(row, period);
        self.cost.add(row, period);
        self.reconcile(row, period);
        if row.open_on(period.as_of) {
            self.add_open(row, period.as_of);
        }
        for (round, closed) in closed_in(row, period) {
            self.add_closed(row, round, closed);
        }
    }

    /// Counts a case into its months.
    fn add_course(&mut self, row: &Row, look: &Look) {
        let Some(first) = look.course else { return };
        let months = Period { from: Some(first), ..look.period };
        if months.holds(row.received) {
            self.course.of(row.received).received += 1;
        }
        for (round, closed) in closed_in(row, &months) {
            let month = self.course.of(closed);
            month.closed += 1;
            if let Some((kept @ (Timeliness::InTime | Timeliness::Late), _)) = round.kept_on(closed) {
                month.answered += 1;
                month.in_time += u64::from(kept == Timeliness::InTime);
            }
        }
    }

    fn add_open(&mut self, row: &Row, day: NaiveDate) {
        self.open += 1;
        self.ages.add(row.received, day);
        self.overdue += u64::from(row.overdue_on(day));
        self.late += u64::from(row.reply_late_on(day));
        match row.timescale_on(day) {
            None => self.no_timescale += 1,
            Some(told) => self.due_today += u64::from(told == day),
        }
    }

    /// Counts in that an action plan has learnt, since a day, from a case that was counted.
    pub fn add_learnt(&mut self, row: &Row, since: NaiveDate, period: &Period) {
        if row.received_by(period.as_of) && since <= period.as_of {
            let wrong = closed_in(row, period).filter(|it| it.0.went_wrong == Some(WentWrong::Yes));
            self.learnt.numerator += wrong.count() as u64;
        }
    }

    /// Counts in an action as it stood on the day.
    pub fn add_action(&mut self, row: &ActionRow, period: &Period) {
        if row.bound_on(period.as_of) {
            self.actions.entry(row.service).or_default().add(row, period.as_of);
        }
    }

    fn add_closed(&mut self, row: &Row, round: &RoundPart, closed: NaiveDate) {
        self.closed += 1;
        *self.outcomes.entry(round.outcome).or_default() += 1;
        *self.went_wrong.entry(round.went_wrong).or_default() += 1;
        let is_wrong = round.went_wrong == Some(WentWrong::Yes);
        self.went_wrong_by_service.entry(row.service).or_default().count(is_wrong);
        self.learnt.denominator += u64::from(is_wrong);
        let times = match round.route {
            Some(Route::EarlyResolution) => Some(&mut self.early_resolution),
            Some(Route::CloserLook) => Some(&mut self.closer_look),
            None => None,
        };
        match times {
            None => self.no_route += 1,
            Some(times) => {
                times.closed += 1;
                times.escalated += u64::from(round.is_escalated);
                *times.outcomes.entry(round.outcome).or_default() += 1;
                let counts = round.outcome.is_none_or(|it| !it.left_out_of_averages());
                times.resolved += u64::from(counts);
                if let Some(days) = round.days_taken.filter(|_| counts) {
                    times.gross.push(days);
                    times.net.push((days - round.days_paused).max(0));
                    let answered = round.answered_on(closed).unwrap_or(closed);
                    times.calendar.push((answered - round.begun).num_days());
                }
            }
        }
        if let Some(kept) = round.acknowledged_on(closed) {
            self.acknowledged_in_time.count(kept == Timeliness::InTime);
        }
        match round.kept_on(closed) {
            None if round.is_undated => self.answered_undated += 1,
            None => self.closed_without_answer += 1,
            Some((Timeliness::None, _)) => self.closed_without_timescale += 1,
            Some((Timeliness::ToldLate, _)) => self.told_late += 1,
            Some((first, last)) => {
                self.within_first_timescale.count(first == Timeliness::InTime);
                if first == Timeliness::Late {
                    *self.late_reasons.entry(round.late_reason.clone()).or_default() += 1;
                }
                self.within_last_timescale.count(last == Timeliness::InTime);
                if round.is_escalated {
                    self.closer_look.escalated_in_first.count(first == Timeliness::InTime);
                    self.closer_look.escalated_in_last.count(last == Timeliness::InTime);
                }
            }
        }
    }

    fn reconcile(&mut self, row: &Row, period: &Period) {
        let end = period.to.min(period.as_of);
        self.carried_forward += u64::from(row.open_on(end));
        if let Some(before) = period.from.and_then(|from| from.pred_opt()) {
            self.brought_forward += u64::from(row.open_on(before));
        }
        self.reopened += row.rounds.iter().skip(1).filter(|it| period.holds(it.begun)).count() as u64;
    }

    /// Whether received + brought forward + reopened = closed + carried forward. A report that does not reconcile says so.
    pub const fn reconciles(&self) -> bool {
        self.received + self.brought_forward + self.reopened == self.closed + self.carried_forward
    }
}

/// The rounds of a case that were closed within a period, with the day.
fn closed_in<'a>(row: &'a Row, period: &Period) -> impl Iterator<Item = (&'a RoundPart, NaiveDate)> {
    row.rounds.iter().filter_map(|it| Some((it, it.closed.filter(|day| period.holds(*day))?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Case, Facts};
    use crate::domain::case::round::{Closing, Round, RouteTaken, Timescale};
    use crate::domain::office::record::Office;
    use crate::domain::reference::CaseRef;
    use crate::domain::row::row;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    fn case(received: &str, told: Option<&str>, closed: Option<(&str, Outcome)>) -> Row {
        let office = Office::default();
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on(received)));
        let round = &mut case.rounds.now;
        round.routes.push(RouteTaken::of(Route::EarlyResolution, on(received), 10));
        round.timescale = told.map(|it| Timescale { answer_by: on(it), on: Some(on(received)), means: None });
        round.closing = closed.map(|(date, outcome)| Closing::of(on(date), Some(outcome)));
        row(&office.calendar(), &office.timescales, &case)
    }

    fn figures(rows: &[Row], from: &str, to: &str, as_of: &str) -> Performance {
        let period = Period { from: Some(on(from)), to: on(to), as_of: on(as_of) };
        performance(rows.iter(), &period, &Office::default(), Scope::All)
    }

    #[test]
    fn what_was_answered_nobody_knows_when_is_in_no_share_and_no_average() {
        let office = Office::default();
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-03-02")));
        let round = &mut case.rounds.now;
        let route = Route::EarlyResolution;
        round.routes.push(RouteTaken::of(route, on("2026-03-02"), 10));
        round.timescale = Some(Timescale { answer_by: on("2026-03-20"), on: None, means: None });
        let closing = Closing::of(on("2026-03-02"), Some(Outcome::Upheld));
        round.closing = Some(Closing { day_not_known: true, ..closing });
        let row = row(&office.calendar(), &office.timescales, &case);
        let it = figures(&[row], "2026-03-01", "2026-03-31", "2026-03-31");
        assert_eq!((it.closed, it.answered_undated, it.closed_without_answer), (1, 1, 0));
        let early = &it.early_resolution;
        assert_eq!((early.closed, early.resolved, early.gross.len()), (1, 1, 0));
        assert_eq!(it.within_last_timescale, Share::default());
    }

    fn office_of_four() -> Vec<Row> {
        vec![
            case("2026-03-02", Some("2026-03-20"), Some(("2026-03-16", Outcome::Upheld))),
            case("2026-03-03", Some("2026-03-20"), Some(("2026-03-27", Outcome::NotUpheld))),
            case("2026-03-04", None, Some(("2026-03-05", Outcome::Withdrawn))),
            case("2026-03-05", Some("2026-03-24"), None),
        ]
    }

    /// Received on 1 April, told 30 April, answered on 20 April; opened again on 1 September, told 15 September, answered on 10
    /// September.
    fn reopened() -> Row {
        let (office, reference) = (Office::default(), CaseRef { year: 2026, number: 1 });
        let mut case = Case::new(reference, Facts::received_on(on("2026-04-01")));
        let mut pass = |answer_by: &str, answered: &str| {
            let round = &mut case.rounds.now;
            let route = Route::CloserLook;
            round.routes = vec![RouteTaken::of(route, round.begun, 20)];
            round.timescale =
                Some(Timescale { answer_by: on(answer_by), on: Some(round.begun), means: None });
            round.closing = Some(Closing::of(on(answered), Some(Outcome::Upheld)));
            if answered == "2026-04-20" {
                case.rounds.begin(Round::begun(on("2026-09-01"), "New evidence".to_owned()));
            }
        };
        pass("2026-04-30", "2026-04-20");
        pass("2026-09-15", "2026-09-10");
        row(&office.calendar(), &office.timescales, &case)
    }

    #[test]
    fn each_round_of_a_reopened_case_counts_in_its_own_period_by_its_own_dates() {
        let rows = [reopened()];
        let in_time = Share { numerator: 1, denominator: 1 };
        for as_of in ["2026-06-30", "2026-12-31"] {
            let first = figures(&rows, "2026-04-01", "2026-06-30", as_of);
            assert_eq!((first.received, first.closed, first.reopened), (1, 1, 0), "{as_of}");
            assert_eq!(
                (first.within_first_timescale, first.closer_look.gross),
                (in_time, vec![11]),
                "{as_of}"
            );
        }
        let second = figures(&rows, "2026-07-01", "2026-09-30", "2026-12-31");
        assert_eq!((second.received, second.closed, second.reopened), (0, 1, 1));
        assert_eq!((second.within_first_timescale, second.closer_look.gross), (in_time, vec![7]));
        let half = figures(&rows, "2026-04-01", "2026-09-30", "2026-12-31");
        assert!(half.reconciles());
        assert_eq!((half.received, half.closed, half.closer_look.gross), (1, 2, vec![11, 7]));
        let between = figures(&rows, "2026-09-01", "2026-09-30", "2026-09-02");
        assert_eq!(
            (between.open, between.closed, between.overdue),
            (1, 0, 0),
            "the old timescale is not its"
        );
    }

    /// Told on a day by when there would be an answer, out of scope on 13 April; opened again on 5 May, and from the next day on
    /// promised an answer by 29 May, where it is told anew.
    fn unanswered_at_first(told: &str, anew: bool, answered: Option<&str>) -> Vec<Row> {
        let (office, reference) = (Office::default(), CaseRef { year: 2026, number: 1 });
        let mut case = Case::new(reference, Facts::received_on(on("2026-03-02")));
        let tell =
            |by: &str, told: &str| Some(Timescale { answer_by: on(by), on: Some(on(told)), means: None });
        case.rounds.now.timescale = tell("2026-04-10", told);
        case.rounds.now.closing = Some(Closing::of(on("2026-04-13"), Some(Outcome::OutOfScope)));
        case.rounds.begin(Round::begun(on("2026-05-05"), "New evidence".to_owned()));
        case.rounds.now.timescale = tell("2026-05-29", "2026-05-06").filter(|_| anew);
        case.rounds.now.closing = answered.map(|it| Closing::of(on(it), Some(Outcome::Upheld)));
        vec![row(&office.calendar(), &office.timescales, &case)]
    }

    #[test]
    fn a_timescale_told_late_stays_late_though_the_case_ends_without_an_answer_and_is_told_anew() {
        let of = |told, anew| {
            let rows = unanswered_at_first(told, anew, Some("2026-05-20"));
            let it = figures(&rows, "2026-05-01", "2026-05-31", "2026-05-31");
            (it.told_late, it.closed_without_timescale, it.within_first_timescale, it.within_last_timescale)
        };
        let share = |numerator, denominator| Share { numerator, denominator };
        let none = Share::default();
        assert_eq!(of("2026-03-31", true), (1, 0, none, none));
        assert_eq!(of("2026-03-31", false), (1, 0, none, none));
        assert_eq!(of("2026-03-04", true), (0, 0, share(0, 1), share(1, 1)));
        assert_eq!(of("2026-03-04", false), (0, 0, share(0, 1), share(0, 1)));
    }

    #[test]
    fn what_was_promised_and_not_answered_is_overdue_once_the_case_is_open_again_until_it_is_told_anew() {
        let of = |anew, day| {
            let it = figures(&unanswered_at_first("2026-03-04", anew, None), "2026-03-01", day, day);
            (it.open, it.overdue, it.no_timescale)
        };
        assert_eq!(of(false, "2026-04-13"), (0, 0, 0));
        assert_eq!(of(false, "2026-05-05"), (1, 1, 0));
        assert_eq!(of(true, "2026-05-05"), (1, 1, 0), "it was told anew a day later");
        assert_eq!(of(true, "2026-05-29"), (1, 0, 0));
        assert_eq!(of(true, "2026-05-30"), (1, 1, 0));
    }

    #[test]
    fn the_headline_measure_uses_only_cases_that_were_told_a_timescale() {
        let sum = figures(&office_of_four(), "2026-03-01", "2026-03-31", "2026-03-31");
        assert_eq!(sum.within_first_timescale, Share { numerator: 1, denominator: 2 });
        assert_eq!((sum.closed_without_timescale, sum.closed_without_answer), (0, 1), "one was withdrawn");
    }

    #[test]
    fn withdrawn_cases_are_counted_but_left_out_of_the_average_time() {
        let sum = figures(&office_of_four(), "2026-03-01", "2026-03-31", "2026-03-31");
        assert_eq!(sum.early_resolution.closed, 3);
        assert_eq!(mean(&sum.early_resolution.gross), Some(14.0));
        assert_eq!(median(&sum.early_resolution.gross), Some(14.0));
    }

    #[test]
    fn as_of_a_past_day_nothing_later_counts() {
        let sum = figures(&office_of_four(), "2026-03-01", "2026-03-31", "2026-03-21");
        assert_eq!((sum.received, sum.open, sum.overdue, sum.closed), (4, 2, 1, 2));
    }

    #[test]
    fn what_comes_in_and_goes_out_reconciles_on_every_day() {
        for day in 1..=31 {
            let to = format!("2026-03-{day:02}");
            let sum = figures(&office_of_four(), "2026-03-04", &to, "2026-03-31");
            assert!(day < 4 || sum.reconciles(), "{to}: {sum:?}");
        }
    }

    #[test]
    fn a_share_of_nothing_is_not_applicable() {
        assert_eq!(Share::default().percent(), None);
        assert_eq!(mean(&[]), None);
    }
}
