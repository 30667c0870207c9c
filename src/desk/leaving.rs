//! The desk of this process, for whoever may give up a question: each is answered on a thread beside, which is left to a question that
//! nobody waits for.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::api::message::{Fault, Reply, Request};
use crate::api::service::Service;
use crate::api::waiting::{Waiting, given_up, may_be_given_up};
use crate::desk::session::Session;

/// A session whose questions may be given up.
pub struct Leaving {
    session: Session,
    /// The thread that answers; none before the first question, and after one that was given up.
    beside: Option<Beside>,
}

/// A thread that answers one question after the other. It ends when nobody asks any more.
struct Beside {
    asks: Sender<Request>,
    answers: Receiver<Result<Reply, Fault>>,
}

impl Leaving {
    /// The same person's way to the desk.
    pub const fn of(session: Session) -> Self {
        Self { session, beside: None }
    }

    fn start(&self) -> Option<Beside> {
        let (asks, asked) = channel::<Request>();
        let (answer, answers) = channel();
        let mut session = self.session.clone();
        let answering = move || {
            for request in asked {
                // Nobody may wait for it any more.
                drop(answer.send(session.call(request)));
            }
        };
        thread::Builder::new().name("beside".to_owned()).spawn(answering).ok()?;
        Some(Beside { asks, answers })
    }
}

impl Service for Leaving {
    fn call(&mut self, request: Request) -> Result<Reply, Fault> {
        self.session.call(request)
    }

    fn call_for(&mut self, waiting: &Waiting, request: Request) -> Result<Reply, Fault> {
        if !may_be_given_up(&request) {
            return self.call(request);
        }
        // Where the system gives no thread, it is waited for.
        let Some(beside) = self.beside.take().or_else(|| self.start()) else { return self.call(request) };
        if waiting.is_over() || beside.asks.send(request).is_err() {
            return Err(given_up());
        }
        let answer = waiting.hear(&beside.answers, Duration::MAX).map_err(|_| given_up())?;
        self.beside = Some(beside);
        answer
    }

    fn has_unfinished(&mut self, forms: u32) {
        self.session.has_unfinished(forms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::message::Ask;
    use crate::clock::Clock;
    use crate::desk::session::{Desk, How};
    use crate::domain::office::command::{OfficeCommand, SetUp};
    use crate::domain::reference::TheOffice;

    #[test]
    fn a_question_is_answered_or_given_up_and_a_change_is_made_whoever_waits() {
        let dir = tempfile::tempdir().expect("a folder");
        let clock = Clock::Pinned("2026-11-24".parse().expect("a real date"));
        let how = How { data: dir.path().join("data"), clock, login: "jsmith".into(), afresh: false };
        let desk = Desk::open(&how, &mut |_, _| {}).map_err(|it| it.to_string()).expect("opens");
        let mut leaving = Leaving::of(desk.session("jsmith"));
        let (waits, left) = (Waiting::default(), Waiting::default());
        left.give_up();
        let set_up = OfficeCommand::SetUp(SetUp { organisation: "Claims Agency".into(), ..SetUp::default() });
        let change = Request::Do(vec![Ask::on(TheOffice, set_up)]);
        assert!(matches!(leaving.call_for(&left, change), Ok(Reply::Done(_))));
        for _ in 0..2 {
            assert_eq!(leaving.call_for(&left, Request::Plans), Err(given_up()));
            assert_eq!(leaving.call_for(&waits, Request::Plans), Ok(Reply::Plans(Vec::new())));
        }
    }
}
