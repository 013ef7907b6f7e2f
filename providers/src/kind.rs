//! The types that a setting or an action's argument can have, and their check.

use std::net::Ipv4Addr;

use jiff::Timestamp;
use serde_json::Value;

/// So many bytes may a secret have.
const LONGEST_SECRET: usize = 16_384;

/// What values are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number in a range.
    Whole {
        /// The least value allowed.
        min: u64,
        /// The greatest value allowed.
        max: u64,
    },
    /// A whole number in a range, or this one word in its place (`off`, `empty`).
    WholeOr {
        /// The word.
        word: &'static str,
        /// The least value allowed.
        min: u64,
        /// The greatest value allowed.
        max: u64,
    },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Any text without control characters, at most 1,000 characters.
    Text,
    /// A list of texts; as text it is written with commas between.
    Texts,
    /// A list of IPv4 addresses; as text it is written with commas between.
    Addresses,
    /// A moment, RFC 3339 in UTC (`2026-01-01T00:00:00Z`).
    Moment,
    /// A structure of its own, described in words; the provider checks it.
    Structure(&'static str),
    /// A structure in which secrets stand; an error never shows its value.
    Secrets(&'static str),
    /// A text of several lines perhaps, at most 16,384 bytes, which an error never shows; described in words.
    Secret(&'static str),
}

impl Kind {
    /// The value in its canonical form, or what would be right.
    ///
    /// A text is accepted in place of any other form, because a command line has nothing else.
    ///
    /// # Errors
    /// One sentence that says which values are allowed.
    pub fn check(&self, value: &Value) -> Result<Value, String> {
        let checked = match *self {
            Self::Whole { min, max } => whole(value, min, max),
            Self::WholeOr { word, .. } if value.as_str() == Some(word) => Some(value.clone()),
            Self::WholeOr { min, max, .. } => whole(value, min, max),
            Self::Choice(words) => value.as_str().filter(|text| words.contains(text)).map(Value::from),
            Self::Text => value.as_str().filter(|text| plain(text)).map(Value::from),
            Self::Texts => texts(value).filter(|list| list.iter().all(|text| plain(text))).map(Value::from),
            Self::Addresses => texts(value).filter(|list| list.iter().all(|text| text.parse::<Ipv4Addr>().is_ok())).map(Value::from),
            Self::Moment => value.as_str().and_then(|text| text.parse::<Timestamp>().ok()).map(|at| Value::from(at.to_string())),
            Self::Structure(_) | Self::Secrets(_) => structure(value),
            Self::Secret(_) => value.as_str().filter(|text| text.len() <= LONGEST_SECRET).map(Value::from),
        };
        checked.ok_or_else(|| self.allowed())
    }

    /// A value as an error may show it.
    #[must_use]
    pub fn shown(&self, value: &Value) -> String {
        match self {
            Self::Secrets(_) | Self::Secret(_) => "the value given".to_owned(),
            _ => value.to_string(),
        }
    }

    /// The allowed values in words.
    #[must_use]
    pub fn allowed(&self) -> String {
        match *self {
            Self::Whole { min, max } => format!("a whole number from {min} to {max}"),
            Self::WholeOr { word, min, max } => format!("a whole number from {min} to {max}, or `{word}`"),
            Self::Choice(words) => format!("one of {}", words.join(", ")),
            Self::Text => "a text of at most 1,000 characters without control characters".to_owned(),
            Self::Texts => "a list of texts".to_owned(),
            Self::Addresses => "a list of IPv4 addresses".to_owned(),
            Self::Moment => "a moment such as 2026-01-01T00:00:00Z".to_owned(),
            Self::Structure(words) | Self::Secrets(words) | Self::Secret(words) => words.to_owned(),
        }
    }
}

fn whole(value: &Value, min: u64, max: u64) -> Option<Value> {
    let number = match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64(),
    };
    number.filter(|number| (min..=max).contains(number)).map(Value::from)
}

fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()),
        Value::Array(list) => list.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

fn plain(text: &str) -> bool {
    text.chars().count() <= 1_000 && !text.chars().any(char::is_control)
}

fn structure(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => serde_json::from_str(text).ok(),
        other => Some(other.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_may_come_as_text_but_not_out_of_range() {
        let kind = Kind::Whole { min: 1, max: 8760 };
        assert_eq!(kind.check(&"8760".into()), Ok(8760.into()));
        assert_eq!(kind.check(&8761.into()), Err("a whole number from 1 to 8760".to_owned()));
        assert!(kind.check(&0.into()).is_err());
        assert!(kind.check(&Value::from(1.5)).is_err());
    }

    #[test]
    fn the_word_in_place_of_a_number_is_exact() {
        let kind = Kind::WholeOr { word: "off", min: 1, max: 10 };
        assert_eq!(kind.check(&"off".into()), Ok("off".into()));
        assert!(kind.check(&"Off".into()).is_err());
    }

    #[test]
    fn addresses_may_come_as_one_text_and_are_all_checked() {
        assert_eq!(Kind::Addresses.check(&"10.0.0.1, 10.0.0.2".into()), Ok(serde_json::json!(["10.0.0.1", "10.0.0.2"])));
        assert!(Kind::Addresses.check(&"10.0.0.1,::1".into()).is_err());
    }
}
