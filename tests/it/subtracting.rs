//! Whoever sets the numbers of a published document beside one another learns no small number of people from them.
//!
//! Offices are made at random, and a reader who knows what adds up to what takes what is printed apart: by solving the sums, and
//! by narrowing what each withheld number may be. More offices: `REDRESS_LAW=50`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use redress::exchange::demo::dice::Dice;
use serde_json::{Value, json};

use crate::cli::Office;
use crate::law::offices;

const TODAY: &str = "2027-04-09";
/// Numbers of people below this are withheld.
const BELOW: i64 = 5;
/// The most that a number of these offices may be.
const MOST: i64 = 10_000;

const SERVICE: &str = "Something went wrong, by service";
/// What a reader knows to add up: cells of the one side and of the other. A star is every row of a table.
const SUMS: &[(&[&str], &[&str])] = &[
    (&["Received by service/*/now"], &["Received/Received/now"]),
    (&["Received by service/*/before"], &["Received/Received/before"]),
    (&["Received by organisation/*/now"], &["Received/Received/now"]),
    (&["Received by organisation/*/before"], &["Received/Received/before"]),
    (&["Received by month/*/now"], &["Received/Received/now"]),
    (&["Routes, and how long they took/*/now"], &["Closed in the year/Closed/now"]),
    (&["Outcomes/*/now"], &["Closed in the year/Closed/now"]),
    (&["Something went wrong/*/now"], &["Closed in the year/Closed/now"]),
    (&["Something went wrong, by service/*/Of those closed"], &["Closed in the year/Closed/now"]),
    (&["Something went wrong, by service/*/now"], &["Something went wrong/yes/now"]),
    (
        &["Routes, and how long they took/*/Resolved", "Closed in the year/Closed without an answer/now"],
        &["Closed in the year/Closed/now"],
    ),
    (
        &[
            "Timeliness/Within the first timescale/Of",
            "Closed in the year/Closed without a timescale/now",
            "Closed in the year/Timescale shared late/now",
            "Closed in the year/Closed without an answer/now",
        ],
        &["Closed in the year/Closed/now"],
    ),
    (&["Timeliness/Within the first timescale/Of"], &["Timeliness/Within the last timescale/Of"]),
    (&["Money paid, by class/*/Payments"], &["Money paid/All payments/Payments"]),
    (&["Money paid, by what it is for/*/Payments"], &["Money paid/All payments/Payments"]),
    (
        &["Money paid/Special payments/Payments", "Money paid, by class/not a special payment/Payments"],
        &["Money paid/All payments/Payments"],
    ),
    (
        &[
            "Outcomes/withdrawn/now",
            "Outcomes/out of scope/now",
            "Outcomes/out of time/now",
            "Outcomes/transferred/now",
            "Outcomes/duplicate/now",
        ],
        &["Closed in the year/Closed without an answer/now"],
    ),
    (&["Outcomes/upheld/now", "Outcomes/upheld in part/now"], &["Something went wrong/yes/now"]),
    (&["Outcomes/not upheld/now"], &["Something went wrong/no/now"]),
];
/// Columns of a table of which the first is a part of the second.
const PARTS: &[(&str, &str, &str)] = &[
    (SERVICE, "now", "Of those closed"),
    ("Routes, and how long they took", "Resolved", "now"),
    ("Timeliness", "now", "Of"),
    ("Issues and themes", "Complaints", "now"),
];
/// Tables that have no row for what is nothing.
const NEVER_NOTHING: &[&str] = &["Received by month", "Outcomes", "Received by service"];

/// What is printed: a number, or none where it is withheld, by table, row and column.
#[derive(Clone, Default)]
struct Printed(BTreeMap<String, Option<i64>>);

impl Printed {
    fn read(document: &Value, before: &str) -> Self {
        let mut printed = Self::default();
        let list = |it: &Value| it.as_array().expect("a list").clone();
        let tables = list(&document["sections"]).into_iter().flat_map(|it| list(&it["tables"]));
        for table in tables {
            let columns = list(&table["columns"]);
            for row in list(&table["rows"]) {
                for (at, cell) in list(&row).iter().enumerate().skip(1) {
                    let heading = columns[at].as_str().expect("text");
                    let column = match at {
                        _ if heading == before => "before",
                        1 => "now",
                        _ => heading,
                    };
                    let name = format!("{}/{}/{column}", word(&table["caption"]), word(&row[0]));
                    if cell == "withheld" {
                        printed.0.insert(name, None);
                    } else if let Some(number) = cell.as_i64() {
                        printed.0.insert(name, Some(number));
                    }
                }
            }
        }
        printed
    }

