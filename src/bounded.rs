//! Text from outside that is read whole, up to a size: whatever it really is, it takes no more memory than that.

use std::fmt::{self, Display, Formatter};
use std::fs::{self, File};
use std::io::{self, BufRead, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

/// Bytes of a file that is written by hand: a map, settings, an office to set up, bank holidays.
pub const BY_HAND: u64 = 1 << 20;
/// Bytes of a line, or of a text that is read from standard input. No more reaches the desk in one message either.
pub const AT_ONCE: u64 = 8 << 20;

/// Why a text is not read.
#[derive(Debug)]
pub enum Unread {
    /// The system does not give it.
    System(io::Error),
    /// There is more of it than this many bytes.
    TooLong(u64),
    /// A byte of it, from 1, is not UTF-8.
    NotText(usize),
}

impl Display for Unread {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::System(error) => error.fmt(f),
            Self::TooLong(most) => write!(f, "it is longer than {} MB, and that is the most", most >> 20),
            Self::NotText(byte) => write!(f, "byte {byte} of it is not UTF-8. Save it as UTF-8"),
        }
    }
}

impl From<io::Error> for Unread {
    fn from(it: io::Error) -> Self {
        Self::System(it)
    }
}

/// Reads a file of at most so many bytes as text. A pipe by name may have nobody at its other end: it is not waited for.
pub fn file(path: &Path, most: u64) -> Result<String, Unread> {
    // What a shell makes of “<(…)” has somebody there.
    if fs::metadata(path)?.file_type().is_fifo() && !path.starts_with("/dev") {
        return Err(Unread::System(io::Error::other("it is a pipe, and no file. Give - for standard input")));
    }
    text(&mut File::open(path)?, most)
}

/// Reads what is left, at most so many bytes, as text.
pub fn text(from: &mut dyn Read, most: u64) -> Result<String, Unread> {
    let mut bytes = Vec::new();
    from.take(most + 1).read_to_end(&mut bytes)?;
    if most < bytes.len() as u64 {
        return Err(Unread::TooLong(most));
    }
    String::from_utf8(bytes).map_err(|it| Unread::NotText(it.utf8_error().valid_up_to() + 1))
}

/// Reads a line of at most so many bytes, with its line feed; empty at the end.
pub fn line(from: &mut dyn BufRead, most: u64) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    from.take(most + 1).read_until(b'\n', &mut bytes)?;
    if most < bytes.len() as u64 { Err(Unread::TooLong(most)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_up_to_its_most_and_what_never_ends_is_not_waited_for() {
        assert_eq!(text(&mut &b"1234"[..], 4).unwrap(), "1234");
        assert_eq!(text(&mut &b"12345"[..], 4).unwrap_err().to_string(), Unread::TooLong(4).to_string());
        assert!(matches!(file(Path::new("/dev/zero"), BY_HAND), Err(Unread::TooLong(_))));
        assert!(text(&mut &b"caf\xe9"[..], 9).unwrap_err().to_string().contains("byte 4"));
    }

    #[test]
    fn a_pipe_that_nobody_writes_to_is_refused_in_words() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("map.toml");
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0)
            .unwrap();
        assert!(file(&path, BY_HAND).unwrap_err().to_string().contains("it is a pipe, and no file"));
    }

    #[test]
    fn lines_are_read_one_by_one_and_one_that_never_ends_is_refused() {
        let mut input = &b"one\ntwo"[..];
        let mut next = || line(&mut input, 4).map_err(|it| it.to_string());
        assert_eq!([next(), next(), next()], [b"one\n" as &[u8], b"two", b""].map(|it| Ok(it.to_vec())));
        assert!(line(&mut io::BufReader::new(io::repeat(b'x')), AT_ONCE).is_err());
    }
}
