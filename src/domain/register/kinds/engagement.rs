//! Engagement with the community: which groups were met, what they said by theme, what follows, and when they are met again.

use crate::domain::office::lists::ListKind;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::field::{Choice, DECISION, Field, Is, When, may, must};
use crate::domain::register::kind::{Count, Cycle, Due, Kind, Lead, Of, Once, Owes};
use crate::domain::register::read::{in_order, together};
use crate::domain::register::value::Values;
use crate::domain::rights::Deed;
use crate::domain::terms::Terms;

const WAYS: &[Choice] = &[
    ("meeting", "meeting"),
    ("visit", "visit"),
    ("event", "event"),
    ("survey", "survey"),
    ("call", "call"),
    ("other", "other"),
];

const VIEW: &[Field] =
    &[must("view", "View", "", Is::Line), may("theme", "Theme", "", Is::Item(ListKind::Themes))];

const TO_CARRY_OUT: Of = Of::Waiting { until: &["done"], due: Some(Due::On("by")) };

/// The register.
pub const ENGAGEMENT: Kind = Kind {
    id: "engagement",
    letter: 'E',
    one: "engagement",
    many: "engagement",
    about: "Groups of the community that were met, what they said, what follows and when they are met again.",
    source: "Guide, Capturing the right data",
    read: Deed::ReadInsight,
    write: Deed::LeadLearning,
    fields: &[
        must("group", "Group", "who was met", Is::Line).column(27),
        must("on", "Met on", "", Is::Day(When::Past)).column(11),
        may("way", "How", "", Is::Word(WAYS)),
        may("met_by", "Met by", "", Is::Person),
        may("service", "Service", "", Is::Item(ListKind::Services)),
        may("views", "Views", "", Is::Many(VIEW)),
        may("follows", "What follows", "", Is::Many(DECISION)),
        may("next", "Next time", "when they are met again", Is::Day(When::Any)).column(11),
    ],
    settings: &[],
    owes: &[
        Owes::new("do what follows from it", "Promise", Due::On("by"), &["done"]).by_each("follows", "owner")
    ],
    asks: &[],
    cycles: &[Cycle::named("meet the group again", "Engagement", &["group"], "on", "next").by("met_by")],
    leads: &[Lead {
        words: "Meet the community",
        list: "",
        done: "on",
        owed: &["meet the group again", "do what follows from it"],
    }],
    counts: &[
        Count::new("engagement-held", "Groups met", "on", Of::By("group"))
            .words("How often each group was met in the period."),
        Count::new("engagement-in-date", "Groups to be met again", "on", Of::InDate("group"))
            .words("Groups met up to the day: whether the day named for the next time had passed by then."),
        Count::new("engagement-views", "What groups said", "on", Of::By("theme"))
            .words("Views heard in the period, by theme.")
            .each("views"),
        Count::new("engagement-open", "What still follows from it", "on", TO_CARRY_OUT)
            .asks("What follows from meeting communities and is not done", "By when, and by whom?")
            .words("What was to follow from meeting groups up to the day, and was not done by then.")
            .each("follows"),
    ],
    once: Once::Many,
    check,
    needs: &[],
    closes: |_| Ok(()),
    is_theirs: |_| true,
    made_up: &[
        r#"{"group":"Harbour users' forum","on":"-45wd","way":"meeting","met_by":"{me}",
            "views":"Renewals are quicker now | Delay\nThe form cannot be read aloud | Access and adjustments",
            "follows":"Have the form read by a screen reader | {me} | -10wd | It reads well but for one page | -12wd","next":"+20wd"}"#,
        r#"{"group":"Coastal disability network","on":"-16wd","way":"visit","met_by":"zpatel",
            "views":"Large print takes too long | Access and adjustments","follows":"Order it from another printer | zpatel | +10wd","next":"+60wd"}"#,
    ],
};

fn check(_: &Terms, values: &Values) -> Verdict<()> {
    in_order(ENGAGEMENT.fields, values, &["on", "next"])?;
    let met = values.day("on");
    if values.rows("follows").iter().any(|it| it.day("done").zip(met).is_some_and(|(done, met)| done < met)) {
        let why = "What follows from meeting a group cannot be done before they were met.";
        return Err(Refusal::of_field("follows", why, "Check when it was done."));
    }
    for row in values.rows("follows") {
        together(DECISION, row, "outcome", "done")
            .map_err(|it| Refusal { field: "follows".to_owned(), ..it })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::Desk;

    #[test]
    fn what_follows_is_not_done_before_the_group_was_met() {
        let early =
            MET.replace(r#""by":"2026-11-12""#, r#""by":"2026-11-12","outcome":"Said","done":"2026-11-01""#);
        Desk::new().refuses(&ENGAGEMENT, &early, "cannot be done before they were met");
    }

    const MET: &str = r#"{"group":"Forum","on":"2026-11-02","met_by":"kp","next":"2026-11-20","views":[{"view":"Slow"},{"view":"Kind"}],
        "follows":[{"what":"Say the date","owner":"js","by":"2026-11-12"}]}"#;

    #[test]
    fn a_group_is_met_again_and_what_follows_is_done_by_its_owner() {
        let desk = Desk::new();
        assert_eq!(desk.next(&ENGAGEMENT, &[MET]), ["2026-11-20 Engagement kp Forum"]);
        assert_eq!(desk.owes(&ENGAGEMENT, MET), ["2026-11-12 Promise js Say the date"]);
    }

    #[test]
    fn a_group_in_two_spellings_is_one() {
        let again = MET.replace("Forum", "forum").replace("2026-11-02", "2026-11-03");
        let desk = Desk::new();
        assert_eq!(desk.next(&ENGAGEMENT, &[MET, &again]).len(), 1);
        assert_eq!(desk.counts(&ENGAGEMENT, &[MET, &again], "engagement-held", "2026-11-21"), ["Forum: 2"]);
    }

    #[test]
    fn groups_views_and_what_follows_are_counted() {
        let counts = |name| Desk::new().counts(&ENGAGEMENT, &[MET], name, "2026-11-21");
        assert_eq!(counts("engagement-held"), ["Forum: 1"]);
        assert_eq!(counts("engagement-in-date"), ["Forum: 0 1 0/1"]);
        assert_eq!(counts("engagement-views"), ["not recorded: 2"]);
        assert_eq!(counts("engagement-open"), ["All: 0 1"]);
    }
}
