//! Plays a recording again and compares the answers.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::stage::{Played, Stage};
use providers::naming::{NoValue, Text};

use super::{Foreign, Happening, RECORDING_VERSION, RecordedAnswer, RecordedBody, RecordedCall, RecordedRequest, Recording};
use crate::fault::{Fault, FaultError};
use crate::history::{Event, Received, What};
use crate::host::Arrival;
use crate::journal::Sent;
use crate::keys::Keys;
use crate::planting::{Bed, Planting};
use crate::stub::{Stub, StubError};
use crate::template::Template;
use crate::world::Beginning;
use crate::{ClockSpec, InstanceSpec, Pace, WorldError};

/// What a replay came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// How many calls were made again and compared.
    pub compared: usize,
    /// The calls whose answers hung on a foreign secret; they were made again and not compared.
    pub left_out: Vec<u64>,
    /// The calls that were answered otherwise.
    pub differences: Vec<Difference>,
    /// The APIs whose clauses are not those of the recording.
    pub changed_apis: Vec<String>,
}

/// A call that was answered otherwise than it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its number.
    pub id: u64,
    /// Its method, its instance and its path.
    pub call: String,
    /// What was recorded.
    pub recorded: RecordedAnswer,
    /// What was answered now.
    pub answered: RecordedAnswer,
}

/// A recording cannot be played.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// Its form is of a later version.
    #[error("this recording is of version {found}, and this program knows version {RECORDING_VERSION}; play it with Standin {standin} or later")]
    Version {
        /// The version.
        found: u32,
        /// Who wrote it.
        standin: String,
    },
    /// The world cannot be made.
    #[error("the recorded world cannot be made: {0}")]
    World(#[from] WorldError),
    /// Something cannot happen again.
    #[error("event {at}: {why}")]
    Event {
        /// Its place in the list, counted from 1.
        at: usize,
        /// Why.
        why: String,
    },
}

impl Recording {
    /// Makes the world again, has all of it happen again, and compares the answers. Nothing is served and nothing waits.
    ///
    /// # Errors
    /// The recording is of a later version, or does not hold what makes a world.
    pub fn replay(&self) -> Result<Replayed, ReplayError> {
        let changed = |(name, recorded): (&String, &String)| {
            let now = providers::find(name).map(|api| super::stage::hexadecimal(api.ledger().as_bytes())).unwrap_or_default();
            (now != *recorded).then(|| name.clone())
        };
        let mut replayed = Replayed { changed_apis: self.apis.iter().filter_map(changed).collect(), ..Replayed::default() };
        self.play(|call, answered| match &call.answer.digest {
            None => replayed.left_out.push(call.id),
            Some(digest) => {
                replayed.compared += 1;
                if answered.digest.as_ref() != Some(digest) || answered.status != call.answer.status {
                    replayed.differences.push(Difference { id: call.id, call: call.request.line(), recorded: call.answer.clone(), answered });
                }
            }
        })?;
        Ok(replayed)
    }

    /// The same with the digests that a replay gives; where the answer is another than the one told, without.
    pub(super) fn rehearsed(mut self) -> Result<Self, ReplayError> {
        let mut digests = Vec::new();
        self.play(|call, answered| {
            let told = |answer: &RecordedAnswer| RecordedAnswer { digest: None, ..answer.clone() };
            digests.push((told(&call.answer) == told(&answered)).then_some(answered.digest).flatten());
        })?;
        let calls = self.events.iter_mut().filter_map(|event| if let Happening::Call(call) = &mut event.what { Some(call) } else { None });
        calls.zip(digests).for_each(|(call, digest)| call.answer.digest = digest);
        Ok(self)
    }

    fn play(&self, mut answered: impl FnMut(&RecordedCall, RecordedAnswer)) -> Result<(), ReplayError> {
        if self.recording > RECORDING_VERSION {
            return Err(ReplayError::Version { found: self.recording, standin: self.standin.clone() });
        }
        let keys = Keys::default();
        let beginning = self.beginning(&keys)?;
        let mut stage = Stage::new(beginning.rehearsal(), &keys);
        for (at, recorded) in self.events.iter().enumerate() {
            let untold = |why: String| ReplayError::Event { at: at + 1, why };
            let what = self.what(&recorded.what, &beginning, &stage).map_err(untold)?;
            let played = stage.play(&Event { at: recorded.at, what });
            if let Happening::Call(call) = &recorded.what {
                answered(call, played.map(Played::into).unwrap_or_default());
            }
        }
        Ok(())
    }

