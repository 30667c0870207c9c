//! Everybody who is connected, what each has on screen, and what each has still to be told.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use rustix::event::{EventfdFlags, eventfd};

use crate::api::notice::Notice;
use crate::api::server::allowance::{Allowance, Turn};
use crate::api::server::{Limits, News};
use crate::domain::reference::RecordRef;

/// Everybody who is connected.
#[derive(Default)]
pub(in crate::api::server) struct Room {
    seats: Mutex<BTreeMap<u64, Arc<Seat>>>,
    left: Condvar,
    /// Who has which record on screen on other hosts, by sign-in name.
    elsewhere: Mutex<Vec<(String, RecordRef)>>,
    /// What each person may still ask, though they leave and come again.
    allowances: Mutex<BTreeMap<String, Arc<Mutex<Allowance>>>>,
}

/// One connection.
pub(in crate::api::server) struct Seat {
    login: String,
    /// Wakes the connection's thread.
    wake: OwnedFd,
    stream: UnixStream,
    state: Mutex<State>,
    /// What all connections of this person may ask.
    allowance: Arc<Mutex<Allowance>>,
}

#[derive(Default)]
struct State {
    looking_at: Option<RecordRef>,
    has_changed: bool,
    here_by: Option<String>,
    also_here: Option<Vec<String>>,
    saves: Option<Notice>,
}

impl Seat {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics while holding it")
    }

    fn wake(&self) {
        // A full counter is awake already.
        rustix::io::write(&self.wake, &1_u64.to_ne_bytes()).ok();
    }

    /// What becomes of a question that is asked now.
    pub(in crate::api::server) fn allows(&self, now: Instant) -> Turn {
        self.allowance.lock().expect("nobody panics while holding it").take(now)
    }

    /// What becomes readable when there is something to tell.
    pub(in crate::api::server) const fn awakened(&self) -> &OwnedFd {
        &self.wake
    }

    /// What there is to tell, and nothing more until something else happens.
    pub(in crate::api::server) fn take(&self) -> Vec<Notice> {
        let mut counter = [0; 8];
        rustix::io::read(&self.wake, &mut counter).ok();
        let mut state = self.state();
        let mut notices = Vec::new();
        if std::mem::take(&mut state.has_changed) {
            notices.push(Notice::Changed { here_by: state.here_by.take() });
        }
        notices.extend(state.also_here.take().map(Notice::AlsoHere));
        notices.extend(state.saves.take());
        notices
    }
}

impl Room {
    fn seats(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Seat>>> {
        self.seats.lock().expect("nobody panics while holding it")
    }

    pub(in crate::api::server) fn count(&self) -> usize {
        self.seats().len()
    }

    /// Takes a seat; none where this person has as many as one may have.
    pub(in crate::api::server) fn enter(
        &self,
        number: u64,
        login: &str,
        stream: &UnixStream,
        limits: Limits,
    ) -> io::Result<Option<Arc<Seat>>> {
        let seat = Arc::new(Seat {
            login: login.to_owned(),
            wake: eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?,
            stream: stream.try_clone()?,
            state: Mutex::default(),
            allowance: self.allowance(login, limits),
        });
        let mut seats = self.seats();
        if seats.values().filter(|it| it.login == login).count() >= limits.each {
            return Ok(None);
        }
        seats.insert(number, seat.clone());
        Ok(Some(seat))
    }

    /// What a person may still ask. Those of people who have been quiet for long enough are as good as new.
    fn allowance(&self, login: &str, limits: Limits) -> Arc<Mutex<Allowance>> {
        let now = Instant::now();
        let mut all = self.allowances.lock().expect("nobody panics while holding it");
        all.retain(|_, it| {
            Arc::strong_count(it) > 1 || !it.lock().expect("nobody panics while holding it").is_full(now)
        });
        all.entry(login.to_owned())
            .or_insert_with(|| Arc::new(Mutex::new(Allowance::new(limits, now))))
            .clone()
    }

    pub(in crate::api::server) fn leave(&self, number: u64) {
        let left = self.seats().remove(&number);
        if let Some(on) = left.and_then(|it| it.state().looking_at.take()) {
            self.introduce(on);
        }
        self.left.notify_all();
    }

    /// Somebody has another record on screen: those who have it there are told, and so is everybody they leave.
    pub(in crate::api::server) fn look_at(&self, seat: &Seat, on: Option<RecordRef>) {
        let before = std::mem::replace(&mut seat.state().looking_at, on);
        if before != on {
            before.into_iter().chain(on).for_each(|it| self.introduce(it));
        }
    }

    /// Who has which record on screen here.
    pub(in crate::api::server) fn looking(&self) -> Vec<(String, RecordRef)> {
        let seats = self.seats();
        let looking = seats.values().filter_map(|it| Some((it.login.clone(), it.state().looking_at?)));
        let all: BTreeSet<(String, RecordRef)> = looking.collect();
        all.into_iter().collect()
    }

    fn elsewhere(&self) -> MutexGuard<'_, Vec<(String, RecordRef)>> {
        self.elsewhere.lock().expect("nobody panics while holding it")
    }

