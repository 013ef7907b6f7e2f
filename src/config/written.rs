//! Values that have one written form, the same in the file, the environment and on the command line.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::net::IpAddr;
use std::num::{NonZeroU8, NonZeroU32};
use std::str::FromStr;

use conformance::spanned::Spanned;
use mock_server::{ClientAddress, ClockSpec, Origin};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Visitor};

use crate::serve::{Bytes, CertificateName, ClientAuth, Form, Span};

/// A value that is read from and printed as a word or a number.
pub(crate) trait Written: FromStr + fmt::Display + Clone {
    /// What it takes, in words.
    const TAKES: &'static str;

    /// The JSON Schema of what may stand in the file.
    fn schema() -> Schema {
        json_schema!({ "type": "string" })
    }
}

/// A field of the file that may be left out.
pub(crate) type Field<T> = Option<Spanned<Word<T>>>;

/// A value as it stands in the file.
#[derive(Clone, Debug)]
pub(crate) struct Word<T>(pub(crate) T);

impl<'de, T: Written> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader(PhantomData))
    }
}

struct Reader<T>(PhantomData<T>);

impl<T: Written> Visitor<'_> for Reader<T> {
    type Value = Word<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(T::TAKES)
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Word<T>, E> {
        text.parse().map(Word).map_err(|_| E::custom(format!("`{text}` cannot stand here; it takes {}", T::TAKES)))
    }
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Word<T>, E> {
        self.visit_str(&value.to_string())
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Word<T>, E> {
        self.visit_str(&value.to_string())
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Word<T>, E> {
        self.visit_str(&value.to_string())
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Word<T>, E> {
        self.visit_str(&value.to_string())
    }
    fn visit_unit<E: de::Error>(self) -> Result<Word<T>, E> {
        Err(E::custom(format!("a value is missing here; it takes {}", T::TAKES)))
    }
}

impl<T: Written> JsonSchema for Word<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Word".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut schema = T::schema();
        schema.insert("x-takes".to_owned(), T::TAKES.into());
        schema
    }
}

impl Written for u16 {
    const TAKES: &'static str = "a port from 1 to 65535, or 0 for any that is free";
    fn schema() -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": 65535 })
    }
}

impl Written for u64 {
    const TAKES: &'static str = "a whole number from 0 to 18446744073709551615";
    fn schema() -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": u64::MAX })
    }
}

impl Written for usize {
    const TAKES: &'static str = "a whole number";
    fn schema() -> Schema {
        json_schema!({ "type": "integer", "minimum": 0 })
    }
}

impl Written for NonZeroU8 {
    const TAKES: &'static str = "a whole number from 1 to 255";
    fn schema() -> Schema {
        json_schema!({ "type": "integer", "minimum": 1, "maximum": 255 })
    }
}

impl Written for NonZeroU32 {
    const TAKES: &'static str = "a whole number above 0";
    fn schema() -> Schema {
        json_schema!({ "type": "integer", "minimum": 1 })
    }
}

impl Written for bool {
    const TAKES: &'static str = "true or false";
    fn schema() -> Schema {
        json_schema!({ "type": "boolean" })
    }
}

impl Written for IpAddr {
    const TAKES: &'static str = "an IP address, such as 127.0.0.1 or ::1";
}

impl Written for Bytes {
    const TAKES: &'static str = "a number of bytes above 0, such as 65536, 64KiB or 1MiB";
    fn schema() -> Schema {
        json_schema!({ "type": ["integer", "string"], "minimum": 1, "pattern": "^[0-9]+ ?([KMG]iB)?$" })
    }
}

impl Written for Span {
    const TAKES: &'static str = "a duration above nothing, such as 90s, 2m or 1h 30m";
}

impl Written for ClockSpec {
    const TAKES: &'static str = "flowing, frozen or rate=60 (a minute a second), each with @2026-01-01T00:00:00Z behind it if wanted";
    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": "^(flowing|frozen|rate=[0-9.]+)(@.+)?$" })
    }
}

impl Written for ClientAddress {
    const TAKES: &'static str = "peer, or header (Standin-Client-Address)";
    fn schema() -> Schema {
        json_schema!({ "enum": ["peer", "header"] })
    }
}

impl Written for Form {
    const TAKES: &'static str = "text or json";
    fn schema() -> Schema {
        json_schema!({ "enum": ["text", "json"] })
    }
}

impl Written for Origin {
    const TAKES: &'static str = "an origin as a browser writes it, such as https://app.example or http://localhost:3000, or *";
}

impl Written for CertificateName {
    const TAKES: &'static str = "a host name in ASCII or an IP address";
}

impl Written for ClientAuth {
    const TAKES: &'static str = "required or optional";
    fn schema() -> Schema {
        json_schema!({ "enum": ["required", "optional"] })
    }
}

impl Written for String {
    const TAKES: &'static str = "a path; one in the file is taken from the file's folder";
}
