//! A letter made from a case: what stands in it, and what went.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::domain::calendar::dates::long;
use crate::domain::case::postal::{self, goes_by_post};
use crate::domain::case::record::{Case, FollowUp};
use crate::domain::case::stages;
use crate::domain::money::pounds;
use crate::domain::office::record::Office;
use crate::domain::office::settings::TWO_STAGES;
use crate::domain::party::record::Party;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::template::{self, IN_WELSH, LETTERHEAD, SURVEY};
use crate::domain::text::sentence_case;
use crate::domain::vocabulary::LetterKind;

const WELSH_MONTHS: [&str; 12] = [
    "Ionawr",
    "Chwefror",
    "Mawrth",
    "Ebrill",
    "Mai",
    "Mehefin",
    "Gorffennaf",
    "Awst",
    "Medi",
    "Hydref",
    "Tachwedd",
    "Rhagfyr",
];

/// A language that letters and documents for the public are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    Welsh,
}

impl Language {
    /// Every language.
    pub const ALL: &'static [Self] = &[Self::English, Self::Welsh];

    /// Its code in documents.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en-GB",
            Self::Welsh => "cy-GB",
        }
    }

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Welsh => "Welsh",
        }
    }

    /// The language of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.word().eq_ignore_ascii_case(word.trim()))
    }
}

/// How somebody’s letters are made for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    pub language: Language,
    /// Whether they are in large print.
    pub is_large: bool,
    /// Whether they go by post, with an address at the head.
    pub is_by_post: bool,
}

impl Manner {
    /// What the adjustments of a person ask for.
    pub fn of(person: &Party) -> Self {
        let asked = person.adjustments.to_lowercase();
        let asks = |words: &[&str]| words.iter().any(|it| asked.contains(it));
        let language =
            if asks(&["welsh", "cymraeg", "gymraeg"]) { Language::Welsh } else { Language::English };
        let is_large = asks(&["large print", "large-print", "large type", "print bras"]);
        Self { language, is_large, is_by_post: goes_by_post(person) }
    }
}

/// Something that an action plan changed because of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// What, in words.
    pub what: String,
    /// When; none for words about all of it.
    pub on: Option<NaiveDate>,
}

/// A letter as it is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    pub text: String,
    /// How it was made.
    pub manner: Manner,
    /// The name of the wording that the office lacks for the language that the person asked for; empty if it lacks none.
    pub lacks: String,
    /// Whether it goes by post to somebody whose address is not known.
    pub lacks_address: bool,
}

/// Words that an office keeps, and the language that they are in.
pub struct Wording<'a> {
    pub words: &'a str,
    pub language: Language,
}

/// The words of a kind of letter about a service: the office’s own for that service, its own for all, or those of redress. In
/// Welsh where the office keeps them so, and else in English.
pub fn wording<'a>(office: &'a Office, kind: LetterKind, case: &Case, language: Language) -> Wording<'a> {
    let of = |name: &str| kept(office, case, name);
    let welsh = if language == Language::Welsh { of(&in_welsh(kind)) } else { None };
    match welsh {
        Some(words) => Wording { words, language: Language::Welsh },
        None => Wording {
            words: of(kind.word()).unwrap_or(template::words_of(kind)),
            language: Language::English,
        },
    }
}

/// The words of this name that an office keeps for the service of a case, or else for all.
fn kept<'a>(office: &'a Office, case: &Case, name: &str) -> Option<&'a str> {
    let named = |name: &str| {
        office.wording.iter().find(|it| it.name.eq_ignore_ascii_case(name)).map(|it| it.text.as_str())
    };
    let of_service = case.facts.service.map(|it| format!("{name}: {}", office.services.name(it.0)));
    of_service.and_then(|it| named(&it)).or_else(|| named(name))
}

/// The name under which an office keeps the Welsh words of a kind of letter.
fn in_welsh(kind: LetterKind) -> String {
    format!("{kind}{IN_WELSH}")
}

/// A letter with what the case and the plans that learn from it hold, made as whoever it goes to asked; or what the case lacks for it.
pub fn filled(
    office: &Office,
    case: &Case,
    today: NaiveDate,
    actor: &str,
    (kind, changed): (LetterKind, &[Changed]),
) -> Verdict<Filled> {
    filled_so(office, case, today, actor, (kind, changed), Manner::of(&addressee(case, kind)))
}

