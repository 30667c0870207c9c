//! What happened to the record of a year, in words.

use crate::domain::calendar::dates::long;
use crate::domain::case::history::because;
use crate::domain::commit::Happening;
use crate::domain::text::count;
use crate::domain::year::event::YearEvent;

/// Says an event in words.
pub fn happening(event: &YearEvent) -> Happening {
    let (kind, words) = match event {
        YearEvent::OmbudsmanRecorded(it) => {
            let number =
                |it: Option<u64>| it.map_or_else(|| "not applicable".to_owned(), |it| it.to_string());
            let words = format!(
                "Ombudsman's figures for {}: accepted {}, reported on {}. Source: {}.",
                it.covers,
                number(it.accepted),
                number(it.reported_on),
                it.citation.trim_end_matches('.')
            );
            ("Ombudsman", words)
        }
        YearEvent::ContextWritten(_) => ("Context", "The words around the figures were written.".to_owned()),
        YearEvent::Published(it) => {
            let words = format!(
                "“{}” for {} published with {}, as of {}.{}",
                it.document,
                it.period,
                count(it.figures.len() as u64, "figure"),
                long(it.as_of),
                because(&it.reason)
            );
            ("Published", words)
        }
    };
    Happening { kind: kind.to_owned(), words }
}
