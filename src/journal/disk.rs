//! The few operations that the journal's promises rest on, behind one seam, so that a faulty disk can stand in.
//! Reading is not among them: a read that fails loses nothing.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt};
use std::path::Path;

use crate::plain_file;

/// What the journal asks of a disk.
pub(crate) trait Disk: Send + Sync {
    /// Opens a file to append to, for its owner alone, making it if it is not there.
    fn open(&self, path: &Path) -> io::Result<File>;
    /// Makes a file to append to, for its owner alone; an error if it is there.
    fn create(&self, path: &Path) -> io::Result<File>;
    /// Opens a file to overwrite what is in it, for its owner alone, making it if it is not there.
    fn open_within(&self, path: &Path) -> io::Result<File>;
    /// Writes all of `bytes` at `offset` of a file that was opened for that.
    fn overwrite(&self, file: &File, offset: u64, bytes: &[u8]) -> io::Result<()>;
    /// Writes at the end of the file, and says how much: it may be less than was asked.
    fn write(&self, file: &File, bytes: &[u8]) -> io::Result<usize>;
    /// Writes all of `bytes` at the end of the file. After an error any part of them may have been written.
    fn append(&self, file: &File, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.write(file, bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => bytes = &bytes[written..],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
    /// Returns once what the file holds, and its length, would survive a power cut.
    fn sync(&self, file: &File) -> io::Result<()>;
    /// Returns once the names in the directory would survive a power cut.
    fn sync_directory(&self, path: &Path) -> io::Result<()>;
    /// Cuts the file down to `length` bytes.
    fn truncate(&self, file: &File, length: u64) -> io::Result<()>;
}

/// The disk of this machine.
pub(crate) struct LocalDisk;

impl Disk for LocalDisk {
    fn open(&self, path: &Path) -> io::Result<File> {
        plain_file::open(OpenOptions::new().read(true).append(true).create(true).mode(0o600), path)
    }

    fn create(&self, path: &Path) -> io::Result<File> {
        plain_file::open(OpenOptions::new().read(true).append(true).create_new(true).mode(0o600), path)
    }

    fn open_within(&self, path: &Path) -> io::Result<File> {
        plain_file::open(
            OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600),
            path,
        )
    }

    fn overwrite(&self, file: &File, offset: u64, bytes: &[u8]) -> io::Result<()> {
        file.write_all_at(bytes, offset)
    }

    fn write(&self, mut file: &File, bytes: &[u8]) -> io::Result<usize> {
        file.write(bytes)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_data()
    }

    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        // Not `sync_data`: ext4 counts a new name as metadata, and may leave it out of an fdatasync.
        File::open(path)?.sync_all()
    }

    fn truncate(&self, file: &File, length: u64) -> io::Result<()> {
        file.set_len(length)
    }
}

/// Makes the journal's directory, for its owner alone, unless it is there.
pub(crate) fn make_directory(disk: &dyn Disk, path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    path.parent().filter(|it| !it.as_os_str().is_empty()).map_or(Ok(()), |it| disk.sync_directory(it))
}

/// Writes a new file for its owner alone, in the place of one that was left there, and returns once it would survive a
/// power cut. Its name would not yet: see [`Disk::sync_directory`].
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
