//! Documents as files. A file is written beside its place and renamed, so that there is never half of one, and only its
//! owner may read it.

use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{OFlags, fcntl_setfl};
use rustix::io::Errno;

use crate::report::document::Document;
use crate::report::render::{Format, csv, render};

/// Why a file was not written.
#[derive(Debug)]
pub enum NotSaved {
    /// Its name is that of a directory.
    IsDirectory(PathBuf),
    /// It is a link, which is not turned into a file; to where, if that is known.
    Link(PathBuf, Option<PathBuf>),
    /// The system refuses.
    Refused(PathBuf, io::Error),
}

impl fmt::Display for NotSaved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IsDirectory(path) => write!(f, "{} is a directory. Name a file", path.display()),
            Self::Link(path, Some(to)) => {
                write!(
                    f,
                    "{} is a link, and stays one. Name the file that it leads to: {}",
                    path.display(),
                    to.display()
                )
            }
            Self::Link(path, None) => {
                write!(f, "{} is a link that leads nowhere. Name a file", path.display())
            }
            Self::Refused(path, error) => {
                write!(f, "{} cannot be written ({error}). Choose another place", path.display())
            }
        }
    }
}

/// Writes a document to its file or files, in the place of what is there. Returns their names.
pub fn save(document: &Document, format: Format, path: &Path) -> Result<Vec<PathBuf>, NotSaved> {
    // A document of one table is one file; one of several, a directory.
    let is_one = path.extension().is_some() && document.tables().count() == 1;
    if format != Format::Csv || is_one {
        write(path, &render(document, format))?;
        return Ok(vec![path.to_owned()]);
    }
    directory(path)?;
    let mut names = Vec::new();
    for (name, text) in csv::files(document) {
        let name = path.join(name);
        write(&name, text.as_bytes())?;
        names.push(name);
    }
    Ok(names)
}

/// Writes bytes into a directory, under a name that nothing has there. Returns that name.
pub fn write_in(directory: &Path, name: &str, ending: &str, bytes: &[u8]) -> Result<PathBuf, NotSaved> {
    let path = free(&|number| directory.join(format!("{name}{number}.{ending}")));
    write(&path, bytes)?;
    Ok(path)
}

/// The first name that nothing has, of a name and those with a number behind it.
fn free(named: &dyn Fn(&str) -> PathBuf) -> PathBuf {
    let with = |number: u32| named(&if number == 1 { String::new() } else { format!("-{number}") });
    (1..10_000).map(with).find(|it| it.symlink_metadata().is_err()).unwrap_or_else(|| with(1))
}

/// Writes a document into a directory, under a name that nothing has there. Returns that name.
pub fn save_in(
    directory: &Path,
    document: &Document,
    format: Format,
    name: &str,
) -> Result<PathBuf, NotSaved> {
    let path = free(&|number| {
        // A document of one table is one file, in every format.
        let of_one = Some("csv").filter(|_| document.tables().count() == 1);
        let ending = format.ending().or(of_one).map(|it| format!(".{it}")).unwrap_or_default();
        directory.join(format!("{name}{number}{ending}"))
    });
    save(document, format, &path)?;
    Ok(path)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), NotSaved> {
    write_with(path, &mut |it| it.write_all(bytes))
}

/// Writes a file with whatever `write` writes, in the place of what is there. Only a plain file is replaced. A pipe or a device
/// is written to; a link is refused, lest it become a file.
pub fn write_with(
    path: &Path,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> Result<(), NotSaved> {
    let name = path.file_name().filter(|_| !path.is_dir());
    let Some(name) = name else { return Err(NotSaved::IsDirectory(path.to_owned())) };
    let is_link = fs::symlink_metadata(path).is_ok_and(|it| it.is_symlink());
    match fs::metadata(path) {
        Ok(about) if !about.is_file() => {
            let written = open_other(path).and_then(|mut it| write(&mut it));
            return written.map_err(|error| NotSaved::Refused(path.to_owned(), error));
        }
        found if is_link => {
            let to = found.and_then(|_| path.canonicalize()).ok();
            return Err(NotSaved::Link(path.to_owned(), to));
        }
        _ => {}
    }
    let mut beside = name.to_owned();
    beside.push(format!(".{}.new", std::process::id()));
    let beside = path.with_file_name(beside);
    let written = write_whole(&beside, write).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        // What was begun goes; whether that works changes nothing about what to say.
        drop(fs::remove_file(&beside));
        NotSaved::Refused(path.to_owned(), error)
    })
}

