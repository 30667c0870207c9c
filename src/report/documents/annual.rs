//! The complaints section of the annual report, for a financial year: what the guide says an office must share.

use crate::domain::figures::figure::Basis;
use crate::domain::figures::groups::THEME;
use crate::domain::figures::impact::Direction;
use crate::domain::figures::themes::ThemeCount;
use crate::domain::plan::record::{Action, Plan};
use crate::domain::plan::row::CameBack;
use crate::domain::vocabulary::ReviewResult;
use crate::report::document::{Document, Headline, Section, Table};
use crate::report::documents::assessed::{ASSESSED, left_out as not_assessed};
use crate::report::documents::beside::beside;
use crate::report::documents::course::of_period;
use crate::report::documents::material::{About, Material};
use crate::report::documents::ombudsman;
use crate::report::documents::parts::{ACTIONS, document as finished, limits_for_everybody};
use crate::report::documents::published::{named, told};
use crate::report::documents::registers::Register;
use crate::report::told::telling;

/// Makes it.
pub fn document(material: &Material) -> Document {
    let basis = material.basis();
    let tell = |section: Section, paths: &[&str]| telling(section, "", paths, &basis);
    let ours = "These are our own counts. The Ombudsman's own figures stand apart, at the beginning.";
    let took = telling(
        Section::new("How long complaints took"),
        "Closed in the year",
        &[
            "closed",
            "closed_without_timescale",
            "timescale_shared_late",
            "closed_without_answer",
            "answered_undated",
        ],
        &basis,
    );
    let routes = ["early_resolution", "closer_look", "no_route_recorded"];
    let took = telling(took, "Routes, and how long they took", &routes, &basis);
    let in_time = ["within_first_timescale", "within_last_timescale", "acknowledged_in_time"];
    let ended = ["outcomes", "something_went_wrong", "something_went_wrong_by_service"];
    let mut sections = vec![
        ombudsman::section(material.year.as_ref()),
        ombudsman::context(material.year.as_ref(), material.marks.said(), &material.this.sum.cost),
        received(material),
        telling(took, "Timeliness", &in_time, &basis),
        tell(Section::new("How complaints ended"), &ended),
        themes(material),
        tell(Section::new("Putting things right"), &["remedies", "redress"]),
        tell(
            telling(
                Section::new("Referrals").say(ours),
                "Referrals and important issues",
                &["referred", "important"],
                &basis,
            ),
            &["ombudsman"],
        ),
        tell(Section::new("What it cost"), &["cost"]),
        telling(changed(material), "Actions", ACTIONS, &basis),
    ];
    sections.extend(registered(material));
    sections.push(limits_for_everybody(material));
    let title = format!("Complaints, {}", lower(&material.this.name));
    Document { headlines: headlines(), ..finished(material, &title, sections) }
}

/// A section for each register that counted anything; of assessments with what they left out.
fn registered(material: &Material) -> Vec<Section> {
    let periods = material.periods();
    let section = |it: &Register| {
        let section = it.section(&periods)?;
        let left_out = if it.kind.counts.iter().any(|it| it.name == ASSESSED) {
            not_assessed(material)
        } else {
            Vec::new()
        };
        Some(left_out.into_iter().fold(section, Section::say))
    };
    material.registers.iter().filter_map(section).collect()
}

fn headlines() -> Vec<Headline> {
    vec![
        Headline::of("Complaints received", "received", "number"),
        Headline::of("Complaints closed", "closed", "number"),
        Headline::of("Answered in time", "within_first_timescale", "percent"),
        Headline::of("Something went wrong", "something_went_wrong/yes", "number"),
    ]
}

/// A name inside a sentence.
fn lower(name: &str) -> String {
    name.replacen("Financial year", "financial year", 1)
}

/// What complaints were about, and which themes rose. How many there were on average in the years before stays in the office: the
/// reports of those years withhold some, and an average would tell them.
fn themes(material: &Material) -> Section {
    let basis = material.basis();
    let (sum, office) = (basis.sum, basis.office);
    let by_theme = sum.themes.by_theme().into_iter().filter(|it| it.0.is_some());
    let rises = |it: &ThemeCount| basis.compares && it.rises(&sum.settings, basis.compared) == Some(true);
    let rising: Vec<String> =
        by_theme.filter(|it| rises(&it.1)).map(|it| THEME.label(office, &it.0)).collect();
    let section = Section::new("What complaints were about");
    let section = telling(section, "", &["themes"], &Basis { compares: false, ..basis });
    if rising.is_empty() {
        return section;
    }
    section.say(format!("On the rise beside the years before: {}.", rising.join(", ")))
}

