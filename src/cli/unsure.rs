//! Words that may mean somebody: asked about one by one, listed, or written into a file for a yes or a no beside each.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs::{File, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::cli::ending::Trouble;
use crate::cli::prompt::Prompt;
use crate::domain::party::unsure::{Answers, Unsure};
use crate::domain::text::{CSV_MARK, one_line};
use crate::plain_file;

/// How many places are asked about one by one; more are written into a file.
pub const MOST_ASKED: usize = 20;

/// What stands above the answers.
const FIRST: &str = "theirs";

/// Asks about each place. Says whether to go on.
pub fn ask_about(
    prompt: &mut Prompt,
    questions: &BTreeSet<Unsure>,
    answers: &mut Answers,
) -> Result<bool, Trouble> {
    for it in questions {
        writeln!(prompt.out, "{}", in_a_line(it))?;
        let is_theirs = loop {
            let Some(answer) = prompt.line("  Does this mean them? yes, no, or q to leave:")? else {
                return Ok(false);
            };
            match yes_or_no(&answer) {
                Some(it) => break it,
                None if answer.starts_with('q') => return Ok(false),
                None => {}
            }
        };
        answers.take(it.cells(), is_theirs);
    }
    Ok(true)
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" => Some(true),
        "no" | "n" => Some(false),
        _ => None,
    }
}

/// A place in a line: “P26-001, note, “rose”: The rose was late.”
fn in_a_line(it: &Unsure) -> String {
    let [on, what, words, text] = [&it.on, &it.what, &it.words, &it.text].map(|it| one_line(it));
    let text = if text.is_empty() { String::new() } else { format!(": {text}") };
    format!("{on}, {what}, “{words}”{text}")
}

/// Lists the places that somebody must look at, the first of them if there are many.
pub fn list(out: &mut dyn Write, questions: &BTreeSet<Unsure>) -> Result<(), Trouble> {
    let open = questions.len();
    if open > 0 {
        writeln!(out, "Words that may mean them, for a yes or a no:")?;
    }
    for it in questions.iter().take(MOST_ASKED) {
        writeln!(out, "    {}", in_a_line(it))?;
    }
    if MOST_ASKED < open {
        writeln!(out, "    and {} more: --unsure FILE writes them all.", open - MOST_ASKED)?;
    }
    Ok(())
}

/// What was said in a file of questions; `again` says how it is made.
pub fn read_answers(file: &Path, may_be_new: bool, again: &str) -> Result<Answers, Trouble> {
    let refused = |why: String| Trouble::Refused(format!("{} cannot be read: {why}", file.display()));
    let bytes = match plain_file::read(file) {
        Err(error) if error.kind() == ErrorKind::NotFound && may_be_new => return Ok(Answers::default()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(refused(format!("it is not there. {again}")));
        }
        it => it.map_err(|it| refused(it.to_string()))?,
    };
    answers_in(bytes, &file.display().to_string())
}

/// What was said in what was read as a file of questions from somewhere.
pub fn answers_in(bytes: Vec<u8>, from: &str) -> Result<Answers, Trouble> {
    let refused = |why: String| Trouble::Refused(format!("{from} cannot be read: {why}"));
    // A spreadsheet may have saved it as Windows does, and with semicolons.
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|it| encoding_rs::WINDOWS_1252.decode(it.as_bytes()).0.into_owned());
    let text = text.trim_start_matches(CSV_MARK);
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.contains(',') { b',' } else { b';' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let mut answers = Answers::default();
    for (number, line) in reader.records().enumerate() {
        let line = line.map_err(|it| refused(it.to_string()))?;
        let cell = |place: usize| line.get(place).unwrap_or_default().trim();
        if cell(0).is_empty() {
            continue;
        }
        let is_theirs = yes_or_no(cell(0)).ok_or_else(|| {
            refused(format!("line {} says “{}”. Write yes or no", number + 2, one_line(cell(0))))
        })?;
        answers.take([1, 2, 3, 4].map(|it| cell(it).to_owned()), is_theirs);
    }
    Ok(answers)
}

/// Writes every question into a file, with the answers that are there already.
pub fn write_questions(file: &Path, answers: &Answers, questions: &BTreeSet<Unsure>) -> Result<(), Trouble> {
    let broken = |it: &dyn Display| Trouble::Broken(format!("{} cannot be written ({it})", file.display()));
    // Only what was such a file before is written over: it was read, and its answers are in the new one.
    match plain_file::read(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Ok(there) if there.is_empty() || is_of_questions(&there) => {}
        Ok(_) => {
            return Err(Trouble::Refused(format!(
                "{} is there already, and no such file. Name another one",
                file.display()
            )));
        }
        Err(error) => return Err(broken(&error)),
    }
    let bytes = as_file(answers, questions)?;
    let write = |mut it: File| {
        it.set_permissions(Permissions::from_mode(0o600))?;
        it.write_all(&bytes)
    };
    plain_file::write_anew(file).and_then(write).map_err(|it| broken(&it))
}

/// Whether what a file holds is one of questions, as it was written or as a spreadsheet saved it.
fn is_of_questions(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(CSV_MARK.as_bytes()).unwrap_or(bytes);
    text.strip_prefix(b"\"").unwrap_or(text).starts_with(FIRST.as_bytes())
}

/// The file of questions, with the answers that are there already.
pub fn as_file(answers: &Answers, questions: &BTreeSet<Unsure>) -> Result<Vec<u8>, Trouble> {
    let broken = |it: &dyn Display| Trouble::Broken(format!("the questions cannot be written ({it})"));
    let mut writer = csv::Writer::from_writer(CSV_MARK.as_bytes().to_vec());
    let open = questions.iter().map(|it| ("", it.cells()));
    let said = answers.all().map(|(cells, is_theirs)| (if is_theirs { "yes" } else { "no" }, cells.clone()));
    let heading = [FIRST, "record", "what", "words", "text"].map(str::to_owned);
    writer.write_record(heading).map_err(|it| broken(&it))?;
    for (answer, cells) in open.chain(said) {
        let [on, what, words, text] = &cells;
        writer.write_record([answer, on, what, words, text]).map_err(|it| broken(&it))?;
    }
    writer.into_inner().map_err(|it| broken(&it))
}
