//! When things are meant to happen, when they did, and whether that decides anything.

mod ahead;
mod decided;
mod distances;
mod nominal;
mod phase;

pub(crate) use ahead::{ahead, between};
pub(crate) use decided::{span, undecided};
pub(crate) use distances::{Distances, seconds};
pub(crate) use nominal::Nominal;
pub(crate) use phase::{Phase, begin, tells_moments};
