//! Papers from end to end: put on a case from files and from standard input, taken out again, kept with the store and its copies,
//! and gone with their case.

use std::fs;
use std::path::{Path, PathBuf};

use redress::tui::screen::{Manner, WayIn};
use serde_json::{Value, json};

use crate::cli::{Office, Said, redress};
use crate::driver;
use crate::program::on;
use crate::shared::Served;

/// Words that stand in a paper and nowhere else.
const SECRET: &str = "Zebedeequux Fintwhistle was promised an answer";

#[track_caller]
fn done(said: &Said) {
    assert_eq!(said.code, 0, "{said:?}");
}

fn file(office: &Office, name: &str, contents: impl AsRef<[u8]>) -> String {
    let path = office.data().with_file_name(name);
    fs::write(&path, contents).expect("room");
    path.to_str().expect("UTF-8").to_owned()
}

fn papers_of(office: &Office, reference: &str) -> Value {
    office.run(&["show", reference, "--json"]).json()["papers"].clone()
}

/// The papers that are kept in a directory, by their names.
fn kept(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory.join("papers")).map(Iterator::collect::<Vec<_>>).unwrap_or_default();
    let mut names: Vec<String> =
        entries.into_iter().map(|it| it.expect("ours").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The files of a directory in which these words stand.
fn holding(directory: &Path, words: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).expect("a folder") {
        let path = entry.expect("a folder").path();
        if path.is_dir() {
            found.extend(holding(&path, words));
        } else if fs::read(&path).expect("a file").windows(words.len()).any(|it| it == words.as_bytes()) {
            found.push(path);
        }
    }
    found
}

#[test]
fn a_paper_comes_from_a_file_or_from_standard_input_is_listed_and_goes_out_as_it_came() {
    let office = Office::with_cases();
    let large = [&b"%PDF-1.7\n"[..], &vec![7; 3 << 20]].concat();
    let path = file(&office, "letter.pdf", &large);
    let options = ["--title", "Letter of complaint", "--kind", "letter", "--on", "2026-11-02", "--about"];
    let attach = [&["attach", "26-0001", &path][..], &options, &["the person who complains"]].concat();
    let said = office.run(&attach);
    assert_eq!((said.code, said.out.as_str()), (0, "Attach a paper: saved on 26-0001.\n"), "{said:?}");
    done(&office.with_input("2026-11-24", &["attach", "26-0001", "--name", "note.txt"], "Rang at ten.\n"));
    done(&office.run(&["attach", "26-0001", "--title", "Plans", "--elsewhere", "File 12/3"]));
    let shown = office.run(&["show", "26-0001"]).out;
    for line in [
        "1. Letter of complaint (letter; dated Mon 2 Nov 2026; holds the data of: the person who complains; letter.pdf, PDF, 3.0 MB).",
        "2. note.txt (note.txt, text, 13 bytes).",
        "3. Plans (kept at File 12/3).",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
    let out = office.data().with_file_name("out.pdf");
    done(&office.run(&["paper", "26-0001", "1", "-o", out.to_str().expect("UTF-8")]));
    assert!(fs::read(&out).expect("it was written") == large);
    assert_eq!(office.run(&["paper", "26-0001", "2"]).out, "Rang at ten.\n");
    office.run(&["paper", "26-0001", "3"]).is_trouble(1, &["not kept here", "File 12/3"]);
    office.run(&["paper", "26-0001", "9"]).is_trouble(1, &["no paper 9", "There is: 1, 2, 3."]);
}

#[test]
fn several_files_are_attached_at_once_and_the_same_contents_are_kept_once() {
    let office = Office::with_cases();
    let paths = [file(&office, "a.txt", "one"), file(&office, "b.txt", "two"), file(&office, "c.txt", "one")];
    office
        .run(&["attach", "26-0001", &paths[0], &paths[1], &paths[2]])
        .is_trouble(1, &["This file is on the case already: paper 1, a.txt."]);
    done(&office.run(&["attach", "26-0002", &paths[2]]));
    let titles: Vec<String> = papers_of(&office, "26-0001")
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| it["title"].as_str().expect("text").to_owned())
        .collect();
    assert_eq!(titles, ["a.txt", "b.txt"]);
    assert_eq!(kept(&office.data()).len(), 2);
}

