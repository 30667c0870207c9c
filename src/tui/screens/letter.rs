//! A letter that went, to read as it went; it is saved from here as a file.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::exchange::letters::page::Format;
use crate::tui::keymap::{Act, LETTER, Scope};
use crate::tui::screen::{Cx, Effect, Input, LetterWent, Paper, Place, Screen};
use crate::tui::screens::results::Results;
use crate::tui::screens::saving_as;

/// A letter on screen.
#[derive(Debug)]
pub struct LetterScreen {
    it: LetterWent,
    page: Results,
}

impl LetterScreen {
    /// This letter.
    pub fn new(it: LetterWent) -> Self {
        let title = format!("Letter {}: {}", it.letter.number, it.letter.words());
        let page = Results::new(title, it.letter.text.lines().map(str::to_owned).collect(), false);
        Self { it, page }
    }

    /// Says the name of each file before one is written.
    fn formats(&self) -> Effect {
        let name = self.it.file_name();
        let words = |format: Format, what: &str| format!("{name}.{}: {what}", format.ending());
        let save = |format| Effect::PopAnd(Box::new(Effect::SaveLetter(Box::new(self.it.clone()), format)));
        saving_as::menu("Save the letter as", saving_as::LETTERS, words, save)
    }
}

impl Screen for LetterScreen {
    fn scopes(&self) -> &'static [Scope] {
        LETTER
    }

    fn may(&self, act: Act, _: &Cx) -> Result<(), String> {
        if act == Act::Open { Err("Nothing opens from a letter.".to_owned()) } else { Ok(()) }
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(Act::SaveLetter) => vec![self.formats()],
            Input::Act(Act::Help) => vec![Effect::Open(Place::Help(self.scopes()))],
            Input::Paper(Paper::Saved(Ok(path))) => vec![Effect::Say(format!("Saved: {}", path.display()))],
            Input::Paper(Paper::Saved(Err(why))) => vec![Effect::Warn(format!("{why}."))],
            other => self.page.update(other, cx),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        self.page.draw(frame, area, cx);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::letter::{Language, Manner};
    use crate::domain::case::record::Letter;
    use crate::domain::vocabulary::LetterKind;
    use crate::tui::fixture::cx;

    fn went() -> LetterWent {
        let letter = Letter {
            number: 2,
            kind: LetterKind::Update,
            on: "2026-11-24".parse().unwrap(),
            means: None,
            to: "Amara Okafor".into(),
            text: "Dear Amara\n".into(),
        };
        let manner = Manner { language: Language::English, is_large: false, is_by_post: false };
        LetterWent { case: "26-0001".parse().unwrap(), letter, manner }
    }

    #[test]
    fn a_letter_is_saved_in_the_format_that_is_chosen_and_where_it_is_is_said() {
        let (mut screen, cx) = (LetterScreen::new(went()), cx());
        let opened = screen.update(Input::Act(Act::SaveLetter), &cx);
        let [Effect::Open(Place::Menu { items, .. })] = &opened[..] else { panic!("{opened:?}") };
        let save = Effect::SaveLetter(Box::new(went()), Format::Docx);
        assert_eq!((items[0].key, &items[0].effect), ('w', &Effect::PopAnd(Box::new(save))));
        assert_eq!(items[0].words, "letter-26-0001-2.docx: for Word and other word processors");
        let said = screen.update(Input::Paper(&Paper::Saved(Ok("a.docx".into()))), &cx);
        assert_eq!(said, [Effect::Say("Saved: a.docx".into())]);
        assert_eq!(screen.update(Input::Act(Act::Back), &cx), [Effect::Pop]);
    }
}
