//! Who comes in: the account is what the system says of the other end of the socket, never what is said over it.

use chrono::NaiveDate;

use crate::api::service::Service;
use crate::domain::reference::RecordRef;

/// Somebody at the door.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    /// The account's name, as the system says it.
    pub account: &'a str,
    /// Who uses a shared account.
    pub for_person: Option<&'a str>,
    /// The day as of which they look at the office; none for as it stands.
    pub as_of: Option<NaiveDate>,
}

/// Decides who comes in.
pub trait Door: Send + Sync {
    /// A way in for whoever calls, or a sentence why there is none.
    fn open(&self, caller: Caller) -> Result<WayIn, String>;

    /// Other people have other records on screen now. `who` gives them, by sign-in name, for an office that tells other hosts.
    fn are_looking(&self, _who: &dyn Fn() -> Vec<(String, RecordRef)>) {}
}

/// A way in.
pub struct WayIn {
    /// Sign-in name of whoever comes in.
    pub login: String,
    /// Answers them.
    pub service: Box<dyn Service>,
}
