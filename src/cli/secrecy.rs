//! What the program does before anything else so that what is in its memory and its files stays there.
//! Each is done as well as the system lets it: a system that knows none of this is no reason not to work.

use rustix::fs::Mode;
use rustix::process::{Resource, Rlimit, setrlimit, umask};

/// Whatever is made from now on is for its owner alone, and a crash leaves no picture of the memory on the disk.
pub fn keep() {
    umask(Mode::from_raw_mode(0o077));
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).ok();
    // A handler for core dumps may take them whatever the limit says, and a debugger of the same person could read along.
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable).ok();
}
