//! Every key of the screens: dispatch, the footer and help read this one table.
//!
//! Invariant: no capital that ends an arrow's escape sequence and no key that a terminal keeps for itself changes
//! anything. Keys inside forms are in `forms::keys`, because there letters are text.

use crate::domain::case::command::Step;
use crate::domain::plan::command::PlanStep;
use crate::domain::records::step::AnyStep;
use crate::domain::register::command::EntryStep;
use crate::domain::step::StepRow;
use crate::domain::year::command::YearStep;
use crate::tui::own_commands::OwnCommand;
use crate::tui::terminal::chord::{Chord, Key};

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Move the cursor by lines.
    Down,
    /// The same, up.
    Up,
    /// Move by a page.
    PageDown,
    /// The same, up.
    PageUp,
    /// Move by half a page.
    HalfDown,
    /// The same, up.
    HalfUp,
    /// To the first line.
    Top,
    /// To the last line.
    End,
    /// To the next part of a screen.
    NextPart,
    /// To the part before.
    PreviousPart,
    /// Open what the cursor is on.
    Open,
    /// Leave this screen.
    Back,
    /// Find as you type.
    Find,
    /// Read again.
    Reload,
    /// Draw everything again.
    Redraw,
    /// Help; on a date, how it was reached.
    Help,
    /// Take a step on what is on screen, or on the part of it that the cursor is on.
    Take(AnyStep),
    /// Take this very step, where its key may mean another: on which of several parts is asked.
    Just(AnyStep),
    /// The steps that are open on the case, to choose from.
    MoreSteps,
    /// The letters that can be made from the case, to choose from.
    Letters,
    /// Go to one of the tabs, counted from 0.
    Tab(usize),
    NextTab,
    /// To the tab before.
    PreviousTab,
    /// Mark the row, or take its mark off.
    Mark,
    /// Mark every row, or take all marks off.
    MarkAll,
    /// Mark the rows from the one that was marked last up to this one.
    MarkTo,
    /// Save the list as a file.
    SaveList,
    SaveLetter,
    /// Everybody who works here.
    People,
    /// How long each case is kept.
    Kept,
    /// Undo one's own last change.
    Undo,
    /// Do again what was undone last.
    Redo,
    /// Send the reference to the terminal's clipboard.
    Copy,
    /// Every command, to find one by its words.
    Palette,
    /// Kept lists, order and columns; on Reports, what is reported on.
    Lists,
    /// Keep the list that shows, to see it again.
    KeepList,
    /// The office: people, lists, timescales, calendar.
    Office,
    /// Add to the list that the cursor is in.
    AddEntry,
    /// Let the entry that the cursor is on no longer be chosen.
    RetireEntry,
    /// Say which organisation the service belongs to.
    PutUnder,
    /// Drafts that are not finished.
    Drafts,
    /// What stops figures from being right.
    Flaws,
    /// Make a document of the period.
    Document,
    /// Save the document as a file.
    Save,
    /// Open the case that a line of the diary is about.
    OpenCase,
    /// Everything that is owed, not reviews alone.
    AllOwed,
    /// Let somebody own the theme that a line of a report is about.
    Watch,
    /// Read the document as it was when it was frozen.
    AsItWas,
    /// The start page.
    Start,
    /// What leading asks of the senior person.
    Leading,
    /// Every register, with how much on it is late.
    Registers,
    /// The entries of the register with this letter.
    Register(char),
    /// Cases on which something went wrong and that no plan learns from.
    Unlearnt,
    /// Show what is mine, or everybody's.
    Whose,
    /// On a wide screen: two columns, or one.
    Beside,
    PeriodBefore,
    PeriodAfter,
    /// The report after the one that shows.
    ReportAfter,
    ReportBefore,
    /// Start a command of one's own, by its place, with the references of what is marked or on screen.
    Own(usize),
    /// To the shell, to come back with `fg`.
    Suspend,
    /// Leave the program, from anywhere.
    Leave,
}

