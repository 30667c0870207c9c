//! How a case begins, and how its facts are put right.

use crate::domain::calendar::dates::long;
use crate::domain::case::command::{Command, MakeComplaint, Receive, Step};
use crate::domain::case::record::{Fact, Facts, Issue};
use crate::domain::office::lists::{ChannelId, ListKind, ServiceId, ThemeId};
use crate::forms::answers::Answers;
use crate::forms::field::{DAY_DONE, Field, Kind, field, optional, yes_no};
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, form};
use crate::forms::tables::parts::{chosen, day_done, entry, issues, myself, part, people, this_issue, today};

/// What the case has, where there is one; nothing on a new one.
fn of_case(setting: &Setting, part: impl Fn(&Facts) -> String) -> String {
    setting.case.map(|it| part(&it.facts)).unwrap_or_default()
}

/// A field of the facts, with what the case has in it.
fn fact(field: Field, part: fn(&Facts) -> &String) -> Field {
    field.preset(move |it| of_case(it, |facts| part(facts).clone()))
}

fn complainant() -> Field {
    fact(field("complainant", "Complainant", "", Kind::Line), |it| &it.complainant)
}

fn contact() -> Field {
    fact(optional("contact", "Contact", "email, phone or address", Kind::Line), |it| &it.contact)
}

fn channel() -> Field {
    optional("channel", "Received by", "", entry(ListKind::Channels)).preset(|setting| {
        let name = |id| setting.office().channel_name(Some(id));
        of_case(setting, |it| it.channel.map(name).unwrap_or_default())
    })
}

fn received() -> Field {
    field("received", "Date received", "", DAY_DONE)
        .preset(|setting| of_case(setting, |it| long(it.received)))
}

fn service() -> Field {
    field("service", "Service", "", entry(ListKind::Services)).preset(|setting| {
        let name = |id| setting.office().service_name(Some(id));
        of_case(setting, |it| it.service.map(name).unwrap_or_default())
    })
}

fn subject() -> Field {
    fact(field("subject", "About", "one line", Kind::Line), |it| &it.subject)
}

fn story() -> Field {
    fact(optional("story", "What happened", "", Kind::Text), |it| &it.story)
}

fn wants() -> Field {
    fact(optional("wants", "What they want", "", Kind::Line), |it| &it.wants)
}

fn adjustments() -> Field {
    fact(optional("adjustments", "Adjustments", "for example large print", Kind::Line), |it| &it.adjustments)
}

fn representative() -> Field {
    let hint = "name and contact, if somebody does";
    fact(optional("representative", "Speaks for them", hint, Kind::Line), |it| &it.representative)
}

fn happened() -> Field {
    optional("happened", "When it happened", "if it is long ago", DAY_DONE)
        .preset(|setting| of_case(setting, |it| it.happened.map(long).unwrap_or_default()))
}

fn late_reason() -> Field {
    fact(optional("late_reason", "Why taken", "if more than a year ago", Kind::Line), |it| &it.late_reason)
}

fn data_protection() -> Field {
    optional("data_protection", "Data protection?", "is it about personal data", yes_no())
        .preset(|setting| of_case(setting, |it| if it.data_protection { "yes" } else { "no" }.to_owned()))
}

fn facts(it: &mut Answers) -> Option<Facts> {
    let received = it.day("received");
    let channel = chosen(it, "channel", ListKind::Channels).map(ChannelId);
    let service = chosen(it, "service", ListKind::Services).map(ServiceId);
    let happened = it.day("happened");
    let data_protection = it.yes_no("data_protection").unwrap_or(false);
    Some(Facts {
        received: received?,
        complainant: it.text("complainant"),
        contact: it.text("contact"),
        representative: it.text("representative"),
        channel,
        service,
        subject: it.text("subject"),
        story: it.text("story"),
        wants: it.text("wants"),
        adjustments: it.text("adjustments"),
        happened,
        late_reason: it.text("late_reason"),
        data_protection,
    })
}