/// Opens what is no plain file. A pipe that nobody reads is refused: whoever writes to it would wait for ever.
fn open_other(path: &Path) -> io::Result<File> {
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    let opened = OpenOptions::new().write(true).custom_flags(flags).open(path);
    let file = opened.map_err(|error| match Errno::from_io_error(&error) {
        Some(Errno::NXIO) => io::Error::other("nobody reads from it: start the program that does first"),
        _ => error,
    })?;
    fcntl_setfl(&file, OFlags::empty())?;
    Ok(file)
}

/// Makes a directory for its owner alone, unless it is there.
fn directory(path: &Path) -> Result<(), NotSaved> {
    if path.is_dir() {
        return Ok(());
    }
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|error| NotSaved::Refused(path.to_owned(), error))
}

fn write_whole(path: &Path, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    write(&mut file)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::{Section, Table};
    use std::os::unix::fs::PermissionsExt;

    fn document(words: &str) -> Document {
        let table = |caption: &str| Table::new(caption, &["Figure", "Number"]).row(["A".into(), 1.into()]);
        let sections = vec![Section::new(words).table(table("One")).table(table("Two"))];
        Document { title: words.to_owned(), sections, ..Document::default() }
    }

    #[test]
    fn a_file_is_for_its_owner_alone_and_nothing_is_left_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("board.html");
        for words in ["one", "two"] {
            save(&document(words), Format::Html, &path).unwrap();
            assert!(fs::read_to_string(&path).unwrap().contains(words));
        }
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        let why = save(&document("one"), Format::Html, dir.path()).unwrap_err().to_string();
        assert!(why.contains("is a directory"), "{why}");
    }

    #[test]
    fn a_document_of_one_table_is_saved_in_a_directory_as_one_file_in_every_format() {
        let dir = tempfile::tempdir().unwrap();
        let mut one = document("one");
        one.sections[0].tables.truncate(1);
        assert_eq!(save_in(dir.path(), &one, Format::Csv, "cases").unwrap(), dir.path().join("cases.csv"));
        assert_eq!(save_in(dir.path(), &document("two"), Format::Csv, "x").unwrap(), dir.path().join("x"));
    }

    #[test]
    fn a_link_stays_a_link_a_device_is_written_to_and_a_pipe_that_nobody_reads_refused() {
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real.html"), dir.path().join("link.html"));
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let why = save(&document("one"), Format::Html, &link).unwrap_err().to_string();
        assert!(why.contains("leads nowhere"), "{why}");
        fs::write(&real, "old").unwrap();
        let why = save(&document("one"), Format::Html, &link).unwrap_err().to_string();
        assert!(why.contains("Name the file that it leads to") && why.contains("real.html"), "{why}");
        assert!(link.is_symlink() && fs::read(&real).unwrap() == b"old");
        save(&document("one"), Format::Html, Path::new("/dev/null")).unwrap();
        assert!(!Path::new("/dev/null").is_file());
        let pipe = dir.path().join("pipe");
        std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        let why = save(&document("one"), Format::Html, &pipe).unwrap_err().to_string();
        assert!(why.contains("nobody reads from it"), "{why}");
        assert!(matches!(
            save(&document("one"), Format::Html, Path::new("/dev/full")),
            Err(NotSaved::Refused(..))
        ));
    }

    #[test]
    fn tables_are_a_file_each_in_a_directory_for_their_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let names = save(&document("one"), Format::Csv, &dir.path().join("new/board")).unwrap();
        assert!(names.len() > 1 && names.iter().all(|it| it.is_file()), "{names:?}");
        assert_eq!(fs::metadata(dir.path().join("new/board")).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_name_that_is_taken_is_never_written_over() {
        let dir = tempfile::tempdir().unwrap();
        for (format, expect) in [
            (Format::Html, "board.html"),
            (Format::Html, "board-2.html"),
            (Format::Large, "board.large.txt"),
            (Format::Csv, "board"),
            (Format::Csv, "board-2"),
        ] {
            let path = save_in(dir.path(), &document("one"), format, "board").unwrap();
            assert_eq!(path, dir.path().join(expect));
        }
        for expect in ["letter.odt", "letter-2.odt"] {
            assert_eq!(write_in(dir.path(), "letter", "odt", b"x").unwrap(), dir.path().join(expect));
        }
    }
}
