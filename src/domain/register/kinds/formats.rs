//! Requests for another format: who asked for a document in large print, Easy Read or Welsh, and when they had it.

use crate::domain::register::field::{Choice, Is, To, When, may, must};
use crate::domain::register::kind::{Count, Due, Kind, Needs, Of, Once, Owes};
use crate::domain::register::read::in_order;
use crate::domain::rights::Deed;

const FORMATS: &[Choice] = &[
    ("large_print", "large print"),
    ("daisy", "DAISY"),
    ("audio", "audio"),
    ("easy_read", "Easy Read"),
    ("braille", "Braille"),
    ("sign_language", "sign language"),
    ("welsh", "Welsh"),
    ("other_language", "another language"),
    ("other", "other"),
];

const IN_TIME: Of = Of::Share {
    came: "sent_on",
    by: Some("due"),
    heads: &["in time", "not in time", "in time, of those due"],
};

/// The register.
pub const FORMATS_ASKED: Kind = Kind {
    id: "formats",
    letter: 'R',
    one: "request",
    many: "format requests",
    about: "Who asked for a document in another format or language, and when it was sent.",
    source: "Guide, Sharing learning in your annual report",
    read: Deed::ReadInsight,
    write: Deed::RecordInsight,
    fields: &[
        must("asked_by", "Asked by", "", Is::Line).personal().column(18),
        may("case", "Case", "if it is about one", Is::Link(To::Case)),
        must("document", "Document", "what they want to read", Is::Line).column(18),
        must("format", "Format", "", Is::Word(FORMATS)).column(12),
        must("asked_on", "Asked on", "", Is::Day(When::Past)),
        must("due", "Due", "by when they are to have it", Is::Day(When::Any)),
        may("sent_on", "Sent on", "", Is::Day(When::Past)),
    ],
    settings: &[],
    owes: &[Owes::new("send it in the format that was asked for", "Format", Due::On("due"), &["sent_on"])],
    asks: &[],
    cycles: &[],
    leads: &[],
    counts: &[
        Count::new("formats-asked", "Other formats asked for", "asked_on", Of::By("format"))
            .words("Requests for another format in the period.")
            .of_people(),
        Count::new("formats-in-time", "Other formats sent in time", "due", IN_TIME)
            .words("Of the requests that were due in the period, how many were sent by then.")
            .of_people(),
    ],
    once: Once::Many,
    check: |_, values| {
        in_order(FORMATS_ASKED.fields, values, &["asked_on", "sent_on"])?;
        in_order(FORMATS_ASKED.fields, values, &["asked_on", "due"])
    },
    needs: &[Needs::Begun { link: "case", days: &["asked_on"] }],
    closes: |_| Ok(()),
    is_theirs: |_| true,
    made_up: &[
        r#"{"asked_by":"Speak Up Coast","document":"Annual report","format":"Easy Read","asked_on":"-50wd","due":"-30wd","sent_on":"-34wd"}"#,
        r#"{"asked_by":"Coastal disability network","document":"How to complain","format":"large print","asked_on":"-6wd","due":"+4wd"}"#,
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::Desk;

    const ASKED: &str = r#"{"asked_by":"A Reader","document":"Report","format":"daisy","asked_on":"2026-11-02","due":"2026-11-12"}"#;

    #[test]
    fn another_format_is_owed_by_its_day_until_it_is_sent() {
        let desk = Desk::new();
        assert_eq!(desk.owes(&FORMATS_ASKED, ASKED), ["2026-11-12 Format"]);
        let sent = ASKED.replace('}', r#","sent_on":"2026-11-13"}"#);
        assert_eq!(desk.owes(&FORMATS_ASKED, &sent), [""; 0]);
        assert_eq!(
            desk.counts(&FORMATS_ASKED, &[&sent, ASKED], "formats-in-time", "2026-11-30"),
            ["All: 0 2 0/2"]
        );
        desk.refuses(&FORMATS_ASKED, &sent.replace("11-13", "11-01"), "Sent on cannot lie before asked on");
    }
}
