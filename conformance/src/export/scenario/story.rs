//! What happened in a world, as whoever kept it tells it.

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::Timestamp;
use providers::naming::Alteration;
use serde_json::{Map, Value};

use providers::naming::Text;

/// What happened in a world. Names stand in the places of secrets.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// The world's name.
    pub world: String,
    /// The virtual time at which it began.
    pub begins: Timestamp,
    /// All its instances by name, the uncalled too: names of secrets are counted over all of them.
    pub instances: BTreeMap<String, Instance>,
    /// The values that the world did not make, by name.
    pub foreign: BTreeMap<String, Foreign>,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// What an instance was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// The API.
    pub api: String,
    /// All its settings; something of equal shape stands in for each secret in them.
    pub settings: Map<String, Value>,
    /// Its deviation.
    pub deviation: Option<String>,
}

/// A value that the world did not make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// It is made of the value of this name.
    Derived(String, Alteration),
    /// This stands in for it.
    StandIn(String),
}

/// Something that happened at a moment of virtual time.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The moment.
    pub at: Timestamp,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A call was answered.
    Call(Box<Call>),
    /// An administrator did something.
    Act {
        /// The instance.
        instance: String,
        /// The action.
        action: String,
        /// Its arguments.
        arguments: Map<String, Value>,
    },
}

/// A call and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its number.
    pub id: u64,
    /// The instance.
    pub instance: String,
    /// The client's address.
    pub client: IpAddr,
    /// The method.
    pub method: String,
    /// The path below the instance.
    pub path: Text,
    /// The query without its `?`.
    pub query: Text,
    /// The headers in order, names in lower case; each character of a value is a byte.
    pub headers: Vec<(String, Text)>,
    /// The body.
    pub body: Body,
    /// What was answered.
    pub answer: Answer,
    /// Whose answer it is.
    pub by: Answerer,
}

/// A body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// It is UTF-8.
    Text(Text),
    /// It is not.
    Bytes,
}

/// An answer, secrets by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// The clauses that decided it, the most decisive first.
    pub clauses: Vec<String>,
}

/// Whose answer it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answerer {
    /// The API's.
    Api,
    /// The API saw the call, but this was in the way of its answer.
    ApiHindered(String),
    /// The API never saw the call: this kept it away.
    Another(String),
}
