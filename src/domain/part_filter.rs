//! Conditions on the parts of a case: a payment, a remedy, a referral, a recommendation, a cost. All conditions on one
//! kind of part must hold of one and the same part: `paid:2026-11 class:=compensation` is a compensation paid then.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::days::{DAYS_INSTEAD, Days};
use crate::domain::row::Row;
use crate::domain::row_parts::{CostPart, PaymentPart, RecommendationPart, ReferralPart, RemedyPart};
use crate::domain::vocabulary::{Compliance, Decision, PaymentClass, PaymentHead, RemedyKind};

/// One condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartCondition {
    /// A payment made in these days.
    Paid(Days),
    /// A payment decided and not made.
    NotPaid,
    /// A payment of this class.
    Class(PaymentClass),
    /// A payment for this.
    Head(PaymentHead),
    /// A payment that arises from maladministration.
    Maladministration,
    /// A special payment.
    Special,
    /// A remedy done in these days.
    Done(Days),
    /// A remedy not done.
    NotDone,
    /// A remedy of this kind.
    Remedy(RemedyKind),
    /// A referral to the Ombudsman in these days.
    Ombudsman(Days),
    /// A referral to a second tier in these days.
    SecondTier(Days),
    /// A decision of the Ombudsman in these days.
    Decided(Days),
    Decision(Decision),
    /// A recommendation that ended in these days.
    Followed(Days),
    /// A recommendation that stands so.
    Recommendation(Compliance),
    /// A recommendation past its date.
    RecommendationLate,
    /// Hours or money recorded for these days.
    Cost(Days),
}

/// Which parts a condition is on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Payment,
    Remedy,
    Referral,
    Recommendation,
    Cost,
}

/// The fields of the grammar, with an example each; help is printed from here.
pub const PART_FIELDS: &[(&str, &str)] = &[
    ("paid:", "paid:2026-11, or paid:none for decided and not paid"),
    ("class:", "class:\"ex gratia\": how a payment scores in the accounts"),
    ("for:", "for:distress: what a payment is for"),
    ("done:", "done:2026-11, or done:none: a remedy"),
    ("remedy:", "remedy:apology"),
    ("ombudsman:", "ombudsman:2026-11: referred then"),
    ("second-tier:", "second-tier:2026-11: referred then"),
    ("decided:", "decided:2026-11: by the Ombudsman"),
    ("decision:", "decision:upheld: by the Ombudsman"),
    ("recommendation:", "recommendation:open, recommendation:late or recommendation:\"complied with\""),
    ("followed:", "followed:2026-11: when a recommendation ended"),
    ("cost:", "cost:2026-11: hours or money recorded for then"),
];

/// The words of a closed list: a whole word before one that only begins so.
fn word<T: Copy>(all: &[T], wanted: &str, name: impl Fn(T) -> &'static str) -> Option<T> {
    let exact = all.iter().find(|it| name(**it) == wanted);
    exact.or_else(|| all.iter().find(|it| name(**it).starts_with(wanted))).copied()
}

