//! Text as it stands in HTML.

use crate::domain::text::one_line;

/// Text in which nothing is taken for HTML.
pub fn escaped(words: &str) -> String {
    let mut text = String::new();
    for letter in one_line(words).chars() {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            _ => text.push(letter),
        }
    }
    text
}
