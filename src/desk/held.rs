//! Everything that the journal holds about a person: also what was put right or taken back since, for it is still held.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::path::Path;

use chrono::{DateTime, Utc};

use crate::api::message::Fault;
use crate::domain::case::event::Event;
use crate::domain::case::history::colleagues;
use crate::domain::case::paper::{Paper, ending};
use crate::domain::case::record::{Fact, Part};
use crate::domain::case::scrub::{people, scrub};
use crate::domain::case::texts::called;
use crate::domain::differences::{PEOPLE, differences, texts_of};
use crate::domain::office::record::Office;
use crate::domain::party::known::KnownAs;
use crate::domain::party::letters::words;
use crate::domain::party::likeness::Likeness;
use crate::domain::party::mention::Sought;
use crate::domain::party::others::{Looking, Near, Others};
use crate::domain::party::unsure::Unsure;
use crate::domain::plan::event::PlanEvent;
use crate::domain::records::any::Change;
use crate::domain::reference::{CaseRef, EntryRef, RecordRef};
use crate::domain::register::entry::Entry as RegisterEntry;
use crate::domain::register::event::EntryEvent;
use crate::domain::register::kind::Kind;
use crate::domain::register::kinds::kind_of;
use crate::domain::register::scrub::cases;
use crate::domain::register::telling::{Telling, tellings};
use crate::domain::subject_access::{
    Asked, Held, HeldPaper, HeldRecord, HeldText, Proposal, Whose, propose, propose_of_paper,
};
use crate::domain::vocabulary::DataOf;
use crate::journal::chain::Position;
use crate::journal::lines::lines;
use crate::journal::written::WrittenChange;

/// A word in small letters that stands in more records than this is any word.
const ANY_WORD: usize = 12;

/// Digits of a SHA-256 in hexadecimal.
const DIGITS_OF_A_SUM: usize = 64;

/// A text of an event.
struct Text {
    what: String,
    /// What it says.
    words: String,
    /// Whose data it was marked as.
    about: Option<DataOf>,
    /// Whether it is about the person whose record it is; if not, only their name makes it theirs.
    is_personal: bool,
    /// The paper that it tells of, as it was put on the case.
    paper: Option<Paper>,
}

/// A paper as it stands on its case, if it is still there.
pub(in crate::desk) type AsItStands<'a> = dyn Fn(CaseRef, u32) -> Option<Paper> + 'a;

/// What a first reading finds: which records to read again, and who the office knows.
#[derive(Default)]
struct Found {
    /// Records in which they, or somebody like them, are named, with what is known of the people of each case.
    records: BTreeMap<RecordRef, Record>,
    /// The cases that entries of registers are linked with.
    linked: BTreeMap<RecordRef, BTreeSet<RecordRef>>,
    /// Those entries, as they stand.
    entries: BTreeMap<EntryRef, RegisterEntry>,
    restricted: BTreeSet<RecordRef>,
    /// The people of every case.
    people: BTreeMap<RecordRef, [KnownAs; 2]>,
    names: Others,
    /// Words in small letters that stand in so many records that each may be any word.
    any_words: BTreeSet<String>,
}

impl Found {
    /// The people of cases that somebody surely is, as far as is said of them.
    fn surely<'a>(&'a self, person: &'a KnownAs) -> impl Iterator<Item = &'a KnownAs> {
        let people = self.records.values().flat_map(|it| &it.people);
        people.filter(|it| it.compare(person) == Likeness::Same)
    }

    /// Somebody by all that the cases know of them that are surely theirs.
    fn with_what_is_known(&self, person: &KnownAs) -> KnownAs {
        let mut known = person.clone();
        self.surely(person).for_each(|it| known.take(it.clone()));
        known
    }

    /// Whether what is said of somebody fits several people: a name alone that people have who are reached otherwise, or a telephone
    /// alone that people of other names share.
    fn may_be_several(&self, person: &KnownAs) -> bool {
        if !person.names.is_empty() && !person.reach.is_empty() {
            return false;
        }
        let mut apart: Vec<&KnownAs> = self.surely(person).filter(|it| !it.reach.is_empty()).collect();
        let mut one: Vec<&KnownAs> = apart.pop().into_iter().collect();
        while let Some(at) =
            apart.iter().position(|it| one.iter().any(|other| it.compare(other) == Likeness::Same))
        {
            one.push(apart.swap_remove(at));
        }
        !apart.is_empty()
    }

