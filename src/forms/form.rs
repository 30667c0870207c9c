//! A form being answered, as plain texts: what stands in each field, what may be chosen there, and what is wrong. Screens
//! draw it and take keys on top of it; plain mode and the command line need no more.

use std::sync::Arc;

use crate::domain::calendar::dates::long;
use crate::domain::calendar::typed;
use crate::domain::case::decide::{begin, decide};
use crate::domain::nearness::near;
use crate::domain::plan::decide::{begin as begin_plan, decide as decide_plan};
use crate::domain::records::any::AnyCommand;
use crate::domain::records::record::Record;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::entry::Entry;
use crate::domain::text::plain_letters;
use crate::domain::year::decide::decide as decide_year;
use crate::forms::answers::{Answers, Problem};
use crate::forms::doubts::doubts;
use crate::forms::field::{Choices, Field, Kind};
use crate::forms::setting::Setting;
use crate::forms::table::FormTable;

/// A form being answered.
pub struct Form {
    pub table: Arc<FormTable>,
    texts: Vec<String>,
    /// What is wrong, as last checked.
    pub problems: Vec<Problem>,
    /// What gives pause though nothing is wrong, as last checked.
    pub doubts: Vec<String>,
}

/// What is left to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrowed {
    /// The choices that fit what is typed.
    pub choices: Vec<String>,
    /// How many there are in all.
    pub of: usize,
    /// What is typed of the one that is being chosen.
    pub typed: String,
    /// Whether that is a choice already.
    pub is_complete: bool,
    /// Whether none fits, and these are the nearest to what is typed.
    pub is_guess: bool,
}

/// Letters that say enough to be taken for a choice that does not begin with them.
const FEWEST_LETTERS: usize = 3;
/// The most choices that are offered where none fits.
const GUESSES: usize = 3;

impl Form {
    /// A form as it opens: with what usually stands in it, or with what was typed before.
    pub fn new(table: &Arc<FormTable>, setting: &Setting, before: &[(String, String)]) -> Self {
        let text = |field: &Field| {
            let kept = before.iter().find(|it| it.0 == field.name).map(|it| it.1.clone());
            kept.unwrap_or_else(|| field.default(setting))
        };
        Self {
            table: Arc::clone(table),
            texts: table.fields.iter().map(text).collect(),
            problems: Vec::new(),
            doubts: Vec::new(),
        }
    }

    /// The form with answers given by the names of the fields.
    pub fn given(table: &Arc<FormTable>, setting: &Setting, answers: &[(String, String)]) -> Self {
        let mut form = Self::new(table, setting, &[]);
        for (name, text) in answers {
            if let Some(place) = table.place(name) {
                form.answer(place, text, setting);
            }
        }
        form
    }

    /// What stands in a field.
    pub fn text(&self, place: usize) -> &str {
        &self.texts[place]
    }

    /// Puts a text into a field, as it is.
    pub fn set(&mut self, place: usize, text: impl Into<String>) {
        self.texts[place] = text.into();
        let name = &self.table.fields[place].name;
        self.problems.retain(|it| it.field != *name && !it.field.is_empty());
    }

    /// Answers a field: where one chooses from a list and only one fits the text, with that one.
    pub fn answer(&mut self, place: usize, text: &str, setting: &Setting) {
        self.set(place, text);
        self.settle(place, setting);
    }

    /// Makes of what is typed what it stands for: the only choice that fits, if there is but one, and of a day the date, so
    /// that a draft means the same tomorrow.
    pub fn settle(&mut self, place: usize, setting: &Setting) {
        if let Kind::Day(sense) = self.table.fields[place].kind
            && let Ok(day) = typed::read(&self.texts[place], sense, setting.today, setting.calendar())
            && self.texts[place] != long(day)
        {
            self.set(place, long(day));
        }
        let Some(mut left) = self.narrowed(place, setting) else { return };
        // A number alone is that of a part, and no digit of some amount in its words.
        if left.choices.iter().all(|it| number_of(it).is_some()) && left.typed.parse::<u32>().is_ok() {
            left.choices.retain(|it| number_of(it) == left.typed.parse().ok());
        }
        if let [only] = &left.choices[..]
            && left.of > 1
            && !left.typed.is_empty()
            && !left.is_complete
            && !left.is_guess
            && is_enough(&left.typed, only)
        {
            self.take(place, only);
        }
    }

