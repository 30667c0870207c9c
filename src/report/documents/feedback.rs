//! What people who complained, those who support them and colleagues say of how complaints are dealt with: how many were asked
//! and answered, how far they agree with each statement, in their own words, and what was decided (guide, Capturing the right
//! data).

use crate::domain::register::entry::Entry;
use crate::domain::register::kinds::kind_of;
use crate::domain::register::tell::words;
use crate::report::document::{Document, Section, Table};
use crate::report::documents::material::Material;
use crate::report::documents::parts::{document as finished, limits};

/// Makes it.
pub fn document(material: &Material) -> Document {
    let asked = ["feedback-given", "feedback-by-group"];
    let mut sections: Vec<Section> = [
        material.tables("How many were asked, and answered", &asked),
        material.tables("How far they agree, statement by statement", &["feedback-statements"]),
        material.tables("What waits for a decision", &["feedback-to-decide"]),
    ]
    .into_iter()
    .flatten()
    .collect();
    if sections.is_empty() {
        let nothing = "Nobody was asked in the period, and nobody gave feedback.";
        sections.push(Section::new("Feedback").say(material.withheld(asked[0]).unwrap_or(nothing)));
    }
    sections.push(own_words(material));
    sections.push(limits(material));
    finished(material, "Feedback on how we deal with complaints", sections)
}

/// What people who complained and those who support them said themselves, and what follows. Colleagues are few: their words
/// would tell who they are.
fn own_words(material: &Material) -> Section {
    let period = material.about.period;
    let said = material.entries("feedback-given", "on", period.to.min(period.as_of)).into_iter();
    let is_in_period =
        |it: &&Entry| it.values.day("on").is_some_and(|on| period.from.is_none_or(|from| from <= on));
    let is_told = |it: &&Entry| {
        matches!(it.values.text("group"), "person" | "supporter")
            && it.restriction.is_none()
            && !it.values.text("own_words").is_empty()
    };
    let columns = ["From", "In their words", "What follows"];
    let table = said.filter(is_in_period).filter(is_told).fold(
        Table::new("What they said", &columns),
        |table, it| {
            let group = group(material, it);
            let follows = match it.values.text("decision") {
                "" => "nothing is decided yet".to_owned(),
                decision => material.without_names(decision),
            };
            table.row([
                group.into(),
                material.without_names(it.values.text("own_words")).into(),
                follows.into(),
            ])
        },
    );
    let section = Section::new("In their own words");
    if table.rows.is_empty() {
        return section.say("Nobody who complained said anything in their own words in the period.");
    }
    section
        .say("Names of people who are known here are left out. What colleagues said is not repeated: they are few.")
        .table(table)
}

/// From whom something came, in words.
fn group(material: &Material, it: &Entry) -> String {
    let field = kind_of(it.reference.register).and_then(|kind| kind.named("group").next());
    let told = field.and_then(|field| Some(words(material.about.office, field, it.values.get("group")?)));
    told.unwrap_or_default()
}
