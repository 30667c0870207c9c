//! A directory for a while: what is in it is made up, was given on standard input, or stands in for what cannot be written.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;

/// A directory that nobody else can read and that goes away with this.
#[derive(Debug)]
pub struct ThrowAway(
    /// Where it is.
    pub PathBuf,
);

impl ThrowAway {
    /// Makes one; its name says what for.
    pub fn new(purpose: &str) -> io::Result<Self> {
        for number in 0_u32.. {
            let name = format!("redress-{purpose}-{}-{number}", std::process::id());
            let path = std::env::temp_dir().join(name);
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Self(path)),
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

impl Drop for ThrowAway {
    fn drop(&mut self) {
        // What is left behind is in the temporary directory, and nobody else can read it.
        drop(fs::remove_dir_all(&self.0));
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
}
