//! The forms, each a table of fields and what they ask for. A field more is a row here and its use in `build`.

use crate::domain::calendar::dates::long;
use crate::domain::calendar::nation::Nation;
use crate::domain::case::command::{Assign, ChooseRoute, Close, Command, Find, Note, Receive, Step};
use crate::domain::case::record::{Facts, Issue, Promise, Response, Told};
use crate::domain::office::{ChannelId, List, OfficeCommand, ServiceId, SetUp, ThemeId};
use crate::domain::vocabulary::{Finding, Means, Outcome, Route, WentWrong};
use crate::tui::forms::dates::Sense;
use crate::tui::forms::field::{Answers, Asked, Field, FormTable, Kind, Setting};

/// Working days until an answer, where no route has been chosen that would say.
const USUAL_DAYS: u32 = 20;

/// Every form.
pub const FORMS: &[FormTable] = &[
    RECEIVE,
    ACKNOWLEDGE,
    SHARE_TIMESCALE,
    CHOOSE_ROUTE,
    ADD_ISSUE,
    FIND,
    RESPOND,
    CLOSE,
    NOTE,
    ASSIGN,
    SET_UP,
];

/// The form of a step, if it has one.
pub fn form_of(step: Step) -> Option<&'static FormTable> {
    FORMS.iter().find(|it| it.step == Some(step))
}

/// The form with a name, for drafts.
pub fn form_named(id: &str) -> Option<&'static FormTable> {
    FORMS.iter().find(|it| it.id == id)
}

const fn field(name: &'static str, label: &'static str, hint: &'static str, kind: Kind) -> Field {
    Field { name, label, hint, kind, is_optional: false, default: |_| String::new() }
}

const fn optional(name: &'static str, label: &'static str, hint: &'static str, kind: Kind) -> Field {
    Field { is_optional: true, ..field(name, label, hint, kind) }
}

const fn preset(it: Field, default: fn(&Setting) -> String) -> Field {
    Field { default, ..it }
}

const DAY_DONE: Kind = Kind::Day(Sense::Past);
const DAY_HINT: &str = "today, 20/11, -2wd, fri";

fn today(setting: &Setting) -> String {
    long(setting.today)
}

fn words<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Vec<String> {
    all.iter().map(|it| word(*it).to_owned()).collect()
}

fn means(_: &Setting) -> Vec<String> {
    words(Means::ALL, Means::word)
}

fn yes_no(_: &Setting) -> Vec<String> {
    vec!["yes".to_owned(), "no".to_owned()]
}

fn names(list: &List, setting: &Setting) -> Vec<String> {
    list.current(setting.today).map(|it| it.name.clone()).collect()
}

fn people(setting: &Setting) -> Vec<String> {
    let here = |it: &&crate::domain::office::Person| it.until.is_none_or(|until| setting.today <= until);
    setting.office().people.iter().filter(here).map(|it| it.name.clone()).collect()
}

/// The same contact details are asked for by two fields of a case; this is the usual way of telling people.
const MEANS: Field = preset(optional("means", "How", "type to choose", Kind::Choice(means)), |_| {
    Means::Email.word().to_owned()
});

const RECEIVE: FormTable = FormTable {
    id: "receive",
    step: Some(Step::Receive),
    title: "New complaint",
    done: "save complaint",
    opens_on_check: false,
    fields: &[
        field("complainant", "Complainant", "", Kind::Line),
        optional("contact", "Contact", "email, phone or address", Kind::Line),
        preset(
            optional(
                "channel",
                "Received by",
                "type to choose",
                Kind::Choice(|it| names(&it.office().channels, it)),
            ),
            |it| names(&it.office().channels, it).into_iter().next().unwrap_or_default(),
        ),
        preset(field("received", "Date received", "or 20/11, -2wd, fri", DAY_DONE), today),
        field("service", "Service", "type to choose", Kind::Choice(|it| names(&it.office().services, it))),
        field("subject", "About", "one line", Kind::Line),
        optional("story", "What happened", "Enter starts a new line", Kind::Text),
        optional("wants", "What they want", "", Kind::Line),
        optional("adjustments", "Adjustments", "for example large print", Kind::Line),
        preset(optional("owner", "Owner", "type to choose", Kind::Choice(people)), |it| {
            it.office().person_name(it.actor).to_owned()
        }),
        optional("settled", "Settled already", "how, if it is not a complaint", Kind::Line),
    ],
    build: |it| {
        let mut facts = Facts::received_on(it.day("received"));
        facts.complainant = it.text("complainant");
        facts.contact = it.text("contact");
        let office = it.setting.office();
        facts.channel = it.choice("channel", |word| office.channels.find(word).map(|it| ChannelId(it.id)));
        facts.service = it.choice("service", |word| office.services.find(word).map(|it| ServiceId(it.id)));
        facts.subject = it.text("subject");
        facts.story = it.text("story");
        facts.wants = it.text("wants");
        facts.adjustments = it.text("adjustments");
        let what = facts.subject.clone();
        let issues = if what.is_empty() {
            Vec::new()
        } else {
            vec![Issue { number: 0, theme: None, what, finding: None }]
        };
        let owner = it.text("owner");
        let settled = it.text("settled");
        Asked::Steps(vec![Command::Receive(Box::new(Receive { facts, issues, owner, settled }))])
    },
};

