//! How things stand: records, lists and the diary in sled, folded from the journal and never the only copy of anything.
//!
//! Invariant: what a case adds to the view is a pure function of its record (`derive`), so a change is the difference
//! of two derivations and a rebuild is the same code run from the start. This module alone names sled.
//!
//! Changes are held in memory before they go to sled, many at once and in order ([`engine`]): an ordinary change costs no page of
//! sled's. The journal has them, and an opening folds in what sled has not.
//!
//! # How far it goes
//!
//! Lists and counts cost hardly more at 600,000 cases than at 10,000, and finding a millisecond more; a year's report, memory and building it again grow with
//! the cases (`cargo bench` prints how). An office that receives 50,000 complaints a year has 600,000 after twelve years, and
//! lets the oldest go meanwhile. At ten million these would have to change, and are left because nobody has as many:
//!
//! - sled holds where each page lies in memory, and reads all of that when it opens. Small pairs are packed, some forty to one of
//!   sled's, which leaves some 0.1 kB a case. An engine that keeps it on disk would take its place, in this module alone.
//! - Figures are folded from every row of the period's years, a microsecond a row. Sums by month and service would be kept beside
//!   the pages, and only the months at either end be folded.
//! - Built again, the view takes in the journal from its first line, a sixth of a millisecond a line on two processors: one thread
//!   reads and checks, one folds, one writes to sled what was folded, and words are looked for on all of them. A sealed copy of it
//!   would be kept, to go on from.

pub mod keys;
pub mod block;
pub mod change;
pub mod engine_error;
pub mod packed;
pub mod engine;
pub mod sorted;
pub mod store;
pub mod postings;
pub mod derive;
pub mod pages;
pub mod query;
pub mod naming;
pub mod compare;
pub mod fold;
