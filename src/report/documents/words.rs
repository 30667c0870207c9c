//! The words around the figures of a year in what is published: those that were written, or else those that are proposed from the
//! figures. A sentence that tells a number which the tables withhold is left out, and the document says that one is.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::calendar::period::FinancialYear;
use crate::domain::figures::cell::Cell;
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::Period;
use crate::domain::office::record::Office;
use crate::domain::party::mention::Sought;
use crate::domain::party::naming::is_said_among;
use crate::domain::text::one_line;
use crate::domain::year::context::{Marks, proposal, read_through};
use crate::domain::year::passages::{passages, without};
use crate::domain::year::tellable::{THEN, Tellable, figures};
use crate::report::document::Document;
use crate::report::documents::annual;
use crate::report::documents::material::{About, Counted, Material};
use crate::report::documents::ombudsman::{WORDS, paragraphs};
use crate::report::documents::published::left;
use crate::report::withholding::{BEFORE, Elsewhere, NUMBER, published, wholes_of};

/// Why a plan is left out whose words tell what is withheld.
const TELLS_WITHHELD: &str = "the words tell a number that is withheld";

/// The document with the words around its figures, where it has any: those that are proposed where nobody has written some, and
/// nothing that tells what is withheld.
#[must_use]
pub fn worded(mut document: Document, material: &Material) -> Document {
    let has_words = document.sections.iter().any(|it| it.heading == WORDS);
    let named = [material.named.as_slice(), &material.named_kept].concat();
    if !has_words && document.tables().all(|it| !it.is_stories) {
        return marked(document, &named);
    }
    let withheld = withheld(&document, material);
    let tells = |passage: &str| tells(&withheld, passage).is_some();
    without_stories(&mut document, &tells);
    without_what_was_typed(&mut document, material, &tells);
    let mut document = marked(document, &named);
    let Some(section) = document.sections.iter_mut().find(|it| it.heading == WORDS) else { return document };
    if let Some(record) = material.year.as_ref().filter(|it| it.context.is_none()) {
        // What is proposed says nothing but what is printed: it lets nothing be worked out that the tables do not.
        let mut as_printed = withheld.clone();
        as_printed.iter_mut().for_each(|it| it.wholes.clear());
        let words = proposal(material.about.office, record.year, &material.this.sum, &as_printed);
        section.paragraphs.extend(paragraphs(&words, &material.this.sum.cost));
    }
    document
}

/// Which passages are left out, and why.
type Way<'a> = (&'a dyn Fn(&str) -> bool, &'static str);

/// Takes out of what somebody wrote of the year the passages that tell what is withheld, and those that name somebody. How to get in
/// touch names whom it names.
fn without_what_was_typed(document: &mut Document, material: &Material, tells: &impl Fn(&str) -> bool) {
    let Some(record) = material.year.as_ref() else { return };
    let contact = record.context.as_ref().map_or("", |it| &it.contact);
    let names = |passage: &str| !contact.contains(passage) && is_named(passage, &material.named);
    let ways: [Way; 2] = [
        (tells, "Words are left out here, because they tell a number that is withheld."),
        (&names, "Words are left out here, because they name somebody, or a record, that the office knows."),
    ];
    let cited: Vec<&str> =
        record.ombudsman.iter().flat_map(|it| it.texts()).flat_map(|it| passages(it.1)).collect();
    for (is_one, why) in ways {
        for section in &mut document.sections {
            let before = section.paragraphs.clone();
            let text = before.join("\n");
            if section.heading == WORDS && passages(&text).any(is_one) {
                section.paragraphs = without(&text, is_one);
            }
            // What is told of the Ombudsman's figures stands among words of the document's own.
            for lost in cited.iter().filter(|it| is_one(it)) {
                section
                    .paragraphs
                    .iter_mut()
                    .for_each(|it| *it = it.replace(lost.trim_end_matches('.'), "…"));
            }
            if section.paragraphs != before {
                section.paragraphs.push(why.to_owned());
            }
        }
    }
}

fn is_named(words: &str, named: &[String]) -> bool {
    named.iter().any(|it| is_said_among(words, it))
}

/// Says so where a document still names somebody of whom nobody said that they are meant: what a service is called cannot be left out.
fn marked(mut document: Document, named: &[String]) -> Document {
    let is_told = |it: &Cell| is_named(&it.words(), named);
    if !named.is_empty()
        && document.tables().any(|it| it.rows.iter().flatten().any(is_told))
        && let Some(first) = document.sections.first_mut()
    {
        let words = "What something is called here names somebody, or a record, that the office knows. Read it before you publish.";
        first.paragraphs.push(words.to_owned());
    }
    document
}

