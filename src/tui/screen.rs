//! What every screen shares: what comes in, what goes out, what it may look at and none may change.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::api::message::{Fault, Reply, Request};
use crate::domain::authority::{Asker, Bond, offers, offers_on_plan};
use crate::domain::calendar::period::PeriodKind;
use crate::domain::case::command::Step;
use crate::domain::case::letter::Manner as LetterManner;
use crate::domain::case::record::{Case, Letter};
use crate::domain::listing::Counts;
use crate::domain::office::lists::ServiceId;
use crate::domain::office::record::{House, Office};
use crate::domain::office::settings::SavedList;
use crate::domain::plan::command::PlanStep;
use crate::domain::plan::record::Plan;
use crate::domain::quality::tally::Wanted;
use crate::domain::records::any::AnyRecord;
use crate::domain::records::entry::offers as offers_on_entry;
use crate::domain::records::step::AnyStep;
use crate::domain::reference::{CaseRef, EntryRef, PlanRef, RecordRef};
use crate::domain::register::command::EntryStep;
use crate::domain::register::entry::Entry;
use crate::domain::rights::Deed;
use crate::domain::since::Since;
use crate::drafts::{DraftKey, Found, Saved};
use crate::environment::Glyphs;
use crate::exchange::letters::page::Format as LetterFormat;
use crate::forms::about::About;
use crate::forms::blank::Blank;
use crate::report::commission::{Commission, Made};
use crate::report::document::Document;
use crate::report::render::Format;
use crate::tui::keymap::{Act, Keys, Scope};
use crate::tui::own_commands::OwnCommand;
use crate::tui::terminal::chord::Chord;

/// How one person wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// What bars are drawn with.
    pub glyphs: Glyphs,
    /// Whether single letters act.
    pub single_keys: bool,
    /// Working days before a date from which it counts as due soon; none for the office's own number.
    pub due_soon: Option<u32>,
    /// Whether a wide screen stands in two columns.
    pub beside: bool,
    /// By which way they come in.
    pub way_in: WayIn,
    /// Their keys.
    pub keys: Keys,
}

/// By which way somebody comes in, and what of the machine it reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayIn {
    /// To a store of their own, on a machine that is theirs to use.
    Own,
    /// To the shared office, from a machine that is theirs to use.
    Shared,
    /// Through redress alone: it reaches no file and starts no program of the machine, and tells nothing of what is there.
    Alone,
}

impl WayIn {
    /// Whether it reaches files of the machine.
    pub fn reads_files(self) -> bool {
        self != Self::Alone
    }

    /// Whether commands of one's own may be started, or in words why not.
    pub fn may_start(self, office: &Office) -> Result<(), String> {
        let why = match self {
            Self::Alone => "This way in starts no other program.",
            Self::Shared if !office.own_commands => {
                "The shared office starts no commands of your own. An administrator can allow them: 0, then Own commands."
            }
            Self::Own | Self::Shared => return Ok(()),
        };
        Err(why.to_owned())
    }
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            glyphs: Glyphs::Ascii,
            single_keys: true,
            due_soon: None,
            beside: true,
            way_in: WayIn::Own,
            keys: Keys::USUAL,
        }
    }
}

