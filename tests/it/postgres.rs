//! A PostgreSQL of one's own for a test, on a Unix socket. Where the machine has none, that is said.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output};
use std::thread;
use std::time::{Duration, Instant};

use redress::desk::membership::Membership;
use tempfile::TempDir;

/// A database server of one's own, on a Unix socket.
pub(crate) struct Database {
    pub(crate) dir: TempDir,
    bin: PathBuf,
}

impl Database {
    /// None where the machine has no PostgreSQL, which is said.
    pub(crate) fn start() -> Option<Self> {
        let Some(bin) = bin() else {
            eprintln!("skipped: there is no initdb on this machine (Debian: apt install postgresql)");
            return None;
        };
        let database = Self::in_a_folder(bin);
        let data = database.data();
        good(&database.run(
            "initdb",
            &["-D", &data, "-A", "trust", "-U", "owner", "--no-sync", "-E", "UTF8", "--locale=C"],
        ));
        database.up();
        database.sql("owner", "create database office");
        Some(database)
    }

    pub(crate) fn in_a_folder(bin: PathBuf) -> Self {
        // The path of a socket is short.
        let dir = tempfile::Builder::new().prefix("pg").tempdir_in("/tmp").unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o777)).unwrap();
        Self { dir, bin }
    }

    /// A standby, for which every commit waits from now on.
    pub(crate) fn standby(&self) -> Self {
        let standby = Self::in_a_folder(self.bin.clone());
        standby.follow(self, self.dir.path());
        standby
    }

    /// Begins again as the standby of another, which is reached in this folder, and for which every commit waits from now on.
    pub(crate) fn follow(&self, primary: &Self, at: &Path) {
        let data = self.data();
        good(&self.run("rm", &["-rf", &data]));
        let at = at.display().to_string();
        good(&self.run("pg_basebackup", &["-D", &data, "-R", "-c", "fast", "-N", "-h", &at, "-U", "owner"]));
        self.up();
        primary.sql("owner", "alter system set synchronous_standby_names = '*'");
        primary.sql("owner", "select pg_reload_conf()");
        let sql = "select count(*) from pg_stat_replication where sync_state = 'sync'";
        let begun = Instant::now();
        while primary.sql("owner", sql) != "1" {
            assert!(begun.elapsed() < Duration::from_secs(60), "the standby does not follow");
            thread::sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn data(&self) -> String {
        self.dir.path().join("data").display().to_string()
    }

    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let program = if program == "rm" { PathBuf::from("/bin/rm") } else { self.bin.join(program) };
        // The server refuses to be run by root.
        let mut process = if rustix::process::geteuid().is_root() {
            let mut process = Process::new("runuser");
            process.args(["-u", "postgres", "--"]).arg(program);
            process
        } else {
            Process::new(program)
        };
        process.current_dir("/").args(arguments).output().unwrap()
    }

    pub(crate) fn up(&self) {
        self.up_with("-c listen_addresses=''");
    }

    /// Starts it with other settings.
    pub(crate) fn up_with(&self, more: &str) {
        let options = format!("{more} -c unix_socket_directories='{}'", self.dir.path().display());
        let log = self.dir.path().join("log").display().to_string();
        good(&self.run("pg_ctl", &["-D", &self.data(), "-w", "-o", &options, "-l", &log, "start"]));
    }

    pub(crate) fn down(&self) {
        good(&self.run("pg_ctl", &["-D", &self.data(), "-w", "-m", "immediate", "stop"]));
    }

    /// Makes the standby the one that takes changes.
    pub(crate) fn promote(&self) {
        good(&self.run("pg_ctl", &["-D", &self.data(), "-w", "promote"]));
    }

    pub(crate) fn try_sql(&self, login: &str, sql: &str) -> Result<String, String> {
        let socket = self.dir.path().display().to_string();
        let database = if sql.starts_with("create database") { "postgres" } else { "office" };
        let given = [
            "-X",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            &socket,
            "-U",
            login,
            "-d",
            database,
            "-c",
            sql,
        ];
        let output = self.run("psql", &given);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }

    pub(crate) fn sql(&self, login: &str, sql: &str) -> String {
        self.try_sql(login, sql).unwrap_or_else(|it| panic!("{sql}: {it}"))
    }

    pub(crate) fn url(&self, login: &str) -> String {
        format!("host={} user={login} dbname=office", self.dir.path().display())
    }

    /// A host as it is called, as the owner of the database.
    pub(crate) fn host(&self, name: &str) -> Membership {
        Membership {
            url: self.url("owner"),
            schema: "redress".into(),
            host: name.into(),
            token: String::new(),
            single: true,
            // Tests that nothing comes of wait for that long.
            patience: 5,
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        drop(self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "stop"]));
        drop(self.run("rm", &["-rf", &self.data()]));
    }
}

fn bin() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut places: Vec<PathBuf> = versions.map(|it| it.path().join("bin")).collect();
    places.sort();
    places.into_iter().rev().find(|it| it.join("initdb").exists())
}

#[track_caller]
pub(crate) fn good(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
