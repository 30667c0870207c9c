//! Small offices whose figures anybody can count by hand, from the guide's “Capturing the right data”.
//!
//! Each says what happened, what the figures of the year are, and how that is counted. The bank holidays of 2026 are Friday 3 and
//! Monday 6 April, Mondays 4 and 25 May, Monday 31 August, Friday 25 and Monday 28 December.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::cli::Office;

/// The year that is counted, and a day after it.
const YEAR: &str = "2026-27";
const AFTER: &str = "2027-04-30";

/// An office of a few complaints, numbered as they come, each line a step: the complaint, what was done, and when.
struct Small {
    what_for: &'static str,
    steps: &'static [&'static str],
    /// A figure by its path in the JSON of the report, and what it is.
    figures: &'static [(&'static str, &'static str)],
}

const OFFICES: &[Small] = &[
    Small {
        what_for: "the number received and resolved, and the average time",
        // 14 to 21 April: 15, 16, 17, 20 and 21 are five working days. 14 to 16 April: two. Together 7 of 2.
        steps: &[
            "1 received 2026-04-14",
            "1 told 2026-04-16 2026-05-12",
            "1 route 2026-04-16 early resolution",
            "1 upheld 2026-04-21 1",
            "1 answered 2026-04-21",
            "1 closed 2026-04-21",
            "2 received 2026-04-14",
            "2 told 2026-04-15 2026-05-12",
            "2 route 2026-04-15 early resolution",
            "2 not_upheld 2026-04-16 1",
            "2 answered 2026-04-16",
            "2 closed 2026-04-16",
        ],
        figures: &[
            ("received", "2"),
            ("closed", "2"),
            ("early_resolution/resolved", "2"),
            ("early_resolution/average_working_days", "3.5"),
            ("within_first_timescale/numerator", "2"),
            ("within_first_timescale/denominator", "2"),
            ("carried_forward", "0"),
        ],
    },
    Small {
        what_for: "an answer a day after the timescale, with and without a later one agreed in time",
        steps: &[
            "1 received 2026-04-14",
            "1 told 2026-04-16 2026-05-12",
            "1 route 2026-04-16 closer look",
            "1 upheld 2026-05-13 1",
            "1 answered 2026-05-13",
            "1 closed_late 2026-05-13 Complex case",
            "2 received 2026-04-14",
            "2 told 2026-04-16 2026-05-12",
            "2 route 2026-04-16 closer look",
            "2 extended 2026-05-11 2026-05-20",
            "2 upheld 2026-05-19 1",
            "2 answered 2026-05-19",
            "2 closed_late 2026-05-19 Complex case",
        ],
        figures: &[
            ("within_first_timescale/numerator", "0"),
            ("within_first_timescale/denominator", "2"),
            ("within_last_timescale/numerator", "1"),
            ("within_last_timescale/denominator", "2"),
            ("within_last_timescale/percent", "50.0"),
        ],
    },
    Small {
        what_for: "a later timescale that is told with the answer, or after the one before has passed, keeps nothing",
        steps: &[
            "1 received 2026-04-14",
            "1 told 2026-04-16 2026-05-12",
            "1 route 2026-04-16 closer look",
            "1 extended 2026-05-13 2026-05-20",
            "1 upheld 2026-05-13 1",
            "1 answered 2026-05-13",
            "1 closed_late 2026-05-13 Complex case",
            "2 received 2026-04-14",
            "2 told 2026-04-16 2026-05-12",
            "2 route 2026-04-16 closer look",
            "2 extended 2026-05-13 2026-05-20",
            "2 upheld 2026-05-15 1",
            "2 answered 2026-05-15",
            "2 closed_late 2026-05-15 Complex case",
        ],
        figures: &[
            ("within_first_timescale/numerator", "0"),
            ("within_last_timescale/numerator", "0"),
            ("within_last_timescale/denominator", "2"),
        ],
    },
    Small {
        what_for: "a timescale is shared at the start within ten working days, and before the answer",
        // The tenth working day after 14 April is 28 April.
        steps: &[
            "1 received 2026-04-14",
            "1 told 2026-04-28 2026-05-12",
            "1 route 2026-04-28 closer look",
            "1 upheld 2026-05-11 1",
            "1 answered 2026-05-11",
            "1 closed 2026-05-11",
            "2 received 2026-04-14",
            "2 told 2026-04-29 2026-05-12",
            "2 route 2026-04-29 closer look",
            "2 upheld 2026-05-11 1",
            "2 answered 2026-05-11",
            "2 closed 2026-05-11",
            "3 received 2026-04-14",
            "3 told 2026-04-21 2026-05-12",
            "3 route 2026-04-16 closer look",
            "3 upheld 2026-04-21 1",
            "3 answered 2026-04-21",
            "3 closed 2026-04-21",
            "4 received 2026-04-14",
            "4 route 2026-04-16 closer look",
            "4 upheld 2026-04-21 1",
            "4 answered 2026-04-21",
            "4 closed 2026-04-21",
        ],
        figures: &[
            ("closed", "4"),
            ("within_first_timescale/numerator", "1"),
            ("within_first_timescale/denominator", "1"),
            ("timescale_shared_late", "2"),
            ("closed_without_timescale", "1"),
            ("closer_look/resolved", "4"),
        ],
    },
    Small {
        what_for: "what ended without an answer is in no share and no average",
        steps: &[
            "1 received 2026-04-14",
            "1 told 2026-04-16 2026-05-12",
            "1 route 2026-04-16 early resolution",
            "1 ended 2026-04-17 withdrawn",
            "2 received 2026-04-14",
            "2 told 2026-04-16 2026-05-12",
            "2 route 2026-04-16 early resolution",
            "2 ended 2026-04-17 out of scope",
            "3 received 2026-04-14",
            "3 repeats 2026-04-17 4",
            "4 received 2026-04-14",
            "4 told 2026-04-16 2026-05-12",
            "4 route 2026-04-16 early resolution",
            "4 upheld 2026-05-13 1",
            "4 answered 2026-05-13",
            "4 closed_late 2026-05-13 Complex case",
        ],
        figures: &[
            ("closed", "4"),
            ("closed_without_answer", "3"),
            ("within_first_timescale/numerator", "0"),
            ("within_first_timescale/denominator", "1"),
            ("early_resolution/closed", "3"),
            // 14 April to 13 May without the holiday on 4 May: 13 working days by 1 May, 17 by 8 May, 20.
            ("early_resolution/resolved", "1"),
            ("early_resolution/average_working_days", "20.0"),
            ("outcomes/withdrawn", "1"),
            ("outcomes/out of scope", "1"),
            ("outcomes/duplicate", "1"),
            ("outcomes/upheld", "1"),
            ("something_went_wrong/not recorded", "3"),
        ],
    },
    Small {
        what_for: "acknowledged within three working days; one that never was is not in time",
        // 17 April is the third working day. The fourth complaint was answered on the second: nobody had to acknowledge it.
        steps: &[
            "1 received 2026-04-14",
            "1 acknowledged 2026-04-17",
            "1 ended 2026-04-30 withdrawn",
            "2 received 2026-04-14",
            "2 acknowledged 2026-04-20",
            "2 ended 2026-04-30 withdrawn",
            "3 received 2026-04-14",
            "3 ended 2026-04-30 withdrawn",
            "4 received 2026-04-14",
            "4 route 2026-04-15 early resolution",
            "4 not_upheld 2026-04-16 1",
            "4 answered 2026-04-16",
            "4 closed 2026-04-16",
        ],
        figures: &[("acknowledged_in_time/numerator", "2"), ("acknowledged_in_time/denominator", "4")],
    },
    Small {
        what_for: "a complaint opened again is measured anew, and its first answer stays as it was",
        // First 14 to 21 April: 5 working days. Then 1 to 11 September: 2, 3, 4, 7, 8, 9, 10 and 11 are 8. Together 13 of 2.
        steps: &[
            "1 received 2026-04-14",
            "1 told 2026-04-16 2026-05-12",
            "1 route 2026-04-16 early resolution",
            "1 not_upheld 2026-04-21 1",
            "1 answered 2026-04-21",
            "1 closed 2026-04-21",
            "1 reopened 2026-09-01",
            "1 told 2026-09-03 2026-09-30",
            "1 answered 2026-09-11",
            "1 closed 2026-09-11",
        ],
        figures: &[
            ("received", "1"),
            ("closed", "2"),
            ("reopened", "1"),
            ("carried_forward", "0"),
            ("early_resolution/resolved", "2"),
            ("early_resolution/average_working_days", "6.5"),
            ("within_first_timescale/numerator", "2"),
            ("within_first_timescale/denominator", "2"),
        ],
    },
    Small {
        what_for: "a promise that nobody answered stands when the case is opened again, unless the person withdrew before its day",
        // Each is answered in the time that it was told on being opened again. The first and the second were promised an answer by
        // 12 May and had none; the third withdrew after that day, the fourth before it. So one in four is in time by the
        // timescale that was shared at the start, and all are by the last one.
        steps: &[
            "1 received 2026-04-14",
            "1 told 2026-04-16 2026-05-12",
            "1 route 2026-04-16 early resolution",
            "1 ended 2026-05-20 out of scope",
            "1 reopened 2026-06-01",
            "1 told 2026-06-01 2026-06-30",
            "1 upheld 2026-06-10 1",
            "1 answered 2026-06-10",
            "1 closed_late 2026-06-10 Complex case",
            "2 received 2026-04-14",
            "2 told 2026-04-16 2026-05-12",
            "2 route 2026-04-16 early resolution",
            "2 ended 2026-04-20 out of scope",
            "2 reopened 2026-06-01",
            "2 told 2026-06-01 2026-06-30",
            "2 upheld 2026-06-10 1",
            "2 answered 2026-06-10",
            "2 closed_late 2026-06-10 Complex case",
            "3 received 2026-04-14",
            "3 told 2026-04-16 2026-05-12",
            "3 route 2026-04-16 early resolution",
            "3 ended 2026-05-20 withdrawn",
            "3 reopened 2026-06-01",
            "3 told 2026-06-01 2026-06-30",
            "3 upheld 2026-06-10 1",
            "3 answered 2026-06-10",
            "3 closed_late 2026-06-10 Complex case",
            "4 received 2026-04-14",
            "4 told 2026-04-16 2026-05-12",
            "4 route 2026-04-16 early resolution",
            "4 ended 2026-05-11 withdrawn",
            "4 reopened 2026-06-01",
            "4 told 2026-06-01 2026-06-30",
            "4 upheld 2026-06-10 1",
            "4 answered 2026-06-10",
            "4 closed 2026-06-10",
        ],
        figures: &[
            ("closed", "8"),
            ("closed_without_answer", "4"),
            ("within_first_timescale/numerator", "1"),
            ("within_first_timescale/denominator", "4"),
            ("within_last_timescale/numerator", "4"),
        ],
    },
    Small {
        what_for: "a timescale that was shared late is not mended by another one when the case is opened again",
        // Ten working days from 14 April are over on 28 April. Both were told later; the second withdrew before its day, and so
        // is looked at anew. The third was told in time, had no answer and is not told anew: it is overdue from that day.
        steps: &[
            "1 received 2026-04-14",
            "1 told 2026-05-06 2026-06-12",
            "1 route 2026-04-16 early resolution",
            "1 ended 2026-05-20 out of scope",
            "1 reopened 2026-06-01",
            "1 told 2026-06-01 2026-06-30",
            "1 upheld 2026-06-10 1",
            "1 answered 2026-06-10",
            "1 closed 2026-06-10",
            "2 received 2026-04-14",
            "2 told 2026-05-06 2026-06-12",
            "2 route 2026-04-16 early resolution",
            "2 ended 2026-05-20 withdrawn",
            "2 reopened 2026-06-01",
            "2 told 2026-06-01 2026-06-30",
            "2 upheld 2026-06-10 1",
            "2 answered 2026-06-10",
            "2 closed 2026-06-10",
            "3 received 2026-04-14",
            "3 told 2026-04-16 2026-05-12",
            "3 ended 2026-04-20 out of scope",
            "3 reopened 2026-06-01",
        ],
        figures: &[
            ("timescale_shared_late", "1"),
            ("within_first_timescale/numerator", "1"),
            ("within_first_timescale/denominator", "1"),
            ("overdue", "1"),
            ("no_timescale_shared", "0"),
        ],
    },
    Small {
        what_for: "what is open at the end is carried forward, also where it was closed once",
        steps: &[
            "1 received 2026-04-14",
            "1 ended 2026-04-21 withdrawn",
            "1 reopened 2027-03-30",
            "2 received 2027-03-01",
            "2 ended 2027-04-06 withdrawn",
        ],
        figures: &[
            ("received", "2"),
            ("closed", "1"),
            ("reopened", "1"),
            ("brought_forward", "0"),
            ("carried_forward", "2"),
            ("open", "2"),
        ],
    },
    Small {
        what_for: "both ends of the year",
        steps: &[
            "1 received 2026-03-31",
            "1 ended 2027-03-31 withdrawn",
            "2 received 2026-04-01",
            "2 ended 2027-04-01 withdrawn",
            "3 received 2027-03-31",
            "4 received 2027-04-01",
            "5 received 2026-03-02",
            "5 ended 2026-03-31 withdrawn",
        ],
        figures: &[
            ("received", "2"),
            ("closed", "1"),
            ("brought_forward", "1"),
            ("carried_forward", "2"),
            ("received_by_month/2026-04", "1"),
            ("received_by_month/2027-03", "1"),
        ],
    },
    Small {
        what_for: "pauses do not shorten how long the person waited, and stand apart",
        // 1 to 22 June: 4, 5, 5 and 1 are 15 working days; 8 to 12 June are five of them.
        steps: &[
            "1 received 2026-06-01",
            "1 told 2026-06-02 2026-06-30",
            "1 route 2026-06-02 closer look",
            "1 paused 2026-06-08",
            "1 resumed 2026-06-15",
            "1 upheld 2026-06-22 1",
            "1 answered 2026-06-22",
            "1 closed 2026-06-22",
        ],
        figures: &[
            ("closer_look/average_working_days", "15.0"),
            ("closer_look/average_working_days_without_pauses", "10.0"),
            ("within_first_timescale/numerator", "1"),
        ],
    },
    Small {
        what_for: "bank holidays and weekends are no working days",
        // After Thursday 2 April: 7, 8 and 9. After Thursday 24 December: 29 and 30.
        steps: &[
            "1 received 2026-04-02",
            "1 route 2026-04-07 early resolution",
            "1 upheld 2026-04-09 1",
            "1 answered 2026-04-09",
            "1 closed 2026-04-09",
            "2 received 2026-12-24",
            "2 route 2026-12-29 early resolution",
            "2 upheld 2026-12-30 1",
            "2 answered 2026-12-30",
            "2 closed 2026-12-30",
        ],
        figures: &[
            ("early_resolution/average_working_days", "2.5"),
            ("early_resolution/median_working_days", "2.5"),
        ],
    },
    Small {
        what_for: "the middle of the times, of an odd number and of an even one",
        // Early resolution: 1, 2 and 9 working days. Closer look: 1, 2, 4 and 9.
        steps: &[
            "1 received 2026-06-01",
            "1 route 2026-06-01 early resolution",
            "1 upheld 2026-06-02 1",
            "1 answered 2026-06-02",
            "1 closed 2026-06-02",
            "2 received 2026-06-01",
            "2 route 2026-06-01 early resolution",
            "2 upheld 2026-06-03 1",
            "2 answered 2026-06-03",
            "2 closed 2026-06-03",
            "3 received 2026-06-01",
            "3 route 2026-06-01 early resolution",
            "3 upheld 2026-06-12 1",
            "3 answered 2026-06-12",
            "3 closed 2026-06-12",
            "4 received 2026-06-01",
            "4 route 2026-06-01 closer look",
            "4 upheld 2026-06-02 1",
            "4 answered 2026-06-02",
            "4 closed 2026-06-02",
            "5 received 2026-06-01",
            "5 route 2026-06-01 closer look",
            "5 upheld 2026-06-03 1",
            "5 answered 2026-06-03",
            "5 closed 2026-06-03",
            "6 received 2026-06-01",
            "6 route 2026-06-01 closer look",
            "6 upheld 2026-06-05 1",
            "6 answered 2026-06-05",
            "6 closed 2026-06-05",
            "7 received 2026-06-01",
            "7 route 2026-06-01 closer look",
            "7 upheld 2026-06-12 1",
            "7 answered 2026-06-12",
            "7 closed 2026-06-12",
        ],
        figures: &[
            ("early_resolution/average_working_days", "4.0"),
            ("early_resolution/median_working_days", "2.0"),
            ("closer_look/average_working_days", "4.0"),
            ("closer_look/median_working_days", "3.0"),
        ],
    },
    Small {
        what_for: "something went wrong, by what was found and not by how it was called",
        steps: &[
            "1 received 2026-06-01",
            "1 route 2026-06-01 early resolution",
            "1 upheld 2026-06-02 1",
            "1 answered 2026-06-02",
            "1 closed 2026-06-02",
            "2 received 2026-06-01",
            "2 route 2026-06-01 early resolution",
            "2 not_upheld 2026-06-02 1",
            "2 answered 2026-06-02",
            "2 closed 2026-06-02",
            "3 received 2026-06-01",
            "3 route 2026-06-01 early resolution",
            "3 no_finding 2026-06-02 1",
            "3 answered 2026-06-02",
            "3 closed 2026-06-02",
            "4 received 2026-06-01",
            "4 route 2026-06-01 early resolution",
            "4 issue 2026-06-01 2",
            "4 upheld 2026-06-02 1",
            "4 not_upheld 2026-06-02 2",
            "4 answered 2026-06-02",
            "4 closed 2026-06-02",
        ],
        figures: &[
            ("something_went_wrong/yes", "2"),
            ("something_went_wrong/no", "1"),
            ("something_went_wrong/not determined", "1"),
            ("outcomes/upheld", "1"),
            ("outcomes/upheld in part", "1"),
            ("outcomes/not upheld", "1"),
            ("outcomes/no finding reached", "1"),
            ("something_went_wrong_by_service/Claims/numerator", "2"),
            ("something_went_wrong_by_service/Claims/denominator", "4"),
        ],
    },
    Small {
        what_for: "an issue put right after the closing does not change how it was closed",
        steps: &[
            "1 received 2026-06-01",
            "1 route 2026-06-01 early resolution",
            "1 not_upheld 2026-06-02 1",
            "1 answered 2026-06-02",
            "1 closed 2026-06-02",
            "1 reopened 2027-04-12",
            "1 upheld 2027-04-13 1",
        ],
        figures: &[
            ("something_went_wrong/yes", "0"),
            ("something_went_wrong/no", "1"),
            ("outcomes/not upheld", "1"),
            ("closed", "1"),
            ("reopened", "0"),
            ("carried_forward", "0"),
        ],
    },
    Small {
        what_for: "what complaints are about: every issue counts, and each complaint once",
        steps: &[
            "1 received 2026-06-01",
            "1 issue 2026-06-01 2",
            "1 issue 2026-06-01 1",
            "2 received 2026-06-01",
            "3 received 2027-04-01",
        ],
        // Every complaint comes with an issue of delay.
        figures: &[
            ("themes/0/theme", "\"Delay\""),
            ("themes/0/issues", "3"),
            ("themes/0/cases", "2"),
            ("themes/1/theme", "\"Staff\""),
            ("themes/1/issues", "1"),
            ("themes/1/cases", "1"),
        ],
    },
    Small {
        what_for: "money counts by the day on which it was paid",
        steps: &[
            "1 received 2026-06-01",
            "1 paid 2026-06-30 6450",
            "1 paid 2026-07-31 10000",
            "2 received 2026-06-01",
            "2 paid 2027-04-01 5000",
            "3 received 2026-06-01",
            "3 to_pay 2026-06-15 2026-07-01 2500",
        ],
        // Of the second the money had not been decided on the last day; of the third it had.
        figures: &[
            ("redress/all/cases", "1"),
            ("redress/all/payments", "2"),
            ("redress/all/pence", "16450"),
            ("redress/all/largest_pence", "10000"),
            ("redress/by_head/distress/cases", "1"),
        ],
    },
    Small {
        what_for: "what it cost: hours are added before they are rounded",
        // 20, 25 and 50 minutes are 95; at 30 pounds an hour that is 47.50, and 10 paid to others.
        steps: &[
            "1 received 2026-06-01",
            "1 worked 2026-06-02 20",
            "1 worked 2026-06-03 25",
            "1 spent 2026-06-03 1000",
            "2 received 2026-06-01",
            "2 worked 2026-06-02 50",
            "2 worked 2027-04-01 600",
            "2 spent 2027-04-01 9900",
        ],
        figures: &[
            ("cost/cases", "2"),
            ("cost/minutes", "95"),
            ("cost/work_pence", "4750"),
            ("cost/external_pence", "1000"),
            ("cost/redress_pence", "0"),
            ("cost/total_pence", "5750"),
        ],
    },
    Small {
        what_for: "referred to the Ombudsman, decided, and what was recommended",
        steps: &[
            "1 received 2026-06-01",
            "1 ended 2026-06-02 withdrawn",
            "1 referred 2026-07-01",
            "1 decided 2026-12-01 upheld",
            "2 received 2026-06-01",
            "2 ended 2026-06-02 withdrawn",
            "2 referred 2026-07-01",
            "2 decided 2027-04-01 upheld",
            "3 received 2025-06-02",
            "3 ended 2025-06-03 withdrawn",
            "3 referred 2026-05-01",
        ],
        figures: &[
            ("ombudsman/referred", "3"),
            ("ombudsman/decisions/upheld", "1"),
            ("referred", "2"),
            ("received", "2"),
        ],
    },
    Small {
        what_for: "important matters, as they stood on the last day",
        steps: &[
            "1 received 2026-06-01",
            "1 important 2026-06-02",
            "2 received 2026-06-01",
            "2 important 2026-06-02",
            "2 not_important 2027-03-01",
            "3 received 2026-06-01",
            "3 important 2027-04-02",
        ],
        figures: &[("important", "1")],
    },
    Small {
        what_for: "why answers were late, of those that were",
        steps: &[
            "1 received 2026-04-14",
            "1 told 2026-04-16 2026-05-12",
            "1 route 2026-04-16 closer look",
            "1 upheld 2026-05-13 1",
            "1 answered 2026-05-13",
            "1 closed_late 2026-05-13 Complex case",
            "2 received 2026-04-14",
            "2 told 2026-04-16 2026-05-12",
            "2 route 2026-04-16 closer look",
            "2 upheld 2026-05-13 1",
            "2 answered 2026-05-13",
            "2 closed_late 2026-05-13 They moved house twice",
        ],
        figures: &[("late_reasons", r#"{"Complex case":1,"other":1}"#)],
    },
    Small {
        what_for: "overdue on the last day, by the timescale that the person had then",
        // The first was told another date on the very last day; the second only after it; the third has no timescale.
        steps: &[
            "1 received 2027-01-04",
            "1 told 2027-01-05 2027-03-01",
            "1 extended 2027-02-26 2027-04-10",
            "2 received 2027-01-04",
            "2 told 2027-01-05 2027-03-31",
            "2 extended 2027-04-01 2027-05-10",
            "3 received 2027-01-04",
            "4 received 2027-01-04",
            "4 told 2027-01-05 2027-03-30",
        ],
        figures: &[("open", "4"), ("overdue", "1"), ("due_today", "1"), ("no_timescale_shared", "1")],
    },
    Small {
        what_for: "an answered complaint that is not closed is open and not overdue",
        steps: &[
            "1 received 2027-01-04",
            "1 told 2027-01-05 2027-02-01",
            "1 route 2027-01-05 closer look",
            "1 upheld 2027-01-29 1",
            "1 answered 2027-01-29",
        ],
        figures: &[
            ("open", "1"),
            ("overdue", "0"),
            ("closed", "0"),
            ("carried_forward", "1"),
            ("within_first_timescale/denominator", "0"),
            ("within_first_timescale/percent", "null"),
        ],
    },
    Small {
        what_for: "a plan that learns from a complaint, once it names it",
        steps: &[
            "1 received 2026-06-01",
            "1 route 2026-06-01 early resolution",
            "1 upheld 2026-06-02 1",
            "1 answered 2026-06-02",
            "1 closed 2026-06-02",
            "2 received 2026-06-01",
            "2 route 2026-06-01 early resolution",
            "2 upheld 2026-06-02 1",
            "2 answered 2026-06-02",
            "2 closed 2026-06-02",
            "2 learnt 2026-07-01",
            "1 learnt 2027-04-02",
        ],
        figures: &[("learnt_from/denominator", "2"), ("learnt_from/numerator", "1")],
    },
    Small {
        what_for: "what was put right in the year, also where it is written down after it",
        // The payment and the first apology were made in the year; the second was made after it.
        steps: &[
            "1 received 2026-06-01",
            "1 sorry 2027-04-10 2026-07-01",
            "1 sorry 2027-04-11 2027-04-05",
            "1 paid 2026-07-02 6450",
        ],
        figures: &[
            ("remedies/apology/done", "1"),
            ("remedies/apology/cases", "1"),
            ("redress/all/pence", "6450"),
        ],
    },
    Small {
        what_for: "a complaint that is withdrawn when it is looked into again, after something was found to have gone wrong",
        // Closed twice, and found once: the second time nothing was found.
        steps: &[
            "1 received 2026-06-01",
            "1 route 2026-06-01 early resolution",
            "1 upheld 2026-06-02 1",
            "1 answered 2026-06-02",
            "1 closed 2026-06-02",
            "1 reopened 2026-06-10",
            "1 ended 2026-06-12 withdrawn",
        ],
        figures: &[
            ("closed", "2"),
            ("something_went_wrong/yes", "1"),
            ("something_went_wrong/not recorded", "1"),
            ("learnt_from/denominator", "1"),
        ],
    },
];

/// The first word of each step, what follows it, and the command. DAY, BY and REST stand for what the line says.
const STEPS: &[(&str, &str)] = &[
    ("acknowledged DAY", r#"{"acknowledge":{"on":"DAY","means":"email"}}"#),
    ("told DAY BY", r#"{"share_timescale":{"on":"DAY","answer_by":"BY","means":"email"}}"#),
    ("extended DAY BY", r#"{"extend":{"told_on":"DAY","to":"BY","reason":"More to look at"}}"#),
    ("route DAY REST", r#"{"choose_route":{"on":"DAY","route":"REST","reason":"As it is"}}"#),
    ("issue DAY REST", r#"{"add_issue":{"what":"As it is","theme":REST}}"#),
    (
        "upheld DAY REST",
        r#"{"find":{"issue":REST,"on":"DAY","finding":"upheld","went_wrong":"yes","reason":"As found"}}"#,
    ),
    (
        "not_upheld DAY REST",
        r#"{"find":{"issue":REST,"on":"DAY","finding":"not upheld","went_wrong":"no","reason":"As found"}}"#,
    ),
    (
        "no_finding DAY REST",
        r#"{"find":{"issue":REST,"on":"DAY","finding":"no finding reached","went_wrong":"not determined","reason":"As found"}}"#,
    ),
    (
        "answered DAY",
        r#"{"respond":{"on":"DAY","means":"email","signposted":true,"signed_off_by":"jsmith"}}"#,
    ),
    ("closed DAY", r#"{"close":{"on":"DAY"}}"#),
    ("closed_late DAY REST", r#"{"close":{"on":"DAY","late_reason":"REST"}}"#),
    ("ended DAY REST", r#"{"close_without_finding":{"on":"DAY","outcome":"REST","reason":"So they said"}}"#),
    ("repeats DAY REST", r#"{"link_duplicate":{"on":"DAY","of":"CASE REST"}}"#),
    ("reopened DAY", r#"{"reopen":{"on":"DAY","reason":"Something new"}}"#),
    (
        "paused DAY",
        r#"{"pause":{"from":"DAY","category":"to get information","reason":"Waiting for the person"}}"#,
    ),
    ("resumed DAY", r#"{"resume":{"on":"DAY"}}"#),
    (
        "paid DAY REST",
        r#"{"decide_payment":{"pence":REST,"class":"ex gratia","head":"distress","authorised_by":"jsmith","reason":"Distress","paid":"DAY"}}"#,
    ),
    (
        "to_pay DAY BY REST",
        r#"{"decide_payment":{"pence":REST,"class":"ex gratia","head":"distress","authorised_by":"jsmith","reason":"Distress","by":"BY"}}"#,
    ),
    (
        "sorry DAY BY",
        r#"{"offer_remedy":{"kind":"apology","what":"A letter","who":"J Smith","done":"BY","evidence":"The letter"}}"#,
    ),
    ("worked DAY REST", r#"{"record_cost":{"on":"DAY","minutes":REST,"pence":0,"what":"Interviews"}}"#),
    ("spent DAY REST", r#"{"record_cost":{"on":"DAY","minutes":0,"pence":REST,"what":"Interviews"}}"#),
    (
        "referred DAY",
        r#"{"refer":{"body":"PHSO","tier":"Ombudsman enquiry","referred_by":"the person","on":"DAY"}}"#,
    ),
    ("decided DAY REST", r#"{"record_decision":{"referral":1,"what":{"on":"DAY","decision":"REST"}}}"#),
    ("important DAY", r#"{"mark_important":{"reason":"Many are touched"}}"#),
    ("not_important DAY", r#""unmark_important""#),
];
const RECEIVED: &str = r#"{"receive":{"facts":{"received":"DAY","complainant":"A Person","subject":"Slow","service":1},"issues":[{"theme":1,"what":"Slow"}]}}"#;
const LEARNT: &str = r#"{"make_plan":{"facts":{"title":"Slow","service":1,"theme":1},"failings":[{"case":"ON","issue":1,"what":"Nobody looked"}]}}"#;

/// The office after all of it: each step taken on its own day, the earlier days first.
fn office(small: &Small) -> Office {
    let office = Office::empty();
    let set_up = [
        "setup",
        "--organisation",
        "Harbour",
        "--nation",
        "england-and-wales",
        "--user",
        "J Smith",
        "--service",
        "Claims",
        "--theme",
        "Delay",
        "--theme",
        "Staff",
    ];
    assert_eq!(office.on("2025-04-07", &set_up).code, 0);
    let rate = json!({ "on": "office", "do": { "set_figures": { "rise_at_least": 3, "rise_percent": 150, "hourly_rate": 3000 } } });
    assert_eq!(office.with_input("2025-04-07", &["do"], &rate.to_string()).code, 0);
    let day = |line: &str| line.split(' ').nth(2).expect("a day").to_owned();
    let mut lines: Vec<&str> = small.steps.to_vec();
    lines.sort_by_key(|it| day(it));
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for lines in lines.chunk_by(|one, other| day(one) == day(other)) {
        let steps: Vec<String> = lines.iter().map(|it| step(it, &known)).collect();
        let said = office.with_input(&day(lines[0]), &["do"], &steps.join("\n"));
        for ((line, step), answer) in lines.iter().zip(&steps).zip(said.out.lines()) {
            let answer: Value = serde_json::from_str(answer).expect("JSON");
            assert_eq!(answer["ok"], true, "{}: {line}: {step}: {answer}", small.what_for);
            if line.contains("received") {
                let number = line.split(' ').next().expect("a number").to_owned();
                known.insert(number, answer["ref"].as_str().expect("text").to_owned());
            }
        }
        assert_eq!(said.out.lines().count(), lines.len(), "{}: {said:?}", small.what_for);
    }
    office
}

/// A step as the program takes it. Complaints of the same day come before what is done with them, in their order.
fn step(line: &str, known: &BTreeMap<String, String>) -> String {
    let (number, words) = line.split_once(' ').expect("a number and words");
    let said: Vec<&str> = words.split(' ').collect();
    let case = |number: &str| {
        known.get(number).cloned().unwrap_or_else(|| format!("{}-{number:0>4}", &said[1][2..4]))
    };
    let on = case(number);
    match said[0] {
        "received" => return json!({ "do": read(&RECEIVED.replace("DAY", said[1])) }).to_string(),
        "learnt" => return json!({ "do": read(&LEARNT.replace("ON", &on)) }).to_string(),
        _ => {}
    }
    let row = STEPS.iter().find(|it| it.0.split(' ').next() == Some(said[0]));
    let (form, command) = row.unwrap_or_else(|| panic!("no step: {line}"));
    let mut command = (*command).to_owned();
    for (at, name) in form.split(' ').enumerate().skip(1) {
        let word = if name == "REST" { said[at..].join(" ") } else { said[at].to_owned() };
        if name == "REST" {
            command = command.replace("CASE REST", &case(&word));
        }
        command = command.replace(name, &word);
    }
    json!({ "on": on, "do": read(&command) }).to_string()
}

fn read(command: &str) -> Value {
    serde_json::from_str(command).unwrap_or_else(|it| panic!("{it}: {command}"))
}

#[test]
fn the_figures_of_small_offices_are_what_one_counts_by_hand() {
    let mut wrong = Vec::new();
    assert!(20 < OFFICES.len() && OFFICES.iter().all(|it| !it.figures.is_empty()));
    for small in OFFICES {
        let office = office(small);
        let report = office.on(AFTER, &["report", "--year", YEAR, "--json"]).json();
        for (path, expect) in small.figures {
            let found = path.split('/').fold(&report, |it, name| match name.parse::<usize>() {
                Ok(place) if it.is_array() => &it[place],
                _ => &it[name],
            });
            let expect: Value = serde_json::from_str(expect).expect("JSON");
            if found != &expect {
                wrong.push(format!("{}: {path} is {found} and not {expect}", small.what_for));
            }
        }
        assert_eq!(report["reconciles"], true, "{}", small.what_for);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// 15 April was a working day of both complaints: without it they took four days and one, 2.5 on average and not 3.5.
#[test]
fn days_on_which_the_office_was_closed_count_for_what_is_closed_already() {
    let office = office(&OFFICES[0]);
    let average = || {
        let report = office.on(AFTER, &["report", "--year", YEAR, "--json"]).json();
        report["early_resolution"]["average_working_days"].as_f64()
    };
    assert_eq!(average(), Some(3.5));
    let closed = json!({ "on": "office", "do": { "set_closures": ["2026-04-15"] } });
    assert_eq!(office.with_input(AFTER, &["do"], &closed.to_string()).code, 0);
    assert_eq!(average(), Some(2.5));
    assert_eq!(office.on(AFTER, &["rebuild"]).code, 0);
    assert_eq!(average(), Some(2.5), "built again");
}
