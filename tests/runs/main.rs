//! Runs of `standin check` that are divided, merged, and played again in part.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod merged;
mod parts;
mod place;
mod rerun;
