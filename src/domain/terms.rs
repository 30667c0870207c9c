//! What a decision is made under: the rules, the day, and who asks.

use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::office::record::Office;

/// What every decision is made under.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The office's rules and lists.
    pub office: &'a Office,
    /// Its calendar, built once.
    pub calendar: &'a Calendar,
    /// The day it is at the office.
    pub today: NaiveDate,
    /// Sign-in name of whoever asks.
    pub actor: &'a str,
}
