//! Writes a world's recording: its past is played again with its secrets, and told without them.

use std::collections::{BTreeMap, BTreeSet};

use providers::naming::{Naming, Text};

use super::spell::spell;
use super::stage::{Played, Stage, hexadecimal};
use super::stand_in::StandIns;
use super::{
    Foreign, Happening, RECORDING_VERSION, RecordedAnswer, RecordedBody, RecordedCall, RecordedEvent, RecordedInstance, RecordedRequest, Recording,
};
use crate::history::{Event, Gap, Received, What};
use crate::host::Arrival;
use crate::journal::Told;
use crate::keys::Keys;
use crate::world::Beginning;
use crate::{ClockSpec, WorldError, Worlds};

impl Worlds {
    /// A world told so that it can be made again, without its secrets. It was played once, so that it is known which of its
    /// answers it gives again.
    ///
    /// # Errors
    /// There is no such world, its past is not kept to its beginning, or something in it cannot be told.
    pub fn recording(&self, name: &str) -> Result<Recording, WorldError> {
        let (beginning, events) = self.with(name, |world, _| {
            let events = world.history().whole().map_err(|gap| WorldError::CannotRecord { why: gap.to_string() })?;
            Ok::<_, WorldError>((world.beginning.clone(), events))
        })??;
        // Told outside of the world's lock.
        let recording = Writer::new(&beginning, self.keys()).write(name, &events)?;
        recording.rehearsed().map_err(|error| untold(error.to_string()))
    }
}

impl std::fmt::Display for Gap {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Dropped => formatter.write_str(
                "more happened since its beginning than is kept; raise --journal-entries and --journal-bytes, and begin again with a reset",
            ),
            Self::Cut(id) => write!(formatter, "the body of call #{id} was too long to be kept; begin again with a reset"),
            Self::Forgotten => formatter.write_str("its journal was emptied; begin again with a reset"),
            Self::Off => formatter.write_str("nothing is kept, because --journal-entries is 0"),
        }
    }
}

/// A recording that is being written.
struct Writer<'k> {
    beginning: &'k Beginning,
    stage: Stage<'k>,
    stand_ins: StandIns,
    foreign: BTreeMap<String, Foreign>,
}

impl<'k> Writer<'k> {
    fn new(beginning: &'k Beginning, keys: &'k Keys) -> Self {
        Self { beginning, stage: Stage::new(beginning.rehearsal(), keys), stand_ins: StandIns::default(), foreign: BTreeMap::new() }
    }

    fn write(mut self, world: &str, events: &[Event]) -> Result<Recording, WorldError> {
        let instances = self.instances()?;
        let apis: BTreeSet<_> = self.beginning.template.instances.iter().map(|plan| plan.configured.api().name()).collect();
        let fingerprint = |name: &str| providers::find(name).map_or_else(|_| String::new(), |api| hexadecimal(api.ledger().as_bytes()));
        let faults = self.beginning.planting.faults.receipts().into_iter().map(|receipt| receipt.spec).collect();
        let events = events.iter().map(|event| self.event(event)).collect::<Result<_, _>>()?;
        Ok(Recording {
            recording: RECORDING_VERSION,
            standin: env!("CARGO_PKG_VERSION").to_owned(),
            apis: apis.into_iter().map(|name| (name.to_owned(), fingerprint(name))).collect(),
            world: world.to_owned(),
            seed: self.beginning.seed,
            begins: self.beginning.at,
            instances,
            faults,
            foreign: self.foreign,
            events,
        })
    }

    fn instances(&mut self) -> Result<BTreeMap<String, RecordedInstance>, WorldError> {
        let credentials: BTreeMap<_, _> = self.stage.credentials().map(|(name, given)| (name.to_owned(), given)).collect();
        let mut instances = BTreeMap::new();
        for plan in &self.beginning.template.instances {
            let api = plan.configured.api();
            let stubs = self.beginning.planting.stubs(&plan.name).portable().map_err(untold)?;
            let given = credentials.get(&plan.name).cloned().unwrap_or_default();
            let settings = self.stand_ins.settings(api, &plan.configured.settings(), &given);
            let (api, mount, deviation) = (api.name().to_owned(), plan.mount.clone(), plan.deviation.clone());
            instances.insert(plan.name.clone(), RecordedInstance { api, mount, settings, deviation, stubs });
        }
        Ok(instances)
    }

    fn event(&mut self, event: &Event) -> Result<RecordedEvent, WorldError> {
        let what = match &event.what {
            What::Called { id, call, arrival } => Happening::Call(Box::new(self.call(event, *id, call, arrival))),
            What::Delayed(call) => Happening::Delayed(Box::new(self.delayed(event, call))),
            other => {
                self.stage.play(event);
                administered(other)?
            }
        };
        Ok(RecordedEvent { at: event.at, what })
    }

