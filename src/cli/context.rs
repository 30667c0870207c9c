//! What every command is given: where the store is, what day it is, who asks, and where words go.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::ArgMatches;

use crate::api::carrying::Carrying;
use crate::api::client::Remote;
use crate::api::message::{Fault, Hello, Reply, Request};
use crate::api::service::Service;
use crate::aside::say;
use crate::cli::at_words::Breaks;
use crate::cli::dates::day;
use crate::cli::ending::Trouble;
use crate::cli::paper::{Page, Table};
use crate::cli::place::{OF_THE_MACHINE, Said, own_socket, socket};
use crate::cli::progress::{Progress, Voice};
use crate::cli::saved::Saved;
use crate::cli::settings::Settings;
use crate::clock::Clock;
use crate::desk::leaving::Leaving;
use crate::desk::opening::Gone;
use crate::desk::session::{Desk, How};
use crate::desk::store_dir::{holds_a_store, served_at};
use crate::domain::authority::{Asker, offers, offers_on_plan};
use crate::domain::calendar::Calendar;
use crate::domain::case::command::Step;
use crate::domain::case::record::Case;
use crate::domain::plan::command::PlanStep;
use crate::domain::plan::record::Plan;
use crate::domain::records::any::AnyRecord;
use crate::domain::records::entry::offers as offers_on_entry;
use crate::domain::records::step::AnyStep;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::command::EntryStep;
use crate::domain::register::entry::Entry;
use crate::domain::rights::Deed;
use crate::domain::text::one_line;
use crate::environment::Environment;
use crate::forms::frozen::Frozen;
use crate::forms::table::FormTable;

/// Columns of a page where nobody knows better.
const COLUMNS: usize = 80;

/// What every command is given.
pub struct Context<'a> {
    /// The data directory.
    pub data: PathBuf,
    /// The socket of the shared office, if it is one.
    pub socket: Option<PathBuf>,
    /// Sign-in name of whoever uses a shared account.
    pub for_person: Option<String>,
    /// Says what day it is.
    pub clock: Clock,
    /// What the settings file says.
    pub settings: Settings,
    /// Labelled lines instead of tables and screens.
    pub plain: bool,
    /// JSON instead of text.
    pub json: bool,
    /// Sign-in name of whoever asks.
    pub login: String,
    /// What the environment says of the terminal.
    pub environment: Environment,
    /// Width of a line of text.
    pub columns: usize,
    /// Where the answer goes.
    pub out: &'a mut dyn Write,
    /// What was saved so far.
    pub saved: Saved,
    /// Whether lines break at words.
    pub breaks: Breaks,
}

/// Whether a command makes a store where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It asks, so there must be something to ask.
    Existing,
    /// It begins something.
    AnyOrNew,
    /// It looks after the store, and so asks whoever serves it.
    ToLookAfter,
}

/// An open store, and a way in.
pub struct Store {
    /// The way in. Dropped before the desk.
    pub session: Box<dyn Service>,
    /// What the desk said first.
    pub hello: Hello,
    /// The office's calendar.
    pub calendar: Calendar,
    /// Keeps the store open, where it is one's own.
    pub desk: Option<Desk>,
}

impl<'a> Context<'a> {
    /// Reads the options that every command has, and the environment.
    pub fn new(
        matches: &ArgMatches,
        out: &'a mut dyn Write,
        saved: Saved,
        breaks: Breaks,
    ) -> Result<Self, Trouble> {
        let environment = Environment::from_process();
        let settings = Settings::read()?;
        let clock = match matches.get_one::<String>("today") {
            Some(text) => Clock::Pinned(day(text).map_err(|it| Trouble::Broken(format!("--today: {it}")))?),
            None => Clock::System,
        };
        let plain = matches.get_flag("plain") || environment.asks_plain().unwrap_or(settings.plain);
        Ok(Self {
            data: data_dir(matches, &settings)?,
            socket: shared_office(matches, &settings),
            for_person: matches.get_one::<String>("as").cloned(),
            clock,
            settings,
            plain,
            json: matches.get_flag("json"),
            login: login(),
            environment,
            columns: columns(),
            out,
            saved,
            breaks,
        })
    }

    /// Prints a table, or reads it out.
    pub fn print(&mut self, table: &Table) -> io::Result<()> {
        table.print(self.out, Page { columns: self.columns, is_plain: self.plain })
    }

