//! Measures Standin beside a server that can do nothing but answer, and beside others of its field.

mod bars;
mod command;
mod data;
mod draw;
mod failure;
mod guard;
pub mod limit;
mod load;
mod measure;
mod message;
pub mod model;
mod server;
mod soak;
mod suite;
mod usage;

pub use command::run;
pub use failure::Failure;
