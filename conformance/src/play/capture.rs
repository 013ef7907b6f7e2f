//! Writes an answer down without its secrets: opaque values by their names, times by their distance from the start.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use providers::naming::{SHORTEST_SEARCHED, moment};
use providers::{Api, Ledger};
use serde_json::Value;
use serde_json_path::JsonPath;

use super::PlayError;
use super::names::Names;
use crate::transcript::{Body, Received};

/// How the Date header writes a time.
pub(crate) const HTTP_DATE: &str = "%a, %d %b %Y %H:%M:%S GMT";

/// No answer that is read is nested deeper.
const DEEPEST: usize = 64;

/// Where the answers of a provider hold opaque values and times.
pub(super) struct Capture {
    api: &'static dyn Api,
    opaque: Vec<(String, JsonPath)>,
    /// The kinds of those headers that are opaque values, by name.
    headers: BTreeMap<String, String>,
    times: Vec<(JsonPath, String)>,
}

/// An answer as it came.
pub(super) struct Raw {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    /// The body as the provider reads it.
    pub(super) read: Option<Value>,
}

/// What is shown in place of the values at some places.
#[derive(Default)]
struct Places {
    by_pointer: BTreeMap<String, String>,
    /// Short secrets and times, which are found in the text between delimiters only, or by their full text.
    in_text: Vec<(String, String)>,
}

impl Capture {
    pub(super) fn of(provider: &str, ledgers: &BTreeMap<String, Ledger>) -> Result<Self, PlayError> {
        let unknown = || PlayError::Ledger(provider.to_owned());
        let api = providers::find(provider).map_err(|_| unknown())?;
        Self::new(api, ledgers.get(provider).ok_or_else(unknown)?)
    }

    pub(super) fn new(api: &'static dyn Api, ledger: &Ledger) -> Result<Self, PlayError> {
        let path =
            |at: &str| JsonPath::parse(at).map_err(|error| PlayError::Path { provider: ledger.provider.clone(), why: format!("{at}: {error}") });
        let headers = ledger.opaque.iter().filter_map(|opaque| Some((opaque.header()?.to_ascii_lowercase(), opaque.name.clone()))).collect();
        let opaque = ledger.opaque.iter().filter(|opaque| opaque.header().is_none()).map(|opaque| Ok((opaque.name.clone(), path(&opaque.at)?)));
        let times = ledger.times.iter().map(|time| Ok((path(&time.at)?, time.format.clone())));
        Ok(Self { api, opaque: opaque.collect::<Result<_, _>>()?, headers, times: times.collect::<Result<_, _>>()? })
    }

    /// The body as the provider reads it; one that is nested deeper than any API's is not read, so that evidence can hold it.
    pub(super) fn read(&self, body: &[u8]) -> Option<Value> {
        self.api.read(body).filter(|read| is_within(read, DEEPEST))
    }

    /// The opaque values of an answer, by kind; of several of a kind, the last.
    pub(super) fn tokens(&self, read: &Value) -> BTreeMap<String, String> {
        let of = |(kind, path): &(String, JsonPath)| {
            let last = path.query(read).iter().filter_map(|node| node.as_str()).rfind(|text| !text.is_empty()).map(str::to_owned);
            last.map(|value| (kind.clone(), value))
        };
        self.opaque.iter().filter_map(of).collect()
    }

