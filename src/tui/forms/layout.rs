//! Which fields of a form stand on which page. It follows from the table and the height alone, so nothing moves while one
//! fills it in.

use std::ops::Range;

use crate::forms::field::{Field, Kind};
use crate::forms::table::FormTable;

/// The fewest lines of a text box.
const BOX: usize = 4;
/// The most.
const LARGEST_BOX: usize = 12;

/// A page of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The places of its fields.
    pub fields: Range<usize>,
    /// The lines of each of its text boxes.
    pub box_rows: usize,
    /// Whether what is asked on it is seldom answered.
    pub is_seldom: bool,
}

/// The pages of a form where so many rows are free for fields. What stands under one heading stays together, as far as it
/// fits; what is seldom answered begins a page of its own.
pub fn pages(table: &FormTable, height: usize) -> Vec<Page> {
    let fields = &table.fields;
    let mut pages: Vec<Page> = Vec::new();
    let mut used = 0;
    let mut place = 0;
    while place < fields.len() {
        let is_seldom = fields[place].is_seldom;
        let section = section(fields, place);
        let needed = rows_of(fields, section.clone(), used == 0);
        let is_new = pages.last().is_none_or(|it| it.is_seldom != is_seldom)
            || used + needed > height && rows_of(fields, section.clone(), true) <= height;
        if is_new {
            pages.push(Page { fields: place..place, box_rows: BOX, is_seldom });
            used = 0;
        }
        for place in section.clone() {
            let more = rows_of(fields, place..place + 1, used == 0);
            if used > 0 && used + more > height {
                pages.push(Page { fields: place..place, box_rows: BOX, is_seldom });
                used = 0;
            }
            used += rows_of(fields, place..place + 1, used == 0);
            if let Some(page) = pages.last_mut() {
                page.fields.end = place + 1;
            }
        }
        place = section.end;
    }
    for page in &mut pages {
        let boxes = fields[page.fields.clone()].iter().filter(|it| matches!(it.kind, Kind::Text)).count();
        let free = height.saturating_sub(rows_of(fields, page.fields.clone(), true));
        page.box_rows = (BOX + free.checked_div(boxes).unwrap_or(0)).min(LARGEST_BOX).min(height.max(1));
    }
    pages
}

/// The fields from one on that stand under the same heading.
fn section(fields: &[Field], from: usize) -> Range<usize> {
    let ends =
        |it: &usize| !fields[*it].heading.is_empty() || fields[*it].is_seldom != fields[from].is_seldom;
    from..(from + 1..fields.len()).find(ends).unwrap_or(fields.len())
}

/// The rows that fields take at least; a heading that is not the first row of its page has an empty one above it.
fn rows_of(fields: &[Field], places: Range<usize>, is_top: bool) -> usize {
    let first = places.start;
    let of = |place: usize| {
        let heading = match (fields[place].heading.is_empty(), is_top && place == first) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        };
        heading + if matches!(fields[place].kind, Kind::Text) { BOX } else { 1 }
    };
    places.map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::tables::forms;

    #[test]
    fn every_field_of_every_form_has_one_page_that_it_fits_on_whatever_the_height() {
        for form in forms() {
            for height in 5..40 {
                let pages = pages(form, height);
                let places: Vec<usize> = pages.iter().flat_map(|it| it.fields.clone()).collect();
                assert_eq!(places, (0..form.fields.len()).collect::<Vec<_>>(), "{}", form.id);
                for page in &pages {
                    let boxes = form.fields[page.fields.clone()]
                        .iter()
                        .filter(|it| matches!(it.kind, Kind::Text))
                        .count();
                    let rows = rows_of(&form.fields, page.fields.clone(), true);
                    let rows = rows + boxes * page.box_rows - boxes * BOX;
                    assert!(rows <= height.max(BOX + 1), "{} at {height}: {rows}", form.id);
                    let seldom = form.fields[page.fields.clone()].iter().map(|it| it.is_seldom);
                    assert!(seldom.clone().all(|it| it == page.is_seldom), "{}", form.id);
                }
            }
        }
    }

    #[test]
    fn what_stands_under_one_heading_stays_on_one_page_where_it_fits() {
        let form = forms().iter().find(|it| it.id == "receive").expect("there is one");
        let starts: Vec<&str> =
            pages(form, 16).iter().map(|it| &*form.fields[it.fields.start].heading).collect();
        assert_eq!(starts, ["Who complains", "How to deal with it", "Seldom asked", "A risk"]);
    }
}
