//! The answer to a request for what is held about somebody: the document that the person is given, and the log that the office
//! keeps of what was left out.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::cli::beside_the_answer::Flaws;
use crate::cli::ending::Trouble;
use crate::domain::calendar::dates::long;
use crate::domain::differences::PEOPLE;
use crate::domain::reference::RecordRef;
use crate::domain::register::kinds::kind_of;
use crate::domain::subject_access::{HeldRecord, HeldText, LeaveOut, Whose};
use crate::domain::text::{CSV_MARK, one_line, safe_lines, sentence_case, spreadsheet_safe};
use crate::report::document::{Document, Section};
use crate::report::render::markdown;

/// What a record of somebody else is called: neither whose it is nor which.
const ELSEWHERE: &str = "In another record here";
/// What is said of what stands there, whatever it is.
const ANOTHERS: &str = "it stands in a record that is not yours, and may be somebody else’s data too";

/// What an answer calls the people of a case.
const CALLED: [&str; 2] = ["the person affected", "whoever speaks for them"];

/// What a record is called, and how it concerns the person, for whoever answers.
pub fn heading(it: &HeldRecord) -> String {
    let whose = it.whose.in_words();
    let what = match it.on {
        RecordRef::Office if it.whose.is_doubtful() => return format!("The office’s own record ({whose})"),
        RecordRef::Office => return "The office’s own record".to_owned(),
        on => kind_of_record(on),
    };
    let restricted = if it.is_restricted { ", restricted" } else { "" };
    format!("{what} {} ({whose}{restricted})", it.on)
}

fn kind_of_record(on: RecordRef) -> String {
    match on {
        RecordRef::Office => "Record of the office".to_owned(),
        RecordRef::Year(_) => "Financial year".to_owned(),
        RecordRef::Case(_) => "Case".to_owned(),
        RecordRef::Plan(_) => "Action plan".to_owned(),
        RecordRef::Entry(it) => {
            kind_of(it.register).map_or_else(|| "Entry".to_owned(), |it| sentence_case(it.one))
        }
    }
}

/// What a record is called in the answer itself.
fn heading_for_them(it: &HeldRecord) -> String {
    match (it.on, it.whose) {
        (RecordRef::Office, _) => "In our own records".to_owned(),
        (on @ RecordRef::Case(_), Whose::Theirs) => format!("Your case {on}"),
        (on, Whose::Theirs) => format!("{} {on}, about your case", kind_of_record(on)),
        _ => ELSEWHERE.to_owned(),
    }
}

/// What a text is, in words for the person: “Email of the person affected”.
fn called_for_them(what: &str) -> String {
    let mut called = what.to_owned();
    for (person, for_them) in PEOPLE.into_iter().zip(CALLED) {
        if what == person {
            called = format!("name of {for_them}");
        } else if let Some(of_them) = what.strip_prefix(person).and_then(|it| it.strip_prefix("’s ")) {
            called = format!("{of_them} of {for_them}");
        }
    }
    sentence_case(&called)
}

/// The day at the office on which it was written down.
fn written_on(text: &HeldText, zone: Tz) -> NaiveDate {
    text.at.with_timezone(&zone).date_naive()
}

/// What the person is given, but for papers.
pub struct Answer<'a> {
    pub organisation: String,
    /// The day, in words.
    pub today: String,
    pub known_as: &'a [String],
    pub held: &'a [HeldRecord],
    /// Each of their cases as it stands, as they may have it.
    pub cases: BTreeMap<RecordRef, Vec<Section>>,
    pub zone: Tz,
}