    /// An answer for an order that no chance decides: first all of it but its opaque values, then its bytes.
    pub(super) fn order<'r>(&self, raw: &'r Raw) -> (u16, String, &'r [u8]) {
        let mut shape = raw.read.clone().unwrap_or_default();
        let read = raw.read.as_ref().unwrap_or(&Value::Null);
        for node in self.opaque.iter().flat_map(|(_, path)| path.query_located(read)) {
            if let Some(value) = shape.pointer_mut(&node.location().to_json_pointer()) {
                *value = Value::Null;
            }
        }
        (raw.status, shape.to_string(), &raw.body)
    }

    /// The answer without its secrets.
    pub(super) fn answer(&self, raw: &Raw, names: &mut Names, start: Timestamp) -> Received {
        let places = raw.read.as_ref().map(|read| self.places(read, names, start)).unwrap_or_default();
        let date = |name: &str, value: &str| if name == "date" { read_time(HTTP_DATE, value) } else { None };
        let header = |(name, value): &(String, String)| match (self.headers.get(name), date(name, value)) {
            (Some(kind), _) => (name.clone(), names.secret(kind, value)),
            (None, Some(at)) => (name.clone(), moment(start, at)),
            (None, None) => (name.clone(), names.rename(value)),
        };
        let headers = raw.headers.iter().map(header).collect();
        Received {
            status: raw.status,
            headers,
            body: body(&raw.body, |text| names.rename(&places.replace(text))),
            read: raw.read.as_ref().map(|read| places.shown(read, names)),
        }
    }

    /// A value such as an administrator sees, without its secrets.
    pub(super) fn value(&self, value: &Value, names: &mut Names, start: Timestamp) -> Value {
        self.places(value, names, start).shown(value, names)
    }

    fn places(&self, read: &Value, names: &mut Names, start: Timestamp) -> Places {
        let mut places = Places::default();
        for (kind, path) in &self.opaque {
            for node in path.query_located(read) {
                if let Some(value) = opaque_text(node.node()) {
                    let name = names.secret(kind, &value);
                    places.by_pointer.insert(node.location().to_json_pointer(), name.clone());
                    places.in_text.push((value, name));
                }
            }
        }
        for (path, format) in &self.times {
            for node in path.query_located(read) {
                let text = node.node().as_str().unwrap_or_default();
                if let Some(at) = read_time(format, text) {
                    places.by_pointer.insert(node.location().to_json_pointer(), moment(start, at));
                    places.in_text.push((text.to_owned(), moment(start, at)));
                }
            }
        }
        places
    }
}

impl Places {
    fn shown(&self, read: &Value, names: &Names) -> Value {
        let mut shown = names.rename_value(read);
        for (pointer, name) in &self.by_pointer {
            // A member's own name may have been replaced; then its value was renamed with all others.
            if let Some(place) = shown.pointer_mut(pointer) {
                *place = Value::String(name.clone());
            }
        }
        shown
    }

    fn replace(&self, text: &str) -> String {
        self.in_text.iter().fold(text.to_owned(), |text, (value, name)| {
            if value.len() >= SHORTEST_SEARCHED {
                return text.replace(&value.replace('/', "\\/"), name).replace(value.as_str(), name);
            }
            [('"', '"'), ('>', '<')]
                .iter()
                .fold(text, |text, (before, after)| text.replace(&format!("{before}{value}{after}"), &format!("{before}{name}{after}")))
        })
    }
}

fn is_within(value: &Value, depth: usize) -> bool {
    let mut inner: Box<dyn Iterator<Item = &Value>> = match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(members) => Box::new(members.values()),
        _ => return true,
    };
    depth > 0 && inner.all(|value| is_within(value, depth - 1))
}

fn opaque_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The moment that a text means in UTC.
fn read_time(format: &str, text: &str) -> Option<Timestamp> {
    let parsed = jiff::fmt::strtime::parse(format, text).ok()?;
    let at = parsed.to_datetime().or_else(|_| parsed.to_date().map(DateTime::from)).ok()?;
    at.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// A body that is no UTF-8 is renamed byte for byte, each byte taken as one character.
fn body(bytes: &[u8], rename: impl Fn(&str) -> String) -> Body {
    match std::str::from_utf8(bytes) {
        Ok(text) => Body::Text(rename(text)),
        Err(_) => {
            let text: String = bytes.iter().copied().map(char::from).collect();
            let renamed: Vec<u8> = rename(&text).chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
            Body::Base64(STANDARD.encode(renamed))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_is_nested_deeper_than_any_is_not_read_and_evidence_can_hold_those_that_are() {
        let capture = Capture::of("hyper", &crate::testing::ledgers()).unwrap();
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let read = capture.read(nested(DEEPEST).as_bytes()).unwrap();
        assert_eq!(capture.read(nested(DEEPEST + 1).as_bytes()), None);
        assert!(crate::evidence::tests::is_held(&read));
    }
}
