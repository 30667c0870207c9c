//! What is complained about in the demo office, and the sentences from which stories, notes and answers are put together.

/// The body that does not exist.
pub const ORGANISATION: &str = "Coastal Permits Agency";

/// A body that it oversees.
pub const BODY: &str = "Lighthouse Trust";

/// What it does.
pub const SERVICES: &[&str] =
    &[RENEWALS, "New permits", "Mooring inspections", "Fees and refunds", "Coastal access grants", HELPLINE];
const RENEWALS: &str = "Licence renewals";
const HELPLINE: &str = "Customer helpline";

/// What goes wrong.
pub const THEMES: &[&str] = &[
    "Delay",
    "Poor communication",
    "Wrong information",
    "Admin or process error",
    "Rudeness or lack of empathy",
    "Decision not explained",
    "Fees and charges",
    "Access and adjustments",
    "Lost documents",
    "Online service",
    "Complaint handling",
    "Unfair treatment",
];

/// Something that people complain about: whole sentences, so that they can stand beside any others.
#[derive(Debug)]
pub struct Matter {
    pub service: &'static str,
    pub theme: &'static str,
    /// One line, in different words.
    pub subjects: &'static [&'static str],
    /// What happened, as the person tells it.
    pub story: &'static str,
    /// What they want.
    pub wants: &'static str,
    /// Why it was upheld.
    pub failing: &'static str,
    /// Why it was not.
    pub sound: &'static str,
}

/// The trouble that a plan put an end to some months ago.
pub const SLOW_RENEWALS: Matter = Matter {
    service: RENEWALS,
    theme: "Delay",
    subjects: &[
        "Licence renewal not decided after eleven weeks",
        "Renewal late, boat laid up for the season",
        "No news of my renewal since spring",
        "Renewal fee taken at once, licence still not here",
    ],
    story: "I sent my renewal in good time, with the fee, and the website said four weeks. It has been more than twice that. While I wait I may not take paying passengers, so each week costs me money.",
    wants: "The licence, and an apology for the income I have lost.",
    failing: "The renewal lay in a shared queue for six weeks because nobody was named to look at it. It should have been decided in four weeks.",
    sound: "The renewal was decided 18 working days after the survey certificate came, which is within our published time.",
};

/// The trouble that has come back in the last two months.
pub const WRONG_ADVICE: Matter = Matter {
    service: HELPLINE,
    theme: "Wrong information",
    subjects: &[
        "Told on the phone that no permit was needed",
        "Helpline gave the wrong closing date",
        "Wrong form sent after my call",
        "Given two different answers in one week",
    ],
    story: "I rang the helpline before doing anything, to be sure. The person I spoke to was kind and quite certain. I did as they said, and now a letter tells me the opposite and threatens me with a penalty.",
    wants: "The penalty withdrawn, and the helpline to be told the right answer.",
    failing: "The recording shows that the caller was given last year's rule. The guidance on screen had not been changed when the rule did.",
    sound: "The recording shows that the caller was told to check the tide line first, as the rule asks.",
};

