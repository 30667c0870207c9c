//! The table of rights read as a specification: who may do what, to what.

use chrono::NaiveDate;

use crate::domain::authority::{
    Asker, Bond, deed_of_office_command, deed_of_plan_step, deed_of_step, offers,
};
use crate::domain::case::command::Step;
use crate::domain::case::record::{Case, Facts, Restriction};
use crate::domain::office::command::OfficeCommand;
use crate::domain::office::decide::FIRST_ROLES;
use crate::domain::office::event::OfficeEvent;
use crate::domain::office::record::Office;
use crate::domain::office::settings::SavedList;
use crate::domain::people::StandIn;
use crate::domain::plan::command::PlanStep;
use crate::domain::plan::record::{Action, ActionFacts, Plan, PlanFacts};
use crate::domain::reference::{CaseRef, PlanRef};
use crate::domain::rights::{Deed, Relation};
use crate::domain::vocabulary::Role;

fn on(text: &str) -> NaiveDate {
    text.parse().expect("a real date")
}

fn today() -> NaiveDate {
    on("2026-11-24")
}

fn office(people: &[(&str, &[Role])]) -> Office {
    let mut office = Office::default();
    for (login, roles) in people {
        let name = format!("{} Jones", login.to_uppercase());
        let (login, roles) = ((*login).to_owned(), roles.to_vec());
        office.apply(&OfficeEvent::Joined { login, name, roles, from: on("2026-01-05") });
    }
    office
}

fn asker(office: &Office, login: &str) -> Asker {
    Asker::of(office, login, today()).expect("known")
}

fn case(owner: &str, only: &[&str], never: &[&str]) -> Case {
    let all = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-03-02")));
    case.owner = (!owner.is_empty()).then(|| owner.to_owned());
    case.restriction = (!only.is_empty() || !never.is_empty()).then(|| Restriction {
        to: all(only),
        not_for: all(never),
        reason: String::new(),
    });
    case
}

