//! Accepts connections, up to a limit.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use super::connection::{Answering, converse};
use super::cut::Severable;
use super::secure::{Opened, open, tls_needed};
use crate::threads::Threads;
use crate::{Limits, Tls};

/// On what terms connections are served.
#[derive(Clone)]
pub(crate) struct Terms {
    pub(crate) limits: Limits,
    pub(crate) tls: Option<Tls>,
    pub(crate) threads: Threads,
    /// Told when the server is to stop.
    pub(crate) stop: watch::Receiver<()>,
}

/// Accepts connections until it is told to stop or dropped; those that were accepted go on until they end.
pub(crate) async fn accept(listener: TcpListener, answering: Answering, terms: Terms) {
    let Terms { limits, tls, threads, mut stop } = terms;
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
        let peer = peer.ip().to_canonical();
        // Without it small answers wait for the client's acknowledgement; a stream that refuses it works all the same.
        let _ = stream.set_nodelay(true);
        // It leaves this runtime for the one that serves it.
        let Ok(stream) = stream.into_std() else { continue };
        let (answering, tls, stop) = (answering.clone(), tls.clone(), stop.clone());
        threads.serve(async move {
            let Ok(stream) = TcpStream::from_std(stream) else { return };
            match tls {
                None => converse(Severable::new(stream), peer, answering, limits, stop).await,
                Some(tls) => encrypted((stream, peer), answering, limits, &tls, stop).await,
            }
            drop(seat);
        });
    }
}

async fn encrypted((stream, peer): (TcpStream, IpAddr), answering: Answering, limits: Limits, tls: &Tls, mut stop: watch::Receiver<()>) {
    let opened = tokio::select! {
        opened = open(stream, tls, limits.silence) => opened,
        _ = stop.changed() => return,
    };
    match opened {
        Some(Opened::Encrypted(stream)) => converse(stream, peer, answering, limits, stop).await,
        Some(Opened::Plain(stream)) => converse(stream, peer, tls_needed(), limits, stop).await,
        None => {}
    }
}