/// Everything else.
pub const MATTERS: &[Matter] = &[
    Matter {
        service: "New permits",
        theme: "Decision not explained",
        subjects: &[
            "Refused without a reason",
            "Refusal letter quotes a rule I cannot find",
            "Permit for the slipway refused in one line",
        ],
        story: "My application ran to nineteen pages. The refusal is one sentence. I do not say that you must agree with me, but I should be able to see why you do not.",
        wants: "A proper explanation, in words that I can follow.",
        failing: "The letter gave the rule but not how it applied here. The reasons were in the file and could have been sent.",
        sound: "The letter names the two conditions that were not met, and encloses the map that shows it.",
    },
    Matter {
        service: "New permits",
        theme: "Lost documents",
        subjects: &[
            "Original deeds lost",
            "Asked three times for the same survey",
            "My drawings were sent to somebody else",
        ],
        story: "I handed the papers over at your own counter and have the receipt. Since then I have been asked for them twice more, by two different people, each of whom was surprised to hear of the other.",
        wants: "My originals back, and to be told where they have been.",
        failing: "The papers were scanned against another application of the same surname. Nobody checked the number on the receipt.",
        sound: "Our register shows that the papers were returned by tracked post and signed for.",
    },
    Matter {
        service: "New permits",
        theme: "Online service",
        subjects: &[
            "Form loses everything after an hour",
            "Cannot upload plans from a phone",
            "Account locked the day before the deadline",
        ],
        story: "I filled in the form three times. Each time the page went blank at the last step, and the only advice I could get was to try another browser. I had taken an afternoon off work for it.",
        wants: "My application to be treated as sent on the day I first tried.",
        failing: "The form signed people out after an hour without a warning. This was known and had not been put on the page.",
        sound: "The service was working on that day; the file was larger than the limit that the page states.",
    },
    Matter {
        service: "Mooring inspections",
        theme: "Rudeness or lack of empathy",
        subjects: &[
            "Inspector shouted across the quay",
            "Spoken to as if I were a criminal",
            "Inspector would not give his name",
        ],
        story: "I know that inspectors have a hard job, and I had nothing to hide. But I was spoken to in front of my customers as if I had been caught stealing. My deckhand, who is seventeen, was in tears.",
        wants: "An apology from the person himself.",
        failing: "Two witnesses bear the account out. The inspector accepts that he raised his voice and did not give his name when asked.",
        sound: "The body-worn recording shows a firm but civil conversation; the inspector gives his name at the start.",
    },
    Matter {
        service: "Mooring inspections",
        theme: "Poor communication",
        subjects: &[
            "Inspection moved twice without telling me",
            "No report six weeks after the inspection",
            "Nobody answers emails about my mooring",
        ],
        story: "I waited on the pontoon from eight until two. Nobody came, and nobody rang. When I rang, I was told that it had been moved the week before.",
        wants: "A fixed date, and the cost of the day.",
        failing: "The visit was moved in our diary but the letter was never sent. We should have telephoned.",
        sound: "A text message was sent to the number on the application two days before.",
    },
    Matter {
        service: "Mooring inspections",
        theme: "Unfair treatment",
        subjects: &[
            "Neighbours were given longer to repair",
            "Singled out for a third inspection",
            "Rule applied to me but not to the marina",
        ],
        story: "There are eleven moorings along our wall and every chain is the same age. Mine is the only one that was condemned. I asked why and was told that it was not my business what others have.",
        wants: "All moorings to be looked at in the same way.",
        failing: "The order of inspections was not recorded, so we cannot show that it was fair. It should have been.",
        sound: "All eleven were inspected within the month and three were condemned, for the same reason.",
    },
    Matter {
        service: "Fees and refunds",
        theme: "Fees and charges",
        subjects: &[
            "Charged twice for one application",
            "Refund promised in March has not come",
            "Late fee although I paid in time",
        ],
        story: "My bank statement shows the same sum leaving twice on one day. I sent a copy. I was thanked for my feedback and asked to allow 28 days, and that was four months ago.",
        wants: "The money back, with interest.",
        failing: "The second payment was taken in error and the refund request was closed without being carried out.",
        sound: "The two payments are for two applications made on the same day; both were decided.",
    },
    Matter {
        service: "Fees and refunds",
        theme: "Admin or process error",
        subjects: &[
            "Refund sent to a closed account",
            "Invoice for a boat that I sold",
            "Name spelt wrong on every letter",
        ],
        story: "I told you in writing that the boat was sold and to whom. You wrote back to say that it had been noted. The invoice came all the same, and then a reminder in red.",
        wants: "The invoice cancelled and my record put right.",
        failing: "The change of owner was noted in one system and not in the one that sends invoices.",
        sound: "The change of owner reached us after the invoice year had begun; the invoice was right when it was sent.",
    },
    Matter {
        service: "Coastal access grants",
        theme: "Access and adjustments",
        subjects: &[
            "Large print asked for and not sent",
            "Meeting held up two flights of stairs",
            "No interpreter for my father’s appointment",
        ],
        story: "I am registered blind and have told you so each time that I have written. Each time the answer comes in small grey print, and my neighbour has to read me my own affairs.",
        wants: "Letters that I can read, without having to ask again.",
        failing: "The adjustment was on file, but the template for grants does not read it. The Equality Act asks us to do better.",
        sound: "Large print was sent each time; the first letter was returned by the post as not delivered.",
    },
    Matter {
        service: "Coastal access grants",
        theme: "Delay",
        subjects: &[
            "Grant agreed, money not paid",
            "Footpath works held up by the Agency",
            "Claim form returned after five months",
        ],
        story: "We are a small trust run by volunteers. We paid the contractor out of our reserve because the grant had been agreed in writing. Five months on, we cannot pay for the winter.",
        wants: "Payment by the end of the month.",
        failing: "The claim was returned for a missing date that we had ourselves left off the form.",
        sound: "The claim was paid 12 working days after the completion certificate came.",
    },
    Matter {
        service: HELPLINE,
        theme: "Poor communication",
        subjects: &[
            "Fifty minutes on hold, then cut off",
            "Promised a call back three times",
            "Nobody could tell me who has my case",
        ],
        story: "I have rung nine times. I have the dates. I have been promised a call back on three of them and have stayed in for each. I am not angry with the people who answer, who do their best.",
        wants: "One person with a name, who will ring me back.",
        failing: "Call-backs were written on a list that nobody was asked to work through.",
        sound: "Two call-backs were made and went to voicemail; messages were left.",
    },
    Matter {
        service: HELPLINE,
        theme: "Complaint handling",
        subjects: &[
            "My first complaint was never answered",
            "Complaint passed round four teams",
            "Answer did not deal with half of what I asked",
        ],
        story: "I complained, and was told that somebody would be in touch. Then I complained that nobody had been in touch. I now have two reference numbers and no answer.",
        wants: "An answer to what I asked in the first place.",
        failing: "The first letter was logged as an enquiry and closed. It was plainly a complaint.",
        sound: "The answer of the first week deals with each of the four points in turn.",
    },
    Matter {
        service: RENEWALS,
        theme: "Admin or process error",
        subjects: &[
            "Renewed for the wrong boat",
            "Licence sent to my old address",
            "Renewal rejected for a signature that is there",
        ],
        story: "The licence came, which was a relief, until I read it. It names a boat that I have never owned. I cannot sail on it, and your office says that it cannot be changed until it has been returned.",
        wants: "The right licence, by special delivery.",
        failing: "The wrong record was opened because two owners share a surname. The check by a second person was skipped.",
        sound: "The details on the licence are those on the signed form.",
    },
];

