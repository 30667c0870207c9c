//! Whether a data directory is private: everything in it belongs to whoever opens it, nobody else may read it, and its files
//! are plain ones that lie nowhere else.
//! What is not private is refused with the command that mends it, never mended in silence: somebody may have meant it.

use std::fmt::{self, Display, Formatter};
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::process::geteuid;

use crate::plain_file::{other_in, quoted, what_else};

/// How what was put aside is called, behind its own name.
pub(in crate::desk) const ASIDE: &str = ".aside";

/// What of a file's rights is for anybody but its owner.
const OTHERS: u32 = 0o077;

/// What a part of a data directory is.
enum Part {
    File,
    /// A directory of sled's files: it keeps others out, and each opening sees to their rights.
    OfSled,
    /// A directory of files.
    Files,
}

/// The parts of a data directory.
const PARTS: &[(&str, Part)] = &[
    ("lock", Part::File),
    ("journal", Part::Files),
    ("view", Part::OfSled),
    ("papers", Part::Files),
    ("drafts", Part::Files),
    ("last-here", Part::Files),
    ("view.suspect", Part::File),
    ("copies.json", Part::File),
    ("erasing", Part::File),
];

/// Those of them that hold what nothing else does.
const HOLDS: &[&str] = &["journal", "papers"];

/// Why a data directory is not private.
#[derive(Debug, PartialEq, Eq)]
pub enum NotPrivate {
    /// Others may read or write it, or something in it.
    Open {
        /// The data directory.
        root: PathBuf,
        /// What they may read or write.
        what: PathBuf,
    },
    /// It, or something in it, belongs to somebody else.
    Foreign {
        /// The data directory.
        root: PathBuf,
        /// What belongs to somebody else.
        what: PathBuf,
        /// Whose it is.
        owner: String,
        /// Who opens it.
        opener: String,
    },
    /// It is a link that somebody else made, or that leads to what belongs to somebody else.
    Link(PathBuf),
    /// Something in it is not the plain file that redress made.
    Other {
        /// The data directory.
        root: PathBuf,
        /// What it is.
        what: PathBuf,
        /// How it is another.
        why: &'static str,
        /// Whether there is text behind it, which may be the one that it should hold.
        is_readable: bool,
    },
}

impl Display for NotPrivate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { root, what } => write!(
                f,
                "{} can be read or changed by others on this machine, and a store must be yours alone. Type “chmod -R go= {}”",
                what.display(),
                quoted(root)
            ),
            Self::Foreign { what, owner, opener, .. } if opener == "root" => write!(
                f,
                "{} belongs to {owner}, and you are root. Type the same with “sudo -u {owner}” before it",
                what.display()
            ),
            Self::Foreign { root, what, owner, opener } => write!(
                f,
                "{} belongs to {owner}, and you are {opener}. Sign in as {owner}, choose another directory with --data, or have \
                 your administrator type “chown -R {opener} {}”",
                what.display(),
                quoted(root)
            ),
            Self::Other { root, what, why, is_readable } => {
                let (file, aside) = (quoted(what), quoted(&aside(root, what)));
                let then = if *is_readable {
                    format!("if it holds what it should, then type “cp {aside} {file}”, and remove {aside}")
                } else {
                    "if the office does not open then, restore a copy: “redress help backup”".to_owned()
                };
                write!(
                    f,
                    "{} is not the file that redress made: {why}. Nothing was changed. Type “mv {file} {aside}”; {then}",
                    what.display(),
                )
            }
            Self::Link(path) => write!(
                f,
                "{} is a link that others can turn elsewhere. Name the directory it leads to with --data, or make the link \
                 yourself to a directory of your own",
                path.display()
            ),
        }
    }
}

/// Checks a data directory that is there, and everything in it that redress wrote. The error says what is not private.
pub fn check(root: &Path) -> io::Result<Result<(), NotPrivate>> {
    let me = geteuid().as_raw();
    let link = fs::symlink_metadata(root)?;
    if link.is_symlink() {
        let (made_by, leads_to) = (link.uid(), fs::metadata(root)?.uid());
        if ![made_by, leads_to].iter().all(|it| [me, 0].contains(it)) {
            return Ok(Err(NotPrivate::Link(root.to_owned())));
        }
    }
    let (mut directories, mut files) = (vec![root.to_owned()], Vec::new());
    let leads_nowhere = |path: &Path| path.is_symlink() && !path.exists();
    for (part, is) in PARTS {
        let path = root.join(part);
        match is {
            Part::File => files.push(path),
            Part::OfSled if path.is_symlink() && path.exists() => {
                return Ok(Err(other(root, path, "it is a link")));
            }
            Part::OfSled => {
                // sled would follow a link, and wait for whoever writes to a pipe.
                if let Some((what, why)) = other_in(&path)? {
                    return Ok(Err(other(root, what, why)));
                }
                directories.push(path);
            }
            // The journal and the papers are what the office is; the others are made anew.
            Part::Files if path.exists() && !path.is_dir() && HOLDS.contains(part) => {
                let (root, why) = (root.to_owned(), "it is not a directory");
                return Ok(Err(NotPrivate::Other { root, what: path, why, is_readable: false }));
            }
            Part::Files if leads_nowhere(&path) => {
                return Ok(Err(other(root, path, "it is a link that leads nowhere")));
            }
            Part::Files => {
                if path.is_dir() {
                    for entry in fs::read_dir(&path)? {
                        files.push(entry?.path());
                    }
                }
                directories.push(path);
            }
        }
    }
    for path in directories {
        // A link in it is looked through: it can only be made by whoever may write here.
        if let Some(about) = there(fs::metadata(&path))?
            && let Err(wrong) = private(root, &path, &about, me)
        {
            return Ok(Err(wrong));
        }
    }
    for path in files {
        let Some(about) = there(fs::symlink_metadata(&path))? else { continue };
        if let Some(why) = what_else(&about) {
            return Ok(Err(other(root, path, why)));
        }
        if let Err(wrong) = private(root, &path, &about, me) {
            return Ok(Err(wrong));
        }
    }
    Ok(Ok(()))
}

