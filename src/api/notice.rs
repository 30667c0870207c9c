//! What reaches a person without having been asked for.

use serde::{Deserialize, Serialize};

/// Something that others did, or that befell the way to the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// Something changed: lists may show something else now.
    Changed {
        /// Sign-in name of who changed the record that is on screen; none when it is as it was.
        here_by: Option<String>,
    },
    /// Sign-in names of the others who have the record on screen that is on screen here.
    AlsoHere(Vec<String>),
    /// No change can be saved, for now or until the office is served again: in a sentence, with why and what to do.
    CannotSave(String),
    /// The shared office cannot be reached; it is tried again until it can.
    Lost,
    /// The shared office takes long to answer; it is waited for.
    Slow,
    /// It can be reached again, or has answered.
    Back,
    /// Changes can be saved again.
    SavesAgain,
}
