//! Dealing with a case: who, by when, on which route, what is found, and keeping the person informed.

use crate::domain::calendar::dates::long;
use crate::domain::case::command::{
    Assign, ChooseRoute, Command, Find, Note, On, Reason, Step, UpdatePerson,
};
use crate::domain::case::record::{ConsentRecord, Restriction};
use crate::domain::case::round::{Extension, Pause, SeniorLetter, Timescale, Told};
use crate::domain::diary::AnyStep;
use crate::domain::vocabulary::{Consent, DataOf, Finding, Means, PauseReason, Route, WentWrong};
use crate::forms::field::{Asked, FormTable, Kind, Setting};
use crate::forms::tables::parts::{
    DAY_TO_COME, MEANS, TO_COME_HINT, day_done, field, issues, myself, optional, people, preset, this_issue,
    words,
};

/// Working days until an answer, where no route has been chosen that would say.
const USUAL_DAYS: u32 = 20;
/// Working days between two updates, where nobody says otherwise.
const DAYS_TO_NEXT_UPDATE: i32 = 10;
/// Working days in which an answer about consent is hoped for.
const DAYS_FOR_CONSENT: i32 = 10;

/// Who is responsible.
pub const ASSIGN: FormTable = FormTable {
    id: "assign",
    step: Some(AnyStep::Case(Step::Assign)),
    title: "Assign",
    done: "save",
    opens_on_check: false,
    fields: &[optional("to", "Owner", "type to choose; empty for nobody", Kind::Choice(people))],
    build: |it| Asked::Steps(vec![Command::Assign(Assign { to: it.text("to") })]),
};

/// The person knows that we have their complaint.
pub const ACKNOWLEDGE: FormTable = FormTable {
    id: "acknowledge",
    step: Some(AnyStep::Case(Step::Acknowledge)),
    title: "Acknowledge",
    done: "save",
    opens_on_check: true,
    fields: &[day_done("on", "Date told"), MEANS, optional("note", "What was said", "", Kind::Text)],
    build: |it| {
        let on = it.day("on");
        let means = it.choice("means", Means::from_word);
        Asked::Steps(vec![Command::Acknowledge(Told { on, means, note: it.text("note") })])
    },
};

fn usual_timescale(setting: &Setting) -> String {
    let round = setting.case.map(|it| &it.rounds.now);
    let target = round.and_then(|it| it.target(setting.calendar()));
    let begun = round.map_or(setting.today, |it| it.begun);
    let usual = target.unwrap_or_else(|| setting.calendar().due(begun, USUAL_DAYS));
    long(usual.max(setting.today))
}

/// The timescale shared first.
pub const SHARE_TIMESCALE: FormTable = FormTable {
    id: "share_timescale",
    step: Some(AnyStep::Case(Step::ShareTimescale)),
    title: "Share a timescale",
    done: "save",
    opens_on_check: true,
    fields: &[
        preset(field("answer_by", "Answer by", "+20wd, 15 Dec", DAY_TO_COME), usual_timescale),
        day_done("on", "Date told"),
        MEANS,
    ],
    build: |it| {
        let (answer_by, on) = (it.day("answer_by"), it.day("on"));
        let means = it.choice("means", Means::from_word);
        Asked::Steps(vec![Command::ShareTimescale(Timescale { answer_by, on, means })])
    },
};

/// A longer timescale.
pub const EXTEND: FormTable = FormTable {
    id: "extend",
    step: Some(AnyStep::Case(Step::Extend)),
    title: "Agree a longer timescale",
    done: "save",
    opens_on_check: false,
    fields: &[
        field("to", "Answer by", TO_COME_HINT, DAY_TO_COME),
        field("reason", "Why", "what takes longer", Kind::Line),
        day_done("told_on", "Date told"),
    ],
    build: |it| {
        let (to, told_on) = (it.day("to"), it.day("told_on"));
        Asked::Steps(vec![Command::Extend(Extension { to, reason: it.text("reason"), told_on })])
    },
};

