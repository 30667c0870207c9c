//! Imports into a real store: each trap by itself, and totals that add up whatever the file holds.

use std::fs;
use std::sync::atomic::Ordering;

use proptest::prelude::*;

use super::*;
use crate::api::message::{ActionRequest, ListRequest, Reply, Request};
use crate::clock::Clock;
use crate::desk::session::{Desk, How};
use crate::domain::case::record::Case;
use crate::domain::filter::Filter;
use crate::domain::listing::Order;
use crate::domain::office::command::SetUp;
use crate::domain::office::lists::ServiceId;
use crate::domain::people::Join;
use crate::domain::plan::row::ActionRow;
use crate::domain::plan_filter::ActionFilter;
use crate::domain::reference::{CaseRef, LinkedCase, TheOffice};
use crate::domain::row::Row as CaseRow;
use crate::domain::vocabulary::{ActionStage, Outcome, Role, WentWrong};

const MAP: &str = "[source]\ndates = [\"%Y-%m-%d\", \"%d/%m/%Y\", \"%m/%d/%Y\"]\n[columns]\nsource_ref = \"Ref\"\n\
                   received = \"Date\"\nservice = \"Service\"\nclosed = \"Closed\"\n";

struct Office {
    dir: tempfile::TempDir,
    desk: Desk,
}

fn office() -> Office {
    let dir = tempfile::tempdir().unwrap();
    let how = How {
        data: dir.path().join("data"),
        clock: Clock::Pinned("2026-11-24".parse().unwrap()),
        login: "jsmith".into(),
        afresh: false,
    };
    let desk = Desk::open(&how, &mut |_, _| {}).map_err(|it| it.to_string()).unwrap();
    let set_up = SetUp {
        organisation: "Claims Agency".into(),
        login: "jsmith".into(),
        user: "J Smith".into(),
        services: vec!["Claims".into()],
        ..SetUp::default()
    };
    let command = OfficeCommand::SetUp(set_up);
    desk.session("jsmith").call(Request::Do(vec![Ask::on(TheOffice, command)])).unwrap();
    Office { dir, desk }
}

impl Office {
    fn options(&self, csv: &[u8], map: &str) -> Options {
        let path = |name: &str| self.dir.path().join(name);
        fs::write(path("cases.csv"), csv).unwrap();
        fs::write(path("map.toml"), map).unwrap();
        Options {
            target: Target::Cases,
            file: path("cases.csv"),
            map: path("map.toml"),
            dry_run: false,
            strict: false,
            reject_alike: false,
            rejects: None,
        }
    }

    fn run(&self, options: &Options) -> Summary {
        let mut session = self.desk.session("jsmith");
        let summary = run(&mut session, options, &mut |_, _, _| {}, &AtomicBool::new(false));
        let it = summary.map_err(|it| it.to_string()).unwrap();
        assert_eq!(it.rows, it.imported + it.already_there + it.skipped + it.rejected + it.repeated_headers);
        it
    }

    fn import(&self, csv: &str, map: &str) -> Summary {
        self.run(&self.options(csv.as_bytes(), map))
    }

    fn cases(&self) -> Vec<CaseRow> {
        let page = ListRequest {
            filter: Filter::default(),
            order: Order::Reference,
            today: "2026-11-24".parse().unwrap(),
            after: None,
            limit: 1000,
        };
        match self.desk.session("jsmith").call(Request::List(page)).unwrap() {
            Reply::List { rows, .. } => rows,
            other => panic!("{other:?}"),
        }
    }
}

fn totals(it: &Summary) -> (u64, u64, u64, u64) {
    (it.imported, it.already_there, it.rejected, it.repeated_headers)
}

#[test]
fn a_file_that_somebody_else_took_over_is_there_already() {
    let office = office();
    let join = Join { login: "asmith".into(), name: "A Smith".into(), roles: vec![Role::Manager] };
    let join = Ask::on(TheOffice, OfficeCommand::Join(join));
    office.desk.session("jsmith").call(Request::Do(vec![join])).unwrap();
    let options = office.options(b"Ref,Date,Service,Closed\nOLD-1,2026-11-02,Claims,\n", MAP);
    assert_eq!(office.run(&options).imported, 1);
    let mut asmith = office.desk.session("asmith");
    let again = run(&mut asmith, &options, &mut |_, _, _| {}, &AtomicBool::new(false));
    let again = again.map_err(|it| it.to_string()).unwrap();
    assert_eq!((again.already_there, again.rejected), (1, 0), "{again}");
}

#[test]
fn a_spreadsheet_that_is_brought_in_again_says_which_cases_say_otherwise_here() {
    let office = office();
    let sheet = |closed: &str| {
        format!("Ref,Date,Service,Closed\n1,2015-03-19,Claims,{closed}\n2,2015-03-20,Claims,\n")
    };
    assert_eq!(totals(&office.import(&sheet(""), MAP)), (2, 0, 0, 0));
    let same = office.import(&sheet(""), MAP);
    assert_eq!((totals(&same), same.otherwise), ((0, 2, 0, 0), 0));
    let other = office.import(&sheet("2015-04-01"), MAP);
    assert_eq!((totals(&other), other.otherwise), ((0, 2, 0, 0), 1));
    assert!(other.to_string().contains("Nothing was changed in 15-0001"), "{other}");
    assert!(office.cases()[0].rounds.now.closed.is_none());
}

