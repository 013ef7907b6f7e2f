//! Counts the instructions of the hot paths and holds them against the figures that were committed.

mod command;
mod compare;
mod count;
mod figures;
mod path;

pub(crate) use command::{Command, run};