    /// The cells of a pattern. A row that is not there is nothing, and so adds nothing.
    fn cells(&self, pattern: &str) -> Vec<String> {
        match pattern.split_once("/*/") {
            None => self.0.keys().filter(|it| *it == pattern).cloned().collect(),
            Some((table, column)) => {
                let of = |it: &&String| {
                    it.strip_prefix(table).is_some_and(|it| it.starts_with('/'))
                        && it.rsplit('/').next() == Some(column)
                };
                self.0.keys().filter(of).cloned().collect()
            }
        }
    }

    fn side(&self, patterns: &[&str]) -> Vec<String> {
        patterns.iter().flat_map(|it| self.cells(it)).collect()
    }

    /// Fills in what the report of another year tells: its own number is what is printed here as that of the year before, or there.
    fn read_beside(&mut self, other: &Self, (here, there): (&str, &str)) {
        for (name, number) in &mut self.0 {
            let same = name.strip_suffix(here).map(|it| format!("{it}{there}"));
            *number = number.or_else(|| same.and_then(|it| other.0.get(&it).copied().flatten()));
        }
    }

    /// Adds what a table that is left out would have: a reader knows what there is, and that it is withheld.
    fn with_all_of(mut self, whole: &Self) -> Self {
        for name in whole.0.keys() {
            self.0.entry(name.clone()).or_insert(None);
        }
        self
    }

    fn withheld(&self) -> BTreeSet<&String> {
        self.0.iter().filter(|it| it.1.is_none()).map(|it| it.0).collect()
    }
}

fn word(value: &Value) -> &str {
    value.as_str().expect("text")
}

/// A sum of withheld numbers, each so many times, and what it comes to.
#[derive(Clone, Debug, PartialEq)]
struct Sum {
    times: BTreeMap<String, i64>,
    is: i64,
}

/// What is printed of everything, as it is without withholding: which of the sums a reader may count on.
fn sums(printed: &Printed, whole: &Printed) -> Vec<Sum> {
    let mut found = Vec::new();
    for (left, right) in SUMS {
        let total = |side: &[&str]| whole.side(side).iter().filter_map(|it| whole.0[it]).sum::<i64>();
        if printed.side(right).is_empty() || total(left) != total(right) {
            continue;
        }
        let mut sum = Sum { times: BTreeMap::new(), is: 0 };
        for (side, sign) in [(left, 1), (right, -1)] {
            for cell in printed.side(side) {
                match printed.0[&cell] {
                    Some(number) => sum.is -= sign * number,
                    None => *sum.times.entry(cell).or_default() += sign,
                }
            }
        }
        sum.times.retain(|_, it| *it != 0);
        found.push(sum);
    }
    found
}

/// The withheld numbers that follow from the sums, by elimination. The sums have no fractions, and stay so.
fn solved(mut sums: Vec<Sum>) -> BTreeMap<String, i64> {
    let mut at = 0;
    let cells: BTreeSet<String> = sums.iter().flat_map(|it| it.times.keys().cloned()).collect();
    for cell in cells {
        let Some(pivot) = (at..sums.len()).find(|it| sums[*it].times.contains_key(&cell)) else { continue };
        sums.swap(at, pivot);
        let pivot = sums[at].clone();
        for (place, sum) in sums.iter_mut().enumerate().filter(|it| it.0 != at) {
            let (here, there) = (pivot.times[&cell], sum.times.get(&cell).copied().unwrap_or(0));
            if there != 0 {
                sum.times.values_mut().for_each(|it| *it *= here);
                sum.is *= here;
                for (name, times) in &pivot.times {
                    *sum.times.entry(name.clone()).or_default() -= there * times;
                }
                sum.is -= there * pivot.is;
                sum.times.retain(|_, it| *it != 0);
            }
            assert!(sum.is.abs() < 1 << 40, "sum {place} grows without end");
        }
        at += 1;
    }
    let alone = sums.iter().filter_map(|it| match it.times.iter().collect::<Vec<_>>()[..] {
        [(cell, times)] => Some((cell.clone(), it.is / times)),
        _ => None,
    });
    alone.collect()
}