    /// Whether what an entry holds about a person is about the person of its case, by the table of its register.
    fn is_about_them(&self, on: RecordRef) -> bool {
        let RecordRef::Entry(at) = on else { return true };
        let held = self.entries.get(&at);
        kind_of(at.register).zip(held).is_none_or(|(kind, held)| (kind.is_theirs)(&held.values))
    }
}

/// A record in which they may be.
#[derive(Default)]
struct Record {
    /// Who is affected, and whoever speaks for them.
    people: [KnownAs; 2],
    /// Whether a text of it surely names them.
    is_named: bool,
}

impl Record {
    /// How alike its people are to somebody.
    fn likeness(&self, person: &KnownAs) -> [Likeness; 2] {
        [self.people[0].compare(person), self.people[1].compare(person)]
    }

    /// Whose it is, of somebody by all that is known of them. It is surely theirs only by what was said of them when they were asked
    /// about: whoever is like somebody who is like them may be a third.
    fn whose(&self, person: &KnownAs, asked: Option<&KnownAs>) -> Whose {
        let is_surely = asked.is_some_and(|it| self.likeness(it).contains(&Likeness::Same));
        match (self.likeness(person).into_iter().max(), self.is_named) {
            (Some(Likeness::Same), _) if is_surely => Whose::Theirs,
            (Some(Likeness::Same | Likeness::MayBe), _) => Whose::MayBeTheirs,
            (_, true) => Whose::NamesThem,
            _ => Whose::MayNameThem,
        }
    }
}

/// Whom a search is for.
struct Search<'a> {
    office: &'a Office,
    person: &'a KnownAs,
    sought: Sought,
}

impl Search<'_> {
    /// Where a text of a record names them, or may, and whether it surely does.
    fn places(&self, found: &Found, on: RecordRef, text: &str) -> Vec<(Range<usize>, bool)> {
        let near = || {
            let is_another = |it: &KnownAs| it.compare(self.person) == Likeness::Not;
            let staff = self.office.people.iter().map(|it| KnownAs::typed([it.name.as_str()]));
            let own = found.people.get(&on).into_iter().flatten().cloned();
            Near {
                own: Sought::of(&own.filter(is_another).collect::<Vec<_>>()),
                staff: Sought::of(&staff.filter(is_another).collect::<Vec<_>>()),
            }
        };
        let looking = Looking { names: &self.sought, others: &found.names, is_about_them: false };
        let mut places = looking.look(text, near);
        places.retain(|it| it.1 || !found.any_words.contains(&text[it.0.clone()]));
        places
    }
}

