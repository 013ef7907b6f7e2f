//! `standin check --target FILE` as people use it, against servers that nobody tells it of.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod constants;
mod hooks;
mod instances;
mod killed;
mod messages;
mod secrets;
mod there;
mod time;
mod tls;
