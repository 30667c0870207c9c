//! The desk's door for those who come over a socket: an account is a person, unless it is one that several share.

use crate::api::server::door::{Door, WayIn};
use crate::desk::session::Desk;

impl Door for Desk {
    fn open(&self, account: &str, for_person: Option<&str>) -> Result<WayIn, String> {
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
        Ok(WayIn { login: login.to_owned(), service: Box::new(self.session(login)) })
    }
}
