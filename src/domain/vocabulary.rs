//! The closed lists of words that complaint work uses: each word stands on screen, in the journal, on the command
//! line and in an import map in the same spelling.
//!
//! Lists that an office may change (services, themes, channels) are not here but in the office's record.

/// A closed list: its members, their words, and the ways between the two.
macro_rules! vocabulary {
    ($( $(#[$doc:meta])* pub enum $name:ident { $( $(#[$member_doc:meta])* $member:ident = $word:literal, )+ } )+) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $( $(#[$member_doc])* #[doc = concat!("“", $word, "”.")] #[serde(rename = $word)] $member, )+
        }

        impl $name {
            /// Every member, in the order in which a person is offered them.
            pub const ALL: &'static [Self] = &[ $( Self::$member, )+ ];

            /// The word for it, as shown and as stored.
            pub const fn word(self) -> &'static str {
                match self { $( Self::$member => $word, )+ }
            }

            /// The member that a word stands for; capitals and spaces around it do not matter.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.word().eq_ignore_ascii_case(word.trim()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }
    )+ };
}

vocabulary! {
    /// What kind of approach a record is of (definitions of the Parliamentary and Health Service Ombudsman).
    pub enum Nature {
        /// Dissatisfaction that needs a response.
        Complaint = "complaint",
        /// Raised, dealt with and settled before the person became dissatisfied. Kept for learning, never counted as received.
        Conversation = "everyday conversation",
    }

    /// How a complaint is dealt with (guide, Capturing the right data). A case may move from the first to the second, once.
    pub enum Route {
        EarlyResolution = "early resolution",
        CloserLook = "closer look",
    }

    /// How somebody was told something.
    pub enum Means {
        Email = "email",
        Letter = "letter",
        Telephone = "telephone",
        FaceToFace = "face to face",
        OnlineAccount = "online account",
        Other = "another way",
    }

    /// What was found on one issue (definitions of the NHS collection `KO41a`).
    pub enum Finding {
        Upheld = "upheld",
        UpheldInPart = "upheld in part",
        NotUpheld = "not upheld",
        NoFinding = "no finding reached",
        Resolved = "resolved",
        Withdrawn = "withdrawn",
    }

    /// Whether something went wrong: the guide's own count, wider than "upheld".
    pub enum WentWrong {
        Yes = "yes",
        No = "no",
        NotDetermined = "not determined",
    }

    /// How a case ended. The first five follow from the issues; the others end a case without a finding, with a reason.
    pub enum Outcome {
        Upheld = "upheld",
        UpheldInPart = "upheld in part",
        NotUpheld = "not upheld",
        NoFinding = "no finding reached",
        Resolved = "resolved",
        Withdrawn = "withdrawn",
        OutOfScope = "out of scope",
        OutOfTime = "out of time",
        Transferred = "transferred",
        Duplicate = "duplicate",
        NoRightToComplain = "no right to complain for the person",
        OtherReason = "other reason",
    }

    /// Where consent stands when somebody complains for somebody else.
    pub enum Consent {
        NotNeeded = "not needed",
        Requested = "requested",
        GivenInWords = "given in words",
        GivenInWriting = "given in writing",
        Refused = "refused",
        WithdrawnByPerson = "withdrawn",
        Child = "cannot consent: child",
        Capacity = "cannot consent: capacity",
        Died = "the person has died",
    }

    /// Why the office's own clock is stopped (Ministry of Justice guidance: clarify, ask for more, something else).
    pub enum PauseReason {
        Clarify = "to clarify something",
        Information = "to get information",
        Other = "something else",
    }

    /// Ways of putting right.
    pub enum RemedyKind {
        Apology = "apology",
        Explanation = "explanation",
        Correction = "correct the record or decision",
        Service = "provide the service",
        Reimbursement = "reimburse a cost",
        ActualLoss = "pay for an actual loss",
        Consolatory = "consolatory payment",
        FeeWaived = "waive or refund a fee",
        PracticeReview = "review of practice",
        Training = "training",
        PolicyChange = "change of policy or procedure",
        Other = "another remedy",
    }

    /// Whether the person has accepted what was offered.
    pub enum Answer {
        Waiting = "waiting for an answer",
        Accepted = "accepted",
        Declined = "declined",
    }

    /// How a payment scores in the accounts (Managing Public Money, annex 4.13 and A4.14.17).
    pub enum PaymentClass {
        ExGratia = "ex gratia",
        ExtraStatutory = "extra-statutory",
        ExtraContractual = "extra-contractual",
        Compensation = "compensation",
        SpecialSeverance = "special severance",
        NotSpecial = "not a special payment",
    }

    /// What a payment is for; distress and poor complaint handling are recorded apart.
    pub enum PaymentHead {
        ActualLoss = "actual loss",
        ExtraCost = "extra cost",
        Delay = "delay or interest",
        Distress = "distress",
        PoorHandling = "poor complaint handling",
        Other = "something else",
    }

    /// Who brought the complaint to the next tier.
    pub enum ReferredBy {
        Mp = "MP",
        Direct = "the person",
        Other = "somebody else",
    }

    /// How far the next tier takes it.
    pub enum Tier {
        SecondTier = "second tier",
        Enquiry = "Ombudsman enquiry",
        InitialCheck = "Ombudsman initial check",
        Primary = "Ombudsman primary investigation",
        Detailed = "Ombudsman detailed investigation",
    }

    /// What the next tier decided. Never mixed with the figures that the Ombudsman publishes.
    pub enum Decision {
        Upheld = "upheld",
        UpheldInPart = "upheld in part",
        NotUpheld = "not upheld",
        Resolved = "resolved",
        Discontinued = "discontinued",
    }

    /// Whether a recommendation has been complied with (annual report guidance 27.2 iii).
    pub enum Compliance {
        Open = "open",
        CompliedWith = "complied with",
        NotCompliedWith = "not complied with",
    }

    /// What a closed case is looked at for when it is drawn as a sample: expectations of the Complaint Standards that a
    /// file can show (UK Central Government Complaint Standards: W7, T3, T4, T9, F1, F4, F7).
    pub enum Expectation {
        InTime = "answered in the time shared",
        Issues = "the issues and what the person wanted were understood",
        Updates = "the person was kept up to date",
        Complete = "every issue was answered",
        Balanced = "the account is clear and fair",
        Remedy = "the remedy fits what went wrong",
        NextStep = "the person was told where to go next",
    }

    /// Whether an expectation was met.
    pub enum Met {
        Yes = "met",
        No = "not met",
        NotApplicable = "not applicable",
    }

    /// Where a case stands, for lists. Worked out from what has happened, never set.
    pub enum Stage {
        Conversation = "everyday conversation",
        New = "new",
        Acknowledged = "acknowledged",
        EarlyResolution = "early resolution",
        CloserLook = "closer look",
        AwaitingConsent = "awaiting consent",
        Paused = "paused",
        Drafted = "draft",
        QualityCheck = "quality check passed",
        ResponseSent = "response sent",
        Closed = "closed",
        Reopened = "reopened",
    }

    /// What a person may do in the office.
    pub enum Role {
        Handler = "handler",
        Manager = "complaints manager",
        ActionOwner = "action owner",
        SeniorAccountable = "senior accountable person",
        ParentOversight = "parent oversight",
        RecordsOfficer = "records officer",
        Auditor = "auditor",
        Administrator = "administrator",
    }

    /// What an action is for (guide: to remedy the failings, and to stop them happening again).
    pub enum ActionKind {
        PutRight = "to put right",
        Prevent = "to prevent",
    }

    /// Where a plan stands, worked out from what has happened.
    pub enum PlanStage {
        Draft = "draft",
        Agreed = "agreed",
        UnderWay = "under way",
        Completed = "all actions completed",
        Reviewed = "reviewed",
        Closed = "closed",
        NotAdopted = "not adopted",
    }

    /// Where an action stands, worked out from what has happened. “Completed” is a claim, never an
    /// end.
    pub enum ActionStage {
        Proposed = "proposed",
        Agreed = "agreed",
        UnderWay = "under way",
        Blocked = "blocked",
        Completed = "completed, not reviewed",
        Reviewed = "reviewed",
        Sustained = "sustained",
        Reopened = "reopened",
        NotAdopted = "not adopted",
    }

    /// How an action was getting on when somebody looked.
    pub enum Progress {
        OnTrack = "on track",
        AtRisk = "at risk",
        OffTrack = "off track",
    }

    /// Whether a completed action did what it was meant to do.
    pub enum ReviewResult {
        Effective = "effective",
        Partly = "partly effective",
        NotEffective = "not effective",
        TooEarly = "too early to say",
    }

    /// Ways in which the person may take part (guide, the five kinds of its list).
    pub enum InvolvedAs {
        Guidance = "help review guidance, policies or procedures",
        Training = "contribute to a training plan",
        Visit = "visit to see the changes",
        Story = "share their story",
        Audit = "take part in monitoring or audit",
        Other = "other",
    }

    /// Whether the person is satisfied that the actions will lead to improvements (guide).
    pub enum Satisfied {
        Yes = "yes",
        No = "no",
        NotAsked = "not asked",
    }

    /// Why a case must not be anonymised for now, whatever its schedule says.
    pub enum HoldKind {
        Litigation = "litigation",
        Inquiry = "public inquiry",
        Ombudsman = "Ombudsman",
        SubjectAccess = "subject access request",
        Other = "something else",
    }

    /// Whose data a note holds: what a subject access request goes by.
    pub enum DataOf {
        Complainant = "the person who complains",
        Representative = "whoever speaks for them",
        Colleague = "a colleague",
        ThirdParty = "somebody else",
        Organisation = "the organisation only",
        LegalAdvice = "legal advice",
    }

    /// The kinds of letters that are made from a case.
    pub enum LetterKind {
        Acknowledgement = "acknowledgement",
        Timescale = "timescale",
        LaterDate = "later date",
        Update = "update",
        ConsentRequest = "consent request",
        FinalResponse = "final response",
        PaymentOffer = "payment offer",
        WhatWeChanged = "what we changed",
        TeamRequest = "request to another team",
        SurveyInvitation = "survey invitation",
    }

    /// The kinds of case that retention schedules tell apart; a case is of the first kind that fits.
    pub enum ScheduleKind {
        /// Marked as important: a child, serious harm, or a matter beyond the case.
        Important = "important case",
        Ombudsman = "case with the Ombudsman",
        Conversation = "everyday conversation",
        /// Closed without a finding: withdrawn, out of scope, gone elsewhere.
        NotTakenFurther = "complaint not taken further",
        Complaint = "complaint",
    }

    /// From which day a retention schedule counts.
    pub enum CountsFrom {
        Closing = "closing",
        /// The final response, or else receipt.
        Response = "response",
    }

    /// Where a case stands between being kept and being anonymised. Worked out, never set.
    pub enum RetentionState {
        NotSet = "not set",
        Retain = "retain",
        Review = "review",
        ToBeAnonymised = "to be anonymised",
        Anonymised = "anonymised",
    }
}

