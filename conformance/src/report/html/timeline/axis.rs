//! The axis of a timeline: where each event stands when an hour's wait and three calls in a millisecond are both to be seen.
//!
//! Each event has a slot of its own; the time between two of them is a stretch whose width grows with the logarithm of its length.

use crate::report::document::{Deed, Happening, Timeline};
use crate::report::html::parts::duration;

/// The width of an event that takes no time.
pub(super) const SLOT: i64 = 34;
/// Time between two calls that is shorter than this is shown by their order alone.
const QUIET: i64 = 1000;
/// The width of a character of a label.
pub(super) const LETTER: i64 = 8;

/// Where everything stands, in pixels from the left end of the axis.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Axis {
    /// Each event, in order; of a wait its last stretch, or where it would be.
    pub(super) slots: Vec<Span>,
    /// Each deadline, in order.
    pub(super) deadlines: Vec<i64>,
    /// The time that was passed over.
    pub(super) stretches: Vec<Stretch>,
    /// The moments at which a stretch ends, and the beginning.
    pub(super) ticks: Vec<Tick>,
    /// The end of the axis.
    pub(super) width: i64,
}

/// A part of the axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) x: i64,
    pub(super) width: i64,
}

impl Span {
    pub(super) fn middle(self) -> i64 {
        self.x + self.width / 2
    }
}

/// Time that was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) span: Span,
    /// How long it is, in milliseconds.
    pub(super) length: i64,
    /// The wait that it belongs to.
    pub(super) wait: Option<usize>,
}

/// A moment with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tick {
    pub(super) x: i64,
    pub(super) at: i64,
}

impl Axis {
    /// The axis of a timeline.
    pub(super) fn of(timeline: &Timeline) -> Self {
        let first = timeline.events.first().map_or(0, |event| event.from.min(0));
        let mut axis = Self { ticks: vec![Tick { x: 0, at: first }], ..Self::default() };
        let mut now = first;
        let mut deadlines = timeline.deadlines.iter().map(|deadline| deadline.at).peekable();
        for (index, event) in timeline.events.iter().enumerate() {
            let wait = (event.deed == Deed::Wait).then_some(index);
            while let Some(at) = deadlines.next_if(|at| *at <= event.from) {
                axis.go_on(&mut now, at, wait, Passage::Told);
                axis.deadlines.push(axis.width);
            }
            let passage = if wait.is_some() { Passage::Told } else { Passage::Quiet };
            axis.go_on(&mut now, event.from, wait, passage);
            axis.take(&mut now, event, wait);
        }
        for at in deadlines {
            axis.go_on(&mut now, at, None, Passage::Told);
            axis.deadlines.push(axis.width);
        }
        axis.make_room();
        axis
    }

    /// Time goes on until then; what lies in the past moves nothing.
    fn go_on(&mut self, now: &mut i64, to: i64, wait: Option<usize>, passage: Passage) {
        let length = to.saturating_sub(*now);
        if length <= 0 {
            return;
        }
        *now = to;
        if passage == Passage::Quiet && length < QUIET {
            return;
        }
        self.make_room();
        let span = Span { x: self.width, width: stretched(length) };
        self.width += span.width;
        self.stretches.push(Stretch { span, length, wait });
        self.ticks.push(Tick { x: self.width, at: to });
    }

    /// The event has its slot, with room for its moment's name; a wait is its stretch.
    fn take(&mut self, now: &mut i64, event: &Happening, wait: Option<usize>) {
        let length = event.to.saturating_sub(*now);
        let name = event.moment.as_deref().map_or(0, |name| width(name) + LETTER);
        let width = match wait {
            Some(_) => 0,
            None if length < QUIET => SLOT.max(name),
            None => stretched(length).max(SLOT).max(name),
        };
        let waited = self.stretches.last().filter(|stretch| wait.is_some() && stretch.wait == wait).map(|stretch| stretch.span);
        self.slots.push(waited.unwrap_or(Span { x: self.width, width }));
        self.width += width;
        *now = event.to.max(*now);
    }

    /// The moment's label has its room before anything else follows.
    fn make_room(&mut self) {
        let Some(last) = self.ticks.last() else { return };
        self.width = self.width.max(last.x + width(&duration(last.at)) + LETTER);
    }
}

/// Whether time that passes is worth to be shown however short it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Passage {
    Told,
    Quiet,
}

/// The width of so many milliseconds, with room for how many they are.
fn stretched(length: i64) -> i64 {
    let logarithm = i64::from(length.unsigned_abs().max(1).ilog2());
    (26 + 3 * logarithm).max(width(&duration(length)) + 2 * LETTER)
}

/// The room that a text takes.
pub(super) fn width(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or_default().saturating_mul(LETTER)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{call, timeline, wait};
    use super::*;
    use crate::report::document::Deadline;

    #[test]
    fn an_hour_and_a_second_both_fit_and_the_hour_is_the_longer() {
        let axis = Axis::of(&timeline(vec![call(0, 0), wait(1_000), call(1_000, 1_000), wait(3_601_000), call(3_601_000, 3_601_000)]));
        let [second, hour] = axis.stretches[..] else { panic!("{axis:?}") };
        assert_eq!((second.length, second.wait, hour.length, hour.wait), (1_000, Some(1), 3_600_000, Some(3)));
        assert!(second.span.width < hour.span.width && hour.span.width < 4 * second.span.width, "{axis:?}");
        assert_eq!(axis.ticks.iter().map(|tick| tick.at).collect::<Vec<_>>(), [0, 1_000, 3_601_000]);
    }

    #[test]
    fn nothing_overlaps_and_nothing_goes_back() {
        let axis = Axis::of(&timeline(vec![call(0, 4), call(0, 4), call(3, 900), wait(60_000), call(60_000, 75_000), call(75_001, 75_003)]));
        let mut spans: Vec<Span> = axis.slots.iter().copied().chain(axis.stretches.iter().map(|stretch| stretch.span)).collect();
        spans.sort_by_key(|span| (span.x, span.width));
        spans.dedup();
        assert!(spans.windows(2).all(|pair| pair[0].x + pair[0].width <= pair[1].x), "{spans:?}");
        assert!(axis.slots.is_sorted_by_key(|span| span.x));
        assert_eq!(axis.stretches.len(), 1, "milliseconds between calls are shown by their order alone");
        assert!(axis.slots[4].width > axis.slots[5].width, "a call that took a quarter of a minute is wider than one that took none");
    }

    #[test]
    fn a_deadline_stands_before_what_happens_at_it_and_behind_what_happens_before_it() {
        let at = |milliseconds| Deadline { means: "start + 2m".to_owned(), at: milliseconds };
        let before = timeline(vec![call(0, 0), wait(119_000), call(119_000, 119_000)]);
        let before = Axis::of(&crate::report::document::Timeline { deadlines: vec![at(120_000)], ..before });
        assert!(before.deadlines[0] > before.slots[2].x);
        assert_eq!(before.stretches.iter().map(|stretch| stretch.length).collect::<Vec<_>>(), [119_000, 1_000]);
        let after = timeline(vec![call(0, 0), wait(120_000), call(120_000, 120_000)]);
        let after = Axis::of(&crate::report::document::Timeline { deadlines: vec![at(120_000)], ..after });
        assert!(after.deadlines[0] <= after.slots[2].x);
    }

    #[test]
    fn times_beyond_all_measure_break_nothing() {
        for (from, to) in [(i64::MIN, i64::MAX), (i64::MAX, i64::MIN), (0, i64::MAX)] {
            assert!(Axis::of(&timeline(vec![call(from, to), wait(to), call(to, from)])).width < 2_000);
        }
    }
}
