//! What a stub is made from.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::CallMatcher;

/// A call that the user answers in the API's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StubSpec {
    /// Its name, unique in the instance; seeded values depend on it.
    pub name: String,
    /// The calls that it answers.
    #[serde(rename = "match", default)]
    pub calls: CallMatcher,
    /// Who may call: by default whom the API lets in.
    #[serde(default)]
    pub auth: Auth,
    /// Of several stubs that match, the one with the highest priority answers; among equals the first.
    #[serde(default)]
    pub priority: i32,
    /// States that the world must be in, by scenario; a scenario begins in `start`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub requires: BTreeMap<String, String>,
    /// The answers: the first call gets the first, the second the second.
    pub answers: Vec<AnswerSpec>,
    /// What follows the last answer.
    #[serde(default)]
    pub after_last: AfterLast,
}

/// Who may call a stub.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// Whom the API's own authentication lets in, and then the API keeps its records as of any call.
    #[default]
    Api,
    /// Anybody; the API never sees the call.
    None,
}

/// What follows the last answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AfterLast {
    /// The last again.
    #[default]
    Repeat,
    /// The first again.
    Cycle,
}

/// One answer. Of `text`, `json`, `file` and `template` it has one, or none for an empty body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerSpec {
    /// The status, 200 to 599.
    #[serde(default = "ok")]
    pub status: u16,
    /// The headers. Beside a `template` their values are templates too.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// A body as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A body as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    /// A body from a file below the folder that the server reads stubs' bodies from. It is read when the stub is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// A body as a template, as MiniJinja writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// States that the world is in after this answer, by scenario.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sets: BTreeMap<String, String>,
}

fn ok() -> u16 {
    200
}
