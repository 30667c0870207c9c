//! Files that are what redress made: plain files with one name. Whatever else stands in their place, a link, a pipe, a
//! device, a directory, is refused in words before it is read or written: opening it neither waits nor changes anything.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

/// What in a directory is neither a plain file of its own nor a directory, and why; nothing where there is no directory.
pub fn other_in(dir: &Path) -> io::Result<Option<(PathBuf, &'static str)>> {
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let entry = entry?;
        match entry.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            about => {
                let about = Some(about?).filter(|it| !it.is_dir());
                if let Some(why) = about.as_ref().and_then(what_else) {
                    return Ok(Some((entry.path(), why)));
                }
            }
        }
    }
    Ok(None)
}

/// Why something is no plain file of its own, if it is none.
pub fn what_else(about: &Metadata) -> Option<&'static str> {
    let kind = about.file_type();
    if kind.is_symlink() {
        Some("it is a link")
    } else if kind.is_dir() {
        Some("it is a directory")
    } else if !kind.is_file() {
        Some("it is a pipe, a device or a socket, and no plain file")
    } else if 1 < about.nlink() {
        Some("it has another name elsewhere, so that what is written to one is written to the other")
    } else {
        None
    }
}

/// A path as the shell reads it back.
pub fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |it: char| it.is_ascii_alphanumeric() || "/._-+:@".contains(it);
    // A path that begins with a dash would be taken for an option.
    let text = if text.starts_with('-') { format!("./{text}") } else { text };
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// Opens it as asked, if it is a plain file; without waiting for whoever is at the other end of a pipe.
pub fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let file = open_it(options, path, OFlags::NOFOLLOW)?;
    what_else(&file.metadata()?).map_or(Ok(file), |why| Err(io::Error::other(why)))
}

/// Opens it to be written anew, and makes it first if it is not there; only its owner may read it. It is emptied once it is known
/// to be a plain file: what has another name elsewhere keeps its text.
pub fn write_anew(path: &Path) -> io::Result<File> {
    let file = open(OpenOptions::new().write(true).create(true).truncate(false).mode(0o600), path)?;
    file.set_len(0)?;
    Ok(file)
}

/// Reads all of a plain file.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    Ok(rest(open(OpenOptions::new().read(true), path)?, 0)?.unwrap_or_default())
}

/// Reads what a plain file holds from a byte on; none if it ends before it.
pub fn read_from(path: &Path, begin: u64) -> io::Result<Option<Vec<u8>>> {
    rest(open(OpenOptions::new().read(true), path)?, begin)
}

/// Reads all of a file of a copy, which may lie behind a link and have more than one name, if it is a file.
pub fn read_copy(path: &Path) -> io::Result<Vec<u8>> {
    let file = open_it(OpenOptions::new().read(true), path, OFlags::empty())?;
    let about = file.metadata()?;
    if about.is_file() {
        Ok(rest(file, 0)?.unwrap_or_default())
    } else {
        Err(io::Error::other(what_else(&about).unwrap_or_default()))
    }
}

/// No file of a store or of a copy is longer. What is, is mostly blank: it would fill the memory.
pub const MOST_BYTES: u64 = 1 << 30;

fn rest(mut file: File, begin: u64) -> io::Result<Option<Vec<u8>>> {
    let length = file.metadata()?.len();
    if MOST_BYTES < length {
        let why = format!("it has {length} bytes, and redress writes none of more than {MOST_BYTES}");
        return Err(io::Error::other(why));
    }
    let Some(length) = length.checked_sub(begin) else { return Ok(None) };
    file.seek(SeekFrom::Start(begin))?;
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

fn open_it(options: &mut OpenOptions, path: &Path, more: OFlags) -> io::Result<File> {
    let flags = OFlags::NONBLOCK | more;
    options
        .custom_flags(i32::try_from(flags.bits()).expect("the flags of an opening are few"))
        .open(path)
        .map_err(|error| match path.symlink_metadata().ok().as_ref().and_then(what_else) {
            // The system says of a link that there are too many, and of a socket that there is no device.
            Some(why) => io::Error::other(why),
            None => error,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn only_a_plain_file_with_one_name_is_opened_and_nothing_is_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::write(at("plain"), "text").unwrap();
        assert_eq!(read(&at("plain")).unwrap(), b"text");
        symlink(at("plain"), at("link")).unwrap();
        fs::create_dir(at("directory")).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            at("pipe"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
            0,
        )
        .unwrap();
        for (name, why) in [("link", "a link"), ("directory", "a directory"), ("pipe", "a pipe")] {
            assert!(read(&at(name)).unwrap_err().to_string().contains(why), "{name}");
            let write = OpenOptions::new().write(true).open(at("plain")).is_ok();
            assert!(write && open(OpenOptions::new().write(true), &at(name)).is_err(), "{name}");
        }
        assert_eq!(read_copy(&at("link")).unwrap(), b"text");
        assert!(read_copy(&at("pipe")).is_err());
        fs::hard_link(at("plain"), at("other")).unwrap();
        assert!(read(&at("plain")).unwrap_err().to_string().contains("another name"));
        assert_eq!(read_copy(&at("plain")).unwrap(), b"text");
    }

    #[test]
    fn what_is_written_anew_is_emptied_only_once_it_is_known_to_be_a_plain_file() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        write_anew(&at("plain")).unwrap();
        fs::write(at("plain"), "text").unwrap();
        fs::hard_link(at("plain"), at("other")).unwrap();
        assert!(write_anew(&at("plain")).unwrap_err().to_string().contains("another name"));
        assert_eq!(read_copy(&at("plain")).unwrap(), b"text");
        fs::remove_file(at("other")).unwrap();
        write_anew(&at("plain")).unwrap();
        assert_eq!(read(&at("plain")).unwrap(), b"");
    }

    #[test]
    fn a_file_that_is_mostly_blank_does_not_fill_the_memory() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sparse");
        File::create(&path).unwrap().set_len(1 << 40).unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("1099511627776 bytes"));
    }

    #[test]
    fn a_path_is_quoted_so_that_the_shell_reads_it_back() {
        for (path, expected) in
            [("/srv/redress", "/srv/redress"), ("/a b", "'/a b'"), ("it's", "'it'\\''s'"), ("-x", "./-x")]
        {
            assert_eq!(quoted(Path::new(path)), expected);
        }
    }
}
