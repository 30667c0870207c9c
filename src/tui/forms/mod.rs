//! Forms: each is a table of fields.
