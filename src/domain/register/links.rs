//! The records that entries are linked with: what they say comes of those.

use std::collections::BTreeSet;

use crate::domain::reference::RecordRef;
use crate::domain::register::entry::Entry;
use crate::domain::register::field::{Field, Is};
use crate::domain::register::kind::Kind;
use crate::domain::register::kinds::kind_of;
use crate::domain::register::value::Values;

/// The records that an entry is linked with, each with the name of the field.
pub fn links(kind: &Kind, values: &Values) -> Vec<(&'static str, RecordRef)> {
    links_of(kind.fields, values)
}

fn links_of(fields: &'static [Field], values: &Values) -> Vec<(&'static str, RecordRef)> {
    let of_field = |field: &'static Field| match field.is {
        Is::Link(_) => values.text(field.name).parse().map(|to| (field.name, to)).into_iter().collect(),
        Is::Many(parts) => values.rows(field.name).iter().flat_map(|it| links_of(parts, it)).collect(),
        _ => Vec::new(),
    };
    fields.iter().flat_map(of_field).collect()
}

/// The records that an entry comes of: those that it is linked with.
pub fn comes_of(entry: &Entry) -> BTreeSet<RecordRef> {
    let linked = kind_of(entry.reference.register).map(|it| links(it, &entry.values)).unwrap_or_default();
    linked.into_iter().map(|it| it.1).collect()
}