    fn call(&mut self, event: &Event, id: u64, call: &Received, arrival: &Arrival) -> RecordedCall {
        let (request, played) = self.played(event, call);
        let delayed_by = if let Arrival::Delayed(faults) = arrival { faults.clone() } else { Vec::new() };
        RecordedCall { id, request, delayed_by, answer: played.map(Played::into).unwrap_or_default() }
    }

    fn delayed(&mut self, event: &Event, call: &Received) -> RecordedRequest {
        self.played(event, call).0
    }

    /// Has the event happen again, and tells what was asked.
    fn played(&mut self, event: &Event, call: &Received) -> (RecordedRequest, Option<Played>) {
        let before: BTreeSet<String> = self.naming().facts().keys().cloned().collect();
        let played = self.stage.play(event);
        let request = played.as_ref().map(|played| request(call, &played.told, self.naming())).unwrap_or_else(|| bare(call));
        let names: Vec<String> = request.names().filter(|name| !before.contains(*name)).map(str::to_owned).collect();
        names.iter().for_each(|name| self.take_in(name, &before));
        (request, played)
    }

    /// Takes a value in that came from outside.
    fn take_in(&mut self, name: &str, before: &BTreeSet<String>) {
        if self.foreign.contains_key(name) {
            return;
        }
        let derived = self.naming().facts().get(name).and_then(|facts| facts.derived.clone());
        let known = |from: &String| before.contains(from) || self.foreign.contains_key(from);
        let foreign = match derived.filter(|derived| known(&derived.from)) {
            Some(derived) => Foreign::Derived { from: derived.from, by: derived.by },
            None => {
                let value = self.naming().value(name).unwrap_or_default().to_owned();
                Foreign::StandIn(self.stand_ins.of(&value))
            }
        };
        self.foreign.insert(name.to_owned(), foreign);
    }

    fn naming(&self) -> &Naming {
        self.stage.names().naming()
    }
}

fn untold(why: String) -> WorldError {
    WorldError::CannotRecord { why }
}

/// What an administrator did.
fn administered(what: &What) -> Result<Happening, WorldError> {
    Ok(match what.clone() {
        What::Acted { instance, action, arguments } => Happening::Act { instance, action, arguments },
        What::Pace(pace) => Happening::Pace(ClockSpec { pace, at: None }.to_string()),
        What::StubAdded { instance, stub } => Happening::AddStub { instance, stub: Box::new(stub.portable().map_err(untold)?) },
        What::StubRemoved { instance, stub } => Happening::RemoveStub { instance, stub },
        What::StubsCleared { instance } => Happening::ClearStubs { instance },
        What::FaultPlanted(fault) => Happening::PlantFault(Box::new(fault.spec.clone())),
        What::FaultRemoved(fault) => Happening::RemoveFault(fault),
        What::FaultsCleared => Happening::ClearFaults,
        What::Clock | What::Called { .. } | What::Delayed(_) => Happening::Clock,
    })
}

fn request(call: &Received, told: &Told, naming: &Naming) -> RecordedRequest {
    let body = spell(&told.body, naming);
    let is_text = std::str::from_utf8(call.request.body().bytes).is_ok();
    RecordedRequest {
        path: spell(&told.below, naming),
        query: spell(&told.query, naming),
        headers: told.headers.iter().map(|(name, value)| (name.clone(), spell(value, naming))).collect(),
        body: if is_text { RecordedBody::Text(body) } else { RecordedBody::Bytes(body) },
        ..bare(call)
    }
}

/// A request of which only the frame is told.
fn bare(call: &Received) -> RecordedRequest {
    RecordedRequest {
        instance: call.instance.name.clone(),
        client: call.client,
        method: call.request.method.to_string(),
        path: Text::default(),
        query: Text::default(),
        headers: Vec::new(),
        body: RecordedBody::default(),
    }
}

impl From<Played> for RecordedAnswer {
    fn from(played: Played) -> Self {
        let Played { told, given, stub, faults, digest } = played;
        Self {
            status: given.status,
            headers: told.given,
            body: told.answered.shown(),
            clauses: given.clauses.iter().map(ToString::to_string).collect(),
            stub,
            faults,
            digest: Some(digest),
        }
    }
}

impl RecordedRequest {
    /// The names in it.
    fn names(&self) -> impl Iterator<Item = &str> {
        let body = match &self.body {
            RecordedBody::Text(text) | RecordedBody::Bytes(text) => text,
        };
        let texts = [&self.path, &self.query, body].into_iter().chain(self.headers.iter().map(|(_, value)| value));
        texts.flat_map(Text::names)
    }
}
