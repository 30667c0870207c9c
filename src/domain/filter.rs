//! Which cases a list shows: words, and conditions such as `is:late` or `service:claims`, all of which must hold.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::authority::Asker;
use crate::domain::days::{DAYS_INSTEAD, Days};
use crate::domain::grammar::{BadFilter, Grammar, read};
use crate::domain::office::record::{House, Office};
use crate::domain::part_filter::{self, PART_FIELDS, PartCondition};
use crate::domain::party::finding::{Typed, typed};
use crate::domain::reference::CaseRef;
use crate::domain::round_filter::{self, ROUND_FIELDS, RoundCondition};
use crate::domain::row::Row;
use crate::domain::text::named;
use crate::domain::vocabulary::{Nature, Stage};

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Condition {
    /// Open on the day.
    Open,
    /// Closed on the day.
    Closed,
    /// Anything owed on it is late.
    Late,
    /// Open, and its acknowledgement or its answer is late.
    ReplyLate,
    /// Past the timescale that the person was told, unanswered.
    Overdue,
    /// Due on the day itself.
    DueToday,
    /// Nobody has acknowledged it.
    Unacknowledged,
    /// Important beyond itself.
    Important,
    /// Nobody is responsible for it.
    Unassigned,
    /// An everyday conversation.
    Conversation,
    /// Imported or logged for a service whose name holds these words.
    Service(String),
    /// Somebody whose sign-in name or name holds these words is responsible; `me` is whoever asks, and those for whom they stand in.
    Owner(String),
    /// Its first issue's theme holds these words.
    Theme(String),
    /// It stands at this stage.
    Stage(Stage),
    /// Something on it is due by then: so many days from now.
    DueWithin(Span),
    /// Received in these days.
    Received(Days),
    /// It came by a channel whose name holds these words.
    Channel(String),
    /// It was referred to the next tier.
    Referred,
    /// It is about personal data.
    DataProtection,
    /// Something went wrong, and no action plan learns from it.
    Unlearnt,
    /// A word of its reference, source reference, people or subject begins so.
    Word(Typed),
    /// It is about a service of an organisation whose name holds these words.
    Organisation(String),
    /// The theme of one of its issues holds these words.
    Issue(String),
    /// Something went wrong, and an action plan learns from it.
    Learnt,
    /// On one of its payments, remedies, referrals, recommendations or costs.
    Part(PartCondition),
    /// On one of its rounds.
    Round(RoundCondition),
    /// Whoever is responsible works in a team whose name holds these words; `mine` is the team of whoever asks.
    Team(String),
    /// One of these holds.
    Any(Vec<Filter>),
    /// This does not hold.
    Not(Filter),
    /// Open on the day, or closed with something still to be done for the person.
    InHand,
    /// A risk to or from one of its people stands on it.
    Risk,
}

/// How far ahead: working days, or days of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// How many.
    pub days: u16,
    /// Whether only working days count.
    pub working: bool,
}

/// What can follow `is:`, with what it means; help is printed from here.
pub const STATES: &[(&str, Condition, &str)] = &[
    ("open", Condition::Open, "not closed"),
    ("closed", Condition::Closed, "closed"),
    ("in-hand", Condition::InHand, "open, or closed and something that was promised is not done"),
    ("late", Condition::Late, "something owed on it is late"),
    ("reply-late", Condition::ReplyLate, "past the day of its acknowledgement or of its answer, without one"),
    ("overdue", Condition::Overdue, "past the timescale that the person was told, not answered"),
    ("today", Condition::DueToday, "something is due today"),
    ("new", Condition::Unacknowledged, "open and not acknowledged"),
    ("important", Condition::Important, "marked as important"),
    ("unassigned", Condition::Unassigned, "nobody is responsible"),
    ("conversation", Condition::Conversation, "an everyday conversation, not a complaint"),
    ("paused", Condition::Stage(Stage::Paused), "the office's clock is stopped"),
    ("referred", Condition::Referred, "it went to the next tier"),
    ("risk", Condition::Risk, "a risk to the person, or from them, stands on it"),
    ("data-protection", Condition::DataProtection, "it is about personal data"),
    ("unlearnt", Condition::Unlearnt, "something went wrong, and no action plan learns from it"),
    ("learnt", Condition::Learnt, "something went wrong, and an action plan learns from it"),
    (
        "maladministration",
        Condition::Part(PartCondition::Maladministration),
        "a payment arises from maladministration",
    ),
    ("special", Condition::Part(PartCondition::Special), "a payment is a special payment"),
];

