//! A person's request for what is held about them: how records concern them, and what to leave out and why (UK GDPR article 15).
//!
//! What to leave out is only ever proposed. Finding names goes by what the office knows (the people of its cases, and
//! titles such as “Mrs”), so a proposal is where a reader begins, never where one ends.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::case::texts::OWN_WORDS;
use crate::domain::differences::{IN_WORDS, PEOPLE};
use crate::domain::party::letters::words;
use crate::domain::party::mention::{Extent, Sought};
use crate::domain::party::others::{Others, one_by_one};
use crate::domain::party::reach::marks;
use crate::domain::party::unsure::{Answers, Unsure};
use crate::domain::reference::RecordRef;
use crate::domain::text::overlap;
use crate::domain::vocabulary::DataOf;

/// What stands where somebody else's name was.
pub const WITHHELD: &str = "[name withheld]";
/// What stands where it said how somebody else is reached.
pub const CONTACT_WITHHELD: &str = "[contact details withheld]";

/// Words that tell of legal advice, which may be privileged.
const LEGAL: &[&str] = &[
    "solicitor",
    "solicitors",
    "lawyer",
    "lawyers",
    "counsel",
    "barrister",
    "privileged",
    "legal advice",
    "legal team",
    "legal services",
    "legal department",
    "legal opinion",
    "legal view",
];
/// Words that tell of a colleague's own affairs.
const PRIVATE: &[&str] = &[
    "sick leave",
    "off sick",
    "sickness absence",
    "long term sick",
    "disciplinary",
    "grievance",
    "occupational health",
];
/// Words that tell of somebody's health; whose it is the words beside them say.
const HEALTH: &[&str] = &[
    "ill",
    "illness",
    "sick",
    "cancer",
    "depression",
    "depressed",
    "anxiety",
    "stress",
    "stroke",
    "heart attack",
    "surgery",
    "operation",
    "hospital",
    "diagnosed",
    "diagnosis",
    "dementia",
    "pregnant",
    "miscarriage",
    "overdose",
    "suicidal",
    "suicide",
    "addiction",
    "alcoholic",
    "disability",
    "disabled",
    "autistic",
    "autism",
    "hiv",
    "diabetes",
    "bereaved",
    "bereavement",
];
/// Words for people whom no name tells.
const SOMEBODY: &[&str] = &[
    "colleague",
    "colleagues",
    "neighbour",
    "neighbours",
    "sister",
    "brother",
    "husband",
    "wife",
    "partner",
    "mother",
    "father",
    "son",
    "daughter",
    "friend",
    "manager",
    "officer",
    "handler",
    "caretaker",
    "contractor",
];

/// Why a paper is held back of which nobody said whose data it holds.
pub const UNMARKED: &str = "nobody has said yet whose data this paper holds: it must be looked at first";

/// How a record concerns somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// It is their own case: every text of it is theirs to have; or an entry of a register about it, and what is personal
    /// there is.
    Theirs,
    /// It is a case of somebody who may be the same person, or an entry about one: somebody must look.
    MayBeTheirs,
    NamesThem,
    /// It names somebody who may be the same person.
    MayNameThem,
}

impl Whose {
    /// In a few words.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Theirs => "their own",
            Self::MayBeTheirs => "may be theirs: look",
            Self::NamesThem => "names them",
            Self::MayNameThem => "may name them: look",
        }
    }

    /// Whether a record is theirs, or may be.
    pub const fn is_theirs_or_may_be(self) -> bool {
        matches!(self, Self::Theirs | Self::MayBeTheirs)
    }

    /// Whether somebody must look whether it is about them.
    pub const fn is_doubtful(self) -> bool {
        matches!(self, Self::MayBeTheirs | Self::MayNameThem)
    }
}

/// What is held about a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// By record.
    pub records: Vec<HeldRecord>,
    /// Words of their names that stand, in small letters, in so many records that each may be any word: nobody is asked about
    /// these.
    pub any_words: BTreeSet<String>,
    /// Whether there are records that are kept from whoever asks, whatever they hold.
    #[serde(default)]
    pub is_partly_hidden: bool,
}

