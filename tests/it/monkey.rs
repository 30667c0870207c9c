//! Keys at random: whatever is pressed, nothing breaks, and what is on disk is what was shown.

use redress::api::message::Request;
use redress::desk::upkeep::verify_journal;
use redress::exchange::demo::dice::Dice;
use redress::tui::screen::Effect;
use redress::tui::terminal::chord::{Chord, Key};

use crate::driver::{Player, rows};

const KEYS: usize = 1_500;

const SIZES: &[(u16, u16)] =
    &[(80, 24), (60, 16), (59, 16), (60, 15), (20, 5), (200, 60), (120, 40), (161, 16), (61, 60), (80, 24)];

/// Keys that lead somewhere come more often than letters.
const USUAL: &[Key] = &[
    Key::Enter,
    Key::Enter,
    Key::Esc,
    Key::Tab,
    Key::Tab,
    Key::BackTab,
    Key::Down,
    Key::Up,
    Key::Left,
    Key::Right,
    Key::Home,
    Key::End,
    Key::PageDown,
    Key::PageUp,
    Key::Backspace,
    Key::Delete,
    Key::Insert,
    Key::Function(1),
    Key::Function(12),
];
/// What gets something done, where it is typed in the right place.
const WORK: &[&str] = &[
    "<esc><esc><enter>tRang<c-x><enter>",
    "<esc><esc>a<enter>",
    "<esc><esc>nA<tab><tab><tab><tab>fees<tab>B<c-x><enter>",
    "<c-x><enter>",
    "<esc><esc><esc>3j<enter>",
    "<esc><esc><esc>2j<enter><c-x><enter>",
    "<esc><esc>xxo<tab><enter>",
    "uu",
    "<esc><esc>.",
    "<esc><esc>v",
    "<esc><esc><esc>5<enter>n1<tab><tab><tab><tab>today<c-x><enter>",
    "<esc><esc><esc>5<enter>Xc",
    "<esc><esc>X",
];
const LETTERS: &str = "nadrifscto/jkgGbhlqRXZ? 1234567890aeiouyxz.-+:é👍\u{301}ｗ";
const UNDER_CTRL: &str = "xxxxxzywulda";

fn chord(dice: &mut Dice) -> Chord {
    let one_of = |dice: &mut Dice, letters: &str| {
        let letters: Vec<char> = letters.chars().collect();
        dice.pick(&letters)
    };
    match dice.below(10) {
        0..4 => Chord::plain(dice.pick(USUAL)),
        4 => Chord::ctrl(one_of(dice, UNDER_CTRL)),
        _ => Chord::char(one_of(dice, LETTERS)),
    }
}

fn play(seed: u64) {
    let mut dice = Dice::new(seed);
    let mut player = Player::at(80, 24);
    let cases = player.rows().len();
    for _ in 0..KEYS {
        match dice.below(200) {
            0 => {
                let (columns, rows) = dice.pick(SIZES);
                player.resize(columns, rows);
            }
            1 => {
                player.paste("Pasted\r\n\u{1b}[31mtext\tqq");
            }
            2..6 => {
                player.keys(dice.pick(WORK));
            }
            _ => player.press(chord(&mut dice)),
        }
    }
    let before = player.rows();
    assert!(cases <= before.len());
    assert!(player.jobs.iter().any(|it| matches!(it, Effect::Ask(_, Request::Do(_)))), "it got somewhere");
    let office = player.leave();
    verify_journal(&office.data(), &mut |_, _| {}).expect("the journal is sound");
    assert_eq!(rows(&office.open(true)), before, "built again from the journal");
}

#[test]
fn keys_at_random_break_nothing_1() {
    play(1);
}

#[test]
fn keys_at_random_break_nothing_2() {
    play(0x00c0_ffee);
}

#[test]
fn keys_at_random_break_nothing_3() {
    play(2026);
}

#[test]
fn keys_at_random_break_nothing_4() {
    play(77_777);
}
