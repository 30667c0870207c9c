//! A table as a drawing in HTML, made of its own rows: a bar for each, with its number as text.
//!
//! Whoever cannot see it hears what it shows in a sentence, which everybody reads above it; the table beside it has every number.
//! Two columns are told apart by a full and a hollow bar, not by colours.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::domain::case::letter::Language;
use crate::domain::figures::cell::{Cell, WITHHELD};
use crate::domain::text::{cut, one_line};
use crate::report::document::{Chart, Document, Shape, Table};
use crate::report::render::markup::escaped;
use crate::report::said::sentence;

/// Width of every drawing: as wide as a small screen, so that its letters are never small.
const WIDE: f64 = 320.0;
/// Of a bar that lies: how high it is, with the line of its name above it, and how much room its number has.
const BAR: f64 = 12.0;
const NAME: f64 = 18.0;
const NUMBER: f64 = 66.0;
/// Letters of a name that fit above a bar.
const LETTERS: usize = 42;
/// Of bars that stand: how high the highest is, what stands above it, and what stands below its foot.
const HIGHEST: f64 = 90.0;
const ABOVE: f64 = 46.0;
const BELOW: f64 = 40.0;
/// The widest room of a month, and the most months that can be read.
const STEP: f64 = 64.0;
const MONTHS: usize = 13;
/// A letter of a month's name, and how far below the others every second name stands where they are too long to stand side by side.
const LETTER: f64 = 8.0;
const LOWER: f64 = 14.0;
/// Months that are not shortened to three letters: those of Welsh, which does not part its own letters.
const SHORT: &[(&str, &str)] = &[
    ("Chwefror", "Chwef"),
    ("Gorffennaf", "Gorff"),
    ("Awst", "Awst"),
    ("Medi", "Medi"),
    ("Tachwedd", "Tach"),
    ("Rhagfyr", "Rhag"),
];
/// More rows than these are no picture any more.
const ROWS: usize = 20;

/// The whole that a full bar stands for, for all charts of a document that count the same.
pub fn scales(document: &Document) -> BTreeMap<&'static str, f64> {
    let mut scales = BTreeMap::new();
    for table in document.tables() {
        let Some(chart) = &table.chart else { continue };
        let drawn = || chart.columns.iter().chain(chart.band.iter().flatten());
        let cells = table.rows.iter().flat_map(|row| drawn().filter_map(|it| row.get(*it)));
        for cell in cells {
            // A share is of a hundred, whatever stands beside it.
            if !matches!(cell, Cell::Percent(_)) {
                let scale: &mut f64 = scales.entry(chart.counts).or_default();
                *scale = scale.max(amount(cell).unwrap_or(0.0));
            }
        }
    }
    scales
}

/// What a table draws, as a figure with this number in the document. None where there are too few numbers to compare, or too
/// many to draw.
pub fn drawn(
    table: &Table,
    scales: &BTreeMap<&'static str, f64>,
    number: usize,
    language: Language,
) -> Option<String> {
    let chart = table.chart.as_ref()?;
    let most = if chart.shape == Shape::Months { MONTHS } else { ROWS };
    let known = |column: &&usize| table.rows.iter().filter(|row| amount(&row[**column]).is_some()).count();
    let whole = scales.get(chart.counts).copied().filter(|it| 0.0 < *it)?;
    if most < table.rows.len() || chart.columns.iter().filter(|it| 1 < known(it)).count() == 0 {
        return None;
    }
    let says = shows(table, chart, language);
    let (high, body) = match chart.shape {
        Shape::Bars => bars(table, chart, whole),
        Shape::Months => months(table, chart, whole),
    };
    let title = escaped(&sentence(&format!("{}, as a chart", table.caption), language));
    let (says, more) = (escaped(&says), escaped(&sentence("The table has every number.", language)));
    Some(format!(
        "<figure>\n<figcaption>{says}</figcaption>\n<svg role=\"img\" aria-labelledby=\"chart-{number}-title \
         chart-{number}-words\" viewBox=\"0 0 {WIDE} {high}\">\n<title id=\"chart-{number}-title\">{title}</title>\n\
         <desc id=\"chart-{number}-words\">{says} {more}</desc>\n{body}</svg>\n</figure>\n"
    ))
}

