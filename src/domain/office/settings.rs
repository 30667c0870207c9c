//! What an office sets for itself: how long things may take, how figures are read, lists to see again, wording.

use serde::{Deserialize, Serialize};

/// Words that the office uses again and again in letters and notes: put into an answer, and changed there as needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// What it is known by.
    pub name: String,
    /// The words.
    pub text: String,
}

/// The name of the wording that lists the steps of a case, one a line: of every case, or with “: SERVICE” or “: THEME” behind it.
pub const STEPS: &str = "steps";
/// The most working days after its round began that a step may come up.
const LATEST_STEP: i32 = 999;

impl Wording {
    /// Whether it lists steps, and is put into no answer.
    pub fn is_steps(&self) -> bool {
        self.name.split(':').next().is_some_and(|it| it.trim().eq_ignore_ascii_case(STEPS))
    }

    /// The service or theme whose steps it lists; empty for every case.
    pub fn steps_of(&self) -> &str {
        self.name.split_once(':').map_or("", |it| it.1.trim())
    }

    /// The steps that it lists: what is done, and how many working days after its round began it comes up, if it does.
    pub fn steps(&self) -> Vec<(String, Option<i32>)> {
        let lines = self.text.lines().map(str::trim).filter(|it| !it.is_empty());
        lines.map(|it| step(it).unwrap_or_else(|_| (it.to_owned(), None))).collect()
    }
}

/// A step as it is written: “Send the consent form”, or “Send the consent form | 5”.
///
/// # Errors
/// In a sentence, where what follows the line is no number of working days.
pub fn step(line: &str) -> Result<(String, Option<i32>), String> {
    let Some((what, days)) = line.rsplit_once('|') else { return Ok((line.trim().to_owned(), None)) };
    let number = days.trim().parse().ok().filter(|it| (0..=LATEST_STEP).contains(it));
    let wrong = || format!("“{}” is no number of working days from 0 to {LATEST_STEP}.", days.trim());
    Ok((what.trim().to_owned(), Some(number.ok_or_else(wrong)?)))
}

/// A list that somebody wants to see again: what it shows, in which order, with which columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedList {
    /// What it is called.
    pub name: String,
    /// What it lists: cases, actions, or the name of a register.
    #[serde(default = "cases")]
    pub list: String,
    /// The filter, as it is typed.
    pub filter: String,
    /// The heading of the column to order by; empty for the usual order.
    #[serde(default)]
    pub order: String,
    /// Columns to show, by their headings; none for the usual ones.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Sign-in name of whose it is; none when the whole office shares it.
    #[serde(default)]
    pub owner: Option<String>,
}

fn cases() -> String {
    "cases".to_owned()
}

/// How long things may take, in working days unless said otherwise. Settings, because the model procedure's own
/// numbers were not to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timescales {
    /// From receipt to acknowledgement.
    pub acknowledge: u32,
    /// The office's own target for an early resolution.
    pub early_resolution: u32,
    /// The office's own target for a closer look.
    pub closer_look: u32,
    /// How long before a date it counts as due soon.
    pub due_soon: u32,
    /// Calendar days after which a pause must be looked at again.
    pub pause_review: u32,
    /// Within how many working days of receipt a timescale counts as shared at the start (guide, Capturing the right data).
    #[serde(default = "usual_share_within")]
    pub share_within: u32,
    /// How many stages there are: 2 where somebody else answers a second time, else 1.
    #[serde(default = "one_stage")]
    pub stages: u32,
}

/// What an office allows that has not said.
pub const fn usual_share_within() -> u32 {
    10
}

/// The number of stages of an office that answers a second time.
pub const TWO_STAGES: u32 = 2;

const fn one_stage() -> u32 {
    1
}

impl Default for Timescales {
    fn default() -> Self {
        Self {
            acknowledge: 3,
            early_resolution: 10,
            closer_look: 20,
            due_soon: 3,
            pause_review: 90,
            share_within: usual_share_within(),
            stages: one_stage(),
        }
    }
}

/// How figures are worked out (Cabinet Office annual reporting guidance, section 27).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FigureSettings {
    /// A theme is on the rise only from so many issues in a period.
    pub rise_at_least: u32,
    /// And only from so many per cent of the average of the four periods before.
    pub rise_percent: u32,
    /// What an hour of a colleague's work costs, in pence; 0 where the office has not said.
    pub hourly_rate: u64,
    /// How many per cent of answers the office means to give in time, month by month; 0 where it has not said.
    pub aim_in_time: u32,
}

impl Default for FigureSettings {
    fn default() -> Self {
        Self { rise_at_least: 3, rise_percent: 150, hourly_rate: 0, aim_in_time: 0 }
    }
}
