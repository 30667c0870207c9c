//! A file that is named, or “-” in its place: what comes on standard input and goes to standard output.
//!
//! Whoever may start nothing but redress over SSH reaches no file of the machine, and so may give “-” alone: an option of
//! this kind is one that knows what it means.

use std::path::{Path, PathBuf};

use clap::builder::{PathBufValueParser, TypedValueParser as _};
use clap::{Arg, ArgMatches, ValueHint};

/// What stands for standard input and output.
const STREAM: &str = "-";

/// A file, or the stream in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrStream(PathBuf);

impl OrStream {
    /// The file; none for the stream.
    pub fn file(&self) -> Option<&Path> {
        Some(self.0.as_path()).filter(|it| it.as_os_str() != STREAM)
    }

    /// What was given.
    pub fn given(&self) -> &Path {
        &self.0
    }
}

/// An option that takes a file or “-”.
pub fn or_stream(arg: Arg) -> Arg {
    arg.value_parser(PathBufValueParser::new().map(OrStream)).value_hint(ValueHint::AnyPath)
}

/// What was given for it.
pub fn given<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a OrStream> {
    matches.get_one::<OrStream>(name)
}

/// The file that was given for it; none where nothing or the stream was.
pub fn file<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a Path> {
    given(matches, name).and_then(OrStream::file)
}
