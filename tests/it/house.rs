//! The house keeps its order: what `lib.rs` says of the architecture is checked here, on the source itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The modules in reading order, each with its file and its place.
#[derive(Default)]
struct House {
    places: BTreeMap<String, usize>,
    files: Vec<(String, PathBuf, String)>,
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn house() -> House {
    let mut house = House::default();
    let root = fs::read_to_string(source().join("lib.rs")).unwrap();
    for name in root.lines().filter_map(|it| it.strip_prefix("pub mod ")?.strip_suffix(';')) {
        house.enter(name, &source());
    }
    house
}

impl House {
    /// Walks a module as it is read: modules declared above its own items come before them, those declared below after.
    fn enter(&mut self, path: &str, folder: &Path) {
        let name = path.rsplit("::").next().unwrap();
        let (file, inner) = [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")]
            .into_iter()
            .find(|it| it.exists())
            .map_or_else(|| panic!("{path} has no file"), |it| (it, folder.join(name)));
        let text = fs::read_to_string(&file).unwrap();
        let mut is_test = false;
        for line in text.lines() {
            let declared = line.strip_prefix("pub ").unwrap_or(line);
            let declared = declared.strip_prefix("pub(crate) ").unwrap_or(declared);
            if line == "#[cfg(test)]" {
                is_test = true;
            } else if let Some(child) = declared.strip_prefix("mod ").and_then(|it| it.strip_suffix(';')) {
                if !std::mem::take(&mut is_test) {
                    self.enter(&format!("{path}::{child}"), &inner);
                }
            } else if [
                "struct ",
                "enum ",
                "fn ",
                "const ",
                "trait ",
                "type ",
                "macro_rules!",
                "impl",
                "static ",
            ]
            .iter()
            .any(|it| declared.starts_with(it))
            {
                self.place(path);
            }
        }
        self.place(path);
        self.files.push((path.to_owned(), file, text));
    }

    fn place(&mut self, path: &str) {
        let next = self.places.len();
        self.places.entry(path.to_owned()).or_insert(next);
    }

    /// The module that a path of names lies in: the longest beginning that is one.
    fn module_of(&self, names: &[String]) -> Option<String> {
        (1..=names.len()).rev().map(|it| names[..it].join("::")).find(|it| self.places.contains_key(it))
    }
}

/// The code of a file without its tests and comments.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    text.lines().filter(|it| !it.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Every path that begins with `crate::`, lists in braces taken apart.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let end =
            rest.find(|it: char| !(it.is_alphanumeric() || it == '_' || it == ':')).unwrap_or(rest.len());
        let stem: Vec<String> =
            rest[..end].split("::").filter(|it| !it.is_empty()).map(str::to_owned).collect();
        match rest[end..].strip_prefix('{') {
            Some(list) if rest[..end].ends_with("::") => {
                let list = &list[..list.find('}').unwrap_or(list.len())];
                for item in list.split(',').map(str::trim).filter(|it| !it.is_empty()) {
                    let item = item.split(" as ").next().unwrap().split("::").map(str::to_owned);
                    found.push(stem.iter().cloned().chain(item).collect());
                }
            }
            _ => found.push(stem),
        }
    }
    found
}

