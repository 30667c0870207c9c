//! The words around the figures as they are proposed when somebody first opens them: taken from the office's rules and
//! from its figures, so that nobody types a number that is counted already.

use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::decide::putting_right::pounds;
use crate::domain::figures::performance::{Performance, mean};
use crate::domain::office::record::Office;
use crate::domain::vocabulary::WentWrong;
use crate::domain::year::record::Context;

/// The proposal. What is not known to redress is left for a person to write.
pub fn proposal(office: &Office, year: FinancialYear, sum: &Performance) -> Context {
    let days = &office.timescales;
    let approach = format!(
        "We acknowledge a complaint within {} working days. We try to resolve it early, within {} working days. Where a \
         closer look is needed, we aim to answer within {}. We agree a date with the person and tell them if it has to \
         change.",
        days.acknowledge, days.early_resolution, days.closer_look
    );
    let times = [
        ("resolved", "by early resolution", &sum.early_resolution),
        ("answered", "after a closer look", &sum.closer_look),
    ];
    let times = times.iter().filter_map(|(what, route, times)| {
        let (resolved, days) = (times.gross.len(), mean(&times.gross)?);
        Some(format!("we {what} {resolved} {route}, in {days:.1} working days on average"))
    });
    let mut parts: Vec<String> = times.collect();
    let in_times = (sum.early_resolution.gross.len() + sum.closer_look.gross.len()) as u64;
    let others = sum.closed.saturating_sub(sum.closed_without_answer + in_times);
    if 0 < others && 0 < in_times {
        parts.push(format!("{others} were answered in another way, or their route is not recorded"));
    }
    if 0 < sum.closed_without_answer {
        parts.push(format!("{} ended without an answer, such as those withdrawn", sum.closed_without_answer));
    }
    let closed = match parts.as_slice() {
        [] => format!("We closed {}.", sum.closed),
        parts => format!("We closed {}: {}.", sum.closed, parts.join("; ")),
    };
    let overall = format!("We received {} complaints in {year}. {closed}", sum.received);
    let wrong = sum.went_wrong.get(&Some(WentWrong::Yes)).copied().unwrap_or(0);
    let supplementary = match sum.closed {
        0 => String::new(),
        closed => {
            format!("We found that something went wrong in {wrong} of the {closed} complaints we closed.")
        }
    };
    Context { approach, overall, cost: cost(office, sum), supplementary, ..Context::default() }
}

/// What dealing with complaints cost, as far as it was recorded.
fn cost(office: &Office, sum: &Performance) -> String {
    let (cost, redress) = (&sum.cost, sum.redress.all.pence);
    let is_recorded = 0 < cost.minutes || 0 < cost.external;
    match (cost.work(&office.figures), cost.total(&office.figures, redress)) {
        (Some(work), Some(total)) if is_recorded => format!(
            "Dealing with complaints cost {}: {} for {} hours of work, {} paid to others and {} in redress.",
            pounds(total),
            pounds(work),
            cost.minutes.div_ceil(60),
            pounds(cost.external),
            pounds(redress)
        ),
        _ if 0 < redress => format!("We paid {} in redress.", pounds(redress)),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::performance::Times;

    #[test]
    fn the_proposal_says_what_the_figures_say_and_leaves_the_cost_to_a_person() {
        let mut sum =
            Performance { received: 142, closed: 131, closed_without_answer: 3, ..Performance::default() };
        sum.early_resolution = Times { closed: 90, gross: vec![4, 5], net: vec![4, 5] };
        sum.went_wrong.insert(Some(WentWrong::Yes), 40);
        let it = proposal(&Office::default(), "2025-26".parse().expect("a year"), &sum);
        assert_eq!(
            it.overall,
            "We received 142 complaints in 2025-26. We closed 131: we resolved 2 by early resolution, in \
             4.5 working days on average; 126 were answered in another way, or their route is not recorded; 3 ended without an answer, such as those withdrawn."
        );
        assert_eq!(
            it.supplementary,
            "We found that something went wrong in 40 of the 131 complaints we closed."
        );
        assert!(it.approach.contains("within 3 working days") && it.cost.is_empty() && it.contact.is_empty());
    }

    #[test]
    fn the_cost_is_proposed_only_as_far_as_it_was_recorded() {
        let mut office = Office::default();
        let mut sum = Performance::default();
        sum.redress.all.pence = 5_000;
        assert_eq!(cost(&office, &sum), "We paid £50 in redress.");
        (sum.cost.cases, sum.cost.minutes) = (1, 90);
        assert_eq!(cost(&office, &sum), "We paid £50 in redress.");
        office.figures.hourly_rate = 3_000;
        assert_eq!(
            cost(&office, &sum),
            "Dealing with complaints cost £95: £45 for 2 hours of work, £0 paid to others and £50 in redress."
        );
    }
}
