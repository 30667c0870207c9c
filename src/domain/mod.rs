//! What the office knows and the rules it works by. Knows no disk, no clock and no terminal.

pub mod text;
pub mod calendar;
pub mod refusal;
pub mod vocabulary;
pub mod schedule;
pub mod listing;
pub mod people;
pub mod differences;
pub mod office;
pub mod case;
pub mod plan;
pub mod authority;
pub mod retention;
pub mod diary;
pub mod row;
pub mod figures;
pub mod filter;
pub mod plan_filter;
pub mod change;
pub mod subject_access;
pub mod since;
pub mod moving;
