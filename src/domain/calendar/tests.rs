//! The calendar against the dates worked out by hand, against traps of the real year, and against a
//! count on the fingers.

use super::*;
use crate::domain::calendar::dates::long;
use crate::domain::calendar::explanation::{Explanation, Step};
use crate::domain::calendar::nation::Nation::{EnglandAndWales, NorthernIreland, Scotland};
use NonWorkingReceipt::{NextWorkingDayIsDay0, NextWorkingDayIsDay1};
use proptest::prelude::*;

const RULES: [NonWorkingReceipt; 2] = [NextWorkingDayIsDay1, NextWorkingDayIsDay0];

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn calendar(nation: Nation, rule: NonWorkingReceipt) -> Calendar {
    Calendar::new(nation, rule, &BankHolidays::bundled(), &[])
}

fn england() -> Calendar {
    calendar(EnglandAndWales, NextWorkingDayIsDay1)
}

/// Walks day by day, without any of the arithmetic under test.
fn finger_count(calendar: &Calendar, from: NaiveDate, days: i64) -> NaiveDate {
    let mut date = from;
    let mut left = days.abs();
    while left > 0 {
        date = if days < 0 { date.pred_opt() } else { date.succ_opt() }.unwrap();
        left -= i64::from(calendar.is_working_day(date));
    }
    date
}

#[test]
fn due_dates_are_those_of_the_domain_reference_under_both_rules() {
    // Received, days, then due in England and Wales, Scotland and Northern Ireland under each rule.
    for (received, days, first_rule, second_rule) in [
        ("2026-04-02", 3, ["2026-04-09", "2026-04-08", "2026-04-09"], None),
        ("2026-04-02", 10, ["2026-04-20", "2026-04-17", "2026-04-20"], None),
        ("2026-04-02", 20, ["2026-05-05", "2026-05-01", "2026-05-05"], None),
        (
            "2026-04-04",
            3,
            ["2026-04-09", "2026-04-08", "2026-04-09"],
            Some(["2026-04-10", "2026-04-09", "2026-04-10"]),
        ),
        (
            "2026-04-04",
            20,
            ["2026-05-05", "2026-05-01", "2026-05-05"],
            Some(["2026-05-06", "2026-05-05", "2026-05-06"]),
        ),
        ("2026-06-12", 10, ["2026-06-26", "2026-06-29", "2026-06-26"], None),
        ("2026-07-10", 3, ["2026-07-15", "2026-07-15", "2026-07-16"], None),
        ("2026-07-10", 20, ["2026-08-07", "2026-08-10", "2026-08-10"], None),
        ("2026-12-24", 3, ["2026-12-31", "2026-12-31", "2026-12-31"], None),
        ("2026-12-24", 10, ["2027-01-12", "2027-01-13", "2027-01-12"], None),
        ("2027-12-24", 20, ["2028-01-26", "2028-01-27", "2028-01-26"], None),
        ("2026-03-16", 3, ["2026-03-19", "2026-03-19", "2026-03-20"], None),
        ("2026-11-27", 10, ["2026-12-11", "2026-12-14", "2026-12-11"], None),
    ] {
        for (rule, expected) in RULES.into_iter().zip([first_rule, second_rule.unwrap_or(first_rule)]) {
            let due = Nation::ALL.map(|nation| calendar(nation, rule).due(date(received), days));
            assert_eq!(due, expected.map(date), "{received} and {days} days, {rule:?}");
        }
    }
}

#[test]
fn bank_holidays_and_weekends_are_off_and_say_why() {
    for (day, reason) in [
        ("2026-04-02", None),
        ("2026-04-03", Some("Good Friday")),
        ("2026-04-04", Some("weekend")),
        ("2026-04-05", Some("weekend")),
        ("2026-04-06", Some("Easter Monday")),
        ("2026-04-07", None),
        ("2026-12-28", Some("Boxing Day (substitute day)")),
    ] {
        let calendar = england();
        assert_eq!(calendar.day_off(date(day)).map(ToString::to_string).as_deref(), reason, "{day}");
        assert_eq!(calendar.is_working_day(date(day)), reason.is_none(), "{day}");
        assert_eq!(calendar.holiday(date(day)), reason.filter(|reason| *reason != "weekend"), "{day}");
    }
}

