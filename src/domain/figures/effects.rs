//! Figures of what complaints are about, what was done about them, what that cost, and whether all of it adds up.

use std::collections::BTreeMap;

use crate::domain::figures::actions::ActionCounts;
use crate::domain::figures::cell::Cell;
use crate::domain::figures::complaints::{GUIDE, OURS};
use crate::domain::figures::figure::{Basis, FLOW, Figure, FigurePart, Line, NUMBER, Order, STOCK, Small};
use crate::domain::figures::groups::{
    CHANGING_SERVICE, CLASS, DECISION, HEAD, ORGANISATION, REMEDY, SERVICE, THEME, organisation, shares,
};
use crate::domain::figures::redress::PaymentSum;
use crate::domain::figures::shapes::{self, actions, issues, issues_of_service, payments, remedies};
use crate::domain::figures::themes::ThemeCount;
use crate::domain::office::lists::{ServiceId, ThemeId};
use crate::domain::vocabulary::{Decision, PaymentClass, PaymentHead};

/// Section of the guide on what senior people look at.
const SENIOR: &str = "Guide, Using the data: roles and responsibility";
/// Section of the guide on action plans.
const PLANS: &str = "Guide, Learning from complaints: action plans";
/// Rules on money paid to put things right.
const MONEY: &str = "Managing Public Money, A4.14.17";
/// Guidance on annual reports: the cost of dealing with complaints.
const SECTION_27: &str = "Cabinet Office guidance on annual reports, 27.4";

/// The duty to have a way to complain about personal data.
const DATA_PROTECTION: &str = "Data Protection Act 2018, section 164A";

/// Money paid.
const PAID: FigurePart = FigurePart { by: "What", shape: &shapes::PAYMENTS, ..NUMBER };
/// How actions stand.
const STANDING: FigurePart = FigurePart { shape: &shapes::ACTIONS, is_of_actions: true, ..NUMBER };
/// Themes of services.
const OF_SERVICE: FigurePart = FigurePart {
    by: THEME.heading,
    shape: &shapes::ISSUES_OF_SERVICE,
    finds: "received:{days}",
    order: Order::Rank,
    ..NUMBER
};

