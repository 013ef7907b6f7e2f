//! The control plane: JSON over [`crate::Worlds`], on a listener of its own.

mod admit;
mod call;
mod explain;
mod faults;
mod fields;
mod input;
mod openapi;
mod routes;
pub(crate) mod shapes;
mod spec;
mod stubs;
mod time;

pub(crate) use routes::administrators;