/// What each withheld number may be at least and at most, from the sums and from what is a part of what.
fn narrowed(printed: &Printed, sums: &[Sum]) -> BTreeMap<String, (i64, i64)> {
    let mut may_be: BTreeMap<String, (i64, i64)> = printed
        .0
        .iter()
        .map(|(name, number)| {
            let is_there = NEVER_NOTHING.iter().any(|it| name.starts_with(&format!("{it}/")))
                && name.ends_with("/now")
                && !printed.0.contains_key(&name.replace("/now", "/before"));
            (name.clone(), number.map_or((i64::from(is_there), MOST), |it| (it, it)))
        })
        .collect();
    loop {
        let before = may_be.clone();
        for sum in sums {
            for (cell, times) in &sum.times {
                let others = sum.times.iter().filter(|it| it.0 != cell);
                let (mut least, mut most) = (0, 0);
                for (other, times) in others {
                    let (low, high) = may_be[other];
                    least += (times * low).min(times * high);
                    most += (times * low).max(times * high);
                }
                // The sums of documents take a number once, with or against the others.
                let (one, two) = ((sum.is - most) / times, (sum.is - least) / times);
                let it = may_be.get_mut(cell).expect("it is printed");
                *it = (it.0.max(one.min(two)), it.1.min(one.max(two)));
            }
        }
        for (table, part, whole) in PARTS {
            for cell in printed.cells(&format!("{table}/*/{part}")) {
                let of = format!("{}/{whole}", cell.rsplit_once('/').expect("a column").0);
                if let Some(all) = may_be.get(&of).copied() {
                    let it = may_be[&cell];
                    may_be.insert(cell, (it.0, it.1.min(all.1)));
                    may_be.insert(of, (all.0.max(it.0), all.1));
                }
            }
        }
        if may_be == before {
            return may_be;
        }
    }
}

fn is_small(number: i64) -> bool {
    (1..BELOW).contains(&number)
}

/// What a reader learns who should not: each in a few words.
fn learnt(printed: &Printed, whole: &Printed) -> Vec<String> {
    let mut found = Vec::new();
    let people = |it: &&String| {
        let table = it.split('/').next().expect("a caption");
        // How a number changed from one year to the next is no number of people.
        !it.ends_with("/Change")
            && !table.starts_with("Quarterly")
            && !["Actions", "Recommendations", "Cost"].contains(&table)
    };
    let shown = printed.0.iter().filter_map(|(name, it)| Some((name, (*it)?)));
    found.extend(
        shown.filter(|it| people(&it.0) && is_small(it.1)).map(|it| format!("{} is printed: {}", it.0, it.1)),
    );
    let sums = sums(printed, whole);
    found.extend(
        solved(sums.clone())
            .into_iter()
            .filter(|it| is_small(it.1))
            .map(|it| format!("{} follows: {}", it.0, it.1)),
    );
    let narrow = narrowed(printed, &sums);
    for cell in printed.withheld() {
        let (least, most) = narrow[cell];
        if least == most && is_small(least) {
            found.push(format!("{cell} can only be {least}"));
        }
    }
    for (table, part, all) in PARTS {
        for cell in printed.cells(&format!("{table}/*/{part}")) {
            let of = format!("{}/{all}", cell.rsplit_once('/').expect("a column").0);
            if let (Some(Some(part)), Some(Some(all))) = (printed.0.get(&cell), printed.0.get(&of))
                && *table != "Issues and themes"
                && is_small(all - part)
            {
                found.push(format!("{cell} leaves {}", all - part));
            }
        }
    }
    found
}

