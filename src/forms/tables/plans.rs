//! Action plans as a whole: how one begins, what it is about, the person's part, and its end.

use chrono::NaiveDate;

use crate::domain::case::command::{Note, Reason};
use crate::domain::case::record::Issue;
use crate::domain::case::round::Told;
use crate::domain::diary::AnyStep;
use crate::domain::office::lists::{ServiceId, ThemeId};
use crate::domain::plan::command::{
    AdoptNot, AgreePlan, ClosePlan, Involve, MakePlan, PlanCommand, PlanStep,
};
use crate::domain::plan::record::{
    Failing, InvolvementFact, Offer, PlanFact, PlanFacts, Satisfaction, StoryConsent,
};
use crate::domain::reference::CaseRef;
use crate::domain::text::one_line;
use crate::domain::vocabulary::{Answer, Means, PartPlayed, Satisfied, WentWrong};
use crate::forms::field::{Answers, Asked, Field, FormTable, Kind, Setting};
use crate::forms::tables::parts::{
    DAY_TO_COME, MEANS, TO_COME_HINT, day_done, field, myself, names, optional, people, preset, words,
};

fn services(setting: &Setting) -> Vec<String> {
    names(&setting.office().services, setting)
}

fn themes(setting: &Setting) -> Vec<String> {
    names(&setting.office().themes, setting)
}

fn service(it: &mut Answers) -> Option<ServiceId> {
    let office = it.setting.office();
    it.choice("service", |word| office.services.find(word).map(|it| ServiceId(it.id)))
}

fn theme(it: &mut Answers) -> Option<ThemeId> {
    let office = it.setting.office();
    it.choice("theme", |word| office.themes.find(word).map(|it| ThemeId(it.id)))
}

/// The issues of the case on which something went wrong, or all of them where nothing is decided yet.
fn wrong_issues<'a>(setting: &Setting<'a>) -> Vec<&'a Issue> {
    let Some(case) = setting.case else { return Vec::new() };
    let is_wrong = |it: &&Issue| it.finding.as_ref().is_some_and(|found| found.went_wrong == WentWrong::Yes);
    let wrong: Vec<&Issue> = case.issues.iter().filter(is_wrong).collect();
    if wrong.is_empty() { case.issues.iter().collect() } else { wrong }
}

/// The issues as failings, one a line: `issue 1: Claims lay in a shared mailbox`.
fn failings(setting: &Setting) -> String {
    let line = |it: &&Issue| {
        let reason = it.finding.as_ref().map(|it| it.reason.trim()).filter(|it| !it.is_empty());
        format!("issue {}: {}", it.number, one_line(reason.unwrap_or(&it.what)))
    };
    wrong_issues(setting).iter().map(line).collect::<Vec<_>>().join("\n")
}

fn of_the_case(setting: &Setting, name: impl Fn(&Setting) -> Option<String>) -> String {
    name(setting).unwrap_or_default()
}

const TITLE: Field = field("title", "Plan", "what will be different, in a line", Kind::Line);
const SERVICE: Field = optional("service", "Service", "that changes", Kind::Choice(services));
const THEME: Field = optional("theme", "Theme", "that it answers", Kind::Choice(themes));
const LEARNING: Field = optional("learning", "What we learnt", "why it went wrong", Kind::Text);
const DONE: Field = optional("done_looks_like", "Done looks like", "", Kind::Line);

/// A new plan, with as much filled in as its case tells.
pub const MAKE_PLAN: FormTable = FormTable {
    id: "make_plan",
    step: Some(AnyStep::Plan(PlanStep::MakePlan)),
    title: "New action plan",
    done: "save plan",
    opens_on_check: false,
    fields: &[
        preset(TITLE, |it| of_the_case(it, |it| it.case.map(|case| case.facts.subject.clone()))),
        preset(optional("failings", "What went wrong", "one a line", Kind::Text), failings),
        optional("impact", "What it did", "to the person", Kind::Line),
        preset(SERVICE, |it| {
            of_the_case(it, |it| {
                it.case.and_then(|case| case.facts.service).map(|id| it.office().service_name(Some(id)))
            })
        }),
        preset(THEME, |it| {
            of_the_case(it, |it| {
                let theme = wrong_issues(it).iter().find_map(|it| it.theme);
                theme.map(|id| it.office().theme_name(Some(id)))
            })
        }),
        LEARNING,
        DONE,
        preset(optional("owner", "Owner", "of the plan as a whole", Kind::Choice(people)), myself),
    ],
    build: |it| {
        let facts = PlanFacts {
            title: it.text("title"),
            service: service(it),
            theme: theme(it),
            learning: it.text("learning"),
            done_looks_like: it.text("done_looks_like"),
        };
        let case = it.setting.case.map(|it| it.reference);
        let impact = it.text("impact");
        let text = it.text("failings");
        let failings = text.lines().map(one_line).filter(|it| !it.is_empty()).map(|line| {
            let numbered = line.strip_prefix("issue ").and_then(|rest| rest.split_once(':'));
            let (issue, what) = match numbered.and_then(|(number, what)| Some((number.parse().ok()?, what))) {
                Some((number, what)) => (Some(number), what.trim().to_owned()),
                None => (None, line),
            };
            Failing { number: 0, case, issue, what, impact: impact.clone() }
        });
        let failings = failings.collect();
        let owner = it.text("owner");
        Asked::Plan(vec![PlanCommand::MakePlan(Box::new(MakePlan { facts, owner, failings }))])
    },
};