    /// Opens the store.
    pub fn open(&self, need: Need) -> Result<Store, Trouble> {
        let served = if need == Need::ToLookAfter { served_at(&self.data) } else { None };
        if let Some(socket) = self.socket.as_ref().or(served.as_ref()) {
            let as_of = match self.clock {
                Clock::Pinned(day) => Some(day),
                Clock::System => None,
            };
            let remote = Remote::connect(socket, self.for_person.as_deref(), as_of)?;
            return store(self.carrying(Box::new(remote)), None);
        }
        if self.for_person.is_some() {
            return Err(Trouble::Broken(
                "--as is for a shared office. Say where it is with --socket".to_owned(),
            ));
        }
        if need != Need::AnyOrNew {
            self.must_exist()?;
        }
        self.open_how(false)
    }

    /// Says what to do if there is no store.
    pub fn must_exist(&self) -> Result<(), Trouble> {
        if let Some(socket) = &self.socket {
            return Err(Trouble::Broken(format!(
                "the office is shared, at {}. This is done where its store is: there, name it with --data",
                socket.display()
            )));
        }
        if let Some(gone) = Gone::of(&self.data) {
            return Err(Trouble::Broken(gone.to_string()));
        }
        if holds_a_store(&self.data) {
            return Ok(());
        }
        // What cannot even be looked at is another trouble than what is not there.
        if let Err(error) = std::fs::read_dir(&self.data)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(Trouble::Broken(format!(
                "{} cannot be used ({error}). Check that you may read and write it, or choose another directory with --data",
                self.data.display()
            )));
        }
        Err(Trouble::Broken(format!(
            "there is no store in {}. Make one with “redress setup”, or say where yours is with --data",
            self.data.display()
        )))
    }

    /// Opens the store, and builds the working copy again if asked to.
    pub fn open_how(&self, afresh: bool) -> Result<Store, Trouble> {
        let how = How { data: self.data.clone(), clock: self.clock, login: self.login.clone(), afresh };
        let mut progress = self.progress("Building the working copy of the records").once_it_takes_long();
        let opened = Desk::open(&how, &mut |done, total| progress.step(done, total));
        progress.finish();
        let desk = opened?;
        store(self.carrying(Box::new(Leaving::of(desk.session(&self.login)))), Some(desk))
    }

    /// A way in through which papers are carried and what is saved is counted. A shared account and a way in for redress alone
    /// reach no file of the machine.
    fn carrying(&self, service: Box<dyn Service>) -> Box<dyn Service> {
        self.saved.counting(Box::new(Carrying { service, reads_files: self.reads_files() }))
    }

    /// Whether files of the machine may be named for papers.
    pub const fn reads_files(&self) -> bool {
        self.for_person.is_none() && self.environment.ssh_original_command.is_none()
    }

    /// Work that may take long and cannot say how far it is: a terminal says for how long it has been waited for.
    pub fn while_waiting<T>(&self, what: &'static str, work: impl FnOnce() -> T) -> T {
        let progress = self.progress(what);
        progress.wait();
        let done = work();
        progress.finish();
        done
    }

    /// Long work: a bar on a terminal, unless plain lines are wanted.
    pub fn progress(&self, what: &'static str) -> Progress {
        let bar = std::io::stderr().is_terminal() && !self.plain;
        Progress::new(what, if bar { Voice::Bar } else { Voice::Lines })
    }
}

/// Comes in, and hears what the desk says first.
fn store(mut session: Box<dyn Service>, desk: Option<Desk>) -> Result<Store, Trouble> {
    let hello = ask(&mut session, Request::Hello, |it| match it {
        Reply::Hello(hello) => Some(*hello),
        _ => None,
    })?;
    for notice in &hello.notices {
        say(format_args!("redress: {}", one_line(notice)));
    }
    let calendar = hello.office.calendar();
    Ok(Store { session, hello, calendar, desk })
}

impl Store {
    /// The day at the office.
    pub const fn today(&self) -> NaiveDate {
        self.hello.today
    }

    /// Who asks, and in which roles: "Signed in as J Smith, handler, standing in for K Patel."
    pub fn signed_in(&self) -> String {
        let hello = &self.hello;
        let roles: Vec<&str> = hello.roles.iter().map(|it| it.word()).collect();
        let away: Vec<&str> = hello.stands_in_for.iter().map(|it| hello.office.person_name(it)).collect();
        let away =
            if away.is_empty() { String::new() } else { format!(", standing in for {}", away.join(" and ")) };
        one_line(&format!("Signed in as {}, {}{away}.", hello.name, roles.join(", ")))
    }

