//! The record of a financial year: plain data. It changes only through `YearRecord::apply`.
//!
//! Invariant: what the Ombudsman published is a dataset of its own. No figure of it is ever counted from cases, and none
//! is ever added to a figure that is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::period::FinancialYear;
use crate::domain::commit::Trail;
use crate::domain::figures::performance::Share;
use crate::domain::figures::period::Scope;
use crate::domain::office::lists::ServiceId;
use crate::domain::text::count;
use crate::domain::year::counted::sha256;

/// A financial year as the office knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearRecord {
    /// Which year.
    pub year: FinancialYear,
    /// Goes up by one with every change; 0 while nothing is kept of the year.
    pub version: u64,
    /// What the Ombudsman published, as it stands in the office's annual report for this year.
    pub ombudsman: Option<OmbudsmanTable>,
    /// The words around the figures.
    pub context: Option<Context>,
    /// What was published of this year, oldest first.
    pub publications: Vec<Publication>,
    /// Who made its last changes.
    pub trail: Trail,
}

/// What the Ombudsman published about the office (annual report guidance 27.2 and 27.3), entered by hand.
///
/// None is "not applicable", and never the same as 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OmbudsmanTable {
    /// The financial year that the Ombudsman's figures cover; it may differ from the year of the report (27.3).
    pub covers: FinancialYear,
    /// Where the figures stand: the title of the report, its page or table.
    #[serde(default)]
    pub citation: String,
    /// When that report was published.
    #[serde(default)]
    pub published: Option<NaiveDate>,
    /// Complaints accepted for investigation (27.2 i).
    #[serde(default)]
    pub accepted: Option<u64>,
    /// Investigations reported on (27.2 ii).
    #[serde(default)]
    pub reported_on: Option<u64>,
    /// Of those reported on, upheld in full.
    #[serde(default)]
    pub upheld: Option<u64>,
    /// Of those reported on, upheld in part.
    #[serde(default)]
    pub upheld_in_part: Option<u64>,
    /// Of those reported on, not upheld.
    #[serde(default)]
    pub not_upheld: Option<u64>,
    /// Why the three do not add up to those reported on, such as investigations that were discontinued.
    #[serde(default)]
    pub gap: String,
    /// Recommendations complied with (27.2 iii).
    #[serde(default)]
    pub complied: Option<u64>,
    /// Recommendations not complied with.
    #[serde(default)]
    pub not_complied: Option<u64>,
    /// Names that are meant to stand in the citation or the gap.
    #[serde(default)]
    pub named: String,
}

/// One or two short paragraphs that set the figures in context (annual report guidance 27.4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// The approach or the procedures.
    #[serde(default)]
    pub approach: String,
    /// The overall number of complaints dealt with.
    #[serde(default)]
    pub overall: String,
    /// What dealing with them cost.
    #[serde(default)]
    pub cost: String,
    /// How to get in touch.
    #[serde(default)]
    pub contact: String,
    /// Anything that supplements what the Ombudsman published.
    #[serde(default)]
    pub supplementary: String,
    /// Names that are meant to stand in these words.
    #[serde(default)]
    pub named: String,
    /// The figures that these words tell, each with what it said when they were written.
    #[serde(default)]
    pub figures: Vec<Behind>,
}

/// A figure behind words: what it is, and what it said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behind {
    /// What it is called, as within a sentence.
    pub figure: String,
    /// What it said, as it is shown.
    pub said: String,
}

