//! What is known of one person. Each part stands alone, so that two people's corrections join by themselves.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::party::known::KnownAs;
use crate::domain::party::personal::Personal;
use crate::domain::party::reach::{Mark, is_email, is_phone, marks, without_label};
use crate::domain::vocabulary::Means;

/// Declares what is known of a person: for each part its type, the fact that puts it right, and what it is called.
macro_rules! party {
    ($( $(#[$doc:meta])* $field:ident: $kind:ty = $Fact:ident, $called:literal; )+) => {
        /// Somebody as a case knows them: the person affected, or whoever speaks for them.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, remote = "Self")]
        pub struct Party { $( $(#[$doc])* pub $field: $kind, )+ }

        /// One part of it, put right.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum PartyFact { $( $(#[$doc])* $Fact($kind), )+ }

        impl Party {
            /// Every part by the name of its field, and what it is called.
            pub const PARTS: &'static [(&'static str, &'static str)] = &[$( (stringify!($field), $called), )+];

            /// Puts one part right.
            pub fn put_right(&mut self, fact: PartyFact) {
                match fact { $( PartyFact::$Fact(it) => self.$field = it, )+ }
            }

            /// The same part as it stands here.
            pub fn same_fact(&self, fact: &PartyFact) -> PartyFact {
                match fact { $( PartyFact::$Fact(_) => PartyFact::$Fact(self.$field.clone()), )+ }
            }

            /// Every part as it stands here.
            pub fn facts(&self) -> Vec<PartyFact> {
                vec![$( PartyFact::$Fact(self.$field.clone()), )+]
            }

            /// What is left when it is erased.
            #[must_use]
            pub fn erased(&self) -> Self {
                Self { $( $field: self.$field.erased(), )+ }
            }
        }

        impl PartyFact {
            /// The part of this name, from words as they are typed; none if it has no such words.
            pub fn from_words(field: &str, words: &str) -> Option<Self> {
                match field { $( stringify!($field) => Personal::from_words(words).map(Self::$Fact), )+ _ => None }
            }

            /// What the part is called.
            pub const fn called(&self) -> &'static str {
                match self { $( Self::$Fact(_) => $called, )+ }
            }

            /// What it says; empty if nothing.
            pub fn in_words(&self) -> String {
                match self { $( Self::$Fact(it) => it.in_words(), )+ }
            }

            /// What is left when it is erased.
            #[must_use]
            pub fn erased(&self) -> Self {
                match self { $( Self::$Fact(it) => Self::$Fact(it.erased()), )+ }
            }
        }
    };
}

party! {
    name: String = Name, "name";
    /// Other names that they have or had.
    other_names: Vec<String> = OtherNames, "other names";
    /// Email address.
    email: String = Email, "email";
    /// Telephone numbers.
    phones: Vec<String> = Phones, "phone";
    /// Postal address, in one line.
    address: String = Address, "address";
    /// How they would like to be reached.
    prefers: Option<Means> = Prefers, "preferred way";
    /// Reasonable adjustments.
    adjustments: String = Adjustments, "adjustments";
    /// What makes them vulnerable, for whoever speaks with them.
    vulnerability: String = Vulnerability, "vulnerability";
    /// When that is to be looked at again.
    vulnerability_review: Option<NaiveDate> = VulnerabilityReview, "vulnerability review";
    /// A risk to them, or from them to others: what happened, in facts.
    risk: String = Risk, "risk";
    /// Who may be told of it.
    risk_known_to: String = RiskKnownTo, "who may know of the risk";
    /// When it is to be looked at again.
    risk_review: Option<NaiveDate> = RiskReview, "risk review";
}

impl Serialize for Party {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, to)
    }
}

/// Somebody of whom only the name is known may be written as that name.
impl<'de> Deserialize<'de> for Party {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct NameOrParts;

        impl<'de> serde::de::Visitor<'de> for NameOrParts {
            type Value = Party;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a name, or what is known of a person")
            }

            fn visit_str<E>(self, name: &str) -> Result<Party, E> {
                Ok(Party::named(name))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, parts: A) -> Result<Party, A::Error> {
                Party::deserialize(serde::de::value::MapAccessDeserializer::new(parts))
            }
        }

        if from.is_human_readable() { from.deserialize_any(NameOrParts) } else { Self::deserialize(from) }
    }
}

impl Party {
    /// Somebody of whom only the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Whether nothing is known of anybody.
    pub fn is_nobody(&self) -> bool {
        *self == Self::default()
    }

