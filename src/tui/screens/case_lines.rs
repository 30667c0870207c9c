//! A case as lines to read: facts, dates, issues, what puts things right, and the timeline. Built once from the record;
//! the case screen only moves through them.

use chrono::NaiveDate;
use ratatui::text::Span;

use crate::api::message::Moment;
use crate::domain::calendar::dates::{long, short};
use crate::domain::case::account;
use crate::domain::case::clock::{Clock, SETTLED_AT_ONCE};
use crate::domain::case::command::Step;
use crate::domain::case::decide::ending::missing_before_closing;
use crate::domain::case::history::{for_whom, keeping, person, sentence};
use crate::domain::case::kind_of_case::steps_to_propose;
use crate::domain::case::letter::Changed;
use crate::domain::case::record::{Case, FollowUp, Part};
use crate::domain::case::stages::who_not;
use crate::domain::diary::{Standing, clock_standing, obligations, standing};
use crate::domain::money::pounds;
use crate::domain::party::likeness::Likeness;
use crate::domain::reference::{CaseRef, PlanRef};
use crate::domain::row::{Row, stage_in_words};
use crate::domain::text::{sentence_case, width};
use crate::domain::theirs::{how_many, one_of_theirs};
use crate::domain::vocabulary::{Nature, WentWrong};
use crate::tui::screen::Cx;
use crate::tui::screens::reading::{Page, Pages, Widths};
use crate::tui::screens::timeline::timeline;
use crate::tui::theme;

/// Columns of a label.
const LABEL: usize = 14;
/// Columns of what a date is called.
const CLOCK: usize = 16;
/// Columns from which on a date stands in full beside how it stands.
const IN_FULL: usize = 56;

/// What a line leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeadsTo {
    /// How a date was reached.
    Date(Clock),
    /// An action plan.
    Plan(PlanRef),
    /// Another case of the same person.
    Case(CaseRef),
    /// A step, and the part of the case that it is for: Enter opens its form.
    Step(Step, u32),
    /// A letter that went, by its number.
    Letter(u32),
}

/// What belongs to a case and is in other records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Around {
    /// The plans that learn from it, with their titles.
    pub plans: Vec<(PlanRef, String)>,
    /// What they changed, for a letter.
    pub changed: Vec<Changed>,
    /// The other cases of its person, the last received first, each with whether it is surely theirs.
    pub others: Vec<(Likeness, Row)>,
}

/// The whole case, at a width.
pub fn lines(case: &Case, around: &Around, moments: &[Moment], cx: &Cx, widths: Widths) -> Pages<LeadsTo> {
    let mut page = Page::new(widths.first, LABEL, 0);
    facts(&mut page, case, cx);
    page.fact("What happened", &case.facts.story);
    theirs(&mut page, &around.others, cx);
    rounds(&mut page, case, cx);
    dates(&mut page, case, cx);
    issues(&mut page, case, cx);
    putting_right(&mut page, case, cx);
    next_tier(&mut page, case);
    steps(&mut page, case, cx);
    follow_ups(&mut page, case);
    costs(&mut page, case);
    letters(&mut page, case);
    papers(&mut page, case, cx);
    cancelled(&mut page, case);
    learning(&mut page, case, &around.plans);
    other_cases(&mut page, &around.others, cx);
    widths.pages(page, |page| {
        page.head("Timeline, newest first", &entries(moments));
        timeline(page, moments, usize::MAX, cx);
    })
}

/// What stands beside a list: facts, dates, and what happened last.
pub fn summary(case: &Case, moments: &[Moment], cx: &Cx, columns: usize) -> Page<LeadsTo> {
    const LAST: usize = 3;
    let mut page = Page::new(columns, LABEL, 0);
    page.head(&format!("Case {}", case.reference), &entries(moments));
    facts(&mut page, case, cx);
    rounds(&mut page, case, cx);
    dates(&mut page, case, cx);
    page.head("What happened last", "");
    timeline(&mut page, moments, LAST, cx);
    issues(&mut page, case, cx);
    page.head("What happened", "");
    page.fact("", &case.facts.story);
    page
}

