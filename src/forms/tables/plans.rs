//! Action plans as a whole: how one begins, what it is about, the person's part, and its end.

use crate::domain::case::command::Note;
use crate::domain::case::record::Issue;
use crate::domain::case::round::Told;
use crate::domain::office::lists::{ListKind, ServiceId, ThemeId};
use crate::domain::plan::command::{
    AdoptNot, AgreePlan, ClosePlan, Involve, MakePlan, PlanCommand, PlanStep,
};
use crate::domain::plan::record::{
    Failing, InvolvementFact, Offer, PlanFact, PlanFacts, Satisfaction, StoryConsent,
};
use crate::domain::reference::CaseRef;
use crate::domain::text::one_line;
use crate::domain::vocabulary::{Answer, InvolvedAs, Means, Satisfied, WentWrong};
use crate::forms::answers::Answers;
use crate::forms::field::{DAY_TO_COME, Field, Kind, field, one_of, optional, yes_no};
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, form, with_reason};
use crate::forms::tables::actions::actions;
use crate::forms::tables::parts::{chosen, day_done, entry, means, myself, part, people};

/// The issues of the case on which something went wrong, or all of them where nothing is decided yet.
fn wrong_issues<'a>(setting: &Setting<'a>) -> Vec<&'a Issue> {
    let Some(case) = setting.case() else { return Vec::new() };
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

fn title() -> Field {
    field("title", "Plan", "what will be different, in a line", Kind::Line).preset(|setting| {
        let of_plan = setting.plan().map(|it| &it.facts.title);
        of_plan.or(setting.case().map(|it| &it.facts.subject)).cloned().unwrap_or_default()
    })
}

fn service() -> Field {
    optional("service", "Service", "that changes", entry(ListKind::Services)).preset(|setting| {
        let of_case = setting.case().and_then(|it| it.facts.service);
        let id = setting.plan().map_or(of_case, |it| it.facts.service);
        id.map(|_| setting.office().service_name(id)).unwrap_or_default()
    })
}

fn theme() -> Field {
    optional("theme", "Theme", "that it answers", entry(ListKind::Themes)).preset(|setting| {
        let of_case = wrong_issues(setting).iter().find_map(|it| it.theme);
        let id = setting.plan().map_or(of_case, |it| it.facts.theme);
        id.map(|_| setting.office().theme_name(id)).unwrap_or_default()
    })
}

fn learning() -> Field {
    optional("learning", "What we learnt", "why it went wrong", Kind::Text)
        .preset(|setting| setting.plan().map(|it| it.facts.learning.clone()).unwrap_or_default())
}

fn done() -> Field {
    optional("done_looks_like", "Done looks like", "", Kind::Line)
        .preset(|setting| setting.plan().map(|it| it.facts.done_looks_like.clone()).unwrap_or_default())
}

fn owner() -> Field {
    optional("owner", "Owner", "of the plan as a whole", Kind::Choice(people())).preset(|setting| {
        let of_plan = setting.plan().map(|it| setting.office().person_name(&it.owner).to_owned());
        of_plan.unwrap_or_else(|| myself(setting))
    })
}

fn facts(it: &mut Answers) -> PlanFacts {
    PlanFacts {
        title: it.text("title"),
        service: chosen(it, "service", ListKind::Services).map(ServiceId),
        theme: chosen(it, "theme", ListKind::Themes).map(ThemeId),
        learning: it.text("learning"),
        done_looks_like: it.text("done_looks_like"),
    }
}