    /// Somebody of whom only how they are reached is known, in one line: as it comes from `--contact`, from a column of another
    /// system, or from a form that asks for it so.
    ///
    /// Between commas, semicolons and line breaks: what is an email goes to the email, if there is none yet; what is digits
    /// and the marks between them goes to the telephone numbers; everything else, in its order, is the address. Nothing is
    /// lost, and what comes out can be written as one line and read again ([`Party::contact`]).
    pub fn reached_by(line: &str) -> Self {
        let mut party = Self::default();
        let mut address: Vec<&str> = Vec::new();
        for part in line.split([',', ';', '\n', '\r']).map(str::trim).filter(|it| !it.is_empty()) {
            let bare = without_label(part);
            if party.email.is_empty() && is_email(bare) {
                bare.trim_matches(['<', '>']).clone_into(&mut party.email);
            } else if is_phone(bare) {
                party.phones.push(bare.to_owned());
            } else {
                address.push(part);
            }
        }
        party.address = address.join(", ");
        party
    }

    /// How they are reached, in one line.
    pub fn contact(&self) -> String {
        let phones = self.phones.iter().map(String::as_str);
        joined([self.email.as_str()].into_iter().chain(phones).chain([self.address.as_str()]))
    }

    /// Adds how they are reached, from one line.
    pub fn take_contact(&mut self, line: &str) {
        let more = Self::reached_by(line);
        let second = if self.email.is_empty() || self.email == more.email { "" } else { &more.email };
        self.address = joined([self.address.as_str(), second, &more.address].into_iter());
        if self.email.is_empty() {
            self.email.clone_from(&more.email);
        }
        let known = self.phones.clone();
        self.phones.extend(more.phones.into_iter().filter(|it| !known.contains(it)));
    }

    /// By what they can be told: of an address its postcode, where it has one.
    pub fn known_as(&self) -> KnownAs {
        let mut known = KnownAs::default();
        let postcodes = marks(&self.address).into_iter().filter(|it| matches!(it.1, Mark::Postcode(_)));
        let mut address: Vec<String> = postcodes.map(|it| self.address[it.0].to_owned()).collect();
        if address.is_empty() {
            address.push(self.address.clone());
        }
        let names = [self.name.clone()].into_iter().chain(self.other_names.iter().cloned()).collect();
        let reach =
            [self.email.clone()].into_iter().chain(self.phones.iter().cloned()).chain(address).collect();
        known.take(KnownAs { names, reach });
        known
    }

    /// The parts that differ from somebody else's, as they are there.
    pub fn differences(&self, now: &Self) -> Vec<PartyFact> {
        let pairs = self.facts().into_iter().zip(now.facts());
        pairs.filter(|(before, now)| before != now).map(|it| it.1).collect()
    }

    /// The lines in which a person is shown, in the order in which whoever rings them should read: who they are and how they
    /// are reached, and what to mind.
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let Self { name, other_names, prefers, adjustments, vulnerability, risk, risk_known_to, .. } = self;
        let between = |before: &str, words: String, after: &str| {
            if words.is_empty() { String::new() } else { format!("{before}{words}{after}") }
        };
        let known = between("also known as ", other_names.in_words(), "");
        let person = joined([name.as_str(), &known, &self.contact()].into_iter());
        let prefers = between(" (prefers ", prefers.in_words(), ")");
        let again = |by: Option<NaiveDate>| between(" (look again by ", by.in_words(), ")");
        let known_to = between(" (may be told: ", risk_known_to.clone(), ")");
        let lines = [
            ("Person", format!("{person}{prefers}")),
            ("Adjustments", adjustments.clone()),
            ("Vulnerable", format!("{vulnerability}{}", again(self.vulnerability_review))),
            ("Risk", format!("{risk}{known_to}{}", again(self.risk_review))),
        ];
        lines.into_iter().filter(|it| !it.1.is_empty()).collect()
    }

    /// What whoever writes to them or rings them is to mind; empty where there is nothing.
    pub fn to_mind(&self) -> String {
        let lines = self.lines().into_iter().filter(|it| it.0 != "Person");
        lines.map(|(label, words)| format!("{label}: {words}")).collect::<Vec<_>>().join("; ")
    }

    /// The same in one line, for whoever speaks for somebody.
    pub fn in_a_line(&self) -> String {
        let parts = self.lines().into_iter().map(|(label, words)| match label {
            "Person" => words,
            label => format!("{}: {words}", label.to_lowercase()),
        });
        parts.collect::<Vec<_>>().join("; ")
    }
}

