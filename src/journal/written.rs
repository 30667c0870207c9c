//! One change and its line, byte for byte:
//! `{"seq":1,"at":…,"by":…,"as":…,"via":…,"on":…,"ver":…,"cmd":…,"step":…,"prev":…,"sum":…,"did":…,"salt":"…"}`.
//!
//! What a change did can be erased without touching a hash: the line's hash covers everything before `"did":`, which holds the
//! sum of the rest. The salt is drawn by chance for each line and is erased with what was done, so that nobody can try out by the
//! sum what it was.

use std::borrow::Cow;
use std::str;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::journal::hash::{self, Hash};

/// A change still to be written: what happened, without its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// When, to the second; fractions are dropped.
    pub at: DateTime<Utc>,
    /// Who: a user name.
    pub by: String,
    /// The role they acted in (`as` in the line).
    pub role: String,
    /// The one record it is about.
    pub on: String,
    /// The version of that record which it makes.
    pub ver: u64,
    /// The command's id, so that a repeat is recognised.
    pub cmd: String,
    /// What the step is called; empty where nobody asked for one.
    pub step: String,
    /// What was done: JSON on one line, kept exactly as given. Not `null`, which means erased.
    pub did: String,
}

/// A change as it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenChange {
    /// Its number: 1 for the first, without gaps.
    pub seq: u64,
    /// When, to the second.
    pub at: DateTime<Utc>,
    /// Who: a user name.
    pub by: String,
    /// The role they acted in.
    pub role: String,
    /// The host that wrote it and vouches for who they were; empty where an office has one machine.
    pub via: String,
    /// The one record it is about.
    pub on: String,
    /// The version of that record which it made.
    pub ver: u64,
    /// The command's id.
    pub cmd: String,
    /// What the step is called.
    pub step: String,
    /// What was done, as written; `None` once erased.
    pub did: Option<String>,
}

/// Says whether `text` is one JSON value.
pub(crate) fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Digits of a salt: as many as nobody tries out.
pub(crate) const SALT_DIGITS: usize = 24;

/// The line of `draft`, with its LF, or why there can be none. `via` is the host that writes it, where there are several.
pub(crate) fn encode(
    seq: u64,
    prev: &Hash,
    via: &str,
    draft: &Draft,
    salt: &str,
) -> Result<Vec<u8>, &'static str> {
    if draft.did.chars().any(|it| it.is_ascii_control()) {
        return Err("what was done is not on one line");
    }
    if draft.did.starts_with('n') || draft.did.trim() != draft.did || !is_json(&draft.did) {
        return Err("what was done is not a JSON value");
    }
    let salted = [draft.did.as_bytes(), SALT, salt.as_bytes(), b"\""].concat();
    let header = Header {
        seq,
        at: instant(draft.at).into(),
        by: Cow::from(&draft.by),
        role: Cow::from(&draft.role),
        via: Cow::from(via),
        on: Cow::from(&draft.on),
        ver: draft.ver,
        cmd: Cow::from(&draft.cmd),
        step: Cow::from(&draft.step),
        prev: hash::to_hex(prev).into(),
        sum: hash::to_hex(&hash::of(&salted)).into(),
    };
    let mut line = header.json();
    line.pop();
    line.push(b',');
    line.extend_from_slice(DID);
    line.extend_from_slice(&salted);
    line.extend_from_slice(b"}\n");
    Ok(line)
}

/// The bytes of one line, taken apart only as far as the chain needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raw<'a> {
    pub(crate) seq: u64,
    pub(crate) prev: Hash,
    sum: Hash,
    /// Everything before `"did":`.
    header: &'a [u8],
    /// Everything after `"did":` but for the closing brace: what was done, and the salt.
    did: &'a [u8],
}

