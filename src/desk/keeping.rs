//! Where every case stands between being kept and being anonymised, from the view.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::office::record::House;
use crate::domain::plan::record::Plan;
use crate::domain::reference::CaseRef;
use crate::domain::retention::{Retention, survey as survey_all};
use crate::view::store::{View, ViewError};

/// Where every case stands on a day, by reference.
pub(in crate::desk) fn survey(
    view: &View,
    house: &House,
    today: NaiveDate,
) -> Result<Vec<Retention>, ViewError> {
    let mut cases = BTreeMap::new();
    for row in view.rows() {
        let row = row?;
        cases.insert(row.reference, row.keep);
    }
    let together: Vec<Vec<CaseRef>> =
        view.plans()?.iter().filter(|it| it.is_open()).map(Plan::cases).filter(|it| it.len() > 1).collect();
    Ok(survey_all(&house.office.retention, today, &cases, &together))
}
