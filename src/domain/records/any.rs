//! Any record, and any step on one. The list of kinds of records stands here, and nowhere else.

use serde::{Deserialize, Serialize};

use crate::domain::authority::{Asker, Bond};
use crate::domain::case::record::Case;
use crate::domain::commit::{Did, Trail};
use crate::domain::office::record::Office;
use crate::domain::plan::record::Plan;
use crate::domain::records::record::Record;
use crate::domain::reference::RecordRef;
use crate::domain::register::entry::Entry;
use crate::domain::year::record::YearRecord;

/// Does the same for whichever kind it is: inside, `R` is the kind of record.
macro_rules! each_kind {
    ($any:expr, $enum:ident($($part:pat),+) => $body:expr $(, $more:pat => $other:expr)*) => {
        match $any {
            $enum::Office($($part),+) => { type R = $crate::domain::office::record::Office; let _ = std::marker::PhantomData::<R>; $body }
            $enum::Year($($part),+) => { type R = $crate::domain::year::record::YearRecord; let _ = std::marker::PhantomData::<R>; $body }
            $enum::Case($($part),+) => { type R = $crate::domain::case::record::Case; let _ = std::marker::PhantomData::<R>; $body }
            $enum::Plan($($part),+) => { type R = $crate::domain::plan::record::Plan; let _ = std::marker::PhantomData::<R>; $body }
            $enum::Entry($($part),+) => { type R = $crate::domain::register::entry::Entry; let _ = std::marker::PhantomData::<R>; $body }
            $($more => $other,)*
        }
    };
}
pub(crate) use each_kind;

/// Does the same for whichever kind of record a reference is of: inside, `R` is the kind of record.
macro_rules! each_reference {
    ($on:expr, $at:ident => $body:expr) => {
        match $on {
            RecordRef::Office => {
                type R = $crate::domain::office::record::Office;
                let $at = $crate::domain::reference::TheOffice;
                $body
            }
            RecordRef::Year($at) => {
                type R = $crate::domain::year::record::YearRecord;
                $body
            }
            RecordRef::Case($at) => {
                type R = $crate::domain::case::record::Case;
                $body
            }
            RecordRef::Plan($at) => {
                type R = $crate::domain::plan::record::Plan;
                $body
            }
            RecordRef::Entry($at) => {
                type R = $crate::domain::register::entry::Entry;
                $body
            }
        }
    };
}
pub(crate) use each_reference;

/// Any record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AnyRecord {
    Office(Box<Office>),
    /// What is kept of a financial year.
    Year(Box<YearRecord>),
    Case(Box<Case>),
    Plan(Box<Plan>),
    /// An entry of a register.
    Entry(Box<Entry>),
}

/// Any step on a record, with its details.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AnyCommand {
    Office(<Office as Record>::Command),
    /// On what is kept of a financial year.
    Year(<YearRecord as Record>::Command),
    Case(<Case as Record>::Command),
    Plan(<Plan as Record>::Command),
    /// On an entry of a register.
    Entry(<Entry as Record>::Command),
    /// Take back the last change of any record, if it is one's own.
    TakeBack(Which),
    /// Put back what one took back last.
    PutBack(Which),
}

/// What one commit did to a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    Office(<Office as Record>::Ref, Did<<Office as Record>::Event>),
    /// To what is kept of a financial year.
    Year(<YearRecord as Record>::Ref, Did<<YearRecord as Record>::Event>),
    Case(<Case as Record>::Ref, Did<<Case as Record>::Event>),
    /// To an action plan.
    Plan(<Plan as Record>::Ref, Did<<Plan as Record>::Event>),
    /// To an entry of a register.
    Entry(<Entry as Record>::Ref, Did<<Entry as Record>::Event>),
}

/// Which change is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Which {
    /// The version that it made; none for the last one.
    #[serde(default)]
    pub version: Option<u64>,
}

/// A kind of record that [`AnyRecord`] and [`AnyCommand`] may hold.
pub trait Kind: Record {
    /// As any record.
    fn any(self) -> AnyRecord;

    /// The record, if it is of this kind.
    fn of(any: &AnyRecord) -> Option<&Self>;

    /// As any step.
    fn any_step(command: Self::Command) -> AnyCommand;

    /// As any change.
    fn any_change(at: Self::Ref, did: Did<Self::Event>) -> Change;

    /// What a change did, if it was to a record of this kind.
    fn did(change: Change) -> Option<Did<Self::Event>>;
}

macro_rules! kinds {
    ($($kind:ident($record:ty)),+) => { $(
        impl Kind for $record {
            fn any(self) -> AnyRecord {
                AnyRecord::$kind(Box::new(self))
            }

            fn of(any: &AnyRecord) -> Option<&Self> {
                if let AnyRecord::$kind(it) = any { Some(it) } else { None }
            }

            fn any_step(command: Self::Command) -> AnyCommand {
                AnyCommand::$kind(command)
            }

            fn any_change(at: Self::Ref, did: Did<Self::Event>) -> Change {
                Change::$kind(at, did)
            }

            fn did(change: Change) -> Option<Did<Self::Event>> {
                if let Change::$kind(_, did) = change { Some(did) } else { None }
            }
        }

        impl From<$record> for AnyRecord {
            fn from(it: $record) -> Self {
                it.any()
            }
        }

        impl From<<$record as Record>::Command> for AnyCommand {
            fn from(it: <$record as Record>::Command) -> Self {
                Self::$kind(it)
            }
        }
    )+ };
}

kinds!(Office(Office), Year(YearRecord), Case(Case), Plan(Plan), Entry(Entry));

impl AnyRecord {
    /// What it is called.
    pub fn reference(&self) -> RecordRef {
        each_kind!(self, Self(it) => R::reference(it).into())
    }

    /// Goes up by one with every change.
    pub fn version(&self) -> u64 {
        each_kind!(self, Self(it) => R::version(it))
    }

    /// Who made its last changes.
    pub fn trail(&self) -> &Trail {
        each_kind!(self, Self(it) => R::trail(it))
    }

    /// How somebody is bound to it as a whole.
    pub fn bond(&self, asker: &Asker) -> Bond {
        each_kind!(self, Self(it) => R::bond(it, asker, None))
    }
}

impl AnyCommand {
    /// Whether a record is of the kind that takes the step.
    pub const fn fits(&self, on: RecordRef) -> bool {
        match self {
            Self::Office(_) => matches!(on, RecordRef::Office),
            Self::Year(_) => matches!(on, RecordRef::Year(_)),
            Self::Case(_) => matches!(on, RecordRef::Case(_)),
            Self::Plan(_) => matches!(on, RecordRef::Plan(_)),
            Self::Entry(_) => matches!(on, RecordRef::Entry(_)),
            Self::TakeBack(_) | Self::PutBack(_) => true,
        }
    }

    /// What the step is called.
    pub fn step(&self) -> &'static str {
        each_kind!(self, Self(it) => R::row(it).name,
            Self::TakeBack(_) => "take_back", Self::PutBack(_) => "put_back")
    }
}
