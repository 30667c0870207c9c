//! The rows that figures are folded from, packed: one look-up in sled serves some forty rows instead of one.
//!
//! A page holds the bare rows of cases whose numbers follow one another, so in the order of receipt as it was logged. A
//! change rewrites the one page that its case lies in, and none where no figure changes.

use std::collections::BTreeMap;

use crate::codec::{decode, encode};
use crate::domain::reference::{CaseRef, Series};
use crate::domain::row::Row;
use crate::view::derive::{Pairs, pieces};
use crate::view::keys::{PAGE, after, key};
use crate::view::store::{View, ViewError};

/// Cases of a page. A usual row takes some seventy bytes, so that a page stays below [`crate::view::keys::PIECE`].
const CASES: u32 = 40;
/// A page lies under a kind, a year, a number, and the number of a piece.
const PAGE_KEY: usize = 1 + 2 + 4;

/// Which page a case lies in.
fn page_of(case: CaseRef) -> Vec<u8> {
    key(PAGE, &[&case.year.to_be_bytes(), &(case.number / CASES).to_be_bytes()])
}

/// Pages on their way into the view.
pub struct Pages<'a> {
    view: &'a View,
    /// Each with what it was before.
    touched: BTreeMap<Vec<u8>, (Pairs, Vec<Row>)>,
}

impl<'a> Pages<'a> {
    /// Nothing touched yet.
    pub const fn of(view: &'a View) -> Self {
        Self { view, touched: BTreeMap::new() }
    }

    /// Puts a case's row where it belongs, if a figure may see the change.
    pub fn put(&mut self, before: Option<&Row>, now: &Row) -> Result<(), ViewError> {
        let bare = now.bare();
        if before.is_some_and(|it| it.bare() == bare) {
            return Ok(());
        }
        let at = page_of(bare.reference);
        if !self.touched.contains_key(&at) {
            let rows: Vec<Row> = self.view.whole(&at)?.unwrap_or_default();
            let mut pairs = Pairs::new();
            if !rows.is_empty() {
                pieces(&mut pairs, &at, &encode(&rows));
            }
            self.touched.insert(at.clone(), (pairs, rows));
        }
        let (_, rows) = self.touched.get_mut(&at).expect("put there above, or before");
        match rows.binary_search_by_key(&bare.reference, |it| it.reference) {
            Ok(place) => rows[place] = bare,
            Err(place) => rows.insert(place, bare),
        }
        Ok(())
    }

    /// The keys of every page that was touched, as they were and as they are.
    pub fn changes(self) -> impl Iterator<Item = (Pairs, Pairs)> {
        self.touched.into_iter().map(|(at, (before, rows))| {
            let mut now = Pairs::new();
            pieces(&mut now, &at, &encode(&rows));
            (before, now)
        })
    }
}

/// Where the reading of pages goes on: the bytes of a page's place.
pub type Mark = Vec<u8>;

impl View {
    /// How many cases there are.
    pub fn cases(&self) -> Result<u64, ViewError> {
        let mut sum = 0;
        for (series, next) in self.numbers()? {
            if matches!(series, Series::Cases(_)) {
                sum += u64::from(next).saturating_sub(1);
            }
        }
        Ok(sum)
    }

    /// Hands over the bare rows of whole pages, at least so many rows if there are as many, beginning after a mark.
    /// Returns the mark to go on from; none when there are no more.
    pub fn bare_rows(
        &self,
        from: Option<&Mark>,
        at_least: usize,
        mut each: impl FnMut(&Row),
    ) -> Result<Option<Mark>, ViewError> {
        let start = from.map_or_else(|| vec![PAGE], |it| after(it));
        let mut page: (Mark, Vec<u8>) = (Mark::new(), Vec::new());
        let mut seen = 0;
        for pair in self.db.range(start..after(&[PAGE])) {
            let (at, bytes) = pair?;
            let at = &at[..PAGE_KEY.min(at.len())];
            if page.0 != at {
                seen += read(&page.1, &mut each)?;
                if at_least <= seen {
                    return Ok(Some(page.0));
                }
                page = (at.to_vec(), Vec::new());
            }
            page.1.extend_from_slice(&bytes);
        }
        read(&page.1, &mut each)?;
        Ok(None)
    }
}

/// Hands over the rows of one page, and says how many there were.
fn read(bytes: &[u8], each: &mut impl FnMut(&Row)) -> Result<usize, ViewError> {
    if bytes.is_empty() {
        return Ok(0);
    }
    let rows: Vec<Row> = decode(bytes)?;
    rows.iter().for_each(each);
    Ok(rows.len())
}