/// Where keys apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Lists that a cursor moves through.
    List,
    /// Lists of records: to find in, to mark, to order, to keep.
    Rows,
    /// Screens from which one goes to the tabs, undoes and finds commands.
    Desk,
    /// The tabs themselves.
    Tabs,
    Inbox,
    /// The actions of all plans.
    Plans,
    Plan,
    /// What is owed: reviews, or everything.
    Reviews,
    Registers,
    /// An entry of a register, alone or in a list.
    Entry,
    /// Who works here.
    People,
    /// The figures.
    Reports,
    /// What stops figures from being right.
    Flaws,
    Document,
    /// A letter that went.
    Letter,
    Case,
    /// An action of a plan.
    Action,
    Office,
    /// A screen of several parts.
    Part,
    /// Typing what to find.
    Finding,
    /// Every screen.
    Everywhere,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Where it applies.
    pub scope: Scope,
    /// The keys that do it; the first is the one shown.
    pub keys: &'static [Chord],
    /// What it does.
    pub act: Act,
    /// A word or two for the footer; empty to leave it out there.
    pub label: &'static str,
    /// A sentence for help. Of a key that takes a step, only what the step's own sentence leaves out.
    words: &'static str,
}

impl Act {
    /// What is said of the step that it takes; none if it takes none.
    pub const fn row(self) -> Option<&'static StepRow> {
        match self {
            Self::Take(step) | Self::Just(step) => Some(step.row()),
            _ => None,
        }
    }
}

impl Act {
    /// Whether it takes a step that begins a record.
    pub const fn begins(self) -> bool {
        matches!(self, Self::Take(step) if step.begins())
    }
}

impl Binding {
    /// What it does, in a sentence or two: the step's own, where it takes one.
    pub fn help(&self) -> String {
        let step = self.act.row().map(|it| it.help);
        step.into_iter().chain(Some(self.words).filter(|it| !it.is_empty())).collect::<Vec<_>>().join(" ")
    }
}

const fn bind(
    scope: Scope,
    keys: &'static [Chord],
    act: Act,
    label: &'static str,
    words: &'static str,
) -> Binding {
    Binding { scope, keys, act, label, words }
}

const fn c(it: char) -> Chord {
    Chord::char(it)
}

const fn k(it: Key) -> Chord {
    Chord::plain(it)
}

const fn on_case(step: Step) -> Act {
    Act::Take(AnyStep::Case(step))
}

const fn on_plan(step: PlanStep) -> Act {
    Act::Take(AnyStep::Plan(step))
}

const fn on_entry(step: EntryStep) -> Act {
    Act::Take(AnyStep::Entry(None, step))
}

const fn on_year(step: YearStep) -> Act {
    Act::Take(AnyStep::Year(step))
}