/// Everything that is held about a person, by record in the order of their references; and what may be, for somebody to look
/// at: nothing is passed over because it was only spelt otherwise.
///
/// Of records that are hidden from whoever asks it says which are theirs or may be, or name them, or may, as people are named: more,
/// and any word could be looked for in what is hidden.
pub(in crate::desk) fn held_about(
    (journal, office, stands): (&Path, &Office, &AsItStands),
    person: &KnownAs,
    hidden: &BTreeSet<RecordRef>,
) -> Result<(Held, BTreeSet<RecordRef>), Fault> {
    // Whoever is asked about by name is looked for by all that their own cases know of them.
    let found = first_reading(journal, person)?;
    let (asked, is_one) = (person, !found.may_be_several(person));
    let known = &if is_one { found.with_what_is_known(person) } else { person.clone() };
    let mut found = if known == person { found } else { first_reading(journal, known)? };
    let person = known;
    let search = Search { office, person, sought: Sought::of(std::slice::from_ref(person)) };
    found.names.find_namesakes(&search.sought);
    found.names.spare(person);
    let is_another = |it: &KnownAs| it.compare(person) == Likeness::Not;
    let staff = office.people.iter().map(|it| KnownAs::typed([it.name.as_str()])).filter(is_another);
    let staff = Sought::of(&staff.collect::<Vec<_>>());
    look(journal, &search, &mut found)?;
    let mut whose: BTreeMap<RecordRef, Whose> =
        found.records.iter().map(|(on, it)| (*on, it.whose(person, is_one.then_some(asked)))).collect();
    // An entry about their case is theirs as the case is.
    for (on, cases) in &found.linked {
        let of_cases: Vec<Whose> = cases.iter().filter_map(|it| whose.get(it).copied()).collect();
        if let Some(it) = [Whose::Theirs, Whose::MayBeTheirs].into_iter().find(|it| of_cases.contains(it)) {
            whose.insert(*on, if found.is_about_them(*on) { it } else { Whose::MayBeTheirs });
            found.records.entry(*on).or_default();
        }
    }
    let own: BTreeSet<RecordRef> = whose.iter().filter(|it| *it.1 == Whose::Theirs).map(|it| *it.0).collect();
    let is_kept = |it: &&RecordRef| whose.get(it).is_some_and(|it| it.is_theirs_or_may_be());
    let mut kept: BTreeSet<RecordRef> = hidden.iter().filter(is_kept).copied().collect();
    let mut held: BTreeMap<RecordRef, Vec<HeldText>> = BTreeMap::new();
    let mut written_at: HashMap<u64, DateTime<Utc>> = HashMap::new();
    let references: HashSet<String> = found.records.keys().map(ToString::to_string).collect();
    each(journal, |written, change| {
        if references.contains(&written.on) {
            written_at.insert(written.seq, written.at);
        }
        let Some(change) = change else { return };
        let on = change.on();
        let Some(record) = found.records.get(&on) else { return };
        // What was told again when somebody else was erased stands there before: but for what they were named in.
        let comes_from = change.comes_from();
        let whose = whose[&on];
        let is_whole = matches!(whose, Whose::Theirs | Whose::MayBeTheirs);
        let likeness = record.likeness(person);
        let called =
            record.people.iter().find(|it| it.compare(person) != Likeness::Not).map_or("", KnownAs::name);
        for (number, Text { mut what, words: text, about, is_personal, paper }) in texts(office, change) {
            let paper = paper.map(|it| held_paper(stands, on, &it));
            if let Some(Err(taken_off)) = &paper {
                what = format!("{what}, {taken_off}");
            }
            let paper = paper.and_then(Result::ok);
            let about = paper.as_ref().map_or(about, |it| it.about);
            let is_whole = is_whole && is_personal;
            let places = search.places(&found, on, &text);
            if hidden.contains(&on) {
                if places.iter().any(|it| names_as_people_are(&text[it.0.clone()], it.1)) {
                    kept.insert(on);
                }
                continue;
            }
            if !is_whole && places.is_empty() && !is_their_part(change, &own, &text) {
                continue;
            }
            let of = PEOPLE.iter().position(|it| what.starts_with(it));
            let is_own = of.map(|it| likeness[it] != Likeness::Not);
            let is_restricted = found.restricted.contains(&on);
            // Of a case that may be theirs one question is asked, of a text that may name them another.
            let question = match places.first() {
                _ if is_whole && whose == Whose::MayBeTheirs => {
                    Some(Unsure::new(&on, "all of it", called, 0..called.len()))
                }
                Some((place, _)) if !is_whole && places.iter().all(|it| !it.1) => {
                    Some(Unsure::new(&on, &what, &text, place.clone()))
                }
                _ => None,
            };
            let is_anothers = matches!(whose, Whose::NamesThem | Whose::MayNameThem);
            let proposal = (is_anothers && matches!(change, Change::Case(..)))
                .then(|| Proposal::of_everything("in somebody else’s case: it may be their data too"));
            let proposal = proposal.or_else(|| {
                let propose = if paper.is_some() { propose_of_paper } else { propose };
                let asked = Asked { what: &what, about, is_own, is_restricted, staff: Some(&staff) };
                propose(&search.sought, &found.names, asked, &text)
            });
            let is_there = |it: &HeldText| it.what == what && it.text == text;
            let from = comes_from.and_then(|it| it.get(number)).copied();
            if comes_from.is_some() && held.get(&on).is_some_and(|it| it.iter().any(is_there)) {
                continue;
            }
            let change = from.unwrap_or(written.seq);
            let at = written_at.get(&change).copied().unwrap_or(written.at);
            let it = HeldText { change, at, what, text, proposal, question, paper };
            held.entry(on).or_default().push(it);
        }
    })?;
    let record = |(on, texts): (RecordRef, Vec<HeldText>)| HeldRecord {
        on,
        whose: whose[&on],
        is_restricted: found.restricted.contains(&on),
        texts,
    };
    let records = held.into_iter().map(record).collect();
    let any_words = std::mem::take(&mut found.any_words);
    Ok((Held { records, any_words, is_partly_hidden: !hidden.is_empty() }, kept))
}

