//! Files that are there already: none is written over unless somebody says so.

use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches};

use crate::cli::ending::Trouble;
use crate::cli::or_stream::or_stream;
use crate::domain::text::one_line;

/// The name of the option that names the file.
pub const OUTPUT: &str = "output";
const REPLACE: &str = "replace";

/// The file that is written, and the option that says so.
pub fn output_args() -> [Arg; 2] {
    let output = Arg::new(OUTPUT)
        .short('o')
        .long(OUTPUT)
        .value_name("FILE")
        .help("Write it to this file, which only you may read, or - for standard output");
    [or_stream(output), replace_arg()]
}

/// The option that says so.
pub fn replace_arg() -> Arg {
    Arg::new(REPLACE)
        .long(REPLACE)
        .action(ArgAction::SetTrue)
        .help("Write over the file if it is there already")
}

/// Refuses to write over a file that is there, unless that was asked for. A pipe or a device is written to.
pub fn refuse_if_there(path: &Path, matches: &ArgMatches) -> Result<(), Trouble> {
    if matches.get_flag(REPLACE) || !path.is_file() {
        return Ok(());
    }
    Err(Trouble::Refused(format!(
        "{} is there already. Name another file, or add --replace",
        one_line(&path.display().to_string())
    )))
}
