//! Several hosts, one office: a real PostgreSQL orders what they write. Where the machine has none, each test says so and ends.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use redress::api::message::{Ask, Done, Fault, Reply, Request};
use redress::api::server::News;
use redress::api::service::{Service, read, take};
use redress::clock::Clock;
use redress::desk::hosts::{Shared, alone, join, leave, share};
use redress::desk::membership::Membership;
use redress::desk::session::{Desk, How};
use redress::desk::upkeep::verify_journal;
use redress::domain::case::command::{Command, Note};
use redress::domain::case::record::Case;
use redress::domain::office::command::{OfficeCommand, SetUp};
use redress::domain::reference::{CaseRef, RecordRef, TheOffice};
use serde_json::json;
use tempfile::TempDir;

use crate::postgres::{Database, good};
use crate::program::on;

pub(crate) const LOGIN: &str = "records";
pub(crate) const FIRST: CaseRef = CaseRef { year: 2026, number: 1 };
/// Longer than anything here takes on a machine that is busy.
const FOR_EVER: Duration = Duration::from_secs(60);

/// A host's directory.
pub(crate) struct Host(TempDir);

impl Host {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// An office with one case, on one machine.
    pub(crate) fn with_office(organisation: &str) -> Self {
        let host = Self::new();
        let desk = host.open();
        let mut session = desk.session(LOGIN);
        let set_up = SetUp {
            organisation: organisation.into(),
            login: LOGIN.into(),
            user: "Ann Keeper".into(),
            services: vec!["Claims".into()],
            ..SetUp::default()
        };
        take(&mut session, Ask::on(TheOffice, OfficeCommand::SetUp(set_up))).unwrap();
        receive(&mut session, "Late", "").unwrap();
        drop(desk);
        host
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    pub(crate) fn how(&self) -> How {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        How { data: self.data(), clock: Clock::Pinned(today), login: LOGIN.into(), afresh: false }
    }

    pub(crate) fn try_open(&self) -> Result<Desk, String> {
        Desk::open(&self.how(), &mut |_, _| ()).map_err(|it| it.to_string())
    }

    pub(crate) fn open(&self) -> Desk {
        self.try_open().unwrap()
    }

    fn share(&self, database: &Database) -> Shared {
        share(&self.how(), database.host("alpha"), &mut |_, _| ()).map_err(|it| it.to_string()).unwrap()
    }

    fn join(&self, database: &Database) -> Result<Shared, String> {
        join(&self.how(), database.host("beta"), &mut |_, _| ()).map_err(|it| it.to_string())
    }

    /// Every file of the journal, whole.
    pub(crate) fn journal(&self) -> Vec<(String, String)> {
        let mut files: Vec<_> = fs::read_dir(self.data().join("journal"))
            .unwrap()
            .map(|it| it.unwrap().path())
            .filter(|it| it.extension().is_some_and(|it| it == "jsonl"))
            .map(|it| (it.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(it).unwrap()))
            .collect();
        files.sort();
        files
    }
}

pub(crate) fn receive(session: &mut dyn Service, subject: &str, id: &str) -> Result<Done, Fault> {
    let line = json!({ "receive": { "facts": {
        "received": "2026-11-02", "complainant": { "name": "Tom Webb" }, "service": 1, "subject": subject } } });
    let command: Command = serde_json::from_value(line).unwrap();
    take(session, Ask { id: id.into(), ..Ask::first(command) })
}

pub(crate) fn note(session: &mut dyn Service, text: &str, id: &str) -> Result<Done, Fault> {
    let command = Command::Note(Note { text: text.into(), about: None });
    take(session, Ask { id: id.into(), ..Ask::on(FIRST, command) })
}

pub(crate) fn notes(desk: &Desk) -> usize {
    read::<Case>(&mut desk.session(LOGIN), FIRST).unwrap().notes as usize
}

#[track_caller]
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < FOR_EVER, "it never came: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

fn heard(news: &Receiver<News>, on: RecordRef) -> bool {
    news.try_iter().any(|it| matches!(it, News::Changed { on: about, .. } if about == on))
}

/// Two hosts of one office, open.
fn two(database: &Database) -> ([Host; 2], [Desk; 2]) {
    let (one, two) = (Host::with_office("Agency"), Host::new());
    one.share(database);
    two.join(database).unwrap();
    let desks = [one.open(), two.open()];
    ([one, two], desks)
}

#[test]
fn two_hosts_write_at_once_and_have_the_same_journal_to_the_byte() {
    let Some(database) = Database::start() else { return };
    let (hosts, desks) = two(&database);
    let news = desks[1].changes();
    note(&mut desks[0].session(LOGIN), "Rang back.", "").unwrap();
    wait_until("what one host does is told on the other", || heard(&news, FIRST.into()));
    assert_eq!(notes(&desks[1]), 1);
    let logged: Vec<Vec<RecordRef>> = thread::scope(|all| {
        let each = |desk: &Desk| {
            let mut session = desk.session(LOGIN);
            (0..25)
                .map(|_| {
                    note(&mut session, "Both at once.", "").unwrap();
                    receive(&mut session, "Late", "").unwrap().on
                })
                .collect()
        };
        let [one, two] = &desks;
        let other = all.spawn(move || each(two));
        vec![each(one), other.join().unwrap()]
    });
    let references: BTreeSet<_> = logged.concat().into_iter().collect();
    assert_eq!(references.len(), 50, "no reference was given twice");
    let line = |desk: &Desk| match desk.session(LOGIN).call(Request::Status).unwrap() {
        Reply::Status(it) => it.line,
        other => panic!("{other:?}"),
    };
    wait_until("both have everything", || line(&desks[0]) == line(&desks[1]));
    assert_eq!((notes(&desks[0]), notes(&desks[1])), (51, 51));
    let Reply::History { moments, .. } =
        desks[1].session(LOGIN).call(Request::History(FIRST.into())).unwrap()
    else {
        panic!("a history")
    };
    let first = moments.iter().find(|it| it.via == "alpha").expect("one that was made there");
    assert_eq!(first.by_whom("Ann Keeper"), "Ann Keeper, on alpha");
    drop(desks);
    let journal = hosts[0].journal();
    assert_eq!(journal, hosts[1].journal());
    for via in ["\"via\":\"alpha\"", "\"via\":\"beta\""] {
        assert!(journal[0].1.matches(via).count() >= 50, "{via}");
    }
    let heads = hosts.each_ref().map(|it| verify_journal(&it.data(), &mut |_, _| ()).unwrap().head);
    assert_eq!(heads[0], heads[1]);
    assert_eq!(
        database.sql("owner", "select encode(hash, 'hex') from redress.head"),
        redress::desk::upkeep::to_hex(&heads[0])
    );
}

fn copy(from: &Path, to: &Path) {
    drop(fs::remove_dir_all(to));
    good(&Process::new("cp").arg("-a").args([from, to]).output().unwrap());
}

#[test]
fn a_host_that_was_killed_before_it_wrote_what_was_confirmed_takes_it_in() {
    let Some(database) = Database::start() else { return };
    let (hosts, desks) = two(&database);
    drop(desks);
    // As it is on disk when the database has a change and the host is killed before it writes that.
    let before = hosts[0].0.path().join("before");
    copy(&hosts[0].data(), &before);
    let desk = hosts[0].open();
    note(&mut desk.session(LOGIN), "Confirmed.", "n1").unwrap();
    drop(desk);
    copy(&before, &hosts[0].data());
    let desk = hosts[0].open();
    assert_eq!(notes(&desk), 1);
    assert!(note(&mut desk.session(LOGIN), "Confirmed.", "n1").unwrap().repeated);
    drop(desk);
    drop(hosts[1].open());
    assert_eq!(hosts[0].journal(), hosts[1].journal());
}

#[test]
fn while_the_database_is_gone_people_read_and_a_change_waits_and_goes_through_by_itself() {
    let Some(database) = Database::start() else { return };
    let (_hosts, desks) = two(&database);
    database.down();
    wait_until("it is said", || desks.iter().all(|it| it.trouble().is_some_and(|it| !it.is_stopped)));
    assert!(desks[0].trouble().unwrap().words().contains("the database that orders the journal"));
    thread::scope(|all| {
        let waiting = all.spawn(|| note(&mut desks[0].session(LOGIN), "Kept.", ""));
        assert_eq!(notes(&desks[0]), 0, "it can be read");
        thread::sleep(Duration::from_millis(500));
        database.up();
        waiting.join().unwrap().expect("it goes through");
    });
    wait_until("the other host has it", || notes(&desks[1]) == 1);
    wait_until("all is well again", || desks.iter().all(|it| it.trouble().is_none()));
}

#[test]
fn a_store_opens_for_reading_without_the_database_and_goes_on_once_it_is_back() {
    let Some(database) = Database::start() else { return };
    let (hosts, desks) = two(&database);
    drop(desks);
    database.down();
    let desk = hosts[1].open();
    assert_eq!(notes(&desk), 0);
    assert!(desk.trouble().is_some());
    let refused = note(&mut desk.session(LOGIN), "Too early.", "").unwrap_err().to_string();
    assert!(
        refused.starts_with("Not saved: the database") && refused.contains("Nothing was saved"),
        "{refused}"
    );
    let begun = Instant::now();
    (0..5).for_each(|_| drop(note(&mut desk.session(LOGIN), "Too early.", "").unwrap_err()));
    let of_each = Duration::from_secs(database.host("").patience);
    assert!(begun.elapsed() < of_each * 5, "whoever comes later does not wait as long again");
    database.up();
    wait_until("changes are saved again", || desk.trouble().is_none());
    note(&mut desk.session(LOGIN), "Now.", "").unwrap();
}

#[test]
fn what_no_standby_confirms_is_not_said_to_be_saved_and_is_there_once_when_it_is_confirmed() {
    let Some(database) = Database::start() else { return };
    let (_hosts, desks) = two(&database);
    // A standby that never comes: every commit waits for it.
    database.sql("owner", "alter system set synchronous_standby_names = '*'");
    database.sql("owner", "select pg_reload_conf()");
    let asked = note(&mut desks[0].session(LOGIN), "Whether or not.", "n1").unwrap_err().to_string();
    assert!(asked.starts_with("The database") && asked.contains("Whether it was saved"), "{asked}");
    assert_eq!(notes(&desks[1]), 0, "nobody sees what is not confirmed");
    database.sql("owner", "alter system set synchronous_standby_names = ''");
    database.sql("owner", "select pg_reload_conf()");
    wait_until("changes are saved again", || desks.iter().all(|it| it.trouble().is_none()));
    note(&mut desks[0].session(LOGIN), "Whether or not.", "n1").unwrap();
    wait_until("the other host has it", || notes(&desks[1]) == 1);
    assert_eq!(notes(&desks[0]), 1, "asked twice under one number, it was done once");
}

#[test]
fn when_the_database_fails_over_nothing_confirmed_is_lost_and_changes_go_through_by_themselves() {
    let Some(primary) = Database::start() else { return };
    let standby = primary.standby();
    let url = format!(
        "host={},{} user=owner dbname=office",
        primary.dir.path().display(),
        standby.dir.path().display()
    );
    let hosts = [Host::with_office("Agency"), Host::new()];
    // The one that is promoted has no standby of its own.
    let member = |name: &str| Membership { url: url.clone(), patience: 60, ..primary.host(name) };
    share(&hosts[0].how(), member("alpha"), &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
    join(&hosts[1].how(), member("beta"), &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
    let desks = hosts.each_ref().map(Host::open);
    let mut session = desks[0].session(LOGIN);
    for number in 1..=10 {
        note(&mut session, "Before.", &format!("before-{number}")).unwrap();
    }
    thread::scope(|all| {
        let waiting = all.spawn(|| {
            let mut session = desks[1].session(LOGIN);
            (1..=10).for_each(|number| {
                note(&mut session, "Meanwhile.", &format!("meanwhile-{number}")).expect("it goes through");
            });
        });
        primary.down();
        standby.promote();
        waiting.join().unwrap();
    });
    wait_until("both have everything", || desks.iter().all(|it| notes(it) == 20));
    drop(desks);
    assert_eq!(hosts[0].journal(), hosts[1].journal());
}

#[test]
fn a_server_that_says_nothing_does_not_keep_the_next_of_the_address_from_being_asked() {
    let Some(database) = Database::start() else { return };
    let silent = tempfile::tempdir().unwrap();
    let _listener = UnixListener::bind(silent.path().join(".s.PGSQL.5432")).unwrap();
    let url = format!(
        "host={},{} user=owner dbname=office",
        silent.path().display(),
        database.dir.path().display()
    );
    let host = Host::with_office("Agency");
    let member = Membership { url, ..database.host("alpha") };
    share(&host.how(), member, &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
    note(&mut host.open().session(LOGIN), "Asked of the second.", "").unwrap();
}

#[test]
fn a_login_of_a_host_may_append_and_read_and_rewrite_nothing() {
    let Some(database) = Database::start() else { return };
    let sql = redress::desk::hosts::print_sql("redress").map_err(|it| it.to_string()).unwrap();
    database.sql("owner", &sql);
    database.sql("owner", "create role alpha login; grant redress_host to alpha; create role stranger login");
    let host = Host::with_office("Agency");
    let as_host = Membership { url: database.url("alpha"), ..database.host("alpha") };
    let shared = share(&host.how(), as_host, &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
    assert!(!shared.is_owner);
    note(&mut host.open().session(LOGIN), "As a host.", "").unwrap();
    assert_eq!(database.sql("alpha", "select count(*) from redress.line"), (shared.changes + 1).to_string());
    for sql in [
        "update redress.line set body = 'x' where seq = 1",
        "delete from redress.line",
        "insert into redress.line values (99, 1, '', '')",
        "truncate redress.line",
        "update redress.head set seq = 0",
        "select token from redress.host",
        "update redress.host set epoch = 9",
        "update redress.host set swept = 9",
        "select redress.erase('alpha', 1, array[1])",
        "select redress.remove_papers('alpha', 1, array['x'])",
        "insert into redress.paper values ('x', '')",
        "delete from redress.here",
        "insert into redress.unfinished values ('alpha', 'records', 9)",
        "select * from redress.arriving",
        "select enrolled_by from redress.host",
        "select from redress.head for update",
        "begin; lock table redress.line in share mode",
        "create trigger mine before insert on redress.line execute function redress.is_owner()",
        "create rule mine as on insert to redress.line do instead nothing",
        "set session_replication_role = replica",
        "set role owner",
        "drop schema redress cascade",
        "create table redress.mine ()",
        "create or replace function redress.leave(p_name text, p_token text) returns text language sql as 'select null'",
    ] {
        assert!(database.try_sql("alpha", sql).is_err(), "{sql}");
    }
    // With the host's own functions: what does not follow, and what is none of redress's, is refused.
    let epoch = database.sql("owner", "select epoch from redress.host where name = 'alpha'");
    let append = |line: &str| {
        let sql = format!(
            "select redress.append('alpha', {epoch}, seq, hash, segment, array[convert_to({line}, 'UTF8')]) from redress.head"
        );
        database.try_sql("alpha", &sql).unwrap_err()
    };
    assert!(append("'nonsense' || chr(10)").contains("is none of redress"));
    assert!(
        append("(select convert_from(body, 'UTF8') from redress.line where seq = 2)")
            .contains("does not follow")
    );
    // In another host's name: not over its connection, and not in a line of one's own.
    database.sql("owner", "select redress.enrol('beta', 't')");
    database.sql("owner", "select redress.begin_epoch('beta', 't')");
    for sql in [
        "select redress.begin_epoch('beta', 'guessed')",
        "select redress.say_here('beta', 'guessed', '[]')",
        "select redress.say_unfinished('beta', 'guessed', 'records', 9)",
        "select redress.put_paper('beta', 'guessed', 'x', 0, '', true)",
        "select redress.swept('beta', 'guessed', 9)",
        "select redress.leave('beta', 'guessed')",
        "select redress.close('beta', 'guessed', 0, '')",
    ] {
        let answer = database.sql("alpha", sql);
        assert!(answer.is_empty() || answer == "unknown", "{sql}: {answer}");
    }
    // Tables and functions of its own that are called as those are which the functions use.
    let own = "create temp table head (seq bigint); create temp table host (name text, token text, epoch bigint, login name); \
               create function pg_temp.clock_timestamp() returns timestamptz language sql as $$select 'infinity'::timestamptz$$;";
    let as_beta = format!("{own} select redress.begin_epoch('beta', 'guessed')");
    let answer = database.sql("alpha", &as_beta);
    assert!(answer.ends_with("CREATE FUNCTION"), "{answer}");
    let as_beta = "select redress.append('beta', 1, seq, hash, segment, array[]::bytea[]) from redress.head";
    assert_eq!(database.sql("alpha", as_beta), "fenced");
    let says = |via: &str| {
        let did = r#"[],"salt":"000000000000000000000000""#;
        let sum =
            "encode(sha256(convert_to($did$[],\"salt\":\"000000000000000000000000\"$did$, 'UTF8')), 'hex')";
        let at = r#","at":"2026-11-24T09:00:00Z","by":"records","as":"","via":"#;
        let rest = r#","on":"office","ver":9,"cmd":"","step":"","prev":""#;
        append(&format!(
            "'{{\"seq\":' || seq + 1 || '{at}\"{via}\"{rest}' || encode(hash, 'hex') || '\",\"sum\":\"' || {sum} || '\",\"did\":' || $did${did}$did$ || '}}' || chr(10)"
        ))
    };
    assert!(says("beta").contains("does not name the host"), "{}", says("beta"));
    let epoch_of_alpha = epoch.clone();
    let dated = |at: &str, by: &str| {
        let did = r#"[],"salt":"000000000000000000000000""#;
        append(&format!(
            "'{{\"seq\":' || seq + 1 || ',\"at\":\"{at}\",\"by\":\"{by}\",\"as\":\"\",\"via\":\"alpha\",\"on\":\"office\",\"ver\":9,\
             \"cmd\":\"\",\"step\":\"\",\"prev\":\"' || encode(hash, 'hex') || '\",\"sum\":\"' || \
             encode(sha256(convert_to($did${did}$did$, 'UTF8')), 'hex') || '\",\"did\":' || $did${did}$did$ || '}}' || chr(10)"
        ))
    };
    assert!(dated("2011-11-24T09:00:00Z", "records").contains("is dated before"));
    assert!(dated("2999-11-24T09:00:00Z", "records").contains("a day ahead of the clock of the database"));
    assert!(dated("infinity            ", "records").contains("is not dated"));
    // No name passes for a field.
    let twice = dated("2011-11-24T09:00:00Z", "x\",\"via\":\"alpha\",\"y\":\"");
    assert!(twice.contains("is none of redress"), "{twice}");
    // Under a name of its own that nobody has yet: a login is one host's for good.
    for sql in ["select redress.enrol('omega', 'x')", "select redress.enrol('beta', 'x')"] {
        assert_eq!(database.sql("alpha", sql), "other", "{sql}");
    }
    let token = database.sql("owner", "select token from redress.host where name = 'alpha'");
    assert_eq!(database.sql("alpha", &format!("select redress.leave('alpha', '{token}')")), "done");
    assert_eq!(database.sql("alpha", "select redress.enrol('omega', 'x')"), "other");
    assert_eq!(
        database.sql("alpha", "select redress.enrol('alpha', 'x')"),
        "done",
        "under its own name again"
    );
    assert_eq!(database.sql("alpha", &format!("select redress.begin_epoch('alpha', '{token}')")), "");
    let epoch = database.sql("alpha", "select redress.begin_epoch('alpha', 'x')");
    assert_ne!(epoch, epoch_of_alpha);
    let stale = format!("select redress.append('alpha', {epoch}, 1, '\\x00', 1, array[]::bytea[])");
    assert_eq!(database.sql("alpha", &stale), "moved");
    assert!(database.try_sql("stranger", "select redress.begin_epoch('alpha', '')").is_err());
    assert!(database.try_sql("stranger", "select * from redress.line").is_err());
}

#[test]
fn a_database_without_a_standby_is_refused_unless_that_is_asked_for() {
    let Some(database) = Database::start() else { return };
    let host = Host::with_office("Agency");
    let as_host = Membership { single: false, ..database.host("alpha") };
    let refused = share(&host.how(), as_host, &mut |_, _| ()).unwrap_err().to_string();
    assert!(refused.contains("no synchronous standby") && refused.contains("--single"), "{refused}");
    drop(host.open());
    host.share(&database);
}

#[test]
fn a_database_that_loses_its_standby_for_good_takes_nothing_more_though_it_was_connected() {
    let Some(database) = Database::start() else { return };
    let _standby = database.standby();
    let host = Host::with_office("Agency");
    let as_host = Membership { single: false, ..database.host("alpha") };
    share(&host.how(), as_host, &mut |_, _| ()).map_err(|it| it.to_string()).unwrap();
    let desk = host.open();
    note(&mut desk.session(LOGIN), "On two disks.", "").unwrap();
    // What some tools do by themselves when the standby is gone.
    database.sql("owner", "alter system set synchronous_standby_names = ''");
    database.sql("owner", "select pg_reload_conf()");
    let refused = note(&mut desk.session(LOGIN), "On one disk.", "").unwrap_err().to_string();
    assert!(refused.contains("no synchronous standby") && refused.contains("Nothing was saved"), "{refused}");
    assert_eq!(notes(&desk), 1);
}

#[test]
fn a_wait_for_the_standby_that_somebody_ends_passes_for_no_confirmation() {
    let Some(database) = Database::start() else { return };
    let (_hosts, desks) = two(&database);
    database.sql("owner", "alter role owner set statement_timeout = '1s'");
    database.sql("owner", "alter system set synchronous_standby_names = '*'");
    database.sql("owner", "select pg_reload_conf()");
    thread::scope(|all| {
        let asking = all.spawn(|| note(&mut desks[0].session(LOGIN), "Whether or not.", "n1"));
        let ends = "select count(pg_cancel_backend(pid)) from pg_stat_activity where wait_event = 'SyncRep'";
        while !asking.is_finished() {
            database.sql("owner", &format!("set statement_timeout = 0; {ends}"));
            thread::sleep(Duration::from_millis(50));
        }
        let asked = asking.join().unwrap().unwrap_err().to_string();
        assert!(asked.contains("Whether it was saved"), "{asked}");
    });
    database.sql("owner", "alter system set synchronous_standby_names = ''");
    database.sql("owner", "select pg_reload_conf()");
    note(&mut desks[0].session(LOGIN), "Whether or not.", "n1").unwrap();
    wait_until("the other host has it once", || notes(&desks[1]) == 1);
}

#[test]
fn a_host_with_another_office_is_refused_and_nothing_is_changed() {
    let Some(database) = Database::start() else { return };
    let (ours, other, third) = (Host::with_office("Agency"), Host::with_office("Board"), Host::new());
    let nobody = third.join(&database).unwrap_err();
    assert!(nobody.contains("redress.head") || nobody.contains("Nobody has shared"), "{nobody}");
    ours.share(&database);
    let before = other.journal();
    let refused = other.join(&database).unwrap_err();
    assert!(refused.contains("another office"), "{refused}");
    let refused = share(&other.how(), database.host("gamma"), &mut |_, _| ()).unwrap_err().to_string();
    assert!(refused.contains("another office") && refused.contains("--schema"), "{refused}");
    assert_eq!(other.journal(), before);
    note(&mut other.open().session(LOGIN), "On its own.", "").unwrap();
    let taken = join(&Host::new().how(), database.host("alpha"), &mut |_, _| ()).unwrap_err().to_string();
    assert!(taken.contains("a host called alpha already"), "{taken}");
    // A database that was put back as it once stood knows less than was confirmed.
    let desk = ours.open();
    note(&mut desk.session(LOGIN), "Confirmed.", "").unwrap();
    drop(desk);
    database.sql(
        "owner",
        "delete from redress.line where seq = (select max(seq) from redress.line); update redress.head h set seq = l.seq, \
         hash = l.hash from (select * from redress.line order by seq desc limit 1) l",
    );
    let refused = ours.try_open().err().expect("it does not open");
    assert!(refused.contains("lost what it had confirmed"), "{refused}");
}

#[test]
fn a_host_leaves_and_the_office_goes_back_to_one_machine_with_everything() {
    let Some(database) = Database::start() else { return };
    let (hosts, desks) = two(&database);
    note(&mut desks[1].session(LOGIN), "From beta.", "").unwrap();
    let [one, two] = desks;
    drop(one);
    alone(&hosts[0].how(), false).map_err(|it| it.to_string()).unwrap();
    wait_until("the other stops", || two.trouble().is_some_and(|it| it.is_stopped && it.is_apart));
    let refused = note(&mut two.session(LOGIN), "Too late.", "").unwrap_err().to_string();
    assert!(refused.contains("alpha goes on alone"), "{refused}");
    drop(two);
    let desk = hosts[0].open();
    assert_eq!(notes(&desk), 1);
    note(&mut desk.session(LOGIN), "Alone.", "").unwrap();
    leave(&hosts[1].how()).map_err(|it| it.to_string()).unwrap();
    let refused = hosts[1].try_open().err().expect("it does not open");
    assert!(refused.contains("beta, has left its office"), "{refused}");
    drop(desk);
    let only = leave(&hosts[0].how()).unwrap_err().to_string();
    assert!(only.contains("belongs to no office of several hosts"), "{only}");
}

#[test]
fn what_somebody_left_unfinished_is_said_where_they_sign_in_on_another_host_though_the_first_is_gone() {
    let Some(database) = Database::start() else { return };
    let (hosts, desks) = two(&database);
    let told = |desk: &Desk| match desk.session(LOGIN).call(Request::Hello).unwrap() {
        Reply::Hello(it) => it.notices,
        other => panic!("{other:?}"),
    };
    desks[0].session(LOGIN).has_unfinished(2);
    let sentence = "You left 2 unfinished forms on alpha. Sign in there to go on.";
    wait_until("it is said on the other host", || told(&desks[1]) == [sentence]);
    assert_eq!(told(&desks[0]), [""; 0], "it is not said where they are");
    let [one, two] = desks;
    drop((one, two));
    let two = hosts[1].open();
    wait_until("it is said when that host begins anew", || told(&two) == [sentence]);
    let one = hosts[0].open();
    one.session(LOGIN).has_unfinished(0);
    wait_until("it is said no more", || told(&two).is_empty());
}

#[test]
fn what_only_a_newer_redress_knows_stops_a_host_in_words_until_that_one_is_installed() {
    let Some(database) = Database::start() else { return };
    let (hosts, desks) = two(&database);
    let [one, two] = desks;
    drop(one);
    let epoch = database.sql("owner", "select epoch from redress.host where name = 'alpha'");
    let did = r#"[{"telepathy":{}}],"salt":"000000000000000000000000""#;
    let line = format!(
        "'{{\"seq\":' || seq + 1 || ',\"at\":\"' || to_char(greatest(at, now()) at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') || '\",\
         \"by\":\"records\",\"as\":\"\",\"via\":\"alpha\",\"on\":\"26-0001\",\"ver\":2,\"cmd\":\"\",\"step\":\"\",\"prev\":\"' || \
         encode(hash, 'hex') || '\",\"sum\":\"' || encode(sha256(convert_to($did${did}$did$, 'UTF8')), 'hex') || '\",\"did\":' || \
         $did${did}$did$ || '}}' || chr(10)"
    );
    let newer = format!(
        "select redress.append('alpha', {epoch}, seq, hash, segment, array[convert_to({line}, 'UTF8')]) from redress.head"
    );
    assert_eq!(database.sql("owner", &newer), "done");
    wait_until("the other stops", || two.trouble().is_some_and(|it| it.is_stopped && it.is_apart));
    let refused = note(&mut two.session(LOGIN), "Not now.", "").unwrap_err().to_string();
    assert!(refused.contains("change 3") && refused.contains("install that one here"), "{refused}");
    assert_eq!(notes(&two), 0, "it can be read");
    drop(two);
    let refused = hosts[1].try_open().err().expect("it does not open");
    assert!(refused.contains("change 3") && refused.contains("install that one here"), "{refused}");
}

#[test]
fn the_only_host_does_not_leave() {
    let Some(database) = Database::start() else { return };
    let host = Host::with_office("Agency");
    host.share(&database);
    let refused = leave(&host.how()).unwrap_err().to_string();
    assert!(refused.contains("redress alone"), "{refused}");
}

#[test]
fn an_administrator_shares_and_joins_from_the_command_line() {
    let Some(database) = Database::start() else { return };
    let (one, two) = (Host::with_office("Agency"), Host::new());
    let redress = |host: &Host, arguments: &[&str]| {
        let output = on("2026-11-24").arg("--data").arg(host.data()).args(arguments).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let url = database.url("owner");
    let (code, out, err) =
        redress(&one, &["share", &url, "--single", "--host", "alpha", "--schema", "claims"]);
    assert_eq!((code, &*out), (Some(0), "Shared as alpha: the shared journal has 2 changes.\n"), "{err}");
    assert!(
        err.contains("on its one disk") && err.contains("owns the schema") && err.contains("claims_host"),
        "{err}"
    );
    let (code, out, err) = redress(&two, &["join", &url, "--single", "--host", "beta", "--schema", "claims"]);
    assert_eq!((code, &*out), (Some(0), "Joined as beta: the shared journal has 2 changes.\n"), "{err}");
    assert_eq!(one.journal(), two.journal());
    let (code, _, err) = redress(&two, &["join", &url]);
    assert!(code == Some(1) && err.contains("a host of an office already, called beta"), "{err}");
    let (code, out, err) = redress(&two, &["leave"]);
    assert!(code == Some(0) && out.starts_with("beta has left the office."), "{out}{err}");
    let (code, out, err) = redress(&one, &["alone"]);
    assert!(code == Some(0) && out.starts_with("alpha is the office's one machine again."), "{out}{err}");
}
