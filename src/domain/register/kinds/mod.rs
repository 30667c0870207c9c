//! The registers: one a file, and this table. Nothing else names one.

pub mod feedback;
pub mod meetings;

use crate::domain::register::kind::Kind;
use crate::domain::register::kinds::feedback::FEEDBACK;
use crate::domain::register::kinds::meetings::MEETINGS;

/// Every register.
pub const KINDS: &[Kind] = &[FEEDBACK, MEETINGS];

/// The register whose references begin with this letter.
pub fn kind_of(letter: char) -> Option<&'static Kind> {
    KINDS.iter().find(|it| it.letter == letter)
}

/// The register of this name.
pub fn kind_called(id: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|it| it.id == id)
}
