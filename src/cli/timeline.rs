//! What happened to a record, line by line.

use crate::api::message::{Moment, Reply, Request};
use crate::cli::context::{Context, Store, ask};
use crate::cli::ending::Trouble;
use crate::cli::paper::set_in;
use crate::domain::reference::RecordRef;
use crate::domain::text::one_line;

/// Columns before the lines of what happened but for the first: they stand below when it was.
const SET_IN: usize = 8;

/// What happened to a record, oldest first.
pub fn moments(store: &mut Store, on: RecordRef) -> Result<Vec<Moment>, Trouble> {
    ask(&mut store.session, Request::History(on), |it| match it {
        Reply::History { moments, .. } => Some(moments),
        _ => None,
    })
}

/// Prints what happened, each in its paragraphs, with its number in the journal; where lines are read aloud, without.
pub fn timeline(context: &mut Context, store: &Store, moments: &[Moment]) -> Result<(), Trouble> {
    let office = &store.hello.office;
    let zone = office.zone();
    for moment in moments {
        let at = moment.at.with_timezone(&zone).format("%-d %b %Y %H:%M");
        let by = moment.by_whom(office.person_name(&moment.by));
        let by = one_line(&by);
        let number = if context.plain { String::new() } else { format!("{:>6}  ", moment.seq) };
        if moment.happenings.is_empty() {
            writeln!(context.out, "{number}{at}  {by}  (erased)")?;
        }
        for it in &moment.happenings {
            let lines = set_in(&it.words, SET_IN);
            let first = lines.first().map(|it| it.trim_start()).unwrap_or_default();
            writeln!(context.out, "{number}{at}  {by}  {}: {first}", one_line(&it.kind))?;
            for line in lines.iter().skip(1) {
                writeln!(context.out, "{line}")?;
            }
        }
    }
    Ok(())
}