/// A paper whose contents are kept here, as it stands now; or what became of it.
fn held_paper(stands: &AsItStands, on: RecordRef, was: &Paper) -> Result<HeldPaper, &'static str> {
    let Some(held) = &was.held else { return Err("kept elsewhere") };
    let case = CaseRef::try_from(on).ok();
    let now = case.and_then(|it| stands(it, was.number));
    let is_it = |it: &Paper| it.held.as_ref().is_some_and(|it| it.sha256 == held.sha256);
    let now = now.filter(is_it).ok_or("taken off the case again")?;
    let ending = ending(&held.form, &held.file_name).to_owned();
    Ok(HeldPaper { number: was.number, ending, about: now.about })
}

/// Whether words are written as a name is, or are how somebody is reached: “a hospital bed” is neither. Where they may be somebody
/// else’s, too, they are more than one word: “O. Zephyrine”, “Miss Trelawney”.
fn names_as_people_are(text: &str, is_sure: bool) -> bool {
    if !is_sure && words(text).len() < 2 {
        return false;
    }
    let mut first = text.split_whitespace().filter_map(|it| it.chars().find(|it| it.is_alphanumeric()));
    let (begins, ends) = (first.next(), first.next_back());
    // Between them may stand what is written small: “Ana de la Cruz”.
    text.contains('@') || !begins.into_iter().chain(ends).any(char::is_lowercase)
}

/// Reads who is known, and which cases are theirs or may be.
fn first_reading(journal: &Path, person: &KnownAs) -> Result<Found, Fault> {
    let mut found = Found::default();
    each(journal, |_, change| {
        let Some(change) = change else { return };
        let on = change.on();
        if let Change::Entry(at, did) = change {
            let cases = kind_of(at.register).map(|it| cases(it, did.events())).unwrap_or_default();
            found.linked.entry(on).or_default().extend(cases.into_iter().map(RecordRef::Case));
            for event in did.events() {
                match found.entries.get_mut(at) {
                    Some(it) => it.apply(event),
                    None => drop(RegisterEntry::begin(*at, event).map(|it| found.entries.insert(*at, it))),
                }
                match event {
                    EntryEvent::Restricted(_) => drop(found.restricted.insert(on)),
                    EntryEvent::RestrictionLifted { .. } => drop(found.restricted.remove(&on)),
                    _ => {}
                }
            }
        }
        let Change::Case(_, did) = change else { return };
        let people = people(did.events());
        // What they are called themselves is nobody else's name.
        let others = people.iter().filter(|it| it.compare(person) != Likeness::Same);
        others.for_each(|it| found.names.add_known(it));
        if people.iter().any(|it| it.compare(person) != Likeness::Not) {
            found.records.entry(on).or_default();
        }
        if people != <[KnownAs; 2]>::default() {
            let [affected, speaker] = people;
            let of_case = found.people.entry(on).or_default();
            of_case[0].take(affected);
            of_case[1].take(speaker);
        }
        for event in did.events() {
            match event {
                Event::Restricted(_) => drop(found.restricted.insert(on)),
                Event::RestrictionLifted { .. } => drop(found.restricted.remove(&on)),
                _ => {}
            }
        }
    })?;
    for (on, record) in &mut found.records {
        record.people = found.people.get(on).cloned().unwrap_or_default();
    }
    Ok(found)
}

/// Looks for them in every text.
fn look(journal: &Path, search: &Search, found: &mut Found) -> Result<(), Fault> {
    let mut named = BTreeSet::new();
    let mut perhaps: BTreeMap<String, BTreeSet<RecordRef>> = BTreeMap::new();
    each(journal, |_, change| {
        let Some(change) = change else { return };
        let on = change.on();
        for (_, Text { words, .. }) in texts(search.office, change) {
            for (place, is_sure) in search.places(found, on, &words) {
                if is_sure {
                    named.insert(on);
                } else {
                    perhaps.entry(words[place].to_owned()).or_default().insert(on);
                }
            }
        }
    })?;
    for (words, records) in perhaps {
        let is_small = words.chars().all(|it| it.is_alphabetic() && !it.is_uppercase());
        if is_small && ANY_WORD < records.len() {
            found.any_words.insert(words);
        } else {
            for on in records {
                found.records.entry(on).or_default();
            }
        }
    }
    for on in named {
        found.records.entry(on).or_default().is_named = true;
    }
    Ok(())
}

