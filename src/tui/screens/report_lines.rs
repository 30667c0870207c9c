//! The lines of a report on screen: a figure with its number, a bar, a few words, and the cases or actions behind it.
//!
//! All bars of a page have one scale: shares are out of a hundred, and counts out of the highest there.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::bar::{NINE_LEVELS, Set};
use ratatui::text::{Line, Span};
use ratatui::widgets::Sparkline;

use crate::domain::days::Days;
use crate::domain::figures::groups::{ORGANISATION, SERVICE};
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::{Period, Scope};
use crate::domain::office::record::Office;
use crate::domain::text::{cut, width};
use crate::domain::wrapping::wrap;
use crate::environment::Glyphs;
use crate::tui::chrome::{clauses, put, put_line};
use crate::tui::theme;

/// The fewest columns of a label, and those of a number.
pub(super) const LABEL: usize = 30;
const NUMBER: usize = 10;
/// Columns of a badge's edge and of its sign, with the blank after it.
const SIGN: usize = 3;
/// The longest bar, and the shortest that says anything.
const BAR: usize = 48;
const SHORTEST_BAR: usize = 3;
/// What a bar keeps where a long label takes of its columns.
const KEPT_BAR: usize = 16;
/// A whole, in tenths of a per cent.
const WHOLE: u64 = 1000;
/// The steps of a small chart where the terminal shows no blocks.
pub(super) const ASCII_STEPS: Set<'static> = Set {
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
    /// The register with this letter.
    Register(char),
    /// Its entries that fit a filter.
    Entries(char, String),
    /// The reviews that are due.
    Reviews,
    /// What the office has set.
    Office,
}

/// A line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportLine {
    /// What it is called.
    pub label: String,
    /// The number, as it is shown.
    pub number: String,
    /// How it stands, where somebody should look at it: the sign of a badge, and its look.
    pub badge: Option<Badge>,
    /// What the bar shows.
    pub bar: Option<Bar>,
    /// A few words.
    pub words: String,
    /// The name of the figure; empty for none.
    pub figure: &'static str,
    /// How many cases or actions are behind it, and which; none where it opens nothing.
    pub behind: Option<(u64, Behind)>,
    /// Numbers over time, drawn as one small chart.
    pub chart: Vec<u64>,
    /// Whether it heads what follows.
    pub is_heading: bool,
    /// What it is, where it is no figure; empty where nothing more is to be said.
    pub says: String,
    /// What it is called, where its label takes several lines; else empty.
    pub whole: String,
}

impl ReportLine {
    /// The line, with as many below it as its label needs in so many columns: all of them lead to the same.
    fn wrapped(&self, columns: usize) -> Vec<Self> {
        if self.is_heading || width(&self.label) <= columns {
            return vec![self.clone()];
        }
        // What stands in before it does so on every line.
        let indent = " ".repeat(self.label.len() - self.label.trim_start().len());
        let parts = wrap(&self.label, columns.saturating_sub(2 + indent.len()));
        let more = |label: &String| Self {
            label: format!("{indent}  {label}"),
            figure: self.figure,
            behind: self.behind.clone(),
            says: self.says.clone(),
            whole: self.label.clone(),
            ..Self::default()
        };
        let rest: Vec<Self> = parts[1..].iter().map(more).collect();
        let label = format!("{indent}{}", parts[0]);
        let first = Self { whole: self.label.clone(), label, ..self.clone() };
        std::iter::once(first).chain(rest).collect()
    }

    /// What it is called.
    pub fn called(&self) -> &str {
        // Of a heading its first words: what follows them counts each line below it.
        match (self.whole.as_str(), self.is_heading) {
            ("", true) => self.label.split(": ").next().unwrap_or_default().trim(),
            ("", false) => self.label.trim(),
            (whole, _) => whole.trim(),
        }
    }
}

/// How something stands that somebody should look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Badge {
    /// It is late, or should not be so.
    Late,
    /// It is done, and nobody has reviewed it.
    NotReviewed,
}

impl Badge {
    /// The badge of something that is late; none where it is not.
    pub fn late(is_late: bool) -> Option<Self> {
        is_late.then_some(Self::Late)
    }

    const fn look(self) -> (char, Style) {
        match self {
            Self::Late => ('!', theme::OVERDUE),
            Self::NotReviewed => ('?', theme::NOT_REVIEWED),
        }
    }
}

/// What a bar shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// How many, beside all other counts of the page.
    Count(u64),
    /// A share of a whole, in tenths of a per cent.
    Share(u64),
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

/// Lines as a page of so many columns shows them: labels as wide as there is room for, and longer ones on several lines.
pub fn laid_out(lines: &[ReportLine], columns: u16) -> Vec<ReportLine> {
    let label = Drawn::of(lines, columns, Glyphs::Ascii).label;
    lines.iter().flat_map(|it| it.wrapped(label)).collect()
}

