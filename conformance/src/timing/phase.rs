//! When to begin a case that asks what moments a target tells: where within one of its seconds, so that its answer decides.
//!
//! A clock that tells whole seconds tells when something was only if the interval in which it was lies within one of them.

use jiff::{SignedDuration, Timestamp};

use crate::scenario::Case;
use crate::target::all_steps;
use crate::transcript::Interval;

const SECOND: i64 = 1_000;
/// What may be open of where a second begins there; the rest of it is left for the calls themselves.
const MOST: i64 = 900;

/// Whether a case asks what moments the target tells.
pub(crate) fn tells_moments(case: &Case) -> bool {
    let asks = |one: &crate::scenario::Expectation| one.moment.is_some() || one.jwt.as_ref().is_some_and(|jwt| jwt.value.issued.is_some());
    all_steps(case).any(|step| step.expect.iter().any(|one| asks(&one.value)))
}

/// How well it is known where within a second a target's clock is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Well enough for a call to lie within one of its seconds, if it begins then.
    Known,
    /// Not yet; a call that begins then tells more of it.
    Open,
}

/// The next moment, by the clock that we keep, at which to begin; the target's is ahead of that by so much.
pub(crate) fn begin(now: Timestamp, ahead: Interval) -> (Phase, Timestamp) {
    let width = ahead.to.saturating_sub(ahead.from);
    let (phase, first) = match width {
        0..=MOST => (Phase::Known, ahead.from.saturating_sub(1)),
        // In the middle of what is possible a second ends: the answer tells on which side of that it came.
        _ => (Phase::Open, ahead.from.saturating_add(width / 2)),
    };
    let there = now.as_millisecond().saturating_add(first);
    let rest = (SECOND - there.rem_euclid(SECOND)) % SECOND;
    (phase, now.saturating_add(SignedDuration::from_millis(rest)).unwrap_or(now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::case;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(milliseconds).unwrap()
    }

    #[test]
    fn a_case_begins_as_soon_as_a_second_has_surely_begun_there() {
        // The target is 200 to 500 ms ahead: at 801 it shows 1.001 to 1.301 s.
        assert_eq!(begin(at(700), Interval { from: 200, to: 500 }), (Phase::Known, at(801)));
        assert_eq!(begin(at(801), Interval { from: 200, to: 500 }), (Phase::Known, at(801)));
        assert_eq!(begin(at(802), Interval { from: -800, to: -500 }), (Phase::Known, at(1_801)));
    }

    #[test]
    fn where_too_little_is_known_the_call_halves_it() {
        // Anything from 0 to 998 ms: at 501 it shows 0.501 to 1.499 s, and its second tells which half.
        assert_eq!(begin(at(0), Interval { from: 0, to: 998 }), (Phase::Open, at(501)));
    }

    #[test]
    fn only_a_case_that_asks_for_moments_tells_them() {
        assert!(tells_moments(&case("  - {call: GET /x, moment: a, expect: [{json: $.until, moment: a + 1h}]}\n")));
        assert!(!tells_moments(&case("  - {call: GET /x, moment: a, expect: [{status: 200}]}\n")));
    }
}
