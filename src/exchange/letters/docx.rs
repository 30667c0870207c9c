//! A letter for a word processor: a small file of Office Open XML (ECMA-376) that Word and `LibreOffice` open, change and print.

use std::io::{Cursor, Write};

use zip::result::ZipResult;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::domain::text::one_line;
use crate::exchange::letters::links::{Piece, pieces, with_ends};
use crate::exchange::letters::page::{Block, Letter, blocks};
use crate::report::render::markup::escaped;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

const CONTENT_TYPES: &str = "\
<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>\
<Override PartName=\"/word/numbering.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml\"/>\
<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
</Types>";

const RELATIONS: &str = "\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>\
</Relationships>";

const RELATED: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// What the letter itself goes by: its styles, its lists, and where its links lead.
fn relations(targets: &[String]) -> String {
    let link = |(number, to): (usize, &String)| {
        format!(
            "<Relationship Id=\"link{number}\" Type=\"{RELATED}/hyperlink\" Target=\"{}\" TargetMode=\"External\"/>",
            in_xml(to)
        )
    };
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{RELATED}/styles\" Target=\"styles.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{RELATED}/numbering\" Target=\"numbering.xml\"/>{}</Relationships>",
        targets.iter().enumerate().map(link).collect::<String>()
    )
}

/// The letter as the bytes of the file.
pub fn render(letter: Letter) -> Vec<u8> {
    written(letter).expect("memory takes whatever is written to it")
}