/// How people begin.
pub const OPENINGS: &[&str] = &[
    "I have never complained about anything before and I do not enjoy doing it now.",
    "I am writing on the advice of my son, who helps me with letters.",
    "I have dealt with the Agency for twenty-two years, mostly without trouble.",
    "Please read this to the end before you send me a standard reply.",
    "I will try to keep this short.",
    "My wife says I should let it go. I find I cannot.",
];

/// How they end.
pub const ENDINGS: &[&str] = &[
    "I would just like somebody to listen.",
    "I am not after money; I want it not to happen to the next person.",
    "It has kept me awake, which I know sounds foolish.",
    "I am a carer and every one of these calls has to fit around my mother’s needs.",
    "I look forward to hearing from you within the time you promise.",
    "Diolch am ddarllen hwn.",
];

/// Something else that is complained about in the same letter, with the index of its theme.
pub const SECOND_ISSUES: &[(&str, &str)] = &[
    ("Poor communication", "Nobody rang back, although a call was promised"),
    ("Complaint handling", "The first letter was answered as if it were an enquiry"),
    ("Rudeness or lack of empathy", "The person on the telephone laughed at the question"),
    ("Delay", "Every answer took longer than the website says"),
];

/// Notes that people write while they work.
pub const NOTES: &[&str] = &[
    "Rang, no answer. Left a message with my direct number and will try again after four.",
    "Spoke to them for twenty minutes. Much calmer by the end; main worry is whether it will happen again next year. Said I would find out.",
    "Asked the team for the file. They say by Thursday. Diary note to chase.",
    "They prefer email after 6 pm because of shifts. Please do not ring in the mornings.",
    "Read the whole correspondence. The letter of the 3rd contradicts the one before it; I cannot see that anybody noticed.",
    "Talked it through with Siân. We agree that an apology should not wait for the rest.",
    "Their daughter rang to thank us for writing in plain words. Worth telling the team.",
    "File came, two pages missing. Asked again. The scanning log may have them.",
    "Had a good talk with the colleague complained about, who remembers the day and is upset about it. Pointed to the staff support line.",
    "Checked the recording: the account given to us is right, nearly word for word.",
];

