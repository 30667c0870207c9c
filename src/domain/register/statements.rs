//! What people are asked about how complaints are dealt with: statements to agree or disagree with, each tied to the
//! expectations of the UK Central Government Complaint Standards that it shows something of.
//!
//! The wording is ours. A code is never given to another statement, so that answers of any year can be read beside its words.

use crate::domain::register::field::{Choice, Lean, Point};

/// A statement.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    /// Its code in the journal and in imports, and its words. The letter says who is asked: P people who complained and
    /// those who support them, C colleagues and members involved, D those who deliver the service.
    pub choice: Choice,
    /// The expectations that it shows something of: L learning culture, W welcoming, T thorough and fair, F fair responses.
    pub expectations: &'static [&'static str],
}

/// Five points, and that a statement does not apply.
pub const FIVE_POINTS: &[Point] = &[
    Point { choice: ("agree_strongly", "agree strongly"), leans: Some(Lean::Agree) },
    Point { choice: ("agree", "agree"), leans: Some(Lean::Agree) },
    Point { choice: ("neither", "neither agree nor disagree"), leans: Some(Lean::Neither) },
    Point { choice: ("disagree", "disagree"), leans: Some(Lean::Disagree) },
    Point { choice: ("disagree_strongly", "disagree strongly"), leans: Some(Lean::Disagree) },
    Point { choice: ("not_applicable", "not applicable"), leans: None },
];

/// Every statement.
pub const STATEMENTS: [Statement; 28] = [
    say("P1", "It was easy to find out how to complain", &["W2"]),
    say("P2", "It was easy to make my complaint", &["W2"]),
    say("P3", "I did not fear that the service I get would suffer", &["W3"]),
    say("P4", "I was given the help and adjustments I needed", &["W4"]),
    say("P5", "I was told where to get advice and support", &["W5"]),
    say("P6", "The office understood my issues and what I wanted", &["T3"]),
    say("P7", "I was told how long it would take, and that was kept to", &["T4"]),
    say("P8", "I was told how my complaint would be looked at", &["T6"]),
    say("P9", "I could comment before a decision was made", &["T7"]),
    say("P10", "I had an answer to everything I raised", &["T9"]),
    say("P11", "The office said what went wrong and was sorry for it", &["F4"]),
    say("P12", "I believe the service will get better because of it", &["F6"]),
    say("C1", "I was told early of the complaint", &["W6"]),
    say("C2", "I was told where to get support", &["W6"]),
    say("C3", "I could give my account of what happened", &["T7"]),
    say("C4", "I was kept informed", &["T4"]),
    say("C5", "It was looked at fairly and without blame", &["L1"]),
    say("C6", "The outcome was explained to me", &["F1"]),
    say("C7", "We learnt from it", &["F3"]),
    say("C8", "I would speak openly again", &["L1"]),
    say("D1", "I am trained for what I am asked to do", &["L3", "T1"]),
    say("D2", "I have the time and resources to do it well", &["T2"]),
    say("D3", "I have the authority to settle complaints", &["T1", "F5"]),
    say("D4", "I have clear guidance on putting things right", &["F5"]),
    say("D5", "Other teams give me evidence in time", &["T2"]),
    say("D6", "I am supported after hard conversations", &["L3"]),
    say("D7", "Leaders use what we report", &["L4"]),
    say("D8", "I hear what has changed because of complaints", &["L7"]),
];

/// Every statement, to be chosen.
pub const STATEMENT_CHOICES: [Choice; STATEMENTS.len()] = {
    let mut choices = [("", ""); STATEMENTS.len()];
    let mut at = 0;
    while at < STATEMENTS.len() {
        choices[at] = STATEMENTS[at].choice;
        at += 1;
    }
    choices
};

const fn say(code: &'static str, words: &'static str, expectations: &'static [&'static str]) -> Statement {
    Statement { choice: (code, words), expectations }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_statements_are_put_to_people_and_eight_each_to_colleagues_and_those_who_deliver() {
        let of = |letter| STATEMENTS.iter().filter(|it| it.choice.0.starts_with(letter)).count();
        assert_eq!(['P', 'C', 'D'].map(of), [12, 8, 8]);
        assert!(STATEMENT_CHOICES.iter().zip(&STATEMENTS).all(|(choice, it)| *choice == it.choice));
    }

    #[test]
    fn every_statement_shows_something_of_an_expectation_of_the_standards() {
        // How many expectations each of the four themes has.
        let most = [('L', 7), ('W', 9), ('T', 9), ('F', 7)];
        for code in STATEMENTS.iter().flat_map(|it| it.expectations) {
            let (theme, number) = code.split_at(1);
            let last = most.iter().find(|it| theme.starts_with(it.0)).expect(code).1;
            assert!((1..=last).contains(&number.parse::<u32>().expect(code)), "{code}");
        }
        assert!(STATEMENTS.iter().all(|it| !it.expectations.is_empty() && !it.choice.1.ends_with('.')));
    }
}
