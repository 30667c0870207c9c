//! Acknowledgements: that the person who answers for learning has read the Standards, which version and when.

use crate::domain::register::field::{Is, When, may, must};
use crate::domain::register::kind::{
    Count, Cycle, Every, Kind, Lead, Of, Once, SENIOR_PERSON, Setting, Wait,
};
use crate::domain::rights::Deed;

/// The register.
pub const ACKNOWLEDGEMENTS: Kind = Kind {
    id: "acknowledgements",
    letter: 'K',
    one: "acknowledgement",
    many: "acknowledgements",
    about: "When the senior person who answers for learning has read the Standards, and which version.",
    source: "Guide, Using the data: roles and responsibility",
    read: Deed::ReadInsight,
    write: Deed::LeadLearning,
    fields: &[
        must("person", "Who", "", Is::Person).column(24),
        must("version", "Version", "of the Standards", Is::Line).column(16),
        must("on", "Read on", "", Is::Day(When::Past)).column(11),
        may("remarks", "Remarks", "", Is::Text),
    ],
    settings: &[
        Setting::of(SENIOR_PERSON, "Senior person", "answers for learning from complaints", Is::Person)
            .printed(),
        Setting::of("standards_version", "Standards", "the version that the office follows", Is::Line),
        Setting::number("standards_again_after", "Read again", "weeks after it was read", 52),
    ],
    owes: &[],
    asks: &[],
    cycles: &[Cycle {
        what: "read the Standards and say so",
        short: "Standards",
        sort: &["person", "version"],
        held: "on",
        planned: "on",
        owner: Some("person"),
        every: Every::Set {
            settings: &[SENIOR_PERSON, "standards_version"],
            again: Wait::Set("standards_again_after"),
        },
        is_review: false,
    }],
    leads: &[Lead {
        words: "Read the Standards",
        list: "",
        done: "on",
        owed: &["read the Standards and say so"],
    }],
    counts: &[Count::new("standards-read", "Standards read", "on", Of::By("version")).words(
        "How often a senior person said in the period that they have read the Standards, by version.",
    )],
    once: Once::Many,
    check: |_, _| Ok(()),
    needs: &[],
    closes: |_| Ok(()),
    is_theirs: |_| true,
    made_up: &[r#"{"person":"gjones","version":"1","on":"-90wd"}"#],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::Desk;

    const READ: &str = r#"{"person":"kp","version":"2","on":"2026-03-02"}"#;

    #[test]
    fn the_standards_are_read_once_they_are_set_and_again_each_year_and_when_version_or_person_change() {
        assert_eq!(Desk::new().next(&ACKNOWLEDGEMENTS, &[]), [""; 0]);
        let of = |person| Desk::new().set(SENIOR_PERSON, person).set("standards_version", "2");
        assert_eq!(of("kp").next(&ACKNOWLEDGEMENTS, &[]), ["2026-01-05 Standards kp Kim Patel | 2"]);
        assert_eq!(of("kp").next(&ACKNOWLEDGEMENTS, &[READ]), ["2027-03-01 Standards kp Kim Patel | 2"]);
        assert_eq!(of("js").next(&ACKNOWLEDGEMENTS, &[READ]), ["2026-01-05 Standards js Jo Smith | 2"]);
        let newer = of("kp").set("standards_version", "3");
        assert_eq!(newer.next(&ACKNOWLEDGEMENTS, &[READ]), ["2026-01-05 Standards kp Kim Patel | 3"]);
        let none = of("kp").set("standards_version", "");
        assert_eq!(none.next(&ACKNOWLEDGEMENTS, &[READ]), [""; 0]);
    }
}
