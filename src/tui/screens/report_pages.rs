//! A report on screen: the figures of a topic as lines, each read from the figure's own row.

use chrono::Months;

use crate::domain::days::Days;
use crate::domain::figures::cell::{Cell, NOT_APPLICABLE};
use crate::domain::figures::figure::{Basis, Line, Order, Told};
use crate::domain::figures::performance::{Performance, Share};
use crate::domain::figures::period::TO_COMPARE;
use crate::domain::figures::shapes::Column;
use crate::domain::figures::table::find;
use crate::domain::text::sentence_case;
use crate::domain::wrapping::wrap;
use crate::report::documents::material::apart;
use crate::report::shows::shows;
use crate::report::topics::{IN_AND_OUT, Pictured, Topic};
use crate::tui::screens::report_lines::{About, Badge, Bar, Behind, ReportLine};

/// Columns of a sentence on the narrowest screen.
pub(super) const SENTENCE: usize = 56;
/// What small charts after a number show.
const CHARTS: &str = "Charts: up to four periods before, then this. “Was”: their average.";

/// The lines of a topic, the last of which say whether the figures add up.
pub fn lines(topic: &Topic, sum: &Performance, about: &About) -> Vec<ReportLine> {
    let earlier = about.period.compared(sum.first_received);
    let compares = about.before.is_some() && TO_COMPARE <= earlier;
    let basis = |sum| Basis { sum, office: about.office, compares, compared: earlier };
    let mut page = Page { about, now: basis(sum), before: about.before.map(basis), lines: Vec::new() };
    topic.blocks.iter().for_each(|it| page.block(it));
    topic.pictures.iter().for_each(|it| page.picture(*it));
    page.block(&IN_AND_OUT);
    apart(sum).iter().for_each(|it| page.text(it));
    page.lines
}

/// Lines about to be a page.
struct Page<'a> {
    about: &'a About<'a>,
    now: Basis<'a>,
    before: Option<Basis<'a>>,
    lines: Vec<ReportLine>,
}

