//! The model as a client and an administrator meet it; one file a concern.

mod admin;
mod bench;
mod beyond;
mod calls;
mod deadlines;
mod deviations;
mod grace;
mod hostile;
mod ledger;
mod limits;
