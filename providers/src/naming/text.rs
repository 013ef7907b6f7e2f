//! A text in which names stand in the place of secrets, each with how the secret is written there.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::Spelling;

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
    pub fn names(&self) -> Box<dyn Iterator<Item = &str> + '_> {
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
        text(Value::deserialize(deserializer)?, DEEPEST).map_err(D::Error::custom)
    }
}

const ALLOWED: &str = "a text, or a list of texts, of {\"named\": NAME} and of {\"spelled\": SPELLING, \"text\": ...}";

/// So many spellings may stand in each other; some double what they spell.
const DEEPEST: usize = 6;

fn text(value: Value, depth: usize) -> Result<Text, String> {
    match value {
        Value::String(text) => Ok(Text::plain(&text)),
        Value::Array(parts) => parts.into_iter().map(|value| part(value, depth)).collect::<Result<_, _>>().map(Text),
        other => Err(unfit(&other)),
    }
}

fn part(value: Value, depth: usize) -> Result<Part, String> {
    match value {
        Value::String(text) => Ok(Part::Plain(text)),
        Value::Object(mut members) => {
            let part = match (members.remove("named"), members.remove("spelled"), members.remove("text")) {
                (Some(Value::String(name)), None, None) => Some(Part::Named(name)),
                (None, Some(spelling), Some(inner)) => {
                    let spelling = serde_json::from_value(spelling).map_err(|error| error.to_string())?;
                    let deeper = depth.checked_sub(1).ok_or_else(|| format!("more than {DEEPEST} spellings stand in each other"))?;
                    Some(Part::Spelled(spelling, text(inner, deeper)?))
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
    fn only_so_many_spellings_stand_in_each_other() {
        let nested = |times: usize| (0..times).fold(json!("\\"), |text, _| json!([{"spelled": "json", "text": text}]));
        assert_eq!(read(nested(DEEPEST)).unwrap().fill(&|_| None).unwrap().len(), 1 << DEEPEST);
        assert!(read(nested(DEEPEST + 1)).unwrap_err().contains("6 spellings"));
    }

    #[test]
    fn a_name_is_filled_in_as_its_place_demands() {
        let text = read(json!(["a=", {"spelled": "form", "text": ["<u>", {"spelled": "xml", "text": [{"named": "<user:1>"}]}, "</u>"]}])).unwrap();
        assert_eq!(text.fill(&|name| (name == "<user:1>").then(|| "x&y z".to_owned())).unwrap(), "a=%3Cu%3Ex%26amp%3By+z%3C%2Fu%3E");
        assert_eq!(text.fill(&|_| None), Err(NoValue("<user:1>".to_owned())));
        assert_eq!(text.shown(), "a=<u><user:1></u>");
    }
}