    fn beginning(&self, keys: &Keys) -> Result<Beginning, WorldError> {
        let spec = |recorded: &super::RecordedInstance| InstanceSpec {
            api: recorded.api.clone(),
            mount: Some(recorded.mount.clone()),
            settings: recorded.settings.clone(),
            deviation: recorded.deviation.clone(),
            strict: None,
            stubs: recorded.stubs.clone(),
        };
        let instances: BTreeMap<String, InstanceSpec> = self.instances.iter().map(|(name, recorded)| (name.clone(), spec(recorded))).collect();
        let template = Arc::new(Template::check(&instances, keys)?);
        let planting = Planting::check(&instances, &self.faults, &Bed { template: &template, seed: self.seed, at: self.begins, files: NO_FILES })?;
        Ok(Beginning { template, planting, seed: self.seed, pace: Pace::Frozen, at: self.begins })
    }

    fn what(&self, happening: &Happening, beginning: &Beginning, stage: &Stage<'_>) -> Result<What, String> {
        let fill = |request: &RecordedRequest| self.received(request, beginning, stage);
        Ok(match happening.clone() {
            Happening::Call(call) => {
                let arrival = if call.delayed_by.is_empty() { Arrival::Prompt } else { Arrival::Delayed(call.delayed_by.clone()) };
                What::Called { id: call.id, call: fill(&call.request)?, arrival }
            }
            Happening::Delayed(request) => What::Delayed(fill(&request)?),
            Happening::Act { instance, action, arguments } => What::Acted { instance, action, arguments },
            Happening::Clock => What::Clock,
            Happening::Pace(pace) => What::Pace(pace.parse::<ClockSpec>()?.pace),
            Happening::AddStub { instance, stub } => {
                let stub = Stub::check(*stub, NO_FILES).map_err(|flaw| StubError::from(flaw).to_string())?;
                What::StubAdded { instance, stub: Arc::new(stub) }
            }
            Happening::RemoveStub { instance, stub } => What::StubRemoved { instance, stub },
            Happening::ClearStubs { instance } => What::StubsCleared { instance },
            Happening::PlantFault(spec) => {
                let fault = Fault::check(*spec, &beginning.template.apis()).map_err(|flaw| FaultError::from(flaw).to_string())?;
                What::FaultPlanted(Arc::new(fault))
            }
            Happening::RemoveFault(fault) => What::FaultRemoved(fault),
            Happening::ClearFaults => What::FaultsCleared,
        })
    }

    fn received(&self, request: &RecordedRequest, beginning: &Beginning, stage: &Stage<'_>) -> Result<Received, String> {
        let named = |plan: &&Arc<crate::template::Planned>| plan.name == request.instance;
        let plan = beginning.template.instances.iter().find(named).ok_or_else(|| format!("there is no instance `{}` in it", request.instance))?;
        let fill = |text: &Text| text.fill(&|name| self.value(name, stage)).map_err(|error: NoValue| error.to_string());
        let below = fill(&request.path)?;
        let header = |(name, value): &(String, Text)| {
            let value = fill(value)?;
            let value = HeaderValue::from_str(&value).map_err(|_| format!("the header `{name}` has a value that HTTP cannot carry"))?;
            let name: HeaderName = name.parse().map_err(|_| format!("`{name}` is no header's name"))?;
            Ok((name, value))
        };
        let body = match &request.body {
            RecordedBody::Text(text) => fill(text)?.into_bytes(),
            RecordedBody::Bytes(text) => fill(text)?.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect::<Vec<u8>>(),
        };
        let method = request.method.parse::<Method>().map_err(|_| format!("`{}` is no method", request.method))?;
        let mut headers = HeaderMap::new();
        for (name, value) in request.headers.iter().map(header).collect::<Result<Vec<_>, String>>()? {
            headers.try_append(name, value).map_err(|_| format!("it has {} headers, more than a request can hold", request.headers.len()))?;
        }
        let path = format!("{}{below}", plan.mount);
        let sent = Sent::new(method, (&path, &below), &fill(&request.query)?, (&headers, &body));
        Ok(Received::new(plan.clone(), request.client, Arc::new(sent)))
    }

    /// The value of a name at this point of the replay.
    fn value(&self, name: &str, stage: &Stage<'_>) -> Option<String> {
        match self.foreign.get(name) {
            Some(Foreign::StandIn(value)) => Some(value.clone()),
            Some(Foreign::Derived { from, by }) if from != name => {
                let of = match self.foreign.get(from) {
                    Some(Foreign::StandIn(value)) => value.clone(),
                    _ => stage.names().naming().value(from)?.to_owned(),
                };
                by.of(&of)
            }
            _ => stage.names().naming().value(name).map(str::to_owned),
        }
    }
}

/// What a stub read from a file stands in the recording itself.
const NO_FILES: Option<&Path> = None;

impl RecordedRequest {
    fn line(&self) -> String {
        format!("{} {}{}", self.method, self.instance, self.path.shown())
    }
}