/// A year of complaints, most of them alike, and a few that are not.
fn office(seed: u64) -> Office {
    let mut dice = Dice::new(seed);
    let office = Office::empty();
    let services = 1 + dice.below(4);
    let names: Vec<String> = (1..=services).map(|it| format!("Service {it}")).collect();
    let mut options =
        vec!["setup", "--organisation", "Harbour", "--nation", "scotland", "--user", "John Smith"];
    options.extend(names.iter().flat_map(|it| ["--service", it]));
    assert_eq!(office.on("2025-04-07", &options).code, 0);
    let mut steps = vec![
        json!({ "on": "office", "do": { "add": { "list": "organisations", "names": ["Lights"] } } }),
        json!({ "on": "office", "do": { "put_under": { "service": services, "organisation": 2 } } }),
        json!({ "on": "office", "do": { "add": { "list": "themes", "names": ["Delay", "Staff", "Money"] } } }),
    ];
    let rare = dice.pick(&[2, 5, 10, 25]);
    let findings = dice.pick(&[
        &[("upheld", "yes"), ("not upheld", "no")][..],
        &[("upheld", "yes"), ("upheld", "yes"), ("upheld", "yes"), ("not upheld", "no")],
        &[
            ("upheld", "yes"),
            ("upheld in part", "yes"),
            ("not upheld", "no"),
            ("no finding reached", "not determined"),
        ],
    ]);
    let (months, number) = (dice.pick(&[2, 5, 11]), dice.pick(&[8, 15, 30, 60, 90]));
    let before = dice.pick(&[0, 3, 20]);
    let mut days: Vec<NaiveDate> = (0..number).map(|_| day("2026-04-06", dice.below(30 * months))).collect();
    days.extend((0..before).map(|_| day("2025-04-07", dice.below(330))));
    days.sort_unstable();
    let mut numbers: BTreeMap<i32, u32> = BTreeMap::new();
    for received in days {
        let number = numbers.entry(received.year()).or_default();
        *number += 1;
        let on = format!("{}-{number:04}", received.year() % 100);
        steps.extend(complaint(&mut dice, &on, received, (services, rare, findings)));
    }
    let lines: Vec<String> = steps.iter().map(Value::to_string).collect();
    let done = office.with_input(TODAY, &["do", "--batch", "500"], &lines.join("\n"));
    let refused = done.out.lines().filter(|it| it.contains("\"ok\":false")).count();
    assert_eq!(refused, 0, "{}", done.out.lines().find(|it| it.contains("\"ok\":false")).unwrap_or_default());
    office
}

type Ways<'a> = (u32, u32, &'a [(&'a str, &'a str)]);

/// The steps of one complaint: answered in time, in a route, or one of the few that were not.
fn complaint(dice: &mut Dice, on: &str, received: NaiveDate, (services, rare, findings): Ways) -> Vec<Value> {
    let after = |days: u64| (received + Days::new(days)).to_string();
    // Most of them are about the first service.
    let service = if dice.chance(60) { 1 } else { 1 + dice.below(services) };
    let theme = if dice.chance(70) { 1 } else { 1 + dice.below(3) };
    let facts =
        json!({ "received": received, "complainant": "A Person", "subject": "Slow", "service": service });
    let mut steps = vec![
        json!({ "do": { "receive": { "facts": facts, "issues": [{ "theme": theme, "what": "Slow" }] } } }),
    ];
    let mut step = |it: Value| steps.push(json!({ "on": on, "do": it }));
    if !dice.chance(rare) {
        step(json!({ "acknowledge": { "on": after(1), "means": "email" } }));
    }
    if !dice.chance(rare) {
        step(json!({ "share_timescale": { "on": after(2), "answer_by": after(28), "means": "email" } }));
    }
    let route = if dice.chance(30) { "closer look" } else { "early resolution" };
    step(json!({ "choose_route": { "route": route, "on": after(2) } }));
    if dice.chance(rare) {
        step(json!({ "mark_important": { "reason": "Many are touched" } }));
    }
    if dice.chance(rare) {
        step(
            json!({ "record_cost": { "on": after(3), "minutes": 50, "pence": 1000, "what": "Interviews" } }),
        );
    }
    if dice.chance(rare) {
        return steps;
    }
    if dice.chance(rare) {
        let outcome = dice.pick(&["withdrawn", "out of scope"]);
        step(
            json!({ "close_without_finding": { "on": after(4), "outcome": outcome, "reason": "So they said" } }),
        );
        return steps;
    }
    let (finding, went_wrong) = dice.pick(findings);
    let answered = if dice.chance(rare) { after(35) } else { after(7) };
    step(
        json!({ "find": { "issue": 1, "on": answered, "finding": finding, "went_wrong": went_wrong, "reason": "As found" } }),
    );
    step(
        json!({ "respond": { "on": answered, "means": "email", "signposted": true, "signed_off_by": "jsmith" } }),
    );
    step(json!({ "close": { "on": answered, "late_reason": "Complex case" } }));
    if dice.chance(rare) {
        let class = if dice.chance(70) { "ex gratia" } else { "not a special payment" };
        step(
            json!({ "decide_payment": { "pence": 5000, "class": class, "head": "distress", "authorised_by": "jsmith", "reason": "Distress", "paid": answered } }),
        );
    }
    steps
}

fn day(first: &str, after: u32) -> NaiveDate {
    let day: NaiveDate = first.parse().expect("a day");
    day + Days::new(u64::from(after))
}

