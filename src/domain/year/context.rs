//! The words around the figures as they are proposed when somebody first opens them: taken from the office's rules and
//! from its figures, so that nobody types a number that is counted already; and which figures stand behind words that were
//! written, so that nobody publishes words that the figures no longer bear out.

use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::part::hours;
use crate::domain::figures::performance::{Performance, Times, mean};
use crate::domain::money::pounds;
use crate::domain::office::record::Office;
use crate::domain::text::count;
use crate::domain::vocabulary::WentWrong;
use crate::domain::year::record::{Behind, Context};

/// The proposal. What is not known to redress is left for a person to write.
pub fn proposal(office: &Office, year: FinancialYear, sum: &Performance) -> Context {
    let days = &office.timescales;
    let approach = format!(
        "We acknowledge a complaint within {} working days. We try to resolve it early, within {} working days. Where a \
         closer look is needed, we aim to answer within {}. We agree a date with the person and tell them if it has to \
         change.",
        days.acknowledge, days.early_resolution, days.closer_look
    );
    let told = Told::of(sum);
    let routes =
        [("resolved", "by early resolution", &told.early), ("answered", "after a closer look", &told.closer)];
    let mut parts: Vec<String> = routes
        .into_iter()
        .filter_map(|(what, route, it)| it.as_ref().map(|it| (what, route, it)))
        .map(|(what, route, (number, days))| {
            format!("we {what} {number} {route}, in {days} working days on average")
        })
        .collect();
    if 0 < told.otherwise && !parts.is_empty() {
        let were = if told.otherwise == 1 { "was" } else { "were" };
        parts.push(format!(
            "{} {were} answered in another way, or their route is not recorded",
            told.otherwise
        ));
    }
    if 0 < sum.closed_without_answer {
        parts.push(format!("{} ended without an answer, such as those withdrawn", sum.closed_without_answer));
    }
    // A small number, and what tells one, stays out of words that are published.
    let is_small = |number: u64| (1..u64::from(office.withhold_below)).contains(&number);
    let resolved = [&told.early, &told.closer].into_iter().flatten().map(|it| it.0 as u64);
    if resolved.chain([told.otherwise, sum.closed_without_answer]).any(is_small) {
        parts.clear();
    }
    let closed = match parts.as_slice() {
        _ if is_small(sum.closed) || is_small(sum.received) => String::new(),
        [] => format!("We closed {}.", sum.closed),
        parts => format!("We closed {}: {}.", sum.closed, parts.join("; ")),
    };
    let received = if is_small(sum.received) {
        format!("We received few complaints in {year}.")
    } else {
        format!("We received {} in {year}.", count(sum.received, "complaint"))
    };
    let overall = format!("{received} {closed}").trim_end().to_owned();
    let supplementary = match sum.closed {
        0 => String::new(),
        closed if [closed, told.wrong, closed - told.wrong].into_iter().any(is_small) => String::new(),
        closed => {
            let of = if closed == 1 { "complaint" } else { "complaints" };
            format!("We found that something went wrong in {} of the {closed} {of} we closed.", told.wrong)
        }
    };
    let has_small_cost = is_small(sum.cost.cases) || is_small(sum.redress.all.cases);
    let cost = if has_small_cost { String::new() } else { cost(&told) };
    let context = Context { approach, overall, cost, supplementary, ..Context::default() };
    Context { figures: behind(&context, &figures(office, sum), None), ..context }
}

/// The figures that a proposal tells, worked out once for its words and for what is kept behind them.
struct Told {
    /// How many were resolved early and how many answered after a closer look, each with its working days on average.
    early: Option<(usize, String)>,
    closer: Option<(usize, String)>,
    otherwise: u64,
    wrong: u64,
    /// What dealing with complaints cost: all of it, the work, its hours, and what was paid to others.
    cost: Option<[String; 4]>,
    /// What was paid in redress.
    redress: Option<String>,
}

impl Told {
    fn of(sum: &Performance) -> Self {
        let times = |it: &Times| Some((it.gross.len(), format!("{:.1}", mean(&it.gross)?)));
        let in_times = (sum.early_resolution.gross.len() + sum.closer_look.gross.len()) as u64;
        let (cost, redress) = (&sum.cost, sum.redress.all.pence);
        let is_recorded = 0 < cost.minutes || 0 < cost.external;
        let work = cost.work(&sum.settings).zip(cost.total(&sum.settings, redress));
        Self {
            early: times(&sum.early_resolution),
            closer: times(&sum.closer_look),
            otherwise: sum.closed.saturating_sub(sum.closed_without_answer + in_times),
            wrong: sum.went_wrong.get(&Some(WentWrong::Yes)).copied().unwrap_or(0),
            cost: work.filter(|_| is_recorded).map(|(work, total)| {
                let hours = hours(u32::try_from(cost.minutes).unwrap_or(u32::MAX));
                let hours = hours.strip_suffix(":00").unwrap_or(&hours).to_owned();
                [pounds(total), pounds(work), hours, pounds(cost.external)]
            }),
            redress: Some(redress).filter(|it| 0 < *it || is_recorded).map(pounds),
        }
    }
}

