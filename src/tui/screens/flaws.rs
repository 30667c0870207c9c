//! What stops figures from being right, flaw by flaw. Enter opens the case or the plan.

use std::fmt;

use crate::api::message::{Reply, Request};
use crate::domain::quality::Finding;
use crate::domain::reference::RecordRef;
use crate::tui::keymap::{Act, FLAWS, Scope};
use crate::tui::screen::{Cx, Effect, Place};
use crate::tui::screens::columns::{Column, words};
use crate::tui::screens::listing::{Empty, Listing, Query};

/// What stops figures from being right.
#[derive(Debug, Default)]
pub struct Flaws;

/// What a flaw is known by: the record, or a part of it, and which flaw it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlawKey {
    on: RecordRef,
    part: u32,
    flaw: &'static str,
    detail: String,
}

impl fmt::Display for FlawKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.on.fmt(f)
    }
}

impl Listing for Flaws {
    type Row = Finding;
    type Key = FlawKey;

    fn name(&self) -> &'static str {
        "flaws"
    }

    fn scopes(&self, _is_tab: bool) -> &'static [Scope] {
        FLAWS
    }

    fn columns(&self) -> Vec<Column<Finding>> {
        vec![
            words("Ref", 10, |it: &Finding, _| it.on.to_string()),
            words("Owner", 20, |it: &Finding, cx| {
                it.owner.as_deref().map_or("Nobody", |it| cx.house.office.person_name(it)).to_owned()
            }),
            words("What is wrong", 0, |it: &Finding, _| it.detail.clone()),
        ]
    }

    fn key(&self, it: &Finding) -> FlawKey {
        FlawKey { on: it.on, part: it.part, flaw: it.flaw.title(), detail: it.detail.clone() }
    }

    fn request(&self, _: &Query, _: Option<&Finding>, _: &Cx) -> Result<Request, String> {
        Ok(Request::Flaws)
    }

    fn rows(&self, reply: &Reply) -> Option<Vec<Finding>> {
        if let Reply::Flaws(found) = reply { Some(found.clone()) } else { None }
    }

    fn heading(&self, found: &str, is_mine: bool, _: &Cx) -> String {
        let whose = if is_mine { "yours" } else { "everybody's" };
        format!("What stops figures from being right: {found} ({whose})")
    }

    fn empty(&self, why: Empty) -> [&'static str; 2] {
        match why {
            Empty::Finding => ["Type a reference, a name or a word of what is wrong.", ""],
            Empty::Filtered => ["Nothing that is wrong has all of these words.", ""],
            Empty::Mine => ["Nothing of yours is. Press w to see everybody's.", ""],
            Empty::Nothing => {
                ["Nothing is missing and no date is impossible. The figures can be trusted.", ""]
            }
        }
    }

    fn desk_finds(&self) -> bool {
        false
    }

    fn comes_whole(&self) -> bool {
        true
    }

    fn waiting(&self) -> &'static str {
        "Looking at every case"
    }

    fn keeps(&self, it: &Finding, is_mine: bool, cx: &Cx) -> bool {
        !is_mine || it.owner.as_deref() == Some(cx.login.as_str())
    }

    fn group(&self, it: &Finding, _: &Cx) -> Option<String> {
        Some(format!("{}. {}", it.flaw.title(), it.flaw.instead()))
    }

    /// It looks at every case.
    fn follows_changes(&self) -> bool {
        false
    }

    fn act(&mut self, act: Act, row: Option<&Finding>, _: &Cx) -> Vec<Effect> {
        let place = row.filter(|_| act == Act::Open).and_then(|it| Place::of(it.on, it.part));
        place.map(Effect::Open).into_iter().collect()
    }
}
