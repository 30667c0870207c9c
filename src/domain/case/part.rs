//! What is recorded of a case one by one: remedies, payments, recommendations, costs, papers, follow-ups and letters. Any of them can be put right or
//! cancelled afterwards, with a reason; both are corrections of what was recorded, and the history keeps what was.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::case::paper::Paper;
use crate::domain::case::record::{Cancelled, Case, Letter, Part, PartName};
use crate::domain::case::round::RoundFacts;
use crate::domain::money::pounds;
use crate::domain::office::record::Office;
use crate::domain::vocabulary::Means;

impl fmt::Display for PartName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Remedy(it) => write!(f, "remedy {it}"),
            Self::Payment(it) => write!(f, "payment {it}"),
            Self::Recommendation { referral, number } => {
                write!(f, "recommendation {number} of referral {referral}")
            }
            Self::Cost(it) => write!(f, "cost {it}"),
            Self::Paper(it) => write!(f, "paper {it}"),
            Self::FollowUp(it) => write!(f, "follow-up {it}"),
            Self::Letter(it) => write!(f, "letter {it}"),
            Self::Round(it) => write!(f, "round {it}"),
        }
    }
}

impl FromStr for PartName {
    type Err = ();

    /// Reads a part as it is called, with or without the words that follow it in a list.
    fn from_str(text: &str) -> Result<Self, ()> {
        let called = text.split(':').next().unwrap_or(text).trim().to_lowercase();
        let (kind, rest) = called.split_once(' ').ok_or(())?;
        let number = |it: &str| it.trim().parse().map_err(drop);
        Ok(match kind {
            "remedy" => Self::Remedy(number(rest)?),
            "payment" => Self::Payment(number(rest)?),
            "cost" => Self::Cost(number(rest)?),
            "paper" => Self::Paper(number(rest)?),
            "follow-up" => Self::FollowUp(number(rest)?),
            "letter" => Self::Letter(number(rest)?),
            "round" => Self::Round(number(rest)?),
            "recommendation" => {
                let (it, referral) = rest.split_once(" of referral ").ok_or(())?;
                Self::Recommendation { referral: number(referral)?, number: number(it)? }
            }
            _ => return Err(()),
        })
    }
}

impl Part {
    /// What it is called.
    pub const fn name(&self) -> PartName {
        match self {
            Self::Remedy(it) => PartName::Remedy(it.number),
            Self::Payment(it) => PartName::Payment(it.number),
            Self::Recommendation { referral, recommendation: it } => {
                PartName::Recommendation { referral: *referral, number: it.number }
            }
            Self::Cost(it) => PartName::Cost(it.number),
            Self::Paper(it) => PartName::Paper(it.number),
            Self::FollowUp(it) => PartName::FollowUp(it.number),
            Self::Letter(it) => PartName::Letter(it.number),
            Self::Round(it) => PartName::Round(it.number),
        }
    }

    /// What it is, in a few words.
    pub fn words(&self) -> String {
        let words = match self {
            Self::Remedy(it) => format!("{}, {}", it.kind, it.what),
            Self::Payment(it) => format!("{} for {}", pounds(it.pence), it.head),
            Self::Recommendation { recommendation: it, .. } => it.what.clone(),
            Self::Paper(it) => it.title.clone(),
            Self::Letter(it) => it.words(),
            Self::Round(it) => it.words(),
            Self::Cost(it) => {
                let hours = (it.minutes > 0).then(|| {
                    if it.minutes == 60 {
                        "1 hour".to_owned()
                    } else {
                        format!("{} hours", hours(it.minutes))
                    }
                });
                let money = (it.pence > 0).then(|| pounds(it.pence));
                let both: Vec<String> = hours.into_iter().chain(money).collect();
                format!("{} for {}", both.join(" and "), it.what)
            }
            Self::FollowUp(it) => {
                let done = if it.is_step { "done" } else { "seen to" };
                let end = match (it.done, it.due) {
                    (Some(on), _) if it.answer.is_empty() => format!("{done} on {}", long(on)),
                    (Some(on), _) => format!("{done} on {}: {}", long(on), it.answer),
                    (None, None) => "to be done".to_owned(),
                    (None, Some(due)) if it.of.is_empty() && !it.is_step => {
                        format!("comes up on {}", long(due))
                    }
                    (None, Some(due)) => format!("due {}", long(due)),
                };
                let of = if it.of.is_empty() {
                    String::new()
                } else {
                    format!(", asked of {} on {}", it.of, long(it.on))
                };
                format!("{}{of}, {end}", it.what.trim_end_matches('.'))
            }
        };
        words.replace('\n', " ")
    }

