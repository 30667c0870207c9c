//! How far the office meets the Complaint Standards: by theme and by whose view it is, beside what people who complained and
//! colleagues say, with the gaps that are left (guide, What the Complaint Standards say).

use crate::domain::figures::cell::Cell;
use crate::domain::figures::groups::ORGANISATION;
use crate::domain::figures::performance::Share;
use crate::domain::register::counts::{Counted, CountedRow, Number};
use crate::domain::register::expectations::{EXPECTATIONS, FOUR_POINTS};
use crate::domain::register::kind::Kind;
use crate::domain::register::statements::STATEMENTS;
use crate::domain::text::sentence_case;
use crate::report::document::{Document, Section, Table};
use crate::report::documents::assessed::{Line, last_lines, left_out};
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
    sections.extend(one_by_one(material));
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
        "Of the ratings of expectations in the period, how many say that they are fully met and how many mostly; of the answers \
         to statements, how many agree.",
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
    let table =
        Table { columns, rows: rows.collect(), ..Table::new("Met, mostly met, or agreed with, of all", &[]) };
    section.table(table)
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

/// How each expectation was assessed last in the period, and when: of whose work, as seen by whom.
fn one_by_one(material: &Material) -> Option<Section> {
    let (office, period) = (material.about.office, material.about.period);
    let columns = ["Expectation", "Whose work", "As seen by", "Rating", "Assessed on"];
    let mut table = Table::new("Last assessment of each expectation in the period", &columns);
    for expectation in EXPECTATIONS {
        for (of, lines) in &last_lines(material, period.from, period.to.min(period.as_of)) {
            let Some(last) = lines.get(expectation.0).filter(|_| of.is_of_the_standards()) else { continue };
            let rating = FOUR_POINTS.iter().find(|it| it.choice.0 == last.line.text("rating"));
            table = table.row([
                expectation.1.into(),
                ORGANISATION.label(office, &of.organisation).into(),
                of.view(office).into(),
                rating.map_or("", |it| it.choice.1).into(),
                Cell::Date(last.on),
            ]);
        }
    }
    let section = Section::new("How each expectation was assessed last");
    let section = left_out(material).into_iter().fold(section, Section::say);
    (!table.rows.is_empty()).then(|| section.table(table))
}

/// The gaps that the last assessment of each expectation and clause found, and what is done about them.
fn gaps(material: &Material) -> Option<Section> {
    let day = material.about.period.as_of;
    let columns = ["Expectation or clause", "Whose work", "Gap", "What is done", "By", "Stands"];
    let mut table = Table::new("Gaps", &columns);
    for (of, lines) in last_lines(material, None, day) {
        for (about, Line { line, .. }) in lines.iter().filter(|it| it.1.line.get("gap").is_some()) {
            let by = line.day("action_by");
            let stands = match line.day("closed_on").filter(|it| *it <= day) {
                Some(_) => "closed",
                None if line.text("action").is_empty() && line.get("plan").is_none() => "nothing is planned",
                None if by.is_some_and(|it| it < day) => "late",
                None => "open",
            };
            table = table.row([
                about.as_str().into(),
                ORGANISATION.label(material.about.office, &of.organisation).into(),
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
