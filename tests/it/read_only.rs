//! A store on a disk that is read-only or full is read, and takes no changes; nothing is left of that anywhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::{Office, Said, redress};
use crate::driver::gather;
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

    fn run_here(&self, argv: &[std::ffi::OsString]) -> Command {
        let mut command = Command::new("unshare");
        let is_root = rustix::process::geteuid().is_root();
        command.arg(if is_root { "-m" } else { "-rm" }).args(["sh", "-c", MOUNTED, "sh"]);
        command.arg(self.office.data()).arg(self.place.path()).args(argv);
        command
    }

    fn command(&self, arguments: &[&str]) -> Command {
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

#[test]
fn on_a_full_disk_everything_is_read_and_every_change_refused_in_words() {
    let Some(disk) = Disk::with(Office::with_cases()) else { return };
    let full = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut program = on(TODAY);
        program.arg("--data").arg(full.path().join("data")).args(arguments);
        let mut command = Command::new("unshare");
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
