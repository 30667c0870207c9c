//! Anything that answers: the desk in this process, or one behind a socket.

use std::sync::mpsc::Receiver;

use crate::api::message::{Ask, Done, Fault, Reply, Request};
use crate::api::notice::Notice;
use crate::api::waiting::Waiting;
use crate::domain::office::command::OfficeCommand;
use crate::domain::office::record::Office;
use crate::domain::records::any::Kind;
use crate::domain::reference::{RecordRef, TheOffice};

/// Answers requests, one after the other.
pub trait Service: Send {
    /// Asks, and waits for the answer. A change that is answered is on disk.
    fn call(&mut self, request: Request) -> Result<Reply, Fault>;

    /// Asks in the same way, unless whoever waits gives it up: then something is said in the place of the answer at once, and the next
    /// question does not wait for it. A change is waited for.
    fn call_for(&mut self, _waiting: &Waiting, request: Request) -> Result<Reply, Fault> {
        self.call(request)
    }

    /// Says which record is on screen, so that others who have it there are told, and told of changes to it.
    fn look_at(&mut self, _on: Option<RecordRef>) {}

    /// Says how many forms are unfinished on this machine, so that whoever left them is told when they sign in on another.
    fn has_unfinished(&mut self, _forms: u32) {}

    /// Where notices arrive; none where nobody else works, and none the second time.
    fn notices(&mut self) -> Option<Receiver<Notice>> {
        None
    }
}

impl<S: Service + ?Sized> Service for Box<S> {
    fn call(&mut self, request: Request) -> Result<Reply, Fault> {
        (**self).call(request)
    }

    fn call_for(&mut self, waiting: &Waiting, request: Request) -> Result<Reply, Fault> {
        (**self).call_for(waiting, request)
    }

    fn look_at(&mut self, on: Option<RecordRef>) {
        (**self).look_at(on);
    }

    fn has_unfinished(&mut self, forms: u32) {
        (**self).has_unfinished(forms);
    }

    fn notices(&mut self) -> Option<Receiver<Notice>> {
        (**self).notices()
    }
}

/// Takes one step, and says how it went.
pub fn take(service: &mut dyn Service, ask: Ask) -> Result<Done, Fault> {
    match service.call(Request::Do(vec![ask]))? {
        Reply::Done(results) => results.into_iter().next().unwrap_or_else(|| Err(unexpected())),
        _ => Err(unexpected()),
    }
}

/// A record as it stands.
pub fn read<R: Kind>(service: &mut dyn Service, at: R::Ref) -> Result<R, Fault> {
    match service.call(Request::Record(at.into()))? {
        Reply::Record(record) => R::of(&record).cloned().ok_or_else(unexpected),
        _ => Err(unexpected()),
    }
}

/// Changes the office, and gives it as it then stands.
pub fn change_office(service: &mut dyn Service, command: OfficeCommand) -> Result<Office, Fault> {
    take(service, Ask::on(TheOffice, command))?;
    read(service, TheOffice)
}

fn unexpected() -> Fault {
    Fault::Broken("it gave another answer than was asked for".to_owned())
}
