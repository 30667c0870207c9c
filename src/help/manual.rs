//! A topic as a page of the manual, section 7.

use roff::{Inline, Roff, bold, roman};

use crate::help::blocks::{Block, Look, blocks, pieces};
use crate::help::lines::code;
use crate::help::topics::Topic;

/// Columns that a page has for lines to be typed, on a terminal of 80.
const COLUMNS: usize = 70;

/// The page of a topic, in roff.
pub fn page(topic: &Topic) -> String {
    let mut page = Roff::new();
    let name = format!("redress-{}", topic.name);
    page.control("TH", [&*name, "7", "", &format!("redress {}", env!("CARGO_PKG_VERSION"))]);
    page.control("SH", ["NAME"]).text([roman(format!("{name} - {}", topic.about()))]);
    page.control("SH", ["DESCRIPTION"]);
    // The first piece is what it is about.
    for block in blocks(topic.text).iter().skip(1) {
        add(&mut page, block);
    }
    page.render()
}

fn add(page: &mut Roff, block: &Block) {
    match block {
        Block::Heading(words) => {
            page.control("SH", [words.as_str()]);
        }
        Block::Paragraph(words) => {
            page.control("PP", []).text(inlines(words));
        }
        Block::Item(mark, words) => {
            page.control("IP", [mark.as_str(), "4"]).text(inlines(words));
        }
        Block::Code(lines) => {
            page.control("PP", []).control("nf", []);
            for line in code(lines, COLUMNS) {
                page.text([roman(line)]);
            }
            page.control("fi", []);
        }
        Block::Table(head, rows) => rows.iter().for_each(|it| row(page, head, it)),
    }
}

/// A row: what it is called, and below it the rest of it.
fn row(page: &mut Roff, head: &[String], row: &[String]) {
    let named = if row.first().is_some_and(|it| it.parse::<u32>().is_ok()) { 2 } else { 1 };
    page.control("TP", ["4"]).text(inlines(&row.iter().take(named).cloned().collect::<Vec<_>>().join(". ")));
    for (place, (head, cell)) in head.iter().zip(row).skip(named).filter(|it| !it.1.is_empty()).enumerate() {
        if place > 0 {
            page.control("br", []);
        }
        let words = if head.is_empty() || row.len() == 2 { cell.clone() } else { format!("{head}: {cell}") };
        page.text(inlines(&words));
    }
}

fn inlines(words: &str) -> Vec<Inline> {
    let inline = |(look, words): (Look, String)| if look == Look::Plain { roman(words) } else { bold(words) };
    pieces(words).into_iter().map(inline).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_its_name_its_headings_and_what_is_typed_in_bold() {
        let text = "# How it is\n\nPress `u`.\n\n## More\n\n- one\n\n| Key | What |\n|---|---|\n| `a` | b |\n\n```sh\n.x\n```\n";
        let page = page(&Topic { name: "it", text });
        for line in [
            "redress\\-it \\- How it is",
            "Press \\fBu\\fR.",
            ".SH More",
            ".IP - 4",
            ".TP 4",
            "\\fBa\\fR",
            "    .x",
        ] {
            assert!(page.lines().any(|it| it == line), "{line}\n{page}");
        }
    }
}
