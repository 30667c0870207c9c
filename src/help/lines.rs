//! A topic in lines of a width, for a terminal.

use crate::domain::text::width;
use crate::domain::wrapping::wrap;
use crate::help::blocks::{Block, blocks, plain};

/// Columns between two columns of a table.
const GAP: usize = 2;
/// Columns that commands are set in, and what goes on of them further.
const SET_IN: usize = 4;

/// A line of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    pub is_heading: bool,
    /// The piece of the topic that it belongs to, from 0.
    pub block: usize,
}

/// The lines of a topic, none wider than this but for what is to be pasted as it stands.
pub fn lines(topic: &str, columns: usize) -> Vec<Line> {
    let (mut lines, blocks) = (Vec::new(), blocks(topic));
    for (block, it) in blocks.iter().enumerate() {
        let follows = block.checked_sub(1).map(|before| &blocks[before]);
        let is_list = matches!((follows, it), (Some(Block::Item(..)), Block::Item(..)));
        if follows.is_some() && !is_list {
            lines.push(Line { text: String::new(), is_heading: false, block });
        }
        let is_heading = matches!(it, Block::Heading(_));
        lines.extend(of_block(it, columns).into_iter().map(|text| Line { text, is_heading, block }));
    }
    lines
}

/// The lines of a piece.
fn of_block(block: &Block, columns: usize) -> Vec<String> {
    match block {
        Block::Heading(words) | Block::Paragraph(words) => wrap(&plain(words), columns),
        Block::Item(mark, words) => hung(&format!("{mark} "), &plain(words), columns),
        Block::Code(lines) => code(lines, columns),
        Block::Table(head, rows) => {
            let shown = |row: &Vec<String>| row.iter().map(|it| plain(it)).collect::<Vec<_>>();
            table(&shown(head), &rows.iter().map(shown).collect::<Vec<_>>(), columns)
        }
    }
}

/// Words behind what stands before them, the following lines as far in.
fn hung(before: &str, words: &str, columns: usize) -> Vec<String> {
    let indent = width(before);
    let lines = wrap(words, columns.saturating_sub(indent).max(20));
    let first = |place| if place == 0 { before.to_owned() } else { " ".repeat(indent) };
    lines
        .iter()
        .enumerate()
        .map(|(place, it)| format!("{}{it}", first(place)).trim_end().to_owned())
        .collect()
}

/// Lines to be typed or pasted, set in as far as they have room. Where they have none, the remark of a command goes above it and
/// the rest of it below, as a shell takes it.
pub(in crate::help) fn code(code: &[String], columns: usize) -> Vec<String> {
    let widest = |lines: &[String]| lines.iter().map(|it| width(it)).max().unwrap_or(0);
    let lines = if widest(code) <= columns {
        code.to_vec()
    } else {
        code.iter().flat_map(|it| narrowed(it, columns - SET_IN)).collect()
    };
    let set_in = " ".repeat(columns.saturating_sub(widest(&lines)).min(SET_IN));
    lines.iter().map(|it| format!("{set_in}{it}").trim_end().to_owned()).collect()
}

/// A command with its remark in lines that are no wider.
fn narrowed(line: &str, columns: usize) -> Vec<String> {
    let remark = |words: &str| wrap(words.trim(), columns - 2).into_iter().map(|it| format!("# {it}"));
    match (line.trim_start().strip_prefix('#'), line.split_once("  # ")) {
        _ if width(line) <= columns => vec![line.to_owned()],
        (Some(words), _) => remark(words).collect(),
        (None, Some((command, words))) => remark(words).chain(broken(command.trim_end(), columns)).collect(),
        (None, None) => broken(line, columns),
    }
}

/// A command in lines, each but the last with a sign that it goes on. What stands in quotation marks stays together.
fn broken(command: &str, columns: usize) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    let mut in_quotes = false;
    let is_gap = |it: char| {
        in_quotes ^= it == '"';
        it == ' ' && !in_quotes
    };
    for word in command.split(is_gap) {
        if !line.is_empty() && columns < width(&line) + width(word) + 3 {
            lines.push(format!("{line} \\"));
            line = " ".repeat(SET_IN - 1);
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// A table: in columns where the last one has room for its sentences, or else a row below the other.
fn table(head: &[String], rows: &[Vec<String>], columns: usize) -> Vec<String> {
    let Some(last) = head.len().checked_sub(1) else { return Vec::new() };
    let all = || std::iter::once(head).chain(rows.iter().map(Vec::as_slice));
    let widest = |column: usize| all().filter_map(|it| it.get(column)).map(|it| width(it)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..last).map(widest).collect();
    let before: usize = widths.iter().map(|it| it + GAP).sum();
    if columns < before + widest(last) && columns / 2 < before {
        return rows.iter().flat_map(|row| below(head, row, columns)).collect();
    }
    let of_row = |row: &[String]| {
        let cell =
            |(it, width_of): (&String, &usize)| format!("{it}{}", " ".repeat(width_of + GAP - width(it)));
        let before: String = row.iter().zip(&widths).map(cell).collect();
        hung(&before, row.get(last).map_or("", String::as_str), columns)
    };
    all().filter(|it| it.iter().any(|it| !it.is_empty())).flat_map(of_row).collect()
}

/// A row whose cells stand below one another, behind the heads of their columns.
fn below(head: &[String], row: &[String], columns: usize) -> Vec<String> {
    // A number goes before the name that it numbers.
    let named = if row.first().is_some_and(|it| it.parse::<u32>().is_ok()) { 2 } else { 1 };
    let name = row.iter().take(named).map(String::as_str).collect::<Vec<_>>().join(". ");
    let cell = |(head, cell): (&String, &String)| {
        let words = if head.is_empty() || row.len() == 2 { cell.clone() } else { format!("{head}: {cell}") };
        hung("    ", &words, columns)
    };
    let rest = head.iter().zip(row).skip(named).filter(|it| !it.1.is_empty()).flat_map(cell);
    wrap(&name, columns).into_iter().chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::help::topics::TOPICS;

    fn shown(topic: &str, columns: usize) -> Vec<String> {
        lines(topic, columns).into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn a_table_whose_sentences_have_no_room_beside_its_names_has_them_below() {
        let narrow = "| Key | What |\n|---|---|\n| `u` | Undo your last change |\n";
        assert_eq!(shown(narrow, 20), ["Key  What", "u    Undo your last", "     change"].map(str::to_owned));
        let wide =
            "| | Figure | Rule |\n|---|---|---|\n| 12 | Complaints received | By the day of receipt |\n";
        assert_eq!(
            shown(wide, 30),
            ["12. Complaints received", "    Rule: By the day of", "    receipt"].map(str::to_owned)
        );
    }

    #[test]
    fn a_command_that_is_too_wide_can_be_pasted_all_the_same() {
        let wide = "```sh\nredress note 26-0142 --text \"One or two\"   # what went\nredress\n```\n";
        let lines = [
            "    # what went",
            "    redress note 26-0142 --text \\",
            "        \"One or two\"",
            "    redress",
        ];
        assert_eq!(shown(wide, 36), lines.map(str::to_owned));
    }

    #[test]
    fn no_line_of_any_topic_is_wider_than_a_terminal() {
        for topic in TOPICS {
            for line in lines(topic.text, 79) {
                assert!(width(&line.text) <= 79, "{}: {}", topic.name, line.text);
            }
        }
    }
}
