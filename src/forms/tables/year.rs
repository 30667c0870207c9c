//! What is kept of a financial year: what the Ombudsman published, and the words around the figures.

use crate::domain::calendar::dates::long;
use crate::domain::calendar::period::FinancialYear;
use crate::domain::year::command::{YearCommand, YearStep};
use crate::domain::year::context::behind;
use crate::domain::year::record::{Context, OmbudsmanTable};
use crate::forms::answers::Answers;
use crate::forms::field::{DAY_DONE, Field, Kind, field, optional};
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, form};

/// The words for "not applicable", the first of which is shown.
const NOT_APPLICABLE: [&str; 3] = ["n/a", "na", "not applicable"];
/// What is said of names that the office knows.
const NAMES_MEANT: &str = "names that everybody may read here";

fn table<'a>(setting: &Setting<'a>) -> Option<&'a OmbudsmanTable> {
    setting.year?.record.ombudsman.as_ref()
}

/// The year before the one of the report: the Ombudsman's figures usually are those of it.
fn covers(setting: &Setting) -> String {
    let year = |it: &OmbudsmanTable| it.covers.to_string();
    let before = || Some(setting.year?.record.year.before().to_string());
    table(setting).map(year).or_else(before).unwrap_or_default()
}

/// Words that were entered before.
fn told(field: Field, of: fn(&OmbudsmanTable) -> &String) -> Field {
    field.preset(move |setting| table(setting).map(|it| of(it).clone()).unwrap_or_default())
}

/// A number that was entered before; nothing on a new table, so that nobody takes over what they did not look up.
fn count(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    of: fn(&OmbudsmanTable) -> Option<u64>,
) -> Field {
    let words = |it: Option<u64>| it.map_or_else(|| NOT_APPLICABLE[0].to_owned(), |it| it.to_string());
    field(name, label, hint, Kind::Line)
        .preset(move |setting| table(setting).map(|it| words(of(it))).unwrap_or_default())
}

/// A number of things, or none for "not applicable".
fn read(it: &mut Answers, name: &str) -> Option<u64> {
    let is_number = |text: &str| !NOT_APPLICABLE.contains(&text.to_lowercase().as_str());
    let wrong = "enter a whole number, 0, or n/a.";
    let number = |text: &str| is_number(text).then(|| text.parse().map_err(|_| wrong)).transpose();
    it.read(name, number).flatten()
}

/// What the Ombudsman published.
pub fn ombudsman() -> FormTable {
    let gap = "if the three are fewer than those reported on";
    form(
        YearStep::RecordOmbudsman,
        "save",
        vec![
            field("covers", "PHSO year", "the year they cover, 2024-25", Kind::Line).preset(covers),
            told(field("citation", "Source", "title of the report, page or table", Kind::Line), |it| {
                &it.citation
            }),
            optional("published", "Published on", "", DAY_DONE)
                .preset(|setting| table(setting).and_then(|it| it.published).map(long).unwrap_or_default()),
            count("accepted", "Accepted", "for investigation; 0, or n/a", |it| it.accepted),
            count("reported_on", "Reported on", "investigations; 0, or n/a", |it| it.reported_on),
            count("upheld", "Upheld in full", "of those reported on", |it| it.upheld),
            count("upheld_in_part", "Upheld in part", "of those reported on", |it| it.upheld_in_part),
            count("not_upheld", "Not upheld", "of those reported on", |it| it.not_upheld),
            told(optional("gap", "Why the rest", gap, Kind::Line), |it| &it.gap),
            count("complied", "Complied with", "recommendations; 0, or n/a", |it| it.complied),
            count("not_complied", "Not complied", "recommendations; 0, or n/a", |it| it.not_complied),
            told(optional("named", "Names meant", NAMES_MEANT, Kind::Line), |it| &it.named),
        ],
        |it| {
            let wrong = "enter a financial year, for example 2024-25.";
            let covers = it.read("covers", |text| text.parse::<FinancialYear>().map_err(|_| wrong));
            let table = OmbudsmanTable {
                citation: it.text("citation"),
                published: it.day("published"),
                accepted: read(it, "accepted"),
                reported_on: read(it, "reported_on"),
                upheld: read(it, "upheld"),
                upheld_in_part: read(it, "upheld_in_part"),
                not_upheld: read(it, "not_upheld"),
                gap: it.text("gap"),
                complied: read(it, "complied"),
                not_complied: read(it, "not_complied"),
                named: it.text("named"),
                covers: covers?,
            };
            Some(YearCommand::RecordOmbudsman(Box::new(table)))
        },
    )
}

/// Words around the figures, as they were written or are proposed.
fn words(name: &'static str, label: &'static str, hint: &'static str, now: fn(&Context) -> &String) -> Field {
    optional(name, label, hint, Kind::Text)
        .preset(move |setting| setting.year.map(|it| now(&it.context).clone()).unwrap_or_default())
}

/// The words around the figures, proposed from them.
pub fn context() -> FormTable {
    form(
        YearStep::WriteContext,
        "save",
        vec![
            words("approach", "Approach", "how you deal with complaints", |it| &it.approach),
            words("overall", "Overall number", "how many you dealt with", |it| &it.overall),
            words("cost", "Cost", "what it cost to deal with them", |it| &it.cost),
            words("contact", "Contact", "how to get in touch", |it| &it.contact),
            words("supplementary", "Besides", "anything to add", |it| &it.supplementary),
            optional("named", "Names meant", NAMES_MEANT, Kind::Line)
                .preset(|setting| setting.year.map(|it| it.context.named.clone()).unwrap_or_default()),
        ],
        |it| {
            let words = Context {
                approach: it.text("approach"),
                overall: it.text("overall"),
                cost: it.text("cost"),
                contact: it.text("contact"),
                supplementary: it.text("supplementary"),
                named: it.text("named"),
                figures: Vec::new(),
            };
            let sheet = it.setting.year;
            let figures = sheet.map(|sheet| behind(&words, &sheet.figures, Some(&sheet.context)));
            let figures = figures.unwrap_or_default();
            Some(YearCommand::WriteContext(Box::new(Context { figures, ..words })))
        },
    )
}
