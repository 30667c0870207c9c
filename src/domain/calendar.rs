//! Working days, bank holidays, quarters and financial years.
