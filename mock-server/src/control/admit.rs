//! Reads every request whole, and lets in who shows the token.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use providers::Authorization;
use subtle::ConstantTimeEq;

use crate::Worlds;
use crate::transport::axum::{Refusal, read};

/// Stands before every route.
pub(super) async fn admit(State(worlds): State<Worlds>, request: Request, next: Next) -> Response {
    let config = worlds.config();
    let (parts, body) = request.into_parts();
    let body = read(body, &parts.headers, &config.limits).await;
    // Whether somebody is there is no secret, and who asks it has no token at hand.
    let open = parts.uri.path() == "/health";
    let admitted = config.control_token.as_deref().is_none_or(|token| open || shows(&parts.headers, token));
    match body {
        _ if !admitted => refuse(),
        Ok(body) => next.run(Request::from_parts(parts, Body::from(body))).await,
        Err(refusal) => refusal.into_response(),
    }
}

fn shows(headers: &HeaderMap, token: &str) -> bool {
    match Authorization::of(headers) {
        Authorization::Credentials { scheme, credentials } => {
            scheme.eq_ignore_ascii_case("bearer") && bool::from(credentials.as_bytes().ct_eq(token.as_bytes()))
        }
        _ => false,
    }
}

fn refuse() -> Response {
    let message = "the control plane asks for `Authorization: Bearer TOKEN` with the token that the server was started with or printed";
    let mut response = Refusal::new(StatusCode::UNAUTHORIZED, "token_needed", message).into_response();
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}
