//! How a case begins, and how its facts are put right.

use crate::domain::calendar::dates::long;
use crate::domain::case::command::{Command, MakeComplaint, Receive, Step};
use crate::domain::case::record::{Fact, Facts, Issue};
use crate::domain::diary::AnyStep;
use crate::domain::office::lists::{ChannelId, ServiceId, ThemeId};
use crate::domain::party::reach::{Contact, is_email, taken_apart};
use crate::domain::party::record::{Party, Personal};
use crate::domain::text::one_line;
use crate::domain::vocabulary::Means;
use crate::forms::field::{Answers, Asked, Field, FormTable, Kind, Setting, YES_NO};
use crate::forms::tables::parts::{
    DAY_DONE, DAY_TO_COME, TO_COME_HINT, day_done, field, issues, means, myself, names, optional, people,
    preset, this_issue, today,
};

fn channels(setting: &Setting) -> Vec<String> {
    names(&setting.office().channels, setting)
}

fn services(setting: &Setting) -> Vec<String> {
    names(&setting.office().services, setting)
}

fn themes(setting: &Setting) -> Vec<String> {
    names(&setting.office().themes, setting)
}

fn channel(it: &mut Answers) -> Option<ChannelId> {
    let office = it.setting.office();
    it.choice("channel", |word| office.channels.find(word).map(|it| ChannelId(it.id)))
}

fn service(it: &mut Answers) -> Option<ServiceId> {
    let office = it.setting.office();
    it.choice("service", |word| office.services.find(word).map(|it| ServiceId(it.id)))
}

fn theme(it: &mut Answers) -> Option<ThemeId> {
    let office = it.setting.office();
    it.choice("theme", |word| office.themes.find(word).map(|it| ThemeId(it.id)))
}

/// The facts as the form has them.
fn facts(it: &mut Answers) -> Facts {
    let received = it.day("received");
    let speaker = it.setting.case.map(|it| it.facts.representative.clone()).unwrap_or_default();
    Facts {
        received,
        complainant: complainant(it),
        representative: representative(it, speaker),
        colleagues: it.several("colleagues"),
        channel: channel(it),
        service: service(it),
        subject: it.text("subject"),
        story: it.text("story"),
        wants: it.text("wants"),
        happened: it.maybe_day("happened"),
        late_reason: it.text("late_reason"),
        data_protection: it.yes_no("data_protection").unwrap_or(false),
    }
}

fn complainant(it: &mut Answers) -> Party {
    let (email, phone) = (it.text("email"), it.text("phone"));
    let all = |text: &str, marks: &[char]| -> Vec<String> {
        text.split(marks).map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
    };
    if !email.is_empty() && !is_email(&email) {
        it.wrong("email", "Email: enter it like name@example.org.");
    }
    let phones = all(&phone, &[',', ';']);
    if phones.iter().any(|phone| !phone.bytes().any(|it| it.is_ascii_digit())) {
        it.wrong("phone", "Phone: enter a telephone number, like 01632 960001.");
    }
    Party {
        name: it.text("complainant"),
        other_names: all(&it.text("other_names"), &[';']),
        email,
        phones,
        address: it.text("address"),
        prefers: it.choice("prefers", Means::from_word),
        adjustments: it.text("adjustments"),
        vulnerability: it.text("vulnerability"),
        vulnerability_review: it.maybe_day("vulnerability_review"),
    }
}

/// Whoever speaks for them: a name, and one line that is taken apart into the ways to reach them. What else is known of them
/// stays.
fn representative(it: &Answers, before: Party) -> Party {
    let (name, line) = (it.text("representative"), it.text("representative_contact"));
    if line == before.contact().line() {
        return Party { name, ..before };
    }
    let Contact { email, phones, address } = taken_apart(&line);
    Party { name, email, phones, address, ..before }
}

const COMPLAINANT: Field = field("complainant", "Complainant", "", Kind::Line);
const EMAIL: Field = optional("email", "Email", "", Kind::Line);
const PHONE: Field = optional("phone", "Phone", "a comma adds another", Kind::Line);
const ADDRESS: Field = optional("address", "Address", "with its postcode", Kind::Line);
const SERVICE: Field = field("service", "Service", "type to choose", Kind::Choice(services));
const SUBJECT: Field = field("subject", "About", "one line", Kind::Line);
const CHANNEL: Field = optional("channel", "Received by", "type to choose", Kind::Choice(channels));
const RECEIVED: Field = field("received", "Date received", "or 20/11, -2wd, fri", DAY_DONE);
const STORY: Field = optional("story", "What happened", "Enter starts a new line", Kind::Text);
const WANTS: Field = optional("wants", "What they want", "", Kind::Line);
const ADJUSTMENTS: Field = optional("adjustments", "Adjustments", "for example large print", Kind::Line);
const VULNERABILITY: Field =
    optional("vulnerability", "Vulnerability", "what to mind before ringing them", Kind::Line);
