//! What a fault is made from.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::CallMatcher;

/// Something that goes wrong on the way between an API and its client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaultSpec {
    /// Its name, unique in the world; its luck depends on it.
    pub name: String,
    /// What goes wrong.
    pub effect: Effect,
    /// Whether the API saw the request.
    #[serde(default)]
    pub when: When,
    /// The instance; left out, every one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The calls; left out, every one.
    #[serde(rename = "match", default)]
    pub calls: CallMatcher,
    /// Only answers that this clause decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// The clause that the fault breaks, for those who read the receipts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breaks: Option<String>,
    /// Not before this: a moment of virtual time, or a span after the fault was planted, such as `10m`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// No longer from this on: a moment of virtual time, or a span after the fault was planted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Only the nth of the calls that are meant, the first being 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// How likely it is to strike a call that is meant, from 0 to 1; left out, it always does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// How often it strikes at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
}

/// Whether the API saw the request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// It never did, or for a latency only when the latency was over.
    Before,
    /// It did, and its state moved; what is hurt is the answer.
    #[default]
    After,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It takes a while.
    Latency(Latency),
    /// Another answer comes in place of the API's.
    Status(StatusOverride),
    /// The connection is reset before any byte of an answer.
    Reset,
    /// The connection is closed before any byte of an answer.
    Empty,
    /// What comes is not HTTP, and then the connection is closed.
    NotHttp,
    /// The head promises a whole body, and the connection is closed within it.
    Truncated(Truncated),
    /// Bytes of the body are others: the first, and about every eighth after it.
    Malformed,
    /// The body comes a few bytes at a time.
    Drip(Drip),
}

/// How long it takes, in real time; never more than a minute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Latency {
    /// Always as long, such as `250ms`.
    Fixed(String),
    /// Anything between two spans, each as likely.
    Uniform(Uniform),
    /// Mostly about the median, seldom much longer.
    Lognormal(Lognormal),
}

/// Two spans, such as `10ms` and `90ms`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Uniform {
    /// The shortest.
    pub from: String,
    /// The longest.
    pub to: String,
}

/// A lognormal distribution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lognormal {
    /// Half of all calls take less than this, such as `90ms`.
    pub median: String,
    /// How far it spreads: the standard deviation of its logarithm, 0 to 5.
    pub sigma: f64,
}

/// An answer in place of the API's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusOverride {
    /// The status, 200 to 599.
    pub code: u16,
    /// The headers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The body; empty if left out.
    #[serde(default)]
    pub body: String,
}

/// How much of a body comes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Truncated {
    /// So many bytes; left out, the first half.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep: Option<usize>,
}

/// How slowly a body comes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Drip {
    /// Bytes at a time.
    #[serde(default = "one")]
    pub bytes: usize,
    /// The pause before each, such as `100ms`. All pauses together take a minute at most; then the rest comes at once.
    pub pause: String,
}

fn one() -> usize {
    1
}
