//! The lines of a report: each figure with its number, a bar, the period before, and the cases behind it.

use ratatui::text::Span;

use crate::domain::figures::performance::{Performance, Share, Times, mean, median};
use crate::domain::figures::period::Period;
use crate::domain::filter::Days;
use crate::domain::office::{Office, ServiceId};
use crate::domain::text::{cut, width};
use crate::domain::vocabulary::{Outcome, WentWrong};
use crate::tui::screens::lists::sentence_case;
use crate::tui::terminal::locale::Glyphs;
use crate::tui::theme;

/// Columns of a label, and of a number.
const LABEL: usize = 32;
const NUMBER: usize = 9;
/// The steps of a small chart.
const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// The longest bar.
const BAR: usize = 40;

/// What the lines are about.
pub struct About<'a> {
    /// The office, for names.
    pub office: &'a Office,
    /// The period.
    pub period: Period,
    /// One service, or all.
    pub service: Option<ServiceId>,
    /// The figures of the period before.
    pub before: Option<&'a Performance>,
    /// Width of the screen.
    pub columns: u16,
    /// What bars are drawn with.
    pub glyphs: Glyphs,
}

/// A line, and the cases behind it.
pub struct ReportLine {
    /// What is drawn.
    pub spans: Vec<Span<'static>>,
    /// Title and filter of the cases; none where a line has none.
    pub cases: Option<(String, String)>,
}

/// A figure about to be a line.
struct Figure {
    label: String,
    number: String,
    /// What the bar shows, out of what.
    bar: Option<(u64, u64)>,
    words: String,
    /// The condition that the cases fit, besides those of the period.
    cases: Option<String>,
    is_bad: bool,
}

struct Page<'a> {
    about: &'a About<'a>,
    lines: Vec<ReportLine>,
}

/// The report as lines.
pub fn lines(sum: &Performance, about: &About) -> Vec<ReportLine> {
    let mut page = Page { about, lines: Vec::new() };
    received(&mut page, sum);
    now(&mut page, sum);
    answered(&mut page, sum);
    outcomes(&mut page, sum);
    page.lines
}

fn received(page: &mut Page, sum: &Performance) {
    page.head("Received");
    let before = page.before(|it| it.received);
    let days = days(&page.about.period);
    page.figure(Figure {
        cases: Some(format!("received:{days}")),
        words: before,
        ..Figure::count("Complaints received", sum.received, sum.received)
    });
    for (service, number) in &sum.received_by_service {
        let name = page.about.office.service_name(*service);
        let wanted = service.map_or_else(|| "none".to_owned(), |_| format!("\"{}\"", name.to_lowercase()));
        page.figure(Figure {
            cases: Some(format!("received:{days} service:{wanted}")),
            ..Figure::count(&format!("  {}", sentence_case(&name)), *number, sum.received)
        });
    }
    if sum.received_by_month.len() > 1 {
        page.small_chart(sum);
        let highest = sum.received_by_month.values().copied().max().unwrap_or(0);
        for (month, number) in &sum.received_by_month {
            page.figure(Figure {
                cases: Some(format!("received:{month}")),
                ..Figure::count(&format!("  {month}"), *number, highest)
            });
        }
    }
}

fn now(page: &mut Page, sum: &Performance) {
    page.head("Open now");
    page.figure(Figure { cases: Some("is:open".to_owned()), ..Figure::count("Open", sum.open, sum.open) });
    for (label, number, filter, is_bad) in [
        ("  past the date the person has", sum.overdue, "is:overdue", true),
        ("  anything owed is late", sum.late, "is:late", true),
        ("  no date shared yet", sum.no_timescale, "is:open promise:none", false),
    ] {
        page.figure(Figure {
            cases: Some(filter.to_owned()),
            is_bad: is_bad && number > 0,
            ..Figure::count(label, number, sum.open)
        });
    }
}

fn answered(page: &mut Page, sum: &Performance) {
    page.head("Closed in the period");
    let closed = format!("closed:{}", days(&page.about.period));
    let before = page.before(|it| it.closed);
    page.figure(Figure {
        cases: Some(closed.clone()),
        words: before,
        ..Figure::count("Closed", sum.closed, sum.closed)
    });
    for (label, times, route) in [
        ("  early resolution", &sum.early_resolution, "route:early"),
        ("  closer look", &sum.closer_look, "route:closer"),
    ] {
        page.figure(Figure {
            cases: Some(format!("{closed} {route}")),
            words: how_long(times),
            ..Figure::count(label, times.closed, sum.closed)
        });
    }
    if sum.no_route > 0 {
        page.figure(Figure::count("  no route recorded", sum.no_route, sum.closed));
    }
    page.share("Within the date first shared", sum.within_first_promise, &format!("{closed} promise:missed"));
    page.share("Within the date at the end", sum.within_current_promise, "");
    if sum.closed_without_timescale > 0 {
        page.figure(Figure {
            cases: Some(format!("{closed} promise:none")),
            ..Figure::count("  closed, no date ever shared", sum.closed_without_timescale, sum.closed)
        });
    }
    page.share("Acknowledged in time", sum.acknowledged_in_time, &format!("{closed} acknowledged:missed"));
}