impl PartCondition {
    /// Reads the value of a field; none if the field is not of a part, and then a refusal if the value may not be that.
    pub fn read(field: &str, value: &str) -> Option<Result<Self, String>> {
        let wanted = value.to_lowercase();
        let wanted = wanted.strip_prefix('=').unwrap_or(&wanted);
        let days = |make: fn(Days) -> Self, none: Option<Self>| {
            none.filter(|_| wanted == "none")
                .or_else(|| Days::read(value).map(make))
                .ok_or_else(|| DAYS_INSTEAD.to_owned())
        };
        let choose = |found: Option<Self>, known: Vec<&str>| {
            found.ok_or_else(|| format!("After the colon write one of: {}.", known.join(", ")))
        };
        Some(match field {
            "paid" => days(Self::Paid, Some(Self::NotPaid)),
            "class" => choose(
                word(PaymentClass::ALL, wanted, PaymentClass::word).map(Self::Class),
                PaymentClass::ALL.iter().map(|it| it.word()).collect(),
            ),
            "for" => choose(
                word(PaymentHead::ALL, wanted, PaymentHead::word).map(Self::Head),
                PaymentHead::ALL.iter().map(|it| it.word()).collect(),
            ),
            "done" => days(Self::Done, Some(Self::NotDone)),
            "remedy" => choose(
                word(RemedyKind::ALL, wanted, RemedyKind::word).map(Self::Remedy),
                RemedyKind::ALL.iter().map(|it| it.word()).collect(),
            ),
            "ombudsman" => days(Self::Ombudsman, None),
            "second-tier" => days(Self::SecondTier, None),
            "decided" => days(Self::Decided, None),
            "decision" => choose(
                word(Decision::ALL, wanted, Decision::word).map(Self::Decision),
                Decision::ALL.iter().map(|it| it.word()).collect(),
            ),
            "recommendation" if wanted == "late" => Ok(Self::RecommendationLate),
            "recommendation" => choose(
                word(Compliance::ALL, wanted, Compliance::word).map(Self::Recommendation),
                Compliance::ALL.iter().map(|it| it.word()).chain(["late"]).collect(),
            ),
            "followed" => days(Self::Followed, None),
            "cost" => days(Self::Cost, None),
            _ => return None,
        })
    }

    const fn kind(self) -> Kind {
        match self {
            Self::Paid(_)
            | Self::NotPaid
            | Self::Class(_)
            | Self::Head(_)
            | Self::Maladministration
            | Self::Special => Kind::Payment,
            Self::Done(_) | Self::NotDone | Self::Remedy(_) => Kind::Remedy,
            Self::Ombudsman(_) | Self::SecondTier(_) | Self::Decided(_) | Self::Decision(_) => Kind::Referral,
            Self::Followed(_) | Self::Recommendation(_) | Self::RecommendationLate => Kind::Recommendation,
            Self::Cost(_) => Kind::Cost,
        }
    }

    fn of_payment(self, it: &PaymentPart, today: NaiveDate) -> bool {
        match self {
            Self::Paid(days) => it.paid.is_some_and(|day| day <= today && days.holds(day)),
            Self::NotPaid => it.paid.is_none_or(|day| today < day),
            Self::Class(wanted) => it.class == wanted,
            Self::Head(wanted) => it.head == wanted,
            Self::Maladministration => it.maladministration,
            Self::Special => it.is_special(),
            _ => false,
        }
    }

    fn of_remedy(self, it: &RemedyPart, today: NaiveDate) -> bool {
        match self {
            Self::Done(days) => it.done.is_some_and(|day| day <= today && days.holds(day)),
            Self::NotDone => it.done.is_none_or(|day| today < day),
            Self::Remedy(wanted) => it.kind == wanted,
            _ => false,
        }
    }

    fn of_referral(self, it: &ReferralPart, today: NaiveDate) -> bool {
        let is_ours = it.on <= today;
        match self {
            Self::Ombudsman(days) => is_ours && it.is_to_the_ombudsman() && days.holds(it.on),
            Self::SecondTier(days) => is_ours && !it.is_to_the_ombudsman() && days.holds(it.on),
            Self::Decided(days) => {
                it.is_to_the_ombudsman() && it.decision.is_some_and(|it| it.0 <= today && days.holds(it.0))
            }
            Self::Decision(wanted) => {
                it.is_to_the_ombudsman() && it.decision.is_some_and(|it| it.0 <= today && it.1 == wanted)
            }
            _ => false,
        }
    }

    fn of_recommendation(self, it: &RecommendationPart, today: NaiveDate) -> bool {
        match self {
            Self::Followed(days) => it.followed.is_some_and(|it| it.0 <= today && days.holds(it.0)),
            Self::Recommendation(wanted) => it.on(today) == wanted,
            Self::RecommendationLate => {
                it.on(today) == Compliance::Open && it.target.is_some_and(|day| day < today)
            }
            _ => false,
        }
    }

    fn of_cost(self, it: &CostPart, today: NaiveDate) -> bool {
        match self {
            Self::Cost(days) => it.on <= today && days.holds(it.on),
            _ => false,
        }
    }
}

