//! What no mock can beat: servers that read a call, compare its token and give one answer, and do nothing else.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Bytes;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// The one answer, which Standin gives for its call too.
pub const ANSWER: &str = r#"{"order":7,"state":"new","note":"This answer is as long as that of the limit, byte for byte, so it is 108."}"#;
/// What opens the call: `Bearer` and as many characters as Hyper's tokens have.
pub const BEARER: &str =
    "Bearer 0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghijklmnopq";

/// Serves by axum until the process is ended.
///
/// # Errors
/// The listener fails.
pub async fn axum(listener: TcpListener) -> std::io::Result<()> {
    axum::serve(listener, Router::new().fallback(answer)).await
}

/// A handler that leaves the body unread has hyper close the connection where head and body arrive apart, so this one reads it.
async fn answer(headers: HeaderMap, body: Bytes) -> (StatusCode, [(axum::http::HeaderName, &'static str); 1], &'static str) {
    let status = status_of(&headers, &body);
    (status, [(CONTENT_TYPE, "application/json")], ANSWER)
}

/// Serves by hyper alone until the process is ended.
///
/// # Errors
/// The listener fails.
pub async fn hyper(listener: TcpListener) -> std::io::Result<()> {
    loop {
        let (stream, _): (_, SocketAddr) = listener.accept().await?;
        let service = hyper::service::service_fn(answer_bare);
        // A client that goes away is nobody's failure.
        tokio::spawn(async move { drop(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await) });
    }
}

async fn answer_bare(request: hyper::Request<Incoming>) -> Result<hyper::Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let mut response = hyper::Response::new(Full::new(Bytes::from_static(ANSWER.as_bytes())));
    *response.status_mut() = status_of(&head.headers, &body);
    response.headers_mut().insert(CONTENT_TYPE, axum::http::HeaderValue::from_static("application/json"));
    Ok(response)
}

fn status_of(headers: &HeaderMap, body: &Bytes) -> StatusCode {
    let opens = headers.get(AUTHORIZATION).is_some_and(|given| given.as_bytes() == BEARER.as_bytes());
    if opens && !body.is_empty() { StatusCode::OK } else { StatusCode::UNAUTHORIZED }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_compares_a_token_of_120_characters_and_answers_108_bytes() {
        assert_eq!((BEARER.len() - "Bearer ".len(), ANSWER.len()), (120, 108));
    }

    #[test]
    fn only_its_own_token_opens_the_limit() {
        let body = Bytes::from_static(b"{}");
        let with = |value: &'static str| HeaderMap::from_iter([(AUTHORIZATION, axum::http::HeaderValue::from_static(value))]);
        assert_eq!(status_of(&with(BEARER), &body), StatusCode::OK);
        assert_eq!(status_of(&with(&BEARER[..BEARER.len() - 1]), &body), StatusCode::UNAUTHORIZED);
    }
}