const ACKNOWLEDGE: FormTable = FormTable {
    id: "acknowledge",
    step: Some(Step::Acknowledge),
    title: "Acknowledge",
    done: "save",
    opens_on_check: true,
    fields: &[
        preset(field("on", "Date told", DAY_HINT, DAY_DONE), today),
        MEANS,
        optional("note", "What was said", "", Kind::Text),
    ],
    build: |it| {
        let on = it.day("on");
        let means = it.choice("means", Means::from_word);
        Asked::Steps(vec![Command::Acknowledge(Told { on, means, note: it.text("note") })])
    },
};

fn usual_promise(setting: &Setting) -> String {
    let received = setting.case.map_or(setting.today, |it| it.facts.received);
    let target = setting.case.and_then(|it| it.target(setting.calendar()));
    let usual = target.unwrap_or_else(|| setting.calendar().due(received, USUAL_DAYS));
    long(usual.max(setting.today))
}

const SHARE_TIMESCALE: FormTable = FormTable {
    id: "share_timescale",
    step: Some(Step::ShareTimescale),
    title: "Share a timescale",
    done: "save",
    opens_on_check: true,
    fields: &[
        preset(field("promised", "Answer by", "+20wd, 15 Dec", Kind::Day(Sense::Future)), usual_promise),
        preset(field("on", "Date told", DAY_HINT, DAY_DONE), today),
        MEANS,
    ],
    build: |it| {
        let (promised, on) = (it.day("promised"), it.day("on"));
        let means = it.choice("means", Means::from_word);
        Asked::Steps(vec![Command::ShareTimescale(Promise { promised, on, means })])
    },
};

const CHOOSE_ROUTE: FormTable = FormTable {
    id: "choose_route",
    step: Some(Step::ChooseRoute),
    title: "Choose the route",
    done: "save",
    opens_on_check: false,
    fields: &[
        preset(
            field("route", "Route", "type to choose", Kind::Choice(|_| words(Route::ALL, Route::word))),
            |it| {
                if it.case.is_some_and(|it| it.route().is_some()) {
                    Route::CloserLook.word().to_owned()
                } else {
                    String::new()
                }
            },
        ),
        preset(field("on", "From", DAY_HINT, DAY_DONE), today),
        optional("reason", "Reason", "needed for a move to closer look", Kind::Line),
    ],
    build: |it| {
        let on = it.day("on");
        let route = it.choice("route", Route::from_word);
        if route.is_none() && it.text("route").is_empty() {
            it.wrong("route", "Route: choose early resolution or closer look.");
        }
        let reason = it.text("reason");
        Asked::Steps(
            route.map(|route| Command::ChooseRoute(ChooseRoute { route, on, reason })).into_iter().collect(),
        )
    },
};

fn themes(setting: &Setting) -> Vec<String> {
    names(&setting.office().themes, setting)
}

fn theme(it: &mut Answers) -> Option<ThemeId> {
    let office = it.setting.office();
    it.choice("theme", |word| office.themes.find(word).map(|it| ThemeId(it.id)))
}

const ADD_ISSUE: FormTable = FormTable {
    id: "add_issue",
    step: Some(Step::AddIssue),
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

fn issues(setting: &Setting) -> Vec<String> {
    let label = |it: &Issue| format!("issue {}: {}", it.number, it.what);
    setting.case.map(|case| case.issues.iter().map(label).collect()).unwrap_or_default()
}

/// The first issue without a finding, or the first.
fn first_issue(setting: &Setting) -> String {
    let Some(case) = setting.case else { return String::new() };
    let place = case.issues.iter().position(|it| it.finding.is_none()).unwrap_or(0);
    issues(setting).into_iter().nth(place).unwrap_or_default()
}

const FIND: FormTable = FormTable {
    id: "find",
    step: Some(Step::Find),
    title: "Record a finding",
    done: "save",
    opens_on_check: false,
    fields: &[
        preset(field("issue", "Issue", "type to choose", Kind::Choice(issues)), first_issue),
        optional(
            "finding",
            "Finding",
            "may stay open in early resolution",
            Kind::Choice(|_| words(Finding::ALL, Finding::word)),
        ),
        field(
            "went_wrong",
            "Went wrong?",
            "did something go wrong",
            Kind::Choice(|_| words(WentWrong::ALL, WentWrong::word)),
        ),
        optional("reason", "Why", "what happened, what should have", Kind::Text),
        preset(field("on", "Date", DAY_HINT, DAY_DONE), today),
    ],
    build: |it| {
        let on = it.day("on");
        let issue = it.choice("issue", |word| word.strip_prefix("issue ")?.split_once(':')?.0.parse().ok());
        let finding = it.choice("finding", Finding::from_word);
        let went_wrong = it.choice("went_wrong", WentWrong::from_word);
        if went_wrong.is_none() && it.text("went_wrong").is_empty() {
            it.wrong("went_wrong", "Went wrong?: answer yes, no or not determined.");
        }
        let went_wrong = went_wrong.unwrap_or(WentWrong::NotDetermined);
        let reason = it.text("reason");
        Asked::Steps(vec![Command::Find(Find { issue: issue.unwrap_or(0), on, finding, went_wrong, reason })])
    },
};

const RESPOND: FormTable = FormTable {
    id: "respond",
    step: Some(Step::Respond),
    title: "Final response",
    done: "save",
    opens_on_check: false,
    fields: &[
        preset(field("on", "Date sent", DAY_HINT, DAY_DONE), today),
        MEANS,
        field("signposted", "Says what next?", "where the person can go next", Kind::Choice(yes_no)),
        optional("signed_off_by", "Signed off by", "", Kind::Line),
        optional("note", "In brief", "", Kind::Text),
    ],
    build: |it| {
        let on = it.day("on");
        let means = it.choice("means", Means::from_word);
        let signposted = it.choice("signposted", yes_no_from);
        if signposted.is_none() && it.text("signposted").is_empty() {
            it.wrong("signposted", "Says what next?: answer yes or no.");
        }
        Asked::Steps(vec![Command::Respond(Response {
            on,
            means,
            signposted: signposted.unwrap_or(false),
            signed_off_by: it.text("signed_off_by"),
            note: it.text("note"),
        })])
    },
};

fn yes_no_from(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "yes" | "y" => Some(true),
        "no" | "n" => Some(false),
        _ => None,
    }
}

