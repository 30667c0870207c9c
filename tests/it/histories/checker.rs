//! Says what is wrong with a history. Knows nothing of the program: it reads what clients noted and the files of journals.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

/// What a client noted of one change that it asked for. Times are nanoseconds since any beginning.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// The id under which it was asked for, however often.
    pub(super) id: String,
    pub(super) begun: u64,
    pub(super) end: End,
}

/// What became of it, as far as the client was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It was told that it was saved.
    Saved { at: u64 },
    /// It was never told anything but that it was not saved, and asked no more.
    NotSaved,
    /// It does not know.
    Unknown,
}

/// A count of notes on one case that a client read on a host, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Read {
    pub(super) host: usize,
    pub(super) begun: u64,
    pub(super) end: u64,
    pub(super) notes: u32,
}

/// Everything that is wrong; nothing where all is well.
pub(super) fn wrong(asked: &[Asked], reads: &[Read], journals: &[&Path]) -> Vec<String> {
    let mut wrong = Vec::new();
    let all: Vec<Vec<u8>> = journals.iter().map(|it| journal(it)).collect();
    for (host, bytes) in all.iter().enumerate().skip(1) {
        if *bytes != all[0] {
            wrong.push(format!(
                "fork: hosts 0 and {host} have other journals ({}, {})",
                all[0].len(),
                bytes.len()
            ));
        }
    }
    let lines = chain(&all[0], &mut wrong);
    let mut places: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for (seq, id) in &lines {
        places.entry(id).or_default().push(*seq);
    }
    let mut saved = Vec::new();
    for it in asked {
        let places = places.get(&*it.id).map_or(&[][..], Vec::as_slice);
        match (it.end, places) {
            (End::Saved { at }, [seq]) => saved.push((it.begun, at, *seq)),
            (End::Saved { .. }, []) => wrong.push(format!("lost: {} was told to be saved", it.id)),
            (End::NotSaved, []) | (End::Unknown, [] | [_]) => {}
            (End::NotSaved, [_]) => wrong.push(format!("there: {} was told not to be saved", it.id)),
            (_, many) => wrong.push(format!("twice: {} stands in lines {many:?}", it.id)),
        }
    }
    wrong.extend(out_of_order(saved));
    wrong.extend(gone_back(reads));
    wrong
}

/// What was told to be saved before something else was asked for stands before it.
fn out_of_order(mut saved: Vec<(u64, u64, u64)>) -> Option<String> {
    let mut by_end = saved.clone();
    by_end.sort_by_key(|it| it.1);
    saved.sort_unstable();
    let (mut ended, mut highest) = (by_end.iter().peekable(), 0);
    for (begun, _, seq) in saved {
        while let Some((_, _, before)) = ended.next_if(|it| it.1 < begun) {
            highest = highest.max(*before);
        }
        if seq < highest {
            return Some(format!("order: line {seq} was asked for after line {highest} was told"));
        }
    }
    None
}

/// Whoever reads on a host again sees no less than whoever read there before.
fn gone_back(reads: &[Read]) -> Option<String> {
    let hosts = reads.iter().map(|it| it.host).max().map_or(0, |it| it + 1);
    (0..hosts).find_map(|host| {
        let mut here: Vec<Read> = reads.iter().filter(|it| it.host == host).copied().collect();
        let mut by_end = here.clone();
        by_end.sort_by_key(|it| it.end);
        here.sort_by_key(|it| it.begun);
        let (mut ended, mut most) = (by_end.iter().peekable(), 0);
        here.into_iter().find_map(|it| {
            while let Some(before) = ended.next_if(|before| before.end < it.begun) {
                most = most.max(before.notes);
            }
            (it.notes < most).then(|| format!("back: host {host} showed {} notes after {most}", it.notes))
        })
    })
}

