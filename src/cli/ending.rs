//! How a command ends, and with which exit code: 0 done, 1 refused or nothing found, 2 trouble.

use std::fmt;
use std::io;

use crate::api::message::Fault;
use crate::desk::opening::OpenError;
use crate::domain::refusal::Refusal;
use crate::report::gathering::NotMade;
use crate::report::saving::NotSaved;

/// How a command ended without trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Done,
    /// Nothing was found, or something asked for was refused and said so already.
    Nothing,
}

/// Why a command ended early.
#[derive(Debug)]
pub enum Trouble {
    /// What was asked is refused, or names something that is not there.
    Refused(String),
    /// Something is broken, or was asked wrongly.
    Broken(String),
    /// The answer could not be written, and nothing was saved.
    Output(io::Error),
    /// So many changes were saved, and the answer could not be written.
    Unsaid(u64, io::Error),
}

/// What every command gives back.
pub type Outcome = Result<Ending, Trouble>;

impl Trouble {
    /// The same trouble, after so many changes were saved.
    #[must_use]
    pub fn after(self, saved: u64) -> Self {
        match self {
            Self::Output(error) if saved != 0 => Self::Unsaid(saved, error),
            trouble => trouble,
        }
    }

    /// The exit code. Whoever stops reading has had enough: that is no trouble.
    pub fn code(&self) -> u8 {
        match self {
            Self::Refused(_) => 1,
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
            Self::Broken(_) | Self::Output(_) | Self::Unsaid(..) => 2,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(words) | Self::Broken(words) => {
                let words = words.trim_end();
                f.write_str(words)?;
                if words.ends_with(['.', '!', '?']) { Ok(()) } else { f.write_str(".") }
            }
            Self::Output(error) if error.kind() == io::ErrorKind::StorageFull => f.write_str(
                "the answer could not be written: there is no room on the disk. Make room, then ask again.",
            ),
            Self::Output(error) => write!(f, "the answer could not be written ({error})."),
            Self::Unsaid(saved, error) => {
                let was = if *saved == 1 { "change was" } else { "changes were" };
                write!(
                    f,
                    "{saved} {was} saved, and the answer could not be written ({error}). Do not ask for the same again: see \
                     “redress history”."
                )
            }
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(it: io::Error) -> Self {
        Self::Output(it)
    }
}

impl From<NotMade> for Trouble {
    fn from(it: NotMade) -> Self {
        match it {
            NotMade::GivenUp => Self::Broken(it.to_string()),
            NotMade::Asks(_) => Self::Refused(format!("{it} To keep it even so, add --yes.")),
            NotMade::Fault(fault) => fault.into(),
        }
    }
}

impl From<NotSaved> for Trouble {
    fn from(it: NotSaved) -> Self {
        Self::Broken(it.to_string())
    }
}

impl From<OpenError> for Trouble {
    fn from(it: OpenError) -> Self {
        Self::Broken(it.to_string())
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.to_string())
    }
}

impl From<Fault> for Trouble {
    fn from(it: Fault) -> Self {
        match it {
            Fault::Refused(_) | Fault::Stale(_) | Fault::Missing(_) | Fault::AlreadyThere(_) => {
                Self::Refused(it.to_string())
            }
            Fault::NotSaved(_) | Fault::Broken(_) | Fault::Unreachable(_) => Self::Broken(it.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_case_is_one_and_a_broken_store_is_two() {
        assert_eq!(Trouble::from(Fault::Missing("26-0001".parse().unwrap())).code(), 1);
        assert_eq!(Trouble::from(Fault::Broken("the disk is gone".to_owned())).code(), 2);
    }

    #[test]
    fn a_reader_who_has_had_enough_is_no_trouble() {
        assert_eq!(Trouble::Output(io::ErrorKind::BrokenPipe.into()).code(), 0);
        assert_eq!(Trouble::Output(io::ErrorKind::StorageFull.into()).code(), 2);
    }

    #[test]
    fn an_answer_that_cannot_be_written_after_something_was_saved_says_so() {
        for kind in [io::ErrorKind::BrokenPipe, io::ErrorKind::StorageFull] {
            let trouble = Trouble::Output(kind.into()).after(1);
            assert_eq!(trouble.code(), 2);
            assert!(trouble.to_string().starts_with("1 change was saved, and"), "{trouble}");
            assert!(matches!(Trouble::Output(kind.into()).after(0), Trouble::Output(_)));
        }
    }

    #[test]
    fn every_message_ends_as_a_sentence() {
        assert_eq!(Trouble::Broken("it is gone".to_owned()).to_string(), "it is gone.");
        assert_eq!(Trouble::Refused("No. Why?".to_owned()).to_string(), "No. Why?");
    }
}
