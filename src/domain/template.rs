//! The language of letters: words with the names of facts in them, as `{{ person }}`, and parts that stand only where there is
//! something to say (Jinja). What a letter asks for and a case has not is named and stops it: it is never printed as a hole.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, escape_formatter};

use crate::domain::vocabulary::LetterKind;

/// What a letter may ask for, and what that is. Lists are gone through with `{% for issue in issues %}`.
pub const FACTS: &[(&str, &str)] = &[
    ("organisation", "the name of the organisation"),
    ("writer", "who writes"),
    ("today", "the day"),
    ("reference", "the reference of the case"),
    ("person", "the name of whoever is written to"),
    ("affected", "the name of the person affected"),
    ("speaker", "the name of whoever speaks for them"),
    ("address", "the address of whoever is written to"),
    ("subject", "what the complaint is about, in a line"),
    ("wants", "what the person wants"),
    ("service", "the service"),
    ("received", "the day of receipt"),
    ("answer_by", "the day by which the person was told they will have an answer"),
    ("first_answer_by", "the day that they were told first"),
    ("delay_reason", "why a longer timescale was agreed"),
    ("next_update", "the day by which they will hear next"),
    ("consent_by", "the day by which an answer on consent is hoped for"),
    ("team", "the team or body that is asked"),
    ("request", "what it is asked"),
    ("request_by", "the day by which its answer is needed"),
    ("survey", "where the survey is answered, as the office’s wording “survey address” says"),
    ("stage", "at which stage the case is, where the office has two"),
    ("next_stage", "the stage after it, if there is one"),
    ("issues", "what is complained about, each with number, what, theme, finding and reason"),
    ("remedies", "what puts things right, each with kind, what, by and done"),
    ("done", "those of the remedies that are done"),
    (
        "changed",
        "what was put right for the person, and what plans that learn from the case changed, each with what and done",
    ),
    ("payments", "payments, each with amount, head, by and paid"),
];

/// The parts that each element of a list has.
const PARTS_OF: &[(&str, &[&str])] = &[
    ("issues", &["number", "what", "theme", "finding", "reason"]),
    ("remedies", &["kind", "what", "by", "done"]),
    ("done", &["kind", "what", "by", "done"]),
    ("changed", &["kind", "what", "by", "done"]),
    ("payments", &["amount", "head", "by", "paid"]),
];

/// What the parts of the facts that are lists are, for whoever lacks one.
const PARTS: &[(&str, &str)] = &[
    ("number", "the number of each issue"),
    ("what", "what each is, in words"),
    ("theme", "the theme of each issue"),
    ("finding", "a finding on each issue"),
    ("reason", "the reason of the finding on each issue"),
    ("kind", "the kind of each remedy"),
    ("by", "the day by which each remedy is done or payment made"),
    ("done", "the day on which each remedy was done"),
    ("amount", "the amount of each payment"),
    ("head", "what each payment is for"),
    ("paid", "the day on which each payment was made"),
];

/// How the name of wording in Welsh goes on after that of the kind of letter: “update in Welsh”.
pub const IN_WELSH: &str = " in Welsh";

/// The name of the wording that says where the survey is answered.
pub const SURVEY: &str = "survey address";

/// The name of the wording that stands at the head of letters that go by post: the office’s own address and what else is there.
pub const LETTERHEAD: &str = "letterhead";

/// As much work as a letter may be.
const FUEL: u64 = 200_000;