/// What is drawn of lines in so many columns, the same for all so that they can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// What is drawn with.
    pub glyphs: Glyphs,
    /// How long bars are; 0 for none.
    pub bar: usize,
    /// Columns of the charts in front of bars; 0 for none.
    pub chart: usize,
    /// Columns of a label.
    label: usize,
    /// Columns of a number, and of a badge with its number and its edge.
    number: usize,
    badge: usize,
    /// The count that a full bar stands for.
    most: u64,
}

impl Drawn {
    /// What the words beside them leave: words say the numbers, so they come first, charts next, and then bars.
    pub fn of(lines: &[ReportLine], columns: u16, glyphs: Glyphs) -> Self {
        let badged = lines.iter().filter(|it| it.badge.is_some());
        let badge = badged.map(|it| width(&it.number) + SIGN).max().unwrap_or(0);
        let number = lines.iter().map(|it| width(&it.number)).max().unwrap_or(0).max(badge).max(NUMBER);
        let all = usize::from(columns).saturating_sub(number + 4);
        let room = all.saturating_sub(LABEL);
        let labelled = || lines.iter().filter(|it| !it.label.is_empty());
        let words = labelled().map(|it| width(&it.words)).max().unwrap_or(0);
        let chart = labelled().map(|it| it.chart.len()).max().unwrap_or(0);
        let chart = if words + chart + 2 <= room { chart } else { 0 };
        let taken = if chart > 0 { words + chart + 2 } else { words };
        let has_bars = lines.iter().any(|it| it.bar.is_some());
        let bar = if has_bars { KEPT_BAR + 2 } else { 0 };
        let longest = lines.iter().filter(|it| !it.is_heading).map(|it| width(&it.label)).max().unwrap_or(0);
        let label = longest.min(all.saturating_sub(taken + bar)).max(LABEL);
        let left = if has_bars { all.saturating_sub(label + taken + 2) } else { 0 };
        let count = |it: &ReportLine| if let Some(Bar::Count(count)) = it.bar { Some(count) } else { None };
        let most = lines.iter().filter_map(count).max().unwrap_or(0);
        Self {
            glyphs,
            bar: if left < SHORTEST_BAR { 0 } else { left.min(BAR) },
            chart,
            label,
            number,
            badge,
            most,
        }
    }

    /// The bar, in columns. Something is never drawn as nothing.
    fn bar(&self, it: Bar) -> String {
        let (part, whole) = match it {
            Bar::Count(count) => (count, self.most),
            Bar::Share(share) => (share, WHOLE),
        };
        let long = (part.saturating_mul(self.bar as u64) + whole / 2).checked_div(whole).unwrap_or(0);
        let long = long.max(u64::from(0 < part)).min(self.bar as u64);
        bar_glyph(self.glyphs).repeat(usize::try_from(long).unwrap_or(0))
    }
}