/// Every key. The narrowest scope comes first, for the first that fits is taken.
pub const KEYMAP: &[Binding] = &[
    bind(Scope::Finding, &[k(Key::Enter)], Act::Open, "open", "Open what the cursor is on."),
    bind(Scope::Finding, &[k(Key::Down)], Act::Down, "down", "Move down what is found."),
    bind(Scope::Finding, &[k(Key::Up)], Act::Up, "", "Move up what is found."),
    bind(Scope::Finding, &[k(Key::PageDown)], Act::PageDown, "", "Move down a page."),
    bind(Scope::Finding, &[k(Key::PageUp)], Act::PageUp, "", "Move up a page."),
    bind(
        Scope::Finding,
        &[k(Key::Tab)],
        Act::NextPart,
        "work on these",
        "Leave the line and work on what is found: mark it, give it to somebody, open it.",
    ),
    bind(Scope::Finding, &[k(Key::Esc)], Act::Back, "clear", "Stop finding and show the whole list again."),
    bind(
        Scope::Finding,
        &[Chord::ctrl('c')],
        Act::Leave,
        "",
        "Leave redress; in a form, leave the form. Drafts are kept.",
    ),
    bind(
        Scope::List,
        &[k(Key::Enter), k(Key::Right), c('l')],
        Act::Open,
        "open",
        "Open what the cursor is on.",
    ),
    bind(Scope::Inbox, &[c('n')], on_case(Step::Receive), "new", ""),
    bind(Scope::Part, &[c('/')], Act::Find, "", "Find words in what is shown."),
    bind(Scope::Case, &[c('a')], on_case(Step::Acknowledge), "acknowledge", ""),
    bind(Scope::Case, &[c('d')], on_case(Step::ShareTimescale), "date", "After that: a longer timescale."),
    bind(Scope::Case, &[c('r')], on_case(Step::ChooseRoute), "route", ""),
    bind(Scope::Case, &[c('i')], on_case(Step::AddIssue), "issue", ""),
    bind(Scope::Case, &[c('f')], on_case(Step::Find), "finding", ""),
    bind(Scope::Case, &[c('s')], on_case(Step::Respond), "send", ""),
    bind(
        Scope::Case,
        &[c('c')],
        on_case(Step::Close),
        "close",
        "Until it can be closed: see what is missing.",
    ),
    bind(Scope::Case, &[c('t')], on_case(Step::Note), "note", ""),
    bind(Scope::Case, &[c('o')], on_case(Step::Assign), "owner", ""),
    bind(Scope::Case, &[c('w')], on_case(Step::UpdatePerson), "update", ""),
    bind(Scope::Case, &[c('m')], on_case(Step::OfferRemedy), "put right", ""),
    bind(Scope::Case, &[c('z')], on_case(Step::Pause), "", "On a paused case: let it run again."),
    bind(Scope::Case, &[c('e')], on_case(Step::Amend), "", ""),
    bind(Scope::Case, &[c('!')], on_case(Step::MarkImportant), "", "On a marked case: take the mark off."),
    bind(Scope::Case, &[c('.')], Act::MoreSteps, "more", "Every other step that is open on this case."),
    bind(
        Scope::Case,
        &[c('L')],
        Act::Letters,
        "letter",
        "Write a letter from the case, to be read through, changed and recorded.",
    ),
    bind(Scope::Case, &[c('p')], on_plan(PlanStep::MakePlan), "plan", "From this case."),
    bind(Scope::Plans, &[c('n')], on_plan(PlanStep::MakePlan), "new plan", "From no case in particular."),
    bind(Scope::Plan, &[c('n')], on_plan(PlanStep::AddAction), "new action", ""),
    bind(
        Scope::Plan,
        &[c('e')],
        on_plan(PlanStep::AmendAction),
        "edit",
        "Away from an action: those of the plan.",
    ),
    bind(Scope::Plan, &[c('a')], on_plan(PlanStep::AgreePlan), "agree", ""),
    bind(Scope::Plan, &[c('i')], on_plan(PlanStep::Involve), "person", ""),
    bind(Scope::Plan, &[c('w')], on_plan(PlanStep::WriteForPublic), "", ""),
    bind(Scope::Plan, &[c('v')], on_plan(PlanStep::ApproveForPublic), "", ""),
    bind(Scope::Plan, &[c('t')], on_plan(PlanStep::PlanNote), "note", ""),
    bind(Scope::Plan, &[c('c')], on_plan(PlanStep::ClosePlan), "", "On a closed plan: open it again."),
    bind(Scope::Action, &[c('s')], on_plan(PlanStep::StartAction), "start", ""),
    bind(Scope::Action, &[c('d')], on_plan(PlanStep::CompleteAction), "done", ""),
    bind(
        Scope::Action,
        &[c('r')],
        on_plan(PlanStep::ReviewAction),
        "review",
        "Until it is completed: how it is getting on.",
    ),
    bind(Scope::Action, &[c('o')], on_plan(PlanStep::ReassignAction), "owner", ""),
    bind(Scope::Action, &[c('m')], on_plan(PlanStep::ChangeDue), "", ""),
    bind(
        Scope::Action,
        &[c('.')],
        Act::MoreSteps,
        "more",
        "Every other step that is open on the plan and this action.",
    ),
    bind(
        Scope::Plans,
        &[c('f')],
        Act::Unlearnt,
        "no plan yet",
        "Cases on which something went wrong, and no plan learns from it.",
    ),
    bind(Scope::Plans, &[c('w')], Act::Whose, "mine or all", "Show only your own actions, or everybody's."),
    bind(Scope::Plans, &[c('e')], Act::AllOwed, "", "Show everything that anybody owes, on plans too."),
    bind(Scope::Reviews, &[c('o')], Act::OpenCase, "record", "Open the record that the line is about."),
    bind(
        Scope::Reviews,
        &[c('e')],
        Act::AllOwed,
        "all owed",
        "Show everything that anybody owes, also on cases and in registers, soonest first.",
    ),
    bind(Scope::Reviews, &[c('w')], Act::Whose, "mine or all", "Show only what is yours, or everybody's."),
    bind(Scope::Reports, &[c('>')], Act::ReportAfter, "report", "The next report of the list."),
    bind(Scope::Reports, &[c('<')], Act::ReportBefore, "", "The report before it in the list."),
    bind(
        Scope::Reports,
        &[c('d')],
        Act::Document,
        "document",
        "Make a document of the period, such as the board pack or the annual report, to read and to save.",
    ),
    bind(
        Scope::Document,
        &[c('s')],
        Act::Save,
        "save",
        "Save the document as a file: HTML, text, Markdown, CSV, JSON, a workbook or large print.",
    ),
    bind(
        Scope::Letter,
        &[c('s')],
        Act::SaveLetter,
        "save",
        "Save the letter as a file, for a word processor, a browser or as text.",
    ),
    bind(Scope::Document, &[c('f')], on_year(YearStep::Freeze), "freeze", ""),
    bind(
        Scope::Document,
        &[c('a')],
        Act::AsItWas,
        "as it was",
        "Read the document as it was when it was last frozen.",
    ),
    bind(
        Scope::Reports,
        &[c('w')],
        Act::Watch,
        "watch",
        "On the theme of a service: let somebody own it and decide what is done.",
    ),
    bind(Scope::Reports, &[c('p')], Act::PeriodBefore, "before", "The period before."),
    bind(Scope::Reports, &[c('n')], Act::PeriodAfter, "after", "The period after."),
    bind(
        Scope::Reports,
        &[c('v')],
        Act::Lists,
        "period and service",
        "Choose months, quarters, years, any days or everything; one service, an organisation, or all.",
    ),
    bind(Scope::Reports, &[c('o')], on_year(YearStep::RecordOmbudsman), "Ombudsman", ""),
    bind(Scope::Reports, &[c('c')], on_year(YearStep::WriteContext), "words", ""),
    bind(
        Scope::Reports,
        &[c('x')],
        Act::Flaws,
        "check",
        "Check the data: see what stops figures from being right.",
    ),
    bind(Scope::Flaws, &[c('w')], Act::Whose, "mine or all", "Show only what is yours, or everybody's."),
    bind(Scope::Registers, &[c('n')], on_entry(EntryStep::Enter), "enter", ""),
    bind(Scope::Entry, &[c('e')], on_entry(EntryStep::FillIn), "fill in", ""),
    bind(Scope::Entry, &[c('t')], on_entry(EntryStep::EntryNote), "note", ""),
    bind(
        Scope::Entry,
        &[c('c')],
        on_entry(EntryStep::CloseEntry),
        "close",
        "On a closed entry: open it again.",
    ),
    bind(Scope::Entry, &[c('.')], Act::MoreSteps, "more", "Every other step that is open on this entry."),
    bind(Scope::People, &[c('n')], Act::AddEntry, "add", "Add somebody."),
    bind(
        Scope::People,
        &[c('c')],
        Act::RetireEntry,
        "leaves",
        "Record that somebody leaves. Cases keep what they have.",
    ),
    bind(Scope::People, &[c('o')], Act::PutUnder, "team", "Say which team somebody works in."),
    bind(
        Scope::Rows,
        &[c('/')],
        Act::Find,
        "find",
        "Find as you type: a reference, a name, words, or conditions such as is:late and owner:me.",
    ),
    bind(
        Scope::Rows,
        &[c('x')],
        Act::Mark,
        "mark",
        "Mark a row, or take its mark off: keys then act on all that are marked, where the line above the list says so.",
    ),
    bind(Scope::Rows, &[c('X')], Act::MarkAll, "", "Mark every row of the list, or take all marks off."),
    bind(
        Scope::Rows,
        &[c('-')],
        Act::MarkTo,
        "",
        "Mark the rows from the one that was marked last up to this one.",
    ),
    bind(
        Scope::Rows,
        &[c('v')],
        Act::Lists,
        "lists",
        "Lists that were kept, the order, the columns, and the list as a file.",
    ),
    bind(
        Scope::Office,
        &[c('n')],
        Act::AddEntry,
        "add",
        "Add somebody, or to the list that the cursor is in.",
    ),
    bind(
        Scope::Office,
        &[c('x')],
        Act::RetireEntry,
        "retire",
        "Let the item no longer be chosen, or record that somebody leaves. Cases keep what they have.",
    ),
    bind(
        Scope::Office,
        &[c('o')],
        Act::PutUnder,
        "belongs to",
        "Say which organisation a service belongs to, or which team somebody works in.",
    ),
    bind(Scope::List, &[c('j'), k(Key::Down)], Act::Down, "", "Move down a line."),
    bind(Scope::List, &[c('k'), k(Key::Up)], Act::Up, "", "Move up a line."),
    bind(Scope::List, &[k(Key::Char(' ')), k(Key::PageDown)], Act::PageDown, "", "Move down a page."),
    bind(Scope::List, &[c('b'), k(Key::PageUp)], Act::PageUp, "", "Move up a page."),
    bind(Scope::List, &[Chord::ctrl('d')], Act::HalfDown, "", "Move down half a page."),
    bind(Scope::List, &[Chord::ctrl('u')], Act::HalfUp, "", "Move up half a page."),
    bind(Scope::List, &[c('g'), k(Key::Home)], Act::Top, "", "Move to the first line."),
    bind(Scope::List, &[c('G'), k(Key::End)], Act::End, "", "Move to the last line."),
    bind(Scope::Part, &[k(Key::Tab)], Act::NextPart, "next part", "Move to the next part."),
    bind(Scope::Part, &[k(Key::BackTab)], Act::PreviousPart, "", "Move to the part before."),
    bind(Scope::Tabs, &[k(Key::Tab)], Act::NextTab, "next tab", "Go to the next tab."),
    bind(Scope::Tabs, &[k(Key::BackTab)], Act::PreviousTab, "", "Go to the tab before."),
    bind(
        Scope::Tabs,
        &[c('7')],
        Act::Start,
        "",
        "Go to the start page: what is late, what waits for you, what others did since you were here.",
    ),
    bind(Scope::Desk, &[c('1')], Act::Tab(0), "", "Go to the inbox."),
    bind(Scope::Desk, &[c('2')], Act::Tab(1), "", "Go to the action plans."),
    bind(Scope::Desk, &[c('3')], Act::Tab(2), "", "Go to the reviews that are due."),
    bind(Scope::Desk, &[c('4')], Act::Tab(3), "", "Go to the reports."),
    bind(
        Scope::Desk,
        &[c('5')],
        Act::Leading,
        "",
        "Go to what leading asks of the senior person: done, due or late.",
    ),
    bind(Scope::Desk, &[c('6')], Act::Registers, "", "Go to the registers, with how much on each is late."),
    bind(
        Scope::Desk,
        &[c('0')],
        Act::Office,
        "",
        "Go to the office: people, services, themes, wording of letters, timescales, calendar.",
    ),
    bind(Scope::Desk, &[c('R')], Act::Reload, "", "Read everything again."),
    bind(
        Scope::Desk,
        &[c('u')],
        Act::Undo,
        "undo",
        "Undo your last change, then the one before. The first press says what it will undo, the second does it.",
    ),
    bind(
        Scope::Desk,
        &[c('U')],
        Act::Redo,
        "",
        "Do again what you undid last. The first press says what, the second does it.",
    ),
    bind(
        Scope::Desk,
        &[c('y')],
        Act::Copy,
        "",
        "Send the reference to your terminal, to paste it elsewhere.",
    ),
    bind(
        Scope::Desk,
        &[c('Z')],
        Act::Beside,
        "",
        "On a wide screen: show two columns, or one. “redress config beside off” keeps it so.",
    ),
    bind(Scope::Desk, &[c(':')], Act::Palette, "commands", "Find any command by its words, or go to a case."),
    bind(
        Scope::Everywhere,
        &[c('?'), k(Key::Function(1))],
        Act::Help,
        "help",
        "Show the keys. On a date: show how it was reached.",
    ),
    bind(
        Scope::Everywhere,
        &[c('q'), k(Key::Esc), k(Key::Left), c('h')],
        Act::Back,
        "back",
        "Go back. At the inbox: leave redress.",
    ),
    bind(Scope::Everywhere, &[Chord::ctrl('l')], Act::Redraw, "", "Draw the screen again."),
    bind(Scope::Everywhere, &[Chord::ctrl('z')], Act::Suspend, "", "Go to the shell; come back with “fg”."),
    bind(
        Scope::Everywhere,
        &[Chord::ctrl('c')],
        Act::Leave,
        "",
        "Leave redress; in a form, leave the form. Drafts are kept.",
    ),
];

