//! Histories of an office on three hosts while everything around them fails, seeded: hosts are killed, paused, cut off, run out of
//! disk and have wrong clocks; the database dies, loses its standby, and is given over to it. A checker that knows nothing of the
//! program says what is wrong with what clients were told and what the journals have.

mod checker;
mod proxy;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Process, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use redress::api::client::Remote;
use redress::api::message::{Ask, Fault, Reply, Request, Status};
use redress::api::service::{Service, read, take};
use redress::clock::Clock;
use redress::desk::hosts::{join, share};
use redress::desk::membership::Membership;
use redress::desk::session::{Desk, How};
use redress::domain::case::command::{Command, Note};
use redress::domain::case::record::Case;
use redress::domain::office::command::{OfficeCommand, SetUp};
use redress::domain::reference::{CaseRef, TheOffice};
use redress::exchange::demo::dice::Dice;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use tempfile::TempDir;

use crate::histories::checker::{Asked, End, Read, wrong};
use crate::histories::proxy::{Proxy, Way};
use crate::hosts::wait_until;
use crate::postgres::Database;
use crate::program::{TODAY, without_a_day};

/// Rounds in an ordinary run; `REDRESS_HISTORIES` asks for more, `REDRESS_HISTORIES_FROM` for others.
const ROUNDS: u64 = 8;
/// Rounds that one office goes through before another one is begun.
const ROUNDS_EACH: u64 = 20;
const HOSTS: usize = 3;
const FIRST: CaseRef = CaseRef { year: 2026, number: 1 };
/// Longer than anything takes on a machine that is busy.
const FOR_EVER: Duration = Duration::from_secs(120);
/// A disk that one host alone has, in bytes.
const SMALL_DISK: &str = "size=192m";

/// One host: a real server, reached over its socket, with ways of its own to both databases.
struct Node {
    dir: TempDir,
    /// Whether its data lie on a small disk of their own.
    has_small_disk: bool,
    ways: [Proxy; 2],
    child: Option<Child>,
}

struct Cluster {
    program: PathBuf,
    nodes: Vec<Node>,
    databases: [Database; 2],
    /// Which of them takes changes.
    primary: usize,
    /// The way from the standby to the one that takes changes.
    between: Proxy,
    asked: Vec<Asked>,
    reads: Vec<Read>,
    begun: Instant,
    /// How often each kind of trouble was made, and how often it could be seen before it was mended.
    seen: BTreeMap<String, (u32, u32)>,
}

impl Node {
    fn data(&self) -> PathBuf {
        self.dir.path().join("disk/data")
    }

    fn socket(&self) -> PathBuf {
        self.dir.path().join("socket")
    }

    /// Starts its server, its clock moved by so many seconds.
    fn start(&mut self, program: &Path, clock: i32) {
        let said =
            fs::OpenOptions::new().create(true).append(true).open(self.dir.path().join("said")).unwrap();
        let mut command = Process::new(program);
        command
            .args(["--today", TODAY, "serve", "--data"])
            .arg(self.data())
            .arg("--socket")
            .arg(self.socket());
        command.env("REDRESS_CLOCK_OFFSET", clock.to_string()).stdout(Stdio::null()).stderr(said);
        self.child = Some(command.spawn().unwrap());
    }

    fn signal(&self, signal: Signal) {
        let child = self.child.as_ref().unwrap();
        kill_process(Pid::from_child(child), signal).unwrap();
    }

    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    fn reach(&self, way: Way) {
        self.ways.iter().for_each(|it| it.set(way));
    }

    fn said(&self) -> String {
        fs::read_to_string(self.dir.path().join("said")).unwrap_or_default()
    }

    /// Whether its server has ended by itself, or takes nothing more until it is started again.
    fn is_over(&mut self) -> bool {
        let has_ended = self.child.as_mut().is_none_or(|it| it.try_wait().unwrap().is_some());
        has_ended || self.status().is_some_and(|it| it.trouble.is_some_and(|it| it.contains("start")))
    }

