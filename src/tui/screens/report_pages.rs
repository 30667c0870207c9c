//! The reports, each a row of one table: its name, and the lines that it makes of the figures of a period.

use crate::domain::case::decide::putting_right::pounds;
use crate::domain::figures::actions::ActionCounts;
use crate::domain::figures::performance::{Performance, Times, mean, median};
use crate::domain::figures::redress::PaymentSum;
use crate::domain::figures::rounding::{percent, tenths};
use crate::domain::figures::themes::ThemeCount;
use crate::domain::office::lists::ThemeId;
use crate::domain::vocabulary::{Compliance, Outcome, PaymentHead, WentWrong};
use crate::report::breakdown::{all_actions, average_before, by_organisation, organisation_name};
use crate::report::definitions::name;
use crate::tui::screens::columns::sentence_case;
use crate::tui::screens::report_lines::{About, Behind, Page, ReportLine, whole};

/// A report.
pub struct Report {
    /// What it is called, in at most 11 columns.
    pub name: &'static str,
    /// Makes its lines.
    make: fn(&mut Page, &Performance),
}

/// Every report.
pub const REPORT_PAGES: &[Report] = &[
    Report { name: "Performance", make: performance },
    Report { name: "Services", make: services },
    Report { name: "Themes", make: themes },
    Report { name: "Timeliness", make: timeliness },
    Report { name: "Redress", make: redress },
    Report { name: "Actions", make: actions },
    Report { name: "Learning", make: learning },
    Report { name: "Referrals", make: referrals },
    Report { name: "Cost", make: cost },
    Report { name: "Lateness", make: lateness },
];

impl Report {
    /// Its lines, the last of which says whether the figures add up.
    pub fn lines(&self, sum: &Performance, about: &About) -> Vec<ReportLine> {
        let mut page = Page { about, lines: Vec::new() };
        (self.make)(&mut page, sum);
        reconciliation(&mut page, sum);
        page.lines
    }
}

/// In every report: what came in and was there, and where it went.
fn reconciliation(page: &mut Page, sum: &Performance) {
    page.head(name("reconciliation"));
    let lines = [
        ("brought_forward", sum.brought_forward),
        ("received", sum.received),
        ("reopened", sum.reopened),
        ("closings", sum.closings),
        ("carried_forward", sum.carried_forward),
    ];
    for (field, number) in lines {
        page.put(ReportLine::said(field, name(field), number.to_string(), String::new()));
    }
    let words = if sum.reconciles() {
        "The first three add up to the last two."
    } else {
        "They do not add up: tell whoever looks after redress."
    };
    page.text(words.to_owned());
}

fn performance(page: &mut Page, sum: &Performance) {
    page.head("Received");
    let days = page.days();
    let before = page.before(|it| it.received);
    let received = format!("received:{days}");
    page.put(
        ReportLine::cases("received", "Complaints received", sum.received, sum.received, received.clone())
            .with(before),
    );
    months(page, sum);
    let important = format!("{received} is:important");
    page.put(ReportLine::cases("important", "Important matters", sum.important, sum.received, important));
    let referred = format!("{received} is:referred");
    page.put(ReportLine::cases(
        "referred",
        "Referred to the next tier",
        sum.referred,
        sum.received,
        referred,
    ));
    page.head("Open now");
    page.put(ReportLine::cases("open", "Open", sum.open, sum.open, "is:open".into()));
    for (field, label, number, filter, is_bad) in [
        ("overdue", "  past the timescale told", sum.overdue, "is:overdue", true),
        ("late", "  anything owed is late", sum.late, "is:late", true),
        ("no_timescale", "  no timescale shared yet", sum.no_timescale, "is:open timescale:none", false),
    ] {
        let line = ReportLine::cases(field, label, number, sum.open, filter.into());
        page.put(line.bad(is_bad && number > 0));
    }
    page.head("Closed in the period");
    closed(page, sum);
    in_time(page, sum);
    page.head(name("outcomes"));
    let shares = tenths(&sum.outcomes.values().copied().collect::<Vec<_>>());
    for ((outcome, number), share) in sum.outcomes.iter().zip(shares) {
        let label = sentence_case(outcome.map_or("not recorded", Outcome::word));
        let wanted = outcome.map_or_else(|| "none".to_owned(), |it| format!("\"{}\"", it.word()));
        let filter = format!("closed:{days} outcome:{wanted}");
        page.put(ReportLine::cases("outcomes", &label, *number, sum.closed, filter).with(percent(share)));
    }
    went_wrong(page, sum);
}

