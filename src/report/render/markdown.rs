//! A document as Markdown, in which nothing that was typed is taken for Markdown.

use crate::domain::figures::cell::Cell;
use crate::domain::text::one_line;
use crate::report::document::{Document, Table};

/// The document as Markdown.
pub fn render(document: &Document) -> String {
    let mut blocks = vec![format!("# {}", escaped(&document.title))];
    blocks.extend(document.about.iter().map(|it| escaped(it)));
    for section in &document.sections {
        blocks.push(format!("## {}", escaped(&section.heading)));
        blocks.extend(section.paragraphs.iter().map(|it| escaped(it)));
        for it in &section.tables {
            blocks.push(format!("**{}**", escaped(&it.caption)));
            if it.is_stories {
                blocks.extend(stories(it));
            } else {
                blocks.push(table(it));
            }
        }
    }
    blocks.join("\n\n") + "\n"
}

/// Each row by itself: what it is about, and its parts below one another.
fn stories(table: &Table) -> Vec<String> {
    let story = |row: &Vec<Cell>| {
        let about = row.first().map(Cell::words).unwrap_or_default();
        let part =
            |(column, cell): (&String, &Cell)| format!("**{}**: {}", escaped(column), escaped(&cell.words()));
        let parts = table.columns.iter().zip(row).skip(1).map(part);
        std::iter::once(format!("### {}", escaped(&about))).chain(parts).collect::<Vec<_>>()
    };
    table.rows.iter().flat_map(story).collect()
}

fn table(table: &Table) -> String {
    let is_number = |column: usize| column > 0 && table.rows.iter().any(|row| row[column].is_number());
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let rule = (0..table.columns.len()).map(|it| if is_number(it) { "---:" } else { "---" }.to_owned());
    let mut lines = vec![line(table.columns.iter().map(|it| escaped(it)).collect()), line(rule.collect())];
    lines.extend(table.rows.iter().map(|row| line(row.iter().map(|it| escaped(&it.words())).collect())));
    lines.join("\n")
}

/// Text in which nothing is taken for Markdown: on one line, signs escaped, and no list or heading at its beginning.
pub fn escaped(words: &str) -> String {
    let words = one_line(words);
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let mut text = String::new();
    for (at, letter) in words.char_indices() {
        let begins_list = match letter {
            '-' | '+' | '=' => at == 0 && words[1..].starts_with([' ', '-', '=']),
            '.' | ')' => at == digits && 0 < digits && digits < 10 && words[at + 1..].starts_with(' '),
            _ => false,
        };
        if begins_list || "\\`*_[]<>#|~&".contains(letter) {
            text.push('\\');
        }
        text.push(letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::Section;

    #[test]
    fn nothing_that_was_typed_is_taken_for_markdown() {
        for (words, expected) in [
            ("*loud* | <b>", "\\*loud\\* \\| \\<b\\>"),
            ("# head\n- list", "\\# head - list"),
            ("- list", "\\- list"),
            ("1. list", "1\\. list"),
            ("-5 and 1.5", "-5 and 1.5"),
            ("&lt;", "\\&lt;"),
        ] {
            assert_eq!(escaped(words), expected);
        }
    }

    #[test]
    fn a_table_keeps_its_rows_whatever_stands_in_them() {
        let it = Table::new("By service", &["Service", "Received"]).row(["a | b\nc".into(), 7.into()]);
        let sections = vec![Section::new("Received").table(it)];
        let text = render(&Document { title: "A report".to_owned(), sections, ..Document::default() });
        assert!(
            text.contains("**By service**\n\n| Service | Received |\n| --- | ---: |\n| a \\| b c | 7 |\n"),
            "{text}"
        );
        assert_eq!(text.lines().filter(|it| it.starts_with("# ")).count(), 1);
    }
}
