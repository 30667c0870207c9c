//! Web and email addresses in a letter: where a format has links, they lead there.

/// A stretch of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Words(&'a str),
    /// Words that lead somewhere: to a page or to an address for email, and nowhere else.
    Link(&'a str, String),
}

/// What may stand before and behind an address and is none of it.
const BEFORE: &[char] = &['(', '[', '<', '“', '‘', '"', '\''];
const BEHIND: &[char] = &['.', ',', ';', ':', '!', '?', ')', ']', '>', '”', '’', '"', '\''];

/// A line in its stretches; put together they are the line.
pub fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut begin, mut next) = (0, 0);
    for word in line.split_inclusive(char::is_whitespace) {
        let at = next;
        next += word.len();
        let bare = word.trim_end().trim_start_matches(BEFORE);
        let from = at + word.trim_end().len() - bare.len();
        let bare = bare.trim_end_matches(BEHIND);
        let Some(to) = leads_to(bare) else { continue };
        if begin < from {
            pieces.push(Piece::Words(&line[begin..from]));
        }
        begin = from + bare.len();
        pieces.push(Piece::Link(&line[from..begin], to));
    }
    if begin < line.len() || pieces.is_empty() {
        pieces.push(Piece::Words(&line[begin..]));
    }
    pieces
}

/// Words as a format has them, with the spaces at their ends that part them from a link.
pub fn with_ends(words: &str, of_format: impl Fn(&str) -> String) -> String {
    let is_more = words.trim() != "";
    let begins = if words.starts_with(' ') { " " } else { "" };
    let ends = if is_more && words.ends_with(' ') { " " } else { "" };
    format!("{begins}{}{ends}", of_format(words))
}

/// Where a word leads, if it is an address.
fn leads_to(word: &str) -> Option<String> {
    if !word.bytes().all(|it| it.is_ascii_graphic() && !b"<>\"\\^`{|}".contains(&it)) {
        return None;
    }
    let is_host = |it: &str| {
        let parts: Vec<&str> = it.split('.').collect();
        let is_part =
            |it: &&str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
        2 <= parts.len() && parts.iter().all(is_part)
    };
    let host = |it: &str| it.split(['/', '?', '#', ':']).next().is_some_and(is_host);
    let lower = word.to_ascii_lowercase();
    if let Some(rest) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) {
        return host(rest).then(|| word.to_owned());
    }
    if let Some(rest) = lower.strip_prefix("www.") {
        return host(rest).then(|| format!("https://{word}"));
    }
    let (name, at) = word.split_once('@')?;
    let is_name = |it: u8| it.is_ascii_alphanumeric() || b".+-_'".contains(&it);
    (!name.is_empty() && name.bytes().all(is_name) && is_host(at)).then(|| format!("mailto:{word}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_where_it_says_and_all_else_is_words() {
        for (line, links) in [
            ("See www.ombudsman.org.uk.", &[("www.ombudsman.org.uk", "https://www.ombudsman.org.uk")][..]),
            ("(https://example.org/a?b=c)", &[("https://example.org/a?b=c", "https://example.org/a?b=c")]),
            ("Write to a.b@example.org, or ring", &[("a.b@example.org", "mailto:a.b@example.org")]),
            ("javascript:alert(1) file:///etc/passwd data:x", &[]),
            ("https://evil\"onclick=x www. a@b http://localhost", &[]),
            ("Siân www.siân.org", &[]),
            ("", &[]),
        ] {
            let pieces = pieces(line);
            let found: Vec<(&str, &str)> = pieces
                .iter()
                .filter_map(|it| if let Piece::Link(words, to) = it { Some((*words, &**to)) } else { None })
                .collect();
            assert_eq!(found, links, "{line}");
            let whole: String = pieces
                .iter()
                .map(|it| match it {
                    Piece::Words(it) | Piece::Link(it, _) => *it,
                })
                .collect();
            assert_eq!(whole, line);
        }
    }
}
