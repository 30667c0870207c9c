//! The rules, a line each.
