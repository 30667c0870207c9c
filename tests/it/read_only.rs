//! A store on a disk that is read-only or full is read, and takes no changes; nothing is left of that anywhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use redress::api::message::{Ask, Reply, Request};
use redress::api::service::{Service, take};
use redress::clock::Clock;
use redress::desk::session::{Desk, How};
use redress::domain::case::command::{Assign, Command};
use redress::domain::case::record::Restriction;
use redress::domain::office::command::OfficeCommand;
use redress::domain::people::ChangeRoles;
use redress::domain::records::any::AnyRecord;
use redress::domain::reference::{CaseRef, RecordRef, TheOffice};
use redress::domain::vocabulary::Role;

use crate::cli::{Office, Said, redress};
use crate::driver::{gather, today};
use crate::program::{TODAY, argv, on};
use crate::pty::Program;

/// Mounts a directory on itself, read-only, for what is started then alone.
const MOUNTED: &str = "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" && export TMPDIR=\"$2\" && shift 2 && exec \"$@\"";

/// Puts a directory on a disk that is full to its last byte, for what is started then alone.
const FULL: &str = "mount -t tmpfs -o size=16m,mode=700 tmpfs \"$1\" && cp -a \"$2\" \"$1/data\" && { dd if=/dev/zero of=\"$1/full\" \
                    bs=4096 2> /dev/null; export TMPDIR=\"$3\"; shift 3; exec \"$@\"; }";

/// What is read, and changes nothing.
const READS: &[&[&str]] = &[
    &["list", "--json"],
    &["list", "plans"],
    &["show", "26-0001"],
    &["history", "26-0001"],
    &["diary"],
    &["report", "--json"],
    &["report", "board", "--quarter", "2026-27Q3"],
    &["check"],
    &["verify", "--view"],
    &["seal"],
];

/// An office on such a disk.
struct Disk {
    office: Office,
    place: tempfile::TempDir,
}

impl Disk {
    /// None where this system lets nobody here mount anything; that is said.
    fn with(office: Office) -> Option<Self> {
        let disk = Self { office, place: tempfile::tempdir().unwrap() };
        if disk.run_here(&["true".into()]).status().is_ok_and(|it| it.success()) {
            return Some(disk);
        }
        println!("Nothing can be mounted here: what a read-only disk does was not looked at.");
        None
    }

    fn run_here(&self, argv: &[std::ffi::OsString]) -> process::Command {
        let mut command = process::Command::new("unshare");
        let is_root = rustix::process::geteuid().is_root();
        command.arg(if is_root { "-m" } else { "-rm" }).args(["sh", "-c", MOUNTED, "sh"]);
        command.arg(self.office.data()).arg(self.place.path()).args(argv);
        command
    }

    fn command(&self, arguments: &[&str]) -> process::Command {
        let mut program = on(TODAY);
        program.arg("--data").arg(self.office.data()).args(arguments);
        self.run_here(&argv(&program))
    }

    fn run(&self, arguments: &[&str]) -> Said {
        redress(self.command(arguments), &[], "")
    }

    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        gather(&self.office.data(), &self.office.data(), &mut files);
        files.sort();
        files
    }

    /// Nothing of the records lies anywhere else.
    fn leaves_nothing(&self) {
        let left: Vec<_> = fs::read_dir(self.place.path()).unwrap().map(|it| it.unwrap().path()).collect();
        assert_eq!(left, Vec::<PathBuf>::new());
    }
}

const WHY: &str = "is read-only";

#[test]
fn everything_is_read_and_every_change_refused_in_words() {
    let Some(disk) = Disk::with(Office::with_cases()) else { return };
    let expected: Vec<Said> = READS.iter().map(|it| disk.office.run(it)).collect();
    let before = disk.files();
    for is_whole in [true, false] {
        if !is_whole {
            // Without a working copy it is built again elsewhere.
            fs::remove_dir_all(disk.office.data().join("view")).unwrap();
        }
        for (arguments, expected) in READS.iter().zip(&expected) {
            let said = disk.run(arguments);
            assert_eq!((said.code, &said.out), (expected.code, &expected.out), "{arguments:?}: {said:?}");
        }
    }
    let copy = Path::new("/dev/shm").join(format!("redress-copy-{}", std::process::id()));
    let backed_up = disk.run(&["backup", copy.to_str().unwrap()]);
    drop(fs::remove_dir_all(&copy));
    assert_eq!(backed_up.code, 0, "{backed_up:?}");
    for (arguments, code) in [
        (&["note", "26-0001", "--text", "Rang"][..], 2),
        (&["new", "--complainant", "Tom Webb", "--service", "Licences", "--subject", "Late"], 2),
        (&["status"], 2),
        (&["doctor"], 1),
        (&["erase", "26-0003", "--before-date", "--reason", "asked", "--yes"], 2),
        (&["erase", "--finish"], 2),
        (&["accept-loss", "--yes", "--reason", "x"], 2),
    ] {
        let said = disk.run(arguments);
        let words = format!("{}{}", said.out, said.err);
        assert!(said.code == code && words.contains(WHY), "{arguments:?}: {said:?}");
        assert!(!said.err.contains("panicked") && !said.out.contains("saved on"), "{said:?}");
    }
    let told = disk.run(&["list"]).err;
    assert!(
        told.contains("Changes cannot be saved: the journal takes no more changes: the disk with "),
        "{told}"
    );
    let now = disk.files();
    assert!(before.iter().filter(|it| !it.0.starts_with("view")).all(|it| now.contains(it)));
    disk.leaves_nothing();
}