impl<'a> Raw<'a> {
    /// Takes apart a line, given without its LF. `None` if it has not the form of one.
    pub(crate) fn split(line: &'a [u8]) -> Option<Raw<'a>> {
        // A quotation mark inside a string is escaped, so the first match is the key.
        let end = line.windows(DID.len()).position(|it| it == DID)?;
        let (header, rest) = line.split_at(end);
        let did = rest.strip_prefix(DID)?.strip_suffix(b"}")?;
        let number = header.strip_prefix(b"{\"seq\":")?;
        let digits = number.iter().position(|it| *it == b',')?;
        let seq = str::from_utf8(&number[..digits]).ok()?.parse().ok()?;
        let (rest, sum) = strip_hash(header, b"\"sum\":\"")?;
        let (_, prev) = strip_hash(rest, b"\"prev\":\"")?;
        Some(Raw { seq, prev, sum, header, did })
    }

    /// The line's own hash, over the number, who, when and the sums, which the next line carries.
    pub(crate) fn hash(&self) -> Hash {
        hash::of(self.header)
    }

    /// Says whether what was done is erased, or was being erased when the power failed: only `null` begins with `n`.
    pub(crate) fn is_erased(&self) -> bool {
        self.did.first() == Some(&b'n')
    }

    /// Says whether nothing is left of what was done but `null`, and spaces to keep the line's length.
    pub(crate) fn is_blotted_out(&self) -> bool {
        self.did.trim_ascii_end() == b"null"
    }

    /// Says whether what was done is what was written, or erased.
    pub(crate) fn is_intact(&self) -> bool {
        self.is_erased() || hash::of(self.did) == self.sum
    }

    /// What was done, without the salt; `None` where none stands.
    fn unsalted(&self) -> Option<&'a [u8]> {
        let (rest, salt) = self.did.strip_suffix(b"\"")?.split_last_chunk::<SALT_DIGITS>()?;
        let is_drawn = salt.iter().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
        rest.strip_suffix(SALT).filter(|_| is_drawn)
    }

    /// Where in the line what was done and its salt begin, and their length, in bytes.
    pub(crate) fn did_span(&self) -> (usize, usize) {
        (self.header.len() + DID.len(), self.did.len())
    }

    /// Reads the change. `None` if the line is not exactly as [`encode`] writes it.
    pub(crate) fn change(&self) -> Option<WrittenChange> {
        let mut json = self.header.strip_suffix(b",")?.to_vec();
        json.push(b'}');
        let header: Header<'_> = serde_json::from_slice(&json).ok()?;
        let at = DateTime::parse_from_rfc3339(&header.at).ok()?.with_timezone(&Utc);
        if header.json() != json || instant(at) != header.at {
            return None;
        }
        let did =
            if self.is_erased() { None } else { Some(str::from_utf8(self.unsalted()?).ok()?.to_owned()) };
        Some(WrittenChange {
            seq: header.seq,
            at,
            by: header.by.into_owned(),
            role: header.role.into_owned(),
            via: header.via.into_owned(),
            on: header.on.into_owned(),
            ver: header.ver,
            cmd: header.cmd.into_owned(),
            step: header.step.into_owned(),
            did,
        })
    }
}

const DID: &[u8] = b"\"did\":";

/// What stands between what was done and the salt.
const SALT: &[u8] = b",\"salt\":\"";

/// Everything before `did`; the order of the fields is the order of the keys.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header<'a> {
    seq: u64,
    #[serde(borrow)]
    at: Cow<'a, str>,
    #[serde(borrow)]
    by: Cow<'a, str>,
    #[serde(borrow, rename = "as")]
    role: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "is_nobody")]
    via: Cow<'a, str>,
    #[serde(borrow)]
    on: Cow<'a, str>,
    ver: u64,
    #[serde(borrow)]
    cmd: Cow<'a, str>,
    #[serde(borrow)]
    step: Cow<'a, str>,
    #[serde(borrow)]
    prev: Cow<'a, str>,
    #[serde(borrow)]
    sum: Cow<'a, str>,
}

impl Header<'_> {
    fn json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("numbers and strings always have a JSON form")
    }
}

