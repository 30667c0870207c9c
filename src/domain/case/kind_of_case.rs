//! The steps that an office has for a kind of case: those that it lists for every case, for the service and for the themes.

use chrono::NaiveDate;

use crate::domain::case::record::{Case, FollowUp, Part};
use crate::domain::office::record::House;

/// The steps that the office has for such a case and that are not on it, in the order of the office's lists, each with the day
/// on which it comes up.
pub fn steps_to_propose(house: &House, case: &Case) -> Vec<(String, Option<NaiveDate>)> {
    let (office, begun) = (&house.office, case.rounds.now.begun);
    let themes = case.issues.iter().filter_map(|it| it.theme).map(|it| office.theme_name(Some(it)));
    let kinds: Vec<String> =
        case.facts.service.map(|it| office.service_name(Some(it))).into_iter().chain(themes).collect();
    let is_meant = |of: &str| of.is_empty() || kinds.iter().any(|it| it.eq_ignore_ascii_case(of));
    let cancelled = case.cancelled.iter().filter_map(|it| match &it.part {
        Part::FollowUp(it) => Some(it),
        _ => None,
    });
    let there: Vec<&FollowUp> = case.follow_ups.iter().chain(cancelled).filter(|it| it.is_step).collect();
    let mut steps: Vec<(String, Option<NaiveDate>)> = Vec::new();
    for list in office.wording.iter().filter(|it| it.is_steps() && is_meant(it.steps_of())) {
        for (what, days) in list.steps() {
            if there.iter().all(|it| it.what != what) && steps.iter().all(|it| it.0 != what) {
                steps.push((what, days.map(|it| house.calendar.add(begun, it))));
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Facts, Issue};
    use crate::domain::office::lists::{Item, ServiceId, ThemeId};
    use crate::domain::office::record::Office;
    use crate::domain::office::settings::Wording;
    use crate::domain::reference::CaseRef;

    #[test]
    fn the_steps_of_every_case_of_the_service_and_of_the_themes_are_proposed_until_they_are_on_the_case() {
        let on = |text: &str| text.parse::<NaiveDate>().expect("a real date");
        let item =
            |name: &str| Item { id: 1, name: name.into(), under: None, from: on("2020-01-01"), until: None };
        let list = |name: &str, text: &str| Wording { name: name.into(), text: text.into() };
        let mut office = Office::default();
        office.services.items.push(item("Licences"));
        office.themes.items.push(item("Delay"));
        office.wording = vec![
            list("update", "Dear"),
            list("steps", "Thank the person | 1"),
            list("steps: Licences", "Read the file\n\nThank the person"),
            list("steps: Delay", "Ask for the log"),
            list("steps: Payments", "Check the amount"),
        ];
        let house = House::new(office);
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-11-20")));
        let proposed =
            |case: &Case| steps_to_propose(&house, case).into_iter().map(|it| it.0).collect::<Vec<_>>();
        assert_eq!(
            steps_to_propose(&house, &case),
            [("Thank the person".to_owned(), Some(on("2026-11-23")))]
        );
        case.facts.service = Some(ServiceId(1));
        case.issues.push(Issue { number: 1, theme: Some(ThemeId(1)), ..Issue::default() });
        assert_eq!(proposed(&case), ["Thank the person", "Read the file", "Ask for the log"]);
        case.follow_ups.push(FollowUp { what: "Read the file".into(), is_step: true, ..FollowUp::default() });
        assert_eq!(proposed(&case), ["Thank the person", "Ask for the log"]);
    }
}
