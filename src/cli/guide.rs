//! `redress guide`: what the guide asks for, point by point, and where each is answered here.

use clap::{ArgMatches, Command};
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::ending::{Ending, Outcome};
use crate::cli::paper::json as print_json;
use crate::domain::register::kind::Kind;
use crate::domain::register::kinds::KINDS;
use crate::domain::wrapping::wrap;

/// A point of the guide.
struct Point {
    /// What it asks for.
    asks: &'static str,
    /// What answers it: commands, each with `redress` before it.
    answers: &'static [&'static str],
}

const fn point(asks: &'static str, answers: &'static [&'static str]) -> Point {
    Point { asks, answers }
}

/// The parts of the guide (UK Central Government Complaint Standards: Capturing and reporting on learning from complaints),
/// each with its points in its own order.
const GUIDE: &[(&str, &[Point])] = &[
    (
        "Welcome to this guide",
        &[
            point(
                "Keep an appropriate record of complaint data and insight",
                &["new", "history", "list insight"],
            ),
            point("Meet legal and regulatory duties", &["report list", "list acknowledgements"]),
            point(
                "Judge how well complaints are handled and the Standards are met",
                &["report performance", "report standards"],
            ),
            point(
                "Judge the same for organisations that you are the parent of",
                &["list bodies", "report oversight"],
            ),
            point("Spot emerging themes and act on them", &["report themes", "list watched"]),
            point("Identify what is to be learnt", &["finding", "make-plan", "report learning"]),
            point("Create SMART action plans", &["add-action", "agree-plan"]),
            point(
                "Make sure that learning is embedded",
                &["review-action", "audit-action", "list actions is:sustained"],
            ),
            point(
                "Show what changed for one person, and for everybody",
                &["involve", "plan", "report plans"],
            ),
            point(
                "Share learning inside the organisation and beyond",
                &["write-for-public", "list publications"],
            ),
        ],
    ),
    (
        "What guidance and standards are relevant",
        &[
            point(
                "Read with the model procedure and the Standards",
                &["list acknowledgements", "list assessments"],
            ),
            point(
                "Follow data protection law",
                &["restrict", "retention", "erase", "subject-access", "correct"],
            ),
            point("Follow Managing Public Money on putting things right", &["payment", "remedy"]),
            point("Ex gratia payments have estimate cover and lie in the ambit", &["payment", "check"]),
            point("Ex gratia payments are scored as special payments", &["payment", "report annual"]),
            point("The annual report sums up compensation for maladministration", &["report annual"]),
            point(
                "Correct faults in the system, whoever found them",
                &["list watched", "add-recommendation"],
            ),
        ],
    ),
    (
        "What the Complaint Standards say",
        &[
            point(
                "Senior leaders review complaints regularly and answer for what is done",
                &["list meetings", "diary"],
            ),
            point("A clear process says how, and the annual report says so", &["year", "report annual"]),
            point("Capture feedback of people who complain and of colleagues involved", &["list feedback"]),
            point("Show with it how the Standards are met", &["report performance", "list assessments"]),
            point("Oversee related organisations", &["list bodies"]),
        ],
    ),
    (
        "Capturing the right data",
        &[
            point("A system that captures what the annual report needs", &["close", "check"]),
            point("How many complaints were received, by area or service", &["report performance"]),
            point("How often something went wrong", &["finding", "report performance"]),
            point("A summary of the issues of each complaint", &["issue", "show"]),
            point("Themes and trends", &["report themes"]),
            point("What was done to put things right for the person", &["remedy", "remedy-done", "paid"]),
            point("What was done to improve services for others", &["add-action", "report plans"]),
            point("Who is responsible for each action", &["reassign-action", "list actions"]),
            point("How many went to the Ombudsman", &["refer", "record-decision", "report performance"]),
            point(
                "Important issues, from complaints and from how they were handled",
                &["important", "report themes"],
            ),
            point(
                "How many were resolved early, and in what time on average",
                &["route", "report performance"],
            ),
            point(
                "How many had a closer look, and in what time on average",
                &["route", "report performance"],
            ),
            point(
                "The share answered within the timescale shared at the start",
                &["timescale", "report performance"],
            ),
            point(
                "Feedback of people who complained and those who support them",
                &["list feedback", "import feedback"],
            ),
            point(
                "Feedback of colleagues and members who were complained about",
                &["list feedback", "report feedback"],
            ),
            point("Feedback of those who deal with complaints", &["list feedback"]),
            point("Look at every source for a complete picture", &["report listening"]),
            point(
                "Compliments, claims, staff surveys, advocacy, social media",
                &["list insight", "import insight"],
            ),
            point("Staff grievances and whistleblowing", &["list concerns"]),
            point("Who complains and who uses the services", &["list demographics"]),
            point("Services and complaining are open to everybody", &["list demographics", "list formats"]),
            point("Meet representatives of communities and hear their views", &["list engagement"]),
        ],
    ),
    (
        "Using the data: roles and responsibility",
        &[
            point("Templates for reports and returns", &["report list", "setup"]),
            point(
                "Oversee organisations that provide services for you",
                &["list bodies", "list assessments"],
            ),
            point("Complaints are a standing item of the board", &["report agenda", "list meetings"]),
            point("A named senior person answers for learning", &["set senior-person", "leading"]),
            point("That person knows the Standards", &["list acknowledgements"]),
            point("Assess your organisation and every provider", &["list assessments"]),
            point("Look at the model procedure for what has to change", &["list assessments"]),
            point(
                "Meet those who deal with complaints, and lift what stands in their way",
                &["list meetings"],
            ),
            point("Support them, and train them", &["list trainings"]),
            point(
                "Make sure that data is whole: audits and quality checks",
                &["check", "sample-check", "verify"],
            ),
            point("Review data at least every quarter", &["list meetings", "diary"]),
            point("Every failing has a plan", &["add-failing", "report performance"]),
            point(
                "Plans are reviewed: on track, or completed as they should be",
                &["review-progress", "review-action"],
            ),
            point("Review feedback on how complaints are dealt with", &["list feedback", "list meetings"]),
            point(
                "Meet people who complained, supporters and colleagues complained about",
                &["list meetings"],
            ),
        ],
    ),
    (
        "Learning from complaints: action plans",
        &[
            point("What is done about the failing and its impact", &["add-failing", "add-action"]),
            point("How it is stopped from happening again", &["add-action"]),
            point("The person or team responsible", &["accept-action", "reassign-action"]),
            point("When it begins and when it is completed", &["start-action", "change-due"]),
            point("Which standards it meets", &["amend-action"]),
            point("How the person is involved", &["involve"]),
            point("How and when progress is reviewed", &["review-progress"]),
            point(
                "How and when completed actions are reviewed",
                &["review-action", "list actions is:unreviewed"],
            ),
            point("How it is made sure that improvements last", &["audit-action"]),
            point("How the impact is measured and shown", &["record-reading", "report plans"]),
            point(
                "Tell the person what is planned, and agree how to keep them informed",
                &["involve", "plan"],
            ),
            point("Offer a part: guidance, training, a visit, their story, an audit", &["involve"]),
            point("The person is satisfied that services will improve", &["involve"]),
        ],
    ),
    (
        "Sharing learning with others",
        &[
            point("Share learning with other organisations, near and far", &["list publications"]),
            point(
                "Publish learning, and share it through parent and networks",
                &["approve-for-public", "report learning"],
            ),
            point("The annual report shows how insight improved services", &["report annual"]),
            point("Say that complaints are welcome and taken seriously", &["year", "report annual"]),
            point("Publish without waiting to be asked", &["list publications", "diary"]),
            point("Know whom to tell: parents, advocates, communities, press", &["list stakeholders"]),
            point("Other formats for whoever asks", &["list formats", "report annual --format large"]),
        ],
    ),
    (
        "Sharing learning in your annual report",
        &[
            point("A section on the Ombudsman that is easily found", &["report annual"]),
            point("How many were accepted for investigation and reported on", &["year", "report annual"]),
            point("Shares of reports upheld in full, in part and not", &["year", "report annual"]),
            point("Recommendations that were complied with, and not", &["year", "report annual"]),
            point("The figures are of the Ombudsman's latest published report", &["year"]),
            point("The financial year that the figures are of", &["report annual"]),
            point("One or two paragraphs that put them in context", &["year", "report annual"]),
            point("How many complaints were dealt with", &["report annual"]),
            point("What dealing with complaints cost", &["record-cost", "report annual"]),
            point("Whom to contact, and what else to know", &["year", "report annual"]),
        ],
    ),
];

/// What a point asks, and the commands that answer it.
type Answered = (&'static str, Vec<String>);

/// Each part with its points: what it asks, and the commands that answer. A register that no point names stands at the end of
/// the part that its table names as its source.
fn parts() -> Vec<(&'static str, Vec<Answered>)> {
    let with_name = |it: &str| format!("redress {it}");
    let named: Vec<&str> = GUIDE.iter().flat_map(|it| it.1).flat_map(|it| it.answers).copied().collect();
    let part = |(part, points): &(&'static str, &[Point])| {
        let by_hand =
            points.iter().map(|it| (it.asks, it.answers.iter().map(|it| with_name(it)).collect::<Vec<_>>()));
        let is_here = |it: &&Kind| it.source.strip_prefix("Guide, ").is_some_and(|it| it.starts_with(part));
        let rest = KINDS.iter().filter(is_here).filter_map(|it| {
            let list = format!("list {}", it.id);
            (!named.contains(&list.as_str()))
                .then(|| (it.about.trim_end_matches('.'), vec![with_name(&list)]))
        });
        (*part, by_hand.chain(rest).collect())
    };
    GUIDE.iter().map(part).collect()
}

/// Runs it.
pub fn run(context: &mut Context, _: &ArgMatches) -> Outcome {
    if context.json {
        let points = |it: &[(&str, Vec<String>)]| -> Vec<Value> {
            it.iter().map(|it| json!({ "asks": it.0, "answers": it.1 })).collect()
        };
        let parts: Vec<Value> =
            parts().iter().map(|(part, it)| json!({ "part": part, "points": points(it) })).collect();
        print_json(context.out, &Value::Array(parts))?;
        return Ok(Ending::Done);
    }
    context.out.write_all(text(context.columns).as_bytes())?;
    Ok(Ending::Done)
}

/// What it takes: nothing, and its help is what it prints.
pub fn args(command: Command) -> Command {
    command.after_long_help(text(HELP_COLUMNS))
}

/// How wide the help is.
const HELP_COLUMNS: usize = 78;

/// Every point with its answers, in lines that fit so many columns.
fn text(columns: usize) -> String {
    let of_point = |(asks, answers): &(&str, Vec<String>)| {
        let asks = wrap(&format!("{asks}:"), columns.saturating_sub(2));
        let lines = asks.iter().map(|line| format!("  {line}\n"));
        lines.chain(answers.iter().map(|line| format!("    {line}\n"))).collect::<String>()
    };
    let of_part = |(part, points): &(&str, Vec<(&str, Vec<String>)>)| {
        format!("{part}\n{}", points.iter().map(of_point).collect::<String>())
    };
    parts().iter().map(of_part).collect::<Vec<String>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::documents::DOCUMENTS;

    fn answers() -> impl Iterator<Item = &'static str> {
        GUIDE.iter().flat_map(|(_, it)| it.iter()).flat_map(|it| it.answers.iter().copied())
    }

    #[test]
    fn every_point_is_answered_by_something_that_is_there() {
        let all = crate::cli::table::command();
        let known: Vec<&str> = all.get_subcommands().map(Command::get_name).collect();
        for answer in answers() {
            let mut words = answer.split(' ');
            let (command, what) = (words.next().unwrap_or_default(), words.next());
            assert!(known.contains(&command), "{answer}");
            let is_there = match (command, what) {
                ("list" | "import", Some(what)) => what == "actions" || KINDS.iter().any(|it| it.id == what),
                ("report", Some(what)) => what == "list" || DOCUMENTS.iter().any(|it| it.name == what),
                _ => true,
            };
            assert!(is_there, "{answer}");
        }
        assert!(GUIDE.iter().flat_map(|it| it.1).all(|it| !it.answers.is_empty()));
    }

    #[test]
    fn help_tells_every_point_with_what_answers_it() {
        let row = |(asks, answers): &(&str, Vec<String>)| {
            let answers: Vec<String> = answers.iter().map(|it| format!("`{it}`")).collect();
            format!("| {asks} | {} |\n", answers.join(", "))
        };
        let part = |(part, points): &(&str, Vec<(&str, Vec<String>)>)| {
            let rows: String = points.iter().map(row).collect();
            format!("## {part}\n\n| The guide asks | Here |\n|---|---|\n{rows}")
        };
        let list: Vec<String> = parts().iter().map(part).collect();
        crate::help::in_step::keep("guide", "guide", &list.join("\n"));
    }

    #[test]
    fn every_register_answers_a_point() {
        for kind in KINDS {
            let list = format!("redress list {}", kind.id);
            let all = parts();
            let mut points = all.iter().flat_map(|it| &it.1);
            assert!(points.any(|it| it.1.contains(&list)), "{}: no part is called as its source", kind.id);
        }
    }
}
