//! The office's lists during an import: names already known, and those that the file adds.

use std::collections::{HashMap, HashSet};

use crate::domain::office::lists::ListKind;
use crate::domain::office::record::{House, Office};
use crate::domain::text::looks;

/// The lists that an import adds to, in the order in which they are added.
pub const LISTS: [ListKind; 3] = [ListKind::Services, ListKind::Themes, ListKind::Channels];

/// The office, with its names indexed.
pub struct Lists {
    /// The office, with its calendar.
    pub house: House,
    numbers: HashMap<(ListKind, String), (u32, String)>,
}

impl Lists {
    /// Indexes the names of an office.
    pub fn new(office: Office) -> Self {
        let mut numbers = HashMap::new();
        for list in LISTS {
            // The first of a name counts, as it does when the office looks one up.
            for item in office.list(list).items.iter().rev() {
                numbers.insert((list, looks(&item.name)), (item.id, item.name.clone()));
            }
        }
        Self { house: House::new(office), numbers }
    }

    /// The number of a name, if the list has it or one that looks the same.
    pub fn number(&self, list: ListKind, name: &str) -> Option<u32> {
        Some(self.entry(list, name)?.0)
    }

    /// All names as they look.
    pub fn names(&self) -> HashSet<(ListKind, String)> {
        self.numbers.keys().cloned().collect()
    }

    /// The same with the name as the list has it.
    pub fn entry(&self, list: ListKind, name: &str) -> Option<(u32, &str)> {
        self.numbers.get(&(list, looks(name))).map(|it| (it.0, it.1.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::command::OfficeCommand;
    use crate::domain::office::decide::decide;

    #[test]
    fn a_name_is_found_if_it_looks_the_same_whatever_its_capitals_and_only_in_its_list() {
        let mut office = Office::default();
        let day = "2026-11-24".parse().unwrap();
        let add = OfficeCommand::Add { list: ListKind::Themes, names: vec!["Delay".into(), "Staff".into()] };
        for event in decide(&office, day, add).unwrap() {
            office.apply(&event);
        }
        let lists = Lists::new(office);
        for name in [" STAFF", "Staff\u{200b}", "\u{a0}staff"] {
            assert_eq!(lists.number(ListKind::Themes, name), Some(2), "{name:?}");
        }
        assert_eq!(lists.number(ListKind::Services, "Staff"), None);
    }
}