/// What each role may do: to records that are their own, nobody's, another's, restricted with them on the list,
/// restricted without them, to their own action in another's plan, and where no record is in question. Nobody may do
/// anything to a case that they have a conflict of interest in.
const SPECIFICATION: &str = "
    role                       deed              own nobody's another's listed shut own-action no-record
    handler                    ReadCase          yes yes      yes       yes    no   yes        yes
    handler                    ReadOutline       yes yes      yes       yes    no   yes        yes
    handler                    ReadHistory       yes yes      yes       yes    no   yes        yes
    handler                    Receive           yes yes      yes       yes    no   yes        yes
    handler                    WorkOnCase        yes yes      no        yes    no   yes        yes
    handler                    AddNote           yes yes      yes       yes    no   yes        yes
    handler                    Hold              yes yes      no        yes    no   yes        yes
    handler                    Correct           yes yes      no        yes    no   yes        yes
    handler                    Assign            yes yes      no        yes    no   yes        yes
    handler                    Export            yes yes      yes       yes    no   yes        yes
    handler                    ReadPlans         yes yes      yes       yes    no   yes        yes
    handler                    WorkOnAction      yes yes      no        yes    no   yes        yes
    handler                    WorkOnPlan        yes yes      yes       yes    no   yes        yes
    handler                    Review            yes yes      yes       yes    no   yes        yes
    handler                    TakeBack          yes yes      yes       yes    no   yes        yes
    handler                    ReadInsight       yes yes      yes       yes    no   yes        yes
    handler                    RecordInsight     yes yes      yes       yes    no   yes        yes
    handler                    ReadFigures       yes yes      yes       yes    no   yes        yes
    handler                    SeeNames          yes yes      yes       yes    no   yes        yes
    handler                    ReadOffice        yes yes      yes       yes    no   yes        yes
    handler                    KeepList          yes yes      yes       yes    no   yes        yes
    handler                    ShareList         yes yes      yes       yes    no   yes        yes
    complaints manager         ReadCase          yes yes      yes       yes    no   yes        yes
    complaints manager         ReadOutline       yes yes      yes       yes    no   yes        yes
    complaints manager         ReadTrail         yes yes      yes       yes    no   yes        yes
    complaints manager         ReadHistory       yes yes      yes       yes    no   yes        yes
    complaints manager         Receive           yes yes      yes       yes    no   yes        yes
    complaints manager         ImportRecords     yes yes      yes       yes    no   yes        yes
    complaints manager         WorkOnCase        yes yes      yes       yes    no   yes        yes
    complaints manager         AddNote           yes yes      yes       yes    no   yes        yes
    complaints manager         Hold              yes yes      yes       yes    no   yes        yes
    complaints manager         Correct           yes yes      yes       yes    no   yes        yes
    complaints manager         Assign            yes yes      yes       yes    no   yes        yes
    complaints manager         CheckDraft        yes yes      yes       yes    no   yes        yes
    complaints manager         Extend            yes yes      yes       yes    no   yes        yes
    complaints manager         Withdraw          yes yes      yes       yes    no   yes        yes
    complaints manager         SendSeniorLetter  yes yes      yes       yes    no   yes        yes
    complaints manager         Restrict          yes yes      yes       yes    no   yes        yes
    complaints manager         LiftRestriction   yes yes      yes       yes    no   yes        yes
    complaints manager         LetIn             yes yes      yes       yes    no   yes        yes
    complaints manager         Export            yes yes      yes       yes    no   yes        yes
    complaints manager         ReadPlans         yes yes      yes       yes    no   yes        yes
    complaints manager         WorkOnAction      yes yes      yes       yes    no   yes        yes
    complaints manager         WorkOnPlan        yes yes      yes       yes    no   yes        yes
    complaints manager         SignOffPlan       yes yes      yes       yes    no   yes        yes
    complaints manager         Review            yes yes      yes       yes    no   yes        yes
    complaints manager         Audit             yes yes      yes       yes    no   yes        yes
    complaints manager         TakeBack          yes yes      yes       yes    no   yes        yes
    complaints manager         ReadInsight       yes yes      yes       yes    no   yes        yes
    complaints manager         ReadSensitive     yes yes      yes       yes    no   yes        yes
    complaints manager         ReadReturns       yes yes      yes       yes    no   yes        yes
    complaints manager         RecordInsight     yes yes      yes       yes    no   yes        yes
    complaints manager         LeadLearning      yes yes      yes       yes    no   yes        yes
    complaints manager         ReadFigures       yes yes      yes       yes    no   yes        yes
    complaints manager         Publish          yes yes      yes       yes    no   yes        yes
    complaints manager         SeeNames          yes yes      yes       yes    no   yes        yes
    complaints manager         ReadOffice        yes yes      yes       yes    no   yes        yes
    complaints manager         KeepList          yes yes      yes       yes    no   yes        yes
    complaints manager         ShareList         yes yes      yes       yes    no   yes        yes
    complaints manager         AddToLists        yes yes      yes       yes    no   yes        yes
    action owner               ReadOutline       yes yes      no        yes    no   yes        yes
    action owner               ReadHistory       yes yes      no        yes    no   yes        yes
    action owner               ReadPlans         yes yes      no        yes    no   yes        yes
    action owner               WorkOnAction      yes yes      no        yes    no   yes        yes
    action owner               TakeBack          yes yes      no        yes    no   yes        yes
    action owner               SeeNames          yes yes      yes       yes    no   yes        yes
    action owner               ReadOffice        yes yes      yes       yes    no   yes        yes
    action owner               KeepList          yes yes      yes       yes    no   yes        yes
    senior accountable person  ReadCase          yes yes      yes       yes    no   yes        yes
    senior accountable person  ReadOutline       yes yes      yes       yes    no   yes        yes
    senior accountable person  ReadHistory       yes yes      yes       yes    no   yes        yes
    senior accountable person  AddNote           yes yes      yes       yes    no   yes        yes
    senior accountable person  Hold              yes yes      yes       yes    no   yes        yes
    senior accountable person  SendSeniorLetter  yes yes      yes       yes    no   yes        yes
    senior accountable person  Export            yes yes      yes       yes    no   yes        yes
    senior accountable person  ReadPlans         yes yes      yes       yes    no   yes        yes
    senior accountable person  SignOffPlan       yes yes      yes       yes    no   yes        yes
    senior accountable person  Review            yes yes      yes       yes    no   yes        yes
    senior accountable person  TakeBack          yes yes      yes       yes    no   yes        yes
    senior accountable person  ReadInsight       yes yes      yes       yes    no   yes        yes
    senior accountable person  ReadSensitive     yes yes      yes       yes    no   yes        yes
    senior accountable person  ReadReturns       yes yes      yes       yes    no   yes        yes
    senior accountable person  RecordInsight     yes yes      yes       yes    no   yes        yes
    senior accountable person  LeadLearning      yes yes      yes       yes    no   yes        yes
    senior accountable person  ReadFigures       yes yes      yes       yes    no   yes        yes
    senior accountable person  Publish          yes yes      yes       yes    no   yes        yes
    senior accountable person  SeeNames          yes yes      yes       yes    no   yes        yes
    senior accountable person  ReadOffice        yes yes      yes       yes    no   yes        yes
    senior accountable person  KeepList          yes yes      yes       yes    no   yes        yes
    parent oversight           ReadPlans         yes yes      yes       yes    no   yes        yes
    parent oversight           ReadReturns       yes yes      yes       yes    no   yes        yes
    parent oversight           ReadFigures       yes yes      yes       yes    no   yes        yes
    parent oversight           ReadOffice        yes yes      yes       yes    no   yes        yes
    parent oversight           KeepList          yes yes      yes       yes    no   yes        yes
    records officer            ReadCase          yes yes      yes       yes    no   yes        yes
    records officer            ReadOutline       yes yes      yes       yes    no   yes        yes
    records officer            ReadTrail         yes yes      yes       yes    no   yes        yes
    records officer            ReadHistory       yes yes      yes       yes    no   yes        yes
    records officer            AddNote           yes yes      yes       yes    no   yes        yes
    records officer            Hold              yes yes      yes       yes    no   yes        yes
    records officer            Correct           yes yes      yes       yes    no   yes        yes
    records officer            KeepRecords       yes yes      yes       yes    no   yes        yes
    records officer            Export            yes yes      yes       yes    no   yes        yes
    records officer            ReadPlans         yes yes      yes       yes    no   yes        yes
    records officer            TakeBack          yes yes      yes       yes    no   yes        yes
    records officer            ReadInsight       yes yes      yes       yes    no   yes        yes
    records officer            ReadFigures       yes yes      yes       yes    no   yes        yes
    records officer            SeeNames          yes yes      yes       yes    no   yes        yes
    records officer            ReadOffice        yes yes      yes       yes    no   yes        yes
    records officer            KeepList          yes yes      yes       yes    no   yes        yes
    auditor                    ReadCase          yes yes      yes       yes    yes  yes        yes
    auditor                    ReadOutline       yes yes      yes       yes    yes  yes        yes
    auditor                    ReadTrail         yes yes      yes       yes    yes  yes        yes
    auditor                    ReadHistory       yes yes      yes       yes    yes  yes        yes
    auditor                    Export            yes yes      yes       yes    yes  yes        yes
    auditor                    ReadPlans         yes yes      yes       yes    yes  yes        yes
    auditor                    Audit             yes yes      yes       yes    yes  yes        yes
    auditor                    TakeBack          yes yes      yes       yes    no   yes        yes
    auditor                    ReadInsight       yes yes      yes       yes    yes  yes        yes
    auditor                    ReadSensitive     yes yes      yes       yes    yes  yes        yes
    auditor                    ReadReturns       yes yes      yes       yes    yes  yes        yes
    auditor                    ReadFigures       yes yes      yes       yes    yes  yes        yes
    auditor                    SeeNames          yes yes      yes       yes    yes  yes        yes
    auditor                    ReadOffice        yes yes      yes       yes    yes  yes        yes
    auditor                    KeepList          yes yes      yes       yes    yes  yes        yes
    administrator              ReadHistory       yes yes      yes       yes    no   yes        yes
    administrator              TakeBack          yes yes      yes       yes    no   yes        yes
    administrator              SeeNames          yes yes      yes       yes    no   yes        yes
    administrator              ReadOffice        yes yes      yes       yes    no   yes        yes
    administrator              KeepList          yes yes      yes       yes    no   yes        yes
    administrator              ShareList         yes yes      yes       yes    no   yes        yes
    administrator              AddToLists        yes yes      yes       yes    no   yes        yes
    administrator              ChangeOffice      yes yes      yes       yes    no   yes        yes
    administrator              ChangePeople      yes yes      yes       yes    no   yes        yes
    administrator              LetIn             yes yes      yes       yes    yes  yes        yes
