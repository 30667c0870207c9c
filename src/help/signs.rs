//! The signs that stand before words on screen and in lists, each with what it means.

#[cfg(test)]
use std::fmt::Write as _;

/// A sign, and what it means in a sentence.
pub const SIGNS: &[(&str, &str)] = &[
    (
        "!",
        "Late: past its date. Or it cannot go on, came back, or an answer of a form is wrong. Before a name: a risk stands on the case.",
    ),
    ("~", "Due today or soon."),
    ("?", "Done, and waits for somebody else: to review it, or to approve it."),
    ("=", "Reviewed: the words beside it say what was found, such as “Worked”. Or approved."),
    ("x", "Reviewed or audited: it did not work, or does not last."),
    ("o", "An action that goes on, and is not due soon."),
    (".", "Not begun: an action in draft, or agreed and not due soon."),
    ("-", "Closed, or not adopted. In help and in menus: you cannot do it now, and the line below says why."),
    ("*", "Marked: the next key acts on every marked row."),
    (">", "Where you are: keys act on this line."),
    ("[ ]", "The tab that shows; in the menu of columns, one that does not show."),
    ("!3", "Beside the name of a tab: so many are late there."),
    ("?2", "Beside the name of a tab: so many are done and not reviewed."),
    ("..", "The text goes on: open the line to read all of it."),
];

/// The signs as a Markdown table.
#[cfg(test)]
fn sign_list() -> String {
    SIGNS.iter().fold("| Sign | What it means |\n|---|---|\n".to_owned(), |mut list, (sign, words)| {
        writeln!(list, "| `{sign}` | {words} |").expect("a text takes whatever is written to it");
        list
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_tells_every_sign() {
        crate::help::in_step::keep("signs", "signs", &sign_list());
    }
}