#[test]
fn a_paper_that_was_changed_is_given_to_nobody_and_no_copy_is_called_sound_before_its_papers_are() {
    let office = Office::with_cases();
    let paths = [file(&office, "a.txt", "one"), file(&office, "b.txt", "two")];
    done(&office.run(&["attach", "26-0001", &paths[0], &paths[1]]));
    let copy = office.data().with_file_name("copy");
    let back_up = ["backup", copy.to_str().expect("UTF-8")];
    assert!(office.run(&back_up).out.contains("is sound"));
    let change = |root: &Path| {
        for name in kept(root) {
            fs::write(root.join("papers").join(name), "bad").expect("room");
        }
    };
    change(&copy);
    let mended = office.run(&back_up);
    assert!(mended.code == 0 && mended.out.contains("Copied 2 papers."), "{mended:?}");
    change(&office.data());
    office.run(&["paper", "26-0001", "1"]).is_trouble(2, &["is not what was put there", "backup"]);
    done(&office.run(&back_up));
    change(&copy);
    let unsound = office.run(&back_up);
    assert!(unsound.out.contains("but for its papers it is sound"), "{unsound:?}");
    unsound.is_trouble(2, &["2 papers are not what was put there"]);
}

#[test]
fn nothing_is_attached_where_one_of_several_files_is_not_there_and_a_pipe_is_no_file() {
    let office = Office::with_cases();
    let there = file(&office, "a.txt", "one");
    let missing = office.run(&["attach", "26-0001", &there, "nofile"]);
    missing.is_trouble(1, &["“nofile” is no file that is there. Nothing was attached"]);
    let empty = office.place("empty.pdf");
    fs::write(&empty, "").unwrap();
    let said = office.run(&["attach", "26-0001", &there, &empty]);
    said.is_trouble(1, &["empty.pdf”: The file is empty.", "Nothing was attached"]);
    let program = file(&office, "disguised.pdf", b"MZ\x90\0 This program cannot be run in DOS mode");
    let said = office.run(&["attach", "26-0001", &there, &program]);
    said.is_trouble(1, &["disguised.pdf”: This file is a program", "Nothing was attached"]);
    let pipe = office.data().with_file_name("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("it is there").success());
    let pipe = pipe.to_str().expect("UTF-8");
    office.run(&["attach", "26-0001", pipe]).is_trouble(1, &["is no file"]);
    office.run(&["attach", "26-0001", "--path", pipe]).is_trouble(1, &["is no file"]);
    assert_eq!(papers_of(&office, "26-0001"), json!([]));
    let text = file(&office, "scan.pdf", "Dear sir");
    let said = office.run(&["attach", "26-0001", &text]);
    assert!(said.code == 0 && said.err.contains("By its contents it is: text"), "{said:?}");
}

#[test]
fn what_no_case_takes_is_refused_with_the_way_out_and_leaves_nothing() {
    let office = Office::with_cases();
    let empty = file(&office, "empty.pdf", "");
    let program = file(&office, "letter.pdf", b"\x7fELF\x02\x01");
    let large = file(&office, "large.pdf", "");
    fs::File::options()
        .write(true)
        .open(&large)
        .expect("it is there")
        .set_len((100 << 20) + 1)
        .expect("a hole");
    let folder = office.data().to_str().expect("UTF-8").to_owned();
    for (arguments, words) in [
        (vec![empty.as_str()], "The file is empty."),
        (vec![program.as_str()], "is a program"),
        (vec![large.as_str()], "at most 104857600 bytes"),
        (vec![folder.as_str()], "lies in a store of redress"),
        (vec!["/nowhere/letter.pdf"], "is no file that is there"),
        (vec![], "--name letter.pdf"),
        (vec!["--elsewhere", "File 3"], "what the paper is"),
        (vec![empty.as_str(), program.as_str(), "--title", "x"], "cannot have one title"),
    ] {
        let said = office.run(&[&["attach", "26-0001"][..], &arguments].concat());
        said.is_trouble(1, &[words]);
    }
    // A command alone names no contents that others keep, and no file of the office's machine.
    let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let claims = json!({ "paper": { "title": "x", "held": { "sha256": sha256, "bytes": 3 } } });
    let said = office.steps(&[json!({ "on": "26-0001", "do": { "attach_paper": claims } })]);
    assert!(said.out.contains("have not come to the office"), "{said:?}");
    assert_eq!(papers_of(&office, "26-0001"), json!([]));
    assert_eq!(kept(&office.data()), Vec::<String>::new());
}

#[test]
fn a_form_says_of_no_file_whether_it_is_there_to_whoever_reaches_none() {
    let said = |reads_files: bool, path: &str| {
        let way_in = if reads_files { WayIn::Own } else { WayIn::Alone };
        let manner = Manner { way_in, ..Manner::default() };
        let mut player = driver::Office::demo().sit_down_so(manner, (80, 24));
        player.keys("/26-0219<enter>:attach<enter>").keys(&format!("{path}<tab>"));
        assert!(player.screen().contains(path), "{}", player.screen());
        player.message()
    };
    let missing = "There is no file “/no/such.pdf”.";
    assert!(said(true, "/no/such.pdf").contains(missing));
    assert!(!said(false, "/no/such.pdf").contains(missing));
}

#[test]
fn whoever_may_start_nothing_but_redress_over_ssh_reaches_no_file_of_the_machine() {
    let office = Office::with_cases();
    let path = file(&office, "letter.txt", SECRET);
    let data = office.data();
    let asked = |words: &str, input: &str| {
        let mut program = on("2026-11-24");
        program.env("SSH_ORIGINAL_COMMAND", words);
        redress(program, &["--data", data.to_str().expect("UTF-8")], input)
    };
    let refused = asked("redress subject-access 26-0001 -o answer", "");
    let instead = "ssh HOST \"redress subject-access … -o -\" > answer";
    assert!(refused.code == 2 && refused.out.is_empty() && refused.err.contains(instead), "{refused:?}");
    for words in [
        format!("redress attach 26-0001 {path}"),
        format!("redress attach 26-0001 --path {path}"),
        format!("redress paper 26-0001 1 -o {path}"),
        format!("redress subject-access 26-0001 --unsure {path}"),
        format!("redress letter 26-0001 update -o {path}"),
        format!("redress print 26-0001 -o {path}"),
        format!("redress list -o {path}"),
        format!("redress import feedback - --rejects {path}"),
    ] {
        let said = asked(&words, "");
        assert!(said.code != 0 && said.err.contains("file of the machine"), "{words}: {said:?}");
    }
    let step = json!({ "paper": { "title": "x" }, "path": path });
    let step = json!({ "on": "26-0001", "do": { "attach_paper": step } });
    let said = asked("redress do", &step.to_string());
    assert!(said.out.contains("file of the machine"), "{said:?}");
    done(&asked("redress attach 26-0001 --name letter.txt", SECRET));
    assert_eq!(asked("redress paper 26-0001 1", "").out, SECRET);
}

#[test]
fn a_paper_is_put_right_cancelled_and_undone_and_its_contents_stay_with_the_history() {
    let office = Office::with_cases();
    let path = file(&office, "a.txt", "one");
    done(&office.run(&["attach", "26-0001", &path]));
    let why = ["--why", "Typed wrong"];
    done(
        &office
            .run(&[&["amend-paper", "26-0001", "--paper", "1", "--title", "Statement"][..], &why].concat()),
    );
    let paper = &papers_of(&office, "26-0001")[0];
    assert_eq!((&paper["title"], &paper["held"]["bytes"]), (&json!("Statement"), &json!(3)));
    done(&office.run(&["cancel", "26-0001", "--part", "paper 1", "--reason", "Of another case"]));
    assert_eq!(papers_of(&office, "26-0001"), json!([]));
    assert_eq!(office.run(&["paper", "26-0001", "1"]).out, "one");
    done(&office.run(&["undo", "26-0001"]));
    assert_eq!(office.run(&["paper", "26-0001", "1"]).out, "one");
    done(&office.run(&["verify"]));
}

#[test]
fn that_somebody_took_a_paper_of_a_restricted_case_is_written_down() {
    let office = Office::with_cases();
    done(&office.run(&["attach", "26-0001", &file(&office, "a.txt", "one")]));
    let me = office.run(&["show", "26-0001", "--json"]).json()["owner"].as_str().expect("text").to_owned();
    done(&office.run(&["restrict", "26-0001", "--to", &me, "--reason", "A colleague"]));
    done(&office.run(&["paper", "26-0001", "1"]));
    let history = office.run(&["history", "26-0001"]).out;
    assert!(history.contains("Exported on Tue 24 Nov 2026."), "{history}");
}

#[test]
fn whoever_asks_what_is_held_about_them_gets_their_papers_as_files_beside_the_answer() {
    let office = Office::with_cases();
    let attach = |name: &str, contents: &str, about: &str| {
        let options = ["attach", "26-0001", &file(&office, name, contents), "--about", about];
        done(&office.run(&options[..if about.is_empty() { 3 } else { 5 }]));
    };
    attach("letter.pdf", "%PDF-1.7 mine", "the person who complains");
    attach("run.sh", "photograph of nobody", "");
    attach("notes.txt", SECRET, "a colleague");
    attach("lost.txt", "gone", "the person who complains");
    attach("broken.txt", "as it was", "the person who complains");
    done(&office.run(&["cancel", "26-0001", "--part", "paper 2", "--reason", "Of another case"]));
    let (lost, broken) = (held(&office, 3), held(&office, 4));
    fs::remove_file(lost).expect("it is there");
    fs::write(broken, "as it is").expect("room");
    // Of one of which nobody said whose data it holds nothing goes unasked.
    let back = office.place("held-back");
    let said = office.run(&["subject-access", "26-0001", "--accept-proposals", "-o", &back]);
    assert!(said.out.contains("nobody said whose data they hold: paper 2 of 26-0001."), "{said:?}");
    assert!(!Path::new(&back).join("26-0001-paper-2.txt").exists());
    let dir = office.place("answer");
    let ask = ["subject-access", "26-0001", "--accept-proposals", "--with-unmarked-papers", "-o", &dir];
    let said = office.run(&ask);
    done(&said);
    for words in [
        "Written: ",
        "26-0001-paper-1.pdf",
        "With it: 2 papers.",
        "Nobody said whose data is in paper 2 of 26-0001.",
        "Not with the answer, which says so: the contents of paper 4 of 26-0001 are missing",
        "paper 5 of 26-0001 is not what was put there",
    ] {
        assert!(said.out.contains(words), "{words}\n{}", said.out);
    }
    let mut names: Vec<String> = fs::read_dir(&dir)
        .expect("a folder")
        .map(|it| it.expect("ours").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["26-0001-paper-1.pdf", "26-0001-paper-2.txt", "subject-access-log.csv", "subject-access.md"]
    );
    let read = |name: &str| fs::read_to_string(Path::new(&dir).join(name)).expect("it was written");
    assert_eq!(read("26-0001-paper-1.pdf"), "%PDF-1.7 mine");
    let answer = read("subject-access.md");
    assert!(answer.contains("in the file 26-0001-paper-1.pdf, which comes with this answer"), "{answer}");
    assert_eq!(answer.matches("we cannot read what this paper says").count(), 2, "{answer}");
    assert!(answer.contains("*Withheld: a colleague’s data.*") && !answer.contains("notes.txt"), "{answer}");
    let log = read("subject-access-log.csv");
    assert!(
        log.contains(",paper 4,not given,") && log.contains(",paper 3,withheld,a colleague’s data"),
        "{log}"
    );
    assert_eq!(holding(Path::new(&dir), SECRET), Vec::<PathBuf>::new());
    let sums: Vec<String> = kept(&office.data());
    assert!(sums.iter().all(|it| !answer.contains(it.as_str())), "{answer}");
    // On standard output it says how each comes.
    let said = office.run(&["subject-access", "26-0001", "--accept-proposals", "-o", "-"]);
    assert!(!said.out.contains("26-0001-paper-2.txt"), "{said:?}");
    assert!(said.err.contains("redress paper 26-0001 1 > 26-0001-paper-1.pdf"), "{said:?}");
}

/// The file in which the paper in this place on 26-0001 is kept, from 1.
fn held(office: &Office, place: usize) -> PathBuf {
    let sum = papers_of(office, "26-0001")[place - 1]["held"]["sha256"].as_str().expect("text").to_owned();
    office.data().join("papers").join(sum)
}

#[test]
fn an_answer_holds_all_that_was_decided_about_the_person_and_tells_nothing_of_anybody_elses_record() {
    let office = Office::with_cases();
    let me = office.run(&["show", "26-0001", "--json"]).json()["owner"].as_str().map(str::to_owned);
    let steps = [
        json!({ "on": "26-0001", "do": { "choose_route": { "route": "early resolution", "on": "2026-11-04" } } }),
        json!({ "on": "26-0001", "do": { "add_issue": { "what": "The licence came late" } } }),
        json!({ "on": "26-0001", "do": { "find": { "issue": 1, "finding": "upheld", "went_wrong": "yes",
            "on": "2026-11-20", "reason": "Tom Webb lost it" } } }),
        json!({ "on": "26-0001", "do": { "offer_remedy": { "kind": "apology", "what": "We said sorry", "who": "John Smith", "by": "2026-12-18" } } }),
        json!({ "on": "26-0002", "do": { "note": { "text": "Amara Okafor rang about it" } } }),
        json!({ "on": "26-0001", "do": { "note": { "text": "Siân (07700 900123, @sianred) of 14 Elm Rd, and Siân" } } }),
    ];
    let said = office.steps(&steps);
    assert_eq!(said.code, 0, "{said:?}");
    let said = office.run(&["subject-access", "Amara Okafor", "--accept-proposals", "-o", "-"]);
    let page = &said.out;
    for words in [
        "## Your case 26-0001",
        "Acknowledged on Wed 4 Nov 2026 by email.",
        "Answer by Wed 18 Nov 2026",
        "The licence came late",
        "Upheld on Fri 20 Nov 2026; something went wrong: yes.",
        "We said sorry",
        "**Finding on issue 1: why**",
        "**Name of the person affected**",
        "> \\[name withheld\\] (\\[contact details withheld\\], \\[contact details withheld\\]) of \\[contact details \
         withheld\\], and \\[name withheld\\]",
        "## In another record here",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    for words in ["26-0002", "Amara Okafor rang", "Siân", "900123", "names them", "their own", "John Smith"]
    {
        assert!(!page.contains(words), "{words}\n{page}");
    }
    assert!(me.is_none_or(|it| !page.contains(&it)), "{page}");
    // The log tells the office which record it is.
    let log = office.run(&["subject-access", "Amara Okafor", "--accept-proposals", "-o", "-", "--log"]);
    assert!(log.out.contains("26-0002,"), "{log:?}");
    // And a case that is printed for its person has the same in it.
    let printed = office.run(&["print", "26-0001", "--redacted"]);
    assert!(
        printed.out.contains("Upheld on Fri 20 Nov 2026") && !printed.out.contains("Siân"),
        "{printed:?}"
    );
}

#[test]
fn papers_of_a_restricted_case_go_with_no_answer_until_somebody_says_so() {
    let office = Office::with_cases();
    let options = ["--about", "the person who complains"];
    done(&office.run(&[&["attach", "26-0001", &file(&office, "a.txt", "one")][..], &options].concat()));
    let me = office.run(&["show", "26-0001", "--json"]).json()["owner"].as_str().expect("text").to_owned();
    done(&office.run(&["restrict", "26-0001", "--to", &me, "--reason", "A colleague"]));
    let dir = office.place("answer");
    done(&office.run(&["subject-access", "26-0001", "--accept-proposals", "-o", &dir]));
    assert_eq!(fs::read_dir(&dir).expect("a folder").count(), 2, "the answer and its log");
}

#[test]
fn a_missing_or_a_changed_paper_is_found_and_mended_from_a_copy() {
    let office = Office::with_cases();
    let copy = office.data().with_file_name("copy");
    let copy = copy.to_str().expect("UTF-8");
    done(&office.run(&["attach", "26-0001", &file(&office, "a.txt", "one"), &file(&office, "b.txt", "two")]));
    let said = office.run(&["backup", copy]);
    assert!(said.out.contains("Copied 2 papers."), "{said:?}");
    done(&office.run(&["attach", "26-0002", &file(&office, "c.txt", "three")]));
    let said = office.run(&["backup", copy]);
    assert!(said.out.contains("Copied 1 paper."), "only what is new: {said:?}");
    assert!(office.run(&["verify"]).out.contains("3 papers are as they were put there."));
    assert!(office.run(&["verify", "--copy", copy]).out.contains("3 papers are"));

    let names = kept(&office.data());
    let place = |directory: &Path, name: &str| directory.join("papers").join(name);
    fs::remove_file(place(&office.data(), &names[0])).expect("it is there");
    fs::write(place(&office.data(), &names[1]), "other").expect("it is there");
    let said = office.run(&["verify"]);
    assert!(said.out.contains(&format!("papers/{} is missing.", names[0])), "{said:?}");
    assert!(said.out.contains(&format!("papers/{} was changed.", names[1])), "{said:?}");
    said.is_trouble(2, &["2 papers are not what was put there", "of a backup"]);
    // Damage never reaches the copy.
    done(&office.run(&["backup", copy]));
    done(&office.run(&["verify", "--copy", copy]));
    for name in &names[..2] {
        fs::copy(place(Path::new(copy), name), place(&office.data(), name)).expect("room");
    }
    done(&office.run(&["verify"]));

    let restored = office.data().with_file_name("restored");
    let options = ["--data", restored.to_str().expect("UTF-8")];
    done(&redress(on("2026-11-24"), &[&options[..], &["restore", copy]].concat(), ""));
    assert_eq!(
        redress(on("2026-11-24"), &[&options[..], &["paper", "26-0002", "1"]].concat(), "").out,
        "three"
    );
}

#[test]
fn what_a_paper_says_goes_with_its_case_from_the_store_and_its_copies_unless_another_case_has_it() {
    let office = Office::with_cases();
    let copy = office.data().with_file_name("copy");
    let copy = copy.to_str().expect("UTF-8");
    let (own, both) = (file(&office, "own.txt", SECRET), file(&office, "both.txt", "A leaflet"));
    done(&office.run(&["attach", "26-0003", &own, "--title", "From Zebedeequux"]));
    done(&office.run(&["attach", "26-0003", &both]));
    done(&office.run(&["attach", "26-0001", &both]));
    done(&office.run(&["backup", copy]));
    let erased = office.run(&["erase", "26-0003", "--before-date", "--reason", "asked", "--yes"]);
    assert!(erased.code == 0 && erased.out.contains("Removed what 1 paper said."), "{erased:?}");
    for words in ["Zebedeequux", "own.txt"] {
        assert_eq!(holding(&office.data(), words), Vec::<PathBuf>::new());
    }
    assert_eq!(holding(Path::new(copy), SECRET).len(), 1);
    done(&office.run(&["backup", copy]));
    assert_eq!(holding(Path::new(copy), "Zebedeequux"), Vec::<PathBuf>::new());
    assert_eq!(office.run(&["paper", "26-0001", "1"]).out, "A leaflet");
    let papers = papers_of(&office, "26-0003");
    assert_eq!((&papers[0]["title"], &papers[0]["held"]["sha256"]), (&json!("[erased]"), &json!("")));
    done(&office.run(&["verify"]));
}

#[test]
fn a_paper_goes_over_the_socket_of_a_shared_office_and_back_and_what_is_on_its_way_goes_when_it_closes() {
    let office = Office::with_cases();
    let large = "Dear sir,\n".repeat(400_000);
    let path = file(&office, "letter.txt", &large);
    let socket = office.data().with_file_name("sock");
    let served = Served::start(&office.data(), &socket);
    fs::create_dir_all(office.data().join("papers")).expect("room");
    let options = ["--socket", socket.to_str().expect("UTF-8")];
    // The office works on the real day, and so does whoever comes.
    let run = |arguments: &[&str]| redress(on("2026-11-24"), &[&options[..], arguments].concat(), "");
    done(&run(&["attach", "26-0001", &path]));
    assert!(run(&["paper", "26-0001", "1"]).out == large);
    served.kill();
    let left = office.data().join("papers").join("ab.arriving");
    fs::write(&left, "half").expect("room");
    crate::driver::private(&office.data());
    done(&office.run(&["show", "26-0001"]));
    assert!(!left.exists());
    done(&office.run(&["verify"]));
}
