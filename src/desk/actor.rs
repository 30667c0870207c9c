//! Who asks, and in which role.

use crate::domain::vocabulary::Role;

/// Who asks, and in which role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Sign-in name.
    pub login: String,
    /// Role.
    pub role: Role,
}
