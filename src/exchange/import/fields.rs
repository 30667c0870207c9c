//! What a map can fill: each field of ours, by the name that stands in the map.

/// What the rows of a file become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Target {
    #[default]
    Cases,
    /// Actions, each in a plan of its own.
    Actions,
}

impl Target {
    /// What they are called.
    pub const fn many(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Actions => "actions",
        }
    }
}

/// Declares the fields, each with its name in maps and what it becomes.
macro_rules! fields {
    ($( $field:ident = $name:literal, $becomes:literal; )+) => {
        /// Something known of a case or an action.
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
    SourceRef = "source_ref", "The reference that it has in the other system; it comes in under it once.";
    Received = "received", "The day of receipt. The only field that every row must have.";
    Complainant = "complainant", "Who is affected.";
    Contact = "contact", "How to reach them, in one column: an email, telephone numbers and an address are told apart.";
    Email = "email", "Their email address.";
    Phone = "phone", "Their telephone numbers.";
    Address = "address", "Their postal address.";
    Prefers = "prefers", "How they would like to be reached.";
    OtherNames = "other_names", "Other names that they have or had, with semicolons.";
    Adjustments = "adjustments", "Reasonable adjustments.";
    Vulnerability = "vulnerability", "What makes them vulnerable.";
    VulnerabilityReview = "vulnerability_review", "The day by which to look at that again.";
    Risk = "risk", "A risk to them, or from them.";
    RiskKnownTo = "risk_known_to", "Who may be told of it.";
    RiskReview = "risk_review", "The day by which to look at it again.";
    Representative = "representative", "Who speaks for them; an email and telephone numbers beside the name are told apart.";
    RepresentativeContact = "representative_contact", "How to reach whoever speaks for them.";
    Colleagues = "colleagues", "The colleagues complained about, with semicolons.";
    Service = "service", "The service that it is about.";
    Channel = "channel", "How it arrived.";
    Issue = "issue", "What is complained about: the words of the issue, and its theme if no theme is mapped.";
    Theme = "theme", "The theme of the issue.";
    Subject = "subject", "What it is about, in one line.";
    Summary = "summary", "What happened, in the person’s words.";
    Wants = "wants", "What the person wants.";
    Owner = "owner", "Who was responsible, as written there.";
    Acknowledged = "acknowledged", "The day it was acknowledged.";
    Timescale = "timescale", "The day by which the person was told they would have an answer.";
    Told = "told", "The day on which they were told that; not known where it is left out.";
    Closed = "closed", "The day it was closed.";
    Route = "route", "How it was dealt with.";
    Outcome = "outcome", "How it ended.";
    Finding = "finding", "What was found on the issue; where no column has it, the outcome says it.";
    WentWrong = "went_wrong", "Whether something went wrong.";
    Status = "status", "Whether it is open or closed.";
    Action = "action", "What is done: the words of the action. Every action must have them.";
    Start = "start", "The day it began, or will begin.";
    Due = "due", "The day by which it was to be completed.";
    Completed = "completed", "The day it was completed.";
    Reviewed = "reviewed", "The day somebody found that it works.";
    Case = "case", "The case that it came of: its reference here, or where it was imported from.";
    Standard = "standard", "The standard that it must comply with.";
    State = "state", "Whether it is completed, under way, or not to be taken over.";
}

impl Field {
    /// The field of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }

    /// Whether it belongs to what the rows of a file become.
    pub const fn is_of(self, target: Target) -> bool {
        match self {
            Self::SourceRef | Self::Service | Self::Theme | Self::Owner => true,
            Self::Action
            | Self::Start
            | Self::Due
            | Self::Completed
            | Self::Reviewed
            | Self::Case
            | Self::Standard
            | Self::State => matches!(target, Target::Actions),
            _ => matches!(target, Target::Cases),
        }
    }

    /// Whether it holds a day.
    pub const fn is_date(self) -> bool {
        matches!(
            self,
            Self::Received
                | Self::Acknowledged
                | Self::Timescale
                | Self::Told
                | Self::Closed
                | Self::VulnerabilityReview
                | Self::RiskReview
                | Self::Start
                | Self::Due
                | Self::Completed
                | Self::Reviewed
        )
    }

    /// Whether its words can be translated.
    pub const fn has_words(self) -> bool {
        matches!(
            self,
            Self::Outcome
                | Self::Finding
                | Self::Prefers
                | Self::Status
                | Self::Route
                | Self::WentWrong
                | Self::Channel
                | Self::Service
                | Self::Theme
                | Self::State
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
