//! Accepts connections, up to a limit.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use super::Peer;
use super::connection::converse;
use crate::Limits;

/// Accepts connections until it is told to stop or dropped; those that were accepted go on until they end.
pub(crate) async fn accept(listener: TcpListener, router: Router, limits: Limits, mut stop: watch::Receiver<()>) {
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
        let (router, stop) = (router.clone(), stop.clone());
        tokio::spawn(async move {
            converse(stream, peer, router, limits, stop).await;
            drop(seat);
        });
    }
}