    /// Takes a choice in place of what is typed of it.
    pub fn take(&mut self, place: usize, choice: &str) {
        let (mut words, _) = cut_last(&self.texts[place]);
        if !matches!(self.table.fields[place].kind, Kind::Several(_)) {
            words.clear();
        }
        words.push(choice.to_owned());
        self.set(place, words.join(", "));
    }

    /// The choices of a field, narrowed by what is typed in it; none for other kinds. A complete choice does not narrow, and
    /// where none fits, the nearest are left.
    pub fn narrowed(&self, place: usize, setting: &Setting) -> Option<Narrowed> {
        let kind = &self.table.fields[place].kind;
        let mut all = kind.choices()?.all(setting);
        let mut typed = self.texts[place].trim().to_owned();
        if matches!(kind, Kind::Several(_)) {
            let (taken, last) = cut_last(&typed);
            all.retain(|it| !taken.contains(it));
            typed = last;
        }
        let of = all.len();
        let is_complete = all.iter().any(|it| it.eq_ignore_ascii_case(&typed));
        let fits = fitting(&all, &typed);
        let is_guess = !is_complete && fits.is_empty();
        let choices = match (is_complete, is_guess) {
            (true, _) => all,
            (false, true) => near(&typed, &all, GUESSES).into_iter().map(str::to_owned).collect(),
            (false, false) => fits,
        };
        Some(Narrowed { choices, of, typed, is_complete, is_guess })
    }

    /// Whether what stands in a field of choices is on its list, or nothing is.
    pub fn is_settled(&self, place: usize, setting: &Setting) -> bool {
        let kind = &self.table.fields[place].kind;
        let Some(all) = kind.choices().map(|it| it.all(setting)) else { return true };
        let is_one =
            |it: &str| it.trim().is_empty() || all.iter().any(|one| one.eq_ignore_ascii_case(it.trim()));
        match kind {
            Kind::Several(_) => self.texts[place].split(',').all(is_one),
            _ => is_one(&self.texts[place]),
        }
    }

    /// What is typed, by the names of the fields.
    pub fn typed(&self) -> Vec<(String, String)> {
        let names = self.table.fields.iter().map(|it| it.name.to_string());
        names.zip(self.texts.iter().cloned()).collect()
    }

    /// Whether anything stands in it that was not there by itself.
    pub fn is_touched(&self, setting: &Setting) -> bool {
        self.table.fields.iter().zip(&self.texts).any(|(field, text)| *text != field.default(setting))
    }

    /// The fields that say something else than what stood in them, each with that.
    pub fn changes(&self, setting: &Setting) -> Vec<(usize, String)> {
        let before = self.table.fields.iter().map(|it| it.default(setting)).enumerate();
        let differs = |(place, before): &(usize, String)| {
            let (now, field) = (self.texts[*place].trim(), &self.table.fields[*place]);
            let is_chosen = field.kind.choices().is_some();
            let is_its_number = is_chosen && number_of(before).is_some_and(|it| now.parse() == Ok(it));
            let stays = field.stays_when_empty && now.is_empty();
            before.trim() != now && !is_its_number && !stays
        };
        before.filter(differs).collect()
    }

    /// The problem of a field.
    pub fn problem(&self, place: usize) -> Option<&str> {
        let name = &self.table.fields[place].name;
        self.problems.iter().find(|it| it.field == *name).map(|it| it.words.as_str())
    }

