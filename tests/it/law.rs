//! What happens later never changes what was: documents as of a day are the same to the byte, whatever is done on later days.
//!
//! Offices are made at random: any step on any case, plan or register, each on the day on which it is recorded. Steps that are
//! refused change nothing, so whatever comes of a table of steps is an office. More offices: `REDRESS_LAW=50`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use redress::api::message::{Reply, Request};
use redress::api::service::Service;
use redress::cli::steps::read;
use redress::clock::Clock;
use redress::desk::session::{Desk, How, Session};
use redress::domain::calendar::period::PeriodKind;
use redress::domain::figures::period::Scope;
use redress::domain::office::lists::ServiceId;
use redress::domain::reference::RecordRef;
use redress::exchange::demo::dice::Dice;
use redress::report::documents::DOCUMENTS;
use redress::report::gathering::{Source, Subject};
use redress::report::render::{Format, render};
use redress::report::returns::RETURNS;
use serde_json::{Value, json};

use crate::driver::Office;

/// Days on which something is done, before the day of the documents and after it.
const DAYS: u32 = 10;
/// Steps tried on each.
const STEPS: u32 = 105;
/// So many of the newest records are worked on most.
const LATEST: usize = 3;

const CASE_STEPS: &[&str] = &[
    r#"{"acknowledge":{"on":"DAY","means":"email"}}"#,
    r#"{"share_timescale":{"on":"DAY","answer_by":"SOON","means":"email"}}"#,
    r#"{"extend":{"told_on":"DAY","to":"LATER","reason":"More to look at"}}"#,
    r#"{"choose_route":{"route":"early resolution","on":"DAY"}}"#,
    r#"{"choose_route":{"route":"closer look","on":"DAY","reason":"It is serious"}}"#,
    r#"{"add_issue":{"theme":ONE,"what":"Nobody rang back"}}"#,
    r#"{"find":{"issue":1,"on":"DAY","finding":"upheld","went_wrong":"yes","reason":"Nobody rang"}}"#,
    r#"{"find":{"issue":1,"on":"DAY","finding":"not upheld","went_wrong":"no","reason":"They rang"}}"#,
    r#"{"find":{"issue":2,"on":"DAY","finding":"upheld","went_wrong":"yes","reason":"Nobody rang"}}"#,
    r#"{"pause":{"from":"DAY","category":"to get information","reason":"Waiting for the person"}}"#,
    r#"{"resume":{"on":"DAY"}}"#,
    r#"{"update_person":{"on":"DAY","means":"email","note":"Going on","next":"SOON"}}"#,
    r#"{"offer_remedy":{"kind":"apology","what":"An apology","who":"jsmith","by":"SOON"}}"#,
    r#"{"answer_remedy":{"remedy":1,"answer":"accepted"}}"#,
    r#"{"complete_remedy":{"remedy":1,"on":"DAY","evidence":"Letter"}}"#,
    r#"{"decide_payment":{"pence":5000,"class":"ex gratia","head":"distress","authorised_by":"zpatel","reason":"Distress","by":"SOON"}}"#,
    r#"{"pay":{"payment":1,"on":"DAY","payment_ref":"77"}}"#,
    r#"{"respond":{"on":"DAY","means":"email","signposted":true,"signed_off_by":"zpatel"}}"#,
    r#"{"close":{"on":"DAY","late_reason":"Staff"}}"#,
    r#"{"close":{"on":"DAY","outcome":"upheld","reason":"As a whole","late_reason":"Staff"}}"#,
    r#"{"close_without_finding":{"on":"DAY","outcome":"withdrawn","reason":"They said so"}}"#,
    r#"{"reopen":{"on":"DAY","reason":"Something new"}}"#,
    r#"{"refer":{"body":"PHSO","tier":"Ombudsman enquiry","referred_by":"the person","on":"DAY"}}"#,
    r#"{"send_papers":{"referral":1,"what":"DAY"}}"#,
    r#"{"record_decision":{"referral":1,"what":{"on":"DAY","decision":"upheld"}}}"#,
    r#"{"mark_important":{"reason":"Many are touched"}}"#,
    r#""unmark_important""#,
    r#"{"record_cost":{"on":"DAY","minutes":50,"pence":1000,"what":"Interviews"}}"#,
    r#"{"note":{"text":"Rang."}}"#,
];

