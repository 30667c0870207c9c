//! Stories that go on today: one function for each way in which a case can stand.

use chrono::NaiveDate;

use crate::domain::case::command::{Command, DraftReady, Reason};
use crate::domain::case::record::{ConsentRecord, Restriction};
use crate::domain::case::round::{Extension, Pause, Reopening, SeniorLetter};
use crate::domain::party::record::Party;
use crate::domain::vocabulary::{Consent, Means, PauseReason, Route};
use crate::exchange::demo::closed::answered;
use crate::exchange::demo::people::{STAFF, name};
use crate::exchange::demo::script::{Script, World};
use crate::exchange::demo::texts::{EXTENSIONS, LONG_NOTE, LONG_STORY, WRONG_ADVICE};

/// Tells of a case that goes on.
pub type Story = fn(&mut World) -> Script;

/// How many stand how.
pub const STANDINGS: &[(u32, Story)] = &[
    (9, overdue),
    (3, due_today),
    (3, due_soon),
    (4, new),
    (1, not_acknowledged_in_time),
    (2, acknowledged),
    (4, awaiting_consent),
    (3, paused),
    (6, drafted),
    (3, response_sent),
    (2, reopened),
    (5, extended),
    (9, early),
    (7, closer),
    (1, half_a_year),
];

fn under_way(world: &mut World, ago: i32, route: Route, answer_by: NaiveDate) -> Script {
    let matter = if world.dice.chance(16) { &WRONG_ADVICE } else { world.matter() };
    let mut script = world.complaint(matter, world.ago(ago));
    let moves = route == Route::CloserLook && 12 <= ago && world.dice.chance(34);
    let first = if moves { Route::EarlyResolution } else { route };
    let told = world.some_ago(ago - 2, ago - 1);
    world.begin(&mut script, told, answer_by, first);
    if moves {
        world.move_to_closer_look(&mut script, world.ago(ago - 8));
    }
    let noted = world.ago(ago / 2);
    let noted = script.steps.last().map_or(noted, |it| noted.max(it.0));
    world.notes(&mut script, noted);
    script
}

fn overdue(world: &mut World) -> Script {
    let late = world.dice.between(1, 8);
    let answer_by = world.ago(late);
    if world.dice.chance(35) {
        under_way(world, late + 10, Route::EarlyResolution, answer_by)
    } else {
        under_way(world, late + 25, Route::CloserLook, answer_by)
    }
}

fn due_today(world: &mut World) -> Script {
    let today = world.today;
    under_way(world, 10, Route::EarlyResolution, today)
}

fn due_soon(world: &mut World) -> Script {
    let answer_by = world.some_ahead(1, 3);
    under_way(world, 18, Route::CloserLook, answer_by)
}

fn new(world: &mut World) -> Script {
    let received = world.some_ago(0, 1);
    let matter = world.matter();
    world.complaint(matter, received)
}

fn not_acknowledged_in_time(world: &mut World) -> Script {
    let received = world.ago(5);
    let mut script = world.complaint(&WRONG_ADVICE, received);
    // A case that everybody opens first: it shows what a long story looks like.
    let facts = &mut script.receive.facts;
    "Petroc Tregenza".clone_into(&mut facts.complainant.name);
    "Mooring condemned, then found sound: boat damaged by the move".clone_into(&mut facts.subject);
    LONG_STORY.clone_into(&mut facts.story);
    facts.complainant.prefers = Some(Means::Letter);
    "Large print. Please do not telephone; he does not hear well."
        .clone_into(&mut facts.complainant.adjustments);
    facts.representative = Party::named("Gruffudd Tregenza (nephew)");
    facts.representative.take_contact("01632 960118");
    script.note(world.ago(1), LONG_NOTE);
    script
}

fn acknowledged(world: &mut World) -> Script {
    let received = world.ago(1);
    let matter = world.matter();
    let mut script = world.complaint(matter, received);
    let today = world.today;
    world.acknowledge(&mut script, today);
    script
}

