//! The lines of a report on screen: a figure with its number, a bar, a few words, and the cases or actions behind it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::bar::{NINE_LEVELS, Set};
use ratatui::text::{Line, Span};
use ratatui::widgets::{LineGauge, Sparkline};

use crate::domain::days::Days;
use crate::domain::figures::groups::{ORGANISATION, SERVICE};
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::{Period, Scope};
use crate::domain::office::record::Office;
use crate::domain::text::{cut, width};
use crate::environment::Glyphs;
use crate::tui::chrome::{put, put_line};
use crate::tui::theme;

/// Columns of a label, and of a number.
pub(super) const LABEL: usize = 30;
const NUMBER: usize = 9;
/// The longest bar, and the shortest that says anything.
const BAR: usize = 28;
const SHORTEST_BAR: usize = 3;
/// The steps of a small chart where the terminal shows no blocks.
const ASCII_STEPS: Set<'static> = Set {
    full: "#",
    seven_eighths: "%",
    three_quarters: "*",
    five_eighths: "+",
    half: "=",
    three_eighths: "-",
    one_quarter: ":",
    one_eighth: ".",
    empty: " ",
};

/// What the lines are about.
pub struct About<'a> {
    /// The office, for names.
    pub office: &'a Office,
    pub period: Period,
    /// Whose cases.
    pub scope: Scope,
    /// The figures of the period before.
    pub before: Option<&'a Performance>,
}

/// What opens from a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behind {
    /// Cases that fit a filter.
    Cases(String),
    /// Actions that fit one.
    Actions(String),
}

/// A line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportLine {
    /// What it is called.
    pub label: String,
    /// The number, as it is shown.
    pub number: String,
    /// What the bar shows, out of what.
    pub bar: Option<(u64, u64)>,
    /// A few words.
    pub words: String,
    /// The name of the figure; empty for none.
    pub figure: &'static str,
    /// How many cases or actions are behind it, and which; none where it opens nothing.
    pub behind: Option<(u64, Behind)>,
    /// Whether somebody should look at it.
    pub is_bad: bool,
    /// Numbers over time, drawn as one small chart.
    pub chart: Vec<u64>,
    /// Whether it heads what follows.
    pub is_heading: bool,
}

impl About<'_> {
    /// The days of the period, as a filter has them.
    pub fn days(&self) -> Days {
        Days { from: self.period.from, to: Some(self.period.to) }
    }

    /// The condition that lists whose cases they are, after others; nothing for everybody's.
    pub fn scope(&self) -> String {
        let condition = match self.scope {
            Scope::All => return String::new(),
            Scope::Service(it) => SERVICE.condition(self.office, &Some(it)),
            Scope::Organisation(it) => ORGANISATION.condition(self.office, &Some(it)),
        };
        format!(" {condition}")
    }
}

/// What is drawn of lines in so many columns, the same for all so that they can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// What is drawn with.
    pub glyphs: Glyphs,
    /// How long bars are; 0 for none.
    pub bar: usize,
    /// Whether there is room for charts in front of what belongs to them.
    pub charts: bool,
}

impl Drawn {
    /// What the words beside them leave: words say the numbers, so they come first, charts next, and then bars.
    pub fn of(lines: &[ReportLine], columns: u16, glyphs: Glyphs) -> Self {
        let room = usize::from(columns).saturating_sub(LABEL + NUMBER + 4);
        let labelled = || lines.iter().filter(|it| !it.label.is_empty());
        let chart = |it: &ReportLine| if it.chart.is_empty() { 0 } else { it.chart.len() + 2 };
        let charts = labelled().all(|it| it.bar.is_none() || chart(it) + width(&it.words) <= room);
        // A chart that stands alone has no bar after it.
        let beside = |it: &ReportLine| if charts && it.bar.is_some() { chart(it) } else { 0 };
        let taken = labelled().map(|it| width(&it.words) + beside(it)).max().unwrap_or(0);
        let left = room.saturating_sub(taken + 2);
        Self { glyphs, bar: if left < SHORTEST_BAR { 0 } else { left.min(BAR) }, charts }
    }
}

