//! Imports into a real store.