    /// All that was recorded of it, by the names of the fields that ask for it and as they would be answered. What is not
    /// known is an empty text.
    pub fn texts(&self, office: &Office) -> Vec<(&'static str, String)> {
        let day = |it: Option<NaiveDate>| it.map(long).unwrap_or_default();
        let yes_no = |it: bool| if it { "yes" } else { "no" }.to_owned();
        let perhaps = |it: Option<bool>| it.map(yes_no).unwrap_or_default();
        let number = |it: Option<u32>| it.map(|it| it.to_string()).unwrap_or_default();
        match self {
            Self::Remedy(it) => vec![
                ("kind", it.kind.to_string()),
                ("what", it.what.clone()),
                ("who", office.person_name(&it.who).to_owned()),
                ("by", day(it.by)),
                ("done", day(it.done)),
                ("issue", number(it.issue)),
                ("evidence", it.evidence.clone()),
            ],
            Self::Payment(it) => vec![
                ("amount", pounds(it.pence)),
                ("class", it.class.to_string()),
                ("head", it.head.to_string()),
                ("authorised_by", it.authorised_by.clone()),
                ("severity", number(it.severity.map(u32::from))),
                ("reason", it.reason.clone()),
                ("by", day(it.by)),
                ("maladministration", yes_no(it.maladministration)),
                ("estimate_cover", perhaps(it.estimate_cover)),
                ("within_ambit", perhaps(it.within_ambit)),
                ("paid", day(it.paid)),
                ("payment_ref", it.payment_ref.clone()),
            ],
            Self::Recommendation { recommendation: it, .. } => vec![
                ("what", it.what.clone()),
                ("target", day(it.target)),
                ("accepted", perhaps(it.accepted)),
            ],
            Self::Cost(it) => vec![
                ("hours", if it.minutes > 0 { hours(it.minutes) } else { String::new() }),
                ("amount", if it.pence > 0 { pounds(it.pence) } else { String::new() }),
                ("what", it.what.clone()),
                ("on", long(it.on)),
            ],
            Self::Paper(it) => vec![
                ("title", it.title.clone()),
                ("kind", it.kind.map(|it| office.paper_kinds.name(it.0)).unwrap_or_default()),
                ("on", day(it.on)),
                ("about", it.about.map(|it| it.to_string()).unwrap_or_default()),
                ("elsewhere", it.elsewhere.clone()),
            ],
            Self::Letter(it) => vec![
                ("text", it.text.clone()),
                ("kind", it.kind.to_string()),
                ("to", it.to.clone()),
                ("on", long(it.on)),
                ("means", it.means.map(|it| it.to_string()).unwrap_or_default()),
            ],
            Self::Round(it) => vec![
                ("acknowledged", day(it.acknowledged)),
                ("route", it.route.map(|it| it.to_string()).unwrap_or_default()),
                ("told", day(it.told)),
                ("answer_by", day(it.answer_by)),
                ("answered", day(it.answered)),
                ("closed", day(it.closed)),
                ("outcome", it.outcome.map(|it| it.to_string()).unwrap_or_default()),
                ("late_reason", it.late_reason.clone()),
            ],
            Self::FollowUp(it) => vec![
                ("of", it.of.clone()),
                ("what", it.what.clone()),
                ("who", it.who.as_deref().map(|it| office.person_name(it).to_owned()).unwrap_or_default()),
                ("on", long(it.on)),
                ("due", day(it.due)),
            ],
        }
    }
}

/// Minutes as hours and minutes: “1:30”.
pub fn hours(minutes: u32) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

impl Letter {
    /// What it was, to whom, when and how it went.
    pub fn words(&self) -> String {
        let how = match self.means {
            None => String::new(),
            Some(it @ (Means::FaceToFace | Means::Other)) => format!(", {it}"),
            Some(it) => format!(" by {it}"),
        };
        format!("{} to {} on {}{how}", self.kind, self.to, long(self.on))
    }
}

impl RoundFacts {
    /// What of it is there, in its order.
    fn words(&self) -> String {
        let days = [
            ("acknowledged", self.acknowledged),
            ("told a timescale", self.told),
            ("answered", self.answered),
            ("closed", self.closed),
        ];
        let told = days.into_iter().filter_map(|(what, on)| Some(format!("{what} on {}", long(on?))));
        let all: Vec<String> = told.chain(self.outcome.map(|it| it.to_string())).collect();
        if all.is_empty() { "nothing recorded yet".to_owned() } else { all.join(", ") }
    }
}

impl Cancelled {
    /// What was cancelled, when and why.
    pub fn words(&self) -> String {
        let (name, words) = (self.part.name(), self.part.words());
        format!("{name} ({words}), cancelled on {}: {}", long(self.on), self.reason)
    }
}

impl Case {
    /// Every part that counts, in the order in which they are shown.
    pub fn parts(&self) -> Vec<Part> {
        let remedies = self.remedies.iter().cloned().map(Part::Remedy);
        let payments = self.payments.iter().cloned().map(Part::Payment);
        let recommendations = self.referrals.iter().flat_map(|of| {
            let of_it = of.recommendations.iter().cloned();
            of_it.map(|recommendation| Part::Recommendation { referral: of.number, recommendation })
        });
        let costs = self.costs.iter().cloned().map(Part::Cost);
        let papers = self.papers.iter().cloned().map(Part::Paper);
        let follow_ups = self.follow_ups.iter().cloned().map(Part::FollowUp);
        let letters = self.letters.iter().cloned().map(Part::Letter);
        let paid = remedies.chain(payments).chain(recommendations).chain(costs);
        paid.chain(papers).chain(follow_ups).chain(letters).collect()
    }