fn outcomes(page: &mut Page, sum: &Performance) {
    page.head("Outcomes of those closed");
    let closed = format!("closed:{}", days(&page.about.period));
    for (outcome, number) in &sum.outcomes {
        let label = outcome.map_or("not recorded", Outcome::word);
        page.figure(Figure {
            cases: outcome.map(|it| format!("{closed} outcome:\"{}\"", it.word())),
            ..Figure::count(&format!("  {}", sentence_case(label)), *number, sum.closed)
        });
    }
    for (wrong, number) in &sum.went_wrong {
        let label = wrong.map_or("not recorded", WentWrong::word);
        page.figure(Figure {
            cases: wrong.map(|it| format!("{closed} wrong:\"{}\"", it.word())),
            ..Figure::count(&format!("Something went wrong: {label}"), *number, sum.closed)
        });
    }
    page.head("Beyond the period");
    for (label, number, filter) in [
        ("Referred to the next tier", sum.referred, "is:referred"),
        ("Important matters", sum.important, "is:important"),
    ] {
        let received = format!("received:{} {filter}", days(&page.about.period));
        page.figure(Figure { cases: Some(received), ..Figure::count(label, number, sum.received) });
    }
    let adds_up =
        if sum.reconciles() { "adds up" } else { "does not add up: tell whoever looks after redress" };
    page.text(&format!(
        "{} open before + {} received + {} reopened = {} closings + {} open after: {adds_up}",
        sum.brought_forward, sum.received, sum.reopened, sum.closings, sum.carried_forward
    ));
}

impl Figure {
    fn count(label: &str, number: u64, of: u64) -> Self {
        Self {
            label: label.to_owned(),
            number: number.to_string(),
            bar: Some((number, of)),
            words: String::new(),
            cases: None,
            is_bad: false,
        }
    }
}

impl Page<'_> {
    fn head(&mut self, title: &str) {
        if !self.lines.is_empty() {
            self.text("");
        }
        self.lines
            .push(ReportLine { spans: vec![Span::styled(title.to_owned(), theme::HEADING)], cases: None });
    }

    fn text(&mut self, words: &str) {
        let room = usize::from(self.about.columns).saturating_sub(2);
        self.lines.push(ReportLine { spans: vec![Span::raw(cut(words, room))], cases: None });
    }

    /// What was received month by month, at a glance; the numbers stand below it.
    fn small_chart(&mut self, sum: &Performance) {
        if self.about.glyphs == Glyphs::Ascii {
            return;
        }
        let highest = sum.received_by_month.values().copied().max().unwrap_or(0).max(1);
        let step = |number: u64| {
            let place = number.saturating_mul(STEPS.len() as u64 - 1).div_ceil(highest);
            STEPS[usize::try_from(place).unwrap_or(0)]
        };
        let chart: String = sum.received_by_month.values().map(|it| step(*it)).collect();
        let lowest = sum.received_by_month.values().copied().min().unwrap_or(0);
        let count = sum.received_by_month.len();
        self.text(&format!("  Each month {chart}   {count} months, lowest {lowest}, highest {highest}"));
    }

    fn share(&mut self, label: &str, share: Share, missed: &str) {
        let number = share.percent().map_or_else(|| "n/a".to_owned(), |it| format!("{it:.1}%"));
        let words = match share.denominator {
            0 => "not applicable: nothing to compare".to_owned(),
            all => format!("{} of {all}", share.numerator),
        };
        let cases = (!missed.is_empty()).then(|| missed.to_owned());
        self.figure(Figure {
            label: label.to_owned(),
            number,
            bar: Some((share.numerator, share.denominator)),
            words,
            cases,
            is_bad: false,
        });
    }

    /// "before: 104", where the period before is known.
    fn before(&self, of: impl Fn(&Performance) -> u64) -> String {
        self.about.before.map(|it| format!("period before: {}", of(it))).unwrap_or_default()
    }

    fn figure(&mut self, it: Figure) {
        let columns = usize::from(self.about.columns);
        let label = cut(&it.label, LABEL);
        let gap = " ".repeat(LABEL.saturating_sub(width(&label)));
        let mut spans = vec![
            Span::raw(format!("{label}{gap}{}", " ".repeat(NUMBER.saturating_sub(width(&it.number) + 1)))),
            Span::styled(format!(" {}", it.number), if it.is_bad { theme::OVERDUE } else { theme::PLAIN }),
        ];
        let room = columns.saturating_sub(LABEL + NUMBER + 4);
        let longest = BAR.min(room.saturating_sub(width(&it.words) + 2));
        let bar = match it.bar {
            Some((part, whole)) if whole > 0 => {
                let length = part.saturating_mul(longest as u64).div_ceil(whole);
                let one = if self.about.glyphs == Glyphs::Unicode { "█" } else { "#" };
                one.repeat(usize::try_from(length).unwrap_or(0).min(longest))
            }
            _ => String::new(),
        };
        spans.push(Span::raw(format!("  {bar}")));
        // Words that would be cut could say another number.
        if !it.words.is_empty() && width(&bar) + 2 + width(&it.words) <= room {
            let gap = if bar.is_empty() { "" } else { "  " };
            spans.push(Span::raw(format!("{gap}{}", it.words)));
        }
        let of_service = self
            .about
            .service
            .map(|id| format!(" service:\"{}\"", self.about.office.service_name(Some(id)).to_lowercase()));
        let cases = it.cases.map(|filter| {
            (it.label.trim().to_owned(), format!("{filter}{}", of_service.unwrap_or_default()))
        });
        self.lines.push(ReportLine { spans, cases });
    }
}

/// The days of a period, as a filter has them.
fn days(period: &Period) -> Days {
    Days { from: period.from, to: Some(period.to) }
}

/// How long cases took: mean and median of working days, and without pauses where there were any.
fn how_long(times: &Times) -> String {
    let (Some(mean_days), Some(median_days)) = (mean(&times.gross), median(&times.gross)) else {
        return String::new();
    };
    let net = mean(&times.net).filter(|it| (it - mean_days).abs() > 0.05);
    let net = net.map(|it| format!(", {it:.1} without pauses")).unwrap_or_default();
    format!("{mean_days:.1} working days on average{net}, median {median_days}")
}
