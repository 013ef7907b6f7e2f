//! Time's edges: whether the last instant of a span still belongs to it.

use jiff::{SignedDuration, Timestamp};

use crate::choice::choice;

choice! {
    /// How the end of a lifetime, of a grace period or of a window is read.
    Boundary {
        /// The end no longer belongs to the span.
        Exclusive = "exclusive",
        /// The end still belongs to it.
        Inclusive = "inclusive",
    }
}

impl Boundary {
    /// Whether a span that ends at `end` still holds.
    pub(crate) fn holds(self, now: Timestamp, end: Timestamp) -> bool {
        match self {
            Self::Exclusive => now < end,
            Self::Inclusive => now <= end,
        }
    }

    /// The last millisecond at which it still holds.
    pub(crate) fn last_before(self, end: Timestamp) -> Timestamp {
        self.first_after(end).checked_sub(SignedDuration::from_millis(1)).unwrap_or(end)
    }

    /// The first millisecond at which it no longer holds.
    pub(crate) fn first_after(self, end: Timestamp) -> Timestamp {
        match self {
            Self::Exclusive => end,
            Self::Inclusive => end.checked_add(SignedDuration::from_millis(1)).unwrap_or(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_belongs_to_an_inclusive_span_only() {
        let end = Timestamp::UNIX_EPOCH;
        assert!(!Boundary::Exclusive.holds(end, end));
        assert!(Boundary::Inclusive.holds(end, end));
    }

    #[test]
    fn a_span_holds_until_the_millisecond_before_its_first_after() {
        for boundary in [Boundary::Exclusive, Boundary::Inclusive] {
            let after = boundary.first_after(Timestamp::UNIX_EPOCH);
            assert!(!boundary.holds(after, Timestamp::UNIX_EPOCH));
            assert!(boundary.holds(after - SignedDuration::from_millis(1), Timestamp::UNIX_EPOCH));
        }
    }
}
