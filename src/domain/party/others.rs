//! Whom else words may mean: other people whom the office knows, and whoever is near a text.
//!
//! Where somebody is looked for, another's whole name is that other's, also where a word of it is theirs: “James Okafor” is
//! not Amara. And what may mean two people is for a person to decide.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::domain::nearness::slips_between;
use crate::domain::party::hints::{Hints, handles, street_as_compared};
use crate::domain::party::known::KnownAs;
use crate::domain::party::letters::{Word, is_dash, words};
use crate::domain::party::likeness::Likeness;
use crate::domain::party::mention::{Extent, Mention, Sought};
use crate::domain::party::name::{Name, is_title};
use crate::domain::party::reach::{Mark, marks, numbered_lines};
use crate::domain::text::overlap;

/// How many words a name has at most.
const LONGEST_NAME: usize = 4;
/// And a street with the number of a house, and how many at least.
const LONGEST_STREET: usize = 6;
const FEWEST_OF_A_STREET: usize = 3;
/// How many letters of a name may be followed by a full stop that is no end: “A.”, “St.”.
const LONGEST_SHORT: usize = 2;

/// Letters that a word has at least that is nearly another.
const FEWEST_LETTERS: usize = 3;
/// Words by which a son is told from his father, and how each is written short.
const GENERATIONS: &[(&str, &[&str])] = &[("senior", &["snr", "sr"]), ("junior", &["jnr", "jr"])];

/// Names of people whom the office knows, to tell other people's names in a text.
#[derive(Clone, Debug, Default)]
pub struct Others {
    /// As they were entered, by their letters.
    names: HashMap<String, Box<str>>,
    /// Telephone numbers and emails by which they are reached, as these are compared.
    marks: HashSet<String>,
    /// Their streets with the numbers of their houses, as words with a space between.
    streets: HashSet<String>,
    /// Names of those who share one with whoever is looked for.
    namesakes: Vec<Name>,
    /// What may tell of one of them by itself.
    hints: Hints,
}

impl Others {
    /// Adds a name as it was entered. One word alone is passed over: it may be any word.
    pub fn add(&mut self, name: &str) {
        let read = Name::read(name);
        if (2..=LONGEST_NAME).contains(&read.words.len()) {
            self.names.insert(read.run(), name.into());
        }
    }

    /// Adds somebody with all names that they go by, and how they are reached.
    pub fn add_known(&mut self, known: &KnownAs) {
        known.names.iter().for_each(|it| self.add(it));
        known.names.iter().for_each(|it| self.hints.add(it));
        let marks = known.marks();
        self.marks.extend(marks.iter().filter(|it| is_of_one(it)).map(|it| it.compared().to_owned()));
        self.streets.extend(known.reach.iter().flat_map(|it| numbered_lines(it)).map(|it| compared(&it)));
    }

    /// Leaves what is known of whoever is looked for where it is, however it is written.
    pub fn spare(&mut self, person: &KnownAs) {
        self.hints.spare(person);
    }

    /// Where a word of a name that the office knows stands by itself, in words that are not the person's name.
    pub fn hints(&self, person: &Sought, text: &str) -> Vec<Range<usize>> {
        let mut found = self.hints.names(text);
        if !found.is_empty() {
            let own = person.mentions(text);
            found.retain(|it| !own.iter().any(|there| overlap(it, &there.place)));
        }
        found
    }

    /// Finds those who share a word of their name with whoever is looked for: what stands beside that word may tell them.
    pub fn find_namesakes(&mut self, person: &Sought) {
        let is_one = |it: &Name| it.words.iter().any(|word| person.may_be(&word.short) != Likeness::Not);
        self.namesakes = self.names.values().map(|it| Name::read(it)).filter(is_one).collect();
    }

