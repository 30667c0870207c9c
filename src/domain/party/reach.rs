//! How people are reached: emails, telephone numbers and postcodes, in the one form in which they are compared, and found
//! wherever they stand in a text.

use std::collections::BTreeSet;
use std::ops::{Range, RangeInclusive};

use crate::domain::party::letters::{is_dash, words};

/// Digits that a telephone number has, with its area.
const DIGITS: RangeInclusive<usize> = 9..=14;
/// Digits of a number without its area.
const LOCAL: RangeInclusive<usize> = 6..=8;
/// Digits that a line with nothing else on it has, for it to be a telephone number.
const FEWEST_ALONE: usize = 5;
/// What may stand between two groups of digits of one number, and how much of it.
const BETWEEN: &str = " ()-./_\u{a0}\u{2010}\u{2011}\u{2013}";
const MOST_BETWEEN: usize = 3;
/// Words that somebody puts before a number or an address.
const LABELS: &[&str] =
    &["tel", "telephone", "phone", "mobile", "mob", "home", "work", "email", "e-mail", "mail", "address"];

/// The signs of an email, and how each is written in its place.
const SIGNS: &[(char, &[&str])] =
    &[('@', &["at", "@", "\u{ff20}", "\u{fe6b}"]), ('.', &["dot", ".", "\u{ff0e}"])];
/// What may stand around such a word.
const OPENING: &[char] = &['(', '[', '{', '<', '*', '-', '_'];
const CLOSING: &[char] = &[')', ']', '}', '>', '*', '-', '_'];

/// Something by which one person is reached, and hardly another, as it is compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// An email address, in small letters and without what a “+” adds to it: it is the same mailbox.
    Email(String),
    /// A telephone number: its digits, from 0 on; from 00 on for another country.
    Phone(String),
    /// A postcode, in small letters without its space. Others live there too.
    Postcode(String),
}

impl Mark {
    /// It as it is compared.
    pub fn compared(&self) -> &str {
        match self {
            Self::Email(it) | Self::Phone(it) | Self::Postcode(it) => it,
        }
    }
}

/// Everything of the kind in a text, and where.
pub fn marks(text: &str) -> Vec<(Range<usize>, Mark)> {
    let mut found = emails(text);
    found.extend(phones(text));
    found.extend(otherwise_written(text));
    found.extend(postcodes(text));
    found
}

/// Whether a text is an email address and nothing else.
pub fn is_email(text: &str) -> bool {
    let text = text.trim().trim_start_matches('<').trim_end_matches('>');
    matches!(emails(text).as_slice(), [(place, _)] if *place == (0..text.len()))
}

/// Whether a text is a telephone number and nothing else.
pub fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    FEWEST_ALONE <= digits && text.chars().all(|it| it.is_ascii_digit() || it == '+' || BETWEEN.contains(it))
}

/// The digits of a number as they are compared: `+44`, `0044` and a 0 that a spreadsheet lost make no difference.
pub fn national(number: &str) -> String {
    let is_abroad = number.trim_start_matches(|it: char| !it.is_ascii_digit() && it != '+').starts_with('+');
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let (is_abroad, digits) = digits.strip_prefix("00").map_or((is_abroad, digits.as_str()), |it| (true, it));
    match digits.strip_prefix("44") {
        Some(rest) if is_abroad || 11 < digits.len() => format!("0{}", rest.trim_start_matches('0')),
        _ if is_abroad => format!("00{digits}"),
        _ if digits.len() == 10 && !digits.starts_with('0') => format!("0{digits}"),
        _ => digits.to_owned(),
    }
}

/// A part of a line without the word that says what it is: “Tel: 01632 960118”.
pub fn without_label(part: &str) -> &str {
    match part.split_once([':', ' ']) {
        Some((label, rest)) if LABELS.contains(&label.trim_matches(['.', ':']).to_lowercase().as_str()) => {
            rest.trim_start_matches([':', '.', ' '])
        }
        _ => part,
    }
}

