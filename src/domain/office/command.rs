//! What can be asked of the office's record.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::NonWorkingReceipt;
use crate::domain::calendar::bank_holidays::BankHolidays;
use crate::domain::calendar::nation::Nation;
use crate::domain::office::lists::ListKind;
use crate::domain::office::settings::{FigureSettings, SavedView, Timescales, Wording};
use crate::domain::people::{ChangeRoles, EndStandIn, Join, Leave, StandIn};
use crate::domain::schedule::Schedule;

/// What can be asked of the office's record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeCommand {
    /// Name the organisation, choose the nation, add services and a person. May be repeated: only what is new is added.
    SetUp(SetUp),
    /// Add entries to a list; those that are there already are passed over.
    Add {
        /// Which list.
        list: ListKind,
        /// The names.
        names: Vec<String>,
    },
    /// Use another list of bank holidays.
    ReplaceBankHolidays {
        /// The new list.
        holidays: BankHolidays,
        /// Where it came from, for the record.
        source: String,
    },
    /// Give an entry of a list another name; cases that carry it show the new one.
    Rename {
        /// Which list.
        list: ListKind,
        /// Which entry.
        id: u32,
        /// New name.
        name: String,
    },
    /// Let an entry no longer be chosen; cases keep it.
    Retire {
        /// Which list.
        list: ListKind,
        /// Which entry.
        id: u32,
        /// Last day on which it may be chosen.
        until: NaiveDate,
    },
    /// Say which organisation a service belongs to.
    PutUnder {
        /// The service's number.
        service: u32,
        /// The organisation's number.
        organisation: u32,
    },
    /// Change how long things may take, from today on.
    SetTimescales(Timescales),
    /// Change what happens to something received on a day off.
    SetReceiptRule(NonWorkingReceipt),
    /// Say on which days the office is closed.
    SetClosures(Vec<NaiveDate>),
    /// Keep a list to see it again; one of the same name and owner is replaced.
    SaveView(SavedView),
    /// Keep it no longer.
    RemoveView {
        /// What it is called.
        name: String,
        /// Whose it is; none for one that the office shares.
        #[serde(default)]
        owner: Option<String>,
    },
    /// Say below which number counts of people are withheld from what is published; 0 for none.
    SetWithholding {
        /// The number.
        below: u32,
    },
    /// Change how figures are worked out.
    SetFigures(FigureSettings),
    /// Somebody joins today.
    Join(Join),
    /// Somebody holds other roles from a day on.
    ChangeRoles(ChangeRoles),
    /// Somebody leaves.
    Leave(Leave),
    /// Keep words for letters and notes under a name, in place of any that were there.
    KeepWording(Wording),
    /// Keep them no longer.
    DropWording {
        /// Their name.
        name: String,
    },
    /// Somebody works in another team.
    PutInTeam {
        /// Sign-in name.
        login: String,
        /// The team's name; empty for none.
        #[serde(default)]
        team: String,
    },
    /// Somebody stands in for somebody else.
    StandIn(StandIn),
    /// They no longer do, from today on.
    EndStandIn(EndStandIn),
    /// A shared account may say who sits at it.
    TrustAccount {
        /// Its sign-in name.
        login: String,
    },
    /// It may no longer.
    DistrustAccount {
        /// Its sign-in name.
        login: String,
    },
    /// Set something about a register, from today on.
    SetRegister {
        /// What: one of the settings of its table.
        name: String,
        /// To what; empty for nothing.
        #[serde(default)]
        value: String,
    },
    /// Keep cases by these schedules from today on; they take the place of all that were there.
    SetRetention(Vec<Schedule>),
}

impl OfficeCommand {
    /// Whether it may move dates of open cases.
    pub const fn moves_dates(&self) -> bool {
        match self {
            Self::SetReceiptRule(_) | Self::SetClosures(_) | Self::ReplaceBankHolidays { .. } => true,
            Self::SetUp(it) => it.nation.is_some() && it.services.is_empty(),
            _ => false,
        }
    }
}

/// The few answers that an office starts with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SetUp {
    /// Name of the organisation; empty to leave it.
    pub organisation: String,
    /// Whose bank holidays count.
    pub nation: Option<Nation>,
    /// Sign-in name of the person to add; empty for none.
    pub login: String,
    /// Their name; empty for none.
    pub user: String,
    /// Services to add.
    pub services: Vec<String>,
}
