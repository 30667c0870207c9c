//! What the made-up office holds in its registers: each register's own table says what.

use chrono::NaiveDate;

use crate::api::message::Ask;
use crate::domain::calendar::period::Quarter;
use crate::domain::register::command::{Enter, EntryCommand};
use crate::domain::register::kinds::KINDS;

/// The steps that enter it.
pub fn entries(actor: &str, today: NaiveDate) -> Vec<Ask> {
    let quarter = Quarter::of(today).previous().previous();
    let says = [
        ("{me}", actor.to_owned()),
        ("{quarter}", quarter.to_string()),
        ("{quarter_end}", quarter.last().to_string()),
        ("{year}", today.format("%y").to_string()),
    ];
    let made_up = KINDS.iter().flat_map(|kind| kind.made_up.iter().map(move |it| (kind, it)));
    made_up
        .map(|(kind, json)| {
            let json = says.iter().fold((*json).to_owned(), |json, (name, words)| json.replace(name, words));
            let values = serde_json::from_str(&json).expect("the table of a register is well formed");
            Ask::first(EntryCommand::Enter(Enter { register: kind.id.to_owned(), values }))
        })
        .collect()
}
