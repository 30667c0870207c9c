//! What a plan says to the public: proposed from the plan, written for it, approved by somebody else, and taken back.

use crate::domain::plan::command::{ApproveForPublic, PlanCommand, PlanStep, WriteForPublic};
use crate::domain::plan::record::{Plan, PublicWording, PublicWords};
use crate::domain::text::one_line;
use crate::forms::answers::Answers;
use crate::forms::field::{Field, Kind, field, optional, yes_no};
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, form, with_reason};

/// Texts as sentences, each once: several people often told the same.
fn sentences(texts: impl Iterator<Item = String>) -> String {
    let mut told: Vec<String> = Vec::new();
    for text in texts {
        let text = one_line(&text);
        let stop = if text.ends_with(['.', '!', '?', '…']) { "" } else { "." };
        let sentence = format!("{text}{stop}");
        if !text.is_empty() && !told.contains(&sentence) {
            told.push(sentence);
        }
    }
    told.join(" ")
}

fn failing(plan: &Plan) -> String {
    let words = |what: &str, impact: &str| match impact.trim() {
        "" => what.to_owned(),
        impact => format!("{}: {impact}", what.trim().trim_end_matches('.')),
    };
    sentences(plan.failings.iter().map(|it| words(&it.what, &it.impact)))
}

fn learning(plan: &Plan) -> String {
    sentences(std::iter::once(plan.facts.learning.clone()))
}

fn change(plan: &Plan) -> String {
    let done = plan.adopted().filter(|it| it.completion().is_some());
    sentences(done.map(|it| it.facts.what.clone()))
}

/// What was last written, or else what the plan says.
fn proposed(
    written: fn(&PublicWords) -> &String,
    of_plan: fn(&Plan) -> String,
) -> impl Fn(&Setting) -> String {
    move |setting| {
        let of = |plan: &Plan| plan.wording().map_or_else(|| of_plan(plan), |it| written(&it.words).clone());
        setting.plan().map(of).unwrap_or_default()
    }
}

fn names_nobody(held: fn(&PublicWording) -> &Vec<String>) -> Field {
    let hint = "words that could be names and name nobody, with commas";
    optional("names_nobody", "Not names", hint, Kind::Line).preset(move |setting| {
        let wording = setting.plan().and_then(Plan::wording);
        wording.map(|it| held(it).join(", ")).unwrap_or_default()
    })
}

fn not_names(it: &Answers) -> Vec<String> {
    let text = it.text("names_nobody");
    let words = text.split([',', ';', '\n']).map(|it| it.trim().trim_matches(['“', '”', '"']));
    words.filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

/// What the plan says to the public.
pub fn write_for_public() -> FormTable {
    form(
        PlanStep::WriteForPublic,
        "save for approval",
        vec![
            field("failing", "They told us", "what went wrong, naming nobody", Kind::Text)
                .preset(proposed(|it| &it.failing, failing)),
            field("learning", "We learnt", "why it went wrong", Kind::Text)
                .preset(proposed(|it| &it.learning, learning)),
            field("change", "We changed", "what is different now", Kind::Text)
                .preset(proposed(|it| &it.change, change)),
            names_nobody(|it| &it.names_nobody),
        ],
        |it| {
            let (failing, learning, change) = (it.text("failing"), it.text("learning"), it.text("change"));
            let written = WriteForPublic { failing, learning, change, names_nobody: not_names(it) };
            Some(PlanCommand::WriteForPublic(Box::new(written)))
        },
    )
}

/// Somebody else approves it. The words that could be names are shown, and which answer is right is not proposed.
pub fn approve_for_public() -> FormTable {
    let hint = "nobody can be told from it, by name or by what is said";
    form(
        PlanStep::ApproveForPublic,
        "approve",
        vec![names_nobody(|it| &it.names_nobody), field("is_anonymous", "Tells of nobody?", hint, yes_no())],
        |it| {
            let is_anonymous = it.yes_no("is_anonymous")?;
            let names_nobody = not_names(it);
            Some(PlanCommand::ApproveForPublic(ApproveForPublic { is_anonymous, names_nobody }))
        },
    )
}

/// It is published no more.
pub fn take_back_from_public() -> FormTable {
    with_reason(PlanStep::TakeBackFromPublic, "take it back", PlanCommand::TakeBackFromPublic)
}

/// Others may read it.
pub fn let_plan_out() -> FormTable {
    with_reason(PlanStep::LetPlanOut, "let it out", PlanCommand::LetPlanOut)
}

/// It is kept from others again.
pub fn keep_plan_in() -> FormTable {
    with_reason(PlanStep::KeepPlanIn, "keep it in", PlanCommand::KeepPlanIn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_people_told_is_proposed_once_and_in_sentences() {
        let texts = ["Nobody rang", "Nobody rang.", " ", "Why?"].map(str::to_owned);
        assert_eq!(sentences(texts.into_iter()), "Nobody rang. Why?");
    }
}