/// What was received month by month, at a glance and with its numbers.
fn months(page: &mut Page, sum: &Performance) {
    let chart: Vec<u64> = sum.received_by_month.values().copied().collect();
    if chart.len() < 2 {
        return;
    }
    let highest = chart.iter().max().copied().unwrap_or(0);
    let number = format!("{} months", chart.len());
    let lowest = chart.iter().min().copied().unwrap_or(0);
    let words = format!("{lowest} to {highest}");
    page.put(ReportLine {
        chart,
        ..ReportLine::said("received_by_month", "  month by month", number, words)
    });
    for (month, number) in &sum.received_by_month {
        // A period may begin or end within a month.
        let filter = format!("received:{} received:{month}", page.days());
        page.put(ReportLine::cases("received_by_month", &format!("  {month}"), *number, highest, filter));
    }
}

fn closed(page: &mut Page, sum: &Performance) {
    let filter = format!("closed:{}", page.days());
    let before = page.before(|it| it.closed);
    page.put(ReportLine::cases("closed", "Closed", sum.closed, sum.closed, filter.clone()).with(before));
    for (field, label, number, route) in [
        ("early_resolution", "  early resolution", sum.early_resolution.closed, "early"),
        ("closer_look", "  closer look", sum.closer_look.closed, "closer"),
        ("no_route", "  no route recorded", sum.no_route, "none"),
    ] {
        page.put(ReportLine::cases(field, label, number, sum.closed, format!("{filter} route:{route}")));
    }
}

fn in_time(page: &mut Page, sum: &Performance) {
    let closed = format!("closed:{}", page.days());
    for (field, label, share, condition) in [
        ("within_first_timescale", "Within the first timescale", sum.within_first_timescale, "late:no"),
        ("within_last_timescale", "Within the last timescale", sum.within_last_timescale, "agreed:kept"),
        ("acknowledged_in_time", "Acknowledged in time", sum.acknowledged_in_time, "acknowledged:kept"),
    ] {
        page.share(field, label, share, Some((share.numerator, format!("{closed} {condition}"))));
    }
    let filter = format!("{closed} timescale:none");
    let none = sum.closed_without_timescale;
    page.put(ReportLine::cases("closed_without_timescale", "No timescale shared", none, sum.closed, filter));
}

fn went_wrong(page: &mut Page, sum: &Performance) {
    page.head(name("went_wrong"));
    let shares = tenths(&sum.went_wrong.values().copied().collect::<Vec<_>>());
    for ((wrong, number), share) in sum.went_wrong.iter().zip(shares) {
        let label = sentence_case(wrong.map_or("not recorded", WentWrong::word));
        let wanted = wrong.map_or_else(|| "none".to_owned(), |it| format!("\"{}\"", it.word()));
        let filter = format!("closed:{} wrong:{wanted}", page.days());
        page.put(ReportLine::cases("went_wrong", &label, *number, sum.closed, filter).with(percent(share)));
    }
}