fn awaiting_consent(world: &mut World) -> Script {
    let answer_by = world.some_ahead(10, 16);
    let mut script = under_way(world, 6, Route::CloserLook, answer_by);
    let helper = name(&mut world.dice);
    let representative = Party::named(format!("{helper} (neighbour)"));
    script.receive.facts.representative = Party { prefers: Some(Means::Email), ..representative };
    let record = ConsentRecord {
        status: Consent::Requested,
        on: world.ago(3),
        answer_by: Some(world.some_ahead(4, 8)),
        note: "Form sent to the person affected, with a stamped envelope.".to_owned(),
    };
    script.step(world.ago(3), Command::SetConsent(record));
    script
}

fn paused(world: &mut World) -> Script {
    let answer_by = world.some_ahead(8, 20);
    let mut script = under_way(world, 16, Route::CloserLook, answer_by);
    let from = world.some_ago(2, 6);
    let reason = "Waiting for the insurer’s survey, which the person would like us to read first.".to_owned();
    let pause = Pause { from, category: PauseReason::Information, reason, until: None };
    script.step(from, Command::Pause(pause));
    script
}

fn drafted(world: &mut World) -> Script {
    let answer_by = world.some_ahead(4, 7);
    let mut script = under_way(world, 15, Route::CloserLook, answer_by);
    let on = world.some_ago(1, 2);
    world.find(&mut script, on, Route::CloserLook);
    let note = "Three pages, apology on the first. In the case folder.".to_owned();
    script.step(on, Command::Draft(DraftReady { on, note }));
    script
}

fn response_sent(world: &mut World) -> Script {
    let answer_by = world.ahead(2);
    let mut script = under_way(world, 18, Route::CloserLook, answer_by);
    let on = world.some_ago(0, 2);
    world.find(&mut script, on, Route::CloserLook);
    world.respond(&mut script, on);
    script
}

fn reopened(world: &mut World) -> Script {
    let matter = world.matter();
    let mut script = answered(world, matter, world.ago(95));
    let on = world.some_ago(5, 9);
    let reason = "They sent a photograph that nobody had asked for and that changes the picture.".to_owned();
    script.step(on, Command::Reopen(Reopening { on, reason }));
    let answer_by = world.some_ahead(6, 15);
    world.share_timescale(&mut script, on, answer_by);
    script
}

fn extend(world: &mut World, script: &mut Script, told_on: NaiveDate) {
    let reason = world.dice.pick(EXTENSIONS).to_owned();
    let to = world.some_ahead(6, 15);
    script.step(told_on, Command::Extend(Extension { to, reason, told_on }));
}

fn extended(world: &mut World) -> Script {
    let answer_by = world.some_ahead(-4, 2);
    let mut script = under_way(world, 28, Route::CloserLook, answer_by);
    extend(world, &mut script, world.ago(6));
    script.update(world.ago(6), Some(world.ahead(5)));
    script
}

fn early(world: &mut World) -> Script {
    let answer_by = world.some_ahead(4, 8);
    under_way(world, 4, Route::EarlyResolution, answer_by)
}

fn closer(world: &mut World) -> Script {
    let answer_by = world.some_ahead(6, 18);
    let ago = world.dice.between(8, 20);
    let mut script = under_way(world, ago, Route::CloserLook, answer_by);
    script.update(world.ago(1), Some(world.some_ahead(4, 6)));
    script
}

fn half_a_year(world: &mut World) -> Script {
    let mut script = under_way(world, 140, Route::CloserLook, world.ago(100));
    extend(world, &mut script, world.ago(101));
    let (on, by) = (world.ago(5), "Director of Harbours".to_owned());
    script.step(on, Command::SendSeniorLetter(SeniorLetter { on, by, expected: world.ahead(12) }));
    script
}

/// It matters beyond itself.
pub fn mark_important(world: &World, script: &mut Script, reason: &str) {
    script.step(world.today, Command::MarkImportant(Reason { reason: reason.to_owned() }));
}

/// Only its owner, the manager and whoever fills the office may see it.
pub fn restrict(world: &World, script: &mut Script) {
    let mut to = vec![STAFF[0].0.to_owned(), world.actor.to_owned(), script.receive.owner.clone()];
    to.dedup();
    let reason = "The person complained about works in the same corridor.".to_owned();
    script.step(world.today, Command::Restrict(Restriction { to, not_for: Vec::new(), reason }));
}
