//! How fast the journal is on this disk: durable appends, opening, reading it all, verifying it all.
//! Prints one line a figure, and asserts nothing: figures belong to the machine.

use std::path::Path;
use std::time::{Duration, Instant};

use redress::journal::chain::Position;
use redress::journal::lines::lines;
use redress::journal::verify::verify;
use redress::journal::written::Draft;
use redress::journal::{Journal, SEGMENT_BYTES};

fn main() {
    // Beside the build, not in /tmp: that may be memory.
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a directory for the journal");
    append(&dir.path().join("one"), 1, 4000);
    append(&dir.path().join("sixteen"), 16, 2000);
    let filled = dir.path().join("filled");
    fill(&filled, 64 * 1024 * 1024);
    open(&filled);
    read(&filled);
    check(&filled);
}

/// A commit of the size that storage was measured with: about 1.5 KB.
fn draft() -> Draft {
    let note = "Mrs Okafor rang about the delay; I said that we would write by Friday. ".repeat(17);
    Draft {
        at: "2026-11-24T09:31:07Z".parse().expect("a moment"),
        by: "asmith".into(),
        role: "handler".into(),
        on: "26-0042".into(),
        ver: 7,
        cmd: "01JDF3Q2R4".into(),
        step: "note".into(),
        did: format!(r#"[{{"noted":{{"text":"{note}"}}}}]"#),
    }
}

fn append(dir: &Path, group: usize, rounds: u32) {
    let (mut journal, _) = Journal::open(dir, SEGMENT_BYTES).expect("opens");
    let drafts = vec![draft(); group];
    let mut times = Vec::new();
    for _ in 0..rounds {
        let start = Instant::now();
        journal.append(&drafts).expect("appends");
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let lines = f64::from(rounds) * f64::from(u32::try_from(group).expect("small"));
    let second = times.iter().sum::<Duration>().as_secs_f64();
    let half = times[times.len() / 2].as_secs_f64() * 1000.0;
    println!("append, groups of {group}: {:.0} durable lines/s, p50 {half:.3} ms a group", lines / second);
}

fn fill(dir: &Path, bytes: u64) {
    let (mut journal, _) = Journal::open(dir, SEGMENT_BYTES).expect("opens");
    let drafts = vec![draft(); 1000];
    let mut written = 0;
    while written < bytes {
        let lines = journal.append(&drafts).expect("appends");
        written += lines.iter().map(|it| u64::from(it.place.length)).sum::<u64>();
    }
}

fn open(dir: &Path) {
    let start = Instant::now();
    Journal::open(dir, SEGMENT_BYTES).expect("opens");
    println!("open: {:.1} ms", start.elapsed().as_secs_f64() * 1000.0);
}

fn read(dir: &Path) {
    let start = Instant::now();
    let mut all = lines(dir, Position::START);
    let count = all.by_ref().filter(|it| it.as_ref().is_ok_and(|line| line.change.did.is_some())).count();
    rate("lines", count, all.bytes_done(), start.elapsed());
}

fn check(dir: &Path) {
    let start = Instant::now();
    let verified = verify(dir, &|_| vec![], &mut |_, _| ()).expect("is sound");
    let count = usize::try_from(verified.changes).expect("fits in memory");
    rate("verify", count, verified.bytes, start.elapsed());
}

#[expect(clippy::cast_precision_loss, reason = "a figure to three digits")]
fn rate(what: &str, lines: usize, bytes: u64, time: Duration) {
    let second = time.as_secs_f64();
    println!("{what}: {:.0} MB/s, {:.0} lines/s", bytes as f64 / 1e6 / second, lines as f64 / second);
}
