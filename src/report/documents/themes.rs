//! What complaints are about, and what is on the rise: for the regular look at the data (guide, what you need to do).

use crate::report::definitions::counted;
use crate::report::document::{Document, Section};
use crate::report::documents::material::Material;
use crate::report::documents::parts::{about, learnt, limits, title};
use crate::report::documents::tables::{alerts, themes, themes_by_service, wrong_by_service};

/// The figures that it shows.
const SHOWN: &[&str] = &[
    "received",
    "closed",
    "important",
    "brought_forward",
    "reopened",
    "closings",
    "carried_forward",
    "went_wrong_by_service",
    "learnt",
    "themes",
];

/// Makes it.
pub fn document(material: &Material) -> Document {
    let sum = &material.this.sum;
    let office = material.about.office;
    let rule = format!(
        "A theme is on the rise from {} issues in the period, and from {} per cent of the average of the four periods before.",
        office.figures.rise_at_least, office.figures.rise_percent
    );
    let look = Section::new("What to look at").say(rule);
    let found = alerts(sum, office);
    let compares = material.compares();
    let look = if !compares {
        look.say("There were no complaints before this period, so nothing can be said to rise.")
    } else if found.rows.is_empty() {
        look.say("No theme is on the rise, and no important complaint has one.")
    } else {
        look.table(found)
    };
    Document {
        title: title(material.about, "What complaints are about"),
        about: about(material.about, &material.this.name),
        sections: vec![
            look,
            Section::new("Issues and themes")
                .table(themes(sum, office, compares))
                .table(themes_by_service(sum, office, compares)),
            Section::new("Where something went wrong").say(learnt(sum)).table(wrong_by_service(sum, office)),
            limits(material),
            counted(SHOWN),
        ],
    }
}
