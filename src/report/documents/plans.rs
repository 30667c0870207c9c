//! Action plans: what is open and late, what is completed and not reviewed, what was reviewed, what lasts, and whether it
//! helped. As of the day of the document.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::calendar::month::CalendarMonth;
use crate::domain::figures::cell::Cell;
use crate::domain::figures::groups::{CHANGING_SERVICE, MONTH};
use crate::domain::plan::record::{Action, Plan};
use crate::domain::plan::row::{ActionRow, rows};
use crate::domain::reference::ActionRef;
use crate::domain::text::{agree, count, sentence_case};
use crate::report::document::{Chart, Document, Section, Shape, Table};
use crate::report::documents::material::Material;
use crate::report::documents::parts::{ACTIONS, document as finished};
use crate::report::impact::of_action;
use crate::report::told::telling;

/// An action with its plan, as it stood on the day.
struct Line<'a> {
    plan: &'a Plan,
    action: &'a Action,
    row: ActionRow,
}

/// Makes it.
pub fn document(material: &Material) -> Document {
    let day = material.about.period.as_of;
    let lines = lines(material, day);
    let completed = |it: &&Line| it.row.completed.is_some();
    let open: Vec<&Line> = lines.iter().filter(|it| !completed(it)).collect();
    let unreviewed: Vec<&Line> = lines.iter().filter(|it| it.row.unreviewed_on(day)).collect();
    let reviewed: Vec<&Line> = lines
        .iter()
        .filter(completed)
        .filter(|it| !it.row.unreviewed_on(day) && !is_sustained(it, day))
        .collect();
    let sustained: Vec<&Line> = lines.iter().filter(|it| is_sustained(it, day)).collect();
    let late = lines.iter().filter(|it| it.row.late_on(day)).count();
    let brief = format!(
        "{}. Open: {}. Completed and not reviewed: {}. Reviewed: {}, of these shown to last: {}. Late, \
         because they are not done or not reviewed in time: {late}.",
        sentence_case(&agree(lines.len() as u64, "action", "was agreed", "were agreed")),
        open.len(),
        unreviewed.len(),
        reviewed.len() + sustained.len(),
        sustained.len()
    );
    let page = Page { material, day };
    let brief = Section::new("In brief")
        .say(brief)
        .say("“Completed” is what somebody said. It counts as reviewed once somebody else has looked at it.");
    let sections = vec![
        telling(brief, "Actions", ACTIONS, &material.basis()),
        page.section("Open", "Open actions", &open, "No action is open.", "Due", |it| it.row.due),
        page.section(
            "Completed, not reviewed",
            "Completed actions that nobody has reviewed",
            &unreviewed,
            "Every completed action is reviewed.",
            "Review due",
            |it| it.row.review_due,
        ),
        page.section(
            "Reviewed, and not shown to last yet",
            "Actions whose review found out whether they work",
            &reviewed,
            "No other action was reviewed.",
            "Reviewed",
            |it| it.row.reviewed,
        ),
        page.section(
            "Shown to last",
            "Actions whose audit found that they last",
            &sustained,
            "No action was shown to last.",
            "Reviewed",
            |it| it.row.reviewed,
        ),
        page.impact(),
        came_back(material),
    ];
    finished(material, "Action plans", sections)
}

/// The actions that are late or that nobody has reviewed, what was due first at the top, and how many of them there are. What is
/// kept from whoever makes the document is counted alone.
pub fn in_doubt(material: &Material, most: usize) -> (Table, usize) {
    let day = material.about.period.as_of;
    let due = |it: &Line| if it.row.completed.is_some() { it.row.review_due } else { it.row.due };
    let mut lines = lines(material, day);
    lines.retain(|it| it.row.late_on(day) || it.row.unreviewed_on(day));
    let all = lines.len();
    lines.retain(|it| !it.plan.is_outline);
    lines.sort_by_key(|it| (due(it).is_none(), due(it)));
    let first: Vec<&Line> = lines.iter().take(most).collect();
    (Page { material, day }.list("Actions that are late or not reviewed", &first, "Due", due), all)
}

/// Every action that was agreed by the day, and not turned down by then.
fn lines<'a>(material: &'a Material, day: NaiveDate) -> Vec<Line<'a>> {
    let of_plan = |plan: &'a Plan| {
        rows(plan)
            .into_iter()
            .filter_map(move |row| Some(Line { plan, action: plan.action(row.reference.action)?, row }))
    };
    let bound = |it: &Line| it.row.bound_on(day);
    material.plans.iter().flat_map(of_plan).filter(bound).collect()
}

fn is_sustained(it: &Line, day: NaiveDate) -> bool {
    let last = it.action.completion().and_then(|it| it.audits.last());
    !it.row.unreviewed_on(day) && last.is_some_and(|it| it.passed)
}

