//! Reads every request whole, and lets in who shows the token.

use std::net::IpAddr;

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
    let open = is_open(parts.uri.path());
    let admitted = config.control_token.as_deref().is_none_or(|token| open || shows(&parts.headers, token));
    let page = config.control_token.is_none() && comes_from_a_page(&parts.headers);
    match body {
        _ if !admitted => refuse(),
        _ if page => refuse_page(),
        Ok(body) => next.run(Request::from_parts(parts, Body::from(body))).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// Whether somebody is there and what could be asked is no secret, and who asks it has no token at hand.
pub(super) fn is_open(path: &str) -> bool {
    ["/health", "/openapi.json"].contains(&path)
}

fn shows(headers: &HeaderMap, token: &str) -> bool {
    match Authorization::of(headers) {
        Authorization::Credentials { scheme, credentials } => {
            scheme.eq_ignore_ascii_case("bearer") && bool::from(credentials.as_bytes().ct_eq(token.as_bytes()))
        }
        _ => false,
    }
}

/// Whether a page in a browser may have sent this: it names its origin, or reached loopback by a name of its own choosing.
/// Where a token is demanded no page can know it, so only a control plane without one needs to ask.
fn comes_from_a_page(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    headers.contains_key(header::ORIGIN) || host.is_some_and(|host| !is_loopback(host))
}

fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, port)| if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host });
    let address = name.trim_matches(['[', ']']).parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn refuse_page() -> Response {
    let message = "without a token the control plane answers no page in a browser; start the server with --control-token, or ask from a program \
                   and by a loopback address";
    Refusal::new(StatusCode::FORBIDDEN, "page_refused", message).into_response()
}

fn refuse() -> Response {
    let message = "the control plane asks for `Authorization: Bearer TOKEN` with the token that the server was started with or printed";
    let mut response = Refusal::new(StatusCode::UNAUTHORIZED, "token_needed", message).into_response();
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &'static str, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name.parse().unwrap(), HeaderValue::from_static(value))])
    }

    #[test]
    fn a_program_that_asks_by_a_loopback_address_is_no_page() {
        for host in ["127.0.0.1:8081", "localhost", "localhost:1", "[::1]:8081", "127.1.2.3"] {
            assert!(!comes_from_a_page(&with("host", host)), "{host}");
        }
    }

    #[test]
    fn a_name_that_was_made_to_lead_to_loopback_is_a_page() {
        for host in ["evil.test", "evil.test:8081", "127.0.0.1.evil.test:8081", "192.0.2.1"] {
            assert!(comes_from_a_page(&with("host", host)), "{host}");
        }
        assert!(comes_from_a_page(&with("origin", "http://evil.test")));
    }
}
