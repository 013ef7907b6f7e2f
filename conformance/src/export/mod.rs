//! Writes down calls that somebody kept, in forms that others read: HAR, and a scenario of our own.
//!
//! Whoever kept them tells them in the plain values of this room. No secret is among those: names stand in their places.

pub mod har;
pub mod scenario;
mod shown;
