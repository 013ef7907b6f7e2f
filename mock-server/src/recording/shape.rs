//! A recording as it is written: JSON that holds no secret.

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::Timestamp;
use providers::naming::{Alteration, Text};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{FaultSpec, StubSpec};

/// The version of this form. A reader that meets a later one says so.
pub const RECORDING_VERSION: u32 = 1;

/// A world, told so that it can be made again: what it was made from, and all that happened in it.
///
/// The world's own secrets are called by name, because the seed makes them again. A foreign one is made again from what it
/// was derived from, or something of equal shape stands in for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// The version of this form.
    pub recording: u32,
    /// The version of Standin that wrote it.
    pub standin: String,
    /// The APIs by name, each with the fingerprint of its ledger of clauses.
    pub apis: BTreeMap<String, String>,
    /// The world's name.
    pub world: String,
    /// The seed of its tokens.
    pub seed: u64,
    /// The virtual time at which it began.
    pub begins: Timestamp,
    /// Its instances by name.
    pub instances: BTreeMap<String, RecordedInstance>,
    /// The faults that were planted from the start.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<FaultSpec>,
    /// The values that the world did not make, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub foreign: BTreeMap<String, Foreign>,
    /// What happened, in order.
    pub events: Vec<RecordedEvent>,
}

/// What an instance was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedInstance {
    /// The API.
    pub api: String,
    /// Where it is mounted.
    pub mount: String,
    /// All its settings; something of equal shape stands in for each secret in them.
    pub settings: Map<String, Value>,
    /// Its deviation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviation: Option<String>,
    /// The stubs that it had from the start.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stubs: Vec<StubSpec>,
}

/// A value that the world did not make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Foreign {
    /// It is made of another.
    Derived {
        /// The name of the other.
        from: String,
        /// What is done to it.
        by: Alteration,
    },
    /// This stands in for it.
    StandIn(String),
}

/// Something that happened at a moment of virtual time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedEvent {
    /// The moment.
    pub at: Timestamp,
    /// What happened.
    pub what: Happening,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Happening {
    /// A call was served.
    Call(Box<RecordedCall>),
    /// A call came that a latency kept from its API; a call with `delayed_by` follows.
    Delayed(Box<RecordedRequest>),
    /// An administrator of an instance did something.
    Act {
        /// The instance.
        instance: String,
        /// The action.
        action: String,
        /// Its arguments.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        arguments: Map<String, Value>,
    },
    /// The clock was set forward to the event's moment.
    Clock,
    /// The clock went on at another pace: `flowing`, `frozen` or `rate=60`. What happened later has its own moments.
    Pace(String),
    /// An instance was given a stub.
    AddStub {
        /// The instance.
        instance: String,
        /// The stub.
        stub: Box<StubSpec>,
    },
    /// A stub was taken from an instance.
    RemoveStub {
        /// The instance.
        instance: String,
        /// The stub's name.
        stub: String,
    },
    /// All stubs were taken from an instance.
    ClearStubs {
        /// The instance.
        instance: String,
    },
    /// A fault was planted.
    PlantFault(Box<FaultSpec>),
    /// The fault of this name was removed.
    RemoveFault(String),
    /// All faults were removed.
    ClearFaults,
}

/// A call and its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedCall {
    /// Its number in the journal.
    pub id: u64,
    /// What was asked.
    pub request: RecordedRequest,
    /// The faults that kept it from its API for a while.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delayed_by: Vec<String>,
    /// What was answered.
    pub answer: RecordedAnswer,
}

/// A request to an instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedRequest {
    /// The instance.
    pub instance: String,
    /// The client's address.
    pub client: IpAddr,
    /// The method.
    pub method: String,
    /// The path below the instance's mount.
    pub path: Text,
    /// The query without its `?`.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub query: Text,
    /// The headers in order, names in lower case.
    pub headers: Vec<(String, Text)>,
    /// The body.
    #[serde(default, skip_serializing_if = "RecordedBody::is_empty")]
    pub body: RecordedBody,
}

/// An answer, secrets by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedAnswer {
    /// The status.
    pub status: u16,
    /// The headers in order, but Content-Length and Date.
    pub headers: Vec<(String, String)>,
    /// The body; of one that is no UTF-8 each byte is a character.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// The clauses that decided it.
    pub clauses: Vec<String>,
    /// The user's stub that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stub: Option<String>,
    /// The faults that struck; the answer is told as it was before they spoilt its delivery.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
    /// The SHA-256 of the whole answer as a replay gives it, with stand-ins in the places of foreign secrets. Left out where the
    /// answer hung on a foreign secret, so that no replay can give it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// A body: text where it is UTF-8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RecordedBody {
    /// It is UTF-8.
    Text(Text),
    /// It is not; each character is a byte.
    Bytes(Text),
}

impl RecordedBody {
    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) | Self::Bytes(text) if text.is_empty())
    }
}

impl Default for RecordedBody {
    fn default() -> Self {
        Self::Text(Text::default())
    }
}
