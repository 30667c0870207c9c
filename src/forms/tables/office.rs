//! What is asked about the office: the few questions of the first start, and lists that are kept.

use chrono::NaiveDate;

use crate::domain::calendar::NonWorkingReceipt;
use crate::domain::calendar::dates::long;
use crate::domain::calendar::nation::Nation;
use crate::domain::calendar::typed::{self, Sense};
use crate::domain::filter::Filter;
use crate::domain::grammar::BadFilter;
use crate::domain::money::pounds;
use crate::domain::office::command::{OfficeCommand, OfficeStep, SetUp};
use crate::domain::office::lists::ListKind;
use crate::domain::office::settings::{FigureSettings, SavedList, Timescales, Wording};
use crate::domain::plan_filter::ActionFilter;
use crate::domain::register::filter::EntryFilter;
use crate::domain::register::kind::Kind as Register;
use crate::domain::register::kinds::kind_called;
use crate::domain::register::settings::{now, settings, settings_by_register};
use crate::domain::schedule::Schedule;
use crate::domain::vocabulary::{CountsFrom, ScheduleKind};
use crate::forms::answers::Answers;
use crate::forms::field::{Choices, DAY_TO_COME, Field, Kind, field, one_of, optional, yes_no};
use crate::forms::office_part::OfficePart;
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, Purpose, form};
use crate::forms::tables::parts::{entry, myself, today};

/// The form of the first start: the one that other steps on the office share their step with.
pub const SET_UP: &str = "set_up";
/// The form that gives the organisation another name.
pub const NAME_OFFICE: &str = "name_office";
/// The form that chooses whose bank holidays count.
pub const CHOOSE_NATION: &str = "choose_nation";

fn nations() -> Field {
    let names = Nation::ALL.iter().map(ToString::to_string).collect();
    field("nation", "Bank holidays", "whose", Kind::Choice(Choices::Fixed(names)))
}

fn nation(it: &mut Answers) -> Option<Nation> {
    it.choice("nation", |word| {
        Nation::ALL.iter().copied().find(|it| it.to_string().eq_ignore_ascii_case(word))
    })
}

/// The few questions of the first start.
pub fn set_up() -> FormTable {
    form(
        Purpose::own(SET_UP, "Welcome to redress"),
        "start",
        vec![
            field("organisation", "Organisation", "its name", Kind::Line),
            nations().preset(|_| Nation::EnglandAndWales.to_string()),
            field("services", "Services", "one a line: what people complain about", Kind::Text),
            field("user", "Your name", "as it stands on cases", Kind::Line).preset(myself),
        ],
        |it| {
            let nation = nation(it);
            Some(OfficeCommand::SetUp(SetUp {
                organisation: it.text("organisation"),
                nation,
                login: it.setting.actor.to_owned(),
                user: it.text("user"),
                services: it.lines("services"),
                ..SetUp::default()
            }))
        },
    )
}

/// Whether a filter can be read where it is to be used.
fn reads(list: &str, typed: &str) -> Result<(), BadFilter> {
    match (list, kind_called(list)) {
        ("cases", _) => Filter::parse(typed).map(drop),
        ("actions", _) => ActionFilter::parse(typed).map(drop),
        (_, Some(kind)) => EntryFilter::parse(kind, typed).map(drop),
        // Any words may be looked for.
        _ => Ok(()),
    }
}

/// A list to see again: under a name, for oneself or for the whole office.
pub fn keep_list() -> FormTable {
    form(
        OfficeStep::SaveList,
        "keep it",
        vec![
            field("name", "Name", "what you will know it by", Kind::Line),
            field("filter", "Shows", "words and conditions, as after /", Kind::Line)
                .preset(|setting| setting.about.list().map(|it| it.filter.clone()).unwrap_or_default()),
            field("shared", "For everybody?", "or only for you", yes_no()).preset(|_| "no".to_owned()),
        ],
        |it| {
            let list = it.setting.about.list().cloned().unwrap_or_default();
            it.read("filter", |typed| reads(&list.list, typed));
            let (name, filter) = (it.text("name"), it.text("filter"));
            let mine = Some(it.setting.actor.to_owned());
            let owner = mine.filter(|_| it.yes_no("shared") != Some(true));
            Some(OfficeCommand::SaveList(SavedList { name, filter, owner, ..list }))
        },
    )
}

