//! What changed about the office, each with the date from which it holds, and in a sentence.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::NonWorkingReceipt;
use crate::domain::calendar::bank_holidays::BankHolidays;
use crate::domain::calendar::nation::Nation;
use crate::domain::money::pounds;
use crate::domain::office::lists::ListKind;
use crate::domain::office::settings::{FigureSettings, SavedList, TWO_STAGES, Timescales, Wording};
use crate::domain::people::StandIn;
use crate::domain::schedule::Schedule;
use crate::domain::text::count;
use crate::domain::vocabulary::Role;

/// A change to the office, with the day from which it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeEvent {
    /// The organisation was named.
    Named {
        /// New name.
        name: String,
        /// First day.
        from: NaiveDate,
    },
    /// Something about a register was set.
    RegisterSet {
        /// What.
        name: String,
        /// To what; empty for nothing.
        #[serde(default)]
        value: String,
        /// First day.
        from: NaiveDate,
    },
    /// The nation whose bank holidays count was chosen.
    NationChosen {
        nation: Nation,
        /// First day.
        from: NaiveDate,
    },
    /// The rule for receipt on a day off was chosen.
    ReceiptRuleChosen {
        rule: NonWorkingReceipt,
        /// First day.
        from: NaiveDate,
    },
    TimescalesChanged {
        /// The new ones.
        timescales: Timescales,
        /// First day.
        from: NaiveDate,
    },
    /// The bank holidays were replaced.
    BankHolidaysReplaced {
        /// The new list.
        holidays: BankHolidays,
        /// Where it came from.
        #[serde(default)]
        source: String,
        /// First day.
        from: NaiveDate,
    },
    /// The closure days were set.
    ClosuresSet {
        /// All closure days.
        days: Vec<NaiveDate>,
        /// First day.
        from: NaiveDate,
    },
    /// A list was kept to be seen again.
    ListSaved {
        /// The list.
        list: SavedList,
        /// First day.
        from: NaiveDate,
    },
    /// It is kept no longer.
    ListRemoved {
        /// What it was called.
        name: String,
        /// Whose it was.
        #[serde(default)]
        owner: Option<String>,
        /// First day.
        from: NaiveDate,
    },
    /// An item was added to a list.
    Added {
        /// Which list.
        list: ListKind,
        /// Its number.
        id: u32,
        name: String,
        /// The organisation it belongs to.
        #[serde(default)]
        under: Option<u32>,
        /// First day.
        from: NaiveDate,
    },
    /// An item got another name.
    Renamed {
        /// Which list.
        list: ListKind,
        /// Which item.
        id: u32,
        /// New name.
        name: String,
        /// First day.
        from: NaiveDate,
    },
    /// A service belongs to another organisation.
    PutUnder {
        /// The service's number.
        service: u32,
        /// The organisation's number.
        organisation: u32,
        /// First day.
        from: NaiveDate,
    },
    /// An item may no longer be chosen.
    Retired {
        /// Which list.
        list: ListKind,
        /// Which item.
        id: u32,
        /// Last day.
        until: NaiveDate,
    },
    /// Somebody joined.
    Joined {
        /// Sign-in name.
        login: String,
        /// Name as shown.
        name: String,
        /// What they may do.
        roles: Vec<Role>,
        /// First day.
        from: NaiveDate,
    },
    /// Somebody left.
    Left {
        /// Sign-in name.
        login: String,
        /// Last day.
        until: NaiveDate,
    },
    /// Counts of people below a number are withheld from what is published.
    WithholdingSet {
        /// The number; 0 withholds none.
        below: u32,
        /// First day.
        from: NaiveDate,
    },
    /// How figures are worked out was changed.
    FiguresChanged {
        /// The new settings.
        figures: FigureSettings,
        /// First day.
        from: NaiveDate,
    },
    /// Somebody holds other roles.
    RolesChanged {
        /// Sign-in name.
        login: String,
        /// All roles that they hold from then on.
        roles: Vec<Role>,
        /// First day.
        from: NaiveDate,
    },
    /// Words for letters and notes were kept under a name.
    WordingKept {
        /// The words and their name.
        wording: Wording,
        /// First day.
        from: NaiveDate,
    },
    /// They are kept no longer.
    WordingDropped {
        /// Their name.
        name: String,
        /// First day without them.
        from: NaiveDate,
    },
    /// Somebody works in another team.
    PutInTeam {
        /// Sign-in name.
        login: String,
        /// The team's number; none for no team.
        #[serde(default)]
        team: Option<u32>,
        /// First day.
        from: NaiveDate,
    },
    /// Somebody was asked to stand in for somebody else.
    StoodIn(StandIn),
    /// They no longer do.
    StandInEnded {
        /// Sign-in name of the deputy.
        by: String,
        /// Sign-in name of the person they stood in for.
        #[serde(rename = "for")]
        whom: String,
        /// First day on which they do not.
        on: NaiveDate,
    },
    /// A shared account may say who sits at it.
    AccountTrusted {
        /// Its sign-in name.
        login: String,
        /// First day.
        from: NaiveDate,
    },
    /// It may no longer.
    AccountDistrusted {
        /// Its sign-in name.
        login: String,
        /// First day on which it may not.
        from: NaiveDate,
    },
    /// Other retention schedules took the place of all that were there.
    RetentionChanged {
        /// All schedules.
        #[serde(default)]
        schedules: Vec<Schedule>,
        /// First day.
        from: NaiveDate,
    },
    /// The journal was taken as it was, though it lacked what was confirmed.
    LossAccepted {
        /// The last change that was there.
        last: u64,
        /// The last that was known of; 0 if nobody could say.
        #[serde(default)]
        known: u64,
        /// Why.
        #[serde(default)]
        reason: String,
        /// On which day.
        from: NaiveDate,
    },
    /// Whether people in the shared office may start commands of their own was settled.
    OwnCommandsAllowed {
        /// Whether they may.
        allowed: bool,
        /// First day.
        from: NaiveDate,
    },
    /// A key was drawn, with which sums of what is erased are made.
    KeyDrawn {
        /// The key.
        key: String,
        /// First day.
        from: NaiveDate,
    },
}

