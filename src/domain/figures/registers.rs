//! What registers count for a report: in its period beside the one before, and of those whose cases it looks at.

use crate::domain::calendar::period::PeriodKind;
use crate::domain::days::Days;
use crate::domain::figures::period::{Period, Scope};
use crate::domain::office::lists::{ListKind, ServiceId};
use crate::domain::register::counts::{Counted, Look};
use crate::domain::register::entry::Entry;
use crate::domain::register::field::{Field, Is};
use crate::domain::register::kind::Kind;
use crate::domain::register::owed::Register;

/// What a register counts of its entries, each period as it stood at its end or on the day of the report. Nothing where the
/// report looks at some services, and entries of the register are about none.
pub fn tables(
    register: &Register,
    entries: &[Entry],
    period: &Period,
    before: Option<Days>,
    scope: Scope,
) -> Option<Vec<Counted>> {
    let service = service(register.kind);
    let of = |entry: &Entry| Some(ServiceId(entry.values.get(service?.name)?.item()?));
    let theirs: Vec<&Entry> = entries.iter().filter(|it| scope.holds(register.office, of(it))).collect();
    let days = Days { from: period.from, to: Some(period.to) };
    let look = Look { days, as_of: period.as_of.min(period.to) };
    (scope == Scope::All || service.is_some()).then(|| register.tables(&theirs, look, before))
}

/// Whether what counts people is told: of the whole office, for a quarter or a financial year that is over. Of a part of it, or of days
/// that overlap with others, a number beside that of the whole would tell of one.
pub fn tells_of_people(period: &Period, scope: Scope) -> bool {
    let is_it = |kind: PeriodKind| {
        let whole = kind.around(period.to);
        (whole.from, whole.to) == (period.from, period.to)
    };
    scope == Scope::All
        && period.to <= period.as_of
        && (is_it(PeriodKind::Quarter) || is_it(PeriodKind::Year))
}

/// The field that says which service an entry is about.
fn service(kind: &Kind) -> Option<&'static Field> {
    kind.fields.iter().find(|it| matches!(it.is, Is::Item(ListKind::Services)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::counts::Number;
    use crate::domain::register::fixture::{Desk, FIXTURE, on};

    /// The first row of the first table.
    fn first(kind: &'static Kind, scope: Scope, as_of: &str) -> Option<(Vec<Number>, Vec<Number>)> {
        let desk = Desk::new();
        let entry = |json: &str| desk.entry(&FIXTURE, json);
        let entries = [
            entry(r#"{"line":"a","past":"2026-10-31","item":"Claims"}"#),
            entry(r#"{"line":"b","past":"2026-11-04","item":"Claims"}"#),
            entry(r#"{"line":"c","past":"2026-11-20"}"#),
        ];
        let period = Period { from: Some(on("2026-11-01")), to: on("2026-11-30"), as_of: on(as_of) };
        let all = tables(&desk.register(kind), &entries, &period, Days::read("2026-10"), scope)?;
        Some((all[0].rows[0].now.clone(), all[0].rows[0].before.clone()))
    }

    #[test]
    fn a_report_of_a_service_counts_what_is_about_it_up_to_its_day_beside_the_period_before() {
        let both = |now, before| Some((vec![Number::Many(now)], vec![Number::Many(before)]));
        assert_eq!(first(&FIXTURE, Scope::All, "2026-12-31"), both(2, 1));
        assert_eq!(first(&FIXTURE, Scope::All, "2026-11-10"), both(1, 1));
        assert_eq!(first(&FIXTURE, Scope::Service(ServiceId(1)), "2026-12-31"), both(1, 1));
        assert_eq!(first(&FIXTURE, Scope::Service(ServiceId(2)), "2026-12-31"), both(0, 0));
    }

    #[test]
    fn people_are_counted_of_the_whole_office_for_a_quarter_or_a_year_that_is_over() {
        let tells = |from: &str, to: &str, as_of: &str, scope| {
            tells_of_people(&Period { from: Some(on(from)), to: on(to), as_of: on(as_of) }, scope)
        };
        let (from, to) = ("2026-04-01", "2026-06-30");
        assert!(tells(from, to, to, Scope::All) && tells(from, "2027-03-31", "2027-04-01", Scope::All));
        assert!(
            !tells(from, to, to, Scope::Service(ServiceId(1))) && !tells(from, to, "2026-06-29", Scope::All)
        );
        assert!(
            !tells(from, "2026-06-10", "2026-07-01", Scope::All)
                && !tells(from, "2026-04-30", to, Scope::All)
        );
    }

    #[test]
    fn a_register_that_knows_of_no_service_is_in_reports_of_the_whole_office_alone() {
        const OF_ALL: Kind = Kind { fields: &[], counts: &[], ..FIXTURE };
        let counts = |scope| {
            let (desk, day) = (Desk::new(), on("2026-11-30"));
            let period = Period { from: None, to: day, as_of: day };
            tables(&desk.register(&OF_ALL), &[], &period, None, scope)
        };
        assert_eq!(counts(Scope::All), Some(Vec::new()));
        assert_eq!(counts(Scope::Organisation(1)), None);
    }
}