/// Adds entries to one of the office's lists.
pub fn add_entries() -> FormTable {
    let names = field("names", "Names", "one a line; what is there already is passed over", Kind::Text);
    form(OfficeStep::Add, "add them", vec![names], |it| {
        Some(OfficeCommand::Add { list: this_entry(&it.setting)?.0, names: it.lines("names") })
    })
}

fn name_now(setting: &Setting) -> String {
    setting.item().map(|it| it.name.clone()).unwrap_or_default()
}

/// Gives an entry another name.
pub fn rename_entry() -> FormTable {
    let name = field("name", "Name", "cases show the new one", Kind::Line).preset(name_now);
    form(OfficeStep::Rename, "rename it everywhere", vec![name], |it| {
        let (list, id) = this_entry(&it.setting)?;
        Some(OfficeCommand::Rename { list, id, name: it.text("name") })
    })
}

/// Lets an entry no longer be chosen.
pub fn retire_entry() -> FormTable {
    let until = field("until", "Last day", "", DAY_TO_COME).preset(today);
    form(OfficeStep::Retire, "retire it", vec![until], |it| {
        let (list, id) = this_entry(&it.setting)?;
        Some(OfficeCommand::Retire { list, id, until: it.day("until")? })
    })
}

/// Says which organisation a service belongs to.
pub fn put_under() -> FormTable {
    let above = field("organisation", "Organisation", "", entry(ListKind::Organisations)).preset(|setting| {
        let under = setting.item().and_then(|it| it.under);
        under.map(|it| setting.office().organisations.name(it)).unwrap_or_default()
    });
    form(OfficeStep::PutUnder, "put it there", vec![above], |answers| {
        let organisations = &answers.setting.office().organisations;
        let organisation = answers.choice("organisation", |word| organisations.find(word).map(|it| it.id))?;
        Some(OfficeCommand::PutUnder { service: this_entry(&answers.setting)?.1, organisation })
    })
}

/// A number of days, as the office has it now.
fn days(name: &'static str, label: &'static str, hint: &'static str, now: fn(&Timescales) -> u32) -> Field {
    field(name, label, hint, Kind::Line).preset(move |it| now(&it.office().timescales).to_string())
}

/// How long things may take.
pub fn timescales() -> FormTable {
    form(
        OfficeStep::SetTimescales,
        "use these",
        vec![
            days("acknowledge", "Acknowledge", "working days from receipt", |it| it.acknowledge),
            days("early_resolution", "Early resolution", "working days, our own target", |it| {
                it.early_resolution
            }),
            days("closer_look", "Closer look", "working days, our own target", |it| it.closer_look),
            days("due_soon", "Due soon", "working days before a date", |it| it.due_soon),
            days("pause_review", "Look at a pause", "after so many days", |it| it.pause_review),
            days("share_within", "Share timescale", "working days; later is not at the start", |it| {
                it.share_within
            }),
            days("stages", "Stages", "1; or 2, the second answered by somebody else", |it| it.stages),
        ],
        |it| {
            let [acknowledge, early_resolution, closer_look, due_soon, pause_review, share_within, stages] =
                [
                    "acknowledge",
                    "early_resolution",
                    "closer_look",
                    "due_soon",
                    "pause_review",
                    "share_within",
                    "stages",
                ]
                .map(|name| it.whole(name, 365));
            Some(OfficeCommand::SetTimescales(Timescales {
                acknowledge: acknowledge?,
                early_resolution: early_resolution?,
                closer_look: closer_look?,
                due_soon: due_soon?,
                pause_review: pause_review?,
                share_within: share_within?,
                stages: stages?,
            }))
        },
    )
}

/// How figures are worked out.
pub fn figures() -> FormTable {
    let now = |name, label, hint, now: fn(&FigureSettings) -> u32| {
        field(name, label, hint, Kind::Line).preset(move |it| now(&it.office().figures).to_string())
    };
    form(
        OfficeStep::SetFigures,
        "use these",
        vec![
            now("aim_in_time", "Aim for in time", "per cent of answers in a month; 0 for none", |it| {
                it.aim_in_time
            }),
            now("rise_at_least", "Theme rises from", "issues in a period", |it| it.rise_at_least),
            now("rise_percent", "And from", "per cent of the average before", |it| it.rise_percent),
            field("hourly_rate", "An hour costs", "", Kind::Money)
                .preset(|it| pounds(it.office().figures.hourly_rate)),
        ],
        |it| {
            let [aim, least, percent] =
                [("aim_in_time", 100), ("rise_at_least", 10_000), ("rise_percent", 10_000)]
                    .map(|(name, most)| it.whole(name, most));
            Some(OfficeCommand::SetFigures(FigureSettings {
                aim_in_time: aim?,
                rise_at_least: least?,
                rise_percent: percent?,
                hourly_rate: it.pence("hourly_rate")?,
            }))
        },
    )
}

