//! What figures are broken down by: one row for each way, with its heading, the names of its groups, and the condition that
//! lists a group.

use chrono::NaiveDate;

use crate::domain::figures::cell::Cell;
use crate::domain::figures::figure::{Basis, Line};
use crate::domain::figures::performance::Share;
use crate::domain::office::lists::{ChannelId, ServiceId, ThemeId};
use crate::domain::office::record::{NOT_RECORDED, Office};
use crate::domain::vocabulary::{Decision, Outcome, PaymentClass, PaymentHead, RemedyKind, WentWrong};

/// Why an answer was late.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LateReason {
    /// Nobody said.
    None,
    /// A reason of the office's list.
    Listed(String),
    /// Something else.
    Other,
}

impl LateReason {
    /// What was typed, by the office's list.
    pub fn of(office: &Office, typed: &str) -> Self {
        match office.late_reasons.find(typed) {
            _ if typed.is_empty() => Self::None,
            Some(it) => Self::Listed(it.name.clone()),
            None => Self::Other,
        }
    }
}

/// A way of breaking figures down.
pub struct Grouping<K> {
    /// The heading over its groups.
    pub heading: &'static str,
    /// What a group is called; none for those that belong to none.
    name: fn(&Office, &K) -> Option<String>,
    /// What those are called.
    others: &'static str,
    /// The condition that lists a group, with `{}` for its name; empty where none does.
    finds: &'static str,
}

/// By the service that complaints are about.
pub const SERVICE: Grouping<Option<ServiceId>> = Grouping {
    heading: "Service",
    name: |office, it| it.map(|known| office.service_name(Some(known))),
    others: NOT_RECORDED,
    finds: "service:\"={}\"",
};
/// By the service that changes. A plan about none is about all of them.
pub const CHANGING_SERVICE: Grouping<Option<ServiceId>> = Grouping { others: "whole office", ..SERVICE };
/// By the organisation that a service belongs to.
pub const ORGANISATION: Grouping<Option<u32>> = Grouping {
    heading: "Organisation",
    name: |office, it| it.map(|known| office.organisations.name(known)),
    others: NOT_RECORDED,
    finds: "organisation:\"={}\"",
};
/// By the way complaints arrive.
pub const CHANNEL: Grouping<Option<ChannelId>> = Grouping {
    heading: "Channel",
    name: |office, it| it.map(|known| office.channel_name(Some(known))),
    others: NOT_RECORDED,
    finds: "channel:\"={}\"",
};
/// By what issues are about.
pub const THEME: Grouping<Option<ThemeId>> = Grouping {
    heading: "Theme",
    name: |office, it| it.map(|known| office.theme_name(Some(known))),
    others: NOT_RECORDED,
    finds: "issue:\"={}\"",
};
/// By how cases ended.
pub const OUTCOME: Grouping<Option<Outcome>> = Grouping {
    heading: "Outcome",
    name: |_, it| it.map(|known| known.word().to_owned()),
    others: NOT_RECORDED,
    finds: "outcome:\"{}\"",
};
/// By whether something went wrong.
pub const WRONG: Grouping<Option<WentWrong>> = Grouping {
    heading: "Answer",
    name: |_, it| it.map(|known| known.word().to_owned()),
    others: NOT_RECORDED,
    finds: "wrong:\"{}\"",
};
/// By why answers were late, as far as the office's list goes: what else somebody typed may tell of a person, and is one group.
pub const REASON: Grouping<LateReason> = Grouping {
    heading: "Reason",
    name: |_, it| match it {
        LateReason::Listed(name) => Some(name.clone()),
        LateReason::Other => Some("other".to_owned()),
        LateReason::None => None,
    },
    others: NOT_RECORDED,
    finds: "because:\"={}\"",
};
/// By the month of receipt.
pub const MONTH: Grouping<String> = Grouping {
    heading: "Month",
    name: |_, it| {
        let first: Option<NaiveDate> = format!("{it}-01").parse().ok();
        first.map(|day| day.format("%B %Y").to_string())
    },
    others: NOT_RECORDED,
    finds: "",
};
/// By what was done to put things right.
pub const REMEDY: Grouping<RemedyKind> = Grouping {
    heading: "Remedy",
    name: |_, it| Some(it.word().to_owned()),
    others: "",
    finds: "remedy:\"={}\"",
};
/// By how payments score in the accounts.
pub const CLASS: Grouping<PaymentClass> = Grouping {
    heading: "Class",
    name: |_, it| Some(it.word().to_owned()),
    others: "",
    finds: "class:\"={}\"",
};
/// By what payments are for.
pub const HEAD: Grouping<PaymentHead> = Grouping {
    heading: "What for",
    name: |_, it| Some(it.word().to_owned()),
    others: "",
    finds: "for:\"={}\"",
};
/// By what the Ombudsman decided.
pub const DECISION: Grouping<Decision> =
    Grouping { heading: "Decision", name: |_, it| Some(it.word().to_owned()), others: "", finds: "" };

impl<K> Grouping<K> {
    /// What a group is called.
    pub fn label(&self, office: &Office, group: &K) -> String {
        (self.name)(office, group).unwrap_or_else(|| self.others.to_owned())
    }

    /// The condition that lists a group; empty where none does.
    pub fn condition(&self, office: &Office, group: &K) -> String {
        match ((self.name)(office, group), self.finds.split_once(':')) {
            (_, None) => String::new(),
            (Some(name), _) => self.finds.replace("{}", &name.to_lowercase()),
            (None, Some((field, _))) => format!("{field}:none"),
        }
    }

    /// A line about a group.
    pub fn line(&self, office: &Office, group: &K, cells: Vec<Cell>) -> Line {
        let label = self.label(office, group);
        Line::new(label.clone(), label, cells).found_by(&self.condition(office, group))
    }

    /// Lines of numbers with their share of the whole.
    pub fn shares<'a>(&self, basis: &Basis, groups: impl Iterator<Item = (&'a K, u64)>) -> Vec<Line>
    where
        K: 'a,
    {
        let groups: Vec<_> = groups.collect();
        let numbers: Vec<u64> = groups.iter().map(|it| it.1).collect();
        let line = |((group, number), share): ((&K, u64), Cell)| {
            self.line(basis.office, group, vec![number.into(), share]).out_of(numbers.iter().sum())
        };
        groups.into_iter().zip(shares(&numbers)).map(line).collect()
    }
}

/// Parts of a whole in per cent; nothing of nothing.
pub fn shares(parts: &[u64]) -> Vec<Cell> {
    let denominator = parts.iter().sum();
    parts.iter().map(|part| Cell::share(Share { numerator: *part, denominator })).collect()
}

/// The organisation that a service belongs to.
pub fn organisation(office: &Office, service: Option<ServiceId>) -> Option<u32> {
    service.and_then(|it| office.services.item(it.0)).and_then(|it| it.under)
}
