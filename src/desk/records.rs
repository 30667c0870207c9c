//! What a records officer asks for: until when cases are kept, and what is held about a person.

use std::collections::BTreeSet;

use crate::api::message::{Fault, Reply};
use crate::desk::held::{AsItStands, held_about};
use crate::desk::keeping::survey;
use crate::desk::session::Session;
use crate::desk::sight::Sight;
use crate::domain::authority::{Asker, ask_to_be_named};
use crate::domain::case::decide::restricting::lifters;
use crate::domain::case::record::Case;
use crate::domain::party::known::KnownAs;
use crate::domain::records::guard::{Kept as Seen, kept};
use crate::domain::reference::{CaseRef, RecordRef};
use crate::domain::refusal::Refusal;
use crate::domain::retention::{Kept, Retention};
use crate::domain::rights::Deed;
use crate::domain::vocabulary::RetentionState;

impl Session {
    /// Until when each case is kept, and what is to become of it then.
    pub(in crate::desk) fn retention(&self, sight: &Sight) -> Result<Reply, Fault> {
        sight.may(Deed::KeepRecords)?;
        let all = survey(self.view(), &sight.house, sight.today)?;
        let (mut cases, hidden): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| sight.has(it.reference));
        cases.iter_mut().for_each(|it| sight.cover_text(&mut it.why));
        let hidden = hidden.into_iter().filter(|it| it.state != RetentionState::Anonymised);
        let hidden: Vec<Retention> = hidden.filter(|it| it.until.is_some()).collect();
        let ask = self.whom_to_ask(sight, hidden.iter().map(|it| it.reference.into()))?;
        let hidden = hidden.into_iter().filter_map(|it| it.until).collect();
        Ok(Reply::Retention(Kept { cases, hidden, ask }))
    }

    /// Whom to ask to see some of these records, which are kept from whoever asks.
    fn whom_to_ask(
        &self,
        sight: &Sight,
        kept_from_them: impl Iterator<Item = RecordRef>,
    ) -> Result<String, Fault> {
        let (office, view) = (&sight.house.office, self.view());
        let managers = lifters(office, sight.today);
        let mut asked = BTreeSet::new();
        for on in kept_from_them {
            let guard = view.guard(on)?;
            for (place, who) in managers.iter().enumerate().filter(|it| it.1.login != sight.asker.login()) {
                let theirs = Asker::of(office, &who.login, sight.today)?;
                if kept(&theirs, &guard, &mut |on| view.guard(on))? == Seen::Not {
                    asked.insert(place);
                }
            }
        }
        let names: Vec<&str> = asked.into_iter().map(|it| managers[it].name.as_str()).collect();
        Ok(ask_to_be_named(&names))
    }

    /// What is held about a person is gathered whole or not at all: part of it is no answer to them. Whether one of the words of
    /// their name stands in what is hidden is never told: it would find any word there.
    pub(in crate::desk) fn held_about(&self, sight: &Sight, person: &KnownAs) -> Result<Reply, Fault> {
        sight.may(Deed::KeepRecords)?;
        let paper = |case: CaseRef, number: u32| {
            let case = self.view().record::<Case>(case).ok().flatten()?;
            case.paper(number).cloned()
        };
        let kept = (self.journal_dir(), &sight.house.office, &paper as &AsItStands);
        let (held, hidden) = held_about(kept, person, sight.unseen())?;
        if !hidden.is_empty() {
            let why = "Something that is held about this person, or may be, is kept from you, so you cannot answer them.";
            let ask = self.whom_to_ask(sight, hidden.into_iter())?;
            return Err(Refusal::of_step(why, ask).into());
        }
        Ok(Reply::HeldAbout(held))
    }
}
