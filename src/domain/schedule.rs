//! Retention schedules: how long each kind of case is kept before it is anonymised.
//!
//! The table is where an office starts; it may put its own in its place. A kind without a schedule is kept until it has one.

use serde::{Deserialize, Serialize};

use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::vocabulary::{CountsFrom, ScheduleKind};

/// The longest schedule that is taken for meant, in years.
const LONGEST: u32 = 100;

/// How long one kind of case is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// Which kind.
    pub kind: ScheduleKind,
    /// So many years.
    pub years: u32,
    /// And so many months.
    #[serde(default)]
    pub months: u32,
    /// From which day on.
    #[serde(default = "closing")]
    pub from: CountsFrom,
}

const fn closing() -> CountsFrom {
    CountsFrom::Closing
}

/// The schedules that an office starts with (six years after closing is usual, longer for what is
/// serious or went to the Ombudsman; 8 years 6 months from the response is the Ministry of Justice's).
pub const FIRST: &[Schedule] = &[
    Schedule { kind: ScheduleKind::Important, years: 10, months: 0, from: CountsFrom::Closing },
    Schedule { kind: ScheduleKind::Ombudsman, years: 8, months: 6, from: CountsFrom::Response },
    Schedule { kind: ScheduleKind::Conversation, years: 2, months: 0, from: CountsFrom::Closing },
    Schedule { kind: ScheduleKind::NotTakenFurther, years: 3, months: 0, from: CountsFrom::Closing },
    Schedule { kind: ScheduleKind::Complaint, years: 6, months: 0, from: CountsFrom::Closing },
];

impl Schedule {
    /// Its name in full: “complaint, 6 years after closing”.
    pub fn name(self) -> String {
        let part = |number: u32, one: &str| match number {
            0 => String::new(),
            1 => format!("1 {one}"),
            more => format!("{more} {one}s"),
        };
        let (years, months) = (part(self.years, "year"), part(self.months, "month"));
        let space = if years.is_empty() || months.is_empty() { "" } else { " " };
        format!("{}, {years}{space}{months} after {}", self.kind, self.from)
    }

    /// In whole months.
    pub const fn in_months(self) -> u32 {
        self.years.saturating_mul(12).saturating_add(self.months)
    }
}

/// Whether an office may keep its cases by these schedules.
pub fn check(schedules: &[Schedule]) -> Verdict<()> {
    for (place, it) in schedules.iter().enumerate() {
        if it.in_months() == 0 || LONGEST * 12 < it.in_months() {
            let why = format!("A schedule for “{}” must be between 1 month and {LONGEST} years.", it.kind);
            return Err(Refusal::of_field(
                "years",
                why,
                "To keep that kind for ever, leave its schedule out.",
            ));
        }
        if schedules[..place].iter().any(|earlier| earlier.kind == it.kind) {
            let why = format!("There are two schedules for “{}”.", it.kind);
            return Err(Refusal::of_field("kind", why, "Give each kind at most one."));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_starts_with_one_sound_schedule_for_every_kind() {
        check(FIRST).expect("sound");
        assert_eq!(FIRST.iter().map(|it| it.kind).collect::<Vec<_>>(), ScheduleKind::ALL);
    }

    #[test]
    fn a_schedule_says_how_long_in_words() {
        assert_eq!(FIRST[1].name(), "case with the Ombudsman, 8 years 6 months after response");
        let short = Schedule { years: 0, months: 1, ..FIRST[4] };
        assert_eq!(short.name(), "complaint, 1 month after closing");
    }

    #[test]
    fn no_time_at_all_and_two_times_for_one_kind_are_refused() {
        assert!(check(&[Schedule { years: 0, ..FIRST[4] }]).is_err());
        assert!(check(&[Schedule { years: 101, ..FIRST[4] }]).is_err());
        assert!(check(&[FIRST[4], FIRST[4]]).is_err());
    }
}
