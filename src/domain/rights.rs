//! What can be done, and how far each role's right to it reaches: one table.

use crate::domain::vocabulary::Role;

/// How far a right reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Nowhere.
    No,
    /// What is theirs, what is nobody's, and restricted cases whose list names them.
    Own,
    /// Whatever no restriction keeps from them.
    Any,
    /// Restricted cases too, unless they are named among those who may not see one.
    All,
}

/// How somebody is bound to the record in question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// It is theirs, or theirs for whom they stand in.
    Own,
    /// It is nobody's yet.
    Nobodys,
    /// It is somebody else's.
    Anothers,
    /// It is somebody else's case, restricted, and its list names them.
    Listed,
    /// It is a restricted case, and its list does not name them.
    Shut,
    /// They have a conflict of interest in the case.
    Denied,
    /// It is somebody else's plan, and the action in question is theirs.
    OwnAction,
    /// No single record is in question.
    NoRecord,
}

impl Relation {
    /// Every relation.
    pub const ALL: &'static [Self] = &[
        Self::Own,
        Self::Nobodys,
        Self::Anothers,
        Self::Listed,
        Self::Shut,
        Self::Denied,
        Self::OwnAction,
        Self::NoRecord,
    ];
}

impl Reach {
    /// Whether it reaches a record that somebody is bound to like this.
    pub const fn covers(self, relation: Relation) -> bool {
        match relation {
            Relation::Denied => false,
            Relation::Shut => matches!(self, Self::All),
            Relation::Anothers => matches!(self, Self::Any | Self::All),
            Relation::Own
            | Relation::Nobodys
            | Relation::Listed
            | Relation::OwnAction
            | Relation::NoRecord => !matches!(self, Self::No),
        }
    }
}

/// Declares the deeds, each with the words that follow "can", and how far each role's right to it reaches.
macro_rules! rights {
    ($( $deed:ident $words:literal [$h:ident $m:ident $o:ident $s:ident $p:ident $r:ident $a:ident $d:ident] )+) => {
        /// What can be done, in groups that are allowed together.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Deed { $( #[doc = concat!("To ", $words, ".")] $deed, )+ }

        impl Deed {
            /// Every deed.
            pub const ALL: &'static [Self] = &[ $( Self::$deed, )+ ];

            /// The words that follow "can".
            pub const fn words(self) -> &'static str { match self { $( Self::$deed => $words, )+ } }

            /// How far a role's right to it reaches.
            pub const fn reach(self, role: Role) -> Reach {
                match (self, role) { $(
                    (Self::$deed, Role::Handler) => Reach::$h,
                    (Self::$deed, Role::Manager) => Reach::$m,
                    (Self::$deed, Role::ActionOwner) => Reach::$o,
                    (Self::$deed, Role::SeniorAccountable) => Reach::$s,
                    (Self::$deed, Role::ParentOversight) => Reach::$p,
                    (Self::$deed, Role::RecordsOfficer) => Reach::$r,
                    (Self::$deed, Role::Auditor) => Reach::$a,
                    (Self::$deed, Role::Administrator) => Reach::$d,
                )+ }
            }
        }
    };
}

rights! {
    //                                                              handler
    //                                                              |   manager
    //                                                              |   |   action owner
    //                                                              |   |   |   senior accountable person
    //                                                              |   |   |   |   parent oversight
    //                                                              |   |   |   |   |   records officer
    //                                                              |   |   |   |   |   |   auditor
    //                                                              |   |   |   |   |   |   |   administrator
    ReadCase         "read a case"                                 [Any Any No  Any No  Any All No ]
    ReadOutline      "read what a case is about"                   [Any Any Own Any No  Any All No ]
    ReadTrail        "see who has read a restricted case"          [No  Any No  No  No  Any All No ]
    ReadHistory      "read what happened to a record"              [Any Any Own Any No  Any All Any]
    Receive          "log a case"                                  [Any Any No  No  No  No  No  No ]
    ImportRecords    "import records from other systems"           [No  Any No  No  No  No  No  No ]
    WorkOnCase       "work on a case"                              [Own Any No  No  No  No  No  No ]
    AddNote          "write a note"                                [Any Any No  Any No  Any No  No ]
    Assign           "assign a case"                               [Own Any No  No  No  No  No  No ]
    CheckDraft       "check the quality of a draft"                [No  Any No  No  No  No  No  No ]
    Extend           "extend"                                      [No  Any No  No  No  No  No  No ]
    Withdraw         "close a case without a finding"              [No  Any No  No  No  No  No  No ]
    SendSeniorLetter "send the senior letter"                      [No  Any No  Any No  No  No  No ]
    Restrict         "restrict a case"                             [No  Any No  No  No  No  No  No ]
    LiftRestriction  "lift a restriction"                          [No  Any No  No  No  No  No  No ]
    LetIn            "let a complaints manager in to what is restricted"
                                                                   [No  Any No  No  No  No  No  All]
    Hold             "hold a case back from being anonymised"      [Own Any No  Any No  Any No  No ]
    Correct          "put a fact right at the person’s request"    [Own Any No  No  No  Any No  No ]
    KeepRecords      "decide what is kept and what is erased"      [No  No  No  No  No  Any No  No ]
    Export           "export cases"                                [Any Any No  Any No  Any All No ]
    ReadPlans        "read action plans"                           [Any Any Own Any Any Any All No ]
    WorkOnAction     "work on an action"                           [Own Any Own No  No  No  No  No ]
    WorkOnPlan       "change a plan"                               [Any Any No  No  No  No  No  No ]
    SignOffPlan      "sign off a plan"                             [No  Any No  Any No  No  No  No ]
    Review           "review an action"                            [Any Any No  Any No  No  No  No ]
    Audit            "record what an audit found"                  [No  Any No  No  No  No  All No ]
    TakeBack         "undo their own last change"                  [Any Any Own Any No  Any Any Any]
    ReadInsight      "read the registers"                          [Any Any No  Any No  Any All No ]
    ReadSensitive    "read what is counted of people and of colleagues’ concerns"
                                                                   [No  Any No  Any No  No  All No ]
    ReadReturns      "read the returns of related bodies"          [No  Any No  Any Any No  All No ]
    RecordInsight    "record what people say"                      [Any Any No  Any No  No  No  No ]
    LeadLearning     "record what leaders decide"                  [No  Any No  Any No  No  No  No ]
    ReadFigures      "read the figures"                            [Any Any No  Any Any Any All No ]
    Publish          "publish figures"                             [No  Any No  Any No  No  No  No ]
    SeeNames         "see who is responsible"                      [Any Any Any Any No  Any All Any]
    ReadOffice       "read the office’s settings"                  [Any Any Any Any Any Any All Any]
    KeepList         "keep a list for themselves"                  [Any Any Any Any Any Any All Any]
    ShareList        "keep a list for everybody"                   [Any Any No  No  No  No  No  Any]
    AddToLists       "add to the office’s lists"                   [No  Any No  No  No  No  No  Any]
    ChangeOffice     "change the office’s settings"                [No  No  No  No  No  No  No  Any]
    ChangePeople     "add people or change their roles"            [No  No  No  No  No  No  No  Any]
}
