//! What may be kept of a year. The only place that says no.

use crate::domain::calendar::dates::long;
use crate::domain::case::decide::guards::in_the_past;
use crate::domain::party::alike::Alike;
use crate::domain::party::naming::{Naming, is_said_among};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;
use crate::domain::year::command::YearCommand;
use crate::domain::year::counted::{read, sha256};
use crate::domain::year::event::YearEvent;
use crate::domain::year::record::{OmbudsmanTable, Publication, YearRecord};

/// Decides a step on the record of a year: the events it causes, or why not.
pub fn decide(terms: &Terms, record: &YearRecord, command: YearCommand) -> Verdict<Vec<YearEvent>> {
    match command {
        YearCommand::RecordOmbudsman(it) => {
            ombudsman(terms, &it)?;
            Ok(vec![YearEvent::OmbudsmanRecorded(it)])
        }
        YearCommand::WriteContext(it) => Ok(vec![YearEvent::ContextWritten(it)]),
        YearCommand::Freeze(it) => freeze(terms, record, *it),
    }
}

/// Asks about words that name somebody, or a record, that the office knows: they stand where whoever writes them says that they are
/// meant, for an office, an organisation or the author of a report may be called like somebody who complained.
pub fn names_whom_it_means(naming: &Naming, meant: &str) -> Verdict<()> {
    let open = not_meant(naming, meant);
    if open.is_empty() {
        return Ok(());
    }
    let like = |words: &str| naming.alike.iter().find(|it| it.words == words);
    let (alike, sure): (Vec<&str>, Vec<&str>) = open.iter().partition(|it| like(it).is_some());
    let quoted: Vec<String> = sure.iter().map(|it| format!("“{it}”")).collect();
    let why = (!quoted.is_empty())
        .then(|| format!("This names somebody, or a record, that the office knows: {}.", quoted.join(", ")));
    let asked = alike.into_iter().filter_map(like).map(Alike::question);
    let why = why.into_iter().chain(asked).collect::<Vec<_>>().join(" ");
    let instead = format!(
        "Use other words. If everybody may read it, or it is nobody’s name, put it under “Names meant”: {}",
        open.iter().map(|it| format!("“{it}”")).collect::<Vec<_>>().join("; ")
    );
    Err(Refusal::of_field("named", why, instead))
}

/// The words that name somebody, or look as if they did, of whom nobody said that they are meant. An ordinary word of a name is
/// any word.
pub fn not_meant<'a>(naming: &'a Naming, meant: &str) -> Vec<&'a str> {
    let named = naming.named.iter().map(|it| it.1.as_str()).chain(naming.rare());
    let alike = naming.alike.iter().map(|it| it.words.as_str());
    named.chain(alike).filter(|it| !is_said_among(meant, it)).collect()
}

fn ombudsman(terms: &Terms, it: &OmbudsmanTable) -> Verdict<()> {
    required(
        "citation",
        &it.citation,
        "Say where the Ombudsman published these figures: title, page or table.",
    )?;
    if terms.today <= it.covers.last() {
        let why = format!("The Ombudsman's year {} is not over.", it.covers);
        return Err(Refusal::of_field("covers", why, "Check the year that the figures cover."));
    }
    if let Some(on) = it.published {
        in_the_past(terms, "published", "The date of the Ombudsman's report", on)?;
        if on <= it.covers.last() {
            let why = format!("The Ombudsman's year {} was not over on {}.", it.covers, long(on));
            return Err(Refusal::of_field("published", why, "Check the date against the report."));
        }
    }
    let outcomes =
        [("upheld", it.upheld), ("upheld_in_part", it.upheld_in_part), ("not_upheld", it.not_upheld)];
    match it.reported_on {
        None => {
            if let Some((field, _)) = outcomes.iter().find(|it| it.1.is_some()) {
                let why = "How investigations ended is a share of those reported on, and that number is not applicable.";
                return Err(Refusal::of_field(
                    field,
                    why,
                    "Enter n/a here too, or how many were reported on.",
                ));
            }
        }
        Some(reported) => {
            let given = outcomes.iter().filter_map(|it| it.1);
            let sum = given.fold(0_u64, u64::saturating_add);
            if reported < sum {
                let why = format!(
                    "Upheld in full, in part and not upheld are {sum} together, more than the {reported} reported on."
                );
                return Err(Refusal::of_field("reported_on", why, "Check the numbers against the report."));
            }
            if it.without_outcome().is_some_and(|left| 0 < left) {
                let why =
                    format!("Of {reported} reported on only {sum} have an outcome. Say why, for the report.");
                required("gap", &it.gap, &why)?;
            }
        }
    }
    Ok(())
}