    /// Says at once what is wrong with a field that is left, as far as that shows already; that it is empty is told when all
    /// is checked. What was wrong elsewhere and no longer is goes away.
    pub fn leave(&mut self, place: usize, setting: &Setting) {
        let mut now = self.judged(&self.texts, setting).1;
        let name = &self.table.fields[place].name;
        let is_answered = !self.texts[place].trim().is_empty();
        let was_told = |it: &Problem| self.problems.iter().any(|one| one.field == it.field);
        now.retain(|it| if it.field == *name { is_answered } else { was_told(it) });
        self.problems = now;
    }

    /// Checks the answers: what they ask for, or none with everything that is wrong in `problems`, in the order of the fields.
    ///
    /// The rules are asked once the answers can be read, and each tells its first objection. So that all is told at once, what
    /// is wrong gives way to something that would do, and they are asked again.
    pub fn check(&mut self, setting: &Setting) -> Option<AnyCommand> {
        let (asked, mut problems) = self.judged(&self.texts, setting);
        let mut texts = self.texts.clone();
        let mut wrong = problems.clone();
        let mut has_moved_a_day = false;
        while !wrong.is_empty() && problems.len() < self.table.fields.len() {
            for place in wrong.iter().filter_map(|it| self.table.place(&it.field)) {
                let field = &self.table.fields[place];
                has_moved_a_day |= matches!(field.kind, Kind::Day(_)) && !field.is_optional;
                if let Some(text) = would_do(field, setting) {
                    texts[place] = text;
                }
            }
            wrong = self.judged(&texts, setting).1;
            // A day that is taken to be another may make others look wrong that are not.
            let is_day = |it: &Problem| {
                let place = self.table.place(&it.field);
                place.is_none_or(|place| matches!(self.table.fields[place].kind, Kind::Day(_)))
            };
            wrong.retain(|it| {
                problems.iter().all(|one| one.field != it.field) && !(has_moved_a_day && is_day(it))
            });
            problems.extend(wrong.iter().cloned());
        }
        problems.sort_by_key(|it| self.table.place(&it.field));
        self.problems = problems;
        let asked = asked.filter(|_| self.problems.is_empty());
        self.doubts = asked.as_ref().map(|it| doubts(it, setting)).unwrap_or_default();
        asked
    }

    /// What answers ask for, and what is wrong with them: the first thing of each field.
    fn judged(&self, texts: &[String], setting: &Setting) -> (Option<AnyCommand>, Vec<Problem>) {
        let mut answers = Answers::new(*setting, &self.table.fields, texts);
        let asked = self.table.build(&mut answers);
        let mut problems = answers.problems;
        if let Some(asked) = asked.as_ref().filter(|_| problems.is_empty()) {
            let refusal = allowed(asked, setting).err();
            problems.extend(refusal.map(|it| Problem { words: it.to_string(), field: it.field }));
        }
        if asked.is_none() && problems.is_empty() {
            let words = "There is nothing here that this can be done to.".to_owned();
            problems.push(Problem { field: String::new(), words });
        }
        let mut seen: Vec<String> = Vec::new();
        problems.retain(|it| {
            let is_new = !seen.contains(&it.field);
            seen.push(it.field.clone());
            is_new
        });
        (asked, problems)
    }

    /// Notes what the desk refused, at its field. Nothing typed is lost.
    pub fn refuse(&mut self, refusal: &Refusal) {
        self.problems = vec![Problem { field: refusal.field.clone(), words: refusal.to_string() }];
    }
}

/// Something that would do in a field, to see what else is wrong; none where anything would say more than is known.
fn would_do(field: &Field, setting: &Setting) -> Option<String> {
    match &field.kind {
        // What is taken away from a record that is put right is a change of its own.
        _ if field.is_optional => setting.on.is_none().then(String::new),
        Kind::Line | Kind::Text => Some("x".to_owned()),
        Kind::Day(_) => Some(long(setting.today)),
        Kind::Choice(Choices::Varying { all, .. }) => all(setting).into_iter().next(),
        Kind::Choice(_) | Kind::Several(_) | Kind::Money => None,
    }
}

