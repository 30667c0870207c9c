//! The paper of a meeting of the board: what was decided last time and what became of it, and the questions that leaders ask of
//! complaints each quarter, answered from the data (guide, Using the data: roles and responsibility). Short: details stand in
//! other documents, which it names.

use crate::domain::calendar::dates::long;
use crate::domain::figures::cell::Cell;
use crate::report::document::{Document, Headline, Section, Table};
use crate::report::documents::asked::{decided, to_decide, works};
use crate::report::documents::beside::{beside, by_period};
use crate::report::documents::material::Material;
use crate::report::documents::parts::{brief, limits};
use crate::report::told::telling;

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
        let nothing = "Nothing is recorded of this in the period.";
        told.unwrap_or_else(|| {
            section.say(names.first().and_then(|it| material.withheld(it)).unwrap_or(nothing))
        })
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
        to_decide(material, material.today),
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

fn last_time(material: &Material) -> Section {
    let section = Section::new("What was decided last time, and what became of it");
    let day = material.today;
    let decided = decided(material, day);
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
