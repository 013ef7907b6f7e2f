//! The control plane: JSON over [`crate::Worlds`], on a listener of its own.

mod admit;
mod aside;
mod call;
mod coverage;
mod explain;
mod faults;
mod fields;
mod input;
mod journal;
mod openapi;
mod recording;
mod routes;
pub(crate) mod shapes;
mod spec;
mod stubs;
mod time;
mod verify;

pub(crate) use routes::administrators;
