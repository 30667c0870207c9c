//! SHA-256, and its form in a line: sixty-four lower-case hexadecimal digits.

use sha2::{Digest, Sha256};

use crate::domain::hex::hex;

/// A SHA-256.
pub type Hash = [u8; 32];

/// What the first line carries as the hash of the line before it.
pub(crate) const NONE: Hash = [0; 32];

/// The hash of `bytes`.
pub(crate) fn of(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// The hash of bytes that come in parts.
#[derive(Clone)]
pub(crate) struct Running(Sha256);

impl Running {
    /// Beginning with these.
    pub(crate) fn of(bytes: &[u8]) -> Running {
        Running(Sha256::new_with_prefix(bytes))
    }

    /// Takes more.
    pub(crate) fn take(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all that came so far.
    pub(crate) fn so_far(&self) -> Hash {
        self.0.clone().finalize().into()
    }
}

/// The hash as text.
pub fn to_hex(hash: &Hash) -> String {
    hex(hash)
}

/// The hash that the text stands for, if it is exactly as [`to_hex`] writes it.
pub(crate) fn from_hex(text: &[u8; 64]) -> Option<Hash> {
    let mut hash = NONE;
    for (byte, digits) in hash.iter_mut().zip(text.chunks_exact(2)) {
        *byte = digit(digits[0])? << 4 | digit(digits[1])?;
    }
    Some(hash)
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_standard_one() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(to_hex(&of(b"abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn text_and_hash_are_two_forms_of_one_thing() {
        let hash = of(b"any");
        let text: [u8; 64] = to_hex(&hash).into_bytes().try_into().unwrap();
        assert_eq!(from_hex(&text), Some(hash));
        assert_eq!(from_hex(&text.map(|it| it.to_ascii_uppercase())), None);
    }
}
