//! Dealing with a case: who, by when, on which route, what is found, and keeping the person informed.

use crate::domain::calendar::dates::long;
use crate::domain::case::command::{
    Assign, ChooseRoute, Command, Find, Note, On, Reason, Step, UpdatePerson,
};
use crate::domain::case::record::{ConsentRecord, IssueFinding, Restriction};
use crate::domain::case::round::{Extension, Pause, SeniorLetter, Timescale, Told};
use crate::domain::vocabulary::{Consent, DataOf, Finding, Means, PauseReason, Route, WentWrong};
use crate::forms::answers::Answers;
use crate::forms::field::{DAY_TO_COME, Field, Kind, field, one_of, optional};
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, form, with_reason};
use crate::forms::tables::parts::{day_done, issues, means, myself, part, people, this_issue, today};

/// Working days until an answer, where no route has been chosen that would say.
const USUAL_DAYS: u32 = 20;
/// Working days between two updates, where nobody says otherwise.
const DAYS_TO_NEXT_UPDATE: i32 = 10;
/// Working days in which an answer about consent is hoped for.
const DAYS_FOR_CONSENT: i32 = 10;

/// Who is responsible.
pub fn assign() -> FormTable {
    form(
        Step::Assign,
        "save",
        vec![optional("to", "Owner", "empty for nobody", Kind::Choice(people()))],
        |it| Some(Command::Assign(Assign { to: it.text("to") })),
    )
}

/// The person knows that we have their complaint.
pub fn acknowledge() -> FormTable {
    form(
        Step::Acknowledge,
        "save",
        vec![day_done("on", "Date told"), means(), optional("note", "What was said", "", Kind::Text)],
        |it| {
            let (on, means) = (it.day("on"), it.choice("means", Means::from_word));
            Some(Command::Acknowledge(Told { on: on?, means, note: it.text("note") }))
        },
    )
}

fn usual_timescale(setting: &Setting) -> String {
    let round = setting.case().map(|it| &it.rounds.now);
    let target = round.and_then(|it| it.target(setting.calendar(), setting.today));
    let begun = round.map_or(setting.today, |it| it.begun);
    let usual = target.unwrap_or_else(|| setting.calendar().due(begun, USUAL_DAYS));
    long(usual.max(setting.today))
}

/// The timescale shared first.
pub fn share_timescale() -> FormTable {
    form(
        Step::ShareTimescale,
        "save",
        vec![
            field("answer_by", "Answer by", "", DAY_TO_COME).preset(usual_timescale),
            day_done("on", "Date told"),
            means(),
        ],
        |it| {
            let (answer_by, on, means) =
                (it.day("answer_by"), it.day("on"), it.choice("means", Means::from_word));
            Some(Command::ShareTimescale(Timescale { answer_by: answer_by?, on: Some(on?), means }))
        },
    )
}

/// A longer timescale.
pub fn extend() -> FormTable {
    form(
        Step::Extend,
        "save",
        vec![
            field("to", "Answer by", "", DAY_TO_COME),
            field("reason", "Why", "what takes longer", Kind::Line),
            day_done("told_on", "Date told"),
        ],
        |it| {
            let (to, told_on) = (it.day("to"), it.day("told_on"));
            Some(Command::Extend(Extension { to: to?, reason: it.text("reason"), told_on: told_on? }))
        },
    )
}

fn next_route(setting: &Setting) -> String {
    let has_route = setting.case().is_some_and(|it| it.route().is_some());
    if has_route { Route::CloserLook.word().to_owned() } else { String::new() }
}

/// Early resolution or closer look.
pub fn choose_route() -> FormTable {
    form(
        Step::ChooseRoute,
        "save",
        vec![
            field("route", "Route", "", one_of(Route::ALL, Route::word)).preset(next_route),
            day_done("on", "From"),
            optional("reason", "Reason", "needed for a move to closer look", Kind::Line),
        ],
        |it| {
            let (route, on) = (it.choice("route", Route::from_word), it.day("on"));
            let reason = it.text("reason");
            Some(Command::ChooseRoute(ChooseRoute { route: route?, on: on?, reason }))
        },
    )
}

/// What was found before on the issue that the form was opened for.
fn found_before<'a>(setting: &Setting<'a>) -> Option<&'a IssueFinding> {
    setting.case()?.issue(setting.about.part())?.finding.as_ref()
}

/// What stands in the form of what was found before.
fn as_found(it: &Setting, part: impl Fn(&IssueFinding) -> String) -> String {
    found_before(it).map(part).unwrap_or_default()
}

