//! A letter as a page: text, Markdown or HTML. Whatever was typed stays harmless in all of them.

use crate::domain::case::letter::Manner;
use crate::domain::text::one_line;
use crate::domain::wrapping::wrap;
use crate::exchange::letters::links::{Piece, pieces, with_ends};
use crate::report::render::markdown::escaped as marked_down;
use crate::report::render::markup::escaped;

/// Columns of a line of text.
const COLUMNS: usize = 76;
/// The same in large print: six letters to the inch.
const LARGE_COLUMNS: usize = 40;

/// What a letter can be saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    Markdown,
    Html,
    /// For a word processor.
    Docx,
    /// For another.
    Odt,
}

impl Format {
    /// Every format, with the word that it is asked for by, which the name of its file ends in.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::Text, "txt"),
        (Self::Markdown, "md"),
        (Self::Html, "html"),
        (Self::Docx, "docx"),
        (Self::Odt, "odt"),
    ];

    /// What the name of its file ends in.
    pub fn ending(self) -> &'static str {
        Self::ALL.iter().find(|it| it.0 == self).map_or("txt", |it| it.1)
    }

    /// Whether it is a file for a program, and nothing to read as it is.
    pub const fn is_for_a_program(self) -> bool {
        matches!(self, Self::Docx | Self::Odt)
    }

    /// The format of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|it| it.1.eq_ignore_ascii_case(word)).map(|it| it.0)
    }
}

/// A letter to lay out.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// What the file is called inside.
    pub title: &'a str,
    /// What it says.
    pub text: &'a str,
    pub manner: Manner,
}

/// A part of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    Heading(String),
    /// Lines that stand under one another, such as a name and an address.
    Lines(Vec<String>),
    /// A list.
    Items(Vec<String>),
}

/// The parts of a letter, in their order.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut is_apart = true;
    for line in text.lines().map(one_line) {
        let line = line.trim_end();
        if line.is_empty() {
            is_apart = true;
            continue;
        }
        if let Some(heading) = line.strip_prefix("# ") {
            blocks.push(Block::Heading(heading.trim().to_owned()));
        } else if let Some(item) = line.strip_prefix("- ") {
            let item = item.trim().to_owned();
            match blocks.last_mut() {
                Some(Block::Items(items)) => items.push(item),
                _ => blocks.push(Block::Items(vec![item])),
            }
        } else {
            match blocks.last_mut() {
                Some(Block::Lines(lines)) if !is_apart => lines.push(line.to_owned()),
                _ => blocks.push(Block::Lines(vec![line.to_owned()])),
            }
        }
        is_apart = false;
    }
    blocks
}

/// The letter as text, in lines that fit on paper.
pub fn text(letter: Letter) -> String {
    let columns = if letter.manner.is_large { LARGE_COLUMNS } else { COLUMNS };
    let one = |block: Block| match block {
        Block::Heading(it) => wrap(&it, columns),
        Block::Lines(lines) => lines.iter().flat_map(|it| wrap(it, columns)).collect(),
        Block::Items(items) => items.iter().flat_map(|it| item(it, columns)).collect(),
    };
    let parts: Vec<String> = blocks(letter.text).into_iter().map(|it| one(it).join("\n")).collect();
    parts.join("\n\n") + "\n"
}

/// An item of a list, its further lines under its first.
fn item(words: &str, columns: usize) -> Vec<String> {
    let lines = wrap(words, columns - 2).into_iter().enumerate();
    lines.map(|(at, it)| format!("{}{it}", if at == 0 { "- " } else { "  " })).collect()
}

/// The letter as Markdown.
pub fn markdown(letter: Letter) -> String {
    let list = |items: &[String], before: &str, between: &str| {
        items.iter().map(|it| format!("{before}{}", marked_down(it))).collect::<Vec<_>>().join(between)
    };
    let one = |block: &Block| match block {
        Block::Heading(it) => format!("# {}", marked_down(it)),
        Block::Lines(lines) => list(lines, "", "  \n"),
        Block::Items(items) => list(items, "- ", "\n"),
    };
    blocks(letter.text).iter().map(one).collect::<Vec<_>>().join("\n\n") + "\n"
}