/// The same, made in this manner.
pub fn filled_so(
    office: &Office,
    case: &Case,
    today: NaiveDate,
    actor: &str,
    (kind, changed): (LetterKind, &[Changed]),
    asked: Manner,
) -> Verdict<Filled> {
    if let Some(erased) = &case.erased {
        let why = format!("This case was anonymised on {}: there is nobody to write to.", long(erased.on));
        return Err(Refusal::of_step(why, "Log a new complaint if the person writes again."));
    }
    let Wording { words, language } = wording(office, kind, case, asked.language);
    let promises = words.split("first_answer_by").any(|it| it.contains("answer_by"));
    if let Some(on) = case.rounds.now.answered().filter(|_| promises) {
        let why = format!("This letter speaks of an answer to come, and it went on {}.", long(on));
        return Err(Refusal::of_field("kind", why, "Write another letter."));
    }
    if let Some(gone) = case.rounds.now.answer_by().filter(|it| promises && *it < today) {
        let why = format!("The date of which this letter speaks, {}, has passed.", in_words(gone, language));
        let instead = "Agree a later date first, or write the letter without it.";
        return Err(Refusal::of_field("kind", why, instead));
    }
    let known = facts(office, case, today, actor, (language, changed));
    let with_facts = |words: &str| {
        template::fill(words, &known).map_err(|why| {
            let instead = "Record it on the case first, or write the letter without it.";
            Refusal::of_field("kind", format!("{}.", sentence_case(&why)), instead)
        })
    };
    let mut parts = Vec::new();
    let mut lacks_address = false;
    // Words that ask for the address have a head of their own.
    if asked.is_by_post && !template::asks_for(words, "address") {
        let welsh = format!("{LETTERHEAD}{IN_WELSH}");
        let welsh = kept(office, case, &welsh).filter(|_| language == Language::Welsh);
        let ours = welsh.or_else(|| kept(office, case, LETTERHEAD));
        parts.extend(ours.map(with_facts).transpose()?);
        let person = addressee(case, kind);
        let lines = postal::lines(&person.address);
        lacks_address = lines.is_empty();
        let block: Vec<String> = [as_addressed(&person.name)].into_iter().chain(lines).collect();
        parts.extend(Some(format!("{}\n", block.join("\n"))).filter(|_| !lacks_address));
    }
    parts.push(with_facts(words)?);
    let lacks = if language == asked.language { String::new() } else { in_welsh(kind) };
    Ok(Filled { text: parts.join("\n"), manner: Manner { language, ..asked }, lacks, lacks_address })
}

/// Whom a letter of a kind goes to.
pub fn addressee(case: &Case, kind: LetterKind) -> Party {
    let facts = &case.facts;
    if kind == LetterKind::TeamRequest {
        return Party::named(asked_of_others(case).map(|it| it.of.clone()).unwrap_or_default());
    }
    let speaks = !facts.representative.name.is_empty() && kind != LetterKind::ConsentRequest;
    if speaks { facts.representative.clone() } else { facts.complainant.clone() }
}

/// What was last asked of another team or body, and is not answered.
fn asked_of_others(case: &Case) -> Option<&FollowUp> {
    case.follow_ups.iter().rfind(|it| !it.of.is_empty() && it.done.is_none())
}

