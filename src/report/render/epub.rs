//! A document as an e-book (EPUB 3), for those who read with the letters, the voice or the braille display of their own: the page
//! of [`html`] with its headings, tables and charts.
//!
//! The same document is the same file, whenever it is made.

use std::io::{Cursor, Write};

use sha2::{Digest, Sha256};
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::domain::case::letter::Language;
use crate::domain::hex::hex;
use crate::report::document::Document;
use crate::report::render::html::content;
use crate::report::render::look::of_screens;
use crate::report::render::markup::escaped;
use crate::report::said::sentence;

/// What kind of file it is: the first thing in it, not packed.
const KIND: &str = "application/epub+zip";
/// Where its description is.
const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n<rootfiles>\n\
    <rootfile full-path=\"book/package.opf\" media-type=\"application/oebps-package+xml\"/>\n</rootfiles>\n</container>\n";
const HTML: &str = "http://www.w3.org/1999/xhtml";
const SVG: &str = "http://www.w3.org/2000/svg";
/// Nobody asks when a book was made that is about days of its own.
const MADE: &str = "2000-01-01T00:00:00Z";

/// The document as the bytes of an e-book.
pub fn render(document: &Document) -> Vec<u8> {
    book(document).expect("memory takes whatever is written to it")
}

fn book(document: &Document) -> ZipResult<Vec<u8>> {
    let text = text(document);
    let parts = [
        ("META-INF/container.xml", CONTAINER.to_owned()),
        ("book/package.opf", package(document, &text)),
        ("book/contents.xhtml", contents(document)),
        ("book/style.css", of_screens()),
        ("book/text.xhtml", text),
    ];
    let mut book = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    book.start_file("mimetype", plain)?;
    book.write_all(KIND.as_bytes())?;
    for (name, part) in parts {
        book.start_file(name, plain.compression_method(CompressionMethod::Deflated))?;
        book.write_all(part.as_bytes())?;
    }
    Ok(book.finish()?.into_inner())
}

/// A page of the book.
fn page(title: &str, language: Language, spaces: &str, body: &str) -> String {
    let tag = language.code();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"{HTML}\"{spaces} lang=\"{tag}\" \
         xml:lang=\"{tag}\">\n<head>\n<title>{}</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/>\n\
         </head>\n<body>\n{body}</body>\n</html>\n",
        escaped(title)
    )
}

fn text(document: &Document) -> String {
    let content = content(document).replace("<svg ", &format!("<svg xmlns=\"{SVG}\" "));
    page(&document.title, document.language, "", &format!("<main id=\"main\">\n{content}</main>\n"))
}

/// The table of contents, which the reading program shows.
fn contents(document: &Document) -> String {
    let line = |(number, heading): (usize, &String)| {
        format!("<li><a href=\"text.xhtml#section-{number}\">{}</a></li>\n", escaped(heading))
    };
    let lines: String = (1..).zip(document.sections.iter().map(|it| &it.heading)).map(line).collect();
    let contents = sentence("Contents", document.language);
    let first = format!("<li><a href=\"text.xhtml#main\">{}</a></li>\n", escaped(&document.title));
    let body = format!("<nav epub:type=\"toc\">\n<h1>{contents}</h1>\n<ol>\n{first}{lines}</ol>\n</nav>\n");
    page(&contents, document.language, " xmlns:epub=\"http://www.idpf.org/2007/ops\"", &body)
}

