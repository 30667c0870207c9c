//! A letter for a word processor, as `OpenDocument` text (ISO/IEC 26300): a small file that `LibreOffice` and Word open, change and
//! print.

use std::io::{Cursor, Write};

use zip::CompressionMethod;
use zip::result::ZipResult;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::exchange::letters::docx::in_xml;
use crate::exchange::letters::links::{Piece, pieces, with_ends};
use crate::exchange::letters::page::{Block, Letter, blocks};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
/// What the file is; it stands first in it, bare.
const KIND: &str = "application/vnd.oasis.opendocument.text";
const NAMES: &str = "\
xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" \
xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" \
xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" office:version=\"1.3\"";

/// The letter as the bytes of the file.
pub fn render(letter: Letter) -> Vec<u8> {
    written(letter).expect("memory takes whatever is written to it")
}

fn written(letter: Letter) -> ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("mimetype", SimpleFileOptions::default().compression_method(CompressionMethod::Stored))?;
    zip.write_all(KIND.as_bytes())?;
    for (name, text) in [
        ("META-INF/manifest.xml", manifest()),
        ("meta.xml", about(letter)),
        ("styles.xml", styles(letter)),
        ("content.xml", content(letter)),
    ] {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(HEAD.as_bytes())?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn manifest() -> String {
    let part = |name: &str| {
        format!("<manifest:file-entry manifest:full-path=\"{name}\" manifest:media-type=\"text/xml\"/>")
    };
    format!(
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">\
         <manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" manifest:media-type=\"{KIND}\"/>{}\
         </manifest:manifest>",
        ["content.xml", "styles.xml", "meta.xml"].map(part).concat()
    )
}

fn about(letter: Letter) -> String {
    format!(
        "<office:document-meta {NAMES}><office:meta><dc:title>{}</dc:title><dc:language>{}</dc:language></office:meta>\
         </office:document-meta>",
        in_xml(letter.title),
        letter.manner.language.code()
    )
}

/// How paragraphs, headings and lists look, on A4; in 12 points, or 18 in large print.
fn styles(letter: Letter) -> String {
    let (size, heading) = if letter.manner.is_large { (18, 22) } else { (12, 14) };
    let (language, country) = letter.manner.language.code().split_once('-').unwrap_or(("en", "GB"));
    format!(
        "<office:document-styles {NAMES}><office:font-face-decls>\
         <style:font-face style:name=\"Arial\" svg:font-family=\"Arial\" style:font-family-generic=\"swiss\"/></office:font-face-decls>\
         <office:styles><style:default-style style:family=\"paragraph\"><style:text-properties style:font-name=\"Arial\" \
         fo:font-size=\"{size}pt\" fo:language=\"{language}\" fo:country=\"{country}\"/></style:default-style>\
         <style:style style:name=\"Standard\" style:family=\"paragraph\" style:class=\"text\">\
         <style:paragraph-properties fo:margin-bottom=\"{size}pt\" fo:line-height=\"125%\"/></style:style>\
         <style:style style:name=\"Heading_20_1\" style:display-name=\"Heading 1\" style:family=\"paragraph\" \
         style:parent-style-name=\"Standard\" style:next-style-name=\"Standard\" style:default-outline-level=\"1\">\
         <style:paragraph-properties fo:margin-top=\"{size}pt\" fo:margin-bottom=\"{size}pt\" fo:keep-with-next=\"always\"/>\
         <style:text-properties fo:font-size=\"{heading}pt\" fo:font-weight=\"bold\"/></style:style>\
         <style:style style:name=\"Internet_20_link\" style:display-name=\"Internet Link\" style:family=\"text\">\
         <style:text-properties fo:color=\"#1d70b8\" style:text-underline-style=\"solid\"/></style:style>\
         <text:list-style style:name=\"Items\"><text:list-level-style-bullet text:level=\"1\" text:bullet-char=\"•\">\
         <style:list-level-properties text:list-level-position-and-space-mode=\"label-alignment\">\
         <style:list-level-label-alignment text:label-followed-by=\"listtab\" fo:text-indent=\"-0.75cm\" fo:margin-left=\"1cm\"/>\
         </style:list-level-properties></text:list-level-style-bullet></text:list-style></office:styles>\
         <office:automatic-styles><style:page-layout style:name=\"A4\"><style:page-layout-properties fo:page-width=\"21cm\" \
         fo:page-height=\"29.7cm\" style:print-orientation=\"portrait\" fo:margin=\"2.5cm\"/></style:page-layout>\
         </office:automatic-styles><office:master-styles><style:master-page style:name=\"Standard\" style:page-layout-name=\"A4\"/>\
         </office:master-styles></office:document-styles>"
    )
}

/// The letter itself.
fn content(letter: Letter) -> String {
    let paragraph = |lines: &[String]| {
        let lines: Vec<String> = lines.iter().map(|it| linked(it)).collect();
        format!("<text:p text:style-name=\"Standard\">{}</text:p>", lines.join("<text:line-break/>"))
    };
    let item = |it: String| format!("<text:list-item>{}</text:list-item>", paragraph(&[it]));
    let one = |block: Block| match block {
        Block::Heading(it) => {
            format!(
                "<text:h text:style-name=\"Heading_20_1\" text:outline-level=\"1\">{}</text:h>",
                in_xml(&it)
            )
        }
        Block::Lines(lines) => paragraph(&lines),
        Block::Items(items) => {
            let items: String = items.into_iter().map(item).collect();
            format!("<text:list text:style-name=\"Items\">{items}</text:list>")
        }
    };
    let all: String = blocks(letter.text).into_iter().map(one).collect();
    format!(
        "<office:document-content {NAMES}><office:body><office:text>{all}</office:text></office:body></office:document-content>"
    )
}

/// A line with its links. A space at the end of a stretch is kept, as another stretch follows.
fn linked(line: &str) -> String {
    let one = |it: Piece| match it {
        Piece::Words(it) => with_ends(it, in_xml),
        Piece::Link(it, to) => format!(
            "<text:a xlink:type=\"simple\" xlink:href=\"{}\" text:style-name=\"Internet_20_link\">{}</text:a>",
            in_xml(&to),
            in_xml(it)
        ),
    };
    pieces(line).into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::letter::{Language, Manner};
    use crate::exchange::letters::page::part_of;

    fn part(text: &str, is_large: bool, name: &str) -> String {
        part_of(render, (text, is_large), name)
    }

    #[test]
    fn what_the_file_is_stands_first_and_bare_so_that_any_program_knows_it() {
        let manner = Manner { language: Language::English, is_large: false, is_by_post: false };
        let bytes = render(Letter { title: "", text: "Dear A", manner });
        assert!(bytes[30..].starts_with(format!("mimetype{KIND}").as_bytes()));
        let manifest = part("Dear A", false, "META-INF/manifest.xml");
        for name in manifest.split("full-path=\"").skip(2).filter_map(|it| it.split('"').next()) {
            assert!(part("Dear A", false, name).starts_with(HEAD), "{name}");
        }
    }

    #[test]
    fn a_file_has_the_letter_in_paragraphs_and_nothing_that_was_typed_is_taken_for_xml() {
        let letter = part(
            "Dear A & <B>\n\n# Found\n\n- one\n- two\n\nJ Smith, at\nSee www.example.org\n",
            false,
            "content.xml",
        );
        for words in [
            ">Dear A &amp; &lt;B&gt;</text:p>",
            "text:outline-level=\"1\">Found</text:h>",
            "J Smith, at<text:line-break/>",
            "<text:line-break/>See <text:a xlink:type=\"simple\" xlink:href=\"https://www.example.org\"",
        ] {
            assert!(letter.contains(words), "{words}\n{letter}");
        }
        assert_eq!(letter.matches("<text:list-item>").count(), 2);
        assert!(!part("\u{1b}[2J\u{ffff}", false, "content.xml").contains(['\u{1b}', '\u{ffff}']));
    }

    #[test]
    fn large_print_and_welsh_are_said_in_its_styles() {
        assert!(part("Dear A", false, "styles.xml").contains("fo:font-size=\"12pt\" fo:language=\"cy\""));
        assert!(part("Dear A", true, "styles.xml").contains("fo:font-size=\"18pt\""));
    }
}