/// A new plan, with as much filled in as its case tells.
pub fn make_plan() -> FormTable {
    form(
        PlanStep::MakePlan,
        "save plan",
        vec![
            title(),
            optional("failings", "What went wrong", "one a line", Kind::Text).preset(failings),
            optional("impact", "What it did", "to the person", Kind::Line),
            service(),
            theme(),
            learning(),
            done(),
            owner(),
        ],
        |answers| {
            let (facts, owner, impact) = (facts(answers), answers.text("owner"), answers.text("impact"));
            let case = answers.setting.case().map(|it| it.reference);
            let failing = |line: String| {
                let numbered = line.strip_prefix("issue ").and_then(|rest| rest.split_once(':'));
                let numbered = numbered.and_then(|(number, what)| Some((number.parse().ok()?, what)));
                let (issue, what) = match numbered {
                    Some((number, what)) => (Some(number), what.trim().to_owned()),
                    None => (None, line),
                };
                Failing { case, issue, what, impact: impact.clone(), ..Failing::default() }
            };
            let failings = answers.lines("failings").into_iter().map(failing).collect();
            Some(PlanCommand::MakePlan(Box::new(MakePlan { facts, owner, failings })))
        },
    )
}

/// The facts of a plan, put right.
pub fn amend_plan() -> FormTable {
    let fields = vec![title(), service(), theme(), learning(), done(), owner()];
    form(PlanStep::AmendPlan, "save what changed", fields, |it| {
        let (now, owner) = (facts(it), it.text("owner"));
        let plan = it.setting.plan()?;
        let before = &plan.facts;
        let mut facts = Vec::new();
        let mut put = |differs: bool, fact: PlanFact| {
            if differs {
                facts.push(fact);
            }
        };
        put(before.title != now.title, PlanFact::Title(now.title));
        put(before.service != now.service, PlanFact::Service(now.service));
        put(before.theme != now.theme, PlanFact::Theme(now.theme));
        put(before.learning != now.learning, PlanFact::Learning(now.learning));
        put(before.done_looks_like != now.done_looks_like, PlanFact::DoneLooksLike(now.done_looks_like));
        put(it.setting.office().person_name(&plan.owner) != owner, PlanFact::Owner(owner));
        Some(PlanCommand::AmendPlan(facts))
    })
}

/// Something more that went wrong.
pub fn add_failing() -> FormTable {
    form(
        PlanStep::AddFailing,
        "save",
        vec![
            field("what", "What went wrong", "", Kind::Line),
            optional("impact", "What it did", "to the person", Kind::Line),
            optional("case", "Case", "that showed it, such as 26-0142", Kind::Line),
        ],
        |it| {
            let case = it.read("case", str::parse::<CaseRef>);
            let (what, impact) = (it.text("what"), it.text("impact"));
            Some(PlanCommand::AddFailing(Failing { case, what, impact, ..Failing::default() }))
        },
    )
}

/// The plan is agreed.
pub fn agree_plan() -> FormTable {
    form(PlanStep::AgreePlan, "agree", vec![day_done("on", "Agreed on")], |it| {
        Some(PlanCommand::AgreePlan(AgreePlan { on: it.day("on")? }))
    })
}

const WHOLE: &str = "the whole plan";

fn actions_or_all(setting: &Setting) -> Vec<String> {
    std::iter::once(WHOLE.to_owned()).chain(actions(setting)).collect()
}

fn this_action_or_all(setting: &Setting) -> String {
    let this = format!("action {}:", setting.about.part());
    actions(setting).into_iter().find(|it| it.starts_with(&this)).unwrap_or_else(|| WHOLE.to_owned())
}

/// The plan, or an action of it, is not adopted.
pub fn adopt_not() -> FormTable {
    form(
        PlanStep::AdoptNot,
        "save",
        vec![
            field("action", "What", "", part(actions_or_all)).preset(this_action_or_all),
            field("reason", "Why", "", Kind::Line),
        ],
        |it| {
            let reason = it.text("reason");
            let action = if it.text("action") == WHOLE { None } else { Some(it.number("action")?) };
            Some(PlanCommand::AdoptNot(AdoptNot { action, reason }))
        },
    )
}

fn cases(setting: &Setting) -> Vec<String> {
    setting.plan().map(|it| it.cases().iter().map(ToString::to_string).collect()).unwrap_or_default()
}