/// The issues to choose from: the one alone whose finding stands in the form.
fn issues_to_find_on(setting: &Setting) -> Vec<String> {
    if found_before(setting).is_some() { vec![this_issue(setting)] } else { issues(setting) }
}

/// The day of a finding: that of what was found before, unless it was before the case was opened again.
fn day_found(setting: &Setting) -> String {
    let begun = setting.case().map(|it| it.rounds.now.begun);
    let before = found_before(setting).filter(|it| begun.is_none_or(|begun| begun <= it.on));
    before.map_or_else(|| today(setting), |it| long(it.on))
}

/// What was found. Opened for an issue, it holds what was found on it before.
pub fn find() -> FormTable {
    let finding = one_of(Finding::ALL, Finding::word);
    let went_wrong = one_of(WentWrong::ALL, WentWrong::word);
    form(
        Step::Find,
        "save",
        vec![
            field("issue", "Issue", "", part(issues_to_find_on)).preset(this_issue),
            optional("finding", "Finding", "may be left empty in early resolution", finding).preset(|it| {
                as_found(it, |it| it.finding.map(|it| it.word().to_owned()).unwrap_or_default())
            }),
            field("went_wrong", "Went wrong?", "did something go wrong?", went_wrong)
                .preset(|it| as_found(it, |it| it.went_wrong.word().to_owned())),
            optional("reason", "Why", "what happened, what should have", Kind::Text)
                .preset(|it| as_found(it, |it| it.reason.clone())),
            day_done("on", "Date").preset(day_found),
        ],
        |it| {
            let (issue, on) = (it.number("issue"), it.day("on"));
            let finding = it.choice("finding", Finding::from_word);
            let went_wrong = it.choice("went_wrong", WentWrong::from_word);
            let reason = it.text("reason");
            Some(Command::Find(Find { issue: issue?, on: on?, finding, went_wrong: went_wrong?, reason }))
        },
    )
}

/// The person hears how it goes.
pub fn update_person() -> FormTable {
    form(
        Step::UpdatePerson,
        "save",
        vec![
            optional("note", "What was said", "", Kind::Text),
            optional("next", "Next update by", "", DAY_TO_COME)
                .preset(|it| long(it.calendar().add(it.today, DAYS_TO_NEXT_UPDATE))),
            day_done("on", "Date told"),
            means(),
        ],
        |it| {
            let (on, next, means) = (it.day("on"), it.day("next"), it.choice("means", Means::from_word));
            Some(Command::UpdatePerson(UpdatePerson { on: on?, means, note: it.text("note"), next }))
        },
    )
}

/// Where consent stands.
pub fn set_consent() -> FormTable {
    form(
        Step::SetConsent,
        "save",
        vec![
            field("status", "Consent", "", one_of(Consent::ALL, Consent::word)),
            optional("answer_by", "Answer by", "if it was requested", DAY_TO_COME)
                .preset(|it| long(it.calendar().add(it.today, DAYS_FOR_CONSENT))),
            optional("note", "Note", "who may speak for them, and why", Kind::Line),
            day_done("on", "Since"),
        ],
        |it| {
            let (on, by) = (it.day("on"), it.day("answer_by"));
            let (status, note) = (it.choice("status", Consent::from_word), it.text("note"));
            let answer_by = by.filter(|_| status == Some(Consent::Requested));
            Some(Command::SetConsent(ConsentRecord { status: status?, on: on?, answer_by, note }))
        },
    )
}

/// The office's clock stops.
pub fn pause() -> FormTable {
    form(
        Step::Pause,
        "pause the office's clock",
        vec![
            field("category", "Waits", "", one_of(PauseReason::ALL, PauseReason::word)),
            field("reason", "For what", "", Kind::Line),
            day_done("from", "From"),
        ],
        |it| {
            let (from, category) = (it.day("from"), it.choice("category", PauseReason::from_word));
            let reason = it.text("reason");
            Some(Command::Pause(Pause { from: from?, category: category?, reason, until: None }))
        },
    )
}

/// The office's clock runs again.
pub fn resume() -> FormTable {
    form(Step::Resume, "let the office's clock run again", vec![day_done("on", "From")], |it| {
        Some(Command::Resume(On { on: it.day("on")? }))
    })
}

/// The letter after six months.
pub fn send_senior_letter() -> FormTable {
    form(
        Step::SendSeniorLetter,
        "save",
        vec![
            field("by", "Who wrote", "which senior colleague", Kind::Line),
            field("expected", "Answer by", "", DAY_TO_COME),
            day_done("on", "Date sent"),
        ],
        |it| {
            let (on, expected, by) = (it.day("on"), it.day("expected"), it.text("by"));
            Some(Command::SendSeniorLetter(SeniorLetter { on: on?, by, expected: expected? }))
        },
    )
}

