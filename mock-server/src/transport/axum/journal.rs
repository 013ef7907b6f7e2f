//! What of a client's call goes into the journal, and what of the clauses into the answer.

use std::net::IpAddr;
use std::sync::Arc;

use http::request::Parts;
use http::{HeaderName, HeaderValue};
use jiff::Timestamp;
use providers::{Answer, ClauseId};

use super::answer::{Found, Outcome, client};
use super::{Caller, Refusal};
use crate::history::{Received, What};
use crate::journal::{Entry, Given, Journal, Lacks, Sent, once_each};
use crate::ledgers;
use crate::world::World;

/// The header that names the clauses which decided an answer.
pub(super) const CLAUSES: HeaderName = HeaderName::from_static("standin-clauses");

/// Where a call was written down.
pub(super) struct Written {
    journal: Arc<Journal>,
    id: u64,
    lacks: Lacks,
}

/// A request as it came: its path in the world, its head, its body and who sent it.
pub(super) struct Heard<'a> {
    pub(super) path: &'a str,
    pub(super) parts: &'a Parts,
    pub(super) body: &'a [u8],
    pub(super) caller: &'a Caller,
}

/// Keeps a call in mind that its API sees only later.
pub(super) fn write_arrival(world: &mut World, at: Timestamp, sent: &Heard<'_>, found: &Found<'_>) {
    let &Heard { path, parts, body, caller } = sent;
    let Ok((plan, below)) = found else { return };
    let request = Arc::new(Sent::of(parts, path, below, body));
    let call = Received::new(plan.clone(), whose(world, parts, caller), request);
    world.happened(at, What::Delayed(call));
}

/// Writes a call down, in the order in which the world served it: its virtual and its real time, its path in the world, its
/// head and its body.
pub(super) fn write_down(
    world: &mut World,
    (at, real): (Timestamp, Timestamp),
    &Heard { path, parts, body, caller }: &Heard<'_>,
    found: &Found<'_>,
    outcome: &Outcome,
) -> Written {
    let (instance, below) = found.as_ref().map_or((None, path), |(plan, below)| (Some(plan.clone()), *below));
    let client = whose(world, parts, caller);
    let lacks = if outcome.answer.as_ref().is_ok_and(|answer| answer.unsigned.is_some()) { Lacks::Signature } else { Lacks::Nothing };
    let request = Arc::new(Sent::of(parts, path, below, body));
    let received = outcome.arrival.clone().zip(instance.as_ref().map(|plan| Received::new(plan.clone(), client, request.clone())));
    let entry = Entry {
        id: 0,
        at,
        real,
        client,
        instance,
        request,
        answer: Given::of(&outcome.answer),
        stub: outcome.stub.clone(),
        faults: outcome.faults.clone(),
    };
    let id = world.record(entry, lacks);
    if let Some((arrival, received)) = received {
        world.happened(at, What::Called { id, call: received, arrival });
    }
    Written { journal: world.journal.clone(), id, lacks }
}

/// The client's address; where it cannot be told as the world demands, the connection's other end.
fn whose(world: &World, parts: &Parts, caller: &Caller) -> IpAddr {
    client(world.client_address, parts, caller).unwrap_or(caller.address)
}

impl Written {
    /// Writes the whole answer down where it lacked its signature at first.
    pub(super) fn complete(&self, outcome: &Result<Answer, Refusal>) {
        if self.lacks == Lacks::Signature {
            self.journal.complete(self.id, Given::of(outcome));
        }
    }
}

/// The clauses as a list of tokens (RFC 9651 section 3.1), those that accept what the documents do not say marked `beyond`.
pub(super) fn named(clauses: &[ClauseId]) -> Option<HeaderValue> {
    let mark = |id: &ClauseId| if ledgers::beyond(*id) { format!("{id};beyond") } else { id.to_string() };
    let list: Vec<String> = once_each(clauses).iter().map(mark).collect();
    HeaderValue::from_str(&list.join(", ")).ok().filter(|_| !clauses.is_empty())
}
