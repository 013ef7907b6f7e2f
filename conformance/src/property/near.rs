//! Texts that are nearly a credential or a kept value. What is drawn is the change: the value itself is known only in a play.

use proptest::prelude::Just;
use proptest::strategy::{BoxedStrategy, Strategy, Union};
use providers::naming::{Change, Placed};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::GeneratorError;
use crate::scenario::template::{Part, parse};

/// What is nearly a value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Near {
    /// The value: `${access_token}`.
    pub of: String,
    /// How it is changed, in any of these ways; changed, cut, doubled or swapped where nothing is said.
    #[serde(default)]
    pub ways: Vec<Way>,
}

/// A way of becoming another value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// One character is another.
    Changed,
    /// One is missing.
    Cut,
    /// One stands twice.
    Doubled,
    /// One letter has the other case.
    Swapped,
    /// A blank stands within.
    Blank,
    /// The whole value stands twice.
    Twice,
    /// A blank stands before it or behind it. A header's own ends are no part of it, so there that is no change.
    Padded,
}

/// The ways in which every API's tokens become others.
const USUAL: [Way; 4] = [Way::Changed, Way::Cut, Way::Doubled, Way::Swapped];
/// A change is made somewhere among so many characters, which is farther than most values reach.
const PLACES: usize = 2_000;

impl Near {
    pub(super) fn strategy(&self) -> Result<BoxedStrategy<Value>, GeneratorError> {
        let name = referenced(&self.of)?;
        let ways = if self.ways.is_empty() { USUAL.to_vec() } else { self.ways.clone() };
        let at = Union::new([Just(0).boxed(), (0..8_usize).boxed(), (0..PLACES).boxed(), (0..PLACES).boxed()]);
        Ok((proptest::sample::select(ways), at).prop_map(move |(way, at)| Value::String(way.of(&name, at))).boxed())
    }
}

impl Way {
    /// A text that is nearly the value of this name.
    fn of(self, name: &str, at: usize) -> String {
        let placed = |change| format!("${{{name}|{}}}", Placed { change, at });
        match self {
            Self::Changed => placed(Change::Changed),
            Self::Cut => placed(Change::Cut),
            Self::Doubled => placed(Change::Doubled),
            Self::Swapped => placed(Change::Swapped),
            Self::Blank => placed(Change::Blank),
            Self::Twice => format!("${{{name}|doubled}}"),
            Self::Padded if at.is_multiple_of(2) => format!(" ${{{name}}}"),
            Self::Padded => format!("${{{name}}} "),
        }
    }
}

/// The one name that a text is.
pub(super) fn referenced(text: &str) -> Result<String, GeneratorError> {
    match parse(text).as_deref() {
        Ok([Part::Reference { name, alteration: None }]) => Ok(name.clone()),
        _ => Err(GeneratorError::Wrong(format!("`{text}` is no name of a value; write it as in `${{access_token}}`"))),
    }
}
