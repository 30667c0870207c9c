//! Ways in and out for whole files: cases from a spreadsheet, bank holidays, the demo office, letters, a case as one document.

pub mod demo;
pub mod import;
pub mod bank_holidays;
pub mod letters;
pub mod whole_case;