fn services(page: &mut Page, sum: &Performance) {
    let (office, days) = (page.about.office, page.days());
    page.head(name("received_by_service"));
    let shares = tenths(&sum.received_by_service.values().copied().collect::<Vec<_>>());
    for ((service, number), share) in sum.received_by_service.iter().zip(shares) {
        let filter = format!("received:{days} {}", page.service(*service));
        let label = sentence_case(&office.service_name(*service));
        let before = page.before(|it| it.received_by_service.get(service).copied().unwrap_or(0));
        let words = format!("{}  {before}", percent(share));
        let line = ReportLine::cases("received_by_service", &label, *number, sum.received, filter);
        page.put(line.with(words.trim_end().to_owned()));
    }
    page.head(name("went_wrong_by_service"));
    for (service, share) in &sum.went_wrong_by_service {
        let filter = format!("closed:{days} wrong:yes {}", page.service(*service));
        let label = sentence_case(&office.service_name(*service));
        page.share("went_wrong_by_service", &label, *share, Some((share.numerator, filter)));
    }
    page.head(name("received_by_organisation"));
    for (organisation, number) in by_organisation(office, &sum.received_by_service, |a, b| a + b) {
        let label = sentence_case(&organisation_name(office, organisation));
        let wanted = organisation
            .map_or_else(|| "none".to_owned(), |_| whole(&organisation_name(office, organisation)));
        let filter = format!("received:{days} organisation:{wanted}");
        page.put(ReportLine::cases("received_by_organisation", &label, number, sum.received, filter));
    }
    page.head(name("received_by_channel"));
    for (channel, number) in &sum.received_by_channel {
        let label = sentence_case(&office.channel_name(*channel));
        let wanted = channel.map_or_else(|| "none".to_owned(), |_| whole(&office.channel_name(*channel)));
        let filter = format!("received:{days} channel:{wanted}");
        page.put(ReportLine::cases("received_by_channel", &label, *number, sum.received, filter));
    }
}

fn theme_filter(page: &Page, theme: Option<ThemeId>) -> String {
    let wanted = theme.map_or_else(|| "none".to_owned(), |_| whole(&page.about.office.theme_name(theme)));
    format!("received:{} issue:{wanted}", page.days())
}

fn themes(page: &mut Page, sum: &Performance) {
    let office = page.about.office;
    page.head(name("themes"));
    let found = sum.themes.by_theme();
    let all: u64 = found.iter().map(|it| it.1.issues).sum();
    let shares = tenths(&found.iter().map(|it| it.1.issues).collect::<Vec<_>>());
    for ((theme, it), share) in found.iter().zip(shares) {
        let label = sentence_case(&office.theme_name(*theme));
        let line =
            ReportLine::count("themes", &label, it.issues, all).opening(it.cases, theme_filter(page, *theme));
        let share = percent(share);
        if page.compares() {
            let words = format!("{share}, was {}", average_before(it));
            page.put(ReportLine { chart: course(it), ..line.with(words) });
        } else {
            page.put(line.with(share));
        }
    }
    if page.compares() {
        page.text("Charts: four periods before, then this. “Was”: their average.".to_owned());
    }
    page.head(name("theme_alerts"));
    let mut alerts = sum.themes.alerts(&office.figures);
    if !page.compares() {
        page.text("There were no complaints before, so nothing can be said to rise.".to_owned());
        alerts.retain(|it| 0 < it.2.important);
    } else if alerts.is_empty() {
        page.text("No theme is on the rise, and none has an important matter.".to_owned());
    }
    for (theme, service, it) in alerts {
        let label = format!("{}: {}", sentence_case(&office.theme_name(theme)), office.service_name(service));
        let why = if page.compares() && it.rises(&office.figures) { "rising" } else { "important" };
        let filter = format!("{} {}", theme_filter(page, theme), page.service(service));
        let line = ReportLine::count("theme_alerts", &label, it.issues, all).opening(it.cases, filter);
        page.put(line.with(format!("{why}, was {}", average_before(&it))).bad(true));
    }
}

/// The issues of a theme in the four periods before and in this one, the earliest first.
fn course(it: &ThemeCount) -> Vec<u64> {
    it.before.iter().rev().copied().chain([it.issues]).collect()
}

fn timeliness(page: &mut Page, sum: &Performance) {
    page.head("In time, of those closed in the period");
    in_time(page, sum);
    page.head("Working days, by route");
    for (field, times) in [("early_resolution", &sum.early_resolution), ("closer_look", &sum.closer_look)] {
        route(page, field, times);
    }
    page.head("Closed in the period");
    closed(page, sum);
}