/// A new case, or an everyday conversation.
pub fn receive() -> FormTable {
    form(
        Step::Receive,
        "save complaint",
        vec![
            complainant(),
            contact(),
            channel().preset(|it| it.offered(ListKind::Channels).into_iter().next().unwrap_or_default()),
            received().preset(today),
            service(),
            subject(),
            story(),
            wants(),
            adjustments(),
            optional("owner", "Owner", "", Kind::Choice(people())).preset(myself),
            optional("settled", "Settled already", "how, if it is not a complaint", Kind::Line),
            optional("theme", "Theme", "", entry(ListKind::Themes)),
            optional("issues", "More issues", "one a line, if there are several", Kind::Text),
            representative(),
            happened(),
            late_reason(),
            data_protection(),
        ],
        |it| {
            let (facts, theme) = (facts(it), chosen(it, "theme", ListKind::Themes).map(ThemeId));
            let facts = facts?;
            let first = Issue { number: 0, theme, what: facts.subject.clone(), finding: None };
            let more = it.lines("issues").into_iter();
            let more = more.map(|what| Issue { number: 0, theme: None, what, finding: None });
            let issues = [first].into_iter().chain(more).filter(|it| !it.what.is_empty()).collect();
            let (owner, settled) = (it.text("owner"), it.text("settled"));
            Some(Command::Receive(Box::new(Receive { facts, issues, owner, settled })))
        },
    )
}

/// The facts of a case, put right. Only what differs is asked for, so two people's corrections join by themselves.
pub fn amend() -> FormTable {
    form(
        Step::Amend,
        "save what changed",
        vec![
            complainant(),
            contact(),
            channel(),
            received(),
            service(),
            subject(),
            story(),
            wants(),
            adjustments(),
            representative(),
            happened(),
            late_reason(),
            data_protection(),
        ],
        |it| {
            let now = facts(it)?;
            let all = it.setting.case.map(|case| differences(&case.facts, now));
            Some(Command::Amend(all.unwrap_or_default()))
        },
    )
}

/// The facts that differ.
fn differences(before: &Facts, now: Facts) -> Vec<Fact> {
    let mut all = Vec::new();
    let mut put = |differs: bool, fact: Fact| {
        if differs {
            all.push(fact);
        }
    };
    put(before.received != now.received, Fact::Received(now.received));
    put(before.complainant != now.complainant, Fact::Complainant(now.complainant));
    put(before.contact != now.contact, Fact::Contact(now.contact));
    put(before.representative != now.representative, Fact::Representative(now.representative));
    put(before.channel != now.channel, Fact::Channel(now.channel));
    put(before.service != now.service, Fact::Service(now.service));
    put(before.subject != now.subject, Fact::Subject(now.subject));
    put(before.story != now.story, Fact::Story(now.story));
    put(before.wants != now.wants, Fact::Wants(now.wants));
    put(before.adjustments != now.adjustments, Fact::Adjustments(now.adjustments));
    put(before.happened != now.happened, Fact::Happened(now.happened));
    put(before.late_reason != now.late_reason, Fact::LateReason(now.late_reason));
    put(before.data_protection != now.data_protection, Fact::DataProtection(now.data_protection));
    all
}

/// An everyday conversation that becomes a complaint.
pub fn make_complaint() -> FormTable {
    let why = optional("reason", "Why", "", Kind::Line);
    form(Step::MakeComplaint, "make it a complaint", vec![day_done("on", "Received on"), why], |it| {
        Some(Command::MakeComplaint(MakeComplaint { on: it.day("on")?, reason: it.text("reason") }))
    })
}

/// Something more that is complained about.
pub fn add_issue() -> FormTable {
    form(
        Step::AddIssue,
        "save",
        vec![
            field("what", "Issue", "what is complained about", Kind::Line),
            optional("theme", "Theme", "", entry(ListKind::Themes)),
        ],
        |it| {
            let theme = chosen(it, "theme", ListKind::Themes).map(ThemeId);
            Some(Command::AddIssue(Issue { number: 0, theme, what: it.text("what"), finding: None }))
        },
    )
}

/// An issue put right.
pub fn amend_issue() -> FormTable {
    form(
        Step::AmendIssue,
        "save",
        vec![
            field("number", "Issue", "", part(issues)).preset(this_issue),
            optional("theme", "Theme", "empty leaves it as it is", entry(ListKind::Themes)),
            optional("what", "In words", "empty leaves them as they are", Kind::Line),
        ],
        |it| {
            let (number, theme) = (it.number("number"), chosen(it, "theme", ListKind::Themes).map(ThemeId));
            let number = number?;
            let before = it.setting.case.and_then(|case| case.issue(number));
            let theme = theme.or(before.and_then(|it| it.theme));
            let what = it.text("what");
            let what =
                if what.is_empty() { before.map(|it| it.what.clone()).unwrap_or_default() } else { what };
            Some(Command::AmendIssue(Issue { number, theme, what, finding: None }))
        },
    )
}
