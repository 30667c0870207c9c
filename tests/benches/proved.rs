//! How often “fewer than before” is said of offices that are made up: the figures that `redress help figures` tells.

#[path = "../it/proof.rs"]
mod proof;

use proof::{REASONS, said_fewer};

use crate::Measured;

/// The worst of every rate and reason, where nothing changed.
pub(crate) fn falsely(offices: u32) -> Measured {
    let rates = [0.5, 1.0, 2.0, 5.0, 10.0];
    let all =
        REASONS.iter().flat_map(|because| rates.map(|rate| said_fewer(offices, rate, 1.0, *because, 7)));
    Measured::alone(all.fold(0.0, f64::max))
}

/// A halving at five a month.
pub(crate) fn found(offices: u32) -> Measured {
    Measured::alone(said_fewer(offices, 5.0, 0.5, REASONS[0], 7))
}
