//! The forms, each a table of fields and what they ask for. A field more is a row here and its use in `build`.

pub mod parts;
pub mod intake;
pub mod dealing;
pub mod putting_right;
pub mod ending;
pub mod next_tier;
pub mod keeping;
pub mod actions;
pub mod plans;
pub mod office;
pub mod people;
pub mod quality;
pub mod year;

use crate::domain::case::command::Step;
use crate::domain::diary::AnyStep;
use crate::forms::field::FormTable;
use crate::forms::tables::{
    actions as a, dealing as d, ending as e, intake as i, keeping as k, next_tier as n, office as o,
    people as w, plans as l, putting_right as p,
};

pub use crate::forms::tables::office::{KEEP_LIST, SET_UP};

/// Every form.
pub const FORMS: &[FormTable] = &[
    i::RECEIVE,
    i::MAKE_COMPLAINT,
    i::AMEND,
    d::ASSIGN,
    d::ACKNOWLEDGE,
    d::SHARE_TIMESCALE,
    d::EXTEND,
    d::CHOOSE_ROUTE,
    i::ADD_ISSUE,
    i::AMEND_ISSUE,
    d::FIND,
    d::UPDATE_PERSON,
    d::SET_CONSENT,
    d::PAUSE,
    d::RESUME,
    d::SEND_SENIOR_LETTER,
    p::OFFER_REMEDY,
    p::ANSWER_REMEDY,
    p::COMPLETE_REMEDY,
    p::DECIDE_PAYMENT,
    p::PAY,
    p::RECORD_COST,
    e::DRAFT,
    e::CHECK,
    e::RESPOND,
    e::CLOSE,
    e::CLOSE_WITHOUT_FINDING,
    e::LINK_DUPLICATE,
    e::REOPEN,
    n::REFER,
    n::SEND_PAPERS,
    n::RECORD_DECISION,
    n::ADD_RECOMMENDATION,
    n::FOLLOW_RECOMMENDATION,
    d::MARK_IMPORTANT,
    d::UNMARK_IMPORTANT,
    d::RESTRICT,
    d::LIFT_RESTRICTION,
    d::NOTE,
    k::HOLD,
    k::RELEASE,
    k::CORRECT,
    k::REFUSE_CORRECTION,
    l::MAKE_PLAN,
    l::AMEND_PLAN,
    l::ADD_FAILING,
    l::AGREE_PLAN,
    l::ADOPT_NOT,
    l::INVOLVE,
    l::CLOSE_PLAN,
    l::REOPEN_PLAN,
    l::PLAN_NOTE,
    a::ADD_ACTION,
    a::AMEND_ACTION,
    a::ACCEPT_ACTION,
    a::START_ACTION,
    a::BLOCK_ACTION,
    a::UNBLOCK_ACTION,
    a::COMPLETE_ACTION,
    a::REVIEW_PROGRESS,
    a::REVIEW_ACTION,
    a::AUDIT_ACTION,
    a::RECORD_READING,
    a::REASSIGN_ACTION,
    a::CHANGE_DUE,
    KEEP_LIST,
    SET_UP,
    quality::SAMPLE_CHECK,
    year::OMBUDSMAN,
    year::CONTEXT,
    o::ADD_ENTRIES,
    o::RENAME_ENTRY,
    o::RETIRE_ENTRY,
    o::PUT_UNDER,
    o::TIMESCALES,
    o::CHOOSE_NATION,
    o::RECEIPT_RULE,
    o::CLOSURES,
    o::NAME_OFFICE,
    o::RETENTION,
    o::KEEP_WORDING,
    o::DROP_WORDING,
    w::JOIN,
    w::CHANGE_ROLES,
    w::LEAVE,
    w::PUT_IN_TEAM,
    w::STAND_IN,
    w::END_STAND_IN,
    w::TRUST_ACCOUNT,
    w::DISTRUST_ACCOUNT,
];

/// The form of a step on a case. Taking over a case from elsewhere has none: that is done from a file.
pub fn form_of(step: Step) -> Option<&'static FormTable> {
    form_of_any(AnyStep::Case(step))
}

/// The form of a step on a case or a plan.
pub fn form_of_any(step: AnyStep) -> Option<&'static FormTable> {
    FORMS.iter().find(|it| it.step == Some(step))
}

/// The form with a name, for drafts.
pub fn form_named(id: &str) -> Option<&'static FormTable> {
    FORMS.iter().find(|it| it.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::command::PlanStep;
    use std::collections::BTreeSet;

    #[test]
    fn every_step_that_a_person_takes_by_itself_has_a_form() {
        let without: Vec<&Step> = Step::ALL.iter().filter(|it| form_of(**it).is_none()).collect();
        assert_eq!(without, [&Step::Import, &Step::GiveCopy]);
        let without: Vec<&PlanStep> =
            PlanStep::ALL.iter().filter(|it| form_of_any(AnyStep::Plan(**it)).is_none()).collect();
        assert_eq!(without, [&PlanStep::ImportAction]);
    }

    #[test]
    fn forms_and_fields_have_names_of_their_own_and_labels_that_fit() {
        let names: BTreeSet<&str> = FORMS.iter().map(|it| it.id).collect();
        assert_eq!(names.len(), FORMS.len());
        for form in FORMS {
            let fields: BTreeSet<&str> = form.fields.iter().map(|it| it.name).collect();
            assert_eq!(fields.len(), form.fields.len(), "{}", form.id);
            assert!(form.fields.iter().all(|it| it.label.chars().count() <= 16), "{}", form.id);
        }
    }
}
