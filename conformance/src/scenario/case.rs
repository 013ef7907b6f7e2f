//! A scenario ready to be played: one matrix row, fragments put in, each step with the text that it came from.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::values::Values;
use super::{Given, Step};
use crate::spanned::Spanned;

/// A text that was read, for messages that show the line.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// The path as people know it, from the suite's root.
    pub path: String,
    /// The text, parameters already put in.
    pub text: Arc<str>,
}

/// A step and the text in which its spans are places.
#[derive(Clone, Debug)]
pub struct PlacedStep {
    /// The step.
    pub step: Spanned<Step>,
    /// The scenario's or the fragment's text.
    pub source: Arc<Source>,
}

/// A scenario ready to be played. To clone one is cheap: it is shared until one of the clones is changed.
#[derive(Clone, Debug)]
pub struct Case(Arc<Script>);

/// Instances by name, and the state that each must be in.
pub type Instances = Arc<BTreeMap<String, Box<Given>>>;

/// All that a case says.
#[derive(Clone, Debug)]
pub struct Script {
    /// `hyper/grace/an old token works for 119 s`, with `@row` behind it where there is a matrix, and `@seed-1-case-0` where the
    /// case was drawn.
    pub id: String,
    /// The sentence.
    pub title: String,
    /// The API.
    pub provider: String,
    /// The clauses that it is written for.
    pub verifies: Vec<String>,
    /// What a target must permit beyond plain calls.
    pub needs: Vec<String>,
    /// The instances by name and the state that each must be in; never empty.
    pub instances: Instances,
    /// The values that stand in the place of their names in all that follows.
    pub values: Values,
    /// The steps in order.
    pub steps: Arc<[PlacedStep]>,
    /// The steps at the end in any case.
    pub finally: Arc<[PlacedStep]>,
    /// The scenario's own text.
    pub source: Arc<Source>,
}

impl Case {
    /// A case that says this.
    #[must_use]
    pub fn new(script: Script) -> Self {
        Self(Arc::new(script))
    }
}

impl Deref for Case {
    type Target = Script;

    fn deref(&self) -> &Script {
        &self.0
    }
}

impl DerefMut for Case {
    fn deref_mut(&mut self) -> &mut Script {
        Arc::make_mut(&mut self.0)
    }
}

impl Script {
    /// The instance that a step means.
    #[must_use]
    pub fn instance<'a>(&'a self, step: &'a Step) -> &'a str {
        match &step.on {
            Some(name) => &name.value,
            None => self.instances.keys().next().map_or("", String::as_str),
        }
    }

    /// The id without the row: the file below `scenarios/` without its ending.
    #[must_use]
    pub fn stem(&self) -> &str {
        self.id.split_once('@').map_or(&self.id, |(stem, _)| stem)
    }

    /// The matrix row, where there is a matrix, or the draw.
    #[must_use]
    pub fn row(&self) -> Option<&str> {
        self.id.split_once('@').map(|(_, row)| row)
    }

    /// Where the recorded answer of this name lies, below the suite's folder of snapshots.
    #[must_use]
    pub fn snapshot_path(&self, name: &str) -> String {
        match self.row() {
            Some(row) => format!("{}/{row}.{name}.snap", self.stem()),
            None => format!("{}/{name}.snap", self.stem()),
        }
    }

    /// The steps that do something themselves, with their texts: of a `together` its calls; those at the end too.
    #[must_use]
    pub fn leaves(&self) -> Vec<(&Arc<Source>, &Spanned<Step>)> {
        let mut leaves = Vec::new();
        for placed in self.steps.iter().chain(self.finally.iter()) {
            match &placed.step.value.together {
                Some(calls) => leaves.extend(calls.iter().map(|call| (&placed.source, call))),
                None => leaves.push((&placed.source, &placed.step)),
            }
        }
        leaves
    }

    /// The clause that an expectation verifies: its own, else the lone one that the scenario is written for.
    #[must_use]
    pub fn clause<'a>(&'a self, own: Option<&'a Spanned<String>>) -> Option<&'a str> {
        match (own, self.verifies.as_slice()) {
            (Some(clause), _) => Some(&clause.value),
            (None, [lone]) => Some(lone),
            (None, _) => None,
        }
    }
}
