//! What the headline figures break down into: by organisation and channel, by theme, by class of payment, by what became
//! of actions and referrals, and what it cost. As JSON keys and as sections of lines, from the same folds.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::domain::case::decide::putting_right::pounds;
use crate::domain::figures::actions::ActionCounts;
use crate::domain::figures::performance::{Performance, ShareView};
use crate::domain::figures::redress::PaymentSum;
use crate::domain::figures::rounding::{percent, tenths};
use crate::domain::figures::themes::ThemeCount;
use crate::domain::office::lists::ServiceId;
use crate::domain::office::record::Office;
use crate::domain::vocabulary::{Decision, PaymentClass, PaymentHead};
use crate::report::definitions::name;

/// What stands where nothing was recorded.
const NOT_RECORDED: &str = "not recorded";

/// A part of the page of figures: its heading, and lines of a label, a number and what there is to say to it.
pub struct Part {
    /// Its heading.
    pub heading: &'static str,
    /// Its lines.
    pub lines: Vec<(String, String, String)>,
}

/// Sums over services, by the organisation that each belongs to; none for "not recorded".
pub fn by_organisation<T: Copy + Default>(
    office: &Office,
    services: &BTreeMap<Option<ServiceId>, T>,
    and: impl Fn(T, T) -> T,
) -> BTreeMap<Option<u32>, T> {
    let mut sums = BTreeMap::new();
    for (service, it) in services {
        let under = service.and_then(|it| office.services.item(it.0)).and_then(|it| it.under);
        let sum: &mut T = sums.entry(under).or_default();
        *sum = and(*sum, *it);
    }
    sums
}

/// The name of an organisation.
pub fn organisation_name(office: &Office, organisation: Option<u32>) -> String {
    organisation.map_or_else(|| NOT_RECORDED.to_owned(), |it| office.organisations.name(it))
}