/// Whether people in the shared office may start commands of their own.
pub fn allow_own_commands() -> FormTable {
    let allowed = field("allowed", "Allowed", "they are given references alone", yes_no())
        .preset(|it| if it.office().own_commands { "yes" } else { "no" }.to_owned());
    form(OfficeStep::AllowOwnCommands, "use this", vec![allowed], |it| {
        Some(OfficeCommand::AllowOwnCommands { allowed: it.yes_no("allowed")? })
    })
}

/// Whose bank holidays count.
pub fn choose_nation() -> FormTable {
    let whose = nations().preset(|it| it.office().nation.to_string());
    form(Purpose::own(CHOOSE_NATION, "Whose bank holidays count"), "count by these", vec![whose], |it| {
        Some(OfficeCommand::SetUp(SetUp { nation: Some(nation(it)?), ..SetUp::default() }))
    })
}

/// What happens to something received on a day off.
pub fn receipt_rule() -> FormTable {
    let rule = field("rule", "Rule", "", one_of(RULES, NonWorkingReceipt::meaning));
    let rule = rule.preset(|it| it.office().receipt.meaning().to_owned());
    form(OfficeStep::SetReceiptRule, "count like this", vec![rule], |answers| {
        let rule = answers.choice("rule", |word| RULES.iter().copied().find(|it| it.meaning() == word))?;
        Some(OfficeCommand::SetReceiptRule(rule))
    })
}

const RULES: &[NonWorkingReceipt] =
    &[NonWorkingReceipt::NextWorkingDayIsDay1, NonWorkingReceipt::NextWorkingDayIsDay0];

fn closed_now(setting: &Setting) -> String {
    setting.office().closures.iter().map(|it| long(*it)).collect::<Vec<_>>().join("\n")
}

/// On which days the office is closed besides bank holidays.
pub fn closures() -> FormTable {
    let days = optional("days", "Days", "one a line, as 24 Dec 2026", Kind::Text).preset(closed_now);
    form(OfficeStep::SetClosures, "close on these", vec![days], |it| {
        let mut days: Vec<NaiveDate> = Vec::new();
        for line in it.lines("days") {
            match typed::read(&line, Sense::Future, it.setting.today, it.setting.calendar()) {
                Ok(day) => days.push(day),
                Err(why) => it.wrong("days", format!("“{line}”: {why}")),
            }
        }
        days.sort();
        days.dedup();
        Some(OfficeCommand::SetClosures(days))
    })
}

/// What the office is called.
pub fn name_office() -> FormTable {
    let name = field("organisation", "Name", "as it stands on reports", Kind::Line)
        .preset(|it| it.office().organisation.clone());
    let purpose = Purpose::own(NAME_OFFICE, "The name of the organisation");
    form(purpose, "use this name", vec![name], |it| {
        let organisation = it.text("organisation");
        Some(OfficeCommand::SetUp(SetUp { organisation, ..SetUp::default() }))
    })
}

fn this_kind(setting: &Setting) -> String {
    let Some(OfficePart::Schedule(kind)) = setting.about.office_part() else { return String::new() };
    kind.to_string()
}

/// The settings of registers, each by its register and its label.
fn register_settings() -> Vec<(String, &'static str)> {
    let words = |kind: &Register, label: &str| format!("{}: {}", kind.id, label.to_lowercase());
    settings_by_register().map(|(kind, it)| (words(kind, it.field.label), it.field.name)).collect()
}

/// The place of the setting that the form was opened for.
fn this_setting(setting: &Setting) -> Option<usize> {
    let Some(OfficePart::Setting(place)) = setting.about.office_part() else { return None };
    Some(place).filter(|it| *it < settings().count())
}

