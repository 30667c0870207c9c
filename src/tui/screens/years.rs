//! The choice of a financial year, before one of its forms opens.

use chrono::NaiveDate;

use crate::domain::calendar::period::FinancialYear;
use crate::domain::year::command::YearStep;
use crate::forms::blank::Blank;
use crate::tui::screen::{Effect, MenuItem, Place};

/// How many years are offered: the running one and those before it.
const OFFERED: usize = 6;

/// The menu of years that leads to the form of a step. The year that ended last stands first: it is the one that is reported on.
pub fn menu(step: YearStep, today: NaiveDate) -> Effect {
    let back = std::iter::successors(Some(FinancialYear::of(today)), |it| Some(it.before()));
    let mut years: Vec<FinancialYear> = back.take(OFFERED).collect();
    years.swap(0, 1);
    let items = years.into_iter().zip('1'..).map(|(year, key)| MenuItem {
        key,
        words: format!("the financial year {year}"),
        effect: Effect::PopAnd(Box::new(Effect::Open(Place::Form(Blank::of_year(step, year))))),
    });
    Effect::Open(Place::Menu { title: step.title().to_owned(), items: items.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_that_ended_last_is_offered_first() {
        let Effect::Open(Place::Menu { items, .. }) =
            menu(YearStep::WriteContext, "2026-11-24".parse().unwrap())
        else {
            panic!("a menu")
        };
        let words: Vec<&str> = items.iter().map(|it| &it.words[it.words.len() - 7..]).collect();
        assert_eq!(words, ["2025-26", "2026-27", "2024-25", "2023-24", "2022-23", "2021-22"]);
    }
}
