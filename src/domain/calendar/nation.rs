//! The nations whose bank holidays differ. One name for each, the same in settings, files and commands.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A part of the United Kingdom with bank holidays of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nation {
    /// England and Wales, which share one list.
    EnglandAndWales,
    Scotland,
    NorthernIreland,
}

impl Nation {
    /// Every nation, in the order GOV.UK lists them.
    pub const ALL: [Nation; 3] = [Nation::EnglandAndWales, Nation::Scotland, Nation::NorthernIreland];

    /// The name GOV.UK's file, our settings and the command line use: "england-and-wales".
    pub fn code(self) -> &'static str {
        match self {
            Nation::EnglandAndWales => "england-and-wales",
            Nation::Scotland => "scotland",
            Nation::NorthernIreland => "northern-ireland",
        }
    }
}

impl fmt::Display for Nation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Nation::EnglandAndWales => "England and Wales",
            Nation::Scotland => "Scotland",
            Nation::NorthernIreland => "Northern Ireland",
        })
    }
}

impl FromStr for Nation {
    type Err = UnknownNation;

    fn from_str(text: &str) -> Result<Self, UnknownNation> {
        let found = Nation::ALL.into_iter().find(|nation| nation.code() == text);
        found.ok_or_else(|| UnknownNation(text.to_owned()))
    }
}

/// The text that names no nation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownNation(pub String);

impl fmt::Display for UnknownNation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, third] = Nation::ALL.map(Nation::code);
        write!(f, "{:?} is not a nation: write {first}, {second} or {third}", self.0)
    }
}

impl std::error::Error for UnknownNation {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nations_are_written_and_read_by_code() {
        for (nation, code, name) in [
            (Nation::EnglandAndWales, "england-and-wales", "England and Wales"),
            (Nation::Scotland, "scotland", "Scotland"),
            (Nation::NorthernIreland, "northern-ireland", "Northern Ireland"),
        ] {
            assert_eq!(code.parse(), Ok(nation));
            assert_eq!(nation.to_string(), name);
            assert_eq!(serde_json::to_string(&nation).unwrap(), format!("{code:?}"));
        }
        assert_eq!(
            "wales".parse::<Nation>().unwrap_err().to_string(),
            "\"wales\" is not a nation: write england-and-wales, scotland or northern-ireland"
        );
    }
}
