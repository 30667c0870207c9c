//! How far the office meets the Complaint Standards: by theme and by whose view it is, beside what people who complained and
//! colleagues say, with the gaps that are left (guide, What the Complaint Standards say).

use std::collections::BTreeMap;

use crate::domain::figures::cell::Cell;
use crate::domain::figures::groups::ORGANISATION;
use crate::domain::figures::performance::Share;
use crate::domain::register::counts::{Counted, CountedRow, Number};
use crate::domain::register::entry::Entry;
use crate::domain::register::expectations::not_assessed;
use crate::domain::register::field::field;
use crate::domain::register::kind::Kind;
use crate::domain::register::kinds::kind_of;
use crate::domain::register::statements::STATEMENTS;
use crate::domain::register::tell::words;
use crate::domain::register::value::Value;
use crate::domain::text::sentence_case;
use crate::report::document::{Document, Section, Table};
use crate::report::documents::material::Material;
use crate::report::documents::parts::{document as finished, limits};

/// The themes of the Standards, by the letter of their expectations.
const THEMES: &[(char, &str)] = &[
    ('L', "Promoting a learning culture"),
    ('W', "Welcoming complaints"),
    ('T', "Being thorough and fair"),
    ('F', "Giving fair and accountable responses"),
];

/// Makes it.
pub fn document(material: &Material) -> Document {
    let mut sections = vec![by_theme(material)];
    sections.extend(gaps(material));
    let rests = [
        ("Expectation by expectation", "assessment-ratings"),
        ("What people and colleagues say", "feedback-given"),
        ("Who has read the Standards", "standards-read"),
        ("Training and support", "training-in-date"),
    ];
    sections.extend(rests.iter().filter_map(|(heading, table)| material.whole(heading, table)));
    sections.push(limits(material));
    finished(material, "How we meet the Complaint Standards", sections)
}

/// Shares by theme, one column for each view: those of assessments, and of feedback beside them.
fn by_theme(material: &Material) -> Section {
    let section = Section::new("By theme, and by whose view it is").say(
        "Of the expectations that were rated, how many are fully met and how many mostly; of the statements that were answered, \
         with how many people agree.",
    );
    let counted = |name: &'static str| -> Vec<(&'static Kind, &Counted)> {
        let theirs = material.registers.iter().flat_map(|it| {
            let told = it.telling().into_iter().filter(|table| it.tells_of_people || !table.is_of_people);
            told.map(|table| (it.kind, table))
        });
        theirs.filter(|it| it.1.name == name).collect()
    };
    // Each view of an assessment has two shares, of what is met fully and mostly.
    let views: Vec<(&Kind, &Counted, usize)> =
        [(counted("assessment-ratings"), 2), (counted("feedback-statements"), 1)]
            .into_iter()
            .flat_map(|(views, shares)| {
                let each = move |(kind, it)| (0..shares).map(move |place| (kind, it, place));
                views.into_iter().flat_map(each)
            })
            .collect();
    let mut columns = vec!["Theme".to_owned()];
    columns.extend(views.iter().flat_map(|(kind, it, place)| {
        let view = it.title.split_once(": ").map_or(it.title.as_str(), |it| it.1);
        let heading = it.headings.get(*place).map_or("", String::as_str);
        let view = format!("{}: {view}, {heading}", sentence_case(kind.many));
        [view.clone(), format!("{view}, before")].into_iter().take(1 + usize::from(material.before.is_some()))
    }));
    let rows = THEMES.iter().map(|(letter, theme)| {
        let shares = views.iter().flat_map(|(_, it, place)| {
            let told = |share| told(share, it.is_of_people, material.about.office.withhold_below);
            let now = told(share(it, *letter, *place, |row| &row.now));
            let before =
                material.before.is_some().then(|| told(share(it, *letter, *place, |row| &row.before)));
            std::iter::once(now).chain(before)
        });
        std::iter::once(Cell::from(*theme)).chain(shares).collect()
    });
    if views.is_empty() {
        return section.say(
            "Nothing was assessed in the period, and no statement was answered. Enter an assessment first.",
        );
    }
    let section = left_out(material).into_iter().fold(section, Section::say);
    let table =
        Table { columns, rows: rows.collect(), ..Table::new("Met, mostly met, or agreed with, of all", &[]) };
    section.table(table)
}

