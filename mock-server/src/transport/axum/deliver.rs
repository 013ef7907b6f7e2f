//! Hands a response over as its delivery says: late, in part, slowly, or never.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use http::{HeaderValue, header};
use http_body_util::{BodyExt, Either, Full};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::watch;

use super::cut::Cut;
use super::{Caller, Outgoing};
use crate::delivery::{Delivery, LONGEST_WAIT, Manner};

/// Says to a call under way that the server stops.
#[derive(Clone, Debug)]
pub(super) struct Stopping(pub(super) watch::Receiver<()>);

/// The response as its client is to get it. A client that goes away ends the wait: hyper drops what it waits for.
pub(super) async fn deliver(response: Outgoing, delivery: &Delivery, caller: &Caller) -> Outgoing {
    pause(delivery.wait, caller).await;
    match delivery.manner {
        Manner::Whole | Manner::Malformed { .. } => response,
        Manner::Reset => never(Cut::Reset),
        Manner::Empty => never(Cut::Close),
        Manner::NotHttp => never(Cut::NotHttp),
        Manner::Truncated { keep } => truncated(response, keep).await,
        Manner::Drip { bytes, pause } => dripping(response, Drops { bytes, pause, stop: caller.stop.clone() }).await,
    }
}

/// Waits, but no longer than until the server stops.
pub(super) async fn pause(wait: Duration, caller: &Caller) {
    if !wait.is_zero() {
        stoppable(wait.min(LONGEST_WAIT), caller.stop.clone()).await;
    }
}

async fn stoppable(wait: Duration, stop: Option<Stopping>) {
    match stop {
        None => tokio::time::sleep(wait).await,
        Some(Stopping(mut stop)) => tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => {}
        },
    }
}

fn never(cut: Cut) -> Outgoing {
    let mut response = Outgoing::new(Either::Left(Full::default()));
    response.extensions_mut().insert(cut);
    response
}

/// The head always promises more than comes, even where nothing is left out.
async fn truncated(response: Outgoing, keep: Option<usize>) -> Outgoing {
    let (mut parts, body) = split(response).await;
    let kept = body.slice(..keep.unwrap_or(body.len() / 2).min(body.len()));
    let promised = body.len().max(kept.len() + 1);
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(promised));
    Outgoing::from_parts(parts, Either::Right(Body::new(Broken { kept: Some(kept), flushed: false })))
}

async fn dripping(response: Outgoing, drops: Drops) -> Outgoing {
    let (parts, rest) = split(response).await;
    let next = drops.next();
    Outgoing::from_parts(parts, Either::Right(Body::new(Dripping { rest, drops, next, waited: Duration::ZERO })))
}

/// Every response here is in memory already.
async fn split(response: Outgoing) -> (http::response::Parts, Bytes) {
    let (parts, body) = response.into_parts();
    (parts, body.collect().await.map(|body| body.to_bytes()).unwrap_or_default())
}

/// A body that breaks off.
struct Broken {
    kept: Option<Bytes>,
    flushed: bool,
}

impl HttpBody for Broken {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(kept) = self.kept.take().filter(|kept| !kept.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(kept))));
        }
        if !self.flushed {
            // hyper writes out what it has when a body has nothing for it; an error would make it drop that.
            self.flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::Error::other("a fault cuts this body off"))))
    }
}

/// How a body drips.
struct Drops {
    bytes: usize,
    pause: Duration,
    stop: Option<Stopping>,
}

impl Drops {
    fn next(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(stoppable(self.pause, self.stop.clone()))
    }
}

/// A body that comes a few bytes at a time.
struct Dripping {
    rest: Bytes,
    drops: Drops,
    next: Pin<Box<dyn Future<Output = ()> + Send>>,
    waited: Duration,
}

impl HttpBody for Dripping {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        ready!(self.next.as_mut().poll(context));
        let pause = self.drops.pause;
        self.waited += pause;
        let late = self.waited + pause > LONGEST_WAIT;
        let length = if late { self.rest.len() } else { self.drops.bytes.min(self.rest.len()) };
        self.next = self.drops.next();
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
