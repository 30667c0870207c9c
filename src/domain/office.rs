//! The office: its services, themes, channels and people, its timescales and its calendar.
//!
//! Every change is an event with the date from which it holds. Cases keep the values they were made with, so a later
//! change of the house rules never rewrites what was promised.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::bank_holidays::BankHolidays;
use crate::domain::calendar::nation::Nation;
use crate::domain::calendar::{Calendar, NonWorkingReceipt};
use crate::domain::listing::Order;
use crate::domain::people::{
    self, ChangeRoles, EndStandIn, Holding, Join, Leave, Person, StandIn, is_governed,
};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::schedule::{self, Schedule};
use crate::domain::vocabulary::Role;

/// A service that people complain about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ServiceId(pub u32);
/// A theme of issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ThemeId(pub u32);
/// A way in which complaints arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChannelId(pub u32);

/// Words that the office uses again and again in letters and notes: put into an answer, and changed there as needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// What it is known by.
    pub name: String,
    /// The words.
    pub text: String,
}

/// Which of the office's lists an entry belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// The organisation itself and those it oversees.
    Organisations,
    /// Services, each under one organisation.
    Services,
    /// Themes of issues.
    Themes,
    /// Ways in which complaints arrive.
    Channels,
    /// Reasons for lateness, asked for at closing.
    LateReasons,
    /// Teams that people work in.
    Teams,
}

impl ListKind {
    /// Every list.
    pub const ALL: &'static [Self] =
        &[Self::Organisations, Self::Services, Self::Themes, Self::Channels, Self::LateReasons, Self::Teams];

    /// What the list is called.
    pub const fn many(self) -> &'static str {
        match self {
            Self::Organisations => "Organisations",
            Self::Services => "Services",
            Self::Themes => "Themes",
            Self::Channels => "Channels",
            Self::LateReasons => "Reasons for lateness",
            Self::Teams => "Teams",
        }
    }

    /// What one entry is called.
    pub const fn one(self) -> &'static str {
        match self {
            Self::Organisations => "organisation",
            Self::Services => "service",
            Self::Themes => "theme",
            Self::Channels => "channel",
            Self::LateReasons => "reason for lateness",
            Self::Teams => "team",
        }
    }
}

/// An entry of a list. Entries are retired, never removed: old cases keep naming them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Stable number; what cases store.
    pub id: u32,
    /// Name as shown now.
    pub name: String,
    /// The organisation a service belongs to.
    pub under: Option<u32>,
    /// First day on which it may be chosen.
    pub from: NaiveDate,
    /// Last day on which it may be chosen; none while in use.
    pub until: Option<NaiveDate>,
}

/// One of the office's lists, in the order in which entries were added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// All entries, retired ones too.
    pub items: Vec<Item>,
}

impl List {
    /// The name of an entry; a number that no entry has is shown as itself.
    pub fn name(&self, id: u32) -> String {
        self.item(id).map_or_else(|| format!("number {id}"), |it| it.name.clone())
    }

    /// The entry with this number.
    pub fn item(&self, id: u32) -> Option<&Item> {
        // Numbers are given in order from 1, so the place is nearly always known.
        let guess = self.items.get((id as usize).wrapping_sub(1)).filter(|it| it.id == id);
        guess.or_else(|| self.items.iter().find(|it| it.id == id))
    }

    /// The entry of this name; capitals and spaces around it do not matter.
    pub fn find(&self, name: &str) -> Option<&Item> {
        let wanted = name.trim().to_lowercase();
        self.items.iter().find(|it| it.name.to_lowercase() == wanted)
    }

    /// What may be chosen on a day.
    pub fn current(&self, today: NaiveDate) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |it| it.until.is_none_or(|until| today <= until))
    }

    fn next_id(&self) -> u32 {
        self.items.iter().map(|it| it.id).max().unwrap_or(0) + 1
    }
}

