//! Programs and hooks, in a process of their own: for a moment each program that is started holds what its parent has open.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod hook;
mod program;
