//! What stands around every screen: who and where on the first line, the message and the keys on the last two.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use crate::domain::listing::Counts;
use crate::domain::rights::Deed;
use crate::domain::text::{cut, safe, width};
use crate::environment::Glyphs;
use crate::tui::keymap::Binding;
use crate::tui::screen::{Cx, Manner, Screen};
use crate::tui::theme;

/// The smallest screen that can be worked on.
pub const SMALLEST: (u16, u16) = (60, 16);
/// Columns from which on the first line also names the program.
const WIDE: u16 = 100;
/// Columns from which on it names every tab, and not only the one that shows.
const NAMED: u16 = 78;

/// Draws a line of text at a row, cut to the width of the area.
pub fn put(frame: &mut Frame<'_>, area: Rect, row: u16, text: &str, style: Style) {
    put_line(frame, area, row, Line::from(Span::styled(cut(text, usize::from(area.width)), style)));
}

/// Draws a styled line at a row, made harmless whatever it holds; a row below the area is left out.
pub fn put_line(frame: &mut Frame<'_>, area: Rect, row: u16, mut line: Line<'_>) {
    if row < area.height {
        for span in &mut line.spans {
            if let Cow::Owned(harmless) = safe(&span.content) {
                span.content = Cow::Owned(harmless);
            }
        }
        frame.render_widget(line, Rect { y: area.y + row, height: 1, ..area });
    }
}

/// As many clauses of a text as fit whole in so many columns, the first ones first; none where not even one does.
pub fn clauses(text: &str, columns: usize) -> Option<&str> {
    let ends =
        ["   ", ", ", ". ", "; "].into_iter().flat_map(|it| text.match_indices(it)).map(|it| &text[..it.0]);
    let fits = |it: &&str| !it.trim().is_empty() && width(it) <= columns;
    ends.chain([text]).filter(fits).max_by_key(|it| it.len())
}

/// The same of a heading; of one that is longer, its beginning.
pub fn whole_clauses(text: &str, columns: usize) -> String {
    clauses(text, columns).map_or_else(|| cut(text, columns), str::to_owned)
}

/// What a page says below it where there is more than fits; nothing where all of it is seen.
pub const fn more(is_above: bool, is_below: bool) -> &'static str {
    match (is_above, is_below) {
        (false, false) => "",
        (false, true) => "v more below: PgDn",
        (true, false) => "^ more above: PgUp",
        (true, true) => "^ more above: PgUp   v more below: PgDn",
    }
}

/// Makes an area empty, with nothing of the look that was there before.
pub fn wipe(frame: &mut Frame<'_>, area: Rect) {
    frame.render_widget(Clear, area);
}

/// A heading over a thin rule as wide as the columns, with a hint at its end where there is room for one.
pub fn heading(columns: usize, title: &str, hint: &str) -> Line<'static> {
    let room = columns.saturating_sub(width(title) + 3);
    let hint = if width(hint) <= room { hint } else { "" };
    let gap = columns.saturating_sub(width(title) + width(hint) + 1);
    Line::from(vec![
        Span::raw(" "),
        Span::styled(title.to_owned(), theme::HEADING),
        Span::styled(" ".repeat(gap), theme::RULE),
        Span::styled(hint.to_owned(), theme::ASIDE.patch(theme::RULE)),
    ])
}

/// Shows where one is: a sign at the left edge of a row, and so many of its columns reversed.
pub fn focus(frame: &mut Frame<'_>, area: Rect, row: u16, columns: usize) {
    let columns = u16::try_from(columns).unwrap_or(u16::MAX);
    let place = Rect { y: area.y + row, height: 1, width: columns.min(area.width), ..area };
    if area.height <= row {
        return;
    }
    for position in place.positions() {
        let cell = &mut frame.buffer_mut()[position];
        cell.set_style(theme::SELECTED).set_fg(Color::Reset);
        if position.x == area.x {
            cell.set_symbol(">");
        }
    }
}

/// From this width on, a screen can stand in two columns.
const TWO_COLUMNS: u16 = 110;
/// The longest line of text that is easy to read, and the column after it that stays free.
pub const READABLE: u16 = 91;
/// Columns between two columns of text: a rule and a blank.
const BETWEEN: u16 = 2;

