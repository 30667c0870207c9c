//! The office's lists during an import: names already known, and those that the file adds.

use std::collections::HashMap;

use crate::domain::office::lists::ListKind;
use crate::domain::office::record::{House, Office};

/// The lists that an import adds to, in the order in which they are added.
pub const LISTS: [ListKind; 3] = [ListKind::Services, ListKind::Themes, ListKind::Channels];

/// The office, with its names indexed.
pub struct Lists {
    /// The office, with its calendar.
    pub house: House,
    numbers: HashMap<(ListKind, String), u32>,
}

impl Lists {
    /// Indexes the names of an office.
    pub fn new(office: Office) -> Self {
        let mut numbers = HashMap::new();
        for list in LISTS {
            // The first of a name counts, as it does when the office looks one up.
            for item in office.list(list).items.iter().rev() {
                numbers.insert((list, folded(&item.name)), item.id);
            }
        }
        Self { house: House::new(office), numbers }
    }

    /// The number of a name, if the list has it.
    pub fn number(&self, list: ListKind, name: &str) -> Option<u32> {
        self.numbers.get(&(list, folded(name))).copied()
    }
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::command::OfficeCommand;
    use crate::domain::office::decide::decide;

    #[test]
    fn a_name_is_found_whatever_its_capitals_and_only_in_its_list() {
        let mut office = Office::default();
        let day = "2026-11-24".parse().unwrap();
        let add = OfficeCommand::Add { list: ListKind::Themes, names: vec!["Delay".into(), "Staff".into()] };
        for event in decide(&office, day, add).unwrap() {
            office.apply(&event);
        }
        let lists = Lists::new(office);
        assert_eq!(lists.number(ListKind::Themes, " STAFF"), Some(2));
        assert_eq!(lists.number(ListKind::Services, "Staff"), None);
    }
}