/// Everything that is held on one record about a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRecord {
    /// The record.
    pub on: RecordRef,
    /// How it concerns the person: of their own case every text is here, of others those that name them.
    pub whose: Whose,
    /// Whether only named people may see it.
    pub is_restricted: bool,
    /// The texts, oldest first.
    pub texts: Vec<HeldText>,
}

/// A text in which something is held about a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldText {
    /// Number of the journal's change.
    pub change: u64,
    /// When it was written down.
    pub at: DateTime<Utc>,
    /// What it is: “complainant”, “text”.
    pub what: String,
    /// What it says.
    pub text: String,
    /// What to leave out of it; none if nothing.
    pub proposal: Option<Proposal>,
    /// What somebody must say of it first, where it may be about somebody else: whether it means them.
    pub question: Option<Unsure>,
    /// The paper that it tells of, where its contents are kept here: they go with the text, whole or not at all.
    #[serde(default)]
    pub paper: Option<HeldPaper>,
}

/// A paper of a case whose contents are kept here. Nobody has read them for whoever asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldPaper {
    /// Its number on the case.
    pub number: u32,
    /// What the name of a file of it ends in.
    pub ending: String,
    /// Whose data somebody said that it holds.
    pub about: Option<DataOf>,
}

impl HeldPaper {
    /// What its file is called beside an answer. Nothing of it was typed by anybody.
    pub fn file_name(&self, on: RecordRef) -> String {
        format!("{on}-paper-{}.{}", self.number, self.ending)
    }
}

/// Takes what somebody said of texts that may be about somebody else: those that are go.
pub fn answered(records: &mut Vec<HeldRecord>, answers: &Answers) {
    for record in records.iter_mut() {
        let said = |it: &HeldText| it.question.as_ref().and_then(|it| answers.to(it));
        record.texts.retain(|it| said(it) != Some(false));
        record.texts.iter_mut().filter(|it| said(it) == Some(true)).for_each(|it| it.question = None);
        if record.texts.iter().all(|it| it.question.is_none()) {
            record.whose = match record.whose {
                Whose::MayBeTheirs => Whose::Theirs,
                Whose::MayNameThem => Whose::NamesThem,
                other => other,
            };
        }
    }
    records.retain(|it| !it.texts.is_empty());
}

/// What to leave out of a text, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What is left out.
    pub leave_out: LeaveOut,
    /// Why: a few words for the log.
    pub why: String,
}

/// What is left out of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeaveOut {
    /// All of it.
    Everything,
    /// The names and the rest at these places, in bytes, first to last.
    Names(Vec<Range<usize>>),
}

impl Proposal {
    /// To withhold a text whole.
    pub fn of_everything(why: &str) -> Self {
        Self { leave_out: LeaveOut::Everything, why: why.to_owned() }
    }
}

impl fmt::Display for Proposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.leave_out == LeaveOut::Everything { "withhold" } else { "redact" };
        write!(f, "{what}: {}", self.why)
    }
}

impl HeldText {
    /// What the person is given of it if the proposal is taken; none if it is withheld whole.
    pub fn redacted(&self) -> Option<String> {
        match self.proposal.as_ref().map(|it| &it.leave_out) {
            None => Some(self.text.clone()),
            Some(LeaveOut::Everything) => None,
            Some(LeaveOut::Names(places)) => {
                let mut text = self.text.clone();
                for it in places.iter().rev() {
                    let instead = in_the_place_of(&text[it.clone()]);
                    text.replace_range(it.clone(), instead);
                }
                Some(text)
            }
        }
    }
}

/// What stands where something was left out of a text: a name, or how somebody is reached.
fn in_the_place_of(left_out: &str) -> &'static str {
    let is_contact =
        left_out.contains(|it: char| it.is_numeric() || "@＠/%".contains(it)) || !marks(left_out).is_empty();
    if is_contact { CONTACT_WITHHELD } else { WITHHELD }
}

