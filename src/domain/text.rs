//! Text that people typed, made fit for a terminal, a column or a spreadsheet.
//!
//! Invariant: what [`safe`], [`safe_lines`], [`one_line`] and [`cut`] return can neither command a terminal
//! nor take a different number of columns than [`width`] says. What is stored is never changed by any of
//! this.
//!
//! The rule, character by character:
//! - what would be invisible (zero-width characters, text-direction marks, variation selectors, tags) is left
//!   out;
//! - what would act (control characters), what nobody can draw (private use), and what terminals disagree
//!   about the width of (emoji) is shown as `?`, one for each thing a person would see;
//! - every kind of space is a plain space;
//! - a letter keeps at most [`MARKS`] marks above and below it, and a mark with no letter is `?`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Combining marks one letter may carry. Real spelling needs up to three; a flood of them draws over other
/// rows.
pub const MARKS: usize = 4;

/// Returns `text` as one run of harmless characters; line breaks and tabs become spaces.
pub fn safe(text: &str) -> Cow<'_, str> {
    clean(text, Breaks::Flatten)
}

/// Returns `text` as harmless characters, keeping tabs and line breaks; every line break comes out as `\n`.
pub fn safe_lines(text: &str) -> Cow<'_, str> {
    clean(text, Breaks::Keep)
}

/// Returns `text` as one harmless line, without space at either end or doubled inside.
pub fn one_line(text: &str) -> String {
    safe(text).split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Returns `text` without the sequences that keys send and that move or colour a terminal's cursor (ECMA-48).
pub fn without_sequences(text: &str) -> Cow<'_, str> {
    if !text.contains('\u{1b}') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(letter) = rest.next() {
        if letter != '\u{1b}' {
            out.push(letter);
            continue;
        }
        match rest.next() {
            // Numbers, then one character that ends it. A line break ends one that was cut off.
            Some('[') => match rest.find(|it| matches!(it, '@'..='~' | '\n')) {
                // The Linux console's F1 to F5.
                Some('[') => drop(rest.next()),
                end => out.extend(end.filter(|it| *it == '\n')),
            },
            Some('O') => drop(rest.next()),
            // A text for the terminal, up to a bell or what ends a string.
            Some(']' | 'P' | '_' | '^')
                if rest.find(|it| matches!(it, '\u{7}' | '\u{1b}' | '\n')) == Some('\u{1b}') =>
            {
                rest.next();
            }
            _ => {}
        }
    }
    Cow::Owned(out)
}

/// Returns `words` with a capital, for the beginning of a line or a cell.
pub fn sentence_case(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Returns how many terminal columns `text` takes, once it is [`safe`].
pub fn width(text: &str) -> usize {
    safe(text).width()
}

/// Returns `text`, made [`safe`], in at most `columns` columns; where something had to go, it ends in `..`.
pub fn cut(text: &str, columns: usize) -> String {
    let text = safe(beginning(text, columns));
    if text.width() <= columns {
        return text.into_owned();
    }
    let room = columns.saturating_sub(2);
    let mut kept = String::new();
    let mut taken = 0;
    for cluster in text.graphemes(true) {
        taken += cluster.width();
        if room < taken {
            break;
        }
        kept.push_str(cluster);
    }
    let mut kept = kept.trim_end().to_owned();
    kept.push_str(&".."[..columns.min(2)]);
    kept
}

/// The beginning of a text, which takes more than so many columns if the text does: of a long text no more is looked at.
pub fn beginning(text: &str, columns: usize) -> &str {
    let (mut taken, mut harmless) = (0, String::new());
    // Letters that are drawn as one may take a column less than each by itself.
    let enough = columns.saturating_mul(2).saturating_add(2);
    for (place, cluster) in text.grapheme_indices(true) {
        if enough < taken {
            return &text[..place];
        }
        harmless.clear();
        push_safe(cluster, &mut harmless);
        taken += harmless.width();
    }
    text
}

/// Returns `text` in ASCII, for a terminal that cannot show anything else: `ŵ` is `w`, `£` is `GBP`, what has
/// no likeness is `?`. The result may be longer than the text; ASCII, control characters too, stays as it is.
pub fn transliterate(text: &str) -> String {
    let mut ascii = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            ascii.push(character);
        } else if let Some(likeness) = likeness(character) {
            ascii.push_str(likeness);
        } else if let Some(letter) = plain_letter(character) {
            ascii.push(letter);
        } else if !is_invisible(character) && character.width() != Some(0) {
            ascii.push('?');
        }
    }
    ascii
}