/// What was recorded is put right, cancelled or taken back: of a case that came in after the day of the documents, that is no fact of
/// an earlier day.
const CORRECTIONS: &[&str] = &[
    r#"{"amend":[{"service":ONE}]}"#,
    r#"{"amend_issue":{"number":1,"theme":ONE,"what":"Slower"}}"#,
    r#"{"amend_remedy":{"part":{"number":1,"kind":"apology","what":"A letter","who":"jsmith","by":"SOON"},"why":"It is a letter"}}"#,
    r#"{"amend_payment":{"part":{"number":1,"pence":7000,"class":"ex gratia","head":"distress","authorised_by":"zpatel","reason":"Distress"},"why":"Read wrongly"}}"#,
    r#"{"amend_cost":{"part":{"number":1,"on":"DAY","minutes":70,"pence":0,"what":"Interviews"},"why":"Added up wrongly"}}"#,
    r#"{"cancel_part":{"part":{"remedy":1},"reason":"Not wanted"}}"#,
    r#"{"cancel_part":{"part":{"payment":1},"reason":"Not due"}}"#,
    r#"{"cancel_part":{"part":{"cost":1},"reason":"Of another case"}}"#,
    r#""take_back""#,
];

const IMPORTS: &[&str] = &[
    r#"{"import":{"facts":{"received":"DAY","complainant":"A Person","service":ONE},"source":{"reference":"NUMBER"},"issues":[{"theme":ONE,"what":"Slow"}],"timescale":"SOON"}}"#,
    r#"{"import":{"facts":{"received":"DAY","complainant":"A Person","service":ONE},"source":{"reference":"NUMBER"},"issues":[{"theme":ONE,"what":"Slow"}],"timescale":"SOON","told":"DAY","route":"closer look","closing":{"on":"DAY","outcome":"upheld"}}}"#,
    r#"{"import":{"facts":{"received":"DAY","complainant":"A Person"},"source":{"reference":"NUMBER"},"route":"early resolution","closing":{"on":"DAY","day_not_known":true,"outcome":"not upheld"}}}"#,
];

/// A consent that is taken back goes out of documents of every day, and what is written for the public is part of making them: neither
/// is a step here.
const PLAN_STEPS: &[&str] = &[
    r#"{"add_action":{"what":"Two people open the queue daily instead of one weekly","failing":1,"impact":"Waited","kind":"to prevent","owner":"jsmith","resources":"Two hours a day","start":"DAY","due":"SOON","standard":"does not apply: none","involvement":"does not apply: none","progress_review":"monthly","progress_review_on":"SOON","completed_review":"sample","review_within_days":10,"audit":"does not apply: small","impact_reading_on":"LATER","measure":{"measured":{"name":"Calls","unit":"%","baseline":"40","target":"90"}}}}"#,
    r#"{"accept_action":{"action":1,"on":"DAY"}}"#,
    r#"{"agree_plan":{"on":"DAY"}}"#,
    r#"{"start_action":{"action":1,"on":"DAY"}}"#,
    r#"{"review_progress":{"action":1,"on":"DAY","progress":"on track","next":"SOON"}}"#,
    r#"{"complete_action":{"action":1,"on":"DAY","evidence":"The rota"}}"#,
    r#"{"review_action":{"action":1,"on":"DAY","looked_at":"20","result":"not effective","note":"Bad"}}"#,
    r#"{"review_action":{"action":1,"on":"DAY","looked_at":"20","result":"effective","note":"Good"}}"#,
    r#"{"record_reading":{"action":1,"on":"DAY","value":"92","note":"Better"}}"#,
    r#"{"change_due":{"action":1,"due":"LATER","reason":"Busy"}}"#,
    r#"{"add_failing":{"case":"CASE","issue":1,"what":"No reply","impact":"Waited"}}"#,
    r#"{"adopt_not":{"action":1,"reason":"Too dear"}}"#,
    r#"{"close_plan":{"on":"DAY"}}"#,
];

const RECEIVE: &str = r#"{"receive":{"facts":{"received":"DAY","complainant":"A Person","subject":"Late","service":ONE},"issues":[{"theme":ONE,"what":"Slow"}]}}"#;
const MAKE_PLAN: &str = r#"{"make_plan":{"facts":{"title":"Slow","service":ONE,"theme":ONE,"learning":"Look daily","done_looks_like":"Answered"},"failings":[{"case":"CASE","issue":1,"what":"Nobody looked","impact":"Waited"}]}}"#;