    fn status(&self) -> Option<Status> {
        let mut remote = Remote::connect(&self.socket(), None, None).ok()?;
        match remote.call(Request::Status) {
            Ok(Reply::Status(it)) => Some(it),
            _ => None,
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
        if self.has_small_disk {
            drop(Process::new("umount").arg("-l").arg(self.dir.path().join("disk")).status());
        }
    }
}

/// What goes wrong.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    Kill,
    Pause,
    Cut,
    Hold,
    CutStandby,
    HoldStandby,
    KillDatabase,
    Promote,
    /// The primary says nothing more, and its standby is promoted.
    PromoteUnheard,
    Clock,
    FullDisk,
}

const TROUBLES: &[Trouble] = &[
    Trouble::Kill,
    Trouble::Kill,
    Trouble::Pause,
    Trouble::Cut,
    Trouble::Hold,
    Trouble::CutStandby,
    Trouble::HoldStandby,
    Trouble::KillDatabase,
    Trouble::Promote,
    Trouble::PromoteUnheard,
    Trouble::Clock,
    Trouble::FullDisk,
];

impl Cluster {
    /// None where the machine has no PostgreSQL.
    fn begin() -> Option<Self> {
        let primary = Database::start()?;
        let standby = primary.standby();
        let databases = [primary, standby];
        let place = tempfile::tempdir().unwrap();
        let login = uzers::get_current_username().unwrap().to_string_lossy().into_owned();
        let nodes: Vec<Node> = (0..HOSTS).map(|it| node(it == 0, &databases)).collect();
        for (host, node) in nodes.iter().enumerate() {
            let how = How {
                data: node.data(),
                clock: Clock::Pinned(NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()),
                login: login.clone(),
                afresh: false,
            };
            let member = Membership {
                url: format!(
                    "host={},{} user=owner dbname=office",
                    node.ways[0].dir.path().display(),
                    node.ways[1].dir.path().display()
                ),
                schema: "redress".into(),
                host: format!("host{host}"),
                token: String::new(),
                single: false,
                patience: 10,
            };
            if host == 0 {
                set_up(&how);
                share(&how, member, &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
            } else {
                join(&how, member, &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
            }
        }
        let program = place.keep().join("redress");
        let built = without_a_day("each host runs by a clock of its own").get_program().to_owned();
        if fs::hard_link(&built, &program).is_err() {
            fs::copy(&built, &program).unwrap();
        }
        let between = Proxy::to(databases[0].dir.path());
        let (asked, reads, begun) = (Vec::new(), Vec::new(), Instant::now());
        let seen = BTreeMap::new();
        let mut it = Self { program, nodes, databases, primary: 0, between, asked, reads, begun, seen };
        // From now on the standby comes by a way that can be cut.
        it.databases[1].down();
        it.databases[1].follow(&it.databases[0], it.between.dir.path());
        it.nodes.iter_mut().for_each(|node| node.start(&it.program, 0));
        Some(it)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_nanos()).unwrap()
    }

    /// One round: people work on all hosts while one thing after another fails. Gives how long it took, once all was well again,
    /// until the last of those who had not been answered was.
    fn round(&mut self, seed: u64) -> Duration {
        let mut dice = Dice::new(seed);
        let (over, healed) = (AtomicBool::new(false), AtomicU64::new(u64::MAX));
        let begun = self.begun;
        let sockets: Vec<PathBuf> = self.nodes.iter().map(Node::socket).collect();
        let (mut asked, mut reads, mut settled) = (Vec::new(), Vec::new(), 0);
        let mut troubles = Vec::new();
        thread::scope(|all| {
            let clients: Vec<_> = (0..2 * HOSTS)
                .map(|number| {
                    let client = Client {
                        socket: &sockets[number % HOSTS],
                        host: number % HOSTS,
                        name: format!("{seed}-{number}"),
                        begun,
                        over: &over,
                        remote: None,
                    };
                    all.spawn(move || client.work())
                })
                .collect();
            thread::sleep(Duration::from_millis(200));
            for _ in 0..dice.between(1, 3) {
                let trouble = dice.pick(TROUBLES);
                troubles.push(trouble);
                self.befall(trouble, &mut dice);
                thread::sleep(Duration::from_millis(u64::from(dice.below(300))));
            }
            healed.store(self.now(), Ordering::SeqCst);
            thread::sleep(Duration::from_millis(200));
            over.store(true, Ordering::SeqCst);
            for client in clients {
                let worked = client.join().unwrap();
                let late = worked.asked.iter().filter_map(|it| match it.end {
                    End::Saved { at } => Some(at),
                    _ => None,
                });
                settled = settled.max(late.max().unwrap_or_default());
                let stuck: Vec<_> = worked.asked.iter().filter(|it| it.end == End::Unknown).collect();
                assert!(
                    stuck.is_empty(),
                    "round {seed}: {troubles:?}: nobody ever said what became of {stuck:?}: {}",
                    self.words()
                );
                asked.extend(worked.asked);
                reads.extend(worked.reads);
            }
        });
        self.asked.extend(asked);
        self.reads.extend(reads);
        let begun = Instant::now();
        while !self.are_level() {
            assert!(
                begun.elapsed() < FOR_EVER,
                "round {seed}: {troubles:?}: the hosts are not level: {}",
                self.words()
            );
            thread::sleep(Duration::from_millis(20));
        }
        let journals: Vec<PathBuf> = self.nodes.iter().map(|it| it.data().join("journal")).collect();
        let journals: Vec<&Path> = journals.iter().map(PathBuf::as_path).collect();
        let wrong = wrong(&self.asked, &self.reads, &journals);
        assert!(wrong.is_empty(), "round {seed}: {troubles:?}: {wrong:#?}\n{}", self.words());
        let took = Duration::from_nanos(settled.saturating_sub(healed.load(Ordering::SeqCst)));
        if Duration::from_secs(2) < took {
            eprintln!("round {seed}: it took {took:?} until everybody was answered after {troubles:?}");
        }
        took
    }

    /// What the servers said.
    fn words(&self) -> String {
        let status = |it: &Node| it.status().map(|it| (it.line, it.trouble));
        self.nodes.iter().map(|it| format!("{:?}\n{}", status(it), it.said())).collect::<Vec<_>>().join("\n")
    }

    fn are_level(&self) -> bool {
        let status: Vec<Option<Status>> = self.nodes.iter().map(Node::status).collect();
        let is_well = |it: &Option<Status>| it.as_ref().is_some_and(|it| it.trouble.is_none());
        let line = |it: &Option<Status>| it.as_ref().map(|it| it.line);
        status.iter().all(|it| is_well(it) && line(it) == line(&status[0]))
    }

    /// Notes that something failed, and whether that could be seen.
    fn note(&mut self, trouble: Trouble, is_seen: bool) {
        let (made, seen) = self.seen.entry(format!("{trouble:?}")).or_default();
        *made += 1;
        *seen += u32::from(is_seen);
    }

    /// Whether somebody waits for the standby.
    fn waits_for_the_standby(&self) -> bool {
        let sql = "select count(*) from pg_stat_activity where wait_event = 'SyncRep'";
        self.databases[self.primary].sql("owner", sql) != "0"
    }

    /// Whether a host has nobody to order its lines.
    fn is_cut_off(&self, host: usize) -> bool {
        self.nodes[host].status().is_some_and(|it| it.trouble.is_some())
    }

    /// Something fails, for a while, and is mended.
    fn befall(&mut self, trouble: Trouble, dice: &mut Dice) {
        let host = dice.below(3) as usize;
        let while_it_lasts = Duration::from_millis(u64::from(dice.below(1500)) + 100);
        let (primary, standby) = (self.primary, 1 - self.primary);
        match trouble {
            Trouble::Kill => {
                self.nodes[host].kill();
                thread::sleep(while_it_lasts / 3);
                self.note(trouble, self.nodes[host].status().is_none());
                self.nodes[host].start(&self.program, 0);
            }
            Trouble::Pause => {
                self.nodes[host].signal(Signal::STOP);
                thread::sleep(while_it_lasts);
                let process = self.nodes[host].child.as_ref().unwrap().id();
                let state = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
                self.note(trouble, state.contains(") T "));
                self.nodes[host].signal(Signal::CONT);
            }
            Trouble::Cut | Trouble::Hold => {
                let way = if matches!(trouble, Trouble::Cut) { Way::Cut } else { Way::Held };
                self.nodes[host].reach(way);
                // Now and then longer than a host waits for an answer.
                let longer = if dice.chance(15) { Duration::from_secs(6) } else { Duration::ZERO };
                thread::sleep(while_it_lasts + longer);
                self.note(trouble, self.is_cut_off(host));
                self.nodes[host].reach(Way::Open);
            }
            Trouble::CutStandby | Trouble::HoldStandby => {
                let way = if matches!(trouble, Trouble::CutStandby) { Way::Cut } else { Way::Held };
                self.between.set(way);
                thread::sleep(while_it_lasts);
                self.note(trouble, self.waits_for_the_standby());
                self.between.set(Way::Open);
            }
            Trouble::KillDatabase => {
                self.databases[primary].down();
                thread::sleep(while_it_lasts / 3);
                self.note(trouble, (0..HOSTS).any(|it| self.is_cut_off(it)));
                self.databases[primary].up();
            }
            Trouble::Promote | Trouble::PromoteUnheard => {
                let is_unheard = matches!(trouble, Trouble::PromoteUnheard);
                if is_unheard {
                    self.nodes.iter().for_each(|it| it.ways[primary].set(Way::Held));
                    self.between.set(Way::Cut);
                } else {
                    self.databases[primary].down();
                }
                self.note(trouble, (0..HOSTS).any(|it| self.is_cut_off(it)));
                self.databases[standby].promote();
                self.databases[standby].sql("owner", "alter system set synchronous_standby_names = '*'");
                self.databases[standby].sql("owner", "select pg_reload_conf()");
                if is_unheard {
                    thread::sleep(while_it_lasts);
                    self.databases[primary].down();
                    self.nodes.iter().for_each(|it| it.ways[primary].set(Way::Open));
                }
                self.between.lead_to(self.databases[standby].dir.path());
                self.databases[primary].follow(&self.databases[standby], self.between.dir.path());
                self.primary = standby;
            }
            Trouble::Clock => {
                self.nodes[host].kill();
                let hour = dice.pick(&[-3600, 3600]);
                self.nodes[host].start(&self.program, hour);
                thread::sleep(while_it_lasts);
                let status = self.nodes[host].status();
                self.note(trouble, status.is_some_and(|it| it.trouble.is_none()));
            }
            Trouble::FullDisk => {
                let Some(node) = self.nodes.iter_mut().find(|it| it.has_small_disk) else { return };
                let rubbish = node.dir.path().join("disk/rubbish");
                fill(&rubbish);
                thread::sleep(while_it_lasts);
                let is_full = fs::write(node.dir.path().join("disk/more"), [0; 4096]).is_err();
                drop(fs::remove_file(node.dir.path().join("disk/more")));
                fs::remove_file(rubbish).unwrap();
                self.note(trouble, is_full);
            }
        }
        // What the system's service manager does with a server that takes nothing more.
        for node in &mut self.nodes {
            if node.is_over() {
                node.kill();
                node.start(&self.program, 0);
            }
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(self.program.parent().unwrap()));
    }
}

fn node(wants_small_disk: bool, databases: &[Database; 2]) -> Node {
    let dir = tempfile::tempdir().unwrap();
    let disk = dir.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let mount = || Process::new("mount").args(["-t", "tmpfs", "-o", SMALL_DISK, "none"]).arg(&disk).output();
    let has_small_disk = wants_small_disk && mount().is_ok_and(|it| it.status.success());
    if wants_small_disk && !has_small_disk {
        eprintln!("left out: no disk runs full, for this account may mount none");
    }
    let ways = databases.each_ref().map(|it| Proxy::to(it.dir.path()));
    Node { dir, has_small_disk, ways, child: None }
}

fn fill(path: &Path) {
    let mut file = fs::File::create(path).unwrap();
    let (mut bytes, block) = (vec![0; 1 << 16], 512);
    while block <= bytes.len() {
        if file.write_all(&bytes).is_err() {
            bytes.truncate(bytes.len() / 2);
        }
    }
}

fn set_up(how: &How) {
    let desk = Desk::open(how, &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
    let mut session = desk.session(&how.login);
    let set_up = SetUp {
        organisation: "Agency".into(),
        login: how.login.clone(),
        user: "Ann Keeper".into(),
        services: vec!["Claims".into()],
        ..SetUp::default()
    };
    take(&mut session, Ask::on(TheOffice, OfficeCommand::SetUp(set_up))).unwrap();
    take(&mut session, Ask::first(receive())).unwrap();
}

fn receive() -> Command {
    let facts = json!({ "receive": { "facts": {
        "received": "2026-11-02", "complainant": { "name": "Tom Webb" }, "service": 1, "subject": "Late" } } });
    serde_json::from_value(facts).unwrap()
}

/// Somebody who works on one host, and notes what they asked and what they were told.
struct Client<'a> {
    socket: &'a Path,
    host: usize,
    name: String,
    begun: Instant,
    /// Nothing more is begun; what was begun is ended.
    over: &'a AtomicBool,
    remote: Option<Remote>,
}

#[derive(Default)]
struct Worked {
    asked: Vec<Asked>,
    reads: Vec<Read>,
}

impl Client<'_> {
    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_nanos()).unwrap()
    }

    fn remote(&mut self) -> Option<&mut Remote> {
        if self.remote.is_none() {
            self.remote = Remote::connect(self.socket, None, None).ok();
        }
        self.remote.as_mut()
    }

    fn work(mut self) -> Worked {
        let mut worked = Worked::default();
        let mut number = 0;
        while !self.over.load(Ordering::SeqCst) {
            number += 1;
            let (id, begun) = (format!("{}-{number}", self.name), self.now());
            // Some give up what they are told was not saved.
            let end = self.ask(&id, number % 5 == 0, number % 4 == 1);
            worked.asked.push(Asked { id, begun, end });
            if number % 3 == 0 {
                let begun = self.now();
                let found = self.remote().and_then(|it| read::<Case>(it, FIRST).ok());
                let (host, end) = (self.host, self.now());
                match found {
                    Some(it) => worked.reads.push(Read { host, begun, end, notes: it.notes }),
                    None => self.remote = None,
                }
            }
            thread::sleep(Duration::from_millis(8));
        }
        worked
    }

    /// Asks until it is known what became of it.
    fn ask(&mut self, id: &str, gives_up: bool, begins_a_case: bool) -> End {
        let (mut is_certain, begun) = (true, Instant::now());
        let note = Command::Note(Note { text: "Rang back.".into(), about: None });
        while begun.elapsed() < FOR_EVER {
            let ask = if begins_a_case { Ask::first(receive()) } else { Ask::on(FIRST, note.clone()) };
            let Some(remote) = self.remote() else {
                thread::sleep(Duration::from_millis(50));
                continue;
            };
            match take(remote, Ask { id: id.to_owned(), ..ask }) {
                Ok(_) => return End::Saved { at: self.now() },
                Err(Fault::NotSaved(_)) if gives_up && is_certain => return End::NotSaved,
                Err(Fault::NotSaved(_)) => {}
                Err(_) => (is_certain, self.remote) = (false, None),
            }
            thread::sleep(Duration::from_millis(50));
        }
        End::Unknown
    }
}

