//! The same work on many things, on every processor there is.

use std::num::NonZero;
use std::sync::OnceLock;
use std::thread;

use crate::panics::caught;

/// Fewer things than this are done one after the other: a thread costs more than they do.
const FEW: usize = 64;

/// How many processors there are for this program. To find out takes as long as a change does, and is done once.
pub fn processors() -> usize {
    static PROCESSORS: OnceLock<usize> = OnceLock::new();
    *PROCESSORS.get_or_init(|| thread::available_parallelism().map_or(1, NonZero::get))
}

/// What the work makes of each, in their order.
pub fn each<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    in_parts(things, |part| part.iter().map(&work).collect::<Vec<R>>()).into_iter().flatten().collect()
}

/// What the work makes of the things in as many parts as there are processors, in their order; in one part where they are few.
pub fn in_parts<T: Sync, R: Send>(things: &[T], work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    if things.len() < FEW || processors() == 1 {
        return vec![work(things)];
    }
    let work = &work;
    thread::scope(|threads| {
        let mut parts = things.chunks(things.len().div_ceil(processors()));
        let first = parts.next().unwrap_or_default();
        let others: Vec<_> = parts.map(|part| threads.spawn(move || caught(|| work(part)))).collect();
        let mut made = vec![work(first)];
        for other in others {
            let done = other.join().expect("its panics are caught");
            made.push(done.unwrap_or_else(|panicked| panic!("{}", panicked.at)));
        }
        made
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_comes_in_order_however_many_there_are() {
        for count in [0, 1, FEW - 1, FEW, 1_001] {
            let things: Vec<usize> = (0..count).collect();
            assert!(each(&things, |it| it * 2).into_iter().eq((0..count).map(|it| it * 2)));
        }
    }
}