fn entries(moments: &[Moment]) -> String {
    match moments.len() {
        1 => "1 entry".to_owned(),
        some => format!("{some} entries"),
    }
}

/// What is owed soonest: how it stands, by when, and that in words.
pub fn soonest(case: &Case, cx: &Cx) -> (Standing, Option<NaiveDate>, String) {
    let (calendar, timescales) = (&cx.house.calendar, &cx.house.office.timescales);
    if let Some(closing) = case.closing() {
        let outcome = closing.outcome.map_or_else(|| "outcome not recorded".to_owned(), |it| it.to_string());
        return (Standing::Done, None, format!("Closed on {}: {outcome}", long(closing.on)));
    }
    match obligations(calendar, timescales, case).first() {
        None => {
            let missing = if case.is_open() { missing_before_closing(case) } else { Vec::new() };
            let words = match &missing[..] {
                [] => "Nothing is owed".to_owned(),
                missing => format!("Nothing is due. Still to do: {}", missing.join("; ")),
            };
            (Standing::Done, None, words)
        }
        Some(owed) => {
            let stands = standing(calendar, timescales.due_soon, cx.today, Some(owed.due));
            let what = format!("{}: {}", sentence_case(owed.kind.words()), long(owed.due));
            // A badge says how it stands.
            let is_told = theme::is_badge(theme::of(stands));
            let words = if is_told { what } else { format!("{what}, {}", stands.in_words()) };
            (stands, Some(owed.due), words)
        }
    }
}

/// A fact that leads to a step on a part of the case.
fn fact_to(page: &mut Page<LeadsTo>, label: &str, text: &str, step: Step, part: u32) {
    page.leads = Some(LeadsTo::Step(step, part));
    page.fact(label, text);
    page.leads = None;
}

fn facts(page: &mut Page<LeadsTo>, case: &Case, cx: &Cx) {
    let office = &cx.house.office;
    let facts = &case.facts;
    let nobody = || "Nobody. Press o to say who.".to_owned();
    let owner = case.owner.as_deref().map_or_else(nobody, |it| office.person_name(it).to_owned());
    page.fact("About", &facts.subject);
    for (label, words) in person(office, case) {
        page.fact(label, &words);
    }
    page.fact("Service", &office.service_name(facts.service));
    page.fact("Stage", &sentence_case(&stage_in_words(office, case)));
    page.fact("Stage 2", &who_not(office, case).unwrap_or_default());
    page.fact("Owner", &owner);
    page.fact("Received", &format!("{}, {}", long(facts.received), office.channel_name(facts.channel)));
    if let Some(source) = case.source.as_ref().filter(|it| !it.file.is_empty()) {
        page.fact("Imported", &format!("{}, line {} of {}", source.reference, source.line, source.file));
    }
    page.fact("Happened on", &facts.happened.map(long).unwrap_or_default());
    page.fact("Wants", &facts.wants);
    page.fact("Important", case.important().unwrap_or_default());
    if let Some(it) = &case.restriction {
        page.fact("Restricted", &format!("{} {}", for_whom(office, it), it.reason));
    }
    if let Some(it) = &case.consent {
        page.fact("Consent", &format!("{}, {}", sentence_case(it.status.word()), long(it.on)));
    }
    if let Some(of) = case.duplicate_of {
        page.fact("Repeats", &of.to_string());
    }
    for (label, words) in keeping(office, case) {
        page.fact(label, &words);
    }
}

