//! The words around the figures as they are proposed when somebody first opens them: taken from the office's rules and
//! from its figures, so that nobody types a number that is counted already; and which figures stand behind words that were
//! written, so that nobody publishes words that the figures no longer bear out.

use crate::domain::calendar::dates::long;
use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::part::hours;
use crate::domain::figures::performance::{Performance, Times};
use crate::domain::figures::rounding::one_place;
use crate::domain::figures::shapes::average;
use crate::domain::money::pounds;
use crate::domain::office::record::Office;
use crate::domain::text::count;
use crate::domain::vocabulary::WentWrong;
use crate::domain::year::numbers::{Number, Sentence};
use crate::domain::year::passages::{passages, sentences};
use crate::domain::year::record::{Behind, Context};
use crate::domain::year::tellable::{Tellable, figures, otherwise};

/// The proposal. What is not known to redress is left for a person to write, and what tells a figure that is withheld is told
/// without it, or not at all.
pub fn proposal(office: &Office, year: FinancialYear, sum: &Performance, withheld: &[Tellable]) -> Context {
    let days = sum.timescales;
    let working_days = |days: u32| count(days.into(), "working day");
    let mut approach = format!(
        "We acknowledge a complaint within {}. We try to resolve it early, within {}. Where a \
         closer look is needed, we aim to answer within {}. We agree a date with the person and tell them if it has to \
         change.",
        working_days(days.acknowledge),
        working_days(days.early_resolution),
        working_days(days.closer_look)
    );
    approach.extend(earlier_rules(sum).map(|it| format!(" {it}")));
    let told = Told::of(office, sum);
    let routes =
        [("resolved", "by early resolution", &told.early), ("answered", "after a closer look", &told.closer)];
    let mut parts: Vec<String> = routes
        .into_iter()
        .filter_map(|(what, route, it)| it.as_ref().map(|it| (what, route, it)))
        .map(|(what, route, (number, days))| {
            let days = days.as_ref().map(|it| format!(", in {it} working days on average"));
            format!("we {what} {number} {route}{}", days.unwrap_or_default())
        })
        .collect();
    if 0 < told.otherwise && !parts.is_empty() {
        parts.push(format!(
            "{} ended in another way after an answer, or their route is not recorded",
            told.otherwise
        ));
    }
    if 0 < sum.closed_without_answer {
        parts.push(format!("{} ended without an answer, such as those withdrawn", sum.closed_without_answer));
    }
    // The fullest of several ways to say it that tells nothing withheld.
    let first = |ways: Vec<String>| {
        let is_open = |it: &String| withheld.iter().all(|withheld| !withheld.is_given_away(it));
        ways.into_iter().find(is_open).unwrap_or_default()
    };
    let in_parts = Some(parts.join("; ")).filter(|it| !it.is_empty());
    let in_parts = in_parts.map(|it| format!("We closed {}: {it}.", sum.closed));
    let closed = first(in_parts.into_iter().chain([format!("We closed {}.", sum.closed)]).collect());
    let received = first(vec![
        format!("We received {} in {year}.", count(sum.received, "complaint")),
        format!("We received few complaints in {year}."),
    ]);
    let overall = format!("{received} {closed}").trim().to_owned();
    let supplementary = if sum.closed == 0 {
        String::new()
    } else {
        let of = if sum.closed == 1 { "complaint" } else { "complaints" };
        first(vec![format!(
            "We found that something went wrong in {} of the {} {of} we closed.",
            told.wrong, sum.closed
        )])
    };
    let cost = first(vec![cost(&told)]);
    let context = Context { approach, overall, cost, supplementary, ..Context::default() };
    Context { figures: behind(&context, &figures(office, sum, None), None), ..context }
}

/// That the office's own timescales were others earlier in the period, a sentence for each time that they changed.
pub fn earlier_rules(sum: &Performance) -> impl Iterator<Item = String> {
    sum.timescales_until.iter().map(|(until, it)| {
        format!(
            "Until {} we allowed {} to acknowledge a complaint, {} for an early resolution and {} for a closer look. Complaints that \
             were logged by then are measured by that.",
            until.pred_opt().map_or_else(String::new, long),
            count(it.acknowledge.into(), "working day"),
            it.early_resolution,
            it.closer_look
        )
    })
}