/// A list that somebody wants to see again: what it shows, in which order, with which columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// What it is called.
    pub name: String,
    /// The filter, as it is typed.
    pub filter: String,
    /// In which order.
    #[serde(default)]
    pub order: Order,
    /// Columns to show, by their headings; none for the usual ones.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Sign-in name of whose it is; none when the whole office shares it.
    #[serde(default)]
    pub owner: Option<String>,
}

/// How long things may take, in working days unless said otherwise. Settings, because the model procedure's own
/// numbers were not to be had (domain reference 16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timescales {
    /// From receipt to acknowledgement.
    pub acknowledge: u32,
    /// The office's own target for an early resolution.
    pub early_resolution: u32,
    /// The office's own target for a closer look.
    pub closer_look: u32,
    /// How long before a date it counts as due soon.
    pub due_soon: u32,
    /// Calendar days after which a pause must be looked at again.
    pub pause_review: u32,
}

impl Default for Timescales {
    fn default() -> Self {
        Self { acknowledge: 3, early_resolution: 10, closer_look: 20, due_soon: 3, pause_review: 90 }
    }
}

/// How figures are worked out (domain reference 6.7; annual report guidance 27.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FigureSettings {
    /// A theme is on the rise only from so many issues in a period.
    pub rise_at_least: u32,
    /// And only from so many per cent of the average of the four periods before.
    pub rise_percent: u32,
    /// What an hour of a colleague's work costs, in pence; 0 where the office has not said.
    pub hourly_rate: u64,
}

impl Default for FigureSettings {
    fn default() -> Self {
        Self { rise_at_least: 3, rise_percent: 150, hourly_rate: 0 }
    }
}

/// The office as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Office {
    /// Goes up by one with every change.
    pub version: u64,
    /// Name of the organisation; empty until set up.
    pub organisation: String,
    /// Whose bank holidays count.
    pub nation: Nation,
    /// What happens to something received on a day off.
    pub receipt: NonWorkingReceipt,
    /// A list brought in to replace the bundled one.
    pub holidays: Option<BankHolidays>,
    /// Days on which the office is closed besides bank holidays.
    pub closures: Vec<NaiveDate>,
    /// How long things may take.
    pub timescales: Timescales,
    /// IANA name of the time zone that says what day it is.
    pub time_zone: String,
    /// The organisation and those it oversees.
    pub organisations: List,
    /// What people complain about.
    pub services: List,
    /// Themes of issues.
    pub themes: List,
    /// How complaints arrive.
    pub channels: List,
    /// Why things were late.
    pub late_reasons: List,
    /// Who works here.
    pub people: Vec<Person>,
    /// Teams that people work in.
    pub teams: List,
    /// Words for letters and notes.
    pub wording: Vec<Wording>,
    /// Lists that people want to see again.
    pub views: Vec<SavedView>,
    /// Counts of people below this are withheld from what is published; 0 withholds none (domain reference 13.12).
    pub withhold_below: u32,
    /// How figures are worked out.
    pub figures: FigureSettings,
    /// Who stands in for whom, past and to come.
    pub stand_ins: Vec<StandIn>,
    /// Sign-in names of shared accounts that may say who sits at them.
    pub trusted: Vec<String>,
    /// How long each kind of case is kept.
    pub retention: Vec<Schedule>,
}

impl Default for Office {
    fn default() -> Self {
        Self {
            version: 0,
            organisation: String::new(),
            nation: Nation::EnglandAndWales,
            receipt: NonWorkingReceipt::default(),
            holidays: None,
            closures: Vec::new(),
            timescales: Timescales::default(),
            time_zone: "Europe/London".to_owned(),
            organisations: List::default(),
            services: List::default(),
            themes: List::default(),
            channels: List::default(),
            late_reasons: List::default(),
            people: Vec::new(),
            teams: List::default(),
            wording: Vec::new(),
            views: Vec::new(),
            withhold_below: 5,
            figures: FigureSettings::default(),
            stand_ins: Vec::new(),
            trusted: Vec::new(),
            retention: schedule::FIRST.to_vec(),
        }
    }
}

