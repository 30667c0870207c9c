//! A document in few columns, to be printed large or read aloud: a label and its value on a line, no tables.

use crate::domain::text::one_line;
use crate::domain::wrapping::wrap;
use crate::report::document::{Document, Table};

/// Columns of a line.
const COLUMNS: usize = 60;

/// The document as labelled lines.
pub fn render(document: &Document) -> String {
    let mut lines = Vec::new();
    let mut say = |words: &str| {
        lines.extend(wrap(&one_line(words), COLUMNS));
        lines.push(String::new());
    };
    say(&document.title);
    document.about.iter().for_each(|it| say(it));
    for (number, section) in (1..).zip(&document.sections) {
        say(&format!("{number}. {}", section.heading));
        section.paragraphs.iter().for_each(|it| say(it));
        for table in &section.tables {
            say(&table.caption);
            labelled(table).iter().for_each(|it| say(it));
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.join("\n") + "\n"
}

/// The cells of a table, each after its heading. A row of two cells is one line.
fn labelled(table: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    for row in &table.rows {
        let Some((first, rest)) = row.split_first() else { continue };
        if let [only] = rest {
            lines.push(format!("{}: {}", first.words(), only.words()));
        } else {
            lines.push(format!("{}.", first.words().trim_end_matches('.')));
            let named = rest.iter().zip(table.columns.iter().skip(1));
            lines.extend(named.map(|(cell, column)| format!("{column}: {}", cell.words())));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::width;
    use crate::report::document::Section;

    #[test]
    fn every_cell_is_a_label_and_its_value_and_no_line_is_long() {
        let pair = Table::new("Received", &["Figure", "Number"]).row(["Received".into(), 7.into()]);
        let wide = Table::new("Routes", &["Route", "Closed", "Mean working days"]).row([
            "Early resolution".into(),
            4.into(),
            crate::domain::figures::cell::Cell::decimal(None),
        ]);
        let sections = vec![Section::new("Figures").say("many words ".repeat(20)).table(pair).table(wide)];
        let text = render(&Document { title: "A report".to_owned(), sections, ..Document::default() });
        assert!(text.lines().all(|it| width(it) <= COLUMNS), "{text}");
        for line in ["Received: 7", "Early resolution.", "Closed: 4", "Mean working days: not applicable"] {
            assert!(text.lines().any(|it| it == line), "{line}: {text}");
        }
    }
}
