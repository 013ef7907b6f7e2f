//! The model against its document: calls, sessions, wire, hostile input, and what would have turned a refusal.

mod bench;
mod calls;
mod changes;
mod configured;
mod deadlines;
mod hostile;
mod ledger;
mod readings;
mod sessions;
