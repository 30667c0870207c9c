//! The documents that can be made of the figures.
