//! Runs of `standin check` that are divided, merged, played again in part, cut and gone on with.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod merged;
mod parts;
mod place;
mod rerun;
mod resumed;