    /// What figures go by in each round. None of them can be cancelled: they are no parts of the case, and are put right as those are.
    pub fn round_facts(&self) -> impl Iterator<Item = Part> {
        (1..).zip(self.rounds.iter()).map(|(number, it)| Part::Round(RoundFacts::of(number, it)))
    }

    /// The paper of this number, whether or not it was cancelled: what it says stays with the history.
    pub fn paper(&self, number: u32) -> Option<&Paper> {
        let cancelled = self.cancelled.iter().filter_map(|it| match &it.part {
            Part::Paper(paper) => Some(paper),
            _ => None,
        });
        self.papers.iter().chain(cancelled).find(|it| it.number == number)
    }

    /// The part of this name, if it was not cancelled.
    pub fn part(&self, name: PartName) -> Option<Part> {
        self.parts().into_iter().chain(self.round_facts()).find(|it| it.name() == name)
    }

    /// The next number of a kind of part: numbers of what was cancelled are not used again.
    pub fn next_number(&self, number_of: impl Fn(PartName) -> Option<u32>) -> u32 {
        let cancelled = self.cancelled.iter().map(|it| it.part.name());
        let there = self.parts().into_iter().map(|it| it.name());
        there.chain(cancelled).filter_map(number_of).max().unwrap_or(0) + 1
    }

    /// Puts a part in the place of the one of its name.
    pub(super) fn put_part(&mut self, part: Part) {
        let name = part.name();
        match part {
            Part::Remedy(new) => replace(&mut self.remedies, new, |it| PartName::Remedy(it.number) == name),
            Part::Payment(new) => replace(&mut self.payments, new, |it| PartName::Payment(it.number) == name),
            Part::Cost(new) => replace(&mut self.costs, new, |it| PartName::Cost(it.number) == name),
            Part::Paper(new) => replace(&mut self.papers, new, |it| PartName::Paper(it.number) == name),
            Part::FollowUp(new) => {
                replace(&mut self.follow_ups, new, |it| PartName::FollowUp(it.number) == name);
            }
            Part::Letter(new) => replace(&mut self.letters, new, |it| PartName::Letter(it.number) == name),
            Part::Round(new) => {
                let place = new.number.saturating_sub(1) as usize;
                let is_last = place + 1 == self.rounds.iter().count();
                if let Some(it) = self.rounds.iter_mut().nth(place) {
                    it.put_right(&new);
                }
                // An answer tells what was found, so it was found by then.
                let findings = self.issues.iter_mut().filter_map(|it| it.finding.as_mut());
                for it in findings.filter(|_| is_last) {
                    it.on = new.answered.map_or(it.on, |answered| it.on.min(answered));
                }
            }
            Part::Recommendation { referral, recommendation: new } => {
                let number = new.number;
                let of = self.referrals.iter_mut().filter(|it| it.number == referral);
                of.for_each(|it| replace(&mut it.recommendations, new.clone(), |it| it.number == number));
            }
        }
    }

    /// Takes a part out of what counts, and keeps it among what was cancelled.
    pub(super) fn cancel(&mut self, name: PartName, on: NaiveDate, reason: String) {
        let Some(part) = self.part(name) else { return };
        match name {
            PartName::Remedy(number) => self.remedies.retain(|it| it.number != number),
            PartName::Payment(number) => self.payments.retain(|it| it.number != number),
            PartName::Cost(number) => self.costs.retain(|it| it.number != number),
            PartName::Paper(number) => self.papers.retain(|it| it.number != number),
            PartName::FollowUp(number) => self.follow_ups.retain(|it| it.number != number),
            PartName::Letter(number) => self.letters.retain(|it| it.number != number),
            PartName::Round(_) => return,
            PartName::Recommendation { referral, number } => {
                let of = self.referrals.iter_mut().filter(|it| it.number == referral);
                of.for_each(|it| it.recommendations.retain(|it| it.number != number));
            }
        }
        self.cancelled.push(Cancelled { part, on, reason });
    }
}

fn replace<T>(items: &mut [T], new: T, is_it: impl Fn(&T) -> bool) {
    if let Some(it) = items.iter_mut().find(|it| is_it(it)) {
        *it = new;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_reads_back_from_what_it_is_called_also_with_words_after_it() {
        for name in [
            PartName::Remedy(2),
            PartName::Payment(1),
            PartName::Recommendation { referral: 1, number: 3 },
            PartName::Cost(4),
            PartName::Paper(5),
            PartName::FollowUp(5),
            PartName::Letter(2),
            PartName::Round(1),
        ] {
            assert_eq!(name.to_string().parse(), Ok(name));
            assert_eq!(format!("{name}: £5: see letter 9").parse(), Ok(name));
        }
        for text in ["payment", "payment x", "issue 1", "recommendation 1", ""] {
            assert_eq!(text.parse::<PartName>(), Err(()), "{text}");
        }
    }
}
