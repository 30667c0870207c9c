//! What complaints are about, and what is on the rise: for the regular look at the data (guide, what you need to do).

use crate::domain::text::count;
use crate::report::document::{Document, Section};
use crate::report::documents::material::Material;
use crate::report::documents::parts::{document as finished, limits};
use crate::report::told::telling;
use crate::report::topics::LEARNT;

/// Makes it.
pub fn document(material: &Material) -> Document {
    let (basis, figures) = (material.basis(), &material.this.sum.settings);
    let rule = format!(
        "A theme is on the rise from {} in the period, and from {} per cent of the average of up to four periods before.",
        count(figures.rise_at_least.into(), "issue"),
        figures.rise_percent
    );
    let tell = |section: Section, paths: &[&str]| telling(section, "", paths, &basis);
    let sections = vec![
        tell(Section::new("What to look at").say(rule), &["theme_alerts"]),
        tell(Section::new("Issues and themes"), &["themes", "themes_by_service"]),
        telling(
            tell(Section::new("Where something went wrong"), &["something_went_wrong_by_service"]),
            LEARNT.0,
            LEARNT.1,
            &basis,
        ),
        limits(material),
    ];
    finished(material, "What complaints are about", sections)
}
