//! The order of lines kept by PostgreSQL, 15 or later: one schema an office, made by `schema.sql`, which says what a host may do.
//!
//! - A commit that waits for a standby is never cancelled: PostgreSQL would report it as done. A host that waits too long lets
//!   the connection go, and asks over a new one what became of it. That is why this is built on the asynchronous client.
//! - Every connection that appends begins an epoch of its host. That waits until whatever was sent before has come to an end,
//!   and what has not begun by then never does.
//! - Lines are read from the primary alone, and over TLS unless the database is on this machine (a Unix socket) or
//!   `sslmode=disable` says otherwise.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use native_tls::{Certificate, Identity, TlsConnector};
use postgres_native_tls::MakeTlsConnector;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::error::Elapsed;
use tokio::time::timeout;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres::error::Severity;
use tokio_postgres::types::ToSql;
use tokio_postgres::{AsyncMessage, Client, Config, Row, Statement};

use crate::journal::hash::Hash;
use crate::journal::sequencer::{
    Administered, Head, KnownHost, Ordered, Part, Reach, SequenceError, Sequencer, Unfinished, sql,
};

/// How long whatever was sent may take to be answered.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long one of the servers in the address may take to be reached, before the next one is tried.
const REACH: Duration = Duration::from_secs(2);
/// How many lines are read at once at most.
const LINES_AT_ONCE: i64 = 4096;
/// What is said in `server_version_num` by the oldest server that will do.
const OLDEST: i32 = 150_000;

/// The order, as a host reaches it. It connects when something is asked, and again after the connection was lost.
pub(crate) struct Postgres {
    runtime: Runtime,
    /// Each server of the address.
    servers: Vec<Config>,
    tls: MakeTlsConnector,
    reach: Reach,
    part: Part,
    link: Option<Link>,
}

/// A connection.
struct Link {
    client: Client,
    /// Numbers of lines, as the database tells of them; none where another host said who is there.
    told: UnboundedReceiver<Option<u64>>,
    /// Whether another host said so and nobody has asked yet.
    is_said: bool,
    /// What the database warned of.
    warned: Arc<Mutex<Option<String>>>,
    /// Which of the host's connections this is; 0 for one that appends nothing.
    epoch: i64,
    statements: BTreeMap<&'static str, Statement>,
}

/// How a question failed.
enum Failed {
    /// The database answered, and did nothing.
    Refused(String),
    /// It was not asked.
    NotAsked(SequenceError),
    /// Nobody knows whether it did anything.
    Broke(String),
}