fn written(letter: Letter) -> ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut targets = Vec::new();
    let document = document(letter, &mut targets);
    for (name, text) in [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("docProps/core.xml", about(letter)),
        ("word/_rels/document.xml.rels", relations(&targets)),
        ("word/styles.xml", styles(letter)),
        ("word/numbering.xml", numbering()),
        ("word/document.xml", document),
    ] {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(HEAD.as_bytes())?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn about(letter: Letter) -> String {
    format!(
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:language>{}</dc:language>\
         </cp:coreProperties>",
        in_xml(letter.title),
        letter.manner.language.code()
    )
}

/// Sizes are in half points: 12 points, or 18 in large print.
fn styles(letter: Letter) -> String {
    let (size, heading) = if letter.manner.is_large { (36, 44) } else { (24, 28) };
    let language = letter.manner.language.code();
    format!(
        "<w:styles xmlns:w=\"{MAIN}\"><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:cs=\"Arial\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>\
         <w:lang w:val=\"{language}\"/></w:rPr></w:rPrDefault>\
         <w:pPrDefault><w:pPr><w:spacing w:after=\"{after}\" w:line=\"300\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"Normal\"/>\
         <w:next w:val=\"Normal\"/><w:pPr><w:keepNext/><w:spacing w:before=\"{after}\"/><w:outlineLvl w:val=\"0\"/></w:pPr>\
         <w:rPr><w:b/><w:sz w:val=\"{heading}\"/><w:szCs w:val=\"{heading}\"/></w:rPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"ListBullet\"><w:name w:val=\"List Bullet\"/><w:basedOn w:val=\"Normal\"/>\
         <w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"Hyperlink\"><w:name w:val=\"Hyperlink\"/>\
         <w:rPr><w:color w:val=\"1D70B8\"/><w:u w:val=\"single\"/></w:rPr></w:style></w:styles>",
        after = size * 10
    )
}

fn numbering() -> String {
    format!(
        "<w:numbering xmlns:w=\"{MAIN}\"><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"singleLevel\"/>\
         <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"•\"/><w:lvlJc w:val=\"left\"/>\
         <w:pPr><w:ind w:left=\"567\" w:hanging=\"425\"/></w:pPr></w:lvl></w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
    )
}

/// A line with its links, which are noted with where they lead.
fn runs(line: &str, targets: &mut Vec<String>) -> String {
    let words = |it: &str| format!("<w:t xml:space=\"preserve\">{}</w:t>", with_ends(it, in_xml));
    let mut runs = String::new();
    for piece in pieces(line) {
        match piece {
            Piece::Words(it) => runs.extend(["<w:r>", &words(it), "</w:r>"]),
            Piece::Link(it, to) => {
                let id = format!("<w:hyperlink r:id=\"link{}\">", targets.len());
                targets.push(to);
                let style = "<w:r><w:rPr><w:rStyle w:val=\"Hyperlink\"/></w:rPr>";
                runs.extend([&id, style, &words(it), "</w:r></w:hyperlink>"]);
            }
        }
    }
    runs
}

/// The letter itself, on A4.
fn document(letter: Letter, targets: &mut Vec<String>) -> String {
    let mut paragraph = |style: &str, lines: &[String]| {
        let style = if style.is_empty() {
            String::new()
        } else {
            format!("<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>")
        };
        let lines: Vec<String> = lines.iter().map(|it| runs(it, targets)).collect();
        format!("<w:p>{style}{}</w:p>", lines.join("<w:r><w:br/></w:r>"))
    };
    let one = |block: Block| match block {
        Block::Heading(it) => paragraph("Heading1", &[it]),
        Block::Lines(lines) => paragraph("", &lines),
        Block::Items(items) => items.into_iter().map(|it| paragraph("ListBullet", &[it])).collect::<String>(),
    };
    let paragraphs: String = blocks(letter.text).into_iter().map(one).collect();
    format!(
        "<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{RELATED}\"><w:body>{paragraphs}<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1418\" w:right=\"1418\" w:bottom=\"1418\" w:left=\"1418\" w:header=\"709\" w:footer=\"709\" w:gutter=\"0\"/>\
         </w:sectPr></w:body></w:document>"
    )
}

/// Words as they may stand in XML, which has no place for two signs that are none.
pub fn in_xml(words: &str) -> String {
    escaped(&one_line(words).replace(['\u{fffe}', '\u{ffff}'], ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::letters::page::part_of;

    fn part(text: &str, is_large: bool, name: &str) -> String {
        part_of(render, (text, is_large), name)
    }

    #[test]
    fn a_file_has_the_letter_in_paragraphs_and_nothing_that_was_typed_is_taken_for_xml() {
        let letter =
            part("Dear A & <B>\n\n# Found\n\n- one\n- two\n\nJ Smith\nPermits\n", false, "word/document.xml");
        for words in [
            "<w:t xml:space=\"preserve\">Dear A &amp; &lt;B&gt;</w:t>",
            "<w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t xml:space=\"preserve\">Found</w:t>",
            "J Smith</w:t></w:r><w:r><w:br/></w:r><w:r><w:t xml:space=\"preserve\">Permits",
        ] {
            assert!(letter.contains(words), "{words}\n{letter}");
        }
        assert_eq!(letter.matches("ListBullet").count(), 2);
        assert!(!part("\u{1b}[2J\u{ffff}", false, "word/document.xml").contains(['\u{1b}', '\u{ffff}']));
    }

    #[test]
    fn an_address_in_the_letter_is_a_link_to_where_it_says() {
        let text = "See www.example.org/a?b&c, or a@example.org.";
        let letter = part(text, false, "word/document.xml");
        let relations = part(text, false, "word/_rels/document.xml.rels");
        assert!(
            letter.contains("preserve\">See </w:t>") && letter.contains("preserve\">, or </w:t>"),
            "{letter}"
        );
        for (number, to) in ["https://www.example.org/a?b&amp;c", "mailto:a@example.org"].iter().enumerate() {
            assert!(letter.contains(&format!("<w:hyperlink r:id=\"link{number}\">")), "{letter}");
            let target = format!(
                "Id=\"link{number}\" Type=\"{RELATED}/hyperlink\" Target=\"{to}\" TargetMode=\"External\""
            );
            assert!(relations.contains(&target), "{relations}");
        }
    }

    #[test]
    fn every_part_that_is_named_is_there_and_large_print_and_welsh_are_said_in_its_styles() {
        for name in CONTENT_TYPES.split("PartName=\"/").skip(1).filter_map(|it| it.split('"').next()) {
            assert!(part("Dear A", false, name).starts_with(HEAD), "{name}");
        }
        assert!(part("Dear A", false, "word/styles.xml").contains("<w:sz w:val=\"24\"/>"));
        let large = part("Dear A", true, "word/styles.xml");
        assert!(large.contains("<w:sz w:val=\"36\"/>") && large.contains("<w:lang w:val=\"cy-GB\"/>"));
    }
}
