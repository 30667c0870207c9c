//! A case as one document, to be read on paper or given to the Ombudsman: whole, or with what others may not see left out as
//! for subject access.

use chrono::NaiveDate;

use crate::api::message::Moment;
use crate::domain::calendar::Calendar;
use crate::domain::calendar::dates::long;
use crate::domain::case::account;
use crate::domain::case::clock::SETTLED_AT_ONCE;
use crate::domain::case::record::Case;
use crate::domain::diary::clock_standing;
use crate::domain::figures::cell::Cell;
use crate::domain::office::record::Office;
use crate::domain::persons_copy::persons_copy;
use crate::domain::subject_access::HeldText;
use crate::domain::text::sentence_case;
use crate::domain::vocabulary::Nature;
use crate::domain::whole_case::{facts, parts};
use crate::report::document::{Document, Section, Table};

/// Whom and when a case is printed for.
pub struct Setting<'a> {
    pub office: &'a Office,
    pub calendar: &'a Calendar,
    pub today: NaiveDate,
}

/// The case whole: its facts and dates, what belongs to it, its letters as they went, and what happened.
pub fn whole(setting: &Setting, case: &Case, moments: &[Moment]) -> Document {
    let office = setting.office;
    let mut document = begun(setting, case);
    document.sections = standing(setting, case);
    for letter in &case.letters {
        let heading = format!("Letter {}: {}", letter.number, letter.words());
        document.sections.push(in_paragraphs(heading, &letter.text));
    }
    document.sections.extend(happened(office, moments));
    document
}