/// Something that is not the plain file that redress made.
fn other(root: &Path, what: PathBuf, why: &'static str) -> NotPrivate {
    NotPrivate::Other { root: root.to_owned(), is_readable: what.is_file(), what, why }
}

/// Where to put it aside: beside the data directory, for in it it would be met again.
fn aside(root: &Path, what: &Path) -> PathBuf {
    let name = what.file_name().unwrap_or_default().to_string_lossy();
    root.with_file_name(format!("{name}{ASIDE}"))
}

/// What is known of a file, unless it is not there yet, or another session has just finished with it.
fn there(about: io::Result<Metadata>) -> io::Result<Option<Metadata>> {
    match about {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        about => about.map(Some),
    }
}

fn private(root: &Path, what: &Path, about: &Metadata, me: u32) -> Result<(), NotPrivate> {
    if about.uid() != me {
        let name = |id| {
            uzers::get_user_by_uid(id)
                .map_or_else(|| format!("user {id}"), |it| it.name().to_string_lossy().into_owned())
        };
        return Err(NotPrivate::Foreign {
            root: root.to_owned(),
            what: what.to_owned(),
            owner: name(about.uid()),
            opener: name(me),
        });
    }
    if about.mode() & OTHERS != 0 {
        return Err(NotPrivate::Open { root: root.to_owned(), what: what.to_owned() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::Permissions;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn store() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("data");
        for folder in ["journal", "view", "drafts", "last-here"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        for file in ["lock", "journal/000001.jsonl", "drafts/x.draft", "last-here/jsmith"] {
            fs::write(root.join(file), "").unwrap();
            open(&root.join(file), 0o600);
        }
        for folder in ["", "journal", "view", "drafts", "last-here"] {
            open(&root.join(folder), 0o700);
        }
        (dir, root)
    }

    fn open(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn whatever_of_a_store_others_may_read_is_refused_with_the_command_that_mends_it() {
        let (_dir, root) = store();
        assert_eq!(check(&root).unwrap(), Ok(()));
        for (part, mode) in [
            ("", 0o750),
            ("lock", 0o604),
            ("journal", 0o701),
            ("journal/000001.jsonl", 0o640),
            ("view", 0o770),
            ("drafts/x.draft", 0o602),
            ("last-here/jsmith", 0o644),
        ] {
            let path = root.join(part);
            let before = fs::metadata(&path).unwrap().mode();
            open(&path, mode);
            let refused = check(&root).unwrap().unwrap_err().to_string();
            assert!(
                refused.ends_with(&format!("Type “chmod -R go= {}”", root.display())),
                "{part}: {refused}"
            );
            open(&path, before);
        }
        assert_eq!(check(&root).unwrap(), Ok(()));
    }

    #[test]
    fn a_file_where_a_directory_belongs_is_refused_with_the_command_that_puts_it_aside() {
        let (_dir, root) = store();
        fs::write(root.join("papers"), "").unwrap();
        let refused = check(&root).unwrap().unwrap_err().to_string();
        assert!(refused.contains("it is not a directory") && refused.contains("papers.aside”"), "{refused}");
    }

    #[test]
    fn what_belongs_to_somebody_else_is_refused() {
        let (_dir, root) = store();
        let about = fs::metadata(&root).unwrap();
        let refused = private(&root, &root, &about, about.uid() + 1).unwrap_err();
        assert!(matches!(refused, NotPrivate::Foreign { .. }), "{refused}");
    }

    #[test]
    fn a_link_of_ones_own_is_followed() {
        let (dir, root) = store();
        let link = dir.path().join("link");
        symlink(&root, &link).unwrap();
        assert_eq!(check(&link).unwrap(), Ok(()));
        open(&root, 0o755);
        assert!(check(&link).unwrap().is_err());
    }
}
