//! What a step does.

use super::Step;

/// The six things that a step can do.
pub(super) const ACTIONS: [&str; 6] = ["call", "together", "wait", "act", "inspect", "use"];

impl Step {
    /// The names of what this step does; a well-formed step does one thing.
    #[must_use]
    pub fn actions(&self) -> Vec<&'static str> {
        let present =
            [self.call.is_some(), self.together.is_some(), self.wait.is_some(), self.act.is_some(), self.inspect.is_some(), self.fragment.is_some()];
        ACTIONS.into_iter().zip(present).filter_map(|(name, present)| present.then_some(name)).collect()
    }
}
