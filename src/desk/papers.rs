//! Papers asked for: their contents taken in part by part, looked at before they are decided on, and handed out to whoever may
//! see the case.

use std::io;

use crate::api::message::{Ask, Fault, PaperPart, Reply};
use crate::desk::attached::not_kept;
use crate::desk::session::Session;
use crate::desk::sight::Sight;
use crate::domain::case::command::{AttachPaper, Command};
use crate::domain::case::decide::papers::{form_or_refused, may_be_kept};
use crate::domain::case::paper::HeldFile;
use crate::domain::records::any::{AnyCommand, AnyRecord};
use crate::domain::reference::CaseRef;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Deed;
use crate::papers::{Flaw, PART};

impl Session {
    /// Takes a part of a file.
    pub(in crate::desk) fn take_paper(&self, sight: &Sight, it: &PaperPart) -> Result<Reply, Fault> {
        sight.may(Deed::AddNote)?;
        if PART < it.bytes.len() {
            return Err(
                Refusal::of_step("A part of a paper is too long.", "Send it in shorter parts.").into()
            );
        }
        let bytes = it.offset.saturating_add(it.bytes.len() as u64);
        may_be_kept(&HeldFile { bytes, ..HeldFile::default() })?;
        self.papers().take(self.login(), &it.name, it.offset, &it.bytes).map_err(|it| not_kept(&it))?;
        Ok(Reply::Taken)
    }

    /// The step with what its contents look like, once all of them are there and are what was said. Where nothing is there, the
    /// step may be one that was taken before, and is left as it is.
    pub(in crate::desk) fn with_contents(&self, mut ask: Ask) -> Result<Ask, Fault> {
        let AnyCommand::Case(Command::AttachPaper(it)) = &mut ask.command else { return Ok(ask) };
        let AttachPaper { paper, carried_as, .. } = &mut **it;
        let Some(held) = &mut paper.held else { return Ok(ask) };
        let arrived = self.papers().arrived(self.login(), carried_as).map_err(|it| not_kept(&it))?;
        let Some(arrived) = arrived else { return Ok(ask) };
        let form = if (&arrived.sha256, arrived.bytes) == (&held.sha256, held.bytes) {
            form_or_refused(&arrived.beginning)
        } else {
            let why = "The file changed while it was carried to the office.";
            Err(Refusal::of_field("path", why, "Attach it again."))
        };
        let form = form.inspect_err(|_| self.papers().forget(self.login(), carried_as))?;
        form.clone_into(&mut held.form);
        if let Some(carrier) = self.carrier() {
            // There before any host can hear of it.
            carrier.send(&held.sha256, held.bytes, &mut |start| {
                self.papers().part_of_arrived(self.login(), carried_as, start)
            })?;
        }
        Ok(ask)
    }

    /// A part of what a paper says. Of a restricted case it is written down first.
    pub(in crate::desk) fn paper_part(
        &self,
        sight: &Sight,
        case: CaseRef,
        number: u32,
        offset: u64,
    ) -> Result<Reply, Fault> {
        sight.may(Deed::Export)?;
        let AnyRecord::Case(record) = self.opened(sight, case.into())? else {
            return Err(Fault::Missing(case.into()));
        };
        if record.restriction.is_some() {
            self.look(sight, vec![case.into()], true)?;
        }
        let Some(paper) = record.paper(number) else {
            let numbers: Vec<String> = record.papers.iter().map(|it| it.number.to_string()).collect();
            let instead = match numbers.as_slice() {
                [] => "There is none.".to_owned(),
                numbers => format!("There is: {}.", numbers.join(", ")),
            };
            let why = format!("There is no paper {number} on case {case}.");
            return Err(Refusal::of_field("number", why, instead).into());
        };
        let Some(held) = &paper.held else {
            let why = format!("Paper {number} is not kept here.");
            return Err(
                Refusal::of_field("number", why, format!("It is kept at {}.", paper.elsewhere)).into()
            );
        };
        if held.sha256.is_empty() {
            let why = format!("What paper {number} said was erased with the case.");
            return Err(Refusal::of_field("number", why, "").into());
        }
        if let Some(carrier) = self.carrier().filter(|_| !self.papers().is_here(&held.sha256, held.bytes)) {
            carrier.bring(self.papers(), &held.sha256)?;
        }
        // Looked at once, before anybody is given a byte of it.
        if offset == 0 && self.papers().check(&held.sha256, held.bytes) == Err(Flaw::Changed) {
            return Err(Fault::Broken(format!(
                "paper {number} of {case} is not what was put there. Copy papers/{} from a backup, then run “redress verify”",
                held.sha256
            )));
        }
        self.papers().part(&held.sha256, offset).map(Reply::PaperPart).map_err(|it| match it.kind() {
            io::ErrorKind::NotFound => Fault::Broken(format!(
                "the contents of paper {number} of {case} are missing. Run “redress verify”"
            )),
            _ => Fault::Broken(format!("paper {number} of {case} cannot be read ({it})")),
        })
    }
}
