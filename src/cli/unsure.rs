//! Words that may mean somebody: asked about one by one, listed, or written into a file for a yes or a no beside each.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs::{File, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::cli::ending::Trouble;
use crate::cli::prompt::Prompt;
use crate::domain::party::unsure::{Answers, Said, Unsure};
use crate::domain::text::{CSV_MARK, one_line};
use crate::plain_file;

/// How many places are asked about one by one; more are written into a file.
pub const MOST_ASKED: usize = 20;

/// What stands above the answers.
const FIRST: &str = "theirs";
const HEADING: [&str; 5] = [FIRST, "record", "what", "words", "text"];
/// How many lines are named at most that answer nothing.
const MOST_NAMED: usize = 5;

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
                None => writeln!(
                    prompt.out,
                    "  Type yes if these words mean the person, no if they mean somebody else."
                )?,
            }
        };
        // Nothing was said of it so far, or it would not be asked.
        answers.take(Said { cells: it.cells(), is_theirs, line: None }).unwrap_or_default();
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
    let said = answers_in(&bytes, &file.display().to_string());
    if may_be_new && said.is_err() && !has_answers(&bytes) {
        return Err(other_file(file));
    }
    said
}

/// Whether a line of it begins with an answer.
fn has_answers(bytes: &[u8]) -> bool {
    let is_answer = |line: &str| {
        let first =
            line.split([',', ';', '\t']).next().unwrap_or_default().trim().trim_matches('"').to_lowercase();
        ["yes", "no", "y", "n", FIRST].contains(&first.as_str())
    };
    decoded(bytes).lines().any(is_answer)
}

fn other_file(file: &Path) -> Trouble {
    Trouble::Refused(format!("{} is there already, and no such file. Name another one", file.display()))
}

/// What was said in what was read as a file of questions from somewhere. A line that cannot be understood is an error that says
/// which it is: no answer is taken as none.
pub fn answers_in(bytes: &[u8], from: &str) -> Result<Answers, Trouble> {
    let refused = |why: String| Trouble::Refused(format!("{from} cannot be read: {why}"));
    let text = decoded(bytes);
    let mut answers = Answers::default();
    if text.trim().is_empty() {
        return Ok(answers);
    }
    let after_first = |line: &str| {
        let line = line.trim_start_matches('"');
        line.get(..FIRST.len()).filter(|it| it.eq_ignore_ascii_case(FIRST))?;
        line[FIRST.len()..].trim_start_matches('"').chars().next().filter(|it| ",;\t".contains(*it))
    };
    let Some(delimiter) = text.lines().find_map(after_first) else {
        let heading = HEADING.join(",");
        return Err(refused(format!("the line “{heading}” is missing. Put it above the answers again")));
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(delimiter).unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    for line in reader.records() {
        let line = line.map_err(|it| refused(it.to_string()))?;
        let number = line.position().map_or(0, csv::Position::line);
        let wrong = |why: String| Err(refused(format!("line {number} {why}")));
        let cell = |place: usize| line.get(place).unwrap_or_default().trim();
        if cell(0).eq_ignore_ascii_case(FIRST) {
            continue;
        }
        if line.iter().any(|it| it.trim().contains('\n')) {
            return wrong(
                "goes on over the end of the line: a quotation mark was left out or put in".to_owned(),
            );
        }
        if (HEADING.len()..line.len()).any(|it| !cell(it).is_empty()) {
            return wrong(
                "has more than five cells. Write yes or no into the first, and leave the others".to_owned(),
            );
        }
        if cell(0).is_empty() {
            continue;
        }
        let Some(is_theirs) = yes_or_no(cell(0)) else {
            return wrong(format!("says “{}”. Write yes or no", one_line(cell(0))));
        };
        // The last one is empty where a word stands in many records.
        if line.len() + 1 < HEADING.len() {
            return wrong("has lost cells. Leave all but the first as they were written".to_owned());
        }
        let said = Said { cells: [1, 2, 3, 4].map(|it| cell(it).to_owned()), is_theirs, line: Some(number) };
        if let Err(before) = answers.take(said) {
            return wrong(format!("says the contrary of line {before} of the same words in the same place"));
        }
    }
    Ok(answers)
}

/// The text of a file as a spreadsheet or an editor saved it.
fn decoded(bytes: &[u8]) -> String {
    let text = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0.into_owned(),
        None => String::from_utf8(bytes.to_vec())
            .unwrap_or_else(|it| encoding_rs::WINDOWS_1252.decode(it.as_bytes()).0.into_owned()),
    };
    // Lines may end as they did on the first computers of another maker.
    // Their number is that of the lines before them, however these end.
    let text = text.replace("\r\n", "\n");
    let text = if text.contains('\n') { text } else { text.replace('\r', "\n") };
    // Where the lines were sorted, it may stand before another than the first.
    text.replace(CSV_MARK, "")
}