/// Takes out the stories that tell what is withheld.
fn without_stories(document: &mut Document, tells: &impl Fn(&str) -> bool) {
    for section in &mut document.sections {
        let mut lost = 0;
        for table in section.tables.iter_mut().filter(|it| it.is_stories) {
            let before = table.rows.len();
            table.rows.retain(|cells| !passages(&told_by(cells)).any(tells));
            lost += before - table.rows.len();
        }
        section.paragraphs.extend(left(lost, TELLS_WITHHELD));
    }
}

/// What a story says, from its first part to its last.
fn told_by(cells: &[Cell]) -> String {
    cells.iter().map(Cell::words).collect::<Vec<_>>().join("\n")
}

/// The plans that are left out of a document, as it is before that, because their words tell what is withheld: each with why.
pub fn stories_left_out(document: &Document, material: &Material) -> Vec<String> {
    let stories: Vec<&Vec<Cell>> =
        document.tables().filter(|it| it.is_stories).flat_map(|it| &it.rows).collect();
    if stories.is_empty() {
        return Vec::new();
    }
    let withheld = withheld(document, material);
    let why = |cells: &&Vec<Cell>| {
        let told = passages(&told_by(cells)).find_map(|it| tells(&withheld, it))?;
        let plan = cells.first().map(Cell::words).unwrap_or_default();
        Some(format!("{plan} tells that {} is {}, which is withheld.", told.is.figure, told.is.said))
    };
    let lost: Vec<String> = stories.iter().filter_map(why).collect();
    let head = left(lost.len(), TELLS_WITHHELD);
    head.into_iter().map(|it| format!("{it} {} Write it anew.", lost.join(" "))).collect()
}

/// The passages that are left out of a document, each with why.
pub fn left_out(document: &Document, material: &Material) -> Vec<String> {
    let withheld = withheld(document, material);
    let words = material.year.as_ref().and_then(|it| it.context.as_ref()).map(read_through);
    let why = |it: &str| Some((one_line(it), tells(&withheld, it)?));
    let lost: Vec<_> = words.iter().flat_map(|it| passages(it)).filter_map(why).collect();
    let lost = lost.into_iter();
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

/// The figures that a document withholds, or would; those that an annual report of its days does, and that of the year before did.
fn withheld(document: &Document, material: &Material) -> Vec<Tellable> {
    let office = material.about.office;
    let before = material.before.as_ref().map(|it| &it.sum);
    let mut places = hidden(document);
    let alone = bare(office, material.about.period, material.this.clone(), material.before.clone());
    places.extend(hidden(&of_year(&alone)));
    places.extend(material.before.iter().flat_map(|it| hidden_before(material, it)));
    let all = figures(office, &material.this.sum, before);
    let is_hidden = |it: &Tellable| it.is_small || it.places.iter().any(|it| places.contains(it));
    let (mut hidden, open): (Vec<Tellable>, Vec<Tellable>) = all.into_iter().partition(is_hidden);
    let counts = open.iter().filter_map(|it| Some((it, it.count()?)));
    let printed: BTreeMap<&str, u64> =
        counts.flat_map(|(it, count)| it.places.iter().map(move |at| (at.as_str(), count))).collect();
    let all_hidden = hidden.clone();
    for it in &mut hidden {
        open.iter().for_each(|other| it.stand_beside(other, true));
        all_hidden.iter().for_each(|other| it.stand_beside(other, false));
        let wholes = it.places.iter().flat_map(|it| wholes_then(it));
        it.wholes = wholes.filter_map(|it| printed.get(it.as_str()).copied()).collect();
    }
    hidden
}

/// The counts of which one is a part, in the documents of this year or of the year before.
fn wholes_then(place: &str) -> Vec<String> {
    match place.strip_prefix(THEN) {
        Some(then) => wholes_of(then).into_iter().map(|it| format!("{THEN}{it}")).collect(),
        None => wholes_of(place),
    }
}

/// The lines and columns that a document withholds.
fn hidden(document: &Document) -> BTreeSet<String> {
    let mut places = BTreeSet::new();
    for table in document.tables() {
        for (key, cells) in table.keys.iter().zip(&table.rows) {
            let hidden = table.names.iter().zip(cells).filter(|it| *it.1 == Cell::Withheld);
            places.extend(hidden.map(|(name, _)| format!("{key}.{name}")));
        }
    }
    places
}

/// Those that the annual report of the year before withheld, as figures of that year are told in this one.
fn hidden_before(material: &Material, before: &Counted) -> BTreeSet<String> {
    hidden(&report_before(material, before)).into_iter().map(|it| format!("{THEN}{it}")).collect()
}

/// The annual report as it may be published.
fn of_year(material: &Material) -> Document {
    let below = material.about.office.withhold_below;
    published(annual::document(material), &material.nest(), &Elsewhere::new(), below)
}

/// A document as it may be published, beside the annual report of the year before where it tells figures of that year again: what
/// either withholds would follow from the other.
pub fn as_published(document: Document, material: &Material) -> Document {
    let tells_before = document.tables().any(|it| it.names.contains(&BEFORE));
    let before = material.before.as_ref().filter(|_| tells_before);
    let elsewhere = before.map(|it| told_before(material, it)).unwrap_or_default();
    published(document, &material.nest(), &elsewhere, material.about.office.withhold_below)
}

/// What the annual report of the year before said of the counts that are told again as those of the year before.
fn told_before(material: &Material, before: &Counted) -> Elsewhere {
    let then = report_before(material, before);
    let mut told = Elsewhere::new();
    for table in then.tables() {
        for (key, cells) in table.keys.iter().zip(&table.rows) {
            let number = table.names.iter().position(|it| *it == NUMBER).and_then(|it| cells.get(it));
            let is_withheld = number.filter(|it| matches!(it, Cell::Number(_) | Cell::Withheld));
            told.extend(is_withheld.map(|it| (format!("{key}.{BEFORE}"), *it == Cell::Withheld)));
        }
    }
    told
}

/// The annual report of the year before, as it was published.
fn report_before(material: &Material, before: &Counted) -> Document {
    let about = &material.about;
    let year = FinancialYear::of(about.period.to);
    let days = Period::before_year(year, about.period.as_of);
    of_year(&bare(about.office, days, before.clone(), None))
}

/// What a document is made from that has nothing but figures.
fn bare(office: &Office, period: Period, this: Counted, before: Option<Counted>) -> Material<'_> {
    Material {
        about: About { office, period, service: None, caveats: Vec::new() },
        this,
        before,
        today: period.to,
        plans: Vec::new(),
        with_unreviewed: false,
        impacts: BTreeMap::new(),
        came_back: Vec::new(),
        came_back_before: Vec::new(),
        year: None,
        marks: Marks::default(),
        named: Vec::new(),
        named_kept: Vec::new(),
        registers: Vec::new(),
        entries: Vec::new(),
        people: Sought::of(&[]),
    }
}