/// The number of a part, of a choice such as `remedy 2: apology`.
pub fn number_of(choice: &str) -> Option<u32> {
    choice.split_once(' ')?.1.split([':', ' ']).next()?.parse().ok()
}

/// A list with commas: what is taken, and what is being typed after it.
fn cut_last(text: &str) -> (Vec<String>, String) {
    let mut parts: Vec<String> = text.split(',').map(|it| it.trim().to_owned()).collect();
    let last = parts.pop().unwrap_or_default();
    parts.retain(|it| !it.is_empty());
    (parts, last)
}

/// The choices that letters narrow a list to: every word typed must begin a word of it, so that “Other” is not “Another”.
fn fitting(choices: &[String], typed: &str) -> Vec<String> {
    let typed = plain_letters(typed);
    let words: Vec<&str> = typed.split_whitespace().collect();
    let fits = |it: &&String| {
        let it = plain_letters(it);
        words.iter().all(|word| begins_a_word(&it, word))
    };
    choices.iter().filter(fits).cloned().collect()
}

/// Whether what is typed says enough to be taken for a choice: its beginning, or three letters of it.
fn is_enough(typed: &str, choice: &str) -> bool {
    FEWEST_LETTERS <= typed.chars().count() || plain_letters(choice).starts_with(&plain_letters(typed))
}

fn begins_a_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|it| !text[..it.0].ends_with(char::is_alphanumeric))
}