/// What a letter may ask for, by name. What is not known is not there.
fn facts(
    office: &Office,
    case: &Case,
    today: NaiveDate,
    actor: &str,
    (language, changed): (Language, &[Changed]),
) -> Value {
    let (facts, round) = (&case.facts, &case.rounds.now);
    let person = addressee(case, LetterKind::Update);
    let in_words = |it: NaiveDate| in_words(it, language);
    let day = |it: Option<NaiveDate>| it.map(in_words).unwrap_or_default();
    let first = round.timescale.as_ref().map(|it| it.answer_by);
    let asked = asked_of_others(case);
    let stage = stages::in_letters(office, case);
    let next_stage = stage.map(|it| it + 1).filter(|it| *it <= TWO_STAGES);
    let survey = office.wording.iter().find(|it| it.name.eq_ignore_ascii_case(SURVEY));
    let texts = [
        ("organisation", office.organisation.clone()),
        ("writer", office.person_name(actor).to_owned()),
        ("today", in_words(today)),
        ("reference", case.reference.to_string()),
        ("person", as_addressed(&person.name)),
        ("affected", as_addressed(&facts.complainant.name)),
        ("speaker", as_addressed(&facts.representative.name)),
        ("address", person.address.clone()),
        ("subject", facts.subject.clone()),
        ("wants", facts.wants.clone()),
        ("service", facts.service.map(|it| office.services.name(it.0)).unwrap_or_default()),
        ("received", in_words(facts.received)),
        ("answer_by", day(round.answer_by())),
        ("first_answer_by", day(first)),
        ("delay_reason", round.extensions.last().map(|it| it.reason.clone()).unwrap_or_default()),
        ("next_update", day(round.next_update)),
        ("consent_by", day(case.consent.as_ref().and_then(|it| it.answer_by))),
        ("team", asked.map(|it| it.of.clone()).unwrap_or_default()),
        ("request", asked.map(|it| it.what.clone()).unwrap_or_default()),
        ("request_by", day(asked.and_then(|it| it.due))),
        ("survey", survey.map(|it| it.text.clone()).unwrap_or_default()),
        ("stage", stage.map(|it| it.to_string()).unwrap_or_default()),
        ("next_stage", next_stage.map(|it| it.to_string()).unwrap_or_default()),
    ];
    let mut all = only_known(&texts);
    let remedies = |is_wanted: &dyn Fn(Option<NaiveDate>) -> bool| {
        let wanted = case.remedies.iter().filter(|it| is_wanted(it.done));
        let one = |kind: &str, what: &str, by, done| {
            only_known(&[
                ("kind", kind.to_owned()),
                ("what", what.to_owned()),
                ("by", day(by)),
                ("done", day(done)),
            ])
        };
        wanted.map(|it| one(it.kind.word(), &it.what, it.by, it.done).into()).collect::<Vec<Value>>()
    };
    let issues = case.issues.iter().map(|it| {
        let finding = it.finding.as_ref();
        let texts = [
            ("number", it.number.to_string()),
            ("what", it.what.clone()),
            ("theme", it.theme.map(|it| office.themes.name(it.0)).unwrap_or_default()),
            ("finding", finding.and_then(|it| it.finding).map(|it| it.to_string()).unwrap_or_default()),
            ("reason", finding.map(|it| it.reason.clone()).unwrap_or_default()),
        ];
        only_known(&texts).into()
    });
    let payments = case.payments.iter().map(|it| {
        let texts = [
            ("amount", pounds(it.pence)),
            ("head", it.head.to_string()),
            ("by", day(it.by)),
            ("paid", day(it.paid)),
        ];
        only_known(&texts).into()
    });
    let of_plans =
        changed.iter().map(|it| only_known(&[("what", it.what.clone()), ("done", day(it.on))]).into());
    let lists = [
        ("issues", issues.collect()),
        ("remedies", remedies(&|_| true)),
        ("done", remedies(&|it| it.is_some())),
        ("changed", [remedies(&|it| it.is_some()), of_plans.collect()].concat()),
        ("payments", payments.collect::<Vec<Value>>()),
    ];
    all.extend(lists.into_iter().filter(|it| !it.1.is_empty()).map(|it| (it.0.to_owned(), json!(it.1))));
    all.into()
}

/// A name as it is written to: without what was noted behind it, such as “(nephew)”.
fn as_addressed(name: &str) -> String {
    name.split_once('(').map_or(name, |it| it.0).trim().to_owned()
}

fn only_known(texts: &[(&str, String)]) -> Map<String, Value> {
    let known = texts.iter().filter(|it| !it.1.trim().is_empty());
    known.map(|it| (it.0.to_owned(), it.1.trim().into())).collect()
}

