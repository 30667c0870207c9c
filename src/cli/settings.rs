//! Settings of one person, kept in a small file: where it is, and what may stand in it.
//!
//! Options on the command line and the environment come before the file; the file of the whole machine,
//! `/etc/redress/config.toml`, comes before one's own only where one's own is silent.

use std::fs;
use std::io;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use toml::Value;

use crate::bounded::{self, Unread};
use crate::cli::ending::Trouble;
use crate::environment::{ColourSetting, GlyphSetting, Ground};

/// The file of the whole machine.
const OF_THE_MACHINE: &str = "/etc/redress/config.toml";

/// What can be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The data directory.
    pub data: Option<PathBuf>,
    /// The socket of a shared office.
    pub socket: Option<PathBuf>,
    /// Where a copy of the journal is kept beside the work.
    pub mirror: Option<PathBuf>,
    /// What bars are drawn with.
    pub glyphs: GlyphSetting,
    /// Whether badges are coloured.
    pub colour: ColourSetting,
    /// Whether a wide screen stands in two columns.
    pub beside: bool,
    /// Plain questions instead of screens.
    pub plain: bool,
    /// Whether single letters act.
    pub single_keys: bool,
    /// Working days before a date from which it counts as due soon; none for the office's own number.
    pub due_soon: Option<u32>,
    /// The command that prints what it is given.
    pub print_command: String,
    /// The command that sends the message that it is given; empty for none.
    pub mail_command: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: None,
            socket: None,
            mirror: None,
            glyphs: GlyphSetting::Auto,
            colour: ColourSetting::Auto,
            beside: true,
            plain: false,
            single_keys: true,
            due_soon: None,
            print_command: "lp".to_owned(),
            mail_command: String::new(),
        }
    }
}

/// A setting.
pub struct Row {
    /// Its name in the file.
    pub name: &'static str,
    /// What it may be.
    pub values: &'static str,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// What it is now.
    pub now: fn(&Settings) -> String,
    /// Takes a value; none if it may not be that.
    pub set: fn(&mut Settings, &str) -> Option<()>,
}

/// Every setting.
pub const SETTINGS: &[Row] = &[
    Row {
        name: "data",
        values: "a directory",
        about: "Where the store is.",
        now: |settings| {
            settings.data.as_ref().map_or_else(|| "the usual one".to_owned(), |it| it.display().to_string())
        },
        set: |it, value| {
            it.data = Some(PathBuf::from(value)).filter(|it| it.is_absolute());
            it.data.as_ref().map(drop)
        },
    },
    Row {
        name: "socket",
        values: "a path",
        about: "Where a shared office is reached.",
        now: |settings| {
            settings.socket.as_ref().map_or_else(|| "the usual one".to_owned(), |it| it.display().to_string())
        },
        set: |it, value| {
            it.socket = Some(PathBuf::from(value)).filter(|it| it.is_absolute());
            it.socket.as_ref().map(drop)
        },
    },
    Row {
        name: "mirror",
        values: "a directory",
        about: "Where a copy of the journal is kept up to date while redress runs, best on another disk.",
        now: |settings| {
            settings.mirror.as_ref().map_or_else(|| "none".to_owned(), |it| it.display().to_string())
        },
        set: |it, value| {
            it.mirror = Some(PathBuf::from(value)).filter(|it| it.is_absolute());
            it.mirror.as_ref().map(drop)
        },
    },
    Row {
        name: "glyphs",
        values: "auto, ascii or unicode",
        about: "What bars and small charts are drawn with; auto goes by the locale.",
        now: |it| {
            match it.glyphs {
                GlyphSetting::Auto => "auto",
                GlyphSetting::Ascii => "ascii",
                GlyphSetting::Unicode => "unicode",
            }
            .to_owned()
        },
        set: |it, value| {
            it.glyphs = match value {
                "auto" => GlyphSetting::Auto,
                "ascii" => GlyphSetting::Ascii,
                "unicode" => GlyphSetting::Unicode,
                _ => return None,
            };
            Some(())
        },
    },
    Row {
        name: "colour",
        values: "auto, dark, light or off",
        about: "Whether there is colour. Dark and light say what is behind the text: labels are quieter then. Off makes badges bold and reversed.",
        now: |it| {
            match it.colour {
                ColourSetting::Auto => "auto",
                ColourSetting::On(Ground::Dark) => "dark",
                ColourSetting::On(Ground::Light) => "light",
                ColourSetting::Off => "off",
            }
            .to_owned()
        },
        set: |it, value| {
            it.colour = match value {
                "auto" => ColourSetting::Auto,
                "dark" => ColourSetting::On(Ground::Dark),
                "light" => ColourSetting::On(Ground::Light),
                "off" => ColourSetting::Off,
                _ => return None,
            };
            Some(())
        },
    },
    Row {
        name: "beside",
        values: "on or off",
        about: "Whether a screen of 110 columns or more shows the record under the cursor beside its list, and what happened beside a record.",
        now: |it| on_off(it.beside),
        set: |it, value| read_on_off(value).map(|value| it.beside = value),
    },
    Row {
        name: "plain",
        values: "on or off",
        about: "Plain questions, one at a time, instead of screens: for screen readers.",
        now: |it| on_off(it.plain),
        set: |it, value| read_on_off(value).map(|value| it.plain = value),
    },
    Row {
        name: "single_keys",
        values: "on or off",
        about: "Whether single letters act. Off is for people who dictate: then : finds every command.",
        now: |it| on_off(it.single_keys),
        set: |it, value| read_on_off(value).map(|value| it.single_keys = value),
    },
    Row {
        name: "due_soon",
        values: "0 to 60 working days",
        about: "How long before a date it counts as due soon for you.",
        now: |settings| {
            settings.due_soon.map_or_else(|| "as the office has it".to_owned(), |it| it.to_string())
        },
        set: |it, value| {
            it.due_soon = Some(value.parse().ok().filter(|it| *it <= 60)?);
            Some(())
        },
    },
    Row {
        name: "print_command",
        values: "a command",
        about: "What prints a letter or a case: a command that reads text.",
        now: |it| it.print_command.clone(),
        set: |it, value| command(value).map(|value| it.print_command = value),
    },
    Row {
        name: "mail_command",
        values: "a command",
        about: "What sends a letter by email: a command that reads a message with its receiver, such as “sendmail -t”.",
        now: |it| if it.mail_command.is_empty() { "none" } else { it.mail_command.as_str() }.to_owned(),
        set: |it, value| command(value).map(|value| it.mail_command = value),
    },
];

