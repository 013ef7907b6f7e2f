//! One connection, driven by hand: `axum::serve` has no limits and stamps the machine's own date.

use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::{Request, Version};
use http_body_util::Either;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::sync::watch;
use tower::ServiceExt;

use super::answer::Site;
use super::cut::{Cut, Ending, Stream};
use super::deliver::Stopping;
use super::patience::Patience;
use super::{Caller, Outgoing};
use crate::Limits;

/// The least buffer that hyper takes.
const LEAST_BUFFER: usize = 8_192;

/// What answers the calls of a connection.
#[derive(Clone)]
pub(crate) enum Answering {
    /// A world. It is asked without a router, whose work a call would pay for.
    World(Arc<Site>),
    Router(Router),
}

impl Answering {
    async fn answer(&self, request: Request<Incoming>, caller: &Caller) -> io::Result<Outgoing> {
        match self {
            Self::World(site) => Ok(site.respond(request, caller).await),
            Self::Router(router) => {
                let response = router.clone().oneshot(request.map(Body::new)).await.map_err(io::Error::other)?;
                Ok(response.map(Either::Right))
            }
        }
    }
}

/// Serves a connection to its end, or until the call under way has its answer once it is told to stop.
pub(super) async fn converse<S: Stream>(stream: S, address: IpAddr, answering: Answering, limits: Limits, mut stop: watch::Receiver<()>) {
    let ending = stream.ending();
    let desk = Arc::new((answering, Caller { address, stop: Some(Stopping(stop.clone())) }, ending));
    let service = service_fn(move |request: Request<Incoming>| {
        let (desk, version) = (desk.clone(), request.version());
        async move {
            let (answering, caller, ending) = &*desk;
            answering.answer(request, caller).await.and_then(|response| unless_cut(response, version, ending))
        }
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
fn unless_cut(response: Outgoing, version: Version, ending: &Ending) -> io::Result<Outgoing> {
    match response.extensions().get::<Cut>() {
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
