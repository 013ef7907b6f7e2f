//! Functions with a fixed answer, as a user configures them (hyper.call.function-reply).

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::wire::Function;

/// A function's fixed answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedAnswer {
    /// The HTTP status.
    #[serde(default = "ok")]
    pub status: u16,
    /// The body: a text as it stands, anything else as JSON.
    pub body: Value,
}

fn ok() -> u16 {
    200
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
