//! Hosts of an office come and go: it is shared by the first, joined by others, left, and taken back to one machine.
//! Each takes the store to itself, as long as it takes.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::clock::Clock;
use crate::desk::begun::{note_swept, told};
use crate::desk::carried::{bring_all, send_all};
use crate::desk::membership::{Membership, forget, membership, note_left};
use crate::desk::opening::{OpenError, Progress, open};
use crate::desk::session::{Desk, How};
use crate::desk::store_dir::{StoreDir, StoreDirError, holds_a_store, journal_in};
use crate::desk::sweep::{EraseError, finish};
use crate::domain::refusal::Refusal;
use crate::journal::chain::Position;
use crate::journal::damage::JournalError;
use crate::journal::sequencer::{Head, KnownHost, Part, SequenceError, is_schema, sql};
use crate::journal::{Journal, SEGMENT_BYTES};
use crate::papers::Papers;

pub use crate::journal::{Differs, HeldAgainst};

/// Why a host cannot come or go. The words say what to do.
#[derive(Debug)]
pub enum HostError {
    Refused(Refusal),
    Dir(StoreDirError),
    Open(OpenError),
    Erase(EraseError),
    /// The database or the journal.
    Order(String),
    File(PathBuf, io::Error),
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(it) => it.fmt(f),
            Self::Dir(it) => it.fmt(f),
            Self::Open(it) => it.fmt(f),
            Self::Erase(it) => it.fmt(f),
            Self::Order(it) => f.write_str(it),
            Self::File(path, error) => write!(f, "{} cannot be used ({error})", path.display()),
        }
    }
}

impl From<Refusal> for HostError {
    fn from(it: Refusal) -> Self {
        Self::Refused(it)
    }
}

impl From<StoreDirError> for HostError {
    fn from(it: StoreDirError) -> Self {
        Self::Dir(it)
    }
}

impl From<OpenError> for HostError {
    fn from(it: OpenError) -> Self {
        Self::Open(it)
    }
}

impl From<EraseError> for HostError {
    fn from(it: EraseError) -> Self {
        Self::Erase(it)
    }
}

impl From<SequenceError> for HostError {
    fn from(it: SequenceError) -> Self {
        Self::Order(it.to_string())
    }
}

impl From<JournalError> for HostError {
    fn from(it: JournalError) -> Self {
        Self::Order(it.to_string())
    }
}

/// What a host came to.
#[derive(Debug)]
pub struct Shared {
    /// How many changes the shared journal has.
    pub changes: u64,
    /// Whether the login of this host owns the schema, and so may rewrite the journal there.
    pub is_owner: bool,
}

/// What a careful administrator runs in the database; refused where the schema has no such name.
pub fn print_sql(schema: &str) -> Result<String, HostError> {
    good_name(schema)?;
    Ok(sql(schema))
}

/// Makes the office of a store one of several hosts, of which this is the first: sends its journal to the database.
pub fn share(how: &How, as_host: Membership, progress: Progress) -> Result<Shared, HostError> {
    let data = &how.data;
    good_name(&as_host.schema)?;
    let dir = StoreDir::open(data, &how.login, how.clock.now())?;
    not_shared_yet(data)?;
    if dir.is_erasing() {
        let why = "An erasure was begun and not finished.";
        return Err(Refusal::of_step(why, "Run “redress erase --finish” first.").into());
    }
    let opened = open(dir, false, &mut |_, _| {})?;
    let as_host = as_host.begin(data).map_err(|it| HostError::File(data.clone(), it))?;
    let mut administers = as_host.order(Part::Administers)?;
    administers.set_up()?;
    administers.enrol()?;
    let mut order = as_host.order(Part::Commits)?;
    let from = administers.head()?;
    // What papers say is there before the journal names it.
    let sent = send_all(administers.as_mut(), &Papers::of(data), &opened.dir.journal(), &mut |_, _| ())
        .and_then(|()| Journal::send(&opened.dir.journal(), from, order.as_mut(), progress));
    if sent.is_err() {
        // It was never a host: trying again, it comes under the same token.
        drop(administers.leave());
    }
    let end = sent?;
    administers.swept(end.seq)?;
    Membership::finish(data).map_err(|it| HostError::File(data.clone(), it))?;
    Ok(Shared { changes: end.seq, is_owner: administers.is_owner()? })
}

