//! The office behind the cases: its people, lists, timescales and calendar. Enter changes what the cursor is on.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::calendar::dates::{long, short};
use crate::domain::money::pounds;
use crate::domain::office::command::OfficeStep;
use crate::domain::office::lists::{Item, ListKind};
use crate::domain::office::record::Office;
use crate::domain::office::settings::TWO_STAGES;
use crate::domain::people::Person;
use crate::domain::register::settings::{settings_by_register, told};
use crate::domain::rights::Deed;
use crate::domain::text::{count, cut, one_line, sentence_case, width};
use crate::domain::vocabulary::ScheduleKind;
use crate::forms::about::About;
use crate::forms::blank::Blank;
use crate::forms::office_part::OfficePart;
use crate::forms::tables::office::{CHOOSE_NATION, NAME_OFFICE};
use crate::tui::chrome::{focus, heading, put, put_line};
use crate::tui::keymap::{Act, OFFICE, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Place, Screen};

use crate::tui::theme;

/// Columns of the first part of a line.
const LABEL: usize = 20;

/// Columns of a name with its sign-in name.
const PERSON: usize = 32;

/// Columns of a line before what is said of it beside.
const ASIDE: usize = 42;

/// The office on screen.
#[derive(Debug, Default)]
pub struct OfficeScreen {
    cursor: Cursor,
    height: std::cell::Cell<usize>,
}

/// A line, and what can be done with it.
struct Shown {
    words: String,
    /// What is said of it where there is room for all of it.
    aside: String,
    is_head: bool,
    /// What changing it is.
    deed: Deed,
    /// The part of the office that it shows.
    part: Option<OfficePart>,
    /// The name of the form that changes it.
    change: Option<&'static str>,
    /// The field of it at which one begins; empty for the first.
    at: &'static str,
    /// The form that adds another of its kind.
    add: Option<&'static str>,
    /// The form that ends it.
    end: Option<&'static str>,
    /// The list of all of it, where it has one.
    list: Option<fn() -> Place>,
}

impl Shown {
    const NOTHING: Self = Self {
        words: String::new(),
        aside: String::new(),
        is_head: false,
        deed: Deed::ChangeOffice,
        part: None,
        change: None,
        at: "",
        add: None,
        end: None,
        list: None,
    };

    fn head(words: &str) -> Self {
        Self { words: words.to_owned(), is_head: true, ..Self::NOTHING }
    }

    /// The head of a section that can be added to.
    fn list(words: &str, deed: Deed, add: &'static str) -> Self {
        Self { deed, add: Some(add), ..Self::head(words) }
    }

    fn fact(label: &str, value: &str, form: &'static str) -> Self {
        let words = format!("{label:<LABEL$} {}", one_line(value));
        Self { words, change: Some(form), ..Self::NOTHING }
    }

