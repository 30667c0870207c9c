//! A topic, read: the little of Markdown that topics are written in.

/// A piece of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    Heading(String),
    Paragraph(String),
    /// An item of a list: what stands before it, and its words.
    Item(String, String),
    /// Lines to be typed or pasted as they stand.
    Code(Vec<String>),
    /// The heads of its columns, and its rows.
    Table(Vec<String>, Vec<Vec<String>>),
}

/// How words look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Plain,
    Strong,
    /// Something to be typed, or as it shows.
    Code,
}

/// The pieces of a topic. Pictures, and the marks around lists that a test keeps, are left out.
pub fn blocks(topic: &str) -> Vec<Block> {
    let (mut blocks, mut lines) = (Vec::new(), topic.lines().peekable());
    while let Some(line) = lines.next() {
        if line.trim().is_empty() || line.starts_with("<!--") || line.starts_with("![") {
            continue;
        }
        blocks.push(if line.starts_with("```") {
            Block::Code(lines.by_ref().take_while(|it| !it.starts_with("```")).map(str::to_owned).collect())
        } else if line.starts_with('#') {
            Block::Heading(line.trim_start_matches('#').trim().to_owned())
        } else if line.starts_with('|') {
            let mut rows = vec![cells(line)];
            while let Some(row) = lines.next_if(|it| it.starts_with('|')) {
                rows.push(cells(row));
            }
            let mut rows = rows.into_iter();
            // The second row is the rule below the heads.
            Block::Table(rows.next().unwrap_or_default(), rows.skip(1).collect())
        } else {
            let (mark, first) = item(line).unwrap_or(("", line));
            let mut words = first.trim().to_owned();
            while let Some(more) = lines.next_if(|it| goes_on(it)) {
                words.push(' ');
                words.push_str(more.trim());
            }
            if mark.is_empty() { Block::Paragraph(words) } else { Block::Item(mark.to_owned(), words) }
        });
    }
    blocks
}

/// The mark of an item and what follows it; none of what is no item.
fn item(line: &str) -> Option<(&str, &str)> {
    let (mark, rest) = line.split_once(' ')?;
    let number = mark.strip_suffix('.').is_some_and(|it| it.parse::<u8>().is_ok());
    (mark == "-" || number).then_some((mark, rest))
}

/// Whether a line belongs to the paragraph or item above it.
fn goes_on(line: &str) -> bool {
    let begins_another =
        line.starts_with(['#', '|', '<', '!']) || line.starts_with("```") || item(line).is_some();
    !line.trim().is_empty() && !begins_another
}

fn cells(row: &str) -> Vec<String> {
    row.trim().trim_matches('|').split('|').map(|it| it.trim().to_owned()).collect()
}

/// Words in pieces of one look each. A link is its words.
pub fn pieces(words: &str) -> Vec<(Look, String)> {
    let (mut pieces, mut rest, mut strong) = (Vec::new(), words, false);
    while !rest.is_empty() {
        let look = if strong { Look::Strong } else { Look::Plain };
        let (look, words, after) = if let Some(after) = rest.strip_prefix("**") {
            strong = !strong;
            rest = after;
            continue;
        } else if let Some((code, after)) = rest.strip_prefix('`').and_then(|it| it.split_once('`')) {
            (Look::Code, code, after)
        } else if let Some((words, after)) = link(rest) {
            (look, words, after)
        } else {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let end = rest[first..].find(['`', '[', '*']).map_or(rest.len(), |it| first + it);
            (look, &rest[..end], &rest[end..])
        };
        pieces.push((look, words.to_owned()));
        rest = after;
    }
    pieces
}

/// The words of a link that stands first, and what follows it.
fn link(text: &str) -> Option<(&str, &str)> {
    let (words, rest) = text.strip_prefix('[')?.split_once("](")?;
    Some((words, rest.split_once(')')?.1))
}

/// Words as a terminal shows them: what is to be typed stands in quotation marks, but where all of them are.
pub fn plain(words: &str) -> String {
    let pieces = pieces(words);
    let is_code = pieces.iter().all(|it| it.0 == Look::Code || matches!(&*it.1, " " | ", "));
    let shown = |(look, words): &(Look, String)| match look {
        Look::Code if !is_code => format!("“{words}”"),
        _ => words.clone(),
    };
    pieces.iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_read_in_pieces() {
        let text = "# Title\n\nOne\ntwo.\n<!-- list -->\n| A | B |\n|---|---|\n| `x` | y |\n<!-- /list -->\n- first\n  goes on\n- \
                    second\n\n1. number\n\n```sh\nredress\n\n# all of it\n```\n![A picture](a.svg)\n`redress` ends.\n";
        let words = str::to_owned;
        assert_eq!(
            blocks(text),
            [
                Block::Heading(words("Title")),
                Block::Paragraph(words("One two.")),
                Block::Table(vec![words("A"), words("B")], vec![vec![words("`x`"), words("y")]]),
                Block::Item(words("-"), words("first goes on")),
                Block::Item(words("-"), words("second")),
                Block::Item(words("1."), words("number")),
                Block::Code(vec![words("redress"), String::new(), words("# all of it")]),
                Block::Paragraph(words("`redress` ends.")),
            ]
        );
    }

    #[test]
    fn words_are_shown_without_their_marks_and_what_is_typed_in_quotation_marks() {
        for (words, shown) in [
            ("Press `u` twice.", "Press “u” twice."),
            ("`Enter` `l`", "Enter l"),
            (
                "**Who may.** Read [the list](#a) and `[columns]` * 2",
                "Who may. Read the list and “[columns]” * 2",
            ),
            ("**Cells like `=1`**, é", "Cells like “=1”, é"),
        ] {
            assert_eq!(plain(words), shown);
        }
    }
}
