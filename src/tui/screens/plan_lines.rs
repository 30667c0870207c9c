//! A plan as lines to read: what went wrong, each action with its nine elements and what is missing, the person's part,
//! the impact month by month, and the timeline.

use chrono::{Months, NaiveDate};
use ratatui::text::Span;

use crate::api::message::Moment;
use crate::domain::calendar::dates::long;
use crate::domain::case::history::kept_with;
use crate::domain::figures::impact::month;
use crate::domain::plan::elements::ELEMENTS;
use crate::domain::plan::record::{Action, Measure, Plan};
use crate::domain::plan::row::{ActionRow, rows};
use crate::domain::plan::smart::smart;
use crate::domain::reference::{CaseRef, LinkedCase};
use crate::domain::text::{count, sentence_case, width};
use crate::domain::vocabulary::ReviewResult;
use crate::environment::Glyphs;
use crate::report::impact::of_plan;
use crate::tui::screen::Cx;
use crate::tui::screens::reading::{Page, Pages, Widths};
use crate::tui::screens::stands::stands;
use crate::tui::screens::timeline::timeline;
use crate::tui::theme;

/// Columns of a label.
const LABEL: usize = 21;
/// The longest bar of the impact.
const BAR: usize = 30;
/// Months that have a bar: older ones are counted, and not shown.
const SHOWN: usize = 24;

/// What a line leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leads {
    /// An action, by its number.
    Action(u32),
    Case(CaseRef),
}

/// Complaints with the plan's theme about its service, month by month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// First day of the first month.
    pub from: NaiveDate,
    /// How many each month; the last one is not over.
    pub months: Vec<u32>,
    /// On how many of them something went wrong.
    pub wrong: Vec<u32>,
}

/// The whole plan, at a width.
pub fn lines(
    plan: &Plan,
    counts: Option<&Counts>,
    moments: &[Moment],
    cx: &Cx,
    widths: Widths,
) -> Pages<Leads> {
    let mut page = Page::new(widths.first, LABEL, 1);
    about(&mut page, plan, cx);
    failings(&mut page, plan);
    actions(&mut page, plan, cx);
    public(&mut page, plan, cx);
    impact(&mut page, plan, counts, cx);
    involvement(&mut page, plan);
    widths.pages(page, |page| {
        page.head("Timeline, newest first", "");
        timeline(page, moments, usize::MAX, cx);
    })
}

/// What stands beside a list: one of its actions, or what the plan is about, and what happened last.
pub fn summary(plan: &Plan, action: u32, moments: &[Moment], cx: &Cx, columns: usize) -> Page<Leads> {
    const LAST: usize = 3;
    let mut page = Page::new(columns, LABEL, 0);
    page.head(&format!("Plan {}", plan.reference), &plan.stage().to_string());
    page.fact("What it is", &plan.facts.title);
    let one = rows(plan).into_iter().zip(&plan.actions).find(|it| it.1.number == action);
    match one {
        Some((row, it)) => one_action(&mut page, plan, it, &row, cx),
        None => about(&mut page, plan, cx),
    }
    page.leads = None;
    page.head("What happened last", "");
    timeline(&mut page, moments, LAST, cx);
    page
}

fn about(page: &mut Page<Leads>, plan: &Plan, cx: &Cx) {
    let office = &cx.house.office;
    page.fact("Service", &plan.facts.service.map(|it| office.service_name(Some(it))).unwrap_or_default());
    page.fact("Theme", &plan.facts.theme.map(|it| office.theme_name(Some(it))).unwrap_or_default());
    page.fact("Owner", office.person_name(&plan.owner));
    page.fact("What we learnt", &plan.facts.learning);
    page.fact("Done looks like", &plan.facts.done_looks_like);
    let agreed = plan.agreed.map_or_else(
        || "Not yet. Press a when every action is SMART.".to_owned(),
        |on| format!("on {}", long(on)),
    );
    page.fact("Agreed", &agreed);
    if let Some(it) = plan.closing() {
        page.fact("Closed", &format!("{} {}", long(it.on), it.note));
    }
    if let Some(it) = &plan.not_adopted {
        page.fact("Not adopted", &format!("{}: {}", long(it.on), it.reason));
    }
    page.fact("Restricted", &kept_with(&plan.kept_with, "press ."));
    if let Some(it) = &plan.source {
        page.fact("Imported", &format!("{}, line {} of {}", it.reference, it.line, it.file));
    }
}

