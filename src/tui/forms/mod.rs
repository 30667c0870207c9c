//! Forms: each is a table of fields and a function that makes commands of the answers. The table knows no drawing, so
//! that other ways of asking can read it too.

pub mod keys;
pub mod entry;
pub mod form;
pub mod view;
