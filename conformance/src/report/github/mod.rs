//! GitHub: annotations as workflow commands, and the summary of a step.

mod annotations;
mod summary;

pub(super) use annotations::write;
pub use summary::summary;
