//! The clock that a target lives by, as its file says.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{DescribedHook, Hook, Said};
use crate::spanned::Spanned;
use crate::target::Rate;

/// The word for a clock that goes as everybody's does.
pub(super) const REAL: &str = "real";

/// The clock that a target lives by.
#[derive(Clone, Debug, Default)]
pub enum DescribedClock {
    /// The real one.
    #[default]
    Real,
    /// One that runs at a rate.
    Rate(Rate),
    /// The real one, which a hook moves ahead.
    Control(Box<Said<DescribedHook>>),
}

/// The clock as it is written.
#[derive(Clone, Debug)]
pub(super) enum Clock {
    /// A word, of which there is but one.
    Word(String),
    Moved(Box<Moved>),
}

/// A clock that is not the real one: one of the two is said.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Moved {
    /// So many seconds pass there in one of ours.
    #[serde(default)]
    #[schemars(with = "Option<f64>", extend("exclusiveMinimum" = 0, "maximum" = 1_000_000))]
    pub(super) rate: Option<Spanned<f64>>,
    /// Moves the clock ahead: `${milliseconds}` or `${seconds}` is by how much, `${until}` the moment that it then shows.
    #[serde(default)]
    #[schemars(with = "Option<Hook>")]
    pub(super) control: Option<Spanned<Hook>>,
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordOrFields)
    }
}

struct WordOrFields;

impl<'de> Visitor<'de> for WordOrFields {
    type Value = Clock;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("`real`, `{rate: NUMBER}` or `{control: HOOK}`")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Clock, E> {
        Ok(Clock::Word(word.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Clock, A::Error> {
        Moved::deserialize(MapAccessDeserializer::new(fields)).map(|moved| Clock::Moved(Box::new(moved)))
    }
}

impl JsonSchema for Clock {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Clock".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "const": REAL }, generator.subschema_for::<Moved>()] })
    }
}
