//! Which calls are meant: by method, path, query, headers and body.

mod asked;
mod condition;
mod path;
mod xml;

use std::collections::BTreeMap;

use http::{HeaderName, Method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json_path::JsonPath;

pub(crate) use asked::Asked;
use condition::Checked;
pub use condition::{Condition, Scalar, Test};
use path::Pattern;
pub(crate) use path::Segments;
use xml::XmlPath;

use crate::Flaw;

/// Which calls are meant. What is left out is as it likes to be; all that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CallMatcher {
    /// The method, in capitals as HTTP has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path below the instance: `/devices/{id}` names a segment, `/files/{*rest}` all that follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Values of the query, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, Condition>,
    /// Headers, by name without regard to case.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Condition>,
    /// Values in a JSON body, by JSON path (RFC 9535).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub json: BTreeMap<String, Condition>,
    /// Values of a form in the body, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub form: BTreeMap<String, Condition>,
    /// Values in an XML body, or in XML that is a field of a form or of the query, by a path such as `/order/item/@id`;
    /// namespaces are not looked at.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub xml: BTreeMap<String, Condition>,
    /// The body as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Condition>,
}

/// A matcher that was checked.
#[derive(Debug, Default)]
pub(crate) struct Matcher {
    method: Option<Method>,
    path: Option<Pattern>,
    query: Vec<(String, Checked)>,
    headers: Vec<(HeaderName, Checked)>,
    json: Vec<(JsonPath, Checked)>,
    form: Vec<(String, Checked)>,
    xml: Vec<(XmlPath, Checked)>,
    body: Option<Checked>,
}

impl CallMatcher {
    pub(crate) fn check(&self) -> Result<Matcher, Flaw> {
        let name = |text: &str| Ok(text.to_owned());
        Ok(Matcher {
            method: self.method.as_deref().map(method).transpose()?,
            path: self.path.as_deref().map(Pattern::parse).transpose().map_err(|error| Flaw::at("path", error))?,
            query: conditions("query", &self.query, name)?,
            headers: conditions("headers", &self.headers, header)?,
            json: conditions("json", &self.json, json_path)?,
            xml: conditions("xml", &self.xml, XmlPath::parse)?,
            form: conditions("form", &self.form, name)?,
            body: self.body.as_ref().map(body).transpose().map_err(|flaw| flaw.within("body"))?,
        })
    }
}

impl Matcher {
    /// The named segments of the path, if the call is meant.
    pub(crate) fn matches(&self, asked: &Asked<'_>) -> Option<Segments> {
        let segments = match &self.path {
            Some(pattern) => pattern.matches(asked.request.path)?,
            None => Segments::new(),
        };
        let holds = self.method.as_ref().is_none_or(|method| method == asked.request.method)
            && self.query.iter().all(|(name, condition)| condition.holds(values(asked.query(), name)))
            && self.form.iter().all(|(name, condition)| condition.holds(values(asked.form(), name)))
            && self.headers.iter().all(|(name, condition)| condition.holds(asked.headers(name)))
            && self.json.iter().all(|(path, condition)| condition.holds(asked.json_values(path)))
            && self.xml.iter().all(|(path, condition)| condition.holds(asked.xml_values(path)))
            && self.body.as_ref().is_none_or(|condition| condition.holds(std::iter::once(asked.body())));
        holds.then_some(segments)
    }
}

fn values<'a>(pairs: &'a [(String, String)], name: &str) -> impl Iterator<Item = &'a str> {
    pairs.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_str())
}

fn conditions<T>(field: &str, given: &BTreeMap<String, Condition>, read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<(T, Checked)>, Flaw> {
    let one = |(key, condition): (&String, &Condition)| {
        let key_read = read(key).map_err(|error| Flaw::at("", error))?;
        Ok((key_read, condition.check()?))
    };
    given.iter().map(|entry| one(entry).map_err(|flaw: Flaw| flaw.within(&format!("{field}.`{}`", entry.0)))).collect()
}

fn body(condition: &Condition) -> Result<Checked, Flaw> {
    match condition {
        Condition::Tests(Test { present: Some(false), .. }) => {
            Err(Flaw::at("present", r#"a body is always there, and may be empty; write {"equals": ""} for an empty one"#))
        }
        condition => condition.check(),
    }
}

fn method(text: &str) -> Result<Method, Flaw> {
    let known = text.bytes().all(|byte| byte.is_ascii_uppercase()).then(|| text.parse().ok()).flatten();
    known.ok_or_else(|| Flaw::at("method", format!("`{text}` is no method; write one such as GET or POST, in capitals")))
}

fn header(text: &str) -> Result<HeaderName, String> {
    text.parse().map_err(|_| "this is no header's name; write one such as content-type".to_owned())
}

/// Each `..` goes through all that lies below every value that it is asked of; two of them make of a body of a megabyte
/// gigabytes of values.
fn json_path(text: &str) -> Result<JsonPath, String> {
    if text.matches("..").count() > 1 {
        return Err("a JSON path may have one `..`; name the steps between".to_owned());
    }
    JsonPath::parse(text).map_err(|error| format!("this is no JSON path ({error}); write one such as $.order.items[0].id"))
}

#[cfg(test)]
mod tests;
