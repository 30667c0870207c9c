//! The actions of a plan: the guide's nine elements, doing them, reviewing them, and proving that they worked.

use crate::domain::calendar::dates::long;
use crate::domain::diary::AnyStep;
use crate::domain::plan::command::{
    AmendAction, AuditAction, BlockAction, ChangeDue, CompleteAction, OnAction, PlanCommand, PlanStep,
    ReassignAction, RecordReading, ReviewAction, ReviewProgress,
};
use crate::domain::plan::quantity::Quantity;
use crate::domain::plan::record::{Action, ActionFact, ActionFacts, Failing, Measure};
use crate::domain::vocabulary::{ActionKind, Progress, ReviewResult};
use crate::forms::field::{Answers, Asked, Field, FormTable, Kind, Setting, YES_NO};
use crate::forms::tables::parts::{
    DAY_TO_COME, TO_COME_HINT, day_done, field, myself, optional, preset, this_or_first, words,
};

/// How an impact can be measured.
const COUNTED: &str = "complaints with this theme, counted";
const MEASURED: &str = "something else, measured";
/// Months that show how it was before, where nobody says otherwise.
const BASELINE_MONTHS: u32 = 12;

/// The actions of the plan, as `action 2: Two people open the mailbox`.
pub fn actions(setting: &Setting) -> Vec<String> {
    if !setting.actions.is_empty() {
        return vec![format!("all {} marked actions", setting.actions.len())];
    }
    let Some(plan) = setting.plan else { return Vec::new() };
    let label = |it: &Action| format!("action {}: {}", it.number, it.facts.what.replace('\n', " "));
    plan.actions.iter().map(label).collect()
}

/// The action that the form was opened for, or the first.
const ACTION: Field = preset(field("action", "Action", "type to choose", Kind::Choice(actions)), |it| {
    this_or_first(it, "action", actions(it))
});

fn this_action<'a>(setting: &Setting<'a>) -> Option<&'a Action> {
    setting.plan.and_then(|it| it.action(setting.part).or(it.actions.first()))
}

fn failings(setting: &Setting) -> Vec<String> {
    let Some(plan) = setting.plan else { return Vec::new() };
    let label = |it: &Failing| format!("failing {}: {}", it.number, it.what.replace('\n', " "));
    plan.failings.iter().map(label).collect()
}

const WHAT: Field = field("what", "What we will do", "who does what, differently", Kind::Line);
const FAILING: Field = optional("failing", "For the failing", "type to choose", Kind::Choice(failings));
const OWNER: Field = optional("owner", "Who will do it", "a person or a team", Kind::Line);
const START: Field = optional("start", "Start", "today, 1 Dec, +5wd", DAY_TO_COME);
const DUE: Field = optional("due", "Finish", TO_COME_HINT, DAY_TO_COME);
const RESOURCES: Field =
    optional("resources", "What it needs", "people, time, money; or its limits", Kind::Line);
const MEASURE: Field = optional(
    "measure",
    "Measured by",
    "what shows that it worked",
    Kind::Choice(|_| vec![COUNTED.to_owned(), MEASURED.to_owned()]),
);
const MEASURED_NAME: Field = optional("measured", "What is measured", "if it is not complaints", Kind::Line);
const UNIT: Field = optional("unit", "Unit", "days, %", Kind::Line);
const BASELINE: Field = optional("baseline", "How it was", "a number", Kind::Line);
const TARGET: Field = optional("target", "How it should be", "a number", Kind::Line);
const READING_ON: Field = optional("impact_reading_on", "Read impact on", TO_COME_HINT, DAY_TO_COME);
const STANDARD: Field = optional("standard", "Standard to meet", "", Kind::Line);
const STANDARD_CHECK: Field = optional("standard_check", "How made sure", "that it meets it", Kind::Line);
const INVOLVEMENT: Field = optional("involvement", "Person's part", "how they are involved", Kind::Line);
const PROGRESS: Field = optional("progress_review", "Progress checked", "how", Kind::Line);
const PROGRESS_ON: Field = optional("progress_review_on", "Next check", TO_COME_HINT, DAY_TO_COME);
const REVIEW: Field = optional("completed_review", "Review when done", "how, by somebody else", Kind::Line);
const REVIEW_DAYS: Field =
    optional("review_within_days", "Within days", "of being done; 28 if empty", Kind::Line);