/// Where emails stand in a text.
pub fn emails(text: &str) -> Vec<(Range<usize>, Mark)> {
    let belongs = |it: char| it.is_alphanumeric() || "._%+-'’".contains(it);
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let before = &text[..at];
        let start = before
            .rfind(|it| !belongs(it))
            .map_or(0, |it| it + before[it..].chars().next().map_or(1, char::len_utf8));
        let name = text[start..at].trim_start_matches(['.', '-', '\'', '’']);
        let rest = &text[at + 1..];
        let end =
            rest.find(|it: char| !(it.is_alphanumeric() || it == '.' || it == '-')).unwrap_or(rest.len());
        let host = rest[..end].trim_end_matches(['.', '-']);
        if !name.is_empty() && !host.is_empty() {
            let place = at - name.len()..at + 1 + host.len();
            let mailbox = name.split_once('+').map_or(name, |it| it.0);
            let email = format!("{}@{}", if mailbox.is_empty() { name } else { mailbox }, &host);
            found.push((place, Mark::Email(email.to_lowercase())));
        }
    }
    found
}

/// Emails of which a sign is a word, or has something around it: “jane at example dot org”, “jane (at) example.org”; numbers in
/// figures of another kind, or with a letter that looks like one; and both as they stand in links: “jane%40example.org”.
fn otherwise_written(text: &str) -> Vec<(Range<usize>, Mark)> {
    if may_be_otherwise(text) { looked_at_closely(text) } else { Vec::new() }
}

/// Whether anything in a text may be written so. Most texts have nothing of the kind, and to look at every letter is dear.
fn may_be_otherwise(text: &str) -> bool {
    let two = |first: fn(&u8) -> bool, second: fn(&u8) -> bool| {
        text.as_bytes().windows(2).any(|it| first(&it[0]) && second(&it[1]))
    };
    let has_word = |word: &[u8]| {
        let mut places = text.as_bytes().windows(1 + word.len());
        places.any(|it| !it[0].is_ascii_alphanumeric() && it[1..].eq_ignore_ascii_case(word))
    };
    !text.is_ascii()
        || text.contains('%')
        || two(|it| matches!(it, b'o' | b'O'), u8::is_ascii_digit)
        || two(|it| !it.is_ascii_alphanumeric(), |it| *it == b'.')
        || has_word(b"dot")
        || (text.contains('@') || has_word(b"at")) && two(|it| *it == b'.', u8::is_ascii_alphanumeric)
}

fn looked_at_closely(text: &str) -> Vec<(Range<usize>, Mark)> {
    // The text as it would mostly be written, and where each of its bytes stood.
    let (mut plain, mut stood) = (String::new(), Vec::new());
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        if let Some((letter, length)) = of_a_link(&text[at..]) {
            plain.push(letter);
            stood.extend(std::iter::repeat_n(at..at + length, letter.len_utf8()));
            at += length;
            continue;
        }
        // One by itself begins with a space, a bracket or a letter of another kind.
        let may_begin = letter.is_whitespace() || OPENING.contains(&letter) || !letter.is_ascii();
        let mut signs = SIGNS.iter().filter(|_| may_begin);
        let sign = signs.find_map(|(sign, words)| Some((*sign, spelt_sign(&text[at..], words)?)));
        let (letter, length) = sign.unwrap_or((figure(letter, &text[at..], &plain), letter.len_utf8()));
        plain.push(letter);
        stood.extend(std::iter::repeat_n(at..at + length, letter.len_utf8()));
        at += length;
    }
    if plain == text {
        return Vec::new();
    }
    // Of a host at least one dot is there, and never two together: “look at home” is none, nor is the end of a sentence.
    let is_host = |it: &str| it.contains('.') && !it.contains("..");
    let is_email = |mark: &Mark| mark.compared().rsplit('@').next().is_some_and(is_host);
    let found = emails(&plain).into_iter().filter(|it| is_email(&it.1)).chain(phones(&plain));
    let placed = found.map(|(place, mark)| (stood[place.start].start..stood[place.end - 1].end, place, mark));
    let is_other = |it: &(Range<usize>, Range<usize>, Mark)| text[it.0.clone()] != plain[it.1.clone()];
    placed.filter(is_other).map(|it| (it.0, it.2)).collect()
}