fn dates(page: &mut Page<LeadsTo>, case: &Case, cx: &Cx) {
    if case.nature == Nature::Conversation {
        page.head("Dates", "");
        page.text(vec![Span::raw(" ")], 1, 1, SETTLED_AT_ONCE);
        return;
    }
    page.head("Dates", "? on a date: how it was reached");
    let soon = cx.house.office.timescales.due_soon;
    let (write, wide): (fn(NaiveDate) -> String, usize) =
        if page.columns < IN_FULL { (short, 8) } else { (long, 17) };
    let mut doubts = None;
    for clock in case.clocks(&cx.house.calendar, cx.today) {
        let caveat = cx.house.calendar.caveat(clock.due);
        let star = if caveat.is_some() { " *" } else { "" };
        doubts = doubts.or(caveat);
        let (stands, words) = clock_standing(&cx.house.calendar, soon, cx.today, &clock);
        let due = format!("{}{star}", write(clock.due));
        let mut spans = vec![
            Span::styled(format!(" {:<CLOCK$}", clock.name), theme::LABEL),
            Span::raw(format!("{due:<wide$}")),
        ];
        let called = 1 + width(clock.name);
        let look = theme::of(stands);
        if theme::is_badge(look) {
            spans.extend(theme::badge(
                &format!("{} {}", stands.sign(), stands.badge(Some(clock.due), cx.today)),
                look,
            ));
            page.called(spans, called, Some(LeadsTo::Date(clock)));
        } else {
            // Words stand under those of a badge.
            spans.push(Span::raw("   "));
            page.leads = Some(LeadsTo::Date(clock));
            page.text(spans, called, CLOCK + wide + 4, &sentence_case(&words));
            page.leads = None;
        }
    }
    if let Some(why) = doubts {
        page.text(vec![Span::raw(" * ")], 1, 3, &why);
    }
    if case.rounds.now.timescale.is_none() && case.is_open() {
        let (name, words) = match case.still_stands(&cx.house.calendar, &case.rounds.now) {
            None => ("Reply by", "No timescale shared with the person yet. Press d."),
            Some(_) => ("Told anew", "No timescale since it was opened again. Press d."),
        };
        let first = vec![Span::styled(format!(" {name:<CLOCK$}"), theme::LABEL)];
        page.text(first, 1 + width(name), CLOCK + 1, words);
    }
}

/// What happened in each round of a case that was opened again.
fn rounds(page: &mut Page<LeadsTo>, case: &Case, cx: &Cx) {
    let all = account::rounds(&cx.house.calendar, case);
    if all.is_empty() {
        return;
    }
    page.head("Rounds", "each from its beginning to its answer");
    all.iter().for_each(|(label, words)| page.fact(label, words));
}

fn issues(page: &mut Page<LeadsTo>, case: &Case, cx: &Cx) {
    page.head("Issues", "i adds one, f records a finding");
    if case.issues.is_empty() {
        page.text(vec![Span::raw(" ")], 1, 1, "Nothing yet. Press i to add what is complained about.");
    }
    for issue in &case.issues {
        let theme_name = issue.theme.map(|it| cx.house.office.theme_name(Some(it))).unwrap_or_default();
        let text = match (theme_name.as_str(), issue.what.as_str()) {
            (theme_name, "") => theme_name.to_owned(),
            ("", what) => what.to_owned(),
            (theme_name, what) if theme_name == what => what.to_owned(),
            (theme_name, what) => format!("{theme_name}: {what}"),
        };
        fact_to(page, &issue.number.to_string(), &text, Step::Find, issue.number);
        let found = match &issue.finding {
            None => "No finding yet. Press f to record it.".to_owned(),
            Some(it) => {
                let finding =
                    it.finding.map_or_else(|| "No formal finding".to_owned(), |it| sentence_case(it.word()));
                format!("{finding}, {}. Something went wrong: {}. {}", long(it.on), it.went_wrong, it.reason)
            }
        };
        fact_to(page, "", &found, Step::Find, issue.number);
    }
}

