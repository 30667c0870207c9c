//! A made-up office, deterministic and relative to today, for trying things out.
