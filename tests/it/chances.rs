//! What is said of a plan is true as often as `redress help figures` says.

use crate::proof::{REASONS, said_fewer};

#[test]
fn fewer_than_before_is_hardly_ever_said_where_nothing_changed_however_the_plan_began() {
    for because in REASONS {
        for rate in [1.0, 3.0] {
            let said = said_fewer(400, rate, 1.0, *because, 26);
            assert!(said <= 2.5, "{because:?} at {rate} a month: {said} %");
        }
    }
}

#[test]
fn a_halving_is_found_within_a_year() {
    let found = said_fewer(1_000, 5.0, 0.5, REASONS[0], 26);
    // The bench asks for 80 of 10,000 offices; so few may differ by two.
    assert!(78.0 <= found, "{found} %");
}
