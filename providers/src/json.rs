//! Whether bytes are JSON, as strictly as reading them into a `Value` finds out, at none of its cost.
//!
//! serde's `IgnoredAny` lets pass what a `Value` does not: bytes that are no UTF-8, halves of a surrogate, any depth.

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A JSON object of which nothing is kept.
pub(crate) struct Object;

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Passing).map(|Passed| Self)
    }
}

/// Any JSON value.
struct Passed;
struct Passing;

impl<'de> Deserialize<'de> for Passed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Passing)
    }
}

impl<'de> Visitor<'de> for Passing {
    type Value = Passed;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Passed, E> {
        Ok(Passed)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Passed, E> {
        Ok(Passed)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Passed, E> {
        Ok(Passed)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Passed, E> {
        Ok(Passed)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Passed, E> {
        Ok(Passed)
    }

    fn visit_str<E>(self, _: &str) -> Result<Passed, E> {
        Ok(Passed)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Passed, A::Error> {
        while items.next_element::<Passed>()?.is_some() {}
        Ok(Passed)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Passed, A::Error> {
        while members.next_entry::<Passed, Passed>()?.is_some() {}
        Ok(Passed)
    }
}
