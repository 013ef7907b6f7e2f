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

impl Environment {
    /// A run's environment. Its times are those of the clock that the transcript was written by.
    #[must_use]
    pub fn of(standin: &str, platform: &str, transcript: &Transcript) -> Self {
        let played = || transcript.plays.iter().filter(|play| !play.events.is_empty());
        let start = played().map(|play| play.start).min();
        let end = played().map(end).max();
        let duration_ms = start.zip(end).map_or(0, |(start, end)| end.saturating_sub(start.as_millisecond()));
        Self { standin: standin.to_owned(), platform: platform.to_owned(), start, duration_ms }
    }
}

/// When a play ended, in milliseconds.
fn end(play: &Play) -> i64 {
    let last = play.events.iter().map(|event| event.interval.to).max().unwrap_or_default();
    play.start.as_millisecond().saturating_add(last)
}