/// The words that redress has for each kind of letter; an office may keep its own under the name of the kind.
pub const fn words_of(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::Acknowledgement => include_str!("letter_texts/acknowledgement.txt"),
        LetterKind::Timescale => include_str!("letter_texts/timescale.txt"),
        LetterKind::LaterDate => include_str!("letter_texts/later_date.txt"),
        LetterKind::Update => include_str!("letter_texts/update.txt"),
        LetterKind::ConsentRequest => include_str!("letter_texts/consent_request.txt"),
        LetterKind::FinalResponse => include_str!("letter_texts/final_response.txt"),
        LetterKind::PaymentOffer => include_str!("letter_texts/payment_offer.txt"),
        LetterKind::WhatWeChanged => include_str!("letter_texts/what_we_changed.txt"),
        LetterKind::TeamRequest => include_str!("letter_texts/team_request.txt"),
        LetterKind::SurveyInvitation => include_str!("letter_texts/survey_invitation.txt"),
    }
}

/// The kind of letter that wording of this name is for, if it is for one: “acknowledgement”, or “acknowledgement: Licences” for
/// one service, “acknowledgement in Welsh”.
pub fn kind_of(name: &str) -> Option<LetterKind> {
    let kind = name.split(':').next().unwrap_or(name).trim().to_lowercase();
    LetterKind::from_word(kind.strip_suffix(&IN_WELSH.to_lowercase()).unwrap_or(&kind))
}

/// Whether words ask for a fact.
pub fn asks_for(words: &str, fact: &str) -> bool {
    let is_part = |it: char| it.is_alphanumeric() || it == '_';
    code(words).into_iter().any(|it| words[it].split(|it| !is_part(it)).any(|it| it == fact))
}

/// Whether words can be made a letter of: what is wrong with them, if anything.
pub fn check(words: &str) -> Result<(), String> {
    let language = language();
    let template = language.template_from_str(words).map_err(|it| told(&it, words))?;
    let known =
        |it: &&String| FACTS.iter().any(|fact| fact.0 == **it) || ["loop", "range"].contains(&it.as_str());
    let unknown: BTreeSet<String> =
        template.undeclared_variables(false).into_iter().filter(|it| !known(&it)).collect();
    if unknown.is_empty() {
        return unknown_part(words).map_or(Ok(()), Err);
    }
    let unknown: Vec<String> = unknown.iter().map(|it| format!("“{it}”")).collect();
    let names: Vec<&str> = FACTS.iter().map(|it| it.0).collect();
    Err(format!("{} is nothing that a letter knows. It knows: {}.", unknown.join(", "), names.join(", ")))
}

/// What letters and signs mean in the language, as far as it matters here.
#[derive(Clone, Copy, PartialEq)]
enum Sign<'a> {
    Name(&'a str),
    Dot,
    Other,
}

/// What is asked for of something that has no such part, if anything: “issue.fnding”.
fn unknown_part(words: &str) -> Option<String> {
    let list_of = |name: &str| PARTS_OF.iter().find(|it| it.0 == name);
    let mut lists: BTreeMap<&str, &(&str, &[&str])> = BTreeMap::new();
    for signs in marked(words).map(signs) {
        for at in 0..signs.len() {
            if let [Sign::Name("for"), Sign::Name(one), Sign::Name("in"), Sign::Name(list), ..] = signs[at..]
            {
                lists.remove(one);
                lists.extend(list_of(list).map(|it| (one, it)));
            }
            let [Sign::Dot, Sign::Name(part), ..] = signs[at..] else { continue };
            let before = at.checked_sub(1).map(|it| signs[it]);
            let whole = if let Some(Sign::Name(it)) = before { it } else { "" };
            let (what, parts) = match lists.get(whole) {
                _ if whole == "loop" => continue,
                Some((list, parts)) => (format!("Each of {list}"), parts.to_vec()),
                None if FACTS.iter().any(|it| it.0 == whole) => (format!("“{whole}” as a whole"), vec![]),
                None => ("Each of a list".to_owned(), PARTS.iter().map(|it| it.0).collect()),
            };
            if !parts.contains(&part) {
                let has = if parts.is_empty() { "no parts".to_owned() } else { parts.join(", ") };
                return Some(format!("“{whole}.{part}” is nothing that a letter knows. {what} has: {has}."));
            }
        }
    }
    None
}

