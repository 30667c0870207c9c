//! What a released version wrote is read for ever: `tests/fixtures/events-VERSION.jsonl` holds a line of every event, and
//! never changes once that version is out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use redress::domain::case::event::Event;
use redress::domain::case::record::Fact;
use redress::domain::commit::Did;
use redress::domain::office::event::OfficeEvent;
use redress::domain::party::record::PartyFact;
use redress::domain::plan::event::PlanEvent;
use redress::domain::records::any::Change;
use redress::domain::register::event::EntryEvent;
use redress::domain::year::event::YearEvent;
use serde_json::Value;

/// Names every variant. A variant that is missing here does not compile, one that is here needs a line in a fixture.
macro_rules! names {
    ($all:ident, $of:ident, $kind:ident: $($variant:ident)+) => {
        const $all: &[&str] = &[$(stringify!($variant)),+];

        fn $of(it: &$kind) -> &'static str {
            match it { $($kind::$variant { .. } => stringify!($variant)),+ }
        }
    };
}

names! { EVENTS, name_of_event, Event:
    Received MadeComplaint Amended Assigned Acknowledged TimescaleShared RouteTaken IssueAdded IssueAmended Found
    PersonUpdated ConsentChanged Extended Paused Resumed SeniorLetterSent RemedyOffered RemedyAnswered RemedyDone
    PaymentDecided Paid Drafted Checked Responded Closed LinkedAsDuplicate Reopened Referred PapersSent ReferralDecided
    Recommended RecommendationFollowed MarkedImportant NoLongerImportant Restricted RestrictionLifted Noted
    CostRecorded PaperAdded LetterSent FollowUpSet FollowUpDone PartPutRight PartCancelled SampleChecked Viewed Exported Held
    HoldReleased Corrected CorrectionRefused CopyGiven
}

names! { PLAN_EVENTS, name_of_plan_event, PlanEvent:
    Made Amended FailingAdded ActionAdded ActionAmended ActionAccepted Agreed NotAdopted ActionStarted ActionBlocked
    ActionUnblocked ActionCompleted ProgressReviewed ActionReviewed ActionReopened ActionAudited ReadingRecorded
    ActionReassigned DueChanged Involved PublicWritten PublicApproved PublicTakenBack LetOut Closed Reopened Noted
}

names! { FACTS, name_of_fact, Fact:
    Received Complainant Representative Colleagues Channel Service Subject Story Wants Happened LateReason
    DataProtection
}

names! { PARTY_FACTS, name_of_party_fact, PartyFact:
    Name OtherNames Email Phones Address Prefers Adjustments Vulnerability VulnerabilityReview Risk RiskKnownTo RiskReview
}

names! { OFFICE_EVENTS, name_of_office_event, OfficeEvent:
    Named NationChosen ReceiptRuleChosen TimescalesChanged BankHolidaysReplaced ClosuresSet Added Renamed Retired Joined
    Left ListSaved ListRemoved FiguresChanged WithholdingSet PutUnder RolesChanged WordingKept WordingDropped PutInTeam
    StoodIn StandInEnded
    AccountTrusted AccountDistrusted RetentionChanged RegisterSet LossAccepted OwnCommandsAllowed KeyDrawn
}

names! { ENTRY_EVENTS, name_of_entry_event, EntryEvent:
    Entered PutRight Closed Reopened Noted Restricted RestrictionLifted LetOut Viewed
}

names! { YEAR_EVENTS, name_of_year_event, YearEvent: OmbudsmanRecorded ContextWritten Published }

/// Every line of every version: where it is, what it says, and the change it is read as.
fn lines() -> Vec<(String, Value, Change)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut lines = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        if !file.starts_with("events-") {
            continue;
        }
        for (number, text) in (1..).zip(fs::read_to_string(&path).unwrap().lines()) {
            let place = format!("{file}, line {number}");
            let line: Value = serde_json::from_str(text).unwrap();
            let did = &line["did"];
            let change = Change::from_json(line["on"].as_str().unwrap(), &did.to_string());
            lines.push((place.clone(), did.clone(), change.unwrap_or_else(|it| panic!("{place}: {it}"))));
        }
    }
    lines
}

/// Whether everything that was written is still there; what is new may have come beside it.
fn holds(now: &Value, then: &Value) -> bool {
    match (now, then) {
        (Value::Object(now), Value::Object(then)) => {
            then.iter().all(|(key, then)| now.get(key).is_some_and(|now| holds(now, then)))
        }
        (Value::Array(now), Value::Array(then)) => {
            now.len() == then.len() && now.iter().zip(then).all(|(now, then)| holds(now, then))
        }
        _ => now == then,
    }
}

#[test]
fn every_line_of_every_version_is_read_and_nothing_in_it_is_lost() {
    for (place, then, change) in lines() {
        let now: Value = serde_json::from_str(&change.to_json()).unwrap();
        assert!(holds(&now, &then), "{place}\nwas {then}\nnow {now}");
    }
}

#[test]
fn every_event_has_a_line() {
    let mut seen: [BTreeSet<&str>; 7] = Default::default();
    for (_, _, change) in lines() {
        match &change {
            Change::Office(_, did) => seen[0].extend(did.events().iter().map(name_of_office_event)),
            Change::Plan(_, did) => seen[3].extend(did.events().iter().map(name_of_plan_event)),
            Change::Year(_, did) => seen[4].extend(did.events().iter().map(name_of_year_event)),
            Change::Entry(_, did) => seen[5].extend(did.events().iter().map(name_of_entry_event)),
            Change::Case(_, did) => {
                seen[1].extend(did.events().iter().map(name_of_event));
                for event in did.events() {
                    if let Event::Amended(facts) = event {
                        seen[2].extend(facts.iter().map(name_of_fact));
                        let of_party = |it: &Fact| match it {
                            Fact::Complainant(it) | Fact::Representative(it) => Some(name_of_party_fact(it)),
                            _ => None,
                        };
                        seen[6].extend(facts.iter().filter_map(of_party));
                    }
                }
            }
        }
    }
    let all = [OFFICE_EVENTS, EVENTS, FACTS, PLAN_EVENTS, YEAR_EVENTS, ENTRY_EVENTS, PARTY_FACTS]
        .map(|it| it.iter().copied().collect());
    assert_eq!(seen, all);
}

#[test]
fn whatever_a_commit_can_do_to_a_record_as_a_whole_has_a_line() {
    let mut seen = BTreeSet::new();
    for (_, _, change) in lines() {
        if let Change::Case(_, did) = change {
            seen.insert(match did {
                Did::Events(_) => "events",
                Did::TakenBack { .. } => "taken back",
                Did::PutBack { .. } => "put back",
                Did::Retold(_) => "retold",
            });
        }
    }
    assert_eq!(seen, BTreeSet::from(["events", "taken back", "put back", "retold"]));
}
