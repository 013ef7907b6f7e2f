//! Properties: scenarios whose values are drawn. A case of one is told by two numbers, and by them it is drawn again.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use crate::scenario::Case;
use crate::scenario::values::Values;

mod class;
mod generator;
mod header;
mod json;
mod near;
mod numbers;
mod shrinking;
#[cfg(test)]
mod tests;
mod written;

pub use class::Class;
pub use generator::{Generator, GeneratorError};
pub use header::{Forms, Header};
pub use near::{Near, Way};
pub use numbers::{Durations, Integers};
pub use shrinking::{Outcome, Shrinking};
pub use written::{listed, written};

/// So many cases a property has where its file does not say how many.
pub const CASES: u32 = 16;
/// A property has no more.
pub const MOST_CASES: u32 = 1_000;
/// What a step takes in memory beside its text, roughly, in bytes.
const EACH_STEP: usize = 512;

/// A scenario whose values are drawn.
#[derive(Clone, Debug)]
pub struct Property {
    /// The scenario, in which the values have their names still; its id has no row.
    pattern: Case,
    /// How the values are drawn, by name.
    generators: BTreeMap<String, Generator>,
    /// How many cases there are where nobody says otherwise.
    cases: u32,
}

/// Which cases of each property are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draws {
    /// As many as its file says.
    AsWritten,
    /// So many.
    Each(u32),
    /// The one of this number.
    Only(u32),
}

/// What tells one draw from every other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Draw {
    /// The seed.
    pub seed: u64,
    /// The number of the case, from 0.
    pub case: u32,
}

/// A text that names no draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a case of a property is named as in seed-1-case-0")]
pub struct NoDraw;

impl Property {
    /// A property.
    ///
    /// # Errors
    /// The name of a value, and why it cannot be drawn.
    pub fn new(pattern: Case, generators: BTreeMap<String, Generator>, cases: u32) -> Result<Self, (String, GeneratorError)> {
        for (name, generator) in &generators {
            drop(generator.strategy().map_err(|error| (name.clone(), error))?);
        }
        Ok(Self { pattern, generators, cases })
    }

    /// The file below `scenarios/` without its ending.
    #[must_use]
    pub fn stem(&self) -> &str {
        &self.pattern.id
    }

    /// The scenario as it is written, names in the place of values.
    #[must_use]
    pub fn pattern(&self) -> &Case {
        &self.pattern
    }

    /// How the values are drawn, by name.
    #[must_use]
    pub fn generators(&self) -> &BTreeMap<String, Generator> {
        &self.generators
    }

    /// Some draws of a seed.
    pub fn draws(&self, seed: u64, which: Draws) -> impl Iterator<Item = Draw> + use<> {
        let cases = match which {
            Draws::AsWritten => 0..self.cases,
            Draws::Each(cases) => 0..cases,
            Draws::Only(case) => case..case.saturating_add(1),
        };
        cases.map(move |case| Draw { seed, case })
    }

    /// What a case of it takes in memory, roughly, in bytes.
    pub(crate) fn cost(&self) -> usize {
        self.pattern.source.text.len() + self.pattern.leaves().len() * EACH_STEP
    }

    /// The case of a draw.
    #[must_use]
    pub fn case(&self, draw: Draw) -> Case {
        let values = self.tree(draw).map(|tree| tree.current()).unwrap_or_default();
        self.case_of(draw, &values)
    }

    /// The case of a draw with other values than those that were drawn.
    #[must_use]
    pub fn case_of(&self, draw: Draw, values: &Values) -> Case {
        let mut case = self.pattern.clone().with_values(values);
        case.id = format!("{}@{draw}", self.stem());
        case
    }

    /// The values of a draw, which can become simpler.
    fn tree(&self, draw: Draw) -> Option<Box<dyn ValueTree<Value = Values>>> {
        let strategies: Option<Vec<(String, BoxedStrategy<Value>)>> =
            self.generators.iter().map(|(name, generator)| Some((name.clone(), generator.strategy().ok()?))).collect();
        let (names, strategies): (Vec<String>, Vec<BoxedStrategy<Value>>) = strategies?.into_iter().unzip();
        let named = strategies.prop_map(move |values| names.iter().cloned().zip(values).collect::<Values>());
        // No generator turns a value down, so there is always one.
        named.boxed().new_tree(&mut runner(self.stem(), draw)).ok()
    }
}

/// The chance of one draw, which is that of no other draw and of no other property.
fn runner(stem: &str, draw: Draw) -> TestRunner {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&draw.seed.to_le_bytes());
    seed[8..12].copy_from_slice(&draw.case.to_le_bytes());
    seed[16..24].copy_from_slice(&fingerprint(stem).to_le_bytes());
    let config = Config { failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}

/// A number that depends on a text alone (FNV-1a).
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl fmt::Display for Draw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "seed-{}-case-{}", self.seed, self.case)
    }
}

impl FromStr for Draw {
    type Err = NoDraw;

    fn from_str(text: &str) -> Result<Self, NoDraw> {
        let (seed, case) = text.strip_prefix("seed-").and_then(|rest| rest.split_once("-case-")).ok_or(NoDraw)?;
        let draw = Self { seed: seed.parse().map_err(|_| NoDraw)?, case: case.parse().map_err(|_| NoDraw)? };
        // One case has one id.
        if draw.to_string() == text { Ok(draw) } else { Err(NoDraw) }
    }
}
