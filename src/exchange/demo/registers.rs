//! What the made-up office holds in its registers: each register's own table says what.

use chrono::NaiveDate;

use crate::api::message::Ask;
use crate::domain::calendar::period::Quarter;
use crate::domain::register::command::{Enter, EntryCommand};
use crate::domain::register::kinds::KINDS;

/// The steps that enter it.
pub fn entries(actor: &str, today: NaiveDate) -> Vec<Ask> {
    let quarter = Quarter::of(today).previous().previous().to_string();
    let year = today.format("%y").to_string();
    let made_up = KINDS.iter().flat_map(|kind| kind.made_up.iter().map(move |it| (kind, it)));
    made_up
        .map(|(kind, json)| {
            let json = json.replace("{me}", actor).replace("{quarter}", &quarter).replace("{year}", &year);
            let values = serde_json::from_str(&json).expect("the table of a register is well formed");
            Ask::first(EntryCommand::Enter(Enter { register: kind.id.to_owned(), values }))
        })
        .collect()
}
