//! `keys.toml`: keys and commands of one's own, beside one's own settings.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use toml::Value;

use crate::bounded;
use crate::cli::settings::own_file;
use crate::plain_file::{self, quoted};
use crate::tui::keymap::{Keys, key_list};
use crate::tui::own_commands::OwnCommand;
use crate::tui::own_keys::{Written, with_own};

/// Rights of a file that let anybody but its owner write it.
const OF_OTHERS: u32 = 0o022;

/// The keys, with one's own in their place.
///
/// # Errors
/// Everything that is wrong with one's own, each in a sentence.
pub fn keys() -> Result<Keys, Vec<String>> {
    let Some(file) = own_keys_file() else { return Ok(Keys::USUAL) };
    let named = |why: String| format!("{}: {why}", file.display());
    let written =
        written_keys(&file).map_err(|why| vec![named(format!("{}.", why.trim_end_matches('.')))])?;
    with_own(written).map_err(|wrong| wrong.into_iter().map(named).collect())
}

/// The list of keys as whoever asks has them; that of the table where something is wrong with their own.
pub fn keys_as_they_are() -> String {
    key_list(keys().unwrap_or(Keys::USUAL))
}

/// Where one's own keys are: beside one's own settings.
pub fn own_keys_file() -> Option<PathBuf> {
    own_file().map(|it| it.with_file_name("keys.toml"))
}

/// What a file of own keys says. Nothing where there is no file. What others may write says what this person starts: it is not read.
///
/// # Errors
/// In a sentence, where it cannot be read.
pub fn written_keys(file: &Path) -> Result<Written, String> {
    let text = match plain_file::open(OpenOptions::new().read(true), file) {
        Ok(mut opened) => {
            let about = opened.metadata().map_err(|it| it.to_string())?;
            if about.mode() & OF_OTHERS != 0 {
                let mend = quoted(file);
                return Err(format!("others may write it. Mend it with: chmod go-w {mend}"));
            }
            if ![0, rustix::process::geteuid().as_raw()].contains(&about.uid()) {
                return Err("it is somebody else’s".to_owned());
            }
            bounded::text(&mut opened, bounded::BY_HAND).map_err(|it| it.to_string())?
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Written::default()),
        Err(error) => return Err(error.to_string()),
    };
    let mut table: toml::Table = text.parse().map_err(|it: toml::de::Error| it.message().to_owned())?;
    let commands = match table.remove("commands") {
        Some(Value::Table(all)) => all.into_iter().map(own_command).collect::<Result<_, _>>()?,
        Some(_) => return Err("commands is no key: a command begins with [commands.ITS-NAME]".to_owned()),
        None => Vec::new(),
    };
    let row = |(name, value): (String, Value)| {
        let keys = words(&name, &value)?;
        Ok((name, keys))
    };
    Ok(Written { keys: table.into_iter().map(row).collect::<Result<_, String>>()?, commands })
}

/// A key in quotation marks, or several in brackets.
fn words(name: &str, value: &Value) -> Result<Vec<String>, String> {
    let word = |it: &Value| {
        let wrong = || {
            format!("{name} is a key in quotation marks, or several in brackets: \"k\", [\"k\", \"<f5>\"]")
        };
        it.as_str().map(str::to_owned).ok_or_else(wrong)
    };
    match value {
        Value::Array(all) => all.iter().map(word).collect(),
        one => Ok(vec![word(one)?]),
    }
}

/// A command of one's own: `keys`, what to `run`, and what it does in a sentence, `help`.
fn own_command((name, value): (String, Value)) -> Result<OwnCommand, String> {
    let called = format!("commands.{name}");
    let Value::Table(mut parts) = value else {
        return Err(format!("{called} has keys, run and help, each on a line below [{called}]"));
    };
    let keys = parts.remove("keys").map_or_else(|| Ok(Vec::new()), |it| words(&called, &it))?;
    let run = parts.remove("run").map(|it| match it {
        // Nothing but blanks parts the words: no shell reads them.
        Value::String(line) => line.split_whitespace().map(str::to_owned).collect(),
        Value::Array(all) => all.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    });
    let run: Vec<String> = run.unwrap_or_default();
    let help = parts.remove("help").and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default();
    if run.first().is_none_or(String::is_empty) {
        return Err(format!(
            "{called} says nothing to run. Write the program and what it takes: run = [\"lp\", \"-d\", \"labels\"]"
        ));
    }
    match parts.keys().next() {
        Some(other) => Err(format!("{called} has keys, run and help, and no “{other}”")),
        None => Ok(OwnCommand { name, run, help, keys }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn own_keys_are_one_or_several_and_a_file_that_says_something_else_is_refused_in_words() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys.toml");
        assert_eq!(written_keys(&path), Ok(Written::default()));
        fs::write(&path, "acknowledge = \"=\"\nfind = [\"/\", \"<c-f>\"]\n").unwrap();
        let one =
            |name: &str, keys: &[&str]| (name.to_owned(), keys.iter().map(|it| (*it).to_owned()).collect());
        let written = written_keys(&path).expect("both");
        assert_eq!(written.keys, [one("acknowledge", &["="]), one("find", &["/", "<c-f>"])]);
        for text in ["acknowledge = 1\n", "[case]\nfind = \"+\"\n", "find = \n"] {
            fs::write(&path, text).unwrap();
            assert!(written_keys(&path).is_err(), "{text}");
        }
        assert!(written_keys(dir.path()).expect_err("a folder").contains("a directory"));
    }

    #[test]
    fn a_command_of_ones_own_says_what_to_run_and_what_it_may_not_say_is_refused_in_words() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys.toml");
        let run = |text: &str| {
            fs::write(&path, format!("[commands.label]\n{text}\n")).unwrap();
            written_keys(&path)
        };
        let words = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let label =
            &run("keys = \"<f6>\"\nrun = \"lp -d labels\"\nhelp = \"Print.\"").expect("whole").commands[0];
        assert_eq!((&label.run, &label.keys), (&words(&["lp", "-d", "labels"]), &words(&["<f6>"])));
        for (text, expect) in [
            ("keys = \"<f6>\"", "says nothing to run"),
            ("run = \"\"", "says nothing to run"),
            ("run = \"lp\"\ntext = true", "no “text”"),
        ] {
            assert!(run(text).expect_err(text).contains(expect), "{text}");
        }
    }

    #[test]
    fn keys_that_others_may_write_or_that_are_a_link_or_a_pipe_are_refused_in_words() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::write(at("keys.toml"), "find = \"+\"\n").unwrap();
        std::os::unix::fs::symlink(at("keys.toml"), at("link")).unwrap();
        assert!(written_keys(&at("link")).expect_err("a link").contains("it is a link"));
        let (mode, kind) = (rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR, rustix::fs::FileType::Fifo);
        rustix::fs::mknodat(rustix::fs::CWD, at("pipe"), kind, mode, 0).unwrap();
        assert!(written_keys(&at("pipe")).expect_err("a pipe").contains("it is a pipe"));
        fs::set_permissions(at("keys.toml"), fs::Permissions::from_mode(0o620)).unwrap();
        assert!(written_keys(&at("keys.toml")).expect_err("open").contains("chmod go-w"));
        fs::set_permissions(at("keys.toml"), fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(written_keys(&at("keys.toml")).expect("one's own").keys.len(), 1);
    }
}