fn freeze(terms: &Terms, record: &YearRecord, it: Publication) -> Verdict<Vec<YearEvent>> {
    let whole = "Make the document again, then freeze it.";
    if it.figures.is_empty() {
        return Err(Refusal::of_step("There are no figures in what was to be frozen.", whole));
    }
    if read(&it.cases).is_none() || sha256(&it.cases) != it.sha256 {
        return Err(Refusal::of_step("The list of cases is not the one that its hash was made from.", whole));
    }
    if it.text.is_empty() || sha256(&it.text) != it.text_sha256 {
        return Err(Refusal::of_step("The text is not the one that its hash was made from.", whole));
    }
    if terms.today < it.as_of {
        let why = format!("The figures are as of {}, which is still to come.", long(it.as_of));
        return Err(Refusal::of_step(why, "Freeze them on that day."));
    }
    if terms.today < it.to {
        let why = format!("The period ends on {} and is not over.", long(it.to));
        return Err(Refusal::of_step(why, "Freeze it when it is over."));
    }
    if let Some(before) = record.publication(&it.document, it.scope(), it.from, it.to) {
        if before.text_sha256 == it.text_sha256 && before.as_of == it.as_of {
            let why = format!("This was published on {}, word for word.", long(before.on));
            return Err(Refusal::of_step(why, "Publish it again when something in it has changed."));
        }
        let why =
            format!("This was published on {} already. Say why it is published again.", long(before.on));
        required("reason", &it.reason, &why)?;
    }
    let kept = Publication { on: terms.today, by: terms.actor.to_owned(), ..it };
    Ok(vec![YearEvent::Published(Box::new(kept))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::record::Office;

    fn asked(record: &YearRecord, command: YearCommand) -> Verdict<Vec<YearEvent>> {
        let office = Office::default();
        let calendar = office.calendar();
        let today = "2026-11-24".parse().expect("a day");
        decide(&Terms { office: &office, calendar: &calendar, today, actor: "jsmith" }, record, command)
    }

    fn year() -> YearRecord {
        YearRecord::new("2025-26".parse().expect("a year"))
    }

    fn table() -> OmbudsmanTable {
        OmbudsmanTable {
            covers: "2024-25".parse().expect("a year"),
            citation: "PHSO annual report 2024-25, page 40".to_owned(),
            published: None,
            accepted: Some(4),
            reported_on: Some(5),
            upheld: Some(1),
            upheld_in_part: Some(2),
            not_upheld: Some(2),
            gap: String::new(),
            complied: Some(3),
            not_complied: None,
            named: String::new(),
        }
    }

    #[track_caller]
    fn refused_at(field: &str, it: OmbudsmanTable) {
        let verdict = asked(&year(), YearCommand::RecordOmbudsman(Box::new(it)));
        assert_eq!(verdict.expect_err("refused").field, field);
    }

    #[test]
    fn numbers_of_the_ombudsman_need_their_source_and_have_to_add_up() {
        assert!(asked(&year(), YearCommand::RecordOmbudsman(Box::new(table()))).is_ok());
        refused_at("citation", OmbudsmanTable { citation: " ".into(), ..table() });
        refused_at("published", OmbudsmanTable { published: "2026-11-25".parse().ok(), ..table() });
        refused_at("published", OmbudsmanTable { published: "2025-03-31".parse().ok(), ..table() });
        refused_at("upheld", OmbudsmanTable { reported_on: None, ..table() });
        refused_at("reported_on", OmbudsmanTable { reported_on: Some(4), ..table() });
        refused_at("gap", OmbudsmanTable { reported_on: Some(6), ..table() });
        let explained =
            OmbudsmanTable { reported_on: Some(6), gap: "One was discontinued".into(), ..table() };
        assert!(asked(&year(), YearCommand::RecordOmbudsman(Box::new(explained))).is_ok());
    }

    #[test]
    fn nothing_reported_on_is_zero_or_not_applicable_and_both_are_kept_apart() {
        let none = OmbudsmanTable {
            reported_on: Some(0),
            upheld: None,
            upheld_in_part: None,
            not_upheld: None,
            ..table()
        };
        let mut record = year();
        let events = asked(&record, YearCommand::RecordOmbudsman(Box::new(none))).expect("allowed");
        events.iter().for_each(|it| record.apply(it));
        let kept = record.ombudsman.expect("kept");
        assert_eq!((kept.reported_on, kept.not_complied, kept.share(kept.upheld)), (Some(0), None, None));
    }

    fn publication() -> Publication {
        let cases = "26-0001 7\n".to_owned();
        Publication {
            document: "board".to_owned(),
            service: None,
            organisation: None,
            period: "2025-26 Q4".to_owned(),
            from: "2026-01-01".parse().ok(),
            to: "2026-03-31".parse().expect("a day"),
            as_of: "2026-11-24".parse().expect("a day"),
            on: "2026-01-01".parse().expect("a day"),
            by: String::new(),
            reason: String::new(),
            figures: vec![("Received".to_owned(), "1".to_owned())],
            definitions: Vec::new(),
            sha256: sha256(&cases),
            cases,
            text_sha256: sha256("Received: 1\n"),
            text: "Received: 1\n".to_owned(),
        }
    }

    #[test]
    fn a_document_is_frozen_as_of_today_by_whoever_asks_and_again_only_with_a_reason() {
        let mut record = year();
        let freeze = |it| YearCommand::Freeze(Box::new(it));
        let events = asked(&record, freeze(publication())).expect("allowed");
        events.iter().for_each(|it| record.apply(it));
        let kept = &record.publications[0];
        assert_eq!((kept.by.as_str(), kept.on.to_string()), ("jsmith", "2026-11-24".to_owned()));
        let again = asked(&record, freeze(publication())).expect_err("nothing has changed");
        assert!(again.to_string().contains("word for word"), "{again}");
        let other = |reason: &str| Publication {
            text_sha256: sha256("Received: 2\n"),
            text: "Received: 2\n".to_owned(),
            reason: reason.to_owned(),
            ..publication()
        };
        let again = asked(&record, freeze(other(""))).expect_err("published before");
        assert_eq!(again.field, "reason");
        let corrected = other("A case was counted twice");
        assert!(asked(&record, freeze(corrected)).is_ok());
    }

    #[test]
    fn what_is_not_whole_or_not_over_is_not_frozen() {
        for (it, words) in [
            (Publication { figures: Vec::new(), ..publication() }, "no figures"),
            (Publication { sha256: "0".into(), ..publication() }, "hash"),
            (Publication { to: "2026-12-31".parse().expect("a day"), ..publication() }, "not over"),
            (Publication { as_of: "2026-11-25".parse().expect("a day"), ..publication() }, "still to come"),
        ] {
            let why = asked(&year(), YearCommand::Freeze(Box::new(it))).expect_err(words).why;
            assert!(why.contains(words), "{why}");
        }
    }
}
