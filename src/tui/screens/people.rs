//! Everybody who works here, or worked here, in a list: for whoever is looked for among many.

use std::fmt;

use crate::api::message::{Reply, Request};
use crate::domain::calendar::dates::long;
use crate::domain::office::command::OfficeStep;
use crate::domain::people::Person;
use crate::domain::records::any::AnyRecord;
use crate::domain::reference::RecordRef;
use crate::domain::rights::Deed;
use crate::forms::about::About;
use crate::forms::blank::Blank;
use crate::forms::office_part::OfficePart;
use crate::tui::keymap::{Act, PEOPLE, Scope};
use crate::tui::screen::{Cx, Effect, Place};
use crate::tui::screens::columns::{Column, words};
use crate::tui::screens::listing::{Empty, Listing, Query};

/// The people of the office.
#[derive(Debug, Default)]
pub struct People;

/// Somebody, with their place among the people.
#[derive(Clone, Debug)]
pub struct PersonRow {
    place: usize,
    person: Person,
}

/// What somebody is known by: their sign-in name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Login(String);

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Listing for People {
    type Row = PersonRow;
    type Key = Login;

    fn name(&self) -> &'static str {
        "people"
    }

    fn scopes(&self, _is_tab: bool) -> &'static [Scope] {
        PEOPLE
    }

    fn columns(&self) -> Vec<Column<PersonRow>> {
        vec![
            words("Name", 24, |it: &PersonRow, _| it.person.name.clone()),
            words("Sign-in", 12, |it: &PersonRow, _| it.person.login.clone()),
            words("Team", 16, |it: &PersonRow, cx| {
                cx.house.office.team_name(&it.person.login).unwrap_or_default()
            })
            .from(96),
            words("Roles", 0, roles),
        ]
    }

    fn key(&self, it: &PersonRow) -> Login {
        Login(it.person.login.clone())
    }

    fn request(&self, _: &Query, _: Option<&PersonRow>, _: &Cx) -> Result<Request, String> {
        Ok(Request::Record(RecordRef::Office))
    }

    fn rows(&self, reply: &Reply) -> Option<Vec<PersonRow>> {
        let Reply::Record(AnyRecord::Office(office)) = reply else { return None };
        let row = |(place, it): (usize, &Person)| PersonRow { place, person: it.clone() };
        Some(office.people.iter().enumerate().map(row).collect())
    }

    fn heading(&self, found: &str, _is_mine: bool, _: &Cx) -> String {
        format!("People: {found}   Enter changes what somebody may do")
    }

    fn empty(&self, why: Empty) -> [&'static str; 2] {
        match why {
            Empty::Finding | Empty::Filtered => ["Nobody has all of these words.", ""],
            Empty::Mine | Empty::Nothing => ["Nobody works here yet. Press n to add somebody.", ""],
        }
    }

    fn desk_finds(&self) -> bool {
        false
    }

    fn comes_whole(&self) -> bool {
        true
    }

    fn act(&mut self, act: Act, row: Option<&PersonRow>, _: &Cx) -> Vec<Effect> {
        let step = match act {
            Act::Open => OfficeStep::ChangeRoles,
            Act::AddEntry => OfficeStep::Join,
            Act::RetireEntry => OfficeStep::Leave,
            Act::PutUnder => OfficeStep::PutInTeam,
            _ => return Vec::new(),
        };
        let about = row.map_or(About::Nothing, |it| About::Office(OfficePart::Person(it.place)));
        vec![Effect::Open(Place::Form(Blank::named(step.name(), about)))]
    }

    fn may(&self, act: Act, row: Option<&PersonRow>, cx: &Cx) -> Result<(), String> {
        match (act, row) {
            (Act::Open | Act::RetireEntry | Act::PutUnder, None) => {
                Err("There is nobody to change.".to_owned())
            }
            (Act::AddEntry, _) | (Act::Open | Act::RetireEntry | Act::PutUnder, Some(_)) => {
                cx.may_at_large(Deed::ChangePeople)
            }
            _ => Ok(()),
        }
    }
}

fn roles(it: &PersonRow, cx: &Cx) -> String {
    let roles: Vec<&str> = it.person.roles_on(cx.today).iter().map(|it| it.word()).collect();
    let roles = roles.join(", ");
    match it.person.until {
        Some(until) if until < cx.today => format!("{roles}left after {}", long(until)),
        Some(until) => format!("{roles}, leaves after {}", long(until)),
        None => roles,
    }
}
