//! How near a reading comes to what was seen, and which readings are followed.

use std::cmp::Reverse;

use super::oracle::Reading;
use crate::transcript::Event;

/// So many settings are flipped one after another before a target is wrong.
const MOST_FLIPPED: usize = 24;
/// So many of them in vain: of settings that show together alone, none brings a reading nearer by itself.
const MOST_IN_VAIN: usize = 3;
/// So many readings are followed at once while they come nearer.
const FOLLOWED: usize = 16;
/// And so many where none did.
const FOLLOWED_IN_VAIN: usize = 96;

/// A reading that does not allow what was seen, and where it fails first.
pub(super) struct Failing {
    pub(super) reading: Reading,
    /// The play, by its place among those that are looked at.
    pub(super) play: usize,
    pub(super) step: usize,
    pub(super) differences: usize,
    /// What it says there.
    pub(super) told: Option<Event>,
}

/// The greater, the nearer a reading comes to all that was seen: the play, the step, and how little differs there.
type Rank = (usize, usize, Reverse<usize>);

impl Failing {
    fn rank(&self) -> Rank {
        (self.play, self.step, Reverse(self.differences))
    }

    /// Where it fails.
    pub(super) fn place(&self) -> (usize, usize) {
        (self.play, self.step)
    }
}

/// The readings that are followed, one flip after another.
pub(super) struct Nearest {
    pub(super) followed: Vec<Failing>,
    best: Option<Rank>,
    flips: usize,
    in_vain: usize,
}

impl Nearest {
    pub(super) fn of(held: Vec<Failing>) -> Self {
        Self { best: held.iter().map(Failing::rank).max(), followed: held, flips: 0, in_vain: 0 }
    }

    /// Goes on with those that are one flip further, the nearest first; false where there is no more hope.
    ///
    /// Each comes with whether it says something else where the one before it failed.
    pub(super) fn follow(&mut self, mut further: Vec<(Failing, bool)>) -> bool {
        further.sort_by_key(|(one, says_else)| Reverse((one.rank(), *says_else)));
        let best = further.first().map(|(one, _)| one.rank());
        self.flips += 1;
        self.in_vain = if best > self.best { 0 } else { self.in_vain + 1 };
        self.best = self.best.max(best);
        further.truncate(if self.in_vain == 0 { FOLLOWED } else { FOLLOWED_IN_VAIN });
        self.followed = further.into_iter().map(|(one, _)| one).collect();
        !self.followed.is_empty() && self.flips < MOST_FLIPPED && self.in_vain < MOST_IN_VAIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failing(step: usize, differences: usize) -> (Failing, bool) {
        (Failing { reading: Reading::new(), play: 0, step, differences, told: None }, false)
    }

    fn nearest() -> Nearest {
        Nearest::of(vec![failing(3, 2).0])
    }

    #[test]
    fn of_two_settings_that_show_together_alone_the_first_is_followed_though_it_comes_no_nearer() {
        let mut nearest = nearest();
        assert!(nearest.follow(vec![failing(3, 2), failing(3, 2)]), "neither by itself");
        assert_eq!(nearest.followed.len(), 2);
        assert!(nearest.follow(vec![failing(5, 4)]), "both together");
        assert!(nearest.follow(vec![failing(5, 4)]) && nearest.follow(vec![failing(5, 4)]), "what is found gives hope anew");
    }

    #[test]
    fn what_never_comes_nearer_is_given_up() {
        let mut nearest = nearest();
        let hopes = [(); 4].map(|()| nearest.follow(vec![failing(3, 2)]));
        assert_eq!(hopes, [true, true, false, false]);
    }

    #[test]
    fn a_smaller_difference_at_the_same_step_is_nearer_and_a_greater_one_is_not() {
        let mut nearest = nearest();
        assert!(nearest.follow(vec![failing(3, 5), failing(3, 1)]));
        assert_eq!((nearest.followed[0].differences, nearest.in_vain), (1, 0));
        assert!(nearest.follow(vec![failing(3, 5)]));
        assert_eq!(nearest.in_vain, 1);
    }

    #[test]
    fn nothing_to_follow_is_the_end() {
        assert!(!nearest().follow(Vec::new()));
    }
}