#[test]
fn a_closure_day_is_off_but_keeps_its_bank_holiday_title_and_its_weekend() {
    let closures = ["2026-05-26", "2026-05-25", "2026-05-23", "2026-05-26"].map(date);
    let calendar = Calendar::new(EnglandAndWales, NextWorkingDayIsDay1, &BankHolidays::bundled(), &closures);
    assert_eq!(calendar.day_off(date("2026-05-26")), Some(&DayOff::Closure));
    assert_eq!(calendar.holiday(date("2026-05-26")), None);
    assert_eq!(calendar.holiday(date("2026-05-25")), Some("Spring bank holiday"));
    assert_eq!(calendar.day_off(date("2026-05-23")), Some(&DayOff::Weekend));
    assert_eq!(calendar.due(date("2026-05-22"), 1), date("2026-05-27"));
}

#[test]
fn counting_starts_on_the_day_after_and_goes_both_ways() {
    for (from, days, expected) in [
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-23", 1, "2026-11-24"),
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-28", 0, "2026-11-28"),
        ("2026-11-28", 1, "2026-11-30"),
        ("2026-11-30", -1, "2026-11-27"),
        ("2026-11-28", -1, "2026-11-27"),
        ("2026-11-29", -2, "2026-11-26"),
        ("2026-04-07", -1, "2026-04-02"),
        ("2026-04-06", -1, "2026-04-02"),
        ("2026-12-31", 1, "2027-01-04"),
        ("2027-01-04", -1, "2026-12-31"),
        ("2028-02-28", 1, "2028-02-29"),
        ("2027-02-26", 1, "2027-03-01"),
        // The clocks change on the Sundays between these.
        ("2026-03-27", 1, "2026-03-30"),
        ("2026-10-23", 1, "2026-10-26"),
    ] {
        assert_eq!(england().add(date(from), days), date(expected), "{from} and {days} days");
    }
}

#[test]
fn days_between_leave_out_the_first_day_and_count_the_last() {
    for (from, to, expected) in [
        ("2026-11-23", "2026-11-23", 0),
        ("2026-11-23", "2026-11-24", 1),
        ("2026-11-27", "2026-11-29", 0),
        ("2026-11-28", "2026-11-30", 1),
        ("2026-04-02", "2026-04-07", 1),
        ("2026-12-24", "2027-01-04", 4),
        ("2026-11-24", "2026-11-23", -1),
        ("2025-12-31", "2026-12-31", 253),
    ] {
        assert_eq!(england().between(date(from), date(to)), expected, "{from} to {to}");
    }
}

#[test]
fn days_taken_are_never_negative_and_a_same_day_answer_took_none() {
    for (received, answered, expected) in [
        ("2026-11-23", "2026-11-23", 0),
        ("2026-11-23", "2026-11-25", 2),
        ("2026-11-28", "2026-11-29", 0),
        ("2026-11-25", "2026-11-23", 0),
    ] {
        assert_eq!(
            england().days_taken(date(received), date(answered)),
            expected,
            "{received} to {answered}"
        );
    }
}

#[test]
fn day_zero_is_the_day_of_receipt_or_under_the_second_rule_the_next_working_day() {
    let saturday = date("2026-04-04");
    assert_eq!(england().due(saturday, 0), saturday);
    assert_eq!(calendar(EnglandAndWales, NextWorkingDayIsDay0).due(saturday, 0), date("2026-04-07"));
}

#[test]
fn rolling_forward_moves_only_days_off() {
    for (from, expected) in
        [("2026-04-02", "2026-04-02"), ("2026-04-03", "2026-04-07"), ("2027-12-25", "2027-12-29")]
    {
        assert_eq!(england().roll_forward(date(from)), date(expected), "{from}");
    }
}

#[test]
fn dates_outside_the_known_years_say_so() {
    let before = "bank holidays before 2012 are not known: this date counts weekends only";
    let after = "bank holidays after 2028 are not known: this date counts weekends only";
    for (day, caveat) in [
        ("2011-12-31", Some(before)),
        ("2012-01-01", None),
        ("2028-12-31", None),
        ("2029-01-01", Some(after)),
        ("2011-07-04", Some(before)),
    ] {
        assert_eq!(england().caveat(date(day)).as_deref(), caveat, "{day}");
        assert_eq!(england().knows(date(day)), caveat.is_none(), "{day}");
    }
    assert_eq!(england().coverage(), 2012..=2028);
    assert!(england().is_working_day(date("2029-12-25")), "unknown years have weekends only");
}