    fn part(words: String, deed: Deed, part: OfficePart, forms: [&'static str; 3]) -> Self {
        let [change, add, end] = forms.map(Some);
        Self { words, deed, part: Some(part), change, add, end, ..Self::NOTHING }
    }
}

fn lines(cx: &Cx) -> Vec<Shown> {
    let office = &cx.house.office;
    let mut lines = vec![Shown::head("Organisation"), Shown::fact("Name", &office.organisation, NAME_OFFICE)];
    let own = if office.own_commands { "allowed" } else { "not in the shared office" };
    lines.push(Shown::fact("Own commands", own, OfficeStep::AllowOwnCommands.name()));
    lines.push(Shown::head("How long things may take, in working days"));
    let times = office.timescales;
    let days = [
        ("Acknowledge", times.acknowledge.to_string(), "acknowledge"),
        ("Share timescale", times.share_within.to_string(), "share_within"),
        ("Early resolution", times.early_resolution.to_string(), "early_resolution"),
        ("Closer look", times.closer_look.to_string(), "closer_look"),
        ("Due soon", times.due_soon.to_string(), "due_soon"),
        ("Look at a pause", format!("after {}", count(times.pause_review.into(), "day")), "pause_review"),
    ];
    let of_times = |(label, value, at): (&str, String, &'static str)| Shown {
        at,
        ..Shown::fact(label, &value, OfficeStep::SetTimescales.name())
    };
    lines.extend(days.map(of_times));
    let stages = if times.stages == TWO_STAGES { "2, the second answered by somebody else" } else { "1" };
    lines.push(of_times(("Stages", stages.to_owned(), "stages")));
    lines.push(Shown::head("Figures"));
    let figures = office.figures;
    let aim = match figures.aim_in_time {
        0 => "not said".to_owned(),
        aim => format!("{aim} % of answers"),
    };
    let rises = format!(
        "{} and {} % of the average",
        count(figures.rise_at_least.into(), "issue"),
        figures.rise_percent
    );
    for (label, value, at) in [
        ("Aim for in time", aim, "aim_in_time"),
        ("Theme rises from", rises, "rise_at_least"),
        ("An hour costs", pounds(figures.hourly_rate), "hourly_rate"),
    ] {
        lines.push(Shown { at, ..Shown::fact(label, &value, OfficeStep::SetFigures.name()) });
    }
    lines.push(Shown::head("Calendar"));
    let years = cx.house.calendar.coverage();
    let holidays = format!("{}, known for {} to {}", office.nation, years.start(), years.end());
    lines.push(Shown::fact("Bank holidays", &holidays, CHOOSE_NATION));
    lines.push(Shown::fact("On a day off", office.receipt.meaning(), OfficeStep::SetReceiptRule.name()));
    let closed: Vec<String> = office.closures.iter().map(|it| short(*it)).collect();
    let closed = if closed.is_empty() { "on no other day".to_owned() } else { closed.join(", ") };
    lines.push(Shown::fact("Closed", &closed, OfficeStep::SetClosures.name()));
    let who = Deed::ChangePeople;
    let people = Shown::list("People (Enter lists them all)", who, OfficeStep::Join.name());
    lines.push(Shown { list: Some(|| Place::People), ..people });
    lines.extend(office.people.iter().enumerate().map(|(place, it)| person(office, place, it, cx.today)));
    lines.push(Shown::list("Who stands in for whom", who, OfficeStep::StandIn.name()));
    lines.extend(stand_ins(office, cx.today));
    lines.push(Shown::list(
        "Shared accounts that may say who sits at them",
        who,
        OfficeStep::TrustAccount.name(),
    ));
    lines.extend(office.trusted.iter().enumerate().map(|(place, it)| {
        let forms = [
            OfficeStep::DistrustAccount.name(),
            OfficeStep::TrustAccount.name(),
            OfficeStep::DistrustAccount.name(),
        ];
        Shown::part(one_line(it), who, OfficePart::Account(place), forms)
    }));
    let kept = Shown::head("How long cases are kept (Enter lists every case)");
    lines.push(Shown { list: Some(|| Place::Kept), ..kept });
    lines.extend(ScheduleKind::ALL.iter().map(|kind| {
        let schedule = office.retention.iter().find(|it| it.kind == *kind);
        let words = schedule.map_or_else(|| format!("{kind}, for ever"), |it| it.name());
        let part = Some(OfficePart::Schedule(*kind));
        Shown {
            words,
            deed: Deed::KeepRecords,
            part,
            change: Some(OfficeStep::SetRetention.name()),
            ..Shown::NOTHING
        }
    }));
    lines.push(Shown::head("Registers"));
    lines.extend(settings_by_register().enumerate().map(|(place, (kind, it))| {
        let value = told(office, it);
        let value = if value.is_empty() { "not set".to_owned() } else { value };
        let label = format!("{}: {}", sentence_case(kind.many), it.field.label.to_lowercase());
        let step = OfficeStep::SetRegister;
        Shown {
            words: format!("{label:<PERSON$}  {value}"),
            aside: format!("({})", it.field.hint),
            deed: step.row().deed,
            part: Some(OfficePart::Setting(place)),
            change: Some(step.name()),
            ..Shown::NOTHING
        }
    }));
    lines.push(Shown::list(
        "Wording for letters and notes",
        Deed::AddToLists,
        OfficeStep::KeepWording.name(),
    ));
    lines.extend(office.wording.iter().enumerate().map(|(place, it)| {
        let words = format!("{}: {}", one_line(&it.name), one_line(&it.text));
        let forms =
            [OfficeStep::KeepWording.name(), OfficeStep::KeepWording.name(), OfficeStep::DropWording.name()];
        Shown::part(words, Deed::AddToLists, OfficePart::Wording(place), forms)
    }));
    for kind in ListKind::ALL {
        let list = office.list(*kind);
        let part = Some(OfficePart::Choice(*kind, 0));
        lines.push(Shown { part, ..Shown::list(kind.many(), Deed::AddToLists, OfficeStep::Add.name()) });
        lines.extend(list.items.iter().map(|it| entry(office, *kind, it, cx)));
    }
    lines
}

fn person(office: &Office, place: usize, it: &Person, today: NaiveDate) -> Shown {
    let roles: Vec<&str> = it.roles_on(today).iter().map(|it| it.word()).collect();
    let name = one_line(&format!("{} ({})", it.name, it.login));
    let space = " ".repeat(PERSON.saturating_sub(width(&name)));
    let team = office.team_name(&it.login).map(|it| format!("{}: ", one_line(&it))).unwrap_or_default();
    let mut words = format!("{name}{space}  {team}{}", roles.join(", "));
    if let Some(until) = it.until {
        let past = if until < today { "left after" } else { ", leaves after" };
        words = format!("{words}{past} {}", long(until));
    }
    Shown::part(
        words,
        Deed::ChangePeople,
        OfficePart::Person(place),
        [OfficeStep::ChangeRoles.name(), OfficeStep::Join.name(), OfficeStep::Leave.name()],
    )
}

/// Those who stand in now or will; what is over is in the history.
fn stand_ins(office: &Office, today: NaiveDate) -> impl Iterator<Item = Shown> {
    let to_come = office.stand_ins.iter().enumerate().filter(move |(_, it)| today <= it.until);
    to_come.map(|(place, it)| {
        let (by, whom) = (office.person_name(&it.by), office.person_name(&it.whom));
        let words = format!("{by} for {whom}, {} to {}", long(it.from), long(it.until));
        Shown::part(
            one_line(&words),
            Deed::ChangePeople,
            OfficePart::StandIn(place),
            [OfficeStep::EndStandIn.name(), OfficeStep::StandIn.name(), OfficeStep::EndStandIn.name()],
        )
    })
}

fn entry(office: &Office, kind: ListKind, it: &Item, cx: &Cx) -> Shown {
    let mut words = one_line(&it.name);
    if kind == ListKind::Services
        && office.organisations.items.len() > 1
        && let Some(under) = it.under
    {
        words = format!("{words}   ({})", one_line(&office.organisations.name(under)));
    }
    if let Some(until) = it.until {
        let past = if until < cx.today { "retired" } else { "to be retired after" };
        words = format!("{words}   {past} {}", long(until));
    }
    Shown::part(
        words,
        Deed::AddToLists,
        OfficePart::Choice(kind, it.id),
        [OfficeStep::Rename.name(), OfficeStep::Add.name(), OfficeStep::Retire.name()],
    )
}

impl OfficeScreen {
    fn act(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        let lines = lines(cx);
        let nothing = Shown::NOTHING;
        let here = lines.get(self.cursor.at).unwrap_or(&nothing);
        let form = |form: Option<&'static str>| {
            let about = here.part.map_or(About::Nothing, About::Office);
            let open = |form: &'static str| {
                Effect::Open(Place::Form(Blank { at: here.at, ..Blank::named(form, about.clone()) }))
            };
            form.map(open).into_iter().collect()
        };
        match act {
            Act::Back => vec![Effect::Pop],
            Act::Help => vec![Effect::Open(Place::Help(self.scopes()))],
            Act::Open => match here.list {
                Some(list) => vec![Effect::Open(list())],
                None => form(here.change.or(here.add)),
            },
            // What is added is not what the cursor is on.
            Act::AddEntry if matches!(here.part, Some(OfficePart::Wording(_))) => {
                vec![Effect::Open(Place::Form(Blank::named(OfficeStep::KeepWording.name(), About::Nothing)))]
            }
            Act::AddEntry => form(here.add),
            Act::RetireEntry => form(here.end),
            Act::PutUnder if matches!(here.part, Some(OfficePart::Person(_))) => {
                form(Some(OfficeStep::PutInTeam.name()))
            }
            Act::PutUnder => form(Some(OfficeStep::PutUnder.name())),
            act => {
                self.cursor.go(act, lines.len(), self.height.get());
                Vec::new()
            }
        }
    }
}

