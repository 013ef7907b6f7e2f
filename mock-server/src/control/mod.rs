//! The control plane: JSON over [`crate::Worlds`], on a listener of its own.

mod admit;
mod aside;
mod coverage;
mod fields;
mod input;
mod journal;
mod routes;
mod spec;
mod time;
mod verify;

pub(crate) use routes::administrators;
