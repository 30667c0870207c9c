//! The desk's door for those who come over a socket: an account is a person, unless it is one that several share.

use crate::api::server::door::{Caller, Door, WayIn};
use crate::desk::session::Desk;
use crate::domain::reference::RecordRef;

impl Door for Desk {
    fn open(&self, caller: Caller) -> Result<WayIn, String> {
        let Caller { account, for_person, as_of } = caller;
        let login = match for_person {
            None => account,
            Some(person) if self.trusts(account) => person,
            Some(_) => {
                return Err(format!(
                    "The account {account} may not speak for others. Ask your administrator to list it as shared, or sign in with \
                     your own."
                ));
            }
        };
        let session = self.session(login).as_of(as_of);
        let session = if for_person.is_some() { session.of_nobody_else() } else { session };
        Ok(WayIn { login: login.to_owned(), service: Box::new(session) })
    }

    fn are_looking(&self, who: &dyn Fn() -> Vec<(String, RecordRef)>) {
        if let Some(here) = self.here() {
            here.are(who());
        }
    }
}
