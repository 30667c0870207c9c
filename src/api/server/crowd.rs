//! How many connections each account has, so that none can fill the office, greeted or not.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::api::server::Limits;

/// Connections by account, as the system numbers it.
#[derive(Debug, Default)]
pub(in crate::api::server) struct Crowd {
    accounts: Mutex<BTreeMap<u32, Count>>,
}

/// The connections of one account.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    all: usize,
    /// Those of them that have not said yet who they are.
    silent: usize,
}

/// A connection's place in the crowd; it is free again when this is dropped.
#[derive(Debug)]
pub(in crate::api::server) struct Place {
    crowd: Arc<Crowd>,
    account: u32,
    is_silent: bool,
}

impl Crowd {
    fn accounts(&self) -> MutexGuard<'_, BTreeMap<u32, Count>> {
        self.accounts.lock().expect("nobody panics while holding it")
    }

    /// Takes a place for a connection that has not said yet who it is; a sentence if there is none now.
    pub(in crate::api::server) fn arrive(
        self: &Arc<Self>,
        account: u32,
        limits: &Limits,
    ) -> Result<Place, &'static str> {
        let mut accounts = self.accounts();
        let all: usize = accounts.values().map(|it| it.all).sum();
        let of_it = accounts.get(&account).copied().unwrap_or_default();
        if all >= limits.people {
            return Err("The office is full: too many people are connected. Try again in a minute.");
        }
        if of_it.all >= limits.account || of_it.silent >= limits.silent {
            return Err("Your account has too many connections. Close some, or try again in a minute.");
        }
        accounts.insert(account, Count { all: of_it.all + 1, silent: of_it.silent + 1 });
        Ok(Place { crowd: self.clone(), account, is_silent: true })
    }
}

impl Place {
    /// The connection has said who it is.
    pub(in crate::api::server) fn greeted(&mut self) {
        if std::mem::take(&mut self.is_silent)
            && let Some(count) = self.crowd.accounts().get_mut(&self.account)
        {
            count.silent -= 1;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.greeted();
        let mut accounts = self.crowd.accounts();
        if let Some(count) = accounts.get_mut(&self.account) {
            count.all -= 1;
            if count.all == 0 {
                accounts.remove(&self.account);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_account_fills_the_office_and_who_leaves_makes_room() {
        let (crowd, limits) =
            (Arc::new(Crowd::default()), Limits { people: 5, account: 3, silent: 2, ..Limits::default() });
        let mut own: Vec<Place> = (0..2).map(|_| crowd.arrive(1, &limits).unwrap()).collect();
        assert!(crowd.arrive(1, &limits).unwrap_err().contains("Your account"), "two have said nothing yet");
        own[0].greeted();
        own.push(crowd.arrive(1, &limits).unwrap());
        own.iter_mut().for_each(Place::greeted);
        assert!(crowd.arrive(1, &limits).is_err(), "three are all");
        let others: Vec<Place> = (2..4).map(|it| crowd.arrive(it, &limits).unwrap()).collect();
        assert!(crowd.arrive(9, &limits).unwrap_err().contains("full"));
        drop(own);
        crowd.arrive(1, &limits).unwrap();
        drop(others);
        assert!(crowd.accounts().is_empty());
    }
}
