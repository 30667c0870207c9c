//! The languages of documents for the public. A document is made in English; what it says itself is then said in another
//! language, phrase by phrase, from the table of that language. What people wrote stays in their own words.

use chrono::NaiveDate;

use crate::domain::case::letter::{Language, in_words};
use crate::report::welsh::PHRASES;

/// How a day is written in English documents.
const DAY: &str = "%a %d %b %Y";
/// How a month is, and the first day of it that stands before it where there is to be a day.
const MONTH: &str = "%d %B %Y";
const FIRST: &str = "1 ";
/// What stands between two sentences.
const BETWEEN: &str = ". ";

/// What an English document says, in a language; none where a sentence of it is in no table.
pub fn said(english: &str, language: Language) -> Option<String> {
    match language {
        Language::English => Some(english.to_owned()),
        Language::Welsh => {
            let sentences = english.split_inclusive(BETWEEN).map(|it| phrase(it.trim_end()));
            Some(sentences.collect::<Option<Vec<_>>>()?.join(" "))
        }
    }
}

/// A sentence in a language, with whatever names stand in it; the English where it is in no table.
pub fn sentence(english: &str, language: Language) -> String {
    let welsh = if language == Language::Welsh { phrase(english) } else { None };
    welsh.unwrap_or_else(|| english.to_owned())
}

/// A sentence, or a part of one, in Welsh.
fn phrase(english: &str) -> Option<String> {
    if let Ok(day) = NaiveDate::parse_from_str(english, DAY) {
        return Some(in_words(day, Language::Welsh));
    }
    if let Ok(day) = NaiveDate::parse_from_str(&format!("{FIRST}{english}"), MONTH) {
        return in_words(day, Language::Welsh).strip_prefix(FIRST).map(str::to_owned);
    }
    if let Some((_, welsh)) = PHRASES.iter().find(|it| it.0 == english) {
        return Some((*welsh).to_owned());
    }
    PHRASES.iter().find_map(|(pattern, welsh)| {
        let blanks = blanks(pattern, english)?;
        Some(blanks.into_iter().fold((*welsh).to_owned(), |text, it| text.replacen("{}", &blank(it), 1)))
    })
}

/// What stands in a blank: several parts of a sentence, several names in quotation marks, a phrase, or something that is no phrase.
fn blank(english: &str) -> String {
    if let Some(between) = ["; ", "”, “"].into_iter().find(|it| english.contains(it)) {
        return english.split(between).map(blank).collect::<Vec<_>>().join(between);
    }
    let bare = english.trim_matches(['“', '”']);
    phrase(bare).map_or_else(|| english.to_owned(), |it| english.replace(bare, &it))
}

/// What stands in the blanks of a pattern where a text is made by it; none where it is not, or where a pattern has no blank.
fn blanks<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let (first, rest) = pattern.split_once("{}")?;
    let mut left = text.strip_prefix(first)?;
    let parts: Vec<&str> = rest.split("{}").collect();
    let mut found = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let is_last = place + 1 == parts.len();
        let end = if is_last {
            left.len().checked_sub(part.len()).filter(|_| left.ends_with(part))?
        } else {
            left.find(part)?
        };
        let blank = &left[..end];
        if blank.is_empty() {
            return None;
        }
        found.push(blank);
        left = &left[end + part.len()..];
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn welsh(english: &str) -> Option<String> {
        said(english, Language::Welsh)
    }

    #[test]
    fn every_phrase_has_its_blanks_in_both_languages_and_stands_in_the_table_once() {
        for (place, (english, welsh)) in PHRASES.iter().enumerate() {
            assert_eq!(english.matches("{}").count(), welsh.matches("{}").count(), "{english}");
            assert!(PHRASES[..place].iter().all(|it| it.0 != *english), "{english}");
            assert_eq!(english.ends_with('.'), welsh.ends_with('.'), "{english}");
            assert!(!welsh.contains('\''), "{welsh}: an apostrophe is ’");
        }
    }

    #[test]
    fn sentences_are_said_one_by_one_with_days_and_names_in_their_places() {
        assert_eq!(
            welsh("Looked at on Thu 14 May 2026: not effective. Complaints of this kind: fewer than before.")
                .as_deref(),
            Some(
                "Edrychwyd arno ar 14 Mai 2026: ddim yn effeithiol. Cwynion o’r math hwn: llai nag o’r blaen."
            )
        );
        assert_eq!(
            welsh("Coastal Permits Agency: What we learnt from complaints").as_deref(),
            Some("Coastal Permits Agency: Yr hyn rydym wedi’i ddysgu o gwynion")
        );
        assert_eq!(
            welsh("Days: Wed 1 Apr 2026 to Wed 31 Mar 2027, as of Tue 24 Nov 2026").as_deref(),
            Some("Dyddiadau: o 1 Ebrill 2026 hyd 31 Mawrth 2027, fel yr oedd pethau ar 24 Tachwedd 2026")
        );
    }

    #[test]
    fn what_stands_in_a_blank_is_said_part_by_part_and_a_month_by_its_name() {
        let closed = "We closed 9: we resolved 6 by early resolution, in 2.5 working days on average; we answered 3 after a closer look.";
        assert_eq!(
            welsh(closed).as_deref(),
            Some(
                "Gwnaethom gau 9: datryswyd 6 drwy ddatrysiad cynnar, mewn 2.5 diwrnod gwaith ar gyfartaledd; atebwyd 3 ar ôl edrych yn \
                 fanylach."
            )
        );
        let left_out = "Left out, because every number there is withheld: “Remedies”, “Outcomes”.";
        assert!(welsh(left_out).is_some_and(|it| it.ends_with(": “Rhwymedïau”, “Canlyniadau”.")));
        assert_eq!(welsh("June 2025").as_deref(), Some("Mehefin 2025"));
    }

    #[test]
    fn what_is_in_no_table_is_not_said_and_in_english_all_is() {
        assert_eq!(welsh("Something went wrong."), None);
        assert_eq!(welsh("Names are left out. Something went wrong."), None);
        assert_eq!(said("Anything.", Language::English).as_deref(), Some("Anything."));
    }
}