/// What a chart shows, in a sentence for each of its columns.
fn shows(table: &Table, chart: &Chart, language: Language) -> String {
    let is_withheld = |cell: &Cell| cell.words() == sentence(WITHHELD, language);
    let column = |column: &usize| {
        let heading = one_line(&table.columns[*column]);
        let cells = || table.rows.iter().map(|row| (row[0].words(), &row[*column]));
        let known: Vec<_> = cells().filter_map(|it| Some((it.0, it.1.words(), amount(it.1)?))).collect();
        let highest = known.iter().rev().max_by(|it, other| it.2.total_cmp(&other.2))?;
        let lowest = known.iter().min_by(|it, other| it.2.total_cmp(&other.2))?;
        let (first, last) = (known.first()?, known.last()?);
        let withheld = cells().filter(|it| is_withheld(it.1)).count();
        // What is withheld may be more than what is shown.
        let heading =
            if withheld == 0 { heading } else { format!("{heading}, {withheld} withheld, of the others") };
        let words = match chart.shape {
            _ if known.iter().all(|it| it.1 == first.1) => format!("{heading}: {} each.", first.1),
            Shape::Bars => {
                format!("{heading}: most {}, {}; fewest {}, {}.", highest.1, highest.0, lowest.1, lowest.0)
            }
            Shape::Months => format!(
                "{heading}: {} in {}, {} in {}; highest {}, in {}.",
                first.1, first.0, last.1, last.0, highest.1, highest.0
            ),
        };
        Some(sentence(&words, language))
    };
    let band = chart.band.zip(table.rows.first()).map(|([low, high], row)| {
        let [low, high] = [low, high].map(|it| row[it].words());
        format!("The band is what chance makes of a month: {low} to {high}, had nothing changed.")
    });
    chart.columns.iter().filter_map(column).chain(band).collect::<Vec<_>>().join(" ")
}

/// Bars that lie below one another, each below its name, and the height of all.
fn bars(table: &Table, chart: &Chart, whole: f64) -> (f64, String) {
    let mut draw = Drawing::default();
    let mut y = 0.0;
    if 1 < chart.columns.len() {
        for (place, column) in chart.columns.iter().enumerate() {
            draw.bar(place, (0.0, y + 2.0), (BAR, BAR));
            draw.text((BAR + 8.0, y + BAR), "", &table.columns[*column]);
            y += NAME;
        }
        y += 6.0;
    }
    for row in &table.rows {
        draw.text((0.0, y + BAR), "", &cut(&row[0].words(), LETTERS));
        y += NAME;
        for (place, column) in chart.columns.iter().enumerate() {
            let long = amount(&row[*column]).unwrap_or(0.0) * (WIDE - NUMBER) / whole;
            draw.bar(place, (1.0, y), (long, BAR));
            let gap = if long > 0.0 { 7.0 } else { 0.0 };
            draw.text((long + gap, y + BAR - 1.0), "", &row[*column].words());
            y += BAR + 3.0;
        }
        y += 5.0;
    }
    (y, draw.shapes + &draw.letters)
}

/// Bars that stand beside one another, a row of them for each column, and the height of all.
fn months(table: &Table, chart: &Chart, whole: f64) -> (f64, String) {
    let mut draw = Drawing::default();
    let count = u32::try_from(table.rows.len().max(1)).unwrap_or(u32::MAX);
    let step = (WIDE / f64::from(count)).min(STEP);
    let letters = table.rows.iter().map(|row| parts(&row[0].words())[0].chars().count()).max().unwrap_or(0);
    let is_long = step < LETTER * f64::from(u32::try_from(letters).unwrap_or(u32::MAX));
    let lower = if is_long { LOWER } else { 0.0 };
    let mut y = 0.0;
    for (place, column) in chart.columns.iter().enumerate() {
        draw.text((0.0, y + BAR), "", &table.columns[*column]);
        let foot = y + ABOVE + HIGHEST;
        let is_share = table.rows.iter().any(|row| matches!(row[*column], Cell::Percent(_)));
        let whole = if is_share { 100.0 } else { whole };
        let mut year = String::new();
        for (at, row) in (0_u32..).zip(&table.rows) {
            let middle = step * (f64::from(at) + 0.5);
            if let Some([low, high]) = chart.band.map(|it| it.map(|it| amount(&row[it]).unwrap_or(0.0))) {
                let [low, high] = [low, high].map(|it| it * HIGHEST / whole);
                draw.band((step * f64::from(at), foot - high), (step, high - low));
            }
            let high = amount(&row[*column]).unwrap_or(0.0) * HIGHEST / whole;
            draw.bar(place, (middle - step * 0.34, foot - high), (step * 0.68, high));
            let words = row[*column].words();
            match row[*column] {
                // A tenth has no room here; the table has it.
                Cell::Percent(it) => draw.text((middle, foot - high - 5.0), MIDDLE, &format!("{it:.0}")),
                _ if amount(&row[*column]).is_none() => {
                    draw.upright((middle + 4.0, foot - 4.0), &cut(&words, 14));
                }
                _ => draw.text((middle, foot - high - 5.0), MIDDLE, &words),
            }
            let [month, of_year] = parts(&row[0].words());
            let down = if at % 2 == 1 { lower } else { 0.0 };
            draw.text((middle, foot + 15.0 + down), MIDDLE, &month);
            if year != of_year {
                draw.text((middle, foot + 30.0 + lower), MIDDLE, &of_year);
                year = of_year;
            }
        }
        let wide = step * f64::from(count);
        draw.axis(foot, wide);
        y = foot + BELOW + lower;
    }
    (y, draw.shapes + &draw.letters)
}