impl Answer<'_> {
    /// The document that the person is given.
    pub fn document(&self, flaws: &Flaws) -> String {
        let mut page = String::new();
        let mut put = |line: &str| writeln!(page, "{line}").expect("a text takes whatever is written to it");
        let (organisation, known_as) =
            (marked_down(&self.organisation), marked_down(&self.known_as.join(", ")));
        put(&format!("# What {organisation} holds about {known_as}\n"));
        put(&format!(
            "As of {}. Where something was left out it says so, and why. Whoever works here is named by what they do.\n",
            self.today
        ));
        for record in self.held {
            put(&format!("## {}\n", marked_down(&heading_for_them(record))));
            if let Some(sections) = self.cases.get(&record.on) {
                put(&below_a_heading(sections));
                put("### What is written in it, and was\n");
            }
            let is_theirs = record.whose == Whose::Theirs || record.on == RecordRef::Office;
            for it in &record.texts {
                self.put_text(&mut put, record, it, is_theirs, flaws);
            }
        }
        put(
            "You can ask us to put right what is wrong, and you can complain to the Information Commissioner’s Office (ICO).",
        );
        page
    }

    /// A text. Of one in a record that is not theirs neither the day is told nor what it is.
    fn put_text(
        &self,
        put: &mut impl FnMut(&str),
        record: &HeldRecord,
        it: &HeldText,
        is_theirs: bool,
        flaws: &Flaws,
    ) {
        if is_theirs {
            let day = long(written_on(it, self.zone));
            put(&format!("**{}**, written down on {day}:\n", marked_down(&called_for_them(&it.what))));
        }
        let why = it.proposal.as_ref().map_or("", |it| &it.why);
        match (it.redacted(), &it.proposal) {
            (Some(text), None) => {
                put(&quoted(&text));
                match &it.paper {
                    Some(paper) if flaws.contains_key(&(record.on, paper.number)) => {
                        put(
                            "\n*Not with this answer: we cannot read what this paper says. Ask us about it.*",
                        );
                    }
                    Some(paper) => {
                        let file = marked_down(&paper.file_name(record.on));
                        put(&format!(
                            "\n*The paper itself is in the file {file}, which comes with this answer.*"
                        ));
                    }
                    None => {}
                }
            }
            (Some(text), Some(_)) => {
                put(&format!("{}\n\n*Left out: {}.*", quoted(&text), marked_down(why)));
            }
            (None, _) if is_theirs => put(&format!("*Withheld: {}.*", marked_down(why))),
            (None, _) => put(&format!("*Withheld: {ANOTHERS}.*")),
        }
        put("");
    }
}

/// Sections of a case below the heading of its own.
fn below_a_heading(sections: &[Section]) -> String {
    let document = Document { sections: sections.to_vec(), ..Document::default() };
    let page = markdown::render(&document);
    // Its own title is that heading.
    let lines =
        page.lines().skip(1).map(|it| if it.starts_with('#') { format!("#{it}") } else { it.to_owned() });
    let page = lines.collect::<Vec<_>>().join("\n");
    format!("{}\n", page.trim())
}

fn quoted(text: &str) -> String {
    safe_lines(text).lines().map(|it| format!("> {}", marked_down(it))).collect::<Vec<_>>().join("\n")
}

/// A line in which nothing is a mark of Markdown.
fn marked_down(text: &str) -> String {
    let mut line = String::new();
    for letter in one_line(text).chars() {
        if "\\`*_{}[]<>#|~!&".contains(letter) {
            line.push('\\');
        }
        line.push(letter);
    }
    line
}

/// The log that the office keeps: every text, and what became of it. Texts that were withheld are not in it.
pub fn log(held: &[HeldRecord], zone: Tz, flaws: &Flaws) -> Result<Vec<u8>, Trouble> {
    let mut writer = csv::Writer::from_writer(CSV_MARK.as_bytes().to_vec());
    let broken = |it: csv::Error| Trouble::Broken(format!("the log cannot be written ({it})"));
    writer.write_record(["record", "change", "written down", "text", "decision", "why"]).map_err(broken)?;
    for record in held {
        for it in &record.texts {
            let flaw = it.paper.as_ref().and_then(|it| flaws.get(&(record.on, it.number)));
            let why = it.proposal.as_ref().map(|it| &it.why).or(flaw).map_or("", String::as_str);
            let decision = if it.proposal.is_none() && flaw.is_some() { "not given" } else { decision(it) };
            let cells = [
                record.on.to_string(),
                it.change.to_string(),
                written_on(it, zone).to_string(),
                one_line(&it.what),
                decision.to_owned(),
                one_line(why),
            ];
            writer.write_record(cells.iter().map(|it| spreadsheet_safe(it).into_owned())).map_err(broken)?;
        }
    }
    writer.into_inner().map_err(|it| Trouble::Broken(format!("the log cannot be written ({it})")))
}

