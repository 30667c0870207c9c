//! Every kind of damage that was ever done to a store, as one table: what is done, and what comes of it.
//! Whatever it is, it ends in words: no panic, no wait, nothing written over that could be kept, and `verify` names it until
//! the way out that is named has been taken.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::ops::Range;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use redress::journal::Journal;
use redress::journal::chain::Position;
use redress::journal::lines::lines;
use redress::journal::written::{Draft, WrittenChange};

use crate::driver::private;
use crate::files::copy;
use crate::program;

/// What comes of a kind of damage.
enum Comes {
    /// The store does not open; these words are said at the opening and by `verify`. A backup puts it right, and what is lost
    /// can be accepted.
    Lost(&'static str),
    /// The same, but only a backup puts it right: what follows from the damage is not known.
    Broken(&'static str),
    /// An opening reads only the end of the journal and goes on; `verify` says these words, before and after. A backup puts it
    /// right.
    Hidden(&'static str),
    /// The store does not open, and these words say how to mend it. The journal is sound.
    Closed(&'static str),
    /// The store opens, with these words, and nothing is lost. `verify` is content.
    Opens(&'static str),
}
use Comes::{Broken, Closed, Hidden, Lost, Opens};

/// A kind of damage: its name, how it is done to a store, and what comes of it.
type Kind = (&'static str, fn(&Place), Comes);

/// A store in four segments, and what lies beside it.
struct Place(tempfile::TempDir);

impl Place {
    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn data(&self, part: &str) -> PathBuf {
        self.at("data").join(part)
    }

    fn segment(&self, number: u32) -> PathBuf {
        self.data(&format!("journal/{number:06}.jsonl"))
    }

    fn confirmed(&self) -> PathBuf {
        self.data("journal/confirmed")
    }

    /// Changes the bytes of a file.
    #[expect(clippy::unused_self, reason = "the table reads as what is done to a store")]
    fn change(&self, path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = fs::read(path).unwrap();
        change(&mut bytes);
        fs::write(path, bytes).unwrap();
    }

    /// Changes the lines of a segment, each with its LF.
    fn lines(&self, number: u32, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
        self.change(&self.segment(number), |bytes| {
            let mut lines: Vec<Vec<u8>> =
                bytes.split_inclusive(|it| *it == b'\n').map(<[u8]>::to_vec).collect();
            change(&mut lines);
            *bytes = lines.concat();
        });
    }

    fn append(&self, number: u32, more: &[u8]) {
        self.change(&self.segment(number), |it| it.extend_from_slice(more));
    }

    /// Puts a file or directory of another store, or of an earlier time, in the place of the one that is there.
    fn put(&self, from: &str, part: &str) {
        gone(&self.data(part));
        copy(&self.at(from).join(part), &self.data(part));
    }
}

fn swap(line: &mut Vec<u8>, from: &str, to: &str) {
    let text = String::from_utf8(line.clone()).unwrap();
    assert!(text.contains(from), "{from} is in {text}");
    *line = text.replacen(from, to, 1).into_bytes();
}

fn gone(path: &Path) {
    match path.symlink_metadata() {
        Err(_) => {}
        Ok(it) if it.is_dir() => fs::remove_dir_all(path).unwrap(),
        Ok(_) => fs::remove_file(path).unwrap(),
    }
}

fn pipe(path: &Path) {
    gone(path);
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
}

/// A link to a copy of the file, which is what it should be.
fn link(place: &Place, path: &Path) {
    let elsewhere = place.at("elsewhere");
    copy(path, &elsewhere);
    mine(&elsewhere);
    gone(path);
    symlink(elsewhere, path).unwrap();
}

/// Whatever was put there is for its owner alone, as if redress had put it there.
fn mine(path: &Path) {
    let about = path.symlink_metadata().unwrap();
    if about.is_symlink() {
        return;
    }
    open_to(path, if about.is_dir() { 0o700 } else { 0o600 });
    if about.is_dir() {
        fs::read_dir(path).unwrap().for_each(|it| mine(&it.unwrap().path()));
    }
}

fn open_to(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn every_file(dir: &Path, change: impl Fn(&Path, Vec<u8>)) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            every_file(&path, &change as &dyn Fn(&Path, Vec<u8>));
        } else {
            change(&path, fs::read(&path).unwrap());
        }
    }
}

/// The last segment of the store.
const LAST: u32 = 4;

const KINDS: &[Kind] = &[
    // Lines of the journal.
    (
        "BOM at start",
        |it| it.change(&it.segment(1), |bytes| drop(bytes.splice(0..0, *b"\xef\xbb\xbf"))),
        Hidden("is not a change that redress wrote"),
    ),
    (
        "CRLF line ends",
        |it| {
            it.lines(2, |lines| {
                lines.iter_mut().for_each(|it| {
                    it.pop();
                    it.extend_from_slice(b"\r\n");
                });
            });
        },
        Hidden("000002"),
    ),
    (
        "CRLF line ends last",
        |it| {
            it.lines(LAST, |lines| {
                lines.iter_mut().for_each(|it| {
                    it.pop();
                    it.extend_from_slice(b"\r\n");
                });
            });
        },
        Broken("000004"),
    ),
    ("NUL in text", |it| it.lines(2, |lines| swap(&mut lines[0], "Rang", "Ra\0g")), Hidden("blank")),
    ("append blank line last", |it| it.append(LAST, b"\n"), Opens("cut off in the middle")),
    ("append garbage + newline last", |it| it.append(LAST, b"garbage\n"), Opens("cut off in the middle")),
    ("append garbage last", |it| it.append(LAST, b"garbage"), Opens("cut off in the middle")),
    ("append garbage middle seg", |it| it.append(2, b"garbage"), Broken("breaks off")),
    ("append zeros last", |it| it.append(LAST, &[0; 4096]), Opens("cut off in the middle")),
    (
        "sparse tail of a gigabyte",
        |it| File::options().write(true).open(it.segment(LAST)).unwrap().set_len(1 << 29).unwrap(),
        Opens("cut off in the middle"),
    ),
    (
        "sparse tail without end",
        |it| File::options().write(true).open(it.segment(LAST)).unwrap().set_len(1 << 42).unwrap(),
        Broken("4398046511104 bytes"),
    ),
    ("delete a middle line", |it| it.lines(2, |lines| drop(lines.remove(0))), Hidden("missing")),
    (
        "duplicate last line",
        |it| it.lines(LAST, |lines| lines.push(lines[lines.len() - 1].clone())),
        Broken("000004"),
    ),
    (
        "flip `by` last line",
        |it| it.lines(LAST, |lines| swap(lines.last_mut().unwrap(), "\"by\":\"", "\"by\":\"x")),
        Lost("not the one that"),
    ),
    (
        "flip at",
        |it| it.lines(2, |lines| swap(&mut lines[0], "\"at\":\"2", "\"at\":\"1")),
        Hidden("changed since"),
    ),
    (
        "flip did last line",
        |it| it.lines(LAST, |lines| swap(lines.last_mut().unwrap(), "Rang", "Rung")),
        Lost("has been changed since"),
    ),
    (
        "flip did mid-line mid seg",
        |it| it.lines(2, |lines| swap(&mut lines[0], "Rang", "Rung")),
        Hidden("has been changed since"),
    ),
    (
        "flip name `by` mid",
        |it| it.lines(2, |lines| swap(&mut lines[0], "\"by\":\"", "\"by\":\"x")),
        Hidden("changed since"),
    ),
    (
        "flip newline mid (join)",
        |it| it.lines(2, |lines| lines[0].retain(|it| *it != b'\n')),
        Hidden("000002"),
    ),
    (
        "flip prev",
        |it| it.lines(2, |lines| swap(&mut lines[0], "\"prev\":\"", "\"prev\":\"f")),
        Hidden("000002"),
    ),
    ("flip seq", |it| it.lines(2, |lines| swap(&mut lines[0], "\"seq\":", "\"seq\":9")), Hidden("000002")),
    (
        "flip sum",
        |it| it.lines(2, |lines| swap(&mut lines[0], "\"sum\":\"", "\"sum\":\"f")),
        Hidden("000002"),
    ),
    ("gap in numbering", |it| it.lines(LAST, |lines| drop(lines.remove(lines.len() - 2))), Broken("missing")),
    (
        "huge line 70MB appended",
        |it| it.append(LAST, &vec![b'x'; 70_000_000]),
        Opens("cut off in the middle"),
    ),
    (
        "invalid utf8 in text",
        |it| {
            it.lines(2, |lines| {
                let at = lines[0].len() - 20;
                lines[0][at] = 0xff;
            });
        },
        Hidden("has been changed since"),
    ),
    (
        "last 5 lines dropped",
        |it| {
            it.lines(LAST, Vec::clear);
            it.lines(3, |lines| drop(lines.pop()));
        },
        Lost("ends before what was confirmed"),
    ),
    (
        "last line torn half",
        |it| it.change(&it.segment(LAST), |bytes| bytes.truncate(bytes.len() - 100)),
        Lost("ends before what was confirmed"),
    ),
    (
        "newline of last line removed",
        |it| it.change(&it.segment(LAST), |bytes| bytes.truncate(bytes.len() - 1)),
        Lost("ends before what was confirmed"),
    ),
    ("swap two lines", |it| it.lines(2, |lines| lines.swap(0, 1)), Hidden("000002")),
    (
        "unknown event (newer version)",
        |it| {
            gone(&it.data("view"));
            forge(it, |drafts| {
                drafts.last_mut().unwrap().did = r#"[{"beamed_up":{"on":"2026-11-24"}}]"#.into();
            });
        },
        Closed("beamed_up"),
    ),
    (
        "whole rewrite that fits (seal)",
        |it| forge(it, |drafts| drafts[2].by = "nobody".into()),
        Lost("not the one that is known from the working copy"),
    ),
    // Segments.
    (
        "all journal files removed",
        |it| every_file(&it.data("journal"), |path, _| gone(path)),
        Lost("known from the working copy of the records"),
    ),
    (
        "all segments removed, confirmed kept",
        |it| (1..=LAST).for_each(|number| gone(&it.segment(number))),
        Lost("ends before what was confirmed"),
    ),
    (
        "all removed but confirmed, view and all",
        |it| {
            (1..=LAST).for_each(|number| gone(&it.segment(number)));
            gone(&it.data("view"));
        },
        Lost("known from the file “confirmed”"),
    ),
    ("delete first segment", |it| gone(&it.segment(1)), Broken("missing")),
    ("delete last segment", |it| gone(&it.segment(LAST)), Lost("ends before what was confirmed")),
    ("delete middle segment", |it| gone(&it.segment(2)), Broken("missing")),
    ("duplicate last segment as next", |it| copy(&it.segment(LAST), &it.segment(LAST + 1)), Broken("000005")),
    ("empty extra segment", |it| fs::write(it.segment(LAST + 1), "").unwrap(), Opens("")),
    (
        "swap segments 1/2",
        |it| {
            let one = fs::read(it.segment(1)).unwrap();
            fs::copy(it.segment(2), it.segment(1)).unwrap();
            fs::write(it.segment(2), one).unwrap();
        },
        Hidden("00000"),
    ),
    (
        "truncate last seg to 0",
        |it| fs::write(it.segment(LAST), "").unwrap(),
        Lost("ends before what was confirmed"),
    ),
    (
        "truncate middle segment",
        |it| it.change(&it.segment(2), |bytes| bytes.truncate(200)),
        Broken("000003"),
    ),
    (
        "segment is a dir",
        |it| {
            gone(&it.segment(2));
            fs::create_dir(it.segment(2)).unwrap();
        },
        Broken("a directory"),
    ),
    ("last segment is a fifo", |it| pipe(&it.segment(LAST)), Broken("a pipe")),
    ("segment is a fifo", |it| pipe(&it.segment(2)), Broken("a pipe")),
    ("segment symlink", |it| link(it, &it.segment(LAST)), Broken("a link")),
    (
        "segment hard link elsewhere",
        |it| fs::hard_link(it.segment(LAST), it.at("elsewhere")).unwrap(),
        Broken("another name elsewhere"),
    ),
    (
        "other store last segment",
        |it| copy(&it.at("other/journal/000001.jsonl"), &it.segment(LAST)),
        Broken("000004"),
    ),
    (
        "other store journal",
        |it| it.put("other", "journal"),
        Lost("known from the working copy of the records"),
    ),
    (
        "older copy of the journal (rollback)",
        |it| it.put("earlier", "journal"),
        Lost("from the working copy of the records"),
    ),
    (
        "older journal and confirmed removed",
        |it| {
            it.put("earlier", "journal");
            gone(&it.confirmed());
        },
        Lost("from the working copy of the records"),
    ),
    ("journal dir removed", |it| gone(&it.data("journal")), Lost("from the working copy of the records")),
    ("journal dir symlink", |it| link(it, &it.data("journal")), Opens("")),
    (
        "journal dir dangling symlink",
        |it| {
            gone(&it.data("journal"));
            symlink(it.at("nowhere"), it.data("journal")).unwrap();
        },
        Broken("ends before"),
    ),
    // What is confirmed.
    ("confirmed empty", |it| fs::write(it.confirmed(), "").unwrap(), Opens("was gone and is written again")),
    (
        "confirmed of zeros",
        |it| fs::write(it.confirmed(), [0; 128]).unwrap(),
        Opens("was gone and is written again"),
    ),
    (
        "confirmed removed",
        |it| gone(&it.confirmed()),
        Opens("The journal has everything that the working copy"),
    ),
    (
        "confirmed and view removed",
        |it| {
            gone(&it.confirmed());
            gone(&it.data("view"));
        },
        Opens("Nothing here says whether"),
    ),
    (
        "confirmed flipped seq+",
        |it| it.change(&it.confirmed(), |bytes| bytes[17] = b'9'),
        Lost("known from the file “confirmed”"),
    ),
    (
        "confirmed flipped seq-",
        |it| it.change(&it.confirmed(), |bytes| bytes[19] = b'1'),
        Lost("known from the file “confirmed”"),
    ),
    (
        "confirmed hash flip",
        |it| it.change(&it.confirmed(), |bytes| bytes[70] = if bytes[70] == b'0' { b'1' } else { b'0' }),
        Lost("known from the file “confirmed”"),
    ),
    (
        "confirmed garbage",
        |it| fs::write(it.confirmed(), "garbage").unwrap(),
        Lost("is not as redress wrote it"),
    ),
    (
        "confirmed is a dir",
        |it| {
            gone(&it.confirmed());
            fs::create_dir(it.confirmed()).unwrap();
        },
        Closed("a directory"),
    ),
    ("confirmed is a fifo", |it| pipe(&it.confirmed()), Closed("a pipe")),
    // Small files.
    ("copies.json garbage", |it| fs::write(it.data("copies.json"), "garbage").unwrap(), Opens("")),
    ("copies.json is a fifo", |it| pipe(&it.data("copies.json")), Closed("a pipe")),
    ("view.suspect is a fifo", |it| pipe(&it.data("view.suspect")), Closed("a pipe")),
    (
        "drafts garbage",
        |it| {
            fs::create_dir_all(it.data("drafts")).unwrap();
            fs::write(it.data("drafts/x.draft"), "garbage").unwrap();
        },
        Opens(""),
    ),
    (
        "drafts is file",
        |it| {
            gone(&it.data("drafts"));
            fs::write(it.data("drafts"), "").unwrap();
        },
        Opens(""),
    ),
    (
        "draft is a fifo",
        |it| {
            fs::create_dir_all(it.data("drafts")).unwrap();
            pipe(&it.data("drafts/x.draft"));
        },
        Closed("a pipe"),
    ),
    (
        "last-here garbage",
        |it| {
            fs::create_dir_all(it.data("last-here")).unwrap();
            fs::write(it.data("last-here/root"), "garbage").unwrap();
        },
        Opens(""),
    ),
    ("erasing marker planted", |it| fs::write(it.data("erasing"), "").unwrap(), Opens("erase --finish")),
    ("lock garbage", |it| fs::write(it.data("lock"), "garbage").unwrap(), Opens("")),
    ("lock removed", |it| gone(&it.data("lock")), Opens("")),
    (
        "lock is dir",
        |it| {
            gone(&it.data("lock"));
            fs::create_dir(it.data("lock")).unwrap();
        },
        Closed("a directory"),
    ),
    ("lock is a fifo", |it| pipe(&it.data("lock")), Closed("a pipe")),
    (
        "lock symlink to another file",
        |it| {
            gone(&it.data("lock"));
            fs::write(it.at("precious"), "precious").unwrap();
            symlink(it.at("precious"), it.data("lock")).unwrap();
        },
        Closed("a link"),
    ),
    (
        "lock hard link to another file",
        |it| {
            gone(&it.data("lock"));
            fs::write(it.at("precious"), "precious").unwrap();
            fs::hard_link(it.at("precious"), it.data("lock")).unwrap();
        },
        Closed("another name"),
    ),
    ("stray fifo in journal", |it| pipe(&it.data("journal/stray")), Closed("a pipe")),
    ("stray file in journal", |it| fs::write(it.data("journal/notes.txt"), "").unwrap(), Opens("")),
    // Rights.
    ("perm dir 755", |it| open_to(&it.at("data"), 0o755), Closed("chmod -R go=")),
    ("perm journal 711", |it| open_to(&it.data("journal"), 0o711), Closed("chmod -R go=")),
    ("perm segment 644", |it| open_to(&it.segment(2), 0o644), Closed("chmod -R go=")),
    // The working copy.
    (
        "view: is a file",
        |it| {
            gone(&it.data("view"));
            fs::write(it.data("view"), "").unwrap();
        },
        Opens("built again"),
    ),
    ("view: of another store", |it| it.put("other", "view"), Lost("from the working copy of the records")),
    ("view: of an earlier time", |it| it.put("earlier", "view"), Opens("")),
    (
        "view: random bytes in every file",
        |it| {
            every_file(&it.data("view"), |path, bytes| {
                fs::write(
                    path,
                    bytes
                        .iter()
                        .zip((0..=250_u8).cycle())
                        .map(|(it, by)| it ^ by.wrapping_mul(37))
                        .collect::<Vec<u8>>(),
                )
                .unwrap();
            });
        },
        Opens("built again"),
    ),
    ("view: removed", |it| gone(&it.data("view")), Opens("")),
    (
        "view: symlink to nowhere",
        |it| {
            gone(&it.data("view"));
            symlink(it.at("nowhere"), it.data("view")).unwrap();
        },
        Opens("built again"),
    ),
    ("view: is a fifo", |it| pipe(&it.data("view")), Opens("built again")),
    ("view: its file is a fifo", |it| pipe(&it.data("view/db")), Closed("a pipe")),
    ("view: its settings are a fifo", |it| pipe(&it.data("view/conf")), Closed("a pipe")),
    ("view: a picture of it is a fifo", |it| pipe(&it.data("view/snap.0000000000000000")), Closed("a pipe")),
    ("view: its file is a link", |it| link(it, &it.data("view/db")), Closed("a link")),
    ("view: is a link", |it| link(it, &it.data("view")), Closed("a link")),
    (
        "view: truncated",
        |it| every_file(&it.data("view"), |path, bytes| fs::write(path, &bytes[..bytes.len() / 2]).unwrap()),
        Opens(""),
    ),
];

/// Writes the whole journal anew so that every line and the mark fit, and leaves the working copy as it was.
fn forge(place: &Place, change: impl FnOnce(&mut Vec<Draft>)) {
    let mut drafts = drafts(&place.data("journal"));
    change(&mut drafts);
    gone(&place.data("journal"));
    write(&place.data("journal"), &drafts, 0..LAST);
}

fn drafts(journal: &Path) -> Vec<Draft> {
    let draft = |it: WrittenChange| {
        let WrittenChange { at, by, role, on, ver, cmd, step, did, .. } = it;
        Draft { at, by, role, on, ver, cmd, step, did: did.unwrap() }
    };
    lines(journal, Position::START).map(|it| draft(it.unwrap().change)).collect()
}

/// Writes some of the four segments that a journal has: of the last two changes, those before and so on, and the rest in the
/// first.
fn write(journal: &Path, drafts: &[Draft], segments: Range<u32>) {
    let first = drafts.len() - 2 * (usize::try_from(LAST).unwrap() - 1);
    let groups = std::iter::once(&drafts[..first]).chain(drafts[first..].chunks(2));
    let [before, number] =
        [segments.start, segments.end - segments.start].map(|it| usize::try_from(it).unwrap());
    for group in groups.skip(before).take(number) {
        // No segment has room for more than its first group.
        Journal::open(journal, 1).unwrap().0.append(group).unwrap();
    }
}

/// A store as it is before anything is done to it, with a copy, an earlier state and another store beside it.
static STORE: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let place = Place(tempfile::tempdir().unwrap());
    for (name, who) in [("other", "Bo Fry"), ("data", "Ann Lee")] {
        let run =
            |arguments: &[&str]| assert!(run(&place.at(name), arguments).status.success(), "{arguments:?}");
        run(&[
            "setup",
            "--organisation",
            "Agency",
            "--nation",
            "scotland",
            "--user",
            "J Smith",
            "--service",
            "Licences",
        ]);
        run(&[
            "new",
            "--complainant",
            who,
            "--service",
            "Licences",
            "--channel",
            "Email",
            "--received",
            "2026-11-20",
            "--subject",
            "Late",
            "--story",
            "s",
        ]);
        for number in 0..7 {
            run(&["note", "26-0001", "--text", &format!("Rang, call {number}")]);
        }
    }
    let drafts = drafts(&place.data("journal"));
    // No two journals are the same, whatever they say: the later one goes on from the earlier.
    let [earlier, data] = ["earlier", "data"].map(|it| place.at(it));
    write(&earlier.join("journal"), &drafts, 0..LAST - 1);
    gone(&data);
    copy(&earlier, &data);
    write(&data.join("journal"), &drafts, LAST - 1..LAST);
    for data in [earlier, data] {
        private(&data);
        assert!(run(&data, &["list"]).status.success());
    }
    assert!(place.segment(LAST).exists() && !place.segment(LAST + 1).exists());
    assert!(run(&place.at("data"), &["backup", &place.at("copy").display().to_string()]).status.success());
    place.0
});

/// Runs the program and gives what it says; a run that does not end fails.
fn run(data: &Path, arguments: &[&str]) -> Output {
    let mut command = program::on(program::TODAY);
    command.arg("--data").arg(data).args(arguments).stdin(Stdio::null());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    // What is printed here fits into the pipes.
    while child.try_wait().unwrap().is_none() {
        if Duration::from_secs(60) < begun.elapsed() {
            child.kill().unwrap();
            panic!("it hangs: {arguments:?}");
        }
        thread::sleep(Duration::from_millis(2));
    }
    let output = child.wait_with_output().unwrap();
    let said = words(&output);
    assert!(matches!(output.status.code(), Some(0..=2)), "{arguments:?}: {:?} {said}", output.status);
    assert!(!said.contains("fault in the program") && !said.contains("panicked"), "{arguments:?}: {said}");
    output
}

fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// What is in the files of a journal's directory, and what kind of file each is.
fn journal(data: &Path) -> BTreeMap<PathBuf, (String, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(data.join("journal")) else { return BTreeMap::new() };
    let file = |path: PathBuf| {
        let about = path.symlink_metadata().unwrap();
        let is_read = about.is_file() && about.len() < 100_000_000;
        let bytes = if is_read { fs::read(&path).unwrap() } else { Vec::new() };
        (path, (format!("{:?} {}", about.file_type(), about.len()), bytes))
    };
    entries.map(|it| file(it.unwrap().path())).collect()
}

fn check((name, harm, comes): &Kind) -> Result<(), String> {
    let place = Place(tempfile::tempdir().unwrap());
    for part in ["data", "copy", "earlier", "other"] {
        copy(&STORE.path().join(part), &place.at(part));
        private(&place.at(part));
    }
    let data = place.at("data");
    let sound = run(&data, &["list", "--json"]).stdout;
    harm(&place);
    if !matches!(comes, Closed("chmod -R go=")) {
        mine(&data);
    }
    let before = journal(&data);
    let ends = |arguments: &[&str], code: i32, says: &str| {
        let output = run(&data, arguments);
        let (said, was) = (words(&output), output.status.code());
        if was == Some(code) && said.contains(says) {
            return Ok(said);
        }
        Err(format!("{name}: {arguments:?} ended with {was:?}, not {code} and “{says}”: {said}"))
    };
    let is_left = || {
        let now = journal(&data);
        let differs = before.iter().find(|it| now.get(it.0) != Some(it.1)).map(|it| it.0);
        differs.map_or(Ok(()), |it| Err(format!("{name}: {} was written over", it.display())))
    };
    let note = ["note", "26-0001", "--text", "Rang"];
    let again = place.at("again").display().to_string();
    let backup = ["backup", again.as_str()];
    match comes {
        Lost(says) | Broken(says) => {
            ends(&["verify"], 2, says)?;
            ends(&["seal"], 2, says)?;
            for arguments in [&["list"][..], &note, &["rebuild"], &backup] {
                // Whatever an opening names first, it names the journal and a way out.
                let said = ends(arguments, 2, "")?;
                if !["redress restore", "backup", "mv ", "cannot be used", "redress verify"]
                    .iter()
                    .any(|it| said.contains(it))
                {
                    return Err(format!("{name}: no way out is named: {said}"));
                }
                if said.contains("Nothing is lost") {
                    return Err(format!("{name}: it was not checked whether anything is lost: {said}"));
                }
                is_left()?;
            }
            ends(&["verify"], 2, says)?;
        }
        Hidden(says) => {
            ends(&["verify"], 2, says)?;
            ends(&["seal"], 2, says)?;
            ends(&["list"], 0, "Ann Lee")?;
            ends(&note, 0, "saved")?;
            ends(&["verify"], 2, says)?;
        }
        Closed(says) => {
            ends(&["list"], 2, says)?;
            ends(&note, 2, says)?;
            // Whatever it says, it ends.
            run(&data, &["verify"]);
            is_left()?;
            if place.at("precious").exists() && fs::read(place.at("precious")).unwrap() != b"precious" {
                return Err(format!("{name}: another file was written over"));
            }
        }
        Opens(says) => {
            ends(&["list", "--json"], 0, says)?;
            let listed = run(&data, &["list", "--json"]).stdout;
            if listed != sound {
                return Err(format!("{name}: another list: {}", String::from_utf8_lossy(&listed)));
            }
            ends(&note, 0, "saved")?;
            ends(&["verify", "--view"], 0, "is sound")?;
            ends(&["seal"], 0, "redress seal")?;
        }
    }
    // The ways out: a backup is put back beside it, and a loss is accepted.
    if matches!(comes, Lost(_) | Broken(_) | Hidden(_)) {
        let (copy, new) = (place.at("copy"), place.at("new"));
        if !run(&new, &["restore", &copy.display().to_string()]).status.success()
            || run(&new, &["list", "--json"]).stdout != sound
        {
            return Err(format!("{name}: the backup does not put it right"));
        }
    }
    let accept = ["accept-loss", "--yes", "--reason", "No backup has it."];
    match comes {
        Lost(_) => {
            ends(&["accept-loss", "--yes"], 1, "say why")?;
            is_left()?;
            ends(&accept, 0, "goes on from change")?;
            ends(&["history", "office"], 0, "Loss accepted")?;
            ends(&["verify", "--view"], 0, "is sound")?;
            ends(&accept, 1, "nothing is missing")?;
        }
        Broken(_) => {
            ends(&accept, 2, "")?;
            is_left()?;
        }
        Hidden(_) | Closed(_) | Opens(_) => drop(run(&data, &accept)),
    }
    Ok(())
}

#[test]
fn every_kind_of_damage_ends_in_words_and_the_way_out_that_is_named_works() {
    #[expect(clippy::disallowed_methods, reason = "a test asks which kind it is to look at")]
    let asked = std::env::var("REDRESS_DAMAGE").unwrap_or_default();
    let kinds: Vec<&Kind> = KINDS.iter().filter(|it| it.0.contains(&asked)).collect();
    LazyLock::force(&STORE);
    let half = |odd: usize| {
        let kinds = kinds.iter().skip(odd).step_by(2);
        kinds.filter_map(|it| check(it).err()).collect::<Vec<_>>()
    };
    let wrong = thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        [half(0), other.join().unwrap()].concat()
    });
    assert!(wrong.is_empty(), "{} kinds:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn a_backup_into_a_pipe_is_refused_and_nobody_is_waited_for() {
    let place = Place(tempfile::tempdir().unwrap());
    copy(&STORE.path().join("data"), &place.at("data"));
    private(&place.at("data"));
    pipe(&place.at("pipe"));
    let output = run(&place.at("data"), &["backup", &place.at("pipe").display().to_string()]);
    assert!(
        output.status.code() == Some(2) && words(&output).contains("not a directory"),
        "{}",
        words(&output)
    );
}