/// Every figure of what came of complaints.
pub const EFFECTS: &[Figure] = &[
    Figure {
        number: 31,
        name: "themes",
        title: "Issues and themes",
        definition: "Issues of complaints received in the period, by theme, beside the average of up to four periods before.",
        rule: "Every issue counts, so a complaint may count several times. One without an issue stands under “not recorded”, with none. On the rise from as many issues, and as many per \
               cent of the average before, as the office has set. A period before counts if the office had its first complaint \
               by two weeks after it began; with less than two of them, nothing is said to rise.",
        source: SENIOR,
        parts: &[FigurePart {
            by: THEME.heading,
            shape: &shapes::ISSUES,
            read: themes,
            finds: "received:{days}",
            order: Order::Rank,
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 32,
        name: "remedies",
        title: "Remedies",
        definition: "What was done in the period to put things right for the person, by kind.",
        rule: "By the day it was done. What is offered and not done by the day stands apart.",
        source: GUIDE,
        parts: &[FigurePart {
            by: REMEDY.heading,
            shape: &shapes::REMEDIES,
            read: |basis| {
                let done = basis.sum.remedies.values().map(|it| it.done).sum();
                let kinds = basis.sum.remedies.iter();
                kinds
                    .map(|(kind, count)| REMEDY.line(basis.office, kind, remedies(*count)).out_of(done))
                    .collect()
            },
            finds: "done:{days}",
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 33,
        name: "redress",
        title: "Redress",
        definition: "Money paid to people in the period, by how it scores in the accounts.",
        rule: "By the day of payment. A case with several payments counts once as a case. Distress, poor handling and \
               maladministration stand apart, so a payment may be in several lines. Special payments are all classes but one.",
        source: MONEY,
        parts: &[
            FigurePart {
                title: "Money paid",
                read: |basis| {
                    let redress = &basis.sum.redress;
                    vec![
                        paid("all", "All payments", redress.all, "paid:{days}"),
                        paid(
                            "special_payments",
                            "Special payments",
                            redress.special,
                            "paid:{days} is:special",
                        ),
                        paid(
                            "maladministration",
                            "Arising from maladministration",
                            redress.maladministration,
                            "paid:{days} is:maladministration",
                        ),
                        paid("not_paid", "Decided and not paid", redress.not_paid, "paid:none"),
                    ]
                },
                ..PAID
            },
            FigurePart {
                name: "by_class",
                title: "Money paid, by class",
                by: CLASS.heading,
                read: |basis| {
                    let of = |class| basis.sum.redress.by_class.get(class).copied().unwrap_or_default();
                    let line = |class| CLASS.line(basis.office, class, payments(of(class)));
                    PaymentClass::ALL.iter().map(|it| Line { may_go: true, ..line(it) }).collect()
                },
                finds: "paid:{days}",
                ..PAID
            },
            FigurePart {
                name: "by_head",
                title: "Money paid, by what it is for",
                by: HEAD.heading,
                read: |basis| {
                    let of = |head| basis.sum.redress.by_head.get(head).copied().unwrap_or_default();
                    let line = |head| HEAD.line(basis.office, head, payments(of(head)));
                    PaymentHead::ALL.iter().map(|it| Line { may_go: true, ..line(it) }).collect()
                },
                finds: "paid:{days}",
                ..PAID
            },
            FigurePart {
                title: "Confirmed of special payments",
                by: "What",
                read: |basis| {
                    let of = basis.sum.redress.special.payments;
                    vec![
                        said(
                            "estimate_cover_confirmed",
                            "Estimate cover",
                            basis.sum.redress.cover_confirmed,
                            of,
                        ),
                        said(
                            "within_ambit_confirmed",
                            "Within the ambit",
                            basis.sum.redress.ambit_confirmed,
                            of,
                        ),
                    ]
                },
                ..NUMBER
            },
        ],
        ..FLOW
    },
    Figure {
        number: 34,
        name: "ombudsman",
        title: "Referrals and recommendations",
        definition: "Cases referred to the Ombudsman in the period, what was decided, and what became of recommendations.",
        rule: "By the day of each. Second tiers stand apart. The office’s own counts, not those that the Ombudsman publishes.",
        source: GUIDE,
        parts: &[
            FigurePart {
                title: "Referred in the period",
                by: "What",
                read: |basis| {
                    let (ours, second) =
                        (basis.sum.referrals.to_the_ombudsman, basis.sum.referrals.to_a_second_tier);
                    let all = ours + second;
                    vec![
                        said("referred", "To the Ombudsman", ours, all).found_by("ombudsman:{days}"),
                        said("second_tier", "To a second tier", second, all).found_by("second-tier:{days}"),
                    ]
                },
                ..NUMBER
            },
            FigurePart {
                name: "decisions",
                title: "Decided by the Ombudsman",
                by: DECISION.heading,
                read: |basis| {
                    let decided = basis.sum.referrals.decisions.values().sum();
                    let of = |word| basis.sum.referrals.decisions.get(word).copied().unwrap_or(0);
                    let line =
                        |word| DECISION.line(basis.office, word, vec![of(word).into()]).out_of(decided);
                    Decision::ALL.iter().map(|it| Line { may_go: true, ..line(it) }).collect()
                },
                none: "The Ombudsman decided nothing in the period.",
                ..NUMBER
            },
            FigurePart {
                name: "recommendations",
                title: "Recommendations",
                by: "What",
                read: |basis| {
                    let it = &basis.sum.referrals;
                    let all = it.complied_with + it.not_complied_with + it.open;
                    vec![
                        said("complied_with", "Complied with", it.complied_with, all),
                        said("not_complied_with", "Not complied with", it.not_complied_with, all).bad(),
                        said("open", "Still open", it.open, all),
                        said("late", "Past their date", it.late, all).bad(),
                    ]
                },
                ..NUMBER
            },
        ],
        ..FLOW
    },
    Figure {
        number: 35,
        name: "cost",
        title: "Cost",
        definition: "What dealing with complaints cost in the period: hours at the office’s rate, money paid to others, and redress.",
        rule: "By the day for which it is recorded. Not known where nothing is recorded, or hours are and the office has not set a rate.",
        source: SECTION_27,
        parts: &[FigurePart { by: "What", shape: &shapes::AMOUNT, read: cost, ..NUMBER }],
        ..FLOW
    },
    Figure {
        number: 36,
        name: "actions",
        title: "Actions",
        small: Small::Shown,
        definition: "How actions of plans stand on the day: open, late, completed and not reviewed, reviewed, lasting, with their effect shown.",
        rule: "Only actions that were agreed. Completed is not reviewed: somebody must have looked. An effect is shown where the last reading since completion is as it should be, or where complaints are counted, became fewer, and leave no doubt.",
        source: PLANS,
        parts: &[
            FigurePart {
                name: "all",
                by: CHANGING_SERVICE.heading,
                read: |basis| {
                    vec![standing(
                        |cells| Line::new("", "All", cells),
                        basis.sum.actions.values().fold(ActionCounts::default(), |all, it| all.and(*it)),
                    )]
                },
                ..STANDING
            },
            FigurePart {
                name: "by_service",
                title: "Actions by service",
                by: CHANGING_SERVICE.heading,
                read: |basis| {
                    let named = |service, cells| CHANGING_SERVICE.line(basis.office, service, cells);
                    let services = basis.sum.actions.iter();
                    services.map(|(at, sum)| standing(|cells| named(at, cells), *sum)).collect()
                },
                ..STANDING
            },
            FigurePart {
                name: "by_organisation",
                title: "Actions by organisation",
                by: ORGANISATION.heading,
                read: |basis| {
                    let sums = by_organisation(basis, &basis.sum.actions, ActionCounts::and);
                    let named = |at, cells| ORGANISATION.line(basis.office, at, cells);
                    sums.iter().map(|(at, sum)| standing(|cells| named(at, cells), *sum)).collect()
                },
                ..STANDING
            },
        ],
        ..STOCK
    },
    Figure {
        number: 37,
        name: "received_by_organisation",
        title: "Received by organisation",
        definition: "Complaints received in the period, by the organisation whose service they are about.",
        rule: "Figure 2, added up by the organisation to which each service belongs.",
        source: OURS,
        parts: &[FigurePart {
            by: ORGANISATION.heading,
            shape: &shapes::RECEIVED_SHARES,
            read: |basis| {
                let sums = by_organisation(basis, &basis.sum.received_by_service, |all, number| all + number);
                ORGANISATION.shares(basis, sums.iter().map(|(at, number)| (at, *number)))
            },
            finds: "received:{days}",
            is_beside: true,
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 38,
        name: "theme_alerts",
        title: "Themes to look at",
        definition: "Themes of a service that are on the rise, or with an important matter among them.",
        rule: "From figure 31, by theme and service, with the thresholds that the office has set.",
        source: SENIOR,
        parts: &[FigurePart {
            read: |basis| {
                let mut alerts = basis.sum.themes.alerts(&basis.sum.settings, basis.compared);
                alerts.retain(|alert| basis.compares || 0 < alert.2.important);
                alerts
                    .iter()
                    .map(|(theme, service, count)| of_service(basis, *theme, *service, count).bad())
                    .collect()
            },
            none: "No theme is on the rise, and no important complaint has one.",
            alone: "The office has too few periods before this one to say that anything rises.",
            ..OF_SERVICE
        }],
        ..FLOW
    },
    Figure {
        number: 39,
        name: "against_before",
        title: "Against the period before",
        small: Small::Shown,
        definition: "Figures of the period beside those of the period before it.",
        rule: "As many months long where the period is of whole months, or else as many days.",
        source: OURS,
        ..FLOW
    },
    Figure {
        number: 40,
        name: "reconciles",
        title: "In and out",
        small: Small::Shown,
        definition: "Received + brought forward + opened again = closed + carried forward.",
        rule: "If it does not hold, the figures must not be published. Run “redress rebuild”, then report again.",
        source: OURS,
        parts: &[FigurePart {
            read: |basis| {
                vec![Line::new("", "The figures add up", vec![Cell::Holds(basis.sum.reconciles())]).bad()]
            },
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 41,
        name: "themes_by_service",
        title: "Issues by theme and service",
        definition: "Issues of complaints received in the period, by theme and service, beside the average of up to four periods before.",
        rule: "Figure 31, for each service apart.",
        source: SENIOR,
        parts: &[FigurePart {
            read: |basis| {
                let mut found: Vec<_> =
                    basis.sum.themes.0.iter().filter(|found| 0 < found.1.issues + found.1.cases).collect();
                found.sort_by_key(|(at, count)| (std::cmp::Reverse(count.issues), **at));
                found.into_iter().map(|(at, count)| of_service(basis, at.0, at.1, count)).collect()
            },
            ..OF_SERVICE
        }],
        ..FLOW
    },
    Figure {
        number: 42,
        name: "answered_undated",
        title: "Answered on a day not known",
        definition: "Complaints taken over from elsewhere that were answered and closed, and nobody recorded when.",
        rule: "They count as closed on the day of receipt, and are in no share of what was answered in time and in no average time.",
        source: OURS,
        parts: &[FigurePart {
            read: |basis| {
                let line = Line::number(basis.sum.answered_undated).out_of(basis.sum.closed);
                vec![Line { may_go: true, ..line }]
            },
            finds: "closed:{days} answer:undated",
            ..NUMBER
        }],
        ..FLOW
    },
    Figure {
        number: 43,
        name: "data_protection",
        title: "About personal data",
        definition: "Complaints about personal data received in the period, and whether they were acknowledged by the day that the law sets.",
        rule: "As they stand on the day. Late are those acknowledged after that day, and those that were not by then.",
        source: DATA_PROTECTION,
        parts: &[FigurePart {
            by: "What",
            read: |basis| {
                let it = basis.sum.data_protection;
                let line = |name, label, number| said(name, label, number, it.received);
                let all = vec![
                    line("received", "Received", it.received).found_by("received:{days} is:data-protection"),
                    line("in_time", "Acknowledged in time", it.in_time),
                    line("late", "Acknowledged late or not at all", it.late).bad(),
                    line("waiting", "Not acknowledged yet, with time left", it.waiting),
                    line("ended", "Ended before it was due, not acknowledged", it.ended),
                    line("closed", "Closed", it.closed),
                    line("referred", "Referred to a next tier", it.referred),
                ];
                all.into_iter().map(|line| Line { may_go: true, ..line }).collect()
            },
            none: "No complaint about personal data came in the period.",
            ..NUMBER
        }],
        ..FLOW
    },
];

fn said(name: &str, label: &str, number: u64, of: u64) -> Line {
    Line::new(name, label, vec![number.into()]).out_of(of)
}

/// Actions stand in one of three ways; late ones are among them, and so are those that last.
fn standing(line: impl FnOnce(Vec<Cell>) -> Line, it: ActionCounts) -> Line {
    line(actions(it)).out_of(it.open + it.completed_not_reviewed + it.reviewed)
}

fn paid(name: &str, label: &str, sum: PaymentSum, finds: &str) -> Line {
    Line::new(name, label, payments(sum)).found_by(finds)
}

/// The most frequent first.
fn themes(basis: &Basis) -> Vec<Line> {
    let found = basis.sum.themes.by_theme();
    let numbers: Vec<u64> = found.iter().map(|found| found.1.issues).collect();
    let line = |((theme, count), share): (&(_, ThemeCount), _)| {
        THEME
            .line(basis.office, theme, issues(count, share, &basis.sum.settings, basis.compared))
            .out_of(numbers.iter().sum())
    };
    found.iter().zip(shares(&numbers)).map(line).collect()
}

/// A theme of one service, out of all issues.
fn of_service(basis: &Basis, theme: Option<ThemeId>, service: Option<ServiceId>, count: &ThemeCount) -> Line {
    let all = basis.sum.themes.0.values().map(|count| count.issues).sum();
    let cells =
        issues_of_service(count, SERVICE.label(basis.office, &service), &basis.sum.settings, basis.compared);
    let line = THEME.line(basis.office, &theme, cells).out_of(all);
    let finds = format!("{} {}", line.finds, SERVICE.condition(basis.office, &service));
    Line { finds, ..line }
}

fn by_organisation<T: Copy + Default>(
    basis: &Basis,
    services: &BTreeMap<Option<ServiceId>, T>,
    and: impl Fn(T, T) -> T,
) -> BTreeMap<Option<u32>, T> {
    let mut sums = BTreeMap::new();
    for (service, count) in services {
        let sum: &mut T = sums.entry(organisation(basis.office, *service)).or_default();
        *sum = and(*sum, *count);
    }
    sums
}

/// What is not known says why.
fn cost(basis: &Basis) -> Vec<Line> {
    let (cost, settings, redress) = (&basis.sum.cost, &basis.sum.settings, basis.sum.redress.all.pence);
    let no_rate = "no hourly rate is set";
    let unknown = Cell::NotKnown(if cost.cases == 0 { "nothing is recorded" } else { no_rate });
    let known = |pence: Option<u64>| pence.map_or(unknown.clone(), Cell::Money);
    let rate = Some(settings.hourly_rate).filter(|rate| 0 < *rate);
    let line = |name: &str, label: &str, cell| Line::new(name, label, vec![cell]);
    vec![
        line("cases", "Cases with hours or money", cost.cases.into()).found_by("cost:{days}"),
        line("worked", "Cases with hours", cost.worked.into()),
        line("minutes", "Hours of work", Cell::Hours(cost.minutes)),
        line("hourly_rate_pence", "What an hour costs", rate.map_or(Cell::NotKnown(no_rate), Cell::Money)),
        line("work_pence", "Cost of the work", known(cost.work(settings))),
        line("paid", "Cases with money to others", cost.paid.into()),
        line("external_pence", "Paid to others", Cell::Money(cost.external)),
        line("redress_pence", "Redress", Cell::Money(redress)),
        line("total_pence", "All together", known(cost.total(settings, redress))),
    ]
}
