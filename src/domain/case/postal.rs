//! Letters that go by post: to whom they do, and the lines of an address.

use crate::domain::party::record::Party;
use crate::domain::vocabulary::Means;

/// Whether letters to somebody go by post: that is how they want them, or nothing else is known of how they are written to.
pub fn goes_by_post(person: &Party) -> bool {
    match person.prefers {
        Some(means) => means == Means::Letter,
        None => person.email.is_empty() && !person.address.is_empty(),
    }
}

/// The lines of an address as it stands on an envelope: an address is kept in one line, with commas.
pub fn lines(address: &str) -> Vec<String> {
    address.split([',', '\n']).map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_by_post_to_whoever_wants_them_so_or_is_reached_in_no_other_way() {
        for (prefers, email, address, expected) in [
            (Some(Means::Letter), "a@example.org", "", true),
            (Some(Means::Email), "", "12 High Street", false),
            (None, "", "12 High Street", true),
            (None, "a@example.org", "12 High Street", false),
            (None, "", "", false),
        ] {
            let (email, address) = (email.to_owned(), address.to_owned());
            let person = Party { email, address, prefers, ..Party::default() };
            assert_eq!(goes_by_post(&person), expected, "{person:?}");
        }
        assert_eq!(lines("12 High Street, ,Leeds\nLS1 4AB"), ["12 High Street", "Leeds", "LS1 4AB"]);
    }
}
