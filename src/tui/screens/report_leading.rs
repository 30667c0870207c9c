//! The reports that are no figures: the registers with how much on each is late, and what leading asks of the senior person.

use chrono::{Datelike, NaiveDate};

use crate::api::message::RegisterCount;
use crate::domain::calendar::dates::{short, with_year};
use crate::domain::in_hand::Hand;
use crate::domain::register::kind::SENIOR_PERSON;
use crate::domain::register::kinds::kind_of;
use crate::domain::register::leading::Led;
use crate::domain::text::{count, sentence_case};
use crate::tui::screen::Cx;
use crate::tui::screens::report_lines::{Badge, Bar, Behind, ReportLine};

/// What is said of the work in hand.
const IN_HAND: &str = "Open cases as they stand today, by who deals with them, whenever they came in. Late: something is owed on the \
                       case and past its day. Due soon: it is due within the days that the office has set, and nothing is late.";
/// What is said where nobody is named who answers for learning.
const SENIOR: &str = "The guide asks that a senior person, such as a chief executive or a member of the board, answers for learning from \
                      complaints. Enter names one: it is a setting of the registers.";
/// What the line of a register says.
pub const OF_REGISTER: &str = "Late: how much of what is owed on it is past its day. Owed: what has a day, late or to come. To enter: \
                               entries that something asks for and that nobody has made yet. In all: its entries.";
/// What the line of something that leading asks says.
pub const OF_LEADING: &str = "The day is the one by which it is due; a sign before it says that this has passed. Behind it stands when \
                              it was last done. Enter lists the entries that count for it.";

/// The registers, each with what is late and owed on it.
pub fn registers(counts: &[RegisterCount]) -> Vec<ReportLine> {
    let line = |it: &RegisterCount| {
        let kind = kind_of(it.register)?;
        let late = it.late + it.to_enter_late;
        let to_enter = if 0 < it.to_enter { format!(", {} to enter", it.to_enter) } else { String::new() };
        Some(ReportLine {
            label: sentence_case(kind.many),
            number: if late > 0 { format!("{late} late") } else { String::new() },
            badge: Badge::late(0 < late),
            words: format!("{} owed{to_enter}, {} in all", it.owing, it.entries),
            behind: Some((it.entries, Behind::Register(it.register))),
            ..ReportLine::default()
        })
    };
    counts.iter().filter_map(line).collect()
}

/// What each person has in hand, with a bar for how many of all that is.
pub fn in_hand(hands: &[Hand], cx: &Cx) -> Vec<ReportLine> {
    let all: u64 = hands.iter().map(|it| it.open).sum();
    let late: u64 = hands.iter().map(|it| it.late).sum();
    let waiting: u64 = hands.iter().filter(|it| it.owner.is_none()).map(|it| it.open).sum();
    let nobodys = if 0 < waiting { format!(", {waiting} with nobody yet") } else { String::new() };
    let office = &cx.house.office;
    let line = |it: &Hand| {
        let name = it
            .owner
            .as_deref()
            .map_or_else(|| "Nobody yet".to_owned(), |it| office.person_name(it).to_owned());
        let owner = it.owner.as_deref().unwrap_or("none");
        let part = |number: u64, words: &str| (0 < number).then(|| format!("{number} {words}"));
        let stands = [part(it.late, "late"), part(it.soon, "due soon")];
        ReportLine {
            label: name,
            number: it.open.to_string(),
            bar: Some(Bar::Count(it.open)),
            words: stands.into_iter().flatten().collect::<Vec<_>>().join(", "),
            badge: Badge::late(0 < it.late),
            says: IN_HAND.to_owned(),
            behind: Some((it.open, Behind::Cases(format!("is:open owner:{owner}")))),
            ..ReportLine::default()
        }
    };
    let people = match hands.iter().filter(|it| it.owner.is_some()).count() {
        1 => "1 person".to_owned(),
        many => format!("{many} people"),
    };
    let heading = ReportLine {
        label: format!("{} open: {} with {people}{nobodys}; {late} late", count(all, "case"), all - waiting),
        is_heading: true,
        says: IN_HAND.to_owned(),
        behind: Some((all, Behind::Cases("is:open".to_owned()))),
        ..ReportLine::default()
    };
    std::iter::once(heading).chain(hands.iter().map(line)).collect()
}