/// The two columns of a screen that is wide enough for them, where they are wanted: the first one takes what a text would not.
pub fn two_columns(area: Rect, manner: Manner) -> Option<[Rect; 2]> {
    let first = (area.width / 5 * 3).max(area.width.saturating_sub(READABLE + BETWEEN));
    (manner.beside && TWO_COLUMNS <= area.width).then(|| split(area, first))
}

/// The same for two texts, neither of which is wider than can be read with ease.
pub fn two_texts(area: Rect, manner: Manner) -> Option<[Rect; 2]> {
    let first = (area.width / 5 * 3).min(READABLE);
    two_columns(area, manner).map(|_| split(area, first))
}

fn split(area: Rect, first: u16) -> [Rect; 2] {
    let x = area.x + first + BETWEEN;
    let second = Rect { x, width: area.right().saturating_sub(x).min(READABLE), ..area };
    [Rect { width: first, ..area }, second]
}

/// Draws the rule before the second of two columns.
pub fn rule_before(frame: &mut Frame<'_>, second: Rect, manner: Manner) {
    let rule = if manner.glyphs == Glyphs::Unicode { "│" } else { "|" };
    let line = Rect { x: second.x - BETWEEN, width: 1, ..second };
    for row in 0..line.height {
        put(frame, line, row, rule, theme::ASIDE);
    }
}

/// A tab: its name, and how many things on it need somebody.
pub struct Tab {
    pub name: &'static str,
    /// How many things on it are late.
    pub late: fn(&Counts) -> u64,
    /// Whoever looks at it must be allowed one of these.
    pub deeds: &'static [Deed],
}

/// Where the reports are among the tabs.
pub const REPORTS_TAB: usize = 3;

/// The tabs, in the order of their number keys.
pub const TABS: &[Tab] = &[
    Tab { name: "Inbox", late: |it| it.late, deeds: &[Deed::ReadCase] },
    Tab { name: "Plans", late: |it| it.actions_late + it.plans_late, deeds: &[Deed::ReadPlans] },
    Tab { name: "Reviews", late: |it| it.reviews_late, deeds: &[Deed::ReadPlans] },
    Tab {
        name: "Reports",
        late: |it| it.registers_late,
        deeds: &[Deed::ReadFigures, Deed::ReadInsight, Deed::ReadReturns],
    },
];

/// The first line: the tabs with what needs somebody, and who sits here.
pub fn header(frame: &mut Frame<'_>, area: Rect, cx: &Cx, tab: usize) {
    // Who sits here as what matters more than what the program is called.
    let is_wide = WIDE <= area.width;
    let mut spans = vec![Span::raw(if is_wide { " redress  " } else { " " })];
    for (place, it) in TABS.iter().enumerate() {
        let (open, close, style) =
            if place == tab { ("[", "] ", theme::BOLD) } else { ("", " ", theme::PLAIN) };
        let name = if NAMED <= area.width || place == tab { format!(" {}", it.name) } else { String::new() };
        spans.push(Span::styled(format!("{open}{}{name}", place + 1), style));
        let late = (it.late)(&cx.counts);
        if late > 0 {
            spans.push(Span::raw(" "));
            spans.push(Span::styled(format!("!{late}"), theme::OVERDUE));
        }
        if it.name == "Plans" && cx.counts.actions_unreviewed > 0 {
            spans.push(Span::raw(" "));
            spans.push(Span::styled(format!("?{}", cx.counts.actions_unreviewed), theme::NOT_REVIEWED));
        }
        spans.push(Span::styled(close, style));
        if is_wide || area.width < NAMED {
            spans.push(Span::raw(" "));
        }
    }
    let left = Line::from(spans);
    let used = left.width() + 2;
    put_line(frame, area, 0, left);
    // The last column stays free: some consoles scroll when it is written.
    let room = usize::from(area.width).saturating_sub(used + 1);
    let who = who(cx).into_iter().find(|it| width(it) <= room).unwrap_or_else(|| cut(cx.name(), room));
    let who = safe(&who).into_owned();
    let at = usize::from(area.width).saturating_sub(width(&who) + 1);
    let x = area.x + u16::try_from(at).unwrap_or(u16::MAX);
    frame.render_widget(Span::raw(who), Rect { x, width: area.right().saturating_sub(x), height: 1, ..area });
}

