//! Asks questions of a server and judges the answers: scenario, play, transcript, verdict, report.

pub mod compare;
pub mod diagnostic;
pub mod evidence;
mod expect;
pub mod explore;
pub mod export;
pub mod judge;
pub mod partition;
pub mod play;
pub mod property;
pub mod record;
pub mod report;
pub mod scenario;
pub mod scope;
mod side_by_side;
pub mod snapshot;
pub mod spanned;
pub mod suite;
pub mod target;
#[cfg(test)]
mod testing;
mod timing;
pub mod transcript;
pub mod verdict;
pub mod waiver;

pub use expect::{Alphabet, AlphabetError};
