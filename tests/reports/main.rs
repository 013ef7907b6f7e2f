//! `standin check --report`, through the program: every form of a run that passes and of one that fails, and nothing in them that
//! must not be.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod again;
mod files;
mod forms;
mod hostile;
mod running;
mod secrets;