/// The facts of a plan, put right.
pub const AMEND_PLAN: FormTable = FormTable {
    id: "amend_plan",
    step: Some(AnyStep::Plan(PlanStep::AmendPlan)),
    title: "Correct the plan",
    done: "save what changed",
    opens_on_check: false,
    fields: &[
        preset(TITLE, |it| it.plan.map(|it| it.facts.title.clone()).unwrap_or_default()),
        preset(SERVICE, |it| {
            let id = it.plan.and_then(|it| it.facts.service);
            id.map(|id| it.office().service_name(Some(id))).unwrap_or_default()
        }),
        preset(THEME, |it| {
            let id = it.plan.and_then(|it| it.facts.theme);
            id.map(|id| it.office().theme_name(Some(id))).unwrap_or_default()
        }),
        preset(LEARNING, |it| it.plan.map(|it| it.facts.learning.clone()).unwrap_or_default()),
        preset(DONE, |it| it.plan.map(|it| it.facts.done_looks_like.clone()).unwrap_or_default()),
        preset(optional("owner", "Owner", "of the plan as a whole", Kind::Choice(people)), |it| {
            it.plan.map(|plan| it.office().person_name(&plan.owner).to_owned()).unwrap_or_default()
        }),
    ],
    build: |it| {
        let Some(plan) = it.setting.plan else { return Asked::Plan(Vec::new()) };
        let (service, theme) = (service(it), theme(it));
        let owner = it.text("owner");
        let mut facts = Vec::new();
        let mut put = |differs: bool, fact: PlanFact| {
            if differs {
                facts.push(fact);
            }
        };
        put(plan.facts.title != it.text("title"), PlanFact::Title(it.text("title")));
        put(plan.facts.service != service, PlanFact::Service(service));
        put(plan.facts.theme != theme, PlanFact::Theme(theme));
        put(plan.facts.learning != it.text("learning"), PlanFact::Learning(it.text("learning")));
        put(
            plan.facts.done_looks_like != it.text("done_looks_like"),
            PlanFact::DoneLooksLike(it.text("done_looks_like")),
        );
        put(it.setting.office().person_name(&plan.owner) != owner, PlanFact::Owner(owner));
        Asked::Plan(vec![PlanCommand::AmendPlan(facts)])
    },
};

/// Something more that went wrong.
pub const ADD_FAILING: FormTable = FormTable {
    id: "add_failing",
    step: Some(AnyStep::Plan(PlanStep::AddFailing)),
    title: "Add a failing",
    done: "save",
    opens_on_check: false,
    fields: &[
        field("what", "What went wrong", "", Kind::Line),
        optional("impact", "What it did", "to the person", Kind::Line),
        optional("case", "Case", "that showed it, such as 26-0142", Kind::Line),
    ],
    build: |it| {
        let case = it.choice("case", |word| word.parse::<CaseRef>().ok());
        let (what, impact) = (it.text("what"), it.text("impact"));
        Asked::Plan(vec![PlanCommand::AddFailing(Failing { number: 0, case, issue: None, what, impact })])
    },
};

/// The plan is agreed.
pub const AGREE_PLAN: FormTable = FormTable {
    id: "agree_plan",
    step: Some(AnyStep::Plan(PlanStep::AgreePlan)),
    title: "Agree to the plan",
    done: "agree",
    opens_on_check: true,
    fields: &[day_done("on", "Agreed on")],
    build: |it| {
        let on = it.day("on");
        Asked::Plan(vec![PlanCommand::AgreePlan(AgreePlan { on })])
    },
};

fn actions_or_all(setting: &Setting) -> Vec<String> {
    let all = ["the whole plan".to_owned()].into_iter();
    all.chain(crate::forms::tables::actions::actions(setting)).collect()
}

/// The plan, or an action of it, is not adopted.
pub const ADOPT_NOT: FormTable = FormTable {
    id: "adopt_not",
    step: Some(AnyStep::Plan(PlanStep::AdoptNot)),
    title: "Not adopted",
    done: "save",
    opens_on_check: false,
    fields: &[
        preset(field("action", "What", "type to choose", Kind::Choice(actions_or_all)), |it| {
            let all = actions_or_all(it);
            let this = format!("action {}:", it.part);
            all.iter().find(|it| it.starts_with(&this)).or(all.first()).cloned().unwrap_or_default()
        }),
        field("reason", "Why", "", Kind::Line),
    ],
    build: |it| {
        let action = if it.text("action").starts_with("action") { Some(it.number("action")) } else { None };
        Asked::Plan(vec![PlanCommand::AdoptNot(AdoptNot { action, reason: it.text("reason") })])
    },
};

