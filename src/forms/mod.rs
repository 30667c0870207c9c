//! Forms as tables: what is asked for each step, how an answer is read, and what the answers ask for. Screens, plain mode
//! and the command line read the same tables and answer the same [`form::Form`]; nothing here draws or takes a key.

pub mod office_part;
pub mod about;
pub mod year;
pub mod frozen;
pub mod setting;
pub mod field;
pub mod answers;
pub mod table;
pub mod doubts;
pub mod form;
pub mod tables;
pub mod explained;
pub mod blank;
