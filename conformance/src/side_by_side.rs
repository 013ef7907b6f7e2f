//! The same work on each of many things, on all cores.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// For fewer things no thread is started.
const FEW: usize = 16;

/// What comes of each thing, in the order of the things.
pub(crate) fn side_by_side<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    if cores == 1 || things.len() < FEW { things.iter().map(work).collect() } else { by_hands(cores, things, work) }
}

fn by_hands<T: Sync, R: Send>(hands: usize, things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let hand = || {
        let mut done = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(place) else { return done };
            done.push((place, work(thing)));
        }
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let hands: Vec<_> = (1..hands).map(|_| scope.spawn(hand)).collect();
        let own = hand();
        let others = hands.into_iter().flat_map(|hand| hand.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        own.into_iter().chain(others).collect()
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_many_hands_do_stands_in_the_order_of_the_things_each_once() {
        let things: Vec<usize> = (0..200).collect();
        let expected: Vec<usize> = things.iter().map(|thing| thing * 2).collect();
        for hands in 1..5 {
            assert_eq!(by_hands(hands, &things, |thing| thing * 2), expected, "{hands} hands");
        }
        assert_eq!(side_by_side(&things, |thing| thing * 2), expected);
    }

    #[test]
    #[should_panic(expected = "the seventh")]
    fn a_panic_of_one_hand_is_that_of_all() {
        let things: Vec<usize> = (0..20).collect();
        by_hands(2, &things, |thing| assert!(*thing != 7, "the seventh"));
    }
}
