//! Asks about each proposal of what to leave out of somebody's copy.

use std::io::Write;

use chrono::{DateTime, Utc};

use crate::cli::answer::heading;
use crate::cli::ending::Trouble;
use crate::cli::keyboard::Keyboard;
use crate::cli::prompt::Prompt;
use crate::domain::subject_access::{HeldRecord, HeldText, LeaveOut, UNMARKED};
use crate::domain::text::{count, one_line};

/// What each answer does.
const EXPLAINED: &str = "  1 or Enter  leave out what is proposed\n  2           include all of this text\n  3           leave out all \
                         of this text\n  q           leave: nothing is written, and the answers so far are lost";

/// Asks about each of them. Says whether to go on.
pub fn decide_by(
    input: &mut dyn Keyboard,
    out: &mut dyn Write,
    now: DateTime<Utc>,
    held: &mut [HeldRecord],
) -> Result<bool, Trouble> {
    let mut prompt = Prompt { input, out, drafts: None, now };
    let open = proposed(held).count() as u64;
    writeln!(prompt.out, "{} to decide on. ? explains.", count(open, "proposal"))?;
    for record in held {
        let heading = heading(record);
        for it in record.texts.iter_mut().filter(|it| it.proposal.is_some()) {
            let proposal = it.proposal.as_ref().map(ToString::to_string).unwrap_or_default();
            writeln!(prompt.out, "{heading}, {} (change {}):", one_line(&it.what), it.change)?;
            writeln!(prompt.out, "  {}", one_line(&it.text))?;
            if let Some(redacted) = it.redacted() {
                writeln!(prompt.out, "  as it would go: {}", one_line(&redacted))?;
            }
            let question = format!(
                "Proposed to {proposal}. 1 or Enter takes it, 2 includes it all, 3 withholds it all, q leaves:"
            );
            if !ask(&mut prompt, &question, it)? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Asks about one until there is an answer. Says whether to go on.
fn ask(prompt: &mut Prompt, question: &str, it: &mut HeldText) -> Result<bool, Trouble> {
    loop {
        let Some(answer) = prompt.line(question)? else { return Ok(false) };
        match answer.as_str() {
            "1" | "" => {}
            "2" => it.proposal = None,
            "3" => {
                if let Some(proposal) = &mut it.proposal {
                    proposal.leave_out = LeaveOut::Everything;
                }
            }
            "q" | "quit" => {
                let sure =
                    prompt.line("Nothing is written, and the answers so far are lost. Leave? yes or no:")?;
                if sure.is_none_or(|it| it.starts_with('y')) {
                    return Ok(false);
                }
                continue;
            }
            "?" => {
                writeln!(prompt.out, "{EXPLAINED}")?;
                continue;
            }
            other => {
                writeln!(prompt.out, "“{}” is no answer to this.\n{EXPLAINED}", one_line(other))?;
                continue;
            }
        }
        return Ok(true);
    }
}

/// What somebody must decide on.
pub fn proposed(held: &[HeldRecord]) -> impl Iterator<Item = &HeldText> {
    held.iter().flat_map(|it| &it.texts).filter(|it| it.proposal.is_some())
}

/// Whether a paper is held back because nobody said whose data it holds.
pub fn is_unmarked(it: &HeldText) -> bool {
    it.paper.is_some() && it.proposal.as_ref().is_some_and(|it| it.why == UNMARKED)
}

/// Lets papers go of which nobody said whose data they hold.
pub fn with_unmarked_papers(held: &mut [HeldRecord]) {
    let texts = held.iter_mut().flat_map(|it| &mut it.texts);
    texts.filter(|it| is_unmarked(it)).for_each(|it| it.proposal = None);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::subject_access::{HeldPaper, Proposal, Whose};

    fn held(why: &str) -> Vec<HeldRecord> {
        let text = HeldText {
            change: 7,
            at: DateTime::UNIX_EPOCH,
            what: "text".into(),
            text: "Told Mr Webb.".into(),
            proposal: Some(Proposal::of_everything(why)),
            question: None,
            paper: Some(HeldPaper { number: 1, ending: "pdf".into(), about: None }),
        };
        vec![HeldRecord {
            on: "26-0042".parse().unwrap(),
            whose: Whose::Theirs,
            is_restricted: false,
            texts: vec![text],
        }]
    }

    #[test]
    fn each_proposal_is_asked_about_until_there_is_an_answer_and_leaving_changes_nothing() {
        for (typed, is_left_out, goes_on) in [
            ("1\n", true, true),
            ("\n", true, true),
            ("2\n", false, true),
            ("?\nx\n2\n", false, true),
            ("q\nno\n2\n", false, true),
            ("3\n", true, true),
            ("q\nyes\n", true, false),
            ("", true, false),
        ] {
            let mut held = held("his");
            let mut out = Vec::new();
            let done = decide_by(&mut typed.as_bytes(), &mut out, DateTime::UNIX_EPOCH, &mut held).unwrap();
            assert_eq!((done, held[0].texts[0].proposal.is_some()), (goes_on, is_left_out), "{typed:?}");
            let said = String::from_utf8(out).unwrap();
            assert!(said.contains("Told Mr Webb.") && said.contains("1 or Enter takes it"), "{said}");
            assert_eq!(said.contains("2           include all"), typed.contains('?'), "{said}");
        }
    }

    #[test]
    fn only_papers_of_which_nobody_said_whose_data_they_hold_are_let_go_together() {
        for (why, stays) in [(UNMARKED, false), ("legal advice", true)] {
            let mut held = held(why);
            with_unmarked_papers(&mut held);
            assert_eq!(proposed(&held).count() == 1, stays, "{why}");
        }
    }
}
