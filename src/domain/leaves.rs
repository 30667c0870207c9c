//! The texts of a value, read off as it is written: what writing it as JSON and reading that again would give, at a tenth of the
//! cost.

use std::fmt::{self, Display};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::ser::{self, Impossible, Serialize, Serializer};

/// A text of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Where it stands: a sum of the names and numbers on the way there.
    pub place: u64,
    /// The name of its field.
    pub key: String,
    /// The field that holds a person in which it stands, if it does.
    pub whose: Option<&'static str>,
    /// What it says.
    pub text: String,
}

/// Every text of a value, in order. `people` are the names of the fields that hold a person.
pub fn leaves<T: Serialize>(value: &T, people: &'static [&'static str]) -> Vec<Leaf> {
    let mut found = Vec::new();
    let at = At { found: &mut found, people, place: 0, key: "", whose: None };
    // Records are plain data: nothing about them cannot be written.
    drop(value.serialize(at));
    found
}

/// Where the writing stands.
struct At<'a, 'k> {
    found: &'a mut Vec<Leaf>,
    people: &'static [&'static str],
    place: u64,
    key: &'k str,
    whose: Option<&'static str>,
}

impl At<'_, '_> {
    fn field<'b>(&'b mut self, key: &'b str) -> At<'b, 'b> {
        let whose = self.people.iter().find(|it| **it == self.key).copied().or(self.whose);
        At { found: self.found, people: self.people, place: on(self.place, key), key, whose }
    }

    fn item(&mut self, number: usize) -> At<'_, '_> {
        At {
            found: self.found,
            people: self.people,
            place: on(self.place, number),
            key: self.key,
            whose: self.whose,
        }
    }
}

fn on(place: u64, step: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    (place, step).hash(&mut hasher);
    hasher.finish()
}

/// Something about a value that cannot be written; none of ours has it.
#[derive(Debug)]
struct Unwritable;

impl Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it cannot be written")
    }
}

impl std::error::Error for Unwritable {}

impl ser::Error for Unwritable {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

/// What has no text in it.
macro_rules! no_text {
    ($($name:ident: $type:ty),*) => {
        $(fn $name(self, _: $type) -> Result<(), Unwritable> {
            Ok(())
        })*
    };
}

impl<'a, 'k> Serializer for At<'a, 'k> {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Items<'a, 'k>;
    type SerializeTuple = Items<'a, 'k>;
    type SerializeTupleStruct = Items<'a, 'k>;
    type SerializeTupleVariant = Impossible<(), Unwritable>;
    type SerializeMap = Fields<'a, 'k>;
    type SerializeStruct = Fields<'a, 'k>;
    type SerializeStructVariant = Fields<'a, 'k>;

    no_text!(
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8,
        serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32, serialize_f64: f64, serialize_bytes: &[u8],
        serialize_unit_struct: &'static str
    );

    fn serialize_char(self, it: char) -> Result<(), Unwritable> {
        self.serialize_str(it.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), Unwritable> {
        let Self { place, key, whose, .. } = self;
        self.found.push(Leaf { place, key: key.to_owned(), whose, text: text.to_owned() });
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Unwritable> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unwritable> {
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Unwritable> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        value.serialize(self.field(variant))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'a, 'k>, Unwritable> {
        Ok(Items { at: self, number: 0 })
    }

    fn serialize_tuple(self, _: usize) -> Result<Items<'a, 'k>, Unwritable> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items<'a, 'k>, Unwritable> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields<'a, 'k>, Unwritable> {
        Ok(Fields { at: self, variant: None, key: String::new() })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'a, 'k>, Unwritable> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Fields<'a, 'k>, Unwritable> {
        Ok(Fields { at: self, variant: Some(variant), key: String::new() })
    }
}

/// A list on its way.
struct Items<'a, 'k> {
    at: At<'a, 'k>,
    number: usize,
}

/// Named values on their way.
struct Fields<'a, 'k> {
    at: At<'a, 'k>,
    variant: Option<&'static str>,
    key: String,
}

impl Fields<'_, '_> {
    fn field<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Unwritable> {
        match self.variant {
            Some(variant) => value.serialize(self.at.field(variant).field(key)),
            None => value.serialize(self.at.field(key)),
        }
    }
}

/// A list is written item by item, whatever it is called.
macro_rules! items {
    ($($kind:ident $each:ident),*) => {
        $(impl ser::$kind for Items<'_, '_> {
            type Ok = ();
            type Error = Unwritable;

            fn $each<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
                self.number += 1;
                value.serialize(self.at.item(self.number - 1))
            }

            fn end(self) -> Result<(), Unwritable> {
                Ok(())
            }
        })*
    };
}

items!(SerializeSeq serialize_element, SerializeTuple serialize_element, SerializeTupleStruct serialize_field);

/// Fields are written by their names, whatever they are of.
macro_rules! fields {
    ($($kind:ident),*) => {
        $(impl ser::$kind for Fields<'_, '_> {
            type Ok = ();
            type Error = Unwritable;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Unwritable> {
                self.field(key, value)
            }

            fn end(self) -> Result<(), Unwritable> {
                Ok(())
            }
        })*
    };
}

fields!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Fields<'_, '_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unwritable> {
        self.key = leaves(&key, &[]).pop().map(|it| it.text).unwrap_or_default();
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        let key = std::mem::take(&mut self.key);
        self.field(&key, value)
    }

    fn end(self) -> Result<(), Unwritable> {
        Ok(())
    }
}
