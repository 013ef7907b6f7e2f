//! The model as a client and an administrator meet it; one file a concern.

mod admin;
mod bench;
mod beyond;
mod calls;
mod changes;
mod deadlines;
mod deviations;
mod hostile;
mod ledger;
mod tokens;
