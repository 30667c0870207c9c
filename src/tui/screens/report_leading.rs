//! The reports that are no figures: the registers with how much on each is late, and what leading asks of the senior person.

use chrono::NaiveDate;

use crate::api::message::RegisterCount;
use crate::domain::calendar::dates::{short, with_year};
use crate::domain::register::kinds::kind_of;
use crate::domain::register::leading::Led;
use crate::domain::text::sentence_case;
use crate::tui::screen::Cx;
use crate::tui::screens::report_lines::{Behind, ReportLine};

/// The registers, each with what is late and owed on it.
pub fn registers(counts: &[RegisterCount]) -> Vec<ReportLine> {
    let line = |it: &RegisterCount| {
        let kind = kind_of(it.register)?;
        Some(ReportLine {
            label: sentence_case(kind.many),
            number: if it.late > 0 { format!("!{} late", it.late) } else { String::new() },
            words: format!("{} owed, {} in all", it.owing, it.entries),
            is_bad: it.late > 0,
            behind: Some((it.entries, Behind::Register(it.register))),
            ..ReportLine::default()
        })
    };
    counts.iter().filter_map(line).collect()
}

/// What leading asks: what is late first, then by day, then what nobody has named a day for.
pub fn leading(all: &[Led], cx: &Cx) -> Vec<ReportLine> {
    let mut all: Vec<&Led> = all.iter().collect();
    all.sort_by_key(|it| (it.due.unwrap_or(NaiveDate::MAX), it.done));
    let line = |it: &Led| {
        let (kind, lead) = it.row()?;
        let by = it.due.map(short).unwrap_or_default();
        let is_late = it.late > 0;
        Some(ReportLine {
            label: lead.words.to_owned(),
            number: if is_late { format!("!{by}") } else { by },
            words: match (it.done, it.due) {
                (Some(on), _) => format!("done {}", with_year(on)),
                (None, Some(_)) => "not done yet".to_owned(),
                (None, None) => "not done, no day named".to_owned(),
            },
            is_bad: is_late,
            behind: Some((0, Behind::Entries(kind.letter, lead.list.to_owned()))),
            ..ReportLine::default()
        })
    };
    let unreviewed = cx.counts.actions_unreviewed;
    let reviews = ReportLine {
        label: "Review completed actions".to_owned(),
        number: if unreviewed > 0 { format!("?{unreviewed}") } else { String::new() },
        words: if unreviewed > 0 { "not reviewed" } else { "all reviewed" }.to_owned(),
        is_bad: unreviewed > 0,
        behind: Some((unreviewed, Behind::Reviews)),
        ..ReportLine::default()
    };
    let unlearnt = ReportLine {
        label: "Plan for what went wrong".to_owned(),
        words: "see what has no plan".to_owned(),
        behind: Some((0, Behind::Cases("is:unlearnt".to_owned()))),
        ..ReportLine::default()
    };
    let (late, rest): (Vec<ReportLine>, Vec<ReportLine>) =
        all.into_iter().filter_map(line).partition(|it| it.is_bad);
    let mut lines = Vec::new();
    lines.extend(Some(reviews.clone()).filter(|it| it.is_bad));
    lines.extend(late);
    lines.push(unlearnt);
    lines.extend(Some(reviews).filter(|it| !it.is_bad));
    lines.extend(rest);
    lines
}
