//! What nobody can guess: digits drawn by chance.

/// This many hexadecimal digits, drawn from the system's random numbers.
///
/// # Panics
///
/// The system has none to give, which none that this runs on does.
pub fn digits(number: usize) -> String {
    let mut drawn = vec![0; number.div_ceil(2)];
    getrandom::fill(&mut drawn).expect("the system gives random numbers");
    let digits = drawn.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.take(number).filter_map(|it| char::from_digit(it.into(), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_were_asked_for_and_never_the_same() {
        assert_eq!([digits(24).len(), digits(7).len()], [24, 7]);
        assert_ne!(digits(24), digits(24));
        assert!(digits(24).bytes().all(|it| it.is_ascii_hexdigit()));
    }
}