    /// The documents that were frozen, where a form asks for one and whoever fills it in may see them.
    pub fn frozen_for(&mut self, table: &FormTable) -> Result<Vec<Frozen>, Trouble> {
        if !table.asks_for_a_frozen_document() {
            return Ok(Vec::new());
        }
        match self.session.call(Request::Years) {
            Ok(Reply::Years(years)) => Ok(Frozen::of(&self.hello.office, &years)),
            Ok(_) | Err(Fault::Refused(_)) => Ok(Vec::new()),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Whether a step is on offer on a case to whoever asks.
    pub fn offers(&self, case: &Case, step: Step) -> bool {
        let office = &self.hello.office;
        offers(office, &self.asker(), self.today(), case, step).is_ok()
    }

    /// Whether a step is on offer on a plan, or on any of its actions, to whoever asks.
    pub fn offers_on_plan(&self, plan: &Plan, step: PlanStep) -> bool {
        let office = &self.hello.office;
        offers_on_plan(office, &self.asker(), self.today(), plan, 0, step).is_ok()
    }

    /// Whether a step is on offer on an entry of a register to whoever asks.
    pub fn offers_on_entry(&self, entry: &Entry, step: EntryStep) -> bool {
        let office = &self.hello.office;
        offers_on_entry(office, &self.asker(), self.today(), entry, step).is_ok()
    }

    /// Whether a step is on offer on a record, or on one of its parts, to whoever asks, or why not; 0 for the record itself.
    pub fn offers_on(&self, record: &AnyRecord, part: u32, step: AnyStep) -> Verdict<()> {
        let (office, asker, today) = (&self.hello.office, self.asker(), self.today());
        match (record, step) {
            (AnyRecord::Case(it), AnyStep::Case(step)) => offers(office, &asker, today, it, step),
            (AnyRecord::Plan(it), AnyStep::Plan(wanted)) if !step.begins() => {
                offers_on_plan(office, &asker, today, it, part, wanted)
            }
            (AnyRecord::Entry(it), AnyStep::Entry(_, step)) => {
                offers_on_entry(office, &asker, today, it, step)
            }
            // It begins another record.
            _ => self.may(step.row().deed),
        }
    }

    /// Whether they may do something that concerns no single record.
    pub fn may(&self, deed: Deed) -> Result<(), Refusal> {
        self.asker().may_at_large(&self.hello.office, self.today(), deed).map(drop)
    }

    /// Somebody who is no longer known since the store was opened is nobody.
    fn asker(&self) -> Asker {
        Asker::of(&self.hello.office, &self.hello.login, self.today()).unwrap_or_default()
    }
}

/// Asks, and takes the answer apart.
pub fn ask<T>(
    service: &mut dyn Service,
    request: Request,
    pick: impl FnOnce(Reply) -> Option<T>,
) -> Result<T, Trouble> {
    let reply = service.call(request)?;
    pick(reply).ok_or_else(|| Trouble::Broken("the desk gave another answer than was asked for".to_owned()))
}

#[expect(clippy::disallowed_methods, reason = "the environment is asked once, where the program starts")]
fn data_dir(matches: &ArgMatches, settings: &Settings) -> Result<PathBuf, Trouble> {
    if let Some(path) = matches.get_one::<PathBuf>("data") {
        return Ok(path.clone());
    }
    if let Some(path) = std::env::var_os("REDRESS_DATA").filter(|it| !it.is_empty()) {
        return Ok(path.into());
    }
    if let Some(path) = &settings.data {
        return Ok(path.clone());
    }
    directories::ProjectDirs::from("", "", "redress").map(|it| it.data_dir().to_owned()).ok_or_else(|| {
        Trouble::Broken(
            "you have no home directory to keep the store in. Say where it is with --data".to_owned(),
        )
    })
}

#[expect(clippy::disallowed_methods, reason = "the environment is asked once, where the program starts")]
fn shared_office(matches: &ArgMatches, settings: &Settings) -> Option<PathBuf> {
    let said = Said {
        socket: matches.get_one::<PathBuf>("socket").cloned(),
        data: matches.get_one::<PathBuf>("data").cloned(),
        socket_of_environment: std::env::var_os("REDRESS_SOCKET"),
        data_of_environment: std::env::var_os("REDRESS_DATA"),
        socket_of_settings: settings.socket.clone(),
        data_of_settings: settings.data.clone(),
        usual_sockets: own_socket().into_iter().chain([OF_THE_MACHINE.into()]).collect(),
    };
    socket(said, Path::exists)
}

/// The name signed in with: what the system says of the real user, never what the environment says.
fn login() -> String {
    let id = uzers::get_current_uid();
    uzers::get_user_by_uid(id)
        .map_or_else(|| format!("user-{id}"), |it| it.name().to_string_lossy().into_owned())
}

/// How many columns a line of text has: those of the terminal, where there is one.
pub fn columns() -> usize {
    let stdout = rustix::stdio::stdout();
    let size =
        if rustix::termios::isatty(stdout) { rustix::termios::tcgetwinsize(stdout).ok() } else { None };
    size.map(|it| usize::from(it.ws_col)).filter(|it| *it >= 40).unwrap_or(COLUMNS)
}