/// How long cases took on a route: mean and median, and without pauses.
fn route(page: &mut Page, field: &'static str, times: &Times) {
    let counted = times.gross.len() as u64;
    let words = format!("{counted} counted");
    page.put(ReportLine::said(field, name(field), times.closed.to_string(), words));
    for (label, value) in [
        ("  mean", mean(&times.gross)),
        ("  median", median(&times.gross)),
        ("  mean without pauses", mean(&times.net)),
        ("  median without pauses", median(&times.net)),
    ] {
        let number = value.map_or_else(|| "n/a".to_owned(), |it| format!("{it:.1}"));
        page.put(ReportLine::said(field, label, number, String::new()));
    }
}

fn money(page: &mut Page, label: &str, sum: &PaymentSum, filter: String) {
    let words = match sum.payments {
        0 => "none".to_owned(),
        1 => "1 payment".to_owned(),
        many => format!("{many}, largest {}", pounds(sum.largest)),
    };
    page.put(ReportLine::said("redress", label, pounds(sum.pence), words).opening(sum.cases, filter));
}

fn redress(page: &mut Page, sum: &Performance) {
    let (days, it) = (page.days(), &sum.redress);
    page.head(name("remedies"));
    for (kind, count) in sum.remedies.iter().filter(|it| it.1.done > 0) {
        let filter = format!("done:{days} remedy:{}", whole(kind.word()));
        let line = ReportLine::count("remedies", &sentence_case(kind.word()), count.done, count.done);
        page.put(line.opening(count.cases, filter));
    }
    let waiting: u64 = sum.remedies.values().map(|it| it.waiting).sum();
    page.put(ReportLine::said("remedies", "Offered, not done", waiting.to_string(), String::new()));
    page.head("Money paid, by class");
    money(page, "All", &it.all, format!("paid:{days}"));
    for (class, sum) in &it.by_class {
        money(
            page,
            &format!("  {}", class.word()),
            sum,
            format!("paid:{days} class:{}", whole(class.word())),
        );
    }
    page.head("Shown apart");
    money(page, "Maladministration", &it.maladministration, format!("paid:{days} is:maladministration"));
    for head in [PaymentHead::Distress, PaymentHead::PoorHandling] {
        let sum = it.by_head.get(&head).copied().unwrap_or_default();
        money(page, &sentence_case(head.word()), &sum, format!("paid:{days} for:{}", whole(head.word())));
    }
    money(page, "Decided, not paid", &it.not_paid, "paid:none".to_owned());
    page.head("Special payments");
    money(page, "All special payments", &it.special, format!("paid:{days} is:special"));
    for (label, number) in [
        ("  estimate cover confirmed", it.cover_confirmed),
        ("  within the ambit, confirmed", it.ambit_confirmed),
    ] {
        let line = ReportLine::count("redress", label, number, it.special.payments);
        page.put(line.with(format!("of {}", it.special.payments)));
    }
}

fn actions(page: &mut Page, sum: &Performance) {
    page.head("Actions on the day");
    counts(page, &all_actions(sum), "");
    for (service, it) in &sum.actions {
        let label = sentence_case(&page.about.office.service_name(*service));
        page.head(&label);
        let service = page.service(*service);
        counts(page, it, &format!(" {service}"));
    }
}

fn counts(page: &mut Page, it: &ActionCounts, of: &str) {
    for (label, number, state) in [
        ("Open", it.open, "to-do"),
        ("Late", it.late, "late"),
        ("Completed, not reviewed", it.completed_not_reviewed, "unreviewed"),
        ("Reviewed", it.reviewed, "reviewed"),
        ("  found to last", it.sustained, "sustained"),
        ("  impact shown", it.impact_shown, "impact-shown"),
    ] {
        let all = it.open + it.completed_not_reviewed + it.reviewed;
        let line = ReportLine::count("actions", label, number, all);
        let is_bad = number > 0 && matches!(state, "late" | "unreviewed");
        let behind = Some((number, Behind::Actions(format!("is:{state}{of}"))));
        page.put(ReportLine { behind, ..line }.bad(is_bad));
    }
}

