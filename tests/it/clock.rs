//! The program's clock from outside: tests can move it, so that `.ci/run` runs them on other days and in other hours.

use chrono::{Days, NaiveDate};

use crate::cli::{Office, redress};
use crate::program::without_a_day;

/// The day that the program takes for today when its clock is asked to move by so many days.
fn today_moved_by(office: &Office, days: u64) -> NaiveDate {
    let mut program = without_a_day("the day that it takes is what is looked at");
    program.env("REDRESS_CLOCK_OFFSET", (days * 86_400).to_string()).arg("--data").arg(office.data());
    let report = redress(program, &["report", "--json"], "").json();
    report["as_of"].as_str().expect("a day").parse().expect("a day")
}

#[test]
fn the_clock_of_a_build_for_tests_can_be_moved_and_that_of_a_release_cannot() {
    let office = Office::with_cases();
    let by = Days::new(if cfg!(debug_assertions) { 400 } else { 0 });
    let [before, moved, after] = [0, 400, 0].map(|it| today_moved_by(&office, it));
    assert!((before + by..=after + by).contains(&moved), "{before} {moved} {after}");
}
