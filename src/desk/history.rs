//! What happened to a record, as whoever asks may hear of it, and a record as it was at a version.

use std::collections::HashMap;

use crate::api::message::{Fault, Moment, Reply};
use crate::desk::declared::erased_by;
use crate::desk::session::Session;
use crate::desk::sight::Sight;
use crate::domain::commit::{Commit, Happening};
use crate::domain::records::any::{Change, Kind, each_reference};
use crate::domain::records::fold::refold;
use crate::domain::reference::RecordRef;
use crate::domain::rights::Deed;

impl Session {
    pub(in crate::desk) fn history(&self, sight: &Sight, on: RecordRef) -> Result<Reply, Fault> {
        self.may_read_history(sight, on)?;
        let places = self.view().history(on)?;
        if places.is_empty() {
            return Err(Fault::Missing(on));
        }
        let mut moments = Vec::with_capacity(places.len());
        let mut declared = HashMap::new();
        let mut again: HashMap<u64, Vec<Happening>> = HashMap::new();
        let mut by_version: HashMap<u64, String> = HashMap::new();
        let mut erasures: HashMap<u64, Happening> = HashMap::new();
        for place in places {
            let written = self.journal().read(place).map_err(|it| Fault::Broken(it.to_string()))?;
            // Whoever looks makes no version of their own.
            let mut is_a_look = false;
            let happenings = match &written.did {
                None => Vec::new(),
                Some(did) => {
                    let change =
                        Change::from_json(&written.on, did).map_err(|it| Fault::Broken(it.to_string()))?;
                    let change = sight.change(change);
                    // A look that is not for whoever asks leaves nothing: not even that something was there.
                    if change.is_empty() {
                        continue;
                    }
                    is_a_look = change.is_a_look();
                    let mut happenings = change.happenings(&sight.house.office);
                    happenings.iter_mut().for_each(|it| sight.cover_text(&mut it.words));
                    change.erases().iter().for_each(|it| drop(again.remove(it)));
                    for (seq, mut happening) in change.erasures_before() {
                        sight.cover_text(&mut happening.words);
                        erasures.insert(seq, happening);
                    }
                    for (seq, mut happening) in change.told_again(&sight.house.office) {
                        if change.erases().contains(&seq) {
                            sight.cover_text(&mut happening.words);
                            again.entry(seq).or_default().push(happening);
                        }
                    }
                    let about = change.about_version().and_then(|it| by_version.get(&it));
                    if let (Some(first), Some(about)) = (happenings.first_mut(), about) {
                        first.words.clone_from(about);
                    }
                    happenings
                }
            };
            for erased in erased_by(&written) {
                declared.insert(erased, happenings.first().cloned());
            }
            let (seq, at, by, role, version, via) =
                (written.seq, written.at, written.by, written.role, written.ver, written.via);
            // Of what was erased there are no words.
            if !happenings.is_empty() && !is_a_look {
                by_version.insert(version, in_words(&happenings));
            }
            moments.push(Moment { seq, at, by, role, version, happenings, via });
        }
        // Of what was erased, what is left stands where it happened, by whoever did it.
        for moment in moments.iter_mut().filter(|it| it.happenings.is_empty()) {
            let left = again.remove(&moment.seq);
            let erased = erasures.remove(&moment.seq).or_else(|| declared.remove(&moment.seq).flatten());
            moment.happenings.extend(left.unwrap_or_else(|| erased.into_iter().collect()));
        }
        Ok(Reply::History { on, moments })
    }

    pub(in crate::desk) fn may_read_history(&self, sight: &Sight, on: RecordRef) -> Result<(), Fault> {
        let bond = match on {
            RecordRef::Office | RecordRef::Year(_) => sight.asker.at_large(),
            // The outline of a case has no history.
            RecordRef::Case(_) => {
                let case = self.opened(sight, on)?;
                return sight.may_on(Deed::ReadCase, &case.bond(&sight.asker)).map(|_| ());
            }
            RecordRef::Plan(_) | RecordRef::Entry(_) => self.opened(sight, on)?.bond(&sight.asker),
        };
        sight.may_on(Deed::ReadHistory, &bond).map(|_| ())
    }

    /// Folds the history of a record up to a version.
    pub(in crate::desk) fn record_at(
        &self,
        sight: &Sight,
        on: RecordRef,
        version: u64,
    ) -> Result<Reply, Fault> {
        self.may_read_history(sight, on)?;
        each_reference!(on, at => {
            let record = self.folded_to::<R>(at, version)?.ok_or(Fault::Missing(on))?;
            Ok(Reply::RecordAt(sight.record(record.any(), Vec::new)?))
        })
    }

    /// A record as it was at a version; none if it never had it.
    fn folded_to<R: Kind>(&self, at: R::Ref, version: u64) -> Result<Option<R>, Fault> {
        let on: RecordRef = at.into();
        let mut commits = Vec::new();
        for place in self.view().history(on)? {
            let written = self.journal().read(place).map_err(|it| Fault::Broken(it.to_string()))?;
            // What was erased cannot be folded in, and neither can what came after it.
            let Some(did) = &written.did else { return Ok(None) };
            let change = Change::from_json(&written.on, did).map_err(|it| Fault::Broken(it.to_string()))?;
            commits.extend(R::did(change).map(|did| Commit { version: written.ver, by: written.by, did }));
            if written.ver == version {
                let folded = refold::<R>(at, &commits);
                return folded.map_err(|_| Fault::Broken(format!("the history of {on} has no beginning")));
            }
        }
        Ok(None)
    }
}

/// What happened at once, for whoever hears that it was taken back.
fn in_words(happenings: &[Happening]) -> String {
    happenings.iter().map(|it| format!("{}: {}", it.kind, it.words)).collect::<Vec<_>>().join(" ")
}
