//! What a scenario may ask of a JWT.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::schema::OrParameter;
use crate::spanned::Spanned;

/// What must be true of a JWT. What is not said is not asked; one thing must be said.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JwtExpectation {
    /// Its header has exactly these members.
    #[serde(default)]
    #[schemars(with = "Map<String, Value>")]
    pub header: Option<Map<String, Value>>,
    /// Its claims have exactly these names, in any order.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub claims: Option<Vec<String>>,
    /// Its claim iss is this.
    #[serde(default)]
    #[schemars(with = "String")]
    pub issuer: Option<String>,
    /// Its claim iat is this moment, in whole seconds: a kept moment or `start`, and an optional distance.
    #[serde(default)]
    #[schemars(with = "String")]
    pub issued: Option<Spanned<String>>,
    /// From iat to exp are so many seconds: a number, or a JSON path to it in the same answer.
    #[serde(default)]
    #[schemars(with = "Lifetime")]
    pub lifetime: Option<Lifetime>,
    /// What its signature is worth by the target's public key; where none is known this cannot be decided.
    #[serde(default)]
    #[schemars(with = "OrParameter<Worth>")]
    pub signature: Option<Worth>,
}

/// Seconds, or where they stand.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Lifetime {
    /// So many.
    Seconds(i64),
    /// As many as stand at a JSON path (RFC 9535).
    At(String),
}

/// What a signature is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Worth {
    /// It holds.
    Held,
    /// It does not.
    Failed,
}

impl JwtExpectation {
    /// Whether it asks nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let texts = self.issuer.is_none() && self.issued.is_none();
        texts && self.header.is_none() && self.claims.is_none() && self.lifetime.is_none() && self.signature.is_none()
    }
}
