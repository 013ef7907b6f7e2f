//! When things are meant to happen, when they did, and whether that decides anything.

mod ahead;
mod decided;
mod nominal;

pub(crate) use ahead::{ahead, between};
pub(crate) use decided::{span, undecided};
pub(crate) use nominal::Nominal;