const AUDIT: Field = optional("audit", "How kept up", "how it is audited", Kind::Line);
const AUDIT_MONTHS: Field = optional("audit_every_months", "Audit every", "months", Kind::Line);
const KIND: Field = optional(
    "kind",
    "What it is for",
    "type to choose",
    Kind::Choice(|_| words(ActionKind::ALL, ActionKind::word)),
);

fn facts(it: &mut Answers) -> ActionFacts {
    ActionFacts {
        what: it.text("what"),
        failing: Some(it.number("failing")).filter(|it| *it > 0),
        impact: String::new(),
        kind: it.choice("kind", ActionKind::from_word),
        owner: it.text("owner"),
        start: it.maybe_day("start"),
        due: it.maybe_day("due"),
        standard: it.text("standard"),
        standard_check: it.text("standard_check"),
        involvement: it.text("involvement"),
        progress_review: it.text("progress_review"),
        progress_review_on: it.maybe_day("progress_review_on"),
        completed_review: it.text("completed_review"),
        review_within_days: whole(it, "review_within_days"),
        review_by: None,
        audit: it.text("audit"),
        audit_every_months: whole(it, "audit_every_months"),
        next_audit: None,
        measure: measure(it),
        impact_reading_on: it.maybe_day("impact_reading_on"),
        resources: it.text("resources"),
    }
}

fn whole(it: &mut Answers, name: &str) -> Option<u32> {
    it.choice(name, |word| word.parse::<u32>().ok().filter(|it| *it < 1000))
}

fn quantity(it: &mut Answers, name: &str) -> Option<Quantity> {
    let text = it.text(name);
    if text.is_empty() {
        return None;
    }
    let value = text.parse().ok();
    if value.is_none() {
        it.wrong(name, format!("“{text}” is not a number. Enter for example 12 or 3.5."));
    }
    value
}

fn measure(it: &mut Answers) -> Option<Measure> {
    let (baseline, target) = (quantity(it, "baseline"), quantity(it, "target"));
    match it.text("measure").as_str() {
        COUNTED => Some(Measure::Counted { baseline_months: BASELINE_MONTHS }),
        MEASURED => {
            Some(Measure::Measured { name: it.text("measured"), unit: it.text("unit"), baseline, target })
        }
        _ => None,
    }
}

/// A new action.
pub const ADD_ACTION: FormTable = FormTable {
    id: "add_action",
    step: Some(AnyStep::Plan(PlanStep::AddAction)),
    title: "Add an action",
    done: "save",
    opens_on_check: false,
    fields: &[
        WHAT,
        preset(FAILING, |it| failings(it).into_iter().next().unwrap_or_default()),
        preset(OWNER, myself),
        preset(START, |it| long(it.today)),
        DUE,
        MEASURE,
        RESOURCES,
        STANDARD,
        STANDARD_CHECK,
        INVOLVEMENT,
        PROGRESS,
        PROGRESS_ON,
        REVIEW,
        REVIEW_DAYS,
        AUDIT,
        AUDIT_MONTHS,
        MEASURED_NAME,
        UNIT,
        BASELINE,
        TARGET,
        READING_ON,
        KIND,
    ],
    build: |it| Asked::Plan(vec![PlanCommand::AddAction(Box::new(facts(it)))]),
};

fn of_action(setting: &Setting, part: impl Fn(&ActionFacts) -> String) -> String {
    this_action(setting).map(|it| part(&it.facts)).unwrap_or_default()
}

fn day(it: Option<chrono::NaiveDate>) -> String {
    it.map(long).unwrap_or_default()
}

fn measured(
    facts: &ActionFacts,
    part: impl Fn(&str, &str, Option<Quantity>, Option<Quantity>) -> String,
) -> String {
    match &facts.measure {
        Some(Measure::Measured { name, unit, baseline, target }) => part(name, unit, *baseline, *target),
        _ => String::new(),
    }
}

fn number(it: Option<Quantity>) -> String {
    it.map(|it| it.to_string()).unwrap_or_default()
}

