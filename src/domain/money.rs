//! Amounts of money: kept in pence, read and written as people do, in pounds with pence.

use std::fmt;

use crate::domain::text::one_line;

/// How amounts are written, wherever one is asked for.
pub const EXAMPLES: &str = "250 or 64.50";

/// Pounds and pence, as people read them.
pub fn pounds(pence: u64) -> String {
    let whole = (pence / 100).to_string();
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if pence.is_multiple_of(100) { format!("£{grouped}") } else { format!("£{grouped}.{:02}", pence % 100) }
}

/// What was typed cannot be an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadAmount {
    typed: String,
    why: &'static str,
}

impl fmt::Display for BadAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” {}", one_line(&self.typed), self.why)
    }
}

/// Reads an amount of pounds as pence: with or without sign, commas and pence.
pub fn pence(text: &str) -> Result<u64, BadAmount> {
    let bad = |why| BadAmount { typed: text.trim().to_owned(), why };
    let no_amount = || bad("is not an amount.");
    let plain = text.trim();
    let plain: String = plain.strip_prefix('£').unwrap_or(plain).split_whitespace().collect();
    let (pounds, part) = plain.split_once('.').unwrap_or((&plain, "00"));
    let are_digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let groups: Vec<&str> = pounds.split(',').collect();
    if !groups.iter().all(|it| are_digits(it)) || !are_digits(part) {
        return Err(no_amount());
    }
    if part.len() > 2 {
        return Err(bad("has more than two digits after the point: pence have two."));
    }
    if groups[1..].iter().any(|it| it.len() != 3) {
        return Err(bad("has a comma in the wrong place: three digits follow it."));
    }
    let too_much = || bad("is more than an amount can be.");
    let pounds: u64 = groups.concat().parse().map_err(|_| too_much())?;
    let part: u64 = format!("{part:0<2}").parse().map_err(|_| no_amount())?;
    pounds.checked_mul(100).and_then(|it| it.checked_add(part)).ok_or_else(too_much)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_reads_as_people_write_it() {
        for (text, expect) in [
            ("250", 25_000),
            ("£1,250.50", 125_050),
            ("64.5", 6_450),
            ("£64.50", 6_450),
            ("1,200", 120_000),
            (" £ 1 200 ", 120_000),
            ("0.07", 7),
        ] {
            assert_eq!(pence(text), Ok(expect), "{text}");
            assert_eq!(pence(&pounds(expect)), Ok(expect));
        }
    }

    #[test]
    fn what_is_no_amount_is_refused_with_what_is_wrong_about_it() {
        for (text, words) in [
            ("64.505", "more than two digits after the point"),
            ("1,20", "comma in the wrong place"),
            ("1,2000", "comma in the wrong place"),
            ("99999999999999999999", "more than an amount can be"),
            ("-5", "not an amount"),
            ("ten", "not an amount"),
            ("", "not an amount"),
            (".", "not an amount"),
            ("64.", "not an amount"),
            (",5", "not an amount"),
        ] {
            let refused = pence(text).expect_err(text).to_string();
            assert!(refused.starts_with(&format!("“{text}”")) && refused.contains(words), "{refused}");
        }
    }
}