/// A document as it was published: its figures, what they mean, and the cases that they were counted from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The document's name, "annual".
    pub document: String,
    /// The one service that it is about; none for all.
    #[serde(default)]
    pub service: Option<ServiceId>,
    /// The organisation whose services it is about, by its number in the list; none for all.
    #[serde(default)]
    pub organisation: Option<u32>,
    /// What the period is called.
    pub period: String,
    /// First day; none from the beginning.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: NaiveDate,
    /// The day as of which cases stood.
    pub as_of: NaiveDate,
    /// The day on which it was frozen.
    pub on: NaiveDate,
    /// Sign-in name of whoever froze it.
    #[serde(default)]
    pub by: String,
    /// Why, where it replaces one that was published before.
    #[serde(default)]
    pub reason: String,
    /// Its figures: where each stands, and what it says.
    #[serde(default)]
    pub figures: Vec<(String, String)>,
    /// What the figures mean, as the document said it.
    #[serde(default)]
    pub definitions: Vec<(String, String)>,
    /// The cases counted, one a line with its version (see [`crate::domain::year::counted`]).
    #[serde(default)]
    pub cases: String,
    /// SHA-256 of that list, in hexadecimal.
    #[serde(default)]
    pub sha256: String,
    /// The whole document as it was, as text; empty of one that was frozen before its text was kept.
    #[serde(default)]
    pub text: String,
    /// SHA-256 of that text, in hexadecimal.
    #[serde(default)]
    pub text_sha256: String,
}

impl Publication {
    /// How much it keeps, in a few words.
    pub fn holds(&self) -> String {
        let cases = count(self.cases.lines().count() as u64, "case");
        format!("{} and {cases}", count(self.figures.len() as u64, "figure"))
    }

    /// The sum by which it is known: of the whole document, or of its cases where the text was not kept.
    pub fn sum(&self) -> &str {
        if self.text_sha256.is_empty() { &self.sha256 } else { &self.text_sha256 }
    }

    /// The sum of its text as it is now; none where the text is not here. It is another than when it was frozen once an erasure
    /// took somebody out of it.
    pub fn sum_now(&self) -> Option<String> {
        (!self.text.is_empty()).then(|| sha256(&self.text))
    }

    /// Whether an erasure went through its text since it was frozen.
    pub fn was_erased_in(&self) -> bool {
        self.sum_now().is_some_and(|it| it != self.text_sha256)
    }

    /// Whether a sum is its.
    pub fn has_sum(&self, sum: &str) -> bool {
        self.sum() == sum || self.sha256 == sum
    }

    /// Its text as it was, or why there is none to show.
    pub fn as_it_was(&self) -> Result<&str, &'static str> {
        match (self.text.is_empty(), self.is_kept_in_part()) {
            (false, _) => Ok(&self.text),
            (true, true) => Err("it names a record that is kept from you"),
            (true, false) => Err(
                "it was frozen by an earlier version, which kept its figures alone: “redress report list --json” has them",
            ),
        }
    }

    /// Whether some of it is kept from whoever reads it: what names a record that is.
    pub const fn is_kept_in_part(&self) -> bool {
        self.text.is_empty() && !self.text_sha256.is_empty()
    }

    /// Whose cases it is about.
    pub const fn scope(&self) -> Scope {
        Scope::of(self.service, self.organisation)
    }
}

impl YearRecord {
    /// A year of which nothing is kept yet.
    pub const fn new(year: FinancialYear) -> Self {
        Self {
            year,
            version: 0,
            ombudsman: None,
            context: None,
            publications: Vec::new(),
            trail: Trail { by: String::new(), made: Vec::new(), taken_back: Vec::new() },
        }
    }

    /// What is written of the year and published: each text under its name, and the names that are meant to stand there. How to get
    /// in touch names whom it names.
    pub fn texts(&self) -> Vec<(Vec<(&'static str, &str)>, &str)> {
        let context = self.context.as_ref().map(|it| (it.texts(), it.named.as_str()));
        let ombudsman = self.ombudsman.as_ref().map(|it| (it.texts(), it.named.as_str()));
        context.into_iter().chain(ombudsman).collect()
    }

    /// The names that are said to be meant in what is published of the year.
    pub fn meant(&self) -> String {
        self.texts().into_iter().map(|it| it.1).collect::<Vec<_>>().join("; ")
    }

    /// The last publication of a document for these days and these cases.
    pub fn publication(
        &self,
        document: &str,
        scope: Scope,
        from: Option<NaiveDate>,
        to: NaiveDate,
    ) -> Option<&Publication> {
        let is_it = |it: &&Publication| {
            it.document == document && it.scope() == scope && it.from == from && it.to == to
        };
        self.publications.iter().rev().find(is_it)
    }
}

impl Context {
    /// The texts in which somebody could be named.
    pub fn texts(&self) -> Vec<(&'static str, &str)> {
        let Self { approach, overall, cost, contact: _, supplementary, named: _, figures: _ } = self;
        vec![("approach", approach), ("overall", overall), ("cost", cost), ("supplementary", supplementary)]
    }
}

impl OmbudsmanTable {
    /// The texts in which somebody could be named.
    pub fn texts(&self) -> Vec<(&'static str, &str)> {
        vec![("citation", &self.citation), ("gap", &self.gap)]
    }