/// Early resolution or closer look.
pub const CHOOSE_ROUTE: FormTable = FormTable {
    id: "choose_route",
    step: Some(AnyStep::Case(Step::ChooseRoute)),
    title: "Choose the route",
    done: "save",
    opens_on_check: false,
    fields: &[
        preset(
            field("route", "Route", "type to choose", Kind::Choice(|_| words(Route::ALL, Route::word))),
            |it| {
                if it.case.is_some_and(|it| it.route().is_some()) {
                    Route::CloserLook.word().to_owned()
                } else {
                    String::new()
                }
            },
        ),
        day_done("on", "From"),
        optional("reason", "Reason", "needed for a move to closer look", Kind::Line),
    ],
    build: |it| {
        let on = it.day("on");
        let route = it.choice("route", Route::from_word);
        if route.is_none() && it.text("route").is_empty() {
            it.wrong("route", "Route: choose early resolution or closer look.");
        }
        let reason = it.text("reason");
        Asked::Steps(
            route.map(|route| Command::ChooseRoute(ChooseRoute { route, on, reason })).into_iter().collect(),
        )
    },
};

/// What was found.
pub const FIND: FormTable = FormTable {
    id: "find",
    step: Some(AnyStep::Case(Step::Find)),
    title: "Record a finding",
    done: "save",
    opens_on_check: false,
    fields: &[
        preset(field("issue", "Issue", "type to choose", Kind::Choice(issues)), this_issue),
        optional(
            "finding",
            "Finding",
            "may stay open in early resolution",
            Kind::Choice(|_| words(Finding::ALL, Finding::word)),
        ),
        field(
            "went_wrong",
            "Went wrong?",
            "did something go wrong",
            Kind::Choice(|_| words(WentWrong::ALL, WentWrong::word)),
        ),
        optional("reason", "Why", "what happened, what should have", Kind::Text),
        day_done("on", "Date"),
    ],
    build: |it| {
        let on = it.day("on");
        let issue = it.number("issue");
        let finding = it.choice("finding", Finding::from_word);
        let went_wrong = it.choice("went_wrong", WentWrong::from_word);
        if went_wrong.is_none() && it.text("went_wrong").is_empty() {
            it.wrong("went_wrong", "Went wrong?: answer yes, no or not determined.");
        }
        let went_wrong = went_wrong.unwrap_or(WentWrong::NotDetermined);
        let reason = it.text("reason");
        Asked::Steps(vec![Command::Find(Find { issue, on, finding, went_wrong, reason })])
    },
};

/// The person hears how it goes.
pub const UPDATE_PERSON: FormTable = FormTable {
    id: "update_person",
    step: Some(AnyStep::Case(Step::UpdatePerson)),
    title: "Update the person",
    done: "save",
    opens_on_check: false,
    fields: &[
        optional("note", "What was said", "", Kind::Text),
        preset(optional("next", "Next update by", TO_COME_HINT, DAY_TO_COME), |it| {
            long(it.calendar().add(it.today, DAYS_TO_NEXT_UPDATE))
        }),
        day_done("on", "Date told"),
        MEANS,
    ],
    build: |it| {
        let (on, next) = (it.day("on"), it.maybe_day("next"));
        let means = it.choice("means", Means::from_word);
        Asked::Steps(vec![Command::UpdatePerson(UpdatePerson { on, means, note: it.text("note"), next })])
    },
};

/// Where consent stands.
pub const SET_CONSENT: FormTable = FormTable {
    id: "set_consent",
    step: Some(AnyStep::Case(Step::SetConsent)),
    title: "Consent",
    done: "save",
    opens_on_check: false,
    fields: &[
        field("status", "Consent", "type to choose", Kind::Choice(|_| words(Consent::ALL, Consent::word))),
        preset(optional("answer_by", "Answer by", "if it was requested", DAY_TO_COME), |it| {
            long(it.calendar().add(it.today, DAYS_FOR_CONSENT))
        }),
        optional("note", "Note", "who may speak for them, and why", Kind::Line),
        day_done("on", "Since"),
    ],
    build: |it| {
        let (on, by) = (it.day("on"), it.maybe_day("answer_by"));
        let note = it.text("note");
        let status = it.must_choose("status", Consent::from_word).unwrap_or(Consent::Requested);
        let answer_by = by.filter(|_| status == Consent::Requested);
        Asked::Steps(vec![Command::SetConsent(ConsentRecord { status, on, answer_by, note })])
    },
};

/// The office's clock stops.
pub const PAUSE: FormTable = FormTable {
    id: "pause",
    step: Some(AnyStep::Case(Step::Pause)),
    title: "Pause",
    done: "pause the office's clock",
    opens_on_check: false,
    fields: &[
        field(
            "category",
            "Waits",
            "type to choose",
            Kind::Choice(|_| words(PauseReason::ALL, PauseReason::word)),
        ),
        field("reason", "For what", "", Kind::Line),
        day_done("from", "From"),
    ],
    build: |it| {
        let from = it.day("from");
        let category = it.must_choose("category", PauseReason::from_word).unwrap_or(PauseReason::Other);
        Asked::Steps(vec![Command::Pause(Pause { from, category, reason: it.text("reason"), until: None })])
    },
};

