//! A document as one HTML file: nothing else is needed to read or print it, and nothing in it runs.
//!
//! Made for the accessibility rules of public bodies (WCAG 2.2 AA): a language, one first heading, headings in order,
//! captions, scoped headers, dark text on white, and no bar without its number as text.

use crate::domain::figures::cell::Cell;
use crate::report::document::{Document, Table};
use crate::report::render::chart::{chart, escaped};

/// How it looks. Text is #0b0c0c on white (19:1); bars are borders, which print where backgrounds do not.
const STYLE: &str = "\
body{margin:0 auto;padding:1rem;max-width:60rem;font:1.1875rem/1.4 Arial,sans-serif;color:#0b0c0c;background:#fff}
h1{font-size:2rem;line-height:1.2}h2{font-size:1.5rem;margin-top:2.5rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;min-width:50%;margin:1.5rem 0}
caption{text-align:left;font-weight:bold;padding-bottom:.5rem}
th,td{text-align:left;vertical-align:top;padding:.4rem 1.5rem .4rem 0;border-bottom:1px solid #505a5f}
tbody th{font-weight:normal}
.number{text-align:right;font-variant-numeric:tabular-nums}td.number{white-space:nowrap}
figure{margin:1.5rem 0 0}svg{display:block;max-width:100%;height:auto}svg text{font:14px Arial,sans-serif;fill:#0b0c0c}
.of{display:inline-block;min-width:4em}
.bar{display:inline-block;vertical-align:middle;height:.7rem;border-left:0 solid #1d70b8}
@media print{body{max-width:none;padding:0;font-size:11pt}.wide{overflow:visible;break-inside:avoid}figure{break-after:avoid;break-inside:avoid}
h2,caption{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}@page{margin:2cm}}
";

/// Width of the bar of 100 per cent, in em.
const WHOLE_BAR: f64 = 6.0;

/// The document as HTML.
pub fn render(document: &Document) -> String {
    let title = escaped(&document.title);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n"
    );
    let paragraphs = |page: &mut String, all: &[String]| {
        all.iter().for_each(|it| page.extend(["<p>", &escaped(it), "</p>\n"]));
    };
    paragraphs(&mut page, &document.about);
    for section in &document.sections {
        page.extend(["<h2>", &escaped(&section.heading), "</h2>\n"]);
        paragraphs(&mut page, &section.paragraphs);
        for it in &section.tables {
            page.push_str(&it.charted.map(|column| chart(it, column)).unwrap_or_default());
            page.push_str(&table(it));
        }
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn table(table: &Table) -> String {
    let is_number = |column: usize| column > 0 && table.rows.iter().any(|row| row[column].is_number());
    let class = |column: usize| if is_number(column) { " class=\"number\"" } else { "" };
    let caption = escaped(&table.caption);
    // Whoever has no mouse can scroll a wide table too.
    let mut text = format!(
        "<div class=\"wide\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\">\n<table>\n\
         <caption>{caption}</caption>\n<thead>\n<tr>"
    );
    for (at, column) in table.columns.iter().enumerate() {
        text.extend(["<th scope=\"col\"", class(at), ">", &escaped(column), "</th>"]);
    }
    text.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in &table.rows {
        text.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let words = escaped(&cell.words());
            match at {
                0 => text.extend(["<th scope=\"row\">", &words, "</th>"]),
                _ => text.extend(["<td", class(at), ">", &with_bar(cell, &words), "</td>"]),
            }
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody>\n</table>\n</div>\n");
    text
}

/// The words of a cell; those of a percentage behind a bar, which is hidden from those who hear the page.
fn with_bar(cell: &Cell, words: &str) -> String {
    match cell {
        Cell::Percent(percent) => {
            // As wide for every share, so that bars begin under one another.
            let filled = percent.clamp(0.0, 100.0) * WHOLE_BAR / 100.0;
            let rest = WHOLE_BAR - filled;
            format!(
                "<span class=\"bar\" style=\"border-left-width:{filled:.2}em;width:{rest:.2}em\" aria-hidden=\"true\"></span> \
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
    use crate::report::document::Section;

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
}