fn cases(setting: &Setting) -> Vec<String> {
    setting.plan.map(|it| it.cases().iter().map(ToString::to_string).collect()).unwrap_or_default()
}

/// What the person was told, and what part they play.
pub const INVOLVE: FormTable = FormTable {
    id: "involve",
    step: Some(AnyStep::Plan(PlanStep::Involve)),
    title: "The person's part",
    done: "save",
    opens_on_check: false,
    fields: &[
        preset(optional("case", "Case", "whose person", Kind::Choice(cases)), |it| {
            cases(it).into_iter().next().unwrap_or_default()
        }),
        optional("told", "Told them", "what they were told now", Kind::Text),
        MEANS,
        optional("next_update", "Hear again by", TO_COME_HINT, DAY_TO_COME),
        optional("informed_how", "Kept informed", "how they want it", Kind::Line),
        optional("informed_how_often", "How often", "", Kind::Line),
        optional(
            "offer",
            "Offered",
            "a part in the plan",
            Kind::Choice(|_| words(PartPlayed::ALL, PartPlayed::word)),
        ),
        optional(
            "answer",
            "Their answer",
            "to the offer",
            Kind::Choice(|_| words(Answer::ALL, Answer::word)),
        ),
        optional("story", "May share story", "where and how, if they agree", Kind::Line),
        optional(
            "satisfied",
            "Satisfied?",
            "that it will help others",
            Kind::Choice(|_| words(Satisfied::ALL, Satisfied::word)),
        ),
        optional("in_their_words", "In their words", "", Kind::Line),
        day_done("on", "Date"),
    ],
    build: |it| {
        let on = it.day("on");
        let case = it.choice("case", |word| word.parse::<CaseRef>().ok());
        let facts = involvement(it, on);
        Asked::Plan(vec![PlanCommand::Involve(Involve { case, facts })])
    },
};

fn involvement(it: &mut Answers, on: NaiveDate) -> Vec<InvolvementFact> {
    let mut facts = Vec::new();
    let told = it.text("told");
    let means = it.choice("means", Means::from_word);
    if !told.is_empty() {
        facts.push(InvolvementFact::Told(Told { on, means, note: told }));
    }
    let (how, often) = (it.text("informed_how"), it.text("informed_how_often"));
    if !how.is_empty() {
        facts.push(InvolvementFact::InformedHow(how));
    }
    if !often.is_empty() {
        facts.push(InvolvementFact::InformedHowOften(often));
    }
    if let Some(next) = it.maybe_day("next_update") {
        facts.push(InvolvementFact::NextUpdate(Some(next)));
    }
    let answer = it.choice("answer", Answer::from_word);
    if let Some(part) = it.choice("offer", PartPlayed::from_word) {
        let answered = answer.map(|_| on);
        facts.push(InvolvementFact::Offered(Offer { part, what: String::new(), on, answer, answered }));
    }
    let scope = it.text("story");
    if !scope.is_empty() {
        facts.push(InvolvementFact::StoryShared(StoryConsent { scope, on, withdrawn: None }));
    }
    if let Some(satisfied) = it.choice("satisfied", Satisfied::from_word) {
        let words = it.text("in_their_words");
        facts.push(InvolvementFact::Satisfied(Satisfaction { on, satisfied, words }));
    }
    facts
}

/// The plan is closed.
pub const CLOSE_PLAN: FormTable = FormTable {
    id: "close_plan",
    step: Some(AnyStep::Plan(PlanStep::ClosePlan)),
    title: "Close the plan",
    done: "close the plan",
    opens_on_check: true,
    fields: &[day_done("on", "Closed on"), optional("note", "What came of it", "", Kind::Text)],
    build: |it| {
        let on = it.day("on");
        Asked::Plan(vec![PlanCommand::ClosePlan(ClosePlan { on, note: it.text("note") })])
    },
};

/// Open again.
pub const REOPEN_PLAN: FormTable = FormTable {
    id: "reopen_plan",
    step: Some(AnyStep::Plan(PlanStep::ReopenPlan)),
    title: "Open the plan again",
    done: "open it again",
    opens_on_check: false,
    fields: &[field("reason", "Why", "", Kind::Line)],
    build: |it| Asked::Plan(vec![PlanCommand::ReopenPlan(Reason { reason: it.text("reason") })]),
};

/// A note on a plan.
pub const PLAN_NOTE: FormTable = FormTable {
    id: "plan_note",
    step: Some(AnyStep::Plan(PlanStep::PlanNote)),
    title: "Note",
    done: "save note",
    opens_on_check: false,
    fields: &[field("text", "Note", "Enter starts a new line", Kind::Text)],
    build: |it| Asked::Plan(vec![PlanCommand::PlanNote(Note { text: it.text("text"), about: None })]),
};
