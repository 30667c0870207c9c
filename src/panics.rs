//! Panics: caught where a library may panic over damaged bytes, and told without anything of a record.
//! A message that was put together for a panic may quote what somebody typed; only one that stands in the program is told.

use std::cell::{Cell, RefCell};
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::thread;

thread_local! {
    /// How many calls of [`caught`] this thread is in.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// Where the last caught panic of this thread was.
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Work that panicked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panicked {
    /// Where in the program, for whoever looks after it.
    pub at: String,
}

/// Does work that may panic. What it was working on is not to be trusted afterwards.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    DEPTH.set(DEPTH.get() + 1);
    let done = catch_unwind(AssertUnwindSafe(work));
    DEPTH.set(DEPTH.get() - 1);
    done.map_err(|_| Panicked { at: LAST.take().unwrap_or_else(|| "an unknown place".to_owned()) })
}

/// Whether a panic of this thread is caught, so that the program goes on. sled catches those of its own threads, and
/// whoever waits for them panics in turn.
fn is_caught() -> bool {
    0 < DEPTH.get() || thread::current().name().is_some_and(|it| it.starts_with("sled-"))
}

/// What may be told of a panic: where it was, and its message if that stands in the program word for word.
pub fn told(panic: &PanicHookInfo<'_>) -> String {
    let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    match panic.payload().downcast_ref::<&'static str>() {
        Some(words) => format!("{place}: {words}"),
        None => place,
    }
}

/// Has every panic that is not caught told to `tell`.
pub fn on_panic(tell: impl Fn(&PanicHookInfo<'_>) + Send + Sync + 'static) {
    panic::set_hook(Box::new(move |panic| {
        if is_caught() {
            LAST.set(Some(told(panic)));
        } else {
            tell(panic);
        }
    }));
}

/// Has panics told on standard error, for as long as nothing better is said with [`on_panic`].
pub fn tell_on_standard_error() {
    on_panic(|panic| {
        // Not eprintln: it panics where there is nobody left to read this.
        let _ = writeln!(
            io::stderr(),
            "redress: stopped because of a fault in the program; what was confirmed is safe. Please send this to the people \
             who look after redress: redress {}, {}",
            env!("CARGO_PKG_VERSION"),
            told(panic)
        );
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_panics_is_caught_and_work_that_does_not_gives_its_answer() {
        assert_eq!(caught(|| 3), Ok(3));
        assert!(caught(|| -> u8 { panic!("as asked") }).is_err());
        assert!(!is_caught(), "only while the work is done");
    }
}
