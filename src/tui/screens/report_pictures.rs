//! Pictures beside the numbers of a report, where the terminal is wide: months as bars that stand, and themes by service as a
//! grid of shades. Each number in them stands in a line of the report too.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::symbols::bar::{NINE_LEVELS, Set};

use crate::domain::figures::cell::Cell;
use crate::domain::figures::course::Month;
use crate::domain::figures::groups::{SERVICE, THEME};
use crate::domain::figures::performance::{Performance, Share};
use crate::domain::figures::period::Period;
use crate::domain::office::lists::ServiceId;
use crate::domain::office::record::Office;
use crate::domain::text::{cut, width};
use crate::environment::Glyphs;
use crate::report::topics::{Pictured, Topic};
use crate::tui::chrome::put;
use crate::tui::screens::report_lines::ASCII_STEPS;
use crate::tui::screens::report_pages::title;
use crate::tui::theme;

/// Rows of the highest bar.
const HIGH: u16 = 4;
/// Columns of the name of a theme, and of a number of the grid with its shade.
const NAME: usize = 12;
const SHADED: usize = 4;
/// Months on each side of one that is marked.
const AROUND: usize = 5;
/// Themes in the grid, the most frequent first.
const THEMES: usize = 10;
/// From none to the most.
const SHADES: [&str; 5] = [" ", "░", "▒", "▓", "█"];
const ASCII_SHADES: [&str; 5] = [" ", ".", ":", "+", "#"];

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    title: String,
    drawing: Drawing,
}

#[derive(Clone, Debug, PartialEq)]
enum Drawing {
    /// The short names of months, and what is drawn of them, one below the other.
    Months(Vec<String>, Vec<Panel>),
    /// Services, and themes with the number of each.
    Grid(Vec<String>, Vec<(String, Vec<u64>)>),
}

