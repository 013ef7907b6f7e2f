//! What a value must be.

use regex::{Regex, RegexBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::{Map, Value};

use crate::Flaw;

/// A compiled expression may take so many bytes.
const EXPRESSION: usize = 1 << 20;

/// What a value must be: a plain value to equal, or tests that must all hold.
///
/// Values are compared as text, so that 5 and "5" are the same. Where a name stands several times, one value that holds
/// is enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "a condition is a text, a number, true or false, or an object of `equals`, `contains`, `matches` (a regular expression) and \
                 `present` (true or false)"
)]
pub enum Condition {
    /// Tests that must all hold.
    Tests(#[serde(deserialize_with = "object")] Test),
    /// The value itself.
    Equals(Scalar),
}

/// Tests of one value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Test {
    /// It is this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equals: Option<Scalar>,
    /// This stands somewhere in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
    /// This regular expression is found somewhere in it; `^` and `$` tie it to the ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matches: Option<String>,
    /// Whether it is there at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub present: Option<bool>,
}

/// A plain value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a text, a number, true or false")]
pub enum Scalar {
    /// A text.
    Text(String),
    /// A number, compared as it is written.
    Number(serde_json::Number),
    /// True or false.
    Truth(bool),
}

/// A condition that was checked.
#[derive(Debug)]
pub(super) struct Checked {
    equals: Option<String>,
    contains: Option<String>,
    matches: Option<Regex>,
    presence: Presence,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Presence {
    Needed,
    Forbidden,
}

/// Serde would take a list for the fields in their order as well.
fn object<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Test, D::Error> {
    let members = Map::deserialize(deserializer)?;
    serde_json::from_value(Value::Object(members)).map_err(D::Error::custom)
}

impl Condition {
    pub(super) fn check(&self) -> Result<Checked, Flaw> {
        let test = match self {
            Self::Equals(scalar) => Test { equals: Some(scalar.clone()), ..Test::default() },
            Self::Tests(test) => test.clone(),
        };
        let said = test.equals.is_some() || test.contains.is_some() || test.matches.is_some();
        let presence = match (test.present, said) {
            (Some(false), true) => return Err(Flaw::at("present", "what is not there cannot be tested; leave the other tests or this one out")),
            (None, false) => return Err(Flaw::at("", "a condition needs one of equals, contains, matches and present")),
            (Some(false), false) => Presence::Forbidden,
            _ => Presence::Needed,
        };
        let matches = test.matches.as_deref().map(expression).transpose()?;
        Ok(Checked { equals: test.equals.map(Scalar::text), contains: test.contains, matches, presence })
    }
}

impl Scalar {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
        }
    }
}

impl Checked {
    /// Whether one of the values is as wanted, or there is none where none may be.
    pub(super) fn holds(&self, values: impl IntoIterator<Item = impl AsRef<str>>) -> bool {
        let mut values = values.into_iter();
        match self.presence {
            Presence::Forbidden => values.next().is_none(),
            Presence::Needed => values.any(|value| self.fits(value.as_ref())),
        }
    }

    fn fits(&self, value: &str) -> bool {
        self.equals.as_deref().is_none_or(|equals| equals == value)
            && self.contains.as_deref().is_none_or(|part| value.contains(part))
            && self.matches.as_ref().is_none_or(|expression| expression.is_match(value))
    }
}

fn expression(text: &str) -> Result<Regex, Flaw> {
    RegexBuilder::new(text).size_limit(EXPRESSION).build().map_err(|error| Flaw::at("matches", format!("this is no regular expression: {error}")))
}
