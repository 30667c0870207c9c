//! One seam for every record: what the journal, the working copy, the desk and the screens know of a case, a plan, a year
//! and the office is what stands here, and no more.

pub mod guard;
pub mod record;
pub mod fold;
mod office;
mod year;
mod case;
mod plan;
pub mod entry;
pub mod any;
pub mod shorter;
pub mod change;
pub mod step;