    /// Whether one of them is called so.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(&Name::read(name).run())
    }

    /// Whether one of them is reached so.
    pub fn is_reached_by(&self, text: &str) -> bool {
        marks(text).iter().any(|(_, it)| is_of_one(it) && self.marks.contains(it.compared()))
    }

    /// A name with the word beside it that makes it look like that of a namesake: “Ann Tom Hardwick” where it is “Tom Hardwick” and
    /// there is an Anna Hardwick.
    fn wider(&self, text: &str, place: &Range<usize>) -> Option<Range<usize>> {
        if self.namesakes.is_empty() {
            return None;
        }
        let words = words(text);
        let first = words.partition_point(|it| it.place.end <= place.start);
        let end = words.partition_point(|it| it.place.start < place.end);
        let said = &words[first..end];
        let is_namesakes = |beside: &Word| {
            let is_large = text[beside.place.clone()].starts_with(char::is_uppercase);
            let is_one = |name: &Name| {
                let (shared, more): (Vec<&Word>, Vec<&Word>) =
                    name.words.iter().partition(|it| said.iter().any(|one| one.is(it)));
                !shared.is_empty() && more.iter().any(|it| may_stand_for(beside, it))
            };
            is_large && !is_title(beside) && self.namesakes.iter().any(is_one)
        };
        let adjoins = |one: &Word, next: &Word| {
            let between = &text[one.place.end..next.place.start];
            let is_short = one.initial().is_some();
            between.chars().all(|it| it == ' ' || it == '\u{a0}' || is_dash(it) || is_short && it == '.')
        };
        let before = first
            .checked_sub(1)
            .map(|it| &words[it])
            .filter(|it| words.get(first).is_some_and(|next| adjoins(it, next)) && is_namesakes(it));
        let after = words.get(end).filter(|it| {
            end.checked_sub(1).is_some_and(|last| adjoins(&words[last], it)) && is_namesakes(it)
        });
        let start = before.map_or(place.start, |it| it.place.start);
        let end = after.map_or(place.end, |it| it.place.end);
        (before.is_some() || after.is_some()).then_some(start..end)
    }

    /// Where other people's names stand in a text.
    pub fn places(&self, person: &Sought, text: &str) -> Vec<Range<usize>> {
        self.known_in(person, text).into_iter().filter(|it| !it.1).map(|it| it.0).collect()
    }

    /// Where a text says how somebody else is reached, whoever that is: no two places overlap.
    pub fn contacts(&self, person: &Sought, text: &str) -> Vec<Range<usize>> {
        let is_contact = |(place, mark): &(Range<usize>, Mark)| {
            // A number that nobody is known by may be a reference.
            let is_number =
                || self.marks.contains(mark.compared()) || text[place.clone()].starts_with(['0', '+']);
            !matches!(mark, Mark::Phone(_)) || is_number()
        };
        let marks = marks(text).into_iter().filter(is_contact).map(|it| it.0);
        let words = words(text);
        let streets = (0..words.len()).flat_map(|at| {
            let lines =
                (at + FEWEST_OF_A_STREET..=words.len().min(at + LONGEST_STREET)).map(move |end| at..end);
            let words = &words;
            lines.map(move |it| &words[it])
        });
        let is_known = |it: &&[Word]| {
            it[0].has_digit()
                && self.streets.contains(&street_as_compared(it))
                && !self.hints.is_own_house(it)
        };
        let streets = streets.filter(is_known).map(|it| Word::joined(it).place);
        let mut found: Vec<Range<usize>> = marks.chain(handles(text)).collect();
        found.retain(|it| !person.reaches(&text[it.clone()]));
        // Another house in the person's own street is somebody else's.
        found.extend(streets.chain(self.hints.streets(text)));
        one_by_one(found)
    }

    /// Where names of people stand whom the office knows, each with whether it may be one of those who are looked for.
    fn known_in(&self, person: &Sought, text: &str) -> Vec<(Range<usize>, bool)> {
        let words = words(text);
        let mut found: Vec<(Range<usize>, bool)> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let has_title = is_title(&words[at]);
            let name = &words[at + usize::from(has_title)..];
            let longest = 1 + name.windows(2).take_while(|it| is_one_name(text, it)).count();
            let known = (2..=LONGEST_NAME.min(longest)).rev().find(|count| {
                let run = &name[..*count];
                let Word { place, short, .. } = Word::joined(run);
                // A number behind a name is none of it, unless somebody is called so: “Resident 12”.
                self.names.contains_key(&short) || !run.iter().any(Word::has_digit) && self.has(&text[place])
            });
            let is_large = |it: &&Word| text[it.place.clone()].starts_with(char::is_uppercase);
            // A name after a title goes on up to the first sign that is not the full stop of an initial.
            let goes_on = |it: &&[Word]| {
                let between = &text[it[0].place.end..it[1].place.start];
                let may_stand = |sign: char| {
                    sign.is_whitespace() || sign == '-' || sign == '.' && it[0].initial().is_some()
                };
                between.chars().all(may_stand) && is_large(&&it[1])
            };
            let titled = || match name.first().filter(is_large) {
                None => 0,
                Some(_) => 1 + name.windows(2).take(LONGEST_NAME - 1).take_while(goes_on).count(),
            };
            let count = known.unwrap_or_else(|| if has_title { titled() } else { 0 });
            if count > 0 {
                let place = words[at].place.start..name[count - 1].place.end;
                let said = &text[place.clone()];
                let may_be_theirs = person.may_be(said) != Likeness::Not || person.reaches(said);
                // A title before a name that is nearly theirs may be before theirs.
                let is_nearly = known.is_none() && name[..count].iter().any(|it| person.is_nearly(it));
                if known.is_some() || !may_be_theirs && !is_nearly {
                    found.push((place, may_be_theirs));
                }
            }
            at += if count > 0 { count + usize::from(has_title) } else { 1 };
        }
        found
    }
}

