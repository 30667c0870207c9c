//! A letter as a message for the office’s own mail program, which sends it: redress sends nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::domain::case::letter::Language;
use crate::domain::reference::CaseRef;
use crate::exchange::letters::page::{Letter, text};

/// Letters of a line of the body.
const LINE: usize = 76;

/// The message (RFC 5322), from whoever the mail program sends for. None if the address is none that a message can go to.
pub fn message(to: &str, about: CaseRef, letter: Letter) -> Option<String> {
    let to = to.trim();
    let is_address = to.is_ascii()
        && to.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
        && !to.contains(|it: char| {
            it.is_ascii_whitespace() || it.is_ascii_control() || "<>,;:\"()[]\\".contains(it)
        });
    if !is_address {
        return None;
    }
    let subject = match letter.manner.language {
        Language::English => "Your complaint",
        Language::Welsh => "Eich cwyn",
    };
    let body = STANDARD.encode(text(letter));
    let lines: Vec<&str> =
        body.as_bytes().chunks(LINE).map(|it| std::str::from_utf8(it).unwrap_or_default()).collect();
    Some(format!(
        "To: {to}\nSubject: {subject} {about}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\
         Content-Language: {}\nContent-Transfer-Encoding: base64\n\n{}\n",
        letter.manner.language.code(),
        lines.join("\n")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::letter::Manner;

    fn made(to: &str) -> Option<String> {
        let manner = Manner { language: Language::Welsh, is_large: false, is_by_post: false };
        let letter = Letter { title: "", text: "Annwyl Siân\n", manner };
        message(to, CaseRef { year: 2026, number: 1 }, letter)
    }

    #[test]
    fn a_message_has_one_receiver_a_subject_without_the_complaint_and_the_letter_as_it_is() {
        let message = made("sian@example.org").expect("an address");
        let (head, body) = message.split_once("\n\n").expect("a head and a body");
        assert!(head.starts_with("To: sian@example.org\nSubject: Eich cwyn 26-0001\n"), "{head}");
        let body = STANDARD.decode(body.replace('\n', "")).expect("sound");
        assert_eq!(String::from_utf8(body).expect("text"), "Annwyl Siân\n");
    }

    #[test]
    fn what_is_no_address_gets_no_message() {
        for to in [
            "",
            "Amara",
            "a@example.org\nBcc: b@example.org",
            "a@example.org, b@example.org",
            "siân@example.org",
        ] {
            assert_eq!(made(to), None, "{to}");
        }
    }
}