    /// A part of those reported on; none where one of the two is not applicable.
    pub fn share(&self, part: Option<u64>) -> Option<Share> {
        Some(Share { numerator: part?, denominator: self.reported_on? })
    }

    /// How many were reported on and neither upheld nor not upheld; none where a number is not applicable or the three are
    /// more than those reported on.
    pub fn without_outcome(&self) -> Option<u64> {
        let three = [self.upheld?, self.upheld_in_part?, self.not_upheld?];
        let sum = three.iter().try_fold(0_u64, |sum, it| sum.checked_add(*it))?;
        self.reported_on?.checked_sub(sum)
    }

    /// Whether the numbers add up, as a sentence; none where there is nothing to add.
    pub fn sums(&self) -> Option<String> {
        let (upheld, part, not) = (self.upheld?, self.upheld_in_part?, self.not_upheld?);
        let left = self.without_outcome()?;
        let sum = format!("{upheld} upheld in full + {part} upheld in part + {not} not upheld");
        let reported = self.reported_on?;
        Some(match left {
            0 => format!("The figures add up: {sum} = {reported} reported on."),
            left => {
                let why = self.gap.trim().trim_end_matches('.');
                format!("{sum} + {left} without such an outcome = {reported} reported on. {why}.")
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(reported: u64, gap: &str) -> OmbudsmanTable {
        OmbudsmanTable {
            covers: "2024-25".parse().expect("a year"),
            citation: "Annual report 2024-25, table 3".to_owned(),
            published: None,
            accepted: Some(0),
            reported_on: Some(reported),
            upheld: Some(2),
            upheld_in_part: Some(1),
            not_upheld: Some(3),
            gap: gap.to_owned(),
            complied: None,
            not_complied: Some(0),
            named: String::new(),
        }
    }

    #[test]
    fn a_document_that_an_erasure_went_through_has_the_sum_of_what_is_left_and_is_known_by_both() {
        let text = "Amara Okafor asked for it.";
        let mut frozen: Publication = serde_json::from_value(serde_json::json!({
            "document": "board", "period": "2026-27", "to": "2027-03-31", "as_of": "2027-04-01", "on": "2027-04-01",
            "text": text, "text_sha256": sha256(text),
        }))
        .expect("a document");
        assert!(!frozen.was_erased_in() && frozen.sum_now().as_deref() == Some(frozen.sum()));
        frozen.text = text.replace("Amara Okafor", "[erased]");
        assert!(frozen.was_erased_in() && frozen.sum_now().is_some_and(|it| it == sha256(&frozen.text)));
        frozen.text.clear();
        assert!(!frozen.was_erased_in() && frozen.sum_now().is_none(), "it is kept from whoever reads it");
    }

    #[test]
    fn sums_are_said_in_words_and_a_gap_has_its_reason() {
        assert_eq!(
            table(6, "").sums().as_deref(),
            Some("The figures add up: 2 upheld in full + 1 upheld in part + 3 not upheld = 6 reported on.")
        );
        assert_eq!(
            table(8, "Two were discontinued.").sums().as_deref(),
            Some(
                "2 upheld in full + 1 upheld in part + 3 not upheld + 2 without such an outcome = 8 reported on. Two \
                 were discontinued."
            )
        );
    }

    #[test]
    fn what_is_not_applicable_has_no_share_and_no_sum() {
        let it = OmbudsmanTable { reported_on: None, ..table(6, "") };
        assert_eq!((it.share(it.upheld), it.sums()), (None, None));
        let it = OmbudsmanTable { upheld: None, ..table(6, "") };
        assert_eq!((it.share(it.upheld), it.sums()), (None, None));
    }
}