#[test]
fn without_any_bank_holidays_every_date_has_a_caveat() {
    let json = r#"{"england-and-wales": [], "scotland": [], "northern-ireland": []}"#;
    let none: BankHolidays = serde_json::from_str(json).unwrap();
    let calendar = Calendar::new(Scotland, NextWorkingDayIsDay1, &none, &[]);
    let caveat = calendar.caveat(date("2026-12-25"));
    assert_eq!(caveat.as_deref(), Some("bank holidays are not known: this date counts weekends only"));
}

#[test]
fn the_ends_of_time_answer_too() {
    for calendar in RULES.map(|rule| calendar(NorthernIreland, rule)) {
        for end in [NaiveDate::MIN, NaiveDate::MAX] {
            for days in [0, 1, -1, i32::MAX, i32::MIN] {
                let reached = calendar.add(end, days);
                assert!(calendar.explain_add(end, days).steps.contains(&Step::Date(reached)));
            }
            for days in [0, 1, u32::MAX] {
                let reached = calendar.due(end, days);
                assert!(calendar.explain_due(end, days).steps.contains(&Step::Date(reached)));
            }
            assert!(calendar.caveat(end).is_some());
        }
        assert_eq!(calendar.add(date("2026-01-01"), i32::MAX), NaiveDate::MAX);
        assert_eq!(calendar.add(date("2026-01-01"), i32::MIN), NaiveDate::MIN);
        assert_eq!(calendar.due(date("2026-01-01"), u32::MAX), NaiveDate::MAX);
        let all = calendar.between(NaiveDate::MIN, NaiveDate::MAX);
        assert_eq!(all, -calendar.between(NaiveDate::MAX, NaiveDate::MIN));
        assert_eq!(calendar.add(NaiveDate::MIN, i32::try_from(all).unwrap()), last_working_day(&calendar));
    }
}

/// The last working day there is.
fn last_working_day(calendar: &Calendar) -> NaiveDate {
    if calendar.is_working_day(NaiveDate::MAX) { NaiveDate::MAX } else { calendar.add(NaiveDate::MAX, -1) }
}

#[test]
fn closure_days_far_outside_the_tables_count_too() {
    let closures = ["1066-10-15", "9999-12-30"].map(date);
    let calendar = Calendar::new(Scotland, NextWorkingDayIsDay1, &BankHolidays::bundled(), &closures);
    for closure in closures {
        assert_eq!(calendar.day_off(closure), Some(&DayOff::Closure), "{closure}");
        let before = closure.pred_opt().unwrap();
        assert_eq!(calendar.add(before, 1), finger_count(&calendar, before, 1), "{closure}");
        assert_eq!(calendar.add(before, -300), finger_count(&calendar, before, -300), "{closure}");
    }
}

#[test]
fn the_receipt_rule_is_a_setting_stored_by_name() {
    for (rule, name) in [
        (NextWorkingDayIsDay1, "next_working_day_is_day_1"),
        (NextWorkingDayIsDay0, "next_working_day_is_day_0"),
    ] {
        assert_eq!(serde_json::to_string(&rule).unwrap(), format!("{name:?}"));
        assert_eq!(serde_json::from_str::<NonWorkingReceipt>(&format!("{name:?}")).unwrap(), rule);
    }
    assert_eq!(NonWorkingReceipt::default(), NextWorkingDayIsDay1);
}

#[track_caller]
fn assert_lines(explanation: &Explanation, lines: &[&str]) {
    assert_eq!(explanation.to_string().lines().collect::<Vec<_>>(), lines);
}

#[test]
fn an_explanation_names_the_rule_and_every_holiday_skipped() {
    assert_lines(
        &england().explain_due(date("2026-04-04"), 20),
        &[
            "Received on Sat 4 Apr 2026 (not a working day)",
            "Rule: the first working day after receipt is day 1",
            "Skipped Mon 6 Apr 2026: Easter Monday",
            "Skipped Mon 4 May 2026: Early May bank holiday",
            "20 working days counted (England and Wales)",
            "The date is Tue 5 May 2026",
        ],
    );
}

