//! A file of which no map says what it is, but whose columns are those of a register, as `redress list` writes it: which register,
//! and a map that says what its columns are.

use std::fmt::Write;
use std::path::Path;

use crate::domain::register::kind::Kind;
use crate::domain::register::kinds::KINDS;
use crate::domain::text::one_line;
use crate::exchange::import::entries::{Columns, Map};
use crate::exchange::import::error::ImportError;
use crate::exchange::import::header::name;
use crate::exchange::import::source::Opened;

/// A register that a file fits, and a map of the file.
pub struct Recognised {
    pub kind: &'static Kind,
    /// The map, with what it is for in a remark.
    pub map: String,
}

/// The register whose fields nearly all columns of a file are, if there is one. Its header was found on a line already: to look for
/// one of every register anywhere takes long.
pub fn recognised(path: &Path, sheet: Option<&str>, header: u64) -> Result<Option<Recognised>, ImportError> {
    let opened = Opened::of(path, sheet)?;
    let fits = |kind: &'static Kind| {
        let mut map = Map::default();
        opened.settle(map.manner());
        map.manner().header = Some(header);
        let columns = Columns::find(&opened.head, kind, &map).ok()?;
        let fields = columns.fields().count();
        // What says a register is not one name that any file may have.
        (columns.others().len() < fields && 1 < fields).then_some((fields, kind, columns))
    };
    let best = KINDS.iter().filter_map(fits).max_by_key(|it| it.0);
    let Some((_, kind, columns)) = best else { return Ok(None) };
    let quoted = |text: &str| toml::Value::String(one_line(text)).to_string();
    let mut map = String::new();
    let mut say = |line: &str| writeln!(map, "{line}").expect("a string takes any text");
    let file = one_line(&path.display().to_string());
    say(&format!(
        "# The columns are those of the register “{0}”: redress import {0} {file} --map MAP",
        kind.id
    ));
    if let Some(sheet) = sheet {
        say(&format!("[source]\nsheet = {}\n", quoted(sheet)));
    }
    say("[columns]");
    let called = |place: usize| quoted(&name(columns.cell(place), Map::default().manner().encoding));
    columns.reference().into_iter().for_each(|it| say(&format!("reference = {}", called(it))));
    columns.fields().for_each(|(place, field)| say(&format!("{} = {}", field.name, called(place))));
    columns.questions().for_each(|(place, code)| say(&format!("{code} = {}", called(place))));
    Ok(Some(Recognised { kind, map }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(csv: &str) -> Option<Recognised> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("list.csv");
        std::fs::write(&path, csv).unwrap();
        recognised(&path, None, 1).map_err(|it| it.to_string()).unwrap()
    }

    #[test]
    fn a_file_with_the_columns_of_a_register_is_known_and_its_map_is_sound_and_one_of_cases_is_none() {
        for kind in KINDS {
            let labels: Vec<String> = kind.fields.iter().map(|it| format!("\"{}\"", it.label)).collect();
            let found = of(&format!("Ref,{},Entered,Entry closed,Owed\n", labels.join(","))).expect(kind.id);
            assert_eq!(found.kind.id, kind.id, "{}", found.map);
            Map::read(kind, &found.map).expect(kind.id);
        }
        assert!(of("Ref,Received,Name,Service,Closed\n1,2026-11-02,Ann,Licences,\n").is_none());
    }
}
