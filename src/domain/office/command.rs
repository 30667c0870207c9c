//! What can be asked of the office's record.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::NonWorkingReceipt;
use crate::domain::calendar::bank_holidays::BankHolidays;
use crate::domain::calendar::nation::Nation;
use crate::domain::office::lists::ListKind;
use crate::domain::office::settings::{FigureSettings, SavedList, Timescales, Wording};
use crate::domain::people::{ChangeRoles, EndStandIn, Join, Leave, StandIn};
use crate::domain::schedule::Schedule;
use crate::domain::step::commands;

commands! {
    /// What can be asked of the office's record, with its details.
    OfficeCommand,
    /// A kind of change of the office.
    OfficeStep;

    SetUp(SetUp) = ("set_up", ChangeOffice, "Set the office up", "Name the organisation, choose the nation, add services and a person. May be repeated: only what is new is added.");
    Add {
        /// Which list.
        list: ListKind,
        names: Vec<String>,
    } = ("add", AddToLists, "Add to the list", "Add items to a list; those that are there already are passed over.");
    ReplaceBankHolidays {
        /// The new list.
        holidays: BankHolidays,
        /// Where it came from, for the record.
        source: String,
    } = ("replace_bank_holidays", ChangeOffice, "Another list of bank holidays", "Use another list of bank holidays.");
    Rename {
        /// Which list.
        list: ListKind,
        /// Which item.
        id: u32,
        /// New name.
        name: String,
    } = ("rename", AddToLists, "Another name", "Give an item of a list another name; cases that carry it show the new one.");
    Retire {
        /// Which list.
        list: ListKind,
        /// Which item.
        id: u32,
        /// Last day on which it may be chosen.
        until: NaiveDate,
    } = ("retire", AddToLists, "Retire: cases keep it, new ones cannot have it", "Let an item no longer be chosen; cases keep it.").opens_on_check();
    PutUnder {
        /// The service's number.
        service: u32,
        /// The organisation's number.
        organisation: u32,
    } = ("put_under", AddToLists, "Which organisation it belongs to", "Say which organisation a service belongs to.");
    SetTimescales(Timescales) = ("set_timescales", ChangeOffice, "How long things may take, for cases from now on", "Change how long things may take, from today on.");
    SetReceiptRule(NonWorkingReceipt) = ("set_receipt_rule", ChangeOffice, "What arrives on a day off", "Change what happens to something received on a day off.");
    SetClosures(Vec<NaiveDate>) = ("set_closures", ChangeOffice, "Days on which the office is closed", "Say on which days the office is closed.");
    SaveList(SavedList) = ("save_list", ShareList, "Keep this list", "Keep a list to see it again; one of the same name and owner is replaced.");
    RemoveList {
        /// What it is called.
        name: String,
        /// Whose it is; none for one that the office shares.
        #[serde(default)]
        owner: Option<String>,
    } = ("remove_list", ShareList, "Keep a list no longer", "Keep a list no longer.");
    SetWithholding {
        /// The number.
        below: u32,
    } = ("set_withholding", ChangeOffice, "What is withheld", "Say below which number counts of people are withheld from what is published; 0 for none.");
    SetFigures(FigureSettings) = ("set_figures", ChangeOffice, "How figures are worked out", "Change how figures are worked out.");
    Join(Join) = ("join", ChangePeople, "Somebody joins, from today", "Add somebody, from today.").word("add");
    ChangeRoles(ChangeRoles) = ("change_roles", ChangePeople, "Roles: these from then on, and no others", "Say which roles somebody holds, from today or a later day; all others end.").word("roles");
    Leave(Leave) = ("leave", ChangePeople, "Somebody leaves: their cases stay theirs until they are assigned", "Record that somebody leaves, and list the cases that then need an owner.").opens_on_check();
    KeepWording(Wording) = ("keep_wording", AddToLists, "Wording for letters and notes", "Keep words for letters and notes under a name, in place of any that were there.");
    DropWording {
        /// Their name.
        name: String,
    } = ("drop_wording", AddToLists, "Keep this wording no longer; letters that have it stay", "Keep words for letters and notes no longer.").opens_on_check();
    PutInTeam {
        /// Sign-in name.
        login: String,
        /// The team's name; empty for none.
        #[serde(default)]
        team: String,
    } = ("put_in_team", ChangePeople, "Which team somebody works in", "Say which team somebody works in.").word("team");
    StandIn(StandIn) = ("stand_in", ChangePeople, "Somebody stands in: with the other’s roles and cases", "Let somebody stand in for somebody else: with their roles and their cases.");
    EndStandIn(EndStandIn) = ("end_stand_in", ChangePeople, "Somebody no longer stands in, from today", "Let somebody no longer stand in for somebody else, from today.").opens_on_check();
    TrustAccount {
        /// Its sign-in name.
        login: String,
    } = ("trust_account", ChangePeople, "A shared account: it may say who sits at it", "Let a shared account say who sits at it.").word("trust");
    DistrustAccount {
        /// Its sign-in name.
        login: String,
    } = ("distrust_account", ChangePeople, "A shared account may no longer say who sits at it", "Let a shared account no longer say who sits at it.").word("distrust").opens_on_check();
    SetRegister {
        /// What: one of the settings of its table.
        name: String,
        /// To what; empty for nothing.
        #[serde(default)]
        value: String,
    } = ("set_register", ChangeOffice, "Set something about a register", "Set something about a register, from today on.");
    SetRetention(Vec<Schedule>) = ("set_retention", KeepRecords, "How long a kind of case is kept before it is anonymised", "Keep cases by these schedules from today on; they take the place of all that were there.");
    AllowOwnCommands {
        /// Whether it may be.
        allowed: bool,
    } = ("allow_own_commands", ChangeOffice, "Commands of people’s own, in the shared office", "Say whether people in the shared office may start commands of their own from a list or a record, with its references.");
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

/// Digits of the key that an office draws when it is set up.
pub const KEY_DIGITS: usize = 32;

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
    /// What nobody can guess, which the desk draws by chance: an office that is set up for the first time keeps it.
    pub key: String,
}
