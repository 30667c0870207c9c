//! What tests of screens look at: an office with nothing in it, on one day.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::authority::Asker;
use crate::domain::listing::Counts;
use crate::domain::office::record::{House, Office};
use crate::tui::screen::{Cx, Manner};

/// Whoever sits there may do everything.
pub(in crate::tui) fn cx() -> Cx {
    Cx {
        manner: Manner::default(),
        today: "2026-11-24".parse().expect("a real date"),
        house: Arc::new(House::new(Office::default())),
        login: "jsmith".into(),
        asker: Asker::default(),
        counts: Counts::default(),
        last_here: None,
        kept: Vec::new(),
        found: Vec::new(),
        also_here: Vec::new(),
        cut_off: None,
        running: Duration::ZERO,
    }
}