/// A note.
pub fn note() -> FormTable {
    form(
        Step::Note,
        "save note",
        vec![
            field("text", "Note", "", Kind::Text),
            optional("about", "Whose data", "if somebody asks for a copy", one_of(DataOf::ALL, DataOf::word)),
        ],
        |it| {
            let about = it.choice("about", DataOf::from_word);
            Some(Command::Note(Note { text: it.text("text"), about }))
        },
    )
}

/// Important beyond itself.
pub fn mark_important() -> FormTable {
    let why = field("reason", "Why", "why it matters beyond itself", Kind::Line);
    form(Step::MarkImportant, "save", vec![why], |it| {
        Some(Command::MarkImportant(Reason { reason: it.text("reason") }))
    })
}

/// No longer important.
pub fn unmark_important() -> FormTable {
    form(Step::UnmarkImportant, "take the mark off", vec![], |_| Some(Command::UnmarkImportant))
}

/// Those complained about who work here: the case is to be kept from them.
fn complained_of(setting: &Setting) -> String {
    let colleagues = setting.case().map(|it| it.facts.colleagues.as_slice()).unwrap_or_default();
    let people = colleagues.iter().filter_map(|it| setting.office().person(it));
    people.map(|it| it.name.clone()).collect::<Vec<_>>().join(", ")
}

/// Who alone may see a record, who may not, and why.
pub fn restriction_fields() -> Vec<Field> {
    vec![
        optional("to", "Only for", "", Kind::Several(people())).preset(myself),
        optional("not_for", "Not for", "whom it is about, or close to", Kind::Several(people()))
            .preset(complained_of),
        field("reason", "Why", "", Kind::Line),
    ]
}

/// What those fields say.
pub fn restriction(it: &mut Answers) -> Restriction {
    let named = |word: &str| Some(word.to_owned());
    let (to, not_for) = (it.several("to", named), it.several("not_for", named));
    Restriction { to, not_for, reason: it.text("reason") }
}

/// Only for named people.
pub fn restrict() -> FormTable {
    form(Step::Restrict, "restrict the case", restriction_fields(), |it| {
        Some(Command::Restrict(restriction(it)))
    })
}

/// For everybody again.
pub fn lift_restriction() -> FormTable {
    with_reason(Step::LiftRestriction, "lift it", Command::LiftRestriction)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Case, Facts, Issue};
    use crate::domain::office::record::{House, Office};
    use crate::domain::records::any::AnyRecord;
    use crate::domain::reference::CaseRef;
    use crate::forms::about::About;
    use crate::forms::form::Form;
    use crate::forms::tables::{form_of, issues_found};

    #[test]
    fn a_finding_that_is_there_stands_in_the_form_of_its_issue_and_in_no_other() {
        let on = |text: &str| text.parse().expect("a real date");
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-11-02")));
        let found = IssueFinding {
            on: on("2026-11-10"),
            finding: Some(Finding::Upheld),
            went_wrong: WentWrong::Yes,
            reason: "The form was lost.".to_owned(),
            by: "jsmith".to_owned(),
        };
        let issue =
            |number, finding| Issue { number, what: format!("Thing {number}"), finding, ..Issue::default() };
        case.issues = vec![issue(1, Some(found)), issue(2, None)];
        let house = House::new(Office::default());
        let record = AnyRecord::Case(Box::new(case));
        let table = form_of(Step::Find).expect("it has a form");
        let texts = |part| {
            let about = About::Record(record.reference(), part);
            let setting = Setting {
                on: Some(&record),
                about: &about,
                ..Setting::new(&house, on("2026-11-24"), "jsmith")
            };
            let form = Form::new(table, &setting, &[]);
            let texts: Vec<String> = form.typed().into_iter().map(|it| it.1).collect();
            (texts, issues_found(table, &setting).len())
        };
        let before = ["issue 1: Thing 1", "upheld", "yes", "The form was lost.", "Tue 10 Nov 2026"];
        assert_eq!(texts(1).0, before);
        assert_eq!(texts(2).0, ["issue 2: Thing 2", "", "", "", "Tue 24 Nov 2026"]);
        assert_eq!(
            (texts(0).0[1].as_str(), texts(0).1, texts(1).1),
            ("", 2, 0),
            "which issue is asked first"
        );
    }
}
