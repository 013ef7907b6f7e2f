//! Worlds served over HTTP/1.1 and HTTP/2.

mod answer;
mod body;
mod connection;
mod listen;
mod patience;
mod refusal;
mod select;

pub(crate) use answer::{clients, clients_of};
pub(crate) use body::read;
pub(crate) use listen::accept;
pub(crate) use refusal::Refusal;

use std::net::IpAddr;

/// The other end of a connection, as its requests carry it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);
