//! The control plane: JSON over [`crate::Worlds`], on a listener of its own.

mod admit;
mod faults;
mod fields;
mod input;
mod routes;
mod spec;
mod stubs;
mod time;

pub(crate) use routes::administrators;