/// The letter that a text begins with as links write it, and how long that is: “%40” for “@”. Links write any letter so that they
/// like.
fn of_a_link(text: &str) -> Option<(char, usize)> {
    let digits = text.strip_prefix('%')?.get(..2)?;
    let is_hex = digits.bytes().all(|it| it.is_ascii_hexdigit());
    let byte = u8::from_str_radix(digits, 16).ok().filter(|it| is_hex && it.is_ascii())?;
    Some((char::from(byte), 1 + digits.len()))
}

/// A letter of a text as a figure of a number, if it is one of another kind, or an O among figures.
fn figure(letter: char, text: &str, before: &str) -> char {
    let wide = u32::from(letter).wrapping_sub(u32::from('０'));
    if let Some(it) = char::from_digit(wide, 10) {
        return it;
    }
    let follows = text.trim_start_matches(['o', 'O']).starts_with(|it: char| it.is_ascii_digit());
    let is_among = follows && !before.ends_with(char::is_alphabetic);
    if matches!(letter, 'o' | 'O') && is_among { '0' } else { letter }
}

/// The length of a sign of an email that a text begins with, where it is one of these words in brackets or with spaces around it.
fn spelt_sign(text: &str, words: &[&str]) -> Option<usize> {
    let open = skip(text, char::is_whitespace);
    let inner = skip(open, |it| OPENING.contains(&it));
    let word = words.iter().find(|it| inner.get(..it.len()).is_some_and(|is| is.eq_ignore_ascii_case(it)))?;
    let after = &inner[word.len()..];
    let closed = skip(after, |it| CLOSING.contains(&it));
    let rest = skip(closed, char::is_whitespace);
    let has_brackets = inner.len() < open.len() && closed.len() < after.len();
    let has_spaces = open.len() < text.len() && rest.len() < closed.len();
    // Before a capital it is the end of a sentence.
    let is_end = *word == "." && rest.starts_with(char::is_uppercase);
    let is_sign = has_brackets || has_spaces || !word.is_ascii();
    (is_sign && !is_end).then(|| text.len() - rest.len())
}

/// A text without the first few letters that are such.
fn skip(text: &str, is: impl Fn(char) -> bool) -> &str {
    let end = text.char_indices().take(MOST_BETWEEN).take_while(|it| is(it.1)).last();
    end.map_or(text, |(at, it)| &text[at + it.len_utf8()..])
}

/// The digits that a number is found by where its area is left out; none where it has too few.
pub fn without_area(number: &str) -> Option<&str> {
    number.get(number.len().checked_sub(*LOCAL.start())?..)
}

/// The same of every run of digits in a text that may be a number without its area.
pub fn local_numbers(text: &str) -> Vec<String> {
    let digits = |it: Range<usize>| text[it].chars().filter(char::is_ascii_digit).collect::<String>();
    runs_of_digits(text, &LOCAL)
        .into_iter()
        .map(digits)
        .filter_map(|it| Some(without_area(&it)?.to_owned()))
        .collect()
}

/// The lines of an address that begin with the number of a house, as words.
pub fn numbered_lines(address: &str) -> Vec<Vec<String>> {
    let spoken = |text: &str| words(text).into_iter().map(|it| it.short).collect::<Vec<String>>();
    let is_numbered =
        |it: &Vec<String>| 2 < it.len() && it[0].starts_with(|letter: char| letter.is_ascii_digit());
    address.split([',', ';', '\n']).map(spoken).filter(is_numbered).collect()
}

/// Every run of digits that may be a whole number.
fn phones(text: &str) -> Vec<(Range<usize>, Mark)> {
    let phone = |place: Range<usize>| (place.clone(), Mark::Phone(national(&text[place])));
    runs_of_digits(text, &DIGITS).into_iter().map(phone).collect()
}