const VULNERABILITY_REVIEW: Field =
    optional("vulnerability_review", "Look again by", TO_COME_HINT, DAY_TO_COME);
const PREFERS: Field = optional("prefers", "Prefers", "type to choose", Kind::Choice(means));
const OTHER_NAMES: Field = optional("other_names", "Also known as", "a semicolon adds another", Kind::Line);
const REPRESENTATIVE: Field =
    optional("representative", "Speaks for them", "name, if somebody does", Kind::Line);
const REPRESENTATIVE_CONTACT: Field =
    optional("representative_contact", "Reach them by", "email, phone and address, with commas", Kind::Line);
const COLLEAGUES: Field =
    optional("colleagues", "Complained of", "who of the office, with commas", Kind::Several(people));
const HAPPENED: Field = optional("happened", "When it happened", "if it is long ago", DAY_DONE);
const LATE_REASON: Field = optional("late_reason", "Why taken", "if more than a year ago", Kind::Line);
const DATA_PROTECTION: Field =
    optional("data_protection", "Data protection?", "is it about personal data", YES_NO);

/// A new case, or an everyday conversation.
pub const RECEIVE: FormTable = FormTable {
    id: "receive",
    step: Some(AnyStep::Case(Step::Receive)),
    title: "New complaint",
    done: "save complaint",
    opens_on_check: false,
    fields: &[
        COMPLAINANT,
        EMAIL,
        PHONE,
        ADDRESS,
        SERVICE,
        SUBJECT,
        preset(CHANNEL, |it| channels(it).into_iter().next().unwrap_or_default()),
        preset(RECEIVED, today),
        STORY,
        WANTS,
        ADJUSTMENTS,
        PREFERS,
        preset(optional("owner", "Owner", "type to choose", Kind::Choice(people)), myself),
        optional("settled", "Settled already", "how, if it is not a complaint", Kind::Line),
        optional("theme", "Theme", "type to choose", Kind::Choice(themes)),
        VULNERABILITY,
        VULNERABILITY_REVIEW,
        OTHER_NAMES,
        REPRESENTATIVE,
        REPRESENTATIVE_CONTACT,
        COLLEAGUES,
        optional("issues", "More issues", "one a line, if there are several", Kind::Text),
        HAPPENED,
        LATE_REASON,
        DATA_PROTECTION,
    ],
    build: |it| {
        let facts = facts(it);
        let first = Issue { number: 0, theme: theme(it), what: facts.subject.clone(), finding: None };
        let more = it.text("issues");
        let more = more.lines().map(one_line).filter(|it| !it.is_empty());
        let more = more.map(|what| Issue { number: 0, theme: None, what, finding: None });
        let issues: Vec<Issue> = [first].into_iter().chain(more).filter(|it| !it.what.is_empty()).collect();
        let (owner, settled) = (it.text("owner"), it.text("settled"));
        Asked::Steps(vec![Command::Receive(Box::new(Receive { facts, issues, owner, settled }))])
    },
};

/// What a form of facts shows of the case as it is.
const fn as_it_is(it: Field, now: fn(&Setting) -> String) -> Field {
    preset(it, now)
}

fn of_case(setting: &Setting, part: impl Fn(&Facts) -> String) -> String {
    setting.case.map(|it| part(&it.facts)).unwrap_or_default()
}