impl OfficeEvent {
    /// Whether dates and days worked out for cases may differ after it.
    pub const fn moves_clocks(&self) -> bool {
        matches!(
            self,
            Self::NationChosen { .. }
                | Self::ReceiptRuleChosen { .. }
                | Self::BankHolidaysReplaced { .. }
                | Self::ClosuresSet { .. }
                | Self::TimescalesChanged { .. }
        )
    }

    /// What happened, in words.
    pub fn sentence(&self) -> String {
        let counts_anew = "Days gone by are counted so too.";
        match self {
            Self::Named { name, .. } => format!("Organisation named {name}."),
            Self::RegisterSet { name, value, .. } if value.is_empty() => {
                format!("Setting {} taken out.", name.replace('_', " "))
            }
            Self::RegisterSet { name, value, .. } => {
                format!("Setting {} set to {value}.", name.replace('_', " "))
            }
            Self::NationChosen { nation, .. } => format!("Bank holidays of {nation} chosen. {counts_anew}"),
            Self::ReceiptRuleChosen { rule, .. } => {
                format!("Rule for receipt on a day off: {} {counts_anew}", rule.meaning())
            }
            Self::TimescalesChanged { timescales: it, .. } => format!(
                "Timescales set, in working days: acknowledge {}, share a timescale {}, early resolution {}, closer look {}, due \
                 soon {}.{}",
                it.acknowledge,
                it.share_within,
                it.early_resolution,
                it.closer_look,
                it.due_soon,
                if it.stages == TWO_STAGES { " There are two stages." } else { "" }
            ),
            Self::BankHolidaysReplaced { source, .. } => {
                format!("Bank holidays replaced from {source}. {counts_anew}")
            }
            Self::ClosuresSet { days, .. } => {
                format!("{} set. {counts_anew}", count(days.len() as u64, "closure day"))
            }
            Self::FiguresChanged { figures: it, .. } => {
                let aim = match it.aim_in_time {
                    0 => String::new(),
                    aim => format!(" {aim} % of answers are meant to be in time."),
                };
                format!(
                    "Figures: a theme rises from {} and {} % of the average before; an hour costs {}.{aim}",
                    count(it.rise_at_least.into(), "issue"),
                    it.rise_percent,
                    pounds(it.hourly_rate)
                )
            }
            Self::ListSaved { list, .. } => format!("Kept the list “{}”: {}.", list.name, list.filter),
            Self::ListRemoved { name, .. } => format!("Removed the list “{name}”."),
            Self::Added { list, name, .. } => format!("Added the {} {name}.", list.one()),
            Self::Renamed { list, id, name, .. } => format!("Renamed {} {id} to {name}.", list.one()),
            Self::PutUnder { service, organisation, from } => {
                format!("Put service {service} under organisation {organisation} from {from}.")
            }
            Self::OwnCommandsAllowed { allowed, .. } => {
                let may = if *allowed { "may" } else { "may not" };
                format!("People in the shared office {may} start commands of their own.")
            }
            Self::KeyDrawn { .. } => {
                "Drew a key, by which the office knows again what was erased and comes a second time."
                    .to_owned()
            }
            Self::Retired { list, id, until } => format!("Retired {} {id} after {until}.", list.one()),
            Self::Joined { login, name, .. } => format!("{name} ({login}) joined."),
            Self::Left { login, until } => format!("{login} left after {until}."),
            Self::WithholdingSet { below: 0, .. } => {
                "No count is withheld from what is published.".to_owned()
            }
            Self::WithholdingSet { below, .. } => {
                format!("Counts of people below {below} are withheld from what is published.")
            }
            Self::RolesChanged { login, roles, from } => {
                let words: Vec<&str> = roles.iter().map(|it| it.word()).collect();
                format!("{login} is {} from {from}.", words.join(", "))
            }
            Self::WordingKept { wording, .. } => format!("Kept the wording “{}”.", wording.name),
            Self::WordingDropped { name, .. } => format!("Dropped the wording “{name}”."),
            Self::PutInTeam { login, team: Some(team), .. } => format!("{login} works in team {team}."),
            Self::PutInTeam { login, .. } => format!("{login} works in no team."),
            Self::StoodIn(it) => {
                format!("{} stands in for {} from {} to {}.", it.by, it.whom, it.from, it.until)
            }
            Self::StandInEnded { by, whom, on } => format!("{by} no longer stands in for {whom} from {on}."),
            Self::AccountTrusted { login, .. } => {
                format!("The shared account {login} may say who sits at it.")
            }
            Self::AccountDistrusted { login, .. } => {
                format!("The shared account {login} may no longer say who sits at it.")
            }
            Self::RetentionChanged { schedules, .. } => {
                let names: Vec<String> = schedules.iter().map(|it| it.name()).collect();
                format!("Cases are kept by these schedules: {}.", names.join("; "))
            }
            Self::LossAccepted { last, known: 0, reason, .. } => format!(
                "Loss accepted: the journal ended with change {last}, and nobody could say what had been confirmed. {reason}"
            ),
            Self::LossAccepted { last, known, reason, .. } if last < known => {
                format!("Loss accepted: changes {} to {known} are lost. {reason}", last + 1)
            }
            Self::LossAccepted { known, reason, .. } => format!(
                "Loss accepted: the journal up to change {known} is not what had been confirmed. {reason}"
            ),
        }
    }
}
