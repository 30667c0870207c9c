//! The office as its events leave it: lists, people, settings, and the calendar that follows from them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::bank_holidays::BankHolidays;
use crate::domain::calendar::nation::Nation;
use crate::domain::calendar::{Calendar, NonWorkingReceipt};
use crate::domain::commit::Trail;
use crate::domain::office::event::OfficeEvent;
use crate::domain::office::lists::{ChannelId, Item, List, ListKind, ServiceId, ThemeId};
use crate::domain::office::settings::{FigureSettings, SavedList, Timescales, Wording};
use crate::domain::party::finding::{of_name, typed};
use crate::domain::party::name::Name;
use crate::domain::people::{self, Holding, Person, StandIn, is_governed};
use crate::domain::schedule::{self, Schedule};

/// The office as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Office {
    /// Goes up by one with every change.
    pub version: u64,
    /// Who made its last changes.
    pub trail: Trail,
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
    /// Kinds of papers that are put on cases.
    pub paper_kinds: List,
    /// Who works here.
    pub people: Vec<Person>,
    /// Teams that people work in.
    pub teams: List,
    /// Words for letters and notes.
    pub wording: Vec<Wording>,
    /// Lists that people want to see again.
    pub saved_lists: Vec<SavedList>,
    /// Counts of people below this are withheld from what is published; 0 withholds none.
    pub withhold_below: u32,
    /// How figures are worked out.
    pub figures: FigureSettings,
    /// How they were until a day on which that was changed, oldest first.
    pub figures_until: Vec<(NaiveDate, FigureSettings)>,
    /// Who stands in for whom, past and to come.
    pub stand_ins: Vec<StandIn>,
    /// Sign-in names of shared accounts that may say who sits at them.
    pub trusted: Vec<String>,
    /// How long each kind of case is kept.
    pub retention: Vec<Schedule>,
    /// What is set about registers, each with the days from which it holds.
    pub registers: BTreeMap<String, Vec<(NaiveDate, String)>>,
    /// The day on which the organisation was named.
    pub begun: Option<NaiveDate>,
    /// How long things might take until a day on which that was changed, oldest first.
    pub timescales_until: Vec<(NaiveDate, Timescales)>,
    /// Whether people in the shared office may start commands of their own, which are given references alone.
    pub own_commands: bool,
    /// What sums of what was erased are made with, drawn by chance when the office was set up; empty until then.
    pub key: String,
}

impl Default for Office {
    fn default() -> Self {
        Self {
            version: 0,
            trail: Trail::default(),
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
            paper_kinds: List::default(),
            people: Vec::new(),
            teams: List::default(),
            wording: Vec::new(),
            saved_lists: Vec::new(),
            withhold_below: 5,
            figures: FigureSettings::default(),
            figures_until: Vec::new(),
            stand_ins: Vec::new(),
            trusted: Vec::new(),
            retention: schedule::FIRST.to_vec(),
            registers: BTreeMap::new(),
            begun: None,
            timescales_until: Vec::new(),
            own_commands: false,
            key: String::new(),
        }
    }
}

/// An office with its calendar built: what decisions and dates are worked out under.
#[derive(Clone, Debug)]
pub struct House {
    pub office: Office,
    pub calendar: Calendar,
}

impl House {
    /// Builds the calendar of an office.
    pub fn new(office: Office) -> Self {
        let calendar = office.calendar();
        Self { office, calendar }
    }
}

