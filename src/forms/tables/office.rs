//! What is asked about the office: the few questions of the first start, and lists that are kept.

use crate::domain::calendar::NonWorkingReceipt;
use crate::domain::calendar::dates::long;
use crate::domain::calendar::nation::Nation;
use crate::domain::calendar::typed;
use crate::domain::filter::Filter;
use crate::domain::office::command::{OfficeCommand, SetUp};
use crate::domain::office::lists::ListKind;
use crate::domain::office::record::Office;
use crate::domain::office::settings::{SavedView, Timescales, Wording};
use crate::domain::schedule::Schedule;
use crate::domain::vocabulary::{CountsFrom, ScheduleKind};
use crate::forms::field::{Answers, Asked, Field, FormTable, Kind, Setting, YES_NO};
use crate::forms::office_part::OfficePart;
use crate::forms::tables::parts::{DAY_TO_COME, field, myself, names, optional, preset, today, words};

const NATION: Field = field(
    "nation",
    "Bank holidays",
    "whose",
    Kind::Choice(|_| Nation::ALL.iter().map(ToString::to_string).collect()),
);

fn nation(word: &str) -> Option<Nation> {
    Nation::ALL.iter().copied().find(|it| it.to_string().eq_ignore_ascii_case(word))
}

/// The few questions of the first start.
pub const SET_UP: FormTable = FormTable {
    id: "set_up",
    step: None,
    title: "Welcome to redress   (with a screen reader: leave, then redress --plain)",
    done: "start",
    opens_on_check: false,
    fields: &[
        field("organisation", "Organisation", "its name", Kind::Line),
        preset(NATION, |_| Nation::EnglandAndWales.to_string()),
        field("services", "Services", "one a line: what people complain about", Kind::Text),
        preset(field("user", "Your name", "as it stands on cases", Kind::Line), myself),
    ],
    build: |it| {
        let nation = it.choice("nation", nation);
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

/// Adds entries to one of the office's lists.
pub const ADD_ENTRIES: FormTable = FormTable {
    id: "add_entries",
    step: None,
    title: "Add to the list",
    done: "add them",
    opens_on_check: false,
    fields: &[field("names", "Names", "one a line; what is there already is passed over", Kind::Text)],
    build: |it| {
        let names: Vec<String> =
            it.text("names").lines().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
        if names.is_empty() {
            it.wrong("names", "Names: enter at least one.");
        }
        Asked::Office(OfficeCommand::Add { list: list(it), names })
    },
};

/// Gives an entry another name.
pub const RENAME_ENTRY: FormTable = FormTable {
    id: "rename_entry",
    step: None,
    title: "Another name",
    done: "rename it everywhere",
    opens_on_check: false,
    fields: &[preset(field("name", "Name", "cases show the new one", Kind::Line), |it| {
        it.item().map(|it| it.name.clone()).unwrap_or_default()
    })],
    build: |it| Asked::Office(OfficeCommand::Rename { list: list(it), id: id(it), name: it.text("name") }),
};

/// Lets an entry no longer be chosen.
pub const RETIRE_ENTRY: FormTable = FormTable {
    id: "retire_entry",
    step: None,
    title: "Retire: cases keep it, new ones cannot have it",
    done: "retire it",
    opens_on_check: true,
    fields: &[preset(field("until", "Last day", "today, 31 Mar", DAY_TO_COME), today)],
    build: |it| {
        let until = it.day("until");
        Asked::Office(OfficeCommand::Retire { list: list(it), id: id(it), until })
    },
};

/// Says which organisation a service belongs to.
pub const PUT_UNDER: FormTable = FormTable {
    id: "put_under",
    step: None,
    title: "Which organisation it belongs to",
    done: "put it there",
    opens_on_check: false,
    fields: &[preset(
        field(
            "organisation",
            "Organisation",
            "type to choose",
            Kind::Choice(|it| names(&it.office().organisations, it)),
        ),
        |it| {
            it.item()
                .and_then(|it| it.under)
                .map(|under| it.office().organisations.name(under))
                .unwrap_or_default()
        },
    )],
    build: |it| {
        let organisations = it.setting.office().organisations.clone();
        let chosen = it.must_choose("organisation", |word| organisations.find(word).map(|it| it.id));
        Asked::Office(OfficeCommand::PutUnder { service: id(it), organisation: chosen.unwrap_or(0) })
    },
};

/// How long things may take.
pub const TIMESCALES: FormTable = FormTable {
    id: "timescales",
    step: None,
    title: "How long things may take, for cases from now on",
    done: "use these",
    opens_on_check: false,
    fields: &[
        preset(field("acknowledge", "Acknowledge", "working days from receipt", Kind::Line), |it| {
            it.office().timescales.acknowledge.to_string()
        }),
        preset(
            field("early_resolution", "Early resolution", "working days, our own target", Kind::Line),
            |it| it.office().timescales.early_resolution.to_string(),
        ),
        preset(field("closer_look", "Closer look", "working days, our own target", Kind::Line), |it| {
            it.office().timescales.closer_look.to_string()
        }),
        preset(field("due_soon", "Due soon", "working days before a date", Kind::Line), |it| {
            it.office().timescales.due_soon.to_string()
        }),
        preset(field("pause_review", "Look at a pause", "after so many days", Kind::Line), |it| {
            it.office().timescales.pause_review.to_string()
        }),
    ],
    build: |it| {
        Asked::Office(OfficeCommand::SetTimescales(Timescales {
            acknowledge: days(it, "acknowledge"),
            early_resolution: days(it, "early_resolution"),
            closer_look: days(it, "closer_look"),
            due_soon: days(it, "due_soon"),
            pause_review: days(it, "pause_review"),
        }))
    },
};

/// Whose bank holidays count.
pub const CHOOSE_NATION: FormTable = FormTable {
    id: "choose_nation",
    step: None,
    title: "Whose bank holidays count",
    done: "count by these",
    opens_on_check: false,
    fields: &[preset(NATION, |it| it.office().nation.to_string())],
    build: |it| {
        let nation = it.must_choose("nation", nation);
        Asked::Office(OfficeCommand::SetUp(SetUp { nation, ..SetUp::default() }))
    },
};

/// What happens to something received on a day off.
pub const RECEIPT_RULE: FormTable = FormTable {
    id: "receipt_rule",
    step: None,
    title: "What arrives on a day off",
    done: "count like this",
    opens_on_check: false,
    fields: &[preset(
        field(
            "rule",
            "Rule",
            "type to choose",
            Kind::Choice(|_| RULES.iter().map(|it| it.meaning().to_owned()).collect()),
        ),
        |it| it.office().receipt.meaning().to_owned(),
    )],
    build: |it| {
        let rule = it.must_choose("rule", |word| RULES.iter().copied().find(|it| it.meaning() == word));
        Asked::Office(OfficeCommand::SetReceiptRule(rule.unwrap_or_default()))
    },
};

const RULES: &[NonWorkingReceipt] =
    &[NonWorkingReceipt::NextWorkingDayIsDay1, NonWorkingReceipt::NextWorkingDayIsDay0];

/// On which days the office is closed besides bank holidays.
pub const CLOSURES: FormTable = FormTable {
    id: "closures",
    step: None,
    title: "Days on which the office is closed",
    done: "close on these",
    opens_on_check: false,
    fields: &[preset(optional("days", "Days", "one a line, as 24 Dec 2026", Kind::Text), |it| {
        let days: Vec<String> = it.office().closures.iter().map(|it| long(*it)).collect();
        days.join("\n")
    })],
    build: |it| {
        let mut days = Vec::new();
        for line in it.text("days").lines().map(str::trim).filter(|it| !it.is_empty()) {
            match typed::read(line, typed::Sense::Future, it.setting.today, it.setting.calendar()) {
                Ok(day) => days.push(day),
                Err(why) => it.wrong("days", format!("Days, “{line}”: {why}")),
            }
        }
        days.sort();
        days.dedup();
        Asked::Office(OfficeCommand::SetClosures(days))
    },
};

/// What the office is called.
pub const NAME_OFFICE: FormTable = FormTable {
    id: "name_office",
    step: None,
    title: "The name of the organisation",
    done: "use this name",
    opens_on_check: false,
    fields: &[preset(field("organisation", "Name", "as it stands on reports", Kind::Line), |it| {
        it.office().organisation.clone()
    })],
    build: |it| {
        let organisation = it.text("organisation");
        Asked::Office(OfficeCommand::SetUp(SetUp { organisation, ..SetUp::default() }))
    },
};

/// How long one kind of case is kept.
pub const RETENTION: FormTable = FormTable {
    id: "retention",
    step: None,
    title: "How long a kind of case is kept before it is anonymised",
    done: "keep them so long",
    opens_on_check: false,
    fields: &[
        preset(
            field(
                "kind",
                "Kind of case",
                "type to choose",
                Kind::Choice(|_| words(ScheduleKind::ALL, ScheduleKind::word)),
            ),
            |it| {
                if let Some(OfficePart::Schedule(kind)) = it.entry { kind.to_string() } else { String::new() }
            },
        ),
        preset(optional("years", "Years", "empty, with the months: for ever", Kind::Line), |it| {
            this_schedule(it).map(|it| it.years.to_string()).unwrap_or_default()
        }),
        preset(optional("months", "and months", "0 to 11", Kind::Line), |it| {
            this_schedule(it).map(|it| it.months.to_string()).unwrap_or_default()
        }),
        preset(
            field(
                "from",
                "Counted from",
                "type to choose",
                Kind::Choice(|_| words(CountsFrom::ALL, CountsFrom::word)),
            ),
            |it| this_schedule(it).map_or(CountsFrom::Closing, |it| it.from).to_string(),
        ),
    ],
    build: |it| {
        let kind = it.must_choose("kind", ScheduleKind::from_word);
        let from = it.must_choose("from", CountsFrom::from_word).unwrap_or(CountsFrom::Closing);
        let (years, months) = (number(it, "years", 100), number(it, "months", 11));
        let mut schedules = it.setting.office().retention.clone();
        schedules.retain(|it| Some(it.kind) != kind);
        if years + months > 0
            && let Some(kind) = kind
        {
            schedules.push(Schedule { kind, years, months, from });
        }
        schedules.sort_by_key(|it| ScheduleKind::ALL.iter().position(|kind| *kind == it.kind));
        Asked::Office(OfficeCommand::SetRetention(schedules))
    },
};

/// Words for letters and notes.
pub const KEEP_WORDING: FormTable = FormTable {
    id: "keep_wording",
    step: None,
    title: "Wording: Ctrl-T puts it into any longer answer",
    done: "keep it",
    opens_on_check: false,
    fields: &[
        preset(field("name", "Name", "to find it by", Kind::Line), |it| {
            this_wording(it).map(|it| it.name.clone()).unwrap_or_default()
        }),
        preset(field("text", "Words", "as they are to stand in the letter", Kind::Text), |it| {
            this_wording(it).map(|it| it.text.clone()).unwrap_or_default()
        }),
    ],
    build: |it| {
        let (name, text) = (it.text("name"), it.text("text"));
        Asked::Office(OfficeCommand::KeepWording(Wording { name, text }))
    },
};

/// Words that are kept no longer.
pub const DROP_WORDING: FormTable = FormTable {
    id: "drop_wording",
    step: None,
    title: "Keep this wording no longer; letters that have it stay",
    done: "drop it",
    opens_on_check: true,
    fields: &[preset(
        field("name", "Name", "type to choose", Kind::Choice(|it| wordings(it.office()))),
        |it| this_wording(it).map(|it| it.name.clone()).unwrap_or_default(),
    )],
    build: |it| Asked::Office(OfficeCommand::DropWording { name: it.text("name") }),
};

fn wordings(office: &Office) -> Vec<String> {
    office.wording.iter().map(|it| it.name.clone()).collect()
}

fn this_wording<'a>(setting: &Setting<'a>) -> Option<&'a Wording> {
    let Some(OfficePart::Wording(place)) = setting.entry else { return None };
    setting.office().wording.get(place)
}

fn this_schedule<'a>(setting: &Setting<'a>) -> Option<&'a Schedule> {
    let Some(OfficePart::Schedule(kind)) = setting.entry else { return None };
    setting.office().retention.iter().find(|it| it.kind == kind)
}

fn list(it: &Answers) -> ListKind {
    if let Some(OfficePart::Entry(list, _)) = it.setting.entry { list } else { ListKind::Services }
}

fn id(it: &Answers) -> u32 {
    if let Some(OfficePart::Entry(_, id)) = it.setting.entry { id } else { 0 }
}

/// A number of days, from 0 to a year.
fn days(it: &mut Answers, name: &str) -> u32 {
    if it.text(name).is_empty() {
        it.wrong(name, "Enter a whole number of days, from 0 to 365.");
    }
    number(it, name, 365)
}

/// A whole number; 0 where nothing is entered.
fn number(it: &mut Answers, name: &str, most: u32) -> u32 {
    let text = it.text(name);
    if text.is_empty() {
        return 0;
    }
    text.parse().ok().filter(|it| *it <= most).unwrap_or_else(|| {
        it.wrong(name, format!("Enter a whole number from 0 to {most}."));
        0
    })
}
