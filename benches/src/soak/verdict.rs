//! What may not have grown, and a table for people.

use std::fmt::Write as _;
use std::time::Duration;

use super::histogram::Histogram;
use super::run::{Seen, WINDOWS};
use crate::data::median;

/// Memory may grow by a tenth and so many bytes from the middle third to the last.
const MORE_MEMORY: f64 = 1e6;
/// So many descriptors more than before are no leak yet.
const FEW: usize = 4;
/// Latencies may double, and have this beside: other work on the machine shows in them most.
const SLACK: [(u64, Duration); 2] = [(50, Duration::from_micros(500)), (99, Duration::from_millis(10))];

/// What has grown, a sentence each.
pub(super) fn grown(seen: &Seen) -> Vec<String> {
    let [_, middle, last] = thirds(&seen.memory).map(|windows| median(windows.iter().flatten().map(|bytes| megabytes(*bytes))));
    let mut grown = Vec::new();
    // What is no number is no proof that memory stayed.
    if last.is_nan() || middle.is_nan() || last > middle * 1.1 + MORE_MEMORY / 1e6 {
        grown.push(format!("memory: {middle:.1} MB in the middle third, {last:.1} MB in the last"));
    }
    let [before, _, after] = seen.descriptors;
    if after > before + FEW {
        grown.push(format!("open descriptors: {before} before, {after} after all connections were closed"));
    }
    let [first, _, last] = thirds(&seen.latencies).map(together);
    grown.extend(SLACK.into_iter().filter_map(|(percent, slack)| slower(&first, &last, percent, slack)));
    grown
}

fn slower(first: &Histogram, last: &Histogram, percent: u64, slack: Duration) -> Option<String> {
    match (first.percentile(percent), last.percentile(percent)) {
        (Some(first), Some(last)) if last <= first * 2 + slack => None,
        (first, last) => Some(format!("latency, percentile {percent}: {first:?} in the first third, {last:?} in the last")),
    }
}

/// Without the window of warming up.
fn thirds<T>(windows: &[T; WINDOWS]) -> [&[T]; 3] {
    [&windows[1..3], &windows[3..5], &windows[5..7]]
}

fn together(windows: &[Histogram]) -> Histogram {
    windows.iter().fold(Histogram::default(), Histogram::and)
}

/// Each window in a line.
pub(super) fn table(seen: &Seen) -> String {
    let mut text = format!("{:8} {:>10} {:>12} {:>12} {:>10}\n", "window", "answers", "median, µs", "99 %, µs", "MB");
    for (number, (latencies, memory)) in seen.latencies.iter().zip(&seen.memory).enumerate() {
        let name = if number == 0 { "warm-up".to_owned() } else { number.to_string() };
        let micros = |percent| latencies.percentile(percent).map_or_else(|| "-".to_owned(), |took| took.as_micros().to_string());
        let memory = median(memory.iter().map(|bytes| megabytes(*bytes)));
        // Writing into a text cannot fail.
        let _ = writeln!(text, "{name:8} {:>10} {:>12} {:>12} {memory:>10.1}", latencies.count(), micros(50), micros(99));
    }
    let [before, most, after] = seen.descriptors;
    let _ = writeln!(text, "open descriptors: {before} before, {most} at the most, {after} after; {} worlds made and dropped", seen.worlds);
    text
}

#[expect(clippy::cast_precision_loss, reason = "far less memory than 2^52 bytes")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twenty megabytes, ten descriptors and a millisecond in every window.
    fn flat() -> Seen {
        let mut seen = Seen { descriptors: [10, 20, 10], ..Seen::default() };
        for window in 0..WINDOWS {
            seen.memory[window] = vec![20_000_000; 5];
            seen.latencies[window].add(Duration::from_millis(1));
        }
        seen
    }

    #[test]
    fn what_stays_as_it_is_has_not_grown() {
        assert_eq!(grown(&flat()), [""; 0]);
    }

    #[test]
    fn memory_may_grow_by_a_tenth_and_a_megabyte() {
        let with = |bytes| {
            let mut seen = flat();
            seen.memory[5..].fill(vec![bytes; 5]);
            grown(&seen)
        };
        assert_eq!(with(22_900_000), [""; 0]);
        assert_eq!(with(23_100_000), ["memory: 20.0 MB in the middle third, 23.1 MB in the last"]);
    }

    #[test]
    fn a_few_descriptors_are_no_leak_and_more_are_one() {
        let with = |after| grown(&Seen { descriptors: [10, 20, after], ..flat() });
        assert_eq!(with(14), [""; 0]);
        assert_eq!(with(15), ["open descriptors: 10 before, 15 after all connections were closed"]);
    }

    #[test]
    fn latencies_may_double() {
        let with = |millis| {
            let mut seen = flat();
            seen.latencies[5..].fill(together(&[]));
            seen.latencies[6].add(Duration::from_millis(millis));
            grown(&seen).len()
        };
        assert_eq!([with(2), with(5), with(50)], [0, 1, 2]);
    }

    #[test]
    fn a_run_in_which_nothing_was_seen_has_proved_nothing() {
        assert_eq!(grown(&Seen::default()).len(), 3);
    }
}
