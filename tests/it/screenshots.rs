//! The pictures of the README and of help, from the very cells that a terminal would show.
//!
//! A picture that differs from its file is a failing test. After a change that is meant, write them anew with
//! `UPDATE_SCREENSHOTS=1 cargo test --test it screenshots` and look at them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use redress::help::topics::TOPICS;
use unicode_width::UnicodeWidthStr;

use crate::driver::{Office, Player};

/// Of a cell, in pixels: 8.4 is the width of a letter of 14 pixels in most monospaced fonts.
const WIDTH: f64 = 8.4;
const HEIGHT: f64 = 18.0;
/// From the top of a cell to where its letters stand.
const BASELINE: f64 = 13.5;
/// Around the screen.
const MARGIN: f64 = 12.0;

const INK: &str = "#e6e6e6";
const PAPER: &str = "#1b1f24";

/// What a terminal shows beside the keys.
#[derive(Clone, Copy, PartialEq)]
enum Terminal {
    /// UTF-8, as most are.
    Unicode,
    Ascii,
}
use Terminal::{Ascii, Unicode};

/// Name, size, terminal, and the keys that lead there.
const PICTURES: &[(&str, (u16, u16), Terminal, &str)] = &[
    ("inbox", (120, 30), Unicode, "jj"),
    ("case", (80, 24), Unicode, "/26-0219<enter>"),
    (
        "new_complaint",
        (80, 24),
        Unicode,
        "nAmara Okafor<tab>amara@example.org<tab><tab><tab>fees<tab>Charged twice<tab><tab>31/2<c-x>",
    ),
    ("help", (80, 24), Unicode, "?bank holidays"),
    ("action_plans", (80, 24), Unicode, "2"),
    ("plan_impact", (80, 43), Unicode, ":P26-001<enter><tab><tab><tab><tab>"),
    ("reviews_due", (80, 24), Unicode, "3jj"),
    ("reports", (80, 24), Unicode, "4p>>jj"),
    ("reports_ascii", (80, 24), Ascii, "4p>>jj"),
    ("several_at_once", (80, 24), Unicode, "xxx"),
    ("document", (80, 24), Unicode, "4pdb"),
];

/// The picture that moves, with what each of its screens shows and the keys that lead to it from the one before.
const MOVING: &str = "late_to_answered";
const FRAMES: &[(&str, &str)] = &[
    ("The inbox: what is late stands on top.", ""),
    ("Enter opens the case: what is owed, by when, and all that happened.", "/26-0202<enter>"),
    (
        "f: what was found on the complaint, and whether something went wrong.",
        "fupheld<tab>yes<tab>The helpline read from last year's dates.",
    ),
    ("Saved. The case says what is still to do.", "<c-x><enter>"),
    ("s: the final response went.", "syes<c-x>"),
    ("Answered: nothing is owed any more.", "<enter>"),
    ("c: how it ended follows from what was found, and why it was late.", "c<tab>volume<c-x>"),
    ("Closed: all that happened stays in its history.", "<enter>"),
    ("One late case fewer.", "<esc><esc>"),
];
/// Seconds that each of its screens shows.
const SHOWS: usize = 4;

#[derive(PartialEq)]
struct Look {
    ink: &'static str,
    paper: &'static str,
    is_bold: bool,
    is_underlined: bool,
}

