//! Puts values into the texts of a hook.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::scenario::template::{self, Part};

/// What a value may hold in a URL as it is: RFC 3986 section 2.3.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The value that begins a URL.
const BASE_URL: &str = "base_url";

/// What the texts may name: values by name, and those in them behind a dot.
pub(super) struct Named<'a>(pub(super) &'a Map<String, Value>);

impl Named<'_> {
    /// A text with its values in it.
    pub(super) fn text(&self, text: &str) -> Result<String, String> {
        self.fill(text, |_, value| value)
    }

    /// A URL: values that stand in it are parts of it, and add none.
    pub(super) fn url(&self, text: &str) -> Result<String, String> {
        self.fill(text, |name, value| if name == BASE_URL { value } else { utf8_percent_encode(&value, ENCODED).to_string() })
    }

    /// JSON with values in its texts; a text that is one name alone becomes the value.
    pub(super) fn json(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => match template::parse(text).as_deref() {
                Ok([Part::Reference { name, .. }]) => self.value(name)?.clone(),
                _ => Value::String(self.text(text)?),
            },
            Value::Array(items) => Value::Array(items.iter().map(|item| self.json(item)).collect::<Result<_, _>>()?),
            Value::Object(members) => {
                let members = members.iter().map(|(name, member)| Ok((name.clone(), self.json(member)?)));
                Value::Object(members.collect::<Result<_, String>>()?)
            }
            other => other.clone(),
        })
    }

    fn fill(&self, text: &str, write: impl Fn(&str, String) -> String) -> Result<String, String> {
        let mut filled = String::new();
        for part in template::parse(text).map_err(|error| error.to_string())? {
            match part {
                Part::Literal(text) => filled.push_str(&text),
                Part::Reference { name, .. } => filled.push_str(&write(&name, plain(self.value(&name)?))),
            }
        }
        Ok(filled)
    }

    fn value(&self, name: &str) -> Result<&Value, String> {
        let found = match name.split_once('.') {
            Some((whole, part)) => self.0.get(whole).and_then(|whole| whole.get(part)),
            None => self.0.get(name),
        };
        found.ok_or_else(|| format!("`${{{name}}}` has no value here"))
    }
}

/// A text as it is, all else as JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_put_into_texts_urls_and_json() {
        let values = json!({"action": "a/b c", "base_url": "http://a/v1", "with": {"hours": 3, "list": ["x"]}});
        let named = Named(values.as_object().unwrap());
        assert_eq!(named.text("${action} ${with.hours} ${with.list}"), Ok("a/b c 3 [\"x\"]".to_owned()));
        assert_eq!(named.url("${base_url}/x/${action}"), Ok("http://a/v1/x/a%2Fb%20c".to_owned()));
        let filled = named.json(&json!({"all": "${with}", "one": ["${with.hours}"], "text": "${with.hours}h", "number": 1}));
        assert_eq!(filled, Ok(json!({"all": {"hours": 3, "list": ["x"]}, "one": [3], "text": "3h", "number": 1})));
        assert_eq!(named.text("${with.minutes}"), Err("`${with.minutes}` has no value here".to_owned()));
    }
}