/// How everyday conversations were settled, each with what it was about.
pub const CONVERSATIONS: &[(&str, &str)] = &[
    (
        "Could not find the renewal form",
        "Sent the link while they were on the phone; they found it and were pleased.",
    ),
    (
        "Counter closed earlier than the sign says",
        "Said sorry, opened the counter again and took the sign down.",
    ),
    ("Letter hard to understand", "Read it through with them and wrote the three things to do on the back."),
    ("Unsure whether the fee had been taken", "Looked it up: taken once, on the 4th. They were content."),
    ("Wanted to speak to the inspector", "Passed on the message; the inspector rang within the hour."),
    ("Name misspelt on the account", "Put right at once and a new card ordered."),
];

/// Why a case took longer than the person was told.
pub const LATE_REASONS: &[&str] =
    &["Waiting for evidence", "Waiting for another team", "Complex case", "Staff absence", "Volume of work"];

/// Why a case moves to closer look.
pub const MOVES: &[&str] = &[
    "An apology was not enough: they want to know how it could happen.",
    "Two teams tell it differently, so it needs the evidence.",
    "More serious than it looked at first; somebody may have lost income.",
];

/// What the person was told about a later date.
pub const EXTENSIONS: &[&str] = &[
    "We are still waiting for the harbour master’s records, and said so on the telephone.",
    "Their own evidence came last week and deserves a proper reading.",
    "The colleague who knows the file is back on Monday. We asked whether that would do, and it will.",
];

/// A story that needs room.
pub const LONG_STORY: &str = "I am seventy-eight and have fished out of Porthwen since I was a boy, as my father did. I say this only so that you know I am not new to licences.

On the second Monday of the month a young lady of yours came to look at the mooring. She was civil and I have no complaint about her. She told me that the chain would do for another two years and wrote something on her tablet. I asked for a copy and she said that it would come by post.

What came by post, five weeks later, was a notice that the mooring was condemned and that the boat must be moved within fourteen days. Nine of the fourteen had gone by the time it reached me. I rang the number on the letter. I was told that the person who could help was on leave and that nobody else could see the report. I rang again the next day and was told that there was no report. On the third day I was told that I had not rung before.

My nephew Gruffudd drove me to your office, which is sixty miles. We were asked whether we had an appointment. We had not. I do not hold with making a fuss, so we drove home again.

I moved the boat. It cost me £340 for the tow, and she took the ground at the new berth and has sprung a plank. In the end another inspector came and looked at the old mooring and said the same as the young lady: two more years.

I should like to know how a chain can be good on Monday and condemned on a piece of paper, and then good again. I should like the cost of the tow. Most of all I should like somebody to say plainly that it should not have gone like this, because at my age one begins to wonder whether the fault is one’s own.";

/// What is said on the record of that case.
pub const LONG_NOTE: &str = "Visited Mr Tregenza at home with his nephew, at his request; he does not hear well on the telephone.

He has kept every envelope, and the postmarks bear out what he says: the notice was franked nine days after its date. He showed me the two reports. They carry the same number and different findings. The second was typed over the first from a template for the next mooring along.

He does not want anybody to be in trouble. I said that we would write to him, not to his nephew, in large print, and that I would ring on Friday at eleven whether or not there was news.";