impl Office {
    /// The office as people and programs see it: without the key, which whoever had it could try guesses with.
    #[must_use]
    pub fn without_key(&self) -> Self {
        Self { key: String::new(), ..self.clone() }
    }

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
            ListKind::PaperKinds => &self.paper_kinds,
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
            ListKind::PaperKinds => &mut self.paper_kinds,
            ListKind::Teams => &mut self.teams,
        }
    }

    /// How long things might take on a day.
    pub fn timescales_on(&self, day: NaiveDate) -> Timescales {
        self.timescales_until.iter().find(|it| day < it.0).map_or(self.timescales, |it| it.1)
    }

    /// How figures were worked out on a day. What an hour costs counts for the time before it was first said, too.
    pub fn figures_on(&self, day: NaiveDate) -> FigureSettings {
        let mut since =
            self.figures_until.iter().filter(|it| day < it.0).map(|it| it.1).chain([self.figures]);
        let then = since.next().unwrap_or(self.figures);
        let first_rate = std::iter::once(then).chain(since).map(|it| it.hourly_rate).find(|it| 0 < *it);
        FigureSettings { hourly_rate: first_rate.unwrap_or_default(), ..then }
    }

    /// A kept list of somebody, or of the whole office.
    pub fn saved_list(&self, name: &str, owner: Option<&str>) -> Option<&SavedList> {
        self.saved_lists.iter().find(|it| it.name == name && it.owner.as_deref() == owner)
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

    /// The person whom these words mean: a sign-in name, a name in any spelling, or the beginnings of words of a name that
    /// only one person has.
    pub fn find_person(&self, words: &str) -> Option<&Person> {
        let wanted = Name::read(words);
        let login = self.people.iter().find(|it| it.login.eq_ignore_ascii_case(words.trim()));
        let only_one = |fits: &dyn Fn(&Person) -> bool| {
            let mut fits = self.people.iter().filter(|it| fits(it));
            fits.next().filter(|_| fits.next().is_none())
        };
        let typed = typed(words);
        let is_called = |it: &Person| {
            let words = of_name(&it.name);
            !typed.is_empty() && typed.iter().all(|typed| words.iter().any(|it| typed.finds(it)))
        };
        let exact = self.people.iter().find(|it| it.name.eq_ignore_ascii_case(words.trim()));
        login
            .or(exact)
            .or_else(|| only_one(&|it| Name::read(&it.name).is_same(&wanted)))
            .or_else(|| only_one(&is_called))
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
            OfficeEvent::Named { name, from } => {
                self.organisation = name;
                self.begun.get_or_insert(from);
            }
            OfficeEvent::RegisterSet { name, value, from } => {
                let set = self.registers.entry(name).or_default();
                set.retain(|it| it.0 < from);
                set.push((from, value));
            }
            OfficeEvent::NationChosen { nation, .. } => self.nation = nation,
            OfficeEvent::ReceiptRuleChosen { rule, .. } => self.receipt = rule,
            OfficeEvent::TimescalesChanged { timescales, from } => {
                self.timescales_until.push((from, std::mem::replace(&mut self.timescales, timescales)));
            }
            OfficeEvent::BankHolidaysReplaced { holidays, .. } => self.holidays = Some(holidays),
            OfficeEvent::ClosuresSet { days, .. } => self.closures = days,
            OfficeEvent::OwnCommandsAllowed { allowed, .. } => self.own_commands = allowed,
            OfficeEvent::KeyDrawn { key, .. } => self.key = key,
            OfficeEvent::WithholdingSet { below, .. } => self.withhold_below = below,
            OfficeEvent::FiguresChanged { figures, from } => {
                self.figures_until.push((from, std::mem::replace(&mut self.figures, figures)));
            }
            OfficeEvent::ListSaved { list, .. } => {
                self.saved_lists.retain(|it| it.name != list.name || it.owner != list.owner);
                self.saved_lists.push(list);
            }
            OfficeEvent::ListRemoved { name, owner, .. } => {
                self.saved_lists.retain(|it| it.name != name || it.owner != owner);
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
            OfficeEvent::LossAccepted { .. } => {}
        }
    }

    fn change(&mut self, list: ListKind, id: u32, change: impl FnOnce(&mut Item)) {
        if let Some(item) = self.list_mut(list).items.iter_mut().find(|it| it.id == id) {
            change(item);
        }
    }
}

/// How a value that nobody recorded is shown, on screen and in figures.
pub const NOT_RECORDED: &str = "not recorded";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_worked_out_as_they_were_on_their_day_and_the_first_rate_counts_before_it() {
        let day = |text: &str| text.parse().expect("a real date");
        let mut office = Office::default();
        for (from, hourly_rate, rise_at_least) in
            [("2026-05-01", 0, 9), ("2026-06-01", 3_000, 9), ("2026-08-01", 4_000, 2)]
        {
            let figures = FigureSettings { rise_at_least, hourly_rate, ..FigureSettings::default() };
            office.apply(&OfficeEvent::FiguresChanged { figures, from: day(from) });
        }
        for (on, hourly_rate, rise_at_least) in [
            ("2026-04-30", 3_000, 3),
            ("2026-05-31", 3_000, 9),
            ("2026-07-31", 3_000, 9),
            ("2026-08-01", 4_000, 2),
        ] {
            let figures = office.figures_on(day(on));
            assert_eq!((figures.hourly_rate, figures.rise_at_least), (hourly_rate, rise_at_least), "{on}");
        }
    }
}