/// An office with its calendar built: what decisions and dates are worked out under.
#[derive(Clone, Debug)]
pub struct House {
    /// The office.
    pub office: Office,
    /// Its calendar.
    pub calendar: Calendar,
}

impl House {
    /// Builds the calendar of an office.
    pub fn new(office: Office) -> Self {
        let calendar = office.calendar();
        Self { office, calendar }
    }
}

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
    /// The nation whose bank holidays count was chosen.
    NationChosen {
        /// The nation.
        nation: Nation,
        /// First day.
        from: NaiveDate,
    },
    /// The rule for receipt on a day off was chosen.
    ReceiptRuleChosen {
        /// The rule.
        rule: NonWorkingReceipt,
        /// First day.
        from: NaiveDate,
    },
    /// The timescales changed.
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
    ViewSaved {
        /// The list.
        view: SavedView,
        /// First day.
        from: NaiveDate,
    },
    /// It is kept no longer.
    ViewRemoved {
        /// What it was called.
        name: String,
        /// Whose it was.
        #[serde(default)]
        owner: Option<String>,
        /// First day.
        from: NaiveDate,
    },
    /// An entry was added to a list.
    Added {
        /// Which list.
        list: ListKind,
        /// Its number.
        id: u32,
        /// Its name.
        name: String,
        /// The organisation it belongs to.
        #[serde(default)]
        under: Option<u32>,
        /// First day.
        from: NaiveDate,
    },
    /// An entry got another name.
    Renamed {
        /// Which list.
        list: ListKind,
        /// Which entry.
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
    /// An entry may no longer be chosen.
    Retired {
        /// Which list.
        list: ListKind,
        /// Which entry.
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
}

/// Channels that every office starts with (domain reference 2.1).
const FIRST_CHANNELS: &[&str] =
    &["Email", "Telephone", "Letter", "Web form", "Face to face", "Social media", "MP"];
/// What a refusal says where the answers of a set-up hold nothing new.
pub const NOTHING_NEW: &str = "The office already has all of it.";
/// Roles of whoever sets an office up: all that one person alone needs.
pub const FIRST_ROLES: &[Role] = &[Role::Handler, Role::Manager, Role::RecordsOfficer, Role::Administrator];
/// Reasons for lateness that every office starts with; the list may be changed.
const FIRST_LATE_REASONS: &[&str] = &[
    "Waiting for evidence",
    "Waiting for another team",
    "Complex case",
    "Staff absence",
    "Volume of work",
    "Our mistake",
];

/// Decides a change of the office: the events it causes, or why not.
pub fn decide(office: &Office, today: NaiveDate, command: OfficeCommand) -> Verdict<Vec<OfficeEvent>> {
    match command {
        OfficeCommand::SetUp(answers) => set_up(office, today, &answers),
        OfficeCommand::Add { list, names } => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            Ok(additions(office, list, &names, today))
        }
        OfficeCommand::Rename { list, id, name } => {
            let name = name.trim().to_owned();
            required("name", &name, "Enter the new name.")?;
            office.entry(list, id)?;
            if office.list(list).find(&name).is_some_and(|it| it.id != id) {
                let why = format!("There is another {} called “{name}”.", list.one());
                return Err(Refusal::of_field("name", why, "Choose another name."));
            }
            Ok(vec![OfficeEvent::Renamed { list, id, name, from: today }])
        }
        OfficeCommand::Retire { list, id, until } => {
            let name = &office.entry(list, id)?.name;
            let others = office.list(list).current(today).any(|it| it.id != id);
            if !others {
                let why = format!("“{name}” is the only {} that can be chosen.", list.one());
                return Err(Refusal::of_field("until", why, "Add another first."));
            }
            Ok(vec![OfficeEvent::Retired { list, id, until }])
        }
        OfficeCommand::PutUnder { service, organisation } => {
            office.entry(ListKind::Services, service)?;
            office.entry(ListKind::Organisations, organisation)?;
            Ok(vec![OfficeEvent::PutUnder { service, organisation, from: today }])
        }
        OfficeCommand::ReplaceBankHolidays { holidays, source } => {
            Ok(vec![OfficeEvent::BankHolidaysReplaced { holidays, source, from: today }])
        }
        OfficeCommand::SetTimescales(timescales) => {
            Ok(vec![OfficeEvent::TimescalesChanged { timescales, from: today }])
        }
        OfficeCommand::SetFigures(figures) => Ok(vec![OfficeEvent::FiguresChanged { figures, from: today }]),
        OfficeCommand::SetReceiptRule(rule) => Ok(vec![OfficeEvent::ReceiptRuleChosen { rule, from: today }]),
        OfficeCommand::SetClosures(days) => Ok(vec![OfficeEvent::ClosuresSet { days, from: today }]),
        OfficeCommand::SetWithholding { below } => {
            Ok(vec![OfficeEvent::WithholdingSet { below, from: today }])
        }
        OfficeCommand::SaveView(view) => {
            required("name", &view.name, "Enter a name for the list.")?;
            Ok(vec![OfficeEvent::ViewSaved { view, from: today }])
        }
        OfficeCommand::RemoveView { name, owner } => {
            if office.view(&name, owner.as_deref()).is_none() {
                let why = format!("There is no list “{name}”.");
                return Err(Refusal::of_field("name", why, "Choose one that is there."));
            }
            Ok(vec![OfficeEvent::ViewRemoved { name, owner, from: today }])
        }
        OfficeCommand::Join(it) => {
            let Join { login, name, roles } = people::join(&office.people, today, &it)?;
            Ok(vec![OfficeEvent::Joined { login, name, roles, from: today }])
        }
        OfficeCommand::ChangeRoles(it) => {
            people::change_roles(&office.people, today, &it)?;
            Ok(vec![OfficeEvent::RolesChanged { login: it.login, roles: it.roles, from: it.from }])
        }
        OfficeCommand::Leave(it) => {
            people::leave(&office.people, &it)?;
            Ok(vec![OfficeEvent::Left { login: it.login, until: it.until }])
        }
        OfficeCommand::KeepWording(Wording { name, text }) => {
            required("name", &name, "Enter a name to find the words by.")?;
            required("text", &text, "Enter the words.")?;
            let wording = Wording { name: name.trim().to_owned(), text };
            Ok(vec![OfficeEvent::WordingKept { wording, from: today }])
        }
        OfficeCommand::DropWording { name } => {
            if !office.wording.iter().any(|it| it.name == name) {
                return Err(Refusal::of_field("name", format!("There is no wording “{name}”."), ""));
            }
            Ok(vec![OfficeEvent::WordingDropped { name, from: today }])
        }
        OfficeCommand::PutInTeam { login, team } => {
            people::known(&office.people, "login", &login)?;
            let team = team.trim();
            let found = office.teams.find(team).filter(|it| it.until.is_none_or(|until| today <= until));
            if found.is_none() && !team.is_empty() {
                let names: Vec<&str> = office.teams.current(today).map(|it| it.name.as_str()).collect();
                let instead =
                    format!("Add it to the office’s teams first. Teams here: {}.", names.join(", "));
                return Err(Refusal::of_field("team", format!("There is no team “{team}”."), instead));
            }
            Ok(vec![OfficeEvent::PutInTeam { login, team: found.map(|it| it.id), from: today }])
        }
        OfficeCommand::StandIn(it) => {
            people::stand_in(&office.people, today, &it)?;
            Ok(vec![OfficeEvent::StoodIn(it)])
        }
        OfficeCommand::EndStandIn(it) => {
            people::end_stand_in(&office.stand_ins, today, &it)?;
            Ok(vec![OfficeEvent::StandInEnded { by: it.by, whom: it.whom, on: today }])
        }
        OfficeCommand::TrustAccount { login } => {
            required("login", &login, "Enter the sign-in name of the shared account.")?;
            Ok(vec![OfficeEvent::AccountTrusted { login: login.trim().to_owned(), from: today }])
        }
        OfficeCommand::DistrustAccount { login } => {
            if !office.trusted.contains(&login) {
                let why = format!("“{login}” is not a trusted account.");
                return Err(Refusal::of_field("login", why, ""));
            }
            Ok(vec![OfficeEvent::AccountDistrusted { login, from: today }])
        }
        OfficeCommand::SetRetention(schedules) => {
            schedule::check(&schedules)?;
            Ok(vec![OfficeEvent::RetentionChanged { schedules, from: today }])
        }
    }
}