const ENTRIES: &[&str] = &[
    r#"{"enter":{"register":"feedback","values":{"group":"person","on":"DAY","case":"CASE","own_words":"Slow"}}}"#,
    r#"{"enter":{"register":"meetings","values":{"kind":"board","held":"DAY","next":"2027-12-01"}}}"#,
];

/// An office in which things happen at random.
struct Course {
    office: Office,
    dice: Dice,
    cases: Vec<RecordRef>,
    plans: Vec<RecordRef>,
    /// From which case on what was recorded is put right: those before it are in documents already.
    put_right_from: usize,
    /// How far each record has come through its table.
    at: BTreeMap<RecordRef, usize>,
    /// The steps of the tables that were taken.
    done: BTreeSet<&'static str>,
}

impl Course {
    fn begin(seed: u64, day: NaiveDate) -> Self {
        let office = Office::empty();
        let course = Self {
            office,
            dice: Dice::new(seed),
            cases: vec![],
            plans: vec![],
            put_right_from: 0,
            at: BTreeMap::new(),
            done: BTreeSet::new(),
        };
        let desk = course.open(day);
        for (list, names) in [
            ("organisations", ["North", "South"]),
            ("services", ["Claims", "Appeals"]),
            ("themes", ["Delay", "Staff"]),
        ] {
            Self::take(
                &mut desk.session("jsmith"),
                Some("office"),
                &json!({ "add": { "list": list, "names": names } }).to_string(),
            );
        }
        course
    }

    fn open(&self, day: NaiveDate) -> Desk {
        let how = How {
            data: self.office.data(),
            clock: Clock::Pinned(day),
            login: "jsmith".to_owned(),
            afresh: false,
        };
        Desk::open(&how, &mut |_, _| {}).map_err(|it| it.to_string()).expect("it opens")
    }

    /// Takes a step if the rules allow it.
    fn take(by: &mut Session, on: Option<&str>, step: &str) -> Option<RecordRef> {
        let step: Value = serde_json::from_str(step).expect("the table holds JSON");
        let line = on.map_or_else(|| json!({ "do": step }), |on| json!({ "on": on, "do": step }));
        let ask = read(line.to_string().as_bytes()).unwrap_or_else(|it| panic!("{line}: {it:?}"));
        let said = by.call(Request::Do(vec![ask]));
        let Ok(Reply::Done(done)) = said else { return None };
        Some(done.into_iter().next()?.ok()?.on)
    }

    /// A day at the office.
    fn work(&mut self, day: NaiveDate) {
        let desk = self.open(day);
        let mut people = [desk.session("jsmith"), desk.session("zpatel")];
        for _ in 0..STEPS {
            let which = self.dice.below(2) as usize;
            let words = |text: &str, dice: &mut Dice, cases: &[RecordRef]| {
                let after = |days: u64| (day + Days::new(days)).to_string();
                let case = cases.get(dice.below(u32::try_from(cases.len().max(1)).expect("few")) as usize);
                let (soon, later) = (u64::from(dice.below(20)), 20 + u64::from(dice.below(20)));
                text.replace("DAY", &day.to_string())
                    .replace("SOON", &after(soon))
                    .replace("LATER", &after(later))
                    .replace("ONE", &(1 + dice.below(2)).to_string())
                    .replace("NUMBER", &format!("{day}/{}", cases.len()))
                    .replace("CASE", &case.map_or("26-0001".to_owned(), ToString::to_string))
            };
            let (on, text) = match self.dice.below(102) {
                0..3 => (None, RECEIVE),
                3 if self.dice.chance(40) => (None, MAKE_PLAN),
                4..7 => (None, self.dice.pick(ENTRIES)),
                90..92 => (None, self.dice.pick(IMPORTS)),
                92.. if self.put_right_from < self.cases.len() => {
                    let latest = &self.cases[self.put_right_from..];
                    let at = self.dice.below(u32::try_from(latest.len()).expect("few")) as usize;
                    (Some(latest[at]), self.dice.pick(CORRECTIONS))
                }
                7..36 => self.pick(&self.plans.clone(), PLAN_STEPS),
                _ => self.pick(&self.cases.clone(), CASE_STEPS),
            };
            let json = words(text, &mut self.dice, &self.cases);
            let taken = Self::take(&mut people[which], on.map(|it| it.to_string()).as_deref(), &json);
            if taken.is_some() {
                self.done.insert(text);
            }
            match (on, taken) {
                (None, Some(made @ RecordRef::Case(_))) => self.cases.push(made),
                (None, Some(made @ RecordRef::Plan(_))) => self.plans.push(made),
                (Some(on), taken) if taken.is_some() || self.dice.chance(50) => {
                    *self.at.entry(on).or_default() += 1;
                }
                _ => {}
            }
        }
    }

