//! `redress verify` and `redress rebuild`: is the journal sound, and is the working copy what it says?

use std::fmt::Write as _;

use clap::ArgMatches;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::{count, json as print_json};
use crate::desk::upkeep::verify_journal;
use crate::domain::text::one_line;

/// How many letters of the last hash a person reads.
const HASH_SHOWN: usize = 16;

/// Runs `verify`.
pub fn verify(context: &mut Context, _: &ArgMatches) -> Outcome {
    context.must_exist()?;
    let mut progress = context.progress("Checking the journal");
    let verified = verify_journal(&context.data, &mut |done, total| progress.step(done, total));
    progress.finish();
    match verified {
        Ok(it) => {
            let head = hex(&it.head);
            if context.json {
                let torn = it
                    .torn
                    .as_ref()
                    .map(|it| json!({ "segment": it.segment, "line": it.line, "bytes": it.bytes }));
                let value = json!({
                    "sound": true, "entries": it.entries, "files": it.segments, "bytes": it.bytes,
                    "erased": it.erased, "unfinished": it.unfinished, "torn": torn, "head": head,
                });
                print_json(context.out, &value)?;
                return Ok(Ending::Done);
            }
            let entries =
                if it.entries == 1 { "1 entry".to_owned() } else { format!("{} entries", it.entries) };
            let files = count(it.segments.into(), "file");
            writeln!(context.out, "The journal is sound: {entries} in {files}. Nothing has been changed.")?;
            writeln!(
                context.out,
                "Its last line has the sum {}. Note it down to prove later that nothing before it was changed.",
                &head[..HASH_SHOWN]
            )?;
            if it.torn.is_some() {
                writeln!(
                    context.out,
                    "A last line was cut off in the middle, probably when power failed. It had not been confirmed to anybody."
                )?;
            }
            Ok(Ending::Done)
        }
        Err(damages) => {
            if context.json {
                let list: Vec<_> = damages
                    .iter()
                    .map(|it| {
                        json!({
                            "segment": it.segment, "line": it.line, "seq": it.seq,
                            "what": it.what.to_string(), "advice": it.advice(),
                        })
                    })
                    .collect();
                print_json(context.out, &json!({ "sound": false, "damages": list }))?;
            } else {
                for it in &damages {
                    writeln!(context.out, "{}.", one_line(&it.to_string()))?;
                }
            }
            let places = count(damages.len() as u64, "place");
            Err(Trouble::Broken(format!(
                "the journal is damaged in {places}. Do not work with this store; do what is said at each place, then run “redress verify” again"
            )))
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes whatever is written to it");
        text
    })
}

/// Runs `rebuild`.
pub fn rebuild(context: &mut Context, _: &ArgMatches) -> Outcome {
    context.must_exist()?;
    drop(context.open_how(true)?);
    if context.json {
        print_json(context.out, &json!({ "rebuilt": true }))?;
    } else {
        writeln!(context.out, "The working copy of the records was built again from the journal.")?;
    }
    Ok(Ending::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_written_in_small_hexadecimal() {
        assert_eq!(hex(&[0, 0xab, 0x0f]), "00ab0f");
    }
}