impl Postgres {
    /// Looks at the address, and connects nowhere yet.
    pub(crate) fn new(reach: Reach, part: Part) -> Result<Postgres, SequenceError> {
        let wrong =
            |why: &str| SequenceError::Apart(format!("the address of the database cannot be used: {why}"));
        let (url, files) = without_files(&reach.url);
        let mut config = Config::from_str(&url).map_err(|it| wrong(&told(&it)))?;
        if config.get_hosts().is_empty() {
            return Err(wrong("it names no host"));
        }
        let is_far = config.get_hosts().iter().any(|it| matches!(it, Host::Tcp(_)));
        if is_far && config.get_ssl_mode() == SslMode::Prefer {
            config.ssl_mode(SslMode::Require);
        }
        config.application_name(format!("redress {}", reach.host));
        let tls = tls(&files).map_err(|it| wrong(&it))?;
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|it| {
            SequenceError::Away(format!("the system gives no way to wait for the database ({it})"))
        })?;
        Ok(Postgres { runtime, servers: each(&config), tls, reach, part, link: None })
    }

    /// Asks a function that answers with a word.
    fn answer(&mut self, sql: &'static str, given: &[&(dyn ToSql + Sync)]) -> Result<String, SequenceError> {
        let rows = self.ask(sql, given).map_err(Failed::away)?;
        rows.first().map(|it| it.get(0)).ok_or_else(unreadable)
    }

    /// Why a login that is another host's cannot bring this one in.
    fn of_another_host(&mut self) -> Result<String, SequenceError> {
        let rows = self.ask("select name, session_user::text from @.my_host()", &[]).map_err(Failed::away)?;
        let (name, login): (&str, &str) =
            rows.first().map(|it| (it.get(0), it.get(1))).ok_or_else(unreadable)?;
        Ok(format!(
            "the login {login} is that of the host {name}, and a login is one host's for good. If this is {name} again, join with \
             --host {name}; otherwise have a login made for this host"
        ))
    }

    /// Asks, over a new connection if there is none. `@` stands for the schema.
    fn ask(&mut self, sql: &'static str, given: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Failed> {
        self.connect().map_err(Failed::NotAsked)?;
        let Postgres { link, runtime, reach, .. } = self;
        let Some(there) = link else { return Err(Failed::NotAsked(unreadable())) };
        there.warning();
        let asked = runtime.block_on(in_time(async {
            let statement = match there.statements.get(sql) {
                Some(it) => it.clone(),
                None => there.client.prepare(&sql.replace('@', &reach.schema)).await?,
            };
            there.statements.insert(sql, statement.clone());
            there.client.query(&statement, given).await
        }));
        let failed = match asked {
            // Whoever ends a wait for a standby has it warned of and answered as if the standby had it.
            Ok(Ok(rows)) => match there.warning() {
                None => return Ok(rows),
                Some(warned) => warned,
            },
            Ok(Err(error)) => match error.as_db_error() {
                Some(it) if it.severity() == "ERROR" => return Err(Failed::Refused(told(&error))),
                _ => told(&error),
            },
            Err(_) => "it did not answer in time; a standby that it waits for may be gone".to_owned(),
        };
        *link = None;
        Err(Failed::Broke(failed))
    }

    fn connect(&mut self) -> Result<(), SequenceError> {
        if self.link.as_ref().is_some_and(|it| !it.client.is_closed()) {
            return Ok(());
        }
        self.link = None;
        let Postgres { runtime, servers, tls, reach, part, .. } = self;
        let made = runtime.block_on(async {
            let mut made = Err(unreadable());
            for server in servers {
                // One that is cut off says nothing, and must not keep the others from being asked.
                made = timeout(REACH, connected(server, tls.clone(), reach))
                    .await
                    .unwrap_or_else(|_| Err(away("it did not answer in time")));
                if !matches!(made, Err(SequenceError::Away(_))) {
                    break;
                }
            }
            let mut link = made?;
            in_time(begin(&mut link, reach, *part)).await.map_or_else(
                |_| Err(away("it did not answer in time; a standby that it waits for may be gone")),
                |it| it.map(|()| link),
            )
        });
        self.link = Some(made?);
        Ok(())
    }
}

impl Link {
    /// What the database warned of since this was asked before.
    fn warning(&self) -> Option<String> {
        self.warned.lock().expect("nobody panics while holding it").take()
    }
}

impl Failed {
    /// Of a question that changes nothing, or may be asked again.
    fn away(self) -> SequenceError {
        match self {
            Failed::NotAsked(error) => error,
            Failed::Refused(why) | Failed::Broke(why) => away(&why),
        }
    }

    /// Of lines that were to be put in order.
    fn of_lines(self) -> SequenceError {
        match self {
            Failed::Broke(why) => SequenceError::Unknown(words(&why)),
            other => other.away(),
        }
    }
}

impl Administered for Postgres {
    fn set_up(&mut self) -> Result<(), SequenceError> {
        let there = "select to_regnamespace($1) is not null";
        let schema = self.reach.schema.clone();
        let is_there = self.ask(there, &[&schema]).map_err(Failed::away)?;
        if is_there.first().is_some_and(|it| it.get(0)) {
            return Ok(());
        }
        let sql = sql(&schema);
        let made = self.link.as_ref().map(|link| {
            let sql = format!("begin;{sql}commit;");
            self.runtime.block_on(in_time(link.client.batch_execute(&sql)))
        });
        if !matches!(made, Some(Ok(Ok(())))) {
            self.link = None;
        }
        match made {
            Some(Ok(Ok(()))) => Ok(()),
            Some(Ok(Err(error))) => Err(SequenceError::Apart(format!(
                "the schema {schema} cannot be made ({}). Have whoever owns the database run what “redress share --print-sql” \
                 prints, then try again",
                told(&error)
            ))),
            Some(Err(_)) | None => Err(SequenceError::Away("the database did not answer".to_owned())),
        }
    }