/// Who sits here and what they are, for as much room as there may be: the longest first.
fn who(cx: &Cx) -> Vec<String> {
    let office = &cx.house.office;
    let roles: Vec<&str> = cx.asker.roles().iter().map(|it| it.word()).collect();
    let away: Vec<&str> = cx.asker.stands_in_for().map(|it| office.person_name(it)).collect();
    let name = if away.is_empty() {
        cx.name().to_owned()
    } else {
        format!("{} for {}", cx.name(), away.join(" and "))
    };
    let mut all = vec![format!("{name}, {}", roles.join(", "))];
    if let [first, _, ..] = roles[..] {
        all.push(format!("{name}, {first} and {} more", roles.len() - 1));
        all.push(format!("{name}, {} roles", roles.len()));
    }
    // A long name gives way before the role does: "M Hussain, handler".
    if let ([first, ..], true, Some((given, family))) = (&roles[..], away.is_empty(), name.rsplit_once(' ')) {
        all.push(format!("{} {family}, {first}", given.chars().next().unwrap_or_default()));
    }
    all.push(name);
    all
}

/// Words that are names of keys, where a screen words its own line of keys.
const KEY_NAMES: &[&str] =
    &["Enter", "Esc", "Tab", "Shift-Tab", "Up", "Down", "Left", "Right", "PgUp", "PgDn", "F1"];

/// A key, or several, and what pressing it does.
struct Hint {
    keys: String,
    words: String,
}

impl Hint {
    /// As a screen words it: the names of keys come first.
    fn worded(text: &str) -> Self {
        let is_key = |it: &str| it.chars().count() == 1 || KEY_NAMES.contains(&it) || it.starts_with("Ctrl-");
        let keys: Vec<&str> = text.split(' ').take_while(|it| is_key(it)).collect();
        let keys = keys.join(" ");
        Self { words: text[keys.len()..].to_owned(), keys }
    }

    fn width(&self) -> usize {
        width(&self.keys) + width(&self.words)
    }
}

/// The line of keys: those that matter here and now, as many as fit whole. One that cannot act now is left out; help says why.
pub fn hints(screen: &dyn Screen, cx: &Cx, width_of_screen: u16) -> Line<'static> {
    let own = screen.hints();
    let all: Vec<Hint> = if let Some(own) = &own {
        own.split("  ").map(str::trim).filter(|it| !it.is_empty()).map(Hint::worded).collect()
    } else {
        let open = |it: &&Binding| !it.label.is_empty() && screen.names(it.act, cx);
        let all = cx.manner.keys.bindings(screen.scopes()).filter(open);
        let all = all.filter(|it| !matches!(it.label, "help" | "back"));
        all.map(|it| Hint { keys: it.keys[0].human(), words: format!(" {}", it.label) }).collect()
    };
    // Where keys are text, these two are letters.
    let last = if own.is_some() || screen.takes_text() { &[][..] } else { &["? help", "q back"] };
    let last: Vec<Hint> = last.iter().copied().map(Hint::worded).collect();
    let room = usize::from(width_of_screen).saturating_sub(1);
    // Two columns before each, and one more before the first.
    let of_last: usize = last.iter().map(|it| it.width() + 2).sum::<usize>() + last.len().min(1);
    let mut used = 0;
    let mut spans = Vec::new();
    let mut add = |it: Hint, gap: usize| {
        spans.push(Span::raw(" ".repeat(gap)));
        spans.push(Span::styled(it.keys, theme::ACCENT));
        spans.push(Span::styled(it.words, theme::LABEL));
    };
    for hint in all {
        let gap = if used == 0 { 1 } else { 2 };
        if used + gap + hint.width() + of_last <= room {
            used += gap + hint.width();
            add(hint, gap);
        }
    }
    for (place, hint) in last.into_iter().enumerate() {
        add(hint, if place == 0 { 3 } else { 2 });
    }
    Line::from(spans)
}