/// The figures that words around a year's figures may tell, as they say now.
pub fn figures(office: &Office, sum: &Performance) -> Vec<Behind> {
    let told = Told::of(sum);
    let (early, early_days) = told.early.unzip();
    let (closer, closer_days) = told.closer.unzip();
    let [total, work, hours, others] = told.cost.map_or_else(Default::default, |it| it.map(Some));
    let days = &office.timescales;
    let all: [(&str, Option<String>); 17] = [
        ("working days to acknowledge", Some(days.acknowledge.to_string())),
        ("working days of early resolution", Some(days.early_resolution.to_string())),
        ("working days of a closer look", Some(days.closer_look.to_string())),
        ("complaints received", Some(sum.received.to_string())),
        ("complaints closed", Some(sum.closed.to_string())),
        ("resolved by early resolution", early.map(|it| it.to_string())),
        ("working days by early resolution", early_days),
        ("answered after a closer look", closer.map(|it| it.to_string())),
        ("working days after a closer look", closer_days),
        ("answered in another way", Some(told.otherwise.to_string())),
        ("ended without an answer", Some(sum.closed_without_answer.to_string())),
        ("something went wrong", Some(told.wrong.to_string())),
        ("cost in all", total),
        ("cost of the work", work),
        ("hours of work", hours),
        ("paid to others", others),
        ("paid in redress", told.redress),
    ];
    let said = |(figure, said): (&str, Option<String>)| {
        let said = said.unwrap_or_else(|| "none".to_owned());
        Behind { figure: figure.to_owned(), said }
    };
    all.into_iter().map(said).collect()
}

/// Which figures stand behind words as they are written now: those that the words tell. One that was behind them before
/// stays as it was until the words tell it anew, so that words kept as they are stay marked.
pub fn behind(words: &Context, now: &[Behind], before: Option<&Context>) -> Vec<Behind> {
    let (told, told_before) = (numbers(words), before.map(numbers).unwrap_or_default());
    let times = |all: &[String], said: &str| all.iter().filter(|it| *it == said).count();
    let stands = |it: &Behind| {
        let then = before.and_then(|before| before.figures.iter().find(|then| then.figure == it.figure));
        let then = then.filter(|then| told.contains(&then.said));
        let is_told_anew = times(&told_before, &it.said) < times(&told, &it.said);
        match then {
            Some(then) if !is_told_anew => Some(then.clone()),
            _ => told.contains(&it.said).then(|| it.clone()),
        }
    };
    now.iter().filter_map(stands).collect()
}

/// The figures behind words that say something else now, each with both.
fn stale<'a>(words: &'a Context, now: &'a [Behind]) -> Vec<(&'a Behind, &'a str)> {
    let other = |then: &'a Behind| {
        let now = now.iter().find(|it| it.figure == then.figure)?;
        Some((then, now.said.as_str())).filter(|_| now.said != then.said)
    };
    words.figures.iter().filter_map(other).collect()
}

