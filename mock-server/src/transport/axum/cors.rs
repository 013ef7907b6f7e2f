//! The CORS protocol (the Fetch standard, section 3.2) around every answer to a client.

use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::{Either, Full};

use super::{Outgoing, Refusal};
use crate::Cors;

/// What is asked for by any page that may call at all.
const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");

/// Seconds for which a browser need not ask again.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// An answer with CORS around it.
pub(super) async fn around<B>(cors: &Cors, request: Request<B>, answer: impl AsyncFnOnce(Request<B>) -> Outgoing) -> Outgoing {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let allowed = origin.as_ref().and_then(|origin| cors.allowed(origin));
    let mut response = match (&origin, &allowed) {
        (Some(_), Some(_)) if is_preflight(&request) => preflight(request.headers()),
        (Some(origin), None) if is_preflight(&request) => refusal(origin).outgoing(),
        _ => answer(request).await,
    };
    mark(response.headers_mut(), allowed);
    response
}

/// Whether a browser asks, before the call that a page wants, whether it may be made. It never carries credentials and is no
/// call of the API's.
fn is_preflight<B>(request: &Request<B>) -> bool {
    request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight(asked: &HeaderMap) -> Outgoing {
    let mut response = Outgoing::new(Either::Left(Full::default()));
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    // Named one by one, because `*` does not stand for Authorization.
    if let Some(names) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    response
}

/// Adds what every answer carries, errors included: a page must be able to read why it was refused.
fn mark(headers: &mut HeaderMap, allowed: Option<HeaderValue>) {
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    let Some(allowed) = allowed else { return };
    let named = headers.keys().filter(|name| **name != header::VARY).map(HeaderName::as_str).collect::<Vec<_>>().join(", ");
    if let Ok(named) = HeaderValue::try_from(named) {
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, named);
    }
    if allowed != "*" {
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
}

fn refusal(origin: &HeaderValue) -> Refusal {
    let origin = String::from_utf8_lossy(origin.as_bytes());
    Refusal::new(StatusCode::FORBIDDEN, "origin_refused", format!("pages of `{origin}` may not call; start the server with --cors {origin}"))
}
