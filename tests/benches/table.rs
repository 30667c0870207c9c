//! How fast and how big it is, beside `SQLite` or the disk itself: one table. Asserts nothing: figures belong to the machine, and two
//! are compared only within one run.
//!
//! `cargo bench` prints it within ten minutes; the offices that it needs are filled the first time, and kept beside the build.
//! `cargo bench -- --full` adds a million cases, hundreds of people at once, and the proof over ten thousand offices.
//! `cargo bench -- WORDS` prints the lines whose name holds the words.

mod beside;
mod office;
mod people;
mod proved;
mod reading;
mod writing;

use std::process::{Command, Stdio};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The word that asks this program for one figure.
const MEASURE: &str = "--measure";
/// Cases of the offices that are looked at.
const SIZES: &[u32] = &[10_000, 100_000, 600_000];
/// And of the largest.
const MILLION: u32 = 1_000_000;

/// A line of the table.
struct Work {
    name: &'static str,
    unit: &'static str,
    /// What stands beside it; empty for nothing.
    beside: &'static str,
    /// Cases of the office, or people at once.
    sizes: &'static [u32],
    /// Whether it takes long, and is left for `--full`.
    is_long: bool,
    measure: fn(u32) -> Measured,
}

/// One figure, and what the same work is beside it.
struct Measured {
    ours: f64,
    beside: Option<f64>,
}

impl Measured {
    const fn alone(ours: f64) -> Self {
        Self { ours, beside: None }
    }

    const fn beside(ours: f64, beside: f64) -> Self {
        Self { ours, beside: Some(beside) }
    }
}

const fn work(
    name: &'static str,
    unit: &'static str,
    beside: &'static str,
    sizes: &'static [u32],
    measure: fn(u32) -> Measured,
) -> Work {
    Work { name, unit, beside, sizes, is_long: false, measure }
}

const WORKS: &[Work] = &[
    work("open the office", "ms", "", SIZES, reading::open),
    work("what the tabs count", "ms", "SQLite, its index", SIZES, reading::counts),
    work("first page by due date", "ms", "SQLite, its index", SIZES, reading::first_page),
    work("a page in the middle", "ms", "SQLite, its index", SIZES, reading::middle_page),
    work("find a name among open cases", "ms", "SQLite, FTS5", SIZES, reading::find),
    work("find as one types, two letters", "ms", "", SIZES, reading::find_letters),
    work("a year's full report", "ms", "SQLite, 17 queries", SIZES, reading::report),
    work("the whole list by due date", "s", "SQLite", SIZES, reading::whole_list),
    work("memory of an open office", "MB", "", SIZES, reading::memory),
    work(
        "one change after a rest, half within",
        "ms",
        "append, fdatasync",
        &[100, 100_000],
        writing::one_change,
    ),
    work("changes of sixteen people", "a second", "sixteen appends, fdatasync", &[100], writing::sixteen),
    work("import", "rows a second", "SQLite, same keys", &[58_000], writing::import),
    work("build the working copy again", "s", "", &[100_000], writing::rebuild),
    work("check the journal", "s", "", &[100_000], writing::check),
    work("a copy where nothing is new", "ms", "", SIZES, writing::backup),
    work("a desk's start over the socket", "ms", "", SIZES, people::start),
    work("memory of the server at rest", "MB", "", SIZES, people::memory),
    work("memory of each further desk", "MB", "", &[10_000], people::each_desk),
    Work {
        is_long: true,
        ..work("people at once: reading, 99 of 100 within", "ms", "", &[200, 400], people::read)
    },
    Work {
        is_long: true,
        ..work("people at once: a change, 99 of 100 within", "ms", "", &[200, 400], people::change)
    },
    Work { is_long: true, ..work("fewer, said falsely of 100 plans", "", "", &[10_000], proved::falsely) },
    Work { is_long: true, ..work("a halving found, of 100", "", "", &[10_000], proved::found) },
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    if let [first, name, size] = &arguments[..]
        && first == MEASURE
    {
        let work = WORKS.iter().find(|it| it.name == name).expect("a line of the table");
        let it = (work.measure)(size.parse().expect("a size"));
        println!("\n{} {}", it.ours, it.beside.map_or_else(|| "-".to_owned(), |it| it.to_string()));
        return;
    }
    let is_full = arguments.iter().any(|it| it == "--full");
    let words: Vec<&String> = arguments.iter().filter(|it| !it.starts_with("--")).collect();
    let wanted = |it: &&Work| (is_full || !it.is_long) && words.iter().all(|word| it.name.contains(*word));
    println!("{:44} {:>10} {:>12} {:>12} {:>7} {:>7}  beside", "", "size", "ours", "", "growth", "ratio");
    for work in WORKS.iter().filter(wanted) {
        line(work, is_full);
    }
}

/// Prints a line of the table, size by size. Each figure comes from a process of its own, so that none starts in the memory of another.
fn line(work: &Work, is_full: bool) {
    let largest = Some(MILLION).filter(|_| is_full && work.sizes == SIZES);
    let mut first = None;
    for size in work.sizes.iter().copied().chain(largest) {
        let Some(it) = measured(work, size) else {
            println!("{:44} {size:>10} failed", work.name);
            continue;
        };
        let first = *first.get_or_insert(it.ours);
        let growth = if size == work.sizes[0] { String::new() } else { format!("{:.1}", it.ours / first) };
        let ratio = it.beside.map(|beside| format!("{:.2}", it.ours / beside)).unwrap_or_default();
        let beside =
            it.beside.map(|beside| format!("{}: {}", work.beside, short(beside))).unwrap_or_default();
        println!(
            "{:44} {size:>10} {:>12} {:12} {growth:>7} {ratio:>7}  {beside}",
            work.name,
            short(it.ours),
            work.unit
        );
    }
}

fn measured(work: &Work, size: u32) -> Option<Measured> {
    let this = std::env::current_exe().expect("a bench runs from a file");
    let mut child = Command::new(this);
    child.args([MEASURE, work.name, &size.to_string()]).stderr(Stdio::inherit());
    let output = child.output().expect("this program runs");
    let said = String::from_utf8(output.stdout).expect("text");
    let (ours, beside) = said.lines().next_back().filter(|_| output.status.success())?.split_once(' ')?;
    Some(Measured { ours: ours.parse().ok()?, beside: beside.parse().ok() })
}

/// A number to three figures.
fn short(number: f64) -> String {
    match number {
        it if it >= 100.0 => format!("{it:.0}"),
        it if it >= 10.0 => format!("{it:.1}"),
        it if it >= 1.0 => format!("{it:.2}"),
        it => format!("{it:.3}"),
    }
}
