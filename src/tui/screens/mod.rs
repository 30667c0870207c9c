//! The screens themselves, one a file.

pub mod lists;
pub mod case_lines;
pub mod inbox;
pub mod case;
pub mod form;
pub mod why;
pub mod help;
pub mod offer;
