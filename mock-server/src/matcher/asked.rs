//! A request as matchers and templates read it: each part read once, when first asked for.

use std::borrow::Cow;
use std::cell::OnceCell;

use http::HeaderName;
use providers::Request;
use roxmltree::{Document, ParsingOptions};
use serde_json::Value;
use serde_json_path::JsonPath;

use super::xml::XmlPath;

/// So many fields of one call may be XML; where there are more, none is XML to a matcher.
const TEXTS: usize = 16;
/// XML may have so many nodes; what has more is no XML to a matcher.
const NODES: u32 = 100_000;
/// It may have so many equals signs, and so no more attributes: the parser compares those of one element with each other.
const EQUALS_SIGNS: usize = 4_096;
/// It may declare so many namespaces: the parser hands them down to every element that declares another.
const NAMESPACES: usize = 64;

pub(crate) struct Asked<'a> {
    pub(crate) request: Request<'a>,
    body: OnceCell<Cow<'a, str>>,
    query: OnceCell<Vec<(String, String)>>,
    form: OnceCell<Vec<(String, String)>>,
    json: OnceCell<Option<Value>>,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(request: Request<'a>) -> Self {
        Self { request, body: OnceCell::new(), query: OnceCell::new(), form: OnceCell::new(), json: OnceCell::new() }
    }

    /// The body as text; bytes that are no UTF-8 become U+FFFD.
    pub(crate) fn body(&self) -> &str {
        self.body.get_or_init(|| String::from_utf8_lossy(self.request.body))
    }

    pub(crate) fn query(&self) -> &[(String, String)] {
        self.query.get_or_init(|| pairs(self.request.query.as_bytes()))
    }

    /// The body as a form's pairs; of any other body, what can be made of it.
    pub(crate) fn form(&self) -> &[(String, String)] {
        self.form.get_or_init(|| pairs(self.request.body))
    }

    pub(crate) fn headers(&self, name: &HeaderName) -> impl Iterator<Item = Cow<'a, str>> {
        self.request.headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()))
    }

    /// The body as JSON, if it is.
    pub(crate) fn json(&self) -> Option<&Value> {
        self.json.get_or_init(|| serde_json::from_slice(self.request.body).ok()).as_ref()
    }

    pub(super) fn json_values(&self, path: &JsonPath) -> Vec<String> {
        let Some(json) = self.json() else { return Vec::new() };
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        path.query(json).all().into_iter().map(text).collect()
    }

    pub(super) fn xml_values(&self, path: &XmlPath) -> Vec<String> {
        self.xml_texts().into_iter().filter_map(document).flat_map(|document| path.values(&document)).collect()
    }

    /// The body where it is XML, else what is XML among the fields of the form and of the query.
    fn xml_texts(&self) -> Vec<&str> {
        if is_xml(self.body()) {
            return vec![self.body()];
        }
        let fields = self.form().iter().chain(self.query()).map(|(_, value)| value.as_str());
        let texts: Vec<_> = fields.filter(|value| is_xml(value)).collect();
        if texts.len() > TEXTS { Vec::new() } else { texts }
    }
}

fn is_xml(text: &str) -> bool {
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').starts_with('<')
}

/// No DTD, and so no entities of a client's own; and no more than the bounds allow.
fn document(text: &str) -> Option<Document<'_>> {
    if text.matches('=').count() > EQUALS_SIGNS || text.matches("xmlns").count() > NAMESPACES {
        return None;
    }
    Document::parse_with_options(text, ParsingOptions { allow_dtd: false, nodes_limit: NODES, ..ParsingOptions::default() }).ok()
}

fn pairs(bytes: &[u8]) -> Vec<(String, String)> {
    serde_urlencoded::from_bytes(bytes).unwrap_or_default()
}
