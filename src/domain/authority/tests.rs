//! The table of rights, read as a specification.