/// The inbox.
pub const INBOX: &[Scope] =
    &[Scope::Inbox, Scope::Case, Scope::Rows, Scope::List, Scope::Tabs, Scope::Desk, Scope::Everywhere];
/// A list of cases that was opened from somewhere else.
pub const CASES: &[Scope] =
    &[Scope::Inbox, Scope::Case, Scope::Rows, Scope::List, Scope::Desk, Scope::Everywhere];
/// A case.
pub const CASE: &[Scope] = &[Scope::Case, Scope::Part, Scope::List, Scope::Desk, Scope::Everywhere];
/// The actions of all plans.
pub const PLANS: &[Scope] =
    &[Scope::Plans, Scope::Action, Scope::Rows, Scope::List, Scope::Tabs, Scope::Desk, Scope::Everywhere];
/// A plan.
pub const PLAN: &[Scope] =
    &[Scope::Plan, Scope::Action, Scope::Part, Scope::List, Scope::Desk, Scope::Everywhere];
/// What is owed.
pub const REVIEWS: &[Scope] =
    &[Scope::Reviews, Scope::Rows, Scope::List, Scope::Tabs, Scope::Desk, Scope::Everywhere];
/// Everything that is owed.
pub const OWED: &[Scope] = &[Scope::Reviews, Scope::Rows, Scope::List, Scope::Desk, Scope::Everywhere];
/// What stops figures from being right.
pub const FLAWS: &[Scope] = &[Scope::Flaws, Scope::Rows, Scope::List, Scope::Desk, Scope::Everywhere];
/// The entries of a register.
pub const ENTRIES: &[Scope] =
    &[Scope::Registers, Scope::Entry, Scope::Rows, Scope::List, Scope::Desk, Scope::Everywhere];
