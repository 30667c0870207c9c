//! A column of a table as a drawing in HTML: bars that stand on a line, each with its number above and its name below.
//!
//! Whoever cannot see it hears what it shows in a sentence; the table with every number follows it.

use std::fmt::Write;

use crate::domain::figures::cell::Cell;
use crate::domain::text::one_line;
use crate::report::document::Table;

/// Room for one bar with what stands around it, and for the highest bar, in pixels.
const STEP: u64 = 64;
const HIGHEST: u64 = 120;
/// More bars than these would be too narrow to read.
const MOST: usize = 24;
/// Letters of a word that fit under a bar. Longer ones are cut to three, as months are.
const LETTERS: usize = 5;

/// The chart of a column. None where there are too few numbers to compare, or too many to draw.
pub fn chart(table: &Table, column: usize) -> String {
    let numbers: Vec<Option<u64>> = table
        .rows
        .iter()
        .map(|row| if let Some(Cell::Number(it)) = row.get(column) { Some(*it) } else { None })
        .collect();
    let named = |place: usize| table.rows[place][0].words();
    let known = || numbers.iter().enumerate().filter_map(|(place, it)| Some((place, (*it)?)));
    let (Some(least), Some(most)) = (known().min_by_key(|it| it.1), known().max_by_key(|it| it.1)) else {
        return String::new();
    };
    if numbers.len() < 2 || MOST < numbers.len() || most.1 == 0 {
        return String::new();
    }
    let words = format!(
        "Bar chart of {}. Fewest: {}, {}. Most: {}, {}. The table after it has every number.",
        table.caption,
        named(least.0),
        least.1,
        named(most.0),
        most.1
    );
    let wide = STEP * numbers.len() as u64;
    let high = HIGHEST + 60;
    let mut text = format!(
        "<figure>\n<svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" height=\"{high}\">\n",
        escaped(&words)
    );
    let mut draw = |it: std::fmt::Arguments| {
        text.write_fmt(it).expect("a text takes whatever is written to it");
    };
    let foot = HIGHEST + 20;
    for (place, number) in numbers.iter().enumerate() {
        let middle = STEP * place as u64 + STEP / 2;
        let bar = number.unwrap_or(0) * HIGHEST / most.1;
        let (left, top) = (middle - STEP / 3, foot - bar);
        let label = number.map_or_else(|| table.rows[place][column].words(), |it| it.to_string());
        draw(format_args!(
            "<rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{bar}\" fill=\"#1d70b8\"/>\n\
             <text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
            2 * STEP / 3,
            top - 5,
            escaped(&label)
        ));
        for (line, words) in (1..).zip(under(&named(place))) {
            draw(format_args!(
                "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                foot + 16 * line,
                escaped(&words)
            ));
        }
    }
    draw(format_args!("<path d=\"M0 {foot}H{wide}\" stroke=\"#0b0c0c\"/>\n</svg>\n</figure>\n"));
    text
}

/// A name in two short lines: "September 2025" as "Sep" and "2025".
fn under(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split_whitespace().take(2).collect();
    let short = |it: &&str| {
        let most = if it.chars().count() <= LETTERS { LETTERS } else { 3 };
        it.chars().take(most).collect()
    };
    words.iter().map(short).collect()
}

/// Text in which nothing is taken for HTML.
pub fn escaped(words: &str) -> String {
    let mut text = String::new();
    for letter in one_line(words).chars() {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            _ => text.push(letter),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(numbers: &[Cell]) -> Table {
        let names = ["June 2025", "September 2025", "<b>"];
        let table = Table { charted: Some(1), ..Table::new("Received by month", &["Month", "Received"]) };
        names.iter().zip(numbers).fold(table, |table, (name, it)| table.row([(*name).into(), it.clone()]))
    }

    #[test]
    fn a_chart_says_in_words_what_it_shows_and_has_its_numbers_as_text() {
        let text = chart(&months(&[Cell::Number(30), Cell::Number(60), Cell::Number(0)]), 1);
        assert!(text.contains("Fewest: &lt;b&gt;, 0. Most: September 2025, 60."), "{text}");
        assert!(text.contains("height=\"60\"") && text.contains("height=\"120\""), "{text}");
        for words in [">30<", ">60<", ">0<", ">June<", ">Sep<", ">2025<"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(!text.contains("<b>"), "{text}");
    }

    #[test]
    fn what_is_withheld_has_no_bar_and_nothing_to_compare_no_chart() {
        let text = chart(&months(&[Cell::Number(30), Cell::Withheld]), 1);
        assert!(text.contains(">withheld<") && text.contains("height=\"0\""), "{text}");
        for nothing in
            [vec![], vec![Cell::Number(5)], vec![Cell::Number(0), Cell::Number(0)], vec![Cell::Withheld; 2]]
        {
            assert_eq!(chart(&months(&nothing), 1), "");
        }
    }
}
