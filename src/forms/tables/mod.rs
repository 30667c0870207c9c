//! The forms, each a table of fields and what they ask for. A field more is a row here and its use in `build`.

pub mod parts;
pub mod intake;
pub mod dealing;
pub mod putting_right;
pub mod ending;
pub mod next_tier;
pub mod following_up;
pub mod correcting;
pub mod papers;
pub mod letters;
pub mod keeping;
pub mod actions;
pub mod plans;
pub mod publishing;
pub mod registers;
pub mod office;
pub mod people;
pub mod quality;
pub mod year;

use std::sync::{Arc, LazyLock};

use crate::domain::case::command::Step;
use crate::domain::plan::command::PlanStep;
use crate::domain::records::step::AnyStep;
use crate::domain::register::kinds::KINDS;
use crate::forms::form::number_of;
use crate::forms::setting::Setting;
use crate::forms::table::FormTable;
use crate::forms::tables::{
    actions as a, correcting as c, dealing as d, ending as e, following_up as u, intake as i, keeping as k,
    letters as t, next_tier as n, office as o, papers as f, people as w, plans as l, publishing as b,
    putting_right as p, registers as r,
};

/// Every form that is written down.
static FORMS: LazyLock<Vec<Arc<FormTable>>> = LazyLock::new(|| {
    let forms = [
        i::receive(),
        i::make_complaint(),
        i::amend(),
        i::amend_several(),
        d::assign(),
        d::acknowledge(),
        d::share_timescale(),
        d::extend(),
        d::choose_route(),
        i::add_issue(),
        i::amend_issue(),
        d::find(),
        d::update_person(),
        d::set_consent(),
        d::pause(),
        d::resume(),
        d::send_senior_letter(),
        p::offer_remedy(),
        p::answer_remedy(),
        p::complete_remedy(),
        p::decide_payment(),
        p::pay(),
        p::record_cost(),
        t::send_letter(),
        t::amend_letter(),
        f::attach_paper(),
        f::amend_paper(),
        u::bring_forward(),
        u::ask_team(),
        u::set_steps(),
        u::follow_up_done(),
        c::amend_follow_up(),
        c::amend_remedy(),
        c::amend_payment(),
        c::amend_recommendation(),
        c::amend_cost(),
        c::amend_round(),
        c::cancel_part(),
        e::draft(),
        e::check(),
        e::respond(),
        e::close(),
        e::close_without_finding(),
        e::link_duplicate(),
        e::reopen(),
        n::refer(),
        n::send_papers(),
        n::record_decision(),
        n::add_recommendation(),
        n::follow_recommendation(),
        d::mark_important(),
        d::unmark_important(),
        d::restrict(),
        d::lift_restriction(),
        d::note(),
        k::hold(),
        k::release(),
        k::correct(),
        k::refuse_correction(),
        l::make_plan(),
        l::amend_plan(),
        l::add_failing(),
        l::agree_plan(),
        l::adopt_not(),
        l::involve(),
        b::write_for_public(),
        b::approve_for_public(),
        b::take_back_from_public(),
        b::let_plan_out(),
        b::keep_plan_in(),
        l::close_plan(),
        l::reopen_plan(),
        l::plan_note(),
        a::add_action(),
        a::amend_action(),
        a::accept_action(),
        a::start_action(),
        a::block_action(),
        a::unblock_action(),
        a::complete_action(),
        a::review_progress(),
        a::review_action(),
        a::audit_action(),
        a::record_reading(),
        a::reassign_action(),
        a::change_due(),
        r::close(),
        r::reopen(),
        r::note(),
        r::restrict(),
        r::lift(),
        r::let_out(),
        r::keep_in(),
        o::keep_list(),
        o::set_up(),
        quality::sample_check(),
        year::ombudsman(),
        year::context(),
        o::add_entries(),
        o::rename_entry(),
        o::retire_entry(),
        o::put_under(),
        o::timescales(),
        o::figures(),
        o::allow_own_commands(),
        o::choose_nation(),
        o::receipt_rule(),
        o::closures(),
        o::name_office(),
        o::set_register(),
        o::retention(),
        o::keep_wording(),
        o::drop_wording(),
        w::join(),
        w::change_roles(),
        w::leave(),
        w::put_in_team(),
        w::stand_in(),
        w::end_stand_in(),
        w::trust_account(),
        w::distrust_account(),
    ];
    let of_registers = KINDS.iter().flat_map(|kind| [r::enter(kind), r::fill_in(kind)]);
    forms.into_iter().chain(of_registers).map(Arc::new).collect()
});

/// Every form, in order.
pub fn forms() -> &'static [Arc<FormTable>] {
    &FORMS
}