impl Page<'_> {
    /// What stands under one heading, or under several.
    fn block(&mut self, (heading, paths): &(&str, &[&str])) {
        if !heading.is_empty() {
            self.head(heading);
        }
        for told in paths.iter().flat_map(|it| find(it)) {
            // How it went over time is told beside its picture.
            if told.part.order != Order::Time {
                self.tell(&told, heading.is_empty());
            }
        }
    }

    /// What a picture shows: a sentence, and its numbers a line each.
    fn picture(&mut self, it: Pictured) {
        let Basis { sum, office, .. } = self.now;
        let Some(says) = shows(it, sum, &self.about.period, office) else { return };
        self.head(title(it));
        wrap(&says, SENTENCE).iter().for_each(|it| self.text(it));
        match it {
            Pictured::Months | Pictured::InTime => self.months(it),
            Pictured::Ages => self.ages(),
            // Their numbers stand above, service by service.
            Pictured::Themes | Pictured::Plans => {}
        }
    }

    fn months(&mut self, it: Pictured) {
        let (sum, period) = (self.now.sum, self.about.period);
        for (first, month) in sum.course.months(&period) {
            let next = first.checked_add_months(Months::new(1));
            let last = next.and_then(|it| it.pred_opt()).unwrap_or(first).min(period.to);
            let days = Days { from: Some(first), to: Some(last) };
            let so_far = if period.as_of < last { ", so far" } else { "" };
            let label = format!("{}{so_far}", first.format("%B %Y"));
            let line = if it == Pictured::Months {
                ReportLine {
                    number: month.received.to_string(),
                    bar: Some(Bar::Count(month.received)),
                    words: format!("{} closed", month.closed),
                    figure: "received",
                    behind: Some(self.cases(month.received, &format!("received:{days}"))),
                    ..ReportLine::default()
                }
            } else {
                let share = Cell::share(Share { numerator: month.in_time, denominator: month.answered });
                ReportLine {
                    number: if share == Cell::NotApplicable { "n/a".to_owned() } else { share.words() },
                    bar: percent(&share).map(Bar::Share),
                    words: format!("{} of {}", month.in_time, month.answered),
                    figure: "within_first_timescale",
                    behind: Some(self.cases(month.in_time, &format!("closed:{days} late:no"))),
                    ..ReportLine::default()
                }
            };
            self.lines.push(ReportLine { label, ..line });
        }
    }

    fn ages(&mut self) {
        for (label, number, days) in self.now.sum.ages.told(self.about.period.as_of) {
            self.lines.push(ReportLine {
                label: label.to_owned(),
                number: number.to_string(),
                bar: Some(Bar::Count(number)),
                figure: "open",
                behind: Some(self.cases(number, &format!("is:open received:{days}"))),
                ..ReportLine::default()
            });
        }
    }

    /// So many cases of whoever is looked at.
    fn cases(&self, number: u64, condition: &str) -> (u64, Behind) {
        (number, Behind::Cases(condition.to_owned() + &self.about.scope()))
    }

    /// A heading, with room above it.
    fn head(&mut self, title: &str) {
        if !self.lines.is_empty() {
            self.lines.push(ReportLine::default());
        }
        let label = sentence_case(title);
        self.lines.push(ReportLine { label, is_heading: true, ..ReportLine::default() });
    }

    /// A line of words.
    fn text(&mut self, words: &str) {
        self.lines.push(ReportLine { words: words.to_owned(), ..ReportLine::default() });
    }

    /// Every line of a figure or a part of one, under its own title if it is to have one.
    fn tell(&mut self, told: &Told, is_titled: bool) {
        let mut lines = told.lines(&self.now);
        lines.retain(|it| !it.is_nothing());
        // Where every column has a line of its own, what they are about heads them.
        if is_titled && told.main().is_some() {
            self.head(told.title());
        }
        let remark = told.remark(&self.now, lines.is_empty());
        if !remark.is_empty() {
            self.text(remark);
        }
        let before = self.before.filter(|_| told.part.is_beside).map(|before| told.lines(&before));
        for line in &lines {
            let label = sentence_case(&line.label);
            match told.main() {
                Some(main) => self.put(told, line, main, label, before.as_deref()),
                None => self.head(if line.name.is_empty() { told.title() } else { &label }),
            }
            if told.is_spread() {
                self.spread(told, line);
            }
        }
        if self.now.compares && lines.iter().any(|it| course(it).is_some()) {
            CHARTS.split_inclusive(". ").for_each(|it| self.text(it.trim_end()));
        }
    }

    fn put(&mut self, told: &Told, line: &Line, main: usize, label: String, before: Option<&[Line]>) {
        let cell = &line.cells[main];
        let mut words = words(told.columns(), line, self.now.compares);
        if let Some(before) = before {
            let then = before.iter().find(|it| it.name == line.name).map(|it| it.cells[main].words());
            words = format!("{words}  before: {}", then.unwrap_or_else(|| "0".to_owned()));
        }
        let number = match cell {
            Cell::NotApplicable => {
                NOT_APPLICABLE.clone_into(&mut words);
                "n/a".to_owned()
            }
            Cell::NotKnown(why) => {
                (*why).clone_into(&mut words);
                "not known".to_owned()
            }
            cell => cell.words(),
        };
        let count = number_of(&line.cells[told.cases()]);
        let part = line.cells.iter().find_map(number_of).filter(|_| 0 < line.of);
        let earlier = course(line).filter(|_| self.now.compares);
        let chart = earlier.map(|it| it.iter().rev().copied().chain(part).collect()).unwrap_or_default();
        self.lines.push(ReportLine {
            label: joined(told, line, label),
            number,
            bar: percent(cell).map(Bar::Share).or_else(|| part.map(Bar::Count)),
            words: words.trim_start().to_owned(),
            figure: told.figure.name,
            behind: count.and_then(|count| self.behind(told, count, &[told.part.finds, &line.finds])),
            badge: Badge::late(line.is_bad && wants_looking(cell)),
            chart,
            ..ReportLine::default()
        });
        self.rest(told, line);
    }

    /// Those of whom a share does not hold.
    fn rest(&mut self, told: &Told, line: &Line) {
        let (Some((label, finds)), [Cell::Number(part), Cell::Number(of), ..]) =
            (told.part.rest, &line.cells[..])
        else {
            return;
        };
        let rest = of - part;
        self.lines.push(ReportLine {
            label: label.to_owned(),
            number: rest.to_string(),
            bar: Some(Bar::Count(rest)),
            figure: told.figure.name,
            behind: self.behind(told, rest, &[finds]),
            badge: Badge::late(0 < rest),
            ..ReportLine::default()
        });
    }

    /// The columns that are not said after the number, each on a line of its own.
    fn spread(&mut self, told: &Told, line: &Line) {
        for (at, (column, cell)) in told.columns().iter().zip(&line.cells).enumerate() {
            if told.main() == Some(at) || !column.aside.is_empty() {
                continue;
            }
            let count = number_of(cell);
            let behind = count.filter(|_| !column.finds.is_empty());
            self.lines.push(ReportLine {
                label: format!("  {}", column.heading),
                number: if *cell == Cell::NotApplicable { "n/a".to_owned() } else { cell.words() },
                bar: count.filter(|_| 0 < line.of).map(Bar::Count),
                figure: told.figure.name,
                behind: behind.and_then(|count| self.behind(told, count, &[column.finds, &line.finds])),
                badge: Badge::late(column.is_bad && is_any(cell)),
                ..ReportLine::default()
            });
        }
    }

    /// What lists so many cases or actions.
    fn behind(&self, told: &Told, count: u64, conditions: &[&str]) -> Option<(u64, Behind)> {
        let conditions: Vec<&str> = conditions.iter().copied().filter(|it| !it.is_empty()).collect();
        if conditions.is_empty() {
            return None;
        }
        let filter =
            conditions.join(" ").replace("{days}", &self.about.days().to_string()) + &self.about.scope();
        Some((count, if told.part.is_of_actions { Behind::Actions(filter) } else { Behind::Cases(filter) }))
    }
}

