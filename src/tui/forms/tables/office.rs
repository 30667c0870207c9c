//! What is asked about the office: the few questions of the first start, and lists that are kept.

use crate::domain::calendar::nation::Nation;
use crate::domain::filter::Filter;
use crate::domain::office::{OfficeCommand, SavedView, SetUp};
use crate::tui::forms::field::{Asked, FormTable, Kind, YES_NO};
use crate::tui::forms::tables::parts::{field, myself, preset};

/// The few questions of the first start.
pub const SET_UP: FormTable = FormTable {
    id: "set_up",
    step: None,
    title: "Welcome to redress   (with a screen reader: leave, then redress --plain)",
    done: "start",
    opens_on_check: false,
    fields: &[
        field("organisation", "Organisation", "its name", Kind::Line),
        preset(
            field(
                "nation",
                "Bank holidays",
                "whose",
                Kind::Choice(|_| Nation::ALL.iter().map(ToString::to_string).collect()),
            ),
            |_| Nation::EnglandAndWales.to_string(),
        ),
        field("services", "Services", "one a line: what people complain about", Kind::Text),
        preset(field("user", "Your name", "as it stands on cases", Kind::Line), myself),
    ],
    build: |it| {
        let nation = it.choice("nation", |word| {
            Nation::ALL.iter().copied().find(|it| it.to_string().eq_ignore_ascii_case(word))
        });
        let services: Vec<String> =
            it.text("services").lines().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
        if services.is_empty() {
            it.wrong("services", "Services: enter at least one. You can add more later.");
        }
        if it.text("user").is_empty() {
            it.wrong("user", "Your name: enter the name that others know you by.");
        }
        let login = it.setting.actor.to_owned();
        Asked::Office(OfficeCommand::SetUp(SetUp {
            organisation: it.text("organisation"),
            nation,
            login,
            user: it.text("user"),
            services,
        }))
    },
};

/// A list to see again: under a name, for oneself or for the whole office.
pub const KEEP_LIST: FormTable = FormTable {
    id: "keep_list",
    step: None,
    title: "Keep this list",
    done: "keep it",
    opens_on_check: false,
    fields: &[
        field("name", "Name", "what you will know it by", Kind::Line),
        preset(field("filter", "Shows", "words and conditions, as after /", Kind::Line), |it| {
            it.list.map(|it| it.filter.clone()).unwrap_or_default()
        }),
        preset(field("shared", "For everybody?", "or only for you", YES_NO), |_| "no".to_owned()),
    ],
    build: |it| {
        let filter = it.text("filter");
        if let Err(why) = Filter::parse(&filter) {
            it.wrong("filter", format!("Shows: {why}"));
        }
        let owner = match it.yes_no("shared") {
            Some(true) => None,
            _ => Some(it.setting.actor.to_owned()),
        };
        let list = it.setting.list.cloned().unwrap_or_default();
        Asked::Office(OfficeCommand::SaveView(SavedView { name: it.text("name"), filter, owner, ..list }))
    },
};