fn colour(it: Color, usual: &'static str) -> &'static str {
    match it {
        Color::Reset => usual,
        Color::White => "#ffffff",
        Color::Black => "#000000",
        Color::Red => "#af0000",
        Color::Magenta => "#870087",
        Color::Yellow => "#ffd700",
        Color::DarkGray => "#a8a8a8",
        Color::Cyan => "#87d7ff",
        other => panic!("no screen shows {other}"),
    }
}

fn look(cell: &Cell) -> Look {
    let (ink, paper) = (colour(cell.fg, INK), colour(cell.bg, PAPER));
    let (ink, paper) = if cell.modifier.contains(Modifier::REVERSED) { (paper, ink) } else { (ink, paper) };
    let has = |it| cell.modifier.contains(it);
    Look { ink, paper, is_bold: has(Modifier::BOLD), is_underlined: has(Modifier::UNDERLINED) }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The size of a picture of so many columns and rows, in pixels.
fn size(columns: u16, rows: u16) -> (f64, f64) {
    (f64::from(columns) * WIDTH + 2.0 * MARGIN, f64::from(rows) * HEIGHT + 2.0 * MARGIN)
}

/// A picture: what it is called, its style, and what is in it.
fn picture((width, height): (f64, f64), title: &str, style: &str, inner: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\">\n\
         <title>{}</title>\n{style}\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{PAPER}\"/>\n\
         <g font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\" fill=\"{INK}\">\n\
         {inner}</g>\n</svg>\n",
        escaped(title)
    )
}

fn screen(buffer: &Buffer) -> String {
    let mut svg = String::new();
    for y in 0..buffer.area.height {
        draw_row(&mut svg, buffer, y);
    }
    svg
}

fn svg(title: &str, buffer: &Buffer) -> String {
    picture(size(buffer.area.width, buffer.area.height), title, "", &screen(buffer))
}

/// Screens one after the other, each with its words below it, without a script. Whoever wants nothing to move sees the first.
fn moving(title: &str, frames: &[(&str, Buffer)]) -> String {
    let area = frames[0].1.area;
    let (width, height) = size(area.width, area.height + 2);
    let whole = frames.len() * SHOWS;
    let shown = 100.0 / f64::from(u16::try_from(frames.len()).expect("a few"));
    let mut style = format!(
        "<style>\n.f {{ opacity: 0; animation: show {whole}s step-end infinite; }}\n.first {{ opacity: 1; }}\n\
         @keyframes show {{ 0% {{ opacity: 1; }} {shown:.2}% {{ opacity: 0; }} 100% {{ opacity: 0; }} }}\n"
    );
    let mut inner = String::new();
    for (place, (words, buffer)) in frames.iter().enumerate() {
        writeln!(style, ".f{place} {{ animation-delay: {}s; }}", place * SHOWS)
            .expect("a String takes everything");
        let first = if place == 0 { " first" } else { "" };
        let y = MARGIN + f64::from(area.height + 1) * HEIGHT + BASELINE;
        writeln!(
            inner,
            "<g class=\"f f{place}{first}\">\n{}<text x=\"{MARGIN}\" y=\"{y:.1}\" font-weight=\"bold\">{} of {}  {}</text>\n</g>",
            screen(buffer),
            place + 1,
            frames.len(),
            escaped(words)
        )
        .expect("a String takes everything");
    }
    style.push_str("@media (prefers-reduced-motion: reduce) { .f { animation: none; } }\n</style>\n");
    picture((width, height), title, &style, &inner)
}

/// A row, in runs of one look; each run is put in its place and made as wide as its cells.
fn draw_row(svg: &mut String, buffer: &Buffer, y: u16) {
    let mut x = 0;
    while x < buffer.area.width {
        let (start, here) = (x, look(&buffer[(x, y)]));
        let mut text = String::new();
        while x < buffer.area.width && look(&buffer[(x, y)]) == here {
            // Wide gaps part runs, so that columns stay columns in any font.
            if text.ends_with("  ") && buffer[(x, y)].symbol() != " " {
                break;
            }
            text.push_str(buffer[(x, y)].symbol());
            x += u16::try_from(buffer[(x, y)].symbol().width()).expect("a cell").max(1);
        }
        draw_run(svg, (start, y), x - start, &text, &here);
    }
}

fn draw_run(svg: &mut String, (x, y): (u16, u16), cells: u16, text: &str, look: &Look) {
    let (left, top) = (MARGIN + f64::from(x) * WIDTH, MARGIN + f64::from(y) * HEIGHT);
    let mut put = |line: String| writeln!(svg, "{line}").expect("a String takes everything");
    if look.paper != PAPER {
        let width = f64::from(cells) * WIDTH;
        put(format!(
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{HEIGHT}\" fill=\"{}\"/>",
            look.paper
        ));
    }
    if look.is_underlined {
        let (y, width) = (top + BASELINE + 2.5, f64::from(cells) * WIDTH);
        put(format!(
            "<rect x=\"{left:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"1\" fill=\"{}\"/>",
            look.ink
        ));
    }
    let shown = text.trim_start();
    let left = left + f64::from(u16::try_from(text.len() - shown.len()).expect("a row")) * WIDTH;
    let shown = shown.trim_end();
    if shown.is_empty() {
        return;
    }
    let width = f64::from(u16::try_from(shown.width()).expect("a row")) * WIDTH;
    let ink = if look.ink == INK { String::new() } else { format!(" fill=\"{}\"", look.ink) };
    let bold = if look.is_bold { " font-weight=\"bold\"" } else { "" };
    put(format!(
        "<text x=\"{left:.1}\" y=\"{:.1}\" textLength=\"{width:.1}\" lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\"{ink}{bold}>{}</text>",
        top + BASELINE,
        escaped(shown)
    ));
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots")
}

/// What the README or a topic of help says below each picture, by the name of its file.
fn captions() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = vec![fs::read_to_string(root.join("README.md")).expect("there is a README")];
    texts.extend(TOPICS.iter().map(|it| it.text.to_owned()));
    let mut captions = BTreeMap::new();
    for line in texts.iter().flat_map(|it| it.lines()) {
        let Some((words, path)) = line.strip_prefix("![").and_then(|it| it.split_once("](")) else {
            continue;
        };
        let name = path.trim_end_matches(')').rsplit('/').next().unwrap_or_default().to_owned();
        assert!(words.contains(' '), "say what to see in {name}");
        captions.insert(name, words.to_owned());
    }
    captions
}

