//! Requests into calls, outcomes into exact bytes. Total on any input.

mod basic;
mod replies;
mod route;
mod stub;

pub(super) use basic::{NoPair, Pair, encode};
pub(super) use replies::{Kind, embed_error, token_error, unauthorized, with_request_id};
pub(super) use route::{Route, path};
pub(super) use stub::stub;
