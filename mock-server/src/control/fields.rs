//! Reads a JSON object member by member and says what would be right.

use http::StatusCode;
use providers::suggestion;
use serde_json::{Map, Value};

use crate::transport::axum::Refusal;

/// The members of an object that knows these names alone. `null` is as good as left out.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// The members, if all are known.
    pub(super) fn of(what: &str, members: Map<String, Value>, known: &[&str]) -> Result<Self, Refusal> {
        match members.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => {
                let message = format!("{what} has no field `{name}`; {}", suggestion(name, known.iter().copied()));
                Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "unknown_field", message))
            }
            None => Ok(Self(members)),
        }
    }

    /// The names that are there.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name.as_str())
    }

    /// A member; `allowed` says in words what `read` takes.
    pub(super) fn take<T>(&mut self, name: &str, allowed: &str, read: impl FnOnce(Value) -> Option<T>) -> Result<Option<T>, Refusal> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                let text = value.to_string();
                read(value).map(Some).ok_or_else(|| bad_value(name, &text, allowed))
            }
        }
    }

    /// A member that is an object.
    pub(super) fn object(&mut self, name: &str) -> Result<Option<Map<String, Value>>, Refusal> {
        self.take(name, "an object: {...}", |value| match value {
            Value::Object(members) => Some(members),
            _ => None,
        })
    }

    /// A member that is a text.
    pub(super) fn text(&mut self, name: &str, allowed: &str) -> Result<Option<String>, Refusal> {
        self.parsed(name, allowed, |text| Some(text.to_owned()))
    }

    /// A member that is a text of a certain form.
    pub(super) fn parsed<T>(&mut self, name: &str, allowed: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Refusal> {
        self.take(name, allowed, |value| value.as_str().and_then(parse))
    }
}

/// What serde could not read: a field that it does not know, or a value that does not fit.
pub(super) fn unreadable(at: &str, error: &serde_json::Error) -> Refusal {
    let text = in_plain_words(&error.to_string());
    let code = match &text {
        text if text.starts_with("unknown field") => "unknown_field",
        text if text.starts_with("missing field") => "missing_field",
        _ => "bad_value",
    };
    let at = if at.is_empty() { String::new() } else { format!("{at}: ") };
    let message = format!("{at}{text}{}", meant(&text));
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, code, message)
}

/// What serde calls by the names of Rust, in the words of JSON.
const PLAIN: [(&str, &str); 9] = [
    ("invalid type: unit variant, expected newtype variant", r#"a name alone cannot stand here; it takes an object, as in {"name": {...}}"#),
    ("invalid type: map, ", "invalid type: an object, "),
    ("invalid type: sequence, ", "invalid type: a list, "),
    ("expected unit ", "expected a name alone "),
    ("expected a sequence", "expected a list"),
    ("expected a map", "expected an object"),
    ("expected u16", "expected a whole number"),
    ("expected u64", "expected a whole number"),
    ("expected i32", "expected a whole number"),
];
const STRUCT: &str = "expected struct ";

fn in_plain_words(text: &str) -> String {
    let mut text = PLAIN.iter().fold(text.to_owned(), |text, (from, to)| text.replacen(from, to, 1));
    if let Some(at) = text.find(STRUCT) {
        let name = at + STRUCT.len();
        let end = text[name..].find(' ').map_or(text.len(), |length| name + length);
        text.replace_range(at..end, "expected an object");
    }
    text
}

/// Of the names in serde's message, which puts what it was given before what it knows, the one that was probably meant.
fn meant(text: &str) -> String {
    let mut names = text.strip_prefix("unknown ").unwrap_or_default().split('`').skip(1).step_by(2);
    let near = names.next().and_then(|given| providers::nearest(given, names));
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

fn bad_value(name: &str, value: &str, allowed: &str) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_value", format!("`{name}` cannot be {value}; it takes {allowed}"))
}

/// A member without which the rest means nothing.
pub(super) fn missing(what: &str, name: &str, allowed: &str) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "missing_field", format!("{what} needs `{name}`: {allowed}"))
}
