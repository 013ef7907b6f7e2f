//! Which of a target's instances are free: a case that moves an instance's tokens, or its limits, holds it alone, others share it.

use std::collections::BTreeMap;

use super::{Exceeds, Foreign, exceeds};
use crate::scenario::{Case, Step};

/// How a case needs an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// With others.
    Shared,
    /// Alone.
    Alone,
}

/// Who holds which instance.
#[derive(Clone, Debug, Default)]
pub struct Pool(BTreeMap<String, Held>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Held {
    By(usize),
    Alone,
}

impl Pool {
    /// Whether an instance can be held so at this moment.
    #[must_use]
    pub fn is_free(&self, instance: &str, hold: Hold) -> bool {
        match (self.0.get(instance), hold) {
            (None | Some(Held::By(0)), _) | (Some(Held::By(_)), Hold::Shared) => true,
            (Some(Held::By(_)), Hold::Alone) | (Some(Held::Alone), _) => false,
        }
    }

    /// Holds an instance that is free.
    pub fn hold(&mut self, instance: &str, hold: Hold) {
        let held = self.0.entry(instance.to_owned()).or_insert(Held::By(0));
        *held = match (hold, *held) {
            (Hold::Shared, Held::By(others)) => Held::By(others.saturating_add(1)),
            _ => Held::Alone,
        };
    }

    /// Gives an instance back.
    pub fn give_back(&mut self, instance: &str) {
        if let Some(held) = self.0.get_mut(instance) {
            *held = match held {
                Held::By(others) => Held::By(others.saturating_sub(1)),
                Held::Alone => Held::By(0),
            };
        }
    }
}

impl Foreign {
    /// How a case needs the instance that plays one of its own.
    #[must_use]
    pub fn hold(&self, case: &Case, part: &str) -> Hold {
        let mut steps = super::all_steps(case).filter(|step| case.instance(step) == part);
        let moves = |step: &Step| self.may_replace(step) || step.act.is_some();
        let set_up = case.instances.get(part).is_some_and(|given| !given.actions.is_empty() || (self.sets_up() && !given.settings.is_empty()));
        let from_its_start = self.renews() && case.depends_on_start();
        if set_up || from_its_start || !case.needs.is_empty() || steps.any(moves) { Hold::Alone } else { Hold::Shared }
    }

    /// The cases in the order in which they are begun where all instances are free. The first waits for as little as possible and moves
    /// no tokens, if there is such a one: it shows whether anybody is there. Then come those that hold their instances alone, for nobody else can use the time; of these
    /// the longest first.
    #[must_use]
    pub fn order(&self, cases: &[&Case]) -> Vec<usize> {
        let alone = |case: &Case| case.instances.keys().any(|part| self.hold(case, part) == Hold::Alone);
        let known: Vec<(i64, bool)> = cases.iter().map(|case| (self.length(case), alone(case))).collect();
        let mut order: Vec<usize> = (0..cases.len()).collect();
        order.sort_by_key(|index| {
            let (length, alone) = known[*index];
            (!alone, -length)
        });
        if let Some(shortest) = (0..order.len()).min_by_key(|at| known[order[*at]]) {
            order[..=shortest].rotate_right(1);
        }
        order
    }

    /// Whether a case begins with new tokens: it waits, or asks when something is with respect to its start.
    #[must_use]
    pub fn begins_with_new_tokens(&self, case: &Case) -> bool {
        self.renews() && case.depends_on_start() && exceeds(case) == Exceeds::Nothing
    }

    /// How long a case waits, in milliseconds of the target's time.
    #[must_use]
    pub fn length(&self, case: &Case) -> i64 {
        crate::timing::Nominal::of(case).end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_is_shared_by_many_or_held_by_one() {
        let mut pool = Pool::default();
        let free = |pool: &Pool| [Hold::Shared, Hold::Alone].map(|hold| pool.is_free("a", hold));
        assert_eq!(free(&pool), [true, true]);
        pool.hold("a", Hold::Shared);
        pool.hold("a", Hold::Shared);
        assert_eq!((free(&pool), pool.is_free("b", Hold::Alone)), ([true, false], true));
        pool.give_back("a");
        assert_eq!(free(&pool), [true, false]);
        pool.give_back("a");
        pool.hold("a", Hold::Alone);
        assert_eq!(free(&pool), [false, false]);
        pool.give_back("a");
        assert_eq!(free(&pool), [true, true]);
    }
}