fn set_up(office: &Office, today: NaiveDate, answers: &SetUp) -> Verdict<Vec<OfficeEvent>> {
    let mut events = Vec::new();
    let name = answers.organisation.trim();
    if office.organisation.is_empty() {
        required("organisation", name, "Enter the name of your organisation.")?;
    }
    if !name.is_empty() && name != office.organisation {
        events.push(OfficeEvent::Named { name: name.to_owned(), from: today });
        events.extend(additions(office, ListKind::Organisations, &[name], today));
    }
    if let Some(nation) = answers.nation.filter(|it| *it != office.nation || office.version == 0) {
        events.push(OfficeEvent::NationChosen { nation, from: today });
    }
    if office.version == 0 {
        events.extend(additions(office, ListKind::Channels, FIRST_CHANNELS, today));
        events.extend(additions(office, ListKind::LateReasons, FIRST_LATE_REASONS, today));
    }
    let services: Vec<&str> = answers.services.iter().map(String::as_str).collect();
    events.extend(additions(office, ListKind::Services, &services, today));
    let (login, user) = (answers.login.trim(), answers.user.trim());
    if !user.is_empty() {
        required("login", login, "Enter the name that this person signs in to the computer with.")?;
        let there = office.person(login).filter(|it| it.is_here(today));
        if there.is_none_or(|it| it.name != user) {
            events.push(OfficeEvent::Joined {
                login: login.to_owned(),
                name: user.to_owned(),
                roles: match there {
                    // Another name takes no role away.
                    Some(it) => it.roles_on(today),
                    None if office.people.is_empty() => FIRST_ROLES.to_vec(),
                    None => vec![Role::Handler],
                },
                from: today,
            });
        }
    }
    if events.is_empty() {
        return Err(Refusal::of_step("There is nothing new in these answers.", NOTHING_NEW));
    }
    Ok(events)
}