/// An entry of a register.
pub const ENTRY: &[Scope] = &[Scope::Entry, Scope::Part, Scope::List, Scope::Desk, Scope::Everywhere];
/// Who works here.
pub const PEOPLE: &[Scope] = &[Scope::People, Scope::Rows, Scope::List, Scope::Desk, Scope::Everywhere];
/// How long cases are kept.
pub const KEPT: &[Scope] = &[Scope::Rows, Scope::List, Scope::Desk, Scope::Everywhere];
/// The figures.
pub const REPORTS: &[Scope] = &[Scope::Reports, Scope::List, Scope::Tabs, Scope::Desk, Scope::Everywhere];
/// A document.
pub const DOCUMENT: &[Scope] = &[Scope::Document, Scope::List, Scope::Everywhere];
/// A letter that went.
pub const LETTER: &[Scope] = &[Scope::Letter, Scope::List, Scope::Everywhere];
/// The office.
pub const OFFICE: &[Scope] = &[Scope::Office, Scope::List, Scope::Desk, Scope::Everywhere];
/// The start page, and what was typed and is not saved.
pub const NEWS: &[Scope] = &[Scope::List, Scope::Desk, Scope::Everywhere];
/// A list of anything else.
pub const LIST: &[Scope] = &[Scope::List, Scope::Everywhere];