/// What bars that lie are made of: less high than a row, so that they do not touch those above and below.
pub(super) const fn bar_glyph(glyphs: Glyphs) -> &'static str {
    match glyphs {
        Glyphs::Unicode => "▆",
        Glyphs::Ascii => "#",
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
    let label = cut(&line.label, drawn.label);
    let to_number = " ".repeat(drawn.label.saturating_sub(width(&label)));
    let mut spans = vec![Span::raw(label), Span::raw(to_number)];
    let to_right =
        |wide: usize| format!("{}{}", " ".repeat(wide.saturating_sub(width(&line.number))), line.number);
    spans.extend(match line.badge.map(Badge::look) {
        // One width for all of the page: the sign in front, the number where the others end.
        Some((sign, look)) => {
            let words = format!("{sign} {}", to_right(drawn.badge - SIGN));
            let before = Span::raw(" ".repeat(drawn.number - drawn.badge));
            [before].into_iter().chain(theme::badge_within(drawn.badge - 1, &words, look)).collect()
        }
        None => vec![Span::raw(to_right(drawn.number))],
    });
    put_line(frame, inner, row, Line::from(spans));
    let mut at = drawn.label + drawn.number + 2;
    let cell = |at: usize, wide: usize| {
        let (x, wide) = (u16::try_from(at).unwrap_or(u16::MAX), u16::try_from(wide).unwrap_or(0));
        let x = inner.x.saturating_add(x).min(inner.right());
        Rect { x, y: inner.y + row, width: wide.min(inner.right() - x), height: 1 }
    };
    if row < area.height {
        if drawn.chart > 0 {
            let set = if drawn.glyphs == Glyphs::Unicode { NINE_LEVELS } else { ASCII_STEPS };
            // The latest of all charts stand below one another.
            let begins = at + drawn.chart.saturating_sub(line.chart.len());
            let chart = Sparkline::default().data(&line.chart).bar_set(set);
            frame.render_widget(chart, cell(begins, line.chart.len()));
            at += drawn.chart + 2;
        }
        if drawn.bar > 0 {
            if let Some(it) = line.bar {
                put(frame, cell(at, drawn.bar), 0, &drawn.bar(it), theme::PLAIN);
            }
            at += drawn.bar + 2;
        }
    }
    // Words that would be cut could say another number: whole clauses of them do not.
    if let Some(words) = clauses(&line.words, room.saturating_sub(at)) {
        let rest = Rect { x: inner.x + u16::try_from(at).unwrap_or(0), width: cell(at, room).width, ..inner };
        put(frame, rest, row, words, theme::PLAIN);
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::style::Color;

    use super::*;

    fn line(bar: Bar, words: &str, chart: Vec<u64>) -> ReportLine {
        let (label, number) = ("Delay".to_owned(), "5".to_owned());
        ReportLine { label, number, words: words.to_owned(), chart, bar: Some(bar), ..ReportLine::default() }
    }

    #[test]
    fn a_long_label_takes_as_many_lines_as_it_needs_and_each_of_them_leads_to_the_same() {
        let label = "12 Complaints that were answered after the time that was first told";
        let behind = Some((7, Behind::Reviews));
        let line =
            ReportLine { label: label.to_owned(), number: "7".to_owned(), behind, ..ReportLine::default() };
        let lines = line.wrapped(LABEL);
        let labels: Vec<&str> = lines.iter().map(|it| it.label.trim()).collect();
        assert_eq!(labels.join(" "), label);
        assert!(
            lines
                .iter()
                .all(|it| width(&it.label) <= LABEL && it.called() == label && it.behind == line.behind)
        );
        assert_eq!(lines.iter().filter(|it| !it.number.is_empty()).count(), 1);
    }

    #[test]
    fn a_long_label_takes_its_columns_from_the_bars_where_there_are_enough() {
        let label = "Rudeness or lack of empathy: Coastal access grants".to_owned();
        let lines = [ReportLine { label, ..line(Bar::Count(5), "was 10.25", Vec::new()) }];
        assert_eq!(laid_out(&lines, 66).len(), 2);
        assert_eq!(laid_out(&lines, 100), lines);
        assert!(KEPT_BAR <= Drawn::of(&lines, 100, Glyphs::Ascii).bar);
    }

    #[test]
    fn badges_have_one_width_with_the_sign_in_front_and_numbers_end_below_one_another() {
        let line = |number: &str, badge| ReportLine {
            number: number.to_owned(),
            badge,
            bar: None,
            ..line(Bar::Count(1), "", Vec::new())
        };
        let lines = [
            line("11 Nov", Some(Badge::Late)),
            line("3", Some(Badge::NotReviewed)),
            line("7 Dec", None),
            line("1204 late", Some(Badge::Late)),
        ];
        let drawn = Drawn::of(&lines, 60, Glyphs::Ascii);
        let mut terminal = Terminal::new(TestBackend::new(60, 4)).unwrap();
        terminal
            .draw(|frame| {
                for (row, it) in (0..).zip(&lines) {
                    draw(frame, frame.area(), row, it, drawn, false);
                }
            })
            .unwrap();
        let shown = terminal.backend().buffer().clone();
        let text = |y: u16| (0..60).map(|x| shown[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        assert_eq!(
            [0, 1, 2, 3].map(|it| text(it)[LABEL + 1..].to_owned()),
            [" !    11 Nov", " ?         3", "       7 Dec", " ! 1204 late"].map(str::to_owned)
        );
        let grounds = |y: u16| (0..60).filter(|x| shown[(*x, y)].bg != Color::Reset).collect::<Vec<_>>();
        assert_eq!(grounds(0), grounds(3));
        assert_eq!(grounds(1), grounds(3));
        assert!(grounds(2).is_empty());
    }

    #[test]
    fn words_have_room_first_then_charts_and_then_bars() {
        let lines = [line(Bar::Count(5), "25.0%, was 10.25", vec![1, 2, 3, 4, 5])];
        for (columns, expect) in
            [(131, (5, 48)), (107, (5, 38)), (91, (5, 22)), (67, (5, 0)), (66, (0, 4)), (51, (0, 0))]
        {
            let it = Drawn::of(&lines, columns, Glyphs::Ascii);
            assert_eq!((it.chart, it.bar), expect, "{columns}");
        }
    }

    #[test]
    fn counts_of_a_page_have_one_scale_and_shares_are_out_of_a_hundred() {
        let bars = [Bar::Count(90), Bar::Count(45), Bar::Count(1), Bar::Count(0), Bar::Share(500)];
        let lines = bars.map(|it| line(it, "", Vec::new()));
        let drawn = Drawn::of(&lines, 130, Glyphs::Ascii);
        assert_eq!(bars.map(|it| drawn.bar(it).len()), [48, 24, 1, 0, 24]);
    }
}