    /// Others have records on screen on other hosts now.
    fn are_elsewhere(&self, looking: &[(String, RecordRef)]) {
        let before = std::mem::replace(&mut *self.elsewhere(), looking.to_vec());
        let differ = before.iter().filter(|it| !looking.contains(it));
        let differ = differ.chain(looking.iter().filter(|it| !before.contains(it)));
        let records: BTreeSet<RecordRef> = differ.map(|it| it.1).collect();
        records.into_iter().for_each(|it| self.introduce(it));
    }

    /// Tells everybody who looks at a record who else does.
    fn introduce(&self, record: RecordRef) {
        let seats: Vec<Arc<Seat>> =
            self.seats().values().filter(|it| it.state().looking_at == Some(record)).cloned().collect();
        let far: Vec<String> =
            self.elsewhere().iter().filter(|it| it.1 == record).map(|it| it.0.clone()).collect();
        for seat in &seats {
            let near = seats.iter().map(|it| it.login.clone());
            let mut others: Vec<String> =
                near.chain(far.iter().cloned()).filter(|it| *it != seat.login).collect();
            others.sort();
            others.dedup();
            seat.state().also_here = Some(others);
            seat.wake();
        }
    }

    /// Tells everybody what happened.
    pub(in crate::api::server) fn tell(&self, news: &[News]) {
        // What was heard last holds.
        if let Some(looking) =
            news.iter().rev().find_map(|it| if let News::Elsewhere(it) = it { Some(it) } else { None })
        {
            self.are_elsewhere(looking);
        }
        for seat in self.seats().values() {
            let mut state = seat.state();
            let mut here_by = None;
            for it in news {
                match it {
                    News::Changed { on, by } => {
                        state.has_changed = true;
                        here_by = Some(by).filter(|_| Some(*on) == state.looking_at).or(here_by);
                    }
                    News::CannotSave(why) => state.saves = Some(Notice::CannotSave(why.clone())),
                    News::SavesAgain => state.saves = Some(Notice::SavesAgain),
                    News::Elsewhere(_) => {}
                }
            }
            if let Some(by) = here_by.filter(|it| **it != seat.login) {
                state.here_by = Some(by.clone());
            }
            drop(state);
            seat.wake();
        }
    }

    /// Lets everybody be answered who has asked, and ends the rest; waits for it no longer than this.
    pub(in crate::api::server) fn close(&self, patience: Duration) {
        let mut seats = self.seats();
        for seat in seats.values() {
            // It may be gone by itself.
            drop(seat.stream.shutdown(Shutdown::Read));
            seat.wake();
        }
        while !seats.is_empty() {
            let (still, waited) =
                self.left.wait_timeout(seats, patience).expect("nobody panics while holding it");
            if waited.timed_out() {
                return;
            }
            seats = still;
        }
    }
}
