//! wiremock's requests and answers, as the ones that worlds know.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use ::wiremock::{Request, ResponseTemplate};
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;
use http_body_util::BodyExt;

use crate::transport::axum::{Peer, Refusal, Site, whole};

/// The answer of the world, or why there is none.
pub(super) fn answer(site: &Site, request: &Request, peer: Peer) -> Response {
    match parts(request, peer) {
        Some(parts) => site.answer(&parts, whole(&request.body, site.limits())),
        None => Refusal::new(StatusCode::BAD_REQUEST, "bad_uri", "the path or query is none that HTTP knows").into_response(),
    }
}

/// The body as bytes and each header by itself, because wiremock's shorter ways set a type of their own.
pub(super) fn template(response: Response) -> ResponseTemplate {
    let (parts, body) = response.into_parts();
    let Some(body) = bytes(body) else { return template(unfit().into_response()) };
    let template = ResponseTemplate::new(parts.status).set_body_bytes(body);
    parts.headers.iter().fold(template, |template, (name, value)| template.append_header(name, value))
}

/// The method, path and headers. The host stays in its header, as in a request over HTTP/1.1.
fn parts(request: &Request, peer: Peer) -> Option<Parts> {
    let path = request.url.path();
    let uri = request.url.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let (mut parts, ()) = http::Request::builder().method(request.method.clone()).uri(uri).body(()).ok()?.into_parts();
    parts.headers = request.headers.clone();
    parts.extensions.insert(peer);
    Some(parts)
}

/// The bytes of a body that is in memory whole; `None` of one that has yet to come, for which wiremock cannot wait.
fn bytes(body: Body) -> Option<Vec<u8>> {
    match pin!(body.collect()).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(whole)) => Some(whole.to_bytes().into()),
        _ => None,
    }
}

fn unfit() -> Refusal {
    let message = "wiremock gives whole answers only; let a server in the test (Standin::start) give those that come bit by bit or break off";
    Refusal::new(StatusCode::NOT_IMPLEMENTED, "whole_answers_only", message)
}
