//! By how much the clock that a target tells the time by is ahead of the one that we keep for it.
//!
//! It need not be right, and nothing is decided by its being right: only what it tells is compared with what it tells elsewhere.

use crate::expect::read_moment;
use crate::transcript::{Event, Interval, Play, What};

/// A Date header tells whole seconds (RFC 9110 section 5.6.7).
const SECOND: i64 = 999;

/// What each answer of an instance tells of it by its Date.
pub(crate) fn ahead<'a>(play: &'a Play, instance: &'a str) -> impl Iterator<Item = Interval> + 'a {
    play.events.iter().filter(move |event| event.instance == instance).filter_map(told)
}

fn told(event: &Event) -> Option<Interval> {
    let What::Exchanged(exchange) = &event.what else { return None };
    let date = exchange.answer.header("date").next().and_then(read_moment)?;
    Some(between(date, date + SECOND, event.interval))
}

/// How far a told moment, which lies between two milliseconds, is ahead of when something was.
pub(crate) fn between(earliest: i64, latest: i64, was: Interval) -> Interval {
    Interval { from: earliest.saturating_sub(was.to), to: latest.saturating_sub(was.from) }
}

impl Interval {
    /// What lies in both; nothing where nothing does.
    pub(crate) fn meet(self, other: Self) -> Option<Self> {
        let both = Self { from: self.from.max(other.from), to: self.to.min(other.to) };
        (both.from <= both.to).then_some(both)
    }
}
