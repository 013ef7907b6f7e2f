//! Makes the values of a case simpler, as long as it fails alike. Who plays the simpler cases is no concern of this.

use std::collections::BTreeMap;

use proptest::strategy::ValueTree;

use super::{Draw, Property};
use crate::scenario::values::Values;

/// The search for the simplest values by which a case fails.
pub struct Shrinking {
    tree: Box<dyn ValueTree<Value = Values>>,
    simplest: Values,
    known: BTreeMap<String, Outcome>,
    step: Step,
}

/// What became of a case with simpler values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It fails in the same class.
    Alike,
    /// It holds, or fails otherwise.
    Otherwise,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Simplify,
    Complicate,
    Done,
}

impl Shrinking {
    /// A search that begins with the values of a draw.
    #[must_use]
    pub fn of(property: &Property, draw: Draw) -> Option<Self> {
        let tree = property.tree(draw)?;
        let simplest = tree.current();
        Some(Self { known: [(key(&simplest), Outcome::Alike)].into(), tree, simplest, step: Step::Simplify })
    }

    /// The simplest values so far by which the case fails.
    #[must_use]
    pub fn simplest(&self) -> &Values {
        &self.simplest
    }

    /// Other values to be tried; nothing where there are no simpler ones.
    pub fn simpler(&mut self) -> Option<Values> {
        loop {
            let moved = match self.step {
                Step::Simplify => self.tree.simplify(),
                Step::Complicate => self.tree.complicate(),
                Step::Done => false,
            };
            if !moved {
                self.step = Step::Done;
                return None;
            }
            let values = self.tree.current();
            match self.known.get(&key(&values)) {
                // What was played once is not played again.
                Some(outcome) => self.step = after(*outcome),
                None => return Some(values),
            }
        }
    }

    /// Tells what became of the values that came last.
    pub fn tell(&mut self, outcome: Outcome) {
        let values = self.tree.current();
        self.known.insert(key(&values), outcome);
        self.step = after(outcome);
        if outcome == Outcome::Alike {
            self.simplest = values;
        }
    }
}

fn after(outcome: Outcome) -> Step {
    match outcome {
        Outcome::Alike => Step::Simplify,
        Outcome::Otherwise => Step::Complicate,
    }
}

fn key(values: &Values) -> String {
    serde_json::to_string(values).unwrap_or_default()
}