#[test]
fn whatever_fails_nothing_confirmed_is_lost_or_done_twice_and_all_hosts_have_one_journal() {
    let (rounds, from) = (asked_for("REDRESS_HISTORIES", ROUNDS), asked_for("REDRESS_HISTORIES_FROM", 0));
    let (mut cluster, mut slowest, mut asked): (Option<Cluster>, Duration, usize) = (None, Duration::ZERO, 0);
    let mut seen = BTreeMap::new();
    for seed in from..from + rounds {
        if (seed - from) % ROUNDS_EACH == 0 {
            drop(cluster.take());
            cluster = Cluster::begin();
            if let Some(it) = &mut cluster {
                it.seen = std::mem::take(&mut seen);
            }
        }
        let Some(it) = &mut cluster else { return };
        let before = it.asked.len();
        let took = it.round(seed);
        asked += it.asked.len() - before;
        slowest = slowest.max(took);
        seen.clone_from(&it.seen);
        if ROUNDS < rounds {
            eprintln!(
                "round {seed}: {asked} changes so far, the slowest settled {slowest:?} after all was well, now {took:?}"
            );
        }
    }
    drop(cluster);
    eprintln!("what failed, how often, and how often that was seen while it lasted: {seen:?}");
    eprintln!("{rounds} rounds, {asked} changes, the slowest settled {slowest:?} after all was well");
}

