//! JSON without what is empty in it.

/// Copies JSON that was written here, without the parts of objects that are null, an empty text or an empty list.
///
/// An object's only part stays: an event's own details may be an empty list, and must say which event it is.
pub fn without_empty(json: &str) -> String {
    let mut shorter = Shorter { rest: json, text: String::with_capacity(json.len()) };
    shorter.value();
    shorter.text
}

/// How far it is copied. What is read has no spaces, and nothing wrong in it.
struct Shorter<'a> {
    rest: &'a str,
    text: String,
}

impl Shorter<'_> {
    fn next(&self) -> u8 {
        self.rest.as_bytes().first().copied().unwrap_or_default()
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    fn take(&mut self, bytes: usize) {
        self.text.push_str(&self.rest[..bytes]);
        self.skip(bytes);
    }

    fn value(&mut self) {
        match self.next() {
            b'{' => self.object(),
            b'[' => self.list(),
            b'"' => self.take(length_of_text(self.rest)),
            _ => self.take(self.rest.find([',', ']', '}']).unwrap_or(self.rest.len())),
        }
    }

    fn list(&mut self) {
        self.take(1);
        while !matches!(self.next(), b']' | 0) {
            self.value();
            if self.next() == b',' {
                self.take(1);
            }
        }
        self.take(1);
    }

    fn object(&mut self) {
        self.take(1);
        let (begins, mut is_first) = (self.text.len(), true);
        while !matches!(self.next(), b'}' | 0) {
            let part = self.text.len();
            if part != begins {
                self.text.push(',');
            }
            self.take(length_of_text(self.rest) + 1);
            let value = self.text.len();
            self.value();
            let is_only = is_first && self.next() == b'}';
            if matches!(&self.text[value..], "null" | "\"\"" | "[]") && !is_only {
                self.text.truncate(part);
            }
            is_first = false;
            if self.next() == b',' {
                self.skip(1);
            }
        }
        self.take(1);
    }
}

/// How many bytes a text takes with its quotation marks.
fn length_of_text(json: &str) -> usize {
    let bytes = json.as_bytes();
    let mut at = 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// The same, worked out slowly.
    fn leave_out_empty(value: &mut Value) {
        match value {
            Value::Object(parts) => {
                parts.values_mut().for_each(leave_out_empty);
                if parts.len() > 1 {
                    parts.retain(|_, it| !matches!(it.to_string().as_str(), "null" | "\"\"" | "[]"));
                }
            }
            Value::Array(items) => items.iter_mut().for_each(leave_out_empty),
            _ => {}
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let text = prop_oneof![Just(String::new()), "[a\"\\\\{}\\[\\],:é\n]{0,6}"];
        let leaf = prop_oneof![
            text.clone().prop_map(Value::String),
            any::<i32>().prop_map(Value::from),
            any::<bool>().prop_map(Value::Bool),
            Just(Value::Null),
        ];
        leaf.prop_recursive(4, 40, 5, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
                proptest::collection::btree_map(text.clone(), inner, 0..5)
                    .prop_map(|it| Value::Object(it.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_empty_is_left_out_and_all_else_stays(value in json()) {
            let mut expected = value.clone();
            leave_out_empty(&mut expected);
            let shorter = without_empty(&value.to_string());
            prop_assert_eq!(serde_json::from_str::<Value>(&shorter).ok(), Some(expected));
        }
    }

    #[test]
    fn the_only_part_of_an_object_stays_though_it_is_empty() {
        assert_eq!(
            without_empty(r#"[{"amended":[]},{"a":"","b":null},{"a":"","b":1,"c":[]}]"#),
            r#"[{"amended":[]},{},{"b":1}]"#
        );
    }
}