/// The words of a house and its street as they are compared.
fn compared(house: &[String]) -> String {
    street_as_compared(&words(&house.join(" ")))
}

/// Places in order, those that overlap as one.
pub fn one_by_one(mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.sort_by_key(|it| it.start);
    let mut found: Vec<Range<usize>> = Vec::new();
    for place in places {
        match found.last_mut() {
            Some(last) if place.start < last.end => last.end = last.end.max(place.end),
            _ => found.push(place),
        }
    }
    found
}

/// Whether hardly two people are reached so who have nothing to do with each other.
const fn is_of_one(mark: &Mark) -> bool {
    matches!(mark, Mark::Email(_) | Mark::Phone(_))
}

/// Whether a word may be short for one of a name, or a slip of it.
fn may_stand_for(word: &Word, of_name: &Word) -> bool {
    let (word, name) = (word.short.as_str(), of_name.short.as_str());
    let is_long = FEWEST_LETTERS <= word.chars().count().min(name.chars().count());
    let is_generation = |(long, short): &(&str, &[&str])| {
        let is_one = |it: &str| it == *long || short.contains(&it);
        is_one(word) && is_one(name)
    };
    word == name
        || name.starts_with(word)
        || is_long && (word.starts_with(name) || slips_between(word, name).is_some())
        || GENERATIONS.iter().any(is_generation)
}

/// Whether one word of a name may go on with the other: no sign that ends a sentence or a part of it stands between them.
fn is_one_name(text: &str, words: &[Word]) -> bool {
    let between = &text[words[0].place.end..words[1].place.start];
    let is_short = words[0].short.chars().count() <= LONGEST_SHORT;
    !between.contains([':', ';', '!', '?', '…']) && (is_short || !between.contains('.'))
}

/// Who is looked for, and who else there is.
#[derive(Clone, Copy, Debug)]
pub struct Looking<'a> {
    /// Who is looked for.
    pub names: &'a Sought,
    /// Everybody else whom the office knows.
    pub others: &'a Others,
    /// Whether the text stands where they are spoken of: then a part of their name means them, and another of the same name
    /// is hardly meant.
    pub is_about_them: bool,
}