/// The office's clock runs again.
pub const RESUME: FormTable = FormTable {
    id: "resume",
    step: Some(AnyStep::Case(Step::Resume)),
    title: "Resume",
    done: "let the office's clock run again",
    opens_on_check: true,
    fields: &[day_done("on", "From")],
    build: |it| {
        let on = it.day("on");
        Asked::Steps(vec![Command::Resume(On { on })])
    },
};

/// The letter after six months.
pub const SEND_SENIOR_LETTER: FormTable = FormTable {
    id: "send_senior_letter",
    step: Some(AnyStep::Case(Step::SendSeniorLetter)),
    title: "Senior letter",
    done: "save",
    opens_on_check: false,
    fields: &[
        field("by", "Who wrote", "which senior colleague", Kind::Line),
        field("expected", "Answer by", TO_COME_HINT, DAY_TO_COME),
        day_done("on", "Date sent"),
    ],
    build: |it| {
        let (on, expected) = (it.day("on"), it.day("expected"));
        Asked::Steps(vec![Command::SendSeniorLetter(SeniorLetter { on, by: it.text("by"), expected })])
    },
};

/// A note.
pub const NOTE: FormTable = FormTable {
    id: "note",
    step: Some(AnyStep::Case(Step::Note)),
    title: "Note",
    done: "save note",
    opens_on_check: false,
    fields: &[
        field("text", "Note", "Enter starts a new line", Kind::Text),
        optional(
            "about",
            "Whose data",
            "if somebody asks for a copy",
            Kind::Choice(|_| words(DataOf::ALL, DataOf::word)),
        ),
    ],
    build: |it| {
        let about = it.choice("about", DataOf::from_word);
        Asked::Steps(vec![Command::Note(Note { text: it.text("text"), about })])
    },
};

/// Important beyond itself.
pub const MARK_IMPORTANT: FormTable = FormTable {
    id: "mark_important",
    step: Some(AnyStep::Case(Step::MarkImportant)),
    title: "Mark as important",
    done: "save",
    opens_on_check: false,
    fields: &[field("reason", "Why", "why it matters beyond itself", Kind::Line)],
    build: |it| Asked::Steps(vec![Command::MarkImportant(Reason { reason: it.text("reason") })]),
};

/// No longer important.
pub const UNMARK_IMPORTANT: FormTable = FormTable {
    id: "unmark_important",
    step: Some(AnyStep::Case(Step::UnmarkImportant)),
    title: "Not important any more",
    done: "take the mark off",
    opens_on_check: true,
    fields: &[],
    build: |_| Asked::Steps(vec![Command::UnmarkImportant]),
};

/// Those complained about who work here: the case is to be kept from them.
fn complained_of(setting: &Setting) -> String {
    let colleagues = setting.case.map(|it| it.facts.colleagues.as_slice()).unwrap_or_default();
    let people = colleagues.iter().filter_map(|it| setting.office().person(it));
    people.map(|it| it.name.clone()).collect::<Vec<_>>().join(", ")
}

/// Only for named people.
pub const RESTRICT: FormTable = FormTable {
    id: "restrict",
    step: Some(AnyStep::Case(Step::Restrict)),
    title: "Restrict",
    done: "restrict the case",
    opens_on_check: false,
    fields: &[
        preset(optional("to", "Only for", "a comma adds another person", Kind::Several(people)), myself),
        preset(
            optional("not_for", "Not for", "whom the complaint is about, or close to", Kind::Several(people)),
            complained_of,
        ),
        field("reason", "Why", "", Kind::Line),
    ],
    build: |it| {
        let (to, not_for) = (it.several("to"), it.several("not_for"));
        Asked::Steps(vec![Command::Restrict(Restriction { to, not_for, reason: it.text("reason") })])
    },
};

/// For everybody again.
pub const LIFT_RESTRICTION: FormTable = FormTable {
    id: "lift_restriction",
    step: Some(AnyStep::Case(Step::LiftRestriction)),
    title: "Lift the restriction",
    done: "lift it",
    opens_on_check: false,
    fields: &[field("reason", "Why", "", Kind::Line)],
    build: |it| Asked::Steps(vec![Command::LiftRestriction(Reason { reason: it.text("reason") })]),
};