const fn decision(it: &HeldText) -> &'static str {
    match &it.proposal {
        None => "included",
        Some(proposal) => match proposal.leave_out {
            LeaveOut::Everything => "withheld",
            LeaveOut::Names(_) => "redacted",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::subject_access::Proposal;

    fn held(text: &str, proposal: Option<LeaveOut>) -> Vec<HeldRecord> {
        let proposal =
            proposal.map(|leave_out| Proposal { leave_out, why: "=other people’s names".into() });
        let at = "2026-06-30T23:30:00Z".parse().unwrap();
        let text = HeldText {
            change: 7,
            at,
            what: "text".into(),
            text: text.into(),
            proposal,
            question: None,
            paper: None,
        };
        vec![HeldRecord {
            on: "26-0042".parse().unwrap(),
            whose: Whose::Theirs,
            is_restricted: false,
            texts: vec![text],
        }]
    }

    fn page(text: &str, proposal: Option<LeaveOut>) -> String {
        let (organisation, today) = ("Claims".into(), "Tue 24 Nov 2026".into());
        let (known_as, held) = (&["Amara Okafor".into()], &held(text, proposal));
        let answer =
            Answer { organisation, today, known_as, held, cases: BTreeMap::new(), zone: Tz::Europe__London };
        answer.document(&Flaws::new())
    }

    #[test]
    fn the_document_says_what_was_left_out_and_why_and_does_not_show_it() {
        assert!(page("Rang her.", None).contains("> Rang her."));
        let redacted = page("Told Mr Webb.", Some(LeaveOut::Names(std::iter::once(5..12).collect())));
        assert!(
            redacted.contains("> Told \\[name withheld\\].") && redacted.contains("*Left out:"),
            "{redacted}"
        );
        let withheld = page("Told Mr Webb.", Some(LeaveOut::Everything));
        assert!(!withheld.contains("Webb") && withheld.contains("*Withheld:"), "{withheld}");
    }

    #[test]
    fn a_text_was_written_down_on_the_day_that_it_was_at_the_office() {
        assert!(page("Rang her.", None).contains("written down on Wed 1 Jul 2026:"));
    }

    #[test]
    fn what_was_typed_can_be_neither_markdown_nor_a_formula_nor_a_command() {
        let page = page("\u{1b}[2J# *Big* <b>\n=1+1", None);
        assert!(!page.contains('\u{1b}') && page.contains("\\*Big\\* \\<b\\>"), "{page}");
        let log = log(&held("x", Some(LeaveOut::Everything)), Tz::Europe__London, &Flaws::new()).unwrap();
        let log = String::from_utf8(log).unwrap();
        assert!(log.ends_with("26-0042,7,2026-07-01,text,withheld,'=other people’s names\n"), "{log}");
    }

    #[test]
    fn somebody_elses_record_is_told_without_its_reference_its_day_and_what_it_is() {
        let mut held = held("Mrs Okafor rang.", Some(LeaveOut::Everything));
        held[0].whose = Whose::NamesThem;
        let known_as = &["Amara Okafor".into()];
        let (organisation, today) = ("Claims".into(), "Tue 24 Nov 2026".into());
        let answer = Answer {
            organisation,
            today,
            known_as,
            held: &held,
            cases: BTreeMap::new(),
            zone: Tz::Europe__London,
        };
        let page = answer.document(&Flaws::new());
        assert!(
            page.contains("## In another record here") && page.contains("*Withheld: it stands"),
            "{page}"
        );
        for word in ["26-0042", "Jul", "text", "somebody else’s case", "other people’s names"] {
            assert!(!page.contains(word), "{word}\n{page}");
        }
    }

    #[test]
    fn their_own_case_is_told_as_it_stands_and_the_people_of_it_in_words_that_anybody_understands() {
        let mut held = held("a@example.org", None);
        held[0].texts[0].what = "complainant’s email".into();
        let section = Section::new("Issues").say("1. The door. Upheld.");
        let (organisation, today) = ("Claims".into(), "Tue 24 Nov 2026".into());
        let answer = Answer {
            organisation,
            today,
            known_as: &["Amara Okafor".into()],
            cases: [(held[0].on, vec![section])].into(),
            held: &held,
            zone: Tz::Europe__London,
        };
        let page = answer.document(&Flaws::new());
        for words in [
            "## Your case 26-0042\n",
            "### Issues\n",
            "The door. Upheld.",
            "**Email of the person affected**",
        ] {
            assert!(page.contains(words), "{words}\n{page}");
        }
    }
}