/// The names that a list does not have yet, as events, in the order given and without repeats.
fn additions(office: &Office, list: ListKind, names: &[&str], today: NaiveDate) -> Vec<OfficeEvent> {
    let there = office.list(list);
    let mut seen: Vec<String> = Vec::new();
    let mut next = there.next_id();
    let mut events = Vec::new();
    for name in names.iter().map(|it| it.trim()).filter(|it| !it.is_empty()) {
        let folded = name.to_lowercase();
        if there.find(name).is_some() || seen.contains(&folded) {
            continue;
        }
        seen.push(folded);
        let under = (list == ListKind::Services).then_some(1);
        events.push(OfficeEvent::Added { list, id: next, name: name.to_owned(), under, from: today });
        next += 1;
    }
    events
}

impl Office {
    /// Whether somebody has named the organisation.
    pub const fn is_set_up(&self) -> bool {
        !self.organisation.is_empty()
    }

    /// The time zone that says what day it is; one that is not known counts as London's.
    pub fn zone(&self) -> Tz {
        self.time_zone.parse().unwrap_or(Tz::Europe__London)
    }

    /// One of the lists.
    pub const fn list(&self, list: ListKind) -> &List {
        match list {
            ListKind::Organisations => &self.organisations,
            ListKind::Services => &self.services,
            ListKind::Themes => &self.themes,
            ListKind::Channels => &self.channels,
            ListKind::LateReasons => &self.late_reasons,
            ListKind::Teams => &self.teams,
        }
    }