fn failings(page: &mut Page<Leads>, plan: &Plan) {
    page.head("What went wrong", "Enter opens the case");
    if plan.failings.is_empty() {
        page.fact("", "Nothing yet. Press . and add a failing.");
    }
    for it in &plan.failings {
        page.leads = it.case.and_then(LinkedCase::case).map(Leads::Case);
        let case = it.case.map(|it| format!("{it}, ")).unwrap_or_default();
        let issue = it.issue.map(|it| format!("issue {it}: ")).unwrap_or_default();
        page.fact(&format!("Failing {}", it.number), &format!("{case}{issue}{}", it.what));
        if !it.impact.is_empty() {
            page.fact("", &format!("What it did: {}", it.impact));
        }
    }
    page.leads = None;
}

fn actions(page: &mut Page<Leads>, plan: &Plan, cx: &Cx) {
    page.head("Actions", "n adds one, d it is done, r reviews it");
    if plan.actions.is_empty() {
        page.fact("", "Nothing yet. Press n to add what will be done.");
    }
    let rows = rows(plan);
    for (action, row) in plan.actions.iter().zip(&rows) {
        page.leads = Some(Leads::Action(action.number));
        one_action(page, plan, action, row, cx);
        page.add(Vec::new(), page.leads);
    }
    page.leads = None;
}

fn one_action(page: &mut Page<Leads>, plan: &Plan, action: &Action, row: &ActionRow, cx: &Cx) {
    let (words, look) = stands(row, cx);
    let name = format!(" {}", row.reference);
    let called = width(&name);
    // A badge has its edge before where the words of others begin.
    let edge = usize::from(theme::is_badge(look));
    let mut spans = vec![Span::styled(format!("{name:<0$}", LABEL + 1 - edge), theme::BOLD)];
    if theme::is_badge(look) {
        // Nothing stands behind it: its words may be longer than those of others.
        spans.extend(theme::badge_within(theme::BADGE.max(width(&words)), &words, look));
    } else {
        spans.push(Span::raw(words));
    }
    page.called(spans, called, page.leads);
    elements(page, plan, action, cx);
    proof(page, action, cx);
}

/// The guide's nine elements, each with what is there or what to write.
fn elements(page: &mut Page<Leads>, plan: &Plan, action: &Action, cx: &Cx) {
    let mut missing = 0;
    for (number, element) in (1..).zip(&ELEMENTS) {
        let is_there = element.is_there(plan, action);
        let text = element.words(plan, action, &|it| cx.house.office.person_name(it).to_owned());
        missing += usize::from(!is_there);
        let text = match (is_there, text.is_empty()) {
            (_, true) => "Not filled in. Press e.".to_owned(),
            (false, false) => format!("{text}  (not complete)"),
            (true, false) => text,
        };
        page.fact(&format!("{number} {}", element.name), &text);
    }
    let lacking: Vec<String> = smart(plan, action)
        .into_iter()
        .filter_map(|(letter, write)| write.map(|it| format!("not yet {}: {it}", letter.word())))
        .collect();
    let parts = if missing == 0 {
        "All nine parts are there".to_owned()
    } else {
        format!("{missing} of nine parts are missing")
    };
    let smart = if lacking.is_empty() { "SMART".to_owned() } else { lacking.join(" ") };
    page.fact("SMART", &format!("{parts}. {}", sentence_case(&smart)));
    page.fact("What it needs", &action.facts.resources);
    let accepted = action.accepted_by_owner.map(|on| format!("by its owner on {}", long(on)));
    page.fact(
        "Accepted",
        &accepted.unwrap_or_else(|| "Not by its owner yet. Press . to record it.".to_owned()),
    );
}

/// What has come of an action: blocks, progress, completion, reviews, audits and readings.
fn proof(page: &mut Page<Leads>, action: &Action, cx: &Cx) {
    let name = |login: &str| cx.house.office.person_name(login).to_owned();
    if let Some(it) = action.block() {
        page.state("Blocked", ("! Blocked", theme::OVERDUE), &format!("Since {}: {}", long(it.on), it.why));
    }
    for it in &action.progress_reviews {
        page.fact("Progress", &format!("{}, {}. {} {}", long(it.on), it.progress, it.note, name(&it.by)));
    }
    for done in &action.completions {
        let said = if done.by.is_empty() { String::new() } else { format!(", said {}", name(&done.by)) };
        page.fact("Done", &format!("{}{said}. {}", long(done.on), done.evidence));
        for it in &done.reviews {
            let sign = if it.result == ReviewResult::NotEffective { "x " } else { "= " };
            let by = if it.by.is_empty() { String::new() } else { format!(", {}", name(&it.by)) };
            let (on, result) = (long(it.on), it.result);
            let text = format!("{sign}{on}: {result}{by}. Saw: {}. {}", it.looked_at, it.note);
            page.fact("Review", &text);
        }
        for it in &done.audits {
            let verdict = if it.passed { "it lasts" } else { "x it does not last" };
            page.fact("Audit", &format!("{}: {verdict}. {}", long(it.on), it.note));
        }
        if let Some(it) = &done.reopened {
            page.fact("Open again", &format!("{}: {}", long(it.on), it.reason));
        }
    }
    if action.is_unreviewed() {
        let by = action.review_due().map(|it| format!(" by {}", long(it))).unwrap_or_default();
        let said = action.completion().map(|it| name(&it.by)).filter(|it| !it.is_empty());
        let who = said.unwrap_or_else(|| "whoever did it".to_owned());
        page.state(
            "Review",
            ("? Not reviewed", theme::NOT_REVIEWED),
            &format!("Somebody other than {who} must look whether it worked{by}. Press r."),
        );
    }
    readings(page, action, cx);
}

