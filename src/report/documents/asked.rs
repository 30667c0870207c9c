//! What leaders decided and what became of it, and what the data asks them to decide now.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::plan::record::Plan;
use crate::domain::register::counts::Number;
use crate::domain::register::entry::Entry;
use crate::domain::register::value::Values;
use crate::report::document::Section;
use crate::report::documents::material::Material;

/// Meetings whose decisions are told.
const OF_LEADERS: &[&str] = &[BOARD, "review"];
/// The one that the paper is for.
const BOARD: &str = "board";

/// A decision of a meeting, as it stands on the day.
pub struct Decided {
    /// The day of the meeting.
    pub held: NaiveDate,
    pub what: String,
    /// Whoever is to carry it out, by name.
    pub owner: String,
    pub by: Option<NaiveDate>,
    outcome: String,
    done: Option<NaiveDate>,
}

/// The decisions of leaders: all since the board last met and of that meeting, and those of earlier ones that are still to be
/// carried out, as of a day. The meeting that the paper is for is none of them.
pub fn decided(material: &Material, day: NaiveDate) -> Vec<Decided> {
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
    /// Whether it is not carried out on a day after the one by which it should have been.
    pub fn is_late(&self, day: NaiveDate) -> bool {
        self.done.is_none() && self.by.is_some_and(|by| by < day)
    }

    /// What became of it up to a day, in words.
    pub fn stands(&self, day: NaiveDate) -> String {
        match self.done {
            Some(on) if self.outcome.is_empty() => format!("done on {}", long(on)),
            Some(on) => format!("done on {}: {}", long(on), self.outcome),
            None if self.is_late(day) => "late".to_owned(),
            None => "open".to_owned(),
        }
    }
}

/// What complaints came to after plans, in sentences.
pub fn works(material: &Material) -> Vec<String> {
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

/// What the data asks the board to decide, as of a day.
pub fn to_decide(material: &Material, day: NaiveDate) -> Section {
    let sum = &material.this.sum;
    let late = decided(material, day).iter().filter(|it| it.is_late(day)).count() as u64;
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
