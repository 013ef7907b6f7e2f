//! A text in which names stand in the place of secrets, each with how the secret is written there.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

/// A text of parts. In JSON it is a string where no name is in it, else a list of its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub Vec<Part>);

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Itself: a string in JSON.
    Plain(String),
    /// The value of this name: `{"named": "<access_token:1>"}`.
    Named(String),
    /// Another text in a spelling: `{"spelled": "form", "text": [...]}`.
    Spelled(Spelling, Text),
}

/// How a text is written within another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Spelling {
    /// As forms write it: percent-encoded, a blank as a plus.
    Form,
    /// The same in small letters: `%2b`.
    FormLowercase,
    /// As loosely as forms can still be read: only `%`, `&`, plus and blank are encoded.
    FormLoose,
    /// Percent-encoded, all but what is unreserved (RFC 3986 section 2.3).
    Percent,
    /// As JSON writes it in quotes.
    Json,
    /// The same, each slash behind a backslash.
    JsonSlashes,
    /// As XML writes it between tags.
    Xml,
    /// The same, quotes as entities too.
    XmlQuotes,
    /// In Base64 (RFC 4648 section 4).
    Base64,
    /// The same without padding.
    Base64Unpadded,
    /// In Base64 for URLs (RFC 4648 section 5).
    Base64Url,
    /// The same without padding.
    Base64UrlUnpadded,
}

impl Spelling {
    /// All of them, the likelier first.
    pub(super) const ALL: [Self; 12] = [
        Self::Form,
        Self::FormLowercase,
        Self::FormLoose,
        Self::Percent,
        Self::Json,
        Self::JsonSlashes,
        Self::Xml,
        Self::XmlQuotes,
        Self::Base64,
        Self::Base64Unpadded,
        Self::Base64Url,
        Self::Base64UrlUnpadded,
    ];

    /// A text in this spelling.
    pub(super) fn of(self, text: &str) -> String {
        let json = || {
            let quoted = Value::from(text).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        };
        let form = || serde_urlencoded::to_string([("", text)]).unwrap_or_default().trim_start_matches('=').to_owned();
        let xml = || text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        match self {
            Self::Form => form(),
            Self::FormLowercase => lowercase(&form()),
            Self::FormLoose => text.replace('%', "%25").replace('&', "%26").replace('+', "%2B").replace(' ', "+"),
            Self::Percent => utf8_percent_encode(text, RESERVED).to_string(),
            Self::Json => json(),
            Self::JsonSlashes => json().replace('/', "\\/"),
            Self::Xml => xml(),
            Self::XmlQuotes => xml().replace('"', "&quot;"),
            Self::Base64 => STANDARD.encode(text),
            Self::Base64Unpadded => STANDARD_NO_PAD.encode(text),
            Self::Base64Url => URL_SAFE.encode(text),
            Self::Base64UrlUnpadded => URL_SAFE_NO_PAD.encode(text),
        }
    }
}

/// All but what is unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The text with the digits of its percent-encoding in small letters.
fn lowercase(encoded: &str) -> String {
    let mut parts = encoded.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |before, part| {
        let (digits, rest) = part.split_at(part.len().min(2));
        format!("{before}%{}{rest}", digits.to_ascii_lowercase())
    })
}

impl Text {
    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A text without names.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self(if text.is_empty() { Vec::new() } else { vec![Part::Plain(text.to_owned())] })
    }

    /// The text with each name's value in its place, as `value` tells it.
    ///
    /// # Errors
    /// A name that has no value.
    pub fn fill(&self, value: &impl Fn(&str) -> Option<String>) -> Result<String, NoValue> {
        let part = |part: &Part| match part {
            Part::Plain(text) => Ok(text.clone()),
            Part::Named(name) => value(name).ok_or_else(|| NoValue(name.clone())),
            Part::Spelled(spelling, text) => Ok(spelling.of(&text.fill(value)?)),
        };
        self.0.iter().map(part).collect()
    }

    /// The names in it.
    pub(super) fn names(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.0.iter().flat_map(|part| match part {
            Part::Plain(_) => Box::new(std::iter::empty()),
            Part::Named(name) => Box::new(std::iter::once(name.as_str())) as Box<dyn Iterator<Item = &str>>,
            Part::Spelled(_, text) => text.names(),
        }))
    }

    /// The text with names where the values are, whatever their spelling.
    #[must_use]
    pub fn shown(&self) -> String {
        let part = |part: &Part| match part {
            Part::Plain(text) | Part::Named(text) => text.clone(),
            Part::Spelled(_, text) => text.shown(),
        };
        self.0.iter().map(part).collect()
    }
}

/// A name that has no value: nothing that happened before made it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing has made {0} before it is used")]
pub struct NoValue(pub String);

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0[..] {
            [] => serializer.serialize_str(""),
            [Part::Plain(text)] => serializer.serialize_str(text),
            parts => serializer.collect_seq(parts),
        }
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(text) => serializer.serialize_str(text),
            Self::Named(name) => json!({"named": name}).serialize(serializer),
            Self::Spelled(spelling, text) => json!({"spelled": spelling, "text": text}).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