/// What was measured, reading by reading, with the day of completion between them.
fn readings(page: &mut Page<Leads>, action: &Action, cx: &Cx) {
    let whole = whole(action);
    let one = if cx.manner.glyphs == Glyphs::Unicode { "█" } else { "#" };
    let completed = action.completion().map(|it| it.on);
    for (place, it) in action.readings.iter().enumerate() {
        let is_first_after = completed.is_some_and(|on| on <= it.on)
            && place
                .checked_sub(1)
                .is_none_or(|before| completed.is_some_and(|on| action.readings[before].on < on));
        let mark = if is_first_after { "  <- first since completed" } else { "" };
        let bar = it.value.map(|it| {
            usize::try_from((it.0.unsigned_abs() * BAR as u64 / whole).min(BAR as u64)).unwrap_or(0)
        });
        let value = it.value.map(|it| it.to_string()).unwrap_or_default();
        let shows = Some(action.effect(it).words()).filter(|it| !it.is_empty());
        let shows = shows.map(|it| format!("{}. ", sentence_case(it))).unwrap_or_default();
        let text = format!(
            "{}: {value:>8}  {}{mark}  {shows}{}",
            long(it.on),
            one.repeat(bar.unwrap_or(0)),
            it.note
        );
        page.fact("Reading", &text);
    }
}

/// What a full bar stands for: a hundred where percentages are read, or else the largest of how it was, how it should be
/// and what was read.
fn whole(action: &Action) -> u64 {
    const HUNDRED: u64 = 100_000;
    let (unit, ends) = match &action.facts.measure {
        Some(Measure::Measured { unit, baseline, target, .. }) => (unit.trim(), [*baseline, *target]),
        _ => ("", [None, None]),
    };
    if matches!(unit, "%" | "per cent" | "percent") {
        return HUNDRED;
    }
    let read = action.readings.iter().map(|it| it.value).chain(ends);
    read.flatten().map(|it| it.0.unsigned_abs()).max().unwrap_or(0).max(1)
}

/// What the plan says to the public, and where that stands.
fn public(page: &mut Page<Leads>, plan: &Plan, cx: &Cx) {
    page.head("For the public", "w writes it, v approves it");
    let Some(it) = plan.wording() else {
        page.fact("", "Nothing is published of this plan. Press w to write what the public may read.");
        return;
    };
    page.fact("They told us", &it.words.failing);
    page.fact("We learnt", &it.words.learning);
    page.fact("We changed", &it.words.change);
    page.fact("Not names", &it.names_nobody.join(", "));
    let by = |login: &str| {
        if login.is_empty() { String::new() } else { format!(" by {}", cx.house.office.person_name(login)) }
    };
    page.fact("Written", &format!("on {}{}", long(it.on), by(&it.by)));
    match (&it.taken_back, &it.approved) {
        (Some(it), _) => {
            page.fact("Published", &format!("x Taken back on {}: {}. Press w.", long(it.on), it.reason));
        }
        (None, None) => {
            let badge = ("? Not approved", theme::NOT_REVIEWED);
            page.state("Published", badge, "Not yet: it needs a second person. Press v.");
        }
        (None, Some(_)) if plan.published().is_none() => {
            page.fact("Published", "x Not published: somebody was erased out of it. Press w.");
        }
        (None, Some(it)) => {
            page.fact("Published", &format!("= Approved on {}{}", long(it.on), by(&it.by)));
        }
    }
}

/// Complaints month by month, with the completion marked, and a sentence that is honest about small numbers.
fn impact(page: &mut Page<Leads>, plan: &Plan, counts: Option<&Counts>, cx: &Cx) {
    let Some(counts) = counts else { return };
    let completed = plan.actions.iter().filter_map(|action| action.completion().map(|it| it.on)).max();
    page.head("Impact", "complaints with this theme about this service, by month received");
    let impact = of_plan(plan, counts.from, &counts.months);
    page.fact("In short", &impact.sentence);
    if let Some((low, high)) = impact.band {
        let mark = end_of_chance(cx);
        page.fact(
            "By chance",
            &format!("from {low} to {high} a month, had nothing changed; {mark} marks both"),
        );
    }
    if let Some(back) = came_back(plan, counts, completed) {
        page.state("Did it come back?", ("! Came back", theme::OVERDUE), &back);
    }
    bars(page, counts, completed, impact.band, cx);
}

