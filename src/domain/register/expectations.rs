//! What the UK Central Government Complaint Standards expect, as an office assesses itself against it.
//!
//! The wording is ours. A code is never given to another expectation, so that an assessment of any year can be read beside
//! its words. The letter says the theme: L a learning culture, W welcoming complaints, T thorough and fair, F fair responses.

use crate::domain::register::field::{Choice, Lean, Point};
use crate::domain::register::value::Values;

/// How far an expectation is met.
pub const FOUR_POINTS: &[Point] = &[
    Point { choice: ("fully", "fully met"), leans: Some(Lean::Agree) },
    Point { choice: ("mostly", "mostly met"), leans: Some(Lean::Mostly) },
    Point { choice: ("partly", "partly met"), leans: Some(Lean::Neither) },
    Point { choice: ("not_met", "not met"), leans: Some(Lean::Disagree) },
    Point { choice: ("not_applicable", "not applicable"), leans: None },
];

/// Every expectation: its code in the journal and in imports, and its words.
pub const EXPECTATIONS: &[Choice] = &[
    ("L1", "L1 Every colleague helps to make a fair culture that learns"),
    ("L2", "L2 There are structures for fair and robust investigation"),
    ("L3", "L3 Colleagues are trained and supported in all that complaints ask of them"),
    ("L4", "L4 Leaders review complaints regularly, use the learning and say how in the annual report"),
    ("L5", "L5 Feedback on the process is gathered and used to show how the Standards are met"),
    ("L6", "L6 The parent department oversees how related bodies do"),
    ("L7", "L7 Learning is shared with others, locally and nationally"),
    ("W1", "W1 Colleagues are trained to welcome complaints, to listen and to show empathy"),
    ("W2", "W2 Ways to complain are well known, varied and easy"),
    ("W3", "W3 People are assured that their service will not suffer"),
    ("W4", "W4 Each stage answers people’s needs, with reasonable adjustments"),
    ("W5", "W5 People are told where to get advice and support"),
    ("W6", "W6 Colleagues complained about are told early and supported"),
    ("W7", "W7 Complaints are acknowledged in time and answered as early as can be"),
    ("W8", "W8 What belongs to another route is seen and dealt with together"),
    ("W9", "W9 The office shows that it wants to hear from people and what it learnt"),
    ("T1", "T1 Whoever looks at complaints has the training, skills and authority"),
    ("T2", "T2 Whoever looks at complaints has the resources, support and time"),
    ("T3", "T3 The main issues and the outcome that is sought are understood"),
    ("T4", "T4 Timescales are discussed, updates agreed and both kept to"),
    ("T5", "T5 Early resolution is looked for"),
    ("T6", "T6 Those concerned are told how it will be looked at and who will answer"),
    ("T7", "T7 Those concerned can comment before a decision is made"),
    ("T8", "T8 A closer look is fair, by somebody who was not involved"),
    ("T9", "T9 Everything that was raised is answered"),
    ("F1", "F1 What happened is set beside what should have happened"),
    ("F2", "F2 In complex cases first views are shared"),
    ("F3", "F3 The office is open about what went wrong and finds the learning"),
    ("F4", "F4 There is an explanation, a sincere apology and a suitable remedy"),
    ("F5", "F5 Colleagues may put things right, by consistent guidance"),
    ("F6", "F6 People are kept informed of what is learnt and improved"),
    ("F7", "F7 People are told of the next tier"),
];

/// Which expectations assessments did not assess together, in words; none where they assessed them all. One that does not apply
/// was assessed.
pub fn not_assessed(all: &[&Values]) -> Option<String> {
    let is_left =
        |code: &&str| !all.iter().flat_map(|it| it.rows("lines")).any(|it| it.text("expectation") == *code);
    let left: Vec<&str> = EXPECTATIONS.iter().map(|it| it.0).filter(is_left).collect();
    let (many, all) = (left.len(), EXPECTATIONS.len());
    (!left.is_empty()).then(|| format!("{many} of {all} expectations not assessed: {}", left.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_theme_has_its_expectations_in_order_each_beginning_with_its_code() {
        for (theme, most) in [('L', 7), ('W', 9), ('T', 9), ('F', 7)] {
            let codes: Vec<&str> =
                EXPECTATIONS.iter().map(|it| it.0).filter(|it| it.starts_with(theme)).collect();
            let expected: Vec<String> = (1..=most).map(|it| format!("{theme}{it}")).collect();
            assert_eq!(codes, expected);
        }
        assert!(
            EXPECTATIONS.iter().all(|it| it.1.starts_with(&format!("{} ", it.0)) && !it.1.ends_with('.'))
        );
    }
}
