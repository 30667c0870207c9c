//! What somebody asks for over SSH where redress is all that they may start (`ForceCommand`, or the command of a key): the
//! words that sshd hands over, read without a shell.
//!
//! Invariant: no word starts another program, names another person, or reads or writes a file of the machine.

use std::ffi::OsString;
use std::path::Path;

use clap::ArgMatches;

use crate::cli::apart::files;
use crate::cli::ending::Trouble;
use crate::cli::in_place::OUTPUT;
use crate::cli::table::{COMMANDS, command};

/// What a shell would act on, where it is not quoted.
const OF_A_SHELL: &str = "|&;<>()`$\n";
/// How papers come and go.
const PAPERS: &str = "Take what is printed, as in: ssh HOST \"redress report board --format html\" > board.html. Give a spreadsheet \
on standard input, as in: ssh HOST \"redress import cases - --map -\" < both.txt";

/// The arguments that the program is to be run on: those that it was started with, and what was asked for over SSH if nothing
/// else is asked for there.
pub fn arguments(given: Vec<OsString>, asked: Option<OsString>) -> Result<Vec<OsString>, Trouble> {
    let Some(asked) = asked.filter(|it| !it.is_empty()) else { return Ok(given) };
    match command().try_get_matches_from(&given) {
        // Whoever set the way in up chose what it is for, or made a mistake that is told as any other.
        Ok(matches) if matches.subcommand().is_some() => return Ok(given),
        Err(_) => return Ok(given),
        Ok(_) => {}
    }
    let asked = asked
        .into_string()
        .map_err(|_| Trouble::Refused("what you asked for is not UTF-8: nothing was done".to_owned()))?;
    let mut words = words(&asked)?.into_iter();
    let program = words.next().unwrap_or_default();
    if Path::new(&program).file_name().is_none_or(|it| it != "redress") {
        return Err(Trouble::Refused(format!(
            "this way in is for redress alone, and “{program}” was not started. {PAPERS}"
        )));
    }
    let words: Vec<String> = words.collect();
    // What is wrong with them otherwise, and help, are told as always.
    if let Ok(matches) = command().try_get_matches_from([program].iter().chain(&words)) {
        allowed(&matches)?;
    }
    let is_given = |word: &String| word.starts_with("--") && given.iter().any(|it| **it == **word);
    let words: Vec<OsString> = words.iter().filter(|it| !is_given(it)).map(OsString::from).collect();
    Ok(given.into_iter().chain(words).collect())
}

/// Whether what is asked for stays with the office.
fn allowed(matches: &ArgMatches) -> Result<(), Trouble> {
    for (option, why) in [
        ("data", "the store is that of this way in"),
        ("socket", "the office is that of this way in"),
        ("as", "who you are comes from how you signed in"),
    ] {
        if matches.contains_id(option) {
            return Err(Trouble::Refused(format!(
                "--{option} cannot be given over SSH here: {why}. Leave it out"
            )));
        }
    }
    let name = matches.subcommand_name().unwrap_or_default();
    if COMMANDS.iter().any(|it| it.name == name && !it.over_ssh) {
        return Err(Trouble::Refused(format!(
            "“redress {name}” works on files of the machine, which this way in does not reach. Ask your administrator"
        )));
    }
    let mut level = Some(matches);
    while let Some(matches) = level {
        for id in matches.ids() {
            if let Some(path) = file_of_the_machine(matches, id.as_str()) {
                let instead = match (id.as_str(), path.file_name()) {
                    (OUTPUT, Some(file)) => format!(
                        "Give -o - and keep what is printed, as in: ssh HOST \"redress {name} …{} -o -\" > {}",
                        as_what(matches, path),
                        file.display()
                    ),
                    _ => PAPERS.to_owned(),
                };
                return Err(Trouble::Refused(format!(
                    "“{}” would be a file of the machine, which this way in does not reach. {instead}",
                    path.display()
                )));
            }
        }
        level = matches.subcommand().map(|it| it.1);
    }
    Ok(())
}

/// How it is said what a file is to be whose ending would say it.
fn as_what(matches: &ArgMatches, path: &Path) -> String {
    let is_to_be_said = matches.try_contains_id("format").is_ok_and(|is_given| !is_given);
    let ending = path.extension().filter(|_| is_to_be_said);
    ending.map(|it| format!(" --format {}", it.display())).unwrap_or_default()
}

/// The file of the machine that an option names, if it names one. Where “-” does not stand for standard input or output, it is
/// the name of a file as any other.
fn file_of_the_machine<'a>(matches: &'a ArgMatches, option: &str) -> Option<&'a Path> {
    files(matches, option).next()
}