/// The case as it stands: its facts, what was done in each round and when, what was and is owed, and what belongs to it.
fn standing(setting: &Setting, case: &Case) -> Vec<Section> {
    let office = setting.office;
    // A text of several lines keeps them, below what fits into a table.
    let is_long = |it: &(&'static str, String)| it.1.trim().contains('\n');
    let (long, short): (Vec<_>, Vec<_>) = facts(office, case).into_iter().partition(is_long);
    let mut sections = vec![Section::new("Facts").table(labelled("What is known", short))];
    sections.extend(long.into_iter().map(|(label, words)| in_paragraphs(label, &words)));
    let rounds = account::every_round(setting.calendar, case);
    sections.push(Section::new("What was done, and when").table(labelled("Each time through", rounds)));
    sections.push(dates(setting, case));
    for (heading, lines) in parts(office, case) {
        sections.push(lines.into_iter().fold(Section::new(heading), Section::say));
    }
    sections
}

/// The case as it stands, for its person: findings, outcome, days, remedies and payments, with what is left out of its texts.
pub fn for_its_person(setting: &Setting, case: &Case, texts: &[HeldText]) -> Vec<Section> {
    standing(setting, &persons_copy(setting.office, setting.today, case, texts))
}

/// A text under a heading, a paragraph for each of its lines.
fn in_paragraphs(heading: impl Into<String>, text: &str) -> Section {
    let lines = text.lines().filter(|it| !it.trim().is_empty());
    lines.fold(Section::new(heading), Section::say)
}

/// The case with what is written on it as its person may have it: each text whole, with names left out, or withheld with the
/// reason. `texts` are those that are held on the case, oldest first.
pub fn redacted(setting: &Setting, case: &Case, texts: &[HeldText]) -> Document {
    let office = setting.office;
    let mut document = begun(setting, case);
    document.about.push(
        "Names of others and what is not theirs to have are left out, as is proposed for subject access. Read it before it \
         goes to anybody."
            .to_owned(),
    );
    document.sections = for_its_person(setting, case, texts);
    let mut table = Table::new("Every text on the case", &["What it is", "Written down", "What it says"]);
    for it in texts {
        let on = it.at.with_timezone(&office.zone()).date_naive();
        let says = match (it.redacted(), &it.proposal) {
            _ if it.question.is_some() => "[withheld: it may be about somebody else]".to_owned(),
            (Some(text), None) => text,
            (Some(text), Some(why)) => format!("{text} [left out: {}]", why.why),
            (None, why) => format!("[withheld: {}]", why.as_ref().map_or("", |it| &it.why)),
        };
        table = table.row([sentence_case(&it.what).into(), on.to_string().into(), says.into()]);
    }
    document.sections.push(Section::new("What is written on it").table(table));
    document
}

fn begun(setting: &Setting, case: &Case) -> Document {
    let about = vec![setting.office.organisation.clone(), format!("As of {}.", long(setting.today))];
    Document { title: format!("Case {}", case.reference), about, ..Document::default() }
}

/// A table of labels and what they say; what says nothing is left out.
fn labelled<T: Into<String>>(caption: &str, all: Vec<(T, String)>) -> Table {
    let known = all.into_iter().filter(|it| !it.1.trim().is_empty());
    known.fold(Table::new(caption, &["What", "It says"]), |table, (label, words)| {
        table.row([Cell::from(Into::<String>::into(label)), words.into()])
    })
}

fn dates(setting: &Setting, case: &Case) -> Section {
    let due_soon = setting.office.timescales.due_soon;
    let table = Table::new("What was and is owed, by when", &["What", "By", "How it stands"]);
    let all = case.clocks(setting.calendar, setting.today).into_iter();
    let table = all.fold(table, |table, clock| {
        let stands = clock_standing(setting.calendar, due_soon, setting.today, &clock).1;
        table.row([clock.name.into(), long(clock.due).into(), stands.into()])
    });
    let section = Section::new("Dates");
    if case.nature == Nature::Conversation {
        return section.say(SETTLED_AT_ONCE);
    }
    section.table(table)
}

/// What happened, and after it the texts of several lines.
fn happened(office: &Office, moments: &[Moment]) -> Vec<Section> {
    let mut texts = Vec::new();
    let mut table = Table::new("Oldest first", &["When", "Who", "What"]);
    for moment in moments {
        let at = moment.at.with_timezone(&office.zone()).format("%-d %b %Y %H:%M").to_string();
        let by = moment.by_whom(office.person_name(&moment.by));
        if moment.happenings.is_empty() {
            table = table.row([at.clone().into(), by.clone().into(), "(erased)".into()]);
        }
        for it in &moment.happenings {
            let mut words = format!("{}: {}", it.kind, it.words);
            if it.words.trim().contains('\n') {
                let heading = format!("{}, {at}, {by}", it.kind);
                words = format!("{}: as it stands below, under “{heading}”.", it.kind);
                texts.push(in_paragraphs(heading, &it.words));
            }
            table = table.row([at.clone().into(), by.clone().into(), words.into()]);
        }
    }
    texts.insert(0, Section::new("What happened").table(table));
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Facts, Letter};
    use crate::domain::office::record::House;
    use crate::domain::reference::CaseRef;
    use crate::domain::subject_access::{LeaveOut, Proposal};
    use crate::domain::vocabulary::LetterKind;
    use crate::report::render::{Format, render};

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    fn printed(made: impl Fn(&Setting, &Case) -> Document) -> String {
        let house = House::new(Office::default());
        let setting = Setting { office: &house.office, calendar: &house.calendar, today: on("2026-11-24") };
        let mut facts = Facts::received_on(on("2026-11-02"));
        facts.story = "Mr Webb shouted.\n\nThen he left.".to_owned();
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, facts);
        case.letters = vec![Letter {
            number: 1,
            kind: LetterKind::Update,
            on: on("2026-11-20"),
            means: None,
            to: "Amara".to_owned(),
            text: "Dear Amara\n\nMore soon.".to_owned(),
        }];
        String::from_utf8(render(&made(&setting, &case), Format::Text)).expect("text")
    }

    #[test]
    fn a_case_is_whole_with_its_dates_and_its_letters_as_they_went() {
        let page = printed(|setting, case| whole(setting, case, &[]));
        for words in
            ["Case 26-0001", "Mr Webb shouted.", "acknowledge", "Letter 1: update to Amara", "More soon."]
        {
            assert!(page.to_lowercase().contains(&words.to_lowercase()), "{words}\n{page}");
        }
        // A story keeps its paragraphs.
        assert!(page.lines().any(|it| it.trim() == "Then he left."), "{page}");
    }

    #[test]
    fn what_is_left_out_is_said_with_the_reason_and_not_shown() {
        let text = |proposal, question| HeldText {
            change: 1,
            at: chrono::DateTime::UNIX_EPOCH,
            what: "text".to_owned(),
            text: "Mr Webb rang.".to_owned(),
            proposal,
            question,
            paper: None,
        };
        let names = Proposal {
            leave_out: LeaveOut::Names(std::iter::once(0..7).collect()),
            why: "another person".to_owned(),
        };
        let texts = [text(Some(names), None), text(Some(Proposal::of_everything("legal advice")), None)];
        let page = printed(|setting, case| redacted(setting, case, &texts));
        assert!(!page.contains("Webb"), "{page}");
        for words in ["[name withheld] rang.", "another person", "[withheld: legal advice]"] {
            assert!(page.contains(words), "{words}\n{page}");
        }
    }
}
