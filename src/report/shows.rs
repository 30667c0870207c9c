//! What pictures of figures show, in a sentence or two each: those who hear a report are told the same as those who see it.

use chrono::NaiveDate;

use crate::domain::figures::course::Month;
use crate::domain::figures::groups::THEME;
use crate::domain::figures::performance::{Performance, Share};
use crate::domain::figures::period::Period;
use crate::domain::figures::rounding::one_place;
use crate::domain::office::record::Office;
use crate::domain::text::count;
use crate::report::topics::Pictured;

/// From this many weeks on a complaint has been open for long.
const LONG: &str = "13 weeks";
/// Ages before those that are longer than that.
const SHORT_AGES: usize = 4;

/// What a picture shows of the figures of a period; none where there is nothing to see.
pub fn shows(it: Pictured, sum: &Performance, period: &Period, office: &Office) -> Option<String> {
    let months = sum.course.months(period);
    match it {
        Pictured::Months => came_and_went(&months),
        Pictured::InTime => in_time(&months, sum.settings.aim_in_time),
        Pictured::Ages => (0 < sum.open).then(|| {
            let long: u64 = sum.ages.0[SHORT_AGES..].iter().sum();
            format!("{long} of {} came in more than {LONG} ago.", count(sum.open, "open complaint"))
        }),
        Pictured::Themes => {
            let all: u64 = sum.themes.0.values().map(|it| it.issues).sum();
            let themes = sum.themes.by_theme();
            let mut themes = themes.iter().filter(|it| it.0.is_some() && 0 < it.1.issues).peekable();
            let issues = themes.peek()?.1.issues;
            let most: Vec<String> =
                themes.take_while(|it| it.1.issues == issues).map(|it| THEME.label(office, &it.0)).collect();
            let (each, all) = (if most.len() == 1 { "" } else { " each" }, count(all, "issue"));
            Some(format!("Most often: {}: {issues}{each} of {all}.", most.join(", ")))
        }
        // No figure of a period: each plan has its own days.
        Pictured::Plans => None,
    }
}

/// How many came in and were closed over all the months, and which way that went.
fn came_and_went(months: &[(NaiveDate, Month)]) -> Option<String> {
    let (last, _) = months.last().filter(|_| 1 < months.len())?;
    let sum = |of: fn(&Month) -> u64| months.iter().map(|it| of(&it.1)).sum::<u64>();
    let (received, closed) = (sum(|it| it.received), sum(|it| it.closed));
    let more = match received.abs_diff(closed) {
        0 => "As many came in as were closed.".to_owned(),
        more if closed < received => format!("{more} more came in than were closed."),
        more => format!("{more} more were closed than came in."),
    };
    Some(format!(
        "In the {} months to {}, {received} came in and {closed} were closed. {more}",
        months.len(),
        last.format("%B %Y")
    ))
}

/// How many were answered in time over all the months, when it was worst, and how often the office did what it means to.
fn in_time(months: &[(NaiveDate, Month)], aim: u32) -> Option<String> {
    let share = |it: &Month| Share { numerator: it.in_time, denominator: it.answered }.percent();
    let known: Vec<(NaiveDate, f64)> =
        months.iter().filter_map(|(day, it)| Some((*day, share(it)?))).collect();
    let (worst, least) =
        known.iter().min_by(|it, other| it.1.total_cmp(&other.1)).filter(|_| 1 < known.len())?;
    let all = months.iter().fold(Month::default(), |all, (_, it)| Month {
        answered: all.answered + it.answered,
        in_time: all.in_time + it.in_time,
        ..all
    });
    let (all, months, worst) = (share(&all)?, months.len(), worst.format("%B %Y"));
    let met = known.iter().filter(|it| f64::from(aim) <= it.1).count();
    let aim = match aim {
        0 => String::new(),
        aim => format!(" The office’s aim, {aim}%, was met in {met} of {} months with answers.", known.len()),
    };
    Some(format!(
        "Over {months} months {}% were answered in time. Lowest: {}%, in {worst}.{aim}",
        one_place(all),
        one_place(*least)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::course::AGES;
    use crate::domain::figures::themes::ThemeCount;
    use crate::domain::office::lists::{ServiceId, ThemeId};
    use crate::domain::office::settings::FigureSettings;

    fn says(it: Pictured, sum: &Performance) -> Option<String> {
        let day = "2026-11-24".parse().expect("a real date");
        shows(it, sum, &Period { from: None, to: day, as_of: day }, &Office::default())
    }

    fn sum(months: &[(&str, u64, u64, u64)]) -> Performance {
        let mut sum = Performance::default();
        for (day, received, closed, in_time) in months {
            let month = sum.course.of(day.parse().expect("a real date"));
            *month = Month { received: *received, closed: *closed, answered: *closed, in_time: *in_time };
        }
        sum
    }

    #[test]
    fn a_sentence_says_which_way_it_goes_and_when_it_was_worst() {
        let sum = sum(&[("2026-09-01", 10, 8, 8), ("2026-10-01", 10, 8, 6), ("2026-11-01", 7, 4, 4)]);
        assert_eq!(
            says(Pictured::Months, &sum).as_deref(),
            Some(
                "In the 3 months to November 2026, 27 came in and 20 were closed. 7 more came in than were closed."
            )
        );
        assert_eq!(
            says(Pictured::InTime, &sum).as_deref(),
            Some("Over 3 months 90.0% were answered in time. Lowest: 75.0%, in October 2026.")
        );
        let settings = FigureSettings { aim_in_time: 90, ..FigureSettings::default() };
        let said = says(Pictured::InTime, &Performance { settings, ..sum });
        let aim = "The office’s aim, 90%, was met in 2 of 3 months with answers.";
        assert!(said.as_ref().is_some_and(|it| it.ends_with(aim)), "{said:?}");
    }

    #[test]
    fn what_has_been_open_for_long_and_what_comes_most_often_is_said_in_numbers() {
        let mut sum = Performance { open: 10, ..Performance::default() };
        sum.ages.0 = [1, 2, 3, 1, 2, 1];
        assert_eq!(AGES[SHORT_AGES - 1].0, "8 to 13 weeks");
        assert_eq!(
            says(Pictured::Ages, &sum).as_deref(),
            Some("3 of 10 open complaints came in more than 13 weeks ago.")
        );
        for (theme, service, issues) in [(1, 1, 2), (2, 1, 1), (2, 2, 2)] {
            let count = ThemeCount { issues, ..ThemeCount::default() };
            sum.themes.0.insert((Some(ThemeId(theme)), Some(ServiceId(service))), count);
        }
        assert_eq!(says(Pictured::Themes, &sum).as_deref(), Some("Most often: number 2: 3 of 5 issues."));
        let one_more = ThemeCount { issues: 1, ..ThemeCount::default() };
        sum.themes.0.insert((Some(ThemeId(1)), Some(ServiceId(2))), one_more);
        let said = "Most often: number 1, number 2: 3 each of 6 issues.";
        assert_eq!(says(Pictured::Themes, &sum).as_deref(), Some(said));
    }

    #[test]
    fn of_nothing_nothing_is_said() {
        for it in [Pictured::Months, Pictured::InTime, Pictured::Ages, Pictured::Themes] {
            assert_eq!(says(it, &Performance::default()), None, "{it:?}");
        }
    }
}