#[test]
fn nobody_learns_a_small_number_by_subtracting_what_is_published() {
    let (all, mut told) = (offices(6), 0);
    for seed in 1..=all {
        let office = office(seed);
        let of_year = |year: &str, before: &str| {
            let made = office.on(TODAY, &["report", "annual", "--year", year, "--json"]);
            Printed::read(&made.json(), &format!("Financial year {before}"))
        };
        let annual = || of_year("2026-27", "2025-26");
        let then = || of_year("2025-26", "2024-25");
        let (printed, printed_then) = (annual(), then());
        let set = json!({ "on": "office", "do": { "set_withholding": { "below": 0 } } });
        assert_eq!(office.with_input(TODAY, &["do"], &set.to_string()).code, 0);
        let (whole, whole_then) = (annual(), then());
        let (printed, printed_then) = (printed.with_all_of(&whole), printed_then.with_all_of(&whole_then));
        assert_eq!(whole.withheld(), BTreeSet::new());
        assert_eq!(learnt(&printed, &whole), Vec::<String>::new(), "office {seed}");
        let (mut now, mut before) = (printed.clone(), printed_then.clone());
        now.read_beside(&printed_then, ("/before", "/now"));
        before.read_beside(&printed, ("/now", "/before"));
        assert_eq!(learnt(&now, &whole), Vec::<String>::new(), "office {seed}, beside the year before");
        assert_eq!(learnt(&before, &whole_then), Vec::<String>::new(), "office {seed}, the year before");
        // What is printed is true, and a reader of all of it would have learnt something.
        for (name, number) in printed.0.iter().filter(|it| it.1.is_some()) {
            assert_eq!(whole.0.get(name), Some(number), "office {seed}: {name}");
        }
        told += u64::from(!learnt(&whole, &whole).is_empty());
    }
    assert!(all < 2 * told, "only {told} of {all} offices have anything to withhold");
}

/// An office of one service that received and closed 16, all but one of them upheld.
#[test]
fn one_small_number_takes_what_would_tell_it_and_nothing_else() {
    let office = Office::empty();
    let set_up = [
        "setup",
        "--organisation",
        "Harbour",
        "--nation",
        "scotland",
        "--user",
        "John Smith",
        "--service",
        "Licences",
        "--theme",
        "Delay",
    ];
    assert_eq!(office.on("2025-04-07", &set_up).code, 0);
    let mut dice = Dice::new(1);
    let (most, other) = ([("upheld", "yes")], [("not upheld", "no")]);
    let steps = (1..=16_u32).flat_map(|it| {
        let findings = if it == 16 { &other[..] } else { &most[..] };
        complaint(&mut dice, &format!("26-{it:04}"), day("2026-05-06", it % 2), (1, 0, findings))
    });
    let alike =
        [("closer look", "early resolution"), ("\"theme\":2", "\"theme\":1"), ("\"theme\":3", "\"theme\":1")];
    let lines: Vec<String> =
        steps.map(|it| alike.iter().fold(it.to_string(), |line, it| line.replace(it.0, it.1))).collect();
    let done = office.with_input(TODAY, &["do", "--batch", "500"], &lines.join("\n"));
    assert!(!done.out.contains("\"ok\":false"), "{}", done.out);
    let made = office.on(TODAY, &["report", "annual", "--year", "2026-27", "--json"]).json();
    let printed = Printed::read(&made, "Financial year 2025-26");
    let withheld = printed.withheld();
    assert!(printed.cells("Outcomes/*/now").iter().all(|it| printed.0[it].is_none()), "{withheld:?}");
    let told = |it: &str| printed.0.get(it).copied().flatten();
    assert_eq!(told("Received by service/Licences/now"), Some(16), "{withheld:#?}");
    assert_eq!(told("Timeliness/Within the first timescale/Of"), Some(16), "{withheld:#?}");
    assert!(withheld.len() < 12, "{withheld:#?}");
}

/// What was opened again, or was open from one year to the next, is told by what was received and closed where it is printed.
#[test]
fn a_published_report_does_not_say_how_many_were_open_or_opened_again() {
    let office = office(1);
    for (document, kind) in [("annual", "--year"), ("learning", "--year")] {
        let made = office.on(TODAY, &["report", document, kind, "2026-27", "--json"]).out;
        for words in ["Opened again", "Carried forward", "Brought forward"] {
            assert!(!made.contains(words), "{document}: {words}");
        }
    }
    let within = office.on(TODAY, &["report", "annual", "--year", "2026-27", "--as-of", "2026-10-31"]);
    assert_eq!(within.code, 1, "{}", within.err);
    assert!(within.err.contains("as of a day within it"), "{}", within.err);
}
