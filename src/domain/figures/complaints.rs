//! Figures of complaints: what came in, what stands open, and how it ended.

use std::collections::BTreeMap;

use crate::domain::calendar::month::CalendarMonth;
use crate::domain::figures::cell::Cell;
use crate::domain::figures::figure::{Basis, FLOW, Figure, FigurePart, Line, NUMBER, Order, STOCK};
use crate::domain::figures::groups::{CHANNEL, LateReason, MONTH, OUTCOME, REASON, SERVICE, WRONG};
use crate::domain::figures::performance::{Share, Times};
use crate::domain::figures::shapes::{self, share, times};
use crate::domain::vocabulary::{Outcome, WentWrong};

/// Section of the guide on figures for the annual report and on performance.
pub const GUIDE: &str = "Guide, Capturing the right data";
/// Where the guide has no rule.
pub const OURS: &str = "Our own rule; the guide has none";

/// A share, with how many it is of.
const IN_TIME: FigurePart = FigurePart { by: "Measure", shape: &shapes::IN_TIME, ..NUMBER };
/// How long cases took.
const TIMES: FigurePart = FigurePart { by: "Route", shape: &shapes::TIMES, ..NUMBER };

/// Every figure of complaints.
pub const COMPLAINTS: &[Figure] = &[
    Figure {
        number: 1,
        name: "received",
        title: "Received",
        definition: "Complaints received in the period.",
        rule: "By the day of receipt. Everyday conversations settled at once are not complaints.",
        source: GUIDE,
        parts: &[FigurePart {
            read: |basis| vec![Line::number(basis.sum.received)],
            finds: "received:{days}",
            is_beside: true,
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 2,
        name: "received_by_service",
        title: "Received by service",
        definition: "Complaints received in the period, by the service they are about.",
        rule: "By the service as it is recorded now. A case without a service counts as not recorded.",
        source: GUIDE,
        parts: &[FigurePart {
            by: SERVICE.heading,
            shape: &shapes::RECEIVED_SHARES,
            read: |basis| SERVICE.shares(basis, counts(&basis.sum.received_by_service)),
            finds: "received:{days}",
            is_beside: true,
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 3,
        name: "received_by_month",
        title: "Received by month",
        definition: "Complaints received in the period, by the month of receipt.",
        rule: "Calendar months. A month without complaints is left out.",
        source: OURS,
        parts: &[FigurePart {
            by: MONTH.heading,
            shape: &shapes::RECEIVED,
            read: months,
            finds: "received:{days}",
            order: Order::Time,
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 4,
        name: "open",
        title: "Open",
        definition: "Complaints open on the day as of which the document is made.",
        rule: "Received by that day and not closed by then, whenever they were received.",
        source: OURS,
        parts: &[FigurePart { read: |basis| vec![Line::number(basis.sum.open)], finds: "is:open", ..NUMBER }],
        ..STOCK
    },
    Figure {
        number: 5,
        name: "overdue",
        title: "Overdue",
        definition: "Open complaints past the timescale that the person was told, without an answer.",
        rule: "By the timescale that the person had on that day, so a longer one that was agreed counts. A case that was \
               opened again goes by its new one and, until there is one, by that of before if nobody answered.",
        source: OURS,
        parts: &[FigurePart {
            read: |basis| vec![Line::number(basis.sum.overdue).out_of(basis.sum.open).bad()],
            finds: "is:overdue",
            ..NUMBER
        }],
        ..STOCK
    },
    Figure {
        number: 6,
        name: "late",
        title: "Reply late",
        definition: "Open complaints whose acknowledgement or answer is late.",
        rule: "Past the day by which the office acknowledges, without an acknowledgement or an answer; or overdue.",
        source: OURS,
        parts: &[FigurePart {
            read: |basis| vec![Line::number(basis.sum.late).out_of(basis.sum.open).bad()],
            finds: "is:reply-late",
            ..NUMBER
        }],
        ..STOCK
    },
    Figure {
        number: 7,
        name: "due_today",
        title: "Due today",
        definition: "Open complaints whose answer is due on the day.",
        rule: "By the timescale that the person had on that day.",
        source: OURS,
        parts: &[FigurePart {
            read: |basis| vec![Line::number(basis.sum.due_today).out_of(basis.sum.open)],
            ..NUMBER
        }],
        ..STOCK
    },
    Figure {
        number: 8,
        name: "no_timescale_shared",
        title: "Open without a timescale",
        definition: "Open complaints whose person has not been told a timescale.",
        rule: "They cannot be overdue, so they are counted beside the overdue ones. A case that was opened again needs a new one, \
               unless that of before still stands because nobody answered.",
        source: GUIDE,
        parts: &[FigurePart {
            read: |basis| vec![Line::number(basis.sum.no_timescale).out_of(basis.sum.open)],
            finds: "is:open timescale:none",
            ..NUMBER
        }],
        ..STOCK
    },
    Figure {
        number: 9,
        name: "closed",
        title: "Closed",
        definition: "Complaints closed in the period.",
        rule: "By the day of closing. A case that was opened again and closes again counts once more: each time through is \
               looked at by its own dates.",
        source: OURS,
        parts: &[FigurePart {
            read: |basis| vec![Line::number(basis.sum.closed)],
            finds: "closed:{days}",
            is_beside: true,
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 10,
        name: "early_resolution",
        title: "Early resolution",
        definition: "Complaints closed in the period on the early resolution route, and how long they took.",
        rule: "By the route at the end. Only those that were answered are resolved; what was withdrawn or ended without an answer \
               is closed and not resolved. Working days from receipt, or from the day it was opened again, to the final response; \
               cases that ended without an answer are left out of the times, and so are those of which nobody recorded when they were \
               answered; where these leave few, the time is not known. Shown with and without the days on which the \
               clock was paused.",
        source: GUIDE,
        parts: &[FigurePart {
            read: |basis| on_route(basis, &basis.sum.early_resolution),
            finds: "closed:{days} route:early",
            ..TIMES
        }],
        ..FLOW
    },
    Figure {
        number: 11,
        name: "closer_look",
        title: "Closer look",
        definition: "Complaints closed in the period on the closer look route, and how long they took.",
        rule: "Counted as early resolution is.",
        source: GUIDE,
        parts: &[FigurePart {
            read: |basis| on_route(basis, &basis.sum.closer_look),
            finds: "closed:{days} route:closer",
            ..TIMES
        }],
        ..FLOW
    },
    Figure {
        number: 12,
        name: "no_route_recorded",
        title: "Route not recorded",
        definition: "Complaints closed in the period for which no route is recorded.",
        rule: "They have no part in the times of either route.",
        source: OURS,
        parts: &[FigurePart {
            read: |basis| {
                let columns = shapes::TIMES.columns.len();
                let mut cells = vec![Cell::NotKnown("the route is not recorded"); columns];
                cells[0] = basis.sum.no_route.into();
                vec![Line::only(cells).out_of(basis.sum.closed)]
            },
            finds: "closed:{days} route:none",
            ..TIMES
        }],
        ..FLOW
    },
    Figure {
        number: 13,
        name: "within_first_timescale",
        title: "Within the first timescale",
        definition: "Share of complaints answered within the timescale that was shared with the person at the start.",
        rule: "Of those answered and closed in the period whose person was told a timescale at the start: within the working \
               days that the office allows for it, and before the answer. A longer one never changes it. Where a complaint was \
               closed without an answer and opened again, the first one still stands, unless the person withdrew by its day. Of \
               one that was taken over, told on a day that nobody recorded, it counts as told at the start.",
        source: GUIDE,
        parts: &[FigurePart {
            read: |basis| of_those(basis.sum.within_first_timescale),
            finds: "closed:{days} late:no",
            rest: Some(("Answered later than that", "closed:{days} late:yes")),
            ..IN_TIME
        }],
        ..FLOW
    },
    Figure {
        number: 14,
        name: "within_last_timescale",
        title: "Within the last timescale",
        definition: "Share of complaints answered within the timescale that the person had in the end.",
        rule: "Of the same complaints as the share before. A longer timescale counts where the person was told of it by the day of \
               the one before it, or when the case was opened again, and before the day of the answer.",
        source: OURS,
        parts: &[FigurePart {
            read: |basis| of_those(basis.sum.within_last_timescale),
            finds: "closed:{days} agreed:kept",
            ..IN_TIME
        }],
        ..FLOW
    },
    Figure {
        number: 15,
        name: "closed_without_timescale",
        title: "Closed without a timescale",
        definition: "Complaints answered and closed in the period whose person was never told a timescale.",
        rule: "In neither of the two shares before.",
        source: GUIDE,
        parts: &[FigurePart {
            read: |basis| vec![Line::number(basis.sum.closed_without_timescale).out_of(basis.sum.closed)],
            finds: "closed:{days} timescale:none",
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 16,
        name: "timescale_shared_late",
        title: "Timescale shared late",
        definition: "Complaints answered and closed in the period whose person was told a timescale too late for it to be one \
                     that was shared at the start.",
        rule: "Told after the working days that the office allows for it, or not before the answer. Where a complaint was closed \
               without an answer and opened again, what the person was told first decides, unless they withdrew by its day. In \
               neither of the two shares: it is never kept.",
        source: GUIDE,
        parts: &[FigurePart {
            read: |basis| vec![Line::number(basis.sum.told_late).out_of(basis.sum.closed)],
            finds: "closed:{days} timescale:late",
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 17,
        name: "closed_without_answer",
        title: "Closed without an answer",
        definition: "Complaints closed in the period without a final response, such as those withdrawn or out of scope.",
        rule: "They are in no share of what was answered in time, and in no average time.",
        source: OURS,
        parts: &[FigurePart {
            read: |basis| vec![Line::number(basis.sum.closed_without_answer).out_of(basis.sum.closed)],
            finds: "closed:{days} answer:none",
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 18,
        name: "acknowledged_in_time",
        title: "Acknowledged in time",
        definition: "Share of complaints acknowledged by the day the office had set.",
        rule: "Of those closed in the period that had to be acknowledged. One that never was is not in time, unless its answer \
               went by that day. Of complaints taken over from elsewhere, those whose acknowledgement is recorded.",
        source: OURS,
        parts: &[FigurePart {
            read: |basis| of_those(basis.sum.acknowledged_in_time),
            finds: "closed:{days} acknowledged:kept",
            ..IN_TIME
        }],
        ..FLOW
    },
    Figure {
        number: 19,
        name: "outcomes",
        title: "Outcomes",
        definition: "How the complaints closed in the period ended.",
        rule: "By the closing. Where none is recorded, it says so.",
        source: OURS,
        parts: &[FigurePart {
            by: OUTCOME.heading,
            shape: &shapes::CLOSED_SHARES,
            read: |basis| {
                let all: Vec<_> = Outcome::ALL.iter().map(|it| Some(*it)).chain([None]).collect();
                let of = |outcome| Some((outcome, *basis.sum.outcomes.get(outcome)?));
                OUTCOME.shares(basis, all.iter().filter_map(of))
            },
            finds: "closed:{days}",
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 20,
        name: "something_went_wrong",
        title: "Something went wrong",
        definition: "Complaints closed in the period where the office found that something went wrong.",
        rule: "As it stood at the closing. Yes if it did on any issue of the case; no if it did on none and all issues are \
               decided.",
        source: GUIDE,
        parts: &[FigurePart {
            by: WRONG.heading,
            shape: &shapes::CLOSED_SHARES,
            read: |basis| {
                // Every answer, those that nobody gave too.
                let all: Vec<_> = WentWrong::ALL.iter().map(|it| Some(*it)).chain([None]).collect();
                let of = |answer| (answer, basis.sum.went_wrong.get(answer).copied().unwrap_or(0));
                WRONG.shares(basis, all.iter().map(of))
            },
            finds: "closed:{days}",
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 21,
        name: "referred",
        title: "Received, and referred",
        definition: "Complaints referred to the next tier or the Ombudsman.",
        rule: "Of those received in the period: referred up to the day that the figures are of.",
        source: GUIDE,
        parts: &[FigurePart {
            read: |basis| vec![Line::number(basis.sum.referred).out_of(basis.sum.received)],
            finds: "received:{days} is:referred",
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 22,
        name: "important",
        title: "Important",
        definition: "Complaints marked as important beyond themselves.",
        rule: "Of those received in the period.",
        source: GUIDE,
        parts: &[FigurePart {
            read: |basis| vec![Line::number(basis.sum.important).out_of(basis.sum.received)],
            finds: "received:{days} is:important",
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 23,
        name: "brought_forward",
        title: "Brought forward",
        definition: "Complaints open on the day before the period began.",
        rule: "Nothing where the period has no first day.",
        source: OURS,
        parts: &[FigurePart {
            read: |basis| vec![Line::only(vec![basis.sum.brought_forward.into()])],
            ..NUMBER
        }],
        ..STOCK
    },
    Figure {
        number: 24,
        name: "reopened",
        title: "Opened again",
        definition: "Times a complaint was opened again within the period.",
        rule: "Each time counts.",
        source: OURS,
        parts: &[FigurePart { read: |basis| vec![Line::only(vec![basis.sum.reopened.into()])], ..NUMBER }],
        ..FLOW
    },
    Figure {
        number: 26,
        name: "carried_forward",
        title: "Carried forward",
        definition: "Complaints open at the end of the period.",
        rule: "Brought forward + received + opened again = closed + carried forward.",
        source: OURS,
        parts: &[FigurePart {
            read: |basis| vec![Line::only(vec![basis.sum.carried_forward.into()])],
            ..NUMBER
        }],
        ..STOCK
    },
    Figure {
        number: 27,
        name: "received_by_channel",
        title: "Received by channel",
        definition: "Complaints received in the period, by the way they arrived.",
        rule: "A case whose channel nobody recorded counts as not recorded.",
        source: OURS,
        parts: &[FigurePart {
            by: CHANNEL.heading,
            shape: &shapes::RECEIVED_SHARES,
            read: |basis| CHANNEL.shares(basis, counts(&basis.sum.received_by_channel)),
            finds: "received:{days}",
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 28,
        name: "something_went_wrong_by_service",
        title: "Something went wrong, by service",
        definition: "Of the complaints closed in the period about each service, those where something went wrong.",
        rule: "By the service as it is recorded now. Of those closed, never of those received.",
        source: OURS,
        parts: &[FigurePart {
            by: SERVICE.heading,
            shape: &shapes::WENT_WRONG,
            read: |basis| {
                let services = basis.sum.went_wrong_by_service.iter();
                let line = |(service, wrong): (_, &Share)| {
                    SERVICE.line(basis.office, service, share(*wrong)).out_of(wrong.denominator)
                };
                services.map(line).collect()
            },
            finds: "closed:{days} wrong:yes",
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 29,
        name: "learnt_from",
        title: "Learnt from",
        definition: "Of the complaints closed in the period where something went wrong, those that an action plan learns from.",
        rule: "A plan counts from the moment that it names the case, whatever has come of it.",
        source: GUIDE,
        parts: &[FigurePart {
            by: "Measure",
            shape: &shapes::LEARNT,
            read: |basis| of_those(basis.sum.learnt),
            finds: "closed:{days} is:learnt",
            rest: Some(("No plan learns from it", "closed:{days} is:unlearnt")),
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 30,
        name: "late_reasons",
        title: "Reasons for lateness",
        definition: "Why answers were late, of complaints closed in the period that were answered later than first shared.",
        rule: "As recorded at the closing, by the office's list of reasons. Where another is recorded or none, it says so.",
        source: OURS,
        parts: &[FigurePart {
            by: REASON.heading,
            shape: &shapes::CLOSED_SHARES,
            read: |basis| {
                let mut sums = BTreeMap::new();
                for (typed, number) in &basis.sum.late_reasons {
                    *sums.entry(LateReason::of(basis.office, typed)).or_default() += number;
                }
                REASON.shares(basis, counts(&sums))
            },
            finds: "closed:{days}",
            none: "Nothing was answered late.",
            ..NUMBER
        }],
        ..FLOW
    },
];

fn counts<K>(counts: &BTreeMap<K, u64>) -> impl Iterator<Item = (&K, u64)> {
    counts.iter().map(|(group, number)| (group, *number))
}

/// Months stand beside the highest of them, which is what a chart shows.
fn months(basis: &Basis) -> Vec<Line> {
    let highest = basis.sum.received_by_month.values().max().copied().unwrap_or(0);
    let line = |(month, number): (&CalendarMonth, &u64)| {
        let month = &month.to_string();
        let line = Line::new(month, MONTH.label(basis.office, month), vec![Cell::Number(*number)]);
        line.out_of(highest).found_by(&format!("received:{month}"))
    };
    basis.sum.received_by_month.iter().map(line).collect()
}

fn on_route(basis: &Basis, route: &Times) -> Vec<Line> {
    vec![Line::only(times(route, basis.office.withhold_below)).out_of(basis.sum.closed)]
}

fn of_those(it: Share) -> Vec<Line> {
    vec![Line::only(share(it)).out_of(it.denominator)]
}
