//! What complaints came to after each plan that is done, in the report on learning: a line and a picture for each.

use chrono::NaiveDate;

use crate::api::message::{MonthsRequest, Request};
use crate::domain::days::Days;
use crate::domain::figures::groups::{SERVICE, THEME};
use crate::domain::figures::impact::{Counted, Course, Sides, first_month, month, sides};
use crate::domain::figures::period::Scope;
use crate::domain::figures::rounding::one_place;
use crate::domain::office::record::Office;
use crate::domain::plan::record::Plan;
use crate::domain::wrapping::wrap;
use crate::report::impact::of_plan;
use crate::report::topics::Pictured;
use crate::tui::screen::Effect;
use crate::tui::screens::report_lines::{Behind, ReportLine};
use crate::tui::screens::report_pages::{SENTENCE, title};
use crate::tui::screens::report_pictures::{Picture, of_months};

/// A plan that is done, with the months around that.
#[derive(Clone, Debug)]
pub struct PlanCourse {
    plan: Plan,
    course: Course,
    /// First day of the first month.
    first: NaiveDate,
    /// Complaints of each month; empty until they are here.
    months: Vec<u32>,
}

impl PlanCourse {
    /// The plans of whoever is looked at that say which complaints they are about, and are done.
    pub fn of(plans: &[Plan], scope: Scope, office: &Office, today: NaiveDate) -> Vec<Self> {
        let course = |plan: &Plan| {
            let is_about_some = plan.facts.service.is_some() && plan.facts.theme.is_some();
            let is_wanted = is_about_some && scope.holds(office, plan.facts.service);
            let course = Course::of(plan).filter(|_| is_wanted)?;
            Some(Self { plan: plan.clone(), course, first: first_month(today)?, months: Vec::new() })
        };
        plans.iter().filter_map(course).collect()
    }

    fn request(&self, today: NaiveDate) -> MonthsRequest {
        let (theme, service) = (self.plan.facts.theme, self.plan.facts.service);
        MonthsRequest { theme, service, from: self.first, to: today }
    }

    /// Asks for its months.
    pub fn ask(&self, today: NaiveDate) -> Effect {
        Effect::Call(Request::Months(self.request(today)))
    }

    /// Takes in months, if they are its own.
    pub fn hear(&mut self, request: &MonthsRequest, received: &[u32]) {
        if (request.theme, request.service) == (self.plan.facts.theme, self.plan.facts.service) {
            (self.first, self.months) = (request.from, received.to_vec());
        }
    }

    fn sides(&self) -> Sides {
        sides(self.first, &self.months, self.course)
    }

    /// Where the month of completion stands among the months.
    fn done(&self) -> Option<usize> {
        let holds = |it: &usize| {
            month(self.first, *it) <= self.course.done && self.course.done < month(self.first, *it + 1)
        };
        (0..self.months.len()).find(holds)
    }

    /// What the complaints came to: a line, and what that means in a sentence.
    fn lines(&self, office: &Office) -> Vec<ReportLine> {
        let Sides { before, after, .. } = self.sides();
        let rate = |it: Counted| it.rate().map_or_else(|| "not known".to_owned(), one_place);
        let (service, theme) = (&self.plan.facts.service, &self.plan.facts.theme);
        let theme = THEME.condition(office, theme).replacen("issue:", "theme:", 1);
        let behind = self.done().map(|done| {
            let last = month(self.first, self.months.len().saturating_sub(1)).pred_opt();
            let days = Days { from: Some(month(self.first, done + 1)), to: last };
            let filter = format!("received:{days} {} {theme}", SERVICE.condition(office, service));
            (u64::from(after.complaints), Behind::Cases(filter))
        });
        let line = ReportLine {
            label: format!("{} {}", self.plan.reference, self.plan.facts.title),
            number: rate(after),
            words: format!("a month, before {}", rate(before)),
            figure: "actions",
            behind: behind.filter(|_| 0 < after.months),
            ..ReportLine::default()
        };
        let says = of_plan(&self.plan, self.first, &self.months).sentence;
        let said =
            wrap(&says, SENTENCE).into_iter().map(|words| ReportLine { words, ..ReportLine::default() });
        std::iter::once(line).chain(said).collect()
    }

    /// The months around its completion, with that month marked.
    pub fn picture(&self) -> Option<Picture> {
        let done = self.done()?;
        let names = (0..self.months.len()).map(|it| month(self.first, it).format("%b").to_string()).collect();
        let title = format!("Complaints by month around {}", self.plan.reference);
        Some(of_months(title, names, &self.months, (done, self.sides().before.band())))
    }
}

/// The lines of all whose months are here, before the other lines of the report.
pub fn lines(courses: &[PlanCourse], office: &Office) -> Vec<ReportLine> {
    let mut lines = Vec::new();
    for it in courses.iter().filter(|it| !it.months.is_empty()) {
        if lines.is_empty() {
            let label = title(Pictured::Plans).to_owned();
            lines.push(ReportLine { label, is_heading: true, ..ReportLine::default() });
        }
        lines.extend(it.lines(office));
        lines.push(ReportLine::default());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::lists::{ServiceId, ThemeId};
    use crate::domain::plan::record::{Action, ActionFacts, Completion, PlanFacts};
    use crate::domain::reference::PlanRef;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    fn plan(service: Option<ServiceId>, done: Option<&str>) -> Plan {
        let facts = PlanFacts {
            title: "A named person".into(),
            service,
            theme: Some(ThemeId(1)),
            ..PlanFacts::default()
        };
        let mut plan = Plan::new(PlanRef { year: 2026, number: 1 }, facts, "jsmith".into(), on("2026-01-05"));
        plan.actions.push(Action::new(1, ActionFacts::default()));
        plan.actions[0].completions.extend(done.map(|it| Completion {
            on: on(it),
            by: "jsmith".into(),
            evidence: "Rota".into(),
            reviews: Vec::new(),
            audits: Vec::new(),
            reopened: None,
        }));
        plan
    }

    #[test]
    fn a_plan_that_is_done_says_what_came_before_and_after_and_lists_what_came_after() {
        let (today, office) = (on("2026-11-24"), Office::default());
        let done = plan(Some(ServiceId(1)), Some("2026-08-15"));
        let others = [plan(None, Some("2026-08-15")), plan(Some(ServiceId(1)), None)];
        let plans = [vec![done], others.to_vec()].concat();
        let mut courses = PlanCourse::of(&plans, Scope::All, &office, today);
        assert_eq!(courses.len(), 1);
        assert!(lines(&courses, &office).is_empty() && courses[0].picture().is_none(), "not counted yet");
        let Effect::Call(Request::Months(request)) = courses[0].ask(today) else { panic!("it asks") };
        // From November 2020: four a month to July 2026, one in each full month after August.
        let mut months = vec![4; 69];
        months.extend([9, 1, 1, 7]);
        courses[0].hear(&request, &months);
        let told = lines(&courses, &office);
        assert_eq!((told[1].number.as_str(), told[1].words.as_str()), ("1.0", "a month, before 4.0"));
        assert!(told[2].words.starts_with("Before: 4.0 a month over 24 months"), "{}", told[2].words);
        let Some((2, Behind::Cases(filter))) = &told[1].behind else { panic!("{:?}", told[1].behind) };
        assert!(filter.starts_with("received:2026-09-01..2026-10-31 service:"), "{filter}");
        assert!(courses[0].picture().is_some());
    }
}