/// The other conditions, with an example; help is printed from here.
pub const FIELDS: &[(&str, &str)] = &[
    ("service:", "service:claims, or service:none"),
    ("owner:", "owner:me, owner:smith, or owner:none"),
    ("team:", "team:mine, team:claims, or team:none"),
    ("theme:", "theme:delay"),
    ("stage:", "stage:new, stage:paused, stage:closed"),
    ("due:", "due:<5wd (within 5 working days) or due:<2w"),
    ("received:", "received:2026-07, received:2026-07-01..2026-09-30"),
    ("channel:", "channel:email"),
    ("organisation:", "organisation:agency: whose service it is about"),
    ("issue:", "issue:delay: the theme of any of its issues; =delay for that theme and no longer name"),
];

/// What to list: every condition must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    pub conditions: Vec<Condition>,
}

impl Filter {
    /// One condition alone.
    pub fn of(condition: Condition) -> Self {
        Self { conditions: vec![condition] }
    }

    /// Reads a filter as it is typed; words in quotes stay together after a colon (`service:"debt collection"`).
    pub fn parse(text: &str) -> Result<Self, BadFilter> {
        Ok(Self { conditions: read(&OfCases, text)? })
    }

    /// How many words and conditions it has.
    pub fn size(&self) -> usize {
        let size = |it: &Condition| match it {
            Condition::Any(of) => of.iter().map(Self::size).sum(),
            Condition::Not(it) => it.size(),
            _ => 1,
        };
        self.conditions.iter().map(size).sum()
    }

    /// The words that must all be there.
    pub fn words(&self) -> impl Iterator<Item = &Typed> {
        self.conditions.iter().filter_map(|it| if let Condition::Word(word) = it { Some(word) } else { None })
    }

    /// All words, also those that need not or must not be there.
    pub fn every_word(&self) -> Vec<&Typed> {
        let mut words: Vec<&Typed> = self.words().collect();
        for condition in &self.conditions {
            match condition {
                Condition::Any(of) => words.extend(of.iter().flat_map(Self::every_word)),
                Condition::Not(it) => words.extend(it.every_word()),
                _ => {}
            }
        }
        words
    }

    /// Whether a case belongs on the list.
    pub fn holds(&self, asked: &Asked, row: &Row) -> bool {
        let on_parts = self.conditions.iter().filter_map(|it| match it {
            Condition::Part(part) => Some(*part),
            _ => None,
        });
        let on_rounds = self.conditions.iter().filter_map(|it| match it {
            Condition::Round(it) => Some(it),
            Condition::Learnt | Condition::Unlearnt => Some(&RoundCondition::EverWrong),
            _ => None,
        });
        self.conditions.iter().all(|it| holds(it, asked, row))
            && part_filter::hold(&on_parts.collect::<Vec<_>>(), row, asked.today)
            && round_filter::hold(&asked.house.office, &on_rounds.collect::<Vec<_>>(), row, asked.today)
    }

    /// Whether only cases in hand can fit it.
    pub fn is_about_those_in_hand(&self) -> bool {
        use Condition::{Any, DueToday, DueWithin, InHand, Late, Open, Overdue, Unacknowledged};
        self.conditions.iter().any(|it| match it {
            InHand | Open | Late | Overdue | DueToday | DueWithin(_) | Unacknowledged => true,
            Any(of) => of.iter().all(Self::is_about_those_in_hand),
            _ => false,
        })
    }