/// The JSON keys beside those of the headline figures.
pub fn json(sum: &Performance, office: &Office) -> Map<String, Value> {
    let organisations = by_organisation(office, &sum.received_by_service, |a, b| a + b);
    let by_organisation: Map<String, Value> = organisations
        .iter()
        .map(|(organisation, number)| (organisation_name(office, *organisation), json!(number)))
        .collect();
    let wrong: Map<String, Value> = sum
        .went_wrong_by_service
        .iter()
        .map(|(service, share)| (office.service_name(*service), json!(ShareView::from(*share))))
        .collect();
    let channels: Map<String, Value> = sum
        .received_by_channel
        .iter()
        .map(|(channel, number)| (office.channel_name(*channel), json!(number)))
        .collect();
    let reasons: Map<String, Value> =
        sum.late_reasons.iter().map(|(reason, number)| (reason_name(reason), json!(number))).collect();
    let keys = [
        ("received_by_organisation", Value::Object(by_organisation)),
        ("received_by_channel", Value::Object(channels)),
        ("something_went_wrong_by_service", Value::Object(wrong)),
        ("learnt_from", json!(ShareView::from(sum.learnt))),
        ("late_reasons", Value::Object(reasons)),
        ("themes", themes(sum, office)),
        ("theme_alerts", alerts(sum, office)),
        ("remedies", remedies(sum)),
        ("redress", redress(sum)),
        ("ombudsman", referrals(sum)),
        ("actions", actions(sum, office)),
        ("cost", cost(sum, office)),
    ];
    keys.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn reason_name(reason: &str) -> String {
    if reason.is_empty() { NOT_RECORDED.to_owned() } else { reason.to_owned() }
}

/// Every theme with its share of all issues; the shares add up to 100 per cent.
fn themes(sum: &Performance, office: &Office) -> Value {
    let found = sum.themes.by_theme();
    let shares = tenths(&found.iter().map(|it| it.1.issues).collect::<Vec<_>>());
    let rows = found.iter().zip(shares).map(|((theme, it), share)| {
        json!({
            "theme": office.theme_name(*theme),
            "issues": it.issues,
            "cases": it.cases,
            "percent": f64::from(share) / 10.0,
            "important": it.important,
            "four_periods_before": it.before,
            "rising": it.rises(&office.figures),
        })
    });
    rows.collect()
}

fn alerts(sum: &Performance, office: &Office) -> Value {
    let rows = sum.themes.alerts(&office.figures).into_iter().map(|(theme, service, it)| {
        json!({
            "theme": office.theme_name(theme),
            "service": office.service_name(service),
            "issues": it.issues,
            "average_before": average_before(&it),
            "rising": it.rises(&office.figures),
            "important": it.important,
        })
    });
    rows.collect()
}

/// The average of the four periods before, to two places.
#[expect(clippy::cast_precision_loss, reason = "no office has 2^52 issues")]
pub fn average_before(it: &ThemeCount) -> f64 {
    (it.before.iter().sum::<u64>() as f64 * 100.0 / it.before.len() as f64).round() / 100.0
}

fn remedies(sum: &Performance) -> Value {
    let kinds = sum.remedies.iter().map(|(kind, it)| {
        (kind.word().to_owned(), json!({ "done": it.done, "cases": it.cases, "not_done": it.waiting }))
    });
    Value::Object(kinds.collect())
}

fn payments(it: &PaymentSum) -> Value {
    json!({ "cases": it.cases, "payments": it.payments, "pence": it.pence, "largest_pence": it.largest })
}

fn redress(sum: &Performance) -> Value {
    let it = &sum.redress;
    let classes = PaymentClass::ALL.iter().map(|class| {
        (class.word().to_owned(), payments(&it.by_class.get(class).copied().unwrap_or_default()))
    });
    let heads = PaymentHead::ALL
        .iter()
        .map(|head| (head.word().to_owned(), payments(&it.by_head.get(head).copied().unwrap_or_default())));
    json!({
        "all": payments(&it.all),
        "by_class": classes.collect::<Map<_, _>>(),
        "by_head": heads.collect::<Map<_, _>>(),
        "maladministration": payments(&it.maladministration),
        "special_payments": payments(&it.special),
        "estimate_cover_confirmed": it.cover_confirmed,
        "within_ambit_confirmed": it.ambit_confirmed,
        "not_paid": payments(&it.not_paid),
    })
}

fn referrals(sum: &Performance) -> Value {
    let it = &sum.referrals;
    let decisions = Decision::ALL.iter().map(|decision| {
        (decision.word().to_owned(), json!(it.decisions.get(decision).copied().unwrap_or(0)))
    });
    json!({
        "referred": it.to_the_ombudsman,
        "second_tier": it.to_a_second_tier,
        "decisions": decisions.collect::<Map<_, _>>(),
        "recommendations": {
            "complied_with": it.complied_with,
            "not_complied_with": it.not_complied_with,
            "open": it.open,
            "late": it.late,
        },
    })
}

fn action_counts(it: &ActionCounts) -> Value {
    json!({
        "open": it.open,
        "late": it.late,
        "completed_not_reviewed": it.completed_not_reviewed,
        "reviewed": it.reviewed,
        "sustained": it.sustained,
        "impact_shown": it.impact_shown,
    })
}

/// The actions of all services together.
pub fn all_actions(sum: &Performance) -> ActionCounts {
    sum.actions.values().fold(ActionCounts::default(), |all, it| all.and(*it))
}

fn actions(sum: &Performance, office: &Office) -> Value {
    let services = sum.actions.iter().map(|(service, it)| (office.service_name(*service), action_counts(it)));
    let organisations = by_organisation(office, &sum.actions, ActionCounts::and);
    let organisations =
        organisations.iter().map(|(it, counts)| (organisation_name(office, *it), action_counts(counts)));
    json!({
        "all": action_counts(&all_actions(sum)),
        "by_service": services.collect::<Map<_, _>>(),
        "by_organisation": organisations.collect::<Map<_, _>>(),
    })
}

fn cost(sum: &Performance, office: &Office) -> Value {
    let redress = sum.redress.all.pence;
    json!({
        "cases": sum.cost.cases,
        "minutes": sum.cost.minutes,
        "hourly_rate_pence": Some(office.figures.hourly_rate).filter(|it| *it > 0),
        "work_pence": sum.cost.work(&office.figures),
        "external_pence": sum.cost.external,
        "redress_pence": redress,
        "total_pence": sum.cost.total(&office.figures, redress),
    })
}

/// The parts of the page of figures beside the headline ones. A part about nothing says so in one line.
pub fn parts(sum: &Performance, office: &Office) -> Vec<Part> {
    vec![
        counts(name("received_by_channel"), sum.received_by_channel.iter(), |it| office.channel_name(*it)),
        wrong_part(sum, office),
        theme_part(sum, office),
        counts(name("late_reasons"), sum.late_reasons.iter(), |it| reason_name(it)),
        redress_part(sum),
        referral_part(sum),
        action_part(sum),
        cost_part(sum, office),
    ]
}

fn line(
    label: impl Into<String>,
    number: impl Into<Shown>,
    meaning: impl Into<String>,
) -> (String, String, String) {
    (label.into(), number.into().0, meaning.into())
}

/// A number as it is shown.
struct Shown(String);

impl From<u64> for Shown {
    fn from(it: u64) -> Self {
        Self(it.to_string())
    }
}

impl From<String> for Shown {
    fn from(it: String) -> Self {
        Self(it)
    }
}

fn counts<'a, K: 'a>(
    heading: &'static str,
    counts: impl Iterator<Item = (&'a K, &'a u64)> + Clone,
    name: impl Fn(&K) -> String,
) -> Part {
    let shares = tenths(&counts.clone().map(|it| *it.1).collect::<Vec<_>>());
    let lines = counts.zip(shares).map(|((key, number), share)| line(name(key), *number, percent(share)));
    Part { heading, lines: lines.collect() }
}

fn wrong_part(sum: &Performance, office: &Office) -> Part {
    let mut lines: Vec<_> = sum
        .went_wrong_by_service
        .iter()
        .map(|(service, it)| {
            line(office.service_name(*service), it.numerator, format!("of {} closed", it.denominator))
        })
        .collect();
    let learnt = format!("of {} where something went wrong: a plan learns from it", sum.learnt.denominator);
    lines.push(line(name("learnt"), sum.learnt.numerator, learnt));
    Part { heading: name("went_wrong_by_service"), lines }
}

fn theme_part(sum: &Performance, office: &Office) -> Part {
    let found = sum.themes.by_theme();
    let shares = tenths(&found.iter().map(|it| it.1.issues).collect::<Vec<_>>());
    let theme = |((theme, it), share): (&(_, ThemeCount), u32)| {
        let rising = if it.rises(&office.figures) { "; on the rise" } else { "" };
        let meaning = format!("{}; {} on average before{rising}", percent(share), average_before(it));
        line(office.theme_name(*theme), it.issues, meaning)
    };
    Part { heading: name("themes"), lines: found.iter().zip(shares).map(theme).collect() }
}

/// Payments in words: how many, and the largest.
pub fn payments_words(it: &PaymentSum) -> String {
    match it.payments {
        0 => "none".to_owned(),
        1 => "1 payment".to_owned(),
        many => format!("{many} payments on {} cases, the largest {}", it.cases, pounds(it.largest)),
    }
}

fn redress_part(sum: &Performance) -> Part {
    let it = &sum.redress;
    let mut lines: Vec<_> = sum
        .remedies
        .iter()
        .map(|(kind, it)| line(kind.word(), it.done, format!("done; {} still to do", it.waiting)))
        .collect();
    let money = |label: &str, it: &PaymentSum| line(label, pounds(it.pence), payments_words(it));
    lines.push(money("Money paid", &it.all));
    lines.extend(it.by_class.iter().map(|(class, it)| money(class.word(), it)));
    lines.push(money("Maladministration", &it.maladministration));
    for head in [PaymentHead::Distress, PaymentHead::PoorHandling] {
        lines.push(money(head.word(), &it.by_head.get(&head).copied().unwrap_or_default()));
    }
    let confirmed = format!(
        "{} of {} with estimate cover, {} within the ambit, as confirmed",
        it.cover_confirmed, it.special.payments, it.ambit_confirmed
    );
    lines.push(line("Special payments", pounds(it.special.pence), confirmed));
    lines.push(money("Decided, not paid", &it.not_paid));
    Part { heading: name("redress"), lines }
}

fn referral_part(sum: &Performance) -> Part {
    let it = &sum.referrals;
    let mut lines = vec![
        line("To the Ombudsman", it.to_the_ombudsman, ""),
        line("To a second tier", it.to_a_second_tier, "before the Ombudsman"),
    ];
    lines.extend(it.decisions.iter().map(|(decision, number)| line(decision.word(), *number, "decided so")));
    lines.push(line("Complied with", it.complied_with, "recommendations"));
    lines.push(line("Not complied with", it.not_complied_with, "recommendations"));
    lines.push(line("Still open", it.open, format!("recommendations; {} past their date", it.late)));
    Part { heading: name("referrals"), lines }
}

fn action_part(sum: &Performance) -> Part {
    let it = all_actions(sum);
    let lines = vec![
        line("Open", it.open, "agreed, and not completed"),
        line("Late", it.late, "past their date"),
        line("Completed, not reviewed", it.completed_not_reviewed, "nobody has looked whether they work"),
        line("Reviewed", it.reviewed, ""),
        line("Sustained", it.sustained, "of those, found to last"),
        line("Impact shown", it.impact_shown, "of those reviewed"),
    ];
    Part { heading: name("actions"), lines }
}

fn cost_part(sum: &Performance, office: &Office) -> Part {
    let not_known = || "not known".to_owned();
    let (hours, minutes) = (sum.cost.minutes / 60, sum.cost.minutes % 60);
    let rate = office.figures.hourly_rate;
    let rate = if rate == 0 {
        "hours; the office has not set what one costs".to_owned()
    } else {
        format!("hours at {}", pounds(rate))
    };
    let redress = sum.redress.all.pence;
    let lines = vec![
        line("Work", format!("{hours}:{minutes:02}"), rate),
        line("Cost of the work", sum.cost.work(&office.figures).map_or_else(not_known, pounds), ""),
        line("Paid to others", pounds(sum.cost.external), ""),
        line("Redress", pounds(redress), ""),
        line("Total", sum.cost.total(&office.figures, redress).map_or_else(not_known, pounds), ""),
    ];
    Part { heading: name("cost"), lines }
}