    const fn list_mut(&mut self, list: ListKind) -> &mut List {
        match list {
            ListKind::Organisations => &mut self.organisations,
            ListKind::Services => &mut self.services,
            ListKind::Themes => &mut self.themes,
            ListKind::Channels => &mut self.channels,
            ListKind::LateReasons => &mut self.late_reasons,
            ListKind::Teams => &mut self.teams,
        }
    }

    /// An entry of a list that a change is asked for on.
    fn entry(&self, list: ListKind, id: u32) -> Verdict<&Item> {
        let none = || Refusal::of_step(format!("There is no {} number {id}.", list.one()), "");
        self.list(list).item(id).ok_or_else(none)
    }

    /// A kept list of somebody, or of the whole office.
    pub fn view(&self, name: &str, owner: Option<&str>) -> Option<&SavedView> {
        self.views.iter().find(|it| it.name == name && it.owner.as_deref() == owner)
    }

    /// The person with this sign-in name.
    pub fn person(&self, login: &str) -> Option<&Person> {
        self.people.iter().find(|it| it.login == login)
    }

    /// Whether roles count here: as soon as anybody was ever made an administrator. Until then everybody may do
    /// everything, so that an office that never gave roles out goes on as it was.
    pub fn is_governed(&self) -> bool {
        is_governed(&self.people)
    }

    /// The name to show for a sign-in name; somebody unknown is shown by it.
    pub fn person_name<'a>(&'a self, login: &'a str) -> &'a str {
        self.person(login).map_or(login, |it| &it.name)
    }

    /// The name of the team that somebody works in; none for nobody, and for whoever works in none.
    pub fn team_name(&self, login: &str) -> Option<String> {
        self.person(login).and_then(|it| it.team).map(|it| self.teams.name(it))
    }

    /// The person whom these words mean: a sign-in name, a full name, or a part of a name that only one person has.
    pub fn find_person(&self, words: &str) -> Option<&Person> {
        let wanted = words.trim().to_lowercase();
        let exact = self
            .people
            .iter()
            .find(|it| it.login.to_lowercase() == wanted || it.name.to_lowercase() == wanted);
        exact.or_else(|| {
            let mut fits = self.people.iter().filter(|it| it.name.to_lowercase().contains(&wanted));
            fits.next().filter(|_| fits.next().is_none())
        })
    }

    /// The service's name, or that none was recorded.
    pub fn service_name(&self, service: Option<ServiceId>) -> String {
        service.map_or_else(|| NOT_RECORDED.to_owned(), |it| self.services.name(it.0))
    }

    /// The theme's name, or that none was recorded.
    pub fn theme_name(&self, theme: Option<ThemeId>) -> String {
        theme.map_or_else(|| NOT_RECORDED.to_owned(), |it| self.themes.name(it.0))
    }

    /// The channel's name, or that none was recorded.
    pub fn channel_name(&self, channel: Option<ChannelId>) -> String {
        channel.map_or_else(|| NOT_RECORDED.to_owned(), |it| self.channels.name(it.0))
    }

    /// The calendar by which this office counts.
    pub fn calendar(&self) -> Calendar {
        let bundled;
        let holidays = if let Some(own) = &self.holidays {
            own
        } else {
            bundled = BankHolidays::bundled();
            &bundled
        };
        Calendar::new(self.nation, self.receipt, holidays, &self.closures)
    }

