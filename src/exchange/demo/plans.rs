//! What the made-up office has learnt: a plan that put an end to slow renewals, one whose trouble came back and is worse than
//! before, one that changed nothing, one with everything that can be late in it, and a draft.

use chrono::{Days, NaiveDate};

use crate::api::message::{Ask, Fault, ListRequest, Reply, Request};
use crate::api::service::{Service, take};
use crate::domain::case::round::Told;
use crate::domain::filter::Filter;
use crate::domain::listing::Order;
use crate::domain::office::lists::{ServiceId, ThemeId};
use crate::domain::office::record::Office;
use crate::domain::plan::command::{
    AgreePlan, ApproveForPublic, AuditAction, BlockAction, CompleteAction, Involve, MakePlan, OnAction,
    PlanCommand, ReviewAction, ReviewProgress, WriteForPublic,
};
use crate::domain::plan::record::{
    ActionFacts, Failing, InvolvementFact, Measure, Offer, PlanFacts, Satisfaction,
};
use crate::domain::reference::RecordRef;
use crate::domain::reference::{CaseRef, PlanRef};
use crate::domain::vocabulary::{ActionKind, Answer, InvolvedAs, Means, Progress, ReviewResult, Satisfied};
use crate::exchange::demo::texts::{Matter, SLOW_RENEWALS, WRONG_ADVICE};

/// Days ago on which the plans were completed whose effect can be seen: six full months have passed since.
const PLANS_DONE: u64 = 215;

/// Who is responsible for every plan.
const PLAN_OWNER: &str = "aobriain";

/// Two people who work with plans: nobody may review what they did themselves.
struct Writer<'a> {
    service: &'a mut dyn Service,
    colleague: &'a mut dyn Service,
    office: Office,
    today: NaiveDate,
}

/// Writes the plans. Everything is done by whoever asks, but the reviews: those are a colleague's.
pub fn plans(service: &mut dyn Service, colleague: &mut dyn Service, today: NaiveDate) -> Result<(), Fault> {
    let office = match service.call(Request::Hello)? {
        Reply::Hello(it) => it.office,
        _ => Office::default(),
    };
    let mut writer = Writer { service, colleague, office, today };
    slow_renewals(&mut writer)?;
    wrong_advice(&mut writer)?;
    letters(&mut writer)?;
    draft(&mut writer)?;
    inspections(&mut writer)
}