    fn enrol(&mut self) -> Result<(), SequenceError> {
        let Reach { host, token, .. } = self.reach.clone();
        match &*self.answer("select @.enrol($1, $2)", &[&host, &token])? {
            "done" => Ok(()),
            "taken" => Err(SequenceError::Apart(format!(
                "there is a host called {host} already. Give this one another name with --host"
            ))),
            "other" => Err(SequenceError::Apart(self.of_another_host()?)),
            _ => Err(closed("another host")),
        }
    }

    fn leave(&mut self) -> Result<(), SequenceError> {
        let Reach { host, token, .. } = self.reach.clone();
        match &*self.answer("select @.leave($1, $2)", &[&host, &token])? {
            "last" => Err(SequenceError::Apart(
                "this is the only host of the office. “redress alone” takes the office back to this machine"
                    .to_owned(),
            )),
            // It may have been taken out by a call whose answer was lost.
            _ => Ok(()),
        }
    }

    fn close(&mut self, head: Head) -> Result<(), SequenceError> {
        let Reach { host, token, .. } = self.reach.clone();
        let (seq, hash) = (number(head.seq), head.hash.to_vec());
        match &*self.answer("select @.close($1, $2, $3, $4)", &[&host, &token, &seq, &hash])? {
            "done" => Ok(()),
            "moved" => Err(SequenceError::Moved),
            "closed" => Err(closed("another host")),
            _ => Err(SequenceError::Apart(format!(
                "the database knows no host called {host} with this host's token"
            ))),
        }
    }

    fn head(&mut self) -> Result<Head, SequenceError> {
        let rows = self.ask("select seq, hash from @.head", &[]).map_err(Failed::away)?;
        let row = rows.first().ok_or_else(unreadable)?;
        Ok(Head { seq: unsigned(row.get(0)), hash: hash(row.get(1))? })
    }

    fn is_owner(&mut self) -> Result<bool, SequenceError> {
        let sql = "select pg_has_role(nspowner, 'USAGE') from pg_namespace where nspname = $1";
        let schema = self.reach.schema.clone();
        let rows = self.ask(sql, &[&schema]).map_err(Failed::away)?;
        Ok(rows.first().is_some_and(|it| it.get(0)))
    }

    fn hosts(&mut self) -> Result<Vec<KnownHost>, SequenceError> {
        let sql = "select name, extract(epoch from clock_timestamp() - seen)::bigint, swept from @.host \
                   where not has_left order by name";
        let rows = self.ask(sql, &[]).map_err(Failed::away)?;
        let host = |it: &Row| KnownHost {
            name: it.get(0),
            seen: unsigned(it.get::<_, Option<i64>>(1).unwrap_or_default()),
            swept: unsigned(it.get(2)),
        };
        Ok(rows.iter().map(host).collect())
    }

    fn clock(&mut self) -> Result<DateTime<Utc>, SequenceError> {
        let sql = "select (extract(epoch from clock_timestamp()) * 1000)::bigint";
        let rows = self.ask(sql, &[]).map_err(Failed::away)?;
        let milliseconds = rows.first().ok_or_else(unreadable)?.get(0);
        DateTime::from_timestamp_millis(milliseconds).ok_or_else(unreadable)
    }

    fn may_erase(&mut self) -> Result<bool, SequenceError> {
        let sql = "select coalesce(bool_and(has_function_privilege(p.oid, 'execute')), false) from pg_proc p \
                   join pg_namespace n on n.oid = p.pronamespace \
                   where n.nspname = $1 and p.proname in ('erase', 'remove_papers')";
        let schema = self.reach.schema.clone();
        let rows = self.ask(sql, &[&schema]).map_err(Failed::away)?;
        Ok(rows.first().is_some_and(|it| it.get(0)))
    }

    fn erase(&mut self, lines: &[u64]) -> Result<(), SequenceError> {
        self.connect()?;
        let epoch = self.link.as_ref().map_or(0, |it| it.epoch);
        let (host, lines) = (self.reach.host.clone(), lines.iter().map(|it| number(*it)).collect::<Vec<_>>());
        done(&self.answer("select @.erase($1, $2, $3)", &[&host, &epoch, &lines])?)
    }