/// What is said of answers that are to nothing that is asked, where questions are open: a spreadsheet may have made other words of
/// theirs.
pub fn told_of_nothing(answers: &Answers) -> Option<String> {
    let unheard = answers.unheard();
    let named: Vec<String> = unheard
        .iter()
        .take(MOST_NAMED)
        .map(|it| format!("line {} (“{}”)", it.line.unwrap_or_default(), it.cells[2]))
        .collect();
    let more = unheard.len().saturating_sub(MOST_NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    (!named.is_empty()).then(|| {
        format!(
            "Of the file {}{more} {} to no place that is asked about: what stands behind the yes or no may not be as it was \
             written.",
            named.join(", "),
            if unheard.len() == 1 { "is an answer" } else { "are answers" }
        )
    })
}

/// Writes every question into a file, with the answers that are there already.
pub fn write_questions(file: &Path, answers: &Answers, questions: &BTreeSet<Unsure>) -> Result<(), Trouble> {
    let broken = |it: &dyn Display| Trouble::Broken(format!("{} cannot be written ({it})", file.display()));
    // Only what was such a file before is written over: it was read, and its answers are in the new one.
    match plain_file::read(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Ok(there) if there.is_empty() || is_of_questions(&there) => {}
        Ok(_) => return Err(other_file(file)),
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
    answers_in(bytes, "").is_ok()
}

/// The file of questions, with the answers that are there already.
pub fn as_file(answers: &Answers, questions: &BTreeSet<Unsure>) -> Result<Vec<u8>, Trouble> {
    let broken = |it: &dyn Display| Trouble::Broken(format!("the questions cannot be written ({it})"));
    let mut writer = csv::Writer::from_writer(CSV_MARK.as_bytes().to_vec());
    let open = questions.iter().map(|it| ("", it.cells()));
    let said = answers.all().map(|it| (if it.is_theirs { "yes" } else { "no" }, it.cells.clone()));
    writer.write_record(HEADING).map_err(|it| broken(&it))?;
    for (answer, cells) in open.chain(said) {
        let [on, what, words, text] = &cells;
        writer.write_record([answer, on, what, words, text]).map_err(|it| broken(&it))?;
    }
    writer.into_inner().map_err(|it| broken(&it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn questions() -> BTreeSet<Unsure> {
        let text = "Rose, “the rose”, 07700900123 ŵy";
        let place = |it: &str| text.find(it).map(|at| at..at + it.len()).expect("it is there");
        ["Rose", "rose", "07700900123"].map(|it| Unsure::new(&"26-0042", "note", text, place(it))).into()
    }

    fn written() -> String {
        String::from_utf8(as_file(&Answers::default(), &questions()).unwrap()).unwrap()
    }

    fn all_are_answered(bytes: &[u8]) -> bool {
        let answers = answers_in(bytes, "it").map_err(|it| it.to_string()).unwrap();
        questions().iter().all(|it| answers.to(it) == Some(true)) && answers.unheard().is_empty()
    }

    #[test]
    fn answers_are_read_however_the_file_was_edited_and_saved() {
        let yes = |word: &str| written().replace("\n,", &format!("\n{word},"));
        let plain = yes("yes");
        let utf16 =
            |it: &str| [vec![0xff, 0xfe], it.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
        let mut lines: Vec<&str> = plain.lines().collect();
        lines.reverse();
        let quoted: Vec<String> = plain
            .trim_start_matches(CSV_MARK)
            .lines()
            .map(|it| {
                csv::ReaderBuilder::new()
                    .has_headers(false)
                    .from_reader(it.as_bytes())
                    .records()
                    .next()
                    .unwrap()
                    .unwrap()
            })
            .map(|it| it.iter().map(|it| format!("\"{it}\"")).collect::<Vec<_>>().join(";"))
            .collect();
        for text in [
            plain.clone(),
            yes("Y"),
            yes(" YES "),
            yes("\u{a0}Yes"),
            plain.replace('\n', "\r\n"),
            plain.replace('\n', "\r"),
            format!("{plain}\n\n,,,,\n"),
            lines.join("\n"),
            plain.trim_start_matches(CSV_MARK).to_owned(),
            quoted.join("\r\n"),
            plain.replace(['“', '”'], "\"\"").replace("07700900123,", "7700900123,"),
        ] {
            assert!(all_are_answered(text.as_bytes()), "{text}");
        }
        assert!(all_are_answered(&utf16(&quoted.join("\n").replace(';', "\t"))));
    }

    #[test]
    fn a_line_that_is_not_understood_is_refused_with_its_number_and_none_is_passed_over() {
        let plain = written().replace("\n,", "\nyes,");
        let last = plain.lines().last().unwrap();
        for (text, words) in [
            (plain.replacen("\nyes,", "\nmaybe,", 1), "line 2 says “maybe”. Write yes or no"),
            (
                plain.replacen("\nyes,", "\nmaybe,", 1).replace('\n', "\r\n"),
                "line 2 says “maybe”. Write yes or no",
            ),
            (format!("{plain}{}", last.replace("yes,", "no,")), "line 5 says the contrary of line 4"),
            (
                plain.replacen("\nyes", "\n", 1).replacen("ŵy\"\n", "ŵy\",yes\n", 1),
                "line 2 has more than five cells",
            ),
            (format!("{plain}yes,26-0042\n"), "line 5 has lost cells"),
            (plain.replacen("ŵy\"", "ŵy", 1), "goes on over the end of the line"),
            (
                plain.lines().skip(1).collect::<Vec<_>>().join("\n"),
                "the line “theirs,record,what,words,text” is missing",
            ),
        ] {
            let refused = answers_in(text.as_bytes(), "it").err().map(|it| it.to_string());
            assert!(refused.as_ref().is_some_and(|it| it.contains(words)), "{words}: {refused:?}\n{text}");
        }
        let others = plain.replace("yes,26-0042", "yes,26-0043");
        let answers = answers_in(others.as_bytes(), "it");
        let told = told_of_nothing(&answers.unwrap_or_default()).unwrap_or_default();
        assert!(
            told.starts_with(
                "Of the file line 2 (“07700900123”), line 3 (“Rose”), line 4 (“rose”) are answers to no "
            ),
            "{told}"
        );
    }
}