/// The figures that a proposal tells, worked out once for its words and for what is kept behind them.
struct Told {
    /// How many were resolved early and how many answered after a closer look, each with its working days on average.
    early: Option<(u64, Option<String>)>,
    closer: Option<(u64, Option<String>)>,
    otherwise: u64,
    wrong: u64,
    /// What dealing with complaints cost: all of it, the work, its hours, and what was paid to others.
    cost: Option<[String; 4]>,
    /// What was paid in redress.
    redress: Option<String>,
}

impl Told {
    fn of(office: &Office, sum: &Performance) -> Self {
        let times = |it: &Times| {
            let days = || average(it, office.withhold_below).map(one_place);
            (0 < it.resolved).then(|| (it.resolved, days()))
        };
        let (cost, redress) = (&sum.cost, sum.redress.all.pence);
        let is_recorded = 0 < cost.minutes || 0 < cost.external;
        let work = cost.work(&sum.settings).zip(cost.total(&sum.settings, redress));
        Self {
            early: times(&sum.early_resolution),
            closer: times(&sum.closer_look),
            otherwise: otherwise(sum),
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

/// How a sentence says that a time is an average.
const AVERAGES: [&str; 3] = ["average", "median", "mean "];

/// The words in which figures may stand: how to get in touch is none of them.
fn told_in(words: &Context) -> impl Iterator<Item = &str> {
    texts(words).into_iter().flat_map(sentences)
}

/// The same as one text, in which a passage may go from one part to the next.
pub fn read_through(words: &Context) -> String {
    texts(words).join("\n")
}

fn texts(words: &Context) -> [&str; 4] {
    [&words.approach, &words.overall, &words.cost, &words.supplementary]
}

/// Which figures stand behind words as they are written now: those that the words tell. One that was behind them before
/// stays as it was until the words tell it anew, so that words kept as they are stay marked.
pub fn behind(words: &Context, now: &[Tellable], before: Option<&Context>) -> Vec<Behind> {
    let times =
        |all: &Context, it: &Tellable, said: &str| told_in(all).filter(|one| it.is_told(one, said)).count();
    let stands = |it: &Tellable| {
        let then = before.and_then(|before| before.figures.iter().find(|then| then.figure == it.is.figure));
        let then = then.filter(|then| 0 < times(words, it, &then.said));
        let told = times(words, it, &it.is.said);
        let is_told_anew = before.map_or(0, |before| times(before, it, &it.is.said)) < told;
        match then {
            Some(then) if !is_told_anew => Some(then.clone()),
            _ => (0 < told).then(|| it.is.clone()),
        }
    };
    now.iter().filter_map(stands).collect()
}

/// The figures behind words that say something else now, each with both. What is not counted any more says nothing.
fn stale<'a>(words: &'a Context, now: &'a [Tellable]) -> Vec<(&'a Behind, &'a str)> {
    let other = |then: &'a Behind| {
        let now = now.iter().find(|it| it.is.figure == then.figure).map_or("none", |it| it.is.said.as_str());
        Some((then, now)).filter(|_| now != then.said)
    };
    words.figures.iter().filter_map(other).collect()
}

/// Which figures behind words say something else now, and what words as they are typed tell that is withheld, in a few words;
/// none where there is neither.
pub fn changes(words: &Context, typed: &Context, now: &[Tellable], withheld: &[Tellable]) -> Option<String> {
    let all = [differing(words, now), given_away(typed, withheld)].concat();
    (!all.is_empty()).then(|| all.join("; "))
}

fn differing(words: &Context, now: &[Tellable]) -> Vec<String> {
    let differs = |(then, now): (&Behind, &str)| format!("{} was {}, now {now}", then.figure, then.said);
    stale(words, now).into_iter().map(differs).collect()
}

fn given_away(words: &Context, withheld: &[Tellable]) -> Vec<String> {
    let text = read_through(words);
    let told = withheld.iter().filter(|it| passages(&text).any(|one| it.is_given_away(one)));
    told.map(|it| format!("{} is {}, which is withheld", it.is.figure, it.is.said)).collect()
}

/// Sentences that name a figure and have a number that no figure says which they name, such as one that was typed before it
/// changed: in a few words, none where there is none.
pub fn not_borne_out(words: &Context, now: &[Tellable]) -> Option<String> {
    let unsaid = |sentence: &str| {
        let named: Vec<&Tellable> = now.iter().filter(|it| it.is_named(sentence)).collect();
        // A time is told by what was counted only where it is an average; else it may be what the office allows itself.
        let lower = sentence.to_lowercase();
        let is_average = AVERAGES.iter().any(|it| lower.contains(it));
        let is_told = |it: &&Number| !it.is_year() && (!it.is_time || is_average && !it.is_within);
        let is_said = |number: &Number| {
            named.iter().any(|it| !(number.is_time && it.places.is_empty()) && it.bears_out(sentence, number))
        };
        let read = Sentence::read(sentence, &named.first()?.names);
        let number = read.typed().filter(is_told).find(|it| !is_said(it))?;
        Some(format!("no figure says {}: “{sentence}”", number.plain))
    };
    let all: Vec<String> = told_in(words).filter_map(unsaid).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// What is said of words that are stale.
const STALE: &str = "The figures behind these words have changed since they were written";

/// What is said of words with a number that no figure says.
const NOT_BORNE_OUT: &str = "A number in these words is in no figure: look at it before you publish.";

/// That words are stale, or tell what is withheld, in sentences; none where they do neither.
pub fn mark(words: &Context, now: &[Tellable], withheld: &[Tellable]) -> Option<String> {
    let (differing, given_away) = (differing(words, now), given_away(words, withheld));
    let stale = (!differing.is_empty()).then(|| format!("{STALE}: {}.", differing.join("; ")));
    let withheld = (!given_away.is_empty()).then(|| format!("Not to be told: {}.", given_away.join("; ")));
    let all: Vec<String> = stale.into_iter().chain(withheld).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// What everybody is told of words as they stand: no number, which may be one that is withheld.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// That they are stale, with the names of the figures.
    pub stale: Option<String>,
    /// That a number in them is in no figure.
    not_borne_out: bool,
}

impl Marks {
    /// What there is to say of words.
    pub fn of(words: &Context, now: &[Tellable]) -> Self {
        let figures: Vec<&str> = stale(words, now).into_iter().map(|it| it.0.figure.as_str()).collect();
        let stale = (!figures.is_empty()).then(|| format!("{STALE}: {}.", figures.join(", ")));
        Self { stale, not_borne_out: not_borne_out(words, now).is_some() }
    }

    /// The mark that stands above the words; none where nothing is to be said. What is stale is in no figure either.
    pub fn said(&self) -> Option<&str> {
        self.stale.as_deref().or_else(|| self.not_borne_out.then_some(NOT_BORNE_OUT))
    }
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
    use crate::domain::figures::performance::{Share, Times};
    use crate::domain::figures::themes::ThemeCount;
    use crate::domain::office::lists::{Item, ServiceId, ThemeId};
    use crate::domain::office::settings::Timescales;
    use chrono::NaiveDate;

    #[test]
    fn rules_that_were_changed_within_the_year_are_both_told() {
        let mut sum = Performance::default();
        let before = Timescales { acknowledge: 5, ..sum.timescales };
        sum.timescales_until = vec![("2025-11-30".parse().expect("a day"), before)];
        let said = proposal(&Office::default(), "2025-26".parse().expect("a year"), &sum, &[]).approach;
        assert!(said.starts_with("We acknowledge a complaint within 3 working days."), "{said}");
        assert!(said.contains("Until Sat 29 Nov 2025 we allowed 5 working days to acknowledge"), "{said}");
    }

    #[test]
    fn the_proposal_says_what_the_figures_say_and_leaves_the_cost_to_a_person() {
        let office = Office { withhold_below: 0, ..Office::default() };
        let mut sum =
            Performance { received: 142, closed: 131, closed_without_answer: 3, ..Performance::default() };
        sum.early_resolution = Times {
            closed: 90,
            resolved: 2,
            gross: vec![4, 5],
            net: vec![4, 5],
            calendar: vec![6, 7],
            ..Times::default()
        };
        sum.went_wrong.insert(Some(WentWrong::Yes), 40);
        let it = proposal(&office, "2025-26".parse().expect("a year"), &sum, &[]);
        assert_eq!(
            it.overall,
            "We received 142 complaints in 2025-26. We closed 131: we resolved 2 by early resolution, in \
             4.5 working days on average; 126 ended in another way after an answer, or their route is not recorded; 3 ended without an answer, such as those withdrawn."
        );
        assert_eq!(
            it.supplementary,
            "We found that something went wrong in 40 of the 131 complaints we closed."
        );
        assert!(it.approach.contains("within 3 working days") && it.cost.is_empty() && it.contact.is_empty());
        // What the document withholds is in no words around it either.
        let office = Office::default();
        let withheld: Vec<_> = figures(&office, &sum, None).into_iter().filter(|it| it.is_small).collect();
        let it = proposal(&office, "2025-26".parse().expect("a year"), &sum, &withheld);
        assert_eq!(it.overall, "We received 142 complaints in 2025-26. We closed 131.");
    }

    #[test]
    fn the_cost_is_proposed_only_as_far_as_it_was_recorded() {
        let mut sum = Performance::default();
        sum.redress.all.pence = 5_000;
        let cost = |sum: &Performance| cost(&Told::of(&Office::default(), sum));
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
        let it = proposal(&office, "2025-26".parse().expect("a year"), &sum, &[]);
        assert!(it.overall.starts_with("We received 1 complaint in 2025-26."), "{}", it.overall);
        assert!(it.supplementary.ends_with("of the 1 complaint we closed."), "{}", it.supplementary);
    }

    #[test]
    fn words_are_stale_once_a_figure_that_they_tell_says_something_else() {
        let office = Office::default();
        let sum = |received| Performance { received, closed: 131, ..Performance::default() };
        let written = proposal(&office, "2025-26".parse().expect("a year"), &sum(142), &[]);
        assert_eq!(mark(&written, &figures(&office, &sum(142), None), &[]), None);
        let now = figures(&office, &sum(143), None);
        let said =
            "The figures behind these words have changed since they were written: received was 142, now 143.";
        assert_eq!(mark(&written, &now, &[]).as_deref(), Some(said));
        let for_everybody = "The figures behind these words have changed since they were written: received.";
        assert_eq!(Marks::of(&written, &now).said(), Some(for_everybody));
        // Kept as they are, or with other words beside them, they stay stale; told anew, they are not.
        let mut again = Context { contact: "Write to us.".into(), ..written.clone() };
        again.figures = behind(&again, &now, Some(&written));
        assert_eq!(mark(&again, &now, &[]).as_deref(), Some(said));
        again.overall = again.overall.replace("142", "143");
        again.figures = behind(&again, &now, Some(&written));
        assert_eq!(mark(&again, &now, &[]), None);
        // A figure that no word tells is behind none.
        let plain = Context { overall: "Many wrote to us.".into(), ..Context::default() };
        assert_eq!((behind(&plain, &now, None), Marks::of(&plain, &now)), (Vec::new(), Marks::default()));
        // Nor is a number that was never right behind any.
        for typed in ["We received 41 complaints.", "Forty-one complaints were received."] {
            let typed = Context { overall: typed.into(), ..Context::default() };
            assert_eq!(Marks::of(&typed, &now).said(), Some(NOT_BORNE_OUT));
        }
    }

    #[test]
    fn every_figure_of_the_table_is_behind_the_sentence_that_names_it() {
        let mut office = Office::default();
        let item = |name: &str| Item {
            id: 1,
            name: name.to_owned(),
            under: None,
            from: NaiveDate::MIN,
            until: None,
        };
        (office.themes.items, office.services.items) = (vec![item("Delay")], vec![item("Housing benefit")]);
        let mut sum = Performance { received: 142, referred: 7, important: 7, ..Performance::default() };
        sum.received_by_service.insert(Some(ServiceId(1)), 64);
        sum.themes.0.insert(
            (Some(ThemeId(1)), Some(ServiceId(1))),
            ThemeCount { issues: 31, cases: 30, ..ThemeCount::default() },
        );
        sum.within_first_timescale = Share { numerator: 9, denominator: 12 };
        let told = |text: &str| {
            let words = Context { supplementary: text.to_owned(), ..Context::default() };
            let all: Vec<String> =
                behind(&words, &figures(&office, &sum, None), None).into_iter().map(|it| it.figure).collect();
            all.join("; ")
        };
        for (text, expect) in [
            ("7 were referred since.", "received, and referred"),
            ("64 were about housing benefit.", "received by service, Housing benefit, received"),
            ("31 issues were of delay.", "issues and themes, Delay, issues"),
            ("75% were answered within the first timescale.", "within the first timescale, per cent"),
            ("We looked at 64 files in 31 days.", ""),
        ] {
            assert_eq!(told(text), expect, "{text}");
        }
        // A theme that nobody complained of any more says nothing.
        let words = Context { supplementary: "31 issues were of delay.".into(), ..Context::default() };
        let words = Context { figures: behind(&words, &figures(&office, &sum, None), None), ..words };
        sum.themes.0.clear();
        let said = changes(&words, &words, &figures(&office, &sum, None), &[]);
        assert_eq!(said.as_deref(), Some("issues and themes, Delay, issues was 31, now none"));
    }

    #[test]
    fn a_number_that_no_figure_says_any_more_is_found_in_words_that_are_not_saved_yet() {
        let office = Office { withhold_below: 0, ..Office::default() };
        let sum = |received| Performance { received, closed: 131, ..Performance::default() };
        let begun = proposal(&office, "2025-26".parse().expect("a year"), &sum(142), &[]);
        assert_eq!(not_borne_out(&begun, &figures(&office, &sum(142), None)), None);
        let said = not_borne_out(&begun, &figures(&office, &sum(143), None));
        assert_eq!(said.as_deref(), Some("no figure says 142: “We received 142 complaints in 2025-26.”"));
        let took = |days: u32| Context {
            overall: format!("Early resolution took {days} working days on average."),
            ..Context::default()
        };
        let mut quick = sum(142);
        quick.early_resolution.resolved = 6;
        quick.early_resolution.net = vec![4, 5, 5, 5, 5, 5];
        quick.early_resolution.gross = quick.early_resolution.net.clone();
        quick.early_resolution.calendar = quick.early_resolution.net.clone();
        assert_eq!(not_borne_out(&took(5), &figures(&office, &quick, None)), None);
        assert!(not_borne_out(&took(3), &figures(&office, &quick, None)).is_some());
        let other = Context { supplementary: "We moved to 3 towns in 2025.".into(), ..Context::default() };
        assert_eq!(not_borne_out(&other, &figures(&office, &sum(142), None)), None);
    }

    #[test]
    fn a_figure_of_the_year_before_and_how_it_changed_are_borne_out_where_a_sentence_sets_them_beside() {
        let office = Office { withhold_below: 0, ..Office::default() };
        let (sum, before) = (
            Performance { received: 54, closed: 50, ..Performance::default() },
            Performance { received: 29, closed: 30, ..Performance::default() },
        );
        let figures = figures(&office, &sum, Some(&before));
        let unsaid =
            |text: &str| not_borne_out(&Context { overall: text.to_owned(), ..Context::default() }, &figures);
        assert_eq!(unsaid("We received 54, after 29 in 2024-25."), None);
        assert_eq!(unsaid("We received 54, +25 against the year before."), None);
        assert_eq!(unsaid("We received 25 more than the year before."), None);
        assert!(unsaid("We received 29.").is_some(), "words of the year before, kept as they were");
        assert!(unsaid("We received 26 more than the year before.").is_some());
        // It is behind the words, and stale once it says something else.
        let words = Context { overall: "We received 54, after 29 in 2024-25.".into(), ..Context::default() };
        let behind: Vec<_> = behind(&words, &figures, None).into_iter().map(|it| it.figure).collect();
        assert_eq!(behind, ["received", "received, the year before"]);
    }

    #[test]
    fn days_within_which_the_office_answers_are_no_figure_though_one_that_is_withheld_says_the_same() {
        let office = Office::default();
        let mut sum = Performance { received: 142, closed: 2, ..Performance::default() };
        let days = vec![i64::from(office.timescales.early_resolution); 2];
        sum.early_resolution = Times {
            closed: 2,
            resolved: 2,
            gross: days.clone(),
            net: days.clone(),
            calendar: days,
            ..Times::default()
        };
        let withheld = figures(&office, &sum, None);
        let it = proposal(&office, "2025-26".parse().expect("a year"), &sum, &withheld);
        assert!(
            told_in(&it).all(|one| withheld.iter().all(|it| it.places.is_empty() || !it.is_given_away(one))),
            "{it:?}"
        );
        assert!(it.approach.contains("within"), "{it:?}");
    }

    #[test]
    fn words_are_said_to_tell_what_is_withheld_as_they_are_typed() {
        let office = Office::default();
        let sum = Performance { received: 142, referred: 3, ..Performance::default() };
        let words = Context { overall: "3 were referred. We answer in 3 days.".into(), ..Context::default() };
        let now = figures(&office, &sum, None);
        let withheld: Vec<_> = now.iter().filter(|it| it.is_small).cloned().collect();
        let said = changes(&Context::default(), &words, &now, &withheld);
        assert_eq!(said.as_deref(), Some("received, and referred is 3, which is withheld"));
    }
}