    fn remove_papers(&mut self, these: &[String]) -> Result<(), SequenceError> {
        self.connect()?;
        let epoch = self.link.as_ref().map_or(0, |it| it.epoch);
        let host = self.reach.host.clone();
        done(&self.answer("select @.remove_papers($1, $2, $3)", &[&host, &epoch, &these])?)
    }

    fn what_stays(&mut self) -> Result<Vec<String>, SequenceError> {
        // Only the owner of a table may have what is dead in it taken away at once.
        let schema = self.reach.schema.clone();
        let is_owner = self.is_owner()?;
        let tidied = |it: &mut Self, table: &str| {
            let sql = format!("vacuum {schema}.{table}");
            let link = it.link.as_ref();
            link.is_some_and(|link| it.runtime.block_on(link.client.batch_execute(&sql)).is_ok())
        };
        let is_tidy = is_owner && ["line", "paper", "arriving"].iter().all(|it| tidied(self, it));
        let sql = "select current_setting('max_wal_size'), current_setting('checkpoint_timeout'), \
                   current_setting('archive_mode') <> 'off', current_setting('synchronous_standby_names'), \
                   (select count(*) from pg_replication_slots where not active), pg_current_wal_lsn()::text, \
                   current_setting('wal_keep_size')";
        let rows = self.ask(sql, &[]).map_err(Failed::away)?;
        let it = rows.first().ok_or_else(unreadable)?;
        let (size, pause, lsn, kept): (&str, &str, &str, &str) = (it.get(0), it.get(1), it.get(5), it.get(6));
        let mut stays = Vec::new();
        if !is_tidy {
            stays.push(format!(
                "The tables keep it until they are tidied: the owner of the database runs “VACUUM {schema}.line, {schema}.paper”."
            ));
        }
        stays.push(format!(
            "Its log keeps it, before {lsn}, until those files are used again: that is when about {size} more were written, with a \
             checkpoint every {pause} at most (max_wal_size, checkpoint_timeout)."
        ));
        if kept != "0" {
            stays.push(format!("It keeps {kept} of its log for standbys in any case (wal_keep_size)."));
        }
        if 0 < it.get::<_, i64>(4) {
            stays.push(
                "A replication slot that nobody reads keeps the log for ever: look at pg_replication_slots."
                    .to_owned(),
            );
        }
        if it.get(2) {
            stays.push(
                "Its log is archived (archive_mode): the archive keeps it as long as you keep the archive."
                    .to_owned(),
            );
        }
        if !it.get::<_, &str>(3).is_empty() {
            stays.push("Each standby keeps it as long as the primary does.".to_owned());
        }
        stays.push("Backups of the database keep it that were made before now: delete them, or wait until they expire.".to_owned());
        Ok(stays)
    }

    fn swept(&mut self, line: u64) -> Result<(), SequenceError> {
        let Reach { host, token, .. } = self.reach.clone();
        self.answer("select @.swept($1, $2, $3)", &[&host, &token, &number(line)]).map(drop)
    }

    fn say_here(&mut self, text: &str) -> Result<(), SequenceError> {
        let Reach { host, token, .. } = self.reach.clone();
        self.answer("select @.say_here($1, $2, $3)", &[&host, &token, &text]).map(drop)
    }

    fn somebody_said(&mut self) -> bool {
        self.link.as_mut().is_some_and(|it| std::mem::take(&mut it.is_said))
    }

    fn said_elsewhere(&mut self) -> Result<Vec<String>, SequenceError> {
        let sql = "select said from @.here where host <> $1 and at > clock_timestamp() - interval '1 minute'";
        let host = self.reach.host.clone();
        let rows = self.ask(sql, &[&host]).map_err(Failed::away)?;
        Ok(rows.iter().map(|it| it.get(0)).collect())
    }

    fn say_unfinished(&mut self, login: &str, forms: u32) -> Result<(), SequenceError> {
        let Reach { host, token, .. } = self.reach.clone();
        let forms = i32::try_from(forms).unwrap_or(i32::MAX);
        self.answer("select @.say_unfinished($1, $2, $3, $4)", &[&host, &token, &login, &forms]).map(drop)
    }

    fn unfinished_elsewhere(&mut self) -> Result<Vec<Unfinished>, SequenceError> {
        let sql = "select host, login, forms from @.unfinished where host <> $1 order by host";
        let host = self.reach.host.clone();
        let rows = self.ask(sql, &[&host]).map_err(Failed::away)?;
        let each = |it: &Row| Unfinished {
            host: it.get(0),
            login: it.get(1),
            forms: it.get::<_, i32>(2).unsigned_abs(),
        };
        Ok(rows.iter().map(each).collect())
    }