/// An action, put right. Only what differs is asked for.
pub const AMEND_ACTION: FormTable = FormTable {
    id: "amend_action",
    step: Some(AnyStep::Plan(PlanStep::AmendAction)),
    title: "Correct the action",
    done: "save what changed",
    opens_on_check: false,
    fields: &[
        preset(WHAT, |it| of_action(it, |it| it.what.clone())),
        preset(FAILING, |it| {
            let wanted = this_action(it).and_then(|it| it.facts.failing).unwrap_or(0);
            let this = format!("failing {wanted}:");
            failings(it).into_iter().find(|it| it.starts_with(&this)).unwrap_or_default()
        }),
        preset(OWNER, |it| of_action(it, |facts| it.office().person_name(&facts.owner).to_owned())),
        preset(START, |it| of_action(it, |it| day(it.start))),
        preset(DUE, |it| of_action(it, |it| day(it.due))),
        preset(MEASURE, |it| {
            of_action(it, |it| {
                match &it.measure {
                    Some(Measure::Counted { .. }) => COUNTED,
                    Some(Measure::Measured { .. }) => MEASURED,
                    None => "",
                }
                .to_owned()
            })
        }),
        preset(RESOURCES, |it| of_action(it, |it| it.resources.clone())),
        preset(STANDARD, |it| of_action(it, |it| it.standard.clone())),
        preset(STANDARD_CHECK, |it| of_action(it, |it| it.standard_check.clone())),
        preset(INVOLVEMENT, |it| of_action(it, |it| it.involvement.clone())),
        preset(PROGRESS, |it| of_action(it, |it| it.progress_review.clone())),
        preset(PROGRESS_ON, |it| of_action(it, |it| day(it.progress_review_on))),
        preset(REVIEW, |it| of_action(it, |it| it.completed_review.clone())),
        preset(REVIEW_DAYS, |it| {
            of_action(it, |it| it.review_within_days.map(|it| it.to_string()).unwrap_or_default())
        }),
        preset(AUDIT, |it| of_action(it, |it| it.audit.clone())),
        preset(AUDIT_MONTHS, |it| {
            of_action(it, |it| it.audit_every_months.map(|it| it.to_string()).unwrap_or_default())
        }),
        preset(MEASURED_NAME, |it| of_action(it, |it| measured(it, |name, _, _, _| name.to_owned()))),
        preset(UNIT, |it| of_action(it, |it| measured(it, |_, unit, _, _| unit.to_owned()))),
        preset(BASELINE, |it| of_action(it, |it| measured(it, |_, _, baseline, _| number(baseline)))),
        preset(TARGET, |it| of_action(it, |it| measured(it, |_, _, _, target| number(target)))),
        preset(READING_ON, |it| of_action(it, |it| day(it.impact_reading_on))),
        preset(KIND, |it| of_action(it, |it| it.kind.map(|it| it.word().to_owned()).unwrap_or_default())),
    ],
    build: |it| {
        let now = facts(it);
        let Some(action) = this_action(&it.setting) else { return Asked::Plan(Vec::new()) };
        let mut before = action.facts.clone();
        it.setting.office().person_name(&action.facts.owner).clone_into(&mut before.owner);
        let facts = differences(&before, now);
        Asked::Plan(vec![PlanCommand::AmendAction(AmendAction { action: action.number, facts })])
    },
};

/// The facts that differ; what this form does not ask for stays.
fn differences(before: &ActionFacts, now: ActionFacts) -> Vec<ActionFact> {
    let mut all = Vec::new();
    let mut put = |differs: bool, fact: ActionFact| {
        if differs {
            all.push(fact);
        }
    };
    put(before.what != now.what, ActionFact::What(now.what));
    put(before.failing != now.failing, ActionFact::Failing(now.failing));
    put(before.kind != now.kind, ActionFact::Kind(now.kind));
    put(before.owner != now.owner, ActionFact::Owner(now.owner));
    put(before.start != now.start, ActionFact::Start(now.start));
    put(before.due != now.due, ActionFact::Due(now.due));
    put(before.standard != now.standard, ActionFact::Standard(now.standard));
    put(before.standard_check != now.standard_check, ActionFact::StandardCheck(now.standard_check));
    put(before.involvement != now.involvement, ActionFact::Involvement(now.involvement));
    put(before.progress_review != now.progress_review, ActionFact::ProgressReview(now.progress_review));
    put(
        before.progress_review_on != now.progress_review_on,
        ActionFact::ProgressReviewOn(now.progress_review_on),
    );
    put(before.completed_review != now.completed_review, ActionFact::CompletedReview(now.completed_review));
    put(
        before.review_within_days != now.review_within_days,
        ActionFact::ReviewWithinDays(now.review_within_days),
    );
    put(before.audit != now.audit, ActionFact::Audit(now.audit));
    put(
        before.audit_every_months != now.audit_every_months,
        ActionFact::AuditEveryMonths(now.audit_every_months),
    );
    let is_same = match (&before.measure, &now.measure) {
        // How many months show how it was is not asked for here.
        (Some(Measure::Counted { .. }), Some(Measure::Counted { .. })) => true,
        (before, now) => before == now,
    };
    put(!is_same, ActionFact::Measure(now.measure));
    put(
        before.impact_reading_on != now.impact_reading_on,
        ActionFact::ImpactReadingOn(now.impact_reading_on),
    );
    put(before.resources != now.resources, ActionFact::Resources(now.resources));
    all
}