/// The form of a step on a case. Taking over a case from elsewhere has none: that is done from a file.
pub fn form_of(step: Step) -> Option<&'static Arc<FormTable>> {
    form_of_any(AnyStep::Case(step))
}

/// The form of a step on a case, a plan or an entry.
pub fn form_of_any(step: AnyStep) -> Option<&'static Arc<FormTable>> {
    FORMS.iter().find(|it| it.step == Some(step))
}

/// The form with a name: what screens and drafts find it by.
pub fn form_named(id: &str) -> Option<Arc<FormTable>> {
    FORMS.iter().find(|it| it.id == id).cloned()
}

/// The parts that a correction may be of, where the record has several and none is named yet: none where it is of the record
/// as a whole.
pub fn parts_of(table: &FormTable, setting: &Setting) -> Vec<String> {
    if !table.corrects || setting.about.part() > 0 {
        return Vec::new();
    }
    let all = match table.step {
        Some(AnyStep::Plan(PlanStep::AmendAction)) => a::actions(setting),
        Some(AnyStep::Case(_)) => {
            table.fields[0].kind.choices().map(|it| it.all(setting)).unwrap_or_default()
        }
        _ => Vec::new(),
    };
    if all.len() > 1 && all.iter().all(|it| number_of(it).is_some()) { all } else { Vec::new() }
}

/// The issues that a finding may be on, where something was found on one of them already and none is named yet: whoever finds
/// something else sees what stands there.
pub fn issues_found(table: &FormTable, setting: &Setting) -> Vec<String> {
    let is_asked = table.step == Some(AnyStep::Case(Step::Find)) && setting.about.part() == 0;
    let case = setting.case().filter(|case| is_asked && case.issues.iter().any(|it| it.finding.is_some()));
    case.map(|_| parts::issues(setting)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::lists::Item;
    use crate::domain::office::record::{House, Office};
    use crate::domain::plan::command::PlanStep;
    use crate::forms::field::{Field, Kind};
    use crate::forms::form::Form;
    use crate::forms::setting::Setting;
    use chrono::NaiveDate;
    use std::collections::BTreeSet;

    #[test]
    fn every_step_that_a_person_takes_by_itself_has_a_form() {
        let without: Vec<&Step> = Step::ALL.iter().filter(|it| form_of(**it).is_none()).collect();
        assert_eq!(without, [&Step::Import, &Step::LetIn, &Step::GiveCopy]);
        let without: Vec<&PlanStep> =
            PlanStep::ALL.iter().filter(|it| form_of_any(AnyStep::Plan(**it)).is_none()).collect();
        assert_eq!(without, [&PlanStep::ImportAction]);
    }

    #[test]
    fn a_word_that_is_on_no_list_is_never_taken_for_a_choice() {
        let mut office = Office::default();
        let item = Item { id: 1, name: "Staff".to_owned(), under: None, from: NaiveDate::MIN, until: None };
        office.late_reasons.items = vec![item];
        let house = House::new(office);
        let setting = Setting::new(&house, "2026-11-24".parse().expect("a day"), "jsmith");
        let takes = |form: &Arc<FormTable>, field: &Field| {
            let mut form = Form::given(form, &setting, &[(field.name.to_string(), "Nonesuch".to_owned())]);
            form.check(&setting);
            form.problems.iter().all(|it| it.field != field.name)
        };
        // Who somebody is, the desk knows; of a part that is put right, nothing is read before it is named.
        let is_judged_elsewhere = |form: &FormTable, field: &Field| {
            form.id.starts_with("amend_") || ["owner", "to", "who", "team"].contains(&&*field.name)
        };
        let accepted: Vec<String> = forms()
            .iter()
            .flat_map(|form| form.fields.iter().map(move |field| (form, field)))
            .filter(|it| matches!(it.1.kind, Kind::Choice(_)) && !is_judged_elsewhere(it.0, it.1))
            .filter(|it| takes(it.0, it.1))
            .map(|it| format!("{} {}", it.0.id, it.1.name))
            .collect();
        assert_eq!(accepted, Vec::<String>::new());
    }

    #[test]
    fn forms_and_fields_have_names_of_their_own_and_labels_that_fit() {
        let names: BTreeSet<&str> = forms().iter().map(|it| &*it.id).collect();
        assert_eq!(names.len(), FORMS.len());
        for form in forms() {
            let fields: BTreeSet<&str> = form.fields.iter().map(|it| &*it.name).collect();
            assert_eq!(fields.len(), form.fields.len(), "{}", form.id);
            assert!(form.fields.iter().all(|it| it.label.chars().count() <= 16), "{}", form.id);
        }
    }
}
