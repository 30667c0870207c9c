//! What is kept of a financial year: what the Ombudsman published, and the words around the figures.

use crate::domain::calendar::dates::long;
use crate::domain::calendar::period::FinancialYear;
use crate::domain::year::command::YearCommand;
use crate::domain::year::record::{Context, OmbudsmanTable};
use crate::forms::field::{Answers, Asked, Field, FormTable, Kind, Setting};
use crate::forms::tables::parts::{DAY_DONE, DAY_HINT, field, optional, preset};

/// The words for "not applicable", the first of which is shown.
const NOT_APPLICABLE: [&str; 3] = ["n/a", "na", "not applicable"];

fn table<'a>(setting: &Setting<'a>) -> Option<&'a OmbudsmanTable> {
    setting.year?.record.ombudsman.as_ref()
}

fn context<'a>(setting: &Setting<'a>) -> Option<&'a Context> {
    Some(&setting.year?.context)
}

/// A number that was entered before; nothing on a new table, so that nobody takes over what they did not look up.
fn number(setting: &Setting, of: fn(&OmbudsmanTable) -> Option<u64>) -> String {
    let words = |it: Option<u64>| it.map_or_else(|| NOT_APPLICABLE[0].to_owned(), |it| it.to_string());
    table(setting).map(|it| words(of(it))).unwrap_or_default()
}

/// The year before the one of the report: the Ombudsman's figures usually are those of it.
fn covers(setting: &Setting) -> String {
    let year = |it: &OmbudsmanTable| it.covers.to_string();
    let before = || {
        let record = setting.year.map(|it| it.record.year)?;
        Some(FinancialYear::of(record.first().pred_opt()?).to_string())
    };
    table(setting).map(year).or_else(before).unwrap_or_default()
}

const fn count(name: &'static str, label: &'static str, hint: &'static str) -> Field {
    field(name, label, hint, Kind::Line)
}

/// A number of things, or none for "not applicable".
fn read(it: &mut Answers, name: &str, label: &str) -> Option<u64> {
    let text = it.text(name).to_lowercase();
    if text.is_empty() || NOT_APPLICABLE.contains(&text.as_str()) {
        return None;
    }
    let number = text.parse().ok();
    if number.is_none() {
        it.wrong(name, format!("{label}: enter a whole number, 0, or n/a."));
    }
    number
}

/// What the Ombudsman published.
pub const OMBUDSMAN: FormTable = FormTable {
    id: "ombudsman",
    step: None,
    title: "The Ombudsman's figures, from the Ombudsman's own report",
    done: "save",
    opens_on_check: false,
    fields: &[
        preset(field("covers", "PHSO year", "the year they cover, 2024-25", Kind::Line), covers),
        preset(field("citation", "Source", "title of the report, page or table", Kind::Line), |it| {
            table(it).map(|it| it.citation.clone()).unwrap_or_default()
        }),
        preset(optional("published", "Published on", DAY_HINT, DAY_DONE), |it| {
            table(it).and_then(|it| it.published).map(long).unwrap_or_default()
        }),
        preset(count("accepted", "Accepted", "for investigation; 0, or n/a"), |it| {
            number(it, |it| it.accepted)
        }),
        preset(count("reported_on", "Reported on", "investigations; 0, or n/a"), |it| {
            number(it, |it| it.reported_on)
        }),
        preset(count("upheld", "Upheld in full", "of those reported on"), |it| number(it, |it| it.upheld)),
        preset(count("upheld_in_part", "Upheld in part", "of those reported on"), |it| {
            number(it, |it| it.upheld_in_part)
        }),
        preset(count("not_upheld", "Not upheld", "of those reported on"), |it| {
            number(it, |it| it.not_upheld)
        }),
        preset(
            optional("gap", "Why the rest", "if the three are fewer than those reported on", Kind::Line),
            |it| table(it).map(|it| it.gap.clone()).unwrap_or_default(),
        ),
        preset(count("complied", "Complied with", "recommendations; 0, or n/a"), |it| {
            number(it, |it| it.complied)
        }),
        preset(count("not_complied", "Not complied", "recommendations; 0, or n/a"), |it| {
            number(it, |it| it.not_complied)
        }),
    ],
    build: |it| {
        let covers: Result<FinancialYear, _> = it.text("covers").parse();
        if covers.is_err() {
            it.wrong("covers", "PHSO year: enter a financial year, for example 2024-25.");
        }
        Asked::Year(YearCommand::RecordOmbudsman(Box::new(OmbudsmanTable {
            covers: covers.unwrap_or_else(|_| FinancialYear::of(it.setting.today)),
            citation: it.text("citation"),
            published: it.maybe_day("published"),
            accepted: read(it, "accepted", "Accepted"),
            reported_on: read(it, "reported_on", "Reported on"),
            upheld: read(it, "upheld", "Upheld in full"),
            upheld_in_part: read(it, "upheld_in_part", "Upheld in part"),
            not_upheld: read(it, "not_upheld", "Not upheld"),
            gap: it.text("gap"),
            complied: read(it, "complied", "Complied with"),
            not_complied: read(it, "not_complied", "Not complied"),
        })))
    },
};

const fn words(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    default: fn(&Setting) -> String,
) -> Field {
    preset(optional(name, label, hint, Kind::Text), default)
}

/// The words around the figures, proposed from them.
pub const CONTEXT: FormTable = FormTable {
    id: "year_context",
    step: None,
    title: "The words around the figures of the annual report",
    done: "save",
    opens_on_check: false,
    fields: &[
        words("approach", "Approach", "how you deal with complaints", |it| {
            context(it).map(|it| it.approach.clone()).unwrap_or_default()
        }),
        words("overall", "Overall number", "how many you dealt with", |it| {
            context(it).map(|it| it.overall.clone()).unwrap_or_default()
        }),
        words("cost", "Cost", "what it cost to deal with them", |it| {
            context(it).map(|it| it.cost.clone()).unwrap_or_default()
        }),
        words("contact", "Contact", "how to get in touch", |it| {
            context(it).map(|it| it.contact.clone()).unwrap_or_default()
        }),
        words("supplementary", "Besides", "anything to add", |it| {
            context(it).map(|it| it.supplementary.clone()).unwrap_or_default()
        }),
    ],
    build: |it| {
        Asked::Year(YearCommand::WriteContext(Box::new(Context {
            approach: it.text("approach"),
            overall: it.text("overall"),
            cost: it.text("cost"),
            contact: it.text("contact"),
            supplementary: it.text("supplementary"),
        })))
    },
};