    fn put_paper(
        &mut self,
        sha256: &str,
        start: u64,
        part: &[u8],
        is_last: bool,
    ) -> Result<(), SequenceError> {
        let Reach { host, token, .. } = self.reach.clone();
        let given: [&(dyn ToSql + Sync); 6] = [&host, &token, &sha256, &number(start), &part, &is_last];
        match &*self.answer("select @.put_paper($1, $2, $3, $4, $5, $6)", &given)? {
            "done" => Ok(()),
            "changed" => Err(away("a paper changed on its way")),
            _ => Err(SequenceError::Apart(format!(
                "the database knows no host called {host} with this host's token"
            ))),
        }
    }

    fn paper_part(
        &mut self,
        sha256: &str,
        start: u64,
        most: usize,
    ) -> Result<Option<Vec<u8>>, SequenceError> {
        let from = i32::try_from(start + 1).unwrap_or(i32::MAX);
        let most = i32::try_from(most).unwrap_or(i32::MAX);
        let sql = "select substring(body from $2 for $3) from @.paper where sha256 = $1";
        let rows = self.ask(sql, &[&sha256, &from, &most]).map_err(Failed::away)?;
        Ok(rows.first().map(|it| it.get(0)))
    }

    fn papers(&mut self) -> Result<BTreeSet<String>, SequenceError> {
        let rows = self.ask("select sha256 from @.paper", &[]).map_err(Failed::away)?;
        Ok(rows.iter().map(|it| it.get(0)).collect())
    }
}

impl Sequencer for Postgres {
    fn append_if_head(&mut self, head: Head, segment: u32, lines: &[&[u8]]) -> Result<(), SequenceError> {
        self.connect()?;
        let epoch = self.link.as_ref().map_or(0, |it| it.epoch);
        let (host, seq, hash) = (self.reach.host.clone(), number(head.seq), head.hash.to_vec());
        let segment = i32::try_from(segment).unwrap_or(i32::MAX);
        // The settings may change while a connection lasts.
        let sql = "select case when $7 or current_setting('synchronous_standby_names') <> '' \
                   then @.append($1, $2, $3, $4, $5, $6) else 'single' end";
        let single = self.reach.is_single;
        let given: [&(dyn ToSql + Sync); 7] = [&host, &epoch, &seq, &hash, &segment, &lines, &single];
        let rows = self.ask(sql, &given).map_err(Failed::of_lines)?;
        done(rows.first().map(|it| it.get(0)).ok_or_else(unreadable)?)
    }

    fn settle(&mut self, last: Head) -> Result<bool, SequenceError> {
        // A new connection begins an epoch, and so ends whatever was sent over another.
        self.link = None;
        let rows =
            self.ask("select hash from @.line where seq = $1", &[&number(last.seq)]).map_err(Failed::away)?;
        rows.first().map_or(Ok(false), |it| Ok(hash(it.get(0))? == last.hash))
    }

    fn read_after(&mut self, head: Head, most: usize) -> Result<Vec<Ordered>, SequenceError> {
        let seq = number(head.seq);
        let sql = "select seq, closed_by, (select l.hash from @.line l where l.seq = $1) from @.head";
        let rows = self.ask(sql, &[&seq]).map_err(Failed::away)?;
        let row = rows.first().ok_or_else(unreadable)?;
        let (end, by): (i64, Option<String>) = (row.get(0), row.get(1));
        let there: Option<&[u8]> = row.get(2);
        if end < seq {
            return Err(SequenceError::Apart(format!(
                "the shared journal ends with change {end}, and this host has {seq}: the database lost what it had confirmed, or \
                 it is another office's. Nothing was changed. “redress help hosts” says how the office goes on from this host"
            )));
        }
        if seq != 0 && there.is_none_or(|it| it != head.hash) {
            return Err(SequenceError::Apart(format!(
                "change {seq} of the shared journal is not the one that this host has: it is another office's, or was put back as \
                 it once stood. Nothing was changed. “redress help hosts” says what to do"
            )));
        }
        if end == seq {
            return by.map_or(Ok(Vec::new()), |it| Err(closed(&it)));
        }
        let sql = "select segment, body from (select seq, segment, body, \
                   sum(length(body)) over (order by seq) - length(body) as before \
                   from @.line where seq > $1 and seq <= $1 + $2 order by seq) as lines where before < $3 order by seq";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = self.ask(sql, &[&seq, &LINES_AT_ONCE, &most]).map_err(Failed::away)?;
        let ordered = |it: &Row| Ordered { segment: it.get::<_, i32>(0).unsigned_abs(), bytes: it.get(1) };
        Ok(rows.iter().map(ordered).collect())
    }

