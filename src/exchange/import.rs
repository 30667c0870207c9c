//! Cases from a spreadsheet, by a map of its columns.
