//! Where and when a run was, as far as that tells of no person and no machine.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::transcript::{Play, Transcript};

/// Where and when a run was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// Standin's version.
    pub standin: String,
    /// The operating system and the processor, as in `linux-x86_64`.
    pub platform: String,
    /// When the first play began, by the run's clock; nothing where nothing was played.
    pub start: Option<Timestamp>,
    /// How many milliseconds later, by the same clock, the last one ended.
    pub duration_ms: i64,
}

/// From when to when something was played, by the clock that it was written down by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lasted {
    start: Timestamp,
    /// In milliseconds.
    end: i64,
}

impl Environment {
    /// A run's environment. Its times are those of the clock that the transcript was written by.
    #[must_use]
    pub fn of(standin: &str, platform: &str, transcript: &Transcript) -> Self {
        Self::over(standin, platform, transcript.plays.iter().filter_map(Lasted::of).reduce(Lasted::and))
    }

    /// The environment of what lasted so long; of nothing where nothing was played.
    #[must_use]
    pub fn over(standin: &str, platform: &str, lasted: Option<Lasted>) -> Self {
        let duration_ms = lasted.map_or(0, |lasted| lasted.end.saturating_sub(lasted.start.as_millisecond()));
        Self { standin: standin.to_owned(), platform: platform.to_owned(), start: lasted.map(|lasted| lasted.start), duration_ms }
    }
}

impl Lasted {
    /// A play, as far as anything happened in it.
    #[must_use]
    pub fn of(play: &Play) -> Option<Self> {
        let last = play.events.iter().map(|event| event.interval.to).max()?;
        Some(Self { start: play.start, end: play.start.as_millisecond().saturating_add(last) })
    }

    /// Both, and what is between them.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}