#[test]
fn every_trap_has_its_outcome() {
    let csv = "Report of June\n\nRef,Date,Service,Closed\n\
        1,2015-03-19,Claims,2015-04-01\n\
        2,03/04/2015,Claims,\n\
        3,42082,Claims,\n\
        4,2015-03-19,Claims,2015-03-01\n\
        Ref,Date,Service,Closed\n\
        1,2015-03-19,Claims,\n\
        \n\
        5,2015-03-19\n\
        6,,Claims,\n\
        7,2030-01-01,Claims,\n\
        8,2015-03-19,\"Two\nlines\",\n\
        9,2015-03-19,\"torn,";
    for dry_run in [true, false] {
        let office = office();
        let summary = office.run(&Options { dry_run, ..office.options(csv.as_bytes(), MAP) });
        assert_eq!(totals(&summary), (2, 0, 8, 1), "{summary}");
        assert_eq!(summary.blank_lines, 1);
        assert_eq!(summary.created, [(ListKind::Services, "Two lines".to_owned())]);
        let expected = [
            "Closed: It was closed before it was received",
            "Date: The date received must be today or in the past",
            "Date: no date received",
            "Date: not a date",
            "Date: two readings of a date",
            "Ref: already on another line of this file",
            "another number of cells than the header",
            "quotation mark never closed",
        ];
        assert_eq!(summary.by_reason.keys().collect::<Vec<_>>(), expected);
        assert_eq!(office.cases().len(), if dry_run { 0 } else { 2 });
        let Some(path) = &summary.rejects_file else {
            // A dry run writes nothing beside the file, and tells the first few.
            let said = summary.to_string();
            assert!(dry_run && said.contains("Rejected: line 5, Date “03/04/2015”: It could be"), "{said}");
            assert!(said.contains("; and 3 more. The import itself writes them to a file"), "{said}");
            assert!(!office.dir.path().join("cases.rejects.csv").exists());
            continue;
        };
        assert!(!dry_run);
        let rejects = fs::read_to_string(path).unwrap();
        for line in
            ["\n5,Date,03/04/2015,", "\n6,Date,42082,", "\n11,,,The row has 2 cells", "\n16,,,\"A quotation"]
        {
            assert!(rejects.contains(line), "{line} in {rejects}");
        }
    }
}

#[test]
fn a_reference_counts_as_met_also_on_a_row_that_cannot_come_in() {
    let office = office();
    let summary = office.import("Ref,Date,Service,Closed\n1,soon,Claims,\n1,2015-03-19,Claims,\n", MAP);
    assert_eq!(totals(&summary), (0, 0, 2, 0), "{summary}");
    let rejects = fs::read_to_string(summary.rejects_file.unwrap()).unwrap();
    assert!(rejects.contains("“1” is already on line 2 of this file"), "{rejects}");
}

#[test]
fn everything_that_is_wrong_with_a_row_is_said_at_once() {
    let office = office();
    let summary = office.import("Ref,Date,Service,Closed\n1,soon,Claims,later\n2,,Claims,never\n", MAP);
    assert_eq!(totals(&summary), (0, 0, 2, 0), "{summary}");
    let reasons = ["Closed: not a date", "Date: no date received", "Date: not a date"];
    assert_eq!(summary.by_reason.keys().collect::<Vec<_>>(), reasons);
    let rejects = fs::read_to_string(summary.rejects_file.unwrap()).unwrap();
    assert!(rejects.contains("2,Date; Closed,soon; later,“Date”: It is not a date"), "{rejects}");
}

