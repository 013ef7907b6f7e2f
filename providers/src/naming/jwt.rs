//! What is kept of a JWT that must not be shown: its header, the names of its claims, its times, its signature's worth.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::moment;
use crate::Jwt;

/// What a JWT says of itself. The values of claims are not kept, but for its issuer and its times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JwtFacts {
    /// The header as it stands.
    pub header: Map<String, Value>,
    /// The names of the claims in their order.
    pub claims: Vec<String>,
    /// The claim iss, where it is a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The claim iat by its distance from the start, where it is whole seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<String>,
    /// The claim exp by its distance from the start, where it is whole seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// Whether its signature holds.
    pub signature: Signature,
}

/// What is known of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signature {
    /// It was made by the key whose public half is known.
    Held,
    /// It was not.
    Failed,
    /// No public key is known.
    NoKey,
}

impl JwtFacts {
    /// What is kept of a token; `start` is the moment from which times are counted.
    #[must_use]
    pub fn of(token: &Jwt, start: Timestamp, signature: Signature) -> Self {
        let time = |claim| token.seconds(claim).and_then(|seconds| Timestamp::from_second(seconds).ok()).map(|at| moment(start, at));
        Self {
            header: token.header.clone(),
            claims: token.claims.keys().cloned().collect(),
            issuer: token.text("iss").map(str::to_owned),
            issued: time("iat"),
            expires: time("exp"),
            signature,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_claims_only_names_times_and_the_issuer_are_kept() {
        let message = Jwt::message(r#"{"alg":"RS384"}"#, r#"{"sub":"hunter2","iat":1767225600,"exp":1767225600.5,"iss":"Cloud"}"#);
        let token = Jwt::read(&format!("{message}.")).unwrap();
        let facts = JwtFacts::of(&token, "2026-01-01T00:00:10Z".parse().unwrap(), Signature::NoKey);
        let kept = r#"{"header":{"alg":"RS384"},"claims":["sub","iat","exp","iss"],"issuer":"Cloud","issued":"<start-10s>","signature":"no-key"}"#;
        assert_eq!(serde_json::to_string(&facts).unwrap(), kept);
    }
}