impl Writer<'_> {
    fn ago(&self, days: u64) -> NaiveDate {
        self.today.checked_sub_days(Days::new(days)).unwrap_or(self.today)
    }

    fn ahead(&self, days: u64) -> NaiveDate {
        self.today.checked_add_days(Days::new(days)).unwrap_or(self.today)
    }

    /// Cases in which this trouble was found.
    fn cases(&mut self, matter: &Matter) -> Result<Vec<CaseRef>, Fault> {
        let text = format!("service:\"{}\" theme:\"{}\" wrong:yes", matter.service, matter.theme);
        let filter = Filter::parse(&text).unwrap_or_default();
        let request =
            ListRequest { filter, order: Order::Reference, today: self.today, after: None, limit: 3 };
        match self.service.call(Request::List(request))? {
            Reply::List { rows, .. } => Ok(rows.into_iter().map(|it| it.reference).collect()),
            _ => Ok(Vec::new()),
        }
    }

    fn take(&mut self, on: Option<PlanRef>, command: PlanCommand) -> Result<PlanRef, Fault> {
        one(self.service, on, command)
    }

    /// Takes a step as the colleague.
    fn look(&mut self, on: PlanRef, command: PlanCommand) -> Result<PlanRef, Fault> {
        one(self.colleague, Some(on), command)
    }

    fn make(
        &mut self,
        title: &str,
        matter: &Matter,
        learning: &str,
        failings: usize,
    ) -> Result<PlanRef, Fault> {
        let mut cases = self.cases(matter)?;
        cases.truncate(failings);
        let facts = PlanFacts {
            title: title.to_owned(),
            service: self.office.services.find(matter.service).map(|it| ServiceId(it.id)),
            theme: self.office.themes.find(matter.theme).map(|it| ThemeId(it.id)),
            learning: learning.to_owned(),
            done_looks_like: "No complaint of this kind in three months".to_owned(),
        };
        let failing = |case: Option<CaseRef>| Failing {
            case,
            issue: case.map(|_| 1),
            what: matter.failing.to_owned(),
            impact: "Lost income and weeks of not knowing".to_owned(),
            ..Failing::default()
        };
        let mut failings: Vec<Failing> = cases.into_iter().map(|it| failing(Some(it))).collect();
        if failings.is_empty() {
            failings.push(failing(None));
        }
        let owner = PLAN_OWNER.to_owned();
        self.take(None, PlanCommand::MakePlan(Box::new(MakePlan { facts, owner, failings })))
    }

    /// Everything the guide asks of an action.
    fn action(what: &str, failing: u32, owner: &str, start: NaiveDate, due: NaiveDate) -> ActionFacts {
        ActionFacts {
            what: what.to_owned(),
            failing: Some(failing),
            kind: Some(ActionKind::Prevent),
            owner: owner.to_owned(),
            start: Some(start),
            due: Some(due),
            standard: "Published time for decisions".to_owned(),
            standard_check: "The team lead looks at ten cases each month".to_owned(),
            involvement: "Told by letter when it is done".to_owned(),
            progress_review: "Each Friday with the team lead".to_owned(),
            progress_review_on: Some(due),
            completed_review: "Sample of 20 cases by another team".to_owned(),
            review_within_days: Some(28),
            audit: "The same sample again".to_owned(),
            audit_every_months: Some(6),
            measure: Some(Measure::Counted { baseline_months: 12 }),
            resources: "An hour a day, from the present team".to_owned(),
            ..ActionFacts::default()
        }
    }

    /// Adds, accepts and, once all are there, agrees.
    fn agreed(&mut self, plan: PlanRef, actions: Vec<ActionFacts>, on: NaiveDate) -> Result<(), Fault> {
        for (action, facts) in (1..).zip(actions) {
            self.take(Some(plan), PlanCommand::AddAction(Box::new(facts)))?;
            self.take(Some(plan), PlanCommand::AcceptAction(OnAction { action, on }))?;
        }
        self.take(Some(plan), PlanCommand::AgreePlan(AgreePlan { on }))?;
        Ok(())
    }

    /// Whoever brought the case is told of a plan.
    fn told(&mut self, plan: PlanRef, matter: &Matter, on: NaiveDate, note: &str) -> Result<(), Fault> {
        let case = self.cases(matter)?.first().copied();
        self.told_of(plan, case, on, note)
    }

    fn told_of(
        &mut self,
        plan: PlanRef,
        case: Option<CaseRef>,
        on: NaiveDate,
        note: &str,
    ) -> Result<(), Fault> {
        let told = Told { on, means: Some(Means::Letter), note: note.to_owned() };
        let facts = vec![InvolvementFact::Told(told)];
        self.take(Some(plan), PlanCommand::Involve(Involve { case, facts }))?;
        Ok(())
    }

    fn done(&mut self, plan: PlanRef, action: u32, on: NaiveDate, evidence: &str) -> Result<(), Fault> {
        let started = on.checked_sub_days(Days::new(20)).unwrap_or(on);
        self.take(Some(plan), PlanCommand::StartAction(OnAction { action, on: started }))?;
        let evidence = evidence.to_owned();
        self.take(Some(plan), PlanCommand::CompleteAction(CompleteAction { action, on, evidence }))?;
        Ok(())
    }

    fn found_effective(&mut self, plan: PlanRef, action: u32, on: NaiveDate) -> Result<(), Fault> {
        let review = ReviewAction {
            action,
            on,
            looked_at: "20 cases from the queue, and the rota".to_owned(),
            result: ReviewResult::Effective,
            note: "Every case had a name on it within a day.".to_owned(),
            again_on: None,
        };
        self.look(plan, PlanCommand::ReviewAction(review))?;
        Ok(())
    }
}

