//! The shared office as help sets it up: with accounts of the system, as the account that keeps the store and is nobody in
//! the office, and over a real sshd. Only root can make accounts: whoever else runs this is told that it is left out.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use redress::help::topics::topic_called;

use crate::program::without_a_day;

/// Tests in this process that have made accounts.
static MADE: AtomicU32 = AtomicU32::new(0);

/// Accounts of the system, a group for some of them, and a place that all can reach. Gone when it is dropped.
struct Accounts {
    place: tempfile::TempDir,
    tail: String,
}

/// How a command ended: exit code, answer, what was said beside it.
type Said = (i32, String, String);

fn is_root(what: &str) -> bool {
    let is_root = rustix::process::geteuid().is_root();
    if !is_root {
        eprintln!("Left out, for want of root who can make accounts: {what}.");
    }
    is_root
}

#[track_caller]
fn system(program: &str, arguments: &[&str]) {
    let done = Command::new(program).args(arguments).output().unwrap();
    assert!(done.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn said(mut command: Command, input: &str) -> Said {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Whoever is refused may not have read it.
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

impl Accounts {
    /// The account that keeps the store, three that work with complaints, one that several share, and one that has no part in it.
    fn make() -> Self {
        let tail = format!("{}x{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let it = Self { place: tempfile::tempdir().unwrap(), tail };
        fs::set_permissions(it.place.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let built = without_a_day("the office is used as people use it, on the day it is");
        fs::copy(built.get_program(), it.path("redress")).unwrap();
        // What help types before a command of another account.
        it.script("sudo", "[ \"$1\" = -u ] || exit 9\nwho=$2\nshift 2\nexec setpriv --reuid \"$who\" --regid \"$(id -g \"$who\")\" --init-groups \"$@\"");
        for group in ["staff", "others"] {
            system("groupadd", &[&it.name(group)]);
        }
        for (account, group) in [
            ("keeper", "staff"),
            ("ann", "others"),
            ("ben", "staff"),
            ("cat", "staff"),
            ("shared", "staff"),
            ("out", "others"),
        ] {
            let (name, home) = (it.name(account), it.path(account));
            let home = home.to_str().unwrap();
            system("useradd", &["-M", "-p", "*", "-s", "/bin/sh", "-d", home, "-g", &it.name(group), &name]);
            fs::create_dir(home).unwrap();
            fs::create_dir_all(it.path(account).join(".config/redress")).unwrap();
            let settings = format!("socket = \"{}\"\n", it.socket().display());
            fs::write(it.path(account).join(".config/redress/config.toml"), settings).unwrap();
            system("chown", &["-R", &name, home]);
            system("chmod", &["700", home]);
        }
        // As the package and the unit make them.
        system("install", &["-d", "-m", "700", "-o", &it.name("keeper"), &it.data()]);
        system("install", &["-d", "-m", "755", "-o", &it.name("keeper"), it.path("room").to_str().unwrap()]);
        it
    }

    fn name(&self, of: &str) -> String {
        format!("rd{}{of}", self.tail)
    }

    fn path(&self, of: &str) -> PathBuf {
        self.place.path().join(of)
    }

    fn data(&self) -> String {
        self.path("data").display().to_string()
    }

    fn socket(&self) -> PathBuf {
        self.path("room/redress.sock")
    }

    fn script(&self, name: &str, text: &str) {
        fs::write(self.path(name), format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A command of an account.
    fn of(&self, account: &str, arguments: &[&str]) -> Said {
        let mut command = Command::new(self.path("sudo"));
        command.args(["-u", &self.name(account)]).arg(self.path("redress")).args(arguments);
        self.said(command, "")
    }

    fn of_root(&self, arguments: &[&str]) -> Said {
        let mut command = Command::new(self.path("redress"));
        command.args(arguments).env("HOME", self.path("out"));
        self.said(command, "")
    }

    fn said(&self, mut command: Command, input: &str) -> Said {
        command.env_clear().envs([("LANG", "C.UTF-8"), ("TERM", "xterm")]);
        command.env("PATH", format!("{}:/usr/sbin:/usr/bin:/sbin:/bin", self.place.path().display()));
        said(command, input)
    }

    /// What help says, with these accounts and places in place of those that it names.
    fn here(&self, text: &str) -> String {
        [
            ("sudo -u redress ", format!("sudo -u {} ", self.name("keeper"))),
            ("chown -R redress: ", format!("chown -R {}: ", self.name("keeper"))),
            ("/var/lib/redress-copy", self.path("copy-of-it").display().to_string()),
            ("/media/backup/redress", self.path("ann/copy").display().to_string()),
            ("/var/lib/redress", self.data()),
            ("redress-staff", self.name("staff")),
            ("asmith", self.name("ann")),
            ("/usr/bin/redress", self.path("redress").display().to_string()),
        ]
        .into_iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, &to))
    }

    #[track_caller]
    fn type_in(&self, line: &str) {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &self.here(line)]);
        let (code, _, words) = self.said(command, "");
        assert_eq!(code, 0, "{line}: {words}");
    }

    /// The recipe of help, but for what takes a package, systemd or the machine's own sshd.
    fn set_up(&self) {
        for line in recipe("On a Debian or Ubuntu host, as root:") {
            let elsewhere =
                ["cargo install", "apt install", "systemctl", "cp /usr/share/doc/redress/sshd.conf"];
            if !elsewhere.iter().any(|it| line.starts_with(it)) {
                self.type_in(&line);
            }
        }
    }

    /// The server, as its unit starts it.
    fn serve(&self) -> Serving {
        let unit = fs::read_to_string(root().join("packaging/redress.service")).unwrap();
        let start = unit.lines().find_map(|it| it.strip_prefix("ExecStart=")).unwrap();
        let start = self.here(start);
        let log = File::create(self.path("log")).unwrap();
        let mut command = Command::new("setpriv");
        command.env_clear().env("HOME", self.path("keeper"));
        command
            .args(["--reuid", &self.name("keeper"), "--regid", &self.name("staff"), "--init-groups"])
            .args(start.split(' '))
            .arg("--socket")
            .arg(self.socket())
            .args(["--group", &self.name("staff")])
            .stdout(Stdio::null())
            .stderr(log);
        let mut child = command.spawn().unwrap();
        wait(|| {
            assert!(
                child.try_wait().unwrap().is_none(),
                "it ended: {}",
                fs::read_to_string(self.path("log")).unwrap()
            );
            self.of("ann", &["status"]).0 == 0
        });
        Serving(child)
    }
}

impl Drop for Accounts {
    fn drop(&mut self) {
        for account in ["keeper", "ann", "ben", "cat", "shared", "out"] {
            drop(Command::new("userdel").args(["-f", &self.name(account)]).output());
        }
        for group in ["staff", "others"] {
            drop(Command::new("groupdel").arg(self.name(group)).output());
        }
    }
}

/// A server that ends with this.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[track_caller]
fn wait(mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(30), "it does not come about");
        thread::sleep(Duration::from_millis(50));
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The lines of help's commands behind these words, each whole and without its remark.
fn recipe(behind: &str) -> Vec<String> {
    let text = topic_called("sharing").expect("there is one").text;
    let (_, rest) = text.split_once(behind).unwrap_or_else(|| panic!("help no longer says: {behind}"));
    let (_, block) = rest.split_once("```sh\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let lines = block.replace("\\\n", " ");
    lines.lines().map(|it| it.split("  #").next().unwrap().trim().to_owned()).collect()
}

#[test]
fn the_office_is_set_up_as_help_says_by_an_account_that_is_nobody_in_it() {
    if !is_root("the recipe of help for a shared office") {
        return;
    }
    let it = Accounts::make();
    it.set_up();
    let _serving = it.serve();
    let (code, out, words) =
        it.of("ann", &["people", "add", &it.name("ben"), "--name", "B Jones", "--role", "handler"]);
    assert_eq!(code, 0, "{out}{words}");
    let (code, out, words) =
        it.of("ben", &["new", "--complainant", "Amara Okafor", "--service", "Licences", "--subject", "Late"]);
    assert_eq!(code, 0, "{out}{words}");
    assert!(it.of("ann", &["list"]).1.contains("Amara Okafor"));
    let (code, _, words) = it.of("cat", &["list"]);
    assert!(code == 1 && words.contains("nobody of that name works in this office"), "{words}");
    let (code, _, words) = it.of("out", &["list"]);
    let usermod = format!("usermod -aG {} {}", it.name("staff"), it.name("out"));
    assert!(code == 1 && words.contains(&usermod) && !words.contains("Not saved"), "{words}");
}

#[test]
fn the_account_that_keeps_the_store_looks_after_it_and_does_nothing_else() {
    if !is_root("the account that keeps a store") {
        return;
    }
    let it = Accounts::make();
    it.set_up();
    let (data, copy) = (it.data(), it.path("keeper/copy").display().to_string());
    let ann = it.name("ann");
    let looks_after = [
        vec!["--data", &data, "status"],
        vec!["--data", &data, "verify"],
        vec!["--data", &data, "verify", "--view"],
        vec!["--data", &data, "doctor"],
        vec!["--data", &data, "backup", &copy],
        vec!["--data", &data, "check"],
        vec!["--data", &data, "digest", "--for", &ann],
    ];
    let does_not = [
        vec!["--data", &data, "list"],
        vec!["--data", &data, "report"],
        vec!["--data", &data, "people", "add", "x", "--name", "X", "--role", "handler"],
        vec!["--data", &data, "setup", "--service", "Permits"],
        vec!["--data", &data, "subject-access", "Okafor"],
    ];
    for is_served in [false, true] {
        let _serving = is_served.then(|| it.serve());
        for ask in &looks_after {
            let (code, out, words) = it.of("keeper", ask);
            assert_eq!(code, 0, "{ask:?}, served {is_served}: {out}{words}");
        }
        for ask in &does_not {
            let (code, out, words) = it.of("keeper", ask);
            assert!(code != 0 && out.is_empty(), "{ask:?}, served {is_served}: {out}{words}");
        }
        let (_, _, words) = it.of("keeper", &["--data", &data, "list"]);
        assert!(is_served || words.contains("keeps the store and is nobody in this office"), "{words}");
        // Root answers for every account, and leaves nothing that the account could not read.
        if is_served {
            for ask in &looks_after {
                let (code, out, words) = it.of_root(ask);
                assert_eq!(code, 0, "{ask:?} as root: {out}{words}");
            }
        }
    }
    let (code, _, words) = it.of_root(&["--data", &data, "list"]);
    assert!(code == 2 && words.contains("sudo -u"), "{words}");
    it.serve();
}

#[test]
fn a_store_that_was_worked_in_alone_is_taken_over_as_help_says() {
    if !is_root("taking over a store") {
        return;
    }
    let it = Accounts::make();
    let own = it.path("ann/own").display().to_string();
    let copy = it.path("ann/copy").display().to_string();
    for ask in [
        vec![
            "setup",
            "--organisation",
            "Agency",
            "--nation",
            "scotland",
            "--user",
            "A Smith",
            "--service",
            "Licences",
        ],
        vec!["new", "--complainant", "Amara Okafor", "--service", "Licences", "--subject", "Late"],
        vec!["backup", &copy],
    ] {
        let (code, out, words) = it.of("ann", &[&["--data", own.as_str()], ask.as_slice()].concat());
        assert_eq!(code, 0, "{ask:?}: {out}{words}");
    }
    recipe("Take over a store that you have worked in alone").iter().for_each(|line| it.type_in(line));
    system("usermod", &["-aG", &it.name("staff"), &it.name("ann")]);
    let _serving = it.serve();
    assert!(it.of("ann", &["list"]).1.contains("Amara Okafor"));
}

/// A real sshd on loopback, with the package's rules for members of the group.
struct Sshd<'a> {
    accounts: &'a Accounts,
    port: String,
    child: Child,
}

impl<'a> Sshd<'a> {
    /// None where there is no sshd.
    fn start(accounts: &'a Accounts) -> Option<Self> {
        let sshd = Path::new("/usr/sbin/sshd");
        if !sshd.exists() || !Path::new("/usr/bin/ssh").exists() {
            eprintln!("Left out, for want of sshd and ssh: what is asked for over SSH.");
            return None;
        }
        fs::create_dir_all("/run/sshd").unwrap();
        let (host, key) = (accounts.path("host"), accounts.path("key"));
        for path in [&host, &key] {
            system("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", path.to_str().unwrap()]);
        }
        let public = fs::read_to_string(accounts.path("key.pub")).unwrap();
        let keys = accounts.path("keys");
        fs::create_dir(&keys).unwrap();
        for account in ["ann", "ben", "cat"] {
            fs::write(keys.join(accounts.name(account)), &public).unwrap();
        }
        // An account that several share, each with a key of their own.
        let forced = format!(
            "command=\"{} --as {}\",restrict,pty ",
            accounts.path("redress").display(),
            accounts.name("cat")
        );
        fs::write(keys.join(accounts.name("shared")), forced + &public).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
        let rules = accounts.here(&fs::read_to_string(root().join("packaging/sshd.conf")).unwrap());
        let staff = format!("Match Group {}", accounts.name("staff"));
        let rules = rules.replace(&staff, &format!("{staff} User *,!{}", accounts.name("shared")));
        let mut config = String::new();
        write!(
            config,
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {}\nAuthorizedKeysFile {}/%u\nStrictModes no\nUsePAM no\nPidFile none\n\
             Subsystem sftp internal-sftp\n{rules}",
            host.display(),
            keys.display()
        )
        .unwrap();
        fs::write(accounts.path("sshd.conf"), config).unwrap();
        let child = Command::new(sshd)
            .arg("-D")
            .arg("-f")
            .arg(accounts.path("sshd.conf"))
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let it = Self { accounts, port, child };
        wait(|| it.ssh("ann", "redress status", "").0 == 0);
        Some(it)
    }

    fn options(&self) -> Vec<String> {
        let key = self.accounts.path("key").display().to_string();
        let all = [
            "-q",
            "-i",
            &key,
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "BatchMode=yes",
        ];
        all.into_iter().map(str::to_owned).collect()
    }

    fn ssh(&self, account: &str, asked: &str, input: &str) -> Said {
        let mut command = Command::new("ssh");
        command.args(self.options()).args(["-p", &self.port]);
        command.arg(format!("{}@127.0.0.1", self.accounts.name(account))).arg(asked);
        said(command, input)
    }
}

impl Drop for Sshd<'_> {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn what_is_asked_for_over_ssh_is_done_or_refused_and_never_dropped() {
    if !is_root("what is asked for over SSH") {
        return;
    }
    let it = Accounts::make();
    it.set_up();
    let mut serving = it.serve();
    let Some(sshd) = Sshd::start(&it) else { return };
    let done = |account: &str, asked: &str, input: &str| {
        let (code, out, words) = sshd.ssh(account, asked, input);
        assert_eq!(code, 0, "{account}: {asked}: {out}{words}");
        out
    };
    for account in ["ben", "cat"] {
        let login = it.name(account);
        done("ann", &format!("redress people add {login} --name \"{account} Jones\" --role handler"), "");
    }
    // Papers come on standard input, and what is made goes out on standard output.
    let both = "[columns]\nreceived = \"Received\"\ncomplainant = \"Name\"\n---\nReceived,Name\n2025-11-20,Amara Okafor\n2025-11-23,Bo Ek\n";
    let (code, out, words) = sshd.ssh("ben", "redress import cases - --map -", both);
    assert_eq!(code, 0, "{out}{words}");
    assert!(done("ben", "redress list --today 2025-11-24", "").contains("Amara Okafor"));
    let bad = both.replace("2025-11-23,Bo", "soon,Di");
    let (code, out, words) = sshd.ssh("ben", "redress import cases - --map -", &bad);
    assert!(code == 1 && out.contains("soon,Di Ek") && words.contains("rejected"), "{out}{words}");
    done("ben", "redress note 25-0001 --text -", "She rang; it is urgent.");
    assert!(done("ann", "redress show 25-0001", "").contains("She rang; it is urgent."));
    assert!(done("ann", "redress report board --format html", "").starts_with("<!DOCTYPE html>"));
    assert!(done("ann", "redress report board --format xlsx -o -", "").starts_with("PK"));
    // A case that is kept from one of them is kept from them here too.
    let ann = it.name("ann");
    done("ann", &format!("redress restrict 25-0002 --to {ann} --reason \"A colleague\""), "");
    assert!(done("ann", "redress list", "").contains("Bo Ek"));
    assert!(!done("cat", "redress list", "").contains("Bo Ek"));
    // A killed server costs nothing that was confirmed, and is gone on with.
    drop(serving);
    let (code, out, words) = sshd.ssh("ann", "redress show 25-0001", "");
    assert!(
        code == 2 && out.is_empty() && words.contains("cannot be reached") && !words.contains("Not saved"),
        "{words}"
    );
    serving = it.serve();
    assert!(done("ann", "redress show 25-0001", "").contains("She rang; it is urgent."));
    for (asked, why) in [
        ("scp -t /tmp", "“scp” was not started"),
        ("id", "“id” was not started"),
        ("redress list; id", "there is no shell here"),
        ("redress --data /tmp/mine setup", "--data cannot be given"),
        ("redress report board -o board.html", "a file of the machine"),
        ("redress import cases /etc/passwd --map -", "a file of the machine"),
        ("redress backup /tmp/copy", "works on files of the machine"),
    ] {
        let (code, out, words) = sshd.ssh("ann", asked, "");
        assert!(code == 2 && out.is_empty() && words.contains(why), "{asked}: {code} {out}{words}");
    }
    // The key says who somebody is, whatever they ask for.
    let shared = it.name("shared");
    done("ann", &format!("redress people trust {shared}"), "");
    let list = done("shared", "redress list", "");
    assert!(list.contains("Amara Okafor") && !list.contains("Bo Ek"), "{list}");
    let (code, out, words) = sshd.ssh("shared", &format!("redress --as {ann} list"), "");
    assert!(code == 2 && out.is_empty() && words.contains("--as cannot be given"), "{out}{words}");
    drop(serving);
}