/// Every picture as it is drawn now, by the name of its file.
fn drawn() -> BTreeMap<String, String> {
    let captions = captions();
    let caption = |file: &str| captions.get(file).unwrap_or_else(|| panic!("no text shows {file}")).clone();
    let mut all = BTreeMap::new();
    for (name, size, terminal, keys) in PICTURES {
        let office = Office::demo();
        let mut player =
            if *terminal == Unicode { office.sit_down_in_unicode(*size) } else { office.sit_down(*size) };
        let file = format!("{name}.svg");
        let drawn = svg(&caption(&file), &player.keys(keys).buffer());
        all.insert(file, drawn);
    }
    let mut player = Office::demo().sit_down_in_unicode((80, 24));
    let frames: Vec<_> = FRAMES.iter().map(|(words, keys)| (*words, player.keys(keys).buffer())).collect();
    let file = format!("{MOVING}.svg");
    let drawn = moving(&caption(&file), &frames);
    all.insert(file, drawn);
    all
}

#[test]
#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says so this way")]
fn screenshots_show_what_the_screens_show_and_each_stands_in_a_text() {
    let (drawn, folder) = (drawn(), folder());
    assert!(drawn.len() <= 12, "more than anybody looks at");
    let there: BTreeSet<String> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|it| it.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    if std::env::var_os("UPDATE_SCREENSHOTS").is_some() {
        there.iter().for_each(|it| fs::remove_file(folder.join(it)).expect("it is ours"));
        for (file, svg) in &drawn {
            fs::write(folder.join(file), svg).expect("room for a picture");
        }
        return;
    }
    assert_eq!(
        there,
        captions().into_keys().collect(),
        "a picture for every text, and a text for every picture"
    );
    let is_stale = |it: &&String| fs::read_to_string(folder.join(it)).ok().as_ref() != drawn.get(*it);
    let stale: Vec<&String> = there.iter().filter(is_stale).collect();
    assert!(stale.is_empty(), "{stale:?} differ. UPDATE_SCREENSHOTS=1 writes them anew");
}

#[test]
fn the_picture_that_moves_goes_from_a_late_case_to_an_answer_and_one_late_case_fewer() {
    let mut player = Office::demo().sit_down_in_unicode((80, 24));
    let late = |player: &Player| player.screen().lines().next().unwrap_or_default().to_owned();
    let before = late(&player);
    for (_, keys) in FRAMES {
        player.keys(keys);
    }
    assert!(before.contains("Inbox !16") && late(&player).contains("Inbox !15"), "{}", player.screen());
}

#[test]
fn a_picture_holds_every_text_as_it_is_and_a_box_behind_every_colour() {
    let mut player = Player::at(80, 24);
    let drawn = svg("A & B", &player.keys("n<lt> & >").buffer());
    assert!(drawn.contains("&lt; &amp; &gt;") && drawn.contains("<title>A &amp; B</title>"), "{drawn}");
    let drawn = svg("", &player.keys("<c-w><c-w><c-w><esc>").buffer());
    assert!(
        drawn.contains("fill=\"#af0000\"") && drawn.contains(">!<") && drawn.contains(">Overdue 8d<"),
        "{drawn}"
    );
}