/// A line of an office with one machine names none.
fn is_nobody(via: &str) -> bool {
    via.is_empty()
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Takes `key`, a hash and `",` off the end.
fn strip_hash<'a>(bytes: &'a [u8], key: &[u8]) -> Option<(&'a [u8], Hash)> {
    let (rest, hex) = bytes.strip_suffix(b"\",")?.split_last_chunk::<64>()?;
    Some((rest.strip_suffix(key)?, hash::from_hex(hex)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(did: &str) -> Draft {
        Draft {
            at: "2026-11-24T09:31:07.9Z".parse().unwrap(),
            by: "asmith".into(),
            role: "handler".into(),
            on: "26-0042".into(),
            ver: 7,
            cmd: "k3\"did\":é\n".into(),
            step: "note".into(),
            did: did.into(),
        }
    }

    const SOME: &str = "0123456789abcdef01234567";

    fn line(did: &str) -> String {
        String::from_utf8(encode(1042, &[0xab; 32], "", &draft(did), SOME).unwrap()).unwrap()
    }

    #[test]
    fn a_line_is_exact_to_the_byte() {
        assert_eq!(
            line(r#"[{"noted":"é"}]"#),
            concat!(
                r#"{"seq":1042,"at":"2026-11-24T09:31:07Z","by":"asmith","as":"handler","on":"26-0042","ver":7,"#,
                r#""cmd":"k3\"did\":é\n","step":"note","#,
                r#""prev":"abababababababababababababababababababababababababababababababab","#,
                r#""sum":"9d67e7d54eff4b39218ac76c1b6ab37e0ee44cc2a8112fac1947966def0755b4","#,
                r#""did":[{"noted":"é"}],"salt":"0123456789abcdef01234567"}"#,
                "\n"
            )
        );
    }

    #[test]
    fn an_entry_comes_back_as_it_was_written() {
        let line = line(r#"{"a":1}"#);
        let raw = Raw::split(line.trim_end().as_bytes()).unwrap();
        let change = raw.change().unwrap();
        assert_eq!((raw.seq, raw.prev, raw.is_intact()), (1042, [0xab; 32], true));
        assert_eq!((change.seq, change.ver, change.cmd.as_str()), (1042, 7, "k3\"did\":é\n"));
        assert_eq!((change.role.as_str(), change.did.as_deref()), ("handler", Some(r#"{"a":1}"#)));
        assert_eq!(change.at, "2026-11-24T09:31:07Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn erasing_keeps_the_hash_of_the_line() {
        let whole = line("[1]");
        let erased = whole.replace(r#"[1],"salt":"0123456789abcdef01234567""#, "null                 ");
        let (whole, erased) =
            (Raw::split(whole.trim_end().as_bytes()), Raw::split(erased.trim_end().as_bytes()));
        let (whole, erased) = (whole.unwrap(), erased.unwrap());
        assert_eq!(whole.hash(), erased.hash());
        assert!(erased.is_intact() && erased.is_erased() && erased.is_blotted_out());
        assert_eq!(erased.change().unwrap().did, None);
    }

    #[test]
    fn a_line_in_any_other_form_is_no_entry() {
        let good = line("[1]");
        let good = good.trim_end();
        for (from, to) in [
            ("{\"seq\":", "{ \"seq\":"),
            ("\"by\":\"asmith\",", ""),
            ("\"by\":\"asmith\",", "\"by\":\"asmith\",\"by\":\"bjones\","),
            ("\"by\":\"asmith\"", "\"by\":\"\\u0061smith\""),
            ("\"ver\":7", "\"ver\":7,\"more\":1"),
            ("\"ver\":7", "\"ver\":7.0"),
            ("09:31:07Z", "09:31:07+00:00"),
            ("abab", "ABAB"),
            ("\"did\":", "\"didnt\":"),
            ("\"salt\":", "\"malt\":"),
            ("\"0123", "\"O123"),
        ] {
            let bad = good.replace(from, to);
            assert_ne!(bad, good);
            assert_eq!(Raw::split(bad.as_bytes()).and_then(|it| it.change()), None, "{bad}");
        }
    }

    #[test]
    fn what_could_not_be_read_back_is_refused() {
        for did in ["", "[", "[1] ", " [1]", "[1][2]", "[\n1]", "[1]\r", "[\t1]", "null", "\"a\nb\""] {
            assert!(encode(1, &[0; 32], "", &draft(did), SOME).is_err(), "{did:?}");
        }
    }

    #[test]
    fn the_same_done_twice_has_two_sums() {
        let sum = |salt| {
            Raw::split(encode(1, &[0; 32], "", &draft("[1]"), salt).unwrap().trim_ascii_end()).unwrap().sum
        };
        assert_ne!(sum(SOME), sum("76543210fedcba9876543210"));
    }
}
