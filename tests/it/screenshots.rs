//! The pictures of the README, from the very cells that a terminal would show.
//!
//! A picture that differs from its file is a failing test. After a change that is meant, write them anew with
//! `UPDATE_SCREENSHOTS=1 cargo test --test it screenshots` and look at them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use crate::driver::Player;

/// Of a cell, in pixels: 8.4 is the width of a letter of 14 pixels in most monospaced fonts.
const WIDTH: f64 = 8.4;
const HEIGHT: f64 = 18.0;
/// From the top of a cell to where its letters stand.
const BASELINE: f64 = 13.5;
/// Around the screen.
const MARGIN: f64 = 12.0;

const INK: &str = "#e6e6e6";
const PAPER: &str = "#1b1f24";

/// Name, size, and the keys that lead there.
const PICTURES: &[(&str, (u16, u16), &str)] = &[
    ("inbox", (80, 24), "jj"),
    ("case", (80, 24), "/26-0161<enter>"),
    (
        "new_complaint",
        (80, 24),
        "nAmara Okafor<tab>amara@example.org<tab><tab><tab>fees<tab>Charged twice<tab><tab>31/2<c-x>",
    ),
    ("finding", (80, 24), "/26-0161<enter>fupheld<tab>"),
    ("why", (80, 24), "/26-0161<enter><tab>jj?"),
    ("help", (80, 24), "?"),
    ("action_plans", (80, 24), "2"),
    ("plan", (80, 24), "2<enter>"),
    ("plan_impact", (80, 36), ":P26-001<enter><tab><tab><tab>"),
    ("action_plans_120x40", (120, 40), "2"),
    ("reviews_due", (80, 24), "3jj"),
    ("reports", (80, 24), "4jj"),
    ("several_at_once", (80, 24), "xxxozoe<enter>"),
    ("steps", (80, 24), "/26-0161<enter>."),
    ("commands", (80, 24), ":consent"),
    ("lists", (80, 24), "v"),
    ("inbox_120x40", (120, 40), "jj"),
    ("reviews_due_120x40", (120, 40), "3jj"),
    ("reports_120x40", (120, 40), "4jj"),
    ("reports_themes_120x40", (120, 40), "4p>>jj"),
    ("document", (80, 24), "4pdb"),
    ("case_120x40", (120, 40), "/26-0161<enter>"),
];

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

fn svg(buffer: &Buffer) -> String {
    let (columns, rows) = (f64::from(buffer.area.width), f64::from(buffer.area.height));
    let (width, height) = (columns * WIDTH + 2.0 * MARGIN, rows * HEIGHT + 2.0 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" width=\"{width:.0}\" height=\"{height:.0}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{PAPER}\"/>\n\
         <g font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\" fill=\"{INK}\">\n"
    );
    for y in 0..buffer.area.height {
        draw_row(&mut svg, buffer, y);
    }
    svg.push_str("</g>\n</svg>\n");
    svg
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

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots").join(name).with_extension("svg")
}

#[test]
#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says so this way")]
fn screenshots_show_what_the_screens_show() {
    let mut stale = Vec::new();
    for (name, (columns, rows), keys) in PICTURES {
        let drawn = svg(&Player::at(*columns, *rows).keys(keys).buffer());
        let file = file(name);
        if std::env::var_os("UPDATE_SCREENSHOTS").is_some() {
            fs::create_dir_all(file.parent().expect("it is in a folder")).expect("a folder");
            fs::write(&file, &drawn).expect("room for a picture");
        } else if fs::read_to_string(&file).ok().as_deref() != Some(&drawn) {
            stale.push(*name);
        }
    }
    assert!(stale.is_empty(), "{stale:?} differ. UPDATE_SCREENSHOTS=1 writes them anew");
}

#[test]
fn a_picture_holds_every_text_as_it_is_and_a_box_behind_every_colour() {
    let mut player = Player::at(80, 24);
    let drawn = svg(&player.keys("n<lt> & >").buffer());
    assert!(drawn.contains("&lt; &amp; &gt;"), "{drawn}");
    let drawn = svg(&player.keys("<c-w><c-w><c-w><esc>").buffer());
    assert!(drawn.contains("fill=\"#af0000\"") && drawn.contains(">! Overdue 8d<"), "{drawn}");
}
