//! How an action stands, for lists and for its plan.

use chrono::NaiveDate;

use crate::domain::diary::{Standing, standing};
use crate::domain::plan::row::ActionRow;
use crate::domain::plan::smart::not_yet;
use crate::domain::text::sentence_case;
use crate::domain::vocabulary::{ActionStage, ReviewResult};
use crate::tui::screen::Cx;
use crate::tui::screens::columns::Cell;
use crate::tui::theme;

/// How an action stands: a sign, words, and a look.
pub fn stands(row: &ActionRow, cx: &Cx) -> Cell {
    let soon = cx.house.office.timescales.due_soon;
    let due = standing(&cx.house.calendar, soon, cx.today, row.due_on(cx.today));
    if row.unreviewed_on(cx.today) {
        // Past the day of its review it is late, too.
        let words = if matches!(due, Standing::Late(_)) { "? Review late" } else { "? Not reviewed" };
        return (words.to_owned(), theme::NOT_REVIEWED);
    }
    let badge = || due.badge(row.due, cx.today);
    let plain = |sign: char, words: String| (format!("{sign} {words}").trim_end().to_owned(), theme::PLAIN);
    let has_passed = |day: Option<NaiveDate>| day.is_some_and(|it| it < cx.today);
    match (row.state, due) {
        (ActionStage::Proposed, _) if has_passed(row.start) || has_passed(row.due) => {
            ("! Draft, past its day".to_owned(), theme::OVERDUE)
        }
        (ActionStage::Blocked, _) => ("! Blocked".to_owned(), theme::OVERDUE),
        (_, Standing::Late(_)) => (format!("! {}", badge()), theme::OVERDUE),
        _ if row.next.is_some_and(|it| it.0 < cx.today) => {
            let what = row.next.map(|it| it.1.short()).unwrap_or_default();
            (format!("! {what} overdue"), theme::OVERDUE)
        }
        (_, Standing::DueToday | Standing::DueSoon(_)) => (format!("~ {}", badge()), theme::DUE_SOON),
        (ActionStage::Proposed, _) if row.smart_missing.is_empty() => plain('.', "Draft".to_owned()),
        (ActionStage::Proposed, _) if row.smart_missing.len() == 1 => {
            plain('.', sentence_case(&not_yet(&row.smart_missing)))
        }
        // Of several, the plan says which.
        (ActionStage::Proposed, _) => plain('.', "Draft, not yet SMART".to_owned()),
        (ActionStage::NotAdopted, _) => plain('-', "Not adopted".to_owned()),
        (ActionStage::Reviewed | ActionStage::Sustained, _) => match row.result {
            Some(ReviewResult::Effective) => plain('=', "Worked".to_owned()),
            Some(ReviewResult::Partly) => plain('=', "Partly worked".to_owned()),
            _ => plain('=', "Reviewed".to_owned()),
        },
        (ActionStage::UnderWay | ActionStage::Reopened, _) => plain('o', badge()),
        _ => plain('.', badge()),
    }
}