/// What a picture is called.
pub const fn title(it: Pictured) -> &'static str {
    match it {
        Pictured::Months => "Received and closed by month",
        Pictured::InTime => "Answered in time by month",
        Pictured::Ages => "Open, for how long",
        Pictured::Themes => "Themes by service",
        Pictured::Plans => "Complaints after each plan that is done",
    }
}

/// A percentage in tenths.
fn percent(cell: &Cell) -> Option<u64> {
    if let Cell::Percent(it) = cell { format!("{:.0}", it * 10.0).parse().ok() } else { None }
}

/// What a line is about, with the words in its columns that say more of it.
fn joined(told: &Told, line: &Line, label: String) -> String {
    let texts = told.columns().iter().zip(&line.cells).filter(|it| it.0.aside.is_empty());
    texts.fold(label, |label, (_, cell)| match cell {
        Cell::Text(words) => format!("{label}: {words}"),
        _ => label,
    })
}

/// The few words after a number.
fn words(columns: &[Column], line: &Line, compares: bool) -> String {
    let said = columns.iter().zip(&line.cells).filter(|(column, cell)| {
        !column.aside.is_empty()
            && (compares || !column.is_compared)
            && (column.is_always_said || is_any(cell))
    });
    let all: String = said.map(|(column, cell)| column.aside.replace("{}", &cell.words())).collect();
    all.strip_prefix(", ").unwrap_or(&all).to_owned()
}

/// The numbers of the periods before, the latest first, where there are any.
fn course(line: &Line) -> Option<&[u64]> {
    line.cells.iter().find_map(|it| if let Cell::Series(it) = it { Some(it.as_slice()) } else { None })
}

fn number_of(cell: &Cell) -> Option<u64> {
    if let Cell::Number(it) = cell { Some(*it) } else { None }
}

/// Whether a number that should be none is some, or something that should hold does not.
fn wants_looking(cell: &Cell) -> bool {
    if let Cell::Holds(is_so) = cell { !is_so } else { is_any(cell) }
}

fn is_any(cell: &Cell) -> bool {
    !matches!(cell, Cell::Number(0) | Cell::Money(0) | Cell::Holds(false) | Cell::NotApplicable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::period::{Period, Scope};
    use crate::domain::office::record::Office;
    use crate::domain::text::width;
    use crate::report::topics::TOPICS;
    use crate::tui::screens::report_lines::LABEL;

    #[test]
    fn what_figures_are_called_is_never_cut() {
        let day = "2026-11-24".parse().expect("a real date");
        let period = Period { from: Some(day), to: day, as_of: day };
        let about = About { office: &Office::default(), period, scope: Scope::All, before: None };
        for topic in TOPICS {
            for it in lines(topic, &Performance::default(), &about).iter().filter(|it| !it.is_heading) {
                assert!(width(&it.label) <= LABEL, "{}", it.label);
            }
        }
    }
}