/// Where a text has a number without its area that ends one of these numbers: their neighbours' may end alike.
pub fn ends_of(numbers: &BTreeSet<&str>, text: &str) -> Vec<Range<usize>> {
    let mut runs = if numbers.is_empty() { Vec::new() } else { runs_of_digits(text, &LOCAL) };
    runs.retain(|place| {
        let digits: String = text[place.clone()].chars().filter(char::is_ascii_digit).collect();
        numbers.iter().any(|it| it.len() > digits.len() && it.ends_with(&digits))
    });
    runs
}

/// Every run of so many digits that may be one number, the shorter ones of a long run too.
fn runs_of_digits(text: &str, length: &RangeInclusive<usize>) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices(|it: char| it.is_ascii_digit()) {
        match groups.last_mut() {
            Some(group) if group.end == at => group.end = at + 1,
            _ => groups.push(at..at + 1),
        }
    }
    let mut found = Vec::new();
    for (first, group) in groups.iter().enumerate() {
        let start = group.start - usize::from(text[..group.start].ends_with('+'));
        let mut end = group.end;
        let mut digits = 0;
        for next in &groups[first..] {
            let between = text.get(end..next.start).unwrap_or_default();
            let is_near =
                between.chars().count() <= MOST_BETWEEN && between.chars().all(|it| BETWEEN.contains(it));
            digits += next.len();
            if !is_near || *length.end() < digits {
                break;
            }
            end = next.end;
            if length.contains(&digits) {
                found.push(start..end);
            }
        }
    }
    found
}

fn postcodes(text: &str) -> Vec<(Range<usize>, Mark)> {
    if !text.bytes().any(|it| it.is_ascii_digit()) {
        return Vec::new();
    }
    // The second half of one is a digit and two letters. An apostrophe between them is left out of the word.
    let may_be_second =
        |it: &[u8]| it[0].is_ascii_digit() && (it[1].is_ascii_alphabetic() || b"'`".contains(&it[1]));
    if text.is_ascii() && !text.as_bytes().windows(2).any(may_be_second) {
        return Vec::new();
    }
    let words = words(text);
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let whole = word.short.as_str();
        let split = whole.len().saturating_sub(3);
        if whole.is_ascii() && is_outward(&whole[..split]) && is_inward(&whole[split..]) {
            found.push((word.place.clone(), Mark::Postcode(whole.to_owned())));
        } else if let Some(next) = words.get(at + 1)
            && text[word.place.end..next.place.start].chars().all(|it| it.is_whitespace() || is_dash(it))
            && is_outward(whole)
            && is_inward(&next.short)
        {
            found.push((word.place.start..next.place.end, Mark::Postcode(format!("{whole}{}", next.short))));
        }
    }
    found
}

/// Whether a word is the first half of a postcode: `ls1`, `sw1a`.
pub fn is_outward(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest = &word.as_bytes()[letters..];
    let digits = rest.iter().take_while(|it| it.is_ascii_digit()).count();
    let last = &rest[digits..];
    let ends_well = last.is_empty() || (digits == 1 && last.len() == 1 && last[0].is_ascii_alphabetic());
    (1..=2).contains(&letters) && (1..=2).contains(&digits) && ends_well
}

