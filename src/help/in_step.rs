//! Lists in topics that are printed from tables, each kept in step by a test; to write them anew:
//! `UPDATE_HELP=1 cargo test --lib help_ -- --test-threads 1`.

use std::fs;
use std::path::Path;

/// Checks that what stands between `<!-- NAME -->` and `<!-- /NAME -->` in a topic is this list.
#[expect(clippy::disallowed_methods, reason = "a test asks whether it is to write instead of to check")]
pub(crate) fn keep(topic: &str, name: &str, list: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/help").join(topic).with_extension("md");
    let text = fs::read_to_string(&path).expect("there is such a topic");
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = text.split_once(&begin).expect("the topic has this list");
    let (listed, after) = rest.split_once(&end).expect("and it ends");
    if std::env::var_os("UPDATE_HELP").is_some() {
        fs::write(&path, format!("{before}{begin}{}\n{end}{after}", list.trim())).expect("it can be written");
    } else {
        assert_eq!(
            listed.trim(),
            list.trim(),
            "UPDATE_HELP=1 cargo test --lib help_ -- --test-threads 1 puts it right"
        );
    }
}
