//! `standin journal --export` as a user runs it: what it writes is what other programs, and `standin check`, take.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod har;
mod scenario;
mod world;