/// What the office sets about its registers.
pub fn set_register() -> FormTable {
    let all = register_settings().into_iter().map(|it| it.0).collect();
    let name =
        field("name", "Setting", "of which register", Kind::Choice(Choices::Fixed(all))).preset(|it| {
            let all = register_settings();
            this_setting(it).map(|place| all[place].0.clone()).unwrap_or_default()
        });
    let value = optional("value", "Value", "a number, a day, a name or words; empty: nothing", Kind::Line)
        .preset(|it| {
            let setting = this_setting(it).and_then(|place| settings().nth(place));
            setting.map(|setting| now(&it.office().registers, setting)).unwrap_or_default()
        });
    form(OfficeStep::SetRegister, "set it, from today on", vec![name, value], |answers| {
        let name = answers.choice("name", |word| {
            let is_it = |it: &&(String, &str)| it.0.eq_ignore_ascii_case(word) || it.1 == word;
            register_settings().iter().find(is_it).map(|it| it.1.to_owned())
        })?;
        Some(OfficeCommand::SetRegister { name, value: answers.text("value") })
    })
}

/// How long one kind of case is kept.
pub fn retention() -> FormTable {
    form(
        OfficeStep::SetRetention,
        "keep them so long",
        vec![
            field("kind", "Kind of case", "", one_of(ScheduleKind::ALL, ScheduleKind::word))
                .preset(this_kind),
            optional("years", "Years", "empty, with the months: for ever", Kind::Line)
                .preset(|setting| this_schedule(setting).map(|it| it.years.to_string()).unwrap_or_default()),
            optional("months", "and months", "0 to 11", Kind::Line)
                .preset(|setting| this_schedule(setting).map(|it| it.months.to_string()).unwrap_or_default()),
            field("from", "Counted from", "", one_of(CountsFrom::ALL, CountsFrom::word)).preset(|setting| {
                this_schedule(setting).map_or(CountsFrom::Closing, |it| it.from).to_string()
            }),
        ],
        |answers| {
            let kind = answers.choice("kind", ScheduleKind::from_word);
            let from = answers.choice("from", CountsFrom::from_word);
            let (years, months) = (answers.whole("years", 100), answers.whole("months", 11));
            let (kind, from) = (kind?, from?);
            let (years, months) = (years.unwrap_or(0), months.unwrap_or(0));
            let mut schedules = answers.setting.office().retention.clone();
            schedules.retain(|it| it.kind != kind);
            if years + months > 0 {
                schedules.push(Schedule { kind, years, months, from });
            }
            schedules.sort_by_key(|it| ScheduleKind::ALL.iter().position(|kind| *kind == it.kind));
            Some(OfficeCommand::SetRetention(schedules))
        },
    )
}

/// Words for letters and notes.
pub fn keep_wording() -> FormTable {
    form(
        OfficeStep::KeepWording,
        "keep it",
        vec![
            field("name", "Name", "to find it by", Kind::Line)
                .preset(|setting| this_wording(setting).map(|it| it.name.clone()).unwrap_or_default()),
            field("text", "Words", "as they are to stand in the letter", Kind::Text)
                .preset(|setting| this_wording(setting).map(|it| it.text.clone()).unwrap_or_default()),
        ],
        |it| {
            let (name, text) = (it.text("name"), it.text("text"));
            Some(OfficeCommand::KeepWording(Wording { name, text }))
        },
    )
}

/// Words that are kept no longer.
pub fn drop_wording() -> FormTable {
    let kept = |setting: &Setting| setting.office().wording.iter().map(|it| it.name.clone()).collect();
    let kept = Kind::Choice(Choices::varying(
        kept,
        "those that your office keeps; any other word is answered with the list",
    ));
    let name = field("name", "Name", "", kept)
        .preset(|setting| this_wording(setting).map(|it| it.name.clone()).unwrap_or_default());
    form(OfficeStep::DropWording, "drop it", vec![name], |it| {
        Some(OfficeCommand::DropWording { name: it.text("name") })
    })
}

fn this_wording<'a>(setting: &Setting<'a>) -> Option<&'a Wording> {
    let Some(OfficePart::Wording(place)) = setting.about.office_part() else { return None };
    setting.office().wording.get(place)
}

fn this_schedule<'a>(setting: &Setting<'a>) -> Option<&'a Schedule> {
    let Some(OfficePart::Schedule(kind)) = setting.about.office_part() else { return None };
    setting.office().retention.iter().find(|it| it.kind == kind)
}

/// The list, and the entry of it, that the form was opened for.
fn this_entry(setting: &Setting) -> Option<(ListKind, u32)> {
    let Some(OfficePart::Choice(list, id)) = setting.about.office_part() else { return None };
    Some((list, id))
}