#[test]
fn an_import_over_which_the_database_fails_over_comes_in_whole_and_once() {
    const ROWS: usize = 1000;
    let Some(mut cluster) = Cluster::begin() else { return };
    let place = tempfile::tempdir().unwrap();
    let (rows, map) = (place.path().join("in.csv"), place.path().join("map.toml"));
    let all: Vec<String> = (0..ROWS).map(|it| format!("A{it},2026-11-02,Tom Webb {it},Late")).collect();
    fs::write(&rows, format!("Ref,Day,Name,About\n{}\n", all.join("\n"))).unwrap();
    let columns = "source_ref = \"Ref\"\nreceived = \"Day\"\ncomplainant = \"Name\"\nsubject = \"About\"\n";
    fs::write(&map, format!("[columns]\n{columns}")).unwrap();
    let import = |cluster: &Cluster| {
        let mut command = Process::new(&cluster.program);
        command.args(["--today", TODAY, "import", "cases"]).arg(&rows).arg("--map").arg(&map);
        command.arg("--socket").arg(cluster.nodes[0].socket()).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    };
    wait_until("the hosts are up", || cluster.are_level());
    let mut importing = import(&cluster);
    wait_until("it has begun", || cluster.nodes[1].status().is_some_and(|it| 100 < it.line));
    let begun = cluster.nodes[1].status().unwrap().line;
    cluster.befall(Trouble::Promote, &mut Dice::new(1));
    let mut times = 1;
    while !importing.wait().unwrap().success() {
        times += 1;
        assert!(times < 10, "{:?}", importing.wait_with_output());
        // It says so: what is imported is safe, and the same command imports the rest.
        importing = import(&cluster);
    }
    wait_until("the hosts are level", || cluster.are_level());
    let journals: Vec<PathBuf> = cluster.nodes.iter().map(|it| it.data().join("journal")).collect();
    let journals: Vec<&Path> = journals.iter().map(PathBuf::as_path).collect();
    assert_eq!(wrong(&[], &[], &journals), Vec::<String>::new());
    let journal = fs::read_to_string(journals[0].join("000001.jsonl")).unwrap();
    for row in 0..ROWS {
        assert_eq!(journal.matches(&format!("\"Tom Webb {row}\"")).count(), 1, "row {row}");
    }
    eprintln!("failed over after change {begun}; the command was given {times} times");
}

#[expect(clippy::disallowed_methods, reason = "a test is asked through its environment")]
fn asked_for(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(otherwise)
}
