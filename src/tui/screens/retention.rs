//! How long each case is kept, in a list, what is to be anonymised soonest first.

use crate::api::message::{Reply, Request};
use crate::domain::calendar::dates::{add_months, with_year};
use crate::domain::reference::CaseRef;
use crate::domain::retention::{REVIEW_MONTHS, Retention};
use crate::domain::text::sentence_case;
use crate::tui::keymap::{Act, KEPT, Scope};
use crate::tui::screen::{Cx, Effect, Place};
use crate::tui::screens::columns::{Column, words};
use crate::tui::screens::listing::{Empty, Listing, Query};

/// Every case with how long it is kept.
#[derive(Debug, Default)]
pub struct RetentionList {
    /// What is said of cases that are kept from whoever looks.
    hidden: Option<String>,
}

impl Listing for RetentionList {
    type Row = Retention;
    type Key = CaseRef;

    fn name(&self) -> &'static str {
        "kept"
    }

    fn scopes(&self, _is_tab: bool) -> &'static [Scope] {
        KEPT
    }

    fn columns(&self) -> Vec<Column<Retention>> {
        vec![
            words("Ref", 8, |it: &Retention, _| it.reference.to_string()),
            words("Kept until", 12, |it: &Retention, _| it.until.map(with_year).unwrap_or_default())
                .by(until)
                .on(|it: &Retention, _| it.until),
            words("Stands", 18, |it: &Retention, _| sentence_case(it.state.word())),
            words("Schedule", 0, |it: &Retention, _| it.schedule.clone()),
            words("Waits for", 36, |it: &Retention, _| it.why.clone()).from(110),
        ]
    }

    fn key(&self, it: &Retention) -> CaseRef {
        it.reference
    }

    fn request(&self, _: &Query, _: Option<&Retention>, _: &Cx) -> Result<Request, String> {
        Ok(Request::Retention)
    }

    fn rows(&self, reply: &Reply) -> Option<Vec<Retention>> {
        let Reply::Retention(kept) = reply else { return None };
        let mut all = kept.cases.clone();
        all.sort_by_cached_key(|it| (until(it), it.reference));
        Some(all)
    }

    fn take_above(&mut self, reply: &Reply, cx: &Cx) {
        if let Reply::Retention(kept) = reply {
            self.hidden = kept.told_of_hidden(add_months(cx.today, REVIEW_MONTHS));
        }
    }

    fn heading(&self, found: &str, _is_mine: bool, _: &Cx) -> String {
        let hidden = self.hidden.as_ref().map(|it| format!(". {it}")).unwrap_or_default();
        format!("How long cases are kept: {found}{hidden}")
    }

    fn empty(&self, why: Empty) -> [&'static str; 2] {
        match why {
            Empty::Finding | Empty::Filtered => ["No case has all of these words.", ""],
            Empty::Mine | Empty::Nothing => {
                ["There is no case yet.", "Cases come here once they are logged: press 1, then n."]
            }
        }
    }

    fn waiting(&self) -> &'static str {
        "Looking at every case"
    }

    fn desk_finds(&self) -> bool {
        false
    }

    fn comes_whole(&self) -> bool {
        true
    }

    /// It looks at every case.
    fn follows_changes(&self) -> bool {
        false
    }

    fn act(&mut self, act: Act, row: Option<&Retention>, _: &Cx) -> Vec<Effect> {
        let row = row.filter(|_| act == Act::Open);
        row.map(|it| Effect::Open(Place::Case(it.reference))).into_iter().collect()
    }
}

/// What comes soonest first; what is not known yet, last.
fn until(it: &Retention) -> String {
    it.until.map_or_else(|| "9999".to_owned(), |it| it.to_string())
}