const ALLOWED: &str = "a text, or a list of texts, of {\"named\": NAME} and of {\"spelled\": SPELLING, \"text\": ...}";

fn text(value: Value) -> Result<Text, String> {
    match value {
        Value::String(text) => Ok(Text::plain(&text)),
        Value::Array(parts) => parts.into_iter().map(part).collect::<Result<_, _>>().map(Text),
        other => Err(unfit(&other)),
    }
}

fn part(value: Value) -> Result<Part, String> {
    match value {
        Value::String(text) => Ok(Part::Plain(text)),
        Value::Object(mut members) => {
            let part = match (members.remove("named"), members.remove("spelled"), members.remove("text")) {
                (Some(Value::String(name)), None, None) => Some(Part::Named(name)),
                (None, Some(spelling), Some(inner)) => {
                    let spelling = serde_json::from_value(spelling).map_err(|error| error.to_string())?;
                    Some(Part::Spelled(spelling, text(inner)?))
                }
                _ => None,
            };
            part.filter(|_| members.is_empty()).ok_or_else(|| unfit(&Value::Object(Map::new())))
        }
        other => Err(unfit(&other)),
    }
}

fn unfit(value: &Value) -> String {
    let what = match value {
        Value::Object(_) => "an object of other members",
        Value::Array(_) => "a list within a list",
        Value::Number(_) => "a number",
        Value::Bool(_) => "a truth value",
        _ => "null",
    };
    format!("{what} stands where {ALLOWED} is needed")
}

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let spelling = generator.subschema_for::<Spelling>();
        let named = json!({"type": "object", "properties": {"named": {"type": "string"}}, "required": ["named"], "additionalProperties": false});
        let within = json!({"$ref": "#/components/schemas/Text"});
        let spelled = json!({
            "type": "object",
            "properties": {"spelled": spelling, "text": within},
            "required": ["spelled", "text"],
            "additionalProperties": false,
        });
        let part = json!({"anyOf": [{"type": "string"}, named, spelled]});
        json_schema!({
            "description": "A text; where names stand for secrets, a list of its parts.",
            "anyOf": [{"type": "string"}, {"type": "array", "items": part}],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: Value) -> Result<Text, String> {
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    #[test]
    fn a_text_is_read_as_it_was_written() {
        for value in [
            json!(""),
            json!("plain <access_token:1>"),
            json!(["Bearer ", {"named": "<access_token:1>"}]),
            json!(["a=", {"spelled": "form", "text": ["<x>", {"spelled": "xml", "text": [{"named": "<user:1>"}]}]}]),
        ] {
            assert_eq!(serde_json::to_value(read(value.clone()).unwrap()).unwrap(), value);
        }
    }

    #[test]
    fn what_is_no_text_is_told_what_would_be_right() {
        for value in
            [json!(7), json!([["a"]]), json!([{"name": "a"}]), json!([{"named": "a", "text": "b"}]), json!([{"spelled": "rot13", "text": ""}])]
        {
            let error = read(value.clone()).unwrap_err();
            assert!(error.contains("is needed") || error.contains("unknown variant"), "{value}: {error}");
        }
    }

    #[test]
    fn a_text_is_spelled_as_clients_spell_it() {
        for (spelling, written) in [
            (Spelling::Form, "%3Ca+b%26%2F%2B~*".replace('~', "%7E")),
            (Spelling::FormLowercase, "%3ca+b%26%2f%2b%7e*".to_owned()),
            (Spelling::FormLoose, "<a+b%26/%2B~*".to_owned()),
            (Spelling::Percent, "%3Ca%20b%26%2F%2B~%2A".to_owned()),
            (Spelling::Xml, "&lt;a b&amp;/+~*".to_owned()),
            (Spelling::JsonSlashes, "<a b&\\/+~*".to_owned()),
            (Spelling::Base64, "PGEgYiYvK34q".to_owned()),
        ] {
            assert_eq!(spelling.of("<a b&/+~*"), written, "{spelling:?}");
        }
    }

    #[test]
    fn a_name_is_filled_in_as_its_place_demands() {
        let text = read(json!(["a=", {"spelled": "form", "text": ["<u>", {"spelled": "xml", "text": [{"named": "<user:1>"}]}, "</u>"]}])).unwrap();
        assert_eq!(text.fill(&|name| (name == "<user:1>").then(|| "x&y z".to_owned())).unwrap(), "a=%3Cu%3Ex%26amp%3By+z%3C%2Fu%3E");
        assert_eq!(text.fill(&|_| None), Err(NoValue("<user:1>".to_owned())));
        assert_eq!(text.shown(), "a=<u><user:1></u>");
    }
}