/// What stands at the ends of what lies within chance.
fn end_of_chance(cx: &Cx) -> &'static str {
    if cx.manner.glyphs == Glyphs::Unicode { "┊" } else { "|" }
}

/// A bar a month, of the last months that have any, with marks at the ends of what lies within chance.
fn bars(
    page: &mut Page<Leads>,
    counts: &Counts,
    completed: Option<NaiveDate>,
    band: Option<(u32, u32)>,
    cx: &Cx,
) {
    // What is said behind a bar needs room, too.
    let longest = page.columns.saturating_sub(LABEL + 21).clamp(8, BAR);
    let shown = counts.months.len().saturating_sub(SHOWN);
    let most = counts.months[shown..].iter().copied().max().unwrap_or(0);
    let highest = most.max(band.map_or(0, |it| it.1)).max(1);
    let one = if cx.manner.glyphs == Glyphs::Unicode { "█" } else { "#" };
    let end = end_of_chance(cx);
    let length =
        |count: u32| usize::try_from(u64::from(count) * longest as u64 / u64::from(highest)).unwrap_or(0);
    // A mark stands behind what it is the end of, and gives way to the bar.
    let marked = |long: usize| {
        let ends = band.map(|(low, high)| [length(low), length(high)]);
        let cell = |at: usize| match ends {
            _ if at < long => one,
            Some(ends) if ends.contains(&at) => end,
            _ => " ",
        };
        (0..=longest).map(cell).collect::<String>().trim_end().to_owned()
    };
    let month = |place: usize| month(counts.from, place);
    let first_counted = counts.months.iter().position(|it| *it > 0).unwrap_or(0).max(shown);
    for (place, count) in counts.months.iter().enumerate().skip(first_counted) {
        let first = month(place);
        let is_done = completed.is_some_and(|on| first <= on && on < month(place + 1));
        let mark = if is_done { "  <- completed" } else { "" };
        let so_far = if place + 1 == counts.months.len() { "  so far" } else { "" };
        let text = format!("{count:>4}  {}{mark}{so_far}", marked(length(*count)));
        let label = format!(" {:<LABEL$}", first.format("%b %Y"));
        page.add(vec![Span::styled(label, theme::LABEL), Span::raw(text)], None);
    }
}

/// Whether the same went wrong again after a plan was found to be effective.
fn came_back(plan: &Plan, counts: &Counts, completed: Option<NaiveDate>) -> Option<String> {
    let effective = plan.actions.iter().any(|action| {
        action
            .completion()
            .and_then(|it| it.conclusive())
            .is_some_and(|it| it.result == ReviewResult::Effective)
    });
    let reviewed = plan
        .actions
        .iter()
        .filter_map(|action| action.completion().and_then(|it| it.conclusive()).map(|it| it.on))
        .max()
        .or(completed)?;
    let since: u32 = (0..counts.months.len())
        .filter(|place| {
            let months = Months::new(u32::try_from(*place).unwrap_or(0));
            counts.from.checked_add_months(months).is_some_and(|first| reviewed < first)
        })
        .filter_map(|place| counts.wrong.get(place))
        .sum();
    let words = count(u64::from(since), "complaint");
    (effective && since > 0).then(|| {
        format!(
            "Something went wrong again: {words} since this was found to be effective on {}.",
            long(reviewed)
        )
    })
}

fn involvement(page: &mut Page<Leads>, plan: &Plan) {
    page.head("The person's part", "i records what they were told and asked");
    if plan.involvements.is_empty() {
        page.fact("", "Nobody has been told of this plan yet. Press i.");
    }
    for it in &plan.involvements {
        page.leads = it.case.and_then(LinkedCase::case).map(Leads::Case);
        page.fact("Case", &it.case.map(|it| it.to_string()).unwrap_or_default());
        for told in &it.told {
            page.fact("Told", &format!("{}. {}", long(told.on), told.note));
        }
        page.fact("Not told", &it.not_told);
        page.fact("Kept informed", &format!("{} {}", it.informed_how, it.informed_how_often));
        page.fact("Hears again by", &it.next_update.map(long).unwrap_or_default());
        for offer in &it.offers {
            let answer = offer.answer.map(|it| format!(": {it}")).unwrap_or_default();
            page.fact("Offered", &format!("{}{answer}", offer.part));
        }
        if let Some(story) = it.story() {
            page.fact("May share story", &format!("{}, since {}", story.scope, long(story.on)));
        }
        for asked in &it.satisfied {
            page.fact("Satisfied", &format!("{}, {}. {}", asked.satisfied, long(asked.on), asked.words));
        }
    }
    page.leads = None;
}
