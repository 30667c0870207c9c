//! The office's lists: organisations, services, themes, channels, reasons, teams, kinds of papers. Items are retired, never removed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::text::looks;

/// A service that people complain about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ServiceId(pub u32);
/// A theme of issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ThemeId(pub u32);
/// A way in which complaints arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChannelId(pub u32);
/// A kind of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PaperKindId(pub u32);

/// Which of the office's lists an item belongs to.
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
    /// Kinds of papers that are put on cases.
    PaperKinds,
}

impl ListKind {
    /// Every list.
    pub const ALL: &'static [Self] = &[
        Self::Organisations,
        Self::Services,
        Self::Themes,
        Self::Channels,
        Self::LateReasons,
        Self::PaperKinds,
        Self::Teams,
    ];

    /// What the list is called.
    pub const fn many(self) -> &'static str {
        match self {
            Self::Organisations => "Organisations",
            Self::Services => "Services",
            Self::Themes => "Themes",
            Self::Channels => "Channels",
            Self::LateReasons => "Reasons for lateness",
            Self::PaperKinds => "Kinds of papers",
            Self::Teams => "Teams",
        }
    }

    /// What one item is called.
    pub const fn one(self) -> &'static str {
        match self {
            Self::Organisations => "organisation",
            Self::Services => "service",
            Self::Themes => "theme",
            Self::Channels => "channel",
            Self::LateReasons => "reason for lateness",
            Self::PaperKinds => "kind of paper",
            Self::Teams => "team",
        }
    }
}

/// An item of a list. Items are retired, never removed: old cases keep naming them.
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

/// One of the office's lists, in the order in which items were added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// All items, retired ones too.
    pub items: Vec<Item>,
}

impl List {
    /// The name of an item; a number that no item has is shown as itself.
    pub fn name(&self, id: u32) -> String {
        self.item(id).map_or_else(|| format!("number {id}"), |it| it.name.clone())
    }

    /// The item with this number.
    pub fn item(&self, id: u32) -> Option<&Item> {
        // Numbers are given in order from 1, so the place is nearly always known.
        let guess = self.items.get((id as usize).wrapping_sub(1)).filter(|it| it.id == id);
        guess.or_else(|| self.items.iter().find(|it| it.id == id))
    }

    /// The item of this name, or of one that looks the same whatever its capitals.
    pub fn find(&self, name: &str) -> Option<&Item> {
        let wanted = looks(name);
        self.items.iter().find(|it| looks(&it.name) == wanted)
    }

    /// What may be chosen on a day.
    pub fn current(&self, today: NaiveDate) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |it| it.until.is_none_or(|until| today <= until))
    }

    /// The number that the next item gets.
    pub fn next_id(&self) -> u32 {
        self.items.iter().map(|it| it.id).max().unwrap_or(0) + 1
    }
}