/// Whether a plan's text is about the part of somebody in whose case it is.
fn is_their_part(change: &Change, own: &BTreeSet<RecordRef>, text: &str) -> bool {
    let Change::Plan(_, did) = change else { return false };
    did.events().iter().any(|event| match event {
        PlanEvent::Involved { case: Some(case), .. } => {
            own.contains(&RecordRef::Case(*case)) && texts_of(event).iter().any(|it| it.1 == text)
        }
        _ => false,
    })
}

/// Hears every change; of one that was erased only that it was there.
fn each(journal: &Path, mut hear: impl FnMut(&WrittenChange, Option<&Change>)) -> Result<(), Fault> {
    for line in lines(journal, Position::START) {
        let written = line.map_err(|it| Fault::Broken(it.to_string()))?.change;
        let change = match &written.did {
            None => None,
            Some(did) => {
                Some(Change::from_json(&written.on, did).map_err(|it| Fault::Broken(it.to_string()))?)
            }
        };
        hear(&written, change.as_ref());
    }
    Ok(())
}

/// The texts of a change in which something personal may be held, each with the number of its event there.
fn texts(office: &Office, change: &Change) -> Vec<(usize, Text)> {
    match change {
        Change::Case(_, did) => numbered(did.events(), |it| texts_of_case(office, it)),
        Change::Plan(_, did) => of_all(did.events()),
        Change::Year(_, did) => of_all(did.events()),
        Change::Office(_, did) => of_all(did.events()),
        Change::Entry(at, did) => match kind_of(at.register) {
            Some(kind) => numbered(did.events(), |it| texts_of_entry(kind, office, it)),
            None => of_all(did.events()),
        },
    }
}

fn numbered<E>(events: &[E], texts: impl Fn(&E) -> Vec<Text>) -> Vec<(usize, Text)> {
    let of_one = |(number, event)| texts(event).into_iter().map(move |it| (number, it)).collect::<Vec<_>>();
    events.iter().enumerate().flat_map(of_one).collect()
}

fn texts_of_entry(kind: &'static Kind, office: &Office, event: &EntryEvent) -> Vec<Text> {
    let text = |Telling { what, text, is_personal }| Text {
        what,
        words: text,
        about: None,
        is_personal,
        paper: None,
    };
    tellings(kind, office, event).into_iter().map(text).collect()
}

fn of_all<E: serde::Serialize>(events: &[E]) -> Vec<(usize, Text)> {
    let text = |(what, text)| Text { what, words: text, about: None, is_personal: true, paper: None };
    numbered(events, |it| texts_of(it).into_iter().map(text).collect())
}

/// Those of a case: what an erasure would take away is what is personal, and the colleagues who are complained about, whose
/// names would stay.
fn texts_of_case(office: &Office, event: &Event) -> Vec<Text> {
    let about = match event {
        Event::Noted { about, .. } => *about,
        Event::PaperAdded(it) | Event::PartPutRight { part: Part::Paper(it), .. } => it.about,
        _ => None,
    };
    let gone = differences(event, &scrub(office, event));
    if let (Event::PaperAdded(it), false) = (event, gone.is_empty()) {
        let (what, words) = (format!("paper {}", it.number), it.words(office));
        return vec![Text { what, words, about, is_personal: true, paper: Some(it.clone()) }];
    }
    // A sum tells nobody anything.
    let is_sum = |text: &str| text.len() == DIGITS_OF_A_SUM && text.bytes().all(|it| it.is_ascii_hexdigit());
    let gone = gone.into_iter().filter(|it| !is_sum(&it.1));
    let gone = gone.map(|(what, text)| Text {
        what: called(event, &what),
        words: text,
        about,
        is_personal: true,
        paper: None,
    });
    let facts: &[Fact] = match event {
        Event::Amended(facts) | Event::Corrected { facts, .. } => facts,
        _ => &[],
    };
    let received = if let Event::Received(it) = event { Some(&it.facts.colleagues) } else { None };
    let put_right = facts.iter().filter_map(|it| if let Fact::Colleagues(it) = it { Some(it) } else { None });
    let named = put_right.chain(received).filter(|it| !it.is_empty());
    let named = named.map(|it| Text {
        what: "complained of".to_owned(),
        words: colleagues(office, it),
        about: None,
        is_personal: true,
        paper: None,
    });
    gone.chain(named).collect()
}
