//! How often “fewer than before” is said falsely of 10,000 offices where nothing changed, for each rate and reason, and how often a
//! halving is found: the figures that `redress help figures` tells. It ends with trouble where they are worse.
//!
//! `cargo bench --bench proof -- [OFFICES]`

#[path = "../it/proof.rs"]
mod proof;

use proof::{REASONS, said_fewer};

fn main() {
    let offices = std::env::args().skip(1).find_map(|it| it.parse().ok()).unwrap_or(10_000);
    let mut worst: f64 = 0.0;
    for because in REASONS {
        for rate in [0.5, 1.0, 2.0, 5.0, 10.0] {
            let said = said_fewer(offices, rate, 1.0, *because, 7);
            worst = worst.max(said);
            println!("no change, {rate} a month, plan because {because:?}: {said:.2} %");
        }
    }
    let found = said_fewer(offices, 5.0, 0.5, REASONS[0], 7);
    println!("falsely fewer at most: {worst:.2} %; a halving at 5 a month found: {found:.1} %");
    assert!(worst <= 2.5 && 80.0 <= found, "the sentence is surer, or less sure, than it may be");
}
