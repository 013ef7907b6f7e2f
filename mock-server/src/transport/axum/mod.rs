//! Worlds served over HTTP/1.1 and HTTP/2.

mod answer;
mod body;
mod connection;
mod cors;
mod cut;
mod deliver;
mod journal;
mod listen;
mod patience;
mod refusal;
mod secure;
mod select;

#[cfg(feature = "wiremock")]
pub(crate) use answer::Site;
pub(crate) use answer::{clients, clients_of};
pub(crate) use body::read;
#[cfg(feature = "wiremock")]
pub(crate) use cut::is_cut;
pub(crate) use listen::{Terms, accept};
pub(crate) use refusal::{MARK, Refusal};

use std::net::IpAddr;

/// The other end of a connection, as its requests carry it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);
