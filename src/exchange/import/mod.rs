//! Cases, or actions of plans, from a spreadsheet, by a map of its columns; entries of registers, by the names of their fields.
//!
//! Invariant: every row of the file ends as imported, already there, skipped, rejected or a repeated header, and is counted
//! there once. A row is known again by the file's SHA-256 and its line, so a run that was stopped can be run again; in another file
//! by its reference, or where it has none by what it says.

pub mod fields;
pub mod dates;
pub mod text;
pub mod noticed;
pub mod written;
pub mod map;
pub mod table;
pub mod error;
pub mod rejects;
pub mod survey;
pub mod header;
pub mod lists;
pub mod row_sum;
pub mod there;
pub mod reading;
pub mod summary;
pub mod measure;
pub mod workbook;
pub mod source;
pub mod look;
pub mod frame;
pub mod run;
pub mod entries;
pub mod recognised;