/// What stands between the marks of the language.
fn marked(words: &str) -> impl Iterator<Item = &str> {
    let ends = [("{{", "}}"), ("{%", "%}")];
    let mut rest = words;
    std::iter::from_fn(move || {
        let begins = |it: &(&'static str, &'static str)| Some((rest.find(it.0)?, *it));
        let (start, (mark, end)) = ends.iter().filter_map(begins).min()?;
        let inside = &rest[start + mark.len()..];
        let (inside, behind) = inside.split_once(end).unwrap_or((inside, ""));
        rest = behind;
        Some(inside)
    })
}

/// The names and dots of an expression, without what it quotes.
fn signs(expression: &str) -> Vec<Sign<'_>> {
    let mut signs = Vec::new();
    let mut rest = expression;
    while let Some(first) = rest.chars().next() {
        let is_word = |it: char| it.is_alphanumeric() || it == '_';
        let length = match first {
            '"' | '\'' => rest[1..].find(first).map_or(rest.len(), |it| it + 2),
            it if is_word(it) => rest.find(|it| !is_word(it)).unwrap_or(rest.len()),
            it => it.len_utf8(),
        };
        let (sign, behind) = rest.split_at(length);
        signs.extend(match first {
            '.' => Some(Sign::Dot),
            it if it.is_alphabetic() || it == '_' => Some(Sign::Name(sign)),
            it if it.is_whitespace() => None,
            _ => Some(Sign::Other),
        });
        rest = behind;
    }
    signs
}

/// The words with the facts in their places; what is empty must not be among them. The error names what is missing.
pub fn fill(words: &str, facts: &serde_json::Value) -> Result<String, String> {
    let filled = language().render_str(words, Serde(facts)).map_err(|it| told(&it, words))?;
    Ok(format!("{}\n", filled.trim()))
}

/// Where the language of letters itself stands in words, in bytes: what is between its marks, but for the texts in quotation marks
/// and the remarks there. All else is for people to read.
pub fn code(words: &str) -> Vec<Range<usize>> {
    let bytes = words.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = words[at..].find('{').map(|it| at + it) {
        let end = match bytes.get(open + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => {
                at = words[open..].find("#}").map_or(words.len(), |it| open + it + 2);
                continue;
            }
            _ => {
                at = open + 1;
                continue;
            }
        };
        at = words.len();
        let (mut from, mut place, mut quote) = (open, open + 2, None);
        while let Some(it) = bytes.get(place) {
            match quote {
                None if bytes[place..].starts_with(end.as_bytes()) => {
                    at = place + 2;
                    break;
                }
                None if b"'\"".contains(it) => {
                    found.push(from..place);
                    quote = Some(*it);
                }
                Some(_) if *it == b'\\' => place += 1,
                Some(quoted) if *it == quoted => {
                    quote = None;
                    from = place + 1;
                }
                _ => {}
            }
            place += 1;
        }
        if quote.is_none() {
            found.push(from..at);
        }
        // Up to its end, what is given as it stands is all words.
        let is_of =
            |inside: &str, name: &str| inside.trim_start_matches(['-', '+']).trim_start().starts_with(name);
        if end == "%}" && is_of(&words[open + 2..], "raw") {
            let marks = words[at..].match_indices("{%").map(|it| at + it.0);
            at = marks.into_iter().find(|it| is_of(&words[it + 2..], "endraw")).unwrap_or(words.len());
        }
    }
    found
}

