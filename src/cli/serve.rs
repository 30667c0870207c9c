//! `redress serve`: opens the store once, for everybody who reaches the socket; and `redress status`.

use std::fs;
use std::io;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, chown};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use clap::{Arg, ArgMatches, Command, value_parser};
use listenfd::ListenFd;
use rustix::fs::Mode;
use sd_notify::NotifyState;
use serde_json::json;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::api::message::{Reply, Request, Status};
use crate::api::server::{Limits, Server};
use crate::aside::say;
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::{json as print_json, labelled};
use crate::cli::place::{OF_THE_MACHINE, own_socket};
use crate::desk;
use crate::desk::membership::membership;
use crate::desk::session::Desk;
use crate::desk::store_dir::served_at;
use crate::domain::text::{count, one_line};

/// What `serve` takes.
pub fn args(command: Command) -> Command {
    command
        .arg(
            Arg::new("group")
                .long("group")
                .value_name("GROUP")
                .help("The group whose members may connect [your own]"),
        )
        .arg(
            Arg::new("mirror")
                .long("mirror")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help("Keep a copy of the journal up to date in this directory [the setting]"),
        )
}

/// What is said where nobody could come in.
const NO_FILES: &str = "the system lets this program open too few files for anybody to come in: raise the limit (LimitNOFILE in \
                        redress.service, or “ulimit -n”) to 8192";

/// Runs `serve`: until it is told to end.
pub fn serve(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let path = context.socket.take();
    // Before the store: a socket that cannot be had is said at once.
    let given = given_by_the_system()?;
    if given.is_some() && ["socket", "group"].iter().any(|it| matches.contains_id(it)) {
        return Err(Trouble::Broken(
            "the system gives the socket: leave out --socket and --group, and set them in redress.socket"
                .to_owned(),
        ));
    }
    let limits = Limits::default().within_files();
    if limits.people == 0 {
        return Err(Trouble::Broken(NO_FILES.to_owned()));
    }
    let mut signals = Signals::new([SIGTERM, SIGINT])?;
    let Store { desk, hello, .. } = context.open(Need::Existing)?;
    let mut desk = desk.expect("without a socket to connect to the store is our own");
    if let Some(to) = matches.get_one::<PathBuf>("mirror").or(context.settings.mirror.as_ref()) {
        desk.mirror_to(to)?;
    }
    let (listener, place) = if let Some(listener) = given {
        (listener, None)
    } else {
        let path = path.map_or_else(usual_place, Ok)?;
        (listen(&path, matches.get_one::<String>("group"))?, Some(path))
    };
    let reached = listener.local_addr().ok().and_then(|it| it.as_pathname().map(std::path::absolute));
    if let Some(socket) = reached.transpose()? {
        desk.is_served_at(&socket)?;
    }
    let desk = Arc::new(desk);
    let server = Server::start(listener, desk.clone(), desk.changes(), limits)?;
    let named =
        place.as_ref().map_or_else(|| "the system's socket".to_owned(), |it| it.display().to_string());
    writeln!(context.out, "Serving {} on {named}.", one_line(&hello.office.organisation))?;
    context.out.flush()?;
    tell_system(&[NotifyState::Ready]);
    watch_over(&desk)?;
    signals.forever().next();
    tell_system(&[NotifyState::Stopping]);
    drop(server);
    if let Some(path) = place {
        // What is left there is nobody's, and is taken away by the next start.
        drop(fs::remove_file(path));
    }
    ending(desk.trouble().filter(|it| it.is_stopped).map(|it| it.why).as_deref())
}

