//! What can be wrong with a record, and the steps that mend it while the rules let them.

use serde::{Deserialize, Serialize};

use crate::domain::case::command::Step;
use crate::domain::case::decide::may;
use crate::domain::case::record::Case;

/// Declares what can be wrong, each with its name for programs, its words, and why it stays where nothing mends it.
macro_rules! flaws {
    ($( $(#[$doc:meta])* $flaw:ident = $name:literal, $title:literal, $stays:literal; )+) => {
        /// What stops figures from being right.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Flaw { $( $(#[$doc])* $flaw, )+ }

        impl Flaw {
            /// Every one, in the order in which they are listed.
            pub const ALL: &'static [Self] = &[ $( Self::$flaw, )+ ];

            /// Its name for programs.
            pub const fn name(self) -> &'static str { match self { $( Self::$flaw => $name, )+ } }

            /// What is wrong, in a few words.
            pub const fn title(self) -> &'static str { match self { $( Self::$flaw => $title, )+ } }

            /// Why it stays where no step mends it, as a sentence.
            pub const fn stays(self) -> &'static str { match self { $( Self::$flaw => $stays, )+ } }
        }
    };
}

flaws! {
    /// It counts as "not recorded" among the outcomes.
    NoOutcome = "no_outcome", "Closed without an outcome", "it was closed so, and counts as “not recorded”.";
    /// It is in no figure of what was closed.
    NotClosed = "not_closed", "Answered a month ago or more, and not closed", "the case was anonymised.";
    /// It is in no share of what was answered in time.
    NoTimescale = "no_timescale", "No timescale shared", "it was answered or closed untold, and stays in that figure. If the person was told and nobody wrote it down: correct-days.";
    /// It is never a timescale that was kept.
    ToldLate = "told_late", "A timescale shared late, or with the answer", "it stays late. Tell the next person at the start. If its day is wrong: correct-days.";
    /// It is in no average and no share of what was answered in time.
    NoClosingDay = "no_closing_day", "Closed on a day that is not known", "it was taken over so, and counts as closed on the day of receipt.";
    /// What they were told may not be theirs to know.
    NoConsent = "no_consent", "Answered to a representative without consent", "the case was anonymised.";
    /// The guide's own count does not know it.
    NotDecided = "not_decided", "Closed without saying whether something went wrong", "the case was anonymised.";
    /// It is missing from every theme.
    NoTheme = "no_theme", "An issue without a theme", "the case was anonymised.";
    /// It is missing from every service.
    NoService = "no_service", "No service", "the case was anonymised.";
    /// It has no part in the times of either route.
    NoRoute = "no_route", "No route", "it was closed without one, and is in the times of neither route.";
    /// The accounts need to know who authorised it.
    NoAuthority = "no_authority", "A payment that nobody authorised", "the case was anonymised.";
    /// Managing Public Money asks that the estimate covers a special payment.
    NoCover = "no_cover", "A special payment without estimate cover", "the case was anonymised.";
    /// And that it lies within the ambit of the vote.
    NoAmbit = "no_ambit", "A special payment not confirmed to be within the ambit of the vote", "the case was anonymised.";
    /// Working days are counted from these dates.
    ImpossibleDate = "impossible_date", "Dates that cannot be", "the step that has the date stays, unless it is the last one and is undone.";
    /// "Done" is a claim until something shows it.
    NoEvidence = "no_evidence", "Completed without evidence", "it was recorded as done without any. Write a note on what shows it.";
}

/// Declares what mends a flaw, each with its step and a sentence.
macro_rules! mends {
    ($( $mend:ident = $step:ident, $words:literal; )+) => {
        /// What mends a flaw of a record as it stands now.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Mend {
            $( #[doc = $words] $mend, )+
            /// No step does any more.
            Nothing,
        }

        impl Mend {
            /// The step; none where nothing mends it.
            pub const fn step(self) -> Option<Step> {
                match self { $( Self::$mend => Some(Step::$step), )+ Self::Nothing => None }
            }

            /// What to do, as a sentence; `flaw` says why it stays where nothing can be done.
            pub fn words(self, flaw: Flaw) -> String {
                match self {
                    $( Self::$mend => $words.to_owned(), )+
                    Self::Nothing => format!("Cannot be mended now: {}", flaw.stays()),
                }
            }
        }
    };
}

mends! {
    Close = Close, "Close it. Until then no figure of what was closed or answered in time counts it.";
    Share = ShareTimescale, "Agree a date with the person and share it.";
    Consent = SetConsent, "Record the consent, or why none is needed.";
    Theme = AmendIssue, "Correct the issue and choose its theme.";
    Issue = AddIssue, "Add the issue with its theme.";
    Service = Amend, "Correct the facts and choose the service.";
    Route = ChooseRoute, "Choose early resolution or closer look.";
    Payment = AmendPayment, "Find out who authorised it, have cover and ambit confirmed, and correct the payment.";
    Remedy = AmendRemedy, "Correct the remedy and write down what shows that it was done.";
    Dates = Amend, "Correct the day of receipt, or the day that it happened, if that is what is wrong.";
    Finding = Find, "Record the finding again with the day on which it was made.";
    Round = AmendRound, "Correct the day that is wrong, or how it ended: correct-days. If it is the day of receipt, correct the facts.";
    Again = Reopen, "Only if it is looked into again: open it, record what is missing and close it. It then counts as opened again.";
}

impl Mend {
    /// The first of several that the rules let anybody take on a case as it stands.
    pub fn first_open(case: &Case, ways: &[Self]) -> Self {
        let is_open = |it: &&Self| it.step().is_some_and(|step| may(case, step).is_ok());
        ways.iter().find(is_open).copied().unwrap_or(Self::Nothing)
    }
}
