//! Lists that had to be sorted, held while somebody reads on in them: a page costs the same wherever it is.
//!
//! What is held is only the order: rows are read, and asked again whether they belong, when a page is given out.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;

use crate::domain::filter::Filter;
use crate::domain::listing::Order;
use crate::domain::reference::CaseRef;

/// How many lists are held: a few people who read on in long ones. The one that was asked for longest ago goes.
const LISTS: usize = 8;

/// What a list was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Sign-in names that count as "me".
    pub me: Vec<String>,
    /// What they may not see.
    pub hidden: BTreeSet<CaseRef>,
    /// The day as of which cases stand.
    pub today: NaiveDate,
    /// What to list.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
}

/// The cases that fitted, in order.
#[derive(Clone, Debug)]
struct List {
    question: Question,
    /// How many batches the view had applied.
    applied: u64,
    cases: Arc<[CaseRef]>,
}

/// The lists that are held. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Sorted(Arc<Mutex<Vec<List>>>);

impl Sorted {
    /// The list of a question, and how many of its cases come before. To begin with, one to which nothing was applied since; to
    /// read on behind a case, also an older one that holds it, for that is the list in which somebody is reading.
    pub fn get(
        &self,
        question: &Question,
        applied: u64,
        behind: Option<CaseRef>,
    ) -> Option<(Arc<[CaseRef]>, usize)> {
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // There is one of each question.
        let place = lists.iter().position(|it| it.question == *question)?;
        let skip = match behind {
            None => (lists[place].applied == applied).then_some(0),
            Some(behind) => lists[place].cases.iter().position(|it| *it == behind).map(|it| it + 1),
        }?;
        let list = lists.remove(place);
        let cases = list.cases.clone();
        lists.push(list);
        Some((cases, skip))
    }

    /// Holds a list; one of the same question goes.
    pub fn put(&self, question: Question, applied: u64, cases: Arc<[CaseRef]>) {
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lists.retain(|it| it.question != question);
        lists.push(List { question, applied, cases });
        if LISTS < lists.len() {
            lists.remove(0);
        }
    }
}
