//! One connection, driven by hand: `axum::serve` has no limits and stamps the machine's own date.

use std::io;
use std::pin::pin;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use http::Version;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::sync::watch;
use tower::ServiceExt;

use super::Peer;
use super::cut::{Ending, Stream};
use super::deliver::Stopping;
use super::patience::Patience;
use crate::Limits;

/// The least buffer that hyper takes.
const LEAST_BUFFER: usize = 8_192;

/// Serves a connection to its end, or until the call under way has its answer once it is told to stop.
pub(crate) async fn converse<S: Stream>(stream: S, peer: Peer, router: Router, limits: Limits, mut stop: watch::Receiver<()>) {
    let (ending, stopping) = (stream.ending(), Stopping(stop.clone()));
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(stopping.clone());
        let version = request.version();
        let answer = router.clone().oneshot(request.map(axum::body::Body::new) as Request);
        let ending = ending.clone();
        async move { answer.await.map_err(io::Error::other).and_then(|response| unless_cut(response, version, &ending)) }
    });
    let builder = builder(&limits);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(Patience::new(stream, limits.silence)), service));
    // How a connection ended is the client's affair: it was told by an answer or by the close.
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

/// A response that is never sent is an error to hyper: it drops an HTTP/1.1 connection, and resets a stream of HTTP/2.
fn unless_cut(response: Response, version: Version, ending: &Ending) -> io::Result<Response> {
    match response.extensions().get() {
        // The other streams of an HTTP/2 connection go on, and so does it.
        Some(cut) if version < Version::HTTP_2 => Err(ending.settle(*cut)),
        Some(_) => Err(io::Error::other("a fault cuts this call off")),
        None => Ok(response),
    }
}

fn builder(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .auto_date_header(false)
        .header_read_timeout(limits.silence)
        // Twice what is allowed, so that a head just over the limit is told so in our own words.
        .max_buf_size(limits.head.saturating_mul(2).max(LEAST_BUFFER));
    builder
        .http2()
        .timer(TokioTimer::new())
        .auto_date_header(false)
        .keep_alive_interval(limits.silence)
        .keep_alive_timeout(limits.silence)
        .max_concurrent_streams(100)
        .max_header_list_size(u32::try_from(limits.head.saturating_mul(2)).unwrap_or(u32::MAX));
    builder
}
