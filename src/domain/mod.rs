//! What the office knows and the rules it works by. Knows no disk, no clock and no terminal.

pub mod text;
pub mod calendar;
pub mod refusal;
pub mod vocabulary;
pub mod listing;
pub mod people;
pub mod office;
pub mod case;
pub mod plan;
pub mod authority;
pub mod diary;
pub mod compact;
pub mod row_parts;
pub mod row;
pub mod figures;
pub mod year;
pub mod quality;
pub mod sample;
pub mod days;
pub mod part_filter;
pub mod filter;
pub mod plan_filter;
pub mod change;
pub mod since;
pub mod moving;
