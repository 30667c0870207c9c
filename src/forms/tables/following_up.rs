//! What a case comes back to: what is asked of another team, what is brought forward, and the steps of its kind.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::calendar::typed::{Sense, read};
use crate::domain::case::command::{Command, FollowUpDone, NewStep, Step};
use crate::domain::case::kind_of_case::steps_to_propose;
use crate::domain::case::record::{FollowUp, Part};
use crate::forms::answers::Answers;
use crate::forms::field::{DAY_TO_COME, Field, Kind, field, optional};
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, form};
use crate::forms::tables::parts::{day_done, myself, numbered, part, people, this_or};

fn who() -> Field {
    optional("who", "Comes up for", "empty for whoever is responsible for the case", Kind::Choice(people()))
}

fn due(label: &'static str) -> Field {
    field("due", label, "", DAY_TO_COME)
}

/// What the fields of a follow-up say.
pub fn follow_up_of(it: &mut Answers) -> Option<FollowUp> {
    let (on, due) = (it.day("on").unwrap_or(it.setting.today), it.day("due"));
    let (of, what) = (it.text("of"), it.text("what"));
    let who = Some(it.text("who")).filter(|it| !it.is_empty());
    Some(FollowUp { what, of, who, on, due, ..FollowUp::default() })
}

/// The case comes up again on a day.
pub fn bring_forward() -> FormTable {
    let why = field("what", "Why", "what is to be looked at then", Kind::Line);
    form(Step::BringForward, "bring it forward", vec![due("Comes up on"), why, who().preset(myself)], |it| {
        follow_up_of(it).map(Command::BringForward)
    })
}

/// The fields that what is asked of another team is recorded with.
pub fn of_follow_up() -> Vec<Field> {
    vec![
        field("of", "Asked of", "a team, or another body", Kind::Line),
        field("what", "What is asked", "", Kind::Text),
        due("Answer due"),
        day_done("on", "Asked on"),
        who(),
    ]
}

/// Something is asked of another team.
pub fn ask_team() -> FormTable {
    form(Step::AskTeam, "save", of_follow_up(), |it| follow_up_of(it).map(Command::AskTeam))
}

/// What the office proposes, a step a line.
fn proposed(setting: &Setting) -> String {
    let steps = setting.case().map(|it| steps_to_propose(setting.house, it)).unwrap_or_default();
    let line = |(what, due): (String, Option<NaiveDate>)| match due {
        Some(due) => format!("{what} | {}", long(due.max(setting.today))),
        None => what,
    };
    steps.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The steps of its kind are put on the case.
pub fn set_steps() -> FormTable {
    let hint = "one a line; with “|” and a day behind it, it comes up then";
    let steps = field("steps", "Steps", hint, Kind::Text).preset(proposed);
    form(Step::SetSteps, "put them on the case", vec![steps], |it| {
        let mut steps = Vec::new();
        for line in it.lines("steps") {
            let (what, day) =
                line.rsplit_once('|').map_or((line.as_str(), ""), |it| (it.0.trim(), it.1.trim()));
            let Setting { today, house, .. } = it.setting;
            let due = if day.is_empty() {
                Ok(None)
            } else {
                read(day, Sense::Future, today, &house.calendar).map(Some)
            };
            match due {
                Ok(due) => steps.push(NewStep { what: what.to_owned(), due }),
                Err(why) => it.wrong("steps", format!("“{what}”: {why}")),
            }
        }
        Some(Command::SetSteps(steps))
    })
}

/// What is still open, or what it was opened for.
fn open(setting: &Setting) -> Vec<String> {
    let all = numbered(
        setting,
        "follow-up",
        |it| &it.follow_ups,
        |it: &FollowUp| (it.number, Part::FollowUp(it.clone()).words()),
    );
    let done = |place: usize| setting.case().is_some_and(|it| it.follow_ups[place].done.is_some());
    all.into_iter().enumerate().filter(|it| !done(it.0)).map(|it| it.1).collect()
}

/// The answer came, or it was seen to.
pub fn follow_up_done() -> FormTable {
    form(
        Step::FollowUpDone,
        "save",
        vec![
            field("follow_up", "Which", "", part(open)).preset(|it| this_or(None, it, "follow-up", open(it))),
            optional("answer", "What came of it", "the answer, or what was done", Kind::Text),
            day_done("on", "On"),
        ],
        |it| {
            let (follow_up, on) = (it.number("follow_up"), it.day("on"));
            let answer = it.text("answer");
            Some(Command::FollowUpDone(FollowUpDone { follow_up: follow_up?, on: on?, answer }))
        },
    )
}