/// How text stands in the middle of where it is put.
const MIDDLE: &str = " class=\"small\" text-anchor=\"middle\"";

/// What is drawn so far. Letters lie above all else, so that nothing covers them.
#[derive(Default)]
struct Drawing {
    shapes: String,
    letters: String,
}

impl Drawing {
    fn add(&mut self, it: std::fmt::Arguments) {
        self.shapes.write_fmt(it).expect("a text takes whatever is written to it");
    }

    /// A bar of the column at this place; none where it has no length.
    fn bar(&mut self, place: usize, (x, y): (f64, f64), (wide, high): (f64, f64)) {
        let class = if place.is_multiple_of(2) { "first" } else { "second" };
        if 0.0 < wide && 0.0 < high {
            self.add(format_args!(
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\"/>\n"
            ));
        }
    }

    /// What lies within chance, behind a bar.
    fn band(&mut self, (x, y): (f64, f64), (wide, high): (f64, f64)) {
        self.add(format_args!(
            "<rect class=\"band\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\"/>\n"
        ));
    }

    fn text(&mut self, (x, y): (f64, f64), how: &str, words: &str) {
        let words = escaped(words);
        writeln!(self.letters, "<text x=\"{x:.1}\" y=\"{y:.1}\"{how}>{words}</text>")
            .expect("a text takes whatever is written to it");
    }

    /// Words where a bar would stand.
    fn upright(&mut self, (x, y): (f64, f64), words: &str) {
        let how = format!(" class=\"small\" transform=\"rotate(-90 {x:.1} {y:.1})\"");
        self.text((x, y), &how, words);
    }

    fn axis(&mut self, y: f64, wide: f64) {
        self.add(format_args!("<path class=\"axis\" d=\"M0 {y:.1}H{wide:.1}\"/>\n"));
    }
}

/// A month in two short lines: "September 2025" as "Sep" and "2025", "Chwefror 2025" as "Chwef" and "2025".
fn parts(name: &str) -> [String; 2] {
    let mut words = name.split_whitespace();
    let name = words.next().unwrap_or_default();
    let short = SHORT.iter().find(|it| it.0 == name);
    let month = short.map_or_else(|| name.chars().take(3).collect(), |it| it.1.to_owned());
    [month, words.next().unwrap_or_default().to_owned()]
}