/// Of whom else a text may speak.
pub struct Near {
    /// The people of the record that it stands in: a part of their name means them there, unless a title tells who is meant.
    pub own: Sought,
    /// Who works here.
    pub staff: Sought,
}

impl Looking<'_> {
    /// Where a text means them, and whether it surely does, first to last. `near` are those of whom the text may speak
    /// besides.
    pub fn look(&self, text: &str, near: impl FnOnce() -> Near) -> Vec<(Range<usize>, bool)> {
        let found = self.names.mentions_and_beside(text);
        if found.is_empty() {
            return Vec::new();
        }
        let (longer, others): (Vec<_>, Vec<_>) =
            self.others.known_in(self.names, text).into_iter().partition(|it| it.1);
        let others: Vec<Range<usize>> = others.into_iter().map(|it| it.0).collect();
        let near = near();
        let (own, staff) = (near.own.mentions(text), near.staff.mentions(text));
        // What says more than another's name is not that other's: “Siân O’Brien-Müller” where there is a Siân O’Brien.
        let is_less = |one: &Range<usize>, than: &Range<usize>| {
            than.start <= one.start && one.end <= than.end && one.len() < than.len()
        };
        let look = |it: Mention| {
            // Another’s name that has all of theirs in it, and more: “Tom Hardwick-Wills” where it is “Tom Hardwick”.
            if let Some((whole, _)) = longer.iter().find(|there| is_less(&it.place, &there.0)) {
                return Some((whole.clone(), false));
            }
            let mut there = others.iter().filter(|there| overlap(&it.place, there)).peekable();
            let is_mixed = there.peek().is_some();
            if it.extent < Extent::Whole && there.any(|there| !is_less(there, &it.place)) {
                return None;
            }
            let nearest = |near: &[Mention]| {
                let near = near.iter().filter(|there| overlap(&it.place, &there.place));
                near.filter(|there| !is_less(&there.place, &it.place)).map(|it| it.extent).max()
            };
            let (of_own, of_staff) = (nearest(&own), nearest(&staff));
            let nearest = of_own.max(of_staff);
            if nearest.is_some_and(|there| it.extent < there) {
                return None;
            }
            if let Some(whole) = self.others.wider(text, &it.place) {
                return Some((whole, false));
            }
            let said = &text[it.place.clone()];
            // Their own name, without a word more and without a title.
            let is_own = |it: &Word| !is_title(it) && near.own.extent(&said[it.place.clone()]).is_some();
            if of_own.is_some() && !self.is_about_them && words(said).iter().all(is_own) {
                return None;
            }
            let is_anothers = self.others.has(said) || self.others.is_reached_by(said);
            let is_sure = nearest.is_none()
                && match it.extent {
                    Extent::Whole => self.is_about_them || !is_one_word(said) && !is_anothers,
                    extent => self.is_about_them && Extent::Part <= extent && !is_anothers && !is_mixed,
                };
            Some((it.place, is_sure))
        };
        let mut looked: Vec<(Range<usize>, bool)> = Vec::new();
        for it in found.into_iter().filter_map(look) {
            if !looked.iter().any(|there| overlap(&there.0, &it.0)) {
                looked.push(it);
            }
        }
        looked
    }
}

