//! Tables of what the headline figures break down into: channels, services, themes, redress, referrals, cost, actions.

use crate::domain::figures::actions::ActionCounts;
use crate::domain::figures::performance::{Performance, Share};
use crate::domain::figures::redress::PaymentSum;
use crate::domain::figures::themes::ThemeCount;
use crate::domain::office::record::Office;
use crate::domain::vocabulary::{Decision, PaymentClass, PaymentHead};
use crate::report::definitions::name;
use crate::report::document::{Cell, Table};
use crate::report::documents::parts::{NOT_RECORDED, shares};

/// What stands for a cost while nobody has recorded any.
const NOTHING_RECORDED: &str = "not known: nothing is recorded";

/// Received by the way complaints arrived.
pub fn channels(sum: &Performance, office: &Office) -> Table {
    let numbers: Vec<u64> = sum.received_by_channel.values().copied().collect();
    let rows = sum.received_by_channel.iter().zip(shares(&numbers));
    rows.fold(
        Table::new(name("received_by_channel"), &["Channel", "Received", "Per cent"]).of_people(),
        |table, ((channel, number), share)| {
            table.row([office.channel_name(*channel).into(), (*number).into(), share])
        },
    )
}

/// Where something went wrong, of those closed about each service.
pub fn wrong_by_service(sum: &Performance, office: &Office) -> Table {
    let columns = ["Service", "Went wrong", "Per cent", "Of those closed"];
    let row = |table: Table, (service, share): (&Option<_>, &Share)| {
        table.row([
            office.service_name(*service).into(),
            share.numerator.into(),
            Cell::share(*share),
            share.denominator.into(),
        ])
    };
    sum.went_wrong_by_service
        .iter()
        .fold(Table::new(name("went_wrong_by_service"), &columns).of_people(), row)
}

/// Why answers were late.
pub fn late_reasons(sum: &Performance) -> Table {
    let words = |it: &String| if it.is_empty() { NOT_RECORDED.to_owned() } else { it.clone() };
    sum.late_reasons
        .iter()
        .fold(Table::new(name("late_reasons"), &["Reason", "Closed"]), |table, (it, number)| {
            table.row([words(it).into(), (*number).into()])
        })
}

/// The average of the four periods before; not applicable where there were none with complaints.
fn average_before(it: &ThemeCount) -> Cell {
    let sum = it.before.iter().sum::<u64>();
    let periods = it.before.len().max(1) as u64;
    // Rounded to the nearest tenth, a half upwards, as people do it.
    let tenths = (sum.saturating_mul(20) / periods).div_ceil(2);
    Cell::Decimal(f64::from(u32::try_from(tenths).unwrap_or(u32::MAX)) / 10.0)
}

/// What sets a theme beside the periods before; nothing where there is nothing to compare with.
fn beside(it: &ThemeCount, office: &Office, compares: bool) -> Vec<Cell> {
    let rises = if it.rises(&office.figures) { "on the rise" } else { "no" };
    if compares { vec![average_before(it), rises.into()] } else { Vec::new() }
}