fn putting_right(page: &mut Page<LeadsTo>, case: &Case, cx: &Cx) {
    if case.remedies.is_empty() && case.payments.is_empty() {
        return;
    }
    page.head("Putting right", "Enter on one: it was done, or is put right");
    for it in &case.remedies {
        let state = match (it.done, it.by) {
            (Some(done), _) => format!("done {}", long(done)),
            (None, Some(by)) => format!("by {}", long(by)),
            (None, None) => String::new(),
        };
        let who = cx.house.office.person_name(&it.who);
        let answer = it.answer.map(|it| format!(", {it}")).unwrap_or_default();
        let text = format!("{}: {} ({who}, {state}{answer})", sentence_case(it.kind.word()), it.what);
        let step = if it.done.is_some() { Step::AmendRemedy } else { Step::CompleteRemedy };
        fact_to(page, &it.number.to_string(), &text, step, it.number);
    }
    for it in &case.payments {
        let state = match (it.paid, it.by) {
            (Some(paid), _) => format!("paid {}", long(paid)),
            (None, Some(by)) => format!("to be paid by {}", long(by)),
            (None, None) => String::new(),
        };
        let text = format!(
            "{}, {}, for {}, authorised by {}, {state}",
            pounds(it.pence),
            it.class,
            it.head,
            it.authorised_by
        );
        let step = if it.paid.is_some() { Step::AmendPayment } else { Step::Pay };
        fact_to(page, &format!("Payment {}", it.number), &text, step, it.number);
    }
}

/// Letters that went.
fn letters(page: &mut Page<LeadsTo>, case: &Case) {
    if case.letters.is_empty() {
        return;
    }
    page.head("Letters", "Enter reads one, and there s saves it");
    for it in &case.letters {
        page.leads = Some(LeadsTo::Letter(it.number));
        page.fact(&it.number.to_string(), &sentence_case(&it.words()));
        page.leads = None;
    }
}

/// Papers that are kept of the case, or referred to.
fn papers(page: &mut Page<LeadsTo>, case: &Case, cx: &Cx) {
    if case.papers.is_empty() {
        return;
    }
    page.head("Papers", &format!("redress paper {} NUMBER -o FILE saves one", case.reference));
    for it in &case.papers {
        let text = it.words(&cx.house.office);
        fact_to(page, &it.number.to_string(), &text, Step::AmendPaper, it.number);
    }
}

/// What was asked of others, and what comes up again.
fn follow_ups(page: &mut Page<LeadsTo>, case: &Case) {
    let all: Vec<&FollowUp> = case.follow_ups.iter().filter(|it| !it.is_step).collect();
    if all.is_empty() {
        return;
    }
    page.head("Asked and brought forward", "Enter on one says what came of it");
    for it in all {
        let step = if it.done.is_some() { Step::AmendFollowUp } else { Step::FollowUpDone };
        let text = Part::FollowUp(it.clone()).words();
        fact_to(page, &format!("Follow-up {}", it.number), &text, step, it.number);
    }
}

/// The steps of its kind, with who ticked them, and those that the office has for it and that are not on it.
fn steps(page: &mut Page<LeadsTo>, case: &Case, cx: &Cx) {
    let all: Vec<&FollowUp> = case.follow_ups.iter().filter(|it| it.is_step).collect();
    let proposed =
        if cx.offers(case, Step::SetSteps).is_ok() { steps_to_propose(&cx.house, case).len() } else { 0 };
    if all.is_empty() && proposed == 0 {
        return;
    }
    page.head("Steps of its kind", if all.is_empty() { "" } else { "Enter on one ticks it" });
    for it in all {
        let (mark, step) =
            if it.done.is_some() { ("[x]", Step::AmendFollowUp) } else { ("[ ]", Step::FollowUpDone) };
        let by = cx.house.office.person_name(&it.done_by);
        let by = if by.is_empty() { String::new() } else { format!(", ticked by {by}") };
        let text = format!("{mark} {}{by}", Part::FollowUp(it.clone()).words());
        fact_to(page, &format!("Step {}", it.number), &text, step, it.number);
    }
    if proposed > 0 {
        let text = format!("{proposed} more that the office has for such a case. Enter puts them on it.");
        fact_to(page, "Proposed", &text, Step::SetSteps, 0);
    }
}

