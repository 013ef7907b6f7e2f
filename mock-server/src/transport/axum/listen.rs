//! Accepts connections, up to a limit.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use super::Peer;
use super::connection::converse;
use super::cut::Severable;
use super::secure::{Opened, open, tls_needed};
use crate::{Limits, Tls};

/// Accepts connections until it is told to stop or dropped; those that were accepted go on until they end.
pub(crate) async fn accept(listener: TcpListener, router: Router, limits: Limits, tls: Option<Tls>, mut stop: watch::Receiver<()>) {
    let seats = Arc::new(Semaphore::new(limits.connections));
    loop {
        let next = async {
            let seat = seats.clone().acquire_owned().await;
            (seat, listener.accept().await)
        };
        let (seat, accepted) = tokio::select! {
            next = next => next,
            _ = stop.changed() => return,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of file descriptors, mostly: others must end first.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let peer = Peer(peer.ip().to_canonical());
        // Without it small answers wait for the client's acknowledgement; a stream that refuses it works all the same.
        let _ = stream.set_nodelay(true);
        let (router, tls, stop) = (router.clone(), tls.clone(), stop.clone());
        tokio::spawn(async move {
            match tls {
                None => converse(Severable::new(stream), peer, router, limits, stop).await,
                Some(tls) => encrypted((stream, peer), router, limits, &tls, stop).await,
            }
            drop(seat);
        });
    }
}

async fn encrypted((stream, peer): (TcpStream, Peer), router: Router, limits: Limits, tls: &Tls, mut stop: watch::Receiver<()>) {
    let opened = tokio::select! {
        opened = open(stream, tls, limits.silence) => opened,
        _ = stop.changed() => return,
    };
    match opened {
        Some(Opened::Encrypted(stream)) => converse(stream, peer, router, limits, stop).await,
        Some(Opened::Plain(stream)) => converse(stream, peer, tls_needed(), limits, stop).await,
        None => {}
    }
}