#[test]
fn an_explanation_under_the_second_rule_names_the_day_that_stands_in() {
    assert_lines(
        &calendar(EnglandAndWales, NextWorkingDayIsDay0).explain_due(date("2026-04-03"), 1),
        &[
            "Received on Fri 3 Apr 2026 (Good Friday, not a working day)",
            "Rule: a complaint received on a non-working day counts as received on the next working day, which is day 0",
            "Skipped Mon 6 Apr 2026: Easter Monday",
            "Counts as received on Tue 7 Apr 2026 (day 0)",
            "1 working day counted (England and Wales)",
            "The date is Wed 8 Apr 2026",
        ],
    );
}

#[test]
fn an_explanation_of_a_receipt_on_a_working_day_gives_the_rule_in_its_plain_form() {
    assert_lines(
        &calendar(Scotland, NextWorkingDayIsDay0).explain_due(date("2026-11-27"), 2),
        &[
            "Received on Fri 27 Nov 2026",
            "Rule: the first working day after receipt is day 1",
            "Skipped Mon 30 Nov 2026: St Andrew’s Day",
            "2 working days counted (Scotland)",
            "The date is Wed 2 Dec 2026",
        ],
    );
}

#[test]
fn an_explanation_of_counting_back_goes_back_and_names_closure_days() {
    let closures = [date("2026-12-29")];
    let calendar = Calendar::new(EnglandAndWales, NextWorkingDayIsDay1, &BankHolidays::bundled(), &closures);
    assert_lines(
        &calendar.explain_add(date("2027-01-01"), -3),
        &[
            "Counted from Fri 1 Jan 2027 (New Year’s Day, not a working day)",
            "Skipped Tue 29 Dec 2026: closure day",
            "Skipped Mon 28 Dec 2026: Boxing Day (substitute day)",
            "Skipped Fri 25 Dec 2026: Christmas Day",
            "3 working days counted back (England and Wales)",
            "The date is Thu 24 Dec 2026",
        ],
    );
}

#[test]
fn an_explanation_that_leaves_the_known_years_says_so_once() {
    let caution = "Caution: bank holidays after 2028 are not known: this date counts weekends only";
    for received in ["2028-12-22", "2029-01-02"] {
        let explanation = england().explain_due(date(received), 10).to_string();
        assert_eq!(explanation.lines().filter(|line| *line == caution).count(), 1, "{explanation}");
        assert_eq!(explanation.lines().last(), Some(caution));
    }
    let explanation = england().explain_due(date("2011-12-22"), 20).to_string();
    assert!(explanation.ends_with("bank holidays before 2012 are not known: this date counts weekends only"));
}

prop_compose! {
    /// Dates inside and outside the known years, and outside the tables.
    fn any_date()(days in 693_000_i32..775_000) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(days).unwrap()
    }
}

prop_compose! {
    fn any_calendar()(
        nation in prop::sample::select(Nation::ALL.to_vec()),
        rule in prop::sample::select(RULES.to_vec()),
        closures in prop::collection::vec(any_date(), 0..400),
    ) -> Calendar {
        Calendar::new(nation, rule, &BankHolidays::bundled(), &closures)
    }
}