/// Runs `status`: says how the store is.
pub fn status(context: &mut Context, _: &ArgMatches) -> Outcome {
    let socket = context.socket.clone().or_else(|| served_at(&context.data));
    let mut store = context.open(Need::ToLookAfter)?;
    let status = ask(&mut store.session, Request::Status, |it| match it {
        Reply::Status(status) => Some(status),
        _ => None,
    })?;
    let Status { version, line, journal_bytes, view_bytes, people, notices, mirror, trouble } = &status;
    if context.json {
        let all = json!({
            "version": version, "line": line, "journal_bytes": journal_bytes, "view_bytes": view_bytes,
            "people": people, "notices": notices, "socket": socket, "mirror": mirror, "trouble": trouble,
        });
        print_json(context.out, &all)?;
        return ending(trouble.as_deref());
    }
    let out = &mut *context.out;
    let office = socket.map_or_else(
        || format!("your own, in {}", context.data.display()),
        |it| format!("shared, at {}", it.display()),
    );
    labelled(out, "Office", &office)?;
    if let Ok(Some(it)) = membership(&context.data) {
        labelled(out, "Host", &format!("{}, one of several that share the journal", one_line(&it.host)))?;
    }
    labelled(out, "Version", version)?;
    labelled(out, "Journal", &format!("{}, {}", count(*line, "change"), megabytes(*journal_bytes)))?;
    labelled(out, "Working copy", &megabytes(*view_bytes))?;
    if let Some(people) = people {
        labelled(out, "Connected", &people.to_string())?;
    }
    if let Some(it) = mirror {
        let behind = match it.changes {
            0 => "up to date".to_owned(),
            changes => format!("{} behind, for {}", count(changes, "change"), count(it.seconds, "second")),
        };
        labelled(out, "Mirror", &format!("{}, {behind}", one_line(&it.dir)))?;
    }
    for notice in notices {
        labelled(out, "Notice", &one_line(notice))?;
    }
    ending(trouble.as_deref())
}

/// A store that takes no changes is trouble, however much else is well.
fn ending(trouble: Option<&str>) -> Outcome {
    trouble.map_or(Ok(Ending::Done), |why| Err(Trouble::Broken(format!("changes cannot be saved: {why}"))))
}

#[expect(clippy::cast_precision_loss, reason = "to a tenth of a megabyte")]
fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// The listener that the system made before it started us, if it did.
fn given_by_the_system() -> Result<Option<UnixListener>, Trouble> {
    ListenFd::from_env().take_unix_listener(0).map_err(|it| {
        Trouble::Broken(format!(
            "the socket given by the system is none of ours ({it}). Look at redress.socket"
        ))
    })
}

fn usual_place() -> Result<PathBuf, Trouble> {
    let machine = Path::new(OF_THE_MACHINE);
    let folder = machine.parent().expect("it has one");
    if rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok() {
        return Ok(machine.to_owned());
    }
    own_socket().ok_or_else(|| {
        Trouble::Broken(format!(
            "there is no place for the socket: {} is not there, or you may not write to it. Say where with --socket",
            folder.display()
        ))
    })
}

/// Makes the socket: its owner and its group may connect, nobody else.
fn listen(path: &Path, group: Option<&String>) -> Result<UnixListener, Trouble> {
    let trouble = |error: io::Error| {
        Trouble::Broken(format!(
            "{} cannot be made a socket ({error}). Say where with --socket",
            path.display()
        ))
    };
    let group = match group {
        None => None,
        Some(name) => Some((
            name,
            uzers::get_group_by_name(name).map(|it| it.gid()).ok_or_else(|| {
                Trouble::Broken(format!("there is no group {name}. Make it with: groupadd {name}"))
            })?,
        )),
    };
    make_room(path)?;
    // From the first moment on, nobody else may connect.
    let before = rustix::process::umask(Mode::from_raw_mode(0o117));
    let listener = UnixListener::bind(path);
    rustix::process::umask(before);
    let listener = listener.map_err(trouble)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o660)).map_err(trouble)?;
    if let Some((name, group)) = group
        && let Err(error) = chown(path, None, Some(group))
    {
        fs::remove_file(path).map_err(trouble)?;
        let account = uzers::get_effective_username().unwrap_or_default();
        let account = account.to_string_lossy();
        return Err(Trouble::Broken(format!(
            "the account {account} may not give the socket to the group {name} ({error}). Make it a member with: usermod -aG \
             {name} {account}"
        )));
    }
    Ok(listener)
}

