//! Files that somebody asked for by name. A file is written beside its place and renamed, so that there is never half of one,
//! and only its owner may read it.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use crate::cli::ending::Trouble;

/// Writes a file, in the place of one that has its name already.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let name = path.file_name().filter(|_| !path.is_dir());
    let Some(name) = name else {
        return Err(Trouble::Broken(format!("{} is a directory. Name a file with -o", path.display())));
    };
    let mut beside = name.to_owned();
    beside.push(format!(".{}.new", std::process::id()));
    let beside = path.with_file_name(beside);
    let written = write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        // What was begun goes; whether that works changes nothing about what to say.
        drop(fs::remove_file(&beside));
        cannot(path, &error)
    })
}

/// Makes a directory for its owner alone, unless it is there.
pub fn directory(path: &Path) -> Result<(), Trouble> {
    if path.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|it| cannot(path, &it))
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn cannot(path: &Path, error: &io::Error) -> Trouble {
    Trouble::Broken(format!("{} cannot be written ({error}). Choose another place with -o", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_file_is_for_its_owner_alone_and_nothing_is_left_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new/board.html");
        directory(path.parent().unwrap()).unwrap();
        for text in ["one", "two"] {
            save(&path, text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        assert_eq!(save(dir.path(), b"").unwrap_err().code(), 2);
    }
}