/// What to leave out of a paper, by what is said of it: its contents go whole or not at all, as no name can be taken out of them.
/// One of which nobody said whose data it holds waits for somebody to look.
pub fn propose_of_paper(person: &Sought, names: &Others, asked: Asked, words: &str) -> Option<Proposal> {
    let proposal = propose(person, names, asked, words);
    let Some(proposal) = proposal else {
        return asked.about.is_none().then(|| Proposal::of_everything(UNMARKED));
    };
    Some(match proposal.leave_out {
        LeaveOut::Everything => proposal,
        LeaveOut::Names(_) => Proposal::of_everything("it names somebody else: look at it first"),
    })
}

/// A text of a record, and what to know of it for proposing what to leave out.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub what: &'a str,
    /// Whose data it was marked as.
    pub about: Option<DataOf>,
    /// For what is known of one of a case's people: whether that is the person.
    pub is_own: Option<bool>,
    /// Whether only named people may see the record.
    pub is_restricted: bool,
    /// Who works here; nobody where that does not matter.
    pub staff: Option<&'a Sought>,
}

/// What to leave out of a text, if anything. It proposes more than there is: a person decides.
pub fn propose(person: &Sought, names: &Others, asked: Asked, text: &str) -> Option<Proposal> {
    let everything = |why: &str| Some(Proposal::of_everything(why));
    let is_named = || Some(Extent::Whole) == person.extent(text);
    let spoken: Vec<String> = words(text).into_iter().map(|it| it.short).collect();
    let spoken = format!(" {} ", spoken.join(" "));
    let says = |all: &[&str]| all.iter().any(|it| spoken.contains(&format!(" {it} ")));
    match asked.about {
        Some(DataOf::LegalAdvice) => return everything("legal advice, which may be privileged"),
        Some(DataOf::Colleague) => return everything("a colleague’s data"),
        Some(DataOf::ThirdParty) => return everything("somebody else’s data"),
        Some(DataOf::Organisation) => return everything("about the organisation: nobody’s personal data"),
        Some(DataOf::Representative) if !is_named() => {
            return everything("the data of whoever speaks for them");
        }
        _ => {}
    }
    if asked.is_restricted {
        return everything("it is restricted: somebody it is restricted to must look at it first");
    }
    match asked.is_own {
        Some(false) if !is_named() && asked.what.starts_with(PEOPLE[1]) => {
            return everything("the data of whoever speaks for them");
        }
        Some(false) if !is_named() => return everything("the data of the person they speak for"),
        // A letter may go to them by way of somebody else.
        Some(_) if asked.what.ends_with("address") => {
            let places = one_by_one(names.places(person, text));
            let why = "other people’s names".to_owned();
            return (!places.is_empty()).then_some(Proposal { leave_out: LeaveOut::Names(places), why });
        }
        Some(_) if !IN_WORDS.iter().any(|it| asked.what.ends_with(it)) => return None,
        _ => {}
    }
    // Whoever speaks of their own solicitor or illness knows of it.
    let is_theirs = OWN_WORDS.contains(&asked.what);
    if !is_theirs && says(LEGAL) {
        return everything("may be legal advice, which may be privileged");
    }
    if !is_theirs && says(PRIVATE) {
        return everything("may be a colleague’s private affairs");
    }
    let contacts = names.contacts(person, text);
    let mut others = [names.places(person, text), names.hints(person, text)].concat();
    // How somebody is reached may have a word of a name in it.
    others.retain(|it| !contacts.iter().any(|there| overlap(it, there)));
    let staff = asked.staff.map(|it| it.mentions(text)).unwrap_or_default();
    let staff = staff.into_iter().filter(|it| Extent::Part <= it.extent).map(|it| it.place);
    let mut people: Vec<Range<usize>> = others.clone();
    people.extend(staff.filter(|it| person.extent(&text[it.clone()]).is_none()));
    if !is_theirs && tells_of_health(text, &people) {
        return everything("may be about somebody else’s health");
    }
    let why = match (others.is_empty(), contacts.is_empty()) {
        (_, true) => "other people’s names",
        (true, false) => "how other people are reached",
        (false, false) => "other people’s names, and how they are reached",
    };
    let places = one_by_one([others, contacts].concat());
    (!places.is_empty()).then(|| Proposal { leave_out: LeaveOut::Names(places), why: why.to_owned() })
}