/// The words of a command line, parted as a shell parts them; nothing in them is acted on.
pub(crate) fn words(line: &str) -> Result<Vec<String>, Trouble> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = line.chars();
    while let Some(it) = letters.next() {
        match (quote, it) {
            (None, ' ' | '\t') => words.extend(word.take()),
            (None, '\'' | '"') => {
                quote = Some(it);
                word.get_or_insert_default();
            }
            (None, '\\') => word.get_or_insert_default().extend(letters.next()),
            (None, it) if OF_A_SHELL.contains(it) => {
                return Err(Trouble::Refused(format!(
                    "there is no shell here, and “{it}” would need one: nothing was done. Put quotes around it if it belongs to a text"
                )));
            }
            (Some(quoted), it) if it == quoted => quote = None,
            (Some('"'), '\\') => {
                let next = letters.next();
                if !next.is_some_and(|it| "\\\"$`".contains(it)) {
                    word.get_or_insert_default().push('\\');
                }
                word.get_or_insert_default().extend(next);
            }
            (_, it) => word.get_or_insert_default().push(it),
        }
    }
    if quote.is_some() {
        return Err(Trouble::Refused("a quotation mark is missing: nothing was done".to_owned()));
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(given: &[&str], asked: &str) -> Result<Vec<String>, String> {
        let given = given.iter().map(OsString::from).collect();
        let all = arguments(given, Some(asked.into())).map_err(|it| it.to_string())?;
        Ok(all.into_iter().map(|it| it.into_string().unwrap()).collect())
    }

    #[test]
    fn what_is_asked_for_is_done_as_whoever_the_key_belongs_to() {
        let key = ["redress", "--as", "jsmith"];
        assert_eq!(
            run(&key, "redress list is:late").unwrap(),
            ["redress", "--as", "jsmith", "list", "is:late"]
        );
        assert_eq!(run(&key, "/usr/bin/redress").unwrap(), key);
        assert_eq!(run(&key, "").unwrap(), key);
        assert_eq!(
            run(&["redress", "--plain"], "redress --plain list").unwrap(),
            ["redress", "--plain", "list"]
        );
        assert_eq!(
            run(&["redress", "digest"], "redress list").unwrap(),
            ["redress", "digest"],
            "for one thing only"
        );
        assert!(run(&["redress"], "redress import cases - --map -").is_ok());
        assert!(run(&["redress"], "redress report board --format xlsx -o -").is_ok());
    }

    #[test]
    fn nothing_but_the_office_is_reached() {
        for asked in [
            "redress --as kpatel list",
            "redress list --as=kpatel",
            "redress --data /tmp/mine list",
            "redress list --socket /tmp/mine",
            "redress report board -o .ssh/authorized_keys",
            "redress report board -oboard.html",
            "redress subject-access 26-0001 -o /tmp/x",
            "redress subject-access 26-0001 --unsure unsure.csv",
            "redress man --all -",
            "redress import cases /etc/passwd --map -",
            "redress import cases - --map /etc/passwd",
            "redress import feedback - --rejects .profile",
            "redress setup --file /etc/passwd",
            "redress config data /tmp",
            "redress backup /tmp/copy",
            "redress restore /tmp/copy",
            "redress serve",
            "redress demo",
            "redress erase --due",
            "scp -t /tmp",
            "/usr/lib/openssh/sftp-server",
            "bash -c 'redress list'",
            "redressed list",
            "redress list; id",
            "redress list\nid",
            "redress list > x",
            "redress note 1 --text $(id)",
            "redress note 1 --text 'half",
        ] {
            assert!(run(&["redress", "--as", "jsmith"], asked).is_err(), "{asked}");
        }
    }

    #[test]
    fn whoever_names_a_file_is_told_how_to_have_it_at_their_own_machine() {
        for (asked, instead) in [
            ("redress subject-access 26-0001 -o answer", "\"redress subject-access … -o -\" > answer"),
            ("redress list -o ../late.xlsx", "\"redress list … --format xlsx -o -\" > late.xlsx"),
            ("redress list --format csv -o late.csv", "\"redress list … -o -\" > late.csv"),
        ] {
            let why = run(&["redress"], asked).unwrap_err();
            assert!(why.contains(&format!("as in: ssh HOST {instead}")), "{why}");
        }
    }

    #[test]
    fn words_are_parted_as_a_shell_parts_them() {
        let of = |line: &str| words(line).unwrap();
        assert_eq!(
            of(r#"a  "b c" 'd "e"' f\ g h"i"j '' "\"$5\" \n""#),
            ["a", "b c", "d \"e\"", "f g", "hij", "", "\"$5\" \\n"]
        );
        assert_eq!(of("  "), Vec::<String>::new());
        assert_eq!(of("--text \"Rang; no answer (twice) & £5\"")[1], "Rang; no answer (twice) & £5");
    }
}
