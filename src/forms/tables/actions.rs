//! The actions of a plan: the guide's nine elements, doing them, reviewing them, and proving that they worked.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::plan::command::{
    AmendAction, AuditAction, BlockAction, ChangeDue, CompleteAction, OnAction, PlanCommand, PlanStep,
    ReassignAction, RecordReading, ReviewAction, ReviewProgress,
};
use crate::domain::plan::elements::ELEMENTS;
use crate::domain::plan::quantity::Quantity;
use crate::domain::plan::record::{Action, ActionFact, ActionFacts, Measure, PlanFailing};
use crate::domain::vocabulary::{ActionKind, Progress, ReviewResult};
use crate::forms::answers::Answers;
use crate::forms::field::{Choices, DAY_TO_COME, Field, Kind, field, one_of, optional, yes_no};
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, form};
use crate::forms::tables::parts::{day_done, myself, part, this_or, today};

/// How an impact can be measured.
const COUNTED: &str = "complaints with this theme, counted";
const MEASURED: &str = "something else, measured";
/// Months that show how it was before, where nobody says otherwise.
const BASELINE_MONTHS: u32 = 12;
/// The most days or months that something of an action may be apart.
const MOST: u32 = 999;

/// The actions of the plan, as `action 2: Two people open the mailbox`.
pub fn actions(setting: &Setting) -> Vec<String> {
    if !setting.about.actions().is_empty() {
        return vec![format!("all {} marked actions", setting.about.actions().len())];
    }
    let Some(plan) = setting.plan() else { return Vec::new() };
    let label = |it: &Action| format!("action {}: {}", it.number, it.facts.what.replace('\n', " "));
    plan.actions.iter().map(label).collect()
}

/// The action that the form was opened for, or the only one.
fn action() -> Field {
    field("action", "Action", "", part(actions)).preset(|it| this_or(None, it, "action", actions(it)))
}

fn this_action<'a>(setting: &Setting<'a>) -> Option<&'a Action> {
    setting.plan().and_then(|it| it.action(setting.about.part()).or(it.actions.first()))
}

fn failings(setting: &Setting) -> Vec<String> {
    let Some(plan) = setting.plan() else { return Vec::new() };
    let label = |it: &PlanFailing| format!("failing {}: {}", it.number, it.what.replace('\n', " "));
    plan.failings.iter().map(label).collect()
}

fn first_failing(setting: &Setting) -> String {
    failings(setting).into_iter().next().unwrap_or_default()
}

/// A field of an action, and what stands there of an action as it is.
type Element = (Field, fn(&Setting, &ActionFacts) -> String);

/// Every field of an action.
fn elements() -> Vec<Element> {
    let line =
        |name: &'static str, label: &'static str, hint: &'static str| optional(name, label, hint, Kind::Line);
    // The field that is called as one of the nine elements is, by its number in the guide.
    let element = |number: usize, name: &'static str, kind: Kind| {
        let it = &ELEMENTS[number - 1];
        optional(name, it.name, it.hint, kind)
    };
    let day_of = |name: &'static str, label: &'static str| optional(name, label, "", DAY_TO_COME);
    let measures = Kind::Choice(Choices::fixed(&[COUNTED, MEASURED], |it| it));
    let kinds = one_of(ActionKind::ALL, ActionKind::word);
    vec![
        (
            field("what", ELEMENTS[0].name, ELEMENTS[0].hint, Kind::Line).under("What will be done"),
            |_, it| it.what.clone(),
        ),
        (optional("failing", "For the failing", "", part(failings)), |setting, it| {
            let this = format!("failing {}:", it.failing.unwrap_or(0));
            failings(setting).into_iter().find(|it| it.starts_with(&this)).unwrap_or_default()
        }),
        (line("impact", "Impact answered", "on the person, if the failing has none"), |_, it| {
            it.impact.clone()
        }),
        (element(2, "owner", Kind::Line), |setting, it| setting.office().person_name(&it.owner).to_owned()),
        (day_of("start", "Start"), |_, it| day(it.start)),
        (day_of("due", "Finish"), |_, it| day(it.due)),
        (element(9, "measure", measures).under("How it is told that it works"), |_, it| match &it.measure {
            Some(Measure::Counted { .. }) => COUNTED.to_owned(),
            Some(Measure::Measured { .. }) => MEASURED.to_owned(),
            None => String::new(),
        }),
        (line("resources", "What it needs", "people, time, money; or its limits"), |_, it| {
            it.resources.clone()
        }),
        (element(4, "standard", Kind::Line), |_, it| it.standard.clone()),
        (line("standard_check", "How made sure", "that it meets it"), |_, it| it.standard_check.clone()),
        (element(5, "involvement", Kind::Line), |_, it| it.involvement.clone()),
        (element(6, "progress_review", Kind::Line).under("How it is looked after"), |_, it| {
            it.progress_review.clone()
        }),
        (day_of("progress_review_on", "Next check"), |_, it| day(it.progress_review_on)),
        (element(7, "completed_review", Kind::Line), |_, it| it.completed_review.clone()),
        (line("review_within_days", "Within days", "of being done; 28 if empty"), |_, it| {
            number(it.review_within_days)
        }),
        (element(8, "audit", Kind::Line), |_, it| it.audit.clone()),
        (line("audit_every_months", "Audit every", "months"), |_, it| number(it.audit_every_months)),
        (
            line("measured", "What is measured", "if it is not complaints").under("What is measured"),
            |_, it| measured(it, |name, _, _, _| name.to_owned()),
        ),
        (line("unit", "Unit", "days, %"), |_, it| measured(it, |_, unit, _, _| unit.to_owned())),
        (line("baseline", "How it was", "a number"), |_, it| measured(it, |_, _, was, _| number(was))),
        (line("target", "How it should be", "a number"), |_, it| {
            measured(it, |_, _, _, to_be| number(to_be))
        }),
        (day_of("impact_reading_on", "Read impact on"), |_, it| day(it.impact_reading_on)),
        (optional("kind", "What it is for", "", kinds), |_, it| {
            it.kind.map(|it| it.word().to_owned()).unwrap_or_default()
        }),
    ]
}