#[test]
fn a_module_uses_only_what_is_declared_above_it() {
    let house = house();
    let mut wrong = Vec::new();
    for (path, _, text) in &house.files {
        for names in paths(&code(text)) {
            let Some(used) = house.module_of(&names) else { continue };
            // A parent in a `pub(in …)` is no use of it.
            if used != *path
                && house.places[path] < house.places[&used]
                && !path.starts_with(&format!("{used}::"))
            {
                wrong.push(format!("{path} uses {used}, which is declared below it"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_opens_by_saying_what_it_is() {
    for (path, _, text) in house().files {
        assert!(text.starts_with("//! "), "{path}");
    }
}

/// Fields and variants are named for what they are; a line above one says what its name does not.
#[test]
fn whatever_others_call_says_what_it_is() {
    let kinds = ["fn ", "const fn ", "struct ", "enum ", "trait ", "type ", "const ", "static "];
    for (path, _, text) in house().files {
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        let mut above = "";
        for line in text.lines().map(str::trim) {
            let is_kind = |it: &str| kinds.iter().any(|kind| it.starts_with(kind));
            let is_public = line.strip_prefix("pub ").is_some_and(is_kind);
            // A macro hands on what is said where it is used.
            let is_said = above.starts_with("///") || above.starts_with("$(#[");
            assert!(!is_public || is_said, "{path}: say above it what this is: {line}");
            if !line.starts_with("#[") {
                above = line;
            }
        }
    }
}

#[track_caller]
fn only_in(words: &str, allowed: &[&str]) {
    for (path, _, text) in house().files {
        let is_allowed = allowed.iter().any(|it| path == *it || path.starts_with(&format!("{it}::")));
        assert!(is_allowed || !code(&text).contains(words), "{path} names {words}; only {allowed:?} may");
    }
}

#[test]
fn only_the_view_names_sled_and_only_the_codec_bincode() {
    only_in("sled::", &["view"]);
    only_in("bincode::", &["codec"]);
}

#[test]
fn screens_and_commands_never_see_the_journal_or_the_view() {
    let below = ["journal", "papers", "view", "desk"];
    only_in("crate::journal::", &below);
    only_in("crate::view::", &below);
}

#[test]
fn keys_of_the_terminal_are_named_in_one_file() {
    only_in("KeyCode", &["tui::terminal::chord"]);
}

#[track_caller]
fn never_in(place: &str, outside: &[&str]) {
    for (path, _, text) in house().files.into_iter().filter(|it| it.0.starts_with(place)) {
        for outside in outside {
            assert!(!code(&text).contains(outside), "{path} names {outside}");
        }
    }
}

/// Whether a text has these words by themselves, not within longer ones.
fn names(text: &str, words: &str) -> bool {
    let is_word = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
    text.match_indices(words).any(|(at, _)| {
        !is_word(text[..at].chars().next_back()) && !is_word(text[at + words.len()..].chars().next())
    })
}

#[test]
fn a_register_is_named_in_its_own_file_and_in_the_table_of_registers_alone() {
    const KINDS: &str = "domain::register::kinds";
    let house = house();
    let registers: Vec<_> = house.files.iter().filter(|it| it.0.starts_with(&format!("{KINDS}::"))).collect();
    assert_eq!(registers.len(), redress::domain::register::kinds::KINDS.len());
    for (own, _, text) in &registers {
        let between = |before: &str, after: &str| {
            let rest = text.split_once(before).unwrap_or_else(|| panic!("{own} has no {before}")).1;
            rest.split_once(after).unwrap().0.to_owned()
        };
        let table = between("pub const ", ": Kind");
        let id = format!("\"{}\"", between("id: \"", "\""));
        let letter = between("letter: ", ",");
        let of_letter =
            [format!("register: {letter}"), format!("Entry({letter})"), format!("kind_of({letter})")];
        for (path, _, text) in house.files.iter().filter(|it| it.0 != *own && it.0 != KINDS) {
            let code = code(text);
            // A table may link its entries with those of another.
            let of_letter = of_letter.iter().filter(|_| !path.starts_with(&format!("{KINDS}::")));
            // A document may be called as the register is that it tells of.
            let id = Some(&id).filter(|_| path != "report::documents");
            for name in [own, &table].into_iter().chain(id).chain(of_letter) {
                assert!(!names(&code, name), "{path} names {own} by {name}");
            }
        }
    }
}

/// Every file of the source and the tests, by its path from the root, with its text.
fn everything() -> Vec<(String, String)> {
    let (root, mut files) = (Path::new(env!("CARGO_MANIFEST_DIR")), Vec::new());
    let mut paths = ["tests", "src"].map(|it| root.join(it)).to_vec();
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(fs::read_dir(path).unwrap().map(|it| it.unwrap().path()));
        } else if path.extension().is_some_and(|it| it == "rs") {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            files.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    files
}

#[test]
fn no_test_calls_the_program_without_a_day_unless_it_says_why() {
    // In two pieces, so that this file does not name it.
    let program = concat!("CARGO_BIN", "_EXE");
    for (name, text) in everything() {
        let is_the_place = name == "tests/it/program.rs";
        assert!(
            is_the_place || !text.contains(program),
            "{name}: call the program through tests/it/program.rs"
        );
    }
}

#[test]
fn no_test_asks_what_day_it_really_is_unless_it_says_why() {
    let clock = concat!("Clock::", "System");
    let askers = ["src/clock.rs", "src/cli/context.rs"];
    for (name, text) in everything().into_iter().filter(|it| !askers.contains(&it.0.as_str())) {
        let mut above = "";
        for line in text.lines() {
            let says_why = above.trim_start().starts_with("// The real clock, as ");
            assert!(
                says_why || !line.contains(clock),
                "{name}: “// The real clock, as …” must stand above {line}"
            );
            above = line;
        }
    }
}

#[test]
fn the_domain_knows_no_disk_and_no_terminal() {
    never_in("domain", &["std::fs", "std::io", "ratatui", "crossterm", "std::env", "std::time"]);
}

#[test]
fn forms_are_answered_without_a_screen_and_commands_know_of_screens_only_to_start_them() {
    never_in("forms", &["ratatui", "crossterm", "tui_textarea"]);
    only_in("crate::tui", &["tui", "cli::app"]);
}

/// Terms under which a crate may be part of it: none asks anything of whoever uses it but to name its authors.
const LICENCES: &[&str] = &[
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates that are there in two versions, as others ask for them: sled for an old `parking_lot`, a crate of tests for the
/// rest. A new one is a choice to be made knowingly.
const TWICE: &[&str] =
    &["cfg_aliases", "parking_lot", "parking_lot_core", "signal-hook", "syn", "thiserror", "thiserror-impl"];

#[test]
fn every_crate_comes_from_the_registry_once_under_terms_that_suit_everybody() {
    let cargo = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO")).args(arguments).output().expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("cargo writes text")
    };
    let about = cargo(&["version", "--verbose"]);
    let host = about.lines().find_map(|it| it.strip_prefix("host: ")).expect("cargo knows its host");
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let metadata = ["metadata", "--offline", "--locked", "--format-version=1", "--manifest-path", manifest];
    let metadata: Value =
        serde_json::from_str(&cargo(&[&metadata[..], &["--filter-platform", host]].concat())).unwrap();
    let text = |package: &Value, name: &str| package[name].as_str().unwrap_or_default().to_owned();
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let (name, source) = (text(package, "name"), text(package, "source"));
        if name != "redress" && !source.starts_with("registry+") {
            wrong.push(format!("{name} comes from {source:?}"));
        }
        let terms = text(package, "license").replace('/', " OR ").replace(['(', ')'], "");
        let suits = |all: &str| all.split(" AND ").all(|it| LICENCES.contains(&it.trim()));
        if !terms.split(" OR ").any(suits) {
            wrong.push(format!("{name} asks for {terms:?}"));
        }
        if !seen.insert(name.clone()) && !TWICE.contains(&name.as_str()) {
            wrong.push(format!("{name} is there twice"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
