//! What happened to a record, newest first, as lines to read: who and when once, then everything that they did at that moment.

use ratatui::text::Span;

use crate::api::message::Moment;
use crate::domain::text::width;
use crate::tui::screen::Cx;
use crate::tui::screens::reading::Page;
use crate::tui::theme;

/// Columns of what kind of thing happened, with those before it.
const KIND: usize = 16;

/// Adds the lines to the page of the record: those of so many moments at most.
pub fn timeline<L: Clone + PartialEq>(page: &mut Page<L>, moments: &[Moment], most: usize, cx: &Cx) {
    let zone = cx.house.office.zone();
    page.leads = None;
    for moment in moments.iter().rev().take(most) {
        let at = moment.at.with_timezone(&zone).format("%-d %b %Y %H:%M").to_string();
        let by = moment.by_whom(cx.house.office.person_name(&moment.by));
        let called = 1 + width(&at);
        let erased = if moment.happenings.is_empty() { "  Erased" } else { "" };
        let head = vec![
            Span::styled(format!(" {at:<18} "), theme::LABEL),
            Span::styled(by, theme::BOLD),
            Span::raw(erased),
        ];
        page.called(head, called, None);
        for it in &moment.happenings {
            let kind = format!("   {}", it.kind);
            let (called, gap) = (width(&kind), KIND.saturating_sub(width(&kind)));
            let kind = Span::styled(kind, theme::LABEL);
            if gap == 0 {
                page.called(vec![kind], called, None);
                page.text(vec![Span::raw(" ".repeat(KIND))], 1, KIND, &it.words);
            } else {
                page.text(vec![kind, Span::raw(" ".repeat(gap))], called, KIND, &it.words);
            }
        }
    }
}