    /// Folds a decided event in. Never fails: `decide` already said yes.
    pub fn apply(&mut self, event: &OfficeEvent) {
        match event.clone() {
            OfficeEvent::Named { name, .. } => self.organisation = name,
            OfficeEvent::NationChosen { nation, .. } => self.nation = nation,
            OfficeEvent::ReceiptRuleChosen { rule, .. } => self.receipt = rule,
            OfficeEvent::TimescalesChanged { timescales, .. } => self.timescales = timescales,
            OfficeEvent::BankHolidaysReplaced { holidays, .. } => self.holidays = Some(holidays),
            OfficeEvent::ClosuresSet { days, .. } => self.closures = days,
            OfficeEvent::WithholdingSet { below, .. } => self.withhold_below = below,
            OfficeEvent::FiguresChanged { figures, .. } => self.figures = figures,
            OfficeEvent::ViewSaved { view, .. } => {
                self.views.retain(|it| it.name != view.name || it.owner != view.owner);
                self.views.push(view);
            }
            OfficeEvent::ViewRemoved { name, owner, .. } => {
                self.views.retain(|it| it.name != name || it.owner != owner);
            }
            OfficeEvent::Added { list, id, name, under, from } => {
                self.list_mut(list).items.push(Item { id, name, under, from, until: None });
            }
            OfficeEvent::Renamed { list, id, name, .. } => {
                self.change(list, id, |it| it.name = name);
            }
            OfficeEvent::PutUnder { service, organisation, .. } => {
                self.change(ListKind::Services, service, |it| it.under = Some(organisation));
            }
            OfficeEvent::Retired { list, id, until } => {
                self.change(list, id, |it| it.until = Some(until));
            }
            OfficeEvent::Joined { login, name, roles, from } => {
                self.people.retain(|it| it.login != login);
                let roles = roles.into_iter().map(|role| Holding { role, from, until: None }).collect();
                self.people.push(Person { login, name, roles, from, until: None, team: None });
            }
            OfficeEvent::Left { login, until } => {
                if let Some(person) = self.people.iter_mut().find(|it| it.login == login) {
                    person.until = Some(until);
                }
            }
            OfficeEvent::RolesChanged { login, roles, from } => {
                if let Some(person) = self.people.iter_mut().find(|it| it.login == login) {
                    person.change_roles(&roles, from);
                }
            }
            OfficeEvent::WordingKept { wording, .. } => {
                match self.wording.iter_mut().find(|it| it.name == wording.name) {
                    Some(there) => *there = wording,
                    None => self.wording.push(wording),
                }
            }
            OfficeEvent::WordingDropped { name, .. } => self.wording.retain(|it| it.name != name),
            OfficeEvent::PutInTeam { login, team, .. } => {
                if let Some(person) = self.people.iter_mut().find(|it| it.login == login) {
                    person.team = team;
                }
            }
            OfficeEvent::StoodIn(it) => self.stand_ins.push(it),
            OfficeEvent::StandInEnded { by, whom, on } => people::end(&mut self.stand_ins, &by, &whom, on),
            OfficeEvent::AccountTrusted { login, .. } => {
                self.trusted.retain(|it| *it != login);
                self.trusted.push(login);
            }
            OfficeEvent::AccountDistrusted { login, .. } => self.trusted.retain(|it| *it != login),
            OfficeEvent::RetentionChanged { schedules, .. } => self.retention = schedules,
        }
    }

    fn change(&mut self, list: ListKind, id: u32, change: impl FnOnce(&mut Item)) {
        if let Some(item) = self.list_mut(list).items.iter_mut().find(|it| it.id == id) {
            change(item);
        }
    }
}

