//! Who took a step, and in which role: what the journal keeps of it.

use crate::domain::vocabulary::Role;

/// Who took a step, and in which role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Sign-in name.
    pub login: String,
    /// The role that allowed it.
    pub role: Role,
}