/// Whether these are letters of one word: by itself a name may be any word.
fn is_one_word(text: &str) -> bool {
    text.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::party::known::KnownAs;

    fn sought(people: &[&str]) -> Sought {
        Sought::of(&people.iter().map(|it| KnownAs::typed(it.split(';'))).collect::<Vec<_>>())
    }

    /// Each place with a sign for whether it is sure.
    fn signed(looking: &Looking, text: &str, near: impl FnOnce() -> Near) -> String {
        let sign = |is_sure: bool| if is_sure { "=" } else { "?" };
        let found = looking.look(text, near).into_iter();
        found
            .map(|(place, is_sure)| format!("{}{}", sign(is_sure), &text[place]))
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn told(is_about_them: bool, text: &str) -> String {
        let mut others = Others::default();
        ["James Okafor", "Amara Okaforian", "Tom Webb"].iter().for_each(|it| others.add(it));
        let names = sought(&["Amara Rose Okafor; a@example.org; 07700 900123", "Tom Webb"]);
        let looking = Looking { names: &names, others: &others, is_about_them };
        signed(&looking, text, || Near { own: sought(&["Rose Lee"]), staff: Sought::default() })
    }

    fn nobody() -> Near {
        Near { own: Sought::default(), staff: Sought::default() }
    }

    #[test]
    fn a_word_of_somebody_elses_whole_name_is_theirs() {
        for is_about_them in [true, false] {
            assert_eq!(
                told(is_about_them, "James Okafor and Amara Okaforian. Rose Lee."),
                "",
                "{is_about_them}"
            );
        }
    }

    #[test]
    fn where_they_are_spoken_of_a_part_of_the_name_means_them_and_elsewhere_a_person_looks() {
        let text = "Amara Rose Okafor (A@example.org, +44 7700 900123). Mrs Okafor, Okafor; okafor";
        assert_eq!(
            told(true, text),
            "=Amara Rose Okafor =A@example.org =+44 7700 900123 =Mrs Okafor =Okafor ?okafor"
        );
        assert_eq!(
            told(false, text),
            "=Amara Rose Okafor =A@example.org =+44 7700 900123 ?Mrs Okafor ?Okafor ?okafor"
        );
    }

    #[test]
    fn words_that_somebody_decided_on_are_found_behind_a_title_too() {
        let names = Sought::of(&[KnownAs { reach: vec!["Pettigo".to_owned()], ..KnownAs::default() }]);
        let others = Others::default();
        let looking = Looking { names: &names, others: &others, is_about_them: false };
        for text in ["Pettigo rang", "Mr Pettigo rang", "Dr. Pettigo’s dog"] {
            assert_eq!(signed(&looking, text, nobody), "?Pettigo", "{text}");
        }
    }

    #[test]
    fn what_may_mean_two_people_is_for_a_person_to_decide() {
        assert_eq!(
            (told(true, "Tom Webb"), told(false, "Tom Webb")),
            ("=Tom Webb".into(), "?Tom Webb".into())
        );
        assert_eq!((told(true, "Rose rang"), told(false, "Rose rang")), ("?Rose".into(), String::new()));
    }

    #[test]
    fn a_name_of_somebody_else_that_holds_theirs_is_asked_about_whole() {
        let mut others = Others::default();
        ["Tom Hardwick-Wills", "Tom Hardwick Senior", "Anna Tom Hardwick"]
            .iter()
            .for_each(|it| others.add(it));
        let names = sought(&["Tom Hardwick"]);
        for is_about_them in [true, false] {
            let looking = Looking { names: &names, others: &others, is_about_them };
            let told = |text: &str| signed(&looking, text, nobody);
            for text in [
                "Tom Hardwick-Wills",
                "Tom Hardwick Wills",
                "Dr Tom Hardwick-Wills",
                "Anna Tom Hardwick",
                "TOM HARDWICK SENIOR",
            ] {
                assert_eq!(told(&format!("Told {text} of it")), format!("?{text}"), "{is_about_them}");
            }
            assert_eq!(told("Tom Hardwick rang"), "=Tom Hardwick");
            // A name does not go on over the end of a sentence, or of a part of one.
            for text in
                ["It was Anna. Tom Hardwick left", "To Anna: Tom Hardwick left", "Tom Hardwick; Senior left"]
            {
                assert_eq!(told(text), "=Tom Hardwick", "{text}");
            }
        }
    }

    #[test]
    fn a_word_beside_their_name_that_makes_it_look_like_a_namesakes_is_asked_about_with_it() {
        let mut others = Others::default();
        ["Anna Hardwick", "Tom Hardwick Senior"].iter().for_each(|it| others.add(it));
        let names = sought(&["Tom Hardwick"]);
        others.find_namesakes(&names);
        for is_about_them in [true, false] {
            let looking = Looking { names: &names, others: &others, is_about_them };
            let told = |text: &str| signed(&looking, text, nobody);
            for text in [
                "Ann Tom Hardwick",
                "A. Tom Hardwick",
                "Tom Hardwick Snr",
                "Tom Hardwick Sr",
                "Senior Tom Hardwick",
            ] {
                assert_eq!(told(&format!("told {text} of it")), format!("?{text}"), "{is_about_them}");
            }
            for text in ["When Tom Hardwick rang", "To Anna, Tom Hardwick too", "of Anna. Tom Hardwick left"]
            {
                assert_eq!(told(text), "=Tom Hardwick", "{text}");
            }
        }
    }

    #[test]
    fn a_number_or_an_email_by_which_somebody_else_is_reached_is_asked_about_where_nothing_tells_whose_it_is()
    {
        let mut others = Others::default();
        others.add_known(&KnownAs::typed(["Jim Doe", "01632 960000", "shared@example.org", "LS1 4AB"]));
        let names = sought(&["Jane Doe; 01632 960000; 07700 900123; shared@example.org"]);
        let told = |is_about_them| {
            let text = "Rang +44 1632 960000 and 07700 900123, wrote to Shared@example.org";
            let looking = Looking { names: &names, others: &others, is_about_them };
            looking.look(text, nobody).into_iter().map(|it| it.1).collect::<Vec<_>>()
        };
        assert_eq!((told(false), told(true)), (vec![false, true, false], vec![true, true, true]));
    }

    #[test]
    fn what_says_more_than_the_name_of_somebody_else_is_not_theirs_and_a_whole_name_of_theirs_is_asked_about()
    {
        let mut others = Others::default();
        ["Sean O'Brien", "Zed Zink"].iter().for_each(|it| others.add(it));
        let told = |person: &str, near: &str, is_about_them: bool, text: &str| {
            let names = sought(&[person]);
            let near = || match near.strip_prefix("staff: ") {
                Some(staff) => Near { own: Sought::default(), staff: sought(&[staff]) },
                None => Near { own: sought(&[near]), staff: Sought::default() },
            };
            let found = Looking { names: &names, others: &others, is_about_them }.look(text, near);
            let sign = |is_sure: bool| if is_sure { "=" } else { "?" };
            let found: Vec<String> = found
                .into_iter()
                .map(|(place, is_sure)| format!("{}{}", sign(is_sure), &text[place]))
                .collect();
            found.join(" ")
        };
        let muller = |near: &str, is_about_them: bool, text: &str| {
            told("Séan O'Brien-Müller", near, is_about_them, text)
        };
        let story = "Saw Mr O'Brien-Müller, S. O'Brien-Müller. Séan O'Brien-Müller and Sean O'Brien.";
        assert_eq!(
            muller("Sean O'Brien", false, story),
            "?Mr O'Brien-Müller ?S. O'Brien-Müller =Séan O'Brien-Müller"
        );
        assert_eq!(muller("Ken O'Brien", false, "Met Mr O'Brien-Müller today"), "?Mr O'Brien-Müller");
        assert_eq!(muller("Ann Lee", true, "Sean O'Brien rang"), "?Sean O'Brien");
        let smith = |near: &str, text: &str| told("John Smith", near, false, text);
        assert_eq!(smith("Mary Smith", "Her husband Mr Smith hit her"), "?Mr Smith");
        for text in ["Dr John A. Smith", "Mr J. A. Smith", "John Alan Smith", "Dr J A Smith"] {
            assert_eq!(smith("Ann Lee", text), format!("?{text}"));
        }
        assert_eq!(smith("Ann Lee", "Mr A. J. Jones, Dr John Jones"), "");
        let rose = "Rose rang. Ms May too.";
        assert_eq!(told("Rose May", "staff: Rose Mayfield", false, rose), "?Rose ?Ms May");
        assert_eq!(told("Rose May", "Rose Tyler", false, rose), "?Ms May", "in her own case it is she");
    }
}