    /// The first and the last day on which something must be owed next for a case to fit; none where any day will do.
    pub fn due_between(&self, house: &House, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let (mut from, mut until) = (None, None);
        for condition in &self.conditions {
            let by = match condition {
                Condition::Late => today.pred_opt(),
                Condition::DueToday => {
                    from = Some(today);
                    Some(today)
                }
                Condition::DueWithin(span) => Some(last_day(house, today, *span)),
                _ => continue,
            };
            until = until.map_or(by, |before: NaiveDate| by.map(|it| before.min(it)));
        }
        (from, until)
    }
}

/// What a filter is asked for.
pub struct Asked<'a> {
    /// The office and its calendar.
    pub house: &'a House,
    /// Whoever asks, for `owner:me`.
    pub asker: &'a Asker,
    /// The day as of which cases stand.
    pub today: NaiveDate,
    /// Whether a word finds a case.
    pub finds: &'a dyn Fn(&Typed, CaseRef) -> bool,
    /// Since when an action plan learns from a case; none where none does.
    pub learnt_since: &'a dyn Fn(CaseRef) -> Option<NaiveDate>,
}

impl Asked<'_> {
    fn is_learnt(&self, row: &Row) -> bool {
        (self.learnt_since)(row.reference).is_some_and(|since| since <= self.today)
    }
}

#[cfg(test)]
impl Filter {
    /// Whether a case fits it on a day, whoever asks; every word finds it, and some plan learns from it.
    pub fn fits(&self, house: &House, today: NaiveDate, row: &Row) -> bool {
        let asker = &Asker::default();
        self.holds(
            &Asked { house, asker, today, finds: &|_, _| true, learnt_since: &|_| Some(NaiveDate::MIN) },
            row,
        )
    }
}

/// How filters of cases are typed.
struct OfCases;

impl Grammar for OfCases {
    type Condition = Condition;

    fn words(&self, text: &str) -> Vec<Condition> {
        typed(text).into_iter().map(Condition::Word).collect()
    }

    fn condition(&self, part: &str, field: &str, value: &str) -> Result<Condition, BadFilter> {
        condition(part, field, value)
    }

    fn any(&self, of: Vec<Vec<Condition>>) -> Condition {
        Condition::Any(of.into_iter().map(|conditions| Filter { conditions }).collect())
    }

    fn not(&self, conditions: Vec<Condition>) -> Condition {
        Condition::Not(Filter { conditions })
    }
}

fn condition(part: &str, field: &str, value: &str) -> Result<Condition, BadFilter> {
    let wrong = |instead: String| BadFilter { part: part.to_owned(), instead };
    match field.to_lowercase().as_str() {
        "is" => STATES.iter().find(|it| it.0.eq_ignore_ascii_case(value)).map(|it| it.1.clone()).ok_or_else(
            || {
                let known: Vec<&str> = STATES.iter().map(|it| it.0).collect();
                wrong(format!("After “is:” write one of: {}.", known.join(", ")))
            },
        ),
        "service" => Ok(Condition::Service(value.to_lowercase())),
        "owner" => Ok(Condition::Owner(value.to_lowercase())),
        "team" => Ok(Condition::Team(value.to_lowercase())),
        "theme" => Ok(Condition::Theme(value.to_lowercase())),
        "organisation" => Ok(Condition::Organisation(value.to_lowercase())),
        "issue" => Ok(Condition::Issue(value.to_lowercase())),
        "due" => span(value)
            .map(Condition::DueWithin)
            .ok_or_else(|| wrong("Write for example due:<5wd, due:<10d or due:<2w.".to_owned())),
        "received" => {
            Days::read(value).map(Condition::Received).ok_or_else(|| wrong(DAYS_INSTEAD.to_owned()))
        }
        "channel" => Ok(Condition::Channel(value.to_lowercase())),
        "stage" => Stage::ALL
            .iter()
            .find(|it| it.word().starts_with(&value.to_lowercase()))
            .map(|it| Condition::Stage(*it))
            .ok_or_else(|| {
                let known: Vec<&str> = Stage::ALL.iter().map(|it| it.word()).collect();
                wrong(format!("Stages are: {}.", known.join(", ")))
            }),
        other => {
            if let Some(read) = PartCondition::read(other, value) {
                return read.map(Condition::Part).map_err(wrong);
            }
            if let Some(read) = RoundCondition::read(other, value) {
                return read.map(Condition::Round).map_err(wrong);
            }
            let known: Vec<&str> =
                FIELDS.iter().chain(ROUND_FIELDS).chain(PART_FIELDS).map(|it| it.0).collect();
            Err(wrong(format!("Write words, “is:” or one of: {}.", known.join(" "))))
        }
    }
}