/// What leading asks: what is late first, then by day, then what nobody has named a day for.
pub fn leading(all: &[Led], unlearnt: u64, cx: &Cx) -> Vec<ReportLine> {
    let mut all: Vec<&Led> = all.iter().collect();
    all.sort_by_key(|it| (it.due.unwrap_or(NaiveDate::MAX), it.done));
    let line = |it: &Led| {
        let (kind, lead) = it.row()?;
        let by = it.due.map(|due| by_when(due, cx.today)).unwrap_or_default();
        let is_late = it.late > 0;
        Some(ReportLine {
            label: lead.words.to_owned(),
            number: by,
            badge: Badge::late(is_late),
            words: match (it.done, it.due) {
                (Some(on), _) => format!("done {}", with_year(on)),
                (None, Some(_)) => "not done yet".to_owned(),
                (None, None) => "not done, no day named".to_owned(),
            },
            behind: Some((0, Behind::Entries(kind.letter, lead.list.to_owned()))),
            ..ReportLine::default()
        })
    };
    let reviews = completed_actions(cx.counts.actions_unreviewed, cx.counts.unreviewed_late);
    let cases = if unlearnt == 1 { "case has no plan" } else { "cases have no plan" };
    let unlearnt = ReportLine {
        label: "Plan for what went wrong".to_owned(),
        number: if unlearnt > 0 { unlearnt.to_string() } else { String::new() },
        words: if unlearnt > 0 { cases } else { "every case has a plan" }.to_owned(),
        badge: Badge::late(0 < unlearnt),
        figure: "learnt_from",
        behind: Some((unlearnt, Behind::Cases("is:unlearnt".to_owned()))),
        ..ReportLine::default()
    };
    let (late, rest): (Vec<ReportLine>, Vec<ReportLine>) =
        all.into_iter().filter_map(line).partition(|it| it.badge.is_some());
    let settings = &cx.house.office.registers;
    let is_named = settings.get(SENIOR_PERSON).and_then(|it| it.last()).is_some_and(|it| !it.1.is_empty());
    let mut lines = Vec::new();
    lines.extend((!is_named).then(|| ReportLine {
        label: "Name the senior person".to_owned(),
        words: "nobody is named: Enter, Registers".to_owned(),
        badge: Some(Badge::Late),
        says: SENIOR.to_owned(),
        behind: Some((0, Behind::Office)),
        ..ReportLine::default()
    }));
    lines.extend(Some(reviews.clone()).filter(|it| it.badge.is_some()));
    lines.extend(late);
    lines.push(unlearnt);
    lines.extend(Some(reviews).filter(|it| it.badge.is_none()));
    lines.extend(rest);
    lines
}

/// A day in the column of numbers; of another year, its month.
fn by_when(due: NaiveDate, today: NaiveDate) -> String {
    if due.year() == today.year() { short(due) } else { due.format("%b %Y").to_string() }
}

/// The reviews of completed actions: how many are late, of how many that wait for one.
fn completed_actions(waiting: u64, late: u64) -> ReportLine {
    let (number, badge, words) = match (waiting, late) {
        (0, _) => (String::new(), None, "all reviewed".to_owned()),
        (waiting, 0) => {
            (waiting.to_string(), Some(Badge::NotReviewed), "not reviewed yet, none late".to_owned())
        }
        (waiting, late) => (format!("{late} late"), Some(Badge::Late), format!("{waiting} not reviewed yet")),
    };
    ReportLine {
        label: "Review completed actions".to_owned(),
        number,
        words,
        badge,
        figure: "actions",
        behind: Some((waiting, Behind::Reviews)),
        ..ReportLine::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_another_year_is_not_taken_for_one_of_this_year() {
        let on = |text: &str| text.parse::<NaiveDate>().expect("a real date");
        assert_eq!(by_when(on("2026-11-24"), on("2026-11-29")), "24 Nov");
        assert_eq!(by_when(on("2027-11-28"), on("2026-11-29")), "Nov 2027");
    }

    #[test]
    fn reviews_of_completed_actions_say_how_many_are_late() {
        let told = |waiting, late| {
            let it = completed_actions(waiting, late);
            (it.number, it.words, it.badge)
        };
        assert_eq!(told(0, 0), (String::new(), "all reviewed".to_owned(), None));
        let not_reviewed =
            ("3".to_owned(), "not reviewed yet, none late".to_owned(), Some(Badge::NotReviewed));
        assert_eq!(told(3, 0), not_reviewed);
        assert_eq!(told(3, 2), ("2 late".to_owned(), "3 not reviewed yet".to_owned(), Some(Badge::Late)));
    }
}