    fn wait_beyond(&mut self, seq: u64, wait: Duration) -> Result<u64, SequenceError> {
        let rows = self.ask("select seq, closed_by from @.head", &[]).map_err(Failed::away)?;
        let row = rows.first().ok_or_else(unreadable)?;
        let end = unsigned(row.get(0));
        if end == seq
            && let Some(by) = row.get::<_, Option<String>>(1)
        {
            return Err(closed(&by));
        }
        let Postgres { link: Some(link), runtime, .. } = self else { return Ok(end) };
        if end != seq {
            while let Ok(told) = link.told.try_recv() {
                link.is_said |= told.is_none();
            }
            return Ok(end);
        }
        let first = runtime.block_on(async { timeout(wait, link.told.recv()).await }).ok().flatten();
        let mut end = end;
        let mut next = first;
        // Whoever may connect may tell anything, and as often as they like.
        while let Some(told) = next {
            link.is_said |= told.is_none();
            end = told.unwrap_or(end);
            next = link.told.try_recv().ok();
        }
        Ok(end)
    }

    fn keep_for_itself(&mut self, at_most: Duration) -> Result<(), SequenceError> {
        self.connect()?;
        let epoch = self.link.as_ref().map_or(0, |it| it.epoch);
        let (host, seconds) = (self.reach.host.clone(), i32::try_from(at_most.as_secs()).unwrap_or(i32::MAX));
        let answer = self.answer("select @.keep($1, $2, $3)", &[&host, &epoch, &seconds])?;
        done(&answer)
    }
}

/// Gives up what is not answered in time, and the connection with it.
async fn in_time<T>(asked: impl Future<Output = T>) -> Result<T, Elapsed> {
    timeout(PATIENCE, asked).await
}

/// What the database says of something that was to be put in order.
fn done(answer: &str) -> Result<(), SequenceError> {
    match answer {
        "done" => Ok(()),
        "moved" => Err(SequenceError::Moved),
        "single" => Err(single()),
        "kept" => Err(SequenceError::Away("another host has the journal to itself for a moment".to_owned())),
        "fenced" => Err(SequenceError::Apart(
            "another machine works under the name of this host, from a copy of its directory. Close redress on both; take the copy \
             away, and have it join by a login and under a name of its own"
                .to_owned(),
        )),
        _ => Err(closed("another host")),
    }
}

fn single() -> SequenceError {
    SequenceError::Away(
        "the database has no synchronous standby (“synchronous_standby_names” is empty), and what is on one disk alone is not \
         confirmed. Have one set up, or accept that with --single when you share and join"
            .to_owned(),
    )
}

fn closed(by: &str) -> SequenceError {
    SequenceError::Apart(format!(
        "the office went back to one machine: {by} goes on alone. Close redress here, and sign in there. “redress leave” ends this \
         host's part"
    ))
}

fn words(why: &str) -> String {
    format!("the database that orders the journal does not confirm it ({why})")
}

fn away(why: &str) -> SequenceError {
    SequenceError::Away(format!("the database that orders the journal cannot be asked ({why})"))
}

fn unreadable() -> SequenceError {
    away("it answered otherwise than redress asks; the schema may be of another version")
}

/// What an error says, with what caused it.
fn told(error: &tokio_postgres::Error) -> String {
    let words = error.to_string();
    let words = ["error connecting to server: ", "db error: "]
        .iter()
        .find_map(|it| words.strip_prefix(it))
        .unwrap_or(&words);
    let mut words = words.to_owned();
    let mut cause = error.source();
    while let Some(it) = cause {
        words.push_str(": ");
        words.push_str(&it.to_string());
        cause = it.source();
    }
    words
}