impl Screen for OfficeScreen {
    fn scopes(&self) -> &'static [Scope] {
        OFFICE
    }

    fn may(&self, act: Act, cx: &Cx) -> Result<(), String> {
        let lines = lines(cx);
        let nothing = Shown::NOTHING;
        let here = lines.get(self.cursor.at).unwrap_or(&nothing);
        match act {
            Act::AddEntry if here.add.is_none() => {
                Err("Go to the people or to one of the lists first: services, themes and so on.".to_owned())
            }
            Act::RetireEntry if here.end.is_none() => {
                Err("Go to a person, or to an entry of a list first.".to_owned())
            }
            Act::PutUnder
                if !matches!(
                    here.part,
                    Some(OfficePart::Choice(ListKind::Services, 1..) | OfficePart::Person(_))
                ) =>
            {
                Err("Go to a service or to a person first.".to_owned())
            }
            Act::Open if here.list.is_some() || here.change.or(here.add).is_none() => Ok(()),
            Act::Open | Act::AddEntry | Act::RetireEntry | Act::PutUnder => cx.may_at_large(here.deed),
            _ => Ok(()),
        }
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(act) => self.act(act, cx),
            Input::Shown => {
                self.cursor.stay_within(lines(cx).len());
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let list = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
        self.height.set(usize::from(list.height));
        put(frame, area, 1, " The office. Changes hold from today; cases keep what they have.", theme::BOLD);
        let top = self.cursor.top(usize::from(list.height));
        let room = usize::from(list.width).saturating_sub(4);
        for (row, it) in (0..list.height).zip(lines(cx).into_iter().skip(top)) {
            let words = cut(&format!("{:<1$}", it.words, ASIDE), room);
            let aside = Some(it.aside).filter(|aside| width(&words) + 1 + width(aside) <= room);
            let words = format!("{} {}", words, aside.unwrap_or_default());
            let words = words.trim_end();
            if it.is_head {
                put_line(frame, list, row, heading(room + 3, &format!(" {words}"), ""));
            } else {
                put(frame, list, row, &format!("    {words}"), theme::PLAIN);
            }
        }
        let row = u16::try_from(self.cursor.at - top).unwrap_or(0);
        focus(frame, list, row, 2);
        frame.set_cursor_position((list.x, list.y + row.min(list.height)));
    }
}
