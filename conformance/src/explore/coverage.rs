//! What an exhaustive exploration reached of what it could: in all, and by the region of time in which a transition begins.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::word::Region;

/// What an exhaustive exploration reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// How many acts deep it went.
    pub depth: usize,
    /// The states of the model that can be reached within it.
    pub states: usize,
    /// The transitions that can be taken from them: an act at a state.
    pub transitions: usize,
    /// Those that were taken on the target.
    pub taken: usize,
    /// There are more states than are counted.
    pub cut: bool,
    /// The same by the region of time in which a transition begins.
    pub regions: BTreeMap<Stretch, Share>,
}

/// A region of time, as that of a state: the last wait on the shortest way to it led there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stretch {
    /// Nothing was waited for.
    Start,
    /// Well before a deadline.
    Halfway,
    /// The last millisecond before a deadline.
    Before,
    /// A deadline's own millisecond.
    At,
    /// A second past a deadline.
    After,
}

/// The transitions that begin in a region of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Those that can be taken.
    pub transitions: usize,
    /// Those that were taken on the target.
    pub taken: usize,
}

/// How many transitions a word takes first, by region.
pub(super) type Taken = BTreeMap<Stretch, usize>;

impl Stretch {
    /// Where a wait leads.
    pub(super) fn of(region: Region) -> Self {
        match region {
            Region::Before => Self::Before,
            Region::At => Self::At,
            Region::Halfway => Self::Halfway,
            Region::After => Self::After,
        }
    }
}

impl Coverage {
    /// Counts transitions that were taken.
    pub(super) fn take(&mut self, taken: &Taken) {
        for (stretch, count) in taken {
            self.taken += count;
            self.regions.entry(*stretch).or_default().taken += count;
        }
    }

    /// Whether its numbers fit together.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let shares = self.regions.values();
        let sum = |count: fn(&Share) -> usize| shares.clone().map(count).try_fold(0_usize, usize::checked_add);
        shares.clone().all(|share| share.taken <= share.transitions)
            && sum(|share| share.transitions) == Some(self.transitions)
            && sum(|share| share.taken) == Some(self.taken)
    }

    /// As a value for reports.
    #[must_use]
    pub fn value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl fmt::Display for Stretch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Start => "at the start",
            Self::Halfway => "halfway to a deadline",
            Self::Before => "in the last millisecond before one",
            Self::At => "in its own",
            Self::After => "a second past one",
        })
    }
}

/// The coverage as people read it.
impl fmt::Display for Coverage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { depth, states, transitions, taken, cut, regions: _ } = self;
        write!(formatter, "{taken} of {transitions} transitions taken, from the {states} states within {depth} acts")?;
        if *cut { formatter.write_str(" (there are more states than are counted)") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coverage() -> Coverage {
        let regions = BTreeMap::from([(Stretch::Start, Share { transitions: 5, taken: 0 }), (Stretch::At, Share { transitions: 3, taken: 0 })]);
        Coverage { depth: 2, states: 4, transitions: 8, taken: 0, cut: false, regions }
    }

    #[test]
    fn what_is_taken_counts_in_all_and_in_its_region() {
        let mut coverage = coverage();
        coverage.take(&Taken::from([(Stretch::Start, 4), (Stretch::At, 3)]));
        assert_eq!((coverage.taken, coverage.regions[&Stretch::Start].taken, coverage.regions[&Stretch::At].taken), (7, 4, 3));
        assert!(coverage.is_sound());
        assert_eq!(coverage.value()["regions"]["at"], serde_json::json!({"transitions": 3, "taken": 3}));
    }

    #[test]
    fn numbers_that_do_not_fit_together_are_unsound() {
        assert!(coverage().is_sound());
        assert!(!Coverage { transitions: 9, ..coverage() }.is_sound());
        assert!(!Coverage { taken: 1, ..coverage() }.is_sound());
        let mut beyond = coverage();
        beyond.take(&Taken::from([(Stretch::At, 4)]));
        assert!(!beyond.is_sound(), "more was taken than there is");
        let mut endless = coverage();
        endless.regions.insert(Stretch::After, Share { transitions: usize::MAX, taken: 0 });
        assert!(!endless.is_sound(), "a sum that no number holds");
    }
}