impl Writer<'_> {
    /// Writes what the plan says to the public, and has the colleague approve it.
    fn published(&mut self, plan: PlanRef, failing: &str, learning: &str, change: &str) -> Result<(), Fault> {
        let written = WriteForPublic {
            failing: failing.to_owned(),
            learning: learning.to_owned(),
            change: change.to_owned(),
            names_nobody: Vec::new(),
        };
        self.take(Some(plan), PlanCommand::WriteForPublic(Box::new(written)))?;
        let approved = ApproveForPublic { is_anonymous: true, names_nobody: Vec::new() };
        self.look(plan, PlanCommand::ApproveForPublic(approved))?;
        Ok(())
    }
}

fn one(service: &mut dyn Service, on: Option<PlanRef>, command: PlanCommand) -> Result<PlanRef, Fault> {
    let ask = Ask { on: on.map(RecordRef::Plan), ..Ask::first(command) };
    let done = take(service, ask)?;
    PlanRef::try_from(done.on).map_err(Fault::Missing)
}

fn slow_renewals(writer: &mut Writer) -> Result<(), Fault> {
    let (start, done) = (writer.ago(PLANS_DONE + 60), writer.ago(PLANS_DONE));
    let plan = writer.make(
        "Every renewal has a named person from the first day",
        &SLOW_RENEWALS,
        "The shared queue had no owner, so each of us thought that another had looked.",
        2,
    )?;
    let first = Writer::action(
        "Two people open the renewals queue each morning and put a name on every case",
        1,
        "sokafor",
        start,
        done,
    );
    let second =
        Writer::action("The letter of receipt names the person and the date", 2, "tnguyen", start, done);
    writer.agreed(plan, vec![first, second], start)?;
    writer.done(plan, 1, done, "The rota since spring; 30 cases with a name on them.")?;
    writer.done(plan, 2, done, "The new letter, and ten that went out with it.")?;
    let reviewed = writer.ago(PLANS_DONE - 21);
    writer.found_effective(plan, 1, reviewed)?;
    writer.found_effective(plan, 2, reviewed)?;
    let audit = AuditAction {
        action: 1,
        on: writer.ago(20),
        passed: true,
        note: "19 of 20 had a name within a day.".to_owned(),
        next: None,
    };
    writer.look(plan, PlanCommand::AuditAction(audit))?;
    let told = Told {
        on: reviewed,
        means: Some(Means::Letter),
        note: "Wrote to say what has changed, and thanked them for telling us.".to_owned(),
    };
    let offer = Offer {
        part: InvolvedAs::Guidance,
        what: String::new(),
        on: reviewed,
        answer: Some(Answer::Accepted),
        answered: Some(reviewed),
    };
    let asked = Satisfaction {
        on: reviewed,
        satisfied: Satisfied::Yes,
        words: "I would not want anybody else to lose a season.".to_owned(),
    };
    let facts =
        vec![InvolvementFact::Told(told), InvolvementFact::Offered(offer), InvolvementFact::Satisfied(asked)];
    let cases = writer.cases(&SLOW_RENEWALS)?;
    writer.take(Some(plan), PlanCommand::Involve(Involve { case: cases.first().copied(), facts }))?;
    if let Some(second) = cases.get(1) {
        writer.told_of(plan, Some(*second), reviewed, "Wrote to say what has changed.")?;
    }
    writer.published(
        plan,
        "People waited weeks for a renewal, and nobody could tell them how it stood.",
        "Renewals lay in a queue that nobody had to open.",
        "Every renewal has a named person from the first day, and the letter of receipt says who it is.",
    )
}

fn wrong_advice(writer: &mut Writer) -> Result<(), Fault> {
    let (start, done) = (writer.ago(PLANS_DONE + 40), writer.ago(PLANS_DONE));
    let plan = writer.make(
        "The helpline reads from the rule that holds today",
        &WRONG_ADVICE,
        "Nobody was asked to change the guidance on screen when a rule changed.",
        1,
    )?;
    let action = Writer::action(
        "Whoever changes a rule changes the guidance on screen the same day",
        1,
        "dmacleod",
        start,
        done,
    );
    writer.agreed(plan, vec![action], start)?;
    writer.done(plan, 1, done, "The guidance page, with its date, and the note to all teams.")?;
    writer.found_effective(plan, 1, writer.ago(PLANS_DONE - 25))?;
    writer.told(plan, &WRONG_ADVICE, writer.ago(PLANS_DONE - 30), "Wrote to say what has changed.")?;
    writer.published(
        plan,
        "The helpline gave advice that was out of date.",
        "When a rule changed, nobody was asked to change the guidance on screen.",
        "Whoever changes a rule changes the guidance on screen the same day.",
    )
}