/// Whether somebody works in a team: one whose name holds these words, that of whoever asks (`mine`), or none (`none`).
pub fn in_team(office: &Office, asker: &Asker, login: &str, wanted: &str) -> bool {
    let team_of = |login: &str| office.person(login).and_then(|it| it.team);
    match (team_of(login), wanted) {
        (team, "none") => team.is_none(),
        (None, _) => false,
        (team, "mine") => asker.logins().any(|it| team_of(it) == team),
        (Some(team), wanted) => named(&office.teams.name(team), wanted),
    }
}

/// Reads `<5wd`, `<10d` or `<2w`.
fn span(text: &str) -> Option<Span> {
    let rest = text.strip_prefix('<').unwrap_or(text);
    let end = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
    let number: u16 = rest[..end].parse().ok().filter(|it| *it <= 1000)?;
    match &rest[end..] {
        "wd" => Some(Span { days: number, working: true }),
        "" | "d" => Some(Span { days: number, working: false }),
        "w" => Some(Span { days: number * 7, working: false }),
        _ => None,
    }
}

/// The last day of a span that begins today.
fn last_day(house: &House, today: NaiveDate, span: Span) -> NaiveDate {
    if span.working {
        house.calendar.add(today, i32::from(span.days))
    } else {
        today.checked_add_days(chrono::Days::new(u64::from(span.days))).unwrap_or(NaiveDate::MAX)
    }
}