/// The number that a bar shows; none where nothing is told.
#[expect(clippy::cast_precision_loss, reason = "a bar is a few hundred points long")]
fn amount(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Number(it) => Some(*it as f64),
        Cell::Percent(it) | Cell::Decimal(it) => Some(*it),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::Section;

    fn table(shape: Shape, rows: &[(&str, Cell)]) -> Table {
        let chart = Some(Chart { columns: vec![1], counts: "received", shape, band: None });
        let empty = Table { chart, ..Table::new("Received by what", &["What", "Received"]) };
        rows.iter().fold(empty, |table, (name, it)| table.row([(*name).into(), it.clone()]))
    }

    fn drawn_with(others: Vec<Table>, table: &Table) -> Option<String> {
        let sections = vec![Section { tables: [vec![table.clone()], others].concat(), ..Section::default() }];
        drawn(table, &scales(&Document { sections, ..Document::default() }), 1, Language::English)
    }

    #[test]
    fn letters_are_drawn_after_every_bar() {
        let rows = [("Claims", Cell::Number(127)), ("Loans", Cell::Number(5))];
        for shape in [Shape::Bars, Shape::Months] {
            let text = drawn_with(Vec::new(), &table(shape, &rows)).expect("two numbers");
            assert!(text.rfind("<rect") < text.find("<text"), "{text}");
        }
    }

    #[test]
    fn a_chart_says_in_words_what_it_shows_and_has_its_numbers_as_text() {
        let rows = [("Claims", Cell::Number(127)), ("<b>", Cell::Number(0))];
        let text = drawn_with(Vec::new(), &table(Shape::Bars, &rows)).expect("two numbers");
        let says = "Received: most 127, Claims; fewest 0, &lt;b&gt;.";
        assert_eq!(text.matches(says).count(), 2, "{text}");
        for words in
            [">127<", ">0<", ">Claims<", "role=\"img\"", "<title id=\"chart-1-title\">", "width=\"254.0\""]
        {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(!text.contains("<b>"), "{text}");
    }

    #[test]
    fn months_stand_side_by_side_with_the_year_where_it_begins() {
        let rows = ["November 2025", "December 2025", "January 2026"];
        let rows: Vec<_> = rows.iter().zip([30_u64, 60, 15]).map(|it| (*it.0, Cell::Number(it.1))).collect();
        let text = drawn_with(Vec::new(), &table(Shape::Months, &rows)).expect("three numbers");
        let says = "Received: 30 in November 2025, 15 in January 2026; highest 60, in December 2025.";
        assert!(text.contains(says), "{text}");
        assert_eq!((text.matches(">2025<").count(), text.matches(">2026<").count()), (1, 1), "{text}");
        assert!(text.contains("height=\"90.0\"") && text.contains("height=\"45.0\""), "{text}");
    }

    #[test]
    fn months_of_welsh_keep_their_letters_and_long_ones_stand_on_two_lines() {
        let year = "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr";
        let rows: Vec<_> = year.split(' ').zip(1_u64..).map(|it| (it.0, Cell::Number(it.1))).collect();
        let text = drawn_with(Vec::new(), &table(Shape::Months, &rows)).expect("twelve numbers");
        let names = "Ion Chwef Maw Ebr Mai Meh Gorff Awst Medi Hyd Tach Rhag";
        for name in names.split(' ') {
            assert!(text.contains(&format!(">{name}<")), "{name}: {text}");
        }
        let line = |name: &str| {
            let before = text.split(&format!(">{name}<")).next().expect("it is there");
            before.rsplit(" y=\"").next().and_then(|it| it.split('"').next()).map(str::to_owned)
        };
        assert_eq!((line("Ion"), line("Chwef")), (line("Gorff"), line("Rhag")));
        assert_ne!(line("Ion"), line("Chwef"));
    }

    #[test]
    fn what_lies_within_chance_is_a_band_behind_the_bars_on_their_scale() {
        let months = [("May 2026", 5_u64), ("June 2026", 10)];
        let chart = Chart { columns: vec![1], counts: "received", shape: Shape::Months, band: Some([2, 3]) };
        let empty = Table::new("Complaints by month", &["Month", "Complaints", "At least", "At most"]);
        let row = |table: Table, it: &(&str, u64)| table.row([it.0.into(), it.1.into(), 4.into(), 20.into()]);
        let table = months.iter().fold(Table { chart: Some(chart), ..empty }, row);
        let text = drawn_with(Vec::new(), &table).expect("two months");
        // From 4 to 20 of 20 are 72 of 90 points, behind each of two bars.
        assert_eq!(text.matches("class=\"band\"").count(), 2, "{text}");
        assert!(text.contains("height=\"72.0\"") && text.contains("height=\"45.0\""), "{text}");
        assert!(
            text.contains("The band is what chance makes of a month: 4 to 20, had nothing changed."),
            "{text}"
        );
    }

    #[test]
    fn charts_of_a_document_that_count_the_same_have_one_scale() {
        let small = table(Shape::Bars, &[("Email", Cell::Number(10)), ("Letter", Cell::Number(5))]);
        let large = table(Shape::Bars, &[("Claims", Cell::Number(100)), ("Loans", Cell::Number(5))]);
        let width =
            |text: &str| text.split("width=\"").nth(1).and_then(|it| it.split('"').next()).map(str::to_owned);
        let alone = drawn_with(Vec::new(), &small).expect("two numbers");
        let beside = drawn_with(vec![large], &small).expect("two numbers");
        assert_eq!((width(&alone), width(&beside)), (Some("254.0".into()), Some("25.4".into())));
    }

    #[test]
    fn what_is_withheld_has_no_bar_and_no_number_and_nothing_to_compare_has_no_chart() {
        for shape in [Shape::Bars, Shape::Months] {
            let rows = [("A", Cell::Number(30)), ("B", Cell::Number(60)), ("C", Cell::Withheld)];
            let text = drawn_with(Vec::new(), &table(shape, &rows)).expect("two numbers");
            assert_eq!(text.matches("<rect").count(), 2, "{text}");
            assert!(
                text.contains(">withheld<") && text.contains("Received, 1 withheld, of the others: "),
                "{text}"
            );
            for nothing in [
                vec![],
                vec![("A", Cell::Number(5))],
                vec![("A", Cell::Number(0)), ("B", Cell::Number(0))],
                vec![("A", Cell::Withheld), ("B", Cell::Withheld)],
            ] {
                assert_eq!(drawn_with(Vec::new(), &table(shape, &nothing)), None);
            }
        }
    }
}
