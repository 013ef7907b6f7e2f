//! What can happen in a world.

use std::net::IpAddr;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::Pace;
use crate::fault::Fault;
use crate::host::Arrival;
use crate::journal::Sent;
use crate::stub::Stub;
use crate::template::Planned;

/// What an event takes beside its texts, about.
const FRAME: usize = 256;

/// Something that happened at a moment of virtual time.
#[derive(Clone)]
pub(crate) struct Event {
    pub(crate) at: Timestamp,
    pub(crate) what: What,
}

/// What happened.
#[derive(Clone)]
pub(crate) enum What {
    /// A call was served; the number is that of the journal.
    Called { id: u64, call: Received, arrival: Arrival },
    /// A call came that a latency kept from its API.
    Delayed(Received),
    /// An administrator of an instance did something.
    Acted { instance: String, action: String, arguments: Map<String, Value> },
    /// The clock was set forward to this moment.
    Clock,
    /// The clock went on at another pace.
    Pace(Pace),
    /// An instance was given a stub.
    StubAdded { instance: String, stub: Arc<Stub> },
    /// A stub was taken from an instance.
    StubRemoved { instance: String, stub: String },
    /// All stubs were taken from an instance.
    StubsCleared { instance: String },
    /// A fault was planted.
    FaultPlanted(Arc<Fault>),
    /// A fault was removed.
    FaultRemoved(String),
    /// All faults were removed.
    FaultsCleared,
}

/// A call as an instance received it, with its secrets.
#[derive(Clone)]
pub(crate) struct Received {
    pub(crate) instance: Arc<Planned>,
    pub(crate) client: IpAddr,
    pub(crate) request: Arc<Sent>,
}

impl Event {
    /// The bytes that it takes, about.
    pub(super) fn size(&self) -> usize {
        let texts = match &self.what {
            What::Called { call, .. } | What::Delayed(call) => call.request.size(),
            What::Acted { arguments, .. } => Value::from(arguments.clone()).to_string().len(),
            What::StubAdded { stub, .. } => stub.size(),
            _ => 0,
        };
        FRAME + texts
    }

    /// A call whose body was kept in part only: it cannot be made again.
    pub(super) fn is_cut(&self) -> bool {
        matches!(&self.what, What::Called { call, .. } | What::Delayed(call) if call.request.body().cut > 0)
    }
}
