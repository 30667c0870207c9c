//! The screens themselves, one a file.

pub mod lists;
pub mod case_lines;
pub mod menu;
pub mod palette;
pub mod results;
pub mod inbox;
pub mod case;
pub mod form;
pub mod plans;
pub mod plan_lines;
pub mod plan;
pub mod reviews;
pub mod report_lines;
pub mod reports;
pub mod office;
pub mod since;
pub mod why;
pub mod help;
pub mod drafts;
