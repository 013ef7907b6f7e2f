//! A world's past, played again on a scene of its own.

use std::net::IpAddr;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use providers::Request;

use super::{Event, Received, What};
use crate::host::{Arrival, Host, Served, Surroundings, Turn, Visit};
use crate::journal::Sent;
use crate::matcher::Asked;
use crate::template::Planned;
use crate::world::Scene;

/// A scene on which events happen again.
pub(crate) struct Rehearsal(Scene);

impl Rehearsal {
    pub(crate) fn on(scene: Scene) -> Self {
        Self(scene)
    }

    /// The instance of this name as it is now.
    pub(crate) fn host(&self, instance: &str) -> Option<&Host> {
        self.hosts().iter().find(|host| host.plan.name == instance)
    }

    /// The instances as they are now.
    pub(crate) fn hosts(&self) -> &[Host] {
        &self.0.hosts
    }

    /// Has an event happen again. A call that is served gives what became of it; what cannot happen does not.
    pub(crate) fn perform(&mut self, event: &Event) -> Option<Served> {
        match &event.what {
            What::Called { call, arrival, .. } => return self.serve(call, event.at, arrival.clone()),
            What::Delayed(call) => drop(self.serve(call, event.at, Arrival::Prompt)),
            What::Acted { instance, action, arguments } => drop(self.named(instance)?.act(action, arguments, event.at)),
            What::Clock | What::Pace(_) => {}
            What::StubAdded { instance, stub } => drop(self.named(instance)?.stubs.add(stub.clone())),
            What::StubRemoved { instance, stub } => drop(self.named(instance)?.stubs.remove(stub)),
            What::StubsCleared { instance } => self.named(instance)?.stubs.clear(),
            What::FaultPlanted(fault) => drop(self.0.faults.plant(fault.clone(), event.at)),
            What::FaultRemoved(fault) => drop(self.0.faults.remove(fault)),
            What::FaultsCleared => self.0.faults.clear(),
        }
        None
    }

    fn named(&mut self, instance: &str) -> Option<&mut Host> {
        self.0.hosts.iter_mut().find(|host| host.plan.name == *instance)
    }

    fn serve(&mut self, call: &Received, now: Timestamp, arrival: Arrival) -> Option<Served> {
        let Scene { hosts, states, faults, .. } = &mut self.0;
        let host = hosts.iter_mut().find(|host| host.plan.name == call.instance.name)?;
        let headers = call.request.header_map();
        let visit = Visit { asked: Asked::new(call.request.to_instance(&headers)), now, client: call.client, arrival };
        match host.serve(&visit, Surroundings { states, faults }) {
            Turn::Served(served) => Some(*served),
            Turn::Later(..) => None,
        }
    }
}

impl Received {
    pub(crate) fn new(instance: Arc<Planned>, client: IpAddr, request: Arc<Sent>) -> Self {
        Self { instance, client, request }
    }
}

impl Sent {
    pub(crate) fn header_map(&self) -> HeaderMap {
        let value = |value: &[u8]| HeaderValue::from_bytes(value).ok();
        self.headers().filter_map(|(name, bytes)| Some((name.clone(), value(bytes)?))).collect()
    }

    /// The request as the instance sees it; the headers are those of [`Sent::header_map`].
    pub(crate) fn to_instance<'a>(&'a self, headers: &'a HeaderMap) -> Request<'a> {
        Request { method: &self.method, path: self.below(), query: self.query(), headers, body: self.body().bytes }
    }
}
