//! What the server tells the host's log, one line an event. Connections are numbers: no names, nothing of any case.

use std::fmt::Display;

use crate::aside::say;
use crate::domain::text::one_line;

/// Writes a line. `number` is the connection's, 0 for none.
pub(in crate::api::server) fn log(event: &str, number: u64, detail: &dyn Display) {
    let detail = one_line(&detail.to_string());
    say(format_args!("event={event} connection={number} detail=\"{}\"", detail.replace('"', "'")));
}
