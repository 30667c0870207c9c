//! Where the office is: a store of one's own, or a shared office behind a socket.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The socket of the shared office of a machine.
pub const OF_THE_MACHINE: &str = "/run/redress/redress.sock";

/// The socket of whoever is signed in to the machine; none where they have no folder for such things.
pub fn own_socket() -> Option<PathBuf> {
    let folders = directories::BaseDirs::new()?;
    folders.runtime_dir().map(|it| it.join("redress.sock"))
}

/// What was said, and by what, about where the office is. The first that says anything is followed.
#[derive(Debug, Default)]
pub struct Said {
    pub socket: Option<PathBuf>,
    pub data: Option<PathBuf>,
    /// `REDRESS_SOCKET`.
    pub socket_of_environment: Option<OsString>,
    /// `REDRESS_DATA`.
    pub data_of_environment: Option<OsString>,
    pub socket_of_settings: Option<PathBuf>,
    pub data_of_settings: Option<PathBuf>,
    /// Where a shared office would be if nothing is said, the likeliest first.
    pub usual_sockets: Vec<PathBuf>,
}

/// The socket to connect to, if the office is a shared one.
pub fn socket(said: Said, is_there: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    let named = |it: OsString| Some(PathBuf::from(it)).filter(|it| !it.as_os_str().is_empty());
    let data_of_environment = said.data_of_environment.and_then(named);
    if said.socket.is_some() || said.data.is_some() {
        return said.socket;
    }
    let of_environment = said.socket_of_environment.and_then(named);
    if of_environment.is_some() || data_of_environment.is_some() {
        return of_environment;
    }
    if said.socket_of_settings.is_some() || said.data_of_settings.is_some() {
        return said.socket_of_settings;
    }
    said.usual_sockets.into_iter().find(|it| is_there(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(said: Said) -> Option<String> {
        socket(said, |it| it == Path::new(OF_THE_MACHINE)).map(|it| it.display().to_string())
    }

    fn usual() -> Vec<PathBuf> {
        vec!["/run/user/1000/redress.sock".into(), OF_THE_MACHINE.into()]
    }

    #[test]
    fn where_nothing_is_said_the_first_socket_that_is_there_is_used() {
        assert_eq!(of(Said { usual_sockets: usual(), ..Said::default() }).as_deref(), Some(OF_THE_MACHINE));
        assert_eq!(of(Said::default()), None);
    }

    #[test]
    fn whoever_names_a_directory_gets_their_own_store() {
        let said =
            || Said { usual_sockets: usual(), socket_of_settings: Some("/s".into()), ..Said::default() };
        assert_eq!(of(Said { data: Some("/d".into()), ..said() }), None);
        assert_eq!(of(Said { data_of_environment: Some("/d".into()), ..said() }), None);
        assert_eq!(of(Said { data_of_environment: Some("".into()), ..said() }).as_deref(), Some("/s"));
    }

    #[test]
    fn an_option_comes_before_the_environment_and_the_environment_before_the_settings() {
        let said = Said {
            socket: Some("/option".into()),
            socket_of_environment: Some("/environment".into()),
            socket_of_settings: Some("/settings".into()),
            ..Said::default()
        };
        assert_eq!(of(said).as_deref(), Some("/option"));
        let said = Said {
            socket_of_environment: Some("/environment".into()),
            socket_of_settings: Some("/settings".into()),
            ..Said::default()
        };
        assert_eq!(of(said).as_deref(), Some("/environment"));
    }
}
