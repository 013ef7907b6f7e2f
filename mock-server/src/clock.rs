//! A world's clock: flowing, at a rate, or frozen; never backward.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

use crate::WorldError;

/// How virtual time goes on by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Pace {
    /// A second a second.
    #[default]
    Flowing,
    /// Faster or slower than outside.
    Rate(Rate),
    /// Not at all; it is moved by hand.
    Frozen,
}

impl Pace {
    /// The mode's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Flowing => "flowing",
            Self::Rate(_) => "rate",
            Self::Frozen => "frozen",
        }
    }

    /// Virtual milliseconds in so many outside.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "`as` saturates, and so does the clock")]
    fn stretch(self, elapsed: i64) -> i64 {
        match self {
            Self::Flowing => elapsed,
            Self::Rate(rate) => (elapsed as f64 * rate.0) as i64,
            Self::Frozen => 0,
        }
    }
}

/// Virtual seconds in one second outside: 60 is a minute a second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate(f64);

impl Rate {
    /// What [`Rate::new`] allows, in words.
    pub const ALLOWED: &str = "a number from 0.001 to 1000000 (60 is a minute a second)";

    /// A rate; `None` outside of 0.001 to 1,000,000.
    #[must_use]
    pub fn new(rate: f64) -> Option<Self> {
        (0.001..=1_000_000.0).contains(&rate).then_some(Self(rate))
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for Rate {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().ok().and_then(Self::new).ok_or(Self::ALLOWED)
    }
}

/// What somebody does to a clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ClockChange {
    /// Sets it forward to a moment.
    Set(Timestamp),
    /// Sets it forward by so much.
    Advance(SignedDuration),
    /// Sets it forward to the next deadline, or so much after it (before it, if negative).
    AdvanceToNext(SignedDuration),
    /// Lets it go on at another pace from the present moment.
    Pace(Pace),
}

/// A clock, in whole milliseconds since 1970. Whoever asks it says what time it is outside.
#[derive(Clone, Debug)]
pub struct Clock {
    pace: Pace,
    /// Where virtual time and the time outside were last tied together.
    tied: Tie,
    /// The latest moment told; the time outside may jump back, a world's never does.
    latest: i64,
}

#[derive(Clone, Copy, Debug)]
struct Tie {
    inside: i64,
    outside: i64,
}

impl Clock {
    /// A clock that shows `at` when it is `wall` outside.
    #[must_use]
    pub fn start(pace: Pace, at: Timestamp, wall: Timestamp) -> Self {
        let inside = milliseconds(at);
        Self { pace, tied: Tie { inside, outside: milliseconds(wall) }, latest: inside }
    }

    /// The virtual time.
    pub fn now(&mut self, wall: Timestamp) -> Timestamp {
        let elapsed = self.pace.stretch(milliseconds(wall).saturating_sub(self.tied.outside));
        self.latest = within_range(self.tied.inside.saturating_add(elapsed)).max(self.latest);
        moment(self.latest)
    }

    /// The pace.
    #[must_use]
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// Goes on at another pace from the present virtual time.
    pub fn set_pace(&mut self, pace: Pace, wall: Timestamp) {
        let now = self.now(wall);
        *self = Self::start(pace, now, wall);
    }

    /// Goes on from the last moment told as if no time had passed outside since.
    pub(crate) fn resume(&mut self, wall: Timestamp) {
        *self = Self::start(self.pace, moment(self.latest), wall);
    }

    /// Sets the virtual time forward; to the present moment is allowed.
    ///
    /// # Errors
    /// [`WorldError::Backward`].
    pub fn set(&mut self, to: Timestamp, wall: Timestamp) -> Result<(), WorldError> {
        let now = self.now(wall);
        if milliseconds(to) < self.latest {
            return Err(WorldError::Backward { now, asked: to });
        }
        *self = Self::start(self.pace, to, wall);
        Ok(())
    }

    /// Advances the virtual time.
    ///
    /// # Errors
    /// [`WorldError::Backward`], [`WorldError::BeyondTime`].
    pub fn advance(&mut self, by: SignedDuration, wall: Timestamp) -> Result<(), WorldError> {
        let to = self.now(wall).checked_add(by).map_err(|_| WorldError::BeyondTime)?;
        self.set(to, wall)
    }
}

/// Whole milliseconds, rounded down: what is finer than a moment has not happened yet.
fn milliseconds(at: Timestamp) -> i64 {
    let floored = at.as_nanosecond().div_euclid(1_000_000);
    i64::try_from(floored).unwrap_or(i64::MAX)
}

fn within_range(at: i64) -> i64 {
    at.clamp(Timestamp::MIN.as_millisecond(), Timestamp::MAX.as_millisecond())
}

fn moment(at: i64) -> Timestamp {
    Timestamp::from_millisecond(within_range(at)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;
