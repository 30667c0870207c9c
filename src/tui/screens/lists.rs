//! The columns of a list of cases: a table, from which a row is drawn at any width.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::row::Row;
use crate::domain::text::{cut, width};
use crate::tui::screen::Cx;
use crate::tui::theme;

/// A column.
pub struct Column {
    /// Its heading.
    pub title: &'static str,
    /// Its width; 0 takes what the others leave.
    pub width: usize,
    /// The screen is this wide before it shows.
    pub from: u16,
    /// What it says of a case.
    pub cell: fn(&Row, &Cx) -> (String, Style),
}

/// The columns, in reading order: what is due first, then who and what.
pub const COLUMNS: &[Column] = &[
    Column { title: "Ref", width: 8, from: 0, cell: |row, _| (row.reference.to_string(), theme::PLAIN) },
    Column { title: "Due", width: 15, from: 0, cell: due },
    Column { title: "Next", width: 11, from: 72, cell: next },
    Column { title: "Complainant", width: 16, from: 0, cell: |row, _| (complainant(row), theme::PLAIN) },
    Column { title: "About", width: 0, from: 0, cell: |row, _| (row.subject.clone(), theme::PLAIN) },
    Column {
        title: "Service",
        width: 20,
        from: 140,
        cell: |row, cx| (cx.house.office.service_name(row.service), theme::PLAIN),
    },
    Column {
        title: "Stage",
        width: 17,
        from: 100,
        cell: |row, cx| (sentence_case(row.stage_on(cx.today).word()), theme::PLAIN),
    },
    Column {
        title: "Received",
        width: 10,
        from: 155,
        cell: |row, _| (row.received.format("%-d %b %y").to_string(), theme::PLAIN),
    },
    Column { title: "Owner", width: 14, from: 120, cell: |row, cx| (owner(row, cx), theme::PLAIN) },
];

/// The line of headings.
pub fn headings(columns: u16, chosen: &[String]) -> Line<'static> {
    let mut spans = vec![Span::raw("  ")];
    for (column, wide) in laid_out(columns, chosen) {
        spans.push(Span::styled(column.title, theme::HEADING));
        spans.push(Span::raw(" ".repeat((wide + 1).saturating_sub(column.title.len()))));
    }
    Line::from(spans)
}

/// How a line is shown.
pub struct Look<'a> {
    /// Width of the list.
    pub columns: u16,
    /// Headings of the columns that were chosen; none for the usual ones.
    pub chosen: &'a [String],
    /// Whether the cursor is on it.
    pub is_selected: bool,
    /// Whether it is marked.
    pub is_marked: bool,
}

/// A case as a line. The selected one carries a sign, and its reference is reversed; a marked one has a star.
pub fn line(row: &Row, cx: &Cx, look: &Look) -> Line<'static> {
    let sign = if look.is_selected { ">" } else { " " };
    let mut spans = vec![Span::raw(sign), Span::styled(if look.is_marked { "*" } else { " " }, theme::BOLD)];
    for (place, (column, wide)) in laid_out(look.columns, look.chosen).into_iter().enumerate() {
        let (text, style) = (column.cell)(row, cx);
        let text = cut(&text, wide);
        let style = if look.is_selected && place == 0 { theme::SELECTED } else { style };
        let gap = (wide + 1).saturating_sub(width(&text));
        spans.push(Span::styled(text, style));
        spans.push(Span::raw(" ".repeat(gap)));
    }
    Line::from(spans)
}

/// The columns that show at this width, each with its own.
fn laid_out(columns: u16, chosen: &[String]) -> Vec<(&'static Column, usize)> {
    let is_wanted = |it: &&Column| match chosen {
        [] => it.from <= columns,
        chosen => it.title == COLUMNS[0].title || chosen.iter().any(|title| title == it.title),
    };
    let mut shown: Vec<&Column> = COLUMNS.iter().filter(is_wanted).collect();
    // Of more columns than fit, the last ones are left out.
    while usize::from(columns) < shown.iter().map(|it| it.width.max(10) + 1).sum::<usize>() + 3 {
        let Some(place) = shown.iter().skip(1).rposition(|it| it.width > 0) else { break };
        shown.remove(place + 1);
    }
    let fixed: usize = shown.iter().map(|it| it.width + 1).sum();
    // Two for the mark, and the last column of the screen stays free.
    let rest = usize::from(columns).saturating_sub(fixed + 3);
    shown.into_iter().map(|it| (it, if it.width == 0 { rest } else { it.width })).collect()
}

fn due(row: &Row, cx: &Cx) -> (String, Style) {
    let next = row.next_on(cx.today);
    let standing = row.standing_on(&cx.house.calendar, cx.house.office.timescales.due_soon, cx.today);
    let badge = standing.badge(next.map(|it| it.0));
    if badge.is_empty() {
        return (if row.open_on(cx.today) { "  No date yet" } else { "- Closed" }.to_owned(), theme::PLAIN);
    }
    (format!("{} {badge}", standing.sign()), theme::of(standing))
}

fn next(row: &Row, cx: &Cx) -> (String, Style) {
    (row.next_on(cx.today).map(|it| it.1.short().to_owned()).unwrap_or_default(), theme::PLAIN)
}

fn owner(row: &Row, cx: &Cx) -> String {
    row.owner.as_deref().map_or_else(|| "Nobody".to_owned(), |it| cx.house.office.person_name(it).to_owned())
}

fn complainant(row: &Row) -> String {
    let name = row.complainant.name();
    if name.is_empty() { row.source_ref.clone() } else { name.to_owned() }
}

/// A word with a capital, for the beginning of a cell.
pub fn sentence_case(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
