//! Arguments in, exit code out.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// The working copy asks for memory often, in many sizes and from many threads: this one is a third quicker at it, and gives
/// back what a report or an import took. Without pages of two megabytes: a thread that needs a few kilobytes would hold one whole.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    redress::cli::run(std::env::args_os())
}