/// Returns `text` in small letters without their marks, for looking things up: `Siân` is found by `sian`, whichever
/// way either was typed. Letters of other alphabets stay as they are.
pub fn plain_letters(text: &str) -> String {
    let letters = text.chars().filter(|it| !is_invisible(*it) && it.width() != Some(0));
    // The small sigma has a form of its own at the end of a word.
    let one_sigma = |it| if it == 'ς' { 'σ' } else { it };
    letters.map(|it| plain_letter(it).unwrap_or(it)).flat_map(char::to_lowercase).map(one_sigma).collect()
}

/// Returns a name as one would type it: nothing in it that cannot be seen, each letter put together with its marks, one
/// space between words.
pub fn tidy(name: &str) -> String {
    let one_space = |it: &str| it.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_ascii() {
        return one_space(name);
    }
    one_space(&name.chars().filter(|it| !is_invisible(*it)).nfc().collect::<String>())
}

/// How a name looks, whatever its capitals: two names that look the same are one.
pub fn looks(name: &str) -> String {
    tidy(name).to_lowercase()
}

/// Whether a name holds the words that are wanted; after `=`, whether it is them.
pub fn named(name: &str, wanted: &str) -> bool {
    match wanted.strip_prefix('=') {
        Some(whole) => plain_letters(name) == plain_letters(whole),
        None => plain_letters(name).contains(&plain_letters(wanted)),
    }
}

/// What a CSV file begins with, so that a spreadsheet reads it as UTF-8.
pub const CSV_MARK: &str = "\u{feff}";

/// Returns the text of a spreadsheet cell so that no spreadsheet takes it for a formula: one that begins with
/// `=`, `+`, `-`, `@`, a tab or a line break gets a `'` in front. For text cells only: a number may begin
/// with `-`.
pub fn spreadsheet_safe(cell: &str) -> Cow<'_, str> {
    // Full-width forms are formulas too where the spreadsheet speaks Chinese or Japanese.
    let starts = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    let visible =
        cell.trim_start_matches(|it: char| it.is_whitespace() || it.is_control() || is_invisible(it));
    if visible.starts_with(starts) || cell.starts_with(['\t', '\r', '\n']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// Returns `json` so that printing it can neither command a terminal nor hide anything: such characters are written as
/// `\u` escapes, and it reads back as the same value.
pub fn json_safe(json: &str) -> Cow<'_, str> {
    // Outside ASCII, and DEL within it, are only in strings, where an escape means the same.
    let is_plain = |it: char| it.is_ascii() && it != '\u{7f}';
    let is_shown = |it: char| {
        is_plain(it) || !(it.is_control() || is_invisible(it) || is_undrawable(it) || is_break(it))
    };
    if json.chars().all(is_shown) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if is_shown(character) {
            out.push(character);
        } else {
            let mut units = [0; 2];
            out.extend(character.encode_utf16(&mut units).iter().map(|it| format!("\\u{it:04x}")));
        }
    }
    Cow::Owned(out)
}

/// Line and paragraph separators, which some programs take for the end of a line.
fn is_break(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}')
}

#[derive(Clone, Copy, PartialEq)]
enum Breaks {
    Flatten,
    Keep,
}

fn clean(text: &str, breaks: Breaks) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for cluster in text.graphemes(true) {
        match cluster {
            "\n" | "\r" | "\r\n" if breaks == Breaks::Keep => out.push('\n'),
            "\t" if breaks == Breaks::Keep => out.push('\t'),
            _ => push_safe(cluster, &mut out),
        }
    }
    if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

/// Adds one thing a person sees as a character, made [`safe`].
pub fn push_safe(cluster: &str, out: &mut String) {
    match cluster {
        "\r\n" => out.push(' '),
        _ if has_doubtful_width(cluster) => out.push('?'),
        _ => push_letter(cluster, out),
    }
}

