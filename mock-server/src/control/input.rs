//! What a control request brings: names in its path, a JSON object in its body.

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use http::StatusCode;
use http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::fields::unreadable;

use crate::transport::axum::Refusal;

/// The names in the path.
pub(super) struct Names<T>(pub(super) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Names<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(names)) => Ok(Self(names)),
            Err(error) => Err(Refusal::new(StatusCode::NOT_FOUND, "unknown_path", error.body_text())),
        }
    }
}

/// The body as what it must be: serde says in which line and column it is not.
pub(super) struct Typed<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Typed<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let bytes = axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap_or_default();
        if !bytes.trim_ascii_start().starts_with(b"{") {
            return Err(bad_json("the body is no JSON object: {...}".to_owned()));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => unreadable("", &error),
            _ => bad_json(format!("the body is no JSON: {error}")),
        })
    }
}

/// The JSON object in the body; an empty body is an empty object.
pub(super) struct Object(pub(super) Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Object {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        // The body was read by `admit` and is in memory, within limits.
        let bytes = axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap_or_default();
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self(Map::new()));
        }
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err(bad_json("the body is JSON, but not an object: {...}".to_owned())),
            Err(error) => Err(bad_json(format!("the body is no JSON: {error}"))),
        }
    }
}

fn bad_json(message: String) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "bad_json", message)
}
