//! Reads a request's body to its end, within limits.

use std::fmt::Display;
use std::time::Duration;

use axum::body::Bytes;
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::Body;

use super::Refusal;
use crate::Limits;

/// How many times the limit is read and thrown away, so that a client which writes before it reads gets its answer.
const PATIENCE: usize = 16;

/// The whole body. It is read even where nobody wants it: hyper closes a connection whose request was not read.
pub(crate) async fn read<B>(mut body: B, headers: &HeaderMap, limits: &Limits) -> Result<Bytes, Refusal>
where
    B: Body<Data = Bytes, Error: Display> + Unpin,
{
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let declared = body.size_hint().lower();
    let waits = headers.contains_key(header::EXPECT);
    if waits && declared > limits.body as u64 {
        return Err(too_large(limits));
    }
    let mut kept = Vec::with_capacity(usize::try_from(declared).unwrap_or(usize::MAX).min(limits.body));
    let mut seen = 0;
    while let Some(bytes) = next(&mut body, limits.silence).await? {
        seen += bytes.len();
        if seen <= limits.body {
            kept.extend_from_slice(&bytes);
        } else if seen > limits.body.saturating_mul(PATIENCE) {
            break;
        }
    }
    if seen > limits.body { Err(too_large(limits)) } else { Ok(kept.into()) }
}

async fn next<B>(body: &mut B, silence: Duration) -> Result<Option<Bytes>, Refusal>
where
    B: Body<Data = Bytes, Error: Display> + Unpin,
{
    match tokio::time::timeout(silence, body.frame()).await {
        // Trailers are read and mean nothing to any API here.
        Ok(Some(Ok(frame))) => Ok(Some(frame.into_data().unwrap_or_default())),
        Ok(Some(Err(error))) => Err(Refusal::new(StatusCode::BAD_REQUEST, "broken_body", format!("the body broke off: {error}")).and_close()),
        Ok(None) => Ok(None),
        Err(_) => {
            let message = format!("nothing of the body came for {} s", silence.as_secs_f64());
            Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", message).and_close())
        }
    }
}

fn too_large(limits: &Limits) -> Refusal {
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", format!("a body may have {} bytes", limits.body)).and_close()
}