#[test]
fn what_the_outcome_says_besides_and_dates_that_read_both_ways_are_told() {
    let office = office();
    let map = MAP.replace("[source]\ndates = [\"%Y-%m-%d\", \"%d/%m/%Y\", \"%m/%d/%Y\"]\n", "");
    let map = map.replace("closed = ", "finding = \"Finding\"\nclosed = ");
    let csv = "Ref,Date,Service,Closed,Finding\n1,02/03/2026,Claims,04/03/2026,upheld\n2,05/03/2026,Claims,06/03/2026,\n";
    let said = office.import(csv, &map).to_string();
    for part in [
        "Date: every date reads with the day or the month first; the day was taken first. Write dates under [source]",
        "Something went wrong was taken from the finding or the outcome on 1 case.",
        // The finding says how a case ended.
        "Not recorded: outcome on 1 of 2 cases",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn rejects_can_be_mended_and_imported_with_the_same_map() {
    let office = office();
    let map = format!("{MAP}theme = \"reason\"\n");
    let first = office
        .import("Ref;Date;Service;Closed;reason\n1;soon;Claims;;Delay\n2;2015-03-19;Claims;;Delay\n", &map);
    assert_eq!(totals(&first), (1, 0, 1, 0));
    let path = first.rejects_file.unwrap();
    let mended = fs::read_to_string(&path).unwrap().replace(";soon;Claims", ";2015-03-20;Claims");
    fs::write(&path, mended).unwrap();
    let options = Options { file: path, ..office.options(b"", &map) };
    assert_eq!(totals(&office.run(&options)), (1, 0, 0, 0));
    assert_eq!(totals(&office.run(&options)), (0, 1, 0, 0));
    assert_eq!(office.cases().iter().map(|it| it.theme.is_some()).collect::<Vec<_>>(), [true, true]);
}

#[test]
fn a_file_without_references_comes_in_once_all_the_same() {
    let office = office();
    let map = "[columns]\nreceived = \"Date\"\nservice = \"Unit\"\n";
    let first = office
        .import("Date,Name,Unit\n2015-03-19,Ann,Claims\n2015-03-19,Bo,Claims\n2015-03-19,Ann,Claims\n", map);
    assert_eq!(totals(&first), (2, 0, 1, 0), "{first}");
    assert!(first.by_reason.contains_key("the same as another line of this file"), "{first}");
    let rejects = fs::read_to_string(first.rejects_file.unwrap()).unwrap();
    assert!(rejects.contains("Line 2 of this file says the same"), "{rejects}");
    // A newer export, with its columns in another order: what is there is told by what it says, and only Cy is new.
    let csv = "Unit,Name,More,Date\nClaims,Bo,,2015-03-19\nParks,Cy,,2015-03-19\nClaims,Ann,,2015-03-19\n";
    for dry_run in [true, false] {
        let newer = office.run(&Options { dry_run, ..office.options(csv.as_bytes(), map) });
        assert_eq!((totals(&newer), newer.told_by_row, newer.created.len()), ((1, 2, 0, 0), 2, 1), "{newer}");
        assert!(
            newer.to_string().contains("2 of them without a reference, told by what they say"),
            "{newer}"
        );
    }
    assert_eq!(office.cases().len(), 3);
}

#[test]
fn a_row_is_known_again_by_what_it_says_however_it_is_written_and_one_that_was_changed_is_told_beside_its_like()
 {
    let office = office();
    let map = "[source]\ndates = [\"%Y-%m-%d\", \"%d/%m/%Y\"]\n[columns]\nreceived = \"Date\"\nservice = \"Unit\"\n\
               complainant = \"Name\"\nissue = \"Issue\"\n";
    let first = office.import(
        "Date,Name,Unit,Issue,Mood\n2015-03-19,Ann Lee,Claims,Late,x\n2015-03-19,Bo,Claims,Rude,\n",
        map,
    );
    assert_eq!(totals(&first), (2, 0, 0, 0), "{first}");
    // Two that say the same in all that is taken, and something else beside, are two, and both are known again.
    let two = "Date,Name,Unit,Issue,Mood\n2015-05-01,Di,Parks,,x\n2015-05-01,Di,Parks,,y\n";
    for (expected, order) in [((2, 0, 0, 0), two.to_owned()), ((0, 2, 0, 0), two.replace(",x", ",z"))] {
        assert_eq!(totals(&office.import(&order, map)), expected, "{order}");
    }
    // Excel writes days otherwise; a column that the map does not take, capitals and spaces say nothing.
    let again = office.import(
        "Name,Date,Unit,Issue,Mood\nANN  Lee,19/03/2015,Claims,late,y\nBo,19/03/2015,claims,Rude,z\n",
        map,
    );
    assert_eq!((totals(&again), again.told_by_row), ((0, 2, 0, 0), 2), "{again}");
    let changed = "Date,Name,Unit,Issue\n2015-03-19,Ann Lee,Claims,Very late\n2015-03-19,Ann Lee,Parks,Late\n2015-03-20,Bo,Claims,Rude\n";
    let options = office.options(changed.as_bytes(), map);
    let rejecting = office.run(&Options { reject_alike: true, dry_run: true, ..options.clone() });
    assert_eq!(totals(&rejecting), (2, 0, 1, 0), "{rejecting}");
    assert!(rejecting.by_reason.contains_key("looks like a case that is here"), "{rejecting}");
    for dry_run in [true, false] {
        let told = office.run(&Options { dry_run, ..options.clone() });
        assert_eq!((totals(&told), told.alike), ((3, 0, 0, 0), 1), "{told}");
        let words = "1 of those imported looks like a case that is here: 15-0001 (line 2).";
        assert!(told.to_string().contains(words), "{told}");
    }
}

#[test]
fn a_run_that_was_stopped_is_completed_by_the_next() {
    let office = office();
    let mut csv = String::from("Ref,Date,Service,Closed");
    csv.extend((0..1200).flat_map(|it| ["\n".to_owned(), it.to_string(), ",2015-03-19,Claims,".to_owned()]));
    let options = office.options(csv.as_bytes(), MAP);
    let stop = AtomicBool::new(false);
    let mut session = office.desk.session("jsmith");
    let mut after_one_batch = |_, _, _| stop.store(true, Ordering::Relaxed);
    let first = run(&mut session, &options, &mut after_one_batch, &stop).unwrap();
    assert_eq!((first.stopped, totals(&first)), (true, (500, 0, 0, 0)));
    assert_eq!(totals(&office.run(&options)), (700, 500, 0, 0));
}

#[test]
fn strict_rejects_what_is_not_on_a_list_and_adds_nothing() {
    let office = office();
    let csv = b"Ref,Date,Service,Closed\n1,2015-03-19,claims,\n2,2015-03-19,Parks,\n";
    let summary = office.run(&Options { strict: true, ..office.options(csv, MAP) });
    assert_eq!((totals(&summary), summary.created.len()), ((1, 0, 1, 0), 0));
    assert!(summary.by_reason.contains_key("Service: not in the list of services"), "{summary}");
}

#[test]
fn a_row_that_is_rejected_adds_no_service() {
    let office = office();
    let summary = office.import("Ref,Date,Service,Closed\n1,soon,Parks,\n2,2030-01-01,Parks,\n", MAP);
    assert_eq!((totals(&summary), summary.created.len()), ((0, 0, 2, 0), 0));
}

#[test]
fn words_are_translated_or_ours_or_counted_never_guessed() {
    let office = office();
    let map =
        format!("{MAP}outcome = \"Closed as\"\n[values.outcome]\n\"Relief\" = \"upheld\"\n\"n.k.\" = \"\"\n");
    let row = |reference: u32, word: &str| format!("{reference},2015-03-19,Claims,2015-04-01,{word}\n");
    let words = ["relief", "Not Upheld", "Explained", "n.k.", "", "Explained"];
    let rows: String = (1..).zip(words).map(|(reference, word)| row(reference, word)).collect();
    let summary = office.import(&format!("Ref,Date,Service,Closed,Closed as\n{rows}"), &map);
    assert_eq!(summary.untranslated["outcome"]["Explained"], 2);
    assert_eq!((summary.untranslated["outcome"].len(), summary.without["outcome"]), (1, 4));
    let cases = office.cases();
    let found: Vec<_> = cases.iter().map(|it| (it.rounds.now.outcome, it.rounds.now.went_wrong)).collect();
    assert_eq!(found[0], (Some(Outcome::Upheld), Some(WentWrong::Yes)));
    assert_eq!(found[1], (Some(Outcome::NotUpheld), Some(WentWrong::No)));
    assert_eq!(found[2..], [(None, None); 4]);
}

#[test]
fn status_and_date_closed_must_agree() {
    let map = |more: &str| MAP.replace("[columns]", &format!("{more}\n[columns]\nstatus = \"Status\""));
    let csv = "Ref,Date,Service,Closed,Status\n1,2015-03-19,,2015-04-01,Closed\n2,2015-03-19,,,Open\n\
               3,2015-03-19,,2015-04-01,\n4,2015-03-19,,2015-04-01,Open\n5,2015-03-19,,,Closed\n";
    for (more, expected) in [
        ("", (3, 1)),
        ("closed_without_date = \"open\"", (4, 2)),
        ("closed_without_date = \"received\"", (4, 1)),
    ] {
        let office = office();
        let summary = office.import(csv, &map(more));
        assert_eq!((summary.imported, summary.open), expected, "{more}: {summary}");
        assert!(summary.by_reason.contains_key("Closed: open, but with a date closed"), "{summary}");
    }
}

#[test]
fn what_nobody_recorded_of_a_closing_or_a_telling_is_not_known() {
    let office = office();
    let map = MAP
        .replace("[columns]", "closed_without_date = \"received\"\n[columns]\nstatus = \"Status\"")
        .replace("closed = ", "timescale = \"By\"\ntold = \"Told\"\noutcome = \"Outcome\"\nclosed = ");
    let csv = "Ref,Date,Service,By,Told,Closed,Status,Outcome\n\
               1,2026-03-02,Claims,2026-03-20,,,Closed,upheld\n\
               2,2026-03-02,Claims,2026-03-20,,,Closed,withdrawn\n\
               3,2026-03-02,Claims,2026-03-20,,2026-03-16,Closed,upheld\n\
               4,2026-03-02,Claims,2026-03-20,2026-03-17,2026-03-18,Closed,upheld\n";
    let summary = office.import(csv, &map);
    assert_eq!(summary.imported, 4, "{summary}");
    let days: Vec<(bool, Option<i64>, bool)> = office
        .cases()
        .iter()
        .map(|it| (it.rounds.now.is_undated, it.rounds.now.days_taken, it.rounds.now.told_soon))
        .collect();
    // Of the first nobody knows when it was answered; the second was never. The fourth was told after ten working days.
    assert_eq!(
        days,
        [(true, None, true), (false, None, true), (false, Some(10), true), (false, Some(12), false)]
    );
    let history = |number: u32| {
        let on = CaseRef { year: 2026, number }.into();
        let Ok(Reply::History { moments, .. }) = office.desk.session("jsmith").call(Request::History(on))
        else {
            panic!("no history")
        };
        format!("{moments:?}")
    };
    assert!(
        history(1).contains("shared on a day that is not known")
            && history(1).contains("Closed on a day that is not known")
    );
    assert!(history(4).contains("shared on Tue 17 Mar 2026"));
}

#[test]
fn a_date_closed_counts_where_only_a_default_says_open() {
    let office = office();
    let csv = "Ref,Date,Service,Closed,Status\n1,2015-03-19,,2015-04-01,\n2,2015-03-19,,,\n3,2015-03-19,,2015-04-01,Open\n";
    let map = MAP.replace("[columns]", "[columns]\nstatus = \"Status\"") + "[defaults]\nstatus = \"open\"\n";
    let summary = office.import(csv, &map);
    assert_eq!((summary.imported, summary.open, summary.rejected), (2, 1, 1), "{summary}");
}

#[test]
fn a_quotation_mark_that_hides_rows_is_reported_with_the_lines_it_hides() {
    let office = office();
    let csv = "Ref,Date,Service,Closed\n1,2015-03-19,\"Claims,\n2,2015-03-19,Claims,\n3,2015-03-19,Claims,\n";
    let summary = office.import(csv, MAP);
    let rejects = fs::read_to_string(summary.rejects_file.unwrap()).unwrap();
    assert!(rejects.contains("lines 3 to 4 were taken as part of it"), "{rejects}");
}

#[test]
fn letters_that_are_not_utf_8_are_rejected_or_read_as_the_map_says() {
    let csv = b"Ref,Date,Service,Closed\n1,2015-03-19,Caf\xe9,\n";
    let wrong = office();
    let summary = wrong.run(&wrong.options(csv, MAP));
    assert!(summary.by_reason.contains_key("Service: not UTF-8"), "{summary}");
    let right = office();
    let map = MAP.replace("[source]", "[source]\nencoding = \"windows-1252\"");
    assert_eq!(right.run(&right.options(csv, &map)).created, [(ListKind::Services, "Café".to_owned())]);
}

#[test]
fn a_byte_order_mark_says_utf_8_whatever_the_map_says() {
    let office = office();
    let map = MAP.replace("[source]", "[source]\nencoding = \"windows-1252\"");
    let summary = office.import("\u{feff}Ref,Date,Service,Closed\n1,2015-03-19,Café,\n2,soon,Café,\n", &map);
    assert_eq!(summary.created, [(ListKind::Services, "Café".to_owned())]);
    let rejects = fs::read_to_string(summary.rejects_file.unwrap()).unwrap();
    assert!(rejects.starts_with('\u{feff}') && rejects.contains("2,soon,Café"), "{rejects}");
}

#[test]
fn control_characters_do_not_reach_the_store_or_the_summary() {
    let office = office();
    let summary = office.import("Ref,Date,Service,Closed\n1\u{1b}[2J,2015-03-19,Pa\0rks,\n", MAP);
    assert_eq!(summary.controls_removed, 2);
    assert_eq!(office.cases()[0].source_ref, "1[2J");
    assert!(!summary.to_string().chars().any(|it| it.is_control() && it != '\n'));
}

#[test]
fn a_deadline_can_be_counted_from_another_date() {
    let office = office();
    office.import(
        "Ref,Date,Service,Closed\n1,2022-03-18,,\n",
        &format!("{MAP}timescale = {{ column = \"Date\", plus = \"56d\" }}"),
    );
    assert_eq!(office.cases()[0].rounds.now.timescales[0].1.to_string(), "2022-05-13");
}

#[test]
fn a_rejects_file_that_is_named_may_not_be_the_input_and_nothing_comes_in_before_that_is_said() {
    let office = office();
    let options = office.options(b"Ref,Date,Service,Closed\n1,soon,,\n2,2015-03-19,,\n", MAP);
    let options = Options { rejects: Some(options.file.clone()), ..options };
    let mut session = office.desk.session("jsmith");
    let refused = run(&mut session, &options, &mut |_, _, _| {}, &AtomicBool::new(false));
    assert!(refused.is_err_and(|it| it.to_string().contains("Move it away")));
    assert!(office.cases().is_empty());
    assert!(fs::read_to_string(Path::new(&options.file)).unwrap().starts_with("Ref,Date"));
}

const ACTIONS: &str = "[columns]\nsource_ref = \"Ref\"\naction = \"What\"\nowner = \"Lead\"\n\
    due = { column = \"Date\", plus = \"56d\" }\ntheme = \"Theme\"\n\
    [values.state]\ncolumn = \"Open\"\n\"0.0\" = \"completed\"\n\"\" = \"skip\"\n";

impl Office {
    fn actions_options(&self, csv: &str, map: &str) -> Options {
        Options { target: Target::Actions, ..self.options(csv.as_bytes(), map) }
    }

    fn import_actions(&self, csv: &str, map: &str) -> Summary {
        self.run(&self.actions_options(csv, map))
    }

    fn actions(&self) -> Vec<ActionRow> {
        let today = "2026-11-24".parse().unwrap();
        let page = ActionRequest { filter: ActionFilter::default(), today, after: None, limit: 1000 };
        match self.desk.session("jsmith").call(Request::Actions(page)).unwrap() {
            Reply::Actions { mut rows, .. } => {
                rows.sort_by_key(|it| it.reference);
                rows
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn every_action_is_imported_there_already_skipped_or_rejected() {
    let csv = "Ref,What,Lead,Date,Theme,Open\n\
        1,Open the post daily,Mailroom,2026-01-05,Delay,2.0\n\
        2,Write to tenants,J. Smith,2026-01-05,Delay,0.0\n\
        3,Not ours,,2026-01-05,Other,\n\
        4,,Mailroom,2026-01-05,Delay,1.0\n\
        Ref,What,Lead,Date,Theme,Open\n\
        5,No date,Mailroom,,Delay,0.0\n\
        6,Soon,Mailroom,2026-11-01,,0.0\n\
        7,When?,Mailroom,soon,Delay,1.0\n";
    for dry_run in [true, false] {
        let office = office();
        let summary = office.run(&Options { dry_run, ..office.actions_options(csv, ACTIONS) });
        assert_eq!((totals(&summary), summary.skipped), ((4, 0, 2, 1), 1), "{summary}");
        assert_eq!((summary.open, summary.without["due"]), (1, 1), "{summary}");
        assert_eq!(summary.created, [(ListKind::Themes, "Delay".to_owned())]);
        let reasons: Vec<_> = summary.by_reason.keys().map(String::as_str).collect();
        assert_eq!(reasons, ["Date: not a date", "What: no action"]);
        assert!(summary.to_string().contains("1 skipped"), "{summary}");
        if !dry_run {
            let days = |it: &ActionRow| [it.due, it.completed].map(|day| day.map(|it| it.to_string()));
            let day = |it: &str| Some(it.to_owned());
            let actions = office.actions();
            let stood: Vec<_> = actions.iter().map(|it| (it.state, days(it))).collect();
            assert_eq!(
                stood,
                [
                    (ActionStage::Agreed, [day("2026-03-02"), None]),
                    (ActionStage::Completed, [day("2026-03-02"), day("2026-03-02")]),
                    (ActionStage::Completed, [None, day("2026-11-24")]),
                    (ActionStage::Completed, [day("2026-12-27"), day("2026-11-24")]),
                ]
            );
            assert_eq!((actions[1].owner.as_str(), actions[1].source_ref.as_str()), ("J. Smith", "2"));
        }
    }
}

#[test]
fn an_offset_counts_calendar_or_working_days() {
    for (plus, due) in [("56d", "2026-03-02"), ("8w", "2026-03-02"), ("3wd", "2026-01-08")] {
        let office = office();
        let map = ACTIONS.replace("56d", plus);
        office.import_actions("Ref,What,Lead,Date,Theme,Open\n1,Act,,2026-01-05,,1\n", &map);
        let due_on = office.actions()[0].due.map(|it| it.to_string());
        assert_eq!(due_on.as_deref(), Some(due), "{plus}");
    }
}

#[test]
fn a_state_that_is_listed_decides_and_any_other_leaves_it_to_the_date_completed() {
    let csv = "What,Done,Open\nA,2026-02-01,0.0\nB,,0.0\nC,2026-02-01,1\nD,,1\nE,2026-02-01,doing\nF,,doing\nG,,NA\n";
    let map = "[columns]\naction = \"What\"\ncompleted = \"Done\"\n[values.state]\ncolumn = \"Open\"\n\
               \"0.0\" = \"completed\"\n\"Doing\" = \"under way\"\n";
    let first = office();
    let summary = first.import_actions(csv, map);
    assert_eq!((totals(&summary), summary.open), ((6, 0, 1, 0), 3), "{summary}");
    assert!(summary.by_reason.contains_key("Done: under way, but with a date completed"), "{summary}");
    let second = office();
    let summary = second.import_actions(csv, &format!("{map}default = \"skip\"\n\"na\" = \"completed\"\n"));
    assert_eq!((totals(&summary), summary.skipped), ((4, 0, 1, 0), 2), "{summary}");
}

#[test]
fn an_action_whose_dates_contradict_each_other_is_rejected() {
    let csv = "What,From,To,Done,Seen\nA,2026-02-01,2026-01-01,,\nB,2026-02-01,,2026-01-01,\nC,,,2026-02-01,2026-01-01\n\
               D,,,,2026-01-01\nE,,,2027-01-01,\nF,2026-01-01,2026-02-01,2026-02-02,2026-02-03\n";
    let map = "[columns]\naction = \"What\"\nstart = \"From\"\ndue = \"To\"\ncompleted = \"Done\"\nreviewed = \"Seen\"\n";
    let office = office();
    let summary = office.import_actions(csv, map);
    assert_eq!(totals(&summary), (1, 0, 5, 0), "{summary}");
    let expected = [
        "Done: It was completed before it began",
        "Done: The date completed must be today or in the past",
        "Seen: It was reviewed before it was completed",
        "Seen: It was reviewed, but not completed",
        "To: It was due before it began",
    ];
    assert_eq!(summary.by_reason.keys().collect::<Vec<_>>(), expected);
    assert_eq!(office.actions()[0].state, ActionStage::Reviewed);
}

#[test]
fn an_action_comes_in_once_though_rows_of_one_file_may_share_a_reference() {
    let office = office();
    let csv = "Ref,What,Lead,Date,Theme,Open\n1,Act,,2026-01-05,,1\n1,Act,,2026-01-05,,1\n,Act,,2026-01-05,,1\n,Act,,2026-01-05,,1\n";
    assert_eq!(totals(&office.import_actions(csv, ACTIONS)), (4, 0, 0, 0));
    assert_eq!(totals(&office.import_actions(csv, ACTIONS)), (0, 4, 0, 0));
    let newer = format!("{csv}2,Act,,2026-01-05,,1\n");
    let options = office.actions_options(&newer, ACTIONS);
    assert_eq!(totals(&office.run(&Options { dry_run: true, ..options.clone() })), (1, 4, 0, 0));
    assert_eq!(totals(&office.run(&options)), (1, 4, 0, 0));
    assert_eq!(office.actions().len(), 5);
    // Nor does it come in again for somebody else, and the working copy holds of each what the journal says.
    let join = Join { login: "kpatel".into(), name: "K Patel".into(), roles: vec![Role::Manager] };
    let mut session = office.desk.session("jsmith");
    session.call(Request::Do(vec![Ask::on(TheOffice, OfficeCommand::Join(join))])).unwrap();
    let again = run(&mut office.desk.session("kpatel"), &options, &mut |_, _, _| {}, &AtomicBool::new(false));
    assert_eq!(totals(&again.map_err(|it| it.to_string()).unwrap()), (0, 5, 0, 0));
    let Ok(Reply::Compared(compared)) = session.call(Request::Compare) else { panic!("compared") };
    assert_eq!(compared.differences, []);
    // What is another action is not taken for one that is here without a word.
    let other = office.run(&office.actions_options(
        "Ref,What,Lead,Date,Theme,Open\n1,Act,,2026-01-05,,1\n1,Else,,2026-01-05,,1\n",
        ACTIONS,
    ));
    assert_eq!((totals(&other), other.otherwise), ((0, 2, 0, 0), 1));
    assert!(other.to_string().contains("did not come in: line 3."), "{other}");
}

#[test]
fn an_action_is_tied_to_its_case_by_either_reference_and_not_to_one_that_is_not_there() {
    let office = office();
    office.import("Ref,Date,Service,Closed\nOLD/7,2015-03-19,Claims,\n", MAP);
    let case = office.cases()[0].reference;
    let map = "[columns]\naction = \"What\"\ncase = \"Case\"\nservice = \"Service\"\n";
    let csv = format!("What,Case,Service\nA,OLD/7,Claims\nB,{case},claims\nC,OLD/8,Claims\nD,,Parks\n");
    let summary = office.run(&Options { strict: true, ..office.actions_options(&csv, map) });
    assert_eq!(totals(&summary), (2, 0, 2, 0), "{summary}");
    let reasons: Vec<_> = summary.by_reason.keys().map(String::as_str).collect();
    assert_eq!(reasons, ["Case: no such case", "Service: not in the list of services"]);
    assert!(
        office
            .actions()
            .iter()
            .all(|it| it.first_case == Some(LinkedCase::Case(case)) && it.service.is_some())
    );
}

#[test]
fn one_file_may_hold_cases_and_actions() {
    let office = office();
    let csv = "Ref,Date,Service,Closed\n1,2015-03-19,Parks,\n";
    assert_eq!(totals(&office.import(csv, MAP)), (1, 0, 0, 0));
    let map = "[columns]\nsource_ref = \"Ref\"\naction = \"Ref\"\ntheme = \"Service\"\n";
    assert_eq!(totals(&office.import_actions(csv, map)), (1, 0, 0, 0));
    assert!(office.actions()[0].theme.is_some());
}

#[test]
fn dates_that_decide_against_the_map_stop_the_import_before_anything_comes_in() {
    let office = office();
    let options = office.options(b"Date\n01/02/2024\n04/15/2024\n", "[columns]\nreceived = \"Date\"\n");
    for dry_run in [true, false] {
        let options = Options { dry_run, ..options.clone() };
        let mut session = office.desk.session("jsmith");
        let refused = run(&mut session, &options, &mut |_, _, _| {}, &AtomicBool::new(false));
        let said = refused.expect_err("stopped").to_string();
        assert!(said.contains("1 date can only be month/day/year: say so under [source] dates"), "{said}");
        assert!(office.cases().is_empty());
    }
    let map = "[source]\ndates = [\"%m/%d/%Y\"]\n[columns]\nreceived = \"Date\"\n";
    assert_eq!(office.import("Date\n01/02/2024\n04/15/2024\n", map).imported, 2);
    assert_eq!(office.cases()[0].received.to_string(), "2024-01-02");
}

#[test]
fn a_time_with_a_zone_is_the_day_here_and_the_summary_says_how_many_moved() {
    let office = office();
    let summary =
        office.import("Ref,Date,Service,Closed\n1,2024-07-01T23:30:00Z,,2026-03-31T23:30:00Z\n", MAP);
    let case = &office.cases()[0];
    let closed = case.rounds.now.closed.map(|it| it.to_string());
    assert_eq!((case.received.to_string().as_str(), closed.as_deref()), ("2024-07-02", Some("2026-04-01")));
    assert!(summary.to_string().contains("2 dates with a time and a zone on another day"), "{summary}");
}

#[test]
fn cells_that_are_protected_from_a_spreadsheet_come_in_bare_headers_and_mended_rejects_too() {
    let office = office();
    let csv = "=\"Ref\",Date,=\"Service\",Closed\n=\"00124\",soon,=\"Claims\",\n";
    let path = office.import(csv, MAP).rejects_file.unwrap();
    let mended = fs::read_to_string(&path).unwrap().replace("soon", "2024-03-01");
    fs::write(&path, mended).unwrap();
    let summary = office.run(&Options { file: path, ..office.options(b"", MAP) });
    assert_eq!((summary.imported, summary.created.len()), (1, 0), "{summary}");
    assert_eq!(office.cases()[0].source_ref, "00124");
}

#[test]
fn rejects_that_were_not_utf_8_come_in_with_the_same_map_and_with_the_one_that_the_reason_names() {
    let csv = b"R\xe9f,Date,Service,Closed\n1,2015-03-19,Caf\xe9,\n2,2015-03-19,O\x92Dea,\n";
    let same = MAP.replace("\"Ref\"", "\"R\u{e9}f\"");
    for map in [same.clone(), same.replace("[source]", "[source]\nencoding = \"windows-1252\"")] {
        let office = office();
        let first = office.run(&office.options(csv, &same));
        assert_eq!(totals(&first), (0, 0, 2, 0), "{first}");
        let path = first.rejects_file.unwrap();
        assert!(fs::read_to_string(&path).unwrap().contains("Here it is read as windows-1252"));
        let second = office.run(&Options { file: path, ..office.options(b"", &map) });
        let new = ["Café", "O’Dea"].map(|it| (ListKind::Services, it.to_owned()));
        assert_eq!((totals(&second), second.created.as_slice()), ((2, 0, 0, 0), &new[..]), "{second}");
    }
}

#[test]
fn letters_that_a_program_before_broke_are_told_of() {
    let summary = office().import("Ref,Date,Service,Closed\n1,2015-03-19,CafÃ©,\n", MAP);
    assert!(
        summary.to_string().contains("look broken by a program before, taken as they stand: “CafÃ©” (1)"),
        "{summary}"
    );
}

#[test]
fn names_that_look_the_same_are_one_entry_and_it_is_said() {
    let office = office();
    let names = [
        "Café Licences",
        "Cafe\u{301} Licences",
        "Café\u{a0}Licences",
        "CAFÉ licences",
        "Café\u{200b} Licences",
        "claims",
    ];
    let row = |(number, it): (u32, &str)| format!("{number},2015-03-19,{it},\n");
    let rows: String = (1..).zip(names).map(row).collect();
    let summary = office.import(&format!("Ref,Date,Service,Closed\n{rows}"), MAP);
    assert_eq!(summary.created, [(ListKind::Services, "Café Licences".to_owned())]);
    assert_eq!(summary.spellings["service"]["Café Licences"].len(), 3, "{summary:?}");
    assert!(
        summary.to_string().contains("Taken as the service “Claims”, which they look like: “claims” (1)."),
        "{summary}"
    );
    assert_eq!(office.cases().iter().filter(|it| it.service == Some(ServiceId(2))).count(), 5);
}

#[test]
fn a_default_stands_for_words_that_are_not_known_in_every_field_and_they_are_counted() {
    let office = office();
    let map = format!(
        "{MAP}outcome = \"Outcome\"\n[values.outcome]\ndefault = \"upheld\"\n[values.service]\ndefault = \"Claims\"\n"
    );
    let csv =
        "Ref,Date,Service,Closed,Outcome\n1,2015-03-19,Parks,2015-04-01,Odd\n2,2015-03-19,,2015-04-01,\n";
    let summary = office.import(csv, &map);
    assert_eq!((summary.created.len(), summary.untranslated.len()), (0, 2), "{summary}");
    assert!(
        summary
            .to_string()
            .contains("Words of outcome that the map does not translate, taken as “upheld”: “Odd” (1)")
    );
    assert!(
        office
            .cases()
            .iter()
            .all(|it| it.rounds.now.outcome == Some(Outcome::Upheld) && it.service == Some(ServiceId(1)))
    );
    let summary =
        office.import_actions("What,Open\nA,odd\n", "[columns]\naction = \"What\"\nstate = \"Open\"\n");
    assert_eq!(summary.untranslated["state"]["odd"], 1, "{summary}");
}

const BY_CASE: &str = "[source]\none_case = \"Case\"\n[columns]\nsource_ref = \"Case\"\nreceived = \"Date\"\n\
    complainant = \"Name\"\nclosed = \"Closed\"\ntheme = \"Theme\"\nissue = \"Words\"\nfinding = \"Found\"\n";

#[test]
fn rows_of_one_case_are_its_issues_however_far_apart_and_leave_out_what_another_row_says() {
    let csv = "Case,Date,Name,Closed,Theme,Words,Found\n\
        A,2024-03-01,Ann Lee,,Delay,Late,upheld\n\
        B,2024-03-02,Bo Fry,,Fees,Too high,\n\
        A,,,2024-04-01,Staff,Rude,not upheld\n\
        A,2024-03-01,Ann Lee,2024-04-01,Delay,Late,upheld\n\
        ,2024-03-01,Cy,,,Alone,\n";
    for dry_run in [true, false] {
        let office = office();
        let summary = office.run(&Options { dry_run, ..office.options(csv.as_bytes(), BY_CASE) });
        assert_eq!((totals(&summary), summary.records), ((5, 0, 0, 0), 3), "{summary}");
        assert!(summary.to_string().contains("5 imported\n                  3 cases"), "{summary}");
        if !dry_run {
            let cases = office.cases();
            let a = cases.iter().find(|it| it.source_ref == "A").expect("it came in");
            assert_eq!((a.issues.len(), a.rounds.now.outcome), (3, Some(Outcome::UpheldInPart)));
            assert!(a.rounds.now.closed.is_some() && a.issues[1].theme != a.issues[0].theme);
            assert_eq!(totals(&office.run(&office.options(csv.as_bytes(), BY_CASE))), (0, 5, 0, 0));
        }
    }
}

#[test]
fn a_case_comes_in_whole_or_not_at_all_and_brings_no_theme_if_it_does_not() {
    let csv = "Case,Date,Name,Closed,Theme,Words,Found\nA,2024-03-01,Ann Lee,,Delay,x,\nA,2024-03-01,Anna Lee,,Staff,y,\n\
        B,2024-03-01,Bo,,Fees,x,\nB,2024-03-01,Bo,,Fees\n";
    let office = office();
    let summary = office.import(csv, BY_CASE);
    assert_eq!((totals(&summary), summary.created.len()), ((0, 0, 4, 0), 0), "{summary}");
    let path = summary.rejects_file.unwrap();
    let rejects = fs::read_to_string(&path).unwrap();
    assert!(
        rejects.contains("3,Name,Anna Lee,\"It is another case’s, by what stands here: line 2 has “Ann Lee”"),
        "{rejects}"
    );
    assert!(rejects.contains("2,,,\"Line 3, of the same case, cannot come in"), "{rejects}");
    fs::write(&path, rejects.replace("Anna", "Ann").replace("Bo,,Fees\n", "Bo,,Fees,y,\n")).unwrap();
    let summary = office.run(&Options { file: path, ..office.options(b"", BY_CASE) });
    assert_eq!((totals(&summary), summary.records), ((4, 0, 0, 0), 2), "{summary}");
}

#[test]
fn without_a_column_for_findings_the_outcome_is_that_of_each_issue() {
    let map = BY_CASE.replace("finding", "outcome");
    let csv = "Case,Date,Name,Closed,Theme,Words,Found\n\
        A,2024-03-01,,2024-04-01,,x,out of scope\nA,2024-03-01,,2024-04-01,,y,upheld\n\
        B,2024-03-01,,2024-04-01,,x,out of scope\nB,2024-03-01,,2024-04-01,,y,out of scope\n\
        C,2024-03-01,,2024-04-01,,x,out of scope\nC,2024-03-01,,2024-04-01,,y,out of time\n";
    let office = office();
    let summary = office.import(csv, &map);
    assert_eq!((summary.records, summary.rejected), (2, 2), "{summary}");
    let outcomes: Vec<_> = office.cases().iter().map(|it| it.rounds.now.outcome).collect();
    assert_eq!(outcomes, [Some(Outcome::Upheld), Some(Outcome::OutOfScope)]);
}

#[test]
fn a_reference_that_stands_twice_is_rejected_with_the_line_of_the_first_and_brings_no_name() {
    let office = office();
    let csv = "Ref,Date,Service,Closed\nM1,2024-03-01,Claims,\nM1,2024-03-01,Parks,\n";
    let summary = office.import(csv, MAP);
    assert_eq!((totals(&summary), summary.created.len()), ((1, 0, 1, 0), 0), "{summary}");
    let rejects = fs::read_to_string(summary.rejects_file.unwrap()).unwrap();
    assert!(
        rejects.contains("“M1” is already on line 2 of this file")
            && rejects.contains("one_case = \"\"Ref\"\""),
        "{rejects}"
    );
    let later = office.import("Ref,Date,Service,Closed\nM1,2024-03-01,Parks,\n", MAP);
    assert_eq!((totals(&later), later.created.len()), ((0, 1, 0, 0), 0), "{later}");
}

#[test]
fn a_sheet_of_a_workbook_comes_in_as_a_file_does_and_so_do_its_rejects_with_the_same_map() {
    let office = office();
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("Notes").unwrap();
    let sheet = book.add_worksheet().set_name("Cases").unwrap();
    let day = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    for (row, (name, about)) in (3..).zip([("Ann", "Late,\nand rude"), ("Bo", "#N/A"), ("Cy", "x")]) {
        sheet.write_number(row, 0, row).unwrap();
        sheet.write_string(row, 2, name).unwrap();
        sheet.write_string(row, 3, about).unwrap();
    }
    for (column, name) in (0..).zip(["Ref", "Date", "Name", "About"]) {
        sheet.write_string(2, column, name).unwrap();
    }
    sheet.write_number_with_format(3, 1, 45_352.5, &day).unwrap();
    sheet.write_string(4, 1, "03/25/2024").unwrap();
    sheet.write_string(5, 1, "soon").unwrap();
    let map = "[source]\nsheet = \"Cases\"\ndates = [\"%m/%d/%Y\"]\n[columns]\nsource_ref = \"Ref\"\nreceived = \"Date\"\n\
               complainant = \"Name\"\nsummary = \"About\"\n";
    let options = office.options(&book.save_to_buffer().unwrap(), map);
    let summary = office.run(&options);
    assert_eq!((totals(&summary), summary.without["summary"]), ((2, 0, 1, 0), 1), "{summary}");
    assert_eq!(totals(&office.run(&options)), (0, 2, 1, 0));
    assert_eq!(office.cases()[0].received.to_string(), "2024-03-01");
    let case: Case = read(&mut office.desk.session("jsmith"), office.cases()[0].reference).unwrap();
    assert_eq!(case.facts.story, "Late,\nand rude");
    let path = summary.rejects_file.unwrap();
    let mended = fs::read_to_string(&path).unwrap();
    assert!(mended.contains("\n6,Date,soon,"), "{mended}");
    fs::write(&path, mended.replace("5,soon,Cy", "5,2024-03-05,Cy")).unwrap();
    let again = office.options(b"", map);
    assert_eq!(totals(&office.run(&Options { file: path, ..again })), (1, 0, 0, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn whatever_a_file_holds_its_rows_add_up_and_a_dry_run_says_the_same(
        junk in "(1|2|2015-03-19|Ref,Date,Service,Closed|,|\"|\n|\r\n|;|é|\u{0}| |x){0,60}"
    ) {
        let office = office();
        let csv = format!("Ref,Date,Service,Closed\n1,2015-03-19,Claims,\n{junk}");
        let options = office.options(csv.as_bytes(), MAP);
        let dry = office.run(&Options { dry_run: true, ..options.clone() });
        let wet = office.run(&options);
        prop_assert_eq!(totals(&dry), totals(&wet));
        prop_assert_eq!(office.cases().len() as u64, wet.imported);
    }
}
