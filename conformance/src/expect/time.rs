//! Moments: decided only as finely as the text that tells them, and only where the interval decides.

use jiff::{SignedDuration, Timestamp};

use super::{Finding, Holds};
use crate::timing::between;
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

/// The clock by which a subject tells moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Teller {
    /// Ours.
    Ours,
    /// Its own, which need not be right: only what it tells in one answer can contradict what else it tells there.
    Its {
        /// By how much it may be ahead of ours, by the moments that the same answer told so far.
        told: Interval,
        /// The same by the Date headers of its answers; nothing where there are none or they contradict each other.
        date: Option<Interval>,
    },
}

/// A moment that is expected: as it was written, and when it was.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected<'a> {
    pub(crate) name: &'a str,
    pub(crate) interval: Interval,
    /// When the play began.
    pub(crate) start: Timestamp,
    pub(crate) teller: Teller,
}

/// It is the text of the expected moment.
pub(crate) fn is_moment(expected: Expected<'_>, resolution: Resolution, got: &str) -> Finding {
    let Expected { name, interval, start, teller } = expected;
    let told = |at: i64| providers::naming::moment(start, start.saturating_add(SignedDuration::from_millis(at)).unwrap_or(start));
    let shown = |interval: Interval| Interval { from: resolution.floor(start, interval.from), to: resolution.floor(start, interval.to) };
    let in_words = |Interval { from, to }| if from == to { told(from) } else { format!("{} to {}", told(from), told(to)) };
    let words = format!("{name}, {}", in_words(shown(interval)));
    let Some(at) = read_moment(got) else { return Finding::new(false, words, format!("no moment in the form that the ledger says: \"{got}\"")) };
    let lies_in = |shown: Interval| at >= shown.from && at <= shown.to;
    let holds = match teller {
        Teller::Ours if !lies_in(shown(interval)) => Holds::No,
        Teller::Ours => exactly(shown(interval)),
        Teller::Its { told, .. } if resolution.ahead(at, interval).meet(told).is_none() => Holds::No,
        Teller::Its { told, date } => match date.map(|date| date.meet(told)) {
            None => Holds::Unknown("nothing tells what the target's clock shows".to_owned()),
            Some(None) => Holds::Unknown("the target's Date header tells another time than its answers".to_owned()),
            Some(Some(ahead)) => {
                let shown = shown(Interval { from: interval.from.saturating_add(ahead.from), to: interval.to.saturating_add(ahead.to) });
                if lies_in(shown) { exactly(shown) } else { Holds::Unknown(format!("by the target's Date header it would be {}", in_words(shown))) }
            }
        },
    };
    Finding::new(holds, words, got)
}

/// It holds where only one text can tell the moment.
fn exactly(shown: Interval) -> Holds {
    if shown.from == shown.to { Holds::Yes } else { Holds::Unknown("when exactly it happened is not known".to_owned()) }
}

impl Resolution {
    /// By how much a clock is ahead that tells this of a moment.
    pub(crate) fn ahead(self, told: i64, was: Interval) -> Interval {
        between(told, told.saturating_add(self.0 - 1), was)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: Interval = Interval { from: i64::MIN, to: i64::MAX };

    /// What is found of `<start+3602s>` where a moment after an hour is expected, that came at 0 to 200 ms.
    fn told(told: Interval, date: Option<Interval>) -> Holds {
        let interval = Interval { from: 3_600_000, to: 3_600_200 };
        let teller = Teller::Its { told, date };
        let start = "2026-03-02T10:20:30Z".parse().unwrap();
        is_moment(Expected { name: "start + 1h", interval, start, teller }, Resolution::SECONDS, "<start+3602s>").holds
    }

    #[test]
    fn a_foreign_clock_is_wrong_only_where_it_contradicts_itself() {
        // The moment says that the clock is 1.8 to 2.999 s ahead.
        assert_eq!(told(Interval { from: 3_000, to: 4_000 }, None), Holds::No);
        assert_eq!(told(Interval { from: 2_000, to: 4_000 }, Some(Interval { from: 2_100, to: 2_500 })), Holds::Yes);
        for (told_before, date) in [
            (ANY, None),
            (ANY, Some(Interval { from: 60_000, to: 60_010 })),
            (ANY, Some(Interval { from: 2_900, to: 3_100 })),
            (Interval { from: 2_000, to: 2_500 }, Some(Interval { from: 2_600, to: 2_700 })),
        ] {
            assert!(matches!(told(told_before, date), Holds::Unknown(_)), "{told_before:?} {date:?}");
        }
    }
}
