//! Accepting a loss: a journal that lacks what was confirmed is taken as it is, deliberately, and that is written into it.
//!
//! Invariant: whatever knew of what is missing stays as it was until the journal says what was lost. Broken off at any moment,
//! the store is as damaged as before, or says so in its history.

use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::clock::Clock;
use crate::desk::copies::leave_mirrors;
use crate::desk::health::absolve;
use crate::desk::membership::refuse_loss_if_shared;
use crate::desk::opening::{OpenError, Progress, follow, known};
use crate::desk::store_dir::StoreDir;
use crate::domain::authority::Asker;
use crate::domain::commit::Did;
use crate::domain::office::event::OfficeEvent;
use crate::domain::records::any::Change;
use crate::domain::reference::TheOffice;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Deed;
use crate::journal::damage::{Damage, JournalError};
use crate::journal::written::Draft;
use crate::journal::{Journal, SEGMENT_BYTES};
use crate::view::fold::Maker;
use crate::view::store::{View, move_aside};

/// As what the account that keeps a store acts, where it is nobody in the office.
const KEEPER: &str = "keeper of the store";

/// Why a loss cannot be accepted. The words say what to do.
#[derive(Debug)]
pub enum LossError {
    /// The journal has everything that is known of it.
    NothingMissing,
    /// Whoever asks may not.
    Refused(Refusal),
    Open(OpenError),
    /// The old working copy cannot be moved out of the way, or the new one into its place.
    File(PathBuf, io::Error),
}

impl fmt::Display for LossError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingMissing => f.write_str(
                "nothing is missing: the journal has everything that is known of it, so there is no loss to accept",
            ),
            Self::Refused(it) => it.fmt(f),
            Self::Open(OpenError::Journal(JournalError::Damaged(it))) => write!(
                f,
                "{it}. Only a backup or the mirror helps here: what follows from a damaged line is not known, and a loss that \
                 nobody can name is not accepted"
            ),
            Self::Open(it) => it.fmt(f),
            Self::File(path, error) => write!(f, "{} cannot be moved ({error})", path.display()),
        }
    }
}

impl<E: Into<OpenError>> From<E> for LossError {
    fn from(it: E) -> Self {
        Self::Open(it.into())
    }
}

impl From<Refusal> for LossError {
    fn from(it: Refusal) -> Self {
        Self::Refused(it)
    }
}

/// A store whose journal lacks what was confirmed, held until the loss is accepted or left.
pub struct Loss {
    dir: StoreDir,
    /// The last change that is there.
    pub last: u64,
    /// What is missing, by whom it is known.
    pub missing: Vec<Damage>,
}

impl Loss {
    /// Looks at what is missing, and changes nothing.
    pub fn of(data: &Path, who: &str, clock: Clock) -> Result<Self, LossError> {
        let dir = StoreDir::open(data, who, clock.now())?;
        refuse_loss_if_shared(data)?;
        let seen = View::position_of(&View::open(&dir.view()));
        let (end, missing) = Journal::missing(&dir.journal(), &known(data, seen))?;
        if missing.is_empty() {
            Err(LossError::NothingMissing)
        } else {
            Ok(Self { dir, last: end.seq, missing })
        }
    }

    /// The last change that anybody knows of.
    pub fn known(&self) -> u64 {
        self.missing.iter().filter_map(|it| it.seq).max().unwrap_or_default()
    }

    /// Takes the journal as it is and writes that into it. Gives the directory in which the working copy is kept that was built
    /// from what is lost, if there is one.
    pub fn accept(
        self,
        who: &str,
        clock: Clock,
        reason: &str,
        progress: Progress,
    ) -> Result<Option<PathBuf>, LossError> {
        let (root, journal) = (self.dir.root(), self.dir.journal());
        let beside = root.join("view.accepting");
        // Left there by an acceptance that was broken off.
        drop(fs::remove_dir_all(&beside));
        let (view, house) = follow(&journal, View::open(&beside)?, progress)?;
        let today = clock.today(house.office.zone());
        // Who keeps the store and is nobody in the office looks after it.
        let is_somebody = house.office.person(who).is_some() || !house.office.is_governed();
        let role = if is_somebody {
            let asker = Asker::of(&house.office, who, today)?;
            asker.may_at_large(&house.office, today, Deed::ChangeOffice)?.word()
        } else {
            KEEPER
        };
        let event = OfficeEvent::LossAccepted {
            last: self.last,
            known: self.known(),
            reason: reason.to_owned(),
            from: today,
        };
        let change = Arc::new(Change::Office(TheOffice, Did::Events(vec![event])));
        let (mut journal, _) = Journal::open_short(&journal, SEGMENT_BYTES)?;
        let reader = Journal::reader(&self.dir.journal());
        let read = |place| reader.read(place);
        let mut fold = view.fold(house, &read);
        let ver = fold.take(&change, Maker { command: "", step: "", by: who })?;
        let draft = Draft {
            at: clock.now(),
            by: who.to_owned(),
            role: role.to_owned(),
            on: change.on().to_string(),
            ver,
            cmd: String::new(),
            step: String::new(),
            did: change.to_json(),
        };
        journal.append(&[draft])?.into_iter().try_for_each(|line| fold.place(line))?;
        fold.commit()?;
        view.flush();
        drop(view);
        // From here on the history says it. What knew of the loss goes last: until then the store stays damaged.
        let place = self.dir.view();
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |error| LossError::File(path, error)
        };
        leave_mirrors(root).map_err(failed(root))?;
        let aside = move_aside(&place).map_err(failed(&place))?;
        fs::rename(&beside, &place).map_err(failed(&beside))?;
        absolve(root);
        File::open(root).and_then(|it| it.sync_all()).map_err(failed(root))?;
        Ok(aside)
    }
}
