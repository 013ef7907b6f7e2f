//! Functions with a fixed answer, as a user configures them (hyper.call.function-reply).

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::wire::Function;
use crate::{Answer, ClauseId};

/// A function's fixed answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Configured")]
pub struct FixedAnswer {
    status: u16,
    body: Value,
    /// The body as it is sent.
    #[serde(skip)]
    bytes: Vec<u8>,
}

/// A fixed answer as a user writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Configured {
    #[serde(default = "ok")]
    status: u16,
    body: Value,
}

fn ok() -> u16 {
    200
}

impl From<Configured> for FixedAnswer {
    fn from(configured: Configured) -> Self {
        Self::new(configured.status, configured.body)
    }
}

impl FixedAnswer {
    /// An answer with this HTTP status and this body: a text as it stands, anything else as JSON.
    #[must_use]
    pub fn new(status: u16, body: Value) -> Self {
        let bytes = match &body {
            Value::String(text) => text.clone().into_bytes(),
            other => serde_json::to_vec(other).unwrap_or_default(),
        };
        Self { status, body, bytes }
    }

    /// The answer, decided by these clauses.
    pub(super) fn answer(&self, clauses: Vec<ClauseId>) -> Answer {
        Answer::json(self.status, self.bytes.clone(), clauses)
    }
}

/// Reads functions by name. What no call could reach, or no client could be sent, is refused here and not at the call.
pub(super) fn by_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, FixedAnswer>, D::Error> {
    let functions = BTreeMap::<String, FixedAnswer>::deserialize(deserializer)?;
    for (name, answer) in &functions {
        if !stands_in_a_path(name) {
            return Err(D::Error::custom(format!("`{name}` cannot stand in a path")));
        }
        if Function::has_its_own_answer(name) {
            return Err(D::Error::custom(format!("`{name}` has an answer of its own")));
        }
        if !(200..=599).contains(&answer.status) {
            return Err(D::Error::custom(format!("the status of `{name}` is not from 200 to 599")));
        }
    }
    Ok(functions)
}

/// A call's path is compared as it was sent.
fn stands_in_a_path(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&byte))
}
