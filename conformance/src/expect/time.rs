//! Moments: decided only as finely as the text that tells them, and only where the interval decides.

use jiff::{SignedDuration, Timestamp};

use super::{Finding, Holds};
use crate::transcript::Interval;

/// How finely a form of time tells a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Resolution(i64);

impl Resolution {
    /// Whole seconds.
    pub(crate) const SECONDS: Self = Self(1_000);

    /// The resolution of an strftime format.
    pub(crate) fn of(format: &str) -> Self {
        let has = |names: &[&str]| names.iter().any(|name| format.contains(name));
        Self(match () {
            () if has(&["%f", "%.", "%N", "%L"]) => 1,
            () if has(&["%S", "%s", "%T", "%X", "%c", "%r"]) => 1_000,
            () if has(&["%M", "%R"]) => 60_000,
            () if has(&["%H", "%I", "%k", "%l"]) => 3_600_000,
            () => 86_400_000,
        })
    }

    /// The moment as a text of this resolution tells it, in milliseconds since the start.
    fn floor(self, start: Timestamp, at: i64) -> i64 {
        let absolute = start.as_millisecond().saturating_add(at);
        absolute.div_euclid(self.0).saturating_mul(self.0).saturating_sub(start.as_millisecond())
    }
}

/// The moment that a name such as `<start+3600s>` means, in milliseconds since the start.
pub(crate) fn read_moment(name: &str) -> Option<i64> {
    let inner = name.strip_prefix("<start")?.strip_suffix("s>")?;
    let negative = inner.starts_with('-');
    let (seconds, milliseconds) = inner.strip_prefix(['+', '-'])?.split_once('.').unwrap_or((&inner[1..], "0"));
    let total = seconds.parse::<i64>().ok()?.checked_mul(1_000)?.checked_add(milliseconds.parse().ok()?)?;
    if negative { total.checked_neg() } else { Some(total) }
}

/// It is the text of a moment that lies in this interval.
pub(crate) fn is_moment(start: Timestamp, expected: Interval, resolution: Resolution, name: &str, got: &str) -> Finding {
    let told = |at: i64| providers::naming::moment(start, start.saturating_add(SignedDuration::from_millis(at)).unwrap_or(start));
    let (from, to) = (resolution.floor(start, expected.from), resolution.floor(start, expected.to));
    let words = if from == to { format!("{name}, {}", told(from)) } else { format!("{name}, {} to {}", told(from), told(to)) };
    let Some(at) = read_moment(got) else { return Finding::new(false, words, format!("no moment in the form that the ledger says: \"{got}\"")) };
    let holds = match () {
        () if at < from || at > to => Holds::No,
        () if from == to => Holds::Yes,
        () => Holds::Unknown("when exactly it happened is not known".to_owned()),
    };
    Finding::new(holds, words, got)
}
