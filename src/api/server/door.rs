//! Who comes in: the account is what the system says of the other end of the socket, never what is said over it.

use crate::api::service::Service;

/// Decides who comes in.
pub trait Door: Send + Sync {
    /// A way in for the person behind an account, or a sentence why there is none. A shared account names its person.
    fn open(&self, account: &str, for_person: Option<&str>) -> Result<WayIn, String>;
}

/// A way in.
pub struct WayIn {
    /// Sign-in name of whoever comes in.
    pub login: String,
    /// Answers them.
    pub service: Box<dyn Service>,
}
