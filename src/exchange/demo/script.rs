//! The story of one made-up case: how it came in and the steps that follow, each with its day.

use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::case::command::{ChooseRoute, Close, Command, Find, Note, Receive, UpdatePerson};
use crate::domain::case::record::{Facts, Issue};
use crate::domain::case::round::{Response, Timescale, Told};
use crate::domain::office::lists::{ChannelId, ServiceId, ThemeId};
use crate::domain::office::record::Office;
use crate::domain::party::record::Party;
use crate::domain::vocabulary::{Finding, Means, Route, WentWrong};
use crate::exchange::demo::dice::Dice;
use crate::exchange::demo::people::{STAFF, contact, name, place};
use crate::exchange::demo::texts::{ENDINGS, MATTERS, MOVES, Matter, NOTES, OPENINGS, SECOND_ISSUES};

/// What every story is made in.
#[derive(Debug)]
pub struct World<'a> {
    /// The office, set up.
    pub office: &'a Office,
    pub calendar: &'a Calendar,
    /// The day on which the stories stand.
    pub today: NaiveDate,
    /// Sign-in name of whoever fills the office: some cases are theirs.
    pub actor: &'a str,
    /// What makes cases differ.
    pub dice: Dice,
}

/// One case: how it came in, and what followed.
#[derive(Debug)]
pub struct Script {
    /// What it is about.
    pub matter: &'static Matter,
    /// How it came in.
    pub receive: Receive,
    /// The steps, each with the day on which it was taken, in order.
    pub steps: Vec<(NaiveDate, Command)>,
    /// The story that it repeats, by its place in the list, and the day on which that was seen.
    pub repeats: Option<(usize, NaiveDate)>,
}

