//! What is kept from others on the same machine: files, the memory of a crashed program, what it says when it fails. And
//! that the topic of security promises nothing that no test keeps.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use redress::help::topics::topic_called;
use redress::panics::tell_on_standard_error;

use crate::driver::Office;
use crate::program::{TODAY, argv, on};

fn redress(arguments: &[&str], data: &Path) -> Output {
    // As most systems have it: others may read what is made.
    let script = "umask 022; exec \"$0\" \"$@\"";
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", script]).args(argv(&on(TODAY))).arg("--data").arg(data).args(arguments);
    shell.output().unwrap()
}

/// Everything in a directory, and it, that somebody else may do anything with.
fn open_to_others(path: &Path, found: &mut Vec<PathBuf>) {
    let about = fs::symlink_metadata(path).unwrap();
    if about.permissions().mode() & 0o077 != 0 {
        found.push(path.to_owned());
    }
    if about.is_dir() {
        fs::read_dir(path).unwrap().for_each(|it| open_to_others(&it.unwrap().path(), found));
    }
}

#[test]
fn everything_that_is_written_is_for_its_owner_alone() {
    let dir = tempfile::tempdir().unwrap();
    let at = |it: &str| dir.path().join(it);
    let data = at("data");
    let setup = redress(
        &["setup", "--organisation", "Coastal Permits", "--user", "J", "--service", "Licences"],
        &data,
    );
    assert!(setup.status.success(), "{setup:?}");
    for arguments in [
        vec!["new", "--complainant", "Amara Okafor", "--subject", "Late", "--service", "Licences"],
        vec!["note", "1", "--text", "Rang"],
        vec!["list"],
        vec!["rebuild"],
        vec!["backup", at("copy").to_str().unwrap()],
        vec!["report", "performance", "-o", at("report.txt").to_str().unwrap()],
        vec!["report", "performance", "--format", "csv", "-o", at("tables").to_str().unwrap()],
    ] {
        let output = redress(&arguments, &data);
        assert!(output.status.code().is_some_and(|it| it < 2), "{arguments:?}: {output:?}");
    }
    assert!(redress(&["restore", at("copy").to_str().unwrap()], &at("restored")).status.success());
    redress(&["list"], &at("restored"));
    let mut found = Vec::new();
    for it in ["data", "copy", "restored", "report.txt", "tables"] {
        open_to_others(&at(it), &mut found);
    }
    assert_eq!(found, [] as [PathBuf; 0]);
}

#[test]
fn a_store_that_others_can_read_is_refused_with_the_command_that_mends_it() {
    let office = Office::demo_for_whoever_runs_this();
    drop(office.open(false));
    for part in ["", "journal", "journal/000001.jsonl", "view"] {
        let path = office.data().join(part);
        let before = fs::metadata(&path).unwrap().permissions();
        fs::set_permissions(&path, fs::Permissions::from_mode(before.mode() | 0o044)).unwrap();
        let refused = redress(&["list"], &office.data());
        let words = String::from_utf8(refused.stderr).unwrap();
        let command = format!("chmod -R go= {}", office.data().display());
        assert!(
            refused.status.code() == Some(2) && words.contains(&format!("Type “{command}”")),
            "{part}: {words}"
        );
        assert!(refused.stdout.is_empty(), "and says nothing of what is in it");
        assert!(Command::new("/bin/sh").args(["-c", &command]).status().unwrap().success());
        assert!(redress(&["list"], &office.data()).status.success(), "the command mends it");
        fs::set_permissions(&path, before).unwrap();
    }
}

#[test]
fn a_link_of_ones_own_leads_to_the_store_and_no_trick_with_the_path_leads_elsewhere() {
    let office = Office::demo_for_whoever_runs_this();
    let dir = tempfile::tempdir().unwrap();
    let link = dir.path().join("link");
    symlink(office.data(), &link).unwrap();
    assert!(redress(&["list"], &link).status.success());
    let file = dir.path().join("file");
    fs::write(&file, "mine").unwrap();
    for path in [
        file.clone(),
        file.join("data"),
        dir.path().join("none/../link/../../../etc"),
        dir.path().join("a".repeat(300)),
        PathBuf::from("/dev/null"),
        PathBuf::from("/proc/self/environ"),
        PathBuf::from("\u{1b}[2J"),
    ] {
        let said = redress(&["list"], &path);
        let words = String::from_utf8(said.stderr).unwrap();
        assert!(said.status.code() == Some(2) && words.contains("--data"), "{}: {words}", path.display());
        assert!(!words.contains('\u{1b}'), "{words}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[cfg(target_os = "linux")]
#[test]
fn a_crash_leaves_no_picture_of_the_memory() {
    let office = Office::demo_for_whoever_runs_this();
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("sock");
    let mut served = on(TODAY)
        .args(["serve", "--data"])
        .arg(office.data())
        .arg("--socket")
        .arg(&socket)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    while !socket.exists() {
        thread::sleep(std::time::Duration::from_millis(20));
    }
    let limits = fs::read_to_string(format!("/proc/{}/limits", served.id())).unwrap();
    served.kill().unwrap();
    served.wait().unwrap();
    let core = limits.lines().find(|it| it.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().filter(|it| *it == "0").count(), 2, "{core}");
}

/// Panics as a fault in the program would, with words of a record in the message. Run by the test below.
#[test]
fn panic_over_a_record() {
    #[expect(clippy::disallowed_methods, reason = "a test is asked through its environment")]
    let is_asked = std::env::var_os("REDRESS_PANIC").is_some();
    if is_asked {
        tell_on_standard_error();
        let record = String::from("Amara Okafor, 14 Quay Street");
        let number = record.parse::<u32>().map_err(|_| record.clone());
        let ends = [
            thread::spawn(move || panic!("the case of {record} is odd")).join().is_err(),
            thread::spawn(move || number.unwrap()).join().is_err(),
        ];
        assert_eq!(ends, [true; 2]);
    }
}

#[test]
fn a_panic_says_where_it_was_and_nothing_of_a_record() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "secrets::panic_over_a_record", "--nocapture"])
        .env("REDRESS_PANIC", "1")
        .output()
        .unwrap();
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(words.matches("tests/it/secrets.rs:").count(), 2, "{words}");
    assert!(!words.contains("Okafor") && !words.contains("Quay"), "{words}");
}

/// Every `#[test]` of the program, by the name of its function.
fn tests_that_exist() -> BTreeSet<String> {
    let (mut names, mut folders) = (BTreeSet::new(), Vec::new());
    for it in ["src", "tests/it"] {
        folders.push(Path::new(env!("CARGO_MANIFEST_DIR")).join(it));
    }
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|it| it != "rs") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for part in text.split("#[test]").skip(1) {
                let name = part.split("fn ").nth(1).and_then(|it| it.split(['(', '\n']).next());
                names.extend(name.map(str::to_owned));
            }
        }
    }
    names
}

#[test]
fn every_promise_of_the_topic_of_security_names_a_test_that_exists() {
    let topic = topic_called("security").expect("there is one");
    let promises: Vec<&str> =
        topic.text.lines().filter(|it| it.starts_with("| ") && !it.starts_with("| Promise")).collect();
    assert!(10 < promises.len(), "{promises:?}");
    let tests = tests_that_exist();
    for promise in promises {
        let named: Vec<&str> = promise.rsplit('|').nth(1).unwrap().split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "no test: {promise}");
        for name in named {
            assert!(tests.contains(name), "there is no test {name}: {promise}");
        }
    }
}