proptest! {
    #[test]
    fn adding_is_what_fingers_count(calendar in any_calendar(), from in any_date(), days in -400..400) {
        prop_assert_eq!(calendar.add(from, days), finger_count(&calendar, from, days.into()));
    }

    #[test]
    fn between_undoes_adding(calendar in any_calendar(), from in any_date(), days in 1..5000) {
        prop_assert_eq!(calendar.between(from, calendar.add(from, days)), i64::from(days));
    }

    #[test]
    fn between_is_what_fingers_count(calendar in any_calendar(), from in any_date(), length in 0..700_usize) {
        let to = from.iter_days().nth(length).unwrap();
        let worked = from.iter_days().skip(1).take(length).filter(|day| calendar.is_working_day(*day)).count();
        prop_assert_eq!(calendar.between(from, to), i64::try_from(worked).unwrap());
    }

    #[test]
    fn between_changes_its_sign_with_its_direction(calendar in any_calendar(), one in any_date(), other in any_date()) {
        prop_assert_eq!(calendar.between(one, other), -calendar.between(other, one));
    }

    #[test]
    fn going_back_lands_on_an_earlier_working_day(calendar in any_calendar(), from in any_date(), days in 1..2000_i32) {
        let back = calendar.add(from, -days);
        prop_assert!(back < from && calendar.is_working_day(back));
        // From a day off, the working day before it is already the first one back.
        let counted = i64::from(days) - i64::from(!calendar.is_working_day(from));
        prop_assert_eq!(calendar.between(back, from), counted);
    }

    #[test]
    fn a_due_date_is_a_working_day_after_receipt(calendar in any_calendar(), received in any_date(), days in 1..2000_u32) {
        let due = calendar.due(received, days);
        prop_assert!(due > received && calendar.is_working_day(due));
    }

    #[test]
    fn more_days_are_never_due_sooner(calendar in any_calendar(), received in any_date(), days in 0..2000_u32) {
        prop_assert!(calendar.due(received, days) < calendar.due(received, days + 1));
    }

    #[test]
    fn what_comes_in_later_is_never_due_sooner(calendar in any_calendar(), received in any_date(), days in 0..2000_u32) {
        prop_assert!(calendar.due(received, days) <= calendar.due(received.succ_opt().unwrap(), days));
    }

    #[test]
    fn the_second_rule_differs_by_one_working_day_and_only_off_work(
        nation in prop::sample::select(Nation::ALL.to_vec()), received in any_date(), days in 0..200_u32,
    ) {
        let [first, second] = RULES.map(|rule| calendar(nation, rule));
        let later = second.due(received, days);
        prop_assert_eq!(later, first.due(received, days + u32::from(!first.is_working_day(received))));
    }

    #[test]
    fn closure_days_never_bring_a_date_forward(
        nation in prop::sample::select(Nation::ALL.to_vec()),
        rule in prop::sample::select(RULES.to_vec()),
        closures in prop::collection::vec(any_date(), 0..2000),
        received in any_date(),
        days in 0..2000_u32,
    ) {
        let holidays = BankHolidays::bundled();
        let closed = Calendar::new(nation, rule, &holidays, &closures);
        prop_assert!(closed.due(received, days) >= Calendar::new(nation, rule, &holidays, &[]).due(received, days));
    }

    #[test]
    fn an_explanation_ends_on_the_date_and_accounts_for_every_weekday(
        calendar in any_calendar(), received in any_date(), days in 0..300_u32,
    ) {
        let due = calendar.due(received, days);
        let steps = calendar.explain_due(received, days).steps;
        let end = steps.iter().rfind(|step| !matches!(step, Step::Caveat(_)));
        prop_assert_eq!(end, Some(&Step::Date(due)));
        let weekdays = received.iter_days().skip(1).take_while(|day| *day <= due).filter(|day| is_weekday(*day));
        let skipped = steps.iter().filter(|step| matches!(step, Step::Skipped(..))).count();
        let day_zero = steps.iter().filter(|step| matches!(step, Step::DayZero(_))).count();
        prop_assert_eq!(weekdays.count(), skipped + day_zero + days as usize);
        let text = calendar.explain_due(received, days).to_string();
        let last = format!("The date is {}", long(due));
        prop_assert!(text.lines().any(|line| line == last));
    }

    #[test]
    fn an_explanation_of_adding_ends_on_the_date_too(calendar in any_calendar(), from in any_date(), days in -300..300) {
        let steps = calendar.explain_add(from, days).steps;
        let end = steps.iter().rfind(|step| !matches!(step, Step::Caveat(_)));
        prop_assert_eq!(end, Some(&Step::Date(calendar.add(from, days))));
    }

    #[test]
    fn rolling_forward_finds_the_first_working_day_from_here(calendar in any_calendar(), from in any_date()) {
        let expected = from.iter_days().find(|day| calendar.is_working_day(*day));
        prop_assert_eq!(Some(calendar.roll_forward(from)), expected);
    }
}
