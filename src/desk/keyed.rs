//! What stands in the journal under the office’s own key, so that whoever has the journal cannot try it out.

use crate::api::message::Ask;
use crate::chance::digits;
use crate::domain::commit::Source;
use crate::domain::office::command::{KEY_DIGITS, OfficeCommand};
use crate::domain::records::any::{AnyCommand, each_kind};
use crate::domain::records::record::Record;

/// An office that is set up keeps a key that nobody chose. The id of what is imported names its file, and stands under that key: whoever
/// has the journal, or tries ids out, is sure of no file.
pub(in crate::desk) fn with_key(mut ask: Ask, key: &str) -> Ask {
    if let AnyCommand::Office(OfficeCommand::SetUp(it)) = &mut ask.command {
        it.key = digits(KEY_DIGITS);
    }
    let is_imported = each_kind!(&ask.command, AnyCommand(it) => R::imported_from(it).is_some(),
        AnyCommand::TakeBack(_) => false,
        AnyCommand::PutBack(_) => false);
    if is_imported && !ask.id.is_empty() {
        ask.id = Source { reference: ask.id, ..Source::default() }.once_erased(key);
    }
    ask
}