fn holds(condition: &Condition, asked: &Asked, row: &Row) -> bool {
    let Asked { house, asker, today, .. } = *asked;
    let office = &house.office;
    match condition {
        Condition::Open => row.open_on(today),
        Condition::InHand => row.in_hand_on(today),
        Condition::Closed => row.closed_on(today).is_some(),
        Condition::Late => row.next_on(today).is_some_and(|(due, _)| due < today),
        Condition::ReplyLate => row.reply_late_on(today),
        Condition::Overdue => row.overdue_on(today),
        Condition::DueToday => row.next_on(today).is_some_and(|(due, _)| due == today),
        Condition::Unacknowledged => {
            row.open_on(today)
                && row.rounds.first().open_on(today)
                && row.rounds.first().acknowledged.is_none_or(|it| today < it)
        }
        Condition::Important => row.received_by(today) && row.important_on(today),
        Condition::Unassigned => row.owner.is_none(),
        Condition::Conversation => row.nature == Nature::Conversation,
        Condition::Service(wanted) => match row.service {
            None => wanted == "none",
            Some(_) => named(&office.service_name(row.service), wanted),
        },
        Condition::Theme(wanted) => match row.theme {
            None => wanted == "none",
            Some(_) => named(&office.theme_name(row.theme), wanted),
        },
        Condition::Team(wanted) => {
            in_team(&house.office, asker, row.owner.as_deref().unwrap_or_default(), wanted)
        }
        Condition::Owner(wanted) => match &row.owner {
            None => wanted == "none",
            Some(owner) if wanted == "me" => asker.logins().any(|it| it == owner),
            Some(owner) => named(owner, wanted) || named(office.person_name(owner), wanted),
        },
        Condition::Stage(wanted) => row.stage_on(today) == *wanted,
        Condition::DueWithin(span) => {
            row.next_on(today).is_some_and(|(due, _)| due <= last_day(house, today, *span))
        }
        Condition::Received(days) => row.received_by(today) && days.holds(row.received),
        Condition::Channel(wanted) => match row.channel {
            None => wanted == "none",
            Some(_) => named(&office.channel_name(row.channel), wanted),
        },
        Condition::Organisation(wanted) => {
            let under = row.service.and_then(|it| office.services.item(it.0)).and_then(|it| it.under);
            under.map_or(wanted == "none", |it| named(&office.organisations.name(it), wanted))
        }
        Condition::Issue(wanted) => row.issues.iter().any(|it| match it.theme {
            None => wanted == "none",
            Some(_) => named(&office.theme_name(it.theme), wanted),
        }),
        Condition::Referred => row.received_by(today) && row.referred_by(today),
        Condition::DataProtection => row.data_protection_by.is_some(),
        Condition::Risk => row.has_risk,
        Condition::Word(word) => (asked.finds)(word, row.reference),
        Condition::Unlearnt => row.received_by(today) && !asked.is_learnt(row),
        Condition::Learnt => row.received_by(today) && asked.is_learnt(row),
        Condition::Any(of) => of.iter().any(|it| it.holds(asked, row)),
        Condition::Not(it) => !it.holds(asked, row),
        // Rounds and parts are judged together.
        Condition::Part(_) | Condition::Round(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::event::OfficeEvent;
    use crate::domain::office::lists::ListKind;

    #[test]
    fn a_filter_reads_as_it_is_typed() {
        let filter = Filter::parse(r#"Okafor is:LATE service:"Debt Collection""#).expect("a good filter");
        let okafor = Typed { ways: vec!["okafor".into()] };
        assert_eq!(
            filter.conditions,
            [Condition::Word(okafor), Condition::Late, Condition::Service("debt collection".into())]
        );
    }

    #[test]
    fn a_risk_is_asked_for_by_its_name() {
        assert_eq!(Filter::parse("is:risk").expect("a good filter").conditions, [Condition::Risk]);
    }

    #[test]
    fn a_reference_is_looked_up_by_its_parts() {
        let filter = Filter::parse("26-0142 is:open").expect("a good filter");
        let finds = |word: &str| filter.words().map(|it| it.finds(word)).collect::<Vec<_>>();
        assert_eq!((finds("26"), finds("0142")), (vec![true, false], vec![false, true]));
    }

    #[test]
    fn a_span_counts_working_days_days_or_weeks() {
        assert_eq!(span("<5wd"), Some(Span { days: 5, working: true }));
        assert_eq!(span("<2w"), Some(Span { days: 14, working: false }));
        assert_eq!((span("<x"), span("wd"), span("<99999999d")), (None, None, None));
    }

    #[test]
    fn a_team_is_everybody_who_works_in_it() {
        let mut office = Office::default();
        let from = NaiveDate::from_ymd_opt(2026, 1, 5).expect("a real date");
        for (login, team) in [("kp", Some(1)), ("js", Some(1)), ("ad", Some(2)), ("xy", None)] {
            let joined =
                OfficeEvent::Joined { login: login.into(), name: login.into(), roles: Vec::new(), from };
            office.apply(&joined);
            office.apply(&OfficeEvent::PutInTeam { login: login.into(), team, from });
        }
        for (id, name) in [(1, "Claims"), (2, "Appeals")] {
            let list = ListKind::Teams;
            office.apply(&OfficeEvent::Added { list, id, name: name.into(), under: None, from });
        }
        let asker = Asker::of(&office, "js", from).expect("nobody governs yet");
        let of = |wanted| {
            ["kp", "js", "ad", "xy", ""]
                .into_iter()
                .filter(|it| in_team(&office, &asker, it, wanted))
                .collect::<Vec<_>>()
        };
        assert_eq!(of("claims"), ["kp", "js"]);
        assert_eq!(of("mine"), ["kp", "js"]);
        assert_eq!(of("appeal"), ["ad"]);
        assert_eq!(of("none"), ["xy", ""]);
    }

    #[test]
    fn what_is_not_a_filter_says_what_would_be() {
        for text in ["is:sometimes", "route:scenic", "stage:left", "colour:red"] {
            let wrong = Filter::parse(text).expect_err(text);
            assert!(wrong.to_string().contains(text) && !wrong.instead.is_empty());
        }
    }
}
