//! The words around the figures of a year in what is published: those that were written, or else those that are proposed from the
//! figures. A sentence that tells a number which the tables withhold is left out, and the document says that one is.

use std::collections::BTreeMap;

use crate::domain::calendar::period::FinancialYear;
use crate::domain::figures::cell::Cell;
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::Period;
use crate::domain::office::record::Office;
use crate::domain::party::mention::Sought;
use crate::domain::text::one_line;
use crate::domain::year::context::{Tellable, figures, proposal, sentences, told_in};
use crate::domain::year::record::Context;
use crate::report::document::Document;
use crate::report::documents::annual;
use crate::report::documents::material::{About, Counted, Material};
use crate::report::documents::ombudsman::{WORDS, paragraphs};
use crate::report::withholding::published;

/// The document with the words that are proposed, where nobody has written any.
#[must_use]
pub fn with_words(mut document: Document, material: &Material) -> Document {
    let Some(record) = material.year.as_ref().filter(|it| it.context.is_none()) else { return document };
    let nothing = Performance::default();
    let before = material.before.as_ref().map_or(&nothing, |it| &it.sum);
    let words = proposed(material.about.office, record.year, &material.this.sum, before);
    if let Some(section) = document.sections.iter_mut().find(|it| it.heading == WORDS) {
        section.paragraphs.extend(paragraphs(&words));
    }
    document
}

/// The document, without the sentences that tell what it withholds.
#[must_use]
pub fn without_withheld(mut document: Document, material: &Material) -> Document {
    let withheld = withheld(&document, material);
    let tells = |sentence: &str| tells(&withheld, sentence).is_some();
    let Some(section) = document.sections.iter_mut().find(|it| it.heading == WORDS) else { return document };
    let mut has_lost = false;
    for paragraph in section.paragraphs.iter_mut().filter(|it| sentences(it).any(tells)) {
        has_lost = true;
        *paragraph = sentences(paragraph).filter(|it| !tells(it)).collect::<Vec<_>>().join(" ");
    }
    section.paragraphs.retain(|it| !it.is_empty());
    if has_lost {
        let words = "Words are left out here, because they tell a number that is withheld.";
        section.paragraphs.push(words.to_owned());
    }
    document
}

/// The sentences that are left out of a document, each with why.
pub fn left_out(document: &Document, material: &Material) -> Vec<String> {
    let withheld = withheld(document, material);
    let words = material.year.as_ref().and_then(|it| it.context.as_ref());
    let why = |it: &str| Some((one_line(it), tells(&withheld, it)?));
    let lost = words.into_iter().flat_map(told_in).filter_map(why);
    lost.map(|(sentence, it)| {
        format!(
            "“{sentence}” is left out: {} is {}, which is withheld. Write it anew.",
            it.is.figure, it.is.said
        )
    })
    .collect()
}

fn tells<'a>(withheld: &'a [Tellable], sentence: &str) -> Option<&'a Tellable> {
    withheld.iter().find(|it| it.is_given_away(sentence))
}

/// The figures that a document withholds, or would.
fn withheld(document: &Document, material: &Material) -> Vec<Tellable> {
    let mut places = Vec::new();
    for table in document.tables() {
        for (key, cells) in table.keys.iter().zip(&table.rows) {
            let hidden = table.names.iter().zip(cells).filter(|it| *it.1 == Cell::Withheld);
            places.extend(hidden.map(|(name, _)| format!("{key}.{name}")));
        }
    }
    let before = material.before.as_ref().map(|it| &it.sum);
    let all = figures(material.about.office, &material.this.sum, before);
    let is_hidden = |it: &Tellable| it.is_small || it.places.iter().any(|it| places.contains(it));
    all.into_iter().filter(is_hidden).collect()
}

/// The words that are proposed around the figures of a year: they tell nothing that its annual report withholds.
pub fn proposed(office: &Office, year: FinancialYear, sum: &Performance, before: &Performance) -> Context {
    let period = Period::of_year(year, year.last());
    let counted = |name: &str, sum: &Performance| Counted {
        name: name.to_owned(),
        sum: sum.clone(),
        at_end: sum.clone(),
    };
    let was_there = 0 < before.received + before.closed + before.carried_forward;
    let material = Material {
        about: About { office, period, service: None, caveats: Vec::new() },
        this: counted("this", sum),
        before: was_there.then(|| counted("before", before)),
        today: year.last(),
        plans: Vec::new(),
        with_unreviewed: false,
        impacts: BTreeMap::new(),
        year: None,
        stale: None,
        named: Vec::new(),
        registers: Vec::new(),
        entries: Vec::new(),
        people: Sought::of(&[]),
    };
    let document = published(annual::document(&material), &material.nest(), office.withhold_below);
    proposal(office, year, sum, &withheld(&document, &material))
}
