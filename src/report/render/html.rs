//! A document as one HTML file: nothing else is needed to read or print it, and nothing in it runs.
//!
//! Made for the accessibility rules of public bodies (WCAG 2.2 AA): a language, one first heading, headings in order, captions,
//! scoped headers, and no bar without its number as text. Words come first, then figures, and pictures beside their tables.

use std::collections::BTreeMap;

use crate::domain::case::letter::Language;
use crate::domain::figures::cell::Cell;
use crate::report::document::{Document, Headline, Section, Table};
use crate::report::render::chart::{drawn, scales};
use crate::report::render::look::style;
use crate::report::render::markup::escaped;
use crate::report::said::sentence;
use crate::report::told::DEFINITIONS;
use crate::report::withholding::BEFORE;

/// Width of the bar of 100 per cent, in em.
const WHOLE_BAR: f64 = 6.0;
/// The letters of a day with its year: so many stand in one line.
const FEW: usize = 15;
/// A document of fewer sections needs no list of them.
const LISTED: usize = 3;

/// The document as HTML.
pub fn render(document: &Document) -> String {
    let (title, style, language) = (escaped(&document.title), style(document.language), document.language);
    let (tag, skip) = (language.code(), escaped(&sentence("Skip to main content", language)));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n{style}</style>\n</head>\n\
         <body>\n<a class=\"skip\" href=\"#main\">{skip}</a>\n<main id=\"main\">\n{}</main>\n</body>\n</html>\n",
        content(document)
    )
}

/// What stands on the page, as elements that are all closed.
pub fn content(document: &Document) -> String {
    let mut page = format!("<h1>{}</h1>\n<div class=\"about\">\n", escaped(&document.title));
    document.about.iter().for_each(|it| page.extend(["<p>", &escaped(it), "</p>\n"]));
    page.push_str("</div>\n");
    page.push_str(&headlines(document));
    page.push_str(&contents(document));
    let scales = scales(document);
    let mut charts = 0;
    for (number, section) in (1..).zip(&document.sections) {
        page.push_str(&self::section(section, document.language, number, &scales, &mut charts));
    }
    page
}

fn paragraphs(page: &mut String, section: &Section, language: Language) {
    for (at, it) in section.paragraphs.iter().enumerate() {
        let lang = lang(language, section.as_written.contains(&at));
        page.extend(["<p", &lang, ">", &escaped(it), "</p>\n"]);
    }
}

/// Says of an element that what is in it is in English, where the document is not.
fn lang(language: Language, is_as_written: bool) -> String {
    if is_as_written && language != Language::English {
        format!(" lang=\"{}\"", Language::English.code())
    } else {
        String::new()
    }
}

/// The figures that matter, large, each with what it was before.
fn headlines(document: &Document) -> String {
    let headline = |it: &Headline| {
        let number = escaped(&document.told(it.key, it.column)?.words());
        let before = document.told(it.key, BEFORE).map(|it| escaped(&it.words()));
        let before = before
            .map(|it| {
                format!(" <span class=\"before\">{}: {it}</span>", sentence("before", document.language))
            })
            .unwrap_or_default();
        let words = escaped(&it.words);
        Some(format!("<div><dt>{words}</dt><dd><span class=\"number\">{number}</span>{before}</dd></div>\n"))
    };
    let all: String = document.headlines.iter().filter_map(headline).collect();
    if all.is_empty() { all } else { format!("<dl class=\"large\">\n{all}</dl>\n") }
}

/// The list of sections.
fn contents(document: &Document) -> String {
    if document.sections.len() < LISTED {
        return String::new();
    }
    let line = |(number, it): (usize, &Section)| {
        format!("<li><a href=\"#section-{number}\">{}</a></li>\n", escaped(&it.heading))
    };
    let all: String = (1..).zip(&document.sections).map(line).collect();
    let heading = escaped(&sentence("Contents", document.language));
    format!(
        "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">{heading}</h2>\n<ul>\n{all}</ul>\n</nav>\n"
    )
}