/// Where the names stand that wording gives to things itself, as in `for it in issues`: in bytes, each with its number among them.
pub fn own_names(words: &str) -> Vec<(Range<usize>, usize)> {
    let is_word = |it: char| it.is_alphanumeric() || it == '_';
    let mut names: Vec<Range<usize>> = Vec::new();
    for part in code(words) {
        let mut at = part.start;
        while let Some(begin) = words[at..part.end].find(is_word).map(|it| at + it) {
            at = words[begin..part.end].find(|it| !is_word(it)).map_or(part.end, |it| begin + it);
            names.push(begin..at);
        }
    }
    let mut own: Vec<&str> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let after = names[at + 1..].iter().map(|it| &words[it.clone()]);
        let given: Vec<&str> = match &words[name.clone()] {
            "for" => after.take_while(|it| *it != "in").collect(),
            "set" | "with" => after.take(1).collect(),
            _ => Vec::new(),
        };
        let is_own = |it: &&str| !FACTS.iter().any(|fact| fact.0 == *it) && *it != "loop";
        own.extend(given.into_iter().filter(is_own));
    }
    let number = |it: &Range<usize>| own.iter().position(|own| *own == &words[it.clone()]);
    names.into_iter().filter_map(|it| number(&it).map(|number| (it, number + 1))).collect()
}

fn language() -> Environment<'static> {
    let mut language = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    language.set_syntax(syntax.expect("its marks are the usual ones"));
    language.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    language.set_auto_escape_callback(|_| AutoEscape::None);
    language.set_fuel(Some(FUEL));
    language.set_formatter(|out, state, value| match value.kind() {
        ValueKind::String | ValueKind::Number | ValueKind::Bool | ValueKind::None | ValueKind::Undefined => {
            escape_formatter(out, state, value)
        }
        _ => Err(Error::new(ErrorKind::InvalidOperation, "a list has no words of its own")),
    });
    language.set_debug(true);
    language
}