impl World<'_> {
    /// So many working days before today.
    pub fn ago(&self, days: i32) -> NaiveDate {
        self.calendar.add(self.today, -days)
    }

    /// So many working days from today.
    pub fn ahead(&self, days: i32) -> NaiveDate {
        self.calendar.add(self.today, days)
    }

    /// So many working days after another day, but not after today.
    pub fn after(&self, day: NaiveDate, days: i32) -> NaiveDate {
        self.calendar.add(day, days).min(self.today)
    }

    /// From so many to so many working days before today.
    pub fn some_ago(&mut self, least: i32, most: i32) -> NaiveDate {
        let days = self.dice.between(least, most);
        self.ago(days)
    }

    /// From so many to so many working days from today.
    pub fn some_ahead(&mut self, least: i32, most: i32) -> NaiveDate {
        let days = self.dice.between(least, most);
        self.ahead(days)
    }

    /// From so many to so many working days after another day, but not after today.
    pub fn some_after(&mut self, day: NaiveDate, least: i32, most: i32) -> NaiveDate {
        let days = self.dice.between(least, most);
        self.after(day, days)
    }

    /// Something to complain about.
    pub fn matter(&mut self) -> &'static Matter {
        let length = u32::try_from(MATTERS.len()).expect("the tables are short");
        &MATTERS[self.dice.below(length) as usize]
    }

    /// A complaint that came in.
    pub fn complaint(&mut self, matter: &'static Matter, received: NaiveDate) -> Script {
        let who = name(&mut self.dice);
        let mut facts = Facts::received_on(received);
        let contact = contact(&mut self.dice, &who);
        facts.complainant = Party::named(who);
        facts.complainant.take_contact(&contact);
        facts.channel = self.channel();
        facts.service = self.office.services.find(matter.service).map(|it| ServiceId(it.id));
        self.dice.pick(matter.subjects).clone_into(&mut facts.subject);
        facts.story = format!("{} {} {}", self.dice.pick(OPENINGS), matter.story, self.dice.pick(ENDINGS));
        matter.wants.clone_into(&mut facts.wants);
        if self.dice.chance(70) {
            let before = self.dice.between(3, 45);
            facts.happened = Some(self.calendar.add(received, -before));
        }
        if self.dice.chance(8) {
            "Large print, please; letters to the address, not email."
                .clone_into(&mut facts.complainant.adjustments);
        }
        facts.data_protection = matter.theme == "Lost documents" && self.dice.chance(50);
        let what = format!("{} ({})", facts.subject, place(&mut self.dice));
        let mut issues = vec![self.issue(matter.theme, what)];
        if self.dice.chance(25) {
            let (theme, what) = self.dice.pick(SECOND_ISSUES);
            issues.push(self.issue(theme, what.to_owned()));
        }
        let owner = self.owner();
        let receive = Receive { facts, issues, owner, settled: String::new() };
        Script { matter, receive, steps: Vec::new(), repeats: None }
    }

    /// How something came in.
    pub fn channel(&mut self) -> Option<ChannelId> {
        let channel =
            self.dice.pick(&["Email", "Email", "Web form", "Telephone", "Letter", "Face to face", "MP"]);
        self.office.channels.find(channel).map(|it| ChannelId(it.id))
    }

    fn owner(&mut self) -> String {
        let owner = if self.dice.chance(22) { self.actor } else { self.dice.pick(STAFF).0 };
        owner.to_owned()
    }

    fn issue(&self, theme: &str, what: String) -> Issue {
        let theme = self.office.themes.find(theme).map(|it| ThemeId(it.id));
        Issue { number: 0, theme, what, ..Issue::default() }
    }

    fn means(&mut self) -> Means {
        self.dice.pick(&[Means::Email, Means::Email, Means::Letter, Means::Telephone])
    }

    /// Acknowledged, a timescale shared at the same time, and the route chosen.
    pub fn begin(&mut self, script: &mut Script, on: NaiveDate, answer_by: NaiveDate, route: Route) {
        self.acknowledge(script, on);
        self.share_timescale(script, on, answer_by);
        script.step(on, Command::ChooseRoute(ChooseRoute { route, on, reason: String::new() }));
    }

    /// The person knows by when they will have an answer.
    pub fn share_timescale(&mut self, script: &mut Script, on: NaiveDate, answer_by: NaiveDate) {
        let means = Some(self.means());
        script.step(on, Command::ShareTimescale(Timescale { answer_by, on: Some(on), means }));
    }

    /// Acknowledged.
    pub fn acknowledge(&mut self, script: &mut Script, on: NaiveDate) {
        let note = "Thanked them, said who is looking into it and gave a direct number.".to_owned();
        let means = Some(self.means());
        script.step(on, Command::Acknowledge(Told { on, means, note }));
    }

    /// Early resolution was not enough.
    pub fn move_to_closer_look(&mut self, script: &mut Script, on: NaiveDate) {
        let reason = self.dice.pick(MOVES).to_owned();
        script.step(on, Command::ChooseRoute(ChooseRoute { route: Route::CloserLook, on, reason }));
    }

    /// A note or two.
    pub fn notes(&mut self, script: &mut Script, on: NaiveDate) {
        for _ in 0..self.dice.below(3) {
            script.note(on, self.dice.pick(NOTES));
        }
    }

    /// Every issue is decided; whether anything went wrong.
    pub fn find(&mut self, script: &mut Script, on: NaiveDate, route: Route) -> bool {
        let mut went_wrong = false;
        for issue in (1..).take(script.receive.issues.len()) {
            let (finding, verdict) = match route {
                Route::EarlyResolution => self.dice.pick(&[
                    (Some(Finding::Resolved), WentWrong::Yes),
                    (Some(Finding::Resolved), WentWrong::No),
                    (None, WentWrong::Yes),
                    (Some(Finding::Resolved), WentWrong::NotDetermined),
                ]),
                Route::CloserLook => self.dice.pick(&[
                    (Some(Finding::Upheld), WentWrong::Yes),
                    (Some(Finding::Upheld), WentWrong::Yes),
                    (Some(Finding::UpheldInPart), WentWrong::Yes),
                    (Some(Finding::UpheldInPart), WentWrong::Yes),
                    (Some(Finding::NotUpheld), WentWrong::No),
                    (Some(Finding::NotUpheld), WentWrong::No),
                    (Some(Finding::NotUpheld), WentWrong::Yes),
                    (Some(Finding::NoFinding), WentWrong::NotDetermined),
                ]),
            };
            went_wrong |= verdict == WentWrong::Yes;
            let reason = match verdict {
                WentWrong::Yes => script.matter.failing,
                WentWrong::No => script.matter.sound,
                WentWrong::NotDetermined => "Both accounts are honest and no record settles which is right.",
            };
            let found = Find { issue, on, finding, went_wrong: verdict, reason: reason.to_owned() };
            script.step(on, Command::Find(found));
        }
        went_wrong
    }

    /// The final response went.
    pub fn respond(&mut self, script: &mut Script, on: NaiveDate) {
        let means = Some(self.means());
        let note = "Says what happened, what should have happened, and where they can go next.".to_owned();
        let signed_off_by = STAFF[0].1.to_owned();
        script.step(
            on,
            Command::Respond(Response {
                on,
                means,
                signposted: true,
                signed_off_by,
                note,
                by: String::new(),
            }),
        );
    }
}

impl Script {
    /// Adds a step.
    pub fn step(&mut self, on: NaiveDate, command: Command) {
        self.steps.push((on, command));
    }

    /// Adds a note.
    pub fn note(&mut self, on: NaiveDate, text: &str) {
        self.step(on, Command::Note(Note { text: text.to_owned(), about: None }));
    }

    /// The person was told how things are, and perhaps when they will next hear.
    pub fn update(&mut self, on: NaiveDate, next: Option<NaiveDate>) {
        let note = "Told them where things stand and what we still wait for.".to_owned();
        self.step(on, Command::UpdatePerson(UpdatePerson { on, means: Some(Means::Telephone), note, next }));
    }

    /// The case was closed.
    pub fn close(&mut self, on: NaiveDate, late_reason: String) {
        self.step(on, Command::Close(Close { on, outcome: None, reason: String::new(), late_reason }));
    }
}
