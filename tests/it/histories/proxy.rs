//! The way from a host to its database, which can be cut.

use std::fs;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// What becomes of what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Open,
    /// Connections end, and none is made.
    Cut,
    /// Nothing arrives as long as this lasts, and then all of it does.
    Held,
    /// It is over.
    Over,
}

/// A folder in which a database is reached, whichever it is at the time.
pub(super) struct Proxy {
    pub(super) dir: TempDir,
    state: Arc<Mutex<State>>,
}

struct State {
    way: Way,
    to: PathBuf,
    ends: Vec<UnixStream>,
}

const SOCKET: &str = ".s.PGSQL.5432";

impl Proxy {
    pub(super) fn to(to: &Path) -> Self {
        let dir = tempfile::Builder::new().prefix("px").tempdir_in("/tmp").unwrap();
        let socket = dir.path().join(SOCKET);
        let listener = UnixListener::bind(&socket).unwrap();
        // The standby comes as another user.
        for path in [dir.path(), &socket] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
        }
        let state = Arc::new(Mutex::new(State { way: Way::Open, to: to.to_owned(), ends: Vec::new() }));
        let its = state.clone();
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let (way, to) = {
                    let state = its.lock().unwrap();
                    (state.way, state.to.join(SOCKET))
                };
                match way {
                    Way::Over => break,
                    Way::Cut => continue,
                    Way::Open | Way::Held => {}
                }
                let Ok(far) = UnixStream::connect(to) else { continue };
                let copies = [&near, &far, &near, &far].map(|it| it.try_clone().unwrap());
                let [one, two, three, four] = copies;
                its.lock().unwrap().ends.extend([near, far]);
                for (from, to) in [(one, two), (four, three)] {
                    let state = its.clone();
                    thread::spawn(move || carry(from, to, &state));
                }
            }
        });
        Self { dir, state }
    }

    pub(super) fn set(&self, way: Way) {
        let mut state = self.state.lock().unwrap();
        state.way = way;
        if matches!(way, Way::Cut | Way::Over) {
            for end in state.ends.drain(..) {
                drop(end.shutdown(Shutdown::Both));
            }
        }
    }

    /// Leads to another database from now on.
    pub(super) fn lead_to(&self, to: &Path) {
        self.set(Way::Cut);
        let mut state = self.state.lock().unwrap();
        (state.way, state.to) = (Way::Open, to.to_owned());
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.set(Way::Over);
        drop(UnixStream::connect(self.dir.path().join(SOCKET)));
    }
}

fn carry(mut from: UnixStream, mut to: UnixStream, state: &Mutex<State>) {
    let mut bytes = vec![0; 1 << 16];
    while let Ok(read) = from.read(&mut bytes) {
        while state.lock().unwrap().way == Way::Held {
            thread::sleep(Duration::from_millis(5));
        }
        if read == 0 || to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    drop((from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both)));
}
