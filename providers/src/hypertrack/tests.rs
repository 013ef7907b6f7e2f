//! The model as a client and an administrator meet it; one file a concern.

mod basic;
mod bearer;
mod bench;
mod beyond;
mod calls;
mod changes;
mod hostile;
mod ledger;
mod scopes;