/// What the book is, what is in it, and what helps whoever cannot see it.
fn package(document: &Document, text: &str) -> String {
    let number = hex(Sha256::digest(text));
    let (title, tag) = (escaped(&document.title), document.language.code());
    let of_svg = if text.contains("<svg ") { " properties=\"svg\"" } else { "" };
    let sees = if of_svg.is_empty() { "" } else { "<meta property=\"schema:accessMode\">visual</meta>\n" };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" \
         unique-identifier=\"id\" xml:lang=\"{tag}\">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
         <dc:identifier id=\"id\">urn:sha256:{number}</dc:identifier>\n<dc:title>{title}</dc:title>\n\
         <dc:language>{tag}</dc:language>\n<meta property=\"dcterms:modified\">{MADE}</meta>\n\
         <meta property=\"schema:accessMode\">textual</meta>\n{sees}\
         <meta property=\"schema:accessModeSufficient\">textual</meta>\n\
         <meta property=\"schema:accessibilityFeature\">tableOfContents</meta>\n\
         <meta property=\"schema:accessibilityFeature\">structuralNavigation</meta>\n\
         <meta property=\"schema:accessibilityFeature\">alternativeText</meta>\n\
         <meta property=\"schema:accessibilityHazard\">none</meta>\n\
         <meta property=\"schema:accessibilitySummary\" xml:lang=\"en-GB\">All figures are text in tables with headers. Charts repeat them and say in \
         words what they show.</meta>\n</metadata>\n<manifest>\n\
         <item id=\"contents\" href=\"contents.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n\
         <item id=\"text\" href=\"text.xhtml\" media-type=\"application/xhtml+xml\"{of_svg}/>\n\
         <item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n</manifest>\n\
         <spine>\n<itemref idref=\"text\"/>\n</spine>\n</package>\n"
    )
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::domain::figures::cell::Cell;
    use crate::report::document::{Chart, Section, Shape, Table};

    fn document() -> Document {
        let chart = Some(Chart { columns: vec![1], counts: "received", shape: Shape::Bars, band: None });
        let table = Table { chart, ..Table::new("By <service>", &["Service", "Received", "Per cent"]) };
        let table = table.row(["Claims & \"more\"".into(), 30.into(), Cell::Percent(75.0)]);
        let table = table.row(["Loans".into(), 10.into(), Cell::Percent(25.0)]);
        let story = Table { is_stories: true, ..Table::new("Stories", &["Plan", "You told us"]) };
        let story = story.row(["P26-001".into(), "It's late".into()]);
        let sections =
            vec![Section::new("Received").say("A < B").table(table), Section::new("Told").table(story)];
        Document { title: "Complaints & us".to_owned(), sections, ..Document::default() }
    }

    /// The names of what is in the book, and what each says.
    fn parts(bytes: &[u8]) -> Vec<(String, String)> {
        let mut book = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let read = |at| {
            let mut part = book.by_index(at).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            (part.name().unwrap().into_owned(), text)
        };
        (0..6).map(read).collect()
    }

    /// Whether every element of a page is closed, in the order in which they were opened.
    fn is_well_formed(page: &str) -> bool {
        let mut open = Vec::new();
        for tag in page.split('<').skip(1).filter_map(|it| it.split('>').next()) {
            let name = tag.split_whitespace().next().unwrap_or_default();
            match tag {
                it if it.starts_with(['?', '!']) || it.ends_with('/') => {}
                it if it.starts_with('/') => {
                    if open.pop() != Some(&it[1..]) {
                        return false;
                    }
                }
                _ => open.push(name),
            }
        }
        open.is_empty()
    }

    #[test]
    fn a_book_says_first_what_it_is_and_holds_what_its_description_names() {
        let bytes = render(&document());
        assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip", "first, and not packed");
        let parts = parts(&bytes);
        let package = &parts.iter().find(|it| it.0 == "book/package.opf").unwrap().1;
        for name in package.split("href=\"").skip(1).filter_map(|it| it.split('"').next()) {
            assert!(parts.iter().any(|it| it.0 == format!("book/{name}")), "{name}");
        }
        assert!(
            package.contains("<dc:title>Complaints &amp; us</dc:title>")
                && package.contains("properties=\"svg\"")
        );
        assert_eq!(render(&document()), bytes, "the same document is the same file");
    }

    #[test]
    fn its_pages_are_well_formed_and_each_line_of_its_contents_leads_somewhere() {
        let parts = parts(&render(&document()));
        let part = |name: &str| &parts.iter().find(|it| it.0 == name).unwrap().1;
        for (name, text) in parts.iter().filter(|it| it.0.ends_with("ml") || it.0.ends_with("opf")) {
            assert!(is_well_formed(text), "{name}: {text}");
        }
        let (text, contents) = (part("book/text.xhtml"), part("book/contents.xhtml"));
        for place in contents.split("text.xhtml#").skip(1).filter_map(|it| it.split('"').next()) {
            assert!(text.contains(&format!("id=\"{place}\"")), "{place}");
        }
        assert!(text.contains("<th scope=\"row\">Claims &amp; &quot;more&quot;</th>"), "{text}");
    }
}