/// A day as it stands in a letter: “24 November 2026”, “24 Tachwedd 2026”.
pub fn in_words(day: NaiveDate, language: Language) -> String {
    match language {
        Language::English => day.format("%-d %B %Y").to_string(),
        Language::Welsh => format!("{} {} {}", day.day(), WELSH_MONTHS[day.month0() as usize], day.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::Facts;
    use crate::domain::office::settings::Wording as Kept;
    use crate::domain::reference::CaseRef;
    use crate::domain::vocabulary::Means;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    fn case() -> Case {
        let mut facts = Facts::received_on(on("2026-11-02"));
        facts.complainant = Party::named("Megan Price (mother)");
        facts.subject = "Late reply".to_owned();
        Case::new(CaseRef { year: 2026, number: 1 }, facts)
    }

    fn office(wording: &[(&str, &str)]) -> Office {
        let kept = |it: &(&str, &str)| Kept { name: it.0.to_owned(), text: it.1.to_owned() };
        let wording = wording.iter().map(kept).collect();
        Office { organisation: "Office of Permits".to_owned(), wording, ..Office::default() }
    }

    fn made(office: &Office, case: &Case, kind: LetterKind) -> Result<Filled, String> {
        filled(office, case, on("2026-11-24"), "jsmith", (kind, &[])).map_err(|it| it.why)
    }

    #[test]
    fn what_plans_changed_stands_in_the_letter_beside_what_was_put_right_for_the_person() {
        let (office, case) = (office(&[]), case());
        assert!(made(&office, &case, LetterKind::WhatWeChanged).is_err(), "nothing was changed");
        let changed = [
            Changed { what: "Two people open the queue each morning.".to_owned(), on: None },
            Changed { what: "A new form".to_owned(), on: Some(on("2026-11-20")) },
        ];
        let kind = (LetterKind::WhatWeChanged, &changed[..]);
        let text = filled(&office, &case, on("2026-11-24"), "jsmith", kind).expect("a letter").text;
        assert!(text.contains("- Two people open the queue each morning.\n"), "{text}");
        assert!(text.contains("- A new form (on 20 November 2026)\n"), "{text}");
    }

    #[test]
    fn a_letter_is_in_welsh_and_large_where_the_person_asked_and_the_office_has_the_words() {
        let mut case = case();
        case.facts.complainant.adjustments = "Large print; letters in Welsh".to_owned();
        let welsh = office(&[("Update in Welsh", "Annwyl {{ person }}, {{ received }}")]);
        let letter = made(&welsh, &case, LetterKind::Update).expect("whole");
        assert_eq!(letter.text, "Annwyl Megan Price, 2 Tachwedd 2026\n");
        let large = Manner { language: Language::Welsh, is_large: true, is_by_post: false };
        assert_eq!(letter.manner, large);
        assert_eq!(letter.lacks, "");
        let letter = made(&office(&[]), &case, LetterKind::Update).expect("whole");
        assert!(letter.text.starts_with("Dear Megan Price"), "{}", letter.text);
        assert_eq!(letter.manner, Manner { language: Language::English, ..large });
        assert_eq!(letter.lacks, "update in Welsh");
    }

    #[test]
    fn a_letter_by_post_has_the_office_and_the_address_at_its_head_and_says_which_it_lacks() {
        let mut case = case();
        case.facts.complainant.prefers = Some(Means::Letter);
        let head = "The Hall\n2 Square Lane\n\nOur reference: {{ reference }}";
        let office = office(&[("update", "Dear {{ person }}"), ("letterhead", head)]);
        let letter = made(&office, &case, LetterKind::Update).expect("whole");
        let ours = "The Hall\n2 Square Lane\n\nOur reference: 26-0001\n\n";
        assert_eq!((letter.text, letter.lacks_address), (format!("{ours}Dear Megan Price\n"), true));
        case.facts.complainant.address = "12 High Street, Leeds LS1 4AB".to_owned();
        let letter = made(&office, &case, LetterKind::Update).expect("whole");
        let theirs = "Megan Price\n12 High Street\nLeeds LS1 4AB\n\n";
        assert_eq!((letter.text, letter.lacks_address), (format!("{ours}{theirs}Dear Megan Price\n"), false));
        let own = self::office(&[("update", "{{ address }}\n\nDear {{ person }}"), ("letterhead", "x")]);
        let letter = made(&own, &case, LetterKind::Update).expect("whole").text;
        assert_eq!(letter, "12 High Street, Leeds LS1 4AB\n\nDear Megan Price\n");
        case.facts.complainant.prefers = Some(Means::Email);
        assert_eq!(made(&office, &case, LetterKind::Update).expect("whole").text, "Dear Megan Price\n");
    }

    #[test]
    fn a_request_goes_to_the_team_that_was_asked_last_and_is_refused_where_nobody_was() {
        let mut case = case();
        let refused = made(&office(&[]), &case, LetterKind::TeamRequest).expect_err("nobody was asked");
        assert!(refused.contains("the team or body that is asked"), "{refused}");
        let asked = |number, of: &str, done| FollowUp {
            number,
            what: "Send us the call record".to_owned(),
            of: of.to_owned(),
            on: on("2026-11-10"),
            due: Some(on("2026-11-27")),
            done,
            ..FollowUp::default()
        };
        case.follow_ups = vec![
            asked(1, "Contact centre", None),
            asked(2, "Archive", Some(on("2026-11-12"))),
            asked(3, "", None),
        ];
        assert_eq!(addressee(&case, LetterKind::TeamRequest).name, "Contact centre");
        let letter = made(&office(&[]), &case, LetterKind::TeamRequest).expect("whole").text;
        for words in ["Dear Contact centre", "Send us the call record", "27 November 2026"] {
            assert!(letter.contains(words), "{letter}");
        }
    }

    #[test]
    fn an_invitation_to_a_survey_says_where_it_is_or_that_nobody_has_said() {
        let refused = made(&office(&[]), &case(), LetterKind::SurveyInvitation).expect_err("no survey");
        assert!(refused.contains("where the survey is answered"), "{refused}");
        let office = office(&[("Survey address", "www.example.org/survey")]);
        let letter = made(&office, &case(), LetterKind::SurveyInvitation).expect("whole").text;
        assert!(letter.contains("www.example.org/survey"), "{letter}");
    }
}