/// The facts of a case, put right. Only what differs is asked for, so two people's corrections join by themselves.
pub const AMEND: FormTable = FormTable {
    id: "amend",
    step: Some(AnyStep::Case(Step::Amend)),
    title: "Correct the facts",
    done: "save what changed",
    opens_on_check: false,
    fields: &[
        as_it_is(COMPLAINANT, |it| of_case(it, |facts| facts.complainant.name.clone())),
        as_it_is(EMAIL, |it| of_case(it, |facts| facts.complainant.email.clone())),
        as_it_is(PHONE, |it| of_case(it, |facts| facts.complainant.phones.join(", "))),
        as_it_is(ADDRESS, |it| of_case(it, |facts| facts.complainant.address.clone())),
        as_it_is(SERVICE, |it| {
            of_case(it, |facts| {
                facts.service.map(|id| it.office().service_name(Some(id))).unwrap_or_default()
            })
        }),
        as_it_is(SUBJECT, |it| of_case(it, |facts| facts.subject.clone())),
        as_it_is(CHANNEL, |it| {
            of_case(it, |facts| {
                facts.channel.map(|id| it.office().channel_name(Some(id))).unwrap_or_default()
            })
        }),
        as_it_is(RECEIVED, |it| of_case(it, |facts| long(facts.received))),
        as_it_is(STORY, |it| of_case(it, |facts| facts.story.clone())),
        as_it_is(WANTS, |it| of_case(it, |facts| facts.wants.clone())),
        as_it_is(ADJUSTMENTS, |it| of_case(it, |facts| facts.complainant.adjustments.clone())),
        as_it_is(PREFERS, |it| of_case(it, |facts| facts.complainant.prefers.in_words())),
        as_it_is(VULNERABILITY, |it| of_case(it, |facts| facts.complainant.vulnerability.clone())),
        as_it_is(VULNERABILITY_REVIEW, |it| {
            of_case(it, |facts| facts.complainant.vulnerability_review.in_words())
        }),
        as_it_is(OTHER_NAMES, |it| of_case(it, |facts| facts.complainant.other_names.in_words())),
        as_it_is(REPRESENTATIVE, |it| of_case(it, |facts| facts.representative.name.clone())),
        as_it_is(REPRESENTATIVE_CONTACT, |it| of_case(it, |facts| facts.representative.contact().line())),
        as_it_is(COLLEAGUES, |it| {
            of_case(it, |facts| {
                facts
                    .colleagues
                    .iter()
                    .map(|login| it.office().person_name(login))
                    .collect::<Vec<_>>()
                    .join(", ")
            })
        }),
        as_it_is(HAPPENED, |it| of_case(it, |facts| facts.happened.map(long).unwrap_or_default())),
        as_it_is(LATE_REASON, |it| of_case(it, |facts| facts.late_reason.clone())),
        as_it_is(DATA_PROTECTION, |it| {
            of_case(it, |facts| if facts.data_protection { "yes" } else { "no" }.to_owned())
        }),
    ],
    build: |it| {
        let now = facts(it);
        let all = it.setting.case.map(|case| differences(&case.facts, now)).unwrap_or_default();
        Asked::Steps(vec![Command::Amend(all)])
    },
};

/// The facts that differ.
fn differences(before: &Facts, now: Facts) -> Vec<Fact> {
    let complainant = before.complainant.differences(&now.complainant).into_iter().map(Fact::Complainant);
    let representative =
        before.representative.differences(&now.representative).into_iter().map(Fact::Representative);
    let mut all = vec![
        Fact::Received(now.received),
        Fact::Colleagues(now.colleagues),
        Fact::Channel(now.channel),
        Fact::Service(now.service),
        Fact::Subject(now.subject),
        Fact::Story(now.story),
        Fact::Wants(now.wants),
        Fact::Happened(now.happened),
        Fact::LateReason(now.late_reason),
        Fact::DataProtection(now.data_protection),
    ];
    all.retain(|it| before.same_fact(it) != *it);
    complainant.chain(representative).chain(all).collect()
}

/// An everyday conversation that becomes a complaint.
pub const MAKE_COMPLAINT: FormTable = FormTable {
    id: "make_complaint",
    step: Some(AnyStep::Case(Step::MakeComplaint)),
    title: "Make it a complaint",
    done: "make it a complaint",
    opens_on_check: true,
    fields: &[day_done("on", "Received on"), optional("reason", "Why", "", Kind::Line)],
    build: |it| {
        let on = it.day("on");
        Asked::Steps(vec![Command::MakeComplaint(MakeComplaint { on, reason: it.text("reason") })])
    },
};

/// Something more that is complained about.
pub const ADD_ISSUE: FormTable = FormTable {
    id: "add_issue",
    step: Some(AnyStep::Case(Step::AddIssue)),
    title: "Add an issue",
    done: "save",
    opens_on_check: false,
    fields: &[
        field("what", "Issue", "what is complained about", Kind::Line),
        optional("theme", "Theme", "type to choose", Kind::Choice(themes)),
    ],
    build: |it| {
        let theme = theme(it);
        Asked::Steps(vec![Command::AddIssue(Issue {
            number: 0,
            theme,
            what: it.text("what"),
            finding: None,
        })])
    },
};

/// An issue put right.
pub const AMEND_ISSUE: FormTable = FormTable {
    id: "amend_issue",
    step: Some(AnyStep::Case(Step::AmendIssue)),
    title: "Correct an issue",
    done: "save",
    opens_on_check: false,
    fields: &[
        preset(field("number", "Issue", "type to choose", Kind::Choice(issues)), this_issue),
        optional("theme", "Theme", "empty leaves it as it is", Kind::Choice(themes)),
        optional("what", "In words", "empty leaves them as they are", Kind::Line),
    ],
    build: |it| {
        let number = it.number("number");
        let before = it.setting.case.and_then(|case| case.issue(number));
        let theme = theme(it).or(before.and_then(|it| it.theme));
        let what = it.text("what");
        let what = if what.is_empty() { before.map(|it| it.what.clone()).unwrap_or_default() } else { what };
        Asked::Steps(vec![Command::AmendIssue(Issue { number, theme, what, finding: None })])
    },
};