/// Whether a sentence of a text has a word of health in it, and somebody else: one of these, or one whom no name tells.
fn tells_of_health(text: &str, people: &[Range<usize>]) -> bool {
    let mut start = 0;
    for sentence in text.split_inclusive(['.', '!', '?', ';', '\n']) {
        let place = start..start + sentence.len();
        start = place.end;
        let spoken: Vec<String> = words(sentence).into_iter().map(|it| it.short).collect();
        let spoken = format!(" {} ", spoken.join(" "));
        let says = |all: &[&str]| all.iter().any(|it| spoken.contains(&format!(" {it} ")));
        let is_near = || says(SOMEBODY) || people.iter().any(|it| overlap(it, &place));
        if says(HEALTH) && is_near() {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::party::known::KnownAs;

    fn okafor() -> Sought {
        Sought::of(&[KnownAs::typed(["Amara Okafor", "amara@example.org"])])
    }

    const TEXT: Asked = Asked { what: "text", about: None, is_own: None, is_restricted: false, staff: None };

    fn proposed(asked: Asked, text: &str) -> String {
        let mut names = Others::default();
        ["Siân Rees", "Mrs Amara Okafor", "Prince", "Okafor, James"].iter().for_each(|it| names.add(it));
        let proposal = propose(&okafor(), &names, asked, text);
        let held = HeldText {
            change: 1,
            at: DateTime::UNIX_EPOCH,
            what: "text".into(),
            text: text.into(),
            proposal: proposal.clone(),
            question: None,
            paper: None,
        };
        let left = held.redacted().unwrap_or_default();
        proposal.map_or(left.clone(), |it| format!("{it} | {left}"))
    }

    #[test]
    fn other_peoples_names_are_redacted_and_the_persons_own_stay() {
        for (text, expect) in [
            ("Amara Okafor rang.", "Amara Okafor rang."),
            (
                "Told sian rees and Mr Webb.",
                "redact: other people’s names | Told [name withheld] and [name withheld].",
            ),
            ("Told Ms Sian Rees.", "redact: other people’s names | Told [name withheld]."),
            ("James Okafor too", "redact: other people’s names | [name withheld] too"),
            ("Mrs Okafor saw the prince.", "Mrs Okafor saw the prince."),
        ] {
            assert_eq!(proposed(TEXT, text), expect);
        }
    }

    #[test]
    fn how_other_people_are_reached_is_redacted_whoever_they_are_and_the_persons_own_stays() {
        let mut names = Others::default();
        names.add_known(&KnownAs::typed(["Siân Rees", "07700 900111", "5 High Street, Leith EH6 5AA"]));
        let person = KnownAs::typed(["Amara Okafor", "amara@example.org", "9 Low Road, Ayr KA7 1AA"]);
        names.spare(&person);
        let person = Sought::of(&[person]);
        for (text, expect) in [
            ("Rees is on 7700 900111, 5 High Street", Some("[] is on [], []")),
            ("Or bob@sp.example, 01632 960999, ZE1 0AA", Some("Or [], [], []")),
            ("The man at 11 Low Road, and at 9 Low Rd", Some("The man at [], and at 9 Low Rd")),
            ("Hers is amara@example.org, 9 Low Road, KA7 1AA; ref 1234567890", None),
        ] {
            let proposal = propose(&person, &names, TEXT, text);
            let left = proposal.map(|it| match it.leave_out {
                LeaveOut::Everything => String::new(),
                LeaveOut::Names(places) => {
                    let mut text = text.to_owned();
                    places.into_iter().rev().for_each(|it| text.replace_range(it, "[]"));
                    text
                }
            });
            assert_eq!(left.as_deref(), expect);
        }
    }

    #[test]
    fn what_is_known_of_the_other_person_of_a_case_is_withheld_and_ones_own_is_not() {
        let of = |what, is_own| Asked { what, is_own: Some(is_own), ..TEXT };
        for (asked, text, expect) in [
            (of("complainant’s email", true), "a@b.c", "a@b.c"),
            (of("complainant’s email", false), "a@b.c", "withhold: the data of the person they speak for | "),
            (of("representative", false), "Tom Webb", "withhold: the data of whoever speaks for them | "),
            (of("representative", false), "Amara Okafor", "Amara Okafor"),
            (
                of("complainant’s vulnerability", true),
                "Lives with Siân Rees",
                "redact: other people’s names | Lives with [name withheld]",
            ),
        ] {
            assert_eq!(proposed(asked, text), expect);
        }
    }

    #[test]
    fn what_is_marked_as_somebody_elses_data_is_withheld_whole() {
        let marked = |about| Asked { about: Some(about), ..TEXT };
        for about in [DataOf::Colleague, DataOf::ThirdParty, DataOf::LegalAdvice, DataOf::Organisation] {
            assert!(proposed(marked(about), "Anything").starts_with("withhold: "), "{about}");
        }
        assert_eq!(proposed(marked(DataOf::Complainant), "Anything"), "Anything");
    }

    #[test]
    fn words_of_legal_advice_and_of_colleagues_affairs_are_proposed_to_be_withheld() {
        assert!(proposed(TEXT, "Our solicitor says no").starts_with("withhold: may be legal"));
        assert!(proposed(TEXT, "J was on sick leave").starts_with("withhold: may be a colleague"));
        assert_eq!(proposed(TEXT, "Counselled"), "Counselled");
    }

    #[test]
    fn somebody_elses_health_is_proposed_to_be_withheld_and_ones_own_is_not() {
        let staff = Sought::of(&[KnownAs::typed(["Pat Lee"])]);
        let note = Asked { what: "note", staff: Some(&staff), ..TEXT };
        for text in [
            "Pat Lee was off sick with depression.",
            "Pat is ill with cancer",
            "My colleague has cancer. Late.",
            "Amara’s sister is in hospital",
        ] {
            assert!(proposed(note, text).starts_with("withhold: "), "{text}");
        }
        let own = Asked { what: "what happened", ..note };
        for (asked, text) in [
            (note, "She is ill. Pat Lee rang."),
            (note, "Amara Okafor has cancer"),
            (own, "My sister has cancer and my solicitor says so"),
        ] {
            assert_eq!(proposed(asked, text), text);
        }
    }

    #[test]
    fn what_is_left_out_says_whether_it_was_a_name_or_how_somebody_is_reached_and_leaves_its_bracket() {
        let text = "Siân Rees (07700 900111; s@rees.example), 14 Elm Road, wrote as @sianrees";
        assert_eq!(
            proposed(TEXT, text),
            "redact: other people’s names, and how they are reached | [name withheld] ([contact details withheld]; \
             [contact details withheld]), [contact details withheld], wrote as [contact details withheld]"
        );
    }

    #[test]
    fn a_paper_of_which_nobody_said_whose_data_it_holds_waits_for_somebody_to_look() {
        let of = |about| propose_of_paper(&okafor(), &Others::default(), Asked { about, ..TEXT }, "A letter");
        assert_eq!(of(None).map(|it| it.why), Some(UNMARKED.to_owned()));
        assert_eq!(of(Some(DataOf::Complainant)), None);
    }

    #[test]
    fn a_restricted_case_is_left_to_somebody_who_may_see_it() {
        let held = propose(&okafor(), &Others::default(), Asked { is_restricted: true, ..TEXT }, "Late");
        assert!(held.is_some_and(|it| it.why.contains("restricted")));
    }
}
