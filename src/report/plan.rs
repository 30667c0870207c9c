//! An action plan as a document: for the person who complained, or for the board. Text or Markdown; names of people can be
//! left out.

use chrono::NaiveDate;
use std::fmt::Write;

use crate::domain::calendar::dates::long;
use crate::domain::case::history::kept_with;
use crate::domain::office::record::Office;
use crate::domain::party::mention::Sought;
use crate::domain::party::naming::SOMEBODY;
use crate::domain::plan::elements::ELEMENTS;
use crate::domain::plan::record::{Action, Plan};
use crate::domain::text::one_line;
use crate::report::documents::names::without_names;
use crate::report::render::markdown::escaped;

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Plain text.
    Text,
    Markdown,
}

/// What stands in it.
pub struct About<'a> {
    /// The office, for names.
    pub office: &'a Office,
    /// How it is written.
    pub form: Form,
    /// The people who are left out beside those who work here, wherever somebody wrote of them; none to name everybody.
    pub without: Option<&'a Sought>,
}

/// The plan as a document.
pub fn document(plan: &Plan, about: &About) -> String {
    let mut page = Page { text: String::new(), about };
    let title = page.without_names(&plan.facts.title);
    page.title(&format!("Action plan {}: {title}", plan.reference));
    page.fact("Stage", plan.stage().word());
    page.fact(
        "Service",
        &plan.facts.service.map(|it| about.office.service_name(Some(it))).unwrap_or_default(),
    );
    page.fact("Theme", &plan.facts.theme.map(|it| about.office.theme_name(Some(it))).unwrap_or_default());
    page.fact("Responsible", &page.person(&plan.owner));
    page.fact("Restricted", &kept_with(&plan.kept_with, "let-plan-out"));
    page.fact("Agreed", &day(plan.agreed));
    page.fact("What we learnt", &plan.facts.learning);
    page.fact("What done will look like", &plan.facts.done_looks_like);
    page.head("What went wrong");
    for it in &plan.failings {
        page.fact(&format!("Failing {}", it.number), &it.what);
        page.fact("What it did", &it.impact);
    }
    if let Some(it) = plan.wording() {
        page.head("For the public");
        page.fact("They told us", &it.words.failing);
        page.fact("We learnt", &it.words.learning);
        page.fact("We changed", &it.words.change);
        page.fact("Published", if plan.published().is_some() { "yes" } else { "no" });
    }
    for action in &plan.actions {
        page.head(&format!("Action {}", action.number));
        elements(&mut page, plan, action);
    }
    page.text
}

/// The guide's nine elements, and what has come of the action.
fn elements(page: &mut Page, plan: &Plan, action: &Action) {
    for (number, it) in (1..).zip(&ELEMENTS) {
        let words = it.words(plan, action, &|login| page.person(login));
        page.fact(&format!("{number}. {}", it.asks), &words);
    }
    page.fact("Stands", action.stage().word());
    if let Some(done) = action.completion() {
        page.fact("Done", &format!("{}. {}", long(done.on), done.evidence));
        for it in &done.reviews {
            page.fact("Reviewed", &format!("{}: {}. {}", long(it.on), it.result, it.note));
        }
        for it in &done.audits {
            let verdict = if it.passed { "it lasts" } else { "it does not last" };
            page.fact("Audited", &format!("{}: {verdict}. {}", long(it.on), it.note));
        }
    }
}

fn day(it: Option<NaiveDate>) -> String {
    it.map(long).unwrap_or_default()
}

struct Page<'a> {
    text: String,
    about: &'a About<'a>,
}

impl Page<'_> {
    fn title(&mut self, words: &str) {
        match self.about.form {
            Form::Markdown => self.line(&format!("# {}\n", escaped(words))),
            Form::Text => self.line(&format!("{}\n", one_line(words))),
        }
    }

    fn head(&mut self, words: &str) {
        match self.about.form {
            Form::Markdown => self.line(&format!("\n## {words}\n")),
            Form::Text => self.line(&format!("\n{words}")),
        }
    }

    fn fact(&mut self, label: &str, words: &str) {
        let words = self.without_names(&one_line(words));
        if words.is_empty() {
            return;
        }
        match self.about.form {
            Form::Markdown => self.line(&format!("- **{label}**: {}", escaped(&words))),
            Form::Text => self.line(&format!("{label}: {words}")),
        }
    }

    fn line(&mut self, words: &str) {
        writeln!(self.text, "{words}").expect("a text takes whatever is written to it");
    }

    /// The name of a person, or that there is one. A team keeps its name.
    fn person(&self, login: &str) -> String {
        match self.about.office.person(login) {
            Some(it) if self.about.without.is_none() => it.name.clone(),
            Some(_) => SOMEBODY.to_owned(),
            None => login.to_owned(),
        }
    }

    /// Words that somebody wrote, without names where they are left out.
    fn without_names(&self, words: &str) -> String {
        self.about.without.map_or_else(|| words.to_owned(), |it| without_names(self.about.office, it, words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::party::known::KnownAs;
    use crate::domain::plan::record::{ActionFacts, PlanFacts};
    use crate::domain::reference::PlanRef;

    #[test]
    fn a_document_names_people_or_leaves_them_out_and_takes_no_word_for_markdown() {
        let facts = PlanFacts {
            title: "Letters *in* plain words".into(),
            learning: "J Smith told Mrs OKAFOR".into(),
            ..PlanFacts::default()
        };
        let people = Sought::of(&[KnownAs { names: vec!["Amara Okafor".into()], ..KnownAs::default() }]);
        let on = "2026-03-02".parse().expect("a real date");
        let mut plan = Plan::new(PlanRef { year: 2026, number: 7 }, facts, "jsmith".into(), on);
        let action = ActionFacts {
            what: "Read them twice".into(),
            owner: "Letters team".into(),
            ..ActionFacts::default()
        };
        plan.actions.push(Action::new(1, action));
        let mut office = Office::default();
        office.people.push(crate::domain::people::Person {
            team: None,
            login: "jsmith".into(),
            name: "J Smith".into(),
            roles: Vec::new(),
            from: on,
            until: None,
        });
        let named = document(&plan, &About { office: &office, form: Form::Text, without: None });
        assert!(named.contains("Responsible: J Smith") && named.contains("Letters *in* plain words"));
        let open = document(&plan, &About { office: &office, form: Form::Markdown, without: Some(&people) });
        assert!(
            !open.contains("OKAFOR") && !open.contains("Smith") && open.contains("a named person"),
            "{open}"
        );
        assert!(open.contains("Letters \\*in\\* plain words") && open.contains("Letters team"));
    }
}
