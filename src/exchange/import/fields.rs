//! What a map can fill: each field of ours, by the name that stands in the map.

/// Declares the fields, each with its name in maps and what it becomes.
macro_rules! fields {
    ($( $field:ident = $name:literal, $becomes:literal; )+) => {
        /// Something known of a case.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $( #[doc = $becomes] $field, )+ }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Self] = &[ $( Self::$field, )+ ];

            /// Its name in maps, summaries and refusals.
            pub const fn name(self) -> &'static str { match self { $( Self::$field => $name, )+ } }

            /// What it becomes.
            pub const fn becomes(self) -> &'static str { match self { $( Self::$field => $becomes, )+ } }
        }
    };
}

fields! {
    SourceRef = "source_ref", "The reference that the case has in the other system; a case comes in under it once.";
    Received = "received", "The day of receipt. The only field that every row must have.";
    Complainant = "complainant", "Who is affected.";
    Contact = "contact", "How to reach them.";
    Representative = "representative", "Who complains for them.";
    Service = "service", "The service that it is about.";
    Channel = "channel", "How it arrived.";
    Issue = "issue", "What is complained about: the words of the issue, and its theme if no theme is mapped.";
    Theme = "theme", "The theme of the issue.";
    Subject = "subject", "What it is about, in one line.";
    Summary = "summary", "What happened, in the person’s words.";
    Wants = "wants", "What the person wants.";
    Owner = "owner", "Who was responsible, as written there.";
    Acknowledged = "acknowledged", "The day it was acknowledged.";
    Promised = "promised", "The date that the person was given.";
    Closed = "closed", "The day it was closed.";
    Route = "route", "How it was dealt with.";
    Outcome = "outcome", "How it ended.";
    WentWrong = "went_wrong", "Whether something went wrong.";
    Status = "status", "Whether it is open or closed.";
}

impl Field {
    /// The field of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }

    /// Whether it holds a day.
    pub const fn is_date(self) -> bool {
        matches!(self, Self::Received | Self::Acknowledged | Self::Promised | Self::Closed)
    }

    /// Whether its words can be translated.
    pub const fn has_words(self) -> bool {
        matches!(
            self,
            Self::Outcome
                | Self::Status
                | Self::Route
                | Self::WentWrong
                | Self::Channel
                | Self::Service
                | Self::Theme
        )
    }

    /// The names of some fields, for a message.
    pub fn names(which: impl Fn(Self) -> bool) -> String {
        let names: Vec<&str> = Self::ALL.iter().filter(|it| which(**it)).map(|it| it.name()).collect();
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_by_its_name_and_no_other() {
        for it in Field::ALL {
            assert_eq!(Field::from_name(it.name()), Some(*it));
        }
        assert_eq!(Field::from_name("recieved"), None);
    }
}
