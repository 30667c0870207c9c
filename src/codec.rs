//! Values to bytes and back, with a limit on what is read: damaged bytes must not ask for memory without end.

use std::fmt;

use bincode::config::{Configuration, Limit, LittleEndian, Varint};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The longest value that is read, in bytes: far above a case with a long story.
const LIMIT: usize = 64 << 20;

fn config() -> Configuration<LittleEndian, Varint, Limit<LIMIT>> {
    bincode::config::standard().with_limit::<LIMIT>()
}

/// Bytes that are no value of ours: the view is damaged or of another version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAValue(
    /// What the decoder said.
    pub String,
);

impl fmt::Display for NotAValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a stored value cannot be read ({})", self.0)
    }
}

/// Writes a value as bytes.
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    bincode::serde::encode_to_vec(value, config()).expect("records are plain data far below the limit")
}

/// Reads a value from all of the bytes.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, NotAValue> {
    let (value, used) =
        bincode::serde::decode_from_slice(bytes, config()).map_err(|it| NotAValue(it.to_string()))?;
    if used == bytes.len() { Ok(value) } else { Err(NotAValue("something follows it".to_owned())) }
}

/// Reads the value that the bytes begin with, whatever follows it; none if they begin with none.
pub fn begins<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    bincode::serde::decode_from_slice(bytes, config()).ok().map(|it| it.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_reads_back_and_anything_else_is_an_error_not_a_panic() {
        let value = (26_u16, "Okafor".to_owned(), Some(3_i64));
        let bytes = encode(&value);
        assert_eq!(decode::<(u16, String, Option<i64>)>(&bytes), Ok(value));
        for cut in 0..bytes.len() {
            assert!(decode::<(u16, String, Option<i64>)>(&bytes[..cut]).is_err());
        }
        assert!(decode::<String>(&[0xfd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]).is_err());
    }
}