/// What the last assessments against the Standards did not assess, each in a sentence.
fn left_out(material: &Material) -> Vec<String> {
    let last = last_assessments(material).into_iter();
    let office = material.about.office;
    let told = |((tool, organisation, _), it): (Of, &Entry)| {
        let left = not_assessed(&it.values).filter(|_| tool == "standards")?;
        let field = kind_of(it.reference.register).and_then(|it| field(it.fields, "perspective"));
        let view = field.zip(it.values.get("perspective")).map(|(field, it)| words(office, field, it));
        let view = view.map_or_else(String::new, |it| format!(", as seen by {it}"));
        Some(format!("{}{view}: {left}.", ORGANISATION.label(office, &organisation)))
    };
    last.filter_map(told).collect()
}

/// A share; one that would tell of few people is withheld.
fn told(it: Share, is_of_people: bool, below: u32) -> Cell {
    let few = 1..u64::from(below);
    let rest = it.denominator.saturating_sub(it.numerator);
    if is_of_people && (few.contains(&it.numerator) || few.contains(&rest)) {
        Cell::Withheld
    } else {
        Cell::share(it)
    }
}

/// What share of the ratings of a theme stand under the heading in this place.
fn share(counted: &Counted, letter: char, place: usize, pick: fn(&CountedRow) -> &Vec<Number>) -> Share {
    let theirs = counted.rows.iter().filter(|row| is_of(&row.label, letter));
    theirs.map(pick).fold(Share::default(), |all, numbers| match (numbers.get(place), numbers.last()) {
        (Some(Number::Many(of)), Some(Number::Share { whole, .. })) => {
            Share { numerator: all.numerator + of, denominator: all.denominator + whole }
        }
        _ => all,
    })
}

/// Whether a row is about a theme: by the code that an expectation begins with, or by those that a statement shows something of.
fn is_of(label: &str, letter: char) -> bool {
    let statement = STATEMENTS.iter().find(|it| it.choice.1 == label);
    let itself = [label];
    let shows = statement.map_or(&itself[..], |it| it.expectations);
    shows.iter().any(|it| it.starts_with(letter))
}

/// By which tool, of which organisation and as seen by whom.
type Of = (String, Option<u32>, String);

/// The last assessment by each tool of each organisation from each view.
fn last_assessments<'a>(material: &'a Material) -> BTreeMap<Of, &'a Entry> {
    let mut last: BTreeMap<Of, &Entry> = BTreeMap::new();
    for entry in material.entries("assessments-in-date", "on", material.about.period.as_of) {
        let it = &entry.values;
        let of = (
            it.text("tool").to_owned(),
            it.get("organisation").and_then(Value::item),
            it.text("perspective").to_owned(),
        );
        last.entry(of).or_insert(entry);
    }
    last
}

/// The gaps of the last assessment by each tool of each organisation from each view, and what is done about them.
fn gaps(material: &Material) -> Option<Section> {
    let day = material.about.period.as_of;
    let last = last_assessments(material);
    let columns = ["Expectation or clause", "Whose work", "Gap", "What is done", "By", "Stands"];
    let mut table = Table::new("Gaps", &columns);
    for ((_, organisation, _), assessment) in last {
        for line in assessment.values.rows("lines").iter().filter(|it| it.get("gap").is_some()) {
            let by = line.day("action_by");
            let stands = match line.day("closed_on").filter(|it| *it <= day) {
                Some(_) => "closed",
                None if line.text("action").is_empty() && line.get("plan").is_none() => "nothing is planned",
                None if by.is_some_and(|it| it < day) => "late",
                None => "open",
            };
            let about = if line.text("expectation").is_empty() {
                line.text("clause")
            } else {
                line.text("expectation")
            };
            table = table.row([
                about.into(),
                ORGANISATION.label(material.about.office, &organisation).into(),
                material.without_names(line.text("gap")).into(),
                material.without_names(line.text("action")).into(),
                by.map_or(Cell::NotApplicable, Cell::Date),
                stands.into(),
            ]);
        }
    }
    (!table.rows.is_empty()).then(|| Section::new("Gaps, and what is done about them").table(table))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_and_statements_are_of_the_themes_that_they_show_something_of() {
        assert!(is_of("L3 Colleagues are trained and supported in all that complaints ask of them", 'L'));
        assert!(is_of("It was easy to find out how to complain", 'W'));
        assert!(!is_of("It was easy to find out how to complain", 'L'));
    }

    #[test]
    fn a_share_of_few_people_is_withheld_and_one_of_many_ratings_is_not() {
        let share = |numerator, denominator| Share { numerator, denominator };
        assert_eq!(told(share(28, 30), true, 5), Cell::Withheld);
        assert_eq!(told(share(20, 30), true, 5), Cell::share(share(20, 30)));
        assert_eq!(told(share(1, 2), false, 5), Cell::Percent(50.0));
        assert_eq!(told(share(0, 0), true, 5), Cell::NotApplicable);
    }
}