/// What went wrong again after a plan was found to work: it is to be looked at once more.
fn came_back(material: &Material) -> Section {
    let section = Section::new("Came back after it was found to work");
    let columns = ["Plan", "What it is about", "Found to work on", "Complaints since"];
    let table =
        material.came_back.iter().fold(Table::new("Something went wrong again", &columns), |table, it| {
            table.row([
                it.reference.plan.to_string().into(),
                material.without_names(&it.plan_title).into(),
                Cell::Date(it.since),
                u64::from(it.complaints).into(),
            ])
        });
    let about = "Complaints with the theme of the plan about its service, received since, on which something went wrong.";
    if table.rows.is_empty() {
        return section.say("Nothing went wrong again that a plan was found to have put right.");
    }
    section.say(about).table(table)
}

struct Page<'a> {
    material: &'a Material<'a>,
    day: NaiveDate,
}

impl Page<'_> {
    fn service(&self, plan: &Plan) -> String {
        CHANGING_SERVICE.label(self.material.about.office, &plan.facts.service)
    }

    fn section(
        &self,
        heading: &str,
        caption: &str,
        lines: &[&Line],
        none: &str,
        date: &str,
        on: impl Fn(&Line) -> Option<NaiveDate>,
    ) -> Section {
        if lines.is_empty() {
            return Section::new(heading).say(none);
        }
        // What is kept from whoever makes the document is counted, and not told.
        let (kept, lines): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|it| it.plan.is_outline);
        let section = Section::new(heading);
        let section = match kept.len() as u64 {
            0 => section,
            left => section.say(format!(
                "{} of restricted plans {} counted above and not listed: you may not see {}.",
                count(left, "action"),
                if left == 1 { "is" } else { "are" },
                if left == 1 { "it" } else { "them" }
            )),
        };
        if lines.is_empty() {
            return section;
        }
        section.table(self.list(caption, &lines, date, on))
    }

    /// A line for each.
    fn list(
        &self,
        caption: &str,
        lines: &[&Line],
        date: &str,
        on: impl Fn(&Line) -> Option<NaiveDate>,
    ) -> Table {
        let columns = ["Action", "What changes", "Service", date, "Stands"];
        lines.iter().fold(Table::new(caption, &columns), |table, it| {
            let day = on(it).map_or(Cell::Text("not set".to_owned()), Cell::Date);
            table.row([
                it.row.reference.to_string().into(),
                self.material.without_names(&it.row.what).into(),
                self.service(it.plan).into(),
                day,
                self.stands(it).into(),
            ])
        })
    }

    fn stands(&self, it: &Line) -> String {
        let late = if it.row.late_on(self.day) { ", late" } else { "" };
        let result = it.action.completion().and_then(|it| it.conclusive());
        match result {
            Some(review) => format!("{}, {}", review.result, long(review.on)),
            None if it.row.unreviewed_on(self.day) => format!("completed, not reviewed{late}"),
            None => format!("open{late}"),
        }
    }

    /// What complaints came to, and what was measured.
    fn impact(&self) -> Section {
        let section = Section::new("Did it help?");
        let mut table = Table::new(
            "What complaints and measurements show",
            &["Plan or action", "What changes", "What is shown"],
        );
        for plan in self.material.plans.iter().filter(|it| !it.is_outline) {
            if let Some(words) = self.material.impacts.get(&plan.reference) {
                table = table.row([
                    plan.reference.to_string().into(),
                    self.material.without_names(&plan.facts.title).into(),
                    words.sentence.clone().into(),
                ]);
            }
            for action in plan.adopted() {
                let Some(words) = of_action(action, self.day) else { continue };
                let reference = ActionRef { plan: plan.reference, action: action.number };
                table = table.row([
                    reference.to_string().into(),
                    self.material.without_names(&action.facts.what).into(),
                    self.material.without_names(&words).into(),
                ]);
            }
        }
        if table.rows.is_empty() {
            return section.say("Nothing was counted or measured.");
        }
        let shown = self.material.plans.iter().filter(|it| !it.is_outline);
        shown.fold(section.table(table), |section, plan| section.table(self.around(plan)))
    }

    /// Complaints month by month around the completion of a plan, beside what there would be by chance had nothing changed;
    /// without rows where nothing was counted.
    fn around(&self, plan: &Plan) -> Table {
        let caption = format!("{}: complaints of this kind by month", plan.reference);
        let impact = self.material.impacts.get(&plan.reference);
        let (months, band) = impact.map_or((&[][..], None), |it| (&it.around, it.band));
        let (counts, shape) = ("complaints of a kind", Shape::Months);
        let chart = Chart { columns: vec![1], counts, shape, band: band.map(|_| [3, 4]) };
        let columns = [MONTH.heading, "Complaints", "Side", "By chance at least", "At most"];
        let shown = if band.is_some() { columns.len() } else { 3 };
        let empty = Table { chart: Some(chart), ..Table::new(caption, &columns[..shown]) };
        months.iter().fold(empty, |mut table, it| {
            let month = MONTH.label(self.material.about.office, &CalendarMonth::of(it.first).to_string());
            let mut row = vec![month.into(), u64::from(it.complaints).into(), it.side.into()];
            row.extend(band.iter().flat_map(|(low, high)| [*low, *high]).map(|it| u64::from(it).into()));
            table.rows.push(row);
            table
        })
    }
}
