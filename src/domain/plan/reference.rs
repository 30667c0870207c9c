//! `P26-007` is a plan, `P26-007/3` its third action: short enough to say on the phone, and no case's reference.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The reference of a plan. Ordered by year, then number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlanRef {
    /// Calendar year in which the plan was made.
    pub year: u16,
    /// Number within that year, from 1.
    pub number: u32,
}

/// The reference of an action: its plan, and its number there. Ordered by plan, then number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionRef {
    /// The plan.
    pub plan: PlanRef,
    /// Number within the plan, from 1.
    pub action: u32,
}

impl fmt::Display for PlanRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = if (2000..2100).contains(&self.year) {
            format!("{:02}", self.year % 100)
        } else {
            format!("{:04}", self.year)
        };
        f.pad(&format!("P{year}-{:03}", self.number))
    }
}

impl fmt::Display for ActionRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}/{}", self.plan, self.action))
    }
}

/// What was typed is no reference of a plan or an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAPlan(
    /// What was typed.
    pub String,
);

impl fmt::Display for NotAPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "“{}” is not the reference of a plan or an action. A plan looks like P26-007, its third action like P26-007/3.",
            self.0
        )
    }
}

impl FromStr for PlanRef {
    type Err = NotAPlan;

    fn from_str(text: &str) -> Result<Self, NotAPlan> {
        let wrong = || NotAPlan(text.to_owned());
        let bare = text.trim().strip_prefix(['P', 'p']).ok_or_else(wrong)?;
        let (year, number) = bare.split_once('-').ok_or_else(wrong)?;
        if !year.bytes().chain(number.bytes()).all(|it| it.is_ascii_digit()) {
            return Err(wrong());
        }
        let year: u16 = match (year.len(), year.parse()) {
            (2, Ok(short)) => 2000 + short,
            (4, Ok(full)) => full,
            (_, _) => return Err(wrong()),
        };
        let number = number.parse().ok().filter(|it| *it > 0).ok_or_else(wrong)?;
        Ok(Self { year, number })
    }
}

impl FromStr for ActionRef {
    type Err = NotAPlan;

    fn from_str(text: &str) -> Result<Self, NotAPlan> {
        let wrong = || NotAPlan(text.to_owned());
        let (plan, action) = text.trim().split_once('/').ok_or_else(wrong)?;
        if action.is_empty() || !action.bytes().all(|it| it.is_ascii_digit()) {
            return Err(wrong());
        }
        let plan = plan.parse().map_err(|_| wrong())?;
        let action = action.parse().ok().filter(|it| *it > 0).ok_or_else(wrong)?;
        Ok(Self { plan, action })
    }
}

impl Serialize for PlanRef {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.year, self.number).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for PlanRef {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            text.parse().map_err(serde::de::Error::custom)
        } else {
            let (year, number) = Deserialize::deserialize(deserializer)?;
            Ok(Self { year, number })
        }
    }
}

impl Serialize for ActionRef {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.plan, self.action).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for ActionRef {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            text.parse().map_err(serde::de::Error::custom)
        } else {
            let (plan, action) = Deserialize::deserialize(deserializer)?;
            Ok(Self { plan, action })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_as_it_is_written() {
        for text in ["P26-007", "P11-1234", "P1999-001"] {
            assert_eq!(text.parse::<PlanRef>().expect(text).to_string(), text);
            let action = format!("{text}/3");
            assert_eq!(action.parse::<ActionRef>().expect(text).to_string(), action);
        }
        assert_eq!(" p26-7/12 ".parse::<ActionRef>().expect("short form").to_string(), "P26-007/12");
    }

    #[test]
    fn what_is_not_a_reference_is_refused() {
        for text in ["", "P", "26-0142", "P26", "P26-", "P26-0", "P26-+4", "PP26-4", "P26-007/3", "P26-007/"]
        {
            assert!(text.parse::<PlanRef>().is_err(), "{text}");
        }
        for text in ["P26-007", "P26-007/", "P26-007/0", "P26-007/+1", "P26-007/3/1", "/3", "26-007/3"] {
            assert!(text.parse::<ActionRef>().is_err(), "{text}");
        }
    }

    #[test]
    fn actions_come_in_the_order_of_their_plans_and_numbers() {
        let of = |text: &str| text.parse::<ActionRef>().expect(text);
        assert!(of("P25-010/9") < of("P26-002/1") && of("P26-002/9") < of("P26-002/10"));
    }
}