/// Declares a form that needs only an action and a day.
macro_rules! on_a_day {
    ($( $(#[$doc:meta])* $name:ident, $step:ident, $id:literal, $title:literal, $done:literal; )+) => { $(
        $(#[$doc])*
        pub const $name: FormTable = FormTable {
            id: $id,
            step: Some(AnyStep::Plan(PlanStep::$step)),
            title: $title,
            done: $done,
            opens_on_check: true,
            fields: &[ACTION, day_done("on", "Date")],
            build: |it| {
                let (action, on) = (it.number("action"), it.day("on"));
                Asked::Plan(vec![PlanCommand::$step(OnAction { action, on })])
            },
        };
    )+ };
}

on_a_day! {
    /// Its owner says that it can be done.
    ACCEPT_ACTION, AcceptAction, "accept_action", "Accepted by its owner", "save";
    /// It was begun.
    START_ACTION, StartAction, "start_action", "Start the action", "save";
    /// It can go on.
    UNBLOCK_ACTION, UnblockAction, "unblock_action", "It can go on", "save";
}

/// It cannot go on.
pub const BLOCK_ACTION: FormTable = FormTable {
    id: "block_action",
    step: Some(AnyStep::Plan(PlanStep::BlockAction)),
    title: "Blocked",
    done: "save",
    opens_on_check: false,
    fields: &[ACTION, field("why", "Why", "what it waits for", Kind::Line), day_done("on", "Since")],
    build: |it| {
        let (action, on, why) = (it.number("action"), it.day("on"), it.text("why"));
        Asked::Plan(vec![PlanCommand::BlockAction(BlockAction { action, on, why })])
    },
};

/// It is done: a claim, until somebody else has looked.
pub const COMPLETE_ACTION: FormTable = FormTable {
    id: "complete_action",
    step: Some(AnyStep::Plan(PlanStep::CompleteAction)),
    title: "Action done",
    done: "save; somebody else then reviews it",
    opens_on_check: false,
    fields: &[ACTION, field("evidence", "What shows it", "", Kind::Text), day_done("on", "Done on")],
    build: |it| {
        let (action, on, evidence) = (it.number("action"), it.day("on"), it.text("evidence"));
        Asked::Plan(vec![PlanCommand::CompleteAction(CompleteAction { action, on, evidence })])
    },
};

/// How it is getting on.
pub const REVIEW_PROGRESS: FormTable = FormTable {
    id: "review_progress",
    step: Some(AnyStep::Plan(PlanStep::ReviewProgress)),
    title: "Review progress",
    done: "save",
    opens_on_check: false,
    fields: &[
        ACTION,
        field(
            "progress",
            "Getting on",
            "type to choose",
            Kind::Choice(|_| words(Progress::ALL, Progress::word)),
        ),
        optional("note", "What was seen", "needed unless it is on track", Kind::Text),
        optional("next", "Next check", TO_COME_HINT, DAY_TO_COME),
        day_done("on", "Date"),
    ],
    build: |it| {
        let (action, on, next) = (it.number("action"), it.day("on"), it.maybe_day("next"));
        let progress = it.must_choose("progress", Progress::from_word).unwrap_or(Progress::OnTrack);
        let note = it.text("note");
        Asked::Plan(vec![PlanCommand::ReviewProgress(ReviewProgress { action, on, progress, note, next })])
    },
};

/// What a second person found.
pub const REVIEW_ACTION: FormTable = FormTable {
    id: "review_action",
    step: Some(AnyStep::Plan(PlanStep::ReviewAction)),
    title: "Review the completed action",
    done: "save",
    opens_on_check: false,
    fields: &[
        ACTION,
        field(
            "result",
            "Did it work?",
            "type to choose",
            Kind::Choice(|_| words(ReviewResult::ALL, ReviewResult::word)),
        ),
        field("looked_at", "What you saw", "the evidence you looked at", Kind::Text),
        optional("note", "What you found", "needed if it does not work", Kind::Text),
        optional("again_on", "Look again on", "if it is too early to say", DAY_TO_COME),
        day_done("on", "Date"),
    ],
    build: |it| {
        let (action, on, again_on) = (it.number("action"), it.day("on"), it.maybe_day("again_on"));
        let result = it.must_choose("result", ReviewResult::from_word).unwrap_or(ReviewResult::TooEarly);
        let (looked_at, note) = (it.text("looked_at"), it.text("note"));
        let review = ReviewAction { action, on, looked_at, result, note, again_on };
        Asked::Plan(vec![PlanCommand::ReviewAction(review)])
    },
};

/// Whether it lasts.
pub const AUDIT_ACTION: FormTable = FormTable {
    id: "audit_action",
    step: Some(AnyStep::Plan(PlanStep::AuditAction)),
    title: "Audit",
    done: "save",
    opens_on_check: false,
    fields: &[
        ACTION,
        field("passed", "Does it last?", "", YES_NO),
        optional("note", "What you found", "needed if it does not", Kind::Text),
        optional("next", "Audit again", "empty: by the plan's interval", DAY_TO_COME),
        day_done("on", "Date"),
    ],
    build: |it| {
        let (action, on, next) = (it.number("action"), it.day("on"), it.maybe_day("next"));
        let passed = it.yes_no("passed").unwrap_or(false);
        let note = it.text("note");
        Asked::Plan(vec![PlanCommand::AuditAction(AuditAction { action, on, passed, note, next })])
    },
};

/// A reading of what shows whether it worked.
pub const RECORD_READING: FormTable = FormTable {
    id: "record_reading",
    step: Some(AnyStep::Plan(PlanStep::RecordReading)),
    title: "Read the impact",
    done: "save",
    opens_on_check: false,
    fields: &[
        ACTION,
        optional("value", "Reading", "a number; none where complaints are counted", Kind::Line),
        optional("note", "What it means", "", Kind::Text),
        optional("next", "Read again", TO_COME_HINT, DAY_TO_COME),
        day_done("on", "Date"),
    ],
    build: |it| {
        let (action, on, next) = (it.number("action"), it.day("on"), it.maybe_day("next"));
        let (value, note) = (quantity(it, "value"), it.text("note"));
        Asked::Plan(vec![PlanCommand::RecordReading(RecordReading { action, on, value, note, next })])
    },
};

/// Somebody else does it.
pub const REASSIGN_ACTION: FormTable = FormTable {
    id: "reassign_action",
    step: Some(AnyStep::Plan(PlanStep::ReassignAction)),
    title: "Who does it",
    done: "save",
    opens_on_check: false,
    fields: &[ACTION, field("to", "Who will do it", "a person or a team", Kind::Line)],
    build: |it| {
        let (action, to) = (it.number("action"), it.text("to"));
        Asked::Plan(vec![PlanCommand::ReassignAction(ReassignAction { action, to })])
    },
};

/// Another date.
pub const CHANGE_DUE: FormTable = FormTable {
    id: "change_due",
    step: Some(AnyStep::Plan(PlanStep::ChangeDue)),
    title: "Change the date",
    done: "save",
    opens_on_check: false,
    fields: &[
        ACTION,
        field("due", "New date", TO_COME_HINT, DAY_TO_COME),
        field("reason", "Why", "", Kind::Line),
    ],
    build: |it| {
        let (action, due, reason) = (it.number("action"), it.day("due"), it.text("reason"));
        Asked::Plan(vec![PlanCommand::ChangeDue(ChangeDue { action, due, reason })])
    },
};