/// Whether a word is the second half of a postcode: `4ab`.
pub fn is_inward(word: &str) -> bool {
    matches!(word.as_bytes(), [digit, one, two] if digit.is_ascii_digit() && one.is_ascii_alphabetic() && two.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_the_same_with_and_without_its_country_spaces_and_brackets() {
        for number in [
            "07700 900123",
            "07700900123",
            "+44 7700 900123",
            "+447700900123",
            "0044 7700 900123",
            "+44 (0)7700 900123",
            "(07700) 900-123",
            "447700900123",
            "7700900123",
        ] {
            assert_eq!(national(number), "07700900123", "{number}");
        }
        assert_eq!(
            (national("+353 1 496 0000"), national("01632 960118")),
            ("0035314960000".into(), "01632960118".into())
        );
    }

    fn found(text: &str) -> Vec<String> {
        marks(text).into_iter().map(|(place, mark)| format!("{} {mark:?}", &text[place])).collect()
    }

    proptest! {
        #[test]
        fn what_is_not_looked_at_closely_has_nothing_that_would_be_found(
            parts in prop::collection::vec(prop::sample::select(&[
                "jane", "at", "AT", "dot", ".", "@", "example", "org", " ", "  ", "(", ")", "-", "\n", "0770", "09oO1", "o", "900123",
                "%40", "Ltd", "that", "’", "４", "+44", "_",
            ][..]), 0..14),
        ) {
            let text = parts.concat();
            let closely = looked_at_closely(&text);
            prop_assert!(may_be_otherwise(&text) || closely.is_empty(), "{text:?}: {closely:?}");
        }
    }

    #[test]
    fn emails_numbers_and_postcodes_are_found_where_they_stand_in_a_text() {
        assert_eq!(
            found("Wrote to (Amara.O'K@Example.org)."),
            [r#"Amara.O'K@Example.org Email("amara.o'k@example.org")"#]
        );
        assert!(
            found("On 3 May rang +44 7700 900123, no answer")
                .contains(&r#"+44 7700 900123 Phone("07700900123")"#.into())
        );
        assert_eq!(found("1 A Road, LS1 4AB"), [r#"LS1 4AB Postcode("ls14ab")"#]);
        assert_eq!(found("at sw1a1aa."), [r#"sw1a1aa Postcode("sw1a1aa")"#]);
        assert_eq!(found("LS1-4AB"), [r#"LS1-4AB Postcode("ls14ab")"#]);
        for nothing in ["26-0042", "2026-11-24", "a @ b", "Room 12, M4 motorway", "£1,250.50"] {
            assert_eq!(found(nothing), [""; 0], "{nothing}");
        }
    }

    #[test]
    fn an_email_is_found_whose_signs_are_written_as_words() {
        for (text, place) in [
            ("Write to jane.smith at example dot org.", "jane.smith at example dot org"),
            ("jane dot smith AT example DOT org", "jane dot smith AT example DOT org"),
            ("(jane.smith(at)example.org)", "jane.smith(at)example.org"),
            ("jane.smith [at] example [dot] org, or ring", "jane.smith [at] example [dot] org"),
            ("jane.smith @ example . org", "jane.smith @ example . org"),
            ("jane.smith＠example．org", "jane.smith＠example．org"),
            ("jane.smith -at- example.org", "jane.smith -at- example.org"),
        ] {
            assert_eq!(found(text), [format!(r#"{place} Email("jane.smith@example.org")"#)], "{text}");
        }
        let half = r#"jane.smith@example dot org Email("jane.smith@example.org")"#;
        assert!(found("jane.smith@example dot org").contains(&half.into()));
        for number in ["０７７００ ９００１２３", "07700_900_123", "O7700 9OO123"] {
            assert!(found(number).contains(&format!(r#"{number} Phone("07700900123")"#)), "{number}");
        }
        for link in ["jane.smith%40example.org", "%6Aane.smith%40example%2Eorg", "jane.smith@example%2eorg"] {
            let text = format!("https://form.example/?mail={link}&name=x");
            assert!(found(&text).contains(&format!(r#"{link} Email("jane.smith@example.org")"#)), "{link}");
        }
        for link in ["07700%20900123", "%2B44%207700%20900123", "0%37700%2D900123"] {
            assert!(
                found(&format!("tel:{link}")).contains(&format!(r#"{link} Phone("07700900123")"#)),
                "{link}"
            );
        }
        for nothing in ["We looked at it. Dot came.", "at (at) dot", "Ask at the desk at noon . Then"] {
            assert_eq!(found(nothing), [""; 0], "{nothing}");
        }
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_text_is_read(text in any::<String>()) {
            for (place, _) in marks(&text) {
                prop_assert!(text.is_char_boundary(place.start) && text.is_char_boundary(place.end));
            }
        }
    }
}