/// What is wrong, where.
fn told(error: &Error, words: &str) -> String {
    let place = error.line().map(|it| format!(" (line {it} of its wording)")).unwrap_or_default();
    if error.kind() == ErrorKind::UndefinedError {
        let name = error.range().and_then(|it| words.get(it)).unwrap_or("something").trim();
        let part = name.rsplit_once('.').filter(|it| !FACTS.iter().any(|fact| fact.0 == it.0)).map(|it| it.1);
        let is_part = |it: &&(&str, &str)| Some(it.0) == part;
        let known = FACTS.iter().find(|it| it.0 == name).or_else(|| PARTS.iter().find(is_part));
        return match known {
            Some((_, what)) => format!("the letter needs {what}, which is not recorded{place}"),
            None => format!("the letter needs “{name}”, and there is none{place}"),
        };
    }
    if error.kind() == ErrorKind::OutOfFuel {
        return "the wording goes on and on, and no letter comes of it".to_owned();
    }
    let why = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    format!("the wording cannot be read: {why}{place}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_words_of_every_kind_of_letter_are_sound() {
        for kind in LetterKind::ALL {
            assert_eq!(check(words_of(*kind)), Ok(()), "{kind}");
        }
    }

    #[test]
    fn the_language_is_told_from_the_words_in_it() {
        for (words, expect) in [
            ("Dear {{ person }},", "{{ person }}"),
            ("{% if wants %}Wants{%- endif -%}", "{% if wants %}|{%- endif -%}"),
            ("{# if #}{% if wants == \"If \\\" not\" %}If", "{% if wants == | %}"),
            ("{% raw %}{{ If }}{% endraw %}{{ wants }}", "{% raw %}|{% endraw %}|{{ wants }}"),
            ("{{ 'wants }}", "{{ "),
            ("{ if } } é {{ é", "{{ é"),
            ("{", ""),
        ] {
            let found = code(words);
            let found: Vec<&str> =
                found.into_iter().map(|it| &words[it]).filter(|it| !it.is_empty()).collect();
            assert_eq!(found.join("|"), expect, "{words}");
        }
    }

    #[test]
    fn the_names_that_wording_gives_are_told_from_those_of_facts() {
        let words = "okafor {% for okafor, it in issues %}{{ okafor.what }} {{ 'okafor' }} {{ it }}{% endfor %}{% set person = wants %}\
                     {% set of_amara = person %}{{ of_amara }}";
        let found = own_names(words);
        let found: Vec<(&str, usize)> = found.into_iter().map(|(place, it)| (&words[place], it)).collect();
        let expect = [("okafor", 1), ("it", 2), ("okafor", 1), ("it", 2), ("of_amara", 3), ("of_amara", 3)];
        assert_eq!(found, expect);
    }

    #[test]
    fn what_is_missing_is_named_and_never_left_out_of_a_line() {
        let facts = json!({ "person": "Amara Okafor", "issues": [{ "number": 1 }] });
        assert_eq!(fill("Dear {{ person }}", &facts), Ok("Dear Amara Okafor\n".to_owned()));
        for (words, missing) in [
            ("By {{ answer_by }}", "the day by which the person was told they will have an answer"),
            (
                "{% for issue in issues %}{{ issue.reason }}{% endfor %}",
                "the reason of the finding on each issue",
            ),
            (
                "{% for it in issues %}{{ it.theme }}{% endfor %}",
                "the theme of each issue, which is not recorded",
            ),
            ("{% for it in payments %}x{% endfor %}", "payments"),
            ("{{ person.pet }}", "person.pet"),
            ("{{ person", "cannot be read"),
            ("Dear {{ [erased] }}", "a list has no words"),
        ] {
            let why = fill(words, &facts).expect_err(words);
            assert!(why.contains(missing) && why.contains("line 1"), "{why}");
        }
        assert_eq!(fill("a{% if answer_by %} by {{ answer_by }}{% endif %}", &facts), Ok("a\n".to_owned()));
    }

    #[test]
    fn words_that_ask_for_what_no_letter_knows_or_never_end_are_refused() {
        assert!(
            check("Dear {{ persn }}").expect_err("a slip").contains("“persn” is nothing that a letter knows")
        );
        for (words, unknown) in [
            ("{% for i in issues %}{% if i.reason %}{{ i.fnding }}{% endif %}{% endfor %}", "“i.fnding”"),
            ("{% for i in payments %}{{ i.finding }}{% endfor %}", "Each of payments has: amount"),
            ("{{ person.pet }}", "“person” as a whole has: no parts"),
        ] {
            let why = check(words).expect_err(words);
            assert!(why.contains(unknown), "{why}");
        }
        let sound = "{% for i in issues %}{{ loop.index }}. {{ i.what }}: {{ 'a.b' }} {{ 1.5 }} {{ issues[0].theme }}{% endfor %}";
        assert_eq!(check(sound), Ok(()));
        let endless = "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}";
        assert!(fill(endless, &json!({})).is_err());
    }

    #[test]
    fn a_final_response_is_whole_with_remedies_alone_payments_alone_or_neither() {
        let facts = |more: &str| {
            let issue =
                json!({ "number": "1", "what": "Late", "finding": "upheld", "reason": "The form was lost" });
            let mut facts = json!({ "issues": [issue] });
            for name in ["person", "subject", "reference", "today", "received", "writer", "organisation"] {
                facts[name] = json!("x");
            }
            facts[more] =
                json!([{ "kind": "apology", "what": "A letter", "amount": "£50.00", "head": "distress" }]);
            facts
        };
        for more in ["remedies", "payments", "none"] {
            let letter = fill(words_of(LetterKind::FinalResponse), &facts(more)).expect(more);
            assert_eq!(letter.contains("put things right"), more != "none", "{letter}");
        }
    }

    #[test]
    fn wording_is_for_the_kind_of_letter_that_its_name_begins_with() {
        assert_eq!(kind_of("Final response: Licences"), Some(LetterKind::FinalResponse));
        assert_eq!(kind_of("acknowledgement"), Some(LetterKind::Acknowledgement));
        assert_eq!(kind_of("Update in Welsh: Licences"), Some(LetterKind::Update));
        assert_eq!(kind_of("Our address"), None);
    }
}
