//! The paper of a meeting of the board: what was decided last time and what became of it, and the questions that leaders ask of
//! complaints each quarter, answered from the data (guide, Using the data: roles and responsibility). Short: details stand in
//! other documents, which it names.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::figures::cell::Cell;
use crate::domain::plan::record::Plan;
use crate::domain::register::counts::Number;
use crate::domain::register::entry::Entry;
use crate::domain::register::value::Values;
use crate::report::document::{Document, Headline, Section, Table};
use crate::report::documents::beside::{beside, by_period};
use crate::report::documents::material::Material;
use crate::report::documents::parts::{brief, limits};
use crate::report::told::telling;

/// Meetings whose decisions are told.
const OF_LEADERS: &[&str] = &[BOARD, "review"];
/// The one that the paper is for.
const BOARD: &str = "board";

/// Makes it.
pub fn document(material: &Material) -> Document {
    let basis = material.basis();
    let asks = |number: u8, question: &str| Section::new(format!("{number}. {question}"));
    let change = |caption: &str, paths: &[&str]| beside(material, caption, paths, |it| &it.sum);
    let in_time = by_period(material, "In time", &["within_first_timescale", "acknowledged_in_time"]);
    let came = asks(1, "What came in, and did we answer when we said?")
        .table(change("Received and closed", &["received", "closed", "reopened", "referred", "important"]))
        .table(in_time);
    let about = asks(2, "What is it about, and what rises?");
    let wrong = asks(3, "What went wrong, and is there a plan for it?")
        .table(change("Something went wrong", &["something_went_wrong"]));
    let works =
        works(material).into_iter().fold(asks(4, "Are plans carried out, and do they work?"), Section::say);
    let rest = |number: u8, question: &str, names: &[&str]| {
        let section = asks(number, question);
        let told = material.tables(&section.heading, names);
        told.unwrap_or_else(|| section.say("Nothing is recorded of this in the period."))
    };
    let rests = [
        rest(
            6,
            "What do people and colleagues say of how we dealt with it?",
            &["feedback-given", "feedback-by-group", "feedback-to-decide"],
        ),
        rest(7, "What stands in the way of colleagues?", &["barriers-open"]),
        rest(8, "Are colleagues trained?", &["training-in-date"]),
        rest(9, "Do the bodies that we oversee do well?", &["returns-in-time", "bodies-plans"]),
        rest(
            10,
            "What is systemic, and is it put right?",
            &["themes-to-decide", "faults-found", "faults-corrected", "faults-open"],
        ),
    ];
    let mut sections = vec![
        last_time(material),
        to_decide(material),
        came,
        telling(about, "", &["theme_alerts", "themes"], &basis),
        telling(wrong, "", &["learnt_from"], &basis),
        telling(works, "Actions", &["actions.all"], &basis),
        telling(
            asks(5, "What does the Ombudsman say?"),
            "",
            &["ombudsman.decisions", "ombudsman.recommendations"],
            &basis,
        ),
    ];
    sections.extend(rests);
    sections.push(limits(material).say(
        "What each figure means, and every detail, stands in “redress report board”; the bodies in “oversight”, the Standards in \
         “standards”, and each plan in “plans”.",
    ));
    Document { headlines: headlines(), ..brief(material, "Complaints, agenda of the board", sections) }
}

fn headlines() -> Vec<Headline> {
    vec![
        Headline::of("Received", "received", "number"),
        Headline::of("Answered in time", "within_first_timescale", "percent"),
        Headline::of("Something went wrong", "something_went_wrong/yes", "number"),
    ]
}

/// A decision of a meeting, as it stands on the day.
struct Decided {
    held: NaiveDate,
    what: String,
    owner: String,
    by: Option<NaiveDate>,
    outcome: String,
    done: Option<NaiveDate>,
}

/// The decisions of leaders: all since the board last met and of that meeting, and those of earlier ones that are still to be
/// carried out. The meeting that the paper is for is none of them.
fn decided(material: &Material) -> Vec<Decided> {
    let day = material.today;
    let its_own = |it: &Entry| {
        let paper = it.values.rows("paper").first();
        let is_of = |period: &str| period.split(',').next() == Some(material.this.short());
        let has_it = paper.is_some_and(|it| it.text("name") == "agenda" && is_of(it.text("period")));
        it.values.day("held") == Some(day) || has_it
    };
    let mut meetings = material.entries("decisions-open", "held", day);
    meetings.retain(|it| !its_own(it));
    let theirs = meetings.iter().copied().filter(|it| OF_LEADERS.contains(&it.values.text("kind")));
    let board = meetings.iter().filter(|it| it.values.text("kind") == BOARD);
    let last = board.filter_map(|it| it.values.day("held")).max();
    let decisions = |meeting: &Entry| -> Vec<Decided> {
        let Some(held) = meeting.values.day("held") else { return Vec::new() };
        let row = |it: &Values| Decided {
            held,
            what: material.without_names(it.text("what")),
            owner: material.about.office.person_name(it.text("owner")).to_owned(),
            by: it.day("by"),
            outcome: material.without_names(it.text("outcome")),
            done: it.day("done").filter(|it| *it <= day),
        };
        let all = meeting.values.rows("decisions").iter().map(row);
        all.filter(|it| last.is_none_or(|last| last <= held) || it.done.is_none()).collect()
    };
    theirs.flat_map(decisions).collect()
}