/// The columns of a table of themes, and those of [`beside`].
fn columns(first: &[&'static str], compares: bool) -> Vec<&'static str> {
    let last: &[&str] = if compares { &["Average of four periods before", "Rise"] } else { &[] };
    [first, last].concat()
}

/// What complaints are about. Where there were no complaints before, nothing is said to rise.
pub fn themes(sum: &Performance, office: &Office, compares: bool) -> Table {
    let found = sum.themes.by_theme();
    let issues: Vec<u64> = found.iter().map(|it| it.1.issues).collect();
    let columns = columns(&["Theme", "Issues", "Per cent", "Complaints"], compares);
    let mut table = Table::new(name("themes"), &columns).of_people();
    for ((theme, it), share) in found.iter().zip(shares(&issues)) {
        let mut row = vec![office.theme_name(*theme).into(), it.issues.into(), share, it.cases.into()];
        row.extend(beside(it, office, compares));
        table.rows.push(row);
    }
    table
}

/// What complaints about each service are about.
pub fn themes_by_service(sum: &Performance, office: &Office, compares: bool) -> Table {
    let columns = columns(&["Theme", "Service", "Issues", "Complaints"], compares);
    let mut rows: Vec<_> = sum.themes.0.iter().filter(|it| 0 < it.1.issues).collect();
    rows.sort_by_key(|(at, it)| (std::cmp::Reverse(it.issues), **at));
    let mut table = Table::new("Issues by theme and service", &columns).of_people();
    for ((theme, service), it) in rows {
        let (theme, service) = (office.theme_name(*theme), office.service_name(*service));
        let mut row = vec![theme.into(), service.into(), it.issues.into(), it.cases.into()];
        row.extend(beside(it, office, compares));
        table.rows.push(row);
    }
    table
}

/// Themes that somebody should look at.
pub fn alerts(sum: &Performance, office: &Office) -> Table {
    let columns =
        ["Theme", "Service", "Issues", "Average of four periods before", "Important complaints", "Why"];
    sum.themes.alerts(&office.figures).into_iter().fold(
        Table::new("Themes to look at", &columns),
        |table, (theme, service, it)| {
            let why = match (it.rises(&office.figures), 0 < it.important) {
                (true, true) => "on the rise, and important",
                (true, false) => "on the rise",
                (false, _) => "important",
            };
            table.row([
                office.theme_name(theme).into(),
                office.service_name(service).into(),
                it.issues.into(),
                average_before(&it),
                it.important.into(),
                why.into(),
            ])
        },
    )
}

/// What was done to put things right.
pub fn remedies(sum: &Performance) -> Table {
    let columns = ["Remedy", "Done", "On so many cases", "Offered and not done"];
    sum.remedies.iter().fold(Table::new(name("remedies"), &columns), |table, (kind, it)| {
        table.row([kind.word().into(), it.done.into(), it.cases.into(), it.waiting.into()])
    })
}

/// Money paid, by how it scores in the accounts.
pub fn payments(sum: &Performance) -> Table {
    let it = &sum.redress;
    let row = |words: &str, it: &PaymentSum| {
        [
            Cell::from(words),
            it.cases.into(),
            it.payments.into(),
            Cell::Money(it.pence),
            Cell::Money(it.largest),
        ]
    };
    let columns = ["Class", "Cases", "Payments", "Total", "Largest"];
    let classes = PaymentClass::ALL.iter().filter_map(|class| Some((*class, it.by_class.get(class)?)));
    classes
        .fold(Table::new("Money paid, by class", &columns), |table, (class, sum)| {
            table.row(row(class.word(), sum))
        })
        .row(row("All payments", &it.all))
        .row(row("Of these, special payments", &it.special))
        .row(row("Of these, arising from maladministration", &it.maladministration))
        .row(row("Decided and not paid by the day", &it.not_paid))
}

/// Money paid, by what it is for.
pub fn payment_heads(sum: &Performance) -> Table {
    let columns = ["What for", "Cases", "Payments", "Total"];
    let heads = PaymentHead::ALL.iter().filter_map(|head| Some((*head, sum.redress.by_head.get(head)?)));
    heads.fold(Table::new("Money paid, by what it is for", &columns), |table, (head, it)| {
        table.row([head.word().into(), it.cases.into(), it.payments.into(), Cell::Money(it.pence)])
    })
}

/// What went to the Ombudsman by the office's own records.
pub fn referrals(sum: &Performance) -> Table {
    let it = &sum.referrals;
    let decisions = Decision::ALL.iter().filter_map(|word| Some((*word, *it.decisions.get(word)?)));
    let table = Table::new("Referrals, by our own records", &["What", "Number"])
        .row(["Referred to the Ombudsman".into(), it.to_the_ombudsman.into()])
        .row(["Referred to a second tier".into(), it.to_a_second_tier.into()]);
    decisions
        .fold(table, |table, (word, number)| table.row([format!("Decided: {word}").into(), number.into()]))
        .row(["Recommendations complied with".into(), it.complied_with.into()])
        .row(["Recommendations not complied with".into(), it.not_complied_with.into()])
        .row(["Recommendations open".into(), it.open.into()])
        .row(["Of these, late".into(), it.late.into()])
}

/// What dealing with complaints cost. What is not known says so.
pub fn cost(sum: &Performance, office: &Office) -> Table {
    let it = &sum.cost;
    let unknown = if it.cases == 0 { NOTHING_RECORDED } else { "not known: no hourly rate is set" };
    let known = |it: Option<u64>| it.map_or_else(|| Cell::from(unknown), Cell::Money);
    let hours = f64::from(u32::try_from(it.minutes).unwrap_or(u32::MAX)) / 60.0;
    Table::new(name("cost"), &["What", "Hours or money"])
        .row(["Hours recorded".into(), Cell::Decimal(hours)])
        .row(["Work, at the office's rate".into(), known(it.work(&office.figures))])
        .row(["Paid to others".into(), Cell::Money(it.external)])
        .row(["Redress".into(), Cell::Money(sum.redress.all.pence)])
        .row(["All of it".into(), known(it.total(&office.figures, sum.redress.all.pence))])
}

/// How actions of plans stand on the day.
pub fn actions(sum: &Performance, office: &Office) -> Table {
    let columns =
        ["Service", "Open", "Late", "Completed, not reviewed", "Reviewed", "Shown to last", "Effect shown"];
    let row = |words: String, it: &ActionCounts| {
        let numbers =
            [it.open, it.late, it.completed_not_reviewed, it.reviewed, it.sustained, it.impact_shown];
        let [open, late, unreviewed, reviewed, sustained, shown] = numbers.map(Cell::Number);
        [words.into(), open, late, unreviewed, reviewed, sustained, shown]
    };
    let table = sum.actions.iter().fold(Table::new(name("actions"), &columns), |table, (service, it)| {
        let words = service.map_or_else(|| "whole office".to_owned(), |it| office.service_name(Some(it)));
        table.row(row(words, it))
    });
    if sum.actions.len() < 2 {
        return table;
    }
    let all = sum.actions.values().fold(ActionCounts::default(), |all, it| all.and(*it));
    table.row(row("All".to_owned(), &all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::cost::CostSum;
    use crate::domain::figures::themes::Themes;
    use crate::domain::office::lists::{ServiceId, ThemeId};

    #[test]
    fn shares_of_themes_add_up_to_a_hundred_and_a_rise_is_said_in_words() {
        let count = |issues, before| ThemeCount { issues, cases: issues, important: 0, before: [before; 4] };
        let mut sum = Performance { themes: Themes::default(), ..Performance::default() };
        for (theme, it) in [(1, count(7, 1)), (2, count(7, 7)), (3, count(7, 9))] {
            sum.themes.0.insert((Some(ThemeId(theme)), Some(ServiceId(1))), it);
        }
        let table = themes(&sum, &Office::default(), true);
        let of = |column: usize| table.rows.iter().map(|row| row[column].words()).collect::<Vec<_>>();
        assert_eq!(of(2), ["33.4%", "33.3%", "33.3%"]);
        assert_eq!(of(4), ["1.0", "7.0", "9.0"]);
        let quarters = ThemeCount { before: [1, 0, 0, 0], ..ThemeCount::default() };
        assert_eq!(average_before(&quarters).words(), "0.3");
        assert_eq!(of(5), ["on the rise", "no", "no"]);
        let alone = themes(&sum, &Office::default(), false);
        assert!(alone.columns.len() == 4 && alone.rows.iter().all(|row| row.len() == 4), "{alone:?}");
    }

    #[test]
    fn hours_without_a_rate_are_no_cost_of_nothing() {
        let mut sum = Performance {
            cost: CostSum { cases: 1, minutes: 90, external: 12_345 },
            ..Performance::default()
        };
        let words = |sum: &Performance| {
            cost(sum, &Office::default()).rows.iter().map(|row| row[1].words()).collect::<Vec<_>>()
        };
        let unknown = "not known: no hourly rate is set";
        assert_eq!(words(&sum), ["1.5", unknown, "£123.45", "£0", unknown]);
        sum.cost.minutes = 0;
        assert_eq!(words(&sum), ["0.0", "£0", "£123.45", "£0", "£123.45"]);
        sum.cost = CostSum::default();
        assert_eq!(words(&sum), ["0.0", NOTHING_RECORDED, "£0", "£0", NOTHING_RECORDED]);
    }
}