impl OfficeEvent {
    /// Whether dates worked out for open cases may differ after it.
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
        match self {
            Self::Named { name, .. } => format!("Organisation named {name}."),
            Self::NationChosen { nation, .. } => format!("Bank holidays of {nation} chosen."),
            Self::ReceiptRuleChosen { rule, .. } => {
                format!("Rule for receipt on a day off: {}", rule.meaning())
            }
            Self::TimescalesChanged { timescales: it, .. } => format!(
                "Timescales set, in working days: acknowledge {}, early resolution {}, closer look {}, due soon {}.",
                it.acknowledge, it.early_resolution, it.closer_look, it.due_soon
            ),
            Self::BankHolidaysReplaced { source, .. } => format!("Bank holidays replaced from {source}."),
            Self::ClosuresSet { days, .. } => format!("{} closure days set.", days.len()),
            Self::FiguresChanged { figures: it, .. } => format!(
                "Figures: a theme rises from {} issues and {} % of the average before; an hour costs {} pence.",
                it.rise_at_least, it.rise_percent, it.hourly_rate
            ),
            Self::ViewSaved { view, .. } => format!("Kept the list “{}”: {}.", view.name, view.filter),
            Self::ViewRemoved { name, .. } => format!("Removed the list “{name}”."),
            Self::Added { list, name, .. } => format!("Added the {} {name}.", list.one()),
            Self::Renamed { list, id, name, .. } => format!("Renamed {} {id} to {name}.", list.one()),
            Self::PutUnder { service, organisation, from } => {
                format!("Put service {service} under organisation {organisation} from {from}.")
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
        }
    }
}

/// How a value that nobody recorded is shown, on screen and in figures.
pub const NOT_RECORDED: &str = "not recorded";

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).expect("a real date")
    }

    fn after(office: &mut Office, command: OfficeCommand) -> usize {
        let events = decide(office, day(), command).expect("allowed");
        events.iter().for_each(|it| office.apply(it));
        office.version += 1;
        events.len()
    }

    fn claims() -> SetUp {
        SetUp {
            organisation: "Claims Agency".into(),
            login: "jsmith".into(),
            user: "J Smith".into(),
            services: vec!["Claims".into(), " claims ".into(), "Appeals".into()],
            ..SetUp::default()
        }
    }

    #[test]
    fn setting_up_twice_adds_nothing_twice() {
        let mut office = Office::default();
        after(&mut office, OfficeCommand::SetUp(claims()));
        assert_eq!(office.services.items.len(), 2);
        let again = decide(&office, day(), OfficeCommand::SetUp(claims()));
        assert!(again.expect_err("nothing new").why.contains("nothing new"));
        let more = SetUp { services: vec!["Passports".into()], ..SetUp::default() };
        assert_eq!(after(&mut office, OfficeCommand::SetUp(more)), 1);
    }

    #[test]
    fn an_office_without_a_name_is_refused_at_that_answer() {
        let refusal =
            decide(&Office::default(), day(), OfficeCommand::SetUp(SetUp::default())).expect_err("no name");
        assert_eq!(refusal.field, "organisation");
    }

    #[test]
    fn a_person_is_found_by_sign_in_name_or_by_an_unmistakable_part_of_the_name() {
        let mut office = Office::default();
        after(&mut office, OfficeCommand::SetUp(claims()));
        after(
            &mut office,
            OfficeCommand::SetUp(SetUp { login: "kp".into(), user: "K Smithson".into(), ..SetUp::default() }),
        );
        assert_eq!(office.find_person("JSMITH").map(|it| it.name.as_str()), Some("J Smith"));
        assert_eq!(office.find_person("smithson").map(|it| it.login.as_str()), Some("kp"));
        assert_eq!(office.find_person("smith").map(|it| it.login.as_str()), None);
    }

    #[test]
    fn a_retired_entry_keeps_its_name_but_cannot_be_chosen() {
        let mut office = Office::default();
        after(&mut office, OfficeCommand::SetUp(claims()));
        office.apply(&OfficeEvent::Retired {
            list: ListKind::Services,
            id: 1,
            until: day().pred_opt().expect("in range"),
        });
        assert_eq!(office.service_name(Some(ServiceId(1))), "Claims");
        assert_eq!(office.services.current(day()).map(|it| it.id).collect::<Vec<_>>(), [2]);
    }
}