impl Outcome {
    /// Whether it follows from findings; the others end a case without one and need a reason.
    pub const fn is_finding(self) -> bool {
        matches!(self, Self::Upheld | Self::UpheldInPart | Self::NotUpheld | Self::NoFinding | Self::Resolved)
    }

    /// Whether an average time should leave the case out: withdrawn and out of scope.
    pub const fn left_out_of_averages(self) -> bool {
        !self.is_finding()
    }
}

impl Consent {
    /// Whether details may go to the representative.
    pub const fn allows_reply(self) -> bool {
        !matches!(self, Self::Requested | Self::Refused | Self::WithdrawnByPerson)
    }
}

impl ReviewResult {
    /// Whether it answers the question; “too early” only puts it off.
    pub const fn is_conclusive(self) -> bool {
        !matches!(self, Self::TooEarly)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_leads_back_to_its_member_whatever_the_capitals() {
        for it in Outcome::ALL {
            assert_eq!(Outcome::from_word(&format!(" {} ", it.word().to_uppercase())), Some(*it));
        }
        assert_eq!(Route::from_word("somehow"), None);
    }

    #[test]
    fn words_are_the_stored_form_too() {
        assert_eq!(serde_json::to_string(&Finding::UpheldInPart).expect("plain enum"), "\"upheld in part\"");
    }
}
