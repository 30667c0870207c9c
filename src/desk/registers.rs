//! Registers as somebody sees them: their lists, how much on each is owed, and how what leading asks stands.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::api::message::{EntryRequest, Fault, RegisterCount, Reply};
use crate::desk::session::Session;
use crate::desk::sight::Sight;
use crate::domain::filter::{Asked, Condition, Filter};
use crate::domain::records::record::Record;
use crate::domain::reference::EntryRef;
use crate::domain::refusal::Refusal;
use crate::domain::register::entry::Entry;
use crate::domain::register::kinds::KINDS;
use crate::domain::register::owed::{Owing, Register};
use crate::domain::row::Row;

impl Session {
    pub(in crate::desk) fn registers(&self, sight: &Sight) -> Result<Reply, Fault> {
        let mut counts = Vec::new();
        for kind in KINDS.iter().filter(|it| sight.may(it.read).is_ok()) {
            let Some(register) = Register::of(&sight.house, kind.letter) else { continue };
            let mut entries = self.view().entries(kind.letter)?;
            let mut count = RegisterCount {
                register: kind.letter,
                entries: 0,
                owing: 0,
                late: 0,
                to_enter: 0,
                to_enter_late: 0,
            };
            let all: Vec<&Entry> = entries.iter().collect();
            // What the last entry of its sort names stands on that entry.
            let is_on_none =
                |it: &Owing| kind.cycles.iter().any(|cycle| cycle.what == it.what && cycle.next().is_none());
            for it in register.next(&all).iter().filter(|it| is_on_none(it)) {
                count.to_enter += 1;
                count.to_enter_late += u64::from(it.due < sight.today);
            }
            let again = register.again(&all);
            entries.iter_mut().for_each(|it| it.again = again.get(&it.reference).copied());
            let counting = entries.into_iter().filter_map(|it| sight.entry(it).ok());
            for entry in counting.filter(|it| !it.is_mistaken()) {
                let owed = register.owed(&entry);
                count.entries += 1;
                count.owing += u64::from(!owed.is_empty());
                count.late += u64::from(owed.iter().any(|it| it.due < sight.today));
            }
            counts.push(count);
        }
        Ok(Reply::Registers(counts))
    }

    pub(in crate::desk) fn leading(&self, sight: &Sight) -> Result<Reply, Fault> {
        let mut all = Vec::new();
        for kind in KINDS.iter().filter(|it| !it.leads.is_empty() && sight.may(it.read).is_ok()) {
            let Some(register) = Register::of(&sight.house, kind.letter) else { continue };
            let entries = self.view().entries(kind.letter)?;
            let entries: Vec<Entry> = entries.into_iter().filter_map(|it| sight.entry(it).ok()).collect();
            all.extend(register.led(&sight.asker, sight.today, &entries.iter().collect::<Vec<_>>()));
        }
        Ok(Reply::Leading { led: all, unlearnt: self.unlearnt(sight)? })
    }

    /// On how many cases something went wrong that no plan learns from: as many as the list of them has.
    fn unlearnt(&self, sight: &Sight) -> Result<u64, Fault> {
        let learnt = self.view().learnt()?;
        let asked = Asked {
            house: &sight.house,
            asker: &sight.asker,
            today: sight.today,
            finds: &|_, _| true,
            learnt_since: &|it| learnt.get(&it).copied(),
        };
        let filter = Filter::of(Condition::Unlearnt);
        let mut many = 0;
        let count = |row: &Row| {
            many += u64::from(!sight.hidden.contains(&row.reference) && filter.holds(&asked, row));
        };
        self.view().bare_rows(None, usize::MAX, count)?;
        Ok(many)
    }

    /// When entries of a register are to be made again.
    pub(in crate::desk) fn again(
        &self,
        sight: &Sight,
        letter: char,
    ) -> Result<BTreeMap<EntryRef, NaiveDate>, Fault> {
        let Some(register) = Register::of(&sight.house, letter) else { return Ok(BTreeMap::new()) };
        let entries = self.view().entries(letter)?;
        Ok(register.again(&entries.iter().collect::<Vec<_>>()))
    }

    pub(in crate::desk) fn entries(&self, sight: &Sight, it: &EntryRequest) -> Result<Reply, Fault> {
        let register = Register::of(&sight.house, it.register).ok_or_else(|| no_register(it.register))?;
        sight.may(register.kind.read)?;
        let mut entries = self.view().entries(it.register)?;
        let again = register.again(&entries.iter().collect::<Vec<_>>());
        entries.iter_mut().for_each(|it| it.again = again.get(&it.reference).copied());
        entries.reverse();
        let is_after = |entry: &Entry| it.after.is_none_or(|after| entry.reference < after);
        let shown = entries.into_iter().filter(is_after).filter_map(|entry| sight.entry(entry).ok());
        let fits = |entry: &Entry| it.filter.holds(&register, &sight.asker, it.today, entry);
        let mut shown: Vec<Entry> = shown.filter(fits).take(it.limit).collect();
        for it in &mut shown {
            it.kept_with = self.kept_with(sight, &it.guard())?;
        }
        self.look_at_list(sight, &mut shown, |it| Some(it.reference.into()))?;
        Ok(Reply::Entries(shown))
    }
}

fn no_register(letter: char) -> Fault {
    let names: Vec<&str> = KINDS.iter().map(|it| it.id).collect();
    let why = format!("There is no register “{letter}”.");
    Refusal::of_step(why, format!("Registers: {}.", names.join(", "))).into()
}
