//! Contents of papers on their way: from a file to the office and back, part by part, whichever way the office is reached.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;

use crate::api::message::{Fault, PaperPart, Reply, Request};
use crate::api::notice::Notice;
use crate::api::service::Service;
use crate::api::waiting::{Waiting, may_be_given_up};
use crate::chance::digits;
use crate::domain::case::command::{AttachPaper, Command};
use crate::domain::case::decide::papers::{form_or_refused, may_be_kept};
use crate::domain::case::paper::{HeldFile, LARGEST, belies, form_of};
use crate::domain::records::any::AnyCommand;
use crate::domain::reference::{CaseRef, RecordRef};
use crate::domain::refusal::Refusal;
use crate::papers::{BEGINNING, PART, read_through};

/// A service that carries the contents of papers up before they are put on a case.
pub struct Carrying {
    pub service: Box<dyn Service>,
    /// Whether files may be named; else only standard input is read.
    pub reads_files: bool,
}

impl Service for Carrying {
    fn call(&mut self, mut request: Request) -> Result<Reply, Fault> {
        if let Request::Do(asks) = &mut request {
            for ask in asks {
                if let AnyCommand::Case(Command::AttachPaper(it)) = &mut ask.command
                    && !it.path.is_empty()
                {
                    self.carry(it)?;
                }
            }
        }
        self.service.call(request)
    }

    fn call_for(&mut self, waiting: &Waiting, request: Request) -> Result<Reply, Fault> {
        if may_be_given_up(&request) { self.service.call_for(waiting, request) } else { self.call(request) }
    }

    fn look_at(&mut self, on: Option<RecordRef>) {
        self.service.look_at(on);
    }

    fn has_unfinished(&mut self, forms: u32) {
        self.service.has_unfinished(forms);
    }

    fn notices(&mut self) -> Option<Receiver<Notice>> {
        self.service.notices()
    }
}

impl Carrying {
    /// Carries a file to the office, and puts what it is into the step in place of its path.
    fn carry(&mut self, it: &mut AttachPaper) -> Result<(), Fault> {
        let path = std::mem::take(&mut it.path);
        let mut held = it.paper.held.take().unwrap_or_default();
        let mut from: Box<dyn Read> = if path == "-" {
            Box::new(io::stdin().lock())
        } else if self.reads_files {
            // Before anything is carried.
            let file = open(&path)?;
            if held.file_name.is_empty() {
                let name = at_home(&path).file_name().unwrap_or_default().to_string_lossy().into_owned();
                held.file_name = name;
            }
            Box::new(file)
        } else {
            return Err(wrong(
                format!("“{path}” would be a file of the machine, which this way in does not reach."),
                "Give the contents from your own machine, as in: ssh HOST \"redress attach 26-0042 --name letter.pdf\" < letter.pdf",
            ));
        };
        let carried_as = digits(16);
        let mut up = Up { service: self.service.as_mut(), name: &carried_as, bytes: 0, fault: None };
        let read = read_through(&mut from, &mut up);
        if let Some(fault) = up.fault.take() {
            return Err(fault);
        }
        (held.sha256, held.bytes, _) = read.map_err(|it| unreadable(&path, &it))?;
        may_be_kept(&held)?;
        it.paper.held = Some(held);
        it.carried_as = carried_as;
        Ok(())
    }
}

fn wrong(why: String, instead: &str) -> Fault {
    Fault::from(Refusal::of_field("path", why, instead))
}

fn unreadable(path: &str, error: &io::Error) -> Fault {
    wrong(format!("“{path}” cannot be read ({error})."), "Check the path, and that you may read the file.")
}

/// Opens a file that is to be a paper, if it can be one; or says what is wrong, by its name.
pub fn open(path: &str) -> Result<File, Fault> {
    let place = at_home(path);
    // A pipe would not open before somebody writes to it.
    let about = fs::metadata(&place).map_err(|it| unreadable(path, &it))?;
    if !about.is_file() {
        return Err(wrong(format!("“{path}” is no file."), "Name one file."));
    }
    let file = File::open(&place).map_err(|it| unreadable(path, &it))?;
    let named = |it: Refusal| Fault::from(Refusal { why: format!("“{path}”: {}", it.why), ..it });
    may_be_kept(&HeldFile { bytes: about.len(), ..HeldFile::default() }).map_err(named)?;
    let mut beginning = vec![0; BEGINNING];
    let read = file.read_at(&mut beginning, 0).map_err(|it| unreadable(path, &it))?;
    form_or_refused(&beginning[..read]).map_err(named)?;
    Ok(file)
}

/// What the file at a path looks like by what it holds, where its name says something else.
pub fn belied(path: &str) -> Option<&'static str> {
    let place = at_home(path);
    let mut beginning = vec![0; BEGINNING];
    let read = File::open(&place).and_then(|it| it.read_at(&mut beginning, 0)).ok()?;
    let form = form_of(&beginning[..read])?;
    belies(form, &place.file_name()?.to_string_lossy()).then_some(form)
}

/// The path that a person means: “~/” begins at their home.
pub fn at_home(path: &str) -> PathBuf {
    let home = directories::BaseDirs::new();
    match (path.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.home_dir().join(rest),
        _ => Path::new(path).to_owned(),
    }
}

/// What is written to it goes to the office.
struct Up<'a> {
    service: &'a mut dyn Service,
    name: &'a str,
    bytes: u64,
    fault: Option<Fault>,
}

impl Write for Up<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (offset, length) = (self.bytes, bytes.len());
        self.bytes += length as u64;
        let part = PaperPart { name: self.name.to_owned(), offset, bytes: bytes.to_vec() };
        let fits = may_be_kept(&HeldFile { bytes: self.bytes, ..HeldFile::default() }).map_err(Fault::from);
        let sent = fits.and_then(|()| self.service.call(Request::TakePaper(part)));
        sent.map_err(|fault| {
            self.fault = Some(fault);
            io::Error::other("the office did not take it")
        })?;
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Why a paper did not come down.
#[derive(Debug)]
pub enum NotFetched {
    Fault(Fault),
    /// It could not be written.
    Written(io::Error),
}

/// Writes the contents of a paper somewhere, part by part. Says how many bytes they are.
pub fn fetch(
    service: &mut dyn Service,
    case: CaseRef,
    number: u32,
    to: &mut dyn Write,
) -> Result<u64, NotFetched> {
    let mut offset = 0;
    while offset <= LARGEST {
        let part = service.call(Request::PaperPart { case, number, offset }).map_err(NotFetched::Fault)?;
        let Reply::PaperPart(bytes) = part else {
            let why = "it gave another answer than was asked for".to_owned();
            return Err(NotFetched::Fault(Fault::Broken(why)));
        };
        to.write_all(&bytes).map_err(NotFetched::Written)?;
        offset += bytes.len() as u64;
        if bytes.len() < PART {
            break;
        }
    }
    Ok(offset)
}