/// A line in HTML, with its links.
fn linked(line: &str) -> String {
    let one = |it: Piece| match it {
        Piece::Words(it) => with_ends(it, escaped),
        Piece::Link(words, to) => format!("<a href=\"{}\">{}</a>", escaped(&to), escaped(words)),
    };
    pieces(line).into_iter().map(one).collect()
}

/// How a letter looks on a page: dark text on white, as large as it was asked for.
const STYLE: &str = "\
main{max-width:42rem;margin:0 auto;padding:1rem}
body{margin:0;font-family:Arial,sans-serif;line-height:1.4;color:#0b0c0c;background:#fff}
h1{font-size:1.2em;margin:1.5em 0 .5em;break-after:avoid}p,ul{margin:0 0 1em}
@media print{main{max-width:none;padding:0}@page{margin:2.5cm}}
";

/// The letter as one HTML file, to read and to print.
pub fn html(letter: Letter) -> String {
    let size = if letter.manner.is_large { 18 } else { 12 };
    let (title, language) = (escaped(letter.title), letter.manner.language.code());
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n{STYLE}body{{font-size:{size}pt}}\n\
         </style>\n</head>\n<body>\n<main>\n"
    );
    for block in blocks(letter.text) {
        match block {
            Block::Heading(it) => page.extend(["<h1>", &escaped(&it), "</h1>\n"]),
            Block::Lines(lines) => {
                let lines: Vec<String> = lines.iter().map(|it| linked(it)).collect();
                page.extend(["<p>", &lines.join("<br>\n"), "</p>\n"]);
            }
            Block::Items(items) => {
                page.push_str("<ul>\n");
                items.iter().for_each(|it| page.extend(["<li>", &linked(it), "</li>\n"]));
                page.push_str("</ul>\n");
            }
        }
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// A part of the file that a letter becomes, for tests.
#[cfg(test)]
pub(in crate::exchange::letters) fn part_of(
    render: fn(Letter) -> Vec<u8>,
    (text, is_large): (&str, bool),
    name: &str,
) -> String {
    use crate::domain::case::letter::{Language, Manner};

    let manner = Manner { language: Language::Welsh, is_large, is_by_post: false };
    let bytes = render(Letter { title: "Update 26-0001", text, manner });
    let mut file = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a sound file");
    let mut text = String::new();
    let mut part = file.by_name(name).expect("it is there");
    std::io::Read::read_to_string(&mut part, &mut text).expect("text");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::letter::Language;

    const LETTER: &str = "Dear Amara\n\n# What we found\n\n- a <b>payment</b> of £50\n\n- an apology\n\nJ Smith\nPermits\nSee www.example.org\n";

    fn letter(text: &str, is_large: bool) -> Letter<'_> {
        Letter {
            title: "Update 26-0001",
            text,
            manner: Manner { language: Language::Welsh, is_large, is_by_post: false },
        }
    }

    #[test]
    fn a_letter_is_paragraphs_headings_and_lists_in_every_format() {
        assert_eq!(
            text(letter(LETTER, false)),
            "Dear Amara\n\nWhat we found\n\n- a <b>payment</b> of £50\n- an apology\n\nJ Smith\nPermits\nSee www.example.org\n"
        );
        assert_eq!(
            markdown(letter(LETTER, false)),
            "Dear Amara\n\n# What we found\n\n- a \\<b\\>payment\\</b\\> of £50\n- an apology\n\nJ Smith  \nPermits  \nSee www.example.org\n"
        );
        let page = html(letter(LETTER, false));
        for words in [
            "<html lang=\"cy-GB\">",
            "<h1>What we found</h1>",
            "<ul>\n<li>a &lt;b&gt;payment&lt;/b&gt; of £50</li>\n<li>an apology</li>\n</ul>",
            "<p>J Smith<br>\nPermits<br>\nSee <a href=\"https://www.example.org\">www.example.org</a></p>",
        ] {
            assert!(page.contains(words), "{words}\n{page}");
        }
    }

    #[test]
    fn large_print_is_set_larger_and_in_fewer_columns() {
        let long = "We are sorry that nobody answered the three letters that you wrote to us in the summer.";
        let large = text(letter(long, true));
        assert!(2 < large.lines().count() && large.lines().all(|it| it.len() <= LARGE_COLUMNS), "{large}");
        assert!(html(letter(long, true)).contains("font-size:18pt"));
        assert!(html(letter(long, false)).contains("font-size:12pt"));
    }
}
