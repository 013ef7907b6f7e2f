//! The clock that a target presumably lives by: ours, which nobody sets back, at the target's rate.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::boot::since_boot;

/// How many seconds pass at a target in one of ours.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Rate(f64);

impl Rate {
    /// As everywhere.
    pub const REAL: Self = Self(1.0);
    /// A faster clock cannot be followed.
    pub const MOST: f64 = 1_000_000.0;

    /// A rate; nothing where it is not above 0 and at most [`Rate::MOST`].
    #[must_use]
    pub fn new(rate: f64) -> Option<Self> {
        (rate > 0.0 && rate <= Self::MOST).then_some(Self(rate))
    }

    /// What passes there in a span of ours, in nanoseconds.
    pub(super) fn there(self, here: Duration) -> f64 {
        here.as_secs_f64() * self.0 * 1e9
    }

    /// What passes here in so many milliseconds there, never less.
    #[must_use]
    pub fn here(self, there: i64) -> Duration {
        let seconds = (there.max(0) as f64) / 1e3 / self.0;
        Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX).saturating_add(Duration::from_nanos(1))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A clock.
#[derive(Debug)]
pub enum Clock {
    /// It goes by itself.
    Flowing {
        /// What it showed when it began. Only distances from it are judged, so it need not be right.
        shown: Timestamp,
        /// How long the machine had been running then.
        begun: Duration,
        /// How fast it goes.
        rate: Rate,
    },
    /// A hook moves it. Whether it goes by itself meanwhile is not known: it shows no less than it was moved to, and no more than
    /// what has passed since then besides.
    Moved(Mutex<(Timestamp, Duration)>),
    /// It shows what this tells, and nobody can wait for it.
    Told(fn() -> Timestamp),
}

impl Clock {
    /// A clock that goes from now on at this rate.
    #[must_use]
    pub fn flowing(shown: Timestamp, rate: Rate) -> Self {
        Self::Flowing { shown, begun: since_boot(), rate }
    }

    /// A clock that a hook moves.
    #[must_use]
    pub fn moved_by_a_hook(shown: Timestamp) -> Self {
        Self::Moved(Mutex::new((whole(shown), since_boot())))
    }

    /// The latest whole millisecond that has surely passed.
    #[must_use]
    pub fn earliest(&self) -> Timestamp {
        match self {
            Self::Told(told) => whole(told()),
            Self::Moved(moved) => moved.lock().unwrap_or_else(PoisonError::into_inner).0,
            Self::Flowing { shown, begun, rate } => after(*shown, (rate.there(passed_since(*begun)) / 1e6).floor()),
        }
    }

    /// The first whole millisecond that has surely not passed.
    #[must_use]
    pub fn latest(&self) -> Timestamp {
        match self {
            Self::Told(told) => whole(told()),
            Self::Moved(moved) => {
                let (shown, since) = *moved.lock().unwrap_or_else(PoisonError::into_inner);
                after(shown, (passed_since(since).as_secs_f64() * 1e3).ceil())
            }
            Self::Flowing { shown, begun, rate } => after(*shown, (rate.there(passed_since(*begun)) / 1e6).ceil()),
        }
    }

    /// How long it takes here until it shows this; nothing where it cannot be waited for.
    #[must_use]
    pub fn distance(&self, to: Timestamp) -> Option<Duration> {
        match self {
            Self::Told(_) | Self::Moved(_) => None,
            Self::Flowing { rate, .. } => {
                let there = to.as_millisecond().saturating_sub(self.earliest().as_millisecond());
                Some(if there <= 0 { Duration::ZERO } else { rate.here(there) })
            }
        }
    }

    /// A hook moved it forward by so much.
    pub fn was_moved(&self, by: Duration) {
        if let Self::Moved(moved) = self {
            let (shown, _) = &mut *moved.lock().unwrap_or_else(PoisonError::into_inner);
            *shown = shown.saturating_add(SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX)).unwrap_or(*shown);
        }
    }

    /// A case begins, and only distances from its start matter: what may have passed has passed.
    pub fn begin(&self) {
        let latest = self.latest();
        if let Self::Moved(moved) = self {
            *moved.lock().unwrap_or_else(PoisonError::into_inner) = (latest, since_boot());
        }
    }

    /// How fast it goes.
    #[must_use]
    pub fn rate(&self) -> Rate {
        match self {
            Self::Flowing { rate, .. } => *rate,
            Self::Told(_) | Self::Moved(_) => Rate::REAL,
        }
    }
}

fn passed_since(begun: Duration) -> Duration {
    since_boot().saturating_sub(begun)
}

fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

fn after(shown: Timestamp, milliseconds: f64) -> Timestamp {
    whole(shown).saturating_add(SignedDuration::from_millis(milliseconds as i64)).unwrap_or(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(ago: Duration, rate: f64) -> Clock {
        let begun = since_boot().checked_sub(ago).unwrap();
        Clock::Flowing { shown: Timestamp::UNIX_EPOCH, begun, rate: Rate::new(rate).unwrap() }
    }

    #[test]
    fn a_faster_clock_shows_more_and_what_lies_ahead_takes_less_time_here() {
        let clock = begun(Duration::from_secs(10), 120.0);
        assert!(clock.earliest().as_second() >= 1_200, "{clock:?}");
        let to = Timestamp::from_second(1_200 + 3_600).unwrap();
        let distance = clock.distance(to).unwrap();
        assert!(distance <= Duration::from_millis(30_001) && distance > Duration::from_secs(25), "{distance:?}");
        assert_eq!(clock.distance(Timestamp::UNIX_EPOCH), Some(Duration::ZERO));
    }

    #[test]
    fn a_clock_that_a_hook_moves_may_stand_or_go_meanwhile() {
        let clock = Clock::Moved(Mutex::new((Timestamp::UNIX_EPOCH, since_boot().checked_sub(Duration::from_secs(5)).unwrap())));
        clock.was_moved(Duration::from_secs(3_600));
        assert_eq!(clock.earliest().as_second(), 3_600);
        assert!(clock.latest().as_second() >= 3_605, "{clock:?}");
        clock.begin();
        assert!(clock.earliest().as_second() >= 3_605, "{clock:?}");
        assert_eq!(Clock::Told(|| Timestamp::UNIX_EPOCH).distance(Timestamp::UNIX_EPOCH), None);
    }

    #[test]
    fn a_rate_is_above_nothing_and_bounded() {
        assert_eq!([0.0, -1.0, f64::NAN, f64::INFINITY, 2e6].map(Rate::new), [None; 5]);
        assert_eq!(Rate::new(0.5).unwrap().here(1_000), Duration::from_secs(2) + Duration::from_nanos(1));
    }
}
