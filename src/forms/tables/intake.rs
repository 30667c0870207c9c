//! How a case begins, and how its facts are put right.

use crate::domain::calendar::dates::long;
use crate::domain::case::command::{Command, MakeComplaint, Receive, Step};
use crate::domain::case::record::{Fact, Facts, Issue};
use crate::domain::office::lists::{ChannelId, ListKind, ServiceId, ThemeId};
use crate::domain::party::known::KnownAs;
use crate::domain::party::personal::Personal;
use crate::domain::party::reach::is_email;
use crate::domain::party::record::Party;
use crate::domain::vocabulary::Means;
use crate::forms::answers::Answers;
use crate::forms::field::{DAY_DONE, DAY_TO_COME, Field, Kind, field, one_of, optional, yes_no};
use crate::forms::form::Form;
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, Purpose, form};
use crate::forms::tables::parts::{chosen, day_done, entry, issues, myself, part, people, this_issue, today};

/// What the case has, where there is one; nothing on a new one.
fn of_case(setting: &Setting, part: impl Fn(&Facts) -> String) -> String {
    setting.case().map(|it| part(&it.facts)).unwrap_or_default()
}

/// A field of the facts, with what the case has in it.
fn fact(field: Field, part: fn(&Facts) -> &String) -> Field {
    field.preset(move |it| of_case(it, |facts| part(facts).clone()))
}

/// A field of what is known of whoever complains, with what the case has in it.
fn own(field: Field, part: fn(&Party) -> String) -> Field {
    field.preset(move |it| of_case(it, |facts| part(&facts.complainant)))
}

fn complainant() -> Field {
    own(field("complainant", "Complainant", "", Kind::Line), |it| it.name.clone())
}

fn email() -> Field {
    own(optional("email", "Email", "", Kind::Line), |it| it.email.clone())
}

fn phone() -> Field {
    own(optional("phone", "Phone", "a comma adds another", Kind::Line), |it| it.phones.join(", "))
}

fn address() -> Field {
    own(optional("address", "Address", "with its postcode", Kind::Line), |it| it.address.clone())
}

fn prefers() -> Field {
    own(optional("prefers", "Prefers", "", one_of(Means::ALL, Means::word)), |it| it.prefers.in_words())
}

fn adjustments() -> Field {
    own(optional("adjustments", "Adjustments", "for example large print", Kind::Line), |it| {
        it.adjustments.clone()
    })
}

fn vulnerability() -> Field {
    let hint = "what to mind before ringing them";
    own(optional("vulnerability", "Vulnerability", hint, Kind::Line), |it| it.vulnerability.clone())
}

fn vulnerability_review() -> Field {
    own(optional("vulnerability_review", "Look again by", "", DAY_TO_COME), |it| {
        it.vulnerability_review.in_words()
    })
}

fn risk() -> Field {
    own(optional("risk", "What it is", "to them, or from them: what happened", Kind::Line), |it| {
        it.risk.clone()
    })
}

fn risk_known_to() -> Field {
    own(optional("risk_known_to", "May be told", "who may know of the risk", Kind::Line), |it| {
        it.risk_known_to.clone()
    })
}

fn risk_review() -> Field {
    own(optional("risk_review", "Look at it by", "needed with a risk", DAY_TO_COME), |it| {
        it.risk_review.in_words()
    })
}

