//! What was put aside of a store, on the advice of the program: it is kept until somebody removes it, and may hold what is
//! erased later.

use std::fs;
use std::path::{Path, PathBuf};

use crate::desk::private::ASIDE;

/// Where files lie in a data directory that hold text.
const WITH_TEXT: &[&str] = &["", "journal", "papers", "drafts"];

/// Parts of a store that hold text and are each called so; others are known by how their names end.
const NAMED: &[&str] = &["journal", "papers", "drafts", "view", "db", "blobs"];

/// Letters of a SHA-256 by which a paper is called.
const SHA256_LETTERS: usize = 64;

/// Everything that was put aside and may hold text, in a data directory and beside it, in the order of the paths.
pub fn put_aside(data: &Path) -> Vec<PathBuf> {
    let data = fs::canonicalize(data).unwrap_or_else(|_| data.to_owned());
    let within = WITH_TEXT.iter().map(|it| (data.join(it), true));
    let beside = data.parent().map(|it| (it.to_owned(), false));
    let mut found: Vec<PathBuf> = within
        .chain(beside)
        .flat_map(|(dir, is_ours)| fs::read_dir(dir).into_iter().flatten().map(move |it| (it, is_ours)))
        .filter_map(|(entry, is_ours)| Some((entry.ok()?.path(), is_ours)))
        .filter(|(path, is_ours)| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            // What lies beside a store may be anybody's: only what is called as a part of one was put aside of it.
            let part = name.trim_end_matches(ASIDE);
            part.len() < name.len() && if *is_ours { !holds_no_text(part) } else { may_hold_text(part) }
        })
        .map(|it| it.0)
        .collect();
    found.sort();
    found
}

fn may_hold_text(part: &str) -> bool {
    let ends = |end: &str| Path::new(part).extension().is_some_and(|it| it == end);
    let is_paper = part.len() == SHA256_LETTERS && part.bytes().all(|it| it.is_ascii_hexdigit());
    let is_cut_off = part.starts_with("torn-") && ends("txt");
    NAMED.contains(&part)
        || is_paper
        || is_cut_off
        || ends("jsonl")
        || ends("draft")
        || part.starts_with("snap.")
}

fn holds_no_text(part: &str) -> bool {
    ["lock", "confirmed", "copies.json", "erasing", "conf"].contains(&part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_aside_of_a_store_is_found_in_it_and_beside_it_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("data/journal")).unwrap();
        let paper = format!("{}.aside", "a1".repeat(32));
        let theirs = [
            "000001.jsonl.aside",
            "db.aside",
            "journal.aside",
            "data/view.aside",
            "data/journal/000002.jsonl.aside.aside",
            &paper,
        ];
        let others =
            ["confirmed.aside", "copies.json.aside", "notes.aside", "data/lock.aside", "000001.jsonl"];
        theirs.iter().chain(&others).for_each(|it| fs::write(root.join(it), "").unwrap());
        let mut expected: Vec<PathBuf> = theirs.iter().map(|it| root.join(it)).collect();
        expected.sort();
        assert_eq!(put_aside(&root.join("data")), expected);
    }
}
