//! What every record is: a command is decided on, which gives events; events are folded in, which cannot fail.

use std::fmt::Debug;

use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::authority::{Asker, Bond};
use crate::domain::commit::{Erased, Happening, Source, Trail};
use crate::domain::office::record::Office;
use crate::domain::records::guard::Guard;
use crate::domain::reference::{RecordRef, Series};
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::rights::Deed;
use crate::domain::step::StepRow;
use crate::domain::terms::Terms;

/// A kind of record. How it was before a change is worked out from its commits: no record holds an older self.
pub trait Record: Clone + Debug + PartialEq + Serialize + DeserializeOwned {
    /// What one is called.
    type Ref: Copy + Debug + Eq + Into<RecordRef> + TryFrom<RecordRef>;
    /// What can be asked for on one.
    type Command: Clone + Debug + PartialEq + Serialize + DeserializeOwned;
    /// What can happen to one. The journal's frozen form.
    type Event: Clone + Debug + PartialEq + Serialize + DeserializeOwned;

    /// What to do about something wrong that cannot be undone.
    const MENDED_BY: &str = "Put right what is wrong with another step.";

    /// What it is called.
    fn reference(&self) -> Self::Ref;

    /// Goes up by one with every change; 0 while nothing has happened to it.
    fn version(&self) -> u64;

    /// Who made its last changes.
    fn trail(&self) -> &Trail;

    /// Notes a change: the version that it made, and the trail after it.
    fn stamp(&mut self, version: u64, trail: Trail);

    /// The record before anything happened to it, where it needs no beginning.
    fn blank(_at: Self::Ref) -> Option<Self> {
        None
    }

    /// The record that a first event makes; none if it is no beginning, which no journal of ours holds.
    fn begin(at: Self::Ref, first: &Self::Event) -> Option<Self>;

    /// Folds a decided event in. Never fails: `decide` already said yes.
    fn apply(&mut self, event: &Self::Event);

    /// Everything personal was taken out of it.
    fn erase(&mut self, _erased: &Erased) {}

    /// Decides the first step of a record that does not exist yet. Only what is numbered has one.
    fn decide_first(_terms: &Terms, _command: Self::Command) -> Verdict<Vec<Self::Event>> {
        Err(Refusal::of_step("Nothing of this kind is begun.", "Name the record that the step is on."))
    }

    /// Decides a step: the events it causes, or why not. The only place that says no.
    fn decide(&self, terms: &Terms, command: Self::Command) -> Verdict<Vec<Self::Event>>;

    /// What is said of a step.
    fn row(command: &Self::Command) -> &'static StepRow;

    /// Whether a step never collides with what somebody else changed meanwhile, because it only adds.
    fn only_adds(command: &Self::Command) -> bool {
        Self::row(command).only_adds
    }

    /// The deed that a step is, on a record or the first on one, for whoever asks for it.
    fn deed(_record: Option<&Self>, command: &Self::Command, _login: &str) -> Deed {
        Self::row(command).deed
    }

    /// How somebody is bound to it, or to the part of it that a step is about.
    fn bond(&self, asker: &Asker, command: Option<&Self::Command>) -> Bond;

    /// What decides whom it is kept from altogether: for them it does not exist.
    fn guard(&self) -> Guard {
        Guard::default()
    }

    /// Whether a step is taken on what is restricted by whoever need not see it: they know the reference and are told nothing.
    fn is_by_reference(_command: &Self::Command) -> bool {
        false
    }

    /// The records that an event names, each with the answer that does: as they are read, however they were typed.
    fn links(_at: Self::Ref, _event: &Self::Event) -> Vec<(&'static str, RecordRef)> {
        Vec::new()
    }

    /// The series that a first step is numbered in; none for what is not numbered.
    fn series(_command: &Self::Command, _today: NaiveDate) -> Option<Series> {
        None
    }

    /// Where it came from, if it was imported.
    fn source(&self) -> Option<&Source> {
        None
    }

    /// Where it came from, as an event says that made it so.
    fn source_in(_event: &mut Self::Event) -> Option<&mut Source> {
        None
    }

    /// Where it comes from, if a step imports it.
    fn imported_from(_command: &Self::Command) -> Option<&Source> {
        None
    }

    /// Whether what is imported from here was imported from there before, under the same reference.
    fn is_repeat(_here: &Source, _there: &Source) -> bool {
        true
    }

    /// Whether somebody only looked: nothing about the record is other than it was.
    fn is_a_look(_event: &Self::Event) -> bool {
        false
    }

    /// Whether whoever did it may take it back. What others rely on at once is put right by another step; so is who may see it,
    /// for somebody may have been told since that it is kept.
    fn can_be_taken_back(event: &Self::Event) -> bool {
        !Self::restricts(event)
    }

    /// Whether it made something somebody's.
    fn gives_to(_event: &Self::Event, _login: &str) -> bool {
        false
    }

    /// Whether it changed who may see the record.
    fn restricts(_event: &Self::Event) -> bool {
        false
    }

    /// What happened, in words.
    fn happening(at: Self::Ref, office: &Office, event: &Self::Event) -> Happening;

    /// The change that somebody may take back; a refusal in words if there is none. `wanted` is the version that it made,
    /// where they name one.
    fn to_take_back(&self, terms: &Terms, wanted: Option<u64>) -> Verdict<u64> {
        pick::<Self>(terms, self.trail(), wanted, self.trail().to_take_back(), "There is no change to undo.")
    }

    /// The change that somebody took back and may put back.
    fn to_put_back(&self, terms: &Terms, wanted: Option<u64>) -> Verdict<u64> {
        let nothing = "There is no undone change to do again.";
        pick::<Self>(terms, self.trail(), wanted, self.trail().to_put_back(), nothing)
    }
}

fn pick<R: Record>(
    terms: &Terms,
    trail: &Trail,
    wanted: Option<u64>,
    last: Option<u64>,
    nothing: &str,
) -> Verdict<u64> {
    let instead = R::MENDED_BY;
    if !trail.by.is_empty() && trail.by != terms.actor {
        let who = terms.office.person_name(&trail.by);
        let why = format!("{who} made the last change, so only they can undo it.");
        return Err(Refusal::of_step(why, instead));
    }
    match last {
        None => Err(Refusal::of_step(nothing, instead)),
        Some(last) if wanted.is_some_and(|it| it != last) => {
            Err(Refusal::of_step("Another change was made after that one.", "Undo the later one first."))
        }
        Some(last) => Ok(last),
    }
}
