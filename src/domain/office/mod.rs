//! The office: its services, themes, channels and people, its timescales and its calendar.
//!
//! Every change is an event with the date from which it holds. Cases keep the values they were made with, so a later
//! change of the house rules never rewrites what a person was told.

pub mod lists;
pub mod settings;
pub mod event;
pub mod record;
pub mod command;
pub mod decide;