/// Connects, and makes sure that the database may be trusted with the order.
async fn connected(config: &Config, tls: MakeTlsConnector, reach: &Reach) -> Result<Link, SequenceError> {
    let lost = |error: tokio_postgres::Error| away(&told(&error));
    let (client, mut connection) = config.connect(tls).await.map_err(lost)?;
    let (tell, heard) = unbounded_channel();
    let warned = Arc::<Mutex<Option<String>>>::default();
    let warns = warned.clone();
    tokio::spawn(async move {
        while let Some(Ok(message)) = std::future::poll_fn(|cx| connection.poll_message(cx)).await {
            let it = match message {
                AsyncMessage::Notification(it) => it,
                AsyncMessage::Notice(it) if it.parsed_severity() == Some(Severity::Warning) => {
                    *warns.lock().expect("nobody panics while holding it") = Some(it.message().to_owned());
                    continue;
                }
                _ => continue,
            };
            let told = match it.payload() {
                "" => None,
                seq => match seq.parse() {
                    Ok(seq) => Some(seq),
                    Err(_) => continue,
                },
            };
            if tell.send(told).is_err() {
                break;
            }
        }
    });
    // No `statement_timeout`, whatever the login was given: it would end the wait for a standby.
    let sql = "set synchronous_commit = on; set statement_timeout = 0; set lock_timeout = '3s'";
    client.batch_execute(sql).await.map_err(lost)?;
    let sql = "select current_setting('server_version_num')::integer, current_setting('fsync') = 'on', \
               current_setting('synchronous_standby_names') <> ''";
    let row = client.query_one(sql, &[]).await.map_err(lost)?;
    if row.get::<_, i32>(0) < OLDEST {
        return Err(SequenceError::Apart("the database is older than PostgreSQL 15".to_owned()));
    }
    if !row.get::<_, bool>(1) {
        return Err(SequenceError::Apart(
            "the database has “fsync” off: a power cut would lose what it confirmed. Have it set on"
                .to_owned(),
        ));
    }
    if !reach.is_single && !row.get::<_, bool>(2) {
        return Err(single());
    }
    Ok(Link { client, told: heard, is_said: false, warned, epoch: 0, statements: BTreeMap::new() })
}

/// Begins what a connection is for.
async fn begin(link: &mut Link, reach: &Reach, part: Part) -> Result<(), SequenceError> {
    let lost = |error: tokio_postgres::Error| away(&told(&error));
    match part {
        Part::Administers => {}
        Part::Watches => {
            let sql = format!("listen {0}; listen {0}_here", reach.schema);
            link.client.batch_execute(&sql).await.map_err(lost)?;
        }
        Part::Commits => {
            let sql = format!("select {}.begin_epoch($1, $2)", reach.schema);
            link.warning();
            let row = link.client.query_one(&sql, &[&reach.host, &reach.token]).await.map_err(lost)?;
            if let Some(warned) = link.warning() {
                return Err(away(&warned));
            }
            link.epoch = row.get::<_, Option<i64>>(0).ok_or_else(|| {
                SequenceError::Apart(format!(
                    "the database knows no host called {} with this host's token: it has left. “redress help hosts” says how it \
                     joins again",
                    reach.host
                ))
            })?;
        }
    }
    Ok(())
}

/// The same for each server of an address alone.
fn each(all: &Config) -> Vec<Config> {
    let ports = all.get_ports();
    let one = |(place, host): (usize, &Host)| {
        let mut one = Config::new();
        match host {
            Host::Tcp(name) => one.host(name),
            Host::Unix(path) => one.host_path(path),
        };
        if let Some(port) = ports.get(place).or(ports.first()) {
            one.port(*port);
        }
        all.get_user().map(|it| one.user(it));
        all.get_password().map(|it| one.password(it));
        all.get_dbname().map(|it| one.dbname(it));
        all.get_options().map(|it| one.options(it));
        all.get_hostaddrs().get(place).map(|it| one.hostaddr(*it));
        one.ssl_mode(all.get_ssl_mode()).channel_binding(all.get_channel_binding());
        one.target_session_attrs(TargetSessionAttrs::ReadWrite)
            .keepalives_idle(all.get_keepalives_idle())
            .tcp_user_timeout(PATIENCE);
        all.get_application_name().map(|it| one.application_name(it));
        one
    };
    all.get_hosts().iter().enumerate().map(one).collect()
}

