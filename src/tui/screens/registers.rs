//! The registers in a list: what each is for, how much is in it, and whether anything on it is late.

use crate::api::message::{RegisterCount, Reply, Request};
use crate::domain::records::step::AnyStep;
use crate::domain::register::command::EntryStep;
use crate::domain::register::kind::Kind;
use crate::domain::register::kinds::kind_of;
use crate::domain::text::sentence_case;
use crate::forms::about::About;
use crate::forms::blank::Blank;
use crate::tui::keymap::{Act, REGISTERS, Scope};
use crate::tui::screen::{Cx, Effect, Place};
use crate::tui::screens::columns::{Cell, Column, column, words};
use crate::tui::screens::listing::{Empty, Listing, Query};
use crate::tui::theme;

/// Every register that whoever sits here may read.
#[derive(Debug, Default)]
pub struct Registers;

impl Listing for Registers {
    type Row = RegisterCount;
    type Key = char;

    fn name(&self) -> &'static str {
        "registers"
    }

    fn scopes(&self, _is_tab: bool) -> &'static [Scope] {
        REGISTERS
    }

    fn columns(&self) -> Vec<Column<RegisterCount>> {
        let of_kind = |tell: fn(&Kind) -> String| {
            move |it: &RegisterCount, _: &Cx| kind_of(it.register).map(tell).unwrap_or_default()
        };
        vec![
            words("Register", 16, of_kind(|it| sentence_case(it.many))),
            words("Entries", 7, |it: &RegisterCount, _: &Cx| it.entries.to_string()),
            column("Owed", theme::BADGE, owed),
            words("What it is for", 0, of_kind(|it| it.about.to_owned())),
        ]
    }

    fn key(&self, it: &RegisterCount) -> char {
        it.register
    }

    fn request(&self, _: &Query, _: Option<&RegisterCount>, _: &Cx) -> Result<Request, String> {
        Ok(Request::Registers)
    }

    fn rows(&self, reply: &Reply) -> Option<Vec<RegisterCount>> {
        if let Reply::Registers(counts) = reply { Some(counts.clone()) } else { None }
    }

    fn heading(&self, found: &str, _is_mine: bool, _: &Cx) -> String {
        format!("Registers: {found}   Enter opens one, n enters something in it")
    }

    fn empty(&self, _: Empty) -> [&'static str; 2] {
        ["There is no such register that you may read.", ""]
    }

    fn desk_finds(&self) -> bool {
        false
    }

    fn comes_whole(&self) -> bool {
        true
    }

    fn act(&mut self, act: Act, row: Option<&RegisterCount>, _: &Cx) -> Vec<Effect> {
        let Some(row) = row else { return Vec::new() };
        let place = match act {
            Act::Open => Place::Register(row.register),
            Act::Take(AnyStep::Entry(_, step @ EntryStep::Enter)) => {
                Place::Form(Blank::of_step(AnyStep::of_entry(row.register, step), About::Nothing))
            }
            _ => return Vec::new(),
        };
        vec![Effect::Open(place)]
    }

    fn may(&self, act: Act, row: Option<&RegisterCount>, cx: &Cx) -> Result<(), String> {
        match (act, row.and_then(|it| kind_of(it.register))) {
            (Act::Take(AnyStep::Entry(_, EntryStep::Enter)), Some(kind)) => cx.may_at_large(kind.write),
            (Act::Take(AnyStep::Entry(_, _)), None) => Err("There is no register to enter it in.".to_owned()),
            _ => Ok(()),
        }
    }
}

fn owed(it: &RegisterCount, _: &Cx) -> Cell {
    match (it.late, it.owing) {
        (0, 0) => (String::new(), theme::PLAIN),
        (0, owing) => (format!("  {owing} to do"), theme::PLAIN),
        (late, owing) => (format!("! {late} late of {owing}"), theme::OVERDUE),
    }
}