";

/// The relations of the columns above.
const COLUMNS: [Relation; 7] = [
    Relation::Own,
    Relation::Nobodys,
    Relation::Anothers,
    Relation::Listed,
    Relation::Shut,
    Relation::OwnAction,
    Relation::NoRecord,
];

/// Whether the specification says yes; what it does not name, it forbids.
fn specified(role: Role, deed: Deed, relation: Relation) -> bool {
    let deed = format!("{deed:?}");
    let mut rows = SPECIFICATION.lines().filter_map(|line| {
        let rest = line.trim().strip_prefix(role.word())?.trim_start();
        let mut words = rest.split_whitespace();
        (words.next()? == deed).then(|| words.map(|it| it == "yes").collect::<Vec<bool>>())
    });
    let column = COLUMNS.iter().position(|it| *it == relation);
    rows.next().zip(column).is_some_and(|(row, column)| row[column])
}

#[test]
fn the_table_of_rights_is_as_specified_for_every_role_deed_and_relation() {
    let governed = office(&[("boss", &[Role::Administrator])]);
    let boss = asker(&governed, "boss");
    let mut wrong = Vec::new();
    for role in Role::ALL.iter().copied() {
        for deed in Deed::ALL.iter().copied() {
            for relation in Relation::ALL.iter().copied() {
                let bond = Bond { relation, roles: vec![role], whose: "another".into() };
                let is_allowed = boss.may(&governed, today(), deed, &bond).is_ok();
                if is_allowed != specified(role, deed, relation) {
                    wrong.push(format!("{role}, {deed:?}, {relation:?}: {is_allowed}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_line_of_the_specification_is_read() {
    let lines = SPECIFICATION.lines().skip(2).filter(|it| !it.trim().is_empty()).count();
    let any = |role: &Role, deed: &Deed| Relation::ALL.iter().any(|it| specified(*role, *deed, *it));
    let read = Role::ALL.iter().flat_map(|role| Deed::ALL.iter().filter(move |deed| any(role, deed))).count();
    assert_eq!(read, lines);
}

#[test]
fn whoever_sets_an_office_up_may_do_everything() {
    let office = office(&[("jsmith", FIRST_ROLES)]);
    let me = asker(&office, "jsmith");
    for deed in Deed::ALL {
        for relation in [Relation::Own, Relation::Nobodys, Relation::Anothers, Relation::NoRecord] {
            let bond = Bond { relation, ..me.at_large() };
            assert!(me.may(&office, today(), *deed, &bond).is_ok(), "{deed:?} {relation:?}");
        }
    }
}

#[test]
fn an_office_that_never_had_an_administrator_refuses_nobody_anything() {
    let office = office(&[("jsmith", &[Role::Handler])]);
    for login in ["jsmith", "somebody unknown"] {
        let me = asker(&office, login);
        for deed in Deed::ALL {
            let bond = me.to_case(&case("another", &[], &[]));
            assert_eq!(me.may(&office, today(), *deed, &bond), Ok(Role::Handler), "{login} {deed:?}");
        }
    }
}

#[test]
fn a_restriction_names_people_and_holds_even_where_roles_do_not_count() {
    let office = office(&[("jsmith", &[Role::Handler])]);
    let me = asker(&office, "jsmith");
    for shut in [case("jsmith", &["kp"], &[]), case("jsmith", &[], &["jsmith"])] {
        assert!(me.may(&office, today(), Deed::WorkOnCase, &me.to_case(&shut)).is_err());
        assert!(me.is_shut_out(shut.restriction.as_ref().expect("restricted")));
    }
}

#[test]
fn how_somebody_is_bound_to_a_case_follows_from_its_owner_and_its_lists() {
    let office = office(&[("jsmith", &[Role::Handler]), ("boss", &[Role::Administrator])]);
    let me = asker(&office, "jsmith");
    for (case, expect) in [
        (case("jsmith", &[], &[]), Relation::Own),
        (case("", &[], &[]), Relation::Nobodys),
        (case("kp", &[], &[]), Relation::Anothers),
        (case("kp", &["jsmith", "kp"], &[]), Relation::Listed),
        (case("jsmith", &["jsmith"], &[]), Relation::Own),
        (case("jsmith", &["kp"], &[]), Relation::Shut),
        (case("jsmith", &["jsmith"], &["jsmith"]), Relation::Denied),
        (case("", &[], &["kp"]), Relation::Nobodys),
    ] {
        assert_eq!(me.to_case(&case).relation, expect, "{:?}", case.restriction);
    }
}

#[test]
fn a_deputy_has_the_roles_and_cases_of_the_other_from_the_first_day_to_the_last() {
    let mut office =
        office(&[("boss", &[Role::Administrator]), ("kp", &[Role::Manager]), ("jsmith", &[Role::Handler])]);
    let (from, until) = (on("2026-11-23"), on("2026-11-27"));
    office.apply(&OfficeEvent::StoodIn(StandIn { by: "jsmith".into(), whom: "kp".into(), from, until }));
    for (day, is_deputy) in
        [("2026-11-22", false), ("2026-11-23", true), ("2026-11-27", true), ("2026-11-28", false)]
    {
        let me = Asker::of(&office, "jsmith", on(day)).expect("known");
        assert_eq!(me.roles().contains(&Role::Manager), is_deputy, "{day}");
        let own = me.to_case(&case("kp", &[], &[])).relation == Relation::Own;
        // What is for named people alone is not for those who stand in for them.
        let named = ["kp", "x"].map(|owner| me.to_case(&case(owner, &["kp"], &[])).relation);
        assert_eq!((own, named), (is_deputy, [Relation::Shut; 2]), "{day}");
    }
}

#[test]
fn what_comes_through_somebody_with_a_conflict_does_not_count_and_ones_own_conflict_ends_it_all() {
    let mut office =
        office(&[("boss", &[Role::Administrator]), ("kp", &[Role::Manager]), ("jsmith", &[Role::Handler])]);
    let stand_in = StandIn { by: "jsmith".into(), whom: "kp".into(), from: today(), until: today() };
    office.apply(&OfficeEvent::StoodIn(stand_in));
    let me = asker(&office, "jsmith");
    let about_kp = me.to_case(&case("kp", &[], &["kp"]));
    assert_eq!((about_kp.relation, about_kp.roles), (Relation::Anothers, vec![Role::Handler]));
    assert_eq!(me.to_case(&case("kp", &["kp"], &["jsmith"])).relation, Relation::Denied);
}

#[test]
fn an_action_in_somebody_elses_plan_is_its_owners_to_work_on_and_the_others_are_not() {
    let office = office(&[("boss", &[Role::Administrator]), ("jsmith", &[Role::ActionOwner])]);
    let me = asker(&office, "jsmith");
    let reference = PlanRef { year: 2026, number: 7 };
    let mut plan = Plan::new(reference, PlanFacts::default(), "kp".into(), today());
    for (number, owner) in [(1, "jsmith"), (2, "kp")] {
        plan.actions.push(Action::new(number, ActionFacts { owner: owner.into(), ..ActionFacts::default() }));
    }
    let may = |deed: Deed, action: u32| me.may(&office, today(), deed, &me.to_plan(&plan, action)).is_ok();
    assert!(may(Deed::WorkOnAction, 1) && !may(Deed::WorkOnAction, 2));
    assert!(may(Deed::ReadPlans, 0) && !may(Deed::WorkOnPlan, 1));
    plan.actions.remove(0);
    assert!(me.may(&office, today(), Deed::ReadPlans, &me.to_plan(&plan, 0)).is_err());
}

#[test]
fn the_role_that_allows_a_deed_is_the_one_that_is_written_down() {
    let office = office(&[("jsmith", &[Role::Handler, Role::Manager, Role::Administrator])]);
    let me = asker(&office, "jsmith");
    let role = |deed: Deed| me.may(&office, today(), deed, &me.to_case(&case("kp", &[], &[])));
    assert_eq!(role(Deed::AddNote), Ok(Role::Handler));
    assert_eq!(role(Deed::WorkOnCase), Ok(Role::Manager));
    assert_eq!(me.may_at_large(&office, today(), Deed::ChangePeople), Ok(Role::Administrator));
}

#[track_caller]
fn refused(login: &str, deed: Deed, case: &Case, expect: &str) {
    let office = office(&[
        ("boss", &[Role::Administrator]),
        ("m", &[Role::Manager]),
        ("jsmith", &[Role::Handler]),
        ("a", &[Role::Auditor]),
    ]);
    let me = asker(&office, login);
    let refusal = me.may(&office, today(), deed, &me.to_case(case)).expect_err("refused");
    assert_eq!(refusal.to_string(), expect);
}

#[test]
fn a_refusal_says_who_can_and_whom_to_ask() {
    let own = case("jsmith", &[], &[]);
    refused("jsmith", Deed::Extend, &own, "Only a complaints manager can extend. Ask M Jones.");
    refused(
        "jsmith",
        Deed::WorkOnCase,
        &case("m", &[], &[]),
        "M Jones is responsible here. Only they or a complaints manager can work on a case. Ask M Jones.",
    );
    refused(
        "jsmith",
        Deed::KeepRecords,
        &own,
        "Only a records officer can decide what is kept and what is erased. Nobody else has that role yet. Ask BOSS Jones to \
         give it.",
    );
}

#[test]
fn somebody_unknown_or_gone_is_told_what_an_administrator_can_do() {
    let mut office = office(&[("boss", &[Role::Administrator]), ("kp", &[Role::Handler])]);
    office.apply(&OfficeEvent::Left { login: "kp".into(), until: on("2026-03-02") });
    for (login, why) in [("who", "nobody of that name"), ("kp", "left this office on Mon 2 Mar 2026")] {
        let refusal = Asker::of(&office, login, today()).expect_err("not known");
        assert!(refusal.why.contains(why), "{refusal}");
        let command = format!("Ask BOSS Jones to run “redress people add {login} ");
        assert!(refusal.instead.starts_with(&command), "{refusal}");
    }
    let refusal = Asker::of(&office, "root; x's", today()).expect_err("not known");
    assert!(refusal.instead.contains(r"people add 'root; x'\''s' --name"), "{refusal}");
}

#[test]
fn screens_are_refused_by_right_first_and_then_by_the_rules() {
    let office = office(&[("boss", &[Role::Administrator]), ("jsmith", &[Role::Handler])]);
    let me = asker(&office, "jsmith");
    let words = |case: &Case, step: Step| {
        offers(&office, &me, today(), case, step).err().map(|it| it.why).unwrap_or_default()
    };
    assert!(words(&case("kp", &[], &[]), Step::Resume).contains("is responsible here"));
    assert!(words(&case("jsmith", &[], &[]), Step::Resume).contains("not paused"));
    assert_eq!(words(&case("jsmith", &[], &[]), Step::Note), "");
}

#[test]
fn a_handler_leaves_to_others_what_the_domain_reference_keeps_for_them() {
    let others: Vec<&str> = Step::ALL
        .iter()
        .filter(|it| !deed_of_step(**it).reach(Role::Handler).covers(Relation::Own))
        .map(|it| it.name())
        .collect();
    let managers = [
        "import",
        "extend",
        "send_senior_letter",
        "check",
        "close_without_finding",
        "restrict",
        "lift_restriction",
        "let_in",
        "sample_check",
    ];
    let records_officers = ["release", "give_copy"];
    assert_eq!(others, [&managers[..], &records_officers].concat());
}

#[test]
fn the_owner_of_an_action_takes_the_steps_on_it_and_no_other() {
    let own: Vec<&str> = PlanStep::ALL
        .iter()
        .filter(|it| deed_of_plan_step(**it).reach(Role::ActionOwner).covers(Relation::OwnAction))
        .map(|it| it.name())
        .collect();
    let expect = [
        "accept_action",
        "start_action",
        "block_action",
        "unblock_action",
        "complete_action",
        "record_reading",
    ];
    assert_eq!(own, expect);
}

#[test]
fn a_kept_list_is_ones_own_business_and_a_shared_one_is_not() {
    let keep = |owner: Option<&str>| {
        let view = SavedList { owner: owner.map(str::to_owned), ..SavedList::default() };
        deed_of_office_command(&OfficeCommand::SaveList(view), "jsmith")
    };
    assert_eq!(
        [keep(Some("jsmith")), keep(Some("kp")), keep(None)],
        [Deed::KeepList, Deed::ShareList, Deed::ShareList]
    );
}

#[test]
fn what_needs_a_second_person_is_refused_before_it_is_begun_with_whoever_can() {
    let office =
        office(&[("boss", &[Role::Administrator]), ("hand", &[Role::Manager]), ("lead", &[Role::Manager])]);
    let mut drafted = case("hand", &[], &[]);
    let (on, note, by) = (today(), String::new(), "hand".to_owned());
    drafted.rounds.now.routes.push(crate::domain::case::round::RouteTaken::of(
        crate::domain::vocabulary::Route::CloserLook,
        on,
        20,
    ));
    drafted.rounds.now.draft = Some(crate::domain::case::round::DraftResponse { on, note, by });
    let check = |login: &str| offers(&office, &asker(&office, login), today(), &drafted, Step::Check);
    let words = check("hand").expect_err("their own draft").to_string();
    assert!(words.starts_with("You wrote this draft, so somebody else must check it. Ask "), "{words}");
    assert_eq!(check("lead"), Ok(()));
}
