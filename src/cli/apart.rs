//! What people give and get as files stays apart from stores and their copies: nothing that is named for it lies in one.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use crate::cli::ending::Trouble;
use crate::cli::or_stream::OrStream;
use crate::desk::store_dir::store_around;
use crate::plain_file::quoted;

/// Options that name a store, a copy of one, or where it is reached.
const OF_STORES: &[&str] = &["data", "dir", "copy", "mirror", "socket"];

/// Refuses a file that lies in a store or a copy: written over, it would take the complaints with it.
pub fn refuse_what_lies_in_a_store(matches: &ArgMatches) -> Result<(), Trouble> {
    let mut level = Some(matches);
    while let Some(matches) = level {
        for id in matches.ids().map(clap::Id::as_str).filter(|it| !OF_STORES.contains(it)) {
            for file in files(matches, id) {
                if let Some(store) = store_around(file) {
                    return Err(Trouble::Refused(format!(
                        "{} lies in a store of redress, or a copy of one ({}), and nothing else belongs there. Name a file elsewhere",
                        quoted(file),
                        quoted(&store)
                    )));
                }
            }
        }
        level = matches.subcommand().map(|it| it.1);
    }
    Ok(())
}

/// The files that an option names.
pub fn files<'a>(matches: &'a ArgMatches, option: &str) -> impl Iterator<Item = &'a Path> {
    let paths = matches.try_get_many::<PathBuf>(option).ok().flatten().into_iter().flatten();
    let named = matches.try_get_many::<OrStream>(option).ok().flatten().into_iter().flatten();
    paths.map(PathBuf::as_path).chain(named.filter_map(OrStream::file))
}
