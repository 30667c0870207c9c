//! `redress show` of an entry of a register: what it holds, what it owes, and what happened.

use serde_json::json;

use crate::api::service::read;
use crate::cli::context::{Context, Store};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::{json as print_json, labelled};
use crate::cli::timeline::{moments, timeline};
use crate::domain::calendar::dates::long;
use crate::domain::office::record::House;
use crate::domain::reference::EntryRef;
use crate::domain::register::entry::Entry;
use crate::domain::register::owed::Register;
use crate::domain::register::tell::{object, words};

/// Shows an entry.
pub fn show(context: &mut Context, store: &mut Store, reference: EntryRef) -> Outcome {
    let entry: Entry = read(&mut store.session, reference)?;
    let house = House::new(store.hello.office.clone());
    let register = Register::of(&house, reference.register).ok_or_else(|| {
        Trouble::Refused(format!("{reference} is in a register that this version does not know."))
    })?;
    let (office, kind) = (&house.office, register.kind);
    let owed = register.owed(&entry);
    if context.json {
        let mut value = object(office, kind.fields, &entry.values);
        let owed: Vec<_> =
            owed.iter().map(|it| json!({ "what": it.what, "due": it.due, "about": it.about })).collect();
        value.insert("ref".into(), json!(reference.to_string()));
        value.insert("register".into(), json!(kind.id));
        value.insert("version".into(), json!(entry.version));
        value.insert("closed".into(), json!(entry.closing().map(|it| it.on)));
        value.insert("owed".into(), json!(owed));
        print_json(context.out, &value.into())?;
        return Ok(Ending::Done);
    }
    labelled(context.out, "Entry", &format!("{reference}, {}", kind.one))?;
    for field in kind.fields {
        let held = entry.values.get(field.name).map(|it| words(office, field, it));
        labelled(context.out, field.label, &held.unwrap_or_default())?;
    }
    for it in &owed {
        labelled(context.out, "Owed", &format!("{} by {} {}", it.what, long(it.due), it.about))?;
    }
    if let Some(it) = entry.closing() {
        labelled(context.out, "Closed", &format!("{} {}", long(it.on), it.reason))?;
    }
    writeln!(context.out, "\nWhat happened")?;
    let moments = moments(store, reference.into())?;
    timeline(context, store, &moments)?;
    Ok(Ending::Done)
}
