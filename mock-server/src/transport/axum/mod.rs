//! Worlds served over HTTP/1.1 and HTTP/2.

mod answer;
mod body;
mod connection;
mod cors;
mod cut;
mod date;
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
pub(crate) use connection::Answering;
#[cfg(feature = "wiremock")]
pub(crate) use cut::is_cut;
pub(crate) use listen::{Terms, accept};
pub(crate) use refusal::{MARK, Refusal};

use std::net::IpAddr;

use axum::body::{Body, Bytes};
use deliver::Stopping;
use http_body_util::{Either, Full};

/// The other end of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) address: IpAddr,
    /// Tells that the server stops.
    stop: Option<Stopping>,
}

impl Caller {
    /// One whose calls end by themselves.
    #[cfg(feature = "wiremock")]
    pub(crate) fn at(address: IpAddr) -> Self {
        Self { address, stop: None }
    }
}

/// A response as it is sent: its body is whole in memory, but for what a fault makes of it.
pub(crate) type Outgoing = http::Response<Either<Full<Bytes>, Body>>;