/// What words around the figures of a year may not tell: what its annual report withholds, and that of the year before did.
pub fn withheld_of(
    office: &Office,
    year: FinancialYear,
    sum: &Performance,
    before: Option<&Performance>,
) -> Vec<Tellable> {
    let counted = |name: &str, sum: &Performance| Counted {
        name: name.to_owned(),
        sum: sum.clone(),
        at_end: sum.clone(),
    };
    let before = before.map(|it| counted("before", it));
    let material = bare(office, Period::of_year(year, year.last()), counted("this", sum), before);
    withheld(&Document::default(), &material)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::vocabulary::Outcome;

    fn of(upheld: u64, not_upheld: u64) -> Performance {
        let outcomes = [(Some(Outcome::Upheld), upheld), (Some(Outcome::NotUpheld), not_upheld)].into();
        let closed = upheld + not_upheld;
        Performance { received: closed, closed, outcomes, ..Performance::default() }
    }

    fn may_say(sum: &Performance, before: Option<&Performance>, words: &str) -> bool {
        let office = Office { withhold_below: 5, ..Office::default() };
        let withheld = withheld_of(&office, "2025-26".parse().expect("a year"), sum, before);
        withheld.iter().all(|it| !it.is_given_away(words))
    }

    fn is_told(sum: &Performance, before: Option<&Performance>) -> bool {
        may_say(sum, before, "In the year before, 17 were not upheld.")
    }

    #[test]
    fn what_is_left_of_a_number_that_is_printed_is_not_told_in_words() {
        let sum = of(3, 49);
        for words in [
            "All but 49 were upheld.",
            "49 of the 52 ended otherwise than upheld.",
            "Forty-nine came to another end, the rest were upheld.",
            "We upheld one more than two.",
            "One in seventeen was upheld.",
        ] {
            assert!(!may_say(&sum, None, words), "{words}");
        }
        for words in [
            "We closed 52.",
            "Most were not upheld.",
            "We upheld few of the 52 that we closed.",
            "In 40 cases we said sorry, whether upheld or not.",
        ] {
            assert!(may_say(&sum, None, words), "{words}");
        }
    }

    #[test]
    fn what_the_year_before_withheld_to_protect_another_number_is_not_told_in_words_a_year_later() {
        assert!(!is_told(&of(20, 30), Some(&of(3, 17))));
        assert!(is_told(&of(20, 30), Some(&of(23, 17))));
    }
}