/// Takes away a socket that nobody serves any more, and nothing else.
fn make_room(path: &Path) -> Result<(), Trouble> {
    let Ok(there) = fs::symlink_metadata(path) else { return Ok(()) };
    if !there.file_type().is_socket() {
        return Err(Trouble::Broken(format!(
            "{} is there and is no socket. Say where it is to be with --socket",
            path.display()
        )));
    }
    if UnixStream::connect(path).is_ok() {
        return Err(Trouble::Broken(format!(
            "{} is served already. Type “redress” to work there, or choose another with --socket",
            path.display()
        )));
    }
    Ok(fs::remove_file(path)?)
}

/// Tells the system's service manager, where there is one.
fn tell_system(state: &[NotifyState]) {
    // Where nobody listens there is nobody to tell.
    drop(sd_notify::notify(state));
}

/// How often the desk is looked at where nobody asks for it more often.
const LOOK: Duration = Duration::from_secs(2);

/// Looks again and again whether the desk answers and changes can be saved: tells the log, and the service manager, which
/// starts a server again of which it hears nothing.
fn watch_over(desk: &Arc<Desk>) -> io::Result<()> {
    let watchdog = sd_notify::watchdog_enabled();
    let pause = watchdog.map_or(LOOK, |it| LOOK.min(it / 3));
    let desk = Arc::downgrade(desk);
    thread::Builder::new()
        .name("watchdog".to_owned())
        .spawn(move || {
            let (mut told, mut mirror_told) = (None, None);
            while let Some(desk) = desk.upgrade() {
                let answers = desk.answers();
                let trouble = desk.trouble();
                if trouble != told {
                    tell_of(trouble.as_ref());
                    told.clone_from(&trouble);
                }
                let mirror = desk.mirror_trouble();
                if mirror != mirror_told {
                    tell_of_mirror(mirror.as_deref());
                    mirror_told = mirror;
                }
                let is_over =
                    desk.is_to_erase() || is_to_be_started_again(trouble.as_ref(), || desk.could_be_opened());
                if watchdog.is_some() && answers && !is_over {
                    tell_system(&[NotifyState::Watchdog]);
                }
                drop(desk);
                thread::sleep(pause);
            }
        })
        .map(drop)
}

/// Whether the server is to be started again: it takes no more changes, and would once it is. On a disk that the system has made
/// read-only, or where an office of several hosts went on without this one, it could not be opened any more, so it is left to be read.
fn is_to_be_started_again(
    trouble: Option<&desk::trouble::Trouble>,
    could_be_opened: impl FnOnce() -> bool,
) -> bool {
    trouble.is_some_and(|it| it.is_stopped && !it.is_apart) && could_be_opened()
}

fn tell_of(trouble: Option<&desk::trouble::Trouble>) {
    let words = trouble.map_or_else(|| "Changes are saved again.".to_owned(), desk::trouble::Trouble::words);
    log("journal", &words);
    tell_system(&[NotifyState::Status(&words)]);
}

fn tell_of_mirror(trouble: Option<&str>) {
    let words = trouble.map_or_else(
        || "The mirror is written again.".to_owned(),
        |why| format!("The mirror cannot be written: {}. It is tried again.", one_line(why)),
    );
    log("mirror", &words);
}

fn log(event: &str, words: &str) {
    say(format_args!("event={event} detail=\"{}\"", words.replace('"', "'")));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::trouble::Trouble;

    #[test]
    fn a_server_that_takes_no_changes_is_started_again_once_that_would_help_and_is_read_until_then() {
        let trouble =
            |is_stopped| Trouble { why: "the disk".to_owned(), is_stopped, is_away: false, is_apart: false };
        assert!(is_to_be_started_again(Some(&trouble(true)), || true));
        assert!(!is_to_be_started_again(Some(&trouble(true)), || false), "nothing could be read then");
        assert!(!is_to_be_started_again(Some(&trouble(false)), || true), "it goes on by itself");
        assert!(!is_to_be_started_again(None, || true));
        let apart = Trouble { is_apart: true, ..trouble(true) };
        assert!(!is_to_be_started_again(Some(&apart), || true), "it would not open");
    }
}
