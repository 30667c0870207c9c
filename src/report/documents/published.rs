//! What plans say to the public. Of the plans that a document is about, only what was written for it and approved by a second
//! person is told: nothing of a plan's own words.

use crate::domain::figures::groups::CHANGING_SERVICE;
use crate::domain::office::record::Office;
use crate::domain::plan::record::{Plan, PublicWords};
use crate::domain::text::{count, sentence_case};

/// That so many plans are left out, and why; none where none is.
pub fn left(plans: usize, why: &str) -> Option<String> {
    let are = if plans == 1 { "is" } else { "are" };
    (0 < plans).then(|| format!("{} {are} left out: {why}.", count(plans as u64, "plan")))
}

/// Those of these plans of which something may be published, with the words, and a sentence on those that are left
/// out; none where none is.
pub fn told<'a>(plans: &[&'a Plan]) -> (Vec<(&'a Plan, &'a PublicWords)>, Option<String>) {
    let told: Vec<_> = plans.iter().filter_map(|it| Some((*it, it.published()?))).collect();
    let lost = plans.len() - told.len();
    let says = if lost == 1 { "it says" } else { "they say" };
    let why = format!("what {says} to the public is not approved, or names somebody");
    (told, left(lost, &why))
}

/// What a plan is called where everybody reads of it: by the service that changes.
pub fn named(plan: &Plan, office: &Office) -> String {
    format!("{} ({})", sentence_case(&CHANGING_SERVICE.label(office, &plan.facts.service)), plan.reference)
}