fn learning(page: &mut Page, sum: &Performance) {
    went_wrong(page, sum);
    page.head("What was learnt from it");
    let filter = format!("closed:{} is:learnt", page.days());
    page.share("learnt", "A plan learns from it", sum.learnt, Some((sum.learnt.numerator, filter)));
    let not_yet = sum.learnt.denominator - sum.learnt.numerator;
    let filter = format!("closed:{} is:unlearnt", page.days());
    let line = ReportLine::cases("learnt", "No plan learns from it", not_yet, sum.learnt.denominator, filter);
    page.put(line.bad(not_yet > 0));
    page.head("Actions on the day");
    counts(page, &all_actions(sum), "");
}

fn referrals(page: &mut Page, sum: &Performance) {
    let (days, it) = (page.days(), &sum.referrals);
    page.head("Referred in the period");
    let to = it.to_the_ombudsman;
    let all = to + it.to_a_second_tier;
    page.put(ReportLine::cases("referrals", "To the Ombudsman", to, all, format!("ombudsman:{days}")));
    let second = it.to_a_second_tier;
    page.put(ReportLine::cases("referrals", "To a second tier", second, all, format!("second-tier:{days}")));
    page.head("Decided by the Ombudsman");
    let decided: u64 = it.decisions.values().sum();
    for (decision, number) in &it.decisions {
        page.put(ReportLine::count("referrals", &sentence_case(decision.word()), *number, decided));
    }
    if decided == 0 {
        page.text("Nothing was decided in the period.".to_owned());
    }
    page.head("Recommendations");
    let all = it.complied_with + it.not_complied_with + it.open;
    for (label, number, is_bad) in [
        (sentence_case(Compliance::CompliedWith.word()), it.complied_with, false),
        (sentence_case(Compliance::NotCompliedWith.word()), it.not_complied_with, true),
        ("Still open".to_owned(), it.open, false),
        ("  past their date".to_owned(), it.late, true),
    ] {
        page.put(ReportLine::count("referrals", &label, number, all).bad(is_bad && number > 0));
    }
    page.text("The office's own counts, not those that the Ombudsman publishes.".to_owned());
}

fn cost(page: &mut Page, sum: &Performance) {
    let (settings, it) = (&page.about.office.figures, &sum.cost);
    let redress = sum.redress.all.pence;
    let not_known = || "not known".to_owned();
    page.head(name("cost"));
    let filter = format!("cost:{}", page.days());
    let hours = format!("{}:{:02}", it.minutes / 60, it.minutes % 60);
    let rate = settings.hourly_rate;
    let rate = if rate == 0 { "no rate is set".to_owned() } else { format!("at {} an hour", pounds(rate)) };
    page.put(ReportLine::said("cost", "Hours of work", hours, rate).opening(it.cases, filter));
    for (label, pence) in [
        ("Cost of the work", it.work(settings)),
        ("Paid to others", Some(it.external)),
        ("Redress", Some(redress)),
        ("All together", it.total(settings, redress)),
    ] {
        page.put(ReportLine::said("cost", label, pence.map_or_else(not_known, pounds), String::new()));
    }
}

fn lateness(page: &mut Page, sum: &Performance) {
    page.head(name("late_reasons"));
    let closed = format!("closed:{}", page.days());
    let late: u64 = sum.late_reasons.values().sum();
    page.put(ReportLine::cases("late_reasons", "Answered late", late, late, format!("{closed} late:yes")));
    let shares = tenths(&sum.late_reasons.values().copied().collect::<Vec<_>>());
    for ((reason, number), share) in sum.late_reasons.iter().zip(shares) {
        let (label, wanted) = if reason.is_empty() {
            ("not recorded".to_owned(), "none".to_owned())
        } else {
            (reason.clone(), whole(reason))
        };
        let filter = format!("{closed} because:{wanted}");
        let line =
            ReportLine::cases("late_reasons", &format!("  {}", sentence_case(&label)), *number, late, filter);
        page.put(line.with(percent(share)));
    }
}
