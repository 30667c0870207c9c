//! Commits folded into a record, one after the other.

use crate::domain::commit::{Commit, Did, Trail, standing};
use crate::domain::records::record::Record;

/// A history that does not begin with a beginning: no journal of ours holds one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoBeginning;

/// The commits of a kind of record.
pub type Commits<R> = Vec<Commit<<R as Record>::Event>>;

/// Folds one commit in. `earlier` gives the commits before it, and is only asked where something is taken back.
pub fn fold<R: Record, X: From<NoBeginning>>(
    at: R::Ref,
    record: Option<R>,
    commit: &Commit<R::Event>,
    earlier: impl FnOnce() -> Result<Commits<R>, X>,
) -> Result<R, X> {
    let is_first = record.is_none();
    let record = record.or_else(|| R::blank(at));
    let (before, trail) =
        record.as_ref().map_or_else(Default::default, |it| (it.version(), it.trail().clone()));
    let (mut folded, version, trail) = match &commit.did {
        Did::Events(events) => {
            let mut folded = record.or_else(|| R::begin(at, events.first()?)).ok_or(NoBeginning)?;
            // Whoever only looked has changed nothing: no edit grows stale, and the last change is still the one before.
            if !is_first && events.iter().all(R::is_a_look) {
                return Ok(folded);
            }
            events.iter().for_each(|it| folded.apply(it));
            // What has just begun has nothing before it.
            let may_go = !is_first && events.iter().all(R::can_be_taken_back);
            (folded, before + 1, trail.after(&commit.by, before + 1, may_go))
        }
        Did::TakenBack { version } | Did::PutBack { version } => {
            let mut commits = earlier()?;
            commits.push(commit.clone());
            let standing = standing(&commits);
            let begun = R::blank(at).or_else(|| begun(at, standing.first()?)).ok_or(NoBeginning)?;
            let is_taken_back = matches!(commit.did, Did::TakenBack { .. });
            let trail = if is_taken_back { trail.without(*version) } else { trail.with_again(*version) };
            (standing.into_iter().fold(begun, applied), before + 1, trail)
        }
        // Nothing of what was known may stay to be taken back.
        Did::Retold(it) => {
            let trail = Trail { by: commit.by.clone(), ..Trail::default() };
            (applied(begun(at, commit).ok_or(NoBeginning)?, commit), it.version + 1, trail)
        }
    };
    folded.stamp(version, trail);
    Ok(folded)
}

/// The record that a commit begins with.
fn begun<R: Record>(at: R::Ref, commit: &Commit<R::Event>) -> Option<R> {
    R::blank(at).or_else(|| R::begin(at, commit.did.events().first()?))
}

fn applied<R: Record>(mut folded: R, commit: &Commit<R::Event>) -> R {
    commit.did.events().iter().for_each(|it| folded.apply(it));
    // What was only told again without the people of other cases is itself as before.
    if let Did::Retold(it) = &commit.did
        && it.cases.is_empty()
    {
        folded.erase(&it.erased);
    }
    folded
}

/// Folds commits one after the other, from the first on; none of none.
pub fn refold<R: Record>(at: R::Ref, commits: &[Commit<R::Event>]) -> Result<Option<R>, NoBeginning> {
    (0..commits.len()).try_fold(None, |record, place| {
        fold(at, record, &commits[place], || Ok::<_, NoBeginning>(commits[..place].to_vec())).map(Some)
    })
}