fn received(material: &Material) -> Section {
    let change = |caption: &str, path: &str| beside(material, caption, &[path], |it| &it.sum);
    let mut section = Section::new("Complaints received")
        .table(change("Received", "received"))
        .table(change("Received by service", "received_by_service"));
    if 1 < material.about.office.organisations.items.len() {
        section = section.table(change("Received by organisation", "received_by_organisation"));
    }
    section.table(of_period(material))
}

/// What changed because of complaints: plans with an action whose review in the year found that it works.
fn changed(material: &Material) -> Section {
    let section = Section::new("What changed because of complaints");
    let office = material.about.office;
    let columns = ["Plan", "What people told us", "What we learnt", "What we changed"];
    let empty = Table::new("Action plans reviewed as effective", &columns);
    let mut table = Table { is_stories: true, as_written: vec![0, 1, 2, 3], ..empty };
    let worked = worked(material);
    for (plan, words) in told(&worked).0 {
        table = table.row([
            named(plan, office).into(),
            words.failing.clone().into(),
            words.learning.clone().into(),
            words.change.clone().into(),
        ]);
    }
    let section = match (table.rows.is_empty(), worked.is_empty()) {
        (false, _) => section.say("Each of these was reviewed in the year and found to work.").table(table),
        (true, false) => section,
        (true, true) => section.say("No action plan was reviewed as effective in the year."),
    };
    untold(material).into_iter().chain(came_back(material)).fold(section, Section::say)
}

/// That what a plan put right went wrong again, or that there is more of it: which plan it is, and no number that might tell of one.
/// Where complaints are fewer than before, some still come.
fn came_back(material: &Material) -> Vec<String> {
    let change = |it: &Plan| match material.impacts.get(&it.reference).and_then(|it| it.change) {
        None | Some(Direction::NothingToCompare) => Direction::NotSure,
        Some(it) => it,
    };
    // What came back in an earlier year was told then.
    let is_new = |back: &&CameBack| !material.came_back_before.contains(back);
    let is_back =
        |it: &Plan| material.came_back.iter().filter(is_new).any(|back| back.reference.plan == it.reference);
    let plans = |is_one: &dyn Fn(&Plan) -> bool| {
        let plans = material.plans.iter().filter(|it| is_one(it) && it.published().is_some());
        plans.map(|it| named(it, material.about.office)).collect::<Vec<_>>().join(", ")
    };
    let said = [
        (Direction::More, "After the change there were more complaints of the same kind than before"),
        (
            Direction::TooEarly,
            "Complaints of the same kind came again after the change, and it is too early to say whether there are fewer",
        ),
        (
            Direction::NotSure,
            "Complaints of the same kind came again after the change, and nobody can be sure that there are fewer",
        ),
    ];
    let said = said.into_iter().map(|(how, words)| (words, plans(&|it| is_back(it) && change(it) == how)));
    let said = said.filter(|it| !it.1.is_empty());
    said.map(|(words, plans)| format!("{words}. We look at it again: {plans}.")).collect()
}

/// What of plans is not told, and why, and what the guide asks for and nobody recorded, sentence by sentence.
pub fn left_out(material: &Material) -> Vec<String> {
    let silent = material.registers.iter().filter(|it| it.telling().is_empty());
    let silent: Vec<&str> = silent.map(|it| it.kind.many).collect();
    let silent = (!silent.is_empty()).then(|| {
        format!("Nothing is recorded for the year of: {}. The guide asks for it.", silent.join(", "))
    });
    untold(material).into_iter().chain(silent).collect()
}

/// What of plans is not told, and why.
fn untold(material: &Material) -> Option<String> {
    told(&worked(material)).1
}

/// The plans with an action whose review in the year found that it works.
fn worked<'a>(material: &'a Material) -> Vec<&'a Plan> {
    let has_worked = |it: &&Plan| effective(it, &material.about).next().is_some();
    material.plans.iter().filter(has_worked).collect()
}

fn effective<'a>(plan: &'a Plan, about: &'a About) -> impl Iterator<Item = &'a Action> {
    let days = about.period;
    plan.adopted().filter(move |action| {
        action.completion().and_then(|it| it.conclusive()).is_some_and(|it| {
            it.result == ReviewResult::Effective
                && days.from.is_none_or(|from| from <= it.on)
                && it.on <= days.to.min(days.as_of)
        })
    })
}
