//! The states that a world's scenarios are in.

use std::collections::BTreeMap;

/// Where a scenario is that nothing has moved.
pub(crate) const START: &str = "start";

/// A state for each scenario that was moved; any other is in [`START`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct States(BTreeMap<String, String>);

impl States {
    pub(super) fn are(&self, required: &BTreeMap<String, String>) -> bool {
        required.iter().all(|(scenario, state)| self.0.get(scenario).map_or(START, String::as_str) == state)
    }

    pub(super) fn set(&mut self, states: &BTreeMap<String, String>) {
        self.0.extend(states.clone());
    }

    /// The scenarios that were moved, and where they are.
    pub(crate) fn moved(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}