impl Manner {
    /// The office and its calendar, as this person wants to see them.
    pub fn house(self, mut office: Office) -> Arc<House> {
        if let Some(days) = self.due_soon {
            office.timescales.due_soon = days;
        }
        Arc::new(House::new(office))
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutOff {
    /// The shared office cannot be reached; it is tried again.
    Lost,
    /// It takes long.
    Slow,
}

/// What every screen may look at.
#[derive(Clone, Debug)]
pub struct Cx {
    /// How they want it.
    pub manner: Manner,
    /// The day at the office.
    pub today: NaiveDate,
    /// The office and its calendar.
    pub house: Arc<House>,
    /// Sign-in name of whoever sits here.
    pub login: String,
    /// Who that is here today, and what they may do.
    pub asker: Asker,
    /// How open cases stand.
    pub counts: Counts,
    /// When whoever sits here was last here; none if they never were.
    pub last_here: Option<DateTime<Utc>>,
    /// What was typed into forms that were left, so that they can be gone on with.
    pub kept: Vec<Saved>,
    /// What earlier sessions left.
    pub found: Vec<Found>,
    /// Sign-in names of the others who have the record on screen that is on screen here.
    pub also_here: Vec<String>,
    /// Why there is no answer, while there is none.
    pub cut_off: Option<CutOff>,
    /// How long the app has been running: by this, work that goes on says how long it takes.
    pub running: Duration,
}

impl Cx {
    /// The name to show for whoever sits here.
    pub fn name(&self) -> &str {
        self.house.office.person_name(&self.login)
    }

    /// Whether they may do something, or in words why not.
    pub fn may(&self, deed: Deed, bond: &Bond) -> Result<(), String> {
        let verdict = self.asker.may(&self.house.office, self.today, deed, bond);
        verdict.map(|_| ()).map_err(|it| it.to_string())
    }

    /// Whether whoever sits here may do something that concerns no single record, or in words why not.
    pub fn may_at_large(&self, deed: Deed) -> Result<(), String> {
        let verdict = self.asker.may_at_large(&self.house.office, self.today, deed);
        verdict.map(|_| ()).map_err(|it| it.to_string())
    }

    /// Whether a step is on offer on a case, or in words why not.
    pub fn offers(&self, case: &Case, step: Step) -> Result<(), String> {
        offers(&self.house.office, &self.asker, self.today, case, step).map_err(|it| it.to_string())
    }

    /// Whether a step is on offer on a plan, or on one of its actions, or in words why not; 0 for the plan as a whole.
    pub fn offers_on_plan(&self, plan: &Plan, action: u32, step: PlanStep) -> Result<(), String> {
        let office = &self.house.office;
        offers_on_plan(office, &self.asker, self.today, plan, action, step).map_err(|it| it.to_string())
    }

    /// Whether a step is on offer on an entry of a register, or in words why not.
    pub fn offers_on_entry(&self, entry: &Entry, step: EntryStep) -> Result<(), String> {
        let office = &self.house.office;
        offers_on_entry(office, &self.asker, self.today, entry, step).map_err(|it| it.to_string())
    }

    /// Whether a step is on offer on a record, or on one of its parts, or in words why not; 0 for the record itself.
    pub fn offers_on(&self, record: &AnyRecord, part: u32, step: AnyStep) -> Result<(), String> {
        match (record, step) {
            (AnyRecord::Case(it), AnyStep::Case(step)) => self.offers(it, step),
            (AnyRecord::Plan(it), AnyStep::Plan(step)) => self.offers_on_plan(it, part, step),
            (AnyRecord::Entry(it), AnyStep::Entry(_, step)) => self.offers_on_entry(it, step),
            // It begins another record.
            _ => Ok(()),
        }
    }

    /// A draft kept from before.
    pub fn kept(&self, key: &DraftKey) -> Option<&Saved> {
        self.kept.iter().find(|it| it.key() == *key)
    }
}

/// What a screen hears.
#[derive(Debug)]
pub enum Input<'a> {
    /// A key with a meaning.
    Act(Act),
    /// A key that is text, or that only this screen knows.
    Key(Chord),
    /// Pasted text.
    Paste(&'a str),
    /// The answer to what this screen asked.
    Replied(&'a Reply),
    /// What this screen asked failed.
    Failed(&'a Fault),
    /// A draft is on disk.
    DraftSaved(&'a DraftKey, &'a str),
    /// Nobody has pressed a key for a moment.
    Quiet,
    /// The screen is on top again, or for the first time.
    Shown,
    /// Something was chosen from a menu that this screen opened.
    Chose(&'a Choice),
    /// How far a document is, or what came of it.
    Paper(&'a Paper),
    /// Somebody changed something: what is shown may be another by now. Only for the screen on top.
    Changed,
}

/// What can be chosen from a menu.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// A kept list.
    List(SavedList),
    /// An order, by the heading of its column; empty for the usual one.
    Order(&'static str),
    /// A column to show or to leave out, by its heading.
    Column(&'static str),
    /// How long the periods of a report are.
    Periods(PeriodKind),
    /// What a report is about: one service or all.
    Service(Option<ServiceId>),
    /// What a report is about: the services of one organisation, by its number in the list.
    Organisation(u32),
    /// Any days, to be typed.
    AnyDays,
    /// What a document is written as.
    Format(Format),
    /// A return to look at, by its place in their table.
    Return(usize),
    /// Words of the office to put into an answer, by their place among them.
    Wording(usize),
    /// What is to stand in a part of a line, by its place among what is offered there.
    Part(usize),
    /// A line of a record, by its place.
    Line(usize),
    /// What was typed into a form, away with it.
    ThrowAway,
    /// An answer of a form on which somebody else changed something: mine, theirs.
    Keep(Answered),
}

/// Whose answer to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// What I typed.
    Mine,
    /// What the other person saved.
    Theirs,
    /// Something else, to be written now.
    New,
}

/// A line of a menu.
#[derive(Clone, Debug, PartialEq)]
pub struct MenuItem {
    /// The key that takes it.
    pub key: char,
    /// What it is.
    pub words: String,
    /// What it leads to, once the menu is gone.
    pub effect: Effect,
}

impl MenuItem {
    /// Choices, each with the next of these keys. What has no key left is chosen with the arrows.
    pub fn choices(keys: &str, all: impl Iterator<Item = (String, Choice)>) -> Vec<Self> {
        all.zip(keys.chars().chain(std::iter::repeat(' ')))
            .map(|((words, choice), key)| Self { key, words, effect: Effect::PopAndChoose(choice) })
            .collect()
    }
}

/// Changes that were made together, to be undone together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// The records in the order in which they were changed, each with the version that the change made; none for one's own
    /// last change of it, whichever that was.
    pub on: Vec<(RecordRef, Option<u64>)>,
    /// What was done, as "Acknowledge on 26-0142".
    pub words: String,
}

/// The number of a request: its answer carries it.
pub type RequestId = u64;

/// What is to be done. Plain data, so that tests can look at it: screens give effects to the app, which does what is its
/// own to do and hands the rest to the shell around it.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the desk; the answer comes to the screen that asks.
    Call(Request),
    /// Ask the desk, under a number that the answer carries.
    Ask(RequestId, Request),
    /// Tell the desk which record is on screen.
    LookAt(Option<RecordRef>),
    /// Go to another screen.
    Open(Place),
    /// Leave this screen.
    Pop,
    /// Leave this screen and do this on the one below.
    PopAndDo(Act),
    /// Leave this screen and tell the one below what was chosen.
    PopAndChoose(Choice),
    /// Leave this screen, then do that.
    PopAnd(Box<Effect>),
    /// A change that can be undone.
    Remember(Undo),
    /// Send a text to the terminal's clipboard.
    Copy(String),
    /// Go to a tab.
    Tab(usize),
    /// Go back to where one was before a key led to this page of the reports.
    Return,
    /// Put a sentence on the message line.
    Say(String),
    /// Put a sentence on the message line that tells of trouble.
    Warn(String),
    /// Remember what was typed; it goes to disk soon.
    Keep(Box<Saved>),
    /// What was typed has been saved as a record, or thrown away.
    Forget(DraftKey),
    /// Carry on with a draft that an earlier session left.
    CarryOn(Box<Found>),
    /// Throw away a draft that an earlier session left.
    ThrowAway(Box<Found>),
    /// Make a document, away from the keys.
    Make(Box<Commission>),
    /// Give up every question that is on its way, and the document that is being made.
    GiveUp,
    /// Save a document as a file.
    Save(Box<Saving>),
    /// Save a letter as a file.
    SaveLetter(Box<LetterWent>, LetterFormat),
    /// Draw everything again.
    Redraw,
    /// Start a command of somebody's own, with references.
    Start(OwnCommand, Vec<String>),
    /// To the shell and back.
    Suspend,
    /// Leave the program.
    Quit,
}

/// How far a document is.
#[derive(Clone, Debug, PartialEq)]
pub enum Paper {
    /// So much of so much is counted.
    Counting(u64, u64),
    /// It was given up.
    GivenUp,
    /// It is made, or it is not, in words.
    Made(Result<Made, String>),
    /// It is in this file, or it is not, in words.
    Saved(Result<PathBuf, String>),
}

/// A document to be saved as a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Saving {
    pub document: Document,
    /// As what.
    pub format: Format,
    /// The name of the file, without its ending.
    pub name: String,
}

/// A letter that went, to be read, and saved as a file.
#[derive(Clone, Debug, PartialEq)]
pub struct LetterWent {
    pub case: CaseRef,
    pub letter: Letter,
    /// How it is laid out.
    pub manner: LetterManner,
}

impl LetterWent {
    /// What a file of it is called, but for its ending.
    pub fn file_name(&self) -> String {
        format!("letter-{}-{}", self.case, self.letter.number)
    }
}

/// Where one can go.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    Case(CaseRef),
    /// Actions that fit a filter, under a title.
    Actions {
        /// What they are.
        title: String,
        /// The filter, as it is typed.
        filter: String,
    },
    Form(Blank),
    /// The office: people, lists, timescales, calendar.
    Office,
    /// The entries of the register with this letter.
    Register(char),
    /// Those that fit a filter, under a title.
    Entries {
        /// The letter of the register.
        register: char,
        /// What they are.
        title: String,
        /// The filter, as it is typed.
        filter: String,
    },
    /// Everything that is owed.
    Owed,
    /// The reviews that are due, over another screen.
    Reviews,
    /// An entry of a register.
    Entry(EntryRef),
    /// Everybody who works here.
    People,
    /// How long each case is kept.
    Kept,
    /// Cases that fit a filter, under a title.
    Cases {
        /// What they are.
        title: String,
        /// The filter, as it is typed.
        filter: String,
        /// How many the figure says that it is opened from; 0 for none.
        counted: u64,
    },
    /// A menu over the screen below.
    Menu {
        /// What is to be chosen.
        title: String,
        /// From what.
        items: Vec<MenuItem>,
    },
    /// Every command of the screen below.
    Palette(&'static [Scope]),
    /// Drafts that are not finished.
    Drafts,
    /// A case, with something of it to choose from: its steps, or letters from it.
    Offering(CaseRef, Act),
    /// An action plan, with the cursor on one of its actions; 0 for none.
    Plan(PlanRef, u32),
    /// The lines of a record, to find words in.
    Within(Vec<String>),
    /// How each of several cases went.
    Results {
        /// What was done.
        title: String,
        /// A line a case.
        lines: Vec<String>,
        /// Whether it can be undone on all of them at once.
        can_undo: bool,
    },
    /// The start page, with what others did where that is known.
    Start(Option<Box<Since>>),
    /// The keys of the screen below, and all of help.
    Help(&'static [Scope]),
    /// The same, with words looked for.
    FoundInHelp(&'static [Scope], String),
    /// A topic of help, from one of its pieces on.
    Topic(&'static str, usize),
    /// How much stops figures from being right.
    Flaws,
    /// Some of it, one by one.
    FlawsOneByOne(Box<Wanted>),
    Document(Box<Commission>),
    Letter(Box<LetterWent>),
    /// What a figure is: what it is called, then what it counts, by which rule, and where that is asked for.
    Definition {
        /// What it is called.
        title: String,
        /// A paragraph each.
        paragraphs: Vec<String>,
    },
    /// How a date was reached.
    Why {
        /// What the date is for, and the date.
        title: String,
        steps: Vec<String>,
    },
}

impl Place {
    /// The form of a step on a record or one of its parts; 0 for none.
    pub fn step(step: AnyStep, on: impl Into<RecordRef>, part: u32) -> Self {
        Self::Form(Blank::of_step(step, About::Record(on.into(), part)))
    }

    /// The screen of a record, at one of its parts; 0 for none. What has no screen of its own gives none.
    pub const fn of(on: RecordRef, part: u32) -> Option<Self> {
        match on {
            RecordRef::Case(it) => Some(Self::Case(it)),
            RecordRef::Plan(it) => Some(Self::Plan(it, part)),
            RecordRef::Office => Some(Self::Office),
            RecordRef::Entry(it) => Some(Self::Entry(it)),
            RecordRef::Year(_) => None,
        }
    }
}

/// One screen. Changes in `update`, draws in `draw`, and touches nothing else.
pub trait Screen {
    /// Which keys apply, narrowest first.
    fn scopes(&self) -> &'static [Scope];

    /// Why a key is not on offer now, in words; everything is on offer unless a screen says otherwise.
    fn may(&self, _act: Act, _cx: &Cx) -> Result<(), String> {
        Ok(())
    }

    /// Whether the line of keys names a key. It stays as it is while the cursor moves through a list.
    fn names(&self, act: Act, cx: &Cx) -> bool {
        self.may(act, cx).is_ok()
    }

    /// What the copy key sends: a reference.
    fn reference(&self) -> Option<String> {
        None
    }

    /// The references of what is marked here, or else of what the cursor is on or what is open.
    fn references(&self) -> Vec<String> {
        self.reference().into_iter().collect()
    }

    /// The record that is on screen.
    fn record(&self) -> Option<RecordRef> {
        None
    }

    /// That record as it shows: a form that opens over it does not read it again.
    fn held(&self) -> Option<AnyRecord> {
        None
    }

    /// Whether the screen below shows through above it.
    fn is_overlay(&self) -> bool {
        false
    }

    /// Whether keys that write are text here.
    fn takes_text(&self) -> bool {
        false
    }

    /// Whether it wants to hear when nobody has pressed a key for a moment.
    fn wants_quiet(&self) -> bool {
        false
    }

    /// Hears something, and says what is to be done.
    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect>;

    /// The line of key hints, where it is not made from the table.
    fn hints(&self) -> Option<String> {
        None
    }

    /// Draws the screen into everything but the last two lines, which the app keeps for messages and keys.
    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_of_ones_own_starts_in_the_shared_office_only_where_it_is_allowed_and_never_through_redress_alone()
     {
        let (mut office, ways) = (Office::default(), [WayIn::Own, WayIn::Shared, WayIn::Alone]);
        let may = |office: &Office| ways.map(|it| it.may_start(office).is_ok());
        assert_eq!(may(&office), [true, false, false]);
        office.own_commands = true;
        assert_eq!(may(&office), [true, true, false]);
    }
}
