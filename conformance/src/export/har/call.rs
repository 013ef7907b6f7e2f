//! A call as whoever kept it shows it.

use serde::Deserialize;
use serde_json::{Map, Value};

/// A call and its answer, secrets by name.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Call {
    /// The time outside, as RFC 3339 writes it.
    pub real: String,
    /// What was asked.
    pub request: Request,
    /// What was answered.
    pub answer: Answer,
    /// All else that is known of it.
    #[serde(flatten)]
    pub facts: Map<String, Value>,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The path in the world.
    pub path: String,
    /// The query without its `?`.
    #[serde(default)]
    pub query: String,
    /// The headers in order.
    pub headers: Vec<(String, String)>,
    /// What stands in the Basic header, not encoded.
    #[serde(default)]
    pub basic: Option<String>,
    /// The body.
    #[serde(default)]
    pub body: Body,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(default)]
    pub body: Body,
}

/// A body: a text, or bytes in Base64.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Body {
    /// The text.
    #[serde(default)]
    pub text: Option<String>,
    /// The bytes.
    #[serde(default)]
    pub base64: Option<String>,
    /// So many bytes more there were; they were not kept.
    #[serde(default)]
    pub cut: usize,
}

impl Call {
    /// The instance that was called.
    pub(super) fn instance(&self) -> Option<&str> {
        self.facts.get("instance").and_then(Value::as_str)
    }
}

impl Body {
    /// Whether nothing is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.cut == 0 && self.base64.is_none() && self.text.as_deref().is_none_or(str::is_empty)
    }
}

/// The first value of a header.
pub(super) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}
