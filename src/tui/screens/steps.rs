//! The steps that are open on a record, to choose from. A letter means one thing: a step has the key that it has on the record,
//! and any other has one that does nothing there.

use crate::domain::records::step::AnyStep;
use crate::forms::about::{About, so_many};
use crate::forms::blank::Blank;
use crate::tui::keymap::{Act, Keys, Scope};
use crate::tui::screen::{Cx, Effect, MenuItem, Place};

/// Keys for steps that have none on the record, those first that are easy to press. No capital that ends an arrow's escape
/// sequence is among them.
const KEYS: &str = "abcdefghijklmnoprstuvwxyz6789EGIJKLMNTUVWXY+-*=,;#@&%$<>()_^~'|/!.\"{}]`\\O";

/// Each step with its key on a record whose screen has these scopes. `all` are the steps of every such record, so that a key
/// is the same whatever is open; `meant` says what a key's own step means on this one.
fn keys(
    own: Keys,
    scopes: &[Scope],
    all: &[AnyStep],
    meant: &dyn Fn(AnyStep) -> AnyStep,
) -> impl Fn(AnyStep) -> char {
    let taken: Vec<char> = own.bindings(scopes).flat_map(|it| it.keys).filter_map(|it| it.text()).collect();
    let of = |step: AnyStep, meant: &dyn Fn(AnyStep) -> AnyStep| {
        let mut of_step =
            own.bindings(scopes).filter(|it| matches!(it.act, Act::Take(bound) if meant(bound) == step));
        of_step.find_map(|it| it.keys[0].text())
    };
    let mut free = KEYS.chars().filter(|it| !taken.contains(it));
    let keys: Vec<(AnyStep, char)> = all
        .iter()
        .map(|step| {
            let spare = || free.next().unwrap_or(' ');
            (*step, of(*step, &|it| it).unwrap_or_else(spare))
        })
        .map(|(step, key)| (step, of(step, meant).unwrap_or(key)))
        .collect();
    move |step| keys.iter().find(|it| it.0 == step).map_or(' ', |it| it.1)
}

/// The menu of the steps that are open, each with the form that it opens.
pub fn menu(
    title: String,
    own: Keys,
    (scopes, all): (&[Scope], &[AnyStep]),
    meant: &dyn Fn(AnyStep) -> AnyStep,
    open: impl Fn(AnyStep) -> Option<Place>,
) -> Effect {
    let key = keys(own, scopes, all, meant);
    let item = |step: &AnyStep| {
        let (form, row) = (open(*step)?, step.row());
        let words = format!("{:<25} {}", row.title, row.help);
        Some(MenuItem { key: key(*step), words, effect: Effect::PopAnd(Box::new(Effect::Open(form))) })
    };
    Effect::Open(Place::Menu { title, items: all.iter().filter_map(item).collect() })
}

/// The form of a step on all that are marked; none where it asks for what differs from one to another.
pub fn form_on_many(step: AnyStep, about: &About) -> Option<Blank> {
    step.row().on_many.then(|| Blank::of_step(step, about.clone()))
}

/// The menu of the steps that can be taken on all that are marked, for whoever may take them at all.
pub fn menu_on_many(
    about: &About,
    (scopes, all): (&[Scope], &[AnyStep]),
    meant: &dyn Fn(AnyStep) -> AnyStep,
    form: impl Fn(AnyStep) -> Option<Blank>,
    cx: &Cx,
) -> Option<Effect> {
    let (names, what) = about.several()?;
    let open = |it: AnyStep| form(it).filter(|_| cx.may_at_large(it.row().deed).is_ok()).map(Place::Form);
    Some(menu(format!("On {}", so_many(names.len(), what)), cx.manner.keys, (scopes, all), meant, open))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::case::command::Step;
    use crate::domain::plan::command::PlanStep;
    use crate::forms::tables::form_of_any;
    use crate::tui::keymap::{CASE, PLAN};
    use crate::tui::terminal::chord::Chord;

    #[test]
    fn every_step_has_a_key_of_its_own_that_means_nothing_else_on_the_record() {
        let of_case = Step::ALL.iter().filter(|it| **it != Step::Receive).map(|it| AnyStep::Case(*it));
        let of_plan =
            PlanStep::ALL.iter().filter(|it| **it != PlanStep::MakePlan).map(|it| AnyStep::Plan(*it));
        for (scopes, all) in [(CASE, of_case.collect::<Vec<_>>()), (PLAN, of_plan.collect())] {
            let all: Vec<AnyStep> = all.into_iter().filter(|it| form_of_any(*it).is_some()).collect();
            let key = keys(Keys::USUAL, scopes, &all, &|it| it);
            let used: BTreeSet<char> = all.iter().map(|it| key(*it)).collect();
            assert_eq!(used.len(), all.len(), "{used:?}");
            for step in &all {
                let there = Keys::USUAL.resolve(scopes, Chord::char(key(*step)));
                assert!(there.is_none_or(|it| it == Act::Take(*step)), "{} {there:?}", key(*step));
            }
        }
    }

    #[test]
    fn what_a_key_means_on_this_record_has_it_in_the_menu_too() {
        let all = [AnyStep::Case(Step::ShareTimescale), AnyStep::Case(Step::Extend)];
        let meant = |it| if it == all[0] { all[1] } else { it };
        let key = keys(Keys::USUAL, CASE, &all, &meant);
        assert_eq!(key(all[1]), 'd');
    }
}
