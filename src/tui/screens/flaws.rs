//! What stops figures from being right: how much of each kind and whose, and behind each the records one by one.

use std::fmt;

use crate::api::message::{Reply, Request};
use crate::domain::figures::cell::Cell as Value;
use crate::domain::quality::finding::Finding;
use crate::domain::quality::flaw::{Flaw, Mend};
use crate::domain::quality::tally::Wanted;
use crate::domain::reference::RecordRef;
use crate::tui::keymap::{Act, FLAWS, KEPT, Scope};
use crate::tui::screen::{Cx, Effect, Place};
use crate::tui::screens::columns::{Column, words};
use crate::tui::screens::listing::{Empty, Listing, Query};

/// How much is wrong: Enter shows it one by one.
#[derive(Debug, Default)]
pub struct Flaws;

/// One flaw of one person: what it is, what mends it, whose it is, and how often.
#[derive(Clone, Debug)]
pub struct Counted {
    flaw: Flaw,
    mend: Mend,
    owner: Option<String>,
    number: u64,
}

/// What a count is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CountKey(Flaw, Mend, Option<String>);

impl fmt::Display for CountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.title())
    }
}

fn owner_name(owner: Option<&String>, cx: &Cx) -> String {
    owner.map_or("Nobody", |it| cx.house.office.person_name(it)).to_owned()
}

impl Listing for Flaws {
    type Row = Counted;
    type Key = CountKey;

    fn name(&self) -> &'static str {
        "flaws"
    }

    fn scopes(&self, _is_tab: bool) -> &'static [Scope] {
        FLAWS
    }

    fn columns(&self) -> Vec<Column<Counted>> {
        vec![
            words("How many", 9, |it: &Counted, _| format!("{:>8}", it.number))
                .by(|it| format!("{:020}", u64::MAX - it.number))
                .giving(|it: &Counted, _| Some(Value::Number(it.number))),
            words("Owner", 0, |it: &Counted, cx| owner_name(it.owner.as_ref(), cx)),
        ]
    }

    fn key(&self, it: &Counted) -> CountKey {
        CountKey(it.flaw, it.mend, it.owner.clone())
    }

    fn request(&self, _: &Query, _: Option<&Counted>, _: &Cx) -> Result<Request, String> {
        Ok(Request::Flaws(Box::new(Wanted { most: 0, ..Wanted::default() })))
    }

    fn rows(&self, reply: &Reply) -> Option<Vec<Counted>> {
        let Reply::Flaws(tally) = reply else { return None };
        let rows = tally.groups.iter().flat_map(|group| {
            group.owners.iter().map(|(owner, number)| Counted {
                flaw: group.flaw,
                mend: group.mend,
                owner: owner.clone(),
                number: *number,
            })
        });
        Some(rows.collect())
    }

    fn heading(&self, found: &str, is_mine: bool, _: &Cx) -> String {
        let whose = if is_mine { "yours" } else { "everybody's" };
        format!("What stops figures from being right: {found} ({whose})")
    }

    fn stands_for(&self, it: &Counted) -> u64 {
        it.number
    }

    fn empty(&self, why: Empty) -> [&'static str; 2] {
        match why {
            Empty::Finding => ["Type a name or a word of what is wrong.", ""],
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

    fn keeps(&self, it: &Counted, is_mine: bool, cx: &Cx) -> bool {
        !is_mine || it.owner.as_deref() == Some(cx.login.as_str())
    }

    fn group(&self, it: &Counted, _: &Cx) -> Option<String> {
        Some(format!("{}. {}", it.flaw.title(), it.mend.words(it.flaw)))
    }

    /// It looks at every case.
    fn follows_changes(&self) -> bool {
        false
    }

    fn act(&mut self, act: Act, row: Option<&Counted>, _: &Cx) -> Vec<Effect> {
        let of = |it: &Counted| Wanted {
            flaw: Some(it.flaw),
            mend: Some(it.mend),
            owner: Some(it.owner.clone().unwrap_or_default()),
            ..Wanted::default()
        };
        let row = row.filter(|_| act == Act::Open);
        row.map(|it| Effect::Open(Place::FlawsOneByOne(Box::new(of(it))))).into_iter().collect()
    }
}

/// The records behind one count. Enter opens the case or the plan.
#[derive(Debug)]
pub struct OneByOne {
    wanted: Wanted,
}

impl OneByOne {
    /// What is wanted.
    pub const fn new(wanted: Wanted) -> Self {
        Self { wanted }
    }
}

/// What a flaw is known by: the record or a part of it, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlawKey(RecordRef, u32, String);

impl fmt::Display for FlawKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Listing for OneByOne {
    type Row = Finding;
    type Key = FlawKey;

    fn name(&self) -> &'static str {
        "flaws"
    }

    fn scopes(&self, _is_tab: bool) -> &'static [Scope] {
        KEPT
    }

    fn columns(&self) -> Vec<Column<Finding>> {
        vec![
            words("Ref", 10, |it: &Finding, _| it.on.to_string()),
            words("Owner", 20, |it: &Finding, cx| owner_name(it.owner.as_ref(), cx)),
            words("What is wrong", 0, |it: &Finding, _| {
                if it.detail.is_empty() { it.flaw.title().to_owned() } else { it.detail.clone() }
            }),
        ]
    }

    fn key(&self, it: &Finding) -> FlawKey {
        FlawKey(it.on, it.part, it.detail.clone())
    }

    fn request(&self, query: &Query, after: Option<&Finding>, _: &Cx) -> Result<Request, String> {
        let after = after.cloned().map(Box::new);
        Ok(Request::Flaws(Box::new(Wanted { after, most: query.limit, ..self.wanted.clone() })))
    }

    fn rows(&self, reply: &Reply) -> Option<Vec<Finding>> {
        let Reply::Flaws(tally) = reply else { return None };
        Some(tally.groups.iter().flat_map(|it| it.first.iter().cloned()).collect())
    }

    fn heading(&self, found: &str, _: bool, _: &Cx) -> String {
        let (Some(flaw), Some(mend)) = (self.wanted.flaw, self.wanted.mend) else { return found.to_owned() };
        format!("{}: {found}. {}", flaw.title(), mend.words(flaw))
    }

    fn empty(&self, why: Empty) -> [&'static str; 2] {
        match why {
            Empty::Finding => ["Type a reference or a word of what is wrong.", ""],
            Empty::Filtered => ["Nothing that is wrong has all of these words.", ""],
            Empty::Mine | Empty::Nothing => ["All of it is put right.", ""],
        }
    }

    fn desk_finds(&self) -> bool {
        false
    }

    fn waiting(&self) -> &'static str {
        "Looking at every case"
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