/// Makes a data directory a host of an office that is shared: a new one, or one with a backup of it. Takes in what it lacks.
pub fn join(how: &How, as_host: Membership, progress: Progress) -> Result<Shared, HostError> {
    let data = &how.data;
    good_name(&as_host.schema)?;
    let was_there = holds_a_store(data);
    let dir = StoreDir::open(data, &how.login, how.clock.now())?;
    not_shared_yet(data)?;
    let as_host = as_host.begin(data).map_err(|it| HostError::File(data.clone(), it))?;
    let mut order = as_host.order(Part::Administers)?;
    if order.head()? == Head::START {
        let why = "Nobody has shared an office in this database and schema.";
        return Err(Refusal::of_step(why, "Run “redress share” where the office is, then join.").into());
    }
    if was_there {
        // Another office's journal is found out before anything is written anywhere.
        let (journal, _) = Journal::open(&dir.journal(), SEGMENT_BYTES)?;
        let Position { seq, head, .. } = journal.position();
        order.read_after(Head { seq, hash: head }, 1)?;
    }
    order.enrol()?;
    Membership::finish(data).map_err(|it| HostError::File(data.clone(), it))?;
    drop(dir);
    drop(Desk::open(how, progress)?);
    let end = order.head()?.seq;
    bring_all(order.as_mut(), &Papers::of(data), &journal_in(data), Position::START, &mut |_, _| ())?;
    if was_there {
        // A backup may hold what was erased since.
        let dir = StoreDir::open(data, &how.login, how.clock.now())?;
        finish(data, dir, None, &mut |_, _| (), &mut |_| ())?;
    }
    // Until the others know it, it is tried again.
    note_swept(data, end).map_err(|it| HostError::File(data.clone(), it))?;
    order.swept(end)?;
    told(data);
    Ok(Shared { changes: end, is_owner: order.is_owner()? })
}

/// Takes this host out of its office. What it has stays as a copy, in which nobody works.
pub fn leave(how: &How) -> Result<Membership, HostError> {
    let data = &how.data;
    let _dir = StoreDir::open(data, &how.login, how.clock.now())?;
    let it = shared(data)?;
    it.order(Part::Administers)?.leave()?;
    note_left(data, &it.host).map_err(|error| HostError::File(data.clone(), error))?;
    Ok(it)
}

/// Takes the office back to this machine: every other host stops. Where the database is gone for good nobody can tell them.
pub fn alone(how: &How, is_gone: bool) -> Result<Membership, HostError> {
    let data = &how.data;
    let dir = StoreDir::open(data, &how.login, how.clock.now())?;
    let it = shared(data)?;
    if !is_gone {
        let (mut journal, _) = Journal::open(&dir.journal(), SEGMENT_BYTES)?;
        journal.order_by(it.order(Part::Commits)?, &it.host)?;
        let mut order = it.order(Part::Administers)?;
        loop {
            while !journal.take_in()?.is_empty() {}
            let Position { seq, head, .. } = journal.position();
            match order.close(Head { seq, hash: head }) {
                Err(SequenceError::Moved) => thread::sleep(Duration::from_millis(50)),
                closed => break closed?,
            }
        }
    }
    forget(data).map_err(|error| HostError::File(data.clone(), error))?;
    Ok(it)
}

/// Holds the journal of a host against the one in the database, line by line. Changes nothing.
pub fn hold_against_database(data: &Path, progress: Progress) -> Result<HeldAgainst, HostError> {
    Ok(Journal::hold_against(&journal_in(data), shared(data)?.order(Part::Administers)?.as_mut(), progress)?)
}

/// An office of several hosts, as one of them sees it.
#[derive(Debug)]
pub struct Seen {
    /// This host's name.
    pub host: String,
    /// The office's schema.
    pub schema: String,
    /// What the database says; the words say why where it says nothing.
    pub there: Result<SeenThere, String>,
}

/// What the database says of an office of several hosts.
#[derive(Debug)]
pub struct SeenThere {
    /// By how many milliseconds its clock is before this host's.
    pub ahead: i64,
    /// Every host.
    pub hosts: Vec<KnownHost>,
    /// Whether the login of this host owns the schema, and so may rewrite the journal there.
    pub is_owner: bool,
}

/// Looks at the office of several hosts that a data directory belongs to, if it does.
pub fn look(data: &Path, clock: Clock) -> Result<Option<Seen>, HostError> {
    let Some(it) = membership(data).map_err(|error| HostError::File(data.join("shared"), error))? else {
        return Ok(None);
    };
    let there = || {
        let mut order = it.order(Part::Administers)?;
        let hosts = order.hosts()?;
        let before = clock.now();
        let there = order.clock()?;
        let half = (clock.now() - before) / 2;
        let ahead = (there - before - half).num_milliseconds();
        Ok(SeenThere { ahead, hosts, is_owner: order.is_owner()? })
    };
    let there = there().map_err(|error: SequenceError| error.to_string());
    Ok(Some(Seen { host: it.host.clone(), schema: it.schema.clone(), there }))
}

fn shared(data: &Path) -> Result<Membership, HostError> {
    membership(data).map_err(|error| HostError::File(data.join("shared"), error))?.ok_or_else(|| {
        let why = "This store belongs to no office of several hosts.";
        Refusal::of_step(why, "“redress help hosts” says how one is begun.").into()
    })
}

fn not_shared_yet(data: &Path) -> Result<(), HostError> {
    match membership(data).map_err(|error| HostError::File(data.join("shared"), error))? {
        None => Ok(()),
        Some(it) => Err(Refusal::of_step(
            format!("This store is a host of an office already, called {}.", it.host),
            "Nothing is to be done. “redress leave” takes it out, “redress alone” takes the office back to it.",
        )
        .into()),
    }
}

fn good_name(schema: &str) -> Result<(), HostError> {
    if is_schema(schema) {
        return Ok(());
    }
    let why = format!("“{schema}” cannot be the name of a schema.");
    Err(Refusal::of_field("schema", why, "Use small letters, digits and _, a letter first, at most 40.")
        .into())
}