/// Hours and money that the case took.
fn costs(page: &mut Page<LeadsTo>, case: &Case) {
    if case.costs.is_empty() {
        return;
    }
    page.head("Cost of the case", "Enter on one puts it right");
    for it in &case.costs {
        let text = format!("{}, {}", Part::Cost(it.clone()).words(), long(it.on));
        fact_to(page, &it.number.to_string(), &text, Step::AmendCost, it.number);
    }
}

/// What was cancelled, of whatever kind: it counts nowhere.
fn cancelled(page: &mut Page<LeadsTo>, case: &Case) {
    if case.cancelled.is_empty() {
        return;
    }
    page.head("Cancelled", "counts nowhere, and nothing is owed");
    for it in &case.cancelled {
        page.fact("", &sentence(&sentence_case(&it.words())));
    }
}

fn next_tier(page: &mut Page<LeadsTo>, case: &Case) {
    if case.referrals.is_empty() {
        return;
    }
    page.head("Next tier", "");
    for it in &case.referrals {
        let (step, papers) = match (it.papers_due, it.papers_sent) {
            (_, Some(sent)) => (Step::RecordDecision, format!(", papers sent {}", long(sent))),
            (Some(due), None) => (Step::SendPapers, format!(", papers due {}", long(due))),
            (None, None) => (Step::RecordDecision, String::new()),
        };
        let text = format!("{}, {}, {}{papers}", it.body, it.tier, long(it.on));
        fact_to(page, &it.number.to_string(), &text, step, it.number);
        if let Some(decided) = &it.decision {
            page.fact("", &format!("Decided {}: {}. {}", long(decided.on), decided.decision, decided.note));
        }
        for recommended in &it.recommendations {
            let followed = recommended.followed.as_ref().map_or_else(
                || recommended.target.map(|by| format!("by {}", long(by))).unwrap_or_default(),
                |it| format!("{} {}", it.compliance, long(it.on)),
            );
            let accepted = match recommended.accepted {
                Some(true) => "accepted",
                Some(false) => "not accepted",
                None => "",
            };
            let stands = [accepted, &followed].into_iter().filter(|it| !it.is_empty());
            let stands = stands.collect::<Vec<_>>().join(", ");
            let text = format!("Recommends: {} ({stands})", recommended.what);
            let is_followed = recommended.followed.is_some();
            let step = if is_followed { Step::AmendRecommendation } else { Step::FollowRecommendation };
            fact_to(page, "", &text, step, recommended.number);
        }
    }
}

/// The plans that learn from the case; where something went wrong and there is none, that is said.
fn learning(page: &mut Page<LeadsTo>, case: &Case, plans: &[(PlanRef, String)]) {
    let is_wrong = case.went_wrong() == Some(WentWrong::Yes);
    if plans.is_empty() && !is_wrong {
        return;
    }
    page.head("Learning", "p makes an action plan");
    for (plan, title) in plans {
        page.leads = Some(LeadsTo::Plan(*plan));
        page.fact(&plan.to_string(), title);
        page.leads = None;
    }
    if plans.is_empty() {
        page.text(
            vec![Span::raw(" ")],
            1,
            1,
            "Something went wrong, and no plan says what will change. Press p.",
        );
    }
}

/// How many other cases the person has.
fn theirs(page: &mut Page<LeadsTo>, others: &[(Likeness, Row)], cx: &Cx) {
    if let Some((_, last)) = others.first() {
        page.leads = Some(LeadsTo::Case(last.reference));
        page.fact("Other cases", &how_many(others, cx.today));
        page.leads = None;
    }
}

fn other_cases(page: &mut Page<LeadsTo>, others: &[(Likeness, Row)], cx: &Cx) {
    if !others.is_empty() {
        page.head("Other cases of this person", "Enter opens one");
    }
    for (likeness, row) in others {
        let words = one_of_theirs(*likeness, row, cx.today);
        page.leads = Some(LeadsTo::Case(row.reference));
        page.text(vec![Span::raw(" ")], 1 + width(&row.reference.to_string()), 1, &words);
        page.leads = None;
    }
}
