//! Every screen as it looks, and what keys do on it.

use crate::driver::Player;

#[test]
fn print_screens() {
    let mut p = Player::at(80, 24);
    println!("{}", p.picture());
    for keys in ["<enter>", "a", "<esc><esc>", "q", "n", "Amara Okafor<tab>07700 900123<tab><tab><tab>", "<c-x>"] {
        p.keys(keys);
        println!("== {keys}\n{}", p.picture());
    }
}
