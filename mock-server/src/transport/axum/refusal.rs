//! Standin's own errors, marked so that no client takes them for an API's.

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use http_body_util::Either;
use serde_json::json;

use super::Outgoing;
use crate::WorldError;
use crate::stub::TemplateFailure;

/// The header that only Standin's own errors carry.
pub(crate) const MARK: HeaderName = HeaderName::from_static("standin-error");

/// An error of Standin's own: a status, a short code for programs and a sentence for people.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    after: After,
}

/// What becomes of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    Stays,
    Closes,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), after: After::Stays }
    }

    /// For a request that was not read to its end: nothing more can follow it.
    pub(crate) fn and_close(self) -> Self {
        Self { after: After::Closes, ..self }
    }
}

impl Refusal {
    /// The answer as it is sent.
    pub(crate) fn outgoing(self) -> Outgoing {
        self.into_response().map(Either::Right)
    }

    /// The answer's body.
    pub(crate) fn body(&self) -> String {
        json!({"error": self.code, "message": self.message}).to_string() + "\n"
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = self.body();
        let mut response = (self.status, [(header::CONTENT_TYPE, "application/json")], body).into_response();
        response.headers_mut().insert(MARK, HeaderValue::from_static(self.code));
        if self.after == After::Closes {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

impl From<TemplateFailure> for Refusal {
    fn from(failure: TemplateFailure) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "stub_failed", failure.to_string())
    }
}

impl From<WorldError> for Refusal {
    fn from(error: WorldError) -> Self {
        use StatusCode as S;
        let status = match error.code() {
            "unknown_world" | "unknown_instance" | "unknown_action" | "unknown_stub" | "unknown_fault" | "unknown_call" => S::NOT_FOUND,
            "world_exists" | "stub_exists" | "fault_exists" | "default_stays" | "action_refused" | "backward" | "no_deadline" | "port_taken"
            | "cannot_tell" | "cannot_record" => S::CONFLICT,
            "too_many_worlds" => S::SERVICE_UNAVAILABLE,
            _ => S::UNPROCESSABLE_ENTITY,
        };
        Self::new(status, error.code(), error.to_string())
    }
}
