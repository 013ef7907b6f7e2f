//! What of a client's call goes into the journal, and what of the clauses into the answer.

use std::sync::Arc;

use http::request::Parts;
use http::{HeaderName, HeaderValue};
use jiff::Timestamp;
use providers::{Answer, ClauseId};

use super::answer::{Found, Outcome, client};
use super::{Peer, Refusal};
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

/// Writes a call down, in the order in which the world served it: its virtual and its real time, its path in the world, its
/// head and its body.
pub(super) fn write_down(
    world: &mut World,
    (at, real): (Timestamp, Timestamp),
    (path, parts, body): (&str, &Parts, &[u8]),
    found: &Found<'_>,
    outcome: &Outcome,
) -> Written {
    let (instance, below) = found.as_ref().map_or((None, path), |(plan, below)| (Some(plan.clone()), *below));
    let peer = parts.extensions.get::<Peer>().map_or(std::net::Ipv4Addr::LOCALHOST.into(), |peer| peer.0);
    let client = client(world.client_address, parts).unwrap_or(peer);
    let lacks = if outcome.answer.as_ref().is_ok_and(|answer| answer.unsigned.is_some()) { Lacks::Signature } else { Lacks::Nothing };
    let request = Sent::of(parts, path, below, body);
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
    Written { journal: world.journal.clone(), id: world.record(entry, lacks), lacks }
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