fn journal(dir: &Path) -> Vec<u8> {
    let mut files: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.extension().is_some_and(|it| it == "jsonl"))
        .collect();
    files.sort();
    files.iter().flat_map(|it| fs::read(it).unwrap()).collect()
}

/// The number and the id of each line, held against the line before it.
fn chain(bytes: &[u8], wrong: &mut Vec<String>) -> Vec<(u64, String)> {
    let (mut before, mut last_at) = ("0".repeat(64), String::new());
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(bytes.split_inclusive(|it| *it == b'\n')) {
        let text = String::from_utf8_lossy(line);
        let Ok(value) = serde_json::from_str::<serde_json::Value>(&text) else {
            wrong.push(format!("torn: line {number} is none"));
            break;
        };
        let at = value["at"].as_str().unwrap_or_default().to_owned();
        if value["seq"] != number || value["prev"] != before.as_str() {
            wrong.push(format!("chain: line {number} does not follow"));
        }
        if at < last_at {
            wrong.push(format!("time: line {number} is dated before the one that it follows"));
        }
        let header = text.split("\"did\":").next().unwrap_or_default();
        before =
            Sha256::digest(header.as_bytes()).iter().fold(String::new(), |hex, it| format!("{hex}{it:02x}"));
        last_at = at;
        let id = value["cmd"].as_str().unwrap_or_default();
        if !id.is_empty() {
            lines.push((number, id.to_owned()));
        }
    }
    lines
}

#[test]
fn the_checker_finds_what_is_wrong() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let header = |seq: u64, prev: &str, id: &str| {
        format!("{{\"seq\":{seq},\"at\":\"2026-11-24T09:00:00Z\",\"cmd\":\"{id}\",\"prev\":\"{prev}\",")
    };
    let hash = |header: &str| {
        Sha256::digest(header.as_bytes()).iter().fold(String::new(), |hex, it| format!("{hex}{it:02x}"))
    };
    let first = header(1, &"0".repeat(64), "a");
    let second = header(2, &hash(&first), "b");
    let whole = format!("{first}\"did\":[]}}\n{second}\"did\":[]}}\n");
    let check = |one: &str, two: &str, asked: &[Asked], reads: &[Read]| {
        fs::write(dirs[0].path().join("1.jsonl"), one).unwrap();
        fs::write(dirs[1].path().join("1.jsonl"), two).unwrap();
        wrong(asked, reads, &[dirs[0].path(), dirs[1].path()]).join("; ")
    };
    let asked = |id: &str, begun, end| Asked { id: id.into(), begun, end };
    let read = |begun, notes| Read { host: 0, begun, end: begun + 1, notes };
    let [a, b] = [asked("a", 1, End::Saved { at: 2 }), asked("b", 3, End::Saved { at: 4 })];
    assert_eq!(check(&whole, &whole, &[a.clone(), b.clone()], &[read(1, 1), read(3, 2)]), "");
    let first_only = whole.lines().next().unwrap().to_owned() + "\n";
    for (name, said) in [
        ("fork", check(&whole, &first_only, &[], &[])),
        ("lost", check(&first_only, &first_only, std::slice::from_ref(&b), &[])),
        ("there", check(&whole, &whole, &[asked("b", 3, End::NotSaved)], &[])),
        ("twice", check(&whole.replace("\"b\"", "\"a\""), "", std::slice::from_ref(&a), &[])),
        ("chain", check(&whole.replace("\"a\"", "\"c\""), "", &[], &[])),
        ("time", check(&whole.replacen("T09", "T10", 1), "", &[], &[])),
        ("torn", check(&whole[..whole.len() - 3], "", &[], &[])),
        (
            "order",
            check(
                &whole,
                "",
                &[asked("b", 1, End::Saved { at: 2 }), asked("a", 3, End::Saved { at: 4 })],
                &[],
            ),
        ),
        ("back", check(&whole, "", &[], &[read(1, 2), read(3, 1)])),
    ] {
        assert!(said.contains(name), "{name}: {said}");
    }
}
