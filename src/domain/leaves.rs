//! The texts of a value, read off as it is written: what writing it as JSON and reading that again would give, at a tenth of the
//! cost.

use std::fmt::{self, Display, Write};

use serde::ser::{self, Impossible, Serialize, Serializer};

/// A text of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Where it stands, as a JSON pointer.
    pub place: String,
    /// The name of its field.
    pub key: String,
    /// The field that holds a person in which it stands, if it does.
    pub whose: Option<&'static str>,
    /// What it says.
    pub text: String,
}

/// Every text of a value, in order. `people` are the names of the fields that hold a person.
pub fn leaves<T: Serialize>(value: &T, people: &'static [&'static str]) -> Vec<Leaf> {
    let mut way = Way { found: Vec::new(), people, place: String::new() };
    // Records are plain data: nothing about them cannot be written.
    drop(value.serialize(At { way: &mut way, key: "", whose: None }));
    way.found
}

/// The way through a value.
struct Way {
    found: Vec<Leaf>,
    people: &'static [&'static str],
    /// The names and numbers on the way to where it stands.
    place: String,
}

/// Where the writing stands.
struct At<'a, 'k> {
    way: &'a mut Way,
    key: &'k str,
    whose: Option<&'static str>,
}

impl At<'_, '_> {
    fn field<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Unwritable> {
        let whose = self.whose();
        self.step(key, |way| value.serialize(At { way, key, whose }))
    }

    /// The field that holds a person in which its fields stand, if they do.
    fn whose(&self) -> Option<&'static str> {
        self.way.people.iter().find(|it| **it == self.key).copied().or(self.whose)
    }

    fn item<T: Serialize + ?Sized>(&mut self, number: usize, value: &T) -> Result<(), Unwritable> {
        let (key, whose) = (self.key, self.whose);
        self.step(number, |way| value.serialize(At { way, key, whose }))
    }

    fn step(
        &mut self,
        name: impl Display,
        go: impl FnOnce(&mut Way) -> Result<(), Unwritable>,
    ) -> Result<(), Unwritable> {
        let here = self.way.place.len();
        write!(self.way.place, "/{name}").map_err(|_| Unwritable)?;
        go(self.way)?;
        self.way.place.truncate(here);
        Ok(())
    }
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
        let Self { way, key, whose } = self;
        way.found.push(Leaf { place: way.place.clone(), key: key.to_owned(), whose, text: text.to_owned() });
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
        self.field(variant, value)
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
        Ok(Fields { at: self, key: String::new() })
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
        // Whoever steps here takes the name away again.
        write!(self.way.place, "/{variant}").map_err(|_| Unwritable)?;
        let whose = self.whose();
        Ok(Fields { at: At { way: self.way, key: variant, whose }, key: String::new() })
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
    key: String,
}

/// A list is written item by item, whatever it is called.
macro_rules! items {
    ($($kind:ident $each:ident),*) => {
        $(impl ser::$kind for Items<'_, '_> {
            type Ok = ();
            type Error = Unwritable;

            fn $each<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
                self.number += 1;
                self.at.item(self.number - 1, value)
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
                self.at.field(key, value)
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
        self.at.field(&key, value)
    }

    fn end(self) -> Result<(), Unwritable> {
        Ok(())
    }
}
