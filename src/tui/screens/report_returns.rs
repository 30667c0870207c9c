//! A return on screen: its lines as they are filled, each with the cases that it is counted from, or the register.

use crate::domain::figures::cell::{Cell, NOT_APPLICABLE};
use crate::domain::figures::figure::Basis;
use crate::report::documents::registers::Register;
use crate::report::returns::{Return, ToldLine};
use crate::tui::screens::report_lines::{About, Behind, ReportLine};

/// The lines of a return, under the sections that they stand in.
pub fn lines(of: &Return, basis: &Basis, registers: &[Register], about: &About) -> Vec<ReportLine> {
    let mut lines: Vec<ReportLine> = Vec::new();
    let mut section = "";
    for it in of.told(basis, registers) {
        if it.line.section != section {
            section = it.line.section;
            if !lines.is_empty() {
                lines.push(ReportLine::default());
            }
            let label = section.to_owned();
            lines.push(ReportLine { label, is_heading: true, ..ReportLine::default() });
        }
        lines.push(line(&it, about));
    }
    lines
}

fn line(it: &ToldLine, about: &About) -> ReportLine {
    let (number, words) = match &it.value {
        _ if it.line.value.is_not_held() => (String::new(), "held by nobody".to_owned()),
        Cell::NotApplicable => ("n/a".to_owned(), NOT_APPLICABLE.to_owned()),
        Cell::Text(words) => (String::new(), words.clone()),
        Cell::NotKnown(why) => ("not known".to_owned(), (*why).to_owned()),
        other => (other.words(), String::new()),
    };
    let count = if let Cell::Number(it) = it.value { it } else { 0 };
    let filter = it.finds().map(|it| it.replace("{days}", &about.days().to_string()) + &about.scope());
    let of_cases = filter.map(|it| (count, Behind::Cases(it)));
    ReportLine {
        label: format!("{} {}", it.number, it.asked),
        number,
        words,
        behind: of_cases.or_else(|| it.register().map(|letter| (0, Behind::Register(letter)))),
        says: format!("{} {}. {}", it.number, it.asked, it.line.rule),
        ..ReportLine::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::performance::Performance;
    use crate::domain::figures::period::{Period, Scope};
    use crate::domain::filter::Filter;
    use crate::domain::office::record::Office;
    use crate::report::returns::RETURNS;
    use crate::report::returns::line::Value;

    #[test]
    fn a_line_of_a_return_opens_its_cases_or_its_register_where_there_is_a_list_of_them() {
        let day = "2026-11-24".parse().expect("a real date");
        let (office, sum) = (Office::default(), Performance::default());
        let period = Period { from: Some(day), to: day, as_of: day };
        let about = About { office: &office, period, scope: Scope::All, before: None };
        let basis = Basis { sum: &sum, office: &office, compares: false, compared: 0 };
        for of in RETURNS {
            for it in of.told(&basis, &[]).iter().filter(|it| !it.line.value.is_not_held()) {
                let line = line(it, &about);
                match line.behind {
                    Some((_, Behind::Cases(filter))) => assert!(Filter::parse(&filter).is_ok(), "{filter}"),
                    Some((_, Behind::Register(_))) => {}
                    // What has no list on any page of the reports, such as money and averages, has none here.
                    _ => {
                        let is_figure = matches!(it.line.value, Value::Figure(_) | Value::Each(_));
                        assert!(is_figure && it.finds().is_none(), "{}: {}", of.name, it.asked);
                    }
                }
            }
        }
    }
}
