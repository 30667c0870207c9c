//! A directory for a while: what is in it is made up, was given on standard input, or stands in for what cannot be written.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};

/// Those that are there: an ending in a hurry drops nothing.
static THERE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A directory that nobody else can read and that goes away with this.
#[derive(Debug)]
pub struct ThrowAway(
    /// Where it is.
    pub PathBuf,
);

impl ThrowAway {
    /// Makes one; its name says what for. What a program that is gone left behind goes first.
    pub fn new(purpose: &str) -> io::Result<Self> {
        sweep(purpose);
        for number in 0_u32.. {
            let name = format!("redress-{purpose}-{}-{number}", std::process::id());
            let path = std::env::temp_dir().join(name);
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => {
                    there().push(path.clone());
                    return Ok(Self(path));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    let why = format!(
                        "{} cannot be made ({error}). Name another place with TMPDIR",
                        path.display()
                    );
                    return Err(io::Error::new(error.kind(), why));
                }
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

fn there() -> MutexGuard<'static, Vec<PathBuf>> {
    THERE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes all of them, for a process that ends without dropping anything.
pub fn remove_all() {
    // Whoever holds the list at that moment is not waited for.
    let there = THERE.try_lock().map(|it| it.clone()).unwrap_or_default();
    there.iter().for_each(|it| drop(fs::remove_dir_all(it)));
}

/// Removes the directories for this that belong to programs which are gone: killed, they removed nothing.
pub fn sweep(purpose: &str) {
    let begun = format!("redress-{purpose}-");
    let is_left = |name: &str| {
        let process = name.strip_prefix(&begun)?.split('-').next()?.parse().ok().and_then(Pid::from_raw)?;
        Some(test_kill_process(process) == Err(Errno::SRCH))
    };
    let there = fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten();
    for it in there.filter(|it| it.file_name().to_str().and_then(is_left) == Some(true)) {
        // Another account's are theirs, and nothing of this one's.
        drop(fs::remove_dir_all(it.path()));
    }
}

impl Drop for ThrowAway {
    fn drop(&mut self) {
        // What is left behind is in the temporary directory, and nobody else can read it.
        drop(fs::remove_dir_all(&self.0));
        there().retain(|it| *it != self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn each_is_its_own_and_private_and_goes_away_with_all_that_is_in_it() {
        let (one, other) = (ThrowAway::new("test").unwrap(), ThrowAway::new("test").unwrap());
        assert_ne!(one.0, other.0);
        assert_eq!(fs::metadata(&one.0).unwrap().permissions().mode() & 0o777, 0o700);
        let path = one.0.clone();
        fs::write(path.join("file"), "text").unwrap();
        drop(one);
        assert!(!path.exists());
    }

    #[test]
    fn an_ending_that_drops_nothing_removes_them() {
        let left = ThrowAway::new("ending").unwrap();
        assert!(there().contains(&left.0));
        let path = left.0.clone();
        drop(left);
        assert!(!there().contains(&path));
    }

    #[test]
    fn what_a_program_that_is_gone_left_behind_goes() {
        // No process has this number.
        let left = std::env::temp_dir().join(format!("redress-swept-{}-0", i32::MAX - 1));
        fs::create_dir_all(left.join("view")).unwrap();
        let own = ThrowAway::new("swept").unwrap();
        assert!(!left.exists() && own.0.exists());
    }
}