fn found_outcomes(_: &Setting) -> Vec<String> {
    Outcome::ALL.iter().filter(|it| it.is_finding()).map(|it| it.word().to_owned()).collect()
}

const CLOSE: FormTable = FormTable {
    id: "close",
    step: Some(Step::Close),
    title: "Close",
    done: "close the case",
    opens_on_check: true,
    fields: &[
        preset(field("on", "Date closed", DAY_HINT, DAY_DONE), today),
        preset(
            optional("outcome", "Outcome", "what the issues add up to", Kind::Choice(found_outcomes)),
            |it| {
                let sum = it.case.and_then(crate::domain::case::record::Case::rolled_up);
                sum.unwrap_or(Outcome::Resolved).word().to_owned()
            },
        ),
        optional("reason", "Why different", "if it is not what they add up to", Kind::Line),
        optional(
            "late_reason",
            "Why late",
            "if it was",
            Kind::Choice(|it| names(&it.office().late_reasons, it)),
        ),
    ],
    build: |it| {
        let on = it.day("on");
        let outcome = it.choice("outcome", Outcome::from_word);
        let (reason, late_reason) = (it.text("reason"), it.text("late_reason"));
        Asked::Steps(vec![Command::Close(Close { on, outcome, reason, late_reason })])
    },
};

const NOTE: FormTable = FormTable {
    id: "note",
    step: Some(Step::Note),
    title: "Note",
    done: "save note",
    opens_on_check: false,
    fields: &[field("text", "Note", "Enter starts a new line", Kind::Text)],
    build: |it| Asked::Steps(vec![Command::Note(Note { text: it.text("text") })]),
};

const ASSIGN: FormTable = FormTable {
    id: "assign",
    step: Some(Step::Assign),
    title: "Assign",
    done: "save",
    opens_on_check: false,
    fields: &[optional("to", "Owner", "type to choose; empty for nobody", Kind::Choice(people))],
    build: |it| Asked::Steps(vec![Command::Assign(Assign { to: it.text("to") })]),
};

/// The few questions of the first start.
pub const SET_UP: FormTable = FormTable {
    id: "set_up",
    step: None,
    title: "Welcome to redress",
    done: "start",
    opens_on_check: false,
    fields: &[
        field("organisation", "Organisation", "its name", Kind::Line),
        preset(
            field(
                "nation",
                "Bank holidays",
                "whose",
                Kind::Choice(|_| Nation::ALL.iter().map(ToString::to_string).collect()),
            ),
            |_| Nation::EnglandAndWales.to_string(),
        ),
        field("services", "Services", "one a line: what people complain about", Kind::Text),
        preset(field("user", "Your name", "as it stands on cases", Kind::Line), |it| {
            it.office().person_name(it.actor).to_owned()
        }),
    ],
    build: |it| {
        let nation = it.choice("nation", |word| {
            Nation::ALL.iter().copied().find(|it| it.to_string().eq_ignore_ascii_case(word))
        });
        let services: Vec<String> =
            it.text("services").lines().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
        if services.is_empty() {
            it.wrong("services", "Services: enter at least one. You can add more later.");
        }
        if it.text("user").is_empty() {
            it.wrong("user", "Your name: enter the name that others know you by.");
        }
        let login = it.setting.actor.to_owned();
        Asked::Office(OfficeCommand::SetUp(SetUp {
            organisation: it.text("organisation"),
            nation,
            login,
            user: it.text("user"),
            services,
        }))
    },
};