fn letters(writer: &mut Writer) -> Result<(), Fault> {
    let matter = &crate::exchange::demo::texts::MATTERS[0];
    let start = writer.ago(80);
    let plan = writer.make(
        "Letters that say why, in plain words",
        matter,
        "Our letters gave the rule but not what it meant for the person.",
        1,
    )?;
    let actions = vec![
        Writer::action(
            "A second person reads every refusal before it goes",
            1,
            "gjones",
            start,
            writer.ago(9),
        ),
        Writer::action(
            "Six model letters are written anew with two people who complained",
            1,
            "sokafor",
            start,
            writer.ago(30),
        ),
        Writer::action(
            "Every letter writer has a day with the plain words group",
            1,
            "Learning team",
            start,
            writer.ahead(40),
        ),
        Writer::action("The letter template leaves room for the reason", 1, "tnguyen", start, writer.ago(25)),
        Writer::action(
            "The helpline hears how each refusal is worded",
            1,
            "mhussain",
            start,
            writer.ahead(2),
        ),
    ];
    writer.agreed(plan, actions, start)?;
    writer.told(plan, matter, writer.ago(70), "Wrote to say what we will do.")?;
    writer.take(Some(plan), PlanCommand::StartAction(OnAction { action: 1, on: writer.ago(60) }))?;
    let review = ReviewProgress {
        action: 1,
        on: writer.ago(12),
        progress: Progress::AtRisk,
        note: "Two of four readers have left the team.".to_owned(),
        next: Some(writer.ahead(5)),
    };
    writer.take(Some(plan), PlanCommand::ReviewProgress(review))?;
    writer.done(plan, 2, writer.ago(35), "The six letters, and notes of both meetings.")?;
    let block =
        BlockAction { action: 3, on: writer.ago(10), why: "No day is free before the new year.".to_owned() };
    writer.take(Some(plan), PlanCommand::BlockAction(block))?;
    writer.done(plan, 4, writer.ago(6), "The new template, in use since Monday.")
}

fn inspections(writer: &mut Writer) -> Result<(), Fault> {
    let matter = &crate::exchange::demo::texts::MATTERS[3];
    let (start, done) = (writer.ago(PLANS_DONE + 30), writer.ago(PLANS_DONE));
    let plan = writer.make(
        "Inspectors who say their name and why they are there",
        matter,
        "Inspectors are trained in the law, and not in how to speak to people on their own quay.",
        1,
    )?;
    let action =
        Writer::action("Every inspector has half a day with the mediation team", 1, "mhussain", start, done);
    writer.agreed(plan, vec![action], start)?;
    writer.done(plan, 1, done, "The list of those who were there.")?;
    let review = ReviewAction {
        action: 1,
        on: writer.ago(PLANS_DONE - 25),
        looked_at: "Ten reports, and five calls to people who were inspected".to_owned(),
        result: ReviewResult::Partly,
        note: "Names are said. Three of five still felt accused.".to_owned(),
        again_on: None,
    };
    writer.look(plan, PlanCommand::ReviewAction(review))?;
    writer.told(
        plan,
        matter,
        writer.ago(PLANS_DONE - 30),
        "Wrote to say what has changed, and what has not yet.",
    )
}

fn draft(writer: &mut Writer) -> Result<(), Fault> {
    let matter = &crate::exchange::demo::texts::MATTERS[1];
    let plan = writer.make("Inspections that keep their appointments", matter, "", 1)?;
    let facts = ActionFacts { what: "Train inspectors".to_owned(), ..ActionFacts::default() };
    writer.take(Some(plan), PlanCommand::AddAction(Box::new(facts)))?;
    Ok(())
}