/// What the person was told, and what part they play.
pub fn involve() -> FormTable {
    let satisfied = one_of(Satisfied::ALL, Satisfied::word);
    form(
        PlanStep::Involve,
        "save",
        vec![
            optional("case", "Case", "whose person", part(cases))
                .preset(|it| cases(it).into_iter().next().unwrap_or_default())
                .under("What they were told"),
            optional("told", "Told them", "what they were told now", Kind::Text),
            means(),
            optional("next_update", "Hear again by", "", DAY_TO_COME),
            optional("not_told", "Not told", "why they are not, if they do not want to hear", Kind::Line),
            optional("informed_how", "Kept informed", "how they want it", Kind::Line),
            optional("informed_how_often", "How often", "", Kind::Line),
            optional("offer", "Offered", "a part in the plan", one_of(InvolvedAs::ALL, InvolvedAs::word))
                .under("Their part in it"),
            optional("answer", "Their answer", "to the offer", one_of(Answer::ALL, Answer::word)),
            optional("story", "May share story", "where and how, if they agree", Kind::Line),
            optional("story_over", "Story no more", "whether they took that back", yes_no()),
            optional("satisfied", "Satisfied?", "that it will help others", satisfied),
            optional("in_their_words", "In their words", "", Kind::Line),
            day_done("on", "Date"),
        ],
        |it| {
            let case = it.read("case", str::parse::<CaseRef>);
            Some(PlanCommand::Involve(Involve { case, facts: involvement(it)? }))
        },
    )
}

fn involvement(it: &mut Answers) -> Option<Vec<InvolvementFact>> {
    let (on, next, means) = (it.day("on"), it.day("next_update"), it.choice("means", Means::from_word));
    let (part, answer) = (it.choice("offer", InvolvedAs::from_word), it.choice("answer", Answer::from_word));
    let satisfied = it.choice("satisfied", Satisfied::from_word);
    let is_story_over = it.yes_no("story_over");
    let given = |text: String| Some(text).filter(|it| !it.is_empty());
    let on = on?;
    let mut facts = Vec::new();
    facts.extend(given(it.text("told")).map(|note| InvolvementFact::Told(Told { on, means, note })));
    facts.extend(given(it.text("not_told")).map(InvolvementFact::NotTold));
    facts.extend(given(it.text("informed_how")).map(InvolvementFact::InformedHow));
    facts.extend(given(it.text("informed_how_often")).map(InvolvementFact::InformedHowOften));
    facts.extend(next.map(|it| InvolvementFact::NextUpdate(Some(it))));
    facts.extend(part.map(|part| {
        let answered = answer.map(|_| on);
        InvolvementFact::Offered(Offer { part, what: String::new(), on, answer, answered })
    }));
    facts.extend(
        given(it.text("story"))
            .map(|scope| InvolvementFact::StoryShared(StoryConsent { scope, on, withdrawn: None })),
    );
    facts.extend(is_story_over.filter(|it| *it).map(|_| InvolvementFact::StoryWithdrawn { on }));
    facts.extend(satisfied.map(|satisfied| {
        let words = it.text("in_their_words");
        InvolvementFact::Satisfied(Satisfaction { on, satisfied, words })
    }));
    Some(facts)
}

/// The plan is closed.
pub fn close_plan() -> FormTable {
    let note = optional("note", "What came of it", "", Kind::Text);
    form(PlanStep::ClosePlan, "close the plan", vec![day_done("on", "Closed on"), note], |it| {
        Some(PlanCommand::ClosePlan(ClosePlan { on: it.day("on")?, note: it.text("note") }))
    })
}

/// Open again.
pub fn reopen_plan() -> FormTable {
    with_reason(PlanStep::ReopenPlan, "open it again", PlanCommand::ReopenPlan)
}

/// A note on a plan.
pub fn plan_note() -> FormTable {
    form(PlanStep::PlanNote, "save note", vec![field("text", "Note", "", Kind::Text)], |it| {
        Some(PlanCommand::PlanNote(Note { text: it.text("text"), about: None }))
    })
}
