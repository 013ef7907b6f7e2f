//! The first bytes of a connection to a port that speaks TLS.

use std::time::Duration;

use axum::Router;
use http::StatusCode;
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use super::cut::Severable;
use super::{Answering, Refusal};
use crate::Tls;

/// What a client began with.
pub(super) enum Opened {
    /// TLS, and the handshake succeeded.
    Encrypted(Box<TlsStream<Severable>>),
    /// A letter, with which every method of HTTP begins and no handshake (RFC 8446 section 5.1: a record begins with 22).
    Plain(Severable),
}

/// Shakes hands within a time limit; `None` where the client said nothing, went away or has no hand that can be taken.
pub(super) async fn open(stream: TcpStream, tls: &Tls, limit: Duration) -> Option<Opened> {
    let open = async {
        let mut first = [0];
        match stream.peek(&mut first).await {
            Ok(1..) if first[0].is_ascii_alphabetic() => Some(Opened::Plain(Severable::new(stream))),
            // A client that cannot agree is told so by an alert.
            Ok(1..) => tls.accept(Severable::new(stream)).await.ok().map(|stream| Opened::Encrypted(Box::new(stream))),
            _ => None,
        }
    };
    tokio::time::timeout(limit, open).await.ok().flatten()
}

/// What answers those who speak plain HTTP to a port that speaks TLS.
pub(super) fn tls_needed() -> Answering {
    Answering::Router(Router::new().fallback(async || {
        let message = "this port speaks TLS; write https:// before the address and let the client trust the server's authority (--tls-ca-file)";
        Refusal::new(StatusCode::BAD_REQUEST, "tls_needed", message).and_close()
    }))
}
