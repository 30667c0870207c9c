//! Letters: what is needed of one before it is recorded that it went.

use crate::domain::case::decide::guards::done_on;
use crate::domain::case::event::Event;
use crate::domain::case::record::{Case, Letter};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;

/// Records a letter that went. Nothing goes with a hole in it.
pub fn send(terms: &Terms, case: &Case, it: Letter) -> Verdict<Vec<Event>> {
    done_on(terms, case, "on", "The date it went", it.on)?;
    required("to", &it.to, "Say to whom it went.")?;
    required("text", &it.text, "Enter what the letter says.")?;
    let hole = it.text.lines().find(|it| it.contains("{{") || it.contains("{%"));
    if let Some(line) = hole {
        let why = format!("The letter has a place that is not filled in: “{}”.", line.trim());
        return Err(Refusal::of_field("text", why, "Write there what belongs there."));
    }
    let number = case.letters.iter().map(|it| it.number).max().unwrap_or(0) + 1;
    Ok(vec![Event::LetterSent(Letter { number, ..it })])
}
