//! Latencies, counted by size: each step is an eighth of a doubling, so a figure is right to within a tenth.

use std::time::Duration;

const STEPS: usize = 256;
const PER_DOUBLING: f64 = 8.0;

/// How many answers took how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Histogram([u64; STEPS]);

impl Default for Histogram {
    fn default() -> Self {
        Self([0; STEPS])
    }
}

impl Histogram {
    pub(super) fn add(&mut self, took: Duration) {
        self.0[step(took)] += 1;
    }

    /// Both together.
    pub(super) fn and(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(own, others)| *own += others);
        self
    }

    pub(super) fn count(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Within this time so many of a hundred were answered; of none, nothing.
    pub(super) fn percentile(&self, percent: u64) -> Option<Duration> {
        let rank = (self.count() * percent).div_ceil(100).max(1);
        let mut seen = 0;
        self.0
            .iter()
            .position(|count| {
                seen += count;
                seen >= rank
            })
            .map(end)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a logarithm of at least 0 and of few digits"
)]
fn step(took: Duration) -> usize {
    (((took.as_micros().max(1) as f64).log2() * PER_DOUBLING) as usize).min(STEPS - 1)
}

#[expect(clippy::cast_precision_loss, reason = "at most 256")]
fn end(step: usize) -> Duration {
    Duration::from_secs_f64(((step + 1) as f64 / PER_DOUBLING).exp2() / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_right_to_within_a_tenth() {
        let mut histogram = Histogram::default();
        (1..=1_000).for_each(|micros| histogram.add(Duration::from_micros(micros)));
        for (percent, exact) in [(50, 500.0), (99, 990.0)] {
            let told = histogram.percentile(percent).unwrap().as_secs_f64() * 1e6;
            assert!((told / exact - 1.0).abs() < 0.1, "{percent}: {told}");
        }
        assert_eq!((histogram.count(), Histogram::default().percentile(50)), (1_000, None));
    }

    #[test]
    fn histograms_add_up() {
        let mut fast = Histogram::default();
        let mut slow = Histogram::default();
        fast.add(Duration::from_micros(10));
        slow.add(Duration::from_secs(1));
        let both = fast.clone().and(&slow);
        assert_eq!((both.count(), both.percentile(50), both.percentile(99)), (2, fast.percentile(50), slow.percentile(99)));
    }
}