/// What the rules say to it, before anybody is asked. On several records at once, each is checked when it is saved.
fn allowed(asked: &AnyCommand, setting: &Setting) -> Verdict<()> {
    let terms = setting.terms();
    match asked {
        AnyCommand::Plan(_) | AnyCommand::Case(_) | AnyCommand::Entry(_)
            if setting.about.several().is_some() =>
        {
            Ok(())
        }
        AnyCommand::Office(command) => terms.office.decide(&terms, command.clone()).map(drop),
        AnyCommand::Year(command) => match setting.year {
            Some(it) => decide_year(&terms, &it.record, command.clone()).map(drop),
            None => Ok(()),
        },
        AnyCommand::TakeBack(_) | AnyCommand::PutBack(_) => Ok(()),
        AnyCommand::Entry(command) => match setting.entry() {
            Some(entry) => Record::decide(entry, &terms, command.clone()).map(drop),
            None => Entry::decide_first(&terms, command.clone()).map(drop),
        },
        AnyCommand::Plan(step) => match setting.plan() {
            Some(plan) => decide_plan(&terms, plan, step.clone()).map(drop),
            None => begin_plan(&terms, step.clone()).map(drop),
        },
        AnyCommand::Case(step) => match setting.case() {
            Some(case) => decide(&terms, case, step.clone()).map(drop),
            None => begin(&terms, step.clone()).map(drop),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::command::OfficeCommand;
    use crate::domain::office::event::OfficeEvent;
    use crate::domain::office::lists::ListKind;
    use crate::domain::office::record::{House, Office};
    use crate::forms::field::{field, optional};
    use crate::forms::table::{Purpose, form};
    use chrono::NaiveDate;

    /// A form made while the program runs: of a list that somebody keeps, with words of their own.
    fn made(kept: &[&str]) -> Arc<FormTable> {
        let kept: Vec<String> = kept.iter().map(|it| (*it).to_owned()).collect();
        let (usual, offered) = (kept[0].clone(), kept.clone());
        let choices = Kind::Choice(Choices::varying(move |_| offered.clone(), "in the list"));
        let group = field("group", format!("One of {}", kept.len()), "", choices);
        let fields = vec![group.preset(move |_| usual.clone()), optional("count", "Count", "", Kind::Line)];
        Arc::new(form(Purpose::own("made".to_owned(), "Made here"), "save", fields, move |answers| {
            let group = answers.choice("group", |word| kept.iter().position(|it| it == word));
            let count = answers.whole("count", 9);
            Some(theme(format!("{} {count:?}", group?)))
        }))
    }

    fn theme(name: String) -> OfficeCommand {
        OfficeCommand::Add { list: ListKind::Themes, names: vec![name] }
    }

    fn today() -> NaiveDate {
        "2026-11-24".parse().expect("a real date")
    }

    #[test]
    fn a_form_that_is_made_while_the_program_runs_is_answered_like_any_other() {
        let house = House::new(Office::default());
        let setting = Setting::new(&house, today(), "jsmith");
        let table = made(&["compliment", "staff survey", "audit"]);
        let mut form = Form::new(&table, &setting, &[]);
        assert_eq!((&*table.fields[0].label, form.text(0)), ("One of 3", "compliment"));
        assert!(!form.is_touched(&setting));
        form.answer(0, "surv", &setting);
        assert_eq!(form.text(0), "staff survey");
        let asked = form.check(&setting).expect("nothing is wrong with it");
        assert_eq!(asked, AnyCommand::Office(theme("1 None".to_owned())));
        form.answer(0, "grievance", &setting);
        form.answer(1, "ten", &setting);
        assert_eq!(form.check(&setting), None);
        let words: Vec<&str> = form.problems.iter().map(|it| &*it.words).collect();
        let list = "“grievance” is not on the list. Choose one of these: compliment, staff survey, audit.";
        assert_eq!(words, [&format!("One of 3: {list}"), "Count: enter a whole number from 0 to 9."]);
    }

    #[test]
    fn a_choice_that_is_on_no_list_is_told_when_it_is_left_with_the_nearest_that_is() {
        let house = House::new(Office::default());
        let setting = Setting::new(&house, today(), "jsmith");
        let table = made(&["compliment", "staff survey", "audit"]);
        let mut form = Form::new(&table, &setting, &[]);
        form.answer(0, "complaiment", &setting);
        assert_eq!(form.text(0), "complaiment", "nobody's word is taken for another");
        let left = form.narrowed(0, &setting).expect("choices");
        assert_eq!((left.choices, left.is_guess), (vec!["compliment".to_owned()], true));
        form.leave(0, &setting);
        let words = "One of 3: “complaiment” is not on the list. Did you mean “compliment”?";
        assert_eq!(form.problem(0), Some(words));
        // It is told until it is put right, whatever is answered elsewhere.
        form.answer(1, "3", &setting);
        form.leave(1, &setting);
        assert_eq!(form.problem(0), Some(words));
        form.answer(0, "compl", &setting);
        form.leave(0, &setting);
        assert_eq!((form.text(0), form.problem(0)), ("compliment", None));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_in_the_order_of_the_fields() {
        let mut office = Office::default();
        office.apply(&OfficeEvent::Added {
            list: ListKind::Services,
            id: 1,
            name: "Claims".to_owned(),
            under: None,
            from: today(),
        });
        let house = House::new(office);
        let setting = Setting::new(&house, today(), "jsmith");
        let table = crate::forms::tables::form_named("receive").expect("there is one");
        let mut form = Form::new(&table, &setting, &[]);
        for (name, text) in [("received", "tomorrow"), ("email", "amara"), ("happened", "soon")] {
            form.answer(table.place(name).expect("a field"), text, &setting);
        }
        assert_eq!(form.check(&setting), None);
        let fields: Vec<&str> = form.problems.iter().map(|it| &*it.field).collect();
        assert_eq!(fields, ["complainant", "email", "service", "subject", "received", "happened"]);
    }

    #[test]
    fn letters_narrow_a_list_wherever_they_stand() {
        let choices = ["Claims", "Claims - appeals", "Clearance"].map(str::to_owned);
        assert_eq!(fitting(&choices, "cla"), ["Claims", "Claims - appeals"]);
        assert_eq!(fitting(&choices, "app cl"), ["Claims - appeals"]);
        assert_eq!(fitting(&choices, "").len(), 3);
        assert_eq!(fitting(&["Waiting for another team".to_owned()], "other"), [""; 0]);
    }
}
