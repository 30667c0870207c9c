//! What happened to a record, newest first, as lines to read.

use crate::api::message::Moment;
use crate::domain::wrapping::wrap;
use crate::tui::screen::Cx;

/// The lines, at a width.
pub fn timeline(moments: &[Moment], cx: &Cx, columns: usize) -> Vec<String> {
    let zone = cx.house.office.zone();
    let room = columns.saturating_sub(4).max(10);
    let mut lines = Vec::new();
    for moment in moments.iter().rev() {
        let at = moment.at.with_timezone(&zone).format("%-d %b %Y %H:%M").to_string();
        let by = cx.house.office.person_name(&moment.by);
        if moment.happenings.is_empty() {
            lines.push(format!(" {at}  {by}  Erased"));
        }
        for (place, it) in moment.happenings.iter().enumerate() {
            lines.push(if place == 0 {
                format!(" {at:<18} {by}  {}", it.kind)
            } else {
                format!(" {:<18} {}", "", it.kind)
            });
            lines.extend(wrap(&it.words, room).into_iter().map(|it| format!("   {it}")));
        }
    }
    lines
}