/// Every screen, by its scopes.
pub const SCREENS: &[&[Scope]] = &[
    INBOX,
    CASES,
    CASE,
    PLANS,
    PLAN,
    REVIEWS,
    OWED,
    FLAWS,
    ENTRIES,
    ENTRY,
    PEOPLE,
    KEPT,
    REPORTS,
    DOCUMENT,
    LETTER,
    OFFICE,
    NEWS,
    LIST,
    &[Scope::Finding],
];

/// A command of one's own as a row of the table: wherever something has a reference.
pub const fn bind_own(keys: &'static [Chord], place: usize, words: &'static str) -> Binding {
    bind(Scope::Desk, keys, Act::Own(place), "", words)
}

/// The keys as somebody has them: those of the table, or some of their own in their place; and commands of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys {
    rows: &'static [Binding],
    /// Commands of their own, by their places.
    pub commands: &'static [OwnCommand],
}

impl Keys {
    /// Those of the table.
    pub const USUAL: Self = Self { rows: KEYMAP, commands: &[] };

    /// These: each a row of the table with other keys, or one for a command.
    pub const fn of(rows: &'static [Binding], commands: &'static [OwnCommand]) -> Self {
        Self { rows, commands }
    }

    /// What a key does on a screen with these scopes; nothing if it has no meaning there.
    pub fn resolve(self, scopes: &[Scope], chord: Chord) -> Option<Act> {
        self.bindings(scopes).find(|it| it.keys.contains(&chord)).map(|it| it.act)
    }