/// An office in which whoever runs this is an auditor, and is not named on a restricted case.
fn audited() -> Office {
    let office = Office::with_cases();
    let roles = ["--role", "complaints manager", "--role", "administrator"];
    let added = office.run(&[&["people", "add", "kpatel", "--name", "Kim Patel"][..], &roles].concat());
    assert_eq!(added.code, 0, "{added:?}");
    let how =
        How { data: office.data(), clock: Clock::Pinned(today()), login: "kpatel".into(), afresh: false };
    let desk = Desk::open(&how, &mut |_, _| {}).map_err(|it| it.to_string()).expect("it opens");
    let mut session = desk.session("kpatel");
    let people = match session.call(Request::Record(RecordRef::Office)) {
        Ok(Reply::Record(AnyRecord::Office(office))) => office.people,
        other => panic!("{other:?}"),
    };
    let login = people[0].login.clone();
    let change = ChangeRoles { login, roles: vec![Role::Auditor], from: today() };
    take(&mut session, Ask::on(TheOffice, OfficeCommand::ChangeRoles(change))).expect("is given");
    let to = vec!["kpatel".to_owned()];
    let restrict = Command::Restrict(Restriction { to, not_for: Vec::new(), reason: "x".into() });
    let case: CaseRef = "26-0001".parse().expect("a reference");
    let assign = Command::Assign(Assign { to: "kpatel".to_owned() });
    take(&mut session, Ask::on(case, assign)).expect("is given");
    take(&mut session, Ask::on(case, restrict)).expect("is restricted");
    office
}

#[test]
fn an_auditor_is_told_that_what_they_look_at_cannot_be_written_down_and_so_is_not_shown() {
    let Some(disk) = Disk::with(audited()) else { return };
    let listed = disk.run(&["list"]);
    assert!(listed.out.contains("1 case") && !listed.out.contains("26-0001"), "{listed:?}");
    assert!(listed.err.contains("Restricted records on which you are not named are left out"), "{listed:?}");
    let shown = disk.run(&["show", "26-0001"]);
    assert!(shown.code == 1 && shown.err.contains("must be written down before it is shown"), "{shown:?}");
    assert!(!shown.err.contains("Not saved"), "{shown:?}");
    let there = disk.office.run(&["list"]);
    assert!(there.out.contains("2 cases"), "{there:?}");
    assert!(disk.run(&["list"]).out.contains("2 cases"), "that they looked today is written down");
}

#[test]
fn on_a_full_disk_everything_is_read_and_every_change_refused_in_words() {
    let Some(disk) = Disk::with(Office::with_cases()) else { return };
    let full = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut program = on(TODAY);
        program.arg("--data").arg(full.path().join("data")).args(arguments);
        let mut command = process::Command::new("unshare");
        let is_root = rustix::process::geteuid().is_root();
        command.arg(if is_root { "-m" } else { "-rm" }).args(["sh", "-c", FULL, "sh"]);
        command.arg(full.path()).arg(disk.office.data()).arg(disk.place.path()).args(argv(&program));
        redress(command, &[], "")
    };
    // To compare the working copy with the journal another one is built, and that needs room.
    let without_room = READS.iter().copied().filter(|it| it[0] != "verify");
    for arguments in without_room.chain([&["verify"][..]]) {
        let (expected, said) = (disk.office.run(arguments), run(arguments));
        assert_eq!((said.code, &said.out), (expected.code, &expected.out), "{arguments:?}: {said:?}");
    }
    let compared = run(&["verify", "--view"]);
    compared.is_trouble(1, &["another one is built beside it. That needs about", "Make room there"]);
    for arguments in [
        // What is short may still fit into the last block.
        &["note", "26-0001", "--text", &"Rang. ".repeat(2_000)][..],
        &["erase", "26-0003", "--before-date", "--reason", "asked", "--yes"],
    ] {
        let said = run(arguments);
        let words = format!("{}{}", said.out, said.err);
        assert!(
            said.code == 2 && ["is full", "no room", "No space left"].iter().any(|it| words.contains(it)),
            "{arguments:?}: {said:?}"
        );
    }
    disk.leaves_nothing();
}

#[test]
fn the_screens_open_on_it_say_so_and_do_not_pretend_to_keep_what_is_typed() {
    let Some(disk) = Disk::with(Office::with_cases()) else { return };
    let mut pty = Program::new(argv(&disk.command(&[])), disk.place.path()).start();
    pty.wait_for("Changes cannot be saved");
    pty.wait_for("Amara Okafor");
    pty.keys("<enter>");
    pty.wait_for("Late licence");
    pty.keys("tRang back");
    pty.wait_for("not saved");
    pty.keys("<c-x><enter>");
    pty.wait_for(WHY);
    pty.keys("<esc><esc>qqq");
    let ended = pty.wait_exit();
    assert_eq!(ended.status, 0, "{ended:?}");
    disk.leaves_nothing();
}
