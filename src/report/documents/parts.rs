//! Parts that documents share: what they are about, whether their figures add up, what limits them, and what they mean.

use serde_json::{Map, Value, json};

use crate::domain::calendar::dates::long;
use crate::domain::case::letter::Language;
use crate::domain::figures::performance::Performance;
use crate::domain::figures::rounding::ROUNDED;
use crate::domain::register::settings::printed;
use crate::domain::text::sentence_case;
use crate::domain::year::context::earlier_rules;
use crate::report::document::{Document, Section};
use crate::report::documents::material::{About, Material, unknown_holidays};
use crate::report::told::{meanings, telling};
use crate::report::topics::IN_AND_OUT;

/// How actions stand, service by service and together: one table.
pub const ACTIONS: &[&str] = &["actions.by_service", "actions.all"];

/// A document of these sections, which ends with what its figures mean.
pub fn document(material: &Material, words: &str, mut sections: Vec<Section>) -> Document {
    let meanings = meanings(sections.iter().flat_map(|it| &it.tables));
    sections.extend(Some(meanings).filter(|it| !it.tables.is_empty()));
    brief(material, words, sections)
}

/// A document of these sections alone: what its figures mean stands elsewhere.
pub fn brief(material: &Material, words: &str, sections: Vec<Section>) -> Document {
    Document {
        title: title(&material.about, words),
        about: about(&material.about, &material.this.name),
        headlines: Vec::new(),
        sections,
        language: Language::English,
        named: named(&material.about),
    }
}

/// What a document is about, under names that never change.
fn named(about: &About) -> Map<String, Value> {
    let names = [
        ("organisation", json!(about.office.organisation)),
        ("service", json!(about.service)),
        ("from", json!(about.period.from)),
        ("to", json!(about.period.to)),
        ("as_of", json!(about.period.as_of)),
        ("caveats", json!(about.caveats)),
    ];
    names.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Lines on what a document is about.
fn about(about: &About, period: &str) -> Vec<String> {
    let (to, as_of) = (long(about.period.to), long(about.period.as_of));
    let days = about.period.from.map_or_else(|| format!("to {to}"), |it| format!("{} to {to}", long(it)));
    let service = about.service.as_deref().unwrap_or("all");
    // A period without a name of its own is called by its days.
    let named = (period != days).then(|| format!("Period: {period}"));
    let lines = [format!("Days: {days}, as of {as_of}"), format!("Service: {service}")];
    let printed = printed(about.office, about.period.as_of).into_iter();
    let printed = printed.map(|(what, words)| format!("{}: {words}", sentence_case(what)));
    named.into_iter().chain(lines).chain(printed).collect()
}

/// The title of a document, with the name of the organisation.
fn title(about: &About, words: &str) -> String {
    let organisation = &about.office.organisation;
    if organisation.is_empty() { words.to_owned() } else { format!("{organisation}: {words}") }
}

/// Whether the figures of a period add up, in a line.
pub fn reconciliation(sum: &Performance) -> String {
    let begins = format!(
        "{} brought forward + {} received + {} opened again",
        sum.brought_forward, sum.received, sum.reopened
    );
    let ends = format!("{} closed + {} carried forward", sum.closed, sum.carried_forward);
    if sum.reconciles() {
        format!("The figures add up: {begins} = {ends}.")
    } else {
        format!(
            "These figures do not reconcile: {begins} is not {ends}. Do not publish them. Run “redress rebuild”, then \
             report again."
        )
    }
}

/// Whether the figures of the document add up, and what limits them, with the numbers that add up.
pub fn limits(material: &Material) -> Section {
    telling(limits_for_everybody(material), IN_AND_OUT.0, IN_AND_OUT.1, &material.basis())
}

/// The same for everybody: what was open from year to year, or opened again, is told in no number, for what is published beside it
/// would tell it where it is small.
pub fn limits_for_everybody(material: &Material) -> Section {
    // The numbers stand in the table below; in words they would be there twice.
    let sum = &material.this.sum;
    let adds_up = "The figures add up: what was brought forward, received and opened again was closed or carried forward.";
    let words = if sum.reconciles() { adds_up.to_owned() } else { reconciliation(sum) };
    let mut section = Section::new("Checks and limits").say(words);
    if material.about.period.as_of < material.about.period.to {
        let day = long(material.about.period.as_of);
        section = section.say(format!(
            "The period is not over: its figures are those up to {day}. What is open at its end is what is open on that day."
        ));
    }
    let About { office, period, .. } = &material.about;
    if unknown_holidays(office, sum, period).is_empty() {
        section = section.say("Bank holidays are known for the whole period.");
    }
    section = earlier_rules(sum).fold(section.say(ROUNDED), Section::say);
    material.about.caveats.iter().fold(section, Section::say)
}
