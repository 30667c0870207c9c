//! The words around the figures of a year in what is published: a sentence that tells a number which the tables withhold is left
//! out, and the document says that one is.

use crate::domain::figures::cell::Cell;
use crate::domain::text::one_line;
use crate::domain::year::context::{Tellable, figures, sentences, told_in};
use crate::report::document::Document;
use crate::report::documents::material::Material;
use crate::report::documents::ombudsman::WORDS;

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
    withheld.iter().find(|it| it.is_told(sentence, &it.is.said))
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
    let all = figures(material.about.office, &material.this.sum);
    all.into_iter().filter(|it| it.is_small || places.contains(&it.place)).collect()
}