impl Decided {
    fn is_late(&self, day: NaiveDate) -> bool {
        self.done.is_none() && self.by.is_some_and(|by| by < day)
    }

    fn stands(&self, day: NaiveDate) -> String {
        match self.done {
            Some(on) if self.outcome.is_empty() => format!("done on {}", long(on)),
            Some(on) => format!("done on {}: {}", long(on), self.outcome),
            None if self.is_late(day) => "late".to_owned(),
            None => "open".to_owned(),
        }
    }
}

fn last_time(material: &Material) -> Section {
    let section = Section::new("What was decided last time, and what became of it");
    let day = material.today;
    let decided = decided(material);
    let Some(last) = decided.first().map(|it| it.held) else {
        return section.say(
            "No decision of the board or of a quarterly review is recorded up to the day of this paper.",
        );
    };
    let columns = ["Decision", "Decided on", "Owner", "By", "What became of it"];
    let table = decided.iter().fold(Table::new("Decisions", &columns), |table, it| {
        let by = it.by.map_or(Cell::NotApplicable, Cell::Date);
        table.row([
            it.what.as_str().into(),
            Cell::Date(it.held),
            it.owner.as_str().into(),
            by,
            it.stands(day).into(),
        ])
    });
    let says = format!(
        "The last meeting with decisions was on {}. Open ones of earlier meetings follow.",
        long(last)
    );
    section.say(says).table(table)
}

/// What complaints came to after plans, in sentences.
fn works(material: &Material) -> Vec<String> {
    let says = |verdict: &str| {
        let is_so =
            |it: &&Plan| material.impacts.get(&it.reference).is_some_and(|it| it.verdict.contains(verdict));
        let plans: Vec<String> =
            material.plans.iter().filter(is_so).map(|it| it.reference.to_string()).collect();
        (!plans.is_empty()).then(|| format!("Complaints of this kind, {verdict}: {}.", plans.join(", ")))
    };
    let verdicts = ["fewer than before", "more than before", "no change that is sure", "too early to say"];
    let back = material.came_back.iter();
    let back: Vec<String> = back
        .map(|it| format!("{} ({} since {})", it.reference.plan, it.complaints, long(it.since)))
        .collect();
    let back = (!back.is_empty())
        .then(|| format!("Went wrong again after it was found to work: {}.", back.join(", ")));
    verdicts.into_iter().filter_map(says).chain(back).collect()
}

/// What the data asks the board to decide.
fn to_decide(material: &Material) -> Section {
    let day = material.today;
    let sum = &material.this.sum;
    let late = decided(material).iter().filter(|it| it.is_late(day)).count() as u64;
    let actions = sum.actions.values().map(|it| it.late).sum::<u64>();
    let unreviewed = sum.actions.values().map(|it| it.completed_not_reviewed).sum::<u64>();
    let alerts = sum.themes.alerts(&sum.settings, material.basis().compared).len() as u64;
    let unlearnt = sum.learnt.denominator.saturating_sub(sum.learnt.numerator);
    let asked = [
        (late, "Decisions past their date", "By when, and by whom?"),
        (
            unlearnt,
            "Complaints closed in the period where something went wrong, without a plan",
            "Who writes one?",
        ),
        (actions, "Actions of plans that are late", "What is in the way?"),
        (unreviewed, "Completed actions that nobody has reviewed", "Who looks whether they work?"),
        (alerts, "Themes on the rise or with an important matter", "Watch, act or leave?"),
    ];
    let asked = asked.into_iter().filter(|it| 0 < it.0);
    let asked = asked.map(|(number, what, ask)| format!("{what}: {number}. {ask}"));
    let told =
        material.registers.iter().flat_map(|it| it.telling().into_iter().map(|table| (it.kind, table)));
    let waiting = told.filter_map(|(kind, table)| {
        let (what, ask) = kind.counts.iter().find(|it| it.name == table.name)?.asked?;
        let waits = table
            .rows
            .iter()
            .flat_map(|it| &it.now)
            .map(|it| if let Number::Many(it) = it { *it } else { 0 });
        // Of people no number is told that the table might withhold.
        match (waits.sum::<u64>(), table.is_of_people) {
            (0, _) => None,
            (_, true) => Some(format!("{what}. {ask}")),
            (many, false) => Some(format!("{what}: {many}. {ask}")),
        }
    });
    let section = asked.chain(waiting).fold(Section::new("What to decide"), Section::say);
    if section.paragraphs.is_empty() {
        section.say("Nothing in the data waits for a decision.")
    } else {
        section
    }
}