    /// A record, the newest ones most often, and a step on it: mostly the one that follows what was done with it, as the table has
    /// them in their order.
    fn pick(
        &mut self,
        all: &[RecordRef],
        steps: &'static [&'static str],
    ) -> (Option<RecordRef>, &'static str) {
        let latest = &all[all.len().saturating_sub(if self.dice.chance(70) { LATEST } else { all.len() })..];
        let Some(on) = u32::try_from(latest.len())
            .ok()
            .filter(|it| 0 < *it)
            .map(|it| latest[self.dice.below(it) as usize])
        else {
            return (None, RECEIVE);
        };
        let next = self.at.get(&on).copied().unwrap_or_default();
        let text = if self.dice.chance(88) { steps[next % steps.len()] } else { self.dice.pick(steps) };
        (Some(on), text)
    }

    /// Every document and return of every kind of period around the day, as of the day, in words and as JSON.
    fn documents(&self, day: NaiveDate, today: NaiveDate) -> Vec<(String, String)> {
        let desk = self.open(today);
        let mut service = desk.session("jsmith");
        let Ok(Reply::Hello(hello)) = service.call(Request::Hello) else { panic!("it answers") };
        let mut found = Vec::new();
        for kind in [PeriodKind::Year, PeriodKind::Quarter, PeriodKind::Month] {
            for scope in [Scope::All, Scope::Service(ServiceId(1))] {
                let subject =
                    Subject { as_of: day, ..Subject::of(Some(kind), kind.around(day), scope, today) };
                let mut source =
                    Source { service: &mut service, office: &hello.office, step: &mut |_, _| true };
                let material = source.gather(&subject).expect("it is made");
                let mut add = |name: &str, document| {
                    for format in [Format::Text, Format::Json] {
                        let text = String::from_utf8(render(&document, format)).expect("text");
                        found.push((format!("{name} {} {scope:?} {format:?}", subject.stretch.name), text));
                    }
                };
                DOCUMENTS.iter().for_each(|it| add(it.name, it.document(&material)));
                RETURNS.iter().for_each(|it| add(it.name, it.document(&material)));
            }
        }
        found
    }
}

fn law(seed: u64) -> BTreeSet<&'static str> {
    let first: NaiveDate = "2026-05-04".parse().expect("a day");
    let mut course = Course::begin(seed, first);
    let gap = |course: &mut Course| Days::new(1 + u64::from(course.dice.below(9)));
    let mut day = first;
    for _ in 0..DAYS {
        course.work(day);
        day = day + gap(&mut course);
    }
    let before = course.documents(day, day);
    course.put_right_from = course.cases.len();
    let mut later = day + Days::new(1);
    for _ in 0..DAYS {
        course.work(later);
        later = later + gap(&mut course);
    }
    for ((name, was), (_, is)) in before.iter().zip(course.documents(day, later)) {
        is_the_same(name, was, &is, seed);
    }
    course.done
}

fn is_the_same(name: &str, was: &str, is: &str, seed: u64) {
    let differ: Vec<String> = was
        .lines()
        .zip(is.lines())
        .filter(|it| it.0 != it.1)
        .map(|(was, is)| format!("- {was}\n+ {is}"))
        .take(8)
        .collect();
    assert!(was == is, "office {seed}, {name}:\n{}", differ.join("\n"));
}

/// How many offices are made at random: so many, or as many as were asked for.
pub(crate) fn offices(unless_asked: u64) -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a test asks how much it is to do")]
    let asked = std::env::var("REDRESS_LAW").ok();
    asked.and_then(|it| it.parse().ok()).unwrap_or(unless_asked)
}

#[test]
fn what_happens_later_never_changes_a_document_as_of_an_earlier_day() {
    let done: BTreeSet<&str> = (1..=offices(2)).flat_map(law).collect();
    let never: Vec<&str> = [CASE_STEPS, PLAN_STEPS, ENTRIES, CORRECTIONS, IMPORTS]
        .concat()
        .into_iter()
        .filter(|it| !done.contains(it))
        .collect();
    assert!(never.len() < 4, "never taken: {never:#?}");
}
