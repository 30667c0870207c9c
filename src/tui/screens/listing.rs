//! What is listed, as the one list screen asks it: its columns, how its rows are asked for, and what keys do on a row.

use std::collections::BTreeSet;
use std::fmt::Display;

use crate::api::message::{Reply, Request};
use crate::tui::keymap::{Act, Scope};
use crate::tui::screen::{Cx, Effect, Place};
use crate::tui::screens::beside::Shows;
use crate::tui::screens::columns::Column;

/// What is asked for: the list as it shows, as far as it is the desk's to know.
pub struct Query<'a> {
    /// The filter, as it is typed; empty for everything that is usually listed.
    pub filter: &'a str,
    /// Whether only what is theirs is wanted.
    pub is_mine: bool,
    /// The heading of the column to order by; empty for the usual order.
    pub order: &'a str,
    /// How many rows at most.
    pub limit: usize,
}

/// Why a list is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// Nothing is typed yet.
    Finding,
    /// Nothing fits what is typed.
    Filtered,
    /// Nothing is theirs.
    Mine,
    /// There is nothing at all.
    Nothing,
}

/// Something that is listed.
pub trait Listing: 'static {
    /// A row.
    type Row;
    /// What a row is known by.
    type Key: Ord + Clone + Display;

    /// Its name among kept lists and files.
    fn name(&self) -> &'static str;

    /// Which keys apply, narrowest first: on a tab, or where it was opened from another screen.
    fn scopes(&self, is_tab: bool) -> &'static [Scope];

    /// The table of columns.
    fn columns(&self) -> Vec<Column<Self::Row>>;

    /// What a row is known by.
    fn key(&self, row: &Self::Row) -> Self::Key;

    /// The question for a page, from the row on that came last, or in words what is wrong with the filter.
    fn request(&self, query: &Query, after: Option<&Self::Row>, cx: &Cx) -> Result<Request, String>;

    /// The rows of an answer; none of an answer to something else.
    fn rows(&self, reply: &Reply) -> Option<Vec<Self::Row>>;

    /// Takes what is said above the rows from the answer that brings them.
    fn take_above(&mut self, _reply: &Reply, _cx: &Cx) {}

    /// What the list is, with how things stand.
    fn heading(&self, found: &str, is_mine: bool, cx: &Cx) -> String;

    /// How many things a row stands for, where the list is one of counts.
    fn stands_for(&self, _row: &Self::Row) -> u64 {
        1
    }

    /// What to say and to do where it is empty.
    fn empty(&self, why: Empty) -> [&'static str; 2];

    /// What a key does; `row` is the one under the cursor. Moves and what every list does never come here.
    fn act(&mut self, act: Act, row: Option<&Self::Row>, cx: &Cx) -> Vec<Effect>;

    /// Where leaving it leads, on a tab.
    fn leave(&self) -> Effect {
        Effect::Tab(0)
    }

    /// What a key does to all that are marked, some of which may be among the rows; nothing where it cannot be done to several.
    fn on_marked(
        &self,
        _act: Act,
        _marked: &BTreeSet<Self::Key>,
        _rows: &[Self::Row],
        _cx: &Cx,
    ) -> Option<Effect> {
        None
    }

    /// Which keys act on all that are marked, as "o t and .".
    fn keys_on_marked(&self) -> &'static str {
        ""
    }

    /// Why a key is not on offer on the row under the cursor, in words.
    fn may(&self, _act: Act, _row: Option<&Self::Row>, _cx: &Cx) -> Result<(), String> {
        Ok(())
    }

    /// Whether the desk finds by filters; else what is typed is looked for in the words of the columns.
    fn desk_finds(&self) -> bool {
        true
    }

    /// The question for words that are near those of a filter which finds nothing.
    fn near(&self, _filter: &str) -> Option<Request> {
        None
    }

    /// Whether an answer is the whole list, whatever was asked for; `keeps` then says which rows are wanted.
    fn comes_whole(&self) -> bool {
        false
    }

    /// Whether a row is wanted, where the list comes whole.
    fn keeps(&self, _row: &Self::Row, _is_mine: bool, _cx: &Cx) -> bool {
        true
    }

    /// What to say until the first rows are here.
    fn waiting(&self) -> &'static str {
        ""
    }

    /// The columns by which the desk orders; others only order what is here.
    fn desk_orders(&self) -> &'static [&'static str] {
        &[]
    }

    /// Lists that every office has, each with its filter.
    fn usual_lists(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// What stands before other rows, where no order is chosen: the lowest first.
    fn rank(&self, _row: &Self::Row) -> u8 {
        0
    }

    /// Other lists that one goes to from this one.
    fn other_lists(&self) -> Vec<(&'static str, Place)> {
        Vec::new()
    }

    /// The head above rows that belong together.
    fn group(&self, _row: &Self::Row, _cx: &Cx) -> Option<String> {
        None
    }

    /// Rows that stand before those of the desk.
    fn first(&self, _is_mine: bool) -> Vec<Self::Row> {
        Vec::new()
    }

    /// Whether it is read again when somebody changes something. What looks at everything is not.
    fn follows_changes(&self) -> bool {
        true
    }

    /// What is asked for when nobody has pressed a key for a moment.
    fn quiet(&self) -> Option<Request> {
        None
    }

    /// Hears an answer that is no page of rows. Says whether the rows that stand first are others now.
    fn hear(&mut self, _reply: &Reply) -> bool {
        false
    }

    /// The list is read again, because it shows again.
    fn shown_again(&mut self) {}

    /// Whether the record under the cursor stands beside the list, where the screen is wide enough.
    fn has_beside(&self) -> bool {
        false
    }

    /// What of a row stands there.
    fn beside(&self, _row: &Self::Row) -> Option<Shows> {
        None
    }

    /// The question for all rows, for a file.
    fn export(&self, query: &Query, cx: &Cx) -> Result<Request, String> {
        self.request(query, None, cx)
    }
}