/// Which figures behind words say something else now, in a few words; none where none does.
pub fn changes(words: &Context, now: &[Behind]) -> Option<String> {
    let differs = |(then, now): (&Behind, &str)| format!("{} was {}, now {now}", then.figure, then.said);
    let all: Vec<String> = stale(words, now).into_iter().map(differs).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// What is said of words that are stale.
const STALE: &str = "The figures behind these words have changed since they were written";

/// That words are stale, as a sentence, with what the figures were and are; none where they are not.
pub fn mark(words: &Context, now: &[Behind]) -> Option<String> {
    changes(words, now).map(|it| format!("{STALE}: {it}."))
}

/// The same for everybody: it names the figures, and tells no number, which may be one that is withheld.
pub fn mark_for_everybody(words: &Context, now: &[Behind]) -> Option<String> {
    let figures: Vec<&str> = stale(words, now).into_iter().map(|it| it.0.figure.as_str()).collect();
    (!figures.is_empty()).then(|| format!("{STALE}: {}.", figures.join(", ")))
}

/// The numbers in words, each as it is written: “142”, “4.5”, “£1,200.50”.
fn numbers(words: &Context) -> Vec<String> {
    let is_part = |it: char| it.is_ascii_digit() || matches!(it, '£' | ',' | '.' | ':');
    let texts = [&words.approach, &words.overall, &words.cost, &words.supplementary];
    let tokens = texts.into_iter().flat_map(|it| it.split(move |it: char| !is_part(it)));
    let tokens = tokens.map(|it| it.trim_matches([',', '.', ':']));
    tokens.filter(|it| it.contains(|it: char| it.is_ascii_digit())).map(str::to_owned).collect()
}

/// What dealing with complaints cost, as far as it was recorded.
fn cost(told: &Told) -> String {
    match (&told.cost, &told.redress) {
        (Some([total, work, hours, others]), Some(redress)) => format!(
            "Dealing with complaints cost {total}: {work} for {hours} hours of work, {others} paid to others and \
             {redress} in redress."
        ),
        (None, Some(redress)) => format!("We paid {redress} in redress."),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::performance::Times;

    #[test]
    fn the_proposal_says_what_the_figures_say_and_leaves_the_cost_to_a_person() {
        let office = Office { withhold_below: 0, ..Office::default() };
        let mut sum =
            Performance { received: 142, closed: 131, closed_without_answer: 3, ..Performance::default() };
        sum.early_resolution = Times { closed: 90, gross: vec![4, 5], net: vec![4, 5], calendar: vec![6, 7] };
        sum.went_wrong.insert(Some(WentWrong::Yes), 40);
        let it = proposal(&office, "2025-26".parse().expect("a year"), &sum);
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
        // What the document withholds is in no words around it either.
        let it = proposal(&Office::default(), "2025-26".parse().expect("a year"), &sum);
        assert_eq!(it.overall, "We received 142 complaints in 2025-26. We closed 131.");
    }

    #[test]
    fn the_cost_is_proposed_only_as_far_as_it_was_recorded() {
        let mut sum = Performance::default();
        sum.redress.all.pence = 5_000;
        let cost = |sum: &Performance| cost(&Told::of(sum));
        assert_eq!(cost(&sum), "We paid £50 in redress.");
        (sum.cost.cases, sum.cost.minutes) = (1, 90);
        assert_eq!(cost(&sum), "We paid £50 in redress.");
        sum.settings.hourly_rate = 3_000;
        assert_eq!(
            cost(&sum),
            "Dealing with complaints cost £95: £45 for 1:30 hours of work, £0 paid to others and £50 in redress."
        );
    }

    #[test]
    fn one_complaint_is_told_as_one() {
        let sum = Performance { received: 1, closed: 1, ..Performance::default() };
        let office = Office { withhold_below: 0, ..Office::default() };
        let it = proposal(&office, "2025-26".parse().expect("a year"), &sum);
        assert!(it.overall.starts_with("We received 1 complaint in 2025-26."), "{}", it.overall);
        assert!(it.supplementary.ends_with("of the 1 complaint we closed."), "{}", it.supplementary);
    }

    #[test]
    fn words_are_stale_once_a_figure_that_they_tell_says_something_else() {
        let office = Office::default();
        let sum = |received| Performance { received, closed: 131, ..Performance::default() };
        let written = proposal(&office, "2025-26".parse().expect("a year"), &sum(142));
        assert_eq!(mark(&written, &figures(&office, &sum(142))), None);
        let now = figures(&office, &sum(143));
        let said = "The figures behind these words have changed since they were written: complaints received was 142, now 143.";
        assert_eq!(mark(&written, &now).as_deref(), Some(said));
        let for_everybody =
            "The figures behind these words have changed since they were written: complaints received.";
        assert_eq!(mark_for_everybody(&written, &now).as_deref(), Some(for_everybody));
        // Kept as they are, or with other words beside them, they stay stale; told anew, they are not.
        let mut again = Context { contact: "Write to us.".into(), ..written.clone() };
        again.figures = behind(&again, &now, Some(&written));
        assert_eq!(mark(&again, &now).as_deref(), Some(said));
        again.overall = again.overall.replace("142", "143");
        again.figures = behind(&again, &now, Some(&written));
        assert_eq!(mark(&again, &now), None);
        // A figure that no word tells is behind none.
        let plain = Context { overall: "Many wrote to us.".into(), ..Context::default() };
        assert_eq!(behind(&plain, &now, None), []);
    }

    #[test]
    fn amounts_and_averages_are_read_as_they_are_written() {
        let words =
            Context { cost: "It cost £1,200.50, in 4.5 days: 1,000 hours.".into(), ..Context::default() };
        assert_eq!(numbers(&words), ["£1,200.50", "4.5", "1,000"]);
    }
}
