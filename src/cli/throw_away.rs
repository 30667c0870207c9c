//! A directory for a while: what is in it is made up, or was given on standard input.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;

use crate::cli::ending::Trouble;

/// A directory that nobody else can read and that goes away with this.
pub struct ThrowAway(
    /// Where it is.
    pub PathBuf,
);

impl ThrowAway {
    /// Makes one; its name says what for.
    pub fn new(purpose: &str) -> Result<Self, Trouble> {
        let path = std::env::temp_dir().join(format!("redress-{purpose}-{}", std::process::id()));
        DirBuilder::new().mode(0o700).create(&path).map_err(|it| {
            Trouble::Broken(format!(
                "{} cannot be made ({it}). Name another place with TMPDIR",
                path.display()
            ))
        })?;
        Ok(Self(path))
    }
}

impl Drop for ThrowAway {
    fn drop(&mut self) {
        // What is left behind is in the temporary directory, and nobody else can read it.
        drop(fs::remove_dir_all(&self.0));
    }
}