/// Adds a letter and its marks.
fn push_letter(cluster: &str, out: &mut String) {
    let mut marks = None;
    for character in cluster.chars() {
        if is_invisible(character) {
            continue;
        }
        if character.is_whitespace() {
            out.push(' ');
        } else if character.is_control() || is_undrawable(character) {
            out.push('?');
        } else if character.width() == Some(0) {
            match &mut marks {
                None => out.push('?'),
                Some(count) if *count < MARKS => {
                    *count += 1;
                    out.push(character);
                }
                Some(_) => {}
            }
        } else {
            marks = Some(0);
            out.push(character);
        }
    }
}

/// Emoji, however they are put together: terminals differ by a column, and then the rest of the row is wrong.
fn has_doubtful_width(cluster: &str) -> bool {
    cluster.chars().any(|character| match character {
        '\u{fe0f}' | '\u{20e3}' | '\u{1f000}'..='\u{1ffff}' => true,
        '\u{2300}'..='\u{2bff}' => character.width() == Some(2),
        _ => false,
    })
}

/// Whether a character takes no place on a screen and cannot be typed on purpose.
pub fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{fffb}'
        | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Private use and the code points Unicode promises never to assign.
fn is_undrawable(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{f0000}'..='\u{10ffff}')
        || u32::from(character) & 0xfffe == 0xfffe
}

/// What ASCII writes for a character that is not a Latin letter with a mark. Currencies are their ISO 4217
/// codes.
fn likeness(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' | '\u{2039}' | '\u{203a}' | '´'
        | 'ʼ' => "'",
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2033}' | '«' | '»' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        '…' => "...",
        '•' | '·' | '∙' => "*",
        '£' => "GBP",
        '€' => "EUR",
        '¥' => "JPY",
        '¢' => "c",
        '©' => "(c)",
        '®' => "(R)",
        '™' => "TM",
        '°' => " deg",
        '½' => "1/2",
        '¼' => "1/4",
        '¾' => "3/4",
        '×' => "x",
        '÷' => "/",
        '±' => "+/-",
        '≤' => "<=",
        '≥' => ">=",
        '→' => "->",
        '←' => "<-",
        '✓' | '✔' => "v",
        '§' => "s.",
        '№' => "No.",
        '²' => "2",
        '³' => "3",
        'ª' => "a",
        'º' => "o",
        'ß' => "ss",
        'ẞ' => "SS",
        'æ' | 'ǽ' => "ae",
        'Æ' | 'Ǽ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        'þ' => "th",
        'Þ' => "TH",
        'ŋ' => "ng",
        'Ŋ' => "NG",
        'ĳ' => "ij",
        'Ĳ' => "IJ",
        _ if character.is_whitespace() => " ",
        _ => return None,
    })
}

/// How far the full-width forms of letters, digits and signs stand from the usual ones.
const FULL_WIDTH: u32 = 0xfee0;

/// The letter under the marks of a Latin letter, in the same case; the usual form of a full-width one.
pub fn plain_letter(character: char) -> Option<char> {
    if matches!(character, '！'..='～') {
        return char::from_u32(u32::from(character) - FULL_WIDTH);
    }
    // 'İ' is the one capital whose small form is two characters.
    let small = character.to_lowercase().next()?;
    if small.is_ascii() {
        return Some(character).filter(|it| *it == 'İ').map(|_| 'I');
    }
    let letter = PLAIN.get(&small)?;
    Some(if character == small { *letter } else { letter.to_ascii_uppercase() })
}

/// The letter beneath, by each letter with marks.
static PLAIN: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    LETTERS.iter().flat_map(|(letter, marked)| marked.chars().map(|it| (it, *letter))).collect()
});