fn section(
    it: &Section,
    language: Language,
    number: usize,
    scales: &BTreeMap<&'static str, f64>,
    charts: &mut usize,
) -> String {
    let is_counted = it.tables.iter().any(|it| it.caption == DEFINITIONS);
    let classes = [(it.is_annex, "annex"), (is_counted, "counted")];
    let classes: Vec<&str> = classes.iter().filter(|it| it.0).map(|it| it.1).collect();
    let class = if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", classes.join(" ")) };
    let heading = escaped(&it.heading);
    let mut text = format!("<section{class}>\n<h2 id=\"section-{number}\">{heading}</h2>\n");
    paragraphs(&mut text, it, language);
    for it in &it.tables {
        let is_english = it.is_as_written();
        let lang = lang(language, is_english);
        let language_of_it = if is_english { Language::English } else { language };
        if it.is_stories {
            text.extend(it.rows.iter().map(|row| story(it, language, row)));
        } else if let Some(chart) = drawn(it, scales, *charts + 1, language_of_it) {
            *charts += 1;
            text.extend(["<div class=\"pair\"", &lang, ">\n", &chart, &table(it, false, ""), "</div>\n"]);
        } else {
            text.push_str(&table(it, true, &lang));
        }
    }
    text.push_str("</section>\n");
    text
}

/// A row as a story: what it is about, and its parts below one another. Words that people wrote are in English, as far as is known.
fn story(table: &Table, language: Language, row: &[Cell]) -> String {
    let lang = |column: usize| lang(language, table.as_written.contains(&column));
    let part = |(at, (column, cell)): (usize, (&String, &Cell))| {
        format!("<dt>{}</dt>\n<dd{}>{}</dd>\n", escaped(column), lang(at), escaped(&cell.words()))
    };
    let parts: String = table.columns.iter().zip(row).enumerate().skip(1).map(part).collect();
    let about = row.first().map(Cell::words).unwrap_or_default();
    format!("<article>\n<h3{}>{}</h3>\n<dl>\n{parts}</dl>\n</article>\n", lang(0), escaped(&about))
}

