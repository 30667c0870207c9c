//! Which part of the office a screen or a form is about, and how drafts remember it.

use crate::domain::office::lists::ListKind;
use crate::domain::vocabulary::ScheduleKind;

/// A part of the office, where a form is about one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficePart {
    /// An entry of a list; entry 0 for a new one.
    Choice(ListKind, u32),
    /// Somebody, by their place among the people.
    Person(usize),
    /// A deputy, by their place among them.
    StandIn(usize),
    /// A shared account, by its place among them.
    Account(usize),
    /// How long one kind of case is kept.
    Schedule(ScheduleKind),
    /// Words for letters and notes, by their place among them.
    Wording(usize),
    /// A setting of a register, by its place among all of them.
    Setting(usize),
}

impl OfficePart {
    /// How drafts remember it.
    pub fn mark(self) -> String {
        match self {
            Self::Choice(list, id) => format!("{}#{id}", list.one()),
            Self::Person(place) => format!("person#{place}"),
            Self::StandIn(place) => format!("stand-in#{place}"),
            Self::Account(place) => format!("account#{place}"),
            Self::Schedule(kind) => format!("schedule#{kind}"),
            Self::Wording(place) => format!("wording#{place}"),
            Self::Setting(place) => format!("setting#{place}"),
        }
    }

    /// The part that a draft remembers; none where its words are of something else.
    pub fn from_mark(text: &str) -> Option<Self> {
        let (what, which) = text.rsplit_once('#')?;
        Some(match what {
            "person" => Self::Person(which.parse().ok()?),
            "stand-in" => Self::StandIn(which.parse().ok()?),
            "wording" => Self::Wording(which.parse().ok()?),
            "setting" => Self::Setting(which.parse().ok()?),
            "account" => Self::Account(which.parse().ok()?),
            "schedule" => Self::Schedule(ScheduleKind::from_word(which)?),
            list => {
                let list = ListKind::ALL.iter().copied().find(|it| it.one() == list)?;
                Self::Choice(list, which.parse().ok()?)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_reads_back_from_its_mark() {
        for part in [
            OfficePart::Choice(ListKind::Themes, 3),
            OfficePart::Person(2),
            OfficePart::StandIn(0),
            OfficePart::Account(1),
            OfficePart::Schedule(ScheduleKind::NotTakenFurther),
            OfficePart::Wording(4),
            OfficePart::Setting(2),
        ] {
            assert_eq!(OfficePart::from_mark(&part.mark()), Some(part));
        }
        assert_eq!(OfficePart::from_mark("26-0142"), None);
    }
}
