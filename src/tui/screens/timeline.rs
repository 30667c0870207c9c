//! What happened to a record, newest first, as lines to read.

use ratatui::text::Span;

use crate::api::message::Moment;
use crate::tui::screen::Cx;
use crate::tui::screens::reading::Page;
use crate::tui::theme;

/// Adds the lines to the page of the record.
pub fn timeline<L: Clone + PartialEq>(page: &mut Page<L>, moments: &[Moment], cx: &Cx) {
    let zone = cx.house.office.zone();
    page.leads = None;
    for moment in moments.iter().rev() {
        let at = moment.at.with_timezone(&zone).format("%-d %b %Y %H:%M").to_string();
        let by = cx.house.office.person_name(&moment.by);
        if moment.happenings.is_empty() {
            page.add(vec![Span::raw(format!(" {at}  {by}  Erased"))], None);
        }
        for (place, it) in moment.happenings.iter().enumerate() {
            let head = if place == 0 {
                format!(" {at:<18} {by}  {}", it.kind)
            } else {
                format!(" {:<18} {}", "", it.kind)
            };
            page.add(vec![Span::raw(head)], None);
            let (before, room) = ("   ".to_owned(), page.columns.saturating_sub(4));
            page.text([before.clone(), before], &it.words, room, theme::PLAIN);
        }
    }
}