fn day(it: Option<NaiveDate>) -> String {
    it.map(long).unwrap_or_default()
}

fn number<T: ToString>(it: Option<T>) -> String {
    it.map(|it| it.to_string()).unwrap_or_default()
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

fn facts(it: &mut Answers) -> ActionFacts {
    ActionFacts {
        what: it.text("what"),
        failing: it.number("failing"),
        impact: it.text("impact"),
        kind: it.choice("kind", ActionKind::from_word),
        owner: it.text("owner"),
        start: it.day("start"),
        due: it.day("due"),
        standard: it.text("standard"),
        standard_check: it.text("standard_check"),
        involvement: it.text("involvement"),
        progress_review: it.text("progress_review"),
        progress_review_on: it.day("progress_review_on"),
        completed_review: it.text("completed_review"),
        review_within_days: it.whole("review_within_days", MOST),
        review_by: None,
        audit: it.text("audit"),
        audit_every_months: it.whole("audit_every_months", MOST),
        next_audit: None,
        measure: measure(it),
        impact_reading_on: it.day("impact_reading_on"),
        resources: it.text("resources"),
    }
}

fn quantity(it: &mut Answers, name: &str) -> Option<Quantity> {
    let wrong = |text: &str| format!("“{text}” is not a number. Enter for example 12 or 3.5.");
    it.read(name, |text| text.parse().map_err(|_| wrong(text)))
}

fn measure(it: &mut Answers) -> Option<Measure> {
    let (baseline, target) = (quantity(it, "baseline"), quantity(it, "target"));
    let (name, unit) = (it.text("measured"), it.text("unit"));
    it.choice("measure", |how| match how {
        COUNTED => Some(Measure::Counted { baseline_months: BASELINE_MONTHS }),
        MEASURED => Some(Measure::Measured { name, unit, baseline, target }),
        _ => None,
    })
}

/// A new action.
pub fn add_action() -> FormTable {
    let usual = |field: Field| match &*field.name {
        "failing" => field.preset(first_failing),
        "owner" => field.preset(myself),
        "start" => field.preset(today),
        _ => field,
    };
    let fields = elements().into_iter().map(|(field, _)| usual(field)).collect();
    form(PlanStep::AddAction, "save", fields, |it| Some(PlanCommand::AddAction(Box::new(facts(it)))))
}

/// An action, put right. Only what differs is asked for.
pub fn amend_action() -> FormTable {
    let as_it_is = |(field, now): Element| {
        field
            .preset(move |setting| this_action(setting).map(|it| now(setting, &it.facts)).unwrap_or_default())
    };
    let fields = elements().into_iter().map(as_it_is).collect();
    form(PlanStep::AmendAction, "save what changed", fields, |it| {
        let now = facts(it);
        let action = this_action(&it.setting)?;
        let mut before = action.facts.clone();
        it.setting.office().person_name(&action.facts.owner).clone_into(&mut before.owner);
        let facts = differences(&before, now);
        Some(PlanCommand::AmendAction(AmendAction { action: action.number, facts }))
    })
}

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
    put(before.impact != now.impact, ActionFact::Impact(now.impact));
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

/// A form that needs only an action and a day.
fn on_a_day(step: PlanStep, made: fn(OnAction) -> PlanCommand) -> FormTable {
    form(step, "save", vec![action(), day_done("on", "Date")], move |it| {
        let (action, on) = (it.number("action"), it.day("on"));
        Some(made(OnAction { action: action?, on: on? }))
    })
}

/// Its owner says that it can be done.
pub fn accept_action() -> FormTable {
    on_a_day(PlanStep::AcceptAction, PlanCommand::AcceptAction)
}

/// It was begun.
pub fn start_action() -> FormTable {
    on_a_day(PlanStep::StartAction, PlanCommand::StartAction)
}

/// It can go on.
pub fn unblock_action() -> FormTable {
    on_a_day(PlanStep::UnblockAction, PlanCommand::UnblockAction)
}

/// It cannot go on.
pub fn block_action() -> FormTable {
    let why = field("why", "Why", "what it waits for", Kind::Line);
    form(PlanStep::BlockAction, "save", vec![action(), why, day_done("on", "Since")], |it| {
        let (action, on, why) = (it.number("action"), it.day("on"), it.text("why"));
        Some(PlanCommand::BlockAction(BlockAction { action: action?, on: on?, why }))
    })
}

/// It is done: a claim, until somebody else has looked.
pub fn complete_action() -> FormTable {
    let evidence = field("evidence", "What shows it", "", Kind::Text);
    let fields = vec![action(), evidence, day_done("on", "Done on")];
    form(PlanStep::CompleteAction, "save; somebody else then reviews it", fields, |it| {
        let (action, on, evidence) = (it.number("action"), it.day("on"), it.text("evidence"));
        Some(PlanCommand::CompleteAction(CompleteAction { action: action?, on: on?, evidence }))
    })
}

/// How it is getting on.
pub fn review_progress() -> FormTable {
    form(
        PlanStep::ReviewProgress,
        "save",
        vec![
            action(),
            field("progress", "Getting on", "", one_of(Progress::ALL, Progress::word)),
            optional("note", "What was seen", "needed unless it is on track", Kind::Text),
            optional("next", "Next check", "", DAY_TO_COME),
            day_done("on", "Date"),
        ],
        |it| {
            let (action, on, next) = (it.number("action"), it.day("on"), it.day("next"));
            let (progress, note) = (it.choice("progress", Progress::from_word), it.text("note"));
            let review = ReviewProgress { action: action?, on: on?, progress: progress?, note, next };
            Some(PlanCommand::ReviewProgress(review))
        },
    )
}

/// What a second person found.
pub fn review_action() -> FormTable {
    form(
        PlanStep::ReviewAction,
        "save",
        vec![
            action(),
            field("result", "Did it work?", "", one_of(ReviewResult::ALL, ReviewResult::word)),
            field("looked_at", "What you saw", "the evidence you looked at", Kind::Text),
            optional("note", "What you found", "needed if it does not work", Kind::Text),
            optional("again_on", "Look again on", "if it is too early to say", DAY_TO_COME),
            day_done("on", "Date"),
        ],
        |it| {
            let (action, on, again_on) = (it.number("action"), it.day("on"), it.day("again_on"));
            let result = it.choice("result", ReviewResult::from_word);
            let (looked_at, note) = (it.text("looked_at"), it.text("note"));
            let review =
                ReviewAction { action: action?, on: on?, looked_at, result: result?, note, again_on };
            Some(PlanCommand::ReviewAction(review))
        },
    )
}

/// Whether it lasts.
pub fn audit_action() -> FormTable {
    form(
        PlanStep::AuditAction,
        "save",
        vec![
            action(),
            field("passed", "Does it last?", "", yes_no()),
            optional("note", "What you found", "needed if it does not", Kind::Text),
            optional("next", "Audit again", "empty: by the plan's interval", DAY_TO_COME),
            day_done("on", "Date"),
        ],
        |it| {
            let (action, on, next) = (it.number("action"), it.day("on"), it.day("next"));
            let (passed, note) = (it.yes_no("passed"), it.text("note"));
            let audit = AuditAction { action: action?, on: on?, passed: passed?, note, next };
            Some(PlanCommand::AuditAction(audit))
        },
    )
}

/// A reading of what shows whether it worked.
pub fn record_reading() -> FormTable {
    form(
        PlanStep::RecordReading,
        "save",
        vec![
            action(),
            optional("value", "Reading", "a number; none where complaints are counted", Kind::Line),
            optional("note", "What it means", "", Kind::Text),
            optional("next", "Read again", "", DAY_TO_COME),
            day_done("on", "Date"),
        ],
        |it| {
            let (action, on, next) = (it.number("action"), it.day("on"), it.day("next"));
            let (value, note) = (quantity(it, "value"), it.text("note"));
            let reading = RecordReading { action: action?, on: on?, value, note, next };
            Some(PlanCommand::RecordReading(reading))
        },
    )
}

/// Somebody else does it.
pub fn reassign_action() -> FormTable {
    let to = field("to", "Who will do it", "a person or a team", Kind::Line);
    form(PlanStep::ReassignAction, "save", vec![action(), to], |it| {
        let (action, to) = (it.number("action"), it.text("to"));
        Some(PlanCommand::ReassignAction(ReassignAction { action: action?, to }))
    })
}

/// Another date.
pub fn change_due() -> FormTable {
    let due = field("due", "New date", "", DAY_TO_COME);
    let why = field("reason", "Why", "", Kind::Line);
    form(PlanStep::ChangeDue, "save", vec![action(), due, why], |it| {
        let (action, due, reason) = (it.number("action"), it.day("due"), it.text("reason"));
        Some(PlanCommand::ChangeDue(ChangeDue { action: action?, due: due?, reason }))
    })
}