/// Draws a line at a row.
pub fn draw(frame: &mut Frame<'_>, area: Rect, row: u16, line: &ReportLine, drawn: Drawn, is_selected: bool) {
    let room = usize::from(area.width).saturating_sub(2);
    put(frame, area, row, if is_selected { ">" } else { " " }, theme::PLAIN);
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    if line.is_heading {
        return put(frame, inner, row, &cut(&line.label, room), theme::HEADING);
    }
    if line.label.is_empty() {
        return put(frame, inner, row, &cut(&line.words, room), theme::PLAIN);
    }
    let label = cut(&line.label, LABEL);
    let gap = (LABEL + NUMBER).saturating_sub(width(&label) + width(&line.number));
    let number = Span::styled(line.number.clone(), if line.is_bad { theme::OVERDUE } else { theme::PLAIN });
    put_line(frame, inner, row, Line::from(vec![Span::raw(label), Span::raw(" ".repeat(gap)), number]));
    let mut at = LABEL + NUMBER + 2;
    let cell = |at: usize, wide: usize| {
        let (x, wide) = (u16::try_from(at).unwrap_or(u16::MAX), u16::try_from(wide).unwrap_or(0));
        let x = inner.x.saturating_add(x).min(inner.right());
        Rect { x, y: inner.y + row, width: wide.min(inner.right() - x), height: 1 }
    };
    if row < area.height {
        let Drawn { glyphs, bar, charts } = drawn;
        if !line.chart.is_empty() && (charts || line.bar.is_none()) {
            let set = if glyphs == Glyphs::Unicode { NINE_LEVELS } else { ASCII_STEPS };
            let wide = line.chart.len().min(room.saturating_sub(at));
            let latest = &line.chart[line.chart.len() - wide..];
            frame.render_widget(Sparkline::default().data(latest).bar_set(set), cell(at, wide));
            at += wide + 2;
        }
        if bar > 0 {
            if let Some((part, whole)) = line.bar.filter(|it| it.1 > 0) {
                frame.render_widget(gauge(part, whole, glyphs, bar), cell(at, bar));
            }
            at += if line.bar.is_some() { bar + 2 } else { 0 };
        }
    }
    // Words that would be cut could say another number.
    if !line.words.is_empty() && at + width(&line.words) <= room {
        let rest = Rect { x: inner.x + u16::try_from(at).unwrap_or(0), width: cell(at, room).width, ..inner };
        put(frame, rest, row, &line.words, theme::PLAIN);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a bar is a few columns long")]
fn gauge(part: u64, whole: u64, glyphs: Glyphs, columns: usize) -> LineGauge<'static> {
    let full = if glyphs == Glyphs::Unicode { "█" } else { "#" };
    let plain = Style::new();
    // Something is never drawn as nothing; the widget keeps a column for a label.
    let least = if part == 0 { 0.0 } else { 1.0 / columns.saturating_sub(1).max(1) as f64 };
    LineGauge::default()
        .ratio((part as f64 / whole as f64).max(least).min(1.0))
        .label("")
        .filled_symbol(full)
        .unfilled_symbol(" ")
        .filled_style(plain)
        .unfilled_style(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_room_first_then_charts_and_then_bars() {
        let words = "25.0%, was 10.25".to_owned();
        let (label, number) = ("Delay".to_owned(), "5".to_owned());
        let chart = vec![1, 2, 3, 4, 5];
        let lines = [ReportLine { label, number, words, chart, bar: Some((5, 9)), ..ReportLine::default() }];
        let drawn = |columns| {
            let it = Drawn::of(&lines, columns, Glyphs::Ascii);
            (it.charts, it.bar)
        };
        for (columns, expect) in
            [(106, (true, 28)), (90, (true, 22)), (66, (true, 0)), (65, (false, 4)), (50, (false, 0))]
        {
            assert_eq!(drawn(columns), expect, "{columns}");
        }
    }
}
