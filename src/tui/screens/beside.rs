//! The record under the cursor of a list, beside it: read once the cursor rests, and shown until another is here, so that moving
//! costs nothing.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::api::message::{Fault, Moment, Reply, Request};
use crate::domain::records::any::AnyRecord;
use crate::domain::reference::RecordRef;
use crate::domain::wrapping::wrap;
use crate::tui::chrome::put;
use crate::tui::screen::{Cx, Effect};
use crate::tui::screens::{case_lines, entry_lines, plan_lines};
use crate::tui::theme;

/// What a row has to show beside the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// A record, or a part of it; 0 for the record itself.
    Record(RecordRef, u32),
    /// Why it is not shown, in words.
    Words(&'static str),
}

impl Shows {
    /// A record, or a part of it, unless it is written down who looked at it: then it is not read because the cursor rests on it.
    pub const fn of(on: RecordRef, part: u32, is_restricted: bool) -> Self {
        if is_restricted {
            Self::Words("This case is restricted. Enter opens it, and it is written down that you looked.")
        } else {
            Self::Record(on, part)
        }
    }
}

/// What stands there.
#[derive(Debug, Default)]
pub struct Beside {
    /// What was asked for last; none where it is to be asked for again.
    asked: Option<Shows>,
    /// How many answers are on their way.
    waiting: usize,
    record: Option<AnyRecord>,
    moments: Vec<Moment>,
    /// Why there is nothing to show.
    why: Option<String>,
}

impl Beside {
    /// Whether a row shows something else than what stands there.
    pub fn wants(&self, row: Option<Shows>) -> bool {
        row.is_some() && self.asked != row
    }

    /// Asks for what a row shows.
    pub fn ask(&mut self, row: Shows) -> Vec<Effect> {
        self.asked = Some(row);
        match row {
            Shows::Words(why) => {
                self.why = Some(why.to_owned());
                Vec::new()
            }
            Shows::Record(on, _) => {
                self.waiting = 2;
                vec![Effect::Call(Request::Record(on)), Effect::Call(Request::History(on))]
            }
        }
    }

    /// What stands there may be another by now.
    pub const fn forget(&mut self) {
        self.asked = None;
    }

    /// Hears an answer. Says whether it was to what was asked here.
    pub fn hear(&mut self, reply: &Reply) -> bool {
        let Some(Shows::Record(wanted, _)) = self.asked.filter(|_| self.waiting > 0) else { return false };
        match reply {
            Reply::Record(record) if record.reference() == wanted => {
                self.record = Some(record.clone());
                self.moments.clear();
                self.why = None;
            }
            Reply::History { on, moments } if *on == wanted => self.moments.clone_from(moments),
            _ => return false,
        }
        self.waiting -= 1;
        true
    }

    /// Hears what failed. Says whether it was asked here.
    pub fn fail(&mut self, fault: &Fault) -> bool {
        if self.waiting == 0 {
            return false;
        }
        self.waiting -= 1;
        self.why = Some(fault.to_string());
        true
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        if let Some(why) = &self.why {
            for (row, words) in (0..area.height).zip(wrap(why, usize::from(area.width).saturating_sub(2))) {
                put(frame, area, row, &format!(" {words}"), theme::PLAIN);
            }
            return;
        }
        let columns = usize::from(area.width);
        match (&self.record, self.asked) {
            (Some(AnyRecord::Case(it)), _) => {
                case_lines::summary(it, &self.moments, cx, columns).draw(frame, area, 0);
            }
            (Some(AnyRecord::Plan(it)), asked) => {
                let part = if let Some(Shows::Record(_, part)) = asked { part } else { 0 };
                plan_lines::summary(it, part, &self.moments, cx, columns).draw(frame, area, 0);
            }
            (Some(AnyRecord::Entry(it)), _) => {
                entry_lines::summary(it, &self.moments, cx, columns).draw(frame, area, 0);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shows(of: &str) -> Shows {
        Shows::Record(of.parse().expect("a reference"), 0)
    }

    #[test]
    fn what_is_restricted_is_not_read_because_the_cursor_rests_on_it() {
        let on = "26-0142".parse().expect("a reference");
        assert_eq!(Shows::of(on, 2, false), Shows::Record(on, 2));
        let kept = Shows::of(on, 2, true);
        assert!(matches!(kept, Shows::Words(_)) && Beside::default().ask(kept).is_empty());
    }

    #[test]
    fn a_record_is_asked_for_once_and_only_its_own_answers_are_heard() {
        let mut beside = Beside::default();
        let (row, other) = (shows("26-0142"), shows("26-0143"));
        assert!(beside.wants(Some(row)) && !beside.wants(None));
        assert_eq!(beside.ask(row).len(), 2);
        assert!(!beside.wants(Some(row)) && beside.wants(Some(other)));
        let history = |of: &str| Reply::History { on: of.parse().expect("a reference"), moments: Vec::new() };
        assert!(!beside.hear(&history("26-0143")) && beside.hear(&history("26-0142")));
        assert!(beside.fail(&Fault::Broken("It is gone.".to_owned())));
        assert!(!beside.fail(&Fault::Broken("Another.".to_owned())), "nothing more is on its way");
        beside.forget();
        assert!(beside.wants(Some(row)));
    }
}