/// A table, with bars in the cells of percentages where no chart stands beside it, and its own language if it has one.
fn table(table: &Table, has_bars: bool, lang: &str) -> String {
    let is_number = |column: usize| column > 0 && table.rows.iter().any(|row| row[column].is_number());
    let class = |column: usize| if is_number(column) { " class=\"number\"" } else { "" };
    // Words in a column of numbers may take several lines.
    let class_of = |column: usize, cell: &Cell| match class(column) {
        "" => "",
        _ if !cell.is_number() || matches!(cell, Cell::NotKnown(_)) => " class=\"number words\"",
        of_numbers => of_numbers,
    };
    let caption = escaped(&table.caption);
    // Whoever has no mouse can scroll a wide table too.
    let mut text = format!(
        "<div class=\"wide\"{lang} role=\"region\" aria-label=\"{caption}\" tabindex=\"0\">\n<table>\n\
         <caption>{caption}</caption>\n<thead>\n<tr>"
    );
    for (at, column) in table.columns.iter().enumerate() {
        text.extend(["<th scope=\"col\"", class(at), ">", &whole(&escaped(column)), "</th>"]);
    }
    text.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in &table.rows {
        text.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let words = whole(&escaped(&cell.words()));
            if at == 0 {
                text.extend(["<th scope=\"row\">", &words, "</th>"]);
            } else {
                let words = if has_bars { with_bar(cell, &words) } else { words };
                text.extend(["<td", class_of(at, cell), ">", &words, "</td>"]);
            }
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody>\n</table>\n</div>\n");
    text
}

/// Words in which a year such as 2026-27 is not parted at the end of a line, nor anything of few letters with a number in it: a day,
/// a reference, a quarter.
fn whole(words: &str) -> String {
    let is_short = words.chars().count() <= FEW && words.contains(|it: char| it.is_ascii_digit());
    if is_short && words.contains([' ', '-']) {
        return format!("<span class=\"whole\">{words}</span>");
    }
    let is_year = |it: &str| {
        it.contains('-') && it.trim_end_matches(',').split('-').all(|it| it.parse::<u16>().is_ok())
    };
    let word =
        |it: &str| if is_year(it) { format!("<span class=\"whole\">{it}</span>") } else { it.to_owned() };
    words.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// The words of a cell; those of a percentage behind a bar, which is hidden from those who hear the page.
fn with_bar(cell: &Cell, words: &str) -> String {
    match cell {
        Cell::Percent(percent) => {
            // As wide for every share, so that bars begin under one another.
            let filled = percent.clamp(0.0, 100.0) * WHOLE_BAR / 100.0;
            let rest = WHOLE_BAR - filled;
            format!(
                "<span class=\"share\" style=\"border-left-width:{filled:.2}em;width:{rest:.2}em\" aria-hidden=\"true\"></span> \
                 <span class=\"of\">{words}</span>"
            )
        }
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::performance::Share;
    use crate::report::document::{Chart, People, Shape};
    use crate::report::withholding::{Elsewhere, Nest, published};

    #[test]
    fn a_page_has_one_first_heading_captions_scoped_headers_and_no_script() {
        let timely = Cell::share(Share { numerator: 1, denominator: 2 });
        let it = Table::new("Timeliness <b>", &["Measure", "Per cent"])
            .row(["<script>alert(1)</script>".into(), timely])
            .row(["\" onload=\"x".into(), Cell::NotApplicable]);
        let sections = vec![Section::new("Closed").say("A & B").table(it)];
        let page = render(&Document { title: "A 'report'".to_owned(), sections, ..Document::default() });
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en-GB\">"));
        assert_eq!(page.matches("<h1").count(), 1);
        assert_eq!(page.matches("<caption>").count(), page.matches("<table>").count());
        assert_eq!(
            page.matches("<th scope=").count(),
            page.matches("<th").count() - page.matches("<thead>").count()
        );
        assert!(!page.contains("<script") && !page.contains("onload=\""), "{page}");
        assert!(
            page.contains("width:3.00em\" aria-hidden=\"true\"></span> <span class=\"of\">50.0%</span></td>"),
            "{page}"
        );
        assert!(!page.contains("http"), "nothing is fetched");
    }
    fn numbers() -> Table {
        let chart = Some(Chart { columns: vec![1], counts: "received", shape: Shape::Bars, band: None });
        let table = Table::new("By service", &["Service", "Received", "Per cent"]);
        let table = table.row(["Claims".into(), 30.into(), Cell::Percent(75.0)]);
        let table = table.row(["Loans".into(), 10.into(), Cell::Percent(25.0)]);
        Table {
            chart,
            keys: vec!["by_service/Claims".to_owned(), "by_service/Loans".to_owned()],
            names: vec!["", "number"],
            ..table
        }
    }

    fn headline(key: &'static str) -> Headline {
        Headline::of("About claims", key, "number")
    }

    #[test]
    fn what_is_short_and_has_a_number_is_not_parted_nor_a_year_and_other_words_are() {
        assert_eq!(whole("In 2026-27 as before"), "In <span class=\"whole\">2026-27</span> as before");
        for short in ["2026-27 Q2", "Wed 30 Sep 2026", "P26-002/1"] {
            assert_eq!(whole(short), format!("<span class=\"whole\">{short}</span>"));
        }
        assert_eq!(whole("40"), "40");
        assert_eq!(whole("On-line, -3 &amp; P26-001, it is"), "On-line, -3 &amp; P26-001, it is");
    }

    #[test]
    fn a_long_document_lists_its_sections_and_each_line_leads_to_one() {
        let sections: Vec<Section> = ["One", "Two", "Three"].into_iter().map(Section::new).collect();
        let page = render(&Document { sections, ..Document::default() });
        for number in 1..=3 {
            assert!(page.contains(&format!("<a href=\"#section-{number}\">")), "{page}");
            assert!(page.contains(&format!("<h2 id=\"section-{number}\">")), "{page}");
        }
        let levels: Vec<&str> =
            page.split("<h").filter_map(|it| it.get(..1)).filter(|it| "123".contains(it)).collect();
        assert_eq!(levels.first(), Some(&"1"));
        assert_eq!(levels.iter().filter(|it| **it == "1").count(), 1);
    }

    #[test]
    fn a_figure_at_the_head_is_the_cell_of_its_table_and_withheld_where_that_is() {
        let page = |cell: Cell| {
            let mut table = numbers();
            table.rows[0][1] = cell;
            let sections = vec![Section::new("Received").table(table)];
            let headlines = vec![headline("by_service/Claims"), headline("by_service/Nobody")];
            render(&Document { headlines, sections, ..Document::default() })
        };
        assert!(page(30.into()).contains("<dt>About claims</dt><dd><span class=\"number\">30</span>"));
        let hidden = page(Cell::Withheld);
        assert!(
            hidden.contains("<span class=\"number\">withheld</span>") && !hidden.contains(">30<"),
            "{hidden}"
        );
        assert_eq!(hidden.matches("<dt>").count(), 1, "what no table tells is not there");
    }

    #[test]
    fn nothing_that_is_withheld_stands_anywhere_on_the_page() {
        let row = |table: Table, (service, number): (&str, u64)| {
            let mut table = table.row([service.into(), number.into(), "".into()]);
            table.keys.push(format!("by_service/{service}"));
            table
        };
        let empty = Table { rows: Vec::new(), keys: Vec::new(), people: People::InColumns, ..numbers() };
        let table =
            [("Claims", 31), ("Loans", 3), ("Grants", 47), ("Appeals", 7)].into_iter().fold(empty, row);
        let sections = vec![Section::new("Received").table(table)];
        let headlines = vec![headline("by_service/Claims"), headline("by_service/Loans")];
        let page = render(&published(
            Document { headlines, sections, ..Document::default() },
            &Nest::new(),
            &Elsewhere::new(),
            5,
        ));
        assert!(!page.contains(">3<") && !page.contains(">7<") && !page.contains(" 3,"), "{page}");
        let chart = page.split("<svg").nth(1).and_then(|it| it.split("</svg>").next()).expect("a chart");
        assert_eq!((chart.matches(">withheld<").count(), chart.matches("<rect").count()), (2, 2), "{chart}");
        assert!(
            chart.contains("Received, 2 withheld, of the others: most 47, Grants; fewest 31, Claims."),
            "{chart}"
        );
        assert!(
            page.contains("<span class=\"number\">31</span>")
                && page.contains("<span class=\"number\">withheld</span>")
        );
    }

    #[test]
    fn a_chart_stands_beside_its_table_which_then_has_no_bars() {
        let sections = vec![Section::new("Received").table(numbers())];
        let page = render(&Document { sections, ..Document::default() });
        assert!(page.contains("<svg role=\"img\"") && !page.contains("class=\"share\""), "{page}");
        assert_eq!(page.matches("<table>").count(), 1);
    }

    #[test]
    fn words_in_a_column_of_numbers_may_take_several_lines() {
        let table = Table::new("Routes", &["Route", "Days"]).row(["Closer look".into(), 20.into()]);
        let table = table.row(["None".into(), Cell::NotKnown("the route is not recorded")]);
        let sections = vec![Section::new("Routes").table(table)];
        let page = render(&Document { sections, ..Document::default() });
        assert!(page.contains("<td class=\"number\">20</td>"), "{page}");
        assert!(page.contains("<td class=\"number words\">not known: "), "{page}");
        assert!(page.contains("td.number:not(.words){white-space:nowrap}"));
    }

    #[test]
    fn a_page_in_welsh_says_so_and_marks_what_people_wrote() {
        let table =
            Table { is_stories: true, as_written: vec![0, 1], ..Table::new("", &["", "Dywedoch", "Nawr"]) };
        let table = table.row(["Renewals".into(), "We waited.".into(), "Effeithiol.".into()]);
        let sections = vec![Section::new("Cynnwys").table(table)];
        let page = render(&Document { language: Language::Welsh, sections, ..Document::default() });
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"cy-GB\">"), "{page}");
        for words in [
            "Neidio i’r prif gynnwys",
            "\"Tudalen \" counter(page)",
            "<dd lang=\"en-GB\">We waited.",
            "<dd>Effeithiol.",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
    }

    #[test]
    fn a_story_has_a_heading_and_says_its_parts_one_after_another() {
        let table = Table::new("What changed", &["Plan", "You told us", "We changed"]);
        let table = table.row(["Renewals".into(), "We waited.".into(), "A named person.".into()]);
        let sections = vec![Section::new("You told us").table(Table { is_stories: true, ..table })];
        let page = render(&Document { sections, ..Document::default() });
        assert!(
            page.contains("<h3>Renewals</h3>\n<dl>\n<dt>You told us</dt>\n<dd>We waited.</dd>"),
            "{page}"
        );
        assert!(!page.contains("<table>"), "{page}");
    }
}