/// The address without what names files of certificates, and those files. Certificates are always checked, the name in them too, so
/// what asks for that says no more than that there be TLS.
fn without_files(url: &str) -> (String, BTreeMap<&'static str, PathBuf>) {
    let mut files = BTreeMap::new();
    let mut is_file = |pair: &str| {
        let name =
            ["sslrootcert", "sslcert", "sslkey"].into_iter().find(|it| pair.starts_with(&format!("{it}=")));
        name.is_some_and(|name| {
            let path = pair[name.len() + 1..].replace("%2F", "/").replace("%20", " ");
            files.insert(name, path.into());
            true
        })
    };
    let mode = |pair| match pair {
        "sslmode=verify-full" | "sslmode=verify-ca" => "sslmode=require",
        other => other,
    };
    let rest = match url.split_once('?') {
        Some((before, pairs)) => {
            let pairs: Vec<&str> = pairs.split('&').filter(|it| !is_file(it)).map(mode).collect();
            if pairs.is_empty() { before.to_owned() } else { format!("{before}?{}", pairs.join("&")) }
        }
        None => url.split(' ').filter(|it| !is_file(it)).map(mode).collect::<Vec<_>>().join(" "),
    };
    (rest, files)
}

fn tls(files: &BTreeMap<&str, PathBuf>) -> Result<MakeTlsConnector, String> {
    let read = |name: &str| {
        files
            .get(name)
            .map(|it| fs::read(it).map_err(|error| format!("{} cannot be read ({error})", it.display())))
            .transpose()
    };
    let mut builder = TlsConnector::builder();
    if let Some(pem) = read("sslrootcert")? {
        builder.add_root_certificate(Certificate::from_pem(&pem).map_err(|it| it.to_string())?);
        builder.disable_built_in_roots(true);
    }
    match (read("sslcert")?, read("sslkey")?) {
        (None, None) => {}
        (Some(certificate), Some(key)) => {
            let identity = Identity::from_pkcs8(&certificate, &key);
            builder.identity(identity.map_err(|it| {
                format!("sslcert and sslkey cannot be used ({it}). The key is to be a PKCS #8 one, without a password")
            })?);
        }
        _ => return Err("sslcert and sslkey go together".to_owned()),
    }
    Ok(MakeTlsConnector::new(builder.build().map_err(|it| it.to_string())?))
}

fn number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

fn unsigned(seq: i64) -> u64 {
    u64::try_from(seq).unwrap_or_default()
}

fn hash(bytes: &[u8]) -> Result<Hash, SequenceError> {
    bytes.try_into().map_err(|_| unreadable())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(url: &str) -> Reach {
        Reach {
            url: url.into(),
            schema: "redress".into(),
            host: "alpha".into(),
            token: String::new(),
            is_single: false,
        }
    }

    #[test]
    fn a_database_over_the_network_is_reached_over_tls_unless_that_is_refused() {
        for (url, expect) in [
            ("postgresql://office@db.example.org/office", SslMode::Require),
            ("host=db.example.org user=office", SslMode::Require),
            ("postgresql://office@db.example.org/office?sslmode=disable", SslMode::Disable),
            ("host=/run/postgresql user=office", SslMode::Prefer),
        ] {
            let postgres = Postgres::new(reach(url), Part::Watches).unwrap();
            assert_eq!(postgres.servers[0].get_ssl_mode(), expect, "{url}");
        }
    }

    #[test]
    fn files_of_certificates_are_taken_out_of_the_address() {
        let (url, files) =
            without_files("postgresql://a@b/c?sslcert=%2Fetc%2Fa.pem&sslmode=require&sslkey=/etc/a.key");
        assert_eq!(url, "postgresql://a@b/c?sslmode=require");
        assert_eq!(files["sslcert"], PathBuf::from("/etc/a.pem"));
        assert_eq!(files["sslkey"], PathBuf::from("/etc/a.key"));
        assert_eq!(without_files("host=b sslrootcert=/etc/root.pem user=a").0, "host=b user=a");
        assert_eq!(without_files("host=b sslmode=verify-full user=a").0, "host=b sslmode=require user=a");
    }
}
