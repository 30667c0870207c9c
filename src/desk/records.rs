//! What a records officer asks for: until when cases are kept, and what is held about a person.

use crate::api::message::{Fault, Reply};
use crate::desk::held::held_about;
use crate::desk::keeping::survey;
use crate::desk::session::{Session, broken};
use crate::desk::sight::Sight;
use crate::domain::party::known::KnownAs;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Deed;

impl Session {
    /// Until when each case is kept, and what is to become of it then.
    pub(in crate::desk) fn retention(&self, sight: &Sight) -> Result<Reply, Fault> {
        sight.may(Deed::KeepRecords)?;
        let mut all = survey(self.view(), &sight.house, sight.today).map_err(broken)?;
        all.retain(|it| sight.has(it.reference));
        all.iter_mut().for_each(|it| sight.cover_text(&mut it.why));
        Ok(Reply::Retention(all))
    }

    /// What is held about a person is gathered whole or not at all: part of it is no answer to them. Whether words that may mean
    /// them and may not stand in what is hidden is never told: it would find any word there.
    pub(in crate::desk) fn held_about(&self, sight: &Sight, person: &KnownAs) -> Result<Reply, Fault> {
        sight.may(Deed::KeepRecords)?;
        let (held, is_kept) = held_about(self.journal_dir(), &sight.house.office, person, sight.unseen())?;
        if is_kept {
            let why = "Something that is held about this person is kept from you, so you cannot answer them.";
            let instead =
                "Ask another records officer, or a complaints manager to name you on what is restricted.";
            return Err(Refusal::of_step(why, instead).into());
        }
        Ok(Reply::HeldAbout(held))
    }
}
