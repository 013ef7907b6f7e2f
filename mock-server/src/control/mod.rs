//! The control plane: JSON over [`crate::Worlds`], on a listener of its own.

mod admit;
mod explain;
mod fields;
mod input;
mod routes;
mod spec;
mod time;

pub(crate) use routes::administrators;
