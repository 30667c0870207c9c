//! A form on screen.
use crate::domain::case::command::Step;
use crate::domain::case::reference::CaseRef;
use crate::tui::drafts::Saved;
use crate::tui::keymap::Scope;
use crate::tui::screen::{Cx, Effect, Input, Screen};
use ratatui::Frame;
use ratatui::layout::Rect;
/// A form on screen.
#[derive(Debug)]
pub struct FormScreen {}
impl FormScreen {
    /// The form of a step.
    pub fn of_step(_: Step, _: Option<CaseRef>) -> Self {
        Self {}
    }
    /// The few questions of the first start.
    pub fn set_up() -> Self {
        Self {}
    }
    /// A form with what was typed before.
    pub fn of_draft(_: Saved) -> Self {
        Self {}
    }
}
impl Screen for FormScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[]
    }
    fn update(&mut self, _: Input<'_>, _: &Cx) -> Vec<Effect> {
        Vec::new()
    }
    fn view(&self, _: &mut Frame<'_>, _: Rect, _: &Cx) {}
}