/// Whether all conditions on parts hold of a case that counts as a complaint: those on one kind of part, of one part.
pub fn hold(conditions: &[PartCondition], row: &Row, today: NaiveDate) -> bool {
    if conditions.is_empty() {
        return true;
    }
    let told = row.referrals.iter().filter(|it| it.is_to_the_ombudsman() && it.on <= today);
    let recommendations: Vec<RecommendationPart> = told.flat_map(|it| it.recommendations.clone()).collect();
    row.received_by(today)
        && one_has_all(conditions, Kind::Payment, &row.payments, today, PartCondition::of_payment)
        && one_has_all(conditions, Kind::Remedy, &row.remedies, today, PartCondition::of_remedy)
        && one_has_all(conditions, Kind::Referral, &row.referrals, today, PartCondition::of_referral)
        && one_has_all(
            conditions,
            Kind::Recommendation,
            &recommendations,
            today,
            PartCondition::of_recommendation,
        )
        && one_has_all(conditions, Kind::Cost, &row.costs, today, PartCondition::of_cost)
}

/// Whether one part fits every condition on its kind; true where no condition is on its kind.
fn one_has_all<T>(
    conditions: &[PartCondition],
    kind: Kind,
    parts: &[T],
    today: NaiveDate,
    of: impl Fn(PartCondition, &T, NaiveDate) -> bool,
) -> bool {
    let mut asked = conditions.iter().filter(|it| it.kind() == kind).peekable();
    asked.peek().is_none()
        || parts
            .iter()
            .any(|part| conditions.iter().filter(|it| it.kind() == kind).all(|it| of(*it, part, today)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Case, Facts};
    use crate::domain::filter::Filter;
    use crate::domain::office::record::{House, Office};
    use crate::domain::reference::CaseRef;
    use crate::domain::row::row;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    fn payment(pence: u64, class: PaymentClass, head: PaymentHead, paid: Option<&str>) -> PaymentPart {
        let (cover_confirmed, ambit_confirmed) = (false, false);
        let paid = paid.map(on);
        PaymentPart {
            pence,
            class,
            head,
            maladministration: false,
            cover_confirmed,
            ambit_confirmed,
            since: None,
            paid,
        }
    }

    #[test]
    fn all_conditions_on_payments_must_hold_of_one_payment() {
        let house = House::new(Office::default());
        let case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-03-02")));
        let mut row = row(&house.calendar, &house.office.timescales, &case);
        row.payments = vec![
            payment(100, PaymentClass::Compensation, PaymentHead::Delay, Some("2026-04-10")),
            payment(200, PaymentClass::ExGratia, PaymentHead::Distress, None),
        ];
        for (filter, expect) in [
            ("paid:2026-04", true),
            ("paid:2026-04 class:compensation", true),
            ("paid:2026-04 class:\"=ex gratia\"", false),
            ("paid:none class:\"ex gratia\" for:distress", true),
            ("paid:none for:delay", false),
            ("paid:2026-05", false),
            ("is:special paid:2026-04", true),
            ("is:maladministration", false),
            ("done:none", false),
            ("paid:2026-04 cost:2026", false),
        ] {
            let holds = Filter::parse(filter).expect(filter).fits(&house, on("2026-12-31"), &row);
            assert_eq!(holds, expect, "{filter}");
        }
        // As of a day before it was made, it was not made.
        let paid = Filter::parse("paid:2026-04").expect("a filter");
        assert!(!paid.fits(&house, on("2026-04-09"), &row));
    }

    #[test]
    fn what_may_not_follow_a_field_is_refused_with_what_may() {
        for (text, instead) in [
            ("paid:soon", "2026-07"),
            ("class:gift", "ex gratia"),
            ("remedy:cake", "apology"),
            ("recommendation:maybe", "late"),
            ("late:perhaps", "late:no"),
        ] {
            let wrong = Filter::parse(text).expect_err(text);
            assert!(wrong.instead.contains(instead), "{text}: {}", wrong.instead);
        }
    }
}
