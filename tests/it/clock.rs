//! The program's clock from outside: tests can move it, so that `.ci/run` runs them on other days and in other hours.

use std::thread::sleep;
use std::time::SystemTime;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use crate::cli::{Office, redress};
use crate::program::{argv, without_a_day};
use crate::pty::{Program, Pty};

/// How a program of ours is told how far to move its clock.
const OFFSET: &str = "REDRESS_CLOCK_OFFSET";

/// The day that the program takes for today when its clock is asked to move by so many days.
fn today_moved_by(office: &Office, days: u64) -> NaiveDate {
    let mut program = without_a_day("the day that it takes is what is looked at");
    program.env(OFFSET, (days * 86_400).to_string()).arg("--data").arg(office.data());
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

/// The program in a terminal from a moment before 1 March 2028 until just after it began.
#[expect(clippy::disallowed_methods, reason = "the program's clock is moved from where it really is")]
fn over_midnight(office: &Office, arguments: &[&str], ready: &str) -> Pty {
    let (midnight, moment): (DateTime<Utc>, _) =
        ("2028-03-01T00:00:00Z".parse().unwrap(), TimeDelta::seconds(4));
    let offset = midnight - moment - DateTime::<Utc>::from(SystemTime::now());
    let mut program = without_a_day("its clock is moved to a day");
    program.arg("--data").arg(office.data()).args(arguments);
    let pty = Program::new(argv(&program), office.data().parent().expect("it is in a folder"));
    let pty = pty.env(OFFSET, &offset.num_seconds().to_string()).start();
    pty.wait_for(ready);
    sleep((moment + TimeDelta::seconds(1)).to_std().expect("it is to come"));
    pty
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "the clock of a release cannot be moved")]
fn whoever_works_past_midnight_works_on_the_new_day() {
    let office = Office::with_cases();
    let mut pty = over_midnight(&office, &["--plain"], "or q to leave:");
    pty.resize(80, 400);
    pty.keys("8<enter>");
    pty.wait_for("as of Wed 1 Mar");
    pty.keys("q<enter>");
    pty.wait_exit();
    let mut pty = over_midnight(&office, &[], "Open cases");
    pty.keys("n");
    pty.wait_for("1 Mar 2028");
}
