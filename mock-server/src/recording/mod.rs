//! A world told so that it can be made again: what it was made from and what happened in it, in a file without secrets.

mod replay;
mod shape;
mod spell;
mod stage;
mod stand_in;
mod write;

pub use replay::{Difference, ReplayError, Replayed};
pub use shape::{
    Foreign, Happening, RECORDING_VERSION, RecordedAnswer, RecordedBody, RecordedCall, RecordedEvent, RecordedInstance, RecordedRequest, Recording,
};