/// Says that the terminal is too small, where nothing else would fit.
pub fn too_small(frame: &mut Frame<'_>) {
    let (columns, rows) = SMALLEST;
    let area = frame.area();
    put(frame, area, 0, &format!("Make this window at least {columns}x{rows}."), theme::PLAIN);
}

/// Writes pounds as letters, for a terminal that has no sign for them: what follows moves into the empty columns after it.
pub fn spell_pounds(buffer: &mut Buffer) {
    let area = buffer.area;
    let is_blank = |buffer: &Buffer, x: u16, y: u16| buffer[(x, y)].symbol() == " ";
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            if buffer[(x, y)].symbol() != "£" {
                continue;
            }
            // A column stays between what moves and what comes after it, where there is one to spare.
            let room = |wanted: u16| {
                let mut gaps = x + 1..area.right().saturating_sub(wanted - 1);
                gaps.find(|gap| (*gap..gap + wanted).all(|it| is_blank(buffer, it, y)))
            };
            let before = |buffer: &Buffer| {
                let mut gaps = (area.left()..x.saturating_sub(2)).rev();
                gaps.find(|gap| (*gap..gap + 3).all(|it| is_blank(buffer, it, y)))
            };
            let pound = buffer[(x, y)].clone();
            let first = if let Some(gap) = room(3).or_else(|| room(2)) {
                for from in (x + 1..gap).rev() {
                    buffer[(from + 2, y)] = buffer[(from, y)].clone();
                }
                x
            } else if let Some(gap) = before(buffer) {
                // At the end of a row, what stands before it moves.
                for from in gap + 3..x {
                    buffer[(from - 2, y)] = buffer[(from, y)].clone();
                }
                x - 2
            } else {
                continue;
            };
            for (place, letter) in (first..).zip(["G", "B", "P"]) {
                buffer[(place, y)] = pound.clone();
                buffer[(place, y)].set_symbol(letter);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_screen_stands_in_two_columns_of_lines_that_are_easy_to_read() {
        let manner = Manner::default();
        let at = |width| Rect::new(0, 0, width, 24);
        assert_eq!(two_columns(at(109), manner), None);
        assert_eq!(two_columns(at(200), Manner { beside: false, ..manner }), None);
        for width in [110, 120, 160, 200, 300] {
            let [list, beside] = two_columns(at(width), manner).expect("it is wide enough");
            assert!(
                list.right() < beside.x && beside.right() <= width && beside.width <= READABLE,
                "{width}"
            );
            let [first, second] = two_texts(at(width), manner).expect("it is wide enough");
            assert!(first.right() < second.x && second.right() <= width, "{width}");
            assert!(first.width <= READABLE && second.width <= READABLE, "{width}");
        }
    }

    #[test]
    fn a_heading_that_is_too_long_leaves_out_whole_clauses() {
        let text = " Open cases   62 cases, 16 late. e: more";
        for (columns, expect) in [
            (40, text),
            (39, " Open cases   62 cases, 16 late"),
            (30, " Open cases   62 cases"),
            (14, " Open cases"),
            (9, " Open c.."),
        ] {
            assert_eq!(whole_clauses(text, columns), expect, "{columns}");
        }
    }

    #[test]
    fn the_keys_of_a_hint_come_first() {
        for (text, keys) in [
            ("Enter open", "Enter"),
            ("j k move", "j k"),
            ("Ctrl-X check and save", "Ctrl-X"),
            ("Press the key in front", ""),
        ] {
            assert_eq!(Hint::worded(text).keys, keys, "{text}");
        }
    }

    #[test]
    fn pounds_are_spelt_where_there_is_no_sign_and_the_columns_after_them_stay() {
        let mut buffer = Buffer::with_lines(["£50 for it  £1,200   paid    ", "all of it is £5   "]);
        spell_pounds(&mut buffer);
        assert_eq!(buffer, Buffer::with_lines(["GBP50 for it  GBP1,200 paid  ", "all of it is GBP5 "]));
        let mut buffer = Buffer::with_lines(["paid    2, most £350"]);
        spell_pounds(&mut buffer);
        assert_eq!(buffer, Buffer::with_lines(["paid  2, most GBP350"]));
    }
}