fn command(value: &str) -> Option<String> {
    Some(value.trim().to_owned()).filter(|it| !it.is_empty())
}

fn on_off(it: bool) -> String {
    if it { "on" } else { "off" }.to_owned()
}

fn read_on_off(value: &str) -> Option<bool> {
    match value {
        "on" | "true" => Some(true),
        "off" | "false" => Some(false),
        _ => None,
    }
}

/// Where one's own file is.
#[expect(clippy::disallowed_methods, reason = "the environment is asked once, where the program starts")]
pub fn own_file() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("REDRESS_CONFIG").filter(|it| !it.is_empty()) {
        return Some(path.into());
    }
    directories::ProjectDirs::from("", "", "redress").map(|it| it.config_dir().join("config.toml"))
}

impl Settings {
    /// What the files say, one's own last.
    pub fn read() -> Result<Self, Trouble> {
        let mut settings = Self::default();
        let files = [Some(PathBuf::from(OF_THE_MACHINE)), own_file()];
        for file in files.into_iter().flatten() {
            settings.take(&file)?;
        }
        Ok(settings)
    }

    /// Takes over what a file says.
    pub fn take(&mut self, file: &Path) -> Result<(), Trouble> {
        if fs::metadata(file).is_ok_and(|it| it.file_type().is_fifo()) {
            return Err(wrong(file, "it is a pipe, and no plain file"));
        }
        let text = match bounded::file(file, bounded::BY_HAND) {
            Ok(text) => text,
            Err(Unread::System(error)) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(wrong(file, &error.to_string())),
        };
        let table: toml::Table = text.parse().map_err(|it: toml::de::Error| wrong(file, it.message()))?;
        for (name, value) in table {
            let value = match value {
                Value::String(it) => it,
                Value::Integer(it) => it.to_string(),
                Value::Boolean(it) => it.to_string(),
                other => other.to_string(),
            };
            self.set(&name, &value).map_err(|why| wrong(file, &why))?;
        }
        Ok(())
    }

    /// Sets one thing; the error says what may be.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let Some(row) = SETTINGS.iter().find(|it| it.name == name) else {
            let known: Vec<&str> = SETTINGS.iter().map(|it| it.name).collect();
            return Err(format!("“{name}” is no setting. Settings are: {}", known.join(", ")));
        };
        (row.set)(self, value).ok_or_else(|| format!("{name} may be {}, not “{value}”", row.values))
    }
}

/// A file of settings that cannot be used.
pub fn wrong(file: &Path, why: &str) -> Trouble {
    Trouble::Broken(format!("the settings in {} cannot be used: {why}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_are_a_pipe_are_refused_and_nobody_waits_for_who_writes_to_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        let (mode, kind) = (rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR, rustix::fs::FileType::Fifo);
        rustix::fs::mknodat(rustix::fs::CWD, &path, kind, mode, 0).unwrap();
        assert!(Settings::default().take(&path).expect_err("a pipe").to_string().contains("it is a pipe"));
    }

    #[test]
    fn a_setting_that_is_not_known_or_may_not_be_that_says_what_may_be() {
        let mut settings = Settings::default();
        assert!(settings.set("color", "off").expect_err("unknown").contains("colour"));
        assert!(
            settings.set("glyphs", "emoji").expect_err("not one of them").contains("auto, ascii or unicode")
        );
        assert!(settings.set("data", "relative/path").is_err());
        assert_eq!(settings, Settings { data: None, ..Settings::default() });
    }
}
