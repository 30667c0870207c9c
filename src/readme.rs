//! Lists in the README that are printed from tables, each kept in step by a test; to write them anew:
//! `UPDATE_README=1 cargo test --lib readme -- --test-threads 1`.

use std::fs;
use std::path::Path;

/// Checks that what stands between `<!-- NAME -->` and `<!-- /NAME -->` in the README is this list.
#[expect(clippy::disallowed_methods, reason = "a test asks whether it is to write instead of to check")]
pub(crate) fn keep_in_step(name: &str, list: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).expect("there is a README");
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = readme.split_once(&begin).expect("the README has this list");
    let (listed, after) = rest.split_once(&end).expect("and it ends");
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(&path, format!("{before}{begin}{}\n{end}{after}", list.trim())).expect("it can be written");
    } else {
        assert_eq!(
            listed.trim(),
            list.trim(),
            "UPDATE_README=1 cargo test --lib readme -- --test-threads 1 puts it right"
        );
    }
}
