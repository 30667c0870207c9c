//! What a form about a financial year may look at: what is kept of it, and the words proposed from its figures.

use chrono::NaiveDate;

use crate::api::message::{Reply, Request};
use crate::domain::calendar::period::FinancialYear;
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::Period;
use crate::domain::office::record::Office;
use crate::domain::records::any::AnyRecord;
use crate::domain::year::context::{changes, not_borne_out, proposal};
use crate::domain::year::record::{Context, YearRecord};
use crate::domain::year::tellable::{Tellable, figures};
use crate::report::documents::words::withheld_of;

/// A year, as a form sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearSheet {
    /// What is kept of it.
    pub record: YearRecord,
    /// The words around its figures: those that were written, or else a proposal.
    pub context: Context,
    /// The figures that the words may tell, as they say now.
    pub figures: Vec<Tellable>,
    /// Those that they may not, because the annual report withholds them.
    pub withheld: Vec<Tellable>,
}

impl YearSheet {
    /// The sheet of a record, the year's figures and those of the year before.
    pub fn new(office: &Office, record: YearRecord, sum: &Performance, before: &Performance) -> Self {
        let before = Some(before).filter(|_| sum.had_begun_by(record.year.before().last()));
        let withheld = withheld_of(office, record.year, sum, before);
        let proposed = || proposal(office, record.year, sum, &withheld);
        let context = record.context.clone().unwrap_or_else(proposed);
        Self { record, context, figures: figures(office, sum, before), withheld }
    }

    /// Which figures behind the words say something else now, and what words as they are typed tell that is withheld or that no
    /// figure says, in a few words; none where there is none of these.
    pub fn changes(&self, typed: &Context) -> Option<String> {
        let changes = changes(&self.context, typed, &self.figures, &self.withheld);
        let all = [changes, not_borne_out(typed, &self.figures)];
        let all: Vec<String> = all.into_iter().flatten().collect();
        (!all.is_empty()).then(|| all.join("; "))
    }
}

/// A sheet that is asked for and not here yet.
#[derive(Clone, Debug)]
pub struct Awaited {
    /// Which year.
    pub year: FinancialYear,
    record: Option<YearRecord>,
    sum: Option<Performance>,
    before: Option<Performance>,
}

impl Awaited {
    /// Nothing is here yet.
    pub const fn new(year: FinancialYear) -> Self {
        Self { year, record: None, sum: None, before: None }
    }

    /// What is to be asked.
    pub fn requests(&self, today: NaiveDate) -> [Request; 3] {
        let [this, before] = self.periods(today).map(|period| Request::Report { period, service: None });
        [Request::Record(self.year.into()), this, before]
    }

    fn periods(&self, today: NaiveDate) -> [Period; 2] {
        [Period::of_year(self.year, today), Period::before_year(self.year, today)]
    }

    /// Takes an answer, and gives the sheet once it is whole.
    pub fn hear(&mut self, reply: &Reply, office: &Office, today: NaiveDate) -> Option<YearSheet> {
        let [this, before] = self.periods(today);
        match reply {
            Reply::Record(AnyRecord::Year(record)) if record.year == self.year => {
                self.record = Some((**record).clone());
            }
            Reply::Report { period, service: None, sum } if *period == this => {
                self.sum = Some((**sum).clone());
            }
            Reply::Report { period, service: None, sum } if *period == before => {
                self.before = Some((**sum).clone());
            }
            _ => return None,
        }
        let (record, sum, before) = (self.record.clone()?, self.sum.as_ref()?, self.before.as_ref()?);
        Some(YearSheet::new(office, record, sum, before))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_whole_once_the_record_and_the_figures_are_here_and_written_words_stay() {
        let (office, today) = (Office::default(), "2026-11-24".parse().unwrap());
        let year: FinancialYear = "2025-26".parse().unwrap();
        let mut awaited = Awaited::new(year);
        let mut record = YearRecord::new(year);
        let sum = Box::new(Performance { received: 7, ..Performance::default() });
        let figures = Reply::Report { period: Period::of_year(year, today), service: None, sum };
        assert_eq!(awaited.hear(&figures, &office, today), None);
        let (period, sum) = (Period::before_year(year, today), Box::new(Performance::default()));
        let before = Reply::Report { period, service: None, sum };
        assert_eq!(awaited.hear(&before, &office, today), None);
        let other = Reply::Record(YearRecord::new("2024-25".parse().unwrap()).into());
        assert_eq!(awaited.hear(&other, &office, today), None);
        let sheet = awaited.hear(&Reply::Record(record.clone().into()), &office, today).unwrap();
        assert!(sheet.context.overall.starts_with("We received 7 complaints"), "{sheet:?}");
        record.context = Some(Context { overall: "Ours".to_owned(), ..Context::default() });
        let sheet = awaited.hear(&Reply::Record(record.into()), &office, today).unwrap();
        assert_eq!((sheet.context.overall.as_str(), sheet.context.approach.as_str()), ("Ours", ""));
    }
}