    /// The rows that apply on a screen with these scopes, in the order of the table.
    pub fn bindings(self, scopes: &[Scope]) -> impl Iterator<Item = &'static Binding> {
        self.rows.iter().filter(move |it| scopes.contains(&it.scope))
    }
}

/// Where keys apply, as help says it.
const PLACES: &[(&str, &[Scope])] = &[
    ("Everywhere", &[Scope::Everywhere]),
    ("On the tabs", &[Scope::Tabs]),
    ("On the tabs and on a case, a plan or an entry", &[Scope::Desk]),
    ("In every list", &[Scope::List, Scope::Rows]),
    ("While you find", &[Scope::Finding]),
    ("In the inbox", &[Scope::Inbox]),
    ("On a case, in a list or open", &[Scope::Case]),
    ("On anything in several parts", &[Scope::Part]),
    ("In the action plans", &[Scope::Plans]),
    ("On a plan", &[Scope::Plan]),
    ("On an action of a plan, in a list or open", &[Scope::Action]),
    ("In Reviews due, and in everything that is owed", &[Scope::Reviews]),
    ("On the reports", &[Scope::Reports]),
    ("On a document", &[Scope::Document]),
    ("On a letter that went", &[Scope::Letter]),
    ("On what stops figures from being right", &[Scope::Flaws]),
    ("In a register", &[Scope::Registers]),
    ("On an entry of a register", &[Scope::Entry]),
    ("Among the people who work here", &[Scope::People]),
    ("In the office", &[Scope::Office]),
];

/// Every key as somebody has it, place by place, in Markdown: what help lists.
pub fn key_list(keys: Keys) -> String {
    let row = |it: &Binding| {
        let keys: Vec<String> = it.keys.iter().map(|it| format!("`{}`", it.human())).collect();
        format!("| {} | {} |\n", keys.join(" "), it.help())
    };
    let of_place = |(place, scopes): &(&str, &'static [Scope])| {
        let rows: String = keys.bindings(scopes).map(row).collect();
        format!("## {place}\n\n| Key | What it does |\n|---|---|\n{rows}")
    };
    PLACES.iter().map(of_place).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_has_two_meanings_on_one_screen() {
        for scopes in SCREENS {
            let mut seen = Vec::new();
            for key in Keys::USUAL.bindings(scopes).flat_map(|it| it.keys) {
                assert!(!seen.contains(key), "{} on {scopes:?}", key.human());
                seen.push(*key);
            }
        }
    }

    #[test]
    fn no_key_that_terminals_garble_or_keep_changes_anything() {
        for binding in KEYMAP.iter().filter(|it| matches!(it.act, Act::Take(AnyStep::Case(_)))) {
            for key in binding.keys {
                let banned = !key.ctrl
                    && matches!(key.key, Key::Char(it) if it.is_ascii_uppercase() || "[~".contains(it));
                assert!(!banned && !key.ctrl, "{}", key.human());
            }
        }
    }

    #[test]
    fn every_row_says_what_it_does_in_a_sentence_and_writing_keys_never_act_while_finding() {
        for binding in KEYMAP {
            assert!(binding.help().ends_with('.') && !binding.keys.is_empty(), "{}", binding.help());
            if binding.scope == Scope::Finding {
                assert!(binding.keys.iter().all(|it| it.text().is_none_or(char::is_control)));
            }
        }
    }

    #[test]
    fn a_key_is_resolved_by_the_screen_it_is_pressed_on() {
        assert_eq!(Keys::USUAL.resolve(INBOX, Chord::char('n')), Some(on_case(Step::Receive)));
        assert_eq!(Keys::USUAL.resolve(CASE, Chord::char('n')), None);
        assert_eq!(Keys::USUAL.resolve(&[Scope::Finding], Chord::char('n')), None);
    }

    #[test]
    fn help_lists_the_keys_of_the_table() {
        let told = |scope: Scope| PLACES.iter().filter(|it| it.1.contains(&scope)).count();
        assert!(KEYMAP.iter().all(|it| told(it.scope) == 1), "each stands in one place");
        crate::help::in_step::keep("keys", "keys", &key_list(Keys::USUAL));
    }
}