/// Bars that stand.
#[derive(Clone, Debug, PartialEq)]
struct Panel {
    name: String,
    /// What each shows; none where there is nothing to tell.
    numbers: Vec<Option<u64>>,
    /// What the highest stands for.
    whole: u64,
    /// A month that is marked, with what it is marked as.
    mark: Option<(usize, &'static str)>,
    /// Between which numbers it lies by chance, had nothing changed, or is meant to lie.
    band: Option<(u32, u32)>,
}

/// The pictures of a topic.
pub fn pictures(topic: &Topic, sum: &Performance, period: &Period, office: &Office) -> Vec<Picture> {
    let months = sum.course.months(period);
    let drawing = |it: Pictured| match it {
        Pictured::Months | Pictured::InTime if months.len() < 2 => None,
        Pictured::Months => {
            let numbers = |of: fn(&Month) -> u64| months.iter().map(|it| Some(of(&it.1))).collect::<Vec<_>>();
            let (received, closed) = (numbers(|it| it.received), numbers(|it| it.closed));
            let whole = received.iter().chain(&closed).flatten().copied().max().unwrap_or(0);
            let panel =
                |name: &str, numbers| Panel { name: name.to_owned(), numbers, whole, mark: None, band: None };
            let panels = vec![panel("Received", received), panel("Closed", closed)];
            Some(Drawing::Months(names(&months), panels))
        }
        Pictured::InTime => {
            let share = |it: &Month| Cell::share(Share { numerator: it.in_time, denominator: it.answered });
            let whole_percent = |it: Cell| if let Cell::Percent(it) = it { rounded(it) } else { None };
            let numbers = months.iter().map(|it| whole_percent(share(&it.1))).collect();
            // What a bar has to reach stands beside it as a line.
            let aim = Some(sum.settings.aim_in_time).filter(|it| 0 < *it);
            let band = aim.map(|it| (it, 100));
            let name = aim
                .map_or_else(|| "Per cent".to_owned(), |it| format!("Per cent; line: the aim, {it} or more"));
            Some(Drawing::Months(names(&months), vec![Panel { name, numbers, whole: 100, mark: None, band }]))
        }
        Pictured::Themes => grid(sum, office),
        // Lines of ages have bars of their own; plans are drawn one by one.
        Pictured::Ages | Pictured::Plans => None,
    };
    topic
        .pictures
        .iter()
        .filter_map(|it| Some(Picture { title: title(*it).to_owned(), drawing: drawing(*it)? }))
        .collect()
}

fn names(months: &[(NaiveDate, Month)]) -> Vec<String> {
    months.iter().map(|it| it.0.format("%b").to_string()).collect()
}

/// Complaints of each month around one that is marked: when something was done. A line beside each bar spans what lies within
/// chance, had nothing changed.
pub fn of_months(
    title: String,
    names: Vec<String>,
    months: &[u32],
    (done, band): (usize, Option<(u32, u32)>),
) -> Picture {
    // As many before it as after, as far as there are.
    let (last, first) = ((done + AROUND + 1).min(months.len()), done.saturating_sub(AROUND));
    let numbers: Vec<Option<u64>> = months[first..last].iter().map(|it| Some(u64::from(*it))).collect();
    let highest = band.map_or(0, |it| u64::from(it.1));
    let whole = numbers.iter().flatten().copied().max().unwrap_or(0).max(highest);
    let names = names.into_iter().skip(first).take(last - first).collect();
    let by_chance = band.map(|it| format!("; line: {} to {} by chance", it.0, it.1)).unwrap_or_default();
    let name = format!("Complaints{by_chance}");
    let panel = Panel { name, numbers, whole, mark: Some((done - first, "^ done")), band };
    Picture { title, drawing: Drawing::Months(names, vec![panel]) }
}

/// A percentage as a whole number.
fn rounded(it: f64) -> Option<u64> {
    format!("{it:.0}").parse().ok()
}

/// Themes by service, the most frequent of both first; none with fewer than two services.
fn grid(sum: &Performance, office: &Office) -> Option<Drawing> {
    let themes: Vec<_> = sum.themes.by_theme().into_iter().filter(|it| 0 < it.1.issues).collect();
    let mut services: BTreeMap<Option<ServiceId>, u64> = BTreeMap::new();
    for ((_, service), it) in sum.themes.0.iter().filter(|it| 0 < it.1.issues) {
        *services.entry(*service).or_default() += it.issues;
    }
    let mut services: Vec<_> = services.into_iter().collect();
    services.sort_by_key(|it| std::cmp::Reverse(it.1));
    let issues = |theme, service| sum.themes.0.get(&(theme, service)).map_or(0, |it| it.issues);
    let row = |(theme, _): &(Option<_>, _)| {
        let numbers = services.iter().map(|(service, _)| issues(*theme, *service)).collect();
        (THEME.label(office, theme), numbers)
    };
    let rows: Vec<_> = themes.iter().take(THEMES).map(row).collect();
    let named = services.iter().map(|it| SERVICE.label(office, &it.0)).collect();
    (1 < services.len() && 1 < rows.len()).then_some(Drawing::Grid(named, rows))
}

/// Draws as many of the pictures as there is room for, one below the other.
pub fn draw(frame: &mut Frame<'_>, area: Rect, pictures: &[Picture], glyphs: Glyphs) {
    let mut left = area;
    for it in pictures {
        let rows = it.drawing.rows().saturating_add(1);
        if left.height < rows {
            return;
        }
        put(frame, left, 0, &cut(&it.title, usize::from(left.width)), theme::HEADING);
        let below = Rect { y: left.y + 1, height: left.height - 1, ..left };
        match &it.drawing {
            Drawing::Months(names, panels) => draw_months(frame, below, names, panels, glyphs),
            Drawing::Grid(services, rows) => draw_grid(frame, below, services, rows, glyphs),
        }
        let rows = (rows + 1).min(left.height);
        left = Rect { y: left.y + rows, height: left.height - rows, ..left };
    }
}

impl Drawing {
    fn rows(&self) -> u16 {
        let rows = |it: usize| u16::try_from(it).unwrap_or(u16::MAX);
        match self {
            // The name, the numbers, the bars; and below all of them the months.
            Self::Months(_, panels) => {
                let marks = usize::from(panels.iter().any(|it| it.mark.is_some()));
                rows(panels.len() * (usize::from(HIGH) + 2) + 1 + marks)
            }
            Self::Grid(services, themes) => rows(services.len() + themes.len() + 1),
        }
    }
}

/// Months as many as fit, the latest last. Each has room for its number and a gap; of narrow ones every second is named.
fn draw_months(frame: &mut Frame<'_>, area: Rect, names: &[String], panels: &[Panel], glyphs: Glyphs) {
    let numbers = || panels.iter().flat_map(|it| &it.numbers).flatten();
    let digits = numbers().map(|it| width(&it.to_string())).max().unwrap_or(1);
    let step = (digits + 1).max(3);
    let fit = (usize::from(area.width) / step).min(names.len());
    let latest = names.len() - fit;
    let (set, line) = match glyphs {
        Glyphs::Unicode => (NINE_LEVELS, "│"),
        Glyphs::Ascii => (ASCII_STEPS, "|"),
    };
    let mut row = 0;
    let cell = |place: usize, row: u16| {
        let x = u16::try_from(place * step).unwrap_or(u16::MAX);
        Rect {
            x: area.x.saturating_add(x),
            y: area.y + row,
            width: u16::try_from(step).unwrap_or(1),
            height: 1,
        }
    };
    for panel in panels {
        put(frame, area, row, &panel.name, theme::PLAIN);
        for (place, number) in panel.numbers[latest..].iter().enumerate() {
            let eighths = number.map_or(0, |it| eighths(it, panel.whole));
            let top = HIGH - eighths.div_ceil(8);
            let words = number.map_or_else(|| "-".to_owned(), |it| it.to_string());
            put(frame, cell(place, row + 1 + top), 0, &format!("{words:>3}"), theme::PLAIN);
            for level in (0..HIGH).filter(|it| panel.spans(*it)) {
                put(frame, cell(place, row + 2 + level), 0, line, theme::PLAIN);
            }
            for level in 0..HIGH {
                let filled = eighths.saturating_sub((HIGH - 1 - level) * 8).min(8);
                if 0 < filled {
                    let begins = if panel.spans(level) { line } else { " " };
                    let bar = format!("{begins}{0}{0}", step_glyph(&set, filled));
                    put(frame, cell(place, row + 2 + level), 0, &bar, theme::PLAIN);
                }
            }
        }
        row += HIGH + 2;
    }
    let every = if step < 4 { 2 } else { 1 };
    for (place, name) in names[latest..].iter().enumerate().rev().step_by(every) {
        let cell = cell(place, row);
        put(frame, Rect { width: 3, ..cell }, 0, name, theme::PLAIN);
    }
    for (place, words) in panels.iter().filter_map(|it| it.mark) {
        let Some(place) = place.checked_sub(latest) else { continue };
        let begins = cell(place, row + 1);
        let right = area.right().saturating_sub(begins.x);
        put(
            frame,
            Rect { x: begins.x + 1, width: right.saturating_sub(1), ..begins },
            0,
            words,
            theme::PLAIN,
        );
    }
}

impl Panel {
    /// Whether a row of bars, counted from the top, lies within chance: at least half of it does.
    fn spans(&self, level: u16) -> bool {
        let middle = (HIGH - 1 - level) * 8 + 4;
        self.band.is_some_and(|(low, high)| {
            eighths(u64::from(low), self.whole) <= middle && middle <= eighths(u64::from(high), self.whole)
        })
    }
}

/// How high a bar is, in eighths of a row. Something is never drawn as nothing.
fn eighths(number: u64, whole: u64) -> u16 {
    let most = u64::from(HIGH) * 8;
    let high = number.saturating_mul(most).checked_div(whole).unwrap_or(0).max(u64::from(0 < number));
    u16::try_from(high.min(most)).unwrap_or(0)
}

const fn step_glyph(set: &Set<'static>, eighths: u16) -> &'static str {
    match eighths {
        0 => set.empty,
        1 => set.one_eighth,
        2 => set.one_quarter,
        3 => set.three_eighths,
        4 => set.half,
        5 => set.five_eighths,
        6 => set.three_quarters,
        7 => set.seven_eighths,
        _ => set.full,
    }
}

/// Services stand as letters above, and by their names below. Those for which there is no room share the last column.
fn draw_grid(
    frame: &mut Frame<'_>,
    area: Rect,
    services: &[String],
    rows: &[(String, Vec<u64>)],
    glyphs: Glyphs,
) {
    let fit = (usize::from(area.width).saturating_sub(NAME) / SHADED).min(services.len()).max(1);
    let apart = if fit < services.len() { fit - 1 } else { fit };
    let columns = |numbers: &[u64]| {
        let rest = (apart < numbers.len()).then(|| numbers[apart..].iter().sum());
        numbers[..apart].iter().copied().chain(rest).collect::<Vec<u64>>()
    };
    let rows: Vec<_> = rows.iter().map(|(theme, numbers)| (theme, columns(numbers))).collect();
    let most = rows.iter().flat_map(|it| &it.1).copied().max().unwrap_or(0);
    let letters: String = ('A'..='Z').take(fit).fold(String::new(), |text, it| format!("{text}{it:>3} "));
    put(frame, area, 0, &format!("{:NAME$}{letters}", ""), theme::BOLD);
    let mut row = 1;
    for (theme, numbers) in &rows {
        let numbers: String = numbers.iter().map(|it| shaded(*it, most, glyphs)).collect();
        let name = cut(theme, NAME - 1);
        let gap = " ".repeat(NAME.saturating_sub(width(&name)));
        put(frame, area, row, &format!("{name}{gap}{numbers}"), theme::PLAIN);
        row += 1;
    }
    let others = (apart < fit).then(|| "All other services".to_owned());
    for (letter, service) in ('A'..='Z').zip(services.iter().take(apart).chain(&others)) {
        put(frame, area, row, &format!("{letter}  {service}"), theme::PLAIN);
        row += 1;
    }
}

/// A number behind the shade of how much of the most it is.
fn shaded(number: u64, most: u64, glyphs: Glyphs) -> String {
    let shades = if glyphs == Glyphs::Unicode { SHADES } else { ASCII_SHADES };
    let place = number.saturating_mul(4).div_ceil(most.max(1)).min(4);
    let shade = shades[usize::try_from(place).unwrap_or(0)];
    if number == 0 { "  - ".to_owned() } else { format!("{shade}{number:>2} ") }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::domain::figures::themes::ThemeCount;
    use crate::domain::office::lists::ThemeId;
    use crate::report::topics::TOPICS;

    /// The pictures of a topic, as they are drawn in so many columns and rows.
    fn drawn(topic: &str, sum: &Performance, (columns, rows): (u16, u16), glyphs: Glyphs) -> String {
        let topic = TOPICS.iter().find(|it| it.name == topic).expect("a topic");
        let day = "2026-11-24".parse().expect("a real date");
        let period = Period { from: None, to: day, as_of: day };
        let all = pictures(topic, sum, &period, &Office::default());
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a terminal in memory");
        terminal.draw(|frame| draw(frame, frame.area(), &all, glyphs)).expect("memory takes it");
        let buffer = terminal.backend().buffer();
        let row = |y| (0..columns).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..rows).map(row).collect::<Vec<_>>().join("\n").trim_end().to_owned()
    }

    fn months() -> Performance {
        let mut sum = Performance::default();
        for (day, received, closed, in_time) in
            [("2026-09-01", 8, 4, 4), ("2026-10-01", 12, 6, 3), ("2026-11-01", 0, 1, 0)]
        {
            let month = sum.course.of(day.parse().expect("a real date"));
            *month = Month { received, closed, answered: closed, in_time };
        }
        sum
    }

    #[test]
    fn what_came_in_and_was_closed_stand_on_one_scale_with_their_numbers_and_do_not_touch() {
        let expect = "\
Received and closed by month
Received
    12
  8 ##
 ++ ##
 ## ##
 ## ##  0
Closed


  4  6
 :: ##  1
 ## ## ::
Sep   Nov";
        assert_eq!(drawn("Performance", &months(), (30, 14), Glyphs::Ascii), expect);
    }

    #[test]
    fn a_share_is_out_of_a_hundred_and_a_month_without_answers_has_none() {
        let mut sum = months();
        sum.course.of("2026-11-01".parse().expect("a real date")).answered = 0;
        let drawn = drawn("Timeliness", &sum, (30, 9), Glyphs::Unicode);
        assert!(drawn.contains("100") && drawn.contains(" 50") && drawn.contains("  -"), "{drawn}");
        assert_eq!(drawn.matches('█').count(), 2 * (4 + 2), "{drawn}");
    }

    #[test]
    fn the_month_in_which_something_was_done_is_marked_and_stands_among_those_around_it() {
        let names: Vec<String> = (1..=36).map(|it| format!("m{it:02}")).collect();
        let picture = of_months("Around".to_owned(), names, &[2; 36], (20, Some((1, 4))));
        let mut terminal = Terminal::new(TestBackend::new(40, 9)).expect("a terminal in memory");
        terminal
            .draw(|frame| super::draw(frame, frame.area(), &[picture], Glyphs::Ascii))
            .expect("memory takes it");
        let buffer = terminal.backend().buffer();
        let row = |y| (0..40).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        assert_eq!(row(0).trim_end(), "Around");
        assert_eq!(row(1).trim_end(), "Complaints; line: 1 to 4 by chance");
        let spans: Vec<_> = (3..7).map(|it| row(it).starts_with('|')).collect();
        assert_eq!(spans, [true, true, true, false], "from one to four of four");
        let mark = row(8).find("^ done").expect("it is marked");
        // The sixth of eleven, each two columns and a gap.
        assert_eq!((mark, row(7).split_whitespace().last()), (16, Some("m26")));
    }

    #[test]
    fn themes_by_service_have_a_shade_and_a_number_each() {
        let mut sum = Performance::default();
        for (theme, service, issues) in [(1, 1, 8), (1, 2, 2), (2, 2, 4)] {
            let count = ThemeCount { issues, ..ThemeCount::default() };
            sum.themes.0.insert((Some(ThemeId(theme)), Some(ServiceId(service))), count);
        }
        let expect = "\
Themes by service
              A   B
number 1    # 8 . 2
number 2      - : 4
A  number 1
B  number 2";
        assert_eq!(drawn("Themes", &sum, (30, 8), Glyphs::Ascii), expect);
        assert!(drawn("Themes", &sum, (30, 8), Glyphs::Unicode).contains("█ 8 ░ 2"));
        let narrow = drawn("Themes", &sum, (16, 8), Glyphs::Ascii);
        assert!(narrow.contains("number 1    #10") && narrow.contains("A  All other"), "{narrow}");
        assert_eq!(drawn("Themes", &sum, (30, 5), Glyphs::Ascii), "", "what does not fit is left out whole");
    }
}
