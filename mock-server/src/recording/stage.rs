//! A world's past played again, with every secret named as it comes. Whoever records and whoever replays do just this, and so
//! come to the same names.

use std::sync::Arc;

use jiff::Timestamp;
use providers::{Answer, Credentials};
use ring::digest::{SHA256, digest};

use crate::history::{Event, Received, Rehearsal, What};
use crate::host::Served;
use crate::journal::{Entry, Given, Names, Told, tell};
use crate::keys::Keys;
use crate::transport::axum::Refusal;

/// A past that goes on event by event.
pub(super) struct Stage<'k> {
    rehearsal: Rehearsal,
    names: Names,
    keys: &'k Keys,
}

/// A call that was played.
pub(super) struct Played {
    pub(super) told: Told,
    pub(super) given: Given,
    pub(super) stub: Option<String>,
    pub(super) faults: Vec<String>,
    /// The SHA-256 of the whole answer, in hexadecimal digits.
    pub(super) digest: String,
}

impl<'k> Stage<'k> {
    pub(super) fn new(rehearsal: Rehearsal, keys: &'k Keys) -> Self {
        let mut stage = Self { rehearsal, names: Names::default(), keys };
        stage.look_around();
        stage
    }

    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// What clients are given at this moment.
    pub(super) fn credentials(&self) -> impl Iterator<Item = (&str, Credentials)> {
        self.rehearsal.hosts().iter().map(|host| (host.plan.name.as_str(), host.instance.credentials()))
    }

    /// Has an event happen again; a call tells what became of it.
    pub(super) fn play(&mut self, event: &Event) -> Option<Played> {
        let served = self.rehearsal.perform(event);
        let played = match &event.what {
            What::Called { id, call, .. } => self.tell(*id, event.at, call, served.unwrap_or_else(Served::nothing)),
            What::Delayed(call) => self.tell(0, event.at, call, Served::nothing()),
            _ => None,
        };
        self.look_around();
        played
    }

    fn tell(&mut self, id: u64, at: Timestamp, call: &Received, served: Served) -> Option<Played> {
        let Served { answer, stub, faults, .. } = served;
        let answer = answer.map_err(Refusal::from).map(|answer| self.signed(answer));
        let digest = fingerprint(&answer);
        let instance = Some(self.rehearsal.host(&call.instance.name)?.plan.clone());
        let (client, request) = (call.client, Arc::clone(&call.request));
        let entry = Entry { id, at, real: at, client, instance, request, answer: Given::of(&answer), stub, faults };
        let told = tell(&entry, &mut self.names);
        Some(Played { told, given: entry.answer, stub: entry.stub, faults: entry.faults, digest })
    }

    fn signed(&self, mut answer: Answer) -> Answer {
        // A key that was good when the world was made is good still.
        let _ = self.keys.sign(&mut answer);
        answer
    }

    fn look_around(&mut self) {
        self.rehearsal.hosts().iter().for_each(|host| self.names.give(host.instance.credentials()));
    }
}

fn fingerprint(answer: &Result<Answer, Refusal>) -> String {
    let mut bytes = Vec::new();
    let mut line = |text: &[u8]| {
        bytes.extend_from_slice(text);
        bytes.push(b'\n');
    };
    match answer {
        Ok(answer) => {
            line(answer.status.to_string().as_bytes());
            answer.headers.iter().for_each(|(name, value)| line(format!("{name}: {value}").as_bytes()));
            line(b"");
            line(&answer.body);
        }
        Err(refusal) => {
            line(refusal.status.as_str().as_bytes());
            line(refusal.body().as_bytes());
        }
    }
    hexadecimal(&bytes)
}

/// The SHA-256 of these bytes.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
