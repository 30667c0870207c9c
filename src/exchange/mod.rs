//! Ways in and out for whole files: cases from a spreadsheet, bank holidays, the demo office.

pub mod demo;
pub mod import;
pub mod bank_holidays;