/// Latin letters with marks, by the letter beneath (Unicode's own decompositions, and the letters with a
/// stroke).
const LETTERS: &[(char, &str)] = &[
    ('a', "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"),
    ('b', "ḃḅḇƀ"),
    ('c', "çćĉċčḉ"),
    ('d', "ďḋḍḏḑḓđð"),
    ('e', "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệəǝ"),
    ('f', "ḟ"),
    ('g', "ĝğġģǧǵḡǥ"),
    ('h', "ĥȟḣḥḧḩḫẖħ"),
    ('i', "ìíîïĩīĭįǐȉȋḭḯỉịı"),
    ('j', "ĵǰ"),
    ('k', "ķǩḱḳḵĸ"),
    ('l', "ĺļľḷḹḻḽłŀ"),
    ('m', "ḿṁṃ"),
    ('n', "ñńņňǹṅṇṉṋŉ"),
    ('o', "òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợøǿ"),
    ('p', "ṕṗ"),
    ('r', "ŕŗřȑȓṙṛṝṟ"),
    ('s', "śŝşšșṡṣṥṧṩſ"),
    ('t', "ţťțṫṭṯṱẗŧ"),
    ('u', "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
    ('v', "ṽṿ"),
    ('w', "ŵẁẃẅẇẉẘ"),
    ('x', "ẋẍ"),
    ('y', "ýÿŷȳẏẙỳỵỷỹ"),
    ('z', "źżžẑẓẕƶ"),
];

/// Whether two places in a text have something in common.
pub const fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// "1 case", "2 cases".
pub fn count(number: u64, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// How many of something do something, in words that agree with the number: “no case stands”, “1 case stands”, “2 cases stand”.
pub fn agree(number: u64, one: &str, does: &str, they_do: &str) -> String {
    match number {
        0 => format!("no {one} {does}"),
        1 => format!("1 {one} {does}"),
        many => format!("{} {they_do}", count(many, one)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keys_send_and_what_colours_a_terminal_leaves_no_trace_in_a_text() {
        for (text, expect) in [
            ("plain £5", "plain £5"),
            ("ab\u{1b}[D\u{1b}[Dc", "abc"),
            ("\u{1b}OPhelp\u{1b}[[A\u{1b}[24~", "help"),
            ("\u{1b}[1;31mred\u{1b}[0m", "red"),
            ("\u{1b}]0;title\u{7}a\u{1b}]8;;x\u{1b}\\b", "ab"),
            ("cut \u{1b}[12\nnext", "cut \nnext"),
            ("\u{1b}", ""),
        ] {
            assert_eq!(without_sequences(text), expect, "{text:?}");
        }
    }

    #[test]
    fn names_are_looked_up_without_marks_or_capitals() {
        for typed in ["Siân", "SIA\u{302}N", "sian"] {
            assert_eq!(plain_letters(typed), "sian");
        }
        assert_eq!(plain_letters("Олена"), "олена");
    }
    use proptest::prelude::*;

    #[track_caller]
    fn check(function: impl Fn(&str) -> String, table: &[(&str, &str)]) {
        for (text, expected) in table {
            assert_eq!(function(text), *expected, "for {text:?}");
        }
    }

    #[test]
    fn what_acts_is_a_question_mark_and_what_cannot_be_seen_is_gone() {
        check(
            |it| safe(it).into_owned(),
            &[
                ("Siân Ŵyn, £5 – 日本", "Siân Ŵyn, £5 – 日本"),
                ("\u{1b}[2Jgone", "?[2Jgone"),
                ("\u{9b}31m\u{7f}\u{7}", "?31m??"),
                ("a\tb\nc\r\nd\re\u{2028}f\u{a0}g\u{85}h", "a b c d e f g h"),
                ("pay\u{202e}eman\u{202c} \u{2066}x\u{2069}\u{200f}", "payeman x"),
                ("O\u{200b}ka\u{200d}f\u{ad}or\u{feff}", "Okafor"),
                ("hidden \u{e0041}\u{e0042}tags", "hidden tags"),
                ("joined\u{13430}\u{1343f} signs", "joined signs"),
                ("logo \u{f8ff}\u{10fffd}\u{ffff}", "logo ???"),
            ],
        );
    }

    #[test]
    fn emoji_are_one_question_mark_each_and_plain_symbols_stay() {
        check(
            |it| safe(it).into_owned(),
            &[
                ("👍🏽 👩‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿 🇬🇧", "? ? ? ?"),
                ("❤\u{fe0f} 1\u{fe0f}\u{20e3} ⌚", "? ? ?"),
                ("✓ ★ ❤ → ☎", "✓ ★ ❤ → ☎"),
            ],
        );
    }

    #[test]
    fn a_flood_of_marks_is_cut_to_four_and_a_lone_mark_is_a_question_mark() {
        let flood = format!("a{}b", "\u{300}".repeat(50));
        assert_eq!(safe(&flood), format!("a{}b", "\u{300}".repeat(MARKS)));
        assert_eq!(safe("\u{301}e\u{301}"), "?e\u{301}");
    }

    #[test]
    fn lines_keep_their_breaks_and_tabs() {
        assert_eq!(safe_lines("a\r\nb\rc\n\td\u{1b}"), "a\nb\nc\n\td?");
        assert_eq!(one_line("  two \n\n words\t"), "two words");
    }

    #[test]
    fn safe_text_is_not_copied() {
        assert!(matches!(safe("Amara Okafor"), Cow::Borrowed(_)));
        assert!(matches!(safe("Siân"), Cow::Borrowed(_)));
    }

    #[test]
    fn text_is_cut_by_columns_and_says_so() {
        let table = [
            ("Okafor", 6, "Okafor"),
            ("Okafor", 5, "Oka.."),
            ("Late reply", 7, "Late.."),
            ("日本語", 6, "日本語"),
            ("日本語", 5, "日.."),
            ("e\u{301}e\u{301}e\u{301}e\u{301}", 3, "e\u{301}.."),
            ("abc", 2, ".."),
            ("abc", 1, "."),
            ("abc", 0, ""),
            ("\u{1b}ab", 3, "?ab"),
        ];
        for (text, columns, expected) in table {
            assert_eq!(cut(text, columns), expected, "for {text:?} in {columns}");
        }
    }

    #[test]
    fn ascii_keeps_names_readable() {
        check(
            transliterate,
            &[
                ("Siân Ŵyn Ỳ", "Sian Wyn Y"),
                ("£20 – €5…", "GBP20 - EUR5..."),
                ("‘Łódź’ “Straße” Þór Æsop", "'Lodz' \"Strasse\" THor AEsop"),
                ("Nguyễn İz e\u{301}", "Nguyen Iz e"),
                ("日本\n\tДа", "??\n\t??"),
                ("a\u{a0}b\u{200b}c", "a bc"),
            ],
        );
    }

    #[test]
    fn no_cell_begins_a_formula() {
        check(
            |it| spreadsheet_safe(it).into_owned(),
            &[
                ("=1+1", "'=1+1"),
                ("+44 20", "'+44 20"),
                ("-5", "'-5"),
                ("@sum", "'@sum"),
                ("\tx", "'\tx"),
                ("\rx", "'\rx"),
                (" =1", "' =1"),
                ("\u{feff}=1", "'\u{feff}=1"),
                ("\u{ff1d}1", "'\u{ff1d}1"),
                ("a=b", "a=b"),
                ("", ""),
            ],
        );
    }

    proptest! {
        #[test]
        fn a_long_text_is_cut_by_its_beginning_as_it_would_be_whole(text in "(\\PC|[a-c \u{301}\u{1f1ec}\u{644}\u{627}]|.){0,60}", columns in 0_usize..20) {
            let longer = format!("{text} {}", "x".repeat(100));
            let whole = safe(&longer);
            let mut kept = String::new();
            let mut taken = 0;
            for cluster in whole.graphemes(true) {
                taken += cluster.width();
                if columns.saturating_sub(2) < taken {
                    break;
                }
                kept.push_str(cluster);
            }
            prop_assert_eq!(cut(&longer, columns), format!("{}{}", kept.trim_end(), &".."[..columns.min(2)]));
            let flood = "e\u{301}".repeat(100_000);
            prop_assert!(beginning(&flood, columns).len() < 6 * 60);
        }

        #[test]
        fn whatever_is_typed_comes_out_harmless(text in any::<String>()) {
            let once = safe(&text);
            prop_assert!(once.chars().all(|it| !it.is_control() && !is_invisible(it) && !is_undrawable(it)));
            prop_assert_eq!(&safe(&once), &once);
            prop_assert!(safe_lines(&text).chars().all(|it| matches!(it, '\n' | '\t') || !it.is_control()));
            prop_assert!(transliterate(&text).is_ascii());
            let json = serde_json::to_string(&text).unwrap();
            let printed = json_safe(&json);
            prop_assert!(printed.chars().all(|it| !it.is_control() && !is_invisible(it) && !is_undrawable(it)));
            prop_assert_eq!(&serde_json::from_str::<String>(&printed).unwrap(), &text);
        }

        #[test]
        fn a_cut_is_never_wider_than_its_column(text in any::<String>(), columns in 0_usize..30) {
            prop_assert!(cut(&text, columns).width() <= columns);
        }
    }
}