fn other_names() -> Field {
    let hint = "a semicolon adds another";
    own(optional("other_names", "Also known as", hint, Kind::Line), |it| it.other_names.in_words())
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

fn representative() -> Field {
    optional("representative", "Speaks for them", "name, if somebody does", Kind::Line)
        .preset(|it| of_case(it, |facts| facts.representative.name.clone()))
}

fn representative_contact() -> Field {
    optional("representative_contact", "Reach them by", "email, phone and address, with commas", Kind::Line)
        .preset(|it| of_case(it, |facts| facts.representative.contact()))
}

fn colleagues() -> Field {
    optional("colleagues", "Complained of", "who of the office, with commas", Kind::Several(people())).preset(
        |it| {
            let name = |login: &String| it.office().person_name(login).to_owned();
            of_case(it, |facts| facts.colleagues.iter().map(name).collect::<Vec<_>>().join(", "))
        },
    )
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
    let speaker = it.setting.case().map(|it| it.facts.representative.clone()).unwrap_or_default();
    let channel = chosen(it, "channel", ListKind::Channels).map(ChannelId);
    let service = chosen(it, "service", ListKind::Services).map(ServiceId);
    let happened = it.day("happened");
    let data_protection = it.yes_no("data_protection").unwrap_or(false);
    let complainant = party(it);
    Some(Facts {
        received: received?,
        complainant,
        representative: speaking(it, speaker),
        colleagues: it.several("colleagues", |word| Some(word.to_owned())),
        channel,
        service,
        subject: it.text("subject"),
        story: it.text("story"),
        wants: it.text("wants"),
        happened,
        late_reason: it.text("late_reason"),
        data_protection,
    })
}

/// Whoever a new complaint names, as far as the form says it.
pub fn person(form: &Form) -> KnownAs {
    let text = |name: &str| form.table.place(name).map_or("", |place| form.text(place));
    let (email, address) = (text("email").to_owned(), text("address").to_owned());
    let mut person = Party { email, address, ..Party::named(text("complainant")) };
    let phones = text("phone").split(',').map(str::trim).filter(|it| !it.is_empty());
    person.phones.extend(phones.map(str::to_owned));
    person.known_as()
}

/// Whoever complains, as the form has them.
fn party(it: &mut Answers) -> Party {
    let (email, phone) = (it.text("email"), it.text("phone"));
    let all = |text: &str, marks: &[char]| -> Vec<String> {
        text.split(marks).map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
    };
    if !email.is_empty() && !is_email(&email) {
        it.wrong("email", "enter it like name@example.org.");
    }
    let phones = all(&phone, &[',', ';']);
    if phones.iter().any(|phone| !phone.bytes().any(|it| it.is_ascii_digit())) {
        it.wrong("phone", "enter a telephone number, like 01632 960001.");
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
        vulnerability_review: it.day("vulnerability_review"),
        risk: it.text("risk"),
        risk_known_to: it.text("risk_known_to"),
        risk_review: it.day("risk_review"),
    }
}

/// Whoever speaks for them: a name, and one line that is taken apart into the ways to reach them. What else is known of them
/// stays.
fn speaking(it: &Answers, before: Party) -> Party {
    let (name, line) = (it.text("representative"), it.text("representative_contact"));
    if line == before.contact() {
        return Party { name, ..before };
    }
    let Party { email, phones, address, .. } = Party::reached_by(&line);
    Party { name, email, phones, address, ..before }
}

/// A new case, or an everyday conversation.
pub fn receive() -> FormTable {
    form(
        Step::Receive,
        "save complaint",
        vec![
            complainant().under("Who complains"),
            email(),
            phone(),
            address(),
            service().under("What it is about"),
            subject(),
            channel().preset(|it| it.offered(ListKind::Channels).into_iter().next().unwrap_or_default()),
            received().preset(today),
            story(),
            wants(),
            adjustments().under("How to deal with it"),
            prefers(),
            optional("owner", "Owner", "", Kind::Choice(people())).preset(myself),
            optional("settled", "Settled already", "how, if it is not a complaint", Kind::Line),
            optional("theme", "Theme", "", entry(ListKind::Themes)),
            vulnerability().under("Seldom asked").seldom(),
            vulnerability_review().seldom(),
            other_names().seldom(),
            representative().seldom(),
            representative_contact().seldom(),
            colleagues().seldom(),
            optional("issues", "More issues", "one a line, if there are several", Kind::Text).seldom(),
            happened().seldom(),
            late_reason().seldom(),
            data_protection().seldom(),
            risk().under("A risk").seldom(),
            risk_known_to().seldom(),
            risk_review().seldom(),
        ],
        |answers| {
            let (facts, theme) = (facts(answers), chosen(answers, "theme", ListKind::Themes).map(ThemeId));
            let facts = facts?;
            let first = Issue { number: 0, theme, what: facts.subject.clone(), ..Issue::default() };
            let more = answers.lines("issues").into_iter();
            let more = more.map(|what| Issue { number: 0, theme: None, what, ..Issue::default() });
            let issues = [first].into_iter().chain(more).filter(|it| !it.what.is_empty()).collect();
            let (owner, settled) = (answers.text("owner"), answers.text("settled"));
            Some(Command::Receive(Box::new(Receive { facts, issues, owner, settled })))
        },
    )
}

fn may_be_unknown(mut it: Field) -> Field {
    (it.is_optional, it.hint) = (true, "empty only where it is not known".into());
    it
}

/// The facts of a case, put right. Only what differs is asked for, so two people's corrections join by themselves.
pub fn amend() -> FormTable {
    form(
        Step::Amend,
        "save what changed",
        vec![
            // What was taken over from elsewhere may lack these, and not be known.
            may_be_unknown(complainant()).under("Who complains"),
            email(),
            phone(),
            address(),
            service().under("What it is about"),
            may_be_unknown(subject()),
            channel(),
            received(),
            story(),
            wants(),
            adjustments().under("How to deal with it"),
            prefers(),
            vulnerability().under("Seldom asked").seldom(),
            vulnerability_review().seldom(),
            other_names().seldom(),
            representative().seldom(),
            representative_contact().seldom(),
            colleagues().seldom(),
            happened().seldom(),
            late_reason().seldom(),
            data_protection().seldom(),
            risk().under("A risk").seldom(),
            risk_known_to().seldom(),
            risk_review().seldom(),
        ],
        |it| {
            let now = facts(it)?;
            let all = it.setting.case().map(|case| differences(&case.facts, now));
            Some(Command::Amend(all.unwrap_or_default()))
        },
    )
}

/// What the form is called that corrects what several cases have in common.
pub const IN_COMMON: &str = "amend_several";

/// What several cases have in common, put right on all of them at once: what is left empty stays on each.
pub fn amend_several() -> FormTable {
    let stays = |mut field: Field| {
        field.is_optional = true;
        field.hint = "empty leaves each as it is".into();
        field
    };
    let purpose = Purpose::own(IN_COMMON, "Correct what they have in common");
    form(purpose, "save", vec![stays(service()), stays(channel())], |it| {
        let service = chosen(it, "service", ListKind::Services).map(ServiceId);
        let channel = chosen(it, "channel", ListKind::Channels).map(ChannelId);
        if service.is_none() && channel.is_none() && it.problems.is_empty() {
            it.wrong("service", "enter what changes on all of them.");
        }
        let service = service.map(|it| Fact::Service(Some(it)));
        let channel = channel.map(|it| Fact::Channel(Some(it)));
        Some(Command::Amend(service.into_iter().chain(channel).collect()))
    })
}

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
            Some(Command::AddIssue(Issue { number: 0, theme, what: it.text("what"), ..Issue::default() }))
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
        |answers| {
            let (number, theme) =
                (answers.number("number"), chosen(answers, "theme", ListKind::Themes).map(ThemeId));
            let number = number?;
            let before = answers.setting.case().and_then(|case| case.issue(number));
            let theme = theme.or(before.and_then(|it| it.theme));
            let what = answers.text("what");
            let what =
                if what.is_empty() { before.map(|it| it.what.clone()).unwrap_or_default() } else { what };
            Some(Command::AmendIssue(Issue { number, theme, what, ..Issue::default() }))
        },
    )
}
