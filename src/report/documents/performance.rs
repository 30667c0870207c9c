//! The figures of a period, all of them: topic by topic for people, and under their names for programs.

use std::collections::BTreeSet;

use crate::report::document::{Document, Headline, Section};
use crate::report::documents::material::Material;
use crate::report::documents::parts::{document as finished, limits};
use crate::report::documents::registers::named;
use crate::report::shows::shows;
use crate::report::told::{json, telling};
use crate::report::topics::TOPICS;

/// Makes it.
pub fn document(material: &Material) -> Document {
    let basis = material.basis();
    // Topics look at some figures twice; a document that is read through tells each once.
    let mut seen = BTreeSet::new();
    let mut sections = Vec::new();
    for topic in TOPICS {
        let says = |it| shows(it, &material.this.sum, &material.about.period, material.about.office);
        let said = topic.pictures.iter().filter_map(|it| says(*it));
        let mut section = said.fold(Section::new(topic.name), Section::say);
        for (heading, paths) in topic.blocks {
            let whole = |path: &str| path.split('.').next().is_some_and(|figure| seen.contains(figure));
            let new: Vec<&str> =
                paths.iter().copied().filter(|it| !seen.contains(it) && !whole(it)).collect();
            section = telling(section, heading, &new, &basis);
            seen.extend(new);
        }
        if !section.tables.is_empty() || !section.paragraphs.is_empty() {
            sections.push(section);
        }
    }
    sections.extend(material.registered(&[]));
    sections.push(limits(material));
    let mut document = finished(material, "Complaints performance", sections);
    document.headlines = headlines();
    document.named.extend(json(&basis));
    document.named.insert("registers".to_owned(), named(&material.registers));
    document
}

fn headlines() -> Vec<Headline> {
    let of = |words: &str, key| Headline::of(words, key, "number");
    vec![of("Received", "received"), of("Closed", "closed"), of("Open", "open"), of("Overdue", "overdue")]
}