/// What there is of these texts, with commas.
fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    parts.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// Somebody of whom every part is known; a new part does not compile until it is here.
    fn whole() -> Party {
        Party {
            name: "Amara Okafor".into(),
            other_names: vec!["Amara Rose".into(), "Smith, Amara".into()],
            email: "amara@example.org".into(),
            phones: vec!["07700 900123".into()],
            address: "12 High Street, Leeds LS1 4AB".into(),
            prefers: Some(Means::Letter),
            adjustments: "Large print".into(),
            vulnerability: "Lives alone".into(),
            vulnerability_review: "2026-12-01".parse().ok(),
            risk: "Threatened a colleague".into(),
            risk_known_to: "Whoever visits them".into(),
            risk_review: "2026-12-01".parse().ok(),
        }
    }

    /// The parts as JSON has them, each with its name.
    fn parts(of: &Party) -> Vec<(String, Value)> {
        let Value::Object(parts) = serde_json::to_value(of).expect("plain data") else { panic!("an object") };
        parts.into_iter().collect()
    }

    #[test]
    fn every_part_is_shown_told_known_by_its_name_and_erased() {
        let party = whole();
        let shown = party.in_a_line();
        let facts = party.facts();
        assert_eq!(facts.len(), parts(&party).len());
        assert_eq!(Party::PARTS.len(), facts.len());
        for (fact, (field, called)) in facts.iter().zip(Party::PARTS) {
            let words = fact.in_words();
            assert!(!words.is_empty() && shown.contains(&words), "{field} is not shown: {shown}");
            assert_eq!(fact.called(), *called);
            let mut empty = Party::default();
            empty.put_right(fact.clone());
            assert_eq!(empty.same_fact(fact), *fact);
            assert_eq!(Party::default().differences(&empty), std::slice::from_ref(fact));
        }
        for (field, erased) in parts(&party.erased()) {
            let text = erased.to_string();
            assert!(
                matches!(
                    text.as_str(),
                    "null" | r#""[erased]""# | r#"["[erased]","[erased]"]"# | r#"["[erased]"]"#
                ),
                "{field}: {text}"
            );
        }
        assert_eq!(Party::default().erased(), Party::default());
    }

    #[test]
    fn what_was_typed_for_a_part_is_that_part() {
        let party = whole();
        for (fact, (field, _)) in party.facts().into_iter().zip(Party::PARTS) {
            let typed = if field.ends_with("_review") { "2026-12-01".to_owned() } else { fact.in_words() };
            assert_eq!(PartyFact::from_words(field, &typed), Some(fact), "{field}");
        }
        assert_eq!(PartyFact::from_words("prefers", "pigeon"), None);
        assert_eq!(PartyFact::from_words("shoe_size", "42"), None);
    }

    #[test]
    fn a_person_reads_from_a_name_alone_or_from_parts_and_an_unknown_part_is_noted() {
        let read = |it: Value| serde_json::from_value::<Party>(it);
        assert_eq!(read(json!("Amara Okafor")).expect("a name"), Party::named("Amara Okafor"));
        let party = whole();
        assert_eq!(read(serde_json::to_value(&party).expect("plain data")).expect("itself"), party);
        let mut passed_over = Vec::new();
        let unknown = json!({ "name": "A", "shoe_size": 42 });
        let noted = serde_ignored::deserialize::<_, _, Party>(unknown, |it| passed_over.push(it.to_string()));
        assert_eq!(
            (noted.expect("the rest").name.as_str(), passed_over),
            ("A", vec!["shoe_size".to_owned()])
        );
        let bytes = crate::codec::encode(&party);
        assert_eq!(crate::codec::decode::<Party>(&bytes).expect("itself"), party);
    }

    #[test]
    fn a_line_of_how_to_reach_somebody_is_added_and_nothing_of_it_is_lost() {
        let mut party = Party { email: "a@example.org".into(), ..Party::named("Amara") };
        party.take_contact("a@example.org, 07700 900123; b@example.org, 12 High Street");
        party.take_contact("07700 900123");
        assert_eq!((party.email.as_str(), party.phones.len()), ("a@example.org", 1));
        assert_eq!(party.address, "b@example.org, 12 High Street");
        assert_eq!(whole().known_as().reach, ["amara@example.org", "07700 900123", "LS1 4AB"]);
    }

    #[test]
    fn a_line_is_taken_apart_into_email_numbers_and_address() {
        for (line, email, phones, address) in [
            ("amara@example.org", "amara@example.org", vec![], ""),
            ("07700 900123", "", vec!["07700 900123"], ""),
            ("12 High Street, Leeds LS1 4AB", "", vec![], "12 High Street, Leeds LS1 4AB"),
            (
                "Amara@Example.org; +44 (0)113 496 0000, 4 Mill Lane, York",
                "Amara@Example.org",
                vec!["+44 (0)113 496 0000"],
                "4 Mill Lane, York",
            ),
            ("Tel: 01632 960118, email: <t@example.org>", "t@example.org", vec!["01632 960118"], ""),
            ("a@example.org, b@example.org", "a@example.org", vec![], "b@example.org"),
            ("by letter only", "", vec![], "by letter only"),
            ("01632 960118 after six", "", vec![], "01632 960118 after six"),
            (" , ;", "", vec![], ""),
        ] {
            let party = Party::reached_by(line);
            assert_eq!((party.email.as_str(), party.address.as_str()), (email, address), "{line}");
            assert_eq!(party.phones, phones, "{line}");
        }
    }

    proptest! {
        #[test]
        fn what_was_taken_apart_is_the_same_when_it_is_taken_apart_again(line in "[a-z0-9@., ;+()-]{0,40}") {
            let once = Party::reached_by(&line);
            prop_assert_eq!(&Party::reached_by(&once.contact()), &once);
        }
    }
}
